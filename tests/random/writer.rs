//! Random queries over everything that a schema has.

use super::dice::Dice;
use crate::support::World;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plenary::graphql::Request;
use plenary::ontology::{ClassId, FieldKind};

pub(super) const LANGUAGES: [&str; 8] = ["en", "zh", "ru", "zh-Hans", "fr-CA", "sw", "*", "AR"];

pub(super) struct Writer<'a> {
    pub(super) world: &'a World,
    pub(super) dice: Dice,
    aliases: usize,
    /// The language that lists are ordered in.
    first_language: String,
    /// Words to search for; none where only the index itself knows what they find.
    pub(super) words: &'static [&'static str],
}

impl<'a> Writer<'a> {
    pub(super) fn new(world: &'a World, dice: Dice, words: &'static [&'static str]) -> Self {
        Self { world, dice, aliases: 0, first_language: String::new(), words }
    }

    pub(super) fn request(&mut self) -> Request {
        let languages = self.languages().into_iter().filter(|tag| *tag != "*").map(str::to_lowercase);
        let languages: Vec<_> = languages.collect();
        let first = languages.first().or(self.world.ontology.languages().first());
        self.first_language = first.cloned().unwrap_or_default();
        Request { query: self.document(), languages, ..Request::default() }
    }

    fn document(&mut self) -> String {
        let roots: Vec<_> = (0..=self.dice.below(2)).map(|_| self.root()).collect();
        format!("{{ {} }}", roots.join(" "))
    }

    fn root(&mut self) -> String {
        let ontology = &self.world.ontology;
        let classes: Vec<_> = ontology.class_ids().filter(|&id| ontology.class(id).is_root).collect();
        let id = self.dice.pick(&classes);
        let class = self.world.ontology.class(id);
        let alias = self.alias();
        match self.dice.below(4) {
            0 => format!("{alias}{}(id: \"{}\") {}", class.singular, self.iri(id), self.object(Some(id), 3)),
            1 => {
                let ids: Vec<_> = (0..self.dice.below(4)).map(|_| self.dice.pick(&classes)).collect();
                let ids: Vec<_> = ids.into_iter().map(|id| format!("\"{}\"", self.iri(id))).collect();
                format!("{alias}nodes(ids: [{}]) {}", ids.join(", "), self.object(None, 3))
            }
            _ => format!("{alias}{}{} {}", class.plural, self.window(id), self.connection(id, 3)),
        }
    }

    /// Mostly the IRI of an instance, sometimes of nothing.
    pub(super) fn iri(&mut self, class: ClassId) -> String {
        let world = self.world;
        match (self.dice.below(12), self.dice.pick_from(world.snapshot.extent(class))) {
            (0, _) | (_, None) => "https://w3id.org/plenary/id/nothing".to_owned(),
            (_, Some(&id)) => world.snapshot.terms().text(id).to_owned(),
        }
    }

    pub(super) fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("a{}: ", self.aliases)
    }

    fn object(&mut self, class: Option<ClassId>, depth: usize) -> String {
        let items: Vec<_> = (0..=self.dice.below(4)).map(|_| self.item(class, depth)).collect();
        format!("{{ {} }}", items.join(" "))
    }

    fn item(&mut self, class: Option<ClassId>, depth: usize) -> String {
        let world = self.world;
        let ontology = &world.ontology;
        let Some(id) = class else {
            let types: Vec<_> = ontology.class_ids().collect();
            let other = self.dice.pick(&types);
            return match self.dice.below(4) {
                0 => self.plain(),
                _ => format!("... on {} {}", ontology.class(other).name, self.object(Some(other), depth)),
            };
        };
        let overlaps = |other: &ClassId| {
            let concrete = &ontology.class(*other).concrete;
            ontology.class(id).concrete.iter().any(|class| concrete.contains(class))
        };
        let related: Vec<_> = ontology.class_ids().filter(overlaps).collect();
        match self.dice.below(8) {
            0 => self.plain(),
            1 | 2 if related.len() > 1 => {
                let other = self.dice.pick(&related);
                format!("... on {} {}", ontology.class(other).name, self.object(Some(other), depth))
            }
            3 => format!("... on Node {{ {} }}", self.plain()),
            _ => {
                let field = self.dice.pick_from(&ontology.class(id).fields);
                let field = field.and_then(|field| self.field(&field.name, field.kind, depth));
                field.unwrap_or_else(|| self.plain())
            }
        }
    }

    fn plain(&mut self) -> String {
        let alias = if self.dice.one_in(2) { self.alias() } else { String::new() };
        format!("{alias}{}", self.dice.pick(&["id", "__typename"]))
    }

    /// A field; links only as long as there is depth left. Fields without arguments often keep their own key, so that
    /// those of several fragments have to be merged.
    fn field(&mut self, name: &str, kind: FieldKind, depth: usize) -> Option<String> {
        let (arguments, body) = match kind {
            FieldKind::Value { .. } | FieldKind::Values { .. } => (String::new(), String::new()),
            FieldKind::Text { .. } => (self.language_argument(), String::new()),
            FieldKind::Texts => (self.language_argument(), " { value lang __typename }".to_owned()),
            _ if depth == 0 => return None,
            FieldKind::Link { class, .. } => (String::new(), self.object(Some(class), depth - 1)),
            FieldKind::Links { class } => (self.slice(class), self.object(Some(class), depth - 1)),
            FieldKind::Connection { class } => (self.window(class), self.connection(class, depth - 1)),
        };
        let alias = if arguments.is_empty() && self.dice.one_in(2) { String::new() } else { self.alias() };
        Some(format!("{alias}{name}{arguments} {body}"))
    }

    pub(super) fn languages(&mut self) -> Vec<&'static str> {
        (0..self.dice.below(4)).map(|_| self.dice.pick(&LANGUAGES)).collect()
    }

    pub(super) fn language_argument(&mut self) -> String {
        let tags: Vec<_> = self.languages().into_iter().map(|tag| format!("\"{tag}\"")).collect();
        if self.dice.one_in(2) { String::new() } else { format!("(lang: [{}])", tags.join(", ")) }
    }

    fn slice(&mut self, class: ClassId) -> String {
        let mut arguments = self.filter_and_order(class).0;
        if self.dice.one_in(2) {
            arguments.push(format!("first: {}, offset: {}", self.dice.below(4), self.dice.below(3)));
        }
        if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) }
    }

    fn groups(&mut self, class: ClassId) -> Option<String> {
        let name = format!("{}GroupKey", self.world.ontology.class(class).name);
        let sdl = self.world.engine.sdl();
        let (_, text) = sdl.split_once(&format!("enum {name} {{"))?;
        let body = text.split("\n}").next()?;
        let keys: Vec<&str> =
            body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('"')).collect();
        let mut some = |most: usize| (0..=self.dice.below(most)).map(|_| self.dice.pick(&keys)).collect::<Vec<_>>();
        let (asked, distinct) = (some(2).join(", "), some(1)[0]);
        let first = self.dice.below(7);
        let languages = self.language_argument();
        let alias = self.alias();
        Some(match self.dice.below(3) {
            0 => format!(
                "{alias}facets(fields: [{asked}], first: {first}) {{ field values {{ value label{languages} count }} }}"
            ),
            _ => format!(
                "{alias}groupBy(keys: [{asked}], first: {first}) {{ count key {{ field value label{languages} }} distinct(field: {distinct}) }}"
            ),
        })
    }

    fn window(&mut self, class: ClassId) -> String {
        let (mut arguments, order) = self.filter_and_order(class);
        arguments.push(format!("{}: {}", self.dice.pick(&["first", "last"]), self.dice.below(5)));
        for name in ["after", "before"] {
            if self.dice.one_in(5) {
                let names: Vec<_> = order.iter().map(|(name, _)| name.replace('\0', &self.first_language)).collect();
                let keys: Vec<_> = order.iter().map(|(_, value)| value).collect();
                let cursor = serde_json::json!([names.join(","), self.iri(class), keys]).to_string();
                let cursor = URL_SAFE_NO_PAD.encode(cursor);
                arguments.push(format!("{name}: \"{cursor}\""));
            }
        }
        if self.dice.one_in(5) {
            arguments.push(format!("offset: {}", self.dice.below(4)));
        }
        format!("({})", arguments.join(", "))
    }

    fn connection(&mut self, class: ClassId, depth: usize) -> String {
        let parts: Vec<_> = (0..=self.dice.below(3))
            .map(|_| match self.dice.below(7) {
                5 | 6 => self.groups(class).unwrap_or_else(|| "totalCount".to_owned()),
                0 => "totalCount".to_owned(),
                1 => "pageInfo { hasNextPage endCursor hasPreviousPage startCursor }".to_owned(),
                2 => format!("edges {{ cursor node {} }}", self.object(Some(class), depth)),
                _ => format!("nodes {}", self.object(Some(class), depth)),
            })
            .collect();
        format!("{{ {} }}", parts.join(" "))
    }
}

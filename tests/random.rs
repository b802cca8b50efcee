//! Random queries over the whole schema, answered by the engine and by the naive executor. The dice are fixed, so a
//! failure comes again; its query is in the message.

use crate::oddities::ODD;
use crate::support::{RECORD, World};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plenary::graphql::Request;
use plenary::ontology::{ClassId, FieldKind};

const LANGUAGES: [&str; 8] = ["en", "zh", "ru", "zh-Hans", "fr-CA", "sw", "*", "AR"];

#[test]
fn of_the_record() {
    for seed in 1..=400 {
        let request = Writer::new(&RECORD, seed).request();
        if let Err(problem) = RECORD.agreed(&request) {
            panic!("the query of seed {seed} {problem}\n{request:?}");
        }
    }
}

/// Of data that break the promises of the schema in every way: what is null then, and how far up, must be the same too.
#[test]
fn of_odd_data() {
    let mut errors = 0;
    for seed in 1..=1000 {
        let request = Writer::new(&ODD, seed).request();
        match ODD.compared(&request) {
            Ok((_, found)) => errors += found.len(),
            Err(problem) => panic!("the query of seed {seed} {problem}\n{request:?}"),
        }
    }
    assert!(errors > 100, "only {errors} fields could not be given");
}

/// Marsaglia's xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 32).unwrap() % sides
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

struct Writer<'a> {
    world: &'a World,
    dice: Dice,
    aliases: usize,
}

impl<'a> Writer<'a> {
    fn new(world: &'a World, seed: u64) -> Self {
        Self { world, dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)), aliases: 0 }
    }

    fn request(&mut self) -> Request {
        let languages = self.languages().into_iter().filter(|tag| *tag != "*").map(str::to_lowercase).collect();
        Request { query: self.document(), languages, ..Request::default() }
    }

    fn document(&mut self) -> String {
        let roots: Vec<_> = (0..=self.dice.below(2)).map(|_| self.root()).collect();
        format!("{{ {} }}", roots.join(" "))
    }

    fn root(&mut self) -> String {
        let classes: Vec<_> = self.world.ontology.class_ids().collect();
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
    fn iri(&mut self, class: ClassId) -> String {
        let extent = self.world.snapshot.extent(class);
        match self.dice.below(12) {
            0 => "https://w3id.org/plenary/id/nothing".to_owned(),
            _ => self.world.snapshot.terms().text(self.dice.pick(extent)).to_owned(),
        }
    }

    fn alias(&mut self) -> String {
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
                let fields = &ontology.class(id).fields;
                let field = &fields[self.dice.below(fields.len())];
                self.field(&field.name, field.kind, depth).unwrap_or_else(|| self.plain())
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
            FieldKind::Links { class } => (self.slice(), self.object(Some(class), depth - 1)),
            FieldKind::Connection { class } => (self.window(class), self.connection(class, depth - 1)),
        };
        let alias = if arguments.is_empty() && self.dice.one_in(2) { String::new() } else { self.alias() };
        Some(format!("{alias}{name}{arguments} {body}"))
    }

    fn languages(&mut self) -> Vec<&'static str> {
        (0..self.dice.below(4)).map(|_| self.dice.pick(&LANGUAGES)).collect()
    }

    fn language_argument(&mut self) -> String {
        let tags: Vec<_> = self.languages().into_iter().map(|tag| format!("\"{tag}\"")).collect();
        if self.dice.one_in(2) { String::new() } else { format!("(lang: [{}])", tags.join(", ")) }
    }

    fn slice(&mut self) -> String {
        match self.dice.below(3) {
            0 => format!("(first: {}, offset: {})", self.dice.below(3), self.dice.below(3)),
            1 => format!("(offset: {})", self.dice.below(4)),
            _ => String::new(),
        }
    }

    fn window(&mut self, class: ClassId) -> String {
        let mut arguments = vec![format!("{}: {}", self.dice.pick(&["first", "last"]), self.dice.below(5))];
        for name in ["after", "before"] {
            if self.dice.one_in(5) {
                let cursor = URL_SAFE_NO_PAD.encode(serde_json::json!(["", self.iri(class), []]).to_string());
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
            .map(|_| match self.dice.below(5) {
                0 => "totalCount".to_owned(),
                1 => "pageInfo { hasNextPage endCursor hasPreviousPage startCursor }".to_owned(),
                2 => format!("edges {{ cursor node {} }}", self.object(Some(class), depth)),
                _ => format!("nodes {}", self.object(Some(class), depth)),
            })
            .collect();
        format!("{{ {} }}", parts.join(" "))
    }
}

//! Random queries over the whole schema, answered by the engine and by the naive executor. The dice are fixed, so a
//! failure comes again; its query is in the message.

use crate::oddities::ODD;
use crate::support::{RECORD, World};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plenary::graphql::Request;
use plenary::ontology::{ClassId, Ends, Field, FieldKind, Scalar};

const LANGUAGES: [&str; 8] = ["en", "zh", "ru", "zh-Hans", "fr-CA", "sw", "*", "AR"];

/// So many queries, or as many as the environment says: `PLENARY_RANDOM=10000`.
fn queries(usual: u64) -> u64 {
    std::env::var("PLENARY_RANDOM").ok().map_or(usual, |count| count.parse().unwrap())
}

#[test]
fn of_the_record() {
    for seed in 1..=queries(400) {
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
    for seed in 1..=queries(1000) {
        let request = Writer::new(&ODD, seed).request();
        match ODD.compared(&request) {
            Ok((_, found)) => errors += found.len(),
            Err(problem) => panic!("the query of seed {seed} {problem}\n{request:?}"),
        }
    }
    assert!(errors > 100, "only {errors} fields could not be given");
}

/// Marsaglia's xorshift.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 32).unwrap() % sides
    }

    pub(crate) fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

struct Writer<'a> {
    world: &'a World,
    dice: Dice,
    aliases: usize,
    /// The language that lists are ordered in.
    first_language: String,
}

impl<'a> Writer<'a> {
    fn new(world: &'a World, seed: u64) -> Self {
        Self { world, dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)), aliases: 0, first_language: String::new() }
    }

    fn request(&mut self) -> Request {
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
            FieldKind::Links { class } => (self.slice(class), self.object(Some(class), depth - 1)),
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

    fn slice(&mut self, class: ClassId) -> String {
        let mut arguments = self.filter_and_order(class).0;
        if self.dice.one_in(2) {
            arguments.push(format!("first: {}, offset: {}", self.dice.below(4), self.dice.below(3)));
        }
        if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) }
    }

    /// Often `where`, often `orderBy`; and the order, with a key of each resource for a cursor that fits.
    fn filter_and_order(&mut self, class: ClassId) -> (Vec<String>, Vec<(String, Option<String>)>) {
        let mut arguments = Vec::new();
        let mut order = Vec::new();
        if self.dice.one_in(3) {
            arguments.push(format!("where: {}", self.condition(class, 3)));
        }
        if self.dice.one_in(3) {
            let mut keys = Vec::new();
            for _ in 0..=self.dice.below(3) {
                let (key, name, value) = self.order_key(class, 2);
                keys.push(key);
                order.push((name, value));
            }
            arguments.push(format!("orderBy: [{}]", keys.join(", ")));
        }
        (arguments, order)
    }

    /// A key as it is asked for, as a cursor names it, and a value of it.
    fn order_key(&mut self, class: ClassId, depth: usize) -> (String, String, Option<String>) {
        let world = self.world;
        let fields = &world.ontology.class(class).fields;
        let field = &fields[self.dice.below(fields.len())];
        let direction = self.dice.pick(&["ASC", "DESC"]);
        match field.kind {
            FieldKind::Value { .. } | FieldKind::Text { .. } => {
                // The cursor names the first language, which the request has in its head or the ontology gives.
                let language = if matches!(field.kind, FieldKind::Text { .. }) { "@\u{0}" } else { "" };
                let value = self.value(field);
                let name = &field.name;
                (format!("{{ {name}: {direction} }}"), format!("{name}{language}:{direction}"), value)
            }
            FieldKind::Link { class, .. } if depth > 0 => {
                let (key, name, value) = self.order_key(class, depth - 1);
                (format!("{{ {}: {key} }}", field.name), format!("{}.{name}", field.name), value)
            }
            _ => (format!("{{ id: {direction} }}"), format!("id:{direction}"), Some(self.iri(class))),
        }
    }

    /// A value that some resource has for a field; sometimes none, sometimes nonsense.
    fn value(&mut self, field: &Field) -> Option<String> {
        let world = self.world;
        let values = world.snapshot.value_index(field.path).values();
        match self.dice.below(12) {
            0 => None,
            1 => Some(self.dice.pick(&["", "a", "5", "2020-01-01", "M", "中"]).to_owned()),
            _ if values.is_empty() => None,
            _ => Some(world.snapshot.terms().text(self.dice.pick(values)).to_owned()),
        }
    }

    fn condition(&mut self, class: ClassId, depth: usize) -> String {
        let world = self.world;
        let declared = world.ontology.class(class);
        let mut members: Vec<(String, String)> = Vec::new();
        for _ in 0..=self.dice.below(2) {
            let member = match self.dice.below(12) {
                0 | 1 if depth > 0 => {
                    let parts: Vec<_> = (0..self.dice.below(4)).map(|_| self.condition(class, depth - 1)).collect();
                    (self.dice.pick(&["and", "or"]).to_owned(), format!("[{}]", parts.join(", ")))
                }
                2 if depth > 0 => ("not".to_owned(), self.condition(class, depth - 1)),
                3 => {
                    let operator = self.dice.pick(&["in", "notIn"]);
                    let ids: Vec<_> = (0..self.dice.below(4)).map(|_| format!("\"{}\"", self.iri(class))).collect();
                    ("id".to_owned(), format!("{{ {operator}: [{}] }}", ids.join(", ")))
                }
                4 if declared.is_interface => {
                    let types: Vec<_> = (0..self.dice.below(3))
                        .map(|_| world.ontology.class(self.dice.pick(&declared.concrete)).name.clone())
                        .collect();
                    ("types".to_owned(), format!("[{}]", types.join(", ")))
                }
                _ => {
                    let field = &declared.fields[self.dice.below(declared.fields.len())];
                    let Some(condition) = self.field_condition(class, field, depth) else { continue };
                    condition
                }
            };
            if members.iter().all(|(name, _)| *name != member.0) {
                members.push(member);
            }
        }
        let members: Vec<_> = members.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
        format!("{{ {} }}", members.join(", "))
    }

    fn field_condition(&mut self, class: ClassId, field: &Field, depth: usize) -> Option<(String, String)> {
        let name = field.name.clone();
        match field.kind {
            FieldKind::Link { class: target, .. } => {
                if depth == 0 {
                    return None;
                }
                let transitive = target == class && self.dice.one_in(2);
                let name = if transitive { format!("{name}Transitive") } else { name };
                Some((name, self.condition(target, depth - 1)))
            }
            FieldKind::Links { class: target } | FieldKind::Connection { class: target } => {
                let operator = self.dice.pick(&["some", "all", "none", "single", "count"]);
                let value = match operator {
                    "count" => {
                        let operator = self.dice.pick(&["eq", "ne", "lt", "lte", "gt", "gte"]);
                        format!("{{ {operator}: {} }}", self.dice.below(5))
                    }
                    _ if depth == 0 => "{}".to_owned(),
                    _ => self.condition(target, depth - 1),
                };
                Some((name, format!("{{ {operator}: {value} }}")))
            }
            // The companion of a text has no filter of its own.
            FieldKind::Texts if name.ends_with("Translations") => None,
            FieldKind::Value { .. } | FieldKind::Values { .. } | FieldKind::Text { .. } | FieldKind::Texts => {
                Some((name, self.value_condition(field)))
            }
        }
    }

    fn value_condition(&mut self, field: &Field) -> String {
        let scalar = match field.kind.ends() {
            Ends::Values(scalar) => Some(scalar),
            Ends::Texts | Ends::Class(_) => None,
        };
        let mut operators = vec!["eq", "ne", "in", "notIn", "exists"];
        if !matches!(scalar, Some(Scalar::Boolean | Scalar::Enum(_) | Scalar::Iri)) {
            operators.extend(["lt", "lte", "gt", "gte"]);
        }
        if matches!(scalar, None | Some(Scalar::String | Scalar::Iri)) {
            operators.extend(["contains", "startsWith"]);
        }
        let operator = self.dice.pick(&operators);
        let value = match operator {
            "exists" => self.dice.pick(&["true", "false"]).to_owned(),
            "in" | "notIn" => {
                let values: Vec<_> = (0..self.dice.below(4)).map(|_| self.literal(field, scalar, false)).collect();
                format!("[{}]", values.join(", "))
            }
            "contains" | "startsWith" => self.literal(field, scalar, true),
            _ => self.literal(field, scalar, false),
        };
        let language = match scalar {
            None if self.dice.one_in(3) => format!(", lang: \"{}\"", self.dice.pick(&LANGUAGES)),
            _ => String::new(),
        };
        format!("{{ {operator}: {value}{language} }}")
    }

    /// A value as GraphQL writes it; with `part`, of its first letters.
    fn literal(&mut self, field: &Field, scalar: Option<Scalar>, part: bool) -> String {
        let found = self.value(field).unwrap_or_default();
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let is_number = found.parse::<f64>().is_ok_and(f64::is_finite);
        match scalar {
            Some(Scalar::Int) => match found.parse::<i32>() {
                Ok(number) => number.to_string(),
                Err(_) => self.dice.below(10).to_string(),
            },
            Some(Scalar::Float) if is_number => found,
            Some(Scalar::Float) => "1.5".to_owned(),
            Some(Scalar::BigInt) if found.parse::<i64>().is_err() => "\"3\"".to_owned(),
            Some(Scalar::Decimal) if !is_number => "\"0.50\"".to_owned(),
            Some(Scalar::Boolean) => self.dice.pick(&["true", "false"]).to_owned(),
            Some(Scalar::Enum(id)) => {
                let values = &self.world.ontology.enumeration(id).values;
                values[self.dice.below(values.len())].clone()
            }
            Some(Scalar::Date) if found.len() < 10 => "\"2020-02-29\"".to_owned(),
            Some(Scalar::DateTime) if !found.contains('T') => "\"2020-02-29T12:00:00+02:00\"".to_owned(),
            _ if part => quoted(&found.chars().take(self.dice.below(4)).collect::<String>()),
            _ => quoted(&found),
        }
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

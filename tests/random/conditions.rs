//! Random conditions and orders, with values that the data have, and some that they do not.

use super::writer::{LANGUAGES, Writer};
use crate::support::World;
use plenary::ontology::{ClassId, Ends, Field, FieldKind, Scalar};
use plenary::values::Value;

impl<'a> Writer<'a> {
    /// Often `where`, often `orderBy`; and the order, with a key of each resource for a cursor that fits.
    pub(super) fn filter_and_order(&mut self, class: ClassId) -> (Vec<String>, Vec<(String, Option<String>)>) {
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
        let direction = self.dice.pick(&["ASC", "DESC"]);
        let subtypes = self.subtypes(class);
        if depth > 0 && !subtypes.is_empty() && self.dice.one_in(3) {
            let (member, subtype) = self.dice.pick(&subtypes);
            let (key, name, value) = self.order_key(subtype, depth - 1);
            return (format!("{{ {member}: {key} }}"), format!("{member}.{name}"), value);
        }
        let by_iri = |iri| (format!("{{ id: {direction} }}"), format!("id:{direction}"), Some(iri));
        let Some(field) = self.dice.pick_from(&world.ontology.class(class).fields) else {
            return by_iri(self.iri(class));
        };
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
            FieldKind::Links { .. } | FieldKind::Connection { .. } => {
                let (name, count) = (&field.name, self.dice.below(4).to_string());
                (format!("{{ {name}: {{ count: {direction} }} }}"), format!("{name}.count:{direction}"), Some(count))
            }
            _ => by_iri(self.iri(class)),
        }
    }

    /// A value that some resource has for a field; sometimes none, sometimes nonsense.
    fn value(&mut self, field: &Field) -> Option<String> {
        let world = self.world;
        let values = world.snapshot.value_index(field.path).values();
        match self.dice.below(12) {
            0 => None,
            1 => Some(self.dice.pick(&["", "a", "5", "2020-01-01", "M", "中", "NaN", "-0044"]).to_owned()),
            _ if values.is_empty() => None,
            _ => Some(world.snapshot.terms().text(self.dice.pick(values)).to_owned()),
        }
    }

    pub(super) fn condition(&mut self, class: ClassId, depth: usize) -> String {
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
                4 if declared.is_interface && !declared.concrete.is_empty() => {
                    let types: Vec<_> = (0..self.dice.below(3))
                        .map(|_| world.ontology.class(self.dice.pick(&declared.concrete)).name.clone())
                        .collect();
                    ("types".to_owned(), format!("[{}]", types.join(", ")))
                }
                5 | 6 if depth > 0 && !self.subtypes(class).is_empty() => {
                    let (name, subtype) = self.dice.pick(&self.subtypes(class));
                    (name.to_owned(), self.condition(subtype, depth - 1))
                }
                _ => {
                    let field = self.dice.pick_from(&declared.fields);
                    let condition = field.and_then(|field| self.field_condition(class, field, depth));
                    let Some(condition) = condition else { continue };
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
                let chain = self.chain(class, field).filter(|_| self.dice.one_in(2));
                Some((chain.unwrap_or(name), self.condition(target, depth - 1)))
            }
            FieldKind::Links { class: target } | FieldKind::Connection { class: target }
                if depth > 0 && self.chain(class, field).is_some() && self.dice.one_in(3) =>
            {
                Some((self.chain(class, field)?, self.condition(target, depth - 1)))
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
                Some((name, self.value_condition(class, field)))
            }
        }
    }

    /// The members of conditions and orders that are about one type of an interface.
    fn subtypes(&self, class: ClassId) -> Vec<(&'a str, ClassId)> {
        let world: &'a World = self.world;
        let ontology = &world.ontology;
        let declared = ontology.class(class);
        let input = format!("{}Where", declared.name);
        let narrowing = members(world.engine.sdl(), &input).into_iter().filter_map(|(name, takes)| {
            let subtype = ontology.class_named(takes.strip_suffix("Where")?)?;
            (declared.field(name).is_none() && name == format!("as{}", ontology.class(subtype).name))
                .then_some((name, subtype))
        });
        narrowing.collect()
    }

    /// The condition on all that a link reaches, if it has one.
    fn chain(&self, class: ClassId, field: &Field) -> Option<String> {
        self.world.ontology.class(class).chain(class, field)
    }

    fn value_condition(&mut self, class: ClassId, field: &Field) -> String {
        let scalar = match field.kind.ends() {
            Ends::Values(scalar) => Some(scalar),
            Ends::Texts | Ends::Class(_) => None,
        };
        let filter =
            member(self.world.engine.sdl(), &format!("{}Where", self.world.ontology.class(class).name), &field.name);
        // What a new operator takes is asked for without a word here.
        let mut operators = members(self.world.engine.sdl(), filter);
        let can_search = field.searched && scalar.is_none() && !self.words.is_empty();
        operators.retain(|(name, _)| *name != "lang" && (can_search || *name != "search"));
        if can_search {
            operators.extend([("search", "String"); 3]);
        }
        let (operator, takes) = self.dice.pick(&operators);
        let value = match operator {
            "search" => format!("\"{}\"", self.search()),
            "exists" => self.dice.pick(&["true", "false"]).to_owned(),
            _ if takes.starts_with('[') => {
                let values: Vec<_> = (0..self.dice.below(4)).map(|_| self.literal(field, scalar, false)).collect();
                format!("[{}]", values.join(", "))
            }
            "contains" | "startsWith" => self.literal(field, scalar, true),
            "eqInsensitive" => self.in_another_case(field, scalar, false),
            "containsInsensitive" | "startsWithInsensitive" => self.in_another_case(field, scalar, true),
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
            // As GraphQL writes numbers: without zeros in front.
            Some(Scalar::Float) if is_number => format!("{:?}", found.parse::<f64>().unwrap()),
            Some(Scalar::Float) => "1.5".to_owned(),
            Some(Scalar::Boolean) => self.dice.pick(&["true", "false"]).to_owned(),
            Some(Scalar::Enum(id)) => {
                let values = &self.world.ontology.enumeration(id).values;
                values[self.dice.below(values.len())].clone()
            }
            Some(scalar) if Value::held(scalar.datatype(), &found).is_none() => match scalar {
                Scalar::BigInt => self.dice.pick(&["3", "\"3\"", "\"-98765432109876543210987654321\""]).to_owned(),
                Scalar::Decimal => "\"0.50\"".to_owned(),
                Scalar::Date => self.dice.pick(&["\"2020-02-29\"", "\"2020-01-01+13:00\""]).to_owned(),
                Scalar::DateTime => "\"2020-02-29T12:00:00+02:00\"".to_owned(),
                Scalar::Time => "\"09:00:00+01:00\"".to_owned(),
                Scalar::Year => "\"2020-01:00\"".to_owned(),
                Scalar::YearMonth => "\"2020-01\"".to_owned(),
                Scalar::Duration => "\"P31D\"".to_owned(),
                other => panic!("{other:?} has no value like {found}"),
            },
            _ if part => quoted(&found.chars().take(self.dice.below(4)).collect::<String>()),
            _ => quoted(&found),
        }
    }

    /// A text with its letters in another case.
    fn in_another_case(&mut self, field: &Field, scalar: Option<Scalar>, part: bool) -> String {
        let literal = self.literal(field, scalar, part);
        // The text changes, not its escapes: `\n` is a line break, `\N` is nothing.
        let found: String = serde_json::from_str(&literal).unwrap();
        let other = if self.dice.one_in(2) { found.to_uppercase() } else { found.to_lowercase() };
        serde_json::to_string(&other).unwrap()
    }

    /// One to three words to search for, some of them only begun.
    pub(super) fn search(&mut self) -> String {
        let word = |writer: &mut Self| {
            let word = writer.dice.pick(writer.words);
            if word.is_ascii() && writer.dice.one_in(4) { format!("{}*", &word[..2]) } else { word.to_owned() }
        };
        let words: Vec<_> = (0..=self.dice.below(3)).map(|_| word(self)).collect();
        words.join(" ")
    }
}

/// The members of an input type of a schema: name and type.
fn members<'s>(sdl: &'s str, input: &str) -> Vec<(&'s str, &'s str)> {
    let (_, body) = sdl.split_once(&format!("\ninput {input} {{\n")).expect(input);
    let lines = body.lines().take_while(|line| *line != "}").map(str::trim);
    lines.filter(|line| !line.starts_with('"')).filter_map(|line| line.split_once(": ")).collect()
}

/// The type of a member of an input type.
fn member<'s>(sdl: &'s str, input: &str, name: &str) -> &'s str {
    members(sdl, input).into_iter().find(|(member, _)| *member == name).expect(name).1
}

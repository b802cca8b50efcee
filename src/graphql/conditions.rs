//! From the argument `where` to a [`Condition`].

use super::arguments::{Arguments, enum_name};
use super::error::Error;
use super::operators::{FilterKind, Operator, Takes};
use super::subtypes::subtype;
use crate::ontology::{ClassId, Ends, FieldKind, Ontology, PathId, Scalar};
use crate::query::{Condition, Quantifier};
use crate::values::Value as Typed;
use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value};
use oxigraph::model::NamedNode;

/// Reads conditions of one field's arguments.
pub(super) struct ConditionReader<'c, 'a, 'b> {
    pub(super) ontology: &'c Ontology,
    pub(super) arguments: &'c Arguments<'a, 'b>,
}

type Members = IndexMap<Name, Value>;
type Read<T> = Result<T, Error>;

impl ConditionReader<'_, '_, '_> {
    /// The condition of an input object on a class. `place` is where it stands, for messages.
    pub(super) fn read(&self, class: ClassId, value: &Value, place: &str) -> Read<Condition> {
        let mut parts = Vec::new();
        for (name, value) in self.members(value, place)? {
            let place = format!("{place}.{name}");
            parts.push(self.member(class, name, value, &place)?);
        }
        Ok(all(parts))
    }

    fn member(&self, class: ClassId, name: &str, value: &Value, place: &str) -> Read<Condition> {
        match name {
            "and" => return Ok(Condition::All(self.each(class, value, place)?)),
            "or" => return Ok(Condition::Any(self.each(class, value, place)?)),
            "not" => return Ok(self.read(class, value, place)?.negated()),
            "id" => return self.identifiers(value, place),
            "types" => return self.types(class, value, place),
            _ => {}
        }
        let declared = self.ontology.class(class);
        if let Some(field) = declared.fields.iter().find(|field| declared.chain(class, field).as_deref() == Some(name))
        {
            let condition = Box::new(self.read(class, value, place)?);
            return Ok(Condition::Reaches { path: field.path, condition });
        }
        if let Some(subtype) = subtype(self.ontology, class, name) {
            let of_type = Condition::Type(self.ontology.class(subtype).concrete.clone());
            return Ok(Condition::All(vec![of_type, self.read(subtype, value, place)?]));
        }
        let field = declared.field(name).ok_or_else(|| self.error(place, "is not a field to filter by"))?;
        match field.kind {
            FieldKind::Link { class, .. } => Ok(Condition::Link {
                path: field.path,
                quantifier: Quantifier::Some,
                condition: Box::new(self.read(class, value, place)?),
            }),
            FieldKind::Links { class } | FieldKind::Connection { class } => self.links(field.path, class, value, place),
            FieldKind::Value { .. } | FieldKind::Values { .. } | FieldKind::Text { .. } | FieldKind::Texts => {
                self.check_searched(field.searched, value, place)?;
                self.values(field.path, field.kind, value, place)
            }
        }
    }

    fn error(&self, place: &str, problem: impl std::fmt::Display) -> Error {
        self.arguments.error("where", format_args!("cannot be used: `{place}` {problem}"))
    }

    fn members<'v>(&self, value: &'v Value, place: &str) -> Read<&'v Members> {
        match value {
            Value::Object(members) => Ok(members),
            Value::Null => Err(self
                .error(place, "is null; leave it out, or ask for what has none with `exists: false` or `not: { … }`")),
            other => Err(self.error(place, format_args!("is {other}, but must be an object"))),
        }
    }

    /// The conditions of a list; a single one stands for a list of one.
    fn each(&self, class: ClassId, value: &Value, place: &str) -> Read<Vec<Condition>> {
        items(value).iter().enumerate().map(|(i, item)| self.read(class, item, &format!("{place}[{i}]"))).collect()
    }

    fn identifiers(&self, value: &Value, place: &str) -> Read<Condition> {
        let mut parts = Vec::new();
        for (name, value) in self.members(value, place)? {
            let place = format!("{place}.{name}");
            let iris = items(value).iter().map(|id| self.iri(id, &place)).collect::<Read<Vec<_>>>()?;
            parts.push(self.operator(FilterKind::Id, name, &place)?.apply(Condition::Is(iris)));
        }
        Ok(all(parts))
    }

    fn iri(&self, value: &Value, place: &str) -> Read<NamedNode> {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.ontology
            .prefixes()
            .expand(&text)
            .map_err(|problem| self.error(place, format_args!("cannot be read: {problem}")))
    }

    fn types(&self, class: ClassId, value: &Value, place: &str) -> Read<Condition> {
        let concrete = &self.ontology.class(class).concrete;
        let read = |value: &Value| {
            let name = enum_name(value);
            let found = concrete.iter().copied().find(|&id| self.ontology.class(id).name == name);
            found.ok_or_else(|| self.error(place, format_args!("has {value}, which is not one of its types")))
        };
        Ok(Condition::Type(items(value).iter().map(read).collect::<Read<Vec<_>>>()?))
    }

    fn operator(&self, kind: FilterKind, name: &str, place: &str) -> Read<&'static Operator> {
        let found = kind.operators().find(|operator| operator.name == name);
        found.ok_or_else(|| self.error(place, "is not an operator of this field"))
    }

    /// `some`, `all`, `none`, `single`, `count`.
    fn links(&self, path: PathId, class: ClassId, value: &Value, place: &str) -> Read<Condition> {
        let mut parts = Vec::new();
        for (name, value) in self.members(value, place)? {
            let place = format!("{place}.{name}");
            let link = |quantifier, condition| Condition::Link { path, quantifier, condition: Box::new(condition) };
            parts.push(match name.as_str() {
                "some" => link(Quantifier::Some, self.read(class, value, &place)?),
                "none" => link(Quantifier::Some, self.read(class, value, &place)?).negated(),
                "all" => link(Quantifier::Some, self.read(class, value, &place)?.negated()).negated(),
                "single" => link(Quantifier::One, self.read(class, value, &place)?),
                "count" => self.count(path, value, &place)?,
                _ => return Err(self.error(&place, "is none of some, all, none, single and count")),
            });
        }
        Ok(all(parts))
    }

    fn count(&self, path: PathId, value: &Value, place: &str) -> Read<Condition> {
        let mut parts = Vec::new();
        for (name, value) in self.members(value, place)? {
            let place = format!("{place}.{name}");
            if name == "exists" {
                let at_least_one = Condition::Count { path, ranges: vec![(1, u32::MAX)] };
                parts.push(if self.truth(value, &place)? { at_least_one } else { at_least_one.negated() });
                continue;
            }
            let number = |value: &Value| match value {
                Value::Number(number) => number.as_i64().filter(|number| i32::try_from(*number).is_ok()),
                _ => None,
            };
            let number = |value: &Value| {
                number(value)
                    .ok_or_else(|| self.error(&place, format_args!("is {value}, but must be an integer of 32 bits")))
            };
            let numbers = items(value).iter().map(number).collect::<Read<Vec<_>>>()?;
            let operator = self.operator(FilterKind::Scalar(Scalar::Int), name, &place)?;
            let mut ranges = Vec::new();
            for number in numbers {
                let counts = operator.meaning.counts(number);
                let (low, high) = counts.ok_or_else(|| self.error(&place, "is not an operator of a number"))?;
                if low <= high && high >= 0 {
                    ranges.push((clamp(low), clamp(high)));
                }
            }
            parts.push(operator.apply(Condition::Count { path, ranges }));
        }
        Ok(all(parts))
    }

    fn values(&self, path: PathId, kind: FieldKind, value: &Value, place: &str) -> Read<Condition> {
        let members = self.members(value, place)?;
        let languages =
            members.get("lang").map(|tags| self.arguments.language_tags("where", tags.clone())).transpose()?;
        let filter = FilterKind::of(kind).unwrap_or(FilterKind::Id);
        let mut parts = Vec::new();
        for (name, value) in members.iter().filter(|(name, _)| *name != "lang" || filter != FilterKind::Text) {
            let place = format!("{place}.{name}");
            let operator = self.operator(filter, name, &place)?;
            let (given, is_denied) = match operator.takes {
                Takes::One => (self.lexical(kind, value, &place, false)?, false),
                Takes::Many => (self.lexical(kind, value, &place, true)?, false),
                Takes::Truth => (Vec::new(), !self.truth(value, &place)?),
            };
            let condition = operator.meaning.condition(path, languages.clone(), given);
            let condition = operator.apply(condition.map_err(|problem| self.error(&place, problem))?);
            parts.push(if is_denied { condition.negated() } else { condition });
        }
        Ok(all(parts))
    }

    /// A field that the ontology keeps out of the full-text index cannot be searched.
    fn check_searched(&self, is_searched: bool, value: &Value, place: &str) -> Read<()> {
        match value {
            Value::Object(members) if !is_searched && members.contains_key("search") => {
                Err(self.error(place, "is not in the full-text index (`ple:searched false`); use `contains`"))
            }
            _ => Ok(()),
        }
    }

    fn truth(&self, value: &Value, place: &str) -> Read<bool> {
        match value {
            Value::Boolean(truth) => Ok(*truth),
            other => Err(self.error(place, format_args!("is {other}, but must be true or false"))),
        }
    }

    /// The lexical forms of a value, or of a list of values, each checked against the field's type.
    fn lexical(&self, kind: FieldKind, value: &Value, place: &str, many: bool) -> Read<Vec<String>> {
        let values = if many { items(value) } else { std::slice::from_ref(value) };
        values
            .iter()
            .map(|value| {
                let text = match value {
                    Value::String(text) => text.clone(),
                    Value::Enum(name) => name.to_string(),
                    Value::Number(number) => number.to_string(),
                    Value::Boolean(truth) => truth.to_string(),
                    Value::Null => return Err(self.error(place, "is null; say `exists: false` for what has no value")),
                    other => return Err(self.error(place, format_args!("is {other}, but must be a single value"))),
                };
                if let Ends::Values(Scalar::Enum(id)) = kind.ends() {
                    let known = &self.ontology.enumeration(id).values;
                    if !known.contains(&text) {
                        return Err(self.error(place, format_args!("is {text}, which is none of {}", known.join(", "))));
                    }
                }
                let is_value = match Typed::read(kind.ends().datatype(), &text) {
                    Typed::Number(number) => number.is_integer() || kind.ends() == Ends::Values(Scalar::Decimal),
                    typed => typed.is_held(),
                };
                if is_value {
                    Ok(text)
                } else {
                    Err(self.error(place, format_args!("is {value}, which is not a value of this field's type")))
                }
            })
            .collect()
    }
}

/// One condition for several, without a wrapper around a single one.
fn all(mut parts: Vec<Condition>) -> Condition {
    match parts.len() {
        1 => parts.swap_remove(0),
        _ => Condition::All(parts),
    }
}

/// The items of a list; a single value stands for a list of one (GraphQL specification, section 3.11).
fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(items) => items,
        single => std::slice::from_ref(single),
    }
}

fn clamp(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

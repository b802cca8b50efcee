//! From the argument `orderBy` to an [`Order`].

use super::arguments::{Arguments, enum_name};
use super::error::Error;
use super::subtypes::subtype;
use crate::ontology::{ClassId, FieldKind, Ontology};
use crate::query::{Hop, Order, OrderBy, OrderKey};
use async_graphql::Value;
use std::sync::Arc;

/// Most keys of an order.
const MOST_KEYS: usize = 8;

/// Reads an order of resources of a class. Texts are ordered in the reader's languages.
pub(super) fn read_order(
    ontology: &Ontology,
    arguments: &Arguments<'_, '_>,
    class: ClassId,
    languages: &Arc<[String]>,
) -> Result<Order, Error> {
    let keys = arguments.list("orderBy").unwrap_or_default();
    if keys.len() > MOST_KEYS {
        let count = keys.len();
        return Err(arguments.error("orderBy", format_args!("has {count} keys, but at most {MOST_KEYS} are taken")));
    }
    let reader = KeyReader { ontology, arguments, languages };
    let mut order = Order::default();
    let mut names = Vec::new();
    for key in &keys {
        let (key, name) = reader.read(class, key, Vec::new(), String::new())?;
        order.keys.push(key);
        names.push(name);
    }
    order.name = names.join(",");
    Ok(order)
}

struct KeyReader<'c, 'a, 'b> {
    ontology: &'c Ontology,
    arguments: &'c Arguments<'a, 'b>,
    languages: &'c Arc<[String]>,
}

impl KeyReader<'_, '_, '_> {
    fn read(
        &self,
        class: ClassId,
        value: &Value,
        mut way: Vec<Hop>,
        name: String,
    ) -> Result<(OrderKey, String), Error> {
        let error = |problem: &str| self.arguments.error("orderBy", problem);
        let Value::Object(members) = value else {
            return Err(error("takes objects such as { label: ASC }"));
        };
        // The members of an object have no order, so several keys are several objects.
        let Some((field, value)) = members.first().filter(|_| members.len() == 1) else {
            return Err(error("takes one key an object; write several as a list: [{ date: DESC }, { label: ASC }]"));
        };
        let name = if name.is_empty() { field.to_string() } else { format!("{name}.{field}") };
        let (by, suffix) = if field == "id" {
            (OrderBy::Iri, String::new())
        } else if let Some(subtype) = subtype(self.ontology, class, field) {
            way.push(Hop::Narrow(subtype));
            return self.read(subtype, value, way, name);
        } else {
            let declared =
                self.ontology.class(class).field(field).ok_or_else(|| error("names a field that does not exist"))?;
            match declared.kind {
                FieldKind::Link { class, .. } => {
                    way.push(Hop::Link(declared.path));
                    return self.read(class, value, way, name);
                }
                FieldKind::Value { .. } => (OrderBy::Value(declared.path), String::new()),
                FieldKind::Links { .. } | FieldKind::Connection { .. } => {
                    let Some(direction) = count_of(value) else {
                        return Err(error("takes `{ count: ASC }` or `{ count: DESC }` for a list of links"));
                    };
                    let (descending, direction) = read_direction(direction, &error)?;
                    let name = format!("{name}.count:{direction}");
                    return Ok((OrderKey { way, by: OrderBy::Count(declared.path), descending }, name));
                }
                FieldKind::Text { .. } => {
                    let first = self.languages.first().map(|tag| format!("@{tag}")).unwrap_or_default();
                    (OrderBy::Text { path: declared.path, languages: Arc::clone(self.languages) }, first)
                }
                FieldKind::Values { .. } | FieldKind::Texts => {
                    return Err(error("names a field of many values, which gives no order"));
                }
            }
        };
        let (descending, direction) = read_direction(value, &error)?;
        Ok((OrderKey { way, by, descending }, format!("{name}{suffix}:{direction}")))
    }
}

/// The direction in `{ count: DESC }`.
fn count_of(value: &Value) -> Option<&Value> {
    let Value::Object(members) = value else { return None };
    members.get("count").filter(|_| members.len() == 1)
}

/// Whether the greatest comes first, and the name of the direction.
fn read_direction<'v>(value: &'v Value, error: &dyn Fn(&str) -> Error) -> Result<(bool, &'v str), Error> {
    match enum_name(value) {
        "ASC" => Ok((false, "ASC")),
        "DESC" => Ok((true, "DESC")),
        _ => Err(error("takes ASC or DESC as a direction")),
    }
}

//! What the address narrows a list to, as the condition of a question.
//!
//! A parameter names a field of the list's class, or a way over fields, and its value: `method=HUMAN`,
//! `stance.polarity=NEGATIVE`, `themes=theme:internet-governance`, `date.gte=2025-05-01`, `label.contains=digital`. The last name may be
//! an operator. `themes.within=…` takes in what stands below the resource, and `actor,onBehalfOf=…` asks for either field. What only some
//! types have stands behind their name, as in GraphQL: `actor.asState.regionalGroup=WEOG`.
//! Values with `|` between them are alternatives; all parameters together have to hold.

use super::visit::{Error, Visit};
use crate::graphql::subtype;
use crate::ontology::{Class, ClassId, Field, FieldKind, Ontology, Scalar};
use serde_json::{Value, json};

/// Parameters of a list that are no conditions.
const OTHERS: [&str; 3] = ["lang", "page", "as"];
/// Most conditions of an address.
const MOST: usize = 20;
/// Most names in a way over fields: each becomes a condition within a condition, which all that reads them goes into.
const LONGEST_WAY: usize = 12;

/// One condition of an address.
#[derive(Debug)]
pub(super) struct Condition<'a> {
    /// The parameter.
    pub(super) key: &'a str,
    /// Its value, or several with `|` between them.
    pub(super) value: &'a str,
    /// The fields of the first way, from the class of the list.
    pub(super) fields: Vec<&'a Field>,
    /// Whether what stands below counts too.
    pub(super) is_within: bool,
    /// The operator, if the address names one.
    pub(super) operator: Option<&'a str>,
}

/// All conditions of an address.
#[derive(Debug)]
pub(super) struct Conditions<'a> {
    pub(super) list: Vec<Condition<'a>>,
    /// The condition of the question (`…Where`); null if there is none.
    pub(super) all: Value,
}

impl<'a> Conditions<'a> {
    /// Reads them for a list of a class.
    ///
    /// # Errors
    /// If a parameter names no field of the class, or has a value that the field cannot have.
    pub(super) fn read(visit: &Visit<'a>, class: ClassId) -> Result<Self, Error> {
        let ontology = visit.view.ontology;
        let mut list: Vec<Condition<'a>> = Vec::new();
        let mut all: Vec<Value> = Vec::new();
        let asked =
            visit.parameters.iter().filter(|(name, value)| !OTHERS.contains(&name.as_str()) && !value.is_empty());
        for (key, value) in asked.take(MOST + 1) {
            if list.len() == MOST {
                return Err(Error::Address(format!("the address has more than {MOST} conditions")));
            }
            let mut either = Vec::new();
            let mut first = None;
            for way in key.split(',') {
                for value in value.split('|') {
                    let way = Way::read(ontology, class, way, value)?;
                    either.push(way.condition);
                    first.get_or_insert((way.fields, way.is_within, way.operator));
                }
            }
            let (fields, is_within, operator) = first.unwrap_or_default();
            list.push(Condition { key, value, fields, is_within, operator });
            all.push(any(either));
        }
        let all = match all.len() {
            0 => Value::Null,
            1 => all.swap_remove(0),
            _ => json!({ "and": all }),
        };
        Ok(Self { list, all })
    }

    /// The parameters of the address without one condition.
    pub(super) fn parameters(&self, without: Option<usize>) -> Vec<(&'a str, &'a str)> {
        let kept = self.list.iter().enumerate().filter(|(at, _)| Some(*at) != without);
        kept.map(|(_, condition)| (condition.key, condition.value)).collect()
    }
}

fn any(mut values: Vec<Value>) -> Value {
    match values.len() {
        1 => values.swap_remove(0),
        _ => json!({ "or": values }),
    }
}

/// One way over fields with a condition at its end.
struct Way<'a> {
    fields: Vec<&'a Field>,
    is_within: bool,
    operator: Option<&'a str>,
    condition: Value,
}

impl<'a> Way<'a> {
    fn read(ontology: &'a Ontology, class: ClassId, way: &'a str, value: &str) -> Result<Self, Error> {
        let (mut steps, mut fields, mut operator) = (Vec::new(), Vec::<&Field>::new(), None);
        let mut at = Some(class);
        if way.split('.').nth(LONGEST_WAY).is_some() {
            return Err(Error::Address(format!("a condition goes over more than {LONGEST_WAY} names")));
        }
        for name in way.split('.') {
            if operator.is_some() {
                return Err(Error::Address(format!("`{way}` goes on after an operator")));
            }
            match at.and_then(|at| ontology.class(at).field(name)) {
                Some(field) if !matches!(field.kind, FieldKind::Texts) => {
                    at = field.kind.class();
                    fields.push(field);
                    steps.push((name, matches!(field.kind, FieldKind::Links { .. } | FieldKind::Connection { .. })));
                }
                _ if !fields.is_empty() && is_operator(name) => operator = Some(name),
                _ => match at.and_then(|at| subtype(ontology, at, name)) {
                    Some(class) => {
                        at = Some(class);
                        steps.push((name, false));
                    }
                    None => return Err(unknown(ontology, way, name, at)),
                },
            }
        }
        let is_within = operator == Some("within");
        let Some(last) = fields.last() else { return Err(Error::Address("a condition has no name".to_owned())) };
        if steps.last().is_some_and(|(name, _)| *name != last.name) {
            return Err(Error::Address(format!("`{way}` ends with a type; a field of it has to follow")));
        }
        let leaf = match last.kind {
            FieldKind::Link { class, .. } | FieldKind::Links { class } | FieldKind::Connection { class } => {
                if operator.is_some() && !is_within {
                    return Err(Error::Address(format!("`{way}` leads to resources, which have no such operator")));
                }
                resource(ontology, class, value, is_within)?
            }
            _ if is_within => return Err(Error::Address(format!("`{way}` leads to no resources"))),
            FieldKind::Text { .. } | FieldKind::Texts => json!({ operator.unwrap_or("contains"): value }),
            FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => {
                json!({ operator.unwrap_or("eq"): literal(ontology, way, scalar, value)? })
            }
        };
        let condition = steps.iter().rev().fold(leaf, |condition, (name, is_list)| match is_list {
            true => json!({ *name: { "some": condition } }),
            false => json!({ *name: condition }),
        });
        Ok(Self { fields, is_within, operator, condition })
    }
}

/// The condition on resources of a class that a way over fields leads to a value.
///
/// # Errors
/// If there is no such way, or the value is none that its end can have.
pub(super) fn condition(ontology: &Ontology, class: ClassId, way: &str, value: &str) -> Result<Value, Error> {
    Way::read(ontology, class, way, value).map(|way| way.condition)
}

fn is_operator(name: &str) -> bool {
    ["within", "eq", "ne", "gt", "gte", "lt", "lte", "contains", "startsWith", "search"].contains(&name)
}

/// A resource, or one below it; `*` is any.
///
/// # Errors
/// If it is no identifier, or nothing can stand below it.
pub(super) fn resource(ontology: &Ontology, id: ClassId, value: &str, is_within: bool) -> Result<Value, Error> {
    if value == "*" {
        return Ok(json!({}));
    }
    let iri = ontology.prefixes().expand(value).map_err(Error::Address)?;
    let own = json!({ "id": { "eq": iri.as_str() } });
    if !is_within {
        return Ok(own);
    }
    let class = ontology.class(id);
    let Some(chain) = upward(class, id) else {
        return Err(Error::Address(format!("nothing stands below resources of type {}", class.name)));
    };
    Ok(json!({ "or": [own, { chain: own }] }))
}

/// The condition on all that stands above a resource: that of the link of its class to itself that has one end.
pub(super) fn upward(class: &Class, id: ClassId) -> Option<String> {
    let is_up = |field: &&Field| matches!(field.kind, FieldKind::Link { class, .. } if class == id);
    class.fields.iter().find(is_up).and_then(|field| class.chain(id, field))
}

fn literal(ontology: &Ontology, way: &str, scalar: Scalar, value: &str) -> Result<Value, Error> {
    let wrong = |what: &str| Error::Address(format!("`{way}` is {what}, not `{value}`"));
    Ok(match scalar {
        Scalar::Boolean => Value::Bool(value.parse().map_err(|_| wrong("`true` or `false`"))?),
        Scalar::Int => json!(value.parse::<i32>().map_err(|_| wrong("a whole number"))?),
        Scalar::Float => json!(value.parse::<f64>().map_err(|_| wrong("a number"))?),
        Scalar::Enum(id) => {
            let values = &ontology.enumeration(id).values;
            if !values.iter().any(|known| known == value) {
                return Err(wrong(&format!("one of {}", values.join(", "))));
            }
            json!(value)
        }
        _ => json!(value),
    })
}

fn unknown(ontology: &Ontology, way: &str, name: &str, at: Option<ClassId>) -> Error {
    let Some(class) = at.map(|at| ontology.class(at)) else {
        return Error::Address(format!("`{way}` goes on after a value, or `{name}` is no operator"));
    };
    let near = class.fields.iter().map(|field| (strsim::levenshtein(&field.name, name), &field.name)).min();
    let near = near.map_or_else(String::new, |(_, near)| format!("; did you mean `{near}`?"));
    Error::Address(format!("{} has no field `{name}`{near}", class.name))
}

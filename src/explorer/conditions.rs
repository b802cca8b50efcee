//! What the address narrows a list to, as the condition of a question.
//!
//! A parameter names a field of the list's class, or a way over fields, and its value: `method=HUMAN`,
//! `stance.polarity=NEGATIVE`, `themes=theme:internet-governance`, `date.gte=2025-05-01`, `label.contains=digital`. The last name may be
//! an operator. `themes.within=…` takes in what stands below the resource, and `actor,onBehalfOf=…` asks for either field. What only some
//! types have stands behind their name, as in GraphQL: `actor.asState.regionalGroup=WEOG`; `actor.asState=*` asks for a State.
//! Values with `|` between them are alternatives; all parameters together have to hold.

use super::parameters;
use super::visit::{Error, Visit};
use super::wrong::Wrong;
use crate::graphql::subtype;
use crate::ontology::{Class, ClassId, Field, FieldKind, Ontology, Scalar};
use crate::values::{Datatype, Value as Literal};
use serde_json::{Value, json};

/// Parameters of a list that are no conditions.
const OTHERS: [&str; 3] = ["lang", "page", "as"];
/// Operators, in the order in which they are told.
const OPERATORS: [&str; 10] = ["within", "eq", "ne", "gt", "gte", "lt", "lte", "contains", "startsWith", "search"];
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
    fields: Vec<&'a Field>,
    /// The type that the first way ends with, if it does not end with a field.
    of_type: Option<ClassId>,
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
        let mut list: Vec<Condition<'a>> = Vec::new();
        let mut all: Vec<Value> = Vec::new();
        let is_condition = |name: &str, value: &str| !OTHERS.contains(&name) && !value.is_empty();
        let numbered = visit.parameters.iter().enumerate();
        for (at, (key, value)) in numbered.filter(|(_, (name, value))| is_condition(name, value)).take(MOST + 1) {
            if list.len() == MOST {
                return Err(Wrong::say("wrong-too-many", key).allow([format!("0 – {MOST}")]).into());
            }
            let mut either = Vec::new();
            let mut first = None;
            for way in key.split(',') {
                for value in value.split('|') {
                    let way = Way::read(visit, class, way, value).map_err(|wrong| wrong.at(at))?;
                    either.push(way.condition);
                    first.get_or_insert((way.fields, way.of_type, way.is_within, way.operator));
                }
            }
            let (fields, of_type, is_within, operator) = first.unwrap_or_default();
            list.push(Condition { key, value, fields, of_type, is_within, operator });
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

impl Condition<'_> {
    /// What is asked of a resource, by the names of the fields.
    pub(super) fn label(&self, visit: &Visit<'_>) -> String {
        let names: Vec<String> = self.fields.iter().map(|field| visit.titles().field_label(field).value).collect();
        if names.is_empty() { visit.words().say("type").to_owned() } else { names.join(" › ") }
    }

    /// The resource that it asks for, if it asks for one.
    pub(super) fn resource(&self, visit: &Visit<'_>) -> Option<String> {
        self.fields.last().filter(|field| self.of_type.is_none() && field.kind.class().is_some())?;
        let iri = visit.view.ontology.prefixes().expand(self.value).ok()?;
        Some(iri.into_string())
    }

    /// What it has to be, in the words of the reader.
    pub(super) fn text(&self, visit: &Visit<'_>) -> String {
        let titles = visit.titles();
        if let Some(class) = self.of_type {
            return titles.class_label(visit.view.ontology.class(class)).value;
        }
        if let Some(iri) = self.resource(visit) {
            return visit.name(&iri);
        }
        let scalar = self.fields.last().and_then(|field| match field.kind {
            FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => Some(scalar),
            _ => None,
        });
        match (self.operator, scalar) {
            (Some("gte" | "gt"), _) => format!("≥ {}", self.value),
            (Some("lte" | "lt"), _) => format!("≤ {}", self.value),
            (None | Some("eq"), Some(scalar)) => {
                let values = self.value.split('|').map(|value| titles.value(scalar, value).value);
                values.collect::<Vec<_>>().join(" | ")
            }
            _ if self.value == "*" => visit.words().say("any").to_owned(),
            _ => self.value.to_owned(),
        }
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
    of_type: Option<ClassId>,
    is_within: bool,
    operator: Option<&'a str>,
    condition: Value,
}

impl<'a> Way<'a> {
    fn read(visit: &Visit<'a>, class: ClassId, way: &'a str, value: &str) -> Result<Self, Wrong> {
        let ontology = visit.view.ontology;
        let (mut steps, mut fields, mut operator) = (Vec::new(), Vec::<&Field>::new(), None);
        let mut at = Some(class);
        if way.split('.').nth(LONGEST_WAY).is_some() {
            return Err(Wrong::say("wrong-too-deep", way).allow([format!("1 – {LONGEST_WAY}")]));
        }
        for name in way.split('.') {
            if operator.is_some() {
                return Err(Wrong::say("wrong-after-operator", way));
            }
            match at.and_then(|at| ontology.class(at).field(name)) {
                Some(field) if !matches!(field.kind, FieldKind::Texts) => {
                    at = field.kind.class();
                    fields.push(field);
                    steps.push((name, matches!(field.kind, FieldKind::Links { .. } | FieldKind::Connection { .. })));
                }
                _ if !fields.is_empty() && OPERATORS.contains(&name) => operator = Some(name),
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
        if operator == Some("search") {
            parameters::words(way, value)?;
        }
        let last = fields.last().filter(|last| steps.last().is_some_and(|(name, _)| *name == last.name));
        // A way that ends with a type asks whether something is of it.
        let Some(last) = last else {
            let of_type = at.filter(|_| value == "*");
            let condition = folded(&steps, json!({}));
            return of_type
                .map(|class| Self { fields, of_type: Some(class), is_within: false, operator: None, condition })
                .ok_or_else(|| {
                    Wrong::say_of("wrong-ends-with-type", way, value).allow(["*"]).near(value, "*".to_owned(), true)
                });
        };
        let leaf = match last.kind {
            FieldKind::Link { class, .. } | FieldKind::Links { class } | FieldKind::Connection { class } => {
                if operator.is_some() && !is_within {
                    return Err(Wrong::say("wrong-operator", way).allow(["within"]));
                }
                match value {
                    "*" => json!({}),
                    _ => {
                        let iri = parameters::resource(visit, Some(class), way, value)?;
                        resource(ontology, class, &iri, is_within)
                            .ok_or_else(|| Wrong::say_of("wrong-nothing-below", way, &ontology.class(class).name))?
                    }
                }
            }
            _ if is_within => return Err(Wrong::say("wrong-operator", way).allow(OPERATORS.into_iter().skip(1))),
            FieldKind::Text { .. } | FieldKind::Texts => json!({ operator.unwrap_or("contains"): value }),
            FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => {
                json!({ operator.unwrap_or("eq"): literal(ontology, way, scalar, value)? })
            }
        };
        let condition = folded(&steps, leaf);
        Ok(Self { fields, of_type: None, is_within, operator, condition })
    }
}

/// The condition at the end of a way as one on its beginning. Each step says whether it leads to several.
fn folded(steps: &[(&str, bool)], leaf: Value) -> Value {
    steps.iter().rev().fold(leaf, |condition, (name, is_list)| match is_list {
        true => json!({ *name: { "some": condition } }),
        false => json!({ *name: condition }),
    })
}

/// The condition on resources of a class that a way over fields leads to a value.
///
/// # Errors
/// If there is no such way, or the value is none that its end can have.
pub(super) fn condition(visit: &Visit<'_>, class: ClassId, way: &str, value: &str) -> Result<Value, Error> {
    Ok(Way::read(visit, class, way, value).map(|way| way.condition)?)
}

/// The condition to be a resource, or one below it; none if nothing can stand below it.
pub(super) fn resource(ontology: &Ontology, id: ClassId, iri: &str, is_within: bool) -> Option<Value> {
    let own = json!({ "id": { "eq": iri } });
    if !is_within {
        return Some(own);
    }
    let chain = upward(ontology.class(id), id)?;
    Some(json!({ "or": [own, { chain: own }] }))
}

/// The condition on all that stands above a resource: that of the link of its class to itself that has one end.
pub(super) fn upward(class: &Class, id: ClassId) -> Option<String> {
    let is_up = |field: &&Field| matches!(field.kind, FieldKind::Link { class, .. } if class == id);
    class.fields.iter().find(is_up).and_then(|field| class.chain(id, field))
}

/// A value of a condition as the question takes it.
fn literal(ontology: &Ontology, way: &str, scalar: Scalar, value: &str) -> Result<Value, Wrong> {
    let wrong = || Wrong::say_of("wrong-value", way, value);
    Ok(match scalar {
        Scalar::Boolean => match value {
            "true" | "false" => Value::Bool(value == "true"),
            _ => return Err(wrong().allow(["true", "false"]).near_of_allowed(value, true)),
        },
        Scalar::Int => json!(value.parse::<i32>().map_err(|_| wrong().allow_say("takes-whole"))?),
        Scalar::Float => json!(value.parse::<f64>().map_err(|_| wrong().allow_say("takes-number"))?),
        Scalar::Enum(id) => {
            let values = &ontology.enumeration(id).values;
            if !values.iter().any(|known| known == value) {
                return Err(wrong().allow(values).near_of_allowed(value, true));
            }
            json!(value)
        }
        _ if matches!(Literal::read(scalar.datatype(), value), Literal::Written(_)) => {
            return Err(match scalar.datatype() {
                Datatype::Integer => wrong().allow_say("takes-whole"),
                Datatype::Decimal | Datatype::Double => wrong().allow_say("takes-number"),
                _ => wrong().allow_say("takes-date"),
            });
        }
        _ => json!(value),
    })
}

fn unknown(ontology: &Ontology, way: &str, name: &str, at: Option<ClassId>) -> Wrong {
    let Some(class) = at.map(|at| ontology.class(at)) else {
        return Wrong::say("wrong-after-value", way).allow(OPERATORS).near_of_allowed(name, false);
    };
    let fields = class.fields.iter().map(|field| field.name.as_str());
    Wrong::say("wrong-field", format!("{}.{name}", class.name)).allow(fields).near_of_allowed(name, false)
}

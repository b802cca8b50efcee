//! `describe`: what the data are, as `query` needs to know it.

use crate::assistants::answer::{Answered, Outcome, listed, offset};
use crate::assistants::asker::Asker;
use crate::query::Reader;
use crate::search::words::{fold_whole, likeness};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Names of types that are near one that there is not.
const NEAREST: usize = 3;
/// How like such a name is.
const LEAST: f64 = 0.4;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    #[serde(rename = "type")]
    of: Option<String>,
    #[serde(rename = "lang")]
    _lang: Option<String>,
    cursor: Option<String>,
}

pub(super) fn describe<R: Reader>(arguments: &Arguments, asker: &Asker<'_, R>) -> Answered<Outcome> {
    let from = offset(arguments.cursor.as_deref())?;
    match arguments.of.as_deref().filter(|of| !of.is_empty()) {
        Some(of) => of_type(of, asker, from),
        None => all(asker, from),
    }
}

/// What the data are, or a type of them, for who reads it as a resource.
pub(in crate::assistants) fn overview<R: Reader>(of: Option<&str>, asker: &Asker<'_, R>) -> Answered<Outcome> {
    describe(&Arguments { of: of.map(str::to_owned), ..Arguments::default() }, asker)
}

/// All types, with how many there are of each.
fn all<R: Reader>(asker: &Asker<'_, R>, from: usize) -> Answered<Outcome> {
    let question = "{ dataset { title version licences triples languages classes { type count } \
                    types { name label description one all isInterface subtypes { name } } } }";
    let mut found = asker.ask(question, json!({}))?;
    let dataset = &mut found["dataset"];
    let counts = dataset["classes"].take();
    let count = |name: &Value| {
        let of = counts.as_array().into_iter().flatten().find(|class| class["type"] == *name);
        of.map_or(Value::Null, |class| class["count"].clone())
    };
    let mut types = taken(&mut dataset["types"]);
    for of in &mut types {
        of["count"] = count(&of["name"]);
        of["subtypes"] = names(&of["subtypes"]);
        without_nothing(of);
    }
    let mut dataset = dataset.take();
    without_nothing(&mut dataset);
    let prefixes: Map<_, _> =
        asker.engine.ontology().prefixes().iter().map(|(prefix, space)| (prefix.to_owned(), space.into())).collect();
    let content = Map::from_iter([("dataset".to_owned(), dataset), ("prefixes".to_owned(), prefixes.into())]);
    Ok(listed(content, "types", types, from))
}

/// The fields of one type.
fn of_type<R: Reader>(of: &str, asker: &Asker<'_, R>, from: usize) -> Answered<Outcome> {
    let ontology = asker.engine.ontology();
    let Some(class) = ontology.class_named(of) else {
        let wanted = fold_whole(of);
        let score = |name: &str| likeness(&fold_whole(name), &wanted, LEAST);
        let mut near: Vec<_> =
            ontology.classes().iter().filter_map(|class| Some((score(&class.name)?, &class.name))).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let nearest = near.into_iter().take(NEAREST).map(|(_, name)| json!({ "type": name }));
        let asked: String = of.chars().take(100).collect();
        return Err(Outcome::not_found(
            &format!("there is no type `{asked}`; without `type`, all are told"),
            nearest.collect(),
        ));
    };
    let question = "query($names: [String!]) { dataset { types(names: $names) { name iri label description one all isInterface subtypes { name } \
                    supertypes { name } fields { name label description type { name } scalar values { name label } isRequired isList isPaged \
                    operators transitive } groupKeys { name } } } }";
    let mut found = asker.ask(question, json!({ "names": [ontology.class(class).name] }))?;
    let mut of = found["dataset"]["types"][0].take();
    let mut fields = taken(&mut of["fields"]);
    for field in &mut fields {
        field["type"] = field["type"]["name"].take();
        without_nothing(field);
    }
    for key in ["subtypes", "supertypes", "groupKeys"] {
        of[key] = names(&of[key]);
    }
    without_nothing(&mut of);
    Ok(listed(Map::from_iter([("type".to_owned(), of)]), "fields", fields, from))
}

fn taken(list: &mut Value) -> Vec<Value> {
    list.as_array_mut().map(std::mem::take).unwrap_or_default()
}

/// The names of a list of records.
fn names(list: &Value) -> Value {
    list.as_array().into_iter().flatten().map(|record| record["name"].clone()).collect()
}

/// Leaves out what says nothing.
fn without_nothing(record: &mut Value) {
    let says = |value: &Value| !(value.is_null() || *value == false || value.as_array().is_some_and(Vec::is_empty));
    if let Value::Object(members) = record {
        members.retain(|_, value| says(value));
    }
}

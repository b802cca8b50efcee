//! What the list of tools says: it is read by a model with each conversation, so every word counts. No text of the data stands in it.

use super::{Kind, Known, Shared};
use crate::assistants::record::Record;
use crate::ontology::Ontology;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What all facts have, as far as it is known.
const FACT: &str = "Facts have iri, text, lang, place (line), document (digest), url, confidence, method: cite them.";

/// Names of types that a description may list.
const MOST_TYPES: usize = 12;

fn shared(value: Value) -> Shared {
    Arc::new(match value {
        Value::Object(object) => object,
        _ => Map::new(),
    })
}

fn known<const N: usize>(
    kind: Kind,
    title: &'static str,
    description: String,
    arguments: [(&str, Value); N],
    output: [(&str, Value); 2],
) -> Known {
    let is_required = |schema: &Value| schema.get("default").is_none();
    let required: Vec<&str> =
        arguments.iter().filter(|(_, schema)| is_required(schema)).map(|(name, _)| *name).collect();
    let mut properties = Map::new();
    for (name, mut schema) in arguments.clone() {
        if let Value::Object(schema) = &mut schema {
            schema.remove("default");
        }
        properties.insert(name.to_owned(), schema);
    }
    let mut input = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        input["required"] = required.into();
    }
    let mut members =
        Map::from_iter([("status".to_owned(), json!({ "enum": ["FOUND", "NOT_FOUND", "REFUSED", "FAILED"] }))]);
    members.extend(output.into_iter().map(|(name, schema)| (name.to_owned(), schema)));
    members.insert("cursor".to_owned(), json!({ "type": "string" }));
    let output = json!({ "type": "object", "properties": members, "required": ["status"] });
    Known { kind, title, description, input: shared(input), output: shared(output) }
}

/// A text that is needed.
fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

/// The same without a description, which its name makes needless.
fn plain() -> Value {
    json!({ "type": "string" })
}

/// An argument that may be left out.
fn optional(mut schema: Value) -> Value {
    schema["default"] = Value::Null;
    schema
}

fn list(item: &str) -> Value {
    json!({ "type": "array", "items": { "type": item } })
}

fn lang() -> (&'static str, Value) {
    ("lang", optional(plain()))
}

fn cursor() -> (&'static str, Value) {
    ("cursor", optional(plain()))
}

fn name_or_iri() -> Value {
    text("name in any language, or IRI")
}

/// The types of resources that lists are of.
fn types(ontology: &Ontology) -> String {
    let all: Vec<&str> =
        ontology.classes().iter().filter(|class| class.is_root).map(|class| class.name.as_str()).collect();
    match all.len() <= MOST_TYPES {
        true => all.join(", "),
        false => format!("{} …", all[..MOST_TYPES].join(", ")),
    }
}

pub(super) fn search(ontology: &Ontology) -> Known {
    known(
        Kind::Search,
        "Search",
        format!("Full text search, all words, any of the dataset's languages. Types: {}. {FACT}", types(ontology)),
        [("query", text("words, \"a phrase\" or begin*")), ("types", optional(list("string"))), lang(), cursor()],
        [("results", list("object")), ("nearest", list("object"))],
    )
}

pub(super) fn fetch() -> Known {
    known(
        Kind::Fetch,
        "Fetch",
        "One resource with all that is known of it, by the id of a search result, an IRI or prefix:name.".to_owned(),
        [("id", plain()), lang(), cursor()],
        [("text", plain()), ("metadata", json!({ "type": "object" }))],
    )
}

pub(super) fn who(record: &Record) -> Known {
    let polarity = json!({ "enum": record.polarities });
    known(
        Kind::Who,
        "Who said what",
        format!(
            "Positions with their sentences, latest first, by any of: theme (narrower ones count), actor (what others say on its behalf counts), \
             polarity, meeting, dates, words. {FACT} NOT_FOUND means that the record has none: say so."
        ),
        [
            ("theme", optional(name_or_iri())),
            ("actor", optional(name_or_iri())),
            ("polarity", optional(polarity)),
            ("meeting", optional(plain())),
            ("from", optional(json!({ "type": "string", "format": "date" }))),
            ("to", optional(json!({ "type": "string", "format": "date" }))),
            ("words", optional(text("in the sentence"))),
            lang(),
            cursor(),
        ],
        [("facts", list("object")), ("nearest", list("object"))],
    )
}

pub(super) fn compare() -> Known {
    known(
        Kind::Compare,
        "Compare positions",
        "Where 2 to 6 actors agree and disagree, theme by theme, with the facts of each. Silence is not disagreement."
            .to_owned(),
        [("actors", list("string")), ("theme", optional(plain())), lang(), cursor()],
        [("pairs", list("object")), ("topics", list("object"))],
    )
}

pub(super) fn history() -> Known {
    known(
        Kind::History,
        "Position history",
        "The side of an actor on a theme, meeting by meeting, and whether it changed, with facts.".to_owned(),
        [("actor", plain()), ("theme", plain()), lang(), cursor()],
        [("meetings", list("object")), ("nearest", list("object"))],
    )
}

pub(super) fn trace() -> Known {
    known(
        Kind::Trace,
        "Trace a quote",
        "Where a sentence stands: its place in the record, or NOT_FOUND with the three nearest. Check quotations with it.".to_owned(),
        [("text", plain()), lang()],
        [("facts", list("object")), ("nearest", list("object"))],
    )
}

pub(super) fn describe() -> Known {
    known(
        Kind::Describe,
        "Describe",
        "What the data are: all types, or, with `type`, its fields, values and filters, as `query` needs them."
            .to_owned(),
        [("type", optional(plain())), lang(), cursor()],
        [("types", list("object")), ("fields", list("object"))],
    )
}

pub(super) fn query() -> Known {
    known(
        Kind::Query,
        "GraphQL query",
        "A GraphQL query, for counts and whatever else has no tool. `data`, or, if it is long, JSON in `part`s: join them over `cursor`.".to_owned(),
        [
            ("query", plain()),
            ("variables", optional(json!({ "type": "object" }))),
            ("operationName", optional(plain())),
            lang(),
            cursor(),
        ],
        [("data", json!({ "type": "object" })), ("part", plain())],
    )
}

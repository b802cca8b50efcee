//! `fetch`: one resource, with all that is known of it.

use crate::assistants::Assistants;
use crate::assistants::answer::{Answered, Outcome, Page, offset};
use crate::assistants::asker::Asker;
use crate::assistants::evidence::put;
use crate::assistants::names::nearest;
use crate::assistants::record::title;
use crate::ontology::{Class, ClassId, Field, FieldKind, Ontology};
use crate::query::Reader;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Links of one field that are named; how many there are is told.
const LINKS: usize = 20;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::assistants) struct Arguments {
    pub(in crate::assistants) id: String,
    #[serde(rename = "lang")]
    pub(in crate::assistants) _lang: Option<String>,
    pub(in crate::assistants) cursor: Option<String>,
}

pub(in crate::assistants) fn fetch<R: Reader>(
    assistants: &Assistants,
    arguments: &Arguments,
    asker: &Asker<'_, R>,
) -> Answered<Outcome> {
    let (ontology, from) = (asker.engine.ontology(), offset(arguments.cursor.as_deref())?);
    let asked: String = arguments.id.chars().take(300).collect();
    let missing = || -> Answered<Outcome> {
        Err(Outcome::not_found(&format!("there is no resource `{asked}`"), nearest(asker, &asked)?))
    };
    let Ok(iri) = ontology.prefixes().expand(&arguments.id) else { return missing() };
    let found =
        asker.ask("query($id: ID!) { found: node(id: $id) { __typename id } }", json!({ "id": iri.as_str() }))?;
    let class = found["found"]["__typename"].as_str().and_then(|name| ontology.class_named(name));
    let Some(class) = class else { return missing() };
    let evidence = assistants.evidence(class);
    let question = format!(
        "query($id: ID!) {{ found: node(id: $id) {{ ... on {} {{ {} {} }} }} }}",
        ontology.class(class).name,
        evidence.map(|evidence| evidence.selection()).unwrap_or_else(|| "iri: id".to_owned()),
        fields(ontology, class)
    );
    let mut found = asker.ask(&question, json!({ "id": iri.as_str() }))?;
    let node = found["found"].take();
    let class = ontology.class(class);
    let text = written(class, asker, &node);
    let rest =
        text.get(from..).ok_or_else(|| Outcome::refused("`cursor` is none that this tool gave for this resource"))?;
    let mut metadata = evidence.map(|evidence| evidence.fact(asker, &node)).unwrap_or_default();
    metadata.insert("type".to_owned(), class.name.as_str().into());
    put(&mut metadata, "t", asker.whereabouts.t.into());
    let name = class.title_field().and_then(|field| node[alias(field)].as_str());
    let called = metadata.get("text").and_then(Value::as_str).or(name).unwrap_or(iri.as_str()).to_owned();
    let mut content = Map::from_iter([("id".to_owned(), iri.as_str().into()), ("title".to_owned(), called.into())]);
    put(&mut content, "url", asker.url(iri.as_str()).into());
    content.insert("metadata".to_owned(), metadata.into());
    // What has a text as long as a page leaves no room for the rest, and is cut.
    let whole = Page::new(&json!({})).take(content.into());
    let mut content = match whole {
        Some(Value::Object(content)) => content,
        _ => Map::new(),
    };
    let (part, next) = Page::new(&Value::Object(content.clone())).begin(rest);
    content.insert("text".to_owned(), part.into());
    put(&mut content, "cursor", next.map(|next| format!("o:{}", from + next)).into());
    Ok(Outcome::found(content))
}

/// Fields are asked for under names of their own, that none is taken for one of the evidence.
fn alias(field: &Field) -> String {
    format!("f_{}", field.name)
}

/// What is asked of each field.
fn fields(ontology: &Ontology, class: ClassId) -> String {
    let field = |field: &Field| {
        let (alias, name) = (alias(field), &field.name);
        let linked = |class: ClassId| {
            let class = ontology.class(class);
            format!("iri: id {}", title(class))
        };
        Some(match field.kind {
            FieldKind::Value { .. } | FieldKind::Values { .. } | FieldKind::Text { .. } => format!("{alias}: {name}"),
            FieldKind::Texts => format!("{alias}: {name} {{ value lang }}"),
            FieldKind::Link { class, .. } => format!("{alias}: {name} {{ {} }}", linked(class)),
            FieldKind::Links { class } => format!("{alias}: {name}(first: {LINKS}) {{ {} }}", linked(class)),
            FieldKind::Connection { class } => {
                format!("{alias}: {name}(first: {LINKS}) {{ totalCount nodes {{ {} }} }}", linked(class))
            }
        })
    };
    ontology.class(class).fields.iter().filter_map(field).collect::<Vec<_>>().join(" ")
}

/// A line for each field that has something.
fn written<R: Reader>(class: &Class, asker: &Asker<'_, R>, node: &Value) -> String {
    let mut text = String::new();
    for field in &class.fields {
        let value = &node[alias(field)];
        let said = match (field.kind, value) {
            (_, Value::Null) => continue,
            // The text in one language is a line already.
            (FieldKind::Texts, _) if names_a_text(class, field) => continue,
            (FieldKind::Texts, texts) => asker.best(texts).map(|text| text.value).unwrap_or_default(),
            (FieldKind::Connection { .. }, page) => {
                let more = page["totalCount"].as_u64().unwrap_or_default().saturating_sub(LINKS as u64);
                let named = list(&page["nodes"]);
                if more > 0 { format!("{named}; {more} more") } else { named }
            }
            (_, Value::Array(_)) => list(value),
            (_, value) => one(value),
        };
        if !said.is_empty() {
            let _ = writeln!(text, "{}: {said}", field.name);
        }
    }
    text
}

/// Whether a field gives all languages of another.
fn names_a_text(class: &Class, field: &Field) -> bool {
    class.fields.iter().any(|other| other.path == field.path && matches!(other.kind, FieldKind::Text { .. }))
}

fn list(values: &Value) -> String {
    values.as_array().into_iter().flatten().map(one).collect::<Vec<_>>().join("; ")
}

/// A value, or a resource with its name.
fn one(value: &Value) -> String {
    match (value, value["iri"].as_str(), value["label"].as_str()) {
        (_, Some(iri), Some(label)) => format!("{label} <{iri}>"),
        (_, Some(iri), None) => format!("<{iri}>"),
        (Value::String(text), ..) => text.clone(),
        (other, ..) => other.to_string(),
    }
}

//! What a client can attach to a conversation by an address: a resource of the data, the schema, type by type, and examples of queries.

use super::Assistants;
use super::answer::{Answered, Outcome};
use super::asker::Asker;
use super::tools::{self, fetch};
use crate::ontology::{ExampleQuery, Ontology};
use crate::query::Reader;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

pub(super) const SCHEMA: &str = "plenary://schema";
pub(super) const EXAMPLES: &str = "plenary://examples";
pub(super) const TYPES: &str = "plenary://schema/{type}";
pub(super) const RESOURCES: &str = "plenary://resource/{id}";

/// Reads an address.
///
/// # Errors
/// If there is nothing there, or it cannot be read.
pub(super) fn read<R: Reader>(assistants: &Assistants, uri: &str, asker: &Asker<'_, R>) -> Answered<Outcome> {
    let below = |template: &str| {
        let start = template.split('{').next()?;
        let name = percent_decode_str(uri.strip_prefix(start)?).decode_utf8().ok()?;
        (!name.is_empty()).then(|| name.into_owned())
    };
    match uri {
        SCHEMA => tools::overview(None, asker),
        EXAMPLES => Ok(examples(asker.engine.ontology())),
        _ => match (below(TYPES), below(RESOURCES)) {
            (Some(of), _) => tools::overview(Some(&of), asker),
            (_, Some(id)) => fetch(assistants, &fetch_arguments(id), asker),
            (None, None) => {
                let asked: String = uri.chars().take(300).collect();
                Err(Outcome::not_found(&format!("there is nothing at `{asked}`"), Vec::new()))
            }
        },
    }
}

fn fetch_arguments(id: String) -> tools::FetchArguments {
    tools::FetchArguments { id, _lang: None, cursor: None }
}

/// The queries that the ontology gives as examples, with the questions that they answer.
fn examples(ontology: &Ontology) -> Outcome {
    let example = |example: &crate::ontology::Example| {
        let ExampleQuery::GraphQl { text, variables } = &example.query else { return None };
        let question =
            example.labels.iter().find(|label| label.language.as_deref() == Some("en")).or(example.labels.first());
        let variables = variables.as_deref().and_then(|variables| serde_json::from_str::<Value>(variables).ok());
        Some(json!({ "question": question.map(|label| &label.value), "query": text, "variables": variables }))
    };
    let examples: Vec<Value> = ontology.examples().iter().filter_map(example).collect();
    Outcome::found(Map::from_iter([("examples".to_owned(), examples.into())]))
}

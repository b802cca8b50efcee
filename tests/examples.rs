//! The examples of the ontology: each has a name in every language, and an answer with something in it.

use crate::http::{APP, built, send};
use crate::support::RECORD;
use axum::body::Body;
use axum::http::{Method, StatusCode};
use plenary::graphql::Request;
use plenary::ontology::ExampleQuery;

#[test]
fn each_example_has_a_name_in_every_language() {
    let examples = RECORD.ontology.examples();
    let of_graphql = examples.iter().filter(|example| matches!(example.query, ExampleQuery::GraphQl { .. })).count();
    assert!(of_graphql >= 6 && examples.len() - of_graphql >= 6, "{}", examples.len());
    for example in examples {
        let mut languages: Vec<_> = example.labels.iter().filter_map(|label| label.language.as_deref()).collect();
        languages.sort_unstable();
        assert_eq!(languages, ["ar", "en", "es", "fr", "ru", "zh"], "{example:?}");
    }
}

#[test]
fn each_example_in_graphql_finds_something() {
    for example in RECORD.ontology.examples() {
        let ExampleQuery::GraphQl { text, variables } = &example.query else { continue };
        let variables = variables.as_ref().map(|text| serde_json::from_str(text).unwrap()).unwrap_or_default();
        let request = Request { query: text.clone(), variables, ..Request::default() };
        let response = RECORD.engine.answer(&request, &RECORD.snapshot);
        assert!(response.errors.is_empty(), "{text}: {:?}", response.errors);
        let data = String::from_utf8(response.data.unwrap()).unwrap();
        assert!(data.contains("\"totalCount\":") && !data.starts_with("{\"positions\":{\"totalCount\":0"), "{data}");
        assert!(data.contains("\"nodes\":[{") || data.contains("\"groupBy\":[{"), "{data}");
    }
}

#[tokio::test]
async fn each_example_in_sparql_finds_something() {
    for example in RECORD.ontology.examples() {
        let ExampleQuery::Sparql { text } = &example.query else { continue };
        let headers =
            [("content-type", "application/sparql-query"), ("accept", "text/csv, application/n-triples;q=0.5")];
        let answer = send(&APP, built(Method::POST, "/sparql", &headers, Body::from(text.clone()))).await;
        let body = String::from_utf8(answer.body.to_vec()).unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{text}: {body}");
        assert!(body.lines().count() > 1, "{text}: {body}");
    }
}

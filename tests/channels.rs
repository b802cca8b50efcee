//! GraphQL over WebSockets and streams of events: both protocols of either, what a client gets to see of commits, and clients that do not play by the rules.

mod clients;
mod commits;
mod events;
mod hostile;
mod sockets;

use crate::http::{app_of, built, send};
use crate::support::{RECORD, case, repository};
use axum::http::Method;
use plenary::graphql::Request;
use plenary::http::App;
use serde_json::json;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

/// The record over files.
static APP: LazyLock<Arc<App>> = LazyLock::new(|| app_of(&RECORD));

/// All documented requests: those that are answered, those that are answered in part, and those that are refused.
fn cases() -> Vec<(PathBuf, Request)> {
    let mut paths = Vec::new();
    for folder in ["tests/graphql", "tests/graphql/analyses", "tests/graphql/partial", "tests/graphql/refused"] {
        let entries = std::fs::read_dir(repository(folder)).unwrap().map(|entry| entry.unwrap().path());
        paths.extend(entries.filter(|path| path.extension().is_some_and(|extension| extension == "graphql")));
    }
    paths.sort();
    assert!(paths.len() > 60, "{} cases", paths.len());
    paths.into_iter().map(|path| (path.clone(), case(&path))).collect()
}

/// A request as clients send it.
fn payload(request: &Request) -> serde_json::Value {
    let operation_name = &request.operation_name;
    json!({ "query": request.query, "operationName": operation_name, "variables": request.variables })
}

/// What POST answers.
async fn posted(app: &Arc<App>, request: &Request) -> String {
    let languages = request.languages.join(",");
    let mut headers = vec![("content-type", "application/json")];
    if !languages.is_empty() {
        headers.push(("accept-language", &languages));
    }
    let answer = send(app, built(Method::POST, "/graphql", &headers, payload(request).to_string())).await;
    String::from_utf8(answer.body).unwrap()
}

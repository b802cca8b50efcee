//! Hostile requests against one server: a table of what is sent, and the status and the code that come back. None may
//! cost more memory than [`MOST_MEMORY`], and after all of them the server answers as before.

mod documents;
mod graphql;
mod http;
mod sparql;
mod table;

use crate::http::publish;
use crate::support::{RECORD, site};
use axum::body::Body;
use axum::http::{Request as HttpRequest, StatusCode};
use http_body_util::BodyExt;
use plenary::graphql::{Engine, Guards, Request};
use plenary::http::{App, PersistedQueries, router};
use plenary::query::Limits;
use plenary::server::{self, SparqlConfig};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use table::{Row, long_rows, rows};
use tower::ServiceExt;

/// Bytes that a request may hold at once while it is answered, the answer included.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// Only so that a request that never ends does not stop the tests: limits are told by codes, not by clocks.
const HANGS: Duration = Duration::from_secs(240);

fn app(limits: Limits) -> Arc<App> {
    let engine = Engine::new(Arc::clone(&RECORD.ontology), Guards::default(), limits).unwrap();
    let sparql = server::sparql(&RECORD.ontology, SparqlConfig::default()).unwrap();
    let app = App::new(engine, PersistedQueries::default(), site(), sparql);
    publish(&app, &RECORD);
    Arc::new(app)
}

async fn send(app: &Arc<App>, row: &Row) -> (StatusCode, Vec<u8>) {
    let mut request = HttpRequest::builder().method("POST").uri("/graphql");
    request = request.header("accept", "application/graphql-response+json").header("content-type", row.content_type);
    let request = request.body(Body::from(row.body.clone())).unwrap();
    let response = router(Arc::clone(app)).oneshot(request).await.unwrap();
    (response.status(), response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

/// The code of the first error; `OK` without errors, and what came instead of JSON.
fn code(body: &[u8]) -> String {
    let Ok(json) = serde_json::from_slice::<Value>(body) else { return String::from_utf8_lossy(body).into_owned() };
    match &json["errors"][0]["extensions"]["code"] {
        Value::String(code) => code.clone(),
        _ if json["data"].is_object() => "OK".into(),
        _ => json.to_string(),
    }
}

/// The most bytes that the engine holds for a request; none if the body holds no request.
fn memory(app: &App, row: &Row) -> Option<u64> {
    let body: Value = serde_json::from_slice(&row.body).ok()?;
    let Value::Object(mut members) = body else { return None };
    let query = members.remove("query")?.as_str()?.to_owned();
    let variables = members.remove("variables").and_then(|variables| variables.as_object().cloned());
    let request = Request { query, variables: variables.unwrap_or_default(), ..Request::default() };
    let snapshot = app.snapshot().unwrap();
    let used = allocation_counter::measure(|| drop(app.engine().answer(&request, &*snapshot).to_json()));
    Some(used.bytes_max)
}

#[tokio::test]
async fn each_is_answered_with_its_code_and_bounded_memory() {
    // A debug build on a busy machine takes longer than the usual limit to write what is too long.
    let app = app(Limits { time: HANGS / 2, ..Limits::default() });
    let usual = Row::new("usual", "{ states(first: 5) { totalCount nodes { id label } } }", 200, "OK");
    let before = send(&app, &usual).await;
    let mut wrong = Vec::new();
    let rows = [rows(), graphql::rows()].concat();
    for row in &rows {
        let Ok((status, body)) = tokio::time::timeout(HANGS, send(&app, row)).await else {
            panic!("{} hangs", row.name);
        };
        let found = (status.as_u16(), code(&body));
        if found != (row.status, row.code.to_owned()) {
            let start: String = String::from_utf8_lossy(&body).chars().take(300).collect();
            wrong.push(format!("{}: {} {} expected, but {found:?}: {start}", row.name, row.status, row.code));
        }
        if status != StatusCode::OK && body.len() > row.body.len() + 64 * 1024 {
            wrong.push(format!("{}: {} bytes are refused with {}", row.name, row.body.len(), body.len()));
        }
        match memory(&app, row) {
            Some(bytes) if bytes > MOST_MEMORY => wrong.push(format!("{} holds {bytes} bytes", row.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(rows.len() >= 180, "only {} rows", rows.len());
    assert_eq!(send(&app, &usual).await, before, "the server is not what it was");
}

/// What takes long is stopped by the server's own clock, within the work between two looks at it.
#[tokio::test]
async fn a_deadline_of_a_millisecond_stops_what_takes_longer() {
    let app = app(Limits { time: Duration::from_millis(1), ..Limits::default() });
    for row in long_rows() {
        let (status, body) = tokio::time::timeout(HANGS, send(&app, &row)).await.expect(&row.name);
        assert_eq!((status.as_u16(), &*code(&body)), (row.status, row.code), "{}", row.name);
    }
    // A millisecond is short for a debug build on a machine with other work, so one of several tries will do.
    let usual = Row::new("usual", "{ __typename }", 200, "OK");
    let mut codes = Vec::new();
    while !codes.iter().any(|code| code == "OK") {
        assert!(codes.len() < 200, "the server answers no more: {codes:?}");
        codes.push(code(&send(&app, &usual).await.1));
    }
}

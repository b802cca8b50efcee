//! Hostile requests against one server: a table of what is sent, and the status and the code that come back. None may
//! cost more memory than [`MOST_MEMORY`], and after all of them the server answers as before.

mod documents;
mod graphql;
mod http;
mod sparql;
mod table;

use crate::http::publish;
use crate::support::{RECORD, World, site};
use axum::body::Body;
use axum::http::{Request as HttpRequest, StatusCode};
use http_body_util::BodyExt;
use plenary::clock::Clock;
use plenary::graphql::{Engine, Guards, Request};
use plenary::http::{App, Front, PersistedQueries};
use plenary::query::Limits;
use plenary::server::{self, SparqlConfig};
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use table::{Row, long_rows, rows};
use tower::ServiceExt;

/// Bytes that a request may hold at once while it is answered, the answer included.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// Only so that a request that never ends does not stop the tests: limits are told by codes, not by clocks.
const HANGS: Duration = Duration::from_secs(240);

fn app(limits: Limits) -> Arc<App> {
    let engine =
        Engine::new(Arc::clone(&RECORD.ontology), plenary::server::ANALYSES, Guards::default(), limits).unwrap();
    let sparql = server::sparql(&RECORD.ontology, SparqlConfig::default());
    let app = App::new(engine, PersistedQueries::default(), site(), sparql);
    publish(&app, &RECORD);
    Arc::new(app)
}

async fn send(app: &Arc<App>, row: &Row) -> (StatusCode, Vec<u8>) {
    let mut request = HttpRequest::builder().method("POST").uri("/graphql");
    request = request.header("accept", "application/graphql-response+json").header("content-type", row.content_type);
    let request = request.body(Body::from(row.body.clone())).unwrap();
    let response = Front::new(Arc::clone(app)).oneshot(request).await.unwrap();
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

/// Every request ends within its deadline and a tenth of it, whatever it asks. What is allowed beside that is for a busy machine and a
/// build without optimization, in which more time passes between two looks at the clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_b5_each_ends_within_its_deadline() {
    const DEADLINE: Duration = Duration::from_millis(500);
    const SLACK: Duration = Duration::from_secs(4);
    let app = app(Limits { time: DEADLINE, ..Limits::default() });
    let mut late = Vec::new();
    for row in [rows(), graphql::rows(), long_rows()].concat() {
        let started = Instant::now();
        let Ok((_, body)) = tokio::time::timeout(HANGS, send(&app, &row)).await else {
            panic!("{} hangs", row.name);
        };
        let taken = started.elapsed();
        if taken > DEADLINE + DEADLINE / 10 + SLACK {
            late.push(format!("{}: {taken:?}, {}", row.name, code(&body)));
        }
    }
    assert!(late.is_empty(), "\n{}", late.join("\n"));
}

/// What takes long is stopped by the server's own clock, within the work between two looks at it.
#[tokio::test]
async fn a_deadline_of_a_millisecond_stops_what_takes_longer() {
    let app = app(Limits { time: Duration::from_millis(1), ..Limits::default() });
    for row in long_rows() {
        let (status, body) = tokio::time::timeout(HANGS, send(&app, &row)).await.expect(&row.name);
        assert_eq!((status.as_u16(), &*code(&body)), (row.status, row.code), "{}", row.name);
    }
    // The engine is none the worse: with a clock that is over it ends at once, with one that is not it answers.
    let (usual, snapshot) = (crate::support::request("{ __typename }"), app.snapshot().unwrap());
    let answer = |clock: &Clock| code(&app.engine().answer_within(&usual, &*snapshot, clock).to_json());
    let over = Clock::new(Duration::ZERO);
    std::thread::sleep(Duration::from_millis(1));
    assert_eq!(answer(&over), "DEADLINE_EXCEEDED");
    assert_eq!(answer(&Clock::new(HANGS)), "OK");
}

/// Texts of more kinds, each a field and a language, than the full-text index can tell apart.
#[tokio::test]
async fn fault_10_a_search_index_that_fails_is_told_and_all_else_is_answered() {
    let fields = 0..128;
    let property = |field| format!("[ sh:path ex:f{field} ; sh:datatype rdf:langString ]");
    let properties = fields.clone().map(property).collect::<Vec<_>>().join(" , ");
    let shapes = format!("ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:T ; sh:property {properties} .");
    let text = |number: usize| format!("\"{number}\"@en-x-{number}");
    let texts = (0..520).map(text).collect::<Vec<_>>().join(" , ");
    let data: String = fields.map(|field| format!("ex:a ex:f{field} {texts} .\n")).collect();
    let world = World::of(&shapes, &format!("ex:a a ex:T .\n{data}"));
    let app = crate::http::app_of(&world);
    let get = |uri: &str| HttpRequest::builder().uri(uri).body(Body::empty()).unwrap();
    let ready = crate::http::send(&app, get("/ready")).await;
    assert_eq!(ready.status, StatusCode::OK);
    assert_eq!(
        ready.json()["fullText"],
        "failed: the texts are of more than 2^16 kinds, each a field with a language, too many for the full-text index"
    );
    let asked = |query: &str| Row::new(query, query, 200, "OK");
    let (status, body) = send(&app, &asked("{ search(query: \"7\") { totalCount } }")).await;
    let searched: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, &searched["data"]), (StatusCode::OK, &Value::Null), "{searched}");
    let message = searched["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("full text cannot be searched"), "{searched}");
    let (_, body) = send(&app, &asked("{ ts(where: { f127: { eq: \"519\" } }) { totalCount } }")).await;
    assert_eq!(body, br#"{"data":{"ts":{"totalCount":1}}}"#, "{}", String::from_utf8_lossy(&body));
}

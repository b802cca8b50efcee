//! Requests for data: every text has an answer or a refusal, in time, and the same one when it is asked again.

use crate::world::{DEADLINE, WORLD};
use oxigraph::sparql::CancellationToken;
use oxigraph::sparql::results::QueryResultsFormat;
use plenary::clock::Clock;
use plenary::graphql::Request;
use plenary::query::Cursor;
use plenary::sparql::{Format, STACK, Source};
use serde_json::Value;
use std::time::{Duration, Instant};

/// What a request may take beyond its deadline before it counts as a fault: a machine may be busy.
const LATE: Duration = Duration::from_secs(10);

/// A GraphQL request: the document, and after a zero byte its variables as JSON.
///
/// # Panics
/// If the answer is no JSON, comes late, or is another one the second time.
pub fn graphql(bytes: &[u8]) {
    let Some((query, variables)) = in_two(bytes) else { return };
    let mut request = Request { query: query.into(), ..Request::default() };
    if let Ok(Value::Object(variables)) = serde_json::from_str(variables) {
        request.variables = variables;
    }
    let answer = || {
        let start = Instant::now();
        let response = WORLD.engine.answer_within(&request, &*WORLD.snapshot, &Clock::new(DEADLINE));
        assert!(start.elapsed() < LATE, "an answer that comes {:?} after its deadline", start.elapsed());
        response.to_json()
    };
    let first = answer();
    let read: Value = serde_json::from_slice(&first).expect("an answer in JSON");
    assert!(read.get("data").is_some() || read.get("errors").is_some(), "neither data nor errors");
    let second = answer();
    let is_timed = |bytes: &[u8]| bytes.windows(17).any(|window| window == b"DEADLINE_EXCEEDED");
    assert!(first == second || is_timed(&first) || is_timed(&second), "two answers to one request");
}

/// A SPARQL query.
///
/// # Panics
/// If a table of results is no JSON, or the answer comes late.
pub fn sparql(bytes: &[u8]) {
    let Ok(query) = std::str::from_utf8(bytes) else { return };
    let request = plenary::sparql::Request { query: query.to_owned(), ..Default::default() };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let evaluation = thread.spawn_scoped(scope, || {
            let token = CancellationToken::new();
            let start = Instant::now();
            let Ok(prepared) = WORLD.sparql.prepare(Source::Data(WORLD.data()), &request, &token) else { return };
            let mut out = Vec::new();
            let written = prepared.write(Format::Results(QueryResultsFormat::Json), &token, &mut out);
            assert!(start.elapsed() < LATE, "an answer that comes late");
            if written.is_ok() && !out.is_empty() {
                serde_json::from_slice::<Value>(&out).expect("results in JSON");
            }
        });
        evaluation.expect("a thread").join().expect("an evaluation");
    });
}

/// A cursor that a client made up, and the request that has it.
///
/// # Panics
/// If a cursor that can be read is another one once it is written.
pub fn cursor(bytes: &[u8]) {
    let Some((text, order)) = in_two(bytes) else { return };
    for length in 0..3 {
        if let Ok(cursor) = Cursor::read(text, order, length) {
            let written = Cursor::write(order, cursor.iri(), cursor.keys().to_vec());
            assert_eq!(Cursor::read(&written, order, length), Ok(cursor));
        }
    }
    let mut request = Request {
        query: "query($c: String) { themes(first: 2, after: $c) { nodes { id } } \
                states(last: 1, before: $c, orderBy: [{ name: DESC }]) { nodes { id } } }"
            .into(),
        ..Request::default()
    };
    request.variables.insert("c".into(), text.into());
    let answer = WORLD.engine.answer_within(&request, &*WORLD.snapshot, &Clock::new(DEADLINE)).to_json();
    serde_json::from_slice::<Value>(&answer).expect("an answer in JSON");
}

/// Text before and after the first zero byte.
fn in_two(bytes: &[u8]) -> Option<(&str, &str)> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.split_once('\0').unwrap_or((text, "")))
}

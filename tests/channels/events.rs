//! Streams of server-sent events, in both modes of graphql-sse.

use super::clients::PATIENCE;
use super::{APP, cases, payload, posted};
use crate::http::{built, send};
use crate::live::{Place, insert, update};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use http_body_util::BodyExt;
use plenary::http::{App, Front, Limits};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tower::ServiceExt;

const EVENTS: (&str, &str) = ("accept", "text/event-stream");
const JSON: (&str, &str) = ("content-type", "application/json");
const TOKEN: &str = "x-graphql-event-stream-token";

/// An event as a client of the HTML Standard reads it.
#[derive(Debug, PartialEq, Default)]
struct Event {
    kind: String,
    id: String,
    data: String,
}

/// A stream that is being read.
struct Stream {
    body: Body,
    text: String,
}

impl Stream {
    async fn open(app: &Arc<App>, method: Method, uri: &str, headers: &[(&str, &str)], body: String) -> Self {
        let response = Front::new(Arc::clone(app)).oneshot(built(method, uri, headers, body)).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        Self { body: response.into_body(), text: String::new() }
    }

    async fn ask(app: &Arc<App>, headers: &[(&str, &str)], query: &str) -> Self {
        let headers = [&[EVENTS, JSON], headers].concat();
        Self::open(app, Method::POST, "/graphql", &headers, json!({ "query": query }).to_string()).await
    }

    /// The next block, comments too; none at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let frame = timeout(PATIENCE, self.body.frame()).await.expect("the stream goes on")?;
            let bytes = frame.unwrap().into_data().unwrap();
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            let block = self.block().await?;
            let mut event = Event::default();
            for line in block.lines() {
                match line.split_once(':').unwrap_or((line, "")) {
                    ("", _) => {}
                    ("event", value) => event.kind = value.trim_start().to_owned(),
                    ("id", value) => event.id = value.trim_start().to_owned(),
                    ("data", value) => event.data += value.strip_prefix(' ').unwrap_or(value),
                    other => panic!("{other:?}"),
                }
            }
            if event != Event::default() {
                return Some(event);
            }
        }
    }

    async fn assert_complete(&mut self) {
        assert_eq!(self.next().await.unwrap().kind, "complete");
        assert_eq!(self.next().await, None);
    }
}

#[tokio::test]
async fn every_case_is_an_event_with_the_bytes_of_post() {
    for (path, request) in cases() {
        let languages = request.languages.join(",");
        let mut headers = vec![EVENTS, JSON];
        if !languages.is_empty() {
            headers.push(("accept-language", &languages));
        }
        let mut stream = Stream::open(&APP, Method::POST, "/graphql", &headers, payload(&request).to_string()).await;
        let event = stream.next().await.unwrap();
        assert_eq!((&*event.kind, &*event.id), ("next", ""), "{}", path.display());
        assert_eq!(event.data, posted(&APP, &request).await, "{}", path.display());
        stream.assert_complete().await;
    }
    let mut got = Stream::open(&APP, Method::GET, "/graphql?query=%7B__typename%7D", &[EVENTS], String::new()).await;
    assert_eq!(got.next().await.unwrap().data, r#"{"data":{"__typename":"Query"}}"#);
    got.assert_complete().await;
    // What is no request of GraphQL is told likewise, as the protocol has it.
    let mut wrong = Stream::open(&APP, Method::POST, "/graphql", &[EVENTS, JSON], "{".into()).await;
    assert!(wrong.next().await.unwrap().data.contains("the body is not JSON"));
    wrong.assert_complete().await;
    let refused = send(&APP, built(Method::POST, "/graphql", &[EVENTS, ("content-type", "text/plain")], "{}")).await;
    assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn commits_come_as_events_and_go_on_after_the_last_one_heard_of() {
    let place = Place::new();
    let app = place.open();
    let query = "subscription { commits { t message } }";
    let mut live = Stream::ask(&app, &[], query).await;
    assert_eq!(live.block().await.unwrap(), ":", "something comes at once, so that proxies pass the stream on");
    for (t, name) in [(1, "c"), (2, "d"), (3, "e")] {
        assert_eq!(update(&app, &[("plenary-message", name)], &insert(name)).await.status, StatusCode::OK);
        let event = live.next().await.unwrap();
        assert_eq!((&*event.kind, event.id), ("next", t.to_string()));
        assert_eq!(event.data, format!(r#"{{"data":{{"commits":{{"t":{t},"message":"{name}"}}}}}}"#));
    }
    for (last, expected) in [("0", vec!["1", "2", "3"]), ("1", vec!["2", "3"]), ("2", vec!["3"])] {
        // What a browser has heard of goes before what the address says.
        let mut stream = Stream::ask(&app, &[("last-event-id", last)], "subscription { commits(t: 0) { t } }").await;
        for id in expected {
            assert_eq!(stream.next().await.unwrap().id, id);
        }
    }
    let mut stream = Stream::ask(&app, &[("last-event-id", "")], "subscription { commits(t: 2) { t } }").await;
    assert_eq!(stream.next().await.unwrap().id, "3");
    for last in ["x", "-1", "4", "99999999999999999999"] {
        let mut stream = Stream::ask(&app, &[("last-event-id", last)], query).await;
        assert!(stream.next().await.unwrap().data.contains("BAD_USER_INPUT"), "{last}");
        stream.assert_complete().await;
    }
    let past = json!({ "query": "subscription { commits(t: 1) { t } }" }).to_string();
    let mut past = Stream::open(&app, Method::POST, "/at/2/graphql", &[EVENTS, JSON], past).await;
    assert_eq!(past.next().await.unwrap().id, "2");
    past.assert_complete().await;
    let mut files = Stream::ask(&APP, &[], query).await;
    files.assert_complete().await;
    // Without the event of the end: the client is to come again.
    app.stop();
    assert_eq!(live.next().await, None);
}

fn limits() -> Limits {
    Limits {
        keep_alive: Duration::from_millis(50),
        init: Duration::from_millis(800),
        channels: 3,
        operations: 2,
        ..Limits::default()
    }
}

#[tokio::test]
async fn streams_give_signs_of_life_and_there_are_so_many_at_most() {
    let place = Place::new();
    let app = place.open_with(crate::support::site(), limits());
    let query = "subscription { commits { t } }";
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(Stream::ask(&app, &[], query).await);
    }
    for _ in 0..5 {
        assert_eq!(streams[0].block().await.unwrap(), ":");
    }
    let body = || json!({ "query": query }).to_string();
    let refused = send(&app, built(Method::POST, "/graphql", &[EVENTS, JSON], body())).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "2"));
    // Queries need none of these places.
    assert_eq!(Stream::ask(&app, &[], "{ __typename }").await.next().await.unwrap().kind, "next");
    streams.pop();
    let mut again = Stream::ask(&app, &[], query).await;
    assert_eq!(again.block().await.unwrap(), ":");
}

async fn reserve(app: &Arc<App>) -> String {
    let reserved = send(app, built(Method::PUT, "/graphql", &[], "")).await;
    assert_eq!(reserved.status, StatusCode::CREATED);
    String::from_utf8(reserved.body).unwrap()
}

async fn perform(app: &Arc<App>, token: &str, id: &str, query: &str) -> StatusCode {
    let body = json!({ "query": query, "extensions": { "operationId": id } }).to_string();
    send(app, built(Method::POST, "/graphql", &[JSON, (TOKEN, token)], body)).await.status
}

#[tokio::test]
async fn one_stream_serves_many_operations() {
    let place = Place::new();
    let app = place.open_with(crate::support::site(), limits());
    let token = reserve(&app).await;
    let mut stream =
        Stream::open(&app, Method::GET, &format!("/graphql?token={token}"), &[EVENTS], String::new()).await;
    let second = send(&app, built(Method::GET, "/graphql", &[EVENTS, (TOKEN, &token)], "")).await;
    assert_eq!(second.status, StatusCode::CONFLICT, "one stream for one reservation");

    assert_eq!(perform(&app, &token, "q\"1", "{ cities { totalCount } }").await, StatusCode::ACCEPTED);
    let event = stream.next().await.unwrap();
    assert_eq!(event.data, r#"{"id":"q\"1","payload":{"data":{"cities":{"totalCount":2}}}}"#);
    let event = stream.next().await.unwrap();
    assert_eq!((&*event.kind, &*event.data), ("complete", r#"{"id":"q\"1"}"#));

    assert_eq!(perform(&app, &token, "s", "subscription { commits { t } }").await, StatusCode::ACCEPTED);
    assert_eq!(perform(&app, &token, "s", "{ __typename }").await, StatusCode::CONFLICT, "it has not ended");
    assert_eq!(update(&app, &[], &insert("c")).await.status, StatusCode::OK);
    assert_eq!(stream.next().await.unwrap().data, r#"{"id":"s","payload":{"data":{"commits":{"t":1}}}}"#);
    assert_eq!(perform(&app, &token, "s2", "subscription { commits(t: 0) { t } }").await, StatusCode::ACCEPTED);
    assert_eq!(stream.next().await.unwrap().data, r#"{"id":"s2","payload":{"data":{"commits":{"t":1}}}}"#);
    assert_eq!(perform(&app, &token, "s3", "{ __typename }").await, StatusCode::TOO_MANY_REQUESTS);
    for id in ["s", "nobody's"] {
        let uri = format!("/graphql?operationId={id}");
        assert_eq!(send(&app, built(Method::DELETE, &uri, &[(TOKEN, &token)], "")).await.status, StatusCode::OK);
    }
    assert_eq!(update(&app, &[], &insert("d")).await.status, StatusCode::OK);
    assert_eq!(stream.next().await.unwrap().data, r#"{"id":"s2","payload":{"data":{"commits":{"t":2}}}}"#);

    // What is wrong with a request is the answer to that request.
    assert_eq!(perform(&app, &token, "w", "{ kings }").await, StatusCode::BAD_REQUEST);
    assert_eq!(perform(&app, "nope", "w", "{ __typename }").await, StatusCode::NOT_FOUND);
    let nameless = json!({ "query": "{ __typename }" }).to_string();
    let nameless = send(&app, built(Method::POST, "/graphql", &[JSON, (TOKEN, &token)], nameless)).await;
    assert_eq!(nameless.status, StatusCode::BAD_REQUEST);
    drop(stream);
    timeout(PATIENCE, async {
        while perform(&app, &token, "x", "{ __typename }").await != StatusCode::NOT_FOUND {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("with the stream its token is gone");
}

#[tokio::test]
async fn a_reservation_that_is_not_taken_up_is_forgotten() {
    let place = Place::new();
    let app = place.open_with(crate::support::site(), limits());
    let mut tokens = std::collections::BTreeSet::new();
    for _ in 0..3 {
        assert!(tokens.insert(reserve(&app).await));
    }
    assert_eq!(send(&app, built(Method::PUT, "/graphql", &[], "")).await.status, StatusCode::SERVICE_UNAVAILABLE);
    timeout(PATIENCE, async {
        while send(&app, built(Method::PUT, "/graphql", &[], "")).await.status != StatusCode::CREATED {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .expect("they are forgotten");
    let token = tokens.first().unwrap();
    assert_eq!(
        send(&app, built(Method::GET, "/graphql", &[EVENTS, (TOKEN, token)], "")).await.status,
        StatusCode::NOT_FOUND
    );
    let wrong = send(&app, built(Method::DELETE, "/graphql", &[], "")).await;
    assert_eq!(
        (wrong.status, &wrong.json()["errors"][0]["extensions"]["code"]),
        (StatusCode::BAD_REQUEST, &Value::from("BAD_REQUEST"))
    );
}

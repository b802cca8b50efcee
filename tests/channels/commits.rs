//! The subscription to commits: each once, in order, from wherever a client left off.

use super::APP;
use super::clients::{Client, LEGACY, TRANSPORT, serve};
use crate::http::{built, send};
use crate::live::{Place, insert, update};
use axum::http::{Method, StatusCode};
use plenary::http::App;
use serde_json::{Value, json};
use std::sync::Arc;

const ALL: &str = "t author message added removed __typename";

/// A subscription to commits.
fn to(arguments: &str, fields: &str) -> Value {
    json!({ "query": format!("subscription {{ commits{arguments} {{ {fields} }} }}") })
}

/// Makes a commit.
async fn commit(app: &Arc<App>, name: &str) {
    let done = update(app, &[("plenary-message", name)], &insert(name)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", String::from_utf8_lossy(&done.body));
}

fn told(t: u64, message: &str, added: u64, removed: u64) -> String {
    json!({ "data": { "commits": {
        "t": t, "author": "ana", "message": message, "added": added, "removed": removed, "__typename": "Commit"
    } } })
    .to_string()
}

#[tokio::test]
async fn commits_are_told_once_and_in_order_from_wherever_a_client_left_off() {
    let place = Place::new();
    let app = place.open();
    let served = serve(&app).await;
    let mut live = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    live.ask("live", to("", ALL)).await;
    live.ask("all", to("(t: 0)", ALL)).await;
    // An answer says that both have been begun.
    live.ask("sync", json!({ "query": "{ __typename }" })).await;
    live.result("sync").await;
    live.end("sync").await;
    for (t, name) in [(1, "c"), (2, "d")] {
        commit(&app, name).await;
        let mut heard = [live.hear().await.json(), live.hear().await.json()];
        heard.sort_by_key(|said| said["id"].to_string());
        for (said, id) in heard.iter().zip(["all", "live"]) {
            assert_eq!((&said["id"], said["payload"].to_string()), (&json!(id), told(t, name, 2, 0)));
        }
    }
    let road = "DELETE { GRAPH graph:cities { ?c ex:name 'c' } } INSERT { GRAPH graph:cities { ?c ex:name 'C' } \
        GRAPH graph:roads { ?c ex:near ex:a , ex:b } } WHERE { ?c ex:name 'c' }";
    assert_eq!(update(&app, &[("plenary-message", "roads")], road).await.status, StatusCode::OK);
    // What changes nothing is no commit.
    assert_eq!(update(&app, &[], &insert("d")).await.json()["outcome"], "unchanged");
    let mut late = Client::begin(served.address, "/graphql", LEGACY, json!({})).await;
    late.ask("1", to("(t: 1)", ALL)).await;
    assert_eq!(late.result("1").await, told(2, "d", 2, 0));
    assert_eq!(late.result("1").await, told(3, "roads", 3, 1));
    late.ask("2", to("(t: 0, graph: \"graph:roads\")", ALL)).await;
    assert_eq!(late.result("2").await, told(3, "roads", 2, 0));
    late.ask("3", to("(t: 2, graph: \"http://example.org/graph/cities\")", "t added removed")).await;
    assert_eq!(late.result("3").await, r#"{"data":{"commits":{"t":3,"added":1,"removed":1}}}"#);
    // The moment is that of the log; aliases and fragments are as elsewhere.
    let query = "subscription S($t: Int) { c: commits(t: $t) { number: t ...F } } fragment F on Commit { at t }";
    late.ask("4", json!({ "query": query, "variables": { "t": 2 } })).await;
    let said: Value = serde_json::from_str(&late.result("4").await).unwrap();
    assert_eq!((&said["data"]["c"]["number"], &said["data"]["c"]["t"]), (&json!(3), &json!(3)));
    let at = said["data"]["c"]["at"].as_str().unwrap();
    assert!(at.len() > 18 && at.as_bytes()[10] == b'T' && at.ends_with('Z'), "{at}");
    drop((late, live));
    served.stop.send_replace(true);
    served.ended.await.unwrap();
    drop(app);

    // The log outlasts the server.
    let app = place.open();
    let served = serve(&app).await;
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    client.ask("1", to("(t: 2)", ALL)).await;
    assert_eq!(client.result("1").await, told(3, "roads", 3, 1));
    commit(&app, "e").await;
    assert_eq!(client.result("1").await, told(4, "e", 2, 0));
    // Who stops an operation is told of no more.
    client.say(json!({ "type": "complete", "id": "1" })).await;
    client.end("1").await;
    commit(&app, "f").await;
    client.ask("2", json!({ "query": "{ cities { totalCount } }" })).await;
    assert_eq!(
        client.result("2").await,
        r#"{"data":{"cities":{"totalCount":6}}}"#,
        "data of now, and no commit before"
    );
}

#[tokio::test]
async fn who_follows_while_commits_are_made_misses_none() {
    let place = Place::new();
    let app = place.open();
    let served = serve(&app).await;
    let writer = tokio::spawn({
        let app = Arc::clone(&app);
        async move {
            for n in 1..=60 {
                commit(&app, &format!("city{n}")).await;
            }
        }
    });
    let mut readers = tokio::task::JoinSet::new();
    for n in 0..20_u64 {
        let address = served.address;
        readers.spawn(async move {
            tokio::time::sleep(std::time::Duration::from_millis(20 * n)).await;
            let (mut next, mut connection) = (1, 0);
            while next <= 60 {
                // Each comes and goes, and goes on with what it has heard of last.
                connection += 1;
                let protocol = if connection % 2 == 0 { LEGACY } else { TRANSPORT };
                let mut client = Client::begin(address, "/graphql", protocol, json!({})).await;
                client.ask("1", to(&format!("(t: {})", next - 1), "t")).await;
                for _ in 0..=n {
                    if next <= 60 {
                        assert_eq!(client.result("1").await, format!(r#"{{"data":{{"commits":{{"t":{next}}}}}}}"#));
                        next += 1;
                    }
                }
            }
        });
    }
    while let Some(read) = readers.join_next().await {
        read.unwrap();
    }
    writer.await.unwrap();
}

#[tokio::test]
async fn a_subscription_ends_with_the_data_that_it_is_about() {
    let place = Place::new();
    let app = place.open();
    for name in ["c", "d", "e"] {
        commit(&app, name).await;
    }
    let served = serve(&app).await;
    let mut past = Client::begin(served.address, "/at/2/graphql", TRANSPORT, json!({})).await;
    past.ask("1", to("(t: 0)", "t")).await;
    assert_eq!(past.result("1").await, r#"{"data":{"commits":{"t":1}}}"#);
    assert_eq!(past.result("1").await, r#"{"data":{"commits":{"t":2}}}"#);
    past.end("1").await;
    commit(&app, "f").await;
    past.ask("2", json!({ "query": "{ cities { totalCount } }" })).await;
    assert_eq!(past.result("2").await, r#"{"data":{"cities":{"totalCount":4}}}"#, "as it was");
    past.end("2").await;
    past.ask("3", to("", "t")).await;
    past.end("3").await;

    let files = serve(&APP).await;
    let mut client = Client::begin(files.address, "/graphql", TRANSPORT, json!({})).await;
    client.ask("1", to("(t: 5)", "t")).await;
    client.end("1").await;
}

#[tokio::test]
async fn a_subscription_that_cannot_be_is_refused_with_the_reason() {
    let place = Place::new();
    let app = place.open();
    let served = serve(&app).await;
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    let long = format!("subscription {{ {}: commits {{ t }} }}", "x".repeat(4097));
    for (n, (query, code, says)) in [
        ("subscription { commits(t: 1) { t } }", "BAD_USER_INPUT", "there is no commit 1 yet, the last is 0"),
        ("subscription { commits(t: -1) { t } }", "BAD_USER_INPUT", "must not be negative"),
        ("subscription { commits(graph: \"nope:x\") { t } }", "BAD_USER_INPUT", "`graph` cannot be used"),
        ("subscription { commits { t } c: commits { t } }", "GRAPHQL_VALIDATION_FAILED", "one field at its root"),
        ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED", ""),
        ("subscription { commits { x } }", "GRAPHQL_VALIDATION_FAILED", "Unknown field"),
        ("subscription { cities { totalCount } }", "GRAPHQL_VALIDATION_FAILED", "Unknown field"),
        ("subscription { commits }", "GRAPHQL_VALIDATION_FAILED", ""),
        (&*long, "QUERY_TOO_LARGE", "kept for long"),
    ]
    .into_iter()
    .enumerate()
    {
        client.ask(&n.to_string(), json!({ "query": query })).await;
        let said: Value = serde_json::from_str(&client.result(&n.to_string()).await).unwrap();
        let error = &said["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{query}: {said}");
        assert!(error["message"].as_str().unwrap().contains(says), "{query}: {said}");
        client.end(&n.to_string()).await;
    }
    // One answer to one request cannot go on.
    let headers = [("content-type", "application/json"), ("accept", "application/json")];
    for request in [
        built(Method::POST, "/graphql", &headers, to("", "t").to_string()),
        built(Method::GET, "/graphql?query=subscription%7Bcommits%7Bt%7D%7D", &headers[1..], ""),
    ] {
        let answer = send(&app, request).await;
        assert_eq!(
            (answer.status, &answer.json()["errors"][0]["extensions"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("BAD_REQUEST"))
        );
        assert!(String::from_utf8_lossy(&answer.body).contains("text/event-stream"));
    }
}

/// Else each socket would keep in memory the data of the moment at which it was opened.
#[tokio::test]
async fn who_follows_keeps_no_data_in_memory() {
    let place = Place::new();
    let app = place.open();
    let served = serve(&app).await;
    let old = Arc::downgrade(&app.snapshot().unwrap());
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    client.ask("1", to("", "t")).await;
    client.ask("2", json!({ "query": "{ cities { totalCount } }" })).await;
    client.result("2").await;
    client.end("2").await;
    commit(&app, "c").await;
    client.result("1").await;
    tokio::time::timeout(super::clients::PATIENCE, async {
        while old.upgrade().is_some() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("what was is let go");
}

//! The two protocols of sockets.

use super::clients::{Client, Heard, LEGACY, TRANSPORT, serve};
use super::{APP, cases, payload, posted};
use crate::http::{app_of, built, empty, send};
use crate::support::{RECORD, site};
use axum::http::Method;
use plenary::http::PersistedQueries;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

#[tokio::test]
async fn every_case_has_the_bytes_of_post_over_both_protocols() {
    let served = serve(&APP).await;
    for protocol in [TRANSPORT, LEGACY] {
        let mut clients: HashMap<Vec<String>, Client> = HashMap::new();
        for (n, (path, request)) in cases().into_iter().enumerate() {
            let languages = request.languages.clone();
            if !clients.contains_key(&languages) {
                let begun = Client::begin(served.address, "/graphql", protocol, json!({ "lang": languages })).await;
                clients.insert(languages.clone(), begun);
            }
            let client = clients.get_mut(&languages).unwrap();
            let id = format!("case {n}");
            client.ask(&id, payload(&request)).await;
            let result = client.result(&id).await;
            assert_eq!(result, posted(&APP, &request).await, "{}", path.display());
            client.end(&id).await;
        }
    }
}

#[tokio::test]
async fn operations_of_one_socket_are_answered_side_by_side() {
    let served = serve(&APP).await;
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!(null)).await;
    for id in 0..40 {
        client.ask(&id.to_string(), json!({ "query": format!("{{ n{id}: states {{ totalCount }} }}") })).await;
    }
    let mut ended = std::collections::BTreeSet::new();
    let mut results = 0;
    while ended.len() < 40 {
        let said = client.hear().await.json();
        let id = said["id"].as_str().unwrap().to_owned();
        match said["type"].as_str().unwrap() {
            "next" => {
                assert_eq!(said["payload"], json!({ "data": { format!("n{id}"): { "totalCount": 195 } } }));
                results += 1;
            }
            "complete" => assert!(ended.insert(id)),
            other => panic!("{other}"),
        }
    }
    assert_eq!(results, 40);
}

#[tokio::test]
async fn texts_come_in_the_languages_of_the_client() {
    let served = serve(&APP).await;
    let query = json!({ "query": "{ actor(id: \"actor:chn\") { label } }" });
    for (header, lang, expected) in [
        ("", json!("zh"), "中国"),
        ("fr", json!(null), "Chine"),
        ("fr", json!(["xx", "es"]), "China"),
        ("", json!(null), "China"),
    ] {
        let mut headers = vec![("sec-websocket-protocol", TRANSPORT)];
        if !header.is_empty() {
            headers.push(("accept-language", header));
        }
        let socket = Client::try_open(served.address, "/graphql", &headers).await.unwrap();
        let mut client = Client::over(socket);
        client.say(json!({ "type": "connection_init", "payload": { "lang": lang } })).await;
        client.hear().await;
        client.ask("1", query.clone()).await;
        let result: serde_json::Value = serde_json::from_str(&client.result("1").await).unwrap();
        assert_eq!(result["data"]["actor"]["label"], expected, "{header} {lang}");
    }
    for lang in [json!(7), json!([1]), json!({}), json!(vec!["en"; 21])] {
        let mut client = Client::open(served.address, "/graphql", TRANSPORT).await;
        client.say(json!({ "type": "connection_init", "payload": { "lang": lang } })).await;
        assert_eq!(client.hear().await.code(), 4400, "{lang}");
    }
}

/// Persisted queries, operations by name, and variables, as over POST.
#[tokio::test]
async fn requests_are_read_as_those_of_post() {
    let served = serve(&APP).await;
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    let query = "query A($id: ID!) { actor(id: $id) { id } } query B { __typename }";
    for (n, (name, variables)) in
        [("A", json!({ "id": "actor:chn" })), ("B", json!({})), ("A", json!({})), ("C", json!({})), ("", json!(null))]
            .into_iter()
            .enumerate()
    {
        let body = json!({ "query": query, "operationName": name, "variables": variables });
        client.ask(&n.to_string(), body.clone()).await;
        let headers = [("content-type", "application/json")];
        let posted = send(&APP, built(Method::POST, "/graphql", &headers, body.to_string())).await;
        assert_eq!(client.result(&n.to_string()).await.as_bytes(), posted.body, "{body}");
        client.end(&n.to_string()).await;
    }
    let digest = "ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38"; // of {__typename}
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": digest } });
    client.ask("p", json!({ "extensions": extensions })).await;
    assert!(client.result("p").await.contains("PERSISTED_QUERY_NOT_FOUND"));
    client.end("p").await;
    client.ask("q", json!({ "query": "{__typename}", "extensions": extensions })).await;
    assert_eq!(client.result("q").await, r#"{"data":{"__typename":"Query"}}"#);
    client.end("q").await;
    client.ask("r", json!({ "extensions": extensions })).await;
    assert_eq!(client.result("r").await, r#"{"data":{"__typename":"Query"}}"#);
}

#[tokio::test]
async fn the_protocol_is_the_first_that_both_know() {
    let served = serve(&APP).await;
    for (offered, spoken) in [
        ("graphql-ws, graphql-transport-ws", "data"),
        ("graphql-transport-ws, graphql-ws", "next"),
        ("soap , graphql-ws", "data"),
    ] {
        let socket = Client::try_open(served.address, "/graphql", &[("sec-websocket-protocol", offered)]).await;
        // The client's library looks at the protocol that the server names.
        let mut client = Client::over(socket.unwrap());
        client.say(json!({ "type": "connection_init" })).await;
        assert_eq!(client.hear().await.json()["type"], "connection_ack");
        client.say(json!({ "type": "subscribe", "id": "1", "payload": { "query": "{ __typename }" } })).await;
        assert_eq!(client.hear().await.json()["type"], spoken, "{offered}");
    }
    for offered in [&[][..], &[("sec-websocket-protocol", "soap")], &[("sec-websocket-protocol", "graphql-sse")]] {
        assert_eq!(Client::try_open(served.address, "/graphql", offered).await.unwrap_err(), 400, "{offered:?}");
    }
}

#[tokio::test]
async fn what_is_not_of_the_protocol_closes_the_socket_with_its_code() {
    let served = serve(&APP).await;
    let ask = |id: &str| json!({ "type": "subscribe", "id": id, "payload": { "query": "{ __typename }" } });
    for (what, begins, messages, code) in [
        ("no JSON", true, vec![json!("x")], 4400),
        ("no type", true, vec![json!({})], 4400),
        ("another type", true, vec![json!({ "type": "hello" })], 4400),
        ("no payload", true, vec![json!({ "type": "subscribe", "id": "1" })], 4400),
        (
            "an id that is too long",
            true,
            vec![json!({ "type": "subscribe", "id": "x".repeat(257), "payload": { "query": "{ __typename }" } })],
            4400,
        ),
        ("an id that is none", true, vec![json!({ "type": "subscribe", "id": 1, "payload": {} })], 4400),
        ("too early", false, vec![ask("1")], 4401),
        ("twice the beginning", true, vec![json!({ "type": "connection_init" })], 4429),
    ] {
        let mut client = match begins {
            true => Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await,
            false => Client::open(served.address, "/graphql", TRANSPORT).await,
        };
        for message in messages {
            client.say(message).await;
        }
        let closed = client.hear().await;
        assert_eq!(closed.code(), code, "{what}: {closed:?}");
    }
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    client.say(json!({ "type": "ping", "payload": { "n": 1 } })).await;
    assert_eq!(client.hear().await.json(), json!({ "type": "pong" }));
    client.say(json!({ "type": "pong" })).await;
    client.say(json!({ "type": "complete", "id": "nobody's" })).await;
    for _ in 0..2 {
        client.say(ask("again")).await;
        assert_eq!(client.result("again").await, r#"{"data":{"__typename":"Query"}}"#);
        client.end("again").await;
    }
}

/// As POST does: `*` is what CORS says, so a page of any origin may ask.
#[tokio::test]
async fn a_page_of_another_origin_may_open_a_socket_as_it_may_post() {
    let served = serve(&APP).await;
    let headers = [("content-type", "application/json"), ("origin", "https://elsewhere.example")];
    let posted = send(&APP, built(Method::POST, "/graphql", &headers, r#"{"query":"{ __typename }"}"#)).await;
    let may_post = ["*", "https://elsewhere.example"].contains(&posted.header("access-control-allow-origin"));
    let headers = [("sec-websocket-protocol", TRANSPORT), ("origin", "https://elsewhere.example")];
    let opened = Client::try_open(served.address, "/graphql", &headers).await;
    assert_eq!(opened.is_ok(), may_post);
}

#[tokio::test]
async fn without_data_there_is_no_socket() {
    let app = Arc::new(empty(&RECORD, PersistedQueries::default(), site()));
    let served = serve(&app).await;
    let headers = [("sec-websocket-protocol", TRANSPORT)];
    assert_eq!(Client::try_open(served.address, "/graphql", &headers).await.unwrap_err(), 503);
    let refused = Client::try_open(serve(&APP).await.address, "/at/1/graphql", &headers).await;
    assert_eq!(refused.unwrap_err(), 404, "data of files have no past");
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    // Of its own: to stop is for good.
    let served = serve(&app_of(&RECORD)).await;
    let mut clients = Vec::new();
    for protocol in [TRANSPORT, LEGACY] {
        clients.push(Client::begin(served.address, "/graphql", protocol, json!({})).await);
        clients.push(Client::open(served.address, "/graphql", protocol).await);
    }
    served.stop.send_replace(true);
    for client in &mut clients {
        assert_eq!(client.hear().await, Heard::Closed(1001, "the server stops".into()));
    }
    drop(clients);
    tokio::time::timeout(super::clients::PATIENCE, served.ended).await.unwrap().unwrap();
}

//! Clients that do not play by the rules, and many of those that do.

use super::clients::{Client, Heard, LEGACY, PATIENCE, TRANSPORT, serve};
use crate::http::{empty, publish};
use crate::support::{RECORD, site};
use futures_util::SinkExt;
use plenary::http::{App, ByAddress, LARGEST_SOCKET_MESSAGE, Limits, PersistedQueries};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

fn limits() -> Limits {
    Limits {
        init: Duration::from_secs(1),
        keep_alive: Duration::from_secs(1),
        silence: Duration::from_secs(2),
        stall: Duration::from_secs(2),
        operations: 4,
        ..Limits::default()
    }
}

fn app(limits: Limits) -> Arc<App> {
    let app = empty(&RECORD, PersistedQueries::default(), site()).with_limits(limits, Vec::new());
    publish(&app, &RECORD);
    Arc::new(app)
}

#[tokio::test]
async fn who_never_begins_or_never_answers_a_ping_is_let_go() {
    let served = serve(&app(limits())).await;
    for protocol in [TRANSPORT, LEGACY] {
        let mut client = Client::open(served.address, "/graphql", protocol).await;
        assert_eq!(client.hear().await, Heard::Closed(4408, "Connection initialisation timeout".into()));
    }
    // A client answers pings when it reads; this one does not, for longer than it may.
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    sleep(Duration::from_secs(5)).await;
    assert_eq!(client.hear().await.code(), 3008);
}

#[tokio::test]
async fn who_is_idle_but_there_stays() {
    let served = serve(&app(limits())).await;
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    let heard = timeout(Duration::from_secs(6), client.hear()).await;
    assert!(heard.is_err(), "longer than a connection may be silent: {heard:?}");
    client.ask("1", json!({ "query": "{ __typename }" })).await;
    assert_eq!(client.result("1").await, r#"{"data":{"__typename":"Query"}}"#);
}

#[tokio::test]
async fn a_message_that_is_too_large_closes_the_socket() {
    let served = serve(&app(limits())).await;
    for frames in [1, 8] {
        let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
        let query = "x".repeat(LARGEST_SOCKET_MESSAGE + 1);
        let text = json!({ "type": "subscribe", "id": "1", "payload": { "query": query } }).to_string();
        let sent = match frames {
            1 => client.socket.send(Message::text(text)).await,
            _ => send_in_frames(&mut client, &text, frames).await,
        };
        // The server may be gone before all has been sent.
        if sent.is_ok() {
            let heard = client.hear().await;
            assert!(matches!(&heard, Heard::Closed(1009, reason) if reason.contains("131072")), "{frames}: {heard:?}");
        }
    }
    // One that is a little smaller is taken.
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    client
        .ask("1", json!({ "query": "{ __typename }", "variables": { "x": "x".repeat(LARGEST_SOCKET_MESSAGE - 1000) } }))
        .await;
    assert_eq!(client.result("1").await, r#"{"data":{"__typename":"Query"}}"#);
}

async fn send_in_frames(
    client: &mut Client,
    text: &str,
    frames: usize,
) -> Result<(), tokio_tungstenite::tungstenite::Error> {
    use tokio_tungstenite::tungstenite::protocol::frame::Frame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
    let pieces: Vec<_> = text.as_bytes().chunks(text.len().div_ceil(frames)).collect();
    for (n, piece) in pieces.iter().enumerate() {
        let opcode = OpCode::Data(if n == 0 { Data::Text } else { Data::Continue });
        let frame = Frame::message(piece.to_vec(), opcode, n + 1 == pieces.len());
        client.socket.send(Message::Frame(frame)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn operations_of_a_socket_are_so_many_and_each_has_its_name() {
    let place = crate::live::Place::new();
    let served = serve(&place.open_with(site(), limits())).await;
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    let subscription = json!({ "query": "subscription { commits { t } }" });
    for id in 0..4 {
        client.ask(&id.to_string(), subscription.clone()).await;
    }
    for id in ["5", "6"] {
        client.ask(id, json!({ "query": "{ __typename }" })).await;
        assert!(client.result(id).await.contains("RATE_LIMITED"));
        client.end(id).await;
    }
    client.say(json!({ "type": "complete", "id": "0" })).await;
    client.end("0").await;
    client.ask("7", json!({ "query": "{ __typename }" })).await;
    assert_eq!(client.result("7").await, r#"{"data":{"__typename":"Query"}}"#);
    client.end("7").await;
    client.ask("1", subscription).await;
    assert_eq!(client.hear().await, Heard::Closed(4409, "Subscriber for 1 already exists".into()));
}

/// Thousands of operations, sent without waiting for any answer, are each answered or refused, and no more of them are kept than may be.
#[tokio::test]
async fn a_flood_of_operations_is_answered_one_by_one() {
    let served = serve(&app(limits())).await;
    let mut client = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    let message =
        |n: usize| json!({ "type": "subscribe", "id": n.to_string(), "payload": { "query": "{ __typename }" } });
    let (mut ended, mut sent) = (0, 0);
    while ended < 3_000 {
        while sent < 3_000 && sent < ended + 500 {
            client.socket.feed(Message::text(message(sent).to_string())).await.unwrap();
            sent += 1;
        }
        client.socket.flush().await.unwrap();
        let said = client.hear().await.json();
        ended += usize::from(said["type"] == "complete");
    }
}

#[tokio::test]
async fn who_never_reads_is_let_go_and_holds_up_nobody() {
    let served = serve(&app(Limits { operations: 64, ..limits() })).await;
    let mut deaf = Client::begin(served.address, "/graphql", TRANSPORT, json!({})).await;
    let large = "{ statements(first: 200) { nodes { id text positions { nodes { id stance { label } themes { nodes { label } } } } } } }";
    let started = Instant::now();
    let asking = async {
        for id in 0_u64.. {
            let message = json!({ "type": "subscribe", "id": id.to_string(), "payload": { "query": large } });
            if deaf.socket.send(Message::text(message.to_string())).await.is_err() {
                return;
            }
        }
    };
    let beside = async {
        let mut client = Client::begin(served.address, "/graphql", LEGACY, json!({})).await;
        for id in 0..20 {
            client.ask(&id.to_string(), json!({ "query": "{ states { totalCount } }" })).await;
            assert_eq!(client.result(&id.to_string()).await, r#"{"data":{"states":{"totalCount":195}}}"#);
            client.end(&id.to_string()).await;
        }
    };
    let (ended, ()) = tokio::join!(timeout(PATIENCE, asking), beside);
    ended.expect("the socket is closed");
    assert!(started.elapsed() < PATIENCE);
}

#[tokio::test]
async fn there_are_so_many_sockets_and_an_address_has_a_share_of_them() {
    let by_address = ByAddress { loopback: true, ..ByAddress::default() };
    for (by_address, most, status) in [(None, 8, 503), (Some(by_address), 2, 429)] {
        let served = serve(&app(Limits { channels: 8, by_address, init: PATIENCE, ..limits() })).await;
        let headers = [("sec-websocket-protocol", TRANSPORT)];
        let mut sockets = Vec::new();
        for _ in 0..most {
            sockets.push(Client::try_open(served.address, "/graphql", &headers).await.unwrap());
        }
        assert_eq!(Client::try_open(served.address, "/graphql", &headers).await.unwrap_err(), status);
        drop(sockets.pop());
        timeout(PATIENCE, async {
            while Client::try_open(served.address, "/graphql", &headers).await.is_err() {
                sleep(Duration::from_millis(20)).await;
            }
        })
        .await
        .expect("a socket that is closed makes room");
    }
}

/// What is on the other end is no WebSocket at all, or stops being one.
#[tokio::test]
async fn bytes_that_are_no_frames_end_the_socket() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let served = serve(&app(limits())).await;
    let head = "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";
    for rest in [
        &b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..],
        &[0xff; 64],
        &[0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        b"",
    ] {
        let mut stream = tokio::net::TcpStream::connect(served.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(rest).await.unwrap();
        let mut said = Vec::new();
        // A reset is an end too.
        let _ = timeout(PATIENCE, stream.read_to_end(&mut said)).await.expect("it ends");
        assert!(said.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&said));
    }
    for missing in
        ["Connection: Upgrade\r\n", "Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"]
    {
        let mut stream = tokio::net::TcpStream::connect(served.address).await.unwrap();
        let head = head.replace(missing, if missing.starts_with("Conn") { "Connection: close\r\n" } else { "" });
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut said = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut said)).await.expect("it ends");
        assert!(said.starts_with(b"HTTP/1.1 4"), "{missing}: {}", String::from_utf8_lossy(&said));
    }
}

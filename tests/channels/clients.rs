//! A server on a port, and a client of its sockets.

use futures_util::{SinkExt, StreamExt};
use plenary::http::App;
use plenary::server::serve_connections;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

pub(super) const TRANSPORT: &str = "graphql-transport-ws";
pub(super) const LEGACY: &str = "graphql-ws";
/// Longer than anything takes that these tests wait for, on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A server that listens.
pub(super) struct Served {
    pub(super) address: SocketAddr,
    pub(super) stop: watch::Sender<bool>,
    pub(super) ended: JoinHandle<()>,
}

pub(super) async fn serve(app: &Arc<App>) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let ended = tokio::spawn(serve_connections(listener, Arc::clone(app), stopped));
    Served { address, stop, ended }
}

/// What a client hears.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    Text(String),
    Closed(u16, String),
    /// The connection is over without a word.
    Gone,
}

impl Heard {
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Text(text) => serde_json::from_str(text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// The code of a close.
    pub(super) fn code(&self) -> u16 {
        match self {
            Self::Closed(code, _) => *code,
            other => panic!("{other:?}"),
        }
    }
}

pub(super) struct Client {
    pub(super) socket: WebSocketStream<TcpStream>,
    is_legacy: bool,
}

impl Client {
    /// Opens a socket; gives the status if the server does not.
    pub(super) async fn try_open(
        address: SocketAddr,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<WebSocketStream<TcpStream>, u16> {
        let stream = TcpStream::connect(address).await.unwrap();
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().append(*name, HeaderValue::from_str(value).unwrap());
        }
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(socket),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub(super) fn over(socket: WebSocketStream<TcpStream>) -> Self {
        Self { socket, is_legacy: false }
    }

    /// Opens a socket, without a word of the protocol.
    pub(super) async fn open(address: SocketAddr, path: &str, protocol: &str) -> Self {
        let socket = Self::try_open(address, path, &[("sec-websocket-protocol", protocol)]).await.unwrap();
        Self { socket, is_legacy: protocol == LEGACY }
    }

    /// Opens a socket, and begins with this payload.
    pub(super) async fn begin(address: SocketAddr, path: &str, protocol: &str, payload: Value) -> Self {
        let mut client = Self::open(address, path, protocol).await;
        client.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(client.hear().await.json(), json!({ "type": "connection_ack" }));
        client
    }

    pub(super) async fn say(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    /// Begins an operation.
    pub(super) async fn ask(&mut self, id: &str, payload: Value) {
        let kind = if self.is_legacy { "start" } else { "subscribe" };
        self.say(json!({ "type": kind, "id": id, "payload": payload })).await;
    }

    pub(super) async fn hear(&mut self) -> Heard {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.expect("the server says something") {
                Some(Ok(Message::Text(text))) => return Heard::Text(text.to_string()),
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Heard::Closed(frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => panic!("{other:?}"),
                Some(Err(_)) | None => return Heard::Gone,
            }
        }
    }

    /// The payload of the next message, which is a result of the operation, as it was written.
    pub(super) async fn result(&mut self, id: &str) -> String {
        let kind = if self.is_legacy { "data" } else { "next" };
        let start = format!("{{\"type\":\"{kind}\",\"id\":\"{id}\",\"payload\":");
        match self.hear().await {
            Heard::Text(text) => {
                let payload = text.strip_prefix(&start).and_then(|rest| rest.strip_suffix('}'));
                payload.unwrap_or_else(|| panic!("{text}")).to_owned()
            }
            other => panic!("{other:?}"),
        }
    }

    /// The next message, which is the end of the operation.
    pub(super) async fn end(&mut self, id: &str) {
        assert_eq!(self.hear().await.json(), json!({ "type": "complete", "id": id }));
    }
}

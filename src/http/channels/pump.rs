//! Moves messages between a socket and the protocol that is spoken on it, and keeps the time for the client: to begin, to answer pings, to read.

use super::wire::{Close, Inlet, Outlet, Wire};
use crate::http::app::App;
use axum::extract::ws::{Message, WebSocket};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout};

/// How long a client may take to read why its socket is closed, and to say that it has.
const FAREWELL: Duration = Duration::from_secs(2);

/// A client that stays silent for so many pings has gone.
const UNANSWERED: u32 = 2;

type Outgoing = mpsc::Receiver<(Message, oneshot::Sender<()>)>;

/// Runs a protocol over a socket until one of both ends it, the client does not keep its time, or the server stops.
pub(super) async fn run<F: Future<Output = ()>>(
    mut socket: WebSocket,
    app: &App,
    wire: &Arc<Wire>,
    protocol: impl FnOnce(Outlet, Inlet) -> F,
) {
    let (to_client, outgoing) = mpsc::channel(1);
    let (to_protocol, messages) = mpsc::channel(1);
    let outlet = Outlet { wire: Arc::clone(wire), messages: to_client, sent: None };
    let inlet = Inlet { wire: Arc::clone(wire), messages };
    let why = pump(&mut socket, app, wire, protocol(outlet, inlet), outgoing, to_protocol).await;
    let Some(close) = why else { return };
    tracing::debug!(code = close.code, reason = %close.reason, "a socket is closed");
    let farewell = async {
        if socket.send(Message::Close(Some(close.frame()))).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    // Who does not read it is not waited for.
    let _ = timeout(FAREWELL, farewell).await;
}

/// Moves messages until the socket ends. Gives why it is to be closed; none if it is closed.
async fn pump(
    socket: &mut WebSocket,
    app: &App,
    wire: &Wire,
    protocol: impl Future<Output = ()>,
    mut outgoing: Outgoing,
    to_protocol: mpsc::Sender<Message>,
) -> Option<Close> {
    let limits = app.limits();
    let mut protocol = pin!(protocol);
    let mut stopping = pin!(app.stopping());
    let (begun, mut heard, mut pinged) = (Instant::now(), Instant::now(), Instant::now());
    loop {
        let is_begun = wire.is_begun();
        let wake =
            if is_begun { pinged + limits.keep_alive } else { (begun + limits.init).min(pinged + limits.keep_alive) };
        tokio::select! {
            Some((message, sent)) = outgoing.recv() => {
                let is_last = matches!(message, Message::Close(_));
                match timeout(limits.stall, socket.send(message)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) => return None,
                    Err(_) => return Some(Close::new(1008, "the client does not read")),
                }
                if is_last {
                    let _ = timeout(FAREWELL, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
                    return None;
                }
                heard = Instant::now();
                // The protocol may have ended meanwhile.
                let _ = sent.send(());
            }
            // What comes is read when the protocol has taken what came before.
            received = socket.recv(), if to_protocol.capacity() > 0 => {
                heard = Instant::now();
                match received {
                    Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => {
                        // A protocol that has ended says so below.
                        let _ = to_protocol.try_send(message);
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(_))) | None => return None,
                    Some(Err(error)) => return Some(broken(&error)),
                }
            }
            () = &mut protocol => return Some(wire.why().unwrap_or(Close::new(1000, "the connection is over"))),
            () = &mut stopping => return Some(Close::new(1001, "the server stops")),
            () = sleep_until(wake) => {
                let now = Instant::now();
                if !is_begun && now >= begun + limits.init {
                    return Some(Close::new(4408, "Connection initialisation timeout"));
                }
                if to_protocol.capacity() > 0 && now >= heard + limits.keep_alive * UNANSWERED {
                    return Some(Close::new(3008, "the client is silent, and answers no pings"));
                }
                pinged = now;
                if !matches!(timeout(limits.stall, socket.send(Message::Ping(Default::default()))).await, Ok(Ok(()))) {
                    return None;
                }
            }
        }
    }
}

/// What is wrong with what a client sends.
fn broken(error: &axum::Error) -> Close {
    let text = error.to_string();
    // The error of the library below is one of several crates' versions, and says this in words only.
    match text.contains("too long") || text.contains("too big") || text.contains("too large") {
        true => Close::new(1009, format!("a message has at most {} bytes", super::LARGEST_MESSAGE)),
        false => Close::new(1002, text),
    }
}

//! The two ends of a socket that async-graphql's protocol runs between: messages that come, judged by the protocol before it sees them, and messages that go, with
//! the bytes of responses put in.
//!
//! async-graphql reads one message, does all that follows from it, and writes at most one before it reads the next; it waits until that has been sent. So what a
//! message is about can be handed over beside it: the name of an operation that begins, and the response that a message carries.

use super::{Asker, LONGEST_NAME, Named};
use async_graphql::{Response, Value};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use futures_util::{FutureExt, Sink, Stream};
use serde::Deserialize;
use std::borrow::Cow;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

/// What stands in a message where its response belongs.
const PLACE: &str = "a response";
/// The end of a message that carries a response, as async-graphql writes it.
const CARRIES: &str = "{\"data\":\"a response\"}}";
/// Operations that are about to be refused, beside as many as a client may have.
const REFUSED: usize = 8;
/// Bytes of the reason of a close (RFC 6455, section 5.5).
const LONGEST_REASON: usize = 123;

/// Why a socket is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) reason: Cow<'static, str>,
}

impl Close {
    pub(super) fn new(code: u16, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// The frame that says so.
    pub(super) fn frame(&self) -> CloseFrame {
        let mut end = LONGEST_REASON.min(self.reason.len());
        while !self.reason.is_char_boundary(end) {
            end -= 1;
        }
        CloseFrame { code: self.code, reason: self.reason[..end].into() }
    }
}

/// What both ends of a socket know of each other.
#[derive(Debug)]
pub(super) struct Wire {
    asker: Arc<Asker>,
    /// The client speaks `graphql-transport-ws`, whose close codes are specified.
    is_specified: bool,
    /// The languages that the client wants texts in, once it has begun.
    languages: OnceLock<Vec<String>>,
    /// What the message under way begins.
    beginning: Mutex<Option<Beginning>>,
    /// The response that the message under way carries.
    response: Mutex<Option<Vec<u8>>>,
    why: Mutex<Option<Close>>,
}

/// An operation that begins.
#[derive(Debug)]
pub(super) struct Beginning {
    /// Taken until it has ended.
    pub(super) name: Named,
    /// The share of its request in what is being received; none if that is too much.
    pub(super) received: Option<Vec<OwnedSemaphorePermit>>,
}

/// What has to be known of a message that comes.
#[derive(Deserialize)]
struct Said<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Wire {
    pub(super) fn new(asker: Arc<Asker>, is_specified: bool) -> Self {
        Self {
            asker,
            is_specified,
            languages: OnceLock::new(),
            beginning: Mutex::default(),
            response: Mutex::default(),
            why: Mutex::default(),
        }
    }

    /// The client has begun as it should, and wants texts in these languages before those of its headers.
    pub(super) fn begin(&self, languages: Vec<String>) {
        // Who begins twice is refused by the protocol.
        let _ = self.languages.set(languages);
    }

    pub(super) fn is_begun(&self) -> bool {
        self.languages.get().is_some()
    }

    /// The languages that texts are wanted in, most wanted first.
    pub(super) fn languages(&self) -> Vec<String> {
        self.languages.get().into_iter().flatten().chain(&self.asker.context.languages).cloned().collect()
    }

    /// The operation that is being begun.
    pub(super) fn take_beginning(&self) -> Option<Beginning> {
        lock(&self.beginning).take()
    }

    /// Leaves the response of the message that is being made.
    pub(super) fn leave(&self, json: Vec<u8>) -> Response {
        *lock(&self.response) = Some(json);
        Response::new(Value::from(PLACE))
    }

    /// Why the socket is to be closed, if a message says so that came.
    pub(super) fn why(&self) -> Option<Close> {
        lock(&self.why).take()
    }

    /// Judges a message that has come.
    fn admit(&self, message: &[u8]) -> Result<(), Close> {
        let said: Said<'_> = serde_json::from_slice(message)
            .map_err(|error| Close::new(4400, format!("the message is none of the protocol: {error}")))?;
        match (&*said.kind, said.id) {
            ("subscribe" | "start", _) if !self.is_begun() => {
                Err(Close::new(4401, "send connection_init before the first operation, and wait for connection_ack"))
            }
            ("subscribe" | "start", Some(id)) if id.len() > LONGEST_NAME => {
                Err(Close::new(4400, format!("the id of an operation has at most {LONGEST_NAME} bytes")))
            }
            ("subscribe" | "start", Some(id)) => {
                let name = self.asker.operations.name(&id);
                let name = name.ok_or_else(|| Close::new(4409, format!("Subscriber for {id} already exists")))?;
                *lock(&self.beginning) = Some(Beginning { name, received: self.asker.receive(message.len()) });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A message with the response that it carries.
    fn complete(&self, message: Message) -> Result<Message, Close> {
        match message {
            Message::Text(text) => match lock(&self.response).take() {
                Some(json) => carry(&text, &json).map(Message::Text),
                None => Ok(Message::Text(text)),
            },
            Message::Close(Some(frame)) => {
                // What cannot be read has a code of its own in the protocol.
                let code = if self.is_specified && frame.code == 1002 { 4400 } else { frame.code };
                let close = Close::new(code, frame.reason.as_str().to_owned());
                Ok(Message::Close(Some(close.frame())))
            }
            other => Ok(other),
        }
    }
}

/// Puts a response into its message.
fn carry(text: &str, json: &[u8]) -> Result<Utf8Bytes, Close> {
    let wrong = || Close::new(1011, "the response could not be sent");
    let start = text.strip_suffix(CARRIES).ok_or_else(wrong)?;
    let mut bytes = Vec::with_capacity(start.len() + json.len() + 1);
    bytes.extend_from_slice(start.as_bytes());
    bytes.extend_from_slice(json);
    bytes.push(b'}');
    Utf8Bytes::try_from(bytes).map_err(|_| wrong())
}

/// The messages that come from a client.
pub(super) struct Inlet {
    pub(super) wire: Arc<Wire>,
    pub(super) messages: mpsc::Receiver<Message>,
}

impl Stream for Inlet {
    type Item = Result<Message, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Each that is refused is told so first: who sends on is not read from until then. This task sends it, and polls again.
        if self.wire.asker.operations.open() >= self.wire.asker.operations.most + REFUSED {
            return Poll::Pending;
        }
        let Some(message) = ready!(self.messages.poll_recv(context)) else { return Poll::Ready(None) };
        let bytes: &[u8] = match &message {
            Message::Text(text) => text.as_bytes(),
            Message::Binary(bytes) => bytes,
            _ => return Poll::Ready(Some(Ok(message))),
        };
        match self.wire.admit(bytes) {
            Ok(()) => Poll::Ready(Some(Ok(message))),
            Err(close) => {
                *lock(&self.wire.why) = Some(close);
                Poll::Ready(None)
            }
        }
    }
}

/// Where messages go to a client, one at a time: the next is taken when the one before has been sent.
pub(super) struct Outlet {
    pub(super) wire: Arc<Wire>,
    pub(super) messages: mpsc::Sender<(Message, oneshot::Sender<()>)>,
    pub(super) sent: Option<oneshot::Receiver<()>>,
}

/// The socket is closed.
#[derive(Debug, thiserror::Error)]
#[error("the socket is closed")]
pub(super) struct Gone;

impl Sink<Message> for Outlet {
    type Error = Gone;

    fn poll_ready(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Gone>> {
        self.poll_flush(context)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Gone> {
        let message = self.wire.complete(message).map_err(|close| {
            tracing::error!(?close, "a response cannot be put into its message");
            *lock(&self.wire.why) = Some(close);
            Gone
        })?;
        let (sent, receiver) = oneshot::channel();
        self.messages.try_send((message, sent)).map_err(|_| Gone)?;
        self.sent = Some(receiver);
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Gone>> {
        let Some(sent) = &mut self.sent else { return Poll::Ready(Ok(())) };
        let sent = ready!(sent.poll_unpin(context));
        self.sent = None;
        Poll::Ready(sent.map_err(|_| Gone))
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Gone>> {
        self.poll_flush(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_stands_in_its_message_as_it_is() {
        let message = |id: &str| format!("{{\"type\":\"next\",\"id\":{id:?},\"payload\":{CARRIES}");
        let json = br#"{"data":{"b":1.10,"a":"\u00e9"}}"#;
        let carried = carry(&message("1"), json).unwrap();
        assert_eq!(carried.as_str(), r#"{"type":"next","id":"1","payload":{"data":{"b":1.10,"a":"\u00e9"}}}"#);
        let sly = carry(&message(CARRIES), json).unwrap();
        assert!(sly.ends_with(r#","payload":{"data":{"b":1.10,"a":"\u00e9"}}}"#), "{sly}");
        assert_eq!(carry("{}", json).unwrap_err().code, 1011, "a message that carries none");
    }

    #[test]
    fn the_place_is_what_async_graphql_writes() {
        let response = Response::new(Value::from(PLACE));
        assert_eq!(serde_json::to_string(&response).unwrap() + "}", CARRIES);
    }

    #[test]
    fn a_reason_is_cut_between_characters() {
        for length in [0, 122, 123, 124, 400] {
            let reason = "é".repeat(length);
            let frame = Close::new(4400, reason.clone()).frame();
            assert!(frame.reason.len() <= LONGEST_REASON && reason.starts_with(frame.reason.as_str()));
            assert!(frame.reason.len() + 2 > LONGEST_REASON.min(reason.len()));
        }
    }
}

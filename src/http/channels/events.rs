//! Streams of server-sent events, by the protocol of graphql-sse in its mode of distinct connections: a request with `Accept: text/event-stream` is one operation,
//! and its answer the events `next` and, at the end, `complete`. The id of an event is the number of its commit, so that a browser's `EventSource`, which sends the
//! last one when it connects again, misses none.

use super::Open;
use super::log::Told;
use super::operation::{Message, Outcome, carry_out, message};
use crate::graphql::{Code, Error, Request, Response, Subscription};
use crate::http::app::App;
use crate::http::context::RequestContext;
use crate::http::gate::held;
use crate::http::negotiation::JSON;
use crate::http::record::Operation;
use crate::http::refusal::Dialect;
use crate::http::sending::Trickles;
use crate::http::{HttpResponse, graphql};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::IntoResponse;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::time::sleep;

/// What a client has heard of last.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Proxies that keep what they get for a while have to pass events on as they come.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
/// A comment, by which both sides see that the other is there.
const SIGN_OF_LIFE: &[u8] = b":\n\n";
/// The event after which there is none.
const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";

/// Answers a request with events.
pub(in crate::http) async fn asked(
    app: Arc<App>,
    context: RequestContext,
    headers: &HeaderMap,
    request: Result<Request, Error>,
) -> HttpResponse {
    let request = match request {
        Ok(request) => request,
        // As an event, too: browsers show scripts no other answer.
        Err(error) => return whole(&Response::refused(vec![error])),
    };
    let operation = Operation::of(request.operation_name.as_deref(), Some(&request.query), false);
    let (mut answer, has_errors) = match carry_out(&app, &context, request).await {
        Ok(Outcome::Answer(response, place)) => {
            let (answer, has_errors) = (whole(&response), !response.errors.is_empty());
            match place {
                Some(place) => (held(answer, place), has_errors),
                None => (answer, has_errors),
            }
        }
        Ok(Outcome::Commits(subscription)) => (follow(app, context, headers, *subscription), false),
        Err(refusal) => return refusal.respond(Dialect::GraphQl(JSON)),
    };
    answer.extensions_mut().insert(Operation { has_errors, ..operation });
    answer
}

/// A response and the end.
fn whole(response: &Response) -> HttpResponse {
    let next = next(&Message { json: response.to_json(), t: None });
    respond(Body::from([&next, COMPLETE].concat()))
}

pub(super) fn respond(body: Body) -> HttpResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, graphql::VARY),
        (ACCEL_BUFFERING, "no"),
    ];
    (headers, body).into_response()
}

/// An event with a response, whose JSON has no line breaks.
fn next(message: &Message) -> Vec<u8> {
    let id = message.t.map(|t| format!("id: {t}\n")).unwrap_or_default();
    [b"event: next\n", id.as_bytes(), b"data: ", &message.json, b"\n\n"].concat()
}

/// A stream that is sent.
struct Stream {
    app: Arc<App>,
    told: BoxStream<'static, Told>,
    subscription: Subscription,
    is_begun: bool,
    is_over: bool,
    _open: Open,
}

/// Tells of commits as they are made.
fn follow(app: Arc<App>, context: RequestContext, headers: &HeaderMap, subscription: Subscription) -> HttpResponse {
    let open = match Open::try_new(&app, &context) {
        Ok(open) => open,
        Err(refusal) => return refusal.respond(Dialect::GraphQl(JSON)),
    };
    let told = last_event(headers)
        .and_then(|last| app.log().follow(&app, context, &subscription, last.or(subscription.after)));
    match told {
        Ok(told) => {
            let state = Stream { app, told, subscription, is_begun: false, is_over: false, _open: open };
            let events = stream::unfold(state, Stream::next).map(Ok::<_, Infallible>);
            let mut response = respond(Body::from_stream(events));
            response.extensions_mut().insert(Trickles);
            response
        }
        Err(error) => whole(&subscription.fail(error)),
    }
}

impl Stream {
    async fn next(mut self) -> Option<(Bytes, Self)> {
        if !std::mem::replace(&mut self.is_begun, true) {
            return Some((Bytes::from_static(SIGN_OF_LIFE), self));
        }
        if self.is_over {
            return None;
        }
        let bytes = tokio::select! {
            told = self.told.next() => match told {
                Some(told) => next(&message(&self.subscription, told)).into(),
                None => {
                    self.is_over = true;
                    Bytes::from_static(COMPLETE)
                }
            },
            // Without the event of the end, so that the client asks again where it left off.
            () = self.app.stopping() => return None,
            () = sleep(self.app.limits().keep_alive) => Bytes::from_static(SIGN_OF_LIFE),
        };
        Some((bytes, self))
    }
}

/// The commit that a client has heard of last; none if it says nothing of that.
fn last_event(headers: &HeaderMap) -> Result<Option<u64>, Error> {
    let Some(value) = headers.get(LAST_EVENT_ID) else { return Ok(None) };
    let number = value.to_str().ok().map(str::trim).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    match number {
        Some("") => Ok(None),
        Some(digits) if digits.len() < 19 => Ok(digits.parse().ok()),
        _ => Err(Error::new(Code::BadUserInput, "Last-Event-ID is the number of a commit, as the ids of events are")),
    }
}

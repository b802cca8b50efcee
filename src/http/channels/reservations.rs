//! The mode of graphql-sse in which one stream serves many operations, for browsers, which open six connections of HTTP/1.1 to a server at most: `PUT`
//! reserves a stream and gives its token, `GET` opens it, `POST` begins an operation whose events come over it, and `DELETE` ends one.

use super::events::respond;
use super::operation::{Outcome, begun, carry_out};
use super::{LONGEST_NAME, Open, Operations};
use crate::digest::hexadecimal;
use crate::graphql::Request;
use crate::http::app::App;
use crate::http::connection::Connection;
use crate::http::context::RequestContext;
use crate::http::negotiation::{GRAPHQL_RESPONSE, JSON};
use crate::http::refusal::{Dialect, Reason, Refusal, status_of};
use crate::http::sending::Trickles;
use crate::http::{HttpResponse, graphql};
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::IntoResponse;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;
use tokio::time::sleep;

/// Names a reservation.
const TOKEN: HeaderName = HeaderName::from_static("x-graphql-event-stream-token");
/// An event, and who waits until it has been taken.
type Event = (Bytes, oneshot::Sender<()>);

/// The streams that clients have reserved or opened, by their tokens.
#[derive(Debug, Default)]
pub(in crate::http) struct Reservations(Mutex<HashMap<String, Arc<Reserved>>>);

#[derive(Debug)]
struct Reserved {
    operations: Operations,
    events: mpsc::Sender<Event>,
    /// Until the stream is opened.
    stream: Mutex<Option<mpsc::Receiver<Event>>>,
    running: Mutex<HashMap<String, AbortHandle>>,
    _open: Open,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Reservations {
    fn get(&self, token: &str) -> Result<Arc<Reserved>, Refusal> {
        lock(&self.0).get(token).map(Arc::clone).ok_or_else(|| {
            Refusal::new(Reason::NotFound, "no event stream has this token, or it is closed; reserve one with PUT")
        })
    }

    fn forget(&self, token: &str) {
        let reserved = lock(&self.0).remove(token);
        for (_, task) in reserved.iter().flat_map(|reserved| std::mem::take(&mut *lock(&reserved.running))) {
            task.abort();
        }
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        lock(&self.running).values().for_each(AbortHandle::abort);
    }
}

fn refuse(refusal: Refusal) -> HttpResponse {
    refusal.respond(Dialect::GraphQl(JSON))
}

/// The token of a request, in its header or, as `EventSource` sends no headers of scripts, its address.
pub(in crate::http) fn token_of(headers: &HeaderMap, parameters: Option<&str>) -> Option<String> {
    let said = headers.get(TOKEN).and_then(|value| value.to_str().ok()).map(str::to_owned);
    said.or_else(|| parameter(parameters, "token"))
}

fn parameter(parameters: Option<&str>, name: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(parameters?).ok()?;
    pairs.into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
}

/// `PUT /graphql`: a stream is reserved, for a while.
pub(in crate::http) async fn reserve(State(app): State<Arc<App>>, context: RequestContext) -> HttpResponse {
    let open = match Open::try_new(&app, &context) {
        Ok(open) => open,
        Err(refusal) => return refuse(refusal),
    };
    let mut token = [0; 16];
    if let Err(error) = getrandom::fill(&mut token) {
        return refuse(Refusal::internal(&error));
    }
    let token = hexadecimal(&token);
    let (events, stream) = mpsc::channel(1);
    let operations = Operations::new(app.limits().operations);
    let stream = Mutex::new(Some(stream));
    let reserved = Arc::new(Reserved { operations, events, stream, running: Mutex::default(), _open: open });
    lock(&app.reservations().0).insert(token.clone(), Arc::clone(&reserved));
    let patience = app.limits().init;
    let (app, reserved, of_timer) = (Arc::downgrade(&app), Arc::downgrade(&reserved), token.clone());
    tokio::spawn(async move {
        sleep(patience).await;
        let is_open = reserved.upgrade().is_none_or(|reserved| lock(&reserved.stream).is_none());
        if let Some(app) = app.upgrade().filter(|_| !is_open) {
            app.reservations().forget(&of_timer);
        }
    });
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::CREATED, headers, token).into_response()
}

/// Forgets a reservation, with all that runs for it, when its stream ends.
struct Ends {
    app: Arc<App>,
    token: String,
}

impl Drop for Ends {
    fn drop(&mut self) {
        self.app.reservations().forget(&self.token);
    }
}

/// A stream that is sent.
struct Stream {
    events: mpsc::Receiver<Event>,
    /// Who waits until the last event has been taken.
    taken: Option<oneshot::Sender<()>>,
    is_begun: bool,
    ends: Ends,
}

/// `GET /graphql` with a token: opens the stream that was reserved.
pub(in crate::http) fn fulfil(app: Arc<App>, token: String) -> HttpResponse {
    let reserved = match app.reservations().get(&token) {
        Ok(reserved) => reserved,
        Err(refusal) => return refuse(refusal),
    };
    let Some(events) = lock(&reserved.stream).take() else {
        return refuse(Refusal::new(Reason::Conflict, "this event stream is open already; reserve another with PUT"));
    };
    let stream = Stream { events, taken: None, is_begun: false, ends: Ends { app, token } };
    let events = stream::unfold(stream, Stream::next).map(Ok::<_, Infallible>);
    let mut response = respond(Body::from_stream(events));
    response.extensions_mut().insert(Trickles);
    response
}

impl Stream {
    async fn next(mut self) -> Option<(Bytes, Self)> {
        if let Some(taken) = self.taken.take() {
            // Who has been stopped waits no more.
            let _ = taken.send(());
        }
        let sign_of_life = Bytes::from_static(b":\n\n");
        if !std::mem::replace(&mut self.is_begun, true) {
            return Some((sign_of_life, self));
        }
        let bytes = tokio::select! {
            event = self.events.recv() => {
                let (bytes, taken) = event?;
                self.taken = Some(taken);
                bytes
            }
            () = self.ends.app.stopping() => return None,
            () = sleep(self.ends.app.limits().keep_alive) => sign_of_life,
        };
        Some((bytes, self))
    }
}

/// `POST /graphql` with a token: begins an operation whose events come over the stream.
pub(in crate::http) async fn perform(
    app: Arc<App>,
    context: RequestContext,
    connection: Option<&Connection>,
    token: &str,
    request: Request,
    name: Option<Value>,
) -> HttpResponse {
    let begun = begin(app, context, connection, token, request, name).await;
    begun.unwrap_or_else(|response| *response)
}

async fn begin(
    app: Arc<App>,
    context: RequestContext,
    connection: Option<&Connection>,
    token: &str,
    request: Request,
    name: Option<Value>,
) -> Result<HttpResponse, Box<HttpResponse>> {
    let refuse = |refusal: Refusal| Box::new(refuse(refusal));
    let reserved = app.reservations().get(token).map_err(refuse)?;
    let id = match name {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= LONGEST_NAME => id,
        _ => {
            let problem = "name the operation in `extensions.operationId`, a string of at most 256 bytes";
            return Err(refuse(Refusal::bad_request(problem)));
        }
    };
    let named = reserved.operations.name(&id).ok_or_else(|| {
        refuse(Refusal::new(Reason::Conflict, format!("the operation `{id}` has not ended; give this one another id")))
    })?;
    let right = reserved.operations.begin().map_err(refuse)?;
    let outcome = carry_out(&app, &context, request).await.map_err(refuse)?;
    if let Outcome::Answer(response, _) = &outcome
        && response.data.is_none()
    {
        return Err(Box::new(graphql::write(
            status_of(&response.errors, GRAPHQL_RESPONSE),
            GRAPHQL_RESPONSE,
            response.to_json(),
        )));
    }
    let mut messages = begun(&app, connection, context, outcome, right).await;
    let (events, of_task) = (reserved.events.clone(), id.clone());
    // Begun when it is known as running, so that it can be stopped.
    let (start, started) = oneshot::channel::<()>();
    let weak = Arc::downgrade(&reserved);
    let task = tokio::spawn(async move {
        let _name = named;
        if started.await.is_err() {
            return;
        }
        while let Some(message) = messages.next().await {
            let payload = String::from_utf8_lossy(&message.json);
            let data = format!("event: next\ndata: {{\"id\":{},\"payload\":{payload}}}\n\n", json!(of_task));
            if send(&events, data).await.is_none() {
                return;
            }
        }
        let _ = send(&events, format!("event: complete\ndata: {}\n\n", json!({ "id": of_task }))).await;
        if let Some(reserved) = weak.upgrade() {
            lock(&reserved.running).remove(&of_task);
        }
    });
    lock(&reserved.running).insert(id, task.abort_handle());
    let _ = start.send(());
    Ok(StatusCode::ACCEPTED.into_response())
}

/// Sends an event, and waits until it has been taken; none if the stream has ended.
async fn send(events: &mpsc::Sender<Event>, data: String) -> Option<()> {
    let (taken, wait) = oneshot::channel();
    events.send((data.into(), taken)).await.ok()?;
    wait.await.ok()
}

/// `DELETE /graphql?operationId=…` with a token: ends an operation. One that has ended is ended.
pub(in crate::http) async fn stop(
    State(app): State<Arc<App>>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> HttpResponse {
    let Some(token) = token_of(&headers, parameters.as_deref()) else {
        return refuse(Refusal::bad_request("name the event stream by its token, in X-GraphQL-Event-Stream-Token"));
    };
    let Some(id) = parameter(parameters.as_deref(), "operationId") else {
        return refuse(Refusal::bad_request("name the operation that is to end: DELETE /graphql?operationId=ID"));
    };
    match app.reservations().get(&token) {
        Ok(reserved) => {
            if let Some(task) = lock(&reserved.running).remove(&id) {
                task.abort();
            }
            StatusCode::OK.into_response()
        }
        Err(refusal) => refuse(refusal),
    }
}

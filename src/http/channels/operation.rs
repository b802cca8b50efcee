//! One operation of a channel, from its request to the responses that it has.

use super::Asker;
use super::log::Told;
use crate::clock::Clock;
use crate::graphql::{Request, Response, Subscription};
use crate::http::app::{App, Backend};
use crate::http::connection::Connection;
use crate::http::context::RequestContext;
use crate::http::gate::{Place, blocking};
use crate::http::refusal::Refusal;
use crate::http::sending::Counted;
use crate::query::Reader;
use crate::remote::Remote;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// Bytes of a subscription that is read before it has a place.
const READ_AT_ONCE: usize = 2 * 1024;

/// What comes of an operation.
pub(super) enum Outcome {
    /// A response, with the place that its work held; none if it needed none.
    Answer(Response, Option<Arc<Place>>),
    /// Responses that come as commits do.
    Commits(Box<Subscription>),
}

/// A response as it is sent: the JSON that POST would answer, and, of a commit, its number.
pub(super) struct Message {
    pub(super) json: Vec<u8>,
    pub(super) t: Option<u64>,
}

/// What an operation holds until it has ended.
#[derive(Default)]
struct Holds {
    _right: Option<OwnedSemaphorePermit>,
    _unread: Option<Counted>,
}

/// Carries out a request as POST does.
///
/// # Errors
/// If it is not worked on.
pub(super) async fn carry_out(app: &Arc<App>, context: &RequestContext, request: Request) -> Result<Outcome, Refusal> {
    let source = app.source_of(context).ok_or_else(|| Refusal::no_data(app))?;
    if let Backend::Here(data) = &source
        && let Some(response) = app.engine().answer_at_once(&request, &*data.snapshot)
    {
        return Ok(Outcome::Answer(response, None));
    }
    if request.query.len() <= READ_AT_ONCE && request.query.contains("subscription") {
        // To read it is less work than to hand it on, and many come at once, as when a server has been started anew: none needs a place for
        // that it only waits.
        app.gate().admit(context)?;
        match app.engine().subscription(&request, context.clock()) {
            Ok(Some(subscription)) => return Ok(Outcome::Commits(Box::new(subscription))),
            Ok(None) => {}
            Err(errors) => return Ok(Outcome::Answer(Response::refused(errors), None)),
        }
    }
    let variables = serde_json::to_string(&request.variables).unwrap_or_default();
    let Request { query, operation_name, languages, explain, .. } = &request;
    let key = app.gate().key(("channel", query, operation_name, variables, languages, explain));
    let shared = Arc::new((Arc::clone(app), source, request));
    let work = |place: Arc<Place>, clock: Clock| {
        let shared = Arc::clone(&shared);
        blocking(place, move || {
            let (app, source, request) = &*shared;
            match source {
                Backend::Here(data) => answer(app, request, &*data.snapshot, &clock),
                Backend::There(endpoint) => {
                    answer(app, request, &Remote::new(endpoint, app.engine().ontology()), &clock)
                }
            }
        })
    };
    match app.gate().run(context, key, work).await? {
        (Ok(Outcome::Answer(response, _)), place) => Ok(Outcome::Answer(response, Some(place))),
        (Ok(subscribed), _) => Ok(subscribed),
        (Err(error), _) => Err(Refusal::internal(&error)),
    }
}

fn answer(app: &App, request: &Request, reader: &impl Reader, clock: &Clock) -> Outcome {
    match app.engine().subscription(request, clock) {
        Ok(Some(subscription)) => Outcome::Commits(Box::new(subscription)),
        Ok(None) => Outcome::Answer(app.engine().answer_within(request, reader, clock), None),
        Err(errors) => Outcome::Answer(Response::refused(errors), None),
    }
}

/// The responses that an operation of a channel has. It begins when it is first polled; its request counts as being received until it has been
/// carried out.
pub(super) fn responses(
    asker: Arc<Asker>,
    request: Result<Request, Response>,
    received: Vec<OwnedSemaphorePermit>,
) -> BoxStream<'static, Message> {
    async move {
        let right = match asker.operations.begin() {
            Ok(right) => right,
            Err(refusal) => return once(refused(refusal), Holds::default()),
        };
        let request = match request {
            Ok(request) => request,
            Err(response) => return once(response.to_json(), Holds::default()),
        };
        let context = match asker.begin().await {
            Ok(context) => context,
            Err(refusal) => return once(refused(refusal), Holds::default()),
        };
        let outcome = carry_out(&asker.app, &context, request).await;
        drop(received);
        match outcome {
            Ok(outcome) => begun(&asker.app, asker.connection.as_deref(), context, outcome, right).await,
            Err(refusal) => once(refused(refusal), Holds::default()),
        }
    }
    .flatten_stream()
    .boxed()
}

/// The responses of an operation that has been carried out.
pub(super) async fn begun(
    app: &Arc<App>,
    connection: Option<&Connection>,
    context: RequestContext,
    outcome: Outcome,
    right: OwnedSemaphorePermit,
) -> BoxStream<'static, Message> {
    match outcome {
        Outcome::Answer(response, place) => {
            let json = response.to_json();
            // An answer to who has no connection is one within the process.
            let unread = match connection {
                Some(connection) => app.sending().count(json.len(), connection).await.map(Some),
                None => Ok(None),
            };
            drop(place);
            match unread {
                Ok(unread) => once(json, Holds { _right: Some(right), _unread: unread }),
                Err(busy) => once(refused(busy.into()), Holds::default()),
            }
        }
        Outcome::Commits(subscription) => {
            let subscription = Arc::new(*subscription);
            let after = subscription.after;
            match app.log().follow(app, context, &subscription, after) {
                Ok(told) => told
                    .map(move |told| {
                        let _until_ended = &right;
                        message(&subscription, told)
                    })
                    .boxed(),
                Err(error) => once(subscription.fail(error).to_json(), Holds::default()),
            }
        }
    }
}

/// The message that tells of a commit.
pub(super) fn message(subscription: &Subscription, told: Told) -> Message {
    match told {
        Told::Commit(event) => Message { json: subscription.tell(&event).to_json(), t: Some(event.t) },
        Told::Failure(error) => Message { json: subscription.fail(error).to_json(), t: None },
    }
}

/// A stream of one response. What it holds is given back when it is polled again, which is when the response has been sent.
fn once(json: Vec<u8>, holds: Holds) -> BoxStream<'static, Message> {
    let message = Message { json, t: None };
    stream::unfold((Some(message), holds), |(message, holds)| async move { Some((message?, (None, holds))) }).boxed()
}

/// A refusal as a response of GraphQL.
pub(super) fn refused(refusal: Refusal) -> Vec<u8> {
    Response::refused(vec![refusal.into_error()]).to_json()
}

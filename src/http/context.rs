//! What goes with a request through all its work: who asks, what is read, in which languages, and the time that is left.

use super::addresses::Visitor;
use super::app::App;
use super::connection::Connection;
use super::negotiation::reader_languages;
use crate::clock::Clock;
use crate::linked::Data;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::sync::Arc;

/// The context of one request. It is made when the request has been received as a whole, body included, and its clock starts
/// then: waiting for a place, parsing, validation, planning, reading and writing are all within it.
#[derive(Debug)]
pub(super) struct RequestContext {
    /// The languages that the client prefers, most wanted first.
    pub(super) languages: Vec<String>,
    /// The data as they were when the request came; none while they are being loaded, or if they are at an endpoint.
    pub(super) data: Option<Arc<Data>>,
    /// Whether these are the data of an earlier commit, which are not written.
    pub(super) is_past: bool,
    clock: Clock,
    visitor: Option<Arc<Visitor>>,
}

/// Goes with a request whose data were chosen before its handler is called.
#[derive(Debug, Clone)]
pub(super) struct Pinned {
    pub(super) data: Arc<Data>,
    /// Whether they are those of an earlier commit.
    pub(super) is_past: bool,
}

impl RequestContext {
    /// The deadline. It is started again, with a token of its own, for each start of the work.
    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The same with its time from now on.
    pub(super) fn starting_now(self) -> Self {
        Self { clock: Clock::new(self.clock.limit()), ..self }
    }

    /// The commit after which the data are, if they are those of an earlier one.
    pub(super) fn past(&self) -> Option<u64> {
        self.data.as_ref().and_then(|data| data.t).filter(|_| self.is_past)
    }

    /// What of it lasts for longer than a request: who asks. Data would be kept in memory for as long.
    pub(super) fn lasting(self) -> Self {
        Self { data: None, ..self }
    }

    /// A context for another operation of the same client, which begins now, over these data.
    pub(super) fn again(&self, data: Option<Arc<Data>>) -> Self {
        Self {
            languages: self.languages.clone(),
            data,
            is_past: self.is_past,
            clock: Clock::new(self.clock.limit()),
            visitor: self.visitor.clone(),
        }
    }

    /// Whose places and work are counted; none if they are not.
    pub(super) fn visitor(&self) -> Option<&Visitor> {
        self.visitor.as_deref()
    }

    /// A context without a client, for tests.
    #[cfg(test)]
    pub(super) fn without_connection(clock: Clock) -> Self {
        Self { languages: Vec::new(), data: None, is_past: false, clock, visitor: None }
    }
}

impl FromRequestParts<Arc<App>> for RequestContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let connection = parts.extensions.get::<Arc<Connection>>();
        let pinned = parts.extensions.get::<Pinned>();
        Ok(Self {
            languages: reader_languages(&parts.headers),
            data: pinned.map(|pinned| Arc::clone(&pinned.data)).or_else(|| app.data()),
            is_past: pinned.is_some_and(|pinned| pinned.is_past),
            clock: Clock::new(app.engine().limits().time),
            visitor: connection.and_then(|connection| app.visitor(connection, &parts.headers)),
        })
    }
}

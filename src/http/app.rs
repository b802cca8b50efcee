//! What the handlers share, and what a monitor asks.

use super::{PersistedQueries, REQUEST_ID};
use crate::graphql::Engine;
use crate::remote::Endpoint;
use crate::snapshot::Snapshot;
use arc_swap::ArcSwapOption;
use axum::Json;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tracing::Span;

/// State of the server: the engine, and the snapshot that requests read, once there is one.
#[derive(Debug)]
pub struct App {
    engine: Engine,
    queries: PersistedQueries,
    snapshot: ArcSwapOption<Snapshot>,
    endpoint: Option<Arc<Endpoint>>,
}

/// What a request reads.
pub(super) enum Source {
    /// The data as they were when it came.
    Here(Arc<Snapshot>),
    /// An endpoint.
    There(Arc<Endpoint>),
}

impl App {
    /// A server that has no data yet.
    pub fn new(engine: Engine, queries: PersistedQueries) -> Self {
        Self { engine, queries, snapshot: ArcSwapOption::empty(), endpoint: None }
    }

    /// A server whose data are at an endpoint.
    pub fn remote(engine: Engine, queries: PersistedQueries, endpoint: Endpoint) -> Self {
        Self { endpoint: Some(Arc::new(endpoint)), ..Self::new(engine, queries) }
    }

    /// What a request reads, from its start to its end; none while data are still being loaded.
    pub(super) fn source(&self) -> Option<Source> {
        match &self.endpoint {
            Some(endpoint) => Some(Source::There(Arc::clone(endpoint))),
            None => self.snapshot().map(Source::Here),
        }
    }

    /// The queries that are known by their digest.
    pub(super) fn queries(&self) -> &PersistedQueries {
        &self.queries
    }

    /// Puts a snapshot in place of the last one. Requests that have begun keep theirs.
    pub fn publish(&self, snapshot: Snapshot) {
        self.snapshot.store(Some(Arc::new(snapshot)));
    }

    /// The snapshot for a request, from its start to its end; none while data are still being loaded.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.snapshot.load_full()
    }

    /// The GraphQL engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }
}

/// Whether the process lives.
pub(super) async fn health() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Whether requests can be answered.
pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, Json<Value>) {
    match app.source() {
        Some(Source::Here(snapshot)) => {
            (StatusCode::OK, Json(json!({ "status": "ready", "triples": snapshot.dataset().triples })))
        }
        // Whether the endpoint can answer is known when it is asked; to ask it here would let monitors wear it out.
        Some(Source::There(_)) => (StatusCode::OK, Json(json!({ "status": "ready", "data": "at an endpoint" }))),
        None => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "loading" }))),
    }
}

/// The span that everything logged for a request belongs to.
pub(super) fn span<B>(request: &Request<B>) -> Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

/// One line for each answered request.
pub(super) fn log_response<B>(response: &Response<B>, latency: Duration, _span: &Span) {
    let microseconds = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(status = response.status().as_u16(), microseconds, "answered");
}

//! What the handlers share, and what a monitor asks.

use super::{PersistedQueries, REQUEST_ID, Sparql};
use crate::graphql::Engine;
use crate::linked::{Data, Service, Site};
use crate::remote::Endpoint;
use crate::snapshot::Snapshot;
use crate::triples::Triples;
use arc_swap::ArcSwapOption;
use axum::Json;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tracing::Span;

/// State of the server: the engines, and the data that requests read, once there are any.
#[derive(Debug)]
pub struct App {
    engine: Engine,
    queries: PersistedQueries,
    site: Site,
    sparql: Sparql,
    data: ArcSwapOption<Data>,
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
    pub fn new(engine: Engine, queries: PersistedQueries, site: Site, sparql: Sparql) -> Self {
        Self { engine, queries, site, sparql, data: ArcSwapOption::empty(), endpoint: None }
    }

    /// The same for data that are at an endpoint: GraphQL is answered from there, and nothing else is.
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: Arc<Endpoint>) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// What a request reads, from its start to its end; none while data are still being loaded.
    pub(super) fn source(&self) -> Option<Source> {
        match &self.endpoint {
            Some(endpoint) => Some(Source::There(Arc::clone(endpoint))),
            None => self.snapshot().map(Source::Here),
        }
    }

    /// The address of the endpoint that has the data, without parameters, in which there may be a secret.
    pub(super) fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref().and_then(|endpoint| endpoint.url().split('?').next())
    }

    /// Where the server is.
    pub(super) fn site(&self) -> &Site {
        &self.site
    }

    /// The services that answer from the data: SPARQL does not if clients write to a store of its own.
    pub(super) fn services(&self) -> &'static [Service] {
        match self.sparql.memory() {
            None => &[Service::GRAPHQL, Service::SPARQL],
            Some(_) => &[Service::GRAPHQL],
        }
    }

    /// What SPARQL and the graph store need.
    pub(super) fn sparql(&self) -> &Sparql {
        &self.sparql
    }

    /// The queries that are known by their digest.
    pub(super) fn queries(&self) -> &PersistedQueries {
        &self.queries
    }

    /// Puts the data of a moment in place of the last ones: what GraphQL reads, and all triples, in one swap. Requests that
    /// have begun keep theirs.
    pub fn publish(&self, snapshot: Snapshot, triples: Triples) {
        self.data.store(Some(Arc::new(Data::new(Arc::new(snapshot), Arc::new(triples)))));
    }

    /// The snapshot for a request, from its start to its end; none while data are still being loaded.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.data.load().as_ref().map(|data| Arc::clone(&data.snapshot))
    }

    /// Snapshot and triples of one moment; none while data are still being loaded.
    pub fn data(&self) -> Option<Arc<Data>> {
        self.data.load_full()
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
            // It is made before the data are published; if that failed, everything else is answered all the same.
            let full_text = match snapshot.search_index() {
                Ok(_) => "ready".to_owned(),
                Err(error) => format!("failed: {error}"),
            };
            let triples = snapshot.dataset().triples;
            (StatusCode::OK, Json(json!({ "status": "ready", "triples": triples, "fullText": full_text })))
        }
        // Whether the endpoint can answer is known when it is asked; to ask it here would let monitors wear it out.
        Some(Source::There(endpoint)) => {
            let full_text = endpoint.full_text();
            (StatusCode::OK, Json(json!({ "status": "ready", "data": "at an endpoint", "fullText": full_text })))
        }
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

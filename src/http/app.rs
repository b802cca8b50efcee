//! What the handlers share, and what a monitor asks.

use super::addresses::{Addresses, Visitor};
use super::channels::{Log, Reservations};
use super::connection::Connection;
use super::context::RequestContext;
use super::definition::Definition;
use super::gate::Gate;
use super::metrics::Metrics;
use super::packing::Packing;
use super::past::Past;
use super::sending::Sending;
use super::{Limits, PersistedQueries, Reloading, Writing};
use crate::assistants::Assistants;
use crate::explorer::Explorer;
use crate::graphql::Engine;
use crate::linked::{Data, Site};
use crate::live::Generation;
use crate::remote;
use crate::snapshot::Snapshot;
use crate::sparql::Endpoint;
use crate::triples::Triples;
use arc_swap::ArcSwapOption;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use ipnet::IpNet;
use serde_json::{Value, json};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore, watch};
use tracing::Span;

/// Bytes of a path that the log repeats.
const LOGGED_PATH: usize = 200;

/// State of the server: the engines, and the data that requests read, once there are any.
#[derive(Debug)]
pub struct App {
    engine: Engine,
    explorer: Explorer,
    assistants: Assistants,
    definition: Definition,
    queries: PersistedQueries,
    site: Site,
    sparql: Endpoint,
    data: ArcSwapOption<Data>,
    endpoint: Option<Arc<remote::Endpoint>>,
    writing: Option<Writing>,
    reloading: Option<Reloading>,
    limits: Limits,
    addresses: Arc<Addresses>,
    gate: Gate,
    sending: Sending,
    receiving: Arc<Semaphore>,
    connections: Arc<Semaphore>,
    channels: Arc<Semaphore>,
    reservations: Reservations,
    log: Log,
    stopping: watch::Sender<bool>,
    /// Held by who makes what is made once of the data.
    documents: Arc<Mutex<()>>,
    past: Past,
    metrics: Option<Arc<Metrics>>,
    packing: Arc<Packing>,
}

/// What a request reads.
pub(super) enum Backend {
    /// The data as they were when it came.
    Here(Arc<Data>),
    /// An endpoint.
    There(Arc<remote::Endpoint>),
}

/// Why a connection is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooManyConnections {
    /// There are as many as there may be.
    InAll,
    /// Its address has as many as one may have.
    OfAddress,
}

impl App {
    /// A server that has no data yet, with the usual limits.
    pub fn new(engine: Engine, queries: PersistedQueries, site: Site, sparql: Endpoint) -> Self {
        let limits = Limits::default();
        let addresses = Arc::new(Addresses::new(&limits, Vec::new()));
        Self {
            explorer: Explorer::new(&engine),
            assistants: Assistants::new(&engine),
            engine,
            definition: Definition::default(),
            queries,
            site,
            sparql,
            data: ArcSwapOption::empty(),
            endpoint: None,
            writing: None,
            reloading: None,
            gate: Gate::new(&limits, Arc::clone(&addresses)),
            sending: Sending::new(&limits),
            receiving: Arc::new(Semaphore::new(limits.receiving)),
            connections: Arc::new(Semaphore::new(limits.connections)),
            channels: Arc::new(Semaphore::new(limits.channels)),
            reservations: Reservations::default(),
            log: Log::default(),
            stopping: watch::Sender::new(false),
            documents: Arc::default(),
            past: Past::default(),
            metrics: None,
            packing: Arc::default(),
            limits,
            addresses,
        }
    }

    /// The same with limits of its own, and with proxies that say who their clients are.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits, proxies: Vec<IpNet>) -> Self {
        self.addresses = Arc::new(Addresses::new(&limits, proxies));
        self.gate = Gate::new(&limits, Arc::clone(&self.addresses));
        self.sending = Sending::new(&limits);
        self.receiving = Arc::new(Semaphore::new(limits.receiving));
        self.connections = Arc::new(Semaphore::new(limits.connections));
        self.channels = Arc::new(Semaphore::new(limits.channels));
        self.limits = limits;
        self
    }

    /// The same for data that are at an endpoint: GraphQL is answered from there, and nothing else is.
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: Arc<remote::Endpoint>) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// The same for data that clients may write.
    #[must_use]
    pub fn with_writing(mut self, writing: Writing) -> Self {
        self.writing = Some(writing);
        self
    }

    /// The same for data from files, which may be loaded anew.
    #[must_use]
    pub fn with_reloading(mut self, reloading: Reloading) -> Self {
        self.reloading = Some(reloading);
        self
    }

    /// The same, and what it does is counted.
    #[must_use]
    pub fn with_metrics(mut self, metrics: Metrics) -> Self {
        self.metrics = Some(Arc::new(metrics));
        self
    }

    /// What is counted, if it is.
    pub(super) fn metrics(&self) -> Option<&Arc<Metrics>> {
        self.metrics.as_ref()
    }

    /// What is counted, and what the server is like now, as Prometheus reads it; none if nothing is counted.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn measured(&self) -> Option<Result<Vec<u8>, impl std::error::Error + use<>>> {
        Some(self.metrics.as_ref()?.text(self))
    }

    /// What compresses answers.
    pub(super) fn packing(&self) -> &Arc<Packing> {
        &self.packing
    }

    /// Connections that are open.
    pub(super) fn connected(&self) -> usize {
        self.limits.connections.saturating_sub(self.connections.available_permits())
    }

    /// How the data are loaded anew, if they can be.
    pub fn reloading(&self) -> Option<&Reloading> {
        self.reloading.as_ref()
    }

    /// How the data are written, if they may be.
    pub fn writing(&self) -> Option<&Writing> {
        self.writing.as_ref()
    }

    /// Earlier states of the data that were asked for.
    pub(super) fn past(&self) -> &Past {
        &self.past
    }

    /// The limits of serving.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Takes a connection of a client.
    ///
    /// # Errors
    /// If there are too many, or too many of its address.
    pub fn connect(&self, peer: IpAddr) -> Result<Connection, TooManyConnections> {
        let place = Arc::clone(&self.connections).try_acquire_owned().map_err(|_| TooManyConnections::InAll)?;
        let is_proxy = self.addresses.is_proxy(peer);
        // Behind a proxy all clients have its address; it limits connections itself.
        let visitor = if is_proxy { None } else { self.addresses.visitor(peer) };
        let of_address = match &visitor {
            Some(visitor) => Some(visitor.connect().ok_or(TooManyConnections::OfAddress)?),
            None => None,
        };
        Ok(Connection::new(peer, visitor, is_proxy, &self.limits, [Some(place), of_address]))
    }

    /// Tells requests that are still being received that the server stops.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits until the server stops.
    pub(super) async fn stopping(&self) {
        // The sender lives as long as this.
        let _ = self.stopping.subscribe().wait_for(|stops| *stops).await;
    }

    /// The visitor to which the places and the work of a request are charged; none if it is not limited.
    pub(super) fn visitor(&self, connection: &Connection, headers: &HeaderMap) -> Option<Arc<Visitor>> {
        if !connection.is_proxy {
            return connection.visitor.clone();
        }
        self.addresses.visitor(self.addresses.behind_proxy(headers).unwrap_or(connection.peer))
    }

    /// Who asks: the peer, or whom a proxy that is believed names.
    pub(super) fn client(&self, connection: &Connection, headers: &HeaderMap) -> IpAddr {
        let behind = if connection.is_proxy { self.addresses.behind_proxy(headers) } else { None };
        behind.unwrap_or(connection.peer).to_canonical()
    }

    /// Waits until statistics and dumps have been made. They are made once, by one thread however many wait, and for all: it is
    /// no work of a request, so a request that comes earlier waits without a place and without a clock.
    pub(super) async fn prepare_documents(self: &Arc<Self>, data: &Arc<Data>) {
        if data.has_documents() {
            return;
        }
        let turn = Arc::clone(&self.documents).lock_owned().await;
        if data.has_documents() {
            return;
        }
        let (app, data) = (Arc::clone(self), Arc::clone(data));
        // On its own, so that it goes on, and keeps the turn, when the client that it began with hangs up.
        let making = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            data.prepare_documents(app.engine.ontology().prefixes())
        });
        match making.await {
            Ok(Ok(())) => {}
            // The next request for them tries again, and gets the error.
            Ok(Err(error)) => tracing::error!(%error, "dumps and catalogue cannot be made"),
            Err(error) => tracing::error!(%error, "dumps and catalogue cannot be made"),
        }
    }

    /// The schema as a file.
    pub(super) fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The gate that all work goes through.
    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// What waits to be read.
    pub(super) fn sending(&self) -> &Sending {
        &self.sending
    }

    /// Bytes of bodies that may be received.
    pub(super) fn receiving(&self) -> &Arc<Semaphore> {
        &self.receiving
    }

    /// Sockets and event streams that may be opened.
    pub(super) fn channels(&self) -> &Arc<Semaphore> {
        &self.channels
    }

    /// The event streams that serve many operations.
    pub(super) fn reservations(&self) -> &Reservations {
        &self.reservations
    }

    /// The commits, for who follows them.
    pub(super) fn log(&self) -> &Log {
        &self.log
    }

    /// What a request reads, from its start to its end; none while data are still being loaded.
    pub(super) fn source_of(&self, context: &RequestContext) -> Option<Backend> {
        match &self.endpoint {
            Some(endpoint) => Some(Backend::There(Arc::clone(endpoint))),
            None => context.data.clone().map(Backend::Here),
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

    /// What answers SPARQL, and reads and writes graphs.
    pub(super) fn sparql(&self) -> &Endpoint {
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

    /// The same for a state of data that clients may write.
    pub fn publish_generation(&self, generation: &Generation) {
        self.data.store(Some(Arc::new(Data::of(generation))));
        // Who is told of a commit may ask for its data at once.
        self.log.announce(generation.head.map_or(0, |head| head.t));
    }

    /// The snapshot for a request, from its start to its end; none while data are still being loaded.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.data.load().as_ref().map(|data| Arc::clone(&data.snapshot))
    }

    /// Snapshot and triples of one moment; none while data are still being loaded.
    pub fn data(&self) -> Option<Arc<Data>> {
        self.data.load_full()
    }

    /// The pages that there are.
    pub fn explorer(&self) -> &Explorer {
        &self.explorer
    }

    /// The tools that there are for assistants.
    pub fn assistants(&self) -> &Assistants {
        &self.assistants
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
    match (&app.endpoint, app.snapshot()) {
        (None, Some(snapshot)) => {
            // It is made before the data are published; if that failed, everything else is answered all the same.
            let full_text = match snapshot.search_index() {
                Ok(_) => "ready".to_owned(),
                Err(error) => format!("failed: {error}"),
            };
            let triples = snapshot.dataset().triples;
            let mut said = json!({ "status": "ready", "triples": triples, "fullText": full_text });
            if let Some(live) = app.writing.as_ref().and_then(Writing::live) {
                let ended = |reason| format!("ended: {reason}");
                said["writing"] = live.failure().map_or("ready".to_owned(), ended).into();
                said["t"] = live.generation().head.map_or(0, |head| head.t).into();
            }
            (StatusCode::OK, Json(said))
        }
        // Whether the endpoint can answer is known when it is asked; to ask it here would let monitors wear it out.
        (Some(endpoint), _) => {
            let full_text = endpoint.full_text();
            (StatusCode::OK, Json(json!({ "status": "ready", "data": "at an endpoint", "fullText": full_text })))
        }
        (None, None) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "loading" }))),
    }
}

/// The span that everything logged for a request belongs to.
pub(super) fn span<B>(request: &Request<B>, id: &HeaderValue) -> Span {
    let path = request.uri().path();
    let path = path.get(..LOGGED_PATH.min(path.len())).unwrap_or_default();
    tracing::info_span!("request", id = id.to_str().unwrap_or_default(), method = %request.method(), path)
}

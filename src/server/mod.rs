//! Connects the floors: files become ontology, store and snapshot, and these a running server.

mod connections;
mod dataset;
mod documents;
mod monitor;
mod texts;
mod timed;

pub use connections::serve_connections;
pub use dataset::{Files, Loaded, command_of};
pub(crate) use documents::quotes;

use crate::graphql::{Engine, Guards};
use crate::http::{self, App, Metrics, PersistedQueries, Reloading, Tokens, Writing};
use crate::linked::Site;
use crate::live::{self, Check, Generation, Live, Settings, SyncMode};
use crate::ontology::{Error, Extension, Ontology};
use crate::positions::Positions;
use crate::query::{Limits, analysis::Family};
use crate::remote;
use crate::snapshot::Snapshot;
use crate::sparql::{Endpoint, Services};
use anyhow::Context;
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// Everything that `serve` needs to know.
#[derive(Debug)]
pub struct Config {
    /// Address and port to listen on.
    pub bind: Vec<SocketAddr>,
    /// What to load.
    pub files: Files,
    /// Whether to check the data against the shapes before serving them.
    pub validate: bool,
    /// Queries that are known by their digest, or the only ones to be answered.
    pub queries: PersistedQueries,
    /// The URL under which the world reaches the server, if it is known.
    pub public_url: Option<String>,
    /// How SPARQL is answered.
    pub sparql: SparqlConfig,
    /// What clients are allowed.
    pub limits: http::Limits,
    /// Proxies that are believed when they say, with `X-Forwarded-For`, who their clients are.
    pub proxies: Vec<IpNet>,
    /// Where the data are, if they are not to be loaded; `files` are for the ontology then.
    pub endpoint: Option<EndpointOptions>,
    /// The store that has the data, if they are to be written; `files` are what it is made of if there is none yet.
    pub store: Option<StoreOptions>,
    /// Who may write to it, and who may have the data loaded anew; nobody without.
    pub tokens: Option<Tokens>,
    /// Address and port at which a monitor reads what is counted; nothing is counted without.
    pub metrics: Option<Vec<SocketAddr>>,
}

/// Data that clients may write.
#[derive(Debug)]
pub struct StoreOptions {
    /// The folder.
    pub folder: PathBuf,
    /// The commit after which they are read, and not written; without, they are those of the last, and are written.
    pub at: Option<u64>,
    /// When a commit is acknowledged.
    pub sync: SyncMode,
    /// Whether SPARQL and graphs show what is stated alone, with a default graph of its own and blank nodes.
    pub is_plain: bool,
}

/// Data at an endpoint.
#[derive(Debug)]
pub struct EndpointOptions {
    /// Who has them.
    pub endpoint: remote::Endpoint,
    /// How often it is asked whether the texts for full text have changed.
    pub refresh: Duration,
}

/// What a server serves.
pub enum Serving<'a> {
    /// Data that it has loaded, and how long that took.
    Loaded(Duration, &'a Snapshot),
    /// Data at the endpoint of this address.
    Endpoint(&'a str),
}

/// How SPARQL is answered.
#[derive(Debug)]
pub struct SparqlConfig {
    /// The endpoints that `SERVICE` may ask.
    pub services: Services,
    /// Whether joins are put in order by the counts of the data.
    pub orders_joins: bool,
}

impl Default for SparqlConfig {
    fn default() -> Self {
        Self { services: Services::default(), orders_joins: true }
    }
}

/// Makes what answers SPARQL, with the usual limits.
pub fn sparql(ontology: &Ontology, config: SparqlConfig) -> Endpoint {
    Endpoint::new(ontology, crate::sparql::Limits::default(), config.services, config.orders_joins)
}

/// What the program reads from an ontology besides classes and fields.
pub const EXTENSIONS: &[&dyn Extension] = &[&Positions];
/// The analyses that the program knows besides those that every ontology has.
pub const ANALYSES: &[&dyn Family] = &[&Positions];

/// Reads an ontology with all that the program knows of.
///
/// # Errors
/// If it cannot be used.
pub fn ontology(sources: &[crate::ontology::TurtleFile]) -> Result<Ontology, Error> {
    Ontology::read_with(sources, EXTENSIONS)
}

/// Makes the engine of an ontology with the usual limits.
///
/// # Errors
/// If the ontology does not give a valid schema.
pub fn engine(ontology: Arc<Ontology>) -> anyhow::Result<Engine> {
    Ok(Engine::new(ontology, ANALYSES, Guards::default(), Limits::default())?)
}

/// How stores are kept, on a thread that can evaluate updates.
pub fn settings(check: Check, sync: SyncMode) -> Settings {
    let journal = live::Options { sync, ..live::Options::default() };
    let (stack, program, with_text) = (crate::sparql::STACK, PROGRAM, true);
    Settings { journal, check, stack, program, with_text, ..Settings::default() }
}

/// Names the program: its version, and a digest of what it was compiled of. What one program has derived, another may derive otherwise.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("BUILT_FROM"));

/// Serves until the process is stopped. The port is taken first, so that a port in use is known at once; until
/// the data are loaded, `/ready` and `/graphql` answer 503. `announce` is called once requests can be answered.
///
/// # Errors
/// If the port is taken, or the ontology or the data cannot be loaded.
pub async fn serve(
    config: Config,
    announce: impl FnOnce(SocketAddr, Serving<'_>) + Send + 'static,
) -> anyhow::Result<()> {
    let Config {
        bind,
        files,
        validate,
        queries,
        public_url,
        sparql: sparql_config,
        mut limits,
        proxies,
        endpoint,
        store,
        tokens,
        metrics,
    } = config;
    let ontology = Arc::new(files.ontology()?);
    let engine = engine(Arc::clone(&ontology))?;
    let sparql = sparql(&ontology, sparql_config);
    // A process that sees the open port may already stop the server.
    let mut signal = std::pin::pin!(shutdown_signal()?);
    let listener = listen(&bind, "--bind").await?;
    let monitored = match &metrics {
        Some(addresses) => Some(listen(addresses, "--metrics").await?),
        None => None,
    };
    let address = listener.local_addr()?;
    let site = Site::new(public_url.as_deref(), &address.to_string()).map_err(anyhow::Error::msg)?;
    limits.connections = connections::most_connections(limits.connections);
    let app = App::new(engine, queries, site, sparql).with_limits(limits, proxies);
    let source = endpoint.map(|source| (Arc::new(source.endpoint), source.refresh));
    let app = match &store {
        Some(StoreOptions { at: None, .. }) => app.with_writing(Writing::new(tokens)),
        None if source.is_none() => app.with_reloading(Reloading::new(tokens)),
        _ => app,
    };
    let app = match &monitored {
        Some(_) => app.with_metrics(Metrics::new()?),
        None => app,
    };
    let app = Arc::new(match &source {
        Some((endpoint, _)) => app.with_endpoint(Arc::clone(endpoint)),
        None => app,
    });

    let (stop, stopped) = tokio::sync::watch::channel(false);
    let last = Arc::clone(&app);
    let server = tokio::spawn(serve_connections(listener, Arc::clone(&app), stopped));
    if let Some(monitored) = monitored {
        tracing::info!(address = %monitored.local_addr()?, "metrics are at /metrics of a port of their own");
        tokio::spawn(monitor::answer(monitored, Arc::clone(&app)));
    }
    tokio::spawn(heed_hangups(Arc::clone(&app))?);
    crate::search::prepare();
    let loading = tokio::task::spawn_blocking(move || {
        if let Some((endpoint, refresh)) = source {
            announce(address, Serving::Endpoint(endpoint.url()));
            texts::keep(endpoint, ontology, refresh);
            return Ok(None);
        }
        if let Some(StoreOptions { folder, at, sync, is_plain }) = store {
            let started = Instant::now();
            if let Some(t) = at {
                let generation = files.past_of(&folder, &ontology)?.at(t)?;
                generation.snapshot.prepare_search();
                app.publish_generation(&generation);
                announce(address, Serving::Loaded(started.elapsed(), &generation.snapshot));
                prepare(&app, &ontology);
                return Ok(None);
            }
            let weak = Arc::downgrade(&app);
            let publish = move |generation: &Arc<Generation>| {
                generation.snapshot.prepare_search();
                if let Some(app) = weak.upgrade() {
                    app.publish_generation(generation);
                }
            };
            let check = if validate { Check::Refuse } else { Check::Skip };
            let live = files.open_store(&folder, &ontology, Settings { is_plain, ..settings(check, sync) }, publish)?;
            let generation = live.generation();
            generation.snapshot.prepare_search();
            app.publish_generation(&generation);
            let live = Arc::new(live);
            if let Some(writing) = app.writing() {
                writing.begin(Arc::clone(&live));
            }
            announce(address, Serving::Loaded(started.elapsed(), &generation.snapshot));
            drop(generation);
            if let Err(error) = live.verify_opened() {
                tracing::error!(%error, "the data cannot be built anew: start the server anew");
            }
            // Dumps of much data take minutes, and a server that is killed meanwhile would have to catch up again.
            keep(&live);
            prepare(&app, &ontology);
            return Ok(Some(live));
        }
        let loaded = files.load(&ontology, validate)?;
        let elapsed = loaded.elapsed;
        let (snapshot, triples) = loaded.data(&ontology);
        snapshot.prepare_search();
        tracing::debug!(triples = triples.len(), bytes = triples.heap_bytes(), "sorted");
        app.publish(snapshot, triples);
        if let Some(reloading) = app.reloading() {
            let (weak, of_files) = (Arc::downgrade(&app), Arc::clone(&ontology));
            reloading.begin(move || {
                let app = weak.upgrade().ok_or("the server stops")?;
                reload(&app, &files, &of_files, validate).map_err(|error| format!("{error:#}"))
            });
        }
        if let Some(data) = app.data() {
            announce(address, Serving::Loaded(elapsed, &data.snapshot));
        }
        prepare(&app, &ontology);
        anyhow::Ok(None)
    });
    let live = tokio::select! {
        loaded = loading => {
            let live = loaded.context("loading was interrupted")??;
            signal.await?;
            live
        }
        stopped = &mut signal => stopped.map(|()| None)?,
    };
    tracing::info!("stopping: answers that have begun are finished, new requests are not taken");
    stop.send_replace(true);
    server.await.context("the server was interrupted")?;
    if let Some(live) = live {
        // Commits since the start would have the next start build all data.
        tokio::task::spawn_blocking(move || keep(&live)).await.context("writing the arrays was interrupted")?;
    }
    // Others may hold the data until the process ends, and nobody lets go of them then.
    if let Some(room) = last.data().as_ref().and_then(|data| data.triples.room()) {
        room.close();
    }
    Ok(())
}

/// Listens on the first of these addresses that can be taken; `flag` chooses others.
async fn listen(addresses: &[SocketAddr], flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(addresses).await.with_context(|| {
        let tried: Vec<_> = addresses.iter().map(SocketAddr::to_string).collect();
        format!("cannot listen on {}; choose another address or port with {flag}", tried.join(" or "))
    })
}

/// Writes the arrays of a store with the full-text index, so that it opens at once the next time. It opens without them too.
pub fn keep(live: &Live) {
    live.generation().snapshot.prepare_search();
    if let Err(error) = live.keep() {
        let error = format!("{:#}", anyhow::Error::from(error));
        tracing::warn!(error, "the arrays of the data cannot be kept, so the next start builds them");
    }
}

/// Makes what requests will need before the first one waits for it; they can be answered already.
fn prepare(app: &App, ontology: &Ontology) {
    let Some(data) = app.data() else { return };
    data.snapshot.prepare_filters();
    if let Err(error) = data.prepare_documents(ontology.prefixes()) {
        tracing::error!(%error, "there are no dumps and no catalogue yet; who asks for them tries again");
    }
}

/// Loads the files anew beside the data that are served, and publishes them if they are sound. Gives the number of triples.
fn reload(app: &App, files: &Files, ontology: &Arc<Ontology>, validate: bool) -> anyhow::Result<u64> {
    files.check_ontology()?;
    let (snapshot, triples) = files.load(ontology, validate)?.data(ontology);
    snapshot.prepare_search();
    let count = snapshot.dataset().triples;
    app.publish(snapshot, triples);
    prepare(app, ontology);
    Ok(count)
}

/// Loads the files anew whenever SIGHUP comes.
#[cfg(unix)]
fn heed_hangups(app: Arc<App>) -> anyhow::Result<impl Future<Output = ()> + Send> {
    let mut hangups = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?;
    // A store or an endpoint has nothing to load, and a hang-up must not end the server all the same.
    Ok(async move {
        while hangups.recv().await.is_some() {
            let app = Arc::clone(&app);
            let run = move || app.reloading().map(Reloading::run);
            match tokio::task::spawn_blocking(run).await {
                Ok(Some(Some(_))) => {}
                Ok(Some(None)) => tracing::warn!("SIGHUP came while the data are being loaded, and changes nothing"),
                Ok(None) => tracing::info!("SIGHUP changes nothing: these data are not loaded from files"),
                Err(error) => tracing::error!(%error, "loading anew was interrupted; the data stay as they were"),
            }
        }
    })
}

/// There is no such signal here.
#[cfg(not(unix))]
fn heed_hangups(_: Arc<App>) -> anyhow::Result<impl Future<Output = ()> + Send> {
    Ok(async {})
}

/// A future that resolves on SIGINT or SIGTERM. Signals count from now on, whether or not the future is awaited yet.
#[cfg(unix)]
fn shutdown_signal() -> anyhow::Result<impl Future<Output = anyhow::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        Ok(())
    })
}

/// A future that resolves on Ctrl-C.
#[cfg(not(unix))]
fn shutdown_signal() -> anyhow::Result<impl Future<Output = anyhow::Result<()>>> {
    Ok(async { Ok(tokio::signal::ctrl_c().await?) })
}

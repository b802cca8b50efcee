//! Puts the floors together: files to ontology, store and snapshot, and these to a running server.

mod dataset;

pub use dataset::{Files, Loaded};

use crate::graphql::{Engine, Guards};
use crate::http::{App, PersistedQueries, router};
use crate::linked::Site;
use crate::query::Limits;
use crate::snapshot::Snapshot;
use anyhow::Context;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long answers that have begun may take to finish when the server stops.
const GRACE: Duration = Duration::from_secs(30);

/// Everything that `serve` needs to know.
#[derive(Debug)]
pub struct Config {
    /// Address and port to listen on.
    pub bind: SocketAddr,
    /// What to load.
    pub files: Files,
    /// Whether to check the data against the shapes before serving them.
    pub validate: bool,
    /// Queries that are known by their digest, or the only ones to be answered.
    pub queries: PersistedQueries,
    /// The URL under which the world reaches the server, if it is known.
    pub public_url: Option<String>,
}

/// Makes the engine of an ontology with the usual limits.
///
/// # Errors
/// If the ontology does not give a valid schema.
pub fn engine(ontology: Arc<crate::ontology::Ontology>) -> anyhow::Result<Engine> {
    Ok(Engine::new(ontology, Guards::default(), Limits::default())?)
}

/// Serves until the process is told to stop. The port is taken first, so that a port in use is known at once; until
/// the data are loaded, `/ready` and `/graphql` answer 503. `announce` is called once requests can be answered.
///
/// # Errors
/// If the port is taken, or the ontology or the data cannot be loaded.
pub async fn serve(
    config: Config,
    announce: impl FnOnce(SocketAddr, &Loaded, &Snapshot) + Send + 'static,
) -> anyhow::Result<()> {
    let Config { bind, files, validate, queries, public_url } = config;
    let ontology = Arc::new(files.ontology()?);
    let engine = engine(Arc::clone(&ontology))?;
    let listener = TcpListener::bind(bind)
        .await
        .with_context(|| format!("cannot listen on {bind}; choose another address or port with --bind"))?;
    let address = listener.local_addr()?;
    let site = Site::new(public_url.as_deref(), &address.to_string()).map_err(anyhow::Error::msg)?;
    let app = Arc::new(App::new(engine, queries, site));

    let (stop, stopped) = tokio::sync::watch::channel(false);
    let server = tokio::spawn(run(listener, Arc::clone(&app), stopped));
    crate::search::prepare();
    let loading = tokio::task::spawn_blocking(move || {
        let loaded = files.load(&ontology, validate)?;
        let snapshot = loaded.snapshot(&ontology)?;
        if let Err(error) = snapshot.search_index() {
            tracing::error!(%error, "there is no full text: searches will fail");
        }
        app.publish(snapshot, loaded.store.inner().clone())?;
        // Requests can be answered; what they will need is made before the first one waits for it.
        if let Some(data) = app.data() {
            announce(address, &loaded, &data.snapshot);
            data.snapshot.warm();
            if let Err(error) = data.warm(ontology.prefixes()) {
                tracing::error!(%error, "there are no dumps and no catalogue yet; who asks for them tries again");
            }
        }
        anyhow::Ok(())
    });
    let mut signal = std::pin::pin!(shutdown_signal());
    tokio::select! {
        loaded = loading => {
            loaded.context("loading was interrupted")??;
            signal.await?;
        }
        stopped = &mut signal => stopped?,
    }
    tracing::info!("stopping: answers that have begun are finished, new requests are not taken");
    stop.send_replace(true);
    match tokio::time::timeout(GRACE, server).await {
        Ok(finished) => finished.context("the server was interrupted")?,
        Err(_) => {
            tracing::warn!(seconds = GRACE.as_secs(), "some answers did not finish in time");
            Ok(())
        }
    }
}

async fn run(
    listener: TcpListener,
    app: Arc<App>,
    mut stopped: tokio::sync::watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let wait = async move {
        // An error means that the other side is gone, which is a reason to stop as well.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    Ok(axum::serve(listener, router(app)).with_graceful_shutdown(wait).await?)
}

/// Resolves on SIGINT or SIGTERM.
async fn shutdown_signal() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}

//! Keeps the texts of an endpoint's data fresh, for full text.

use crate::ontology::Ontology;
use crate::remote::{Endpoint, Refreshed};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The first pause after a failure; each further one is twice as long, up to the usual time.
const PAUSE: Duration = Duration::from_secs(5);

/// Reads the texts now, and again and again, on a thread of its own that ends with the process.
pub(super) fn keep(endpoint: Arc<Endpoint>, ontology: Arc<Ontology>, refresh: Duration) {
    let work = move || {
        let mut pause = PAUSE.min(refresh);
        loop {
            let started = Instant::now();
            let wait = match endpoint.refresh_texts(&ontology) {
                Ok(Refreshed::Off) => return,
                Ok(refreshed) => {
                    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                    tracing::info!(?refreshed, milliseconds, "asked the endpoint for texts");
                    pause = PAUSE.min(refresh);
                    refresh
                }
                Err(error) => {
                    let wait = pause;
                    tracing::error!(%error, seconds = wait.as_secs(), "the endpoint's texts cannot be read; it is tried again");
                    pause = refresh.min(pause * 2);
                    wait
                }
            };
            std::thread::sleep(wait);
        }
    };
    if let Err(error) = std::thread::Builder::new().name("texts".into()).spawn(work) {
        tracing::error!(%error, "there is no thread to read the endpoint's texts: searches will fail");
    }
}

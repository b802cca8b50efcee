//! `POST /admin/reload`: files that have changed are loaded beside the data, checked, and put in their place.

use super::HttpResponse;
use super::app::App;
use super::refusal::{Reason, Refusal};
use super::tokens::{Role, Tokens};
use super::writing::holder;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use serde_json::json;
use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Loads everything anew and publishes it; gives the number of triples, or says why the data stay as they are.
type Work = Box<dyn Fn() -> Result<u64, String> + Send + Sync>;

/// How data that were loaded from files are loaded anew.
pub struct Reloading {
    tokens: Option<Tokens>,
    work: OnceLock<Work>,
    /// Held by who loads.
    turn: Mutex<()>,
}

impl Debug for Reloading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reloading").field("tokens", &self.tokens).finish_non_exhaustive()
    }
}

impl Reloading {
    /// For administrators among those who have these tokens.
    pub fn new(tokens: Option<Tokens>) -> Self {
        Self { tokens, work: OnceLock::new(), turn: Mutex::default() }
    }

    /// Takes requests from now on.
    pub fn begin(&self, work: impl Fn() -> Result<u64, String> + Send + Sync + 'static) {
        // It begins once.
        let _ = self.work.set(Box::new(work));
    }

    /// Loads anew, one after the other. None if the data are still being loaded for the first time.
    pub fn run(&self) -> Option<Result<u64, String>> {
        let work = self.work.get()?;
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = work();
        match &loaded {
            Ok(triples) => tracing::info!(triples, "loaded anew"),
            Err(error) => tracing::error!(error, "not loaded anew; the data stay as they were"),
        }
        Some(loaded)
    }
}

/// The handler.
pub(super) async fn reload(State(app): State<Arc<App>>, headers: HeaderMap) -> HttpResponse {
    let reloading = app.reloading();
    let tokens = match (reloading, app.writing()) {
        (Some(reloading), _) => Some(reloading.tokens.as_ref()),
        (None, Some(writing)) => Some(writing.tokens()),
        (None, None) => None,
    };
    // Who may not ask is not told what there is.
    if let Some(Err(refusal)) = tokens.map(|tokens| holder(tokens, &headers, Role::Admin)) {
        return refusal.text();
    }
    if reloading.is_none() {
        let problem =
            "there is nothing to load anew: a store has its last commit at any moment, and an endpoint is asked";
        return Refusal::new(Reason::Conflict, problem).text();
    }
    let shared = Arc::clone(&app);
    let loaded = tokio::task::spawn_blocking(move || shared.reloading().and_then(Reloading::run)).await;
    match loaded {
        Ok(Some(Ok(triples))) => Json(json!({ "status": "loaded", "triples": triples })).into_response(),
        Ok(Some(Err(problem))) => {
            let problem = format!("{problem}; the data stay as they were");
            Refusal::new(Reason::NotLoaded, problem).text()
        }
        Ok(None) => Refusal::no_data(&app).text(),
        Err(error) => Refusal::internal(&error).text(),
    }
}

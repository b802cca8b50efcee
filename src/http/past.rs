//! The data as they were after a commit, at `/at/{t}/graphql`, `/at/{t}/sparql`, `/at/{t}/id/…`: read, and never written.

use super::HttpResponse;
use super::app::App;
use super::context::{Pinned, RequestContext};
use super::gate::{Place, blocking};
use super::refusal::{Dialect, Reason, Refusal};
use super::writing::{NUMBER, Writing};
use crate::clock::Clock;
use crate::linked::Data;
use axum::extract::{RawPathParams, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

/// States that are kept, those that were asked for last: each takes as much memory as the data.
const MOST_KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

/// Earlier states that were asked for.
#[derive(Debug)]
pub(super) struct Past {
    kept: Mutex<LruCache<u64, Arc<Data>>>,
    /// Held by who makes one.
    making: Arc<tokio::sync::Mutex<()>>,
}

impl Default for Past {
    fn default() -> Self {
        Self { kept: Mutex::new(LruCache::new(MOST_KEPT)), making: Arc::default() }
    }
}

impl Past {
    fn kept(&self, t: u64) -> Option<Arc<Data>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&t).map(Arc::clone)
    }

    fn keep(&self, t: u64, data: Arc<Data>) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(t, data);
    }
}

/// The number of a commit, in digits alone.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The path below `/at/{t}`, or else the path.
pub(super) fn below(path: &str) -> &str {
    let rest = path.strip_prefix("/at/").and_then(|rest| rest.find('/').map(|end| &rest[end..]));
    rest.unwrap_or(path)
}

/// Gives a request the data of the commit that its path names.
pub(super) async fn pin(
    State(app): State<Arc<App>>,
    parameters: RawPathParams,
    context: RequestContext,
    mut request: Request,
    next: Next,
) -> HttpResponse {
    let dialect = Dialect::of(&request);
    let asked = parameters.iter().find(|(name, _)| *name == "t").and_then(|(_, t)| number(t));
    let found = match asked {
        Some(t) => at(&app, &context, t).await,
        None => Err(Refusal::new(Reason::NotFound, "write the number of a commit: /at/5/graphql")),
    };
    match found {
        Ok(data) => {
            let t = data.t;
            request.extensions_mut().insert(Pinned { data, is_past: true });
            let mut response = next.run(request).await;
            if let Some(t) = t {
                response.headers_mut().insert(NUMBER, HeaderValue::from(t));
            }
            response
        }
        Err(refusal) => refusal.respond(dialect()),
    }
}

/// The data after a commit.
///
/// # Errors
/// If there are none, or the server is busy.
pub(super) async fn at(app: &Arc<App>, context: &RequestContext, t: u64) -> Result<Arc<Data>, Refusal> {
    let Some(live) = app.writing().and_then(Writing::live) else {
        return Err(Refusal::new(Reason::NotFound, "this server keeps no earlier data; `plenary serve --store` does"));
    };
    let now = context.data.clone().filter(|data| data.t == Some(t));
    if let Some(data) = now.or_else(|| app.past().kept(t)) {
        return Ok(data);
    }
    // One at a time, as each takes the memory of the data; who waits too long hears that the server is busy.
    let patience = context.clock().time_left().unwrap_or_default();
    let turn = Arc::clone(&app.past().making).lock_owned();
    let Ok(turn) = tokio::time::timeout(patience, turn).await else {
        return Err(Refusal::new(Reason::Busy, "others ask for earlier data; try again in a moment"));
    };
    if let Some(data) = app.past().kept(t) {
        return Ok(data);
    }
    // The work holds it: it goes on when the client goes away.
    let turn = Arc::new(turn);
    let start = |place: Arc<Place>, _: Clock| {
        let (app, live, turn) = (Arc::clone(app), Arc::clone(live), Arc::clone(&turn));
        blocking(place, move || {
            let _turn = turn;
            let generation = live.at(t)?;
            let data = Arc::new(Data::of(&generation));
            app.past().keep(t, Arc::clone(&data));
            Ok::<_, crate::live::Error>(data)
        })
    };
    match app.gate().run(context, None, start).await {
        Ok((Ok(Ok(data)), _)) => Ok(data),
        Ok((Ok(Err(error)), _)) => Err(error.into()),
        Ok((Err(error), _)) => Err(Refusal::internal(&error)),
        Err(busy) => Err(busy.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{below, number};

    #[test]
    fn a_commit_is_named_by_digits() {
        assert_eq!(number("5"), Some(5));
        for other in ["", "+5", "-1", "1e3", " 5", "99999999999999999999999"] {
            assert_eq!(number(other), None, "{other:?}");
        }
    }

    #[test]
    fn the_path_below_a_commit_is_that_of_the_data() {
        for (path, expected) in [
            ("/at/5/graphql", "/graphql"),
            ("/at/5/id/actor/chn", "/id/actor/chn"),
            ("/at/5", "/at/5"),
            ("/at", "/at"),
            ("/graphql", "/graphql"),
            ("/id/at/5/x", "/id/at/5/x"),
        ] {
            assert_eq!(below(path), expected);
        }
    }
}

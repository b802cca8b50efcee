//! Plans that are kept: a query that comes again is neither parsed nor planned.

use super::Request;
use super::endpoint::Planned;
use plenary_graph::triples::Triples;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::{Arc, Weak};

/// Bytes that all kept plans take with their queries, about.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Plans of this size are usual.
const USUAL: usize = 16 * 1024;
/// Longer queries are not kept.
const LONGEST: usize = 16 * 1024;

/// What a plan is made of: query, base, and the graphs of the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key(Request);

/// A plan with the data that it was made for. They may be gone by now.
#[derive(Clone)]
struct Kept {
    triples: Weak<Triples>,
    planned: Arc<Planned>,
}

/// Weighs plans.
#[derive(Clone)]
struct Scales;

impl Weighter<Key, Kept> for Scales {
    fn weight(&self, key: &Key, kept: &Kept) -> u64 {
        (length(&key.0) + kept.planned.weight()) as u64
    }
}

/// Bytes of what a client asks.
fn length(request: &Request) -> usize {
    let graphs = request.default_graphs.iter().chain(&request.named_graphs);
    request.query.len()
        + request.base.as_ref().map_or(0, String::len)
        + graphs.map(|graph| 32 + graph.len()).sum::<usize>()
}

/// The plans that were used last.
pub(super) struct PlanCache(Cache<Key, Kept, Scales>);

impl Default for PlanCache {
    fn default() -> Self {
        Self(Cache::with_weighter(MOST_BYTES / USUAL, MOST_BYTES as u64, Scales))
    }
}

impl std::fmt::Debug for PlanCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlanCache").field("plans", &self.0.len()).finish()
    }
}

impl PlanCache {
    /// Whether the plan of what a client asks may be kept.
    pub(super) fn takes(&self, request: &Request) -> bool {
        length(request) <= LONGEST
    }

    /// The plan of what a client asks, if it was made for these data.
    pub(super) fn find(&self, request: &Request, triples: &Arc<Triples>) -> Option<Arc<Planned>> {
        let kept = self.0.get(request)?;
        std::ptr::eq(kept.triples.as_ptr(), Arc::as_ptr(triples)).then_some(kept.planned)
    }

    /// Keeps a plan, in the place of one for other data.
    pub(super) fn keep(&self, request: &Request, triples: &Arc<Triples>, planned: &Arc<Planned>) {
        let kept = Kept { triples: Arc::downgrade(triples), planned: Arc::clone(planned) };
        self.0.insert(Key(request.clone()), kept);
    }
}

impl std::borrow::Borrow<Request> for Key {
    fn borrow(&self) -> &Request {
        &self.0
    }
}

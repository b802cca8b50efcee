//! Plans of requests that have been seen, so that a repeated request is neither parsed nor validated again.

use super::engine::Request;
use crate::query::Plan;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

/// Number of plans that are kept.
const MOST_PLANS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1023);
/// Longer requests are not kept, so that the cache stays small.
const LONGEST_REQUEST: usize = 16 * 1024;

/// What a plan depends on besides the ontology.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PlanKey {
    query: String,
    operation_name: Option<String>,
    variables: String,
    languages: Vec<String>,
}

impl PlanKey {
    /// The key of a request; none if it is too long to be kept.
    pub(super) fn new(request: &Request) -> Option<Self> {
        if request.query.len() > LONGEST_REQUEST {
            return None;
        }
        let variables = serde_json::to_string(&request.variables).ok().filter(|text| text.len() <= LONGEST_REQUEST)?;
        Some(Self {
            query: request.query.clone(),
            operation_name: request.operation_name.clone(),
            variables,
            languages: request.languages.clone(),
        })
    }
}

/// The plans that were used last.
pub(super) struct PlanCache(Mutex<LruCache<PlanKey, Arc<Plan>>>);

impl Default for PlanCache {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MOST_PLANS)))
    }
}

impl PlanCache {
    pub(super) fn get(&self, key: &PlanKey) -> Option<Arc<Plan>> {
        // A panic elsewhere cannot leave the cache in a bad state: entries are put in whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(super) fn put(&self, key: PlanKey, plan: Arc<Plan>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, plan);
    }
}

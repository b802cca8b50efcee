//! Plans of requests that have been seen, so that a repeated request is neither parsed nor validated again.

use super::engine::Request;
use crate::query::Plan;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

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

/// An answer that takes no longer is over sooner than it could be given to another thread and back.
const QUICK: Duration = Duration::from_micros(500);

/// A plan, and whether it was quick when it was last carried out. The plan holds the values of all variables, so over
/// the same data it will be again.
#[derive(Debug)]
pub(super) struct KeptPlan {
    plan: Arc<Plan>,
    is_quick: AtomicBool,
}

impl KeptPlan {
    pub(super) fn new(plan: Plan) -> Self {
        Self { plan: Arc::new(plan), is_quick: AtomicBool::new(false) }
    }

    pub(super) fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    pub(super) fn is_quick(&self) -> bool {
        self.is_quick.load(Ordering::Relaxed)
    }

    pub(super) fn took(&self, time: Duration) {
        self.is_quick.store(time <= QUICK, Ordering::Relaxed);
    }
}

/// The plans that were used last.
pub(super) struct PlanCache(Mutex<LruCache<PlanKey, Arc<KeptPlan>>>);

impl Default for PlanCache {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MOST_PLANS)))
    }
}

impl PlanCache {
    pub(super) fn get(&self, key: &PlanKey) -> Option<Arc<KeptPlan>> {
        // A panic elsewhere cannot leave the cache in a bad state: entries are put in whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(super) fn put(&self, key: PlanKey, plan: Arc<KeptPlan>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, plan);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::RootShape;

    #[test]
    fn a_plan_is_quick_if_it_was_so_the_last_time() {
        let kept = KeptPlan::new(Plan { steps: Vec::new(), shape: RootShape::default(), cost: 0 });
        assert!(!kept.is_quick(), "nothing is known yet");
        for (time, is_quick) in [(QUICK, true), (QUICK + Duration::from_nanos(1), false), (Duration::ZERO, true)] {
            kept.took(time);
            assert_eq!(kept.is_quick(), is_quick, "{time:?}");
        }
    }
}

//! Plans of requests that have been seen, so that a repeated request is neither parsed nor validated again.
//!
//! Plans weigh bytes: all that are kept take [`MOST_BYTES`] at most. Texts that are ready, such as the
//! schema, stand in no plan ([`crate::query::Known`]).

use super::request::Request;
use crate::query::Plan;
use quick_cache::sync::Cache;
use quick_cache::{Equivalent, Weighter};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Bytes that all kept plans take with their requests, about.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Bytes that one kept plan takes: a request that is not like others does not push them out.
const LARGEST: usize = 512 * 1024;
/// Plans of this size are usual.
const USUAL: usize = 16 * 1024;
/// Longer requests are not kept.
const LONGEST_REQUEST: usize = 16 * 1024;

/// What a plan depends on besides the ontology.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PlanKey {
    query: String,
    operation_name: Option<String>,
    variables: String,
    languages: Arc<[String]>,
}

/// The same of a request that asks whether there is a plan: its texts stay where they are.
#[derive(Debug, Clone, Hash)]
pub(super) struct Asked<'a> {
    query: &'a str,
    operation_name: Option<&'a str>,
    variables: String,
    languages: Arc<[String]>,
}

impl<'a> Asked<'a> {
    /// The key of a request whose reader has these languages; none if it is too long to be kept.
    pub(super) fn new(request: &'a Request, languages: Arc<[String]>) -> Option<Self> {
        let operation_name = request.operation_name.as_deref();
        if request.query.len() > LONGEST_REQUEST || operation_name.is_some_and(|name| name.len() > LONGEST_REQUEST) {
            return None;
        }
        let variables = match request.variables.is_empty() {
            true => String::new(),
            false => serde_json::to_string(&request.variables).ok().filter(|text| text.len() <= LONGEST_REQUEST)?,
        };
        Some(Self { query: &request.query, operation_name, variables, languages })
    }

    /// The same with texts of its own, for a plan that is kept.
    pub(super) fn into_key(self) -> PlanKey {
        let Self { query, operation_name, variables, languages } = self;
        PlanKey { query: query.to_owned(), operation_name: operation_name.map(str::to_owned), variables, languages }
    }
}

impl Equivalent<PlanKey> for Asked<'_> {
    fn equivalent(&self, key: &PlanKey) -> bool {
        self.query == key.query
            && self.operation_name == key.operation_name.as_deref()
            && self.variables == key.variables
            && self.languages == key.languages
    }
}

impl PlanKey {
    fn weight(&self) -> usize {
        let languages: usize = self.languages.iter().map(|tag| tag.len() + size_of::<String>()).sum();
        let name = self.operation_name.as_ref().map_or(0, String::len);
        size_of::<Self>() + self.query.len() + name + self.variables.len() + languages
    }
}

/// An answer that takes no longer is over sooner than it could be given to another thread and back.
const QUICK: Duration = Duration::from_micros(500);

/// A plan, and whether it was quick when it was last carried out. The plan holds the values of all variables, so over
/// the same data it will be again.
#[derive(Debug)]
pub(super) struct KeptPlan {
    plan: Arc<Plan>,
    weight: usize,
    is_quick: AtomicBool,
}

impl KeptPlan {
    pub(super) fn new(plan: Plan) -> Self {
        let weight = plan.weight();
        Self { plan: Arc::new(plan), weight, is_quick: AtomicBool::new(false) }
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

/// Gives the cache the weight of a plan.
#[derive(Clone)]
struct Scales;

impl Weighter<PlanKey, Arc<KeptPlan>> for Scales {
    fn weight(&self, key: &PlanKey, kept: &Arc<KeptPlan>) -> u64 {
        (key.weight() + kept.weight) as u64
    }
}

/// The plans that were used last.
pub(super) struct PlanCache(Cache<PlanKey, Arc<KeptPlan>, Scales>);

impl Default for PlanCache {
    fn default() -> Self {
        Self(Cache::with_weighter(MOST_BYTES / USUAL, MOST_BYTES as u64, Scales))
    }
}

impl PlanCache {
    pub(super) fn get(&self, key: &Asked<'_>) -> Option<Arc<KeptPlan>> {
        self.0.get(key)
    }

    pub(super) fn put(&self, key: PlanKey, plan: Arc<KeptPlan>) {
        if key.weight() + plan.weight <= LARGEST {
            self.0.insert(key, plan);
        }
    }

    /// Number of plans that are kept, and the bytes that they take.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.0.len(), usize::try_from(self.0.weight()).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Read, RootShape, Step};

    fn plan(label: String) -> Plan {
        let step = Step { parents: None, read: Read::Dataset, label, cost: 1 };
        Plan { steps: vec![step], shape: RootShape::default(), cost: 0 }
    }

    #[test]
    fn a_plan_is_quick_if_it_was_so_the_last_time() {
        let kept = KeptPlan::new(plan(String::new()));
        assert!(!kept.is_quick(), "nothing is known yet");
        for (time, is_quick) in [(QUICK, true), (QUICK + Duration::from_nanos(1), false), (Duration::ZERO, true)] {
            kept.took(time);
            assert_eq!(kept.is_quick(), is_quick, "{time:?}");
        }
    }

    #[test]
    fn hostile_a3_the_plan_cache_weighs_bytes() {
        let cache = PlanCache::default();
        let request = |i: usize| Request { query: format!("{{ a{i}: __typename }}"), ..Request::default() };
        let key = |i: usize| Asked::new(&request(i), Arc::from([])).unwrap().into_key();
        for i in 0..200 {
            cache.put(key(i), Arc::new(KeptPlan::new(plan("x".repeat(LARGEST / 2)))));
        }
        let (plans, bytes) = cache.size();
        assert!(plans > 10 && bytes <= MOST_BYTES, "{plans} plans of {bytes} bytes");
        cache.put(key(200), Arc::new(KeptPlan::new(plan("x".repeat(LARGEST)))));
        let kept = |i: usize| cache.get(&Asked::new(&request(i), Arc::from([])).unwrap());
        assert!(kept(200).is_none(), "too large to be kept");
        assert!(kept(199).is_some(), "the last that is not");
        let long = Request { query: "x".repeat(LONGEST_REQUEST + 1), ..Request::default() };
        assert!(Asked::new(&long, Arc::from([])).is_none());
    }
}

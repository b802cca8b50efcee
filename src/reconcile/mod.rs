//! Matching of names in other data with resources of this dataset: the W3C Reconciliation Service API 0.2
//! (<https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/>), which OpenRefine speaks.
//!
//! Every resource with a `label` that the shapes require can be matched. Candidates come from full text, in every language at
//! once, and from equal codes and links out; then each is scored by its own names (`score` says how). Everything here
//! is pure: JSON in, JSON out, read through a [`Reader`]. How requests come and go is `http`'s.

mod candidates;
mod describe;
mod extend;
mod manifest;
mod preview;
mod queries;
mod score;
mod suggest;
mod types;

pub use manifest::manifest;

use crate::clock::Clock;
use crate::ontology::Ontology;
use crate::query::{self, Budget, Limits, Reader};
use std::cell::RefCell;
use types::Types;

/// Most queries of one batch, and most resources of one data extension.
pub const MOST_QUERIES: usize = 200;
/// Number of candidates if a query names none.
pub const DEFAULT_CANDIDATES: usize = 5;
/// Most candidates of one query, and most suggestions.
pub const MOST_CANDIDATES: usize = 50;
/// Most values of one property of one resource.
pub const MOST_VALUES: usize = 200;

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request is wrong; the message says where and what to do.
    #[error("{0}")]
    Request(String),
    /// A limit is exceeded, or the data cannot be read.
    #[error(transparent)]
    Read(#[from] query::Error),
}

impl Error {
    fn request(problem: impl Into<String>) -> Self {
        Self::Request(problem.into())
    }
}

/// Answers requests over one source of data, within one budget.
///
/// # Example
/// ```
/// use plenary::{query::Limits, reconcile::Service, server::Files};
/// let files = Files::choose(None, &[])?;
/// let ontology = files.ontology()?;
/// let (snapshot, _triples) = files.load(&ontology, false)?.data(&ontology);
///
/// let limits = Limits::default();
/// let service = Service::new(&ontology, &snapshot, &["en".into()], limits, &limits.clock());
/// let answer = service.reconcile(r#"{"q0": {"query": "Côte d'Ivoire", "type": "State"}}"#)?;
/// assert_eq!(answer["q0"]["result"][0]["id"], "https://w3id.org/plenary/id/actor/civ");
/// assert_eq!(answer["q0"]["result"][0]["match"], true);
/// # Ok::<(), anyhow::Error>(())
/// ```
#[derive(Debug)]
pub struct Service<'a, R> {
    ontology: &'a Ontology,
    types: Types,
    reader: &'a R,
    /// Languages of names and descriptions, most wanted first.
    languages: Vec<String>,
    budget: RefCell<Budget>,
}

impl<'a, R: Reader> Service<'a, R> {
    /// A service for one request, whose reader wants `languages` before those of the ontology.
    pub fn new(ontology: &'a Ontology, reader: &'a R, languages: &[String], limits: Limits, clock: &Clock) -> Self {
        let mut chain = languages.to_vec();
        chain.extend(ontology.languages().iter().filter(|tag| !languages.contains(tag)).cloned());
        let types = Types::of(ontology);
        Self { ontology, types, reader, languages: chain, budget: RefCell::new(Budget::new(limits, clock)) }
    }

    /// Reads within the budget.
    fn read<T>(&self, read: impl FnOnce(&R, &mut Budget) -> Result<T, query::Error>) -> Result<T, query::Error> {
        read(self.reader, &mut self.budget.borrow_mut())
    }
}

/// The value of a member of a JSON object that may be absent or null.
fn member<'v>(object: &'v serde_json::Value, name: &str) -> Option<&'v serde_json::Value> {
    object.get(name).filter(|value| !value.is_null())
}

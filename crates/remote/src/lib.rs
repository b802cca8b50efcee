//! The same GraphQL over any SPARQL 1.1 endpoint, for data that have outgrown one machine.
//!
//! [`Remote`] is a [`Reader`](plenary_query::Reader) that lives as long as one request. Each step of a plan becomes one
//! SPARQL query, or several if it has very many parents, which stand in `VALUES`:
//!
//! ```text
//! step ──patterns──► spargebra algebra ──endpoint──► rows of terms ──lists, order, groups──► column
//! ```
//!
//! `patterns` says in algebra what a path, a class and a condition are, so conditions are always met by the endpoint.
//! A list of one parent in the order of IRIs is cut there as well; other lists come whole and are sorted and cut here, by
//! the same keys as those of the snapshot. Groups are counted by the endpoint. Terms are numbered as they come
//! (`terms`), so ids say nothing of order.
//!
//! The endpoint is expected to hold what `plenary dump` and the rules give, checked against the shapes, and to ask the
//! union of all graphs where a query names none. Full text needs the texts in memory: `reading` says which, `texts` reads and
//! keeps them, `finding` searches in them. Analyses run here on the part of the data that they look at (`analyses`):
//! comparisons on a `part` that is read beforehand, walks on a `link_source` that is read front by front.
//!
//! `cache` keeps answers that the endpoint gives with a validator, and asks whether they still hold.
//!
//! # Example
//!
//! ```no_run
//! use plenary_ontology::Ontology;
//! use plenary_remote::{Auth, Endpoint, Remote, Settings};
//!
//! # fn reads(ontology: &Ontology) -> Result<(), Box<dyn std::error::Error>> {
//! let endpoint = Endpoint::new("http://localhost:8890/sparql", Auth::None, Settings::default())?;
//! let reader = Remote::new(&endpoint, ontology); // for one request: give it to plenary_query::answer
//! # Ok(())
//! # }
//! ```

mod analyses;
mod answer;
mod auth;
mod cache;
mod comparisons;
mod dataset;
mod endpoint;
mod expressions;
mod failure;
mod finding;
mod group;
mod groups;
mod kinds;
mod link_source;
mod lists;
mod members;
mod order;
mod part;
mod patterns;
mod reader;
mod reading;
mod semaphore;
mod terms;
mod texts;

pub use auth::Auth;
pub use endpoint::{Endpoint, Settings};
pub use failure::SetupError;
pub use reader::Remote;
pub use texts::Refreshed;

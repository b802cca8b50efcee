//! The data at one moment, in sorted arrays that never change.
//!
//! [`terms`] numbers all terms, resources in the order of their IRIs (those that came since the arrays were sorted, after all others). [`triples`] answers SPARQL and linked data: all triples over
//! those numbers, sorted three ways, each with the set of graphs that state it. [`snapshot`] answers GraphQL: it is made from the triples,
//! shares their dictionary, and has a compressed sparse row for each path of the ontology. Both are written into a file of arrays, and
//! opened from it without being built.
//!
//! # Example
//!
//! ```
//! use oxigraph::model::{IriParseError, NamedNode, Quad};
//! use plenary_graph::triples::Triples;
//!
//! let name = |name: &str| NamedNode::new(format!("http://example.org/{name}"));
//! let stated_in = |graph: &str| -> Result<Quad, IriParseError> {
//!     Ok(Quad::new(name("bern")?, name("in")?, name("switzerland")?, name(graph)?))
//! };
//! let triples = Triples::build([stated_in("a"), stated_in("b")])?;
//! assert_eq!(triples.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where it stops
//!
//! Nothing here parses, plans or writes an answer, and nothing changes once it is built: data after a change are new triples and a new
//! snapshot, which share with the last ones what stays, and which the server publishes.

#[cfg(test)]
mod chance;
pub mod snapshot;
pub mod terms;
pub mod triples;

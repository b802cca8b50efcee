//! Why data cannot be loaded.
//!
//! One enum for the whole module: a caller either shows the message or, for [`Error::Invalid`], walks through the
//! report. Nothing is ever half loaded, so no variant asks to be recovered from.

use super::Report;
use plenary_ontology::Place;
use std::io;

/// Why data cannot be loaded or written. Every message names the file, the rule or the shape.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Error {
    #[error("cannot read {path}")]
    Read { path: String, source: io::Error },
    #[error("{place}: {message}")]
    Syntax { place: String, message: String },
    #[error("{path}: unknown file extension; known are {known}")]
    UnknownExtension { path: String, known: String },
    #[error("{path}: no RDF file in this folder; known extensions are {known}")]
    NoData { path: String, known: String },
    #[error("{file}: writes into {graph}, which only the rules fill; leave it out, loading derives it again")]
    DerivedGraph { file: String, graph: String },
    #[error("{file}: names a graph with the blank node {graph}; graphs need an IRI")]
    BlankGraph { file: String, graph: String },
    #[error("the prefix `{prefix}` is declared as `{namespace}`, which is not an IRI: {message}")]
    Prefix { prefix: String, namespace: String, message: String },
    #[error("{place}: the rule {problem}")]
    Rule { place: Place, problem: String },
    #[error("the rules still add triples after {rounds} rounds: {rules}")]
    EndlessRules { rounds: usize, rules: String },
    #[error(transparent)]
    Shapes(#[from] plenary_shacl::Error),
    #[error(
        "{file}: there are more than {most} quads up to here, more than a commit may change; make several commits of them"
    )]
    TooManyQuads { file: String, most: usize },
    #[error("the data have more than 2^32 {what}")]
    TooMany { what: &'static str },
    #[error(transparent)]
    TooLarge(#[from] plenary_graph::triples::TooLarge),
    #[error(transparent)]
    Build(#[from] plenary_graph::triples::BuildError),
    #[error(transparent)]
    Room(#[from] plenary_arrays::Error),
    #[error(
        "{what} take about {} MB, more than of the {} MB of memory can be had for them; allow more with --memory, or {advice}",
        .taken / 1_000_000,
        .bytes / 1_000_000
    )]
    Memory { what: &'static str, taken: usize, bytes: usize, advice: &'static str },
    #[error("{0}")]
    Invalid(Box<Report>),
    #[error("{subject}: {problem}")]
    Unwritable { subject: String, problem: super::Unwritable },
    #[error("cannot write")]
    Write(#[source] io::Error),
    #[error("the store failed")]
    Storage(#[from] oxigraph::store::StorageError),
}

//! Whole graphs, to read and to write (SPARQL 1.1 Graph Store HTTP Protocol, without the HTTP).

use super::endpoint::{Endpoint, Source, serializer};
use super::memory::{MemoryStore, RdfText};
use super::{Error, Limits};
use crate::triples::Triples;
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, Quad, Triple};
use oxigraph::sparql::CancellationToken;
use std::io::Write;
use std::sync::Arc;

/// Which graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GraphTarget {
    /// The default graph: the union of all for the data, one of its own in a store that clients write.
    Default,
    /// A named graph.
    Named(NamedNode),
}

impl GraphTarget {
    /// The graph of an IRI.
    ///
    /// # Errors
    /// If it is no IRI.
    pub fn named(iri: &str) -> Result<Self, Error> {
        let problem = |error| Error::BadRequest(format!("the graph `{iri}` is no IRI: {error}"));
        NamedNode::new(iri).map(Self::Named).map_err(problem)
    }

    fn name(&self) -> GraphName {
        match self {
            Self::Default => GraphName::DefaultGraph,
            Self::Named(name) => name.clone().into(),
        }
    }
}

/// A graph that is there.
pub struct GraphContent<'a> {
    endpoint: &'a Endpoint,
    triples: Found,
}

enum Found {
    /// The triples of a graph by its name; all if it has none.
    Data(Arc<Triples>, Option<NamedNode>),
    Memory(Vec<Quad>),
}

/// The clock is looked at once in so many triples.
const TRIPLES_PER_LOOK: usize = 1024;

impl Endpoint {
    /// A graph to read; `None` if there is none of that name.
    ///
    /// # Errors
    /// If the store fails.
    pub fn graph(&self, source: Source, target: &GraphTarget) -> Result<Option<GraphContent<'_>>, Error> {
        let triples = match (source, target) {
            (Source::Data(data), GraphTarget::Default) => Some(Found::Data(data.triples, None)),
            (Source::Data(data), GraphTarget::Named(name)) => {
                let is_there = data.triples.graph(name.as_ref()).is_some();
                is_there.then(|| Found::Data(data.triples, Some(name.clone())))
            }
            (Source::Memory(store), target) => store.graph(&target.name())?.map(Found::Memory),
        };
        Ok(triples.map(|triples| GraphContent { endpoint: self, triples }))
    }
}

impl MemoryStore {
    /// Adds RDF to a graph, or with `replace` puts it in place of what was there. Says whether the graph is new.
    ///
    /// # Errors
    /// If a text is not RDF, or the store fails. Nothing has been changed then.
    pub fn write_graph(&self, target: &GraphTarget, texts: &[RdfText], replace: bool) -> Result<bool, Error> {
        self.write(&target.name(), texts, replace)
    }

    /// Removes a graph; the default graph is emptied. Says whether it was there.
    ///
    /// # Errors
    /// If the store fails.
    pub fn remove_graph(&self, target: &GraphTarget) -> Result<bool, Error> {
        self.remove(&target.name())
    }
}

impl GraphContent<'_> {
    /// Writes the triples of the graph.
    ///
    /// # Errors
    /// If time is over, or `out` fails.
    pub fn write(self, format: RdfFormat, token: &CancellationToken, out: impl Write) -> Result<usize, Error> {
        let mut writer = serializer(format, self.endpoint.prefixes()).for_writer(out);
        let limits: &Limits = self.endpoint.limits();
        let mut count = 0;
        let mut write = |triple: Triple| {
            count += 1;
            if count % TRIPLES_PER_LOOK == 0 && token.is_cancelled() {
                return Err(Error::Deadline { limit_ms: limits.time.as_millis() });
            }
            writer.serialize_triple(&triple).map_err(Error::Output)
        };
        match self.triples {
            Found::Data(triples, None) => triples.triples(None, None, None).try_for_each(&mut write)?,
            Found::Data(triples, Some(name)) => {
                triples.graph(name.as_ref()).into_iter().flatten().try_for_each(&mut write)?;
            }
            Found::Memory(quads) => quads.into_iter().map(Triple::from).try_for_each(&mut write)?,
        }
        writer.finish().and_then(|mut out| out.flush()).map_err(Error::Output)?;
        Ok(count)
    }
}

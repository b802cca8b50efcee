//! Whole graphs, to read and to write (SPARQL 1.1 Graph Store HTTP Protocol, without the HTTP).

use super::endpoint::{Endpoint, Source};
use super::error::beginning;
use super::format::Format;
use super::memory::{MemoryStore, RdfText};
use super::{Error, Limits};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, Quad, Triple};
use oxigraph::sparql::CancellationToken;
use plenary_graph::triples::Triples;
use plenary_store::{RdfWriter, Unwritable, unwritable};
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
        let problem = |error| Error::BadRequest(format!("the graph `{}` is no IRI: {error}", beginning(iri)));
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

/// The clock is checked once in this number of triples.
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
    /// If a text is not RDF, is too large when it is read, or the store fails; if time is over. Nothing has been changed then.
    pub fn write_graph(
        &self,
        endpoint: &Endpoint,
        target: &GraphTarget,
        texts: &[RdfText],
        replace: bool,
        token: &CancellationToken,
    ) -> Result<bool, Error> {
        self.write(endpoint.limits(), &target.name(), texts, replace, token)
    }

    /// Removes a graph; the default graph is emptied. Says whether it was there.
    ///
    /// # Errors
    /// If the store fails, or time is over before it can be written.
    pub fn remove_graph(
        &self,
        endpoint: &Endpoint,
        target: &GraphTarget,
        token: &CancellationToken,
    ) -> Result<bool, Error> {
        self.remove(endpoint.limits(), &target.name(), token)
    }
}

impl GraphContent<'_> {
    /// What keeps the graph from being written in a format, if it is one for triples.
    pub fn unwritable(&self, format: Format, token: &CancellationToken) -> Option<Unwritable> {
        let Format::Rdf(format @ (RdfFormat::JsonLd { .. } | RdfFormat::RdfXml)) = format else { return None };
        let mut triples = self.triples().zip(1_usize..);
        triples
            .by_ref()
            .take_while(|(_, count)| count % TRIPLES_PER_LOOK != 0 || !token.is_cancelled())
            .find_map(|(triple, _)| unwritable(format, &triple))
    }

    fn triples(&self) -> Box<dyn Iterator<Item = Triple> + '_> {
        match &self.triples {
            Found::Data(triples, None) => Box::new(triples.triples(None, None, None)),
            Found::Data(triples, Some(name)) => Box::new(triples.graph(name.as_ref()).into_iter().flatten()),
            Found::Memory(quads) => Box::new(quads.iter().cloned().map(Triple::from)),
        }
    }

    /// Writes the triples of the graph.
    ///
    /// # Errors
    /// If time is over, or `out` fails.
    pub fn write(self, format: RdfFormat, token: &CancellationToken, out: impl Write) -> Result<usize, Error> {
        let mut writer = RdfWriter::new(format, self.endpoint.prefixes().iter(), out);
        let limits: &Limits = self.endpoint.limits();
        let mut count = 0;
        for triple in self.triples() {
            count += 1;
            if count % TRIPLES_PER_LOOK == 0 && token.is_cancelled() {
                return Err(Error::Deadline { limit_ms: limits.time.as_millis() });
            }
            writer.triple(&triple)?;
        }
        writer.finish().map_err(Error::Output)?;
        Ok(count)
    }
}

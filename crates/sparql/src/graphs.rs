//! Whole graphs, to read and to write (SPARQL 1.1 Graph Store HTTP Protocol, without the HTTP).

use super::endpoint::{Data, Endpoint, Source};
use super::error::beginning;
use super::format::Format;
use super::{Error, Limits};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, NamedNode, Triple};
use oxigraph::sparql::CancellationToken;
use plenary_graph::triples::Triples;
use plenary_store::{RdfWriter, Unwritable, unwritable};
use std::io::Write;
use std::sync::Arc;

/// Which graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GraphTarget {
    /// The default graph: the union of all, or, in a plain dataset, one of its own.
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

    /// The name that quads of the graph have.
    pub fn name(&self) -> GraphName {
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
    /// The default graph, which is one of its own.
    Default(Arc<Triples>),
}

/// The clock is checked once in this number of triples.
const TRIPLES_PER_LOOK: usize = 1024;

impl Endpoint {
    /// A graph to read; `None` if there is none of that name. A default graph is always there.
    pub fn graph(&self, source: Source, target: &GraphTarget) -> Option<GraphContent<'_>> {
        let triples = match (source, target) {
            (Source::Data(data), GraphTarget::Default) => Some(Found::Data(data.triples, None)),
            (Source::Data(Data { triples, .. }) | Source::Plain(triples), GraphTarget::Named(name)) => {
                let is_there = triples.graph(name.as_ref()).is_some();
                is_there.then(|| Found::Data(triples, Some(name.clone())))
            }
            (Source::Plain(triples), GraphTarget::Default) => Some(Found::Default(triples)),
        };
        triples.map(|triples| GraphContent { endpoint: self, triples })
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
            Found::Default(triples) => {
                let quads = triples.quads(None, None, None);
                Box::new(quads.filter(|quad| quad.graph_name == GraphName::DefaultGraph).map(Triple::from))
            }
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

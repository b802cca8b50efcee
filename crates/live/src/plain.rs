//! What is stated, as the dataset that clients of SPARQL were made for: with a default graph of its own and with blank nodes, and without
//! what rules derive and the ontology states.
//!
//! The store itself knows none of this. One of its graphs stands for the default graph, and IRIs stand for blank nodes.

use crate::ground::Fixed;
use crate::{Edits, Error};
use oxigraph::model::{GraphName, NamedNode, Quad};
use plenary_graph::triples::Triples;
use plenary_ontology::Prefixes;
use plenary_store::{Blank, default_graph};
use std::convert::Infallible;

#[derive(Debug)]
pub(crate) struct Plain {
    default: NamedNode,
    blank: Blank,
}

impl Plain {
    pub(crate) fn of(prefixes: &Prefixes) -> Self {
        Self { default: default_graph(prefixes), blank: Blank::of(prefixes) }
    }

    /// The dataset that is seen of all triples.
    pub(crate) fn shown(&self, triples: &Triples, fixed: &Fixed) -> Result<Triples, Error> {
        let stated = triples.quads(None, None, None).filter(|quad| !fixed.has(quad));
        let quads = stated.map(|quad| {
            let mut quad = self.blank.unnamed(&quad);
            if matches!(&quad.graph_name, GraphName::NamedNode(graph) if *graph == self.default) {
                quad.graph_name = GraphName::DefaultGraph;
            }
            Ok::<_, Infallible>(quad)
        });
        Triples::build(quads).map_err(|error| Error::Build(error.to_string().into()))
    }

    /// Edits of the dataset as edits of the store. Blank nodes that are new stay.
    pub(crate) fn kept(&self, edits: Edits) -> Edits {
        let kept = |quads: Vec<Quad>| {
            let kept = |quad: &Quad| {
                let mut quad = self.blank.named(quad);
                if quad.graph_name == GraphName::DefaultGraph {
                    quad.graph_name = self.default.clone().into();
                }
                quad
            };
            quads.iter().map(kept).collect()
        };
        Edits { deleted: kept(edits.deleted), added: kept(edits.added), ..edits }
    }
}

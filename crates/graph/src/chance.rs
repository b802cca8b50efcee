//! Random data that change, for tests.

use crate::triples::{Changes, NO_GRAPH, Triples};
use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// Some names stand before all others, and some after.
    pub(crate) fn name(&mut self) -> String {
        format!("{}{}", ["s", "s", "s", "a", "z"][self.below(5) as usize], self.below(9))
    }
}

pub(crate) fn iri(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/{name}"))
}

/// The changes that lead from some quads to others, by how these are written.
pub(crate) fn changes(
    triples: &Triples,
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
    all: &hashbrown::HashMap<String, Quad>,
) -> Changes {
    let mut terms = Vec::new();
    let mut numbers = HashMap::new();
    let mut number = |term: Term| {
        triples.terms.find(term.as_ref()).unwrap_or_else(|| {
            *numbers.entry(term.clone()).or_insert_with(|| {
                terms.push(term);
                (triples.terms.len() + terms.len() - 1) as u32
            })
        })
    };
    let mut graphs: BTreeMap<[u32; 3], Vec<u32>> = BTreeMap::new();
    for quad in before.symmetric_difference(after) {
        let quad = &all[quad];
        let triple = [quad.subject.clone().into(), quad.predicate.clone().into(), quad.object.clone()];
        let key = triple.map(&mut number);
        let of_triple = after.iter().map(|other| &all[other]).filter(|other| {
            (&other.subject, &other.predicate, &other.object) == (&quad.subject, &quad.predicate, &quad.object)
        });
        let of_triple = of_triple.map(|other| match &other.graph_name {
            GraphName::NamedNode(graph) => number(graph.clone().into()),
            _ => NO_GRAPH,
        });
        graphs.insert(key, of_triple.collect());
    }
    Changes { terms, graphs }
}

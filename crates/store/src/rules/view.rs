//! The data as rules read them: the union of all graphs, each triple once, and each graph by its name.

use crate::grown::Grown;
use oxigraph::model::Term;
use plenary_graph::terms::as_kept;
use plenary_graph::triples::NO_GRAPH;
use plenary_shacl::Data;
use spareval::{InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;

/// See the [module](self).
pub(super) struct View<'a> {
    data: &'a Grown,
    made: RefCell<Made>,
}

/// Terms that are not in the data: constants of the rule and what its expressions give. They are numbered after those of the data.
#[derive(Default)]
struct Made {
    numbers: HashMap<Term, u32>,
    terms: Vec<Term>,
}

impl<'a> View<'a> {
    pub(super) fn new(data: &'a Grown) -> Self {
        Self { data, made: RefCell::default() }
    }
}

impl<'a> QueryableDataset<'a> for View<'a> {
    type InternalTerm = u32;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&u32>,
        predicate: Option<&u32>,
        object: Option<&u32>,
        graph_name: Option<Option<&u32>>,
    ) -> impl Iterator<Item = Result<InternalQuad<u32>, Infallible>> + use<'a> {
        let (data, wanted) = (self.data, graph_name.map(|graph| graph.copied()));
        let found = data.found(subject.copied(), predicate.copied(), object.copied());
        found.flat_map(move |([subject, predicate, object], graphs)| {
            let (one, each) = match wanted {
                Some(None) => (Some(None), None),
                Some(Some(graph)) => (graphs.contains(&graph).then_some(Some(graph)), None),
                None => (None, Some(graphs)),
            };
            let named = each.into_iter().flatten().filter(|graph| **graph != NO_GRAPH).map(|graph| Some(*graph));
            one.into_iter()
                .chain(named)
                .map(move |graph_name| Ok(InternalQuad { subject, predicate, object, graph_name }))
        })
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<u32, Infallible>> + use<'a> {
        self.data.graphs().map(Ok)
    }

    fn contains_internal_graph_name(&self, graph_name: &u32) -> Result<bool, Infallible> {
        Ok(self.data.graphs().any(|graph| graph == *graph_name))
    }

    fn internalize_term(&self, term: Term) -> Result<u32, Infallible> {
        if let Some(number) = self.data.find(term.as_ref()) {
            return Ok(number);
        }
        let term = as_kept(term.as_ref()).unwrap_or(term);
        let mut made = self.made.borrow_mut();
        if let Some(number) = made.numbers.get(&term) {
            return Ok(*number);
        }
        let number = self.data.len() + made.terms.len() as u32;
        made.terms.push(term.clone());
        made.numbers.insert(term, number);
        Ok(number)
    }

    fn externalize_term(&self, term: u32) -> Result<Term, Infallible> {
        let of_query = term.checked_sub(self.data.len());
        let of_query = of_query.and_then(|place| self.made.borrow().terms.get(place as usize).cloned());
        Ok(of_query.unwrap_or_else(|| self.data.with_term(term, |term| term.into_owned())))
    }
}

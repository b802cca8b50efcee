//! The arrays as the evaluator reads them: one query's view, with its dataset and the terms that it makes itself.

use super::meter::Value;
use crate::triples::{By, Pick, Triples};
use oxigraph::model::{GraphName, Term};
use oxigraph::sparql::CancellationToken;
use spareval::{InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// What a query reads.
pub(super) struct View {
    triples: Arc<Triples>,
    /// For each set of graphs whether its triples are in the default graph; `None` if all are.
    default: Option<Arc<[bool]>>,
    token: CancellationToken,
    made: RefCell<Made>,
    most_bytes: usize,
}

/// Terms that are not in the data: constants of the query and what its expressions give.
#[derive(Default)]
struct Made {
    numbers: HashMap<Term, u32>,
    terms: Vec<Term>,
    bytes: usize,
}

/// Why a view fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum ViewError {
    #[error("the expressions of the query make more than {0} bytes of text")]
    TooMuchText(usize),
    #[error("a term is missing from the dictionary")]
    Missing,
}

impl View {
    /// A view whose default graph is that of the graphs; the union of all if none is chosen.
    pub(super) fn new(
        triples: Arc<Triples>,
        default: Option<&[GraphName]>,
        token: CancellationToken,
        most_bytes: usize,
    ) -> Self {
        let default = default.map(|graphs| {
            let numbers: Vec<u32> = graphs.iter().filter_map(|graph| number_of(&triples, graph)).collect();
            let is_in = |set: &[u32]| numbers.iter().any(|number| set.binary_search(number).is_ok());
            triples.sets.iter().map(|set| is_in(set)).collect()
        });
        Self { triples, default, token, made: RefCell::default(), most_bytes }
    }

    fn known(&self) -> u32 {
        self.triples.terms.len() as u32
    }
}

fn number_of(triples: &Triples, graph: &GraphName) -> Option<u32> {
    match graph {
        GraphName::NamedNode(graph) => triples.terms.find(graph.as_ref().into()),
        GraphName::BlankNode(graph) => triples.terms.find(graph.as_ref().into()),
        GraphName::DefaultGraph => None,
    }
}

impl QueryableDataset<'static> for View {
    type InternalTerm = Value;
    type Error = ViewError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Value>,
        predicate: Option<&Value>,
        object: Option<&Value>,
        graph_name: Option<Option<&Value>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Value>, ViewError>> + use<> {
        let [subject, predicate, object] = [subject, predicate, object].map(|part| part.map(Value::number));
        let graphs = match graph_name {
            None => Graphs::EachNamed { next: 0 },
            Some(None) => Graphs::Default(self.default.clone()),
            Some(Some(graph)) => Graphs::Named(graph.number()),
        };
        let pick = self.triples.pick(subject, predicate, object);
        Scan {
            at: pick.range.start,
            first: pick.first.unwrap_or(0),
            pick,
            graphs,
            triples: Arc::clone(&self.triples),
            token: self.token.clone(),
        }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Value, ViewError>> + use<> {
        self.triples.graph_numbers().map(|graph| Ok(Value::new(graph))).collect::<Vec<_>>().into_iter()
    }

    fn contains_internal_graph_name(&self, graph_name: &Value) -> Result<bool, ViewError> {
        Ok(self.triples.graph_numbers().any(|graph| graph == graph_name.number()))
    }

    fn internalize_term(&self, term: Term) -> Result<Value, ViewError> {
        if let Some(number) = self.triples.terms.find(term.as_ref()) {
            return Ok(Value::new(number));
        }
        let mut made = self.made.borrow_mut();
        if let Some(&number) = made.numbers.get(&term) {
            return Ok(Value::new(number));
        }
        made.bytes += size_of_term(&term);
        if made.bytes > self.most_bytes {
            return Err(ViewError::TooMuchText(self.most_bytes));
        }
        let number = self.known() + made.terms.len() as u32;
        made.terms.push(term.clone());
        made.numbers.insert(term, number);
        Ok(Value::new(number))
    }

    fn externalize_term(&self, term: Value) -> Result<Term, ViewError> {
        match term.number().checked_sub(self.known()) {
            None => self.triples.terms.get(term.number()),
            Some(made) => self.made.borrow().terms.get(made as usize).cloned(),
        }
        .ok_or(ViewError::Missing)
    }
}

/// About what a term takes: it is kept twice, with what the tables need.
fn size_of_term(term: &Term) -> usize {
    let text = match term {
        Term::NamedNode(iri) => iri.as_str().len(),
        Term::BlankNode(_) => 32,
        Term::Literal(literal) => literal.value().len(),
        Term::Triple(triple) => triple.to_string().len(),
    };
    2 * (text + 96)
}

/// Which graphs are read.
enum Graphs {
    /// The default graph: triples whose set of graphs is marked, or all.
    Default(Option<Arc<[bool]>>),
    /// One named graph.
    Named(u32),
    /// Every named graph; the next of the triple's graphs to be told.
    EachNamed { next: usize },
}

/// Goes over a part of an array.
struct Scan {
    triples: Arc<Triples>,
    pick: Pick,
    at: usize,
    first: u32,
    graphs: Graphs,
    token: CancellationToken,
}

impl Iterator for Scan {
    type Item = Result<InternalQuad<Value>, ViewError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.triples.rows(self.pick.by);
        while self.at < self.pick.range.end {
            let entry = rows.entries[self.at];
            if self.pick.third.is_some_and(|third| third != entry.third) {
                self.at += 1;
                continue;
            }
            let graph = match &mut self.graphs {
                Graphs::Default(None) => None,
                Graphs::Default(Some(kept)) => {
                    if !kept[entry.set as usize] {
                        self.at += 1;
                        continue;
                    }
                    None
                }
                Graphs::Named(graph) => {
                    if self.triples.sets[entry.set as usize].binary_search(graph).is_err() {
                        self.at += 1;
                        continue;
                    }
                    Some(*graph)
                }
                Graphs::EachNamed { next } => match self.triples.sets[entry.set as usize].get(*next) {
                    None => {
                        *next = 0;
                        self.at += 1;
                        continue;
                    }
                    Some(&graph) => {
                        *next += 1;
                        Some(graph)
                    }
                },
            };
            if self.pick.first.is_none() {
                self.first = rows.first_at(self.at, self.first);
            }
            if !matches!(self.graphs, Graphs::EachNamed { .. }) {
                self.at += 1;
            }
            if self.token.is_cancelled() {
                // The evaluator makes an error of this one; those that would follow help nobody.
                self.at = self.pick.range.end;
            }
            let [subject, predicate, object] = match self.pick.by {
                By::Subject => [self.first, entry.second, entry.third],
                By::Object => [entry.third, entry.second, self.first],
                By::Predicate => [entry.second, self.first, entry.third],
            }
            .map(Value::new);
            return Some(Ok(InternalQuad { subject, predicate, object, graph_name: graph.map(Value::new) }));
        }
        None
    }
}

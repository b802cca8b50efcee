//! What patterns find: triples of the arrays and cells of tables, one after the other.

use super::{Made, ViewError};
use crate::meter::{Value, step};
use crate::table::{Cells, Table};
use oxigraph::model::{Literal, Term};
use oxigraph::sparql::CancellationToken;
use plenary_graph::triples::{NO_GRAPH, Numbers, Triples, Walk};
use spareval::InternalQuad;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Which graphs are read.
pub(super) enum Graphs {
    /// The default graph: triples whose set of graphs is marked, or all.
    Default(Option<Arc<[bool]>>),
    /// One named graph.
    Named(u32),
    /// Every named graph; the next of the triple's graphs to be returned.
    EachNamed { next: usize },
}

/// What a pattern finds.
pub(super) enum Found {
    Triples(Scan),
    /// `None` if nothing is found.
    Cells(Option<CellScan>),
}

impl Iterator for Found {
    type Item = Result<InternalQuad<Value>, ViewError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Triples(scan) => scan.next(),
            Self::Cells(scan) => scan.as_mut()?.next(),
        }
    }
}

/// Goes over cells of a table.
pub(super) struct CellScan {
    pub(super) triples: Arc<Triples>,
    pub(super) table: Rc<Table>,
    pub(super) column: usize,
    pub(super) predicate: Value,
    pub(super) cells: Cells,
    /// For a column of counts: where their terms are made, after how many, and how many bytes they may take.
    pub(super) counts: Option<(Rc<RefCell<Made>>, u32, usize)>,
}

impl Iterator for CellScan {
    type Item = Result<InternalQuad<Value>, ViewError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (row, value) = self.table.next(self.column, &mut self.cells)?;
        let number = match &self.counts {
            None => Ok(value),
            Some((made, known, most_bytes)) => {
                let count = Term::from(Literal::from(value));
                let of_data = self.triples.terms.find(count.as_ref());
                of_data.map_or_else(|| made.borrow_mut().number(count, *known, *most_bytes), Ok)
            }
        };
        Some(number.map(|number| InternalQuad {
            subject: Value::new(row),
            predicate: self.predicate.clone(),
            object: Value::new(number),
            graph_name: None,
        }))
    }
}

/// Goes over triples.
pub(super) struct Scan {
    pub(super) triples: Arc<Triples>,
    pub(super) walk: Walk,
    /// A triple of which not all graphs have been returned.
    pub(super) last: Option<(Numbers, u32)>,
    pub(super) graphs: Graphs,
    pub(super) token: CancellationToken,
}

impl Iterator for Scan {
    type Item = Result<InternalQuad<Value>, ViewError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // Of many that are passed over, none becomes a value.
            step();
            let (triple, set) = match self.last.take() {
                Some(last) => last,
                None => match self.walk.step(&self.triples)? {
                    Some(found) => found,
                    None => continue,
                },
            };
            let graph = match &mut self.graphs {
                Graphs::Default(None) => None,
                Graphs::Default(Some(kept)) if kept[set as usize] => None,
                Graphs::Named(graph) if self.triples.sets[set as usize].binary_search(graph).is_ok() => Some(*graph),
                Graphs::Default(_) | Graphs::Named(_) => continue,
                Graphs::EachNamed { next } => match self.triples.sets[set as usize].get(*next) {
                    None | Some(&NO_GRAPH) => {
                        *next = 0;
                        continue;
                    }
                    Some(&graph) => {
                        *next += 1;
                        self.last = Some((triple, set));
                        Some(graph)
                    }
                },
            };
            if self.token.is_cancelled() {
                // The evaluator makes an error of this one; those that would follow are of no use.
                self.walk.end();
                self.last = None;
            }
            let [subject, predicate, object] = triple.map(Value::new);
            return Some(Ok(InternalQuad { subject, predicate, object, graph_name: graph.map(Value::new) }));
        }
    }
}

//! Parts of a query that are sorted, grouped or freed of repetitions, evaluated over the numbers of terms.
//!
//! Oxigraph's evaluator makes a row, a vector of its own, for every triple that it looks up, and decodes both terms each
//! time that it compares two rows. Where a query asks to sort, to count or to take each row once, most of these rows are
//! never seen. So such a part becomes a *table*: a [`Plan`] of look-ups in the sorted arrays, run as nested loops over
//! numbers, whose result is kept in columns. In the query its place is taken by triple patterns that no query can contain:
//!
//! ```text
//! ?row <table 0 column 0> ?actor .   ?row <table 0 column 1> ?count
//! ```
//!
//! [`View`](super::view::View) answers them from the table, which is made when it is first asked for. Everything else of
//! the query is Oxigraph's. What can be a table is decided where joins are ordered (`order/tables.rs`).

mod plan;
mod run;

pub(super) use plan::{By, Count, Part, Plan, Shape, Step, Test};
pub(super) use run::{Cells, Source, Table};

use oxigraph::model::{NamedNode, NamedNodeRef, Variable};
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TriplePattern};

/// Begins the predicate of a table's column. A space is not allowed in IRIs, so that neither data nor queries have it.
const COLUMN: &str = "plenary:table ";

/// A column of one of the query's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) table: usize,
    pub(super) column: usize,
}

impl Column {
    /// The column that a predicate stands for.
    pub(super) fn of(predicate: NamedNodeRef<'_>) -> Option<Self> {
        let (table, column) = predicate.as_str().strip_prefix(COLUMN)?.split_once('/')?;
        Some(Self { table: table.parse().ok()?, column: column.parse().ok()? })
    }

    fn predicate(self) -> NamedNode {
        NamedNode::new_unchecked(format!("{COLUMN}{}/{}", self.table, self.column))
    }
}

/// The pattern that reads a table: its variables, a column each, in every row.
pub(super) fn pattern(table: usize, columns: &[Variable]) -> GraphPattern {
    let row = Variable::new_unchecked(format!("row of table {table}"));
    let read = columns.iter().enumerate().map(|(column, variable)| {
        let predicate = NamedNodePattern::NamedNode(Column { table, column }.predicate());
        let pattern = TriplePattern { subject: row.clone().into(), predicate, object: variable.clone().into() };
        GraphPattern::Bgp { patterns: vec![pattern] }
    });
    let joined = |left, right| GraphPattern::Lateral { left: Box::new(left), right: Box::new(right) };
    read.reduce(joined).unwrap_or_else(|| GraphPattern::Bgp { patterns: Vec::new() })
}

//! The operators of a plan.
//!
//! A plan is a *sequence* of operators over one row of slots, a slot for each name. Each operator is given a row in which some slots have a
//! value, and gives it on once for each way in which it holds, with more slots filled: the next operator sees what the last ones found, as
//! nested loops do. What must not see it, or would be dearer so, stands apart ([`Apart`]): it is evaluated once, by itself, and its rows are
//! found by their keys.

use super::expression::Expression;
use super::path::Path;
use oxigraph::model::Variable;
use spargebra::algebra::GraphPattern;

/// Operators, each for every row of those before it.
pub(super) type Sequence = Vec<Node>;

/// An operator.
#[derive(Debug)]
pub(super) enum Node {
    /// Triples.
    Scan(Scan),
    /// Pairs that a path connects.
    Path(Box<PathScan>),
    /// The triple term in a slot, by its parts.
    Unfold { slot: usize, parts: [Part; 3] },
    /// The properties of all triples, in this slot.
    Properties(usize),
    /// No row.
    Nothing,
    /// Rows that hold the expression.
    Filter(Expression),
    /// Gives a slot the value of an expression; nothing if it is an error.
    Extend { slot: usize, by: Expression },
    /// All rows of each.
    Union(Vec<Sequence>),
    /// Rows of another sequence that fit.
    Join(Box<Apart>),
    /// Rows of the sequence, or the row as it is if there is none.
    Left(Sequence),
    /// The row, if the pattern has no row for it.
    Without(usize),
    /// The row, if no row of another sequence shares a value with it and fits.
    Minus(Box<Apart>),
    /// Rows of a table, each with a term for each of the slots or none.
    Values { slots: Vec<usize>, rows: Vec<Vec<Option<usize>>> },
    /// The pattern in each named graph.
    Graph(Box<InGraph>),
    /// Each row once, by the values of these slots.
    Distinct { of: Sequence, slots: Vec<usize> },
    /// Some of the rows. The number is told from all others of the plan.
    Slice { of: Sequence, start: usize, length: Option<usize>, number: usize },
    /// Rows in an order.
    Sort(Box<Sort>),
    /// Groups of rows.
    Group(Box<Group>),
    /// Rows of full text.
    Search(Box<Search>),
    /// Rows of another endpoint.
    Service(Box<Service>),
}

/// A part of what is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// One of the plan's constants.
    Constant(usize),
    Slot(usize),
}

/// Where triples are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InWhich {
    Default,
    /// The graph that is one of the plan's constants.
    Constant(usize),
    /// The graph in this slot, or each named graph, which the slot gets.
    Slot(usize),
}

/// A triple pattern.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    pub(super) parts: [Part; 3],
    pub(super) graph: InWhich,
}

/// A path pattern.
#[derive(Debug)]
pub(super) struct PathScan {
    pub(super) ends: [Part; 2],
    pub(super) path: Path,
    pub(super) graph: InWhich,
}

/// A sequence that is evaluated by itself.
#[derive(Debug)]
pub(super) struct Apart {
    pub(super) of: Sequence,
    /// The slots that its rows fill. The first `keys` have a value in all of them, and in all rows that they are joined with.
    pub(super) columns: Vec<usize>,
    pub(super) keys: usize,
    /// Slots of the row whose values it sees all the same.
    pub(super) carried: Vec<usize>,
    /// Which of the evaluation's tables it is.
    pub(super) table: usize,
}

/// Most keys by which rows are found.
pub(super) const MOST_KEYS: usize = 4;

/// A pattern within `GRAPH ?name`.
#[derive(Debug)]
pub(super) struct InGraph {
    pub(super) of: Sequence,
    /// Where the graph is, in which the pattern is matched.
    pub(super) active: usize,
    /// The slot of the name.
    pub(super) name: usize,
    /// Whether the pattern is evaluated for one graph after the other, as groups need it.
    pub(super) is_one_by_one: bool,
}

/// Rows in an order.
#[derive(Debug)]
pub(super) struct Sort {
    pub(super) of: Sequence,
    /// What rows are sorted by, and whether the greatest comes first.
    pub(super) by: Vec<(Expression, bool)>,
    /// The slots that rows keep.
    pub(super) columns: Vec<usize>,
    /// Rows that are enough.
    pub(super) most: Option<usize>,
}

/// Groups of rows.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) of: Sequence,
    pub(super) keys: Vec<usize>,
    pub(super) aggregates: Vec<Aggregate>,
    /// The last operator of the sequence, where it is enough to know how many rows it gives.
    pub(super) counted: Option<Scan>,
}

/// An aggregate.
#[derive(Debug)]
pub(super) struct Aggregate {
    pub(super) slot: usize,
    pub(super) how: How,
    /// Of which expression; of rows if there is none.
    pub(super) of: Option<Expression>,
    pub(super) is_distinct: bool,
    /// The slots by which rows differ.
    pub(super) row: Vec<usize>,
}

/// What an aggregate does with the values of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum How {
    Count,
    Sum,
    Average,
    Least,
    Greatest,
    Sample,
    /// With what is put between the texts.
    Concatenate(String),
}

/// `EXISTS`: whether a sequence has a row for the row.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) of: Sequence,
    /// Told from all others of the plan.
    pub(super) number: usize,
    /// The one slot that the answer depends on, and where answers are remembered.
    pub(super) remembered: Option<(usize, usize)>,
}

/// `SERVICE ple:search`.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) pattern: GraphPattern,
    pub(super) is_silent: bool,
    /// The slots of the variables of its rows.
    pub(super) slots: Vec<(Variable, usize)>,
}

/// Another endpoint.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) name: oxigraph::model::NamedNode,
    pub(super) pattern: GraphPattern,
    pub(super) is_silent: bool,
    pub(super) slots: Vec<(Variable, usize)>,
}

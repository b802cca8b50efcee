//! What a table is made of.

use super::Column;
use std::fmt::{self, Display, Formatter};

/// How a table is made: steps, each for every row of those before it, and what is done with the rows.
///
/// A row has slots, one for each name; a step reads some and fills others.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) slots: usize,
    pub(crate) steps: Vec<Step>,
    pub(crate) shape: Shape,
    /// The slots that hold a number that was counted, not the number of a term.
    pub(crate) counted: Vec<bool>,
}

/// One step for one row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// Triples with these parts.
    Triples([Part; 3]),
    /// Cells of another table: row and value.
    Cells(Column, [Part; 2]),
    /// Goes on if the test holds.
    Test(Test),
}

/// A part of what a step looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Constant(u32),
    /// A constant that the data do not have.
    Unknown,
    /// The slot has a value already.
    Bound(usize),
    /// The step gives the slot its value.
    Free(usize),
    /// The step gave it to the slot with another of its parts.
    Same(usize),
}

/// A condition on the value of one slot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    /// It is this IRI; `None` is one that the data do not have.
    Is { slot: usize, iri: Option<u32>, negated: bool },
    /// It is a literal of this language; the empty one is that of literals without.
    Language { slot: usize, language: String, negated: bool },
}

/// What is done with the rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// Rows with equal keys become one, with how many they were. Without counts: every row once.
    Grouped {
        keys: Vec<usize>,
        counts: Vec<Count>,
        /// Rows that are enough.
        most: Option<usize>,
    },
    /// These slots of every row, in an order.
    Sorted { columns: Vec<usize>, by: Vec<By> },
}

/// What is counted of the rows of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Rows,
    /// Different values of a slot.
    Distinct(usize),
}

/// A slot to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct By {
    pub(crate) slot: usize,
    pub(crate) descending: bool,
}

impl Plan {
    /// Which columns of the table hold counted numbers.
    pub(crate) fn counted_columns(&self) -> Vec<bool> {
        match &self.shape {
            Shape::Grouped { keys, counts, .. } => {
                keys.iter().map(|&slot| self.counted[slot]).chain(counts.iter().map(|_| true)).collect()
            }
            Shape::Sorted { columns, .. } => columns.iter().map(|&slot| self.counted[slot]).collect(),
        }
    }
}

impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let steps = self.steps.iter().filter(|step| !matches!(step, Step::Test(_))).count();
        match &self.shape {
            Shape::Grouped { keys, counts, most } => {
                let (keys, counts) = (keys.len(), counts.len());
                write!(f, "grouped by {keys} of {} names, with {counts} counts", self.slots)?;
                most.map_or(Ok(()), |most| write!(f, ", {most} rows at most"))?;
            }
            Shape::Sorted { columns, by } => write!(f, "{} columns sorted by {}", columns.len(), by.len())?,
        }
        write!(f, ", out of {steps} patterns and {} tests", self.steps.len() - steps)
    }
}

//! Analyses over an endpoint, by the algorithms that answer them on the snapshot.
//!
//! A comparison declares beforehand what it reads, and runs on this [`Part`] of the data. A walk over links goes on from what
//! it has found: one query for each front, which [`Explored`] brings as the algorithm asks for it.

use super::link_source::Explored;
use super::part::Part;
use super::reader::Remote;
use plenary_graph::snapshot::Id;
use plenary_query::analysis::{AnalysisRequest, Question, Table};
use plenary_query::{Budget, Error};

/// Answers a question.
pub(super) fn answer(
    remote: &Remote<'_>,
    ask: &AnalysisRequest,
    rows: &[Id],
    budget: &mut Budget,
) -> Result<Table, Error> {
    match &ask.question {
        Question::Compare(comparison) => {
            let part = Part::read(remote, ask, &**comparison, rows, budget)?;
            let iris = remote.parents(rows);
            let rows: Vec<Id> = rows.iter().map(|&row| part.place(row)).collect();
            let table = comparison.answer_declared(&part, (&rows, &iris), budget)?;
            Ok(table.renamed(|id| part.term(id)))
        }
        Question::Walk(walk) => {
            let mut web = Explored::new(remote, ask, walk.fields());
            web.begin(budget)?;
            walk.answer(&mut web, budget)
        }
    }
}

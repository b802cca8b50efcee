//! Analyses over an endpoint, by the algorithms that answer them on the snapshot.
//!
//! A comparison of positions says beforehand what it looks at: one query brings that, and the algorithm runs on this
//! part. A walk over links goes on from what it has found: one query for each front, which [`Explored`] brings as the
//! algorithm asks for it.

use super::part::Part;
use super::reader::Remote;
use super::web::Explored;
use crate::query::analysis::{Ask, Question, Table};
use crate::query::{Budget, Error};
use crate::snapshot::Id;

/// Answers a question.
pub(super) fn answer(remote: &Remote<'_>, ask: &Ask, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
    match &ask.question {
        Question::Compare(comparison) => {
            let (part, kinds) = Part::read(remote, comparison, &ask.mentions, rows, budget)?;
            ask.check(|mention| kinds.is_instance(remote.terms.id(&mention.iri.clone().into()), mention.class))?;
            let rows: Vec<Id> = rows.iter().map(|&row| part.place(row)).collect();
            let table = comparison.answer(&part, &rows, budget)?;
            Ok(table.renamed(|id| part.term(id)))
        }
        Question::Walk(walk) => {
            let mut web = Explored::new(remote, walk.fields());
            web.begin(&ask.mentions, budget)?;
            ask.check(|mention| web.kinds.is_instance(remote.terms.id(&mention.iri.clone().into()), mention.class))?;
            walk.answer(&mut web, budget)
        }
    }
}

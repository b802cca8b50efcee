//! The condition on the lists of one step.

use super::condition::Condition;
use super::filter::{CHECK_COST, Filter};
use super::sets::intersect;
use super::trace::{Method, Note};
use super::{Budget, Error};
use plenary_graph::snapshot::{Id, Snapshot};
use plenary_ontology::{Ends, PathId};
use std::borrow::Cow;

/// The condition on the lists of one step, answered the cheaper way: one set for all lists, or each element by itself.
pub(super) enum FilteredLinks<'a> {
    /// There is no condition.
    All,
    /// What meets it, sorted.
    Set(&'a Snapshot, Vec<Id>),
    /// To be checked.
    Check(Filter<'a>, &'a Condition, Note),
}

impl<'a> FilteredLinks<'a> {
    /// Chooses the way for the lists at the end of a path.
    pub(super) fn new(
        snapshot: &'a Snapshot,
        rows: &[Id],
        path: PathId,
        condition: &'a Condition,
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        let Ends::Class(class) = snapshot.ends(path) else { return Ok(Self::All) };
        if condition.is_anything() {
            return Ok(Self::All);
        }
        let filter = Filter::new(snapshot);
        let relation = snapshot.relation(path);
        let elements: usize = rows.iter().map(|&row| relation.row(row).len()).sum();
        if filter.estimate(class, condition) < elements.saturating_mul(CHECK_COST) {
            Ok(Self::Set(snapshot, filter.all(class, condition, budget)?))
        } else {
            let note = budget.trace.enter(class, condition, Method::Check, || elements);
            budget.trace.leave(note, 0);
            Ok(Self::Check(filter, condition, note))
        }
    }

    /// The elements of a list, which comes sorted, that meet the condition.
    pub(super) fn of<'l>(&self, list: &'l [Id], budget: &mut Budget) -> Result<Cow<'l, [Id]>, Error> {
        match self {
            Self::All => Ok(Cow::Borrowed(list)),
            Self::Set(snapshot, set) => Ok(Cow::Owned(intersect(snapshot.terms(), list, set))),
            Self::Check(filter, condition, note) => {
                let kept = filter.checked(list.iter().copied(), condition, budget)?;
                budget.trace.add(*note, kept.len());
                Ok(Cow::Owned(kept))
            }
        }
    }
}

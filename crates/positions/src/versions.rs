//! The drafts of texts that are negotiated, in the order of their versions.

use crate::DraftRoles;
use crate::stances::by_day;
use plenary_graph::snapshot::Id;
use plenary_query::analysis::{ComparisonSource, Need};
use plenary_query::{Budget, Condition, Error};
use std::collections::{BTreeSet, HashMap, HashSet};

/// All drafts: each behind the one that it follows, whatever their days; texts that have nothing to do with each other by the
/// days of their first versions.
#[derive(Default)]
pub(crate) struct Versions {
    order: Vec<Id>,
    /// Of each draft its place in the order, and which text it is a version of.
    known: HashMap<Id, (usize, usize)>,
}

impl Versions {
    /// What is looked up to know the order.
    pub(crate) fn needs(roles: &DraftRoles) -> [Need; 3] {
        let drafts = |paths: &[_]| Need::new(roles.drafts, Condition::anything(), paths);
        [drafts(&[]), drafts(&[roles.previous]), drafts(&[roles.date])]
    }

    pub(crate) fn of(source: &dyn ComparisonSource, roles: &DraftRoles, budget: &mut Budget) -> Result<Self, Error> {
        let mut drafts = source.all(roles.drafts, &Condition::anything(), budget)?;
        budget.spend(drafts.len())?;
        drafts.sort_by(|&one, &other| by_day(source, day(source, roles, one), day(source, roles, other)));
        let all: HashSet<Id> = drafts.iter().copied().collect();
        let mut after: HashMap<Id, Vec<Id>> = HashMap::new();
        let mut first = Vec::new();
        for &draft in &drafts {
            match source.row(roles.previous, draft).iter().find(|before| all.contains(before)) {
                Some(&before) => after.entry(before).or_default().push(draft),
                None => first.push(draft),
            }
        }
        let mut versions = Self::default();
        // In a circle none is the first: the earliest is taken for it.
        for start in first.into_iter().chain(drafts) {
            let text = versions.order.len();
            let mut open = vec![start];
            while let Some(draft) = open.pop() {
                if versions.known.contains_key(&draft) {
                    continue;
                }
                versions.known.insert(draft, (versions.order.len(), text));
                versions.order.push(draft);
                open.extend(after.get(&draft).into_iter().flatten().rev());
            }
        }
        Ok(versions)
    }

    /// The place of a draft in the order; none of what is no draft.
    pub(crate) fn place(&self, draft: Id) -> Option<usize> {
        self.known.get(&draft).map(|(place, _)| *place)
    }

    /// Every version of the texts that some drafts are versions of, with its place.
    pub(crate) fn of_texts(&self, drafts: impl Iterator<Item = Id>) -> impl Iterator<Item = (usize, Id)> {
        let texts: BTreeSet<usize> = drafts.filter_map(|draft| self.known.get(&draft)).map(|(_, text)| *text).collect();
        let of_text =
            move |(_, draft): &(usize, Id)| self.known.get(draft).is_some_and(|(_, text)| texts.contains(text));
        self.order.iter().copied().enumerate().filter(of_text)
    }
}

/// The day of a draft.
pub(crate) fn day(source: &dyn ComparisonSource, roles: &DraftRoles, draft: Id) -> Id {
    source.row(roles.date, draft).first().copied().unwrap_or(Id::NONE)
}

//! What is asked of the data about all that a search finds: which of it meets a condition, and how it is counted. Where the texts of an
//! endpoint are searched, the endpoint answers that, and the snapshot of its texts does not.

use super::condition::Condition;
use super::filter::{CHECK_COST, Filter};
use super::grouping::{self, Counting, Group, GroupValue};
use super::search::SearchFacet;
use super::sets::intersect;
use super::trace::Method;
use super::{Budget, Error};
use foldhash::HashMap;
use plenary_graph::snapshot::{Id, Snapshot};
use plenary_ontology::ClassId;
use std::cmp::Reverse;
use std::sync::Arc;

/// The data that are asked about what a search finds.
pub trait FoundSource {
    /// Those of some instances of a class, which come sorted, that meet a condition.
    ///
    /// # Errors
    /// If the source fails or the budget runs out; the same holds for all methods.
    fn keep(&self, class: ClassId, ids: Vec<Id>, condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error>;

    /// The groups of some resources, which come sorted. The filter of the counting does not matter.
    fn count(&self, ids: &[Id], counting: &Counting, budget: &mut Budget) -> Result<Vec<Group>, Error>;

    /// The IRI of a resource or the lexical form of a literal in groups.
    fn text(&self, id: Id) -> &str;
}

impl FoundSource for Snapshot {
    fn keep(&self, class: ClassId, ids: Vec<Id>, condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        let filter = Filter::new(self);
        if filter.estimate(class, condition) < ids.len().saturating_mul(CHECK_COST) {
            return Ok(intersect(self.terms(), &ids, &filter.all(class, condition, budget)?));
        }
        let note = budget.trace.enter(class, condition, Method::Check, || ids.len());
        let kept = filter.checked(ids.into_iter(), condition, budget)?;
        budget.trace.leave(note, kept.len());
        Ok(kept)
    }

    fn count(&self, ids: &[Id], counting: &Counting, budget: &mut Budget) -> Result<Vec<Group>, Error> {
        grouping::groups(self, ids, counting, budget)
    }

    fn text(&self, id: Id) -> &str {
        self.terms().text(id)
    }
}

/// How many there are of each type, the most first and equals in the order of the types.
pub(super) fn by_type(typed: &[(Id, ClassId)], types: &[ClassId]) -> Vec<(ClassId, u32)> {
    let mut known: HashMap<ClassId, u32> = HashMap::default();
    for (_, class) in typed {
        *known.entry(*class).or_default() += 1;
    }
    let mut counted: Vec<_> = types.iter().filter_map(|class| Some((*class, *known.get(class)?))).collect();
    counted.sort_by_key(|(_, count)| Reverse(*count));
    counted
}

/// The counts of a facet. Types that have the property by different ways are counted apart, and what they have in common is added up.
pub(super) fn counts<D: FoundSource>(
    facet: &SearchFacet,
    typed: &[(Id, ClassId)],
    data: &D,
    budget: &mut Budget,
) -> Result<Vec<Group>, Error> {
    let mut parts = Vec::with_capacity(facet.keys.len());
    for (types, key) in &facet.keys {
        let ids: Vec<Id> = typed.iter().filter(|(_, class)| types.contains(class)).map(|(id, _)| *id).collect();
        let first = if facet.keys.len() == 1 { facet.first } else { usize::MAX };
        let keys = vec![key.clone()];
        let counting = Counting { filter: Arc::new(Condition::anything()), keys, distinct: Vec::new(), first };
        parts.push(data.count(&ids, &counting, budget)?);
    }
    if parts.len() == 1 {
        return Ok(parts.remove(0));
    }
    budget.spend_time(parts.iter().map(Vec::len).sum())?;
    let value = |group: &Group| group.values.first().copied().flatten();
    let text = |value: GroupValue| value.of(data.text(value.term));
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<Option<&str>, usize> = HashMap::default();
    for group in parts.into_iter().flatten() {
        match places.get(&value(&group).map(text)) {
            Some(&place) => groups[place].count += group.count,
            None => {
                places.insert(value(&group).map(text), groups.len());
                groups.push(group);
            }
        }
    }
    let order = |a: &Group, b: &Group| match (value(a), value(b), facet.keys.first()) {
        (Some(a), Some(b), Some((_, key))) => GroupValue::compare(key.datatype, text(a), text(b)),
        (a, b, _) => a.is_none().cmp(&b.is_none()),
    };
    groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| order(a, b)));
    groups.truncate(facet.first);
    Ok(groups)
}

//! Answers conditions on the snapshot: by set operations on posting lists, or one resource at a time, whichever costs less.
//!
//! [`Filter::all`] gives every instance of a class that meets a condition. A value condition is a range of a value index,
//! a link condition the way back from what it leads to, an "and" starts from its most selective part and then either
//! intersects or checks what is left, one by one. [`Filter::meets`] checks one resource by its own links.

// A new condition, test or operator must be answered here: no arm may take what it does not name.
#![warn(clippy::wildcard_enum_match_arm)]

use super::condition::{Condition, Quantifier};
use super::sets::{difference, intersect, sorted};
use super::text_search::matching;
use super::trace::Method;
use super::value_test::{Lookup, Test};
use super::{Budget, Error};
use plenary_graph::snapshot::{Id, Languages, Snapshot};
use plenary_ontology::{ClassId, Ends, PathId};
use plenary_search::Query;
use plenary_values::Value;
use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::{Bound, Range};
use std::rc::Rc;

/// A condition over one snapshot, with what is looked up once.
pub(super) struct Filter<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// What full text has found, so that a condition that is checked on many resources is searched for once.
    found: RefCell<Vec<(Searched, Rc<[Id]>)>>,
}

/// What is searched for: where, in which languages, and what.
type Searched = (PathId, Option<Vec<String>>, Query);

/// Checking one resource costs about as much as adding this number of ids to a set.
pub(super) const CHECK_COST: usize = 4;

impl<'a> Filter<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, found: RefCell::default() }
    }

    /// The instances of a class that meet a condition, sorted.
    pub(super) fn all(&self, class: ClassId, condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        let Some(way) = Method::of(condition) else { return self.set(class, condition, budget) };
        let candidates = || {
            if way == Method::Check { self.snapshot.extent(class).len() } else { self.estimate(class, condition) }
        };
        let note = budget.trace.enter(class, condition, way, candidates);
        let found = self.set(class, condition, budget)?;
        budget.trace.leave(note, found.len());
        Ok(found)
    }

    fn set(&self, class: ClassId, condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        let extent = self.snapshot.extent(class);
        match condition {
            Condition::All(parts) => self.intersection(class, parts, budget),
            Condition::Any(parts) => {
                let mut union = Vec::new();
                for part in parts {
                    union.extend(self.all(class, part, budget)?);
                }
                Ok(sorted(self.snapshot.terms(), union))
            }
            Condition::Not(part) => {
                budget.spend_time(extent.len())?;
                Ok(difference(self.snapshot.terms(), extent, &self.all(class, part, budget)?))
            }
            Condition::Is(iris) => {
                let found = iris.iter().filter_map(|iri| self.snapshot.terms().resource(iri.as_str()));
                Ok(sorted(self.snapshot.terms(), found.filter(|&id| self.snapshot.is_instance(id, class)).collect()))
            }
            Condition::Type(classes) => {
                let of_type = classes.iter().flat_map(|&class| self.snapshot.extent(class));
                Ok(intersect(self.snapshot.terms(), &sorted(self.snapshot.terms(), of_type.copied().collect()), extent))
            }
            Condition::FullText { path, languages, query } => Ok(intersect(
                self.snapshot.terms(),
                &self.by_search(*path, languages.as_deref(), query, budget)?,
                extent,
            )),
            Condition::Value { path, languages, test } => {
                let found = self.by_value(*path, languages.as_deref(), test, budget)?;
                Ok(intersect(self.snapshot.terms(), &found, extent))
            }
            Condition::Link { path, quantifier: Quantifier::Some, condition } => {
                let found = self.by_link(*path, condition, budget)?;
                Ok(intersect(self.snapshot.terms(), &found, extent))
            }
            Condition::Reaches { path, condition } => {
                let targets = self.all(class, condition, budget)?;
                Ok(intersect(self.snapshot.terms(), &self.closure(*path, targets, budget)?, extent))
            }
            Condition::Link { quantifier: Quantifier::One, .. } | Condition::Count { .. } => {
                self.checked(extent.iter().copied(), condition, budget)
            }
        }
    }

    /// Starts from the part with the fewest candidates. Each further part is either made a set and intersected, or
    /// checked on what is left.
    fn intersection(&self, class: ClassId, parts: &[Condition], budget: &mut Budget) -> Result<Vec<Id>, Error> {
        let mut parts: Vec<_> = parts.iter().map(|part| (self.estimate(class, part), part)).collect();
        parts.sort_by_key(|(estimate, _)| *estimate);
        let Some(((_, first), rest)) = parts.split_first() else { return Ok(self.snapshot.extent(class).to_vec()) };
        let mut kept = self.all(class, first, budget)?;
        for (estimate, part) in rest {
            kept = if kept.len().saturating_mul(CHECK_COST) < *estimate {
                let note = budget.trace.enter(class, part, Method::Check, || kept.len());
                let checked = self.checked(kept.into_iter(), part, budget)?;
                budget.trace.leave(note, checked.len());
                checked
            } else {
                intersect(self.snapshot.terms(), &kept, &self.all(class, part, budget)?)
            };
        }
        Ok(kept)
    }

    /// About how many ids have to be touched to make the set of a condition.
    pub(super) fn estimate(&self, class: ClassId, condition: &Condition) -> usize {
        let extent = self.snapshot.extent(class).len();
        match condition {
            Condition::All(parts) => parts.iter().map(|part| self.estimate(class, part)).min().unwrap_or(extent),
            Condition::Any(parts) => parts.iter().map(|part| self.estimate(class, part)).sum(),
            Condition::Is(iris) => iris.len(),
            Condition::Type(classes) => classes.iter().map(|&class| self.snapshot.extent(class).len()).sum(),
            Condition::FullText { query, .. } => self.snapshot.search_index().map_or(0, |index| index.estimate(query)),
            Condition::Value { path, test, .. } => {
                let (index, lookup) = (self.snapshot.value_index(*path), test.lookup());
                match lookup.work() {
                    Some(_) => index.values().len().saturating_add(extent),
                    None => self.ranges(*path, lookup).iter().map(|range| index.count(range)).sum(),
                }
            }
            Condition::Link { path, quantifier: Quantifier::Some, condition } => {
                let Ends::Class(target) = self.snapshot.ends(*path) else { return extent };
                let links = self.snapshot.relation(*path).len();
                let targets = self.snapshot.extent(target).len().max(1);
                let estimate = self.estimate(target, condition);
                estimate.saturating_add(estimate.saturating_mul(links) / targets)
            }
            Condition::Reaches { condition, .. } => self.estimate(class, condition).saturating_mul(CHECK_COST),
            Condition::Not(_) | Condition::Count { .. } | Condition::Link { quantifier: Quantifier::One, .. } => {
                extent.saturating_mul(CHECK_COST)
            }
        }
    }

    /// The ranges of the value index in which values are looked up.
    fn ranges(&self, path: PathId, lookup: Lookup<'_>) -> Vec<Range<usize>> {
        let (terms, index) = (self.snapshot.terms(), self.snapshot.value_index(path));
        let key = |text| Value::held(index.datatype(), text);
        match lookup {
            Lookup::All | Lookup::Tested(_) => vec![index.all()],
            Lookup::Equal(values) => {
                let keys = values.iter().filter_map(|value| key(value.as_str()));
                keys.map(|key| index.range(terms, Bound::Included(&key), Bound::Included(&key))).collect()
            }
            Lookup::Between(low, high) => match (held(low.map(key)), held(high.map(key))) {
                (Some(low), Some(high)) => vec![index.range(terms, low.as_ref(), high.as_ref())],
                (None, _) | (_, None) => Vec::new(),
            },
            Lookup::Prefix(prefix) => vec![index.prefix(terms, prefix)],
        }
    }

    /// The resources with a value that passes the test, sorted.
    fn by_value(
        &self,
        path: PathId,
        languages: Option<&[String]>,
        test: &Test,
        budget: &mut Budget,
    ) -> Result<Vec<Id>, Error> {
        let index = self.snapshot.value_index(path);
        let languages = self.languages(languages);
        let lookup = test.lookup();
        let work = lookup.work();
        let mut found = Vec::new();
        for value in self.ranges(path, lookup).into_iter().flatten() {
            let literal = index.values()[value];
            budget.spend_time(work.unwrap_or(1))?;
            let passes = work.is_none() || test.passes(index.datatype(), self.snapshot.terms().text(literal));
            if passes && self.is_in_language(literal, languages.as_ref()) {
                budget.spend_time(index.resources(value).len())?;
                found.extend_from_slice(index.resources(value));
            }
        }
        Ok(sorted(self.snapshot.terms(), found))
    }

    /// The resources with texts that full text finds, sorted.
    pub(super) fn by_search(
        &self,
        path: PathId,
        languages: Option<&[String]>,
        query: &Query,
        budget: &mut Budget,
    ) -> Result<Rc<[Id]>, Error> {
        let is_same =
            |(known, _): &&(Searched, _)| known.0 == path && known.1.as_deref() == languages && known.2 == *query;
        if let Some((_, ids)) = self.found.borrow().iter().find(is_same) {
            return Ok(Rc::clone(ids));
        }
        let ids: Rc<[Id]> = matching(self.snapshot, path, languages, query, budget)?.into();
        self.found.borrow_mut().push(((path, languages.map(<[_]>::to_vec), query.clone()), Rc::clone(&ids)));
        Ok(ids)
    }

    pub(super) fn languages(&self, ranges: Option<&[String]>) -> Option<Languages> {
        ranges.map(|ranges| Languages::new(self.snapshot.terms(), ranges))
    }

    pub(super) fn is_in_language(&self, literal: Id, languages: Option<&Languages>) -> bool {
        languages.is_none_or(|languages| languages.have(self.snapshot.terms(), literal))
    }

    /// The resources that the path leads from to some resource that meets the condition, sorted.
    fn by_link(&self, path: PathId, condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        if condition.is_anything() {
            let relation = self.snapshot.relation(path);
            budget.spend_time(relation.len())?;
            return Ok(sorted(self.snapshot.terms(), relation.subjects().collect()));
        }
        let Ends::Class(target) = self.snapshot.ends(path) else { return Ok(Vec::new()) };
        let inverse = self.snapshot.inverse(path);
        let mut found = Vec::new();
        for id in self.all(target, condition, budget)? {
            budget.spend_time(inverse.row(id).len() + 1)?;
            found.extend_from_slice(inverse.row(id));
        }
        Ok(sorted(self.snapshot.terms(), found))
    }

    /// The resources and all that reach one of them by the path, sorted.
    fn closure(&self, path: PathId, from: Vec<Id>, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        let inverse = self.snapshot.inverse(path);
        let mut seen: HashSet<Id> = from.iter().copied().collect();
        let mut open = from;
        while let Some(id) = open.pop() {
            budget.spend_time(inverse.row(id).len() + 1)?;
            open.extend(inverse.row(id).iter().copied().filter(|&next| seen.insert(next)));
        }
        Ok(sorted(self.snapshot.terms(), seen.into_iter().collect()))
    }
}

/// A bound, if it is a value.
fn held<T>(bound: Bound<Option<T>>) -> Option<Bound<T>> {
    match bound {
        Bound::Included(key) => key.map(Bound::Included),
        Bound::Excluded(key) => key.map(Bound::Excluded),
        Bound::Unbounded => Some(Bound::Unbounded),
    }
}

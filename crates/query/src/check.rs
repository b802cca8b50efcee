//! Answers conditions one resource at a time, by its own values and links.

// A new condition, test or operator must be answered here: no arm may take what it does not name.
#![warn(clippy::wildcard_enum_match_arm)]

use super::condition::{Condition, Quantifier};
use super::filter::Filter;
use super::{Budget, Error};
use plenary_graph::snapshot::Id;
use std::collections::HashSet;

impl Filter<'_> {
    /// Those of the resources that meet the condition, each checked on its own.
    pub(super) fn checked(
        &self,
        ids: impl Iterator<Item = Id>,
        condition: &Condition,
        budget: &mut Budget,
    ) -> Result<Vec<Id>, Error> {
        let mut kept = Vec::new();
        for id in ids {
            if self.meets(id, condition, budget)? {
                kept.push(id);
            }
        }
        Ok(kept)
    }

    /// Whether one resource meets a condition.
    pub(super) fn meets(&self, id: Id, condition: &Condition, budget: &mut Budget) -> Result<bool, Error> {
        budget.spend_time(1)?;
        Ok(match condition {
            Condition::All(parts) => {
                for part in parts {
                    if !self.meets(id, part, budget)? {
                        return Ok(false);
                    }
                }
                true
            }
            Condition::Any(parts) => {
                for part in parts {
                    if self.meets(id, part, budget)? {
                        return Ok(true);
                    }
                }
                false
            }
            Condition::Not(part) => !self.meets(id, part, budget)?,
            Condition::Is(iris) => iris.iter().any(|iri| iri.as_str() == self.snapshot.terms().text(id)),
            Condition::Type(classes) => classes.iter().any(|&class| self.snapshot.is_instance(id, class)),
            Condition::FullText { path, languages, query } => {
                let found = self.by_search(*path, languages.as_deref(), query, budget)?;
                self.snapshot.terms().is_in(&found, id)
            }
            Condition::Value { path, languages, test } => {
                let languages = self.languages(languages.as_deref());
                let (terms, datatype) = (self.snapshot.terms(), self.snapshot.ends(*path).datatype());
                let passes = |&literal: &Id| {
                    self.is_in_language(literal, languages.as_ref()) && test.passes(datatype, terms.text(literal))
                };
                self.snapshot.relation(*path).row(id).iter().any(passes)
            }
            Condition::Link { path, quantifier, condition } => {
                let mut met = 0;
                for &linked in self.snapshot.relation(*path).row(id) {
                    met += usize::from(self.meets(linked, condition, budget)?);
                    let enough = match quantifier {
                        Quantifier::Some => 1,
                        Quantifier::One => 2,
                    };
                    if met == enough {
                        return Ok(*quantifier == Quantifier::Some);
                    }
                }
                *quantifier == Quantifier::One && met == 1
            }
            Condition::Count { path, ranges } => {
                let count = self.snapshot.relation(*path).row(id).len();
                ranges.iter().any(|&(low, high)| (low as usize..=high as usize).contains(&count))
            }
            Condition::Reaches { path, condition } => {
                let relation = self.snapshot.relation(*path);
                let mut seen = HashSet::from([id]);
                let mut open = vec![id];
                while let Some(next) = open.pop() {
                    if self.meets(next, condition, budget)? {
                        return Ok(true);
                    }
                    open.extend(relation.row(next).iter().copied().filter(|&linked| seen.insert(linked)));
                }
                false
            }
        })
    }
}

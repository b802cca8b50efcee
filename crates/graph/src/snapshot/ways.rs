//! Walking the ways of paths over triples, to their ends and back.

use crate::terms::{Id, Terms, only_once};
use crate::triples::Triples;
use plenary_ontology::Step;

/// A step by the number of its property.
pub(super) struct Hop {
    pub(super) predicate: u32,
    pub(super) inverse: bool,
}

impl Hop {
    pub(super) fn of(step: &Step, terms: &Terms) -> Option<Self> {
        Some(Self { predicate: terms.find(step.predicate.as_ref().into())?, inverse: step.inverse })
    }

    /// Where the step leads to from a node, or, `back`, where it comes from.
    fn walk(&self, triples: &Triples, node: Id, back: bool, to: &mut Vec<Id>) {
        let predicate = Some(self.predicate);
        if self.inverse == back {
            let found = triples.found(Some(node.0), predicate, None).map(|([_, _, object], _)| Id(object));
            to.extend(found.filter(|&object| !triples.terms.is_triple(object)));
        } else {
            to.extend(triples.found(None, predicate, Some(node.0)).map(|([subject, ..], _)| Id(subject)));
        }
    }
}

/// Where one comes to by steps.
pub(super) fn forth(triples: &Triples, hops: &[Hop], start: Id) -> Vec<Id> {
    walked(triples, hops.iter(), start, false)
}

/// From where one comes by steps.
pub(super) fn back(triples: &Triples, hops: &[Hop], end: Id) -> Vec<Id> {
    walked(triples, hops.iter().rev(), end, true)
}

fn walked<'h>(triples: &Triples, hops: impl Iterator<Item = &'h Hop>, from: Id, back: bool) -> Vec<Id> {
    let mut front = vec![from];
    for hop in hops {
        let mut next = Vec::new();
        front.iter().for_each(|&node| hop.walk(triples, node, back, &mut next));
        only_once(&mut next);
        front = next;
    }
    front
}

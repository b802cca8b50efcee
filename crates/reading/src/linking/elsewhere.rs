//! Relations of both to a third resource: what both match, and what the other dataset's resource is about.

use super::evidence::Pairs;
use super::gatherer::Gatherer;
use super::relation::Relation;
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, HashMap};

/// Both are the same as a third thing.
const THIRD: f64 = 0.98;
/// Theirs is about what ours is the same as, or close to.
const SUBJECT: [f64; 2] = [0.62, 0.55];
/// Of a third thing that more than this have to do with, nothing follows.
const MOST_SHARING: usize = 20;

impl Gatherer<'_> {
    /// Adds the pairs that are the same as one thing.
    pub(super) fn add_thirds(&self, pairs: &mut Pairs, evaluates: bool) {
        let mut ours: HashMap<&NamedNode, Vec<u32>> = HashMap::new();
        for (number, concept) in (0..).zip(&self.ours.concepts) {
            // In an evaluation our links into the dataset are what is looked for.
            let others = concept.same.iter().filter(|iri| !evaluates || self.theirs.number(iri).is_none());
            others.chain([&concept.iri]).for_each(|iri| ours.entry(iri).or_default().push(number));
        }
        let mut theirs: BTreeMap<&NamedNode, Vec<u32>> = BTreeMap::new();
        for (number, concept) in (0..).zip(&self.theirs.concepts) {
            concept.same.iter().for_each(|iri| theirs.entry(iri).or_default().push(number));
        }
        for (third, their) in theirs {
            let own = ours.get(third).map_or(&[][..], Vec::as_slice);
            for (own, their, score) in crossed(own, &their, THIRD) {
                let evidence = pairs.entry((own, their)).or_default();
                if evidence.third.as_ref().is_none_or(|known| known.0 < score) {
                    evidence.third = Some((score, third.clone()));
                }
            }
        }
    }

    /// Adds the pairs of which theirs is about what ours matches.
    pub(super) fn add_subjects(&self, pairs: &mut Pairs, evaluates: bool) {
        let mut ours: HashMap<&NamedNode, Vec<(u32, Relation)>> = HashMap::new();
        for (number, concept) in (0..).zip(&self.ours.concepts) {
            for (relation, iri) in &concept.links {
                if !evaluates || self.theirs.number(iri).is_none() {
                    ours.entry(iri).or_default().push((number, *relation));
                }
            }
        }
        let mut theirs: BTreeMap<&NamedNode, Vec<u32>> = BTreeMap::new();
        for (number, concept) in (0..).zip(&self.theirs.concepts) {
            concept.subjects.iter().for_each(|iri| theirs.entry(iri).or_default().push(number));
        }
        for (subject, their) in theirs {
            for (relation, value) in [Relation::Exact, Relation::Close].into_iter().zip(SUBJECT) {
                let linked = ours.get(subject).into_iter().flatten().filter(|(_, of)| *of == relation);
                let own: Vec<u32> = linked.map(|(number, _)| *number).collect();
                for (own, their, score) in crossed(&own, &their, value) {
                    let evidence = pairs.entry((own, their)).or_default();
                    if evidence.subject.as_ref().is_none_or(|known| known.0 < score) {
                        evidence.subject = Some((score, subject.clone()));
                    }
                }
            }
        }
    }
}

/// All pairs of two lists, with a score that is the lower, the more pairs there are; none if there are too many.
fn crossed(ours: &[u32], theirs: &[u32], score: f64) -> Vec<(u32, u32, f64)> {
    if ours.len() > MOST_SHARING || theirs.len() > MOST_SHARING {
        return Vec::new();
    }
    let score = score / ((ours.len() * theirs.len()).max(1) as f64).sqrt();
    ours.iter().flat_map(|&own| theirs.iter().map(move |&their| (own, their, score))).collect()
}

//! Which classes get a shape, and their hierarchy.

use super::survey::{Set, Survey};
use super::vocabulary::{Vocabulary, is_of_the_language};
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, BTreeSet};

/// Most classes that get a shape, those with the most instances first.
const MOST: usize = 1000;

/// A class that gets a shape, or has one already.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) iri: NamedNode,
    /// The sets of classes whose resources are instances of it.
    pub(super) sets: BTreeSet<Set>,
    /// Its instances: those with an IRI, those without.
    pub(super) instances: [u64; 2],
    /// All classes above it that have a shape.
    pub(super) above: BTreeSet<usize>,
    /// The nearest of these.
    pub(super) parents: BTreeSet<usize>,
    /// Whether the vocabulary has a shape for it already.
    pub(super) is_covered: bool,
}

/// The classes, sorted by IRI.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) all: Vec<Class>,
    /// Classes of each set, those above included.
    of_set: Vec<BTreeSet<usize>>,
    /// Declared classes without an instance, which get no shape as there are data.
    pub(super) without_instances: Vec<NamedNode>,
    /// Classes with instances beyond the [`MOST`].
    pub(super) beyond: Vec<NamedNode>,
}

impl Classes {
    /// Chooses the classes of the data or, without data, those that the vocabulary declares.
    pub(super) fn choose(survey: Option<&Survey>, vocabulary: &Vocabulary) -> Self {
        let order = Order { survey, vocabulary };
        let covered: BTreeSet<&NamedNode> = vocabulary.shapes.values().flatten().collect();
        let mut chosen: BTreeSet<NamedNode> = covered.iter().map(|&class| class.clone()).collect();
        let mut classes = Self::default();
        let Some(survey) = survey else {
            chosen.extend(vocabulary.classes.keys().filter(|class| !is_of_the_language(class.as_str())).cloned());
            classes.fill(chosen, &covered, &order, &[]);
            return classes;
        };

        let mut counts: BTreeMap<&NamedNode, u64> = BTreeMap::new();
        for (set, [named, blank]) in survey.sets.iter().zip(&survey.instances) {
            for class in set.iter().filter(|class| order.is_of_data(class)) {
                *counts.entry(class).or_default() += named + blank;
            }
        }
        counts.retain(|_, count| *count > 0);
        let mut by_count: Vec<_> =
            counts.iter().map(|(class, count)| (std::cmp::Reverse(*count), (*class).clone())).collect();
        by_count.sort();
        classes.beyond = by_count.split_off(by_count.len().min(MOST)).into_iter().map(|(_, class)| class).collect();
        let own: BTreeSet<NamedNode> = by_count.into_iter().map(|(_, class)| class).collect();
        chosen.extend(order.joining(&own));
        chosen.extend(own);
        classes.without_instances =
            vocabulary.classes.keys().filter(|class| !chosen.contains(*class)).cloned().collect();
        classes.fill(chosen, &covered, &order, &survey.sets);
        for class in &mut classes.all {
            for &set in &class.sets {
                let [named, blank] = survey.instances[set as usize];
                class.instances[0] += named;
                class.instances[1] += blank;
            }
        }
        classes
    }

    fn fill(
        &mut self,
        chosen: BTreeSet<NamedNode>,
        covered: &BTreeSet<&NamedNode>,
        order: &Order<'_>,
        sets: &[Vec<NamedNode>],
    ) {
        let all: Vec<NamedNode> = chosen.into_iter().collect();
        let place = |class: &NamedNode| all.binary_search(class).ok();
        let up: Vec<BTreeSet<usize>> =
            all.iter().map(|class| order.up(class).iter().filter_map(place).collect()).collect();
        self.of_set = sets
            .iter()
            .map(|set| set.iter().flat_map(|class| order.up(class)).filter_map(|class| place(&class)).collect())
            .collect();
        self.all = all
            .iter()
            .enumerate()
            .map(|(number, iri)| {
                // Classes that are under each other have the same instances, and none is above the other.
                let above: BTreeSet<usize> = up[number]
                    .iter()
                    .copied()
                    .filter(|&other| other != number && !up[other].contains(&number))
                    .collect();
                let is_between =
                    |parent: usize, other: usize| up[other].contains(&parent) && !up[parent].contains(&other);
                let is_nearest = |parent: &usize| !above.iter().any(|&other| is_between(*parent, other));
                let parents = above.iter().copied().filter(is_nearest).collect();
                let of = self.of_set.iter().enumerate().filter(|(_, classes)| classes.contains(&number));
                Class {
                    iri: iri.clone(),
                    sets: of.map(|(set, _)| set as Set).collect(),
                    instances: [0, 0],
                    above,
                    parents,
                    is_covered: covered.contains(iri),
                }
            })
            .collect();
    }

    /// The class of an IRI.
    pub(super) fn find(&self, iri: &NamedNode) -> Option<usize> {
        self.all.binary_search_by(|class| class.iri.cmp(iri)).ok()
    }

    /// The classes that the resources of a set are instances of.
    pub(super) fn of_set(&self, set: Set) -> &BTreeSet<usize> {
        &self.of_set[set as usize]
    }

    /// The most specific class that the resources of all sets are instances of.
    pub(super) fn common(&self, sets: impl Iterator<Item = Set>) -> Option<usize> {
        let mut sets = sets.map(|set| self.of_set(set));
        let first = sets.next()?.clone();
        let common = sets.fold(first, |common, next| common.intersection(next).copied().collect());
        common.into_iter().min_by_key(|&class| {
            let Class { instances: [named, blank], above, .. } = &self.all[class];
            (named + blank, std::cmp::Reverse(above.len()), class)
        })
    }

    /// Whether a resource may be an instance of both through a class that is one of them or under both.
    pub(super) fn share_a_type(&self, one: usize, other: usize) -> bool {
        let is_under = |class: usize, above: usize| class == above || self.all[class].above.contains(&above);
        (0..self.all.len()).any(|class| is_under(class, one) && is_under(class, other))
    }
}

/// What is said of classes under classes.
struct Order<'a> {
    survey: Option<&'a Survey>,
    vocabulary: &'a Vocabulary,
}

impl Order<'_> {
    /// The class and all above it.
    fn up(&self, class: &NamedNode) -> BTreeSet<NamedNode> {
        let mut seen = BTreeSet::from([class.clone()]);
        let mut open = vec![class.clone()];
        while let Some(class) = open.pop() {
            let declared = self.vocabulary.classes.get(&class).into_iter().flat_map(|class| &class.above);
            let from = (class.clone(), NamedNode::new_unchecked(""));
            let stated = self.survey.into_iter().flat_map(|survey| {
                survey
                    .superclasses
                    .range(from.clone()..)
                    .take_while(|(below, _)| *below == class)
                    .map(|(_, above)| above)
            });
            for above in declared.chain(stated) {
                if seen.insert(above.clone()) {
                    open.push(above.clone());
                }
            }
        }
        seen
    }

    /// Whether the instances of a class are to be shown: RDF's own classes are not, unless the data put one under a class of
    /// theirs, whose instances its are then too.
    fn is_of_data(&self, class: &NamedNode) -> bool {
        self.up(class).iter().any(|class| !is_of_the_language(class.as_str()))
    }

    /// Classes without instances of their own that join two or more that have some: the nearest for each group.
    fn joining(&self, own: &BTreeSet<NamedNode>) -> Vec<NamedNode> {
        let mut under: BTreeMap<NamedNode, BTreeSet<&NamedNode>> = BTreeMap::new();
        for class in own {
            for above in self.up(class) {
                if !own.contains(&above) && !is_of_the_language(above.as_str()) {
                    under.entry(above).or_default().insert(class);
                }
            }
        }
        let mut nearest: BTreeMap<BTreeSet<&NamedNode>, NamedNode> = BTreeMap::new();
        for (class, below) in under.into_iter().filter(|(_, below)| below.len() > 1) {
            match nearest.get(&below) {
                Some(other) if !self.up(&class).contains(other) => {}
                _ => {
                    nearest.insert(below, class);
                }
            }
        }
        nearest.into_values().collect()
    }
}

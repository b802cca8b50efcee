//! What shapes say about the values of one path: the conjunction of all property shapes that speak of it, as SHACL means
//! it, whether they stand beside each other, in a shape that another includes (`sh:node`, `sh:and`), or above.

use super::facts::{Facts, subject};
use super::property::is_of_members;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use plenary_base::vocab::{dash, sh};

/// Shapes in shapes in shapes are followed this far.
const DEEPEST: usize = 16;

/// A conjunction of constraints.
#[derive(Debug, Default, Clone)]
pub(super) struct Facets {
    /// At least this many values. What only warns promises nothing, so it does not count.
    pub(super) least: u64,
    /// At most this many.
    pub(super) most: Option<u64>,
    /// Each value has all of these datatypes: more than one, and there is none.
    pub(super) datatypes: Vec<NamedNode>,
    /// Each value is at least, or more than, each of these.
    pub(super) least_values: Vec<String>,
    /// Each value is at most, or less than, each of these.
    pub(super) greatest_values: Vec<String>,
    /// Each value is an instance of all of these.
    pub(super) classes: Vec<NamedNode>,
    /// Each value is one of these.
    pub(super) members: Option<Vec<Term>>,
    /// Each value is of all of these kinds.
    pub(super) node_kinds: Vec<NamedNode>,
    /// At most one text a language.
    pub(super) is_unique: bool,
    /// Texts have languages.
    pub(super) has_languages: bool,
    /// Of each of these lists, each value meets one.
    pub(super) alternatives: Vec<Vec<Facets>>,
    /// Each value meets these node shapes.
    pub(super) shapes: Vec<NamedOrBlankNode>,
    /// A list of `sh:in` that is broken.
    pub(super) is_broken: bool,
}

impl Facets {
    /// Adds what a property shape says.
    pub(super) fn add(&mut self, facts: &Facts, property: &NamedOrBlankNode) {
        if facts.is_true(property, sh::DEACTIVATED) {
            return;
        }
        if is_of_lists(facts, property) {
            return self.add_members(facts, property);
        }
        let count = |predicate| facts.literal(property, predicate).and_then(|count| count.parse::<u64>().ok());
        let refuses = refuses(facts, property);
        if let Some(least) = count(sh::MIN_COUNT).filter(|_| refuses) {
            self.least = self.least.max(least);
        }
        if let Some(most) = count(sh::MAX_COUNT) {
            self.most = Some(self.most.map_or(most, |other| other.min(most)));
        }
        self.is_unique |= facts.is_true(property, sh::UNIQUE_LANG);
        self.add_values(facts, property, refuses, 0);
    }

    /// Adds what a property shape whose values are lists says of their members. What it says of the lists themselves, how many
    /// there are above all, is nothing that the members have.
    fn add_members(&mut self, facts: &Facts, property: &NamedOrBlankNode) {
        let mut waiting = vec![(property.clone(), 0)];
        while let Some((shape, depth)) = waiting.pop() {
            for own in facts.objects(&shape, sh::PROPERTY).filter_map(subject) {
                let is_of_members = facts.object(&own, sh::PATH).is_some_and(|path| is_of_members(facts, path));
                if is_of_members && !facts.is_true(&own, sh::DEACTIVATED) {
                    self.is_unique |= facts.is_true(&own, sh::UNIQUE_LANG);
                    self.add_values(facts, &own, refuses(facts, &own), 0);
                }
            }
            if depth < DEEPEST {
                waiting.extend(included(facts, &shape).into_iter().map(|other| (other, depth + 1)));
            }
        }
    }

    /// Adds what a shape says of each value; bounds only if what violates them is refused.
    fn add_values(&mut self, facts: &Facts, shape: &NamedOrBlankNode, refuses: bool, depth: usize) {
        if depth > DEEPEST || facts.is_true(shape, sh::DEACTIVATED) {
            return;
        }
        let iris = |predicate| facts.objects(shape, predicate).filter_map(iri);
        extend(&mut self.datatypes, iris(sh::DATATYPE));
        extend(&mut self.classes, iris(sh::CLASS));
        extend(&mut self.node_kinds, iris(sh::NODE_KIND));
        self.has_languages |= facts.object(shape, sh::LANGUAGE_IN).is_some();
        let bounds = |predicates: [&str; 2]| {
            let said = predicates.into_iter().filter(|_| refuses).filter_map(|bound| facts.literal(shape, bound));
            said.map(str::to_owned).collect::<Vec<_>>()
        };
        self.least_values.extend(bounds([sh::MIN_INCLUSIVE, sh::MIN_EXCLUSIVE]));
        self.greatest_values.extend(bounds([sh::MAX_INCLUSIVE, sh::MAX_EXCLUSIVE]));
        for head in facts.objects(shape, sh::IN) {
            match facts.list(head) {
                Some(members) => self.restrict(members),
                None => self.is_broken = true,
            }
        }
        for predicate in [sh::OR, sh::XONE] {
            for list in facts.objects(shape, predicate).filter_map(|head| facts.list(head)) {
                let one = |member: &Term| {
                    let mut facets = Self::default();
                    facets.add_values(facts, &subject(member)?, refuses, depth + 1);
                    Some(facets)
                };
                self.alternatives.push(list.into_iter().filter_map(one).collect());
            }
        }
        for other in included(facts, shape) {
            self.add_values(facts, &other, refuses, depth + 1);
            self.shapes.push(other);
        }
    }

    /// Values are among these too.
    fn restrict(&mut self, members: Vec<&Term>) {
        self.members = Some(match self.members.take() {
            None => members.into_iter().cloned().collect(),
            Some(known) => known.into_iter().filter(|member| members.contains(&member)).collect(),
        });
    }

    /// Whether the values are of a kind, as far as that is said.
    pub(super) fn is_kind(&self, kinds: &[&str]) -> bool {
        self.node_kinds.iter().any(|kind| kinds.contains(&kind.as_str()))
    }
}

/// Whether values are said to be lists: by `sh:node dash:ListShape`, or by a shape that includes it.
pub(super) fn is_of_lists(facts: &Facts, property: &NamedOrBlankNode) -> bool {
    let is_list = |shape: &NamedOrBlankNode| matches!(shape, NamedOrBlankNode::NamedNode(iri) if iri.as_str() == dash::LIST_SHAPE);
    let mut waiting = vec![(property.clone(), 0)];
    while let Some((shape, depth)) = waiting.pop() {
        let included = included(facts, &shape);
        if included.iter().any(is_list) {
            return true;
        }
        if depth < DEEPEST {
            waiting.extend(included.into_iter().map(|other| (other, depth + 1)));
        }
    }
    false
}

/// Whether what violates a shape is refused.
fn refuses(facts: &Facts, shape: &NamedOrBlankNode) -> bool {
    facts.iri(shape, sh::SEVERITY).is_none_or(|severity| severity.as_str() == sh::VIOLATION)
}

/// The shapes that a shape includes: those of `sh:node` and of `sh:and`.
pub(super) fn included(facts: &Facts, shape: &NamedOrBlankNode) -> Vec<NamedOrBlankNode> {
    let nodes = facts.objects(shape, sh::NODE).filter_map(subject);
    let lists = facts.objects(shape, sh::AND).filter_map(|head| facts.list(head)).flatten().filter_map(subject);
    nodes.chain(lists).collect()
}

fn iri(term: &Term) -> Option<&NamedNode> {
    match term {
        Term::NamedNode(iri) => Some(iri),
        _ => None,
    }
}

fn extend<'a>(known: &mut Vec<NamedNode>, new: impl Iterator<Item = &'a NamedNode>) {
    for iri in new {
        if !known.contains(iri) {
            known.push(iri.clone());
        }
    }
}

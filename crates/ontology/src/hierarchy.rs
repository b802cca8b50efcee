//! The hierarchy of classes.

use super::facts::Facts;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use plenary_base::vocab::rdfs;
use std::collections::{BTreeSet, HashMap};

/// The subclass relation of the ontology.
pub(super) struct Hierarchy {
    pub(super) superclasses: HashMap<NamedNode, Vec<NamedNode>>,
}

impl Hierarchy {
    pub(super) fn read(facts: &Facts) -> Self {
        let mut superclasses: HashMap<_, Vec<_>> = HashMap::new();
        for (triple, _) in facts.iter() {
            if let (NamedOrBlankNode::NamedNode(sub), rdfs::SUB_CLASS_OF, Term::NamedNode(sup)) =
                (&triple.subject, triple.predicate.as_str(), &triple.object)
            {
                superclasses.entry(sub.clone()).or_default().push(sup.clone());
            }
        }
        Self { superclasses }
    }

    /// The class and its superclasses, nearest first.
    pub(super) fn up(&self, class: &NamedNode) -> Vec<NamedNode> {
        let mut seen = vec![class.clone()];
        let mut next = 0;
        while next < seen.len() {
            for sup in self.superclasses.get(&seen[next]).into_iter().flatten() {
                if !seen.contains(sup) {
                    seen.push(sup.clone());
                }
            }
            next += 1;
        }
        seen
    }

    /// The class and its subclasses, sorted.
    pub(super) fn down(&self, class: &NamedNode) -> Vec<NamedNode> {
        let mut below: BTreeSet<String> = self
            .superclasses
            .keys()
            .filter(|sub| self.up(sub).contains(class))
            .map(|iri| iri.as_str().to_owned())
            .collect();
        below.insert(class.as_str().to_owned());
        below.into_iter().map(NamedNode::new_unchecked).collect()
    }
}

//! The targets of shapes, decided in one place for the types of the API and for validation alike.
//!
//! A shape has a class for a target if it says so (`sh:targetClass`), or if it is a class itself (SHACL, section 2.1.3.3):
//! of `rdfs:Class`, of `owl:Class`, or of one of their subclasses. Other targets are nodes and properties; they make no
//! types, and validation takes them as they stand.

use super::facts::Facts;
use super::hierarchy::Hierarchy;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use plenary_base::vocab::{owl, rdf, rdfs, sh};
use std::collections::{HashMap, HashSet};

/// Properties that only shapes have, by which a class that is not said to be a shape is one (SHACL, section 2.1).
const OF_SHAPES: [&str; 13] = [
    sh::PROPERTY,
    sh::NODE,
    sh::AND,
    sh::OR,
    sh::XONE,
    sh::NOT,
    sh::CLOSED,
    sh::NODE_KIND,
    sh::CLASS,
    sh::IN,
    sh::HAS_VALUE,
    sh::PATTERN,
    sh::RULE,
];

/// The classes that shapes are about.
pub(super) struct Targets {
    classes: HashMap<NamedOrBlankNode, Vec<NamedNode>>,
    /// Shapes that have a target, in file order.
    shapes: Vec<NamedOrBlankNode>,
    /// Shapes that are classes themselves, in file order.
    implicit: Vec<NamedNode>,
}

impl Targets {
    pub(super) fn read(facts: &Facts, hierarchy: &Hierarchy) -> Self {
        let mut targets = Self { classes: HashMap::new(), shapes: Vec::new(), implicit: Vec::new() };
        let mut seen = HashSet::new();
        for (triple, _) in facts.iter() {
            if !seen.insert(&triple.subject) {
                continue;
            }
            let said = facts.objects(&triple.subject, sh::TARGET_CLASS);
            let mut classes: Vec<NamedNode> = Vec::new();
            for class in said {
                if let Term::NamedNode(class) = class
                    && !classes.contains(class)
                {
                    classes.push(class.clone());
                }
            }
            if let NamedOrBlankNode::NamedNode(iri) = &triple.subject
                && is_class(facts, hierarchy, &triple.subject)
                && is_shape(facts, hierarchy, &triple.subject)
            {
                targets.implicit.push(iri.clone());
                if !classes.contains(iri) {
                    classes.push(iri.clone());
                }
            }
            if !classes.is_empty() {
                targets.shapes.push(triple.subject.clone());
                targets.classes.insert(triple.subject.clone(), classes);
            }
        }
        targets
    }

    /// The classes whose instances a shape is about.
    pub(super) fn classes(&self, shape: &NamedOrBlankNode) -> &[NamedNode] {
        self.classes.get(shape).map_or(&[], Vec::as_slice)
    }

    /// The shapes that are about instances of a class, in file order.
    pub(super) fn shapes<'a>(&'a self, class: &'a NamedNode) -> impl Iterator<Item = &'a NamedOrBlankNode> {
        self.shapes.iter().filter(move |shape| self.classes(shape).contains(class))
    }

    /// All shapes with a class for a target, in file order.
    pub(super) fn all(&self) -> impl Iterator<Item = &NamedOrBlankNode> {
        self.shapes.iter()
    }

    /// The shapes that are classes themselves.
    pub(super) fn into_implicit(self) -> Vec<NamedNode> {
        self.implicit
    }
}

fn has_type(facts: &Facts, hierarchy: &Hierarchy, node: &NamedOrBlankNode, wanted: &[&str]) -> bool {
    facts.objects(node, rdf::TYPE).any(|class| match class {
        Term::NamedNode(class) => hierarchy.up(class).iter().any(|above| wanted.contains(&above.as_str())),
        _ => false,
    })
}

fn is_class(facts: &Facts, hierarchy: &Hierarchy, node: &NamedOrBlankNode) -> bool {
    has_type(facts, hierarchy, node, &[rdfs::CLASS, owl::CLASS, sh::SHAPE_CLASS])
}

fn is_shape(facts: &Facts, hierarchy: &Hierarchy, node: &NamedOrBlankNode) -> bool {
    has_type(facts, hierarchy, node, &[sh::NODE_SHAPE, sh::PROPERTY_SHAPE, sh::SHAPE, sh::SHAPE_CLASS])
        || OF_SHAPES.iter().any(|property| facts.object(node, property).is_some())
}

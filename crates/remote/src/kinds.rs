//! The classes of resources.

use super::reader::Remote;
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use plenary_ontology::{ClassId, Ontology};
use plenary_query::analysis::Mention;
use std::collections::{BTreeSet, HashMap};

/// The object types of resources, as far as they have been read.
pub(super) struct Kinds<'a> {
    ontology: &'a Ontology,
    of: HashMap<Id, BTreeSet<ClassId>>,
}

impl<'a> Kinds<'a> {
    pub(super) fn new(ontology: &'a Ontology) -> Self {
        Self { ontology, of: HashMap::new() }
    }

    /// The resource is typed with a class, public or not.
    pub(super) fn add(&mut self, resource: Id, class: &NamedNode) {
        let types = self.ontology.memberships(class).iter().filter(|&&class| !self.ontology.class(class).is_interface);
        self.of.entry(resource).or_default().extend(types);
    }

    /// The object type of a resource, if it has one: of several the first as declared.
    pub(super) fn type_of(&self, resource: Id) -> Option<ClassId> {
        self.of.get(&resource)?.first().copied()
    }

    /// Whether a resource that is named is of its class or, if it has none, of any that the API shows.
    pub(super) fn fits(&self, remote: &Remote<'_>, mention: &Mention) -> bool {
        let Some(types) = self.of.get(&remote.terms.id(&mention.iri.clone().into())) else { return false };
        match mention.class {
            Some(class) => self.ontology.class(class).concrete.iter().any(|concrete| types.contains(concrete)),
            None => !types.is_empty(),
        }
    }
}

//! What the analyses of links look up: a source of data as a web of resources.

use super::{Compare, LinkField, Table};
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Snapshot};
use plenary_ontology::ClassId;
use std::cmp::Ordering;
use std::sync::Arc;

/// Links between resources in some source of data.
///
/// All that an analysis reads is requested before, for many resources at once, so that a source that is elsewhere brings it
/// in few reads. A source that has everything in memory has nothing to do then.
pub trait LinkSource {
    /// Brings all links of some resources, and what kind of resource is at the ends of these.
    ///
    /// # Errors
    /// If the source fails or the budget runs out.
    fn open(&mut self, resources: &[Id], budget: &mut Budget) -> Result<(), Error>;

    /// Brings the links from some resources to some. Of those that have not been opened, [`Self::ends`] then gives these
    /// links alone.
    ///
    /// # Errors
    /// If the source fails or the budget runs out.
    fn join(&mut self, from: &[Id], to: &[Id], budget: &mut Budget) -> Result<(), Error>;

    /// The number of a resource that is there.
    fn find(&self, iri: &NamedNode) -> Id;

    /// The object type of a resource, if it has one: of several the first as declared.
    fn type_of(&self, resource: Id) -> Option<ClassId>;

    /// Where a field leads from a resource or, if `inverse`, from where it leads there, in the order of IRIs. Some of
    /// these may be of no type that the field leads to, or of none that has it.
    fn ends(&self, from: Id, field: &LinkField, inverse: bool) -> &[Id];

    /// The order of two resources by their IRIs.
    fn order(&self, a: Id, b: Id) -> Ordering;

    /// The IRI of a resource.
    fn iri(&self, resource: Id) -> Option<NamedNode>;

    /// Answers a comparison that is asked for no rows. Its resources have the numbers that they have here.
    ///
    /// # Errors
    /// If the source fails or the budget runs out.
    fn compare(&self, comparison: &Arc<dyn Compare>, budget: &mut Budget) -> Result<Table, Error>;
}

impl LinkSource for &Snapshot {
    fn open(&mut self, _resources: &[Id], _budget: &mut Budget) -> Result<(), Error> {
        Ok(())
    }

    fn join(&mut self, _from: &[Id], _to: &[Id], _budget: &mut Budget) -> Result<(), Error> {
        Ok(())
    }

    fn find(&self, iri: &NamedNode) -> Id {
        self.terms().resource(iri.as_str()).unwrap_or(Id::NONE)
    }

    fn type_of(&self, resource: Id) -> Option<ClassId> {
        Snapshot::type_of(self, resource)
    }

    fn ends(&self, from: Id, field: &LinkField, inverse: bool) -> &[Id] {
        let relation = if inverse { self.inverse(field.path) } else { self.relation(field.path) };
        relation.row(from)
    }

    fn order(&self, a: Id, b: Id) -> Ordering {
        self.terms().order(a).cmp(&self.terms().order(b))
    }

    fn iri(&self, resource: Id) -> Option<NamedNode> {
        Some(NamedNode::new_unchecked(self.terms().text(resource)))
    }

    fn compare(&self, comparison: &Arc<dyn Compare>, budget: &mut Budget) -> Result<Table, Error> {
        comparison.answer_declared(*self, (&[], &[]), budget)
    }
}

//! What comparisons look up: a source of data, or as much of it as a question needs, as lists of links.

use crate::condition::Condition;
use crate::filter::Filter;
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place, Snapshot};
use plenary_ontology::{ClassId, PathId};

/// Resources and links, in memory. Lists are in the order of the resources' places, which is that of their IRIs.
///
/// A source that is elsewhere brings what a question [`needs`](super::Compare::needs) and answers on that.
pub trait ComparisonSource {
    /// The number of a resource that is there.
    fn find(&self, iri: &NamedNode) -> Id;

    /// The instances of a class that meet a condition.
    ///
    /// # Errors
    /// If the budget runs out.
    fn all(&self, class: ClassId, condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error>;

    /// What a path leads to from a resource.
    fn row(&self, path: PathId, from: Id) -> &[Id];

    /// From where a path leads to a resource.
    fn back(&self, path: PathId, to: Id) -> &[Id];

    /// The place of a resource in the order of IRIs.
    fn order(&self, id: Id) -> Place;

    /// The IRI of a resource or the lexical form of a literal.
    fn text(&self, id: Id) -> &str;
}

impl ComparisonSource for Snapshot {
    fn find(&self, iri: &NamedNode) -> Id {
        self.terms().resource(iri.as_str()).unwrap_or(Id::NONE)
    }

    fn all(&self, class: ClassId, condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        Filter::new(self).all(class, condition, budget)
    }

    fn row(&self, path: PathId, from: Id) -> &[Id] {
        self.relation(path).row(from)
    }

    fn back(&self, path: PathId, to: Id) -> &[Id] {
        self.inverse(path).row(to)
    }

    fn order(&self, id: Id) -> Place {
        self.terms().order(id)
    }

    fn text(&self, id: Id) -> &str {
        self.terms().text(id)
    }
}

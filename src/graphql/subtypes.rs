//! Fields that only some types of an interface have: `asState` and the like in `where` and `orderBy` ask them of resources of that type
//! alone, and keys of groups are named after the type.

use crate::ontology::{ClassId, Field, Ontology};

/// The types below an interface that have fields of their own, those in between included, each with the name of its member in `where` and
/// `orderBy`. None where a field of the interface has that name.
pub(crate) fn subtypes(ontology: &Ontology, class: ClassId) -> impl Iterator<Item = (ClassId, String)> + '_ {
    let is_below = move |&other: &ClassId| {
        let declared = ontology.class(other).direct_of.is_none();
        other != class && declared && ontology.is_a(other, class) && own_fields(ontology, class, other).next().is_some()
    };
    let named = |other| (other, format!("as{}", ontology.class(other).name));
    let is_free = move |(_, name): &(ClassId, String)| ontology.class(class).field(name).is_none();
    ontology.class_ids().filter(is_below).map(named).filter(is_free)
}

/// The type of a member of `where` or `orderBy`.
pub(crate) fn subtype(ontology: &Ontology, class: ClassId, member: &str) -> Option<ClassId> {
    let mut known = subtypes(ontology, class);
    known.find(|(_, name)| name == member).map(|(id, _)| id)
}

/// The fields of a type that an interface above it does not have.
pub(super) fn own_fields(ontology: &Ontology, interface: ClassId, class: ClassId) -> impl Iterator<Item = &Field> {
    ontology.class(class).fields.iter().filter(move |field| ontology.class(interface).field(&field.name).is_none())
}

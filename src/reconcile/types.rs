//! What can be matched: classes with a name, and the fields by which they are found and described.

use super::Error;
use crate::ontology::{ClassId, FieldKind, Ontology, PathId};
use serde_json::{Value, json};

/// The classes that can be matched.
#[derive(Debug)]
pub(super) struct Types(Vec<ClassId>);

impl Types {
    pub(super) fn of(ontology: &Ontology) -> Self {
        Self(ontology.class_ids().filter(|&class| ontology.label(class).is_some()).collect())
    }

    /// The object types among them.
    pub(super) fn concrete(&self, ontology: &Ontology) -> Vec<ClassId> {
        self.0.iter().copied().filter(|&class| !ontology.class(class).is_interface).collect()
    }

    /// Those that are no subclass of another: what one chooses from first.
    pub(super) fn topmost<'a>(&'a self, ontology: &'a Ontology) -> impl Iterator<Item = ClassId> + 'a {
        self.0.iter().copied().filter(|&class| ontology.class(class).superclasses.is_empty())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = ClassId> + '_ {
        self.0.iter().copied()
    }

    /// The class of an identifier: the name of a type, or the IRI of its class.
    pub(super) fn find(&self, ontology: &Ontology, id: &str) -> Result<ClassId, Error> {
        let is_it = |class: &ClassId| {
            let class = ontology.class(*class);
            class.name == id || class.iri.as_str() == id
        };
        self.all().find(is_it).ok_or_else(|| {
            let names: Vec<_> = self.all().map(|class| ontology.class(class).name.as_str()).collect();
            Error::request(format!(
                "has the type `{id:.80}`, which cannot be matched; the types are {}",
                names.join(", ")
            ))
        })
    }
}

/// The text that distinguishes resources of the same name.
pub(super) fn description(ontology: &Ontology, class: ClassId) -> Option<PathId> {
    let mut fields = ontology.class(class).fields.iter();
    fields.find(|field| field.kind == FieldKind::Text { required: false } && !field.is_name).map(|field| field.path)
}

/// A type as it is written.
pub(super) fn write(ontology: &Ontology, class: ClassId) -> Value {
    let class = ontology.class(class);
    json!({ "id": class.name, "name": class.name })
}

/// A type with what it means, for choosing.
pub(super) fn write_described(ontology: &Ontology, class: ClassId) -> Value {
    let broader: Vec<_> = ontology.class(class).superclasses.iter().map(|&class| write(ontology, class)).collect();
    let mut json = write(ontology, class);
    json["description"] = ontology.class(class).description.as_str().into();
    if !broader.is_empty() {
        json["broader"] = broader.into();
    }
    json
}

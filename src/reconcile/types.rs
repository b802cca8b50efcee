//! What can be matched: classes with a name, and the fields by which they are found and described.

use super::Error;
use crate::ontology::{ClassId, Field, FieldKind, Ontology, PathId, Scalar};
use serde_json::{Value, json};

/// The field that a class must have, and must have a value of, to be matched by name.
const LABEL: &str = "label";

/// The classes that can be matched.
#[derive(Debug)]
pub(super) struct Types(Vec<ClassId>);

impl Types {
    pub(super) fn of(ontology: &Ontology) -> Self {
        Self(ontology.class_ids().filter(|&class| label(ontology, class).is_some()).collect())
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
            Error::request(format!("has the type `{id}`, which cannot be matched; the types are {}", names.join(", ")))
        })
    }
}

/// Where the names of a class are.
pub(super) fn label(ontology: &Ontology, class: ClassId) -> Option<PathId> {
    let field = ontology.class(class).field(LABEL)?;
    (field.kind == FieldKind::Text { required: true }).then_some(field.path)
}

/// How a resource is known besides its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// The same text as the label, in all languages.
    Label,
    /// A string: a code, an acronym.
    Code,
    /// A link out of the dataset.
    Link,
    /// Other names in any language.
    OtherName,
}

/// The fields by which a resource of a class is known, most telling first. Longer texts, dates and numbers are not among them.
pub(super) fn known_by(ontology: &Ontology, class: ClassId) -> Vec<(Known, PathId)> {
    let label = label(ontology, class);
    let known = |field: &Field| match field.kind {
        FieldKind::Text { .. } if Some(field.path) == label => Some(Known::Label),
        FieldKind::Texts if field.searched && !names_a_text(ontology, class, field) => Some(Known::OtherName),
        FieldKind::Value { scalar: Scalar::String, .. } | FieldKind::Values { scalar: Scalar::String } => {
            Some(Known::Code)
        }
        FieldKind::Value { scalar: Scalar::Iri, .. } | FieldKind::Values { scalar: Scalar::Iri } => Some(Known::Link),
        _ => None,
    };
    let fields = ontology.class(class).fields.iter();
    let mut known: Vec<_> = fields.filter_map(|field| Some((known(field)?, field.path))).collect();
    known.sort_by_key(|(known, _)| *known as u8);
    known.dedup_by_key(|(_, path)| *path);
    known
}

/// Whether a field of many texts gives all languages of a field of one text, as `definitionTranslations` does.
fn names_a_text(ontology: &Ontology, class: ClassId, field: &Field) -> bool {
    let mut others = ontology.class(class).fields.iter();
    others.any(|other| other.path == field.path && matches!(other.kind, FieldKind::Text { .. }))
}

/// Where the text is that tells resources of one name apart.
pub(super) fn description(ontology: &Ontology, class: ClassId) -> Option<PathId> {
    let mut fields = ontology.class(class).fields.iter();
    fields.find(|field| field.kind == FieldKind::Text { required: false }).map(|field| field.path)
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

//! By which fields the resources of a class are known: what other people's names and codes are compared with.

use super::{ClassId, Field, FieldKind, Ontology, PathId, Scalar};

/// The field that a class must have, and must have a value of, to be matched by name.
const LABEL: &str = "label";

/// How a resource is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Its label, in all languages.
    Label,
    /// A string: a code, an acronym.
    Code,
    /// A link out of the dataset.
    Link,
    /// Other names in any language.
    OtherName,
}

impl Ontology {
    /// Where the names of a class are; none if its resources need not have a name.
    pub fn label(&self, class: ClassId) -> Option<PathId> {
        let field = self.class(class).field(LABEL)?;
        (field.kind == FieldKind::Text { required: true }).then_some(field.path)
    }

    /// The fields by which a resource of a class is known, most telling first. Longer texts, dates and numbers are not among
    /// them.
    pub fn known_by(&self, class: ClassId) -> Vec<(Known, PathId)> {
        let label = self.label(class);
        let known = |field: &Field| match field.kind {
            FieldKind::Text { .. } if Some(field.path) == label => Some(Known::Label),
            FieldKind::Texts if field.searched && !self.names_a_text(class, field) => Some(Known::OtherName),
            FieldKind::Value { scalar: Scalar::String, .. } | FieldKind::Values { scalar: Scalar::String } => {
                Some(Known::Code)
            }
            FieldKind::Value { scalar: Scalar::Iri, .. } | FieldKind::Values { scalar: Scalar::Iri } => {
                Some(Known::Link)
            }
            _ => None,
        };
        let fields = self.class(class).fields.iter();
        let mut known: Vec<_> = fields.filter_map(|field| Some((known(field)?, field.path))).collect();
        known.sort_by_key(|(known, _)| *known as u8);
        known.dedup_by_key(|(_, path)| *path);
        known
    }

    /// Whether a field of many texts gives all languages of a field of one text, as `definitionTranslations` does.
    fn names_a_text(&self, class: ClassId, field: &Field) -> bool {
        let mut others = self.class(class).fields.iter();
        others.any(|other| other.path == field.path && matches!(other.kind, FieldKind::Text { .. }))
    }
}

//! What full text reads: the fields whose values are searched, and the ways from a resource to others by whose names it
//! is found too.

use super::names::local_name;
use super::shapes::Builder;
use super::{Class, ClassId, Ends, Error, Field, FieldKind, PathId, Place, Scalar};
use oxigraph::model::{NamedOrBlankNode, Term};
use plenary_base::vocab::ple;

/// A way over links from a resource to others: to those by whose names it is found too (`ple:searchVia`), is called
/// (`ple:titleVia`), on which it rests (`ple:sourceVia`), or which stand below it (`ple:belowVia`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    /// The names of the fields on the way, with dots between them.
    pub name: String,
    /// The links.
    pub paths: Vec<PathId>,
    /// The class at the end, or the one whose value is at the end.
    pub class: ClassId,
    /// What the value at the end is; none for a way that ends at resources. Only titles end at values.
    pub value: Option<Scalar>,
}

/// How much of a resource a searched field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRole {
    /// What a resource is called, a text that it cannot be without, or a string that is searched, such as an acronym.
    Name,
    /// Other names: a field of many texts.
    OtherName,
    /// Any other text.
    Body,
}

impl Class {
    /// The fields that full text reads.
    pub fn searched(&self) -> impl Iterator<Item = (&Field, TextRole)> {
        self.fields.iter().filter(|field| field.searched).map(|field| (field, field.role()))
    }
}

impl Field {
    fn role(&self) -> TextRole {
        match self.kind {
            _ if self.is_name => TextRole::Name,
            FieldKind::Texts => TextRole::OtherName,
            FieldKind::Text { required: false } => TextRole::Body,
            _ => TextRole::Name,
        }
    }
}

/// Whether full text reads a field: texts, unless `ple:searched` says no; strings, if it says yes.
pub(super) fn is_searched(kind: FieldKind, said: Option<&str>) -> Result<bool, &'static str> {
    let wanted = match said {
        None => None,
        Some("true" | "1") => Some(true),
        Some("false" | "0") => Some(false),
        Some(_) => return Err("has a ple:searched that is neither true nor false"),
    };
    match kind {
        FieldKind::Text { .. } | FieldKind::Texts => Ok(wanted.unwrap_or(true)),
        FieldKind::Value { scalar: Scalar::String, .. } | FieldKind::Values { scalar: Scalar::String } => {
            Ok(wanted.unwrap_or(false))
        }
        _ if wanted == Some(true) => Err("is searched (ple:searched true), but only texts and strings can be"),
        _ => Ok(false),
    }
}

impl Builder<'_> {
    /// The ways that a shape declares with a property, as chains of field names such as `"positions.themes"`.
    pub(super) fn ways(
        &self,
        shape: &NamedOrBlankNode,
        property: &str,
        class: ClassId,
        place: &Place,
    ) -> Result<Vec<Via>, Error> {
        let said = format!("ple:{} of {shape}", local_name(property));
        let way = |object: &Term| {
            let error = |problem: String| Error::Declaration { place: place.clone(), problem };
            let Term::Literal(name) = object else {
                return Err(error(format!("{said} takes names of fields such as \"themes\", not {object}")));
            };
            let mut way = Via { name: name.value().to_owned(), paths: Vec::new(), class, value: None };
            for part in name.value().split('.') {
                let owner = &self.classes[usize::from(way.class.0)];
                let field = owner.field(part).filter(|_| way.value.is_none());
                match field.map(|field| (field.path, field.kind.ends())) {
                    Some((path, Ends::Class(next))) => {
                        way.paths.push(path);
                        way.class = next;
                    }
                    Some((path, Ends::Values(scalar))) if property == ple::TITLE_VIA => {
                        way.paths.push(path);
                        way.value = Some(scalar);
                    }
                    _ => {
                        let (whole, owner) = (name.value(), &owner.name);
                        return Err(error(format!("{said} is \"{whole}\", but `{part}` is no link of {owner}")));
                    }
                }
            }
            Ok(way)
        };
        self.facts.objects(shape, property).map(way).collect()
    }
}

//! The forms of a document: HTML, and RDF in each syntax.

use crate::store::{SYNTAXES, Syntax};

/// A form of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page for people.
    Html,
    /// RDF.
    Rdf(Syntax),
}

/// All forms; the first is for who has no wish.
pub fn forms() -> impl Iterator<Item = Form> {
    [Form::Html].into_iter().chain(SYNTAXES.map(Form::Rdf))
}

impl Form {
    /// Ends the address of a document in this form, after a dot.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Rdf(syntax) => syntax.suffix,
        }
    }

    /// Media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Rdf(syntax) => syntax.media_type,
        }
    }

    /// The form of a media type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        forms().find(|form| form.media_type() == media_type)
    }

    /// What comes before the suffix of a name, and the form that the suffix names.
    pub fn split(name: &str) -> Option<(&str, Self)> {
        let (stem, suffix) = name.rsplit_once('.')?;
        Some((stem, forms().find(|form| form.suffix() == suffix)?))
    }
}

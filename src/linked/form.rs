//! The forms of a document: HTML and six RDF syntaxes.

use oxigraph::io::{JsonLdProfileSet, RdfFormat};

/// A form of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// Ends the address of a document in this form, after a dot.
    pub suffix: &'static str,
    /// Media type, without parameters.
    pub media_type: &'static str,
    /// Media type as it is sent.
    pub content_type: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The RDF syntax; none for HTML.
    pub rdf: Option<RdfFormat>,
}

/// All forms; the first is for who has no wish.
pub const FORMS: [Form; 7] = [
    Form { suffix: "html", media_type: "text/html", content_type: "text/html; charset=utf-8", name: "HTML", rdf: None },
    rdf("ttl", "text/turtle", "text/turtle; charset=utf-8", "Turtle", RdfFormat::Turtle),
    rdf("nt", "application/n-triples", "application/n-triples", "N-Triples", RdfFormat::NTriples),
    rdf("rdf", "application/rdf+xml", "application/rdf+xml", "RDF/XML", RdfFormat::RdfXml),
    rdf(
        "jsonld",
        "application/ld+json",
        "application/ld+json",
        "JSON-LD",
        RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
    ),
    rdf("trig", "application/trig", "application/trig", "TriG", RdfFormat::TriG),
    rdf("nq", "application/n-quads", "application/n-quads", "N-Quads", RdfFormat::NQuads),
];

const fn rdf(
    suffix: &'static str,
    media_type: &'static str,
    content_type: &'static str,
    name: &'static str,
    format: RdfFormat,
) -> Form {
    Form { suffix, media_type, content_type, name, rdf: Some(format) }
}

impl Form {
    /// The form of a media type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        FORMS.into_iter().find(|form| form.media_type == media_type)
    }

    /// What comes before the suffix of a name, and the form that the suffix names.
    pub fn split(name: &str) -> Option<(&str, Self)> {
        let (stem, suffix) = name.rsplit_once('.')?;
        Some((stem, FORMS.into_iter().find(|form| form.suffix == suffix)?))
    }
}

//! The forms of an answer.

use oxigraph::io::RdfFormat;
use oxigraph::sparql::results::QueryResultsFormat;
use plenary_store::{SYNTAXES, Syntax};

/// What a query asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryForm {
    /// SELECT: a table.
    Solutions,
    /// ASK: true or false.
    Boolean,
    /// CONSTRUCT or DESCRIBE: triples.
    Graph,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Of tables and truth values.
    Results(QueryResultsFormat),
    /// Of triples.
    Rdf(RdfFormat),
}

/// Media types with what they ask for; the first is given to who has no wish.
const RESULTS: [(&str, QueryResultsFormat); 8] = [
    ("application/sparql-results+json", QueryResultsFormat::Json),
    ("application/sparql-results+xml", QueryResultsFormat::Xml),
    ("text/csv", QueryResultsFormat::Csv),
    ("text/tab-separated-values", QueryResultsFormat::Tsv),
    ("application/json", QueryResultsFormat::Json),
    ("application/xml", QueryResultsFormat::Xml),
    ("text/xml", QueryResultsFormat::Xml),
    ("text/json", QueryResultsFormat::Json),
];
/// Other media types by which clients ask for triples, after those of the syntaxes themselves.
const OTHER_GRAPHS: [(&str, RdfFormat); 8] = [
    ("text/n3", RdfFormat::N3),
    ("text/rdf+n3", RdfFormat::N3),
    ("application/turtle", RdfFormat::Turtle),
    ("application/x-turtle", RdfFormat::Turtle),
    ("text/plain", RdfFormat::NTriples),
    ("application/json", Syntax::JSON_LD.format),
    ("application/xml", RdfFormat::RdfXml),
    ("text/xml", RdfFormat::RdfXml),
];

/// Media types of triples with their formats.
fn graphs() -> impl Iterator<Item = (&'static str, RdfFormat)> {
    SYNTAXES.into_iter().map(|syntax| (syntax.media_type, syntax.format)).chain(OTHER_GRAPHS)
}

impl QueryForm {
    /// The media types that an answer of this kind can have, most wanted first.
    pub fn media_types(self) -> Vec<&'static str> {
        match self {
            Self::Solutions | Self::Boolean => RESULTS.iter().map(|(media_type, _)| *media_type).collect(),
            Self::Graph => graphs().map(|(media_type, _)| media_type).collect(),
        }
    }

    /// The form that a media type names, for an answer of this kind.
    pub fn format(self, media_type: &str) -> Option<Format> {
        match self {
            Self::Solutions | Self::Boolean => {
                RESULTS.iter().find(|(name, _)| *name == media_type).map(|(_, format)| Format::Results(*format))
            }
            Self::Graph => graphs().find(|(name, _)| *name == media_type).map(|(_, format)| Format::Rdf(format)),
        }
    }
}

impl Format {
    /// Forms in their order, each once.
    pub fn different(formats: impl Iterator<Item = Self>) -> Vec<Self> {
        let mut different = Vec::new();
        for format in formats {
            if !different.contains(&format) {
                different.push(format);
            }
        }
        different
    }

    /// The media type, with the charset where the type of text has one.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Results(QueryResultsFormat::Csv) => "text/csv; charset=utf-8",
            Self::Results(QueryResultsFormat::Tsv) => "text/tab-separated-values; charset=utf-8",
            Self::Results(format) => format.media_type(),
            Self::Rdf(format) => Syntax::of(format).map_or("text/n3; charset=utf-8", |syntax| syntax.content_type),
        }
    }
}

/// The forms of answers, for the service description: the IRIs of the W3C's registry, <https://www.w3.org/ns/formats/>.
pub(super) fn format_iris() -> impl Iterator<Item = &'static str> {
    RESULTS[..4].iter().map(|(_, format)| format.iri()).chain(SYNTAXES.map(|syntax| syntax.iri))
}

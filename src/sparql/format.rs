//! The forms of an answer.

use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::sparql::results::QueryResultsFormat;

/// What a query asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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

const JSON_LD: RdfFormat = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };

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
const GRAPHS: [(&str, RdfFormat); 14] = [
    ("text/turtle", RdfFormat::Turtle),
    ("application/n-triples", RdfFormat::NTriples),
    ("application/rdf+xml", RdfFormat::RdfXml),
    ("application/ld+json", JSON_LD),
    ("application/trig", RdfFormat::TriG),
    ("application/n-quads", RdfFormat::NQuads),
    ("text/n3", RdfFormat::N3),
    ("text/rdf+n3", RdfFormat::N3),
    ("application/turtle", RdfFormat::Turtle),
    ("application/x-turtle", RdfFormat::Turtle),
    ("text/plain", RdfFormat::NTriples),
    ("application/json", JSON_LD),
    ("application/xml", RdfFormat::RdfXml),
    ("text/xml", RdfFormat::RdfXml),
];

impl Kind {
    /// The media types that an answer of this kind can have, most wanted first.
    pub fn media_types(self) -> Vec<&'static str> {
        match self {
            Self::Solutions | Self::Boolean => RESULTS.iter().map(|(media_type, _)| *media_type).collect(),
            Self::Graph => GRAPHS.iter().map(|(media_type, _)| *media_type).collect(),
        }
    }

    /// The form that a media type names, for an answer of this kind.
    pub fn format(self, media_type: &str) -> Option<Format> {
        match self {
            Self::Solutions | Self::Boolean => {
                RESULTS.iter().find(|(name, _)| *name == media_type).map(|(_, format)| Format::Results(*format))
            }
            Self::Graph => GRAPHS.iter().find(|(name, _)| *name == media_type).map(|(_, format)| Format::Rdf(*format)),
        }
    }
}

impl Format {
    /// The media type, with the charset where the type of text has one.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Results(QueryResultsFormat::Csv) => "text/csv; charset=utf-8",
            Self::Results(QueryResultsFormat::Tsv) => "text/tab-separated-values; charset=utf-8",
            Self::Results(format) => format.media_type(),
            Self::Rdf(RdfFormat::Turtle) => "text/turtle; charset=utf-8",
            Self::Rdf(RdfFormat::N3) => "text/n3; charset=utf-8",
            Self::Rdf(format) => format.media_type(),
        }
    }
}

/// The forms of answers, for the service description: the IRIs of the W3C's registry, <https://www.w3.org/ns/formats/>.
pub(super) fn format_iris() -> impl Iterator<Item = &'static str> {
    let of_graph = |format: RdfFormat| match format {
        // Oxigraph has another one.
        RdfFormat::JsonLd { .. } => "http://www.w3.org/ns/formats/JSON-LD",
        format => format.iri(),
    };
    RESULTS[..4]
        .iter()
        .map(|(_, format)| format.iri())
        .chain(GRAPHS[..6].iter().map(move |(_, format)| of_graph(*format)))
}

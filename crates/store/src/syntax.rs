//! The syntaxes in which RDF is written.

use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use plenary_base::vocab::formats;

/// A syntax of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Syntax {
    /// What the reader and the writer call it.
    pub format: RdfFormat,
    /// What people call it.
    pub name: &'static str,
    /// Ends the name of a file in this syntax, after a dot.
    pub suffix: &'static str,
    /// Media type, without parameters.
    pub media_type: &'static str,
    /// Media type as it is sent.
    pub content_type: &'static str,
    /// Its IRI in the W3C's registry, <https://www.w3.org/ns/formats/>.
    pub iri: &'static str,
    /// Whether it keeps which graph states a triple.
    pub has_graphs: bool,
}

/// All syntaxes that are written, the one for who has no wish first.
pub const SYNTAXES: [Syntax; 6] = [
    Syntax {
        format: RdfFormat::Turtle,
        name: "Turtle",
        suffix: "ttl",
        media_type: "text/turtle",
        content_type: "text/turtle; charset=utf-8",
        iri: formats::TURTLE,
        has_graphs: false,
    },
    Syntax {
        format: RdfFormat::NTriples,
        name: "N-Triples",
        suffix: "nt",
        media_type: "application/n-triples",
        content_type: "application/n-triples",
        iri: formats::N_TRIPLES,
        has_graphs: false,
    },
    Syntax {
        format: RdfFormat::RdfXml,
        name: "RDF/XML",
        suffix: "rdf",
        media_type: "application/rdf+xml",
        content_type: "application/rdf+xml",
        iri: formats::RDF_XML,
        has_graphs: false,
    },
    Syntax {
        format: RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        name: "JSON-LD",
        suffix: "jsonld",
        media_type: "application/ld+json",
        content_type: "application/ld+json",
        iri: formats::JSON_LD,
        has_graphs: false,
    },
    Syntax {
        format: RdfFormat::TriG,
        name: "TriG",
        suffix: "trig",
        media_type: "application/trig",
        content_type: "application/trig",
        iri: formats::TRIG,
        has_graphs: true,
    },
    Syntax {
        format: RdfFormat::NQuads,
        name: "N-Quads",
        suffix: "nq",
        media_type: "application/n-quads",
        content_type: "application/n-quads",
        iri: formats::N_QUADS,
        has_graphs: true,
    },
];

impl Syntax {
    /// JSON-LD, which pages carry for machines.
    pub const JSON_LD: Self = SYNTAXES[3];

    /// The syntax of a format; none for one that is only read.
    pub fn of(format: RdfFormat) -> Option<Self> {
        SYNTAXES.into_iter().find(|syntax| syntax.format == format)
    }
}

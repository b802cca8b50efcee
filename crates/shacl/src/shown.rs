//! Terms as messages show them.

use oxigraph::model::{LiteralRef, TermRef};
use plenary_base::vocab::xsd;

/// Datatypes of the literals that Turtle writes without quotes.
const PLAIN: [&str; 3] = ["integer", "decimal", "boolean"];

/// A term for people: IRIs without brackets, numbers without quotes, the others as in Turtle.
pub fn plain(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(iri) => iri.as_str().to_owned(),
        TermRef::Literal(literal)
            if literal.datatype().as_str().strip_prefix(xsd::NAMESPACE).is_some_and(|name| PLAIN.contains(&name)) =>
        {
            literal.value().to_owned()
        }
        term => term.to_string(),
    }
}

/// A term within a default message: IRIs without brackets, those of XML Schema datatypes with their prefix.
pub(crate) fn shown(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(iri) => iri.as_str().to_owned(),
        TermRef::Literal(literal) => shown_literal(literal),
        term => term.to_string(),
    }
}

pub(crate) fn shown_literal(literal: LiteralRef<'_>) -> String {
    let text = literal.value();
    match (literal.language(), literal.datatype().as_str()) {
        (Some(language), _) => format!("\"{text}\"@{language}"),
        (None, datatype) => match datatype.strip_prefix(xsd::NAMESPACE) {
            Some("string") => format!("\"{text}\""),
            Some("boolean" | "dateTime") => text.to_owned(),
            _ => format!("\"{text}\"^^{}", qualified(datatype)),
        },
    }
}

/// An IRI: of an XML Schema datatype with the prefix that all know, else in brackets.
pub(crate) fn qualified(iri: &str) -> String {
    iri.strip_prefix(xsd::NAMESPACE).map_or_else(|| format!("<{iri}>"), |name| format!("xsd:{name}"))
}

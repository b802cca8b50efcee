//! RDF that clients send, read within bounds.

use super::endpoint::Endpoint;
use super::error::beginning;
use super::meter::Stop;
use super::{Error, Limits};
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::CancellationToken;
use plenary_store::{bounded_quad, check_entities, check_text, syntax_error, syntax_words};
use serde_json::Value;
use std::io::{self, Read};

/// RDF that a client sends.
#[derive(Debug, Clone)]
pub struct RdfText {
    /// Its syntax.
    pub format: RdfFormat,
    /// The text.
    pub bytes: Vec<u8>,
}

impl RdfText {
    /// Adds what the text says to a graph. Prefixes and bases make long terms of short ones, so `bytes` are those that all
    /// terms may still take.
    fn parse(
        &self,
        graph: &GraphName,
        quads: &mut Vec<Quad>,
        bytes: &mut usize,
        limits: &Limits,
        token: &CancellationToken,
    ) -> Result<(), Error> {
        let text = String::from_utf8_lossy(&self.bytes);
        check_text("the body", &text, self.format).map_err(|error| Error::BadRequest(error.to_string()))?;
        match self.format {
            RdfFormat::RdfXml => check_entities(&text).map_err(|error| Error::BadRequest(error.to_string()))?,
            RdfFormat::JsonLd { .. } => check_contexts(&self.bytes)?,
            _ => {}
        }
        let base = match graph {
            GraphName::NamedNode(name) => name.as_str(),
            _ => "urn:plenary:default-graph",
        };
        let parser = RdfParser::from_format(self.format).without_named_graphs().rename_blank_nodes();
        let parser = parser.with_default_graph(graph.clone()).with_base_iri(base);
        let parser = parser.map_err(|error| Error::BadRequest(error.to_string()))?;
        let late = || Error::stopped(Stop::Cancelled, limits);
        for quad in parser.for_reader(Pieces { rest: &self.bytes, token }) {
            if token.is_cancelled() {
                return Err(late());
            }
            let quad = quad.map_err(|error| match error {
                RdfParseError::Io(_) => late(),
                RdfParseError::Syntax(error) => match error.location() {
                    Some(place) => Error::Syntax {
                        line: place.start.line as usize + 1,
                        column: place.start.column as usize + 1,
                        message: beginning(&syntax_words(&error)),
                    },
                    None => {
                        let error = syntax_error("the body", &text, self.format, &error);
                        Error::BadRequest(beginning(&error.to_string()))
                    }
                },
            })?;
            let quad = bounded_quad(quad)
                .map_err(|most| Error::BadRequest(format!("triple terms are nested more than {most} deep")))?;
            *bytes = bytes.checked_sub(size(&quad)).ok_or_else(|| {
                let problem = "the RDF has more than {} bytes when its prefixes are written out; send it in parts";
                Error::BadRequest(problem.replace("{}", &limits.made_text.to_string()))
            })?;
            quads.push(quad);
        }
        Ok(())
    }
}

/// The triples of RDF that a client sends, in a graph. Blank nodes of several texts are different ones.
///
/// # Errors
/// If a text is not RDF, or is too large when it is read; if it is cancelled.
pub fn read_texts(
    endpoint: &Endpoint,
    graph: &GraphName,
    texts: &[RdfText],
    token: &CancellationToken,
) -> Result<Vec<Quad>, Error> {
    let (mut quads, mut bytes) = (Vec::new(), endpoint.limits().made_text);
    for text in texts {
        text.parse(graph, &mut quads, &mut bytes, endpoint.limits(), token)?;
    }
    Ok(quads)
}

/// Gives a text in small pieces as long as time is left: a reader may work for long before it has a triple.
struct Pieces<'a> {
    rest: &'a [u8],
    token: &'a CancellationToken,
}

/// Bytes of a piece.
const PIECE: usize = 1024;

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.token.is_cancelled() {
            return Err(io::Error::other("time is over"));
        }
        let length = self.rest.len().min(buffer.len()).min(PIECE);
        let (piece, rest) = self.rest.split_at(length);
        buffer[..length].copy_from_slice(piece);
        self.rest = rest;
        Ok(length)
    }
}

/// Longest text in a context of JSON-LD: each name that it abbreviates becomes as long, and all are made before the first triple.
const LONGEST_IN_CONTEXT: usize = 512;

/// Refuses JSON-LD whose contexts have long texts, or that is nested deeper than needed (128).
fn check_contexts(bytes: &[u8]) -> Result<(), Error> {
    fn is_long(value: &Value) -> bool {
        match value {
            Value::String(text) => text.len() > LONGEST_IN_CONTEXT,
            Value::Array(values) => values.iter().any(is_long),
            Value::Object(members) => members.values().any(is_long),
            _ => false,
        }
    }
    fn has_long_context(value: &Value) -> bool {
        match value {
            Value::Array(values) => values.iter().any(has_long_context),
            Value::Object(members) => {
                members.get("@context").is_some_and(is_long) || members.values().any(has_long_context)
            }
            _ => false,
        }
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| Error::Syntax {
        line: error.line(),
        column: error.column(),
        message: format!("this is not JSON: {error}"),
    })?;
    if has_long_context(&value) {
        let problem = format!("a context has a text of more than {LONGEST_IN_CONTEXT} bytes; write shorter namespaces");
        return Err(Error::BadRequest(problem));
    }
    Ok(())
}

/// About the bytes of the terms of a quad.
fn size(quad: &Quad) -> usize {
    fn of_term(term: &Term) -> usize {
        match term {
            Term::NamedNode(iri) => iri.as_str().len(),
            Term::BlankNode(_) => 16,
            Term::Literal(literal) => literal.value().len() + literal.datatype().as_str().len(),
            Term::Triple(inner) => of_term(&inner.subject.clone().into()) + of_term(&inner.object),
        }
    }
    let of_subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(iri) => iri.as_str().len(),
        NamedOrBlankNode::BlankNode(_) => 16,
    };
    of_subject + quad.predicate.as_str().len() + of_term(&quad.object)
}

//! From files to quads: each in its graph, blank nodes apart, errors with their place.
//!
//! A file is read whole, because its text has to be checked for UTF-8 before the parser sees it: the parser's message
//! would not say where. The quads stay in memory term for term until validation is over.

use super::Error;
use super::complaint;
use super::entities::{EntityError, check_entities};
use super::files::{Input, derived_graph, unreadable, vocabulary_graph};
use super::writer::bounded;
use crate::ontology::{Prefixes, Source};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use std::collections::HashMap;

/// Reads one file after the other.
pub(super) struct Reader {
    /// All that was read.
    pub(super) quads: Vec<Quad>,
    files: usize,
    vocabulary: NamedNode,
    derived: NamedNode,
}

/// A text to parse.
struct Text<'a> {
    name: &'a str,
    text: &'a str,
    graph: &'a NamedNode,
    format: RdfFormat,
}

impl Reader {
    pub(super) fn new(prefixes: &Prefixes) -> Result<Self, Error> {
        let derived = derived_graph(prefixes);
        NamedNode::new(derived.as_str()).map_err(|error| Error::Prefix {
            prefix: "graph".into(),
            namespace: prefixes.namespace("graph").unwrap_or_default().to_owned(),
            message: error.to_string(),
        })?;
        Ok(Self { quads: Vec::new(), files: 0, vocabulary: vocabulary_graph(prefixes), derived })
    }

    /// Reads a file of the ontology.
    pub(super) fn read_source(&mut self, source: &Source) -> Result<(), Error> {
        let graph = self.vocabulary.clone();
        self.parse(&Text { name: &source.name, text: &source.text, graph: &graph, format: RdfFormat::Turtle })
    }

    /// Reads a file of the data.
    pub(super) fn read(&mut self, input: Input) -> Result<(), Error> {
        match input {
            Input::Text { name, text, graph, format } => {
                self.parse(&Text { name: &name, text: &text, graph: &graph, format })
            }
            Input::File { path, graph, format } => {
                let name = path.display().to_string();
                let bytes = std::fs::read(&path).map_err(|source| unreadable(&path, source))?;
                let text = utf8(&name, &bytes)?;
                self.parse(&Text { name: &name, text, graph: &graph, format })
            }
        }
    }

    fn parse(&mut self, text: &Text<'_>) -> Result<(), Error> {
        self.files += 1;
        complaint::check(text.name, text.text, text.format)?;
        let mut names = BlankNodeNames { file: self.files, names: HashMap::new() };
        if text.format == RdfFormat::RdfXml {
            let refused = |error: EntityError| Error::Syntax { place: text.name.into(), message: error.to_string() };
            check_entities(text.text).map_err(refused)?;
        }
        let parser = RdfParser::from_format(text.format)
            .with_default_graph(text.graph.clone())
            .with_base_iri(text.graph.as_str())
            .map_err(|error| Error::Syntax { place: text.name.into(), message: error.to_string() })?;
        for quad in parser.for_slice(text.text.trim_start_matches('\u{feff}')) {
            let quad = quad.map_err(|error| complaint::syntax(text.name, text.text, text.format, &error))?;
            let quad = bounded(quad).map_err(|most| {
                let message = format!("triple terms are nested more than {most} deep");
                Error::Syntax { place: text.name.into(), message }
            })?;
            let file = || text.name.to_owned();
            match &quad.graph_name {
                GraphName::NamedNode(graph) if *graph == self.derived => {
                    return Err(Error::DerivedGraph { file: file(), graph: graph.as_str().into() });
                }
                GraphName::BlankNode(graph) => {
                    return Err(Error::BlankGraph { file: file(), graph: graph.to_string() });
                }
                GraphName::NamedNode(_) | GraphName::DefaultGraph => self.quads.push(names.rename(quad)),
            }
        }
        Ok(())
    }
}

/// New names for the blank nodes of a file. The parser's own are random; these are the same each time, and as none is
/// a hexadecimal number they also differ from those that the SHACL report makes.
struct BlankNodeNames {
    file: usize,
    names: HashMap<BlankNode, BlankNode>,
}

impl BlankNodeNames {
    fn rename(&mut self, quad: Quad) -> Quad {
        let triple = self.triple(Triple::new(quad.subject, quad.predicate, quad.object));
        triple.in_graph(quad.graph_name)
    }

    fn triple(&mut self, triple: Triple) -> Triple {
        let subject = match triple.subject {
            NamedOrBlankNode::BlankNode(node) => self.node(node).into(),
            iri @ NamedOrBlankNode::NamedNode(_) => iri,
        };
        let object = match triple.object {
            Term::BlankNode(node) => self.node(node).into(),
            Term::Triple(inner) => self.triple(*inner).into(),
            term @ (Term::NamedNode(_) | Term::Literal(_)) => term,
        };
        Triple::new(subject, triple.predicate, object)
    }

    fn node(&mut self, node: BlankNode) -> BlankNode {
        let name = format!("n{}_{}", self.file, self.names.len() + 1);
        self.names.entry(node).or_insert_with(|| BlankNode::new_unchecked(name)).clone()
    }
}

fn utf8<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&char| char != '\n').count() + 1;
        let byte = bytes[error.valid_up_to()];
        Error::Syntax {
            place: format!("{name}:{line}:{column}"),
            message: format!("the byte 0x{byte:02X} is not UTF-8; save the file as UTF-8"),
        }
    })
}

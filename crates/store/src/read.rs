//! From files to quads: each file in its graph, with its own blank nodes, and errors with their place.
//!
//! A file is read whole, because its text has to be checked for UTF-8 before the parser sees it: the parser's message
//! would not say where. The quads stay in memory term for term until validation is over.

use super::Error;
use super::complaint;
use super::compressed;
use super::entities::{EntityError, check_entities};
use super::files::{Input, derived_graph, vocabulary_graph};
use super::writer::bounded;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use plenary_ontology::{Prefixes, TurtleFile};
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
    pub(super) fn read_source(&mut self, source: &TurtleFile) -> Result<(), Error> {
        let graph = self.vocabulary.clone();
        self.parse(&Text { name: &source.name, text: &source.text, graph: &graph, format: RdfFormat::Turtle })
    }

    /// Reads a file of the data.
    pub(super) fn read(&mut self, input: Input) -> Result<(), Error> {
        with_text(&input, |text| self.parse(text))
    }

    fn parse(&mut self, text: &Text<'_>) -> Result<(), Error> {
        self.files += 1;
        let file = || text.name.to_owned();
        text.each_quad(self.files, &mut |quad| {
            match &quad.graph_name {
                GraphName::NamedNode(graph) if *graph == self.derived => {
                    return Err(Error::DerivedGraph { file: file(), graph: graph.as_str().into() });
                }
                GraphName::BlankNode(graph) => {
                    return Err(Error::BlankGraph { file: file(), graph: graph.to_string() });
                }
                GraphName::NamedNode(_) | GraphName::DefaultGraph => self.quads.push(quad),
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// The triples of an ontology's files, in the graph that is theirs.
///
/// # Errors
/// If one is not Turtle, or the prefix of graphs is no IRI.
pub fn read_sources(sources: &[TurtleFile], prefixes: &Prefixes) -> Result<Vec<Quad>, Error> {
    let mut reader = Reader::new(prefixes)?;
    sources.iter().try_for_each(|source| reader.read_source(source))?;
    Ok(reader.quads)
}

/// The quads of data, each in its graph. Blank nodes have names that keep those of several inputs apart.
///
/// # Errors
/// If an input cannot be read, is not RDF, or names a graph that no file may write.
pub fn read_inputs(inputs: Vec<Input>, prefixes: &Prefixes) -> Result<Vec<Quad>, Error> {
    let mut reader = Reader::new(prefixes)?;
    inputs.into_iter().try_for_each(|input| reader.read(input))?;
    Ok(reader.quads)
}

/// Gives the quads of an input to a function one after the other, without holding them, and then says which prefixes the text
/// declares. Blank nodes have the same names each time; `number` keeps those of several inputs apart.
///
/// # Errors
/// If the input cannot be read or is not RDF, or with the error of the function.
pub fn each_quad(
    input: &Input,
    number: usize,
    each: &mut dyn FnMut(Quad) -> Result<(), Error>,
) -> Result<Vec<(String, String)>, Error> {
    with_text(input, |text| text.each_quad(number, each))
}

/// Reads an input whole.
fn with_text<T>(input: &Input, then: impl FnOnce(&Text<'_>) -> Result<T, Error>) -> Result<T, Error> {
    match input {
        Input::Text { name, text, graph, format } => then(&Text { name, text, graph, format: *format }),
        Input::File { path, graph, format, is_compressed } => {
            let name = path.display().to_string();
            let bytes = compressed::read(path, *is_compressed)?;
            let text = utf8(&name, &bytes)?;
            then(&Text { name: &name, text, graph, format: *format })
        }
    }
}

impl Text<'_> {
    /// Gives the quads to a function, and then says which prefixes the text declares.
    fn each_quad(
        &self,
        number: usize,
        each: &mut dyn FnMut(Quad) -> Result<(), Error>,
    ) -> Result<Vec<(String, String)>, Error> {
        complaint::check(self.name, self.text, self.format)?;
        let mut names = BlankNodeNames { file: number, names: HashMap::new() };
        let wrong = |message: String| Error::Syntax { place: self.name.into(), message };
        if self.format == RdfFormat::RdfXml {
            check_entities(self.text).map_err(|error: EntityError| wrong(error.to_string()))?;
        }
        let parser = RdfParser::from_format(self.format)
            .with_default_graph(self.graph.clone())
            .with_base_iri(self.graph.as_str())
            .map_err(|error| wrong(error.to_string()))?;
        let mut quads = parser.for_slice(self.text.trim_start_matches('\u{feff}'));
        for quad in quads.by_ref() {
            let quad = quad.map_err(|error| complaint::syntax(self.name, self.text, self.format, &error))?;
            let quad = bounded(quad).map_err(|most| wrong(format!("triple terms are nested more than {most} deep")))?;
            each(names.rename(quad))?;
        }
        Ok(quads.prefixes().map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())).collect())
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

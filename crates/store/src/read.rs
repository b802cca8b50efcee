//! From files to quads: each file in its graph, with its own blank nodes, and errors with their place.
//!
//! A text is checked for UTF-8 before the parser sees it: the parser's message would not say where. Files of lines are read in blocks, large ones of
//! Turtle and its relatives as streams; other files are read whole.

use super::Error;
use super::blocks::Blocks;
use super::complaint;
use super::compressed;
use super::entities::{EntityError, check_entities};
use super::files::{Input, derived_graph, vocabulary_graph};
use super::stream::{self, Checked};
use super::writer::bounded;
use oxigraph::io::{JsonLdProfile, RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use plenary_ontology::{Prefixes, TurtleFile};
use std::collections::HashMap;
use std::path::Path;

/// Reads one file after the other.
pub(super) struct Reader {
    /// All that was read.
    pub(super) quads: Vec<Quad>,
    files: usize,
    /// The most that may be read.
    most: usize,
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
        Ok(Self { quads: Vec::new(), files: 0, most: usize::MAX, vocabulary: vocabulary_graph(prefixes), derived })
    }

    /// Reads a file of the ontology.
    pub(super) fn read_source(&mut self, source: &TurtleFile) -> Result<(), Error> {
        let graph = self.vocabulary.clone();
        self.parse(&Text { name: &source.name, text: &source.text, graph: &graph, format: RdfFormat::Turtle })
    }

    /// Reads a file of the data.
    pub(super) fn read(&mut self, input: &Input) -> Result<(), Error> {
        self.files += 1;
        let (file, name) = (self.files, input.name());
        let mut each = |quad: Quad| {
            check_graph(&name, &quad, &self.derived)?;
            if self.quads.len() >= self.most {
                return Err(Error::TooManyQuads { file: name.clone().into_owned(), most: self.most });
            }
            self.quads.push(quad);
            Ok(())
        };
        match input {
            Input::File { path, format: RdfFormat::NTriples | RdfFormat::NQuads, is_compressed, .. } => {
                let mut blocks = Blocks::open(path, *is_compressed)?;
                while let Some((block, before)) = blocks.next()? {
                    each_quad_of_lines(input, (file, before), &block, &mut each)?;
                }
                Ok(())
            }
            Input::File { .. } | Input::Text { .. } => each_quad(input, file, &mut each).map(drop),
        }
    }

    fn parse(&mut self, text: &Text<'_>) -> Result<(), Error> {
        self.files += 1;
        text.each_quad(self.files, &mut |quad| {
            check_graph(text.name, &quad, &self.derived)?;
            self.quads.push(quad);
            Ok(())
        })?;
        Ok(())
    }
}

/// Refuses a quad in a graph that no file may write, or that has no name.
///
/// # Errors
/// If it is in one. `name` is that of the file.
pub(super) fn check_graph(name: &str, quad: &Quad, derived: &NamedNode) -> Result<(), Error> {
    match &quad.graph_name {
        GraphName::NamedNode(graph) if graph == derived => {
            Err(Error::DerivedGraph { file: name.to_owned(), graph: graph.as_str().into() })
        }
        GraphName::BlankNode(graph) => Err(Error::BlankGraph { file: name.to_owned(), graph: graph.to_string() }),
        GraphName::NamedNode(_) | GraphName::DefaultGraph => Ok(()),
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
    inputs.iter().try_for_each(|input| reader.read(input))?;
    Ok(reader.quads)
}

/// The same, of inputs that may have so many quads together.
///
/// # Errors
/// If there are more, before they are all read; and as [`read_inputs`].
pub fn read_at_most(inputs: Vec<Input>, prefixes: &Prefixes, most: usize) -> Result<Vec<Quad>, Error> {
    let mut reader = Reader { most, ..Reader::new(prefixes)? };
    inputs.iter().try_for_each(|input| reader.read(input))?;
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
    match input {
        Input::File { path, graph, format, is_compressed } if stream::is_streamed(input) => {
            if *format == RdfFormat::RdfXml {
                stream::check_xml(path, *is_compressed)?;
            }
            each_quad_of_stream(path, *is_compressed, (graph, *format), number, each)
        }
        input => with_text(input, |text| text.each_quad(number, each)),
    }
}

/// The same of a file that is parsed while it is read.
fn each_quad_of_stream(
    path: &Path,
    is_compressed: bool,
    (graph, format): (&NamedNode, RdfFormat),
    number: usize,
    each: &mut dyn FnMut(Quad) -> Result<(), Error>,
) -> Result<Vec<(String, String)>, Error> {
    let name = path.display().to_string();
    let mut names = BlankNodeNames { file: number, has_labels: false, names: HashMap::new() };
    let mut quads = parser(&name, graph, format)?.for_reader(Checked::open(path, is_compressed, format)?);
    for quad in quads.by_ref() {
        let quad = quad.map_err(|error| match error {
            RdfParseError::Io(error) => stream::refused(path, error),
            RdfParseError::Syntax(error) => in_order(complaint::syntax(&name, "", format, &error), format),
        })?;
        each(names.rename(flat(&name, quad)?))?;
    }
    Ok(quads.prefixes().map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())).collect())
}

/// Gives the quads of JSON-LD to a function as [`each_quad`] does, while the file is read: in each object, the context and what types it is of have to
/// stand before the rest.
///
/// # Errors
/// As [`each_quad`], and if that is not so.
pub(super) fn each_quad_of_json_in_order(
    input: &Input,
    number: usize,
    each: &mut dyn FnMut(Quad) -> Result<(), Error>,
) -> Result<(), Error> {
    let Input::File { path, graph, is_compressed, .. } = input else { return each_quad(input, number, each).map(drop) };
    let format = RdfFormat::JsonLd { profile: JsonLdProfile::Streaming.into() };
    each_quad_of_stream(path, *is_compressed, (graph, format), number, each).map(drop)
}

/// An error with the way out for JSON-LD that is too large to be read whole.
fn in_order(error: Error, format: RdfFormat) -> Error {
    match error {
        Error::Syntax { place, message } if matches!(format, RdfFormat::JsonLd { .. }) => {
            let advice = "the file is too large for the memory that there is to be, and is read as it comes: in each object, @context, then @type, then @id have to \
                 stand first. Order it so, convert it to N-Triples, or allow more with --memory";
            Error::Syntax { place, message: format!("{message}; {advice}") }
        }
        error => error,
    }
}

/// A parser that puts what names no graph into this one.
fn parser(name: &str, graph: &NamedNode, format: RdfFormat) -> Result<RdfParser, Error> {
    let parser = RdfParser::from_format(format).with_default_graph(graph.clone());
    let wrong = |message: String| Error::Syntax { place: name.into(), message };
    parser.with_base_iri(graph.as_str()).map_err(|error| wrong(error.to_string()))
}

/// A quad whose triple terms are not too deep.
fn flat(name: &str, quad: Quad) -> Result<Quad, Error> {
    let message = |most| format!("triple terms are nested more than {most} deep");
    bounded(quad).map_err(|most| Error::Syntax { place: name.into(), message: message(most) })
}

/// Gives the quads of some lines of N-Triples or N-Quads to a function, as [`each_quad`] does. `before` lines of the input come before them.
///
/// # Errors
/// As [`each_quad`].
pub(super) fn each_quad_of_lines(
    input: &Input,
    (number, before): (usize, usize),
    bytes: &[u8],
    each: &mut dyn FnMut(Quad) -> Result<(), Error>,
) -> Result<(), Error> {
    let name = input.name();
    let mut read = |bytes: &[u8]| {
        let text = Text { name: &name, text: utf8(&name, bytes)?, graph: input.graph(), format: input.format() };
        text.each_quad(number, each).map(drop)
    };
    // An error names its line. For that the lines before are needed, and empty ones will do.
    read(bytes).or_else(|error| match error {
        Error::Syntax { .. } => read(&[&vec![b'\n'; before], bytes].concat()),
        error => Err(error),
    })
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
        let has_labels = matches!(self.format, RdfFormat::NTriples | RdfFormat::NQuads);
        let mut names = BlankNodeNames { file: number, has_labels, names: HashMap::new() };
        let wrong = |message: String| Error::Syntax { place: self.name.into(), message };
        if self.format == RdfFormat::RdfXml {
            check_entities(self.text).map_err(|error: EntityError| wrong(error.to_string()))?;
        }
        let mut quads = parser(self.name, self.graph, self.format)?.for_slice(self.text.trim_start_matches('\u{feff}'));
        for quad in quads.by_ref() {
            let quad = quad.map_err(|error| complaint::syntax(self.name, self.text, self.format, &error))?;
            each(names.rename(flat(self.name, quad)?))?;
        }
        Ok(quads.prefixes().map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())).collect())
    }
}

/// New names for the blank nodes of a file. The parser's own are random where they have no label; these are the same each time, and as none is
/// a hexadecimal number they also differ from those that the SHACL report makes. Where all have labels, names are made of these, so that
/// parts of a file can be read apart.
struct BlankNodeNames {
    file: usize,
    has_labels: bool,
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
        if self.has_labels {
            return BlankNode::new_unchecked(format!("n{}_{}", self.file, node.as_str()));
        }
        let name = format!("n{}_{}", self.file, self.names.len() + 1);
        self.names.entry(node).or_insert_with(|| BlankNode::new_unchecked(name)).clone()
    }
}

pub(super) fn utf8<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, Error> {
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

//! The triples of the ontology's files in the order in which they are written, each with its place.
//!
//! An RDF store forgets order and lines; the schema needs both: fields appear in the order of the file, and an error
//! names the line.

use super::property::read_path;
use super::{Error, Step};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;
use plenary_base::vocab::rdf;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// A Turtle file of the ontology.
#[derive(Debug, Clone)]
pub struct TurtleFile {
    /// Path or name, for messages.
    pub name: String,
    /// The Turtle text.
    pub text: String,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    file: Arc<str>,
    line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A text for people, in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub value: String,
    /// Its language tag, if it has one.
    pub language: Option<String>,
}

/// All triples of an ontology, by subject, in file order.
#[derive(Debug, Default)]
pub struct Facts {
    triples: Vec<(Triple, Place)>,
    by_subject: HashMap<NamedOrBlankNode, Vec<usize>>,
    /// The prefixes that the files write with, and their namespaces.
    prefixes: Vec<(String, String)>,
}

impl Facts {
    /// Parses the files one after the other.
    pub(super) fn read(sources: &[TurtleFile]) -> Result<Self, Error> {
        let mut facts = Self::default();
        for source in sources {
            facts.read_file(source)?;
        }
        Ok(facts)
    }

    /// Feeds the parser line by line, so that the line on which a triple is complete is known.
    fn read_file(&mut self, source: &TurtleFile) -> Result<(), Error> {
        let file: Arc<str> = source.name.as_str().into();
        let mut parser = TurtleParser::new().low_level();
        let mut line = 0;
        for text in source.text.split_inclusive('\n') {
            line += 1;
            parser.extend_from_slice(text.as_bytes());
            while let Some(triple) = parser.parse_next() {
                self.push(
                    triple.map_err(|e| Error::Syntax { file: source.name.clone(), line, message: e.to_string() })?,
                    Place { file: Arc::clone(&file), line },
                );
            }
        }
        parser.end();
        while let Some(triple) = parser.parse_next() {
            self.push(
                triple.map_err(|e| Error::Syntax { file: source.name.clone(), line, message: e.to_string() })?,
                Place { file: Arc::clone(&file), line },
            );
        }
        for (prefix, namespace) in parser.prefixes() {
            self.prefixes.push((prefix.to_owned(), namespace.to_owned()));
        }
        Ok(())
    }

    /// The prefix that the files write an IRI with; none if they do not, or without one.
    pub(super) fn prefix_of(&self, iri: &str) -> Option<&str> {
        let fits = |(prefix, namespace): &&(String, String)| {
            let rest = iri.strip_prefix(namespace.as_str());
            !prefix.is_empty() && rest.is_some_and(|rest| !rest.contains(['/', '#', ':']))
        };
        self.prefixes.iter().find(fits).map(|(prefix, _)| prefix.as_str())
    }

    fn push(&mut self, triple: Triple, place: Place) {
        self.by_subject.entry(triple.subject.clone()).or_default().push(self.triples.len());
        self.triples.push((triple, place));
    }

    /// All triples with their places.
    pub fn iter(&self) -> impl Iterator<Item = (&Triple, &Place)> {
        self.triples.iter().map(|(t, p)| (t, p))
    }

    /// The triples of one subject.
    fn about<'a>(&'a self, subject: &NamedOrBlankNode) -> impl Iterator<Item = &'a (Triple, Place)> + use<'a> {
        self.by_subject.get(subject).into_iter().flatten().map(|&i| &self.triples[i])
    }

    /// Where a subject is first spoken of.
    pub(super) fn place(&self, subject: &NamedOrBlankNode) -> Option<&Place> {
        self.about(subject).next().map(|(_, place)| place)
    }

    /// The objects of a property of a subject.
    pub fn objects<'a>(
        &'a self,
        subject: &NamedOrBlankNode,
        predicate: &'a str,
    ) -> impl Iterator<Item = &'a Term> + use<'a> {
        self.about(subject).filter(move |(t, _)| t.predicate.as_str() == predicate).map(|(t, _)| &t.object)
    }

    /// The first object of a property of a subject.
    pub fn object(&self, subject: &NamedOrBlankNode, predicate: &str) -> Option<&Term> {
        self.about(subject).find(|(t, _)| t.predicate.as_str() == predicate).map(|(t, _)| &t.object)
    }

    /// The first object, if it is an IRI.
    pub fn iri(&self, subject: &NamedOrBlankNode, predicate: &str) -> Option<&NamedNode> {
        match self.object(subject, predicate) {
            Some(Term::NamedNode(iri)) => Some(iri),
            _ => None,
        }
    }

    /// The first object, if it is a literal.
    pub fn literal(&self, subject: &NamedOrBlankNode, predicate: &str) -> Option<&str> {
        match self.object(subject, predicate) {
            Some(Term::Literal(literal)) => Some(literal.value()),
            _ => None,
        }
    }

    /// Whether a property says yes.
    pub(super) fn is_true(&self, subject: &NamedOrBlankNode, predicate: &str) -> bool {
        matches!(self.literal(subject, predicate), Some("true" | "1"))
    }

    /// The text in English, or the one without a language, or any.
    pub fn text(&self, subject: &NamedOrBlankNode, predicate: &str) -> Option<String> {
        self.objects(subject, predicate)
            .filter_map(|term| match term {
                Term::Literal(literal) => Some(literal),
                _ => None,
            })
            .min_by_key(|literal| match literal.language() {
                Some("en") => 0,
                Some(tag) if tag.starts_with("en-") => 1,
                None => 2,
                Some(_) => 3,
            })
            .map(|literal| literal.value().to_owned())
    }

    /// The texts of a property of a subject, in every language.
    pub(super) fn texts(&self, subject: &NamedOrBlankNode, predicate: &str) -> Vec<Text> {
        let literals = self.objects(subject, predicate).filter_map(|term| match term {
            Term::Literal(literal) => Some(literal),
            _ => None,
        });
        let text = |literal: &oxigraph::model::Literal| Text {
            value: literal.value().to_owned(),
            language: literal.language().map(str::to_owned),
        };
        literals.map(text).collect()
    }

    /// The first subject that is said to be of a class, and where.
    pub fn instance(&self, class: &str) -> Option<(&NamedOrBlankNode, &Place)> {
        let is_class = |object: &Term| matches!(object, Term::NamedNode(iri) if iri.as_str() == class);
        let is_instance = |triple: &Triple| triple.predicate.as_str() == rdf::TYPE && is_class(&triple.object);
        self.iter().find(|(triple, _)| is_instance(triple)).map(|(triple, place)| (&triple.subject, place))
    }

    /// The steps of a property path; none if it is no path that a field can have.
    pub fn path(&self, path: &Term) -> Option<Vec<Step>> {
        read_path(self, path)
    }

    /// The elements of an RDF list; `None` if the list is broken.
    pub(super) fn list(&self, head: &Term) -> Option<Vec<&Term>> {
        let mut items = Vec::new();
        let mut node = subject(head)?;
        while !matches!(&node, NamedOrBlankNode::NamedNode(iri) if iri.as_str() == rdf::NIL) {
            items.push(self.object(&node, rdf::FIRST)?);
            node = subject(self.object(&node, rdf::REST)?)?;
            if items.len() > self.triples.len() {
                return None; // a list that runs in a circle
            }
        }
        Some(items)
    }
}

/// A term as a subject; literals are none.
pub fn subject(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(iri) => Some(iri.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}

//! Writing RDF, so that what is read again is what was written.
//!
//! The writers of the libraries silently leave some things out: XML has no way to write a control character, and what
//! reads it takes a carriage return for a line feed unless it is written as a reference; RDF/XML needs a name at the end of each
//! property; JSON-LD has no triple terms. Here the first is corrected, and the others are reported before anything is written.

use super::Syntax;
use oxigraph::io::{RdfFormat, RdfSerializer, WriterQuadSerializer};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Quad, QuadRef, Term, TermRef, Triple, TripleRef};
use std::io::{self, Write};

/// Why a triple cannot be written in a syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{syntax} cannot write {what}; {others}")]
pub struct Unwritable {
    syntax: &'static str,
    what: &'static str,
    others: &'static str,
}

/// Writes triples or quads in one syntax.
pub struct RdfWriter<W: Write> {
    inner: WriterQuadSerializer<Text<W>>,
    format: RdfFormat,
}

/// Why a triple was not written.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum WriteError {
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    #[error("cannot write")]
    Out(#[from] io::Error),
}

impl<W: Write> RdfWriter<W> {
    /// A writer that abbreviates with those of the prefixes whose namespace is an IRI.
    pub fn new<'a>(format: RdfFormat, prefixes: impl Iterator<Item = (&'a str, &'a str)>, out: W) -> Self {
        let with = |serializer: RdfSerializer, (prefix, namespace): (&str, &str)| {
            serializer.clone().with_prefix(prefix, namespace).unwrap_or(serializer)
        };
        let serializer = prefixes.fold(RdfSerializer::from_format(format), with);
        Self { inner: serializer.for_writer(Text::new(out, format == RdfFormat::RdfXml)), format }
    }

    /// Writes a triple.
    ///
    /// # Errors
    /// If the syntax cannot express it, or `out` fails.
    pub fn triple<'a>(&mut self, triple: impl Into<TripleRef<'a>>) -> Result<(), WriteError> {
        let triple = triple.into();
        self.check(triple)?;
        Ok(self.inner.serialize_triple(triple)?)
    }

    /// Writes a quad; in a syntax without graphs it must be of the default graph.
    ///
    /// # Errors
    /// If the syntax cannot express it, or `out` fails.
    pub fn quad<'a>(&mut self, quad: impl Into<QuadRef<'a>>) -> Result<(), WriteError> {
        let quad = quad.into();
        self.check(quad.into())?;
        Ok(self.inner.serialize_quad(quad)?)
    }

    fn check(&self, triple: TripleRef<'_>) -> Result<(), Unwritable> {
        unwritable(self.format, triple).map_or(Ok(()), Err)
    }

    /// Writes the end, and gives `out` back.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn finish(self) -> io::Result<W> {
        let mut out = self.inner.finish()?.into_inner();
        out.flush()?;
        Ok(out)
    }
}

/// What keeps a triple from being written in a syntax.
pub fn unwritable<'a>(format: RdfFormat, triple: impl Into<TripleRef<'a>>) -> Option<Unwritable> {
    let triple = triple.into();
    let what = match format {
        RdfFormat::JsonLd { .. } => matches!(triple.object, TermRef::Triple(_)).then_some("a triple term"),
        RdfFormat::RdfXml => in_xml(triple),
        _ => None,
    }?;
    let syntax = Syntax::of(format).map_or("this syntax", |syntax| syntax.name);
    Some(Unwritable { syntax, what, others: "Turtle, N-Triples, TriG and N-Quads can" })
}

/// What RDF/XML cannot write of a triple.
fn in_xml(triple: TripleRef<'_>) -> Option<&'static str> {
    let is_named = |iri: &str| !local_name(iri).is_empty();
    if !is_named(triple.predicate.as_str()) {
        return Some("a property whose IRI does not end in a name");
    }
    match triple.object {
        // The class becomes the name of an element.
        TermRef::NamedNode(class) if triple.predicate == rdf::TYPE && !is_named(class.as_str()) => {
            Some("a class whose IRI does not end in a name")
        }
        TermRef::Literal(text) if text.value().chars().any(|char| !is_xml(char)) => {
            Some("a text with a character that XML does not have")
        }
        TermRef::Triple(inner) => in_xml(inner.as_ref()),
        _ => None,
    }
}

/// What an IRI ends in that can be the name of an element.
fn local_name(iri: &str) -> &str {
    let is_first = |char: char| char.is_alphabetic() || char == '_';
    let is_later = |char: char| char.is_alphanumeric() || "_-.".contains(char);
    let end = iri.rfind(|char: char| !is_later(char)).map_or(iri, |at| &iri[at..]);
    end.find(is_first).map_or("", |at| &end[at..])
}

/// Whether XML 1.0 has a character (section 2.2).
pub fn is_xml(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// How deep triple terms may be nested.
pub(super) const MOST_NESTED: usize = 32;

/// Takes a quad that has no triple term deeper than needed. What is deeper is taken apart here, step by step: its own end
/// would go as deep into the stack.
///
/// # Errors
/// With the number of levels that are taken.
pub fn bounded(quad: Quad) -> Result<Quad, usize> {
    let mut depth = 0;
    let mut object = &quad.object;
    while let Term::Triple(inner) = object {
        object = &inner.object;
        depth += 1;
    }
    if depth <= MOST_NESTED {
        return Ok(quad);
    }
    let mut object = quad.object;
    while let Term::Triple(inner) = object {
        let Triple { object: next, .. } = *inner;
        object = next;
    }
    Err(MOST_NESTED)
}

/// The text of an answer. In XML a carriage return becomes a reference: a parser takes any other for a line feed (XML 1.0,
/// section 2.11). The markup itself has none.
pub struct Text<W> {
    inner: W,
    is_xml: bool,
}

impl<W: Write> Text<W> {
    /// Text that is XML or is not.
    pub fn new(inner: W, is_xml: bool) -> Self {
        Self { inner, is_xml }
    }

    /// What was written to.
    pub fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Text<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_xml {
            return self.inner.write(bytes);
        }
        for (number, part) in bytes.split(|&byte| byte == b'\r').enumerate() {
            if number > 0 {
                self.inner.write_all(b"&#13;")?;
            }
            self.inner.write_all(part)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::RdfParser;
    use oxigraph::model::{Literal, NamedNode};

    fn iri(text: &str) -> NamedNode {
        NamedNode::new_unchecked(text)
    }

    fn written(format: RdfFormat, triple: &Triple) -> Result<Vec<u8>, WriteError> {
        let prefixes = [("ex", "http://example.org/")];
        let mut writer = RdfWriter::new(format, prefixes.into_iter(), Vec::new());
        writer.triple(triple)?;
        Ok(writer.finish()?)
    }

    #[test]
    fn fault_08_each_line_end_is_read_as_it_was_written() {
        for text in ["a\r\nb", "\r", "a\rb\r", "\r\n", "\n\t\r x \r", "&#13;", "a\u{85}b\u{2028}c"] {
            let triple = Triple::new(iri("http://example.org/s"), iri("http://example.org/p"), Literal::from(text));
            for syntax in super::super::SYNTAXES {
                let bytes = written(syntax.format, &triple).unwrap();
                let read: Vec<Triple> =
                    RdfParser::from_format(syntax.format).for_slice(&bytes).map(|quad| quad.unwrap().into()).collect();
                assert_eq!(read, std::slice::from_ref(&triple), "{text:?} in {}", syntax.name);
            }
        }
    }

    #[test]
    fn fault_08_what_xml_cannot_write_is_told() {
        let text = |text: &str| Term::from(Literal::from(text));
        let class = |name: &str| Term::from(iri(name));
        let ty = rdf::TYPE.as_str();
        for (predicate, object, problem) in [
            ("http://example.org/p", text("a\u{1}b"), Some("a text with a character that XML does not have")),
            ("http://example.org/p", text("a\u{fffe}b"), Some("a text with a character that XML does not have")),
            ("http://example.org/p", text("a\u{1f600}\u{7f}b"), None),
            ("http://example.org/1", text("a"), Some("a property whose IRI does not end in a name")),
            ("http://example.org/", text("a"), Some("a property whose IRI does not end in a name")),
            ("http://example.org/p1", text("a"), None),
            ("http://example.org/1p", text("a"), None),
            ("urn:p", text("a"), None),
            (ty, class("http://example.org/1"), Some("a class whose IRI does not end in a name")),
            (ty, class("http://example.org/T1"), None),
        ] {
            let triple = Triple::new(iri("http://example.org/s"), iri(predicate), object);
            let found = unwritable(RdfFormat::RdfXml, &triple).map(|problem| problem.what);
            assert_eq!(found, problem, "{triple}");
            if problem.is_none() {
                let bytes = written(RdfFormat::RdfXml, &triple).unwrap();
                let read: Vec<Triple> = RdfParser::from_format(RdfFormat::RdfXml)
                    .for_slice(&bytes)
                    .map(|quad| quad.unwrap().into())
                    .collect();
                assert_eq!(read, [triple]);
            }
        }
    }

    #[test]
    fn hostile_c1_triple_terms_are_bounded_without_recursion() {
        let nested = |depth: usize| {
            let s = iri("http://example.org/s");
            let object = (0..depth).fold(Term::from(s.clone()), |object, _| {
                Triple::new(s.clone(), iri("http://example.org/p"), object).into()
            });
            Triple::new(s, iri("http://example.org/p"), object).in_graph(oxigraph::model::GraphName::DefaultGraph)
        };
        assert!(bounded(nested(MOST_NESTED)).is_ok());
        assert_eq!(bounded(nested(1_000_000)), Err(MOST_NESTED));
    }
}

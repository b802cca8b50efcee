//! Rows as text. There is one way to write a row, so equal rows are equal texts.

use super::Row;
use oxigraph::model::{GraphNameRef, Literal, NamedOrBlankNodeRef, QuadRef, Term, TermRef};
use std::fmt::{self, Display, Formatter};
use std::io::{self, Write};

/// Writes a patch row by row.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
}

impl<W: Write> Writer<W> {
    /// A writer to `out`, which should be buffered.
    pub fn new(out: W) -> Self {
        Self { out }
    }

    /// Writes a row. Terms that were made unchecked are written as they are, whether a reader takes them or not.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        writeln!(self.out, "{row}")
    }

    /// Flushes, and gives `out` back.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header { name, value } => f.write_str(&header_row(name, value)),
            Self::Begin => f.write_str("TX ."),
            Self::Commit => f.write_str("TC ."),
            Self::Abort => f.write_str("TA ."),
            Self::AddPrefix { prefix, iri, graph } => {
                write!(f, "PA {} {iri}{} .", Literal::from(prefix.as_str()), AndGraph(graph.as_ref()))
            }
            Self::DeletePrefix { prefix, graph } => {
                write!(f, "PD {}{} .", Literal::from(prefix.as_str()), AndGraph(graph.as_ref()))
            }
            Self::Add(quad) => add_row(f, quad.as_ref()),
            Self::Delete(quad) => delete_row(f, quad.as_ref()),
        }
    }
}

/// A row of the header, without the end of the line.
pub(crate) fn header_row(name: &str, value: &Term) -> String {
    let is_word = name.starts_with(|char: char| char.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-'));
    let value = Shown(value.as_ref());
    if is_word { format!("H {name} {value} .") } else { format!("H {} {value} .", Literal::from(name)) }
}

/// The row that adds a quad, without the end of the line.
pub(crate) fn add_row(out: &mut impl fmt::Write, quad: QuadRef<'_>) -> fmt::Result {
    write!(out, "A {} .", ShownQuad(quad))
}

/// The row that deletes a quad, without the end of the line.
pub(crate) fn delete_row(out: &mut impl fmt::Write, quad: QuadRef<'_>) -> fmt::Result {
    write!(out, "D {} .", ShownQuad(quad))
}

/// What rows are sorted by: their text, without the operation.
pub(crate) fn sort_key(quad: QuadRef<'_>) -> String {
    format!("{} .", ShownQuad(quad))
}

struct ShownQuad<'a>(QuadRef<'a>);

impl Display for ShownQuad<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let QuadRef { subject, predicate, object, graph_name } = self.0;
        write!(f, "{} {predicate} {}{}", Shown(subject.into()), Shown(object), AndGraph(graph_name))
    }
}

struct AndGraph<'a>(GraphNameRef<'a>);

impl Display for AndGraph<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            GraphNameRef::DefaultGraph => Ok(()),
            GraphNameRef::NamedNode(iri) => write!(f, " {iri}"),
            GraphNameRef::BlankNode(node) => write!(f, " {}", Shown(node.into())),
        }
    }
}

struct Shown<'a>(TermRef<'a>);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            TermRef::BlankNode(node) => write!(f, "<_:{}>", node.as_str()),
            TermRef::Triple(triple) => {
                let subject = NamedOrBlankNodeRef::from(&triple.subject);
                write!(f, "<<( {} {} {} )>>", Shown(subject.into()), triple.predicate, Shown(triple.object.as_ref()))
            }
            TermRef::NamedNode(_) | TermRef::Literal(_) => self.0.fmt(f),
        }
    }
}

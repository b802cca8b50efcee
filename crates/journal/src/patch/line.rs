//! One line to a row.

use super::Row;
use super::terms::{self, Fault};
use oxigraph::model::{GraphName, NamedNode, Quad, Term};

/// The row of a line; none if it is empty or has a comment only.
pub(super) fn parse(line: &str) -> Result<Option<Row>, Fault> {
    let mut cursor = Cursor { line, at: 0 };
    if cursor.is_over() {
        return Ok(None);
    }
    let start = cursor.at;
    let row = match cursor.take(|char| char.is_ascii_alphabetic()) {
        "A" => Row::Add(cursor.quad()?),
        "D" => Row::Delete(cursor.quad()?),
        "H" => Row::Header { name: cursor.name()?, value: cursor.last_term()? },
        // What Jena also reads.
        "TX" | "TB" => cursor.end(Row::Begin)?,
        "TC" => cursor.end(Row::Commit)?,
        "TA" => cursor.end(Row::Abort)?,
        "PA" => {
            let (prefix, iri, graph) = (cursor.name()?, cursor.namespace()?, cursor.graph()?);
            cursor.end(Row::AddPrefix { prefix, iri, graph })?
        }
        "PD" => {
            let (prefix, graph) = (cursor.name()?, cursor.graph()?);
            cursor.end(Row::DeletePrefix { prefix, graph })?
        }
        _ => return Err(Fault::new(start, "a row begins with H, TX, TC, TA, PA, PD, A or D")),
    };
    Ok(Some(row))
}

struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|char| !is_part(char)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn skip_space(&mut self) {
        self.take(|char| matches!(char, ' ' | '\t' | '\r'));
    }

    /// Whether nothing but a comment follows.
    fn is_over(&mut self) -> bool {
        self.skip_space();
        self.rest().is_empty() || self.rest().starts_with('#')
    }

    fn end(&mut self, row: Row) -> Result<Row, Fault> {
        self.skip_space();
        if !self.rest().starts_with('.') {
            return Err(Fault::new(self.at, "a dot is expected here"));
        }
        self.at += 1;
        if self.is_over() {
            Ok(row)
        } else {
            Err(Fault::new(self.at, "a line has one row; nothing may follow its dot"))
        }
    }

    fn quad(&self) -> Result<Quad, Fault> {
        terms::quad(self.rest()).map_err(|fault| fault.after(self.at))
    }

    fn last_term(&self) -> Result<Term, Fault> {
        terms::term(self.rest()).map_err(|fault| fault.after(self.at))
    }

    /// A word, or a text in quotes.
    fn name(&mut self) -> Result<String, Fault> {
        self.skip_space();
        let start = self.at;
        if self.rest().starts_with('"') {
            return match self.term()? {
                Term::Literal(text) => Ok(text.destruct().0),
                _ => Err(Fault::new(start, "a word or a text in quotes is expected here")),
            };
        }
        let word = self.take(|char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.'));
        let word = word.trim_end_matches('.');
        self.at = start + word.len();
        if word.starts_with(char::is_alphabetic) {
            Ok(word.to_owned())
        } else {
            Err(Fault::new(start, "a word or a text in quotes is expected here"))
        }
    }

    /// One term, after which more may follow.
    fn term(&mut self) -> Result<Term, Fault> {
        self.skip_space();
        let (start, rest) = (self.at, self.rest());
        let length = match rest.as_bytes().first() {
            Some(b'"') => terms::end_of_quoted(rest.as_bytes(), 0),
            Some(b'<') => rest.find('>').map_or(rest.len(), |end| end + 1),
            _ => rest.find([' ', '\t']).unwrap_or(rest.len()),
        };
        self.at += length;
        terms::term(&format!("{} .", &rest[..length])).map_err(|fault| fault.after(start))
    }

    /// An IRI, in quotes or as usual.
    fn namespace(&mut self) -> Result<NamedNode, Fault> {
        self.skip_space();
        let start = self.at;
        match self.term()? {
            Term::NamedNode(iri) => Ok(iri),
            Term::Literal(text) => {
                NamedNode::new(text.value()).map_err(|error| Fault::new(start, format!("no IRI: {error}")))
            }
            _ => Err(Fault::new(start, "an IRI is expected here")),
        }
    }

    /// The name of a graph, if there is one before the dot.
    fn graph(&mut self) -> Result<GraphName, Fault> {
        self.skip_space();
        let start = self.at;
        if self.rest().starts_with('.') || self.rest().is_empty() {
            return Ok(GraphName::DefaultGraph);
        }
        match self.term()? {
            Term::NamedNode(iri) => Ok(iri.into()),
            Term::BlankNode(node) => Ok(node.into()),
            _ => Err(Fault::new(start, "a graph is named by an IRI or a blank node")),
        }
    }
}

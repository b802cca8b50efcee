//! Writing RDF in an order that depends on the triples alone.
//!
//! Dumps and validation reports are compared by people and by version control, so the same triples have to give the same
//! bytes. Sorting by subject also lets Turtle say each subject once.

use super::Error;
use super::writer::{RdfWriter, WriteError};
use oxigraph::io::RdfFormat;
use oxigraph::model::Quad;
use std::io::Write;

/// Writes the quads once each, sorted by graph, subject, predicate and object.
///
/// # Errors
/// If `out` fails, or if the format cannot express a triple.
pub fn write<'a>(
    format: RdfFormat,
    mut quads: Vec<Quad>,
    prefixes: impl Iterator<Item = (&'a str, &'a str)>,
    out: impl Write,
) -> Result<(), Error> {
    let mut writer = RdfWriter::new(format, prefixes, out);
    quads.sort_by_cached_key(|quad| {
        let Quad { subject, predicate, object, graph_name } = quad;
        (graph_name.to_string(), subject.to_string(), predicate.as_str().to_owned(), object.to_string())
    });
    quads.dedup();
    for quad in &quads {
        writer.quad(quad).map_err(|error| match error {
            WriteError::Unwritable(problem) => Error::Unwritable { subject: quad.subject.to_string(), problem },
            WriteError::Out(error) => Error::Write(error),
        })?;
    }
    writer.finish().map(drop).map_err(Error::Write)
}

//! Writing RDF in an order that depends on the triples alone.
//!
//! Dumps and validation reports are compared by people and by version control, so the same triples have to give the same
//! bytes. Sorting by subject also lets Turtle say each subject once.

use super::Error;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::Quad;
use std::io::Write;

/// Writes the quads once each, sorted by graph, subject, predicate and object.
///
/// # Errors
/// If `out` fails, if a prefix has no IRI, or if the format cannot express a triple.
pub fn write<'a>(
    format: RdfFormat,
    mut quads: Vec<Quad>,
    prefixes: impl Iterator<Item = (&'a str, &'a str)>,
    out: impl Write,
) -> Result<(), Error> {
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in prefixes {
        serializer = serializer.with_prefix(prefix, namespace).map_err(|error| Error::Prefix {
            prefix: prefix.into(),
            namespace: namespace.into(),
            message: error.to_string(),
        })?;
    }
    quads.sort_by_cached_key(|quad| {
        let Quad { subject, predicate, object, graph_name } = quad;
        (graph_name.to_string(), subject.to_string(), predicate.as_str().to_owned(), object.to_string())
    });
    quads.dedup();
    let mut writer = serializer.for_writer(out);
    for quad in &quads {
        writer.serialize_quad(quad).map_err(Error::Write)?;
    }
    writer.finish().and_then(|mut out| out.flush()).map_err(Error::Write)
}

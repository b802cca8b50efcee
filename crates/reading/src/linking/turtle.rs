//! Names and prefixes of files of links, and texts in their comments.

use oxigraph::model::NamedNode;
use plenary_ontology::Prefixes;
use plenary_store::turtle;
use std::collections::BTreeSet;

/// A longer text is cut in comments and reasons.
const LONGEST: usize = 160;

/// An IRI as Turtle has it: prefix:name where that is allowed, else in full.
pub(super) fn short(iri: &NamedNode, prefixes: &Prefixes) -> String {
    turtle::name(iri, prefixes.split(iri.as_str()))
}

/// The prefix declarations that some IRIs need, sorted.
pub(super) fn declarations<'a>(iris: impl Iterator<Item = &'a NamedNode>, prefixes: &'a Prefixes) -> String {
    let split = |iri: &'a NamedNode| prefixes.split(iri.as_str()).filter(|(_, name)| turtle::is_local_name(name));
    let used: BTreeSet<&str> = iris.filter_map(|iri| Some(split(iri)?.0)).collect();
    let used = prefixes.iter().filter(|(prefix, _)| used.contains(prefix));
    used.map(|(prefix, namespace)| turtle::declaration(prefix, namespace, 0)).collect()
}

/// A text for a comment or a reason: on one line, not too long.
pub(super) fn quoted_line(text: &str) -> String {
    let line: Vec<_> = text.split_whitespace().collect();
    let line: String = line.join(" ").chars().filter(|char| !char.is_control()).collect();
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

//! Turtle as people write it: short names, one line a statement. Triples are few, and their place and comments matter, so they
//! are not written by a serializer.

use oxigraph::model::NamedNode;
use plenary_ontology::Prefixes;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A longer text is cut in comments and reasons.
const LONGEST: usize = 160;

/// An IRI as Turtle has it: prefix:name where that is allowed, else in full.
pub(super) fn short(iri: &NamedNode, prefixes: &Prefixes) -> String {
    prefixed(iri, prefixes).map_or_else(|| iri.to_string(), |(prefix, name)| format!("{prefix}:{name}"))
}

/// The prefix and the name of an IRI, if the name may stand after a prefix.
fn prefixed<'a>(iri: &'a NamedNode, prefixes: &'a Prefixes) -> Option<(&'a str, &'a str)> {
    prefixes.split(iri.as_str()).filter(|(_, name)| is_local_name(name))
}

/// A part of what `PN_LOCAL` allows (<https://www.w3.org/TR/turtle/#grammar-production-PN_LOCAL>).
fn is_local_name(name: &str) -> bool {
    let is_inner = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.');
    name.starts_with(|char: char| char.is_ascii_alphanumeric() || char == '_')
        && name.chars().all(is_inner)
        && !name.ends_with('.')
}

/// The prefix declarations that some IRIs need, sorted.
pub(super) fn declarations<'a>(iris: impl Iterator<Item = &'a NamedNode>, prefixes: &'a Prefixes) -> String {
    let used: BTreeSet<&str> = iris.filter_map(|iri| Some(prefixed(iri, prefixes)?.0)).collect();
    let used = prefixes.iter().filter(|(prefix, _)| used.contains(prefix));
    used.fold(String::new(), |mut text, (prefix, namespace)| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "@prefix {prefix}: <{namespace}> .");
        text
    })
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

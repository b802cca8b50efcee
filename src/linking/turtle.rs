//! Turtle as people write it: short names, one line a statement. Triples are few, and their place and comments matter, so they
//! are not written by a serializer.

use crate::ontology::Prefixes;
use oxigraph::model::NamedNode;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A longer text is cut in comments and reasons.
const LONGEST: usize = 160;

/// An IRI as Turtle has it: prefix:name where that is allowed, else in full.
pub(super) fn short(iri: &NamedNode, prefixes: &Prefixes) -> String {
    namespace(iri, prefixes).map_or_else(|| iri.to_string(), |(prefix, name)| format!("{prefix}:{name}"))
}

/// The longest namespace that an IRI begins with, if the rest may stand after a prefix.
fn namespace<'a>(iri: &'a NamedNode, prefixes: &'a Prefixes) -> Option<(&'a str, &'a str)> {
    let fitting = prefixes.iter().filter_map(|(prefix, namespace)| {
        let name = iri.as_str().strip_prefix(namespace)?;
        Some((namespace.len(), prefix, name))
    });
    let (_, prefix, name) = fitting.max_by_key(|(length, ..)| *length)?;
    is_local_name(name).then_some((prefix, name))
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
    let spaces: BTreeMap<&str, &str> = prefixes.iter().collect();
    let mut used: BTreeMap<&str, &str> = BTreeMap::new();
    for (prefix, _) in iris.filter_map(|iri| namespace(iri, prefixes)) {
        used.extend(spaces.get_key_value(prefix));
    }
    used.into_iter().fold(String::new(), |mut text, (prefix, namespace)| {
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

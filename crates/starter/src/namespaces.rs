//! Short names of IRIs: the prefixes of the files, well-known ones, and new ones for the rest.

use plenary_base::vocab::{WELL_KNOWN, graphql, ple, rdf, rdfs, sh, xsd};
use plenary_store::turtle::is_local_name;
use std::collections::BTreeMap;

/// What the shapes are written with themselves.
const OWN: [(&str, &str); 7] = [
    ("graphql", graphql::NAMESPACE),
    ("ple", ple::NAMESPACE),
    ("rdf", rdf::NAMESPACE),
    ("rdfs", rdfs::NAMESPACE),
    ("sh", sh::NAMESPACE),
    ("shapes", "urn:plenary:shapes:"),
    ("xsd", xsd::NAMESPACE),
];
/// Prefixes and what they stand for.
pub(super) struct Namespaces {
    /// Namespace of each prefix.
    of: BTreeMap<String, String>,
    /// The prefixes that files declare, for identifiers.
    declared: Vec<String>,
    /// The prefixes that were written.
    used: BTreeMap<String, String>,
}

impl Namespaces {
    /// Starts with the prefixes that files declare; of two for one prefix, the first counts.
    pub(super) fn new<'a>(declared: impl Iterator<Item = &'a (String, String)>) -> Self {
        let own = |(prefix, namespace): &(&str, &str)| ((*prefix).to_owned(), (*namespace).to_owned());
        let mut namespaces = Self { of: OWN.iter().map(own).collect(), declared: Vec::new(), used: BTreeMap::new() };
        for (prefix, namespace) in declared {
            let is_plain = prefix.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
                && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
                && !prefix.ends_with('-');
            if is_plain
                && !namespace.is_empty()
                && !namespaces.of.contains_key(prefix)
                && namespaces.prefix(namespace).is_none()
            {
                namespaces.of.insert(prefix.clone(), namespace.clone());
                namespaces.declared.push(prefix.clone());
            }
        }
        for (prefix, namespace) in WELL_KNOWN {
            if namespaces.prefix(namespace).is_none() {
                namespaces.of.entry(prefix.to_owned()).or_insert_with(|| namespace.to_owned());
            }
        }
        namespaces
    }

    fn prefix(&self, namespace: &str) -> Option<&str> {
        self.of.iter().find(|(_, known)| *known == namespace).map(|(prefix, _)| prefix.as_str())
    }

    /// The prefix of an IRI and the rest, if there is one.
    fn known<'a>(&self, iri: &'a str) -> Option<(&str, &'a str)> {
        let fitting = self.of.iter().filter_map(|(prefix, namespace)| {
            let rest = iri.strip_prefix(namespace.as_str()).filter(|rest| is_local_name(rest))?;
            Some((namespace.len(), prefix.as_str(), rest))
        });
        fitting.max_by_key(|(length, ..)| *length).map(|(_, prefix, rest)| (prefix, rest))
    }

    /// The prefix of an IRI and the rest, with a new prefix if there is none. None if the IRI has no end to cut off.
    fn split<'a>(&mut self, iri: &'a str) -> Option<(String, &'a str)> {
        if let Some((prefix, rest)) = self.known(iri) {
            return Some((prefix.to_owned(), rest));
        }
        let (namespace, rest) = iri.split_at(iri.rfind(['#', '/', ':'])? + 1);
        if !is_local_name(rest) || !namespace.contains(':') {
            return None;
        }
        let prefix = self.invent(namespace);
        self.of.insert(prefix.clone(), namespace.to_owned());
        Some((prefix, rest))
    }

    /// `http://example.org/vocabulary/` → `vocabulary`.
    fn invent(&self, namespace: &str) -> String {
        let is_word = |word: &&str| {
            word.len() > 1
                && word.len() <= 12
                && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && word.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
                && !["http", "https", "www", "org", "com", "net", "urn", "ontology", "ns", "vocab", "def"]
                    .contains(word)
        };
        let words = namespace.rsplit(['#', '/', ':', '.']).filter(is_word).map(str::to_ascii_lowercase);
        let numbered = (1..).map(|n| format!("ns{n}"));
        words.chain(numbered).find(|prefix| !self.of.contains_key(prefix)).unwrap_or_default()
    }

    /// The prefix that goes before the name of something, where the name alone is taken.
    pub(super) fn prefix_of(&mut self, iri: &str) -> Option<String> {
        self.split(iri).map(|(prefix, _)| prefix)
    }

    /// An IRI as Turtle has it.
    pub(super) fn turtle(&mut self, iri: &str) -> String {
        match self.split(iri) {
            Some((prefix, rest)) => {
                self.used.insert(prefix.clone(), self.of[&prefix].clone());
                format!("{prefix}:{rest}")
            }
            None => oxigraph::model::NamedNode::new_unchecked(iri).to_string(),
        }
    }

    /// An IRI for people, short if a prefix is known.
    pub(super) fn shown(&self, iri: &str) -> String {
        match self.known(iri) {
            Some((prefix, rest)) => format!("{prefix}:{rest}"),
            None => format!("<{iri}>"),
        }
    }

    /// The prefixes that were written, with those that the shapes need themselves.
    pub(super) fn used(&self) -> BTreeMap<&str, &str> {
        let used = self.used.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str()));
        used.chain(OWN).collect()
    }

    /// The prefixes for identifiers: those of the files, and those of classes and properties.
    pub(super) fn for_identifiers(&self) -> BTreeMap<&str, &str> {
        let declared = self.declared.iter().map(|prefix| (prefix.as_str(), self.of[prefix].as_str()));
        let used = self.used.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str()));
        declared.chain(used).filter(|(prefix, _)| OWN.iter().all(|(own, _)| own != prefix)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_come_from_the_files_then_from_what_is_known_then_from_the_iri() {
        let declared =
            [("x", "http://example.org/x/"), ("", "http://example.org/"), ("sh", "http://example.org/not-shacl/")];
        let declared = declared.map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()));
        let mut namespaces = Namespaces::new(declared.iter());
        for (iri, turtle) in [
            ("http://example.org/x/Thing", "x:Thing"),
            ("http://example.org/x/Board/b", "board:b"),
            ("http://example.org/Town", "example:Town"),
            ("http://example.org/not-shacl/Town", "ns1:Town"),
            ("http://xmlns.com/foaf/0.1/name", "foaf:name"),
            ("http://example.org/x/Thing.1", "x:Thing.1"),
            ("http://example.org/x/%41", "<http://example.org/x/%41>"),
            ("http://example.org/x/", "<http://example.org/x/>"),
            ("urn:x:Thing", "ns2:Thing"),
        ] {
            assert_eq!(namespaces.turtle(iri), turtle);
        }
        assert!(namespaces.for_identifiers().contains_key("x") && !namespaces.for_identifiers().contains_key("sh"));
        assert_eq!(namespaces.used()["sh"], "http://www.w3.org/ns/shacl#");
    }
}

//! Full IRIs and their short form, `prefix:name`.

use oxigraph::model::NamedNode;
use std::collections::BTreeMap;

/// The prefixes that an ontology declares with `sh:declare`.
#[derive(Debug, Default, Clone)]
pub struct Prefixes {
    namespaces: BTreeMap<String, String>,
}

impl Prefixes {
    /// Adds a prefix; a second declaration of the same prefix replaces the first.
    pub(super) fn declare(&mut self, prefix: &str, namespace: &str) {
        self.namespaces.insert(prefix.to_owned(), namespace.to_owned());
    }

    /// All prefixes with their namespaces, sorted by prefix.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.namespaces.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str()))
    }

    /// The namespace of a prefix.
    pub fn namespace(&self, prefix: &str) -> Option<&str> {
        self.namespaces.get(prefix).map(String::as_str)
    }

    /// An IRI as a prefix and the rest, by the longest namespace that it begins with. Whether the rest may be written so is for
    /// each syntax to say.
    pub fn split<'a>(&'a self, iri: &'a str) -> Option<(&'a str, &'a str)> {
        let fitting = self.iter().filter_map(|(prefix, namespace)| {
            let rest = iri.strip_prefix(namespace)?;
            Some((namespace.len(), prefix, rest))
        });
        let (_, prefix, rest) = fitting.max_by_key(|(length, ..)| *length)?;
        Some((prefix, rest))
    }

    /// The IRI that an identifier stands for: `actor:chn` with a declared prefix, or a full IRI.
    ///
    /// # Errors
    /// A sentence for the client, if it is neither.
    pub fn expand(&self, identifier: &str) -> Result<NamedNode, String> {
        let Some((prefix, name)) = identifier.split_once(':') else {
            return Err(format!("`{identifier}` is neither an IRI nor prefix:name; {}", self.known()));
        };
        let iri = match self.namespaces.get(prefix) {
            Some(namespace) if !name.starts_with("//") => format!("{namespace}{name}"),
            _ => identifier.to_owned(),
        };
        let has_authority = name.starts_with("//") || matches!(prefix, "urn" | "mailto" | "tag" | "doi" | "info");
        match NamedNode::new(iri) {
            Ok(iri) if self.namespaces.contains_key(prefix) || has_authority => Ok(iri),
            Ok(_) => Err(format!("`{identifier}` has the prefix `{prefix}`, which is not declared; {}", self.known())),
            Err(error) => Err(format!("`{identifier}` is not an IRI: {error}")),
        }
    }

    fn known(&self) -> String {
        let prefixes: Vec<_> = self.namespaces.keys().map(String::as_str).collect();
        format!("declared prefixes are {}", prefixes.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::Prefixes;

    #[test]
    fn expands_what_is_declared_and_refuses_the_rest_by_name() {
        let mut prefixes = Prefixes::default();
        prefixes.declare("actor", "https://example.org/actor/");
        let expand = |text: &str| prefixes.expand(text).map(|iri| iri.into_string());
        assert_eq!(expand("actor:chn"), Ok("https://example.org/actor/chn".into()));
        assert_eq!(expand("https://example.org/x"), Ok("https://example.org/x".into()));
        assert_eq!(expand("urn:uuid:1"), Ok("urn:uuid:1".into()));
        assert!(expand("chn").is_err_and(|e| e.contains("neither an IRI nor prefix:name")));
        assert!(expand("aktor:chn").is_err_and(|e| e.contains("declared prefixes are actor")));
        assert!(expand("actor:a b").is_err_and(|e| e.contains("not an IRI")));
    }
}

//! Entities of RDF/XML, which abbreviate namespaces, but can also exhaust memory or read files.
//!
//! `<!ENTITY owl "http://www.w3.org/2002/07/owl#">` stands in thousands of published ontologies. An entity of entities of
//! entities makes gigabytes of a few hundred bytes, and one that stands for a file reads what the server can read. So an
//! entity may stand for a short text, and that for no more than all of them together may add.

use quick_xml::events::Event;
use std::collections::HashMap;

/// Longest text that an entity may stand for.
const LONGEST: usize = 1024;
/// All entities of a text may add this many times its length, and always a megabyte.
const MOST_TIMES: usize = 16;
const ALWAYS: usize = 1 << 20;

/// Why the entities of a text are not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the entity `{name}` {problem}; write in its place what it stands for")]
pub struct EntityError {
    name: String,
    problem: &'static str,
}

/// Refuses an XML text in which entities stand for more than short texts. Everything that looks like an entity counts, in comments too.
///
/// # Errors
/// If an entity stands for other entities, for a file, or for too long a text, or if all of them together do.
pub fn check_entities(text: &str) -> Result<(), EntityError> {
    let lengths = declared(text)?;
    if lengths.is_empty() {
        return Ok(());
    }
    let (most, mut added) = (most(text.len()), 0);
    for name in references(text) {
        added += lengths.get(name).copied().unwrap_or_default();
        if added > most {
            return Err(EntityError { name: name.to_owned(), problem: TOO_LONG });
        }
    }
    Ok(())
}

const TOO_LONG: &str = "and the others make the text too long";

/// What the entities of a text of so many bytes may add.
fn most(length: usize) -> usize {
    ALWAYS.max(MOST_TIMES * length)
}

/// How long the text is that each entity stands for.
fn declared(text: &str) -> Result<HashMap<&str, usize>, EntityError> {
    let error = |name: &str, problem| Err(EntityError { name: name.to_owned(), problem });
    let mut lengths: HashMap<&str, usize> = HashMap::new();
    // The same pieces that the reader takes for declarations.
    for declaration in text.split('<').filter_map(|piece| piece.strip_prefix("!ENTITY")) {
        let declaration = declaration.trim_start();
        let (declaration, is_parameter) =
            declaration.strip_prefix('%').map_or((declaration, false), |rest| (rest.trim_start(), true));
        let Some((name, value)) = declaration.split_once(|char: char| char.is_ascii_whitespace()) else { continue };
        let value = value.trim_start();
        if is_parameter {
            return error(name, "is one of the document type, which none is needed for");
        }
        if value.starts_with("SYSTEM") || value.starts_with("PUBLIC") {
            return error(name, "stands for a file");
        }
        let Some(value) = value.strip_prefix('"').and_then(|value| value.split('"').next()) else { continue };
        if references(value).any(|reference| !is_of_character(reference)) {
            return error(name, "stands for other entities");
        }
        if value.len() > LONGEST {
            return error(name, "stands for a long text");
        }
        let longest = lengths.entry(name).or_default();
        *longest = value.len().max(*longest);
    }
    Ok(lengths)
}

/// The entities of a text that is not in memory whole, and what they have added.
#[derive(Default)]
pub(super) struct Entities {
    lengths: HashMap<String, usize>,
    added: usize,
}

impl Entities {
    /// Looks at what comes next, before which there are so many bytes.
    ///
    /// # Errors
    /// As [`check_entities`].
    pub(super) fn look(&mut self, event: &Event<'_>, before: u64) -> Result<(), EntityError> {
        match event {
            Event::DocType(text) => {
                for (name, length) in declared(text)? {
                    let longest = self.lengths.entry(name.to_owned()).or_default();
                    *longest = length.max(*longest);
                }
                Ok(())
            }
            _ if self.lengths.is_empty() => Ok(()),
            Event::Start(tag) | Event::Empty(tag) => references(tag).try_for_each(|name| self.refer(name, before)),
            Event::Text(text) => references(text).try_for_each(|name| self.refer(name, before)),
            Event::GeneralRef(name) => self.refer(name, before),
            _ => Ok(()),
        }
    }

    fn refer(&mut self, name: &str, before: u64) -> Result<(), EntityError> {
        self.added += self.lengths.get(name).copied().unwrap_or_default();
        match self.added > most(usize::try_from(before).unwrap_or(usize::MAX / MOST_TIMES)) {
            true => Err(EntityError { name: name.to_owned(), problem: TOO_LONG }),
            false => Ok(()),
        }
    }
}

/// The names between `&` and `;`.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split('&').skip(1).filter_map(|piece| piece.split_once(';')).map(|(name, _)| name)
}

/// Whether a reference is one that XML itself has, or names a character.
fn is_of_character(reference: &str) -> bool {
    reference.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_c1_entities_that_expand_are_refused_and_namespaces_are_not() {
        let document =
            |entities: &str, body: &str| format!("<?xml version=\"1.0\"?><!DOCTYPE rdf:RDF [{entities}]>{body}");
        let owl = "<!ENTITY owl \"http://www.w3.org/2002/07/owl#\"> <!ENTITY amp2 \"&#38;&amp;\">";
        assert_eq!(check_entities(&document(owl, &"<a b=\"&owl;Thing\"/>".repeat(10_000))), Ok(()));
        assert_eq!(check_entities("<p>no entities &unknown;</p>"), Ok(()));
        let long = format!("<!ENTITY a \"{}\">", "x".repeat(LONGEST + 1));
        let short = format!("<!ENTITY a \"{}\">", "x".repeat(LONGEST));
        for (entities, body, problem) in [
            ("<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">", "&b;", "stands for other entities"),
            ("<!ENTITY a \"&a;\">", "&a;", "stands for other entities"),
            ("<!ENTITY a SYSTEM \"file:///etc/passwd\">", "&a;", "stands for a file"),
            ("<!ENTITY a PUBLIC \"x\" \"http://example.org/\">", "&a;", "stands for a file"),
            ("<!ENTITY % a \"x\">", "", "is one of the document type"),
            (&long, "", "stands for a long text"),
            (&short, &"&a;".repeat(20_000), "make the text too long"),
        ] {
            let refusal = check_entities(&document(entities, body)).unwrap_err().to_string();
            assert!(refusal.contains(problem), "{entities}: {refusal}");
        }
    }
}

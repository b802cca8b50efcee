//! Names for GraphQL: legal, in the usual spelling, and each for one thing.

use plenary_ontology::{
    RESERVED_FIELDS, RESERVED_ROOTS, RESERVED_TYPES, TYPE_SUFFIXES, is_legal_name, lower_first, plural, upper_first,
};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// What is made of the name of a field beside it.
const FIELD_SUFFIXES: [&str; 3] = ["", "Translations", "Transitive"];
/// Nouns that English rules give the wrong plural, by their end.
const IRREGULAR: [(&str, &str); 6] = [
    ("erson", "eople"),
    ("hild", "hildren"),
    ("riterion", "riteria"),
    ("henomenon", "henomena"),
    ("oman", "omen"),
    ("tatesman", "tatesmen"),
];

/// The names that are given.
#[derive(Default)]
pub(super) struct Names {
    types: BTreeSet<String>,
    roots: BTreeSet<String>,
    fields: BTreeSet<String>,
}

/// What a class is called.
#[derive(Debug, Clone)]
pub(super) struct ClassName {
    /// The type.
    pub(super) name: String,
    /// The root field of all instances.
    pub(super) plural: String,
}

impl Names {
    /// Names a class by the first of the words that gives a free name.
    pub(super) fn class(&mut self, words: &[String], number: usize) -> ClassName {
        let with_number = format!("Class{number}");
        let wanted = words.iter().filter_map(|word| camel(word)).map(|word| upper_first(&word));
        let numbered = (2..).map(|n| format!("{with_number}x{n}"));
        let mut candidates = wanted.chain([with_number.clone()]).chain(numbered);
        loop {
            // The numbers never end.
            let Some(name) = candidates.next() else { continue };
            let singular = lower_first(&name);
            let regular = plural_of(&singular);
            let plural = if regular == singular { format!("{singular}List") } else { regular };
            let is_free = self.is_free_type(&name)
                && [&singular, &plural].iter().all(|root| {
                    is_legal_name(root) && !RESERVED_ROOTS.contains(&root.as_str()) && !self.roots.contains(*root)
                });
            if is_free {
                self.types.insert(name.clone());
                self.roots.extend([singular, plural.clone()]);
                return ClassName { name, plural };
            }
        }
    }

    fn is_free_type(&self, name: &str) -> bool {
        is_legal_name(name)
            && TYPE_SUFFIXES.iter().all(|suffix| {
                let made = format!("{name}{suffix}");
                let of_another = made.strip_suffix(suffix).is_some_and(|_| self.types.contains(&made));
                let is_made = name.strip_suffix(suffix).is_some_and(|stem| self.types.contains(stem));
                !RESERVED_TYPES.contains(&made.as_str()) && !of_another && !is_made
            })
    }

    /// Names a field by the first of the words that gives a free name.
    pub(super) fn field(&mut self, words: &[String]) -> String {
        let wanted = words.iter().filter_map(|word| camel(word));
        let numbered = (1..).map(|n| format!("field{n}"));
        let mut candidates = wanted.chain(numbered);
        loop {
            let Some(name) = candidates.next() else { continue };
            if self.is_free_field(&name) {
                self.fields.insert(name.clone());
                return name;
            }
        }
    }

    /// Whether no other field has the name, nor has one that is made of it.
    pub(super) fn is_free_field(&self, name: &str) -> bool {
        is_legal_name(name)
            && !RESERVED_FIELDS.contains(&name)
            && FIELD_SUFFIXES.iter().all(|suffix| {
                !self.fields.contains(&format!("{name}{suffix}"))
                    && !name.strip_suffix(suffix).is_some_and(|stem| self.fields.contains(stem))
            })
    }
}

/// `person` → `people`, `body` → `bodies`.
pub(super) fn plural_of(singular: &str) -> String {
    let irregular = IRREGULAR.iter().find_map(|(one, many)| Some(format!("{}{many}", singular.strip_suffix(one)?)));
    irregular.unwrap_or_else(|| plural(singular))
}

/// Words as one name: `has-part` and `has part` → `hasPart`, `DOIName` → `doiName`, `start_date` → `startDate`. None of what
/// has no letter that GraphQL allows.
pub(super) fn camel(text: &str) -> Option<String> {
    let plain: String = text.nfkd().filter(|char| !unicode_normalization::char::is_combining_mark(*char)).collect();
    let mut name = String::new();
    for word in plain.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if name.is_empty() {
            // Capitals at the front are one word up to the last, which may begin the next.
            let capitals = word.bytes().take_while(u8::is_ascii_uppercase).count();
            let front = match capitals {
                0 | 1 => capitals,
                n if word.as_bytes().get(n).is_some_and(u8::is_ascii_lowercase) => n - 1,
                n => n,
            };
            name.push_str(&word[..front].to_ascii_lowercase());
            name.push_str(&word[front..]);
        } else {
            name.push_str(&upper_first(word));
        }
    }
    let begins = name.bytes().next()?.is_ascii_alphabetic();
    if begins { Some(name) } else { name.bytes().any(|byte| byte.is_ascii_alphabetic()).then(|| format!("n{name}")) }
}

/// Whether the end of an IRI is a number rather than a word: `P31`, `BFO_0000050`.
pub(super) fn is_code(name: &str) -> bool {
    2 * name.bytes().filter(u8::is_ascii_digit).count() >= name.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_names() {
        for (words, name) in [
            ("has-part", "hasPart"),
            ("has part", "hasPart"),
            ("start_date", "startDate"),
            ("DOIName", "doiName"),
            ("DOI", "doi"),
            ("prefLabel", "prefLabel"),
            ("Größe", "groE"),
            ("Élévation", "elevation"),
            ("1st", "n1st"),
        ] {
            assert_eq!(camel(words).as_deref(), Some(name), "{words}");
        }
        assert_eq!(camel("名称"), None);
        assert_eq!(camel("12-3"), None);
        assert!(is_code("P31") && is_code("BFO_0000050") && !is_code("E21_Person"));
    }

    #[test]
    fn no_two_things_have_a_name_that_the_schema_makes_of_another() {
        let mut names = Names::default();
        let mut class = |words: &[&str]| {
            let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
            let ClassName { name, plural } = names.class(&words, 7);
            (name, plural)
        };
        let pair = |name: &str, plural: &str| (name.to_owned(), plural.to_owned());
        assert_eq!(class(&["Person"]), pair("Person", "people"));
        assert_eq!(
            class(&["PersonConnection", "ex-PersonConnection"]),
            pair("ExPersonConnection", "exPersonConnections")
        );
        assert_eq!(class(&["Person", "foaf-Person"]), pair("FoafPerson", "foafPeople"));
        assert_eq!(class(&["Query", "名"]), pair("Class7", "class7s"));
        assert_eq!(class(&["People"]), pair("Class7x2", "class7x2s"));

        let mut names = Names::default();
        let mut field = |words: &[&str]| names.field(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(field(&["label"]), "label");
        assert_eq!(field(&["labelTranslations", "ex labelTranslations"]), "exLabelTranslations");
        assert_eq!(field(&["id", "ex id"]), "exId");
        assert_eq!(field(&["名"]), "field1");
    }
}

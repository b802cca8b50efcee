//! What may stand after the question mark of an address. Each page has a table of its parameters, and it is read before the page is made: an
//! unknown name, a value that a parameter cannot have, and a parameter that stands twice where one is meant are refused in the same way
//! everywhere. Pages then read values that are known to have a meaning.

use super::visit::{Error, Visit};
use super::wrong::Wrong;
use crate::linked::near;
use crate::ontology::{ClassId, Field, FieldKind, Scalar};
use crate::search::{LONGEST_QUERY, MOST_CLAUSES, Mode, Query, QueryError};
use crate::words::Words;
use std::collections::BTreeSet;

/// The language of the page, which every page has.
const LANGUAGE: &str = "lang";
/// Parameters by which others follow who comes from where. They say nothing about a page.
const TRACKING: [&str; 4] = ["fbclid", "gclid", "msclkid", "dclid"];

/// Whether a parameter says only where a reader comes from.
pub fn is_tracking(name: &str) -> bool {
    name.starts_with("utm_") || TRACKING.contains(&name)
}

/// What a parameter may be.
#[derive(Debug, Clone)]
pub(super) enum Takes {
    /// Any text.
    Text,
    /// Words to search for.
    Words,
    /// A number from 1.
    Number,
    /// One of some words.
    OneOf(Vec<String>),
    /// A resource of the data, of a class if one is meant.
    Resource(Option<ClassId>),
}

/// A parameter.
#[derive(Debug)]
pub(super) struct Parameter {
    name: String,
    takes: Takes,
    is_repeated: bool,
}

/// A parameter that stands in an address once.
pub(super) fn once(name: impl Into<String>, takes: Takes) -> Parameter {
    Parameter { name: name.into(), takes, is_repeated: false }
}

/// A parameter that may stand in an address several times.
pub(super) fn many(name: impl Into<String>, takes: Takes) -> Parameter {
    Parameter { name: name.into(), takes, is_repeated: true }
}

/// The number of a page of a list.
pub(super) fn page() -> Parameter {
    once("page", Takes::Number)
}

/// A parameter that is `true` or `false`.
pub(super) fn truth(name: &str) -> Parameter {
    once(name, Takes::one_of(["true", "false"]))
}

/// The forms in which a page can be had as a file.
pub(super) fn files<const N: usize>(forms: [&str; N]) -> Parameter {
    once("as", Takes::one_of(forms))
}

/// The parameters of a page.
#[derive(Debug, Default)]
pub(super) struct Table {
    parameters: Vec<Parameter>,
    /// Whether all others are conditions of a list, which are read with it.
    has_conditions: bool,
}

impl Table {
    /// A page with some parameters.
    pub(super) fn of(parameters: impl IntoIterator<Item = Parameter>) -> Self {
        Self { parameters: parameters.into_iter().collect(), has_conditions: false }
    }

    /// The same with conditions of a list.
    pub(super) fn with_conditions(self) -> Self {
        Self { has_conditions: true, ..self }
    }

    fn find(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Reads the address of a visit.
    ///
    /// # Errors
    /// If it says what the page does not take.
    pub(super) fn check(&self, visit: &Visit<'_>) -> Result<(), Error> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (at, (name, value)) in visit.parameters.iter().enumerate() {
            let known = self.find(name);
            let is_once = name == LANGUAGE || known.is_some_and(|parameter| !parameter.is_repeated);
            if is_once && !seen.insert(name) {
                return Err(Wrong::say("wrong-twice", name).into());
            }
            match known {
                _ if name == LANGUAGE => language(value).map_err(|wrong| wrong.at(at))?,
                Some(parameter) => parameter.takes.check(visit, name, value).map_err(|wrong| wrong.at(at))?,
                None if self.has_conditions => {}
                None => return Err(self.unknown(name).at(at).into()),
            }
        }
        Ok(())
    }

    fn unknown(&self, name: &str) -> Wrong {
        let known = self.parameters.iter().map(|parameter| parameter.name.as_str()).chain([LANGUAGE]);
        Wrong::say("wrong-parameter", name).allow(known).near_of_allowed(name, false)
    }
}

/// A language of the interface; what follows it in a tag, as in `fr-CA`, does not matter.
fn language(value: &str) -> Result<(), Wrong> {
    let known: Vec<&str> = Words::all().iter().map(|words| words.language).collect();
    let first = value.split('-').next().unwrap_or_default().to_ascii_lowercase();
    if value.is_empty() || known.contains(&first.as_str()) {
        return Ok(());
    }
    Err(Wrong::say_of("wrong-value", LANGUAGE, value).allow(known).near_of_allowed(value, true))
}

impl Takes {
    /// One of some words.
    pub(super) fn one_of(words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::OneOf(words.into_iter().map(Into::into).collect())
    }

    /// What the end of a way over fields may be: a resource, or a value of a closed list.
    pub(super) fn of_field(visit: &Visit<'_>, field: &Field) -> Self {
        match field.kind {
            FieldKind::Link { class, .. } | FieldKind::Links { class } | FieldKind::Connection { class } => {
                Self::Resource(Some(class))
            }
            FieldKind::Value { scalar: Scalar::Enum(id), .. } | FieldKind::Values { scalar: Scalar::Enum(id) } => {
                Self::one_of(&visit.view.ontology.enumeration(id).values)
            }
            _ => Self::Text,
        }
    }

    /// What a form leaves empty says nothing, and is right everywhere.
    fn check(&self, visit: &Visit<'_>, name: &str, value: &str) -> Result<(), Wrong> {
        let wrong = || Wrong::say_of("wrong-value", name, value);
        match self {
            _ if value.is_empty() => Ok(()),
            Self::Text => Ok(()),
            Self::Words if value.trim().is_empty() => Ok(()),
            Self::Words => words(name, value),
            Self::Number => match value.parse::<usize>() {
                Ok(1..=1_000_000) => Ok(()),
                _ => Err(wrong().allow_say("takes-count")),
            },
            Self::OneOf(words) if words.iter().any(|word| word == value) => Ok(()),
            Self::OneOf(words) => Err(wrong().allow(words).near_of_allowed(value, true)),
            Self::Resource(class) => resource(visit, *class, name, value).map(|_| ()),
        }
    }
}

/// What can be searched for.
///
/// # Errors
/// If there is no word in it, or too much.
pub(super) fn words(name: &str, value: &str) -> Result<(), Wrong> {
    let up_to = |most: usize| [format!("1 – {most}")];
    let wrong = match Query::parse(value, Mode::All) {
        Ok(_) => return Ok(()),
        Err(QueryError::NothingToFind) => Wrong::say_of("wrong-no-word", name, value),
        Err(QueryError::TooManyWords { .. }) => {
            Wrong::say_of("wrong-many-words", name, value).allow(up_to(MOST_CLAUSES))
        }
        Err(QueryError::TooLong { .. }) => Wrong::say_of("wrong-long", name, value).allow(up_to(LONGEST_QUERY)),
    };
    Err(wrong.titled("search"))
}

/// The IRI of a resource that the data have, of a class if one is meant.
///
/// # Errors
/// If the value is no identifier, if nothing is known of it, or if it is of another class.
pub(super) fn resource(visit: &Visit<'_>, class: Option<ClassId>, name: &str, value: &str) -> Result<String, Wrong> {
    let (ontology, snapshot) = (visit.view.ontology, &visit.view.data.snapshot);
    let Ok(iri) = ontology.prefixes().expand(value) else {
        return Err(Wrong::say_of("wrong-identifier", name, value).allow_say("takes-identifier"));
    };
    let known = snapshot.terms().resource(iri.as_str());
    let type_of = |iri: &str| snapshot.terms().resource(iri).and_then(|id| snapshot.type_of(id));
    let fits = |iri: &str| class.is_none_or(|class| type_of(iri).is_some_and(|own| ontology.is_a(own, class)));
    // What the ontology has no shape for may stand wherever data have it.
    if known.is_some() && (fits(iri.as_str()) || type_of(iri.as_str()).is_none()) {
        return Ok(iri.into_string());
    }
    let meant = class.map(|class| ontology.class(class).name.clone());
    let wrong = match known {
        Some(_) => Wrong::say_of("wrong-type", name, value),
        None => Wrong::say_of("wrong-resource", name, value),
    };
    let near = near(visit.view, iri.as_str()).near.into_iter().find(|near| fits(near));
    let wrong = wrong.allow(meant);
    Err(match near {
        Some(near) => wrong.near(value, visit.titles().short(&near), true),
        None => wrong,
    })
}

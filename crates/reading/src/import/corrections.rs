//! What people have corrected about an imported document. It is in a file and a graph of its own, and takes precedence.
//!
//! A triple of the corrections about a property of a resource replaces all that the import would write about that
//! property, `ple:without` says that there is nothing to write about it, and `ple:withdrawn true` withdraws a position, a statement
//! or an intervention with all that belongs to it.

use super::error::Error;
use super::turtle::{name, short};
use super::vocabulary::PLE;
use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Term};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write;

/// What a parser says, with the place in front, as editors read it.
fn wrong(file: &str, error: &RdfSyntaxError) -> Error {
    let place = error.location().map(|place| format!(":{}:{}", place.start.line + 1, place.start.column + 1));
    let message = error.to_string();
    let problem = match message.split_once(": ") {
        Some((place, message)) if place.starts_with("Parser error ") => message.to_owned(),
        _ => message,
    };
    Error::Corrections { place: format!("{file}{}", place.unwrap_or_default()), problem }
}

/// The corrections of one document.
#[derive(Debug, Default)]
pub struct Corrections {
    replaced: HashSet<(String, String)>,
    withdrawn: HashSet<String>,
    /// Resources that something is said about.
    subjects: BTreeSet<String>,
    /// Resources that the corrections describe whole, with their class.
    own: HashSet<String>,
    /// Resources that the import has asked about.
    met: RefCell<HashSet<String>>,
    /// All that they say.
    quads: Vec<Quad>,
    /// Who has corrected, where they do not say it.
    reviewer: Option<String>,
}

/// What corrections say of a resource of a record, as its review page can change it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Said {
    /// The values of each property, by its name in the page.
    #[serde(flatten)]
    pub(super) values: BTreeMap<&'static str, Vec<String>>,
    /// Properties that have none.
    pub(super) without: Vec<String>,
    pub(super) withdrawn: bool,
    /// Whether a person found it right as it was read.
    pub(super) confirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reviewer: Option<String>,
}

/// The properties that a review page can change, by their names in it.
const CHANGED: [(&str, &str); 5] = [
    ("ple:speaker", "speaker"),
    ("ple:onBehalfOf", "behalf"),
    ("ple:stance", "stance"),
    ("ple:theme", "theme"),
    ("ple:process", "process"),
];

impl Corrections {
    /// Reads the corrections from Turtle. `file` is its name, for messages.
    ///
    /// # Errors
    /// If it is no Turtle; the message says where.
    pub fn read(file: &str, turtle: &[u8]) -> Result<Self, Error> {
        let mut corrections = Self::default();
        let (withdrawn, without) = (format!("{PLE}withdrawn"), format!("{PLE}without"));
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle) {
            let quad = quad.map_err(|error| wrong(file, &error))?;
            corrections.quads.push(quad.clone());
            let NamedOrBlankNode::NamedNode(subject) = quad.subject else { continue };
            let subject = subject.into_string();
            if quad.predicate.as_str() == withdrawn {
                let is_true = matches!(&quad.object, Term::Literal(value) if matches!(value.value(), "true" | "1"));
                if is_true {
                    corrections.withdrawn.insert(subject.clone());
                }
            } else if quad.predicate.as_str() == without
                && let Term::NamedNode(property) = quad.object
            {
                corrections.replaced.insert((subject.clone(), property.into_string()));
            } else {
                if quad.predicate.as_str() == plenary_base::vocab::rdf::TYPE {
                    corrections.own.insert(subject.clone());
                }
                corrections.replaced.insert((subject.clone(), quad.predicate.into_string()));
            }
            corrections.subjects.insert(subject);
        }
        Ok(corrections)
    }

    /// The same corrections, which this person has made where they do not say who did.
    #[must_use]
    pub fn by(mut self, reviewer: Option<&str>) -> Self {
        self.reviewer = reviewer.map(str::to_owned);
        self
    }

    /// Whether they say nothing, as a file that has only begun.
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    pub(super) fn reviewer(&self) -> Option<&str> {
        self.reviewer.as_deref()
    }

    /// What they say of resources that a review page shows, by the names of these, and the rest as Turtle without prefixes.
    pub(super) fn parted(&self, is_shown: impl Fn(&NamedNode) -> bool) -> (BTreeMap<String, Said>, String) {
        let (mut said, mut rest): (BTreeMap<String, Said>, String) = Default::default();
        for quad in &self.quads {
            let shown = match &quad.subject {
                NamedOrBlankNode::NamedNode(subject) if is_shown(subject) => Some(subject),
                _ => None,
            };
            let is_known = shown.is_some_and(|subject| said.entry(name(subject)).or_default().take(quad));
            if !is_known {
                let _ = writeln!(rest, "{} {} {} .", quad.subject, quad.predicate, quad.object);
            }
        }
        said.values_mut().for_each(|said| said.confirmed &= said.values.is_empty() && said.without.is_empty());
        said.retain(|_, said| *said != Said::default());
        (said, rest)
    }

    /// Whether a property of a resource is corrected, so that the import leaves it out.
    pub(super) fn replace(&self, subject: &NamedNode, predicate: &str) -> bool {
        self.meet(subject);
        self.replaced.contains(&(subject.as_str().to_owned(), predicate.to_owned()))
    }

    /// Whether a resource is withdrawn.
    pub(super) fn withdraw(&self, subject: &NamedNode) -> bool {
        self.meet(subject);
        self.is_withdrawn(subject)
    }

    pub(super) fn is_withdrawn(&self, subject: &NamedNode) -> bool {
        self.withdrawn.contains(subject.as_str())
    }

    fn meet(&self, subject: &NamedNode) {
        if self.subjects.contains(subject.as_str()) {
            self.met.borrow_mut().insert(subject.as_str().to_owned());
        }
    }

    /// Corrected resources that the import did not meet: their text has changed, and what is said about them is said
    /// about nothing. To be asked after the record has been written.
    pub fn stale(&self) -> Vec<String> {
        let met = self.met.borrow();
        self.subjects
            .iter()
            .filter(|subject| !met.contains(*subject) && !self.own.contains(*subject))
            .cloned()
            .collect()
    }
}

impl Said {
    /// Takes what a triple says; whether a review page can say it.
    fn take(&mut self, quad: &Quad) -> bool {
        let property = short(&quad.predicate);
        match (property.as_str(), &quad.object) {
            ("ple:withdrawn", Term::Literal(value)) => self.withdrawn = matches!(value.value(), "true" | "1"),
            ("ple:without", Term::NamedNode(property)) => self.without.push(short(property)),
            ("ple:method", Term::Literal(method)) if method.value() == "HUMAN" => self.confirmed = true,
            ("ple:reviewedBy", Term::Literal(reviewer)) => self.reviewer = Some(reviewer.value().to_owned()),
            (property, Term::NamedNode(value)) => {
                let Some((_, name_in_page)) = CHANGED.iter().find(|(known, _)| *known == property) else {
                    return false;
                };
                self.values.entry(name_in_page).or_default().push(name(value));
            }
            _ => return false,
        }
        true
    }
}

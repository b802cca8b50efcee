//! What people have corrected about an imported document. It is in a file and a graph of its own, and takes precedence.
//!
//! A triple of the corrections about a property of a resource replaces all that the import would write about that
//! property; `ple:withdrawn true` withdraws a position, a statement or an intervention with all that belongs to it.

use super::error::Error;
use super::vocabulary::PLE;
use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

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
}

impl Corrections {
    /// Reads the corrections from Turtle. `file` is its name, for messages.
    ///
    /// # Errors
    /// If it is no Turtle; the message says where.
    pub fn read(file: &str, turtle: &[u8]) -> Result<Self, Error> {
        let mut corrections = Self::default();
        let withdrawn = format!("{PLE}withdrawn");
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle) {
            let quad = quad.map_err(|error| wrong(file, &error))?;
            let NamedOrBlankNode::NamedNode(subject) = quad.subject else { continue };
            let subject = subject.into_string();
            if quad.predicate.as_str() == withdrawn {
                let is_true = matches!(&quad.object, Term::Literal(value) if matches!(value.value(), "true" | "1"));
                if is_true {
                    corrections.withdrawn.insert(subject.clone());
                }
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

//! Whether the ontology shows anything of the user's data.
//!
//! What the program ships with is a text in memory, the user's data are files; only files are looked at.

use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Term};
use plenary_base::vocab::rdf;
use plenary_ontology::Ontology;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

/// Most classes that are named.
const NAMED: usize = 8;

/// Data of which nothing is an instance of a class that the ontology shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// How many subjects say that they are of each class, the most first.
    pub classes: Vec<(NamedNode, u64)>,
    /// How many subjects say of no class that they are of it.
    pub without_class: u64,
}

impl fmt::Display for Uncovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> =
            self.classes.iter().take(NAMED).map(|(class, count)| format!("{count} of {class}")).collect();
        if self.classes.len() > NAMED {
            parts.push(format!("others of {} classes", self.classes.len() - NAMED));
        }
        if self.without_class > 0 {
            parts.push(format!("{} without a class (rdf:type)", self.without_class));
        }
        f.write_str(&parts.join(", "))
    }
}

/// What the quads of files are about, as long as the ontology shows nothing of it.
#[derive(Debug, Default)]
pub(super) struct Census {
    is_shown: bool,
    /// Each subject, and whether it says of which class it is.
    subjects: HashMap<NamedOrBlankNode, bool>,
    classes: BTreeMap<NamedNode, HashSet<NamedOrBlankNode>>,
}

impl Census {
    /// Forgets what there is if it is about more than so many subjects: then nothing is said of it.
    pub(super) fn bound(&mut self, most: usize) {
        if self.subjects.len() > most {
            *self = Self { is_shown: true, ..Self::default() };
        }
    }

    /// Takes a quad of a file.
    pub(super) fn note(&mut self, ontology: &Ontology, quad: &Quad) {
        if self.is_shown {
            return;
        }
        let class = match (&quad.object, quad.predicate.as_str()) {
            (Term::NamedNode(class), rdf::TYPE) => Some(class),
            _ => None,
        };
        if class.is_some_and(|class| !ontology.memberships(class).is_empty()) {
            *self = Self { is_shown: true, ..Self::default() };
            return;
        }
        if !self.subjects.contains_key(&quad.subject) {
            self.subjects.insert(quad.subject.clone(), false);
        }
        if let Some(class) = class {
            self.subjects.insert(quad.subject.clone(), true);
            self.classes.entry(class.clone()).or_default().insert(quad.subject.clone());
        }
    }

    /// Takes what another one has taken.
    pub(super) fn absorb(&mut self, other: Self) {
        if self.is_shown || other.is_shown {
            *self = Self { is_shown: true, ..Self::default() };
            return;
        }
        for (subject, has_class) in other.subjects {
            *self.subjects.entry(subject).or_default() |= has_class;
        }
        for (class, subjects) in other.classes {
            self.classes.entry(class).or_default().extend(subjects);
        }
    }

    /// What the files hold, if nothing of it is shown. `derived` are subjects that get a class which is. None also if they hold nothing.
    pub(super) fn uncovered(self, mut derived: impl Iterator<Item = NamedOrBlankNode>) -> Option<Uncovered> {
        let Self { is_shown, subjects, classes } = self;
        if is_shown || subjects.is_empty() || derived.any(|subject| subjects.contains_key(&subject)) {
            return None;
        }
        let mut classes: Vec<_> = classes.into_iter().map(|(class, all)| (class, all.len() as u64)).collect();
        classes.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        let without_class = subjects.values().filter(|has_class| !**has_class).count() as u64;
        Some(Uncovered { classes, without_class })
    }
}

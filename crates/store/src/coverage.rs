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

/// What the quads of files hold, if the ontology shows nothing of it. None also if they hold nothing.
pub(super) fn uncovered<'a>(
    ontology: &Ontology,
    of_files: impl Iterator<Item = &'a Quad> + Clone,
    derived: &[Quad],
) -> Option<Uncovered> {
    let is_shown = |quad: &Quad| class(quad).is_some_and(|class| !ontology.memberships(class).is_empty());
    of_files.clone().next()?;
    if of_files.clone().any(is_shown) {
        return None;
    }
    let mut subjects: HashMap<&NamedOrBlankNode, bool> = HashMap::new();
    let mut classes: BTreeMap<&NamedNode, HashSet<&NamedOrBlankNode>> = BTreeMap::new();
    for quad in of_files {
        let has_class = subjects.entry(&quad.subject).or_default();
        if let Some(class) = class(quad) {
            *has_class = true;
            classes.entry(class).or_default().insert(&quad.subject);
        }
    }
    if derived.iter().any(|quad| is_shown(quad) && subjects.contains_key(&quad.subject)) {
        return None;
    }
    let mut classes: Vec<_> = classes.into_iter().map(|(class, all)| (class.clone(), all.len() as u64)).collect();
    classes.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    let without_class = subjects.values().filter(|has_class| !**has_class).count() as u64;
    Some(Uncovered { classes, without_class })
}

fn class(quad: &Quad) -> Option<&NamedNode> {
    match (&quad.object, quad.predicate.as_str()) {
        (Term::NamedNode(class), rdf::TYPE) => Some(class),
        _ => None,
    }
}

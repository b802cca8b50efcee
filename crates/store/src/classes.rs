//! What the data say of their classes: `rdfs:subClassOf` in files of data.
//!
//! Types, links and fields are made of the ontology before data are read, and a class that only data speak of is none of
//! them. SHACL takes an instance of a subclass for one of the class, wherever that is said; so that the API shows what
//! validation sees, such an instance gets the class that the ontology knows as a derived type.

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use plenary_base::vocab::{rdf, rdfs};
use plenary_graph::triples::Triples;
use plenary_ontology::{ClassId, Ontology};
use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

/// Most classes that are named.
const NAMED: usize = 8;

/// What the data put under which classes.
#[derive(Debug, Default)]
pub struct Placed {
    superclasses: HashMap<NamedNode, Vec<NamedNode>>,
}

/// Types that follow from others.
#[derive(Debug, Default)]
pub(super) struct Types {
    pub(super) triples: Vec<Triple>,
    pub(super) counts: Counts,
}

/// How many instances got a class, by their own class.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<NamedNode, usize>);

impl Placed {
    /// Reads what is stated: by the ontology's own files, and by the data.
    pub fn of<Q: Borrow<Quad>>(of_ontology: &[Quad], data: &[Q]) -> Self {
        let mut superclasses: HashMap<NamedNode, Vec<NamedNode>> = HashMap::new();
        if !data.iter().any(|quad| quad.borrow().predicate.as_str() == rdfs::SUB_CLASS_OF) {
            return Self::default(); // as nearly always
        }
        for quad in of_ontology.iter().chain(data.iter().map(Borrow::borrow)) {
            if let (NamedOrBlankNode::NamedNode(class), rdfs::SUB_CLASS_OF, Term::NamedNode(above)) =
                (&quad.subject, quad.predicate.as_str(), &quad.object)
            {
                superclasses.entry(class.clone()).or_default().push(above.clone());
            }
        }
        // Which of two is found first decides which is given, and data have no order.
        superclasses.values_mut().for_each(|above| above.sort());
        Self { superclasses }
    }

    /// Whether no class is under another.
    pub fn is_empty(&self) -> bool {
        self.superclasses.is_empty()
    }

    /// The classes of the ontology that instances of `class` are of because the data say so.
    pub fn above(&self, ontology: &Ontology, class: &NamedNode) -> Vec<NamedNode> {
        if !self.superclasses.contains_key(class) {
            return Vec::new();
        }
        let shown = |class: &NamedNode| -> Vec<ClassId> {
            let of = ontology.memberships(class).iter().copied();
            of.filter(|&id| ontology.class(id).direct_of.is_none()).collect()
        };
        let (mut known, mut new) = (shown(class), Vec::new());
        let (mut seen, mut next) = (vec![class], 0);
        let mut is_seen = HashSet::from([class]);
        while let Some(&from) = seen.get(next) {
            next += 1;
            let of = shown(from);
            if !of.iter().all(|id| known.contains(id)) {
                known.extend(of);
                new.push(from.clone());
            }
            let above = self.superclasses.get(from).into_iter().flatten();
            seen.extend(above.filter(|above| is_seen.insert(*above)));
        }
        new
    }

    /// The types that instances get, each once.
    pub(super) fn types(&self, ontology: &Ontology, triples: &Triples) -> Types {
        let mut types = Types::default();
        let type_ = NamedNodeRef::new_unchecked(rdf::TYPE);
        let mut classes: Vec<&NamedNode> = self.superclasses.keys().collect();
        classes.sort();
        let mut known: HashSet<Triple> = HashSet::new();
        for class in classes {
            let above = self.above(ontology, class);
            if above.is_empty() {
                continue;
            }
            for instance in triples.triples(None, Some(type_), Some(class.as_ref().into())) {
                for above in &above {
                    let object = Some(above.as_ref().into());
                    let is_stated =
                        triples.triples(Some(instance.subject.as_ref()), Some(type_), object).next().is_some();
                    let triple = Triple::new(instance.subject.clone(), type_, above.clone());
                    if !is_stated && known.insert(triple.clone()) {
                        *types.counts.0.entry(class.clone()).or_default() += 1;
                        types.triples.push(triple);
                    }
                }
            }
        }
        types
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named: Vec<_> = self.0.iter().take(NAMED).map(|(class, count)| format!("{count} of {class}")).collect();
        f.write_str(&named.join(", "))?;
        match self.0.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and those of {more} other classes"),
        }
    }
}

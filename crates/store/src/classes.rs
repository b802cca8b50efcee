//! What the data say of their classes: `rdfs:subClassOf` in files of data.
//!
//! Types, links and fields are made of the ontology before data are read, and a class that only data speak of is none of
//! them. SHACL takes an instance of a subclass for one of the class, wherever that is said; so that the API shows what
//! validation sees, such an instance gets the class that the ontology knows as a derived type.

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use plenary_base::vocab::{rdf, rdfs};
use plenary_ontology::{ClassId, Ontology};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

/// Most classes that are named.
const NAMED: usize = 8;

/// The classes of the ontology that the data put other classes under.
#[derive(Debug, Default)]
pub(super) struct Placed {
    above: HashMap<NamedNode, Vec<NamedNode>>,
}

/// How many instances got a class, by their own class.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<NamedNode, usize>);

impl Placed {
    /// Reads `quads`, of which the first `of_ontology` are the ontology's own.
    pub(super) fn of(ontology: &Ontology, quads: &[Quad], of_ontology: usize) -> Self {
        if !quads[of_ontology..].iter().any(|quad| quad.predicate.as_str() == rdfs::SUB_CLASS_OF) {
            return Self::default(); // as nearly always
        }
        let mut superclasses: HashMap<&NamedNode, Vec<&NamedNode>> = HashMap::new();
        let mut classes: HashSet<&NamedNode> = HashSet::new();
        for quad in quads {
            match (&quad.subject, quad.predicate.as_str(), &quad.object) {
                (NamedOrBlankNode::NamedNode(class), rdfs::SUB_CLASS_OF, Term::NamedNode(above)) => {
                    superclasses.entry(class).or_default().push(above);
                }
                (_, rdf::TYPE, Term::NamedNode(class)) => {
                    classes.insert(class);
                }
                _ => {}
            }
        }
        let shown = |class: &NamedNode| -> Vec<ClassId> {
            let of = ontology.memberships(class).iter().copied();
            of.filter(|&id| ontology.class(id).direct_of.is_none()).collect()
        };
        let mut above = HashMap::new();
        for class in classes {
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
                seen.extend(
                    superclasses.get(from).into_iter().flatten().copied().filter(|above| is_seen.insert(*above)),
                );
            }
            if !new.is_empty() {
                above.insert(class.clone(), new);
            }
        }
        Self { above }
    }

    /// The classes of the ontology that instances of `class` are of because the data say so.
    pub(super) fn above(&self, class: &NamedNode) -> &[NamedNode] {
        self.above.get(class).map_or(&[], Vec::as_slice)
    }

    /// The types that instances get, each once, in `graph`.
    pub(super) fn types(&self, quads: &[Quad], graph: &NamedNode) -> (Vec<Quad>, Counts) {
        let (mut types, mut counts) = (Vec::new(), Counts::default());
        if self.above.is_empty() {
            return (types, counts);
        }
        let typed = |quad: &Quad| match &quad.object {
            Term::NamedNode(class) if quad.predicate.as_str() == rdf::TYPE => Some(class.clone()),
            _ => None,
        };
        let mut known: HashSet<(NamedOrBlankNode, NamedNode)> =
            quads.iter().filter_map(|quad| Some((quad.subject.clone(), typed(quad)?))).collect();
        for quad in quads {
            let Some(class) = typed(quad) else { continue };
            for above in self.above(&class) {
                if known.insert((quad.subject.clone(), above.clone())) {
                    *counts.0.entry(class.clone()).or_default() += 1;
                    let graph = GraphName::from(graph.clone());
                    types.push(Quad::new(quad.subject.clone(), quad.predicate.clone(), above.clone(), graph));
                }
            }
        }
        (types, counts)
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

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

/// What the data put under which classes.
#[derive(Debug, Default)]
pub struct Placed {
    superclasses: HashMap<NamedNode, Vec<NamedNode>>,
}

/// How many instances got a class, by their own class.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<NamedNode, usize>);

impl Placed {
    /// Reads what is stated: by the ontology's own files, and by the data.
    pub fn of(of_ontology: &[Quad], data: &[Quad]) -> Self {
        let mut superclasses: HashMap<NamedNode, Vec<NamedNode>> = HashMap::new();
        if !data.iter().any(|quad| quad.predicate.as_str() == rdfs::SUB_CLASS_OF) {
            return Self::default(); // as nearly always
        }
        for quad in of_ontology.iter().chain(data) {
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

    /// The types that instances get, each once, in `graph`.
    pub(super) fn types(&self, ontology: &Ontology, quads: &[Quad], graph: &NamedNode) -> (Vec<Quad>, Counts) {
        let (mut types, mut counts) = (Vec::new(), Counts::default());
        if self.is_empty() {
            return (types, counts);
        }
        let typed = |quad: &Quad| match &quad.object {
            Term::NamedNode(class) if quad.predicate.as_str() == rdf::TYPE => Some(class.clone()),
            _ => None,
        };
        let mut known: HashSet<(NamedOrBlankNode, NamedNode)> =
            quads.iter().filter_map(|quad| Some((quad.subject.clone(), typed(quad)?))).collect();
        let mut all_above: HashMap<NamedNode, Vec<NamedNode>> = HashMap::new();
        for quad in quads {
            let Some(class) = typed(quad) else { continue };
            let above = all_above.entry(class.clone()).or_insert_with(|| self.above(ontology, &class));
            for above in above {
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

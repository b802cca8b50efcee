//! The triples of a shapes graph, in the order of its files.

use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, TermRef, TripleRef};
use plenary_base::vocab::{rdf, rdfs, sh};
use std::collections::{HashMap, HashSet};

/// Triples by subject and by object.
pub(crate) struct Facts<'a> {
    triples: Vec<TripleRef<'a>>,
    by_subject: HashMap<NamedOrBlankNodeRef<'a>, Vec<usize>>,
    by_object: HashMap<TermRef<'a>, Vec<usize>>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(triples: impl IntoIterator<Item = TripleRef<'a>>) -> Self {
        let mut seen = HashSet::new();
        let mut facts = Self { triples: Vec::new(), by_subject: HashMap::new(), by_object: HashMap::new() };
        for triple in triples {
            if seen.insert(triple) {
                facts.by_subject.entry(triple.subject).or_default().push(facts.triples.len());
                facts.by_object.entry(triple.object).or_default().push(facts.triples.len());
                facts.triples.push(triple);
            }
        }
        facts
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = TripleRef<'a>> {
        self.triples.iter().copied()
    }

    /// What is said of a node.
    pub(crate) fn about<'s>(
        &'s self,
        node: NamedOrBlankNodeRef<'s>,
    ) -> impl Iterator<Item = TripleRef<'a>> + use<'s, 'a> {
        self.by_subject.get(&node).into_iter().flatten().filter_map(|&place| self.triples.get(place).copied())
    }

    /// What leads to a node.
    pub(crate) fn leading_to<'s>(&'s self, node: TermRef<'s>) -> impl Iterator<Item = TripleRef<'a>> + use<'s, 'a> {
        self.by_object.get(&node).into_iter().flatten().filter_map(|&place| self.triples.get(place).copied())
    }

    pub(crate) fn objects<'s>(
        &'s self,
        node: NamedOrBlankNodeRef<'s>,
        property: &'static str,
    ) -> impl Iterator<Item = TermRef<'a>> + use<'s, 'a> {
        self.about(node).filter(move |triple| triple.predicate.as_str() == property).map(|triple| triple.object)
    }

    /// The objects of a term of SHACL, by its name there.
    pub(crate) fn said<'s>(
        &'s self,
        node: NamedOrBlankNodeRef<'s>,
        term: &'static str,
    ) -> impl Iterator<Item = TermRef<'a>> + use<'s, 'a> {
        self.about(node).filter(move |triple| shacl_term(triple.predicate) == Some(term)).map(|triple| triple.object)
    }

    /// The elements of a list; none if it is not well-formed.
    pub(crate) fn list(&self, head: TermRef<'a>) -> Option<Vec<TermRef<'a>>> {
        let only = |node, property| {
            let mut objects = self.objects(node, property);
            objects.next().filter(|_| objects.next().is_none())
        };
        let (mut items, mut node) = (Vec::new(), head);
        while node != TermRef::NamedNode(NamedNodeRef::new_unchecked(rdf::NIL)) {
            let subject = resource(node)?;
            items.push(only(subject, rdf::FIRST)?);
            node = only(subject, rdf::REST)?;
            if items.len() > self.triples.len() {
                return None; // it runs in a circle
            }
        }
        Some(items)
    }

    /// Whether a node is an instance of a class, or of one under it.
    pub(crate) fn is_instance(&self, node: NamedOrBlankNodeRef<'_>, classes: &[&str]) -> bool {
        let mut seen: Vec<TermRef<'a>> = self.objects(node, rdf::TYPE).collect();
        let mut next = 0;
        while let Some(&class) = seen.get(next) {
            next += 1;
            if matches!(class, TermRef::NamedNode(iri) if classes.contains(&iri.as_str())) {
                return true;
            }
            let above = resource(class).into_iter().flat_map(|class| self.objects(class, rdfs::SUB_CLASS_OF));
            let new: Vec<_> = above.filter(|above| !seen.contains(above)).collect();
            seen.extend(new);
        }
        false
    }
}

/// A term as a subject, if it can be one.
pub(crate) fn resource(term: TermRef<'_>) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        TermRef::NamedNode(iri) => Some(iri.into()),
        TermRef::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}

/// The name of a term of SHACL.
pub(crate) fn shacl_term(iri: NamedNodeRef<'_>) -> Option<&str> {
    iri.as_str().strip_prefix(sh::NAMESPACE)
}

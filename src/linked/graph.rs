//! Single triples out of the data, and triples to be written.

use crate::triples::Triples;
use crate::vocab::graphql;
use oxigraph::model::{
    GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term,
};

/// The objects of a property, each once, sorted.
pub(super) fn objects(triples: &Triples, subject: NamedOrBlankNodeRef<'_>, property: &str) -> Vec<Term> {
    let property = NamedNodeRef::new_unchecked(property);
    let mut objects: Vec<_> =
        triples.triples(Some(subject), Some(property), None).map(|triple| triple.object).collect();
    objects.sort_by_cached_key(Term::to_string);
    objects
}

/// The named resources that have a property with a value, each once, sorted.
pub(super) fn subjects(triples: &Triples, property: &str, object: Option<&str>) -> Vec<NamedNode> {
    let property = NamedNodeRef::new_unchecked(property);
    let object = object.map(|object| NamedNodeRef::new_unchecked(object).into());
    let triples = triples.triples(None, Some(property), object);
    let mut subjects: Vec<_> = triples
        .filter_map(|triple| match triple.subject {
            NamedOrBlankNode::NamedNode(subject) => Some(subject),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect();
    subjects.sort();
    subjects.dedup();
    subjects
}

/// The IRI of the ontology: the resource that declares public shapes.
pub(super) fn ontology_iri(triples: &Triples) -> Option<NamedNode> {
    let declarations = [
        graphql::PUBLIC_SHAPE,
        graphql::PUBLIC_CLASS,
        graphql::PUBLIC_NAMESPACE,
        graphql::PROTECTED_SHAPE,
        graphql::PROTECTED_CLASS,
    ];
    declarations.into_iter().find_map(|property| subjects(triples, property, None).into_iter().next())
}

/// A graph that is being written.
#[derive(Default)]
pub(super) struct Graph(pub(super) Vec<Quad>);

impl Graph {
    pub(super) fn add(&mut self, subject: &NamedNode, property: &str, object: impl Into<Term>) {
        let property = NamedNode::new_unchecked(property);
        self.0.push(Quad::new(subject.clone(), property, object, GraphNameRef::DefaultGraph));
    }

    pub(super) fn link(&mut self, subject: &NamedNode, property: &str, object: &str) {
        self.add(subject, property, NamedNode::new_unchecked(object));
    }

    pub(super) fn ty(&mut self, subject: &NamedNode, class: &str) {
        self.link(subject, crate::vocab::rdf::TYPE, class);
    }

    pub(super) fn text(&mut self, subject: &NamedNode, property: &str, text: &str, language: &str) {
        self.add(subject, property, Literal::new_language_tagged_literal_unchecked(text, language));
    }

    pub(super) fn count(&mut self, subject: &NamedNode, property: &str, count: u64) {
        let integer = NamedNodeRef::new_unchecked(crate::vocab::xsd::INTEGER);
        self.add(subject, property, Literal::new_typed_literal(count.to_string(), integer));
    }
}

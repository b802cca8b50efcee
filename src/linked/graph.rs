//! Single triples out of the store, and triples to be written.

use super::Error;
use oxigraph::model::{
    GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term,
};
use oxigraph::store::Store;

/// The objects of a property, each once, sorted.
pub(super) fn objects(store: &Store, subject: NamedOrBlankNodeRef<'_>, property: &str) -> Result<Vec<Term>, Error> {
    let property = NamedNodeRef::new_unchecked(property);
    let quads = store.quads_for_pattern(Some(subject), Some(property), None, None);
    let mut objects = quads.map(|quad| Ok(quad?.object)).collect::<Result<Vec<_>, Error>>()?;
    objects.sort_by_cached_key(Term::to_string);
    objects.dedup();
    Ok(objects)
}

/// The named resources that have a property with a value, each once, sorted.
pub(super) fn subjects(store: &Store, property: &str, object: Option<&str>) -> Result<Vec<NamedNode>, Error> {
    let property = NamedNodeRef::new_unchecked(property);
    let object = object.map(|object| NamedNodeRef::new_unchecked(object).into());
    let mut subjects = Vec::new();
    for quad in store.quads_for_pattern(None, Some(property), object, None) {
        if let NamedOrBlankNode::NamedNode(subject) = quad?.subject {
            subjects.push(subject);
        }
    }
    subjects.sort();
    subjects.dedup();
    Ok(subjects)
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
        let integer = NamedNodeRef::new_unchecked("http://www.w3.org/2001/XMLSchema#integer");
        self.add(subject, property, Literal::new_typed_literal(count.to_string(), integer));
    }
}

//! What the data say of a resource, as triples.

use super::graph::{Graph, objects, ontology_iri};
use super::{Data, Error};
use crate::clock::Clock;
use crate::ontology::{Ontology, Prefixes, Text};
use crate::store::{Syntax, Unwritable, unwritable, vocabulary_graph, write_sorted};
use crate::triples::Triples;
use crate::vocab::{dcat, dct, foaf, spdx, void};
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeSet, HashSet};

/// Most triples of a description in which the resource is the object, and most that hang on its blank nodes.
const MOST: usize = 5_000;

/// Prefixes of what is said of documents and datasets, for ontologies that declare none.
const OTHERS: [(&str, &str); 5] = [
    ("dcat", dcat::NAMESPACE),
    ("dct", dct::NAMESPACE),
    ("foaf", foaf::NAMESPACE),
    ("spdx", spdx::NAMESPACE),
    ("void", void::NAMESPACE),
];

/// All triples about a resource: those that begin at it, with the blank nodes on which more hangs, and those that end at
/// it.
#[derive(Debug, Clone)]
pub struct Description {
    /// The resource.
    pub iri: NamedNode,
    /// The triples with their graphs.
    pub quads: Vec<Quad>,
    /// Whether there are more triples that end at the resource; the dump has them all.
    pub is_cut: bool,
}

impl Description {
    /// Describes a resource; none if no triple has it as its subject or its object. When the clock stops, the description ends
    /// early: the caller checks the clock before it sends it.
    pub fn of(data: &Data, iri: &NamedNode, clock: &Clock) -> Option<Self> {
        let mut quads = about(&data.triples, [iri.clone().into()], clock);
        let incoming = data.triples.quads(None, None, Some(iri.as_ref().into()));
        let mut is_cut = false;
        for (quad, number) in incoming.zip(0..) {
            if number == MOST || clock.check().is_err() {
                is_cut = true;
                break;
            }
            // What only a blank node says cannot be told from what any other says.
            if quad.subject.is_named_node() {
                quads.push(quad);
            }
        }
        (!quads.is_empty()).then(|| Self { iri: iri.clone(), quads, is_cut })
    }

    /// What is to be said of the document about the resource at an address: what it is about, of which dataset it is a part
    /// and how it may be used.
    pub fn document(&self, data: &Data, address: &str, syntax: Syntax) -> Vec<Quad> {
        // Where the address names the thing itself, the document is at the address of its form.
        let address =
            if address == self.iri.as_str() { format!("{address}.{}", syntax.suffix) } else { address.to_owned() };
        let document = NamedNode::new_unchecked(address);
        let mut graph = Graph::default();
        graph.ty(&document, foaf::DOCUMENT);
        graph.add(&document, foaf::PRIMARY_TOPIC, self.iri.clone());
        if let Some(dataset) = data.dataset() {
            graph.add(&document, void::IN_DATASET, dataset.clone());
        }
        if let Some(licence) = data.snapshot.dataset().licences.first() {
            graph.link(&document, dct::LICENSE, licence);
        }
        graph.0
    }

    /// The triples that begin at the resource.
    pub fn outgoing(&self) -> impl Iterator<Item = &Quad> {
        self.quads.iter().filter(|quad| is(&quad.subject, &self.iri))
    }

    /// The triples that end at the resource.
    pub fn incoming(&self) -> impl Iterator<Item = &Quad> {
        self.quads.iter().filter(|quad| matches!(&quad.object, Term::NamedNode(object) if *object == self.iri))
    }
}

pub(super) fn is(subject: &NamedOrBlankNode, iri: &NamedNode) -> bool {
    matches!(subject, NamedOrBlankNode::NamedNode(subject) if subject == iri)
}

/// The triples of some subjects, with those of the blank nodes that they lead to.
fn about(triples: &Triples, subjects: impl IntoIterator<Item = NamedOrBlankNode>, clock: &Clock) -> Vec<Quad> {
    let (mut quads, mut ticker) = (Vec::new(), clock.ticker());
    let mut waiting: Vec<NamedOrBlankNode> = subjects.into_iter().collect();
    let mut seen: HashSet<NamedOrBlankNode> = waiting.iter().cloned().collect();
    while let Some(subject) = waiting.pop() {
        for quad in triples.quads(Some(subject.as_ref()), None, None) {
            if ticker.tick(1).is_err() {
                return quads;
            }
            if let Term::BlankNode(node) = &quad.object
                && seen.len() < MOST
                && seen.insert(node.clone().into())
            {
                waiting.push(node.clone().into());
            }
            quads.push(quad);
        }
    }
    quads
}

/// The resources that the ontology declares, in the order of their IRIs: itself, what lies in its namespace, and the classes
/// of other vocabularies that it has shapes for.
pub(super) fn ontology_terms(triples: &Triples, ontology: &Ontology) -> BTreeSet<String> {
    let mut terms: BTreeSet<String> = ontology.classes().iter().map(|class| class.iri.as_str().to_owned()).collect();
    let Some(iri) = ontology_iri(triples) else { return terms };
    let base = iri.as_str().trim_end_matches(['#', '/']);
    let graph = vocabulary_graph(ontology.prefixes());
    for triple in triples.graph(graph.as_ref()).into_iter().flatten() {
        if let NamedOrBlankNode::NamedNode(term) = triple.subject {
            let rest = term.as_str().strip_prefix(base);
            if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#') || rest == "/") {
                terms.insert(term.into_string());
            }
        }
    }
    terms
}

/// The ontology as triples: classes, properties, shapes and rules.
pub fn ontology_graph(data: &Data, ontology: &Ontology, clock: &Clock) -> Vec<Quad> {
    let terms = ontology_terms(&data.triples, ontology);
    about(&data.triples, terms.into_iter().map(|term| NamedNode::new_unchecked(term).into()), clock)
}

/// The literals of a property of a resource.
pub(super) fn texts(triples: &Triples, subject: &NamedNode, property: &str) -> Vec<Text> {
    let literals = objects(triples, subject.as_ref().into(), property).into_iter().filter_map(|term| match term {
        Term::Literal(literal) => {
            Some(Text { language: literal.language().map(str::to_owned), value: literal.destruct().0 })
        }
        _ => None,
    });
    literals.collect()
}

/// A document in one syntax.
#[derive(Debug)]
pub struct Written {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Why some of the triples are not in it, if the syntax cannot express them all, and how many.
    pub left_out: Option<(Unwritable, usize)>,
}

/// Writes triples, sorted, with those prefixes that they need. A syntax without graphs gets each triple once. What the syntax
/// cannot express is left out: JSON-LD has no triple terms, and RDF/XML no property that does not end in a name.
///
/// # Errors
/// If they cannot be written for another reason.
pub fn write(syntax: Syntax, mut quads: Vec<Quad>, prefixes: &Prefixes) -> Result<Written, Error> {
    let mut left_out = None;
    quads.retain(|quad| match unwritable(syntax.format, quad.as_ref()) {
        None => true,
        Some(problem) => {
            left_out.get_or_insert((problem, 0)).1 += 1;
            false
        }
    });
    if !syntax.has_graphs {
        quads.iter_mut().for_each(|quad| quad.graph_name = GraphName::DefaultGraph);
    }
    let needed = needed(&quads, prefixes);
    let mut bytes = Vec::new();
    write_sorted(syntax.format, quads, needed.into_iter(), &mut bytes)?;
    Ok(Written { bytes, left_out })
}

/// Whether a syntax can express all triples of a document.
pub fn is_writable(syntax: Syntax, quads: &[Quad]) -> bool {
    quads.iter().all(|quad| unwritable(syntax.format, quad.as_ref()).is_none())
}

/// The prefixes of the namespaces that IRIs begin with.
fn needed<'a>(quads: &[Quad], prefixes: &'a Prefixes) -> Vec<(&'a str, &'a str)> {
    let mut iris: HashSet<&str> = HashSet::new();
    for quad in quads {
        iris.insert(quad.predicate.as_str());
        if let NamedOrBlankNode::NamedNode(iri) = &quad.subject {
            iris.insert(iri.as_str());
        }
        match &quad.object {
            Term::NamedNode(iri) => drop(iris.insert(iri.as_str())),
            Term::Literal(literal) => drop(iris.insert(literal.datatype().as_str())),
            _ => {}
        }
        if let GraphName::NamedNode(graph) = &quad.graph_name {
            iris.insert(graph.as_str());
        }
    }
    let missing = OTHERS.into_iter().filter(|(prefix, _)| prefixes.namespace(prefix).is_none());
    let all = prefixes.iter().chain(missing);
    all.filter(|(_, namespace)| iris.iter().any(|iri| iri.starts_with(namespace))).collect()
}

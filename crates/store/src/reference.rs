//! Reference data beside the record: where both describe a resource, the record takes precedence.
//!
//! A field that has one value, or one text in a language, would have two if both stated one. The record's words are its
//! own, and queries rely on them; so the reference's are left out and counted. So are all of several that the reference
//! states where there can be one, because the right one is unknown. Everything else is kept as it is.

use super::files::Input;
use super::read::Reader;
use super::{Error, Store};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use plenary_base::vocab::rdf;
use plenary_graph::terms::quad_in_form;
use plenary_ontology::{FieldKind, Ontology, PathId, Prefixes, TurtleFile};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The triples of a reference dataset that can stand beside a record.
#[derive(Debug)]
pub struct Reference {
    /// The triples.
    pub triples: Vec<Triple>,
    /// How many statements of each property were left out, because the record has its own or the reference has several.
    pub left_out: BTreeMap<NamedNode, usize>,
}

/// The triples of an input, of any graph.
///
/// # Errors
/// If it cannot be read, is not RDF, or names the graph that only the rules fill.
pub fn triples(input: Input, prefixes: &Prefixes) -> Result<Vec<Triple>, Error> {
    let mut reader = Reader::new(prefixes)?;
    reader.read(&input)?;
    Ok(reader.quads.into_iter().map(|quad| Triple::new(quad.subject, quad.predicate, quad.object)).collect())
}

/// How many triples files of an ontology have together, each counted once.
///
/// # Errors
/// If one is not Turtle.
pub fn count_triples(sources: &[TurtleFile], prefixes: &Prefixes) -> Result<u64, Error> {
    let mut reader = Reader::new(prefixes)?;
    for source in sources {
        reader.read_source(source)?;
    }
    let different: HashSet<Quad> = reader.quads.iter().map(quad_in_form).collect();
    Ok(different.len() as u64)
}

impl Reference {
    /// What of the triples can stand beside a record, of which the graph that they are for does not count.
    pub fn beside(record: &Store, ontology: &Ontology, graph: &NamedNode, triples: Vec<Triple>) -> Self {
        let mut reference = Self { triples: Vec::with_capacity(triples.len()), left_out: BTreeMap::new() };
        let mut known: HashMap<NamedOrBlankNode, Vec<Quad>> = HashMap::new();
        let several = several(&triples);
        for triple in triples {
            let stated = match known.entry(triple.subject.clone()) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    let own = record.triples().quads(Some(entry.key().as_ref()), None, None);
                    let is_other = |quad: &Quad| quad.graph_name != GraphName::NamedNode(graph.clone());
                    entry.insert(own.filter(is_other).collect())
                }
            };
            if gives_way(&triple, stated, several.contains(&place(&triple)), ontology) {
                *reference.left_out.entry(triple.predicate).or_default() += 1;
            } else {
                reference.triples.push(triple);
            }
        }
        reference
    }
}

/// Where one value may stand: subject, property and language.
type Place = (NamedOrBlankNode, NamedNode, Option<String>);

fn place(triple: &Triple) -> Place {
    (triple.subject.clone(), triple.predicate.clone(), language(&triple.object))
}

/// The places of which there are several values.
fn several(triples: &[Triple]) -> HashSet<Place> {
    let mut first: HashMap<Place, &Term> = HashMap::new();
    let mut several = HashSet::new();
    for triple in triples {
        if *first.entry(place(triple)).or_insert(&triple.object) != &triple.object {
            several.insert(place(triple));
        }
    }
    several
}

/// Whether there can be one value only, and the record states another or the reference several.
fn gives_way(triple: &Triple, stated: &[Quad], is_several: bool, ontology: &Ontology) -> bool {
    let types = stated.iter().filter(|quad| quad.predicate.as_ref() == NamedNodeRef::new_unchecked(rdf::TYPE));
    let classes = types.filter_map(|quad| match &quad.object {
        Term::NamedNode(class) => Some(ontology.memberships(class)),
        _ => None,
    });
    let mut fields = classes.flatten().flat_map(|&class| &ontology.class(class).fields);
    fields.any(|field| {
        is_of(ontology, field.path, &triple.predicate) && {
            let mut others =
                stated.iter().filter(|quad| quad.predicate == triple.predicate && quad.object != triple.object);
            match field.kind {
                FieldKind::Value { .. } | FieldKind::Link { .. } => is_several || others.next().is_some(),
                FieldKind::Text { .. } => {
                    is_several || others.any(|quad| language(&quad.object) == language(&triple.object))
                }
                _ => false,
            }
        }
    })
}

/// Whether a path is one property, walked forward to its values themselves.
fn is_of(ontology: &Ontology, path: PathId, predicate: &NamedNode) -> bool {
    matches!(&ontology.path(path).steps[..], [step] if !step.inverse && !step.members && step.predicate == *predicate)
}

fn language(term: &Term) -> Option<String> {
    match term {
        Term::Literal(literal) => literal.language().map(str::to_lowercase),
        _ => None,
    }
}

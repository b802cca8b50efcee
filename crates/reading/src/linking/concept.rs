//! What is linked: things with names, codes and a place in a hierarchy, whichever side they stand on.

use super::relation::Relation;
use super::vocabulary::{Role, Vocabulary};
use super::{Error, MOST_NAMES};
use oxigraph::model::{
    GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, Triple,
};
use plenary_base::vocab::{owl, rdf, rdfs};
use plenary_ontology::{ClassId, Ontology};
use plenary_store::Store;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How many things above one are looked at.
const MOST_ABOVE: usize = 100;

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// Whether it is an alternative to the name that is preferred.
    pub(super) is_other: bool,
    /// Primary tag in lower case, if it has one.
    pub(super) language: Option<String>,
    pub(super) text: String,
}

/// A code, with the property of its system if it has one of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Code {
    pub(super) text: String,
    pub(super) system: Option<NamedNode>,
}

/// A thing that can be linked.
#[derive(Debug)]
pub(super) struct Concept {
    pub(super) iri: NamedNode,
    /// The class of ours; none for theirs.
    pub(super) class: Option<ClassId>,
    pub(super) names: Vec<Name>,
    pub(super) codes: Vec<Code>,
    /// What it is the same as, elsewhere.
    pub(super) same: Vec<NamedNode>,
    pub(super) subjects: Vec<NamedNode>,
    /// The links that it has.
    pub(super) links: Vec<(Relation, NamedNode)>,
    broader: Vec<NamedNode>,
    narrower: Vec<NamedNode>,
}

impl Concept {
    fn new(iri: NamedNode, class: Option<ClassId>) -> Self {
        let (names, codes, same, subjects) = Default::default();
        Self { iri, class, names, codes, same, subjects, links: vec![], broader: vec![], narrower: vec![] }
    }

    fn add(&mut self, property: NamedNodeRef<'_>, value: TermRef<'_>, vocabulary: &Vocabulary) {
        if let (Some(relation), TermRef::NamedNode(other)) = (Relation::of(property), value) {
            self.links.push((relation, other.into_owned()));
        }
        let Some(role) = vocabulary.role(property) else { return };
        match (role, value) {
            (Role::Label | Role::OtherName, TermRef::Literal(literal)) => {
                let tag = literal.language().and_then(|tag| tag.split('-').next());
                let language = tag.map(str::to_ascii_lowercase);
                let text = literal.value().to_owned();
                self.names.push(Name { is_other: role == Role::OtherName, language, text });
            }
            (Role::Code | Role::Notation, TermRef::Literal(literal)) => {
                let system = vocabulary.is_code(property).then(|| property.into_owned());
                self.codes.push(Code { text: literal.value().to_owned(), system });
            }
            (Role::Same, TermRef::NamedNode(other)) => self.same.push(other.into_owned()),
            (Role::Subject, TermRef::NamedNode(other)) => self.subjects.push(other.into_owned()),
            (Role::Broader, TermRef::NamedNode(other)) => self.broader.push(other.into_owned()),
            (Role::Narrower, TermRef::NamedNode(other)) => self.narrower.push(other.into_owned()),
            _ => {}
        }
    }

    /// The name for people: preferred, in English if there is one.
    pub(super) fn title(&self) -> Option<&str> {
        let rank = |name: &&Name| (name.is_other, name.language.as_deref() != Some("en"));
        self.names.iter().min_by_key(rank).map(|name| name.text.as_str())
    }
}

/// The things of one side, sorted by IRI, and what is broader than each.
#[derive(Debug, Default)]
pub struct Collection {
    pub(super) concepts: Vec<Concept>,
    /// For each the numbers of those that are broader by one step.
    pub(super) broader: Vec<Vec<u32>>,
    numbers: HashMap<NamedNode, u32>,
}

impl Collection {
    /// The resources of some classes in a store. What a graph of theirs says of them does not count.
    ///
    /// # Errors
    /// If the store cannot be read, or there are too many names.
    pub fn ours(
        store: &Store,
        ontology: &Ontology,
        vocabulary: &Vocabulary,
        classes: &[ClassId],
        theirs: Option<&NamedNode>,
    ) -> Result<Self, Error> {
        let mut concepts: BTreeMap<NamedNode, Concept> = BTreeMap::new();
        let rdf_type = NamedNodeRef::new_unchecked(rdf::TYPE);
        let types = classes.iter().flat_map(|&class| ontology.classes_within(class)).collect::<HashSet<_>>();
        for class in types {
            let of = ontology.memberships(class).iter().copied().find(|&of| !ontology.class(of).is_interface);
            for quad in store.triples().quads(None, Some(rdf_type), Some(class.as_ref().into())) {
                if let NamedOrBlankNode::NamedNode(iri) = quad.subject {
                    concepts.entry(iri.clone()).or_insert_with(|| Concept::new(iri, of));
                }
            }
        }
        for (iri, concept) in &mut concepts {
            let subject = NamedOrBlankNodeRef::NamedNode(iri.as_ref());
            for quad in store.triples().quads(Some(subject), None, None) {
                if !theirs.is_some_and(|graph| quad.graph_name == GraphName::NamedNode(graph.clone())) {
                    concept.add(quad.predicate.as_ref(), quad.object.as_ref(), vocabulary);
                }
            }
        }
        Self::new(concepts)
    }

    /// The resources that some triples name or give a code, but for classes and properties; only those of a class, if one is
    /// given.
    ///
    /// # Errors
    /// If there are too many names.
    pub fn theirs(triples: &[Triple], vocabulary: &Vocabulary, class: Option<&NamedNode>) -> Result<Self, Error> {
        let mut concepts: BTreeMap<NamedNode, Concept> = BTreeMap::new();
        let (mut terms, mut wanted) = (HashSet::new(), HashSet::new());
        for triple in triples {
            let NamedOrBlankNode::NamedNode(iri) = &triple.subject else { continue };
            if triple.predicate.as_str() == rdf::TYPE
                && let Term::NamedNode(of) = &triple.object
            {
                if is_of_a_schema(of) {
                    terms.insert(iri);
                } else if class.is_none_or(|class| class == of) {
                    wanted.insert(iri);
                }
            }
            let concept = concepts.entry(iri.clone()).or_insert_with(|| Concept::new(iri.clone(), None));
            concept.add(triple.predicate.as_ref(), triple.object.as_ref(), vocabulary);
        }
        let has_name = |concept: &Concept| !concept.names.is_empty() || !concept.codes.is_empty();
        concepts.retain(|iri, concept| {
            has_name(concept) && !terms.contains(iri) && (class.is_none() || wanted.contains(iri))
        });
        Self::new(concepts)
    }

    fn new(concepts: BTreeMap<NamedNode, Concept>) -> Result<Self, Error> {
        let mut concepts: Vec<_> = concepts.into_values().collect();
        let names: usize = concepts.iter().map(|concept| concept.names.len() + concept.codes.len()).sum();
        if names > MOST_NAMES || u32::try_from(concepts.len()).is_err() {
            return Err(Error::TooLarge { names });
        }
        for concept in &mut concepts {
            concept.names.sort();
            concept.names.dedup_by(|a, b| (&a.language, &a.text) == (&b.language, &b.text));
            concept.codes.sort();
            concept.codes.dedup();
            for others in [&mut concept.same, &mut concept.subjects, &mut concept.broader, &mut concept.narrower] {
                others.sort();
                others.dedup();
            }
            concept.links.sort();
            concept.links.dedup();
        }
        let numbers: HashMap<_, _> =
            (0..).zip(&concepts).map(|(number, concept)| (concept.iri.clone(), number)).collect();
        let mut broader = vec![Vec::new(); concepts.len()];
        for (number, concept) in (0_u32..).zip(&concepts) {
            let up = concept.broader.iter().filter_map(|iri| Some((number, *numbers.get(iri)?)));
            let down = concept.narrower.iter().filter_map(|iri| Some((*numbers.get(iri)?, number)));
            for (below, above) in up.chain(down).filter(|(below, above)| below != above) {
                broader[below as usize].push(above);
            }
        }
        for above in &mut broader {
            above.sort_unstable();
            above.dedup();
        }
        Ok(Self { concepts, broader, numbers })
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.concepts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    /// What a resource is called, if it is one of these.
    pub fn title(&self, iri: &NamedNode) -> Option<&str> {
        self.concepts[self.number(iri)? as usize].title()
    }

    pub(super) fn number(&self, iri: &NamedNode) -> Option<u32> {
        self.numbers.get(iri).copied()
    }

    pub(super) fn get(&self, number: u32) -> &Concept {
        &self.concepts[number as usize]
    }

    pub(super) fn broader(&self, number: u32) -> &[u32] {
        &self.broader[number as usize]
    }

    /// All that are broader than one, by however many steps.
    pub(super) fn above(&self, number: u32) -> HashSet<u32> {
        let (mut waiting, mut above) = (vec![number], HashSet::new());
        while let Some(number) = waiting.pop() {
            for &next in self.broader(number) {
                // Circles end here, and nothing has more above it than this.
                if above.len() < MOST_ABOVE && above.insert(next) {
                    waiting.push(next);
                }
            }
        }
        above
    }

    /// Whether one is broader than another, by however many steps.
    pub(super) fn is_above(&self, above: u32, below: u32) -> bool {
        above != below && self.above(below).contains(&above)
    }
}

/// Whether a class is one of classes or properties, which are not linked.
fn is_of_a_schema(class: &NamedNode) -> bool {
    owl::PROPERTIES.contains(&class.as_str()) || [owl::CLASS, rdfs::CLASS].contains(&class.as_str())
}

//! What is in the data: how many subjects of which classes have how many values of which kind.
//!
//! The files are read several times, one after the other. The first time, classes are noted: for each resource that has one, a number
//! for the set of its classes. Then the statements are counted, of as many subjects at a time as [`ROWS`] allows: each is a row
//! of numbers, and sorted rows show what a subject has of a property, wherever in the files it stands. What is kept are counts
//! by set of classes and property.

use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use plenary_base::vocab::{rdf, rdfs, xsd};
use plenary_store::{Error, Input, each_quad, is_well_formed};
use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher;

/// Most rows at a time, of 40 bytes each.
pub(super) const ROWS: usize = 3 << 20;
/// Most distinct values that are remembered.
const DISTINCT: usize = 12;
/// Most characters of an example.
const EXAMPLE: usize = 60;

/// Index of a set of classes; 0 is the empty set.
pub(super) type Set = u32;

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The classes of each set, in no order.
    pub(super) sets: Vec<Vec<NamedNode>>,
    /// Instances of exactly these classes: those with an IRI, those without.
    pub(super) instances: Vec<[u64; 2]>,
    /// What subjects of a set have of a property.
    pub(super) uses: BTreeMap<(Set, NamedNode), Use>,
    /// Links from subjects of one set to resources of another.
    pub(super) links: BTreeMap<(Set, NamedNode, Set), u64>,
    /// Texts in each language.
    pub(super) languages: BTreeMap<String, u64>,
    /// Classes that are subjects of the data themselves and have a class there.
    pub(super) described_classes: BTreeSet<NamedNode>,
    /// Statements that a class is under another.
    pub(super) superclasses: BTreeSet<(NamedNode, NamedNode)>,
    /// The prefixes that the files declare, in their order.
    pub(super) prefixes: Vec<(String, String)>,
    /// Statements, repeated ones included.
    pub(super) triples: u64,
    /// Subjects without a class that are no nodes of lists: those with an IRI, those without.
    pub(super) classless: [u64; 2],
}

/// What the subjects of some classes have of a property.
#[derive(Debug, Clone, Default)]
pub(super) struct Use {
    /// Subjects with at least one value.
    pub(super) subjects: u64,
    /// Distinct values of each subject, added.
    pub(super) values: u64,
    /// Subjects with more than one value.
    pub(super) with_several: u64,
    /// Subjects with two texts in one language.
    pub(super) with_two_in_a_language: u64,
    /// Most values of a subject.
    pub(super) most: u64,
    /// What the values are.
    pub(super) kinds: BTreeMap<Kind, u64>,
    /// The distinct strings or IRIs; none if there are more than a few, or longer ones, or others.
    pub(super) distinct: Option<BTreeSet<String>>,
    /// The first value, with its place among all statements.
    pub(super) example: Option<(u64, String)>,
    /// A literal that its datatype does not allow, likewise.
    pub(super) malformed: Option<(u64, String)>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    Iri,
    BlankNode,
    TripleTerm,
    /// A text in a language.
    Text(String),
    /// Any other literal, by its datatype.
    Literal(String),
}

impl Use {
    /// Both together, where no subject is in both.
    pub(super) fn add(&mut self, other: &Self) {
        if self.values == 0 {
            *self = other.clone();
            return;
        }
        self.subjects += other.subjects;
        self.values += other.values;
        self.with_several += other.with_several;
        self.with_two_in_a_language += other.with_two_in_a_language;
        self.most = self.most.max(other.most);
        for (kind, count) in &other.kinds {
            *self.kinds.entry(kind.clone()).or_default() += count;
        }
        self.distinct = match (self.distinct.take(), &other.distinct) {
            (Some(mut own), Some(others)) => {
                own.extend(others.iter().cloned());
                Some(own).filter(|all| all.len() <= DISTINCT)
            }
            _ => None,
        };
        earliest(&mut self.example, other.example.clone());
        earliest(&mut self.malformed, other.malformed.clone());
    }

    /// Notes a value as it is met.
    fn meet(&mut self, object: &Term, position: u64) {
        if self.example.is_none() {
            self.distinct = Some(BTreeSet::new());
        }
        if self.example.as_ref().is_none_or(|(first, _)| position < *first) {
            self.example = Some((position, shown(object)));
        }
        if let Some(distinct) = &mut self.distinct {
            let few = match object {
                Term::NamedNode(iri) => distinct.insert(iri.as_str().to_owned()),
                Term::Literal(literal)
                    if literal.datatype().as_str() == xsd::STRING && literal.value().len() <= EXAMPLE =>
                {
                    distinct.insert(literal.value().to_owned())
                }
                _ => {
                    self.distinct = None;
                    return self.meet_literal(object, position);
                }
            };
            if few && distinct.len() > DISTINCT {
                self.distinct = None;
            }
        }
        self.meet_literal(object, position);
    }

    fn meet_literal(&mut self, object: &Term, position: u64) {
        if let Term::Literal(literal) = object
            && self.malformed.as_ref().is_none_or(|(first, _)| position < *first)
            && !is_well_formed(literal.value(), literal.datatype().as_str())
        {
            self.malformed = Some((position, shown(object)));
        }
    }
}

fn earliest(own: &mut Option<(u64, String)>, other: Option<(u64, String)>) {
    if let Some((place, text)) = other
        && own.as_ref().is_none_or(|(first, _)| place < *first)
    {
        *own = Some((place, text));
    }
}

/// A value for people, on one line and short.
fn shown(object: &Term) -> String {
    let cut = |text: &str| {
        let plain: String = text.chars().take(EXAMPLE).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if text.chars().nth(EXAMPLE).is_some() { plain + "…" } else { plain }
    };
    match object {
        Term::NamedNode(iri) => format!("<{}>", cut(iri.as_str())),
        Term::BlankNode(_) => "a blank node".into(),
        Term::Triple(_) => "a triple term".into(),
        Term::Literal(literal) => match literal.language() {
            Some(tag) => format!("\"{}\"@{tag}", cut(literal.value())),
            None => format!("\"{}\"", cut(literal.value())),
        },
    }
}

/// A statement in numbers. The order of the parts is that of sorting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    subject: u64,
    predicate: u32,
    object: u64,
    kind: u32,
    /// The set of classes of the object.
    target: Set,
    subject_is_blank: bool,
}

/// Numbers for things, in the order in which they come.
struct Numbers<T> {
    all: Vec<T>,
    known: HashMap<T, u32>,
}

impl<T: Clone + Eq + std::hash::Hash> Numbers<T> {
    fn new() -> Self {
        Self { all: Vec::new(), known: HashMap::new() }
    }

    fn of(&mut self, thing: &T) -> Result<u32, Error> {
        if let Some(&number) = self.known.get(thing) {
            return Ok(number);
        }
        let number =
            u32::try_from(self.all.len()).map_err(|_| Error::TooMany { what: "properties, classes or languages" })?;
        self.all.push(thing.clone());
        self.known.insert(thing.clone(), number);
        Ok(number)
    }
}

/// The sets of classes that resources have.
struct Types {
    classes: Numbers<NamedNode>,
    sets: Numbers<Vec<u32>>,
    /// The set that a set becomes with one class more.
    with: HashMap<(Set, u32), Set>,
    /// The set of each resource that has a class, and whether it is a blank node.
    of: HashMap<u64, (Set, bool)>,
    hasher: RandomState,
}

impl Types {
    fn key(&self, node: &NamedOrBlankNode) -> u64 {
        self.hasher.hash_one(node)
    }

    fn key_of(&self, object: &Term) -> Option<u64> {
        match object {
            Term::NamedNode(iri) => Some(self.key(&iri.clone().into())),
            Term::BlankNode(node) => Some(self.key(&node.clone().into())),
            Term::Literal(_) | Term::Triple(_) => None,
        }
    }

    fn set(&self, key: u64) -> Set {
        self.of.get(&key).map_or(0, |(set, _)| *set)
    }

    fn add(&mut self, node: &NamedOrBlankNode, class: &NamedNode) -> Result<(), Error> {
        let class = self.classes.of(class)?;
        let key = self.key(node);
        let own = self.set(key);
        let next = match self.with.get(&(own, class)) {
            Some(&next) => next,
            None => {
                let mut set = self.sets.all[own as usize].clone();
                if let Err(place) = set.binary_search(&class) {
                    set.insert(place, class);
                }
                let next = self.sets.of(&set)?;
                self.with.insert((own, class), next);
                next
            }
        };
        self.of.insert(key, (next, node.is_blank_node()));
        Ok(())
    }
}

impl Survey {
    /// Counts what the inputs say, with at most `rows` rows in memory at a time.
    pub(super) fn read(inputs: &[Input], rows: usize) -> Result<Self, Error> {
        let mut survey = Self::default();
        let types = survey.read_types(inputs)?;
        let parts = (survey.triples / rows.max(1) as u64 + 1).max(1);
        let mut counter = Counter {
            types,
            predicates: Numbers::new(),
            kinds: Numbers::new(),
            met: HashMap::new(),
            counted: HashMap::new(),
            links: HashMap::new(),
        };
        for part in 0..parts {
            let mut rows = Vec::new();
            let mut position = 0;
            for (number, input) in inputs.iter().enumerate() {
                each_quad(input, number, &mut |quad| {
                    position += 1;
                    counter.row(&quad, position, |subject| subject % parts == part, &mut rows)
                })?;
            }
            rows.sort_unstable();
            rows.dedup_by_key(|row| (row.subject, row.predicate, row.object));
            survey.count(&mut counter, &rows);
        }
        survey.finish(counter);
        Ok(survey)
    }

    /// The classes of all resources. A node of a list counts as one of `rdf:List`, which it need not say of itself.
    fn read_types(&mut self, inputs: &[Input]) -> Result<Types, Error> {
        let mut sets = Numbers::new();
        sets.of(&Vec::new())?;
        let mut types = Types {
            classes: Numbers::new(),
            sets,
            with: HashMap::new(),
            of: HashMap::new(),
            hasher: RandomState::new(),
        };
        let list = NamedNode::new_unchecked(rdf::LIST);
        types.add(&NamedNode::new_unchecked(rdf::NIL).into(), &list)?;
        for (number, input) in inputs.iter().enumerate() {
            let prefixes = each_quad(input, number, &mut |quad| {
                self.triples += 1;
                match (quad.predicate.as_str(), &quad.object) {
                    (rdf::TYPE, Term::NamedNode(class)) => types.add(&quad.subject, class)?,
                    (rdf::FIRST, _) => types.add(&quad.subject, &list)?,
                    (rdfs::SUB_CLASS_OF, Term::NamedNode(above)) => {
                        if let NamedOrBlankNode::NamedNode(class) = quad.subject {
                            self.superclasses.insert((class, above.clone()));
                        }
                    }
                    _ => {}
                }
                Ok(())
            })?;
            self.prefixes.extend(prefixes);
        }
        Ok(types)
    }

    /// Adds what sorted rows show.
    fn count(&mut self, counter: &mut Counter, rows: &[Row]) {
        for of_subject in rows.chunk_by(|a, b| a.subject == b.subject) {
            let set = counter.types.set(of_subject[0].subject);
            if set == 0 {
                self.classless[usize::from(of_subject[0].subject_is_blank)] += 1;
            }
            for of_property in of_subject.chunk_by(|a, b| a.predicate == b.predicate) {
                let predicate = of_property[0].predicate;
                let own = counter.counted.entry((set, predicate)).or_default();
                let count = of_property.len() as u64;
                own.subjects += 1;
                own.values += count;
                own.with_several += u64::from(count > 1);
                own.most = own.most.max(count);
                let mut kinds: Vec<u32> = of_property.iter().map(|row| row.kind).collect();
                kinds.sort_unstable();
                let mut has_two = false;
                for same in kinds.chunk_by(|a, b| a == b) {
                    let kind = &counter.kinds.all[same[0] as usize];
                    *own.kinds.entry(kind.clone()).or_default() += same.len() as u64;
                    if let Kind::Text(language) = kind {
                        has_two |= same.len() > 1;
                        *self.languages.entry(language.clone()).or_default() += same.len() as u64;
                    }
                }
                own.with_two_in_a_language += u64::from(has_two);
                for row in of_property {
                    if matches!(counter.kinds.all[row.kind as usize], Kind::Iri | Kind::BlankNode) {
                        *counter.links.entry((set, predicate, row.target)).or_default() += 1;
                    }
                }
            }
        }
    }

    /// Gives the counts their names.
    fn finish(&mut self, counter: Counter) {
        let Counter { types, predicates, met, counted, links, .. } = counter;
        let name = |predicate: u32| predicates.all[predicate as usize].clone();
        let class = |&class: &u32| types.classes.all[class as usize].clone();
        self.sets = types.sets.all.iter().map(|set| set.iter().map(class).collect()).collect();
        self.instances = vec![[0, 0]; self.sets.len()];
        for (set, is_blank) in types.of.values() {
            self.instances[*set as usize][usize::from(*is_blank)] += 1;
        }
        let is_described = |class: &&NamedNode| types.of.contains_key(&types.key(&(*class).clone().into()));
        self.described_classes = types.classes.all.iter().filter(is_described).cloned().collect();
        for ((set, predicate), mut own) in counted {
            if let Some(met) = met.get(&(set, predicate)) {
                own.distinct.clone_from(&met.distinct);
                own.example.clone_from(&met.example);
                own.malformed.clone_from(&met.malformed);
            }
            self.uses.insert((set, name(predicate)), own);
        }
        self.links =
            links.into_iter().map(|((from, predicate, to), count)| ((from, name(predicate), to), count)).collect();
    }
}

/// What the statements are counted with.
struct Counter {
    types: Types,
    predicates: Numbers<NamedNode>,
    kinds: Numbers<Kind>,
    /// Examples and distinct values, noted as they are read.
    met: HashMap<(Set, u32), Use>,
    counted: HashMap<(Set, u32), Use>,
    links: HashMap<(Set, u32, Set), u64>,
}

impl Counter {
    /// Adds the row of a statement, if its subject is among those that are counted now.
    fn row(
        &mut self,
        quad: &Quad,
        position: u64,
        is_counted: impl Fn(u64) -> bool,
        rows: &mut Vec<Row>,
    ) -> Result<(), Error> {
        let subject = self.types.key(&quad.subject);
        if quad.predicate.as_str() == rdf::TYPE || !is_counted(subject) {
            return Ok(());
        }
        let predicate = self.predicates.of(&quad.predicate)?;
        let kind = self.kinds.of(&kind(&quad.object))?;
        let resource = self.types.key_of(&quad.object);
        let object = resource.unwrap_or_else(|| self.types.hasher.hash_one(&quad.object));
        let target = resource.map_or(0, |key| self.types.set(key));
        let subject_is_blank = quad.subject.is_blank_node();
        rows.push(Row { subject, predicate, object, kind, target, subject_is_blank });
        self.met.entry((self.types.set(subject), predicate)).or_default().meet(&quad.object, position);
        Ok(())
    }
}

fn kind(object: &Term) -> Kind {
    // A text with a direction has a language, but another datatype.
    let of_literal = |literal: &Literal| match (literal.language(), literal.datatype().as_str()) {
        (Some(language), rdf::LANG_STRING) => Kind::Text(language.to_owned()),
        (_, datatype) => Kind::Literal(datatype.to_owned()),
    };
    match object {
        Term::NamedNode(_) => Kind::Iri,
        Term::BlankNode(_) => Kind::BlankNode,
        Term::Triple(_) => Kind::TripleTerm,
        Term::Literal(literal) => of_literal(literal),
    }
}

//! From quads to a snapshot, in one pass over the quads and a few over the numbers.
//!
//! Terms get provisional numbers as they come; when all are known, resources are sorted by IRI and everything is
//! renumbered. Only predicates that some path of the ontology uses are kept, so data that the API does not show costs
//! nothing here.

use super::lists::Lists;
use super::relation::Relation;
use super::searchable::Searchable;
use super::statistics::{ClassCount, Dataset};
use super::terms::{Id, Tag, Terms};
use super::{Backward, NO_CLASS, Snapshot};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use plenary_ontology::{ClassId, Ends, Ontology, Path, PathId, Step};
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::Arc;

/// Why a snapshot could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Error {
    #[error("the store could not be read")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the data is too large for one snapshot: more than 2^32 {0}")]
    TooLarge(&'static str),
}

/// Tag of resources in the interner; literals count from 1.
const RESOURCE: u16 = 0;

/// Builds a snapshot of quads that come one by one.
pub struct Builder<'a> {
    ontology: &'a Ontology,
    collected: Collected,
}

impl<'a> Builder<'a> {
    /// A snapshot of nothing yet.
    pub fn new(ontology: &'a Ontology) -> Self {
        Self { ontology, collected: Collected::new(ontology) }
    }

    /// Adds a quad. Its graph does not matter: a triple in two graphs counts once.
    ///
    /// # Errors
    /// If there are more than 2³² terms or bytes of text.
    pub fn add(&mut self, quad: Quad) -> Result<(), Error> {
        self.collected.add(self.ontology, quad)
    }

    /// The snapshot of what has been added. Of the dataset, classes and languages are counted here.
    ///
    /// # Errors
    /// If there are more than 2³² terms or bytes of text.
    pub fn finish(self, dataset: Dataset) -> Result<Snapshot, Error> {
        finish(self.ontology, self.collected, dataset)
    }
}

fn finish(ontology: &Ontology, collected: Collected, mut dataset: Dataset) -> Result<Snapshot, Error> {
    let Collected { interner, predicates, links, types, .. } = collected;
    let (terms, final_id) = interner.finish()?;

    let mut extents: Vec<Vec<Id>> = ontology.classes().iter().map(|_| Vec::new()).collect();
    for (resource, class) in types {
        extents[usize::from(class.0)].push(final_id[resource as usize]);
    }
    for extent in &mut extents {
        terms.sort(extent);
    }
    restrict_direct(ontology, &terms, &mut extents);
    let mut left_out = restrict_interfaces(ontology, &terms, &mut extents);

    let mut steps =
        Steps { terms: &terms, predicates: &predicates, links: &links, final_id: &final_id, built: HashMap::new() };
    let mut relations = Vec::with_capacity(ontology.paths().len());
    for id in (0..ontology.paths().len() as u16).map(PathId) {
        let (relation, misfits) = steps.restricted(ontology, id, &extents);
        left_out.extend(misfits);
        relations.push(relation);
    }
    for notice in &left_out {
        tracing::warn!("{notice}");
    }
    let mut lists = HashMap::new();
    for (path, id) in ontology.paths().iter().zip((0..).map(PathId)).filter(|(path, _)| path.is_list()) {
        lists.insert(id, steps.lists(path));
    }
    let backward = ontology.paths().iter().map(|path| Backward::new(path.ends)).collect();
    drop(links);

    let (own_types, several) = assign_types(ontology, terms.resources(), &extents);
    dataset.languages = terms
        .tags()
        .iter()
        .filter_map(|tag| match tag {
            Tag::Language(language) => Some(language.to_string()),
            Tag::Datatype(_) => None,
        })
        .collect();
    dataset.languages.sort();
    dataset.classes = ontology
        .classes()
        .iter()
        .zip(&extents)
        .filter(|(class, _)| class.direct_of.is_none())
        .map(|(class, extent)| ClassCount {
            name: class.name.clone(),
            iri: class.iri.as_str().to_owned(),
            count: extent.len() as u64,
            is_interface: class.is_interface,
        })
        .collect();
    let extents = extents.into_iter().map(Vec::into_boxed_slice).collect();
    let searchable = Searchable::new(ontology);
    Ok(Snapshot {
        terms,
        relations,
        lists,
        backward,
        extents,
        types: own_types,
        several,
        searchable,
        dataset,
        left_out,
    })
}

/// A resource that is of another object type of an interface is no direct instance of it.
fn restrict_direct(ontology: &Ontology, terms: &Terms, extents: &mut [Vec<Id>]) {
    for id in ontology.concrete_classes() {
        let others: Vec<ClassId> = ontology.instead_of(id).collect();
        let mut direct = std::mem::take(&mut extents[usize::from(id.0)]);
        if !others.is_empty() {
            direct.retain(|&id| !others.iter().any(|other| terms.is_in(&extents[usize::from(other.0)], id)));
        }
        extents[usize::from(id.0)] = direct;
    }
}

/// An interface that the ontology declares as such (`graphql:isInterface`) has no instances of its own. Resources that the
/// data put into its class and into none of its subclasses are left out, and reported.
fn restrict_interfaces(ontology: &Ontology, terms: &Terms, extents: &mut [Vec<Id>]) -> Vec<String> {
    let mut left_out = Vec::new();
    for id in ontology.class_ids().filter(|&id| ontology.class(id).is_interface) {
        let class = ontology.class(id);
        let mut typed: Vec<Id> =
            class.concrete.iter().flat_map(|&c| extents[usize::from(c.0)].iter().copied()).collect();
        terms.sort(&mut typed);
        let extent = std::mem::replace(&mut extents[usize::from(id.0)], typed);
        let typed = &extents[usize::from(id.0)];
        let untyped: Vec<_> = extent.iter().filter(|&&id| !terms.is_in(typed, id)).collect();
        if let Some(&&first) = untyped.first() {
            let (class, count, example) = (&class.iri, untyped.len(), terms.text(first));
            left_out.push(format!(
                "{count} instances of {class} are of none of its public subclasses, such as {example}, and are left out: \
                 leave out graphql:isInterface of its shape, which gives them a type of their own, or make their classes public"
            ));
        }
    }
    left_out
}

/// Provisional numbers.
type Pairs = Vec<(u32, u32)>;

/// What one pass over the quads brings together.
struct Collected {
    interner: Interner,
    /// Index in `links` of each predicate that a path uses.
    predicates: HashMap<NamedNode, usize>,
    /// Pairs of each of those predicates.
    links: Vec<Pairs>,
    /// Resources with the public classes that they belong to.
    types: Vec<(u32, ClassId)>,
    /// Quads come in runs of one subject: its number is looked up once.
    subject: Option<(NamedOrBlankNode, u32)>,
}

impl Collected {
    fn new(ontology: &Ontology) -> Self {
        let mut predicates = HashMap::new();
        for step in ontology.paths().iter().flat_map(|path| &path.steps) {
            let of_lists = step.members.then(|| [rdf::FIRST, rdf::REST].map(NamedNodeRef::into_owned));
            for predicate in std::iter::once(step.predicate.clone()).chain(of_lists.into_iter().flatten()) {
                let next = predicates.len();
                predicates.entry(predicate).or_insert(next);
            }
        }
        let links = vec![Vec::new(); predicates.len()];
        Self { interner: Interner::default(), predicates, links, types: Vec::new(), subject: None }
    }

    fn add(&mut self, ontology: &Ontology, quad: Quad) -> Result<(), Error> {
        if let (rdf::TYPE, Term::NamedNode(class)) = (quad.predicate.as_ref(), &quad.object) {
            let classes = ontology.memberships(class);
            // A blank node has no name to give to a client, so it is never an instance that the API shows.
            if !classes.is_empty() && quad.subject.is_named_node() {
                let subject = self.subject(quad.subject.clone())?;
                self.types.extend(classes.iter().map(|&class| (subject, class)));
            }
        }
        if let Some(&predicate) = self.predicates.get(&quad.predicate) {
            let subject = self.subject(quad.subject)?;
            let object = self.interner.term(&quad.object)?;
            if let Some(object) = object {
                self.links[predicate].push((subject, object));
            }
        }
        Ok(())
    }

    fn subject(&mut self, subject: NamedOrBlankNode) -> Result<u32, Error> {
        if let Some((last, number)) = &self.subject
            && *last == subject
        {
            return Ok(*number);
        }
        let number = self.interner.resource(&subject)?;
        self.subject = Some((subject, number));
        Ok(number)
    }
}

/// Numbers terms as they come.
#[derive(Default)]
struct Interner {
    text: String,
    /// End of each term's text, and its tag.
    terms: Vec<(u32, u16)>,
    table: HashTable<u32>,
    hasher: FixedState,
    tags: Vec<Tag>,
    buffer: String,
}

impl Interner {
    fn resource(&mut self, node: &NamedOrBlankNode) -> Result<u32, Error> {
        match node {
            NamedOrBlankNode::NamedNode(iri) => self.intern(iri.as_str(), RESOURCE),
            NamedOrBlankNode::BlankNode(node) => {
                let mut label = std::mem::take(&mut self.buffer);
                label.clear();
                label.push_str("_:");
                label.push_str(node.as_str());
                let number = self.intern(&label, RESOURCE);
                self.buffer = label;
                number
            }
        }
    }

    /// The number of a term; `None` for quoted triples, which the API does not show.
    fn term(&mut self, term: &Term) -> Result<Option<u32>, Error> {
        match term {
            Term::NamedNode(iri) => self.intern(iri.as_str(), RESOURCE).map(Some),
            Term::BlankNode(node) => self.resource(&node.clone().into()).map(Some),
            Term::Literal(literal) => {
                let tag = match literal.language() {
                    Some(language) => self.tag(
                        |tag| matches!(tag, Tag::Language(l) if **l == *language),
                        || Tag::Language(language.into()),
                    )?,
                    None => {
                        let datatype = literal.datatype();
                        self.tag(
                            |tag| matches!(tag, Tag::Datatype(d) if **d == *datatype.as_str()),
                            || Tag::Datatype(datatype.as_str().into()),
                        )?
                    }
                };
                self.intern(literal.value(), tag).map(Some)
            }
            Term::Triple(_) => Ok(None),
        }
    }

    fn tag(&mut self, is: impl Fn(&Tag) -> bool, make: impl Fn() -> Tag) -> Result<u16, Error> {
        let index = self.tags.iter().position(is).unwrap_or_else(|| {
            self.tags.push(make());
            self.tags.len() - 1
        });
        u16::try_from(index + 1).map_err(|_| Error::TooLarge("languages and datatypes"))
    }

    fn intern(&mut self, text: &str, tag: u16) -> Result<u32, Error> {
        let hash = self.hasher.hash_one((tag, text));
        let Self { text: arena, terms, table, hasher, .. } = self;
        if let Some(&known) =
            table.find(hash, |&number| terms[number as usize].1 == tag && slice(arena, terms, number) == text)
        {
            return Ok(known);
        }
        let number = u32::try_from(terms.len()).ok().filter(|&n| n < u32::MAX).ok_or(Error::TooLarge("terms"))?;
        arena.push_str(text);
        terms.push((u32::try_from(arena.len()).map_err(|_| Error::TooLarge("bytes of text"))?, tag));
        table.insert_unique(hash, number, |&number| {
            hasher.hash_one((terms[number as usize].1, slice(arena, terms, number)))
        });
        Ok(number)
    }

    /// The dictionary in its final order, and the final id of every provisional number.
    fn finish(self) -> Result<(Terms, Vec<Id>), Error> {
        let Self { text, terms, table, tags, .. } = self;
        drop(table);
        let is_resource = |&number: &u32| terms[number as usize].1 == RESOURCE;
        let all = 0..terms.len() as u32;
        let mut order: Vec<u32> = all.clone().filter(is_resource).collect();
        let resources = order.len() as u32;
        order.sort_unstable_by(|&a, &b| slice(&text, &terms, a).cmp(slice(&text, &terms, b)));
        order.extend(all.filter(|number| !is_resource(number)));
        let mut final_id = vec![Id::NONE; terms.len()];
        for (&number, id) in order.iter().zip(0..) {
            final_id[number as usize] = Id(id);
        }
        let tag_of = |number: u32| terms[number as usize].1 - 1;
        Ok((Terms::new(&order, resources, |number| slice(&text, &terms, number), tag_of, tags), final_id))
    }
}

/// Text of a provisional number.
fn slice<'a>(text: &'a str, terms: &[(u32, u16)], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { terms[number - 1].0 as usize };
    &text[start..terms[number].0 as usize]
}

/// Builds the relation of each path, and that of each step once.
struct Steps<'a> {
    terms: &'a Terms,
    predicates: &'a HashMap<NamedNode, usize>,
    links: &'a [Pairs],
    final_id: &'a [Id],
    built: HashMap<(usize, bool), Arc<Relation>>,
}

impl Steps<'_> {
    /// The steps of a path, joined.
    fn relation(&mut self, path: &Path) -> Arc<Relation> {
        let mut steps = path.steps.iter();
        let Some(first) = steps.next() else { return Arc::new(Relation::default()) };
        let mut joined = self.of(first);
        for step in steps {
            let next = self.of(step);
            let pairs: Vec<_> = joined
                .pairs()
                .flat_map(|(start, middle)| next.row(middle).iter().map(move |&end| (start, end)))
                .collect();
            joined = Arc::new(Relation::new(pairs.into_iter(), |a, b| self.order(*a, *b)));
        }
        joined
    }

    /// The relation of a path: its ends restricted to the class of the path. What is said of a resource that has the field
    /// and does not lead to that class is reported.
    fn restricted(&mut self, ontology: &Ontology, id: PathId, extents: &[Vec<Id>]) -> (Arc<Relation>, Option<String>) {
        let path = ontology.path(id);
        let joined = self.relation(path);
        let Ends::Class(class) = path.ends else { return (joined, None) };
        let is_of = |id: Id, class: ClassId| self.terms.is_in(&extents[usize::from(class.0)], id);
        let is_misfit = |&(_, end): &(Id, Id)| !is_of(end, class);
        if !joined.pairs().any(|pair| is_misfit(&pair)) {
            return (joined, None);
        }
        let holders: Vec<_> = ontology
            .class_ids()
            .filter_map(|id_of_class| {
                let field = ontology.class(id_of_class).fields.iter().find(|field| field.path == id)?;
                Some((id_of_class, field))
            })
            .collect();
        let mut misfits = joined.pairs().filter(is_misfit).filter_map(|(start, end)| {
            holders.iter().find(|(holder, _)| is_of(start, *holder)).map(|holder| (start, end, holder))
        });
        let told = misfits.next().map(|(start, end, (holder, field))| {
            let (start, end, count) = (self.terms.text(start), self.terms.text(end), 1 + misfits.count());
            let (holder, field, wanted) = (&ontology.class(*holder).name, &field.name, &ontology.class(class).iri);
            format!(
                "{count} × {holder}.{field} leads to what is no instance of {wanted}, such as {end} of {start}, and is left out: \
                 say `a {wanted}` of it, or leave out the class in the shape, which gives its IRI"
            )
        });
        let pairs: Vec<_> = joined.pairs().filter(|pair| !is_misfit(pair)).collect();
        (Arc::new(Relation::new(pairs.into_iter(), |a, b| self.order(*a, *b))), told)
    }

    /// The relation of one step.
    fn of(&mut self, step: &Step) -> Arc<Relation> {
        let relation = self.step(self.predicates[&step.predicate], step.inverse);
        if step.members { self.members(&relation) } else { relation }
    }

    /// The lists that a path leads to the members of.
    fn lists(&mut self, path: &Path) -> Lists {
        let mut steps = path.steps.clone();
        if let Some(last) = steps.last_mut() {
            last.members = false;
        }
        let heads = self.relation(&Path { steps, ends: Ends::Texts });
        let [first, rest] = [rdf::FIRST, rdf::REST].map(|p| self.step(self.predicates[&p.into_owned()], false));
        Lists { heads, first, rest }
    }

    /// From what leads to lists to the members of these.
    fn members(&mut self, lists: &Relation) -> Arc<Relation> {
        let [first, rest] = [rdf::FIRST, rdf::REST].map(|p| self.step(self.predicates[&p.into_owned()], false));
        let mut pairs = Vec::new();
        for (start, list) in lists.pairs() {
            // A list may be broken: its rest may lead back, or to several.
            let mut seen = HashSet::from([list]);
            let mut open = vec![list];
            while let Some(node) = open.pop() {
                pairs.extend(first.row(node).iter().map(|&member| (start, member)));
                open.extend(rest.row(node).iter().copied().filter(|&next| seen.insert(next)));
            }
        }
        Arc::new(Relation::new(pairs.into_iter(), |a, b| self.order(*a, *b)))
    }

    /// One predicate in one direction.
    fn step(&mut self, predicate: usize, inverse: bool) -> Arc<Relation> {
        if let Some(built) = self.built.get(&(predicate, inverse)) {
            return Arc::clone(built);
        }
        let pairs = self.links[predicate].iter().map(|&(s, o)| (self.final_id[s as usize], self.final_id[o as usize]));
        let relation = if inverse {
            Relation::new(pairs.map(|(s, o)| (o, s)), |a, b| self.terms.order(*a).cmp(&self.terms.order(*b)))
        } else {
            Relation::new(pairs, |a, b| self.order(*a, *b))
        };
        let relation = Arc::new(relation);
        self.built.insert((predicate, inverse), Arc::clone(&relation));
        relation
    }

    /// Resources by IRI; literals after them, by language and text.
    fn order(&self, a: Id, b: Id) -> std::cmp::Ordering {
        let by_place = || self.terms.order(a).cmp(&self.terms.order(b));
        if a.index() < self.terms.resources() || b.index() < self.terms.resources() {
            return by_place();
        }
        let key = |id: Id| (self.terms.language(id), self.terms.text(id));
        key(a).cmp(&key(b)).then_with(by_place)
    }
}

/// The types of resources that have more than one.
type SeveralTypes = HashMap<Id, Box<[ClassId]>>;

/// The object type of every resource: the first as declared, where it has several.
fn assign_types(ontology: &Ontology, resources: usize, extents: &[Vec<Id>]) -> (Box<[u16]>, SeveralTypes) {
    let mut types = vec![NO_CLASS; resources];
    let mut several: HashMap<Id, Vec<ClassId>> = HashMap::new();
    for class in ontology.concrete_classes() {
        for &id in &extents[usize::from(class.0)] {
            let own = &mut types[id.index()];
            if *own == NO_CLASS {
                *own = class.0;
            } else {
                several.entry(id).or_insert_with(|| vec![ClassId(*own)]).push(class);
            }
        }
    }
    (types.into(), several.into_iter().map(|(id, classes)| (id, classes.into())).collect())
}

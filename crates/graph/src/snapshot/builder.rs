//! From sorted triples to a snapshot.
//!
//! A path of one property is the row of that property in the triples by predicate, as it stands there; inverses, paths of several
//! steps and lists are made of such rows. Only predicates that some path of the ontology uses are read, so data that the API does
//! not show costs nothing here.

use super::lists::Lists;
use super::relation::Relation;
use super::searchable::Searchable;
use super::statistics::{ClassCount, Dataset};
use super::{Backward, LeftOut, NO_CLASS, Several, Snapshot, Types, placed};
use crate::terms::{Id, Terms};
use crate::triples::Triples;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use plenary_arrays::{Rows, Scratch, Section};
use plenary_ontology::{ClassId, Ends, Ontology, Path, PathId, Step};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The snapshot of some triples. Of the dataset, classes and languages are counted here.
pub(super) fn build(ontology: &Ontology, triples: &Triples, mut dataset: Dataset) -> Snapshot {
    let terms = &*triples.terms;
    let (extents, notices) = all_extents(ontology, triples);
    let mut left_out: BTreeMap<LeftOut, String> = notices.into_iter().collect();
    let (types, several) = assign_types(ontology, terms, &extents);
    let room = triples.room().map(Arc::clone);
    let on_disk = |extent: &Section<Id>, room: &Scratch| room.moved(extent.clone());
    let extents = extents.into_iter().map(|extent| placed(Section::from(extent), room.as_deref(), on_disk));
    let extents: Vec<Section<Id>> = extents.collect();

    let mut steps = Steps::new(triples);
    let mut relations = Vec::with_capacity(ontology.paths().len());
    for id in (0..ontology.paths().len() as u16).map(PathId) {
        let (relation, misfits) = steps.restricted(ontology, id, &extents);
        left_out.extend(misfits.map(|misfits| (LeftOut::Path(id.0), misfits)));
        relations.push(relation);
    }
    for notice in left_out.values() {
        tracing::warn!("{notice}");
    }
    let mut lists = HashMap::new();
    for (path, id) in ontology.paths().iter().zip((0..).map(PathId)).filter(|(path, _)| path.is_list()) {
        lists.insert(id, steps.lists(path));
    }
    let backward = ontology.paths().iter().map(|path| Arc::new(Backward::new(path.ends))).collect();

    let texts = count_texts(ontology, triples);
    dataset.languages = languages(terms, &texts);
    dataset.classes = class_counts(ontology, &extents);
    let searchable = Searchable::new(ontology);
    let terms = Arc::clone(&triples.terms);
    Snapshot { terms, relations, lists, backward, extents, types, several, searchable, dataset, texts, left_out, room }
}

/// How many instances each public class has.
pub(super) fn class_counts(ontology: &Ontology, extents: &[Section<Id>]) -> Vec<ClassCount> {
    let classes = ontology.classes().iter().zip(extents);
    let classes = classes.filter(|(class, _)| class.direct_of.is_none()).map(|(class, extent)| ClassCount {
        name: class.name.clone(),
        iri: class.iri.as_str().to_owned(),
        count: extent.len() as u64,
        is_interface: class.is_interface,
    });
    classes.collect()
}

/// Something that is left out, and why.
type Notice = (LeftOut, String);

/// The instances of each class, sorted, and what is left out.
pub(super) fn all_extents(ontology: &Ontology, triples: &Triples) -> (Vec<Vec<Id>>, Vec<Notice>) {
    extents(ontology, &triples.terms, pairs(triples, rdf::TYPE))
}

/// The same of resources with their classes in the data. What becomes of one does not depend on others.
pub(super) fn extents(
    ontology: &Ontology,
    terms: &Terms,
    typed: impl Iterator<Item = (Id, Id)>,
) -> (Vec<Vec<Id>>, Vec<Notice>) {
    let mut extents: Vec<Vec<Id>> = ontology.classes().iter().map(|_| Vec::new()).collect();
    let mut memberships: HashMap<u32, &[ClassId]> = HashMap::new();
    for (resource, class) in typed {
        let classes = memberships.entry(class.0).or_insert_with(|| match terms.get(class.0) {
            Some(Term::NamedNode(class)) => ontology.memberships(&class),
            _ => &[],
        });
        // A blank node has no name to give to a client, so it is never an instance that the API shows.
        if !classes.is_empty() && !terms.is_blank(resource) {
            classes.iter().for_each(|class| extents[usize::from(class.0)].push(resource));
        }
    }
    extents.iter_mut().for_each(|extent| terms.sort(extent));
    restrict_direct(ontology, terms, &mut extents);
    let left_out = restrict_interfaces(ontology, terms, &mut extents);
    (extents, left_out)
}

/// The predicates that a step reads.
pub(super) fn predicates(step: &Step) -> impl Iterator<Item = NamedNodeRef<'_>> {
    let of_lists = step.members.then_some([rdf::FIRST, rdf::REST]);
    std::iter::once(step.predicate.as_ref()).chain(of_lists.into_iter().flatten())
}

/// All predicates that paths read.
pub(super) fn read(ontology: &Ontology) -> HashSet<NamedNodeRef<'_>> {
    ontology.paths().iter().flat_map(|path| &path.steps).flat_map(predicates).collect()
}

/// For each tag the number of triples with such an object that some path may lead to.
fn count_texts(ontology: &Ontology, triples: &Triples) -> Vec<u64> {
    let terms = &*triples.terms;
    let mut texts = vec![0; terms.tags().len()];
    for predicate in read(ontology) {
        pairs(triples, predicate).filter_map(|(_, object)| terms.tag(object)).for_each(|tag| texts[tag] += 1);
    }
    texts
}

/// The languages of the texts that are counted by tag, sorted.
pub(super) fn languages(terms: &Terms, texts: &[u64]) -> Vec<String> {
    let tags = terms.tags().iter().zip(texts).filter(|(_, count)| **count > 0);
    let mut languages: Vec<String> = tags.filter_map(|(tag, _)| Some(tag.language()?.to_owned())).collect();
    languages.sort();
    languages.dedup();
    languages
}

/// What a predicate links, by subject and object. Triple terms are left out, which the API does not show.
fn pairs<'a>(triples: &'a Triples, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = (Id, Id)> + Clone + use<'a> {
    let predicate = triples.terms.find(predicate.into());
    let found = predicate.map(|predicate| triples.found(None, Some(predicate), None)).into_iter().flatten();
    let terms = &*triples.terms;
    let may_be_triples = terms.has_triples();
    let pairs = found.map(|([subject, _, object], _)| (Id(subject), Id(object)));
    pairs.filter(move |&(_, object)| !may_be_triples || !terms.is_triple(object))
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
fn restrict_interfaces(ontology: &Ontology, terms: &Terms, extents: &mut [Vec<Id>]) -> Vec<Notice> {
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
            let notice = format!(
                "{count} instances of {class} are of none of its public subclasses, such as {example}, and are left out: \
                 leave out graphql:isInterface of its shape, which gives them a type of their own, or make their classes public"
            );
            left_out.push((LeftOut::Class(id.0), notice));
        }
    }
    left_out
}

/// Builds the relation of each path, and that of each step once.
pub(super) struct Steps<'a> {
    triples: &'a Triples,
    terms: &'a Terms,
    built: HashMap<(NamedNode, bool), Arc<Relation>>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(triples: &'a Triples) -> Self {
        Self { triples, terms: &triples.terms, built: HashMap::new() }
    }

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
            joined = self.placed(Relation::new(pairs.into_iter(), |a, b| self.order(*a, *b)));
        }
        joined
    }

    /// The relation of a path: its ends restricted to the class of the path. What is said of a resource that has the field
    /// and does not lead to that class is reported.
    pub(super) fn restricted(
        &mut self,
        ontology: &Ontology,
        id: PathId,
        extents: &[Section<Id>],
    ) -> (Arc<Relation>, Option<String>) {
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
        (self.placed(Relation::new(pairs.into_iter(), |a, b| self.order(*a, *b))), told)
    }

    /// The relation of one step.
    fn of(&mut self, step: &Step) -> Arc<Relation> {
        let relation = self.step(step.predicate.as_ref(), step.inverse);
        if step.members { self.members(&relation) } else { relation }
    }

    /// The lists that a path leads to the members of.
    pub(super) fn lists(&mut self, path: &Path) -> Lists {
        let mut steps = path.steps.clone();
        if let Some(last) = steps.last_mut() {
            last.members = false;
        }
        let heads = self.relation(&Path { steps, ends: Ends::Texts });
        let [first, rest] = [rdf::FIRST, rdf::REST].map(|predicate| self.step(predicate, false));
        Lists { heads, first, rest }
    }

    /// From what leads to lists to the members of these.
    fn members(&mut self, lists: &Relation) -> Arc<Relation> {
        let [first, rest] = [rdf::FIRST, rdf::REST].map(|predicate| self.step(predicate, false));
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
        self.placed(Relation::new(pairs.into_iter(), |a, b| self.order(*a, *b)))
    }

    /// A relation, where there is room for it.
    fn placed(&self, relation: Relation) -> Arc<Relation> {
        Arc::new(placed(relation, self.triples.room().map(|room| &**room), Relation::on_disk))
    }

    /// One predicate in one direction.
    fn step(&mut self, predicate: NamedNodeRef<'_>, inverse: bool) -> Arc<Relation> {
        let key = (predicate.into_owned(), inverse);
        if let Some(built) = self.built.get(&key) {
            return Arc::clone(built);
        }
        let pairs = pairs(self.triples, predicate);
        let relation = if inverse {
            Relation::new(pairs.map(|(s, o)| (o, s)), |a, b| self.terms.order(*a).cmp(&self.terms.order(*b)))
        } else {
            Relation::new(pairs, |a, b| self.order(*a, *b))
        };
        let relation = self.placed(relation);
        self.built.insert(key, Arc::clone(&relation));
        relation
    }

    fn order(&self, a: Id, b: Id) -> Ordering {
        order(self.terms, a, b)
    }
}

/// The order of a row: resources by IRI; literals after them, by language and text.
pub(super) fn order(terms: &Terms, a: Id, b: Id) -> Ordering {
    let by_place = || terms.order(a).cmp(&terms.order(b));
    if terms.is_resource(a) || terms.is_resource(b) {
        return by_place();
    }
    let key = |id: Id| (terms.language(id), terms.text(id));
    key(a).cmp(&key(b)).then_with(by_place)
}

/// The object types of some resources as declared, by the classes that they are instances of.
pub(super) fn types_of(ontology: &Ontology, extents: &[Vec<Id>]) -> HashMap<u32, Vec<u16>> {
    let mut types: HashMap<u32, Vec<u16>> = HashMap::new();
    for class in ontology.concrete_classes() {
        extents[usize::from(class.0)].iter().for_each(|id| types.entry(id.0).or_default().push(class.0));
    }
    types
}

/// The object type of every resource: the first as declared, where it has several.
fn assign_types(ontology: &Ontology, terms: &Terms, extents: &[Vec<Id>]) -> (Types, Several) {
    let mut in_order = vec![NO_CLASS; terms.first_literal()];
    let mut came = vec![NO_CLASS; terms.len() - terms.first_of_tail()];
    let mut several: BTreeMap<u32, Vec<u16>> = BTreeMap::new();
    for class in ontology.concrete_classes() {
        for &id in &extents[usize::from(class.0)] {
            let own = match id.index().checked_sub(terms.first_of_tail()) {
                None => &mut in_order[id.index()],
                Some(place) => &mut came[place],
            };
            if *own == NO_CLASS {
                *own = class.0;
            } else {
                several.entry(id.0).or_insert_with(|| vec![*own]).push(class.0);
            }
        }
    }
    let resources = several.keys().copied().map(Id).collect();
    let several = Several { resources, types: Rows::of(several.values().map(Vec::as_slice)) };
    (Types { in_order: in_order.into(), first_of_tail: terms.first_of_tail(), came }, several)
}

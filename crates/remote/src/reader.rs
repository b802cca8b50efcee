//! The endpoint as a reader: one query a step.

use super::endpoint::Endpoint;
use super::group::{Group, distinct};
use super::order::Keys;
use super::patterns::Patterns;
use super::terms::Terms;
use super::{analyses, dataset, groups, lists, members};
use oxigraph::model::{NamedNode, Variable};
use plenary_graph::snapshot::{Dataset, Id, Snapshot, is_in, only_once, rank};
use plenary_ontology::{ClassId, Ontology, PathId};
use plenary_query::analysis::{AnalysisRequest, Table};
use plenary_query::{
    Budget, Counted, Counting, Error, Found, Group as Counts, Links, Listing, Order, Reader, Search, Window,
};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// An endpoint while one request is answered: what has been read so far, and how to read more.
pub struct Remote<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) ontology: &'a Ontology,
    pub(super) terms: Terms,
    /// The keys of sorted lists, kept for cursors.
    pub(super) keys: RefCell<Keys>,
    /// The texts that full text searches, from the first search on.
    pub(super) texts: OnceCell<Arc<Snapshot>>,
    queries: Cell<usize>,
}

/// The rows of one answer, a term or [`Id::NONE`] for each variable.
pub(super) struct Rows {
    width: usize,
    ids: Vec<Id>,
}

impl Rows {
    pub(super) fn iter(&self) -> impl Iterator<Item = &[Id]> {
        self.ids.chunks_exact(self.width.max(1))
    }
}

/// The variable for the parents of a step.
pub(super) fn parent() -> Variable {
    Variable::new_unchecked("parent")
}

/// The variable for what a step reads.
pub(super) fn element() -> Variable {
    Variable::new_unchecked("element")
}

impl<'a> Remote<'a> {
    /// A reader for one request.
    pub fn new(endpoint: &'a Endpoint, ontology: &'a Ontology) -> Self {
        let (keys, texts, queries) = (RefCell::default(), OnceCell::new(), Cell::new(0));
        Self { endpoint, ontology, terms: Terms::default(), keys, texts, queries }
    }

    /// How many queries the request has taken so far.
    pub fn queries(&self) -> usize {
        self.queries.get()
    }

    pub(super) fn patterns(&self) -> Patterns<'a> {
        Patterns::new(self.ontology)
    }

    /// Asks for some variables of a pattern. Every row costs one of the budget.
    pub(super) fn select(
        &self,
        pattern: GraphPattern,
        variables: &[Variable],
        budget: &mut Budget,
    ) -> Result<Rows, Error> {
        self.queries.set(self.queries.get() + 1);
        let query = Query::Select { dataset: None, pattern, base_iri: None };
        let mut rows = Rows { width: variables.len(), ids: Vec::new() };
        self.endpoint.select(&query, budget, |solution, budget| {
            budget.spend(1)?;
            let id = |variable| solution.get(variable).map_or(Id::NONE, |term| self.terms.id(term));
            rows.ids.extend(variables.iter().map(id));
            Ok(())
        })?;
        Ok(rows)
    }

    /// The different resources among rows, as a query names them.
    pub(super) fn parents(&self, rows: &[Id]) -> Vec<NamedNode> {
        let mut different = rows.to_vec();
        only_once(&mut different);
        different.into_iter().filter_map(|id| self.terms.iri(id)).collect()
    }

    /// What is asked of parents, in as many queries as their number needs.
    pub(super) fn select_for(
        &self,
        parents: &[NamedNode],
        variables: &[Variable],
        budget: &mut Budget,
        pattern: impl Fn(&Patterns<'a>, &mut Group) -> Result<(), Error>,
    ) -> Result<Vec<Rows>, Error> {
        let ask = |chunk: &[NamedNode]| {
            let mut group = Group::default();
            group.values(&parent(), chunk.iter().cloned());
            pattern(&self.patterns(), &mut group)?;
            self.select(distinct(group.into_pattern(), variables), variables, budget)
        };
        parents.chunks(self.endpoint.settings().parents.max(1)).map(ask).collect()
    }

    /// The ends of a path for each parent, in the order of lists.
    fn ends(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<HashMap<Id, Vec<Id>>, Error> {
        let answers = self.select_for(&self.parents(rows), &[parent(), element()], budget, |patterns, group| {
            patterns.walk(group, parent().into(), path, &element());
            Ok(())
        })?;
        let mut ends: HashMap<Id, Vec<Id>> = HashMap::new();
        for row in answers.iter().flat_map(Rows::iter).filter(|row| row[1] != Id::NONE) {
            ends.entry(row[0]).or_default().push(row[1]);
        }
        for list in ends.values_mut() {
            list.sort_by(|a, b| self.terms.order(*a, *b));
            list.dedup();
        }
        Ok(ends)
    }

    fn first(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        let ends = self.ends(rows, path, budget)?;
        Ok(rows.iter().map(|row| ends.get(row).and_then(|list| list.first()).copied().unwrap_or(Id::NONE)).collect())
    }

    /// The text of a list that a reader wants most, by the rules of [`Ranks`](plenary_graph::snapshot::Ranks).
    pub(super) fn best(&self, texts: &[Id], languages: &[String], fallback: bool) -> Option<Id> {
        let last = fallback.then_some(u32::MAX);
        let ranked = texts.iter().filter(|text| self.terms.is_literal(**text));
        let ranked = ranked.filter_map(|&text| Some((rank(self.terms.language(text), languages).or(last)?, text)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, text)| text)
    }

    /// The object types of resources among those allowed: of several, the first as declared.
    pub(super) fn kinds(
        &self,
        resources: &[NamedNode],
        allowed: &[ClassId],
        budget: &mut Budget,
    ) -> Result<HashMap<Id, ClassId>, Error> {
        let concrete = |class: &ClassId| self.ontology.class(*class).concrete.iter().copied();
        let allowed: BTreeSet<ClassId> = allowed.iter().flat_map(concrete).collect();
        let answers = self.select_for(resources, &[parent(), element()], budget, |patterns, group| {
            // The other types of their interfaces show whether instances are direct.
            let others = allowed.iter().flat_map(|&class| self.ontology.instead_of(class));
            let asked: BTreeSet<ClassId> = allowed.iter().copied().chain(others).collect();
            let within: BTreeSet<_> = asked.iter().flat_map(|&class| self.ontology.classes_within(class)).collect();
            group.values(&element(), within.into_iter().cloned());
            patterns.has_type(group, &parent(), &element());
            Ok(())
        })?;
        let mut types: HashMap<Id, BTreeSet<ClassId>> = HashMap::new();
        for row in answers.iter().flat_map(Rows::iter) {
            let Some(class) = self.terms.iri(row[1]) else { continue };
            types.entry(row[0]).or_default().extend(self.ontology.memberships(&class));
        }
        let kind = |types: &BTreeSet<ClassId>| {
            let is_of = |class: &&ClassId| {
                allowed.contains(class) && !self.ontology.instead_of(**class).any(|other| types.contains(&other))
            };
            types.iter().find(is_of).copied()
        };
        Ok(types.iter().filter_map(|(id, types)| Some((*id, kind(types)?))).collect())
    }
}

impl Reader for Remote<'_> {
    fn lookup(&self, iris: &[NamedNode], types: &[ClassId], budget: &mut Budget) -> Result<Vec<Id>, Error> {
        let different: BTreeSet<&NamedNode> = iris.iter().collect();
        let different: Vec<NamedNode> = different.into_iter().cloned().collect();
        let kinds = self.kinds(&different, types, budget)?;
        let find = |iri: &NamedNode| Some(self.terms.id(&iri.clone().into())).filter(|id| kinds.contains_key(id));
        Ok(iris.iter().map(|iri| find(iri).unwrap_or(Id::NONE)).collect())
    }

    fn instances(&self, class: ClassId, listing: &Listing, budget: &mut Budget) -> Result<Links, Error> {
        let listing = self.found_listing(listing, budget)?;
        lists::instances(self, class, &listing, budget)
    }

    fn link(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        self.first(rows, path, budget)
    }

    fn links(&self, rows: &[Id], path: PathId, listing: &Listing, budget: &mut Budget) -> Result<Links, Error> {
        let listing = self.found_listing(listing, budget)?;
        lists::links(self, rows, path, &listing, budget)
    }

    fn literals(
        &self,
        rows: &[Id],
        path: PathId,
        languages: Option<&[String]>,
        budget: &mut Budget,
    ) -> Result<Links, Error> {
        let ends = if self.ontology.path(path).is_list() {
            members::members(self, &self.parents(rows), path, &Listing::page(Window::all()), budget)?
        } else {
            self.ends(rows, path, budget)?
        };
        let is_wanted = |id: &Id| languages.is_none_or(|ranges| is_in(self.terms.language(*id), ranges));
        let mut links = Links { starts: vec![0], ..Links::default() };
        for row in rows {
            links.ids.extend(ends.get(row).into_iter().flatten().copied().filter(is_wanted));
            links.starts.push(links.ids.len() as u32);
        }
        Ok(links)
    }

    fn literal(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        self.first(rows, path, budget)
    }

    fn text(
        &self,
        rows: &[Id],
        path: PathId,
        languages: &[String],
        fallback: bool,
        budget: &mut Budget,
    ) -> Result<Vec<Id>, Error> {
        let ends = self.ends(rows, path, budget)?;
        let best = |row| self.best(ends.get(row)?, languages, fallback);
        Ok(rows.iter().map(|row| best(row).unwrap_or(Id::NONE)).collect())
    }

    fn types(&self, rows: &[Id], allowed: &[ClassId], budget: &mut Budget) -> Result<Vec<Option<ClassId>>, Error> {
        let kinds = self.kinds(&self.parents(rows), allowed, budget)?;
        Ok(rows.iter().map(|row| kinds.get(row).copied()).collect())
    }

    fn groups(
        &self,
        counted: Counted<'_>,
        counting: &Counting,
        budget: &mut Budget,
    ) -> Result<Vec<Vec<Counts>>, Error> {
        let filter = self.found(&counting.filter, budget)?.into_owned();
        groups::count(self, counted, &Counting { filter: filter.into(), ..counting.clone() }, budget)
    }

    fn analyse(&self, ask: &AnalysisRequest, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        analyses::answer(self, ask, rows, budget)
    }

    fn sort_keys(&self, ids: &[Id], order: &Order) -> Vec<Vec<Option<String>>> {
        self.keys.borrow().of(ids, order)
    }

    fn search(&self, search: &Search, budget: &mut Budget) -> Result<Found, Error> {
        self.find(search, budget)
    }

    fn dataset(&self, budget: &mut Budget) -> Result<Cow<'_, Dataset>, Error> {
        dataset::describe(self, budget).map(Cow::Owned)
    }

    fn term(&self, id: Id) -> &str {
        self.terms.text(id)
    }

    fn is_plain(&self, id: Id) -> bool {
        self.terms.is_plain(id)
    }

    fn language(&self, literal: Id) -> Option<&str> {
        self.terms.language(literal)
    }
}

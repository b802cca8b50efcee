//! As much of an endpoint's data as a comparison looks at: one query for what is compared and what does not depend on it,
//! one for the links of that, or several if there are very many.

use super::group::{Group, distinct, union};
use super::kinds::Kinds;
use super::patterns::Patterns;
use super::reader::{Remote, parent};
use oxigraph::model::{NamedNode, Variable};
use plenary_graph::snapshot::{Id, Place, Relation, only_once};
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{AnalysisRequest, Compare, ComparisonSource, Need};
use plenary_query::{Budget, Condition, Error};
use spargebra::algebra::GraphPattern;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Resources and links, numbered in the order of lists, in which the endpoint's terms are not.
pub(super) struct Part<'r, 'a> {
    remote: &'r Remote<'a>,
    /// The terms in their order; their places are their numbers here.
    terms: Vec<Id>,
    places: HashMap<Id, Id>,
    instances: HashMap<ClassId, Vec<Id>>,
    /// The links of each path, onward and back.
    links: HashMap<PathId, (Relation, Relation)>,
}

/// What stands in a column of the answer, each in rows of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    /// A class that the resource is typed with.
    Kind,
    /// An instance of a class; whether it is compared.
    Instance(ClassId, bool),
    /// What a path leads to from the resource; whether that is compared.
    End(PathId, bool),
}

impl<'r, 'a> Part<'r, 'a> {
    /// Brings what a comparison looks at, if all that it names is there. Rows that it is asked for are chunked as the
    /// parents of any step, and so is what is compared.
    pub(super) fn read(
        remote: &'r Remote<'a>,
        ask: &AnalysisRequest,
        comparison: &dyn Compare,
        rows: &[Id],
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        let chunk = remote.endpoint.settings().parents.max(1);
        let mut gathered = Gathered::new(remote);
        let mentioned: BTreeSet<NamedNode> = ask.mentions.iter().map(|mention| mention.iri.clone()).collect();
        let mentioned: Vec<NamedNode> = mentioned.into_iter().collect();
        let rows = remote.parents(rows);
        let mut chunks = rows.chunks(chunk);
        gathered.find(&comparison.needs(chunks.next().unwrap_or_default()), &mentioned, budget)?;
        ask.check(|mention| gathered.kinds.fits(remote, mention))?;
        for chunk in chunks {
            gathered.find(&comparison.needs(chunk), &[], budget)?;
        }
        let compared: Vec<Id> = gathered.compared.iter().copied().collect();
        for chunk in remote.parents(&compared).chunks(chunk) {
            gathered.look_at(chunk, &comparison.columns(), budget)?;
        }
        let named = mentioned.into_iter().chain(rows).map(|iri| remote.terms.id(&iri.into()));
        Ok(gathered.into_part(named))
    }

    /// The number of an endpoint's term here.
    pub(super) fn place(&self, term: Id) -> Id {
        self.places.get(&term).copied().unwrap_or(Id::NONE)
    }

    /// The endpoint's term of a number here.
    pub(super) fn term(&self, place: Id) -> Id {
        self.terms.get(place.index()).copied().unwrap_or(Id::NONE)
    }
}

/// What has been brought, in the endpoint's numbers.
struct Gathered<'r, 'a> {
    remote: &'r Remote<'a>,
    kinds: Kinds<'a>,
    compared: HashSet<Id>,
    instances: HashMap<ClassId, Vec<Id>>,
    links: HashMap<PathId, Vec<(Id, Id)>>,
}

/// A query in the making: parts that are united, each with a column for what it finds.
struct United<'p, 'a> {
    patterns: &'p Patterns<'a>,
    parts: Vec<GraphPattern>,
    columns: Vec<(Column, Variable)>,
}

impl<'p, 'a> United<'p, 'a> {
    fn new(patterns: &'p Patterns<'a>) -> Self {
        Self { patterns, parts: Vec::new(), columns: Vec::new() }
    }

    /// Adds a part that binds the variable of a column and, for what is found of a resource, [`parent`].
    fn add(
        &mut self,
        column: Column,
        part: impl FnOnce(&Patterns<'a>, &mut Group, &Variable) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let known = self.columns.iter().find(|(known, _)| *known == column).map(|(_, variable)| variable.clone());
        let variable = known.unwrap_or_else(|| {
            let variable = self.patterns.fresh();
            self.columns.push((column, variable.clone()));
            variable
        });
        let mut group = Group::default();
        part(self.patterns, &mut group, &variable)?;
        self.parts.push(distinct(group.into_pattern(), &[parent(), variable]));
        Ok(())
    }
}

impl<'r, 'a> Gathered<'r, 'a> {
    fn new(remote: &'r Remote<'a>) -> Self {
        let kinds = Kinds::new(remote.ontology);
        Self { remote, kinds, compared: HashSet::new(), instances: HashMap::new(), links: HashMap::new() }
    }

    /// What is looked at first, and of which classes the resources are that are named.
    fn find(&mut self, needs: &[Need], mentioned: &[NamedNode], budget: &mut Budget) -> Result<(), Error> {
        let patterns = self.remote.patterns();
        let mut united = United::new(&patterns);
        if !mentioned.is_empty() {
            united.add(Column::Kind, |patterns, group, kind| {
                group.values(&parent(), mentioned.iter().cloned());
                patterns.has_type(group, &parent(), kind);
                Ok(())
            })?;
        }
        for need in needs {
            let column = match (need.paths.last(), need.class) {
                (Some(path), _) => Column::End(*path, need.is_compared),
                (None, Some(class)) => Column::Instance(class, need.is_compared),
                (None, None) => continue,
            };
            let (condition, of_end) =
                (self.remote.found(&need.condition, budget)?, self.remote.found(&need.end, budget)?);
            united.add(column, |patterns, group, end| {
                let start = start(patterns, &need.paths, end);
                if let Some(class) = need.class {
                    patterns.class(group, &start, class);
                }
                patterns.require(group, &start, &condition)?;
                walk(patterns, group, start, &need.paths, end);
                patterns.require(group, end, &of_end)
            })?;
        }
        self.bring(united, budget)
    }

    /// The links of some compared resources.
    fn look_at(&mut self, compared: &[NamedNode], columns: &[Vec<PathId>], budget: &mut Budget) -> Result<(), Error> {
        let patterns = self.remote.patterns();
        let mut united = United::new(&patterns);
        for paths in columns {
            let Some(last) = paths.last() else { continue };
            united.add(Column::End(*last, false), |patterns, group, end| {
                let start = start(patterns, paths, end);
                group.values(&start, compared.iter().cloned());
                walk(patterns, group, start, paths, end);
                Ok(())
            })?;
        }
        self.bring(united, budget)
    }

    fn bring(&mut self, united: United<'_, '_>, budget: &mut Budget) -> Result<(), Error> {
        if united.parts.is_empty() {
            return Ok(());
        }
        let (columns, ends): (Vec<Column>, Vec<Variable>) = united.columns.into_iter().unzip();
        let variables = [&[parent()], &ends[..]].concat();
        let pattern = GraphPattern::Project { inner: Box::new(union(united.parts)), variables: variables.clone() };
        for row in self.remote.select(pattern, &variables, budget)?.iter() {
            for (column, &end) in columns.iter().zip(&row[1..]).filter(|(_, end)| **end != Id::NONE) {
                let (is_compared, resource) = match column {
                    Column::Kind => {
                        let class = self.remote.terms.iri(end);
                        class.iter().for_each(|class| self.kinds.add(row[0], class));
                        (false, row[0])
                    }
                    Column::Instance(class, is_compared) => {
                        self.instances.entry(*class).or_default().push(end);
                        (*is_compared, end)
                    }
                    Column::End(path, is_compared) => {
                        self.links.entry(*path).or_default().push((row[0], end));
                        (*is_compared, row[0])
                    }
                };
                if is_compared {
                    self.compared.insert(resource);
                }
            }
        }
        Ok(())
    }

    /// Numbers the terms in their order.
    fn into_part(self, named: impl Iterator<Item = Id>) -> Part<'r, 'a> {
        let Self { remote, mut instances, links, .. } = self;
        let linked = links.values().flatten().flat_map(|&(start, end)| [start, end]);
        let mut terms: Vec<Id> = named.chain(linked).chain(instances.values().flatten().copied()).collect();
        only_once(&mut terms);
        terms.sort_by(|a, b| remote.terms.order(*a, *b));
        let places: HashMap<Id, Id> = terms.iter().copied().zip((0..).map(Id)).collect();
        let place = |id: Id| places.get(&id).copied().unwrap_or(Id::NONE);
        for list in instances.values_mut() {
            list.iter_mut().for_each(|id| *id = place(*id));
            only_once(list);
        }
        let relations = links.into_iter().map(|(path, pairs)| {
            let pairs = pairs.iter().map(|&(start, end)| (place(start), place(end)));
            let by_place = |a: &Id, b: &Id| a.0.cmp(&b.0);
            let back = Relation::new(pairs.clone().map(|(start, end)| (end, start)), by_place);
            (path, (Relation::new(pairs, by_place), back))
        });
        let links = relations.collect();
        Part { remote, terms, places, instances, links }
    }
}

/// Where the first of some paths starts: the end itself if there is none, and [`parent`] if it is the last.
fn start(patterns: &Patterns<'_>, paths: &[PathId], end: &Variable) -> Variable {
    match paths.len() {
        0 => end.clone(),
        1 => parent(),
        _ => patterns.fresh(),
    }
}

/// The paths lead from the start to the end, the last of them from [`parent`].
fn walk(patterns: &Patterns<'_>, group: &mut Group, start: Variable, paths: &[PathId], end: &Variable) {
    let mut from = start;
    for (path, left) in paths.iter().zip((0..paths.len()).rev()) {
        let to = match left {
            0 => end.clone(),
            1 => parent(),
            _ => patterns.fresh(),
        };
        patterns.walk(group, from.into(), *path, &to);
        from = to;
    }
}

impl ComparisonSource for Part<'_, '_> {
    fn find(&self, iri: &NamedNode) -> Id {
        self.place(self.remote.terms.id(&iri.clone().into()))
    }

    /// Of each class the endpoint has given those alone that meet the condition.
    fn all(&self, class: ClassId, _condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        let found = self.instances.get(&class).cloned().unwrap_or_default();
        budget.spend_time(found.len())?;
        Ok(found)
    }

    fn row(&self, path: PathId, from: Id) -> &[Id] {
        self.links.get(&path).map_or(&[], |(onward, _)| onward.row(from))
    }

    fn back(&self, path: PathId, to: Id) -> &[Id] {
        self.links.get(&path).map_or(&[], |(_, back)| back.row(to))
    }

    fn order(&self, id: Id) -> Place {
        Place::as_numbered(id)
    }

    fn text(&self, id: Id) -> &str {
        self.remote.terms.text(self.term(id))
    }
}

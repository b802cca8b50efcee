//! As much of an endpoint's data as a comparison of positions looks at, brought in one query.

use super::group::{Group, distinct, union};
use super::kinds::Kinds;
use super::patterns::Patterns;
use super::reader::{Remote, parent};
use crate::ontology::{ClassId, Ends, PathId};
use crate::query::analysis::{Comparison, Mention, Need, Picture};
use crate::query::{Budget, Condition, Error};
use crate::snapshot::{Id, Relation};
use oxigraph::model::{NamedNode, Variable};
use spargebra::algebra::GraphPattern;
use std::collections::{BTreeSet, HashMap};

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
    /// An instance of a class.
    Instance(ClassId),
    /// What a path leads to from the resource.
    End(PathId),
}

impl<'r, 'a> Part<'r, 'a> {
    /// Brings what a comparison looks at, and of which classes the resources are that it names. Rows that it is asked
    /// for are chunked as the parents of any step.
    pub(super) fn read(
        remote: &'r Remote<'a>,
        comparison: &Comparison,
        mentions: &[Mention],
        rows: &[Id],
        budget: &mut Budget,
    ) -> Result<(Self, Kinds<'a>), Error> {
        let mut gathered = Gathered::new(remote);
        let mentioned: BTreeSet<NamedNode> = mentions.iter().map(|mention| mention.iri.clone()).collect();
        let mentioned: Vec<NamedNode> = mentioned.into_iter().collect();
        let rows = remote.parents(rows);
        let mut chunks = rows.chunks(remote.endpoint.settings().parents.max(1));
        gathered.bring(&comparison.needs(remote.ontology, chunks.next().unwrap_or_default()), &mentioned, budget)?;
        for chunk in chunks {
            gathered.bring(&comparison.needs(remote.ontology, chunk), &[], budget)?;
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
    instances: HashMap<ClassId, Vec<Id>>,
    links: HashMap<PathId, Vec<(Id, Id)>>,
}

impl<'r, 'a> Gathered<'r, 'a> {
    fn new(remote: &'r Remote<'a>) -> Self {
        Self { remote, kinds: Kinds::new(remote.ontology), instances: HashMap::new(), links: HashMap::new() }
    }

    /// One query for everything: a part for each need, united.
    fn bring(&mut self, needs: &[Need], mentioned: &[NamedNode], budget: &mut Budget) -> Result<(), Error> {
        let patterns = self.remote.patterns();
        let mut columns: Vec<(Column, Variable)> = Vec::new();
        let mut variable_of = |column| match columns.iter().find(|(known, _)| *known == column) {
            Some((_, variable)) => variable.clone(),
            None => {
                let variable = patterns.fresh();
                columns.push((column, variable.clone()));
                variable
            }
        };
        let mut parts = Vec::new();
        if !mentioned.is_empty() {
            let kind = variable_of(Column::Kind);
            let mut group = Group::default();
            group.values(&parent(), mentioned.iter().cloned());
            patterns.has_type(&mut group, &parent(), &kind);
            parts.push(distinct(group.into_pattern(), &[parent(), kind]));
        }
        for need in needs {
            let column = match (need.paths.last(), need.class) {
                (Some(path), _) => Column::End(*path),
                (None, Some(class)) => Column::Instance(class),
                (None, None) => continue,
            };
            parts.push(pattern(&patterns, need, &variable_of(column))?);
        }
        if parts.is_empty() {
            return Ok(());
        }
        let (columns, ends): (Vec<Column>, Vec<Variable>) = columns.into_iter().unzip();
        let variables = [&[parent()], &ends[..]].concat();
        let pattern = GraphPattern::Project { inner: Box::new(union(parts)), variables: variables.clone() };
        for row in self.remote.select(pattern, &variables, budget)?.iter() {
            for (column, &end) in columns.iter().zip(&row[1..]).filter(|(_, end)| **end != Id::NONE) {
                match column {
                    Column::Kind => {
                        let class = self.remote.terms.iri(end);
                        class.iter().for_each(|class| self.kinds.add(row[0], class));
                    }
                    Column::Instance(class) => self.instances.entry(*class).or_default().push(end),
                    Column::End(path) => self.links.entry(*path).or_default().push((row[0], end)),
                }
            }
        }
        Ok(())
    }

    /// Numbers the terms in their order.
    fn into_part(self, named: impl Iterator<Item = Id>) -> (Part<'r, 'a>, Kinds<'a>) {
        let Self { remote, kinds, mut instances, links } = self;
        let linked = links.values().flatten().flat_map(|&(start, end)| [start, end]);
        let mut terms: Vec<Id> = named.chain(linked).chain(instances.values().flatten().copied()).collect();
        terms.sort_unstable();
        terms.dedup();
        terms.sort_by(|a, b| remote.terms.order(*a, *b));
        let places: HashMap<Id, Id> = terms.iter().copied().zip((0..).map(Id)).collect();
        let place = |id: Id| places.get(&id).copied().unwrap_or(Id::NONE);
        for list in instances.values_mut() {
            list.iter_mut().for_each(|id| *id = place(*id));
            list.sort_unstable();
            list.dedup();
        }
        let relations = links.into_iter().map(|(path, pairs)| {
            let pairs = pairs.iter().map(|&(start, end)| (place(start), place(end)));
            let back = Relation::new(pairs.clone().map(|(start, end)| (end, start)), Ord::cmp);
            (path, (Relation::new(pairs, Ord::cmp), back))
        });
        let links = relations.collect();
        (Part { remote, terms, places, instances, links }, kinds)
    }
}

/// The links or instances of a need: what it starts from, the paths one after the other, and what must be at the end.
/// Where the paths start is a set of its own: Virtuoso 7.2.5 loses rows if all conditions and paths stand in one group.
fn pattern(patterns: &Patterns<'_>, need: &Need, end: &Variable) -> Result<GraphPattern, Error> {
    let place = |paths_left: usize| match paths_left {
        0 => end.clone(),
        1 => parent(),
        _ => patterns.fresh(),
    };
    let mut from = place(need.paths.len());
    let mut starts = Group::default();
    if let Some(class) = need.class {
        patterns.class(&mut starts, &from, class);
    }
    patterns.require(&mut starts, &from, &need.condition)?;
    let mut group = Group::default();
    if !starts.is_empty() {
        group.part(distinct(starts.into_pattern(), std::slice::from_ref(&from)));
    }
    for (path, left) in need.paths.iter().zip((0..need.paths.len()).rev()) {
        let to = place(left);
        patterns.walk(&mut group, from.into(), *path, &to);
        from = to;
    }
    patterns.require(&mut group, &from, &need.end)?;
    Ok(distinct(group.into_pattern(), &[parent(), end.clone()]))
}

impl Picture for Part<'_, '_> {
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

    fn ends(&self, path: PathId) -> Ends {
        self.remote.ontology.path(path).ends
    }

    fn text(&self, id: Id) -> &str {
        self.remote.terms.text(self.term(id))
    }
}

//! The links around resources, brought front by front as a walk goes on.

use super::expressions::has_name;
use super::group::{Group, distinct, union};
use super::kinds::Kinds;
use super::patterns::Patterns;
use super::reader::{Remote, parent};
use crate::ontology::{ClassId, PathId};
use crate::query::analysis::{LinkField, Mention, Web};
use crate::query::{Budget, Error};
use crate::snapshot::Id;
use oxigraph::model::{NamedNode, Variable};
use spargebra::algebra::GraphPattern;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What has been found around resources so far.
pub(super) struct Explored<'r, 'a> {
    remote: &'r Remote<'a>,
    fields: &'r [LinkField],
    /// Of the fields that are the same link, there or back, one.
    links: Vec<&'r LinkField>,
    /// The types of all resources that have been found.
    pub(super) kinds: Kinds<'a>,
    /// The resources of which all links are known.
    opened: HashSet<Id>,
    /// For each resource and field what is at the other end, there or back.
    ends: HashMap<(Id, PathId, bool), Vec<Id>>,
}

/// The variables of a query for links.
struct Columns {
    /// A property of one step, with what it leads to and what leads there.
    property: Variable,
    to: Variable,
    from: Variable,
    /// For each link of several steps what it leads to and what leads there.
    several: Vec<(Variable, Variable)>,
    /// A class that what has been found is typed with.
    kind: Variable,
}

impl<'r, 'a> Explored<'r, 'a> {
    pub(super) fn new(remote: &'r Remote<'a>, fields: &'r [LinkField]) -> Self {
        let mut links: Vec<&LinkField> = Vec::new();
        for field in fields {
            if links.iter().all(|known| known.link != field.link) {
                links.push(field);
            }
        }
        let kinds = Kinds::new(remote.ontology);
        Self { remote, fields, links, kinds, opened: HashSet::new(), ends: HashMap::new() }
    }

    /// Brings the types of the resources that are named and, in the same query, the links of the first, from which every
    /// walk starts.
    pub(super) fn begin(&mut self, mentions: &[Mention], budget: &mut Budget) -> Result<(), Error> {
        let named: BTreeSet<NamedNode> = mentions.iter().map(|mention| mention.iri.clone()).collect();
        let first: Vec<NamedNode> = mentions.iter().take(1).map(|mention| mention.iri.clone()).collect();
        let named: Vec<NamedNode> = named.into_iter().collect();
        self.opened.extend(first.iter().map(|iri| self.remote.terms.id(&iri.clone().into())));
        self.bring(&first, None, &named, budget)
    }

    /// One query for the links from some resources, to anything or to some.
    fn bring(
        &mut self,
        from: &[NamedNode],
        to: Option<&[NamedNode]>,
        named: &[NamedNode],
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let patterns = self.remote.patterns();
        let columns = Columns::new(&patterns, self.links.iter().filter(|link| self.is_of_several_steps(link)).count());
        let mut parts = Vec::new();
        if !named.is_empty() {
            let mut group = Group::default();
            group.values(&parent(), named.iter().cloned());
            patterns.has_type(&mut group, &parent(), &columns.kind);
            parts.push(distinct(group.into_pattern(), &[parent(), columns.kind.clone()]));
        }
        let mut part = |end: &Variable, link: &dyn Fn(&mut Group)| {
            let mut group = Group::default();
            group.values(&parent(), from.iter().cloned());
            to.iter().for_each(|to| group.values(end, to.iter().cloned()));
            link(&mut group);
            patterns.has_type(&mut group, end, &columns.kind);
            group.filter(has_name(end));
            parts.push(distinct(group.into_pattern(), &columns.all()));
        };
        let properties = self.links.iter().filter(|link| !self.is_of_several_steps(link));
        let properties: BTreeSet<NamedNode> = properties.filter_map(|link| self.property(link)).collect();
        if !properties.is_empty() {
            for (end, subject, object) in
                [(&columns.to, parent(), columns.to.clone()), (&columns.from, columns.from.clone(), parent())]
            {
                part(end, &|group| {
                    group.values(&columns.property, properties.iter().cloned());
                    group.link(&subject, &columns.property, &object);
                });
            }
        }
        let several = self.links.iter().filter(|link| self.is_of_several_steps(link));
        for (link, (onward, back)) in several.zip(&columns.several) {
            part(onward, &|group| patterns.follow(group, parent().into(), link.path, onward));
            part(back, &|group| patterns.follow(group, back.clone().into(), link.path, &parent()));
        }
        let variables = columns.all();
        let pattern = GraphPattern::Project { inner: Box::new(union(parts)), variables: variables.clone() };
        let answer = self.remote.select(pattern, &variables, budget)?;
        let mut changed = HashSet::new();
        for row in answer.iter() {
            self.add(row, &mut changed);
        }
        for key in changed {
            if let Some(ends) = self.ends.get_mut(&key) {
                ends.sort_unstable();
                ends.dedup();
                ends.sort_by(|a, b| self.remote.terms.order(*a, *b));
            }
        }
        Ok(())
    }

    /// Notes a row: a link from the resource in the first column, with a type of its end, or a type of the resource.
    fn add(&mut self, row: &[Id], changed: &mut HashSet<(Id, PathId, bool)>) {
        let [resource, property, to, from, several @ .., kind] = row else { return };
        let ends = [*to, *from].into_iter().chain(several.iter().copied()).enumerate();
        let end = ends.filter(|(_, end)| *end != Id::NONE).last();
        if let Some(class) = self.remote.terms.iri(*kind) {
            self.kinds.add(end.map_or(*resource, |(_, end)| end), &class);
        }
        let Some((column, end)) = end else { return };
        // Columns come in pairs, there and back: the first of properties, the others of links of several steps.
        let (pair, is_back) = (column / 2, column % 2 == 1);
        let (link, is_back) = if pair == 0 {
            let property = self.remote.terms.text(*property);
            let is_it = |link: &&&LinkField| {
                !self.is_of_several_steps(link) && self.property(link).is_some_and(|known| known.as_str() == property)
            };
            let Some(link) = self.links.iter().find(is_it).copied() else { return };
            let is_inverse = self.remote.ontology.path(link.path).steps.iter().any(|step| step.inverse);
            (link, is_back != is_inverse)
        } else {
            let mut links = self.links.iter().filter(|link| self.is_of_several_steps(link));
            let Some(link) = links.nth(pair - 1).copied() else { return };
            (link, is_back)
        };
        for field in self.fields.iter().filter(|field| field.link == link.link) {
            let is_inverse = is_back != (field.is_inverse != link.is_inverse);
            let key = (*resource, field.path, is_inverse);
            self.ends.entry(key).or_default().push(end);
            changed.insert(key);
        }
    }

    fn is_of_several_steps(&self, link: &LinkField) -> bool {
        self.remote.ontology.path(link.path).steps.len() > 1
    }

    /// The property of a link of one step.
    fn property(&self, link: &LinkField) -> Option<NamedNode> {
        self.remote.ontology.path(link.path).steps.first().map(|step| step.predicate.clone())
    }

    /// The resources among some of which not all links are known, as a query names them.
    fn unopened(&self, resources: &[Id]) -> Vec<NamedNode> {
        let unopened: Vec<Id> = resources.iter().copied().filter(|id| !self.opened.contains(id)).collect();
        self.remote.parents(&unopened)
    }
}

impl Columns {
    fn new(patterns: &Patterns<'_>, several: usize) -> Self {
        let pair = |_| (patterns.fresh(), patterns.fresh());
        Self {
            property: patterns.fresh(),
            to: patterns.fresh(),
            from: patterns.fresh(),
            several: (0..several).map(pair).collect(),
            kind: patterns.fresh(),
        }
    }

    /// All variables, in the order in which rows are read.
    fn all(&self) -> Vec<Variable> {
        let first = [parent(), self.property.clone(), self.to.clone(), self.from.clone()];
        let several = self.several.iter().flat_map(|(onward, back)| [onward.clone(), back.clone()]);
        first.into_iter().chain(several).chain([self.kind.clone()]).collect()
    }
}

impl Web for Explored<'_, '_> {
    fn open(&mut self, resources: &[Id], budget: &mut Budget) -> Result<(), Error> {
        for chunk in self.unopened(resources).chunks(self.remote.endpoint.settings().parents.max(1)) {
            self.bring(chunk, None, &[], budget)?;
        }
        self.opened.extend(resources);
        Ok(())
    }

    fn join(&mut self, from: &[Id], to: &[Id], budget: &mut Budget) -> Result<(), Error> {
        let to = self.remote.parents(to);
        for chunk in self.unopened(from).chunks(self.remote.endpoint.settings().parents.max(1)) {
            self.bring(chunk, Some(&to), &[], budget)?;
        }
        Ok(())
    }

    fn find(&self, iri: &NamedNode) -> Id {
        self.remote.terms.id(&iri.clone().into())
    }

    fn type_of(&self, resource: Id) -> Option<ClassId> {
        self.kinds.type_of(resource)
    }

    fn ends(&self, from: Id, field: &LinkField, inverse: bool) -> &[Id] {
        self.ends.get(&(from, field.path, inverse)).map_or(&[], Vec::as_slice)
    }

    fn order(&self, a: Id, b: Id) -> Ordering {
        self.remote.terms.order(a, b)
    }
}

//! The links around resources, brought front by front as a walk goes on.

use super::expressions::has_name;
use super::group::{Group, distinct, union};
use super::kinds::Kinds;
use super::part::Part;
use super::patterns::Patterns;
use super::reader::{Remote, parent};
use oxigraph::model::{NamedNode, Variable};
use plenary_graph::snapshot::Id;
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{AnalysisRequest, Compare, LinkField, LinkSource, Table};
use plenary_query::{Budget, Error};
use spargebra::algebra::GraphPattern;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What has been found around resources so far.
pub(super) struct Explored<'r, 'a> {
    remote: &'r Remote<'a>,
    ask: &'r AnalysisRequest,
    fields: &'r [LinkField],
    /// Links that are one property: of the fields that go there or back over it, one.
    properties: HashMap<Id, &'r LinkField>,
    /// Links of several steps, likewise.
    sequences: Vec<&'r LinkField>,
    /// The types of all resources that have been found.
    kinds: Kinds<'a>,
    /// The resources of which all links are known.
    opened: HashSet<Id>,
    /// For each resource and field what is at the other end, there or back.
    ends: HashMap<(Id, PathId, bool), Vec<Id>>,
}

/// The variables of a query for links. A row has one end, in the column that says which way it was found.
struct Columns {
    /// The property, if one leads to the end or from it.
    property: Variable,
    to: Variable,
    from: Variable,
    /// For each link of several steps what it leads to and what leads there.
    sequences: Vec<[Variable; 2]>,
    /// A class that the end is typed with or, if there is none, the resource.
    kind: Variable,
}

impl<'r, 'a> Explored<'r, 'a> {
    pub(super) fn new(remote: &'r Remote<'a>, ask: &'r AnalysisRequest, fields: &'r [LinkField]) -> Self {
        let mut properties = HashMap::new();
        let mut sequences: Vec<&LinkField> = Vec::new();
        for field in fields {
            match &remote.ontology.path(field.path).steps[..] {
                [step] if !step.members => {
                    properties.entry(remote.terms.id(&step.predicate.clone().into())).or_insert(field);
                }
                _ if sequences.iter().all(|known| known.link != field.link) => sequences.push(field),
                _ => {}
            }
        }
        let kinds = Kinds::new(remote.ontology);
        Self { remote, ask, fields, properties, sequences, kinds, opened: HashSet::new(), ends: HashMap::new() }
    }

    /// Brings the types of the resources that are named and, in the same query, the links of the first, from which every
    /// walk starts. All of them must be there.
    pub(super) fn begin(&mut self, budget: &mut Budget) -> Result<(), Error> {
        let ask = self.ask;
        let mentions = &ask.mentions;
        let named: BTreeSet<NamedNode> = mentions.iter().map(|mention| mention.iri.clone()).collect();
        let named: Vec<NamedNode> = named.into_iter().collect();
        let first: Vec<NamedNode> = mentions.iter().take(1).map(|mention| mention.iri.clone()).collect();
        let terms = &self.remote.terms;
        self.opened.extend(first.iter().map(|iri| terms.id(&iri.clone().into())));
        self.bring(&first, None, &named, budget)?;
        ask.check(|mention| self.kinds.fits(self.remote, mention))
    }

    /// One query for the links from some resources, to anything or to some, and for the types of resources.
    fn bring(
        &mut self,
        from: &[NamedNode],
        to: Option<&[NamedNode]>,
        named: &[NamedNode],
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let patterns = self.remote.patterns();
        let columns = Columns::new(&patterns, self.sequences.len());
        let mut parts = self.links(&patterns, &columns, from, to);
        if !named.is_empty() {
            let mut group = Group::default();
            group.values(&parent(), named.iter().cloned());
            patterns.has_type(&mut group, &parent(), &columns.kind);
            parts.push(distinct(group.into_pattern(), &[parent(), columns.kind.clone()]));
        }
        let variables = columns.all();
        let pattern = GraphPattern::Project { inner: Box::new(union(parts)), variables: variables.clone() };
        let mut changed = HashSet::new();
        for row in self.remote.select(pattern, &variables, budget)?.iter() {
            self.add(row, &mut changed);
        }
        for key in changed {
            if let Some(ends) = self.ends.get_mut(&key) {
                ends.sort_by(|a, b| self.remote.terms.order(*a, *b));
                ends.dedup();
            }
        }
        Ok(())
    }

    /// The links, there and back: of all properties together, and of each sequence by itself.
    fn links(
        &self,
        patterns: &Patterns<'_>,
        columns: &Columns,
        from: &[NamedNode],
        to: Option<&[NamedNode]>,
    ) -> Vec<GraphPattern> {
        let part = |end: &Variable, link: &dyn Fn(&mut Group)| {
            let mut group = Group::default();
            group.values(&parent(), from.iter().cloned());
            to.iter().for_each(|to| group.values(end, to.iter().cloned()));
            link(&mut group);
            patterns.has_type(&mut group, end, &columns.kind);
            group.filter(has_name(end));
            distinct(group.into_pattern(), &columns.all())
        };
        let properties = self.remote.parents(&self.properties.keys().copied().collect::<Vec<_>>());
        let of_property = |end: &Variable, subject: &Variable, object: &Variable| {
            part(end, &|group| {
                // Between known ends it is quicker to look at every property than to try each by name.
                if to.is_none() {
                    group.values(&columns.property, properties.iter().cloned());
                }
                group.link(subject, &columns.property, object);
            })
        };
        let mut parts = Vec::new();
        if !properties.is_empty() {
            parts.push(of_property(&columns.to, &parent(), &columns.to));
            parts.push(of_property(&columns.from, &columns.from, &parent()));
        }
        for (link, [onward, back]) in self.sequences.iter().zip(&columns.sequences) {
            parts.push(part(onward, &|group| patterns.follow(group, parent().into(), link.path, onward)));
            parts.push(part(back, &|group| patterns.follow(group, back.clone().into(), link.path, &parent())));
        }
        parts
    }

    /// Notes a row: a link from the resource in the first column, with a type of its end, or a type of the resource.
    fn add(&mut self, row: &[Id], changed: &mut HashSet<(Id, PathId, bool)>) {
        let [resource, property, ends @ .., kind] = row else { return };
        let end = ends.iter().position(|end| *end != Id::NONE);
        if let Some(class) = self.remote.terms.iri(*kind) {
            self.kinds.add(end.map_or(*resource, |column| ends[column]), &class);
        }
        let Some(column) = end else { return };
        let is_back = column % 2 == 1;
        let (link, is_back) = match (column / 2).checked_sub(1) {
            None => {
                let Some(&link) = self.properties.get(property) else { return };
                (link, is_back != self.remote.ontology.path(link.path).steps.iter().any(|step| step.inverse))
            }
            Some(sequence) => (self.sequences[sequence], is_back),
        };
        for field in self.fields.iter().filter(|field| field.link == link.link) {
            let key = (*resource, field.path, is_back != (field.is_inverse != link.is_inverse));
            self.ends.entry(key).or_default().push(ends[column]);
            changed.insert(key);
        }
    }

    /// The resources among some of which not all links are known, as a query names them.
    fn unopened(&self, resources: &[Id]) -> Vec<NamedNode> {
        let unopened: Vec<Id> = resources.iter().copied().filter(|id| !self.opened.contains(id)).collect();
        self.remote.parents(&unopened)
    }
}

impl Columns {
    fn new(patterns: &Patterns<'_>, sequences: usize) -> Self {
        Self {
            property: patterns.fresh(),
            to: patterns.fresh(),
            from: patterns.fresh(),
            sequences: (0..sequences).map(|_| [patterns.fresh(), patterns.fresh()]).collect(),
            kind: patterns.fresh(),
        }
    }

    /// All variables, in the order in which rows are read.
    fn all(&self) -> Vec<Variable> {
        let first = [parent(), self.property.clone(), self.to.clone(), self.from.clone()];
        first.into_iter().chain(self.sequences.iter().flatten().cloned()).chain([self.kind.clone()]).collect()
    }
}

impl LinkSource for Explored<'_, '_> {
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

    fn iri(&self, resource: Id) -> Option<NamedNode> {
        self.remote.terms.iri(resource)
    }

    fn compare(&self, comparison: &Arc<dyn Compare>, budget: &mut Budget) -> Result<Table, Error> {
        let part = Part::read(self.remote, self.ask, &**comparison, &[], budget)?;
        let table = comparison.answer_declared(&part, (&[], &[]), budget)?;
        Ok(table.renamed(|id| part.term(id)))
    }
}

//! The ontology's links as a graph: from a resource over its fields, and over the fields of others that lead to it.

use super::{Evidence, LinkField, LinkSource};
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, only_once};
use plenary_ontology::ClassId;
use std::cmp::Ordering;
use std::collections::HashMap;

/// A way from a resource over a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hop {
    /// Index of the field.
    pub(super) field: usize,
    /// Whether the field is that of the resource at the end.
    pub(super) inverse: bool,
}

/// The links of some fields in a web.
pub(super) struct Links<'a, W> {
    web: &'a mut W,
    fields: &'a [LinkField],
    /// For each class the ways from its instances.
    ways: Vec<Vec<Hop>>,
}

impl<'a, W: LinkSource> Links<'a, W> {
    pub(super) fn new(web: &'a mut W, fields: &'a [LinkField]) -> Self {
        let classes = fields.iter().flat_map(|field| field.owners.iter().chain(&field.targets));
        let most = classes.map(|class| usize::from(class.0) + 1).max().unwrap_or(0);
        let of = |class: ClassId| {
            let forward = fields.iter().enumerate().filter(|(_, field)| field.owners.contains(&class));
            let inverse = fields.iter().enumerate();
            let inverse =
                inverse.filter(|(_, field)| field.targets.contains(&class) && !field.returned.contains(&class));
            let forward = forward.map(|(field, _)| Hop { field, inverse: false });
            forward.chain(inverse.map(|(field, _)| Hop { field, inverse: true })).collect()
        };
        Self { web, fields, ways: (0..).take(most).map(|class| of(ClassId(class))).collect() }
    }

    /// Makes ready what the look-ups of some resources will look at.
    pub(super) fn open(&mut self, resources: &[Id], budget: &mut Budget) -> Result<(), Error> {
        self.web.open(resources, budget)
    }

    /// Makes ready the links from some resources to some.
    pub(super) fn join(&mut self, from: &[Id], to: &[Id], budget: &mut Budget) -> Result<(), Error> {
        self.web.join(from, to, budget)
    }

    /// The number of a resource; that it is there has been checked before.
    pub(super) fn find(&self, iri: &NamedNode) -> Id {
        self.web.find(iri)
    }

    /// What each of some pairs rests on.
    pub(super) fn evidence(
        &self,
        evidence: &dyn Evidence,
        pairs: &[(Id, Id)],
        budget: &mut Budget,
    ) -> Result<HashMap<(Id, Id), Vec<Id>>, Error> {
        // What has no IRI is no resource that anything could be said of.
        let named = |&(one, other): &(Id, Id)| Some(((one, other), (self.web.iri(one)?, self.web.iri(other)?)));
        let (known, named): (Vec<_>, Vec<_>) = pairs.iter().filter_map(named).unzip();
        if known.is_empty() {
            return Ok(HashMap::new());
        }
        let table = self.web.compare(&evidence.of(named), budget)?;
        Ok(known.into_iter().zip(table.lists(0).map(<[Id]>::to_vec)).collect())
    }

    /// The order of two resources by their IRIs.
    pub(super) fn order(&self, a: Id, b: Id) -> Ordering {
        self.web.order(a, b)
    }

    pub(super) fn field(&self, way: Hop) -> &'a LinkField {
        &self.fields[way.field]
    }

    /// The ways from a resource.
    pub(super) fn ways(&self, id: Id) -> &[Hop] {
        let class = self.web.type_of(id).map(|class| usize::from(class.0));
        class.and_then(|class| self.ways.get(class)).map_or(&[], Vec::as_slice)
    }

    /// Where a way leads from a resource, in the order of IRIs.
    pub(super) fn ends(&self, from: Id, way: Hop) -> impl Iterator<Item = Id> {
        self.all_ends(from, way).iter().copied().filter(move |&end| self.fits(end, way))
    }

    /// Whether a resource is among all ends of a way and can be there.
    pub(super) fn leads(&self, ends: &[Id], way: Hop, to: Id) -> bool {
        ends.binary_search_by(|&end| self.web.order(end, to)).is_ok() && self.fits(to, way)
    }

    /// Where a way leads from a resource, in the order of IRIs, and what cannot be there: see [`Self::fits`].
    pub(super) fn all_ends(&self, from: Id, way: Hop) -> &[Id] {
        self.web.ends(from, self.field(way), way.inverse)
    }

    /// Whether a resource at the end of a way can be there: it must be of the type that the field leads to or, walked
    /// against the field, of one that has it. So every link can be walked back.
    fn fits(&self, end: Id, way: Hop) -> bool {
        match self.web.type_of(end) {
            Some(class) if way.inverse => self.field(way).owners.contains(&class),
            Some(class) => self.field(way).targets.contains(&class),
            None => false,
        }
    }

    /// All resources one link away, each once.
    pub(super) fn around(&self, from: Id, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        let mut found = Vec::new();
        for &way in self.ways(from) {
            budget.spend_time(self.all_ends(from, way).len() + 1)?;
            found.extend(self.ends(from, way));
        }
        only_once(&mut found);
        Ok(found)
    }

    /// The ways from one resource to another, forward ones first.
    pub(super) fn between(&self, from: Id, to: Id) -> Vec<Hop> {
        self.ways(from).iter().copied().filter(|&way| self.leads(self.all_ends(from, way), way, to)).collect()
    }
}

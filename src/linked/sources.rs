//! The evidence of a resource: the chains from it to passages and documents.

use super::quoted::{Quoted, is_shown, quoted};
use super::sections::{Link, Section, Value, value_of};
use super::titles::Titles;
use super::view::View;
use crate::ontology::{Class, FieldKind, Via};
use crate::snapshot::Id;
use std::collections::HashSet;

/// Most chains that a page shows.
const MOST: usize = 20;

/// One resource of a chain, with the values that it has.
#[derive(Debug)]
pub(super) struct SourceStep {
    /// What it is to the one before, such as its passage.
    pub(super) kind: crate::ontology::Text,
    pub(super) link: Link,
    /// What is written there, if it is a place in a document.
    pub(super) quoted: Option<Quoted>,
    pub(super) values: Vec<Section>,
}

/// The chains that the class of a resource declares.
pub(super) fn sources(view: View<'_>, titles: &Titles<'_>, id: Id, class: &Class) -> Vec<Vec<SourceStep>> {
    let chains = class.source_ways.iter().flat_map(|way| chains(view, id, way));
    // What several chains come to, such as the document, is shown in full only once.
    let mut shown = HashSet::new();
    let mut steps = |chain: Vec<Id>| -> Vec<SourceStep> {
        chain.into_iter().map(|id| step(view, titles, id, shown.insert(id))).collect()
    };
    chains.take(MOST).map(&mut steps).collect()
}

/// All chains of a way that come to its end.
fn chains(view: View<'_>, id: Id, way: &Via) -> Vec<Vec<Id>> {
    let mut chains = vec![vec![]];
    for &path in &way.paths {
        let relation = view.data.snapshot.relation(path);
        let longer = |chain: &Vec<Id>| {
            let chain = chain.clone();
            let next = relation.row(chain.last().copied().unwrap_or(id)).to_vec();
            next.into_iter().map(move |next| [chain.as_slice(), &[next]].concat())
        };
        chains = chains.iter().flat_map(longer).take(MOST).collect();
    }
    chains
}

fn step(view: View<'_>, titles: &Titles<'_>, id: Id, in_full: bool) -> SourceStep {
    let snapshot = &view.data.snapshot;
    let iri = snapshot.terms().text(id);
    let class = titles.class(id);
    let fields = class.filter(|_| in_full).map(|class| class.fields.as_slice()).unwrap_or_default();
    let values = fields.iter().filter_map(|field| {
        let (FieldKind::Value { scalar, .. } | FieldKind::Values { scalar }) = field.kind else { return None };
        let row = snapshot.relation(field.path).row(id);
        if row.is_empty() || is_shown(view, id, field) {
            return None;
        }
        let value = |&end: &Id| value_of(titles, scalar, snapshot.terms().text(end));
        let values: Vec<Value> = row.iter().map(value).collect();
        Some(Section { label: titles.field_label(field), count: values.len(), values, ..Section::default() })
    });
    SourceStep {
        kind: class.map_or_else(|| titles.iri(iri), |class| titles.class_label(class)),
        link: Link { href: view.addresses.resource(iri), title: titles.resource(id) },
        quoted: quoted(view, id).filter(|_| in_full),
        values: values.collect(),
    }
}

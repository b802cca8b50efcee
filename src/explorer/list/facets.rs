//! What a list is counted by: closed lists, truth values and short lists of named resources, those of types below an interface as well, and the
//! types themselves.

use super::address;
use crate::explorer::conditions::Conditions;
use crate::explorer::question::Counted;
use crate::explorer::visit::Visit;
use crate::graphql::{group_keys, subtypes};
use crate::linked::html::{text, title_parts};
use crate::ontology::{ClassId, Field, FieldKind, Ontology, Scalar};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Facets of a list, and values of each.
const FACETS: usize = 14;
pub(super) const VALUES: usize = 12;

/// The counts of a facet in an answer.
#[derive(Debug, Deserialize)]
pub(super) struct Counts {
    field: String,
    values: Vec<CountedValue>,
}

#[derive(Debug, Deserialize)]
struct CountedValue {
    value: Option<String>,
    count: usize,
}

/// What a list is counted by.
#[derive(Debug)]
pub(super) struct Facet<'a> {
    /// Its name among the keys of groups.
    pub(super) key: String,
    /// The way over fields that leads to its values, as an address has it: `asState.regionalGroup`.
    way: String,
    field: &'a Field,
}

/// The facets of a list of a class.
pub(super) fn of(ontology: &Ontology, class: ClassId) -> Vec<Facet<'_>> {
    let is_facet = |field: &Field| match field.kind {
        FieldKind::Value { scalar: Scalar::Enum(_) | Scalar::Boolean, .. } => true,
        FieldKind::Link { class, .. } | FieldKind::Links { class } => ontology.class(class).title_field().is_some(),
        _ => false,
    };
    let keys = group_keys(ontology, class).into_iter().filter_map(|key| match key.fields[..] {
        [(owner, field)] if is_facet(field) => {
            let of_type = if owner == class { String::new() } else { format!("as{}.", ontology.class(owner).name) };
            Some(Facet { key: key.group.name, way: format!("{of_type}{}", field.name), field })
        }
        _ => None,
    });
    keys.take(FACETS).collect()
}

/// The types that a list is counted by, if its class is an interface, each with its member in conditions.
pub(super) fn types(ontology: &Ontology, class: ClassId) -> Vec<(ClassId, String)> {
    subtypes(ontology, class).filter(|(id, _)| !ontology.class(*id).is_interface).collect()
}

/// The condition to be of a type as well.
pub(super) fn of_type(conditions: &Conditions<'_>, member: &str) -> Value {
    let own = json!({ member: {} });
    if conditions.all.is_null() { own } else { json!({ "and": [conditions.all, own] }) }
}

/// How many of a list are of each type.
pub(super) fn types_html(
    visit: &Visit<'_>,
    path: &str,
    types: &[(ClassId, String)],
    conditions: &Conditions<'_>,
    counts: &BTreeMap<String, Counted>,
) -> Markup {
    let ontology = visit.view.ontology;
    let count = |member: &str| counts.get(member).map_or(0, |counted| counted.total_count);
    let is_several = types.iter().filter(|(_, member)| count(member) > 0).count() > 1;
    let chosen = |member: &str| conditions.list.iter().position(|condition| condition.key == member);
    let is_chosen = types.iter().any(|(_, member)| chosen(member).is_some());
    html! {
        @if is_several || is_chosen {
            section.facet {
                h2 { (visit.words().say("by-type")) }
                ul { @for (id, member) in types.iter().filter(|(_, member)| count(member) > 0) { li {
                    (choice(visit, path, conditions, (member, "*"), chosen(member), count(member), &text(&visit.titles().class_label(ontology.class(*id)))))
                } } }
            }
        }
    }
}

/// The values of a facet with their numbers, each a link to what has it.
pub(super) fn html(
    visit: &Visit<'_>,
    path: &str,
    facets: &[Facet<'_>],
    conditions: &Conditions<'_>,
    counts: &Counts,
) -> Markup {
    let Some(facet) = facets.iter().find(|facet| facet.key == counts.field) else { return html! {} };
    let values = counts.values.iter().filter_map(|value| Some((value.value.as_deref()?, value.count)));
    let values: Vec<_> = values.filter(|(_, count)| *count > 0).collect();
    // One value narrows nothing, and values of one resource each are the list once more.
    let is_chosen = conditions.list.iter().any(|condition| condition.key == facet.way);
    if !is_chosen && (values.len() < 2 || values.iter().all(|(_, count)| *count == 1)) {
        return html! {};
    }
    html! {
        section.facet {
            h2 { (text(&visit.titles().field_label(facet.field))) }
            ul { @for (value, count) in values { li {
                @let chosen = conditions.list.iter().position(|condition| condition.key == facet.way && condition.value == value);
                (choice(visit, path, conditions, (&facet.way, value), chosen, count, &facet.value(visit, value)))
            } } }
        }
    }
}

/// A value with its number; one that is chosen is taken back.
fn choice(
    visit: &Visit<'_>,
    path: &str,
    conditions: &Conditions<'_>,
    with: (&str, &str),
    chosen: Option<usize>,
    count: usize,
    name: &Markup,
) -> Markup {
    let all = match chosen {
        Some(_) => address(visit, path, &conditions.parameters(None), &[]),
        None => address(visit, path, &conditions.parameters(None), &[with]),
    };
    html! {
        @match chosen {
            Some(at) => a aria-current="true" href=(address(visit, path, &conditions.parameters(Some(at)), &[])) { (name) },
            None => a href=(all) { (name) },
        }
        " " (visit.number(count, &all))
    }
}

impl Facet<'_> {
    fn value(&self, visit: &Visit<'_>, value: &str) -> Markup {
        let titles = visit.titles();
        title_parts(&match self.field.kind {
            FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => vec![titles.value(scalar, value)],
            _ => titles.of_iri(value),
        })
    }
}

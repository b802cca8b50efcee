//! Lowers `groupBy` and `facets`.

use super::arguments::{Arguments, enum_name};
use super::collect::Collected;
use super::error::Error;
use super::keys::group_keys;
use super::lowering::Lowering;
use super::signatures::{DEFAULT_GROUPS, DEFAULT_PAGE, MOST_GROUPS};
use crate::ontology::{ClassId, Ontology};
use crate::query::{
    Condition, ConnectionPart, Counting, Facet, FacetPart, GroupKey, GroupPart, Grouping, SelectedPart, ValuePart,
};
use async_graphql::Value;
use async_graphql::parser::types::SelectionSet;
use std::sync::Arc;

/// Most keys of one count: the number of groups is that of the combinations of their values.
const MOST_KEYS: usize = 4;

/// Most facets of one list, each of which counts all of it.
const MOST_FACETS: usize = 32;

/// `groupBy(keys, first)`.
pub(super) fn group_by<'a>(
    lowering: &mut Lowering<'a, '_>,
    class: ClassId,
    field: &Collected<'a>,
) -> Result<SelectedPart, Error> {
    let ontology = lowering.ontology();
    let arguments = lowering.arguments(field);
    let keys = read_keys(ontology, &arguments, class, "keys")?;
    if keys.is_empty() || keys.len() > MOST_KEYS {
        let count = keys.len();
        return Err(arguments.error("keys", format_args!("has {count} keys, but takes from 1 to {MOST_KEYS}")));
    }
    let first = read_first(&arguments, DEFAULT_GROUPS)?;
    let mut distinct: Vec<GroupKey> = Vec::new();
    let type_name = format!("{}Group", ontology.class(class).name);
    let parts = lowering.parts(&field.sets(), &type_name, |lowering, field| {
        Ok(match field.name() {
            "count" => Some(GroupPart::Count),
            "key" => Some(GroupPart::Key(values(lowering, &field.sets())?)),
            "distinct" => {
                let key = read_keys(ontology, &lowering.arguments(field), class, "field")?;
                distinct.extend(key);
                Some(GroupPart::Distinct(distinct.len() - 1))
            }
            "__typename" => Some(GroupPart::Typename(type_name.clone())),
            _ => None,
        })
    })?;
    Ok(ConnectionPart::Groups(Grouping {
        counting: Counting { filter: Arc::new(Condition::anything()), keys, distinct, first },
        parts,
    }))
}

/// `facets(fields, first)`.
pub(super) fn facets<'a>(
    lowering: &mut Lowering<'a, '_>,
    class: ClassId,
    field: &Collected<'a>,
) -> Result<SelectedPart, Error> {
    let ontology = lowering.ontology();
    let arguments = lowering.arguments(field);
    let keys = read_keys(ontology, &arguments, class, "fields")?;
    if keys.len() > MOST_FACETS {
        let count = keys.len();
        return Err(arguments.error("fields", format_args!("has {count} fields, but takes at most {MOST_FACETS}")));
    }
    let first = read_first(&arguments, DEFAULT_PAGE)?;
    let (parts, values) = facet_parts(lowering, field)?;
    let facet = |key: GroupKey| Facet {
        counting: Counting { filter: Arc::new(Condition::anything()), keys: vec![key], distinct: Vec::new(), first },
        values: values.clone(),
    };
    Ok(ConnectionPart::Facets { facets: keys.into_iter().map(facet).collect(), parts })
}

/// What of each facet, and for each time that values are asked for what of each value.
pub(super) type FacetParts = (Vec<(String, FacetPart)>, Vec<Vec<(String, GroupPart)>>);

/// Lowers what is asked of each facet.
pub(super) fn facet_parts<'a>(lowering: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<FacetParts, Error> {
    let mut values: Vec<Vec<(String, GroupPart)>> = Vec::new();
    let parts = lowering.parts(&field.sets(), "Facet", |lowering, field| {
        Ok(match field.name() {
            "field" => Some(FacetPart::Field),
            "values" => {
                values.push(lowering.parts(&field.sets(), "FacetValue", |lowering, field| {
                    Ok(match field.name() {
                        "count" => Some(GroupPart::Count),
                        "__typename" => Some(GroupPart::Typename("FacetValue".into())),
                        _ => value(lowering, field)?.map(GroupPart::Value),
                    })
                })?);
                Some(FacetPart::Values(values.len() - 1))
            }
            "__typename" => Some(FacetPart::Typename),
            _ => None,
        })
    })?;
    Ok((parts, values))
}

fn values<'a>(lowering: &mut Lowering<'a, '_>, sets: &[&'a SelectionSet]) -> Result<Vec<(String, ValuePart)>, Error> {
    lowering.parts(sets, "GroupKeyValue", |lowering, field| match field.name() {
        "field" => Ok(Some(ValuePart::Field)),
        "__typename" => Ok(Some(ValuePart::Typename)),
        _ => value(lowering, field),
    })
}

/// What groups and facets have in common of a value.
fn value<'a>(lowering: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<Option<ValuePart>, Error> {
    Ok(match field.name() {
        "value" => Some(ValuePart::Value),
        "label" => {
            let own = lowering.arguments(field).languages()?.unwrap_or_default();
            Some(ValuePart::Label(lowering.chain(own)))
        }
        _ => None,
    })
}

fn read_keys(
    ontology: &Ontology,
    arguments: &Arguments<'_, '_>,
    class: ClassId,
    name: &str,
) -> Result<Vec<GroupKey>, Error> {
    let known = group_keys(ontology, class);
    let read = |value: Value| {
        let wanted = enum_name(&value);
        let found = known.iter().find(|key| key.group.name == wanted).map(|key| key.group.clone());
        found.ok_or_else(|| arguments.error(name, format_args!("has {value}, which is not a property to group by")))
    };
    arguments.list(name).unwrap_or_default().into_iter().map(read).collect()
}

pub(super) fn read_first(arguments: &Arguments<'_, '_>, default: usize) -> Result<usize, Error> {
    match arguments.count("first")? {
        Some(count) if count > MOST_GROUPS => {
            Err(arguments.error("first", format_args!("is {count}, but at most {MOST_GROUPS} groups are given")))
        }
        count => Ok(count.unwrap_or(default)),
    }
}

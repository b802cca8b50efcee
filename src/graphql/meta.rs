//! Lowers the fields that ask for the schema itself: `__schema`, `__type` and `_service`.

use super::collect::Collected;
use super::error::{Code, Error};
use super::introspection::{Introspection, SCHEMA, SERVICE, TYPE};
use super::lowering::Lowering;
use crate::query::{Known, RecordField, RecordPick};
use async_graphql::Value;
use async_graphql::parser::types::SelectionSet;

/// Lowers `__schema`.
pub(super) fn schema<'a>(this: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<Known, Error> {
    let fields = fields(this, &field.sets(), SCHEMA)?;
    Ok(this.introspection().schema(fields))
}

/// Lowers `__type`; null if there is no type of the name.
pub(super) fn type_named<'a>(this: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<Known, Error> {
    let arguments = this.arguments(field);
    let name = match arguments.value("name") {
        Some(Value::String(name)) => name,
        _ => return Err(arguments.error("name", "must be a string")),
    };
    let fields = fields(this, &field.sets(), TYPE)?;
    Ok(this.introspection().type_named(&name, fields))
}

/// Lowers `_service`.
pub(super) fn service<'a>(this: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<Known, Error> {
    let fields = fields(this, &field.sets(), SERVICE)?;
    Ok(this.introspection().service(fields))
}

fn fields<'a>(
    this: &mut Lowering<'a, '_>,
    sets: &[&'a SelectionSet],
    type_name: &'static str,
) -> Result<Vec<RecordField>, Error> {
    let members = Introspection::members(type_name);
    let mut lowered = Vec::new();
    for field in this.collected(sets, type_name)? {
        let pick = if field.name() == "__typename" {
            RecordPick::Typename
        } else {
            let index = members.iter().position(|(name, _)| *name == field.name()).ok_or_else(|| {
                let message = format!("`{type_name}` has no field `{}`", field.name());
                Error::new(Code::ValidationFailed, message).at(field.field().pos)
            })?;
            let below = match members[index].1 {
                Some(target) => fields(this, &field.sets(), target)?,
                None => Vec::new(),
            };
            RecordPick::Member(index, below)
        };
        lowered.push(RecordField::new(field.key, pick));
    }
    Ok(lowered)
}

//! Merges the fields of a selection set: fragments spread, directives applied, fields of one key brought together
//! (GraphQL specification, section 6.3.2, "CollectFields").

use super::error::{Code, Error, position};
use crate::clock::Ticker;
use async_graphql::parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Positioned, Value, Variables};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// The fields that share a key of the answer. There is at least one; all have the same name and arguments.
pub(super) struct Collected<'a> {
    pub(super) key: &'a str,
    pub(super) fields: Vec<&'a Positioned<Field>>,
}

impl<'a> Collected<'a> {
    /// The first of the fields, which stands for all but for the selection sets.
    pub(super) fn field(&self) -> &'a Positioned<Field> {
        self.fields[0]
    }

    /// Name of the field in the schema.
    pub(super) fn name(&self) -> &'a str {
        self.field().node.name.node.as_str()
    }

    /// The selection of the field's value.
    pub(super) fn sets(&self) -> Vec<&'a SelectionSet> {
        self.fields.iter().map(|field| &field.node.selection_set.node).collect()
    }
}

/// A document with the variables of one operation.
pub(super) struct Scope<'a> {
    pub(super) document: &'a ExecutableDocument,
    pub(super) variables: &'a Variables,
    /// Counts the fields that are looked at, under the clock of the request.
    pub(super) ticker: RefCell<Ticker>,
    /// Most languages that an argument may name.
    pub(super) most_languages: usize,
}

/// Fields that are being collected.
#[derive(Default)]
struct Collection<'a> {
    fields: Vec<Collected<'a>>,
    /// Where the fields of a key stand.
    places: HashMap<&'a str, usize>,
    /// Fragments that have been spread.
    spread: HashSet<&'a str>,
}

impl<'a> Scope<'a> {
    /// The fields of the selection sets for an object of which `applies` says whether it is of a type.
    pub(super) fn collect(
        &self,
        sets: &[&'a SelectionSet],
        applies: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Collected<'a>>, Error> {
        let mut collection = Collection::default();
        for set in sets {
            self.add(set, applies, &mut collection)?;
        }
        Ok(collection.fields)
    }

    fn add(
        &self,
        set: &'a SelectionSet,
        applies: &dyn Fn(&str) -> bool,
        collection: &mut Collection<'a>,
    ) -> Result<(), Error> {
        self.ticker.borrow_mut().tick(set.items.len())?;
        for selection in &set.items {
            if !self.is_included(selection.node.directives())? {
                continue;
            }
            match &selection.node {
                Selection::Field(field) => collection.add(field)?,
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| applies(condition.node.on.node.as_str())) {
                        self.add(&fragment.node.selection_set.node, applies, collection)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    if applies(fragment.node.type_condition.node.on.node.as_str())
                        && collection.spread.insert(name.as_str())
                    {
                        self.add(&fragment.node.selection_set.node, applies, collection)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What `@skip` and `@include` say (section 3.13).
    fn is_included(&self, directives: &[Positioned<Directive>]) -> Result<bool, Error> {
        for directive in directives {
            let wanted = match directive.node.name.node.as_str() {
                "include" => true,
                "skip" => false,
                _ => continue,
            };
            let condition = directive.node.get_argument("if").map(|value| self.value(&value.node));
            match condition {
                Some(Some(Value::Boolean(condition))) if condition != wanted => return Ok(false),
                Some(Some(Value::Boolean(_))) => {}
                _ => {
                    let message = format!("`if` of @{} must be true or false", directive.node.name.node);
                    return Err(Error::new(Code::BadUserInput, message).at(directive.pos));
                }
            }
        }
        Ok(true)
    }

    /// An argument's value with variables put in; `None` if it is a variable that has no value. In an object such a
    /// variable leaves out its member, in a list it is null (sections 3.10 and 3.11).
    pub(super) fn value(&self, value: &async_graphql_value::Value) -> Option<Value> {
        use async_graphql_value::Value as Written;
        Some(match value {
            Written::Variable(name) => return self.variables.get(name).cloned(),
            Written::List(items) => {
                Value::List(items.iter().map(|item| self.value(item).unwrap_or(Value::Null)).collect())
            }
            Written::Object(members) => {
                let members = members.iter().filter_map(|(name, value)| Some((name.clone(), self.value(value)?)));
                Value::Object(members.collect())
            }
            Written::Null => Value::Null,
            Written::Number(number) => Value::Number(number.clone()),
            Written::String(text) => Value::String(text.clone()),
            Written::Boolean(truth) => Value::Boolean(*truth),
            Written::Binary(bytes) => Value::Binary(bytes.clone()),
            Written::Enum(name) => Value::Enum(name.clone()),
        })
    }
}

impl<'a> Collection<'a> {
    fn add(&mut self, field: &'a Positioned<Field>) -> Result<(), Error> {
        let key = field.node.response_key().node.as_str();
        let place = *self.places.entry(key).or_insert(self.fields.len());
        match self.fields.get_mut(place) {
            Some(known) if is_same(&known.field().node, &field.node) => known.fields.push(field),
            Some(known) => return Err(conflict(known, field)),
            None => self.fields.push(Collected { key, fields: vec![field] }),
        }
        Ok(())
    }
}

/// Whether two fields ask for the same thing, apart from their selection sets.
fn is_same(a: &Field, b: &Field) -> bool {
    let arguments = || a.arguments.iter().all(|(name, value)| b.get_argument(&name.node) == Some(value));
    a.name == b.name && a.arguments.len() == b.arguments.len() && arguments()
}

/// Two fields of one key for one object (section 5.3.2). async-graphql sees them only within one selection set and only
/// under the same type condition.
fn conflict(known: &Collected<'_>, field: &Positioned<Field>) -> Error {
    let key = known.key;
    let message =
        format!("`{key}` is asked for twice, as different fields or with different arguments; give one an alias");
    let locations = [known.field().pos, field.pos].into_iter().map(position).collect();
    Error { locations, ..Error::new(Code::ValidationFailed, message) }
}

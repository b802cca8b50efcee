//! Merges the fields of a selection set: fragments spread, directives applied, fields of one key brought together
//! (GraphQL specification, section 6.3.2, "CollectFields").

use super::error::{Code, Error, position};
use async_graphql::parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Positioned, Value, Variables};

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

    /// What is asked of the field's value.
    pub(super) fn sets(&self) -> Vec<&'a SelectionSet> {
        self.fields.iter().map(|field| &field.node.selection_set.node).collect()
    }
}

/// A document with the variables of one operation.
pub(super) struct Scope<'a> {
    pub(super) document: &'a ExecutableDocument,
    pub(super) variables: &'a Variables,
}

impl<'a> Scope<'a> {
    /// The fields of the selection sets for an object of which `applies` says whether it is of a type.
    pub(super) fn collect(
        &self,
        sets: &[&'a SelectionSet],
        applies: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Collected<'a>>, Error> {
        let mut collected = Vec::new();
        let mut visited = Vec::new();
        for set in sets {
            self.add(set, applies, &mut visited, &mut collected)?;
        }
        Ok(collected)
    }

    fn add(
        &self,
        set: &'a SelectionSet,
        applies: &dyn Fn(&str) -> bool,
        visited: &mut Vec<&'a str>,
        collected: &mut Vec<Collected<'a>>,
    ) -> Result<(), Error> {
        for selection in &set.items {
            if !self.is_included(selection.node.directives())? {
                continue;
            }
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    match collected.iter_mut().find(|known| known.key == key) {
                        Some(known) if is_same(&known.field().node, &field.node) => known.fields.push(field),
                        Some(known) => return Err(conflict(known, field)),
                        None => collected.push(Collected { key, fields: vec![field] }),
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| applies(condition.node.on.node.as_str())) {
                        self.add(&fragment.node.selection_set.node, applies, visited, collected)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    let is_new = !visited.contains(&name.as_str());
                    if is_new && applies(fragment.node.type_condition.node.on.node.as_str()) {
                        visited.push(name.as_str());
                        self.add(&fragment.node.selection_set.node, applies, visited, collected)?;
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

    /// An argument's value with variables put in; `None` if it is a variable that has no value.
    pub(super) fn value(&self, value: &async_graphql_value::Value) -> Option<Value> {
        value.clone().into_const_with(|name| self.variables.get(&name).cloned().ok_or(())).ok()
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

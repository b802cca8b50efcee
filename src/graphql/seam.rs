//! The boundary to async-graphql, which only says whether a request is valid.
//!
//! An extension stops every request right after validation, so no resolver runs. Validation has no clock of its own, so
//! it sees only documents that the guard has measured. Three of its weaknesses are handled here: variables of types
//! that do not exist make it panic, a conflict of arguments names the argument and not the field, and names that
//! are similar are missed when two letters are swapped.

use super::error::{Code, Error};
use super::guard::{MOST_ERRORS, operations};
use crate::search::words::nearest;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::types::{BaseType, ExecutableDocument, Selection, SelectionSet, Type};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{Pos, Response, ServerError, Variables, dynamic};
use futures_util::FutureExt;
use std::collections::HashMap;
use std::sync::Arc;

/// Adds the seam to a schema.
pub(super) struct Seam;

impl ExtensionFactory for Seam {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Seam {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}

/// Whether a request is valid.
///
/// # Errors
/// All that is wrong with it, up to [`MOST_ERRORS`].
pub(super) fn validate(
    schema: &dynamic::Schema,
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    variables: Variables,
) -> Result<(), Vec<Error>> {
    check_variable_types(schema.registry(), document)?;
    let mut request = async_graphql::Request::new("").variables(variables);
    request.operation_name = operation_name.map(str::to_owned);
    request.set_parsed_query(document.clone());
    // Nothing in validation waits, so the future is ready at once.
    let response = schema.execute(request).now_or_never().unwrap_or_else(|| {
        Response::from_errors(vec![ServerError::new("the request could not be validated without waiting", None)])
    });
    let mut errors = response.errors;
    if errors.is_empty() {
        return Ok(());
    }
    // async-graphql walks the document twice and says some things twice; its fragments stand in a map, in another order each time.
    errors.sort_by(|one, other| (&one.locations, &one.message).cmp(&(&other.locations, &other.message)));
    errors.dedup();
    errors.truncate(MOST_ERRORS);
    let keys = keys(document);
    let mend = |mut error: ServerError| {
        if let Some(key) = error.locations.first().and_then(|at| keys.get(at)).filter(|_| is_conflict(&error.message)) {
            error.message = format!(
                "Fields \"{key}\" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional."
            );
        }
        if let Some(suggestion) = suggestion(schema.registry(), &error.message) {
            let stop = if error.message.ends_with('.') { "" } else { "." };
            error.message += &format!("{stop}{suggestion}");
        }
        Error::from_server(Code::ValidationFailed, error)
    };
    let mut errors: Vec<_> = errors.into_iter().map(mend).collect();
    errors.dedup();
    Err(errors)
}

/// The types of all variables are there (GraphQL specification, section 5.8.2).
fn check_variable_types(registry: &Registry, document: &ExecutableDocument) -> Result<(), Vec<Error>> {
    let definitions = operations(document).into_iter().flat_map(|operation| &operation.node.variable_definitions);
    let unknown = definitions.filter_map(|definition| {
        let name = type_name(&definition.node.var_type.node);
        let message = (!registry.types.contains_key(name)).then(|| format!("Unknown type \"{name}\""))?;
        let near = suggestion(registry, &message).map(|near| format!(".{near}")).unwrap_or_default();
        Some(Error::new(Code::ValidationFailed, message + &near).at(definition.pos))
    });
    let errors: Vec<_> = unknown.take(MOST_ERRORS).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The type that a type is a list of, or of which it is one.
fn type_name(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => type_name(inner),
    }
}

/// Whether a message says that fields of one key have different arguments; it names an argument as if it were the key.
fn is_conflict(message: &str) -> bool {
    message.starts_with("Fields \"") && message.contains("conflict because they have differing arguments")
}

/// The keys of all fields by their places.
fn keys(document: &ExecutableDocument) -> HashMap<Pos, &str> {
    fn add<'a>(set: &'a SelectionSet, keys: &mut HashMap<Pos, &'a str>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    keys.insert(field.pos, field.node.response_key().node.as_str());
                    add(&field.node.selection_set.node, keys);
                }
                Selection::InlineFragment(fragment) => add(&fragment.node.selection_set.node, keys),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    let mut keys = HashMap::new();
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    operations.chain(fragments).for_each(|set| add(set, &mut keys));
    keys
}

/// Most names that are suggested.
const MOST_SUGGESTIONS: usize = 3;

/// What to write instead of a name that is unknown: names that are near, or the types that have the field.
fn suggestion(registry: &Registry, message: &str) -> Option<String> {
    let quoted: Vec<&str> = message.split('"').skip(1).step_by(2).collect();
    let fields = |name: &str| registry.types.get(name).and_then(MetaType::fields);
    let (wanted, known): (&str, Vec<&str>) = match *quoted.as_slice() {
        [wanted, type_name] if message.starts_with("Unknown field") => {
            let types: Vec<&str> = registry
                .types
                .get(type_name)?
                .possible_types()
                .into_iter()
                .flatten()
                .filter(|name| fields(name).is_some_and(|fields| fields.contains_key(wanted)))
                .map(String::as_str)
                .take(MOST_SUGGESTIONS)
                .collect();
            if !types.is_empty() {
                return Some(format!(" It is a field of {}: spread it with `... on`.", listed(&types, "and")));
            }
            (wanted, fields(type_name)?.keys().map(String::as_str).collect())
        }
        [wanted, field, type_name] if message.starts_with("Unknown argument") => {
            (wanted, fields(type_name)?.get(field)?.args.keys().map(String::as_str).collect())
        }
        [wanted] if message.starts_with("Unknown type") => {
            (wanted, registry.types.keys().map(String::as_str).collect())
        }
        [.., wanted, type_name] if message.contains("unknown field") => match registry.types.get(type_name)? {
            MetaType::InputObject { input_fields, .. } => (wanted, input_fields.keys().map(String::as_str).collect()),
            _ => return None,
        },
        [.., type_name, wanted] if message.contains("does not contain the value") => {
            match registry.types.get(type_name)? {
                MetaType::Enum { enum_values, .. } => (wanted, enum_values.keys().map(String::as_str).collect()),
                _ => return None,
            }
        }
        _ => return None,
    };
    let near = nearest(wanted, known, MOST_SUGGESTIONS);
    (!near.is_empty()).then(|| format!(" Did you mean {}?", listed(&near, "or")))
}

/// `"a", "b" or "c"`.
fn listed(names: &[&str], last: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    match quoted.split_last() {
        Some((end, start)) if !start.is_empty() => format!("{} {last} {end}", start.join(", ")),
        _ => quoted.concat(),
    }
}

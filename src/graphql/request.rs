//! A request, and all that has to hold of it before it means anything: it is measured, parsed, measured again, given the values of
//! its variables and compared with the schema.

use super::error::{Code, Error};
use super::guard::Guards;
use super::seam;
use crate::clock::{Clock, Stopped};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Name, Positioned, Variables, dynamic};

/// A GraphQL request, apart from how it came.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The document.
    pub query: String,
    /// Which of its operations to run.
    pub operation_name: Option<String>,
    /// Values of its variables.
    pub variables: serde_json::Map<String, serde_json::Value>,
    /// The reader's languages, most wanted first.
    pub languages: Vec<String>,
    /// Whether to say how the answer was found.
    pub explain: bool,
}

/// A request that has passed all checks.
pub(super) struct Checked {
    pub(super) document: ExecutableDocument,
    pub(super) operation: Positioned<OperationDefinition>,
    pub(super) variables: Variables,
}

impl Checked {
    /// Parses a request and checks it.
    ///
    /// # Errors
    /// All that is wrong with the request, or that its time is over.
    pub(super) fn new(
        request: &Request,
        schema: &dynamic::Schema,
        guards: &Guards,
        clock: &Clock,
    ) -> Result<Self, Vec<Error>> {
        let alone = |error: Error| vec![error];
        let stopped = |stopped: Stopped| vec![Error::from(stopped)];
        clock.check().map_err(stopped)?;
        guards.check_text(&request.query).map_err(alone)?;
        let document = parse_query(&request.query).map_err(|error| vec![Error::from_parser(&error)])?;
        clock.check().map_err(stopped)?;
        guards.check_counts(&document).map_err(alone)?;
        let name = request.operation_name.as_deref();
        let operation = select(&document, name).map_err(alone)?.clone();
        let variables = bind(&operation.node, &request.variables).map_err(alone)?;
        guards.check_document(&document, &variables, &mut clock.ticker())?;
        seam::validate(schema, &document, name, variables.clone())?;
        clock.check().map_err(stopped)?;
        Ok(Self { document, operation, variables })
    }
}

/// The kind of operation that a request would run, if it is known.
pub(super) fn operation_type(request: &Request, guards: &Guards) -> Option<OperationType> {
    guards.check_text(&request.query).ok()?;
    let document = parse_query(&request.query).ok()?;
    select(&document, request.operation_name.as_deref()).ok().map(|operation| operation.node.ty)
}

/// The operation to run (GraphQL specification, section 6.1).
fn select<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, Error> {
    let not_found = |message: String| Error::new(Code::OperationNotFound, message);
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).ok_or_else(|| not_found(format!("the document has no operation `{name}`")))
        }
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next().ok_or_else(|| not_found("the document has no operation".into()))
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut names: Vec<_> = operations.keys().map(Name::as_str).collect();
            names.sort_unstable();
            Err(not_found(format!("say with `operationName` which operation to run: {}", names.join(", "))))
        }
        (DocumentOperations::Single(_), Some(name)) => {
            Err(not_found(format!("the document has no operation `{name}`")))
        }
    }
}

/// The values of the operation's variables: those given, or else the defaults; variables without either stay away.
fn bind(
    operation: &OperationDefinition,
    given: &serde_json::Map<String, serde_json::Value>,
) -> Result<Variables, Error> {
    let mut variables = Variables::default();
    for definition in &operation.variable_definitions {
        let name = &definition.node.name.node;
        let default = definition.node.default_value.as_ref().map(|value| value.node.clone());
        let value = match given.get(name.as_str()) {
            Some(value) => async_graphql::Value::from_json(value.clone()).ok(),
            None => default,
        };
        if value == Some(async_graphql::Value::Null) && !definition.node.var_type.node.nullable {
            let message = format!("the variable `${name}` must not be null");
            return Err(Error::new(Code::BadUserInput, message).at(definition.pos));
        }
        if let Some(value) = value {
            variables.insert(name.clone(), value);
        } else if !definition.node.var_type.node.nullable {
            let message = format!("the variable `${name}` is required, but has no value");
            return Err(Error::new(Code::BadUserInput, message).at(definition.pos));
        }
    }
    Ok(variables)
}

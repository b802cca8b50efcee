//! The seam to async-graphql: it says whether a request is valid and answers introspection, and that is all.
//!
//! An extension stops every request right after validation, so no resolver runs; requests that have been validated
//! before, which are those for introspection alone, pass through without being validated again.

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextValidation};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{CacheControl, Response, ServerError, ValidationResult, Variables, dynamic};
use futures_util::FutureExt;
use std::sync::Arc;

/// What async-graphql is to do with a request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Validate,
    Introspect,
}

/// Adds the seam to a schema.
pub(super) struct Seam;

impl ExtensionFactory for Seam {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Seam {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        match ctx.data_opt::<Task>() {
            Some(Task::Introspect) => {
                Ok(ValidationResult { cache_control: CacheControl::default(), complexity: 0, depth: 0 })
            }
            _ => next.run(ctx).await,
        }
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        match ctx.data_opt::<Task>() {
            Some(Task::Introspect) => next.run(ctx, operation_name).await,
            _ => Response::default(),
        }
    }
}

/// Whether a request is valid; if not, all that is wrong with it.
pub(super) fn validate(
    schema: &dynamic::Schema,
    document: ExecutableDocument,
    operation_name: Option<&str>,
    variables: Variables,
) -> Result<(), Vec<ServerError>> {
    run(schema, Task::Validate, document, operation_name, variables).into_result().map(|_| ())
}

/// The answer to a valid document that asks for nothing but introspection.
pub(super) fn introspect(
    schema: &dynamic::Schema,
    document: ExecutableDocument,
    operation_name: Option<&str>,
    variables: Variables,
) -> Result<async_graphql::Value, Vec<ServerError>> {
    run(schema, Task::Introspect, document, operation_name, variables).into_result().map(|response| response.data)
}

fn run(
    schema: &dynamic::Schema,
    task: Task,
    document: ExecutableDocument,
    operation_name: Option<&str>,
    variables: Variables,
) -> Response {
    let mut request = async_graphql::Request::new("").variables(variables).data(task);
    request.operation_name = operation_name.map(str::to_owned);
    request.set_parsed_query(document);
    // Nothing in validation or introspection waits, so the future is ready at once.
    schema.execute(request).now_or_never().unwrap_or_else(|| {
        Response::from_errors(vec![ServerError::new("the request could not be validated without waiting", None)])
    })
}

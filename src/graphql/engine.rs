//! Answers requests.

use super::collect::{Collected, Scope};
use super::error::{Code, Error};
use super::guard::Guards;
use super::lower::{Context, lower};
use super::plans::{KeptPlan, PlanCache, PlanKey};
use super::response::Response;
use super::schema::SchemaError;
use super::sheet::{Outline, Sheet};
use super::{federation, schema, seam};
use crate::clock::Clock;
use crate::ontology::Ontology;
use crate::query::{self, Answer, Limits, Plan, Reader, Selection};
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, SelectionSet,
};
use async_graphql::{Name, Positioned, Variables, dynamic};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

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

/// Answers requests over one ontology. Holds no data: the reader comes with each request.
pub struct Engine {
    ontology: Arc<Ontology>,
    schema: dynamic::Schema,
    sdl: String,
    /// The schema as a gateway reads it.
    subgraph: String,
    guards: Guards,
    limits: Limits,
    plans: PlanCache,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("guards", &self.guards).field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// Most errors of one refusal, so that a request that is wrong all over is not answered with more than it has itself.
const MOST_ERRORS: usize = 100;

/// A request that has passed all checks.
struct Prepared {
    document: ExecutableDocument,
    operation: Positioned<OperationDefinition>,
    variables: Variables,
}

impl Engine {
    /// Makes the schema of an ontology.
    ///
    /// # Errors
    /// If async-graphql refuses the schema.
    pub fn new(ontology: Arc<Ontology>, guards: Guards, limits: Limits) -> Result<Self, SchemaError> {
        let schema = schema::build(&ontology)?;
        let sdl = schema::print(&schema);
        let subgraph = federation::subgraph(&sdl, &ontology);
        Ok(Self { ontology, schema, sdl, subgraph, guards, limits, plans: PlanCache::default() })
    }

    /// Bounds of one request.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The schema in the schema definition language.
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    /// The ontology that the schema is made of.
    pub fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// Answers a request from start to end, in the time that the limits give.
    pub fn answer<R: Reader>(&self, request: &Request, reader: &R) -> Response {
        self.answer_within(request, reader, &self.limits.clock())
    }

    /// Answers a request from start to end, under the clock that began when it came.
    pub fn answer_within<R: Reader>(&self, request: &Request, reader: &R, clock: &Clock) -> Response {
        let started = Instant::now();
        match self.kept_plan(request) {
            Ok(kept) => self.carry_out(&kept, request, reader, started, clock),
            Err(errors) => Response::refused(errors),
        }
    }

    /// Answers a request that has come before and took less than half a millisecond; none if it is not such a one. For
    /// callers that would hand longer work to another thread.
    pub fn answer_at_once<R: Reader>(&self, request: &Request, reader: &R) -> Option<Response> {
        let started = Instant::now();
        let kept = self.plans.get(&PlanKey::new(request)?).filter(|kept| kept.is_quick())?;
        Some(self.carry_out(&kept, request, reader, started, &self.limits.clock()))
    }

    fn carry_out<R: Reader>(
        &self,
        kept: &KeptPlan,
        request: &Request,
        reader: &R,
        asked: Instant,
        clock: &Clock,
    ) -> Response {
        let planned = Instant::now();
        let plan = kept.plan();
        let answer = if request.explain { query::explain } else { query::answer };
        let answered = answer(plan, reader, &self.limits, clock);
        kept.took(planned.elapsed());
        match answered {
            Ok(answer) => Response {
                extensions: request.explain.then(|| explain(plan, &answer, asked.elapsed())),
                data: Some(answer.data),
                errors: answer.errors.into_iter().map(Error::from).collect(),
            },
            Err(error @ query::Error::TooCostly { .. }) => Response::refused(vec![error.into()]),
            Err(error) => Response { data: Some(b"null".to_vec()), errors: vec![error.into()], extensions: None },
        }
    }

    /// Answers a request as a table ([`Sheet`] says what the rules are). A table cannot tell that something is missing, so
    /// an answer with errors is none.
    ///
    /// # Errors
    /// All that is wrong with the request or the answer, or that the answer is no table.
    pub fn sheet<R: Reader>(&self, request: &Request, reader: &R, clock: &Clock) -> Result<Sheet, Vec<Error>> {
        let plan = self.plan(request)?;
        let outline = Outline::of(&plan.shape).map_err(|error| vec![error])?;
        let answer = query::answer(&plan, reader, &self.limits, clock).map_err(|error| vec![error.into()])?;
        if !answer.errors.is_empty() {
            return Err(answer.errors.into_iter().map(Error::from).collect());
        }
        let data = serde_json::from_slice(&answer.data)
            .map_err(|error| vec![Error::new(Code::Internal, format!("the answer cannot be read: {error}"))])?;
        Ok(outline.fill(&data))
    }

    /// The plan of a request.
    ///
    /// # Errors
    /// All that is wrong with the request.
    pub fn plan(&self, request: &Request) -> Result<Arc<Plan>, Vec<Error>> {
        Ok(Arc::clone(self.kept_plan(request)?.plan()))
    }

    /// Plans depend on the request and the ontology alone, so those of late are kept.
    fn kept_plan(&self, request: &Request) -> Result<Arc<KeptPlan>, Vec<Error>> {
        let key = PlanKey::new(request);
        if let Some(kept) = key.as_ref().and_then(|key| self.plans.get(key)) {
            return Ok(kept);
        }
        let kept = Arc::new(KeptPlan::new(query::plan(&self.lower(request)?, &self.ontology)));
        if let Some(key) = key {
            self.plans.put(key, Arc::clone(&kept));
        }
        Ok(kept)
    }

    /// What a request asks for, in terms of the ontology.
    ///
    /// # Errors
    /// All that is wrong with the request.
    pub fn lower(&self, request: &Request) -> Result<Selection, Vec<Error>> {
        let prepared = self.prepare(request)?;
        let scope = Scope { document: &prepared.document, variables: &prepared.variables };
        let root = &prepared.operation.node.selection_set.node;
        let introspected = self.introspect(&prepared, &scope, root)?;
        let context = Context {
            ontology: &self.ontology,
            languages: &request.languages,
            depth: self.guards.depth,
            introspected,
            subgraph: &self.subgraph,
        };
        lower(&context, &scope, root).map_err(|error| vec![error])
    }

    /// The kind of operation that a request would run, if it can be told; for rules on HTTP methods.
    pub fn operation_type(&self, request: &Request) -> Option<OperationType> {
        self.guards.check_text(&request.query).ok()?;
        let document = async_graphql::parser::parse_query(&request.query).ok()?;
        select(&document, request.operation_name.as_deref()).ok().map(|operation| operation.node.ty)
    }

    fn prepare(&self, request: &Request) -> Result<Prepared, Vec<Error>> {
        self.guards.check_text(&request.query).map_err(|error| vec![error])?;
        let document =
            async_graphql::parser::parse_query(&request.query).map_err(|error| vec![Error::from_parser(&error)])?;
        self.guards.check_document(&document).map_err(|error| vec![error])?;
        let operation = select(&document, request.operation_name.as_deref()).map_err(|error| vec![error])?.clone();
        let variables = bind(&operation.node, &request.variables).map_err(|error| vec![error])?;
        let name = request.operation_name.as_deref();
        seam::validate(&self.schema, document.clone(), name, variables.clone()).map_err(|errors| {
            let mut errors: Vec<_> =
                errors.into_iter().map(|error| Error::from_server(Code::ValidationFailed, error)).collect();
            errors.dedup(); // async-graphql walks the document twice and says some things twice
            errors.truncate(MOST_ERRORS);
            errors
        })?;
        Ok(Prepared { document, operation, variables })
    }

    /// Answers the root's introspection fields, if there are any: one small document with nothing else.
    fn introspect(
        &self,
        prepared: &Prepared,
        scope: &Scope<'_>,
        root: &SelectionSet,
    ) -> Result<HashMap<String, Vec<u8>>, Vec<Error>> {
        let fields = scope.collect(&[root], &|name| name == "Query").map_err(|error| vec![error])?;
        let is_introspection = |field: &&Collected<'_>| matches!(field.name(), "__schema" | "__type");
        let items: Vec<_> = fields
            .iter()
            .filter(is_introspection)
            .flat_map(|field| &field.fields)
            .map(|field| Positioned::new(async_graphql::parser::types::Selection::Field((*field).clone()), field.pos))
            .collect();
        if items.is_empty() {
            return Ok(HashMap::new());
        }
        let mut operation = prepared.operation.clone();
        operation.node.selection_set.node.items = items;
        let document = ExecutableDocument {
            operations: DocumentOperations::Single(operation),
            fragments: prepared.document.fragments.clone(),
        };
        let value = seam::introspect(&self.schema, document, None, prepared.variables.clone()).map_err(|errors| {
            errors.into_iter().map(|error| Error::from_server(Code::ValidationFailed, error)).collect::<Vec<_>>()
        })?;
        let async_graphql::Value::Object(members) = value else { return Ok(HashMap::new()) };
        let to_json = |value| serde_json::to_vec(&value).unwrap_or_else(|_| b"null".to_vec());
        Ok(members.into_iter().map(|(key, value)| (key.to_string(), to_json(value))).collect())
    }
}

/// How an answer was found: the plan with what each step read, how it answered its condition and how long it took.
fn explain(plan: &Plan, answer: &Answer, total: Duration) -> serde_json::Value {
    let microseconds = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let lines = plan.to_string();
    let steps: Vec<_> = lines
        .lines()
        .zip(&answer.work)
        .map(|(step, work)| {
            let mut told =
                serde_json::json!({ "step": step, "rows": work.rows, "microseconds": microseconds(work.time) });
            if !work.access.is_empty() {
                told["where"] = work.access.iter().map(ToString::to_string).collect();
            }
            told
        })
        .collect();
    let rows: usize = answer.work.iter().map(|work| work.rows).sum();
    serde_json::json!({
        "explain": {
            "reads": plan.reads(),
            "rows": rows,
            "cost": plan.cost,
            "microseconds": microseconds(total),
            "plan": steps,
        }
    })
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

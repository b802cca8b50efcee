//! Answers requests.

use super::analyses::Analyses;
use super::arguments::is_language_range;
use super::collect::Scope;
use super::error::{Code, Error};
use super::guard::Guards;
use super::introspection::Introspection;
use super::lower::{Context, lower};
use super::plans::{KeptPlan, PlanCache, PlanKey};
use super::response::Response;
use super::schema::SchemaError;
use super::sheet::{Outline, Sheet};
use super::{federation, schema, seam};
use crate::clock::{Clock, Stopped};
use crate::ontology::Ontology;
use crate::query::analysis::Family;
use crate::query::{self, Answer, Limits, Plan, Reader, Selection, Unknown};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Name, Positioned, Variables, dynamic};
use bytes::Bytes;
use std::cell::RefCell;
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
    sdl: Arc<String>,
    introspection: Introspection,
    analyses: Analyses,
    guards: Guards,
    limits: Limits,
    plans: PlanCache,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("guards", &self.guards).field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// Most steps that are explained, and bytes of the line of each: conditions may be long, and stand in many steps.
const MOST_EXPLAINED: usize = 2000;
const LONGEST_LINE: usize = 1000;

/// An answer that becomes a table may be this much shorter than others.
const CELLS_PER_BYTE: usize = 4;

/// A request that has passed all checks.
struct Prepared {
    document: ExecutableDocument,
    operation: Positioned<OperationDefinition>,
    variables: Variables,
}

impl Engine {
    /// Makes the schema of an ontology, with the analyses of some families beside those that every ontology has.
    ///
    /// # Errors
    /// If async-graphql refuses the schema.
    pub fn new(
        ontology: Arc<Ontology>,
        families: &[&dyn Family],
        guards: Guards,
        limits: Limits,
    ) -> Result<Self, SchemaError> {
        let analyses = Analyses::new(&ontology, families);
        let schema = schema::build(&ontology, &analyses)?;
        let sdl = Arc::new(schema::print(&schema));
        let introspection = Introspection::new(schema.registry(), &federation::subgraph(&sdl, &ontology));
        let plans = PlanCache::default();
        Ok(Self { ontology, schema, sdl, introspection, analyses, guards, limits, plans })
    }

    /// Bounds of one request.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The schema in the schema definition language.
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    /// The same as bytes that all who have them share.
    pub fn sdl_bytes(&self) -> Bytes {
        struct Shared(Arc<String>);
        impl AsRef<[u8]> for Shared {
            fn as_ref(&self) -> &[u8] {
                self.0.as_bytes()
            }
        }
        Bytes::from_owner(Shared(Arc::clone(&self.sdl)))
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
        match self.kept_plan(request, clock) {
            Ok(kept) => self.carry_out(&kept, request, reader, started, clock),
            // What has been stopped may be a good request, so it is not refused but failed, as it would have a little later.
            Err(errors)
                if errors.iter().any(|error| matches!(error.code, Code::DeadlineExceeded | Code::Cancelled)) =>
            {
                Response { data: Some(b"null".to_vec()), errors, extensions: None }
            }
            Err(errors) => Response::refused(errors),
        }
    }

    /// Answers a request that has come before and took less than half a millisecond; none if it is not such a one. For
    /// callers that would hand longer work to another thread.
    pub fn answer_at_once<R: Reader>(&self, request: &Request, reader: &R) -> Option<Response> {
        let started = Instant::now();
        let key = PlanKey::new(request, self.languages(request))?;
        let kept = self.plans.get(&key).filter(|kept| kept.is_quick())?;
        Some(self.carry_out(&kept, request, reader, started, &self.limits.clock()))
    }

    /// Number of plans that are kept for requests that come again, and the bytes that they take, about.
    pub fn kept(&self) -> (usize, usize) {
        self.plans.size()
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
        let answered = if request.explain {
            query::explain(plan, &self.ontology, reader, &self.limits, clock)
        } else {
            query::answer(plan, reader, &self.limits, clock)
        };
        kept.took(planned.elapsed());
        match answered {
            Ok(answer) => Response {
                extensions: self.extensions(
                    &answer,
                    request.explain.then(|| explain(plan, &self.ontology, &answer, asked.elapsed())),
                ),
                data: Some(answer.data),
                errors: answer.errors.into_iter().map(Error::from).collect(),
            },
            Err(error @ query::Error::TooCostly { .. }) => Response::refused(vec![error.into()]),
            Err(error) => Response { data: Some(b"null".to_vec()), errors: vec![error.into()], extensions: None },
        }
    }

    /// What stands beside the data: how they were found, if that was asked, and what was not found.
    fn extensions(&self, answer: &Answer, explained: Option<serde_json::Value>) -> Option<serde_json::Value> {
        if answer.unknown.is_empty() {
            return explained;
        }
        let notices: Vec<_> = answer.unknown.iter().map(|unknown| notice(&self.ontology, unknown)).collect();
        let mut extensions = explained.unwrap_or_else(|| serde_json::json!({}));
        extensions["notices"] = notices.into();
        Some(extensions)
    }

    /// Answers a request as a table ([`Sheet`] says what the rules are). A table cannot show that something is missing, so
    /// an answer with errors is none.
    ///
    /// # Errors
    /// All that is wrong with the request or the answer, or that the answer is no table.
    pub fn sheet<R: Reader>(&self, request: &Request, reader: &R, clock: &Clock) -> Result<Sheet, Vec<Error>> {
        let kept = self.kept_plan(request, clock)?;
        let plan = kept.plan();
        let outline = Outline::of(&plan.shape).map_err(|error| vec![error])?;
        // The answer is taken apart into its cells, each of which takes several times its text.
        let limits = Limits { bytes: self.limits.bytes / CELLS_PER_BYTE, ..self.limits };
        let answer = query::answer(plan, reader, &limits, clock).map_err(|error| vec![error.into()])?;
        if !answer.errors.is_empty() {
            return Err(answer.errors.into_iter().map(Error::from).collect());
        }
        let data = serde_json::from_slice(&answer.data)
            .map_err(|error| vec![Error::new(Code::Internal, format!("the answer cannot be read: {error}"))])?;
        outline.fill(&data, clock).map_err(|stopped| vec![stopped.into()])
    }

    /// The plan of a request, in the time that the limits give.
    ///
    /// # Errors
    /// All that is wrong with the request.
    pub fn plan(&self, request: &Request) -> Result<Arc<Plan>, Vec<Error>> {
        Ok(Arc::clone(self.kept_plan(request, &self.limits.clock())?.plan()))
    }

    /// Plans depend on the request and the ontology alone, so those of late are kept.
    fn kept_plan(&self, request: &Request, clock: &Clock) -> Result<Arc<KeptPlan>, Vec<Error>> {
        let key = PlanKey::new(request, self.languages(request));
        if let Some(kept) = key.as_ref().and_then(|key| self.plans.get(key)) {
            return Ok(kept);
        }
        let selection = self.lower_within(request, clock)?;
        let kept = Arc::new(KeptPlan::new(query::plan(&selection, &self.ontology)));
        clock.check().map_err(|stopped| vec![stopped.into()])?;
        if let Some(key) = key {
            self.plans.put(key, Arc::clone(&kept));
        }
        Ok(kept)
    }

    /// The languages that texts are looked for in: the reader's, as many as are taken, and then those of the ontology.
    fn languages(&self, request: &Request) -> Arc<[String]> {
        let own = request.languages.iter().filter(|tag| is_language_range(tag)).take(self.guards.languages);
        let mut languages: Vec<String> = Vec::new();
        for tag in own.chain(self.ontology.languages()) {
            if !languages.contains(tag) {
                languages.push(tag.clone());
            }
        }
        languages.into()
    }

    /// What a request asks for, in terms of the ontology, in the time that the limits give.
    ///
    /// # Errors
    /// All that is wrong with the request.
    pub fn lower(&self, request: &Request) -> Result<Selection, Vec<Error>> {
        self.lower_within(request, &self.limits.clock())
    }

    fn lower_within(&self, request: &Request, clock: &Clock) -> Result<Selection, Vec<Error>> {
        let prepared = self.prepare(request, clock)?;
        let scope = Scope {
            document: &prepared.document,
            variables: &prepared.variables,
            ticker: RefCell::new(clock.ticker()),
            most_languages: self.guards.languages,
        };
        let context = Context {
            ontology: &self.ontology,
            languages: self.languages(request),
            guards: &self.guards,
            introspection: &self.introspection,
            analyses: &self.analyses,
        };
        let root = &prepared.operation.node.selection_set.node;
        lower(&context, &scope, root).map_err(|error| vec![error])
    }

    /// The kind of operation that a request would run, if it is known; for rules on HTTP methods.
    pub fn operation_type(&self, request: &Request) -> Option<OperationType> {
        self.guards.check_text(&request.query).ok()?;
        let document = async_graphql::parser::parse_query(&request.query).ok()?;
        select(&document, request.operation_name.as_deref()).ok().map(|operation| operation.node.ty)
    }

    fn prepare(&self, request: &Request, clock: &Clock) -> Result<Prepared, Vec<Error>> {
        let alone = |error: Error| vec![error];
        let stopped = |stopped: Stopped| vec![Error::from(stopped)];
        clock.check().map_err(stopped)?;
        self.guards.check_text(&request.query).map_err(alone)?;
        let document =
            async_graphql::parser::parse_query(&request.query).map_err(|error| vec![Error::from_parser(&error)])?;
        clock.check().map_err(stopped)?;
        self.guards.check_counts(&document).map_err(alone)?;
        let name = request.operation_name.as_deref();
        let operation = select(&document, name).map_err(alone)?.clone();
        let variables = bind(&operation.node, &request.variables).map_err(alone)?;
        self.guards.check_document(&document, &variables, &mut clock.ticker())?;
        seam::validate(&self.schema, &document, name, variables.clone())?;
        clock.check().map_err(stopped)?;
        Ok(Prepared { document, operation, variables })
    }
}

/// Why a field is null without an error, and what may have been meant.
fn notice(ontology: &Ontology, unknown: &Unknown) -> serde_json::Value {
    let short = |iri: &str| match ontology.prefixes().split(iri) {
        Some((prefix, name)) => format!("{prefix}:{name}"),
        None => iri.to_owned(),
    };
    let asked = query::shortened(&short(unknown.iri.as_str()), LONGEST_LINE);
    let like: Vec<_> = unknown.near.like.iter().map(|iri| short(iri)).collect();
    let message = match (unknown.near.is_a, like.as_slice()) {
        (Some(class), _) => {
            let name = &ontology.class(class).name;
            format!("`{asked}` is of the type {name}, which this field does not give; `node` gives every type")
        }
        (None, []) => format!("nothing that this field gives has the identifier `{asked}`"),
        (None, like) => {
            format!("nothing that this field gives has the identifier `{asked}`; did you mean {}?", like.join(" or "))
        }
    };
    let mut path = vec![serde_json::Value::from(unknown.key.as_str())];
    path.extend(unknown.index.map(serde_json::Value::from));
    serde_json::json!({ "message": message, "path": path })
}

/// How an answer was found: the plan with what each step read, how it answered its condition and how long it took.
fn explain(plan: &Plan, ontology: &Ontology, answer: &Answer, total: Duration) -> serde_json::Value {
    let microseconds = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let steps: Vec<_> = answer
        .work
        .iter()
        .enumerate()
        .take(MOST_EXPLAINED)
        .map(|(number, work)| {
            let step = query::shortened(&plan.line(number, ontology), LONGEST_LINE);
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

//! Answers requests: a request is parsed and checked (`request`), lowered to what it means in terms of the ontology (`lower`),
//! planned (`query::plan`; plans of late are kept in `plans`), and answered by a reader of data (`query::answer`).

use super::analyses::Analyses;
use super::arguments::is_language_range;
use super::collect::Scope;
use super::definitions::Definitions;
use super::error::{Code, Error};
use super::explain::explain;
use super::guard::Guards;
use super::introspection::Introspection;
use super::lowering::Context;
use super::notices::notices;
use super::plans::{Asked, KeptPlan, PlanCache};
use super::request::{Checked, Request, operation_type};
use super::response::Response;
use super::roots;
use super::schema::SchemaError;
use super::sheet::{Outline, Sheet};
use super::subscriptions::{self, Subscription};
use super::{federation, schema};
use crate::clock::Clock;
use crate::ontology::Ontology;
use crate::query::analysis::Family;
use crate::query::{self, Limits, Plan, Reader, Selection};
use async_graphql::dynamic;
use async_graphql::parser::types::{OperationType, SelectionSet};
use bytes::Bytes;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Instant;

/// Answers requests over one ontology. Holds no data: the reader comes with each request.
pub struct Engine {
    ontology: Arc<Ontology>,
    schema: dynamic::Schema,
    sdl: Arc<String>,
    introspection: Introspection,
    definitions: Definitions,
    analyses: Analyses,
    guards: Guards,
    limits: Limits,
    /// The languages of the ontology, for readers who name none.
    own_languages: Arc<[String]>,
    plans: PlanCache,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("guards", &self.guards).field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// An answer that becomes a table may be this much shorter than others.
const CELLS_PER_BYTE: usize = 4;

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
        let (definitions, plans) = (Definitions::new(&ontology, &analyses), PlanCache::default());
        let own_languages = ontology.languages().to_vec().into();
        Ok(Self { own_languages, ontology, schema, sdl, introspection, definitions, analyses, guards, limits, plans })
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
        let key = Asked::new(request, self.languages(request))?;
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
                extensions: {
                    let explained = request.explain.then(|| explain(plan, &self.ontology, &answer, asked.elapsed()));
                    extensions(explained, notices(&self.ontology, &answer.unknown))
                },
                data: Some(answer.data),
                errors: answer.errors.into_iter().map(Error::from).collect(),
            },
            Err(error @ query::Error::TooCostly { .. }) => Response::refused(vec![error.into()]),
            Err(error) => Response { data: Some(b"null".to_vec()), errors: vec![error.into()], extensions: None },
        }
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
        let key = Asked::new(request, self.languages(request));
        if let Some(kept) = key.as_ref().and_then(|key| self.plans.get(key)) {
            return Ok(kept);
        }
        let selection = self.lower_within(request, clock)?;
        let kept = Arc::new(KeptPlan::new(query::plan(&selection, &self.ontology)));
        clock.check().map_err(|stopped| vec![stopped.into()])?;
        if let Some(key) = key {
            self.plans.put(key.into_key(), Arc::clone(&kept));
        }
        Ok(kept)
    }

    /// The languages that texts are looked for in: the reader's, as many as are taken, and then those of the ontology.
    fn languages(&self, request: &Request) -> Arc<[String]> {
        if request.languages.is_empty() {
            return Arc::clone(&self.own_languages);
        }
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
        let checked = Checked::new(request, &self.schema, &self.guards, clock)?;
        if checked.operation.node.ty == OperationType::Subscription {
            return Err(vec![Error::new(Code::BadRequest, subscriptions::NOT_HERE)]);
        }
        self.lowered(request, &checked, clock, roots::lower)
    }

    /// What a request subscribes to; none if it is no subscription.
    ///
    /// # Errors
    /// All that is wrong with the subscription, or that its time is over.
    pub fn subscription(&self, request: &Request, clock: &Clock) -> Result<Option<Subscription>, Vec<Error>> {
        // The keyword stands in all of them, so that others are not parsed for this.
        let may_be = request.query.contains("subscription");
        if !may_be || self.operation_type(request) != Some(OperationType::Subscription) {
            return Ok(None);
        }
        let checked = Checked::new(request, &self.schema, &self.guards, clock)?;
        self.lowered(request, &checked, clock, subscriptions::lower).map(Some)
    }

    /// What the operation of a checked request comes to.
    fn lowered<T>(
        &self,
        request: &Request,
        checked: &Checked,
        clock: &Clock,
        lower: impl for<'a> FnOnce(&Context<'a>, &Scope<'a>, &'a SelectionSet) -> Result<T, Error>,
    ) -> Result<T, Vec<Error>> {
        let scope = Scope {
            document: &checked.document,
            variables: &checked.variables,
            ticker: RefCell::new(clock.ticker()),
            most_languages: self.guards.languages,
        };
        let context = Context {
            ontology: &self.ontology,
            languages: self.languages(request),
            guards: &self.guards,
            introspection: &self.introspection,
            definitions: &self.definitions,
            analyses: &self.analyses,
        };
        let root = &checked.operation.node.selection_set.node;
        lower(&context, &scope, root).map_err(|error| vec![error])
    }

    /// The kind of operation that a request would run, if it is known; for rules on HTTP methods.
    pub fn operation_type(&self, request: &Request) -> Option<OperationType> {
        operation_type(request, &self.guards)
    }
}

/// What stands beside the data of an answer: how they were found, and what was not.
fn extensions(explained: Option<serde_json::Value>, notices: Option<serde_json::Value>) -> Option<serde_json::Value> {
    let parts = [("explain", explained), ("notices", notices)];
    let extensions: serde_json::Map<_, _> =
        parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), part?))).collect();
    (!extensions.is_empty()).then_some(extensions.into())
}

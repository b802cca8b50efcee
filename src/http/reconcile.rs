//! The W3C Reconciliation Service API 0.2 over HTTP: where its parameters are, and what its failures are in HTTP.

use super::app::App;
use super::context::RequestContext;
use super::gate::{Place, blocking, held};
use super::refusal::{Dialect, Reason, Refusal};
use crate::clock::Clock;
use crate::query::Limits;
use crate::reconcile::{Error, Service, manifest};
use crate::snapshot::Snapshot;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;
use std::sync::Arc;

/// The parameters of a URL or of a form.
type Parameters = Vec<(String, String)>;

/// `GET /reconcile`: the manifest, or the answer to `queries` or `extend`.
pub(super) async fn get(
    State(app): State<Arc<App>>,
    context: RequestContext,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match parameters(query.unwrap_or_default().as_bytes()) {
        Ok(parameters) => service(app, context, parameters, headers).await,
        Err(problem) => refuse(Refusal::bad_request(problem)),
    }
}

/// `POST /reconcile` with a form.
pub(super) async fn post(
    State(app): State<Arc<App>>,
    context: RequestContext,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return refuse(Refusal::of_body(&rejection, "the form", "send fewer queries at a time")),
    };
    match parameters(&body) {
        Ok(parameters) => service(app, context, parameters, headers).await,
        Err(problem) => refuse(Refusal::bad_request(problem)),
    }
}

async fn service(app: Arc<App>, context: RequestContext, parameters: Parameters, headers: HeaderMap) -> Response {
    if let Some(queries) = find(&parameters, "queries").map(str::to_owned) {
        let key = app.gate().key(("queries", &queries));
        return answer(app, context, key, move |service| service.reconcile(&queries).map(found)).await;
    }
    if let Some(extend) = find(&parameters, "extend").map(str::to_owned) {
        let key = app.gate().key(("extend", &extend));
        return answer(app, context, key, move |service| service.extend(&extend).map(found)).await;
    }
    if parameters.is_empty() {
        // What is asked of the past goes on there.
        let pinned = context.data.as_ref().filter(|_| context.is_past).and_then(|data| data.t);
        let below = pinned.map(|t| format!("/at/{t}")).unwrap_or_default();
        let at = |path: &str| super::sparql::url(&app, &headers, &format!("{below}{path}"));
        let space = context.data.as_ref().and_then(|data| data.space());
        return Json(manifest(app.engine().ontology(), space, &at("/reconcile"), &at("/describe?iri=")))
            .into_response();
    }
    refuse(Refusal::bad_request("send `queries` or `extend`, or nothing for the manifest"))
}

/// `GET /reconcile/suggest/entity?prefix=…&cursor=…`.
pub(super) async fn suggest_entity(app: State<Arc<App>>, context: RequestContext, query: RawQuery) -> Response {
    suggest(app, context, query, |service, prefix, cursor| service.suggest_entities(prefix, cursor)).await
}

/// `GET /reconcile/suggest/type?prefix=…&cursor=…`.
pub(super) async fn suggest_type(app: State<Arc<App>>, context: RequestContext, query: RawQuery) -> Response {
    suggest(app, context, query, |service, prefix, cursor| Ok(service.suggest_types(prefix, cursor))).await
}

/// `GET /reconcile/suggest/property?prefix=…&cursor=…`.
pub(super) async fn suggest_property(app: State<Arc<App>>, context: RequestContext, query: RawQuery) -> Response {
    suggest(app, context, query, |service, prefix, cursor| Ok(service.suggest_properties(prefix, cursor))).await
}

async fn suggest(
    State(app): State<Arc<App>>,
    context: RequestContext,
    RawQuery(query): RawQuery,
    work: fn(&Service<'_, Snapshot>, &str, usize) -> Result<Value, Error>,
) -> Response {
    let read = parameters(query.unwrap_or_default().as_bytes()).and_then(|parameters| {
        let cursor = number(&parameters, "cursor")?.unwrap_or(0);
        Ok((find(&parameters, "prefix").unwrap_or_default().to_owned(), cursor))
    });
    match read {
        Ok((prefix, cursor)) => {
            let key = app.gate().key(("suggest", &prefix, cursor));
            answer(app, context, key, move |service| work(service, &prefix, cursor).map(found)).await
        }
        Err(problem) => refuse(Refusal::bad_request(problem)),
    }
}

/// `GET /reconcile/properties?type=…&limit=…`.
pub(super) async fn properties(
    State(app): State<Arc<App>>,
    context: RequestContext,
    RawQuery(query): RawQuery,
) -> Response {
    let read = parameters(query.unwrap_or_default().as_bytes()).and_then(|parameters| {
        let missing = "`type` is missing: name the type whose properties are wanted";
        let name = find(&parameters, "type").ok_or(missing)?.to_owned();
        Ok((name, number(&parameters, "limit")?))
    });
    match read {
        Ok((name, limit)) => {
            let key = app.gate().key(("properties", &name, limit));
            answer(app, context, key, move |service| service.propose_properties(&name, limit).map(found)).await
        }
        Err(problem) => refuse(Refusal::bad_request(problem)),
    }
}

/// `GET /reconcile/preview?id=…`.
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    context: RequestContext,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = match parameters(query.unwrap_or_default().as_bytes()) {
        Ok(parameters) => parameters,
        Err(problem) => return refuse(Refusal::bad_request(problem)),
    };
    let Some(id) = find(&parameters, "id").map(str::to_owned) else {
        return refuse(Refusal::bad_request("`id` is missing: name the resource to be shown"));
    };
    let key = app.gate().key(("preview", &id));
    let show = move |service: &Service<'_, Snapshot>| {
        Ok(match service.preview(&id)? {
            Some(page) => {
                // Clients show it in a frame of theirs.
                let policy =
                    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";
                let headers = [(header::CONTENT_SECURITY_POLICY, policy), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
                (headers, Html(page)).into_response()
            }
            None => refuse(Refusal::new(Reason::NotFound, "there is no such resource, or it has no name")),
        })
    };
    answer(app, context, key, show).await
}

fn found(json: Value) -> Response {
    Json(json).into_response()
}

/// Works on the data, apart from the threads that hold connections.
async fn answer(
    app: Arc<App>,
    context: RequestContext,
    key: u64,
    work: impl Fn(&Service<'_, Snapshot>) -> Result<Response, Error> + Send + Sync + 'static,
) -> Response {
    let Some(data) = context.data.clone() else { return refuse(Refusal::no_data(&app)) };
    let shared = Arc::new((Arc::clone(&app), data, context.languages.clone(), work));
    let start = |place: Arc<Place>, clock: Clock| {
        let shared = Arc::clone(&shared);
        blocking(place, move || {
            let (app, data, languages, work) = &*shared;
            let ontology = app.engine().ontology();
            work(&Service::new(ontology, &*data.snapshot, languages, Limits::default(), &clock))
        })
    };
    let mut response = match app.gate().run(&context, key, start).await {
        Ok((Ok(Ok(response)), place)) => held(response, place),
        Ok((Ok(Err(error)), _)) => refuse(error.into()),
        Ok((Err(error), _)) => refuse(Refusal::internal(&error)),
        Err(busy) => refuse(busy.into()),
    };
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept-language"));
    response
}

fn refuse(refusal: Refusal) -> Response {
    refusal.respond(Dialect::Reconciliation)
}

/// The parameters, or what is wrong with them.
fn parameters(text: &[u8]) -> Result<Parameters, String> {
    serde_urlencoded::from_bytes(text).map_err(|error| format!("the parameters cannot be read: {error}"))
}

fn find<'p>(parameters: &'p Parameters, name: &str) -> Option<&'p str> {
    parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn number(parameters: &Parameters, name: &str) -> Result<Option<usize>, String> {
    let Some(text) = find(parameters, name).filter(|text| !text.is_empty()) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| format!("`{name}` is {text}, but must be a number"))
}

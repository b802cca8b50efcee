//! GraphQL over HTTP, <https://graphql.github.io/graphql-over-http/draft/>.

use super::app::{App, Backend};
use super::connection::Connection;
use super::context::RequestContext;
use super::gate::{Place, blocking, held};
use super::negotiation::{CSV, EVENTS, GRAPHQL_RESPONSE, JSON, TSV, graphql_media_type};
use super::record::Operation;
use super::refusal::{Dialect, Reason, Refusal, status_of};
use super::{channels, explorer, linked};
use crate::clock::Clock;
use crate::graphql::{Code, Error, Request, Response, Separated, Sheet};
use crate::query::Reader;
use crate::remote::Remote;
use async_graphql::parser::types::OperationType;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{RawQuery, State, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Header of a request that asks how its answer was found.
pub(super) const EXPLAIN: HeaderName = HeaderName::from_static("plenary-explain");

/// What an answer depends on besides the request itself.
pub(super) const VARY: &str = "accept, accept-language, plenary-explain";

/// Bytes of a request that are read before it has a place.
const READ_AT_ONCE: usize = 64 * 1024;

type HttpResponse = axum::http::Response<Body>;

/// A request as it came.
#[derive(Clone)]
enum Asked {
    Parameters(String),
    Body(Bytes),
}

impl Asked {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Parameters(text) => text.as_bytes(),
            Self::Body(bytes) => bytes,
        }
    }

    fn read(&self, app: &App, languages: &[String], explain: bool) -> Result<Request, Error> {
        let request = match self {
            Self::Parameters(text) => from_parameters(app, text)?,
            Self::Body(bytes) => from_body(app, bytes)?,
        };
        Ok(Request { languages: languages.to_vec(), explain, ..request })
    }
}

/// `GET /graphql?query=…`: queries only. Without one, browsers get a page to ask from.
pub(super) async fn get(
    State(app): State<Arc<App>>,
    context: RequestContext,
    connection: Option<Extension<Arc<Connection>>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    uri: Uri,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> HttpResponse {
    if channels::is_upgrade(&headers) {
        return channels::open(app, context, connection.map(|Extension(it)| it), &headers, upgrade).await;
    }
    if asks_nothing(parameters.as_deref()) && explorer::wants_page(&headers, &[JSON, GRAPHQL_RESPONSE, CSV, TSV]) {
        return linked::respond(app, context, uri, headers, |asked| explorer::query_page(asked, "graphql")).await;
    }
    let Some(media_type) = graphql_media_type(&headers) else { return not_acceptable() };
    if media_type == EVENTS
        && let Some(token) = channels::token_of(&headers, parameters.as_deref())
    {
        return channels::fulfil(app, token);
    }
    respond_to(app, context, Asked::Parameters(parameters.unwrap_or_default()), &headers, media_type).await
}

/// Whether the parameters of a URL have neither a query nor the digest of one.
fn asks_nothing(parameters: Option<&str>) -> bool {
    let names = parameters.unwrap_or_default().split('&').filter_map(|pair| pair.split('=').next());
    names.into_iter().all(|name| name != "query" && name != "extensions")
}

/// `POST /graphql` with a JSON body.
pub(super) async fn post(
    State(app): State<Arc<App>>,
    context: RequestContext,
    connection: Option<Extension<Arc<Connection>>>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> HttpResponse {
    let Some(media_type) = graphql_media_type(&headers) else { return not_acceptable() };
    if !is_json(&headers) {
        let refusal = Refusal::media_type(JSON, "the body must be JSON: send `Content-Type: application/json`");
        return refusal.respond(Dialect::GraphQl(media_type));
    }
    match body {
        Ok(body) => match channels::token_of(&headers, parameters.as_deref()) {
            Some(token) => {
                let connection = connection.as_ref().map(|Extension(connection)| &**connection);
                perform(app, context, connection, &token, body, &headers).await
            }
            None => respond_to(app, context, Asked::Body(body), &headers, media_type).await,
        },
        Err(rejection) => {
            Refusal::of_body(&rejection, "the body", "split the request").respond(Dialect::GraphQl(media_type))
        }
    }
}

/// Answers in the form that the client reads.
fn respond(
    app: &App,
    request: &Request,
    reader: &impl Reader,
    media_type: &'static str,
    clock: &Clock,
) -> HttpResponse {
    if let Some(separated) = separated(media_type) {
        return match app.engine().sheet(request, reader, clock) {
            Ok(sheet) => write_sheet(separated, &sheet),
            Err(errors) => refuse(errors, media_type),
        };
    }
    let response = app.engine().answer_within(request, reader, clock);
    let answer = write(status(&response, media_type), media_type, response.to_json());
    recorded(answer, request, !response.errors.is_empty())
}

/// An answer that tells the record of its request which operation it is of.
fn recorded(mut answer: HttpResponse, request: &Request, has_errors: bool) -> HttpResponse {
    let operation = Operation::of(request.operation_name.as_deref(), Some(&request.query), has_errors);
    answer.extensions_mut().insert(operation);
    answer
}

/// Answers with events, if these are what the client reads best, or else in one piece.
async fn respond_to(
    app: Arc<App>,
    context: RequestContext,
    asked: Asked,
    headers: &HeaderMap,
    media_type: &'static str,
) -> HttpResponse {
    let explain = wants_explanation(headers);
    if media_type == EVENTS {
        let request = asked.read(&app, &context.languages, explain);
        return channels::answer_as_events(app, context, headers, request).await;
    }
    answer(app, context, asked, explain, media_type).await
}

/// Begins an operation whose events come over a stream that its client has open.
async fn perform(
    app: Arc<App>,
    context: RequestContext,
    connection: Option<&Connection>,
    token: &str,
    body: Bytes,
    headers: &HeaderMap,
) -> HttpResponse {
    let body = Asked::Body(body);
    let request = match body.read(&app, &context.languages, wants_explanation(headers)) {
        Ok(request) => request,
        Err(error) => return refuse(vec![error], GRAPHQL_RESPONSE),
    };
    let body = serde_json::from_slice::<Value>(body.bytes()).ok();
    let name = body.and_then(|mut body| body.pointer_mut("/extensions/operationId").map(Value::take));
    channels::perform(app, context, connection, token, request, name).await
}

async fn answer(
    app: Arc<App>,
    context: RequestContext,
    asked: Asked,
    explain: bool,
    media_type: &'static str,
) -> HttpResponse {
    let Some(source) = app.source_of(&context) else {
        return Refusal::no_data(&app).respond(Dialect::GraphQl(media_type));
    };
    // What is small is read at once: nearly always it has a plan that is kept and quick, and needs no place.
    let read = match asked.bytes().len() <= READ_AT_ONCE {
        true => match asked.read(&app, &context.languages, explain) {
            Ok(request) => Some(request),
            Err(error) => return refuse(vec![error], media_type),
        },
        false => None,
    };
    if let Backend::Here(data) = &source
        && separated(media_type).is_none()
        && let Some(request) = &read
        && let Some(response) = app.engine().answer_at_once(request, &*data.snapshot)
    {
        let answer = write(status(&response, media_type), media_type, response.to_json());
        return recorded(answer, request, !response.errors.is_empty());
    }
    let key = app.gate().key(("graphql", asked.bytes(), &context.languages, explain));
    let is_get = matches!(asked, Asked::Parameters(_));
    let shared = Arc::new((app, source, asked, read, context.languages.clone()));
    let work = |place: Arc<Place>, clock: Clock| {
        let shared = Arc::clone(&shared);
        // The query engine is synchronous; a long answer must not hold up the connections of others.
        blocking(place, move || {
            let (app, source, asked, read, languages) = &*shared;
            let now = match read {
                Some(_) => None,
                None => match asked.read(app, languages, explain) {
                    Ok(request) => Some(request),
                    Err(error) => return refuse(vec![error], media_type),
                },
            };
            let dialect = Dialect::GraphQl(media_type);
            let Some(request) = read.as_ref().or(now.as_ref()) else {
                return Refusal::internal(&"a request is neither read nor refused").respond(dialect);
            };
            if is_get && app.engine().operation_type(request).is_some_and(|ty| ty == OperationType::Mutation) {
                return Refusal::method_not_allowed("POST", "GET takes queries only; use POST").respond(dialect);
            }
            match source {
                Backend::Here(data) => respond(app, request, &*data.snapshot, media_type, &clock),
                Backend::There(endpoint) => {
                    respond(app, request, &Remote::new(endpoint, app.engine().ontology()), media_type, &clock)
                }
            }
        })
    };
    match shared.0.gate().run(&context, key, work).await {
        Ok((Ok(response), place)) => held(response, place),
        Ok((Err(error), _)) => Refusal::internal(&error).respond(Dialect::GraphQl(media_type)),
        Err(busy) => Refusal::from(busy).respond(Dialect::GraphQl(media_type)),
    }
}

/// How a table is written, if one is asked for.
fn separated(media_type: &str) -> Option<Separated> {
    match media_type {
        CSV => Some(Separated::Commas),
        TSV => Some(Separated::Tabs),
        _ => None,
    }
}

fn write_sheet(separated: Separated, sheet: &Sheet) -> HttpResponse {
    let headers = [(header::CONTENT_TYPE, separated.media_type()), (header::VARY, VARY)];
    (headers, separated.write(sheet)).into_response()
}

fn status(response: &Response, media_type: &str) -> StatusCode {
    match response.data {
        Some(_) => StatusCode::OK,
        None => status_of(&response.errors, media_type),
    }
}

/// What the engine, or the reading of the request for it, does not answer.
fn refuse(errors: Vec<Error>, media_type: &'static str) -> HttpResponse {
    write(status_of(&errors, media_type), media_type, Response::refused(errors).to_json())
}

pub(super) fn write(status: StatusCode, media_type: &'static str, json: Vec<u8>) -> HttpResponse {
    let content_type = if media_type == GRAPHQL_RESPONSE {
        "application/graphql-response+json; charset=utf-8"
    } else {
        "application/json; charset=utf-8"
    };
    let headers = [(header::CONTENT_TYPE, content_type), (header::VARY, VARY)];
    (status, headers, json).into_response()
}

fn not_acceptable() -> HttpResponse {
    let problem = format!("answers come as {GRAPHQL_RESPONSE}, {JSON}, {CSV}, {TSV} or {EVENTS}; accept one of them");
    Refusal::new(Reason::NotAcceptable, problem).respond(Dialect::GraphQl(JSON))
}

/// Whether the client asks how its answer is found.
pub(super) fn wants_explanation(headers: &HeaderMap) -> bool {
    headers.get(EXPLAIN).is_some_and(|value| value == "1" || value == "true")
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(JSON))
}

/// The members of a request that mean something, as a body has them (section 5.4).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Members {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    extensions: Option<Map<String, Value>>,
}

/// The request in a JSON body (section 5.4).
fn from_body(app: &App, body: &[u8]) -> Result<Request, Error> {
    // A list would be read as the members in their order.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    let Some(members) = serde_json::from_slice(body).ok().filter(|_| is_object) else { return from_value(app, body) };
    let Members { query, operation_name, variables, extensions } = members;
    let query = app.queries().resolve(query, &extensions.unwrap_or_default())?;
    let operation_name = operation_name.filter(|name| !name.is_empty());
    Ok(Request { query, operation_name, variables: variables.unwrap_or_default(), ..Request::default() })
}

/// The request in a body that is unusual, or what is wrong with it by the name of the member.
fn from_value(app: &App, body: &[u8]) -> Result<Request, Error> {
    let value = serde_json::from_slice(body).map_err(|error| malformed(format!("the body is not JSON: {error}")))?;
    match value {
        Value::Object(members) => from_members(app, members),
        Value::Array(_) => Err(malformed("batches are not taken; send one request at a time")),
        _ => Err(malformed("the body must be a JSON object with a member `query`")),
    }
}

/// The request in the parameters of a URL (section 5.3).
fn from_parameters(app: &App, parameters: &str) -> Result<Request, Error> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(parameters)
        .map_err(|error| malformed(format!("the parameters of the URL cannot be read: {error}")))?;
    let mut members = Map::new();
    for (name, value) in pairs {
        let value = match name.as_str() {
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => serde_json::from_str(&value)
                .map_err(|error| malformed(format!("the parameter `{name}` is not JSON: {error}")))?,
            _ => Value::String(value),
        };
        members.insert(name, value);
    }
    from_members(app, members)
}

fn malformed(problem: impl Into<String>) -> Error {
    Error::new(Code::BadRequest, problem)
}

fn from_members(app: &App, mut members: Map<String, Value>) -> Result<Request, Error> {
    let query = string(&mut members, "query")?;
    let operation_name = string(&mut members, "operationName")?.filter(|name| !name.is_empty());
    let variables = object(&mut members, "variables")?;
    let extensions = object(&mut members, "extensions")?;
    let query = app.queries().resolve(query, &extensions)?;
    Ok(Request { query, operation_name, variables, ..Request::default() })
}

fn string(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Error> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(malformed(format!("`{name}` must be a string or null"))),
    }
}

fn object(members: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Error> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(malformed(format!("`{name}` must be an object or null"))),
    }
}

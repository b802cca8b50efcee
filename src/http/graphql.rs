//! GraphQL over HTTP, <https://graphql.github.io/graphql-over-http/draft/>.

use super::app::{App, Source};
use super::negotiation::{CSV, GRAPHQL_RESPONSE, JSON, TSV, graphql_media_type, reader_languages};
use super::{LARGEST_BODY, negotiation};
use crate::graphql::{Code, Error, Request, Response, Separated, Sheet};
use crate::query::Reader;
use crate::remote::Remote;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Header of a request that asks how its answer was found.
pub(super) const EXPLAIN: HeaderName = HeaderName::from_static("plenary-explain");

/// What an answer depends on besides the request itself.
const VARY: &str = "accept, accept-language, plenary-explain";

type HttpResponse = axum::http::Response<Body>;

/// `GET /graphql/schema`: the schema in the schema definition language.
pub(super) async fn schema(State(app): State<Arc<App>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], app.engine().sdl().to_owned())
}

/// `GET /graphql?query=…`: queries only.
pub(super) async fn get(
    State(app): State<Arc<App>>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> HttpResponse {
    let media_type = match graphql_media_type(&headers) {
        Some(media_type) => media_type,
        None => return not_acceptable(),
    };
    let request = match from_parameters(&app, parameters.as_deref().unwrap_or_default()) {
        Ok(request) => request,
        Err(error) => return refuse_with(media_type, error),
    };
    if app.engine().operation_type(&request).is_some_and(|ty| ty != async_graphql::parser::types::OperationType::Query)
    {
        let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, media_type, "GET takes queries only; use POST");
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
        return response;
    }
    answer(app, with_headers(request, &headers), media_type).await
}

/// `POST /graphql` with a JSON body.
pub(super) async fn post(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> HttpResponse {
    let media_type = match graphql_media_type(&headers) {
        Some(media_type) => media_type,
        None => return not_acceptable(),
    };
    if !is_json(&headers) {
        let problem = "the body must be JSON: send `Content-Type: application/json`";
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, media_type, problem);
    }
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let problem = format!("the body is larger than {LARGEST_BODY} bytes; split the request");
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, media_type, problem);
        }
        Err(rejection) => return refuse(rejection.status(), media_type, rejection.body_text()),
    };
    match from_body(&app, &body) {
        Ok(request) => answer(app, with_headers(request, &headers), media_type).await,
        Err(error) => refuse_with(media_type, error),
    }
}

/// Answers in the form that the client reads.
fn respond(app: &App, request: &Request, reader: &impl Reader, media_type: &'static str) -> HttpResponse {
    if let Some(separated) = separated(media_type) {
        return match app.engine().sheet(request, reader, &app.engine().limits().clock()) {
            Ok(sheet) => write_sheet(separated, &sheet),
            Err(errors) => write(status_of_no_table(&errors), media_type, Response::refused(errors).to_json()),
        };
    }
    let response = app.engine().answer(request, reader);
    write(status(&response, media_type), media_type, response.to_json())
}

async fn answer(app: Arc<App>, request: Request, media_type: &'static str) -> HttpResponse {
    let Some(source) = app.source() else {
        return refuse(
            StatusCode::SERVICE_UNAVAILABLE,
            media_type,
            "the data are still being loaded; try again in a moment",
        );
    };
    if let Source::Here(snapshot) = &source
        && separated(media_type).is_none()
        && let Some(response) = app.engine().answer_at_once(&request, &**snapshot)
    {
        return write(status(&response, media_type), media_type, response.to_json());
    }
    // The heart is synchronous; a long answer must not hold up the connections of others.
    let work = tokio::task::spawn_blocking(move || match source {
        Source::Here(snapshot) => respond(&app, &request, &*snapshot, media_type),
        Source::There(endpoint) => {
            respond(&app, &request, &Remote::new(&endpoint, app.engine().ontology()), media_type)
        }
    });
    match work.await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a request could not be answered");
            let error =
                Error::new(Code::Internal, "the request could not be answered; the server's log has the reason");
            write(StatusCode::INTERNAL_SERVER_ERROR, media_type, Response::refused(vec![error]).to_json())
        }
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

/// What a table cannot tell is told as JSON: what the client can mend by another request, and what it cannot.
fn status_of_no_table(errors: &[Error]) -> StatusCode {
    let is_ours = |error: &Error| matches!(error.code, Code::DataIncomplete | Code::Internal);
    if errors.iter().any(is_ours) { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST }
}

/// Older clients take any well-formed response with 200; the response media type tells refusals apart (section 6.4).
fn status(response: &Response, media_type: &str) -> StatusCode {
    if response.data.is_none() && media_type != JSON { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

fn write(status: StatusCode, media_type: &'static str, json: Vec<u8>) -> HttpResponse {
    let content_type = if media_type == GRAPHQL_RESPONSE {
        "application/graphql-response+json; charset=utf-8"
    } else {
        "application/json; charset=utf-8"
    };
    let headers = [(header::CONTENT_TYPE, content_type), (header::VARY, VARY)];
    (status, headers, json).into_response()
}

fn refuse(status: StatusCode, media_type: &'static str, problem: impl Into<String>) -> HttpResponse {
    write(status, media_type, Response::refused(vec![Error::new(Code::BadRequest, problem)]).to_json())
}

/// What is wrong with the HTTP request is a 400 for all clients; refusals of the query itself are as those of the engine.
fn refuse_with(media_type: &'static str, error: Error) -> HttpResponse {
    let is_malformed = error.code == Code::BadRequest;
    let response = Response::refused(vec![error]);
    let status = if is_malformed { StatusCode::BAD_REQUEST } else { status(&response, media_type) };
    write(status, media_type, response.to_json())
}

fn not_acceptable() -> HttpResponse {
    refuse(
        StatusCode::NOT_ACCEPTABLE,
        JSON,
        format!("answers come as {GRAPHQL_RESPONSE}, {JSON}, {CSV} or {TSV}; accept one of them"),
    )
}

fn with_headers(request: Request, headers: &HeaderMap) -> Request {
    Request { languages: reader_languages(headers), explain: wants_explanation(headers), ..request }
}

/// Whether the client asks how its answer is found.
pub(super) fn wants_explanation(headers: &HeaderMap) -> bool {
    headers.get(EXPLAIN).is_some_and(|value| value == "1" || value == "true")
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(negotiation::JSON))
}

/// The request in a JSON body (section 5.4).
fn from_body(app: &App, body: &[u8]) -> Result<Request, Error> {
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

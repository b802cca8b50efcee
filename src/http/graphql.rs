//! GraphQL over HTTP, <https://graphql.github.io/graphql-over-http/draft/>.

use super::app::App;
use super::negotiation::{GRAPHQL_RESPONSE, JSON, graphql_media_type, reader_languages};
use super::{LARGEST_BODY, negotiation};
use crate::graphql::{Code, Error, Request, Response};
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// Header of a request that asks how its answer was found.
pub(super) const EXPLAIN: HeaderName = HeaderName::from_static("plenary-explain");

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
    let request = match from_parameters(parameters.as_deref().unwrap_or_default()) {
        Ok(request) => request,
        Err(problem) => return refuse(StatusCode::BAD_REQUEST, media_type, problem),
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
    match from_body(&body) {
        Ok(request) => answer(app, with_headers(request, &headers), media_type).await,
        Err(problem) => refuse(StatusCode::BAD_REQUEST, media_type, problem),
    }
}

async fn answer(app: Arc<App>, request: Request, media_type: &'static str) -> HttpResponse {
    let Some(snapshot) = app.snapshot() else {
        return refuse(
            StatusCode::SERVICE_UNAVAILABLE,
            media_type,
            "the data are still being loaded; try again in a moment",
        );
    };
    // The heart is synchronous; a long answer must not hold up the connections of others.
    let work = tokio::task::spawn_blocking(move || {
        let response = app.engine().answer(&request, &*snapshot);
        (status(&response, media_type), response.to_json())
    });
    match work.await {
        Ok((status, json)) => write(status, media_type, json),
        Err(error) => {
            tracing::error!(%error, "a request could not be answered");
            let error =
                Error::new(Code::Internal, "the request could not be answered; the server's log has the reason");
            write(StatusCode::INTERNAL_SERVER_ERROR, media_type, Response::refused(vec![error]).to_json())
        }
    }
}

/// Older clients take any well-formed response with 200; the response media type tells refusals apart (section 6.4).
fn status(response: &Response, media_type: &str) -> StatusCode {
    if response.data.is_none() && media_type == GRAPHQL_RESPONSE { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

fn write(status: StatusCode, media_type: &'static str, json: Vec<u8>) -> HttpResponse {
    let content_type = if media_type == JSON {
        "application/json; charset=utf-8"
    } else {
        "application/graphql-response+json; charset=utf-8"
    };
    let headers = [(header::CONTENT_TYPE, content_type), (header::VARY, "accept, accept-language, plenary-explain")];
    (status, headers, json).into_response()
}

fn refuse(status: StatusCode, media_type: &'static str, problem: impl Into<String>) -> HttpResponse {
    write(status, media_type, Response::refused(vec![Error::new(Code::BadRequest, problem)]).to_json())
}

fn not_acceptable() -> HttpResponse {
    refuse(
        StatusCode::NOT_ACCEPTABLE,
        JSON,
        format!("answers come as {GRAPHQL_RESPONSE} or {JSON}; accept one of them"),
    )
}

fn with_headers(request: Request, headers: &HeaderMap) -> Request {
    let explain = headers.get(EXPLAIN).is_some_and(|value| value == "1" || value == "true");
    Request { languages: reader_languages(headers), explain, ..request }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(negotiation::JSON))
}

/// The request in a JSON body (section 5.4).
fn from_body(body: &[u8]) -> Result<Request, Cow<'static, str>> {
    let value: Value = serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
    match value {
        Value::Object(members) => from_members(members),
        Value::Array(_) => Err("batches are not taken; send one request at a time".into()),
        _ => Err("the body must be a JSON object with a member `query`".into()),
    }
}

/// The request in the parameters of a URL (section 5.3).
fn from_parameters(parameters: &str) -> Result<Request, Cow<'static, str>> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(parameters)
        .map_err(|error| format!("the parameters of the URL cannot be read: {error}"))?;
    let mut members = Map::new();
    for (name, value) in pairs {
        let value = match name.as_str() {
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => {
                serde_json::from_str(&value).map_err(|error| format!("the parameter `{name}` is not JSON: {error}"))?
            }
            _ => Value::String(value),
        };
        members.insert(name, value);
    }
    from_members(members)
}

fn from_members(mut members: Map<String, Value>) -> Result<Request, Cow<'static, str>> {
    let query = match members.remove("query") {
        Some(Value::String(query)) => query,
        Some(_) => return Err("`query` must be a string".into()),
        None => return Err("`query` is missing".into()),
    };
    let operation_name = match members.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
        Some(_) => return Err("`operationName` must be a string or null".into()),
    };
    let variables = match members.remove("variables") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(variables)) => variables,
        Some(_) => return Err("`variables` must be an object or null".into()),
    };
    match members.remove("extensions") {
        None | Some(Value::Null | Value::Object(_)) => {}
        Some(_) => return Err("`extensions` must be an object or null".into()),
    }
    Ok(Request { query, operation_name, variables, ..Request::default() })
}

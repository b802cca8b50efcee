//! Why a request is not answered: a status, and a line for people. (GraphQL has errors of its own.)

use super::HttpResponse;
use super::app::App;
use super::gate::Busy;
use crate::sparql::Error;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

/// A plain text with a status.
pub(super) fn text(status: StatusCode, problem: impl Into<String>) -> HttpResponse {
    let mut response = Response::new(Body::from(problem.into() + "\n"));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// What an error says, with its status. The causes of what is wrong inside the server are for its log alone.
pub(super) fn refuse(error: &Error) -> HttpResponse {
    if status(error) == StatusCode::INTERNAL_SERVER_ERROR {
        return failed(error);
    }
    text(status(error), error.to_string())
}

/// An internal error, which is logged.
pub(super) fn failed(error: &dyn std::fmt::Debug) -> HttpResponse {
    tracing::error!(?error, "a request could not be answered");
    text(StatusCode::INTERNAL_SERVER_ERROR, "the request could not be answered; the server's log has the reason")
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::Syntax { .. } | Error::BadRequest(_) => StatusCode::BAD_REQUEST,
        Error::Refused(_) => StatusCode::FORBIDDEN,
        Error::NoGraph => StatusCode::NOT_FOUND,
        Error::NotAcceptable { .. } | Error::Unwritable(_) => StatusCode::NOT_ACCEPTABLE,
        Error::Service(error) if error.is_refusal() => StatusCode::FORBIDDEN,
        Error::Service(_) => StatusCode::BAD_GATEWAY,
        Error::Deadline { .. } => StatusCode::GATEWAY_TIMEOUT,
        Error::TooLarge
        | Error::TooManyRows { .. }
        | Error::TooManyBytes { .. }
        | Error::TooMuchMemory { .. }
        | Error::TooMuchText(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Evaluation(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Output(_) | Error::Store(_) | Error::Lost => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What is not worked on, with the time after which it may be.
pub(super) fn busy(busy: Busy) -> HttpResponse {
    wait(text(busy.status(), busy.to_string()), busy)
}

/// Says when to come again.
pub(super) fn wait(mut response: HttpResponse, busy: Busy) -> HttpResponse {
    if let Some(seconds) = busy.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// None of the media types that a client accepts can be given.
pub(super) fn not_acceptable(offered: &[&'static str]) -> HttpResponse {
    let mut response = refuse(&Error::NotAcceptable { offered: offered.to_vec() });
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// A method that is not taken.
pub(super) fn method_not_allowed(allow: &'static str, problem: &str) -> HttpResponse {
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, problem);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    response
}

/// There are no data here: they are still being loaded, or they are at an endpoint.
pub(super) fn loading(app: &App) -> HttpResponse {
    if let Some(url) = app.endpoint() {
        let problem = format!("this server answers GraphQL over the data at {url}; ask there for anything else");
        return text(StatusCode::NOT_IMPLEMENTED, problem);
    }
    let mut response = text(StatusCode::SERVICE_UNAVAILABLE, "the data are still being loaded; try again in a moment");
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

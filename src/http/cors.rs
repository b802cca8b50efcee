//! Cross-origin requests (<https://fetch.spec.whatwg.org/#http-cors-protocol>): every page may ask, with any header, as no answer depends on who asks.

use super::app::App;
use super::{HttpResponse, dumps, writing};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

/// What pages may read of an answer besides its body.
const EXPOSED: [HeaderName; 8] = [
    super::REQUEST_ID,
    super::INCOMPLETE,
    writing::NUMBER,
    header::ETAG,
    header::LINK,
    header::RETRY_AFTER,
    header::CONTENT_LOCATION,
    dumps::REPR_DIGEST,
];
/// How long a browser may keep the answer to a preflight request, in seconds.
const A_DAY: &str = "86400";
/// What the answer to a preflight request depends on.
const ASKED: &str = "origin, access-control-request-method, access-control-request-headers";

/// The values that do not change while the server runs.
#[derive(Debug)]
pub(super) struct Cors {
    exposed: HeaderValue,
    methods: HeaderValue,
}

impl Cors {
    /// For what a server takes: whether its graphs may be written. Event streams are reserved by PUT, and their operations ended by DELETE.
    pub(super) fn of(app: &App) -> Self {
        let is_written = app.writing().is_some();
        let reading = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE];
        let writing = [Method::PATCH];
        let methods = reading.iter().chain(writing.iter().filter(|_| is_written));
        Self { exposed: joined(EXPOSED.iter().map(HeaderName::as_str)), methods: joined(methods.map(Method::as_str)) }
    }

    /// Lets pages of all sites read an answer.
    pub(super) fn open(&self, headers: &mut HeaderMap) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.clone());
    }

    /// The answer to a request that asks what may be sent. `*` as the list of headers would leave out `authorization`, so that they
    /// are those that the client names.
    pub(super) fn preflight(&self, asked: &HeaderMap) -> HttpResponse {
        let mut response = HttpResponse::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, self.methods.clone());
        if let Some(named) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, named.clone());
        }
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(A_DAY));
        headers.insert(header::VARY, HeaderValue::from_static(ASKED));
        response
    }
}

/// Names of headers or methods as one value. They are all tokens, so that none is left out.
fn joined<'a>(names: impl Iterator<Item = &'a str>) -> HeaderValue {
    let names: Vec<_> = names.collect();
    HeaderValue::from_str(&names.join(",")).unwrap_or(HeaderValue::from_static("*"))
}

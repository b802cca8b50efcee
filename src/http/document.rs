//! Documents that come in several forms: which one, and the headers that all have.

use super::negotiation::ranked;
use super::refusal::Refusal;
use super::{HttpResponse, headers};
use crate::digest::hexadecimal;
use crate::linked::{Form, forms};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri, header};
use sha2::{Digest, Sha256};

/// How long a copy may be used without asking, in seconds: data change when the server loads anew.
const FRESH: &str = "public, max-age=60";
/// The same for what never changes under its address.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// The form that a client reads best; none if it reads none of them. HTML if it has no wish.
pub(super) fn form(headers: &HeaderMap) -> Option<Form> {
    fitting(headers, |_| true)
}

/// The form that a client reads best of those that can say everything; if none can, the best of all.
pub(super) fn fitting(headers: &HeaderMap, fits: impl Fn(Form) -> bool) -> Option<Form> {
    let forms: Vec<_> = ranked(headers, &media_types()).into_iter().filter_map(Form::of_media_type).collect();
    forms.iter().find(|form| fits(**form)).or(forms.first()).copied()
}

/// The parameters of a URL.
///
/// # Errors
/// If they cannot be read.
pub(super) fn parameters(uri: &Uri) -> Result<Vec<(String, String)>, Refusal> {
    let problem = |error| Refusal::bad_request(format!("the parameters of the URL cannot be read: {error}"));
    serde_urlencoded::from_str(uri.query().unwrap_or_default()).map_err(problem)
}

fn media_types() -> Vec<&'static str> {
    forms().map(Form::media_type).collect()
}

/// None of the forms is accepted.
pub(super) fn not_acceptable() -> HttpResponse {
    Refusal::not_acceptable(&media_types()).text()
}

/// What tells bytes from others.
pub(super) fn validator(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes)[..16])
}

/// A document in the making.
pub(super) struct Document {
    response: HttpResponse,
}

impl Document {
    /// A document with a validator made of its bytes. It is a weak one, for the bytes may be compressed on the way.
    pub(super) fn new(content_type: &'static str, bytes: Vec<u8>) -> Self {
        let validator = validator(&bytes);
        Self::known(content_type, Bytes::from(bytes), &validator)
    }

    /// A document whose validator is known: what is in the program is not read again for each request.
    pub(super) fn known(content_type: &'static str, bytes: Bytes, validator: &str) -> Self {
        let mut document = Self { response: Response::new(Body::from(bytes)) };
        document =
            document.header(header::CONTENT_TYPE, content_type).header(header::ETAG, &format!("W/\"{validator}\""));
        document = document.header(header::CACHE_CONTROL, FRESH);
        if content_type.starts_with("text/html") {
            document = document.header(header::CONTENT_SECURITY_POLICY, headers::PAGE);
        }
        document.header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
    }

    /// Adds a value of a header; one that HTTP cannot carry is left out.
    pub(super) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.response.headers_mut().append(name, value);
        }
        self
    }

    /// One that never changes under its address.
    pub(super) fn forever(mut self) -> Self {
        self.response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(FOREVER));
        self
    }

    /// With a status of its own.
    pub(super) fn status(mut self, status: StatusCode) -> Self {
        *self.response.status_mut() = status;
        self
    }

    /// The response: without the bytes, if the client has them already.
    pub(super) fn answer(mut self, headers: &HeaderMap) -> HttpResponse {
        let known = self.response.headers().get(header::ETAG).is_some_and(|tag| is_known(headers, tag));
        if known && self.response.status() == StatusCode::OK {
            self.response = self.response.map(|_| Body::empty());
            *self.response.status_mut() = StatusCode::NOT_MODIFIED;
            self.response.headers_mut().remove(header::CONTENT_TYPE);
        }
        self.response
    }
}

/// Whether the client names a validator (`If-None-Match`, compared weakly; RFC 9110, section 13.1.2).
pub(super) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let Ok(tag) = tag.to_str() else { return false };
    let mut asked = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    asked.any(|value| value.trim() == "*" || value.split(',').any(|other| opaque(other) == opaque(tag)))
}

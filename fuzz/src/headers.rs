//! Requests over HTTP: whatever the headers say, the server answers, and never with a fault of its own.

use crate::world::APP;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request, StatusCode};
use plenary::http::Front;
use std::sync::{Arc, LazyLock};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

/// The first line is method and target, then headers, then after an empty line the body.
///
/// # Panics
/// If the answer is 500, or one of our own headers cannot be sent.
pub fn http(bytes: &[u8]) {
    let Some(request) = request(bytes) else { return };
    RUNTIME.block_on(async {
        let response = Front::new(Arc::clone(&APP)).oneshot(request).await.expect("an answer");
        assert_ne!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        to_bytes(response.into_body(), 64 << 20).await.ok();
    });
}

fn request(bytes: &[u8]) -> Option<Request<Body>> {
    let split = bytes.windows(2).position(|two| two == b"\n\n");
    let (head, body) = split.map_or((bytes, &[][..]), |at| (&bytes[..at], &bytes[at + 2..]));
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = std::str::from_utf8(lines.next()?).ok()?;
    let (method, target) = first.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(target);
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        request = request.header(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
    }
    request.body(Body::from(body.to_vec())).ok()
}

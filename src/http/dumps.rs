//! The dumps: files that are read piece by piece, with their checksums.

use super::HttpResponse;
use super::document::is_known;
use super::refusal::{Reason, Refusal};
use super::sending::AsItIs;
use crate::linked::{Data, Dump};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures_util::stream;
use std::sync::Arc;

/// Digest of the bytes that are sent (RFC 9530).
pub(super) const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");

const GZIP: &str = "application/gzip";
/// Bytes of a piece.
const PIECE: usize = 256 * 1024;

/// The SHA-256 of a dump in the form that `sha256sum -c` reads.
pub(super) fn checksum(name: &str, dump: &Dump) -> HttpResponse {
    let mut response = Response::new(Body::from(format!("{}  {name}\n", dump.sha256_hex())));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().extend(validators(dump));
    response
}

/// A dump as a file to keep.
pub(super) fn file(headers: &HeaderMap, data: &Data, name: &str, dumps: Arc<crate::linked::Dumps>) -> HttpResponse {
    let Some(dump) = dumps.named(name) else {
        return Refusal::new(Reason::NotFound, "there is no such dump").text();
    };
    let mut fixed = validators(dump);
    let modified = httpdate::fmt_http_date(data.since);
    let disposition = format!("attachment; filename=\"{name}\"");
    let digest = format!("sha-256=:{}:", BASE64_STANDARD.encode(dump.sha256));
    for (header, value) in [
        (header::LAST_MODIFIED, modified),
        (header::CONTENT_DISPOSITION, disposition),
        (REPR_DIGEST, digest),
        (header::CONTENT_LENGTH, dump.bytes.to_string()),
        (header::CONTENT_TYPE, GZIP.to_owned()),
    ] {
        match HeaderValue::from_str(&value) {
            Ok(value) => drop(fixed.insert(header, value)),
            Err(error) => return Refusal::internal(&error).text(),
        }
    }
    let is_there = fixed.get(header::ETAG).is_some_and(|tag| is_known(headers, tag));
    let mut response = Response::new(Body::empty());
    if is_there {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        fixed.remove(header::CONTENT_LENGTH);
        fixed.remove(header::CONTENT_TYPE);
    } else {
        response = Response::new(Body::from_stream(pieces(dumps, name.to_owned())));
    }
    *response.headers_mut() = fixed;
    response.extensions_mut().insert(AsItIs);
    response
}

/// The digest is a strong validator: the bytes are never changed on the way.
fn validators(dump: &Dump) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", dump.sha256_hex())) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
}

fn pieces(dumps: Arc<crate::linked::Dumps>, name: String) -> impl stream::Stream<Item = std::io::Result<Bytes>> {
    stream::unfold(Some(0_u64), move |place| {
        let (dumps, name) = (Arc::clone(&dumps), name.clone());
        async move {
            let place = place?;
            let read = move || dumps.named(&name).map_or_else(|| Ok(Vec::new()), |dump| dump.read_at(place, PIECE));
            match tokio::task::spawn_blocking(read).await.unwrap_or_else(|error| Err(std::io::Error::other(error))) {
                Ok(bytes) if bytes.is_empty() => None,
                Ok(bytes) => {
                    let next = place + bytes.len() as u64;
                    Some((Ok(Bytes::from(bytes)), Some(next)))
                }
                // The connection breaks, so that a part is not taken for the whole.
                Err(error) => Some((Err(error), None)),
            }
        }
    })
}

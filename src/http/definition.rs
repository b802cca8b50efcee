//! The schema as a file. A large ontology has one of many megabytes, so it is compressed once for all requests, and no request has a copy
//! of its own: what a request costs does not depend on how long it is.

use super::HttpResponse;
use super::app::App;
use super::document::is_known;
use super::negotiation::takes_gzip;
use super::refusal::Refusal;
use super::sending::AsItIs;
use crate::digest::hexadecimal;
use crate::graphql::Engine;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The schema in the forms that are sent.
#[derive(Debug)]
struct Forms {
    plain: Bytes,
    packed: Bytes,
    /// A weak validator, as it is that of both.
    tag: HeaderValue,
}

/// The schema as a file, made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Definition(OnceCell<Forms>);

impl Definition {
    /// It is no work of a request: one makes it, and the others wait for it.
    async fn forms(&self, app: &Arc<App>) -> std::io::Result<&Forms> {
        let make = || async {
            let app = Arc::clone(app);
            tokio::task::spawn_blocking(move || forms(app.engine())).await.map_err(std::io::Error::other)?
        };
        self.0.get_or_try_init(make).await
    }
}

fn forms(engine: &Engine) -> std::io::Result<Forms> {
    let plain = engine.sdl_bytes();
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&plain)?;
    let packed = packer.finish()?.into();
    let tag = format!("W/\"{}\"", hexadecimal(&Sha256::digest(&plain)[..16]));
    let tag = HeaderValue::from_str(&tag).map_err(std::io::Error::other)?;
    Ok(Forms { plain, packed, tag })
}

/// `GET /graphql/schema`: the schema in the schema definition language.
pub(super) async fn get(State(app): State<Arc<App>>, headers: HeaderMap) -> HttpResponse {
    let forms = match app.definition().forms(&app).await {
        Ok(forms) => forms,
        Err(error) => return Refusal::internal(&error).text(),
    };
    let mut response = Response::new(Body::empty());
    let fixed = response.headers_mut();
    fixed.insert(header::ETAG, forms.tag.clone());
    fixed.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    fixed.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    if is_known(&headers, &forms.tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    fixed.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    let is_packed = takes_gzip(&headers);
    if is_packed {
        fixed.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response.extensions_mut().insert(AsItIs);
    response.map(|_| Body::from(if is_packed { forms.packed.clone() } else { forms.plain.clone() }))
}

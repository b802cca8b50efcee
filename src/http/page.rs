//! The first page, and the files that pages load: style, script, picture. All come from here, none from elsewhere, and none is
//! written into a page, so that a policy can forbid every other script.

use super::HttpResponse;
use super::app::App;
use super::context::RequestContext;
use super::document::{Document, validator};
use super::refusal::{Reason, Refusal};
use super::{explorer, linked};
use crate::linked::{PICTURE, STYLE};
use crate::web;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use serde::Deserialize;
use std::sync::{Arc, OnceLock};

/// `GET /`
pub(super) async fn index(
    State(app): State<Arc<App>>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
) -> HttpResponse {
    linked::respond(app, context, uri, headers, |asked| {
        Ok(explorer::page(asked, "")?
            .unwrap_or_else(|| Refusal::internal(&"there is no first page").respond(asked.dialect())))
    })
    .await
}

/// `GET /page.css`
pub(super) async fn style(headers: HeaderMap) -> HttpResponse {
    static TAG: OnceLock<String> = OnceLock::new();
    file("text/css; charset=utf-8", STYLE, &TAG, &headers)
}

/// `GET /icon.svg`
pub(super) async fn picture(headers: HeaderMap) -> HttpResponse {
    static TAG: OnceLock<String> = OnceLock::new();
    file("image/svg+xml", PICTURE, &TAG, &headers)
}

/// What a path names, below `/at/{t}` too.
#[derive(Deserialize)]
pub(super) struct Named {
    name: String,
}

/// `GET /web/{name}`: a script or a style that `web/` has made. Its name says its content, so a copy never grows old.
pub(super) async fn made(Path(Named { name }): Path<Named>, headers: HeaderMap) -> HttpResponse {
    match web::file(&name) {
        // The name has a digest in it.
        Some((content_type, bytes)) => {
            Document::known(content_type, Bytes::from_static(bytes), &name).forever().answer(&headers)
        }
        None => Refusal::new(Reason::NotFound, "there is no such file; pages name those that there are").text(),
    }
}

/// A file that is part of the program, with a place for its validator.
fn file(content_type: &'static str, text: &'static str, tag: &OnceLock<String>, headers: &HeaderMap) -> HttpResponse {
    let tag = tag.get_or_init(|| validator(text.as_bytes()));
    Document::known(content_type, Bytes::from_static(text.as_bytes()), tag).answer(headers)
}

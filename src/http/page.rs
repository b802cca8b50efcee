//! The first page, and the files that pages load: style, script, picture. All come from here, none from elsewhere, and none is
//! written into a page, so that a policy can forbid every other script.

use super::HttpResponse;
use super::app::App;
use super::context::RequestContext;
use super::document::Document;
use super::refusal::{Reason, Refusal};
use super::{explorer, linked};
use crate::linked::{PICTURE, STYLE};
use crate::web;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use serde::Deserialize;
use std::sync::Arc;

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
    file("text/css; charset=utf-8", STYLE, &headers)
}

/// `GET /icon.svg`
pub(super) async fn picture(headers: HeaderMap) -> HttpResponse {
    file("image/svg+xml", PICTURE, &headers)
}

/// What a path names, below `/at/{t}` too.
#[derive(Deserialize)]
pub(super) struct Named {
    name: String,
}

/// `GET /web/{name}`: a script or a style that `web/` has made. Its name says its content, so a copy never grows old.
pub(super) async fn made(Path(Named { name }): Path<Named>, headers: HeaderMap) -> HttpResponse {
    match web::file(&name) {
        Some((content_type, bytes)) => Document::new(content_type, bytes.to_vec()).forever().answer(&headers),
        None => Refusal::new(Reason::NotFound, "there is no such file; pages name those that there are").text(),
    }
}

fn file(content_type: &'static str, text: &str, headers: &HeaderMap) -> HttpResponse {
    Document::new(content_type, text.as_bytes().to_vec()).answer(headers)
}

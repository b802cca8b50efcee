//! The first page, and the files that pages load: style, script, picture. All come from here, none from elsewhere, and none is
//! written into a page, so that a policy can forbid every other script.

use super::HttpResponse;
use super::app::App;
use super::context::RequestContext;
use super::document::{Document, parameters};
use super::refusal::{Reason, Refusal};
use crate::linked::{Addresses, PICTURE, Reader, START_SCRIPT, START_STYLE, STYLE, start_page};
use crate::web;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri, header};
use std::sync::Arc;

/// `GET /`, which answers before there are data.
pub(super) async fn index(
    State(app): State<Arc<App>>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
) -> HttpResponse {
    let parameters = match parameters(&uri) {
        Ok(parameters) => parameters,
        Err(refusal) => return refusal.text(),
    };
    let chosen = parameters.iter().find(|(name, _)| name == "lang").map(|(_, tag)| tag.as_str());
    let reader = Reader::new(app.engine().ontology(), chosen, &context.languages);
    let data = context.data;
    let space = data.as_ref().and_then(|data| data.space()).map(str::to_owned);
    let addresses = Addresses::new(app.site().root_from(uri.path()), space, reader.chosen().map(str::to_owned));
    let example = data.as_ref().and_then(|data| data.example());
    let html = start_page(&reader, &addresses, example.as_deref());
    Document::new("text/html; charset=utf-8", html.into_bytes())
        .header(header::VARY, "accept-language")
        .answer(&headers)
}

/// `GET /page.css`
pub(super) async fn style(headers: HeaderMap) -> HttpResponse {
    file("text/css; charset=utf-8", STYLE, &headers)
}

/// `GET /start.css`
pub(super) async fn start_style(headers: HeaderMap) -> HttpResponse {
    file("text/css; charset=utf-8", START_STYLE, &headers)
}

/// `GET /start.js`
pub(super) async fn start_script(headers: HeaderMap) -> HttpResponse {
    file("text/javascript; charset=utf-8", START_SCRIPT, &headers)
}

/// `GET /icon.svg`
pub(super) async fn picture(headers: HeaderMap) -> HttpResponse {
    file("image/svg+xml", PICTURE, &headers)
}

/// `GET /web/{name}`: a script or a style that `web/` has made. Its name says its content, so a copy never grows old.
pub(super) async fn made(Path(name): Path<String>, headers: HeaderMap) -> HttpResponse {
    match web::file(&name) {
        Some((content_type, bytes)) => Document::new(content_type, bytes.to_vec()).forever().answer(&headers),
        None => Refusal::new(Reason::NotFound, "there is no such file; pages name those that there are").text(),
    }
}

fn file(content_type: &'static str, text: &str, headers: &HeaderMap) -> HttpResponse {
    Document::new(content_type, text.as_bytes().to_vec()).answer(headers)
}

//! Where there is nothing.

use super::{Asked, respond};
use crate::http::HttpResponse;
use crate::http::app::App;
use crate::http::context::RequestContext;
use crate::http::document::{Document, form};
use crate::http::refusal::{Reason, Refusal};
use crate::linked::{Form, Missing};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use std::sync::Arc;

/// What programs are told where there is nothing.
pub(in crate::http) const NOWHERE: &str = "there is nothing at this address; / says what there is";

/// There is nothing at an address: people get a page with ways on, machines a line.
pub(super) fn nowhere(asked: &Asked, problem: &str) -> HttpResponse {
    not_found(asked, problem, || {
        let (addresses, [here, root]) = (asked.addresses(), asked.here());
        let near = asked.visit(&addresses, [&here, &root]).near(&asked.path);
        let own = addresses.file(asked.path.trim_start_matches('/'));
        Missing::at(&asked.path, near).to_html(asked.view(&addresses), &own)
    })
}

/// There is nothing at an address of several segments, or it ends with a slash: the way to the page without it, if there is one.
pub(in crate::http) async fn nothing(
    app: Arc<App>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
) -> HttpResponse {
    respond(app, context, uri, headers, |asked| {
        let path = asked.path.strip_prefix('/').unwrap_or_default();
        let trimmed = path.trim_end_matches('/');
        let (addresses, [here, root]) = (asked.addresses(), asked.here());
        let is_there =
            ["ontology", "catalog"].contains(&trimmed) || asked.visit(&addresses, [&here, &root]).has(trimmed);
        if trimmed.is_empty() || trimmed.len() == path.len() || !is_there {
            return Ok(nowhere(asked, NOWHERE));
        }
        let asked_for = serde_urlencoded::to_string(&asked.parameters).unwrap_or_default();
        let sign = if asked_for.is_empty() { "" } else { "?" };
        let location = addresses.file(&format!("{trimmed}{sign}{asked_for}"));
        let document = Document::new("text/plain; charset=utf-8", format!("see {location}\n").into_bytes());
        Ok(document.header(header::LOCATION, &location).status(StatusCode::PERMANENT_REDIRECT).answer(&asked.headers))
    })
    .await
}

/// A page if that is what the client reads best, else a line.
pub(super) fn not_found(asked: &Asked, problem: impl Into<String>, page: impl FnOnce() -> String) -> HttpResponse {
    let mut response = match form(&asked.headers) {
        Some(Form::Html) => asked.page(page()).status(Reason::NotFound.status()).answer(&asked.headers),
        _ => Refusal::new(Reason::NotFound, problem).text(),
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

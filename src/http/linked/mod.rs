//! Linked data over HTTP. A thing and a document about it are two things with two addresses (Cool URIs for the Semantic Web,
//! section 4.2). The thing has the IRI of the data, whose host sends clients on; `/id/…` here is the document about it, which
//! answers 200 in the form that the client reads best, and says with `Content-Location` where that form alone is. Only if
//! this server hosts the IRIs themselves does `/id/…` name the thing, and answers 303.
//!
//! `asked` is what a handler knows of a request, `resource` answers for what an IRI names, `files` for what stands at the top, and `nowhere`
//! where there is nothing.

mod asked;
mod files;
mod nowhere;
mod resource;

pub(super) use asked::Asked;
pub(super) use files::{catalogue, file};
pub(super) use nowhere::{NOWHERE, nothing};
pub(super) use resource::{described, resource};

use super::HttpResponse;
use super::app::App;
use super::context::RequestContext;
use super::document::parameters;
use super::gate::{Place, blocking, held};
use super::refusal::{Dialect, Refusal};
use crate::clock::Clock;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use std::sync::Arc;

pub(super) type Error = crate::linked::Error;

/// Runs what is synchronous away from the threads that serve connections.
pub(in crate::http) async fn respond(
    app: Arc<App>,
    context: RequestContext,
    uri: Uri,
    headers: HeaderMap,
    work: fn(&Asked) -> Result<HttpResponse, Error>,
) -> HttpResponse {
    let dialect = Dialect::of_page(&uri, &headers);
    let Some(data) = context.data.clone() else { return Refusal::no_data(&app).respond(dialect) };
    let parameters = match parameters(&uri) {
        Ok(parameters) => parameters,
        Err(refusal) => return refusal.respond(dialect),
    };
    let accepted = headers.get(header::ACCEPT).map(HeaderValue::as_bytes);
    let key = app.gate().key(("page", uri.path(), uri.query(), accepted));
    let start = |place: Arc<Place>, clock: Clock| {
        let (app, data) = (Arc::clone(&app), Arc::clone(&data));
        let asked = Asked::new(app, data, uri.path(), parameters.clone(), headers.clone(), &context, clock);
        blocking(place, move || {
            asked.clock.check()?;
            work(&asked)
        })
    };
    match app.gate().run(&context, key, start).await {
        Ok((Ok(Ok(response)), place)) => held(response, place),
        Ok((Ok(Err(error)), _)) => Refusal::from(error).respond(dialect),
        Ok((Err(error), _)) => Refusal::internal(&error).respond(dialect),
        Err(busy) => Refusal::from(busy).respond(dialect),
    }
}

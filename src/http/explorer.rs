//! The pages of the explorer over HTTP.

use super::HttpResponse;
use super::linked::{Asked, Error};
use super::negotiation::preferred;
use super::refusal::{Reason, Refusal};
use crate::explorer::{self, Answer, Visit};
use axum::http::{HeaderMap, HeaderValue, header};

/// Media type of pages.
const HTML: &str = "text/html";

/// Whether a client reads a page best, other than what an endpoint offers to machines: so a browser, which names `text/html`.
pub(super) fn wants_page(headers: &HeaderMap, offered: &[&'static str]) -> bool {
    preferred(headers, &[offered, &[HTML]].concat()) == Some(HTML)
}

/// The query page at the address of an endpoint, `graphql` or `sparql`.
///
/// # Errors
/// If the time is over.
pub(super) fn query_page(asked: &Asked, kind: &str) -> Result<HttpResponse, Error> {
    let addresses = asked.addresses();
    let [here, root] = asked.here();
    let visit = asked.visit(&addresses, [&here, &root]);
    let mut response = answer(asked, &visit, visit.query_page(kind))?;
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// The page at a path from the server's root; none if there is none.
///
/// # Errors
/// If the time is over.
pub(super) fn page(asked: &Asked, path: &str) -> Result<Option<HttpResponse>, Error> {
    let addresses = asked.addresses();
    let [here, root] = asked.here();
    let visit = asked.visit(&addresses, [&here, &root]);
    visit.at(path).map(|answered| answer(asked, &visit, answered)).transpose()
}

/// What a page is answered with.
///
/// # Errors
/// If the time is over.
pub(super) fn answer(
    asked: &Asked,
    visit: &Visit<'_>,
    answered: Result<Answer, explorer::Error>,
) -> Result<HttpResponse, Error> {
    Ok(match answered {
        Ok(Answer::Page(html)) => asked.page(html).answer(&asked.headers),
        Ok(Answer::Document { media_type, bytes }) => asked.in_language(media_type, bytes).answer(&asked.headers),
        Ok(Answer::File { media_type, name, bytes }) => {
            let named = format!("attachment; filename=\"{name}\"");
            let document = asked.in_language(media_type, bytes);
            document.header(header::CONTENT_DISPOSITION, &named).answer(&asked.headers)
        }
        Err(explorer::Error::Stopped(stopped)) => return Err(stopped.into()),
        Err(explorer::Error::Unread(cause)) => Refusal::internal(&cause).respond(asked.dialect()),
        Err(error @ explorer::Error::Address(_)) => wrong(asked, visit, &error, Reason::BadRequest),
        Err(error @ explorer::Error::Refused(_)) => wrong(asked, visit, &error, Reason::Unanswerable),
    })
}

/// A page that says what is wrong with an address, for people type addresses and searches.
fn wrong(asked: &Asked, visit: &Visit<'_>, error: &explorer::Error, reason: Reason) -> HttpResponse {
    asked.page(visit.problem(error)).status(reason.status()).answer(&asked.headers)
}

//! Validators of SPARQL's answers, so that a client that has an answer does not get it again.
//!
//! An answer is a function of query and data, and data stay as they are until others are published. So a validator is
//! made of the question and of the moment of the data, and nothing is evaluated to see that it holds.

use super::HttpResponse;
use super::document::is_known;
use crate::digest::hexadecimal;
use crate::sparql::Request;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use sha2::{Digest, Sha256};
use std::time::{SystemTime, UNIX_EPOCH};

/// Words of queries whose answers depend on more than the data: the clock, chance, and other endpoints.
const RESTLESS: [&str; 5] = ["now", "rand", "uuid", "struuid", "service"];

/// The validator of the answer to a query over the data of a moment, in the form that the client accepts; none for one that
/// may be another each time.
pub(super) fn of(request: &Request, headers: &HeaderMap, since: SystemTime) -> Option<HeaderValue> {
    if is_volatile(&request.query) {
        return None;
    }
    let moment = since.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_le_bytes();
    let accepted = headers.get_all(header::ACCEPT).iter().map(HeaderValue::as_bytes);
    let base = request.base.as_deref().unwrap_or_default();
    let graphs = |graphs: &[String]| format!("{graphs:?}");
    let (default, named) = (graphs(&request.default_graphs), graphs(&request.named_graphs));
    let parts = [&request.query, base, &default, &named].map(str::as_bytes);
    let mut digest = Sha256::new_with_prefix(moment);
    for part in parts.into_iter().chain(accepted) {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    HeaderValue::from_str(&format!("W/\"{}\"", hexadecimal(&digest.finalize()[..16]))).ok()
}

/// Whether such a word stands in a query, apart from names and variables. In a text or an address it only looks like one;
/// then the answer goes without a validator.
fn is_volatile(query: &str) -> bool {
    let query = query.to_ascii_lowercase();
    // Any letter may be written as an escape.
    if query.contains("\\u") {
        return true;
    }
    let belongs = |char: char| char.is_alphanumeric() || char == '_' || char == ':';
    let stands_alone = |(start, word): (usize, &str)| {
        let before = query[..start].chars().next_back();
        let after = query[start + word.len()..].chars().next();
        !before.is_some_and(|char| belongs(char) || char == '?' || char == '$') && !after.is_some_and(belongs)
    };
    RESTLESS.iter().any(|word| query.match_indices(word).any(stands_alone))
}

/// The response to a client that has the answer already: of a form, RFC 9110 (section 13.1.2) wants another status.
pub(super) fn unchanged(method: &Method, headers: &HeaderMap, tag: &HeaderValue) -> Option<HttpResponse> {
    // Whether there is any answer at all (`*`) is known only when the query has been read.
    let asks_for_any = headers.get_all(header::IF_NONE_MATCH).iter().any(|value| value == "*");
    if asks_for_any || !is_known(headers, tag) {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() =
        if *method == Method::POST { StatusCode::PRECONDITION_FAILED } else { StatusCode::NOT_MODIFIED };
    response.headers_mut().insert(header::ETAG, tag.clone());
    response.headers_mut().insert(header::VARY, HeaderValue::from_static(super::evaluation::VARY));
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::is_volatile;

    #[test]
    fn answers_that_depend_on_the_clock_on_chance_or_on_others_are_known_by_their_words() {
        for query in [
            "SELECT (NOW() AS ?n) {}",
            "SELECT (3/rand() AS ?n) {}",
            "SELECT (?x-now # the moment\n () AS ?n) {}",
            "{ ?s ?p \"x\"SERVICE<http://example.org/> {} }",
            "SELECT (StrUUID() AS ?id) {}",
            "SELECT (\\u004eOW() AS ?n) {}",
        ] {
            assert!(is_volatile(query), "{query}");
        }
        for query in ["SELECT ?now { ?now ex:knowledge $rand ; ex:service ex:brand_now }", "PREFIX now: <x:> ASK {}"] {
            assert!(!is_volatile(query), "{query}");
        }
    }
}

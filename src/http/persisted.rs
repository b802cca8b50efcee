//! Requests that are known by their digest: automatic persisted queries, and the list of those that are allowed.
//!
//! A client may send the SHA-256 of a query instead of the query (Apollo's protocol of automatic persisted queries): it
//! gets one error that the digest is not known, sends both, and from then on the digest is enough. With a list, the
//! server answers what is on the list and nothing else.

use crate::digest::hexadecimal;
use crate::file;
use crate::graphql::{Code, Error};
use lru::LruCache;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Bytes of queries that clients may have the server remember, digests and what the memory of each costs included.
const MOST_BYTES: usize = 4 << 20;
/// What a query takes besides its text: its digest, and its place, about.
const OVERHEAD: usize = 256;
/// Longer queries are answered but not remembered.
const LONGEST_QUERY: usize = 64 * 1024;

/// The queries that the server knows by their digest.
#[derive(Debug)]
pub struct PersistedQueries {
    remembered: Mutex<Remembered>,
    /// If there is a list, only these are answered.
    allowed: Option<HashMap<String, String>>,
}

impl Default for PersistedQueries {
    fn default() -> Self {
        Self { remembered: Mutex::new(Remembered { queries: LruCache::unbounded(), bytes: 0 }), allowed: None }
    }
}

/// Queries by their digest, those asked for last.
#[derive(Debug)]
struct Remembered {
    queries: LruCache<String, String>,
    bytes: usize,
}

impl Remembered {
    /// Remembers a query, and forgets the least recently used ones.
    fn put(&mut self, digest: String, query: String) {
        self.bytes += query.len() + OVERHEAD;
        if let Some((_, old)) = self.queries.push(digest, query) {
            self.bytes -= old.len() + OVERHEAD;
        }
        while self.bytes > MOST_BYTES
            && let Some((_, old)) = self.queries.pop_lru()
        {
            self.bytes -= old.len() + OVERHEAD;
        }
    }
}

/// Why a list of allowed queries cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The file cannot be read.
    #[error("cannot read the list of queries")]
    Read(#[from] crate::file::Error),
    /// The file is not a JSON object of queries.
    #[error("{file} is not a list of queries: it must be a JSON object whose values are the queries ({problem})")]
    Form {
        /// The file.
        file: String,
        /// What is wrong.
        problem: String,
    },
}

impl PersistedQueries {
    /// Allows only the queries of a file: a JSON object whose values are the queries; its keys do not matter.
    ///
    /// # Errors
    /// If the file cannot be read or is not of this form.
    pub fn only(file: &Path) -> Result<Self, ListError> {
        let name = file.display().to_string();
        let text = file::read_stream(file, file::Bound::SMALL)?;
        let queries: HashMap<String, String> =
            serde_json::from_str(&text).map_err(|error| ListError::Form { file: name, problem: error.to_string() })?;
        let allowed = queries.into_values().map(|query| (digest(&query), query)).collect();
        Ok(Self { allowed: Some(allowed), ..Self::default() })
    }

    /// The query of a request: the one that it carries, or the one that its digest stands for.
    ///
    /// # Errors
    /// If the digest is not known or is not that of the query, or the query is not allowed.
    pub(super) fn resolve(&self, query: Option<String>, extensions: &Map<String, Value>) -> Result<String, Error> {
        let wanted = wanted_digest(extensions)?;
        if let (Some(query), Some(wanted)) = (&query, &wanted)
            && digest(query) != *wanted
        {
            return Err(Error::new(Code::BadUserInput, "the SHA-256 of the query is not the one that is sent with it"));
        }
        if let Some(allowed) = &self.allowed {
            let key = wanted.or_else(|| query.as_deref().map(digest)).unwrap_or_default();
            let refusal = "only queries of the server's list are answered; ask its operator to add this one";
            return allowed.get(&key).cloned().ok_or_else(|| Error::new(Code::QueryNotAllowed, refusal));
        }
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        match (query, wanted) {
            (Some(query), Some(wanted)) => {
                if query.len() <= LONGEST_QUERY {
                    remembered.put(wanted, query.clone());
                }
                Ok(query)
            }
            (Some(query), None) => Ok(query),
            // The message is part of the protocol: clients look for it.
            (None, Some(wanted)) => remembered
                .queries
                .get(&wanted)
                .cloned()
                .ok_or_else(|| Error::new(Code::PersistedQueryNotFound, "PersistedQueryNotFound")),
            (None, None) => Err(Error::new(Code::BadRequest, "`query` is missing")),
        }
    }
}

/// `extensions.persistedQuery.sha256Hash`.
fn wanted_digest(extensions: &Map<String, Value>) -> Result<Option<String>, Error> {
    let Some(persisted) = extensions.get("persistedQuery").filter(|value| !value.is_null()) else { return Ok(None) };
    let error = |problem: &str| Error::new(Code::BadRequest, format!("`extensions.persistedQuery` {problem}"));
    if persisted.get("version") != Some(&Value::from(1)) {
        return Err(error("must have the version 1"));
    }
    let hash = persisted.get("sha256Hash").and_then(Value::as_str).ok_or_else(|| error("needs a `sha256Hash`"))?;
    Ok(Some(hash.to_ascii_lowercase()))
}

fn digest(query: &str) -> String {
    hexadecimal(&Sha256::digest(query.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extensions(hash: &str) -> Map<String, Value> {
        let value = serde_json::json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_query_is_known_by_its_digest_once_it_has_been_sent_with_it() {
        let queries = PersistedQueries::default();
        let query = "{ dataset { triples } }".to_owned();
        let hash = digest(&query);
        let code = |error: Error| error.code;
        assert_eq!(queries.resolve(None, &extensions(&hash)).map_err(code), Err(Code::PersistedQueryNotFound));
        assert_eq!(queries.resolve(Some(query.clone()), &extensions("00")).map_err(code), Err(Code::BadUserInput));
        assert_eq!(queries.resolve(Some(query.clone()), &extensions(&hash)), Ok(query.clone()));
        assert_eq!(queries.resolve(None, &extensions(&hash)), Ok(query.clone()));
        assert_eq!(queries.resolve(None, &Map::new()).map_err(code), Err(Code::BadRequest));
        assert_eq!(queries.resolve(Some(query.clone()), &Map::new()), Ok(query));
    }

    #[test]
    fn hostile_c7_remembered_queries_are_weighed_by_their_bytes() {
        let queries = PersistedQueries::default();
        for number in 0..200 {
            let query = format!("{{ a{number} }} # {}", "x".repeat(LONGEST_QUERY - 20));
            queries.resolve(Some(query.clone()), &extensions(&digest(&query))).unwrap();
        }
        let remembered = queries.remembered.lock().unwrap();
        let held: usize = remembered.queries.iter().map(|(_, query)| query.len() + OVERHEAD).sum();
        assert_eq!(remembered.bytes, held);
        assert!(held <= MOST_BYTES && remembered.queries.len() > 50, "{held}");
    }

    #[test]
    fn with_a_list_nothing_else_is_answered() {
        let query = "{ dataset { triples } }".to_owned();
        let allowed = Some(HashMap::from([(digest(&query), query.clone())]));
        let queries = PersistedQueries { allowed, ..PersistedQueries::default() };
        assert_eq!(queries.resolve(Some(query.clone()), &Map::new()), Ok(query.clone()));
        assert_eq!(queries.resolve(None, &extensions(&digest(&query))), Ok(query));
        let other = queries.resolve(Some("{ __typename }".into()), &Map::new());
        assert_eq!(other.map_err(|error| error.code), Err(Code::QueryNotAllowed));
    }
}

//! Answers that the endpoint has given with a validator (RFC 9110, section 8.8.3), kept as long as they fit.
//!
//! Each is asked for again with `If-None-Match`: an endpoint that says that nothing has changed need not send it again,
//! and one that gives no validator is never answered for.

use lru::LruCache;
use reqwest::header::{
    CACHE_CONTROL, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use std::sync::{Arc, Mutex, PoisonError};

/// What distinguishes one state of an answer from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Validator {
    /// A tag.
    Tag(HeaderValue),
    /// A date, which does not distinguish changes within a second.
    Date(HeaderValue),
}

impl Validator {
    /// That of an answer: its tag, or else its date.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let date = || headers.get(LAST_MODIFIED).cloned().map(Self::Date);
        headers.get(ETAG).cloned().map(Self::Tag).or_else(date)
    }

    /// The header of a request for what has changed.
    pub(super) fn condition(&self) -> (HeaderName, HeaderValue) {
        match self {
            Self::Tag(tag) => (IF_NONE_MATCH, tag.clone()),
            Self::Date(date) => (IF_MODIFIED_SINCE, date.clone()),
        }
    }
}

/// The validator of an answer that may be kept.
pub(super) fn keepable(headers: &HeaderMap) -> Option<Validator> {
    let is_secret = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.contains("no-store"));
    if headers.get_all(CACHE_CONTROL).iter().any(is_secret) {
        return None;
    }
    Validator::of(headers).filter(|validator| matches!(validator, Validator::Tag(_)))
}

/// An answer as it came.
pub(super) struct Answer {
    pub(super) validator: Validator,
    pub(super) bytes: Vec<u8>,
}

/// The answers to queries, those asked for last.
pub(super) struct Cache {
    most: usize,
    kept: Mutex<Kept>,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("most", &self.most).finish_non_exhaustive()
    }
}

struct Kept {
    answers: LruCache<Box<str>, Arc<Answer>>,
    bytes: usize,
}

/// One answer may fill such a part of the cache; a greater one would push out too many others.
const PART: usize = 8;
/// What an answer takes besides its bytes and its query's, about.
const OVERHEAD: usize = 200;

impl Cache {
    /// A cache of at most `most` bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::new(Kept { answers: LruCache::unbounded(), bytes: 0 }) }
    }

    /// Most bytes that an answer may have to be kept.
    pub(super) fn largest(&self) -> usize {
        self.most / PART
    }

    pub(super) fn get(&self, query: &str) -> Option<Arc<Answer>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).answers.get(query).cloned()
    }

    /// Keeps an answer, and drops the least recently used ones.
    pub(super) fn put(&self, query: String, answer: Answer) {
        let size = |query: &str, answer: &Answer| query.len() + answer.bytes.len() + OVERHEAD;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += size(&query, &answer);
        if let Some((query, old)) = kept.answers.push(query.into(), Arc::new(answer)) {
            kept.bytes -= size(&query, &old);
        }
        while kept.bytes > self.most
            && let Some((query, old)) = kept.answers.pop_lru()
        {
            kept.bytes -= size(&query, &old);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_last_is_kept_within_its_bytes() {
        let cache = Cache::new(10_000);
        let answer = |letter: u8| Answer {
            validator: Validator::Tag(HeaderValue::from_static("\"a\"")),
            bytes: vec![letter; 3_000],
        };
        for (query, letter) in [("a", b'a'), ("b", b'b'), ("c", b'c'), ("a", b'A')] {
            cache.put(query.into(), answer(letter));
        }
        assert_eq!(cache.get("a").unwrap().bytes[0], b'A');
        cache.put("d".into(), answer(b'd'));
        assert!(cache.get("b").is_none(), "the one that nobody asked for is let go");
        assert!(["a", "c", "d"].iter().all(|query| cache.get(query).is_some()));
        assert_eq!(cache.kept.lock().unwrap().bytes, 3 * (3_001 + OVERHEAD));
        let nothing = Cache::new(0);
        nothing.put("a".into(), answer(b'a'));
        assert!(nothing.get("a").is_none() && nothing.largest() == 0);
    }

    #[test]
    fn only_what_has_a_tag_and_is_no_secret_may_be_kept() {
        let headers = |list: &[(HeaderName, &'static str)]| -> HeaderMap {
            list.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
        };
        assert!(keepable(&headers(&[(ETAG, "\"a\"")])).is_some());
        assert!(keepable(&headers(&[(ETAG, "\"a\""), (CACHE_CONTROL, "private, no-store")])).is_none());
        let dated = headers(&[(LAST_MODIFIED, "Tue, 24 Nov 2026 14:00:00 GMT")]);
        assert!(keepable(&dated).is_none() && Validator::of(&dated).unwrap().condition().0 == IF_MODIFIED_SINCE);
        assert!(Validator::of(&headers(&[])).is_none());
    }
}

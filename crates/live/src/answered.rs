//! Requests with an idempotency key that changed nothing, and so are in no commit.

use plenary_journal::Head;
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// How many are known, the latest.
const MOST: usize = 100_000;
/// For how long.
const AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// What became of them. It is in memory: who sends such a request again after the store was opened anew has it worked out again.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    known: HashMap<String, Answer>,
    order: VecDeque<(String, Instant)>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// The digest of the request.
    pub(crate) request: Option<[u8; 32]>,
    /// The last commit when it was answered.
    pub(crate) head: Option<Head>,
    since: Instant,
}

impl Answered {
    pub(crate) fn find(&self, key: &str) -> Option<Answer> {
        self.known.get(key).copied().filter(|answer| answer.since.elapsed() <= AGE)
    }

    pub(crate) fn note(&mut self, key: String, request: Option<[u8; 32]>, head: Option<Head>) {
        let since = Instant::now();
        self.known.insert(key.clone(), Answer { request, head, since });
        self.order.push_back((key, since));
        while self.order.len() > MOST || self.order.front().is_some_and(|(_, since)| since.elapsed() > AGE) {
            if let Some((oldest, since)) = self.order.pop_front()
                && self.known.get(&oldest).is_some_and(|answer| answer.since == since)
            {
                self.known.remove(&oldest);
            }
        }
    }
}

use crate::Head;
use crate::commit::Keyed;
use oxsdatatypes::{DateTime, DayTimeDuration};
use std::collections::{HashMap, VecDeque};
use std::str::FromStr;
use std::time::Duration;

/// Which commits had which idempotency keys: the latest, up to a number of them, and up to an age.
#[derive(Debug)]
pub(crate) struct Keys {
    most: usize,
    age: DayTimeDuration,
    known: HashMap<[u8; 32], Known>,
    /// In the order of the commits, with their numbers: a key may have come again after its time.
    order: VecDeque<([u8; 32], u64)>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    content: [u8; 32],
    commit: Head,
    time: DateTime,
}

impl Keys {
    pub(crate) fn new(most: usize, age: Duration) -> Self {
        // More than can be said is no bound.
        let age = DayTimeDuration::from_str(&format!("PT{}S", age.as_secs()));
        Self { most, age: age.unwrap_or(DayTimeDuration::MAX), known: HashMap::new(), order: VecDeque::new() }
    }

    /// The commit that has a key at a moment, and whether it has the same content.
    pub(crate) fn find(&self, keyed: &Keyed) -> Option<(Head, bool)> {
        let known = self.known_at(&keyed.key, keyed.time)?;
        Some((known.commit, known.content == keyed.content))
    }

    /// The commit that has the key of a digest at a moment.
    pub(crate) fn commit(&self, key: &[u8; 32], now: DateTime) -> Option<Head> {
        Some(self.known_at(key, now)?.commit)
    }

    fn known_at(&self, key: &[u8; 32], now: DateTime) -> Option<&Known> {
        // Where clocks have gone back it is young.
        let is_old = |known: &&Known| now.checked_sub(known.time).is_some_and(|age| age > self.age);
        self.known.get(key).filter(|known| !is_old(known))
    }

    pub(crate) fn insert(&mut self, keyed: &Keyed, commit: Head) {
        self.known.insert(keyed.key, Known { content: keyed.content, commit, time: keyed.time });
        self.order.push_back((keyed.key, commit.t));
        while self.order.len() > self.most {
            if let Some((oldest, t)) = self.order.pop_front()
                && self.known.get(&oldest).is_some_and(|known| known.commit.t == t)
            {
                self.known.remove(&oldest);
            }
        }
    }
}

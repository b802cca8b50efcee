use crate::Head;
use crate::commit::Keyed;
use std::collections::{HashMap, VecDeque};

/// Which commits had which idempotency keys: the latest, up to a number of them.
#[derive(Debug)]
pub(crate) struct Keys {
    most: usize,
    known: HashMap<[u8; 32], Known>,
    /// In the order of the commits.
    order: VecDeque<[u8; 32]>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    content: [u8; 32],
    commit: Head,
}

impl Keys {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, known: HashMap::new(), order: VecDeque::new() }
    }

    /// The commit that has a key, and whether it has the same content.
    pub(crate) fn find(&self, keyed: &Keyed) -> Option<(Head, bool)> {
        let known = self.known.get(&keyed.key)?;
        Some((known.commit, known.content == keyed.content))
    }

    /// The commit that has the key of a digest.
    pub(crate) fn commit(&self, key: &[u8; 32]) -> Option<Head> {
        Some(self.known.get(key)?.commit)
    }

    pub(crate) fn insert(&mut self, keyed: &Keyed, commit: Head) {
        if self.known.insert(keyed.key, Known { content: keyed.content, commit }).is_none() {
            self.order.push_back(keyed.key);
        }
        while self.order.len() > self.most {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }
}

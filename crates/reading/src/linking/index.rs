//! An index of the record's names by what other names may have in common with them, so that not every name is compared with every other.
//!
//! A name is found by the whole of it, by its words in any order, by all ways to leave one letter out (names that differ by one
//! letter share one of these), and by its two rarest words: names that share neither say too little of the same. However common
//! a word is, a name of theirs is compared with a limited number of ours.

use super::words::{Folded, Words};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash, Hasher};

/// Most names of ours that one of theirs is compared with.
pub(super) const MOST_COMPARED: usize = 200;
/// The rarest words by which a name is found.
const RAREST: usize = 2;
/// Shorter names with another letter are other names.
pub(super) const SHORTEST_MISSPELT: usize = 6;
/// Longer names are not looked for with a letter left out; their words find them.
const LONGEST_MISSPELT: usize = 48;

/// A name of the record: its resource, and its number among that resource's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct NameId {
    pub(super) concept: u32,
    pub(super) name: u32,
}

#[derive(Debug, Default)]
pub(super) struct Index {
    whole: HashMap<String, Vec<NameId>>,
    sets: HashMap<Vec<u32>, Vec<NameId>>,
    misspelt: HashMap<u64, Vec<NameId>>,
    rare: HashMap<u32, Vec<NameId>>,
    hasher: foldhash::fast::FixedState,
}

impl Index {
    pub(super) fn new(names: &[Vec<Folded>], words: &Words) -> Self {
        let mut index = Self::default();
        for (concept, names) in (0..).zip(names) {
            for (name, folded) in (0..).zip(names) {
                index.add(NameId { concept, name }, folded, words);
            }
        }
        index
    }

    fn add(&mut self, id: NameId, folded: &Folded, words: &Words) {
        if folded.set.is_empty() {
            return;
        }
        self.whole.entry(folded.whole.clone()).or_default().push(id);
        self.sets.entry(folded.set.clone()).or_default().push(id);
        for key in self.keys(folded) {
            self.misspelt.entry(key).or_default().push(id);
        }
        for word in rarest_first(folded, words).into_iter().take(RAREST) {
            self.rare.entry(word).or_default().push(id);
        }
    }

    /// The names of ours that one of theirs is to be compared with, those with most in common first.
    pub(super) fn candidates(&self, folded: &Folded, words: &Words) -> Vec<NameId> {
        if folded.set.is_empty() {
            return Vec::new();
        }
        let keys = self.keys(folded);
        let words = rarest_first(folded, words);
        let lists = self.whole.get(&folded.whole).into_iter();
        let lists = lists.chain(self.sets.get(&folded.set));
        let lists = lists.chain(keys.iter().filter_map(|key| self.misspelt.get(key)));
        let lists = lists.chain(words.iter().filter_map(|word| self.rare.get(word)));
        // Some are found twice.
        let mut found: Vec<NameId> = lists.flatten().copied().take(2 * MOST_COMPARED).collect();
        let mut seen = HashSet::new();
        found.retain(|id| seen.insert(*id));
        found.truncate(MOST_COMPARED);
        found
    }

    /// The name with each letter left out, and as it is, as numbers.
    fn keys(&self, folded: &Folded) -> Vec<u64> {
        if !(SHORTEST_MISSPELT..=LONGEST_MISSPELT).contains(&folded.length) {
            return Vec::new();
        }
        let whole = &folded.whole;
        let mut keys: Vec<u64> = vec![self.hash(whole, "")];
        keys.extend(whole.char_indices().map(|(at, char)| self.hash(&whole[..at], &whole[at + char.len_utf8()..])));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn hash(&self, before: &str, after: &str) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        before.bytes().chain(after.bytes()).for_each(|byte| byte.hash(&mut hasher));
        hasher.finish()
    }
}

fn rarest_first(folded: &Folded, words: &Words) -> Vec<u32> {
    let mut rarest = folded.set.clone();
    rarest.sort_by(|&a, &b| words.weight(b).total_cmp(&words.weight(a)).then(a.cmp(&b)));
    rarest
}

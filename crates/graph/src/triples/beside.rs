//! What has come and gone since an array was sorted, sorted as the array is.

use std::collections::BTreeSet;
use std::ops::Range;

/// A triple by the part that its array is sorted by, then by the two others in the order of the array.
pub(super) type Key = [u32; 3];

/// What becomes of a triple, compared with what the array has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edit<K> {
    /// The triple.
    pub(super) key: K,
    /// The set of graphs that it has otherwise than in the array.
    pub(super) came: Option<u32>,
    /// Whether the array has it, and it is not there any more or has another set of graphs.
    pub(super) went: bool,
}

/// Triples that are looked at before the array is. A triple of the array that has another set of graphs now has gone and come.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// With their sets of graphs.
    came: Vec<(Key, u32)>,
    went: Vec<(Key, ())>,
    /// A bit for each first part of which there is any.
    touched: Vec<u64>,
}

/// A part of what is beside an array.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) came: Range<usize>,
    pub(super) went: Range<usize>,
}

impl Part {
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.came.is_empty() && self.went.is_empty()
    }
}

impl Beside {
    /// Whether the array is as it was.
    pub(super) fn is_empty(&self) -> bool {
        self.came.is_empty() && self.went.is_empty()
    }

    /// Whether there may be anything of a first part.
    #[inline]
    pub(super) fn touches(&self, first: u32) -> bool {
        self.touched.get(first as usize / 64).is_some_and(|bits| bits >> (first % 64) & 1 == 1)
    }

    /// What begins with some parts.
    pub(super) fn part(&self, prefix: &[u32]) -> Part {
        Part { came: range(&self.came, prefix), went: range(&self.went, prefix) }
    }

    /// The triple at a place among those that came, with its set of graphs.
    #[inline]
    pub(super) fn came(&self, place: usize) -> Option<(Key, u32)> {
        self.came.get(place).copied()
    }

    /// The triple at a place among those that went.
    #[inline]
    pub(super) fn went(&self, place: usize) -> Option<Key> {
        self.went.get(place).map(|(key, ())| *key)
    }

    /// Whether a triple of the array is not there any more as it was.
    pub(super) fn has_gone(&self, key: Key) -> bool {
        self.touches(key[0]) && self.went.binary_search_by_key(&key, |(key, ())| *key).is_ok()
    }

    /// Notes the triples of which something else is said here than in another one.
    pub(super) fn differing(&self, other: &Self, triples: &mut BTreeSet<Key>) {
        let differing = |key: &Key, is_there: bool| (!is_there).then_some(*key);
        triples.extend(self.came.iter().filter_map(|came| differing(&came.0, other.came.binary_search(came).is_ok())));
        triples.extend(self.went.iter().filter_map(|went| differing(&went.0, other.went.binary_search(went).is_ok())));
    }

    /// How many triples there are more than in the array.
    pub(super) fn more(&self, part: &Part) -> isize {
        part.came.len() as isize - part.went.len() as isize
    }

    /// The same after some edits, which are sorted and of different triples. Their keys are below a number of terms.
    pub(super) fn after(&self, edits: &[Edit<Key>], terms: usize) -> Self {
        let came = merged(&self.came, edits.iter().map(|edit| (edit.key, edit.came)), edits.len());
        let went = merged(&self.went, edits.iter().map(|edit| (edit.key, edit.went.then_some(()))), edits.len());
        let mut touched = self.touched.clone();
        touched.resize(terms.div_ceil(64), 0);
        for edit in edits {
            touched[edit.key[0] as usize / 64] |= 1 << (edit.key[0] % 64);
        }
        Self { came, went, touched }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        size_of_val(&*self.came) + size_of_val(&*self.went) + size_of_val(&*self.touched)
    }
}

fn range<T>(sorted: &[(Key, T)], prefix: &[u32]) -> Range<usize> {
    let start = sorted.partition_point(|(key, _)| &key[..prefix.len()] < prefix);
    let length = sorted[start..].partition_point(|(key, _)| &key[..prefix.len()] == prefix);
    start..start + length
}

/// A sorted list in which some keys have what they have now, or are not any more. What lies between two of them is copied as it is.
fn merged<T: Copy>(list: &[(Key, T)], edits: impl Iterator<Item = (Key, Option<T>)>, count: usize) -> Vec<(Key, T)> {
    let mut merged = Vec::with_capacity(list.len() + count);
    let mut rest = list;
    for (key, now) in edits {
        let (before, from) = rest.split_at(rest.partition_point(|(other, _)| *other < key));
        merged.extend_from_slice(before);
        rest = if from.first().is_some_and(|(other, _)| *other == key) { &from[1..] } else { from };
        merged.extend(now.map(|now| (key, now)));
    }
    merged.extend_from_slice(rest);
    merged
}

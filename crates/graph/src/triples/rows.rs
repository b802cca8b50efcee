//! Triples sorted by one of their parts, as a compressed sparse row, and beside it what has changed since.

use super::beside::{Beside, Edit, Key, Part};
use super::{BuildError, Slice, TooLarge};
use plenary_arrays::{Arrays, Error, Scratch, Section, Spill, Writer};
use std::ops::Range;
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// A triple in one of the arrays, without the part that it is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable)]
#[repr(C)]
pub(super) struct Entry {
    /// The part that triples of a row are sorted by.
    pub(super) second: u32,
    /// The remaining part.
    pub(super) third: u32,
    /// Index in [`Triples::sets`](super::Triples::sets).
    pub(super) set: u32,
}

impl Entry {
    /// Subject, predicate and object, by the part that it is found by.
    #[inline]
    pub(super) fn triple(self, by: By, first: u32) -> [u32; 3] {
        match by {
            By::Subject => [first, self.second, self.third],
            By::Object => [self.third, self.second, first],
            By::Predicate => [self.second, first, self.third],
        }
    }
}

/// Triples by one of their parts.
#[derive(Default)]
pub(super) struct Permutation {
    pub(super) starts: Section<u32>,
    /// The triples when they were sorted, those of one term together.
    pub(super) entries: Section<Entry>,
    /// What has come and gone since.
    pub(super) beside: Beside,
}

/// By which part triples are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// By subject: predicate, object.
    Subject,
    /// By object: predicate, subject.
    Object,
    /// By predicate: subject, object.
    Predicate,
}

impl By {
    /// A triple by its parts in the order of the array.
    pub(super) fn key(self, [subject, predicate, object]: [u32; 3]) -> Key {
        match self {
            Self::Subject => [subject, predicate, object],
            Self::Object => [object, predicate, subject],
            Self::Predicate => [predicate, subject, object],
        }
    }
}

impl Permutation {
    /// The triples of another array by another part. `turn` gives this part and the entry; those of a row stay in the order of the
    /// other array.
    pub(super) fn turned(other: &Self, turn: impl Fn(u32, Entry) -> (u32, Entry)) -> Self {
        let triples = || {
            let rows = other.starts.windows(2).zip(0..);
            rows.flat_map(|(row, first)| {
                other.entries[row[0] as usize..row[1] as usize].iter().map(move |&entry| (first, entry))
            })
        };
        let mut starts = vec![0_u32; other.starts.len()];
        triples().for_each(|(first, entry)| starts[turn(first, entry).0 as usize + 1] += 1);
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![Entry { second: 0, third: 0, set: 0 }; other.entries.len()];
        for (first, entry) in triples() {
            let (first, entry) = turn(first, entry);
            let place = &mut next[first as usize];
            entries[*place as usize] = entry;
            *place += 1;
        }
        Self::sorted(starts, entries)
    }

    pub(super) fn sorted(starts: Vec<u32>, entries: Vec<Entry>) -> Self {
        Self { starts: starts.into(), entries: entries.into(), beside: Beside::default() }
    }

    /// The array, which is shared, after some edits of triples. Numbers are those of a dictionary of so many terms.
    pub(super) fn after(&self, by: By, edits: &[Edit<[u32; 3]>], terms: usize) -> Self {
        let mut edits: Vec<Edit<Key>> = edits.iter().map(|edit| Edit { key: by.key(edit.key), ..*edit }).collect();
        edits.sort_unstable_by_key(|edit| edit.key);
        let beside = self.beside.after(&edits, terms);
        Self { starts: self.starts.clone(), entries: self.entries.clone(), beside }
    }

    /// Writes the array, beside which there is nothing, under names that begin with one.
    pub(super) fn write(&self, to: &mut Writer, name: &str) -> Result<(), Error> {
        to.slice(&format!("{name}/starts"), &self.starts)?;
        to.slice(&format!("{name}/entries"), &self.entries)
    }

    /// Takes an array that was written under a name, of a dictionary of so many terms.
    pub(super) fn open(arrays: &Arrays, name: &str, terms: usize) -> Result<Self, Error> {
        let rows = Self {
            starts: arrays.slice(&format!("{name}/starts"))?,
            entries: arrays.slice(&format!("{name}/entries"))?,
            beside: Beside::default(),
        };
        let end = rows.starts.last().copied().unwrap_or(0) as usize;
        arrays.fits(name, rows.starts.len() == terms + 1 && end == rows.entries.len()).map(|()| rows)
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.starts.heap_bytes() + self.entries.heap_bytes() + self.beside.heap_bytes()
    }

    /// Where the triples of a term are in the array; nowhere for a number that is no term of it.
    #[inline]
    pub(super) fn row(&self, first: u32) -> Range<usize> {
        match self.starts.get(first as usize..first as usize + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// What has changed of the triples that begin with some parts.
    #[inline]
    pub(super) fn beside(&self, prefix: &[u32]) -> Part {
        if self.beside.touches(prefix[0]) { self.beside.part(prefix) } else { Part::default() }
    }

    /// How many triples there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len().saturating_add_signed(self.beside.more(&self.beside.part(&[])))
    }

    /// How many triples of a slice there are, of any third part.
    #[inline]
    pub(super) fn count(&self, slice: &Slice) -> usize {
        slice.range.len().saturating_add_signed(self.beside.more(&slice.beside))
    }

    /// The triples of a term.
    #[inline]
    pub(super) fn of(&self, by: By, first: u32) -> Slice {
        Slice { by, first: Some(first), range: self.row(first), beside: self.beside(&[first]), third: None }
    }

    /// The triples of a term with a second part, or with both others.
    pub(super) fn pick(&self, by: By, first: u32, second: u32, third: Option<u32>) -> Slice {
        let row = self.row(first);
        let entries = &self.entries[row.clone()];
        let start = row.start + entries.partition_point(|entry| (entry.second, Some(entry.third)) < (second, third));
        let (end, beside) = match third {
            None => {
                (row.start + entries.partition_point(|entry| entry.second <= second), self.beside(&[first, second]))
            }
            Some(third) => {
                let is_there =
                    self.entries[start..row.end].first().map(|e| (e.second, e.third)) == Some((second, third));
                (start + usize::from(is_there), self.beside(&[first, second, third]))
            }
        };
        Slice { by, first: Some(first), range: start..end, beside, third: None }
    }

    /// The first part of the triple at a place.
    pub(super) fn first_of(&self, place: usize) -> u32 {
        (self.starts.partition_point(|&start| start as usize <= place) - 1) as u32
    }

    /// The first part of the triple at a place, at or after a term that is known to come before.
    #[inline]
    pub(super) fn first_at(&self, place: usize, mut known: u32) -> u32 {
        while self.starts.get(known as usize + 1).is_some_and(|&end| end as usize <= place) {
            known += 1;
        }
        known
    }
}

/// An array that is written in its order.
pub(super) struct PermutationOut {
    starts: Spill<u32>,
    entries: Spill<Entry>,
}

impl PermutationOut {
    pub(super) fn new(room: &Scratch) -> Result<Self, Error> {
        Ok(Self { starts: room.array()?, entries: room.array()? })
    }

    /// Adds a triple that stands behind those that came.
    pub(super) fn push(&mut self, first: u32, entry: Entry) -> Result<(), BuildError> {
        self.fill(first as usize + 1)?;
        Ok(self.entries.push(entry)?)
    }

    fn fill(&mut self, length: usize) -> Result<(), BuildError> {
        if self.starts.len() < length {
            let count = u32::try_from(self.entries.len()).map_err(|_| TooLarge("triples"))?;
            while self.starts.len() < length {
                self.starts.push(count)?;
            }
        }
        Ok(())
    }

    /// The array of a dictionary of so many terms.
    pub(super) fn finish(mut self, terms: usize) -> Result<Permutation, BuildError> {
        self.fill(terms + 1)?;
        Ok(Permutation { starts: self.starts.finish()?, entries: self.entries.finish()?, beside: Beside::default() })
    }
}

/// Where the entries whose second part is not below `second` begin. Numbers are in the order of
/// IRIs, in which the subjects of a predicate lie about evenly, and the place can be guessed; from the guess, steps double until they are past.
pub(super) fn seek(entries: &[Entry], second: u32) -> usize {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return 0 };
    if second <= first.second {
        return 0;
    }
    if second > last.second {
        return entries.len();
    }
    let share = f64::from(second - first.second) / f64::from(last.second - first.second);
    let guess = ((entries.len() - 1) as f64 * share) as usize;
    let (mut low, mut high) = (guess, guess);
    let mut step = 1;
    while entries[high].second < second {
        low = high;
        high = (high + step).min(entries.len() - 1);
        step *= 2;
    }
    while low > 0 && entries[low].second >= second {
        high = low;
        low = low.saturating_sub(step);
        step *= 2;
    }
    low + entries[low..=high].partition_point(|entry| entry.second < second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_finds_what_binary_search_finds() {
        let even = |i: u32| 10 + 3 * i;
        let uneven = |i: u32| i * i * i + 1;
        let repeated = |i: u32| 5 + i / 7;
        for numbers in [even as fn(u32) -> u32, uneven, repeated] {
            for length in [0, 1, 2, 3, 10, 100] {
                let entries: Vec<_> = (0..length).map(|i| Entry { second: numbers(i), third: i, set: 0 }).collect();
                let most = entries.last().map_or(3, |entry| entry.second + 3).min(20_000);
                for second in 0..most {
                    let expected = entries.partition_point(|entry| entry.second < second);
                    assert_eq!(seek(&entries, second), expected, "{second} of {length}");
                }
            }
        }
    }
}

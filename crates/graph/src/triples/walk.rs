//! Going over triples: those of an array, and among them, in its order, what has come and gone since.

use super::beside::{Key, Part};
use super::rows::{By, Entry, Permutation};
use super::{Numbers, Triples};
use std::ops::Range;

/// Triples that have some parts in common: where they are.
#[derive(Debug, Clone)]
pub struct Slice {
    /// Which array they are in.
    pub(super) by: By,
    /// The part that all have in common; `None` if it is everything.
    pub(super) first: Option<u32>,
    /// Where they are in the array.
    pub(super) range: Range<usize>,
    /// What has come and gone since.
    pub(super) beside: Part,
    /// Only triples with this third part belong to them.
    pub(super) third: Option<u32>,
}

impl Slice {
    /// No triples.
    pub(super) fn nothing() -> Self {
        Self { by: By::Subject, first: Some(0), range: 0..0, beside: Part::default(), third: None }
    }
}

/// How far one has gone over triples. Each step says of which triples, as it holds none.
#[derive(Debug, Clone)]
pub struct Walk {
    slice: Slice,
    /// The first part of the last triple.
    first: u32,
}

impl From<Slice> for Walk {
    fn from(slice: Slice) -> Self {
        let first = slice.first.unwrap_or_default();
        Self { slice, first }
    }
}

impl Walk {
    /// The next triple, with the index of its graphs in [`Triples::sets`].
    #[inline]
    pub fn next(&mut self, triples: &Triples) -> Option<(Numbers, u32)> {
        loop {
            if let Some(found) = self.step(triples)? {
                return Some(found);
            }
        }
    }

    /// The same in steps that take the same time each: none has been found in some of them.
    #[inline]
    pub fn step(&mut self, triples: &Triples) -> Option<Option<(Numbers, u32)>> {
        let rows = triples.rows(self.slice.by);
        let (first, entry) = match self.slice.beside.is_empty() {
            true => self.in_array(rows)?,
            false => self.merged(rows)?,
        };
        let is_meant = self.slice.third.is_none_or(|third| third == entry.third);
        Some(is_meant.then(|| (entry.triple(self.slice.by, first), entry.set)))
    }

    /// No more triples come.
    pub fn end(&mut self) {
        self.slice.range.start = self.slice.range.end;
        self.slice.beside = Part::default();
    }

    /// The next of the array.
    #[inline]
    fn in_array(&mut self, rows: &Permutation) -> Option<(u32, Entry)> {
        let place = self.slice.range.next()?;
        if self.slice.first.is_none() {
            self.first = rows.first_at(place, self.first);
        }
        Some((self.first, rows.entries[place]))
    }

    /// The next of the array and of what is beside it.
    fn merged(&mut self, rows: &Permutation) -> Option<(u32, Entry)> {
        loop {
            let came = self.slice.beside.came.clone().next().and_then(|place| rows.beside.came(place));
            let own = self.slice.range.start;
            if own == self.slice.range.end {
                let ([first, second, third], set) = came?;
                self.slice.beside.came.start += 1;
                return Some((first, Entry { second, third, set }));
            }
            if self.slice.first.is_none() {
                self.first = rows.first_at(own, self.first);
            }
            let entry = rows.entries[own];
            let key: Key = [self.first, entry.second, entry.third];
            let went = self.slice.beside.went.clone().next().and_then(|place| rows.beside.went(place));
            if went == Some(key) {
                self.slice.beside.went.start += 1;
                self.slice.range.start += 1;
            } else if let Some(([first, second, third], set)) = came.filter(|(other, _)| *other < key) {
                self.slice.beside.came.start += 1;
                return Some((first, Entry { second, third, set }));
            } else {
                self.slice.range.start += 1;
                return Some((self.first, entry));
            }
        }
    }
}

impl Triples {
    /// The triples with these parts, each with the index of its graphs in [`Triples::sets`]. Parts that are `None` may be anything.
    #[inline]
    pub fn found(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> impl Iterator<Item = (Numbers, u32)> + Clone + '_ {
        let mut walk = Walk::from(self.pick(subject, predicate, object));
        std::iter::from_fn(move || walk.next(self))
    }

    /// The index in [`Triples::sets`] of the graphs that state a triple; none if there is no such triple.
    #[inline]
    pub fn set_of(&self, [subject, predicate, object]: Numbers) -> Option<u32> {
        self.found(Some(subject), Some(predicate), Some(object)).next().map(|(_, set)| set)
    }

    /// The graphs that state a triple.
    #[inline]
    pub fn graphs_of(&self, triple: Numbers) -> &[u32] {
        self.set_of(triple).map_or(&[], |set| &self.sets[set as usize])
    }
}

//! Rows of a relation that are others now than when it was built.

use crate::terms::Id;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::Arc;

/// Whole rows, without links for a subject that has none any more.
#[derive(Debug, Default, Clone)]
pub(super) struct Newer {
    rows: HashMap<u32, Arc<[Id]>, FixedState>,
    /// A bit for each place that subjects with such a row have by [`place`], so that others are seldom looked for. A power of two of them, or none.
    filter: Vec<u64>,
}

/// Bits of the filter for each row, at least.
const BITS: usize = 8;

/// Where a subject is in a filter of some words. What is multiplied spreads neighbours, as instances of a class are.
#[inline]
fn place(subject: u32, words: usize) -> (usize, u32) {
    let spread = (u64::from(subject).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize;
    ((spread >> 6) & (words - 1), (spread & 63) as u32)
}

impl Newer {
    #[inline]
    pub(super) fn get(&self, subject: u32) -> Option<&Arc<[Id]>> {
        if self.filter.is_empty() {
            return None;
        }
        let (word, bit) = place(subject, self.filter.len());
        if self.filter[word] >> bit & 1 == 1 { self.rows.get(&subject) } else { None }
    }

    pub(super) fn insert(&mut self, subject: u32, row: Vec<Id>) {
        self.rows.insert(subject, row.into());
        let bits = self.filter.len() * 64;
        if self.rows.len() * BITS <= bits {
            self.mark(subject);
            return;
        }
        self.filter = vec![0; (self.rows.len() * BITS * 2).next_power_of_two().div_ceil(64)];
        let subjects: Vec<u32> = self.rows.keys().copied().collect();
        subjects.into_iter().for_each(|subject| self.mark(subject));
    }

    fn mark(&mut self, subject: u32) {
        let (word, bit) = place(subject, self.filter.len());
        self.filter[word] |= 1 << bit;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Id, &[Id])> + Clone {
        self.rows.iter().map(|(subject, row)| (Id(*subject), &**row))
    }

    pub(super) fn heap_bytes(&self) -> usize {
        let rows = self.rows.values().map(|row| size_of_val(&**row) + 4 * size_of::<usize>()).sum::<usize>();
        rows + size_of_val(&*self.filter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_and_no_others_are() {
        let mut newer = Newer::default();
        for (count, subject) in (0..5_000_u32).map(|number| number * 7 % 5_003).enumerate() {
            assert_eq!(newer.get(subject), None);
            newer.insert(subject, vec![Id(subject + 1)]);
            newer.insert(subject, vec![Id(subject + 2)]);
            assert_eq!(newer.get(subject).map(|row| row.to_vec()), Some(vec![Id(subject + 2)]));
            assert_eq!(newer.rows.len(), count + 1);
        }
        let there = (0..5_003).filter_map(|subject| Some((subject, newer.get(subject)?[0].0)));
        assert_eq!(there.filter(|(subject, target)| subject + 2 == *target).count(), 5_000);
        assert!((10_000..20_000).all(|subject| newer.get(subject).is_none()));
    }
}

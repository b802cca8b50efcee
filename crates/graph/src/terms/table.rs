//! From the hash of a term to its number: one flat array, which can be mapped as it is.

use plenary_arrays::{Arrays, Error, Scratch, Section, Sorted, Writer};

/// Open addressing. A slot is the lower half of a hash above a number, so that what is another term is nearly always known without
/// looking at its text, and a search stays within one or two lines of the processor's cache.
#[derive(Debug, Default, Clone)]
pub(super) struct Table(Section<u64>);

/// A slot that has no number: [`u32::MAX`] is that of no term.
const EMPTY: u64 = u64::MAX;

/// Slots for each term, times two: two thirds of them are filled.
const SLOTS_FOR_TWO: usize = 3;

impl Table {
    /// The table of the terms that have these hashes, numbered as they come. They are all different terms, though hashes may be the same.
    pub(super) fn of(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut slots = vec![EMPTY; hashes.len() * SLOTS_FOR_TWO / 2 + 1];
        for (hash, number) in hashes.zip(0_u32..) {
            let mut place = home(hash, slots.len());
            while slots[place] != EMPTY {
                place = after(place, slots.len());
            }
            slots[place] = (hash << 32) | u64::from(number);
        }
        Self(slots.into())
    }

    /// The same on disk, of so many terms: the two halves of their hashes, the upper one first, with their numbers, in order.
    pub(super) fn on_disk(hashes: Sorted<[u32; 3]>, count: usize, scratch: &Scratch) -> Result<Self, Error> {
        let length = count * SLOTS_FOR_TWO / 2 + 1;
        let mut by_hash = scratch.array()?;
        for hash in hashes {
            by_hash.push(hash)?;
        }
        let by_hash = by_hash.finish()?;
        let home = |[high, low, _]: &[u32; 3]| home(u64::from(*high) << 32 | u64::from(*low), length);
        let slot = |[_, low, number]: &[u32; 3]| u64::from(*low) << 32 | u64::from(*number);
        let mut next = 0;
        let is_over = |hash: &[u32; 3]| {
            next = home(hash).max(next) + 1;
            next > length
        };
        let end = by_hash.iter().position(is_over).unwrap_or(by_hash.len());
        // Who finds no empty slot before the end takes the first from the beginning on.
        let (within, over) = by_hash.split_at(end);
        let (mut over, mut slots) = (over.iter(), scratch.array()?);
        for hash in within {
            while slots.len() < home(hash) {
                slots.push(over.next().map_or(EMPTY, slot))?;
            }
            slots.push(slot(hash))?;
        }
        while slots.len() < length {
            slots.push(over.next().map_or(EMPTY, slot))?;
        }
        slots.finish().map(Self)
    }

    /// The number of the term with a hash that is the one looked for.
    #[inline]
    pub(super) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let slots = &*self.0;
        if slots.is_empty() {
            return None;
        }
        let mut place = home(hash, slots.len());
        // There is an empty slot, unless a file is damaged.
        for _ in 0..slots.len() {
            let slot = slots[place];
            if slot == EMPTY {
                return None;
            }
            if slot >> 32 == hash & u64::from(u32::MAX) && is_it(slot as u32) {
                return Some(slot as u32);
            }
            place = after(place, slots.len());
        }
        None
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.0.heap_bytes()
    }

    pub(super) fn write(&self, to: &mut Writer, name: &str) -> Result<(), Error> {
        to.slice(name, &self.0)
    }

    /// Takes the table of so many terms.
    pub(super) fn open(arrays: &Arrays, name: &str, terms: usize) -> Result<Self, Error> {
        let slots: Section<u64> = arrays.slice(name)?;
        arrays.fits(name, slots.len() == terms * SLOTS_FOR_TWO / 2 + 1).map(|()| Self(slots))
    }
}

/// Where a search begins: the upper bits of the hash, spread over all slots.
#[inline]
fn home(hash: u64, slots: usize) -> usize {
    ((u128::from(hash) * slots as u128) >> 64) as usize
}

#[inline]
fn after(place: usize, slots: usize) -> usize {
    if place + 1 == slots { 0 } else { place + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_found_by_its_hash_even_where_all_hashes_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(folder.path(), 1000).unwrap();
        let spread = |number: u64| number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for hash in [spread as fn(u64) -> u64, |_| u64::MAX, |number| number % 3, |number| number << 60] {
            let table = Table::of((0..1000_u32).map(|number| hash(u64::from(number))));
            for number in 0..1000 {
                assert_eq!(table.find(hash(number), |found| u64::from(found) == number), Some(number as u32));
            }
            assert_eq!(table.find(hash(7), |_| false), None);
            let mut sorter = scratch.sorter(1000);
            for number in 0..1000_u32 {
                let hash = hash(u64::from(number));
                sorter.push([(hash >> 32) as u32, hash as u32, number]).unwrap();
            }
            let table = Table::on_disk(sorter.finish().unwrap(), 1000, &scratch).unwrap();
            for number in 0..1000 {
                assert_eq!(table.find(hash(number), |found| u64::from(found) == number), Some(number as u32));
            }
            assert_eq!(table.find(hash(7), |_| false), None);
        }
        assert_eq!(Table::default().find(7, |_| true), None);
        assert_eq!(Table::of(std::iter::empty()).find(7, |_| true), None);
    }
}

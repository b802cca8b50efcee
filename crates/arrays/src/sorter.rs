//! Sorts what does not fit into memory: in pieces that do, which are written and then merged.

use crate::{Error, Plain, Scratch, Section};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Puts values in order, each once.
#[derive(Debug)]
pub struct Sorter<'s, T: 'static> {
    scratch: &'s Scratch,
    values: Vec<T>,
    /// Most values in memory.
    most: usize,
    /// What was written, each sorted.
    runs: Vec<Section<T>>,
}

impl<'s, T: Plain + Ord + Copy> Sorter<'s, T> {
    pub(crate) fn new(scratch: &'s Scratch, bytes: usize) -> Self {
        Self { scratch, values: Vec::new(), most: (bytes / size_of::<T>()).max(2), runs: Vec::new() }
    }

    /// Adds a value.
    ///
    /// # Errors
    /// If the disk cannot be written.
    #[inline]
    pub fn push(&mut self, value: T) -> Result<(), Error> {
        if self.values.len() == self.values.capacity() {
            self.make_room()?;
        }
        self.values.push(value);
        Ok(())
    }

    #[cold]
    fn make_room(&mut self) -> Result<(), Error> {
        let length = self.values.len();
        if length >= self.most {
            return self.spill();
        }
        // While it moves, both are there: from a half on it gets all its room at once.
        let wanted = if length * 4 >= self.most { self.most } else { (length * 2).clamp(2, self.most) };
        self.values.reserve_exact(wanted - length);
        Ok(())
    }

    fn spill(&mut self) -> Result<(), Error> {
        self.values.sort_unstable();
        self.values.dedup();
        let mut run = self.scratch.array()?;
        run.extend(&self.values)?;
        self.runs.push(run.finish()?);
        self.values.clear();
        Ok(())
    }

    /// The values in order.
    ///
    /// # Errors
    /// If the disk cannot be written.
    pub fn finish(mut self) -> Result<Sorted<T>, Error> {
        if self.runs.is_empty() {
            self.values.sort_unstable();
            self.values.dedup();
            return Ok(Sorted(Source::Memory(self.values.into_iter())));
        }
        self.spill()?;
        Ok(Sorted(Source::Disk(Merge::new(self.runs))))
    }
}

/// Values in order, each once.
#[derive(Debug)]
pub struct Sorted<T: 'static>(Source<T>);

#[derive(Debug)]
enum Source<T: 'static> {
    Memory(std::vec::IntoIter<T>),
    Disk(Merge<T>),
}

impl<T: Ord + Copy> Iterator for Sorted<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        match &mut self.0 {
            Source::Memory(values) => values.next(),
            Source::Disk(merge) => merge.next(),
        }
    }
}

#[derive(Debug)]
struct Merge<T: 'static> {
    runs: Vec<Section<T>>,
    /// The next value of each run that has one, with the run and its place there.
    heads: BinaryHeap<Reverse<(T, usize, usize)>>,
    last: Option<T>,
}

impl<T: Ord + Copy> Merge<T> {
    fn new(runs: Vec<Section<T>>) -> Self {
        let heads = runs.iter().enumerate().filter_map(|(run, values)| Some(Reverse((*values.first()?, run, 0))));
        Self { heads: heads.collect(), runs, last: None }
    }

    fn next(&mut self) -> Option<T> {
        loop {
            let mut head = self.heads.peek_mut()?;
            let Reverse((value, run, place)) = *head;
            match self.runs[run].get(place + 1) {
                Some(next) => *head = Reverse((*next, run, place + 1)),
                None => drop(std::collections::binary_heap::PeekMut::pop(head)),
            }
            if self.last != Some(value) {
                self.last = Some(value);
                return Some(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn what_is_sorted_in_pieces_is_what_is_sorted_at_once() {
        let parent = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(parent.path(), 1000).unwrap();
        for (bytes, count) in [(16, 0), (16, 1), (16, 1000), (100, 5000), (1 << 20, 5000), (8, 3)] {
            let mut sorter = scratch.sorter::<[u32; 2]>(bytes);
            let mut expected = BTreeSet::new();
            for number in 0..count {
                let value = [u32::wrapping_mul(number, 2_654_435_761) >> 24, number % 3];
                sorter.push(value).unwrap();
                expected.insert(value);
            }
            assert!(sorter.finish().unwrap().eq(expected), "{count} in {bytes} bytes");
        }
    }
}

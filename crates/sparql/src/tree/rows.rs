//! Rows that are kept: flat, each once or each as often as it comes, and found by some of their cells.

use super::budget::{Budget, Halt, Weight};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Bytes of a place in a table of numbers, with those that stay free.
const PLACE: usize = 10;

/// Different rows of one width, numbered as they came.
pub(super) struct RowSet {
    width: usize,
    cells: Vec<u32>,
    table: HashTable<u32>,
    hasher: FixedState,
    weight: Weight,
}

impl RowSet {
    /// No row yet.
    pub(super) fn new(width: usize, budget: &Budget) -> Self {
        let hasher = FixedState::default();
        Self { width, cells: Vec::new(), table: HashTable::new(), hasher, weight: budget.weight() }
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// A row.
    #[inline]
    pub(super) fn row(&self, number: usize) -> &[u32] {
        &self.cells[number * self.width..(number + 1) * self.width]
    }

    /// The number of a row, and whether it is new.
    ///
    /// # Errors
    /// If the evaluation holds too much.
    #[inline]
    pub(super) fn add(&mut self, row: &[u32]) -> Result<(usize, bool), Halt> {
        let hash = self.hasher.hash_one(row);
        let Self { width, cells, table, hasher, weight } = self;
        let of = |number: u32| &cells[number as usize * *width..(number as usize + 1) * *width];
        if let Some(&number) = table.find(hash, |&number| of(number) == row) {
            return Ok((number as usize, false));
        }
        if table.len() == table.capacity() {
            weight.add((table.capacity().max(8)) * PLACE)?;
        }
        let number = table.len() as u32;
        table.insert_unique(hash, number, |&number| hasher.hash_one(of(number)));
        weight.reserve(cells, *width)?;
        cells.extend_from_slice(row);
        Ok((number as usize, true))
    }
}

/// Rows as they came, found by the cells of their first columns.
pub(super) struct Table {
    width: usize,
    keys: usize,
    cells: Vec<u32>,
    /// The first row of each key.
    heads: HashTable<u32>,
    /// The row of the same key that comes next, for each row.
    next: Vec<u32>,
    hasher: FixedState,
    weight: Weight,
    rows: usize,
}

/// No further row.
const END: u32 = u32::MAX;

impl Table {
    /// No row yet; each has `width` cells, of which the first `keys` are looked for.
    pub(super) fn new(width: usize, keys: usize, budget: &Budget) -> Self {
        Self {
            width,
            keys,
            cells: Vec::new(),
            heads: HashTable::new(),
            next: Vec::new(),
            hasher: FixedState::default(),
            weight: budget.weight(),
            rows: 0,
        }
    }

    /// A row.
    #[inline]
    pub(super) fn row(&self, number: usize) -> &[u32] {
        &self.cells[number * self.width..(number + 1) * self.width]
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If the evaluation holds too much.
    #[inline]
    pub(super) fn add(&mut self, cells: impl Iterator<Item = u32>) -> Result<(), Halt> {
        // A row without cells weighs as much as one with a cell: there may be any number of them.
        self.weight.reserve(&mut self.cells, self.width)?;
        self.cells.extend(cells);
        self.weight.reserve(&mut self.next, 1)?;
        self.next.push(END);
        self.rows += 1;
        Ok(())
    }

    /// Makes all rows that were added findable.
    ///
    /// # Errors
    /// If the evaluation holds too much, or is cancelled.
    pub(super) fn index(&mut self, budget: &Budget) -> Result<(), Halt> {
        if self.keys == 0 {
            return Ok(());
        }
        self.weight.add(self.rows * PLACE)?;
        let Self { width, keys, cells, heads, next, hasher, rows, .. } = self;
        let of = |number: u32| &cells[number as usize * *width..number as usize * *width + *keys];
        for number in (0..*rows as u32).rev() {
            budget.step()?;
            let hash = hasher.hash_one(of(number));
            match heads.find_mut(hash, |&other| of(other) == of(number)) {
                Some(head) => {
                    next[number as usize] = *head;
                    *head = number;
                }
                None => {
                    heads.insert_unique(hash, number, |&other| hasher.hash_one(of(other)));
                }
            }
        }
        Ok(())
    }

    /// The first row of a key, of all rows if there is no key.
    #[inline]
    pub(super) fn first(&self, key: &[u32]) -> Option<usize> {
        if self.keys == 0 {
            return (self.rows > 0).then_some(0);
        }
        let hash = self.hasher.hash_one(key);
        let is_it = |&number: &u32| {
            let start = number as usize * self.width;
            self.cells[start..start + self.keys] == *key
        };
        self.heads.find(hash, is_it).map(|&number| number as usize)
    }

    /// The row after one, of the same key.
    #[inline]
    pub(super) fn after(&self, row: usize) -> Option<usize> {
        if self.keys == 0 {
            return (row + 1 < self.rows).then_some(row + 1);
        }
        Some(self.next[row]).filter(|&next| next != END).map(|next| next as usize)
    }
}

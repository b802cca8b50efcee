//! Rows once, some of them, and in an order.

use super::budget::{Flow, Halt};
use super::node::{Node, Sort};
use super::pool::NONE;
use super::rows::RowSet;
use super::run::{Out, Run};
use super::value::Value;
use crate::key::Key;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use plenary_graph::terms::Id;
use std::cmp::Ordering;

/// Bytes that a key of the order takes, with its text.
const KEY: usize = 96;
/// Fewest rows that are sorted to find those that are enough.
const FEWEST: usize = 4096;

/// Rows with what they are sorted by, flat.
struct Rows {
    cells: Vec<u32>,
    width: usize,
    /// Where the numbers of the keys begin.
    keys: usize,
}

impl<'d> Run<'d> {
    /// Each row once.
    pub(super) fn distinct(&mut self, of: &'d [Node], slots: &'d [usize], row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let mut seen = RowSet::new(slots.len(), &self.budget);
        let mut key = vec![NONE; slots.len()];
        self.run(of, row, &mut |run, row| {
            for (cell, slot) in key.iter_mut().zip(slots) {
                *cell = row[*slot];
            }
            let (_, is_new) = seen.add(&key)?;
            if is_new { out(run, row) } else { Ok(()) }
        })
    }

    /// Rows from one on, at most so many.
    pub(super) fn slice(
        &mut self,
        of: &'d [Node],
        (start, length, number): (usize, Option<usize>, usize),
        row: &mut [u32],
        out: Out<'_, 'd>,
    ) -> Flow {
        if length == Some(0) {
            return Ok(());
        }
        let (mut passed, mut taken) = (0, 0);
        let flow = self.run(of, row, &mut |run, row| {
            if passed < start {
                passed += 1;
                return Ok(());
            }
            taken += 1;
            out(run, row)?;
            if Some(taken) == length { Err(Halt::Enough(number)) } else { Ok(()) }
        });
        match flow {
            Err(Halt::Enough(enough)) if enough == number => Ok(()),
            flow => flow,
        }
    }

    /// Rows in an order.
    pub(super) fn sort(&mut self, sort: &'d Sort, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let keys = sort.columns.len();
        let mut rows = Rows { cells: Vec::new(), width: keys + sort.by.len(), keys };
        let mut weight = self.budget.weight();
        let mut count = 0;
        self.run(&sort.of, row, &mut |run, row| {
            weight.reserve(&mut rows.cells, rows.width)?;
            for slot in &sort.columns {
                rows.cells.push(row[*slot]);
            }
            for (by, _) in &sort.by {
                let number = run.number(by, row)?;
                rows.cells.push(number);
            }
            count += 1;
            if let Some(most) = sort.most
                && count >= most.saturating_mul(2).max(FEWEST)
            {
                count = run.keep_first(sort, &mut rows, count, most)?;
            }
            Ok(())
        })?;
        let order = self.in_order(sort, &rows, count)?;
        let was: Vec<u32> = sort.columns.iter().map(|slot| row[*slot]).collect();
        let mut flow = Ok(());
        for at in order.into_iter().take(sort.most.unwrap_or(usize::MAX)) {
            let cells = &rows.cells[at as usize * rows.width..];
            for (slot, cell) in sort.columns.iter().zip(cells) {
                row[*slot] = *cell;
            }
            self.solution += 1;
            flow = out(self, row);
            if flow.is_err() {
                break;
            }
        }
        for (slot, was) in sort.columns.iter().zip(was) {
            row[*slot] = was;
        }
        flow
    }

    /// Keeps the first rows, and says how many they are.
    fn keep_first(&mut self, sort: &'d Sort, rows: &mut Rows, count: usize, most: usize) -> Result<usize, Halt> {
        let mut order = self.in_order(sort, rows, count)?;
        order.truncate(most);
        // Those that stay keep the order in which they came: equal ones stay as they are.
        let mut cells = Vec::with_capacity(rows.cells.capacity());
        for at in &order {
            let start = *at as usize * rows.width;
            cells.extend_from_slice(&rows.cells[start..start + rows.width]);
        }
        rows.cells = cells;
        Ok(order.len())
    }

    /// The places of rows in their order.
    fn in_order(&self, sort: &Sort, rows: &Rows, count: usize) -> Result<Vec<u32>, Halt> {
        let key = |at: usize, key: usize| rows.cells[at * rows.width + rows.keys + key];
        let numbers = (0..count).flat_map(|at| (0..sort.by.len()).map(move |by| key(at, by)));
        let ranks = self.ranks(numbers)?;
        let mut weight = self.budget.weight();
        weight.add(count * (1 + sort.by.len()) * size_of::<u32>())?;
        let mut ranked = Vec::with_capacity(count * sort.by.len());
        for at in 0..count {
            self.budget.step()?;
            ranked.extend((0..sort.by.len()).map(|by| ranks.get(&key(at, by)).copied().unwrap_or_default()));
        }
        let mut order: Vec<u32> = (0..count as u32).collect();
        let width = sort.by.len();
        order.sort_by(|&a, &b| {
            for (by, (_, is_descending)) in sort.by.iter().enumerate() {
                let order = ranked[a as usize * width + by].cmp(&ranked[b as usize * width + by]);
                if order.is_ne() {
                    return if *is_descending { order.reverse() } else { order };
                }
            }
            Ordering::Equal
        });
        Ok(order)
    }

    /// For each term its place among all of them, from 1; those that are equal in order share one.
    fn ranks(&self, numbers: impl Iterator<Item = u32>) -> Result<HashMap<u32, u32, FixedState>, Halt> {
        let mut different: HashMap<u32, u32, FixedState> = HashMap::default();
        let mut weight = self.budget.weight();
        for number in numbers.filter(|number| *number != NONE) {
            self.budget.step()?;
            if different.len() == different.capacity() {
                weight.add(different.capacity().max(8) * 18)?;
            }
            different.insert(number, 0);
        }
        let terms = &self.triples.terms;
        let is_iri = |number: &u32| self.pool.is_resource(*number) && !terms.is_blank(Id(*number));
        if different.keys().all(is_iri) {
            let mut all: Vec<u32> = different.keys().copied().collect();
            all.sort_unstable_by_key(|number| terms.order(Id(*number)));
            for (rank, number) in (1..).zip(all) {
                different.insert(number, rank);
            }
            return Ok(different);
        }
        weight.add(different.len() * KEY)?;
        let mut keyed = Vec::with_capacity(different.len());
        for &number in different.keys() {
            self.budget.step()?;
            keyed.push((self.key(number), number));
        }
        keyed.sort_unstable();
        for (rank, same) in (1..).zip(keyed.chunk_by(|a, b| a.0 == b.0)) {
            for (_, number) in same {
                different.insert(*number, rank);
            }
        }
        Ok(different)
    }

    fn key(&self, number: u32) -> Key<'_> {
        match (self.pool.known(number), self.pool.made(number)) {
            (Some(known), _) => Key::of_known(known),
            (None, Some(term)) => Key::of(term),
            (None, None) => Key::Other(String::new()),
        }
    }

    /// How two terms stand to each other in the order of `ORDER BY`.
    pub(super) fn order(&self, a: u32, b: u32) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        match (self.pool.value(a), self.pool.value(b)) {
            (Some(Value::Integer(a)), Some(Value::Integer(b))) => a.cmp(&b),
            _ => self.key(a).cmp(&self.key(b)),
        }
    }
}

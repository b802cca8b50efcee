//! Makes a table: nested loops over numbers.

use super::{By, Column, Count, Part, Plan, Shape, Step, Test};
use crate::key::ranks;
use crate::meter::{Held, look, step};
use hashbrown::{HashMap, HashSet};
use plenary_graph::triples::{Known, Triples, Walk};
use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

type Hasher = foldhash::fast::FixedState;

/// What tables are made from.
pub(crate) struct Source<'a> {
    pub(crate) triples: &'a Triples,
    /// For each set of graphs whether its triples are read; `None` if all are.
    pub(crate) default: Option<&'a [bool]>,
    /// The tables that steps may read, by their numbers.
    pub(crate) tables: &'a dyn Fn(usize) -> Option<Rc<Table>>,
}

/// A finished table.
pub(crate) struct Table {
    rows: u32,
    columns: Vec<Vec<u32>>,
    counted: Vec<bool>,
    /// For each column its values in order, with their rows.
    by_value: Vec<OnceCell<Vec<(u32, u32)>>>,
    _held: Held,
}

/// The positions of requested cells.
#[derive(Debug, Clone)]
pub(crate) enum Cells {
    Rows(Range<u32>),
    /// Places in the order of the values.
    Values(Range<usize>),
}

impl Table {
    /// The cells of a column in a row, or with a value, or both. Always in the order of the rows.
    pub(crate) fn find(&self, column: usize, row: Option<u32>, value: Option<u32>) -> Cells {
        let Some(values) = self.columns.get(column) else { return Cells::Rows(0..0) };
        match (row, value) {
            (Some(row), value) => {
                let cell = values.get(row as usize);
                let is_it = cell.is_some_and(|cell| value.is_none_or(|value| value == *cell));
                Cells::Rows(row..row + u32::from(is_it))
            }
            (None, None) => Cells::Rows(0..self.rows),
            (None, Some(value)) => {
                let sorted = self.sorted(column);
                let start = sorted.partition_point(|&(other, _)| other < value);
                let end = sorted.partition_point(|&(other, _)| other <= value);
                Cells::Values(start..end)
            }
        }
    }

    /// The next of the cells that were found: its row and value.
    pub(crate) fn next(&self, column: usize, cells: &mut Cells) -> Option<(u32, u32)> {
        match cells {
            Cells::Rows(rows) => {
                let row = rows.next()?;
                Some((row, *self.columns.get(column)?.get(row as usize)?))
            }
            Cells::Values(places) => {
                let (value, row) = *self.sorted(column).get(places.next()?)?;
                Some((row, value))
            }
        }
    }

    /// Whether a column holds counted numbers.
    pub(crate) fn is_counted(&self, column: usize) -> bool {
        self.counted.get(column).copied().unwrap_or_default()
    }

    fn sorted(&self, column: usize) -> &[(u32, u32)] {
        self.by_value[column].get_or_init(|| {
            let mut sorted: Vec<_> = self.columns[column].iter().copied().zip(0..).collect();
            sorted.sort_unstable();
            sorted
        })
    }
}

impl Plan {
    /// Makes the table. Unwinds if it holds too much or the time is over.
    pub(crate) fn run(&self, source: &Source<'_>) -> Table {
        let mut run = Run {
            plan: self,
            source,
            row: vec![0; self.slots],
            groups: Groups::default(),
            rows: Vec::new(),
            held: Held::default(),
            until_look: LOOKS,
        };
        if let Shape::Grouped { counts, .. } = &self.shape {
            run.groups.counts = vec![Vec::new(); counts.len()];
            run.groups.seen = counts.iter().map(|_| HashSet::default()).collect();
        }
        run.step(0);
        run.finish()
    }
}

/// The clock is checked once in this number of triples.
const LOOKS: u32 = 4096;

struct Run<'a> {
    plan: &'a Plan,
    source: &'a Source<'a>,
    /// The slots of the row that is being made.
    row: Vec<u32>,
    groups: Groups,
    /// Sorted tables: the slots of all rows, one after the other.
    rows: Vec<u32>,
    held: Held,
    until_look: u32,
}

#[derive(Default)]
struct Groups {
    numbers: HashMap<Box<[u32]>, u32, Hasher>,
    /// The keys of each group, one after the other.
    keys: Vec<u32>,
    /// For each count the number of each group.
    counts: Vec<Vec<u32>>,
    /// For each count of different values the pairs of group and value that were seen.
    seen: Vec<HashSet<(u32, u32), Hasher>>,
    key: Vec<u32>,
}

impl Run<'_> {
    /// Does a step and those after it for the row so far. Says whether more rows are wanted.
    fn step(&mut self, at: usize) -> bool {
        match self.plan.steps.get(at) {
            None => self.take_row(),
            Some(Step::Test(test)) => !self.holds(test) || self.step(at + 1),
            Some(Step::Cells(column, parts)) => {
                let Some([row, value]) = self.known(*parts) else { return true };
                let Some(table) = (self.source.tables)(column.table) else { return true };
                self.cells(at, &table, *column, *parts, table.find(column.column, row, value))
            }
            Some(Step::Triples(parts)) => self.known(*parts).is_none_or(|known| self.triples(at, *parts, known)),
        }
    }

    fn cells(&mut self, at: usize, table: &Table, column: Column, parts: [Part; 2], mut cells: Cells) -> bool {
        while let Some((row, value)) = table.next(column.column, &mut cells) {
            self.look();
            if self.fill(parts, [row, value]) && !self.step(at + 1) {
                return false;
            }
        }
        true
    }

    fn triples(&mut self, at: usize, parts: [Part; 3], [subject, predicate, object]: [Option<u32>; 3]) -> bool {
        let source = self.source;
        let mut walk = Walk::from(source.triples.pick(subject, predicate, object));
        while let Some(found) = walk.step(source.triples) {
            self.look();
            let Some((triple, set)) = found else { continue };
            let is_read = source.default.is_none_or(|read| read[set as usize]);
            if is_read && self.fill(parts, triple) && !self.step(at + 1) {
                return false;
            }
        }
        true
    }

    /// The parts that are known before a step; `None` if nothing can be found.
    fn known<const N: usize>(&self, parts: [Part; N]) -> Option<[Option<u32>; N]> {
        let known = parts.map(|part| match part {
            Part::Constant(number) => Some(number),
            Part::Bound(slot) => Some(self.row[slot]),
            Part::Unknown | Part::Free(_) | Part::Same(_) => None,
        });
        (!parts.contains(&Part::Unknown)).then_some(known)
    }

    /// Gives slots their values; says whether those that come twice are equal.
    fn fill<const N: usize>(&mut self, parts: [Part; N], values: [u32; N]) -> bool {
        parts.into_iter().zip(values).all(|(part, value)| match part {
            Part::Free(slot) => {
                self.row[slot] = value;
                true
            }
            Part::Same(slot) => self.row[slot] == value,
            Part::Constant(_) | Part::Unknown | Part::Bound(_) => true,
        })
    }

    fn holds(&self, test: &Test) -> bool {
        match test {
            Test::Is { slot, iri, negated } => (Some(self.row[*slot]) == *iri) != *negated,
            Test::Language { slot, language, negated } => match self.source.triples.terms.read(self.row[*slot]) {
                Some(Known::Language(_, own)) => (own == language) != *negated,
                Some(Known::String(_) | Known::Typed(..)) => language.is_empty() != *negated,
                // Texts with a direction have a language too; nothing else has.
                Some(Known::Whole(oxigraph::model::Term::Literal(literal))) => {
                    (literal.language().unwrap_or_default() == language) != *negated
                }
                _ => false,
            },
        }
    }

    fn take_row(&mut self) -> bool {
        match &self.plan.shape {
            Shape::Sorted { columns, by } => {
                let slots = columns.iter().copied().chain(by.iter().map(|by| by.slot));
                let before = self.rows.len();
                self.rows.extend(slots.map(|slot| self.row[slot]));
                self.held.grow(self.rows.len() - before);
                true
            }
            Shape::Grouped { keys, counts, most } => {
                let number = self.groups.number(keys, &self.row, &mut self.held);
                for (at, count) in counts.iter().enumerate() {
                    let is_new = match count {
                        Count::Rows => true,
                        Count::Distinct(slot) => {
                            let is_new = self.groups.seen[at].insert((number, self.row[*slot]));
                            self.held.grow(usize::from(is_new));
                            is_new
                        }
                    };
                    let counted = &mut self.groups.counts[at][number as usize];
                    *counted = counted.saturating_add(u32::from(is_new));
                }
                most.is_none_or(|most| self.groups.numbers.len() < most)
            }
        }
    }

    fn look(&mut self) {
        self.until_look -= 1;
        if self.until_look == 0 {
            self.until_look = LOOKS;
            look();
        }
    }

    fn finish(mut self) -> Table {
        let (columns, rows) = match &self.plan.shape {
            Shape::Grouped { keys, counts, .. } => {
                if keys.is_empty() && !counts.is_empty() {
                    // Without keys there is always one group, also of nothing.
                    self.groups.number(&[], &[], &mut self.held);
                }
                let rows = self.groups.numbers.len();
                let keys = (0..keys.len()).map(|at| column(&self.groups.keys, keys.len(), at)).collect();
                ([keys, self.groups.counts].concat(), rows)
            }
            Shape::Sorted { columns, by } => {
                let width = columns.len() + by.len();
                let rows = self.rows.len() / width;
                let order = self.order(by, width, columns.len());
                let of = |at| order.iter().map(|&row| self.rows[row as usize * width + at]).collect();
                ((0..columns.len()).map(of).collect(), rows)
            }
        };
        let by_value = columns.iter().map(|_| OnceCell::new()).collect();
        Table { rows: rows as u32, columns, counted: self.plan.counted_columns(), by_value, _held: self.held }
    }

    /// The rows in their order. Those that are equal stay as they came.
    fn order(&mut self, by: &[By], width: usize, first: usize) -> Vec<u32> {
        let rows = (self.rows.len() / width) as u32;
        self.held.grow(rows as usize * (by.len() + 1));
        let keys: Vec<(Vec<u32>, bool)> = (by.iter().enumerate())
            .map(|(at, by)| {
                let values = column(&self.rows, width, first + at);
                let is_counted = self.plan.counted[by.slot];
                let ranks = if is_counted { values } else { ranks(&self.source.triples.terms, values) };
                (ranks, by.descending)
            })
            .collect();
        let mut order: Vec<u32> = (0..rows).collect();
        order.sort_by(|&a, &b| {
            let of_key = |(ranks, descending): &(Vec<u32>, bool)| {
                let order = ranks[a as usize].cmp(&ranks[b as usize]);
                if *descending { order.reverse() } else { order }
            };
            step();
            keys.iter().map(of_key).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        });
        order
    }
}

impl Groups {
    /// The number of the group that a row belongs to, a new one for a new key.
    fn number(&mut self, slots: &[usize], row: &[u32], held: &mut Held) -> u32 {
        self.key.clear();
        self.key.extend(slots.iter().map(|&slot| row[slot]));
        if let Some(&number) = self.numbers.get(self.key.as_slice()) {
            return number;
        }
        // Its key stands in the map and in the column; the map has places to spare.
        held.grow(2 * self.key.len() + self.counts.len() + 4);
        let number = self.numbers.len() as u32;
        self.numbers.insert(self.key.as_slice().into(), number);
        self.keys.extend(&self.key);
        self.counts.iter_mut().for_each(|counts| counts.push(0));
        number
    }
}

/// One column of a table that is stored row by row.
fn column(rows: &[u32], width: usize, at: usize) -> Vec<u32> {
    rows.iter().skip(at).step_by(width.max(1)).copied().collect()
}

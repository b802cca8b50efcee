//! A compressed sparse row: for every subject, the sorted list of what it is linked to.

use super::newer::Newer;
use crate::terms::Id;
use plenary_arrays::{Arrays, Error, Scratch, Section, Writer};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The links of one path.
#[derive(Debug)]
pub struct Relation {
    /// Rows that are looked at in place of those that there were.
    newer: Newer,
    /// Number of links.
    len: usize,
    rows: Rows,
    /// Where row `i` starts in `targets`; one more for the end of the last.
    starts: Section<u32>,
    targets: Section<Id>,
}

/// Which subject has which row.
#[derive(Debug, Clone)]
enum Rows {
    /// One row for each id from the first on: for subjects that lie close together, as instances of one class do.
    From(u32),
    /// One row for each listed id, in the order of numbers: for subjects that are scattered.
    Listed(Section<Id>),
}

/// A row for each id is kept if at least one in this number has links; a listed id costs about as much as three empty rows.
const SPARSEST: u64 = 4;

/// Rows are counted for each id between the first subject and the last, unless the pairs are less than one in this number of them.
const WIDEST: usize = 16;

impl Default for Relation {
    /// No links.
    fn default() -> Self {
        Self::of(Rows::From(0), vec![0].into(), Section::default())
    }
}

impl Relation {
    /// Builds the rows of the pairs. Targets are sorted and each is kept once; `order` compares literals, which ids do
    /// not. Pairs may come in any order; the number of pairs must fit in 32 bits.
    pub fn new(pairs: impl Iterator<Item = (Id, Id)> + Clone, order: impl Fn(&Id, &Id) -> std::cmp::Ordering) -> Self {
        let Some((low, high)) = pairs.clone().fold(None, |range: Option<(u32, u32)>, (s, _)| {
            Some(range.map_or((s.0, s.0), |(low, high)| (low.min(s.0), high.max(s.0))))
        }) else {
            return Self::default();
        };
        let width = (high - low) as usize + 1;
        if width / WIDEST > pairs.clone().count() {
            return Self::scattered(pairs, order);
        }
        let mut starts = vec![0_u32; width + 1];
        for (subject, _) in pairs.clone() {
            starts[(subject.0 - low) as usize + 1] += 1;
        }
        for i in 1..=width {
            starts[i] += starts[i - 1];
        }
        let mut targets = vec![Id::NONE; starts[width] as usize];
        let mut next = starts.clone();
        for (subject, target) in pairs {
            let place = &mut next[(subject.0 - low) as usize];
            targets[*place as usize] = target;
            *place += 1;
        }
        sort_rows(&mut starts, &mut targets, order);
        Self::pack(low, starts, targets)
    }

    /// The rows of few pairs whose subjects lie far apart.
    fn scattered(pairs: impl Iterator<Item = (Id, Id)>, order: impl Fn(&Id, &Id) -> std::cmp::Ordering) -> Self {
        let mut pairs: Vec<(Id, Id)> = pairs.collect();
        pairs.sort_unstable_by(|a, b| a.0.0.cmp(&b.0.0).then_with(|| order(&a.1, &b.1)));
        pairs.dedup();
        let (mut subjects, mut starts) = (Vec::new(), Vec::new());
        for (place, (subject, _)) in (0..).zip(&pairs) {
            if subjects.last() != Some(subject) {
                subjects.push(*subject);
                starts.push(place);
            }
        }
        starts.push(pairs.len() as u32);
        let targets = pairs.into_iter().map(|(_, target)| target).collect();
        Self::of(Rows::Listed(subjects.into()), starts.into(), targets)
    }

    /// Chooses between a row for each id and listed rows.
    fn pack(low: u32, starts: Vec<u32>, targets: Vec<Id>) -> Self {
        let width = starts.len() - 1;
        let filled = starts.windows(2).filter(|pair| pair[0] < pair[1]).count();
        if width as u64 <= filled as u64 * SPARSEST {
            return Self::of(Rows::From(low), starts.into(), targets.into());
        }
        let mut subjects = Vec::with_capacity(filled);
        let mut listed = Vec::with_capacity(filled + 1);
        for (subject, pair) in (low..).zip(starts.windows(2)) {
            if pair[0] < pair[1] {
                subjects.push(Id(subject));
                listed.push(pair[0]);
            }
        }
        listed.push(starts[width]);
        Self::of(Rows::Listed(subjects.into()), listed.into(), targets.into())
    }

    fn of(rows: Rows, starts: Section<u32>, targets: Section<Id>) -> Self {
        Self { newer: Newer::default(), len: targets.len(), rows, starts, targets }
    }

    /// The links with some rows that are others now; the rest is shared.
    pub(super) fn with_rows(&self, rows: impl IntoIterator<Item = (Id, Vec<Id>)>) -> Self {
        let Self { newer, len, rows: known, starts, targets } = self;
        let (mut newer, mut len) = (newer.clone(), *len);
        for (subject, row) in rows {
            let was = newer.get(subject.0).map_or_else(|| self.first_row(subject).len(), |row| row.len());
            len = len - was + row.len();
            newer.insert(subject.0, row);
        }
        Self { newer, len, rows: known.clone(), starts: starts.clone(), targets: targets.clone() }
    }

    /// The links of a way back, after links of the way have come or gone: start, end, and whether it came.
    pub(super) fn back_after(
        &self,
        changed: &[(Id, Id, bool)],
        order: impl Fn(&Id, &Id) -> std::cmp::Ordering,
    ) -> Self {
        let mut rows: HashMap<Id, Vec<Id>> = HashMap::new();
        for (start, end, came) in changed {
            let row = rows.entry(*end).or_insert_with(|| self.row(*end).to_vec());
            match row.binary_search_by(|other| order(other, start)) {
                Ok(place) if !came => drop(row.remove(place)),
                Err(place) if *came => row.insert(place, *start),
                Ok(_) | Err(_) => {}
            }
        }
        self.with_rows(rows)
    }

    /// What a subject is linked to, sorted: resources by IRI, literals by language and text. Empty for [`Id::NONE`].
    #[inline]
    pub fn row(&self, subject: Id) -> &[Id] {
        match self.newer.get(subject.0) {
            Some(row) => row,
            None => self.first_row(subject),
        }
    }

    /// What it was linked to first.
    #[inline]
    fn first_row(&self, subject: Id) -> &[Id] {
        let row = match &self.rows {
            Rows::From(low) => match subject.0.checked_sub(*low) {
                Some(row) if (row as usize) + 1 < self.starts.len() => row as usize,
                _ => return &[],
            },
            Rows::Listed(subjects) => match subjects.binary_search_by_key(&subject.0, |listed| listed.0) {
                Ok(row) => row,
                Err(_) => return &[],
            },
        };
        &self.targets[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// The subjects that have links, in no order that means anything.
    pub fn subjects(&self) -> impl Iterator<Item = Id> + '_ {
        let first = self.starts.windows(2).enumerate().filter(|(_, pair)| pair[0] < pair[1]);
        let first = first.map(|(row, _)| self.subject(row)).filter(|subject| self.newer.get(subject.0).is_none());
        first.chain(self.newer.iter().filter(|(_, row)| !row.is_empty()).map(|(subject, _)| subject))
    }

    fn subject(&self, row: usize) -> Id {
        match &self.rows {
            Rows::From(low) => Id(low + row as u32),
            Rows::Listed(subjects) => subjects[row],
        }
    }

    /// Every pair of the relation.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Id, Id)> + Clone + '_ {
        let first = self.starts.windows(2).enumerate().map(|(row, pair)| (self.subject(row), pair));
        let first = first.filter(|(subject, _)| self.newer.get(subject.0).is_none());
        let first = first.map(|(subject, pair)| (subject, &self.targets[pair[0] as usize..pair[1] as usize]));
        first.chain(self.newer.iter()).flat_map(|(subject, row)| row.iter().map(move |&target| (subject, target)))
    }

    /// Number of links.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no link.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The same links on disk.
    pub(super) fn on_disk(&self, room: &Scratch) -> Result<Self, Error> {
        let rows = match &self.rows {
            Rows::From(low) => Rows::From(*low),
            Rows::Listed(subjects) => Rows::Listed(room.moved(subjects.clone())?),
        };
        let (starts, targets) = (room.moved(self.starts.clone())?, room.moved(self.targets.clone())?);
        Ok(Self { newer: self.newer.clone(), len: self.len, rows, starts, targets })
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let listed = match &self.rows {
            Rows::From(_) => 0,
            Rows::Listed(subjects) => subjects.heap_bytes(),
        };
        self.newer.heap_bytes() + listed + self.starts.heap_bytes() + self.targets.heap_bytes()
    }

    /// Writes the links as they were first, which is how they are if nothing has changed, under names that begin with one; gives what has to be known beside.
    pub(super) fn write(&self, to: &mut Writer, name: &str) -> Result<KeptRows, Error> {
        to.slice(&format!("{name}/starts"), &self.starts)?;
        to.slice(&format!("{name}/targets"), &self.targets)?;
        match &self.rows {
            Rows::From(low) => Ok(KeptRows::From(*low)),
            Rows::Listed(subjects) => to.slice(&format!("{name}/subjects"), subjects).map(|()| KeptRows::Listed),
        }
    }

    /// Takes links that were written under a name.
    pub(super) fn open(arrays: &Arrays, name: &str, rows: &KeptRows) -> Result<Self, Error> {
        let starts: Section<u32> = arrays.slice(&format!("{name}/starts"))?;
        let targets: Section<Id> = arrays.slice(&format!("{name}/targets"))?;
        let rows = match rows {
            KeptRows::From(low) => Rows::From(*low),
            KeptRows::Listed => {
                let subjects: Section<Id> = arrays.slice(&format!("{name}/subjects"))?;
                arrays.fits(name, subjects.len() + 1 == starts.len())?;
                Rows::Listed(subjects)
            }
        };
        arrays.fits(name, starts.last().is_some_and(|&end| end as usize == targets.len()))?;
        Ok(Self::of(rows, starts, targets))
    }
}

/// Which subject has which row, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum KeptRows {
    From(u32),
    Listed,
}

/// Sorts every row, drops doubles and closes the gaps that they leave.
fn sort_rows(starts: &mut [u32], targets: &mut Vec<Id>, order: impl Fn(&Id, &Id) -> std::cmp::Ordering) {
    let mut kept = 0;
    let mut start = 0;
    for row in 0..starts.len() - 1 {
        let end = starts[row + 1] as usize;
        if end - start > 1 {
            targets[start..end].sort_unstable_by(&order);
        }
        starts[row] = kept as u32;
        let first = kept;
        for i in start..end {
            if kept == first || targets[kept - 1] != targets[i] {
                targets[kept] = targets[i];
                kept += 1;
            }
        }
        start = end;
    }
    if let Some(last) = starts.last_mut() {
        *last = kept as u32;
    }
    targets.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(pairs: &[(u32, u32)]) -> Relation {
        Relation::new(pairs.iter().map(|&(s, o)| (Id(s), Id(o))), |a, b| a.0.cmp(&b.0))
    }

    fn row(relation: &Relation, subject: u32) -> Vec<u32> {
        relation.row(Id(subject)).iter().map(|id| id.0).collect()
    }

    #[test]
    fn rows_are_sorted_and_without_doubles_in_both_layouts() {
        for far in [7, 70_000] {
            let relation = relation(&[(far, 2), (5, 9), (5, 1), (far, 2), (5, 9), (6, 3)]);
            assert_eq!(row(&relation, 5), [1, 9]);
            assert_eq!(row(&relation, 6), [3]);
            assert_eq!(row(&relation, far), [2]);
            assert_eq!(relation.len(), 4);
            for absent in [0, 4, 8, far + 1, u32::MAX] {
                assert_eq!(row(&relation, absent), [0; 0], "{absent}");
            }
            let pairs: Vec<_> = relation.pairs().map(|(s, o)| (s.0, o.0)).collect();
            assert_eq!(pairs, [(5, 1), (5, 9), (6, 3), (far, 2)]);
        }
    }

    #[test]
    fn no_pairs_make_an_empty_relation() {
        let empty = relation(&[]);
        assert!(empty.is_empty());
        assert_eq!(row(&empty, 0), [0; 0]);
        assert_eq!(row(&empty, u32::MAX), [0; 0]);
    }
}

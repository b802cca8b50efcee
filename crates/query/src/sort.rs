//! Puts resources of the snapshot in an order.
//!
//! Keys are read column by column. A value counts by its place among all values of its path, a number that is known
//! before; a text by its sort key of the Unicode Collation Algorithm. Only the page that is asked for is sorted.

use super::cursor::Cursor;
use super::listing::{Hop, Order, OrderBy, OrderKey};
use super::window::{Page, Window};
use super::{Budget, Error};
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use plenary_graph::snapshot::{Id, Ranks, Relation, Snapshot, ValueIndex};
use plenary_ontology::PathId;
use plenary_values::Value;
use std::cmp::Ordering;
use std::ops::Bound;

/// An order, made ready for one snapshot.
pub(super) struct Sorter<'a> {
    snapshot: &'a Snapshot,
    keys: Vec<KeyReader<'a>>,
}

/// Reads one key of resources.
struct KeyReader<'a> {
    key: &'a OrderKey,
    by: By<'a>,
}

/// What a key is compared by.
enum By<'a> {
    /// The place of the resource, which is in the order of IRIs.
    Iri,
    /// The place of the value.
    Place(&'a ValueIndex, &'a Relation),
    /// The number of links.
    Count(&'a Relation),
    /// The sort key of the text in the language that is wanted most.
    Text(PathId, Ranks, Collation),
}

/// The keys of resources, or of a cursor. What has no key is `u64::MAX` or `None`, and comes last.
enum Column {
    /// Places, with gaps between them for cursors whose value is gone.
    Numbers(Vec<u64>),
    Texts(Vec<Option<Vec<u8>>>),
}

const NONE: u64 = u64::MAX;

/// The number of a place, which is below 2^62.
fn exact(place: impl Into<u64>) -> u64 {
    place.into() * 2 + 1
}

/// The number of the gap before a place.
fn before(place: impl Into<u64>) -> u64 {
    place.into() * 2
}

impl<'a> Sorter<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, order: &'a Order) -> Self {
        let reader = |key: &'a OrderKey| {
            let by = match &key.by {
                OrderBy::Iri => By::Iri,
                OrderBy::Value(path) => By::Place(snapshot.value_index(*path), snapshot.relation(*path)),
                OrderBy::Count(path) => By::Count(snapshot.relation(*path)),
                OrderBy::Text { path, languages } => {
                    By::Text(*path, Ranks::new(snapshot.terms(), languages, true), Collation::of(languages))
                }
            };
            KeyReader { key, by }
        };
        Self { snapshot, keys: order.keys.iter().map(reader).collect() }
    }

    /// The page of a list of resources, which come sorted by IRI.
    pub(super) fn page(&self, ids: &[Id], window: &Window, budget: &mut Budget) -> Result<(Vec<Id>, Page), Error> {
        let columns = self.keys.iter().map(|key| self.column(key, ids, budget)).collect::<Result<Vec<_>, _>>()?;
        let row = |row: usize| Row { head: self.head(&columns, row), number: row };
        // Rows come in the order of IRIs, so the row number breaks ties.
        let compare = |a: &Row, b: &Row| {
            let rest = || self.compare((&columns, a.number), (&columns, b.number)).then(a.number.cmp(&b.number));
            a.head.cmp(&b.head).then_with(rest)
        };
        let place = |cursor: &Cursor, or_equal: bool| {
            let keys: Vec<_> =
                self.keys.iter().enumerate().map(|(i, key)| self.cursor_column(key, cursor, i)).collect();
            let row = ids.partition_point(|id| self.snapshot.terms().text(*id) < cursor.iri());
            let is_there = ids.get(row).is_some_and(|id| self.snapshot.terms().text(*id) == cursor.iri());
            let is_before = |&other: &usize| {
                let order = self.compare((&columns, other), (&keys, 0)).then(other.cmp(&row));
                order.is_lt() || (or_equal && is_there && order.is_eq())
            };
            (0..ids.len()).filter(is_before).count()
        };
        let low = window.after.as_ref().map_or(0, |cursor| place(cursor, true));
        let high = window.before.as_ref().map_or(ids.len(), |cursor| place(cursor, false));
        let page = window.page(ids.len(), low, high);
        let mut rows = first(page.end as usize, (0..ids.len()).map(row), compare);
        let rows = select(&mut rows, page.start as usize..page.end as usize, compare);
        Ok((rows.iter().map(|row| ids[row.number]).collect(), page))
    }

    /// Enough of a row to distinguish most rows: the first key as it is sorted, if it is a number.
    fn head(&self, columns: &[Column], row: usize) -> u64 {
        match (columns.first(), self.keys.first()) {
            (Some(Column::Numbers(numbers)), Some(reader)) => match numbers[row] {
                NONE => NONE,
                number if reader.key.descending => NONE - 1 - number,
                number => number,
            },
            _ => 0,
        }
    }

    /// The keys of a resource as texts, for a cursor.
    pub(super) fn texts(&self, id: Id) -> Vec<Option<String>> {
        let text = |key: &KeyReader<'a>| match &key.by {
            By::Count(relation) => self.owner(key, id).map(|owner| relation.row(owner).len().to_string()),
            By::Iri | By::Place(..) | By::Text(..) => {
                self.term(key, id).map(|term| self.snapshot.terms().text(term).to_owned())
            }
        };
        self.keys.iter().map(text).collect()
    }

    /// The term that a resource is ordered by; none for a number of links.
    fn term(&self, reader: &KeyReader<'a>, id: Id) -> Option<Id> {
        let owner = self.owner(reader, id)?;
        match &reader.by {
            By::Text(path, ranks, _) => ranks.best(self.snapshot.terms(), self.snapshot.relation(*path).row(owner)),
            By::Place(_, relation) => relation.row(owner).first().copied(),
            By::Iri => Some(owner),
            By::Count(_) => None,
        }
    }

    /// The resource at the end of a key's way.
    fn owner(&self, reader: &KeyReader<'a>, id: Id) -> Option<Id> {
        reader.key.way.iter().try_fold(id, |id, &hop| match hop {
            Hop::Link(path) => self.snapshot.relation(path).row(id).first().copied(),
            Hop::Narrow(class) => self.snapshot.is_instance(id, class).then_some(id),
        })
    }

    fn column(&self, reader: &KeyReader<'a>, ids: &[Id], budget: &mut Budget) -> Result<Column, Error> {
        budget.spend_time(ids.len())?;
        let terms = self.snapshot.terms();
        Ok(match &reader.by {
            By::Iri => {
                let number = |&id: &Id| self.term(reader, id).map_or(NONE, |id| exact(terms.order(id).rank()));
                Column::Numbers(ids.iter().map(number).collect())
            }
            By::Place(index, relation) => {
                let place = |&id: &Id| index.place(terms, relation, self.owner(reader, id)?).map(exact);
                Column::Numbers(ids.iter().map(|id| place(id).unwrap_or(NONE)).collect())
            }
            By::Count(relation) => {
                let count = |&id: &Id| self.owner(reader, id).map_or(NONE, |id| exact(relation.row(id).len() as u32));
                Column::Numbers(ids.iter().map(count).collect())
            }
            By::Text(_, _, collation) => {
                let mut texts = Vec::with_capacity(ids.len());
                for &id in ids {
                    budget.spend_time(16)?; // a sort key takes about as long as 16 look-ups
                    texts.push(self.term(reader, id).map(|term| collation.key(terms.text(term))));
                }
                Column::Texts(texts)
            }
        })
    }

    /// One key of a cursor, as a column of one row.
    fn cursor_column(&self, reader: &KeyReader<'a>, cursor: &Cursor, key: usize) -> Column {
        let text = cursor.keys().get(key).and_then(Option::as_deref);
        let terms = self.snapshot.terms();
        let at = |found: Option<u64>| Column::Numbers(vec![found.unwrap_or(NONE)]);
        match &reader.by {
            By::Text(_, _, collation) => Column::Texts(vec![text.map(|text| collation.key(text))]),
            // What is no number comes after all, as values do that are only written.
            By::Count(_) => at(text.map(|text| text.parse::<u32>().map_or(NONE - 1, exact))),
            By::Iri => at(text.map(|iri| match terms.resource(iri) {
                Some(id) => exact(terms.order(id).rank()),
                None => before(terms.place(iri).rank()),
            })),
            By::Place(index, _) => {
                let key = text.map(|text| Value::read(index.datatype(), text));
                at(key.map(|key| {
                    let equal = index.range(terms, Bound::Included(&key), Bound::Included(&key));
                    let place = equal.start as u32;
                    if equal.is_empty() { before(place) } else { exact(place) }
                }))
            }
        }
    }

    fn compare(&self, a: (&[Column], usize), b: (&[Column], usize)) -> Ordering {
        for ((left, right), reader) in a.0.iter().zip(b.0).zip(&self.keys) {
            let (order, is_missing) = match (left, right) {
                (Column::Numbers(left), Column::Numbers(right)) => {
                    let (left, right) = (left[a.1], right[b.1]);
                    (left.cmp(&right), left == NONE || right == NONE)
                }
                (Column::Texts(left), Column::Texts(right)) => {
                    let (left, right) = (&left[a.1], &right[b.1]);
                    let is_missing = left.is_none() || right.is_none();
                    (left.is_none().cmp(&right.is_none()).then_with(|| left.cmp(right)), is_missing)
                }
                // Columns of one key are of one kind.
                (Column::Numbers(_), Column::Texts(_)) | (Column::Texts(_), Column::Numbers(_)) => {
                    (Ordering::Equal, false)
                }
            };
            if order.is_ne() {
                return if reader.key.descending && !is_missing { order.reverse() } else { order };
            }
        }
        Ordering::Equal
    }
}

/// A row of a list that is sorted.
struct Row {
    /// Compared first, see [`Sorter::head`].
    head: u64,
    number: usize,
}

/// The least `count` of the rows, perhaps with some more, in no order. Most rows of a long list are only compared with
/// the greatest of the least that have passed by.
fn first(count: usize, rows: impl Iterator<Item = Row>, compare: impl Fn(&Row, &Row) -> Ordering + Copy) -> Vec<Row> {
    let Some(last) = count.checked_sub(1) else { return Vec::new() };
    let most = count.saturating_mul(2).max(64);
    let mut kept: Vec<Row> = Vec::new();
    let mut is_full = false;
    for row in rows {
        if is_full && compare(&row, &kept[last]).is_gt() {
            continue;
        }
        kept.push(row);
        if kept.len() == most {
            kept.select_nth_unstable_by(last, compare);
            kept.truncate(count);
            is_full = true;
        }
    }
    kept
}

/// Puts in order the rows that belong at the places of a range, and no others.
fn select(rows: &mut [Row], range: std::ops::Range<usize>, compare: impl Fn(&Row, &Row) -> Ordering + Copy) -> &[Row] {
    let (start, length) = (range.start, range.len());
    if start > 0 && start < rows.len() {
        rows.select_nth_unstable_by(start, compare);
    }
    let rest = &mut rows[start..];
    if length > 0 && length < rest.len() {
        rest.select_nth_unstable_by(length, compare);
    }
    let page = &mut rest[..length];
    page.sort_unstable_by(compare);
    page
}

/// How texts are put in order for the readers of a language.
#[derive(Debug)]
pub struct Collation(Option<CollatorBorrowed<'static>>);

impl Collation {
    /// The collation of the most wanted language, by CLDR: for Chinese by pinyin. Languages without rules of their own
    /// are sorted by those of the root.
    pub fn of(languages: &[String]) -> Self {
        let locale = languages.iter().find_map(|tag| Locale::try_from_str(tag).ok()).unwrap_or(Locale::UNKNOWN);
        Self(Collator::try_new((&locale).into(), CollatorOptions::default()).ok())
    }

    /// The sort key of a text: keys are compared byte by byte.
    pub fn key(&self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        match &self.0 {
            // Writing to a vector cannot fail.
            Some(collator) => drop(collator.write_sort_key_to(text, &mut bytes)),
            None => bytes.extend_from_slice(text.as_bytes()),
        }
        bytes
    }
}

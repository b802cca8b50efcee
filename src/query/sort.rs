//! Puts resources of the snapshot in an order.

use super::cursor::Cursor;
use super::listing::{Order, OrderBy, OrderKey};
use super::{Budget, Error};
use crate::snapshot::{Id, Key, Ranks, Snapshot};
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use std::cmp::Ordering;

/// An order, made ready for one snapshot.
pub(super) struct Sorter<'a> {
    snapshot: &'a Snapshot,
    keys: Vec<KeyReader<'a>>,
}

/// Reads one key of resources.
struct KeyReader<'a> {
    key: &'a OrderKey,
    /// For texts: how much each language is wanted, and the rules of the first one.
    text: Option<(Ranks, Option<CollatorBorrowed<'static>>)>,
}

/// A key that can be compared; `None` where the resource has none.
type SortKey<'a> = Option<Comparable<'a>>;

enum Comparable<'a> {
    Value(Key<'a>),
    /// Sort key of the Unicode Collation Algorithm.
    Collated(Vec<u8>),
}

/// A resource with its keys.
struct Entry<'a> {
    keys: Vec<SortKey<'a>>,
    id: Id,
}

impl<'a> Sorter<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, order: &'a Order) -> Self {
        let reader = |key: &'a OrderKey| {
            let text = match &key.by {
                OrderBy::Text { languages, .. } => {
                    Some((Ranks::new(snapshot.terms(), languages, true), collator(languages)))
                }
                OrderBy::Iri | OrderBy::Value(_) => None,
            };
            KeyReader { key, text }
        };
        Self { snapshot, keys: order.keys.iter().map(reader).collect() }
    }

    /// Sorts resources, and says how many of them come before and up to the cursors of a page.
    pub(super) fn sort(
        &self,
        ids: &[Id],
        after: Option<&Cursor>,
        before: Option<&Cursor>,
        budget: &mut Budget,
    ) -> Result<(Vec<Id>, usize, usize), Error> {
        let mut entries = Vec::with_capacity(ids.len());
        for &id in ids {
            budget.spend_time(self.keys.len())?;
            entries.push(Entry { keys: self.keys.iter().map(|reader| self.key(reader, id)).collect(), id });
        }
        entries.sort_unstable_by(|a, b| self.compare(&a.keys, &b.keys).then(a.id.cmp(&b.id)));
        let place = |cursor: &Cursor, or_equal: bool| {
            let keys = self.cursor_keys(cursor);
            // Ids are in the order of IRIs, so the id that the cursor's IRI has or would have breaks ties.
            let (id, is_there) = match self.snapshot.terms().find(cursor.iri()) {
                Ok(id) => (id, true),
                Err(next) => (next, false),
            };
            entries.partition_point(|entry| {
                let order = self.compare(&entry.keys, &keys).then(entry.id.cmp(&id));
                order.is_lt() || (or_equal && is_there && order.is_eq())
            })
        };
        let low = after.map_or(0, |cursor| place(cursor, true));
        let high = before.map_or(entries.len(), |cursor| place(cursor, false));
        Ok((entries.into_iter().map(|entry| entry.id).collect(), low, high))
    }

    /// The keys of a resource as texts, for a cursor.
    pub(super) fn texts(&self, id: Id) -> Vec<Option<String>> {
        let text =
            |reader: &KeyReader<'a>| self.term(reader, id).map(|term| self.snapshot.terms().text(term).to_owned());
        self.keys.iter().map(text).collect()
    }

    fn key(&self, reader: &KeyReader<'a>, id: Id) -> SortKey<'a> {
        self.comparable(reader, self.snapshot.terms().text(self.term(reader, id)?))
    }

    /// The term that a resource is ordered by.
    fn term(&self, reader: &KeyReader<'a>, id: Id) -> Option<Id> {
        let first = |id: Id, path| self.snapshot.relation(path).row(id).first().copied();
        let owner = reader.key.links.iter().try_fold(id, |id, &path| first(id, path))?;
        match (&reader.key.by, &reader.text) {
            (OrderBy::Iri, _) => Some(owner),
            (OrderBy::Text { path, .. }, Some((ranks, _))) => {
                let terms = self.snapshot.terms();
                let rank = |&literal: &Id| Some((ranks.get(terms.tag(literal)?)?, literal));
                let ranked = self.snapshot.relation(*path).row(owner).iter().filter_map(rank);
                ranked.min_by_key(|&(rank, _)| rank).map(|(_, literal)| literal)
            }
            (OrderBy::Value(path) | OrderBy::Text { path, .. }, _) => first(owner, *path),
        }
    }

    fn comparable<'t>(&self, reader: &KeyReader<'_>, text: &'t str) -> Option<Comparable<'t>> {
        match (&reader.key.by, &reader.text) {
            (OrderBy::Text { .. }, Some((_, Some(collator)))) => {
                let mut bytes = Vec::with_capacity(text.len() * 2);
                // Writing to a vector cannot fail.
                let _ = collator.write_sort_key_to(text, &mut bytes);
                Some(Comparable::Collated(bytes))
            }
            (OrderBy::Value(path), _) => Key::read(self.snapshot.ends(*path), text).map(Comparable::Value),
            (OrderBy::Iri | OrderBy::Text { .. }, _) => Some(Comparable::Value(Key::Text(text))),
        }
    }

    fn cursor_keys<'t>(&self, cursor: &'t Cursor) -> Vec<Option<Comparable<'t>>> {
        let texts = cursor.keys().iter().chain(std::iter::repeat(&None));
        let key = |(reader, text): (&KeyReader<'_>, &'t Option<String>)| self.comparable(reader, text.as_deref()?);
        self.keys.iter().zip(texts).map(key).collect()
    }

    fn compare(&self, a: &[SortKey<'_>], b: &[SortKey<'_>]) -> Ordering {
        for ((a, b), reader) in a.iter().zip(b).zip(&self.keys) {
            let order = match (a, b) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => return Ordering::Greater,
                (Some(_), None) => return Ordering::Less,
                (Some(a), Some(b)) => a.compare(b),
            };
            let order = if reader.key.descending { order.reverse() } else { order };
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }
}

impl Comparable<'_> {
    fn compare(&self, other: &Comparable<'_>) -> Ordering {
        match (self, other) {
            (Self::Value(a), Comparable::Value(b)) => a.compare(b),
            (Self::Collated(a), Comparable::Collated(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}

/// The collation of the most wanted language, by CLDR: for Chinese by pinyin. Languages without rules of their own are
/// sorted by those of the root.
fn collator(languages: &[String]) -> Option<CollatorBorrowed<'static>> {
    let locale = languages.iter().find_map(|tag| Locale::try_from_str(tag).ok()).unwrap_or(Locale::UNKNOWN);
    Collator::try_new((&locale).into(), CollatorOptions::default()).ok()
}

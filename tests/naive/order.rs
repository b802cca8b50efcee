//! Lists in an order, and pages of them: sorted whole, and searched from the front for the place of a cursor.

use super::values::order;
use super::{Naive, choose, text};
use icu_collator::Collator;
use icu_locale_core::Locale;
use oxigraph::model::Term;
use plenary::query::{Cursor, Hop, Listing, Order, OrderBy, OrderKey, Window};
use plenary::values::Datatype;
use std::cmp::Ordering;

/// A resource with its keys in the order of its list.
pub(super) struct Placed {
    pub(super) term: Term,
    pub(super) keys: Vec<Option<String>>,
}

/// A page of a list.
pub(super) struct Page {
    pub(super) all: Vec<Term>,
    pub(super) rows: Vec<Placed>,
    pub(super) previous: bool,
    pub(super) next: bool,
}

impl Naive<'_> {
    /// The page of a list, which comes sorted by IRI or in an order of its own.
    pub(super) fn page(&self, (mut list, is_ordered): (Vec<Term>, bool), listing: &Listing) -> Page {
        list.retain(|term| self.meets(term, &listing.filter));
        let all = list.clone();
        let order = &listing.order;
        let placed = |term: Term| Placed { keys: order.keys.iter().map(|key| self.key(&term, key)).collect(), term };
        let mut rows: Vec<Placed> = list.into_iter().map(placed).collect();
        if !is_ordered {
            rows.sort_by(|a, b| self.compare(order, (&a.keys, text(&a.term)), (&b.keys, text(&b.term))));
        }
        let (previous, next) = self.cut(&mut rows, (order, is_ordered), &listing.window);
        Page { all, rows, previous, next }
    }

    /// Cuts a list at both ends, and says whether something was cut off in front and behind.
    fn cut(&self, page: &mut Vec<Placed>, (order, is_ordered): (&Order, bool), window: &Window) -> (bool, bool) {
        let total = page.len();
        // In an order of its own a list has the places of its elements; there is no place for what is not in it.
        let names: Vec<String> = page.iter().map(|row| text(&row.term).to_owned()).collect();
        let place = |iri: &str| names.iter().position(|name| name == iri);
        let to = |row: &Placed, cursor: &Cursor, gone: Ordering| {
            if is_ordered {
                return place(cursor.iri()).map_or(gone, |at| place(text(&row.term)).unwrap().cmp(&at));
            }
            self.compare(order, (&row.keys, text(&row.term)), (cursor.keys(), cursor.iri()))
        };
        page.retain(|row| window.before.as_ref().is_none_or(|cursor| to(row, cursor, Ordering::Greater).is_lt()));
        let mut next = page.len() < total;
        let reachable = page.len();
        page.retain(|row| window.after.as_ref().is_none_or(|cursor| to(row, cursor, Ordering::Less).is_gt()));
        page.drain(..window.offset.min(page.len()));
        let mut previous = page.len() < reachable;
        if let Some(first) = window.first {
            next |= page.len() > first;
            page.truncate(first);
        }
        if let Some(last) = window.last {
            previous |= page.len() > last;
            page.drain(..page.len().saturating_sub(last));
        }
        (previous, next)
    }

    /// What a resource is ordered by, as it is written.
    fn key(&self, resource: &Term, key: &OrderKey) -> Option<String> {
        let mut owner = resource.clone();
        for hop in &key.way {
            owner = match hop {
                Hop::Link(path) => self.ends(&owner, *path).first()?.clone(),
                Hop::Narrow(class) => Some(owner).filter(|owner| self.is_a(owner, *class))?,
            };
        }
        match &key.by {
            OrderBy::Iri => Some(text(&owner).to_owned()),
            OrderBy::Value(path) => self.ends(&owner, *path).first().map(|value| text(value).to_owned()),
            OrderBy::Count(path) => Some(self.ends(&owner, *path).len().to_string()),
            OrderBy::Text { path, languages } => choose(&self.ends(&owner, *path), languages, true),
        }
    }

    fn compare(&self, by: &Order, a: (&[Option<String>], &str), b: (&[Option<String>], &str)) -> Ordering {
        for (i, key) in by.keys.iter().enumerate() {
            let known = |keys: &[Option<String>]| -> Option<String> { keys.get(i).cloned().flatten() };
            let found = match (known(a.0), known(b.0)) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(a), Some(b)) => {
                    let found = match &key.by {
                        OrderBy::Iri => a.cmp(&b),
                        OrderBy::Value(path) => order(self.ontology.path(*path).ends.datatype(), &a, &b),
                        OrderBy::Count(_) => order(Datatype::Integer, &a, &b),
                        OrderBy::Text { languages, .. } => collated(languages, &a, &b),
                    };
                    if key.descending { found.reverse() } else { found }
                }
            };
            if found.is_ne() {
                return found;
            }
        }
        a.1.cmp(b.1)
    }
}

/// The order of two texts in the first language that is one.
fn collated(languages: &[String], a: &str, b: &str) -> Ordering {
    let locale = languages.iter().find_map(|tag| tag.parse::<Locale>().ok()).unwrap_or(Locale::UNKNOWN);
    Collator::try_new(locale.into(), Default::default()).unwrap().compare(a, b)
}

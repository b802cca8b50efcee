//! From a list of resources to a page of it: sorted as asked, cut at the cursors.

use super::links::Links;
use super::listing::Listing;
use super::sort::Sorter;
use super::window::{Page, Window};
use super::{Budget, Cursor, Error};
use plenary_graph::snapshot::{Id, Place, Snapshot, Terms};
use plenary_ontology::PathId;
use std::ops::Bound;

/// What a listing asks, made ready for the lists of one step.
pub(super) struct Paginator<'a> {
    snapshot: &'a Snapshot,
    listing: &'a Listing,
    bounds: Bounds<'a>,
    sorter: Option<Sorter<'a>>,
}

impl<'a> Paginator<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, listing: &'a Listing) -> Self {
        let sorter = (!listing.order.keys.is_empty()).then(|| Sorter::new(snapshot, &listing.order));
        Self { snapshot, listing, bounds: Bounds::new(snapshot.terms(), &listing.window), sorter }
    }

    /// Adds the page of a list, which comes sorted by IRI, to what has been read.
    pub(super) fn add_page(&self, list: &[Id], links: &mut Links, budget: &mut Budget) -> Result<(), Error> {
        let window = &self.listing.window;
        match &self.sorter {
            None => {
                let page = self.bounds.page(list, window);
                add(&list[page.start as usize..page.end as usize], page, links, budget)
            }
            Some(sorter) => {
                let (ids, page) = sorter.page(list, window, budget)?;
                add(&ids, page, links, budget)
            }
        }
    }

    /// Adds the page of what a path leads to from a resource: in the order of its list, if it leads to one and no other order
    /// is asked for.
    pub(super) fn add_page_of(
        &self,
        (start, path): (Id, PathId),
        list: &[Id],
        links: &mut Links,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let listed = self.sorter.is_none().then(|| self.snapshot.in_list_order(path, start, list)).flatten();
        let Some(ids) = listed else { return self.add_page(list, links, budget) };
        budget.spend_time(ids.len())?;
        let page = self.listing.window.page_in(&ids, |&id| self.snapshot.terms().text(id));
        add(&ids[page.start as usize..page.end as usize], page, links, budget)
    }
}

fn add(ids: &[Id], page: Page, links: &mut Links, budget: &mut Budget) -> Result<(), Error> {
    budget.spend(ids.len() + 1)?;
    links.ids.extend_from_slice(ids);
    links.starts.push(links.ids.len() as u32);
    links.pages.push(page);
    Ok(())
}

/// The cursors of a window as places, found once for all rows of a step.
struct Bounds<'a> {
    terms: &'a Terms,
    /// Elements must be behind it, or at it if there is no element of its own.
    low: Bound<Place>,
    /// Elements must be before it.
    high: Bound<Place>,
}

impl<'a> Bounds<'a> {
    fn new(terms: &'a Terms, window: &Window) -> Self {
        let find = |cursor: &Cursor| {
            terms.resource(cursor.iri()).map(|id| terms.order(id)).ok_or_else(|| terms.place(cursor.iri()))
        };
        // Behind one that is gone is what has the place that it would have.
        let low = window.after.as_ref().map(|after| find(after).map_or_else(Bound::Included, Bound::Excluded));
        let high = window.before.as_ref().map(|before| Bound::Excluded(terms.place(before.iri())));
        Self { terms, low: low.unwrap_or(Bound::Unbounded), high: high.unwrap_or(Bound::Unbounded) }
    }

    fn page(&self, list: &[Id], window: &Window) -> Page {
        let below = |place: Place| list.partition_point(|&id| self.terms.order(id) < place);
        let up_to = |place: Place| list.partition_point(|&id| self.terms.order(id) <= place);
        let after = match self.low {
            Bound::Unbounded => 0,
            Bound::Included(place) => below(place),
            Bound::Excluded(place) => up_to(place),
        };
        let before = match self.high {
            Bound::Unbounded => list.len(),
            Bound::Included(place) => up_to(place),
            Bound::Excluded(place) => below(place),
        };
        window.page(list.len(), after, before)
    }
}

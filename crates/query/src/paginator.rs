//! From a list of resources to a page of it: sorted as asked, cut at the cursors.

use super::links::Links;
use super::listing::Listing;
use super::sort::Sorter;
use super::window::{Page, Window};
use super::{Budget, Cursor, Error};
use plenary_graph::snapshot::{Id, Snapshot};
use plenary_ontology::PathId;

/// What a listing asks, made ready for the lists of one step.
pub(super) struct Paginator<'a> {
    snapshot: &'a Snapshot,
    listing: &'a Listing,
    bounds: Bounds,
    sorter: Option<Sorter<'a>>,
}

impl<'a> Paginator<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, listing: &'a Listing) -> Self {
        let sorter = (!listing.order.keys.is_empty()).then(|| Sorter::new(snapshot, &listing.order));
        Self { snapshot, listing, bounds: Bounds::new(snapshot, &listing.window), sorter }
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

/// The cursors of a window as ids, found once for all rows of a step.
struct Bounds {
    /// Elements must be at or above it.
    low: Id,
    /// Elements must be below it.
    high: Id,
}

impl Bounds {
    fn new(snapshot: &Snapshot, window: &Window) -> Self {
        let find = |cursor: &Cursor| snapshot.terms().find(cursor.iri());
        // Behind an element that is there is the next id; behind one that is gone, the id that its successor has.
        let low = window.after.as_ref().map_or(Id(0), |after| find(after).map_or_else(|next| next, |id| Id(id.0 + 1)));
        let high = window.before.as_ref().map_or(Id::NONE, |before| find(before).unwrap_or_else(|next| next));
        Self { low, high }
    }

    fn page(&self, list: &[Id], window: &Window) -> Page {
        let after = if self.low == Id(0) { 0 } else { list.partition_point(|id| *id < self.low) };
        let before = if self.high == Id::NONE { list.len() } else { list.partition_point(|id| *id < self.high) };
        window.page(list.len(), after, before)
    }
}

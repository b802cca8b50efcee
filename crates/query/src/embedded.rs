//! The snapshot as a reader: every read is a loop over array look-ups.

use super::analysis::{self, AnalysisRequest, Table};
use super::filter::Filter;
use super::filtered_links::FilteredLinks;
use super::grouping::{self, Counted, Counting, Group};
use super::links::Links;
use super::listing::{Listing, Order};
use super::paginator::Paginator;
use super::reader::{Near, Reader};
use super::search::{Found, Search};
use super::sort::Sorter;
use super::text_search;
use super::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_base::clock::Clock;
use plenary_graph::snapshot::{Dataset, Id, Languages, Ranks, Snapshot};
use plenary_ontology::{ClassId, PathId};
use std::borrow::Cow;

/// For each row the first of what a path leads to.
fn first(snapshot: &Snapshot, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
    budget.spend(rows.len())?;
    let relation = snapshot.relation(path);
    Ok(rows.iter().map(|&row| relation.row(row).first().copied().unwrap_or(Id::NONE)).collect())
}

/// Identifiers that are compared on either side of one that was not found; those of them that are suggested; and what is too long,
/// in bytes, to be compared.
const LOOKED_AT: u32 = 200;
const TOLD: usize = 3;
const LONGEST_COMPARED: usize = 200;

impl Reader for Snapshot {
    fn lookup(&self, iris: &[NamedNode], types: &[ClassId], budget: &mut Budget) -> Result<Vec<Id>, Error> {
        budget.spend(iris.len())?;
        let find = |iri: &NamedNode| {
            let found = self.terms().resource(iri.as_str());
            found.filter(|&id| self.type_within(id, types).is_some()).unwrap_or(Id::NONE)
        };
        Ok(iris.iter().map(find).collect())
    }

    fn near(&self, iri: &NamedNode, clock: &Clock) -> Near {
        let is_a = self.terms().resource(iri.as_str()).and_then(|id| self.type_of(id));
        let like = match is_a {
            None if iri.as_str().len() <= LONGEST_COMPARED => {
                self.near(iri.as_str(), LOOKED_AT, || clock.check().is_ok())
            }
            _ => Vec::new(),
        };
        Near { is_a, like: like.into_iter().take(TOLD).map(str::to_owned).collect() }
    }

    fn instances(&self, class: ClassId, listing: &Listing, budget: &mut Budget) -> Result<Links, Error> {
        let mut links = Links { starts: vec![0], ..Links::default() };
        let paginator = Paginator::new(self, listing);
        if listing.filter.is_anything() {
            paginator.add_page(self.extent(class), &mut links, budget)?;
        } else {
            let found = Filter::new(self).all(class, &listing.filter, budget)?;
            paginator.add_page(&found, &mut links, budget)?;
        }
        Ok(links)
    }

    fn link(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        first(self, rows, path, budget)
    }

    fn links(&self, rows: &[Id], path: PathId, listing: &Listing, budget: &mut Budget) -> Result<Links, Error> {
        let relation = self.relation(path);
        let paginator = Paginator::new(self, listing);
        let mut links = Links {
            starts: Vec::with_capacity(rows.len() + 1),
            ids: Vec::with_capacity(rows.len()),
            pages: Vec::with_capacity(rows.len()),
        };
        links.starts.push(0);
        let kept = FilteredLinks::new(self, rows, path, &listing.filter, budget)?;
        for &row in rows {
            let list = kept.of(relation.row(row), budget)?;
            paginator.add_page_of((row, path), &list, &mut links, budget)?;
        }
        Ok(links)
    }

    fn literals(
        &self,
        rows: &[Id],
        path: PathId,
        languages: Option<&[String]>,
        budget: &mut Budget,
    ) -> Result<Links, Error> {
        let relation = self.relation(path);
        let languages = languages.map(|ranges| Languages::new(self.terms(), ranges));
        let is_wanted = |id: &Id| languages.as_ref().is_none_or(|languages| languages.have(self.terms(), *id));
        let mut links = Links { starts: Vec::with_capacity(rows.len() + 1), ..Links::default() };
        links.starts.push(0);
        for &row in rows {
            let list = relation.row(row);
            budget.spend(list.len() + 1)?;
            let listed = self.in_list_order(path, row, list);
            let list = listed.as_deref().unwrap_or(list);
            links.ids.extend(list.iter().copied().filter(is_wanted));
            links.starts.push(links.ids.len() as u32);
        }
        Ok(links)
    }

    fn literal(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        first(self, rows, path, budget)
    }

    fn text(
        &self,
        rows: &[Id],
        path: PathId,
        languages: &[String],
        fallback: bool,
        budget: &mut Budget,
    ) -> Result<Vec<Id>, Error> {
        budget.spend(rows.len())?;
        let relation = self.relation(path);
        let ranks = Ranks::new(self.terms(), languages, fallback);
        // Rows are sorted by language and text, so the first of equals is a stable choice.
        let best = |&row: &Id| ranks.best(self.terms(), relation.row(row)).unwrap_or(Id::NONE);
        Ok(rows.iter().map(best).collect())
    }

    fn types(&self, rows: &[Id], allowed: &[ClassId], budget: &mut Budget) -> Result<Vec<Option<ClassId>>, Error> {
        budget.spend(rows.len())?;
        Ok(rows.iter().map(|&row| self.type_within(row, allowed)).collect())
    }

    fn groups(&self, counted: Counted<'_>, counting: &Counting, budget: &mut Budget) -> Result<Vec<Vec<Group>>, Error> {
        grouping::count(self, counted, counting, budget)
    }

    fn analyse(&self, ask: &AnalysisRequest, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        analysis::answer(self, ask, rows, budget)
    }

    fn sort_keys(&self, ids: &[Id], order: &Order) -> Vec<Vec<Option<String>>> {
        let sorter = Sorter::new(self, order);
        ids.iter().map(|&id| sorter.texts(id)).collect()
    }

    fn search(&self, search: &Search, budget: &mut Budget) -> Result<Found, Error> {
        text_search::find(self, search, self, budget)
    }

    fn dataset(&self, _budget: &mut Budget) -> Result<Cow<'_, Dataset>, Error> {
        Ok(Cow::Borrowed(self.dataset()))
    }

    fn term(&self, id: Id) -> &str {
        self.terms().text(id)
    }

    fn is_plain(&self, id: Id) -> bool {
        self.terms().is_plain(id)
    }

    fn language(&self, literal: Id) -> Option<&str> {
        self.terms().language(literal)
    }
}

//! The snapshot as a reader: every read is a loop over array look-ups.

use super::reader::{Links, Reader};
use super::window::{Page, Window};
use super::{Budget, Cursor, Error};
use crate::ontology::{ClassId, PathId};
use crate::snapshot::{Dataset, Id, Ranks, Snapshot};
use oxigraph::model::NamedNode;
use std::borrow::Cow;

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

impl Snapshot {
    fn first(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        budget.spend(rows.len())?;
        let relation = self.relation(path);
        Ok(rows.iter().map(|&row| relation.row(row).first().copied().unwrap_or(Id::NONE)).collect())
    }
}

impl Reader for Snapshot {
    fn lookup(&self, iris: &[NamedNode], types: &[ClassId], budget: &mut Budget) -> Result<Vec<Id>, Error> {
        budget.spend(iris.len())?;
        let find = |iri: &NamedNode| {
            let found = self.terms().find(iri.as_str()).ok();
            found.filter(|&id| self.type_within(id, types).is_some()).unwrap_or(Id::NONE)
        };
        Ok(iris.iter().map(find).collect())
    }

    fn instances(&self, class: ClassId, window: &Window, budget: &mut Budget) -> Result<Links, Error> {
        let extent = self.extent(class);
        let page = Bounds::new(self, window).page(extent, window);
        let ids = &extent[page.start as usize..page.end as usize];
        budget.spend(ids.len())?;
        Ok(Links { starts: vec![0, ids.len() as u32], ids: ids.to_vec(), pages: vec![page] })
    }

    fn link(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        self.first(rows, path, budget)
    }

    fn links(&self, rows: &[Id], path: PathId, window: &Window, budget: &mut Budget) -> Result<Links, Error> {
        let relation = self.relation(path);
        let bounds = Bounds::new(self, window);
        let mut links = Links {
            starts: Vec::with_capacity(rows.len() + 1),
            ids: Vec::with_capacity(rows.len()),
            pages: Vec::with_capacity(rows.len()),
        };
        links.starts.push(0);
        for &row in rows {
            let list = relation.row(row);
            let page = bounds.page(list, window);
            let ids = &list[page.start as usize..page.end as usize];
            budget.spend(ids.len() + 1)?;
            links.ids.extend_from_slice(ids);
            links.starts.push(links.ids.len() as u32);
            links.pages.push(page);
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
        let ranks = languages.map(|languages| Ranks::new(self.terms(), languages, false));
        let is_wanted = |id: &Id| {
            let Some(ranks) = &ranks else { return true };
            self.terms().language(*id).is_some() && self.terms().tag(*id).is_some_and(|tag| ranks.get(tag).is_some())
        };
        let mut links = Links { starts: Vec::with_capacity(rows.len() + 1), ..Links::default() };
        links.starts.push(0);
        for &row in rows {
            let list = relation.row(row);
            budget.spend(list.len() + 1)?;
            links.ids.extend(list.iter().copied().filter(is_wanted));
            links.starts.push(links.ids.len() as u32);
        }
        Ok(links)
    }

    fn literal(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        self.first(rows, path, budget)
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
        let rank = |&literal: &Id| Some((ranks.get(self.terms().tag(literal)?)?, literal));
        // Rows are sorted by language and text, and `min_by_key` keeps the first of equals: the choice is stable.
        let best = |&row: &Id| {
            let ranked = relation.row(row).iter().filter_map(rank);
            ranked.min_by_key(|&(rank, _)| rank).map_or(Id::NONE, |(_, literal)| literal)
        };
        Ok(rows.iter().map(best).collect())
    }

    fn types(&self, rows: &[Id], allowed: &[ClassId], budget: &mut Budget) -> Result<Vec<Option<ClassId>>, Error> {
        budget.spend(rows.len())?;
        Ok(rows.iter().map(|&row| self.type_within(row, allowed)).collect())
    }

    fn dataset(&self) -> Result<Cow<'_, Dataset>, Error> {
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

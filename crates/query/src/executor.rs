//! Runs the steps of a plan, one read each.

use super::analysis::Cell;
use super::grouping::{Counted, Group};
use super::links::Links;
use super::plan::{Parents, Plan, Read, Step};
use super::reader::Reader;
use super::rows::{Column, Rows};
use super::{Budget, Error};
use plenary_graph::snapshot::Id;
use std::borrow::Cow;
use std::time::Instant;

/// Reads everything that a plan needs.
///
/// # Errors
/// If a limit is exceeded or the reader fails.
pub fn execute<R: Reader>(plan: &Plan, reader: &R, mut budget: Budget) -> Result<Rows, Error> {
    let mut rows = Rows::default();
    for step in &plan.steps {
        let started = Instant::now();
        let column = run(step, &rows, reader, &mut budget)?;
        rows.push(column, started.elapsed(), budget.trace.take());
    }
    Ok(rows)
}

fn run<R: Reader>(step: &Step, rows: &Rows, reader: &R, budget: &mut Budget) -> Result<Column, Error> {
    let parents = step.parents.as_ref().map_or(Cow::Borrowed(&[][..]), |parents| select(parents, rows));
    match &step.read {
        Read::Lookup { iris, types } => reader.lookup(iris, types, budget).map(Column::One),
        Read::Instances { class, listing } => reader.instances(*class, listing, budget).map(Column::Many),
        Read::Link(path) => reader.link(&parents, *path, budget).map(Column::One),
        Read::Links(path, listing) => reader.links(&parents, *path, listing, budget).map(Column::Many),
        Read::Literal(path) => reader.literal(&parents, *path, budget).map(Column::One),
        Read::Literals(path, languages) => {
            reader.literals(&parents, *path, languages.as_deref(), budget).map(Column::Many)
        }
        Read::Text { path, languages, fallback } => {
            reader.text(&parents, *path, languages, *fallback, budget).map(Column::One)
        }
        Read::Types(allowed) => reader.types(&parents, allowed, budget).map(Column::Types),
        Read::CountInstances(class, counting) => {
            reader.groups(Counted::Instances(*class), counting, budget).map(Column::Groups)
        }
        Read::CountLinks(path, counting) => {
            reader.groups(Counted::Links(&parents, *path), counting, budget).map(Column::Groups)
        }
        Read::Labels { groups, key, path, languages } => {
            let value = |group: &Group| group.values.get(*key).copied().flatten();
            let resources =
                rows.groups(*groups).iter().flatten().map(|group| value(group).map_or(Id::NONE, |value| value.term));
            let resources: Vec<Id> = resources.collect();
            reader.text(&resources, *path, languages, true, budget).map(Column::One)
        }
        Read::Analysis(ask) => reader.analyse(ask, &parents, budget).map(Column::Table),
        Read::Take(column) => take(step, *column, rows, budget),
        Read::FoundFacet(search, facet) => {
            let groups = rows.found(*search).and_then(|found| found.facets.get(*facet)).cloned().unwrap_or_default();
            budget.spend(groups.len())?;
            Ok(Column::Groups(vec![groups]))
        }
        Read::Search(search) => reader.search(search, budget).map(Column::Found),
        Read::Dataset => Ok(Column::Dataset(Box::new(reader.dataset(budget)?.into_owned()))),
    }
}

/// A column of an earlier step's entries: resources, lists of them, or entries again.
fn take(step: &Step, column: usize, rows: &Rows, budget: &mut Budget) -> Result<Column, Error> {
    let Some(table) = step.parents.as_ref().and_then(|parents| rows.table(parents.step)) else {
        return Ok(Column::One(Vec::new()));
    };
    budget.spend(table.len())?;
    Ok(match (0..table.len()).find_map(|row| table.cell(row, column)) {
        Some(Cell::Terms(_)) => {
            let mut links = Links { starts: vec![0], ..Links::default() };
            for list in table.lists(column) {
                budget.spend(list.len())?;
                links.ids.extend_from_slice(list);
                links.starts.push(links.ids.len() as u32);
            }
            Column::Many(links)
        }
        Some(Cell::Entries(_)) => {
            let entries = table.entries(column);
            budget.spend(entries.len())?;
            Column::Table(entries)
        }
        _ => Column::One(table.terms(column)),
    })
}

/// The rows that a step reads for. Rows of other types are blanked, not left out, so that row numbers stay the same.
fn select<'a>(parents: &Parents, rows: &'a Rows) -> Cow<'a, [Id]> {
    let ids = rows.ids(parents.step);
    let Some((types, only)) = &parents.only else { return Cow::Borrowed(ids) };
    let is_wanted = |row| rows.class(*types, row).is_some_and(|class| only.contains(&class));
    ids.iter().enumerate().map(|(row, &id)| if is_wanted(row) { id } else { Id::NONE }).collect()
}

//! What was read: one column for each step.

use super::analysis::Table;
use super::grouping::Group;
use super::links::Links;
use super::plan::StepId;
use super::search::Found;
use super::trace::Access;
use plenary_graph::snapshot::{Dataset, Id};
use plenary_ontology::ClassId;
use std::time::Duration;

/// What a step gave.
#[derive(Debug, Clone)]
pub enum Column {
    /// One term a row.
    One(Vec<Id>),
    /// A list of terms a row.
    Many(Links),
    /// What a search found, as one list.
    Found(Found),
    /// A type a row.
    Types(Vec<Option<ClassId>>),
    /// A list of groups a row.
    Groups(Vec<Vec<Group>>),
    /// Entries of an analysis, a list a row.
    Table(Table),
    /// Facts about the dataset.
    Dataset(Box<Dataset>),
}

/// The columns of all steps that have run.
#[derive(Debug, Default)]
pub struct Rows {
    columns: Vec<Column>,
    /// How long each took, and how it answered its condition.
    notes: Vec<(Duration, Vec<Access>)>,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Rows that it read.
    pub rows: usize,
    /// Time that it took.
    pub time: Duration,
    /// How it answered its condition; empty unless that was asked for.
    pub access: Vec<Access>,
}

impl Rows {
    /// Adds the column of the next step.
    pub(super) fn push(&mut self, column: Column, time: Duration, access: Vec<Access>) {
        self.columns.push(column);
        self.notes.push((time, access));
    }

    /// All terms of a step, its lists one after the other. Empty for steps that give no terms.
    pub fn ids(&self, step: StepId) -> &[Id] {
        match self.columns.get(step.0) {
            Some(Column::One(ids) | Column::Many(Links { ids, .. })) => ids,
            Some(Column::Found(found)) => &found.links.ids,
            _ => &[],
        }
    }

    /// The lists of a step that gives lists.
    pub fn links(&self, step: StepId) -> Option<&Links> {
        match self.columns.get(step.0) {
            Some(Column::Many(links)) => Some(links),
            Some(Column::Found(found)) => Some(&found.links),
            _ => None,
        }
    }

    /// What a step that searches has found.
    pub fn found(&self, step: StepId) -> Option<&Found> {
        match self.columns.get(step.0) {
            Some(Column::Found(found)) => Some(found),
            _ => None,
        }
    }

    /// The type of a row of a step that gives types.
    pub fn class(&self, step: StepId, row: usize) -> Option<ClassId> {
        match self.columns.get(step.0) {
            Some(Column::Types(types)) => types.get(row).copied().flatten(),
            _ => None,
        }
    }

    /// The groups of a step that counts.
    pub fn groups(&self, step: StepId) -> &[Vec<Group>] {
        match self.columns.get(step.0) {
            Some(Column::Groups(groups)) => groups,
            _ => &[],
        }
    }

    /// The entries of a step that analyses.
    pub fn table(&self, step: StepId) -> Option<&Table> {
        match self.columns.get(step.0) {
            Some(Column::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// The facts about the dataset, if a step read them.
    pub fn dataset(&self) -> Option<&Dataset> {
        self.columns.iter().find_map(|column| match column {
            Column::Dataset(dataset) => Some(&**dataset),
            _ => None,
        })
    }

    /// What each step did.
    pub fn into_work(self) -> Vec<Work> {
        let rows = |column: &Column| match column {
            Column::One(ids) => ids.len(),
            Column::Many(links) => links.ids.len(),
            Column::Found(found) => found.links.ids.len(),
            Column::Types(types) => types.len(),
            Column::Groups(groups) => groups.iter().map(Vec::len).sum(),
            Column::Table(table) => table.len(),
            Column::Dataset(_) => 1,
        };
        let work = self.columns.iter().map(rows).zip(self.notes);
        work.map(|(rows, (time, access))| Work { rows, time, access }).collect()
    }
}

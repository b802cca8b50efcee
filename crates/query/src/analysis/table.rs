//! The answer to a question: lists of entries, each with a cell for every column of its layout.

use crate::window::{Page, Window};
use plenary_graph::snapshot::Id;
use std::sync::Arc;

/// A value of an entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A resource or a literal; [`Id::NONE`] for none.
    Term(Id),
    /// Resources.
    Terms(Vec<Id>),
    /// A number; none if it is unknown.
    Number(Option<f64>),
    /// True or false.
    Truth(bool),
    /// Index of a name in the layout.
    Choice(usize),
    /// Other entries, by their number in the arena.
    Entries(Vec<usize>),
}

/// All entries of an answer, of the question's own layout and of those under it.
#[derive(Debug, Default, Clone)]
pub struct Arena {
    entries: Vec<Vec<Cell>>,
}

impl Arena {
    /// Adds an entry; gives its number.
    pub fn add(&mut self, cells: Vec<Cell>) -> usize {
        self.entries.push(cells);
        self.entries.len() - 1
    }
}

/// Lists of entries, one for each row that was asked for. Tables of one answer share the arena.
#[derive(Debug, Clone)]
pub struct Table {
    arena: Arc<Arena>,
    /// Numbers of the entries, the lists one after the other.
    rows: Vec<usize>,
    /// Where each list starts; one more for the end of the last.
    starts: Vec<usize>,
    /// Where each list stands in the whole of it.
    pages: Vec<Page>,
}

impl Table {
    /// Whole lists of entries.
    pub fn new(arena: Arc<Arena>, lists: impl IntoIterator<Item = Vec<usize>>) -> Self {
        let mut table = Self { arena, rows: Vec::new(), starts: vec![0], pages: Vec::new() };
        for rows in lists {
            table.pages.push(Window::all().page(rows.len(), 0, rows.len()));
            table.rows.extend(rows);
            table.starts.push(table.rows.len());
        }
        table
    }

    /// A list without entries for each of some rows.
    pub fn empty(rows: usize) -> Self {
        Self::new(Arc::default(), (0..rows).map(|_| Vec::new()))
    }

    /// One list.
    pub fn single(arena: Arena, rows: Vec<usize>) -> Self {
        Self::new(Arc::new(arena), [rows])
    }

    /// A page of one list.
    pub fn page_of(arena: Arena, rows: Vec<usize>, page: Page) -> Self {
        Self { pages: vec![page], ..Self::single(arena, rows) }
    }

    /// A page of each list.
    pub fn pages(arena: Arena, lists: impl IntoIterator<Item = (Vec<usize>, Page)>) -> Self {
        let (lists, pages): (Vec<_>, Vec<_>) = lists.into_iter().unzip();
        Self { pages, ..Self::new(Arc::new(arena), lists) }
    }

    /// The same with other numbers for resources and literals.
    #[must_use]
    pub fn renamed(mut self, name: impl Fn(Id) -> Id) -> Self {
        for cell in Arc::make_mut(&mut self.arena).entries.iter_mut().flatten() {
            match cell {
                Cell::Term(id) => *id = name(*id),
                Cell::Terms(ids) => ids.iter_mut().for_each(|id| *id = name(*id)),
                Cell::Number(_) | Cell::Truth(_) | Cell::Choice(_) | Cell::Entries(_) => {}
            }
        }
        self
    }

    /// Number of entries in all lists.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The entries of a list, as numbers of rows.
    pub fn range(&self, list: usize) -> std::ops::Range<usize> {
        match (self.starts.get(list), self.starts.get(list + 1)) {
            (Some(&start), Some(&end)) => start..end,
            _ => 0..0,
        }
    }

    /// Where a list stands in the whole of it.
    pub fn page(&self, list: usize) -> Page {
        self.pages.get(list).copied().unwrap_or(Page { start: 0, end: 0, total: 0 })
    }

    /// The cell of a row in a column.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.arena.entries.get(*self.rows.get(row)?)?.get(column)
    }

    /// The terms of a column, one a row.
    pub(crate) fn terms(&self, column: usize) -> Vec<Id> {
        let term = |row| match self.cell(row, column) {
            Some(Cell::Term(id)) => *id,
            _ => Id::NONE,
        };
        (0..self.len()).map(term).collect()
    }

    /// The lists of terms of a column, one a row.
    pub(crate) fn lists(&self, column: usize) -> impl Iterator<Item = &[Id]> {
        (0..self.len()).map(move |row| match self.cell(row, column) {
            Some(Cell::Terms(ids)) => ids.as_slice(),
            _ => &[],
        })
    }

    /// The entries of a column as a table with a list for each row of this one.
    pub(crate) fn entries(&self, column: usize) -> Self {
        let list = |row| match self.cell(row, column) {
            Some(Cell::Entries(rows)) => rows.clone(),
            _ => Vec::new(),
        };
        Self::new(Arc::clone(&self.arena), (0..self.len()).map(list))
    }
}

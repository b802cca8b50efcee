//! Lists of resources or literals, as a reader gives them: a column of lists.

use super::window::Page;
use plenary_graph::snapshot::Id;

/// Lists of ids, one for each row: list `i` is `ids[starts[i]..starts[i + 1]]`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Links {
    /// Where each list starts; one more for the end of the last.
    pub starts: Vec<u32>,
    /// The elements of all lists.
    pub ids: Vec<Id>,
    /// Where each list stands in the whole that it is a page of; empty if the lists are whole.
    pub pages: Vec<Page>,
}

impl Links {
    /// The list of a row.
    pub fn list(&self, row: usize) -> &[Id] {
        &self.ids[self.range(row)]
    }

    /// Where the list of a row stands in `ids`.
    pub fn range(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row] as usize..self.starts[row + 1] as usize
    }
}

//! The selection of a table, its plan, and what is written.

use super::{AnalysisRequest, Layout};
use crate::plan::{Shape, StepId};
use crate::selection::{Object, PageField};
use std::sync::Arc;

/// How the entries of a list are given. `E` is what is asked, or written, of each.
#[derive(Debug, Clone, PartialEq)]
pub enum Form<E> {
    /// A page of them: key, part.
    Page(Vec<(String, TablePart<E>)>),
    /// All of them.
    List(E),
    /// The only one.
    One(E),
}

/// What of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum TablePart<E> {
    /// The entries.
    Nodes(E),
    /// The entries with their cursors: key, part.
    Edges(Vec<(String, TableEdge<E>)>),
    /// Where the page stands.
    PageInfo(Vec<(String, PageField)>),
    /// How many there are on all pages.
    TotalCount,
    /// The name of the type.
    Typename(String),
}

/// What of an edge.
#[derive(Debug, Clone, PartialEq)]
pub enum TableEdge<E> {
    /// The entry.
    Node(E),
    /// Its cursor.
    Cursor,
    /// The name of the type.
    Typename(String),
}

/// The selection of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryFields(pub Vec<EntryField>);

/// A selected field of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryField {
    /// Key in the answer.
    pub key: String,
    /// Index of the column.
    pub column: usize,
    /// What of it.
    pub pick: ColumnPick,
}

/// The selection of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnPick {
    /// The name of the entry's type.
    Typename(&'static str),
    /// A number, a truth or a text as it is.
    Plain,
    /// One of the names.
    Name(Arc<[String]>),
    /// A resource, or null unless it is promised.
    Resource {
        /// Whether it is always there.
        required: bool,
        /// What of it.
        object: Object,
    },
    /// Resources.
    Resources(Object),
    /// Other entries.
    Entries(EntryFields),
    /// One other entry or null.
    Entry(EntryFields),
}

/// How the entries of a step are written.
#[derive(Debug, Clone)]
pub struct TableShape {
    /// The step that gave the table.
    pub step: StepId,
    /// How its lists are written, keys as JSON.
    pub form: Form<EntryShape>,
    /// The name of the order of a page, and how many columns name an entry in it.
    pub order: (String, usize),
}

/// How an entry is written.
#[derive(Debug, Clone)]
pub struct EntryShape {
    /// The step whose rows the entries are.
    pub step: StepId,
    /// The fields.
    pub fields: Vec<EntryOutput>,
}

/// A field of an entry.
#[derive(Debug, Clone)]
pub struct EntryOutput {
    /// Key in the answer.
    pub key: String,
    /// The key as JSON, colon included.
    pub json_key: String,
    /// Index of the column.
    pub column: usize,
    /// What is written.
    pub value: EntryValue,
}

/// What is written of a column.
#[derive(Debug, Clone)]
pub enum EntryValue {
    /// The name of the entry's type.
    Typename(&'static str),
    /// A number, a truth or a text as it is.
    Plain,
    /// One of the names.
    Name(Arc<[String]>),
    /// A resource, or null unless it is promised.
    Resource {
        /// Whether it is always there.
        required: bool,
        /// The resource.
        shape: Shape,
    },
    /// Resources.
    Resources(Shape),
    /// Other entries.
    Entries(EntryShape),
    /// One other entry or null.
    Entry(EntryShape),
}

/// A question and the selection of its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysed {
    /// The question.
    pub ask: Box<AnalysisRequest>,
    /// What of the answer.
    pub form: Form<EntryFields>,
}

impl Layout {
    /// Index of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

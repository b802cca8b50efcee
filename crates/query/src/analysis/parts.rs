//! What of a table is asked for and written: one type for a selection and for its plan, which differ in what stands below.

use crate::parts::PageField;
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

/// What of a column: below it are objects `O` or entries `E`.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnPart<O, E> {
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
        object: O,
    },
    /// Resources.
    Resources(O),
    /// Other entries.
    Entries(E),
    /// One other entry or null.
    Entry(E),
}

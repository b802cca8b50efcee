//! RDF Patch, the text form of changes to a dataset: <https://afs.github.io/rdf-delta/rdf-patch.html>.
//!
//! One row a line, the terms as in N-Quads 1.2 (triple terms and base directions too). Blank nodes keep their labels: `<_:label>` and
//! `_:label` are the same node, in every patch, and are written in the first form, as Jena does.
//!
//! ```
//! use plenary_journal::patch::{Limits, Reader, Row, Writer};
//!
//! let text = "H author \"ana\" .\nTX .\nA <http://example.org/a> <http://example.org/p> <_:b> .\nTC .\n";
//! let rows = Reader::new(text.as_bytes(), Limits::default()).collect::<Result<Vec<Row>, _>>()?;
//! assert_eq!(rows.len(), 4);
//! let mut writer = Writer::new(Vec::new());
//! for row in &rows {
//!     writer.row(row)?;
//! }
//! assert_eq!(writer.finish()?, text.as_bytes());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod line;
mod reader;
mod terms;
mod writer;

pub use reader::Reader;
pub use terms::MOST_NESTED;
pub use writer::Writer;

pub(crate) use writer::{add_row, delete_row, header_row, sort_key};

use crate::Change;
use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use std::io;

/// A row of a patch. Its `Display` is the row as it is written, without the end of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// `H`: something that is said about the patch.
    Header {
        /// What is said: a word, or any text.
        name: String,
        /// The value.
        value: Term,
    },
    /// `TX`: a transaction begins.
    Begin,
    /// `TC`: the transaction ends, and its changes hold.
    Commit,
    /// `TA`: the transaction ends, and its changes are dropped.
    Abort,
    /// `PA`: a prefix is declared.
    AddPrefix {
        /// The prefix, without colon.
        prefix: String,
        /// The namespace.
        iri: NamedNode,
        /// The graph that it is declared for.
        graph: GraphName,
    },
    /// `PD`: a prefix is declared no longer.
    DeletePrefix {
        /// The prefix, without colon.
        prefix: String,
        /// The graph that it was declared for.
        graph: GraphName,
    },
    /// `A`: a quad is added.
    Add(Quad),
    /// `D`: a quad is deleted.
    Delete(Quad),
}

/// What a patch does, all transactions that were committed taken together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patch {
    /// Names and values of its header, as they came.
    pub headers: Vec<(String, Term)>,
    /// Its net change. Prefixes are no part of it, as they say nothing about quads.
    pub change: Change,
}

/// How much of a patch is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of a line, its end not counted. A line is in memory while it is read.
    pub line_bytes: usize,
    /// Most lines, comments and empty ones too.
    pub lines: u64,
    /// Most bytes in all. [`Reader::patch`] has what it reads in memory.
    pub bytes: u64,
}

impl Limits {
    /// None: for what was checked otherwise.
    pub const NONE: Self = Self { line_bytes: usize::MAX, lines: u64::MAX, bytes: u64::MAX };
}

/// Lines of 16 MiB, a long document in one literal; a million of them; 256 MiB in all.
impl Default for Limits {
    fn default() -> Self {
        Self { line_bytes: 16 << 20, lines: 1_000_000, bytes: 256 << 20 }
    }
}

/// Why a patch cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What it is read from fails.
    #[error("cannot read line {line} of the patch")]
    Read {
        /// The line, from 1.
        line: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is no RDF Patch.
    #[error("line {line}, column {column}: {problem}")]
    Syntax {
        /// The line, from 1.
        line: u64,
        /// The column, from 1, in code points.
        column: usize,
        /// What is wrong, and the way out.
        problem: String,
    },
    /// A line outgrows [`Limits::line_bytes`].
    #[error(
        "line {line} of the patch is longer than the {limit} bytes that are read; keep such a text in a file and link to it"
    )]
    TooLong {
        /// The line, from 1.
        line: u64,
        /// The bound.
        limit: usize,
    },
    /// There is more than [`Limits::lines`] or [`Limits::bytes`].
    #[error("the patch has more than the {limit} {what} that are read; send it in parts")]
    TooMuch {
        /// Lines or bytes.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
}

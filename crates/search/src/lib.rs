//! Full text: which texts have these words, in any language?
//!
//! An [`Index`] over texts with their languages, in memory, built with a snapshot and never changed. It knows texts and
//! numbers, nothing of classes, links or GraphQL: its builder says with each [`Entry`] whose text it is, and joins
//! what is found with the graph.
//!
//! Texts are read in three ways (`analyser`): as words, folded (`words`); as stems, in the languages that have a
//! stemmer; and as single Han characters. A [`Query`] is looked for in all of them at once, since it does not state its
//! language, and the best way counts (BM25, then how much of its resource a text is: [`Role`]).

mod analyser;
mod columns;
mod index;
mod lookup;
mod marks;
mod parts;
mod query;
pub mod words;

pub use analyser::prepare;
pub use analyser::stem;
pub use index::{Entry, Error, Hit, Index, Role};
pub use marks::{Marker, Marks};
pub use query::{LONGEST_QUERY, MOST_CLAUSES, Mode, Query, QueryError};

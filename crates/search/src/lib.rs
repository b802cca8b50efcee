//! Full text: which texts have these words, in any language?
//!
//! An [`Index`] over texts with their languages, in memory or in a mapped file, built with a snapshot and never changed. It knows texts and
//! numbers, nothing of classes, links or GraphQL: its builder says with each [`Entry`] whose text it is, and joins
//! what is found with the graph.
//!
//! Texts are read in three ways (`analyser`): as words, folded (`words`); as stems, in the languages that have a
//! stemmer; and as single Han characters. A [`Query`] is looked for in all of them at once, since it does not state its
//! language, and the best way counts (BM25, then how much of its resource a text is: [`Role`]).
//!
//! # Example
//!
//! ```
//! use plenary_search::{Entry, Error, Index, Mode, Query, Role};
//!
//! let text = |id, language, text| Entry { id, field: 0, role: Role::Body, language: Some(language), text };
//! let index = Index::build(&[text(1, "en", "Standards are open."), text(2, "fr", "Les normes ouvertes")])?;
//! let query = Query::parse("standard", Mode::All)?;
//! let hits = index.find(&query, 0, &|_| true, &mut |_| Ok::<(), Error>(()))?;
//! assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [1], "whatever the form of the word");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod analyser;
mod columns;
mod files;
mod index;
mod levels;
mod lookup;
mod marks;
mod parts;
mod query;
mod suggest;
pub mod words;

pub use analyser::prepare;
pub use analyser::stem;
pub use index::{Entry, Error, Hit, Index, Role, Turned};
pub use marks::{Marker, Marks};
pub use query::{LONGEST_QUERY, MOST_CLAUSES, Mode, Query, QueryError};

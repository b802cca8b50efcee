//! From what people wrote to data, with the place in the text that each fact comes from.
//!
//! [`import`] reads a meeting's document into its record: who speaks, for whom, on which theme, in favour or against. [`linking`] proposes which
//! things of another dataset are ours, with reasons. Neither knows the other, and neither decides: a person reviews what they find.
//!
//! # Example
//!
//! ```no_run
//! use plenary_reading::import::{Corrections, Importer, Options, to_turtle};
//!
//! let vocabulary = oxigraph::store::Store::new()?; // with names of actors and themes, and cues
//! let importer = Importer::new(&vocabulary)?;
//! let text = b"China supported the proposal.";
//! let document = plenary_documents::read("meeting.md", text, None)?;
//! let options = Options { date: Some("2026-01-15".into()), ..Options::default() };
//! let record = importer.import("meeting.md", text, &document, &options)?;
//! let turtle = to_turtle(&record, &Corrections::default());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where it stops
//!
//! Bytes become text in `plenary-documents`. What is read is checked, served and replaced by corrections in `plenary-store` and the program. Words of
//! a language stand in the ontology, not here.

pub mod import;
pub mod linking;

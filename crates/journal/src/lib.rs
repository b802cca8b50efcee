//! The durable log of commits: every change of a dataset in the order in which it was made, each with who, when and why, on disk before it is
//! acknowledged.
//!
//! A [`Commit`] is a set of quads that come and quads that go, [`Change`], and what is said about it, [`Content`]. Its text is an RDF Patch
//! ([`patch`]); its name, [`Id`], is the SHA-256 of that text, which names the commit before. So commits form a chain: who cites the last
//! one cites all, and `sha256sum` is enough to check it. A [`Journal`] keeps the chain in a folder of files. One thread writes; commits that
//! come while the disk synchronises share the next synchronisation.
//!
//! # Example
//!
//! ```
//! use oxigraph::model::{GraphName, NamedNode, Quad};
//! use plenary_journal::{Change, Content, Journal, Options};
//!
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path();
//! let iri = |name: &str| NamedNode::new(format!("http://example.org/{name}"));
//! let quad = Quad::new(iri("bern")?, iri("capitalOf")?, iri("switzerland")?, GraphName::DefaultGraph);
//!
//! let journal = Journal::open(folder, &Options::default())?;
//! let mut content = Content::new(Change::new([quad.clone()], [])?);
//! content.author = Some("ana".into());
//! content.key = Some("e1f5".into());
//! let receipt = journal.append(&content)?; // it now outlasts a loss of power
//! assert_eq!(receipt.commit.t, 1);
//! assert!(journal.append(&content)?.is_repeated, "sent again with the same key, it is the same commit");
//! journal.close()?;
//!
//! let journal = Journal::open(folder, &Options::default())?;
//! let commit = journal.commits(1)?.next().ok_or("lost")??;
//! assert_eq!(commit.id, receipt.commit.id);
//! assert_eq!(commit.content.change.added(), [quad]);
//! assert!(commit.text().contains("H author \"ana\" .\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is promised
//!
//! - With [`SyncMode::Always`], a commit that was acknowledged is there after `kill -9` and after a loss of power, on disks that keep what
//!   they said to have synchronised. With [`SyncMode::Interval`] a loss of power may take the last commits, from some commit on.
//! - No commit is there by half. When a journal is opened, every frame and the chain are checked. Taken away is only what an interrupted
//!   write leaves at the very end: a frame that the file ends in, or with a sector that was never written, if no frame after it says that
//!   the place had been synchronised. Whatever else is not as it was written is an error with file, byte and number of the commit.
//! - A write or synchronisation that fails ends writing for good ([`Journal::failure`]); reading goes on.
//! - One process writes ([`Error::Locked`]); any number may read, [`Commits::open`] and [`Journal::verify`], without a lock.
//!
//! # Where it stops
//!
//! Nothing here knows what a dataset holds: whether a deleted quad was there, whether data conform, whether a resource was meanwhile changed,
//! is for the caller to find out, who submits commits from one thread in the order in which they are to hold. Blank nodes are the labels that
//! they have; who needs them to last gives them stable ones. That somebody
//! took away whole frames at the end of the last file cannot be seen in the folder itself; who keeps the id of the last commit elsewhere can
//! see it. A disk that fills with old bytes what it did not write, instead of zeros, makes a journal that does not open after a loss of
//! power.

mod change;
mod commit;
mod commits;
mod disk;
mod error;
mod frame;
mod journal;
mod keys;
pub mod patch;
#[cfg(test)]
mod tests;
mod walk;
mod writer;

pub use change::Change;
pub use commit::{Commit, Content, Id, NoId};
pub use commits::Commits;
pub use error::Error;
pub use journal::{Head, Journal, Options, Pending, Receipt, SyncMode, Verified};
pub use walk::Torn;

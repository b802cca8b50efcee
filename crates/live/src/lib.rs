//! A dataset that is written: commits that are checked, durable before they are acknowledged, and each a new state of the data.
//!
//! A [`Live`] dataset is a folder: a checkpoint (`base/`, sorted N-Quads, compressed), the commits since (`journal/`,
//! [`plenary_journal`]) and a `manifest` that says which checkpoint counts. One thread writes. It takes one request after the other:
//!
//! ```text
//! request ─► known key? ─► If-Match ─► quads that come and go ─► net change ─► rules ─► SHACL ─► arrays ─► journal ─► published ─► receipt
//! ```
//!
//! What a request changes is worked out on that thread, from the state that the last commit left, so no other commit can come between.
//! A change that would violate a shape is refused whole, with the report. What rules derive stands in no commit: it is derived again.
//!
//! # Promises
//!
//! - An acknowledged commit is there after `kill -9` and loss of power, and nothing is there by half (see [`plenary_journal`]).
//! - The data after any number of commits, and after opening the folder again, are what they would be if what is stated were loaded anew.
//! - Blank nodes of what is loaded or committed get IRIs that stay ([`named_by_label`](plenary_store::named_by_label)), so that later commits can speak of them.
//! - Readers never wait: a [`Generation`] never changes.
//!
//! # Where it stops
//!
//! Each commit builds store, arrays and report anew, which takes as long as loading takes: right for some hundred thousand triples. What is
//! stated is held in memory once more, term for term, as SHACL has to see it. No text of documents is read, so passages have no quotes.

mod answered;
mod error;
mod folder;
mod ground;
mod past;
mod plain;
#[cfg(test)]
mod tests;
mod writer;

pub use error::{Error, Refused};
pub use folder::{Stated, Verified, commit_of, compact, copy, is_store, journal_folder, stated_at, verify};
pub use past::Past;
pub use plenary_journal::{Change, Commit, Commits, Head, Id, NoId, SyncMode, patch};
pub use plenary_journal::{Error as JournalError, Options};

use folder::Manifest;
use ground::{Fixed, Ground};
use oxigraph::model::{Quad, Term};
use oxigraph::sparql::CancellationToken;
use plenary_graph::snapshot::Snapshot;
use plenary_graph::triples::Triples;
use plenary_journal::Journal;
use plenary_ontology::{Ontology, TurtleFile};
use plenary_store::named_by_content;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use writer::{Job, Writer};

/// The data at one moment. It never changes.
#[derive(Debug)]
pub struct Generation {
    /// The commit that made it; none before the first.
    pub head: Option<Head>,
    /// What GraphQL reads.
    pub snapshot: Arc<Snapshot>,
    /// All triples.
    pub triples: Arc<Triples>,
    /// What is stated alone, with a default graph of its own and with blank nodes, if the dataset is kept so.
    pub plain: Option<Arc<Triples>>,
    /// How long rules, shapes and arrays took.
    pub elapsed: Duration,
    fixed: Arc<Fixed>,
}

impl Generation {
    /// Whether no commit may change a quad: only the rules fill its graph, or the ontology's own files state it.
    pub fn is_fixed(&self, quad: &Quad) -> bool {
        self.fixed.has(quad)
    }
}

/// How a dataset is kept.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How the journal is kept.
    pub journal: plenary_journal::Options,
    /// Whether data that violate the shapes are refused when the dataset is made or opened. Commits always are.
    pub validate: bool,
    /// Most quads that a commit may add and take away together.
    pub changes: usize,
    /// Bytes of stack of the thread that writes, on which requests work out what they change.
    pub stack: usize,
    /// Whether requests see and change [`Generation::plain`], and not all triples.
    pub is_plain: bool,
}

impl Default for Settings {
    /// Checked, up to a million quads, 16 MiB of stack, all triples.
    fn default() -> Self {
        Self {
            journal: plenary_journal::Options::default(),
            validate: true,
            changes: 1_000_000,
            stack: 16 << 20,
            is_plain: false,
        }
    }
}

/// On which state of the data a request insists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Expected {
    /// On none.
    #[default]
    Whichever,
    /// The last commit is one of these; none stands for data without commits.
    OneOf(Vec<Option<Id>>),
}

/// What is said about a commit, and when it is to be made.
#[derive(Clone, Default)]
pub struct Ask {
    /// The state that it is made for.
    pub expected: Expected,
    /// Who asks.
    pub author: Option<String>,
    /// Why.
    pub message: Option<String>,
    /// The idempotency key: the same request with the same key is one commit.
    pub key: Option<String>,
    /// The SHA-256 of the request, by which it is known to be the same.
    pub request: Option<[u8; 32]>,
    /// What else is said about it.
    pub headers: Vec<(String, Term)>,
    /// Who cancels it gets no commit, as long as it has not gone to the journal.
    pub token: CancellationToken,
}

/// Quads that go, and quads that come after that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// What is not to be stated any more. A literal stands for all that have its value, however written.
    pub deleted: Vec<Quad>,
    /// What is to be stated.
    pub added: Vec<Quad>,
    /// Whether everything that is deleted has to be there.
    pub is_strict: bool,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The last commit that holds: that of the request, if it made one. None if there is no commit at all.
    pub head: Option<Head>,
    /// How.
    pub outcome: Outcome,
}

/// See [`Receipt`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A commit with so many quads.
    Committed {
        /// Quads that came.
        added: usize,
        /// Quads that went.
        deleted: usize,
    },
    /// Nothing was to be changed, so there is no commit.
    Unchanged,
    /// The same request came before; its commit is named, or, if it changed nothing, the last one of that time.
    Repeated,
}

/// A dataset that is written.
#[derive(Debug)]
pub struct Live {
    shared: Arc<Shared>,
    past: Past,
    jobs: Option<SyncSender<Job>>,
    writer: Option<JoinHandle<()>>,
}

/// What the writer and others know of each other.
pub(crate) struct Shared {
    generation: Mutex<Arc<Generation>>,
    journal: Journal,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("journal", &self.journal).finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn generation(&self) -> Arc<Generation> {
        Arc::clone(&self.generation.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn publish(&self, generation: Arc<Generation>) {
        *self.generation.lock().unwrap_or_else(PoisonError::into_inner) = generation;
    }
}

/// Requests that wait for the writer; who has one more waits until there is room.
const MOST_WAITING: usize = 256;

impl Live {
    /// Opens the dataset of a folder; makes it of `initial` quads if the folder is empty or not there. `sources` are the ontology's files.
    /// `publish` is called with each new state, before its commit is acknowledged.
    ///
    /// # Errors
    /// If another process writes there, anything is damaged, or the folder has other files; if the data violate the shapes, unless they are
    /// not to be checked. Nothing has changed then.
    pub fn open(
        folder: &Path,
        ontology: Arc<Ontology>,
        sources: &[TurtleFile],
        settings: &Settings,
        initial: impl FnOnce() -> Result<Vec<Quad>, Refused>,
        publish: impl FnMut(&Arc<Generation>) + Send + 'static,
    ) -> Result<Self, Error> {
        folder::check(folder)?;
        let past = Past::new(folder, Arc::clone(&ontology), sources)?;
        let journal = Journal::open(&journal_folder(folder), &settings.journal)?;
        let mut ground = Ground::new(Arc::clone(&ontology), past.own().to_vec(), settings.is_plain)?;
        let generation = match Manifest::read(folder)? {
            Some(manifest) => {
                let base = manifest.before(u64::MAX);
                base.check(folder, &mut journal.commits(base.t)?)?;
                ground.begin(folder::read_base(folder, base)?)?;
                for commit in journal.commits(base.t + 1)? {
                    let commit = commit?;
                    ground.apply(commit.t, &commit.content.change)?;
                }
                ground.checked(journal.head(), settings.validate)?
            }
            None if journal.head().is_some() => {
                return Err(Error::NoManifest { folder: folder.display().to_string() });
            }
            None => {
                let quads = named_by_content(initial().map_err(Error::Refused)?, ontology.prefixes());
                ground.begin(quads)?;
                let generation = ground.checked(None, settings.validate)?;
                folder::write(folder, ground.stated())?;
                generation
            }
        };
        let shared = Arc::new(Shared { generation: Mutex::new(Arc::new(generation)), journal });
        let writer = Writer::new(Arc::clone(&shared), ground, settings.changes, Box::new(publish));
        let (jobs, queue) = sync_channel(MOST_WAITING);
        let thread = std::thread::Builder::new().name("commits".to_owned()).stack_size(settings.stack);
        let writer = thread.spawn(move || writer.run(&queue)).map_err(Error::Thread)?;
        Ok(Self { shared, past, jobs: Some(jobs), writer: Some(writer) })
    }

    /// Makes a commit of what a request changes, and waits until it is kept and published. `edits` works that out on the thread that
    /// writes, from the state that the commit before has left.
    ///
    /// # Errors
    /// If the request insists on another state, has a key of another request, is refused by `edits`, changes what no commit may, or would
    /// violate a shape; if the journal cannot be written. Nothing has changed then, except that after an error of the journal only opening
    /// the dataset anew tells whether the commit is kept.
    pub fn commit(
        &self,
        ask: Ask,
        edits: impl FnOnce(&Generation) -> Result<Edits, Refused> + Send + 'static,
    ) -> Result<Receipt, Error> {
        let (reply, receipt) = sync_channel(1);
        let job = Job { ask, edits: Box::new(edits), reply };
        self.jobs.as_ref().ok_or(Error::Ended)?.send(job).map_err(|_| Error::Ended)?;
        receipt.recv().unwrap_or(Err(Error::Ended))
    }

    /// The data as they are now.
    pub fn generation(&self) -> Arc<Generation> {
        self.shared.generation()
    }

    /// The data as they were after a commit; before the first, after 0. They are made for who asks, which takes as long as opening does.
    ///
    /// # Errors
    /// If there is no such commit yet, or a file is damaged or cannot be read.
    pub fn at(&self, t: u64) -> Result<Generation, Error> {
        let last = self.generation().head.map_or(0, |head| head.t);
        if t > last { Err(Error::NoCommit { t, last }) } else { self.past.at(t) }
    }

    /// Why no commits are taken any more, if writing has failed.
    pub fn failure(&self) -> Option<&str> {
        self.shared.journal.failure()
    }

    /// The commits from one on, up to the last at this moment.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn commits(&self, from: u64) -> Result<Commits, Error> {
        Ok(self.shared.journal.commits(from)?)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            // A panic of the writer has told its own story.
            let _ = writer.join();
        }
    }
}

//! A dataset that is written: commits that are checked, durable before they are acknowledged, and each a new state of the data.
//!
//! A [`Live`] dataset is a folder: a checkpoint (`base/`, sorted N-Quads, compressed), the commits since (`journal/`,
//! [`plenary_journal`]) and a `manifest` that says which checkpoint counts. One thread writes. It takes one request after the other:
//!
//! ```text
//! request ─► known key? ─► If-Match ─► quads that come and go ─► net change ─► rules ─► SHACL ─► arrays ─► journal ─► published ─► receipt
//! ```
//!
//! The arrays of the data may be kept in the folder too (`arrays`): a store that has them opens from them, and reads what is stated for the
//! first change. They follow from the rest, and are built where they do not fit.
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
//! # What a commit works out
//!
//! Rules and shapes are asked again only for the nodes that a change may matter to: `bench` holds the triples of the last generation and beside
//! them what comes and goes, `derive` brings up to date what rules derive, `seen` shows the data to the shapes as they are written. The
//! sorted triples are merged with what has changed. Where it cannot be told what a change matters to (a rule that counts, a change of
//! `rdfs:subClassOf`), all is built anew from what is stated, as it is when a folder is opened: that is the oracle of the tests, too.
//!
//! # Where it stops
//!
//! The arrays of each commit are copies, so a commit takes time in proportion to all triples, though little for each. What is stated is held in memory
//! once more from the first change on, term for term, as SHACL has to see it. No text of documents is read, so passages have no quotes.

mod answered;
mod bench;
mod derive;
mod error;
mod folder;
mod ground;
mod kept;
mod past;
mod plain;
mod seen;
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
use kept::{Unfit, Wanted};
use oxigraph::model::{Quad, Term};
use oxigraph::sparql::CancellationToken;
use plenary_arrays::Arrays;
use plenary_graph::snapshot::Snapshot;
use plenary_graph::triples::Triples;
use plenary_journal::Journal;
use plenary_ontology::{Ontology, TurtleFile};
use plenary_store::named_by_content;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use writer::{Asked, Job, Read, Writer};

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
    /// Names the program and its version: arrays that another one has built are not used.
    pub program: &'static str,
    /// Bytes of arrays that are checked whole before they are used; larger ones are when [`Live::verify_opened`] is called.
    pub checked_first: u64,
}

impl Default for Settings {
    /// Checked, up to a million quads, 16 MiB of stack, all triples; 256 MiB of arrays are read before they are used, which takes a moment.
    fn default() -> Self {
        Self {
            journal: plenary_journal::Options::default(),
            validate: true,
            changes: 1_000_000,
            stack: 16 << 20,
            is_plain: false,
            program: "",
            checked_first: 256 << 20,
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
    folder: PathBuf,
    /// Whether the data were opened from arrays that were kept.
    was_kept: bool,
    /// These arrays, if they are yet to be verified.
    unverified: Mutex<Option<Arrays>>,
    /// Whether the data were checked against the shapes when they were built.
    is_checked: bool,
    on_disk: Mutex<Option<OnDisk>>,
    jobs: Option<SyncSender<Job>>,
    writer: Option<JoinHandle<()>>,
}

/// Of what the arrays in the store's folder are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OnDisk {
    head: Option<Head>,
    has_search_index: bool,
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
        let past = Past::new(folder, Arc::clone(&ontology), sources, settings.program)?;
        let journal = Journal::open(&journal_folder(folder), &settings.journal)?;
        let mut ground = Ground::new(Arc::clone(&ontology), past.own().to_vec(), settings.is_plain)?;
        let mut was_kept = false;
        let mut unverified = None;
        let mut is_checked = settings.validate;
        let mut on_disk = None;
        let head = journal.head();
        let generation = match Manifest::read(folder)? {
            Some(manifest) => {
                let base = manifest.before(u64::MAX);
                base.check(folder, &mut journal.commits(base.t)?)?;
                let Settings { validate, is_plain, checked_first, .. } = *settings;
                let wanted = Wanted { manifest: &manifest, head, is_checked: validate, is_plain, checked_first };
                match past.kept().open(wanted) {
                    Ok(found) => {
                        was_kept = true;
                        is_checked = found.is_checked;
                        unverified = found.unverified;
                        let generation = ground.named(found.data, head);
                        let has_search_index = generation.snapshot.has_search_index();
                        on_disk = Some(OnDisk { head, has_search_index });
                        tracing::info!(elapsed = ?generation.elapsed, "opened from the arrays that were kept");
                        generation
                    }
                    Err(why) => {
                        match why {
                            Unfit::Absent | Unfit::Other(_) => tracing::info!("the data are built: {why}"),
                            damage => tracing::warn!("the data are built, and the arrays written anew: {damage}"),
                        }
                        read_stated(&mut ground, folder, &journal)?;
                        ground.checked(head, settings.validate)?
                    }
                }
            }
            None if head.is_some() => {
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
        let unread = was_kept.then(|| -> Read {
            let (folder, own) = (folder.to_owned(), past.own().to_vec());
            let (shared, is_plain) = (Arc::clone(&shared), settings.is_plain);
            Box::new(move || {
                let mut ground = Ground::new(Arc::clone(&ontology), own.clone(), is_plain)?;
                read_stated(&mut ground, &folder, &shared.journal)?;
                Ok(ground)
            })
        });
        let writer = Writer::new(Arc::clone(&shared), ground, unread, settings.changes, Box::new(publish));
        let (jobs, queue) = sync_channel(MOST_WAITING);
        let thread = std::thread::Builder::new().name("commits".to_owned()).stack_size(settings.stack);
        let writer = thread.spawn(move || writer.run(&queue)).map_err(Error::Thread)?;
        let (unverified, on_disk) = (Mutex::new(unverified), Mutex::new(on_disk));
        let (folder, jobs, writer) = (folder.to_owned(), Some(jobs), Some(writer));
        Ok(Self { shared, past, folder, was_kept, unverified, is_checked, on_disk, jobs, writer })
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
        let job = Job::Commit(Box::new(Asked { ask, edits: Box::new(edits), reply }));
        self.jobs.as_ref().ok_or(Error::Ended)?.send(job).map_err(|_| Error::Ended)?;
        receipt.recv().unwrap_or(Err(Error::Ended))
    }

    /// Writes the arrays of the data as they are now into the store's folder, from which it is opened at once the next time. Does nothing
    /// if they are there already, and gives whether it wrote. The full-text index is among them if it has been made.
    ///
    /// # Errors
    /// If the file cannot be written. Nothing is lost then but time.
    pub fn keep(&self) -> Result<bool, Error> {
        let mut on_disk = self.on_disk.lock().unwrap_or_else(PoisonError::into_inner);
        let generation = self.generation();
        let now = OnDisk { head: generation.head, has_search_index: generation.snapshot.has_search_index() };
        if *on_disk == Some(now) {
            return Ok(false);
        }
        let start = Instant::now();
        self.past.kept().write(&Manifest::of_store(&self.folder)?, &generation, self.is_checked)?;
        *on_disk = Some(now);
        tracing::info!(elapsed = ?start.elapsed(), "the arrays are kept, for the next start");
        Ok(true)
    }

    /// Reads all of the file that the data were opened from, if that is yet to be done. If it is damaged, the data are built of what is
    /// stated, published, and written anew.
    ///
    /// # Errors
    /// If they cannot be built or written.
    pub fn verify_opened(&self) -> Result<(), Error> {
        let unverified = self.unverified.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(arrays) = unverified else { return Ok(()) };
        let Err(damage) = arrays.verify() else { return Ok(()) };
        tracing::error!("{damage}: the data are built anew, and answers since the start may have been wrong");
        let (reply, done) = sync_channel(1);
        self.jobs.as_ref().ok_or(Error::Ended)?.send(Job::Rebuild(reply)).map_err(|_| Error::Ended)?;
        done.recv().unwrap_or(Err(Error::Ended))?;
        *self.on_disk.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.keep().map(|_| ())
    }

    /// Whether the data were opened from arrays that were kept, and not built.
    pub fn was_kept(&self) -> bool {
        self.was_kept
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

/// Reads what is stated after the last commit: the latest checkpoint, and the commits since.
fn read_stated(ground: &mut Ground, folder: &Path, journal: &Journal) -> Result<(), Error> {
    let manifest = Manifest::of_store(folder)?;
    let base = manifest.before(u64::MAX);
    ground.begin(folder::read_base(folder, base)?)?;
    for commit in journal.commits(base.t + 1)? {
        let commit = commit?;
        ground.apply(commit.t, &commit.content.change)?;
    }
    Ok(())
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

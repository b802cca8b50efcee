//! A dataset that is written: commits that are checked, durable before they are acknowledged, and each a new state of the data.
//!
//! A [`Live`] dataset is a folder: a checkpoint (`base/`, sorted N-Quads, compressed), the commits since (`journal/`,
//! [`plenary_journal`]) and a `manifest` that says which checkpoint counts. One thread writes. It takes one request after the other:
//!
//! ```text
//! request ─► known key? ─► If-Match ─► quads that come and go ─► net change ─► rules ─► SHACL ─► arrays ─► journal ─► published ─► receipt
//! ```
//!
//! The arrays of the data may be kept in the folder too (`arrays`): a store that has them opens from them, and applies the commits since as
//! one change. They follow from the rest, are built where they do not fit, and are written anew when much has changed.
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
//! them what comes and goes, `derive` brings up to date what rules derive, `seen` shows the data to the shapes as they are written. What has
//! changed of the triples stands beside the sorted arrays, which generations share, with their numbers; terms that come are numbered after the others; of what
//! GraphQL reads, rows that are others now stand beside those that there were.
//! When that is much, another thread sorts the arrays anew, with a dictionary in order, and writes them into the folder; commits go on meanwhile,
//! and are then put beside the new arrays. Where it cannot be told what a change matters to (a rule that counts, a change of
//! `rdfs:subClassOf`), all is built anew from what is stated, as it is when a folder is opened: that is the oracle of the tests, too.
//!
//! # Where it stops
//!
//! Texts are compared with those of the generation before, and so are looked at, all of them, by each commit; a dataset that is kept plain is sorted
//! anew by each. No text of documents is read, so passages have no quotes.

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

use folder::{Base, Manifest};
use ground::{Beside, Fixed, Ground};
use kept::{Kept, Opened, Unfit, Wanted};
use oxigraph::model::{Quad, Term};
use oxigraph::sparql::CancellationToken;
use oxsdatatypes::DateTime;
use plenary_arrays::Arrays;
use plenary_base::clock::Clock;
use plenary_graph::snapshot::{Dataset, Snapshot};
use plenary_graph::triples::{Changes, Triples};
use plenary_journal::Journal;
use plenary_ontology::{Ontology, TurtleFile};
use plenary_store::Numbered;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use writer::{Job, Keeping, Request, Writer};

/// The data at one moment. It never changes.
#[derive(Debug, Clone)]
pub struct Generation {
    /// The commit that made it; none before the first.
    pub head: Option<Head>,
    /// When that was made; none before the first.
    pub time: Option<DateTime>,
    /// What GraphQL reads.
    pub snapshot: Arc<Snapshot>,
    /// All triples.
    pub triples: Arc<Triples>,
    /// What is stated alone, with a default graph of its own and with blank nodes, if the dataset is kept so.
    pub plain: Option<Arc<Triples>>,
    /// For how many nodes rules and shapes were asked to make it of the one before; none if they were for all.
    pub asked: Option<Asked>,
    /// How long rules, shapes and arrays took.
    pub elapsed: Duration,
    fixed: Arc<Fixed>,
}

/// For how many nodes rules have run and shapes were checked. A node counts for each rule and each time that it was asked about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// By rules.
    pub by_rules: usize,
    /// By shapes.
    pub by_shapes: usize,
}

impl Generation {
    /// The same in arrays that are sorted anew, with a dictionary in order.
    fn rewritten(&self, ontology: &Ontology) -> Result<Self, Error> {
        let triples = self.triples.rewritten(&Changes::default()).map_err(|error| ground::broken(&error))?;
        let snapshot = Snapshot::build(ontology, &triples, Dataset::describe(&triples));
        if self.snapshot.has_search_index() {
            snapshot.prepare_search();
        }
        Ok(Self { snapshot: Arc::new(snapshot), triples: Arc::new(triples), ..self.clone() })
    }

    /// Whether no commit may change a quad: only the rules fill its graph, or the ontology's own files state it.
    pub fn is_fixed(&self, quad: &Quad) -> bool {
        self.fixed.has(quad)
    }
}

/// What becomes of data that violate the shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// They are refused.
    Refuse,
    /// They are taken, and the log tells.
    Tell,
    /// They are taken unchecked.
    Skip,
}

/// How a dataset is kept.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How the journal is kept.
    pub journal: plenary_journal::Options,
    /// What becomes of data that violate the shapes when the dataset is made or opened. A commit is always refused for violations that it makes.
    pub check: Check,
    /// Most quads that a commit may add and take away together.
    pub changes: usize,
    /// Bytes of stack of the thread that writes, on which requests work out what they change.
    pub stack: usize,
    /// Whether requests see and change [`Generation::plain`], and not all triples.
    pub is_plain: bool,
    /// Names the program and its version: arrays that another one has built are not used.
    pub program: &'static str,
    /// Quads that commits have to change until the arrays in the folder are written anew beside them: a hundredth of all triples, but not less
    /// than the first and not more than the second.
    pub kept_after: (usize, usize),
    /// Whether the full-text index is made while a new store is written, as it takes longest.
    pub with_text: bool,
    /// Bytes of arrays that are checked whole before they are used; larger ones are when [`Live::verify_opened`] is called.
    pub checked_first: u64,
}

impl Default for Settings {
    /// Checked, up to a million quads, 16 MiB of stack, all triples; 256 MiB of arrays are read before they are used, which takes a moment.
    fn default() -> Self {
        Self {
            journal: plenary_journal::Options::default(),
            check: Check::Refuse,
            changes: 1_000_000,
            stack: 16 << 20,
            is_plain: false,
            program: "",
            kept_after: (10_000, 200_000),
            with_text: false,
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
    /// Whether the data were opened from arrays that were kept.
    was_kept: bool,
    /// These arrays, if they are yet to be verified.
    unverified: Mutex<Unverified>,
    disk: Arc<Disk>,
    jobs: Option<Arc<SyncSender<Job>>>,
    threads: Vec<JoinHandle<()>>,
}

/// The arrays in the store's folder.
#[derive(Debug)]
struct Disk {
    folder: PathBuf,
    kept: Arc<Kept>,
    /// Whether the data were checked against the shapes when they were built.
    is_checked: bool,
    holds: Mutex<Option<OnDisk>>,
}

impl Disk {
    /// Writes the arrays of a generation, unless they are there already. Gives what it wrote: the generation in arrays that are sorted anew, if
    /// something stood beside them.
    fn keep(&self, generation: &Arc<Generation>, beside: &Beside) -> Result<Option<Arc<Generation>>, Error> {
        let mut holds = self.holds.lock().unwrap_or_else(PoisonError::into_inner);
        let now = OnDisk { head: generation.head, has_search_index: generation.snapshot.has_search_index() };
        if *holds == Some(now) {
            return Ok(None);
        }
        let start = Instant::now();
        // What arrays are of, the journal must have: that it does not is taken for a loss.
        folder::synchronise(&self.folder)?;
        let written = self.kept.write(&Manifest::of_store(&self.folder)?, generation, beside, self.is_checked)?;
        *holds = Some(now);
        tracing::info!(elapsed = ?start.elapsed(), "the arrays are kept, for the next start");
        Ok(Some(written))
    }
}

/// What is yet to be read whole after data were opened from the file of arrays.
#[derive(Debug, Default)]
struct Unverified {
    /// The file, if it is large.
    arrays: Option<Arrays>,
    /// The checkpoints, which opening did not need.
    bases: Vec<Base>,
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
    /// What is damaged of what commits stand on, so that none is taken.
    damage: OnceLock<String>,
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
    /// Opens the dataset of a folder; makes it of what is stated `initial`ly if the folder is empty or not there, which is asked for with what the
    /// ontology's files state. `sources` are these files.
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
        initial: impl FnOnce(&[Quad]) -> Result<Numbered, Refused>,
        publish: impl FnMut(&Arc<Generation>) + Send + 'static,
    ) -> Result<Self, Error> {
        folder::check(folder)?;
        let past = Past::new(folder, Arc::clone(&ontology), sources, settings.program)?;
        let was_there = folder.exists();
        let journal = Journal::open(&journal_folder(folder), &settings.journal);
        let journal = journal.inspect_err(|_| {
            if !was_there {
                folder::forget(folder, was_there)
            }
        })?;
        // As long as the journal is locked, nobody else works there.
        plenary_arrays::sweep(folder);
        let mut ground = Ground::new(Arc::clone(&ontology), past.own().to_vec(), settings.is_plain)?;
        let (mut was_kept, mut unverified, mut holds) = (false, Unverified::default(), None);
        let Settings { check, is_plain, checked_first, .. } = *settings;
        let mut is_checked = None;
        let head = journal.head();
        let generation = match Manifest::read(folder)? {
            Some(manifest) => {
                let base = manifest.before(u64::MAX);
                base.check(folder, &mut journal.commits(base.t)?)?;
                let wanted =
                    Wanted { manifest: &manifest, head, is_checked: check == Check::Refuse, is_plain, checked_first };
                let found = match past.kept().open(wanted) {
                    Ok(found) => {
                        let has_search_index = found.data.snapshot.has_search_index();
                        let of = (found.is_checked, OnDisk { head: found.head, has_search_index });
                        resumed(&mut ground, found, &journal, check != Check::Skip)?.map(|resumed| (resumed, of))
                    }
                    Err(Unfit::Ahead { t, last }) => return Err(kept::lost(folder, t, last)),
                    Err(why) => {
                        match why {
                            Unfit::Absent | Unfit::Other(_) => tracing::info!("the data are built: {why}"),
                            damage => tracing::warn!("the data are built, and the arrays written anew: {damage}"),
                        }
                        None
                    }
                };
                match found {
                    Some(((generation, arrays), (was_checked, on_disk))) => {
                        unverified = Unverified { arrays, bases: manifest.bases().to_vec() };
                        (was_kept, is_checked, holds) = (true, Some(was_checked), Some(on_disk));
                        generation
                    }
                    None => ground.begin_with(read_stated(folder, &journal)?, head, check)?,
                }
            }
            None if head.is_some() => {
                return Err(Error::NoManifest { folder: folder.display().to_string() });
            }
            None => {
                let begun = initial(past.own()).map_err(Error::Refused).and_then(|stated| {
                    let generation = ground.begin(stated, None, check)?;
                    std::thread::scope(|scope| {
                        if settings.with_text {
                            scope.spawn(|| generation.snapshot.prepare_search());
                        }
                        folder::write(folder, ground.stated())
                    })?;
                    Ok(generation)
                });
                // As long as the journal is locked.
                begun.inspect_err(|_| folder::forget(folder, was_there))?
            }
        };
        let is_checked = is_checked.unwrap_or_else(|| ground.conforms());
        let generation = Generation { time: folder::time_of(folder, head)?, ..generation };
        let shared =
            Arc::new(Shared { generation: Mutex::new(Arc::new(generation)), journal, damage: OnceLock::new() });
        let (jobs, queue) = sync_channel(MOST_WAITING);
        let (kept, holds) = (Arc::clone(past.kept()), Mutex::new(holds));
        let disk = Arc::new(Disk { folder: folder.to_owned(), kept, is_checked, holds });
        // One waits at most: what is written while more commits come is written again soon.
        let (keeping, to_keep) = sync_channel::<Keeping>(1);
        let writer = Writer::new(Arc::clone(&shared), folder.to_owned(), ground, settings, keeping, Box::new(publish));
        let thread = std::thread::Builder::new().name("commits".to_owned()).stack_size(settings.stack);
        let writer = thread.spawn(move || writer.run(&queue)).map_err(Error::Thread)?;
        let jobs = Arc::new(jobs);
        let keep = {
            // It must not keep the writer going, which ends when nobody can send it anything any more.
            let (disk, jobs) = (Arc::clone(&disk), Arc::downgrade(&jobs));
            move || {
                for Keeping { generation, beside } in to_keep {
                    match (disk.keep(&generation, &beside), jobs.upgrade()) {
                        (Ok(Some(rewritten)), Some(jobs)) => adopt(&jobs, generation, rewritten),
                        (Ok(_), _) => {}
                        (Err(error), _) => tracing::warn!(%error, "the arrays of the data cannot be kept"),
                    }
                }
            }
        };
        let keeper = std::thread::Builder::new().name("arrays".to_owned()).spawn(keep).map_err(Error::Thread)?;
        let (unverified, jobs, threads) = (Mutex::new(unverified), Some(jobs), vec![writer, keeper]);
        Ok(Self { shared, past, was_kept, unverified, disk, jobs, threads })
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
        // What is stated is read from the arrays too, so a damage must not get into a commit.
        self.verify_opened()?;
        let (reply, receipt) = sync_channel(1);
        let job = Job::Commit(Box::new(Request { ask, edits: Box::new(edits), reply }));
        self.jobs.as_ref().ok_or(Error::Ended)?.send(job).map_err(|_| Error::Ended)?;
        receipt.recv().unwrap_or(Err(Error::Ended))
    }

    /// Writes the arrays of the data as they are now into the store's folder, from which it is opened at once the next time, and reads them from then
    /// on. Does nothing if they are there already, and gives whether it wrote. The full-text index is among them if it has been made.
    ///
    /// # Errors
    /// If the file cannot be written. Nothing is lost then but time.
    pub fn keep(&self) -> Result<bool, Error> {
        let Keeping { generation, beside } = self.ask(Job::Tell)?;
        let kept = self.disk.keep(&generation, &beside)?;
        let has_written = kept.is_some();
        if let Some((jobs, rewritten)) = self.jobs.as_ref().zip(kept) {
            adopt(jobs, generation, rewritten);
            self.ask(Job::Wait)?;
        }
        Ok(has_written)
    }

    /// Asks the writer for something, after all that it was asked for before.
    fn ask<T>(&self, job: impl FnOnce(SyncSender<T>) -> Job) -> Result<T, Error> {
        let (reply, answer) = sync_channel(1);
        self.jobs.as_ref().ok_or(Error::Ended)?.send(job(reply)).map_err(|_| Error::Ended)?;
        answer.recv().map_err(|_| Error::Ended)
    }

    /// Reads all of the file that the data were opened from, and the checkpoints, if that is yet to be done. If the file is damaged, the data
    /// are built of what is stated, published, and written anew; if a checkpoint is, no commits are taken, and [`Live::failure`] says why. Commits
    /// wait for it.
    ///
    /// # Errors
    /// If they cannot be built or written.
    pub fn verify_opened(&self) -> Result<(), Error> {
        let mut unverified = self.unverified.lock().unwrap_or_else(PoisonError::into_inner);
        for base in std::mem::take(&mut unverified.bases) {
            if let Err(damage) = folder::check_base(&self.disk.folder, &base) {
                tracing::error!("{damage}: no commits are taken");
                // The first says enough.
                let _ = self.shared.damage.set(damage.to_string());
            }
        }
        let Some(arrays) = unverified.arrays.as_ref() else { return Ok(()) };
        if let Err(damage) = arrays.verify() {
            tracing::error!("{damage}: the data are built anew, and answers since the start may have been wrong");
            let (reply, done) = sync_channel(1);
            self.jobs.as_ref().ok_or(Error::Ended)?.send(Job::Rebuild(reply)).map_err(|_| Error::Ended)?;
            done.recv().unwrap_or(Err(Error::Ended))?;
            *self.disk.holds.lock().unwrap_or_else(PoisonError::into_inner) = None;
            unverified.arrays = None;
            return self.keep().map(|_| ());
        }
        unverified.arrays = None;
        Ok(())
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
        self.shared.damage.get().map(String::as_str).or_else(|| self.shared.journal.failure())
    }

    /// The commits from one on, up to the last at this moment.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn commits(&self, from: u64) -> Result<Commits, Error> {
        Ok(self.shared.journal.commits(from)?)
    }
}

/// Has readers read what was written in place of what it was made of, unless that is the same.
fn adopt(jobs: &SyncSender<Job>, of: Arc<Generation>, rewritten: Arc<Generation>) {
    if !Arc::ptr_eq(&of, &rewritten) {
        // A writer that has ended needs it no more.
        let _ = jobs.send(Job::Adopt { of, rewritten });
    }
}

/// Reads what is stated after the last commit: the latest checkpoint, and the commits since.
fn read_stated(folder: &Path, journal: &Journal) -> Result<Vec<Quad>, Error> {
    let manifest = Manifest::of_store(folder)?;
    let (base, quads) = folder::read_before(folder, &manifest, u64::MAX)?;
    let mut stated: HashSet<Quad> = quads.into_iter().collect();
    for commit in journal.commits(base.t + 1)? {
        let commit = commit?;
        if let Some(problem) = folder::apply(&mut stated, commit.t, &commit.content.change) {
            return Err(Error::Damaged { path: "the journal".to_owned(), problem });
        }
    }
    Ok(stated.into_iter().collect())
}

/// Data that were opened, after the commits since; with the file, if it is yet to be verified. None if it is damaged.
fn resumed(
    ground: &mut Ground,
    opened: Opened,
    journal: &Journal,
    validate: bool,
) -> Result<Option<(Generation, Option<Arrays>)>, Error> {
    let Opened { data, beside, head: of, unverified, .. } = opened;
    let head = journal.head();
    // What commits are applied to has to be right.
    if of != head
        && let Some(damage) = unverified.as_ref().and_then(|arrays| arrays.verify().err())
    {
        tracing::warn!("the data are built, and the arrays written anew: {damage}");
        return Ok(None);
    }
    let generation = ground.resume(data, beside, of);
    tracing::info!(elapsed = ?generation.elapsed, "opened from the arrays that were kept");
    if of == head {
        return Ok(Some((generation, unverified)));
    }
    let commits = journal.commits(of.map_or(0, |of| of.t) + 1)?;
    Ok(Some((replay(ground, &generation, commits, head, validate)?, None)))
}

/// The data after commits that came after those of the ground, as one change: what came and went again is none.
pub(crate) fn replay(
    ground: &mut Ground,
    generation: &Generation,
    commits: impl Iterator<Item = Result<Commit, JournalError>>,
    head: Option<Head>,
    validate: bool,
) -> Result<Generation, Error> {
    let mut is_there: HashMap<Quad, bool> = HashMap::new();
    for commit in commits {
        let Commit { t, content, .. } = commit?;
        if head.is_none_or(|head| t > head.t) {
            break;
        }
        for (quads, comes) in [(content.change.deleted(), false), (content.change.added(), true)] {
            for quad in quads {
                let was_there = *is_there.get(quad).unwrap_or(&ground.is_stated(quad));
                if was_there == comes {
                    let problem = if comes { "adds, and is there" } else { "takes away, and is not there" };
                    let problem = format!("there is {quad} that commit {t} {problem}");
                    return Err(Error::Damaged { path: "the journal".to_owned(), problem });
                }
                is_there.insert(quad.clone(), comes);
            }
        }
    }
    let changed = is_there.into_iter().filter(|(quad, is_there)| ground.is_stated(quad) != *is_there);
    let (added, deleted): (Vec<_>, Vec<_>) = changed.partition(|(_, is_there)| *is_there);
    let quads = |changed: Vec<(Quad, bool)>| changed.into_iter().map(|(quad, _)| quad);
    let change = Change::new(quads(added), quads(deleted))?;
    let clock = Clock::unlimited();
    ground.prepare(&clock)?;
    let next = ground.after(&change, generation, validate, &clock)?;
    let next = ground.take(next, head);
    tracing::info!(quads = change.added().len() + change.deleted().len(), elapsed = ?next.elapsed, asked = ?next.asked, "commits since then are applied");
    Ok(next)
}

impl Drop for Live {
    fn drop(&mut self) {
        self.jobs = None;
        let this = std::thread::current().id();
        // Who publishes may hold this for a moment, and be the last that does: then this is the writer, which the others end after.
        if self.threads.iter().any(|thread| thread.thread().id() == this) {
            return;
        }
        for thread in self.threads.drain(..) {
            // A panic has told its own story.
            let _ = thread.join();
        }
    }
}

use crate::commit::{Waiting, key_digest, keyed};
use crate::disk::{Disk, FileSystem};
use crate::frame::MOST_TEXT;
use crate::keys::Keys;
use crate::walk::{Torn, Walk, disk_error};
use crate::writer::{Request, Writer};
use crate::{Commits, Content, Error, Id};
use oxsdatatypes::DateTime;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Commits that wait for the writer; who has one more waits until there is room.
const MOST_WAITING: usize = 1024;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Room for the rows that say where a commit stands.
const PLACE_BYTES: usize = 256;

/// When a commit is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncMode {
    /// When it outlasts a loss of power. Commits that come meanwhile share the next synchronisation.
    Always,
    /// When it outlasts the end of the process. The disk is synchronised so often, and a loss of power may take what came since.
    Interval(Duration),
}

/// How a journal is kept.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// When a commit is acknowledged.
    pub sync: SyncMode,
    /// A file that has so many bytes is followed by a new one.
    pub file_bytes: u64,
    /// Most bytes of a commit as text; at most 1 GiB.
    pub commit_bytes: usize,
    /// How many idempotency keys are known, the latest. Each takes about 200 bytes of memory.
    pub keys: usize,
    /// How long an idempotency key is known, by the times that commits have. After that it may come again for something else.
    pub key_age: Duration,
}

/// Always synchronised; files of 64 MiB, commits of up to 256 MiB, a hundred thousand keys, each for 24 hours.
impl Default for Options {
    fn default() -> Self {
        Self { sync: SyncMode::Always, file_bytes: 64 << 20, commit_bytes: 256 << 20, keys: 100_000, key_age: DAY }
    }
}

/// The last commit at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub t: u64,
    /// Its name.
    pub id: Id,
}

/// That a commit is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Number and name of the commit.
    pub commit: Head,
    /// Whether it was there before, by its idempotency key.
    pub is_repeated: bool,
}

/// A commit on its way; its place among the others is settled.
#[derive(Debug)]
pub struct Pending {
    receipt: Receiver<Result<Receipt, Error>>,
    shared: Arc<Shared>,
}

impl Pending {
    /// Waits until the commit is kept.
    ///
    /// # Errors
    /// If its key belongs to another commit, or writing failed; after a failure, only opening the journal anew tells whether it is kept.
    pub fn wait(self) -> Result<Receipt, Error> {
        self.receipt.recv().unwrap_or_else(|_| Err(self.shared.stopped()))
    }
}

/// What a full check has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The last commit, if there is one.
    pub head: Option<Head>,
    /// How many files there are.
    pub files: usize,
    /// How many quads the commits add and delete in all.
    pub quads: u64,
    /// What [`Journal::open`] would take away.
    pub torn: Option<Torn>,
}

/// The log of commits, open to be written. It may be shared between threads; one thread of its own writes.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    disk: SharedDisk,
    shared: Arc<Shared>,
    commit_bytes: usize,
    torn: Option<Torn>,
    requests: Option<SyncSender<Request>>,
    writer: Option<JoinHandle<()>>,
}

/// What writer and others know of each other.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) head: Mutex<Option<Head>>,
    pub(crate) keys: Mutex<Keys>,
    /// Why writing ended for good.
    pub(crate) failure: OnceLock<String>,
    /// Whether it ended because the disk is full.
    pub(crate) is_full: AtomicBool,
}

impl Shared {
    pub(crate) fn stopped(&self) -> Error {
        let ended = || "the thread that writes has ended".to_owned();
        let is_full = self.is_full.load(Ordering::Acquire);
        Error::Stopped { reason: self.failure.get().cloned().unwrap_or_else(ended), is_full }
    }

    pub(crate) fn head(&self) -> Option<Head> {
        *lock(&self.head)
    }
}

/// What a panic leaves behind a lock is whole: nothing is half changed under any.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct SharedDisk(Arc<dyn Disk>);

impl std::fmt::Debug for SharedDisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Disk")
    }
}

impl Journal {
    /// Opens the journal of a folder, and makes both if they are not there. Every commit's frame and its place in the chain are checked; a
    /// write that was interrupted at the end is taken away, which [`Journal::torn`] and the log tell.
    ///
    /// # Errors
    /// If another process writes to it, the folder cannot be written, or anything is damaged. Then nothing has changed.
    pub fn open(folder: &Path, options: &Options) -> Result<Self, Error> {
        Self::open_on(Arc::new(FileSystem), folder, options)
    }

    pub(crate) fn open_on(disk: Arc<dyn Disk>, folder: &Path, options: &Options) -> Result<Self, Error> {
        disk.make_folder(folder).map_err(|source| disk_error("make", folder, source))?;
        let path = folder.join("lock");
        let lock = disk.lock(&path).map_err(|source| disk_error("lock", &path, source))?;
        let lock = lock.map_err(|holder| Error::Locked { path: path.display().to_string(), holder })?;

        let mut walk = Walk::all(Arc::clone(&disk), folder)?;
        let mut keys = Keys::new(options.keys, options.key_age);
        while let Some(frame) = walk.next(1)? {
            if let Some(keyed) = keyed(&frame.text, None) {
                keys.insert(&keyed, Head { t: frame.header.t, id: frame.header.id });
            }
        }
        let end = walk.end();
        let torn = end.torn.clone();
        if let Some(Torn { path, offset, bytes }) = &torn {
            tracing::warn!(
                path = %path.display(), offset, bytes,
                "the end of the journal is no whole commit, as a write that is interrupted leaves it, and is taken away"
            );
        }
        let shared = Arc::new(Shared {
            head: Mutex::new(end.head),
            keys: Mutex::new(keys),
            failure: OnceLock::new(),
            is_full: AtomicBool::new(false),
        });
        let writer = Writer::begin(Arc::clone(&disk), folder, options, end, Arc::clone(&shared), lock)?;
        let (requests, queue) = sync_channel(MOST_WAITING);
        let writer = std::thread::Builder::new().name("journal".to_owned()).spawn(move || writer.run(&queue));
        let writer = writer.map_err(|source| disk_error("start a thread to write", folder, source))?;
        Ok(Self {
            folder: folder.to_owned(),
            disk: SharedDisk(disk),
            shared,
            commit_bytes: options.commit_bytes.min(MOST_TEXT),
            torn,
            requests: Some(requests),
            writer: Some(writer),
        })
    }

    /// Appends a commit, and waits until it is kept.
    ///
    /// # Errors
    /// If it cannot be written so that it is read again as it is, is too large, has the key of another commit, or if writing fails or failed
    /// before.
    pub fn append(&self, content: &Content) -> Result<Receipt, Error> {
        self.submit(content)?.wait()
    }

    /// Gives a commit its place after all that were submitted before, without waiting until it is kept. Many of one thread then share a
    /// synchronisation.
    ///
    /// # Errors
    /// If the commit is not taken, or writing failed before.
    pub fn submit(&self, content: &Content) -> Result<Pending, Error> {
        self.check()?;
        let waiting = Waiting::new(content)?;
        let size = waiting.time_row.len() + waiting.body.len() + PLACE_BYTES;
        if size > self.commit_bytes {
            return Err(Error::TooLarge { size, limit: self.commit_bytes });
        }
        let (sender, receipt) = sync_channel(1);
        let request = Request { waiting, key: content.key.clone(), receipt: sender };
        match &self.requests {
            Some(requests) if requests.send(request).is_ok() => {
                Ok(Pending { receipt, shared: Arc::clone(&self.shared) })
            }
            _ => Err(self.shared.stopped()),
        }
    }

    /// The last commit that was acknowledged; none if there is none yet.
    pub fn head(&self) -> Option<Head> {
        self.shared.head()
    }

    /// The acknowledged commit that has an idempotency key, if the key is still known.
    pub fn find(&self, key: &str) -> Option<Head> {
        let commit = lock(&self.shared.keys).commit(&key_digest(key), DateTime::now())?;
        self.head().filter(|head| commit.t <= head.t).map(|_| commit)
    }

    /// Why no commits are taken any more, if a write or a synchronisation has failed. It stays so until the journal is opened anew.
    pub fn failure(&self) -> Option<&str> {
        self.shared.failure.get().map(String::as_str)
    }

    /// Whether commits are taken.
    ///
    /// # Errors
    /// If a write or a synchronisation has failed, with what happened.
    pub fn check(&self) -> Result<(), Error> {
        if self.shared.failure.get().is_some() { Err(self.shared.stopped()) } else { Ok(()) }
    }

    /// What was taken away when the journal was opened.
    pub fn torn(&self) -> Option<&Torn> {
        self.torn.as_ref()
    }

    /// The acknowledged commits from one on, up to the last at this moment.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn commits(&self, from: u64) -> Result<Commits, Error> {
        let until = self.head().map_or(0, |head| head.t);
        Commits::on(Arc::clone(&self.disk.0), &self.folder, from.max(1), until)
    }

    /// Checks a journal without changing it: frames, chain, and every row of every commit. A process may be writing to it.
    ///
    /// # Errors
    /// The first damage, if there is one; or why the folder cannot be read.
    pub fn verify(folder: &Path) -> Result<Verified, Error> {
        Self::verify_on(Arc::new(FileSystem), folder)
    }

    pub(crate) fn verify_on(disk: Arc<dyn Disk>, folder: &Path) -> Result<Verified, Error> {
        let mut commits = Commits::on(disk, folder, 1, u64::MAX)?;
        let mut quads = 0;
        for commit in &mut commits {
            let change = commit?.content.change;
            quads += (change.added().len() + change.deleted().len()) as u64;
        }
        let walk = commits.into_walk();
        let files = walk.files();
        let end = walk.end();
        Ok(Verified { head: end.head, files, quads, torn: end.torn })
    }

    /// Makes sure that a folder has had a journal: [`Journal::open`] begins the first file, and synchronises it. Whoever has opened it once
    /// and does not find that file has lost commits.
    ///
    /// # Errors
    /// If there is no such file, it has no beginning, or the folder cannot be read.
    pub fn check_begun(folder: &Path) -> Result<(), Error> {
        Walk::all(Arc::new(FileSystem), folder)?.check_begun(folder)
    }

    /// Writes what waits, synchronises, and lets go of the folder. Dropping a journal does the same, but cannot tell of a failure.
    ///
    /// # Errors
    /// If writing fails or failed before.
    pub fn close(mut self) -> Result<(), Error> {
        self.stop();
        self.check()
    }

    fn stop(&mut self) {
        self.requests = None;
        if let Some(writer) = self.writer.take() {
            // A panic of the writer has told its own story; nobody waits for it any more.
            let _ = writer.join();
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.stop();
    }
}

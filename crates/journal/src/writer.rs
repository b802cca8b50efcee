//! The one thread that writes.

use crate::commit::Waiting;
use crate::disk::{Disk, Segment, Target};
use crate::frame::{FILE_HEADER, FrameHeader, file_header};
use crate::journal::{Shared, lock};
use crate::walk::{End, disk_error};
use crate::{Error, Head, Id, Options, Receipt, SyncMode};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Instant;

/// Commits are written together up to so many bytes.
const GROUP_BYTES: usize = 4 << 20;

/// A commit that waits, and who waits for it.
pub(crate) struct Request {
    pub(crate) waiting: Waiting,
    pub(crate) key: Option<String>,
    pub(crate) receipt: SyncSender<Result<Receipt, Error>>,
}

pub(crate) struct Writer {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    sync: SyncMode,
    file_bytes: u64,
    shared: Arc<Shared>,
    head: Option<Head>,
    segment: Segment,
    target: Box<dyn Target>,
    /// Where the next frame begins.
    end: u64,
    /// Up to where the file is synchronised.
    synced: u64,
    /// When it has to be synchronised next.
    due: Option<Instant>,
    _held: Box<dyn Send>,
}

impl Writer {
    /// Takes up a journal at its end.
    pub(crate) fn begin(
        disk: Arc<dyn Disk>,
        folder: &Path,
        options: &Options,
        last: End,
        shared: Arc<Shared>,
        held: Box<dyn Send>,
    ) -> Result<Self, Error> {
        let End { head, segment, end, synced, torn } = last;
        let segment = segment.unwrap_or_else(|| Segment::new(folder, 1));
        let failed = |source| disk_error("write", &segment.path, source);
        let mut target = disk.write(&segment.path).map_err(failed)?;
        if torn.is_some() {
            target.cut(end).map_err(failed)?;
        }
        let end = if end == 0 {
            target.write_at(0, &file_header(segment.number)).map_err(failed)?;
            FILE_HEADER as u64
        } else {
            // After a synchronisation that failed, what is read may stand in memory only, and would be taken for written. From here on it
            // counts, so it is written once more.
            rewrite(&*disk, &segment.path, &mut *target, synced, end).map_err(failed)?;
            end
        };
        target.sync().map_err(failed)?;
        disk.sync_folder(folder).map_err(|source| disk_error("synchronise", folder, source))?;
        Ok(Self {
            disk,
            folder: folder.to_owned(),
            sync: options.sync,
            file_bytes: options.file_bytes,
            shared,
            head,
            segment,
            target,
            end,
            synced: end,
            due: None,
            _held: held,
        })
    }

    /// Writes until nobody can send any more.
    pub(crate) fn run(mut self, requests: &Receiver<Request>) {
        while let Some(first) = self.receive(requests) {
            let mut bytes = first.waiting.body.len();
            let mut group = vec![first];
            while bytes < GROUP_BYTES
                && let Ok(next) = requests.try_recv()
            {
                bytes += next.waiting.body.len();
                group.push(next);
            }
            self.commit(group);
        }
        self.synchronise();
    }

    /// The next commit, synchronising in time while there is none; none at the end.
    fn receive(&mut self, requests: &Receiver<Request>) -> Option<Request> {
        loop {
            let Some(due) = self.due else { return requests.recv().ok() };
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() {
                self.synchronise();
                continue;
            }
            match requests.recv_timeout(left) {
                Ok(request) => return Some(request),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Writes commits with one write and, if so asked, one synchronisation, and answers all.
    fn commit(&mut self, group: Vec<Request>) {
        let before = self.head;
        if self.end >= self.file_bytes {
            self.next_file();
        }
        let mut bytes = Vec::new();
        let answers: Vec<_> = group.into_iter().map(|request| self.place(request, &mut bytes)).collect();
        if !bytes.is_empty() && self.shared.failure.get().is_none() {
            self.write(&bytes);
        }
        if self.shared.failure.get().is_none() {
            *lock(&self.shared.head) = self.head;
        } else {
            self.head = before;
        }
        let is_kept = |receipt: &Receipt| self.head.is_some_and(|head| receipt.commit.t <= head.t);
        for (sender, answer) in answers {
            let answer = match answer {
                Ok(receipt) if !is_kept(&receipt) => Err(self.shared.stopped()),
                answer => answer,
            };
            // Who no longer waits is not told.
            let _ = sender.send(answer);
        }
    }

    /// Gives a commit its place and adds its frame to the bytes, unless its key is known.
    fn place(
        &mut self,
        request: Request,
        bytes: &mut Vec<u8>,
    ) -> (SyncSender<Result<Receipt, Error>>, Result<Receipt, Error>) {
        let Request { waiting, key, receipt } = request;
        let known = waiting.key.as_ref().and_then(|keyed| lock(&self.shared.keys).find(keyed));
        if let Some((commit, is_same)) = known {
            let reused = || Error::KeyReused { key: key.unwrap_or_default(), t: commit.t };
            return (receipt, if is_same { Ok(Receipt { commit, is_repeated: true }) } else { Err(reused()) });
        }
        let t = self.head.map_or(1, |head| head.t + 1);
        let text = waiting.text(self.head.map(|head| head.id).as_ref(), t);
        let Ok(length) = u32::try_from(text.len()) else {
            return (receipt, Err(Error::TooLarge { size: text.len(), limit: u32::MAX as usize }));
        };
        let commit = Head { t, id: Id::of(text.as_bytes()) };
        bytes.extend_from_slice(&FrameHeader { length, t, synced: self.synced, id: commit.id }.to_bytes());
        bytes.extend_from_slice(text.as_bytes());
        if let Some(keyed) = &waiting.key {
            lock(&self.shared.keys).insert(keyed, commit);
        }
        self.head = Some(commit);
        (receipt, Ok(Receipt { commit, is_repeated: false }))
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Err(source) = self.target.write_at(self.end, bytes) {
            // What is there of it was promised to nobody. Should it stay, it is a torn write to who opens the journal next.
            let _ = self.target.cut(self.end);
            return self.fail("write", &source);
        }
        self.end += bytes.len() as u64;
        match self.sync {
            SyncMode::Always => self.synchronise(),
            SyncMode::Interval(interval) => _ = self.due.get_or_insert_with(|| Instant::now() + interval),
        }
    }

    fn synchronise(&mut self) {
        self.due = None;
        if self.synced == self.end || self.shared.failure.get().is_some() {
            return;
        }
        match self.target.sync() {
            Ok(()) => self.synced = self.end,
            Err(source) => self.fail("synchronise", &source),
        }
    }

    /// Begins the next file. The one before is synchronised whole, so that only the last can end in a torn write.
    fn next_file(&mut self) {
        self.synchronise();
        if self.shared.failure.get().is_some() {
            return;
        }
        let next = Segment::new(&self.folder, self.segment.number + 1);
        let begun = self.disk.write(&next.path).and_then(|mut target| {
            target.write_at(0, &file_header(next.number))?;
            target.sync()?;
            self.disk.sync_folder(&self.folder)?;
            Ok(target)
        });
        match begun {
            Ok(target) => {
                (self.target, self.segment) = (target, next);
                (self.end, self.synced) = (FILE_HEADER as u64, FILE_HEADER as u64);
            }
            Err(source) => {
                self.segment = next;
                self.fail("begin", &source);
            }
        }
    }

    /// Ends writing for good: after a failure nobody knows what the disk has, and a later success would not tell.
    fn fail(&mut self, action: &str, source: &io::Error) {
        let reason = format!("cannot {action} {}: {source}", self.segment.path.display());
        tracing::error!(reason, "the journal takes no more commits");
        // The first reason is the one that counts.
        if self.shared.failure.get().is_none() {
            let is_full = matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
            self.shared.is_full.store(is_full, Ordering::Release);
            let _ = self.shared.failure.set(reason);
        }
    }
}

/// A writer that panics takes no more commits; `failure` has to say so.
impl Drop for Writer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = self.shared.failure.set("the thread that writes has panicked".to_owned());
        }
    }
}

/// Writes what stands between two places of a file again, and nothing else.
fn rewrite(disk: &dyn Disk, path: &Path, target: &mut dyn Target, from: u64, to: u64) -> io::Result<()> {
    let (mut source, _) = disk.read(path)?;
    source.seek(SeekFrom::Start(from))?;
    let mut at = from;
    let mut piece = Vec::new();
    while at < to {
        piece.clear();
        (&mut source).take((to - at).min(1 << 20)).read_to_end(&mut piece)?;
        if piece.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        target.write_at(at, &piece)?;
        at += piece.len() as u64;
    }
    Ok(())
}

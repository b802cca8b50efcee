use crate::disk::{Disk, FileSystem};
use crate::walk::Walk;
use crate::{Commit, Error};
use std::path::Path;
use std::sync::Arc;

/// Commits in their order, one in memory at a time. It ends after the first error.
pub struct Commits {
    walk: Walk,
    from: u64,
    until: u64,
    is_over: bool,
}

impl Commits {
    /// The commits of a journal from one on, without a lock: a process may be writing to it. What that one has begun to write is left
    /// out; its last commits may be there before they are acknowledged.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn open(folder: &Path, from: u64) -> Result<Self, Error> {
        Self::on(Arc::new(FileSystem), folder, from, u64::MAX)
    }

    /// The commits from one on, up to another.
    pub(crate) fn on(disk: Arc<dyn Disk>, folder: &Path, from: u64, until: u64) -> Result<Self, Error> {
        Ok(Self { walk: Walk::near(disk, folder, from)?, from, until, is_over: from > until })
    }

    fn commit(&mut self) -> Result<Option<Commit>, Error> {
        let Some(frame) = self.walk.next(self.from)? else { return Ok(None) };
        let read = Commit::read(&frame.text, frame.header.id);
        let commit = read.map_err(|problem| Error::Damaged {
            path: self.walk.path().display().to_string(),
            offset: frame.offset,
            t: frame.header.t,
            problem,
        })?;
        self.is_over = commit.t >= self.until;
        Ok(Some(commit))
    }

    pub(crate) fn into_walk(self) -> Walk {
        self.walk
    }
}

impl Iterator for Commits {
    type Item = Result<Commit, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let commit = self.commit().transpose();
        self.is_over |= !matches!(commit, Some(Ok(_)));
        commit
    }
}

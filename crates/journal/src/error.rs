use std::io;

/// Why a commit is not taken, or a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A quad is to come and to go.
    #[error("the commit adds and deletes {quad}; leave out one of them")]
    Contradiction {
        /// The quad.
        quad: String,
    },
    /// What a commit says cannot be kept.
    #[error("the commit is not taken: {problem}; nothing was written")]
    Content {
        /// What is wrong, and the way out.
        problem: String,
    },
    /// A commit outgrows [`Options::commit_bytes`](crate::Options::commit_bytes).
    #[error(
        "the commit has {size} bytes, more than the {limit} that one may have; make it in parts; nothing was written"
    )]
    TooLarge {
        /// Its bytes as a patch.
        size: usize,
        /// The bound.
        limit: usize,
    },
    /// An idempotency key came before, with other content.
    #[error(
        "the idempotency key `{key}` belongs to commit {t}, which says something else; use a new key for a new commit"
    )]
    KeyReused {
        /// The key.
        key: String,
        /// The commit that has it.
        t: u64,
    },
    /// Writing ended: it failed once, or the journal was closed.
    #[error(
        "the journal takes no more commits: {reason}; what was acknowledged is kept, start anew when the cause is mended"
    )]
    Stopped {
        /// What happened.
        reason: String,
        /// Whether the disk has no room.
        is_full: bool,
    },
    /// Another writer has the journal.
    #[error("{path} is held by {holder}, and a journal has one writer; stop that one, or name another folder")]
    Locked {
        /// The lock.
        path: String,
        /// The process that has it.
        holder: String,
    },
    /// What is written is not what was written.
    #[error("{path}, byte {offset}: commit {t} {problem}; nothing was changed; restore the folder from a backup")]
    Damaged {
        /// The file.
        path: String,
        /// Where the frame of the commit begins, from 0.
        offset: u64,
        /// The commit that should stand there.
        t: u64,
        /// What is wrong.
        problem: String,
    },
    /// A file of the journal is not there.
    #[error("{path} is missing, and commits with it; restore it from a backup; nothing was changed")]
    Missing {
        /// The file.
        path: String,
    },
    /// The journal is of a later program.
    #[error(
        "{path} is of version {found}, and this program knows version {known}; use a newer program; nothing was changed"
    )]
    Version {
        /// The file.
        path: String,
        /// The version that it has.
        found: u32,
        /// The version that there is here.
        known: u32,
    },
    /// The disk says no.
    #[error("cannot {action} {path}")]
    Disk {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

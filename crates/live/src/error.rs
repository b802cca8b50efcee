use plenary_journal::Head;
use plenary_store::Report;
use std::io;

/// Why a request gives no edits, in the words of who works them out.
pub type Refused = Box<dyn std::error::Error + Send + Sync>;

/// Why there is no commit, or a dataset cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request is made for another state of the data.
    #[error("the data have changed: the last commit is {}; read them again, and repeat what is still wanted", named(.head.as_ref()))]
    Stale {
        /// The last commit.
        head: Option<Head>,
    },
    /// The data would violate the shapes.
    #[error("{0}\nnothing was changed")]
    Invalid(Box<Report>),
    /// A change to what only the rules fill.
    #[error("{quad} is in the graph that only the rules fill; change what it follows from, or leave that graph out")]
    Derived {
        /// The quad.
        quad: String,
    },
    /// A change to what the ontology's files state.
    #[error("{quad} is stated by the ontology's own files, which no commit changes")]
    OfOntology {
        /// The quad.
        quad: String,
    },
    /// A quad without a graph that has an IRI.
    #[error("{quad} is in no named graph, and every triple has one; name it: GRAPH <…> {{ … }}, WITH <…>, or ?graph=")]
    NoGraph {
        /// The quad.
        quad: String,
    },
    /// A quad that is to be deleted is not there.
    #[error("{quad} is to be deleted, and is not stated; nothing was changed")]
    NotThere {
        /// The quad.
        quad: String,
    },
    /// An idempotency key came before, with a request that changed nothing.
    #[error(
        "the idempotency key `{key}` belongs to another request, which changed nothing; use a new key for a new request"
    )]
    KeyReused {
        /// The key.
        key: String,
    },
    /// The change is too large.
    #[error(
        "the commit changes {count} quads, more than the {limit} that one may; make it in parts; nothing was changed"
    )]
    TooLarge {
        /// How many.
        count: usize,
        /// The bound.
        limit: usize,
    },
    /// Who asked does not wait for it any more, or its time is over.
    #[error("the request was cancelled before it became a commit; nothing was changed")]
    Cancelled,
    /// Whoever works out the edits says no.
    #[error(transparent)]
    Refused(Refused),
    /// The thread that writes has ended.
    #[error("the thread that writes has ended; the log says why; start anew")]
    Ended,
    /// What commits stand on is damaged.
    #[error("no commits are taken: {damage}")]
    NotWriting {
        /// What is.
        damage: String,
    },
    /// There is no thread to write.
    #[error("cannot start a thread to write")]
    Thread(#[source] io::Error),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] plenary_journal::Error),
    /// Reading, rules or shapes.
    #[error(transparent)]
    Store(#[from] plenary_store::Error),
    /// The arrays cannot be built.
    #[error("the data cannot be put in order: {0}")]
    Build(Refused),
    /// The folder holds something else.
    #[error("{folder} has `{entry}` in it and no manifest, so it is no store; name an empty or new folder")]
    Foreign {
        /// The folder.
        folder: String,
        /// What is in it.
        entry: String,
    },
    /// There are commits, and nothing to apply them to.
    #[error("{folder} has a journal and no manifest; restore it from a backup; nothing was changed")]
    NoManifest {
        /// The folder.
        folder: String,
    },
    /// The folder is no store.
    #[error("{folder} has no manifest, so it is no store; `plenary init {folder}` makes one")]
    NoStore {
        /// The folder.
        folder: String,
    },
    /// There is no such commit.
    #[error("there is no commit {t}; the last one is {last}")]
    NoCommit {
        /// The number that was asked for.
        t: u64,
        /// The number of the last one; 0 if there is none.
        last: u64,
    },
    /// A folder for a new store has something in it.
    #[error("{folder} has `{entry}` in it; name an empty or new folder")]
    Occupied {
        /// The folder.
        folder: String,
        /// What is in it.
        entry: String,
    },
    /// A file is not as it was written.
    #[error("{path}: {problem}; nothing was changed; restore it from a backup")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// The store is of a later program.
    #[error("{path} is of version {found}, and this program knows version {known}; use a newer program")]
    Version {
        /// The file.
        path: String,
        /// The version that it has.
        found: u64,
        /// The version that there is here.
        known: u64,
    },
    /// A file cannot be read or written.
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
    /// A checkpoint cannot be written: the disk is full, say.
    #[error("cannot write {path}, and nothing was changed; make room, or let it be written there, and try again")]
    Unwritten {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The journal ends before the commit that the arrays are of.
    #[error(
        "{path} is of commit {t}, and the journal ends with {last}: acknowledged commits are lost; restore the store from a backup, or delete {path}, the last trace of them, to go on without them; nothing was changed"
    )]
    Lost {
        /// The file of arrays.
        path: String,
        /// The number of its commit.
        t: u64,
        /// The number of the journal's last one; 0 if it has none.
        last: u64,
    },
    /// The file of arrays is not as it was written. All else is.
    #[error(
        "{0}; what is stated is all as it was written: delete this file, and it is made again when the store is served"
    )]
    Remade(Box<Error>),
    /// The file of arrays cannot be written or read.
    #[error(transparent)]
    Arrays(#[from] plenary_arrays::Error),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] plenary_base::file::Error),
}

fn named(head: Option<&Head>) -> String {
    head.map_or("none".to_owned(), |head| format!("{} ({})", head.t, head.id))
}

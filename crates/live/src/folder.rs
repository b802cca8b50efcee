//! The folder of a dataset: `manifest`, `base/` and `journal/`.
//!
//! The manifest is written last, and names all that counts; what an interrupted start has left is not named by it, and is written again.

use crate::{Error, kept};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use oxsdatatypes::DateTime;
use plenary_base::digest::{Hashed, hexadecimal};
use plenary_base::file::{self, Whole};
use plenary_journal::{Change, Commit, Commits, Head, Journal, Options, SyncMode, Torn};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const MANIFEST: &str = "manifest";
const BASE: &str = "base";
const JOURNAL: &str = "journal";
/// The version of the folder's layout.
const VERSION: u64 = 1;

/// Which checkpoints there are: the first, of which every later state can be made, and perhaps one of a later commit.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    version: u64,
    /// In the order of their commits.
    bases: Vec<Base>,
}

/// A checkpoint: what is stated after a commit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Base {
    /// The number of the commit; 0 before the first.
    pub(crate) t: u64,
    /// Its id; none before the first.
    commit: Option<String>,
    file: String,
    /// Of the file's bytes.
    sha256: String,
    quads: u64,
}

impl Manifest {
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let path = folder.join(MANIFEST);
        let text = match file::read_text(&path, file::Bound::SMALL) {
            Ok(text) => text,
            Err(error) if error.is_absent() => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let damaged = |problem: String| Error::Damaged { path: path.display().to_string(), problem };
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| damaged(format!("it is no JSON: {error}")))?;
        match value.get("version").and_then(serde_json::Value::as_u64) {
            Some(found) if found > VERSION => {
                return Err(Error::Version { path: path.display().to_string(), found, known: VERSION });
            }
            _ => {}
        }
        let manifest: Self =
            serde_json::from_value(value).map_err(|error| damaged(format!("it is no manifest: {error}")))?;
        let is_in_order = manifest.bases.is_sorted_by(|one, other| one.t < other.t);
        if !is_in_order || manifest.bases.first().is_none_or(|base| base.t != 0) {
            return Err(damaged("its checkpoints do not begin with the first, or are out of order".to_owned()));
        }
        Ok(Some(manifest))
    }

    /// The same of a folder that has to be a store. Its journal was begun before its manifest was written.
    pub(crate) fn of_store(folder: &Path) -> Result<Self, Error> {
        let manifest = Self::read(folder)?.ok_or_else(|| Error::NoStore { folder: folder.display().to_string() })?;
        Journal::check_begun(&journal_folder(folder))?;
        Ok(manifest)
    }

    /// The checkpoint before the first commit.
    pub(crate) fn first(&self) -> &Base {
        // There is one, and it is of 0.
        &self.bases[0]
    }

    fn write(&self, folder: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self).map_err(|error| Error::Build(Box::new(error)))?;
        Ok(file::write(&folder.join(MANIFEST), (text + "\n").as_bytes())?)
    }

    /// The checkpoints.
    pub(crate) fn bases(&self) -> &[Base] {
        &self.bases
    }

    /// The latest checkpoint of commits up to this one.
    pub(crate) fn before(&self, t: u64) -> &Base {
        let end = self.bases.partition_point(|base| base.t <= t);
        // The first is of 0.
        &self.bases[end.max(1) - 1]
    }
}

impl Base {
    /// The SHA-256 of its file.
    pub(crate) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Makes sure that the journal has the commit that the checkpoint is of.
    ///
    /// # Errors
    /// If it ends before, or has another one there.
    pub(crate) fn check(&self, folder: &Path, commits: &mut Commits) -> Result<(), Error> {
        let Some(id) = &self.commit else { return Ok(()) };
        let found = commits.next().transpose()?;
        let problem = match &found {
            Some(commit) if commit.id.to_string() == *id => return Ok(()),
            Some(commit) => format!("the journal has {} there", commit.id),
            None => "the journal ends before it, so commits are lost".to_owned(),
        };
        let path = folder.join(MANIFEST).display().to_string();
        Err(Error::Damaged { path, problem: format!("its checkpoint is of commit {} ({id}), and {problem}", self.t) })
    }
}

/// Whether a folder has been made a store.
pub fn is_store(folder: &Path) -> bool {
    folder.join(MANIFEST).exists()
}

/// Where the commits of a store are.
pub fn journal_folder(folder: &Path) -> PathBuf {
    folder.join(JOURNAL)
}

/// Synchronises the file of the journal that is written to, with those before it, which have been.
pub(crate) fn synchronise(folder: &Path) -> Result<(), Error> {
    let journal = journal_folder(folder);
    let files = entries(&journal)?.into_iter().map(|name| journal.join(name));
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "log"));
    let Some(path) = files.max() else { return Ok(()) };
    let failed = |source| Error::Disk { action: "synchronise", path: path.display().to_string(), source };
    std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(failed)
}

/// What is in a folder; nothing if it is not there.
fn entries(folder: &Path) -> Result<Vec<OsString>, Error> {
    let failed = |source| Error::Disk { action: "read", path: folder.display().to_string(), source };
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry.map_err(failed)?.file_name())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(failed(error)),
    }
}

/// Refuses a folder that holds something else, and a store whose journal is gone: opening it would begin another.
pub(crate) fn check(folder: &Path) -> Result<(), Error> {
    if is_store(folder) {
        return Ok(Journal::check_begun(&journal_folder(folder))?);
    }
    // A file that was being written has a hidden name; a file system has its own folder.
    let is_ours = |name: &OsString| {
        [BASE, JOURNAL, kept::FILE].iter().any(|own| *name == **own)
            || *name == "lost+found"
            || name.as_encoded_bytes().starts_with(b".")
    };
    match entries(folder)?.into_iter().find(|name| !is_ours(name)) {
        None => Ok(()),
        Some(entry) => {
            let (folder, entry) = (folder.display().to_string(), entry.to_string_lossy().into_owned());
            Err(Error::Foreign { folder, entry })
        }
    }
}

/// Takes away what a store that could not be made has left: it has no manifest, and so no commits.
pub(crate) fn forget(folder: &Path, was_there: bool) {
    // What cannot be taken away does no harm: who tries again writes it anew.
    for part in [BASE, JOURNAL] {
        let _ = std::fs::remove_dir_all(folder.join(part));
    }
    if !was_there {
        let _ = std::fs::remove_dir(folder);
    }
}

/// Makes a store of what is stated before the first commit: the checkpoint, and the manifest that names it.
pub(crate) fn write(folder: &Path, quads: impl Iterator<Item = Quad>) -> Result<Manifest, Error> {
    let base = write_base(folder, None, quads)?;
    let manifest = Manifest { version: VERSION, bases: vec![base] };
    manifest.write(folder).map(|()| manifest)
}

/// Writes a checkpoint of a commit: quads in the order in which they come.
fn write_base(folder: &Path, head: Option<Head>, quads: impl Iterator<Item = Quad>) -> Result<Base, Error> {
    let t = head.map_or(0, |head| head.t);
    let file = format!("{BASE}/{t}.nq.gz");
    let path = folder.join(&file);
    let unwritten = |source| Error::Unwritten { path: path.display().to_string(), source };
    let mut out = Hashed::new(Whole::begin(&path)?);
    // A better one takes twice the time for a fifth less.
    let mut packed = BufWriter::new(GzEncoder::new(&mut out, Compression::fast()));
    let mut count = 0;
    for quad in quads {
        writeln!(packed, "{quad} .").map_err(unwritten)?;
        count += 1;
    }
    let packed = packed.into_inner().map_err(|error| unwritten(error.into_error()))?;
    packed.finish().map_err(unwritten)?;
    let (file_of_base, digest, _) = out.finish();
    file_of_base.finish()?;
    let commit = head.map(|head| head.id.to_string());
    Ok(Base { t, commit, file, sha256: hexadecimal(&digest), quads: count })
}

/// Makes sure that the file of a checkpoint is what was written.
pub(crate) fn check_base(folder: &Path, base: &Base) -> Result<(), Error> {
    base_bytes(folder, base).map(drop)
}

/// The bytes of a checkpoint, if they are what was written.
fn base_bytes(folder: &Path, base: &Base) -> Result<Vec<u8>, Error> {
    let path = folder.join(&base.file);
    let bytes = file::read(&path, file::Bound::NONE)?;
    let found = hexadecimal(&Sha256::digest(&bytes));
    if found != base.sha256 {
        let problem = format!("its SHA-256 is {found}, and the manifest says {}", base.sha256);
        return Err(Error::Damaged { path: path.display().to_string(), problem });
    }
    Ok(bytes)
}

/// Reads the latest checkpoint of commits up to one. If it cannot be read, an earlier one does as well: commits make the same of that.
pub(crate) fn read_before<'m>(folder: &Path, manifest: &'m Manifest, t: u64) -> Result<(&'m Base, Vec<Quad>), Error> {
    let mut base = manifest.before(t);
    loop {
        match read_base(folder, base) {
            Ok(quads) => return Ok((base, quads)),
            Err(error) if base.t == 0 => return Err(error),
            Err(error) => {
                tracing::error!("{error}: an earlier checkpoint is read, with the commits since");
                base = manifest.before(base.t - 1);
            }
        }
    }
}

/// Reads a checkpoint, and makes sure that it is what was written.
pub(crate) fn read_base(folder: &Path, base: &Base) -> Result<Vec<Quad>, Error> {
    let path = folder.join(&base.file);
    let damaged = |problem: String| Error::Damaged { path: path.display().to_string(), problem };
    let bytes = base_bytes(folder, base)?;
    let mut text = Vec::new();
    GzDecoder::new(&*bytes).read_to_end(&mut text).map_err(|error| damaged(format!("cannot be unpacked: {error}")))?;
    // What was written here was read before, and may have IRIs and languages that were taken then.
    let parser = RdfParser::from_format(RdfFormat::NQuads).lenient();
    let quads = parser.for_slice(&text).collect::<Result<Vec<_>, _>>();
    let quads = quads.map_err(|error| damaged(format!("cannot be read: {error}")))?;
    if quads.len() as u64 != base.quads {
        return Err(damaged(format!("it has {} quads, and the manifest says {}", quads.len(), base.quads)));
    }
    Ok(quads)
}

/// What a full check of a store has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The last commit, if there is one.
    pub head: Option<Head>,
    /// How many quads are stated.
    pub stated: u64,
    /// The files of the journal.
    pub files: usize,
    /// What opening the store would take away: a commit that was never acknowledged.
    pub torn: Option<Torn>,
    /// Bytes of the file of arrays, if there is one.
    pub arrays: Option<u64>,
}

/// Checks all files of a store without changing any: each checkpoint by its SHA-256, each commit by its own and by the chain, that each
/// adds what was not there and takes away what was, that a later checkpoint is what commits make of the first, and the file of arrays by its
/// checksums. A process may be writing to it.
///
/// # Errors
/// The first damage, or why a file cannot be read.
pub fn verify(folder: &Path) -> Result<Verified, Error> {
    let manifest = Manifest::of_store(folder)?;
    let mut stated: HashSet<Quad> = read_base(folder, &manifest.bases[0])?.into_iter().collect();
    let journal = journal_folder(folder);
    let found = Journal::verify(&journal)?;
    for base in &manifest.bases[1..] {
        base.check(folder, &mut Commits::open(&journal, base.t)?)?;
    }
    for commit in Commits::open(&journal, 1)? {
        let commit = commit?;
        if let Some(problem) = apply(&mut stated, commit.t, &commit.content.change) {
            return Err(Error::Damaged { path: journal.display().to_string(), problem });
        }
        if let Some(base) = manifest.bases.iter().find(|base| base.t == commit.t) {
            let quads: HashSet<Quad> = read_base(folder, base)?.into_iter().collect();
            if quads != stated {
                let problem = format!("it is not what the commits up to {} make of the first checkpoint", base.t);
                return Err(Error::Damaged { path: folder.join(&base.file).display().to_string(), problem });
            }
        }
    }
    let (head, files, torn) = (found.head, found.files, found.torn);
    let arrays = kept::verify(folder, &manifest).map_err(|error| Error::Remade(Box::new(error)))?;
    let of_arrays = arrays.as_ref().map_or(0, |arrays| arrays.t);
    if of_arrays > head.map_or(0, |head| head.t) {
        // A process that writes may have gone on meanwhile.
        let last = Journal::verify(&journal)?.head.map_or(0, |head| head.t);
        if of_arrays > last {
            return Err(kept::lost(folder, of_arrays, last));
        }
    }
    Ok(Verified { head, stated: stated.len() as u64, files, torn, arrays: arrays.map(|arrays| arrays.bytes) })
}

/// What is stated after a commit.
#[derive(Debug)]
pub struct Stated {
    /// The commit; none before the first.
    pub head: Option<Head>,
    /// The quads, in no order.
    pub quads: HashSet<Quad>,
}

/// What a store states after a commit, or after the last. A process may be writing to it.
///
/// # Errors
/// If there is no such commit, or a file is damaged or cannot be read.
pub fn stated_at(folder: &Path, at: Option<u64>) -> Result<Stated, Error> {
    let manifest = Manifest::of_store(folder)?;
    let (base, quads) = read_before(folder, &manifest, at.unwrap_or(u64::MAX))?;
    let mut quads: HashSet<Quad> = quads.into_iter().collect();
    let mut head = None;
    let journal = journal_folder(folder);
    // From its own commit on, which says that it is of this journal.
    for commit in Commits::open(&journal, base.t.max(1))? {
        let commit = commit?;
        if at.is_some_and(|at| commit.t > at) {
            break;
        }
        head = Some(Head { t: commit.t, id: commit.id });
        if commit.t == base.t {
            continue;
        }
        if let Some(problem) = apply(&mut quads, commit.t, &commit.content.change) {
            return Err(Error::Damaged { path: journal.display().to_string(), problem });
        }
    }
    base.check(folder, &mut Commits::open(&journal, base.t)?)?;
    let last = head.map_or(0, |head| head.t);
    match at.filter(|at| *at > last) {
        Some(t) => Err(Error::NoCommit { t, last }),
        None => Ok(Stated { head, quads }),
    }
}

/// A commit of a store. A process may be writing to it.
///
/// # Errors
/// If there is none of this number, or a file is damaged or cannot be read.
pub fn commit_of(folder: &Path, t: u64) -> Result<Commit, Error> {
    Manifest::of_store(folder)?;
    let journal = journal_folder(folder);
    match Commits::open(&journal, t.max(1))?.next().transpose()? {
        Some(commit) if commit.t == t => Ok(commit),
        _ => Err(Error::NoCommit { t, last: Journal::verify(&journal)?.head.map_or(0, |head| head.t) }),
    }
}

/// When a commit was made; none before the first.
pub(crate) fn time_of(folder: &Path, head: Option<Head>) -> Result<Option<DateTime>, Error> {
    head.map(|head| Ok(commit_of(folder, head.t)?.content.time)).transpose()
}

/// Copies a store up to a commit, or to the last, into a new folder: the first checkpoint and the commits, each under its own id. What is
/// copied has been checked. A process may be writing to the store; the copy is of one commit all the same.
///
/// # Errors
/// If anything is in the new folder, there is no such commit, or a file is damaged, cannot be read or cannot be written. The new folder is no
/// store then.
pub fn copy(folder: &Path, target: &Path, at: Option<u64>) -> Result<Option<Head>, Error> {
    let manifest = Manifest::of_store(folder)?;
    let first = &manifest.bases[0];
    if let Some(entry) = entries(target)?.into_iter().find(|name| name != "lost+found") {
        let (folder, entry) = (target.display().to_string(), entry.to_string_lossy().into_owned());
        return Err(Error::Occupied { folder, entry });
    }
    let was_there = target.exists();
    let copied = copy_into(target, folder, first, at);
    if copied.is_err() {
        forget(target, was_there);
    }
    copied
}

fn copy_into(target: &Path, folder: &Path, first: &Base, at: Option<u64>) -> Result<Option<Head>, Error> {
    let base = write_base(target, None, read_base(folder, first)?.into_iter())?;
    // Nothing is acknowledged before all of it is there.
    let options = Options { sync: SyncMode::Interval(Duration::from_secs(60)), ..Options::default() };
    let journal = Journal::open(&journal_folder(target), &options)?;
    let mut head = None;
    for commit in Commits::open(&journal_folder(folder), 1)? {
        let commit = commit?;
        if at.is_some_and(|at| commit.t > at) {
            break;
        }
        let copied = journal.append(&commit.content)?.commit;
        let original = Head { t: commit.t, id: commit.id };
        if copied != original {
            let problem = format!("commit {} ({}) would be {} ({})", original.t, original.id, copied.t, copied.id);
            return Err(Error::Damaged { path: journal_folder(folder).display().to_string(), problem });
        }
        head = Some(original);
    }
    journal.close()?;
    let last = head.map_or(0, |head| head.t);
    if let Some(t) = at.filter(|at| *at > last) {
        return Err(Error::NoCommit { t, last });
    }
    Manifest { version: VERSION, bases: vec![base] }.write(target)?;
    Ok(head)
}

/// Writes a checkpoint of the last commit, so that opening the store replays no commits. The first checkpoint and all commits stay: every
/// state can still be asked for.
///
/// # Errors
/// If a process writes to the store, or a file is damaged, cannot be read or cannot be written. The store is as before then.
pub fn compact(folder: &Path) -> Result<Option<Head>, Error> {
    Manifest::of_store(folder)?;
    // Keeps others from writing, and takes away what an interrupted write has left.
    let journal = Journal::open(&journal_folder(folder), &Options::default())?;
    let Stated { head, quads } = stated_at(folder, None)?;
    let Manifest { version, mut bases } = Manifest::of_store(folder)?;
    if bases.last().is_some_and(|base| base.t == head.map_or(0, |head| head.t)) {
        return Ok(head);
    }
    let old = bases.split_off(1);
    let mut quads: Vec<Quad> = quads.into_iter().collect();
    quads.sort_by_cached_key(ToString::to_string);
    bases.push(write_base(folder, head, quads.into_iter())?);
    Manifest { version, bases }.write(folder)?;
    for base in old {
        // It is named by nothing any more; what is left of it takes room and does no harm.
        let _ = std::fs::remove_file(folder.join(base.file));
    }
    journal.close()?;
    Ok(head)
}

/// Applies the change of a commit; says what does not fit.
pub(crate) fn apply(stated: &mut HashSet<Quad>, t: u64, change: &Change) -> Option<String> {
    if let Some(quad) = change.deleted().iter().find(|quad| !stated.remove(*quad)) {
        return Some(format!("commit {t} takes away {quad}, which is not there"));
    }
    let twice = change.added().iter().find(|quad| !stated.insert((*quad).clone()));
    twice.map(|quad| format!("commit {t} adds {quad}, which is there"))
}

//! The folder of a dataset: `manifest`, `base/` and `journal/`.
//!
//! The manifest is written last, and names all that counts; what an interrupted start has left is not named by it, and is written again.

use crate::Error;
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use plenary_base::digest::hexadecimal;
use plenary_base::file::{self, Whole};
use plenary_journal::{Commits, Head, Journal, Torn};
use plenary_store::write_sorted;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

const MANIFEST: &str = "manifest";
const BASE: &str = "base";
const JOURNAL: &str = "journal";
/// The version of the folder's layout.
const VERSION: u64 = 1;

/// Which checkpoint counts.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    version: u64,
    /// The number of the commit that the checkpoint was made after; 0 before the first.
    pub(crate) t: u64,
    base: String,
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
        let manifest = serde_json::from_value(value).map_err(|error| damaged(format!("it is no manifest: {error}")))?;
        Ok(Some(manifest))
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

/// Refuses a folder that holds something else.
pub(crate) fn check(folder: &Path) -> Result<(), Error> {
    if is_store(folder) {
        return Ok(());
    }
    let failed = |source| Error::Disk { action: "read", path: folder.display().to_string(), source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let name = entry.map_err(failed)?.file_name();
        // A file that was being written has a hidden name; a file system has its own folder.
        let is_ours =
            name == BASE || name == JOURNAL || name == "lost+found" || name.as_encoded_bytes().starts_with(b".");
        if !is_ours {
            let (folder, entry) = (folder.display().to_string(), name.to_string_lossy().into_owned());
            return Err(Error::Foreign { folder, entry });
        }
    }
    Ok(())
}

/// Writes the first checkpoint and the manifest that names it.
pub(crate) fn write<'a>(folder: &Path, quads: impl Iterator<Item = &'a Quad>) -> Result<(), Error> {
    let quads: Vec<Quad> = quads.cloned().collect();
    let name = format!("{BASE}/0.nq.gz");
    let path = folder.join(&name);
    let count = quads.len() as u64;
    let mut out = Hashed { inner: Whole::begin(&path)?, digest: Sha256::new() };
    let mut packed = GzEncoder::new(&mut out, Compression::default());
    write_sorted(RdfFormat::NQuads, quads, std::iter::empty(), &mut packed)?;
    packed.finish().map_err(|source| Error::Disk { action: "write", path: path.display().to_string(), source })?;
    let Hashed { inner, digest } = out;
    inner.finish()?;
    let sha256 = hexadecimal(&digest.finalize());
    let manifest = Manifest { version: VERSION, t: 0, base: name, sha256, quads: count };
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
    Ok(file::write(&folder.join(MANIFEST), text.as_bytes())?)
}

struct Hashed<W> {
    inner: W,
    digest: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Reads a checkpoint, and makes sure that it is what was written.
pub(crate) fn read_base(folder: &Path, manifest: &Manifest) -> Result<Vec<Quad>, Error> {
    let path = folder.join(&manifest.base);
    let damaged = |problem: String| Error::Damaged { path: path.display().to_string(), problem };
    let bytes = file::read(&path, file::Bound::NONE)?;
    let found = hexadecimal(&Sha256::digest(&bytes));
    if found != manifest.sha256 {
        return Err(damaged(format!("its SHA-256 is {found}, and the manifest says {}", manifest.sha256)));
    }
    let mut text = Vec::new();
    GzDecoder::new(&*bytes).read_to_end(&mut text).map_err(|error| damaged(format!("cannot be unpacked: {error}")))?;
    // What was written here was read before, and may have IRIs and languages that were taken then.
    let parser = RdfParser::from_format(RdfFormat::NQuads).lenient();
    let quads = parser.for_slice(&text).collect::<Result<Vec<_>, _>>();
    let quads = quads.map_err(|error| damaged(format!("cannot be read: {error}")))?;
    if quads.len() as u64 != manifest.quads {
        return Err(damaged(format!("it has {} quads, and the manifest says {}", quads.len(), manifest.quads)));
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
}

/// Checks all files of a store without changing any: the checkpoint by its SHA-256, each commit by its own and by the chain, and that each
/// adds what was not there and takes away what was. A process may be writing to it.
///
/// # Errors
/// The first damage, or why a file cannot be read.
pub fn verify(folder: &Path) -> Result<Verified, Error> {
    let Some(manifest) = Manifest::read(folder)? else {
        return Err(Error::NoStore { folder: folder.display().to_string() });
    };
    let mut stated: HashSet<Quad> = read_base(folder, &manifest)?.into_iter().collect();
    let journal = journal_folder(folder);
    let found = Journal::verify(&journal)?;
    for commit in Commits::open(&journal, manifest.t + 1)? {
        let commit = commit?;
        if let Some(problem) = apply(&mut stated, &commit) {
            return Err(Error::Damaged { path: journal.display().to_string(), problem });
        }
    }
    Ok(Verified { head: found.head, stated: stated.len() as u64, files: found.files, torn: found.torn })
}

/// Applies a commit; says what does not fit.
pub(crate) fn apply(stated: &mut HashSet<Quad>, commit: &plenary_journal::Commit) -> Option<String> {
    let (t, change) = (commit.t, &commit.content.change);
    if let Some(quad) = change.deleted().iter().find(|quad| !stated.remove(*quad)) {
        return Some(format!("commit {t} takes away {quad}, which is not there"));
    }
    let twice = change.added().iter().find(|quad| !stated.insert((*quad).clone()));
    twice.map(|quad| format!("commit {t} adds {quad}, which is there"))
}

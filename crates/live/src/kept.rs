//! The arrays of a store's data in a file beside its checkpoints: opening the store from it reads, derives, checks and sorts nothing.
//!
//! The file follows from what is stated, the ontology and the program. If it is missing or is of anything else, the data are built, and it
//! is written anew: nothing is lost with it.

use crate::folder::{Manifest, commit_of};
use crate::ground::{Beside, Standing, Unnamed};
use crate::{Error, Generation, Head};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use plenary_arrays::{Arrays, Writer};
use plenary_base::digest::hexadecimal;
use plenary_graph::snapshot::Snapshot;
use plenary_graph::triples::Triples;
use plenary_ontology::{Ontology, TurtleFile};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Name of the file in the folder of a store.
pub(crate) const FILE: &str = "arrays";

const TRIPLES: &str = "triples";
const SNAPSHOT: &str = "snapshot";
const PLAIN: &str = "plain";
/// Quads of which the triples do not tell how they are stated, and nodes about which there is something to report; as N-Quads.
const STATED: &str = "stated";
const REPORTED: &str = "reported";
/// What stands before a node that is written as an object.
const NOTHING: &str = "urn:plenary:nothing";

/// Where the arrays of a store are kept, and what they are made by.
#[derive(Debug)]
pub(crate) struct Kept {
    folder: PathBuf,
    path: PathBuf,
    ontology: Arc<Ontology>,
    /// SHA-256 of the ontology's files.
    digest: String,
    program: &'static str,
}

/// What a file of arrays is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct About {
    /// The number of the last commit; 0 before the first.
    t: u64,
    commit: Option<String>,
    /// SHA-256 of the first checkpoint: which store it is.
    store: String,
    /// SHA-256 of the ontology's files.
    ontology: String,
    program: String,
    /// Whether the data were checked against the shapes.
    is_checked: bool,
    /// Whether what is stated alone is in it too.
    is_plain: bool,
}

/// What a file has to be of: a commit, or one before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) head: Option<Head>,
    pub(crate) is_checked: bool,
    pub(crate) is_plain: bool,
    /// Up to this number of bytes all of the file is checked.
    pub(crate) checked_first: u64,
}

/// Data that were opened.
pub(crate) struct Opened {
    pub(crate) data: Unnamed,
    pub(crate) beside: Beside,
    /// The commit that they are of, perhaps one before the one that is wanted.
    pub(crate) head: Option<Head>,
    pub(crate) is_checked: bool,
    /// The file, if it is yet to be verified.
    pub(crate) unverified: Option<Arrays>,
}

/// Why data are not opened from a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unfit {
    #[error("there is no file of arrays")]
    Absent,
    #[error("the file of arrays is of {0}")]
    Other(&'static str),
    #[error("the file of arrays is of commit {t}, and the journal ends with {last}")]
    Ahead { t: u64, last: u64 },
    #[error(transparent)]
    Arrays(plenary_arrays::Error),
    #[error(transparent)]
    Snapshot(#[from] plenary_graph::snapshot::OpenError),
}

impl From<plenary_arrays::Error> for Unfit {
    fn from(error: plenary_arrays::Error) -> Self {
        if error.is_absent() { Self::Absent } else { Self::Arrays(error) }
    }
}

impl Kept {
    pub(crate) fn new(folder: &Path, ontology: Arc<Ontology>, sources: &[TurtleFile], program: &'static str) -> Self {
        let mut digest = Sha256::new();
        // Not their names: the same files may be given by other paths.
        for TurtleFile { text, .. } in sources {
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text);
        }
        Self {
            folder: folder.to_owned(),
            path: folder.join(FILE),
            ontology,
            digest: hexadecimal(&digest.finalize()),
            program,
        }
    }

    fn about(&self, manifest: &Manifest, head: Option<Head>, is_checked: bool, is_plain: bool) -> About {
        About {
            t: head.map_or(0, |head| head.t),
            commit: head.map(|head| head.id.to_string()),
            store: manifest.first().sha256().to_owned(),
            ontology: self.digest.clone(),
            program: self.program.to_owned(),
            is_checked,
            is_plain,
        }
    }

    /// Opens the data of a commit, or of one before it. A file that is larger than what is checked first is not read, apart from its texts and the full-text index.
    pub(crate) fn open(&self, wanted: Wanted<'_>) -> Result<Opened, Unfit> {
        let start = Instant::now();
        let arrays = Arrays::open(&self.path)?;
        let Wanted { manifest, head, is_checked, is_plain, checked_first } = wanted;
        let wanted = self.about(manifest, head, is_checked, is_plain);
        let About { t, commit, store, ontology, program, is_checked, is_plain } = arrays.about()?;
        if store == wanted.store && t > wanted.t {
            return Err(Unfit::Ahead { t, last: wanted.t });
        }
        let of = self.head(t, wanted.t, head);
        let differences = [
            (store != wanted.store, "another store"),
            (commit != of.map(|of| of.id.to_string()), "another commit"),
            (ontology != wanted.ontology, "another ontology"),
            (program != wanted.program, "another version of the program"),
            (wanted.is_checked && !is_checked, "data that were not checked against the shapes"),
            (wanted.is_plain && !is_plain, "a dataset that is not kept plain"),
        ];
        if let Some((_, of)) = differences.into_iter().find(|(is_other, _)| *is_other) {
            return Err(Unfit::Other(of));
        }
        let is_verified = arrays.size() <= checked_first;
        if is_verified {
            arrays.verify()?;
        }
        let triples = Triples::open(&arrays, TRIPLES)?;
        let snapshot = Snapshot::open(&self.ontology, &triples, &arrays, SNAPSHOT)?;
        let plain = wanted.is_plain.then(|| Triples::open(&arrays, PLAIN)).transpose()?;
        let quads = read_quads(&arrays, STATED)?;
        let reported = arrays.has(REPORTED).then(|| read_quads(&arrays, REPORTED)).transpose()?;
        let reported = reported.map(|quads| quads.into_iter().map(|quad| quad.object).collect());
        let unverified = (!is_verified).then_some(arrays);
        let (standing, turned) = (Standing::default(), Vec::new());
        let data = Unnamed { snapshot, triples, plain, standing, turned, asked: None, start };
        Ok(Opened { data, beside: Beside { quads, reported }, head: of, is_checked, unverified })
    }

    /// The commit of a number, if it is the wanted one or stands before it; none before the first, and where there is none.
    fn head(&self, t: u64, last: u64, wanted: Option<Head>) -> Option<Head> {
        match t {
            0 => None,
            t if t == last => wanted,
            t if t < last => commit_of(&self.folder, t).ok().map(|commit| Head { t, id: commit.id }),
            _ => None,
        }
    }

    /// Writes the data of a commit, in the place of what was there. Gives what it wrote: the same in arrays that are sorted anew, if something
    /// stood beside them.
    pub(crate) fn write(
        &self,
        manifest: &Manifest,
        generation: &Arc<Generation>,
        beside: &Beside,
        is_checked: bool,
    ) -> Result<Arc<Generation>, Error> {
        let generation = match generation.triples.is_sorted() {
            true => Arc::clone(generation),
            false => Arc::new(generation.rewritten(&self.ontology)?),
        };
        let Generation { head, snapshot, triples, plain, .. } = &*generation;
        let mut to = Writer::begin(&self.path)?;
        triples.write(&mut to, TRIPLES)?;
        snapshot.write(&mut to, SNAPSHOT)?;
        if let Some(plain) = plain {
            plain.write(&mut to, PLAIN)?;
        }
        write_quads(&mut to, STATED, beside.quads.iter().cloned())?;
        if let Some(nodes) = &beside.reported {
            let nothing = NamedNode::new_unchecked(NOTHING);
            let quad = |node: &Term| Quad::new(nothing.clone(), nothing.clone(), node.clone(), GraphName::DefaultGraph);
            write_quads(&mut to, REPORTED, nodes.iter().map(quad))?;
        }
        to.finish(&self.about(manifest, *head, is_checked, plain.is_some()))?;
        Ok(generation)
    }
}

fn write_quads(to: &mut Writer, name: &str, quads: impl Iterator<Item = Quad>) -> Result<(), plenary_arrays::Error> {
    let text: String = quads.map(|quad| format!("{quad} .\n")).collect();
    to.slice(name, text.as_bytes())
}

fn read_quads(arrays: &Arrays, name: &str) -> Result<Vec<Quad>, plenary_arrays::Error> {
    let text = arrays.checked(name)?;
    // What was written here was read before, and may have IRIs and languages that were taken then.
    let quads: Result<Vec<Quad>, _> = RdfParser::from_format(RdfFormat::NQuads).lenient().for_slice(&text).collect();
    arrays.fits(name, quads.is_ok())?;
    Ok(quads.unwrap_or_default())
}

/// A file of arrays that is what was written.
pub(crate) struct Sound {
    /// Its size.
    pub(crate) bytes: u64,
    /// The commit of the store that it is of; 0 before the first, and if it is of another store.
    pub(crate) t: u64,
}

/// Reads the arrays of a store, if there are any of this version, and makes sure that they are what was written.
pub(crate) fn verify(folder: &Path, manifest: &Manifest) -> Result<Option<Sound>, Error> {
    match Arrays::open(&folder.join(FILE)) {
        Ok(arrays) => {
            arrays.verify()?;
            let About { t, store, .. } = arrays.about()?;
            let t = if store == manifest.first().sha256() { t } else { 0 };
            Ok(Some(Sound { bytes: arrays.size(), t }))
        }
        Err(plenary_arrays::Error::Version { .. }) => Ok(None),
        Err(error) if error.is_absent() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The error of a journal that has lost the commits that the arrays are of.
pub(crate) fn lost(folder: &Path, t: u64, last: u64) -> Error {
    Error::Lost { path: folder.join(FILE).display().to_string(), t, last }
}

//! The data as they were.

use crate::folder::{Manifest, commit_of, journal_folder, stated_at, time_of};
use crate::ground::Ground;
use crate::kept::{Kept, Unfit, Wanted};
use crate::{Check, Commits, Error, Generation, Head, Stated, replay};
use oxigraph::model::Quad;
use plenary_ontology::{Ontology, TurtleFile};
use plenary_store::read_sources;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The states of a store that its commits have left. It takes no lock: a process may be writing.
#[derive(Debug)]
pub struct Past {
    folder: PathBuf,
    ontology: Arc<Ontology>,
    own: Vec<Quad>,
    kept: Arc<Kept>,
}

impl Past {
    /// The states of a folder, read by this ontology. `sources` are its files, and `program` names what builds data of them, by which files
    /// of others are told.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn new(
        folder: &Path,
        ontology: Arc<Ontology>,
        sources: &[TurtleFile],
        program: &'static str,
    ) -> Result<Self, Error> {
        let own = read_sources(sources, ontology.prefixes())?;
        let kept = Arc::new(Kept::new(folder, Arc::clone(&ontology), sources, program));
        Ok(Self { folder: folder.to_owned(), ontology, own, kept })
    }

    /// Where the arrays of one state are kept.
    pub(crate) fn kept(&self) -> &Arc<Kept> {
        &self.kept
    }

    /// What the ontology's files state.
    pub(crate) fn own(&self) -> &[Quad] {
        &self.own
    }

    /// The data after a commit; before the first, after 0. What rules derive is that of the ontology as it is now, and shapes are not
    /// checked: they may be stricter than those of the time.
    ///
    /// # Errors
    /// If there is no such commit, or a file is damaged or cannot be read.
    pub fn at(&self, t: u64) -> Result<Generation, Error> {
        let mut ground = Ground::new(Arc::clone(&self.ontology), self.own.clone(), false)?;
        let generation = match self.opened(t, &mut ground)? {
            Some(generation) => generation,
            None => {
                let Stated { head, quads } = stated_at(&self.folder, Some(t))?;
                ground.begin_with(quads, head, Check::Skip)?
            }
        };
        Ok(Generation { time: time_of(&self.folder, generation.head)?, ..generation })
    }

    /// The same from the file of arrays, if it is of that commit or of one before it.
    fn opened(&self, t: u64, ground: &mut Ground) -> Result<Option<Generation>, Error> {
        let manifest = Manifest::of_store(&self.folder)?;
        let head = match t {
            0 => None,
            t => commit_of(&self.folder, t).map(|commit| Some(Head { t, id: commit.id }))?,
        };
        let (is_checked, is_plain, checked_first) = (false, false, u64::MAX);
        match self.kept.open(Wanted { manifest: &manifest, head, is_checked, is_plain, checked_first }) {
            Ok(opened) => {
                let of = opened.head;
                let generation = ground.resume(opened.data, opened.beside, of);
                if of == head {
                    return Ok(Some(generation));
                }
                let commits = Commits::open(&journal_folder(&self.folder), of.map_or(0, |of| of.t) + 1)?;
                replay(ground, &generation, commits, head, false).map(Some)
            }
            Err(Unfit::Absent | Unfit::Other(_) | Unfit::Ahead { .. }) => Ok(None),
            Err(damage) => {
                tracing::warn!("{damage}");
                Ok(None)
            }
        }
    }
}

//! The data as they were.

use crate::folder::stated_at;
use crate::ground::Ground;
use crate::{Error, Generation, Stated};
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
}

impl Past {
    /// The states of a folder, read by this ontology. `sources` are its files.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn new(folder: &Path, ontology: Arc<Ontology>, sources: &[TurtleFile]) -> Result<Self, Error> {
        let own = read_sources(sources, ontology.prefixes())?;
        Ok(Self { folder: folder.to_owned(), ontology, own })
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
        let Stated { head, quads } = stated_at(&self.folder, Some(t))?;
        let mut ground = Ground::new(Arc::clone(&self.ontology), self.own.clone(), false)?;
        ground.begin(quads.into_iter().collect())?;
        ground.checked(head, false)
    }
}

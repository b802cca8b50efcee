//! Which ontology and which data a command works on.

use crate::server::Files;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct DatasetArgs {
    /// Folder with the Turtle files of an ontology, or one such file: classes, SHACL shapes and rules. Without it, the
    /// ontology of meeting records that is built in.
    #[arg(long, value_name = "DIR")]
    pub(super) ontology: Option<PathBuf>,
    /// RDF files, or folders of them, to load; those that end in .gz are unpacked, to 250 times their size at most. With the built-in ontology they are added to the built-in record of the
    /// WSIS+20 review; with --ontology they are all there is. Without it, the built-in record.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(super) data: Vec<PathBuf>,
}

impl DatasetArgs {
    /// The files that are meant.
    ///
    /// # Errors
    /// If one of them is not there.
    pub(super) fn files(&self) -> anyhow::Result<Files> {
        Files::choose(self.ontology.as_deref(), &self.data)
    }
}

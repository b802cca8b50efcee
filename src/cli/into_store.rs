//! What a command makes goes into a store, as a commit, instead of into files.

use crate::live::{Ask, Edits, Generation, Head, Live, Outcome, SyncMode};
use crate::ontology::{Ontology, Prefixes};
use crate::server::{Files, keep, settings};
use crate::store::{Input, named_by_label, read_inputs};
use anyhow::bail;
use oxigraph::model::{GraphName, NamedNode, Quad, Triple};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Into a store")]
pub(super) struct IntoStore {
    /// Folder of a store: its data are those that the command works on, and what the command makes becomes a commit to it. It must not be
    /// served meanwhile. Without it, data are loaded from files, and files are written.
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    pub(super) store: Option<PathBuf>,
    /// Why, for the commit. Without it, the name of the command and what it was given.
    #[arg(long, value_name = "TEXT", requires = "store")]
    message: Option<String>,
    /// Who, for the commit. Without it, the commit has no author.
    #[arg(long, value_name = "NAME", requires = "store")]
    author: Option<String>,
}

/// What is stated in a graph.
pub(super) struct Graph {
    pub(super) name: NamedNode,
    pub(super) quads: Vec<Quad>,
    /// Whether it takes the place of what was there.
    pub(super) replaces: bool,
}

impl Graph {
    /// The graph of a text of RDF, which says what is in no other. The same text gives the same IRIs to blank nodes.
    pub(super) fn read(text: Input, replaces: bool, prefixes: &Prefixes) -> anyhow::Result<Self> {
        let name = text.graph().clone();
        let quads = named_by_label(read_inputs(vec![text], prefixes)?, prefixes, name.as_str().as_bytes());
        Ok(Self { name, quads, replaces })
    }

    /// Adds triples.
    pub(super) fn extend(&mut self, triples: impl IntoIterator<Item = Triple>) {
        self.quads.extend(triples.into_iter().map(|triple| triple.in_graph(self.name.clone())));
    }
}

impl IntoStore {
    /// The files whose ontology and words hold, with the data of the store in the place of theirs, if one is named.
    pub(super) fn files(&self, files: Files) -> anyhow::Result<Files> {
        match &self.store {
            Some(folder) => files.of_store(folder),
            None => Ok(files),
        }
    }

    /// Makes a commit of graphs, and says so in a line.
    pub(super) fn put(&self, live: &Live, graphs: Vec<Graph>, message: &str) -> anyhow::Result<String> {
        let message = self.message.clone().unwrap_or_else(|| message.to_owned());
        let ask = Ask { author: self.author.clone(), message: Some(message), ..Ask::default() };
        let receipt = live.commit(ask, move |generation| Ok(edits(generation, graphs)))?;
        keep(live);
        Ok(told(receipt.head, receipt.outcome))
    }
}

/// Opens a store to write to.
pub(super) fn open(folder: &Path, files: &Files, ontology: &Arc<Ontology>) -> anyhow::Result<Live> {
    files.open_store(folder, ontology, settings(true, SyncMode::Always), |_| {})
}

/// Refuses a folder that is no store.
pub(super) fn check_store(folder: &Path) -> anyhow::Result<()> {
    let shown = folder.display();
    if !crate::live::is_store(folder) {
        bail!("{shown} is no store; `plenary init {shown}` makes one");
    }
    Ok(())
}

fn edits(generation: &Generation, graphs: Vec<Graph>) -> Edits {
    let mut edits = Edits::default();
    for Graph { name, quads, replaces } in graphs {
        if replaces && let Some(before) = generation.triples.graph(name.as_ref()) {
            let in_graph = |triple: Triple| triple.in_graph(GraphName::from(name.clone()));
            edits.deleted.extend(before.map(in_graph).filter(|quad| !generation.is_fixed(quad)));
        }
        edits.added.extend(quads);
    }
    edits
}

/// What became of a request for a commit.
pub(super) fn told(head: Option<Head>, outcome: Outcome) -> String {
    match (head, outcome) {
        (Some(_), Outcome::Committed { added, deleted }) => {
            format!("{}: {added} quads added, {deleted} deleted\n", named(head))
        }
        _ => format!("nothing to change; the last is {}\n", named(head)),
    }
}

/// A commit as people read it.
pub(super) fn named(head: Option<Head>) -> String {
    head.map_or("no commit".to_owned(), |head| format!("commit {} ({})", head.t, head.id))
}

//! What a command makes goes into a store, as a commit, instead of into files.

use crate::live::{Ask, Check, Edits, Generation, Head, Live, Outcome, SyncMode};
use crate::ontology::{Ontology, Prefixes};
use crate::server::{Files, settings};
use crate::store::{Input, named_by_label, read_inputs};
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
#[derive(Clone)]
pub(super) struct Graph {
    name: NamedNode,
    quads: Vec<Quad>,
    /// Whether it takes the place of what was there.
    replaces: bool,
}

impl Graph {
    /// The graph of a text of RDF in the place of what was there. The text says what is in no other.
    pub(super) fn read(text: Input, prefixes: &Prefixes) -> anyhow::Result<Self> {
        let name = text.graph().clone();
        Ok(Self::named(name, read_inputs(vec![text], prefixes)?, prefixes))
    }

    /// The graph of triples in the place of what was there.
    pub(super) fn of(name: NamedNode, triples: Vec<Triple>, prefixes: &Prefixes) -> Self {
        let mut graph = Self { name: name.clone(), quads: Vec::new(), replaces: true };
        graph.extend(triples);
        Self::named(name, graph.quads, prefixes)
    }

    /// The graph of a text of RDF beside what was there. Its blank nodes get other names than those of before.
    pub(super) fn beside(text: Input, prefixes: &Prefixes) -> anyhow::Result<Self> {
        let name = text.graph().clone();
        Ok(Self { name, quads: read_inputs(vec![text], prefixes)?, replaces: false })
    }

    /// The same content gives the same IRIs to blank nodes.
    fn named(name: NamedNode, quads: Vec<Quad>, prefixes: &Prefixes) -> Self {
        let quads = named_by_label(quads, prefixes, name.as_str().as_bytes());
        Self { name, quads, replaces: true }
    }

    pub(super) fn quads(&self) -> &[Quad] {
        &self.quads
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

    /// Makes a commit of graphs, and says so in a line. Who has made the last one keeps the arrays.
    pub(super) fn put(&self, live: &Live, graphs: Vec<Graph>, message: &str) -> anyhow::Result<String> {
        let message = self.message.clone().unwrap_or_else(|| message.to_owned());
        let ask = Ask { author: self.author.clone(), message: Some(message), ..Ask::default() };
        let receipt = live.commit(ask, move |generation| Ok(edits(generation, graphs)))?;
        Ok(told(receipt.head, receipt.outcome))
    }
}

/// Opens a store to write to. That its data violate shapes keeps no commit away which makes no further violation.
pub(super) fn open(folder: &Path, files: &Files, ontology: &Arc<Ontology>) -> anyhow::Result<Live> {
    files.open_store(folder, ontology, settings(Check::Tell, SyncMode::Always), |_| {})
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

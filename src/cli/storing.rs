//! The commands about stores: making, copying and checking them, commits from files, and what commits there are.

use super::args::{CommitArgs, Syntax};
use super::into_store::{named, open, told};
use super::output::print;
use crate::live::patch::{Limits, Reader};
use crate::live::{Ask, Check, Commits, Edits, Settings, SyncMode, is_store, journal_folder};
use crate::server::{Files, keep, settings};
use crate::store::{Input, discover, read_at_most, write_sorted};
use crate::{file, live};
use anyhow::{Context, bail};
use oxigraph::model::{GraphName, Quad};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Ends the names of patches.
const PATCH: &str = "rdfp";

/// Makes a store.
pub(super) fn init(folder: &Path, files: &Files, check: Check) -> anyhow::Result<ExitCode> {
    let shown = folder.display();
    if is_store(folder) {
        bail!("{shown} is a store already");
    }
    let ontology = Arc::new(files.ontology()?);
    let live = files.open_store(folder, &ontology, settings(check, SyncMode::Always), |_| {})?;
    keep(&live);
    let triples = live.generation().snapshot.dataset().triples;
    print(&format!("{triples} triples, with those of the ontology and of its rules → {shown}\n"))
}

/// Makes a commit of files.
pub(super) fn commit(args: &CommitArgs) -> anyhow::Result<ExitCode> {
    let files = Files::choose(args.ontology.as_deref(), &[])?.of_store(&args.store)?;
    let ontology = Arc::new(files.ontology()?);
    let is_patch = |path: &&Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(PATCH));
    let (patches, others): (Vec<&Path>, Vec<&Path>) = args.files.iter().map(AsRef::as_ref).partition(is_patch);
    let mut edits = Edits { is_strict: true, ..Edits::default() };
    for path in patches {
        let limits = Limits::default();
        let bound = file::Bound { bytes: limits.bytes, advice: "make several commits of it" };
        let text = file::read_text(path, bound)?;
        let patch = Reader::new(text.as_bytes(), limits).patch().with_context(|| path.display().to_string())?;
        edits.deleted.extend_from_slice(patch.change.deleted());
        edits.added.extend_from_slice(patch.change.added());
    }
    if !others.is_empty() {
        let paths: Vec<_> = others.into_iter().map(Path::to_owned).collect();
        let mut inputs = discover(&paths, ontology.prefixes())?;
        if let Some(name) = &args.graph {
            let name = ontology.prefixes().expand(name).map_err(anyhow::Error::msg).context("--graph")?;
            for input in &mut inputs {
                let (Input::Text { graph, .. } | Input::File { graph, .. }) = input;
                graph.clone_from(&name);
            }
        }
        edits.added.extend(read_at_most(inputs, ontology.prefixes(), Settings::default().changes)?);
    }
    let live = open(&args.store, &files, &ontology)?;
    let ask = Ask { author: args.author.clone(), message: args.message.clone(), ..Ask::default() };
    let receipt = live.commit(ask, move |_| Ok(edits))?;
    keep(&live);
    print(&told(receipt.head, receipt.outcome))
}

/// Prints the commits.
pub(super) fn log(folder: &Path, with_patches: bool) -> anyhow::Result<ExitCode> {
    if !is_store(folder) {
        bail!("{} is no store", folder.display());
    }
    let mut commits = Vec::new();
    for commit in Commits::open(&journal_folder(folder), 1)? {
        let commit = commit?;
        if with_patches {
            commits.push(format!("# {}\n{}\n", commit.id, commit.text()));
            continue;
        }
        let content = &commit.content;
        let (added, deleted) = (content.change.added().len(), content.change.deleted().len());
        let mut line = format!("{}  {}  +{added} -{deleted}", commit.t, content.time);
        for text in [&content.author, &content.message].into_iter().flatten() {
            // Writing to a string cannot fail. What others have written must not end the line.
            let _ = write!(line, "  {}", text.escape_debug());
        }
        commits.push(format!("{line}  {}\n", commit.id));
    }
    commits.reverse();
    print(&commits.concat())
}

/// Prints a commit.
pub(super) fn show(folder: &Path, t: u64) -> anyhow::Result<ExitCode> {
    let commit = live::commit_of(folder, t)?;
    print(&format!("# {}\n{}", commit.id, commit.text()))
}

/// Copies a store up to a commit.
pub(super) fn copy(folder: &Path, target: &Path, at: Option<u64>) -> anyhow::Result<ExitCode> {
    let head = live::copy(folder, target, at)?;
    print(&format!("{} at {} → {}\n", folder.display(), named(head), target.display()))
}

/// Writes a checkpoint.
pub(super) fn compact(folder: &Path) -> anyhow::Result<ExitCode> {
    print(&format!("{} has a checkpoint at {}\n", folder.display(), named(live::compact(folder)?)))
}

/// Writes what a store states.
pub(super) fn dump(
    folder: &Path,
    at: Option<u64>,
    syntax: Syntax,
    graph: Option<&str>,
    files: &Files,
) -> anyhow::Result<ExitCode> {
    let ontology = files.ontology()?;
    let mut quads: Vec<Quad> = live::stated_at(folder, at)?.quads.into_iter().collect();
    if let Some(graph) = graph {
        let name = GraphName::from(ontology.prefixes().expand(graph).map_err(anyhow::Error::msg)?);
        let known: BTreeSet<String> = quads.iter().map(|quad| quad.graph_name.to_string()).collect();
        quads.retain(|quad| quad.graph_name == name);
        if quads.is_empty() {
            let known: Vec<_> = known.into_iter().collect();
            bail!("there is no graph {name}; the graphs are {}", known.join(", "));
        }
    }
    let format = syntax.format();
    if graph.is_some() || !format.supports_datasets() {
        quads.iter_mut().for_each(|quad| quad.graph_name = GraphName::DefaultGraph);
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    write_sorted(format, quads, ontology.prefixes().iter(), &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Checks a store.
pub(super) fn verify(folder: &Path) -> anyhow::Result<ExitCode> {
    let found = live::verify(folder)?;
    let mut text = format!("{} quads at {}: all as it was written\n", found.stated, named(found.head));
    if let Some(bytes) = found.arrays {
        let _ = writeln!(text, "{bytes} bytes of arrays, from which the store is opened: as they were written");
    }
    if let Some(torn) = found.torn {
        let _ = writeln!(
            text,
            "{}, byte {}: {} bytes at the end are no whole commit, as a write that is interrupted leaves them; opening the store takes them away",
            torn.path.display(),
            torn.offset,
            torn.bytes
        );
    }
    print(&text)
}

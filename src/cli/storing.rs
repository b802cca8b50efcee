//! The commands about stores: commits from files, what commits there are, and whether all files are as they were written.

use super::args::CommitArgs;
use super::output::print;
use crate::live::patch::{Limits, Reader};
use crate::live::{Ask, Commits, Edits, Outcome, is_store, journal_folder};
use crate::server::Files;
use crate::store::{Input, discover, read_inputs};
use crate::{file, live};
use anyhow::{Context, bail};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Ends the names of patches.
const PATCH: &str = "rdfp";

/// Makes a commit of files.
pub(super) fn commit(args: &CommitArgs) -> anyhow::Result<ExitCode> {
    let shown = args.store.display();
    if !is_store(&args.store) {
        bail!("{shown} is no store; `plenary serve --store {shown}` makes one");
    }
    let files = Files::choose(args.ontology.as_deref(), &[])?;
    let ontology = Arc::new(files.ontology()?);
    let is_patch = |path: &&Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(PATCH));
    let (patches, others): (Vec<&Path>, Vec<&Path>) = args.files.iter().map(AsRef::as_ref).partition(is_patch);
    let mut edits = Edits { is_strict: true, ..Edits::default() };
    for path in patches {
        let text = file::read_text(path, file::Bound::NONE)?;
        let patch = Reader::new(text.as_bytes(), Limits::NONE).patch().with_context(|| path.display().to_string())?;
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
        edits.added.extend(read_inputs(inputs, ontology.prefixes())?);
    }
    let live = files.open_store(&args.store, &ontology, true, |_| {})?;
    let ask = Ask { author: args.author.clone(), message: args.message.clone(), ..Ask::default() };
    let receipt = live.commit(ask, move |_| Ok(edits))?;
    match (receipt.head, receipt.outcome) {
        (Some(head), Outcome::Committed { added, deleted }) => {
            print(&format!("commit {} ({}): {added} quads added, {deleted} deleted\n", head.t, head.id))
        }
        (head, _) => print(&format!(
            "nothing to change; the last commit is {}\n",
            head.map_or("none".to_owned(), |head| format!("{} ({})", head.t, head.id))
        )),
    }
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

/// Checks a store.
pub(super) fn verify(folder: &Path) -> anyhow::Result<ExitCode> {
    let found = live::verify(folder)?;
    let head = found.head.map_or("no commit".to_owned(), |head| format!("commit {} ({})", head.t, head.id));
    let mut text = format!("{} quads at {head}: all as it was written\n", found.stated);
    if let Some(torn) = found.torn {
        let _ = writeln!(
            text,
            "{}, byte {}: a write of {} bytes was interrupted; nothing of it was acknowledged, and opening the store takes it away",
            torn.path.display(),
            torn.offset,
            torn.bytes
        );
    }
    print(&text)
}

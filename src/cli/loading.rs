//! The command that adds a reference dataset beside the record: any RDF, adapted, checked, and written where `--data`
//! finds it, or committed to a store.

use super::args::LoadArgs;
use super::into_store::{Graph, open};
use super::output::print;
use crate::file;
use crate::server::keep;
use crate::store::{Input, RdfWriter, Reference, discover, graph_for, triples};
use anyhow::{Context, bail};
use oxigraph::io::RdfFormat;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// In the first line of each file that the command writes, so that it overwrites no other.
const MARK: &str = "written by `plenary load`";

/// Bytes within which the first line ends.
const FIRST_LINE: u64 = 64 << 10;

pub(super) fn run(args: &LoadArgs) -> anyhow::Result<ExitCode> {
    let name = name(&args.graph)?;
    let files = args.into_store.files(args.dataset.files()?)?;
    let ontology = Arc::new(files.ontology()?);
    let target = args.out.join("ref").join(format!("{name}.nt"));
    if args.into_store.store.is_none() {
        check_target(&target)?;
    }
    let graph = graph_for(Path::new(&format!("ref/{name}.nt")), ontology.prefixes());
    let shown = args.file.display();
    if fs::metadata(&args.file).with_context(|| format!("cannot read {shown}"))?.is_dir() {
        bail!("{shown} is a folder; load its files one by one, each into a graph of its own");
    }
    let mut inputs = discover(std::slice::from_ref(&args.file), ontology.prefixes())?;
    let input = inputs.pop().with_context(|| format!("{shown} is no file of data"))?;
    let read = triples(input, ontology.prefixes())?;
    let record = files.load(&ontology, false)?.store;
    let reference = Reference::beside(&record, &ontology, &graph, read);
    if reference.triples.is_empty() {
        bail!("{shown} has nothing that the record does not say itself");
    }
    let left_out: String = reference
        .left_out
        .iter()
        .map(|(property, count)| {
            format!("left out, as there can be one only and the record has its own or the file several: {count} of {property}\n")
        })
        .collect();
    if let Some(folder) = &args.into_store.store {
        let put = Graph::of(graph.clone(), reference.triples, ontology.prefixes());
        let live = open(folder, &files, &ontology)?;
        let done = args.into_store.put(&live, vec![put], &format!("plenary load {shown} --graph ref/{name}"))?;
        keep(&live);
        return print(&format!("{shown} → {graph}; {done}{left_out}"));
    }
    let text = write(&reference, &name, &shown.to_string())?;
    if !args.no_check {
        let input = Input::Text {
            name: target.display().to_string(),
            text: text.clone().into(),
            graph: graph.clone(),
            format: RdfFormat::NTriples,
        };
        let report = files.check_with(&ontology, vec![input])?;
        if report.refuses() {
            let violations: String = report.violations().iter().map(|violation| format!("\n{violation}")).collect();
            bail!("{shown} is not written, as it violates the shapes (--no-check writes it all the same):{violations}");
        }
    }
    file::write(&target, text.as_bytes())?;
    print(&format!(
        "{} triples of {shown} → {} ({graph})\n{left_out}serve it with: plenary serve --data {}\n",
        reference.triples.len(),
        target.display(),
        args.out.display()
    ))
}

/// The last part of `ref/NAME`.
fn name(graph: &str) -> anyhow::Result<String> {
    let name = graph.strip_prefix("graph:").unwrap_or(graph).strip_prefix("ref/").unwrap_or_default();
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if name.is_empty() || !name.bytes().all(is_allowed) {
        bail!(
            "--graph is `{graph}`, but must be ref/NAME, NAME being of letters, digits, `-` and `_`, such as ref/sdg"
        );
    }
    Ok(name.to_owned())
}

/// Whether a file may be written: there is none, or it is from an earlier run.
fn check_target(target: &Path) -> anyhow::Result<()> {
    match file::start(target, FIRST_LINE)? {
        None => Ok(()),
        Some(bytes) if String::from_utf8_lossy(&bytes).lines().next().is_some_and(|line| line.contains(MARK)) => Ok(()),
        Some(_) => bail!("{} is there already and was not {MARK}; choose another NAME for --graph", target.display()),
    }
}

fn write(reference: &Reference, name: &str, source: &str) -> anyhow::Result<String> {
    let source = source.replace(['\n', '\r'], " ");
    let head = format!("# ref/{name}: {} triples of {source}, {MARK}.\n", reference.triples.len());
    let mut writer = RdfWriter::new(RdfFormat::NTriples, std::iter::empty(), head.into_bytes());
    for triple in &reference.triples {
        writer.triple(triple)?;
    }
    Ok(String::from_utf8(writer.finish()?)?)
}

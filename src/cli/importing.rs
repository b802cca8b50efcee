//! The command that imports documents.

use super::args::ImportArgs;
use super::commands::print;
use crate::import::{Evaluation, Gold, Importer, Options, Record};
use crate::source;
use anyhow::{Context, bail};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let files = args.dataset.files()?;
    let ontology = files.ontology()?;
    let process = args.process.as_deref().map(|process| ontology.prefixes().expand(process));
    let options = Options {
        process: process.transpose().map_err(anyhow::Error::msg)?,
        date: args.date.clone(),
        language: args.lang.clone(),
        meeting: args.meeting.clone(),
        document: args.document.clone(),
        media: args.media.clone(),
    };
    let store = files.load(&ontology, false)?.store;
    let importer = Importer::new(store.inner())?;
    if !args.evaluate.is_empty() {
        return evaluate(&importer, &options, &args.documents, &args.evaluate);
    }
    Ok(ExitCode::SUCCESS)
}

fn import(importer: &Importer, path: &Path, options: &Options) -> anyhow::Result<Record> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let document = source::read(&name, &bytes, None)?;
    Ok(importer.import(&name, &bytes, &document, options)?)
}

/// Compares imports with annotations made by hand and prints precision, recall and F1 of each layer.
fn evaluate(
    importer: &Importer,
    options: &Options,
    documents: &[PathBuf],
    annotations: &[PathBuf],
) -> anyhow::Result<ExitCode> {
    if documents.len() != annotations.len() {
        bail!("{} documents and {} annotations: --evaluate takes one for each document", documents.len(), annotations.len());
    }
    let mut text = String::new();
    let mut total = Evaluation::default();
    for (path, annotation) in documents.iter().zip(annotations) {
        let record = import(importer, path, options)?;
        let shown = annotation.display();
        let gold = std::fs::read(annotation).with_context(|| format!("cannot read {shown}"))?;
        let gold: Gold = serde_json::from_slice(&gold).with_context(|| format!("{shown} is no annotation"))?;
        let evaluation = Evaluation::new(&record, &gold);
        text += &format!("{}\n", path.display());
        for difference in &evaluation.differences {
            let _ = writeln!(text, "  {difference}");
        }
        text += &table(&evaluation);
        total.add(&evaluation);
    }
    if documents.len() > 1 {
        text += "all documents\n";
        text += &table(&total);
    }
    print(&text)
}

fn table(evaluation: &Evaluation) -> String {
    let mut text = format!("  {:22} {:>9} {:>8} {:>8} {:>9} {:>7} {:>7}\n", "", "right", "found", "expected", "precision", "recall", "F1");
    for (name, layer) in evaluation.layers() {
        let _ = writeln!(
            text,
            "  {name:22} {:>9} {:>8} {:>8} {:>9.3} {:>7.3} {:>7.3}",
            layer.right, layer.found, layer.expected, layer.precision(), layer.recall(), layer.f1()
        );
    }
    text
}

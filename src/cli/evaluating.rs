//! `import --evaluate`: records beside annotations made by hand.

use super::document::import;
use super::import_args::ImportFormat;
use super::output::print;
use crate::file;
use crate::import::{Evaluation, Gold, Importer, Layer, Options};
use anyhow::{Context, bail};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// All that is compared: document by document, layout by layout, and in all.
#[derive(Serialize)]
struct Comparison {
    documents: Vec<Compared>,
    layouts: BTreeMap<String, Counts>,
    total: Counts,
}

#[derive(Serialize)]
struct Compared {
    document: String,
    layout: String,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    #[serde(flatten)]
    evaluation: Evaluation,
    coverage: f64,
    false_attributions_per_100: f64,
}

impl From<Evaluation> for Counts {
    fn from(evaluation: Evaluation) -> Self {
        let (coverage, false_attributions_per_100) = (evaluation.coverage(), evaluation.false_attributions());
        Self { evaluation, coverage, false_attributions_per_100 }
    }
}

/// Compares imports with annotations made by hand and prints what is right, layer by layer.
pub(super) fn evaluate(
    importer: &Importer,
    options: &Options,
    documents: &[PathBuf],
    annotations: &[PathBuf],
    format: ImportFormat,
) -> anyhow::Result<ExitCode> {
    if documents.len() != annotations.len() {
        bail!(
            "{} documents and {} annotations: --evaluate takes one for each document",
            documents.len(),
            annotations.len()
        );
    }
    let mut compared = Vec::new();
    let mut layouts: BTreeMap<String, Evaluation> = BTreeMap::new();
    let mut total = Evaluation::default();
    for (path, annotation) in documents.iter().zip(annotations) {
        let (layout, evaluation) = compare(importer, options, path, annotation)?;
        total.add(&evaluation);
        layouts.entry(layout.clone()).or_default().add(&evaluation);
        compared.push(Compared { document: path.display().to_string(), layout, counts: evaluation.into() });
    }
    let layouts = layouts.into_iter().map(|(layout, evaluation)| (layout, evaluation.into())).collect();
    let comparison = Comparison { documents: compared, layouts, total: total.into() };
    match format {
        ImportFormat::Json => print(&format!("{}\n", serde_json::to_string_pretty(&comparison)?)),
        ImportFormat::Text => print(&text(&comparison)),
    }
}

/// The layout of a document and what is right in its record. A document that gives none is wrong in all.
fn compare(
    importer: &Importer,
    options: &Options,
    path: &Path,
    annotation: &Path,
) -> anyhow::Result<(String, Evaluation)> {
    let gold = file::read(annotation, file::Bound::SMALL)?;
    let no_annotation = || format!("{} is no annotation", annotation.display());
    let gold = Gold::read(&gold).map_err(anyhow::Error::msg).with_context(no_annotation)?;
    let evaluation = match import(importer, path, &gold.complete(options)) {
        Ok(record) => Evaluation::new(&record, &gold, importer),
        Err(error) => Evaluation::refused(&gold, format!("{error:#}")),
    };
    Ok((gold.layout, evaluation))
}

fn text(comparison: &Comparison) -> String {
    let mut text = String::new();
    for document in &comparison.documents {
        let _ = writeln!(text, "{} ({})", document.document, document.layout);
        for difference in &document.counts.evaluation.differences {
            let _ = writeln!(text, "  {difference}");
        }
        text += &table(&document.counts);
    }
    if comparison.documents.len() > 1 {
        text += &by_layout(&comparison.layouts);
        text += "all documents\n";
        text += &table(&comparison.total);
    }
    text
}

fn table(counts: &Counts) -> String {
    let mut text = format!(
        "  {:22} {:>9} {:>8} {:>8} {:>9} {:>7} {:>7}\n",
        "", "right", "found", "expected", "precision", "recall", "F1"
    );
    for (name, layer) in counts.evaluation.layers() {
        let _ = writeln!(
            text,
            "  {name:22} {:>9} {:>8} {:>8} {:>9.3} {:>7.3} {:>7.3}",
            layer.right,
            layer.found,
            layer.expected,
            layer.precision(),
            layer.recall(),
            layer.f1()
        );
    }
    let Evaluation { documents, refused, sentences, covered, .. } = counts.evaluation;
    let _ = writeln!(
        text,
        "  {covered} of {sentences} sentences of known speakers are in the record ({:.3}); {:.1} of 100 attributions are \
         false; {refused} of {documents} documents gave no record",
        counts.coverage, counts.false_attributions_per_100
    );
    text
}

/// One line for each layout: the figures that are asked for first.
fn by_layout(layouts: &BTreeMap<String, Counts>) -> String {
    let mut text = format!(
        "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9}  layout (F1; documents)\n",
        "speaker", "behalf", "theme", "side", "stance", "false/100"
    );
    for (layout, counts) in layouts {
        let of = &counts.evaluation;
        let f1 = |layer: &Layer| format!("{:>9.3}", layer.f1());
        let layers = [&of.attribution, &of.on_behalf_of, &of.themes, &of.sides, &of.stances].map(f1);
        let false_ones = counts.false_attributions_per_100;
        let _ = writeln!(text, "{} {false_ones:>9.1}  {layout} ({})", layers.join(" "), of.documents);
    }
    text
}

//! The arguments of `plenary import`.

use super::dataset_args::DatasetArgs;
use super::into_store::IntoStore;
use clap::ValueEnum;
use oxigraph::model::NamedNode;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// Documents, or folders of them.
    #[arg(required = true, value_name = "PATH")]
    pub(super) documents: Vec<PathBuf>,
    /// Folder for the Turtle files, one a document, under `document/`, each with the text of its document (NAME.txt) so that
    /// its passages can be quoted. Without it, `meetings`.
    #[arg(long, value_name = "DIR", default_value = "meetings", conflicts_with = "store")]
    pub(super) out: PathBuf,
    /// Process that the meeting belongs to, as `process:igf` or a full IRI. Without it, the first that the document's
    /// first lines name.
    #[arg(long, value_name = "IRI")]
    pub(super) process: Option<String>,
    /// Day of the meeting, as 2025-05-30. Without it, the first date in the document's first lines.
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,
    /// Language of the document: ar, en, es, fr, ru or zh. Without it, that in the name (`summary.fr.md`), that which
    /// the document declares, or that which it looks like.
    #[arg(long, value_name = "TAG")]
    pub(super) lang: Option<String>,
    /// Name of the meeting in its IRI; if the data have the meeting, the document becomes one more record of it.
    /// Without it, the name of the file.
    #[arg(long, value_name = "NAME")]
    pub(super) meeting: Option<String>,
    /// Name of the document in its IRI and in the name of the Turtle file. Without it, the name of the file and its language.
    #[arg(long, value_name = "NAME")]
    pub(super) document: Option<String>,
    /// Where the recording of a transcript is, so that passages link into it. Without it, they have seconds only.
    #[arg(long, value_name = "URL", value_parser = iri)]
    pub(super) media: Option<String>,
    /// Whose words all of a document is, as `actor:chad` or by name ("Chad on behalf of the African Group"): for statements whose page does not say it.
    /// Without it, whom the document names.
    #[arg(long, value_name = "NAME")]
    pub(super) speaker: Option<String>,
    /// Write a page that shows the document beside what was recognized, to be checked by a person. Without it, none.
    #[arg(long, value_name = "FILE.html")]
    pub(super) report: Option<PathBuf>,
    /// File of corrections, as the page that --report writes gives it; it takes the place of that beside the record, of which a copy
    /// is kept. Without it, the corrections beside the record hold.
    #[arg(long, value_name = "FILE.ttl")]
    pub(super) corrections: Option<PathBuf>,
    /// Who corrects: what is corrected and does not say by whom has the method HUMAN and this name, which the page that --report
    /// writes has too. Without it, the method is CORRECTED, or what the corrections say.
    #[arg(long, value_name = "NAME")]
    pub(super) reviewer: Option<String>,
    /// What is printed: a summary as `text`, or all that was recognized as `json`. Without it, text.
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: ImportFormat,
    /// Write nothing. Without it, Turtle files are written.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Compare with annotations made by hand, one for each document in the same order, and write nothing.
    #[arg(long, value_name = "GOLD.json", num_args = 1..)]
    pub(super) evaluate: Vec<PathBuf>,
    /// Write the files without checking them against the shapes. Without it, a document whose record violates a shape is
    /// not written.
    #[arg(long, conflicts_with = "store")]
    pub(super) no_check: bool,
    /// Put a record in the place of one that the store has of another text by the same name. What was there stays in the log. Without it, such
    /// a document is refused; one whose text is the same is read again in any case.
    #[arg(long, requires = "store")]
    pub(super) replace: bool,
    #[command(flatten)]
    pub(super) assist: AssistArgs,
    #[command(flatten)]
    pub(super) into_store: IntoStore,
    #[command(flatten)]
    pub(super) dataset: DatasetArgs,
}

/// The model that helps, if one does.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Help by a model")]
pub(super) struct AssistArgs {
    /// Ask a model too: any endpoint compatible with the Chat Completions API of OpenAI (https, or http on this machine). Its
    /// key is taken from the environment variable PLENARY_ASSIST_KEY. Sentences of the documents are sent there. A position
    /// that only the model finds has the method MODEL and little confidence; what rules and model read alike is sure; where
    /// they differ, the rules stand and the review shows it first. Answers are kept in the folder of --out under `.assist/`.
    /// Without it, no model is asked.
    #[arg(long, value_name = "URL", conflicts_with = "evaluate")]
    pub(super) assist: Option<String>,
    /// Name of the model, as the endpoint knows it; it is part of the record's provenance. Without it, `default`.
    #[arg(long, value_name = "NAME", default_value = "default", requires = "assist")]
    pub(super) assist_model: String,
    /// Seconds for all requests of a run; a single one takes 120 at most. What is then not answered is reported, and the
    /// record by rules is written. Without it, 600.
    #[arg(long, value_name = "N", default_value_t = 600, requires = "assist", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) assist_seconds: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ImportFormat {
    Text,
    Json,
}

/// An IRI, which stands in the record as it is.
fn iri(text: &str) -> Result<String, String> {
    NamedNode::new(text)
        .map(NamedNode::into_string)
        .map_err(|error| format!("{error}; write it as browsers show it, with %20 for a space"))
}

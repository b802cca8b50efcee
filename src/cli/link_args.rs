//! The arguments of `plenary link`.

use super::dataset_args::DatasetArgs;
use super::into_store::IntoStore;
use crate::linking::{Columns, Kind};
use clap::ValueEnum;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["to", "accept"])))]
pub(super) struct LinkArgs {
    /// What to link to: a file or a folder of RDF, a table (.csv or .tsv), or the name of a graph that is loaded, as ref/sdg
    /// (see `plenary load`; name its folder with --data).
    #[arg(long, value_name = "DATASET")]
    pub(super) to: Option<String>,
    /// Types of ours to link, as Theme or State; repeat it for more. Without it, those that the ontology says are linkable:
    /// actors, processes, themes and action lines.
    #[arg(long, value_name = "TYPE", requires = "to", num_args = 1..)]
    pub(super) class: Vec<String>,
    /// Only things of this class of theirs, as a full IRI or as prefix:name. Without it, all that have a name or a code.
    #[arg(long, value_name = "IRI", requires = "to")]
    pub(super) to_class: Option<String>,
    /// Kinds of evidence that count. Without it, all.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KINDS", requires = "to")]
    pub(super) by: Vec<Evidence>,
    /// Least score of a proposal, from 0 to 1. Without it, 0.6.
    #[arg(long, value_name = "SCORE", default_value = "0.6", value_parser = share, requires = "to")]
    pub(super) min_score: f64,
    /// Most proposals for one resource. Without it, 3.
    #[arg(long, value_name = "NUMBER", default_value = "3", requires = "to")]
    pub(super) most: std::num::NonZeroUsize,
    /// Also list the links that the data have, marked `ple:known true`. Without it, they are left out.
    #[arg(long, requires = "to")]
    pub(super) known: bool,
    /// Form of the proposals: `turtle` for review, `json` or `csv` for machines. Without it, turtle.
    #[arg(long, value_enum, default_value = "turtle", requires = "to")]
    pub(super) format: ProposalFormat,
    /// File for the proposals. If it is there, as Turtle it keeps what was marked in it. Without it, standard output.
    #[arg(long, value_name = "FILE", requires = "to")]
    pub(super) out: Option<PathBuf>,
    /// Compare the proposals with known links (RDF with skos:exactMatch and the like) and print precision, recall and F1, what
    /// was missed and what is false. Links that the data have are no evidence then. Without it, the proposals themselves.
    #[arg(long, value_name = "LINKS", requires = "to", conflicts_with_all = ["out", "known"])]
    pub(super) evaluate: Option<PathBuf>,
    #[command(flatten)]
    pub(super) table: TableArgs,
    /// Write the proposals of this file that are marked `ple:accepted true` as links, and remember those marked false.
    #[arg(long, value_name = "FILE")]
    pub(super) accept: Option<PathBuf>,
    /// Accept those without a mark too, from this score on. Without it, only what is marked.
    #[arg(long, value_name = "SCORE", value_parser = share, requires = "accept")]
    pub(super) above: Option<f64>,
    /// Data folder for accepted links, under `links/`. Without it, `meetings`, where `plenary import` writes too.
    #[arg(long, value_name = "DIR", default_value = "meetings", requires = "accept", conflicts_with = "store")]
    pub(super) into: PathBuf,
    /// Name of the file of accepted links; what is in it stays. Without it, that of the file of proposals.
    #[arg(long, value_name = "NAME", requires = "accept")]
    pub(super) name: Option<String>,
    #[command(flatten)]
    pub(super) into_store: IntoStore,
    #[command(flatten)]
    pub(super) dataset: DatasetArgs,
}

/// How a table is read. Columns are named by their heads or by their numbers from 1.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options for tables")]
pub(super) struct TableArgs {
    /// Column of identifiers. Without it, the one headed `id`, `iri`, `uri` or the like.
    #[arg(long, value_name = "COLUMN", requires = "to")]
    id: Option<String>,
    /// What stands before identifiers. Without it, they must be IRIs, or prefix:name.
    #[arg(long, value_name = "IRI", requires = "to")]
    id_prefix: Option<String>,
    /// Column of names, with its language as `name_fr@fr`; repeat it for more. Without it and --other-name, those whose heads
    /// say so.
    #[arg(long, value_name = "COLUMN[@LANG]", requires = "to")]
    label: Vec<String>,
    /// Column of other names, likewise.
    #[arg(long, value_name = "COLUMN[@LANG]", requires = "to")]
    other_name: Vec<String>,
    /// Column of codes; with `=PROPERTY` they are those of one system, as `cca3=ple:isoAlpha3`. Repeat it for more. Without it,
    /// those whose heads say so.
    #[arg(long, value_name = "COLUMN[=PROPERTY]", requires = "to")]
    code: Vec<String>,
    /// Column with the identifiers of what is broader. Without it, the one headed `broader` or `parent`.
    #[arg(long, value_name = "COLUMN", requires = "to")]
    broader: Option<String>,
    /// The first line is data; columns have numbers only. Without it, the first line is the head.
    #[arg(long, requires = "to")]
    no_header: bool,
}

impl TableArgs {
    pub(super) fn columns(&self) -> Columns {
        Columns {
            id: self.id.clone(),
            id_prefix: self.id_prefix.clone(),
            labels: self.label.clone(),
            other_names: self.other_name.clone(),
            codes: self.code.clone(),
            broader: self.broader.clone(),
            without_head: self.no_header,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ProposalFormat {
    Turtle,
    Json,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Evidence {
    /// A third thing that both are the same as, or that theirs is about.
    Same,
    /// Codes and notations.
    Code,
    /// Names in all languages.
    Label,
    /// What is broader and narrower.
    Hierarchy,
}

impl Evidence {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Same => Kind::Same,
            Self::Code => Kind::Code,
            Self::Label => Kind::Label,
            Self::Hierarchy => Kind::Hierarchy,
        }
    }
}

fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|score| (0.0..=1.0).contains(score)).ok_or_else(|| "a number from 0 to 1 is wanted".into())
}

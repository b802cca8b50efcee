//! The command that proposes links to another dataset; `accepting` writes those that a person accepted.

use super::accepting::{accept, read_rdf, review};
use super::link_args::{LinkArgs, ProposalFormat};
use super::output::print;
use crate::file;
use crate::linking::{
    Collection, Evaluation, Kind, Options, Proposal, Proposals, Review, Table, Vocabulary, propose, rejected,
};
use crate::ontology::{ClassId, Ontology};
use crate::server::Files;
use crate::store::{Store, discover, graph_for};
use anyhow::{Context, bail};
use oxigraph::model::{NamedNode, Triple};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

pub(super) fn run(args: &LinkArgs) -> anyhow::Result<ExitCode> {
    let files = args.into_store.files(args.dataset.files()?)?;
    let ontology = Arc::new(files.ontology()?);
    match (&args.to, &args.accept) {
        (_, Some(file)) => accept(args, file, &files, &ontology),
        (Some(dataset), None) => link(args, dataset, &files, &ontology),
        (None, None) => bail!("say what to link with --to, or what to accept with --accept"),
    }
}

fn link(args: &LinkArgs, dataset: &str, files: &Files, ontology: &Ontology) -> anyhow::Result<ExitCode> {
    let store = files.load(ontology, false)?.store;
    let vocabulary = Vocabulary::read(&store, ontology)?;
    let classes = classes(args, ontology, &vocabulary)?;
    let to_class = args.to_class.as_deref().map(|class| ontology.prefixes().expand(class)).transpose();
    let to_class = to_class.map_err(anyhow::Error::msg).context("--to-class")?;
    let External { triples: read, graph, columns } = external(args, files, dataset, ontology, &store, &vocabulary)?;
    let theirs = Collection::theirs(&read, &vocabulary, to_class.as_ref()).with_context(|| dataset.to_owned())?;
    if theirs.is_empty() {
        let of_class = to_class.map(|class| format!(" of the class {class}")).unwrap_or_default();
        bail!(
            "{dataset} has nothing{of_class} with a name or a code that `plenary link` knows; see ontology/linking.ttl"
        );
    }
    let ours = Collection::ours(&store, ontology, &vocabulary, &classes, graph.as_ref())?;
    let by = if args.by.is_empty() { Kind::ALL.to_vec() } else { args.by.iter().map(|by| by.kind()).collect() };
    let options = Options {
        min_score: args.min_score,
        most: args.most.get(),
        by,
        with_known: args.known,
        evaluates: args.evaluate.is_some(),
        rejected: rejected(&store),
    };
    let proposals = propose(&ours, &theirs, &vocabulary, ontology.prefixes(), &options);
    if let Some(known) = &args.evaluate {
        let known = read_rdf(known, ontology)?;
        let evaluation = Evaluation::new(&proposals.list, &known, &ours, &theirs);
        return print(&evaluation.report(&ours, &theirs, ontology.prefixes()));
    }
    if let Some(out) = args.out.as_deref().filter(|out| out.exists()) {
        check_target(out, args.format)?;
    }
    let text = match args.format {
        ProposalFormat::Turtle => {
            let before = match &args.out {
                Some(out) if out.exists() => review(out, ontology)?,
                _ => Review::default(),
            };
            before.write(&proposals.list, dataset, ontology.prefixes())
        }
        ProposalFormat::Json => serde_json::to_string_pretty(&json(&proposals.list))? + "\n",
        ProposalFormat::Csv => csv(&proposals.list)?,
    };
    match &args.out {
        None => print(&text),
        Some(out) => {
            file::write(out, text.as_bytes())?;
            print(&summary(&proposals, &ours, &theirs, columns.as_deref(), out))
        }
    }
}

/// Bytes by which a file of proposals is known.
const START: u64 = 64 << 10;

/// Whether a file is one of proposals in this form, so that no other is overwritten.
fn check_target(out: &Path, format: ProposalFormat) -> anyhow::Result<()> {
    let start = file::start(out, START)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&start);
    let is_ours = match format {
        ProposalFormat::Turtle => text.lines().next().is_some_and(|line| line.contains("written by `plenary link`")),
        ProposalFormat::Json => text == "[]\n" || text.starts_with("[\n  {\n    \"subject\": "),
        ProposalFormat::Csv => text.starts_with("subject,subjectTitle,"),
    };
    if !is_ours {
        bail!("{} is there already and was not written by `plenary link`; choose another --out", out.display());
    }
    Ok(())
}

fn summary(proposals: &Proposals, ours: &Collection, theirs: &Collection, columns: Option<&str>, out: &Path) -> String {
    let columns = columns.map(|columns| format!("columns: {columns}\n")).unwrap_or_default();
    let decided = proposals.decided;
    format!(
        "{columns}{} proposals for {} of ours and {} of theirs → {}\n{} links are known, {} were rejected before\n\
         review them, then: plenary link --accept {}\n",
        proposals.list.len(),
        ours.len(),
        theirs.len(),
        out.display(),
        decided.known,
        decided.rejected,
        out.display()
    )
}

/// The classes that are named, or those that are linkable.
fn classes(args: &LinkArgs, ontology: &Ontology, vocabulary: &Vocabulary) -> anyhow::Result<Vec<ClassId>> {
    if args.class.is_empty() {
        return Ok(vocabulary.linkable(ontology));
    }
    let with_label = || ontology.class_ids().filter(|&class| ontology.label(class).is_some());
    let class = |name: &String| {
        let found = with_label().find(|&class| ontology.class(class).name == *name);
        found.with_context(|| {
            let names: Vec<_> = with_label().map(|class| ontology.class(class).name.as_str()).collect();
            format!("--class is `{name}`, but the types that have a label are {}", names.join(", "))
        })
    };
    args.class.iter().map(class).collect()
}

/// The other dataset.
struct External {
    triples: Vec<Triple>,
    /// Its graph, if it is loaded.
    graph: Option<NamedNode>,
    /// Which columns of a table were read as what.
    columns: Option<String>,
}

fn external(
    args: &LinkArgs,
    files: &Files,
    dataset: &str,
    ontology: &Ontology,
    store: &Store,
    vocabulary: &Vocabulary,
) -> anyhow::Result<External> {
    let path = Path::new(dataset);
    let is_table =
        ["csv", "tsv"].iter().any(|known| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(known)));
    if !path.exists() {
        let graph = graph(dataset, ontology, store)?;
        let triples = store.triples().graph(graph.as_ref()).into_iter().flatten().collect();
        return Ok(External { triples, graph: Some(graph), columns: None });
    }
    if is_table && !path.is_dir() {
        let bytes = file::read(path, file::Bound::NONE)?;
        let table = Table::read(dataset, &bytes, &args.table.columns(), vocabulary, ontology.prefixes())?;
        if table.passed_over > 0 {
            tracing::warn!("{dataset}: {} rows without an identifier were passed over", table.passed_over);
        }
        return Ok(External { triples: table.triples, graph: None, columns: Some(table.columns) });
    }
    // What is stated the other way round, or as labels of SKOS-XL, counts as it does when the dataset is loaded.
    let mut triples = read_rdf(path, ontology)?;
    triples.extend(files.derived_from(ontology, discover(&[path.to_owned()], ontology.prefixes())?)?);
    Ok(External { triples, graph: None, columns: None })
}

/// The graph of a name such as ref/sdg, if it is loaded.
fn graph(name: &str, ontology: &Ontology, store: &Store) -> anyhow::Result<NamedNode> {
    let graph = match name.strip_prefix("ref/") {
        Some(rest) => Some(graph_for(Path::new(&format!("ref/{rest}.nt")), ontology.prefixes())),
        None => ontology.prefixes().expand(name).ok(),
    };
    let is_loaded = |graph: &NamedNode| store.graphs().any(|(known, _)| known == *graph);
    graph.filter(is_loaded).with_context(|| {
        let names: Vec<_> = store.graphs().map(|(graph, _)| graph.into_string()).collect();
        format!(
            "`{name}` is neither a file nor a graph that is loaded; bring it with `plenary load FILE --graph ref/NAME`, and name \
             its folder with --data; the graphs are {}",
            names.join(", ")
        )
    })
}

fn json(proposals: &[Proposal]) -> serde_json::Value {
    let one = |proposal: &Proposal| {
        serde_json::json!({
            "subject": proposal.subject.as_str(), "subjectTitle": proposal.subject_title, "relation": proposal.relation.name(),
            "object": proposal.object.as_str(), "objectTitle": proposal.object_title, "score": proposal.score,
            "reason": proposal.reason, "known": proposal.is_known,
        })
    };
    proposals.iter().map(one).collect()
}

fn csv(proposals: &[Proposal]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "subject",
        "subjectTitle",
        "relation",
        "object",
        "objectTitle",
        "score",
        "reason",
        "known",
    ])?;
    // A spreadsheet would run such a text as a formula.
    let safe = |text: &str| if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    for proposal in proposals {
        writer.write_record([
            proposal.subject.as_str(),
            &safe(&proposal.subject_title),
            proposal.relation.name(),
            proposal.object.as_str(),
            &safe(&proposal.object_title),
            &format!("{:.2}", proposal.score),
            &safe(&proposal.reason),
            if proposal.is_known { "true" } else { "false" },
        ])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

//! The second half of `plenary link`: proposals that a person accepted become links where `--data` finds them, or in a store.

use super::into_store::{Graph, open};
use super::link_args::LinkArgs;
use super::output::print;
use crate::file;
use crate::linking::{Decision, Links, Review};
use crate::ontology::Ontology;
use crate::server::{Files, keep};
use crate::store::{Input, Store, discover, graph_for, triples};
use anyhow::bail;
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedOrBlankNodeRef, Triple};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

pub(super) fn accept(
    args: &LinkArgs,
    file: &Path,
    files: &Files,
    ontology: &Arc<Ontology>,
) -> anyhow::Result<ExitCode> {
    let shown = file.display();
    let review = review(file, ontology)?;
    if review.decisions.is_empty() {
        bail!("{shown} has no proposals (ple:LinkProposal), as `plenary link --to DATASET --out {shown}` writes them");
    }
    let decided: Vec<Decision> = review.decisions.into_iter().map(|decision| accepted(decision, args.above)).collect();
    let decisions: Vec<&Decision> = decided.iter().filter(|decision| decision.accepted.is_some()).collect();
    if decisions.is_empty() {
        bail!(
            "no proposal of {shown} is decided: write `ple:accepted true` or `ple:accepted false` in it, or say --above SCORE"
        );
    }
    let store = files.load(ontology, false)?.store;
    check_subjects(&decisions, &store)?;
    let name = name(args, file)?;
    if let Some(folder) = &args.into_store.store {
        return put(args, folder, &name, &decisions, &store, files, ontology);
    }
    let target = args.into.join("links").join(format!("{name}.ttl"));
    let (before, known) = match file::read_text(&target, file::Bound::NONE) {
        Err(error) if error.is_absent() => (String::new(), Vec::new()),
        read => (read?, read_rdf(&target, ontology)?),
    };
    let links = Links::merge(&before, &known, &name, &decisions, ontology.prefixes())?;
    check_whole(&links.text, &known, &target, files, ontology)?;
    if links.accepted + links.rejected > 0 {
        file::write(&target, links.text.as_bytes())?;
    }
    print(&format!(
        "{} links accepted, {} were there already; {} proposals rejected → {}\nserve them with: plenary serve --data {}\n",
        links.accepted,
        links.known,
        links.rejected,
        target.display(),
        args.into.display()
    ))
}

/// Adds what was decided to the links of a store.
fn put(
    args: &LinkArgs,
    folder: &Path,
    name: &str,
    decisions: &[&Decision],
    store: &Store,
    files: &Files,
    ontology: &Arc<Ontology>,
) -> anyhow::Result<ExitCode> {
    let prefixes = ontology.prefixes();
    let graph = graph_for(Path::new(&format!("links/{name}.ttl")), prefixes);
    let known: Vec<_> = store.triples().graph(graph.as_ref()).into_iter().flatten().collect();
    let links = Links::merge("", &known, name, decisions, prefixes)?;
    let text = Input::Text { name: name.to_owned(), text: links.text.into(), graph, format: RdfFormat::Turtle };
    // A rejection is a blank node.
    let new = Graph::beside(text.clone(), prefixes)?;
    let live = open(folder, files, ontology)?;
    let done = args.into_store.put(&live, vec![new], &format!("plenary link --accept {name}"))?;
    keep(&live);
    print(&format!(
        "{} links accepted, {} were there already; {} proposals rejected → {}; {done}",
        links.accepted,
        links.known,
        links.rejected,
        text.graph()
    ))
}

/// A decision; without one, a decision by the score.
fn accepted(mut decision: Decision, above: Option<f64>) -> Decision {
    let reaches = |least: f64| decision.score.is_some_and(|score| score >= least);
    if decision.accepted.is_none() && above.is_some_and(reaches) {
        decision.accepted = Some(true);
    }
    decision
}

/// Links of resources that the data have not would lead from nowhere.
fn check_subjects(decisions: &[&Decision], store: &Store) -> anyhow::Result<()> {
    for decision in decisions {
        let subject = NamedOrBlankNodeRef::from(&decision.subject);
        if store.triples().triples(Some(subject), None, None).next().is_none() {
            bail!(
                "the data have no {}, which a proposal links; if it is in a folder of yours, name that with --data",
                decision.subject
            );
        }
    }
    Ok(())
}

/// Whether the new file is sound, has all that the old one had, and conforms to the shapes beside everything else.
fn check_whole(text: &str, before: &[Triple], target: &Path, files: &Files, ontology: &Ontology) -> anyhow::Result<()> {
    let input = Input::Text {
        name: target.display().to_string(),
        text: text.to_owned().into(),
        // A graph of its own, so that it takes the place of no other links.
        graph: graph_for(Path::new("ref/links-to-check.ttl"), ontology.prefixes()),
        format: RdfFormat::Turtle,
    };
    let after = triples(input.clone(), ontology.prefixes())?;
    let there: HashSet<&Triple> = after.iter().collect();
    // Blank nodes have other names when they are read again; their number is compared.
    let mut named = before.iter().filter(|triple| triple.subject.is_named_node());
    if !named.all(|triple| there.contains(triple)) || after.len() < before.len() {
        bail!("{} cannot be added to without losing what is in it; choose another --name", target.display());
    }
    let report = files.check_with(ontology, vec![input])?;
    if report.refuses() {
        let violations: String = report.violations().iter().map(|violation| format!("\n{violation}")).collect();
        bail!("{} is not written, as the links violate the shapes:{violations}", target.display());
    }
    Ok(())
}

/// The name of the file of accepted links.
fn name(args: &LinkArgs, file: &Path) -> anyhow::Result<String> {
    let name = args.name.clone().or_else(|| {
        let stem = PathBuf::from(file.file_name()?).with_extension("");
        Some(stem.to_string_lossy().into_owned())
    });
    let is_allowed = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.');
    let name = name.unwrap_or_default();
    if name.is_empty() || name.starts_with('.') || !name.chars().all(is_allowed) {
        bail!(
            "`{name}` cannot be the name of a file of links; say another with --name, of letters, digits, `-`, `_` and `.`"
        );
    }
    Ok(name)
}

/// The triples of a file or a folder, in any graph.
pub(super) fn read_rdf(path: &Path, ontology: &Ontology) -> anyhow::Result<Vec<Triple>> {
    let mut all = Vec::new();
    for input in discover(&[path.to_owned()], ontology.prefixes())? {
        all.extend(triples(input, ontology.prefixes())?);
    }
    Ok(all)
}

/// The proposals in a file.
pub(super) fn review(file: &Path, ontology: &Ontology) -> anyhow::Result<Review> {
    Ok(Review::read(&file.display().to_string(), &read_rdf(file, ontology)?)?)
}

//! The commands `import`, `load` and `link` with `--store`: what they make becomes commits.

use crate::cli::{Outcome, plenary};
use std::fs;
use tempfile::TempDir;

/// A folder with a store of the built-in record.
struct Desk {
    folder: TempDir,
    store: String,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store").to_str().unwrap().to_owned();
        plenary(&["init", &store], b"").assert_succeeded();
        Self { folder, store }
    }

    fn put(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        plenary(&[arguments, &["--store", &self.store]].concat(), b"")
    }

    /// What a graph states, as N-Triples.
    fn graph(&self, name: &str) -> String {
        let outcome = self.run(&["dump", "--format", "nt", "--graph", name]);
        if outcome.code == Some(0) { outcome.out } else { String::new() }
    }

    /// The messages of the commits, the latest first.
    fn log(&self) -> Vec<String> {
        let outcome = plenary(&["log", &self.store], b"");
        outcome.assert_succeeded();
        outcome.out.lines().map(|line| line.split("  ").skip(3).collect::<Vec<_>>().join("  ")).collect()
    }
}

const SUMMARY: &str = "# WSIS+20 consultations\n\nNew York, 30 May 2025\n\n## Statements\n\n### Kenya\n\n\
                       - Supports the continuation of the IGF.\n- Opposes fragmentation of the Internet.\n";

#[test]
fn an_imported_document_is_a_commit_with_its_quotes_and_corrections_are_another() {
    let desk = Desk::new();
    let document = desk.put("prep2.en.md", SUMMARY);
    let outcome = desk.run(&["import", &document, "--author", "Ada"]);
    outcome.assert_succeeded();
    assert!(
        outcome.out.contains("→ <https://w3id.org/plenary/id/graph/document/prep2-en>: 1 interventions"),
        "{}",
        outcome.out
    );
    assert!(outcome.out.contains("\ncommit 1 ("), "{}", outcome.out);
    let record = desk.graph("graph:document/prep2-en");
    assert!(record.contains("\"Supports the continuation of the IGF.\""), "its passages are quoted: {record}");
    assert!(desk.log()[0].starts_with("Ada  plenary import prep2-en  "), "{:?}", desk.log());

    let again = desk.run(&["import", &document]);
    again.assert_succeeded();
    assert!(again.out.contains("\nnothing to change; the last is commit 1 ("), "{}", again.out);

    let position =
        record.lines().filter_map(|line| line.split(' ').next()).find(|term| term.contains("/position/")).unwrap();
    let stance = |stance: &str| format!("{position} <https://w3id.org/plenary/ontology#stance> {stance} .");
    let wrong = desk.put("wrong.ttl", &stance("\"no stance\""));
    let refused = desk.run(&["import", &document, "--corrections", &wrong]);
    assert_eq!(refused.code, Some(1), "{}", refused.out);
    assert!(
        refused.err.contains("prep2.en.md: the data violate the shapes") && refused.err.contains("no stance"),
        "{}",
        refused.err
    );
    assert_eq!(desk.graph("graph:document/prep2-en"), record, "a violation changes nothing");
    let right = desk.put("right.ttl", &stance("<https://w3id.org/plenary/id/stance/opposes>"));
    desk.run(&["import", &document, "--corrections", &right]).assert_succeeded();
    let corrected = desk.graph("graph:document/prep2-en");
    assert_ne!(corrected, record);
    assert!(!desk.graph("graph:document/prep2-en.corrections").is_empty());
    let again = desk.run(&["import", &document]);
    assert!(again.out.contains("nothing to change; the last is commit 2 ("), "corrections hold: {}", again.out);
    assert_eq!(desk.log().len(), 2);
}

#[test]
fn a_document_takes_the_place_of_another_only_when_that_is_asked_for() {
    let desk = Desk::new();
    let document = desk.put("prep2.en.md", SUMMARY);
    desk.run(&["import", &document]).assert_succeeded();
    let record = desk.graph("graph:document/prep2-en");
    let other = SUMMARY.replace("Supports", "Welcomes");
    let document = desk.put("prep2.en.md", &other);
    for arguments in [vec!["import", &document], vec!["import", &document, "--dry-run"]] {
        let refused = desk.run(&arguments);
        assert_eq!(refused.code, Some(1), "{}", refused.out);
        assert!(refused.err.contains("has document:prep2-en already, of another text: --replace"), "{}", refused.err);
    }
    assert_eq!(desk.graph("graph:document/prep2-en"), record);
    desk.run(&["import", &document, "--document", "prep2-again"]).assert_succeeded();
    let replaced = desk.run(&["import", &document, "--replace", "--document", "prep2-en"]);
    replaced.assert_succeeded();
    assert!(desk.graph("graph:document/prep2-en").contains("Welcomes"));
    let before = desk.run(&["dump", "--format", "nt", "--graph", "graph:document/prep2-en", "--at", "1"]);
    assert_eq!(before.out, record, "what was there stays");
}

#[test]
fn reference_data_and_links_are_commits() {
    let desk = Desk::new();
    let thesaurus = desk.put(
        "thesaurus.ttl",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <http://example.org/> .\n\
         x:gap a skos:Concept ; skos:prefLabel \"Digital divide\"@en . x:ai a skos:Concept ; skos:prefLabel \"Artificial intelligence\"@en .",
    );
    let outcome = desk.run(&["load", &thesaurus, "--graph", "ref/thesaurus", "--message", "a thesaurus"]);
    outcome.assert_succeeded();
    assert!(
        outcome.out.contains("commit 1 (") && outcome.out.contains(": 4 quads added, 0 deleted"),
        "{}",
        outcome.out
    );
    assert_eq!(desk.graph("graph:ref/thesaurus").lines().count(), 4);
    let smaller = desk.put(
        "smaller.ttl",
        "<http://example.org/gap> a <http://www.w3.org/2004/02/skos/core#Concept> ; \
         <http://www.w3.org/2004/02/skos/core#prefLabel> \"Digital divide\"@en .",
    );
    let outcome = desk.run(&["load", &smaller, "--graph", "ref/thesaurus"]);
    assert!(
        outcome.out.contains("commit 2 (") && outcome.out.contains(": 0 quads added, 2 deleted"),
        "{}",
        outcome.out
    );

    let review = desk.folder.path().join("review.ttl").to_str().unwrap().to_owned();
    let outcome = desk.run(&["link", "--to", "ref/thesaurus", "--out", &review]);
    outcome.assert_succeeded();
    assert!(outcome.out.starts_with("1 proposals for "), "{}", outcome.out);
    let accept = ["link", "--accept", &review, "--above", "0.9", "--name", "thesaurus"];
    let outcome = desk.run(&accept);
    outcome.assert_succeeded();
    assert!(
        outcome.out.starts_with("1 links accepted, 0 were there already; 0 proposals rejected → "),
        "{}",
        outcome.out
    );
    let links = "<https://w3id.org/plenary/id/theme/digital-divide> <http://www.w3.org/2004/02/skos/core#exactMatch> <http://example.org/gap> .\n";
    assert!(desk.graph("graph:links").contains(links));
    let outcome = desk.run(&accept);
    assert!(outcome.out.starts_with("0 links accepted, 1 were there already;"), "{}", outcome.out);
    let log = desk.log();
    assert!(log[2].starts_with("a thesaurus  ") && log[0].starts_with("plenary link --accept thesaurus  "), "{log:?}");
}

#[test]
fn what_is_no_store_is_refused_and_files_are_not_written_beside_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let document = folder.path().join("a.en.md");
    fs::write(&document, SUMMARY).unwrap();
    let document = document.to_str().unwrap();
    for arguments in [
        vec!["import", document],
        vec!["load", document, "--graph", "ref/x"],
        vec!["link", "--to", "ref/x"],
        vec!["link", "--accept", document],
    ] {
        plenary(&[&arguments[..], &["--store", path]].concat(), b"").assert_failed("is no store; `plenary init");
    }
    for flag in ["--out", "--data"] {
        let outcome = plenary(&["import", document, "--store", path, flag, path], b"");
        assert_eq!(outcome.code, Some(2), "{flag}: {}", outcome.err);
    }
}

//! The words by which texts are read: each language can show each stance, and no words mean two things.

use crate::support::{WORDS, repository};
use oxigraph::model::{NamedNode, Quad, Term};
use plenary::server::Files;
use std::collections::{BTreeMap, BTreeSet};

/// What is said with a property of the ontology: subject and object.
fn said(property: &str) -> Vec<(String, Term)> {
    let property = NamedNode::new(format!("https://w3id.org/plenary/ontology#{property}")).unwrap();
    let quads = WORDS.inner().unwrap().quads_for_pattern(None, Some(property.as_ref()), None, None);
    quads.map(Result::unwrap).map(|Quad { subject, object, .. }| (subject.to_string(), object)).collect()
}

/// The text and the language of a form.
fn form(term: &Term) -> (String, String) {
    let Term::Literal(literal) = term else { panic!("{term} is no text") };
    (literal.value().to_lowercase(), literal.language().unwrap().to_owned())
}

/// Context rules have forms of all languages, and one may stand in several.
fn is_rule(subject: &str) -> bool {
    subject.contains("/contextrule/")
}

#[test]
fn each_language_can_show_each_stance() {
    let stances: BTreeMap<_, _> = said("showsStance").into_iter().collect();
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (cue, term) in said("form") {
        if let Some(stance) = stances.get(&cue) {
            shown.entry(form(&term).1).or_default().insert(stance.to_string());
        }
    }
    let numbers: Vec<_> = shown.iter().map(|(language, stances)| (language.as_str(), stances.len())).collect();
    assert_eq!(numbers, [("ar", 20), ("en", 20), ("es", 20), ("fr", 20), ("ru", 20), ("zh", 20)]);
}

/// Phrases of different kinds are looked for in different places, so `of` may open an office and follow a representative;
/// cues and what only looks like one are looked for in the same.
#[test]
fn no_form_means_two_things() {
    let kinds: BTreeMap<_, _> = said("phraseKind").into_iter().collect();
    let no_cue = Term::from(oxigraph::model::Literal::from("NO_CUE"));
    // Operators are looked for by themselves.
    let operators: BTreeSet<_> = said("operation").into_iter().map(|(subject, _)| subject).collect();
    let mut seen = BTreeMap::new();
    for (subject, term) in said("form").into_iter().filter(|(subject, _)| !is_rule(subject)) {
        let place = kinds.get(&subject).filter(|kind| **kind != no_cue).map(ToString::to_string);
        let place = if operators.contains(&subject) { Some("operator".to_owned()) } else { place };
        let first = seen.entry((place, form(&term))).or_insert_with(|| subject.clone()).clone();
        assert_eq!(first, subject, "both have {term}");
    }
    assert!(seen.len() > 6_000, "{} forms", seen.len());
}

/// What turns a sign can be said in every language; only some have endings or articles that show a noun.
#[test]
fn each_language_has_each_operation() {
    let operations: BTreeMap<_, _> = said("operation").into_iter().collect();
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (subject, term) in said("form") {
        if let Some(operation) = operations.get(&subject) {
            shown.entry(form(&term).1).or_default().insert(operation.to_string());
        }
    }
    assert_eq!(shown.len(), 6);
    let all: BTreeSet<_> = shown["en"].clone();
    assert_eq!(all.len(), 18, "{all:?}");
    for (language, operations) in &shown {
        let missing: Vec<_> = all.difference(operations).map(|name| name.trim_matches('"')).collect();
        assert!(missing.iter().all(|name| ["DETERMINER", "GERUND_ENDING"].contains(name)), "{language}: {missing:?}");
    }
}

#[test]
fn a_form_is_in_the_language_of_its_file() {
    for (subject, term) in said("form").into_iter().filter(|(subject, _)| !is_rule(subject)) {
        let language = form(&term).1;
        let name = subject.rsplit('/').next().unwrap();
        assert!(name.starts_with(&format!("{language}-")), "{subject} has {term}");
    }
}

/// The server does without these words, wherever the ontology's folder lies: only the folder `cues` inside of it counts.
#[test]
fn words_are_known_by_their_place_in_the_ontology() {
    let folder = tempfile::tempdir().unwrap();
    let ontology = folder.path().join("cues");
    std::fs::create_dir_all(ontology.join("cues")).unwrap();
    for file in ["plenary.ttl", "shapes.ttl", "stances.ttl", "analyses.ttl"] {
        std::fs::copy(repository("ontology").join(file), ontology.join(file)).unwrap();
    }
    std::fs::write(ontology.join("cues/broken.ttl"), "this is no Turtle").unwrap();
    let files = Files::choose(Some(&ontology), &[]).unwrap();
    assert!(files.ontology().is_ok(), "the words are not read");
    assert!(files.with_words().ontology().is_err(), "now they are");
}

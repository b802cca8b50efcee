//! The gold of the documents that are kept apart: that it is of these documents and of these data. How well they are read is
//! measured elsewhere; nothing here runs the import.

use crate::support::{WORDS, repository};
use oxigraph::model::NamedNodeRef;
use plenary::source;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn documents() -> Vec<PathBuf> {
    let folder = repository("tests/import/apart");
    let paths = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut documents: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension != "json") && !path.ends_with("README.md"))
        .collect();
    documents.sort();
    documents
}

fn gold(document: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(document.with_extension("gold.json")).unwrap()).unwrap()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// What somebody says stands in the document as the gold has it, in its order, and the gold leaves little out. What nobody says may be
/// missing: the reader of documents leaves out navigation.
#[test]
fn gold_covers_the_documents() {
    let documents = documents();
    assert_eq!(documents.len(), 20);
    for path in documents {
        let name = path.file_name().unwrap().to_str().unwrap();
        let document = source::read(name, &std::fs::read(&path).unwrap(), None).unwrap();
        let text: String = document.blocks.iter().map(|block| squeezed(block.text.plain())).collect();
        let gold = gold(&path);
        let sentences = gold["sentences"].as_array().unwrap();
        assert!(sentences.len() >= 12, "{name}");
        let (mut rest, mut covered) = (text.as_str(), 0);
        for sentence in sentences {
            let said = !sentence["speakers"].as_array().unwrap().is_empty();
            let sentence = squeezed(sentence["text"].as_str().unwrap());
            match rest.find(&sentence) {
                // A word of the navigation may come again far below.
                Some(at) if said || at < 120 => {
                    rest = &rest[at + sentence.len()..];
                    covered += sentence.len();
                }
                _ => assert!(!said, "{name}: {sentence} does not stand in {rest}"),
            }
        }
        // The rest are labels and what joins numbers to titles.
        assert!(covered * 100 >= text.len() * 85, "{name}: {covered} of {} bytes", text.len());
    }
}

/// Speakers, groups and things are those of the data, stances those of the ontology; a fact is a speaker's of its sentence.
#[test]
fn gold_names_what_the_data_have() {
    let known = |id: &str| {
        let (kind, name) = id.split_once(':').unwrap();
        let iri = format!("https://w3id.org/plenary/id/{kind}/{name}");
        WORDS
            .inner()
            .unwrap()
            .quads_for_pattern(Some(NamedNodeRef::new(&iri).unwrap().into()), None, None, None)
            .next()
            .is_some()
    };
    for path in documents() {
        let gold = gold(&path);
        assert!(known(gold["meeting"]["process"].as_str().unwrap()), "{}", path.display());
        for sentence in gold["sentences"].as_array().unwrap() {
            let mut speakers = BTreeSet::new();
            for speaker in sentence["speakers"].as_array().unwrap() {
                let Some(actor) = speaker["actor"].as_str() else {
                    assert!(!speaker["name"].as_str().unwrap().is_empty(), "{sentence}");
                    continue;
                };
                let others =
                    speaker["onBehalfOf"].as_array().unwrap().iter().chain(speaker["alignsWith"].as_array().unwrap());
                assert!(others.map(|other| other.as_str().unwrap()).chain([actor]).all(known), "{sentence}");
                speakers.insert(actor);
            }
            let disputed = sentence["disputed"].as_array().into_iter().flatten();
            for fact in sentence["facts"].as_array().unwrap().iter().chain(disputed) {
                assert!(speakers.contains(fact["speaker"].as_str().unwrap()), "{sentence}");
                assert!(["thing", "stance"].iter().all(|field| known(fact[field].as_str().unwrap())), "{sentence}");
                assert!(["FOR", "AGAINST", "NEUTRAL"].contains(&fact["side"].as_str().unwrap()), "{sentence}");
            }
        }
    }
}

//! The gold of documents in other layouts: that it is of these documents and of these data. How well they are read is
//! measured elsewhere; nothing here runs the import.

use crate::support::{WORDS, repository};
use oxigraph::model::NamedNodeRef;
use plenary::source;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folders, and how many documents are in each: kept apart, kept apart later, and for tuning, in other layouts and in free words.
const FOLDERS: [(&str, usize); 5] =
    [("apart", 20), ("sealed", 12), ("layouts", 12), ("free-words", 12), ("other-words", 12)];

fn documents() -> Vec<PathBuf> {
    let mut documents = Vec::new();
    for (folder, count) in FOLDERS {
        let paths = std::fs::read_dir(repository("tests/import").join(folder)).unwrap();
        let before = documents.len();
        documents.extend(paths.map(|entry| entry.unwrap().path()).filter(|path| {
            path.extension().is_some_and(|extension| extension != "json") && !path.ends_with("README.md")
        }));
        assert_eq!(documents.len() - before, count, "{folder}");
    }
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
    for path in documents() {
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
        // The rest are labels, tables of attendance, and what joins numbers to titles.
        assert!(covered * 100 >= text.len() * 75, "{name}: {covered} of {} bytes", text.len());
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
                    assert_ne!(speaker["name"].as_str(), Some(""), "{sentence}");
                    continue;
                };
                let others =
                    speaker["onBehalfOf"].as_array().unwrap().iter().chain(speaker["alignsWith"].as_array().unwrap());
                assert!(others.map(|other| other.as_str().unwrap()).chain([actor]).all(known), "{sentence}");
                speakers.insert(actor);
            }
            let disputed = sentence["disputed"].as_array().into_iter().flatten();
            let facts = sentence["facts"].as_array().unwrap();
            for fact in facts.iter().chain(disputed) {
                assert!(speakers.contains(fact["speaker"].as_str().unwrap()), "{sentence}");
                assert!(known(fact["thing"].as_str().unwrap()), "{sentence}");
            }
            for fact in facts {
                assert!(known(fact["stance"].as_str().unwrap()), "{sentence}");
                assert!(["FOR", "AGAINST", "NEUTRAL"].contains(&fact["side"].as_str().unwrap()), "{sentence}");
            }
        }
    }
}

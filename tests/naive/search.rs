//! Full text as it is for words that have one form only: a text has a word or has it not. What stems, names in other
//! languages and the like find has its expectations in `search.rs`.

use super::conditions::takes;
use super::{Naive, text};
use oxigraph::model::{NamedNode, Term};
use oxigraph::store::Store;
use plenary::ontology::{ClassId, Ontology, TextRole};
use plenary::query::{Condition, SearchFacet};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What the words of a query do to a text: words as they are, those with `*` as beginnings, Han characters anywhere.
pub(super) fn has(text: &str, word: &str) -> bool {
    let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    match word.strip_suffix('*') {
        Some(start) => words.any(|word| word.starts_with(start)),
        None if word.is_ascii() => words.any(|other| other == word),
        None => text.contains(word),
    }
}

/// The words of a query, from how a plan writes it: `all of "zug mo*"`.
pub(super) fn words(query: &plenary::search::Query) -> Vec<String> {
    let written = query.to_string();
    let (_, text) = written.split_once(" of ").unwrap();
    text.trim_matches('"').split_whitespace().map(str::to_owned).collect()
}

/// What is searched for over everything.
pub(crate) struct Asked<'a> {
    pub(crate) words: Vec<String>,
    /// Whether one of them is enough.
    pub(crate) any: bool,
    pub(crate) types: &'a [ClassId],
    pub(crate) languages: Option<Vec<String>>,
    /// What resources of a class have to meet.
    pub(crate) filters: &'a [(ClassId, Condition)],
}

/// The IRIs of all that a search finds, sorted.
pub(crate) fn found(asked: &Asked<'_>, ontology: &Ontology, store: &Store) -> Vec<String> {
    let naive = Naive { ontology, store, known_ends: RefCell::default(), known_types: RefCell::default() };
    let all = naive.quads(None, Some(oxigraph::model::vocab::rdf::TYPE), None).into_iter().map(|(subject, _)| subject);
    let mut found: Vec<String> = all
        .filter(|resource| asked.types.iter().any(|&class| naive.is_a(resource, class)))
        .filter(|resource| {
            let met = asked.words.iter().filter(|word| naive.is_found(resource, word, asked)).count();
            if asked.any { met > 0 } else { met == asked.words.len() }
        })
        .filter(|resource| {
            let meets = |(class, condition): &(ClassId, Condition)| {
                !naive.is_a(resource, *class) || naive.meets(resource, condition)
            };
            asked.filters.iter().all(meets)
        })
        .map(|resource| text(&resource).to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// How many of some resources have each value of a facet, or none, sorted by value.
pub(crate) fn facet(
    found: &[String],
    facet: &SearchFacet,
    types: &[ClassId],
    ontology: &Ontology,
    store: &Store,
) -> BTreeMap<Option<String>, u64> {
    let naive = Naive { ontology, store, known_ends: RefCell::default(), known_types: RefCell::default() };
    let mut counts = BTreeMap::new();
    for iri in found {
        let resource = NamedNode::new_unchecked(iri).into();
        let class = types.iter().find(|class| naive.is_a(&resource, **class)).unwrap();
        let Some((_, key)) = facet.keys.iter().find(|(types, _)| types.contains(class)) else { continue };
        let mut values: Vec<Option<String>> = naive.values(&resource, key).into_iter().map(|(_, v)| Some(v)).collect();
        if values.is_empty() {
            values.push(None);
        }
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    counts
}

impl Naive<'_> {
    fn is_found(&self, resource: &Term, word: &str, asked: &Asked<'_>) -> bool {
        let via = |class: ClassId| {
            self.ontology.class(class).search_ways.iter().any(|way| {
                let mut ends = vec![resource.clone()];
                for &path in &way.paths {
                    ends = ends.iter().flat_map(|end| self.ends(end, path).to_vec()).collect();
                }
                ends.iter().any(|end| self.has_text(end, word, asked, true))
            })
        };
        self.has_text(resource, word, asked, false)
            || asked.types.iter().any(|&class| self.is_a(resource, class) && via(class))
    }

    /// Whether a searched text of a resource, or one of its names, has a word.
    fn has_text(&self, resource: &Term, word: &str, asked: &Asked<'_>, only_names: bool) -> bool {
        self.ontology.concrete_classes().filter(|&class| self.is_a(resource, class)).any(|class| {
            let fields = self.ontology.class(class).searched();
            fields.filter(|(_, role)| !only_names || *role != TextRole::Body).any(|(field, _)| {
                let texts = self.ends(resource, field.path);
                let taken = |value: &&Term| asked.languages.as_ref().is_none_or(|ranges| takes(ranges, value));
                texts.iter().filter(taken).any(|value| has(text(value), word))
            })
        })
    }
}

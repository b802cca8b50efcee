//! `trace_quote`: where a text stands, or what is nearest to it.

use crate::assistants::Assistants;
use crate::assistants::answer::{Answered, Outcome, Page};
use crate::assistants::asker::Asker;
use crate::assistants::evidence::Evidence;
use crate::ontology::{Class, Text};
use crate::query::Reader;
use crate::search::words::fold_whole;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Characters of a text that is looked for.
const LONGEST: usize = 2000;
/// Places that are told.
const PLACES: usize = 5;
/// Texts that the nearest are chosen from, and how many of them are told.
const LOOKED_AT: usize = 40;
const NEAREST: usize = 3;
/// Words, or Chinese characters, that tell one place from others.
const LEAST_WORDS: usize = 3;
const LEAST_HAN: usize = 4;
/// Words by which the nearest are looked for: the longest say most.
const WORDS: usize = 24;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    text: String,
    #[serde(rename = "lang")]
    _lang: Option<String>,
}

/// A class whose resources are sentences or places, with what they rest on.
struct Source<'a> {
    class: &'a Class,
    evidence: &'a Evidence,
}

pub(super) fn trace<R: Reader>(
    assistants: &Assistants,
    arguments: &Arguments,
    asker: &Asker<'_, R>,
) -> Answered<Outcome> {
    let text = arguments.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_matches(['"', '“', '”', '«', '»', '„', '‘', '’', '「', '」', ' ']);
    let wanted = fold_whole(text);
    if wanted.is_empty() || text.chars().count() > LONGEST {
        return Err(Outcome::refused(&format!("`text` has 1 to {LONGEST} characters, and words among them")));
    }
    let ontology = asker.engine.ontology();
    let sources =
        assistants.evidence.iter().map(|(class, evidence)| Source { class: ontology.class(*class), evidence });
    let (sentences, places): (Vec<_>, Vec<_>) = sources.partition(|source| source.evidence.is_sentence());
    let mut facts = written(&places, asker, text, &wanted)?;
    facts.extend(said(&sentences, asker, text, &wanted)?);
    facts.extend(begun(&sentences, asker, text, &wanted)?);
    if facts.is_empty() {
        let nearest = near(&sentences, asker, &wanted)?;
        let message = "no sentence of the record and no passage that it quotes has these words; `nearest` are those that have most of them, \
                       and they are other sentences";
        return Err(Outcome::not_found(message, nearest));
    }
    let mut page = Page::new(&json!({}));
    let facts: Vec<Value> = facts.into_iter().take(PLACES).map_while(|fact| page.take(fact)).collect();
    Ok(Outcome::found(Map::from_iter([("facts".to_owned(), facts.into())])))
}

/// Places whose words of the document have the text.
fn written<R: Reader>(places: &[Source<'_>], asker: &Asker<'_, R>, text: &str, wanted: &str) -> Answered<Vec<Value>> {
    let mut facts = Vec::new();
    for Source { class, evidence } in places {
        let (Some(quote), true) = (evidence.quote(), class.is_root) else { continue };
        let question = format!(
            "query($text: String!) {{ found: {}(where: {{ {quote}: {{ containsInsensitive: $text }} }}, first: {PLACES}) {{ nodes {{ {} }} }} }}",
            class.plural,
            evidence.selection()
        );
        let found = asker.ask(&question, json!({ "text": text }))?;
        for node in found["found"]["nodes"].as_array().into_iter().flatten() {
            let mut fact = evidence.fact(asker, node);
            // The words are those of the document, in its language.
            if let Some(words) =
                fact.get("quote").cloned().filter(|words| has(words.as_str().unwrap_or_default(), wanted))
            {
                fact.insert("text".to_owned(), words);
                let language = fact.get("document").and_then(|document| document.get("language")).cloned();
                fact.extend(language.map(|language| ("lang".to_owned(), language)));
                fact.insert("matched".to_owned(), "DOCUMENT".into());
                facts.push(fact.into());
            }
        }
    }
    Ok(facts)
}

/// Sentences of the record that have the text, in any language.
fn said<R: Reader>(sentences: &[Source<'_>], asker: &Asker<'_, R>, text: &str, wanted: &str) -> Answered<Vec<Value>> {
    let mut facts = Vec::new();
    // Quotation marks would end the phrase.
    let phrase = text.replace('"', " ");
    for (source, node) in found(sentences, asker, &phrase, "PHRASE", PLACES)? {
        let texts = source.evidence.all_texts(&node);
        let Some(matched) = texts.into_iter().find(|text| has(&text.value, wanted)) else { continue };
        facts.push(fact(source, asker, &node, matched, "RECORD"));
    }
    Ok(facts)
}

/// Sentences of whose passage the record keeps the first words alone, where the text begins with them or has them.
fn begun<R: Reader>(sentences: &[Source<'_>], asker: &Asker<'_, R>, text: &str, wanted: &str) -> Answered<Vec<Value>> {
    let start = beginning(text);
    let mut facts = Vec::new();
    for source in sentences {
        let Some(condition) = source.evidence.on_words_of_place(&start) else { continue };
        let Source { class, evidence } = source;
        let question = format!(
            "query($where: {}Where!) {{ found: {}(where: $where, first: {LOOKED_AT}) {{ nodes {{ {} }} }} }}",
            class.name,
            class.plural,
            evidence.selection()
        );
        let found = asker.ask(&question, json!({ "where": condition }))?;
        for node in found["found"]["nodes"].as_array().into_iter().flatten() {
            let words = evidence.words_of_place(node).find(|words| {
                let first = fold_whole(words);
                is_long(&first) && (has(text, &first) || has(words, wanted))
            });
            let Some(words) = words else { continue };
            let mut fact = evidence.fact(asker, node);
            fact.insert("quote".to_owned(), words.into());
            fact.insert("matched".to_owned(), "FIRST_WORDS".into());
            facts.push(fact.into());
        }
    }
    Ok(facts)
}

/// The first words of a text, by which places are looked for; of Chinese, the first characters.
fn beginning(text: &str) -> String {
    match text.chars().any(crate::search::words::is_han) {
        true => text.chars().take(LEAST_HAN).collect(),
        false => text.split(' ').take(LEAST_WORDS).collect::<Vec<_>>().join(" "),
    }
}

/// Whether words are so many that they are hardly found by chance.
fn is_long(folded: &str) -> bool {
    folded.split(' ').count() >= LEAST_WORDS
        || folded.chars().filter(|char| crate::search::words::is_han(*char)).count() >= LEAST_HAN
}

/// The sentences that have most of the words.
fn near<R: Reader>(sentences: &[Source<'_>], asker: &Asker<'_, R>, wanted: &str) -> Answered<Vec<Value>> {
    let mut words: Vec<&str> = wanted.split(' ').collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(WORDS);
    let mut scored = Vec::new();
    for (source, node) in found(sentences, asker, &words.join(" "), "ANY", LOOKED_AT)? {
        let texts = source.evidence.all_texts(&node).into_iter();
        let best =
            texts.map(|text| (likeness(&fold_whole(&text.value), wanted), text)).max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((score, text)) = best else { continue };
        scored.push((score, fact(source, asker, &node, text, "NEAR")));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    Ok(scored.into_iter().take(NEAREST).map(|(_, fact)| fact).collect())
}

/// What full text finds among sentences.
fn found<'s, 'a, R: Reader>(
    sentences: &'s [Source<'a>],
    asker: &Asker<'_, R>,
    query: &str,
    mode: &str,
    first: usize,
) -> Answered<Vec<(&'s Source<'a>, Value)>> {
    let names: Vec<&str> = sentences.iter().map(|source| source.class.name.as_str()).collect();
    let fragment = |source: &Source<'_>| format!("... on {} {{ {} }}", source.class.name, source.evidence.selection());
    let fragments: Vec<String> = sentences.iter().map(fragment).collect();
    let question = format!(
        "query($query: String!) {{ found: search(query: $query, mode: {mode}, types: [{}], first: {first}) {{ nodes {{ __typename {} }} }} }}",
        names.join(", "),
        fragments.join(" ")
    );
    let mut answer = asker.ask(&question, json!({ "query": query }))?;
    let nodes = answer["found"]["nodes"].as_array_mut().map(std::mem::take).unwrap_or_default();
    let of = |node: &Value| sentences.iter().find(|source| node["__typename"] == source.class.name.as_str());
    Ok(nodes.into_iter().filter_map(|node| Some((of(&node)?, node))).collect())
}

/// A fact whose text is the one that was found.
fn fact<R: Reader>(source: &Source<'_>, asker: &Asker<'_, R>, node: &Value, text: Text, matched: &str) -> Value {
    let mut fact = source.evidence.fact(asker, node);
    fact.insert("text".to_owned(), text.value.into());
    fact.insert("lang".to_owned(), text.language.into());
    fact.insert("matched".to_owned(), matched.into());
    fact.into()
}

/// Whether a text has words one after the other, however they are written.
fn has(text: &str, wanted: &str) -> bool {
    let text = format!(" {} ", fold_whole(text));
    // Chinese is written without spaces, and a run of it may begin within one.
    text.contains(&format!(" {wanted} ")) || (wanted.chars().any(crate::search::words::is_han) && text.contains(wanted))
}

/// The share of words that two texts have in common.
fn likeness(a: &str, b: &str) -> f64 {
    let (a, b): (HashSet<&str>, HashSet<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()) as f64
}

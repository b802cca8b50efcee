//! `compare_positions`: where actors agree and disagree, with the positions of each.

use crate::assistants::answer::{Answered, Outcome, listed, offset};
use crate::assistants::asker::Asker;
use crate::assistants::names::find;
use crate::assistants::record::Record;
use crate::query::Reader;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Actors that one call compares.
const MOST_ACTORS: usize = 6;
/// Facts of one side of a topic; `who_said_what` has the others.
const FACTS: usize = 3;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    actors: Vec<String>,
    theme: Option<String>,
    #[serde(rename = "lang")]
    _lang: Option<String>,
    cursor: Option<String>,
}

pub(super) fn compare<R: Reader>(record: &Record, arguments: &Arguments, asker: &Asker<'_, R>) -> Answered<Outcome> {
    if !(2..=MOST_ACTORS).contains(&arguments.actors.len()) {
        return Err(Outcome::refused(&format!("`actors` names 2 to {MOST_ACTORS}")));
    }
    let from = offset(arguments.cursor.as_deref())?;
    let actors = arguments.actors.iter().map(|name| find(asker, record.roles.actors, name));
    let actors = actors.collect::<Answered<Vec<_>>>()?;
    let theme = arguments.theme.as_deref().map(|name| find(asker, record.roles.themes, name)).transpose()?;
    let iris: Vec<&str> = actors.iter().map(|actor| actor.iri.as_str()).collect();
    let theme_iri = theme.as_ref().map(|theme| theme.iri.as_str());
    let found = asker.ask(&record.compare, json!({ "actors": iris, "theme": theme_iri }))?;
    let pairs = found["found"]["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let read_as: Vec<Value> = actors.into_iter().chain(theme).map(|named| named.said).collect();
    let topics: Vec<Value> = pairs.iter().flat_map(|pair| topics(record, asker, pair)).collect();
    if topics.is_empty() {
        return Err(Outcome::not_found("the record has no theme on which one of these takes a side", read_as));
    }
    let pair = |pair: &Value| {
        json!({
            "a": pair["a"]["iri"], "b": pair["b"]["iri"], "agree": pair["agree"], "disagree": pair["disagree"],
            "only_a": pair["onlyA"], "only_b": pair["onlyB"], "score": pair["score"],
        })
    };
    let pairs: Vec<Value> = pairs.iter().map(pair).collect();
    let content = Map::from_iter([("read_as".to_owned(), read_as.into()), ("pairs".to_owned(), pairs.into())]);
    Ok(listed(content, "topics", topics, from))
}

/// The topics of a pair, as the analysis orders them: disagreement first.
fn topics<R: Reader>(record: &Record, asker: &Asker<'_, R>, pair: &Value) -> Vec<Value> {
    let topic = |topic: &Value| {
        let mut said = json!({ "theme": topic["theme"], "verdict": topic["verdict"], "a": pair["a"], "b": pair["b"] });
        for (count, key, positions) in [("n_a", "facts_a", "positionsA"), ("n_b", "facts_b", "positionsB")] {
            let mut facts = record.facts(asker, &topic[positions]);
            said[count] = facts.len().into();
            facts.truncate(FACTS);
            said[key] = facts.into();
        }
        said
    };
    pair["topics"].as_array().into_iter().flatten().map(topic).collect()
}

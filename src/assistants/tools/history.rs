//! `position_history`: the side of an actor on a theme, meeting by meeting.

use crate::assistants::answer::{Answered, Outcome, listed, offset};
use crate::assistants::asker::Asker;
use crate::assistants::names::find;
use crate::assistants::record::Record;
use crate::query::Reader;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Facts of one meeting; `who_said_what` has the others.
const FACTS: usize = 5;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    actor: String,
    theme: String,
    #[serde(rename = "lang")]
    _lang: Option<String>,
    cursor: Option<String>,
}

pub(super) fn history<R: Reader>(record: &Record, arguments: &Arguments, asker: &Asker<'_, R>) -> Answered<Outcome> {
    let from = offset(arguments.cursor.as_deref())?;
    let actor = find(asker, record.roles.actors, &arguments.actor)?;
    let theme = find(asker, record.roles.themes, &arguments.theme)?;
    let found = asker.ask(&record.history, json!({ "actors": [actor.iri], "theme": theme.iri }))?;
    let entry = |entry: &Value| {
        let mut facts = record.facts(asker, &entry["positions"]);
        let mut said = json!({
            "meeting": entry["meeting"], "date": entry["date"], "side": entry["side"], "changed": entry["changed"],
            "n": facts.len(),
        });
        facts.truncate(FACTS);
        said["facts"] = facts.into();
        said
    };
    let meetings: Vec<Value> = found["found"].as_array().into_iter().flatten().map(entry).collect();
    let read_as = vec![actor.said, theme.said];
    if meetings.is_empty() {
        return Err(Outcome::not_found(
            "the record has no position of this actor on this theme, at any meeting",
            read_as,
        ));
    }
    Ok(listed(Map::from_iter([("read_as".to_owned(), read_as.into())]), "meetings", meetings, from))
}

//! `who_said_what`: positions, each with the sentence in which it is taken.

use crate::assistants::answer::{Answered, Outcome, Page};
use crate::assistants::asker::Asker;
use crate::assistants::evidence::put;
use crate::assistants::names::{Named, find};
use crate::assistants::record::{POSITIONS, Record};
use crate::ontology::ClassId;
use crate::query::Reader;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    theme: Option<String>,
    actor: Option<String>,
    polarity: Option<String>,
    meeting: Option<String>,
    from: Option<String>,
    to: Option<String>,
    words: Option<String>,
    #[serde(rename = "lang")]
    _lang: Option<String>,
    cursor: Option<String>,
}

pub(super) fn who<R: Reader>(record: &Record, arguments: &Arguments, asker: &Asker<'_, R>) -> Answered<Outcome> {
    let ontology = asker.engine.ontology();
    let find = |class: ClassId, name: &Option<String>| -> Answered<Option<Named>> {
        name.as_deref().map(|name| find(asker, class, name)).transpose()
    };
    let theme = find(record.roles.themes, &arguments.theme)?;
    let actor = find(record.roles.actors, &arguments.actor)?;
    let meeting = find(record.roles.meetings, &arguments.meeting)?;
    if let (Some(from), Some(to)) = (&arguments.from, &arguments.to)
        && from > to
    {
        return Err(Outcome::refused("`from` is later than `to`, so that no date is between them"));
    }
    let words = match arguments.words.as_deref().filter(|words| !words.trim().is_empty()) {
        Some(words) => Some(
            record.with_words(words).ok_or_else(|| Outcome::refused("positions have no text, so leave out `words`"))?,
        ),
        None => None,
    };
    let conditions = [
        theme.as_ref().map(|theme| record.on_theme(ontology, &theme.iri)),
        actor.as_ref().map(|actor| record.of_actor(&actor.iri)),
        arguments.polarity.as_deref().map(|polarity| record.of_polarity(ontology, polarity)),
        meeting.as_ref().map(|meeting| record.at_meeting(&meeting.iri)),
        arguments.from.as_deref().map(|date| record.on_date("gte", date)),
        arguments.to.as_deref().map(|date| record.on_date("lte", date)),
        words,
    ];
    let conditions: Vec<Value> = conditions.into_iter().flatten().collect();
    let variables = json!({ "where": { "and": conditions }, "first": POSITIONS, "after": arguments.cursor });
    let found = asker.ask(&record.who, variables)?;
    let found = &found["found"];
    let read_as: Vec<Value> = [theme, actor, meeting].into_iter().flatten().map(|named| named.said).collect();
    let edges = found["edges"].as_array().map(Vec::as_slice).unwrap_or_default();
    if edges.is_empty() && arguments.cursor.is_none() {
        let message = "the record has no position that meets all of this; what was asked for is there (`nearest`), but nobody is recorded as \
                       saying it: say so, or ask for less";
        return Err(Outcome::not_found(message, read_as));
    }
    let mut content = Map::from_iter([("total".to_owned(), found["totalCount"].clone())]);
    if !read_as.is_empty() {
        content.insert("read_as".to_owned(), read_as.into());
    }
    let mut page = Page::new(&Value::Object(content.clone()));
    let (mut facts, mut last) = (Vec::new(), None);
    for edge in edges {
        let Some(fact) = page.take(record.fact(asker, &edge["node"])) else { break };
        facts.push(fact);
        last = edge["cursor"].as_str();
    }
    let is_all = facts.len() == edges.len() && edges.len() < POSITIONS;
    content.insert("facts".to_owned(), facts.into());
    put(&mut content, "cursor", last.filter(|_| !is_all).into());
    Ok(Outcome::found(content))
}

//! The tools: one file each, and the table of all.

mod compare;
mod describe;
mod fetch;
mod history;
mod query;
mod schemas;
mod search;
mod trace;
mod who;

pub(super) use self::describe::overview;
pub(super) use self::fetch::{Arguments as FetchArguments, fetch};

use super::Assistants;
use super::answer::{Answered, Outcome};
use super::asker::Asker;
use super::evidence::Evidence;
use super::record::Record;
use crate::graphql::Engine;
use crate::ontology::ClassId;
use crate::query::Reader;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A JSON object that many share.
type Shared = Arc<Map<String, Value>>;

/// A tool as it is listed.
#[derive(Debug)]
pub(super) struct Known {
    kind: Kind,
    pub(super) title: &'static str,
    pub(super) description: String,
    pub(super) input: Shared,
    pub(super) output: Shared,
}

/// What a tool does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Search,
    Fetch,
    Who,
    Compare,
    History,
    Trace,
    Describe,
    Query,
}

impl Known {
    /// Its name.
    pub(super) fn name(&self) -> &'static str {
        match self.kind {
            Kind::Search => "search",
            Kind::Fetch => "fetch",
            Kind::Who => "who_said_what",
            Kind::Compare => "compare_positions",
            Kind::History => "position_history",
            Kind::Trace => "trace_quote",
            Kind::Describe => "describe",
            Kind::Query => "query",
        }
    }
}

/// The tools that there are for an ontology, in the order of the list.
pub(super) fn known(engine: &Engine, record: Option<&Record>, evidence: &[(ClassId, Evidence)]) -> Vec<Known> {
    let ontology = engine.ontology();
    let mut tools = vec![schemas::search(ontology), schemas::fetch()];
    if let Some(record) = record {
        tools.extend([schemas::who(record), schemas::compare(), schemas::history()]);
    }
    if evidence.iter().any(|(_, evidence)| evidence.is_sentence()) {
        tools.push(schemas::trace());
    }
    tools.extend([schemas::describe(), schemas::query()]);
    tools
}

/// Calls a tool.
///
/// # Errors
/// What did not come to an answer.
pub(super) fn call<R: Reader>(
    assistants: &Assistants,
    tool: &Known,
    arguments: &Map<String, Value>,
    asker: &Asker<'_, R>,
) -> Answered<Outcome> {
    let language = language(arguments)?;
    let asker = asker.in_language(language.as_deref());
    let asker = &asker;
    match (tool.kind, &assistants.record) {
        (Kind::Search, _) => search::search(assistants, &read(tool, arguments)?, asker),
        (Kind::Fetch, _) => fetch::fetch(assistants, &read(tool, arguments)?, asker),
        (Kind::Who, Some(record)) => who::who(record, &read(tool, arguments)?, asker),
        (Kind::Compare, Some(record)) => compare::compare(record, &read(tool, arguments)?, asker),
        (Kind::History, Some(record)) => history::history(record, &read(tool, arguments)?, asker),
        (Kind::Trace, _) => trace::trace(assistants, &read(tool, arguments)?, asker),
        (Kind::Describe, _) => describe::describe(&read(tool, arguments)?, asker),
        (Kind::Query, _) => query::query(read(tool, arguments)?, asker),
        (Kind::Who | Kind::Compare | Kind::History, None) => {
            Err(Outcome::refused("this ontology does not say what plays the parts of positions"))
        }
    }
}

/// The language that a call asks for.
fn language(arguments: &Map<String, Value>) -> Answered<Option<String>> {
    #[derive(Deserialize)]
    struct Asked {
        lang: Option<String>,
    }
    let asked = Asked::deserialize(Value::Object(arguments.clone()));
    asked.map(|asked| asked.lang).map_err(|_| Outcome::refused("`lang` is a language tag, such as `fr`"))
}

/// Reads the arguments of a call.
fn read<T: DeserializeOwned>(tool: &Known, arguments: &Map<String, Value>) -> Answered<T> {
    T::deserialize(Value::Object(arguments.clone())).map_err(|error| {
        Outcome::refused(&format!("the arguments of `{}` do not fit its inputSchema: {error}", tool.name()))
    })
}

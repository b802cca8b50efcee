//! `query`: GraphQL, for what has no tool.

use crate::assistants::answer::{Answered, Outcome, Page, offset};
use crate::assistants::asker::Asker;
use crate::graphql::{Code, Error};
use crate::query::Reader;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Bytes of the digest of an answer that its cursors carry.
const DIGEST: usize = 8;
/// Errors that are told of an answer in part.
const MOST_ERRORS: usize = 5;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    query: String,
    variables: Option<Map<String, Value>>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    #[serde(rename = "lang")]
    _lang: Option<String>,
    cursor: Option<String>,
}

pub(super) fn query<R: Reader>(arguments: Arguments, asker: &Asker<'_, R>) -> Answered<Outcome> {
    let Arguments { query, variables, operation_name, cursor, .. } = arguments;
    let query = (asker.allows)(query).map_err(|error| Box::new(Outcome::from(&error)))?;
    let response = asker.respond(query, operation_name, variables.unwrap_or_default());
    let data = match (response.data, response.errors.first()) {
        (Some(data), None) => data,
        (Some(data), Some(_)) if data != b"null" => data,
        (_, Some(error)) => return Err(Box::new(error.into())),
        (None, None) => return Err(lost()),
    };
    let mut content = Map::new();
    let errors = response.errors.iter().take(MOST_ERRORS).filter_map(|error| serde_json::to_value(error).ok());
    let errors: Vec<Value> = errors.collect();
    if !errors.is_empty() {
        content.insert("errors".to_owned(), errors.into());
    }
    content.extend(response.extensions.map(|extensions| ("extensions".to_owned(), extensions)));
    let text = String::from_utf8(data).map_err(|_| lost())?;
    let Some(cursor) = cursor else { return whole(content, &text) };
    let stale = || {
        Outcome::refused(
            "the data have changed since the first part, or `cursor` is none of this query: ask again without it",
        )
    };
    let (digest, from) = cursor.split_once('/').ok_or_else(stale)?;
    let from = offset(Some(from))?;
    if digest != digest_of(&text) {
        return Err(stale());
    }
    part(content, &text, from)
}

/// The data if they fit, or else the first part of their text.
fn whole(content: Map<String, Value>, text: &str) -> Answered<Outcome> {
    let mut page = Page::new(&json!({ "besides": &content }));
    if page.begin(text).1.is_some() {
        return part(content, text, 0);
    }
    let data = serde_json::from_str(text).map_err(|_| lost())?;
    Ok(Outcome::found(content.into_iter().chain([("data".to_owned(), data)]).collect()))
}

fn part(mut content: Map<String, Value>, text: &str, from: usize) -> Answered<Outcome> {
    let rest = text.get(from..).ok_or_else(|| Outcome::refused("`cursor` is none of this query"))?;
    let (part, next) = Page::new(&json!({ "besides": &content })).begin(rest);
    content.insert("part".to_owned(), part.into());
    if let Some(next) = next {
        content.insert("cursor".to_owned(), format!("{}/o:{}", digest_of(text), from + next).into());
    }
    Ok(Outcome::found(content))
}

/// The beginning of the digest of an answer, by which a part of another is known.
fn digest_of(text: &str) -> String {
    let mut digest = crate::digest::hexadecimal(&Sha256::digest(text.as_bytes()));
    digest.truncate(2 * DIGEST);
    digest
}

fn lost() -> Box<Outcome> {
    Box::new((&Error::new(Code::Internal, "the answer cannot be read")).into())
}

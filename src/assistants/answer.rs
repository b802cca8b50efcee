//! What a tool comes to: facts, nothing, a refusal or a failure, and never more than an assistant can read.

use crate::graphql::{Code, Error};
use serde_json::{Map, Value, json};

/// Most bytes of the result of a call. The same JSON stands in it twice, once as structured content and once as text for clients that
/// read nothing else, so each is a little less than half of this.
pub(super) const BUDGET: usize = 32 * 1024;
/// What the envelope of a result takes, about.
const ENVELOPE: usize = 1024;
/// Texts of an entry that fills the budget alone are cut to so many characters, and to fewer if that is not enough.
const CUTS: [usize; 4] = [4000, 1000, 250, 60];

/// What a call comes to, in JSON that says so itself (`status`).
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The JSON.
    pub content: Map<String, Value>,
}

/// What did not come to an answer ends a call.
pub(super) type Answered<T> = Result<T, Box<Outcome>>;

impl Outcome {
    /// Something was found.
    pub(super) fn found(content: Map<String, Value>) -> Self {
        let mut whole = Map::from_iter([("status".to_owned(), "FOUND".into())]);
        whole.extend(content);
        Self { content: whole }
    }

    /// What was asked for is not there. `nearest` is what may have been meant.
    pub(super) fn not_found(message: &str, nearest: Vec<Value>) -> Box<Self> {
        let mut page = Page::new(&json!({ "message": message }));
        let nearest: Vec<Value> = nearest.into_iter().map_while(|entry| page.take(entry)).collect();
        Self::without("NOT_FOUND", [("message", message.into()), ("nearest", nearest.into())])
    }

    /// The request has no meaning, and the message says why.
    pub(super) fn refused(message: &str) -> Box<Self> {
        Self::from(&Error::new(Code::BadUserInput, message)).into()
    }

    fn without<const N: usize>(status: &str, members: [(&str, Value); N]) -> Box<Self> {
        let status = [("status", status.into())];
        Box::new(Self {
            content: status.into_iter().chain(members).map(|(key, value)| (key.to_owned(), value)).collect(),
        })
    }

    /// `FOUND`, `NOT_FOUND`, `REFUSED` or `FAILED`.
    pub fn status(&self) -> &str {
        self.content.get("status").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the call was not carried out. That nothing was found is no error: it is the answer.
    pub fn is_error(&self) -> bool {
        matches!(self.status(), "REFUSED" | "FAILED")
    }

    /// What is wrong, in a sentence.
    pub fn message(&self) -> &str {
        self.content.get("message").and_then(Value::as_str).unwrap_or_default()
    }
}

impl From<&Error> for Outcome {
    /// A refusal is for the client to correct; a failure may be gone when it asks again.
    fn from(error: &Error) -> Self {
        let is_ours = matches!(
            error.code,
            Code::DataIncomplete
                | Code::DeadlineExceeded
                | Code::Cancelled
                | Code::ServerBusy
                | Code::SourceUnavailable
                | Code::SourceFailed
                | Code::Internal
        );
        let status = if is_ours { "FAILED" } else { "REFUSED" };
        let message: String = error.message.chars().take(CUTS[1]).collect();
        *Self::without(status, [("code", error.code.name().into()), ("message", message.into())])
    }
}

/// The entries of an answer, as many as fit.
#[derive(Debug)]
pub(super) struct Page {
    left: usize,
    is_empty: bool,
}

impl Page {
    /// A page with all that an answer has besides its entries.
    pub(super) fn new(besides: &Value) -> Self {
        Self { left: (BUDGET - ENVELOPE).saturating_sub(cost(&besides.to_string())), is_empty: true }
    }

    /// An entry, if it fits. The first always does: its texts are cut until it fits.
    pub(super) fn take(&mut self, mut entry: Value) -> Option<Value> {
        let mut price = cost(&entry.to_string()) + 2;
        if price > self.left && self.is_empty {
            for most in CUTS {
                if price > self.left {
                    cut(&mut entry, most);
                    price = cost(&entry.to_string()) + 2;
                }
            }
        }
        self.left = self.left.checked_sub(price)?;
        self.is_empty = false;
        Some(entry)
    }

    /// The beginning of a text that fits, and the byte at which the rest begins, if there is one.
    pub(super) fn begin<'t>(&mut self, text: &'t str) -> (&'t str, Option<usize>) {
        for (at, char) in text.char_indices() {
            // Within JSON within JSON, at worst.
            match self.left.checked_sub(price(char)) {
                Some(left) => self.left = left,
                None => return (&text[..at], Some(at)),
            }
        }
        (text, None)
    }
}

/// What JSON takes: its own bytes, and those of the string in which it stands again.
fn cost(json: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' => 2,
        0..=0x1f => 6,
        _ => 1,
    };
    json.len() + json.bytes().map(escaped).sum::<usize>()
}

/// What a character of a text takes in JSON and in the string in which that stands again.
fn price(char: char) -> usize {
    match char {
        '"' | '\\' => 2 + 4,
        '\n' | '\r' | '\t' => 2 + 3,
        '\0'..='\x1f' => 6 + 7,
        _ => 2 * char.len_utf8(),
    }
}

/// Cuts the texts of an entry, and says so.
fn cut(entry: &mut Value, most: usize) {
    match entry {
        Value::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(most) {
                text.truncate(end);
                text.push('…');
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| cut(value, most)),
        Value::Object(members) => members.values_mut().for_each(|value| cut(value, most)),
        _ => {}
    }
}

/// A list that begins at an offset, which a cursor `o:N` names.
pub(super) fn offset(cursor: Option<&str>) -> Answered<usize> {
    let Some(cursor) = cursor else { return Ok(0) };
    let offset = cursor.strip_prefix("o:").and_then(|offset| offset.parse().ok());
    offset.ok_or_else(|| Outcome::refused("`cursor` is none that this tool gave for the same arguments"))
}

/// An answer of a list from an offset on: as many entries as fit, and the cursor of the rest.
pub(super) fn listed(mut content: Map<String, Value>, key: &str, entries: Vec<Value>, from: usize) -> Outcome {
    let total = entries.len();
    content.insert("total".to_owned(), total.into());
    let mut page = Page::new(&Value::Object(content.clone()));
    let fitting: Vec<Value> = entries.into_iter().skip(from).map_while(|entry| page.take(entry)).collect();
    let end = from + fitting.len();
    content.insert(key.to_owned(), fitting.into());
    if end < total {
        content.insert("cursor".to_owned(), format!("o:{end}").into());
    }
    Outcome::found(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The result as it is sent, for any texts.
    fn sent(outcome: &Outcome) -> usize {
        let structured = Value::Object(outcome.content.clone());
        json!({ "content": [{ "type": "text", "text": structured.to_string() }], "structuredContent": structured })
            .to_string()
            .len()
    }

    #[test]
    fn every_page_fits_and_none_is_lost() {
        for text in ["plain words ", "\"quoted\" \\ ", "\u{1}\u{2}\n", "数字鸿沟", "é"] {
            for length in [1, 40, 300, 9000] {
                let entries: Vec<Value> = (0..60).map(|n| json!({ "n": n, "text": text.repeat(length) })).collect();
                let (mut from, mut seen) = (0, Vec::new());
                loop {
                    let outcome = listed(Map::new(), "facts", entries.clone(), from);
                    assert!(sent(&outcome) <= BUDGET, "{} bytes: {text:?} {length}", sent(&outcome));
                    let facts = outcome.content["facts"].as_array().unwrap();
                    assert!(!facts.is_empty(), "{text:?} {length}");
                    seen.extend(facts.iter().map(|fact| fact["n"].as_u64().unwrap()));
                    let Some(cursor) = outcome.content.get("cursor") else { break };
                    from = offset(cursor.as_str()).unwrap();
                }
                assert_eq!(seen, (0..60).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_text_is_cut_where_the_budget_ends_and_goes_on_there() {
        for text in ["数字鸿沟 \"x\"\n".repeat(9000), "a".repeat(90_000), "\u{1}".repeat(20_000), String::new()] {
            let (mut rest, mut whole) = (text.as_str(), String::new());
            loop {
                let (part, next) = Page::new(&json!({})).begin(rest);
                let outcome = Outcome::found(Map::from_iter([("part".to_owned(), part.into())]));
                assert!(sent(&outcome) <= BUDGET, "{}", sent(&outcome));
                whole.push_str(part);
                let Some(next) = next else { break };
                assert!(next > 0);
                rest = &rest[next..];
            }
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn a_refusal_is_told_from_a_failure_and_both_from_nothing() {
        let of = |code| Outcome::from(&Error::new(code, "why"));
        for code in [Code::DeadlineExceeded, Code::ServerBusy, Code::SourceUnavailable, Code::Internal] {
            assert_eq!((of(code).status(), of(code).is_error()), ("FAILED", true), "{}", code.name());
        }
        for code in [Code::BadUserInput, Code::TooCostly, Code::QueryNotAllowed, Code::RateLimited] {
            assert_eq!((of(code).status(), of(code).is_error()), ("REFUSED", true), "{}", code.name());
        }
        let nothing = Outcome::not_found("nothing", Vec::new());
        assert_eq!((nothing.status(), nothing.is_error(), nothing.message()), ("NOT_FOUND", false, "nothing"));
        assert!(offset(Some("o:x")).is_err() && offset(Some("7")).is_err());
    }
}

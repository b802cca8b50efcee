//! Reads the arguments of fields.

use super::collect::{Collected, Scope};
use super::error::{Code, Error};
use super::signatures::{DEFAULT_PAGE, LARGEST_PAGE};
use crate::query::{Cursor, Refusal, Window};
use async_graphql::Value;

/// The arguments of one field.
pub(super) struct Arguments<'a, 'b> {
    scope: &'b Scope<'a>,
    field: &'b Collected<'a>,
    path: &'b [String],
}

impl<'a, 'b> Arguments<'a, 'b> {
    /// The arguments of a field at a path of the answer.
    pub(super) fn new(scope: &'b Scope<'a>, field: &'b Collected<'a>, path: &'b [String]) -> Self {
        Self { scope, field, path }
    }

    /// An error about an argument.
    pub(super) fn error(&self, name: &str, problem: impl std::fmt::Display) -> Error {
        let at = self.field.field().node.get_argument(name).map_or(self.field.field().pos, |value| value.pos);
        Error::new(Code::BadUserInput, format!("`{name}` {problem}")).at(at).on(self.path)
    }

    /// Why a place of the answer is null: something is wrong with an argument.
    pub(super) fn refusal(&self, name: &str, problem: impl std::fmt::Display) -> Refusal {
        let error = self.error(name, problem);
        Refusal { message: error.message, at: error.locations.first().copied().unwrap_or_default() }
    }

    /// The value of an argument; null is the same as none.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        let value = self.field.field().node.get_argument(name)?;
        self.scope.value(&value.node).filter(|value| *value != Value::Null)
    }

    /// A list; a single value stands for a list of one (section 3.11).
    pub(super) fn list(&self, name: &str) -> Option<Vec<Value>> {
        self.value(name).map(|value| match value {
            Value::List(items) => items,
            single => vec![single],
        })
    }

    /// A number that is not negative.
    pub(super) fn count(&self, name: &str) -> Result<Option<usize>, Error> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let count = match &value {
            Value::Number(number) => number.as_i64().filter(|n| i32::try_from(*n).is_ok()),
            _ => None,
        };
        match count.map(usize::try_from) {
            Some(Ok(count)) => Ok(Some(count)),
            Some(Err(_)) => Err(self.error(name, format_args!("is {value}, but must not be negative"))),
            None => Err(self.error(name, format_args!("is {value}, but must be an integer of 32 bits"))),
        }
    }

    fn page_size(&self, name: &str) -> Result<Option<usize>, Error> {
        match self.count(name)? {
            Some(count) if count > LARGEST_PAGE => Err(self.error(
                name,
                format_args!("is {count}, but a page has at most {LARGEST_PAGE}; ask for the rest with `after`"),
            )),
            count => Ok(count),
        }
    }

    fn cursor(&self, name: &str, order: &str, keys: usize) -> Result<Option<Cursor>, Error> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => {
                Cursor::read(&text, order, keys).map(Some).map_err(|error| self.error(name, error))
            }
            Some(other) => Err(self.error(name, format_args!("is {other}, but must be a string"))),
        }
    }

    /// The page of a connection in an order of this name and with this number of keys.
    pub(super) fn page(&self, order: &str, keys: usize) -> Result<Window, Error> {
        let (first, last) = (self.page_size("first")?, self.page_size("last")?);
        Ok(Window {
            first: first.or_else(|| last.is_none().then_some(DEFAULT_PAGE)),
            last,
            after: self.cursor("after", order, keys)?,
            before: self.cursor("before", order, keys)?,
            offset: self.count("offset")?.unwrap_or(0),
        })
    }

    /// The part of a plain list; all of it without arguments.
    pub(super) fn slice(&self) -> Result<Window, Error> {
        Ok(Window { first: self.count("first")?, offset: self.count("offset")?.unwrap_or(0), ..Window::all() })
    }

    /// The languages that the field itself asks for.
    pub(super) fn languages(&self) -> Result<Option<Vec<String>>, Error> {
        self.value("lang").map(|tags| self.language_tags("lang", tags)).transpose()
    }

    /// A list of language ranges, or a single one.
    pub(super) fn language_tags(&self, argument: &str, tags: Value) -> Result<Vec<String>, Error> {
        let read = |tag: Value| match tag {
            Value::String(tag) if is_language_range(&tag) => Ok(tag.to_ascii_lowercase()),
            other => {
                let problem = format_args!("has {other}, which is not a language tag such as \"en\" or \"*\"");
                Err(self.error(argument, problem))
            }
        };
        match tags {
            Value::List(tags) if tags.len() > self.scope.most_languages => {
                let (count, most) = (tags.len(), self.scope.most_languages);
                let problem = format_args!("has {count} languages, but at most {most} are taken");
                Err(self.error(argument, problem))
            }
            Value::List(tags) => tags.into_iter().map(read).collect(),
            single => read(single).map(|tag| vec![tag]),
        }
    }

    fn id_text(&self, name: &str, value: Value) -> Result<String, Error> {
        match value {
            Value::String(text) => Ok(text),
            Value::Number(number) => Ok(number.to_string()),
            other => Err(self.error(name, format_args!("has {other}, which is not an identifier"))),
        }
    }

    /// An argument that is an identifier, if it is given.
    pub(super) fn optional_id(&self, name: &str) -> Result<Option<String>, Error> {
        self.value(name).map(|value| self.id_text(name, value)).transpose()
    }

    /// The argument `id`.
    pub(super) fn id(&self) -> Result<String, Error> {
        let value = self.value("id").ok_or_else(|| self.error("id", "is missing"))?;
        self.id_text("id", value)
    }

    /// The argument `ids`, as many as a page may have.
    pub(super) fn ids(&self) -> Result<Vec<String>, Error> {
        let values = self.list("ids").ok_or_else(|| self.error("ids", "is missing"))?;
        if values.len() > LARGEST_PAGE {
            let count = values.len();
            return Err(self.error(
                "ids",
                format_args!("has {count} identifiers, but at most {LARGEST_PAGE} are taken at a time"),
            ));
        }
        values.into_iter().map(|value| self.id_text("ids", value)).collect()
    }
}

/// Longest language range: RFC 5646 (section 4.4.1) has the longest tag that means something at 35 characters.
const LONGEST_RANGE: usize = 64;

/// A language range of RFC 4647, section 2.1, or `*`.
pub(super) fn is_language_range(text: &str) -> bool {
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    text == "*" || (!text.is_empty() && text.len() <= LONGEST_RANGE && text.split('-').all(is_part))
}

/// The name of an enum's value, which stands as a string in variables; empty for what is no name.
pub(super) fn enum_name(value: &Value) -> &str {
    match value {
        Value::Enum(name) => name.as_str(),
        Value::String(name) => name,
        _ => "",
    }
}

//! Questions that pages ask, and how their answers are read.

use super::visit::{Answer, Error, Visit};
use crate::graphql::{Engine, LARGEST_PAGE, Request, Separated, Sheet};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Most pages of a table.
const MOST_PAGES: usize = 500;

/// A question with values for its variables.
#[derive(Debug, Clone)]
pub(super) struct Question {
    text: String,
    variables: Map<String, Value>,
}

/// A text with its language.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Said {
    pub(super) value: String,
    pub(super) lang: Option<String>,
}

/// A list of which only the length is asked for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counted {
    pub(super) total_count: usize,
}

/// A list with its length: all of it, or its first members.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed<T> {
    pub(super) total_count: usize,
    pub(super) nodes: Vec<T>,
}

/// Counts of a list by some keys, beside that of all of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Grouped {
    pub(super) total_count: usize,
    pub(super) group_by: Vec<Group>,
}

/// What has the same keys.
#[derive(Debug, Deserialize)]
pub(super) struct Group {
    pub(super) key: Vec<Key>,
    pub(super) count: usize,
}

/// The value of a key.
#[derive(Debug, Deserialize)]
pub(super) struct Key {
    pub(super) value: Option<String>,
}

/// A list of which only the members are asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Nodes<T> {
    pub(super) nodes: Vec<T>,
}

impl Question {
    /// A question without variables.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), variables: Map::new() }
    }

    /// The same with the value of a variable.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Whether it has a meaning in the schema.
    pub(super) fn is_valid(&self, engine: &Engine) -> bool {
        engine.plan(&self.request(Vec::new())).is_ok()
    }

    fn request(&self, languages: Vec<String>) -> Request {
        Request { query: self.text.clone(), variables: self.variables.clone(), languages, ..Request::default() }
    }

    /// Asks it.
    ///
    /// # Errors
    /// If the question is refused or runs out of its budget, or the answer is not what the page reads.
    pub(super) fn ask<T: DeserializeOwned>(&self, visit: &Visit<'_>) -> Result<T, Error> {
        let request = self.request(visit.view.reader.chain().to_vec());
        let response = visit.engine.answer_within(&request, &*visit.view.data.snapshot, visit.view.clock);
        visit.view.clock.check()?;
        match (response.data, response.errors.into_iter().next()) {
            (Some(data), None) => serde_json::from_slice(&data).map_err(Error::Unread),
            (_, Some(error)) => Err(Error::Refused(error.message)),
            (None, None) => Err(Error::Refused("the question has no answer".to_owned())),
        }
    }

    /// The table of its answer as a file.
    ///
    /// # Errors
    /// As [`Question::ask`].
    pub(super) fn table(&self, visit: &Visit<'_>, name: &str) -> Result<Answer, Error> {
        Ok(file(&self.sheet(visit)?, name))
    }

    /// The table of all pages of its list as a file: it has the variables `$first` and `$offset`, and is asked until a page is empty.
    ///
    /// # Errors
    /// As [`Question::ask`].
    pub(super) fn table_of_pages(self, visit: &Visit<'_>, name: &str) -> Result<Answer, Error> {
        let page = |question: &Self, number: usize| {
            question.clone().with("first", LARGEST_PAGE).with("offset", number * LARGEST_PAGE).sheet(visit)
        };
        let mut whole = page(&self, 0)?;
        for number in 1..=MOST_PAGES {
            let sheet = page(&self, number)?;
            if sheet.rows.is_empty() {
                return Ok(file(&whole, name));
            }
            whole.rows.extend(sheet.rows);
        }
        // A part would be taken for the whole.
        let most = MOST_PAGES * LARGEST_PAGE;
        Err(Error::Refused(format!(
            "the table has more than {most} entries; narrow the list, or ask for it page by page at /graphql"
        )))
    }

    fn sheet(&self, visit: &Visit<'_>) -> Result<Sheet, Error> {
        let request = self.request(visit.view.reader.chain().to_vec());
        let sheet = visit.engine.sheet(&request, &*visit.view.data.snapshot, visit.view.clock);
        visit.view.clock.check()?;
        sheet.map_err(|errors| {
            let problem = errors.into_iter().next().map(|error| error.message);
            Error::Refused(problem.unwrap_or_else(|| "the question has no answer".to_owned()))
        })
    }

    /// Where it can be seen, changed and run.
    pub(super) fn address(&self, visit: &Visit<'_>) -> String {
        let mut parameters = vec![("query", self.text.trim().to_owned())];
        if !self.variables.is_empty() {
            parameters.push(("variables", Value::Object(self.variables.clone()).to_string()));
        }
        let parameters: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        visit.view.addresses.page_with("query", &parameters)
    }
}

fn file(sheet: &Sheet, name: &str) -> Answer {
    let bytes = Separated::Commas.write(sheet).into_bytes();
    Answer::File { media_type: Separated::Commas.media_type(), name: format!("{name}.csv"), bytes }
}

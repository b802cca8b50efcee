//! Who asks, of which data, and how questions are put to the engine.

use super::answer::{Answered, Outcome};
use crate::clock::Clock;
use crate::graphql::{Code, Engine, Error, Request, Response};
use crate::linked::Addresses;
use crate::ontology::Text;
use crate::snapshot::best_text;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What a client asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// To call a tool.
    Tool {
        /// Its name.
        name: String,
        /// What it is given.
        arguments: Map<String, Value>,
    },
    /// To read a resource of the protocol.
    Resource {
        /// Its address.
        uri: String,
    },
    /// Names that begin with what has been typed.
    Completion {
        /// The type of the resources that have the names.
        of: String,
        /// What has been typed.
        begun: String,
    },
}

impl Ask {
    /// What two that ask for the same have in common.
    pub fn key(&self) -> String {
        match self {
            Self::Tool { name, arguments } => json!([name, arguments]).to_string(),
            Self::Resource { uri } => uri.clone(),
            Self::Completion { of, begun } => json!([of, begun, "…"]).to_string(),
        }
    }
}

/// Where the data are that an answer is about.
#[derive(Debug, Clone, Default)]
pub struct Whereabouts {
    /// The pages of a server that has them; without, a resource is where its own IRI leads.
    pub addresses: Option<Addresses>,
    /// The number of the commit, if they are of a store.
    pub t: Option<u64>,
}

/// Answers whether the text of a query may be asked here: itself, or why not.
pub(super) type Allows<'a> = &'a dyn Fn(String) -> Result<String, Error>;

/// Puts questions for one call.
pub struct Asker<'a, R> {
    /// Answers them.
    pub engine: &'a Engine,
    /// Has the data.
    pub reader: &'a R,
    /// The time of the call.
    pub clock: &'a Clock,
    /// The languages that are wanted, most wanted first.
    pub languages: Vec<String>,
    /// Where the data are.
    pub whereabouts: &'a Whereabouts,
    /// Which queries of clients are answered.
    pub allows: Allows<'a>,
}

impl<R> std::fmt::Debug for Asker<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asker").field("languages", &self.languages).finish_non_exhaustive()
    }
}

/// The members of an object, such as the variables of a question.
pub(super) fn members(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// A text with its language, as `…Translations` gives it.
#[derive(Deserialize)]
struct Said {
    value: String,
    lang: Option<String>,
}

impl<R: crate::query::Reader> Asker<'_, R> {
    /// The same for a reader who wants this language most.
    pub(super) fn in_language(&self, language: Option<&str>) -> Asker<'_, R> {
        let first = language.map(str::to_ascii_lowercase);
        let languages = first.into_iter().chain(self.languages.iter().cloned()).collect();
        let Self { engine, reader, clock, whereabouts, allows, .. } = self;
        Asker { engine, reader: *reader, clock, languages, whereabouts, allows: *allows }
    }

    /// The response to a request.
    pub(super) fn respond(
        &self,
        query: String,
        operation_name: Option<String>,
        variables: Map<String, Value>,
    ) -> Response {
        let languages = self.languages.clone();
        let request = Request { query, operation_name, variables, languages, explain: false };
        self.engine.answer_within(&request, self.reader, self.clock)
    }

    /// The data that answer a question, all of them.
    pub(super) fn ask(&self, question: &str, variables: Value) -> Answered<Value> {
        let response = self.respond(question.to_owned(), None, members(variables));
        if let Some(error) = response.errors.first() {
            return Err(Box::new(error.into()));
        }
        let data = response.data.unwrap_or_default();
        serde_json::from_slice(&data).map_err(|error| {
            tracing::error!(%error, "an answer to a question of an assistant cannot be read");
            Outcome::from(&Error::new(Code::Internal, "the answer cannot be read; the server's log has the reason"))
                .into()
        })
    }

    /// Where a resource is shown.
    pub(super) fn url(&self, iri: &str) -> Option<String> {
        match &self.whereabouts.addresses {
            Some(addresses) => Some(addresses.resource(iri)),
            None => Addresses::outward(iri).map(str::to_owned),
        }
    }

    /// Languages, most wanted first, those of the ontology at the end.
    fn chain(&self) -> Vec<String> {
        self.languages.iter().chain(self.engine.ontology().languages()).cloned().collect()
    }

    /// The text that is wanted most of those of a list of translations.
    pub(super) fn best(&self, translations: &Value) -> Option<Text> {
        best_text(&texts(translations), &self.chain()).cloned()
    }
}

/// The texts of a list of translations.
pub(super) fn texts(translations: &Value) -> Vec<Text> {
    let said = Vec::<Said>::deserialize(translations).unwrap_or_default();
    said.into_iter().map(|Said { value, lang }| Text { value, language: lang }).collect()
}

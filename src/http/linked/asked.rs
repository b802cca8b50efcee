//! What handlers of pages and documents know of a request.

use super::Error;
use crate::clock::Clock;
use crate::explorer::{Visit, is_tracking};
use crate::http::app::App;
use crate::http::context::RequestContext;
use crate::http::document::{Document, form};
use crate::http::refusal::Dialect;
use crate::linked::{Addresses, Data, Form, Reader, Titles, View, way_up};
use crate::ontology::Ontology;
use axum::http::{HeaderMap, header};
use oxsdatatypes::DateTime;
use std::sync::Arc;

/// Everything that a handler needs to know of a request.
pub(in crate::http) struct Asked {
    pub(in crate::http) app: Arc<App>,
    pub(super) data: Arc<Data>,
    pub(in crate::http) headers: HeaderMap,
    pub(super) path: String,
    pub(super) parameters: Vec<(String, String)>,
    reader: Reader,
    pub(super) clock: Clock,
    /// The day, such as `2025-05-30`, in UTC.
    today: String,
    /// The number of the commit whose data are asked for, if it is an earlier one.
    past: Option<u64>,
}

impl Asked {
    pub(super) fn new(
        app: Arc<App>,
        data: Arc<Data>,
        path: &str,
        parameters: Vec<(String, String)>,
        headers: HeaderMap,
        context: &RequestContext,
        clock: Clock,
    ) -> Self {
        let chosen = parameters.iter().find(|(name, _)| name == "lang").map(|(_, tag)| tag.as_str());
        let reader = Reader::new(app.engine().ontology(), chosen, &context.languages);
        let today = DateTime::now().to_string().chars().take("2025-05-30".len()).collect();
        let past = data.t.filter(|_| context.is_past);
        // They say where a reader comes from, and nothing about what is read.
        let parameters = parameters.into_iter().filter(|(name, _)| !is_tracking(name)).collect();
        Self { path: path.to_owned(), app, data, headers, parameters, reader, clock, today, past }
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn ontology(&self) -> &Ontology {
        self.app.engine().ontology()
    }

    pub(in crate::http) fn addresses(&self) -> Addresses {
        Addresses::new(
            self.root_of_links(),
            self.data.space().map(str::to_owned),
            self.reader.chosen().map(str::to_owned),
        )
    }

    /// What links begin with. Those of an earlier commit stay there; a picture that is kept is opened from anywhere.
    fn root_of_links(&self) -> String {
        let is_whole =
            self.parameter("as") == Some("svg") || (self.past.is_some() && self.app.site().public().is_some());
        if is_whole { self.root() } else { self.app.site().root_from(&self.path) }
    }

    /// Where the document about a resource is, in full.
    pub(super) fn document_address(&self, iri: &str) -> String {
        let root = self.app.site().absolute().to_owned();
        Addresses::new(root, self.data.space().map(str::to_owned), None).resource(iri)
    }

    pub(super) fn view<'a>(&'a self, addresses: &'a Addresses) -> View<'a> {
        let (menu, clock) = (self.app.explorer().menu(), &self.clock);
        View {
            data: &self.data,
            ontology: self.ontology(),
            reader: &self.reader,
            addresses,
            menu,
            past: self.past,
            clock,
        }
    }

    /// The visit of a page of the explorer, with its whole address and that of the server's root.
    pub(in crate::http) fn visit<'a>(&'a self, addresses: &'a Addresses, [here, root]: [&'a str; 2]) -> Visit<'a> {
        let (engine, explorer, parameters) = (self.app.engine(), self.app.explorer(), self.parameters.as_slice());
        let (sparql, view, today) = (self.app.sparql(), self.view(addresses), self.today.as_str());
        let titles = Titles::new(view.data, view.ontology, view.reader);
        Visit { engine, sparql, explorer, view, parameters, here, root, today, titles }
    }

    fn host(&self) -> Option<&str> {
        self.headers.get(header::HOST).and_then(|host| host.to_str().ok())
    }

    /// The whole address of the server's root: that of an earlier commit, if its data are asked for.
    fn root(&self) -> String {
        let past = self.past.map_or_else(|| "/".to_owned(), |t| format!("/at/{t}/"));
        self.app.site().called(self.host(), &past)
    }

    /// The whole address of the document, with scheme and host, and that of the server's root.
    pub(in crate::http) fn here(&self) -> [String; 2] {
        let host = self.host();
        // A language that there is not would be no help to whom the address is given.
        let kept = self.parameters.iter().filter(|(name, _)| name != "lang" || self.reader.chosen().is_some());
        let parameters = serde_urlencoded::to_string(kept.collect::<Vec<_>>()).unwrap_or_default();
        let sign = if parameters.is_empty() { "" } else { "?" };
        // The path of an earlier commit has been taken off.
        let past = self.past.map_or_else(String::new, |t| format!("/at/{t}"));
        let path = format!("{past}{}{sign}{parameters}", self.path);
        [path.as_str(), "/"].map(|path| self.app.site().called(host, path))
    }

    /// Says whether there was time for the whole: what was made when the clock stopped is a part, which must not be taken for the whole.
    /// Dumps and counts are made once for all who ask, and are whole whenever they are there.
    pub(super) fn whole(&self) -> Result<(), Error> {
        Ok(self.clock.check()?)
    }

    /// The form in which refusals are told.
    pub(in crate::http) fn dialect(&self) -> Dialect {
        match form(&self.headers) {
            Some(Form::Html) => Dialect::Page { words: self.reader.words(), root: way_up(&self.path) },
            _ => Dialect::Text,
        }
    }

    /// A page, which depends on who reads it.
    pub(in crate::http) fn page(&self, html: String) -> Document {
        self.in_language("text/html; charset=utf-8", html.into_bytes())
    }

    /// A document in the language of who reads it: a page, or its table or picture.
    pub(in crate::http) fn in_language(&self, media_type: &'static str, bytes: Vec<u8>) -> Document {
        let document = Document::new(media_type, bytes).header(header::VARY, "accept-language");
        document.header(header::CONTENT_LANGUAGE, self.reader.language())
    }
}

//! The explorer: pages on which every number is a link to the list that it is the length of, and every item of a list leads to
//! its sentence.
//!
//! A page is a question in GraphQL (`queries/`), an answer that is read into a struct, and a `maud` template; a page has no other
//! way to the data, so whoever sees a number can see its query and run it. Pictures are SVG made here, so that a page needs no script.
//! The address holds the whole state: `conditions` reads what a list is narrowed to.
//!
//! ```text
//! address ──conditions──► where ──question──► engine ──► answer ──► template ──► HTML
//!                                                          └──► picture (SVG), table (CSV), citation
//! ```
//!
//! The lists, the search and the resource pages are of any ontology. A page that is about the record of meetings exists where its question
//! is valid for the schema: an ontology without themes has no page of sides.

mod blocs;
mod compare;
mod conditions;
mod evidence;
mod figure;
mod history;
mod home;
mod list;
mod machines;
mod map;
mod menu;
mod network;
mod pictures;
mod question;
mod record;
mod search;
mod sides;
mod time;
mod visit;
mod workbench;

pub use menu::Explorer;
pub use visit::{Answer, Error, Visit};

use crate::linked::{Frame, OwnPart, layout};
use maud::html;
use oxigraph::model::NamedNode;

/// The parameters that pages of the record have, beside those of blocs.
const RECORD: [&str; 8] = ["side", "narrower", "meeting", "page", "blocs", "silent", "since", "change"];

impl Visit<'_> {
    /// The page at a path from the server's root; none if there is none.
    pub fn at(&self, path: &str) -> Option<Result<Answer, Error>> {
        if path.is_empty() {
            return Some(home::page(self));
        }
        match path {
            workbench::PATH => return Some(workbench::page(self, None)),
            workbench::BUILD => return Some(Ok(workbench::build(self))),
            _ => {}
        }
        if let Some(place) = self.explorer.place(path) {
            return Some((place.page)(self));
        }
        if let Some(file) = machines::file(self, path) {
            return Some(Ok(file));
        }
        self.explorer.list(path).map(|class| list::page(self, class))
    }

    /// The query page with the form of one language, `graphql` or `sparql`, unless the address names another.
    ///
    /// # Errors
    /// If the time is over.
    pub fn query_page(&self, kind: &str) -> Result<Answer, Error> {
        workbench::page(self, Some(kind))
    }

    /// What the page of a resource says before its fields, and the item of the menu that it belongs to; none if that is nothing. A part
    /// that cannot be answered says so at its place.
    ///
    /// # Errors
    /// If the time is over, the address has no meaning, or what it asks for is refused.
    pub fn resource_page(&self, iri: &NamedNode) -> Result<Option<OwnPart>, Error> {
        let Some(part) = record::html(self, iri.as_str()) else { return Ok(None) };
        let kinds = blocs::kinds(self.view.ontology);
        let is_own = |name: &str| RECORD.contains(&name) || kinds.iter().any(|kind| kind.parameter == name);
        let parameters: Vec<_> = self.parameters.iter().filter(|(name, _)| is_own(name)).cloned().collect();
        let markup = match part {
            Ok(part) => part,
            Err(error @ (Error::Stopped(_) | Error::Address(_))) => return Err(error),
            // What is refused only because of what the address asks for is the address's fault, and not a part that is missing.
            Err(error @ Error::Refused(_)) if !parameters.is_empty() => return Err(error),
            Err(error) => {
                html! { p.problem role="alert" { (self.words().say("part-unanswered")) " " span lang="en" dir="ltr" { (error) } } }
            }
        };
        let place = self.list_path(iri.as_str()).unwrap_or_default();
        Ok(Some(OwnPart { markup, place, parameters }))
    }

    /// What the page of a resource shows, as a file, if the address asks for one (`as`).
    pub fn resource_file(&self, iri: &NamedNode) -> Option<Result<Answer, Error>> {
        self.parameter("as").map(|form| record::file(self, iri.as_str(), form))
    }

    /// The path of the list of the first class of a resource that has an item of the menu.
    fn list_path(&self, iri: &str) -> Option<String> {
        let snapshot = &self.view.data.snapshot;
        let class = snapshot.type_of(snapshot.terms().resource(iri)?)?;
        let above = self.view.ontology.class(class).superclasses.iter().copied();
        let mut paths = std::iter::once(class).chain(above).filter_map(|class| self.explorer.path_of(class));
        paths.find(|path| self.explorer.menu().iter().any(|item| item.path == *path)).map(str::to_owned)
    }

    /// A page that says what is wrong with an address.
    pub fn problem(&self, problem: &str) -> String {
        let title = self.words().say("wrong-address");
        let body = html! {
            h1 { (title) }
            p lang="en" dir="ltr" { (problem) }
            p { a href=(self.view.addresses.page("")) { (self.words().say("home")) } }
        };
        layout(self.view, &Frame { title, ..Frame::default() }, &body)
    }
}

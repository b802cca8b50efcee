//! The explorer: pages on which every number is a link to the list that it is the length of, and every item of a list leads to
//! its sentence.
//!
//! A page is a question in GraphQL (`queries/`), an answer that is read into a struct, and a `maud` template; a page has no other
//! way to the data, so whoever sees a number can see its query and run it. Pictures are SVG made here, so that a page needs no script.
//! The address holds the whole state: `parameters` reads it by the table of its page, before anything is asked, and `conditions` what a list is
//! narrowed to.
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
mod groups;
mod history;
mod home;
mod list;
mod machines;
mod map;
mod menu;
mod network;
mod outcome;
mod parameters;
mod pictures;
mod question;
mod record;
mod search;
mod sides;
mod time;
mod visit;
mod workbench;
mod wrong;

pub use menu::Explorer;
pub use parameters::is_tracking;
pub use visit::{Answer, Error, Visit};
pub use wrong::Wrong;

use self::parameters::{Table, Takes};
use crate::linked::OwnPart;
use crate::search::words::nearest;
use maud::html;
use oxigraph::model::NamedNode;

/// Pages that are suggested where there is none.
const MOST_NEAR: usize = 3;

impl Visit<'_> {
    /// The page at a path from the server's root; none if there is none.
    pub fn at(&self, path: &str) -> Option<Result<Answer, Error>> {
        if let Some(file) = machines::file(self, path) {
            return Some(Ok(file));
        }
        let table = self.table(path)?;
        if let Err(error) = table.check(self) {
            return Some(Err(error));
        }
        Some(match path {
            "" => home::page(self),
            workbench::PATH => workbench::page(self, None),
            workbench::BUILD => Ok(workbench::build(self)),
            _ => match self.explorer.place(path) {
                Some(place) => (place.page)(self),
                None => list::page(self, self.explorer.list(path)?),
            },
        })
    }

    /// Whether there is a page at a path.
    pub fn has(&self, path: &str) -> bool {
        self.table(path).is_some()
    }

    /// The paths of the pages that may be meant by one at which there is none.
    pub fn near(&self, path: &str) -> Vec<String> {
        // Who writes `/theme/governance` or `/themes.csv` is not far from `/themes`.
        let first = path.split(['/', '.']).find(|part| !part.is_empty()).unwrap_or_default();
        nearest(first, self.explorer.paths(), MOST_NEAR).into_iter().map(str::to_owned).collect()
    }

    /// What the address of a page may say; none if there is no page at the path.
    fn table(&self, path: &str) -> Option<Table> {
        Some(match path {
            "" => Table::default(),
            workbench::PATH => workbench::table(),
            workbench::BUILD => workbench::builder_table(),
            _ => match self.explorer.place(path) {
                Some(place) => (place.table)(self),
                None => self.explorer.list(path).map(|_| list::table())?,
            },
        })
    }

    /// Reads the address of a page that has no parameters.
    ///
    /// # Errors
    /// If it has one.
    pub fn check_plain(&self) -> Result<(), Error> {
        Table::default().check(self)
    }

    /// Reads the address of the page of a resource, or of one of its relationships.
    ///
    /// # Errors
    /// If it says what the page does not take.
    pub fn check_resource(&self, iri: &NamedNode) -> Result<(), Error> {
        let snapshot = &self.view.data.snapshot;
        let class = snapshot.terms().resource(iri.as_str()).and_then(|id| snapshot.type_of(id));
        let fields = class.map(|class| self.view.ontology.class(class).fields.iter());
        let links = fields.into_iter().flatten().filter(|field| field.kind.class().is_some());
        let field = parameters::once("field", Takes::one_of(links.map(|field| &field.name)));
        let mut all = match self.parameter("field") {
            Some(_) => vec![parameters::page(), parameters::truth("below")],
            None => record::parameters(self, iri.as_str()),
        };
        all.push(field);
        if !self.view.addresses.is_own(iri.as_str()) {
            all.push(parameters::once("iri", Takes::Text));
        }
        Table::of(all).check(self)
    }

    /// What an address says that names no resource, or nothing that could be one.
    pub fn no_resource(&self) -> Error {
        match self.parameter("iri") {
            None => Wrong::say("wrong-needs", "/describe").allow(["iri"]).into(),
            Some(iri) => Wrong::say_of("wrong-identifier", "iri", iri).allow_say("takes-identifier").into(),
        }
    }

    /// What an address says that names a part of a relationship which there is not.
    pub fn no_part(&self) -> Error {
        let asked: Vec<_> = self.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Wrong::say("wrong-page", asked.join("&")).into()
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
        let is_own = |name: &str| name != "lang" && name != "iri";
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
        record::file(self, iri.as_str(), self.parameter("as")?)
    }

    /// The path of the list of the first class of a resource that has an item of the menu.
    fn list_path(&self, iri: &str) -> Option<String> {
        let snapshot = &self.view.data.snapshot;
        let class = snapshot.type_of(snapshot.terms().resource(iri)?)?;
        let above = self.view.ontology.class(class).superclasses.iter().copied();
        let mut paths = std::iter::once(class).chain(above).filter_map(|class| self.explorer.path_of(class));
        paths.find(|path| self.explorer.menu().iter().any(|item| item.path == *path)).map(str::to_owned)
    }
}

//! The pages that there are for an ontology, and the menu that leads to them.

use super::parameters::Table;
use super::record::{self, About, Part};
use super::visit::{Answer, Error, Visit};
use super::{compare, evidence, groups, home, list, map, network, outcome, search, time, workbench};
use crate::graphql::Engine;
use crate::linked::{MenuItem, MenuName};
use crate::ontology::{ClassId, Ontology};
use crate::positions::Roles;

/// Classes that the menu names if it has no page of the record.
const MOST_CLASSES: usize = 6;

/// A page that is no list and about no resource.
#[derive(Debug)]
pub(super) struct Place {
    /// Its path from the server's root.
    path: &'static str,
    /// What it is called in the menu; none if it is not there.
    name: Option<MenuName>,
    /// Whether the schema has what it asks.
    is_known: fn(&Engine) -> bool,
    /// What its address may say.
    pub(super) table: fn(&Visit<'_>) -> Table,
    /// The page, or why there is none at this address.
    pub(super) page: fn(&Visit<'_>) -> Result<Answer, Error>,
}

/// In the order of the menu. The box for the search is on every page.
const PLACES: [Place; 6] = [
    place(compare::PATH, Some(MenuName::Say("compare")), compare::is_known, compare::table, compare::page),
    place(outcome::PATH, Some(MenuName::Say("outcome")), outcome::is_known, outcome::table, outcome::page),
    place(map::PATH, Some(MenuName::Say("map")), map::is_known, map::table, map::page),
    place(time::PATH, Some(MenuName::Say("time")), time::is_known, time::table, time::page),
    place(network::PATH, Some(MenuName::Say("network")), network::is_known, network::table, network::page),
    place(search::PATH, None, search::is_known, search::table, search::page),
];

const fn place(
    path: &'static str,
    name: Option<MenuName>,
    is_known: fn(&Engine) -> bool,
    table: fn(&Visit<'_>) -> Table,
    page: fn(&Visit<'_>) -> Result<Answer, Error>,
) -> Place {
    Place { path, name, is_known, table, page }
}

/// The pages that there are for an ontology.
#[derive(Debug)]
pub struct Explorer {
    menu: Vec<MenuItem>,
    /// The lists by their paths.
    lists: Vec<(String, ClassId)>,
    places: Vec<Place>,
    has_evidence: bool,
    has_record: bool,
    has_kinds: bool,
    about: Vec<About>,
    parts: Vec<Part>,
}

impl Explorer {
    /// The pages whose questions have a meaning in the schema of an engine.
    pub fn new(engine: &Engine) -> Self {
        let ontology = engine.ontology();
        let lists = list::paths(ontology);
        let mut menu = Vec::new();
        if let Some(roles) = ontology.extension::<Roles>() {
            let record = [
                (roles.themes, MenuName::Say("themes")),
                (roles.actors, MenuName::Say("actors")),
                (roles.meetings, MenuName::Say("meetings")),
            ];
            for (class, name) in record {
                menu.extend(
                    lists.iter().find(|(_, id)| *id == class).map(|(path, _)| MenuItem { path: path.clone(), name }),
                );
            }
        }
        let places: Vec<Place> = PLACES.into_iter().filter(|place| (place.is_known)(engine)).collect();
        if menu.is_empty() {
            let classes = lists.iter().take(MOST_CLASSES);
            menu.extend(classes.map(|(path, id)| MenuItem { path: path.clone(), name: MenuName::Class(*id) }));
        }
        for place in &places {
            menu.extend(place.name.map(|name| MenuItem { path: place.path.to_owned(), name }));
        }
        Self {
            menu,
            lists,
            places,
            has_evidence: evidence::is_known(engine),
            has_record: home::is_known(engine),
            has_kinds: groups::is_known(engine),
            about: record::known(engine),
            parts: record::parts(engine),
        }
    }

    /// The links that every page has.
    pub fn menu(&self) -> &[MenuItem] {
        &self.menu
    }

    /// Whether positions are shown with what they rest on.
    pub(super) fn has_evidence(&self) -> bool {
        self.has_evidence
    }

    /// Whether the data are a record of meetings.
    pub(super) fn has_record(&self) -> bool {
        self.has_record
    }

    /// Whether actors are of several kinds.
    pub(super) fn has_kinds(&self) -> bool {
        self.has_kinds
    }

    /// The pages about resources.
    pub(super) fn about(&self) -> &[About] {
        &self.about
    }

    /// The page that is no list at a path.
    pub(super) fn place(&self, path: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.path == path)
    }

    /// The classes whose resources have a list and are instances of no other such class: each resource is in one of them.
    pub(super) fn listed(&self, ontology: &Ontology) -> impl Iterator<Item = ClassId> {
        self.lists.iter().map(|(_, class)| *class).filter(|class| !ontology.class(*class).is_interface)
    }

    /// Whether pages have a part that not every schema has.
    pub(super) fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// The paths of all pages that are about no resource.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        let own = ["ontology", "catalog", workbench::PATH, workbench::BUILD];
        self.lists.iter().map(|(path, _)| path.as_str()).chain(self.places.iter().map(|place| place.path)).chain(own)
    }

    /// The class whose list is at a path.
    pub fn list(&self, path: &str) -> Option<ClassId> {
        self.lists.iter().find(|(known, _)| known == path).map(|(_, class)| *class)
    }

    /// The path of the list of a class.
    pub fn path_of(&self, class: ClassId) -> Option<&str> {
        self.lists.iter().find(|(_, known)| *known == class).map(|(path, _)| path.as_str())
    }
}

//! The pages that there are for an ontology, and the menu that leads to them.

use super::record::{self, About};
use super::visit::{Answer, Error, Visit};
use super::{compare, evidence, home, list, map, network, search, time};
use crate::graphql::Engine;
use crate::linked::{MenuItem, MenuName};
use crate::ontology::{ClassId, Ontology};
use crate::positions::Roles;

/// Classes that the menu names if it has no page of the record.
const MOST_CLASSES: usize = 6;

/// A page that is no list and about no resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Compare,
    Map,
    Network,
    Search,
    Time,
}

impl Place {
    const ALL: [Self; 5] = [Self::Compare, Self::Map, Self::Time, Self::Network, Self::Search];

    /// Its path from the server's root.
    fn path(self) -> &'static str {
        match self {
            Self::Compare => compare::PATH,
            Self::Map => map::PATH,
            Self::Network => network::PATH,
            Self::Search => search::PATH,
            Self::Time => time::PATH,
        }
    }

    /// Whether the schema has what it asks.
    fn is_known(self, engine: &Engine) -> bool {
        match self {
            Self::Compare => compare::is_known(engine),
            Self::Map => map::is_known(engine),
            Self::Network => network::is_known(engine),
            Self::Search => search::is_known(engine),
            Self::Time => time::is_known(engine),
        }
    }

    /// What it is called in the menu; none if it is not there.
    fn name(self) -> Option<MenuName> {
        match self {
            Self::Compare => Some(MenuName::Say("compare")),
            Self::Map => Some(MenuName::Say("map")),
            Self::Network => Some(MenuName::Say("network")),
            Self::Time => Some(MenuName::Say("time")),
            // The box for it is on every page.
            Self::Search => None,
        }
    }

    /// The page.
    ///
    /// # Errors
    /// If the address has no meaning, or its question fails.
    pub(super) fn page(self, visit: &Visit<'_>) -> Result<Answer, Error> {
        match self {
            Self::Compare => compare::page(visit),
            Self::Map => map::page(visit),
            Self::Network => network::page(visit),
            Self::Search => search::page(visit),
            Self::Time => time::page(visit),
        }
    }
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
    about: Vec<About>,
    has_neighbours: bool,
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
        let places: Vec<Place> = Place::ALL.into_iter().filter(|place| place.is_known(engine)).collect();
        if menu.is_empty() {
            let classes = lists.iter().take(MOST_CLASSES);
            menu.extend(classes.map(|(path, id)| MenuItem { path: path.clone(), name: MenuName::Class(*id) }));
        }
        for place in &places {
            menu.extend(place.name().map(|name| MenuItem { path: place.path().to_owned(), name }));
        }
        Self {
            menu,
            lists,
            places,
            has_evidence: evidence::is_known(engine),
            has_record: home::is_known(engine),
            about: record::known(engine),
            has_neighbours: record::has_neighbours(engine),
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

    /// The pages about resources.
    pub(super) fn about(&self) -> &[About] {
        &self.about
    }

    /// The page that is no list at a path.
    pub(super) fn place(&self, path: &str) -> Option<Place> {
        self.places.iter().copied().find(|place| place.path() == path)
    }

    /// The classes whose resources have a list and are instances of no other such class: each resource is in one of them.
    pub(super) fn listed(&self, ontology: &Ontology) -> impl Iterator<Item = ClassId> {
        self.lists.iter().map(|(_, class)| *class).filter(|class| !ontology.class(*class).is_interface)
    }

    /// Whether an actor can be compared with all others.
    pub(super) fn has_neighbours(&self) -> bool {
        self.has_neighbours
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

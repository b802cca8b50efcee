//! The pages that there are for an ontology, and the menu that leads to them.

use super::record::{self, About};
use super::{compare, evidence, home, list};
use crate::graphql::Engine;
use crate::linked::{MenuItem, MenuName};
use crate::ontology::ClassId;
use crate::positions::Roles;

/// Classes that the menu names if it has no page of the record.
const MOST_CLASSES: usize = 6;

/// The pages that there are for an ontology.
#[derive(Debug)]
pub struct Explorer {
    menu: Vec<MenuItem>,
    /// The lists by their paths.
    lists: Vec<(String, ClassId)>,
    has_evidence: bool,
    has_record: bool,
    about: Vec<About>,
    can_compare: bool,
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
        let can_compare = compare::is_known(engine);
        if can_compare {
            menu.push(MenuItem { path: compare::PATH.to_owned(), name: MenuName::Say("compare") });
        }
        if menu.is_empty() {
            let classes = lists.iter().take(MOST_CLASSES);
            menu.extend(classes.map(|(path, id)| MenuItem { path: path.clone(), name: MenuName::Class(*id) }));
        }
        Self {
            menu,
            lists,
            has_evidence: evidence::is_known(engine),
            has_record: home::is_known(engine),
            about: record::known(engine),
            can_compare,
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

    /// Whether actors can be compared.
    pub(super) fn can_compare(&self) -> bool {
        self.can_compare
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

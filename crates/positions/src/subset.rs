//! Which positions are looked at.

use crate::Roles;
use oxigraph::model::NamedNode;
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::Need;
use plenary_query::{Condition, Named, Quantifier, SchemaNames};
use std::hash::BuildHasher;
use std::sync::Arc;

/// Which positions are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Subset {
    /// The roles of the ontology's paths.
    pub roles: Arc<Roles>,
    /// Only positions that meet this.
    pub filter: Condition,
    /// Only this theme and those under it: a position may be on others too, which are then not looked at.
    pub theme: Option<NamedNode>,
    /// Only this process, likewise.
    pub process: Option<NamedNode>,
}

/// What positions are compared on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// On each theme.
    Theme,
    /// On each process.
    Process,
}

impl By {
    /// From a position to what it is compared on.
    pub(crate) fn path(self, roles: &Roles) -> PathId {
        match self {
            Self::Theme => roles.theme,
            Self::Process => roles.process,
        }
    }
}

/// A condition as cursors are bound to it: with numbers, as in those that have been given out.
pub(crate) fn numbered(condition: &Condition) -> String {
    condition.named(SchemaNames::numbers()).to_string()
}

impl Subset {
    /// What is compared, for people.
    pub(crate) fn compared(&self) -> (&'static str, ClassId, &Condition) {
        ("positions", self.roles.positions, &self.filter)
    }

    /// The name of the order of an answer's entries: that of the name of the question, of what it asks besides, and of the
    /// positions.
    pub(crate) fn order_name(&self, name: &str, asked: String) -> String {
        let hasher = foldhash::fast::FixedState::with_seed(0);
        format!("{name} {:016x}", hasher.hash_one((asked, numbered(&self.filter))))
    }

    /// What is looked up first: the positions and, if one theme is wanted, those under it. With `whose`, only positions of
    /// actors that meet one of these conditions; each is a need of its own, so that a source may start from it.
    pub(crate) fn needs(&self, whose: &[Condition]) -> Vec<Need> {
        let roles = &*self.roles;
        let of = |who: &Condition| roles.owners().map(move |owner| some(owner, who.clone())).collect::<Vec<_>>();
        let owned = whose.iter().flat_map(of).map(|owned| Condition::All(vec![owned, self.filter.clone()]));
        let conditions = if whose.is_empty() { vec![self.filter.clone()] } else { owned.collect() };
        let positions = conditions
            .into_iter()
            .map(|condition| Need { is_compared: true, ..Need::new(roles.positions, condition, &[]) });
        let themes = self.theme.iter().map(|theme| {
            let is_theme = Box::new(Condition::Is(vec![theme.clone()]));
            Need::new(roles.themes, Condition::Reaches { path: roles.broader, condition: is_theme }, &[roles.broader])
        });
        positions.chain(themes).collect()
    }

    /// What is looked up of each position to know whose it is.
    pub(crate) fn owners(&self) -> Vec<Vec<PathId>> {
        self.roles.owners().map(|owner| vec![owner]).collect()
    }

    /// What is looked up of each position to know whose it is and what it weighs.
    pub(crate) fn weights(&self) -> Vec<Vec<PathId>> {
        let roles = &*self.roles;
        let mut columns = self.owners();
        columns.extend([vec![roles.stance], vec![roles.stance, roles.polarity]]);
        columns
    }
}

/// Some resource at the end of the path meets a condition.
pub(crate) fn some(path: PathId, condition: Condition) -> Condition {
    Condition::Link { path, quantifier: Quantifier::Some, condition: Box::new(condition) }
}

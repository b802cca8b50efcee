//! The order of the members of `rdf:List`s.

use super::relation::Relation;
use crate::terms::Id;
use std::collections::HashSet;
use std::sync::Arc;

/// From the start of a path to its lists, and from node to node of these.
#[derive(Debug, Clone)]
pub(super) struct Lists {
    pub(super) heads: Arc<Relation>,
    pub(super) first: Arc<Relation>,
    pub(super) rest: Arc<Relation>,
}

impl Lists {
    /// The members of a start's list in their order, by [`in_list_order`].
    pub(super) fn order(&self, start: Id, members: &[Id]) -> Option<Vec<Id>> {
        in_list_order(self.heads.row(start), members, |node| self.first.row(node), |node| self.rest.row(node))
    }
}

/// The members of a list in its order, each where it comes first; none if there are several lists, or it is broken: then
/// nothing says in which order they are. `first` and `rest` give what a node has as `rdf:first` and `rdf:rest`.
pub fn in_list_order<'a>(
    lists: &[Id],
    members: &[Id],
    first: impl Fn(Id) -> &'a [Id],
    rest: impl Fn(Id) -> &'a [Id],
) -> Option<Vec<Id>> {
    let mut lists = lists.iter().filter(|&&list| !first(list).is_empty() || !rest(list).is_empty());
    let (Some(list), None) = (lists.next(), lists.next()) else { return None };
    let mut wanted: HashSet<Id> = members.iter().copied().collect();
    let mut ordered = Vec::with_capacity(members.len());
    let mut seen = HashSet::new();
    let mut next = Some(*list);
    while let Some(node) = next.filter(|&node| seen.insert(node)) {
        let (firsts, rests) = (first(node), rest(node));
        if firsts.len() > 1 || rests.len() > 1 {
            return None;
        }
        ordered.extend(firsts.iter().copied().filter(|member| wanted.remove(member)));
        next = rests.first().copied();
    }
    wanted.is_empty().then_some(ordered)
}

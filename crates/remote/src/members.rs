//! Members of `rdf:List`s in the order of these, which is read with them, in the same query, and followed here.

use super::group::{Group, distinct, union};
use super::lists::parts;
use super::reader::{Remote, Rows, element, parent};
use oxigraph::model::{NamedNode, Variable};
use plenary_graph::snapshot::{Id, in_list_order};
use plenary_ontology::PathId;
use plenary_query::{Budget, Error, Listing, Page};
use spargebra::algebra::GraphPattern;
use std::collections::HashMap;

/// The members of lists for each parent, before a page of them is cut.
type Members = HashMap<Id, Vec<Id>>;

/// Where the columns of lists begin in a row, after parent and element.
const LISTS: usize = 2;

/// The pages of several parents' lists, by the order of the lists.
pub(super) fn pages(
    remote: &Remote<'_>,
    parents: &[NamedNode],
    path: PathId,
    listing: &Listing,
    budget: &mut Budget,
) -> Result<HashMap<Id, (Vec<Id>, Page)>, Error> {
    let members = members(remote, parents, path, listing, budget)?;
    let page = |(parent, ids): (Id, Vec<Id>)| {
        budget.spend_time(ids.len())?;
        let page = listing.window.page_in(&ids, |&id| remote.terms.text(id));
        Ok((parent, (ids[page.start as usize..page.end as usize].to_vec(), page)))
    };
    members.into_iter().map(page).collect()
}

/// The members of each parent's list that meet the condition of a listing.
pub(super) fn members(
    remote: &Remote<'_>,
    parents: &[NamedNode],
    path: PathId,
    listing: &Listing,
    budget: &mut Budget,
) -> Result<Members, Error> {
    let most = remote.endpoint.settings().parents.max(1);
    let parts = parts(listing, most);
    let mut ordered = Members::new();
    for chunk in parents.chunks(most) {
        let mut found = Members::new();
        let mut lists = Lists::default();
        for part in &parts {
            let patterns = remote.patterns();
            let mut group = Group::default();
            group.values(&parent(), chunk.iter().cloned());
            let mut of_lists = group.clone();
            patterns.walk(&mut group, parent().into(), path, &element());
            patterns.require(&mut group, &element(), &part.filter)?;
            let columns = [(); 4].map(|()| patterns.fresh());
            let asked = distinct(group.into_pattern(), &[parent(), element()]);
            patterns.lists(&mut of_lists, parent().into(), path, &columns);
            let structure = distinct(of_lists.into_pattern(), &[&[parent()], &columns[..]].concat());
            let variables = [&[parent(), element()], &columns[..]].concat();
            let answer = remote.select(projected(union([asked, structure]), &variables), &variables, budget)?;
            for row in answer.iter().filter(|row| row[1] != Id::NONE) {
                found.entry(row[0]).or_default().push(row[1]);
            }
            // The label of a blank node means something in one answer only.
            lists = Lists::read(&answer);
        }
        for (parent, mut ids) in found {
            ids.sort_by(|a, b| remote.terms.order(*a, *b));
            ids.dedup();
            let ids = lists.order(parent, &ids).unwrap_or(ids);
            ordered.insert(parent, ids);
        }
    }
    Ok(ordered)
}

fn projected(inner: GraphPattern, variables: &[Variable]) -> GraphPattern {
    GraphPattern::Project { inner: Box::new(inner), variables: variables.to_vec() }
}

/// The lists of parents.
#[derive(Default)]
struct Lists {
    heads: Members,
    first: Members,
    rest: Members,
}

impl Lists {
    fn read(answer: &Rows) -> Self {
        let mut lists = Self::default();
        for row in answer.iter().filter(|row| row[LISTS] != Id::NONE) {
            let [parent, _, list, node, first, rest] = *row else { continue };
            let known =
                [(&mut lists.heads, parent, list), (&mut lists.first, node, first), (&mut lists.rest, node, rest)];
            for (known, key, value) in known {
                let values = known.entry(key).or_default();
                if value != Id::NONE && !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        lists
    }

    /// The members of a parent's list in its order, as the snapshot has them.
    fn order(&self, parent: Id, members: &[Id]) -> Option<Vec<Id>> {
        in_list_order(
            self.heads.get(&parent)?,
            members,
            |node| self.first.get(&node).map_or(&[][..], Vec::as_slice),
            |node| self.rest.get(&node).map_or(&[][..], Vec::as_slice),
        )
    }
}

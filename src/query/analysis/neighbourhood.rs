//! What is around a resource: the nearest first, and of each resource every field in turn, so that one field with many
//! links does not crowd out the others.

use super::links::{Links, Way};
use super::stances::find;
use super::{Arena, Cell, LinkField, Table};
use crate::query::{Budget, Error};
use crate::snapshot::{Id, Snapshot};
use oxigraph::model::NamedNode;
use std::collections::HashSet;

pub(super) fn around(
    snapshot: &Snapshot,
    fields: &[LinkField],
    centre: &NamedNode,
    (depth, first): (usize, usize),
    budget: &mut Budget,
) -> Result<Table, Error> {
    let links = Links::new(snapshot, fields);
    let mut nodes = vec![find(snapshot, centre)];
    let mut seen: HashSet<Id> = nodes.iter().copied().collect();
    let mut complete = true;
    let mut start = 0;
    for _ in 0..depth {
        let end = nodes.len();
        for index in start..end {
            for next in in_turn(&links, nodes[index], budget)? {
                if seen.contains(&next) {
                    continue;
                }
                if nodes.len() >= first {
                    complete = false;
                    break;
                }
                seen.insert(next);
                nodes.push(next);
                budget.spend(1)?;
            }
        }
        start = end;
    }
    let mut arena = Arena::default();
    let edges = edges(&links, &nodes, &mut arena, budget)?;
    let row = arena.add(vec![Cell::Terms(nodes), Cell::Entries(edges), Cell::Truth(complete)]);
    Ok(Table::single(arena, vec![row], 1))
}

/// What a resource is linked to: the first of each field, then the second of each, and so on.
fn in_turn(links: &Links<'_>, from: Id, budget: &mut Budget) -> Result<Vec<Id>, Error> {
    let lists: Vec<(Way, &[Id])> = links.ways(from).iter().map(|&way| (way, links.ends(from, way))).collect();
    let longest = lists.iter().map(|(_, ends)| ends.len()).max().unwrap_or(0);
    let mut found = Vec::new();
    for i in 0..longest {
        budget.spend_time(lists.len())?;
        let nth = lists.iter().filter_map(|&(way, ends)| ends.get(i).map(|&end| (way, end)));
        found.extend(nth.filter(|&(way, end)| links.fits(end, way)).map(|(_, end)| end));
    }
    Ok(found)
}

/// The links between the resources. A link and its way back are one, told in the direction in which the data hold it.
fn edges(links: &Links<'_>, nodes: &[Id], arena: &mut Arena, budget: &mut Budget) -> Result<Vec<usize>, Error> {
    let mut seen: HashSet<(usize, Id, Id)> = HashSet::new();
    let mut edges = Vec::new();
    for wants_inverse in [false, true] {
        for &from in nodes {
            let ways = links.ways(from).iter().filter(|way| !way.inverse);
            for &way in ways.filter(|&&way| links.field(way).is_inverse == wants_inverse) {
                let ends = links.ends(from, way);
                if ends.is_empty() {
                    continue;
                }
                budget.spend_time(nodes.len())?;
                for &to in nodes.iter().filter(|&&to| ends.binary_search(&to).is_ok() && links.fits(to, way)) {
                    let (subject, object) = if wants_inverse { (to, from) } else { (from, to) };
                    if seen.insert((links.field(way).link, subject, object)) {
                        budget.spend(1)?;
                        let field = || Cell::Choice(way.field);
                        edges.push(arena.add(vec![Cell::Term(from), Cell::Term(to), field(), field()]));
                    }
                }
            }
        }
    }
    Ok(edges)
}

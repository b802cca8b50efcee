//! The neighbourhood of a resource: the nearest first, and of each resource every field in turn, so that one field with many
//! links does not crowd out the others.

use super::links::Links;
use super::{Arena, Cell, LinkSource, Table};
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use std::collections::HashSet;

pub(super) fn around(
    mut links: Links<'_, impl LinkSource>,
    centre: &NamedNode,
    (depth, first): (usize, usize),
    budget: &mut Budget,
) -> Result<Table, Error> {
    let mut nodes = vec![links.find(centre)];
    let mut seen: HashSet<Id> = nodes.iter().copied().collect();
    let mut complete = true;
    let mut start = 0;
    'growing: for _ in 0..depth {
        let end = nodes.len();
        links.open(&nodes[start..end], budget)?;
        for index in start..end {
            for next in in_turn(&links, nodes[index], budget)? {
                if seen.contains(&next) {
                    continue;
                }
                if nodes.len() >= first {
                    complete = false;
                    break 'growing;
                }
                seen.insert(next);
                nodes.push(next);
                budget.spend(1)?;
            }
        }
        start = end;
    }
    links.join(&nodes, &nodes, budget)?;
    let mut arena = Arena::default();
    let edges = edges(&links, &nodes, &mut arena, budget)?;
    let row = arena.add(vec![Cell::Terms(nodes), Cell::Entries(edges), Cell::Truth(complete)]);
    Ok(Table::single(arena, vec![row]))
}

/// What a resource is linked to: the first of each field, then the second of each, and so on.
fn in_turn(links: &Links<'_, impl LinkSource>, from: Id, budget: &mut Budget) -> Result<Vec<Id>, Error> {
    let mut lists = Vec::new();
    for &way in links.ways(from) {
        let ends: Vec<Id> = links.ends(from, way).collect();
        budget.spend_time(ends.len() + 1)?;
        lists.extend((!ends.is_empty()).then_some(ends));
    }
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    Ok((0..longest).flat_map(|i| lists.iter().filter_map(move |ends| ends.get(i).copied())).collect())
}

/// The links between the resources. A link and its way back are one, given in the direction in which the data hold it.
fn edges(
    links: &Links<'_, impl LinkSource>,
    nodes: &[Id],
    arena: &mut Arena,
    budget: &mut Budget,
) -> Result<Vec<usize>, Error> {
    let mut seen: HashSet<(usize, Id, Id)> = HashSet::new();
    let mut edges = Vec::new();
    for wants_inverse in [false, true] {
        for &from in nodes {
            let ways = links.ways(from).iter().filter(|way| !way.inverse);
            for &way in ways.filter(|&&way| links.field(way).is_inverse == wants_inverse) {
                let ends = links.all_ends(from, way);
                if ends.is_empty() {
                    continue;
                }
                budget.spend_time(nodes.len())?;
                for &to in nodes.iter().filter(|&&to| links.leads(ends, way, to)) {
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

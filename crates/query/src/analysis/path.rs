//! The shortest chains of links from one resource to another.
//!
//! Breadth first from both ends, always on from the smaller front, so that a hub is opened only if there is no way round
//! it. Who was reached from where is kept; where the fronts meet, the chains of the shortest length are those that lead
//! over both. Two chains differ if their resources differ; several fields between the same two are one hop.

use super::layouts::{FORWARD, INVERSE};
use super::links::{Hop, Links};
use super::{Arena, Cell, Evidence, LinkSource, Table};
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use std::collections::{HashMap, HashSet};

pub(super) fn paths(
    mut links: Links<'_, impl LinkSource>,
    (from, to): (&NamedNode, &NamedNode),
    (longest, first): (usize, usize),
    evidence: Option<(&dyn Evidence, bool)>,
    budget: &mut Budget,
) -> Result<Table, Error> {
    let (from, to) = (links.find(from), links.find(to));
    let onward = search(&mut links, from, to, longest, budget)?;
    let chains = chains(&onward, from, to, first, budget)?;
    let hops = || chains.iter().flat_map(|chain| chain.windows(2));
    let (starts, ends): (Vec<Id>, Vec<Id>) = hops().map(|hop| (hop[0], hop[1])).unzip();
    links.join(&starts, &ends, budget)?;
    let mut behind = evidence.map(|_| HashMap::new());
    if let Some((evidence, true)) = evidence {
        let mut seen = HashSet::new();
        let pairs = starts.into_iter().zip(ends).filter(|&pair| seen.insert(pair));
        behind = Some(links.evidence(evidence, &pairs.collect::<Vec<_>>(), budget)?);
    }
    let mut arena = Arena::default();
    let mut rows = Vec::with_capacity(chains.len());
    for chain in chains {
        budget.spend(chain.len())?;
        rows.push(entry(&links, &mut arena, chain, behind.as_ref()));
    }
    Ok(Table::single(arena, rows))
}

/// What has been reached from one end.
struct Front {
    /// For each resource from which ones it was reached, at its shortest distance.
    reached: HashMap<Id, (usize, Vec<Id>)>,
    /// The resources at the greatest distance.
    edge: Vec<Id>,
    depth: usize,
}

impl Front {
    fn new(start: Id) -> Self {
        Self { reached: HashMap::from([(start, (0, Vec::new()))]), edge: vec![start], depth: 0 }
    }

    /// One hop further.
    fn grow(&mut self, links: &mut Links<'_, impl LinkSource>, budget: &mut Budget) -> Result<(), Error> {
        self.depth += 1;
        let opened = std::mem::take(&mut self.edge);
        links.open(&opened, budget)?;
        let mut edge = Vec::new();
        for from in opened {
            for to in links.around(from, budget)? {
                let (distance, before) = self.reached.entry(to).or_insert_with(|| {
                    edge.push(to);
                    (self.depth, Vec::new())
                });
                if *distance == self.depth {
                    budget.spend(1)?;
                    before.push(from);
                }
            }
        }
        self.edge = edge;
        Ok(())
    }

    /// Every link on the shortest ways back to the start.
    fn back(&self, from: &[Id], mut each: impl FnMut(Id, Id), budget: &mut Budget) -> Result<(), Error> {
        let mut open: Vec<Id> = from.to_vec();
        let mut seen: HashSet<Id> = open.iter().copied().collect();
        while let Some(id) = open.pop() {
            let before = self.reached.get(&id).map_or(&[][..], |(_, before)| before);
            budget.spend_time(before.len() + 1)?;
            for &previous in before {
                each(id, previous);
                if seen.insert(previous) {
                    open.push(previous);
                }
            }
        }
        Ok(())
    }
}

/// For each resource on a shortest chain those that follow it, in the order of their IRIs.
type Onward = HashMap<Id, Vec<Id>>;

fn search(
    links: &mut Links<'_, impl LinkSource>,
    from: Id,
    to: Id,
    longest: usize,
    budget: &mut Budget,
) -> Result<Onward, Error> {
    let (mut near, mut far) = (Front::new(from), Front::new(to));
    let mut onward = Onward::new();
    while near.depth + far.depth < longest && !near.edge.is_empty() && !far.edge.is_empty() && from != to {
        let (grown, other) =
            if near.edge.len() <= far.edge.len() { (&mut near, &mut far) } else { (&mut far, &mut near) };
        grown.grow(links, budget)?;
        // All meeting points are on the new edge: what lies before it would have met earlier.
        let meeting: Vec<Id> = grown.edge.iter().copied().filter(|id| other.reached.contains_key(id)).collect();
        if !meeting.is_empty() {
            let mut add = |id: Id, next: Id| {
                onward.entry(id).or_default().push(next);
            };
            near.back(&meeting, |id, before| add(before, id), budget)?;
            far.back(&meeting, add, budget)?;
            break;
        }
    }
    for next in onward.values_mut() {
        next.sort_unstable_by(|&a, &b| links.order(a, b));
        next.dedup();
    }
    Ok(onward)
}

/// The first chains in the order of their resources' IRIs.
fn chains(onward: &Onward, from: Id, to: Id, first: usize, budget: &mut Budget) -> Result<Vec<Vec<Id>>, Error> {
    let mut chains = Vec::new();
    // Chains that are begun, the one to go on with last.
    let mut open = vec![vec![from]];
    while let Some(chain) = open.pop() {
        budget.spend_time(chain.len())?;
        let end = chain.last().copied().unwrap_or(from);
        if end == to {
            chains.push(chain);
            if chains.len() == first {
                break;
            }
            continue;
        }
        let next = onward.get(&end).into_iter().flatten().rev();
        open.extend(next.map(|&next| chain.iter().copied().chain([next]).collect::<Vec<_>>()));
    }
    Ok(chains)
}

/// What hops rest on; none if there is no column for it.
type Behind<'a> = Option<&'a HashMap<(Id, Id), Vec<Id>>>;

fn entry(links: &Links<'_, impl LinkSource>, arena: &mut Arena, chain: Vec<Id>, behind: Behind<'_>) -> usize {
    let mut hops = Vec::with_capacity(chain.len().saturating_sub(1));
    for pair in chain.windows(2) {
        let ways = links.between(pair[0], pair[1]);
        let Some((way, others)) = ways.split_first() else { continue };
        let also = others.iter().map(|&way| arena.add(relation(way).into())).collect();
        let mut cells = vec![Cell::Term(pair[0]), Cell::Term(pair[1])];
        cells.extend(relation(*way));
        cells.push(Cell::Entries(also));
        cells.extend(behind.map(|behind| Cell::Terms(behind.get(&(pair[0], pair[1])).cloned().unwrap_or_default())));
        hops.push(arena.add(cells));
    }
    arena.add(vec![Cell::Number(Some(hops.len() as f64)), Cell::Terms(chain), Cell::Entries(hops)])
}

/// A field twice, for its name and for its type, and the direction.
fn relation(way: Hop) -> [Cell; 3] {
    let direction = if way.inverse { INVERSE } else { FORWARD };
    [Cell::Choice(way.field), Cell::Choice(way.field), Cell::Choice(direction)]
}

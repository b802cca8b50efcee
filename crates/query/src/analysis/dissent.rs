//! Members of a body that are for what the body is against, or against what it is for.
//!
//! The body's side is that of the positions by it or on its behalf. What a member says on behalf of the body is the
//! body's and not its own, so that a speaker does not hide its own view behind the text that it read out.

use super::stances::{Stances, Tally, cut, topic_cells};
use super::{Arena, By, Cell, PositionSource, Subset, Table};
use crate::window::Window;
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use std::collections::BTreeMap;

pub(super) fn dissent(
    picture: &impl PositionSource,
    subset: &Subset,
    body: &NamedNode,
    (by, window): (By, &Window),
    budget: &mut Budget,
) -> Result<Table, Error> {
    let stances = Stances::new(picture, subset, budget)?;
    let body = picture.find(body);
    let members = picture.back(stances.roles.member, body);
    let mut of_body: BTreeMap<Id, Tally> = BTreeMap::new();
    let mut of_members: BTreeMap<(Id, Id), Tally> = BTreeMap::new();
    for &position in &stances.positions {
        let weight = stances.weight(position);
        budget.spend_time(1)?;
        if weight == 0.0 {
            continue;
        }
        let actors = stances.actors(position);
        let is_of_body = actors.contains(&body) || stances.is_on_behalf(position, body);
        for topic in stances.topics(position, by) {
            budget.spend(1)?;
            if is_of_body {
                of_body.entry(topic).or_default().add(position, weight);
                continue;
            }
            for &member in actors.iter().filter(|actor| members.binary_search(actor).is_ok()) {
                of_members.entry((member, topic)).or_default().add(position, weight);
            }
        }
    }
    let differs = |((member, topic), own): ((Id, Id), Tally)| {
        let group = of_body.get(&topic)?;
        (own.sign() * group.sign() < 0.0).then_some((member, topic, own, group))
    };
    let found = of_members.into_iter().filter_map(differs).collect();
    let name = |member: Id, topic: Id| match by {
        By::Theme => vec![member, topic, Id::NONE],
        By::Process => vec![member, Id::NONE, topic],
    };
    let (found, page) = cut(picture, found, window, |&(member, topic, ..)| name(member, topic));
    let mut arena = Arena::default();
    let rows = found.into_iter().map(|(member, topic, own, group)| {
        let mut cells = vec![Cell::Term(member)];
        cells.extend(topic_cells(topic, by));
        cells.extend([own.side(), Cell::Number(Some(own.net)), Cell::Number(Some(group.net))]);
        cells.extend([Cell::Terms(own.positions), Cell::Terms(group.positions.clone())]);
        arena.add(cells)
    });
    let rows = rows.collect();
    Ok(Table::page_of(arena, rows, page))
}

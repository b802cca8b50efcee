//! The side that an actor takes on a theme, meeting by meeting.
//!
//! A change is a change of side (for, against, both in equal measure, neither), compared with the meeting before at which
//! the actor spoke of the theme at all: a warmer word for the same side is no change, falling back to neutral is one.

use super::stances::{Stances, Tally};
use super::{Arena, By, Cell, PositionSource, Subset, Table};
use crate::{Budget, Error};
use plenary_graph::snapshot::Id;
use plenary_values::Value;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The positions of an actor at one meeting.
#[derive(Default)]
struct Meeting {
    tally: Tally,
    date: Option<Id>,
    positions: Vec<Id>,
    stances: Vec<Id>,
}

pub(super) fn changes(
    picture: &impl PositionSource,
    subset: &Subset,
    rows: &[Id],
    budget: &mut Budget,
) -> Result<Table, Error> {
    let stances = Stances::new(picture, subset, budget)?;
    let wanted: HashSet<Id> = rows.iter().copied().filter(|&row| row != Id::NONE).collect();
    let mut actors: HashMap<Id, BTreeMap<Id, Meeting>> = HashMap::new();
    for &position in &stances.positions {
        budget.spend_time(1)?;
        if stances.topics(position, By::Theme).is_empty() {
            continue;
        }
        for actor in stances.actors(position).into_iter().filter(|actor| wanted.contains(actor)) {
            budget.spend(1)?;
            let meeting = stances.one(position, stances.roles.meeting);
            actors.entry(actor).or_default().entry(meeting).or_default().add(&stances, position);
        }
    }
    let mut arena = Arena::default();
    let mut lists: HashMap<Id, Vec<usize>> = HashMap::new();
    for (actor, meetings) in actors {
        let entries = entries(&stances, meetings, &mut arena);
        lists.insert(actor, entries);
    }
    let list = |row: &Id| lists.get(row).cloned().unwrap_or_default();
    Ok(Table::new(Arc::new(arena), rows.iter().map(list).collect::<Vec<_>>()))
}

impl Meeting {
    fn add(&mut self, stances: &Stances<'_, impl PositionSource>, position: Id) {
        self.tally.add(position, stances.weight(position));
        self.positions.push(position);
        self.date.get_or_insert(stances.one(position, stances.roles.date));
        let stance = stances.one(position, stances.roles.stance);
        if !self.stances.contains(&stance) {
            self.stances.push(stance);
        }
    }
}

/// The entries of one actor, by date and then by the IRI of the meeting.
fn entries(
    stances: &Stances<'_, impl PositionSource>,
    meetings: BTreeMap<Id, Meeting>,
    arena: &mut Arena,
) -> Vec<usize> {
    let key = |meeting: &Meeting| {
        let date = meeting.date.filter(|&date| date != Id::NONE)?;
        Some(Value::read(stances.picture.ends(stances.roles.date).datatype(), stances.picture.text(date)))
    };
    let mut meetings: Vec<_> = meetings.into_iter().collect();
    meetings.sort_by(|(_, a), (_, b)| match (key(a), key(b)) {
        (Some(a), Some(b)) => a.compare(&b),
        (None, None) => Ordering::Equal,
        (a, _) => {
            if a.is_none() {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
    });
    let mut entries: Vec<usize> = Vec::with_capacity(meetings.len());
    let mut before: Option<Cell> = None;
    for (meeting, found) in meetings {
        let side = found.tally.side();
        let cells = vec![
            Cell::Term(meeting),
            Cell::Term(found.date.unwrap_or(Id::NONE)),
            side.clone(),
            Cell::Number(Some(found.tally.net)),
            Cell::Terms(found.stances),
            Cell::Truth(before.is_some_and(|before| before != side)),
            Cell::Entries(entries.last().copied().into_iter().collect()),
            Cell::Terms(found.positions),
        ];
        entries.push(arena.add(cells));
        before = Some(side);
    }
    entries
}

//! The side that an actor takes on a theme, meeting by meeting.
//!
//! A change is a change of side (for, against, both in equal measure, neither), compared with the meeting before at which
//! the actor spoke of the theme at all: a warmer word for the same side is no change, falling back to neutral is one.

use crate::stances::{SIDE, Stances, Tally};
use crate::subset::reading;
use crate::{By, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Argument, Arguments, Cell, Column, ColumnType, Compare, ComparisonSource, Entries, Layout,
    Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error};
use plenary_values::{Datatype, Value};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

const NAME: &str = "history";

/// The side that each row's actor takes, meeting by meeting.
#[derive(Debug)]
struct History {
    /// The positions.
    subset: Subset,
}

/// The side of an actor at one meeting.
fn layout(roles: &Roles) -> Layout {
    Layout {
        name: "PositionChange",
        named_by: 0,
        description: "The side that an actor takes on a theme at one meeting, and whether it is another than before.",
        columns: vec![
            Column::new("meeting", ColumnType::Resource(Types::Class(roles.meetings)), "The meeting."),
            Column::new("date", ColumnType::Date, "The date of its positions."),
            Column::new("side", ColumnType::Choice(SIDE), "The side, by the net stance."),
            Column::new("net", ColumnType::Number, "Net stance: the sum of the weights of the positions."),
            Column::new("stances", ColumnType::Resources(Types::Class(roles.stances)), "The stances of the positions."),
            Column::new(
                "changed",
                ColumnType::Truth,
                "Whether the side is another than at the meeting before; false for the first.",
            ),
            Column::new("previous", ColumnType::Same, "The entry of the meeting before; null for the first."),
            Column::new(
                "positions",
                ColumnType::Resources(Types::Class(roles.positions)),
                "The positions, neutral ones included.",
            ),
        ],
    }
}

/// The field that asks for it.
pub(crate) fn field(roles: &Arc<Roles>) -> AnalysisField {
    let mut arguments = vec![Argument::required("theme", "The theme; those under it count as well.")];
    arguments.extend(Subset::arguments(roles, &["theme"]));
    AnalysisField {
        name: "positionHistory",
        description: "The side that the actor, or another on its behalf, takes on a theme, meeting by meeting in the order of their dates, and where it changes.".into(),
        arguments,
        layout: layout(roles),
        entries: Entries::List,
        read: reading(roles, read),
    }
}

fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments) -> Result<Question, Unusable> {
    Ok(History { subset: Subset::read(roles, arguments)? }.into())
}

impl Compare for History {
    fn name(&self) -> &'static str {
        NAME
    }

    fn compared(&self) -> (&'static str, ClassId, &Condition) {
        self.subset.compared()
    }

    fn layout(&self) -> Layout {
        layout(&self.subset.roles)
    }

    fn order_name(&self) -> String {
        self.subset.order_name(NAME, String::new())
    }

    fn needs(&self, rows: &[NamedNode]) -> Vec<Need> {
        if rows.is_empty() { Vec::new() } else { self.subset.needs(&[Condition::Is(rows.to_vec())]) }
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        let roles = &self.subset.roles;
        let mut columns = self.subset.weights(By::Theme);
        columns.extend([roles.meeting, roles.date].map(|path| vec![path]));
        columns
    }

    fn answer(&self, source: &dyn ComparisonSource, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        changes(source, &self.subset, rows, budget)
    }
}

/// The positions of an actor at one meeting.
#[derive(Default)]
struct Meeting {
    tally: Tally,
    date: Option<Id>,
    positions: Vec<Id>,
    stances: Vec<Id>,
}

fn changes(source: &dyn ComparisonSource, subset: &Subset, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
    let wanted: HashSet<Id> = rows.iter().copied().filter(|&row| row != Id::NONE).collect();
    if wanted.is_empty() {
        return Ok(Table::new(Arc::default(), rows.iter().map(|_| Vec::new())));
    }
    let stances = Stances::new(source, subset, budget)?;
    let mut actors: HashMap<Id, BTreeMap<Place, Meeting>> = HashMap::new();
    for &position in &stances.positions {
        budget.spend_time(1)?;
        let themes = stances.topics(position, By::Theme);
        if themes.is_empty() {
            continue;
        }
        let weight = stances.weight_on_all(position, &themes);
        for actor in stances.actors(position).into_iter().filter(|actor| wanted.contains(actor)) {
            budget.spend(1)?;
            let meeting = source.order(stances.one(position, stances.roles.meeting));
            actors.entry(actor).or_default().entry(meeting).or_default().add(&stances, position, weight);
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
    fn add(&mut self, stances: &Stances<'_>, position: Id, weight: f64) {
        self.tally.add(position, weight);
        self.positions.push(position);
        self.date.get_or_insert(stances.one(position, stances.roles.date));
        let stance = stances.one(position, stances.roles.stance);
        if !self.stances.contains(&stance) {
            self.stances.push(stance);
        }
    }
}

/// The entries of one actor, by date and then by the IRI of the meeting.
fn entries(stances: &Stances<'_>, meetings: BTreeMap<Place, Meeting>, arena: &mut Arena) -> Vec<usize> {
    let key = |meeting: &Meeting| {
        let date = meeting.date.filter(|&date| date != Id::NONE)?;
        Some(Value::read(Datatype::Date, stances.source.text(date)))
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
            Cell::Term(meeting.id()),
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

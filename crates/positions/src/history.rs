//! The side that an actor takes on a theme, meeting by meeting.
//!
//! A change is a change of side (for, against, both in equal measure, neither), compared with the meeting before at which
//! the actor spoke of the theme at all: a warmer word for the same side is no change, falling back to neutral is one.

use crate::parties::{Chosen, MOST_NAMED, Parties, Party, Silent, bloc_argument, party_columns, whose};
use crate::stances::{SIDE, Stances, Tally, by_day};
use crate::subset::reading;
use crate::{By, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Argument, ArgumentKind, Arguments, Cell, Column, ColumnType, Compare, ComparisonSource,
    Entries, Layout, Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

const NAME: &str = "history";
const FIELD: &str = "positionHistory";

/// The side that actors and blocs take, meeting by meeting.
#[derive(Debug)]
struct History {
    /// The positions.
    subset: Subset,
    /// Whose history it is; that of each row if none.
    chosen: Vec<Chosen>,
}

/// The side of an actor at one meeting.
fn layout(roles: &Roles) -> Layout {
    let mut columns = Vec::from(party_columns(roles));
    columns.extend(meeting_columns(roles));
    Layout {
        name: "PositionChange",
        named_by: 0,
        description: "The side that an actor takes on a theme at one meeting, and whether it is another than before.",
        columns,
    }
}

fn meeting_columns(roles: &Roles) -> Vec<Column> {
    vec![
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
    ]
}

/// The field of actors.
pub(crate) fn of_actor(roles: &Arc<Roles>) -> AnalysisField {
    AnalysisField {
        name: FIELD,
        description: "The side that the actor, or another on its behalf, takes on a theme, meeting by meeting in the order of their dates, and where it changes.".into(),
        arguments: arguments(roles, Vec::new()),
        layout: layout(roles),
        entries: Entries::List,
        read: reading(roles, |roles, arguments| {
            Ok(History { subset: Subset::read(roles, arguments)?, chosen: Vec::new() }.into())
        }),
    }
}

/// The field of the root.
pub(crate) fn field(roles: &Arc<Roles>) -> AnalysisField {
    let actors = format!("These actors, at most {MOST_NAMED}, each by itself.");
    let mut whose = vec![Argument::new("actors", ArgumentKind::Identifiers, actors)];
    let blocs = "Blocs of this kind as well: a bloc holds the positions of its members, each once.";
    if let Some(blocs) = bloc_argument(roles, "blocs", blocs) {
        let among = "Only these blocs: identifiers of bodies, or values such as a regional group; all if left out.";
        whose.extend([blocs, Argument::new("among", ArgumentKind::Identifiers, among)]);
    }
    AnalysisField {
        name: FIELD,
        description: "The sides that several actors and blocs take on a theme, one after the other, each meeting by meeting in the order of their dates, and where they change.".into(),
        arguments: arguments(roles, whose),
        layout: layout(roles),
        entries: Entries::List,
        read: reading(roles, read),
    }
}

fn arguments(roles: &Roles, whose: Vec<Argument>) -> Vec<Argument> {
    let mut arguments = vec![Argument::required("theme", "The theme; those under it count as well.")];
    arguments.extend(whose);
    arguments.extend(Subset::arguments(roles, &["theme"]));
    arguments
}

fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments) -> Result<Question, Unusable> {
    let is_there = |name: &str| arguments.texts(name).is_some();
    let [actors, blocs, among] = ["actors", "blocs", "among"].map(is_there);
    if among && !blocs {
        return Err(arguments.unusable("among", &"names blocs, but `blocs` does not say of which kind"));
    }
    if !actors && !blocs {
        return Err(arguments.unusable("actors", &"is missing, and so is `blocs`: name whose history is asked for"));
    }
    let mut chosen = Vec::new();
    if actors {
        chosen.push(Chosen::read(roles, arguments, None, "actors")?);
    }
    if blocs {
        chosen.push(Chosen::read(roles, arguments, Some("blocs"), "among")?);
    }
    Ok(History { subset: Subset::read(roles, arguments)?, chosen }.into())
}

impl History {
    /// Whose history it is.
    fn chosen(&self, rows: &[NamedNode]) -> Vec<Chosen> {
        if self.chosen.is_empty() { vec![Chosen::actors(Some(rows.to_vec()))] } else { self.chosen.clone() }
    }
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
        let chosen: Vec<String> = self.chosen.iter().map(Chosen::to_string).collect();
        self.subset.order_name(NAME, chosen.join(" "))
    }

    fn needs(&self, rows: &[NamedNode]) -> Vec<Need> {
        if rows.is_empty() && self.chosen.is_empty() {
            return Vec::new();
        }
        let chosen = self.chosen(rows);
        let mut needs = self.subset.needs(&whose(&chosen));
        needs.extend(chosen.iter().flat_map(|chosen| chosen.needs(&self.subset.roles, Silent::Out)));
        needs
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        let roles = &self.subset.roles;
        let mut columns = self.subset.weights(By::Theme);
        columns.extend([roles.meeting, roles.date].map(|path| vec![path]));
        columns.extend(self.chosen.iter().flat_map(|chosen| chosen.columns(roles)));
        columns
    }

    fn answer(&self, source: &dyn ComparisonSource, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        let iris = rows.iter().filter(|row| **row != Id::NONE);
        let iris: Vec<_> = iris.map(|&row| NamedNode::new_unchecked(source.text(row))).collect();
        if iris.is_empty() && self.chosen.is_empty() {
            return Ok(Table::empty(rows.len()));
        }
        let chosen = self.chosen(&iris);
        let stances = Stances::of(source, &self.subset, &whose(&chosen), budget)?;
        let parties = Parties::new(&stances, &chosen, Silent::Out, budget)?;
        let mut arena = Arena::default();
        let lists = changes(&stances, &parties, &mut arena, budget)?;
        if !self.chosen.is_empty() {
            return Ok(Table::single(arena, lists.into_iter().flat_map(|(_, entries)| entries).collect()));
        }
        let of_rows: HashMap<Id, Vec<usize>> = lists.into_iter().map(|(party, list)| (party.id(), list)).collect();
        let list = |row: &Id| of_rows.get(row).cloned().unwrap_or_default();
        Ok(Table::new(Arc::new(arena), rows.iter().map(list).collect::<Vec<_>>()))
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

/// The entries of each party.
fn changes(
    stances: &Stances<'_>,
    parties: &Parties,
    arena: &mut Arena,
    budget: &mut Budget,
) -> Result<Vec<(Party, Vec<usize>)>, Error> {
    let mut histories: Vec<BTreeMap<Place, Meeting>> = (0..parties.len()).map(|_| BTreeMap::new()).collect();
    for &position in &stances.positions {
        budget.spend_time(1)?;
        let themes = stances.topics(position, By::Theme);
        if themes.is_empty() {
            continue;
        }
        let weight = stances.weight_on_all(position, &themes);
        for holder in parties.holders(stances, position) {
            budget.spend(1)?;
            let meeting = stances.source.order(stances.one(position, stances.roles.meeting));
            histories[holder.party].entry(meeting).or_default().add(stances, position, weight);
        }
    }
    let histories = histories.into_iter().enumerate();
    Ok(histories
        .map(|(number, meetings)| (parties.party(number), entries(stances, parties.name(number), meetings, arena)))
        .collect())
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

/// The entries of one party, by date and then by the IRI of the meeting.
fn entries(stances: &Stances<'_>, party: Vec<Id>, meetings: BTreeMap<Place, Meeting>, arena: &mut Arena) -> Vec<usize> {
    let day = |meeting: &Meeting| meeting.date.unwrap_or(Id::NONE);
    let mut meetings: Vec<_> = meetings.into_iter().collect();
    meetings.sort_by(|(_, one), (_, other)| by_day(stances.source, day(one), day(other)));
    let mut entries: Vec<usize> = Vec::with_capacity(meetings.len());
    let mut before: Option<Cell> = None;
    for (meeting, found) in meetings {
        let side = found.tally.side();
        let mut cells: Vec<Cell> = party.iter().copied().map(Cell::Term).collect();
        cells.extend([
            Cell::Term(meeting.id()),
            Cell::Term(found.date.unwrap_or(Id::NONE)),
            side.clone(),
            Cell::Number(Some(found.tally.net)),
            Cell::Terms(found.stances),
            Cell::Truth(before.is_some_and(|before| before != side)),
            Cell::Entries(entries.last().copied().into_iter().collect()),
            Cell::Terms(found.positions),
        ]);
        entries.push(arena.add(cells));
        before = Some(side);
    }
    entries
}

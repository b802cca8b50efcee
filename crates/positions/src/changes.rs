//! What was new at a meeting: on which themes an actor takes another side than at an earlier one.
//!
//! A change is one of side, as in histories: a warmer word for the same side is none. Who takes no position at the later
//! meeting has fallen silent only if it had the floor there.

use crate::parties::{Chosen, MOST_NAMED, Parties, Silent, whose};
use crate::silence::{floor, present};
use crate::stances::{CALLS_FOR, FOR, SIDE, Stances, cut};
use crate::standing::{Above, Standing, each};
use crate::subset::{reading, some};
use crate::{By, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Argument, ArgumentKind, Arguments, Cell, Choices, Column, ColumnType, Compare,
    ComparisonSource, Entries, Layout, Names, Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error, Window};
use std::collections::BTreeMap;
use std::sync::Arc;

const NAME: &str = "changes";

/// What has changed; cells hold the index.
const CHANGED: usize = 0;
const NEW: usize = 1;
const SILENT: usize = 2;
const ABSENT: usize = 3;
const KIND_NAME: &str = "ChangeKind";
const KIND_MEANING: &str = "What is other at the later meeting.";
const KINDS: [(&str, &str); 4] = [
    ("CHANGED", "The actor takes another side than at the earlier meeting."),
    ("NEW", "It took no position on the theme at the earlier meeting."),
    ("SILENT", "It has no position on the theme any more, though it had the floor: it spoke, or was spoken for."),
    ("ABSENT", "It has no position on the theme any more, and had not the floor."),
];

/// Whose side at one meeting differs from that at another.
#[derive(Debug)]
struct Changes {
    /// The positions of both meetings.
    subset: Subset,
    from: NamedNode,
    to: NamedNode,
    /// Who is looked at.
    chosen: Vec<Chosen>,
    /// Only these kinds; all if none.
    kinds: Option<Vec<usize>>,
    /// Which of them.
    window: Window,
}

/// A change of side.
fn layout(roles: &Roles) -> Layout {
    let positions =
        |name, description| Column::new(name, ColumnType::Resources(Types::Class(roles.positions)), description);
    Layout {
        name: "SideChange",
        named_by: 2,
        description: "A theme on which an actor takes another side at one meeting than at another.",
        columns: vec![
            Column::new("actor", ColumnType::Resource(Types::Class(roles.actors)), "The actor."),
            Column::new("theme", ColumnType::Resource(Types::Class(roles.themes)), "The theme."),
            Column::new("kind", ColumnType::Choice(Names::Enum(KIND_NAME, KIND_MEANING, &KINDS)), "What has changed."),
            Column::new(
                "before",
                ColumnType::OptionalChoice(SIDE),
                "The side at the earlier meeting; null if it took no position.",
            ),
            Column::new(
                "after",
                ColumnType::OptionalChoice(SIDE),
                "The side at the later meeting; null if it takes no position.",
            ),
            Column::new("netBefore", ColumnType::Number, "Net stance at the earlier meeting."),
            Column::new("netAfter", ColumnType::Number, "Net stance at the later meeting."),
            Column::new("nBefore", ColumnType::Count, "Number of `positionsBefore`."),
            positions("positionsBefore", "Its positions on the theme at the earlier meeting."),
            Column::new("nAfter", ColumnType::Count, "Number of `positionsAfter`."),
            positions("positionsAfter", "Its positions on the theme at the later meeting."),
        ],
    }
}

/// The field that asks for it.
pub(crate) fn field(roles: &Arc<Roles>) -> AnalysisField {
    let kinds = Choices::new(KIND_NAME, KIND_MEANING, &KINDS);
    let mut arguments = vec![
        Argument::required("from", "The earlier meeting."),
        Argument::required("to", "The later meeting."),
        Argument::new("kind", ArgumentKind::Choices(kinds), "Only changes of these kinds; all if left out."),
        Argument::new(
            "actors",
            ArgumentKind::Identifiers,
            format!("Only these actors, at most {MOST_NAMED}; all if left out."),
        ),
    ];
    arguments.extend(Subset::arguments(roles, &["meeting", "from", "to"]));
    AnalysisField {
        name: NAME,
        description: "What was new at a meeting: for each actor the themes on which its side is another than at an earlier meeting, with the positions of both. Each theme by itself; a narrower one is another.".into(),
        arguments,
        layout: layout(roles),
        entries: Entries::Page,
        read: reading(roles, read),
    }
}

fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments) -> Result<Question, Unusable> {
    let from = arguments.required("from", Some(roles.meetings))?;
    let to = arguments.required("to", Some(roles.meetings))?;
    if from == to {
        return Err(
            arguments.unusable("to", &"is the meeting of `from`, so nothing could have changed; name a later one")
        );
    }
    let named = arguments.texts("kind");
    if named.as_ref().is_some_and(Vec::is_empty) {
        return Err(arguments.unusable("kind", &"is empty, so nothing could be listed; leave it out for all"));
    }
    let index = |name: String| KINDS.iter().position(|(kind, _)| *kind == name);
    let kinds = named.map(|names| names.into_iter().filter_map(index).collect());
    let chosen = vec![Chosen::read(roles, arguments, None, "actors")?];
    let mut subset = Subset::read_without(roles, arguments, &["meeting", "from", "to"])?;
    let meetings = some(roles.meeting, Condition::Is(vec![from.clone(), to.clone()]));
    subset.filter = Condition::All(vec![meetings, subset.filter]);
    let question = Changes { subset, from, to, chosen, kinds, window: Window::all() };
    let window = arguments.page(&question)?;
    Ok(Changes { window, ..question }.into())
}

impl Compare for Changes {
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
        let Self { from, to, chosen, kinds, .. } = self;
        let chosen: Vec<String> = chosen.iter().map(Chosen::to_string).collect();
        self.subset.order_name(NAME, format!("{from} {to} {chosen:?} {kinds:?}"))
    }

    fn needs(&self, _rows: &[NamedNode]) -> Vec<Need> {
        let mut needs = self.subset.needs(&whose(&self.chosen));
        needs.extend(floor(&self.subset.roles, &self.to));
        needs
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        let mut columns = self.subset.weights(By::Theme);
        columns.push(vec![self.subset.roles.meeting]);
        columns
    }

    fn answer(&self, source: &dyn ComparisonSource, _rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        let stances = Stances::of(source, &self.subset, &whose(&self.chosen), budget)?;
        let parties = Parties::new(&stances, &self.chosen, Silent::Out, budget)?;
        let meetings = [&self.from, &self.to].map(|meeting| source.find(meeting));
        let present = present(source, stances.roles, meetings[1], budget)?;
        let mut found: BTreeMap<(usize, Place), [Taken; 2]> = BTreeMap::new();
        each(&stances, &parties, &mut Above::new(None, None), budget, |(theme, party), taken, budget| {
            let own = source.row(stances.roles.meeting, taken.position);
            let sides = found.entry((party, theme)).or_default();
            for (side, meeting) in sides.iter_mut().zip(meetings) {
                if own.contains(&meeting) {
                    budget.spend(1)?;
                    side.standing.add(taken);
                    side.positions.push(taken.position);
                }
            }
            Ok(())
        })?;
        let mut changes = Vec::new();
        for ((party, theme), sides) in found {
            let actor = parties.party(party).id();
            let kind = kind(&sides, present.contains_key(&source.order(actor)));
            let is_wanted = |kind: &usize| self.kinds.as_ref().is_none_or(|kinds| kinds.contains(kind));
            changes.extend(kind.filter(is_wanted).map(|kind| (kind, actor, theme.id(), sides)));
        }
        // Those of an actor stay in the order of their themes.
        changes.sort_by_key(|(kind, ..)| *kind);
        let (changes, page) = cut(source, changes, &self.window, |&(_, actor, theme, _)| vec![actor, theme]);
        let mut arena = Arena::default();
        let rows = changes.into_iter().map(|(kind, actor, theme, sides)| {
            let mut cells = vec![Cell::Term(actor), Cell::Term(theme), Cell::Choice(kind)];
            cells.extend(sides.iter().map(|side| side.side().map_or(Cell::Term(Id::NONE), Cell::Choice)));
            cells.extend(sides.iter().map(|side| Cell::Number(Some(side.standing.net))));
            for side in sides {
                cells.extend([Cell::Number(Some(side.positions.len() as f64)), Cell::Terms(side.positions)]);
            }
            arena.add(cells)
        });
        let rows = rows.collect();
        Ok(Table::page_of(arena, rows, page))
    }
}

/// The positions of an actor on a theme at one meeting.
#[derive(Default)]
struct Taken {
    standing: Standing,
    positions: Vec<Id>,
}

impl Taken {
    /// The side; none if there is no position.
    fn side(&self) -> Option<usize> {
        let side = self.standing.side();
        (!self.positions.is_empty()).then_some(if side == CALLS_FOR { FOR } else { side })
    }
}

/// What has changed, if something has.
fn kind([before, after]: &[Taken; 2], had_floor: bool) -> Option<usize> {
    match (before.side(), after.side()) {
        (Some(before), Some(after)) => (before != after).then_some(CHANGED),
        (None, Some(_)) => Some(NEW),
        (Some(_), None) => Some(if had_floor { SILENT } else { ABSENT }),
        (None, None) => None,
    }
}

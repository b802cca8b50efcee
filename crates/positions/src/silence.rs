//! Who took part in a meeting and said nothing on a theme or a narrower one.
//!
//! To take part is to speak, or to be spoken for, in an intervention: only who had the floor can be said to have kept
//! silent. Any position breaks the silence, a neutral one too.

use crate::stances::{Stances, cut};
use crate::subset::reading;
use crate::{By, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Argument, Arguments, Cell, Column, ColumnType, Compare, ComparisonSource, Entries, Layout,
    Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error, Window};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

const NAME: &str = "silence";

/// Who took part in a meeting and said nothing on a theme.
#[derive(Debug)]
struct Silence {
    /// The positions that break the silence.
    subset: Subset,
    /// The meeting.
    meeting: NamedNode,
    /// Which of the silent.
    window: Window,
}

/// An actor that kept silent.
fn layout(roles: &Roles) -> Layout {
    Layout {
        name: "Silence",
        named_by: 1,
        description: "An actor that took part in a meeting and took no position on a theme or a narrower one.",
        columns: vec![
            Column::new("actor", ColumnType::Resource(Types::Class(roles.actors)), "The actor."),
            Column::new(
                "interventions",
                ColumnType::Resources(Types::Class(roles.interventions)),
                "How it took part: where it spoke, or another spoke for it.",
            ),
            Column::new(
                "positions",
                ColumnType::Resources(Types::Class(roles.positions)),
                "What it spoke on instead: its positions at the meeting.",
            ),
        ],
    }
}

/// The field that asks for it.
pub(crate) fn field(roles: &Arc<Roles>) -> AnalysisField {
    let mut arguments = vec![
        Argument::required("meeting", "The meeting."),
        Argument::required("theme", "The theme; those under it count as well."),
    ];
    arguments.extend(Subset::arguments(roles, &["meeting", "theme"]));
    AnalysisField {
        name: NAME,
        description: "Who spoke at a meeting, or was spoken for, and took no position on a theme or one under it, not even a neutral one.".into(),
        arguments,
        layout: layout(roles),
        entries: Entries::Page,
        read: reading(roles, read),
    }
}

fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments) -> Result<Question, Unusable> {
    let subset = Subset::read(roles, arguments)?;
    let meeting = arguments.required("meeting", Some(roles.meetings))?;
    let question = Silence { subset, meeting, window: Window::all() };
    let window = arguments.page(&question)?;
    Ok(Silence { window, ..question }.into())
}

impl Compare for Silence {
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
        self.subset.order_name(NAME, self.meeting.to_string())
    }

    /// Who took part in the meeting, and all positions that were taken there, beside those that break the silence.
    fn needs(&self, _rows: &[NamedNode]) -> Vec<Need> {
        let roles = &self.subset.roles;
        let is_meeting = Condition::Is(vec![self.meeting.clone()]);
        let mut needs = self.subset.needs(&[]);
        needs.extend(floor(roles, &self.meeting));
        let taken = Need::new(None, Condition::anything(), &[roles.meeting]);
        needs.push(Need { end: is_meeting, is_compared: true, ..taken });
        needs
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        let mut columns = self.subset.owners();
        columns.push(vec![self.subset.roles.theme]);
        columns
    }

    fn answer(&self, source: &dyn ComparisonSource, _rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        let Self { subset, meeting, window } = self;
        silent(source, subset, meeting, window, budget)
    }
}

/// What is looked up to know who had the floor at a meeting.
pub(crate) fn floor(roles: &Roles, meeting: &NamedNode) -> Vec<Need> {
    let is_meeting = Condition::Is(vec![meeting.clone()]);
    let floor = [Some(roles.speaker), roles.spoken_for].into_iter().flatten();
    let floor = floor.map(|path| vec![roles.intervention, path]).chain([vec![roles.intervention]]);
    floor.map(|paths| Need::new(roles.meetings, is_meeting.clone(), &paths)).collect()
}

/// Who had the floor at a meeting: spoke, or was spoken for; with the interventions.
pub(crate) fn present(
    source: &dyn ComparisonSource,
    roles: &Roles,
    meeting: Id,
    budget: &mut Budget,
) -> Result<BTreeMap<Place, Vec<Id>>, Error> {
    let mut present: BTreeMap<Place, Vec<Id>> = BTreeMap::new();
    for &intervention in source.row(roles.intervention, meeting) {
        let spoken_for = roles.spoken_for.map_or(&[][..], |path| source.row(path, intervention));
        let actors = source.row(roles.speaker, intervention).iter().chain(spoken_for);
        for &actor in actors {
            budget.spend(1)?;
            let interventions = present.entry(source.order(actor)).or_default();
            if interventions.last() != Some(&intervention) {
                interventions.push(intervention);
            }
        }
    }
    Ok(present)
}

fn silent(
    source: &dyn ComparisonSource,
    subset: &Subset,
    meeting: &NamedNode,
    window: &Window,
    budget: &mut Budget,
) -> Result<Table, Error> {
    let stances = Stances::new(source, subset, budget)?;
    let roles = stances.roles;
    let meeting = source.find(meeting);
    let present = present(source, roles, meeting, budget)?;
    let mut heard = HashSet::new();
    for &position in &stances.positions {
        budget.spend_time(1)?;
        if !stances.topics(position, By::Theme).is_empty() {
            heard.extend(stances.actors(position));
        }
    }
    let present = present.into_iter().map(|(actor, interventions)| (actor.id(), interventions));
    let silent: Vec<_> = present.filter(|(actor, _)| !heard.contains(actor)).collect();
    let (silent, page) = cut(source, silent, window, |&(actor, _)| vec![actor]);
    let mut spoken: HashMap<Id, Vec<Id>> = HashMap::new();
    for &position in source.back(roles.meeting, meeting) {
        for actor in stances.actors(position) {
            budget.spend(1)?;
            spoken.entry(actor).or_default().push(position);
        }
    }
    let mut arena = Arena::default();
    let rows = silent.into_iter().map(|(actor, interventions)| {
        let positions = spoken.remove(&actor).unwrap_or_default();
        arena.add(vec![Cell::Term(actor), Cell::Terms(interventions), Cell::Terms(positions)])
    });
    let rows = rows.collect();
    Ok(Table::page_of(arena, rows, page))
}

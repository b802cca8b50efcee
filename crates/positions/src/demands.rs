//! Who asks for what on a theme, over time, and the answers that drafts give to each.

use crate::asked::{Asked, Demand, Found, Of};
use crate::stances::{SIDE, by_day, cut};
use crate::subset::reading;
use crate::{DraftRoles, Roles};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Argument, ArgumentKind, Arguments, Cell, Choices, Column, ColumnType, Compare,
    ComparisonSource, Entries, Layout, Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error, Page, Window};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

const NAME: &str = "demands";

/// The positions that take a side on a theme, page by page.
#[derive(Debug)]
struct Demands {
    asked: Asked,
    order: DemandOrder,
    /// Which of them.
    window: Window,
}

/// Which demands come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DemandOrder {
    Date,
    Actor,
}

impl DemandOrder {
    const NAMES: [(&str, &str); 2] =
        [("BY_DATE", "The earliest first."), ("BY_ACTOR", "By the IRI of the actor, and then the earliest first.")];

    fn argument() -> Argument {
        let choices = Choices::new("DemandOrder", "Which demands come first.", &Self::NAMES);
        Argument::new("order", ArgumentKind::Choice(choices), "Which come first: BY_DATE if left out; equals by IRI.")
    }

    fn read(arguments: &dyn Arguments) -> Self {
        if arguments.choice("order").as_deref() == Some("BY_ACTOR") { Self::Actor } else { Self::Date }
    }

    fn compare(self, found: &Found<'_>, one: &Demand, other: &Demand) -> Ordering {
        let (stances, roles) = (&found.stances, found.stances.roles);
        let day = |demand: &Demand| stances.one(demand.position, roles.date);
        let actor = |demand: &Demand| stances.speakers(demand.position).first().map(|id| stances.source.order(*id));
        let by_actor = if self == Self::Actor { actor(one).cmp(&actor(other)) } else { Ordering::Equal };
        by_actor.then_with(|| by_day(stances.source, day(one), day(other)))
    }
}

fn layout(roles: &Roles, drafts: &DraftRoles) -> Layout {
    Layout {
        name: "Demand",
        named_by: 1,
        description: "A position that takes a side on a theme, and the answers that paragraphs of drafts give it.",
        columns: vec![
            Column::new(
                "position",
                ColumnType::Resource(Types::Class(roles.positions)),
                "The position: whose it is, on whose behalf, at which meeting, when, and in which statement.",
            ),
            Column::new("side", ColumnType::Choice(SIDE), "FOR, CALLS_FOR or AGAINST, by the weight of this position."),
            Column::new("date", ColumnType::Date, "Its date."),
            Column::new(
                "answers",
                ColumnType::Resources(Types::Class(drafts.answers)),
                "The answers, in the order of the drafts. Each is a judgement in the data, with its reason; if there is none, nobody has judged, which does not mean that the demand was refused.",
            ),
        ],
    }
}

/// The field that asks for it.
pub(crate) fn field(roles: &Arc<Roles>, drafts: &Arc<DraftRoles>, of: Of) -> AnalysisField {
    let mut arguments = Asked::arguments(roles, of);
    arguments.push(DemandOrder::argument());
    let drafts = Arc::clone(drafts);
    AnalysisField {
        name: NAME,
        description: "Who asks for what on the theme: each position that is for or against it, or calls for it, with the answers that paragraphs of drafts give it.".into(),
        arguments,
        layout: layout(roles, &drafts),
        entries: Entries::Page,
        read: reading(roles, move |roles, arguments| read(roles, &drafts, arguments, of)),
    }
}

fn read(
    roles: &Arc<Roles>,
    drafts: &Arc<DraftRoles>,
    arguments: &mut dyn Arguments,
    of: Of,
) -> Result<Question, Unusable> {
    let asked = Asked::read(roles, drafts, arguments, of)?;
    let question = Demands { asked, order: DemandOrder::read(arguments), window: Window::all() };
    let window = arguments.page(&question)?;
    Ok(Demands { window, ..question }.into())
}

impl Compare for Demands {
    fn name(&self) -> &'static str {
        NAME
    }

    fn compared(&self) -> (&'static str, ClassId, &Condition) {
        self.asked.subset.compared()
    }

    fn layout(&self) -> Layout {
        layout(&self.asked.subset.roles, &self.asked.drafts)
    }

    fn order_name(&self) -> String {
        self.asked.order_name(NAME, &format!("{:?}", self.order))
    }

    fn needs(&self, rows: &[NamedNode]) -> Vec<Need> {
        self.asked.needs(rows)
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        self.asked.columns()
    }

    fn answer(&self, source: &dyn ComparisonSource, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        if self.asked.is_of_nothing(rows) {
            return Ok(Table::empty(rows.len()));
        }
        let mut found = Found::new(&self.asked, source, rows, budget)?;
        let mut demands = found.demands(budget)?;
        for list in demands.values_mut() {
            list.sort_by(|one, other| self.order.compare(&found, one, other));
        }
        let mut arena = Arena::default();
        // A theme may stand several times among those that are asked for.
        let mut pages: HashMap<Id, (Vec<usize>, Page)> = HashMap::new();
        for &theme in &found.themes {
            let entry = |demand: Demand| {
                let date = found.stances.one(demand.position, found.stances.roles.date);
                let (position, side) = (Cell::Term(demand.position), Cell::Choice(demand.side));
                arena.add(vec![position, side, Cell::Term(date), Cell::Terms(demand.answers)])
            };
            pages.entry(theme).or_insert_with(|| {
                let list = demands.remove(&theme).unwrap_or_default();
                let (list, page) = cut(source, list, &self.window, |demand| vec![demand.position]);
                (list.into_iter().map(entry).collect(), page)
            });
        }
        Ok(Table::pages(arena, found.themes.iter().filter_map(|theme| pages.get(theme).cloned())))
    }
}

//! Members of a body that are for what the body is against, or against what it is for.
//!
//! The body's side is that of the positions by it or on its behalf. What a member says on behalf of the body is the
//! body's and not its own, so that a speaker does not hide its own view behind the text that it read out.

use crate::stances::{SIDE, Stances, Tally, cut, is_in, topic_cells, topic_columns};
use crate::subset::{reading, some};
use crate::{By, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Argument, Arguments, Cell, Column, ColumnType, Compare, ComparisonSource, Entries, Layout,
    Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error, Window};
use std::collections::BTreeMap;
use std::sync::Arc;

const NAME: &str = "dissent";

/// Members whose side differs from that of their body.
#[derive(Debug)]
struct Dissent {
    /// The positions.
    subset: Subset,
    /// The body.
    body: NamedNode,
    /// What is compared.
    by: By,
    /// Which of them.
    window: Window,
}

/// A member that differs from its body.
fn layout(roles: &Roles) -> Layout {
    let positions = || ColumnType::Resources(Types::Class(roles.positions));
    let [theme, process] = topic_columns(roles);
    Layout {
        name: "Dissent",
        named_by: 3,
        description: "A member of a body that is for what the body is against, or against what it is for.",
        columns: vec![
            Column::new("member", ColumnType::Resource(Types::Class(roles.actors)), "The member."),
            theme,
            process,
            Column::new("side", ColumnType::Choice(SIDE), "The side of the member; the body is on the other."),
            Column::new("net", ColumnType::Number, "Net stance of the member."),
            Column::new("groupNet", ColumnType::Number, "Net stance of the body."),
            Column::new(
                "positions",
                positions(),
                "The member's own positions that count for or against; not those that it takes on behalf of the body.",
            ),
            Column::new(
                "groupPositions",
                positions(),
                "The positions by the body or on its behalf that count for or against.",
            ),
        ],
    }
}

/// The field that asks for it.
pub(crate) fn field(roles: &Arc<Roles>) -> AnalysisField {
    let mut arguments = vec![Argument::required("group", "The organization or group."), By::argument()];
    arguments.extend(Subset::arguments(roles, &[]));
    AnalysisField {
        name: NAME,
        description: "Members of a body that are for what the body is against, or against what it is for. The body's side is that of the positions by it or on its behalf; those do not count as the member's own.".into(),
        arguments,
        layout: layout(roles),
        entries: Entries::Page,
        read: reading(roles, read),
    }
}

fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments) -> Result<Question, Unusable> {
    let body = arguments.required("group", Some(roles.bodies))?;
    let subset = Subset::read(roles, arguments)?;
    let question = Dissent { subset, body, by: By::read(arguments), window: Window::all() };
    let window = arguments.page(&question)?;
    Ok(Dissent { window, ..question }.into())
}

impl Compare for Dissent {
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
        let Self { body, by, .. } = self;
        self.subset.order_name(NAME, format!("{body} {by:?}"))
    }

    fn needs(&self, _rows: &[NamedNode]) -> Vec<Need> {
        let member = self.subset.roles.member;
        let is_body = Condition::Is(vec![self.body.clone()]);
        let mut needs = self.subset.needs(&[is_body.clone(), some(member, is_body.clone())]);
        needs.push(Need { end: is_body, ..Need::new(None, Condition::anything(), &[member]) });
        needs
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        self.subset.weights(self.by)
    }

    fn answer(&self, source: &dyn ComparisonSource, _rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        let Self { subset, body, by, window } = self;
        dissent(source, subset, body, (*by, window), budget)
    }
}

fn dissent(
    source: &dyn ComparisonSource,
    subset: &Subset,
    body: &NamedNode,
    (by, window): (By, &Window),
    budget: &mut Budget,
) -> Result<Table, Error> {
    let stances = Stances::new(source, subset, budget)?;
    let body = source.find(body);
    let members = source.back(stances.roles.member, body);
    let mut of_body: BTreeMap<Place, Tally> = BTreeMap::new();
    let mut of_members: BTreeMap<(Place, Place), Tally> = BTreeMap::new();
    for &position in &stances.positions {
        budget.spend_time(1)?;
        let Some(polarity) = stances.weighing(position) else { continue };
        let actors = stances.actors(position);
        let is_of_body = actors.contains(&body) || stances.is_on_behalf(position, body);
        for topic in stances.topics(position, by) {
            budget.spend(1)?;
            let weight = stances.weight(polarity, topic, by);
            if is_of_body {
                of_body.entry(source.order(topic)).or_default().add(position, weight);
                continue;
            }
            for &member in actors.iter().filter(|&&actor| is_in(source, members, actor)) {
                of_members.entry((source.order(member), source.order(topic))).or_default().add(position, weight);
            }
        }
    }
    let differs = |((member, topic), own): ((Place, Place), Tally)| {
        let group = of_body.get(&topic)?;
        (own.sign() * group.sign() < 0.0).then_some((member.id(), topic.id(), own, group))
    };
    let found = of_members.into_iter().filter_map(differs).collect();
    let name = |member: Id, topic: Id| match by {
        By::Theme => vec![member, topic, Id::NONE],
        By::Process => vec![member, Id::NONE, topic],
    };
    let (found, page) = cut(source, found, window, |&(member, topic, ..)| name(member, topic));
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

//! Themes that, of all blocs of a kind, members of one only raise.
//!
//! A position of any polarity raises a theme. Actors of no bloc (secretariats, chairs, stakeholders where States
//! are compared) neither make nor break a gap; they are named beside it. A body is a member of itself: it is for its
//! members that it speaks.

use crate::parties::blocs;
use crate::stances::{Stances, cut, is_in};
use crate::subset::{numbered, reading};
use crate::{By, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Argument, ArgumentKind, Arguments, Cell, Column, ColumnType, Compare, ComparisonSource,
    Entries, Layout, Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error, Window};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const NAME: &str = "gaps";

/// Themes that members of one bloc only raise.
#[derive(Debug)]
struct Gaps {
    /// The positions.
    subset: Subset,
    /// From actors to their blocs.
    bloc: PathId,
    /// The class of the blocs, if they are resources and not values.
    bodies: Option<ClassId>,
    /// Only these blocs, if they are resources.
    groups: Condition,
    /// The least number of members of the bloc that raise it.
    least: usize,
    /// Which of them.
    window: Window,
}

/// A theme that one bloc only raises.
fn layout(roles: &Roles) -> Layout {
    Layout {
        name: "Gap",
        named_by: 3,
        description: "A theme that members of only one of the compared blocs raise.",
        columns: vec![
            Column::new("theme", ColumnType::Resource(Types::Class(roles.themes)), "The theme."),
            Column::new("group", ColumnType::Optional(Types::Class(roles.bodies)), "The bloc, if it is a body."),
            Column::new("value", ColumnType::Text, "The bloc, if it is a value such as a regional group."),
            Column::new("actors", ColumnType::Resources(Types::Class(roles.actors)), "The members that raise it."),
            Column::new(
                "others",
                ColumnType::Resources(Types::Class(roles.actors)),
                "Actors of no bloc that raise it too; they do not count, for blocs are compared with each other.",
            ),
            Column::new(
                "positions",
                ColumnType::Resources(Types::Class(roles.positions)),
                "The positions of the members on it.",
            ),
        ],
    }
}

/// The field that asks for it.
pub(crate) fn field(roles: &Arc<Roles>) -> AnalysisField {
    let first = roles.blocs.first().map_or("", |bloc| &bloc.name);
    let mut arguments = vec![
        Argument::new("by", ArgumentKind::Choice(blocs(roles)), format!("What is compared: {first} if left out.")),
        Argument::new(
            "groups",
            ArgumentKind::Condition(roles.bodies),
            "Only these bodies are compared, if bodies are.",
        ),
        Argument::new(
            "least",
            ArgumentKind::Count,
            "Least number of members of the bloc that raise it: 1 if left out.",
        ),
    ];
    arguments.extend(Subset::arguments(roles, &[]));
    AnalysisField {
        name: NAME,
        description: "Themes that members of only one of the blocs raise, with any stance. Actors of no bloc neither make nor break a gap; a body is a member of itself.".into(),
        arguments,
        layout: layout(roles),
        entries: Entries::Page,
        read: reading(roles, read),
    }
}

fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments) -> Result<Question, Unusable> {
    let wanted = arguments.choice("by");
    let mut blocs = roles.blocs.iter();
    let bloc = blocs.find(|bloc| wanted.as_ref().is_none_or(|wanted| bloc.name == *wanted));
    let bloc = bloc.ok_or_else(|| arguments.unusable("by", &"names no bloc that the ontology declares"))?;
    let groups = arguments.condition("groups", roles.bodies)?;
    if groups.is_some() && bloc.bodies != Some(roles.bodies) {
        let (body, name) = (&roles.body_name, &bloc.name);
        let problem = format_args!("chooses among {body} resources, but `by` compares {name}");
        return Err(arguments.unusable("groups", &problem));
    }
    let least = arguments.count("least")?.unwrap_or(1);
    let groups = groups.unwrap_or_else(Condition::anything);
    let subset = Subset::read(roles, arguments)?;
    let question = Gaps { subset, bloc: bloc.path, bodies: bloc.bodies, groups, least, window: Window::all() };
    let window = arguments.page(&question)?;
    Ok(Gaps { window, ..question }.into())
}

impl Compare for Gaps {
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
        let Self { bloc, groups, least, .. } = self;
        self.subset.order_name(NAME, format!("{bloc:?} {} {least}", numbered(groups)))
    }

    fn needs(&self, _rows: &[NamedNode]) -> Vec<Need> {
        let mut needs = self.subset.needs(&[]);
        needs.extend(self.bodies.map(|class| Need::new(class, self.groups.clone(), &[])));
        needs
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        let roles = &self.subset.roles;
        let mut columns = self.subset.owners();
        columns.extend(roles.owners().map(|owner| vec![owner, self.bloc]));
        columns.push(vec![roles.theme]);
        columns
    }

    fn answer(&self, source: &dyn ComparisonSource, _rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        gaps(source, self, budget)
    }
}

/// What an actor is taken together with others by.
struct Blocs<'a> {
    source: &'a dyn ComparisonSource,
    path: PathId,
    /// The bodies that are compared, sorted; none if blocs are values.
    bodies: Option<Vec<Id>>,
}

impl Blocs<'_> {
    fn of(&self, actor: Id) -> Vec<Id> {
        let row = self.source.row(self.path, actor);
        match &self.bodies {
            None => row.to_vec(),
            Some(bodies) => {
                let own = row.iter().copied().chain([actor]);
                own.filter(|&body| is_in(self.source, bodies, body)).collect()
            }
        }
    }
}

fn gaps(source: &dyn ComparisonSource, asked: &Gaps, budget: &mut Budget) -> Result<Table, Error> {
    let stances = Stances::new(source, &asked.subset, budget)?;
    let bodies = asked.bodies.map(|class| source.all(class, &asked.groups, budget)).transpose()?;
    let blocs = Blocs { source, path: asked.bloc, bodies };
    let mut raised: BTreeMap<Place, BTreeMap<Place, Vec<Id>>> = BTreeMap::new();
    for &position in &stances.positions {
        let actors = stances.actors(position);
        for theme in stances.topics(position, By::Theme) {
            budget.spend(actors.len())?;
            for &actor in &actors {
                let actors = raised.entry(source.order(theme)).or_default();
                actors.entry(source.order(actor)).or_default().push(position);
            }
        }
    }
    let mut found = Vec::new();
    for (theme, actors) in raised {
        let only = only(&blocs, &actors, budget)?;
        found.extend(
            only.into_iter()
                .map(|bloc| gap(&blocs, theme, bloc, &actors))
                .filter(|gap| gap.actors.len() >= asked.least),
        );
    }
    // Values are numbered as they come; their texts give the order.
    let name = |gap: &Gap| source.text(gap.bloc).to_owned();
    found.sort_by_cached_key(|gap| (name(gap), std::cmp::Reverse(gap.positions.len()), gap.theme));
    let is_body = blocs.bodies.is_some();
    let (found, page) = cut(source, found, &asked.window, |gap| gap.name(is_body));
    let mut arena = Arena::default();
    let rows = found.into_iter().map(|gap| arena.add(gap.cells(is_body))).collect();
    Ok(Table::page_of(arena, rows, page))
}

/// The blocs of which everyone is that is of any.
fn only(blocs: &Blocs<'_>, actors: &BTreeMap<Place, Vec<Id>>, budget: &mut Budget) -> Result<Vec<Id>, Error> {
    let mut common: Option<Vec<Id>> = None;
    for actor in actors.keys() {
        let own = blocs.of(actor.id());
        budget.spend_time(own.len() + 1)?;
        if own.is_empty() {
            continue;
        }
        common = Some(match common {
            None => own,
            Some(common) => common.into_iter().filter(|bloc| own.contains(bloc)).collect(),
        });
    }
    Ok(common.unwrap_or_default())
}

struct Gap {
    theme: Place,
    bloc: Id,
    actors: Vec<Id>,
    others: Vec<Id>,
    positions: BTreeSet<Place>,
}

fn gap(blocs: &Blocs<'_>, theme: Place, bloc: Id, raised: &BTreeMap<Place, Vec<Id>>) -> Gap {
    let order = |id: Id| blocs.source.order(id);
    let (actors, others): (Vec<Id>, Vec<Id>) =
        raised.keys().map(|actor| actor.id()).partition(|&actor| blocs.of(actor).contains(&bloc));
    let positions = actors.iter().filter_map(|&actor| raised.get(&order(actor))).flatten();
    let positions = positions.map(|&position| order(position)).collect();
    Gap { theme, bloc, actors, others, positions }
}

impl Gap {
    /// The theme, and the bloc as a body or as a value.
    fn name(&self, is_body: bool) -> Vec<Id> {
        let (body, value) = if is_body { (self.bloc, Id::NONE) } else { (Id::NONE, self.bloc) };
        vec![self.theme.id(), body, value]
    }

    fn cells(self, is_body: bool) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.name(is_body).into_iter().map(Cell::Term).collect();
        cells.extend([
            Cell::Terms(self.actors),
            Cell::Terms(self.others),
            Cell::Terms(self.positions.into_iter().map(Place::id).collect()),
        ]);
        cells
    }
}

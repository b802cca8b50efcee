//! Themes that, of all blocs of a kind, members of one only raise.
//!
//! A position of any polarity raises a theme. Actors of no bloc (secretariats, chairs, stakeholders where States
//! are compared) neither make nor break a gap; they are named beside it. A body is a member of itself: it is for its
//! members that it speaks.

use crate::stances::{Stances, cut};
use crate::subset::numbered;
use crate::{By, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{Arena, Cell, Column, Compare, ComparisonSource, Kind, Layout, Need, Table, Types};
use plenary_query::{Budget, Condition, Error, Window};
use std::collections::{BTreeMap, BTreeSet};

const NAME: &str = "gaps";

/// Themes that members of one bloc only raise.
#[derive(Debug)]
pub struct Gaps {
    /// The positions.
    pub subset: Subset,
    /// From actors to their blocs.
    pub bloc: PathId,
    /// The class of the blocs, if they are resources and not values.
    pub bodies: Option<ClassId>,
    /// Only these blocs, if they are resources.
    pub groups: Condition,
    /// The least number of members of the bloc that raise it.
    pub least: usize,
    /// Which of them.
    pub window: Window,
}

impl Gaps {
    /// A theme that one bloc only raises.
    pub fn layout(roles: &Roles) -> Layout {
        Layout {
            name: "Gap",
            named_by: 3,
            description: "A theme that members of only one of the compared blocs raise.",
            columns: vec![
                Column::new("theme", Kind::Resource(Types::Class(roles.themes)), "The theme."),
                Column::new("group", Kind::Optional(Types::Class(roles.bodies)), "The bloc, if it is a body."),
                Column::new("value", Kind::Text, "The bloc, if it is a value such as a regional group."),
                Column::new("actors", Kind::Resources(Types::Class(roles.actors)), "The members that raise it."),
                Column::new(
                    "others",
                    Kind::Resources(Types::Class(roles.actors)),
                    "Actors of no bloc that raise it too; they do not count, for blocs are compared with each other.",
                ),
                Column::new(
                    "positions",
                    Kind::Resources(Types::Class(roles.positions)),
                    "The positions of the members on it.",
                ),
            ],
        }
    }
}

impl Compare for Gaps {
    fn name(&self) -> &'static str {
        NAME
    }

    fn compared(&self) -> (&'static str, ClassId, &Condition) {
        self.subset.compared()
    }

    fn layout(&self) -> Layout {
        Self::layout(&self.subset.roles)
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
                own.filter(|body| bodies.binary_search(body).is_ok()).collect()
            }
        }
    }
}

fn gaps(source: &dyn ComparisonSource, asked: &Gaps, budget: &mut Budget) -> Result<Table, Error> {
    let stances = Stances::new(source, &asked.subset, budget)?;
    let bodies = asked.bodies.map(|class| source.all(class, &asked.groups, budget)).transpose()?;
    let blocs = Blocs { source, path: asked.bloc, bodies };
    let mut raised: BTreeMap<Id, BTreeMap<Id, Vec<Id>>> = BTreeMap::new();
    for &position in &stances.positions {
        let actors = stances.actors(position);
        for theme in stances.topics(position, By::Theme) {
            budget.spend(actors.len())?;
            for &actor in &actors {
                raised.entry(theme).or_default().entry(actor).or_default().push(position);
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
fn only(blocs: &Blocs<'_>, actors: &BTreeMap<Id, Vec<Id>>, budget: &mut Budget) -> Result<Vec<Id>, Error> {
    let mut common: Option<Vec<Id>> = None;
    for &actor in actors.keys() {
        let own = blocs.of(actor);
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
    theme: Id,
    bloc: Id,
    actors: Vec<Id>,
    others: Vec<Id>,
    positions: BTreeSet<Id>,
}

fn gap(blocs: &Blocs<'_>, theme: Id, bloc: Id, raised: &BTreeMap<Id, Vec<Id>>) -> Gap {
    let (actors, others): (Vec<Id>, Vec<Id>) = raised.keys().partition(|&&actor| blocs.of(actor).contains(&bloc));
    let positions = actors.iter().filter_map(|actor| raised.get(actor)).flatten().copied().collect();
    Gap { theme, bloc, actors, others, positions }
}

impl Gap {
    /// The theme, and the bloc as a body or as a value.
    fn name(&self, is_body: bool) -> Vec<Id> {
        let (body, value) = if is_body { (self.bloc, Id::NONE) } else { (Id::NONE, self.bloc) };
        vec![self.theme, body, value]
    }

    fn cells(self, is_body: bool) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.name(is_body).into_iter().map(Cell::Term).collect();
        cells.extend([
            Cell::Terms(self.actors),
            Cell::Terms(self.others),
            Cell::Terms(self.positions.into_iter().collect()),
        ]);
        cells
    }
}

//! Themes that, of all blocs of a kind, members of one only raise.
//!
//! A position of any polarity raises a theme. Actors of no bloc (secretariats, chairs, stakeholders where States
//! are compared) neither make nor break a gap; they are named beside it. A body is a member of itself: it is for its
//! members that it speaks.

use super::stances::{Stances, cut};
use super::{Arena, By, Cell, PositionSource, Subset, Table};
use crate::condition::Condition;
use crate::window::Window;
use crate::{Budget, Error};
use plenary_graph::snapshot::Id;
use plenary_ontology::{Ends, PathId};
use std::collections::{BTreeMap, BTreeSet};

/// What an actor is taken together with others by.
struct Blocs<'a, P> {
    picture: &'a P,
    path: PathId,
    /// The bodies that are compared, sorted; none if blocs are values.
    bodies: Option<Vec<Id>>,
}

impl<P: PositionSource> Blocs<'_, P> {
    fn of(&self, actor: Id) -> Vec<Id> {
        let row = self.picture.row(self.path, actor);
        match &self.bodies {
            None => row.to_vec(),
            Some(bodies) => {
                let own = row.iter().copied().chain([actor]);
                own.filter(|body| bodies.binary_search(body).is_ok()).collect()
            }
        }
    }
}

pub(super) fn gaps(
    picture: &impl PositionSource,
    subset: &Subset,
    (path, groups): (PathId, &Condition),
    (least, window): (usize, &Window),
    budget: &mut Budget,
) -> Result<Table, Error> {
    let stances = Stances::new(picture, subset, budget)?;
    let bodies = match picture.ends(path) {
        Ends::Class(class) => Some(picture.all(class, groups, budget)?),
        Ends::Values(_) | Ends::Texts => None,
    };
    let blocs = Blocs { picture, path, bodies };
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
            only.into_iter().map(|bloc| gap(&blocs, theme, bloc, &actors)).filter(|gap| gap.actors.len() >= least),
        );
    }
    // Values are numbered as they come; their texts give the order.
    let name = |gap: &Gap| picture.text(gap.bloc).to_owned();
    found.sort_by_cached_key(|gap| (name(gap), std::cmp::Reverse(gap.positions.len()), gap.theme));
    let is_body = blocs.bodies.is_some();
    let (found, page) = cut(picture, found, window, |gap| gap.name(is_body));
    let mut arena = Arena::default();
    let rows = found.into_iter().map(|gap| arena.add(gap.cells(is_body))).collect();
    Ok(Table::page_of(arena, rows, page))
}

/// The blocs of which everyone is that is of any.
fn only(
    blocs: &Blocs<'_, impl PositionSource>,
    actors: &BTreeMap<Id, Vec<Id>>,
    budget: &mut Budget,
) -> Result<Vec<Id>, Error> {
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

fn gap(blocs: &Blocs<'_, impl PositionSource>, theme: Id, bloc: Id, raised: &BTreeMap<Id, Vec<Id>>) -> Gap {
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

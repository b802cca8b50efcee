//! Who took part in a meeting and said nothing on a theme or a narrower one.
//!
//! To take part is to speak, or to be spoken for, in an intervention: only who had the floor can be said to have kept
//! silent. Any position breaks the silence, a neutral one too.

use super::stances::{Stances, cut};
use super::{Arena, By, Cell, PositionSource, Subset, Table};
use crate::window::Window;
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) fn silent(
    picture: &impl PositionSource,
    subset: &Subset,
    meeting: &NamedNode,
    window: &Window,
    budget: &mut Budget,
) -> Result<Table, Error> {
    let stances = Stances::new(picture, subset, budget)?;
    let roles = stances.roles;
    let meeting = picture.find(meeting);
    let mut present: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for &intervention in picture.row(roles.intervention, meeting) {
        let spoken_for = roles.spoken_for.map_or(&[][..], |path| picture.row(path, intervention));
        let actors = picture.row(roles.speaker, intervention).iter().chain(spoken_for);
        for &actor in actors {
            budget.spend(1)?;
            let interventions = present.entry(actor).or_default();
            if interventions.last() != Some(&intervention) {
                interventions.push(intervention);
            }
        }
    }
    let mut heard = BTreeSet::new();
    for &position in &stances.positions {
        budget.spend_time(1)?;
        if !stances.topics(position, By::Theme).is_empty() {
            heard.extend(stances.actors(position));
        }
    }
    let silent: Vec<_> = present.into_iter().filter(|(actor, _)| !heard.contains(actor)).collect();
    let (silent, page) = cut(picture, silent, window, |&(actor, _)| vec![actor]);
    let mut spoken: HashMap<Id, Vec<Id>> = HashMap::new();
    for &position in picture.back(roles.meeting, meeting) {
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

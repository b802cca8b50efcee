//! How parties stand on themes: one pass over the positions gives the standing of every party on every theme.
//!
//! Seen from a general theme, a position on several themes under it is one position. It is a position on a problem if each of
//! these is a problem.

use crate::By;
use crate::parties::{Holder, Parties};
use crate::stances::{AGAINST, BALANCED, CALLS_FOR, FOR, NO_SIDE, Stances};
use foldhash::fast::RandomState;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::PathId;
use plenary_query::{Budget, Error};
use std::collections::{HashMap, HashSet};

/// A party on a theme.
pub(crate) type Key = (Place, usize);

/// How a party stands on a theme.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Standing {
    /// Sum of the weights.
    pub(crate) net: f64,
    /// Number of positions, those without a side included.
    pub(crate) n: usize,
    /// Whether a position weighs something.
    weighs: bool,
    /// Whether a position is for it and no demand.
    supports: bool,
}

/// What a position is to a party on a theme.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    pub(crate) position: Id,
    pub(crate) holder: Holder,
    weight: f64,
    is_demand: bool,
}

impl Standing {
    pub(crate) fn add(&mut self, taken: Taken) {
        self.n += 1;
        self.net += taken.weight;
        self.weighs |= taken.weight != 0.0;
        self.supports |= taken.weight > 0.0 && !taken.is_demand;
    }

    /// Index of the side.
    pub(crate) fn side(self) -> usize {
        match self.net {
            net if net > 0.0 && self.supports => FOR,
            net if net > 0.0 => CALLS_FOR,
            net if net < 0.0 => AGAINST,
            _ if self.weighs => BALANCED,
            _ => NO_SIDE,
        }
    }
}

/// The themes from which a position on a theme is seen.
pub(crate) struct Above {
    /// From a theme to the more general one; none if positions count on their own theme alone.
    broader: Option<PathId>,
    /// Only these; all that are looked at if none.
    wanted: Option<HashSet<Id>>,
    known: HashMap<Id, Vec<Place>, RandomState>,
}

impl Above {
    pub(crate) fn new(broader: Option<PathId>, wanted: Option<HashSet<Id>>) -> Self {
        Self { broader, wanted, known: HashMap::default() }
    }

    /// The theme and those above it. Circles do no harm.
    pub(crate) fn of(&mut self, theme: Id, stances: &Stances<'_>, budget: &mut Budget) -> Result<&[Place], Error> {
        if !self.known.contains_key(&theme) {
            let mut found = vec![theme];
            let mut next = 0;
            while let Some(&open) = found.get(next) {
                let row = self.broader.map_or(&[][..], |broader| stances.source.row(broader, open));
                budget.spend_time(row.len() + 1)?;
                for above in row {
                    if !found.contains(above) {
                        found.push(*above);
                    }
                }
                next += 1;
            }
            let is_wanted = |theme: &Id| match &self.wanted {
                Some(wanted) => wanted.contains(theme),
                None => stances.is_wanted(*theme),
            };
            let places = found.into_iter().filter(is_wanted).map(|theme| stances.source.order(theme)).collect();
            self.known.insert(theme, places);
        }
        Ok(self.known.get(&theme).map_or(&[], Vec::as_slice))
    }
}

/// Gives each position on each theme, with what it weighs there, in the order of the positions.
pub(crate) fn each_position(
    stances: &Stances<'_>,
    above: &mut Above,
    budget: &mut Budget,
    mut take: impl FnMut(Place, Id, f64, &mut Budget) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut seen: Vec<(Place, Id)> = Vec::new();
    let mut topics: Vec<Id> = Vec::new();
    for &position in &stances.positions {
        seen.clear();
        for topic in stances.topics(position, By::Theme) {
            seen.extend(above.of(topic, stances, budget)?.iter().map(|&theme| (theme, topic)));
        }
        seen.sort_unstable_by_key(|&(theme, _)| theme);
        for same in seen.chunk_by(|(one, _), (other, _)| one == other) {
            let Some(&(theme, _)) = same.first() else { continue };
            topics.clear();
            topics.extend(same.iter().map(|&(_, topic)| topic));
            budget.spend_time(1)?;
            take(theme, position, stances.weight_on_all(position, &topics), budget)?;
        }
    }
    Ok(())
}

/// Gives each position of each party on each theme, in the order of the positions.
pub(crate) fn each(
    stances: &Stances<'_>,
    parties: &Parties,
    above: &mut Above,
    budget: &mut Budget,
    mut take: impl FnMut(Key, Taken, &mut Budget) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut of, mut holders, mut is_demand) = (Id::NONE, Vec::new(), false);
    each_position(stances, above, budget, |theme, position, weight, budget| {
        if of != position {
            (of, holders, is_demand) = (position, parties.holders(stances, position), stances.is_demand(position));
        }
        budget.spend_time(holders.len())?;
        for &holder in &holders {
            take((theme, holder.party), Taken { position, holder, weight, is_demand }, budget)?;
        }
        Ok(())
    })
}

/// The standings of all parties on all themes, in no order.
pub(crate) fn standings(
    stances: &Stances<'_>,
    parties: &Parties,
    above: &mut Above,
    budget: &mut Budget,
) -> Result<Vec<(Key, Standing)>, Error> {
    let mut found: HashMap<Key, Standing, RandomState> = HashMap::default();
    each(stances, parties, above, budget, |key, taken, budget| {
        let known = found.len();
        found.entry(key).or_default().add(taken);
        budget.spend(found.len() - known)
    })?;
    Ok(found.into_iter().collect())
}

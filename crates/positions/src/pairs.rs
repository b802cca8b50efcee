//! How far two parties agree: the topics on which both take a side are counted for all pairs at once, and told of those of a page.

use crate::By;
use crate::agreement::{AGREE, AgreementOrder, DISAGREE, ONLY_A, ONLY_B};
use crate::parties::{Holder, Parties, Party};
use crate::stances::{Stances, Tally, cut, topic_cells};
use plenary_graph::snapshot::{Id, Place};
use plenary_query::analysis::{Arena, Cell, ComparisonSource, Table};
use plenary_query::{Budget, Error, Window};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Two parties by their numbers.
type Pair = (usize, usize);
/// The tallies of the parties that are for or against a topic.
type Tallies = BTreeMap<usize, Tally>;

/// Which pairs are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted {
    /// All that have a topic in common.
    Common,
    /// All pairs of the parties, those with nothing in common too.
    All,
    /// The first party with each of the others, likewise.
    First,
}

/// Topics on which two parties agree and disagree.
#[derive(Debug, Clone, Copy, Default)]
struct Common {
    agree: usize,
    disagree: usize,
}

impl Common {
    fn score(self) -> Option<f64> {
        let common = self.agree + self.disagree;
        (common > 0).then(|| (self.agree as f64 - self.disagree as f64) / common as f64)
    }
}

/// The parties of a question with their tallies.
pub(crate) struct Pairs<'a> {
    stances: &'a Stances<'a>,
    parties: &'a Parties,
    by: By,
    /// Whether what one reads out for another is left out where the two are compared.
    excludes_represented: bool,
    topics: BTreeMap<Place, Tallies>,
    /// Pairs of which some position does not count for both that hold it.
    related: HashSet<Pair>,
}

impl<'a> Pairs<'a> {
    pub(crate) fn new(
        stances: &'a Stances<'a>,
        parties: &'a Parties,
        (by, excludes_represented): (By, bool),
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        let (topics, related) = (BTreeMap::new(), HashSet::new());
        let mut pairs = Self { stances, parties, by, excludes_represented, topics, related };
        for &position in &stances.positions {
            let Some(polarity) = stances.weighing(position) else { continue };
            let holders = parties.holders(stances, position);
            for topic in stances.topics(position, by) {
                budget.spend(holders.len())?;
                let weight = stances.weight(polarity, topic, by);
                let tallies = pairs.topics.entry(stances.source.order(topic)).or_default();
                for holder in &holders {
                    tallies.entry(holder.party).or_default().add(position, weight);
                }
            }
            pairs.relate(&holders, budget)?;
        }
        Ok(pairs)
    }

    /// Notes the pairs of holders of a position that are not both to be counted.
    fn relate(&mut self, holders: &[Holder], budget: &mut Budget) -> Result<(), Error> {
        for one in holders {
            budget.spend_time(holders.len())?;
            for other in holders {
                if one.party != other.party && !self.counts(one, Some(other)) {
                    self.related.insert((one.party.min(other.party), one.party.max(other.party)));
                }
            }
        }
        Ok(())
    }

    /// Whether a position counts for a party where it is compared with another that may hold it too.
    fn counts(&self, holder: &Holder, other: Option<&Holder>) -> bool {
        let Some(other) = other else { return true };
        let is_theirs = |holder: &Holder, other: &Holder| !holder.is_represented && other.is_represented;
        if self.excludes_represented && (is_theirs(holder, other) || is_theirs(other, holder)) {
            return !is_theirs(holder, other);
        }
        // A bloc is compared with an actor by what the others of the bloc say.
        let is_actor = |holder: &Holder| matches!(self.parties.party(holder.party), Party::Actor(_));
        is_actor(holder) || !is_actor(other)
    }

    /// What counts for a party on a topic where it is compared with another.
    fn tally<'t>(&self, (topic, tallies): (&Place, &'t Tallies), party: usize, other: usize) -> Cow<'t, Tally> {
        let Some(tally) = tallies.get(&party) else { return Cow::default() };
        if !self.related.contains(&(party.min(other), party.max(other))) {
            return Cow::Borrowed(tally);
        }
        let mut left = Tally::default();
        for &position in &tally.positions {
            let holders = self.parties.holders(self.stances, position);
            let of = |party: usize| holders.iter().find(|holder| holder.party == party);
            if of(party).is_some_and(|holder| self.counts(holder, of(other)))
                && let Some(polarity) = self.stances.weighing(position)
            {
                left.add(position, self.stances.weight(polarity, topic.id(), self.by));
            }
        }
        Cow::Owned(left)
    }

    /// The pairs of a page.
    pub(crate) fn table(
        &self,
        wanted: Wanted,
        (order, window): (AgreementOrder, &Window),
        budget: &mut Budget,
    ) -> Result<Table, Error> {
        let mut common = self.count(wanted, budget)?;
        let numbers = self.wanted(wanted, budget)?;
        for pair in numbers {
            common.entry(pair).or_default();
        }
        for pair in self.related.iter().filter(|pair| common.contains_key(pair)).copied().collect::<Vec<_>>() {
            common.insert(pair, self.common(pair, budget)?);
        }
        if matches!(wanted, Wanted::Common) {
            common.retain(|_, common| common.score().is_some());
        }
        let mut pairs: Vec<_> = common.into_iter().collect();
        sort(&mut pairs, order);
        let (pairs, page) = cut(self.source(), pairs, window, |&(pair, _)| self.name(pair));
        let mut arena = Arena::default();
        let mut rows = Vec::with_capacity(pairs.len());
        for (pair, common) in pairs {
            rows.push(self.entry(&mut arena, pair, common, budget)?);
        }
        Ok(Table::page_of(arena, rows, page))
    }

    fn source(&self) -> &'a dyn ComparisonSource {
        self.stances.source
    }

    /// The pairs that are compared even if they have nothing in common.
    fn wanted(&self, wanted: Wanted, budget: &mut Budget) -> Result<Vec<Pair>, Error> {
        let all = self.parties.len();
        let mut pairs = Vec::new();
        let firsts = match wanted {
            Wanted::Common => 0,
            Wanted::All => all,
            Wanted::First => all.min(1),
        };
        for first in 0..firsts {
            budget.spend(all - first)?;
            pairs.extend((first + 1..all).map(|other| (first, other)).filter(|&pair| self.differ(pair)));
        }
        Ok(pairs)
    }

    /// Whether two parties are not the same one.
    fn differ(&self, (one, other): Pair) -> bool {
        self.parties.party(one) != self.parties.party(other)
    }

    /// Counts topic by topic: only pairs that meet on one are ever touched.
    fn count(&self, wanted: Wanted, budget: &mut Budget) -> Result<HashMap<Pair, Common>, Error> {
        let mut pairs: HashMap<Pair, Common> = HashMap::new();
        for parties in self.topics.values() {
            let sides = parties.iter().map(|(&party, tally)| (party, tally.sign()));
            let sides: Vec<(usize, f64)> = sides.filter(|&(_, sign)| sign != 0.0).collect();
            for (i, &(one, sign)) in sides.iter().enumerate() {
                if matches!(wanted, Wanted::First) && one != 0 {
                    break;
                }
                budget.spend(sides.len() - i)?;
                for &(other, other_sign) in sides[i + 1..].iter().filter(|(other, _)| self.differ((one, *other))) {
                    let common = pairs.entry((one, other)).or_default();
                    if sign == other_sign {
                        common.agree += 1;
                    } else {
                        common.disagree += 1;
                    }
                }
            }
        }
        Ok(pairs)
    }

    /// The same for one pair, of which some positions do not count.
    fn common(&self, pair: Pair, budget: &mut Budget) -> Result<Common, Error> {
        let mut common = Common::default();
        for topic in &self.topics {
            budget.spend_time(1)?;
            let sign = |party, other| self.tally(topic, party, other).sign();
            match sign(pair.0, pair.1) * sign(pair.1, pair.0) {
                product if product > 0.0 => common.agree += 1,
                product if product < 0.0 => common.disagree += 1,
                _ => {}
            }
        }
        Ok(common)
    }

    /// The actors, the bodies and the values of a pair.
    fn name(&self, (a, b): Pair) -> Vec<Id> {
        self.parties.name(a).into_iter().zip(self.parties.name(b)).flat_map(|(a, b)| [a, b]).collect()
    }

    fn entry(&self, arena: &mut Arena, (a, b): Pair, common: Common, budget: &mut Budget) -> Result<usize, Error> {
        let mut compared: BTreeMap<(usize, Place), Vec<Cell>> = BTreeMap::new();
        let (mut all_a, mut all_b) = (Vec::new(), Vec::new());
        let mut only = [0_usize; 2];
        for (topic, tallies) in &self.topics {
            budget.spend_time(1)?;
            let (own, other) = (self.tally((topic, tallies), a, b), self.tally((topic, tallies), b, a));
            let (verdict, rank) = match (own.sign(), other.sign()) {
                (0.0, 0.0) => continue,
                (_, 0.0) => (ONLY_A, 2),
                (0.0, _) => (ONLY_B, 3),
                (sign, other) if sign == other => (AGREE, 1),
                _ => (DISAGREE, 0),
            };
            budget.spend(own.positions.len() + other.positions.len() + 1)?;
            only[0] += usize::from(verdict == ONLY_A);
            only[1] += usize::from(verdict == ONLY_B);
            all_a.extend_from_slice(&own.positions);
            all_b.extend_from_slice(&other.positions);
            let mut cells = Vec::from(topic_cells(topic.id(), self.by));
            cells.extend([
                Cell::Choice(verdict),
                Cell::Number(Some(own.net)),
                Cell::Number(Some(other.net)),
                Cell::Terms(own.positions.clone()),
                Cell::Terms(other.positions.clone()),
            ]);
            compared.insert((rank, *topic), cells);
        }
        let topics = compared.into_values().map(|cells| arena.add(cells)).collect();
        let number = |n: usize| Cell::Number(Some(n as f64));
        let mut cells: Vec<Cell> = self.name((a, b)).into_iter().map(Cell::Term).collect();
        cells.extend([common.agree, common.disagree, only[0], only[1]].map(number));
        cells.extend([
            Cell::Number(common.score()),
            Cell::Entries(topics),
            Cell::Terms(sorted(self.source(), all_a)),
            Cell::Terms(sorted(self.source(), all_b)),
        ]);
        Ok(arena.add(cells))
    }
}

/// Pairs without a score come last; equals by how much they have in common, then by IRI.
fn sort(pairs: &mut [(Pair, Common)], order: AgreementOrder) {
    let size = |common: Common| common.agree + common.disagree;
    pairs.sort_by(|(pair, one), (other_pair, other)| {
        let known = other.score().is_some().cmp(&one.score().is_some());
        let score = one.score().unwrap_or(0.0).total_cmp(&other.score().unwrap_or(0.0));
        let size = size(*other).cmp(&size(*one));
        let by = match order {
            AgreementOrder::Agreement => score.reverse().then(size),
            AgreementOrder::Disagreement => score.then(size),
            AgreementOrder::InCommon => size.then(score.reverse()),
        };
        known.then(by).then(pair.cmp(other_pair))
    });
}

/// A position may be on several topics.
fn sorted(source: &dyn ComparisonSource, mut positions: Vec<Id>) -> Vec<Id> {
    positions.sort_unstable_by_key(|&position| source.order(position));
    positions.dedup();
    positions
}

//! What the analyses of positions have in common: which positions are looked at, whose they are, what they are on, and
//! what they weigh.
//!
//! The *net stance* of an actor on a topic is the sum of the weights of its positions there. An actor's positions are
//! those that it takes itself and those that others take on its behalf: a group speaks through its speaker, and the
//! speaker is for what it reads out.

use crate::{By, Roles, Subset};
use plenary_graph::snapshot::Id;
use plenary_ontology::PathId;
use plenary_query::analysis::{Cell, Choices, Column, ColumnType, ComparisonSource, Names, Types};
use plenary_query::{Budget, Condition, Cursor, Error, Page, Window};
use plenary_values::{Datatype, Value};
use std::cmp::Ordering;
use std::collections::HashSet;

/// The side that an actor takes; cells hold the index.
pub(crate) const FOR: usize = 0;
pub(crate) const CALLS_FOR: usize = 1;
pub(crate) const AGAINST: usize = 2;
pub(crate) const BALANCED: usize = 3;
pub(crate) const NO_SIDE: usize = 4;
const SIDE_NAME: &str = "Side";
const SIDE_MEANING: &str = "The side that an actor takes: the sign of its net stance, which is the sum of the weights of its positions. The weight of each polarity stands in the ontology (`ple:polarityWeight`); who is against a theme that is a problem (`valence`) is for the work on it.";
/// The names of the sides, in the order of the indices.
pub(crate) const SIDES: [(&str, &str); 5] = [
    ("FOR", "The net stance is above zero."),
    (
        "CALLS_FOR",
        "The net stance is above zero by demands alone: it calls for it. Only `sides` tell this apart; elsewhere it is FOR.",
    ),
    ("AGAINST", "The net stance is below zero."),
    ("BALANCED", "It speaks for and against in equal measure."),
    ("NONE", "It speaks of it, but neither for nor against."),
];
pub(crate) const SIDE: Names = Names::Enum(SIDE_NAME, SIDE_MEANING, &SIDES);

/// The sides as an argument chooses from them.
pub(crate) fn sides() -> Choices {
    Choices::new(SIDE_NAME, SIDE_MEANING, &SIDES)
}

/// Positions of one actor on one topic.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// Sum of the weights.
    pub(crate) net: f64,
    /// The positions that weigh something, sorted.
    pub(crate) positions: Vec<Id>,
}

impl Tally {
    pub(crate) fn add(&mut self, position: Id, weight: f64) {
        if weight != 0.0 {
            self.net += weight;
            self.positions.push(position);
        }
    }

    /// Above zero for, below zero against; zero takes no side.
    pub(crate) fn sign(&self) -> f64 {
        if self.net == 0.0 { 0.0 } else { self.net.signum() }
    }

    /// The side as a cell.
    pub(crate) fn side(&self) -> Cell {
        Cell::Choice(match self.sign() {
            sign if sign > 0.0 => FOR,
            sign if sign < 0.0 => AGAINST,
            _ if self.positions.is_empty() => NO_SIDE,
            _ => BALANCED,
        })
    }
}

/// The positions of a subset.
pub(crate) struct Stances<'a> {
    pub(crate) source: &'a dyn ComparisonSource,
    pub(crate) roles: &'a Roles,
    /// The positions, sorted.
    pub(crate) positions: Vec<Id>,
    /// The theme and all under it, if only these are looked at.
    themes: Option<HashSet<Id>>,
    process: Option<Id>,
}

impl<'a> Stances<'a> {
    pub(crate) fn new(
        source: &'a dyn ComparisonSource,
        subset: &'a Subset,
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        Self::among(source, subset, &subset.filter, budget)
    }

    /// Those of actors that meet one of some conditions; of all if there are none.
    pub(crate) fn of(
        source: &'a dyn ComparisonSource,
        subset: &'a Subset,
        whose: &[Condition],
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        if whose.is_empty() {
            return Self::new(source, subset, budget);
        }
        Self::among(source, subset, &Condition::Any(subset.owned(whose)), budget)
    }

    /// Those that meet a narrower condition.
    pub(crate) fn among(
        source: &'a dyn ComparisonSource,
        subset: &'a Subset,
        condition: &Condition,
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        let roles = &*subset.roles;
        let positions = source.all(roles.positions, condition, budget)?;
        budget.spend(positions.len())?;
        let themes = match &subset.theme {
            Some(theme) => Some(under(source, source.find(theme), roles.broader, budget)?),
            None => None,
        };
        let process = subset.process.as_ref().map(|process| source.find(process));
        Ok(Self { source, roles, positions, themes, process })
    }

    fn row(&self, id: Id, path: PathId) -> &'a [Id] {
        self.source.row(path, id)
    }

    /// Who takes a position.
    pub(crate) fn speakers(&self, position: Id) -> &'a [Id] {
        self.row(position, self.roles.actor)
    }

    /// On whose behalf a position is taken.
    pub(crate) fn represented(&self, position: Id) -> &'a [Id] {
        self.roles.on_behalf.map_or(&[], |path| self.row(position, path))
    }

    /// Whose a position is: the actor, then those on whose behalf it is taken.
    pub(crate) fn actors(&self, position: Id) -> Vec<Id> {
        let mut actors = self.speakers(position).to_vec();
        let others = self.represented(position);
        actors.extend(others.iter().filter(|other| !actors.contains(other)).copied().collect::<Vec<_>>());
        actors
    }

    /// Whether a position is taken on behalf of an actor.
    pub(crate) fn is_on_behalf(&self, position: Id, actor: Id) -> bool {
        self.represented(position).contains(&actor)
    }

    /// What a position is on, of what is looked at.
    pub(crate) fn topics(&self, position: Id, by: By) -> Vec<Id> {
        match by {
            By::Theme => {
                let themes = self.row(position, self.roles.theme).iter().copied();
                themes.filter(|theme| self.is_wanted(*theme)).collect()
            }
            By::Process => {
                let processes = self.row(position, self.roles.process).iter().copied();
                processes.filter(|process| self.process.is_none_or(|wanted| wanted == *process)).collect()
            }
        }
    }

    /// Whether a theme is looked at.
    pub(crate) fn is_wanted(&self, theme: Id) -> bool {
        self.themes.as_ref().is_none_or(|wanted| wanted.contains(&theme))
    }

    /// The polarity of a position, if it may add anything to a net stance.
    pub(crate) fn weighing(&self, position: Id) -> Option<&'a str> {
        let weighs = |polarity: &&str| {
            self.roles.weights.iter().any(|weight| weight.polarity == *polarity && weight.weight != 0.0)
        };
        self.polarity(position).filter(weighs)
    }

    /// What a position of a polarity adds to a net stance on a topic: who is against a problem is for the work on it.
    pub(crate) fn weight(&self, polarity: &str, topic: Id, by: By) -> f64 {
        // Only themes are problems.
        let valence = if by == By::Theme { self.valence(topic) } else { None };
        self.weight_of(polarity, valence)
    }

    /// What a position adds to a net stance on several topics together: they are problems if each of them is.
    pub(crate) fn weight_on_all(&self, position: Id, topics: &[Id]) -> f64 {
        let first = topics.first().and_then(|topic| self.valence(*topic));
        let valence = first.filter(|first| topics.iter().all(|topic| self.valence(*topic) == Some(first)));
        self.polarity(position).map_or(0.0, |polarity| self.weight_of(polarity, valence))
    }

    /// Whether a position demands.
    pub(crate) fn is_demand(&self, position: Id) -> bool {
        let polarity = self.polarity(position);
        self.roles.weights.iter().any(|weight| weight.is_demand && Some(weight.polarity.as_str()) == polarity)
    }

    fn weight_of(&self, polarity: &str, valence: Option<&str>) -> f64 {
        let of = |valence: Option<&str>| {
            let mut weights = self.roles.weights.iter();
            weights.find(|weight| weight.polarity == polarity && weight.valence.as_deref() == valence)
        };
        let weight = valence.and_then(|valence| of(Some(valence))).or_else(|| of(None));
        weight.map_or(0.0, |weight| weight.weight)
    }

    fn polarity(&self, position: Id) -> Option<&'a str> {
        let stance = self.row(position, self.roles.stance).first()?;
        self.row(*stance, self.roles.polarity).first().map(|&polarity| self.source.text(polarity))
    }

    fn valence(&self, topic: Id) -> Option<&'a str> {
        let valence = self.row(topic, self.roles.valence?).first()?;
        Some(self.source.text(*valence))
    }

    /// The stance, the meeting or the date of a position.
    pub(crate) fn one(&self, position: Id, path: PathId) -> Id {
        self.row(position, path).first().copied().unwrap_or(Id::NONE)
    }
}

/// The two columns of a topic, which [`topic_cells`] fills.
pub(crate) fn topic_columns(roles: &Roles) -> [Column; 2] {
    let (theme, process) = ("The theme, if themes are compared.", "The process, if processes are compared.");
    [
        Column::new("theme", ColumnType::Optional(Types::Class(roles.themes)), theme),
        Column::new("process", ColumnType::Optional(Types::Class(roles.processes)), process),
    ]
}

/// The two cells of a topic: the theme, or the process.
pub(crate) fn topic_cells(topic: Id, by: By) -> [Cell; 2] {
    match by {
        By::Theme => [Cell::Term(topic), Cell::Term(Id::NONE)],
        By::Process => [Cell::Term(Id::NONE), Cell::Term(topic)],
    }
}

/// Compares two days; what has none comes last.
pub(crate) fn by_day(source: &dyn ComparisonSource, one: Id, other: Id) -> Ordering {
    let day = |date: Id| (date != Id::NONE).then(|| Value::read(Datatype::Date, source.text(date)));
    match (day(one), day(other)) {
        (Some(one), Some(other)) => one.compare(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

/// Whether a resource is in a sorted list of a source.
pub(crate) fn is_in(source: &dyn ComparisonSource, list: &[Id], id: Id) -> bool {
    list.binary_search_by_key(&source.order(id), |&other| source.order(other)).is_ok()
}

/// A theme and all that are under it. Circles do no harm.
fn under(source: &dyn ComparisonSource, theme: Id, broader: PathId, budget: &mut Budget) -> Result<HashSet<Id>, Error> {
    let mut found = HashSet::from([theme]);
    let mut open = vec![theme];
    while let Some(next) = open.pop() {
        let row = source.back(broader, next);
        budget.spend_time(row.len() + 1)?;
        open.extend(row.iter().copied().filter(|&below| found.insert(below)));
    }
    Ok(found)
}

/// The wanted part of a list, and where it stands in it. `name` gives what identifies an element, as it stands
/// in its cells.
pub(crate) fn cut<T>(
    source: &dyn ComparisonSource,
    mut list: Vec<T>,
    window: &Window,
    name: impl Fn(&T) -> Vec<Id>,
) -> (Vec<T>, Page) {
    // The keys of a cursor are what names its element but for the first, and the place that it had.
    let is_it = |cursor: &Cursor, element: &T| {
        let text = |id: Id| (id != Id::NONE).then(|| source.text(id));
        let names = cursor.keys().split_last().map_or(&[][..], |(_, names)| names);
        // A party that is no actor has no IRI there.
        let first = Some(cursor.iri()).filter(|iri| !iri.is_empty());
        let names = std::iter::once(first).chain(names.iter().map(Option::as_deref));
        name(element).into_iter().map(text).eq(names)
    };
    // An element that is gone has left its place to the next.
    let place = |cursor: &Cursor, beyond: usize| match list.iter().position(|element| is_it(cursor, element)) {
        Some(place) => place + beyond,
        None => cursor.keys().last().and_then(|place| place.as_ref()?.parse().ok()).unwrap_or(list.len()),
    };
    let after = window.after.as_ref().map_or(0, |cursor| place(cursor, 1));
    let before = window.before.as_ref().map_or(list.len(), |cursor| place(cursor, 0));
    let page = window.page(list.len(), after, before);
    list.truncate(page.end as usize);
    (list.split_off((page.start as usize).min(list.len())), page)
}

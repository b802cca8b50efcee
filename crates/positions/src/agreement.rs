//! Who agrees with whom.
//!
//! On each topic (a theme, or a process) an actor is for or against by the sign of its net stance. A pair agrees on a
//! topic if both have the same sign, disagrees if they have opposite ones; with *g* topics of agreement and *d* of
//! disagreement the score is (g − d) / (g + d). So it is 1 if they agree wherever both take a side, −1 if they never do,
//! and unknown, not 0, where they have nothing in common.
//!
//! The reasons: topics are counted, not positions, so that an actor that repeats itself does not count more. Net stances are compared by
//! sign, so that mild and strong support are both "for". What only one speaks on is shown but does not count:
//! silence is not disagreement.

use crate::stances::{Stances, Tally, Topics, cut, topic_cells, topic_columns};
use crate::subset::reading;
use crate::{By, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Arena, Argument, ArgumentKind, Arguments, Cell, Choices, Column, ColumnType, Compare,
    ComparisonSource, Entries, Layout, Names, Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error, Window};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

const NAME: &str = "agreement";
/// Most actors that are named.
const MOST_ACTORS: usize = 200;

/// Who agrees with whom.
#[derive(Debug)]
struct Agreement {
    /// The positions.
    subset: Subset,
    /// Only pairs of these; of all who take positions if none.
    actors: Vec<NamedNode>,
    /// What is compared.
    by: By,
    /// Which pairs come first.
    order: AgreementOrder,
    /// Which of them.
    window: Window,
}

/// Which pairs come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AgreementOrder {
    /// Those with the highest score.
    Agreement,
    /// Those with the lowest score.
    Disagreement,
    /// Those with most topics in common.
    InCommon,
}

impl AgreementOrder {
    const NAMES: [(&str, &str); 3] = [
        ("MOST_AGREEMENT", "The highest score first."),
        ("MOST_DISAGREEMENT", "The lowest score first."),
        ("MOST_IN_COMMON", "The most topics on which both take a side first."),
    ];

    fn choices() -> Choices {
        Choices::new("AgreementOrder", "Which pairs come first.", &Self::NAMES)
    }

    fn read(arguments: &dyn Arguments) -> Self {
        let chosen = arguments.choice("order");
        match Self::NAMES.iter().position(|(name, _)| chosen.as_deref() == Some(name)) {
            None | Some(0) => Self::Agreement,
            Some(1) => Self::Disagreement,
            Some(_) => Self::InCommon,
        }
    }
}

/// How two actors stand to each other on a topic; cells hold the index.
const AGREE: usize = 0;
const DISAGREE: usize = 1;
const ONLY_A: usize = 2;
const ONLY_B: usize = 3;
const VERDICT: Names = Names::Enum(
    "Verdict",
    "How two actors stand to each other on a theme or a process.",
    &[
        ("AGREE", "Both are for it, or both are against it."),
        ("DISAGREE", "One is for it and the other against it."),
        ("ONLY_A", "Only the first takes a side."),
        ("ONLY_B", "Only the second takes a side."),
    ],
);

/// A pair of actors.
fn layout(roles: &Roles) -> Layout {
    let actor = || ColumnType::Resource(Types::Class(roles.actors));
    let positions = || ColumnType::Resources(Types::Class(roles.positions));
    let [theme, process] = topic_columns(roles);
    let topic = Layout {
        name: "AgreementTopic",
        named_by: 0,
        description: "One theme or process on which at least one of two actors takes a side, with the positions of both.",
        columns: vec![
            theme,
            process,
            Column::new("verdict", ColumnType::Choice(VERDICT), "How the two stand to each other on it."),
            Column::new(
                "netA",
                ColumnType::Number,
                "Net stance of the first: the sum of the weights of its positions.",
            ),
            Column::new("netB", ColumnType::Number, "Net stance of the second."),
            Column::new("positionsA", positions(), "The positions of the first that count for or against."),
            Column::new("positionsB", positions(), "The positions of the second that count for or against."),
        ],
    };
    Layout {
        name: "Agreement",
        named_by: 2,
        description: "How far two actors agree: the topics on which both take a side, and those on which only one does.",
        columns: vec![
            Column::new("a", actor(), "The first actor, by IRI."),
            Column::new("b", actor(), "The second actor."),
            Column::new(
                "agree",
                ColumnType::Count,
                "Topics on which both are on the same side: those of `topics` with the verdict AGREE.",
            ),
            Column::new("disagree", ColumnType::Count, "Topics on which they are on opposite sides (DISAGREE)."),
            Column::new(
                "onlyA",
                ColumnType::Count,
                "Topics on which only the first takes a side (ONLY_A). Silence is not disagreement, so they do not count in the score.",
            ),
            Column::new("onlyB", ColumnType::Count, "Topics on which only the second takes a side (ONLY_B)."),
            Column::new(
                "score",
                ColumnType::OptionalNumber,
                "(agree − disagree) / (agree + disagree), from −1 to 1; null if there is no topic on which both take a side.",
            ),
            Column::new(
                "topics",
                ColumnType::Entries(topic),
                "What the counts are made of: disagreement first, then agreement, then what only one speaks on.",
            ),
            Column::new("positionsA", positions(), "All positions of the first that count here."),
            Column::new("positionsB", positions(), "All positions of the second that count here."),
        ],
    }
}

/// The field that asks for it.
pub(crate) fn field(roles: &Arc<Roles>) -> AnalysisField {
    let mut arguments = vec![
        Argument::new(
            "actors",
            ArgumentKind::Identifiers,
            "Only pairs of these actors (two at least), those with no topic in common included; if left out, all pairs with a topic in common.",
        ),
        By::argument(),
        Argument::new(
            "order",
            ArgumentKind::Choice(AgreementOrder::choices()),
            "Which pairs come first: MOST_AGREEMENT if left out.",
        ),
    ];
    arguments.extend(Subset::arguments(roles, &[]));
    AnalysisField {
        name: NAME,
        description: "How far actors agree, pair by pair. On each theme an actor is for or against by the sign of its net stance: the sum of the weights of its positions, those on its behalf included. POSITIVE and DEMAND weigh 1 (who calls for a thing wants it), NEGATIVE −1, NEUTRAL and PROCEDURAL 0 (to stress or to chair is to take no side); the weights stand in the ontology. score = (agree − disagree) / (agree + disagree) over the themes on which both take a side: 1 if they always agree, −1 if never, null if they have none in common. Themes are counted and not positions, so that repetition does not count; silence is not disagreement.".into(),
        arguments,
        layout: layout(roles),
        entries: Entries::Page,
        read: reading(roles, read),
    }
}

fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments) -> Result<Question, Unusable> {
    let named = arguments.texts("actors").map_or(0, |actors| actors.len());
    if named > MOST_ACTORS {
        let problem = format_args!("has {named} actors, but at most {MOST_ACTORS} are compared; leave it out for all");
        return Err(arguments.unusable("actors", &problem));
    }
    let actors = arguments.identifiers("actors", Some(roles.actors))?;
    // A pair takes two: of one actor, or of none, there is nothing to compare, and 0 would look like an answer.
    if actors.as_ref().is_some_and(|actors| actors.iter().all(|actor| Some(actor) == actors.first())) {
        let problem = "must name at least two different actors, whose pairs are compared; leave it out for all pairs";
        return Err(arguments.unusable("actors", &problem));
    }
    let order = AgreementOrder::read(arguments);
    let (subset, by, window) = (Subset::read(roles, arguments)?, By::read(arguments), Window::all());
    let question = Agreement { subset, actors: actors.unwrap_or_default(), by, order, window };
    let window = arguments.page(&question)?;
    Ok(Agreement { window, ..question }.into())
}

impl Compare for Agreement {
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
        let Self { actors, by, order, .. } = self;
        self.subset.order_name(NAME, format!("{actors:?} {by:?} {order:?}"))
    }

    fn needs(&self, _rows: &[NamedNode]) -> Vec<Need> {
        let actors = (!self.actors.is_empty()).then(|| Condition::Is(self.actors.clone()));
        self.subset.needs(actors.as_slice())
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        self.subset.weights(self.by)
    }

    fn answer(&self, source: &dyn ComparisonSource, _rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        let Self { subset, actors, by, order, window } = self;
        pairs(source, subset, actors, (*by, *order, window), budget)
    }
}

/// Topics on which two actors agree and disagree.
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

/// What is counted of all pairs.
struct Count {
    pairs: HashMap<(Place, Place), Common>,
    /// Topics on which each actor takes a side.
    sides: HashMap<Place, usize>,
}

fn pairs(
    source: &dyn ComparisonSource,
    subset: &Subset,
    actors: &[NamedNode],
    (by, order, window): (By, AgreementOrder, &Window),
    budget: &mut Budget,
) -> Result<Table, Error> {
    let stances = Stances::new(source, subset, budget)?;
    let mut topics = stances.tallies(by, budget)?;
    let mut wanted: Vec<Place> = actors.iter().map(|actor| source.order(source.find(actor))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    if !wanted.is_empty() {
        topics.values_mut().for_each(|actors| actors.retain(|actor, _| wanted.binary_search(actor).is_ok()));
    }
    let mut count = count(&topics, budget)?;
    // Actors that are named are compared even if they have nothing in common.
    for (i, &a) in wanted.iter().enumerate() {
        budget.spend(wanted.len() - i)?;
        wanted[i + 1..].iter().for_each(|&b| {
            count.pairs.entry((a, b)).or_default();
        });
    }
    let mut pairs: Vec<_> = count.pairs.iter().map(|(&pair, &common)| (pair, common)).collect();
    sort(&mut pairs, order);
    let (pairs, page) = cut(source, pairs, window, |&((a, b), _)| vec![a.id(), b.id()]);
    let mut arena = Arena::default();
    let mut rows = Vec::with_capacity(pairs.len());
    for ((a, b), common) in pairs {
        rows.push(entry(source, &mut arena, (&topics, by), (a, b), (common, &count.sides), budget)?);
    }
    Ok(Table::page_of(arena, rows, page))
}

/// Counts topic by topic: only pairs that meet on one are ever touched.
fn count(topics: &Topics, budget: &mut Budget) -> Result<Count, Error> {
    let mut count = Count { pairs: HashMap::new(), sides: HashMap::new() };
    for actors in topics.values() {
        let sides: Vec<(Place, f64)> =
            actors.iter().map(|(&actor, tally)| (actor, tally.sign())).filter(|&(_, sign)| sign != 0.0).collect();
        for (i, &(a, sign)) in sides.iter().enumerate() {
            *count.sides.entry(a).or_default() += 1;
            budget.spend(sides.len() - i)?;
            for &(b, other) in &sides[i + 1..] {
                let common = count.pairs.entry((a, b)).or_default();
                if sign == other {
                    common.agree += 1;
                } else {
                    common.disagree += 1;
                }
            }
        }
    }
    Ok(count)
}

/// Pairs without a score come last; equals by how much they have in common, then by IRI.
fn sort(pairs: &mut [((Place, Place), Common)], order: AgreementOrder) {
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

fn entry(
    source: &dyn ComparisonSource,
    arena: &mut Arena,
    (topics, by): (&Topics, By),
    (a, b): (Place, Place),
    (common, sides): (Common, &HashMap<Place, usize>),
    budget: &mut Budget,
) -> Result<usize, Error> {
    let mut compared: BTreeMap<(usize, Place), Vec<Cell>> = BTreeMap::new();
    let (mut all_a, mut all_b) = (Vec::new(), Vec::new());
    let none = Tally::default();
    for (&topic, actors) in topics {
        let (own, other) = (actors.get(&a).unwrap_or(&none), actors.get(&b).unwrap_or(&none));
        budget.spend_time(1)?;
        let (verdict, rank) = match (own.sign(), other.sign()) {
            (0.0, 0.0) => continue,
            (_, 0.0) => (ONLY_A, 2),
            (0.0, _) => (ONLY_B, 3),
            (sign, other) if sign == other => (AGREE, 1),
            _ => (DISAGREE, 0),
        };
        budget.spend(own.positions.len() + other.positions.len() + 1)?;
        all_a.extend_from_slice(&own.positions);
        all_b.extend_from_slice(&other.positions);
        let mut cells = Vec::from(topic_cells(topic.id(), by));
        cells.extend([
            Cell::Choice(verdict),
            Cell::Number(Some(own.net)),
            Cell::Number(Some(other.net)),
            Cell::Terms(own.positions.clone()),
            Cell::Terms(other.positions.clone()),
        ]);
        compared.insert((rank, topic), cells);
    }
    let topics = compared.into_values().map(|cells| arena.add(cells)).collect();
    let number = |n: usize| Cell::Number(Some(n as f64));
    let only = |actor: Place| {
        let sides = sides.get(&actor).copied().unwrap_or(0);
        number(sides.saturating_sub(common.agree + common.disagree))
    };
    let cells = vec![
        Cell::Term(a.id()),
        Cell::Term(b.id()),
        number(common.agree),
        number(common.disagree),
        only(a),
        only(b),
        Cell::Number(common.score()),
        Cell::Entries(topics),
        Cell::Terms(sorted(source, all_a)),
        Cell::Terms(sorted(source, all_b)),
    ];
    Ok(arena.add(cells))
}

/// A position may be on several topics.
fn sorted(source: &dyn ComparisonSource, mut positions: Vec<Id>) -> Vec<Id> {
    positions.sort_unstable_by_key(|&position| source.order(position));
    positions.dedup();
    positions
}

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
//!
//! A bloc is a party as an actor is one. Compared with an actor that belongs to it, it is what the others in it say: nobody
//! agrees with itself.

use crate::pairs::{Pairs, Wanted};
use crate::parties::{Chosen, MOST_NAMED, Parties, Silent, bloc_argument, whose};
use crate::stances::{Stances, topic_columns};
use crate::subset::reading;
use crate::{By, Roles, Subset};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::Id;
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{
    AnalysisField, Argument, ArgumentKind, Arguments, Choices, Column, ColumnType, Compare, ComparisonSource, Entries,
    Layout, Names, Need, Question, Table, Types, Unusable,
};
use plenary_query::{Budget, Condition, Error, Window};
use std::sync::Arc;

const NAME: &str = "agreement";
/// Who agrees with whom.
#[derive(Debug)]
struct Agreement {
    /// The positions.
    subset: Subset,
    /// Who is compared: the pairs of the first, or the first with the second.
    chosen: Vec<Chosen>,
    /// What is compared.
    by: By,
    /// Whether what one reads out for another is left out where the two are compared.
    excludes_represented: bool,
    /// Which pairs come first.
    order: AgreementOrder,
    /// Which of them.
    window: Window,
}

/// Which pairs come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgreementOrder {
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
pub(crate) const AGREE: usize = 0;
pub(crate) const DISAGREE: usize = 1;
pub(crate) const ONLY_A: usize = 2;
pub(crate) const ONLY_B: usize = 3;
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
    let actor = || ColumnType::Optional(Types::Class(roles.actors));
    let body = || ColumnType::Optional(Types::Class(roles.bodies));
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
        named_by: 6,
        description: "How far two actors agree: the topics on which both take a side, and those on which only one does.",
        columns: vec![
            Column::new("a", actor(), "The first actor: `with`, or else by IRI; null for a bloc."),
            Column::new("b", actor(), "The second actor; null for a bloc."),
            Column::new("groupA", body(), "The first, if it is a bloc that is a body."),
            Column::new("groupB", body(), "The second, if it is a bloc that is a body."),
            Column::new(
                "valueA",
                ColumnType::Text,
                "The first, if it is a bloc that is a value such as a regional group.",
            ),
            Column::new("valueB", ColumnType::Text, "The second, if it is a bloc that is a value."),
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
        Argument::optional(
            "with",
            "Only pairs of this actor with others, it being `a`; those with no topic in common come last.",
        ),
        Argument::new(
            "against",
            ArgumentKind::Identifiers,
            format!("Those with whom `with` is compared, at most {MOST_NAMED}: all who take positions if left out."),
        ),
        Argument::new(
            "excludeRepresented",
            ArgumentKind::Truth,
            "Whether a position that one reads out on behalf of the other counts for the other alone: false if left out.",
        ),
        By::argument(),
        Argument::new(
            "order",
            ArgumentKind::Choice(AgreementOrder::choices()),
            "Which pairs come first: MOST_AGREEMENT if left out.",
        ),
    ];
    let with = "`with` is a bloc of this kind: the identifier of a body, or a value such as a regional group. It holds the positions of its members, each once.";
    let against = "Those in `against` are blocs of this kind: all of them if it is left out.";
    arguments.extend(bloc_argument(roles, "withBloc", with));
    arguments.extend(bloc_argument(roles, "againstBlocs", against));
    arguments.extend(Subset::arguments(roles, &[]));
    AnalysisField {
        name: NAME,
        description: "How far actors agree, pair by pair; or one actor, or a bloc, with others. On each theme an actor is for or against by the sign of its net stance: the sum of the weights of its positions, those on its behalf included. POSITIVE and DEMAND weigh 1 (who calls for a thing wants it), NEGATIVE −1, NEUTRAL and PROCEDURAL 0 (to stress or to chair is to take no side); the weights stand in the ontology. score = (agree − disagree) / (agree + disagree) over the themes on which both take a side: 1 if they always agree, −1 if never, null if they have none in common. Themes are counted and not positions, so that repetition does not count; silence is not disagreement.".into(),
        arguments,
        layout: layout(roles),
        entries: Entries::Page,
        read: reading(roles, read),
    }
}

fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments) -> Result<Question, Unusable> {
    let chosen = match arguments.texts("with") {
        Some(_) => with(roles, arguments)?,
        None => vec![Chosen::actors(actors(roles, arguments)?)],
    };
    let order = AgreementOrder::read(arguments);
    let (subset, by, window) = (Subset::read(roles, arguments)?, By::read(arguments), Window::all());
    let excludes_represented = arguments.truth("excludeRepresented")?.unwrap_or(false);
    let question = Agreement { subset, chosen, by, excludes_represented, order, window };
    let window = arguments.page(&question)?;
    Ok(Agreement { window, ..question }.into())
}

/// The actors whose pairs are compared; all if none.
fn actors(roles: &Roles, arguments: &mut dyn Arguments) -> Result<Option<Vec<NamedNode>>, Unusable> {
    for name in ["against", "withBloc", "againstBlocs"] {
        if arguments.texts(name).is_some() {
            return Err(arguments.unusable(name, &"says what `with` is compared with, but `with` is missing"));
        }
    }
    let named = arguments.texts("actors").map_or(0, |actors| actors.len());
    if named > MOST_NAMED {
        let problem = format_args!("has {named} actors, but at most {MOST_NAMED} are compared; leave it out for all");
        return Err(arguments.unusable("actors", &problem));
    }
    let actors = arguments.identifiers("actors", Some(roles.actors))?;
    // A pair takes two: of one actor, or of none, there is nothing to compare, and 0 would look like an answer.
    if actors.as_ref().is_some_and(|actors| actors.iter().all(|actor| Some(actor) == actors.first())) {
        let problem = "must name at least two different actors, whose pairs are compared; leave it out for all pairs";
        return Err(arguments.unusable("actors", &problem));
    }
    Ok(actors)
}

/// Who is compared with whom.
fn with(roles: &Roles, arguments: &mut dyn Arguments) -> Result<Vec<Chosen>, Unusable> {
    if arguments.texts("actors").is_some() {
        let problem =
            "names actors whose pairs are compared, and so does `with`; name those to compare with in `against`";
        return Err(arguments.unusable("actors", &problem));
    }
    let with = Chosen::read(roles, arguments, Some("withBloc"), "with")?;
    let against = Chosen::read(roles, arguments, Some("againstBlocs"), "against")?;
    if with.is_same_as(&against) {
        return Err(arguments.unusable("against", &"names only what `with` names, which is not compared with itself"));
    }
    Ok(vec![with, against])
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
        let Self { chosen, by, excludes_represented, order, .. } = self;
        let chosen: Vec<String> = chosen.iter().map(Chosen::to_string).collect();
        self.subset.order_name(NAME, format!("{chosen:?} {by:?} {excludes_represented} {order:?}"))
    }

    fn needs(&self, _rows: &[NamedNode]) -> Vec<Need> {
        let mut needs = self.subset.needs(&whose(&self.chosen));
        needs.extend(self.chosen.iter().flat_map(|chosen| chosen.needs(&self.subset.roles, Silent::Named)));
        needs
    }

    fn columns(&self) -> Vec<Vec<PathId>> {
        let mut columns = self.subset.weights(self.by);
        columns.extend(self.chosen.iter().flat_map(|chosen| chosen.columns(&self.subset.roles)));
        columns
    }

    fn answer(&self, source: &dyn ComparisonSource, _rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
        let Self { subset, chosen, by, excludes_represented, order, window } = self;
        let stances = Stances::of(source, subset, &whose(&self.chosen), budget)?;
        let parties = Parties::new(&stances, chosen, Silent::Named, budget)?;
        let wanted = match &chosen[..] {
            [Chosen { only: None, .. }] => Wanted::Common,
            [_] => Wanted::All,
            _ => Wanted::First,
        };
        let pairs = Pairs::new(&stances, &parties, (*by, *excludes_represented), budget)?;
        pairs.table(wanted, (*order, window), budget)
    }
}

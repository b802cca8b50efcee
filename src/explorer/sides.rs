//! Sides: how each is named and drawn, and the numbers of a bar.

use super::parameters::{self, Parameter, Takes};
use super::pictures::{self, Part};
use super::visit::Visit;
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;

/// Whether a theme is the name of a problem (`ple:valence`): who is against the problem and who calls for work on it are on one side, that of
/// the work.
fn is_problem(visit: &Visit<'_>, theme: &str) -> bool {
    let snapshot = &visit.view.data.snapshot;
    let Some(roles) = visit.view.ontology.extension::<Roles>() else { return false };
    let usual =
        |polarity: &str| roles.weights.iter().find(|other| other.valence.is_none() && other.polarity == polarity);
    let turns = |valence: &str| {
        let mut here = roles.weights.iter().filter(|weight| weight.valence.as_deref() == Some(valence));
        here.any(|weight| usual(&weight.polarity).is_some_and(|usual| usual.weight * weight.weight < 0.0))
    };
    let theme = snapshot.terms().resource(theme);
    roles.valence.zip(theme).is_some_and(|(path, theme)| {
        snapshot.relation(path).row(theme).iter().any(|&valence| turns(snapshot.terms().text(valence)))
    })
}

/// What colours mean on themes that are problems, under a picture that has such themes among others.
pub(super) fn problem_note<'a>(visit: &Visit<'_>, themes: impl IntoIterator<Item = &'a str>) -> Markup {
    let is_there = themes.into_iter().any(|theme| is_problem(visit, theme));
    let names = [("for", Side::For.name(visit)), ("against", Side::Against.name(visit))];
    html! { @if is_there { p.quiet { (visit.words().tell("problem", names)) } } }
}

/// A side that an actor takes on a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Side {
    For,
    CallsFor,
    Against,
    Balanced,
    None,
}

impl Side {
    /// In the order of pages.
    pub(super) const ALL: [Self; 5] = [Self::For, Self::CallsFor, Self::Against, Self::Balanced, Self::None];

    /// The value of the schema.
    pub(super) fn value(self) -> &'static str {
        match self {
            Self::For => "FOR",
            Self::CallsFor => "CALLS_FOR",
            Self::Against => "AGAINST",
            Self::Balanced => "BALANCED",
            Self::None => "NONE",
        }
    }

    /// What it is called.
    pub(super) fn name(self, visit: &Visit<'_>) -> String {
        visit.choice("Side", self.value())
    }

    /// What it is called on a theme: to be for the theme that is a problem would be read as the contrary of what is meant.
    pub(super) fn name_on(self, visit: &Visit<'_>, theme: &str) -> String {
        let words = visit.words();
        match self {
            Self::For if is_problem(visit, theme) => words.say("problem-for").to_owned(),
            Self::CallsFor if is_problem(visit, theme) => words.say("problem-calls").to_owned(),
            Self::Against if is_problem(visit, theme) => words.say("problem-against").to_owned(),
            _ => self.name(visit),
        }
    }

    /// The side that an address names, if it names one.
    pub(super) fn read(visit: &Visit<'_>) -> Option<Self> {
        let value = visit.parameter("side")?;
        Self::ALL.into_iter().find(|side| side.value() == value)
    }

    /// The parameter that names a side.
    pub(super) fn parameter() -> Parameter {
        parameters::once("side", Takes::one_of(Self::ALL.map(Self::value)))
    }

    /// The end of its classes of style.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::CallsFor => "calls",
            Self::Against => "against",
            Self::Balanced => "mixed",
            Self::None => "none",
        }
    }
}

/// How many are on each side.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counts {
    r#for: usize,
    calls_for: usize,
    against: usize,
    balanced: usize,
    none: usize,
}

impl Counts {
    pub(super) fn of(self, side: Side) -> usize {
        match side {
            Side::For => self.r#for,
            Side::CallsFor => self.calls_for,
            Side::Against => self.against,
            Side::Balanced => self.balanced,
            Side::None => self.none,
        }
    }

    pub(super) fn total(self) -> usize {
        Side::ALL.into_iter().map(|side| self.of(side)).sum()
    }

    /// How many could be set against each other: those of the smaller of the two opposed sides.
    pub(super) fn opposed(self) -> usize {
        self.against.min(self.r#for + self.calls_for)
    }

    /// The parts of the bar of a theme before its middle and behind it; `href` gives the list of a side.
    pub(super) fn parts(self, visit: &Visit<'_>, theme: &str, href: impl Fn(Side) -> String) -> [Vec<Part>; 2] {
        let part = |side: Side| Part {
            kind: side.kind(),
            title: format!("{}: {}", side.name_on(visit, theme), self.of(side)),
            n: self.of(side),
            href: href(side),
        };
        [vec![part(Side::Against)], [Side::For, Side::CallsFor, Side::Balanced, Side::None].map(part).into()]
    }
}

/// What the colours of pictures mean.
pub(super) fn key(visit: &Visit<'_>) -> Vec<(&'static str, String)> {
    Side::ALL.into_iter().map(|side| (side.kind(), side.name(visit))).collect()
}

/// What the colours of a picture of one theme mean.
pub(super) fn key_on(visit: &Visit<'_>, theme: &str) -> Vec<(&'static str, String)> {
    Side::ALL.into_iter().map(|side| (side.kind(), side.name_on(visit, theme))).collect()
}

/// What the colours of bars mean.
pub(super) fn legend(visit: &Visit<'_>) -> Markup {
    let sides = [Side::Against, Side::For, Side::CallsFor, Side::Balanced, Side::None];
    pictures::legend(&sides.map(|side| (side.kind(), side.name(visit))))
}

//! Sides: how each is named and drawn, and the numbers of a bar.

use super::pictures::{self, Part};
use super::visit::{Error, Visit};
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;

/// Of a theme that is the name of a problem (`ple:valence`), what its sides mean: who is against the problem and who calls for work on it are
/// on one side, that of the work. Nothing for other themes.
pub(super) fn of_problem(visit: &Visit<'_>, theme: &str) -> Markup {
    let snapshot = &visit.view.data.snapshot;
    let Some(roles) = visit.view.ontology.extension::<Roles>() else { return html! {} };
    let usual =
        |polarity: &str| roles.weights.iter().find(|other| other.valence.is_none() && other.polarity == polarity);
    let turns = |valence: &str| {
        let mut here = roles.weights.iter().filter(|weight| weight.valence.as_deref() == Some(valence));
        here.any(|weight| usual(&weight.polarity).is_some_and(|usual| usual.weight * weight.weight < 0.0))
    };
    let theme = snapshot.terms().resource(theme);
    let is_problem = roles.valence.zip(theme).is_some_and(|(path, theme)| {
        snapshot.relation(path).row(theme).iter().any(|&valence| turns(snapshot.terms().text(valence)))
    });
    if !is_problem {
        return html! {};
    }
    html! { span.quiet { (visit.words().tell("problem", [("for", Side::For.name(visit))])) } }
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

    /// The side that an address names.
    ///
    /// # Errors
    /// If it is none.
    pub(super) fn read(visit: &Visit<'_>) -> Result<Option<Self>, Error> {
        let Some(value) = visit.parameter("side") else { return Ok(None) };
        let sides: Vec<_> = Self::ALL.into_iter().map(Self::value).collect();
        let wrong = || Error::Address(format!("`side` is one of {}, not `{value}`", sides.join(", ")));
        Self::ALL.into_iter().find(|side| side.value() == value).map(Some).ok_or_else(wrong)
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

    /// The parts of a bar before its middle and behind it; `href` gives the list of a side.
    pub(super) fn parts(self, visit: &Visit<'_>, href: impl Fn(Side) -> String) -> [Vec<Part>; 2] {
        let part = |side: Side| Part {
            kind: side.kind(),
            title: format!("{}: {}", side.name(visit), self.of(side)),
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

/// What the colours of bars mean.
pub(super) fn legend(visit: &Visit<'_>) -> Markup {
    let sides = [Side::Against, Side::For, Side::CallsFor, Side::Balanced, Side::None];
    pictures::legend(&sides.map(|side| (side.kind(), side.name(visit))))
}

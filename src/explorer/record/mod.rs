//! The pages of the record of meetings. They are found by the roles that the ontology gives to its classes (`ple:PositionAnalysis`), and each
//! exists if its question is valid for the schema.

mod actor;
mod draft;
mod meeting;
mod position;
mod statement;
mod theme;

use super::parameters::{self, Parameter};
use super::question::Question;
use super::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use crate::ontology::ClassId;
use crate::positions::Roles;
use maud::Markup;

/// A page about a resource: what it says before the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Actor,
    Draft,
    Meeting,
    Position,
    Statement,
    Theme,
}

impl About {
    const ALL: [Self; 6] = [Self::Actor, Self::Draft, Self::Meeting, Self::Position, Self::Statement, Self::Theme];

    fn question(self) -> &'static str {
        match self {
            Self::Actor => actor::QUESTION,
            Self::Draft => draft::QUESTION,
            Self::Meeting => meeting::QUESTION,
            Self::Position => position::QUESTION,
            Self::Statement => statement::QUESTION,
            Self::Theme => theme::QUESTION,
        }
    }

    /// Whether resources of a class have this page.
    fn is_of(self, visit: &Visit<'_>, roles: &Roles, class: ClassId) -> bool {
        let is_a = |role: ClassId| visit.view.ontology.is_a(class, role);
        match self {
            Self::Actor => is_a(roles.actors),
            Self::Draft => roles.drafts.as_ref().is_some_and(|drafts| is_a(drafts.drafts)),
            Self::Meeting => is_a(roles.meetings),
            Self::Position => is_a(roles.positions),
            Self::Statement => statement::class(visit.view.ontology, roles).is_some_and(is_a),
            Self::Theme => is_a(roles.themes),
        }
    }

    /// What the address of this page may say.
    fn parameters(self, visit: &Visit<'_>, roles: &Roles) -> Vec<Parameter> {
        match self {
            Self::Actor => vec![parameters::page(), parameters::files(["csv"])],
            Self::Meeting => meeting::parameters(roles),
            Self::Draft | Self::Position | Self::Statement => Vec::new(),
            Self::Theme => theme::parameters(visit, roles),
        }
    }

    fn html(self, visit: &Visit<'_>, iri: &str) -> Result<Markup, Error> {
        match self {
            Self::Actor => actor::html(visit, iri),
            Self::Draft => draft::html(visit, iri),
            Self::Meeting => meeting::html(visit, iri),
            Self::Position => position::html(visit, iri),
            Self::Statement => statement::html(visit, iri),
            Self::Theme => theme::html(visit, iri),
        }
    }

    fn file(self, visit: &Visit<'_>, iri: &str, form: &str) -> Result<Option<Answer>, Error> {
        match self {
            Self::Actor => actor::file(visit, iri, form),
            Self::Theme => theme::file(visit, iri, form),
            Self::Draft | Self::Meeting | Self::Position | Self::Statement => Ok(None),
        }
    }
}

/// A part of a page that asks for what not every schema has that has the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// An actor: who stands nearest and farthest.
    Neighbours,
    /// An actor: its side from meeting to meeting.
    History,
    /// A theme: the Action Lines and Goals that it falls under.
    Links,
    /// A theme: blocs by side.
    Blocs,
    /// A theme: sides and silence meeting by meeting.
    Meetings,
    /// A meeting: what was new since an earlier one.
    Changes,
}

impl Part {
    const ALL: [Self; 6] = [Self::Neighbours, Self::History, Self::Links, Self::Blocs, Self::Meetings, Self::Changes];

    fn is_known(self, engine: &Engine) -> bool {
        match self {
            Self::Neighbours => actor::has_neighbours(engine),
            Self::History => actor::has_history(engine),
            Self::Links | Self::Blocs | Self::Meetings => theme::knows(engine, self),
            Self::Changes => meeting::has_changes(engine),
        }
    }
}

/// The parts of pages that there are in a schema.
pub(super) fn parts(engine: &Engine) -> Vec<Part> {
    Part::ALL.into_iter().filter(|part| part.is_known(engine)).collect()
}

/// The pages that there are in a schema.
pub(super) fn known(engine: &Engine) -> Vec<About> {
    let is_known = |about: &About| {
        let question = Question::new(about.question()).with("id", "urn:x");
        engine.ontology().extension::<Roles>().is_some() && question.is_valid(engine)
    };
    About::ALL.into_iter().filter(is_known).collect()
}

/// The page of a resource; none if it has no such page.
fn about(visit: &Visit<'_>, iri: &str) -> Option<About> {
    let snapshot = &visit.view.data.snapshot;
    let class = snapshot.type_of(snapshot.terms().resource(iri)?)?;
    let roles = visit.view.ontology.extension::<Roles>()?;
    visit.explorer.about().iter().copied().find(|about| about.is_of(visit, &roles, class))
}

/// The parameters of the page of a resource that are those of the record.
pub(super) fn parameters(visit: &Visit<'_>, iri: &str) -> Vec<Parameter> {
    let roles = visit.view.ontology.extension::<Roles>();
    about(visit, iri).zip(roles).map_or_else(Vec::new, |(about, roles)| about.parameters(visit, &roles))
}

/// What the page of a resource says before its fields; none if it has no such page.
pub(super) fn html(visit: &Visit<'_>, iri: &str) -> Option<Result<Markup, Error>> {
    about(visit, iri).map(|about| about.html(visit, iri))
}

/// What the page of a resource shows, as a file; none if there is nothing to be kept.
pub(super) fn file(visit: &Visit<'_>, iri: &str, form: &str) -> Option<Result<Answer, Error>> {
    about(visit, iri)?.file(visit, iri, form).transpose()
}

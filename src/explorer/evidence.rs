//! A position with what it rests on: its sentence, where that stands, who read it there and how sure that is.

use super::question::{Question, Said};
use super::visit::Visit;
use crate::graphql::Engine;
use crate::ontology::Class;
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;

/// What is asked of a position.
pub(super) const EVIDENCE: &str = include_str!("queries/evidence.graphql");

/// A position.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Evidence {
    pub(super) stance: Stance,
    pub(super) actor: Named,
    pub(super) on_behalf_of: Vec<Named>,
    pub(super) themes: Vec<Named>,
    meeting: Meeting,
    explicit: bool,
    method: String,
    confidence: Option<String>,
    statement: Statement,
}

/// A position with its identifier, as `{ id ...Evidence }` asks for it.
#[derive(Debug, Deserialize)]
pub(super) struct Position {
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) evidence: Evidence,
}

/// A resource.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
}

/// The stance of a position.
#[derive(Debug, Deserialize)]
pub(super) struct Stance {
    pub(super) id: String,
    pub(super) polarity: String,
}

#[derive(Debug, Deserialize)]
struct Meeting {
    id: String,
    date: String,
}

#[derive(Debug, Deserialize)]
struct Statement {
    id: String,
    text: Vec<Said>,
    passage: Option<Passage>,
}

/// Where something stands in a document, as `{ id line page locator }` asks for it.
#[derive(Debug, Deserialize)]
pub(super) struct Passage {
    id: String,
    line: Option<usize>,
    page: Option<usize>,
    locator: Option<String>,
}

impl Passage {
    /// A link to it, called by the line, or by what says in other words where it stands.
    pub(super) fn html(&self, visit: &Visit<'_>) -> Markup {
        let words = visit.words();
        html! {
            a.line href=(visit.view.addresses.resource(&self.id)) {
                @match (self.line, &self.locator) {
                    (Some(line), _) => (words.count("line", line)),
                    (None, Some(locator)) => bdi { (locator) },
                    (None, None) => (visit.name(&self.id)),
                }
            }
            @if let Some(page) = self.page { ", " (words.count("page-number", page)) }
        }
    }
}

/// Whether the schema has all that is asked of a position.
pub(super) fn is_known(engine: &Engine) -> bool {
    let Some(roles) = engine.ontology().extension::<Roles>() else { return false };
    let plural = &engine.ontology().class(roles.positions).plural;
    Question::new(format!("{{ {plural}(first: 1) {{ nodes {{ ...Evidence }} }} }}{EVIDENCE}")).is_valid(engine)
}

/// What a list of a class asks besides, and its fragment; none for classes other than that of positions.
pub(super) fn of(visit: &Visit<'_>, class: &Class) -> Option<(String, &'static str)> {
    let roles = visit.view.ontology.extension::<Roles>().filter(|_| visit.explorer.has_evidence())?;
    let is_position = visit.view.ontology.class(roles.positions).name == class.name;
    is_position.then(|| (" ...Evidence".to_owned(), EVIDENCE))
}

/// What a position says, for lists in which something is known already.
#[derive(Debug, Clone, Copy, Default)]
struct Without {
    /// Whose it is.
    actor: bool,
    /// What it is on.
    themes: bool,
}

impl Position {
    /// The position as an item of a list of those of an actor: whose it is stands there only if it is not the actor's alone.
    pub(super) fn html_of(&self, visit: &Visit<'_>, actor: &str, themes: bool) -> Markup {
        let is_own = self.evidence.actor.id == actor && self.evidence.on_behalf_of.is_empty();
        self.evidence.html_without(visit, &self.id, Without { actor: is_own, themes })
    }
}

impl Evidence {
    /// Where it was taken.
    pub(super) fn meeting_id(&self) -> &str {
        &self.meeting.id
    }

    /// The position as an item of a list.
    pub(super) fn html(&self, visit: &Visit<'_>, id: &str) -> Markup {
        self.html_without(visit, id, Without::default())
    }

    /// The same without what stands above the list.
    fn html_without(&self, visit: &Visit<'_>, id: &str, without: Without) -> Markup {
        let words = visit.words();
        html! {
            article.position {
                p.who {
                    @if !without.actor {
                        (visit.link(&self.actor.id))
                        (visit.on_behalf_of(&self.on_behalf_of))
                        " "
                    }
                    span class={ "stance " (self.stance.class()) } { (visit.name(&self.stance.id)) }
                    @if !without.themes { @for theme in &self.themes { " " a.theme href=(visit.view.addresses.resource(&theme.id)) { (visit.name(&theme.id)) } } }
                }
                p.says { a href=(visit.view.addresses.resource(&self.statement.id)) { (visit.said(&self.statement.text)) } }
                p.source {
                    (visit.link(&self.meeting.id)) ", " (visit.date(&self.meeting.date))
                    @if let Some(passage) = &self.statement.passage { " · " (passage.html(visit)) }
                    " · " (words.say("reported"))
                    " · " (visit.value("Position", "method", &self.method))
                    @if let Some(confidence) = &self.confidence { ", " (words.tell("confidence", [("value", confidence.as_str())])) }
                    @if !self.explicit { " · " (words.say("inferred")) }
                    " · " a.line href=(visit.view.addresses.resource(id)) { (words.say("permanent-link")) }
                }
            }
        }
    }
}

impl Stance {
    /// The class of the style by the polarity, which is an enum of the ontology.
    pub(super) fn class(&self) -> String {
        self.polarity.to_ascii_lowercase()
    }
}

//! A statement: the paraphrase, labelled as such, the words of the document, and the positions that are read from it.

use crate::explorer::evidence::{Named, Position};
use crate::explorer::figure::{self, Files};
use crate::explorer::question::{Listed, Question, Said};
use crate::explorer::visit::{Error, Visit};
use crate::ontology::{ClassId, FieldKind, Ontology};
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) const QUESTION: &str =
    concat!(include_str!("../queries/statement.graphql"), include_str!("../queries/evidence.graphql"));

/// The class of statements: that of the field `statement` of positions.
pub(super) fn class(ontology: &Ontology, roles: &Roles) -> Option<ClassId> {
    match ontology.class(roles.positions).field("statement")?.kind {
        FieldKind::Link { class, .. } => Some(class),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Answered {
    statement: Option<Statement>,
}

#[derive(Deserialize)]
struct Statement {
    text: Vec<Said>,
    intervention: Intervention,
    passage: Option<Passage>,
    positions: Listed<Position>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Intervention {
    id: String,
    speaker: Named,
    on_behalf_of: Vec<Named>,
    meeting: Meeting,
}

#[derive(Deserialize)]
struct Meeting {
    id: String,
    date: String,
}

#[derive(Deserialize)]
struct Passage {
    quote: Option<String>,
    document: Document,
}

#[derive(Deserialize)]
struct Document {
    id: String,
    language: String,
}

/// What the page says before the fields.
///
/// # Errors
/// If the question fails.
pub(super) fn html(visit: &Visit<'_>, iri: &str) -> Result<Markup, Error> {
    let question = Question::new(QUESTION).with("id", iri);
    let Answered { statement } = question.ask(visit)?;
    let Some(statement) = statement else { return Ok(html! {}) };
    let words = visit.words();
    let intervention = &statement.intervention;
    let count = statement.positions.total_count;
    Ok(html! {
        p.who {
            (visit.link(&intervention.speaker.id))
            (visit.on_behalf_of(&intervention.on_behalf_of))
            " · " (visit.link(&intervention.meeting.id)) ", " (visit.date(&intervention.meeting.date))
            " · " a href=(visit.view.addresses.resource(&intervention.id)) { (words.say("whole-intervention")) }
        }
        p.paraphrase { span.tag { (words.say("paraphrase")) } " " (visit.said(&statement.text)) }
        @if let Some(passage) = &statement.passage {
            @if passage.quote.is_none() {
                p.quiet { (words.say("words-elsewhere")) " " (visit.link(&passage.document.id)) " (" (visit.language(&passage.document.language)) ")" }
            }
        }
        @if count > 0 {
            h2 { (words.say("read-from-it")) " " (visit.number(count, &visit.page("positions", &[("statement", iri)]))) }
            ol.items {
                @for item in &statement.positions.nodes { li { (item.evidence.html(visit, &item.id)) } }
            }
        }
        (figure::under(visit, &visit.name(iri), &question, Files::default()))
    })
}

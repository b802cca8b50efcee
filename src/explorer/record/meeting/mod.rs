//! A meeting as one reads it: session, speaker, points with their stance, and beside them the words of the document.

mod changes;

use crate::explorer::evidence::{self, Named, Stance};
use crate::explorer::figure::{self, Files};
use crate::explorer::parameters::{self, Parameter, Takes};
use crate::explorer::question::{Counted, Listed, Nodes, Question, Said};
use crate::explorer::record::Part;
use crate::explorer::visit::{Error, Visit};
use crate::graphql::Engine;
use crate::linked::html::direction;
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) const QUESTION: &str = include_str!("../../queries/meeting.graphql");
/// Interventions on a page.
const PER_PAGE: usize = 40;

#[derive(Deserialize)]
struct Answered {
    meeting: Option<Meeting>,
    interventions: Listed<Intervention>,
}

#[derive(Deserialize)]
struct Meeting {
    date: String,
    place: Option<String>,
    process: Named,
    convener: Option<Named>,
    chairs: Vec<Named>,
    documents: Nodes<Named>,
    positions: Counted,
}

/// Whether the words of the document are at hand.
fn has_words(interventions: &[Intervention]) -> bool {
    let mut statements = interventions.iter().flat_map(|intervention| &intervention.statements.nodes);
    statements.any(|statement| statement.quote().is_some())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Intervention {
    id: String,
    session: Session,
    speaker: Named,
    on_behalf_of: Vec<Named>,
    aligns_with: Vec<Named>,
    statements: Nodes<Statement>,
}

#[derive(Deserialize)]
struct Session {
    id: String,
}

#[derive(Deserialize)]
struct Statement {
    id: String,
    text: Vec<Said>,
    passage: Option<Passage>,
    positions: Nodes<Position>,
}

impl Statement {
    /// What the document says there.
    fn quote(&self) -> Option<&str> {
        self.passage.as_ref()?.quote.as_deref()
    }

    /// Whether it is told in other words than those of the document.
    fn is_paraphrase(&self) -> bool {
        self.quote().is_none_or(|quote| self.text.iter().all(|text| text.value != quote))
    }
}

#[derive(Deserialize)]
struct Passage {
    #[serde(flatten)]
    stands: evidence::Passage,
    quote: Option<String>,
    document: Document,
}

#[derive(Deserialize)]
struct Document {
    language: String,
}

#[derive(Deserialize)]
struct Position {
    id: String,
    stance: Stance,
    themes: Vec<Named>,
}

/// Whether meetings can be compared in a schema.
pub(super) fn has_changes(engine: &Engine) -> bool {
    changes::is_known(engine)
}

/// What the address may say.
pub(super) fn parameters(roles: &Roles) -> Vec<Parameter> {
    let since = parameters::once("since", Takes::Resource(Some(roles.meetings)));
    vec![since, parameters::once("change", Takes::one_of(changes::KINDS)), parameters::page()]
}

/// What the page says before the fields.
///
/// # Errors
/// If the list ends before the page, or the question fails.
pub(super) fn html(visit: &Visit<'_>, iri: &str) -> Result<Markup, Error> {
    if let Some(page) = changes::page(visit, iri)? {
        return Ok(page);
    }
    let number = visit.page_number();
    let question =
        Question::new(QUESTION).with("id", iri).with("first", PER_PAGE).with("offset", (number - 1) * PER_PAGE);
    let Answered { meeting, interventions } = question.ask(visit)?;
    let Some(meeting) = meeting else { return Ok(html! {}) };
    let words = visit.words();
    let pages = visit.pages(interventions.total_count, PER_PAGE)?;
    Ok(html! {
        p.lead {
            (visit.date(&meeting.date)) @if let Some(place) = &meeting.place { ", " (place) }
            " · " (visit.link(&meeting.process.id))
        }
        p.quiet {
            @if let Some(convener) = &meeting.convener { (words.say("convened-by")) " " (visit.link(&convener.id)) " · " }
            @if !meeting.chairs.is_empty() { (words.say("chaired-by")) @for chair in &meeting.chairs { " " (visit.link(&chair.id)) } " · " }
            (visit.number(interventions.total_count, &visit.page("interventions", &[("meeting", iri)]))) " " (words.count("interventions-noun", interventions.total_count)) " · "
            (visit.number(meeting.positions.total_count, &visit.page("positions", &[("meeting", iri)]))) " " (words.count("positions-noun", meeting.positions.total_count))
            @for document in &meeting.documents.nodes { " · " (visit.link(&document.id)) }
        }
        @if number == 1 && visit.explorer.has(Part::Changes) { (changes::section(visit, iri, &meeting.date)?) }
        @if interventions.nodes.is_empty() { p { (words.say("nothing-found")) } }
        @let has_words = has_words(&interventions.nodes);
        @if !interventions.nodes.is_empty() {
            @if has_words { div.point.heads aria-hidden="true" { div { (words.say("as-read")) } div { (words.say("in-document")) } } }
            @else if !meeting.documents.nodes.is_empty() {
                p.quiet { (words.say("words-elsewhere")) @for document in &meeting.documents.nodes { " " (visit.link(&document.id)) } }
            }
        }
        @for session in interventions.nodes.chunk_by(|one, other| one.session.id == other.session.id) {
            @if let Some(first) = session.first() { h2 { (visit.link(&first.session.id)) } }
            @for intervention in session {
            section.intervention {
                h3 {
                    (visit.link(&intervention.speaker.id))
                    (visit.on_behalf_of(&intervention.on_behalf_of))
                    @for other in &intervention.aligns_with { " " span.quiet { (words.say("aligns-with")) } " " (visit.link(&other.id)) }
                    " " a.line href=(visit.view.addresses.resource(&intervention.id)) { (words.say("permanent-link")) }
                }
                ul.points { @for statement in &intervention.statements.nodes { li { (point(visit, statement)) } } }
            }
            }
        }
        (visit.turns(number, pages, |number| visit.view.addresses.resource_with(iri, &[("page", &number.to_string())])))
        (figure::under(visit, &visit.name(iri), &question, Files::default()))
    })
}

/// A point: the paraphrase with its stances, and what the document says there.
fn point(visit: &Visit<'_>, statement: &Statement) -> Markup {
    let words = visit.words();
    html! {
        div.point {
            div {
                @if statement.is_paraphrase() { p.says { a href=(visit.view.addresses.resource(&statement.id)) { (visit.said(&statement.text)) } } }
                @for position in &statement.positions.nodes {
                    p.who {
                        a href=(visit.view.addresses.resource(&position.id)) class={ "stance " (position.stance.class()) } { (visit.name(&position.stance.id)) }
                        @for theme in &position.themes { " " a.theme href=(visit.view.addresses.resource(&theme.id)) { (visit.name(&theme.id)) } }
                    }
                }
            }
            @if let Some(passage) = &statement.passage {
                div.words {
                    @if let Some(quote) = &passage.quote {
                        blockquote lang=(passage.document.language) dir=(direction(&passage.document.language)) { (quote) }
                    }
                    p.source {
                        @if !statement.is_paraphrase() { a.line href=(visit.view.addresses.resource(&statement.id)) { (words.say("permanent-link")) } " · " }
                        (passage.stands.html(visit))
                    }
                }
            }
        }
    }
}

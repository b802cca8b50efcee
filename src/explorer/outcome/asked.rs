//! What was asked for: the demands by actor in time, each with its sentence and the answers that paragraphs give it.

use super::Scope;
use crate::explorer::evidence::{Named, Position};
use crate::explorer::figure::{self, Files};
use crate::explorer::question::{Listed, Question, Said};
use crate::explorer::visit::{Answer, Error, Visit};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) const QUESTION: &str =
    concat!(include_str!("../queries/outcome_demands.graphql"), include_str!("../queries/evidence.graphql"));
pub(super) const TABLE: &str = include_str!("../queries/outcome_table.graphql");
/// Demands on a page.
const PER_PAGE: usize = 50;

#[derive(Deserialize)]
struct Answered {
    theme: Option<Theme>,
}

#[derive(Deserialize)]
struct Theme {
    demands: Listed<Demand>,
}

#[derive(Deserialize)]
struct Demand {
    position: Position,
    answers: Vec<OfParagraph>,
}

/// An answer.
#[derive(Deserialize)]
struct OfParagraph {
    id: String,
    extent: String,
    note: Vec<Said>,
    paragraph: Named,
}

/// The demands of an address as a file.
///
/// # Errors
/// If the question fails.
pub(super) fn file(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Answer, Error> {
    scope.question(TABLE).with("where", scope.condition()).table_of_pages(visit, "demands")
}

fn ask(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<(Question, Option<Listed<Demand>>), Error> {
    let number = visit.page_number();
    let question = scope
        .question(QUESTION)
        .with("where", scope.condition())
        .with("first", PER_PAGE)
        .with("offset", (number - 1) * PER_PAGE);
    let Answered { theme } = question.ask(visit)?;
    Ok((question, theme.map(|theme| theme.demands)))
}

/// The side of the page that has the demands.
///
/// # Errors
/// If the list ends before the page, or the question fails.
pub(super) fn section(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Markup, Error> {
    let (question, demands) = ask(visit, scope)?;
    let Some(demands) = demands else { return Ok(html! {}) };
    let words = visit.words();
    let items = items(visit, scope, &demands)?;
    let csv = scope.address(visit, &[("as", "csv")]);
    let title = format!("{}: {}", visit.name(&scope.theme), words.say("asked-for"));
    Ok(html! {
        section aria-labelledby="asked-for" {
            h2 #asked-for { (words.say("asked-for")) " " (visit.number(demands.total_count, &scope.address(visit, &[("demands", "all")]))) }
            (items)
            (figure::under(visit, &title, &question, Files { csv: Some(&csv), svg: None }))
        }
    })
}

/// The demands that a number counts.
///
/// # Errors
/// If the list ends before the page, or the question fails.
pub(super) fn list(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Markup, Error> {
    let (question, demands) = ask(visit, scope)?;
    let Some(demands) = demands else { return Ok(html! {}) };
    let words = visit.words();
    let items = items(visit, scope, &demands)?;
    let csv = visit.page(super::PATH, &scope.parameters(&[("as", "csv")]));
    let title = format!("{}: {}", visit.name(&scope.theme), words.say("asked-for"));
    Ok(html! {
        p { a href=(scope.address(visit, &[])) { (words.say("both-sides")) } }
        @if scope.is_wide { p.quiet { (words.say("with-narrower")) } }
        h2 {
            (words.say("asked-for"))
            @match scope.demands {
                Some("answered") => { ": " (words.say("with-answer")) }
                Some("unanswered") => { ": " (words.say("without-answer")) }
                _ => {}
            }
            @if let Some(extent) = scope.extent { ": " (visit.value("Answer", "extent", extent)) }
            " " span.count { (demands.total_count) }
        }
        @if let Some(version) = &scope.version { p { (visit.link(version)) } }
        (items)
        (figure::under(visit, &title, &question, Files { csv: Some(&csv), svg: None }))
    })
}

/// The demands of a page of the list, those of an actor together.
fn items(visit: &Visit<'_>, scope: &Scope<'_>, demands: &Listed<Demand>) -> Result<Markup, Error> {
    let pages = visit.pages(demands.total_count, PER_PAGE)?;
    let turn = |number: usize| visit.page(super::PATH, &scope.parameters(&[("page", &number.to_string())]));
    let actor = |demand: &Demand| demand.position.evidence.actor.id.clone();
    let words = visit.words();
    Ok(html! {
        @if demands.nodes.is_empty() { p { (words.say("nobody-asks")) } }
        ol.items data-count=(demands.total_count) {
            @for of_actor in demands.nodes.chunk_by(|one, other| actor(one) == actor(other)) {
                @if let Some(first) = of_actor.first() { li {
                    h3 { (visit.link(&first.position.evidence.actor.id)) }
                    @for demand in of_actor { (demand.html(visit, &first.position.evidence.actor.id, scope.is_wide)) }
                } }
            }
        }
        (visit.turns(visit.page_number(), pages, turn))
    })
}

impl Demand {
    fn html(&self, visit: &Visit<'_>, actor: &str, with_themes: bool) -> Markup {
        html! {
            (self.position.html_of(visit, actor, !with_themes))
            @if self.answers.is_empty() { p.answers.quiet { (visit.words().say("no-answer")) } }
            @else { ul.answers { @for answer in &self.answers { li {
                p.who {
                    a.extent href=(visit.view.addresses.resource(&answer.id)) { (visit.value("Answer", "extent", &answer.extent)) }
                    " " (visit.link(&answer.paragraph.id))
                }
                p.quiet { (visit.said(&answer.note)) }
            } } } }
        }
    }
}

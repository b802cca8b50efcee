//! One side of a theme: all who take it, page by page, each with its sentences.

use super::scope::Scope;
use crate::explorer::evidence::{Named, Position};
use crate::explorer::figure::{self, Files};
use crate::explorer::question::Listed;
use crate::explorer::sides::Side;
use crate::explorer::visit::{Error, Visit};
use maud::{Markup, html};
use serde::Deserialize;

const QUESTION: &str =
    concat!(include_str!("../../queries/theme_side.graphql"), include_str!("../../queries/evidence.graphql"));
/// Actors on a page.
pub(super) const PER_PAGE: usize = 50;
/// Sentences of an actor that stand on the page; the number leads to all.
const SENTENCES: usize = 3;

#[derive(Deserialize)]
struct Answered {
    theme: Option<OnTheme>,
}

#[derive(Deserialize)]
struct OnTheme {
    list: Listed<Entry>,
}

/// An actor with its positions on the theme.
#[derive(Deserialize)]
pub(super) struct Entry {
    actor: Named,
    n: usize,
    positions: Vec<Position>,
}

/// The page of a side.
///
/// # Errors
/// If there is no such page, or the question fails.
pub(super) fn page(visit: &Visit<'_>, scope: &Scope<'_>, side: Side) -> Result<Markup, Error> {
    let number = visit.page_number();
    let question = scope
        .question(QUESTION)
        .with("side", vec![side.value()])
        .with("first", PER_PAGE)
        .with("offset", (number - 1) * PER_PAGE);
    let Answered { theme } = question.ask(visit)?;
    let Some(OnTheme { list }) = theme else { return Ok(html! {}) };
    let pages = visit.pages(list.total_count, PER_PAGE)?;
    let turn = |number: usize| scope.address(visit, &[("side", side.value()), ("page", &number.to_string())]);
    Ok(html! {
        p { a href=(scope.address(visit, &[])) { (visit.words().say("all-sides")) } }
        (scope.choices(visit, false))
        h2 { span class={ "side ink-" (side.kind()) } { (side.name_on(visit, scope.iri)) } " " span.count { (list.total_count) } }
        ol.items data-count=(list.total_count) { @for entry in &list.nodes { li { (entry.html(visit, scope)) } } }
        (visit.turns(number, pages, turn))
        (figure::under(visit, &format!("{}: {}", visit.name(scope.iri), side.name_on(visit, scope.iri)), &question, Files::default()))
    })
}

impl Entry {
    /// The actor with its first sentences; the number of all leads to them.
    pub(super) fn html(&self, visit: &Visit<'_>, scope: &Scope<'_>) -> Markup {
        let all = scope.positions(visit, &[("actor,onBehalfOf", &self.actor.id)]);
        html! {
            h3 { (visit.link(&self.actor.id)) " " (visit.number(self.n, &all)) }
            @for position in self.positions.iter().take(SENTENCES) {
                (position.html_of(visit, &self.actor.id, false))
            }
        }
    }
}

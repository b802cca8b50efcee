//! A position: the sentence that it rests on, who takes it, who read it there and how sure that is.

use crate::explorer::evidence::Evidence;
use crate::explorer::figure::{self, Files};
use crate::explorer::question::Question;
use crate::explorer::visit::{Error, Visit};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) const QUESTION: &str =
    concat!(include_str!("../queries/position.graphql"), include_str!("../queries/evidence.graphql"));

#[derive(Deserialize)]
struct Answered {
    position: Option<Evidence>,
}

/// What the page says before the fields.
///
/// # Errors
/// If the question fails.
pub(super) fn html(visit: &Visit<'_>, iri: &str) -> Result<Markup, Error> {
    let question = Question::new(QUESTION).with("id", iri);
    let Answered { position } = question.ask(visit)?;
    Ok(html! {
        @if let Some(position) = &position {
            (position.html(visit, iri))
            (figure::under(visit, &visit.name(iri), &question, Files::default()))
        }
    })
}

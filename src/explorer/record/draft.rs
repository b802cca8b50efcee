//! A draft: the themes that its paragraphs treat, each with the way to who got what they asked for.

use crate::explorer::figure::{self, Files};
use crate::explorer::outcome;
use crate::explorer::question::{Grouped, Question};
use crate::explorer::visit::{Error, Visit};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) const QUESTION: &str = include_str!("../queries/draft.graphql");

#[derive(Deserialize)]
struct Answered {
    paragraphs: Grouped,
}

/// What the page says before the fields.
///
/// # Errors
/// If the question fails.
pub(super) fn html(visit: &Visit<'_>, iri: &str) -> Result<Markup, Error> {
    let question = Question::new(QUESTION).with("id", iri);
    let Answered { paragraphs } = question.ask(visit)?;
    let themes = paragraphs.group_by.iter().filter_map(|group| {
        let theme = group.key.first()?.value.as_deref()?;
        Some((theme, group.count))
    });
    let mut themes: Vec<(&str, usize)> = themes.collect();
    themes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let words = visit.words();
    let of = |theme: &str| visit.page("paragraphs", &[("draft", iri), ("themes", theme)]);
    Ok(html! {
        @if !themes.is_empty() {
            section aria-labelledby="themes" {
                h2 #themes { (words.say("themes-of-paragraphs")) }
                ul.items { @for (theme, count) in &themes { li {
                    (visit.link(theme)) " " (visit.number(*count, &of(theme)))
                    @if visit.explorer.place(outcome::PATH).is_some() {
                        " " a.line href=(visit.page(outcome::PATH, &[("theme", theme)])) { (words.say("outcome")) }
                    }
                } } }
                (figure::under(visit, words.say("themes-of-paragraphs"), &question, Files::default()))
            }
        }
    })
}

//! The themes of which drafts speak or on which a demand has an answer, with the numbers of each.

use super::{Extent, PATH};
use crate::explorer::figure::{self, Files};
use crate::explorer::question::{Listed, Question};
use crate::explorer::visit::{Error, Visit};
use crate::graphql::LARGEST_PAGE;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) const QUESTION: &str = include_str!("../queries/outcome_themes.graphql");

#[derive(Deserialize)]
struct Answered {
    themes: Listed<Theme>,
}

#[derive(Deserialize)]
struct Theme {
    id: String,
    outcome: Option<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    n: usize,
    answered: usize,
    unanswered: usize,
    extents: Vec<Extent>,
}

/// The themes, those with most answered demands first.
///
/// # Errors
/// If the list ends before the page, or the question fails.
pub(super) fn html(visit: &Visit<'_>) -> Result<Markup, Error> {
    let number = visit.page_number();
    let question = Question::new(QUESTION).with("first", LARGEST_PAGE).with("offset", (number - 1) * LARGEST_PAGE);
    let Answered { themes } = question.ask(visit)?;
    let pages = visit.pages(themes.total_count, LARGEST_PAGE)?;
    let mut rows: Vec<(&Theme, &Outcome)> =
        themes.nodes.iter().filter_map(|theme| Some((theme, theme.outcome.as_ref()?))).collect();
    rows.sort_by_key(|(_, outcome)| std::cmp::Reverse((outcome.answered, outcome.n)));
    let words = visit.words();
    let extents = rows.first().map_or(&[][..], |(_, outcome)| outcome.extents.as_slice());
    let cell = |theme: &Theme, n: usize, parameter: (&str, &str)| {
        html! { td { @if n > 0 { (visit.number(n, &visit.page(PATH, &[("theme", &theme.id), parameter]))) } } }
    };
    Ok(html! {
        h1 { (words.say("outcome")) }
        p.lead { (words.say("outcome-lead")) }
        @if rows.is_empty() { p { (words.say("nothing-found")) } }
        @else {
            div.scroll data-hint=(words.say("more-sideways")) {
                table.matrix {
                    thead { tr {
                        th scope="col" { (words.say("theme")) }
                        th scope="col" { (words.say("asked-for")) }
                        @for extent in extents { th scope="col" { (visit.value("Answer", "extent", &extent.extent)) } }
                        th scope="col" { (words.say("without-answer")) }
                    } }
                    tbody { @for (theme, outcome) in &rows { tr {
                        th scope="row" { a href=(visit.page(PATH, &[("theme", &theme.id)])) { (visit.name(&theme.id)) } }
                        (cell(theme, outcome.n, ("demands", "all")))
                        @for extent in &outcome.extents { (cell(theme, extent.n, ("extent", &extent.extent))) }
                        (cell(theme, outcome.unanswered, ("demands", "unanswered")))
                    } } }
                }
            }
            p.quiet { (words.say("outcome-counts")) " " (words.say("outcome-listed")) }
            (visit.turns(number, pages, |number| visit.page(PATH, &[("page", &number.to_string())])))
        }
        (figure::under(visit, words.say("outcome"), &question, Files::default()))
    })
}

//! The themes on which two are of one mind, or are not, each with the positions of both: what "agree on 2" is made of.

use super::agreement::Other;
use super::party::Party;
use crate::explorer::evidence::{EVIDENCE, Named, Position};
use crate::explorer::figure::{self, Files};
use crate::explorer::question::{Nodes, Question};
use crate::explorer::visit::{Error, Visit};
use maud::{Markup, html};
use serde::Deserialize;

/// The verdicts that a page can be about.
pub(super) const VERDICTS: [&str; 2] = ["AGREE", "DISAGREE"];

#[derive(Deserialize)]
struct Answered {
    agreement: Nodes<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    #[serde(flatten)]
    other: Other,
    topics: Vec<Topic>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Topic {
    theme: Option<Named>,
    verdict: String,
    positions_a: Vec<Position>,
    positions_b: Vec<Position>,
}

/// What two agree and disagree on: on themes below one if one is named; `is_apart` leaves out what one reads out for the other.
pub(super) fn question(one: &Party, other: &Party, theme: Option<&str>, is_apart: bool) -> Question {
    let bloc = |name: &str, party: &Party| {
        party.kind.as_ref().map_or_else(String::new, |kind| format!(", {name}: {}", kind.name))
    };
    let text = format!(
        "query CompareTwo($with: ID, $against: [ID!], $theme: ID, $apart: Boolean) {{\n  \
         agreement(with: $with{}, against: $against{}, theme: $theme, excludeRepresented: $apart, first: 1) {{\n    nodes {{\n      \
         b {{ id label }} groupB {{ id label }} valueB agree disagree\n      \
         topics {{ theme {{ id label }} verdict positionsA {{ id ...Evidence }} positionsB {{ id ...Evidence }} }}\n    }}\n  }}\n}}\n{EVIDENCE}",
        bloc("withBloc", one),
        bloc("againstBlocs", other),
    );
    let question = Question::new(text).with("with", one.id.as_str()).with("against", vec![other.id.as_str()]);
    question.with("theme", theme).with("apart", is_apart)
}

/// The themes of a verdict.
///
/// # Errors
/// If the question fails.
pub(super) fn html(visit: &Visit<'_>, [one, other]: [&Party; 2], verdict: &str) -> Result<Markup, Error> {
    let (theme, is_apart) = (visit.iri("theme"), visit.truth("apart"));
    let question = question(one, other, theme.as_deref(), is_apart);
    let Answered { agreement } = question.ask(visit)?;
    let pair = agreement.nodes.iter().find(|pair| pair.other.id() == Some(&other.id));
    let topics: Vec<&Topic> =
        pair.iter().flat_map(|pair| &pair.topics).filter(|topic| topic.verdict == verdict).collect();
    let words = visit.words();
    let title = format!("{}: {} – {}", visit.choice("Verdict", verdict), one.title(visit), other.title(visit));
    Ok(html! {
        h2 { (visit.choice("Verdict", verdict)) @if let Some(theme) = &theme { ": " (visit.link(theme)) } " " span.count { (topics.len()) } }
        @if is_apart { p.quiet { (words.say("without-represented")) } }
        @if topics.is_empty() { p { (words.say("nothing-found")) } }
        ol.items data-count=(topics.len()) { @for topic in topics { li {
            @if let Some(theme) = &topic.theme { h3 { (visit.link(&theme.id)) } }
            div.point {
                @for (party, positions) in [(one, &topic.positions_a), (other, &topic.positions_b)] {
                    div { p.quiet { (party.link(visit)) } @for position in positions { (position.html_of(visit, &party.id, false)) } }
                }
            }
        } } }
        (figure::under(visit, &title, &question, Files::default()))
    })
}

//! What was new at a meeting: who took another side than at an earlier one, spoke of a theme for the first time, or no longer.

use crate::explorer::evidence::{Named, Position};
use crate::explorer::figure::{self, Files};
use crate::explorer::question::{Counted, Listed, Question};
use crate::explorer::sides::Side;
use crate::explorer::visit::{Error, Visit};
use crate::explorer::wrong::Wrong;
use crate::graphql::Engine;
use crate::linked::chosen_language;
use maud::{Markup, html};
use serde::Deserialize;

const BEFORE: &str = include_str!("../../queries/meeting_before.graphql");
const COUNTS: &str = include_str!("../../queries/meeting_change_counts.graphql");
const CHANGES: &str =
    concat!(include_str!("../../queries/meeting_changes.graphql"), include_str!("../../queries/evidence.graphql"));
/// Kinds of changes, in the order of pages.
pub(super) const KINDS: [&str; 4] = ["CHANGED", "NEW", "SILENT", "ABSENT"];
/// Earlier meetings to choose from.
const MOST: usize = 50;
const PER_PAGE: usize = 30;
/// Changes of side that stand on the page of the meeting.
const FIRST: usize = 5;

#[derive(Deserialize)]
struct Earlier {
    meetings: Meetings,
    meeting: Option<Own>,
}

#[derive(Deserialize)]
struct Meetings {
    nodes: Vec<Meeting>,
}

#[derive(Deserialize)]
struct Meeting {
    id: String,
    date: String,
    process: Named,
}

#[derive(Deserialize)]
struct Own {
    process: Named,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Counts {
    changed: Counted,
    new: Counted,
    silent: Counted,
    absent: Counted,
}

#[derive(Deserialize)]
struct Answered {
    changes: Listed<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    actor: Named,
    theme: Named,
    before: Option<Side>,
    after: Option<Side>,
    n_before: usize,
    positions_before: Vec<Position>,
    n_after: usize,
    positions_after: Vec<Position>,
}

/// Whether meetings can be compared in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    let is_valid = |text: &str| {
        let question = Question::new(text).with("id", "urn:x").with("date", "2025-01-01");
        question.with("from", "urn:x").with("to", "urn:y").is_valid(engine)
    };
    [BEFORE, COUNTS, CHANGES].into_iter().all(is_valid)
}

/// What was new on the page of a meeting; nothing if there is no earlier one.
///
/// # Errors
/// If the address names no meeting, or a question fails.
pub(super) fn section(visit: &Visit<'_>, iri: &str, date: &str) -> Result<Markup, Error> {
    let question = Question::new(BEFORE).with("id", iri).with("date", date).with("first", MOST);
    let Earlier { meetings, meeting } = question.ask(visit)?;
    let asked = visit.iri("since");
    let is_of_process = |other: &&Meeting| meeting.as_ref().is_some_and(|own| own.process.id == other.process.id);
    // The meeting before is that of the same process, if it has had one.
    let before = meetings.nodes.iter().find(is_of_process).or(meetings.nodes.first());
    let Some(since) = asked.as_deref().or(before.map(|before| before.id.as_str())) else { return Ok(html! {}) };
    let question = Question::new(COUNTS).with("from", since).with("to", iri);
    let Counts { changed, new, silent, absent } = question.ask(visit)?;
    let counts = [changed, new, silent, absent].map(|counted| counted.total_count);
    let words = visit.words();
    let first = match counts[0] {
        0 => Vec::new(),
        _ => list(since, iri, KINDS[0], FIRST, 0).ask::<Answered>(visit)?.changes.nodes,
    };
    Ok(html! {
        section.changes aria-labelledby="changes" {
            h2 #changes { (words.say("new-since")) " " (visit.link(since)) }
            (choice(visit, iri, since, &meetings.nodes))
            p.sides {
                @for (kind, n) in KINDS.iter().zip(counts) {
                    @if n > 0 { span.side { (visit.choice("ChangeKind", kind)) " " (visit.number(n, &address(visit, iri, since, kind, 1))) } }
                }
            }
            @if counts.iter().all(|n| *n == 0) { p { (words.say("nothing-new")) } }
            @if !first.is_empty() {
                ol.items { @for change in &first { li { (change.html(visit, since, iri)) } } }
                @if counts[0] > first.len() { p { a href=(address(visit, iri, since, KINDS[0], 1)) { (words.say("all")) } } }
            }
            (figure::under(visit, words.say("new-since"), &question, Files::default()))
        }
    })
}

/// The earlier meetings to choose from.
fn choice(visit: &Visit<'_>, iri: &str, since: &str, earlier: &[Meeting]) -> Markup {
    let words = visit.words();
    html! {
        @if earlier.len() > 1 {
            form.add action=(visit.view.addresses.at_no_language().resource(iri)) {
                (chosen_language(visit.view.reader))
                label { (words.say("earlier-meeting")) select name="since" {
                    @for meeting in earlier { option value=(meeting.id) selected[meeting.id == since] { (words.date(&meeting.date)) " · " (visit.name(&meeting.id)) } }
                } }
                button type="submit" { (words.say("show")) }
            }
        }
    }
}

fn list(from: &str, to: &str, kind: &str, first: usize, offset: usize) -> Question {
    let question = Question::new(CHANGES).with("from", from).with("to", to).with("kind", vec![kind]);
    question.with("first", first).with("offset", offset)
}

fn address(visit: &Visit<'_>, iri: &str, since: &str, kind: &str, number: usize) -> String {
    let number = number.to_string();
    let turned = (number != "1").then_some(("page", number.as_str()));
    let parameters: Vec<_> = [("since", since), ("change", kind)].into_iter().chain(turned).collect();
    visit.view.addresses.resource_with(iri, &parameters)
}

/// All changes of a kind, page by page, if the address asks for them.
///
/// # Errors
/// If the address has no meaning, or the question fails.
pub(super) fn page(visit: &Visit<'_>, iri: &str) -> Result<Option<Markup>, Error> {
    let Some(kind) = visit.parameter("change") else { return Ok(None) };
    let Some(since) = visit.iri("since") else {
        return Err(Wrong::say("wrong-needs", "change").allow(["since"]).into());
    };
    let number = visit.page_number();
    let question = list(&since, iri, kind, PER_PAGE, (number - 1) * PER_PAGE);
    let Answered { changes } = question.ask(visit)?;
    let pages = visit.pages(changes.total_count, PER_PAGE)?;
    let words = visit.words();
    Ok(Some(html! {
        p { a href=(visit.view.addresses.resource_with(iri, &[("since", &since)])) { (words.say("whole-meeting")) } }
        h2 { (words.say("new-since")) " " (visit.link(&since)) ": " (visit.choice("ChangeKind", kind)) " " span.count { (changes.total_count) } }
        ol.items data-count=(changes.total_count) { @for change in &changes.nodes { li { (change.html(visit, &since, iri)) } } }
        (visit.turns(number, pages, |number| address(visit, iri, &since, kind, number)))
        (figure::under(visit, words.say("new-since"), &question, Files::default()))
    }))
}

impl Change {
    /// Who it is and on what, the side before and after, each with the first sentence; the numbers lead to all.
    fn html(&self, visit: &Visit<'_>, from: &str, to: &str) -> Markup {
        let at = |meeting: &str| {
            let conditions = [("meeting", meeting), ("themes", &self.theme.id), ("actor,onBehalfOf", &self.actor.id)];
            visit.page("positions", &conditions)
        };
        let sides = [
            (from, self.before, self.n_before, &self.positions_before),
            (to, self.after, self.n_after, &self.positions_after),
        ];
        html! {
            h3 { (visit.link(&self.actor.id)) ": " (visit.link(&self.theme.id)) }
            ol.steps { @for (meeting, side, n, _) in sides { li {
                @match side {
                    Some(side) => { span class={ "side ink-" (side.kind()) } { (side.name_on(visit, &self.theme.id)) } " " (visit.number(n, &at(meeting))) }
                    None => span.quiet { (visit.words().say("no-position")) },
                }
            } } }
            @for (_, _, _, positions) in sides {
                @for position in positions.iter().take(1) {
                    (position.html_of(visit, &self.actor.id, true))
                }
            }
        }
    }
}

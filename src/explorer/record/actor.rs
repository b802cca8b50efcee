//! An actor: its side on each theme, what it says itself and what is said on its behalf apart, each with the sentence.

use crate::explorer::compare;
use crate::explorer::evidence::{Named, Position};
use crate::explorer::figure::{self, Files};
use crate::explorer::history::{self, Step};
use crate::explorer::question::{Counted, Listed, Nodes, Question};
use crate::explorer::record::Part;
use crate::explorer::sides::{Counts, Side};
use crate::explorer::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

pub(super) const QUESTION: &str =
    concat!(include_str!("../queries/actor.graphql"), include_str!("../queries/evidence.graphql"));
const TABLE: &str = include_str!("../queries/actor_table.graphql");
const NEAREST: &str = include_str!("../queries/actor_nearest.graphql");
/// Themes on a page.
const PER_PAGE: usize = 60;

#[derive(Deserialize)]
struct Answered {
    actor: Option<Actor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Actor {
    interventions: Counted,
    interventions_on_behalf: Counted,
    positions: Counted,
    positions_on_behalf: Counted,
    side_counts: Counts,
    sides: Listed<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    theme: Named,
    side: Side,
    n: usize,
    n_own: usize,
    n_on_behalf: usize,
    positions: Vec<Position>,
}

#[derive(Deserialize)]
struct Neighbours {
    near: Nodes<Other>,
    far: Nodes<Other>,
}

#[derive(Deserialize)]
struct Other {
    b: Option<Named>,
    agree: usize,
    disagree: usize,
}

/// Whether an actor can be compared with all others in a schema.
pub(super) fn has_neighbours(engine: &Engine) -> bool {
    Question::new(NEAREST).with("id", "urn:x").is_valid(engine)
}

/// Whether the sides of an actor can be followed from meeting to meeting in a schema.
pub(super) fn has_history(engine: &Engine) -> bool {
    history_of("urn:x", &["urn:y"]).is_valid(engine)
}

/// The side of an actor on some themes, each by itself, at each meeting.
fn history_of(actor: &str, themes: &[&str]) -> Question {
    let numbered = || 0..themes.len();
    let variables: String = numbered().map(|at| format!(", $t{at}: ID!, $w{at}: PositionWhere")).collect();
    let histories: String = numbered()
        .map(|at| format!("    t{at}: positionHistory(theme: $t{at}, where: $w{at}) {{ meeting {{ id title }} date side changed positions {{ id }} }}\n"))
        .collect();
    let text = format!("query ActorHistory($id: ID!{variables}) {{\n  actor(id: $id) {{\n{histories}  }}\n}}\n");
    themes.iter().enumerate().fold(Question::new(text).with("id", actor), |question, (at, theme)| {
        // A history counts narrower themes as well; here each theme stands by itself.
        let own = json!({ "themes": { "some": { "id": { "eq": theme } } } });
        question.with(&format!("t{at}"), *theme).with(&format!("w{at}"), own)
    })
}

/// The histories of those themes of a page on which the actor has spoken at several meetings.
fn histories(visit: &Visit<'_>, actor: &str, entries: &[Entry]) -> Result<BTreeMap<String, Vec<Step>>, Error> {
    #[derive(Deserialize)]
    struct Answered {
        actor: Option<BTreeMap<String, Vec<Step>>>,
    }
    let is_several = |entry: &&Entry| {
        let mut meetings = entry.positions.iter().map(|position| position.evidence.meeting_id());
        let first = meetings.next();
        meetings.any(|meeting| Some(meeting) != first)
    };
    let themes: Vec<&str> = entries.iter().filter(is_several).map(|entry| entry.theme.id.as_str()).collect();
    if themes.is_empty() || !visit.explorer.has(Part::History) {
        return Ok(BTreeMap::new());
    }
    let Answered { actor } = history_of(actor, &themes).ask(visit)?;
    let mut found = actor.unwrap_or_default();
    let of_theme = |(at, theme): (usize, &&str)| Some(((*theme).to_owned(), found.remove(&format!("t{at}"))?));
    Ok(themes.iter().enumerate().filter_map(of_theme).collect())
}

/// What the page says before the fields.
///
/// # Errors
/// If the question fails.
pub(super) fn html(visit: &Visit<'_>, iri: &str) -> Result<Markup, Error> {
    let number = visit.page_number();
    let question =
        Question::new(QUESTION).with("id", iri).with("first", PER_PAGE).with("offset", (number - 1) * PER_PAGE);
    let Answered { actor } = question.ask(visit)?;
    let Some(actor) = actor else { return Ok(html! {}) };
    let pages = visit.pages(actor.sides.total_count, PER_PAGE)?;
    let histories = histories(visit, iri, &actor.sides.nodes)?;
    let words = visit.words();
    let csv = visit.view.addresses.resource_with(iri, &[("as", "csv")]);
    let turn = |number: usize| visit.view.addresses.resource_with(iri, &[("page", &number.to_string())]);
    let spoken = [
        (
            actor.interventions.total_count,
            "interventions",
            "speaker",
            words.count("spoke-itself", actor.interventions.total_count),
        ),
        (
            actor.interventions_on_behalf.total_count,
            "interventions",
            "onBehalfOf",
            words.count("spoken-for", actor.interventions_on_behalf.total_count),
        ),
        (actor.positions.total_count, "positions", "actor", words.count("positions-own", actor.positions.total_count)),
        (
            actor.positions_on_behalf.total_count,
            "positions",
            "onBehalfOf",
            words.count("positions-on-behalf", actor.positions_on_behalf.total_count),
        ),
    ];
    Ok(html! {
        ul.facts {
            @for (n, path, key, name) in spoken {
                @if n > 0 { li { (visit.number(n, &visit.page(path, &[(key, iri)]))) " " (name) } }
            }
        }
        @if actor.sides.total_count == 0 { p { (words.say("takes-no-position")) } }
        @if actor.sides.total_count > 0 {
            p.under {
                a href=(visit.page("compare", &[("actor", iri)])) { (words.say("compare")) }
                a href=(visit.page("time", &[("actor,onBehalfOf", iri)])) { (words.say("by-month")) }
            }
            h2 { (words.say("profile")) " " span.count data-count=(actor.sides.total_count) { (actor.sides.total_count) } }
            p.sides {
                @for side in Side::ALL {
                    @let n = actor.side_counts.of(side);
                    @if n > 0 { span class={ "side ink-" (side.kind()) } { (side.name(visit)) " " span.count { (n) } } }
                }
            }
            ol.items { @for entry in &actor.sides.nodes { li { (theme(visit, iri, entry, histories.get(&entry.theme.id))) } } }
            (visit.turns(number, pages, turn))
            (figure::under(visit, &visit.name(iri), &question, Files { csv: Some(&csv), svg: None }))
            @if visit.explorer.has(Part::Neighbours) { (neighbours(visit, iri)?) }
        }
    })
}

/// The table of an actor as a file.
///
/// # Errors
/// If the question fails.
pub(super) fn file(visit: &Visit<'_>, iri: &str, form: &str) -> Result<Option<Answer>, Error> {
    match form {
        "csv" => Question::new(TABLE).with("id", iri).table_of_pages(visit, "sides").map(Some),
        _ => Ok(None),
    }
}

/// Who stands nearest and who farthest, each with the themes on which both take a side.
fn neighbours(visit: &Visit<'_>, actor: &str) -> Result<Markup, Error> {
    let question = Question::new(NEAREST).with("id", actor);
    let Neighbours { near, far } = question.ask(visit)?;
    let words = visit.words();
    let lists = [
        (words.say("nearest"), near.nodes.iter().filter(|other| other.agree > 0).collect::<Vec<_>>()),
        (words.say("farthest"), far.nodes.iter().filter(|other| other.disagree > 0).collect()),
    ];
    Ok(html! {
        @for (title, others) in &lists {
            @if !others.is_empty() {
                h2 { (title) }
                ul.items { @for other in others { @if let Some(actor_b) = &other.b { li {
                    (visit.link(&actor_b.id)) " "
                    (compare::verdicts(visit, [("actor", actor), ("actor", &actor_b.id)], (other.agree, other.disagree), &[("apart", "true")]))
                    " · " a.quiet href=(visit.page("compare", &[("actor", actor), ("actor", &actor_b.id)])) { (words.say("compare")) }
                } } } }
            }
        }
        @if lists.iter().any(|(_, others)| !others.is_empty()) {
            p.quiet { (words.say("without-represented")) }
            (figure::under(visit, &visit.name(actor), &question, Files::default()))
        }
    })
}

/// A theme with the actor's side and its sentences; what it says itself and what is said on its behalf are counted apart.
fn theme(visit: &Visit<'_>, actor: &str, entry: &Entry, history: Option<&Vec<Step>>) -> Markup {
    let words = visit.words();
    let all = |key: &str| visit.page("positions", &[("themes", entry.theme.id.as_str()), (key, actor)]);
    html! {
        h3 {
            span class={ "side ink-" (entry.side.kind()) } { (entry.side.name_on(visit, &entry.theme.id)) }
            ": " (visit.link(&entry.theme.id)) " " (visit.number(entry.n, &all("actor,onBehalfOf")))
            @if entry.n_own > 0 && entry.n_on_behalf > 0 {
                " " span.quiet {
                    (words.say("own")) " " (visit.number(entry.n_own, &all("actor"))) " · "
                    (words.say("on-its-behalf")) " " (visit.number(entry.n_on_behalf, &all("onBehalfOf")))
                }
            }
        }
        @if let Some(steps) = history {
            (history::html(visit, steps, &entry.theme.id, |step| visit.page("positions", &[("themes", &entry.theme.id), ("meeting", &step.meeting.id), ("actor,onBehalfOf", actor)])))
        }
        @for position in entry.positions.iter().take(2) {
            (position.html_of(visit, actor, true))
        }
    }
}

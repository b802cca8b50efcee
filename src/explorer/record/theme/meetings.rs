//! A theme meeting by meeting: how many take each side at each, who had the floor and was silent, and whose side changed.

use super::scope::Scope;
use super::side::PER_PAGE;
use crate::explorer::conditions;
use crate::explorer::evidence::Named;
use crate::explorer::figure::{self, Files};
use crate::explorer::history::{self, Step};
use crate::explorer::question::{Counted, Listed, Question};
use crate::explorer::sides::{Counts, Side};
use crate::explorer::visit::{Error, Visit};
use crate::graphql::{Engine, LARGEST_PAGE};
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const MEETINGS: &str = include_str!("../../queries/theme_meetings.graphql");
const SILENT: &str = include_str!("../../queries/theme_silent.graphql");
const ACTORS: &str = include_str!("../../queries/theme_actors.graphql");
const HISTORY: &str = include_str!("../../queries/theme_history.graphql");

#[derive(Deserialize)]
struct Spoken {
    meetings: Listed<Meeting>,
}

#[derive(Deserialize)]
struct Meeting {
    id: String,
    date: String,
}

/// What is counted at each meeting, by the alias of the meeting.
#[derive(Deserialize)]
struct ByMeeting {
    theme: Option<BTreeMap<String, Counts>>,
    #[serde(flatten)]
    silent: BTreeMap<String, Counted>,
}

#[derive(Deserialize)]
struct Silent {
    silence: Listed<Silence>,
}

#[derive(Deserialize)]
struct Silence {
    actor: Named,
    interventions: Vec<Named>,
}

#[derive(Deserialize)]
struct OfActors {
    theme: Option<Sides>,
}

#[derive(Deserialize)]
struct Sides {
    sides: Listed<Holder>,
}

#[derive(Deserialize)]
struct Holder {
    actor: Named,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Histories {
    position_history: Vec<Step>,
}

/// Whether meetings can be compared in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    let scope = Scope { iri: "urn:x", is_wide: false, meeting: None };
    let texts = [MEETINGS, SILENT, ACTORS, HISTORY];
    let is_valid =
        |text: &str| scope.question(text).with("meeting", "urn:y").with("actors", vec!["urn:z"]).is_valid(engine);
    texts.into_iter().all(is_valid) && counts(&scope, &["urn:y"], Value::Null).is_valid(engine)
}

/// How many take each side at some meetings, and how many had the floor and were silent.
fn counts(scope: &Scope<'_>, meetings: &[&str], own: Value) -> Question {
    let numbered = || 0..meetings.len();
    let variables: String = numbered().map(|at| format!(", $m{at}: ID!")).collect();
    let sides: String = numbered()
        .map(|at| {
            format!(
                "    m{at}: sideCounts(narrower: $narrower, meeting: $m{at}) {{ for callsFor against balanced none }}\n"
            )
        })
        .collect();
    let silent: String = numbered()
        .map(|at| format!("  m{at}: silence(meeting: $m{at}, theme: $id, where: $where, first: 0) {{ totalCount }}\n"))
        .collect();
    let text = format!(
        "query ThemeByMeeting($id: ID!, $narrower: Boolean, $where: PositionWhere{variables}) {{\n  theme(id: $id) {{\n{sides}  }}\n{silent}}}\n"
    );
    let question = scope.question(text).with("where", own);
    meetings.iter().enumerate().fold(question, |question, (at, meeting)| question.with(&format!("m{at}"), *meeting))
}

/// The condition on positions by which the analyses, which always count narrower themes, count the theme alone.
fn own(scope: &Scope<'_>) -> Value {
    match scope.is_wide {
        true => Value::Null,
        false => json!({ "themes": { "some": { "id": { "eq": scope.iri } } } }),
    }
}

/// The meetings on the page of the theme.
///
/// # Errors
/// If a question fails.
pub(super) fn section(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Markup, Error> {
    let Some(roles) = visit.view.ontology.extension::<Roles>() else { return Ok(html! {}) };
    let theme = conditions::resource(visit.view.ontology, roles.themes, scope.iri, scope.is_wide);
    let mut of_theme = json!({ "positions": { "some": { "themes": { "some": theme } } } });
    if let Some(meeting) = &scope.meeting {
        of_theme = json!({ "and": [{ "id": { "eq": meeting } }, of_theme] });
    }
    let Spoken { mut meetings } = Question::new(MEETINGS).with("where", of_theme).ask(visit)?;
    if meetings.nodes.is_empty() {
        return Ok(html! {});
    }
    // The latest are asked for; a reader goes from the first to the last.
    meetings.nodes.reverse();
    let ids: Vec<&str> = meetings.nodes.iter().map(|meeting| meeting.id.as_str()).collect();
    let question = counts(scope, &ids, own(scope));
    let ByMeeting { theme, silent } = question.ask(visit)?;
    let (theme, words) = (theme.unwrap_or_default(), visit.words());
    let number_silent = |at: usize| {
        let n = silent.get(&format!("m{at}")).map_or(0, |silent| silent.total_count);
        visit.number(n, &scope.address(visit, &[("silent", &meetings.nodes[at].id)]))
    };
    Ok(html! {
        section aria-labelledby="by-meeting" {
            h2 #by-meeting { (words.say("by-meeting")) }
            @if meetings.total_count > ids.len() { p.quiet { (words.tell("latest-of", [("n", ids.len()), ("all", meetings.total_count)])) } }
            div.scroll data-hint=(visit.words().say("more-sideways")) {
                table.matrix {
                    thead { tr {
                        td {}
                        @for side in Side::ALL { th scope="col" { span class={ "ink-" (side.kind()) } { (side.name_on(visit, scope.iri)) } } }
                        th scope="col" { (words.say("silent-at")) }
                    } }
                    tbody { @for (at, meeting) in meetings.nodes.iter().enumerate() { tr {
                        @let there = scope.at(&meeting.id);
                        th scope="row" { (visit.date(&meeting.date)) " " (visit.link(&meeting.id)) }
                        @for side in Side::ALL {
                            @let n = theme.get(&format!("m{at}")).map_or(0, |counts| counts.of(side));
                            td { @if n > 0 { (visit.number(n, &there.address(visit, &[("side", side.value())]))) } }
                        }
                        td { (number_silent(at)) }
                    } } }
                }
            }
            (figure::under(visit, words.say("by-meeting"), &question, Files::default()))
        }
        @if meetings.total_count > 1 { (changed(visit, scope)?) }
    })
}

/// Whose side is not the same at all meetings.
fn changed(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Markup, Error> {
    let mut actors: Vec<String> = Vec::new();
    loop {
        let OfActors { theme } = scope.question(ACTORS).with("offset", actors.len()).ask(visit)?;
        let Some(Sides { sides }) = theme else { break };
        let is_last = sides.nodes.is_empty();
        actors.extend(sides.nodes.into_iter().map(|holder| holder.actor.id));
        if is_last || actors.len() >= sides.total_count {
            break;
        }
    }
    let mut steps: Vec<Step> = Vec::new();
    let question =
        |actors: &[String]| scope.question(HISTORY).with("actors", actors.to_vec()).with("where", own(scope));
    for some in actors.chunks(LARGEST_PAGE) {
        let Histories { position_history } = question(some).ask(visit)?;
        steps.extend(position_history);
    }
    let of_actors = steps.chunk_by(|one, other| one.actor_id() == other.actor_id());
    let changed: Vec<&[Step]> = of_actors.filter(|steps| steps.iter().any(|step| step.changed)).collect();
    let words = visit.words();
    let shown: Vec<String> = changed.iter().filter_map(|steps| Some(steps.first()?.actor_id()?.to_owned())).collect();
    Ok(html! {
        @if !changed.is_empty() {
            section aria-labelledby="changed" {
                h2 #changed { (words.say("side-changed")) " " span.count { (changed.len()) } }
                ul.items.histories { @for steps in &changed { li {
                    @if let Some(actor) = steps.first().and_then(Step::actor_id) {
                        h3 { (visit.link(actor)) }
                        (history::html(visit, steps, scope.iri, |step| scope.at(&step.meeting.id).positions(visit, &[("actor,onBehalfOf", actor)])))
                    }
                } } }
                (figure::under(visit, words.say("side-changed"), &question(&shown), Files::default()))
            }
        }
    })
}

/// Who had the floor at a meeting and took no position on the theme.
///
/// # Errors
/// If there is no such page, or the question fails.
pub(super) fn silent(visit: &Visit<'_>, scope: &Scope<'_>, meeting: &str) -> Result<Markup, Error> {
    let number = visit.page_number();
    let question = scope
        .question(SILENT)
        .with("meeting", meeting)
        .with("where", own(scope))
        .with("first", PER_PAGE)
        .with("offset", (number - 1) * PER_PAGE);
    let Silent { silence } = question.ask(visit)?;
    let pages = visit.pages(silence.total_count, PER_PAGE)?;
    let words = visit.words();
    let turn = |number: usize| scope.address(visit, &[("silent", meeting), ("page", &number.to_string())]);
    let of_actor = |actor: &str| visit.page("interventions", &[("meeting", meeting), ("speaker,onBehalfOf", actor)]);
    Ok(html! {
        p { a href=(scope.address(visit, &[])) { (words.say("all-sides")) } }
        (scope.choices(visit, false))
        h2 { (words.say("silent-at")) " " span.count { (silence.total_count) } }
        p.quiet { (visit.link(meeting)) " · " @if scope.is_wide { (words.say("with-narrower")) } @else { (words.say("without-narrower")) } }
        ol.items data-count=(silence.total_count) { @for silence in &silence.nodes { li {
            (visit.link(&silence.actor.id)) " "
            span.quiet { (visit.number(silence.interventions.len(), &of_actor(&silence.actor.id))) " " (words.count("interventions-noun", silence.interventions.len())) }
        } } }
        (visit.turns(number, pages, turn))
        (figure::under(visit, words.say("silent-at"), &question, Files::default()))
    })
}

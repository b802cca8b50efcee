//! A map of equal tiles, one for each State, by regional group: who takes which side on a theme, who speaks of it, who is silent. It has no
//! borders, and an island is as large as a continent.

use super::evidence::Named;
use super::figure::{self, Files};
use super::question::{Counted, Nodes, Question};
use super::sides::Side;
use super::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use crate::linked::{Frame, chosen_language, layout};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Its path from the server's root.
pub(super) const PATH: &str = "map";
const SIDES: &str = include_str!("queries/map.graphql");
const STATES: &str = include_str!("queries/states.graphql");
const THEMES: &str = include_str!("queries/spoken_themes.graphql");

#[derive(Deserialize)]
struct AllStates {
    states: States,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct States {
    total_count: usize,
    nodes: Vec<State>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct State {
    id: String,
    iso_alpha3: String,
    regional_group: Option<String>,
    interventions: Counted,
}

#[derive(Deserialize)]
struct OnTheme {
    theme: Option<Theme>,
}

#[derive(Deserialize)]
struct Theme {
    sides: Sides,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sides {
    total_count: usize,
    nodes: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    actor: Named,
    side: Side,
    n: usize,
}

#[derive(Deserialize)]
struct Spoken {
    themes: Nodes<Named>,
}

/// Whether States can be shown in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    [SIDES, STATES, THEMES]
        .into_iter()
        .all(|text| Question::new(text).with("theme", "urn:x").with("offset", 0).is_valid(engine))
}

/// The page.
///
/// # Errors
/// If the address names no theme, or a question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let words = visit.words();
    let theme = visit.iri("theme")?;
    let states = states(visit)?;
    let question = match &theme {
        Some(theme) => Question::new(SIDES).with("theme", theme.as_str()).with("offset", 0),
        None => Question::new(STATES).with("offset", 0),
    };
    let sides = match &theme {
        Some(theme) => Some(sides(visit, theme)?),
        None => None,
    };
    let mut groups: BTreeMap<Option<&str>, Vec<&State>> = BTreeMap::new();
    for state in &states {
        groups.entry(state.regional_group.as_deref()).or_default().push(state);
    }
    let title = words.say("map");
    let body = html! {
        h1 { (title) @if let Some(theme) = &theme { ": " (visit.name(theme)) } }
        p.lead { (words.say("map-lead")) }
        (choice(visit, theme.as_deref())?)
        @match &sides {
            Some(_) => p.sides {
                @for side in Side::ALL { span class={ "side ink-" (side.kind()) } { (side.name(visit)) } }
                span.quiet { (words.say("silent")) }
            },
            None => p.sides { span class="side ink-calls" { (words.say("took-the-floor")) } span.quiet { (words.say("silent")) } },
        }
        @for (group, states) in &groups {
            section.region {
                h2 {
                    @match group { Some(group) => (visit.value("State", "regionalGroup", group)), None => (words.say("no-group")) }
                    " " @match group {
                        Some(group) => (visit.number(states.len(), &visit.page("states", &[("regionalGroup", group)]))),
                        None => span.count { (states.len()) },
                    }
                }
                ul.tiles { @for state in states { li { (tile(visit, state, theme.as_deref(), sides.as_ref())) } } }
            }
        }
        (figure::under(visit, title, &question, Files::default()))
    };
    let own = visit
        .view
        .addresses
        .page_of_no_language(PATH, &theme.iter().map(|theme| ("theme", theme.as_str())).collect::<Vec<_>>());
    let frame = Frame { title, own: Some(&own), place: Some(PATH), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// All States, page by page.
fn states(visit: &Visit<'_>) -> Result<Vec<State>, Error> {
    let mut all = Vec::new();
    loop {
        let AllStates { states } = Question::new(STATES).with("offset", all.len()).ask(visit)?;
        let is_last = states.nodes.is_empty();
        all.extend(states.nodes);
        if is_last || all.len() >= states.total_count {
            return Ok(all);
        }
    }
}

/// The side of each actor on a theme, page by page.
fn sides(visit: &Visit<'_>, theme: &str) -> Result<HashMap<String, (Side, usize)>, Error> {
    let mut all = HashMap::new();
    loop {
        let OnTheme { theme } = Question::new(SIDES).with("theme", theme).with("offset", all.len()).ask(visit)?;
        let Some(theme) = theme else { return Err(Error::Address("there is no theme of this name".to_owned())) };
        let is_last = theme.sides.nodes.is_empty();
        all.extend(theme.sides.nodes.into_iter().map(|entry| (entry.actor.id, (entry.side, entry.n))));
        if is_last || all.len() >= theme.sides.total_count {
            return Ok(all);
        }
    }
}

/// The themes that somebody speaks of, to choose from.
fn choice(visit: &Visit<'_>, chosen: Option<&str>) -> Result<Markup, Error> {
    let Spoken { themes } = Question::new(THEMES).ask(visit)?;
    let words = visit.words();
    Ok(html! {
        form.add action=(visit.view.addresses.file(PATH)) data-island="filters" {
            (chosen_language(visit.view.reader))
            label { (words.say("theme")) select name="theme" {
                option value="" { (words.say("any-theme")) }
                @for theme in &themes.nodes { option value=(theme.id) selected[chosen == Some(theme.id.as_str())] { (visit.name(&theme.id)) } }
            } }
            button type="submit" { (words.say("show")) }
        }
    })
}

fn tile(
    visit: &Visit<'_>,
    state: &State,
    theme: Option<&str>,
    sides: Option<&HashMap<String, (Side, usize)>>,
) -> Markup {
    let words = visit.words();
    let name = visit.name(&state.id);
    let (kind, said, n, href) = match (theme, sides) {
        (Some(theme), Some(sides)) => match sides.get(&state.id) {
            Some((side, n)) => {
                let list = [("themes.within", theme), ("actor,onBehalfOf", state.id.as_str())];
                (Some(side.kind()), side.name(visit), *n, visit.page("positions", &list))
            }
            None => (None, words.say("silent"), 0, visit.view.addresses.resource(&state.id)),
        },
        _ => match state.interventions.total_count {
            0 => (None, words.say("silent"), 0, visit.view.addresses.resource(&state.id)),
            n => {
                (Some("calls"), words.say("took-the-floor"), n, visit.page("interventions", &[("speaker", &state.id)]))
            }
        },
    };
    let label = if n > 0 { format!("{name}: {said}, {n}") } else { format!("{name}: {said}") };
    html! {
        a class={ "tile " @if let Some(kind) = kind { "tile-" (kind) } } href=(href) title=(label) {
            (state.iso_alpha3) @if n > 0 { " " span.number { (n) } }
            span.unseen { " " (name) ", " (said) }
        }
    }
}

//! A map of equal tiles, one for each State, by regional group: who takes which side on a theme, who speaks of it, who is silent. It has no
//! borders, and an island is as large as a continent.

use super::evidence::Named;
use super::figure::{self, Files};
use super::parameters::{self, Table, Takes};
use super::pictures::{Group, Tile, tiles};
use super::question::{Counted, Listed, Nodes, Question};
use super::sides::Side;
use super::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use crate::linked::{Frame, chosen_language, layout};
use crate::positions::Roles;
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
    states: Listed<State>,
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
    sides: Listed<Entry>,
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

/// What the address may say.
pub(super) fn table(visit: &Visit<'_>) -> Table {
    let themes = visit.view.ontology.extension::<Roles>().map(|roles| roles.themes);
    let theme = parameters::once("theme", Takes::Resource(themes));
    Table::of([theme, parameters::truth("narrower"), parameters::files(["svg"])])
}

/// What is shown: who takes which side on a theme, or who took the floor.
struct Shown {
    theme: Option<String>,
    /// Whether positions on narrower themes count.
    is_wide: bool,
    states: Vec<State>,
    sides: HashMap<String, (Side, usize)>,
}

/// The page, or its picture.
///
/// # Errors
/// If a question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let words = visit.words();
    let (theme, is_wide) = (visit.iri("theme"), visit.truth("narrower"));
    let sides = match &theme {
        Some(theme) => sides(visit, theme, is_wide)?,
        None => HashMap::new(),
    };
    let shown = Shown { theme, is_wide, states: states(visit)?, sides };
    let groups = shown.groups(visit);
    let name = words.say("map");
    let title = shown.theme.as_ref().map_or_else(|| name.to_owned(), |theme| format!("{name}: {}", visit.name(theme)));
    if visit.parameter("as") == Some("svg") {
        let drawn: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
        let key = match &shown.theme {
            Some(theme) => super::sides::key_on(visit, theme),
            None => vec![("calls", words.say("took-the-floor").to_owned())],
        };
        return Ok(tiles(title, &drawn, visit.is_mirrored()).with_key(key).answer(PATH));
    }
    let svg = visit.page(PATH, &[shown.parameters(), vec![("as", "svg")]].concat());
    let body = html! {
        h1 { (title) }
        p.lead { (words.say("map-lead")) }
        (choice(visit, &shown)?)
        p.sides {
            @if let Some(theme) = &shown.theme { @for side in Side::ALL { span class={ "side ink-" (side.kind()) } { (side.name_on(visit, theme)) } } }
            @else { span class="side ink-calls" { (words.say("took-the-floor")) } }
            span.quiet { (words.say("silent")) }
        }
        @for (value, group) in &groups {
            section.region {
                h2 {
                    (group.title) " "
                    @match value {
                        Some(value) => (visit.number(group.tiles.len(), &visit.page("states", &[("regionalGroup", value)]))),
                        None => span.count { (group.tiles.len()) },
                    }
                }
                ul.tiles { @for tile in &group.tiles { li { (on_page(tile)) } } }
            }
        }
        (figure::under(visit, &title, &shown.question(), Files { csv: None, svg: Some(&svg) }))
    };
    let own = visit.view.addresses.page_of_no_language(PATH, &shown.parameters());
    let frame = Frame { title: &title, own: Some(&own), place: Some(PATH), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

impl Shown {
    /// The question that a reader may see: its first page.
    fn question(&self) -> Question {
        match &self.theme {
            Some(theme) => of_theme(theme, self.is_wide, 0),
            None => Question::new(STATES).with("offset", 0),
        }
    }

    fn parameters(&self) -> Vec<(&str, &str)> {
        let theme = self.theme.iter().map(|theme| ("theme", theme.as_str()));
        theme.chain(self.is_wide.then_some(("narrower", "true"))).collect()
    }

    /// The tiles by regional group, each group with its value.
    fn groups(&self, visit: &Visit<'_>) -> Vec<(Option<&str>, Group)> {
        let mut groups: BTreeMap<Option<&str>, Vec<Tile>> = BTreeMap::new();
        for state in &self.states {
            groups.entry(state.regional_group.as_deref()).or_default().push(self.tile(visit, state));
        }
        let title = |value: Option<&str>| match value {
            Some(value) => visit.value_text("State", "regionalGroup", value),
            None => visit.words().say("no-group").to_owned(),
        };
        groups.into_iter().map(|(value, tiles)| (value, Group { title: title(value), tiles })).collect()
    }

    fn tile(&self, visit: &Visit<'_>, state: &State) -> Tile {
        let words = visit.words();
        let own = || visit.view.addresses.resource(&state.id);
        let (kind, said, n, href) = match (&self.theme, self.sides.get(&state.id)) {
            (Some(theme), Some((side, n))) => {
                let themes = if self.is_wide { "themes.within" } else { "themes" };
                let list = [(themes, theme.as_str()), ("actor,onBehalfOf", state.id.as_str())];
                (Some(side.kind()), side.name_on(visit, theme), *n, visit.page("positions", &list))
            }
            (None, _) if state.interventions.total_count > 0 => {
                let list = visit.page("interventions", &[("speaker", &state.id)]);
                (Some("calls"), words.say("took-the-floor").to_owned(), state.interventions.total_count, list)
            }
            _ => (None, words.say("silent").to_owned(), 0, own()),
        };
        let title = format!("{}: {said}", visit.name(&state.id));
        let title = if n > 0 { format!("{title}: {n}") } else { title };
        Tile { code: state.iso_alpha3.clone(), title, kind, n, href }
    }
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

fn of_theme(theme: &str, is_wide: bool, offset: usize) -> Question {
    Question::new(SIDES).with("theme", theme).with("narrower", is_wide).with("offset", offset)
}

/// The side of each actor on a theme, page by page.
fn sides(visit: &Visit<'_>, theme: &str, is_wide: bool) -> Result<HashMap<String, (Side, usize)>, Error> {
    let mut all = HashMap::new();
    loop {
        let OnTheme { theme } = of_theme(theme, is_wide, all.len()).ask(visit)?;
        let Some(theme) = theme else { return Ok(all) };
        let is_last = theme.sides.nodes.is_empty();
        all.extend(theme.sides.nodes.into_iter().map(|entry| (entry.actor.id, (entry.side, entry.n))));
        if is_last || all.len() >= theme.sides.total_count {
            return Ok(all);
        }
    }
}

/// The themes that somebody speaks of, to choose from, and whether narrower ones count.
fn choice(visit: &Visit<'_>, shown: &Shown) -> Result<Markup, Error> {
    let Spoken { themes } = Question::new(THEMES).ask(visit)?;
    let words = visit.words();
    let chosen = shown.theme.as_deref();
    Ok(html! {
        form.add action=(visit.view.addresses.file(PATH)) data-island="filters" {
            (chosen_language(visit.view.reader))
            label { (words.say("theme")) select name="theme" {
                option value="" { (words.say("any-theme")) }
                @for theme in &themes.nodes { option value=(theme.id) selected[chosen == Some(theme.id.as_str())] { (visit.name(&theme.id)) } }
            } }
            label.check { input type="checkbox" name="narrower" value="true" checked[shown.is_wide]; " " (words.say("narrower-too")) }
            button type="submit" { (words.say("show")) }
        }
    })
}

fn on_page(tile: &Tile) -> Markup {
    html! {
        a class={ "tile " @if let Some(kind) = tile.kind { "tile-" (kind) } } href=(tile.href) title=(tile.title) {
            (tile.code) @if tile.n > 0 { " " span.number { (tile.n) } }
            span.unseen { " " (tile.title) }
        }
    }
}

//! Actors side by side: which side each takes on each theme, and how far each pair agrees.

use super::evidence::Named;
use super::figure::{self, Files};
use super::question::{Nodes, Question};
use super::sides::Side;
use super::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use crate::linked::{Frame, chosen_language, layout};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Its path from the server's root.
pub(super) const PATH: &str = "compare";
const QUESTION: &str = include_str!("queries/compare.graphql");
const AGREEMENT: &str = include_str!("queries/compare_agreement.graphql");
const FIND: &str = include_str!("queries/find_actor.graphql");
/// Most actors that are compared.
const MOST: usize = 20;
/// Most themes of a page.
const THEMES: usize = 200;

#[derive(Deserialize)]
struct Answered {
    themes: Themes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Themes {
    total_count: usize,
    nodes: Vec<Theme>,
}

#[derive(Deserialize)]
struct Theme {
    id: String,
    sides: Nodes<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    actor: Named,
    side: Side,
    n: usize,
}

#[derive(Deserialize)]
struct Agreements {
    agreement: Nodes<Pair>,
}

/// Two actors, and on how many themes they agree and disagree.
#[derive(Deserialize)]
pub(super) struct Pair {
    pub(super) a: Named,
    pub(super) b: Named,
    pub(super) agree: usize,
    pub(super) disagree: usize,
}

#[derive(Deserialize)]
struct Found {
    search: Nodes<Named>,
}

/// Whether actors can be compared in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    let nobody = || vec!["urn:x", "urn:y"];
    Question::new(QUESTION).with("actors", nobody()).is_valid(engine)
        && Question::new(AGREEMENT).with("actors", nobody()).is_valid(engine)
        && Question::new(FIND).with("text", "x").is_valid(engine)
}

/// The page, or its table.
///
/// # Errors
/// If the address names too many actors or something that is no identifier, or a question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let actors = actors(visit)?;
    let question = Question::new(QUESTION).with("actors", actors.clone()).with("first", THEMES);
    if visit.parameter("as") == Some("csv") {
        return question.table(visit, PATH);
    }
    let words = visit.words();
    let title = words.say("compare");
    let found = match visit.parameter("add").filter(|text| !text.trim().is_empty()) {
        Some(text) => Some(Question::new(FIND).with("text", text).ask::<Found>(visit)?.search.nodes),
        None => None,
    };
    let body = html! {
        h1 { (title) }
        p.lead { (words.say("compare-lead")) }
        (chosen(visit, &actors))
        (add(visit, &actors, found.as_deref()))
        @if actors.len() > 1 {
            (matrix(visit, &actors, &question)?)
            (agreement(visit, &actors)?)
        }
    };
    let parameters: Vec<_> = actors.iter().map(|actor| ("actor", actor.as_str())).collect();
    let own = visit.view.addresses.page_of_no_language(PATH, &parameters);
    let frame = Frame { title, own: Some(&own), place: Some(PATH), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// The actors that the address names, each once.
fn actors(visit: &Visit<'_>) -> Result<Vec<String>, Error> {
    let mut actors: Vec<String> = Vec::new();
    for (_, actor) in visit.parameters.iter().filter(|(name, value)| name == "actor" && !value.is_empty()) {
        let iri = visit.view.ontology.prefixes().expand(actor).map_err(Error::Address)?.into_string();
        if !actors.contains(&iri) {
            actors.push(iri);
        }
    }
    if actors.len() > MOST {
        return Err(Error::Address(format!("the address names {} actors; at most {MOST} are compared", actors.len())));
    }
    Ok(actors)
}

/// The address of the page with some actors.
fn address(visit: &Visit<'_>, actors: &[&str]) -> String {
    visit.page(PATH, &actors.iter().map(|actor| ("actor", *actor)).collect::<Vec<_>>())
}

/// The actors that are compared, each with a way to leave it out.
fn chosen(visit: &Visit<'_>, actors: &[String]) -> Markup {
    html! {
        @if !actors.is_empty() {
            ul.conditions {
                @for actor in actors {
                    @let others: Vec<&str> = actors.iter().filter(|other| *other != actor).map(String::as_str).collect();
                    li { (visit.link(actor)) " " a.remove href=(address(visit, &others)) aria-label=(visit.words().tell("leave-out", [("name", visit.name(actor))])) { "×" } }
                }
            }
        }
    }
}

/// A box for the name of one more, and what was found of the last name.
fn add(visit: &Visit<'_>, actors: &[String], found: Option<&[Named]>) -> Markup {
    let words = visit.words();
    html! {
        form.add action=(visit.view.addresses.file(PATH)) {
            @for actor in actors { input type="hidden" name="actor" value=(actor); }
            (chosen_language(visit.view.reader))
            label { (words.say("add-actor")) " " input type="search" name="add" autocomplete="off"; }
            button type="submit" { (words.say("add")) }
        }
        @if let Some(found) = found {
            @if found.is_empty() { p role="status" { (words.say("no-such-actor")) } }
            ul.found role="status" {
                @for actor in found {
                    @let with: Vec<&str> = actors.iter().map(String::as_str).chain([actor.id.as_str()]).collect();
                    li { a href=(address(visit, &with)) { "+ " (visit.name(&actor.id)) } }
                }
            }
        }
    }
}

/// Actors × themes.
fn matrix(visit: &Visit<'_>, actors: &[String], question: &Question) -> Result<Markup, Error> {
    let Answered { themes } = question.ask(visit)?;
    let words = visit.words();
    let mut rows: Vec<(&Theme, BTreeMap<&str, &Entry>)> = Vec::new();
    for theme in &themes.nodes {
        let cells: BTreeMap<&str, &Entry> =
            theme.sides.nodes.iter().map(|entry| (entry.actor.id.as_str(), entry)).collect();
        rows.push((theme, cells));
    }
    // What divides stands first, then what most of them speak of.
    rows.sort_by_key(|(_, cells)| (std::cmp::Reverse(divides(cells)), std::cmp::Reverse(cells.len())));
    let parameters: Vec<(&str, &str)> = actors.iter().map(|actor| ("actor", actor.as_str())).collect();
    let csv = visit.page(PATH, &parameters.iter().copied().chain([("as", "csv")]).collect::<Vec<_>>());
    Ok(html! {
        h2 { (words.say("sides-by-theme")) " " span.count { (themes.total_count) } }
        @if rows.is_empty() { p { (words.say("nothing-found")) } }
        @if !rows.is_empty() {
            div.scroll {
                table.matrix {
                    thead { tr { th scope="col" { (words.say("theme")) } @for actor in actors { th scope="col" { (visit.link(actor)) } } } }
                    tbody { @for (theme, cells) in &rows { tr {
                        th scope="row" { (visit.link(&theme.id)) }
                        @for actor in actors { td {
                            @if let Some(entry) = cells.get(actor.as_str()) {
                                @let href = visit.page("positions", &[("themes", theme.id.as_str()), ("actor,onBehalfOf", actor.as_str())]);
                                span class={ "side ink-" (entry.side.kind()) } { (entry.side.name(visit)) } " " (visit.number(entry.n, &href))
                            }
                        } }
                    } } }
                }
            }
            (figure::under(visit, words.say("compare"), question, Files { csv: Some(&csv), svg: None }))
        }
    })
}

/// Whether some are for a theme and others against it.
fn divides(cells: &BTreeMap<&str, &Entry>) -> bool {
    let has = |sides: &[Side]| cells.values().any(|entry| sides.contains(&entry.side));
    has(&[Side::Against]) && has(&[Side::For, Side::CallsFor])
}

/// Actors × actors. To have nothing in common is no disagreement.
fn agreement(visit: &Visit<'_>, actors: &[String]) -> Result<Markup, Error> {
    let question = Question::new(AGREEMENT).with("actors", actors.to_vec());
    let Agreements { agreement } = question.ask(visit)?;
    let words = visit.words();
    let pair = |one: &str, other: &str| {
        agreement
            .nodes
            .iter()
            .find(|pair| (pair.a.id == one && pair.b.id == other) || (pair.a.id == other && pair.b.id == one))
    };
    Ok(html! {
        h2 { (words.say("agreement")) }
        div.scroll {
            table.matrix {
                thead { tr { td {} @for actor in actors { th scope="col" { (visit.link(actor)) } } } }
                tbody { @for one in actors { tr {
                    th scope="row" { (visit.link(one)) }
                    @for other in actors { td {
                        @match pair(one, other) {
                            Some(pair) if pair.agree + pair.disagree > 0 => {
                                span.ink-for { (words.count("agree-on", pair.agree)) } ", " span.ink-against { (words.count("disagree-on", pair.disagree)) }
                            }
                            Some(_) => span.quiet { (words.say("nothing-in-common")) },
                            None => "",
                        }
                    } }
                } } }
            }
        }
        p.quiet { (words.say("agreement-meaning")) }
        (figure::under(visit, words.say("agreement"), &question, Files::default()))
    })
}

//! A theme: who is for it, calls for it, is against it, and who speaks of it without a side, each with the sentence; the narrower
//! themes as bars; the blocs; meeting by meeting, with those who had the floor and were silent.

mod blocs;
mod meetings;
mod scope;
mod side;

use self::scope::Scope;
use self::side::Entry;
use crate::explorer::evidence::Named;
use crate::explorer::figure::{self, Files};
use crate::explorer::outcome;
use crate::explorer::parameters::{self, Parameter, Takes};
use crate::explorer::pictures::{Bar, Picture, bars};
use crate::explorer::question::{Nodes, Question, Said};
use crate::explorer::record::Part;
use crate::explorer::sides::{self, Counts, Side};
use crate::explorer::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use crate::linked::html::text;
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;

pub(super) const QUESTION: &str =
    concat!(include_str!("../../queries/theme.graphql"), include_str!("../../queries/evidence.graphql"));
const TABLE: &str = include_str!("../../queries/theme_table.graphql");
/// What the Action Lines and Goals are that a theme falls under.
const LINKS: &str = include_str!("../../queries/theme_links.graphql");
/// Actors of a side on the page of the theme.
const FIRST: usize = 12;

#[derive(Deserialize)]
struct Answered {
    theme: Option<Theme>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Theme {
    definition: Vec<Said>,
    narrower: Nodes<Below>,
    side_counts: Counts,
    r#for: Nodes<Entry>,
    calls_for: Nodes<Entry>,
    against: Nodes<Entry>,
    balanced: Nodes<Entry>,
    none: Nodes<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Below {
    id: String,
    side_counts: Counts,
}

impl Theme {
    fn entries(&self, side: Side) -> &[Entry] {
        match side {
            Side::For => &self.r#for.nodes,
            Side::CallsFor => &self.calls_for.nodes,
            Side::Against => &self.against.nodes,
            Side::Balanced => &self.balanced.nodes,
            Side::None => &self.none.nodes,
        }
    }
}

/// Whether the schema has what a part of the page asks for.
pub(super) fn knows(engine: &Engine, part: Part) -> bool {
    match part {
        Part::Blocs => blocs::is_known(engine),
        Part::Meetings => meetings::is_known(engine),
        Part::Links => Question::new(LINKS).with("id", "urn:x").is_valid(engine),
        Part::Neighbours | Part::History | Part::Changes => false,
    }
}

/// What the address may say.
pub(super) fn parameters(visit: &Visit<'_>, roles: &Roles) -> Vec<Parameter> {
    let meetings = ["meeting", "silent"].map(|name| parameters::once(name, Takes::Resource(Some(roles.meetings))));
    let kinds = crate::explorer::blocs::kinds(visit.view.ontology);
    let blocs = parameters::once("blocs", Takes::one_of(kinds.into_iter().map(|kind| kind.parameter)));
    let own = [
        Side::parameter(),
        parameters::truth("narrower"),
        parameters::page(),
        blocs,
        parameters::files(["csv", "svg"]),
    ];
    own.into_iter().chain(meetings).chain(crate::explorer::blocs::parameters_of_one(visit, roles)).collect()
}

/// What the page says before the fields: all sides, or what the address chooses of them.
///
/// # Errors
/// If the address has no meaning, or a question fails.
pub(super) fn html(visit: &Visit<'_>, iri: &str) -> Result<Markup, Error> {
    let scope = Scope::read(visit, iri);
    if let Some(page) = blocs::page(visit, &scope)? {
        return Ok(page);
    }
    if let Some(meeting) = visit.iri("silent") {
        return meetings::silent(visit, &scope, &meeting);
    }
    match Side::read(visit) {
        None => whole(visit, &scope),
        Some(side) => side::page(visit, &scope, side),
    }
}

/// The table or the picture of a theme as a file, if the address asks for one.
///
/// # Errors
/// If the question fails.
pub(super) fn file(visit: &Visit<'_>, iri: &str, form: &str) -> Result<Option<Answer>, Error> {
    let scope = Scope::read(visit, iri);
    match form {
        "csv" => scope.question(TABLE).table_of_pages(visit, "sides").map(Some),
        "svg" => {
            let Answered { theme } = scope.question(QUESTION).with("first", FIRST).ask(visit)?;
            let picture = theme.and_then(|theme| picture(visit, &scope, &theme));
            Ok(picture.map(|picture| picture.answer("sides")))
        }
        _ => Ok(None),
    }
}

fn whole(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Markup, Error> {
    let question = scope.question(QUESTION).with("first", FIRST);
    let Answered { theme } = question.ask(visit)?;
    let Some(theme) = theme else { return Ok(html! {}) };
    let words = visit.words();
    let picture = picture(visit, scope, &theme);
    let (csv, svg) =
        (scope.address(visit, &[("as", "csv")]), picture.is_some().then(|| scope.address(visit, &[("as", "svg")])));
    let title = visit.name(scope.iri);
    let is_spoken_of = theme.side_counts.total() > 0;
    Ok(html! {
        p.lead { (visit.said(&theme.definition)) }
        (links(visit, scope)?)
        p.sides {
            @for side in Side::ALL {
                @let n = theme.side_counts.of(side);
                @if n > 0 { span class={ "side ink-" (side.kind()) } { (side.name_on(visit, scope.iri)) " " (visit.number(n, &scope.address(visit, &[("side", side.value())]))) } }
            }
            @if !is_spoken_of { (words.say("nobody-speaks")) }
        }
        (scope.choices(visit, !theme.narrower.nodes.is_empty()))
        p.under {
            a href=(visit.page("map", &scope.everywhere())) { (words.say("map")) }
            a href=(scope.elsewhere(visit, "time")) { (words.say("by-month")) }
            @if visit.explorer.place(outcome::PATH).is_some() { a href=(visit.page(outcome::PATH, &scope.everywhere())) { (words.say("outcome")) } }
        }
        @if let Some(picture) = &picture {
            figure {
                figcaption { (words.say("narrower-sides")) }
                div.scroll { (picture.inline()) }
                (sides::legend(visit))
                (sides::problem_note(visit, theme.narrower.nodes.iter().map(|below| below.id.as_str())))
            }
        }
        @if is_spoken_of {
            (figure::under(visit, &title, &question, Files { csv: Some(&csv), svg: svg.as_deref() }))
        }
        @for side in Side::ALL {
            @let entries = theme.entries(side);
            @if !entries.is_empty() {
                @let n = theme.side_counts.of(side);
                @let all = scope.address(visit, &[("side", side.value())]);
                section aria-labelledby=(side.kind()) {
                    h2 id=(side.kind()) { span class={ "side ink-" (side.kind()) } { (side.name_on(visit, scope.iri)) } " " (visit.number(n, &all)) }
                    ol.items { @for entry in entries { li { (entry.html(visit, scope)) } } }
                    @if n > entries.len() { p { a href=(all) { (words.say("all")) } } }
                }
            }
        }
        @if is_spoken_of {
            @if visit.explorer.has(Part::Blocs) { (blocs::section(visit, scope)?) }
            @if visit.explorer.has(Part::Meetings) { (meetings::section(visit, scope)?) }
        }
    })
}

/// The Action Lines and Goals that the theme falls under, each by the name of its field.
fn links(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Markup, Error> {
    #[derive(Deserialize)]
    struct Answered {
        theme: Option<BTreeMap<String, Vec<Named>>>,
    }
    if !visit.explorer.has(Part::Links) {
        return Ok(html! {});
    }
    let Answered { theme } = Question::new(LINKS).with("id", scope.iri).ask(visit)?;
    let class = visit.view.ontology.extension::<Roles>().map(|roles| visit.view.ontology.class(roles.themes));
    let label = |name: &str| class.and_then(|class| class.field(name)).map(|field| visit.titles().field_label(field));
    let lists = theme.unwrap_or_default();
    Ok(html! {
        @for (name, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
            p.falls {
                @if let Some(label) = label(name) { span.quiet { (text(&label)) ":" } " " }
                @for (at, other) in list.iter().enumerate() { @if at > 0 { " · " } (visit.link(&other.id)) }
            }
        }
    })
}

/// The narrower themes on which a side is taken, as bars; none if there is none.
fn picture(visit: &Visit<'_>, scope: &Scope<'_>, theme: &Theme) -> Option<Picture> {
    let mut below: Vec<&Below> = theme.narrower.nodes.iter().filter(|below| below.side_counts.total() > 0).collect();
    below.sort_by_key(|below| std::cmp::Reverse(below.side_counts.total()));
    let rows: Vec<Bar> = below
        .into_iter()
        .map(|below| {
            let scope = scope.of(&below.id);
            let href = |side: Side| scope.address(visit, &[("side", side.value())]);
            let [before, behind] = below.side_counts.parts(visit, &below.id, href);
            Bar { name: visit.name(&below.id), href: scope.address(visit, &[]), before, behind }
        })
        .collect();
    let label = format!("{}: {}", visit.name(scope.iri), visit.words().say("narrower-sides"));
    (!rows.is_empty()).then(|| bars(label, &rows, visit.is_mirrored()).with_key(sides::key(visit)))
}

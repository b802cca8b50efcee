//! A theme: who is for it, calls for it, is against it, and who speaks of it without a side, each with the sentence; the narrower
//! themes as bars.

use crate::explorer::evidence::{Evidence, Named, Without};
use crate::explorer::figure::{self, Files};
use crate::explorer::pictures::{Bar, Picture, bars};
use crate::explorer::question::{Nodes, Question, Said};
use crate::explorer::sides::{self, Counts, Side};
use crate::explorer::visit::{Answer, Error, Visit};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) const QUESTION: &str =
    concat!(include_str!("../queries/theme.graphql"), include_str!("../queries/evidence.graphql"));
const OF_SIDE: &str =
    concat!(include_str!("../queries/theme_side.graphql"), include_str!("../queries/evidence.graphql"));
const TABLE: &str = include_str!("../queries/theme_table.graphql");
/// Actors of a side on the page of the theme, and on a page of the side alone.
const FIRST: usize = 12;
const PER_PAGE: usize = 50;
/// Sentences of an actor that stand on the page; the number leads to all.
const SENTENCES: usize = 3;

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

#[derive(Deserialize)]
struct Entry {
    actor: Named,
    n: usize,
    positions: Vec<Position>,
}

#[derive(Deserialize)]
struct Position {
    id: String,
    #[serde(flatten)]
    evidence: Evidence,
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

/// What the page says before the fields: all sides, or the one that the address names.
///
/// # Errors
/// If the address names no side, or the question fails.
pub(super) fn html(visit: &Visit<'_>, iri: &str) -> Result<Markup, Error> {
    match visit.parameter("side") {
        None => whole(visit, iri),
        Some(value) => {
            let sides: Vec<_> = Side::ALL.into_iter().map(Side::value).collect();
            let wrong = || Error::Address(format!("`side` is one of {}, not `{value}`", sides.join(", ")));
            one_side(visit, iri, Side::of_value(value).ok_or_else(wrong)?)
        }
    }
}

/// The table or the picture of a theme as a file, if the address asks for one.
///
/// # Errors
/// If the question fails.
pub(super) fn file(visit: &Visit<'_>, iri: &str, form: &str) -> Result<Option<Answer>, Error> {
    match form {
        "csv" => {
            let question = Question::new(TABLE).with("id", iri).with("narrower", narrower(visit)?);
            question.table_of_pages(visit, "sides").map(Some)
        }
        "svg" => {
            let Answered { theme } = question(visit, iri)?.ask(visit)?;
            let picture = theme.and_then(|theme| picture(visit, iri, &theme));
            Ok(picture.map(|picture| Answer::File {
                media_type: "image/svg+xml",
                name: "sides.svg".into(),
                bytes: picture.file(),
            }))
        }
        _ => Ok(None),
    }
}

fn question(visit: &Visit<'_>, iri: &str) -> Result<Question, Error> {
    Ok(Question::new(QUESTION).with("id", iri).with("narrower", narrower(visit)?).with("first", FIRST))
}

/// Whether positions on narrower themes count: they do unless the address says otherwise.
fn narrower(visit: &Visit<'_>) -> Result<bool, Error> {
    let wrong = |text: &str| Error::Address(format!("`narrower` is `true` or `false`, not `{text}`"));
    visit.parameter("narrower").map_or(Ok(true), |text| text.parse().map_err(|_| wrong(text)))
}

/// The address of the page of a theme, counted as it is now.
fn address(visit: &Visit<'_>, iri: &str, is_wide: bool, parameters: &[(&str, &str)]) -> String {
    let alone = (!is_wide).then_some(("narrower", "false"));
    visit.view.addresses.resource_with(iri, &alone.into_iter().chain(parameters.iter().copied()).collect::<Vec<_>>())
}

fn whole(visit: &Visit<'_>, iri: &str) -> Result<Markup, Error> {
    let (question, is_wide) = (question(visit, iri)?, narrower(visit)?);
    let Answered { theme } = question.ask(visit)?;
    let Some(theme) = theme else { return Ok(html! {}) };
    let words = visit.words();
    let address = |parameters: &[(&str, &str)]| address(visit, iri, is_wide, parameters);
    let picture = picture(visit, iri, &theme);
    let (csv, svg) = (address(&[("as", "csv")]), picture.is_some().then(|| address(&[("as", "svg")])));
    let title = visit.name(iri);
    Ok(html! {
        p.lead { (visit.said(&theme.definition)) }
        p.sides {
            @for side in Side::ALL {
                @let n = theme.side_counts.of(side);
                @if n > 0 { span class={ "side ink-" (side.kind()) } { (side.name(visit)) " " (visit.number(n, &address(&[("side", side.value())]))) } }
            }
            @if theme.side_counts.total() == 0 { (words.say("nobody-speaks")) }
        }
        @if !theme.narrower.nodes.is_empty() {
            p.quiet {
                @if is_wide { (words.say("with-narrower")) " " a href=(self::address(visit, iri, false, &[])) { (words.say("this-theme-only")) } }
                @else { (words.say("without-narrower")) " " a href=(self::address(visit, iri, true, &[])) { (words.say("narrower-too")) } }
            }
        }
        p.under {
            a href=(visit.page("map", &[("theme", iri)])) { (words.say("map")) }
            a href=(visit.page("time", &[(themes(is_wide), iri)])) { (words.say("by-month")) }
        }
        @if let Some(picture) = &picture {
            figure {
                figcaption { (words.say("narrower-sides")) }
                div.scroll { (picture.inline()) }
                (sides::legend(visit))
            }
        }
        @if theme.side_counts.total() > 0 {
            (figure::under(visit, &title, &question, Files { csv: Some(&csv), svg: svg.as_deref() }))
        }
        @for side in Side::ALL {
            @let entries = theme.entries(side);
            @if !entries.is_empty() {
                @let n = theme.side_counts.of(side);
                @let all = address(&[("side", side.value())]);
                section aria-labelledby=(side.kind()) {
                    h2 id=(side.kind()) { span class={ "ink-" (side.kind()) } { (side.name(visit)) } " " (visit.number(n, &all)) }
                    ol.items { @for entry in entries { li { (actor(visit, iri, is_wide, entry)) } } }
                    @if n > entries.len() { p { a href=(all) { (words.say("all")) } } }
                }
            }
        }
    })
}

fn one_side(visit: &Visit<'_>, iri: &str, side: Side) -> Result<Markup, Error> {
    #[derive(Deserialize)]
    struct Answered {
        theme: Option<Listed>,
    }
    #[derive(Deserialize)]
    struct Listed {
        list: List,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct List {
        total_count: usize,
        nodes: Vec<Entry>,
    }
    let number = visit.page_number()?;
    let is_wide = narrower(visit)?;
    let question = Question::new(OF_SIDE)
        .with("id", iri)
        .with("narrower", is_wide)
        .with("side", vec![side.value()])
        .with("first", PER_PAGE)
        .with("offset", (number - 1) * PER_PAGE);
    let Answered { theme } = question.ask(visit)?;
    let Some(Listed { list }) = theme else { return Ok(html! {}) };
    let turn = |number: usize| {
        let number = number.to_string();
        address(visit, iri, is_wide, &[("side", side.value()), ("page", &number)])
    };
    Ok(html! {
        p { a href=(address(visit, iri, is_wide, &[])) { (visit.words().say("all-sides")) } }
        h2 class={ "ink-" (side.kind()) } { (side.name(visit)) " " span.count { (list.total_count) } }
        ol.items data-count=(list.total_count) { @for entry in &list.nodes { li { (actor(visit, iri, is_wide, entry)) } } }
        (visit.turns(number, list.total_count.div_ceil(PER_PAGE), turn))
        (figure::under(visit, &format!("{}: {}", visit.name(iri), side.name(visit)), &question, Files::default()))
    })
}

/// The condition of positions on a theme.
fn themes(is_wide: bool) -> &'static str {
    if is_wide { "themes.within" } else { "themes" }
}

/// An actor with its first sentences; the number of all leads to them.
fn actor(visit: &Visit<'_>, theme: &str, is_wide: bool, entry: &Entry) -> Markup {
    let all = [(themes(is_wide), theme), ("actor,onBehalfOf", entry.actor.id.as_str())];
    html! {
        h3 { (visit.link(&entry.actor.id)) " " (visit.number(entry.n, &visit.page("positions", &all))) }
        @for position in entry.positions.iter().take(SENTENCES) {
            @let is_own = position.evidence.actor.id == entry.actor.id && position.evidence.on_behalf_of.is_empty();
            (position.evidence.html_without(visit, &position.id, Without { actor: is_own, themes: false }))
        }
    }
}

/// The narrower themes on which a side is taken, as bars; none if there is none.
fn picture(visit: &Visit<'_>, iri: &str, theme: &Theme) -> Option<Picture> {
    let mut below: Vec<&Below> = theme.narrower.nodes.iter().filter(|below| below.side_counts.total() > 0).collect();
    below.sort_by_key(|below| std::cmp::Reverse(below.side_counts.total()));
    let rows: Vec<Bar> = below
        .into_iter()
        .map(|below| {
            let href = |side: Side| visit.view.addresses.resource_with(&below.id, &[("side", side.value())]);
            let [before, behind] = below.side_counts.parts(visit, href);
            Bar { name: visit.name(&below.id), href: visit.view.addresses.resource(&below.id), before, behind }
        })
        .collect();
    let label = format!("{}: {}", visit.name(iri), visit.words().say("narrower-sides"));
    (!rows.is_empty()).then(|| bars(label, &rows, visit.is_mirrored()))
}

//! The first page: what is here, what stands out, and ways in.

use super::figure::{self, Files};
use super::groups;
use super::pictures::{Bar, bars};
use super::question::{Counted, Listed, Nodes, Question};
use super::sides::{self, Counts, Side};
use super::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use crate::linked::html::{text, title_parts};
use crate::linked::{Frame, chosen_language, layout};
use maud::{Markup, html};
use serde::Deserialize;

const HOME: &str = include_str!("queries/home.graphql");
const THEMES: &str = include_str!("queries/home_themes.graphql");
const DATASET: &str = include_str!("queries/dataset.graphql");

/// Themes that are shown as bars.
const SHOWN: usize = 12;

#[derive(Deserialize)]
struct Home {
    meetings: Listed<Meeting>,
    against: Against,
    interventions: Counted,
    represented: Counted,
}

#[derive(Deserialize)]
struct Meeting {
    id: String,
    date: String,
    interventions: Counted,
    positions: Counted,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Against {
    total_count: usize,
    group_by: Vec<Actors>,
}

#[derive(Deserialize)]
struct Actors {
    distinct: usize,
}

#[derive(Deserialize)]
struct OfThemes {
    themes: Nodes<Theme>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Theme {
    id: String,
    side_counts: Counts,
}

#[derive(Deserialize)]
struct Described {
    dataset: Dataset,
}

#[derive(Deserialize)]
struct Dataset {
    version: Option<String>,
    classes: Vec<Class>,
}

#[derive(Deserialize)]
struct Class {
    #[serde(rename = "type")]
    name: String,
    count: usize,
}

/// Whether the record of meetings has a first page of its own in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    [HOME, THEMES].into_iter().all(|text| Question::new(text).is_valid(engine))
}

/// The first page.
///
/// # Errors
/// If its questions fail.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let Described { dataset } = Question::new(DATASET).ask(visit)?;
    let words = visit.words();
    let record = visit.explorer.has_record().then(|| record(visit)).transpose()?;
    let title = &visit.dataset_title();
    let body = html! {
        section.hero {
            h1 { @match visit.view.data.dataset() { Some(dataset) => (title_parts(&visit.titles().of_iri(dataset.as_str()))), None => (title) } }
            @if record.is_some() { p.lead { (words.say("lead")) } }
            form.search.large action=(visit.view.addresses.file("search")) {
                (chosen_language(visit.view.reader))
                input type="search" name="q" aria-label=(words.say("search")) placeholder=(words.say("search-hint")) autocomplete="off" data-island="search";
                button type="submit" { (words.say("search")) }
            }
        }
        @if let Some(record) = &record { (record) }
        section aria-labelledby="held" {
            h2 #held { (words.say("held")) }
            (classes(visit, &dataset))
            @if let Some(version) = &dataset.version { p.quiet { (words.tell("version", [("version", version.as_str())])) } }
        }
    };
    let own = visit.view.addresses.page_of_no_language("", &[]);
    let frame =
        Frame { title, description: record.is_some().then(|| words.say("lead")), own: Some(&own), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// What stands out in the record of meetings.
fn record(visit: &Visit<'_>) -> Result<Markup, Error> {
    let question = Question::new(HOME);
    let Home { meetings, against, interventions, represented } = question.ask(visit)?;
    let words = visit.words();
    let list = |path: &str, parameters: &[(&str, &str)]| visit.page(path, parameters);
    let negative = [("stance.polarity", "NEGATIVE")];
    let actors = against.group_by.first().map_or(0, |group| group.distinct);
    Ok(html! {
        section aria-labelledby="findings" {
            h2 #findings { (words.say("findings")) }
            ul.findings {
                li {
                    (visit.number(against.total_count, &list("positions", &negative)))
                    p { (words.count("finding-against", against.total_count)) }
                    p.quiet { (visit.number(actors, &list("actors", &[("positions.stance.polarity", "NEGATIVE")]))) " " (words.count("actors-noun", actors)) }
                }
                li {
                    (visit.number(represented.total_count, &list("interventions", &[("onBehalfOf", "*")])))
                    p { (words.count("finding-represented", represented.total_count)) }
                    p.quiet { (words.say("of-all")) " " (visit.number(interventions.total_count, &list("interventions", &[]))) }
                }
            }
            p.under { a href=(question.address(visit)) { (words.say("show-query")) } }
        }
        @if visit.explorer.has_kinds() { (groups::section(visit)?) }
        (themes(visit)?)
        section aria-labelledby="meetings" {
            h2 #meetings { (words.say("meetings")) " " (visit.number(meetings.total_count, &list("meetings", &[]))) }
            ol.timeline {
                @for meeting in &meetings.nodes { li {
                    (visit.date(&meeting.date)) " " (visit.link(&meeting.id)) " "
                    span.quiet {
                        (visit.number(meeting.interventions.total_count, &list("interventions", &[("meeting", &meeting.id)])))
                        " " (words.count("interventions-noun", meeting.interventions.total_count)) " · "
                        (visit.number(meeting.positions.total_count, &list("positions", &[("meeting", &meeting.id)])))
                        " " (words.count("positions-noun", meeting.positions.total_count))
                    }
                } }
            }
        }
    })
}

/// The themes on which most actors take a side or speak, as bars, and those on which sides are opposed.
fn themes(visit: &Visit<'_>) -> Result<Markup, Error> {
    let question = Question::new(THEMES);
    let OfThemes { themes } = question.ask(visit)?;
    let mut nodes: Vec<&Theme> = themes.nodes.iter().filter(|theme| theme.side_counts.total() > 0).collect();
    // Where sides are opposed comes first, then where most speak.
    nodes.sort_by_key(|theme| std::cmp::Reverse((theme.side_counts.opposed(), theme.side_counts.total())));
    let rows: Vec<Bar> = nodes.iter().take(SHOWN).map(|theme| bar(visit, theme)).collect();
    let words = visit.words();
    Ok(html! {
        @if !rows.is_empty() {
            section aria-labelledby="sides" {
                h2 #sides { (words.say("home-themes")) }
                figure { div.scroll { (bars(words.say("home-themes").to_owned(), &rows, visit.is_mirrored()).inline()) } }
                (sides::legend(visit))
                (sides::problem_note(visit, nodes.iter().take(SHOWN).map(|theme| theme.id.as_str())))
                (figure::under(visit, words.say("home-themes"), &question, Files::default()))
            }
        }
    })
}

fn bar(visit: &Visit<'_>, theme: &Theme) -> Bar {
    let address = |parameters: &[(&str, &str)]| visit.view.addresses.resource_with(&theme.id, parameters);
    let href = |side: Side| address(&[("side", side.value())]);
    let [before, behind] = theme.side_counts.parts(visit, &theme.id, href);
    Bar { name: visit.name(&theme.id), href: address(&[]), before, behind }
}

/// The lists that there are, with their lengths.
fn classes(visit: &Visit<'_>, dataset: &Dataset) -> Markup {
    let ontology = visit.view.ontology;
    let listed = dataset.classes.iter().filter(|class| class.count > 0).filter_map(|class| {
        let id = ontology.class_named(&class.name)?;
        Some((ontology.class(id), visit.explorer.path_of(id)?, class.count))
    });
    html! {
        ul.classes {
            @for (class, path, count) in listed { li {
                a href=(visit.page(path, &[])) { (text(&visit.titles().class_label(class))) } " "
                (visit.number(count, &visit.page(path, &[])))
            } }
        }
    }
}

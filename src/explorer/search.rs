//! The search: what has the words, by type, and why it was found.

use super::figure::{self, Files};
use super::question::Question;
use super::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use crate::linked::html::{direction, text};
use crate::linked::{Frame, layout};
use maud::{Markup, html};
use serde::Deserialize;

/// Its path from the server's root.
pub(super) const PATH: &str = "search";
const QUESTION: &str = include_str!("queries/search.graphql");
const PER_PAGE: usize = 20;
/// Places that are shown of what was found.
const PLACES: usize = 2;

#[derive(Deserialize)]
struct Answered {
    all: All,
    search: Hits,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct All {
    total_count: usize,
    matched: String,
    suggestion: Option<String>,
    type_counts: Vec<OfType>,
}

#[derive(Deserialize)]
struct OfType {
    value: Option<String>,
    count: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hits {
    total_count: usize,
    edges: Vec<Hit>,
}

#[derive(Deserialize)]
struct Hit {
    node: Node,
    highlights: Vec<Highlight>,
    via: Vec<String>,
}

#[derive(Deserialize)]
struct Node {
    #[serde(rename = "__typename")]
    class: String,
    id: String,
}

#[derive(Deserialize)]
struct Highlight {
    field: String,
    lang: Option<String>,
    text: String,
}

/// Whether texts can be searched in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    Question::new(QUESTION).with("query", "x").with("first", 1).with("offset", 0).is_valid(engine)
}

/// The page.
///
/// # Errors
/// If the address has no meaning, or the question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let words = visit.words();
    let asked = visit.parameter("q").unwrap_or_default().trim();
    let class = class(visit)?;
    let number = visit.page_number()?;
    let found = match asked.is_empty() {
        true => html! { p { (words.say("search-hint")) } },
        false => found(visit, asked, class, number)?,
    };
    let title =
        if asked.is_empty() { words.say("search").to_owned() } else { words.tell("search-for", [("text", asked)]) };
    let body = html! { h1 { (title) } (found) };
    let own = address_without_language(visit, asked, class, number);
    let frame = Frame { title: &title, own: Some(&own), searched: Some(asked), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// The type that the address narrows to.
fn class<'a>(visit: &Visit<'a>) -> Result<Option<&'a str>, Error> {
    let Some(name) = visit.parameter("type").filter(|name| !name.is_empty()) else { return Ok(None) };
    match visit.view.ontology.class_named(name) {
        Some(_) => Ok(Some(name)),
        None => Err(Error::Address(format!("there is no type `{name}`"))),
    }
}

fn parameters<'a>(asked: &'a str, class: Option<&'a str>, page: &'a str) -> Vec<(&'static str, &'a str)> {
    let class = class.map(|class| ("type", class));
    [("q", asked)].into_iter().chain(class).chain((page != "1").then_some(("page", page))).collect()
}

fn address(visit: &Visit<'_>, asked: &str, class: Option<&str>, number: usize) -> String {
    visit.page(PATH, &parameters(asked, class, &number.to_string()))
}

fn address_without_language(visit: &Visit<'_>, asked: &str, class: Option<&str>, number: usize) -> String {
    visit.view.addresses.page_of_no_language(PATH, &parameters(asked, class, &number.to_string()))
}

fn found(visit: &Visit<'_>, asked: &str, class: Option<&str>, number: usize) -> Result<Markup, Error> {
    let question =
        Question::new(QUESTION).with("query", asked).with("first", PER_PAGE).with("offset", (number - 1) * PER_PAGE);
    let question = match class {
        Some(class) => question.with("types", vec![class]),
        None => question,
    };
    let Answered { all, search } = question.ask(visit)?;
    let words = visit.words();
    let concrete =
        |name: &str| visit.view.ontology.class_named(name).filter(|id| !visit.view.ontology.class(*id).is_interface);
    let types: Vec<_> = all
        .type_counts
        .iter()
        .filter_map(|counted| Some((counted.value.as_deref()?, concrete(counted.value.as_deref()?)?, counted.count)))
        .collect();
    let label = |id| text(&visit.titles().class_label(visit.view.ontology.class(id)));
    Ok(html! {
        @if let Some(suggestion) = &all.suggestion {
            p { (words.say("did-you-mean")) " " a href=(address(visit, suggestion, None, 1)) { (suggestion) } }
        }
        @if all.matched == "ANY" && all.total_count > 0 { p role="status" { (words.say("any-word")) } }
        @if search.total_count == 0 { p role="status" { (words.say("no-text")) } }
        div.beside {
            div {
                ol.items data-count=(search.total_count) { @for hit in &search.edges { li { (item(visit, hit)) } } }
                (visit.turns(number, search.total_count.div_ceil(PER_PAGE), |number| address(visit, asked, class, number)))
                (figure::under(visit, asked, &question, Files::default()))
            }
            aside aria-label=(words.say("narrow")) {
                section.facet {
                    h2 { (words.say("by-type")) }
                    ul {
                        @if class.is_some() {
                            li { a href=(address(visit, asked, None, 1)) { (words.say("all-types")) } " " (visit.number(all.total_count, &address(visit, asked, None, 1))) }
                        }
                        @for (name, id, count) in types { li {
                            @let href = address(visit, asked, Some(name), 1);
                            a href=(href) aria-current=[(class == Some(name)).then_some("true")] { (label(id)) } " " (visit.number(count, &href))
                        } }
                    }
                }
            }
        }
    })
}

fn item(visit: &Visit<'_>, hit: &Hit) -> Markup {
    let class = visit.view.ontology.class_named(&hit.node.class).map(|id| visit.view.ontology.class(id));
    let field = |name: &str| {
        let field = class.and_then(|class| class.field(name));
        field.map(|field| visit.titles().field_label(field))
    };
    html! {
        p { (visit.link(&hit.node.id)) @if let Some(class) = class { " " span.tag { (text(&visit.titles().class_label(class))) } } }
        @for place in hit.highlights.iter().take(PLACES) {
            p.source {
                @if let Some(field) = field(&place.field) { (text(&field)) ": " }
                span lang=[place.lang.as_deref()] dir=(place.lang.as_deref().map_or("auto", direction)) { (emphasised(&place.text)) }
            }
        }
        @if hit.highlights.is_empty() && !hit.via.is_empty() {
            p.source { (visit.words().say("found-by")) @for name in &hit.via { " " @match field(name.split('.').next().unwrap_or(name)) { Some(field) => (text(&field)), None => (name) } } }
        }
    }
}

/// The text of a place with its words marked. It is HTML in which all else is escaped, and is escaped anew here.
fn emphasised(place: &str) -> Markup {
    let plain = |text: &str| {
        let entities =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
        entities.iter().fold(text.to_owned(), |text, (entity, char)| text.replace(entity, char))
    };
    let mut parts = place.split("<em>");
    html! {
        @if let Some(first) = parts.next() { (plain(first)) }
        @for part in parts {
            @match part.split_once("</em>") {
                Some((word, rest)) => { mark { (plain(word)) } (plain(rest)) }
                None => (plain(part)),
            }
        }
    }
}

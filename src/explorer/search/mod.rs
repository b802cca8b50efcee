//! The search: what has the words, by type and facet, and why it was found.

mod facets;

use self::facets::{Counts, Facet, Narrowed};
use super::figure::{self, Files};
use super::parameters::{self, Table, Takes};
use super::question::Question;
use super::visit::{Answer, Error, Visit};
use super::wrong::Wrong;
use crate::graphql::Engine;
use crate::linked::html::{direction, text};
use crate::linked::{Frame, layout};
use crate::ontology::{ClassId, Ontology};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Its path from the server's root.
pub(super) const PATH: &str = "search";
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
    #[serde(default)]
    facets: Vec<Counts>,
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
    question("x", facets::names(&facets::of(engine.ontology()), None))
        .with("first", 1)
        .with("offset", 0)
        .is_valid(engine)
}

/// The question for some words: all that is found of any type, and the hits of the chosen types with the counts of some facets.
fn question(asked: &str, facets: Vec<&'static str>) -> Question {
    let counted = match facets.is_empty() {
        true => "",
        false => "\n    facets(fields: $facets, first: 200) { field values { value label count } }",
    };
    let variable = if facets.is_empty() { "" } else { ", $facets: [String!]!" };
    let text = format!(
        "query Search($query: String!, $all: [SearchType!], $types: [SearchType!], $where: SearchWhere{variable}, $first: Int, $offset: Int) {{\n  \
         all: search(query: $query, types: $all, where: $where, fallback: ANY, first: 0) {{ totalCount matched suggestion typeCounts {{ value count }} }}\n  \
         search(query: $query, types: $types, where: $where, fallback: ANY, first: $first, offset: $offset) {{\n    \
         totalCount\n    edges {{ node {{ __typename id }} highlights {{ field lang text }} via }}{counted}\n  }}\n}}\n"
    );
    let question = Question::new(text).with("query", asked);
    if facets.is_empty() { question } else { question.with("facets", facets) }
}

/// What is asked: words, a type, facets, and which page.
struct Asked<'a> {
    words: &'a str,
    class: Option<ClassId>,
    narrowed: Narrowed<'a>,
}

/// The page.
///
/// # Errors
/// If the address has no meaning, or the question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let words = visit.words();
    let facets = facets::of(visit.view.ontology);
    let asked = Asked {
        words: visit.parameter("q").unwrap_or_default().trim(),
        class: visit.parameter("type").and_then(|name| visit.view.ontology.class_named(name)),
        narrowed: Narrowed::read(visit, &facets)?,
    };
    let number = visit.page_number();
    let found = match asked.words.is_empty() {
        true => html! { p { (words.say("search-hint")) } },
        false => found(visit, &asked, &facets, number)?,
    };
    let title = match asked.words {
        "" => words.say("search").to_owned(),
        text => words.tell("search-for", [("text", text)]),
    };
    let body = html! { h1 { (title) } (found) };
    let own = asked.own_address(visit, number);
    let frame = Frame { title: &title, own: Some(&own), searched: Some(asked.words), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// What the address may say.
pub(super) fn table(visit: &Visit<'_>) -> Table {
    let ontology = visit.view.ontology;
    let types = Takes::one_of(ontology.class_ids().map(|id| &ontology.class(id).name));
    let facets = facets::of(ontology).into_iter().map(|facet| parameters::many(facet.parameter, facet.takes(visit)));
    let own = [parameters::once("q", Takes::Words), parameters::once("type", types), parameters::page()];
    Table::of(own.into_iter().chain(facets))
}

impl Asked<'_> {
    /// The address of these words with a type, some facets and a page.
    fn address(
        &self,
        visit: &Visit<'_>,
        class: Option<ClassId>,
        narrowed: &[(&'static str, &str)],
        number: usize,
    ) -> String {
        self.with(visit, class, narrowed, number, |parameters| visit.page(PATH, parameters))
    }

    /// The address of this page, without the choice of a language.
    fn own_address(&self, visit: &Visit<'_>, number: usize) -> String {
        let addresses = visit.view.addresses;
        let page = |parameters: &[(&str, &str)]| addresses.page_of_no_language(PATH, parameters);
        self.with(visit, self.class, &self.narrowed.parameters, number, page)
    }

    fn with(
        &self,
        visit: &Visit<'_>,
        class: Option<ClassId>,
        narrowed: &[(&'static str, &str)],
        number: usize,
        address: impl Fn(&[(&str, &str)]) -> String,
    ) -> String {
        let number = number.to_string();
        let class = class.map(|class| ("type", visit.view.ontology.class(class).name.as_str()));
        let turned = (number != "1").then_some(("page", number.as_str()));
        let words = std::iter::once(("q", self.words));
        let parameters: Vec<_> = words.chain(class).chain(narrowed.iter().copied()).chain(turned).collect();
        address(&parameters)
    }

    /// The types that are looked for: those that the facets leave, and of these those of the chosen type.
    ///
    /// # Errors
    /// If none is left.
    fn types(&self, ontology: &Ontology) -> Result<[Option<Vec<ClassId>>; 2], Error> {
        let all = self.narrowed.types.clone();
        let own = match self.class {
            None => all.clone(),
            Some(class) => {
                let of_class = ontology.concrete_classes().filter(|&id| ontology.is_a(id, class));
                Some(of_class.filter(|id| all.as_ref().is_none_or(|all| all.contains(id))).collect())
            }
        };
        if [&all, &own].into_iter().flatten().any(Vec::is_empty) {
            let narrowed: Vec<_> =
                self.narrowed.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
            return Err(Wrong::say("wrong-none-left", narrowed.join("&")).into());
        }
        Ok([all, own])
    }
}

fn found(visit: &Visit<'_>, asked: &Asked<'_>, facets: &[Facet<'_>], number: usize) -> Result<Markup, Error> {
    let [all_types, types] = asked.types(visit.view.ontology)?;
    let narrowed = &asked.narrowed.parameters;
    let names = |types: &Option<Vec<ClassId>>| {
        let name = |id: &ClassId| visit.view.ontology.class(*id).name.clone();
        types.as_ref().map(|types| types.iter().map(name).collect::<Vec<_>>())
    };
    let question = question(asked.words, facets::names(facets, types.as_deref()))
        .with("all", names(&all_types))
        .with("types", names(&types))
        .with("where", asked.narrowed.conditions.clone())
        .with("first", PER_PAGE)
        .with("offset", (number - 1) * PER_PAGE);
    let Answered { all, search } = question.ask(visit)?;
    let pages = visit.pages(search.total_count, PER_PAGE)?;
    let words = visit.words();
    Ok(html! {
        @if let Some(suggestion) = &all.suggestion {
            p { (words.say("did-you-mean")) " " a href=(visit.page(PATH, &[("q", suggestion)])) { (suggestion) } }
        }
        @if all.matched == "ANY" && all.total_count > 0 { p role="status" { (words.say("any-word")) } }
        @if search.total_count == 0 { p role="status" { (words.say("no-text")) } }
        (chosen(visit, asked, facets))
        div.beside {
            div {
                ol.items data-count=(search.total_count) { @for hit in &search.edges { li { (item(visit, hit)) } } }
                (visit.turns(number, pages, |number| asked.address(visit, asked.class, narrowed, number)))
                (figure::under(visit, asked.words, &question, Files::default()))
            }
            aside aria-label=(words.say("narrow")) {
                (by_type(visit, asked, &all))
                @for facet in facets {
                    (facet.html(visit, &search.facets, &asked.narrowed, |narrowed| asked.address(visit, asked.class, narrowed, 1)))
                }
            }
        }
    })
}

/// What the search is narrowed to, each with a way to take it back.
fn chosen(visit: &Visit<'_>, asked: &Asked<'_>, facets: &[Facet<'_>]) -> Markup {
    let named = |name: &str| facets.iter().find(|facet| facet.parameter == name);
    html! {
        @if !asked.narrowed.parameters.is_empty() {
            ul.conditions {
                @for (at, (name, value)) in asked.narrowed.parameters.iter().enumerate() { li {
                    @if let Some(facet) = named(name) { (facet.chosen(visit, value)) }
                    " " a.remove href=(asked.address(visit, asked.class, &asked.narrowed.without(at), 1)) aria-label=(visit.words().say("remove")) { "×" }
                } }
            }
        }
    }
}

/// How many of each type are found.
fn by_type(visit: &Visit<'_>, asked: &Asked<'_>, all: &All) -> Markup {
    let (ontology, words) = (visit.view.ontology, visit.words());
    let concrete = |name: &str| ontology.class_named(name).filter(|id| !ontology.class(*id).is_interface);
    let counted = all.type_counts.iter();
    let types: Vec<_> =
        counted.filter_map(|counted| Some((concrete(counted.value.as_deref()?)?, counted.count))).collect();
    let narrowed = &asked.narrowed.parameters;
    if types.is_empty() && asked.class.is_none() {
        return html! {};
    }
    let every = asked.address(visit, None, narrowed, 1);
    html! {
        section.facet {
            h2 { (words.say("by-type")) }
            ul {
                @if asked.class.is_some() { li { a href=(every) { (words.say("all-types")) } " " (visit.number(all.total_count, &every)) } }
                @for (id, count) in types { li {
                    @let href = asked.address(visit, Some(id), narrowed, 1);
                    a href=(href) aria-current=[(asked.class == Some(id)).then_some("true")] { (text(&visit.titles().class_label(ontology.class(id)))) }
                    " " (visit.number(count, &href))
                } }
            }
        }
    }
}

fn item(visit: &Visit<'_>, hit: &Hit) -> Markup {
    let class = visit.view.ontology.class_named(&hit.node.class).map(|id| visit.view.ontology.class(id));
    let field = |name: &str| {
        let field = class.and_then(|class| class.field(name));
        field.map(|field| visit.titles().field_label(field))
    };
    // A way that leads by several resources is one way.
    let ways: BTreeSet<&str> = hit.via.iter().map(|name| name.split('.').next().unwrap_or(name)).collect();
    html! {
        p { (visit.link(&hit.node.id)) @if let Some(class) = class { " " span.tag { (text(&visit.titles().class_label(class))) } } }
        @for place in hit.highlights.iter().take(PLACES) {
            p.source {
                @if let Some(field) = field(&place.field) { (text(&field)) ": " }
                span lang=[place.lang.as_deref()] dir=(place.lang.as_deref().map_or("auto", direction)) { (emphasised(&place.text)) }
            }
        }
        @if hit.highlights.is_empty() && !hit.via.is_empty() {
            p.source { (visit.words().say("found-by")) @for name in &ways { " " @match field(name) { Some(field) => (text(&field)), None => (name) } } }
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

//! Lists of the resources of a class: narrowed by the address, counted by facets, turned page by page.

use super::conditions::{Condition, Conditions};
use super::evidence::{self, Evidence};
use super::question::Question;
use super::visit::{Answer, Error, Visit};
use crate::graphql::upper_snake;
use crate::linked::{Frame, chosen_language, html::text, layout};
use crate::ontology::{Class, ClassId, Field, FieldKind, Ontology, Scalar, Text};
use maud::{Markup, html};
use serde::Deserialize;

/// Items on a page.
const PER_PAGE: usize = 50;
/// Facets of a list, and values of each.
const FACETS: usize = 8;
const VALUES: usize = 12;

/// The lists that there are, with their paths: `actionLines` is at `/action-lines`.
pub(super) fn paths(ontology: &Ontology) -> Vec<(String, ClassId)> {
    let classes = ontology.class_ids().filter(|id| ontology.class(*id).is_root);
    classes.map(|id| (kebab(&ontology.class(id).plural), id)).collect()
}

fn kebab(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 2);
    for char in name.chars() {
        if char.is_ascii_uppercase() {
            kebab.push('-');
        }
        kebab.push(char.to_ascii_lowercase());
    }
    kebab
}

#[derive(Deserialize)]
struct Answered {
    list: List,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    total_count: usize,
    nodes: Vec<Node>,
    #[serde(default)]
    facets: Vec<Facet>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    #[serde(flatten)]
    evidence: Option<Evidence>,
}

#[derive(Deserialize)]
struct Facet {
    field: String,
    values: Vec<FacetValue>,
}

#[derive(Deserialize)]
struct FacetValue {
    value: Option<String>,
    count: usize,
}

/// A page of a list.
///
/// # Errors
/// If the address has no meaning, or the question fails.
pub(super) fn page(visit: &Visit<'_>, id: ClassId) -> Result<Answer, Error> {
    let class = visit.view.ontology.class(id);
    let conditions = Conditions::read(visit, id)?;
    let number = visit.page_number()?;
    if visit.parameter("as") == Some("csv") {
        return asking(visit, class, &conditions, "").table_of_pages(visit, &class.plural);
    }
    let question = question(visit, class, &conditions, &facets(visit.view.ontology, class), number);
    let Answered { list } = question.ask(visit)?;
    let path = visit.explorer.path_of(id).unwrap_or_default();
    let pages = visit.pages(list.total_count, PER_PAGE)?;
    let words = visit.words();
    let label = visit.titles().class_label(class);
    let body = html! {
        h1 { (text(&label)) " " span.count { (list.total_count) } }
        (narrowed(visit, path, &conditions))
        div.beside {
            div {
                @if list.nodes.is_empty() { p { (words.say("nothing-found")) } }
                ol.items data-count=(list.total_count) start=((number - 1) * PER_PAGE + 1) {
                    @for node in &list.nodes { li { (item(visit, node)) } }
                }
                (visit.turns(number, pages, |number| address(visit, path, &conditions.parameters(None), &[("page", &number.to_string())])))
                p.under {
                    a href=(question.address(visit)) { (words.say("show-query")) }
                    " · " a href=(address(visit, path, &conditions.parameters(None), &[("as", "csv")])) download { "CSV" }
                }
            }
            aside aria-label=(words.say("narrow")) {
                (search_within(visit, path, class, &conditions))
                @for facet in &list.facets { (facet_list(visit, path, class, &conditions, facet)) }
            }
        }
    };
    let parameters = conditions.parameters(None);
    let number = number.to_string();
    let turned = (number != "1").then_some(("page", number.as_str()));
    let parameters: Vec<_> = parameters.into_iter().chain(turned).collect();
    let own = visit.view.addresses.page_of_no_language(path, &parameters);
    let frame = Frame { title: &label.value, own: Some(&own), place: Some(path), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

fn question(
    visit: &Visit<'_>,
    class: &Class,
    conditions: &Conditions<'_>,
    facets: &[&Field],
    number: usize,
) -> Question {
    let keys: Vec<_> = facets.iter().map(|field| upper_snake(&field.name)).collect();
    let facets = match keys.is_empty() {
        true => String::new(),
        false => {
            format!("facets(fields: [{}], first: {VALUES}) {{ field values {{ value label count }} }}", keys.join(", "))
        }
    };
    let beside = format!("\n    totalCount\n    {facets}");
    asking(visit, class, conditions, &beside).with("first", PER_PAGE).with("offset", (number - 1) * PER_PAGE)
}

/// The question for a list, of which `beside` is asked besides what each resource is called.
fn asking(visit: &Visit<'_>, class: &Class, conditions: &Conditions<'_>, beside: &str) -> Question {
    let (of_node, fragments) = evidence::of(visit, class).unwrap_or_default();
    let (name, plural, title) = (&class.name, &class.plural, title_selection(class));
    let text = format!(
        "query List($where: {name}Where, $first: Int, $offset: Int) {{\n  list: {plural}(where: $where, first: $first, offset: $offset) {{\n    \
         nodes {{ id{title}{of_node} }}{beside}\n  }}\n}}\n{fragments}",
    );
    Question::new(text).with("where", conditions.all.clone())
}

/// The field that a resource is called by, for who reads the answer of the query itself.
fn title_selection(class: &Class) -> String {
    class.title_field().map_or_else(String::new, |field| format!(" {}", field.name))
}

fn item(visit: &Visit<'_>, node: &Node) -> Markup {
    match &node.evidence {
        Some(evidence) => evidence.html(visit, &node.id),
        None => visit.link(&node.id),
    }
}

/// The fields whose values a list is counted by: closed lists, truth values and short lists of named resources.
fn facets<'a>(ontology: &Ontology, class: &'a Class) -> Vec<&'a Field> {
    let is_facet = |field: &&Field| match field.kind {
        FieldKind::Value { scalar: Scalar::Enum(_) | Scalar::Boolean, .. } => true,
        FieldKind::Link { class, .. } | FieldKind::Links { class } => ontology.class(class).title_field().is_some(),
        _ => false,
    };
    class.fields.iter().filter(is_facet).take(FACETS).collect()
}

/// The address of a list with parameters.
fn address(visit: &Visit<'_>, path: &str, parameters: &[(&str, &str)], more: &[(&str, &str)]) -> String {
    visit.page(path, &parameters.iter().chain(more).copied().collect::<Vec<_>>())
}

/// The conditions in words, each with a way to take it back.
pub(super) fn narrowed(visit: &Visit<'_>, path: &str, conditions: &Conditions<'_>) -> Markup {
    let words = visit.words();
    html! {
        @if !conditions.list.is_empty() {
            ul.conditions {
                @for (at, condition) in conditions.list.iter().enumerate() { li {
                    @for (i, field) in condition.fields.iter().enumerate() {
                        @if i > 0 { " › " }
                        (text(&visit.titles().field_label(field)))
                    }
                    ": " (value(visit, condition))
                    " " a.remove href=(address(visit, path, &conditions.parameters(Some(at)), &[])) aria-label=(words.say("remove")) { "×" }
                } }
            }
        }
    }
}

fn value(visit: &Visit<'_>, condition: &Condition<'_>) -> Markup {
    let words = visit.words();
    let Some(field) = condition.fields.last() else { return html! {} };
    html! {
        @match (field.kind, condition.operator) {
            (FieldKind::Link { .. } | FieldKind::Links { .. } | FieldKind::Connection { .. }, _) => {
                @match visit.view.ontology.prefixes().expand(condition.value) {
                    Ok(iri) => (visit.link(iri.as_str())),
                    Err(_) => (condition.value),
                }
                @if condition.is_within { " " span.quiet { (words.say("and-below")) } }
            }
            (FieldKind::Value { scalar, .. } | FieldKind::Values { scalar }, None) => (text(&visit.titles().value(scalar, condition.value))),
            (_, Some("gte" | "gt")) => { "≥ " (condition.value) }
            (_, Some("lte" | "lt")) => { "≤ " (condition.value) }
            _ => q { bdi { (condition.value) } },
        }
    }
}

/// A box for words of the name.
fn search_within(visit: &Visit<'_>, path: &str, class: &Class, conditions: &Conditions<'_>) -> Markup {
    let words = visit.words();
    let Some(field) = class.title_field() else { return html! {} };
    let key = match field.kind {
        FieldKind::Text { .. } => field.name.clone(),
        _ => return html! {},
    };
    html! {
        form.within action=(visit.view.addresses.file(path)) data-island="filters" {
            @for (name, value) in conditions.parameters(None).iter().filter(|(name, _)| *name != key) {
                input type="hidden" name=(name) value=(value);
            }
            (chosen_language(visit.view.reader))
            @let known = conditions.list.iter().find(|condition| condition.key == key).map(|condition| condition.value);
            label { (text(&visit.titles().field_label(field))) " " input type="search" name=(key) value=[known]; }
            button type="submit" { (words.say("narrow")) }
        }
    }
}

fn facet_list(visit: &Visit<'_>, path: &str, class: &Class, conditions: &Conditions<'_>, facet: &Facet) -> Markup {
    let Some(field) = class.fields.iter().find(|field| upper_snake(&field.name) == facet.field) else {
        return html! {};
    };
    let values = facet.values.iter().filter_map(|value| Some((value.value.as_deref()?, value.count)));
    let values: Vec<_> = values.filter(|(_, count)| *count > 0).collect();
    // One value narrows nothing, and values of one resource each are the list once more.
    let is_chosen = conditions.list.iter().any(|condition| condition.key == field.name);
    if !is_chosen && (values.len() < 2 || values.iter().all(|(_, count)| *count == 1)) {
        return html! {};
    }
    html! {
        section.facet {
            h2 { (text(&visit.titles().field_label(field))) }
            ul { @for (value, count) in values {
                @let with = [(field.name.as_str(), value)];
                @let chosen = conditions.list.iter().position(|condition| condition.key == field.name && condition.value == value);
                li {
                    @match chosen {
                        Some(at) => a aria-current="true" href=(address(visit, path, &conditions.parameters(Some(at)), &[])) { (facet_value(visit, field, value)) },
                        None => a href=(address(visit, path, &conditions.parameters(None), &with)) { (facet_value(visit, field, value)) },
                    }
                    " " (visit.number(count, &address(visit, path, &conditions.parameters(None), &with)))
                }
            } }
        }
    }
}

fn facet_value(visit: &Visit<'_>, field: &Field, value: &str) -> Markup {
    let titles = visit.titles();
    let parts: Vec<Text> = match field.kind {
        FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => vec![titles.value(scalar, value)],
        _ => titles.of_iri(value),
    };
    crate::linked::html::title_parts(&parts)
}

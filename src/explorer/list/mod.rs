//! Lists of the resources of a class: narrowed by the address, counted by facets, turned page by page.

mod facets;

use self::facets::{Counts, Facet, VALUES};
use super::conditions::{Condition, Conditions};
use super::evidence::{self, Evidence};
use super::parameters::{self, Table};
use super::question::{Counted, Question};
use super::visit::{Answer, Error, Visit};
use crate::linked::{Frame, chosen_language, html::text, layout};
use crate::ontology::{Class, ClassId, Field, FieldKind, Ontology};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Items on a page.
const PER_PAGE: usize = 50;
/// Most resources of a class that are put in the order of their names, which takes time in proportion to all of them.
const MOST_SORTED: usize = 20_000;

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
    /// How many are of each type, by the member of conditions.
    #[serde(flatten)]
    types: BTreeMap<String, Counted>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    total_count: usize,
    nodes: Vec<Node>,
    #[serde(default)]
    facets: Vec<Counts>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    #[serde(flatten)]
    evidence: Option<Evidence>,
}

/// What the address may say besides conditions.
pub(super) fn table() -> Table {
    Table::of([parameters::page(), parameters::files(["csv"])]).with_conditions()
}

/// A page of a list.
///
/// # Errors
/// If the address has no meaning, or the question fails.
pub(super) fn page(visit: &Visit<'_>, id: ClassId) -> Result<Answer, Error> {
    let class = visit.view.ontology.class(id);
    let conditions = Conditions::read(visit, id)?;
    let number = visit.page_number();
    if visit.parameter("as") == Some("csv") {
        let columns = evidence::of(visit, class).is_none().then(|| columns(visit.view.ontology, class));
        return asking(visit, id, &conditions, columns, "", &[]).table_of_pages(visit, &class.plural);
    }
    let (facets, types) = (facets::of(visit.view.ontology, id), facets::types(visit.view.ontology, id));
    let question = question(visit, id, &conditions, &facets, &types, number);
    let Answered { list, types: of_types } = question.ask(visit)?;
    let path = visit.explorer.path_of(id).unwrap_or_default();
    let pages = visit.pages(list.total_count, PER_PAGE)?;
    let words = visit.words();
    let label = visit.titles().class_label(class);
    let body = html! {
        h1 { (text(&label)) " " span.count { (words.count("n-entries", list.total_count)) } }
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
                (facets::types_html(visit, path, &types, &conditions, &of_types))
                @for counts in &list.facets { (facets::html(visit, path, &facets, &conditions, counts)) }
            }
        }
    };
    let parameters = conditions.parameters(None);
    let number = number.to_string();
    let turned = (number != "1").then_some(("page", number.as_str()));
    let parameters: Vec<_> = parameters.into_iter().chain(turned).collect();
    let own = visit.view.addresses.page_of_no_language(path, &parameters);
    let title = title(visit, &label.value, &conditions);
    let frame = Frame { title: &title, own: Some(&own), place: Some(path), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// What a list is called: its type, and what it is narrowed to.
fn title(visit: &Visit<'_>, label: &str, conditions: &Conditions<'_>) -> String {
    let narrowed =
        conditions.list.iter().map(|condition| format!("{}: {}", condition.label(visit), condition.text(visit)));
    std::iter::once(label.to_owned()).chain(narrowed).collect::<Vec<_>>().join(" · ")
}

fn question(
    visit: &Visit<'_>,
    class: ClassId,
    conditions: &Conditions<'_>,
    facets: &[Facet<'_>],
    types: &[(ClassId, String)],
    number: usize,
) -> Question {
    let keys: Vec<_> = facets.iter().map(|facet| facet.key.as_str()).collect();
    let facets = match keys.is_empty() {
        true => String::new(),
        false => {
            format!("facets(fields: [{}], first: {VALUES}) {{ field values {{ value label count }} }}", keys.join(", "))
        }
    };
    let beside = format!("\n    totalCount\n    {facets}");
    let question = asking(visit, class, conditions, None, &beside, types);
    question.with("first", PER_PAGE).with("offset", (number - 1) * PER_PAGE)
}

/// The question for a list: of each resource what it is called, or some columns; `beside` that, and how many are of some types.
fn asking(
    visit: &Visit<'_>,
    id: ClassId,
    conditions: &Conditions<'_>,
    columns: Option<String>,
    beside: &str,
    types: &[(ClassId, String)],
) -> Question {
    let class = visit.view.ontology.class(id);
    let (of_node, fragments) = evidence::of(visit, class).unwrap_or_default();
    let (name, plural) = (&class.name, &class.plural);
    let columns = columns.unwrap_or_else(|| title_selection(class));
    let order = order(visit, id);
    let variables: String = types.iter().map(|(_, member)| format!(", ${member}: {name}Where")).collect();
    let of_types: String = types
        .iter()
        .map(|(_, member)| format!("  {member}: {plural}(where: ${member}, first: 0) {{ totalCount }}\n"))
        .collect();
    let text = format!(
        "query List($where: {name}Where, $first: Int, $offset: Int{variables}) {{\n  list: {plural}(where: $where{order}, first: $first, offset: $offset) {{\n    \
         nodes {{ id{columns}{of_node} }}{beside}\n  }}\n{of_types}}}\n{fragments}",
    );
    let question = Question::new(text).with("where", conditions.all.clone());
    types.iter().fold(question, |question, (_, member)| question.with(member, facets::of_type(conditions, member)))
}

/// The order of names, in the language of the reader; none for what has no names, and for what is too much to be sorted.
fn order(visit: &Visit<'_>, class: ClassId) -> String {
    let name = visit.view.ontology.class(class).name_field().filter(|field| is_single(field));
    let is_short = visit.view.data.snapshot.extent(class).len() <= MOST_SORTED;
    name.filter(|_| is_short).map_or_else(String::new, |field| format!(", orderBy: [{{ {}: ASC }}]", field.name))
}

/// Whether each resource has at most one value of a field, as what is called by it has in an order and in a cell.
fn is_single(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Text { .. } | FieldKind::Value { .. })
}

/// What a table says of each resource: its values, and what it links to by name. Long lists are other tables.
fn columns(ontology: &Ontology, class: &Class) -> String {
    let title = class.title_field().filter(|title| title.kind == FieldKind::Texts);
    let column = |field: &Field| match field.kind {
        FieldKind::Texts if title.is_some_and(|title| title.name == field.name) => Some(title_selection(class)),
        FieldKind::Texts | FieldKind::Connection { .. } => None,
        FieldKind::Text { .. } | FieldKind::Value { .. } | FieldKind::Values { .. } => Some(format!(" {}", field.name)),
        FieldKind::Link { class, .. } | FieldKind::Links { class } => {
            let name = ontology.class(class).title_field().filter(|name| is_single(name));
            Some(format!(" {} {{ id{} }}", field.name, name.map_or_else(String::new, |name| format!(" {}", name.name))))
        }
    };
    class.fields.iter().filter_map(column).collect()
}

/// The field that a resource is called by, for who reads the answer of the query itself.
fn title_selection(class: &Class) -> String {
    class.title_field().map_or_else(String::new, |field| match field.kind {
        FieldKind::Text { .. } | FieldKind::Value { .. } => format!(" {}", field.name),
        FieldKind::Texts => format!(" {} {{ value lang }}", field.name),
        _ => String::new(),
    })
}

fn item(visit: &Visit<'_>, node: &Node) -> Markup {
    match &node.evidence {
        Some(evidence) => evidence.html(visit, &node.id),
        None => visit.link(&node.id),
    }
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
                    (condition.label(visit))
                    ": " (value(visit, condition))
                    " " a.remove href=(address(visit, path, &conditions.parameters(Some(at)), &[])) aria-label=(words.say("remove")) { "×" }
                } }
            }
        }
    }
}

fn value(visit: &Visit<'_>, condition: &Condition<'_>) -> Markup {
    let resource = condition.resource(visit);
    html! {
        @match (resource, condition.operator) {
            (Some(iri), _) => {
                (visit.link(&iri))
                @if condition.is_within { " " span.quiet { (visit.words().say("and-below")) } }
            }
            (None, Some("contains" | "startsWith" | "search")) => q { bdi { (condition.value) } },
            (None, _) => bdi { (condition.text(visit)) },
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

//! Full text in the schema: the root field `search`, its types, and how its arguments are read.

use super::arguments::{Arguments, enum_name};
use super::collect::Collected;
use super::error::Error;
use super::found;
use super::lowering::Lowering;
use super::signatures::{Signature, list, named, object, required, window_arguments};
use crate::ontology::{ClassId, Ontology};
use crate::query::{Beside, ConnectionPart, EdgePart, HighlightPart, Object, RootPick, Search, SelectedPart, Window};
use crate::search::{Mode, Query};
use async_graphql::Value;
use async_graphql::dynamic::{Enum, EnumItem, InputValue, SchemaBuilder, TypeRef};

/// Every mode: name, what it means.
const MODES: [(Mode, &str, &str); 4] = [
    (Mode::All, "ALL", "All words are found: in texts of the resource, or in names of what it is linked to."),
    (Mode::Any, "ANY", "At least one word is found; the more words, the higher the score."),
    (Mode::Phrase, "PHRASE", "The words are found one after the other, as if the query stood in quotation marks."),
    (
        Mode::Prefix,
        "PREFIX",
        "As ALL, but the last word may be the beginning of one: for suggestions while a query is typed.",
    ),
];

/// Registers the types of `search`.
pub(super) fn register(builder: SchemaBuilder, ontology: &Ontology) -> SchemaBuilder {
    let modes = MODES.iter().map(|(_, name, description)| EnumItem::new(*name).description(*description));
    let types = ontology.classes().iter().map(|class| EnumItem::new(&class.name).description(&class.description));
    let highlight = object(
        "SearchHighlight",
        "A text that has words of a query.",
        vec![
            Signature::new("field", required(TypeRef::STRING), "Name of the field that it is a value of."),
            Signature::new("lang", named("LangTag"), "Its language; null if it has none."),
            Signature::new(
                "text",
                required(TypeRef::STRING),
                "The text around the words, as HTML: the words in `<em>`.",
            ),
        ],
    );
    let via = "Where the names of linked resources have words of the query: the fields that lead there, with the language \
               of the name, such as `positions.themes.label@zh`.";
    let edge = object(
        "SearchEdge",
        "A resource that a search finds.",
        vec![
            Signature::new("node", required("Node"), "The resource."),
            Signature::new(
                "cursor",
                required(TypeRef::STRING),
                "The place of the entry in its list, for `after` and `before`.",
            ),
            Signature::new(
                "score",
                required(TypeRef::FLOAT),
                "How well it fits the query; comparable within one answer.",
            ),
            Signature::new("highlights", list("SearchHighlight"), "Its own texts that have words of the query."),
            Signature::new("via", list(TypeRef::STRING), via),
        ],
    );
    let connection = object(
        "SearchConnection",
        "A page of what a search finds, the best first.",
        vec![
            Signature::new("nodes", list("Node"), "The resources of the page."),
            Signature::new("edges", list("SearchEdge"), "The resources of the page with why they were found."),
            Signature::new("pageInfo", required("PageInfo"), "Where the page stands."),
            Signature::new("totalCount", required(TypeRef::INT), "How many there are on all pages."),
        ]
        .into_iter()
        .chain(found::signatures())
        .collect(),
    );
    builder
        .register(Enum::new("SearchMode").description("How the words of a query combine.").items(modes))
        .register(Enum::new("SearchType").description("What can be searched for.").items(types))
        .register(found::condition(ontology))
        .register(highlight)
        .register(edge)
        .register(connection)
}

/// The root field.
pub(super) fn signature() -> Signature {
    let argument = |name: &str, ty: TypeRef, description: &str| InputValue::new(name, ty).description(description);
    let query = "Words in any language, \"phrases\" and beginnings of words (`gov*`).";
    let description = "Full text over everything, the best first. Words are found in every language, whatever their form, \
                       and by the names of linked resources too.";
    let mut arguments = vec![
        argument("query", required(TypeRef::STRING), query),
        argument("types", TypeRef::named_nn_list("SearchType"), "Only resources of these types."),
        argument("lang", TypeRef::named_nn_list("LangTag"), "Only texts in these languages count."),
        argument("mode", named("SearchMode"), "How the words combine.")
            .default_value(Value::Enum(async_graphql::Name::new("ALL"))),
        argument("fallback", named("SearchMode"), "How the words combine if nothing is found; `matched` says so."),
        argument("where", named(found::CONDITION), "Only what meets this, by type."),
    ];
    arguments.extend(window_arguments());
    Signature::new("search", required("SearchConnection"), description).with(arguments)
}

/// Lowers the root field.
pub(super) fn search<'a>(this: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<RootPick, Error> {
    let ontology = this.ontology();
    let arguments = this.arguments(field);
    let text = match arguments.value("query") {
        Some(Value::String(text)) => text,
        _ => return Err(arguments.error("query", "must be a string")),
    };
    let parse = |argument: &str, mode| Query::parse(&text, mode).map_err(|problem| arguments.error(argument, problem));
    let (first, name) = mode(&arguments, "mode")?.unwrap_or((Mode::default(), "ALL"));
    let other = mode(&arguments, "fallback")?;
    let mut search = Search {
        query: parse("query", first)?,
        fallback: other.map(|(mode, _)| parse("query", mode)).transpose()?,
        types: types(ontology, &arguments)?,
        languages: arguments.languages()?,
        filters: found::filters(ontology, &arguments)?,
        facets: Vec::new(),
        window: Window::default(),
        beside: Beside::default(),
    };
    search.window = arguments.page(&search.order_name(), 1)?;
    let modes = [name, other.map_or(name, |(_, name)| name)];
    let parts = this.parts(&field.sets(), "SearchConnection", |this, field| part(this, field, &mut search, modes))?;
    Ok(RootPick::Search { search: Box::new(search), parts })
}

fn part<'a>(
    this: &mut Lowering<'a, '_>,
    field: &Collected<'a>,
    search: &mut Search,
    modes: [&'static str; 2],
) -> Result<Option<SelectedPart>, Error> {
    Ok(match field.name() {
        "nodes" => Some(ConnectionPart::Nodes(this.object(search.types.clone(), &field.sets())?)),
        "edges" => {
            let edges = this.parts(&field.sets(), "SearchEdge", |this, field| edge(this, field, &search.types))?;
            let is_reason = |(_, part): &(_, EdgePart<Object>)| matches!(part, EdgePart::Highlights(_) | EdgePart::Via);
            search.beside.reasons |= edges.iter().any(is_reason);
            Some(ConnectionPart::Edges(edges))
        }
        "pageInfo" => Some(ConnectionPart::PageInfo(this.page_info(field)?)),
        "totalCount" => Some(ConnectionPart::TotalCount),
        "matched" => Some(ConnectionPart::Matched(modes)),
        "suggestion" => {
            search.beside.suggestion = true;
            Some(ConnectionPart::Suggestion)
        }
        "typeCounts" => {
            search.beside.types = true;
            Some(found::type_counts(this, field, &search.types)?)
        }
        "facets" => Some(found::facets(this, field, search)?),
        "__typename" => Some(ConnectionPart::Typename("SearchConnection".into())),
        _ => None,
    })
}

fn edge<'a>(
    this: &mut Lowering<'a, '_>,
    field: &Collected<'a>,
    types: &[ClassId],
) -> Result<Option<EdgePart<Object>>, Error> {
    Ok(match field.name() {
        "node" => Some(EdgePart::Node(this.object(types.to_vec(), &field.sets())?)),
        "cursor" => Some(EdgePart::Cursor),
        "score" => Some(EdgePart::Score),
        "via" => Some(EdgePart::Via),
        "highlights" => Some(EdgePart::Highlights(this.parts(&field.sets(), "SearchHighlight", |_, field| {
            Ok(match field.name() {
                "field" => Some(HighlightPart::Field),
                "lang" => Some(HighlightPart::Language),
                "text" => Some(HighlightPart::Text),
                "__typename" => Some(HighlightPart::Typename),
                _ => None,
            })
        })?)),
        "__typename" => Some(EdgePart::Typename("SearchEdge".into())),
        _ => None,
    })
}

/// The mode that an argument names.
fn mode(arguments: &Arguments<'_, '_>, argument: &str) -> Result<Option<(Mode, &'static str)>, Error> {
    let Some(value) = arguments.value(argument) else { return Ok(None) };
    let name = enum_name(&value);
    let found = MODES.iter().find(|(_, known, _)| *known == name).map(|(mode, known, _)| (*mode, *known));
    let unknown =
        || arguments.error(argument, format_args!("is {value}, which is none of ALL, ANY, PHRASE and PREFIX"));
    found.ok_or_else(unknown).map(Some)
}

/// The object types that are wanted; those of an interface stand for it.
fn types(ontology: &Ontology, arguments: &Arguments<'_, '_>) -> Result<Vec<ClassId>, Error> {
    let all = ontology.concrete_classes();
    let Some(names) = arguments.list("types").filter(|names| !names.is_empty()) else { return Ok(all.collect()) };
    let mut wanted = Vec::new();
    for name in &names {
        let class = ontology.class_named(enum_name(name));
        let class = class.ok_or_else(|| arguments.error("types", format_args!("has {name}, which is no type")))?;
        wanted.extend(&ontology.class(class).concrete);
    }
    Ok(all.filter(|id| wanted.contains(id)).collect())
}

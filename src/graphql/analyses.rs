//! The types and fields of the analyses in the schema, printed from the layouts of their answers.

use super::schema::{
    LARGEST_PAGE, Signature, cursor_field, list, named, object, page_info_field, required, total_count_field,
    window_arguments,
};
use crate::ontology::{Analysis, ClassId, HISTORY, Ontology};
use crate::positions::{self, Agreement, Dissent, Gaps, Silence};
use crate::query::analysis::{Column, Kind, Layout, Names, Types, layouts};
use async_graphql::dynamic::{Enum, EnumItem, InputValue, SchemaBuilder, TypeRef};
use std::collections::BTreeSet;

/// Number of hops of the longest path if the request names none.
pub(super) const DEFAULT_PATH: usize = 4;
/// Number of hops of the longest path that is looked for.
pub(super) const LONGEST_PATH: usize = 8;
/// Number of paths if the request names none.
pub(super) const DEFAULT_PATHS: usize = 10;
/// Most paths.
pub(super) const MOST_PATHS: usize = 50;
/// Greatest depth of a neighbourhood.
pub(super) const DEEPEST: usize = 3;
/// Number of resources of a neighbourhood if the request names none.
pub(super) const DEFAULT_NODES: usize = 50;

/// What is compared; the names of [`positions::By`].
pub(super) const BY: [(&str, &str); 2] =
    [("THEME", "Each theme by itself; a narrower one is another."), ("PROCESS", "Each process.")];
/// Which pairs come first; the names of [`positions::AgreementOrder`].
pub(super) const ORDERS: [(&str, &str); 3] = [
    ("MOST_AGREEMENT", "The highest score first."),
    ("MOST_DISAGREEMENT", "The lowest score first."),
    ("MOST_IN_COMMON", "The most topics on which both take a side first."),
];
/// Enum of the blocs that the ontology declares.
const BLOC: &str = "Bloc";

/// Registers the types of all analyses that the ontology allows.
pub(super) fn register(mut builder: SchemaBuilder, ontology: &Ontology) -> SchemaBuilder {
    let mut known = BTreeSet::new();
    for layout in [layouts::path(&[]), layouts::neighbourhood(&[])] {
        builder = entry(builder, ontology, &layout, &mut known);
    }
    let Some(roles) = ontology.analysis() else { return builder };
    builder = entry(builder, ontology, &positions::History::layout(roles), &mut known);
    for layout in pages(roles) {
        builder = entry(builder, ontology, &layout, &mut known);
        let edge = format!("{}Edge", layout.name);
        let fields = vec![
            Signature::new("nodes", list(layout.name), "The entries of the page."),
            Signature::new("edges", list(&edge), "The entries of the page with their cursors."),
            page_info_field(),
            total_count_field(),
        ];
        let description = format!("A page of {} entries.", layout.name);
        builder = builder.register(object(&format!("{}Connection", layout.name), &description, fields));
        let fields = vec![Signature::new("node", required(layout.name), "The entry."), cursor_field()];
        builder = builder.register(object(&edge, "An entry with its place in the list.", fields));
    }
    builder = builder.register(choices("AgreementBy", "What is compared.", BY));
    builder = builder.register(choices("AgreementOrder", "Which pairs come first.", ORDERS));
    if !roles.blocs.is_empty() {
        let blocs = roles.blocs.iter().map(|bloc| (bloc.name.as_str(), bloc.description.as_str()));
        builder = builder.register(choices(BLOC, "What actors are taken together by.", blocs));
    }
    builder
}

/// The layouts that are given page by page.
fn pages(roles: &Analysis) -> [Layout; 4] {
    [Agreement::layout(roles), Silence::layout(roles), Gaps::layout(roles), Dissent::layout(roles)]
}

fn choices<'a>(name: &str, description: &str, items: impl IntoIterator<Item = (&'a str, &'a str)>) -> Enum {
    let items = items.into_iter().map(|(name, description)| EnumItem::new(name).description(description));
    Enum::new(name).description(description).items(items)
}

/// The type of an entry, with those of its columns.
fn entry(
    mut builder: SchemaBuilder,
    ontology: &Ontology,
    layout: &Layout,
    known: &mut BTreeSet<&'static str>,
) -> SchemaBuilder {
    if !known.insert(layout.name) {
        return builder;
    }
    for column in &layout.columns {
        match &column.kind {
            Kind::Entries(layout) => builder = entry(builder, ontology, layout, known),
            Kind::Choice(Names::Enum(name, description, items)) if known.insert(name) => {
                builder = builder.register(choices(name, description, items.iter().copied()));
            }
            _ => {}
        }
    }
    let field =
        |column: &Column| Signature::new(column.name, column_type(ontology, layout, column), column.description);
    builder.register(object(layout.name, layout.description, layout.columns.iter().map(field).collect()))
}

fn column_type(ontology: &Ontology, layout: &Layout, column: &Column) -> TypeRef {
    let resource = |types: Types| match types {
        Types::Class(class) => ontology.class(class).name.clone(),
        Types::Any => "Node".to_owned(),
    };
    match &column.kind {
        Kind::Resource(types) => required(&resource(*types)),
        Kind::Optional(types) => named(&resource(*types)),
        Kind::Resources(types) => list(&resource(*types)),
        Kind::Text => named(TypeRef::STRING),
        Kind::Date => named("Date"),
        Kind::Count => required(TypeRef::INT),
        Kind::Number => required(TypeRef::FLOAT),
        Kind::OptionalNumber => named(TypeRef::FLOAT),
        Kind::Truth => required(TypeRef::BOOLEAN),
        Kind::Choice(Names::Enum(name, ..)) => required(name),
        Kind::Choice(Names::Texts(_)) => required(TypeRef::STRING),
        Kind::Entries(layout) => list(layout.name),
        Kind::Same => named(layout.name),
    }
}

fn argument(name: &str, ty: TypeRef, description: impl Into<String>) -> InputValue {
    InputValue::new(name, ty).description(description)
}

fn id(name: &str, description: &str) -> InputValue {
    argument(name, required(TypeRef::ID), description)
}

/// The arguments that choose which positions are looked at. `theme` and `meeting` are left out where they are required.
fn subset(ontology: &Ontology, roles: &Analysis, without: &[&str]) -> Vec<InputValue> {
    let all = [
        ("theme", TypeRef::ID, "Only this theme and those under it."),
        ("process", TypeRef::ID, "Only positions on this process."),
        ("meeting", TypeRef::ID, "Only positions taken at this meeting."),
        ("from", "Date", "Only positions of this day or later."),
        ("to", "Date", "Only positions of this day or earlier."),
    ];
    let wanted = all.into_iter().filter(|(name, ..)| !without.contains(name));
    let mut arguments: Vec<_> = wanted.map(|(name, ty, text)| argument(name, named(ty), text)).collect();
    let filter = format!("{}Where", ontology.class(roles.positions).name);
    arguments.push(argument("where", named(&filter), "Only positions that meet this condition."));
    arguments
}

/// The field of actors.
pub(super) fn history_field(ontology: &Ontology, class: ClassId) -> Option<Signature> {
    let roles = ontology.analysis().filter(|roles| ontology.is_a(class, roles.actors))?;
    let mut arguments = vec![id("theme", "The theme; those under it count as well.")];
    arguments.extend(subset(ontology, roles, &["theme"]));
    let description = "The side that the actor, or another on its behalf, takes on a theme, meeting by meeting in the order of their dates, and where it changes.";
    Some(Signature::new(HISTORY, list("PositionChange"), description).with(arguments))
}

/// The fields of the root.
pub(super) fn root_fields(ontology: &Ontology) -> Vec<Signature> {
    let mut fields = ontology.analysis().map(|roles| position_fields(ontology, roles)).unwrap_or_default();
    fields.extend([path_field(), neighbourhood_field()]);
    fields
}

fn position_fields(ontology: &Ontology, roles: &Analysis) -> Vec<Signature> {
    let field = |name: &str, ty: &str, own: Vec<InputValue>, without: &[&str], description: &str| {
        let arguments = own.into_iter().chain(subset(ontology, roles, without)).chain(window_arguments()).collect();
        Signature::new(name, required(&format!("{ty}Connection")), description).with(arguments)
    };
    let by = || argument("by", named("AgreementBy"), "What is compared: THEME if left out.");
    let actors = TypeRef::named_nn_list(TypeRef::ID);
    let order = argument("order", named("AgreementOrder"), "Which pairs come first: MOST_AGREEMENT if left out.");
    let pairs = "Only pairs of these actors (two at least), those with no topic in common included; if left out, all pairs with a topic in common.";
    let mut fields = vec![
        field("agreement", "Agreement", vec![argument("actors", actors, pairs), by(), order], &[], AGREEMENT),
        field(
            "silence",
            "Silence",
            vec![id("meeting", "The meeting."), id("theme", "The theme; those under it count as well.")],
            &["meeting", "theme"],
            SILENCE,
        ),
        field("dissent", "Dissent", vec![id("group", "The organization or group."), by()], &[], DISSENT),
    ];
    if let Some(bloc) = roles.blocs.first() {
        let groups = format!("{}Where", ontology.class(roles.bodies).name);
        let own = vec![
            argument("by", named(BLOC), format!("What is compared: {} if left out.", bloc.name)),
            argument("groups", named(&groups), "Only these bodies are compared, if bodies are."),
            argument("least", named(TypeRef::INT), "Least number of members of the bloc that raise it: 1 if left out."),
        ];
        fields.push(field("gaps", "Gap", own, &[], GAPS));
    }
    fields
}

const AGREEMENT: &str = "How far actors agree, pair by pair. On each theme an actor is for or against by the sign of its net stance: the sum of the weights of its positions, those on its behalf included. POSITIVE and DEMAND weigh 1 (who calls for a thing wants it), NEGATIVE −1, NEUTRAL and PROCEDURAL 0 (to stress or to chair is to take no side); the weights stand in the ontology. score = (agree − disagree) / (agree + disagree) over the themes on which both take a side: 1 if they always agree, −1 if never, null if they have none in common. Themes are counted and not positions, so that repetition does not count; silence is not disagreement.";
const SILENCE: &str = "Who spoke at a meeting, or was spoken for, and took no position on a theme or one under it, not even a neutral one.";
const DISSENT: &str = "Members of a body that are for what the body is against, or against what it is for. The body's side is that of the positions by it or on its behalf; those do not count as the member's own.";
const GAPS: &str = "Themes that members of only one of the blocs raise, with any stance. Actors of no bloc neither make nor break a gap; a body is a member of itself.";

fn path_field() -> Signature {
    let longest = format!("Most hops of a path: {DEFAULT_PATH} if left out, at most {LONGEST_PATH}.");
    let first = format!("Number of paths to give: {DEFAULT_PATHS} if left out, at most {MOST_PATHS}.");
    let via = "Only these fields are walked, both ways: `memberOf`, or `Actor.memberOf` for that of one type.";
    let arguments = vec![
        id("from", "Where the paths start."),
        id("to", "Where they end."),
        argument("maxLength", named(TypeRef::INT), longest),
        argument("via", TypeRef::named_nn_list(TypeRef::STRING), via),
        argument("first", named(TypeRef::INT), first),
    ];
    let description = "The shortest chains of relationships from one resource to another, all of the same length and in the order of their IRIs; none if there is no chain short enough. Fields are walked both ways.";
    Signature::new("path", list("Path"), description).with(arguments)
}

fn neighbourhood_field() -> Signature {
    let depth = format!("Most hops from the middle: 1 if left out, at most {DEEPEST}.");
    let first = format!("Number of resources to give: {DEFAULT_NODES} if left out, at most {LARGEST_PAGE}.");
    let arguments = vec![
        id("id", "The resource in the middle."),
        argument("depth", named(TypeRef::INT), depth),
        argument("first", named(TypeRef::INT), first),
    ];
    let description = "The resources around one, of every field in turn, and all links between them; for drawing.";
    Signature::new("neighbourhood", named("Neighbourhood"), description).with(arguments)
}

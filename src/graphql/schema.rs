//! The GraphQL schema of an ontology, for validation, introspection and printing.
//!
//! Fields have no resolvers: a request never gets that far (see [`super::seam`]).

use super::analyses::Analyses;
use super::keys::group_keys;
use super::operators::scalar_name;
use super::seam::Seam;
use super::signatures::{
    DEFAULT_GROUPS, DEFAULT_PAGE, FENCE, MOST_GROUPS, SKIPPED, Signature, cursor_field, list, named, object,
    page_info_field, required, total_count_field, window_arguments,
};
use crate::ontology::{Class, ClassId, Field, FieldKind, Ontology};
use async_graphql::SDLExportOptions;
use async_graphql::dynamic::{Enum, EnumItem, InputValue, Interface, Object, Schema, SchemaBuilder, TypeRef};

/// The ontology does not make a valid schema.
#[derive(Debug, thiserror::Error)]
#[error("the ontology does not give a valid GraphQL schema: {0}")]
pub struct SchemaError(#[from] async_graphql::dynamic::SchemaError);

/// Builds the schema.
pub(super) fn build(ontology: &Ontology, analyses: &Analyses) -> Result<Schema, SchemaError> {
    // Limits on depth and size are the guards', which know the way out and spare introspection; names that are near are
    // the seam's.
    Ok(builder(ontology, analyses).extension(Seam).limit_recursive_depth(1_000).disable_suggestions().finish()?)
}

/// All types of the schema.
pub(super) fn builder(ontology: &Ontology, analyses: &Analyses) -> SchemaBuilder {
    let mut builder = Schema::build("Query", None, Some(super::subscriptions::ROOT));
    builder = builder.register(query(ontology, analyses)).register(node_interface()).register(page_info());
    let mut fields = ontology.classes().iter().flat_map(|class| &class.fields);
    if fields.any(|field| field.kind == FieldKind::Texts) {
        builder = builder.register(lang_string());
    }
    if ontology.class_ids().any(|id| !group_keys(ontology, id).is_empty()) {
        builder = builder.register(group_key_value());
    }
    builder = builder
        .register(facet())
        .register(facet_value())
        .register(dataset())
        .register(class_count())
        .register(graph_count());
    builder = super::definitions::register(builder);
    builder = super::inputs::register(builder, ontology);
    builder = analyses.register(builder, ontology);
    builder = super::search::register(builder, ontology);
    builder = super::federation::register(builder, ontology);
    builder = super::subscriptions::register(builder);
    for scalar in super::scalars::used(ontology, analyses) {
        builder = builder.register(scalar);
    }
    for enumeration in ontology.enums() {
        let item = |value: &String| match enumeration.meanings.get(value) {
            Some(meaning) => EnumItem::new(value).description(meaning),
            None => EnumItem::new(value),
        };
        let items = enumeration.values.iter().map(item);
        builder = builder.register(Enum::new(&enumeration.name).description(&enumeration.description).items(items));
    }
    for id in ontology.class_ids() {
        builder = class_types(builder, ontology, analyses, id);
    }
    builder
}

/// The schema in the schema definition language, the same bytes for the same ontology. Descriptions are block strings, as
/// tools print them; those of one line stand in one.
pub(super) fn print(schema: &Schema) -> String {
    let options = SDLExportOptions::new().use_space_ident().include_specified_by();
    let sdl = schema.sdl_with_options(options);
    let mut out = String::with_capacity(sdl.len());
    let mut lines = sdl.trim().lines();
    while let Some(line) = lines.next() {
        if line.trim_start() != FENCE {
            out.extend([line.trim_end(), "\n"]);
            continue;
        }
        let indent = &line[..line.len() - FENCE.len()];
        let text: Vec<_> = lines.by_ref().take_while(|line| line.trim_start() != FENCE).map(str::trim_end).collect();
        // In a block string only its end has to be written otherwise (GraphQL specification, section 2.9.4).
        let text = text.join("\n").replace(FENCE, "\\\"\"\"");
        match text.trim_start() {
            "" => {} // what the ontology does not describe
            short if !text.contains('\n') && !short.ends_with(['"', '\\']) => {
                out.extend([indent, FENCE, short, FENCE, "\n"]);
            }
            _ => out.extend([line, "\n", &text, "\n", line, "\n"]),
        }
    }
    out
}

fn id_field() -> Signature {
    Signature::new("id", required(TypeRef::ID), "The IRI of the resource.")
}

/// The type, its connection and its edge.
fn class_types(builder: SchemaBuilder, ontology: &Ontology, analyses: &Analyses, id: ClassId) -> SchemaBuilder {
    let class = ontology.class(id);
    let mut fields = vec![id_field()];
    fields.extend(class.fields.iter().map(|field| signature(ontology, field)));
    fields.extend(analyses.signatures(ontology, id));
    let interfaces =
        || std::iter::once("Node").chain(class.superclasses.iter().map(|&id| ontology.class(id).name.as_str()));
    let builder = if class.is_interface {
        let interface = Interface::new(&class.name).description(&class.description);
        let interface = fields.into_iter().fold(interface, |interface, field| interface.field(field.interface_field()));
        builder.register(interfaces().fold(interface, Interface::implement))
    } else {
        let object = object(&class.name, &class.description, fields);
        builder.register(interfaces().fold(object, Object::implement))
    };
    if class.direct_of.is_some() {
        return builder; // it is reached through its interface, which has the lists
    }
    let builder = if group_keys(ontology, id).is_empty() { builder } else { builder.register(group(class)) };
    builder.register(connection(ontology, id)).register(edge(class))
}

fn signature(ontology: &Ontology, field: &Field) -> Signature {
    let class_name = |id: ClassId| ontology.class(id).name.as_str();
    let (ty, arguments) = match field.kind {
        FieldKind::Value { scalar, required: true } => (required(scalar_name(ontology, scalar)), Vec::new()),
        FieldKind::Value { scalar, required: false } => (named(scalar_name(ontology, scalar)), Vec::new()),
        FieldKind::Values { scalar } if scalar.is_always_writable() => {
            (list(scalar_name(ontology, scalar)), Vec::new())
        }
        FieldKind::Values { scalar } => (TypeRef::named_list_nn(scalar_name(ontology, scalar)), Vec::new()),
        FieldKind::Text { required: true } => (required(TypeRef::STRING), vec![language_argument(CHAIN)]),
        FieldKind::Text { required: false } => (named(TypeRef::STRING), vec![language_argument(CHAIN)]),
        FieldKind::Texts => (list("LangString"), vec![language_argument("Only texts in these languages.")]),
        FieldKind::Link { class, required: true } => (required(class_name(class)), Vec::new()),
        FieldKind::Link { class, required: false } => (named(class_name(class)), Vec::new()),
        FieldKind::Links { class } => (list(class_name(class)), slice_arguments(class_name(class))),
        FieldKind::Connection { class } => {
            (required(&format!("{}Connection", class_name(class))), page_arguments(class_name(class)))
        }
    };
    Signature::new(&field.name, ty, &field.description).with(arguments)
}

/// What a language argument of a single text means.
pub(super) const CHAIN: &str =
    "Languages to look for, most wanted first; then come those of the reader (Accept-Language) and of the dataset.";

pub(super) fn language_argument(description: &str) -> InputValue {
    InputValue::new("lang", TypeRef::named_nn_list("LangTag")).description(description)
}

fn slice_arguments(class: &str) -> Vec<InputValue> {
    vec![
        where_argument(class),
        order_argument(class),
        InputValue::new("first", named(TypeRef::INT)).description("Number to give, from the front; all if left out."),
        InputValue::new("offset", named(TypeRef::INT)).description(SKIPPED),
    ]
}

/// The arguments of a connection.
fn page_arguments(class: &str) -> Vec<InputValue> {
    let mut arguments = vec![where_argument(class), order_argument(class)];
    arguments.extend(window_arguments());
    arguments
}

fn where_argument(class: &str) -> InputValue {
    InputValue::new("where", named(&format!("{class}Where")))
        .description(format!("Only {class} resources that meet this condition."))
}

fn order_argument(class: &str) -> InputValue {
    InputValue::new("orderBy", TypeRef::named_nn_list(format!("{class}Order"))).description(
        "Keys to order by, the most significant first; by IRI where they leave a tie, or where there are none.",
    )
}

fn connection(ontology: &Ontology, id: ClassId) -> Object {
    let name = &ontology.class(id).name;
    let mut fields = vec![
        Signature::new("nodes", list(name), "The resources of the page."),
        Signature::new("edges", list(&format!("{name}Edge")), "The resources of the page with their cursors."),
        page_info_field(),
        total_count_field(),
    ];
    if !group_keys(ontology, id).is_empty() {
        let keys = || TypeRef::named_nn_list_nn(format!("{name}GroupKey"));
        let first = |what: &str, default: usize| {
            let description =
                format!("Number of {what} to give, the largest first: {default} if left out, at most {MOST_GROUPS}.");
            InputValue::new("first", named(TypeRef::INT)).description(description)
        };
        let groups = "Counts of groups over all pages: a group for each combination of the values of the keys.";
        let group_by = Signature::new("groupBy", list(&format!("{name}Group")), groups);
        fields.push(
            group_by.with(vec![InputValue::new("keys", keys()).description(KEYS), first("groups", DEFAULT_GROUPS)]),
        );
        let facets = "Counts by the values of each property over all pages.";
        let facets = Signature::new("facets", list("Facet"), facets);
        fields.push(facets.with(vec![
            InputValue::new("fields", keys()).description(FIELDS),
            first("values of each property", DEFAULT_PAGE),
        ]));
    }
    object(&format!("{name}Connection"), &format!("A page of {name} resources."), fields)
}

const KEYS: &str = "The properties by whose values resources are grouped: 1 to 4, in the order of `key`.";
const FIELDS: &str = "The properties that are counted, each by itself: 32 at most.";

fn group(class: &Class) -> Object {
    let name = &class.name;
    let field = InputValue::new("field", required(&format!("{name}GroupKey")))
        .description("The property whose different values are counted.");
    let distinct = "Number of different values that they have for a property.";
    object(
        &format!("{name}Group"),
        &format!("{name} resources that have the same values."),
        vec![
            Signature::new("key", list("GroupKeyValue"), "The values, in the order of the keys."),
            Signature::new("count", required(TypeRef::INT), "Number of resources in the group."),
            Signature::new("distinct", required(TypeRef::INT), distinct).with(vec![field]),
        ],
    )
}

fn value_fields() -> Vec<Signature> {
    vec![
        Signature::new("value", named(TypeRef::STRING), "The value; the IRI for a resource, null for what has none."),
        Signature::new(
            "label",
            named(TypeRef::STRING),
            "The name of a resource or of a value of a closed list; other values as they are.",
        )
        .with(vec![language_argument(CHAIN)]),
    ]
}

fn group_key_value() -> Object {
    let mut fields = vec![Signature::new("field", required(TypeRef::STRING), "Name of the key.")];
    fields.extend(value_fields());
    object("GroupKeyValue", "A value that the resources of a group have in common.", fields)
}

fn facet() -> Object {
    object(
        "Facet",
        "Counts by the values of one property.",
        vec![
            Signature::new("field", required(TypeRef::STRING), "Name of the property."),
            Signature::new("values", list("FacetValue"), "The values, the most frequent first."),
        ],
    )
}

fn facet_value() -> Object {
    let mut fields = value_fields();
    fields.push(Signature::new("count", required(TypeRef::INT), "How many resources have it."));
    object("FacetValue", "A value with the number of resources that have it.", fields)
}

fn edge(class: &Class) -> Object {
    object(
        &format!("{}Edge", class.name),
        "A resource with its place in the list.",
        vec![Signature::new("node", required(&class.name), "The resource."), cursor_field()],
    )
}

fn query(ontology: &Ontology, analyses: &Analyses) -> Object {
    let id =
        || InputValue::new("id", required(TypeRef::ID)).description("A full IRI or prefix:name, such as `actor:chn`.");
    let mut fields = vec![
        Signature::new("dataset", required("Dataset"), "What is loaded."),
        Signature::new("node", named("Node"), "The resource with this identifier; null if there is none.")
            .with(vec![id()]),
        Signature::new(
            "nodes",
            TypeRef::named_list_nn("Node"),
            "The resources with these identifiers; null for each that does not exist.",
        )
        .with(vec![
            InputValue::new("ids", TypeRef::named_nn_list_nn(TypeRef::ID)).description("Full IRIs or prefix:name."),
        ]),
        super::search::signature(),
    ];
    for class in ontology.classes().iter().filter(|class| class.is_root) {
        let one = format!("The {} with this identifier; null if there is none.", class.name);
        fields.push(Signature::new(&class.singular, named(&class.name), one).with(vec![id()]));
        let all = format!("All {} resources, page by page.", class.name);
        fields.push(
            Signature::new(&class.plural, required(&format!("{}Connection", class.name)), all)
                .with(page_arguments(&class.name)),
        );
    }
    fields.extend(analyses.root_signatures(ontology));
    fields.extend(super::federation::root_fields());
    object("Query", "The ways into the graph.", fields)
}

fn node_interface() -> Interface {
    Interface::new("Node").description("A resource with an IRI.").field(id_field().interface_field())
}

fn page_info() -> Object {
    object(
        "PageInfo",
        "Where a page stands in its list (GraphQL Cursor Connections Specification).",
        vec![
            Signature::new("hasNextPage", required(TypeRef::BOOLEAN), "Whether there are resources after it."),
            Signature::new("hasPreviousPage", required(TypeRef::BOOLEAN), "Whether there are resources before it."),
            Signature::new("startCursor", named(TypeRef::STRING), "Cursor of its first resource."),
            Signature::new("endCursor", named(TypeRef::STRING), "Cursor of its last resource."),
        ],
    )
}

fn lang_string() -> Object {
    object(
        "LangString",
        "A text with its language.",
        vec![
            Signature::new("value", required(TypeRef::STRING), "The text."),
            Signature::new("lang", named("LangTag"), "Its language; null if it has none."),
        ],
    )
}

fn dataset() -> Object {
    object(
        "Dataset",
        "What is loaded: description, counts and types.",
        vec![
            Signature::new("title", named(TypeRef::STRING), "Title of the dataset.")
                .with(vec![language_argument(CHAIN)]),
            Signature::new("version", named(TypeRef::STRING), "Version that the data gives itself."),
            Signature::new("licences", list("IRI"), "Licences of the data."),
            Signature::new("triples", required(TypeRef::INT), "Number of triples, derived ones included."),
            Signature::new("languages", list("LangTag"), "Languages of the texts."),
            Signature::new("classes", list("ClassCount"), "Number of instances of each class."),
            Signature::new("graphs", list("GraphCount"), "The named graphs."),
        ]
        .into_iter()
        .chain(super::definitions::signatures())
        .collect(),
    )
}

fn class_count() -> Object {
    object(
        "ClassCount",
        "Number of instances of a class.",
        vec![
            Signature::new("type", required(TypeRef::STRING), "Name of the type in this schema."),
            Signature::new("iri", required("IRI"), "IRI of the class."),
            Signature::new("count", required(TypeRef::INT), "Number of instances, those of subclasses included."),
        ],
    )
}

fn graph_count() -> Object {
    object(
        "GraphCount",
        "Size of a named graph.",
        vec![
            Signature::new("iri", required("IRI"), "IRI of the graph."),
            Signature::new("triples", required(TypeRef::INT), "Number of triples in it."),
        ],
    )
}

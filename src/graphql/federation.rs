//! Apollo Federation 2: the schema as a subgraph, so that others join their graphs to this one by IRI.
//!
//! Every class is an entity with the key `id`. A gateway reads the subgraph's schema from `_service` and asks for
//! entities that other graphs name with `_entities`; both are specified in
//! <https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec>.
//!
//! The interfaces of the ontology have the key too, so that others can add a field to all actors with
//! `@interfaceObject`. `Node` has none: a graph with such an interface must know all its types, and all subgraphs share `Node`.

use super::collect::Collected;
use super::error::Error;
use super::lowering::Lowering;
use super::signatures::{ENTITY, FENCE, Signature, named, object, required};
use crate::ontology::{ClassId, Ontology};
use crate::query::{Entities, EntityGroup, Refusal, RootPick};
use async_graphql::dynamic::{InputValue, Scalar, SchemaBuilder, TypeRef, Union};
use async_graphql::{Name, Value};
use oxigraph::model::NamedNode;

/// Most entities of one request: a gateway asks for those of a whole answer at once.
pub(super) const MOST_ENTITIES: usize = 1000;

/// What a subgraph's schema says of the specification that it follows; 2.3 is the first with keys of interfaces.
const LINK: &str =
    "extend schema\n  @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@key\", \"@shareable\"])\n";

/// Registers the types that the specification asks for.
pub(super) fn register(builder: SchemaBuilder, ontology: &Ontology) -> SchemaBuilder {
    let entity = Union::new(ENTITY).description("A resource that other graphs name by its IRI (Apollo Federation).");
    let names = ontology.concrete_classes().map(|class| &ontology.class(class).name);
    let representation = Scalar::new("_Any")
        .description("An object with `__typename` and `id`, by which other graphs name a resource (Apollo Federation).")
        .validator(|value| matches!(value, Value::Object(_)));
    let sdl = "This schema as a subgraph, in the schema definition language.";
    builder.register(names.fold(entity, Union::possible_type)).register(representation).register(object(
        "_Service",
        "What a gateway reads of this graph (Apollo Federation).",
        vec![Signature::new("sdl", named(TypeRef::STRING), sdl)],
    ))
}

/// The root fields that the specification asks for.
pub(super) fn root_fields() -> [Signature; 2] {
    let entities = format!(
        "The resources that other graphs name, null for each that does not exist: at most {MOST_ENTITIES} (Apollo Federation)."
    );
    let representations = InputValue::new("representations", TypeRef::named_nn_list_nn("_Any"))
        .description("Objects with the `__typename` and the `id` of each resource.");
    [
        Signature::new("_entities", TypeRef::named_list_nn(ENTITY), entities).with(vec![representations]),
        Signature::new("_service", required("_Service"), "This graph as a gateway reads it (Apollo Federation)."),
    ]
}

/// The printed schema as that of a subgraph: keys on the classes, and without what every subgraph has.
pub(super) fn subgraph(sdl: &str, ontology: &Ontology) -> String {
    let mut out = LINK.to_owned();
    for definition in definitions(sdl) {
        let head = definition.iter().position(|line| line.is_head).unwrap_or_default();
        let mut words = definition[head].text.split(' ');
        let directive = match (words.next().unwrap_or_default(), words.next().unwrap_or_default()) {
            ("schema", _) | (_, "_Any" | "_Service" | ENTITY) => continue,
            ("type" | "interface", name) if ontology.class_named(name).is_some() => " @key(fields: \"id\")",
            // Every graph with connections has this type, and all mean the same by it.
            ("type", "PageInfo") => " @shareable",
            _ => "",
        };
        out.push('\n');
        for (i, line) in definition.iter().enumerate() {
            match line.text.strip_suffix(" {").filter(|_| i == head) {
                Some(start) => out.extend([start, directive, " {\n"]),
                None => out.extend([line.text, "\n"]),
            }
        }
    }
    out
}

/// A line of the printed schema.
struct Line<'a> {
    text: &'a str,
    /// Whether it begins a definition, after its documentation.
    is_head: bool,
}

/// The definitions of the printed schema, which have an empty line between them, but for the last, of a line each. The
/// root fields that every subgraph has are left out, with their documentation on the line before.
fn definitions(sdl: &str) -> Vec<Vec<Line<'_>>> {
    let mut all: Vec<Vec<Line<'_>>> = vec![Vec::new()];
    let mut in_text = false; // documentation of several lines may have empty ones
    let mut in_arguments = false; // those of a field that is left out
    for text in sdl.lines() {
        let is_fence = text.trim_start() == FENCE;
        let is_code = !in_text && !is_fence;
        in_text ^= is_fence;
        let is_head = is_code && !text.is_empty() && !text.starts_with([' ', '"', '}']);
        let follows_another = is_head && all.last().is_some_and(|lines| lines.iter().any(|line| line.is_head));
        if (is_code && text.is_empty()) || follows_another {
            let last = all.last_mut().filter(|_| follows_another);
            let documentation = last.and_then(|lines| lines.pop_if(|line| line.text.starts_with('"')));
            all.push(documentation.into_iter().collect());
        }
        if let Some(definition) = all.last_mut() {
            if in_arguments {
                in_arguments = !text.starts_with("  )");
            } else if is_code && (text.starts_with("  _entities(") || text.starts_with("  _service:")) {
                definition.pop();
                in_arguments = text.ends_with('(');
            } else if !is_code || !text.is_empty() {
                definition.push(Line { text, is_head });
            }
        }
    }
    all.retain(|definition| !definition.is_empty());
    all
}

/// Lowers `_entities`: what is named as the same type is read together.
pub(super) fn entities<'a>(this: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<RootPick, Error> {
    let mut named: Vec<(ClassId, Vec<NamedNode>)> = Vec::new();
    let mut places = Vec::new();
    for representation in representations(this, field)? {
        places.push(representation.map(|(class, iri)| {
            let group = named.iter().position(|(known, _)| *known == class).unwrap_or_else(|| {
                named.push((class, Vec::new()));
                named.len() - 1
            });
            named[group].1.push(iri);
            (group, named[group].1.len() - 1)
        }));
    }
    let groups = named.into_iter().map(|(class, iris)| {
        let types = this.ontology().class(class).concrete.clone();
        Ok(EntityGroup { iris, object: this.object(types, &field.sets())? })
    });
    let groups = groups.collect::<Result<_, Error>>()?;
    Ok(RootPick::Entities(Entities { groups, places }))
}

/// Class and IRI of a representation, or what is wrong with it.
type Representation = Result<(ClassId, NamedNode), Refusal>;

/// What each representation stands for: a gateway asks for those of a whole answer at once, and
/// one that another graph got wrong must not take the others with it.
fn representations<'a>(this: &Lowering<'a, '_>, field: &Collected<'a>) -> Result<Vec<Representation>, Error> {
    let ontology = this.ontology();
    let arguments = this.arguments(field);
    let error = |problem: std::fmt::Arguments<'_>| arguments.refusal("representations", problem);
    let values = arguments.list("representations").unwrap_or_default();
    if values.len() > MOST_ENTITIES {
        let count = values.len();
        let problem = format_args!("has {count} entities, but at most {MOST_ENTITIES} are taken at a time");
        return Err(arguments.error("representations", problem));
    }
    let read = |value: Value| {
        let Value::Object(members) = &value else {
            return Err(error(format_args!("has {value}, which is no object")));
        };
        let member = |name: &str| members.get(&Name::new(name));
        let Some(Value::String(name)) = member("__typename") else {
            return Err(error(format_args!("has {value}, which has no `__typename`")));
        };
        let class = ontology.class_named(name);
        let class =
            class.ok_or_else(|| error(format_args!("has the type `{name}`, which is no entity of this graph")))?;
        match member("id") {
            Some(Value::String(id)) => {
                let expanded = ontology.prefixes().expand(id);
                let iri = expanded.map_err(|problem| error(format_args!("has an `id` that cannot be used: {problem}")));
                Ok((class, iri?))
            }
            Some(other) => Err(error(format_args!("has the `id` {other}, which is no IRI"))),
            None => Err(error(format_args!("has {value}, which has no `id`"))),
        }
    };
    Ok(values.into_iter().map(read).collect())
}

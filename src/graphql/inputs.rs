//! The input types of the schema: what lists can be filtered and ordered by.

use super::keys::group_keys;
use super::operators::{FilterKind, Takes, scalar_name};
use super::subtypes::subtypes;
use crate::ontology::{Class, ClassId, Field, FieldKind, Ontology, Scalar};
use async_graphql::dynamic::{Enum, EnumItem, InputObject, InputValue, SchemaBuilder, TypeRef};

/// Name of the order of resources by how many a list of them has.
const COUNT_ORDER: &str = "CountOrder";
/// Name of the direction of an order.
const DIRECTION: &str = "OrderDirection";

/// Registers all input types.
pub(super) fn register(mut builder: SchemaBuilder, ontology: &Ontology) -> SchemaBuilder {
    let direction = Enum::new(DIRECTION).description("Direction of an order; what has no value comes last in both.");
    let ascending = EnumItem::new("ASC").description("Least first.");
    builder = builder.register(direction.item(ascending).item(EnumItem::new("DESC").description("Greatest first.")));
    for kind in filter_kinds(ontology) {
        builder = builder.register(filter(ontology, kind));
    }
    if ontology.class_ids().any(|id| is_listed(ontology, id)) {
        let count = InputValue::new("count", TypeRef::named(DIRECTION)).description("By number.");
        let description = "An order by a list of resources.";
        builder = builder.register(InputObject::new(COUNT_ORDER).description(description).oneof().field(count));
    }
    for id in ontology.class_ids().filter(|&id| ontology.class(id).direct_of.is_none()) {
        let class = ontology.class(id);
        builder = builder.register(condition(ontology, id)).register(order(ontology, id));
        if is_listed(ontology, id) {
            builder = builder.register(list_condition(class));
        }
        let keys = group_keys(ontology, id);
        if !keys.is_empty() {
            let items = keys.into_iter().map(|key| EnumItem::new(key.group.name).description(key.description));
            let description = format!("What {} resources can be grouped by.", class.name);
            builder =
                builder.register(Enum::new(format!("{}GroupKey", class.name)).description(description).items(items));
        }
        if class.is_interface {
            let name = format!("{}Type", class.name);
            let types = class.concrete.iter().map(|&id| ontology.class(id));
            let types = types.map(|class| EnumItem::new(&class.name).description(&class.description));
            builder =
                builder.register(Enum::new(name).description(format!("The types of {}.", class.name)).items(types));
        }
    }
    builder
}

/// Whether some field is a list of resources of a class, so that there can be a condition on it.
fn is_listed(ontology: &Ontology, id: ClassId) -> bool {
    let mut fields = ontology.classes().iter().flat_map(|class| &class.fields);
    fields
        .any(|field| matches!(field.kind, FieldKind::Links { class } | FieldKind::Connection { class } if class == id))
}

/// The kinds of filters that some field needs.
fn filter_kinds(ontology: &Ontology) -> Vec<FilterKind> {
    let mut kinds = vec![FilterKind::Id];
    if ontology.class_ids().any(|id| is_listed(ontology, id)) {
        kinds.push(FilterKind::Scalar(Scalar::Int)); // for `count`
    }
    for field in ontology.classes().iter().flat_map(|class| &class.fields) {
        if let Some(kind) = FilterKind::of(field.kind)
            && !kinds.contains(&kind)
        {
            kinds.push(kind);
        }
    }
    kinds
}

fn filter(ontology: &Ontology, kind: FilterKind) -> InputObject {
    let value = match kind {
        FilterKind::Id => TypeRef::ID,
        FilterKind::Text => TypeRef::STRING,
        FilterKind::Scalar(scalar) => scalar_name(ontology, scalar),
    };
    let description = match kind {
        FilterKind::Id => "Which resource it is, by IRI or prefix:name.",
        FilterKind::Text => "What the text is in any language, or in those of `lang`.",
        FilterKind::Scalar(_) => "What the value is.",
    };
    let mut filter = InputObject::new(kind.type_name(ontology)).description(description);
    for operator in kind.operators() {
        let ty = match operator.takes {
            Takes::One => TypeRef::named(value),
            Takes::Many => TypeRef::named_nn_list(value),
            Takes::Truth => TypeRef::named(TypeRef::BOOLEAN),
        };
        filter = filter.field(InputValue::new(operator.name, ty).description(operator.description));
    }
    if kind == FilterKind::Text {
        let lang = InputValue::new("lang", TypeRef::named_nn_list("LangTag"));
        filter = filter.field(lang.description("Only texts in these languages count."));
    }
    filter
}

/// `XWhere`: a condition on a resource of a class.
fn condition(ontology: &Ontology, id: ClassId) -> InputObject {
    let class = ontology.class(id);
    let own = format!("{}Where", class.name);
    let mut input =
        InputObject::new(&own).description(format!("A condition on one {}; all its members must hold.", class.name));
    let list = || TypeRef::named_nn_list(&own);
    input = input.field(InputValue::new("and", list()).description("All of these hold."));
    input = input.field(InputValue::new("or", list()).description("At least one of these holds."));
    input = input.field(InputValue::new("not", TypeRef::named(&own)).description("This does not hold."));
    input = input.field(InputValue::new("id", TypeRef::named("IDFilter")).description("Which resource it is."));
    if class.is_interface {
        let types = TypeRef::named_nn_list(format!("{}Type", class.name));
        input = input.field(InputValue::new("types", types).description("It is of one of these types."));
    }
    for field in &class.fields {
        let Some(ty) = condition_type(ontology, class, field) else { continue };
        input = input.field(InputValue::new(&field.name, TypeRef::named(ty)).description(&field.description));
        if let Some(name) = class.chain(id, field) {
            let description = format!("It, or one that it reaches by `{}`, meets this.", field.name);
            input = input.field(InputValue::new(name, TypeRef::named(&own)).description(description));
        }
    }
    for (subtype, name) in subtypes(ontology, id) {
        let subtype = &ontology.class(subtype).name;
        let ty = TypeRef::named(format!("{subtype}Where"));
        input = input.field(InputValue::new(name, ty).description(format!("It is a {subtype} that meets this.")));
    }
    input
}

/// The type of the member of `where` for a field; none if there is no such member.
pub(super) fn condition_type(ontology: &Ontology, class: &Class, field: &Field) -> Option<String> {
    if is_translations(field.kind, &field.name, class) {
        return None;
    }
    Some(match field.kind {
        FieldKind::Link { class, .. } => format!("{}Where", ontology.class(class).name),
        FieldKind::Links { class } | FieldKind::Connection { class } => {
            format!("{}ListWhere", ontology.class(class).name)
        }
        FieldKind::Value { .. } | FieldKind::Values { .. } | FieldKind::Text { .. } | FieldKind::Texts => {
            FilterKind::of(field.kind).unwrap_or(FilterKind::Id).type_name(ontology)
        }
    })
}

/// The type of the member of `orderBy` for a field; none if there is no such member.
pub(super) fn order_type(ontology: &Ontology, field: &Field) -> Option<String> {
    match field.kind {
        FieldKind::Value { .. } | FieldKind::Text { .. } => Some(DIRECTION.to_owned()),
        FieldKind::Link { class, .. } => Some(format!("{}Order", ontology.class(class).name)),
        FieldKind::Links { .. } | FieldKind::Connection { .. } => Some(COUNT_ORDER.to_owned()),
        FieldKind::Values { .. } | FieldKind::Texts => None,
    }
}

/// Whether a field is the companion of a text, whose filter takes languages itself.
fn is_translations(kind: FieldKind, name: &str, class: &Class) -> bool {
    let text = name.strip_suffix("Translations").and_then(|text| class.field(text));
    kind == FieldKind::Texts && text.is_some_and(|text| matches!(text.kind, FieldKind::Text { .. }))
}

/// `XListWhere`: a condition on a list of resources of a class.
fn list_condition(class: &Class) -> InputObject {
    let name = &class.name;
    let element = || TypeRef::named(format!("{name}Where"));
    InputObject::new(format!("{name}ListWhere"))
        .description(format!("A condition on a list of {name} resources; all its members must hold."))
        .field(InputValue::new("some", element()).description("At least one of them meets this."))
        .field(InputValue::new("all", element()).description("All of them meet this; also if there are none."))
        .field(InputValue::new("none", element()).description("None of them meets this."))
        .field(InputValue::new("single", element()).description("Exactly one of them meets this."))
        .field(InputValue::new("count", TypeRef::named("IntFilter")).description("How many there are."))
}

/// `XOrder`: a key to order resources of a class by.
fn order(ontology: &Ontology, id: ClassId) -> InputObject {
    let class = ontology.class(id);
    let description = format!("One key to order {} resources by; a list of these has several.", class.name);
    let mut input = InputObject::new(format!("{}Order", class.name)).description(description).oneof();
    input = input.field(InputValue::new("id", TypeRef::named(DIRECTION)).description("By IRI."));
    for field in &class.fields {
        let Some(ty) = order_type(ontology, field) else { continue };
        input = input.field(InputValue::new(&field.name, TypeRef::named(ty)).description(&field.description));
    }
    for (subtype, name) in subtypes(ontology, id) {
        let subtype = &ontology.class(subtype).name;
        let description = format!("By a key of {subtype} resources; others come last.");
        input = input.field(InputValue::new(name, TypeRef::named(format!("{subtype}Order"))).description(description));
    }
    input
}

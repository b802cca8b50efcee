//! The types and fields of the analyses in the schema, made of what their families say of them.

use super::signatures::{
    Signature, cursor_field, list, named, object, page_info_field, required, total_count_field, window_arguments,
};
use crate::ontology::{ClassId, Ontology};
use crate::query::analysis::{
    AnalysisField, Argument, ArgumentKind, Choices, Column, ColumnType, Entries, Family, Layout, Names, Types, Walks,
};
use async_graphql::dynamic::{Enum, EnumItem, InputValue, SchemaBuilder, TypeRef};
use std::collections::BTreeSet;

/// The analyses that can be asked for, by the fields that have them.
pub(super) struct Analyses {
    roots: Vec<AnalysisField>,
    /// Those of each class.
    fields: Vec<Vec<AnalysisField>>,
}

impl Analyses {
    /// The analyses of some families, and those of every ontology.
    pub(super) fn new(ontology: &Ontology, families: &[&dyn Family]) -> Self {
        let walks = Walks { evidence: families.iter().find_map(|family| family.evidence(ontology)) };
        let families: Vec<&dyn Family> = families.iter().copied().chain([&walks as &dyn Family]).collect();
        let of_class = |class| families.iter().flat_map(|family| family.fields(ontology, class)).collect();
        Self {
            roots: families.iter().flat_map(|family| family.roots(ontology)).collect(),
            fields: ontology.class_ids().map(of_class).collect(),
        }
    }

    /// The field of the root with a name.
    pub(super) fn root(&self, name: &str) -> Option<&AnalysisField> {
        self.roots.iter().find(|field| field.name == name)
    }

    /// The field of a class with a name.
    pub(super) fn field(&self, class: ClassId, name: &str) -> Option<&AnalysisField> {
        self.fields[usize::from(class.0)].iter().find(|field| field.name == name)
    }

    fn all(&self) -> impl Iterator<Item = &AnalysisField> {
        self.roots.iter().chain(self.fields.iter().flatten())
    }

    /// The closed lists of names that they have, each once, in the order of their names.
    pub(super) fn choices(&self) -> Vec<Choices> {
        let mut choices: Vec<Choices> = self.all().flat_map(AnalysisField::choices).collect();
        choices.sort_by_key(|choices| choices.name);
        choices.dedup_by_key(|choices| choices.name);
        choices
    }

    /// Whether one takes or gives dates.
    pub(super) fn have_dates(&self) -> bool {
        self.all().any(|field| {
            let mut columns = field.layout.columns.iter();
            columns.any(|column| matches!(column.kind, ColumnType::Date))
                || field.arguments.iter().any(|argument| matches!(argument.kind, ArgumentKind::Date))
        })
    }

    /// The fields of the root in the schema.
    pub(super) fn root_signatures(&self, ontology: &Ontology) -> impl Iterator<Item = Signature> {
        self.roots.iter().map(|field| signature(ontology, field))
    }

    /// The fields of a class in the schema.
    pub(super) fn signatures(&self, ontology: &Ontology, class: ClassId) -> impl Iterator<Item = Signature> {
        self.fields[usize::from(class.0)].iter().map(|field| signature(ontology, field))
    }

    /// Registers the types of all.
    pub(super) fn register(&self, mut builder: SchemaBuilder, ontology: &Ontology) -> SchemaBuilder {
        let mut known = BTreeSet::new();
        for field in self.all() {
            let layout = &field.layout;
            builder = entry(builder, ontology, layout, &mut known);
            if field.entries == Entries::Page {
                builder = page(builder, layout);
            }
        }
        self.choices().iter().fold(builder, |builder, choices| {
            let items = choices.items.iter().map(|(name, meaning)| EnumItem::new(name).description(meaning));
            builder.register(Enum::new(choices.name).description(choices.description).items(items))
        })
    }
}

/// The types of a page of entries.
fn page(builder: SchemaBuilder, layout: &Layout) -> SchemaBuilder {
    let edge = format!("{}Edge", layout.name);
    let fields = vec![
        Signature::new("nodes", list(layout.name), "The entries of the page."),
        Signature::new("edges", list(&edge), "The entries of the page with their cursors."),
        page_info_field(),
        total_count_field(),
    ];
    let description = format!("A page of {} entries.", layout.name);
    let builder = builder.register(object(&format!("{}Connection", layout.name), &description, fields));
    let fields = vec![Signature::new("node", required(layout.name), "The entry."), cursor_field()];
    builder.register(object(&edge, "An entry with its place in the list.", fields))
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
        if let ColumnType::Entries(layout) = &column.kind {
            builder = entry(builder, ontology, layout, known);
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
        ColumnType::Resource(types) => required(&resource(*types)),
        ColumnType::Optional(types) => named(&resource(*types)),
        ColumnType::Resources(types) => list(&resource(*types)),
        ColumnType::Text => named(TypeRef::STRING),
        ColumnType::Date => named("Date"),
        ColumnType::Count => required(TypeRef::INT),
        ColumnType::Number => required(TypeRef::FLOAT),
        ColumnType::OptionalNumber => named(TypeRef::FLOAT),
        ColumnType::Truth => required(TypeRef::BOOLEAN),
        ColumnType::Choice(Names::Enum(name, ..)) => required(name),
        ColumnType::Choice(Names::Known(name, _)) => required(name),
        ColumnType::Choice(Names::Texts(_)) => required(TypeRef::STRING),
        ColumnType::OptionalChoice(Names::Enum(name, ..)) => named(name),
        ColumnType::OptionalChoice(Names::Known(name, _)) => named(name),
        ColumnType::OptionalChoice(Names::Texts(_)) => named(TypeRef::STRING),
        ColumnType::Entries(layout) => list(layout.name),
        ColumnType::Same => named(layout.name),
    }
}

/// A field with its arguments.
fn signature(ontology: &Ontology, field: &AnalysisField) -> Signature {
    let name = field.layout.name;
    let (ty, page) = match field.entries {
        Entries::Page => (required(&format!("{name}Connection")), window_arguments()),
        Entries::List => (list(name), Vec::new()),
        Entries::One => (named(name), Vec::new()),
    };
    let argument = |argument: &Argument| {
        InputValue::new(argument.name, argument_type(ontology, &argument.kind)).description(&argument.description)
    };
    Signature::new(field.name, ty, &field.description).with(field.arguments.iter().map(argument).chain(page).collect())
}

fn argument_type(ontology: &Ontology, kind: &ArgumentKind) -> TypeRef {
    match kind {
        ArgumentKind::Identifier { required: true } => required(TypeRef::ID),
        ArgumentKind::Identifier { required: false } => named(TypeRef::ID),
        ArgumentKind::Identifiers => TypeRef::named_nn_list(TypeRef::ID),
        ArgumentKind::Date => named("Date"),
        ArgumentKind::Count => named(TypeRef::INT),
        ArgumentKind::Texts => TypeRef::named_nn_list(TypeRef::STRING),
        ArgumentKind::Condition(class) => named(&format!("{}Where", ontology.class(*class).name)),
        ArgumentKind::Choice(choices) => named(choices.name),
        ArgumentKind::Choices(choices) => TypeRef::named_nn_list(choices.name),
        ArgumentKind::Truth => named(TypeRef::BOOLEAN),
    }
}

//! `dataset { types }`: the types with their fields and values as people call them, for pages and for those who build queries. The
//! records are made once of the ontology, so nothing is read for them.

use super::analyses::Analyses;
use super::arguments::Arguments;
use super::collect::Collected;
use super::error::Error;
use super::inputs::{condition_type, order_type};
use super::keys::{Key, group_keys};
use super::lowering::Lowering;
use super::operators::{FilterKind, LIST_OPERATORS, scalar_name};
use super::schema::{CHAIN, language_argument};
use super::signatures::{Signature, list, named, object, required};
use crate::ontology::{ClassId, Ends, Enum, Field, FieldKind, Ontology, Scalar, Text};
use crate::query::{DatasetField, KnownList, Member, Record, RecordField, RecordId, RecordPick, Records};
use crate::values::Bucket;
use async_graphql::Value;
use async_graphql::dynamic::{self, EnumItem, InputValue, SchemaBuilder, TypeRef};
use async_graphql::parser::types::SelectionSet;
use std::collections::HashMap;
use std::sync::Arc;

const TYPE: &str = "DatasetType";
const FIELD: &str = "DatasetField";
const KIND: &str = "DatasetFieldKind";
const VALUE: &str = "DatasetValue";
const KEY: &str = "DatasetGroupKey";
const ENUM: &str = "DatasetEnum";

/// What a member of a record gives.
#[derive(Clone, Copy)]
enum Gives {
    /// One value of a scalar.
    One(&'static str),
    /// The same, or null.
    Optional(&'static str),
    /// A list of values.
    Many(&'static str),
    /// A text in the reader's language.
    Name,
    /// The same, or null.
    Words,
    /// Another record, or null.
    Record(&'static str),
    /// Other records.
    Records(&'static str),
}

/// A type of record: its name, what it is, and its members.
type Layout = (&'static str, &'static str, &'static [(&'static str, Gives, &'static str)]);

const LAYOUTS: [Layout; 5] = [
    (
        TYPE,
        "A type of resources, as people call it.",
        &[
            ("name", Gives::One(TypeRef::STRING), "Its name in this schema."),
            ("iri", Gives::One("IRI"), "IRI of the class."),
            ("label", Gives::Name, "What people call one resource of it."),
            ("description", Gives::Words, "What its resources are."),
            ("isInterface", Gives::One(TypeRef::BOOLEAN), "Whether its resources are of one of its `subtypes`."),
            (
                "subtypes",
                Gives::Records(TYPE),
                "The types below an interface, those in between included. In `where`, `asState` and the like are conditions on one of them.",
            ),
            ("supertypes", Gives::Records(TYPE), "The interfaces that it belongs to, the nearest first."),
            (
                "one",
                Gives::Optional(TypeRef::STRING),
                "The field of `Query` that gives one resource; null if only links lead to them.",
            ),
            (
                "all",
                Gives::Optional(TypeRef::STRING),
                "The field of `Query` that gives all resources; null if only links lead to them.",
            ),
            ("fields", Gives::Records(FIELD), "Its fields, but for `id` and analyses."),
            ("groupKeys", Gives::Records(KEY), "What `groupBy` and `facets` can count it by."),
        ],
    ),
    (
        FIELD,
        "A field of a type, as people call it.",
        &[
            ("name", Gives::One(TypeRef::STRING), "Its name in this schema."),
            ("label", Gives::Name, "What people call it."),
            ("description", Gives::Words, "What it says."),
            ("kind", Gives::One(KIND), "What its values are."),
            ("type", Gives::Record(TYPE), "The type that a link leads to; null for other fields."),
            (
                "scalar",
                Gives::Optional(TypeRef::STRING),
                "Name of the type of its values in this schema; null for links.",
            ),
            ("values", Gives::Records(VALUE), "The values that it can have, if they are a closed list."),
            ("isRequired", Gives::One(TypeRef::BOOLEAN), "Whether each resource has a value."),
            ("isList", Gives::One(TypeRef::BOOLEAN), "Whether a resource can have several values."),
            (
                "isPaged",
                Gives::One(TypeRef::BOOLEAN),
                "Whether it is a connection, with `nodes`, `totalCount` and the like.",
            ),
            (
                "isTitle",
                Gives::One(TypeRef::BOOLEAN),
                "Whether its value is the name by which people know the resource.",
            ),
            (
                "condition",
                Gives::Optional(TypeRef::STRING),
                "The input type of its member in `where`; null if there is none.",
            ),
            (
                "operators",
                Gives::Many(TypeRef::STRING),
                "The operators of that member; none for single links, which take the conditions of their type.",
            ),
            (
                "transitive",
                Gives::Optional(TypeRef::STRING),
                "The member of `where` for all that the link reaches step by step; null if there is none.",
            ),
            (
                "order",
                Gives::Optional(TypeRef::STRING),
                "The input type of its member in `orderBy`; null if there is none.",
            ),
            ("path", Gives::One(TypeRef::STRING), "The property path of SPARQL that leads to its values."),
        ],
    ),
    (
        VALUE,
        "A value of a closed list, as people call it.",
        &[
            ("name", Gives::One(TypeRef::STRING), "The value as it stands in answers and conditions."),
            ("label", Gives::Name, "What people call it."),
            ("description", Gives::Words, "What it means."),
        ],
    ),
    (
        ENUM,
        "A closed list of values, as people call them.",
        &[
            ("name", Gives::One(TypeRef::STRING), "The name of the enum in this schema."),
            ("description", Gives::Words, "What its values are."),
            ("values", Gives::Records(VALUE), "Its values, in the order of the schema."),
        ],
    ),
    (
        KEY,
        "A property to group and count resources by.",
        &[
            ("name", Gives::One(TypeRef::STRING), "The key in `groupBy` and `facets`."),
            ("fields", Gives::Records(FIELD), "The fields that lead to the values, one after the other."),
            ("bucket", Gives::Optional(TypeRef::STRING), "YEAR, MONTH or DAY, if dates are taken together; else null."),
        ],
    ),
];

const KINDS: [(&str, &str); 4] = [
    ("LINK", "Links to resources."),
    ("ENUM", "Values of a closed list."),
    ("TEXT", "Texts in languages."),
    ("VALUE", "Other values: strings, numbers, dates and the like."),
];

/// Registers the types of the records.
pub(super) fn register(builder: SchemaBuilder) -> SchemaBuilder {
    let items = KINDS.iter().map(|(name, description)| EnumItem::new(*name).description(*description));
    let builder =
        builder.register(dynamic::Enum::new(KIND).description("What the values of a field are.").items(items));
    LAYOUTS.iter().fold(builder, |builder, (name, description, members)| {
        let fields = members.iter().map(|(name, gives, description)| member_signature(name, *gives, description));
        builder.register(object(name, description, fields.collect()))
    })
}

fn member_signature(name: &str, gives: Gives, description: &str) -> Signature {
    let (ty, is_text) = match gives {
        Gives::One(scalar) => (required(scalar), false),
        Gives::Optional(scalar) => (named(scalar), false),
        Gives::Many(scalar) => (list(scalar), false),
        Gives::Name => (required(TypeRef::STRING), true),
        Gives::Words => (named(TypeRef::STRING), true),
        Gives::Record(of) => (named(of), false),
        Gives::Records(of) => (list(of), false),
    };
    let signature = Signature::new(name, ty, description);
    if is_text { signature.with(vec![language_argument(CHAIN)]) } else { signature }
}

/// The fields of `Dataset`.
pub(super) fn signatures() -> [Signature; 2] {
    let field = |name: &str, of: &str, description: &str, only: &str| {
        let names = InputValue::new("names", TypeRef::named_nn_list(TypeRef::STRING)).description(only);
        Signature::new(name, list(of), description).with(vec![names])
    };
    [
        field(
            "types",
            TYPE,
            "The types of resources with their fields, as people call them. Costs no read.",
            "Only the types of these names, in their order; all if left out.",
        ),
        field(
            "enums",
            ENUM,
            "The closed lists of values that fields and analyses have, such as `Side`, as people call them. Costs no read.",
            "Only the enums of these names, in their order; all if left out.",
        ),
    ]
}

/// The types of an ontology as records.
pub(super) struct Definitions {
    records: Arc<Records>,
    /// The types by their names, in the order of the ontology.
    types: Vec<(String, RecordId)>,
    /// The closed lists by their names: those of the ontology, then those of analyses.
    enums: Vec<(String, RecordId)>,
}

impl Definitions {
    pub(super) fn new(ontology: &Ontology, analyses: &Analyses) -> Self {
        let mut builder = Builder { ontology, records: Records::default(), types: Vec::new(), fields: HashMap::new() };
        // Types and fields lead to each other in circles, so all are there before any is filled in.
        for id in ontology.class_ids() {
            let record = builder.empty(TYPE);
            builder.types.push(record);
            for field in &ontology.class(id).fields {
                let record = builder.empty(FIELD);
                builder.fields.insert((id, &field.name), record);
            }
        }
        for id in ontology.class_ids() {
            builder.fill(id);
        }
        let known = ontology.enums().iter().map(|known| (known.name.clone(), builder.enumeration(known)));
        let mut enums: Vec<(String, RecordId)> = known.collect();
        enums.extend(analyses.choices().iter().map(|choices| {
            let named = ontology.choices().iter().find(|known| known.name == choices.name).cloned();
            let meanings = choices.items.iter().cloned().collect();
            let known = Enum {
                name: choices.name.to_owned(),
                description: choices.description.to_owned(),
                values: choices.items.iter().map(|(name, _)| name.clone()).collect(),
                meanings,
                ..named.unwrap_or_default()
            };
            (known.name.clone(), builder.enumeration(&known))
        }));
        let names = ontology.classes().iter().map(|class| class.name.clone());
        Self { types: names.zip(builder.types).collect(), enums, records: Arc::new(builder.records) }
    }
}

/// The records that an argument names; all without it.
fn chosen(known: &[(String, RecordId)], arguments: &Arguments<'_, '_>, what: &str) -> Result<Vec<RecordId>, Error> {
    let Some(names) = arguments.list("names") else { return Ok(known.iter().map(|(_, id)| *id).collect()) };
    let find = |name: Value| {
        let found = match &name {
            Value::String(name) => known.iter().find(|(known, _)| known == name),
            _ => None,
        };
        let unknown = || arguments.error("names", format_args!("has {name}, which is no {what}"));
        found.map(|(_, id)| *id).ok_or_else(unknown)
    };
    names.into_iter().map(find).collect()
}

/// Lowers `types`.
pub(super) fn types<'a>(this: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<DatasetField, Error> {
    let definitions = this.definitions();
    let list = chosen(&definitions.types, &this.arguments(field), "type of resources")?;
    let fields = fields(this, &field.sets(), TYPE)?;
    Ok(DatasetField::Types(KnownList { records: Arc::clone(&definitions.records), list, fields }))
}

/// Lowers `enums`.
pub(super) fn enums<'a>(this: &mut Lowering<'a, '_>, field: &Collected<'a>) -> Result<DatasetField, Error> {
    let definitions = this.definitions();
    let list = chosen(&definitions.enums, &this.arguments(field), "closed list of values")?;
    let fields = fields(this, &field.sets(), ENUM)?;
    Ok(DatasetField::Types(KnownList { records: Arc::clone(&definitions.records), list, fields }))
}

fn fields<'a>(
    this: &mut Lowering<'a, '_>,
    sets: &[&'a SelectionSet],
    type_name: &'static str,
) -> Result<Vec<RecordField>, Error> {
    let members = LAYOUTS.iter().find(|(name, ..)| *name == type_name).map_or(&[][..], |(.., members)| *members);
    let lowered = this.parts(sets, type_name, |this, field| {
        if field.name() == "__typename" {
            return Ok(Some(RecordPick::Typename));
        }
        let Some(index) = members.iter().position(|(name, ..)| *name == field.name()) else { return Ok(None) };
        Ok(Some(match members[index].1 {
            Gives::One(_) | Gives::Optional(_) | Gives::Many(_) => RecordPick::Member(index, Vec::new()),
            Gives::Name | Gives::Words => {
                let own = this.arguments(field).languages()?.unwrap_or_default();
                RecordPick::Text(index, this.chain(own))
            }
            Gives::Record(of) | Gives::Records(of) => RecordPick::Member(index, fields(this, &field.sets(), of)?),
        }))
    })?;
    Ok(lowered.into_iter().map(|(key, pick)| RecordField::new(&key, pick)).collect())
}

struct Builder<'o> {
    ontology: &'o Ontology,
    records: Records,
    types: Vec<RecordId>,
    fields: HashMap<(ClassId, &'o str), RecordId>,
}

impl<'o> Builder<'o> {
    fn empty(&mut self, type_name: &'static str) -> RecordId {
        self.records.add(Record { type_name, members: Vec::new() })
    }

    fn type_of(&self, class: ClassId) -> RecordId {
        self.types[usize::from(class.0)]
    }

    /// Fills in a type and its fields.
    fn fill(&mut self, id: ClassId) {
        let ontology = self.ontology;
        let class = ontology.class(id);
        let subtypes = ontology.class_ids().filter(|&other| other != id && ontology.is_a(other, id));
        let subtypes = subtypes.map(|other| self.type_of(other)).collect();
        let supertypes = class.superclasses.iter().map(|&other| self.type_of(other)).collect();
        let fields: Vec<RecordId> = class.fields.iter().map(|field| self.fields[&(id, field.name.as_str())]).collect();
        let root = |name: &str| Member::text(class.is_root.then_some(name));
        let members = vec![
            Member::text(Some(&class.name)),
            Member::text(Some(class.iri.as_str())),
            Member::Texts(class.names().into_owned()),
            Member::Texts(class.descriptions.clone()),
            Member::json(&class.is_interface),
            Member::Many(subtypes),
            Member::Many(supertypes),
            root(&class.singular),
            root(&class.plural),
            Member::Many(fields.clone()),
            Member::Many(group_keys(ontology, id).iter().map(|key| self.key(key)).collect()),
        ];
        let record = self.type_of(id);
        self.records.fill(record, members);
        for (field, record) in class.fields.iter().zip(fields) {
            let members = self.field(id, field);
            self.records.fill(record, members);
        }
    }

    fn field(&mut self, id: ClassId, field: &'o Field) -> Vec<Member> {
        let class = self.ontology.class(id);
        let (kind, scalar) = match field.kind.ends() {
            Ends::Class(_) => ("LINK", None),
            Ends::Texts => ("TEXT", Some(TypeRef::STRING)),
            Ends::Values(scalar @ Scalar::Enum(_)) => ("ENUM", Some(scalar_name(self.ontology, scalar))),
            Ends::Values(scalar) => ("VALUE", Some(scalar_name(self.ontology, scalar))),
        };
        let target = field.kind.class().map_or_else(Member::null, |class| Member::One(self.type_of(class)));
        let is_required = matches!(
            field.kind,
            FieldKind::Value { required: true, .. }
                | FieldKind::Text { required: true }
                | FieldKind::Link { required: true, .. }
        );
        let is_single = matches!(field.kind, FieldKind::Value { .. } | FieldKind::Text { .. } | FieldKind::Link { .. });
        let condition = condition_type(self.ontology, class, field);
        vec![
            Member::text(Some(&field.name)),
            Member::Texts(field.names()),
            Member::Texts(field.descriptions.clone()),
            Member::text(Some(kind)),
            target,
            Member::text(scalar),
            Member::Many(self.values(field)),
            Member::json(&is_required),
            Member::json(&!is_single),
            Member::json(&matches!(field.kind, FieldKind::Connection { .. })),
            Member::json(&class.title_field().is_some_and(|title| title.name == field.name)),
            Member::text(condition.as_deref()),
            Member::json(&condition.map(|_| operators(field)).unwrap_or_default()),
            Member::text(class.chain(id, field).as_deref()),
            Member::text(order_type(self.ontology, field).as_deref()),
            Member::text(Some(&self.ontology.path(field.path).to_string())),
        ]
    }

    fn values(&mut self, field: &Field) -> Vec<RecordId> {
        let Ends::Values(Scalar::Enum(id)) = field.kind.ends() else { return Vec::new() };
        self.values_of(self.ontology.enumeration(id))
    }

    fn enumeration(&mut self, known: &Enum) -> RecordId {
        let description = Some(known.description.as_str()).filter(|text| !text.is_empty());
        let description = description.map(|text| Text { value: text.to_owned(), language: None });
        let members = vec![
            Member::text(Some(&known.name)),
            Member::Texts(description.into_iter().collect()),
            Member::Many(self.values_of(known)),
        ];
        self.records.add(Record { type_name: ENUM, members })
    }

    fn values_of(&mut self, known: &Enum) -> Vec<RecordId> {
        let record = |value: &String| {
            let meaning = || known.meanings.get(value).map(|text| Text { value: text.clone(), language: None });
            let descriptions = known.descriptions.get(value).cloned();
            let members = vec![
                Member::text(Some(value)),
                Member::Texts(known.names(value).into_owned()),
                Member::Texts(descriptions.unwrap_or_else(|| meaning().into_iter().collect())),
            ];
            self.records.add(Record { type_name: VALUE, members })
        };
        known.values.iter().map(record).collect()
    }

    fn key(&mut self, key: &Key<'o>) -> RecordId {
        let fields = key.fields.iter().map(|(class, field)| self.fields[&(*class, field.name.as_str())]).collect();
        let bucket = key.group.bucket.map(|bucket| match bucket {
            Bucket::Year => "YEAR",
            Bucket::Month => "MONTH",
            Bucket::Day => "DAY",
        });
        let members = vec![Member::text(Some(&key.group.name)), Member::Many(fields), Member::text(bucket)];
        self.records.add(Record { type_name: KEY, members })
    }
}

/// The operators of a field's member in `where`.
fn operators(field: &Field) -> Vec<&'static str> {
    match FilterKind::of(field.kind) {
        Some(kind) => {
            kind.operators().map(|operator| operator.name).filter(|name| field.searched || *name != "search").collect()
        }
        None if matches!(field.kind, FieldKind::Link { .. }) => Vec::new(),
        None => LIST_OPERATORS.to_vec(),
    }
}

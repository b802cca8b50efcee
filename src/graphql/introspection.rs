//! Introspection (GraphQL specification, section 4): the schema as records, made once, from which requests take what they
//! ask for like any other data.
//!
//! It says what async-graphql says of its registry, byte for byte, so that tools see no difference; a test compares the
//! two. The one difference is that `ID` is described. Nothing in the schema is deprecated, so `includeDeprecated` changes nothing.

use crate::query::{Known, Member, Record, RecordField, RecordId, Records};
use async_graphql::dynamic::TypeRef;
use async_graphql::registry::{MetaDirective, MetaField, MetaInputValue, MetaType, MetaTypeName, Registry};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A type of record: its name, and its members with the types of record that they lead to.
type Layout = (&'static str, &'static [(&'static str, Option<&'static str>)]);

pub(super) const SCHEMA: &str = "__Schema";
pub(super) const TYPE: &str = "__Type";
const FIELD: &str = "__Field";
const INPUT_VALUE: &str = "__InputValue";
const ENUM_VALUE: &str = "__EnumValue";
const DIRECTIVE: &str = "__Directive";
pub(super) const SERVICE: &str = "_Service";
/// What `ID` is, for which async-graphql has no words.
const ID_DESCRIPTION: &str = "The identifier of a resource: its full IRI; in requests prefix:name is taken too.";

const LAYOUTS: [Layout; 7] = [
    (
        SCHEMA,
        &[
            ("description", None),
            ("types", Some(TYPE)),
            ("queryType", Some(TYPE)),
            ("mutationType", Some(TYPE)),
            ("subscriptionType", Some(TYPE)),
            ("directives", Some(DIRECTIVE)),
        ],
    ),
    (
        TYPE,
        &[
            ("kind", None),
            ("name", None),
            ("description", None),
            ("fields", Some(FIELD)),
            ("interfaces", Some(TYPE)),
            ("possibleTypes", Some(TYPE)),
            ("enumValues", Some(ENUM_VALUE)),
            ("inputFields", Some(INPUT_VALUE)),
            ("ofType", Some(TYPE)),
            ("specifiedByURL", None),
            ("isOneOf", None),
        ],
    ),
    (
        FIELD,
        &[
            ("name", None),
            ("description", None),
            ("args", Some(INPUT_VALUE)),
            ("type", Some(TYPE)),
            ("isDeprecated", None),
            ("deprecationReason", None),
        ],
    ),
    (
        INPUT_VALUE,
        &[
            ("name", None),
            ("description", None),
            ("type", Some(TYPE)),
            ("defaultValue", None),
            ("isDeprecated", None),
            ("deprecationReason", None),
        ],
    ),
    (ENUM_VALUE, &[("name", None), ("description", None), ("isDeprecated", None), ("deprecationReason", None)]),
    (
        DIRECTIVE,
        &[
            ("name", None),
            ("description", None),
            ("locations", None),
            ("args", Some(INPUT_VALUE)),
            ("isRepeatable", None),
        ],
    ),
    (SERVICE, &[("sdl", None)]),
];

/// What async-graphql says of every schema.
const DESCRIPTION: &str = "A GraphQL Schema defines the capabilities of a GraphQL server. It exposes all available types and directives on the server, as well as the entry points for query, mutation, and subscription operations.";

/// The schema as records.
pub(super) struct Introspection {
    records: Arc<Records>,
    schema: RecordId,
    types: HashMap<String, RecordId>,
    service: RecordId,
}

impl Introspection {
    /// The records of a schema; `subgraph` is the schema as a gateway reads it.
    pub(super) fn new(registry: &Registry, subgraph: &str) -> Self {
        let visible = visible_types(registry);
        let mut builder = Builder { registry, visible, records: Records::default(), types: HashMap::new() };
        let named: Vec<&MetaType> = registry.types.values().filter(|ty| builder.visible.contains(ty.name())).collect();
        // Types lead to each other in circles, so all are there before any is filled in.
        for ty in &named {
            let id = builder.records.add(Record { type_name: TYPE, members: Vec::new() });
            builder.types.insert(ty.name().to_owned(), id);
        }
        for ty in &named {
            let members = builder.named_type(ty);
            let id = builder.type_of(ty.name());
            builder.records.fill(id, members);
        }
        let directives = registry.directives.values().map(|directive| builder.directive(directive)).collect();
        let root = |name: Option<&String>, builder: &mut Builder<'_>| match name {
            Some(name) => Member::One(builder.type_of(name)),
            None => Member::null(),
        };
        let members = vec![
            Member::text(Some(DESCRIPTION)),
            Member::Many(named.iter().map(|ty| builder.type_of(ty.name())).collect()),
            root(Some(&registry.query_type), &mut builder),
            root(registry.mutation_type.as_ref(), &mut builder),
            root(registry.subscription_type.as_ref(), &mut builder),
            Member::Many(directives),
        ];
        let schema = builder.records.add(Record { type_name: SCHEMA, members });
        let service = Record { type_name: SERVICE, members: vec![Member::text(Some(subgraph))] };
        let service = builder.records.add(service);
        let types = named.iter().map(|ty| (ty.name().to_owned(), builder.type_of(ty.name()))).collect();
        Self { records: Arc::new(builder.records), schema, types, service }
    }

    /// What is asked of the schema itself.
    pub(super) fn schema(&self, fields: Vec<RecordField>) -> Known {
        self.known(Some(self.schema), fields)
    }

    /// What is asked of a type; null if there is none of the name.
    pub(super) fn type_named(&self, name: &str, fields: Vec<RecordField>) -> Known {
        self.known(self.types.get(name).copied(), fields)
    }

    /// What is asked of the schema as a gateway reads it.
    pub(super) fn service(&self, fields: Vec<RecordField>) -> Known {
        self.known(Some(self.service), fields)
    }

    /// The members of a type of record, each with the type that it leads to.
    pub(super) fn members(type_name: &str) -> &'static [(&'static str, Option<&'static str>)] {
        LAYOUTS.iter().find(|(name, _)| *name == type_name).map_or(&[], |(_, members)| *members)
    }

    fn known(&self, record: Option<RecordId>, fields: Vec<RecordField>) -> Known {
        Known { records: Arc::clone(&self.records), record, fields }
    }
}

struct Builder<'a> {
    registry: &'a Registry,
    visible: HashSet<&'a str>,
    records: Records,
    /// Types by their names, and lists and the like by how they are written.
    types: HashMap<String, RecordId>,
}

impl Builder<'_> {
    /// The type that is written so: `State`, `[State!]!`.
    fn type_of(&mut self, written: &str) -> RecordId {
        if let Some(&known) = self.types.get(written) {
            return known;
        }
        let (kind, of) = match MetaTypeName::create(written) {
            MetaTypeName::NonNull(of) => ("NON_NULL", Member::One(self.type_of(of))),
            MetaTypeName::List(of) => ("LIST", Member::One(self.type_of(of))),
            // async-graphql has checked that all types are there.
            MetaTypeName::Named(_) => ("SCALAR", Member::null()),
        };
        let members = vec![
            Member::text(Some(kind)),
            Member::null(),
            Member::null(),
            Member::null(),
            Member::null(),
            Member::null(),
            Member::null(),
            Member::null(),
            of,
            Member::null(),
            Member::null(),
        ];
        let id = self.records.add(Record { type_name: TYPE, members });
        self.types.insert(written.to_owned(), id);
        id
    }

    fn named_type(&mut self, ty: &MetaType) -> Vec<Member> {
        let (kind, description) = match ty {
            MetaType::Scalar { description, .. } => ("SCALAR", description),
            MetaType::Object { description, .. } => ("OBJECT", description),
            MetaType::Interface { description, .. } => ("INTERFACE", description),
            MetaType::Union { description, .. } => ("UNION", description),
            MetaType::Enum { description, .. } => ("ENUM", description),
            MetaType::InputObject { description, .. } => ("INPUT_OBJECT", description),
        };
        let description = description.as_deref().or_else(|| (ty.name() == TypeRef::ID).then_some(ID_DESCRIPTION));
        let fields = match ty.fields() {
            Some(fields) => {
                let shown = fields.values().filter(|field| !field.name.starts_with("__"));
                Member::Many(shown.map(|field| self.field(field)).collect())
            }
            None => Member::null(),
        };
        let interfaces = match ty {
            MetaType::Object { name, .. } => {
                let all = self.registry.implements.get(name);
                self.visible_of(all.into_iter().flatten())
            }
            _ => Member::null(),
        };
        let possible_types = match ty {
            MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. } => {
                self.visible_of(possible_types)
            }
            _ => Member::null(),
        };
        let enum_values = match ty {
            MetaType::Enum { enum_values, .. } => {
                let record =
                    |name: &str, description: Option<&str>, reason: Option<&str>, is_deprecated: bool| Record {
                        type_name: ENUM_VALUE,
                        members: vec![
                            Member::text(Some(name)),
                            Member::text(description),
                            Member::json(&is_deprecated),
                            Member::text(reason),
                        ],
                    };
                let values = enum_values.values().map(|value| {
                    let deprecation = &value.deprecation;
                    record(&value.name, value.description.as_deref(), deprecation.reason(), deprecation.is_deprecated())
                });
                Member::Many(values.map(|value| self.records.add(value)).collect())
            }
            _ => Member::null(),
        };
        let (input_fields, is_one_of) = match ty {
            MetaType::InputObject { input_fields, oneof, .. } => {
                let fields = input_fields.values().map(|field| self.input_value(field)).collect();
                (Member::Many(fields), Member::json(oneof))
            }
            _ => (Member::null(), Member::null()),
        };
        let specified_by = match ty {
            MetaType::Scalar { specified_by_url, .. } => specified_by_url.as_deref(),
            _ => None,
        };
        vec![
            Member::text(Some(kind)),
            Member::text(Some(ty.name())),
            Member::text(description),
            fields,
            interfaces,
            possible_types,
            enum_values,
            input_fields,
            Member::null(),
            Member::text(specified_by),
            is_one_of,
        ]
    }

    fn visible_of<'n>(&mut self, names: impl IntoIterator<Item = &'n String>) -> Member {
        let names = names.into_iter().filter(|name| self.visible.contains(name.as_str())).collect::<Vec<_>>();
        Member::Many(names.into_iter().map(|name| self.type_of(name)).collect())
    }

    fn field(&mut self, field: &MetaField) -> RecordId {
        let arguments = field.args.values().map(|argument| self.input_value(argument)).collect();
        let members = vec![
            Member::text(Some(&field.name)),
            Member::text(field.description.as_deref()),
            Member::Many(arguments),
            Member::One(self.type_of(&field.ty)),
            Member::json(&field.deprecation.is_deprecated()),
            Member::text(field.deprecation.reason()),
        ];
        self.records.add(Record { type_name: FIELD, members })
    }

    fn input_value(&mut self, value: &MetaInputValue) -> RecordId {
        let members = vec![
            Member::text(Some(&value.name)),
            Member::text(value.description.as_deref()),
            Member::One(self.type_of(&value.ty)),
            Member::text(value.default_value.as_deref()),
            Member::json(&value.deprecation.is_deprecated()),
            Member::text(value.deprecation.reason()),
        ];
        self.records.add(Record { type_name: INPUT_VALUE, members })
    }

    fn directive(&mut self, directive: &MetaDirective) -> RecordId {
        let locations: Vec<String> = directive.locations.iter().map(|location| format!("{location:?}")).collect();
        let arguments = directive.args.values().map(|argument| self.input_value(argument)).collect();
        let members = vec![
            Member::text(Some(&directive.name)),
            Member::text(directive.description.as_deref()),
            Member::json(&locations),
            Member::Many(arguments),
            Member::json(&directive.is_repeatable),
        ];
        self.records.add(Record { type_name: DIRECTIVE, members })
    }
}

/// The types that can be reached from the root, from an interface of such a type or from a directive, and those of the
/// specification.
fn visible_types(registry: &Registry) -> HashSet<&str> {
    let mut visible: HashSet<&str> = HashSet::new();
    let mut open: Vec<&str> = Vec::new();
    let arguments = registry.directives.values().flat_map(|directive| directive.args.values());
    open.extend(arguments.map(|argument| MetaTypeName::concrete_typename(&argument.ty)));
    let roots = [Some(&registry.query_type), registry.mutation_type.as_ref(), registry.subscription_type.as_ref()];
    open.extend(roots.into_iter().flatten().map(String::as_str));
    loop {
        while let Some(name) = open.pop() {
            let Some(ty) = registry.types.get(name).filter(|_| visible.insert(name)) else { continue };
            for field in ty.fields().into_iter().flat_map(|fields| fields.values()) {
                open.push(MetaTypeName::concrete_typename(&field.ty));
                open.extend(field.args.values().map(|argument| MetaTypeName::concrete_typename(&argument.ty)));
            }
            open.extend(ty.possible_types().into_iter().flatten().map(String::as_str));
            if let MetaType::InputObject { input_fields, .. } = ty {
                open.extend(input_fields.values().map(|field| MetaTypeName::concrete_typename(&field.ty)));
            }
        }
        let interfaces = registry.types.values().filter(|ty| match ty {
            MetaType::Interface { possible_types, .. } => {
                !visible.contains(ty.name()) && possible_types.iter().any(|name| visible.contains(name.as_str()))
            }
            _ => false,
        });
        open.extend(interfaces.map(MetaType::name));
        if open.is_empty() {
            break;
        }
    }
    let of_the_specification = ["Boolean", "Int", "Float", "String", "ID"];
    let system = registry.types.keys().map(String::as_str);
    visible.extend(system.filter(|name| name.starts_with("__") || of_the_specification.contains(name)));
    visible
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::graphql::analyses::Analyses;
    use crate::graphql::{Engine, Guards, Request};
    use crate::ontology::{Ontology, TurtleFile};
    use crate::query::Limits;
    use crate::snapshot::{Dataset, Snapshot};
    use crate::triples::Triples;
    use futures_util::FutureExt;
    use plenary_positions::Positions;
    use std::time::Duration;

    /// The query of graphql-js's `getIntrospectionQuery` with all its options.
    const STANDARD: &str = include_str!("tests/introspection.graphql");
    /// All that is left: fields that no tool asks for, names of types, a type by its name.
    const REST: &str = "query($name: String!) { a: __type(name: $name) { ...T } b: __type(name: \"Nope\") { name } \
        c: __type(name: \"StateOrder\") { ...T } d: __type(name: \"SearchMode\") { ...T } _service { sdl __typename } \
        __schema { __typename directives { __typename name args { __typename name } } queryType { name } } } \
        fragment T on __Type { __typename kind name interfaces { name } possibleTypes { name } \
        fields { __typename name isDeprecated type { kind ofType { kind ofType { name kind } } } \
        args(includeDeprecated: true) { name description defaultValue isDeprecated deprecationReason } } \
        inputFields { name type { name } defaultValue } enumValues { __typename name description isDeprecated } isOneOf }";

    /// The ontology that the program ships with.
    fn ontology() -> Ontology {
        let folder = std::path::Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("ontology");
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "ttl"));
        files.sort();
        let source = |path: &std::path::PathBuf| TurtleFile {
            name: path.display().to_string(),
            text: std::fs::read_to_string(path).unwrap(),
        };
        Ontology::read_with(&files.iter().map(source).collect::<Vec<_>>(), &[&Positions]).unwrap()
    }

    #[test]
    fn hostile_a5_introspection_says_what_async_graphql_says_byte_for_byte() {
        let ontology = Arc::new(ontology());
        let nothing = Triples::build(std::iter::empty::<Result<_, std::io::Error>>()).unwrap();
        let snapshot = Snapshot::build(&ontology, &nothing, Dataset::default());
        let theirs =
            crate::graphql::schema::builder(&ontology, &Analyses::new(&ontology, &[&Positions])).finish().unwrap();
        let engine = Engine::new(ontology, &[&Positions], Guards::default(), Limits::default()).unwrap();
        for query in [STANDARD, REST] {
            let variables = serde_json::Map::from_iter([("name".to_owned(), serde_json::json!("Query"))]);
            let variables = if query == REST { variables } else { serde_json::Map::new() };
            let asked = async_graphql::Request::new(query.replace("_service { sdl __typename }", ""))
                .variables(async_graphql::Variables::from_json(variables.clone().into()));
            let expected = theirs.execute(asked).now_or_never().unwrap();
            assert!(expected.errors.is_empty(), "{:?}", expected.errors);
            let query = query.replace("_service { sdl __typename }", "");
            let request = Request { query, variables, ..Request::default() };
            let answer = engine.answer_within(&request, &snapshot, &Clock::new(Duration::from_secs(600)));
            assert!(answer.errors.is_empty(), "{:?}", answer.errors);
            let (ours, expected) = (answer.data.unwrap(), serde_json::to_string(&expected.data).unwrap());
            let (ours, of_id) = (String::from_utf8(ours).unwrap(), "\"name\":\"ID\",\"description\":");
            let expected = expected.replace(&format!("{of_id}null"), &format!("{of_id}\"{ID_DESCRIPTION}\""));
            assert!(ours == expected, "\n{ours}\n{expected}");
        }
    }

    #[test]
    fn nothing_is_deprecated_or_the_argument_would_have_to_count() {
        let ontology = ontology();
        let analyses = Analyses::new(&ontology, &[&Positions]);
        let schema = crate::graphql::schema::builder(&ontology, &analyses).finish().unwrap();
        let types = || schema.registry().types.values();
        let fields = types().flat_map(MetaType::fields).flat_map(|fields| fields.values());
        assert!(fields.clone().all(|field| !field.deprecation.is_deprecated()));
        assert!(fields.flat_map(|field| field.args.values()).all(|argument| !argument.deprecation.is_deprecated()));
    }
}

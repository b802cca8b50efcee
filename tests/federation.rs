//! The schema as a subgraph of Apollo Federation 2. How entities are answered stands in `graphql/entities_*.graphql` and
//! `graphql/refused/entities_*.graphql`; whether subgraphs compose is for Apollo's own program to say (CONTRIBUTING.md).

use crate::support::{RECORD, World, request};
use plenary::query;
use serde_json::{Value, json};

fn subgraph(world: &World) -> String {
    world.ask("{ _service { sdl } }")["_service"]["sdl"].as_str().unwrap().to_owned()
}

#[test]
fn every_class_is_an_entity_and_nothing_else_is() {
    let sdl = subgraph(&RECORD);
    async_graphql::parser::parse_schema(&sdl).unwrap();
    assert!(sdl.starts_with("extend schema\n  @link(url: \"https://specs.apollo.dev/federation/v2."), "{sdl:.100}");
    let entities = sdl.lines().filter(|line| line.contains(" @key("));
    let mut entities: Vec<_> = entities.map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    let kind = |is_interface: bool| if is_interface { "interface" } else { "type" };
    let classes = RECORD.ontology.classes().iter();
    let mut expected: Vec<_> = classes.map(|class| format!("{} {}", kind(class.is_interface), class.name)).collect();
    entities.sort();
    expected.sort();
    assert_eq!(entities, expected);
    assert!(sdl.contains("\ninterface Actor @key(fields: \"id\") {\n"));
    assert!(sdl.contains("\ntype PageInfo @shareable {\n"));
}

/// Without what federation adds, the subgraph is the schema that is printed.
#[test]
fn the_subgraph_is_the_schema_that_is_printed() {
    let sdl = subgraph(&RECORD);
    for left_out in ["_Any", "_Entity", "_Service", "_entities", "_service", "schema {", "Apollo Federation"] {
        assert!(!sdl.contains(left_out), "{left_out}");
        assert!(RECORD.engine.sdl().contains(left_out), "{left_out}");
    }
    let plain = sdl.replace(" @key(fields: \"id\")", "").replace(" @shareable", "");
    let printed: Vec<_> = RECORD.engine.sdl().lines().collect();
    let missing: Vec<_> = plain.lines().skip(2).filter(|line| !printed.contains(line)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    let definitions = |sdl: &str| sdl.lines().filter(|line| line.starts_with(['t', 'i', 'e', 's', 'u'])).count();
    assert_eq!(definitions(&plain) - 1 + 4, definitions(RECORD.engine.sdl()), "schema, _Any, _Entity and _Service");
}

#[test]
fn documentation_of_several_lines_does_not_confuse_the_subgraph() {
    let shapes = "ex: graphql:publicShape ex:S .\n\
        ex:S sh:targetClass ex:City ; sh:description \"A city.\\n\\ntype Query {\\n  _service: it is not\"@en ;\n\
        sh:property [ sh:path ex:p ; sh:datatype xsd:string ] .";
    let world = World::of(shapes, "ex:a a ex:City .");
    let sdl = subgraph(&world);
    async_graphql::parser::parse_schema(&sdl).unwrap();
    assert!(
        sdl.contains(
            "\n\"\"\"\nA city.\n\ntype Query {\n  _service: it is not\n\"\"\"\ntype City implements Node @key"
        ),
        "{sdl}"
    );
}

#[test]
fn the_service_is_asked_as_any_field_is() {
    let data = RECORD.ask("{ a: _service { __typename text: sdl } _service { sdl } }");
    assert_eq!(data["a"]["__typename"], "_Service");
    assert_eq!(data["a"]["text"], data["_service"]["sdl"]);
}

fn entities(representations: Value) -> plenary::graphql::Request {
    let query = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Theme { label broader { label } } \
                 ... on State { label } } }";
    let variables = json!({ "r": representations });
    plenary::graphql::Request { variables: variables.as_object().unwrap().clone(), ..request(query) }
}

/// What is named as one type is read together: reads grow with the types that are named, not with the entities.
#[test]
fn entities_are_read_together() {
    let all =
        RECORD.ask("{ themes(first: 80) { nodes { __typename id } } states(first: 80) { nodes { __typename id } } }");
    let nodes = |name: &str, count: usize| all[name]["nodes"].as_array().unwrap()[..count].to_vec();
    let reads = |representations: Vec<Value>| {
        let request = entities(representations.into());
        RECORD.agreed(&request).unwrap();
        query::plan(&RECORD.engine.lower(&request).unwrap(), &RECORD.ontology).reads()
    };
    assert_eq!(reads(nodes("themes", 1)), 4);
    assert_eq!(reads(nodes("themes", 80)), 4);
    assert_eq!(reads([nodes("themes", 80), nodes("states", 80)].concat()), 6);
    let mixed = (0..160).map(|i| nodes(["themes", "states"][i % 2], 80)[i / 2].clone());
    assert_eq!(reads(mixed.collect()), 6, "in whatever order they are named");
    assert_eq!(reads(Vec::new()), 0);
}

#[test]
fn as_many_entities_are_taken_as_the_schema_says() {
    let named = |count| Value::from(vec![json!({ "__typename": "State", "id": "actor:chn" }); count]);
    let answer = RECORD.respond(&entities(named(1000)));
    assert_eq!(answer["data"]["_entities"].as_array().unwrap().len(), 1000);
    assert_eq!(answer["data"]["_entities"][999], json!({ "label": "China" }));
    let refused = RECORD.respond(&entities(named(1001)));
    assert_eq!(refused.get("data"), None);
    assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("at most 1000"), "{refused}");
}

#[test]
fn a_class_cannot_have_a_name_that_federation_uses() {
    for (class, field) in [("_Entity", "x"), ("_Any", "x"), ("_Service", "x")] {
        let shapes = format!(
            "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:C ; graphql:name \"{class}\" ; sh:property [ sh:path ex:{field} ; sh:datatype xsd:string ] ."
        );
        let error = World::try_of(&shapes, "").err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(class), "{class}: {error}");
    }
}

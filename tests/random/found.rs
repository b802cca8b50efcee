//! What random ontologies have found, each in the smallest world that shows it.

use crate::support::{World, request};
use serde_json::json;

fn refusal(shapes: &str) -> String {
    World::try_of(shapes, "").err().unwrap().to_string()
}

#[test]
fn an_interface_needs_an_object_type() {
    let message = refusal("ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:C ;\n graphql:isInterface true .");
    assert!(message.starts_with("shapes.ttl:2: the interface C has no object type under it"), "{message}");
    let message = refusal(
        "ex: graphql:publicShape ex:S , ex:T . ex:S sh:targetClass ex:C . ex:T sh:targetClass ex:D .\n
         ex:C rdfs:subClassOf ex:D . ex:D rdfs:subClassOf ex:C .",
    );
    assert!(message.contains("break the circle of rdfs:subClassOf"), "{message}");
}

#[test]
fn a_field_that_is_named_like_the_condition_over_a_chain_is_filtered_by_what_it_says() {
    for most in ["; sh:maxCount 1", "; sh:maxCount 9", ""] {
        let world = World::of(
            &format!(
                "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:C ; sh:property
                 [ sh:path ex:up ; sh:class ex:C {most} ] , [ sh:path ex:upTransitive ; sh:datatype xsd:string ] ."
            ),
            "ex:a a ex:C ; ex:upTransitive \"x\" . ex:b a ex:C ; ex:up ex:a .",
        );
        assert_eq!(world.ontology.notices().len(), 1);
        let query = r#"{ cs(where: { upTransitive: { eq: "x" } }) { nodes { id } } }"#;
        let data = world.agreed(&request(query)).unwrap();
        assert_eq!(data, r#"{"cs":{"nodes":[{"id":"http://example.org/a"}]}}"#);
    }
}

#[test]
fn what_one_type_calls_a_name_is_a_name() {
    let world = World::of(
        "ex: graphql:publicShape ex:S , ex:T . ex: sh:declare [ sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" ] .
         ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:datatype rdf:langString ; sh:uniqueLang true ] .
         ex:T sh:targetClass ex:D ; ple:searchVia \"to\" ; sh:property [ sh:path ex:p ; sh:datatype rdf:langString ] ,
            [ sh:path ex:to ; sh:class ex:C ] .",
        "ex:both a ex:C , ex:D ; ex:p \"zug\"@en . ex:other a ex:D ; ex:to ex:both .",
    );
    let data = world.ask("{ search(query: \"zug\", types: [D]) { nodes { id } } }");
    let ids = ["http://example.org/both", "http://example.org/other"].map(|id| json!({ "id": id }));
    assert_eq!(data["search"]["nodes"], json!(ids));
}

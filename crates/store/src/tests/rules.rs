//! Rules: what they derive, and which are refused.

use super::{error, load, ontology, quads, rule, turtle};
use crate::derived_graph;
use oxigraph::io::RdfFormat;

#[test]
fn rules_run_to_their_fixed_point_and_add_only_what_is_new() {
    // The first needs what the second derives.
    let rules = rule("CONSTRUCT { $this ex:knows ?other } WHERE { $this ex:near ?other }")
        + &rule("CONSTRUCT { ?b ex:near $this } WHERE { $this ex:near ?b . FILTER NOT EXISTS { $this a ex:Capital } }");
    let data = "ex:a a ex:City ; ex:near ex:b ; ex:knows ex:b . ex:b a ex:Capital . ex:x ex:near ex:y .";
    let store = load(&rules, turtle(data)).unwrap();
    let mut derived = Vec::new();
    let graph = derived_graph(ontology("").prefixes());
    store.dump(RdfFormat::NTriples, Some(graph.as_ref()), ontology("").prefixes(), &mut derived).unwrap();
    let iri = |name: &str| format!("<http://example.org/{name}>");
    let (a, b) = (iri("a"), iri("b"));
    assert_eq!(String::from_utf8(derived).unwrap(), format!("{b} {} {a} .\n{b} {} {a} .\n", iri("knows"), iri("near")));
}

#[test]
fn every_part_of_a_rule_sees_this() {
    for (construct, expected) in [
        ("CONSTRUCT { $this ex:is ?v } WHERE { BIND(STR($this) AS ?v) }", "\"http://example.org/a\""),
        (
            "CONSTRUCT { $this ex:is ?v } WHERE { OPTIONAL { $this ex:name ?v } FILTER(CONTAINS(STR($this), 'a')) }",
            "\"A\"",
        ),
        ("CONSTRUCT { $this ex:is 'x' } WHERE { FILTER NOT EXISTS { $this ex:far ?b } }", "\"x\""),
        (
            "CONSTRUCT { $this ex:is ?v } WHERE { { SELECT $this (COUNT(?b) AS ?v) WHERE { $this ex:near ?b } GROUP BY $this } }",
            "\"2\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        ),
        ("CONSTRUCT { $this ex:is ?v } WHERE { { $this ex:name ?v } UNION { ?v ex:far $this } }", "\"A\""),
        ("CONSTRUCT { $this ex:is 'x' } WHERE { { BIND(1 AS ?one) } $this ex:near+ ex:c }", "\"x\""),
        (
            "CONSTRUCT { $this ex:is ?v } WHERE { GRAPH ?v { $this ex:name ?name } MINUS { $this ex:far ?b } }",
            "<http://example.org/graph/data>",
        ),
    ] {
        let data = "ex:a a ex:City ; ex:near ex:a , ex:b ; ex:name 'A' . ex:b ex:near ex:b , ex:c ; ex:name 'B' .";
        let store = load(&rule(construct), turtle(data)).unwrap();
        let triple =
            format!("<http://example.org/a> <http://example.org/is> {expected} <http://example.org/graph/derived>");
        let derived: Vec<_> = quads(&store).into_iter().filter(|quad| quad.contains("/derived>")).collect();
        assert_eq!(derived, [triple], "{construct}");
    }
}

#[test]
fn wrong_rules_are_named() {
    let message = |construct: &str| error(load(&rule(construct), turtle("ex:a a ex:City .")));
    let place = "shapes.ttl:";
    for (construct, expected) in [
        ("SELECT * WHERE { ?s ?p ?o }", "is not a CONSTRUCT query"),
        ("CONSTRUCT { $this ex:p ?o WHERE { }", "is not SPARQL"),
        ("CONSTRUCT { $this ex:p [] } WHERE { }", "constructs blank nodes"),
        ("CONSTRUCT { $this ex:p ?o } FROM ex:g WHERE { $this ex:q ?o }", "has a FROM clause"),
        (
            "CONSTRUCT { $this ex:p ?o } WHERE { SERVICE <http://127.0.0.1:1/sparql> { ?o ex:q ex:r } }",
            "cannot be evaluated",
        ),
        (
            "CONSTRUCT { $this ex:p ?o } WHERE { SERVICE <file:///etc/passwd> { ?o ex:q ex:r } }",
            "cannot be evaluated: The service",
        ),
    ] {
        let message = message(construct);
        assert!(
            message.starts_with(place) && message.contains(&format!("the rule {expected}")),
            "{construct}: {message}"
        );
    }
    let endless = message("CONSTRUCT { ?new a ex:City } WHERE { BIND(IRI(CONCAT(STR($this), 'x')) AS ?new) }");
    assert!(endless.starts_with("the rules still add triples after 100 rounds: shapes.ttl:"), "{endless}");
}

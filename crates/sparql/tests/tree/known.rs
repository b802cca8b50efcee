//! What Oxigraph answers wrongly (`docs/upstream.md`), with the right answers.

use super::{Both, PREFIXES};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;

fn both(data: &str) -> Both {
    let text = format!("{PREFIXES}{data}");
    let quads = RdfParser::from_format(RdfFormat::TriG).for_slice(text.as_bytes());
    Both::new(&quads.collect::<Result<Vec<Quad>, _>>().unwrap())
}

fn assert_rows(both: &Both, query: &str, expected: &[&str]) {
    let (mut rows, explained) = both.ours(&format!("{PREFIXES}{query}"));
    assert!(!explained.contains("without a tree"), "{explained}");
    rows.sort();
    let rows: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
    assert_eq!(rows, expected, "{query}\n{explained}");
}

#[test]
fn the_name_of_a_graph_is_joined_after_the_pattern() {
    let both = both("ex:g { ex:s ex:p 1 } ex:h { ex:s ex:q 2 }");
    let (g, h) = ("<http://example.org/g>", "<http://example.org/h>");
    let counted = [format!("{g} 1"), format!("{h} 0")];
    let counted: Vec<&str> = counted.iter().map(String::as_str).collect();
    assert_rows(&both, "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ex:p ?o } } }", &counted);
    assert_rows(&both, "SELECT * { GRAPH ?g { VALUES ?g { <urn:none> } } }", &[]);
    assert_rows(&both, "SELECT * { GRAPH ?g { VALUES ?g { ex:h ex:x } } }", &[h]);
    assert_rows(&both, "SELECT * { GRAPH ?g { ?s ex:p ?o FILTER(BOUND(?g)) } }", &[]);
    assert_rows(&both, "SELECT ?g { GRAPH ?g { ?s ex:p ?o MINUS { ?x ex:p ?y } } }", &[g]);
    assert_rows(
        &both,
        "SELECT ?g ?x { GRAPH ?g { OPTIONAL { ?x ex:p ?y } } }",
        &[&format!("{g} <http://example.org/s>"), &format!("{h} ")],
    );
    assert_rows(&both, "SELECT ?g { GRAPH ?g {} }", &[g, h]);
    assert_rows(&both, "SELECT ?x { GRAPH ex:none { BIND(1 AS ?x) } }", &[]);
    assert_rows(&both, "SELECT ?g ?x { GRAPH ?g { ex:s ex:p* ?x FILTER(isLiteral(?x)) } }", &[&format!("{g} 1")]);
    assert_rows(&both, "SELECT ?g { VALUES ?g { ex:h } GRAPH ?g { ?s ?p ?o } }", &[h]);
    assert_rows(&both, "SELECT ?g { GRAPH ?g { ?s ?p ?o FILTER NOT EXISTS { ?s ex:q ?x } } }", &[g]);
    assert_rows(&both, "SELECT ?g { GRAPH ?g { GRAPH ex:h { ?s ex:q ?o } } }", &[g, h]);
}

#[test]
fn exists_sees_what_its_own_group_has() {
    let both = both("ex:g { ex:a ex:p ex:x . ex:x ex:q ex:y ; ex:r ex:b }");
    for query in [
        "SELECT * { ?s ex:p ?x . { ?x ex:q ?y FILTER NOT EXISTS { ?x ex:r ?s } } }",
        "SELECT * { { ?x ex:q ?y FILTER NOT EXISTS { ?x ex:r ?s } } ?s ex:p ?x }",
        "SELECT * { ?s ex:p ?x . { SELECT ?x ?y { ?x ex:q ?y FILTER NOT EXISTS { ?x ex:r ?s } } } }",
    ] {
        assert_rows(&both, query, &[]);
    }
}

#[test]
fn a_path_of_no_steps_has_its_constants() {
    let both = both("ex:g { ex:a ex:p ex:b }");
    assert_rows(&both, "SELECT ?x { <urn:a> ex:p* ?x }", &["<urn:a>"]);
    assert_rows(&both, "SELECT ?x { ?x ex:p? <urn:a> }", &["<urn:a>"]);
    assert_rows(&both, "ASK { <urn:a> ex:p* <urn:a> }", &["true"]);
    assert_rows(&both, "ASK { <urn:a> ex:p+ <urn:a> }", &["false"]);
    // What only the query knows is no node of the data.
    assert_rows(&both, "SELECT ?x { BIND(<urn:a> AS ?y) ?y ex:p* ?x }", &[]);
}

#[test]
fn blank_nodes_of_texts_are_those_of_their_solution() {
    let both = both("ex:g { ex:a ex:p 1 }");
    assert_rows(&both, "SELECT (COUNT(DISTINCT ?b) AS ?n) { VALUES ?x { 1 2 } BIND(BNODE('a') AS ?b) }", &["2"]);
    assert_rows(
        &both,
        "SELECT (?a = ?b AS ?same) (?a = ?c AS ?other) { VALUES ?x { 1 } BIND(BNODE('a b') AS ?a) BIND(BNODE('a b') AS ?b) BIND(BNODE('c') AS ?c) }",
        &["true false"],
    );
}

#[test]
fn a_triple_of_two_graphs_is_one_of_their_merge() {
    let both = both("ex:g { ex:s ex:p 1 } ex:h { ex:s ex:p 1 }");
    assert_rows(&both, "SELECT (COUNT(*) AS ?n) FROM ex:g FROM ex:h { ?s ?p ?o }", &["1"]);
    assert_rows(&both, "SELECT (COUNT(*) AS ?n) FROM <urn:none> { ?s ?p ?o }", &["0"]);
    assert_rows(&both, "SELECT ?g FROM NAMED ex:h { GRAPH ?g { ?s ?p ?o } }", &["<http://example.org/h>"]);
}

#[test]
fn groups_of_nothing_and_errors() {
    let both = both("ex:g { ex:s ex:p 1 , 2 , 'x' ; ex:q 3 }");
    assert_rows(
        &both,
        "SELECT (COUNT(*) AS ?n) (SUM(?x) AS ?s) (AVG(?x) AS ?a) (GROUP_CONCAT(?x) AS ?c) { ?x ex:none ?y }",
        &["0 0 0 \"\""],
    );
    assert_rows(&both, "SELECT ?y (COUNT(*) AS ?n) { ?x ex:none ?y } GROUP BY ?y", &[]);
    assert_rows(&both, "SELECT (SUM(?x) AS ?s) (COUNT(?x) AS ?n) { ex:s ex:p ?x }", &[" 3"]);
    assert_rows(&both, "SELECT (COUNT(?x + 1) AS ?n) { ex:s ex:p ?x }", &["2"]);
    assert_rows(&both, "SELECT (GROUP_CONCAT(?x; separator='+') AS ?n) { VALUES ?x { 'a'@en 'b'@en } }", &["\"a+b\""]);
}

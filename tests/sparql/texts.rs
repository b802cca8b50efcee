//! Texts that expressions make: bounded before anybody holds them, and otherwise those that Oxigraph makes.

use super::oracle::{Oracle, PREFIXES, on_a_large_stack, small_world};
use crate::support::RECORD;
use oxigraph::sparql::CancellationToken;
use plenary::sparql::{Endpoint, Limits, Request, Services, Source};

/// Most bytes that a query of these tests may hold at once.
const MOST: u64 = 320 << 20;

#[test]
fn no_expression_makes_gigabytes() {
    // The bytes of a text that is one of the query's own constants.
    let long = "x".repeat(200_000);
    let doubled: String = (0..40).map(|i| format!("BIND(CONCAT(?t{i}, ?t{i}) AS ?t{}) ", i + 1)).collect();
    let nested = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(6), close.repeat(6));
    let deep = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(25), close.repeat(25));
    let many = format!("CONCAT({})", vec!["?x"; 20_000].join(", "));
    let product = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i";
    let queries = [
        format!("SELECT (STRLEN(?t40) AS ?n) {{ BIND('0123456789' AS ?t0) {doubled} }}"),
        format!("SELECT (STRLEN({many}) AS ?n) {{ BIND('{long}' AS ?x) }}"),
        format!("SELECT (STRLEN(CONCAT({many}, {many})) AS ?n) {{ BIND('0123456789012345678901234567890123456789' AS ?x) }}"),
        format!("ASK {{ FILTER(STRLEN({}) > 5) }}", nested("REPLACE(", "'xxxxxxxx'", ", 'x', 'xxxxxxxxxxxxxxxx')")),
        format!("ASK {{ FILTER(STRLEN({}) > 5) }}", nested("REPLACE(", "'xxxxxxxx'", ", '^(.*)$', '$1$1$1$1$1$1$1$1')")),
        format!("ASK {{ FILTER(STRLEN({}) > 5) }}", nested("REPLACE(", "'xxxxxxxx'", ", '', 'xxxxxxxxxxxxxxxx')")),
        format!("ASK {{ BIND('{long}' AS ?x) FILTER(STRLEN({}) > 5) }}", deep("CONCAT(?x, ", "?x", ")")),
        format!("ASK {{ FILTER(STRLEN({}) > 5) }}", deep("ENCODE_FOR_URI(", &format!("'{}'", "%".repeat(200_000)), ")")),
        format!("SELECT (STRLEN(GROUP_CONCAT(STR(?b))) AS ?n) {{ {product} }}"),
        format!("SELECT ?a ?f (STRLEN(GROUP_CONCAT(STR(?b); separator='{long}')) AS ?n) {{ {product} }} GROUP BY ?a ?f"),
        format!("SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?b), STR(?d), STR(?e), STR(?g), STR(?h))) AS ?n) {{ {product} }}"),
        format!("SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?a), STR(?b), STR(?d), STR(?e), STR(?g), STR(?h))) AS ?n) {{ {product} }}"),
        "SELECT ?s (MAX(CONCAT(?x, ?x)) AS ?m) { ?s ?p ?o BIND(REPLACE(STR(?o), '', '0123456789') AS ?x) } GROUP BY ?s \
         HAVING(STRLEN(GROUP_CONCAT(?x)) > 5)"
            .to_owned(),
    ];
    on_a_large_stack(move || {
        let oracle = Oracle::new(&small_world());
        let limits = Limits { text: 2_000_000, values: 500_000, made_text: 16 << 20, ..Limits::default() };
        let endpoint = Endpoint::new(&RECORD.ontology, limits, Services::default(), true);
        for (at, query) in queries.iter().enumerate() {
            let request = Request { query: query.clone(), ..Request::default() };
            let prepared = endpoint.prepare(Source::Data(oracle.data()), &request, &CancellationToken::new()).unwrap();
            let format = prepared.kind().format("application/sparql-results+json").unwrap();
            let mut answer = Ok(0);
            let used = allocation_counter::measure(|| {
                answer = prepared.write(format, &CancellationToken::new(), std::io::sink());
            });
            assert!(used.bytes_max < MOST, "query {at} held {} bytes", used.bytes_max);
            if at < queries.len() - 1 {
                let Err(refusal) = answer else { panic!("query {at} is answered: {query:.300}") };
                let refusal = refusal.to_string();
                let is_said = refusal.contains("bytes") || refusal.contains("values at once");
                assert!(is_said, "query {at}: {refusal}");
            } else {
                answer.unwrap();
            }
        }
    });
}

#[test]
fn texts_are_those_of_oxigraph() {
    on_a_large_stack(|| {
        let record = Oracle::new(&RECORD);
        for (expression, is_bound) in [
            ("CONCAT()", true),
            ("CONCAT('a')", true),
            ("CONCAT('a', 'b', 'c', 'd', 'e')", true),
            ("CONCAT('a'@en, 'b'@en, 'c'@en)", true),
            ("CONCAT('a'@en, 'b'@fr, 'c'@en)", true),
            ("CONCAT('a'@en, 'b'@en, 'c')", true),
            ("CONCAT('a', 'b'@en, 'c'@en)", true),
            ("CONCAT('a'@en--ltr, 'b'@en--ltr)", true),
            ("CONCAT('a'@en--ltr, 'b'@en--rtl)", true),
            ("CONCAT('a', 5)", false),
            ("CONCAT(5)", false),
            ("CONCAT('a', STR(5), ?nothing)", false),
            ("CONCAT(<urn:a>, 'a')", false),
            ("REPLACE('banana', 'an(.)', '[$1]')", true),
            ("REPLACE('banana'@en, 'A', 'o', 'i')", true),
            ("REPLACE('banana', 'a', '$0$0')", true),
            ("REPLACE(5, 'a', 'b')", false),
            ("REPLACE('a', 'a', 5)", false),
            ("ENCODE_FOR_URI('é ü/%')", true),
            ("ENCODE_FOR_URI(<urn:a>)", false),
            ("UCASE('straße'@de)", true),
            ("LCASE('ÉÜ')", true),
            ("LCASE(5)", false),
            ("COALESCE(UCASE(5), CONCAT('a', IF(true, 'b', 1/0)))", true),
        ] {
            let query = format!("SELECT (DATATYPE(?x) AS ?type) (LANG(?x) AS ?lang) ?x {{ BIND({expression} AS ?x) }}");
            let [ordered, plain, expected] = record.ask_in_order(&query);
            assert_eq!(expected[0].iter().any(|value| !value.is_empty()), is_bound, "{expression}");
            assert_eq!((ordered, plain), (expected.clone(), expected), "{expression}");
        }
        for query in [
            // The order within a group is not certain, so lengths are compared, or groups of one.
            "SELECT ?a (STRLEN(GROUP_CONCAT(STR(?t); separator=', ')) AS ?n) { ?p ple:actor ?a ; ple:theme ?t } GROUP BY ?a",
            "SELECT ?a (STRLEN(GROUP_CONCAT(DISTINCT STR(?t))) AS ?n) { ?p ple:actor ?a ; ple:theme ?t } GROUP BY ?a",
            "SELECT (STR(?g) AS ?t) { SELECT ?l (GROUP_CONCAT(?l) AS ?g) { ?a a ple:State ; skos:prefLabel ?l } GROUP BY ?l }",
            "SELECT ?a (STRLEN(GROUP_CONCAT(?l)) AS ?n) { ?a a ple:Theme OPTIONAL { ?a skos:altLabel ?l } } GROUP BY ?a",
            "SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?t))) AS ?n) { ?p ple:actor ?a ; ple:theme ?t }",
            "SELECT (COUNT(DISTINCT ?o * 2) AS ?n) (SUM(DISTINCT ?o + 1) AS ?m) { ?i ple:order ?o }",
            "SELECT (MIN(DISTINCT STR(?t)) AS ?n) (MAX(DISTINCT ?t) AS ?m) (AVG(DISTINCT ?o) AS ?v) { ?p ple:theme ?t . ?i ple:order ?o }",
            "SELECT (COUNT(DISTINCT STRLEN(?l)) AS ?n) ?lang { ?a a ple:Theme ; skos:prefLabel ?l } GROUP BY (LANG(?l) AS ?lang)",
            "SELECT ?a { ?a a ple:Theme FILTER EXISTS { ?a skos:prefLabel ?l FILTER(CONCAT(LANG(?l), '-', 'x') = 'en-x') } }",
        ] {
            assert!(record.assert_agrees(&format!("{PREFIXES}{query}")) > 0, "{query}");
        }
    });
}

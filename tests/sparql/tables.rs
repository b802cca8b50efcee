//! What is counted, taken once and sorted over numbers has the answers that Oxigraph gives on its own store.

use super::oracle::{Oracle, PREFIXES, SHAPES, Writer, on_a_large_stack, small_world};
use crate::data_types::{TYPES, ordered};
use crate::random::Dice;
use crate::support::{RECORD, World};

#[test]
fn questions_that_count_have_the_answers_of_oxigraph() {
    on_a_large_stack(|| {
        let oracle = Oracle::new(&RECORD);
        for (query, at_least) in [
            ("SELECT ?a (COUNT(DISTINCT ?t) AS ?n) { ?p ple:actor ?a ; ple:theme ?t } GROUP BY ?a", 10),
            ("SELECT (COUNT(*) AS ?n) { ?p ple:actor ?a ; ple:theme ?t }", 1),
            ("SELECT (COUNT(*) AS ?n) { ?p ple:actor <urn:nobody> }", 1),
            ("SELECT ?a (COUNT(*) AS ?n) { ?p ple:actor <urn:nobody> ; ple:theme ?a } GROUP BY ?a", 0),
            ("SELECT DISTINCT ?a { ?p ple:actor ?a ; ple:theme ?t FILTER(?t != theme:inclusion) }", 10),
            ("SELECT DISTINCT ?l { ?a a ple:State ; skos:prefLabel ?l FILTER(lang(?l) = 'fr') }", 190),
            ("SELECT DISTINCT ?l { ?a a ple:State ; skos:prefLabel ?l FILTER(!(lang(?l) = 'fr')) }", 800),
            // The themes of one are few; who else has them is counted; the names come last.
            (
                "SELECT ?b ?l ?n { { SELECT ?b (COUNT(DISTINCT ?t) AS ?n) { \
                   { SELECT DISTINCT ?t { ?p ple:actor actor:rus ; ple:theme ?t } } \
                   ?q ple:theme ?t ; ple:actor ?b FILTER(?b != actor:rus) } GROUP BY ?b } \
                   ?b skos:prefLabel ?l FILTER(lang(?l) = 'en') } ORDER BY DESC(?n) ?b",
                5,
            ),
            // Groups are found by their keys.
            (
                "SELECT ?x ?n { ?x a ple:State { SELECT ?x (COUNT(*) AS ?n) { ?p ple:actor ?x } GROUP BY ?x HAVING(COUNT(*) > 1) } }",
                5,
            ),
            ("SELECT ?x { ?x a ple:Theme FILTER NOT EXISTS { SELECT ?x { ?p ple:theme ?x } ORDER BY ?p } }", 5),
            // A group counts as many as this: the number is no term of the data.
            ("SELECT ?n { { SELECT ?a (COUNT(*) AS ?n) { ?a ?p ?o } GROUP BY ?a } ?s ple:order ?n }", 50),
            // Other aggregates, and named graphs.
            ("SELECT ?a (SUM(?o) AS ?n) { ?i ple:speaker ?a ; ple:order ?o } GROUP BY ?a", 10),
            ("SELECT DISTINCT ?a { GRAPH ?g { ?p ple:actor ?a } }", 10),
        ] {
            let query = format!("{PREFIXES}{query}");
            let found = oracle.assert_agrees(&query);
            assert!(found >= at_least, "{found} rows: {query}");
        }
    });
}

/// Some rows of the query come in the order of its keys, which are all that it selects.
fn assert_same_order(oracle: &Oracle, query: &str) -> usize {
    let [ordered, plain, expected] = oracle.ask_in_order(query);
    assert_eq!(plain, expected, "joins as they come: {query}");
    assert_eq!(ordered, expected, "joins in order: {query}");
    expected.len()
}

#[test]
fn what_is_sorted_is_kept_as_far_as_it_is_taken() {
    on_a_large_stack(|| {
        let oracle = Oracle::new(&RECORD);
        let query = format!(
            "{PREFIXES}SELECT ?order ?s ?text {{ ?s a ple:Statement ; ple:intervention ?i ; ple:text ?text . ?i ple:order ?order \
             FILTER(lang(?text) = 'en') }} ORDER BY DESC(?order) ?s LIMIT 5"
        );
        assert_eq!(assert_same_order(&oracle, &query), 5);
        let explained = oracle.explain(&query);
        assert!(explained.contains("sorted, 5 rows at most"), "{explained}");
    });
}

#[test]
fn terms_are_sorted_as_oxigraph_sorts_them() {
    let kinds = [
        "3, 10, 2, -1, 2.5, 1e1, 1e-1, -0.0e0, 0, 12345678901234567890.5, \"INF\"^^xsd:double, \"-7\"^^xsd:byte, \"08\"^^xsd:integer",
        "\"b\", \"a\", \"B\", \"b\"@en, \"a\"@fr, \"é\", \"\", \"a\"@en, \"zh\"@zh, true, false",
        "\"2020-01-01T00:00:00Z\"^^xsd:dateTime, \"2019-12-31T23:00:00-05:00\"^^xsd:dateTime, \"2020-01-01T00:00:00.5Z\"^^xsd:dateTime, \"-0001-01-01T00:00:00Z\"^^xsd:dateTime",
        "\"2020-01-01\"^^xsd:date, \"2019-12-31\"^^xsd:date, \"10000-01-01\"^^xsd:date, \"-0005-01-01\"^^xsd:date",
        "\"P1D\"^^xsd:dayTimeDuration, \"PT2H\"^^xsd:dayTimeDuration, \"P10D\"^^xsd:dayTimeDuration, \"-PT1S\"^^xsd:dayTimeDuration",
        "\"P1Y\"^^xsd:yearMonthDuration, \"P9M\"^^xsd:yearMonthDuration, \"P10M\"^^xsd:yearMonthDuration, \"-P1M\"^^xsd:yearMonthDuration",
        "ex:b, ex:a, [], \"text\", 5, <urn:z>",
    ];
    on_a_large_stack(move || {
        for values in kinds {
            let oracle = Oracle::new(&World::of(SHAPES, &format!("ex:x ex:p {values} .")));
            let prefix = "PREFIX ex: <http://example.org/>";
            for by in ["?v", "DESC(?v)"] {
                let query = format!("{prefix} SELECT ?v {{ ex:x ex:p ?v }} ORDER BY {by}");
                let [ordered, _, expected] = oracle.ask_in_order(&query);
                // Blank nodes have other labels in each store, and equal numbers have no order.
                let shown = |rows: Vec<Vec<String>>| -> Vec<String> {
                    let shown = |value: &String| match value.parse::<f64>() {
                        Ok(number) => format!("{:?}", number + 0.0),
                        Err(_) => value.clone(),
                    };
                    rows.iter().map(|row| shown(&row[0])).collect()
                };
                assert!(oracle.explain(&query).contains("# sorted:"));
                assert_eq!(shown(ordered), shown(expected), "{by} of {values}");
            }
        }
    });
}

/// The same literals as in `data_types`: what GraphQL says, by the snapshot and over an endpoint, is what SPARQL says, sorted over
/// numbers, row by row, and by the least and the greatest.
#[test]
fn fault_05_graphql_and_sparql_have_one_order() {
    on_a_large_stack(|| {
        let oracle = Oracle::new(&TYPES.0);
        let things = |rows: &[Vec<String>]| -> String {
            rows.iter().map(|row| row[0].rsplit('/').next().unwrap().to_owned()).collect()
        };
        let own = |query: &str| {
            let [ordered, plain] = oracle.ask_own(&format!("PREFIX ex: <http://example.org/> {query}"));
            assert_eq!(plain, ordered, "joins as they come: {query}");
            ordered
        };
        for field in ["amount", "price", "weight", "single", "day", "moment", "year", "month", "clock", "span", "name"]
        {
            for (direction, by) in [("ASC", "?v"), ("DESC", "DESC(?v)")] {
                let mut expected = ordered(&format!("{{ {field}: {direction} }}"));
                let has_value = own(&format!("SELECT ?x {{ ?x ex:{field} ?v }}"));
                // GraphQL has what has no value last, SPARQL first or last.
                expected.retain(|thing| has_value.iter().any(|row| row[0].ends_with(thing)));
                let over_numbers = format!("SELECT ?x {{ ?x ex:{field} ?v }} ORDER BY {by} ?x");
                let row_by_row = format!(
                    "SELECT ?x {{ VALUES ?x {{ ex:f ex:e ex:d ex:c ex:b ex:a }} OPTIONAL {{ ?x ex:{field} ?v }} FILTER(BOUND(?v)) }} ORDER BY {by} ?x"
                );
                for query in [over_numbers, row_by_row] {
                    assert_eq!(things(&own(&query)), expected, "{query}");
                }
                let (extreme, first) = if direction == "ASC" { ("MIN", 0) } else { ("MAX", 0) };
                let best = own(&format!("SELECT ({extreme}(?v) AS ?m) {{ ?x ex:{field} ?v }}"))[0][0].clone();
                let in_order = own(&format!("SELECT ?v {{ ?x ex:{field} ?v }} ORDER BY {by}"));
                assert_eq!(best, in_order[first][0], "{extreme} of {field}");
            }
        }
    });
}

/// Among these Oxigraph's own order goes round in a circle, and a sort that notices panics.
#[test]
fn fault_05_sorting_ends_whatever_is_sorted() {
    on_a_large_stack(|| {
        let values: Vec<String> = (0..400)
            .map(|i| match i % 4 {
                0 => format!("\"{}x\"^^xsd:integer", (i * 37) % 101),
                1 => format!("\"{}y\"", (i * 53) % 103),
                2 => format!("\"1{:030}\"^^xsd:integer", (i * 71) % 107),
                _ => format!("{}", (i * 31) % 109),
            })
            .collect();
        let oracle = Oracle::new(&World::of(SHAPES, &format!("ex:x ex:p {} .", values.join(", "))));
        let query =
            "PREFIX ex: <http://example.org/> SELECT ?v { VALUES ?x { ex:x } OPTIONAL { ?x ex:p ?v } } ORDER BY ?v";
        let [ordered, plain] = oracle.ask_own(query);
        assert_eq!(ordered, plain);
        let numbers: Vec<i128> = ordered.iter().map_while(|row| row[0].parse().ok()).collect();
        assert!(numbers.is_sorted() && numbers.len() > 150, "{numbers:?}");
    });
}

#[test]
fn counts_and_orders_at_random_have_the_answers_of_oxigraph() {
    on_a_large_stack(|| {
        let oracle = Oracle::new(&small_world());
        let mut with_rows = 0;
        for seed in 1..=400_u64 {
            let mut writer = Writer { dice: Dice::seeded(seed) };
            let mut group = writer.triples(4);
            if writer.dice.one_in(3) {
                let not = if writer.dice.one_in(2) { "!" } else { "" };
                group += &format!("FILTER({} {not}= ex:t{}) ", writer.variable(), writer.dice.below(20));
            }
            let (a, b) = (writer.variable(), writer.variable());
            let (query, is_ordered) = match writer.dice.below(6) {
                0 => {
                    (format!("SELECT ?a (COUNT(?b) AS ?n) (COUNT(DISTINCT ?c) AS ?m) {{ {group} }} GROUP BY ?a"), false)
                }
                1 => (format!("SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT {a}) AS ?m) {{ {group} }}"), false),
                2 => (format!("SELECT DISTINCT {a} ?v {{ {group} ?a ex:value ?v }}"), false),
                3 => (format!("SELECT {a} ?v {{ {group} {b} ex:value ?v }} ORDER BY DESC(?v) {a} LIMIT 7"), true),
                4 => (
                    format!(
                        "SELECT ?a ?n ?c {{ {{ SELECT ?a (COUNT(?b) AS ?n) {{ {group} }} GROUP BY ?a ORDER BY DESC(?n) ?a LIMIT 5 }} \
                         ?a ex:p1 ?c }} ORDER BY ?n ?a ?c"
                    ),
                    true,
                ),
                _ => (
                    format!("SELECT ?d ?n {{ ?d ex:p2 ?a {{ SELECT DISTINCT ?a {{ {group} }} }} ?a ex:value ?n }}"),
                    false,
                ),
            };
            // Two variables of one name would be no query.
            if query.contains("SELECT ?v ?v") {
                continue;
            }
            let query = format!("PREFIX ex: <http://example.org/> {query}");
            let found = if is_ordered { assert_same_order(&oracle, &query) } else { oracle.assert_agrees(&query) };
            with_rows += usize::from(found > 0);
        }
        assert!(with_rows > 200, "{with_rows} with rows");
    });
}

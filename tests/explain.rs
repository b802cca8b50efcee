//! What `explain` tells of conditions: which part leads, on which way each is answered, and how many candidates it had.

use crate::support::World;
use plenary::graphql::Request;
use serde_json::Value;
use std::fmt::Write;
use std::sync::LazyLock;

/// A hundred books of ten writers, who know each other in a row.
static LIBRARY: LazyLock<World> = LazyLock::new(|| {
    let shapes = "ex: graphql:publicShape ex:BookShape , ex:WriterShape .
        ex:BookShape sh:targetClass ex:Book ;
            sh:property [ sh:path ex:title ; sh:datatype rdf:langString ] , [ sh:path ex:shelf ; sh:datatype xsd:integer ; sh:maxCount 1 ] ,
                [ sh:path ex:writer ; sh:class ex:Writer ] .
        ex:WriterShape sh:targetClass ex:Writer ;
            sh:property [ sh:path ex:name ; sh:datatype xsd:string ; sh:maxCount 1 ] , [ sh:path ex:knows ; sh:class ex:Writer ; sh:maxCount 1 ] ,
                [ sh:path [ sh:inversePath ex:writer ] ; sh:class ex:Book ; graphql:name \"books\" ] .";
    let mut data = String::new();
    for number in 0..100 {
        let (shelf, writer) = (number % 20, number % 10);
        let title = if number % 25 == 0 { "rare" } else { "common" };
        writeln!(
            data,
            "ex:b{number:02} a ex:Book ; ex:title '{title} book'@en ; ex:shelf {shelf} ; ex:writer ex:w{writer} ."
        )
        .unwrap();
    }
    for number in 0..10 {
        let next = number + 1;
        writeln!(data, "ex:w{number} a ex:Writer ; ex:name 'Writer {number}' ; ex:knows ex:w{next} .").unwrap();
    }
    World::of(shapes, &data)
});

/// What is told of the condition of each step that has one.
fn told(query: &str) -> Vec<Vec<String>> {
    let response = LIBRARY.respond(&Request { query: query.into(), explain: true, ..Request::default() });
    assert_eq!(response.get("errors"), None, "{query}");
    let steps = response["extensions"]["explain"]["plan"].as_array().unwrap();
    let lines = |step: &Value| {
        Some(step.get("where")?.as_array()?.iter().map(|line| line.as_str().unwrap().to_owned()).collect())
    };
    steps.iter().filter_map(lines).collect()
}

#[test]
fn the_part_with_the_fewest_candidates_leads() {
    let lines = told(
        r#"{ books(where: { title: { search: "rare" }, shelf: { lt: 10 }, writer: { some: { name: { eq: "Writer 5" } } } }) { totalCount } }"#,
    );
    assert_eq!(
        lines,
        [[
            r#"Book.title found by all of "rare" — full-text postings (candidates: about 8, found: 4)"#,
            r#"Book.writer some (Writer.name in ["Writer 5"]) — links walked backwards (candidates: about 11, found: 10)"#,
            r#"  Writer.name in ["Writer 5"] — posting lists (candidates: about 1, found: 1)"#,
            r#"Book.shelf < "10" — each candidate checked (candidates: 2, found: 1)"#,
        ]]
    );
    // The same parts, but now another has fewer candidates.
    let lines = told(r#"{ books(where: { title: { search: "common" }, shelf: { lt: 2 } }) { totalCount } }"#);
    assert_eq!(
        lines,
        [[
            r#"Book.shelf < "2" — range of the index (candidates: about 10, found: 10)"#,
            r#"Book.title found by all of "common" — each candidate checked (candidates: 10, found: 9)"#,
        ]]
    );
}

#[test]
fn every_way_has_a_name() {
    let ways: [(&str, &[&str]); 6] = [
        (
            r#"{ books(where: { id: { in: ["http://example.org/b01", "http://example.org/b02"] } }) { totalCount } }"#,
            &[
                r#"id in <http://example.org/b01>|<http://example.org/b02> — identifiers (candidates: about 2, found: 2)"#,
            ],
        ),
        (
            r#"{ books(where: { title: { contains: "rare" } }) { totalCount } }"#,
            &[r#"Book.title contains "rare" — all values read (candidates: about 102, found: 4)"#],
        ),
        (
            r#"{ books(where: { or: [{ shelf: { eq: 3 } }, { shelf: { gte: 19 } }] }) { totalCount } }"#,
            &[
                r#"(Book.shelf in ["3"] or Book.shelf >= "19") — union (candidates: about 10, found: 10)"#,
                r#"  Book.shelf in ["3"] — posting lists (candidates: about 5, found: 5)"#,
                r#"  Book.shelf >= "19" — range of the index (candidates: about 5, found: 5)"#,
            ],
        ),
        (
            r#"{ books(where: { not: { shelf: { eq: 3 } } }) { totalCount } }"#,
            &[
                r#"not Book.shelf in ["3"] — complement (candidates: about 400, found: 95)"#,
                r#"  Book.shelf in ["3"] — posting lists (candidates: about 5, found: 5)"#,
            ],
        ),
        (
            r#"{ writers(where: { books: { count: { gt: 9 } } }) { totalCount } }"#,
            &[r#"count of Writer.books in 10..=4294967295 — each candidate checked (candidates: 10, found: 10)"#],
        ),
        (
            r#"{ writers(where: { knowsTransitive: { name: { startsWith: "Writer 8" } } }) { totalCount } }"#,
            &[
                r#"Writer.knows* reaches (Writer.name starts with "Writer 8") — closure walked backwards (candidates: about 4, found: 9)"#,
                r#"  Writer.name starts with "Writer 8" — range of the index (candidates: about 1, found: 1)"#,
            ],
        ),
    ];
    for (query, lines) in ways {
        assert_eq!(told(query), [lines], "{query}");
    }
}

#[test]
fn lists_are_filtered_by_one_set_or_checked() {
    let each = told(r#"{ writers { nodes { books(where: { shelf: { eq: 3 } }) { totalCount } } } }"#);
    assert_eq!(each, [[r#"Book.shelf in ["3"] — posting lists (candidates: about 5, found: 5)"#]]);
    let one = r#"Book.shelf < "13" — each candidate checked (candidates: 10, found: 5)"#;
    let query = r#"{ writer(id: "http://example.org/w3") { books(where: { shelf: { lt: 13 } }) { totalCount groupBy(keys: [SHELF]) { count } } } }"#;
    assert_eq!(told(query), [[one], [one]]);
}

#[test]
fn steps_without_a_condition_tell_nothing() {
    assert_eq!(told("{ books { nodes { id } } }"), [[""; 0]; 0]);
}

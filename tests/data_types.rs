//! Each data type read, compared, grouped and printed in one way: by the snapshot, by the naive executor and over a SPARQL
//! endpoint, which must give the same bytes.

use crate::remote::{Good, over_endpoint};
use crate::support::{World, request};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Measures of one kind each, with what no machine holds, what is no number and what is no value at all.
pub(crate) static TYPES: LazyLock<(World, Good)> = LazyLock::new(|| {
    let world = World::of(SHAPES, DATA);
    let good = Good::over(world.store.inner().unwrap());
    (world, good)
});

const SHAPES: &str = r#"
ex: graphql:publicShape ex:ThingShape , ex:BoxShape . ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .
ex:BoxShape sh:targetClass ex:Box ; sh:property [ sh:path ex:holds ; sh:class ex:Thing ; graphql:name "things" ] ,
    [ sh:path ex:in ; sh:class ex:Box ; sh:maxCount 1 ] .
ex:ThingShape sh:targetClass ex:Thing ; sh:property
    [ sh:path ex:amount ; sh:datatype xsd:integer ; sh:maxCount 1 ] ,
    [ sh:path ex:price ; sh:datatype xsd:decimal ; sh:maxCount 1 ] ,
    [ sh:path ex:weight ; sh:datatype xsd:double ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path ex:single ; sh:datatype xsd:float ; sh:maxCount 1 ] ,
    [ sh:path ex:day ; sh:datatype xsd:date ; sh:maxCount 1 ] ,
    [ sh:path ex:moment ; sh:datatype xsd:dateTime ; sh:maxCount 1 ] ,
    [ sh:path ex:year ; sh:datatype xsd:gYear ; sh:maxCount 1 ] ,
    [ sh:path ex:month ; sh:datatype xsd:gYearMonth ; sh:maxCount 1 ] ,
    [ sh:path ex:clock ; sh:datatype xsd:time ; sh:maxCount 1 ] ,
    [ sh:path ex:span ; sh:datatype xsd:duration ; sh:maxCount 1 ] ,
    [ sh:path ex:name ; sh:datatype xsd:string ; sh:maxCount 1 ] ,
    [ sh:path ex:title ; sh:datatype rdf:langString ; sh:uniqueLang true ] .
"#;

const DATA: &str = r#"
ex:a a ex:Thing ; ex:amount 3720000000 ; ex:price 0.1 ; ex:weight "INF"^^xsd:double ; ex:single "0.1"^^xsd:float ;
    ex:day "-0044-03-15"^^xsd:date ; ex:moment "-0044-03-15T12:00:00"^^xsd:dateTime ; ex:year "-0044"^^xsd:gYear ;
    ex:month "-0044-03"^^xsd:gYearMonth ; ex:clock "12:00:00"^^xsd:time ; ex:span "P1M"^^xsd:duration ;
    ex:name "Straße" ; ex:title "ΟΔΟΣ"@el .
ex:b a ex:Thing ; ex:amount 123456789012345678901234567890 ; ex:price 0.1000000000000000000000000000001 ; ex:weight "NaN"^^xsd:double ;
    ex:day "12025-01-01"^^xsd:date ; ex:moment "12025-01-01T00:00:00Z"^^xsd:dateTime ; ex:year "12025"^^xsd:gYear ;
    ex:month "12025-01"^^xsd:gYearMonth ; ex:clock "13:00:00+02:00"^^xsd:time ; ex:span "P30D"^^xsd:duration ;
    ex:name "STRASSE" ; ex:title "οδος"@el .
ex:c a ex:Thing ; ex:amount -123456789012345678901234567890 ; ex:price -123456789012345678901234567890.5 ; ex:weight 1.5e0 ;
    ex:single "0.1000001"^^xsd:float ; ex:day "2025-01-01+14:00"^^xsd:date ; ex:moment "2025-01-01T00:00:00+14:00"^^xsd:dateTime ;
    ex:year "2025Z"^^xsd:gYear ; ex:month "2025-01-05:00"^^xsd:gYearMonth ; ex:clock "00:30:00+01:00"^^xsd:time ;
    ex:span "PT36H"^^xsd:duration ; ex:name "strasse 2" ; ex:title "οδός"@el .
ex:d a ex:Thing ; ex:amount 5 ; ex:price 5 ; ex:weight "-INF"^^xsd:double ; ex:day "2025-01-01"^^xsd:date ;
    ex:moment "2025-01-01T00:00:00"^^xsd:dateTime ; ex:year "2025"^^xsd:gYear ; ex:month "2025-01"^^xsd:gYearMonth ;
    ex:clock "23:59:59.5Z"^^xsd:time ; ex:span "P1DT12H"^^xsd:duration ; ex:name "Kelvin" .
ex:e a ex:Thing ; ex:amount "many"^^xsd:integer ; ex:price "dear"^^xsd:decimal ; ex:weight "heavy"^^xsd:double ; ex:day "soon"^^xsd:date ;
    ex:moment "soon"^^xsd:dateTime ; ex:year "late"^^xsd:gYear ; ex:month "May"^^xsd:gYearMonth ; ex:clock "noon"^^xsd:time ;
    ex:span "1 day"^^xsd:duration ; ex:name "" .
ex:f a ex:Thing ; ex:weight 0 .
ex:x a ex:Box ; ex:holds ex:a , ex:b , ex:c ; ex:in ex:z . ex:y a ex:Box ; ex:holds ex:a , ex:nothing ; ex:in ex:x . ex:z a ex:Box .
"#;

/// The response by the snapshot, which must have the same data naively and be the same over an endpoint.
fn answer(query: &str) -> Value {
    let (world, good) = &*TYPES;
    let request = request(query);
    world.compared(&request).unwrap_or_else(|problem| panic!("{query} {problem}"));
    let embedded = String::from_utf8(world.engine.answer(&request, &world.snapshot).to_json()).unwrap();
    assert_eq!(over_endpoint(world, good, &request), embedded, "{query} over the endpoint");
    serde_json::from_str(&embedded).unwrap()
}

/// The names of the things that a query's list has, in order.
fn names(data: &Value) -> String {
    let nodes = data.as_object().unwrap().values().next().unwrap()["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["id"].as_str().unwrap().rsplit('/').next().unwrap()).collect()
}

fn filtered(condition: &str) -> String {
    names(&answer(&format!("{{ things(where: {{ {condition} }}) {{ totalCount nodes {{ id }} }} }}"))["data"])
}

/// The things in an order, by the snapshot, naively and over an endpoint alike.
pub(crate) fn ordered(key: &str) -> String {
    names(&answer(&format!("{{ things(orderBy: [{key}]) {{ nodes {{ id }} edges {{ cursor }} }} }}"))["data"])
}

#[test]
fn fault_04_valid_numbers_are_answered_and_null_ends_at_the_field() {
    let response = answer("{ things(first: 4) { nodes { amount price weight } } }");
    let thing =
        |amount: &str, price: &str, weight: Value| json!({ "amount": amount, "price": price, "weight": weight });
    assert_eq!(
        response["data"]["things"]["nodes"],
        json!([
            thing("3720000000", "0.1", Value::Null),
            thing("123456789012345678901234567890", "0.1000000000000000000000000000001", Value::Null),
            thing("-123456789012345678901234567890", "-123456789012345678901234567890.5", json!(1.5)),
            thing("5", "5", Value::Null),
        ])
    );
    let paths: Vec<_> = response["errors"].as_array().unwrap().iter().map(|error| error["path"].clone()).collect();
    let path = |row: usize| json!(["things", "nodes", row, "weight"]);
    assert_eq!(paths, [path(0), path(1), path(3)]);
}

#[test]
fn fault_05_what_is_there_exists_whatever_it_is() {
    for field in ["amount", "price", "day", "moment", "year", "month", "clock", "span"] {
        // The store writes PT36H and P1DT12H in one way.
        let different = if field == "span" { 5 } else { 6 };
        assert_eq!(filtered(&format!("{field}: {{ exists: false }}")), "f", "{field}");
        assert_eq!(filtered(&format!("{field}: {{ exists: true }}")), "abcde", "{field}");
        let groups = answer(&format!(
            "{{ things {{ groupBy(keys: [{}]) {{ count key {{ value }} }} }} }}",
            field.to_uppercase()
        ));
        assert_eq!(groups["data"]["things"]["groupBy"].as_array().unwrap().len(), different, "{field}: {groups}");
    }
    assert_eq!(filtered("weight: { exists: false }"), "");
}

#[test]
fn fault_05_numbers_of_any_size_are_compared() {
    for (condition, expected) in [
        ("amount: { gt: 5 }", "ab"),
        ("amount: { gte: 5 }", "abd"),
        ("amount: { lt: 5 }", "c"),
        ("amount: { lte: \"-123456789012345678901234567890\" }", "c"),
        ("amount: { lt: \"-123456789012345678901234567890\" }", ""),
        ("amount: { gt: \"123456789012345678901234567889\" }", "b"),
        ("amount: { lt: \"123456789012345678901234567891\" }", "abcd"),
        ("amount: { eq: \"123456789012345678901234567890\" }", "b"),
        ("amount: { in: [5, \"0000123456789012345678901234567890\"] }", "bd"),
        ("amount: { ne: 5 }", "abcef"),
        ("price: { gt: \"0.1\" }", "bd"),
        ("price: { gte: \"0.10\" }", "abd"),
        ("price: { eq: \"0.1000000000000000000000000000001\" }", "b"),
        ("price: { lt: \"0.1000000000000000000000000000001\" }", "ac"),
        ("price: { lt: \"-123456789012345678901234567890\" }", "c"),
        ("weight: { gt: 1e300 }", "a"),
        ("weight: { lt: -1e300 }", "d"),
        ("weight: { gte: 0 }", "acf"),
        ("single: { eq: 0.1 }", "a"),
        ("single: { gt: 0.1 }", "c"),
    ] {
        assert_eq!(filtered(condition), expected, "{condition}");
    }
    assert_eq!(ordered("{ amount: ASC }"), "cdabef", "what is no number comes after all, what is not there last");
    assert_eq!(ordered("{ amount: DESC }"), "ebadcf");
    assert_eq!(ordered("{ weight: ASC }"), "dfcabe");
    assert_eq!(ordered("{ price: ASC }"), "cabdef");
}

#[test]
fn fault_07_dates_are_read_as_dates() {
    for (condition, expected) in [
        ("day: { lt: \"0001-01-01\" }", "a"),
        ("day: { gt: \"9999-12-31\" }", "b"),
        ("day: { lt: \"2025-01-01\" }", "ac"),
        ("day: { gte: \"2025-01-01+13:00\" }", "bd"),
        ("day: { lte: \"2025-01-01-05:00\" }", "acd"),
        ("day: { eq: \"2024-12-31-10:00\" }", "c"),
        ("day: { eq: \"2025-01-01Z\" }", "d"),
        ("moment: { lt: \"2025-01-01T00:00:00Z\" }", "ac"),
        ("moment: { eq: \"2024-12-31T10:00:00Z\" }", "c"),
        ("moment: { gt: \"2025-01-01T01:00:00+01:00\" }", "b"),
        ("year: { eq: \"2025\" }", "cd"),
        ("year: { gt: \"2025\" }", "b"),
        ("year: { lt: \"2025+01:00\" }", "a"),
        ("month: { eq: \"2025-01\" }", "d"),
        ("month: { gt: \"2025-01\" }", "bc"),
        ("clock: { eq: \"12:00:00Z\" }", "a"),
        ("clock: { lt: \"12:00:00\" }", "bc"),
        ("clock: { gte: \"11:00:00\" }", "abd"),
    ] {
        assert_eq!(filtered(condition), expected, "{condition}");
    }
    assert_eq!(ordered("{ day: ASC }"), "acdbef");
    assert_eq!(ordered("{ moment: DESC }"), "ebdcaf");
    assert_eq!(ordered("{ year: ASC }"), "acdbef");
    assert_eq!(ordered("{ month: ASC }"), "adcbef");
    assert_eq!(ordered("{ clock: ASC }"), "cbadef");
    let values = |key: &str| {
        let groups = answer(&format!("{{ things {{ groupBy(keys: [{key}]) {{ count key {{ value }} }} }} }}"));
        let groups = groups["data"]["things"]["groupBy"].as_array().unwrap().clone();
        let value = |group: &Value| format!("{}:{}", group["key"][0]["value"].as_str().unwrap_or("-"), group["count"]);
        groups.iter().map(value).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(values("DAY_YEAR"), "2025:2 -0044:1 12025:1 soon:1 -:1");
    assert_eq!(values("DAY_MONTH"), "2025-01:2 -0044-03:1 12025-01:1 soon:1 -:1");
    assert_eq!(values("MOMENT_DAY"), "2025-01-01:2 -0044-03-15:1 12025-01-01:1 soon:1 -:1");
    assert_eq!(values("MONTH_YEAR"), "2025:2 -0044:1 12025:1 May:1 -:1");
}

#[test]
fn fault_23_lengths_of_time_have_an_order() {
    for (condition, expected) in [
        ("span: { eq: \"P1DT12H\" }", "cd"),
        ("span: { lt: \"P1M\" }", "bcd"),
        ("span: { gte: \"P30D\" }", "ab"),
        ("span: { eq: \"PT2629746S\" }", ""),
        ("span: { gt: \"-P1Y\" }", "abcd"),
    ] {
        assert_eq!(filtered(condition), expected, "{condition}");
    }
    assert_eq!(ordered("{ span: ASC }"), "cdbaef");
}

#[test]
fn fault_23_lists_are_ordered_by_how_many_they_are() {
    let boxes = |key: &str| {
        names(
            &answer(&format!(
                "{{ boxes(orderBy: [{key}]) {{ nodes {{ id things {{ totalCount }} }} edges {{ cursor }} }} }}"
            ))["data"],
        )
    };
    assert_eq!(boxes("{ things: { count: DESC } }"), "xyz");
    assert_eq!(boxes("{ things: { count: ASC } }"), "zyx");
    assert_eq!(
        boxes("{ in: { things: { count: DESC } } }"),
        "yxz",
        "the box of y has three, that of x none, z is in none"
    );
    let page = answer("{ boxes(orderBy: [{ things: { count: DESC } }], first: 1) { pageInfo { endCursor } } }");
    let after = page["data"]["boxes"]["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = answer(&format!(
        "{{ boxes(orderBy: [{{ things: {{ count: DESC }} }}], after: \"{after}\") {{ nodes {{ id }} }} }}"
    ));
    assert_eq!(names(&rest["data"]), "yz");
    let (world, _) = &*TYPES;
    let wrong = world.respond(&request("{ boxes(orderBy: [{ things: ASC }]) { totalCount } }"));
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[test]
fn fault_23_case_does_not_matter_where_it_should_not() {
    for (condition, expected) in [
        ("name: { eqInsensitive: \"straẞe\" }", "ab"),
        ("name: { startsWithInsensitive: \"STRASSE\" }", "abc"),
        ("name: { containsInsensitive: \"ASS\" }", "abc"),
        ("name: { containsInsensitive: \"\" }", "abcde"),
        ("name: { startsWithInsensitive: \"\u{212a}\" }", "d"),
        ("name: { contains: \"ASS\" }", "b"),
        ("title: { eqInsensitive: \"Οδος\" }", "ab"),
        ("title: { containsInsensitive: \"ΟΔ\", lang: \"en\" }", ""),
        ("not: { name: { eqInsensitive: \"STRASSE\" } }", "cdef"),
    ] {
        assert_eq!(filtered(condition), expected, "{condition}");
    }
}

#[test]
fn values_of_another_type_are_refused_by_name() {
    let (world, _) = &*TYPES;
    for (condition, code) in [
        ("amount: { eq: 1.5 }", "GRAPHQL_VALIDATION_FAILED"),
        ("amount: { eq: \"1.5\" }", "BAD_USER_INPUT"),
        ("amount: { eq: 123456789012345678901234567890 }", "GRAPHQL_VALIDATION_FAILED"),
        ("year: { eq: \"25\" }", "BAD_USER_INPUT"),
        ("clock: { eq: \"noon\" }", "BAD_USER_INPUT"),
        ("span: { eq: \"P1H\" }", "BAD_USER_INPUT"),
        ("day: { eq: \"2025-02-30\" }", "BAD_USER_INPUT"),
    ] {
        let response = world.respond(&request(&format!("{{ things(where: {{ {condition} }}) {{ totalCount }} }}")));
        assert_eq!(response["errors"][0]["extensions"]["code"], code, "{condition}: {response}");
    }
}

const BOOKS: &str = r#"
ex: graphql:publicShape ex:BookShape , ex:PersonShape . ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .
ex:PersonShape sh:targetClass ex:Person ; sh:property [ sh:path ex:born ; sh:datatype xsd:gYear ; sh:maxCount 1 ] .
ex:BookShape sh:targetClass ex:Book ; sh:property
    [ sh:path ( ex:authors [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:class ex:Person ] ,
    [ sh:path ( ex:editors [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:class ex:Person ; sh:maxCount 9 ] ,
    [ sh:path ( ex:authors [ sh:zeroOrMorePath rdf:rest ] rdf:first ex:born ) ; graphql:name "births" ; sh:datatype xsd:gYear ] ,
    [ sh:path ( ex:notes [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:datatype rdf:langString ] ,
    [ sh:path ( ex:pages [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:datatype xsd:integer ] .
"#;

const SHELF: &str = r#"
ex:p1 a ex:Person ; ex:born "1950"^^xsd:gYear . ex:p2 a ex:Person . ex:p3 a ex:Person ; ex:born "1960"^^xsd:gYear .
ex:b1 a ex:Book ; ex:authors ( ex:p3 ex:p1 ex:nobody ) ; ex:editors () ; ex:pages ( 300 20 300 ) ; ex:notes ( "deux"@fr "one"@en ) .
ex:b2 a ex:Book ; ex:authors ( ex:p2 ) ; ex:editors ( ex:p1 ) ; ex:pages () .
ex:b3 a ex:Book ; ex:authors ex:circle . ex:circle rdf:first ex:p1 ; rdf:rest ex:circle .
ex:b4 a ex:Book .
"#;

/// The members of `rdf:List`s: found, filtered, grouped and counted as other values are, in the order of their lists.
#[test]
fn fault_23_members_of_lists_are_values_of_a_field() {
    let world = World::of(BOOKS, SHELF);
    let good = Good::over(world.store.inner().unwrap());
    let ask = |query: &str| {
        let request = request(query);
        world.compared(&request).unwrap_or_else(|problem| panic!("{query} {problem}"));
        let embedded = String::from_utf8(world.engine.answer(&request, &world.snapshot).to_json()).unwrap();
        assert_eq!(over_endpoint(&world, &good, &request), embedded, "{query} over the endpoint");
        serde_json::from_str::<Value>(&embedded).unwrap()["data"].clone()
    };
    let book = ask(
        r#"{ book(id: "ex:b1") { authors { totalCount nodes { born } } editors { id } births notes { value lang } pages } }"#,
    );
    assert_eq!(
        book["book"],
        json!({
            "authors": { "totalCount": 2, "nodes": [{ "born": "1960" }, { "born": "1950" }] }, "editors": [],
            "births": ["1950", "1960"], "notes": [{ "value": "deux", "lang": "fr" }, { "value": "one", "lang": "en" }],
            "pages": ["300", "20"],
        })
    );
    let authors = |arguments: &str| {
        let query = format!(
            "{{ book(id: \"ex:b1\") {{ authors({arguments}) {{ nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }} }}"
        );
        let page = ask(&query)["book"].clone();
        let end = page["authors"]["pageInfo"]["endCursor"].as_str().unwrap_or_default().to_owned();
        (names(&page), page["authors"]["pageInfo"]["hasNextPage"].clone(), end)
    };
    let (first, has_next, end) = authors("first: 1");
    assert_eq!((&*first, has_next), ("p3", json!(true)));
    assert_eq!(authors(&format!("first: 1, after: \"{end}\"")).0, "p1");
    assert_eq!(authors(&format!("before: \"{end}\", last: 5")).0, "");
    assert_eq!(authors("orderBy: [{ born: ASC }]").0, "p1p3");
    assert_eq!(authors("where: { born: { lt: \"1955\" } }").0, "p1");
    for (condition, expected) in [
        (r#"authors: { some: { id: { eq: "ex:p1" } } }"#, ["b1", "b3"].as_slice()),
        (r#"authors: { none: { born: { exists: true } } }"#, &["b2", "b4"]),
        (r#"authors: { count: { gt: 1 } }"#, &["b1"]),
        (r#"editors: { some: {} }"#, &["b2"]),
        (r#"pages: { gt: 20 }"#, &["b1"]),
        (r#"pages: { exists: false }"#, &["b2", "b3", "b4"]),
        (r#"notes: { eq: "deux", lang: "fr" }"#, &["b1"]),
    ] {
        let found = names(&ask(&format!("{{ books(where: {{ {condition} }}) {{ nodes {{ id }} }} }}")));
        assert_eq!(found, expected.concat(), "{condition}");
    }
    assert_eq!(names(&ask("{ books(orderBy: [{ authors: { count: DESC } }]) { nodes { id } } }")), "b1b2b3b4");
    let groups = ask("{ books { groupBy(keys: [AUTHORS]) { count key { value } } } dataset { languages } }");
    assert_eq!(groups["books"]["groupBy"][0], json!({ "count": 2, "key": [{ "value": "http://example.org/p1" }] }));
    assert_eq!(groups["dataset"]["languages"], json!(["en", "fr"]));
}

const PLAYLISTS: &str = r#"
@prefix dash: <http://datashapes.org/dash#> .
ex: graphql:publicShape ex:ListShape . ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/id/" ] .
ex:OfNames sh:node dash:ListShape ; sh:property
    [ sh:path ( [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:datatype rdf:langString ] .
ex:ListShape a sh:NodeShape ; sh:targetClass ex:List ; sh:property
    [ sh:path ex:tracks ; sh:node dash:ListShape ; sh:maxCount 1 ; sh:minCount 1 ;
      sh:property [ sh:path ( [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:datatype xsd:integer ] ] ,
    [ sh:path ex:next ; sh:node dash:ListShape ;
      sh:property [ sh:path ( [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:class ex:List ] ] ,
    [ sh:path ex:names ; sh:node ex:OfNames ] ,
    [ sh:path ex:anything ; sh:node dash:ListShape ] .
"#;

/// `sh:node dash:ListShape` says that values are lists, so the field is of their members, whatever is said of the lists.
#[test]
fn fault_23_values_that_are_lists_by_their_shape_are_fields_of_members() {
    let data = r#"@prefix id: <http://example.org/id/> . @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix void: <http://rdfs.org/ns/void#> .
        ex:d a dcat:Dataset ; void:uriSpace "http://example.org/id/" ; dct:title "d"@en ; dct:description "d"@en .
        id:a a ex:List ; ex:tracks ( 3 1 2 ) ; ex:next ( id:c id:b ) ; ex:names ( "deux colombes"@fr "two doves"@en ) ; ex:anything ( "x" 1 ) .
        id:b a ex:List ; ex:tracks () . id:c a ex:List ; ex:tracks ( 7 ) ."#;
    let world = World::of(PLAYLISTS, data);
    let list = world.ask(
        r#"{ list(id: "ex:a") { tracks next { totalCount nodes { id tracks } } names { value lang } anything } }"#,
    );
    assert_eq!(
        list["list"],
        json!({
            "tracks": ["3", "1", "2"],
            "next": { "totalCount": 2, "nodes": [
                { "id": "http://example.org/id/c", "tracks": ["7"] }, { "id": "http://example.org/id/b", "tracks": [] },
            ] },
            "names": [{ "value": "deux colombes", "lang": "fr" }, { "value": "two doves", "lang": "en" }],
            "anything": ["x", "1"],
        })
    );
    let found = world.ask(r#"{ search(query: "dove") { totalCount nodes { id } } }"#);
    assert_eq!(found["search"], json!({ "totalCount": 1, "nodes": [{ "id": "http://example.org/id/a" }] }));
    let request = request("{ lists(where: { tracks: { gt: 2 } }) { nodes { id tracks next { nodes { id } } } } }");
    let naively: Value = serde_json::from_str(&world.agreed(&request).unwrap()).unwrap();
    assert_eq!(names(&naively), "ac");
    assert_eq!(
        over_endpoint(&world, &Good::over(world.store.inner().unwrap()), &request),
        String::from_utf8(world.engine.answer(&request, &world.snapshot).to_json()).unwrap()
    );
}

/// Every operator that the schema has, on a field of every type: what has no value passes no test of a value, and what has
/// one does not pass that it has another.
#[test]
fn fault_10_no_operator_takes_everything() {
    let (world, _) = &*TYPES;
    let mut asked = 0;
    for (field, filter, held) in [
        ("amount", "BigIntFilter", "5"),
        ("price", "DecimalFilter", "\"5\""),
        ("single", "FloatFilter", "0.1"),
        ("day", "DateFilter", "\"2025-01-01\""),
        ("moment", "DateTimeFilter", "\"2025-01-01T00:00:00\""),
        ("year", "YearFilter", "\"2025\""),
        ("month", "YearMonthFilter", "\"2025-01\""),
        ("clock", "TimeFilter", "\"12:00:00\""),
        ("span", "DurationFilter", "\"PT36H\""),
        ("name", "StringFilter", "\"Kelvin\""),
        ("title", "TextFilter", "\"ΟΔΟΣ\""),
    ] {
        let ty = world.ask(&format!("{{ __type(name: \"{filter}\") {{ inputFields {{ name }} }} }}"));
        for operator in ty["__type"]["inputFields"].as_array().unwrap() {
            let operator = operator["name"].as_str().unwrap();
            let value = match operator {
                "lang" | "search" => continue,
                "exists" => "true".to_owned(),
                "in" | "notIn" => format!("[{held}]"),
                _ => held.to_owned(),
            };
            let found = filtered(&format!("{field}: {{ {operator}: {value} }}"));
            assert_ne!(found, "abcdef", "{field}: {operator}");
            if matches!(operator, "ne" | "notIn") {
                assert!(found.ends_with('f'), "{field}: {operator} finds {found}");
            } else {
                assert!(!found.contains('f'), "{field}: {operator} finds {found}");
            }
            asked += 1;
        }
    }
    assert!(asked > 90, "only {asked} operators");
}

//! Full text over an endpoint: the same bytes as from the snapshot, whatever the texts are, and what happens while they
//! are read.

use super::endpoint::Good;
use super::{embedded, endpoint, over};
use crate::random::searches_of_random_worlds;
use crate::search::FIRST;
use crate::support::{RECORD, World, request};
use oxigraph::model::{GraphName, Literal, NamedNode, Quad};
use plenary::graphql::Request;
use plenary::remote::{Auth, Endpoint, Refreshed, Settings};
use serde_json::{Value, json};

/// An endpoint whose texts have been read.
fn ready(good: &Good, world: &World) -> Endpoint {
    let endpoint = endpoint(&good.url);
    assert!(matches!(endpoint.refresh_texts(&world.ontology), Ok(Refreshed::Read(_))));
    assert_eq!(endpoint.full_text(), "ready");
    endpoint
}

const SEARCH: &str =
    "query($query: String!, $types: [SearchType!], $lang: [LangTag!], $mode: SearchMode, $first: Int, $after: String) {
    search(query: $query, types: $types, lang: $lang, mode: $mode, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { id }
        edges { cursor score via highlights { field lang text } node { __typename id ... on Statement { text } } } } }";

fn search(variables: &Value) -> Request {
    Request { query: SEARCH.into(), variables: variables.as_object().unwrap().clone(), ..Request::default() }
}

const FILTERS: &[&str] = &[
    r#"{ text: { search: "digital divides" } }"#,
    r#"{ text: { search: "数字鸿沟", lang: ["en"] } }"#,
    r#"{ text: { search: "digital" }, and: [{ text: { search: "the", lang: ["en"] } }, { text: { search: "数字" } }] }"#,
    r#"{ not: { text: { search: "数字鸿沟" } } }"#,
    r#"{ or: [{ text: { search: "zzzz" } }, { text: { search: "IGF" } }], not: { text: { search: "WSIS" } } }"#,
    r#"{ positions: { some: { themes: { some: { label: { search: "divide" } } } } } }"#,
    r#"{ positions: { some: { themes: { some: { broaderTransitive: { label: { search: "governance" } } } } } } }"#,
    r#"{ positions: { none: { themes: { some: { label: { search: "governance" } } } } } }"#,
    r#"{ positions: { single: { themes: { some: { label: { search: "digital" } } } } } }"#,
    r#"{ intervention: { speaker: { label: { search: "孟加拉国" } } }, text: { search: "digital" } }"#,
];

const FILTERED: &[&str] = &[
    "{ statements(where: WHERE, first: 3, orderBy: [{ text: DESC }]) { totalCount nodes { id } } }",
    "{ statements(where: WHERE, last: 3) { totalCount pageInfo { hasPreviousPage } nodes { id } } }",
    "{ interventions(first: 9) { nodes { statements(where: WHERE, first: 2) { totalCount nodes { id } } } } }",
    "{ statements(where: WHERE) { groupBy(keys: [INTERVENTION_SPEAKER]) { key { value label } count } } }",
];

/// The searches of the table and the filters, with their names.
pub(super) fn requests() -> impl Iterator<Item = (String, Request)> {
    let named = |(query, types, _): &(&str, &[&str], &str)| {
        (format!("search: {query}"), search(&json!({ "query": query, "types": types })))
    };
    let filtered = |filter: &'static str| {
        FILTERED.iter().map(move |query| (format!("filter: {filter}"), request(&query.replace("WHERE", filter))))
    };
    FIRST.iter().map(named).chain(FILTERS.iter().copied().flat_map(filtered))
}

/// Every query of the table, over all types and over its own, in several modes and languages, page by page.
#[test]
fn every_search_gives_the_same_bytes_in_one_query_a_step() {
    let good = Good::over(RECORD.store.inner().unwrap());
    let endpoint = ready(&good, &RECORD);
    let mut found = 0;
    let compare = |variables: &Value| -> Value {
        let request = search(variables);
        let (there, queries) = over(&RECORD, &endpoint, &request);
        assert_eq!(there, embedded(&RECORD, &request), "{variables}");
        let plan = RECORD.engine.plan(&request).unwrap();
        assert!(queries <= plan.steps.len(), "{variables}: {queries} queries for {}", plan.display(&RECORD.ontology));
        let response: Value = serde_json::from_str(&there).unwrap();
        assert_eq!(response.get("errors"), None, "{variables}");
        response["data"]["search"].clone()
    };
    for (query, types, _) in FIRST {
        let all = json!({ "query": query, "types": types, "first": 200 });
        let count = compare(&all)["totalCount"].as_u64().unwrap();
        assert!(count > 0, "{query} finds nothing");
        found += count;
        compare(&json!({ "query": query }));
        for (mode, lang) in [("ANY", json!(["zh"])), ("PHRASE", Value::Null), ("PREFIX", json!(["en", "*"]))] {
            compare(&json!({ "query": query, "mode": mode, "lang": lang, "first": 7 }));
        }
    }
    // Each finds what it is there for, and 46 things beside have the words in a text that is shown, most of them by "digital divide" and
    // "数字鸿沟", which stand in ten statements and themes each. What has them in a hidden label alone is not found.
    assert_eq!((FIRST.len(), found), (45, 91), "the words are not those of the record");
    let hidden = "SELECT (COUNT(*) AS ?n) { ?theme a ple:Theme ; skos:hiddenLabel 'IGF as a platform'@en }";
    assert_eq!(crate::sparql::csv(hidden).lines().nth(1), Some("1"));
    let by_hidden = compare(&json!({ "query": "IGF as a platform", "types": ["Theme"], "mode": "PHRASE" }));
    assert_eq!(by_hidden["totalCount"], 0, "{by_hidden}");
    let mut after = Value::Null;
    let mut pages = 0;
    loop {
        let page = compare(&json!({ "query": "digital", "first": 7, "after": after }));
        pages += 1;
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert!(pages > 3, "{pages}");
    let (before, nobody) = (good.asked(), request(r#"{ search(query: "digital", first: 0) { totalCount } }"#));
    assert_eq!(over(&RECORD, &endpoint, &nobody), (embedded(&RECORD, &nobody), 0));
    assert_eq!(good.asked(), before);
}

#[test]
fn filters_by_full_text_give_the_same_bytes_in_one_query_a_step() {
    let good = Good::over(RECORD.store.inner().unwrap());
    let endpoint = ready(&good, &RECORD);
    let settings = Settings { parents: 7, texts_on_demand: true, ..Settings::default() };
    let in_parts = Endpoint::new(&good.url, Auth::None, settings).unwrap();
    let mut totals = 0;
    for filter in FILTERS {
        for query in FILTERED {
            let request = request(&query.replace("WHERE", filter));
            let (there, queries) = over(&RECORD, &endpoint, &request);
            assert_eq!(there, embedded(&RECORD, &request), "{}", request.query);
            // In parts, when more is found than is handed over at once.
            assert_eq!(over(&RECORD, &in_parts, &request).0, there, "{}", request.query);
            let plan = RECORD.engine.plan(&request).unwrap();
            assert!(queries <= plan.steps.len(), "{queries} queries for {}", plan.display(&RECORD.ontology));
            totals += usize::from(there.contains("\"totalCount\":") && !there.contains("\"totalCount\":0"));
        }
    }
    assert!(totals > 10, "{totals}");
}

#[test]
fn comparisons_of_what_full_text_finds_give_the_same_bytes() {
    let good = Good::over(RECORD.store.inner().unwrap());
    let endpoint = ready(&good, &RECORD);
    for condition in [
        r#"{ statement: { text: { search: "互联网治理" } } }"#,
        r#"{ or: [{ themes: { some: { label: { search: "divide" } } } }, { not: { statement: { text: { search: "IGF" } } } }] }"#,
    ] {
        let query = r#"{ agreement(where: WHERE, first: 5) { totalCount nodes { a { id } b { id } score positionsA { id } } }
            gaps(where: WHERE) { totalCount } }"#;
        let request = request(&query.replace("WHERE", condition));
        let there = over(&RECORD, &endpoint, &request).0;
        assert_eq!(there, embedded(&RECORD, &request), "{condition}");
        assert!(!there.contains(r#""totalCount":0"#) && !there.contains("errors"), "{there}");
    }
}

/// Texts at the end of paths through blank nodes, resources of several types, links both ways.
#[test]
fn searches_over_random_ontologies_and_data_give_the_same_bytes() {
    let (mut searches, mut found) = (0, 0);
    searches_of_random_worlds(60, |world, request| {
        searches += 1;
        // Of links in any number, an endpoint follows those too that lead out of the class, which conforming data do not have.
        if request.query.contains("Transitive: {") {
            return;
        }
        let good = Good::over(world.store.inner().unwrap());
        let endpoint = ready(&good, world);
        let (there, here) = (over(world, &endpoint, request).0, embedded(world, request));
        assert_eq!(there, here, "{request:?}");
        found += usize::from(!here.contains("\"totalCount\":0"));
    });
    assert!(searches == 240 && found > 60, "{found} of {searches} found something");
}

const SHAPES: &str = r#"
ex: a graphql:Schema ; graphql:publicShape ex:TownShape , ex:LandShape ; ple:languages ( "en" ) .
ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .
ex:TownShape sh:targetClass ex:Town ; ple:searchVia "land" ; sh:property
    [ sh:path ( ex:name ex:form ) ; graphql:name "names" ; sh:datatype rdf:langString ] ,
    [ sh:path ex:land ; sh:class ex:Land ; sh:maxCount 1 ] .
ex:LandShape sh:targetClass ex:Land ; sh:property
    [ sh:path ex:label ; sh:datatype rdf:langString ; sh:uniqueLang true ; sh:minCount 1 ] .
"#;
const DATA: &str = r#"
ex:bern a ex:Town ; ex:name [ ex:form "Bern"@en , "Berne"@FR-CH ] , [ ex:form "Berna"@it ] ; ex:land ex:ch .
ex:thun a ex:Town ; ex:name [ ex:form "Thun"@en ] ; ex:land ex:ch .
ex:ch a ex:Land ; ex:label "Switzerland"@en .
"#;

fn towns(world: &World, endpoint: &Endpoint, words: &str) -> Value {
    let query = format!("{{ search(query: \"{words}\") {{ nodes {{ id }} edges {{ via }} }} }}");
    let response: Value = serde_json::from_str(&over(world, endpoint, &request(&query)).0).unwrap();
    if response.get("errors").is_some() { response["errors"][0].clone() } else { response["data"]["search"].clone() }
}

/// What is found is that of the texts that were read last; who asks does not wait for reading.
#[test]
fn a_change_is_seen_when_the_texts_have_been_read_again() {
    let world = World::of(SHAPES, DATA);
    let store = world.store.inner().unwrap();
    let good = Good::over(store);
    let endpoint = ready(&good, &world);
    for words in ["berna", "berne", "Switzerland", "thun", "Switzerland bern*"] {
        let query = format!(
            r#"{{ search(query: "{words}") {{ totalCount nodes {{ id }} edges {{ score via highlights {{ field lang text }} }} }} }}"#
        );
        let request = request(&query);
        let (there, here) = (over(&world, &endpoint, &request).0, embedded(&world, &request));
        assert!(there == here && !here.contains("\"totalCount\":0"), "{words}: {there}\n{here}");
    }
    let text = Literal::new_language_tagged_literal("Helvetia", "la").unwrap();
    let node = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
    store.insert(&Quad::new(node("ch"), node("label"), text, GraphName::DefaultGraph)).unwrap();
    assert_eq!(towns(&world, &endpoint, "helvetia")["nodes"], json!([]));
    // It gives no validators, so everything is read again.
    assert!(matches!(endpoint.refresh_texts(&world.ontology), Ok(Refreshed::Read(6))));
    let found = towns(&world, &endpoint, "helvetia");
    assert_eq!(found["nodes"].as_array().unwrap().len(), 3, "{found}");
    assert!(found.to_string().contains("land.label@la"), "{found}");

    // With validators, nothing is read that has not changed.
    good.set_state(1);
    assert!(matches!(endpoint.refresh_texts(&world.ontology), Ok(Refreshed::Read(6))));
    let (asked, unchanged, bytes) = (good.asked(), good.unchanged(), good.bytes());
    assert_eq!(endpoint.refresh_texts(&world.ontology).unwrap(), Refreshed::Unchanged);
    assert_eq!(good.asked() - asked, good.unchanged() - unchanged);
    assert!(good.asked() > asked && good.bytes() == bytes);
    // What is gone by now is left out of the page.
    for quad in store.quads_for_pattern(Some(node("thun").as_ref().into()), None, None, None) {
        store.remove(&quad.unwrap()).unwrap();
    }
    let found = towns(&world, &endpoint, "switzerland");
    assert_eq!((found["nodes"].as_array().unwrap().len(), found["edges"].as_array().unwrap().len()), (2, 2), "{found}");
    good.set_state(2);
    assert!(matches!(endpoint.refresh_texts(&world.ontology), Ok(Refreshed::Read(5))));
    assert_eq!(towns(&world, &endpoint, "switzerland"), found);
}

#[test]
fn an_endpoint_that_dies_while_its_texts_are_read_is_told_of_and_tried_again() {
    let world = World::of(SHAPES, DATA);
    let good = Good::over(world.store.inner().unwrap());
    let endpoint = endpoint(&good.url);
    let refused = |words: &str, code: &str, parts: [&str; 2]| {
        let error = towns(&world, &endpoint, words);
        assert_eq!(error["extensions"]["code"], code, "{error}");
        assert!(parts.iter().all(|part| error["message"].as_str().unwrap().contains(part)), "{error}");
    };
    assert_eq!(endpoint.full_text(), "being read");
    refused("bern", "SOURCE_UNAVAILABLE", ["still being read", "contains"]);
    for queries in [0, 1, 3] {
        good.break_after(queries);
        let error = endpoint.refresh_texts(&world.ontology).unwrap_err();
        assert!(error.to_string().contains("broke off"), "{error}");
        assert_eq!(endpoint.full_text(), "failed");
        refused("bern", "SOURCE_UNAVAILABLE", ["broke off its answer", "contains"]);
        good.break_after(usize::MAX);
        // What needs no texts is answered all the while.
        assert_eq!(
            over(&world, &endpoint, &request("{ towns { totalCount } }")).0,
            r#"{"data":{"towns":{"totalCount":2}}}"#
        );
    }
    assert_eq!(endpoint.refresh_texts(&world.ontology).unwrap(), Refreshed::Read(5));
    let found = towns(&world, &endpoint, "bern");
    assert_eq!(found["nodes"].as_array().unwrap().len(), 1, "{found}");
    // What was read earlier stays.
    good.break_after(0);
    assert!(endpoint.refresh_texts(&world.ontology).is_err());
    good.break_after(usize::MAX);
    assert_eq!((towns(&world, &endpoint, "bern"), endpoint.full_text()), (found, "ready"));
}

#[test]
fn more_texts_than_are_wanted_are_refused_by_name() {
    let good = Good::over(RECORD.store.inner().unwrap());
    let with = |settings: Settings| Endpoint::new(&good.url, Auth::None, settings).unwrap();
    let refused = |endpoint: &Endpoint, query: &str, part: &str| {
        let response: Value = serde_json::from_str(&over(&RECORD, endpoint, &request(query)).0).unwrap();
        let error = &response["errors"][0];
        assert_eq!(error["extensions"]["code"], "NOT_SUPPORTED_REMOTELY", "{response}");
        assert!(error["message"].as_str().unwrap().contains(part), "{error}");
    };
    let search = r#"{ search(query: "internet") { totalCount } }"#;
    let filter = r#"{ statements(where: { text: { search: "digital" } }) { totalCount } }"#;
    let few = with(Settings { texts: 1000, ..Settings::default() });
    refused(
        &{
            assert_eq!(few.refresh_texts(&RECORD.ontology).unwrap(), Refreshed::TooMany);
            few
        },
        search,
        "more than 1000 texts, more than the server is told to keep (--endpoint-texts)",
    );
    let none = with(Settings { texts: 0, ..Settings::default() });
    let asked = good.asked();
    assert_eq!((none.refresh_texts(&RECORD.ontology).unwrap(), good.asked()), (Refreshed::Off, asked));
    refused(&none, search, "--endpoint-texts 0");
    refused(&none, filter, "--endpoint-texts 0");
    // A filter that finds too much is refused, unless it can be handed over in parts; a search never is.
    let narrow = with(Settings { found: 3, texts_on_demand: true, ..Settings::default() });
    let negated = r#"{ statements(where: { not: { text: { search: "digital" } } }) { totalCount } }"#;
    refused(&narrow, negated, "at most 3 can be handed over");
    refused(&narrow, &filter.replace("totalCount", "groupBy(keys: [INTERVENTION]) { count }"), "at most 3");
    for query in [filter, search] {
        assert_eq!(over(&RECORD, &narrow, &request(query)).0, embedded(&RECORD, &request(query)));
    }
}

/// Conditions on what is found and counts of it are asked of the endpoint, in parts if it is much.
#[test]
fn what_is_found_is_narrowed_and_counted_by_the_endpoint() {
    let good = Good::over(RECORD.store.inner().unwrap());
    let settings = Settings { parents: 7, texts_on_demand: true, ..Settings::default() };
    let in_parts = Endpoint::new(&good.url, Auth::None, settings).unwrap();
    for endpoint in [ready(&good, &RECORD), in_parts] {
        for arguments in [
            "types: [Statement, Theme], where: { statement: { intervention: { speaker: { asState: { regionalGroup: { eq: AFRICAN } } } } } }",
            "where: { position: { id: { in: [] } }, actor: { asState: { leastDeveloped: { eq: true } } } }, fallback: ANY",
            "types: [Statement], where: { statement: { text: { search: \"development\" } } }",
        ] {
            let request = request(&format!(
                r#"{{ search(query: "digital", {arguments}, first: 9) {{
                    totalCount matched suggestion nodes {{ id }} typeCounts {{ value count }} edges {{ score via }}
                    facets(fields: ["intervention.speaker", "positions.themes", "narrower"]) {{ field values {{ value label count }} }} }} }}"#
            ).replace(", \"narrower\"", if arguments.contains("types: [Statement]") { "" } else { ", \"narrower\"" }));
            assert_eq!(over(&RECORD, &endpoint, &request).0, embedded(&RECORD, &request), "{arguments}");
        }
    }
}

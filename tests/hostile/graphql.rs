//! More GraphQL requests: what fragments, variables, operations, introspection and searches can make of a short text.

use super::table::{INPUT, INVALID, Row, nested, repeated};
use crate::support::{RECORD, request};
use plenary::clock::Clock;
use plenary::graphql::{Code, Engine, Guards, Request};
use plenary::query::Limits;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const TOO_MANY: &str = "TOO_MANY_FIELDS";
const TOO_LARGE: &str = "QUERY_TOO_LARGE";

pub(super) fn rows() -> Vec<Row> {
    [fragments(), texts_that_are_ready(), copies(), introspection(), validation(), variables(), places(), analyses()]
        .into_iter()
        .flatten()
        .collect()
}

/// A chain of fragments: what each has of the next, and what the last one has.
fn chain(length: usize, ty: &str, link: impl Fn(usize) -> String, last: &str) -> String {
    let links = repeated(length, |i| format!("fragment F{i} on {ty} {{ {} }} ", link(i + 1)));
    format!("{links} fragment F{length} on {ty} {{ {last} }}")
}

fn fragments() -> Vec<Row> {
    let twice = |next: usize| format!("...F{next} ...F{next}");
    let of_query = |length, last: &str| format!("{{ __typename ...F0 }} {}", chain(length, "Query", twice, last));
    let theme = |fragments: &str| format!("{{ theme(id: \"theme:youth\") {{ ...F0 }} }} {fragments}");
    let narrow = |next: usize| format!("... {{ ...F{next} }} ... {{ ...F{next} }}");
    let fields = |next: usize| format!("broader {{ ...F{next} }} x: broader {{ ...F{next} }}");
    let skipped = |next: usize| format!("...F{next} @include(if: false) ...F{next} @skip(if: true)");
    let hundred = |next: usize| format!("...F{next} ").repeat(100);
    let deep = |next: usize| nested(50, "... { ", &format!("...F{next}"), " }");
    let types = |next: usize| format!("ofType {{ ...F{next} }} x: ofType {{ ...F{next} }}");
    let unused = repeated(5_000, |i| format!("fragment F{i} on Query {{ __typename }} "));
    let once = |next: usize| format!("...F{next}");
    vec![
        Row::new("sixty fragments that double, and an unknown end", of_query(60, "...NOPE"), 400, INVALID),
        Row::new("sixty fragments that double", of_query(60, "__typename"), 400, TOO_MANY),
        Row::new("twelve fragments that double", of_query(12, "__typename"), 400, TOO_MANY),
        Row::new("ten fragments that double", of_query(10, "__typename"), 200, "OK"),
        Row::new(
            "sixty fragments that double within inline ones",
            format!("{{ ...F0 }} {}", chain(60, "Query", narrow, "__typename")),
            400,
            TOO_MANY,
        ),
        Row::new("fields that double", theme(&chain(30, "Theme", fields, "id")), 400, TOO_MANY),
        Row::new("spreads that are skipped", theme(&chain(60, "Theme", skipped, "id")), 400, TOO_MANY),
        Row::new("a hundred of a hundred of a hundred", theme(&chain(20, "Theme", hundred, "id")), 400, TOO_MANY),
        Row::new("sixty fragments of fifty brackets", theme(&chain(60, "Theme", deep, "id")), 400, "TOO_DEEP"),
        Row::new("a chain of 70 fragments", theme(&chain(70, "Theme", once, "id")), 400, "TOO_DEEP"),
        Row::new("a chain of 62 fragments", theme(&chain(62, "Theme", once, "id")), 200, "OK"),
        Row::new(
            "types that double",
            format!("{{ __type(name: \"State\") {{ ...F0 }} }} {}", chain(40, "__Type", types, "kind")),
            400,
            TOO_MANY,
        ),
        Row::new("5,000 fragments that nothing spreads", format!("{{ __typename }} {unused}"), 400, INVALID),
        Row::new(
            "fragments that double and that nothing spreads",
            format!("{{ __typename }} {}", chain(60, "Query", twice, "__typename")),
            400,
            INVALID,
        ),
        Row::new(
            "fragments that double and spread the first",
            format!("{{ ...F0 }} {}", chain(60, "Query", twice, "...F0")),
            400,
            INVALID,
        ),
        Row::new(
            "many fragments, each of all the later ones",
            format!(
                "{{ ...F0 }} {}",
                repeated(40, |i| {
                    let later = repeated(39 - i, |j| format!("...F{} ", i + j + 1));
                    format!("fragment F{i} on Query {{ __typename {later} }} ")
                })
            ),
            400,
            TOO_MANY,
        ),
    ]
}

/// What the server has ready must be copied into answers only, and only as far as they may be long.
fn texts_that_are_ready() -> Vec<Row> {
    let services =
        |count, rest: &str| format!("{{ {} }}{rest}", repeated(count, |i| format!("a{i}: _service {{ sdl }} ")));
    vec![
        Row::new("600 schemas", services(600, ""), 200, "ANSWER_TOO_LARGE"),
        Row::new("600 schemas, and a comment", services(600, "#1"), 200, "ANSWER_TOO_LARGE"),
        Row::new("20 schemas", services(20, ""), 200, "OK"),
        Row::new(
            "one service, 4,000 schemas",
            format!("{{ _service {{ {} }} }}", repeated(4_000, |i| format!("a{i}: sdl "))),
            200,
            "ANSWER_TOO_LARGE",
        ),
    ]
}

/// Values and languages that are long, and used in many places.
fn copies() -> Vec<Row> {
    let mut tree = json!({ "isoAlpha3": { "contains": "C" } });
    for _ in 0..13 {
        tree = json!({ "or": [tree, tree] });
    }
    let aliases = |count, field: &str| repeated(count, |i| format!("a{i}: {field} "));
    let states = |count| format!("query($w: StateWhere) {{ {} }}", aliases(count, "states(where: $w) { totalCount }"));
    let languages = |count| -> Value { (0..count).map(|i| format!("l{i}")).collect::<Vec<_>>().into() };
    let labels = |count| {
        let labels = aliases(count, "label(lang: $l)");
        format!("query($l: [LangTag!]) {{ state(id: \"actor:chn\") {{ {labels} }} }}")
    };
    let facets = format!(
        "query($w: StateWhere) {{ states(where: $w, first: 0) {{ {} }} }}",
        aliases(4, "facets(fields: [REGIONAL_GROUP, UN_STATUS, REGIONAL_GROUP, UN_STATUS]) { values { label count } }")
    );
    let order = "label: ASC }, { label: DESC }, { id: ASC";
    let literal = format!("{{ in: [{}] }}", "\"actor:chn\" ".repeat(2_000));
    vec![
        Row::with("a tree of conditions in 300 places", &states(300), json!({ "w": tree }), 400, TOO_LARGE),
        Row::with("a tree of conditions in two places", &states(2), json!({ "w": tree }), 200, "OK"),
        Row::with(
            "a text of 800,000 letters in 300 places",
            "query($q: String!) { A }".replace('A', &aliases(300, "search(query: $q) { totalCount }")).as_str(),
            json!({ "q": "x".repeat(800_000) }),
            400,
            TOO_LARGE,
        ),
        Row::with(
            "a list of 200 trees",
            &format!("query($w: StateWhere!) {{ states(where: {{ or: [{}] }}) {{ totalCount }} }}", "$w ".repeat(200)),
            json!({ "w": tree }),
            400,
            TOO_LARGE,
        ),
        Row::new(
            "a condition of a fragment that is spread 400 times",
            format!(
                "{{ {} }} fragment F on Body {{ members(where: {{ id: {literal} }}) {{ totalCount }} }}",
                aliases(400, "body(id: \"actor:g77\") { ...F }")
            ),
            400,
            TOO_LARGE,
        ),
        Row::with("20,000 languages in 500 places", &labels(500), json!({ "l": languages(20_000) }), 400, TOO_LARGE),
        Row::with("33 languages", &labels(1), json!({ "l": languages(33) }), 400, INPUT),
        Row::with("32 languages in 4,900 places", &labels(4_900), json!({ "l": languages(32) }), 200, "OK"),
        Row::with(
            "40 languages in a condition",
            "query($l: [LangTag!]) { states(where: { label: { eq: \"China\", lang: $l } }) { totalCount } }",
            json!({ "l": languages(40) }),
            400,
            INPUT,
        ),
        Row::with(
            "facets of a small condition",
            &facets,
            json!({ "w": { "isoAlpha3": { "contains": "C" } } }),
            200,
            "OK",
        ),
        Row::new(
            "texts to order by in 500 places",
            format!("{{ {} }}", aliases(500, &format!("states(first: 0, orderBy: [{{ {order} }}]) {{ totalCount }}"))),
            200,
            "OK",
        ),
        Row::with(
            "a list where one truth is asked",
            "query($b: Boolean!) { __typename @include(if: $b) }",
            json!({ "b": vec![true; 50_000] }),
            400,
            INVALID,
        ),
    ]
}

fn introspection() -> Vec<Row> {
    let aliases = |count, field: &str| repeated(count, |i| format!("a{i}: {field} "));
    let of_all = |fields: &str| format!("{{ __schema {{ types {{ {fields} }} }} }}");
    vec![
        Row::new(
            "2,400 times the arguments of all fields",
            of_all(&format!("fields {{ {} }}", aliases(2_400, "args { description }"))),
            200,
            "ANSWER_TOO_LARGE",
        ),
        Row::new("2,400 times all values", of_all(&aliases(1_200, "enumValues { name }")), 200, "OK"),
        Row::new(
            "4,900 times the description of all types",
            of_all(&aliases(4_900, "description")),
            200,
            "ANSWER_TOO_LARGE",
        ),
        Row::new(
            "2,000 types by name",
            format!("{{ {} }}", aliases(2_000, "__type(name: \"Query\") { name }")),
            200,
            "OK",
        ),
        Row::new(
            "a type of 200,000 letters",
            format!("{{ __type(name: \"{}\") {{ name }} }}", "x".repeat(200_000)),
            200,
            "OK",
        ),
        Row::new("a type without a name", "query($n: String) { __type(name: $n) { name } }", 400, INPUT),
        Row::new(
            "4,000 times the directives",
            format!("{{ __schema {{ {} }} }}", aliases(1_600, "directives { args { name } }")),
            200,
            "OK",
        ),
    ]
}

/// What validation would take long for.
fn validation() -> Vec<Row> {
    let aliases = |count, field: &str| repeated(count, |i| format!("a{i}: {field} "));
    let shared = |operations| {
        let fragment = format!("fragment F on Query {{ {} }}", aliases(4_000, "__typename"));
        format!("{} {fragment}", repeated(operations, |i| format!("query Q{i} {{ ...F }} ")))
    };
    let searches = |words: &dyn Fn(usize) -> String| {
        let search = |i| format!("a{i}: search(query: \"{}\", mode: ANY) {{ totalCount }} ", words(i));
        format!("{{ {} }}", repeated(2_000, search))
    };
    let named = |name: &str| format!("query({}) {{ __typename }}", repeated(251, |i| format!("${name}{i}: Int ")));
    let unknown_member = format!("{{ {} }}", repeated(20_000, |i| format!("x{i}: 1 ")));
    vec![
        Row::new("9,000 operations that share a fragment", shared(9_000), 400, TOO_MANY),
        Row::raw(
            "200 operations that share a fragment",
            json!({ "query": shared(200), "operationName": "Q7" }).to_string(),
            400,
            TOO_MANY,
        ),
        Row::new("251 variables", named("v"), 400, TOO_MANY),
        Row::new(
            "250 variables in 20,000 places of other types",
            format!(
                "query({}) {{ nodes(ids: [{}]) {{ id }} }}",
                repeated(250, |i| format!("$v{i}: Int ")),
                repeated(20_000, |i| format!("$v{} ", i % 250))
            ),
            400,
            INPUT,
        ),
        Row::new("the same search 2,000 times", searches(&|_| "a* digital".into()), 200, "OK"),
        Row::new("2,000 searches", searches(&|i| format!("a* digital{i}")), 400, "TOO_COSTLY"),
        Row::new("4,000 unknown fields", format!("{{ {} }}", repeated(4_000, |i| format!("x{i} "))), 400, INVALID),
        Row::new("an unknown field of 200,000 letters", format!("{{ {} }}", "x".repeat(200_000)), 400, INVALID),
        Row::new(
            "4,000 unknown arguments",
            format!("{{ states({}) {{ totalCount }} }}", repeated(4_000, |i| format!("x{i}: 1 "))),
            400,
            INVALID,
        ),
        Row::new(
            "4,000 fields of one key that conflict",
            format!("{{ {} }}", repeated(2_000, |i| format!("a: states(first: {i}) {{ totalCount }} "))),
            400,
            INVALID,
        ),
        Row::new(
            "20,000 unknown members of a condition",
            format!("{{ states(where: {unknown_member}) {{ totalCount }} }}"),
            400,
            INVALID,
        ),
        Row::new(
            "an argument 20,000 times",
            format!("{{ states({}) {{ totalCount }} }}", "first: 1 ".repeat(20_000)),
            400,
            INVALID,
        ),
        Row::new(
            "fields of every type, told apart by type",
            format!("{{ nodes(ids: [\"actor:chn\"]) {{ {} }} }}", aliases(4_900, "id")),
            200,
            "OK",
        ),
    ]
}

/// Types of variables that are none, and values that do not fit them.
fn variables() -> Vec<Row> {
    let of_type = |ty: &str| {
        let query = format!("query($l: {ty}) {{ __typename }}");
        Row::new(&format!("a variable {ty}"), query, 400, INVALID)
    };
    vec![
        of_type("[Nope!]=[\"a\"]"),
        of_type("Nope = 1"),
        of_type("[[Nope]] = [[1]]"),
        of_type("State = { id: 1 }"),
        of_type("_Entity = { a: 1 }"),
        of_type("__Type = 1"),
        of_type("[StateWhere!]! = [{ nope: 1 }]"),
        of_type("StateOrder = {}"),
        of_type("OrderDirection = UP"),
        of_type("Int = 99999999999999999999"),
        Row::with(
            "a condition that is a list of lists",
            "query($w: [[StateWhere]]) { states(where: $w) { totalCount } }",
            json!({ "w": [[{}]] }),
            400,
            INPUT,
        ),
        Row::new(
            "a variable that another operation defines",
            "query A { states(first: $n) { totalCount } } query B($n: Int) { states(first: $n) { totalCount } }",
            400,
            "OPERATION_RESOLUTION_FAILURE",
        ),
    ]
}

/// One bad identifier among good ones.
fn places() -> Vec<Row> {
    let ids = |ids: &str| format!("{{ nodes(ids: [{ids}]) {{ id }} }}");
    let entities = |of: &str| format!("{{ _entities(representations: [{of}]) {{ ... on State {{ id }} }} }}");
    vec![
        Row::new("an identifier without a prefix", "{ node(id: \"no-such-id\") { id } __typename }", 200, INPUT),
        Row::new("200 bad identifiers", ids(&"\"x\" ".repeat(200)), 200, INPUT),
        Row::new("a bad identifier among good ones", ids("\"actor:chn\", \"x\""), 200, INPUT),
        Row::new("an entity of no type", entities("{ id: \"actor:chn\" }"), 200, INPUT),
        Row::new("1,000 entities of no type", entities(&"{ a: 1 } ".repeat(1_000)), 200, INPUT),
        Row::new("1,001 entities", entities(&"{ a: 1 } ".repeat(1_001)), 400, INPUT),
        Row::new("an entity whose identifier is a list", entities("{ __typename: \"State\", id: [[]] }"), 200, INPUT),
    ]
}

fn analyses() -> Vec<Row> {
    let paths = |count| {
        let path = |i| format!("a{i}: path(from: \"actor:chn\", to: \"actor:usa\", first: 1) {{ length }} ");
        format!("{{ {} }}", repeated(count, path))
    };
    let agreement = |arguments: &str| format!("{{ agreement({arguments}) {{ totalCount }} }}");
    vec![
        Row::new("101 analyses", paths(101), 400, TOO_MANY),
        Row::new("20 analyses", paths(20), 200, "OK"),
        Row::new("pairs of one actor", agreement("actors: [\"actor:chn\"]"), 400, INPUT),
        Row::new("pairs of nobody", agreement("actors: []"), 400, INPUT),
        Row::new("pairs of an actor with itself", agreement("actors: [\"actor:chn\", \"actor:chn\"]"), 400, INPUT),
        Row::new("days that end before they begin", agreement("from: \"2025-02-01\", to: \"2025-01-01\""), 400, INPUT),
        Row::new("a cursor of another question", agreement("after: \"WyIiLCIiLFtdXQ\""), 400, INPUT),
        Row::new(
            "a path over no field",
            "{ path(from: \"actor:chn\", to: \"actor:usa\", via: []) { length } }",
            400,
            INPUT,
        ),
    ]
}

fn engine() -> Engine {
    Engine::new(Arc::clone(&RECORD.ontology), plenary::server::ANALYSES, Guards::default(), Limits::default()).unwrap()
}

/// Requests that differ by a comment alone are other requests, but what they share is not kept with each of them.
#[test]
fn hostile_a3_kept_plans_hold_no_texts_that_are_ready() {
    let engine = engine();
    let schemas = format!("{{ {} }}", repeated(600, |i| format!("a{i}: _service {{ sdl }} ")));
    let types = "{ __schema { types { name description fields { name description args { name description } } } } }";
    let longest = engine.sdl().len();
    for i in 0..40 {
        for query in [&schemas, types] {
            drop(engine.answer(&request(&format!("{query}#{i}")), &RECORD.snapshot));
        }
    }
    let (plans, bytes) = engine.kept();
    assert!(plans >= 40, "{plans} plans are kept");
    assert!(bytes < 40 * longest, "{plans} plans take {bytes} bytes, which is more than 40 schemas of {longest}");
    assert!(bytes <= 32 * 1024 * 1024);
}

/// The engine holds whatever languages a caller names, and explains conditions that are long in few words.
#[test]
fn hostile_a4_languages_and_explanations_are_shared_and_short() {
    let engine = engine();
    let languages: Vec<String> = (0..20_000).map(|i| format!("l{i}")).collect();
    let labels = repeated(4_900, |i| format!("a{i}: label "));
    let query = format!("{{ state(id: \"actor:chn\") {{ {labels} }} }}");
    let request = Request { languages, ..request(&query) };
    let used = allocation_counter::measure(|| drop(engine.answer(&request, &RECORD.snapshot).to_json()));
    assert!(used.bytes_max < 64 * 1024 * 1024, "{} bytes for languages", used.bytes_max);

    let mut tree = json!({ "isoAlpha3": { "contains": "C" } });
    for _ in 0..11 {
        tree = json!({ "or": [tree, tree] });
    }
    let facets = repeated(40, |i| format!("f{i}: facets(fields: [REGIONAL_GROUP, UN_STATUS]) {{ field }} "));
    let query = format!("query($w: StateWhere) {{ states(where: $w) {{ {facets} }} }}");
    let variables = json!({ "w": tree }).as_object().unwrap().clone();
    let request = Request { variables, explain: true, ..crate::support::request(&query) };
    let mut length = 0;
    let used = allocation_counter::measure(|| length = engine.answer(&request, &RECORD.snapshot).to_json().len());
    assert!(used.bytes_max < 64 * 1024 * 1024, "{} bytes to explain", used.bytes_max);
    assert!(length < 2 * 1024 * 1024, "{length} bytes of explanation");
}

/// Seven of these took all threads that may block: they end at once, one after the other, and a light request beside them
/// is answered.
#[test]
fn hostile_a1_fragments_that_double_end_at_once() {
    let engine = engine();
    for row in fragments() {
        let body: Value = serde_json::from_slice(&row.body).unwrap();
        let hostile = request(body["query"].as_str().unwrap());
        let clock = Clock::new(Duration::from_secs(10));
        let response = engine.answer_within(&hostile, &RECORD.snapshot, &clock);
        assert!(response.errors.iter().all(|error| error.code != Code::DeadlineExceeded), "{}", row.name);
        let light = engine.answer(&request("{ state(id: \"actor:chn\") { label } }"), &RECORD.snapshot);
        assert_eq!(light.to_json(), br#"{"data":{"state":{"label":"China"}}}"#);
    }
}

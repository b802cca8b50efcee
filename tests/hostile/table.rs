//! The requests. Most are made, not written: what is hostile about them is their size.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plenary::http::LARGEST_BODY;
use serde_json::{Value, json};

/// A request, and what the server must say to it.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) content_type: &'static str,
    pub(super) body: Vec<u8>,
    pub(super) status: u16,
    pub(super) code: &'static str,
}

impl Row {
    /// A query without variables.
    pub(super) fn new(name: &str, query: impl AsRef<str>, status: u16, code: &'static str) -> Self {
        Self::raw(name, json!({ "query": query.as_ref() }).to_string(), status, code)
    }

    pub(super) fn with(name: &str, query: &str, variables: Value, status: u16, code: &'static str) -> Self {
        Self::raw(name, json!({ "query": query, "variables": variables }).to_string(), status, code)
    }

    pub(super) fn raw(name: &str, body: impl Into<Vec<u8>>, status: u16, code: &'static str) -> Self {
        Self { name: name.to_owned(), content_type: "application/json", body: body.into(), status, code }
    }

    fn of_type(content_type: &'static str) -> Self {
        let row = Self::new("", "{ __typename }", 415, "BAD_REQUEST");
        Self { name: format!("content type {content_type:?}"), content_type, ..row }
    }
}

const PARSE: &str = "GRAPHQL_PARSE_FAILED";
pub(super) const INVALID: &str = "GRAPHQL_VALIDATION_FAILED";
pub(super) const INPUT: &str = "BAD_USER_INPUT";
const MALFORMED: &str = "BAD_REQUEST";

pub(super) fn rows() -> Vec<Row> {
    [bytes(), documents(), sizes(), values(), conditions(), places(), introspection(), costs()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn repeated(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

/// `open` so many times, then `inner`, then `close` so many times.
pub(super) fn nested(depth: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// What is no request at all.
fn bytes() -> Vec<Row> {
    let refused = |name: &str, body: &[u8]| Row::raw(name, body, 400, MALFORMED);
    let deep = nested(100_000, "[", "", "]");
    let in_variables = format!("{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{deep}}}}}");
    let oversized = format!("{{\"query\":\"{{ __typename }}\",\"x\":\"{}\"}}", "x".repeat(LARGEST_BODY));
    let batch = format!("[{}]", vec!["{\"query\":\"{ __typename }\"}"; 10_000].join(","));
    vec![
        refused("no body", b""),
        refused("NUL bytes", &[0; 1000]),
        refused("invalid UTF-8", b"{\"query\":\"{ __typename \xff\xfe }\"}"),
        refused("overlong UTF-8", b"{\"query\":\"{ __typename \xc0\xaf }\"}"),
        refused("half a surrogate pair", br#"{"query":"{ __typename \udc00 }"}"#),
        refused("JSON that ends early", b"{\"query\":\"{ __typename"),
        refused("JSON with something behind", b"{\"query\":\"{ __typename }\"}}"),
        refused("JSON with a comment", b"{\"query\":\"{ __typename }\" /* */ }"),
        refused("single quotes", b"{'query':'{ __typename }'}"),
        refused("deep JSON", deep.as_bytes()),
        refused("deep JSON in variables", in_variables.as_bytes()),
        refused("a batch", b"[{\"query\":\"{ __typename }\"}]"),
        refused("a batch of 10,000", batch.as_bytes()),
        refused("a query that is an object", b"{\"query\":{\"a\":1}}"),
        refused("variables that are a string", b"{\"query\":\"{ __typename }\",\"variables\":\"{}\"}"),
        refused("1e999", b"{\"query\":\"{ __typename }\",\"variables\":{\"a\":1e999}}"),
        Row::raw("duplicate keys", r#"{"query":"{","query":"{ __typename }"}"#, 200, "OK"),
        Row::raw("an oversized body", oversized, 413, MALFORMED),
        Row::of_type("text/plain"),
        Row::of_type("multipart/form-data; boundary=x"),
        Row::of_type("application/graphql"),
        Row::of_type("application/jsonp"),
        Row::of_type(""),
    ]
}

/// Documents that are endless, deep or wide.
fn documents() -> Vec<Row> {
    let bomb = |spreads: usize, depth: usize| {
        let fragment =
            |i: usize| format!("fragment F{i} on State {{ {} }} ", format!("...F{} ", i + 1).repeat(spreads));
        let last = format!("fragment F{depth} on State {{ id }}");
        format!("{{ states {{ nodes {{ ...F0 }} }} }} {}{last}", repeated(depth, fragment))
    };
    let ring = |length| repeated(length, |i| format!("fragment F{i} on State {{ ...F{} }} ", (i + 1) % length));
    let ring = |length| format!("{{ states {{ nodes {{ ...F0 }} }} }} {}", ring(length));
    let deep = |depth| format!("{{ theme(id: \"theme:youth\") {} }}", nested(depth, "{ broader ", "{ id }", " }"));
    let directives = format!("{{ __typename {} }}", "@include(if: true) ".repeat(10_000));
    let spread = "...F ".repeat(40_000);
    vec![
        Row::new("NUL in a query", "{ st\u{0}ates { totalCount } }", 400, PARSE),
        Row::new("brackets that open", "{".repeat(100_000), 400, "TOO_DEEP"),
        Row::new("brackets that close", "}".repeat(100_000), 400, PARSE),
        Row::new(
            "sixty lists",
            format!("{{ states(first: {}) {{ totalCount }} }}", nested(60, "[", "1", "]")),
            400,
            INVALID,
        ),
        Row::new("fields 60 deep", deep(60), 400, "TOO_DEEP"),
        Row::new("fields 16 deep", deep(16), 400, "TOO_DEEP"),
        Row::new("inline fragments 60 deep", format!("{{ {} }}", nested(60, "... { ", "__typename", " }")), 200, "OK"),
        Row::new("a doubling fragment bomb", bomb(2, 40), 400, "TOO_MANY_FIELDS"),
        Row::new("a hundredfold fragment bomb", bomb(100, 9), 400, "TOO_MANY_FIELDS"),
        Row::new("a ring of fragments", ring(50), 400, INVALID),
        Row::new("a ring of 5,000 fragments", ring(5_000), 400, "TOO_DEEP"),
        Row::new("a chain of 60 fragments", bomb(1, 60), 200, "OK"),
        Row::new("a fragment of itself", "{ ...F } fragment F on Query { ...F }", 400, INVALID),
        Row::new("a chain of 5,000 fragments", bomb(1, 5_000), 400, "TOO_DEEP"),
        Row::new(
            "a fragment spread 40,000 times",
            format!("{{ {spread} }} fragment F on Query {{ a: __typename }}"),
            400,
            "TOO_MANY_FIELDS",
        ),
        Row::new("an unknown fragment spread 40,000 times", format!("{{ __typename {spread} }}"), 400, INVALID),
        Row::new("100,000 fields", format!("{{ {} }}", "id ".repeat(80_000)), 400, "TOO_MANY_FIELDS"),
        Row::new(
            "a flood of aliases",
            format!("{{ {} }}", repeated(20_000, |i| format!("a{i}:id "))),
            400,
            "TOO_MANY_FIELDS",
        ),
        Row::new(
            "as many aliases as may be",
            format!("{{ {} }}", repeated(5_000, |i| format!("a{i}:__typename "))),
            200,
            "OK",
        ),
        Row::new(
            "a flood of operations",
            format!("{} {{ a }}", repeated(10_000, |i| format!("query Q{i}{{id}} "))),
            400,
            PARSE,
        ),
        Row::new(
            "a flood of named operations",
            repeated(10_000, |i| format!("query Q{i}{{__typename}} ")),
            400,
            "TOO_MANY_FIELDS",
        ),
        Row::new("a flood of directives", directives, 400, "TOO_MANY_FIELDS"),
        Row::new(
            "a flood of variables",
            format!("query({}) {{ __typename }}", repeated(10_000, |i| format!("$v{i}: Int "))),
            400,
            "TOO_MANY_FIELDS",
        ),
        Row::new(
            "a variable of a deep type",
            format!("query($a: {}) {{ __typename }}", nested(200, "[", "Int", "]")),
            400,
            "TOO_DEEP",
        ),
        Row::new("comments alone", "#\n".repeat(100_000), 400, PARSE),
        Row::new("a schema", "type Query { a: Int }", 400, PARSE),
        Row::new("a mutation", "mutation { drop }", 400, INVALID),
        Row::new("a subscription", "subscription { states }", 400, INVALID),
    ]
}

fn sizes() -> Vec<Row> {
    let first = |n: &str| format!("{{ states(first: {n}) {{ totalCount }} }}");
    vec![
        Row::new("300,000 bytes of query", format!("{{ {} }}", "a".repeat(300_000)), 400, "QUERY_TOO_LARGE"),
        Row::new("first of a million", first("1000000"), 400, INPUT),
        Row::new("first of 10^30", first(&format!("1{}", "0".repeat(30))), 400, INVALID),
        Row::new("first of 10^200000", first(&format!("1{}", "0".repeat(200_000))), 400, PARSE),
        Row::new("first below zero", first("-1"), 400, INPUT),
        Row::new("first that is a fraction", first("0.5"), 400, INVALID),
        Row::new("first that is a string", first("\"1\""), 400, INVALID),
        Row::new("first that is a list of lists", first("[[1]]"), 400, INVALID),
        Row::new("last below zero", "{ states(last: -1) { totalCount } }", 400, INPUT),
        Row::new("offset of 2^31 - 1", "{ states(offset: 2147483647) { nodes { id } } }", 200, "OK"),
        Row::new("offset of 2^31", "{ states(offset: 2147483648) { nodes { id } } }", 400, INPUT),
    ]
}

/// Values that are wrong.
fn values() -> Vec<Row> {
    let id = |id: &str| {
        Row::with(
            &format!("identifier {}", id.escape_debug().take(40).collect::<String>()),
            "query($id: ID!) { node(id: $id) { id } }",
            json!({ "id": id }),
            200,
            INPUT,
        )
    };
    let lang = |tag: Value| {
        Row::with(
            &format!("language {}", tag.to_string().chars().take(40).collect::<String>()),
            "query($tag: [LangTag!]) { state(id: \"actor:chn\") { label(lang: $tag) } }",
            json!({ "tag": tag }),
            400,
            INPUT,
        )
    };
    let cursor = |name: &str, cursor: &str| {
        Row::with(name, "query($c: String) { states(after: $c) { totalCount } }", json!({ "c": cursor }), 400, INPUT)
    };
    let written = |form: Value| URL_SAFE_NO_PAD.encode(form.to_string());
    let search = |name: &str, words: &str, code| {
        Row::with(
            name,
            "query($q: String!) { search(query: $q) { totalCount } }",
            json!({ "q": words }),
            if code == "OK" { 200 } else { 400 },
            code,
        )
    };
    vec![
        id(""),
        id("actor:\u{0}"),
        id("nowhere:chn"),
        id("http://[broken"),
        id("javascript:alert(1)\" onload=\""),
        id("https://example.org/<a>"),
        id(&"x".repeat(900_000)),
        Row::with(
            "an identifier of 900,000 characters",
            "query($id: ID!) { node(id: $id) { id } }",
            json!({ "id": format!("actor:{}", "x".repeat(900_000)) }),
            200,
            "OK",
        ),
        lang(json!("")),
        lang(json!("en_US")),
        lang(json!("*-*")),
        lang(json!("\u{0}")),
        lang(json!("x".repeat(900_000))),
        Row::with(
            "100,000 languages",
            "query($tag: [LangTag!]) { states(first: 200) { nodes { label(lang: $tag) } } }",
            json!({ "tag": vec!["de"; 100_000] }),
            400,
            INPUT,
        ),
        cursor("a cursor that is empty", ""),
        cursor("a cursor that is not Base64", "!!!"),
        cursor("a cursor of 900,000 characters", &"A".repeat(900_000)),
        cursor("a cursor that is JSON of something else", &written(json!({ "a": 1 }))),
        cursor(
            "a cursor of another order",
            &written(json!(["isoAlpha3:ASC", "https://w3id.org/plenary/id/actor/chn", ["CHN"]])),
        ),
        cursor(
            "a cursor of a search",
            &written(json!(["score of search 0", "https://w3id.org/plenary/id/actor/chn", ["1.5"]])),
        ),
        Row::new(
            "a cursor with a thousand keys too many",
            format!(
                "{{ states(after: \"{}\") {{ totalCount }} }}",
                written(json!(["", "actor:chn", vec!["x"; 1_000]]))
            ),
            400,
            INPUT,
        ),
        Row::new(
            "a cursor without its keys",
            format!(
                "{{ states(orderBy: {{ isoAlpha3: ASC }}, after: \"{}\") {{ totalCount }} }}",
                written(json!(["isoAlpha3:ASC", "actor:chn", []]))
            ),
            400,
            INPUT,
        ),
        Row::new(
            "a cursor of another query",
            format!(
                "{{ search(query: \"igf\", after: \"{}\") {{ totalCount }} }}",
                written(json!(["score of search 0000000000000000", "x", ["1"]]))
            ),
            400,
            INPUT,
        ),
        search("100,000 words", &"word ".repeat(100_000), INPUT),
        search("a word of 900,000 letters", &"x".repeat(900_000), INPUT),
        search("a star", "*", INPUT),
        search("stars", "* * *", INPUT),
        search("beginnings of one letter", &"a* ".repeat(32), "OK"),
        search("a thousand quotation marks", &"\"".repeat(1_000), INPUT),
        search("operators of another engine", "label:/(a+)+$/ AND NOT (x OR ~y)^1e9", "OK"),
        search("signs that combine", &format!("a{}", "\u{301}".repeat(900)), "OK"),
        search("signs that write the other way", "\u{202e}\u{2066}fgi", "OK"),
        Row::with(
            "a number of 309 digits",
            "query($n: Int) { states(first: $n) { totalCount } }",
            json!({ "n": f64::MAX }),
            400,
            INVALID,
        ),
        Row::with(
            "an object for a number",
            "query($n: Int) { states(first: $n) { totalCount } }",
            json!({ "n": { "n": 1 } }),
            400,
            INVALID,
        ),
        Row::with(
            "null for what must be",
            "query($id: ID!) { node(id: $id) { id } }",
            json!({ "id": null }),
            400,
            INPUT,
        ),
        Row::with(
            "100,000 variables that nobody asked for",
            "{ __typename }",
            (0..60_000).map(|i| (format!("v{i}"), json!(i))).collect::<serde_json::Map<_, _>>().into(),
            200,
            "OK",
        ),
    ]
}

/// Conditions that are deep, wide or absurd.
fn conditions() -> Vec<Row> {
    let query = |condition: &str| format!("{{ states(where: {condition}) {{ totalCount }} }}");
    let variable = |name: &str, condition: Value, status, code| {
        Row::with(
            name,
            "query($w: StateWhere) { states(where: $w) { totalCount } }",
            json!({ "w": condition }),
            status,
            code,
        )
    };
    let mut not = json!({ "isoAlpha3": { "eq": "CHN" } });
    for _ in 0..120 {
        not = json!({ "not": not });
    }
    let mut and = json!({ "isoAlpha3": { "contains": "C" } });
    for _ in 0..12 {
        and = json!({ "or": [and, and] });
    }
    let links = nested(14, "{ memberOf: { some: { members: { some: ", "{}", " } } } }");
    let codes: Vec<String> = (0..100_000).map(|i| format!("{i:05}")).collect();
    let ids: Vec<String> = (0..60_000).map(|i| format!("actor:{i}")).collect();
    let dates = |count: usize| -> Vec<String> { (0..count).map(|i| format!("{:04}-01-01", i % 10_000)).collect() };
    vec![
        variable("120 times not", not, 200, "OK"),
        variable("two to the twelfth or", and, 200, "OK"),
        Row::new("28 links in a condition", query(&links), 200, "OK"),
        variable("60,000 parts of a condition", json!({ "and": vec![json!({}); 60_000] }), 200, "OK"),
        variable("in a list of 100,000", json!({ "isoAlpha3": { "in": codes } }), 200, "OK"),
        variable("in a list of 60,000 identifiers", json!({ "id": { "in": ids } }), 200, "OK"),
        variable("not in a list of 100,000", json!({ "not": { "isoAlpha3": { "notIn": codes } } }), 200, "OK"),
        Row::with(
            "in a list of 70,000 dates",
            "query($w: MeetingWhere) { meetings(where: $w) { totalCount } }",
            json!({ "w": { "date": { "in": dates(70_000) } } }),
            200,
            "OK",
        ),
        Row::with(
            "members checked against 70,000 names",
            "query($w: ActorWhere) { states(first: 200) { nodes { memberOf { nodes { members(where: $w) { totalCount } } } } } }",
            json!({ "w": { "not": { "label": { "in": codes } } } }),
            200,
            "OK",
        ),
        variable("a count below all numbers", json!({ "memberOf": { "count": { "lt": i64::MIN } } }), 400, INPUT),
        variable("a count above all numbers", json!({ "memberOf": { "count": { "gt": i64::MAX } } }), 400, INPUT),
        variable("a condition that is null", json!({ "isoAlpha3": null }), 400, INPUT),
        variable("an operator that is null", json!({ "isoAlpha3": { "eq": null } }), 400, INPUT),
        variable("an unknown field", json!({ "__proto__": { "eq": "x" } }), 400, INVALID),
        variable("an unknown operator", json!({ "isoAlpha3": { "regex": "(a+)+$" } }), 400, INVALID),
        variable("a part of 900,000 letters", json!({ "label": { "contains": "x".repeat(900_000) } }), 200, "OK"),
        variable("full text of 900,000 letters", json!({ "label": { "search": "x".repeat(900_000) } }), 400, INPUT),
        variable("a wrong language in a condition", json!({ "label": { "eq": "China", "lang": "e n" } }), 400, INPUT),
        Row::new(
            "a value that is no date",
            "{ meetings(where: { date: { eq: \"2025-02-30\" } }) { totalCount } }",
            400,
            INPUT,
        ),
    ]
}

/// Analyses and groups asked for too much.
fn places() -> Vec<Row> {
    vec![
        Row::new(
            "a path of a million steps",
            "{ path(from: \"actor:chn\", to: \"actor:usa\", maxLength: 1000000) { totalCount: __typename } }",
            400,
            INPUT,
        ),
        Row::new(
            "a path of less than no step",
            "{ path(from: \"actor:chn\", to: \"actor:usa\", maxLength: -1) { totalCount: __typename } }",
            400,
            INPUT,
        ),
        Row::new(
            "the longest path",
            "{ path(from: \"actor:chn\", to: \"theme:youth\", maxLength: 8, first: 50) { __typename } }",
            200,
            "OK",
        ),
        Row::new(
            "a path from nowhere",
            "{ path(from: \"actor:nobody\", to: \"actor:usa\") { __typename } }",
            200,
            INPUT,
        ),
        Row::new(
            "a neighbourhood of everything",
            "{ neighbourhood(id: \"actor:chn\", depth: 1000000) { __typename } }",
            400,
            INPUT,
        ),
        Row::new(
            "the deepest neighbourhood",
            "{ neighbourhood(id: \"actor:chn\", depth: 3, first: 200) { __typename } }",
            200,
            "OK",
        ),
        Row::new("five keys", group("KIND, KIND, KIND, KIND, KIND"), 400, INVALID),
        Row::new("100 keys", group(&"MEMBERS ".repeat(100)), 400, INPUT),
        Row::new(
            "the members of the members of the members",
            group("MEMBERS, MEMBERS, MEMBERS, MEMBERS"),
            200,
            "TOO_MANY_ROWS",
        ),
        Row::new("members and standings", group(MANY_GROUPS), 200, "OK"),
        Row::new(
            "more groups than there may be",
            "{ bodies { groupBy(keys: [MEMBERS], first: 1000000) { count } } }",
            400,
            INPUT,
        ),
        Row::new(
            "10,000 facets",
            format!("{{ states {{ facets(fields: [{}]) {{ field }} }} }}", "MEMBER_OF ".repeat(10_000)),
            400,
            INPUT,
        ),
        Row::new(
            "9 orders",
            format!("{{ states(orderBy: [{}]) {{ totalCount }} }}", "{ id: ASC } ".repeat(9)),
            400,
            INPUT,
        ),
        Row::new(
            "201 identifiers",
            format!("{{ nodes(ids: [{}]) {{ id }} }}", "\"actor:chn\" ".repeat(201)),
            400,
            INPUT,
        ),
    ]
}

/// Keys that make many groups of the record.
const MANY_GROUPS: &str = "MEMBERS, STANDINGS, POSITIONS, INTERVENTIONS";

fn group(keys: &str) -> String {
    format!("{{ bodies {{ groupBy(keys: [{keys}]) {{ count }} }} }}")
}

/// What takes more than a millisecond of reading.
pub(super) fn long_rows() -> Vec<Row> {
    let searches: Vec<_> = (0..5_000).map(|i| json!({ "label": { "search": format!("word{i}") } })).collect();
    let query = "query($w: StateWhere) { states(where: $w) { totalCount } }";
    vec![
        Row::new("groups", group(MANY_GROUPS), 200, "DEADLINE_EXCEEDED"),
        Row::with("searches that find nothing", query, json!({ "w": { "or": searches } }), 200, "DEADLINE_EXCEEDED"),
    ]
}

fn introspection() -> Vec<Row> {
    let nest = |depth| format!("{{ __schema {{ types {} }} }}", nested(depth, "{ fields { type ", "{ name }", " } }"));
    let flood = repeated(1_000, |i| format!("a{i}: __schema {{ types {{ name fields {{ name }} }} }} "));
    let of_type = format!("{{ __type(name: \"State\") {} }}", nested(50, "{ ofType ", "{ name }", " }"));
    vec![
        Row::new("introspection in circles", nest(10), 400, "TOO_DEEP"),
        Row::new("a flood of introspection", format!("{{ {flood} }}"), 400, "TOO_MANY_FIELDS"),
        Row::new("introspection of one type, deep", of_type, 200, "OK"),
        Row::new(
            "introspection in a ring",
            "{ __schema { ...T } } fragment T on __Schema { types { fields { type { ...U } } } } fragment U on __Type { fields { type { ...U } } }",
            400,
            INVALID,
        ),
    ]
}

/// What is allowed by itself, and too much together.
fn costs() -> Vec<Row> {
    let page = "memberships(first: 200) { nodes { member { memberOf(first: 200) { nodes { members(first: 200) { nodes { id } } } } } } }";
    let flood = |field: &str| repeated(4_900, |i| format!("a{i}:{field} "));
    let wide = |field: &str| {
        format!(
            "{{ states(first: 200) {{ nodes {{ memberOf(first: 200) {{ nodes {{ members(first: 100) {{ nodes {{ {} }} }} }} }} }} }} }}",
            flood(field)
        )
    };
    vec![
        Row::new(
            "pages in pages in pages",
            format!("{{ {} }}", repeated(400, |i| format!("a{i}: {page}"))),
            400,
            "TOO_COSTLY",
        ),
        Row::new(
            "ten times a page of pages of pages",
            format!("{{ {} }}", repeated(12, |i| format!("a{i}: {page} "))),
            200,
            "TOO_MANY_ROWS",
        ),
        Row::new("names of types in each of many rows", wide("__typename"), 200, "ANSWER_TOO_LARGE"),
        Row::new("identifiers in each of many rows", wide("id"), 200, "ANSWER_TOO_LARGE"),
        Row::new("texts in each of many rows", wide("label"), 400, "TOO_COSTLY"),
        Row::new(
            "cursors in each of many rows",
            format!("{{ states(first: 200) {{ edges {{ {} }} }} }}", flood("cursor")),
            200,
            "ANSWER_TOO_LARGE",
        ),
    ]
}

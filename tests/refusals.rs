//! Requests that are refused: every file of `graphql/refused/` is a case, and its snapshot is the response. Then those
//! that are too large or too odd for a file.

use crate::support::{RECORD, case, repository, request};
use plenary::graphql::{Code, Engine, Guards, Request};
use plenary::query::Limits;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

#[test]
fn cases() {
    let mut accepted = Vec::new();
    insta::glob!("graphql/refused/*.graphql", |path| {
        let response = RECORD.respond(&case(path));
        if response.get("data").is_some() {
            accepted.push(format!("{}: {response}", path.display()));
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("refusals", format!("{response:#}"));
        });
    });
    assert!(accepted.is_empty(), "these are answered:\n{}", accepted.join("\n"));
}

/// One bad identifier does not void what stands beside it: null at its place, and an error with its path. Every file of
/// `graphql/partial/` is a case.
#[test]
fn hostile_d3_bad_identifiers_are_null_at_their_places() {
    insta::glob!("graphql/partial/*.graphql", |path| {
        let request = case(path);
        let response = RECORD.respond(&request);
        let errors = response["errors"].as_array().unwrap();
        assert!(response["data"].is_object(), "{}: {response}", path.display());
        for error in errors {
            let steps = error["path"].as_array().unwrap();
            let place = steps.iter().fold(&response["data"], |value, step| match step.as_u64() {
                Some(index) => &value[index as usize],
                None => &value[step.as_str().unwrap()],
            });
            assert!(place.is_null() && steps.len() <= 2, "{error}");
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("partial", format!("{response:#}"));
        });
    });
}

/// A fuzzer found that errors in several fragments came in another order each time.
#[test]
fn errors_come_in_the_order_of_the_request() {
    let fragments: String = (0..8).map(|n| format!("fragment F{n} on State {{ nothing{n} label }}\n")).collect();
    let spreads: String = (0..8).map(|n| format!("...F{n} ")).collect();
    let query = format!("{{ states {{ nodes {{ {spreads} }} }} }}\n{fragments}");
    let expected: Vec<_> =
        (0..8).map(|n| (2 + n, format!("Unknown field \"nothing{n}\" on type \"State\"."))).collect();
    for _ in 0..10 {
        let response = RECORD.respond(&request(&query));
        let errors = response["errors"].as_array().unwrap().iter();
        let told: Vec<_> = errors
            .map(|error| {
                (error["locations"][0]["line"].as_u64().unwrap(), error["message"].as_str().unwrap().to_owned())
            })
            .collect();
        assert_eq!(told.len(), expected.len(), "{response:#}");
        for ((line, message), (expected_line, start)) in told.iter().zip(&expected) {
            assert!(line == expected_line && message.starts_with(start.trim_end_matches('.')), "{response:#}");
        }
    }
}

/// A conflict is told of the field, not of the argument; names that are near are told wherever a name is wrong.
#[test]
fn fault_26_and_28_errors_name_the_field_and_what_is_near() {
    for (query, message) in [
        (r#"{ states { nodes { x: label(lang: "en") x: label(lang: "fr") } } }"#, "Fields \"x\" conflict"),
        ("{ states { nodes { lable } } }", "Unknown field \"lable\" on type \"State\". Did you mean \"label\"?"),
        ("{ sttaes { totalCount } }", "Did you mean \"states\" or \"state\"?"),
        ("{ states(frist: 1) { totalCount } }", "Did you mean \"first\"?"),
        ("{ actors { nodes { isoAlpha3 } } }", "It is a field of \"State\": spread it with `... on`."),
        ("{ states(where: { lable: { eq: \"x\" } }) { totalCount } }", "Did you mean \"label\"?"),
        ("{ states(orderBy: { label: ACS }) { totalCount } }", "Did you mean \"ASC\"?"),
        ("query($w: StatesWhere) { states(where: $w) { totalCount } }", "Did you mean \"StateWhere\""),
    ] {
        let response = RECORD.respond(&request(query));
        let found = response["errors"][0]["message"].as_str().unwrap();
        assert!(found.contains(message), "{query}: {found}");
    }
}

/// A variable in a condition that has no value leaves out its member, and nothing else (GraphQL specification, 3.10).
#[test]
fn variables_without_a_value_leave_out_their_member_alone() {
    let query = "query($x: String, $y: String) { states(where: { isoAlpha3: { eq: $x }, isoAlpha2: { eq: $y } }) { totalCount } }";
    let asked = |variables: Value| {
        let variables = variables.as_object().unwrap().clone();
        RECORD.respond(&Request { variables, ..request(query) })["data"]["states"]["totalCount"].take()
    };
    assert_eq!(asked(json!({ "y": "CN" })), 1);
    assert_eq!(asked(json!({ "x": "CHN", "y": "US" })), 0);
    assert_eq!(asked(json!({})), 195);
}

/// The code of the refusal of a query that has no data.
fn code(query: &str) -> String {
    let response = RECORD.respond(&request(query));
    let start: String = query.chars().take(60).collect();
    assert_eq!(response.get("data"), None, "{start}");
    response["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned()
}

#[test]
fn texts_that_are_too_long_too_deep_or_endless_are_refused_before_they_are_parsed() {
    let long = format!("{{ {} }}", "__typename ".repeat(200_000));
    assert_eq!(code(&long), "QUERY_TOO_LARGE");
    for bracket in ["{ a ", "[", "( a: ", "{ states(first: [", "query ($a: [[["] {
        assert_eq!(code(&bracket.repeat(60_000 / bracket.len() + 65)), "TOO_DEEP", "{bracket}");
    }
    assert_eq!(code(&"{".repeat(100_000)), "TOO_DEEP");
    assert_eq!(code(&format!("# a comment ends with a carriage return, too\r{}", "{ a".repeat(50_000))), "TOO_DEEP");
    assert_eq!(code(&"}".repeat(100_000)), "GRAPHQL_PARSE_FAILED");
    assert_eq!(code(&"\"".repeat(100_001)), "GRAPHQL_PARSE_FAILED");
    assert_eq!(code(&"#\n".repeat(100_000)), "GRAPHQL_PARSE_FAILED");
    assert_eq!(code(&format!("{{ a(x: {}) }}", "\"\"\"".repeat(9_999))), "GRAPHQL_PARSE_FAILED");
}

#[test]
fn as_deep_as_brackets_may_be_is_told_by_the_depth_of_fields() {
    let nested = |depth: usize| format!("{}id{}", "{ broader ".repeat(depth), " }".repeat(depth));
    let query = |depth| format!("{{ theme(id: \"theme:youth\") {} }}", nested(depth));
    assert_eq!(code(&query(60)), "GRAPHQL_VALIDATION_FAILED", "`broader` without a selection");
    let query = |depth: usize| {
        format!("{{ theme(id: \"theme:youth\") {}{{ id }}{} }}", "{ broader ".repeat(depth), " }".repeat(depth))
    };
    assert_eq!(code(&query(14)), "TOO_DEEP");
    assert_eq!(code(&query(60)), "TOO_DEEP");
    assert_eq!(code(&query(200)), "TOO_DEEP");
    assert!(RECORD.ask(&query(13)).is_object());
}

#[test]
fn fields_are_counted_with_fragments_spread() {
    let aliases = |count: usize| (0..count).map(|i| format!("a{i}: __typename ")).collect::<String>();
    assert_eq!(code(&format!("{{ {} }}", aliases(5_001))), "TOO_MANY_FIELDS");
    let data = RECORD.ask(&format!("{{ {} }}", aliases(1_000)));
    assert_eq!(data.as_object().unwrap().len(), 1_000);
    let operations = format!("query A {{ __typename }} query B {{ {} }}", aliases(5_001));
    let response = RECORD.respond(&Request { operation_name: Some("A".into()), ..request(&operations) });
    assert_eq!(response["errors"][0]["extensions"]["code"], "TOO_MANY_FIELDS", "of an operation that is not run, too");

    // Twenty fragments of two each of the next: short to write, a million fields to spread.
    let doubling: String =
        (0..20).map(|i| format!("fragment F{i} on State {{ ...F{n} ...F{n} a{i}: id }} ", n = i + 1)).collect();
    let bomb = format!("{{ states {{ nodes {{ ...F0 }} }} }} {doubling} fragment F20 on State {{ id }}");
    assert_eq!(code(&bomb), "TOO_MANY_FIELDS");
    let inline = format!("{{ states {{ nodes {} }} }}", "{ ... ".repeat(50) + "{ id }" + &" }".repeat(50));
    assert!(RECORD.ask(&inline).is_object());
}

#[test]
fn a_thousand_aliases_of_one_page_are_answered_within_the_limits() {
    let many: String = (0..1_000).map(|i| format!("a{i}: states(first: 200) {{ nodes {{ id }} }} ")).collect();
    let data = RECORD.ask(&format!("{{ {many} }}"));
    assert_eq!(data["a999"]["nodes"].as_array().unwrap().len(), 195);

    let many = |count: usize| -> String {
        let one = "memberships(first: 200) { nodes { member { memberOf { nodes { members(first: 200) { totalCount nodes { id } } } } } } }";
        format!("{{ {} }}", (0..count).map(|i| format!("a{i}: {one} ")).collect::<String>())
    };
    let response = RECORD.respond(&request(&many(50)));
    assert_eq!(response["data"], Value::Null);
    assert_eq!(response["errors"][0]["extensions"]["code"], "TOO_MANY_ROWS");
    assert_eq!(code(&many(400)), "TOO_COSTLY");
}

#[test]
fn a_deadline_is_kept() {
    let limits = Limits { time: Duration::ZERO, ..Limits::default() };
    let engine =
        Engine::new(Arc::clone(&RECORD.ontology), plenary::server::ANALYSES, Guards::default(), limits).unwrap();
    let response = engine.answer(&request("{ states { nodes { label } } }"), &RECORD.snapshot);
    assert_eq!(response.data.as_deref(), Some(&b"null"[..]));
    assert_eq!(response.errors[0].code, Code::DeadlineExceeded);
}

#[test]
fn bytes_that_mean_nothing_are_refused() {
    let bad_id = |query: &str| {
        let response = RECORD.respond(&request(query));
        assert_eq!(response["data"], json!({ "state": null }), "{response}");
        response["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned()
    };
    for query in [
        "\0",
        "{ \0 }",
        "{ states { totalCount } }\0",
        "\u{1}\u{2}",
        "{ st\u{0}ates { totalCount } }",
        "�",
        "😀",
        "{ é }",
    ] {
        assert_eq!(code(query), "GRAPHQL_PARSE_FAILED", "{query:?}");
    }
    assert!(RECORD.ask("\u{feff}{ __typename }").is_object(), "a byte order mark is no part of the request");
    for id in ["\\u0000", "actor:\\u0000", "https://example.org/\\u0000", "actor:\\u4E2D "] {
        assert_eq!(bad_id(&format!("{{ state(id: \"{id}\") {{ id }} }}")), "BAD_USER_INPUT", "{id}");
    }
    let huge = "x".repeat(200_000);
    assert_eq!(bad_id(&format!("{{ state(id: \"{huge}\") {{ id }} }}")), "BAD_USER_INPUT");
    assert_eq!(code(&format!("{{ states(after: \"{huge}\") {{ totalCount }} }}")), "BAD_USER_INPUT");
    assert_eq!(code(&format!("{{ state(id: \"actor:chn\") {{ label(lang: \"{huge}\") }} }}")), "BAD_USER_INPUT");
    assert_eq!(code(&format!("{{ {huge} }}")), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(RECORD.ask(&format!("{{ state(id: \"actor:{huge}\") {{ id }} }}"))["state"], Value::Null);
}

#[test]
fn numbers_at_the_edges_are_refused_or_answered() {
    for number in
        ["2147483648", "-2147483649", "9223372036854775808", "1e400", "-0.5", "1e3", "99999999999999999999999"]
    {
        let refusal = code(&format!("{{ states(offset: {number}) {{ totalCount }} }}"));
        assert!(
            ["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"].contains(&&*refusal),
            "{number}"
        );
    }
    let data = RECORD.ask("{ states(offset: 2147483647, first: 0) { totalCount nodes { id } } }");
    assert_eq!(data["states"]["nodes"], Value::Array(Vec::new()));
}

#[test]
fn wild_variables_are_refused() {
    let wild = [json!(1.5), json!([[[]]]), json!({ "a": { "b": null } }), json!(true), json!(u64::MAX), json!("\u{0}")];
    for value in wild {
        let mut asked = request("query ($n: Int, $id: ID!) { states(first: $n) { totalCount } state(id: $id) { id } }");
        asked.variables = Map::from_iter([("n".to_owned(), value.clone()), ("id".to_owned(), json!("actor:chn"))]);
        assert!(RECORD.respond(&asked).get("data").is_none(), "{value} for $n");
        asked.variables = Map::from_iter([("n".to_owned(), json!(1)), ("id".to_owned(), value.clone())]);
        let response = RECORD.respond(&asked);
        let is_refused = response.get("data").is_none_or(|data| data["state"].is_null());
        assert!(is_refused && response["errors"].is_array(), "{value} for $id: {response}");
    }
}

/// Every case with one byte left out, doubled or changed: refused or answered, but never a panic.
#[test]
fn mutilated_requests_are_refused_or_answered() {
    let mut requests = 0;
    for folder in ["tests/graphql", "tests/graphql/refused", "tests/graphql/partial"] {
        for entry in std::fs::read_dir(repository(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let original = case(&path);
            let chars: Vec<char> = original.query.chars().collect();
            for at in (0..chars.len()).step_by(chars.len() / 12 + 1) {
                for change in [&[][..], &[chars[at], chars[at]], &['{'], &['"'], &['$'], &['9']] {
                    let query = [&chars[..at], change, &chars[at + 1..]].concat().into_iter().collect();
                    let response = RECORD.respond(&Request { query, ..original.clone() });
                    assert!(response.get("data").is_some() || response["errors"][0]["message"].is_string());
                    requests += 1;
                }
            }
        }
    }
    assert!(requests > 5_000, "only {requests}");
}

/// Null is the answer for what does not exist; beside it stands what may have been meant.
#[test]
fn fault_28_unknown_identifiers_are_told_with_those_near_them() {
    let answer = |query: &str| RECORD.respond(&request(query));
    let notices = |query: &str| -> Vec<(String, serde_json::Value)> {
        let response = answer(query);
        assert!(response.get("errors").is_none(), "{response}");
        let all = response["extensions"]["notices"].as_array().cloned().unwrap_or_default();
        all.iter().map(|notice| (notice["message"].as_str().unwrap().to_owned(), notice["path"].clone())).collect()
    };

    let found = notices("{ it: theme(id: \"theme:digital-divde\") { label } }");
    let [(message, path)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(*path, serde_json::json!(["it"]));
    assert!(
        message.starts_with(
            "nothing that this field gives has the identifier `theme:digital-divde`; did you mean theme:digital-divide"
        ),
        "{message}"
    );
    let of_another_type = notices("{ theme(id: \"actor:chn\") { label } }");
    assert_eq!(
        of_another_type[0].0,
        "`actor:chn` is of the type State, which this field does not give; `node` gives every type"
    );
    let several = notices("{ nodes(ids: [\"actor:chn\", \"actor:chnn\", \"theme:zzzzzzzzzz\"]) { id } }");
    assert_eq!(
        (several.len(), &several[0].1, &several[1].1),
        (2, &serde_json::json!(["nodes", 1]), &serde_json::json!(["nodes", 2]))
    );
    assert!(several[0].0.contains("did you mean") && several[0].0.contains("actor:chn"), "{several:?}");
    assert_eq!(several[1].0, "nothing that this field gives has the identifier `theme:zzzzzzzzzz`");

    // What is found has nothing beside it, many unknown ones have few notices, and long ones short.
    assert!(answer("{ theme(id: \"theme:digital-divide\") { id } }").get("extensions").is_none());
    let ids: Vec<String> = (0..100).map(|number| format!("\"actor:none{number}{}\"", "x".repeat(300))).collect();
    let many = answer(&format!("{{ nodes(ids: [{}]) {{ id }} }}", ids.join(",")));
    assert_eq!(many["extensions"]["notices"].as_array().unwrap().len(), 5);
    assert!(many["extensions"].to_string().len() < 10_000, "{many}");
}

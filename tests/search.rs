//! Full text over the record of the WSIS+20 meeting: what is found first, why, and what happens to bad queries.

use crate::support::first_meeting;
use plenary::graphql::{Engine, Guards, Request};
use plenary::query::Limits;
use plenary::snapshot::Snapshot;
use serde_json::Value;
use std::sync::{Arc, LazyLock};

static RECORD: LazyLock<(Engine, Snapshot)> = LazyLock::new(|| {
    let files = first_meeting(&[]);
    let ontology = Arc::new(files.ontology().unwrap());
    let snapshot = files.load(&ontology, false).unwrap().data(&ontology).0;
    (Engine::new(ontology, plenary::server::ANALYSES, Guards::default(), Limits::default()).unwrap(), snapshot)
});

fn answer(query: &str, variables: Value) -> Value {
    let (engine, snapshot) = &*RECORD;
    let Value::Object(variables) = variables else { panic!("variables are an object") };
    let request = Request { query: query.into(), variables, ..Request::default() };
    serde_json::from_slice(&engine.answer(&request, snapshot).to_json()).unwrap()
}

/// The connection that a search gives, with everything of it.
fn search(arguments: Value) -> Value {
    let query = "query($query: String!, $types: [SearchType!], $lang: [LangTag!], $mode: SearchMode, $first: Int, $after: String) {
        search(query: $query, types: $types, lang: $lang, mode: $mode, first: $first, after: $after) {
            totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { id }
            edges { cursor score via highlights { field lang text } node { __typename id } } } }";
    let mut response = answer(query, arguments);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["search"].take()
}

/// The last part of each IRI that is found.
fn names(connection: &Value) -> Vec<String> {
    let nodes = connection["nodes"].as_array().unwrap().iter();
    nodes.map(|node| node["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
}

fn found(query: &str, types: &[&str]) -> Vec<String> {
    names(&search(serde_json::json!({ "query": query, "types": types, "first": 200 })))
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

/// The message of the only error, which must be the client's own.
fn refusal(response: &Value) -> String {
    let errors = response["errors"].as_array().unwrap_or_else(|| panic!("no error in {response}"));
    assert_eq!(errors[0]["extensions"]["code"], "BAD_USER_INPUT", "{response}");
    errors[0]["message"].as_str().unwrap().to_owned()
}

/// Query, types (all if empty), what has to come first.
pub(crate) const FIRST: &[(&str, &[&str], &str)] = &[
    // English: forms of words, several words, names in any order
    ("digital divide", &[], "digital-divide"),
    ("digital divides", &["Theme"], "digital-divide"),
    ("governing artificial intelligence", &["Theme"], "ai-governance"),
    ("IGF", &["Process"], "igf"),
    ("forum", &["Process"], "igf"),
    ("forums future", &["Theme"], "igf-future"),
    ("Continuation of the IGF", &[], "igf-continuation"),
    ("permanent igf", &["Theme"], "igf-continuation"),
    ("IGF reforms", &["Theme"], "igf-reform"),
    ("internet governance forum", &["Process"], "igf"),
    ("global digital compact", &["Process"], "gdc"),
    ("NRIs", &["Theme"], "national-regional-igfs"),
    ("China", &["Actor"], "chn"),
    ("kenya", &["State"], "ken"),
    ("switzerland", &[], "che"),
    ("ITU", &["Organization"], "itu"),
    ("cote d'ivoire", &["State"], "civ"),
    ("turkiye", &["State"], "tur"),
    // Chinese: words, parts of words, spacing, full width
    ("论坛", &["Process"], "igf"),
    ("互联网治理论坛", &["Process"], "igf"),
    ("互联网治理论坛", &["Process"], "igf"),
    ("数字鸿沟", &[], "digital-divide"),
    ("鸿沟", &["Theme"], "digital-divide"),
    ("IGF改革", &["Theme"], "igf-reform"),
    ("ＩＧＦ　改革", &["Theme"], "igf-reform"),
    ("中国", &["State"], "chn"),
    ("多利益攸关方", &["Theme"], "multistakeholder-model"),
    ("人工智能治理", &["Theme"], "ai-governance"),
    // French
    ("Chine", &["State"], "chn"),
    ("allemagne", &["State"], "deu"),
    ("Suisse", &["State"], "che"),
    ("Etats-Unis", &["State"], "usa"),
    ("royaume uni", &["State"], "gbr"),
    // Spanish
    ("Alemania", &["State"], "deu"),
    ("españa", &["State"], "esp"),
    ("Paises Bajos", &["State"], "nld"),
    ("estados unidos", &["State"], "usa"),
    // Russian
    ("Китай", &["State"], "chn"),
    ("российская федерация", &["State"], "rus"),
    ("Российской Федерации", &["State"], "rus"),
    ("Швейцария", &[], "che"),
    // Arabic
    ("الصين", &["State"], "chn"),
    ("مصر", &["State"], "egy"),
    ("الاتحاد الروسي", &["State"], "rus"),
    ("المانيا", &["State"], "deu"),
];

#[test]
fn the_expected_comes_first() {
    let mut wrong = Vec::new();
    for (query, types, expected) in FIRST {
        let found = found(query, types);
        if found.first().map(String::as_str) != Some(expected) {
            wrong.push(format!("{query} {types:?}: {expected} expected, {:?} found", &found[..found.len().min(4)]));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(FIRST.len() >= 40);
}

#[test]
fn every_language_finds_the_same_statements() {
    for same in [
        &["digital divide", "数字鸿沟", "数字 鸿沟"][..],
        &["WSIS 框架", "WSIS框架", "ｗｓｉｓ　框架"],
        &["Ghana", "加纳", "Гана", "غانا"],
        &["saudi arabia", "沙特阿拉伯", "Arabie saoudite", "Arabia Saudita", "Саудовская Аравия", "السعودية"],
        &["Brazil", "巴西", "Brésil", "bresil", "Brasil", "Бразилия", "البرازيل"],
    ] {
        let first = sorted(found(same[0], &["Statement"]));
        assert!(!first.is_empty(), "{}", same[0]);
        for other in &same[1..] {
            assert_eq!(sorted(found(other, &["Statement"])), first, "{other} and {}", same[0]);
        }
    }
}

/// Statements are found by the names of their themes and speakers, and the answer says so.
#[test]
fn links_are_followed_and_told() {
    let connection = search(serde_json::json!({ "query": "Гана", "types": ["Statement"] }));
    let edges = connection["edges"].as_array().unwrap();
    assert!(!edges.is_empty());
    for edge in edges {
        assert_eq!(edge["highlights"], serde_json::json!([]), "no statement is in Russian");
        let via: Vec<_> = edge["via"].as_array().unwrap().iter().map(|via| via.as_str().unwrap()).collect();
        assert!(via.iter().all(|via| via.ends_with(".label@ru")), "{via:?}");
    }
    // One word from the speaker's name, the other from the statement or its theme.
    assert_eq!(found("Гана 数字鸿沟", &["Statement"]), ["wsis20-prep1-s128"]);
}

#[test]
fn own_texts_are_highlighted_with_field_and_language() {
    let connection = search(serde_json::json!({ "query": "数字鸿沟", "types": ["Theme"] }));
    let first = &connection["edges"][0]["highlights"][0];
    assert_eq!(first, &serde_json::json!({ "field": "label", "lang": "zh", "text": "<em>数字鸿沟</em>" }));
    let scores: Vec<_> = connection["edges"].as_array().unwrap().iter().map(|e| e["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores[0] > 0.0, "{scores:?}");
}

#[test]
fn modes_mean_what_they_say() {
    let total = |query: &str, mode: &str| {
        search(serde_json::json!({ "query": query, "mode": mode, "types": ["Theme"] }))["totalCount"].as_u64().unwrap()
    };
    assert_eq!(total("divide digital", "ALL"), total("digital divide", "ALL"));
    assert!(total("digital divide", "ANY") > total("digital divide", "ALL"));
    assert!(total("digital divide", "PHRASE") > 0);
    assert_eq!(total("divide digital", "PHRASE"), 0);
    assert_eq!(total("\"divide digital\"", "ALL"), 0);
    assert_eq!(total("\"digital divide\"", "ALL"), total("digital divide", "PHRASE"));
    assert_eq!(total("digital divi", "ALL"), 0);
    assert!(total("digital divi", "PREFIX") > 0);
    assert_eq!(total("digital divi*", "ALL"), total("digital divi", "PREFIX"));
    assert!(total("论", "PREFIX") > 0);
}

#[test]
fn types_and_languages_narrow_a_search() {
    let everything = search(serde_json::json!({ "query": "IGF", "first": 200 }));
    let types: std::collections::BTreeSet<_> =
        everything["edges"].as_array().unwrap().iter().map(|e| e["node"]["__typename"].as_str().unwrap()).collect();
    assert!(types.len() > 3, "{types:?}");
    let of =
        |types: &[&str]| search(serde_json::json!({ "query": "IGF", "types": types }))["totalCount"].as_u64().unwrap();
    assert_eq!(of(&["Actor"]), of(&["State"]) + of(&["Person"]) + of(&["Organization"]) + of(&["Group"]));
    assert_eq!(of(&[]), everything["totalCount"].as_u64().unwrap());
    let in_language =
        |lang: &str| names(&search(serde_json::json!({ "query": "中国", "types": ["State"], "lang": [lang] })));
    assert_eq!(in_language("zh"), ["chn"]);
    assert_eq!(in_language("fr"), [""; 0]);
}

#[test]
fn pages_join_without_a_gap() {
    let whole = found("digital", &[]);
    assert!(whole.len() > 20, "{whole:?}");
    let mut pages = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = search(serde_json::json!({ "query": "digital", "first": 7, "after": after }));
        assert_eq!(page["totalCount"].as_u64().unwrap() as usize, whole.len());
        pages.extend(names(&page));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(pages, whole);
    let other = answer(
        "query($after: String) { search(query: \"divide\", after: $after) { totalCount } }",
        serde_json::json!({ "after": after }),
    );
    assert!(refusal(&other).contains("cursor of a list ordered by"), "{other}");
}

#[test]
fn text_filters_search_one_field() {
    let count = |filter: &str| {
        let response = answer(&format!("{{ statements(where: {filter}) {{ totalCount }} }}"), serde_json::json!({}));
        response["data"]["statements"]["totalCount"].as_u64().unwrap_or_else(|| panic!("{filter}: {response}"))
    };
    let divide = count(r#"{ text: { search: "digital divides" } }"#);
    assert!(divide > 0);
    assert_eq!(count(r#"{ text: { search: "数字鸿沟" } }"#), divide);
    assert_eq!(count(r#"{ text: { search: "数字鸿沟", lang: ["en"] } }"#), 0);
    assert_eq!(count(r#"{ not: { text: { search: "数字鸿沟" } } }"#) + divide, count("{}"));
    // Nested, so that it is checked one by one or walked back, whichever costs less.
    let nested = count(r#"{ positions: { some: { themes: { some: { label: { search: "divide" } } } } } }"#);
    assert_eq!(nested, count(r#"{ positions: { some: { themes: { some: { label: { search: "鸿沟" } } } } } }"#));
    assert!(nested > 0);
    let one = count(r#"{ intervention: { speaker: { label: { search: "孟加拉国" } } }, text: { search: "digital" } }"#);
    assert!(one <= count(r#"{ text: { search: "digital" } }"#));
}

#[test]
fn bad_queries_are_refused_or_find_nothing() {
    let ask = |query: &str| {
        answer(
            "query($q: String!) { search(query: $q) { totalCount nodes { id } } }",
            serde_json::json!({ "q": query }),
        )
    };
    for nothing in ["", "   ", "\"", "\"\"", "*", "…！？、。", "🙂", "\u{0}\u{1}", "“”"] {
        assert!(refusal(&ask(nothing)).contains("no letter and no digit"), "{nothing:?}");
    }
    assert!(refusal(&ask(&"a ".repeat(5_000))).contains("at most 1000"));
    assert!(refusal(&ask(&"鸿".repeat(4_000))).contains("at most 1000"));
    assert!(refusal(&ask(&"a ".repeat(400))).contains("at most 32"));
    for odd in [
        "\"digital divide",
        "a\"b\"c\"",
        "AND OR NOT",
        "label:IGF",
        "(((",
        "x\u{301}\u{301}",
        "ﷺ",
        "a*b*c*",
        "-igf",
        "igf~2",
        "[a TO b]",
        "qqqqqqqq*",
    ] {
        let response = ask(odd);
        let is_answer = response["data"]["search"]["totalCount"].is_u64();
        assert!(is_answer || refusal(&response).contains("no letter"), "{odd}: {response}");
    }
    for long in ["鸿", "x", "é"] {
        assert_eq!(ask(&long.repeat(1_000))["data"]["search"]["totalCount"], 0);
    }
    assert_eq!(ask("zzzzzzzz")["data"]["search"]["totalCount"], 0);
    let filter = answer("{ themes(where: { label: { search: \"!\" } }) { totalCount } }", serde_json::json!({}));
    assert!(refusal(&filter).contains("`where.label.search` has no letter"), "{filter}");
}

/// What the ontology says of full text is checked when it is read.
#[test]
fn wrong_declarations_are_refused_with_their_place() {
    let read = |way: &str, searched: &str| {
        let text = format!(
            "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
             @prefix graphql: <http://datashapes.org/graphql#> . @prefix ple: <https://w3id.org/plenary/ontology#> .
             @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
             ex: a graphql:Schema ; graphql:publicShape ex:BookShape , ex:PersonShape .
             ex:BookShape sh:targetClass ex:Book ; ple:searchVia {way} ;
                 sh:property [ sh:path ex:author ; sh:class ex:Person ; sh:maxCount 1 ] .
             ex:PersonShape sh:targetClass ex:Person ;
                 sh:property [ sh:path ex:name ; sh:datatype xsd:string ; ple:searched true ] ,
                     [ sh:path ex:age ; sh:datatype xsd:integer ; ple:searched {searched} ] ."
        );
        let source = plenary::ontology::TurtleFile { name: "shapes.ttl".into(), text };
        plenary::ontology::Ontology::read(&[source]).map_err(|error| error.to_string())
    };
    let ontology = read("\"author\"", "false").unwrap();
    assert_eq!(ontology.classes()[0].search_ways[0].name, "author");
    assert_eq!(ontology.classes()[1].searched().map(|(field, _)| field.name.as_str()).collect::<Vec<_>>(), ["name"]);
    let wrong = read("\"author.name\"", "false").unwrap_err();
    assert!(wrong.starts_with("shapes.ttl:5:") && wrong.contains("`name` is no link of Person"), "{wrong}");
    assert!(read("ex:author", "false").unwrap_err().contains("takes names of fields"));
    assert!(read("\"author\"", "true").unwrap_err().contains("only texts and strings can be"));
    assert!(read("\"author\"", "5").unwrap_err().contains("neither true nor false"));
}

/// The loops over postings tell how far they are, and end when they are told to.
#[test]
fn a_search_ends_half_way_when_it_is_told_to() {
    use plenary::search::{Entry, Index, Mode, Query, Role};

    #[derive(Debug, PartialEq)]
    struct Stopped;
    impl From<plenary::search::Error> for Stopped {
        fn from(error: plenary::search::Error) -> Self {
            panic!("{error:?}")
        }
    }
    const TEXTS: u32 = 10_000;
    let texts: Vec<String> = (0..TEXTS).map(|number| format!("digital divide {number}")).collect();
    let entry = |(id, text)| Entry { id, field: 0, role: Role::Body, language: Some("en"), text };
    let entries: Vec<_> = (0..).zip(&texts).map(|(id, text)| entry((id, text.as_str()))).collect();
    let index = Index::build(&entries).unwrap();
    // A word, a phrase, and a beginning that stands for thousands of words.
    for (query, found) in [("divide", TEXTS), ("\"digital divide\"", TEXTS), ("1*", 200)] {
        let query = Query::parse(query, Mode::All).unwrap();
        let find = |most: usize| {
            let mut told = 0;
            let mut work = |work| {
                told += work;
                if told > most { Err(Stopped) } else { Ok(()) }
            };
            let found = index.find(&query, 0, &|_| true, &mut work).map(|hits| hits.len());
            (found, told)
        };
        let (all, told) = find(usize::MAX);
        assert_eq!(all, Ok(found as usize), "{query}");
        let (ended, told_until) = find(1_500);
        if found == TEXTS {
            assert!(told >= TEXTS as usize, "{query}: {told} steps for {found} texts");
        }
        assert_eq!(ended, Err(Stopped), "{query}");
        assert!(told_until < 2_500, "{query}: {told_until} steps");
    }
}

#[test]
fn a_search_keeps_the_deadline() {
    let (engine, snapshot) = &*RECORD;
    let limits = Limits { time: std::time::Duration::ZERO, ..Limits::default() };
    for query in [
        "{ search(query: \"digital\") { totalCount } }",
        "{ statements(where: { text: { search: \"digital\" } }) { totalCount } }",
    ] {
        let plan = engine.plan(&Request { query: query.into(), ..Request::default() }).unwrap();
        let error = plenary::query::answer(&plan, snapshot, &limits, &limits.clock()).unwrap_err();
        assert!(
            matches!(error, plenary::query::Error::Stopped(plenary::clock::Stopped::Late { .. })),
            "{query}: {error:?}"
        );
    }
}

/// The plan says what is searched for, and a search is one read, reasons included.
#[test]
fn a_search_is_one_step() {
    let (engine, snapshot) = &*RECORD;
    let query = "{ search(query: \"论坛\", first: 3) { totalCount edges { score via highlights { text } cursor } } }";
    let request = Request { query: query.into(), explain: true, ..Request::default() };
    let response = engine.answer(&request, snapshot);
    let explain = &response.extensions.unwrap()["explain"];
    assert_eq!(explain["reads"], 1, "{explain}");
    assert!(
        explain["plan"][0]["step"].as_str().unwrap().contains("search for all of \"论坛\" in 27 types"),
        "{explain}"
    );
}

/// For people: `cargo test --release --test tests search -- --ignored --nocapture`.
#[test]
#[ignore = "takes a minute, and says something in a release build only"]
#[expect(clippy::print_stderr, reason = "it is for reading")]
fn what_it_costs() {
    use plenary::search::{Entry, Index, Role};
    use std::time::{Duration, Instant};

    let started = Instant::now();
    plenary::search::prepare();
    let (engine, snapshot) = &*RECORD;
    eprintln!("from files to a snapshot: {:?}", started.elapsed());
    let started = Instant::now();
    let texts = snapshot.search_index().unwrap().len();
    eprintln!("index of the record: {texts} texts in {:?}", started.elapsed());

    let median = |request: &Request| {
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..501 {
            let started = Instant::now();
            assert!(engine.answer(request, snapshot).errors.is_empty());
            times.push(started.elapsed());
        }
        times.sort();
        times[250]
    };
    for words in ["IGF", "digital divide", "数字鸿沟", "Гана 数字鸿沟", "igf*"] {
        for parts in ["nodes { id }", "edges { score via highlights { field lang text } node { id } }"] {
            let query = format!("{{ search(query: {words:?}) {{ totalCount {parts} }} }}");
            let request = Request { query, ..Request::default() };
            eprintln!("{}: p50 {:?}", request.query, median(&request));
        }
    }

    let statements = 400_000_u32;
    let texts = statements_in_english_and_chinese();
    let made: Vec<_> = (0..statements)
        .map(|i| {
            let (a, b) = (&texts[i as usize % texts.len()], &texts[(i as usize / 7 + 3) % texts.len()]);
            [(i, "en", format!("{} {i} {}", a.0, b.0)), (i, "zh", format!("{}{i}{}", a.1, b.1))]
        })
        .collect();
    let bytes: usize = made.iter().flatten().map(|(_, _, text)| text.len()).sum();
    let started = Instant::now();
    let entries: Vec<_> = made
        .iter()
        .flatten()
        .map(|(id, language, text)| Entry { id: *id, field: 0, role: Role::Name, language: Some(language), text })
        .collect();
    let index = Index::build(&entries).unwrap();
    let took = started.elapsed();
    let words = plenary::search::Query::parse("digital 鸿沟", plenary::search::Mode::All).unwrap();
    let asked = Instant::now();
    let hits = index.find(&words, 0, &|_| true, &mut |_| Ok::<_, plenary::search::Error>(())).unwrap().len();
    eprintln!("{hits} hits of 800,000 texts in {:?}; index of {} MB", asked.elapsed(), index.heap_bytes() / 1_000_000);
    let mb = bytes as f64 / 1e6;
    eprintln!("index of {} texts, {mb:.0} MB, in {took:?}: {:.1} MB/s", index.len(), mb / took.as_secs_f64());
}

/// The texts of all statements.
fn statements_in_english_and_chinese() -> Vec<(String, String)> {
    let response = answer(
        "{ statements(first: 200) { nodes { en: text(lang: [\"en\"]) zh: text(lang: [\"zh\"]) } } }",
        serde_json::json!({}),
    );
    let text = |node: &Value, lang: &str| node[lang].as_str().unwrap().to_owned();
    let nodes = response["data"]["statements"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| (text(node, "en"), text(node, "zh"))).collect()
}

/// Conditions on what is found, counts of all of it, other words, and another way to combine them: each compared with what lists say.
#[test]
fn what_is_found_can_be_narrowed_and_counted() {
    let ids = |response: &Value, field: &str| -> Vec<String> {
        let nodes = response["data"][field]["nodes"].as_array().unwrap_or_else(|| panic!("{response}")).iter();
        sorted(nodes.map(|node| node["id"].as_str().unwrap().to_owned()).collect())
    };
    let none = || serde_json::json!({});
    let filter = "{ intervention: { speaker: { asState: { regionalGroup: { in: [AFRICAN, ASIA_PACIFIC] } } } } }";
    let narrowed = answer(
        &format!(
            r#"{{ search(query: "digital", types: [Statement, Theme], where: {{ statement: {filter} }}, first: 200) {{
                totalCount nodes {{ id }} typeCounts {{ value label(lang: "fr") count }}
                facets(fields: ["intervention.speaker", "actionLines", "positions.themes"], first: 500) {{ field values {{ value label count }} }} }} }}"#
        ),
        none(),
    );
    let all = answer(r#"{ search(query: "digital", types: [Statement, Theme], first: 200) { nodes { id } } }"#, none());
    let allowed = answer(&format!("{{ statements(where: {filter}, first: 200) {{ nodes {{ id }} }} }}"), none());
    let allowed = ids(&allowed, "statements");
    let is_kept = |id: &String| id.contains("/theme/") || allowed.contains(id);
    let expected: Vec<String> = ids(&all, "search").into_iter().filter(is_kept).collect();
    assert_eq!(ids(&narrowed, "search"), expected);
    let (themes, statements): (Vec<String>, Vec<String>) = expected.into_iter().partition(|id| id.contains("/theme/"));
    assert!(!themes.is_empty() && statements.len() > 1 && statements.len() < allowed.len());
    let mut types = vec![
        serde_json::json!({ "value": "Statement", "label": "propos", "count": statements.len() }),
        serde_json::json!({ "value": "Theme", "label": "thème", "count": themes.len() }),
    ];
    types.sort_by_key(|entry| std::cmp::Reverse(entry["count"].as_u64()));
    assert_eq!(narrowed["data"]["search"]["typeCounts"], serde_json::json!(types));

    let counted = answer(
        "query($statements: [ID!], $themes: [ID!]) {
            statements(where: { id: { in: $statements } }) { groupBy(keys: [INTERVENTION_SPEAKER], first: 500) { key { value label } count } }
            themes(where: { id: { in: $themes } }) { facets(fields: [ACTION_LINES], first: 500) { values { value label count } } } }",
        serde_json::json!({ "statements": statements, "themes": themes }),
    );
    let facets = &narrowed["data"]["search"]["facets"];
    let groups = counted["data"]["statements"]["groupBy"].as_array().unwrap().iter();
    let groups: Vec<Value> = groups
        .map(|group| {
            let key = &group["key"][0];
            serde_json::json!({ "value": key["value"], "label": key["label"], "count": group["count"] })
        })
        .collect();
    assert_eq!(facets[0], serde_json::json!({ "field": "intervention.speaker", "values": groups }));
    assert_eq!(facets[1]["values"], counted["data"]["themes"]["facets"][0]["values"]);
    assert!(facets[2]["values"].as_array().unwrap().len() > 5, "{facets}");
}

#[test]
fn words_combine_otherwise_if_nothing_is_found() {
    let ask = |query: &str, arguments: &str| {
        let query = format!(
            r#"{{ search(query: "{query}"{arguments}, first: 200) {{ matched totalCount nodes {{ id }} edges {{ highlights {{ text }} }} }} }}"#
        );
        answer(&query, serde_json::json!({}))["data"]["search"].clone()
    };
    let any = ask("digital zebra", ", mode: ANY");
    assert_eq!(any["matched"], "ANY");
    assert!(any["totalCount"].as_u64().unwrap() > 10, "{any}");
    assert_eq!(ask("digital zebra", ", fallback: ANY"), any);
    assert_eq!(ask("digital zebra", "")["totalCount"], 0);
    assert_eq!(
        ask("zebra", ", fallback: ANY"),
        serde_json::json!({ "matched": "ALL", "totalCount": 0, "nodes": [], "edges": [] })
    );
    assert_eq!(ask("digital divide", ", fallback: ANY"), ask("digital divide", ""));
    // A condition that nothing meets has the words combined otherwise, too.
    let none = r#", fallback: ANY, where: { theme: { id: { in: [] } }, statement: { id: { in: ["statement:none"] } } }, types: [Theme, Statement]"#;
    assert_eq!(ask("digital", none)["totalCount"], 0);
}

#[test]
fn words_that_no_text_has_are_replaced_by_the_nearest() {
    let suggestion = |query: &str| {
        let asked = "query($query: String!) { search(query: $query) { suggestion } }";
        answer(asked, serde_json::json!({ "query": query }))["data"]["search"]["suggestion"].clone()
    };
    for (query, expected) in [
        ("digtal divide", "digital divide"),
        ("Interent governace", "internet governance"),
        ("\"digital divied\" IGF", "\"digital divide\" IGF"),
        ("数字鸿沟 digtial", "数字鸿沟 digital"),
        ("Казахстон", "казахстан"),
        ("Swizterland", "switzerland"),
    ] {
        assert_eq!(suggestion(query), expected, "{query}");
        let found = answer(
            "query($query: String!) { search(query: $query, mode: ANY) { totalCount } }",
            serde_json::json!({ "query": expected }),
        );
        assert!(found["data"]["search"]["totalCount"].as_u64().unwrap() > 0, "{expected}");
    }
    for query in ["digital divides", "数字鸿构", "zzzzqqqqxxxx", "qx", "digtal*", "12345678"] {
        assert_eq!(suggestion(query), Value::Null, "{query}");
    }
}

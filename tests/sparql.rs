//! SPARQL over HTTP, called in the process: the protocol, its limits, and what they protect.

mod faults;
mod oracle;
mod tables;
mod texts;

use crate::http::{Answer, built, publish, send};
use crate::support::{RECORD, REVIEW, World, site};
use crate::writable::{Writable, send_with_token};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use http_body_util::BodyExt;
use plenary::http::{App, Front, LARGEST_BODY, PersistedQueries};
use plenary::server;
use plenary::sparql::{Endpoint, Limits, Services, prefixes_as_text};
use serde_json::Value;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tower::ServiceExt;

const PREFIXES: &str = "PREFIX ple: <https://w3id.org/plenary/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> \
                        PREFIX actor: <https://w3id.org/plenary/id/actor/> PREFIX ex: <http://example.org/> ";
const JSON: &str = "application/sparql-results+json";

static DATA: LazyLock<Arc<App>> = LazyLock::new(|| app(&RECORD, Limits::default(), &[]));

/// An application over a world, with limits and services that may be asked.
fn app(world: &World, limits: Limits, services: &[&str]) -> Arc<App> {
    let services: Vec<String> = services.iter().map(|url| (*url).to_owned()).collect();
    let endpoint = Endpoint::new(&world.ontology, limits, Services::new(&services).unwrap(), true);
    let app =
        App::new(server::engine(Arc::clone(&world.ontology)).unwrap(), PersistedQueries::default(), site(), endpoint);
    publish(&app, world);
    Arc::new(app)
}

fn with_limits(limits: Limits) -> Arc<App> {
    app(&RECORD, limits, &[])
}

fn url(parameters: &[(&str, &str)]) -> String {
    format!("/sparql?{}", serde_urlencoded::to_string(parameters).unwrap())
}

async fn get(app: &Arc<App>, query: &str, accept: &str) -> Answer {
    let query = format!("{PREFIXES}{query}");
    send(app, built(Method::GET, &url(&[("query", &query)]), &[("accept", accept)], Body::empty())).await
}

/// The answer to a query on the record, with the prefixes of the ontology in front of it.
pub(crate) fn csv(query: &str) -> String {
    csv_of(&DATA, query)
}

/// The same of the whole review.
pub(crate) fn csv_of_the_review(query: &str) -> String {
    csv_of(&app(&REVIEW, Limits::default(), &[]), query)
}

fn csv_of(data: &Arc<App>, query: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let query = format!("{}{query}", prefixes_as_text(RECORD.ontology.prefixes()));
    let request = built(Method::GET, &url(&[("query", &query)]), &[("accept", "text/csv")], Body::empty());
    let answer = runtime.block_on(send(data, request));
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", text(&answer));
    text(&answer)
}

/// The rows of a table, each as its values in the order of the variables.
async fn rows(app: &Arc<App>, query: &str) -> Vec<Vec<String>> {
    let answer = get(app, query, JSON).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", text(&answer));
    rows_of(&answer.json())
}

fn rows_of(json: &Value) -> Vec<Vec<String>> {
    let names: Vec<_> = json["head"]["vars"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let value = |row: &Value, name: &str| row[name]["value"].as_str().unwrap_or_default().to_owned();
    let rows = json["results"]["bindings"].as_array().unwrap().iter();
    rows.map(|row| names.iter().map(|name| value(row, name)).collect()).collect()
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

fn assert_refused(answer: &Answer, status: StatusCode, message: &str) {
    assert_eq!(answer.status, status, "{message}: {}", text(answer));
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert!(text(answer).contains(message), "{message} in {}", text(answer));
}

/// That the server goes on.
async fn assert_alive(app: &Arc<App>) {
    assert_eq!(rows(app, "SELECT ?n { VALUES ?n { 7 } }").await, [["7"]]);
}

#[tokio::test]
async fn a_query_comes_in_three_ways() {
    let query = "SELECT (COUNT(*) AS ?n) { ?state a <https://w3id.org/plenary/ontology#State> }";
    let form = serde_urlencoded::to_string([("query", query)]).unwrap();
    let form_type = [("content-type", "application/x-www-form-urlencoded; charset=UTF-8")];
    let direct_type = [("content-type", "application/sparql-query")];
    for request in [
        built(Method::GET, &url(&[("query", query)]), &[], Body::empty()),
        built(Method::POST, "/sparql", &form_type, form),
        built(Method::POST, "/sparql", &direct_type, query),
    ] {
        let answer = send(&DATA, request).await;
        assert_eq!((answer.status, rows_of(&answer.json())), (StatusCode::OK, vec![vec!["195".to_owned()]]));
        assert_eq!(answer.header("content-type"), JSON);
        assert!(answer.header("content-length").parse::<usize>().is_ok(), "a short answer says how long it is");
    }
    let head = send(&DATA, built(Method::HEAD, &url(&[("query", query)]), &[], Body::empty())).await;
    assert_eq!((head.status, head.header("content-type"), head.body.len()), (StatusCode::OK, JSON, 0));
}

#[tokio::test]
async fn answers_come_in_the_form_that_is_accepted() {
    let select = "SELECT ?x { VALUES ?x { 1 } }";
    let construct = "CONSTRUCT { ex:s ex:p 'o' } {}";
    for (query, accept, expected, start) in [
        (select, "*/*", JSON, "{"),
        (select, "application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        (select, "text/csv", "text/csv; charset=utf-8", "x\r\n1\r\n"),
        (select, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?x\n1\n"),
        (select, "application/json", JSON, "{"),
        (select, "text/html, application/xml;q=0.9, */*;q=0.8", "application/sparql-results+xml", "<?xml"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("ASK {}", "*/*", JSON, r#"{"head":{},"boolean":true}"#),
        (construct, "*/*", "text/turtle; charset=utf-8", "@prefix"),
        (construct, "application/n-triples", "application/n-triples", "<http://example.org/s>"),
        (construct, "application/rdf+xml", "application/rdf+xml", "<?xml"),
        (construct, "application/ld+json", "application/ld+json", "["),
        (construct, "application/trig", "application/trig", "@prefix"),
        (construct, "application/n-quads", "application/n-quads", "<http://example.org/s>"),
        (construct, "text/turtle;q=0.5, application/n-triples", "application/n-triples", "<"),
        (
            "DESCRIBE actor:lva",
            "application/n-triples",
            "application/n-triples",
            "<https://w3id.org/plenary/id/actor/lva>",
        ),
    ] {
        let answer = get(&DATA, query, accept).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, expected), "{query} {accept}");
        assert!(text(&answer).starts_with(start), "{accept}: {}", text(&answer));
        let vary: Vec<_> = answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.join(",").contains("accept"), "{vary:?}");
    }
    for (query, accept) in
        [(select, "text/turtle"), (construct, "text/csv"), (select, "*/*;q=0"), ("ASK {}", "image/png")]
    {
        assert_refused(&get(&DATA, query, accept).await, StatusCode::NOT_ACCEPTABLE, "accept one of them");
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused() {
    let post = |content_type: &'static str, body: Vec<u8>| {
        built(Method::POST, "/sparql", &[("content-type", content_type)], body)
    };
    let form = "application/x-www-form-urlencoded";
    for (request, status, message) in [
        (
            built(Method::GET, "/sparql?query=ASK{}&query=ASK{}", &[], Body::empty()),
            StatusCode::BAD_REQUEST,
            "more than one",
        ),
        (built(Method::GET, "/sparql?update=CLEAR+ALL", &[], Body::empty()), StatusCode::BAD_REQUEST, "POST"),
        (built(Method::GET, "/sparql?query=ASK%20{}%FF", &[], Body::empty()), StatusCode::BAD_REQUEST, "UTF-8"),
        (built(Method::GET, "/sparql?query=", &[], Body::empty()), StatusCode::BAD_REQUEST, "line 1, column 1"),
        (
            built(Method::GET, "/sparql?query=ASK%20{}&using-graph-uri=urn:x", &[], Body::empty()),
            StatusCode::BAD_REQUEST,
            "using-graph-uri",
        ),
        (
            built(Method::GET, "/sparql?query=ASK%20{}&default-graph-uri=x%20y", &[], Body::empty()),
            StatusCode::BAD_REQUEST,
            "`x y` is no IRI",
        ),
        (post("text/plain", b"ASK {}".into()), StatusCode::UNSUPPORTED_MEDIA_TYPE, "application/sparql-query"),
        (built(Method::POST, "/sparql", &[], "ASK {}"), StatusCode::UNSUPPORTED_MEDIA_TYPE, "application/sparql-query"),
        (post("application/sparql-query", b"ASK {} #\xff".into()), StatusCode::BAD_REQUEST, "not UTF-8 at byte 8"),
        (
            post("application/sparql-query; charset=utf-16", b"ASK {}".into()),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UTF-8",
        ),
        (post(form, b"".into()), StatusCode::BAD_REQUEST, "neither"),
        (post(form, b"query=ASK{}&update=CLEAR+ALL".into()), StatusCode::BAD_REQUEST, "more than one"),
        (post(form, b"update=CLEAR+ALL".into()), StatusCode::FORBIDDEN, "read only"),
        (post("application/sparql-update", b"CLEAR ALL".into()), StatusCode::FORBIDDEN, "read only"),
        (post("application/sparql-query", vec![b' '; LARGEST_BODY + 1]), StatusCode::PAYLOAD_TOO_LARGE, "split it"),
        (built(Method::PUT, "/sparql", &[], "x"), StatusCode::METHOD_NOT_ALLOWED, "GET or POST"),
        (built(Method::DELETE, "/sparql", &[], "x"), StatusCode::METHOD_NOT_ALLOWED, "GET or POST"),
    ] {
        assert_refused(&send(&DATA, request).await, status, message);
    }
    let put = send(&DATA, built(Method::PUT, "/sparql", &[], "x")).await;
    assert_eq!(put.header("allow"), "GET, HEAD, POST");
    for (query, place) in [
        ("SELECT *\n{ ?s ?p }", "line 2, column 10: expected"),
        ("SELECT * { ?s nope:x ?o }", "line 1, column 15: the prefix `nope:` is not declared"),
    ] {
        let answer = send(&DATA, built(Method::GET, &url(&[("query", query)]), &[], Body::empty())).await;
        assert_refused(&answer, StatusCode::BAD_REQUEST, place);
    }
    assert_alive(&DATA).await;
}

/// A triple in two graphs, one in each alone, and a name that is in neither.
const TWO_GRAPHS: &str = "INSERT DATA { GRAPH ex:g1 { ex:s ex:p 1 , 2 } GRAPH ex:g2 { ex:s ex:p 2 , 3 } ex:s ex:p 4 }";

fn two_graphs() -> World {
    use oxigraph::io::RdfFormat;
    use plenary::ontology::Ontology;
    use plenary::store::{Input, Options, Store, graph_for};
    let shapes = "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:p ; sh:datatype xsd:integer ] .";
    let sources = [crate::support::source("shapes.ttl", shapes)];
    let ontology = Arc::new(Ontology::read(&sources).unwrap());
    let data = Input::Text {
        name: "data.trig".into(),
        text: "PREFIX ex: <http://example.org/> ex:g1 { ex:s ex:p 1 , 2 } ex:g2 { ex:s ex:p 2 , 3 }".into(),
        graph: graph_for("data.trig".as_ref(), ontology.prefixes()),
        format: RdfFormat::TriG,
    };
    let store = Store::load(&ontology, &sources, vec![data], &Options { validate: false }).unwrap();
    World::new(ontology, store)
}

#[tokio::test]
async fn the_default_graph_is_a_union_and_parameters_choose_another() {
    let app = app(&two_graphs(), Limits::default(), &[]);
    let query = format!("{PREFIXES}SELECT ?o {{ ex:s ex:p ?o }} ORDER BY ?o");
    let ask = async |query: &str, graphs: &[(&str, &str)]| {
        let parameters = [&[("query", query)], graphs].concat();
        let answer = send(&app, built(Method::GET, &url(&parameters), &[], Body::empty())).await;
        rows_of(&answer.json()).concat().join(" ")
    };
    let (g1, g2) = ("http://example.org/g1", "http://example.org/g2");
    assert_eq!(ask(&query, &[]).await, "1 2 3", "a triple of two graphs is one triple");
    assert_eq!(ask(&query, &[("default-graph-uri", g1)]).await, "1 2");
    assert_eq!(ask(&query, &[("default-graph-uri", g1), ("default-graph-uri", g2)]).await, "1 2 3");
    assert_eq!(ask(&query, &[("named-graph-uri", g1)]).await, "");
    assert_eq!(ask(&query, &[("default-graph-uri", "urn:none")]).await, "");
    let from = query.replace("{ ex:s", "FROM ex:g2 { ex:s");
    assert_eq!(ask(&from, &[]).await, "2 3");
    assert_eq!(ask(&from, &[("default-graph-uri", g1)]).await, "1 2", "parameters come before FROM");
    let named = format!("{PREFIXES}SELECT ?g ?o {{ GRAPH ?g {{ ex:s ex:p ?o }} }} ORDER BY ?g ?o");
    assert_eq!(ask(&named, &[]).await, format!("{g1} 1 {g1} 2 {g2} 2 {g2} 3"));
    assert_eq!(ask(&named, &[("named-graph-uri", g2)]).await, format!("{g2} 2 {g2} 3"));
    assert_eq!(ask(&named, &[("default-graph-uri", g2)]).await, "");
    let count = format!("{PREFIXES}SELECT (COUNT(*) AS ?n) {{ ex:s ex:p ?o }}");
    assert_eq!(ask(&count, &[]).await, "3");
    let one = format!("{PREFIXES}SELECT ?o {{ GRAPH ex:g2 {{ ?s ?p ?o }} }} ORDER BY ?o");
    assert_eq!(ask(&one, &[]).await, "2 3");
}

#[tokio::test]
async fn the_service_description_says_what_there_is() {
    let answer = send(
        &DATA,
        built(Method::GET, "/sparql", &[("host", "data.example"), ("accept", "application/n-triples")], Body::empty()),
    )
    .await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/n-triples"));
    let text = text(&answer);
    for said in [
        "<http://www.w3.org/ns/sparql-service-description#endpoint> <http://data.example/sparql>",
        "sparql-service-description#SPARQL11Query>",
        "sparql-service-description#UnionDefaultGraph>",
        "<http://www.w3.org/ns/formats/SPARQL_Results_TSV>",
        "<http://www.w3.org/ns/formats/JSON-LD>",
        "sparql-service-description#name> <https://w3id.org/plenary/id/graph/derived>",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains("SPARQL11Update"));
    let any = send(&DATA, built(Method::GET, "/sparql", &[("accept", "*/*")], Body::empty())).await;
    assert_eq!(any.header("content-type"), "text/turtle; charset=utf-8");
    let browser = send(&DATA, built(Method::GET, "/sparql", &[("accept", "text/html,*/*;q=0.8")], Body::empty())).await;
    assert_eq!(
        browser.header("content-type"),
        "text/html; charset=utf-8",
        "who comes with a browser gets a page to ask from"
    );
    let store = Writable::new();
    let writable = store.app(Limits::default(), plenary::http::Limits::default());
    let update = send(&writable, built(Method::GET, "/sparql", &[("accept", "text/turtle")], Body::empty())).await;
    assert!(String::from_utf8(update.body).unwrap().contains("SPARQL11Update"));
}

#[tokio::test]
async fn prefixes_are_offered() {
    let ask = async |accept: &str| {
        send(&DATA, built(Method::GET, "/sparql/prefixes", &[("accept", accept)], Body::empty())).await
    };
    let plain = text(&ask("*/*").await);
    assert!(plain.contains("PREFIX ple: <https://w3id.org/plenary/ontology#>\n"), "{plain}");
    let json = ask("application/json").await.json();
    assert_eq!(json["ple"], "https://w3id.org/plenary/ontology#");
    assert_eq!(text(&ask("text/turtle").await), plain);
    assert_eq!(ask("image/png").await.status, StatusCode::NOT_ACCEPTABLE);
    let query = format!("{plain} SELECT ?l {{ actor:lva skos:prefLabel ?l FILTER(lang(?l) = 'en') }}");
    let answer = send(&DATA, built(Method::GET, &url(&[("query", &query)]), &[], Body::empty())).await;
    assert_eq!(rows_of(&answer.json()), [["Latvia"]]);
}

#[tokio::test]
async fn full_text_is_found_within_a_query() {
    let found = rows(
        &DATA,
        "SELECT ?s ?speaker ?score { SERVICE ple:search { ?s ple:query 'Гана 数字鸿沟' ; ple:score ?score }
         ?s ple:intervention/ple:speaker ?a . ?a skos:prefLabel ?speaker FILTER(lang(?speaker) = 'en') }",
    )
    .await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0][..2], ["https://w3id.org/plenary/id/statement/wsis20-prep1-s128", "Ghana"]);
    assert!(found[0][2].parse::<f32>().unwrap() > 1.0);
    // The same as GraphQL's search finds, in the same order.
    let graphql = RECORD.ask(r#"{ search(query: "digital divide", first: 100) { nodes { ... on Actor { id } ... on Theme { id } ... on Statement { id } } } }"#);
    let expected: Vec<_> =
        graphql["search"]["nodes"].as_array().unwrap().iter().filter_map(|node| node["id"].as_str()).collect();
    let query = "SELECT ?s { SERVICE <https://w3id.org/plenary/ontology#search> { ?s ple:query 'digital divide' ; ple:score ?score } } ORDER BY DESC(?score) ?s";
    let found = rows(&DATA, query).await.concat();
    let kept: Vec<_> = found.iter().map(String::as_str).filter(|iri| expected.contains(iri)).collect();
    assert!(expected.len() > 5, "{expected:?}");
    assert_eq!(kept, expected);
    for (pattern, message) in [
        ("?s ple:score ?x", "with a text to search for"),
        ("?s ple:query ?x", "constant text"),
        ("ple:x ple:query 'x'", "variable as the subject"),
        ("?s ple:query '!'", "has no letter"),
        ("?s ple:query 'x' ; ple:query 'y'", "constant text"),
        ("?s ple:query 'x' . ?t ple:score ?n", "one variable only"),
        ("?s ple:query 'x' ; a ple:State", "but not <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"),
        ("?s ple:query 'x' FILTER(?s = 1)", "nothing but these"),
    ] {
        let answer = get(&DATA, &format!("SELECT * {{ SERVICE ple:search {{ {pattern} }} }}"), JSON).await;
        assert_refused(&answer, StatusCode::FORBIDDEN, message);
    }
}

#[tokio::test]
async fn services_inside_the_network_are_never_asked() {
    let urls = [
        "http://127.0.0.1:1/sparql",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/sparql",
        "http://2130706433/sparql",
        "http://0x7f.1/sparql",
        "http://localhost/sparql",
        "http://10.0.0.1/sparql",
        "http://[::ffff:7f00:1]/sparql",
        "http://[fe80::1]/sparql",
    ];
    let listed = app(&RECORD, Limits::default(), &urls);
    for url in urls {
        let query = format!("SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}");
        assert_refused(&get(&DATA, &query, JSON).await, StatusCode::FORBIDDEN, "asks no other endpoint");
        assert_refused(&get(&listed, &query, JSON).await, StatusCode::FORBIDDEN, "is not a public address");
        let silent = format!("SELECT ?x {{ VALUES ?x {{ 1 }} SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}");
        assert_eq!(rows(&listed, &silent).await, [["1"]]);
    }
    let other = get(&listed, "SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }", JSON).await;
    assert_refused(&other, StatusCode::FORBIDDEN, "asks only <http://127.0.0.1:1/sparql>");
    let named = "SELECT * { VALUES ?where { <http://127.0.0.1:1/sparql> } SERVICE ?where { ?s ?p ?o } }";
    assert_ne!(get(&listed, named, JSON).await.status, StatusCode::OK);
    assert_alive(&listed).await;
}

#[tokio::test]
async fn a_product_is_stopped_wherever_it_grows() {
    let product = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i";
    let numbers: String = (0..1000).map(|n| format!("{n} ")).collect();
    let values: String = ["a", "b", "c", "d"].map(|name| format!("VALUES ?{name} {{ {numbers} }} ")).concat();
    let app =
        with_limits(Limits { time: Duration::from_millis(700), values: 500_000, rows: 100_000, ..Limits::default() });
    for query in [
        format!("SELECT (COUNT(*) AS ?n) {{ {product} }}"),
        format!("SELECT * {{ {product} }} ORDER BY ?c"),
        format!("SELECT DISTINCT ?a ?f {{ {product} }} ORDER BY ?a LIMIT 1"),
        format!("SELECT (COUNT(*) AS ?n) {{ {values} }}"),
        format!("SELECT * {{ {values} }} ORDER BY ?a"),
        format!("ASK {{ {product} FILTER(STRLEN(CONCAT(STR(?a), STR(?f), STR(?i))) = 0) }}"),
        "SELECT (COUNT(*) AS ?n) { ?x (<urn:a>|!<urn:a>)* ?y . ?y (<urn:a>|!<urn:a>)* ?z }".to_owned(),
        format!("SELECT (MAX(?f) AS ?n) {{ ?a ?b ?c MINUS {{ ?d ?e ?f }} {product} }} GROUP BY ?a"),
    ] {
        let answer = get(&app, &query, JSON).await;
        let is_stopped = matches!(answer.status, StatusCode::GATEWAY_TIMEOUT | StatusCode::UNPROCESSABLE_ENTITY);
        assert!(is_stopped, "{:.60} {} {}", query, answer.status, text(&answer));
        assert_alive(&app).await;
    }
}

#[tokio::test]
async fn an_answer_has_bounds() {
    let few = with_limits(Limits { rows: 100, ..Limits::default() });
    assert_refused(
        &get(&few, "SELECT * { ?s ?p ?o }", JSON).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "more than 100 rows",
    );
    assert_refused(
        &get(&few, "CONSTRUCT WHERE { ?s ?p ?o }", "*/*").await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "more than 100 rows",
    );
    assert_eq!(rows(&few, "SELECT * { ?s ?p ?o } LIMIT 100").await.len(), 100);
    let short = with_limits(Limits { bytes: 10_000, ..Limits::default() });
    assert_refused(
        &get(&short, "SELECT * { ?s ?p ?o }", JSON).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "more than 10000 bytes",
    );
    let doubled: String = (0..40).map(|n| format!("BIND(CONCAT(?x{n}, ?x{n}) AS ?x{}) ", n + 1)).collect();
    let query = format!("SELECT ?x40 {{ BIND('aaaaaaaa' AS ?x0) {doubled} }}");
    assert_refused(&get(&DATA, &query, JSON).await, StatusCode::UNPROCESSABLE_ENTITY, "bytes of text");
    assert_alive(&DATA).await;
}

#[tokio::test]
async fn a_long_answer_streams_and_breaks_off_where_a_limit_is_met() {
    let whole = get(&DATA, "SELECT * { ?s ?p ?o }", JSON).await;
    let triples: usize = rows(&DATA, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").await[0][0].parse().unwrap();
    assert_eq!(rows_of(&whole.json()).len(), triples);
    assert_eq!(whole.header("content-length"), "");
    let few = with_limits(Limits { rows: 10_000, ..Limits::default() });
    let request = built(Method::GET, &url(&[("query", "SELECT * { ?s ?p ?o }")]), &[], Body::empty());
    let response = Front::new(Arc::clone(&few)).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.into_body().collect().await.is_err(), "a part must not look like the whole");
    assert_alive(&few).await;
}

#[tokio::test]
async fn deep_and_long_queries_are_refused_or_answered() {
    let deep = |open: &str, close: &str, n: usize| format!("SELECT * {{ {}{} }}", open.repeat(n), close.repeat(n));
    for query in [
        deep("{", "}", 100_000),
        deep("FILTER(", ")", 10_000),
        format!("ASK {{ FILTER({}'x'{}) }}", "REPLACE(".repeat(25), ", 'y', 'z')".repeat(25)),
        format!("SELECT * {{ ?s ?p ?o FILTER({}1{}) }}", "(".repeat(50_000), ")".repeat(50_000)),
        format!("SELECT * {{ ?s ?p ?o FILTER(1{}) }}", "+1".repeat(50_000)),
        format!("SELECT * {{ ?s <p>{} ?o }}", "/<p>".repeat(20_000)),
        format!("SELECT * {{ ?s ?p {} }}", "[ ?p ".repeat(10_000)),
        format!("SELECT * {{ ?s ?p ({}) }}", "1 ".repeat(10_000)),
        format!("SELECT * {{ FILTER EXISTS {{ {} }} }}", "?s ?p ?o . ".repeat(10_000)),
        format!("SELECT * {{ {} }}", "{} UNION ".repeat(20_000)),
        "x".repeat(300_000),
        "\"".into(),
        "#".into(),
        "<".into(),
        "\\".into(),
        "😀".repeat(1000),
    ] {
        let request = built(Method::POST, "/sparql", &[("content-type", "application/sparql-query")], query.clone());
        assert_eq!(send(&DATA, request).await.status, StatusCode::BAD_REQUEST, "{:.60}", query);
    }
    // Up to the limit, the stack holds.
    let most = Limits::default().operators - 10;
    for query in [
        format!("SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ 1 }} FILTER(1{}) }}", "||1".repeat(most / 2)),
        format!("SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ 1 }} FILTER(1{}) }}", "+1".repeat(most)),
        format!("SELECT (COUNT(*) AS ?n) {{ {{}}{} }}", " UNION {}".repeat(most - 10)),
        format!("SELECT (COUNT(*) AS ?n) {{ {} }}", "OPTIONAL {} ".repeat(most - 10)),
        format!("SELECT (COUNT(*) AS ?n) {{ {} }}", "FILTER(1) ".repeat(most - 10)),
        format!("SELECT (COUNT(*) AS ?n) {{ {}{} }}", "OPTIONAL { ?s ex:p ?o ".repeat(40), "}".repeat(40)),
        format!("SELECT (COUNT(*) AS ?n) {{ ex:s ex:p{} ?o }}", "/ex:p".repeat(900)),
        format!("SELECT (COUNT(*) AS ?n) {{ {} }}", "ex:s ex:p 1 . ".repeat(1000)),
        format!("SELECT (COUNT(*) AS ?n) {{ ex:s ex:p{} ?o }}", "|ex:p".repeat(most)),
    ] {
        let query = format!("{PREFIXES}{query}");
        let request = built(Method::POST, "/sparql", &[("content-type", "application/sparql-query")], query.clone());
        let answer = send(&DATA, request).await;
        assert!(
            answer.status.is_success() || answer.status == StatusCode::GATEWAY_TIMEOUT,
            "{:.300} {}",
            query,
            answer.status
        );
    }
    assert_alive(&DATA).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_queries_than_can_wait_are_told_to_come_back() {
    let limits = Limits { time: Duration::from_millis(300), values: usize::MAX, ..Limits::default() };
    let endpoint = Endpoint::new(&RECORD.ontology, limits, Services::default(), true);
    let app =
        App::new(server::engine(Arc::clone(&RECORD.ontology)).unwrap(), PersistedQueries::default(), site(), endpoint);
    let slice = Duration::from_millis(20);
    let limits = plenary::http::Limits { light: 1, heavy: 1, waiting: 4, slice, ..Default::default() };
    let app = app.with_limits(limits, Vec::new());
    publish(&app, &RECORD);
    let app = Arc::new(app);
    let asked = (0..30).map(|_| {
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            get(&app, "SELECT (COUNT(*) AS ?n) { VALUES ?x { 1 2 } ?a ?b ?c . ?d ?e ?f }", JSON).await
        })
    });
    let mut busy = 0;
    for answer in asked.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        if answer.status == StatusCode::SERVICE_UNAVAILABLE {
            assert_eq!(answer.header("retry-after"), "2");
            busy += 1;
        }
    }
    // Two run and eight wait; what comes while they do is sent away.
    assert!((1..30).contains(&busy), "{busy} of 30");
    assert_alive(&app).await;
}

#[tokio::test]
async fn graphs_are_read_by_name_and_not_written() {
    let ask = async |method: Method, uri: &str, accept: &str| {
        send(&DATA, built(method, uri, &[("accept", accept)], Body::empty())).await
    };
    let name = "https://w3id.org/plenary/id/graph/actors";
    let indirect = ask(Method::GET, &format!("/graphs?graph={name}"), "application/n-triples").await;
    let direct = ask(Method::GET, "/graphs/actors", "application/n-triples").await;
    assert_eq!((indirect.status, direct.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(text(&indirect), text(&direct));
    let count = rows(&DATA, &format!("SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")).await;
    assert_eq!(text(&direct).lines().count().to_string(), count[0][0]);
    let all = ask(Method::GET, "/graphs?default", "application/n-triples").await;
    let count = rows(&DATA, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").await;
    assert_eq!(text(&all).lines().count().to_string(), count[0][0]);
    let head = ask(Method::HEAD, "/graphs/actors", "text/turtle").await;
    assert_eq!(
        (head.status, head.header("content-type"), head.body.len()),
        (StatusCode::OK, "text/turtle; charset=utf-8", 0)
    );
    for (uri, status) in [
        ("/graphs", StatusCode::BAD_REQUEST),
        ("/graphs?default&graph=urn:x", StatusCode::BAD_REQUEST),
        ("/graphs?graph=urn:x&graph=urn:y", StatusCode::BAD_REQUEST),
        ("/graphs?graph=no%20iri", StatusCode::BAD_REQUEST),
        ("/graphs?graph=urn:none", StatusCode::NOT_FOUND),
        ("/graphs?graph=https://w3id.org/plenary/id/actor/lva", StatusCode::NOT_FOUND),
        ("/graphs/none", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(ask(Method::GET, uri, "*/*").await.status, status, "{uri}");
        assert_eq!(ask(Method::HEAD, uri, "*/*").await.status, status, "{uri}");
    }
    assert_eq!(ask(Method::GET, "/graphs/actors", "text/csv").await.status, StatusCode::NOT_ACCEPTABLE);
    for method in [Method::PUT, Method::POST, Method::DELETE, Method::PATCH] {
        for uri in ["/graphs", "/graphs?default", "/graphs/actors"] {
            let answer = ask(method.clone(), uri, "*/*").await;
            assert_refused(&answer, StatusCode::METHOD_NOT_ALLOWED, "read only");
            assert_eq!(answer.header("allow"), "GET, HEAD");
        }
    }
}

#[tokio::test]
async fn a_plain_dataset_can_be_written() {
    let store = Writable::new();
    let app = store.app(Limits::default(), plenary::http::Limits::default());
    assert_eq!(rows(&app, "SELECT * { ?s ?p ?o }").await, [] as [Vec<String>; 0], "it starts empty");
    let update = async |parameters: &str, text: &str| {
        let headers = [("content-type", "application/sparql-update")];
        send_with_token(
            &app,
            built(Method::POST, &format!("/sparql{parameters}"), &headers, format!("{PREFIXES}{text}")),
        )
        .await
    };
    let all = "SELECT ?g ?o { { ex:s ex:p ?o } UNION { GRAPH ?g { ex:s ex:p ?o } } } ORDER BY ?g ?o";
    assert_eq!(update("", TWO_GRAPHS).await.status, StatusCode::OK);
    assert_eq!(rows(&app, all).await.len(), 5);
    assert_eq!(rows(&app, "SELECT ?o { ?s ex:p ?o }").await, [["4"]], "its default graph is one of its own");
    let copied =
        update("?using-graph-uri=http://example.org/g1", "INSERT { ex:s ex:q ?o } WHERE { ex:s ex:p ?o }").await;
    assert_eq!(copied.status, StatusCode::OK);
    assert_eq!(rows(&app, "SELECT ?o { ex:s ex:q ?o } ORDER BY ?o").await, [["1"], ["2"]]);
    for (parameters, text, status, message) in [
        (
            "?using-graph-uri=urn:x",
            "INSERT { ex:s ex:q ?o } USING ex:g1 WHERE { ex:s ex:p ?o }",
            StatusCode::BAD_REQUEST,
            "named twice",
        ),
        ("?default-graph-uri=urn:x", "CLEAR ALL", StatusCode::BAD_REQUEST, "using-graph-uri"),
        ("", "LOAD <http://127.0.0.1/x.ttl>", StatusCode::FORBIDDEN, "fetches nothing"),
        ("", "INSERT DATA { ex:s ex:p }", StatusCode::BAD_REQUEST, "line 1, column"),
        (
            "",
            "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
            StatusCode::FORBIDDEN,
            "not allowed",
        ),
        ("", "CREATE GRAPH ex:g1", StatusCode::BAD_REQUEST, "is there already"),
    ] {
        assert_refused(&update(parameters, text).await, status, message);
    }
    assert_eq!(update("", "LOAD SILENT <http://127.0.0.1/x.ttl> ; CLEAR GRAPH ex:g1").await.status, StatusCode::OK);
    assert_eq!(rows(&app, all).await.len(), 3);
    // A triple of two graphs is in both, the default graph being one.
    let both = "INSERT DATA { ex:m ex:p 9 . GRAPH ex:g4 { ex:m ex:p 9 } }";
    let of_both = "SELECT ?g { { ex:m ex:p 9 } UNION { GRAPH ?g { ex:m ex:p 9 } } } ORDER BY ?g";
    assert_eq!(update("", both).await.status, StatusCode::OK);
    assert_eq!(rows(&app, of_both).await, [[""], ["http://example.org/g4"]]);
    assert_eq!(update("", "MOVE DEFAULT TO ex:g4").await.status, StatusCode::OK);
    assert_eq!(rows(&app, of_both).await, [["http://example.org/g4"]]);
}

#[tokio::test]
async fn a_plain_dataset_has_the_same_bounds() {
    let limits = Limits { values: 100_000, rows: 2_000, ..Limits::default() };
    let store = Writable::new();
    let app = store.app(limits, plenary::http::Limits::default());
    let update = async |text: &str| {
        let headers = [("content-type", "application/sparql-update")];
        send_with_token(&app, built(Method::POST, "/sparql", &headers, format!("{PREFIXES}{text}"))).await
    };
    let data: String = (0..1000).map(|n| format!("ex:s{n} ex:p {n} . ")).collect();
    assert_eq!(update(&format!("INSERT DATA {{ {data} }}")).await.status, StatusCode::OK);
    let product = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i";
    for query in [
        format!("SELECT * {{ {product} }} ORDER BY ?c"),
        format!("SELECT DISTINCT ?a ?d ?g {{ {product} }} ORDER BY STR(?a)"),
        format!("SELECT (MAX(?f) AS ?n) {{ {product} }} GROUP BY ?a ?d ?g"),
        format!("SELECT (STRLEN(GROUP_CONCAT(STR(?a))) AS ?n) {{ {product} }}"),
    ] {
        let answer = get(&app, &query, JSON).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query:.60} {}", text(&answer));
    }
    for (wanted, message) in [
        (format!("INSERT {{ ?a ex:q ?f }} WHERE {{ {product} }}"), "more than 2000 rows"),
        (
            format!("INSERT {{ ex:a ex:q ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {product} }} GROUP BY ?a ?d ?g }}"),
            "values at once",
        ),
        (
            format!("INSERT {{ ex:a ex:q ?t }} WHERE {{ SELECT (GROUP_CONCAT(STR(?a)) AS ?t) {{ {product} }} }}"),
            "values at once",
        ),
    ] {
        let answer = update(&wanted).await;
        assert!(!answer.status.is_success() && text(&answer).contains(message), "{wanted}: {}", text(&answer));
    }
    assert_eq!(
        rows(&app, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").await,
        [["1000"]],
        "a refused update changes nothing"
    );
    // An update sees what those before it in the same request did; a graph is there as long as it has triples.
    let chain = "INSERT { ex:a ex:one ?o } WHERE { ex:s7 ex:p ?o } ; INSERT { GRAPH ex:g { ex:a ex:two ?o } } WHERE { ex:a ex:one ?o } ; \
                 DELETE { ?s ex:p ?o } INSERT { ?s ex:r ?o } WHERE { ?s ex:p ?o FILTER(?o < 3) } ; CREATE GRAPH ex:empty";
    assert_eq!(update(chain).await.status, StatusCode::OK);
    assert_eq!(rows(&app, "SELECT ?o { GRAPH ex:g { ex:a ex:two ?o } }").await, [["7"]]);
    assert_eq!(rows(&app, "SELECT ?o { ?s ex:r ?o } ORDER BY ?o").await, [["0"], ["1"], ["2"]]);
    let graphs = rows(&app, "SELECT ?g { GRAPH ?g {} } ORDER BY ?g").await;
    assert_eq!(graphs, [["http://example.org/g"]]);
}

#[tokio::test]
async fn graphs_of_a_plain_dataset_can_be_written() {
    let store = Writable::new();
    let app = store.app(Limits::default(), plenary::http::Limits::default());
    let turtle = [("content-type", "text/turtle"), ("host", "data.example"), ("accept", "application/n-triples")];
    let ask = async |method: Method, uri: &str, body: &str| {
        send_with_token(&app, built(method, uri, &turtle, body.to_owned())).await
    };
    let one = "<> <urn:p> 1 .";
    assert_eq!(ask(Method::PUT, "/graphs/a", one).await.status, StatusCode::CREATED);
    assert_eq!(ask(Method::PUT, "/graphs/a", one).await.status, StatusCode::OK);
    assert_eq!(ask(Method::POST, "/graphs/a", "<> <urn:p> 2 .").await.status, StatusCode::OK);
    let read = ask(Method::GET, "/graphs?graph=http://data.example/graphs/a", "").await;
    assert_eq!((read.status, text(&read).lines().count()), (StatusCode::OK, 2));
    assert!(text(&read).starts_with("<http://data.example/graphs/a> <urn:p>"), "relative IRIs are those of the graph");
    let created = ask(Method::POST, "/graphs", one).await;
    let location = created.header("location").to_owned();
    assert_eq!(created.status, StatusCode::CREATED);
    let path = location.strip_prefix("http://data.example").unwrap();
    assert_eq!(text(&ask(Method::GET, path, "").await).lines().count(), 1);
    for (uri, body, status, message) in [
        ("/graphs/a", "<> <urn:p", StatusCode::BAD_REQUEST, "line 1"),
        ("/graphs", one, StatusCode::BAD_REQUEST, "name a graph"),
    ] {
        assert_refused(&ask(Method::PUT, uri, body).await, status, message);
    }
    let csv = built(Method::PUT, "/graphs/a", &[("content-type", "text/csv")], "x");
    assert_refused(&send_with_token(&app, csv).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "not RDF");
    let form = "--b\r\nContent-Disposition: form-data; name=\"x\"; filename=\"x.ttl\"\r\nContent-Type: text/turtle\r\n\r\n<urn:s> <urn:p> 3 .\r\n\
                --b\r\nContent-Disposition: form-data; name=\"y\"; filename=\"y.nt\"\r\nContent-Type: application/n-triples\r\n\r\n<urn:s> <urn:p> \"4\" .\r\n--b--\r\n";
    let sent = built(Method::POST, "/graphs?default", &[("content-type", "multipart/form-data; boundary=b")], form);
    assert_eq!(send_with_token(&app, sent).await.status, StatusCode::OK);
    assert_eq!(rows(&app, "SELECT ?o { <urn:s> <urn:p> ?o } ORDER BY ?o").await.len(), 2);
    assert_eq!(ask(Method::DELETE, "/graphs/a", "").await.status, StatusCode::OK);
    assert_eq!(ask(Method::DELETE, "/graphs/a", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(Method::GET, "/graphs/a", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn joins_are_ordered_by_the_counts_and_it_can_be_read() {
    // One statement has the passage of line 128; every statement has a text.
    let query = format!(
        "{PREFIXES}SELECT ?text {{ ?s ple:text ?text . ?s <http://www.w3.org/ns/prov#wasDerivedFrom> ?p . ?p ple:line 128 }}"
    );
    let explained = async |app: &Arc<App>| {
        let headers = [("plenary-explain", "1")];
        text(&send(app, built(Method::GET, &url(&[("query", &query)]), &headers, Body::empty())).await)
    };
    let with = explained(&DATA).await;
    let lines: Vec<_> = with.lines().take(3).collect();
    for (line, part) in lines.iter().zip(["#line>", "#wasDerivedFrom>", "#text>"]) {
        assert!(line.contains(part), "{part} in {with}");
    }
    assert!(lines[0].ends_with("# 1 alone, 1 for each row"), "{with}");
    assert!(with.contains("(bgp (triple ?s"), "{with}");
    let endpoint = Endpoint::new(&RECORD.ontology, Limits::default(), Services::default(), false);
    let engine = server::engine(Arc::clone(&RECORD.ontology)).unwrap();
    let off = App::new(engine, PersistedQueries::default(), site(), endpoint);
    publish(&off, &RECORD);
    let without = explained(&Arc::new(off)).await;
    assert!(without.starts_with("# joins in the order of the evaluator"), "{without}");
}

#[tokio::test]
async fn explain_shows_the_order_that_was_taken_and_nothing_else() {
    // Both ways to evaluate each `OPTIONAL` are compared; those that lose are not told of.
    let query = format!(
        "{PREFIXES}SELECT * {{ ?s ple:text ?text
            OPTIONAL {{ ?s <http://www.w3.org/ns/prov#wasDerivedFrom> ?p OPTIONAL {{ ?p ple:line ?line }} }}
            OPTIONAL {{ ?s ple:startTime ?start OPTIONAL {{ ?s ple:endTime ?end }} }}
            OPTIONAL {{ SELECT ?s (COUNT(*) AS ?n) {{ ?position ple:statement ?s }} GROUP BY ?s }} }}"
    );
    let headers = [("plenary-explain", "1")];
    let asked = built(Method::GET, &url(&[("query", &query)]), &headers, Body::empty());
    let told = text(&send(&DATA, asked).await);
    for part in ["#text>", "#wasDerivedFrom>", "#line>", "#startTime>", "#endTime>", "#statement>"] {
        let lines = told.lines().filter(|line| line.contains(part) && line.contains(" alone, "));
        assert_eq!(lines.count(), 1, "{part} in {told}");
    }
    assert_eq!(told.lines().filter(|line| line.trim_start_matches(['#', ' ']) == "optional:").count(), 5, "{told}");
    assert_eq!(told.lines().filter(|line| line.contains("grouped by 1 names, 1 aggregates")).count(), 1, "{told}");
}

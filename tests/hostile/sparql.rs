//! Hostile SPARQL and hostile graphs: what is sent, and the statuses and words that come back. Each ends by the server's own clock
//! or bounds, and holds bounded memory.

use super::MOST_MEMORY;
use crate::http::{Answer, built, publish, send};
use crate::support::{RECORD, site};
use crate::writable::Writable;
use axum::body::Body;
use axum::http::Method;
use oxigraph::sparql::CancellationToken;
use plenary::http::{App, Front, LARGEST_BODY, PersistedQueries};
use plenary::server;
use plenary::sparql::{Data, Endpoint, Limits, Request, STACK, Services, Source};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// The time that an evaluation has here, so that what never ends does not take long.
const TIME: Duration = Duration::from_millis(200);
/// How long a request may take in all: debug builds are slow, and the machine may be busy.
const LATEST: Duration = Duration::from_secs(15);

/// A query, the statuses that it may have, and a part of what is said. Whether a bound or the clock comes first may depend on how
/// fast the machine is.
struct Row {
    name: &'static str,
    query: String,
    statuses: &'static [u16],
    says: &'static str,
}

fn row(name: &'static str, query: impl Into<String>, statuses: &'static [u16], says: &'static str) -> Row {
    Row { name, query: query.into(), statuses, says }
}

const REFUSED: &[u16] = &[400];
/// The clock.
const LATE: &[u16] = &[504];
/// The clock, or a bound on what is held.
const BOUNDED: &[u16] = &[422, 504];
/// All may be well, on a fast machine.
const ENDS: &[u16] = &[200, 422, 504];

fn each(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

fn nested(depth: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

fn joined(count: usize, separator: &str, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().join(separator)
}

fn rows() -> Vec<Row> {
    [paths(), patterns(), without_values(), expressions(), answers(), texts(), brackets()]
        .into_iter()
        .flatten()
        .collect()
}

fn paths() -> Vec<Row> {
    let alternatives = |count| joined(count, "|", |i| format!("<urn:p{i}>"));
    let steps = |count| joined(count, "/", |i| format!("<urn:p{i}>"));
    vec![
        row(
            "400 alternatives, again and again",
            format!("SELECT * {{ ?a ({})* ?b }}", alternatives(400)),
            LATE,
            "longer",
        ),
        row(
            "the same in each graph",
            format!("SELECT * {{ GRAPH ?g {{ ?a ({})+ ?b }} }}", alternatives(400)),
            ENDS,
            "",
        ),
        row("the same backwards", format!("SELECT * {{ ?a (^({}))* <urn:x> }}", alternatives(400)), ENDS, ""),
        row("the same with both ends given", format!("ASK {{ <urn:x> ({})* <urn:y> }}", alternatives(900)), ENDS, ""),
        row("all that is connected", "SELECT * { ?a (!<urn:x>)* ?b }", BOUNDED, ""),
        row("all that is connected, twice", "SELECT * { ?a (!<urn:x>)+ ?b . ?b (!<urn:y>)+ ?c }", BOUNDED, ""),
        row("stars of stars", format!("SELECT * {{ ?a {} ?b }}", nested(30, "(", "!<urn:x>", ")*")), BOUNDED, ""),
        row("a long sequence", format!("SELECT * {{ ?a ({})* ?b }}", steps(900)), ENDS, ""),
        row(
            "a sequence of what may be missing",
            format!("SELECT * {{ ?a ({}) ?b }}", joined(60, "/", |_| "!<urn:x>?".into())),
            BOUNDED,
            "",
        ),
        row(
            "sequences of alternatives of sequences",
            format!("SELECT * {{ ?a {} ?b }}", nested(30, "((", "<urn:p>", "/<urn:q>)|<urn:r>)*")),
            ENDS,
            "",
        ),
        row("sets of 900 names", format!("SELECT * {{ ?a (!({}))* ?b }}", alternatives(900)), BOUNDED, ""),
    ]
}

fn patterns() -> Vec<Row> {
    let rows = |count: usize| each(count, |i| format!("({i} {i})"));
    vec![
        row(
            "900 OPTIONALs",
            format!("SELECT * {{ ?s ?p ?o {} }}", each(900, |i| format!("OPTIONAL {{ ?s <urn:p{i}> ?o{i} }} "))),
            ENDS,
            "",
        ),
        row(
            "900 OPTIONALs after nothing",
            format!("SELECT * {{ {} }}", each(900, |i| format!("OPTIONAL {{ ?s <urn:p{i}> ?o{i} }} "))),
            ENDS,
            "",
        ),
        row(
            "60 OPTIONALs in each other",
            format!("SELECT * {{ ?s ?p ?o {} }}", nested(60, "OPTIONAL { ?s ?q ?r ", "", "}")),
            BOUNDED,
            "",
        ),
        row(
            "999 patterns that share nothing",
            format!("SELECT * {{ {} }}", each(999, |i| format!("?a{0} <urn:p> ?b{0} . ", i % 499))),
            ENDS,
            "",
        ),
        row(
            "499 patterns that share nothing and find everything",
            format!("SELECT * {{ {} }}", each(333, |i| format!("?a{i} ?b{i} ?c{i} . "))),
            BOUNDED,
            "",
        ),
        row(
            "999 patterns of one subject",
            format!("SELECT * {{ {} }}", each(999, |i| format!("?s <urn:p{i}> ?o{} . ", i % 900))),
            ENDS,
            "",
        ),
        row(
            "a chain of 900",
            format!("SELECT * {{ {} }}", each(900, |i| format!("?a{i} ?p ?a{} . ", i + 1))),
            BOUNDED,
            "",
        ),
        row(
            "400 UNIONs under a long filter",
            format!(
                "SELECT * {{ {} FILTER(?s IN ({})) }}",
                joined(400, " UNION ", |i| format!("{{ ?s <urn:p{i}> ?o }}")),
                joined(15_000, ",", |i| i.to_string())
            ),
            ENDS,
            "",
        ),
        row(
            "long tables joined",
            format!(
                "SELECT (COUNT(*) AS ?n) {{ VALUES (?a ?b) {{ {0} }} VALUES (?c ?d) {{ {0} }} VALUES (?e ?f) {{ {0} }} }}",
                rows(4_000)
            ),
            BOUNDED,
            "",
        ),
        row(
            "tables with holes joined",
            format!(
                "SELECT (COUNT(*) AS ?n) {{ VALUES (?a ?b) {{ {0} }} VALUES (?a ?b) {{ {0} }} VALUES (?b ?c) {{ {0} }} }}",
                each(2_500, |i| format!("(UNDEF {i}) ({i} UNDEF)"))
            ),
            BOUNDED,
            "",
        ),
        row("MINUS everything", "SELECT * { ?a ?b ?c MINUS { ?c ?b ?a } MINUS { ?a ?x ?y . ?y ?z ?c } }", ENDS, ""),
        row(
            "EXISTS of a product",
            "SELECT * { ?a ?b ?c FILTER EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?f = ?i && ?a = ?i && ?d != ?g) } }",
            BOUNDED,
            "",
        ),
        row(
            "EXISTS in EXISTS",
            format!("SELECT * {{ ?a ?b ?c {} }}", nested(25, "FILTER NOT EXISTS { ?a ?x ?y ", "", "}")),
            ENDS,
            "",
        ),
        row(
            "searches joined",
            format!(
                "SELECT * {{ {} }}",
                each(200, |i| format!("SERVICE ple:search {{ ?s{i} ple:query \"digital\" ; ple:score ?x{i} }} "))
            ),
            BOUNDED,
            "",
        ),
        row(
            "many graphs",
            format!("SELECT * {} {{ GRAPH ?g {{ ?a ?b ?c }} }}", each(12_000, |i| format!("FROM NAMED <{i}> "))),
            REFUSED,
            "graphs",
        ),
        row("LATERAL of everything", "SELECT * { ?a ?b ?c LATERAL { ?d ?e ?f FILTER(?c < ?f) } }", BOUNDED, ""),
        row("a service inside the network", "SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }", &[403], "allowed"),
    ]
}

/// Rows of nothing, by the billion.
fn without_values() -> Vec<Row> {
    let empty = "()".repeat(1_000);
    let undefined = "UNDEF ".repeat(1_000);
    vec![
        row(
            "tables without columns",
            format!("SELECT (COUNT(*) AS ?n) {{ {} }}", each(6, |_| format!("VALUES () {{ {empty} }} "))),
            BOUNDED,
            "",
        ),
        row(
            "tables of nothing",
            format!("SELECT (COUNT(*) AS ?n) {{ {} }}", each(6, |i| format!("VALUES ?x{i} {{ {undefined} }} "))),
            BOUNDED,
            "",
        ),
        row(
            "choices between nothing",
            format!("ASK {{ {} FILTER(RAND() > 2) }}", each(60, |_| "{ {} UNION {} } ".into())),
            ENDS,
            "",
        ),
        row(
            "sub-selects of what nothing binds",
            format!("SELECT (COUNT(*) AS ?n) {{ {} }}", each(4, |_| "{ SELECT ?nothing { ?a ?b ?c } } ".into())),
            BOUNDED,
            "",
        ),
        row(
            "an offset into nothing",
            format!("SELECT ?nothing {{ {} }} OFFSET 99999999999", each(40, |_| "{ {} UNION {} UNION {} } ".into())),
            BOUNDED,
            "",
        ),
    ]
}

fn expressions() -> Vec<Row> {
    let text = |times: usize| {
        (0..times)
            .fold("\"aaaaaaaaaaaaaaaa\"".to_owned(), |text, i| format!("{text} AS ?t{i}) BIND(CONCAT(?t{i},?t{i})"))
    };
    let long = format!("BIND({} AS ?t)", text(15));
    vec![
        row(
            "a pattern of patterns in a long text",
            format!("ASK {{ {long} FILTER(REGEX(?t, \"(a{{0,50}}){{0,20}}b\")) }}"),
            BOUNDED,
            "",
        ),
        row(
            "a pattern that looks ahead in a long text",
            format!("SELECT (REPLACE(?t, \"a.*b|a\", \"\") AS ?r) {{ {long} }}"),
            ENDS,
            "",
        ),
        row(
            "another pattern for each row",
            "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), CONCAT(STR(?f), \"[^x]{0,100}\"))) }",
            BOUNDED,
            "",
        ),
        row(
            "a long list for each row",
            format!(
                "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f FILTER(?c IN ({})) }}",
                joined(30_000, ",", |i| i.to_string())
            ),
            BOUNDED,
            "",
        ),
        row("sorted by chance", "SELECT * { ?a ?b ?c . ?d ?b ?f } ORDER BY RAND()", BOUNDED, ""),
        row(
            "sorted by a long sum of nothing",
            format!("SELECT * {{ ?a ?b ?c }} ORDER BY ({})", joined(1_900, "+", |_| "RAND()".into())),
            REFUSED,
            "brackets and operators",
        ),
        row(
            "sorted by a sum of chances",
            format!("SELECT * {{ ?a ?b ?c }} ORDER BY ({})", joined(900, "+", |_| "RAND()".into())),
            LATE,
            "",
        ),
        row(
            "a row of long texts",
            format!("SELECT * {{ {long} {} }}", each(900, |i| format!("BIND(?t AS ?x{i}) "))),
            BOUNDED,
            "",
        ),
        row(
            "a template of long texts",
            format!("CONSTRUCT {{ {} }} WHERE {{ {long} }}", each(5_000, |i| format!("<urn:s> <urn:p{i}> ?t . "))),
            BOUNDED,
            "",
        ),
        row(
            "digests for each row",
            "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(SHA512(STR(?c)) = SHA384(STR(?f))) }",
            BOUNDED,
            "",
        ),
        row("texts that double", format!("SELECT * {{ BIND({} AS ?t) }}", text(40)), BOUNDED, ""),
        row("one text of all", "SELECT (GROUP_CONCAT(STR(?c)) AS ?t) { ?a ?b ?c . ?d ?e ?f }", BOUNDED, ""),
        row(
            "all different values",
            "SELECT (COUNT(DISTINCT CONCAT(STR(?c), STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
            BOUNDED,
            "",
        ),
        row("all different rows", "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f }", BOUNDED, ""),
        row(
            "a sum of a product",
            "SELECT (SUM(STRLEN(STR(?c)) * STRLEN(STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
            BOUNDED,
            "",
        ),
        row(
            "groups of groups",
            "SELECT ?a ?f (SAMPLE(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?f ?c",
            BOUNDED,
            "",
        ),
    ]
}

fn answers() -> Vec<Row> {
    vec![
        row("everything three times", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", BOUNDED, ""),
        row(
            "a template of 5,000 triples",
            format!(
                "CONSTRUCT {{ {} }} WHERE {{ ?a ?b ?c . ?d ?e ?f }}",
                each(5_000, |i| format!("?a <urn:p{i}> ?f . "))
            ),
            BOUNDED,
            "",
        ),
        row("descriptions of everything", "DESCRIBE * { ?a ?b ?c . ?d ?e ?f }", BOUNDED, ""),
        row(
            "different rows of a product",
            "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } LIMIT 1 OFFSET 100000000",
            BOUNDED,
            "",
        ),
    ]
}

/// Texts that are refused as they are.
fn texts() -> Vec<Row> {
    let escapes = "\\u0028".repeat(20_000);
    vec![
        row("brackets in brackets", format!("SELECT * {}", nested(20_000, "{", "", "}")), REFUSED, "nested more than"),
        row(
            "lists in lists",
            format!("SELECT * {{ ?a ?b {} }}", nested(65, "(", "1", ")")),
            REFUSED,
            "nested more than",
        ),
        row(
            "triple terms in triple terms",
            format!("SELECT * {{ {} ?b ?c }}", nested(10_000, "<< ", "?a", " ?b ?c >>")),
            REFUSED,
            "nested more than",
        ),
        row(
            "more of them",
            format!("SELECT * {{ ?a ?b {} }}", nested(10_000, "<<( ?b ?c ", "?a", " )>>")),
            REFUSED,
            "nested more than",
        ),
        row("brackets that are escaped", format!("ASK {{ FILTER({escapes}1) }}"), REFUSED, ""),
        row(
            "a long difference",
            format!("SELECT (1{} AS ?x) {{}}", "-1".repeat(100_000)),
            REFUSED,
            "brackets and operators",
        ),
        row(
            "a long difference of names",
            format!("SELECT (?a{} AS ?x) {{}}", " - ?a".repeat(40_000)),
            REFUSED,
            "brackets and operators",
        ),
        row("many negations", format!("ASK {{ FILTER({}?a) }}", "!".repeat(2_001)), REFUSED, "brackets and operators"),
        row(
            "functions that are read twice",
            format!("ASK {{ FILTER({}) }}", nested(20, "REPLACE(", "?a", ",1,2)")),
            REFUSED,
            "nested more than",
        ),
        row(
            "50,000 names",
            format!("SELECT {} {{ ?a ?b ?c }}", each(30_000, |i| format!("?{i} "))),
            REFUSED,
            "variables",
        ),
        row(
            "a long namespace used often",
            format!("PREFIX a: <urn:{}> SELECT * {{ VALUES ?x {{ {} }} }}", "x".repeat(100_000), "a:b ".repeat(30_000)),
            REFUSED,
            "namespace",
        ),
        row(
            "a base on a base on a base",
            format!("{} SELECT * {{ VALUES ?x {{ {} }} }}", "BASE <xxxxxxxx/> ".repeat(10_000), "<b> ".repeat(10_000)),
            REFUSED,
            "namespace",
        ),
        row("2,000 patterns", format!("SELECT * {{ {} }}", "?a ?b ?c .".repeat(1_001)), REFUSED, "triple patterns"),
        row(
            "patterns in an aggregate",
            format!("SELECT (SUM(IF(EXISTS {{ {} }}, 1, 0)) AS ?n) {{}}", "?a ?b ?c .".repeat(1_001)),
            REFUSED,
            "triple patterns",
        ),
        row("a long text", "#".repeat(256 * 1024 + 1), REFUSED, "bytes"),
        row("no SPARQL", "\u{0}\u{1}\u{2}", REFUSED, ""),
        row("no end", "SELECT * { ?a ?b \"\"\"", REFUSED, ""),
    ]
}

/// Each thing that nests, as deep as it may: the parser tries some in several ways.
fn brackets() -> Vec<Row> {
    const ENDS: &[u16] = &[200, 400, 422, 504];
    let filter =
        |open: &str, close: &str, depth: usize| format!("ASK {{ FILTER({}) }}", nested(depth, open, "?a", close));
    let pattern = |open: &str, inner: &str, close: &str| format!("SELECT * {{ {} }}", nested(60, open, inner, close));
    let object = |open: &str, close: &str| format!("SELECT * {{ ?a ?b {} }}", nested(60, open, "1", close));
    let path = |open: &str, close: &str| format!("SELECT * {{ ?a {} ?b }}", nested(60, open, "<urn:p>", close));
    [
        ("brackets", filter("(", ")", 60)),
        ("negated brackets", filter("!(", ")", 60)),
        ("signs", filter("-(", ")", 60)),
        ("ABS", filter("ABS(", ")", 60)),
        ("IF", filter("IF(", ",1,2)", 60)),
        ("IF, at the end", filter("IF(1,2,", ")", 60)),
        ("COALESCE", filter("COALESCE(1,", ")", 60)),
        ("CONCAT", filter("CONCAT(", ",\"a\")", 60)),
        ("BNODE", filter("BNODE(", ")", 60)),
        ("IRI", filter("IRI(", ")", 60)),
        ("TRIPLE", filter("TRIPLE(?a, ?b, ", ")", 60)),
        ("REGEX", filter("REGEX(", ",\"a\")", 6)),
        ("functions of others", filter("<urn:f>(", ")", 60)),
        ("NOT IN", filter("1 NOT IN (", ")", 60)),
        ("differences", filter("1 - (", ")", 60)),
        ("comparisons", filter("1 < (", ")", 60)),
        ("and", filter("?a && (", ")", 60)),
        ("EXISTS", format!("ASK {{ {} }}", nested(30, "FILTER(EXISTS { ?a ?b ?c ", "", "})"))),
        ("lists", object("(", ")")),
        ("lists of two", object("(1 ", ")")),
        ("blank nodes", object("[ ?p ", "]")),
        ("triple terms", format!("SELECT * {{ ?a ?b {} }}", nested(30, "<<( ?a ?b ", "1", ")>>"))),
        ("reified triples", pattern("<< ", "?a", " ?b ?c >>")),
        ("annotations", format!("SELECT * {{ ?a ?b ?c {} }}", nested(60, "{| ?p ?o ", "", "|}"))),
        ("groups", pattern("{ ", "?a ?b ?c", " }")),
        ("OPTIONAL", pattern("OPTIONAL { ", "?a ?b ?c", " }")),
        ("MINUS", pattern("?a ?b ?c MINUS { ", "?a ?b ?c", " }")),
        ("GRAPH", pattern("GRAPH ?g { ", "?a ?b ?c", " }")),
        ("SERVICE", pattern("SERVICE SILENT <urn:s> { ", "?a ?b ?c", " }")),
        ("UNION", pattern("{ ?a ?b ?c } UNION { ", "?a ?b ?c", " }")),
        ("sub-selects", nested(30, "SELECT * { { ", "?a ?b ?c", " } }")),
        ("paths", path("(", ")")),
        ("paths backwards", path("^(", ")")),
        ("paths that may be missing", path("(", ")?")),
        ("paths that repeat", path("(", ")+")),
        ("paths with alternatives", path("(<urn:q>|", ")")),
        ("sequences", path("(<urn:q>/", ")")),
        ("templates", format!("CONSTRUCT {{ ?a ?b {} }} {{ ?a ?b ?c }}", nested(60, "(", "1", ")"))),
    ]
    .map(|(name, query)| row(name, query, ENDS, ""))
    .into()
}

fn limits() -> Limits {
    Limits { time: TIME, ..Limits::default() }
}

fn app(limits: Limits, places: usize) -> Arc<App> {
    let endpoint = Endpoint::new(&RECORD.ontology, limits, Services::default(), true);
    let engine = server::engine(Arc::clone(&RECORD.ontology)).unwrap();
    let app = App::new(engine, PersistedQueries::default(), site(), endpoint).with_limits(of(places), Vec::new());
    publish(&app, &RECORD);
    Arc::new(app)
}

/// Limits with so many places for work.
fn of(places: usize) -> plenary::http::Limits {
    plenary::http::Limits { light: places, heavy: places, ..plenary::http::Limits::default() }
}

static APP: LazyLock<Arc<App>> = LazyLock::new(|| app(limits(), 4));

fn asked(query: &str) -> axum::http::Request<Body> {
    built(Method::POST, "/sparql", &[("content-type", "application/sparql-query")], query.to_owned())
}

fn said(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).chars().take(300).collect()
}

const LIGHT: &str = "SELECT (COUNT(*) AS ?n) { ?state a ple:State }";

async fn light(app: &Arc<App>) -> String {
    let answer = send(app, asked(LIGHT)).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", said(&answer));
    said(&answer)
}

/// The answer to a request, as it came or broken off, in time. A connection that breaks has the status 599.
async fn in_time(app: &Arc<App>, request: axum::http::Request<Body>) -> Result<(u16, String), String> {
    let started = Instant::now();
    let answering = async {
        let response = Front::new(Arc::clone(app)).oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        match http_body_util::BodyExt::collect(response.into_body()).await {
            Ok(body) => (status, String::from_utf8_lossy(&body.to_bytes()).chars().take(300).collect()),
            Err(_) => (599, String::new()),
        }
    };
    match tokio::time::timeout(LATEST, answering).await {
        Ok(answer) => Ok(answer),
        Err(_) => Err(format!("no end after {:?}", started.elapsed())),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_b2_each_query_ends_with_its_status() {
    let before = light(&APP).await;
    let rows = rows();
    let mut wrong = Vec::new();
    for row in &rows {
        match in_time(&APP, asked(&row.query)).await {
            Err(problem) => wrong.push(format!("{}: {problem}", row.name)),
            // What is broken off has begun before its clock or a bound ended it.
            Ok((599, _)) if row.statuses.contains(&504) => {}
            Ok((status, text)) => {
                if !row.statuses.contains(&status) || !text.contains(row.says) {
                    wrong.push(format!(
                        "{}: {:?} {:?} expected, but {status}: {text}",
                        row.name, row.statuses, row.says
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(rows.len() >= 100, "only {} queries", rows.len());
    assert_eq!(light(&APP).await, before, "the server is not what it was");
}

/// The memory of an evaluation is that of its thread.
#[test]
fn hostile_b2_each_query_holds_bounded_memory() {
    let endpoint = Endpoint::new(&RECORD.ontology, limits(), Services::default(), true);
    let (snapshot, triples) = crate::support::picture(&RECORD.ontology, &RECORD.store);
    let data = Data { snapshot: Arc::new(snapshot), triples: Arc::new(triples) };
    let mut wrong = Vec::new();
    std::thread::scope(|scope| {
        let evaluate = || {
            for row in rows() {
                let request = Request { query: row.query.clone(), ..Request::default() };
                let token = CancellationToken::new();
                let (clock, (stop, stopped)) = (token.clone(), std::sync::mpsc::channel::<()>());
                let watch = std::thread::spawn(move || {
                    let _ = stopped.recv_timeout(TIME);
                    clock.cancel();
                });
                let used = allocation_counter::measure(|| {
                    if let Ok(prepared) = endpoint.prepare(Source::Data(data.clone()), &request, &token) {
                        let format = prepared.kind().format(prepared.kind().media_types()[0]).unwrap();
                        let _ = prepared.write(format, &token, std::io::sink());
                    }
                });
                drop(stop);
                watch.join().unwrap();
                if used.bytes_max > MOST_MEMORY {
                    wrong.push(format!("{} holds {} bytes", row.name, used.bytes_max));
                }
            }
        };
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, evaluate).unwrap();
    });
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Who hangs up gives the place back at once: with one place and ten seconds, the next would wait for all of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_b2_a_client_that_hangs_up_frees_its_place() {
    let app = app(Limits::default(), 1);
    let before = light(&app).await;
    for row in [&paths()[0], &patterns()[0], &without_values()[0], &patterns()[6]] {
        let hung_up = tokio::time::timeout(Duration::from_millis(150), send(&app, asked(&row.query))).await;
        assert!(hung_up.is_err(), "{} is answered at once", row.name);
        let started = Instant::now();
        assert_eq!(light(&app).await, before);
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "{}: the place was free after {:?}",
            row.name,
            started.elapsed()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_b2_64_at_once_end_or_are_told_to_come_back() {
    let query = &paths()[0].query;
    let asking = (0..64).map(|_| {
        let request = asked(query);
        tokio::spawn(async move { in_time(&APP, request).await })
    });
    for answer in asking.collect::<Vec<_>>() {
        let (status, text) = answer.await.unwrap().unwrap();
        // An answer that has begun is broken off.
        assert!([503, 504, 599].contains(&status), "{status}: {text}");
    }
    light(&APP).await;
}

/// What is sent to a store that clients may write: method, address, type and body; status and words.
struct Sent {
    name: &'static str,
    method: Method,
    uri: String,
    content_type: &'static str,
    body: Vec<u8>,
    statuses: &'static [u16],
    says: &'static str,
}

fn update(name: &'static str, text: impl Into<String>, statuses: &'static [u16], says: &'static str) -> Sent {
    let body = text.into().into_bytes();
    Sent {
        name,
        method: Method::POST,
        uri: "/sparql".into(),
        content_type: "application/sparql-update",
        body,
        statuses,
        says,
    }
}

fn put(
    name: &'static str,
    content_type: &'static str,
    body: impl Into<Vec<u8>>,
    statuses: &'static [u16],
    says: &'static str,
) -> Sent {
    let uri = "/graphs?graph=urn:hostile".to_owned();
    Sent { name, method: Method::PUT, uri, content_type, body: body.into(), statuses, says }
}

const WRITTEN: &[u16] = &[200, 201];
const ENDS_OR_REFUSED: &[u16] = &[200, 201, 400, 504];
const REFUSED_OR_LATE: &[u16] = &[400, 504];
const TURTLE: &str = "text/turtle";
const XML: &str = "application/rdf+xml";
const JSON_LD: &str = "application/ld+json";

fn sent() -> Vec<Sent> {
    let rdf = |inner: &str| {
        format!(
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"urn:e#\">{inner}</rdf:RDF>"
        )
    };
    let text = |text: &str| rdf(&format!("<rdf:Description rdf:about=\"urn:s\"><e:p>{text}</e:p></rdf:Description>"));
    let entities = |entities: &str, document: String| format!("<!DOCTYPE rdf:RDF [{entities}]>{document}");
    let laughs = each(30, |i| format!("<!ENTITY a{} \"&a{i};&a{i};&a{i};&a{i};\">", i + 1));
    let product = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?t . ?u ?v ?w }";
    let multipart = each(500, |i| {
        format!(
            "--x\r\ncontent-disposition: form-data; name=\"{i}\"\r\ncontent-type: text/turtle\r\n\r\n<urn:s> <urn:p> {i} .\r\n"
        )
    });
    vec![
        update(
            "data to multiply",
            format!("INSERT DATA {{ {} }}", each(3_000, |i| format!("<urn:s{i}> <urn:p> <urn:o{}> .", i % 7))),
            &[200],
            "",
        ),
        update("a product is inserted", format!("INSERT {{ ?a <urn:x> ?w }} WHERE {product}"), BOUNDED, ""),
        update("a product is deleted", format!("DELETE {{ ?a <urn:x> ?w }} WHERE {product}"), BOUNDED, ""),
        update(
            "a path for each row",
            "INSERT { ?a <urn:x> ?b } WHERE { ?a (!<urn:y>)* ?b . ?c (!<urn:z>)* ?d }",
            BOUNDED,
            "",
        ),
        update(
            "999 patterns to plan",
            format!(
                "INSERT {{ ?s <urn:x> 1 }} WHERE {{ {} }}",
                each(999, |i| format!("?s <urn:p{i}> ?o{} . ", i % 900))
            ),
            ENDS,
            "",
        ),
        update(
            "rows of nothing are inserted",
            format!("INSERT {{ <urn:a> <urn:b> <urn:c> }} WHERE {{ {} }}", each(40, |_| "{ {} UNION {} } ".into())),
            BOUNDED,
            "",
        ),
        update("10,000 operations", "CREATE SILENT GRAPH <urn:g>;".repeat(9_000), &[200, 504], ""),
        update(
            "copies of copies",
            "COPY DEFAULT TO <urn:g1>; ADD <urn:g1> TO <urn:g2>; MOVE <urn:g2> TO <urn:g3>;".repeat(300),
            &[200, 504],
            "",
        ),
        update(
            "a long text in each triple",
            format!(
                "INSERT DATA {{ {} }}; INSERT {{ ?s <urn:long> ?t }} WHERE {{ ?s ?p ?o BIND(\"{}\" AS ?u) BIND(CONCAT(?u,?u,?u,?u) AS ?t) }}",
                each(2_000, |i| format!("<urn:l{i}> <urn:p> 1 . ")),
                "x".repeat(100_000)
            ),
            BOUNDED,
            "",
        ),
        update("a load from the network", "LOAD <http://127.0.0.1/> INTO GRAPH <urn:g>", &[403], "fetches nothing"),
        update(
            "an update that is too deep",
            format!("INSERT DATA {{ {} }}", nested(65, "[ <urn:p> ", "1", "]")),
            REFUSED,
            "nested more than",
        ),
        update(
            "a text of 100,000 characters",
            format!("INSERT DATA {{ <urn:s> <urn:p> \"{}\" }}", "x".repeat(100_000)),
            &[200],
            "",
        ),
        put(
            "a billion laughs",
            XML,
            entities(&format!("<!ENTITY a0 \"lol\">{laughs}"), text("&a30;")),
            REFUSED,
            "other entities",
        ),
        put("an entity of itself", XML, entities("<!ENTITY a \"&a;\">", text("&a;")), REFUSED, "other entities"),
        put(
            "an entity used often",
            XML,
            entities(&format!("<!ENTITY a \"{}\">", "x".repeat(1_000)), text(&"&a;".repeat(100_000))),
            REFUSED,
            "too long",
        ),
        put(
            "an entity of a long text",
            XML,
            entities(&format!("<!ENTITY a \"{}\">", "x".repeat(100_000)), text(&"&a;".repeat(1_000))),
            REFUSED,
            "a long text",
        ),
        put(
            "an entity in an attribute",
            XML,
            entities("<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">", rdf("<rdf:Description rdf:about=\"urn:&b;\"/>")),
            REFUSED,
            "other entities",
        ),
        put(
            "an entity of a file",
            XML,
            entities("<!ENTITY a SYSTEM \"file:///etc/passwd\">", text("&a;")),
            REFUSED,
            "a file",
        ),
        put(
            "an entity of an address",
            XML,
            entities("<!ENTITY a PUBLIC \"x\" \"http://127.0.0.1/\">", text("&a;")),
            REFUSED,
            "a file",
        ),
        put("a parameter entity", XML, entities("<!ENTITY % a \"x\"> %a;", text("x")), REFUSED, "document type"),
        put(
            "an entity for a namespace",
            XML,
            entities(
                "<!ENTITY e \"urn:e#\">",
                rdf("<rdf:Description rdf:about=\"&e;s\"><e:p rdf:resource=\"&e;o\"/></rdf:Description>"),
            ),
            WRITTEN,
            "",
        ),
        put(
            "elements in elements",
            XML,
            rdf(&nested(8_000, "<rdf:Description><e:p>", "", "</e:p></rdf:Description>")),
            ENDS_OR_REFUSED,
            "",
        ),
        put(
            "a long namespace used often in XML",
            XML,
            format!(
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"urn:{}#\">{}</rdf:RDF>",
                "x".repeat(100_000),
                "<e:T/>".repeat(50_000)
            ),
            REFUSED_OR_LATE,
            "",
        ),
        put(
            "a long namespace used often",
            TURTLE,
            format!("@prefix e: <urn:{}#> . {}", "x".repeat(100_000), each(50_000, |i| format!("e:s e:p {i} . "))),
            REFUSED_OR_LATE,
            "",
        ),
        put(
            "a base on a base",
            TURTLE,
            format!("{} {}", "@base <xxxxxxxxx/> . ".repeat(15_000), each(30_000, |i| format!("<s> <p> {i} . "))),
            REFUSED_OR_LATE,
            "",
        ),
        put(
            "triple terms in triple terms",
            TURTLE,
            format!("<urn:s> <urn:p> {} .", nested(30_000, "<<( <urn:s> <urn:p> ", "1", " )>>")),
            REFUSED,
            "",
        ),
        put(
            "reified triples in reified triples",
            TURTLE,
            format!("{} <urn:p> 1 .", nested(30_000, "<< ", "<urn:s>", " <urn:p> 1 >>")),
            ENDS_OR_REFUSED,
            "",
        ),
        put(
            "triple terms in N-Triples",
            "application/n-triples",
            format!("<urn:s> <urn:p> {} .", nested(30_000, "<<( <urn:s> <urn:p> ", "<urn:o>", " )>>")),
            REFUSED,
            "",
        ),
        put(
            "blank nodes in blank nodes",
            TURTLE,
            format!("<urn:s> <urn:p> {} .", nested(100_000, "[<urn:p> ", "1", "]")),
            ENDS_OR_REFUSED,
            "",
        ),
        put(
            "lists in lists",
            TURTLE,
            format!("<urn:s> <urn:p> {} .", nested(100_000, "(", "1", ")")),
            ENDS_OR_REFUSED,
            "",
        ),
        put("JSON in JSON", JSON_LD, nested(200_000, "[", "", "]"), ENDS_OR_REFUSED, ""),
        put("objects in objects", JSON_LD, nested(50_000, "{\"urn:p\":", "1", "}"), ENDS_OR_REFUSED, ""),
        put(
            "contexts in contexts",
            JSON_LD,
            format!("{{\"@context\":{}}}", nested(50_000, "[", "{}", "]")),
            ENDS_OR_REFUSED,
            "",
        ),
        put(
            "a context from the network",
            JSON_LD,
            "{\"@context\":\"http://127.0.0.1/c\",\"@id\":\"urn:s\"}",
            REFUSED,
            "the body:1:14: the context <http://127.0.0.1/c> is not in the file, and none is fetched from the network",
        ),
        put(
            "a context of long names",
            JSON_LD,
            format!(
                "{{\"@context\":{{\"a\":\"urn:{}#\"}},\"@graph\":[{}]}}",
                "x".repeat(100_000),
                joined(20_000, ",", |i| format!("{{\"@id\":\"a:s\",\"a:p\":{i}}}"))
            ),
            REFUSED,
            "a context",
        ),
        put("a body that is too large", TURTLE, "#".repeat(LARGEST_BODY + 1), &[413], "larger"),
        put("not UTF-8", TURTLE, [b'<', 0xff, 0xfe, b'>'], REFUSED, ""),
        put("no RDF", "image/png", "x", &[415], "not RDF"),
        Sent {
            method: Method::POST,
            ..put(
                "500 files in a form",
                "multipart/form-data; boundary=x",
                format!("{multipart}--x--\r\n"),
                WRITTEN,
                "",
            )
        },
        Sent {
            method: Method::POST,
            ..put("a form without an end", "multipart/form-data; boundary=x", multipart.clone(), REFUSED, "")
        },
        Sent {
            uri: format!("/graphs?graph={}", "x".repeat(60_000)),
            ..put("a graph of a long name", TURTLE, "", REFUSED, "no IRI")
        },
        Sent {
            uri: "/graphs?graph=urn:a&graph=urn:b&default".into(),
            ..put("three graphs", TURTLE, "", REFUSED, "name one graph")
        },
        Sent {
            method: Method::DELETE,
            uri: "/graphs?graph=urn:nothing".into(),
            ..put("a graph that is not there", TURTLE, "", &[404], "no graph")
        },
        Sent {
            method: Method::DELETE,
            uri: "/graphs?default".into(),
            ..put("the default graph", TURTLE, "", &[200], "")
        },
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_c1_each_graph_and_each_update_ends_with_its_status() {
    let store = Writable::new();
    let app = store.app(Limits { time: Duration::from_millis(500), ..Limits::default() }, of(2));
    // The store is looked at through another server, with time.
    let patient = store.app(Limits { time: LATEST, ..Limits::default() }, of(2));
    let before = send(&patient, asked("ASK { VALUES ?x { 1 } }")).await;
    let all = sent();
    let mut wrong = Vec::new();
    let count = all.len();
    for Sent { name, method, uri, content_type, body, statuses, says } in all {
        let headers = [("content-type", content_type), ("authorization", "Bearer secret")];
        let request = || built(method.clone(), &uri, &headers, body.clone());
        let mut answer = in_time(&app, request()).await;
        // What has had its status may still be working, and keeps its place until it ends.
        while matches!(answer, Ok((503, _))) {
            tokio::time::sleep(Duration::from_millis(100)).await;
            answer = in_time(&app, request()).await;
        }
        match answer {
            Ok((status, text)) if statuses.contains(&status) && text.contains(says) => {}
            Ok((status, text)) => wrong.push(format!("{name}: {statuses:?} {says:?} expected, but {status}: {text}")),
            Err(problem) => wrong.push(format!("{name}: {problem}")),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(count >= 40, "only {count} requests");
    let after = send(&patient, asked("ASK { VALUES ?x { 1 } }")).await;
    assert_eq!((after.status, &after.body), (before.status, &before.body), "the store is not what it was");
}

/// One row may show a text as often as it likes to, and one row of a template too; both are made whole before they are written.
#[tokio::test]
async fn hostile_b2_one_row_has_bounded_texts() {
    let app = app(Limits { made_text: 1_000_000, ..Limits::default() }, 1);
    let text = format!("BIND(\"{}\" AS ?t)", "x".repeat(10_000));
    let shown = each(200, |i| format!("BIND(?t AS ?x{i}) "));
    let template = each(200, |i| format!("<urn:s> <urn:p{i}> ?t . "));
    for query in [format!("SELECT * {{ {text} {shown} }}"), format!("CONSTRUCT {{ {template} }} WHERE {{ {text} }}")] {
        let answer = send(&app, asked(&query)).await;
        assert_eq!(answer.status.as_u16(), 422, "{}", said(&answer));
        assert!(
            said(&answer).contains("a row of the answer, or an update, has more than 1000000 bytes"),
            "{}",
            said(&answer)
        );
    }
    let rows = format!("SELECT ?a ?t {{ {text} ?a ?b ?c }} LIMIT 300");
    assert_eq!(send(&app, asked(&rows)).await.status.as_u16(), 200, "rows that are not long, however many");
}

#[tokio::test]
async fn hostile_b2_nothing_is_written_to_the_data() {
    for (method, uri, content_type, body, status) in [
        (Method::PUT, "/graphs?default", TURTLE, "<urn:s> <urn:p> 1 .", 405),
        (Method::POST, "/graphs", TURTLE, "<urn:s> <urn:p> 1 .", 405),
        (Method::DELETE, "/graphs?default", TURTLE, "", 405),
        (Method::POST, "/sparql", "application/sparql-update", "CLEAR ALL", 403),
        (Method::POST, "/sparql", "application/x-www-form-urlencoded", "update=CLEAR+ALL", 403),
        (Method::GET, "/sparql?update=CLEAR+ALL", TURTLE, "", 400),
        (Method::GET, "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", TURTLE, "", 400),
    ] {
        let answer = send(&APP, built(method, uri, &[("content-type", content_type)], body)).await;
        assert_eq!(answer.status.as_u16(), status, "{uri}: {}", said(&answer));
    }
}

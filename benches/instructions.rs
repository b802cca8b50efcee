//! Twenty requests, each under a function of its own name, so that callgrind can count the instructions of each: `scripts/instructions.sh` compares the counts
//! with `instructions.txt`, and a commit that makes a request dearer is seen before it lands. Time is not measured: it is another on every machine.
//!
//! Run without callgrind, it answers each request and says which.

mod corpus;
mod questions;

use anyhow::{Context, ensure};
use axum::body::Body;
use axum::http::Request as HttpRequest;
use oxigraph::sparql::CancellationToken;
use oxigraph::sparql::results::QueryResultsFormat;
use plenary::graphql::Request;
use plenary::http::{App, Front, PersistedQueries};
use plenary::linked::Site;
use plenary::ontology::Ontology;
use plenary::server::SparqlConfig;
use plenary::snapshot::{Dataset, Snapshot};
use plenary::sparql::{self, Data, Endpoint, Source};
use plenary::triples::Triples;
use questions::{QUESTIONS, request};
use std::convert::Infallible;
use std::sync::Arc;

/// Meetings of the corpus: 112,000 triples, which callgrind can read in half a minute.
const MEETINGS: usize = 50;

/// Questions of SPARQL, one for each way in which rows are found, joined, counted and put in order.
const SPARQL: [(&str, &str); 10] = [
    ("S1 ask nothing", "ASK {}"),
    ("S2 one actor", "SELECT ?p ?v { <http://example.org/id/actor/0000050> ?p ?v }"),
    (
        "S3 newest on a theme",
        "SELECT ?text ?at { ?s o:about <http://example.org/id/theme/0000010> ; o:text ?text ; o:intervention/o:meeting/o:startsAt ?at
         FILTER (lang(?text) = 'en') } ORDER BY DESC(?at) LIMIT 50",
    ),
    ("S4 counts by theme", "SELECT ?theme (COUNT(*) AS ?n) { ?s o:about ?theme } GROUP BY ?theme ORDER BY DESC(?n)"),
    ("S5 counts by year", "SELECT ?year (COUNT(*) AS ?n) { ?i o:spokenAt ?at BIND (YEAR(?at) AS ?year) } GROUP BY ?year ORDER BY ?year"),
    ("S6 who is silent", "SELECT (COUNT(?a) AS ?n) { ?a a o:Actor FILTER NOT EXISTS { ?i o:actor ?a } }"),
    (
        "S7 who speaks on the themes of an actor",
        "SELECT ?other (COUNT(DISTINCT ?theme) AS ?n) {
           [] o:intervention/o:actor <http://example.org/id/actor/0000050> ; o:about ?theme . [] o:about ?theme ; o:intervention/o:actor ?other
         } GROUP BY ?other ORDER BY DESC(?n) LIMIT 20",
    ),
    ("S8 broader themes", "SELECT DISTINCT ?theme ?above { ?theme o:broader+ ?above } ORDER BY ?theme ?above"),
    (
        "S9 optional and union",
        "SELECT ?a ?code ?region { { ?a o:kind 'MemberState' } UNION { ?a o:kind 'Person' } OPTIONAL { ?a o:isoCode ?code } OPTIONAL { ?a o:region ?region } }",
    ),
    ("S10 properties in use", "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?v } GROUP BY ?p ORDER BY DESC(?n)"),
];

/// What callgrind counts.
#[inline(never)]
fn counted(work: &mut dyn FnMut()) {
    work();
}

fn main() -> anyhow::Result<()> {
    // SPARQL needs a stack of its own size.
    let work = std::thread::Builder::new().stack_size(sparql::STACK).spawn(run)?;
    work.join().map_err(|_| anyhow::anyhow!("a request panicked"))?
}

fn run() -> anyhow::Result<()> {
    let ontology = Arc::new(Ontology::read(&corpus::sources())?);
    let triples = Triples::build(corpus::quads(MEETINGS).map(Ok::<_, Infallible>))?;
    let snapshot = Snapshot::build(&ontology, &triples, Dataset::default());
    snapshot.prepare_search();
    snapshot.prepare_filters();
    let engine = plenary::server::engine(Arc::clone(&ontology))?;
    for question in &QUESTIONS {
        let request = request(question.query, question.kind, (question.number)(MEETINGS));
        count(question.name, || {
            let response = engine.answer(&request, &snapshot);
            ensure!(response.errors.is_empty(), "{:?}", response.errors);
            Ok(response.to_json().len())
        })?;
    }
    let mut turn = 0;
    count("Q1 as it comes for the first time", || {
        turn += 1;
        let Request { query, variables, .. } =
            request(QUESTIONS[0].query, QUESTIONS[0].kind, (QUESTIONS[0].number)(MEETINGS));
        let response =
            engine.answer(&Request { query: format!("# {turn}\n{query}"), variables, ..Request::default() }, &snapshot);
        ensure!(response.errors.is_empty(), "{:?}", response.errors);
        Ok(response.to_json().len())
    })?;

    let data = Data { snapshot: Arc::new(snapshot), triples: Arc::new(triples) };
    let endpoint = Endpoint::new(&ontology, sparql::Limits::default(), sparql::Services::default(), true);
    let token = CancellationToken::new();
    for (name, text) in SPARQL {
        let asked = sparql::Request {
            query: format!("PREFIX o: <http://example.org/ontology#> {text}"),
            ..sparql::Request::default()
        };
        count(name, || {
            let mut out = Vec::new();
            let prepared = endpoint.prepare(Source::Data(data.clone()), &asked, &token)?;
            prepared.write(sparql::Format::Results(QueryResultsFormat::Json), &token, &mut out)?;
            Ok(out.len())
        })?;
    }

    let site = Site::new(None, "127.0.0.1:7878").map_err(anyhow::Error::msg)?;
    let sparql = plenary::server::sparql(&ontology, SparqlConfig::default());
    let front = Front::new(Arc::new(App::new(engine, PersistedQueries::default(), site, sparql)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (name, path) in [("H1 health, fifty times", "/health"), ("H2 a style, fifty times", "/page.css")] {
        // What the runtime does besides differs from one to the next.
        count(name, || {
            let mut bytes = 0;
            for _ in 0..50 {
                let answer = front.clone().answer(HttpRequest::get(path).body(Body::empty())?);
                let response = runtime.block_on(answer);
                ensure!(response.status().is_success(), "{}", response.status());
                bytes += http_body::Body::size_hint(response.body()).exact().context("it is whole")? as usize;
            }
            Ok(bytes)
        })?;
    }
    Ok(())
}

/// Does some work twice, so that what is made once is made, and then a third time that counts.
fn count(name: &str, mut work: impl FnMut() -> anyhow::Result<usize>) -> anyhow::Result<()> {
    ensure!(work()? > 0 && work()? > 0, "{name} has no answer");
    let mut done = Ok(0);
    counted(&mut || done = work());
    report(format_args!("{name}\t{} bytes", done.with_context(|| name.to_owned())?));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the names go with the counts of callgrind, in this order")]
fn report(line: std::fmt::Arguments<'_>) {
    println!("{line}");
}

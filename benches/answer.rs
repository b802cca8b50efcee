//! How long an answer takes, and what a snapshot costs, over 4.2 million triples of a synthetic corpus; and how long each
//! analysis takes over the record that ships with the program.
//!
//! `cargo bench --bench answer`; with `-- --quick` it takes seconds rather than minutes. What a snapshot costs goes to
//! standard error. Without `--bench`, as `cargo test --all-targets` runs it, the corpus is small and nothing is
//! measured.

mod corpus;
mod questions;

use anyhow::ensure;
use criterion::Criterion;
use oxigraph::model::Quad;
use oxigraph::store::Store;
use plenary::graphql::{Engine, Guards, Request};
use plenary::ontology::Ontology;
use plenary::query::{self, Limits, Plan};
use plenary::server::Files;
use plenary::snapshot::{Dataset, Snapshot};
use plenary::triples::Triples;
use questions::{QUESTIONS, request};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

/// Meetings of the corpus: 4.2 million triples, the size L of the project's comparisons.
const MEETINGS: usize = 2_000;

/// One question for each analysis.
const ANALYSES: [(&str, &str); 7] = [
    (
        "agreement of all",
        "{ agreement(first: 20) { totalCount nodes { a { id } b { id } agree disagree score topics { theme { id } verdict } } } }",
    ),
    (
        "history of all actors with positions",
        r#"{ actors(where: { positions: { some: {} } }, first: 100) { nodes {
            positionHistory(theme: "theme:igf-future") { meeting { id } date side net changed positions { id } }
        } } }"#,
    ),
    (
        "silence on a theme",
        r#"{ silence(meeting: "meeting:wsis20-prep1", theme: "theme:igf-future", first: 100) {
            nodes { actor { id } interventions { id } positions { id } }
        } }"#,
    ),
    (
        "gaps of bodies",
        "{ gaps(by: BODY, first: 100) { totalCount nodes { theme { id } group { id } actors { id } } } }",
    ),
    (
        "dissent in several bodies",
        r#"{ a: dissent(group: "actor:g77-china") { totalCount } b: dissent(group: "actor:eu", by: PROCESS) { totalCount }
            c: dissent(group: "actor:un") { totalCount } d: actors(first: 5) { nodes { id } } }"#,
    ),
    (
        "path of several hops",
        r#"{ path(from: "actor:rus", to: "document:wsis20-prep1-zh", maxLength: 8, first: 20) { length nodes { id } hops { field } } }"#,
    ),
    (
        "neighbourhood of depth 3",
        r#"{ neighbourhood(id: "meeting:wsis20-prep1", depth: 3, first: 200) { complete nodes { id } edges { from { id } to { id } field } } }"#,
    ),
];

fn main() -> anyhow::Result<()> {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let meetings = if is_measured { MEETINGS } else { 10 };
    let quads: Vec<_> = corpus::quads(meetings).collect();
    let store = Store::new()?;
    let mut loader = store.bulk_loader();
    loader.load_quads(quads.iter().cloned())?;
    loader.commit()?;

    let ontology = Arc::new(Ontology::read(&corpus::sources())?);
    let triples = quads.len();
    let (from_store, _) = build("an Oxigraph store", &ontology, triples, store.iter())?;
    drop(store);
    let (snapshot, arrays) =
        build("a vector", &ontology, triples, quads.into_iter().map(Ok::<_, std::convert::Infallible>))?;
    let bytes = snapshot.heap_bytes();
    let each = |bytes: usize| bytes as f64 / triples as f64;
    let (dictionary, all) = (arrays.terms.heap_bytes(), arrays.heap_bytes());
    report(format_args!(
        "{triples} triples: {:.1} bytes each, {:.1} of them for the dictionary; the snapshot beside them {:.1}",
        each(all),
        each(dictionary),
        each(bytes)
    ));

    let engine = Engine::new(Arc::clone(&ontology), plenary::server::ANALYSES, Guards::default(), Limits::default())?;
    for snapshot in [&snapshot, &from_store] {
        snapshot.prepare_search();
        snapshot.prepare_filters();
    }
    let bytes = snapshot.heap_bytes();
    report(format_args!("with the ways back: {:.1} bytes per triple", each(bytes)));
    let bench = Bench { engine, snapshot };
    let mut criterion = Criterion::default().configure_from_args();
    for question in &QUESTIONS {
        let request = request(question.query, question.kind, (question.number)(meetings));
        let answer = bench.engine.answer(&request, &bench.snapshot).to_json();
        let other = bench.engine.answer(&request, &from_store).to_json();
        ensure!(answer == other, "the two snapshots answer {} differently", question.name);
        bench.run(&mut criterion, question.name, &request)?;
    }
    let deep = &QUESTIONS[1];
    bench.run_each(&mut criterion, "Q2, another meeting each time", deep.query, deep.kind, meetings)?;
    drop(bench);
    let record = record()?;
    for (name, query) in ANALYSES {
        let request = Request { query: query.to_owned(), ..Request::default() };
        record.run(&mut criterion, name, &request)?;
    }
    criterion.final_summary();
    Ok(())
}

/// The record that ships with the program. The corpus has no positions.
fn record() -> anyhow::Result<Bench> {
    let files = Files::choose(None, &[])?;
    let ontology = Arc::new(files.ontology()?);
    let (snapshot, _) = files.load(&ontology, false)?.data(&ontology);
    snapshot.prepare_filters();
    Ok(Bench {
        engine: Engine::new(ontology, plenary::server::ANALYSES, Guards::default(), Limits::default())?,
        snapshot,
    })
}

/// What answers are made of.
struct Bench {
    engine: Engine,
    snapshot: Snapshot,
}

impl Bench {
    /// Measures one request: from its plan to JSON, and from its text, which the engine has seen before, to the response.
    fn run(&self, criterion: &mut Criterion, name: &str, request: &Request) -> anyhow::Result<()> {
        let plan = self.plan(request)?;
        let answer = self.answer(&plan)?;
        let (bytes, rows) = (answer.data.len(), answer.work.iter().map(|work| work.rows).sum::<usize>());
        ensure!(answer.errors.is_empty() && bytes > 200, "{} is no answer", answer.data.escape_ascii());
        report(format_args!("{name}: {} steps, {rows} rows, {bytes} bytes", plan.steps.len()));
        criterion.bench_function(&format!("{name}: plan to JSON"), |b| b.iter(|| self.answer(black_box(&plan))));
        criterion.bench_function(&format!("{name}: text to response"), |b| {
            b.iter(|| self.engine.answer(black_box(request), &self.snapshot).to_json());
        });
        Ok(())
    }

    /// Measures the same question about one resource after the other, so that nothing is in the caches by chance.
    fn run_each(
        &self,
        criterion: &mut Criterion,
        name: &str,
        query: &str,
        kind: &str,
        resources: usize,
    ) -> anyhow::Result<()> {
        let plan = |number| self.plan(&request(query, kind, number));
        let plans = (1..=resources).map(plan).collect::<anyhow::Result<Vec<_>>>()?;
        let mut next = plans.iter().cycle();
        criterion.bench_function(&format!("{name}: plan to JSON"), |b| {
            b.iter(|| next.next().map(|plan| self.answer(plan)));
        });
        Ok(())
    }

    fn plan(&self, request: &Request) -> anyhow::Result<Arc<Plan>> {
        self.engine.plan(request).map_err(|errors| anyhow::anyhow!("{errors:?}"))
    }

    fn answer(&self, plan: &Plan) -> Result<query::Answer, query::Error> {
        query::answer(plan, &self.snapshot, &Limits::default(), &Limits::default().clock())
    }
}

/// Builds triples and a snapshot, and reports how fast.
fn build<E: std::error::Error + Send + Sync + 'static>(
    source: &str,
    ontology: &Ontology,
    triples: usize,
    quads: impl Iterator<Item = Result<Quad, E>>,
) -> anyhow::Result<(Snapshot, Triples)> {
    let started = Instant::now();
    let arrays = Triples::build(quads)?;
    let snapshot = Snapshot::build(ontology, &arrays, Dataset::default());
    let rate = triples as f64 / started.elapsed().as_secs_f64() / 1e6;
    report(format_args!("triples and snapshot from {source}: {rate:.2} million triples a second"));
    Ok((snapshot, arrays))
}

#[expect(clippy::print_stderr, reason = "criterion measures times alone, and prints to standard output")]
fn report(line: std::fmt::Arguments<'_>) {
    eprintln!("{line}");
}

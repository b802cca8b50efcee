//! How long an answer takes, and what a snapshot costs, over 2.8 million triples of a synthetic corpus.
//!
//! `cargo bench --bench answer`; with `-- --quick` it takes seconds rather than minutes. What a snapshot costs goes to
//! standard error. Without `--bench`, as `cargo test --all-targets` runs it, the corpus is small and nothing is
//! measured.

mod corpus;

use anyhow::ensure;
use criterion::Criterion;
use oxigraph::model::Quad;
use oxigraph::store::Store;
use plenary::graphql::{Engine, Guards, Request};
use plenary::ontology::Ontology;
use plenary::query::{self, Limits, Selection};
use plenary::snapshot::{Dataset, Snapshot};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

/// Meetings of the corpus: 2.8 million triples.
const MEETINGS: usize = 1_340;

/// One meeting with everything that was said in it.
const DEEP: &str = "query ($id: ID!) { meeting(id: $id) { identifier title interventions(first: 50) { nodes {
    sequence speaker { name groups { name } }
    statements { nodes { text stance { label } themes { label } processes { label } } }
} } } }";

/// One actor with ten values.
const FLAT: &str = r#"query ($id: ID!) { actor(id: $id) {
    name nameZh: name(lang: "zh") shortName kind isoCode region joinedOn population description website
} }"#;

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
    let from_store = build("an Oxigraph store", &ontology, triples, store.iter())?;
    drop(store);
    let snapshot = build("a vector", &ontology, triples, quads.into_iter().map(Ok::<_, std::convert::Infallible>))?;
    let bytes = snapshot.heap_bytes();
    report(format_args!("a snapshot of {triples} triples: {:.1} bytes per triple", bytes as f64 / triples as f64));

    let bench =
        Bench { engine: Engine::new(Arc::clone(&ontology), Guards::default(), Limits::default())?, ontology, snapshot };
    let deep = request(DEEP, "meeting", meetings / 2);
    let answer = bench.engine.answer(&deep, &bench.snapshot).to_json();
    ensure!(answer == bench.engine.answer(&deep, &from_store).to_json(), "the two snapshots answer differently");
    drop(from_store);
    report(format_args!("the deep answer: {} terms in {} bytes", bench.terms(&deep)?, answer.len()));

    let mut criterion = Criterion::default().configure_from_args();
    bench.run(&mut criterion, "deep", &deep)?;
    bench.run_each(&mut criterion, "deep, another meeting each time", DEEP, "meeting", meetings)?;
    bench.run(&mut criterion, "flat", &request(FLAT, "actor", 50))?;
    criterion.final_summary();
    Ok(())
}

/// What answers are made of.
struct Bench {
    ontology: Arc<Ontology>,
    engine: Engine,
    snapshot: Snapshot,
}

impl Bench {
    /// Measures one request: from what it asks for to JSON, and from its text to the response.
    fn run(&self, criterion: &mut Criterion, name: &str, request: &Request) -> anyhow::Result<()> {
        let selection = self.lower(request)?;
        criterion.bench_function(&format!("{name}: plan, execute and write"), |b| {
            b.iter(|| self.answer(black_box(&selection)));
        });
        criterion.bench_function(&format!("{name}: from text to response"), |b| {
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
        let lower = |number| self.lower(&request(query, kind, number));
        let selections = (1..=resources).map(lower).collect::<anyhow::Result<Vec<_>>>()?;
        let mut next = selections.iter().cycle();
        criterion.bench_function(&format!("{name}: plan, execute and write"), |b| {
            b.iter(|| next.next().map(|selection| self.answer(selection)));
        });
        Ok(())
    }

    fn lower(&self, request: &Request) -> anyhow::Result<Selection> {
        let selection = self.engine.lower(request).map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
        let answer = self.answer(&selection)?;
        ensure!(answer.errors.is_empty() && answer.data.len() > 200, "{} is no answer", answer.data.escape_ascii());
        Ok(selection)
    }

    /// Number of terms that an answer looks up.
    fn terms(&self, request: &Request) -> anyhow::Result<usize> {
        let plan = query::plan(&self.lower(request)?, &self.ontology);
        Ok(query::execute(&plan, &self.snapshot, &Limits::default())?.sizes().iter().sum())
    }

    fn answer(&self, selection: &Selection) -> Result<query::Answer, query::Error> {
        query::answer(selection, &self.ontology, &self.snapshot, &Limits::default())
    }
}

/// A question about the resource of a kind and a number.
fn request(query: &str, kind: &str, number: usize) -> Request {
    let mut variables = serde_json::Map::new();
    variables.insert("id".to_owned(), corpus::iri(kind, number).into_string().into());
    Request { query: query.to_owned(), variables, ..Request::default() }
}

/// Builds a snapshot and reports how fast.
fn build<E: std::error::Error + Send + Sync + 'static>(
    source: &str,
    ontology: &Ontology,
    triples: usize,
    quads: impl Iterator<Item = Result<Quad, E>>,
) -> anyhow::Result<Snapshot> {
    let started = Instant::now();
    let snapshot = Snapshot::build(ontology, quads, Dataset::default())?;
    let rate = triples as f64 / started.elapsed().as_secs_f64() / 1e6;
    report(format_args!("a snapshot from {source}: {rate:.2} million triples a second"));
    Ok(snapshot)
}

#[expect(clippy::print_stderr, reason = "criterion measures times alone, and prints to standard output")]
fn report(line: std::fmt::Arguments<'_>) {
    eprintln!("{line}");
}

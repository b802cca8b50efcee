//! The tree of operators against Oxigraph on its own store, with random queries over random data.
//!
//! `PLENARY_RANDOM` is the number of queries, `PLENARY_SEED` the first seed. What Oxigraph is known to answer wrongly (`docs/upstream.md`)
//! is not asked here, but in `known.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "tree/known.rs"]
mod known;
#[path = "tree/writer.rs"]
mod writer;

use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, Quad, Term};
use oxigraph::sparql::results::QueryResultsFormat;
use oxigraph::sparql::{CancellationToken, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use plenary_graph::snapshot::{Dataset, Snapshot};
use plenary_graph::triples::Triples;
use plenary_ontology::{Ontology, TurtleFile};
use plenary_sparql::{Data, Endpoint, Format, Limits, QueryForm, Request, Services, Source};
use std::convert::Infallible;
use std::sync::Arc;
use writer::{Dice, Ordered, Writer};

/// Data that both answer from.
struct Both {
    endpoint: Endpoint,
    data: Data,
    store: Store,
}

/// An answer: rows of terms, as they are written.
type Rows = Vec<Vec<String>>;

impl Both {
    fn new(quads: &[Quad]) -> Self {
        let shapes = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            ex: a graphql:Schema ; graphql:publicShape ex:S .
            ex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:value ; sh:datatype xsd:integer ] .";
        let file = TurtleFile { name: "shapes.ttl".into(), text: shapes.into() };
        let ontology = Ontology::read(&[file]).unwrap();
        let store = Store::new().unwrap();
        for quad in quads {
            store.insert(&Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }).unwrap();
            store.insert(quad).unwrap();
        }
        // As a server keeps them, the values of literals are those that the store has.
        let kept = store.iter().map(Result::unwrap).filter(|quad| quad.graph_name != GraphName::DefaultGraph);
        let triples = Triples::build(kept.map(Ok::<_, Infallible>)).unwrap();
        let snapshot = Snapshot::build(&ontology, &triples, Dataset::default());
        let data = Data { snapshot: Arc::new(snapshot), triples: Arc::new(triples) };
        let endpoint = Endpoint::new(&ontology, Limits::default(), Services::default(), true);
        Self { endpoint, data, store }
    }

    fn ours(&self, query: &str) -> (Rows, String) {
        let request = Request { query: query.to_owned(), ..Request::default() };
        let token = CancellationToken::new();
        let source = Source::Data(self.data.clone());
        let prepared =
            self.endpoint.prepare(source, &request, &token).unwrap_or_else(|error| panic!("{query}: {error}"));
        let explained = prepared.explain();
        let form = prepared.kind();
        let format = match form {
            QueryForm::Graph => Format::Rdf(RdfFormat::NTriples),
            _ => Format::Results(QueryResultsFormat::Tsv),
        };
        let mut out = Vec::new();
        if let Err(error) = prepared.write(format, &token, &mut out) {
            panic!("{query}: {error}\n{explained}");
        }
        let text = String::from_utf8(out).unwrap();
        let lines = text.lines().skip(usize::from(form == QueryForm::Solutions));
        // A row without names is an empty line.
        let cells =
            |line: &str| if line.is_empty() { Vec::new() } else { line.split('\t').map(str::to_owned).collect() };
        (lines.map(cells).collect(), explained)
    }

    fn theirs(&self, query: &str) -> Rows {
        let evaluator = SparqlEvaluator::new();
        match evaluator.parse_query(query).unwrap().on_store(&self.store).execute().unwrap() {
            QueryResults::Boolean(value) => vec![vec![value.to_string()]],
            QueryResults::Graph(triples) => triples.map(|triple| vec![format!("{} .", triple.unwrap())]).collect(),
            QueryResults::Solutions(solutions) => {
                let written = |term: &Option<Term>| term.as_ref().map_or(String::new(), tsv);
                let rows = solutions.map(|solution| solution.unwrap().values().iter().map(written).collect());
                // One name without a value is an empty line too.
                rows.map(|row: Vec<String>| if row == [""] { Vec::new() } else { row }).collect()
            }
        }
    }

    /// Compares both, and says how many rows there are, or in what they differ.
    fn compare(&self, query: &str, is_ordered: bool) -> Result<usize, String> {
        let (mut ours, explained) = self.ours(query);
        let mut theirs = self.theirs(query);
        if !is_ordered {
            ours.sort();
            theirs.sort();
        }
        if ours != theirs {
            let text = |rows: &Rows| rows.iter().map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n");
            return Err(format!("{query}\n{explained}\nours:\n{}\ntheirs:\n{}", text(&ours), text(&theirs)));
        }
        Ok(ours.len())
    }
}

/// A term as our answers in TSV have it.
fn tsv(term: &Term) -> String {
    use oxigraph::sparql::results::QueryResultsSerializer;
    let variable = oxigraph::model::Variable::new_unchecked("x");
    let serializer = QueryResultsSerializer::from_format(QueryResultsFormat::Tsv);
    let mut writer = serializer.serialize_solutions_to_writer(Vec::new(), vec![variable.clone()]).unwrap();
    writer.serialize([(&variable, term)]).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    text.lines().nth(1).unwrap().to_owned()
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

const PREFIXES: &str = "PREFIX ex: <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> ";

#[test]
fn random_queries_have_the_answers_of_oxigraph() {
    let (count, first) = (number("PLENARY_RANDOM", 3_000), number("PLENARY_SEED", 1));
    let mut worlds = Vec::new();
    for seed in 0..8 {
        worlds.push(Both::new(&writer::quads(&mut Dice::seeded(seed + 77))));
    }
    let (mut with_rows, mut by_tree, mut wrong) = (0, 0, Vec::new());
    for seed in first..first + count {
        let both = &worlds[(seed % 8) as usize];
        let mut writer = Writer::new(Dice::seeded(seed));
        let Ordered { query, group, is_ordered } = writer.query();
        // Not all that is written by chance is a query.
        if SparqlEvaluator::new().parse_query(&format!("{PREFIXES} {query}")).is_err() {
            continue;
        }
        // What has very many rows is not compared.
        let counted = format!("{PREFIXES} SELECT (COUNT(*) AS ?n) {{ SELECT * {{ {group} }} LIMIT 1501 }}");
        let rows: usize = both.ours(&counted).0[0][0].parse().unwrap();
        if rows > 1_500 {
            continue;
        }
        let query = format!("{PREFIXES} {query}");
        by_tree += usize::from(!both.ours(&query).1.contains("without a tree"));
        match both.compare(&query, is_ordered) {
            Ok(rows) => with_rows += usize::from(rows > 0),
            Err(difference) => wrong.push(format!("seed {seed}: {difference}")),
        }
        assert!(wrong.len() < 20, "{}", wrong.join("\n\n"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let count = count as usize;
    assert!(
        with_rows > count / 4 && by_tree > count * 2 / 3,
        "{with_rows} with rows, {by_tree} by the tree, of {count}"
    );
}

//! Another way to the same answers: every query also runs on an Oxigraph store whose default graph holds the union, as
//! Oxigraph itself evaluates it. Joins in order and joins as they come must both give what it gives.

use crate::random::Dice;
use crate::sparql::rows_of;
use crate::support::{RECORD, World};
use oxigraph::model::{GraphName, Quad};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{CancellationToken, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use plenary::sparql::{Data, Endpoint, Limits, Request, STACK, Services, Source};
use std::sync::Arc;

pub(super) struct Oracle {
    endpoints: [Endpoint; 2],
    data: Data,
    store: Store,
}

impl Oracle {
    pub(super) fn new(world: &World) -> Self {
        let endpoint = |orders| Endpoint::new(&world.ontology, Limits::default(), Services::default(), orders);
        let store = Store::new().unwrap();
        for quad in world.store.quads() {
            store.insert(&Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }).unwrap();
            store.insert(&quad).unwrap();
        }
        let (snapshot, triples) = world.open();
        let data = Data { snapshot: Arc::new(snapshot), triples: Arc::new(triples) };
        Self { endpoints: [endpoint(true), endpoint(false)], data, store }
    }

    /// The rows of both ways and of the oracle, sorted.
    fn ask(&self, query: &str) -> [Vec<Vec<String>>; 3] {
        let mut answers = self.ask_in_order(query);
        answers.iter_mut().for_each(|rows| rows.sort());
        answers
    }

    pub(super) fn data(&self) -> Data {
        self.data.clone()
    }

    /// How the joins in order are evaluated.
    pub(super) fn explain(&self, query: &str) -> String {
        let request = Request { query: query.to_owned(), ..Request::default() };
        self.endpoints[0]
            .prepare(Source::Data(self.data.clone()), &request, &CancellationToken::new())
            .unwrap()
            .explain()
    }

    /// The rows of both ways, as they come.
    pub(super) fn ask_own(&self, query: &str) -> [Vec<Vec<String>>; 2] {
        let own = |endpoint: &Endpoint| {
            let request = Request { query: query.to_owned(), ..Request::default() };
            let prepared =
                endpoint.prepare(Source::Data(self.data.clone()), &request, &CancellationToken::new()).unwrap();
            let format = prepared.kind().format("application/sparql-results+json").unwrap();
            let mut out = Vec::new();
            prepared
                .write(format, &CancellationToken::new(), &mut out)
                .unwrap_or_else(|error| panic!("{error}: {query}"));
            rows(&out)
        };
        [own(&self.endpoints[0]), own(&self.endpoints[1])]
    }

    /// The rows of both ways and of the oracle, as they come.
    pub(super) fn ask_in_order(&self, query: &str) -> [Vec<Vec<String>>; 3] {
        let evaluator = SparqlEvaluator::new();
        let results = evaluator.parse_query(query).unwrap().on_store(&self.store).execute().unwrap();
        let QueryResults::Solutions(solutions) = results else { panic!("{query} is no SELECT") };
        let serializer = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
        let mut writer = serializer.serialize_solutions_to_writer(Vec::new(), solutions.variables().to_vec()).unwrap();
        for solution in solutions {
            writer.serialize(&solution.unwrap()).unwrap();
        }
        let [ordered, plain] = self.ask_own(query);
        [ordered, plain, rows(&writer.finish().unwrap())]
    }

    pub(super) fn assert_agrees(&self, query: &str) -> usize {
        let [ordered, plain, oracle] = self.ask(query);
        assert_eq!(plain, oracle, "joins as they come: {query}");
        assert_eq!(ordered, oracle, "joins in order: {query}");
        oracle.len()
    }
}

fn rows(json: &[u8]) -> Vec<Vec<String>> {
    rows_of(&serde_json::from_slice(json).unwrap())
}

/// Runs on a thread with the stack that evaluation needs.
pub(super) fn on_a_large_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

pub(super) const PREFIXES: &str = "PREFIX ple: <https://w3id.org/plenary/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> \
    PREFIX actor: <https://w3id.org/plenary/id/actor/> PREFIX theme: <https://w3id.org/plenary/id/theme/> \
    PREFIX org: <http://www.w3.org/ns/org#> PREFIX graph: <https://w3id.org/plenary/id/graph/> ";

#[test]
fn questions_on_the_record_have_the_answers_of_oxigraph() {
    on_a_large_stack(|| {
        let oracle = Oracle::new(&RECORD);
        for (query, at_least) in [
            (
                "SELECT ?a ?t { ?p ple:actor ?a ; ple:theme ?t ; ple:stance ?s . ?s skos:prefLabel ?l FILTER(lang(?l) = 'en') }",
                50,
            ),
            ("SELECT ?a (COUNT(DISTINCT ?t) AS ?n) { ?p ple:actor ?a ; ple:theme ?t } GROUP BY ?a", 10),
            (
                "SELECT ?s ?note { ?s a ple:Statement OPTIONAL { ?s skos:editorialNote ?note FILTER(lang(?note) = 'en') } }",
                90,
            ),
            ("SELECT ?x ?y { ?x a ple:Theme OPTIONAL { ?x skos:broader ?y OPTIONAL { ?y skos:altLabel ?z } } }", 90),
            ("SELECT ?t { ?t a ple:Theme FILTER NOT EXISTS { ?p ple:theme ?t ; ple:actor ?a } }", 5),
            ("SELECT ?t { ?t a ple:Theme MINUS { ?p ple:theme ?t } }", 5),
            ("SELECT ?x { ?x skos:broader+ ?y . ?y skos:prefLabel ?l FILTER(lang(?l) = 'zh') }", 10),
            ("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", 5),
            ("SELECT ?s { GRAPH graph:derived { ?s ple:supports ?t } GRAPH ?g { ?t a ple:Theme } }", 10),
            (
                "SELECT ?a ?n { { SELECT ?a (COUNT(*) AS ?n) { ?i ple:speaker ?a } GROUP BY ?a ORDER BY DESC(?n) ?a LIMIT 5 } ?a skos:prefLabel ?l }",
                5,
            ),
            (
                "SELECT * { VALUES ?a { actor:lva actor:rus } ?p ple:actor ?a ; ple:theme ?t . ?t skos:prefLabel ?l }",
                10,
            ),
            ("SELECT ?a { { ?a a ple:State } UNION { ?a a ple:Group } ?a org:memberOf ?b . ?b skos:prefLabel ?l }", 50),
            ("SELECT ?p ?q { ?p ple:theme ?t . ?q ple:theme ?t . ?p ple:actor actor:rus FILTER(?p != ?q) }", 5),
            ("SELECT ?s { ?s ?p [ skos:prefLabel ?l ] . ?s ple:order 1 }", 5),
            ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", 1),
        ] {
            let found = oracle.assert_agrees(&format!("{PREFIXES}{query}"));
            assert!(found >= at_least, "{found} rows: {query}");
        }
    });
}

pub(super) const SHAPES: &str = "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:Thing ; sh:property [ sh:path ex:p0 ; sh:class ex:Thing ] .";

/// A small graph in which everything meets everything.
pub(super) fn small_world() -> World {
    let mut dice = Dice::seeded(0x5eed);
    let mut data = String::new();
    for i in 0..20 {
        for predicate in 0..4 {
            for _ in 0..dice.below(predicate + 2) {
                data += &format!("ex:t{i} ex:p{predicate} ex:t{} .\n", dice.below(20));
            }
        }
        data += &format!("ex:t{i} ex:value {} .\n", dice.below(5));
    }
    World::of(SHAPES, &data)
}

pub(super) struct Writer {
    pub(super) dice: Dice,
}

impl Writer {
    pub(super) fn variable(&mut self) -> &'static str {
        self.dice.pick(&["?a", "?b", "?c", "?d"])
    }

    fn term(&mut self) -> String {
        if self.dice.one_in(6) { format!("ex:t{}", self.dice.below(20)) } else { self.variable().to_owned() }
    }

    fn triple(&mut self) -> String {
        let predicate = self.dice.pick(&[
            "ex:p0",
            "ex:p1",
            "ex:p2",
            "ex:p3",
            "ex:p0/ex:p1",
            "^ex:p2",
            "ex:p0|ex:p3",
            "ex:p1*",
            "?p",
        ]);
        if self.dice.one_in(5) {
            return format!("{} ex:value ?v", self.variable());
        }
        format!("{} {predicate} {}", self.term(), self.term())
    }

    pub(super) fn triples(&mut self, most: usize) -> String {
        let count = 1 + self.dice.below(most);
        (0..count).map(|_| format!("{} . ", self.triple())).collect()
    }

    fn group(&mut self, depth: usize) -> String {
        let mut group = self.triples(3);
        for _ in 0..self.dice.below(3) {
            let inner = if depth == 0 { self.triples(2) } else { self.group(depth - 1) };
            let (one, mut other) = (self.variable(), self.variable());
            while one == other {
                other = self.variable();
            }
            // Oxigraph lets EXISTS in an inner group see names of the outer one, or not, as its joins happen to be ordered.
            let kinds = if depth == 0 { 8 } else { 9 };
            group += &match self.dice.below(kinds) {
                0 => format!("OPTIONAL {{ {inner} }} "),
                1 => format!("{{ {inner} }} UNION {{ {} }} ", self.triples(2)),
                2 => format!("FILTER({one} != {other}) "),
                3 => format!("MINUS {{ {inner} }} "),
                4 => format!("{{ {inner} }} "),
                5 => format!("{{ SELECT DISTINCT {one} {other} {{ {inner} }} }} "),
                6 => format!("VALUES {one} {{ ex:t{} ex:t{} UNDEF }} ", self.dice.below(20), self.dice.below(20)),
                7 => format!("OPTIONAL {{ {inner} FILTER({one} = {other}) }} "),
                _ => format!("FILTER NOT EXISTS {{ {} }} ", self.triples(2)),
            };
        }
        group
    }
}

/// Five hundred queries at random; those of too many rows are left out of the comparison, not of the evaluation.
#[test]
fn queries_at_random_have_the_answers_of_oxigraph() {
    on_a_large_stack(|| {
        let oracle = Oracle::new(&small_world());
        let mut with_rows = 0;
        for seed in 1..=500_u64 {
            let mut writer = Writer { dice: Dice::seeded(seed) };
            let group = writer.group(1);
            let query = format!("PREFIX ex: <http://example.org/> SELECT * {{ {group} }}");
            let counted = format!(
                "PREFIX ex: <http://example.org/> SELECT (COUNT(*) AS ?n) {{ SELECT * {{ {group} }} LIMIT 3001 }}"
            );
            let [_, _, count] = oracle.ask(&counted);
            if count[0][0].parse::<usize>().unwrap() <= 3000 {
                with_rows += usize::from(oracle.assert_agrees(&query) > 0);
            }
        }
        assert!(with_rows > 100, "only {with_rows} queries have rows");
    });
}

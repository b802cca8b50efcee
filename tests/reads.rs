//! A request costs as many reads as its plan has steps, however large the data are.

#[path = "../benches/corpus/mod.rs"]
mod corpus;

use crate::support::{RECORD, case, repository, request};
use oxigraph::model::NamedNode;
use plenary::graphql::{Engine, Guards, Request};
use plenary::ontology::{ClassId, Ontology, PathId};
use plenary::query::{self, Budget, Counted, Error, Group, Limits, Links, Listing, Order, Plan, Reader};
use plenary::snapshot::{Dataset, Id, Snapshot};
use plenary::triples::Triples;
use std::borrow::Cow;
use std::cell::Cell;
use std::convert::Infallible;
use std::sync::Arc;

/// A reader that counts how often it is asked.
struct Counting<'a> {
    inner: &'a Snapshot,
    reads: Cell<usize>,
}

impl Counting<'_> {
    fn count(&self) -> &Snapshot {
        self.reads.set(self.reads.get() + 1);
        self.inner
    }
}

impl Reader for Counting<'_> {
    fn lookup(&self, iris: &[NamedNode], types: &[ClassId], budget: &mut Budget) -> Result<Vec<Id>, Error> {
        self.count().lookup(iris, types, budget)
    }

    fn instances(&self, class: ClassId, listing: &Listing, budget: &mut Budget) -> Result<Links, Error> {
        self.count().instances(class, listing, budget)
    }

    fn link(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        self.count().link(rows, path, budget)
    }

    fn links(&self, rows: &[Id], path: PathId, listing: &Listing, budget: &mut Budget) -> Result<Links, Error> {
        self.count().links(rows, path, listing, budget)
    }

    fn literals(
        &self,
        rows: &[Id],
        path: PathId,
        languages: Option<&[String]>,
        budget: &mut Budget,
    ) -> Result<Links, Error> {
        self.count().literals(rows, path, languages, budget)
    }

    fn literal(&self, rows: &[Id], path: PathId, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        self.count().literal(rows, path, budget)
    }

    fn text(
        &self,
        rows: &[Id],
        path: PathId,
        languages: &[String],
        fallback: bool,
        budget: &mut Budget,
    ) -> Result<Vec<Id>, Error> {
        self.count().text(rows, path, languages, fallback, budget)
    }

    fn types(&self, rows: &[Id], allowed: &[ClassId], budget: &mut Budget) -> Result<Vec<Option<ClassId>>, Error> {
        self.count().types(rows, allowed, budget)
    }

    fn groups(
        &self,
        counted: Counted<'_>,
        counting: &query::Counting,
        budget: &mut Budget,
    ) -> Result<Vec<Vec<Group>>, Error> {
        self.count().groups(counted, counting, budget)
    }

    fn sort_keys(&self, ids: &[Id], order: &Order) -> Vec<Vec<Option<String>>> {
        self.inner.sort_keys(ids, order)
    }

    fn dataset(&self, _budget: &mut Budget) -> Result<Cow<'_, Dataset>, Error> {
        Ok(Cow::Borrowed(self.count().dataset()))
    }

    fn term(&self, id: Id) -> &str {
        self.inner.terms().text(id)
    }

    fn is_plain(&self, id: Id) -> bool {
        self.inner.terms().is_plain(id)
    }

    fn language(&self, literal: Id) -> Option<&str> {
        self.inner.terms().language(literal)
    }
}

/// What a plan costs over a snapshot.
struct Cost {
    reads: usize,
    rows: usize,
    data: Vec<u8>,
}

fn cost(plan: &Plan, snapshot: &Snapshot) -> Cost {
    let reader = Counting { inner: snapshot, reads: Cell::new(0) };
    let limits = Limits::default();
    let rows = query::execute(plan, &reader, Budget::new(limits, &limits.clock())).unwrap();
    let (data, errors) = query::write_json(&plan.shape, &rows, &reader, &limits, &limits.clock()).unwrap();
    assert_eq!(errors, []);
    Cost { reads: reader.reads.get(), rows: rows.into_work().iter().map(|work| work.rows).sum(), data }
}

/// One meeting with everything that was said in it.
const MEETING: &str = "query ($id: ID!) { meeting(id: $id) { identifier title interventions(first: 50) { totalCount nodes {
    sequence speaker { name } statements { nodes { text stance { label } themes { label } processes { label } } } } } } }";

/// Pages of everything, the way from what is said to who says it included.
const PAGES: &str = "{
    meetings(first: 200) { totalCount nodes { title interventions(last: 50) { edges { cursor node { speaker { name groups { name } } } } } } }
    themes(first: 100) { nodes { label broader { label } narrower { totalCount } statements(first: 30, offset: 2) {
        totalCount pageInfo { hasNextPage } nodes { text label(lang: [\"zh\"]) labelTranslations { value lang } stance { label } } } } }
    actors(first: 200) { nodes { name kind population interventions(first: 5) { totalCount nodes { meeting { startsAt } } } } }
    dataset { classes { count } }
}";

#[test]
fn reads_are_the_steps_of_the_plan_however_large_the_data() {
    let ontology = Arc::new(Ontology::read(&corpus::sources()).unwrap());
    let engine =
        Engine::new(Arc::clone(&ontology), plenary::server::ANALYSES, Guards::default(), Limits::default()).unwrap();
    let snapshots = [1, 10, 100].map(|meetings| {
        let triples = Triples::build(corpus::quads(meetings).map(Ok::<_, Infallible>)).unwrap();
        Snapshot::build(&ontology, &triples, Dataset::default())
    });
    let costs = |request: &Request| {
        let plan = query::plan(&engine.lower(request).unwrap(), &ontology);
        let costs = snapshots.each_ref().map(|snapshot| cost(&plan, snapshot));
        assert_eq!(costs.each_ref().map(|cost| cost.reads), [plan.steps.len(); 3], "{}", plan.display(&ontology));
        costs
    };

    let id = corpus::iri("meeting", 1).into_string();
    let mut one = request(MEETING);
    one.variables.insert("id".into(), id.into());
    let [small, medium, large] = costs(&one);
    assert!(small.rows > 1_000 && small.data.len() > 30_000, "{} rows, {} bytes", small.rows, small.data.len());
    assert!(small.data == medium.data && small.data == large.data, "one meeting is the same among a hundred");
    assert_eq!((small.rows, medium.rows), (medium.rows, large.rows));

    let [small, medium, large] = costs(&request(PAGES));
    assert!(
        medium.rows > small.rows * 2 && large.rows > medium.rows * 2,
        "{} {} {}",
        small.rows,
        medium.rows,
        large.rows
    );
}

#[test]
fn reads_are_the_steps_of_the_plan_in_every_case() {
    let mut cases = 0;
    for entry in std::fs::read_dir(repository("tests/graphql")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let plan = query::plan(&RECORD.engine.lower(&case(&path)).unwrap(), &RECORD.ontology);
            assert_eq!(
                cost(&plan, &RECORD.snapshot).reads,
                plan.steps.len(),
                "{}\n{}",
                path.display(),
                plan.display(&RECORD.ontology)
            );
            cases += 1;
        }
    }
    assert!(cases > 45, "only {cases} cases");
}

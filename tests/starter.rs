//! Starter shapes as a stranger gets them: data go in, and what comes out is served at once, holds of the data, and loses nothing.

use crate::cli::plenary;
use crate::support::{World, repository};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use plenary::ontology::{Ontology, Prefixes, TurtleFile};
use plenary::starter::{Materials, Starter};
use plenary::store::{Input, Store, discover, graph_for};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const SAMPLES: [&str; 8] =
    ["catalogue", "events", "library", "observations", "organizations", "people", "thesaurus", "votes"];

fn starter(data: &[Input], vocabulary: &[Input]) -> Starter {
    let materials = Materials { data: data.to_vec(), vocabulary: vocabulary.to_vec(), command: String::new() };
    Starter::make(&materials).unwrap()
}

/// Serves data with their own starter shapes. Nothing may violate them, and each type has all instances of its class.
///
/// # Errors
/// What does not hold.
fn served(data: &[Input], shapes: &str) -> Result<World, String> {
    let sources = [TurtleFile { name: "shapes.ttl".into(), text: shapes.to_owned() }];
    let ontology = Arc::new(Ontology::read(&sources).map_err(|error| format!("{error}\n{shapes}"))?);
    let (store, report) =
        Store::check(&ontology, &sources, data.to_vec()).map_err(|error| format!("{error}\n{shapes}"))?;
    if report.refuses() || !report.violations().is_empty() {
        let violations: String = report.violations().iter().map(|violation| format!("{violation}\n")).collect();
        return Err(format!("{violations}{shapes}"));
    }
    let world = World::new(ontology, store);
    for class in world.ontology.declared_classes() {
        let query = format!(
            "SELECT DISTINCT ?s WHERE {{ ?s a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* <{}> }}",
            class.iri.as_str()
        );
        let mut evaluator = SparqlEvaluator::new().parse_query(&query).unwrap();
        evaluator.dataset_mut().set_default_graph_as_union();
        let QueryResults::Solutions(rows) = evaluator.on_store(world.store.inner().unwrap()).execute().unwrap() else {
            panic!()
        };
        let instances = rows.count();
        let answer = world.ask(&format!("{{ {} {{ totalCount }} }}", class.plural));
        let count = answer[&class.plural]["totalCount"].as_u64().unwrap();
        if count != instances as u64 {
            return Err(format!("{} of {instances} instances of {} are shown\n{shapes}", count, class.iri));
        }
    }
    Ok(world)
}

fn sample(name: &str) -> Vec<Input> {
    discover(&[repository(&format!("tests/starter/{name}.ttl"))], &Prefixes::default()).unwrap()
}

/// The evidence stands in the snapshot, for people to read.
#[test]
fn fault_20_samples_of_eight_kinds_are_served_with_their_starter_shapes() {
    for name in SAMPLES {
        let data = sample(name);
        let shapes = starter(&data, &[]).turtle.replace(&repository("").display().to_string(), "");
        served(&data, &shapes).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        insta::with_settings!({ snapshot_path => "snapshots/starter" }, { insta::assert_snapshot!(name, shapes) });
    }
}

#[test]
fn fault_20_the_record_without_its_shapes_is_served_with_starter_shapes() {
    let data = discover(&[repository("data")], &Prefixes::default()).unwrap();
    let made = starter(&data, &[]);
    let world = served(&data, &made.turtle).unwrap();
    assert!(made.classes > 15 && made.fields > 100, "{} classes, {} fields", made.classes, made.fields);
    let answer = world.ask("{ interventions(first: 1) { nodes { id } totalCount } }");
    assert!(answer["interventions"]["totalCount"].as_u64().unwrap() > 10, "{answer}");
}

/// Small numbers that become data: subjects with classes, and statements of all kinds, some of them odd.
type Statements = Vec<(u8, u8, u8)>;

const VALUES: [&str; 16] = [
    "1",
    "\"x\"",
    "\"x\"@en",
    "\"y\"@en",
    "\"z\"@de-ch",
    "\"2020-01-01\"^^xsd:date",
    "\"soon\"^^xsd:date",
    "\"2020\"^^xsd:gYear",
    "1.5",
    "true",
    "[]",
    "( 1 )",
    "()",
    "<http://elsewhere.org/a>",
    "\"a b\"",
    "99999999999999999999999999",
];
const PROPERTIES: [&str; 12] = [
    "ex:p",
    "ex:q",
    "ex:has-part",
    "ex:id",
    "ex:名",
    "<http://other.org/p>",
    "rdfs:label",
    "ex:pTranslations",
    "ex:Town",
    "ex:next",
    "ex:next",
    "ex:by",
];
const CLASSES: [&str; 11] = [
    "ex:Town",
    "rdf:Bag",
    "ex:TownConnection",
    "rdf:Statement",
    "rdfs:Container",
    "ex:Query",
    "ex:名",
    "ex:has-part",
    "<http://other.org/Town>",
    "ex:Towns",
    "<urn:x>",
];

fn written(subjects: &[(u8, Vec<u8>)], statements: &Statements, order: &[(u8, u8)]) -> String {
    let mut text = String::from(
        "@prefix ex: <http://example.org/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . \
         @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n",
    );
    let name = |number: u8| {
        let number = usize::from(number) % subjects.len();
        if subjects[number].0 == 0 { format!("_:b{number}") } else { format!("ex:s{number}") }
    };
    for (number, (_, classes)) in subjects.iter().enumerate() {
        for class in classes {
            let _ = writeln!(text, "{} a {} .", name(number as u8), CLASSES[usize::from(*class) % CLASSES.len()]);
        }
    }
    for (subject, property, value) in statements {
        let property = PROPERTIES[usize::from(*property) % PROPERTIES.len()];
        let value = match VALUES.get(usize::from(*value)) {
            Some(value) if !matches!(property, "ex:next" | "ex:by") => (*value).to_owned(),
            _ => name(*value),
        };
        let _ = writeln!(text, "{} {property} {value} .", name(*subject));
    }
    for (below, above) in order {
        // Downwards only, so that no class is under itself.
        let (below, above) = (usize::from(*below) % CLASSES.len(), usize::from(*above) % CLASSES.len());
        if below < above {
            let _ = writeln!(text, "{} rdfs:subClassOf {} .", CLASSES[below], CLASSES[above]);
        }
    }
    text
}

fn turtle(name: &str, text: String) -> Input {
    Input::Text {
        name: name.into(),
        text: text.into(),
        graph: graph_for(Path::new(name), &Prefixes::default()),
        format: RdfFormat::Turtle,
    }
}

/// Seeds in one run, as far as [`MOST_TIME`] goes; `PLENARY_SEEDS=1000` tries more.
const SEEDS: u64 = 60;
/// What a seed makes data of, so many times.
const CASES: u32 = 10;
const MOST_TIME: Duration = Duration::from_secs(30);

#[test]
fn fault_20_starter_shapes_of_random_data_are_valid_and_hold_and_lose_nothing() {
    let wanted = std::env::var("PLENARY_SEEDS").ok().map(|seeds| seeds.parse::<u64>().unwrap());
    let numbers = (
        proptest::collection::vec((0..6_u8, proptest::collection::vec(0..CLASSES.len() as u8, 0..3)), 1..12),
        proptest::collection::vec((0..12_u8, 0..12_u8, 0..24_u8), 0..60),
        proptest::collection::vec((0..CLASSES.len() as u8, 0..CLASSES.len() as u8), 0..4),
    );
    let started = Instant::now();
    for seed in 0..wanted.unwrap_or(SEEDS) {
        // The first are tried however slow the machine is.
        if wanted.is_none() && seed >= 4 && started.elapsed() > MOST_TIME {
            break;
        }
        let config = ProptestConfig {
            cases: CASES,
            failure_persistence: None,
            rng_seed: proptest::test_runner::RngSeed::Fixed(seed),
            ..ProptestConfig::default()
        };
        let tried = TestRunner::new(config).run(&numbers, |(subjects, statements, order)| {
            let text = written(&subjects, &statements, &order);
            let data = [turtle("data.ttl", text.clone())];
            let made = starter(&data, &[]);
            prop_assert_eq!(&made.turtle, &starter(&data, &[]).turtle);
            if made.classes > 0 {
                served(&data, &made.turtle).map_err(|problem| TestCaseError::fail(format!("{problem}\n{text}")))?;
            }
            Ok(())
        });
        tried.unwrap_or_else(|problem| panic!("seed {seed}: {problem}"));
    }
}

/// What the data put under a class of their own is shown, though it is a class of RDF itself.
#[test]
fn fault_20_instances_of_rdfs_own_classes_under_a_class_of_the_data_are_shown() {
    let data = [turtle(
        "data.ttl",
        "@prefix ex: <http://example.org/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
         @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
         rdf:Statement rdfs:subClassOf ex:Claim . rdf:Bag rdfs:subClassOf rdfs:Container . rdfs:Container rdfs:subClassOf ex:Box .
         ex:c a ex:Claim . ex:s a rdf:Statement ; ex:by ex:p . ex:b a rdf:Bag . ex:x a ex:Box . ex:p a rdf:Property ."
            .to_owned(),
    )];
    let shapes = starter(&data, &[]).turtle;
    let world = served(&data, &shapes).unwrap();
    let shown = world.ask("{ claims { nodes { id } } boxes { nodes { id } } }");
    let of = |list: &str, id: &str| {
        json!({ list: { "nodes": id.split(' ').map(|id| json!({ "id": format!("http://example.org/{id}") })).collect::<Vec<_>>() } })[list].clone()
    };
    assert_eq!(shown["claims"], of("claims", "c s"), "{shapes}");
    assert_eq!(shown["boxes"], of("boxes", "b x"), "{shapes}");
    let rest = shapes.split_once(plenary::starter::REST).unwrap().1;
    assert!(rest.contains("1 instances of a class of the language itself (rdf:Property)"), "{rest}");
    assert!(!rest.contains("rdf:Statement") && !rest.contains("rdf:Bag"), "{rest}");
}

/// A folder of a stranger, with the command line over it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        std::fs::write(self.path(name), text).unwrap();
        self.path(name).display().to_string()
    }
}

const TOWNS: &str =
    "@prefix ex: <http://example.org/> . ex:bern a ex:Town ; ex:name \"Bern\" . ex:thun a ex:Town ; ex:name \"Thun\" .
    ex:aare a ex:River . ex:note ex:text \"no class\" .";

#[test]
fn fault_20_data_that_no_shape_covers_are_told_and_the_command_that_helps_works() {
    let folder = Folder::new();
    let data = folder.write("towns.ttl", TOWNS);
    let query = folder.write("query.graphql", "{ states { totalCount } }");
    let command = format!("plenary shapes --data {data} --out shapes/shapes.ttl");
    let told = |text: &str| {
        for part in
            ["2 of <http://example.org/Town>, 1 of <http://example.org/River>, 1 without a class (rdf:type)", &command]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
    };
    let checked = plenary(&["check", "--data", &data], b"");
    assert_eq!(checked.code, Some(0), "{}", checked.err);
    told(&checked.out);
    let answered = plenary(&["query", &query, "--data", &data], b"");
    assert_eq!(answered.code, Some(0), "{}", answered.err);
    told(&answered.err);

    // The command, word by word but for the place of the file, and then what it says itself.
    let out = folder.path("shapes/shapes.ttl").display().to_string();
    let made = plenary(&["shapes", "--data", &data, "--out", &out], b"");
    made.assert_succeeded();
    assert!(made.out.contains("2 classes with 1 fields"), "{}", made.out);
    let shapes = folder.path("shapes").display().to_string();
    let query = folder.write("towns.graphql", "{ towns { nodes { name } totalCount } }");
    let answered = plenary(&["query", &query, "--ontology", &shapes, "--data", &data], b"");
    answered.assert_succeeded();
    assert_eq!(answered.json()["data"]["towns"]["totalCount"], 2);

    // What somebody may have edited is not written over.
    plenary(&["shapes", "--data", &data, "--out", &out], b"").assert_failed("is there already");
    // Data that are covered in part are told nothing.
    plenary(&["check", "--ontology", &shapes, "--data", &data], b"").assert_succeeded();
}

#[test]
fn fault_20_an_ontology_without_shapes_is_told_the_command_that_helps() {
    let folder = Folder::new();
    folder.write(
        "my ontology/classes.ttl",
        "@prefix ex: <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . ex:Town a owl:Class .",
    );
    let data = folder.write("towns.ttl", TOWNS);
    let ontology = folder.path("my ontology").display().to_string();
    let refused = plenary(&["check", "--ontology", &ontology, "--data", &data], b"");
    refused.assert_failed(&format!(
        "`plenary shapes --ontology '{ontology}' --data {data} --out '{ontology}/starter.ttl'` writes some"
    ));
    let out = format!("{ontology}/starter.ttl");
    plenary(&["shapes", "--ontology", &ontology, "--data", &data, "--out", &out], b"").assert_succeeded();
    plenary(&["check", "--ontology", &ontology, "--data", &data], b"").assert_succeeded();
}

#[test]
fn fault_20_what_shapes_cannot_be_made_of_is_told() {
    let folder = Folder::new();
    plenary(&["shapes"], b"").assert_failed("--data FILE");
    let data = folder.write("x.ttl", "<http://example.org/a> <http://example.org/p> 1 .");
    plenary(&["shapes", "--data", &data], b"").assert_failed(
        "no class is declared; there are 1 subject without a class, 0 of them without an IRI, which have",
    );
}

#[test]
fn fault_23_compressed_data_are_read_by_every_command() {
    use std::io::Write as _;
    let folder = Folder::new();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(TOWNS.as_bytes()).unwrap();
    let data = folder.path("towns.ttl.gz").display().to_string();
    std::fs::write(&data, encoder.finish().unwrap()).unwrap();
    let out = folder.path("shapes/shapes.ttl").display().to_string();
    plenary(&["shapes", "--data", &data, "--out", &out], b"").assert_succeeded();
    let shapes = folder.path("shapes").display().to_string();
    plenary(&["check", "--ontology", &shapes, "--data", &data], b"").assert_succeeded();
    let query = folder.write("towns.graphql", "{ towns { totalCount } }");
    let answered = plenary(&["query", &query, "--ontology", &shapes, "--data", &data], b"");
    assert_eq!(answered.json()["data"]["towns"]["totalCount"], 2);
    let meetings = folder.path("meetings").display().to_string();
    let loaded = plenary(&["load", &data, "--graph", "ref/towns", "--out", &meetings], b"");
    assert_eq!(loaded.code, Some(0), "{}", loaded.err);
    assert!(std::fs::read_to_string(folder.path("meetings/ref/towns.nt")).unwrap().contains("Bern"));
}

/// The shapes and vocabularies of `starter/kinds` are of the kinds that are published (`docs/your-ontology.md` has the table): none
/// says what is public, so none is served as it is; the message names the command, and what the command writes is served beside.
#[test]
fn fault_20_shapes_of_the_published_kinds_give_a_schema_with_what_the_command_writes() {
    for (kind, type_names) in [
        ("catalogue-constraints", &["DcatDataset", "Agent", "CatalogRecord", "Catalog"][..]),
        ("services", &["PublicService", "Rule", "Evidence"]),
        ("parliament", &["Work", "Adopted", "Membership"]),
        ("vocabularies", &["ConceptScheme", "Concept"]),
        ("web", &["Person", "Organization", "Event", "Thing"]),
        ("tools", &["Action"]),
        ("organization-vocabulary", &["Organization", "Unit", "Membership", "Post"]),
    ] {
        let folder = Folder::new();
        let text = std::fs::read_to_string(repository(&format!("tests/starter/kinds/{kind}.ttl"))).unwrap();
        let file = folder.write("ontology/shapes.ttl", &text);
        let ontology = folder.path("ontology").display().to_string();
        let out = folder.path("ontology/starter.ttl").display().to_string();
        let refused = plenary(&["schema", "--ontology", &ontology], b"");
        refused.assert_failed(&format!("`plenary shapes --ontology {ontology} --out {out}` writes some"));
        let made = plenary(&["shapes", "--ontology", &file, "--out", &out], b"");
        assert_eq!((made.code, made.err.as_str()), (Some(0), ""), "{kind}: {}", made.out);
        let schema = plenary(&["schema", "--ontology", &ontology], b"");
        assert_eq!(schema.code, Some(0), "{kind}: {}", schema.err);
        for name in type_names {
            let is_there = ["type", "interface"]
                .iter()
                .any(|what| format!("\n{}", schema.out).contains(&format!("\n{what} {name} ")));
            assert!(is_there, "{kind} has no {name}: {}", schema.out);
        }
    }
}

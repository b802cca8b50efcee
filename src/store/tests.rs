//! The store as a whole, on small ontologies and files.

use super::{Error, Input, Options, Report, Store, derived_graph, discover, graph_for};
use crate::ontology::{Ontology, Source};
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

const PREFIXES: &str = r#"
    @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"#;
const SCHEMA: &str = r#"
    ex: a graphql:Schema ; graphql:publicShape ex:CityShape ;
        sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] ,
                   [ sh:prefix "graph" ; sh:namespace "http://example.org/graph/" ] .
    ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:mayor ; sh:nodeKind sh:IRI ] .
    ex:Capital rdfs:subClassOf ex:City .
"#;

fn sources(shapes: &str) -> [Source; 1] {
    [Source { name: "shapes.ttl".into(), text: format!("{PREFIXES}{SCHEMA}{shapes}") }]
}

fn ontology(shapes: &str) -> Ontology {
    Ontology::read(&sources(shapes)).unwrap()
}

fn text(name: &str, format: RdfFormat, text: &str) -> Input {
    let graph = graph_for(Path::new(name), ontology("").prefixes());
    let turtle = format == RdfFormat::Turtle || format == RdfFormat::TriG;
    let text = if turtle { format!("{}{text}", PREFIXES.replace('\n', " ")) } else { text.to_owned() };
    Input::Text { name: name.into(), text: text.into(), graph, format }
}

fn turtle(data: &str) -> Vec<Input> {
    vec![text("data.ttl", RdfFormat::Turtle, data)]
}

fn load(shapes: &str, inputs: Vec<Input>) -> Result<Store, Error> {
    Store::load(&ontology(shapes), &sources(shapes), inputs, &Options { validate: true })
}

fn check(shapes: &str, data: &str) -> Result<Report, Error> {
    Store::check(&ontology(shapes), &sources(shapes), turtle(data)).map(|(_, report)| report)
}

fn error(result: Result<Store, Error>) -> String {
    result.err().map_or_else(|| "no error".into(), |error| error.to_string())
}

/// The quads as N-Quads, without those of the ontology.
fn quads(store: &Store) -> BTreeSet<String> {
    let quads = store.quads().map(|quad| quad.unwrap().to_string());
    quads.filter(|quad| !quad.ends_with("<http://example.org/graph/vocabulary>")).collect()
}

/// A folder of files that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("plenary-store-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Self(std::env::temp_dir().join(name));
        for (path, bytes) in files {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn load(&self) -> Result<Store, Error> {
        load("", discover(std::slice::from_ref(&self.0), ontology("").prefixes())?)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

const TRIPLE: &[u8] = b"<http://example.org/s> <http://example.org/p> <http://example.org/o> .";

#[test]
fn folders_are_read_in_order_and_files_that_are_no_data_are_passed_over() {
    let folder = Folder::new(&[
        ("b/x.ttl", TRIPLE),
        ("a/y.nt", TRIPLE),
        ("a/.hidden.ttl", b"broken"),
        ("a/README.md", b"# no data"),
        ("a/picture.png", b""),
        ("document/one.TTL", TRIPLE),
        ("top.ttl", b"<#me> <rel> <s> ."),
    ]);
    let store = folder.load().unwrap();
    let graphs: Vec<_> = store.graphs().iter().map(|(graph, triples)| (graph.as_str(), *triples)).collect();
    assert_eq!(
        graphs[..3],
        [
            ("http://example.org/graph/a", 1),
            ("http://example.org/graph/b", 1),
            ("http://example.org/graph/document/one", 1),
        ]
    );
    // Relative IRIs go by the graph.
    let graph = "http://example.org/graph/";
    assert!(quads(&store).contains(&format!("<{graph}top#me> <{graph}rel> <{graph}s> <{graph}top>")));
}

#[test]
fn paths_that_cannot_be_data_are_named() {
    let folder = Folder::new(&[("docs/README.md", b""), ("table.csv", b"")]);
    let discover = |path: &str| discover(&[folder.0.join(path)], ontology("").prefixes()).unwrap_err().to_string();
    assert!(discover("missing").contains("missing: "), "{}", discover("missing"));
    assert!(discover("docs").contains("docs: no RDF file"));
    assert!(
        discover("table.csv")
            .ends_with("table.csv: unknown file extension; known are ttl, trig, nt, nq, rdf, xml, owl, jsonld, n3")
    );
}

#[test]
fn syntax_errors_have_their_place() {
    let folder = Folder::new(&[("a/x.ttl", b"@prefix ex: <http://example.org/> .\nex:a ex:b nonsense .")]);
    let message = error(folder.load());
    assert!(message.contains("a/x.ttl:2:11: "), "{message}");
    assert!(!message.contains("Parser error"), "{message}");
    let folder = Folder::new(&[("a/x.ttl", b"# \xC3\xA9t\xC3\xA9\n# caf\xE9 .")]);
    let message = error(folder.load());
    assert!(message.ends_with("a/x.ttl:2:6: the byte 0xE9 is not UTF-8; save the file as UTF-8"), "{message}");
}

#[test]
fn a_byte_order_mark_is_no_error() {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(TRIPLE);
    assert!(Folder::new(&[("a/x.ttl", &bytes)]).load().is_ok());
}

#[test]
fn all_formats_load_and_named_graphs_stay() {
    let json = r#"{ "@id": "http://example.org/s", "http://example.org/p": "json" }"#;
    let xml = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/">
        <rdf:Description rdf:about="http://example.org/s"><ex:p>xml</ex:p></rdf:Description></rdf:RDF>"#;
    let json_ld = RdfFormat::from_extension("jsonld").unwrap();
    let inputs = vec![
        text("j.jsonld", json_ld, json),
        text("x.rdf", RdfFormat::RdfXml, xml),
        text("t.trig", RdfFormat::TriG, "ex:s ex:p 'default' . ex:graph { ex:s ex:p 'named' }"),
    ];
    let quads: Vec<_> = quads(&load("", inputs).unwrap()).into_iter().collect();
    let sp = "<http://example.org/s> <http://example.org/p>";
    assert_eq!(
        quads,
        [
            format!("{sp} \"default\" <http://example.org/graph/t>"),
            format!("{sp} \"json\" <http://example.org/graph/j>"),
            format!("{sp} \"named\" <http://example.org/graph>"),
            format!("{sp} \"xml\" <http://example.org/graph/x>"),
        ]
    );
}

#[test]
fn blank_nodes_of_two_files_stay_apart_and_are_the_same_each_time() {
    let inputs = || {
        vec![
            text("a.ttl", RdfFormat::Turtle, "_:x ex:p ex:a , [ ex:q _:x ] ."),
            text("b.ttl", RdfFormat::Turtle, "_:x ex:p ex:b ."),
        ]
    };
    let store = load("", inputs()).unwrap();
    let subjects: BTreeSet<_> = store
        .quads()
        .map(|quad| quad.unwrap())
        .filter(|quad| {
            matches!(&quad.subject, NamedOrBlankNode::BlankNode(_)) && quad.predicate.as_str().ends_with("/p")
        })
        .map(|quad| quad.subject.to_string())
        .collect();
    assert_eq!(subjects.len(), 2);
    assert_eq!(quads(&store), quads(&load("", inputs()).unwrap()));
}

#[test]
fn only_rules_write_into_the_derived_graph_and_graphs_have_names() {
    let trig = |data: &str| error(load("", vec![text("t.trig", RdfFormat::TriG, data)]));
    let graph = derived_graph(ontology("").prefixes());
    assert_eq!(
        trig(&format!("{graph} {{ ex:s ex:p ex:o }}")),
        format!("t.trig: writes into {}, which only the rules fill", graph.as_str())
    );
    assert!(trig("_:g { ex:s ex:p ex:o }").starts_with("t.trig: names a graph with the blank node _:"));
    assert!(
        error(load("", vec![text("derived.ttl", RdfFormat::Turtle, "ex:s ex:p ex:o .")])).starts_with("derived.ttl: ")
    );
}

fn rule(construct: &str) -> String {
    format!("ex:CityShape sh:rule [ sh:construct '''{construct}''' ] .\n")
}

#[test]
fn rules_run_to_their_fixed_point_and_add_only_what_is_new() {
    // The first needs what the second derives.
    let rules = rule("CONSTRUCT { $this ex:knows ?other } WHERE { $this ex:near ?other }")
        + &rule("CONSTRUCT { ?b ex:near $this } WHERE { $this ex:near ?b . FILTER NOT EXISTS { $this a ex:Capital } }");
    let data = "ex:a a ex:City ; ex:near ex:b ; ex:knows ex:b . ex:b a ex:Capital . ex:x ex:near ex:y .";
    let store = load(&rules, turtle(data)).unwrap();
    let mut derived = Vec::new();
    let graph = derived_graph(ontology("").prefixes());
    store.dump(RdfFormat::NTriples, Some(graph.as_ref()), ontology("").prefixes(), &mut derived).unwrap();
    let iri = |name: &str| format!("<http://example.org/{name}>");
    let (a, b) = (iri("a"), iri("b"));
    assert_eq!(String::from_utf8(derived).unwrap(), format!("{b} {} {a} .\n{b} {} {a} .\n", iri("knows"), iri("near")));
}

#[test]
fn wrong_rules_are_named() {
    let message = |construct: &str| error(load(&rule(construct), turtle("ex:a a ex:City .")));
    let place = "shapes.ttl:";
    for (construct, expected) in [
        ("SELECT * WHERE { ?s ?p ?o }", "is not a CONSTRUCT query"),
        ("CONSTRUCT { $this ex:p ?o WHERE { }", "is not SPARQL"),
        ("CONSTRUCT { $this ex:p [] } WHERE { }", "constructs blank nodes"),
        ("CONSTRUCT { $this ex:p ?o } FROM ex:g WHERE { $this ex:q ?o }", "has a FROM clause"),
        (
            "CONSTRUCT { $this ex:p ?o } WHERE { SERVICE <http://127.0.0.1:1/sparql> { ?o ex:q ex:r } }",
            "cannot be evaluated",
        ),
        ("CONSTRUCT { $this ex:p ?o } WHERE { SERVICE <file:///etc/passwd> { ?o ex:q ex:r } }", "cannot be evaluated"),
    ] {
        let message = message(construct);
        assert!(
            message.starts_with(place) && message.contains(&format!("the rule {expected}")),
            "{construct}: {message}"
        );
    }
    let endless = message("CONSTRUCT { ?new a ex:City } WHERE { BIND(IRI(CONCAT(STR($this), 'x')) AS ?new) }");
    assert!(endless.starts_with("the rules still add triples after 100 rounds: shapes.ttl:"), "{endless}");
}

#[test]
fn violations_name_node_path_shape_and_value() {
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minCount 1 ] , [ sh:path ( ex:mayor ex:age ) ; sh:maxInclusive 120 ] .";
    let data = "ex:Bern a ex:Capital ; ex:mayor ex:m . ex:m ex:age 121 .";
    assert_eq!(
        error(load(shapes, turtle(data))),
        "the data violate the shapes 2 times\n  \
         http://example.org/Bern: (http://example.org/mayor / http://example.org/age): MaxInclusive(\"120\"^^xsd:integer) not satisfied (value 121, shape http://example.org/TownShape)\n  \
         http://example.org/Bern: http://example.org/name: MinCount(1) not satisfied (shape http://example.org/TownShape)"
    );
    let cities: String = (0..12).map(|i| format!("ex:c{i} a ex:City . ")).collect();
    let message = error(load(shapes, turtle(&cities)));
    assert!(message.starts_with("the data violate the shapes 12 times\n"));
    assert!(message.ends_with("\n  and 2 more") && message.lines().count() == 12, "{message}");
}

#[test]
fn rules_run_before_validation() {
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .\n".to_owned()
        + &rule("CONSTRUCT { $this ex:name ?n } WHERE { $this ex:label ?n }");
    assert!(load(&shapes, turtle("ex:Bern a ex:City ; ex:label 'Bern' .")).is_ok());
}

#[test]
fn warnings_pass_and_are_reported() {
    let shapes =
        "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:severity sh:Warning ;
        sh:message 'wo ist der Name?'@de , 'where is the name?'@en ] .";
    let report = check(shapes, "ex:Bern a ex:City .").unwrap();
    assert!(!report.conforms() && !report.refuses());
    assert_eq!(report.violations()[0].message, "where is the name?");
    assert_eq!(report.violations()[0].severity, "sh:Warning");
    assert!(load(shapes, turtle("ex:Bern a ex:City .")).is_ok());
}

#[test]
fn reports_are_written_as_json_and_as_turtle() {
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:founded ; sh:datatype xsd:date ] .";
    let report = check(shapes, "ex:Bern a ex:City ; ex:founded '1191-13-45'^^xsd:date .").unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["conforms"], false);
    assert_eq!(json["violations"][0]["component"], "sh:DatatypeConstraintComponent");
    assert_eq!(json["violations"][0]["value"], "\"1191-13-45\"^^<http://www.w3.org/2001/XMLSchema#date>");
    let turtle = report.to_turtle().unwrap();
    for part in [
        "sh:conforms false",
        "sh:focusNode <http://example.org/Bern>",
        "sh:resultPath <http://example.org/founded>",
        "sh:value \"1191-13-45\"^^<http://www.w3.org/2001/XMLSchema#date>",
        "a sh:ValidationReport",
    ] {
        assert!(turtle.contains(part), "{part} in {turtle}");
    }
    let report = check(shapes, "ex:Bern a ex:City ; ex:founded '1191-12-31'^^xsd:date .").unwrap();
    assert!(report.conforms());
    assert_eq!(serde_json::to_string(&report).unwrap(), r#"{"conforms":true,"violations":[]}"#);
}

#[test]
fn literals_are_validated_as_written() {
    // Oxigraph makes xsd:integer of the first and cannot count as far as the others go.
    for (datatype, good, bad) in [
        ("byte", "7", "300"),
        ("nonNegativeInteger", "5", "-5"),
        ("integer", "123456789012345678901234567890", "1.5"),
        ("dateTime", "2025-05-30T10:00:00", "2025-05-30"),
        ("decimal", "1234567890.12345678901234567890123456789", "1,5"),
        ("gYear", "2025", "25"),
        ("double", "1.5E3", "inf"),
        ("anyURI", "https://example.org/", "a b"),
    ] {
        let shapes = format!(
            "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:value ; sh:datatype xsd:{datatype} ] ."
        );
        let conforms = |value: &str| {
            check(&shapes, &format!("ex:c a ex:City ; ex:value '{value}'^^xsd:{datatype} .")).unwrap().conforms()
        };
        assert!(conforms(good), "{good} is a {datatype}");
        assert!(!conforms(bad), "{bad} is no {datatype}");
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    let shapes =
        "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minLength 2 ; sh:maxLength 3 ] .";
    let report = |name: &str| check(shapes, &format!("ex:c a ex:City ; ex:name '''{name}''' .")).unwrap();
    for name in ["日本語", "ab", "é\n𝄞"] {
        assert!(report(name).conforms(), "{name:?}");
    }
    let line = |name: &str| report(name).violations()[0].to_string();
    let line_about = |value: &str, what: &str| {
        format!(
            "http://example.org/c: http://example.org/name: {what} characters (value \"{value}\", shape http://example.org/TownShape)"
        )
    };
    assert_eq!(line("日本語版"), line_about("日本語版", "has more than 3"));
    assert_eq!(line("日"), line_about("日", "has less than 2"));
    assert_eq!(report("日").violations()[0].component, "sh:MinLengthConstraintComponent");
    // Also where it is nested.
    let shapes = "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:not [ sh:maxLength 3 ] ] .";
    assert!(!check(shapes, "ex:c a ex:City ; ex:name '日本語' .").unwrap().conforms());
    // The greatest that the engine takes.
    let shapes =
        "ex:TownShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:minLength 900 ; sh:maxLength 900 ] .";
    let data = |length: usize| format!("ex:c a ex:City ; ex:name '{}' .", "語".repeat(length));
    assert!(check(shapes, &data(900)).unwrap().conforms());
    assert!(!check(shapes, &data(899)).unwrap().conforms());
    assert!(!check(shapes, &data(901)).unwrap().conforms());
}

#[test]
fn shapes_that_would_be_overlooked_are_refused() {
    for (shape, problem) in [
        ("sh:sparql [ sh:select 'SELECT $this {}' ]", "has sh:sparql: constraints in SPARQL are not supported"),
        ("sh:js [ ]", "constraints in JavaScript"),
        ("sh:minCuont 1", "has sh:minCuont 1: there is no such property"),
        (
            "sh:property [ sh:path ex:p ; sh:nodeKind ex:IRI ]",
            "has sh:nodeKind http://example.org/IRI: the value has to be one of",
        ),
        ("sh:property [ sh:minCount 1 ]", "the property has no sh:path"),
        ("sh:property [ sh:path ex:p , ex:q ]", "the property has more than one sh:path"),
        ("sh:node ex:Missing", "the shape http://example.org/Missing is not described"),
        ("sh:or ( [ sh:class ex:C ] ex:Missing )", "the shape http://example.org/Missing is not described"),
        ("sh:targetNode [ ]", "the value has to be an IRI or a literal"),
        ("sh:property [ sh:path ex:p ; sh:minCount -1 ]", "a whole number, not below 0"),
        ("sh:property [ sh:path ex:p ; sh:maxLength 901 ]", "a whole number from 0 to 900"),
        ("sh:in ex:NoList", "a well-formed list"),
    ] {
        let shape = format!("ex:TownShape {shape} .");
        let message = check(&shape, "").unwrap_err().to_string();
        assert!(
            message.starts_with("the shape http://example.org/TownShape has sh:") && message.contains(problem),
            "{message}"
        );
    }
    let message = check("ex:TownShape sh:property [ sh:path ex:p ; sh:pattern '(' ] .", "").unwrap_err().to_string();
    assert!(message.starts_with("the shapes cannot be used: "), "{message}");
}

#[test]
fn dumps_are_stable_and_load_again() {
    let data = "ex:b a ex:City ; ex:name 'B'@en , '日'@ja ; ex:note [ ex:age 3 ] . ex:a a ex:City .";
    let inputs = || vec![text("b.ttl", RdfFormat::Turtle, data), text("a.ttl", RdfFormat::Turtle, "ex:a a ex:City .")];
    let ontology = ontology("");
    let store = load("", inputs()).unwrap();
    let dump = |store: &Store, format, graph: Option<&str>| {
        let mut out = Vec::new();
        let graph = graph.map(NamedNodeRef::new_unchecked);
        store.dump(format, graph, ontology.prefixes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let trig = dump(&store, RdfFormat::TriG, None);
    assert_eq!(trig, dump(&load("", inputs()).unwrap(), RdfFormat::TriG, None));
    let again = load("", vec![text("again.trig", RdfFormat::TriG, &trig)]).unwrap();
    assert_eq!(again.graphs().len(), store.graphs().len());
    assert_eq!(
        dump(&store, RdfFormat::Turtle, Some("http://example.org/graph/a")),
        "@prefix graph: <http://example.org/graph/> .\n@prefix ex: <http://example.org/> .\nex:a a ex:City .\n"
    );
    // The union has what two graphs say once.
    let union = dump(&store, RdfFormat::NTriples, None);
    assert_eq!(union.lines().filter(|line| line.starts_with("<http://example.org/a>")).count(), 1);
}

/// `PLENARY_TIMING=/work/main cargo test --release timing -- --ignored --nocapture`
#[test]
#[ignore = "for people"]
#[expect(clippy::print_stderr, reason = "it is there to be read")]
fn timing() {
    let root = PathBuf::from(std::env::var("PLENARY_TIMING").unwrap());
    let mut files: Vec<_> = fs::read_dir(root.join("ontology")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let sources: Vec<_> = files
        .iter()
        .map(|path| Source { name: path.display().to_string(), text: fs::read_to_string(path).unwrap() })
        .collect();
    for _ in 0..3 {
        let ontology = Ontology::read(&sources).unwrap();
        let inputs = discover(&[root.join("data")], ontology.prefixes()).unwrap();
        let (store, report) = Store::check(&ontology, &sources, inputs).unwrap();
        eprintln!("{:?}\n{report}", store.timings());
        eprintln!("{:?}", store.graphs());
    }
}

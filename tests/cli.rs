//! The program as it is run: arguments in, exit code, standard output and standard error out.

use crate::support::{PREFIXES, repository};
use oxigraph::io::{RdfFormat, RdfParser};
use serde_json::{Value, json};
use std::io::Write;

use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What a run of the program came to.
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.out))
    }

    /// Asserts that the command failed and said why in one line.
    pub(crate) fn assert_failed(&self, message: &str) {
        assert_eq!(self.code, Some(1), "{} {}", self.out, self.err);
        assert_eq!(self.out, "");
        assert_eq!(self.err.lines().count(), 1, "one line: {}", self.err);
        assert!(self.err.starts_with("plenary: ") && self.err.contains(message), "{message} in {}", self.err);
    }

    pub(crate) fn assert_succeeded(&self) {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
    }
}

pub(crate) fn plenary(arguments: &[&str], input: &[u8]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command.args(arguments).env_remove("PLENARY_LOG");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // Commands that do not read their input close it, which is no failure.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with files; `ontology/` holds cities with names.
struct Folder(TempDir);

const SHAPES: &str = "\
ex: a graphql:Schema ; graphql:publicShape ex:CityShape ; sh:declare ex:declaration .
ex:declaration sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" .
ex:CityShape a sh:NodeShape ; sh:targetClass ex:City ; sh:property ex:nameOfCity .
ex:nameOfCity sh:path ex:name ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 .
";

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("ontology/shapes.ttl", &format!("{PREFIXES}{SHAPES}"));
        folder.write("data.ttl", "@prefix ex: <http://example.org/> .\nex:bern a ex:City ; ex:name \"Bern\" .\n");
        folder
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        self.path(name)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs a command on the folder's ontology and one of its files.
    fn run(&self, arguments: &[&str], data: &str) -> Outcome {
        let own = ["--ontology", &self.path("ontology"), "--data", &self.path(data)];
        plenary(&[arguments, &own].concat(), b"")
    }
}

#[test]
fn check_passes_the_record() {
    let checked = plenary(&["check"], b"");
    checked.assert_succeeded();
    assert!(checked.out.ends_with(" graphs: the data conform to the shapes\n"), "{}", checked.out);
    let json = plenary(&["check", "--format", "json"], b"");
    assert_eq!((json.code, json.json()), (Some(0), json!({ "conforms": true, "violations": [] })));
    let also = plenary(
        &[
            "check",
            "--ontology",
            repository("ontology").to_str().unwrap(),
            "--data",
            repository("data").to_str().unwrap(),
        ],
        b"",
    );
    assert_eq!((also.code, also.out), (Some(0), checked.out));
}

#[test]
fn check_reports_violations_for_people_and_for_programs() {
    let folder = Folder::new();
    folder.write("bad.ttl", "@prefix ex: <http://example.org/> .\nex:thun a ex:City .\nex:bern a ex:City ; ex:name \"Bern\" , \"Berne\" .\n");
    let text = folder.run(&["check"], "bad.ttl");
    assert_eq!((text.code, text.err.as_str()), (Some(1), ""));
    let lines: Vec<_> = text.out.lines().collect();
    assert!(lines[0].starts_with("http://example.org/bern: http://example.org/name: "), "{}", lines[0]);
    assert!(lines[1].starts_with("http://example.org/thun: http://example.org/name: "), "{}", lines[1]);
    assert!(lines[2].ends_with("the data have 2 violations"), "{}", lines[2]);

    let report = folder.run(&["check", "--format", "json"], "bad.ttl");
    assert_eq!((report.code, report.err.as_str()), (Some(1), ""));
    assert_eq!(report.json()["conforms"], false);
    let violations = report.json()["violations"].clone();
    assert_eq!(violations.as_array().unwrap().len(), 2);
    assert_eq!(violations[1]["focus_node"], "http://example.org/thun");
    assert_eq!(violations[1]["path"], "http://example.org/name");
    assert_eq!(violations[1]["component"], "sh:MinCountConstraintComponent");
    assert_eq!(violations[1]["severity"], "sh:Violation");

    let turtle = folder.run(&["check", "--format", "turtle"], "bad.ttl");
    assert_eq!((turtle.code, turtle.err.as_str()), (Some(1), ""));
    let quads: Vec<_> = RdfParser::from_format(RdfFormat::Turtle).for_slice(&turtle.out).map(Result::unwrap).collect();
    let focus: Vec<_> =
        quads.iter().filter(|quad| quad.predicate.as_str() == "http://www.w3.org/ns/shacl#focusNode").collect();
    assert_eq!(focus.len(), 2);
}

#[test]
fn warnings_are_reported_and_pass() {
    let folder = Folder::new();
    folder.write("ontology/more.ttl", &format!("{PREFIXES}ex:nameOfCity sh:severity sh:Warning ."));
    folder.write("bad.ttl", "@prefix ex: <http://example.org/> .\nex:thun a ex:City .\n");
    let checked = folder.run(&["check"], "bad.ttl");
    assert_eq!(checked.code, Some(0), "{}", checked.err);
    assert!(checked.out.starts_with("http://example.org/thun: http://example.org/name: "), "{}", checked.out);
    let query = folder.write("q.graphql", "{ cities { totalCount } }");
    assert_eq!(folder.run(&["query", &query], "bad.ttl").code, Some(0));
}

#[test]
fn data_that_violate_a_shape_are_not_answered_from() {
    let folder = Folder::new();
    folder.write("bad.ttl", "@prefix ex: <http://example.org/> .\nex:thun a ex:City .\n");
    let query = folder.write("q.graphql", "{ cities { totalCount } }");
    for arguments in [&["query", &query][..], &["dump", "--format", "nq"], &["serve", "--bind", "127.0.0.1:0"]] {
        let outcome = folder.run(arguments, "bad.ttl");
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(
            outcome
                .err
                .contains("the data violate the shapes 1 time\n  http://example.org/thun: http://example.org/name: ")
        );
    }
}

#[test]
fn files_that_are_not_rdf_are_named_with_their_line() {
    let folder = Folder::new();
    folder.write("broken.ttl", "@prefix ex: <http://example.org/> .\n\nex:bern ex:name .\n");
    folder.run(&["check"], "broken.ttl").assert_failed("broken.ttl:3:");
    folder.write("broken.nt", "<http://example.org/a> <http://example.org/b> <http://example.org/c> .\nno triple .\n");
    folder.run(&["check"], "broken.nt").assert_failed("broken.nt:2:");
    folder.write("broken.jsonld", "{ \"@id\": ");
    folder.run(&["check"], "broken.jsonld").assert_failed("broken.jsonld");
    std::fs::write(folder.path("latin1.ttl"), b"<http://example.org/a> <http://example.org/b> \"\n caf\xe9\" .")
        .unwrap();
    folder.run(&["check"], "latin1.ttl").assert_failed("latin1.ttl:2:5: the byte 0xE9 is not UTF-8");
    folder.write("words.docx", "");
    folder.run(&["check"], "words.docx").assert_failed("words.docx: unknown file extension; known are ttl, trig, nt");
    folder.write("empty/notes.md", "");
    folder.run(&["check"], "empty").assert_failed("no RDF file in this folder");
    folder.run(&["check"], "missing.ttl").assert_failed("missing.ttl: No such file or directory (os error 2)\n");
    let twice = folder.run(&["check"], "missing").err;
    assert_eq!(twice.matches("No such file").count(), 1, "{twice}");
}

#[test]
fn ontologies_that_cannot_be_used_are_named_with_their_line() {
    let folder = Folder::new();
    let data = folder.path("data.ttl");
    let check = |ontology: &str| plenary(&["check", "--ontology", ontology, "--data", &data], b"");
    let shapes = |name: &str, text: &str| {
        folder.write(&format!("{name}/shapes.ttl"), &format!("{PREFIXES}{text}"));
        folder.path(name)
    };
    check(&folder.path("missing")).assert_failed("cannot read the ontology folder");
    std::fs::create_dir(folder.path("none")).unwrap();
    check(&folder.path("none")).assert_failed("has no Turtle file (*.ttl)");
    check(&shapes("hidden", "ex:S sh:targetClass ex:City .")).assert_failed("no public shape in");
    check(&shapes("broken", "ex:S sh:targetClass .\n")).assert_failed("broken/shapes.ttl:2: ");
    let collision = "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:City ; graphql:name \"Query\" .";
    check(&shapes("collision", collision)).assert_failed("collision/shapes.ttl:3: ");
    let empty =
        "ex: graphql:publicShape ex:S .\nex:S sh:targetClass ex:City ; sh:property [ sh:path ex:p ; sh:in () ] .";
    for command in ["check", "schema"] {
        let folder = shapes("empty", empty);
        let data: &[&str] = if command == "check" { &["--data", &data] } else { &[] };
        plenary(&[&[command, "--ontology", &folder], data].concat(), b"").assert_failed("has an empty list in sh:in");
    }
    let rule = format!("{SHAPES}ex:CityShape sh:rule [ sh:construct 'CONSTRUCT {{ $this ex:p }}' ] .");
    check(&shapes("rule", &rule)).assert_failed("rule/shapes.ttl:6: the rule is not SPARQL");
    plenary(&["check", "--ontology", &folder.path("ontology")], b"").assert_failed("an ontology of its own needs data");
}

#[test]
fn schema_prints_the_schema() {
    let printed = plenary(&["schema"], b"");
    printed.assert_succeeded();
    assert_eq!(printed.out, std::fs::read_to_string(repository("schema.graphql")).unwrap());
    let own = plenary(&["schema", "--ontology", &Folder::new().path("ontology")], b"");
    own.assert_succeeded();
    assert!(own.out.contains("type City implements Node {"), "{}", own.out);
}

#[test]
fn query_answers_from_a_file_and_from_standard_input() {
    let folder = Folder::new();
    let query = "query A($id: ID!) { state(id: $id) { label isoAlpha3 } } query B { __typename }";
    let file = folder.write("q.graphql", query);
    let arguments = ["--operation", "A", "--variables", r#"{"id":"actor:chn"}"#];
    let expected = "{\n  \"data\": {\n    \"state\": {\n      \"label\": \"China\",\n      \"isoAlpha3\": \"CHN\"\n    }\n  }\n}\n";
    for (source, input) in [(file.as_str(), ""), ("-", query)] {
        let answer = plenary(&[&["query", source], &arguments[..]].concat(), input.as_bytes());
        answer.assert_succeeded();
        assert_eq!(answer.out, expected);
    }
    let states = b"{ states(where: { id: { in: [\"actor:chn\", \"actor:gha\"] } }) { nodes { label isoAlpha3 } } }";
    let table = plenary(&["query", "-", "--format", "csv"], states);
    table.assert_succeeded();
    assert_eq!(table.out, "label,isoAlpha3\r\nChina,CHN\r\nGhana,GHA\r\n");
    assert_eq!(plenary(&["query", "-", "--format", "tsv"], states).out, "label\tisoAlpha3\nChina\tCHN\nGhana\tGHA\n");
    let no_table = plenary(&["query", "-", "--format", "csv"], b"{ states { totalCount } }");
    assert_eq!(no_table.out, "");
    assert!(no_table.err.contains("ask for either `nodes`"), "{}", no_table.err);
    let languages = plenary(&["query", "-", "--lang", "sw,FR , zh"], br#"{ state(id: "actor:che") { label } }"#);
    assert_eq!(languages.json()["data"]["state"]["label"], "Suisse");
    let explained = plenary(&["query", "-", "--explain"], b"{ sessions { nodes { order } } }");
    explained.assert_succeeded();
    assert_eq!(explained.json()["extensions"]["explain"]["reads"], 2);
    let filtered =
        plenary(&["query", "-", "--explain"], b"{ sessions(where: { order: { lt: 3 } }) { totalCount } }").json();
    let told = filtered["extensions"]["explain"]["plan"][0]["where"][0].as_str().unwrap();
    assert!(
        told.contains("< \"3\" — range of the index (candidates: about ")
            && told.ends_with(&format!(", found: {})", filtered["data"]["sessions"]["totalCount"])),
        "{told}"
    );
    assert_eq!(explained.json()["data"]["sessions"]["nodes"].as_array().unwrap().len(), 20);
}

#[test]
fn query_answers_over_data_of_ones_own() {
    let folder = Folder::new();
    let query = folder.write("q.graphql", "{ cities { nodes { id name } } }");
    let answer = folder.run(&["query", &query], "data.ttl");
    answer.assert_succeeded();
    let bern = json!({ "id": "http://example.org/bern", "name": "Bern" });
    assert_eq!(answer.json(), json!({ "data": { "cities": { "nodes": [bern] } } }));

    // With the built-in ontology, data come on top of the record.
    let state = "@prefix ple: <https://w3id.org/plenary/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://w3id.org/plenary/id/actor/atlantis> a ple:State ; skos:prefLabel \"Atlantis\"@en ; ple:isoAlpha3 \"ATL\" ; ple:unStatus \"OBSERVER_STATE\" .";
    let more = folder.write("more/actors/atlantis.ttl", state);
    for data in [more, folder.path("more")] {
        let query = b"{ states { totalCount } state(id: \"actor:atlantis\") { label } }";
        let answer = plenary(&["query", "-", "--data", &data], query);
        assert_eq!(answer.json()["data"], json!({ "states": { "totalCount": 196 }, "state": { "label": "Atlantis" } }));
    }
}

#[test]
fn queries_with_errors_print_the_response_and_fail() {
    for (query, code) in [
        ("{ kings }", "GRAPHQL_VALIDATION_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("query ($id: ID!) { state(id: $id) { id } }", "BAD_USER_INPUT"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
    ] {
        let answer = plenary(&["query", "-"], query.as_bytes());
        assert_eq!((answer.code, answer.err.as_str()), (Some(1), ""), "{query}");
        assert_eq!(answer.json()["errors"][0]["extensions"]["code"], code);
    }
}

#[test]
fn what_query_cannot_use_is_named() {
    let folder = Folder::new();
    let query = |arguments: &[&str]| plenary(&[&["query", "-"], arguments].concat(), b"{ __typename }");
    query(&["--variables", "{"]).assert_failed("--variables is not JSON");
    query(&["--variables", "[]"]).assert_failed("--variables must be a JSON object");
    query(&["--variables", r#"{"a-b":1}"#]).assert_failed("--variables has `a-b`");
    plenary(&["query", &folder.path("missing.graphql")], b"").assert_failed("cannot read the query file");
    plenary(&["query", &folder.path("ontology")], b"").assert_failed("cannot read the query file");
    plenary(&["query", "-"], b"{ \xff }")
        .assert_failed("cannot read the query from standard input: stream did not contain valid UTF-8");
    std::fs::write(folder.path("bytes.graphql"), b"{ \xff }").unwrap();
    plenary(&["query", &folder.path("bytes.graphql")], b"")
        .assert_failed("bytes.graphql, byte 2, is not UTF-8; save the file as UTF-8");
}

fn quads(format: RdfFormat, text: &str) -> Vec<String> {
    let parser = RdfParser::from_format(format);
    let mut quads: Vec<_> = parser.for_slice(text).map(|quad| quad.unwrap().to_string()).collect();
    quads.sort();
    quads
}

#[test]
fn dumps_of_every_syntax_are_rdf() {
    let formats = [
        ("nt", RdfFormat::NTriples),
        ("ttl", RdfFormat::Turtle),
        ("rdf", RdfFormat::RdfXml),
        ("jsonld", RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() }),
        ("trig", RdfFormat::TriG),
        ("nq", RdfFormat::NQuads),
    ];
    let mut actors = Vec::new();
    for (name, format) in formats {
        let dumped = plenary(&["dump", "--format", name, "--graph", "graph:actors"], b"");
        dumped.assert_succeeded();
        actors.push(quads(format, &dumped.out));
    }
    assert!(actors[0].len() > 3_000);
    assert!(actors.iter().all(|dump| *dump == actors[0]), "each syntax says the same of a graph without blank nodes");
}

#[test]
fn a_dump_can_be_loaded_and_gives_the_same_dump() {
    let folder = Folder::new();
    folder.write(
        "data/actors/a.ttl",
        "<http://example.org/a> a <http://example.org/City> ; <http://example.org/name> \"é\\n\\\"中\" .",
    );
    folder.write(
        "data/b.trig",
        "<urn:g> { <http://example.org/b> a <http://example.org/City> ; <http://example.org/name> \"B\"  }",
    );
    let dumped = folder.run(&["dump", "--format", "nq"], "data");
    dumped.assert_succeeded();
    folder.write("again.nq", &dumped.out);
    let again = folder.run(&["dump", "--format", "nq"], "again.nq");
    again.assert_succeeded();
    assert_eq!(again.out, dumped.out);
    assert_eq!(quads(RdfFormat::NQuads, &dumped.out).len(), dumped.out.lines().count());
}

/// With the record: the ontology has blank nodes and the rules derive, which the dump must not repeat.
#[test]
fn a_dump_of_the_record_gives_the_record() {
    let folder = Folder::new();
    // Blank nodes are named by their file, so they are not compared by name.
    let lines = |dump: &str| {
        let nameless = |term: &str| if term.starts_with("_:") { "_:" } else { term }.to_owned();
        let mut lines: Vec<Vec<_>> = dump.lines().map(|line| line.split(' ').map(nameless).collect()).collect();
        lines.sort();
        lines
    };
    let dump = |graph: &[&str], dataset: &[&str]| {
        let dumped = plenary(&[&["dump", "--format", "nq"], graph, dataset].concat(), b"");
        dumped.assert_succeeded();
        dumped.out
    };
    let whole = dump(&[], &[]);
    assert!(!whole.contains("graph/derived>") && whole.lines().count() > 10_000);
    folder.write("record.nq", &whole);
    let ontology = crate::support::repository("ontology");
    let data = folder.path("record.nq");
    let again = ["--ontology", ontology.to_str().unwrap(), "--data", &data];
    assert!(lines(&dump(&[], &again)) == lines(&whole), "the data");
    for graph in ["graph:derived", "graph:vocabulary"] {
        assert!(lines(&dump(&["--graph", graph], &again)) == lines(&dump(&["--graph", graph], &[])), "{graph}");
    }
}

#[test]
fn fault_29_a_dump_needs_no_format() {
    let quads_of = |arguments: &[&str], format| {
        let dumped = plenary(arguments, b"");
        dumped.assert_succeeded();
        quads(format, &dumped.out).len()
    };
    assert_eq!(quads_of(&["dump"], RdfFormat::TriG), quads_of(&["dump", "--format", "nq"], RdfFormat::NQuads));
    let graph = ["dump", "--graph", "graph:actors"];
    assert_eq!(
        quads_of(&graph, RdfFormat::Turtle),
        quads_of(&[&graph[..], &["--format", "nt"]].concat(), RdfFormat::NTriples)
    );
}

#[test]
fn fault_34_check_and_query_name_the_same_number_of_triples() {
    let checked = plenary(&["check"], b"");
    checked.assert_succeeded();
    let asked = plenary(&["query", "-"], b"{ dataset { triples } }").json();
    let triples = &asked["data"]["dataset"]["triples"];
    assert!(
        checked.out.contains(" triples of words by which `plenary import` reads texts, and which no server loads\n")
    );
    let last = checked.out.lines().last().unwrap();
    assert!(last.starts_with(&format!("{triples} triples in ")), "{triples}: {last}");
}

#[test]
fn a_graph_that_is_not_there_is_named_with_those_that_are() {
    let missing = plenary(&["dump", "--format", "nt", "--graph", "graph:missing"], b"");
    missing.assert_failed("there is no graph <https://w3id.org/plenary/id/graph/missing>; the graphs are https://w3id.org/plenary/id/graph/actors, ");
    plenary(&["dump", "--format", "nt", "--graph", "nothing"], b"").assert_failed("neither an IRI nor prefix:name");
}

/// `plenary dump | head -1` is no failure worth a message.
#[test]
fn a_reader_who_goes_away_is_not_complained_about() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    let piped = command.args(["dump", "--format", "nq"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn arguments_that_are_not_understood_exit_with_two() {
    for arguments in [
        &[][..],
        &["nonsense"],
        &["query"],
        &["serve", "--bind", "here"],
        &["dump", "--format", "doc"],
        &["check", "--bad"],
    ] {
        let outcome = plenary(arguments, b"");
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!outcome.err.is_empty());
    }
    assert!(plenary(&["--version"], b"").out.starts_with(concat!("plenary ", env!("CARGO_PKG_VERSION"), "\n")));
    for command in ["serve", "check", "schema", "query", "dump"] {
        let help = plenary(&[command, "--help"], b"");
        help.assert_succeeded();
        assert!(help.out.contains("Without it"), "{command} says what happens without a flag");
    }
}

#[cfg(unix)]
mod serving {
    use super::{Folder, plenary};
    use crate::remote::Good;
    use crate::support::RECORD;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::process::{Child, Command, ExitStatus, Stdio};
    use std::time::{Duration, Instant};

    const PATIENCE: Duration = Duration::from_secs(30);

    /// A server that is stopped with the test.
    struct Server(Child);

    impl Drop for Server {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    impl Server {
        fn start(arguments: &[&str]) -> Self {
            let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
            command.arg("serve").args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
            Self(command.spawn().unwrap())
        }

        /// The address that the server announces once it can answer.
        fn announced(&mut self) -> SocketAddr {
            let lines = BufReader::new(self.0.stdout.as_mut().unwrap()).lines();
            let mut addresses = lines.filter_map(|line| {
                let line = line.unwrap();
                let (_, rest) = line.split_once("http://")?;
                rest.split_once('/').map(|(address, _)| address.parse().unwrap())
            });
            addresses.next().expect("an address on standard output")
        }

        fn terminate(&self) {
            let pid = self.0.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        }

        fn wait(&mut self) -> ExitStatus {
            eventually(|| self.0.try_wait().unwrap())
        }
    }

    fn eventually<T>(mut check: impl FnMut() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(value) = check() {
                return value;
            }
            assert!(start.elapsed() < PATIENCE, "waited too long");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn connect(address: SocketAddr) -> Option<TcpStream> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Some(stream)
    }

    fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }

    #[test]
    fn a_request_that_has_begun_is_finished_before_the_server_stops() {
        let folder = Folder::new();
        let (ontology, data) = (folder.path("ontology"), folder.path("data.ttl"));
        let mut server = Server::start(&["--bind", "127.0.0.1:0", "--ontology", &ontology, "--data", &data]);
        let address = server.announced();
        assert!(get(address, "/ready").starts_with("HTTP/1.1 200 "));

        let body = r#"{"query":"{ cities { nodes { name } } }"}"#;
        let mut stream = connect(address).unwrap();
        let head = "POST /graphql HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n";
        write!(stream, "{head}Content-Length: {}\r\n\r\n", body.len()).unwrap();
        // The server asks for the body once the request has reached its handler.
        let go_on = b"HTTP/1.1 100 Continue\r\n\r\n";
        let mut interim = vec![0; go_on.len()];
        stream.read_exact(&mut interim).unwrap();
        assert_eq!(interim, go_on);
        stream.write_all(&body.as_bytes()[..20]).unwrap();
        server.terminate();
        eventually(|| TcpStream::connect(address).is_err().then_some(()));
        assert!(server.0.try_wait().unwrap().is_none(), "it waits for the request");

        stream.write_all(&body.as_bytes()[20..]).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
        assert!(response.ends_with(r#"{"data":{"cities":{"nodes":[{"name":"Bern"}]}}}"#), "{response}");
        assert_eq!(server.wait().code(), Some(0));
    }

    #[test]
    fn fault_27_a_name_to_listen_on_is_resolved() {
        let folder = Folder::new();
        let mut server = Server::start(&[
            "--bind",
            "localhost:0",
            "--ontology",
            &folder.path("ontology"),
            "--data",
            &folder.path("data.ttl"),
        ]);
        let address = server.announced();
        assert!(address.ip().is_loopback(), "{address}");
        assert!(get(address, "/health").starts_with("HTTP/1.1 200 "));
        server.terminate();
        assert_eq!(server.wait().code(), Some(0));
        let refused = plenary(&["serve", "--bind", "localhost"], b"");
        assert_eq!(refused.code, Some(2));
        assert!(
            refused.err.contains("write ADDRESS:PORT, as 127.0.0.1:7878, [::1]:7878 or localhost:7878"),
            "{}",
            refused.err
        );
    }

    /// A data file that never ends: a pipe that nobody writes to.
    #[test]
    fn a_server_that_still_loads_says_so_and_can_be_stopped() {
        let folder = Folder::new();
        let pipe = folder.path("slow.nt");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut server =
            Server::start(&["--bind", &free.to_string(), "--ontology", &folder.path("ontology"), "--data", &pipe]);
        eventually(|| connect(free));
        assert!(get(free, "/ready").starts_with("HTTP/1.1 503 "));
        assert!(get(free, "/health").starts_with("HTTP/1.1 200 "));
        server.terminate();
        assert_eq!(server.wait().code(), Some(0));
    }

    /// The texts are read in the background, tried again after a failure, and reading them holds up neither start nor end.
    #[test]
    fn a_server_over_an_endpoint_reads_its_texts_by_itself() {
        let good = Good::over(RECORD.store.inner().unwrap());
        good.break_after(0);
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let arguments = ["--bind", &free.to_string(), "--endpoint", &good.url, "--endpoint-refresh", "1"];
        let mut server = Server::start(&arguments);
        eventually(|| connect(free));
        let ready = |word: &str| get(free, "/ready").ends_with(&format!(r#""fullText":"{word}"}}"#)).then_some(());
        eventually(|| ready("failed"));
        let search = "/graphql?query=%7Bsearch(query:%22IGF%22)%7BtotalCount%7D%7D";
        assert!(get(free, search).contains(r#""code":"SOURCE_UNAVAILABLE""#));
        good.break_after(usize::MAX);
        eventually(|| ready("ready"));
        let found = get(free, search);
        assert!(found.ends_with(r#"{"data":{"search":{"totalCount":33}}}"#), "{found}");
        server.terminate();
        assert_eq!(server.wait().code(), Some(0));
    }

    /// A server whose log goes where `errors` leads.
    fn logging_to(folder: &Folder, errors: Stdio) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        let (ontology, data) = (folder.path("ontology"), folder.path("data.ttl"));
        command.args(["serve", "--bind", "127.0.0.1:0", "--ontology", &ontology, "--data", &data]);
        Server(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors).spawn().unwrap())
    }

    #[test]
    fn hostile_a2_a_log_that_cannot_be_written_costs_no_request() {
        let folder = Folder::new();
        let full = std::fs::File::options().write(true).open("/dev/full");
        let mut servers = vec![logging_to(&folder, Stdio::piped())];
        servers.extend(full.ok().map(|full| logging_to(&folder, full.into())));
        // The first one's reader goes at once.
        drop(servers[0].0.stderr.take());
        for server in &mut servers {
            let address = server.announced();
            for _ in 0..20 {
                assert!(get(address, "/health").starts_with("HTTP/1.1 200 "));
                assert!(get(address, "/nothing").starts_with("HTTP/1.1 404 "));
            }
            server.terminate();
            assert_eq!(server.wait().code(), Some(0));
        }
    }

    #[test]
    fn hostile_a2_a_log_that_nobody_reads_holds_up_neither_requests_nor_the_end() {
        let folder = Folder::new();
        let mut server = logging_to(&folder, Stdio::piped());
        let address = server.announced();
        let mut stream = connect(address).unwrap();
        let mut answers = BufReader::new(stream.try_clone().unwrap());
        // A pipe takes 64 KiB; each request makes a line of a hundred bytes or more.
        for _ in 0..2000 {
            write!(stream, "GET /health HTTP/1.1\r\nHost: test\r\n\r\n").unwrap();
            let mut response = Vec::new();
            answers.read_until(b'}', &mut response).unwrap();
            assert!(response.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&response));
        }
        server.terminate();
        assert_eq!(server.wait().code(), Some(0));
    }

    #[test]
    fn fault_27_a_hang_up_of_the_terminal_does_not_end_the_server() {
        let folder = Folder::new();
        let mut server = logging_to(&folder, Stdio::piped());
        let address = server.announced();
        let pid = server.0.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
        let log = BufReader::new(server.0.stderr.take().unwrap());
        let mut log = log.lines().map_while(Result::ok);
        assert!(log.any(|line| line.contains("loaded anew")));
        assert!(get(address, "/ready").starts_with("HTTP/1.1 200 "));
        server.terminate();
        assert_eq!(server.wait().code(), Some(0));
    }

    #[test]
    fn a_server_whose_data_cannot_be_loaded_stops_with_one() {
        let folder = Folder::new();
        folder.write("broken.ttl", "nothing");
        let failed = folder.run(&["serve", "--bind", "127.0.0.1:0"], "broken.ttl");
        failed.assert_failed("broken.ttl:1:");
    }

    #[test]
    fn a_port_in_use_is_known_at_once() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let failed = plenary(&["serve", "--bind", &address], b"");
        failed.assert_failed(&format!("cannot listen on {address}; choose another address or port with --bind: "));
    }
}

//! Files: which are read, where their triples go, and what is said of those that are wrong.

use super::{Folder, PREFIXES, error, load, ontology, quads, text};
use crate::{Store, derived_graph, discover};
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode};
use std::collections::BTreeSet;
use std::io::Write;

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
    let graphs: Vec<_> = store.graphs().collect();
    let graphs: Vec<_> = graphs.iter().map(|(graph, triples)| (graph.as_str(), *triples)).collect();
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
    assert!(discover("missing").ends_with("missing"), "{}", discover("missing"));
    assert!(discover("docs").contains("docs: no RDF file"));
    assert!(
        discover("table.csv")
            .ends_with("table.csv: unknown file extension; known are ttl, trig, nt, nq, rdf, xml, owl, jsonld, n3, each also compressed (.ttl.gz)")
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
fn fault_23_compressed_files_load_by_the_extension_before_gz() {
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    // Two members one after the other are one file, as `cat` makes it.
    let two = [gzip(TRIPLE), gzip(b"<http://example.org/s> <http://example.org/p> 1 .")].concat();
    let folder = Folder::new(&[("a/x.ttl.gz", &two), ("a/y.NT.GZ", &gzip(TRIPLE)), ("a/z.csv.gz", &gzip(b"no data"))]);
    let graphs = folder.load().unwrap().graphs().collect::<Vec<_>>();
    assert_eq!(graphs.iter().find(|(graph, _)| graph.as_str() == "http://example.org/graph/a").unwrap().1, 2);

    let folder = Folder::new(&[("a/x.ttl.gz", &gzip(TRIPLE)[..20])]);
    assert!(error(folder.load()).ends_with("cannot read a/x.ttl.gz") || error(folder.load()).contains("x.ttl.gz"));
    let folder = Folder::new(&[("a/x.ttl.gz", &gzip(b"\nnonsense"))]);
    assert!(error(folder.load()).contains("a/x.ttl.gz:2:"), "the place is that in the text");
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
        format!(
            "t.trig: writes into {}, which only the rules fill; leave it out, loading derives it again",
            graph.as_str()
        )
    );
    assert!(trig("_:g { ex:s ex:p ex:o }").starts_with("t.trig: names a graph with the blank node _:"));
    assert!(
        error(load("", vec![text("derived.ttl", RdfFormat::Turtle, "ex:s ex:p ex:o .")])).starts_with("derived.ttl: ")
    );
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
    assert_eq!(again.graphs().count(), store.graphs().count());
    assert_eq!(
        dump(&store, RdfFormat::Turtle, Some("http://example.org/graph/a")),
        "@prefix graph: <http://example.org/graph/> .\n@prefix ex: <http://example.org/> .\nex:a a ex:City .\n"
    );
    // The union has what two graphs say once.
    let union = dump(&store, RdfFormat::NTriples, None);
    assert_eq!(union.lines().filter(|line| line.starts_with("<http://example.org/a>")).count(), 1);
}

#[test]
fn hostile_c1_files_that_expand_without_end_are_refused_by_name() {
    let rdf = |entities: &str, text: &str| {
        format!(
            "<!DOCTYPE rdf:RDF [{entities}]><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:ex=\"http://example.org/\">\
             <rdf:Description rdf:about=\"http://example.org/s\"><ex:p>{text}</ex:p></rdf:Description></rdf:RDF>"
        )
    };
    let of = |name: &str, format, file: &str| load("", vec![text(name, format, file)]);
    let laughs: String = (0..9).map(|i| format!("<!ENTITY a{} \"{}\">", i + 1, format!("&a{i};").repeat(10))).collect();
    let bomb = rdf(&format!("<!ENTITY a0 \"lol\">{laughs}"), "&a9;");
    assert!(bomb.len() < 1_000);
    let refusal = error(of("bomb.rdf", RdfFormat::RdfXml, &bomb));
    assert_eq!(refusal, "bomb.rdf: the entity `a1` stands for other entities; write in its place what it stands for");
    let file = rdf("<!ENTITY a SYSTEM \"file:///etc/passwd\">", "&a;");
    assert!(error(of("file.rdf", RdfFormat::RdfXml, &file)).contains("the entity `a` stands for a file"));
    let fine = rdf("<!ENTITY ex \"http://example.org/\">", "&ex;o &amp; &#13;");
    let loaded = of("fine.rdf", RdfFormat::RdfXml, &fine).unwrap();
    assert!(quads(&loaded).iter().any(|quad| quad.contains("\"http://example.org/o & \\r\"")), "{:?}", quads(&loaded));
    let deep =
        |depth: usize| format!("<urn:s> <urn:p> {}1{} .", "<<( <urn:s> <urn:p> ".repeat(depth), " )>>".repeat(depth));
    assert!(of("deep.ttl", RdfFormat::Turtle, &deep(8)).is_ok());
    assert!(
        error(of("deep.ttl", RdfFormat::Turtle, &deep(2_000))).contains("triple terms are nested more than 32 deep")
    );
}

#[test]
fn a_large_file_is_parsed_as_it_is_read_and_gives_what_a_small_one_gives() {
    use flate2::write::GzEncoder;
    use std::io::Write as _;
    let mut rows: Vec<String> = Vec::new();
    for number in 0..26_000 {
        rows.push(format!(
            "ex:c{number} a ex:City ; ex:mayor ex:m{} ; ex:name \"{}\" , 'N\u{e9}{number}'@en .",
            number % 7,
            "x".repeat(120)
        ));
        if number % 1_000 == 0 {
            rows.push(format!("ex:c{number} ex:near [ ex:name 'a # <<' ; ex:n {number} ] ."));
        }
    }
    let whole = format!("\u{feff}{PREFIXES}{}", rows.join("\n"));
    assert!(whole.len() > 4 << 20);
    let files: Vec<(String, Vec<u8>)> = rows
        .chunks(9_000)
        .enumerate()
        .map(|(number, rows)| (format!("cities/{number}.ttl"), format!("{PREFIXES}{}", rows.join("\n")).into_bytes()))
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let load_of =
        |folder: &Folder| load("", discover(std::slice::from_ref(&folder.0), ontology("").prefixes()).unwrap());
    // Blank nodes are called by their file, which is another here.
    let count = |folder: &Folder| {
        let quads = quads(&load_of(folder).unwrap());
        let (blank, named): (BTreeSet<String>, BTreeSet<String>) =
            quads.into_iter().partition(|quad| quad.contains("_:"));
        (blank.len(), named)
    };
    let small = count(&Folder::new(&files));
    assert_eq!(small.0, 26 * 3);
    assert_eq!(count(&Folder::new(&[("cities/all.ttl", whole.as_bytes())])), small);
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(whole.as_bytes()).unwrap();
    assert_eq!(count(&Folder::new(&[("cities/all.trig.gz", &packed.finish().unwrap())])), small);

    let line = whole.matches('\n').count() + 2;
    for (end, message) in [
        ("\nex:a ex:b ex:c", format!("all.ttl:{line}:")),
        ("\n  ex:a ex:b \u{1}", format!("all.ttl:{line}:13")),
        ("\nex:a nowhere:b ex:c .", format!("all.ttl:{line}:")),
    ] {
        let message_of = error(load_of(&Folder::new(&[("cities/all.ttl", format!("{whole}{end}").as_bytes())])));
        assert!(message_of.contains(&message), "{end:?}: {message_of}");
    }
    let cut = [whole.as_bytes(), b"\nex:a ex:b '\xc3' ."].concat();
    let message = error(load_of(&Folder::new(&[("cities/all.ttl", &cut)])));
    assert!(message.contains(&format!("all.ttl:{line}:12: the byte 0xC3 is not UTF-8")), "{message}");
    let derived = format!("{whole}\n<http://example.org/graph/derived> {{ ex:a ex:b ex:c }}");
    let message = error(load_of(&Folder::new(&[("cities/all.trig", derived.as_bytes())])));
    assert!(message.contains("writes into"), "{message}");
}

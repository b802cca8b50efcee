//! Files: which are read, where their triples go, and what is said of those that are wrong.

use super::{Folder, PREFIXES, error, load, ontology, quads, sources, text};
use crate::{Options, Store, derived_graph, discover};
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode};
use plenary_arrays::Scratch;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

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

/// What is loaded of a file, and of the same as a text, which is read whole.
fn both_ways(
    name: &str,
    format: RdfFormat,
    bytes: &[u8],
    room: Option<&Arc<Scratch>>,
) -> [Result<BTreeSet<String>, String>; 2] {
    let folder = Folder::new(&[(name, bytes)]);
    let of_file = discover(std::slice::from_ref(&folder.0), ontology("").prefixes()).unwrap();
    let of_text = vec![text(name, format, &String::from_utf8_lossy(bytes))];
    [(of_file, room), (of_text, None)].map(|(inputs, room)| {
        let options = Options { validate: false };
        let loaded = Store::load_within(&ontology(""), &sources(""), inputs, &options, room);
        let folder = format!("{}/", folder.0.display());
        loaded.map(|store| quads(&store)).map_err(|error| error.to_string().replace(&folder, ""))
    })
}

#[test]
fn large_rdf_xml_is_parsed_as_it_is_read_and_refused_at_the_same_place() {
    let mut rows: Vec<String> = Vec::new();
    for number in 0..14_000 {
        let name = format!("\u{65e5} {number} &lt; {}", "x".repeat(200));
        rows.push(format!(
            "<ex:City rdf:about=\"&ex;c{number}\"><ex:name xml:lang='en'>{name} &short;</ex:name>\n\
             <ex:near><rdf:Description><ex:n>{number}</ex:n></rdf:Description></ex:near></ex:City>"
        ));
    }
    let head = "<?xml version=\"1.0\"?><!DOCTYPE rdf:RDF [<!ENTITY ex \"http://example.org/\"> <!ENTITY short \"s\">]>\n\
                <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:ex=\"http://example.org/\">";
    let document = |head: &str, end: &str| format!("\u{feff}{head}{}{end}", rows.join("\n"));
    let whole = document(head, "</rdf:RDF>");
    assert!(whole.len() > 4 << 20);
    let [streamed, read] = both_ways("cities/all.rdf", RdfFormat::RdfXml, whole.as_bytes(), None);
    // Blank nodes are called by their file, which is the same.
    assert_eq!(streamed, read);
    assert_eq!(streamed.unwrap().len(), 14_000 * 4);

    let many = (0..300).map(|number| format!(" ex:a{number}='x'")).collect::<String>();
    let long = head.replace("\"s\"", &format!("\"{}\"", "y".repeat(1024)));
    let many_long = format!("<ex:City><ex:name>{}</ex:name></ex:City></rdf:RDF>", "&short;".repeat(120_000));
    for (document, part) in [
        (document(head, "<ex:City></rdf:RDF>"), "this is not XML"),
        (document(head, &format!("<ex:City{many}/></rdf:RDF>")), "more than 256 attributes"),
        (document(head, &"<ex:a>".repeat(1100)), "more than 1024 elements are open"),
        (document(&head.replace("\"s\"", "\"&ex;&ex;\""), "</rdf:RDF>"), "stands for other entities"),
        (document(&head.replace("\"s\"", "SYSTEM \"/etc/passwd\""), "</rdf:RDF>"), "stands for a file"),
        (document(&long, &many_long), "make the text too long"),
        (document(head, "<ex:City rdf:about='a b'/></rdf:RDF>"), ""),
    ] {
        let folder = Folder::new(&[("cities/all.rdf", document.as_bytes())]);
        let streamed = error(load("", discover(std::slice::from_ref(&folder.0), ontology("").prefixes()).unwrap()));
        assert!(streamed.contains(part) && streamed.contains("all.rdf"), "{streamed}");
        // Of an entity, and of what RDF does not allow, a text has no place or another.
        if part.starts_with("this") || part.starts_with("more than") {
            let read = error(load("", vec![text("cities/all.rdf", RdfFormat::RdfXml, &document)]));
            assert!(streamed.ends_with(&read), "{streamed} {read}");
        }
    }
    let cut = [document(head, "\n  ").as_bytes(), b"\xc3<"].concat();
    let [streamed, _] = both_ways("cities/all.rdf", RdfFormat::RdfXml, &cut, None);
    let line = document(head, "\n").matches('\n').count() + 1;
    assert!(streamed.unwrap_err().contains(&format!("all.rdf:{line}:3: the byte 0xC3 is not UTF-8")));
}

#[test]
fn json_ld_that_does_not_fit_is_read_as_it_comes_if_it_is_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let room = Arc::new(Scratch::new(folder.path(), 1 << 20).unwrap());
    let node =
        |number: usize| format!("{{\"@type\": \"City\", \"@id\": \"ex:c{number}\", \"name\": \"\\\"[{number}\"}}");
    let context = "\"@context\": {\"ex\": \"http://example.org/\", \"@vocab\": \"http://example.org/\"}";
    let nodes = (0..3_000).map(node).collect::<Vec<_>>().join(",\n");
    let json = RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() };
    let in_order = format!("{{{context}, \"@graph\": [{nodes}]}}");
    let [streamed, read] = both_ways("cities/all.jsonld", json, in_order.as_bytes(), Some(&room));
    assert_eq!(streamed, read);
    assert_eq!(streamed.unwrap().len(), 6_000);
    let otherwise = format!("{{\"@graph\": [{nodes}], {context}}}");
    let [streamed, read] = both_ways("cities/all.jsonld", json, otherwise.as_bytes(), Some(&room));
    let message = streamed.unwrap_err();
    assert!(message.contains("all.jsonld") && message.contains("convert it to N-Triples"), "{message}");
    assert_eq!(read.unwrap().len(), 6_000, "with enough memory it is read");
    let deep = format!("{{{context}, \"@graph\": [{nodes}, {}", "[".repeat(300));
    for message in both_ways("cities/all.jsonld", json, deep.as_bytes(), Some(&room)).map(Result::unwrap_err) {
        assert!(message.contains("all.jsonld:3000:") && message.contains("more than 256 arrays"), "{message}");
    }
}

#[test]
fn nodes_without_names_that_do_not_fit_are_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let room = Arc::new(Scratch::new(folder.path(), 1 << 20).unwrap());
    let text: String =
        (0..6_000).map(|number| format!("_:n{number} <http://example.org/p> \"{number}\" .\n")).collect();
    let [on_disk, in_memory] = both_ways("nodes.nt", RdfFormat::NTriples, text.as_bytes(), Some(&room));
    let message = on_disk.unwrap_err();
    assert!(message.contains("blank nodes") && message.contains("--memory") && message.contains("IRIs"), "{message}");
    assert_eq!(in_memory.unwrap().len(), 6_000);
    drop(room);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

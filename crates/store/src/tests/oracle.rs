//! Loading into arrays beside loading into an Oxigraph store, which it did before: the same quads, derived by the same rules, and the same report.

use super::{PREFIXES, error, ontology, sources, text};
use crate::read::Reader;
use crate::rules::Rules;
use crate::skolem::Skolem;
use crate::{
    Built, Input, Numbered, Options, Placed, Report, Store, Validation, derived_graph, discover, graph_for,
    named_by_content, read_inputs, read_sources, vocabulary_graph,
};
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use plenary_arrays::Scratch;
use plenary_base::clock::Clock;
use plenary_base::vocab::rdf;
use plenary_graph::terms::quad_in_form;
use plenary_shacl::Index;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// What is loaded, and what there is to say about it.
type Outcome = (BTreeSet<String>, Vec<String>, String);

fn outcome(quads: impl Iterator<Item = Quad>, report: &Report) -> Outcome {
    let lines = report.violations().iter().map(ToString::to_string).collect();
    (quads.map(|quad| quad.to_string()).collect(), lines, report.to_turtle().unwrap())
}

fn by_arrays(shapes: &str, inputs: Vec<Input>) -> Outcome {
    let (store, report) = Store::check(&ontology(shapes), &sources(shapes), inputs).unwrap();
    let inner: BTreeSet<String> = store.inner().unwrap().iter().map(|quad| quad.unwrap().to_string()).collect();
    let outcome = outcome(store.quads(), &report);
    assert_eq!(inner, outcome.0, "the store for SPARQL has the same quads");
    outcome
}

fn by_oxigraph(shapes: &str, inputs: Vec<Input>) -> Outcome {
    let ontology = ontology(shapes);
    let (own, data) = stated_by(shapes, &inputs);
    let placed = Placed::of(&own, &data);
    let skolem = Skolem::of(&ontology, &placed, &data);
    let graph = derived_graph(ontology.prefixes());
    let stated: Vec<Quad> = own.iter().chain(&data).cloned().collect();
    let mut derived: Vec<Quad> = Vec::new();
    for quad in &stated {
        let Term::NamedNode(class) = &quad.object else { continue };
        for above in placed.above(&ontology, class).iter().filter(|_| quad.predicate.as_str() == rdf::TYPE) {
            let is_it = |other: &Quad| other.subject == quad.subject && other.object == Term::from(above.clone());
            if !stated.iter().chain(&derived).any(is_it) {
                derived.push(Quad::new(quad.subject.clone(), quad.predicate.clone(), above.clone(), graph.clone()));
            }
        }
    }
    let store = oxigraph::store::Store::new().unwrap();
    store.extend(stated.iter().chain(&derived).map(|quad| skolem.named(quad))).unwrap();
    let rules = Rules::read(&ontology).unwrap();
    loop {
        let mut added = 0;
        for rule in rules.iter() {
            let mut prepared = SparqlEvaluator::new().for_query(rule.of_all().clone());
            prepared.dataset_mut().set_default_graph_as_union();
            let QueryResults::Graph(triples) = prepared.on_store(&store).execute().unwrap() else { panic!() };
            for triple in triples.collect::<Result<Vec<Triple>, _>>().unwrap() {
                let (s, p, o) = (triple.subject.as_ref(), triple.predicate.as_ref(), triple.object.as_ref());
                if store.quads_for_pattern(Some(s), Some(p), Some(o), None).next().is_none() {
                    let quad = triple.in_graph(graph.clone());
                    store.insert(&quad).unwrap();
                    let triple = Triple::new(quad.subject, quad.predicate, quad.object);
                    derived.push(skolem.unnamed(triple).in_graph(graph.clone()));
                    added += 1;
                }
            }
        }
        if added == 0 {
            break;
        }
    }
    let seen = stated.iter().chain(&derived).map(|quad| quad.as_ref().into());
    let index = Index::new(seen).unwrap();
    let report = Validation::read(&own, &ontology).unwrap().whole(&index, &Clock::unlimited()).unwrap();
    outcome(store.iter().map(Result::unwrap), &report)
}

/// What the ontology and the data state. Their files are numbered one after the other, as blank nodes are named by that.
fn stated_by(shapes: &str, inputs: &[Input]) -> (Vec<Quad>, Vec<Quad>) {
    let mut reader = Reader::new(ontology(shapes).prefixes()).unwrap();
    sources(shapes).iter().for_each(|source| reader.read_source(source).unwrap());
    let of_ontology = reader.quads.len();
    inputs.iter().for_each(|input| reader.read(input).unwrap());
    let data = reader.quads.split_off(of_ontology);
    (reader.quads, data)
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit as u64) as usize
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn node(&mut self) -> &'static str {
        self.of(&["ex:a", "ex:b", "ex:c", "ex:d", "_:x", "_:y", "_:z"])
    }

    fn turtle(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..25 {
            let subject = self.node();
            let object = match self.below(8) {
                0 | 1 => {
                    let class = self.of(&["ex:City", "ex:Capital", "ex:Mine", "ex:Town", "ex:Other"]);
                    let _ = writeln!(text, "{subject} a {class} .");
                    continue;
                }
                2 => self.node(),
                3 => {
                    self.of(&["\"01\"^^xsd:byte", "1", "\"+1\"^^xsd:integer", "\"300\"^^xsd:byte", "\"1\"^^xsd:short"])
                }
                4 => self.of(&["'x'", "'x'@en", "'x'@EN-gb", "\"2.50\"^^xsd:decimal", "2.5", "\"x\"^^ex:own"]),
                5 => self.of(&["\"2025-05-30Z\"^^xsd:date", "\"2025-05-30+00:00\"^^xsd:date", "'2025'^^xsd:gYear"]),
                _ => self.node(),
            };
            let _ = writeln!(text, "{subject} ex:{} {object} .", self.of(&["near", "mayor", "value", "name"]));
        }
        if self.below(2) == 0 {
            let _ = writeln!(text, "ex:Mine rdfs:subClassOf ex:City . ex:d a ex:Mine .");
        }
        if self.below(4) == 0 {
            let _ = writeln!(text, "_:x a ex:City . ex:a ex:says <<( _:x ex:value \"01\"^^xsd:int )>> .");
        }
        text
    }
}

const RULES: &str = "
    ex:CityShape sh:rule
        [ sh:construct 'CONSTRUCT { ?b ex:near $this } WHERE { $this ex:near ?b FILTER(isIRI(?b)) }' ] ,
        [ sh:construct 'CONSTRUCT { $this ex:far ?c } WHERE { $this ex:near/ex:near ?c FILTER NOT EXISTS { $this ex:near ?c } }' ] ,
        [ sh:construct 'CONSTRUCT { $this ex:twice ?two } WHERE { $this ex:value ?v BIND(?v * 2 AS ?two) FILTER(isNumeric(?v)) }' ] ,
        [ sh:construct 'CONSTRUCT { $this ex:in ?g } WHERE { GRAPH ?g { $this ex:value ?v } }' ] ,
        [ sh:construct 'CONSTRUCT { $this ex:others ?n } WHERE { SELECT $this (COUNT(DISTINCT ?b) AS ?n) { $this ex:near ?b } GROUP BY $this }' ] .
    ex:TownShape sh:targetClass ex:City , ex:Town ;
        sh:property [ sh:path ex:value ; sh:datatype xsd:byte ; sh:maxCount 2 ] ,
            [ sh:path ex:value ; sh:hasValue \"01\"^^xsd:byte ; sh:severity sh:Warning ] ,
            [ sh:path ex:near ; sh:nodeKind sh:IRI ; sh:class ex:City ; sh:disjoint ex:far ] ,
            [ sh:path ex:twice ; sh:maxInclusive 4 ] ,
            [ sh:path ex:name ; sh:uniqueLang true ; sh:in ( 'x'@en 'x' 1 ) ] ,
            [ sh:path [ sh:inversePath ex:mayor ] ; sh:maxCount 1 ] ;
        sh:sparql [ sh:select 'SELECT $this ?value { $this <http://example.org/mayor>+ ?value FILTER(isBlank(?value)) }' ] .
    ex:ValueShape sh:targetObjectsOf ex:value ; sh:nodeKind sh:Literal ; sh:pattern '^[0-9]+$' .
    ex:SaidShape sh:targetObjectsOf ex:says ; sh:nodeKind sh:IRI .";

#[test]
fn arrays_are_loaded_as_oxigraph_loads() {
    let (mut blank, mut written, mut derived, mut found) = (0, 0, 0, 0);
    for seed in 0..200 {
        let mut random = Random(seed);
        let (one, other) = (random.turtle(), random.turtle());
        let inputs = || {
            let input = |name: &str, text: &str| Input::Text {
                name: name.to_owned(),
                text: format!("{PREFIXES}{text}").into(),
                graph: graph_for(Path::new(name), ontology("").prefixes()),
                format: RdfFormat::Turtle,
            };
            vec![input("one.ttl", &one), input("other.ttl", &other)]
        };
        let expected = by_oxigraph(RULES, inputs());
        assert_eq!(by_arrays(RULES, inputs()), expected, "seed {seed}\n{one}\n\n{other}");
        blank += usize::from(expected.0.iter().any(|quad| quad.contains("genid")));
        written += usize::from(one.contains("+1"));
        derived += expected.0.iter().filter(|quad| quad.ends_with("derived>")).count();
        found += expected.1.len();
    }
    assert!(blank > 50 && written > 50 && derived > 1000 && found > 1000, "{blank} {written} {derived} {found}");
}

/// Lines of N-Triples with a blank node now and then: more than one thread reads at a time.
fn lines(count: usize) -> String {
    let mut text = String::new();
    for number in 0..count {
        let subject =
            if number % 1000 == 7 { format!("_:b{}", number % 5000) } else { format!("<http://example.org/{number}>") };
        let _ = writeln!(
            text,
            "{subject} <http://example.org/name> \"the name of number {}, which is long\" .",
            number / 2
        );
    }
    text
}

#[test]
fn a_long_file_of_lines_is_read_in_parts_as_if_it_were_whole() {
    let folder = tempfile::tempdir().unwrap();
    let text = lines(120_000);
    assert!(text.len() > 2 * (4 << 20), "more than two blocks");
    let path = folder.path().join("long.nt");
    std::fs::write(&path, &text).unwrap();
    let inputs = |path: &Path| discover(&[path.to_owned()], ontology("").prefixes()).unwrap();
    let load = |path: &Path| Store::load(&ontology(""), &sources(""), inputs(path), &Options { validate: false });
    let store = load(&path).unwrap();
    let graph = graph_for("long.nt".as_ref(), ontology("").prefixes());
    let read: BTreeSet<String> =
        store.triples().graph(graph.as_ref()).unwrap().map(|triple| triple.to_string()).collect();
    let (_, quads) = stated_by("", &inputs(&path));
    assert_eq!(read, quads.iter().map(|quad| Triple::from(quad.clone()).to_string()).collect());
    let name = NamedNodeRef::new("http://example.org/name").unwrap();
    let nodes = store.quads().filter(|quad| quad.predicate == name);
    let nodes: BTreeSet<_> = nodes
        .filter(|quad| matches!(quad.subject, NamedOrBlankNode::BlankNode(_)))
        .map(|quad| quad.subject.to_string())
        .collect();
    assert_eq!(nodes.len(), 5, "one node for a label, whichever part it is in: {nodes:?}");

    // Errors name the line, in whichever part it is.
    for (line, wrong, expected) in [
        (100_000, "<http://example.org/a> <http://example.org/b> 'c' ."[..].as_bytes(), "long.nt:100000:"),
        (119_999, b"<http://example.org/a> <http://example.org/b> \"\xff\" .", "long.nt:119999:"),
        (3, b"<a b> <http://example.org/b> \"c\" .", "long.nt:3:"),
    ] {
        let mut lines: Vec<&[u8]> = text.as_bytes().split(|byte| *byte == b'\n').collect();
        lines[line - 1] = wrong;
        lines.insert(line, b"nor is this a triple");
        std::fs::write(&path, lines.join(&b'\n')).unwrap();
        let message = error(load(&path));
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn what_is_read_on_all_cores_is_what_is_read_quad_by_quad() {
    let (mut blank, mut odd, mut beside) = (0, 0, 0);
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..100 {
        let mut random = Random(seed);
        let in_own =
            format!("ex:CityShape ex:note {} . ex:Capital rdfs:subClassOf ex:City .", random.of(&["1", "'x'"]));
        let inputs = vec![
            text("one.ttl", RdfFormat::Turtle, &random.turtle()),
            text("two.ttl", RdfFormat::Turtle, &random.turtle()),
            Input::Text {
                name: "own".into(),
                text: format!("{PREFIXES}{in_own}").into(),
                graph: vocabulary_graph(ontology("").prefixes()),
                format: RdfFormat::Turtle,
            },
        ];
        let (ontology, options, clock) = (ontology(RULES), Options { validate: true }, Clock::unlimited());
        let own = read_sources(&sources(RULES), ontology.prefixes()).unwrap();
        let quads = read_inputs(inputs.clone(), ontology.prefixes()).unwrap();
        blank += quads.iter().filter(|quad| quad.subject.is_blank_node()).count();
        let quads = named_by_content(quads, ontology.prefixes());
        let one_by_one = Numbered::of_quads(&own, &quads).unwrap();
        let at_once = Numbered::read(&ontology, &own, &inputs).unwrap();
        let lines = |quads: &[Quad]| quads.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        assert_eq!(lines(at_once.beside_own()), lines(one_by_one.beside_own()));
        assert_eq!(lines(at_once.hierarchy()), lines(one_by_one.hierarchy()));
        beside += at_once.beside_own().len();
        let build = |numbered| {
            let Built { store, report, otherwise } =
                Store::of_numbered(&ontology, &own, numbered, &options, &clock).unwrap();
            let otherwise: BTreeMap<_, _> =
                otherwise.iter().map(|(kept, forms)| (kept.to_string(), lines(forms))).collect();
            (super::quads(&store), report.unwrap().to_string(), otherwise)
        };
        let room = Arc::new(Scratch::new(folder.path(), [100, 4000, 1 << 20][seed as usize % 3]).unwrap());
        let on_disk = Numbered::read_within(&ontology, &own, &inputs, Some(&room)).unwrap();
        let (expected, found) = (build(one_by_one), build(at_once));
        assert_eq!(found, expected, "seed {seed}");
        assert_eq!(build(on_disk), expected, "seed {seed}, on disk");

        let mut forms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for quad in own.iter().chain(&quads) {
            forms.entry(quad_in_form(quad).to_string()).or_default().insert(quad.to_string());
        }
        forms.retain(|kept, forms| forms.len() > 1 || !forms.contains(kept));
        odd += forms.len();
        assert_eq!(found.2, forms, "seed {seed}");
    }
    assert!(blank > 100 && odd > 100 && beside > 100, "{blank} {odd} {beside}");
}

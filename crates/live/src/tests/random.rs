//! Random commits on random data under random rules and shapes: what is worked out from the change alone is what working out everything
//! anew gives — all quads with those that rules derive, whether the change is refused, and each thing that there is to report.
//!
//! Rules and shapes are of all forms whose footprint is not what it seems at first: paths that go back or on without end, what must not be
//! there, what need not be, what is counted within, two hops away, or not connected at all.

use super::iri;
use crate::folder::{self, apply};
use crate::ground::Ground;
use crate::kept::{Kept, Wanted};
use crate::{Check, Error, Generation};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, Quad, Term};
use plenary_base::clock::Clock;
use plenary_graph::snapshot::{Dataset, Snapshot};
use plenary_ontology::{Ontology, TurtleFile};
use plenary_store::{Options, Report, Store, Validation, read_sources};
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

const PREFIXES: &str = r#"
    @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ex: a graphql:Schema ; graphql:publicShape ex:S0 , ex:S1 ;
        sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] ,
                   [ sh:prefix "graph" ; sh:namespace "http://example.org/graph/" ] .
    ex:S0 sh:targetClass ex:A ; sh:property [ sh:path ex:label ; sh:datatype xsd:string ; sh:severity sh:Info ] .
    ex:S1 sh:targetClass ex:C ; sh:property [ sh:path ex:label ; sh:datatype xsd:string ; sh:severity sh:Info ] .
    ex:B rdfs:subClassOf ex:A .
    ex:own a ex:A ; ex:p ex:a , "07"^^xsd:byte .
"#;
const NODES: [&str; 12] = [
    // No data have them at first: they stand before all others, between them, and after them.
    "0",
    "bb",
    "zz",
    "a",
    "b",
    "c",
    "d",
    "e",
    "own",
    ".well-known/genid/0123456789abcdef01234567",
    ".well-known/genid/1123456789abcdef01234567",
    "f",
];
/// Shapes that a commit may well violate, and data as they are at first seldom.
const LIMITS: [&str; 5] = [
    "sh:targetSubjectsOf ex:s ; sh:property [ sh:path ex:s ; sh:maxCount 3 ]",
    "sh:targetClass ex:A ; sh:property [ sh:path ( ex:p ex:q ) ; sh:maxCount 2 ]",
    "sh:targetObjectsOf ex:d0 ; sh:property [ sh:path [ sh:inversePath ex:d0 ] ; sh:maxCount 2 ]",
    "sh:targetClass ex:Mine ; sh:property [ sh:path ex:r ; sh:disjoint ex:s ]",
    "sh:targetClass ex:A ; sh:sparql [ sh:select \"SELECT $this ?value { $this <http://example.org/r> ?value . \
        ?other <http://example.org/r> ?value FILTER(?other != $this) }\" ]",
];
/// What is stated; what rules derive besides.
const PROPERTIES: [&str; 4] = ["p", "q", "r", "s"];
const DERIVED: [&str; 4] = ["d0", "d1", "d2", "d3"];
/// `Mine` is a class of the data alone.
const CLASSES: [&str; 5] = ["A", "B", "C", "D", "Mine"];

struct Random {
    state: u64,
    /// So many of the derived properties are read, as rules have derived them before; now and then others are too.
    level: usize,
}

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % limit
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn property(&mut self) -> &'static str {
        let level = if self.below(30) == 0 { DERIVED.len() } else { self.level };
        if level > 0 && self.below(5) < 2 { self.of(&DERIVED[..level]) } else { self.of(&PROPERTIES) }
    }

    fn path(&mut self, depth: usize) -> String {
        if depth == 0 || self.below(2) == 0 {
            return format!("ex:{}", self.property());
        }
        let one = self.path(depth - 1);
        match self.below(6) {
            0 => format!("[ sh:inversePath {one} ]"),
            1 => format!("( {one} {} )", self.path(depth - 1)),
            2 => format!("[ sh:alternativePath ( {one} {} ) ]", self.path(depth - 1)),
            3 => format!("[ sh:zeroOrMorePath {one} ]"),
            4 => format!("[ sh:oneOrMorePath {one} ]"),
            _ => format!("[ sh:zeroOrOnePath {one} ]"),
        }
    }

    /// Few findings are to refuse a commit.
    fn severity(&mut self) -> &'static str {
        if self.below(12) == 0 { "sh:severity sh:Violation" } else { "sh:severity sh:Warning" }
    }

    fn constraint(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 9 } else { 17 }) {
            0 => format!("sh:class ex:{}", self.of(&CLASSES)),
            1 => format!("sh:datatype {}", self.of(&["xsd:integer", "xsd:string", "xsd:byte"])),
            2 => format!("sh:nodeKind sh:{}", self.of(&["IRI", "Literal", "BlankNodeOrIRI"])),
            3 => format!("sh:hasValue {}", self.of(&["ex:a", "1", "'x'@en"])),
            4 => format!("sh:minInclusive {}", self.of(&["1", "2.5"])),
            5 => format!("sh:equals ex:{}", self.property()),
            6 => format!("sh:disjoint ex:{}", self.property()),
            7 => "sh:closed true".to_owned(),
            8 => "sh:deactivated true".to_owned(),
            9 => format!("sh:not {}", self.shape(depth - 1)),
            10 => format!("sh:and ( {} {} )", self.shape(depth - 1), self.shape(depth - 1)),
            11 => format!("sh:or ( {} {} )", self.shape(depth - 1), self.shape(depth - 1)),
            12 => format!("sh:xone ( {} {} )", self.shape(depth - 1), self.shape(depth - 1)),
            13 | 14 => format!("sh:node {}", self.shape(depth - 1)),
            15 => {
                format!("sh:sparql [ sh:select \"SELECT $this (?x AS ?value) {{ {} }}\" ]", self.group(1, true, &mut 0))
            }
            _ => format!("sh:property {}", self.property_shape(depth - 1)),
        }
    }

    fn property_shape(&mut self, depth: usize) -> String {
        let constraint = match self.below(9) {
            0 => format!("sh:minCount {}", self.below(3)),
            1 => format!("sh:maxCount {}", self.below(3)),
            2 => format!("sh:lessThan ex:{}", self.property()),
            3 => "sh:uniqueLang true".to_owned(),
            4 => format!("sh:qualifiedValueShape {} ; sh:qualifiedMinCount 1", self.shape(0)),
            5 => format!(
                "sh:sparql [ sh:select \"SELECT $this ?value {{ $this $PATH ?value . {} }}\" ]",
                self.group(1, true, &mut 0)
            ),
            6 => "sh:sparql [ sh:select \"SELECT $this ?value { $this $PATH ?value . ?other $PATH ?value \
                FILTER(?other != $this) }\" ]"
                .to_owned(),
            _ => self.constraint(depth),
        };
        format!("[ sh:path {} ; {constraint} ; {} ]", self.path(2), self.severity())
    }

    fn shape(&mut self, depth: usize) -> String {
        if self.below(3) == 0 {
            self.property_shape(depth)
        } else {
            format!("[ {} ; {} ]", self.constraint(depth), self.severity())
        }
    }

    /// A part of a query. Constraints know no `MINUS` and no `VALUES`. Names that are bound anew are numbered.
    fn group(&mut self, depth: usize, is_constraint: bool, number: &mut usize) -> String {
        let mut group = String::new();
        for _ in 0..=self.below(3) {
            let [one, other] = [(); 2].map(|()| self.of(&["$this", "$this", "?x", "?y", "?z"]));
            let [property, next] = [(); 2].map(|()| format!("<http://example.org/{}>", self.property()));
            *number += 1;
            if !is_constraint && self.below(12) == 0 {
                group += &self.narrowed(&property, &next, *number);
                continue;
            }
            group += &match self.below(if depth == 0 { 8 } else { 17 }) {
                0 => format!("{one} {property} {other} . "),
                1 | 2 => format!("$this {property} ?x . "),
                3 => format!("{one} {property} <http://example.org/{}> . ", self.of(&NODES[3..6])),
                4 => format!("{one} ^{property}/{next}* {other} . "),
                5 => format!("{one} ({property}|^{next})+ {other} . "),
                6 if is_constraint || self.below(10) == 0 => format!("{one} !{property} {other} . "),
                7 => format!("{one} a <http://example.org/{}> . ", self.of(&CLASSES)),
                8 => format!("OPTIONAL {{ {} }} ", self.group(depth - 1, is_constraint, number)),
                9 => format!("FILTER NOT EXISTS {{ {} }} ", self.group(depth - 1, is_constraint, number)),
                10 => format!("FILTER EXISTS {{ {} }} ", self.group(depth - 1, is_constraint, number)),
                11 => format!(
                    "{{ {} }} UNION {{ {} }} ",
                    self.group(depth - 1, is_constraint, number),
                    self.group(depth - 1, is_constraint, number)
                ),
                12 => {
                    let counts = ["COUNT(DISTINCT ?y)", "MAX(?y)", "COUNT(?y)"];
                    let most = if is_constraint || self.below(10) == 0 { 3 } else { 2 };
                    let count = self.of(&counts[..most]);
                    let inner = self.group(depth - 1, is_constraint, &mut (*number * 100));
                    format!("{{ SELECT $this ?x ({count} AS ?n{number}) WHERE {{ {inner} }} GROUP BY $this ?x }} ")
                }
                13 => {
                    let inner = self.group(depth - 1, is_constraint, &mut (*number * 100));
                    format!("{{ SELECT DISTINCT $this ?x WHERE {{ {inner} }} }} ")
                }
                14 if !is_constraint => format!("MINUS {{ {} }} ", self.group(depth - 1, is_constraint, number)),
                15 if !is_constraint => {
                    // Not all that a subquery reads leads out of it.
                    let inner = self.group(depth - 1, is_constraint, &mut (*number * 100));
                    format!("{{ SELECT ?x (MIN(?y) AS ?n{number}) WHERE {{ {inner} }} GROUP BY ?x }} ")
                }
                _ => format!("{{ {} }} ", self.group(depth.saturating_sub(1), is_constraint, number)),
            };
        }
        match self.below(4) {
            0 => group + "FILTER(?x != $this) ",
            1 => group + "FILTER(!BOUND(?z)) ",
            _ => group,
        }
    }

    /// Patterns that read only what a table or a filter says.
    fn narrowed(&mut self, property: &str, next: &str, number: usize) -> String {
        let [class, other] = [(); 2].map(|()| format!("<http://example.org/{}>", self.of(&CLASSES)));
        match self.below(6) {
            0 => format!("VALUES ?v{number} {{ {property} {next} }} ?x ?v{number} $this . "),
            1 => format!("$this ?v{number} ?y . ?y {next} ?x VALUES ?v{number} {{ {property} {next} }} "),
            2 => format!("FILTER NOT EXISTS {{ ?x a ?v{number} FILTER(?v{number} NOT IN ({class}, {other})) }} "),
            3 => format!("$this ?v{number} ?x FILTER(?v{number} IN ({property}, {next})) "),
            4 => format!("OPTIONAL {{ $this ?v{number} ?x FILTER(?v{number} != {property}) }} "),
            _ => format!(
                "{{ VALUES ?v{number} {{ {property} UNDEF }} OPTIONAL {{ ?x ?v{number} $this }} }} \
                 FILTER(EXISTS {{ VALUES ?v{number} {{ {class} }} $this a ?v{number} }} || ?x != $this) "
            ),
        }
    }

    fn rule(&mut self) -> String {
        let property = match self.below(20) {
            0 => self.of(&PROPERTIES),
            1 | 2 => self.of(&DERIVED),
            _ => DERIVED[self.level],
        };
        let property = format!("<http://example.org/{property}>");
        let group = |random: &mut Self| {
            let depth = random.below(3);
            random.group(depth, false, &mut 0)
        };
        match self.below(13) {
            // What leaves alone what has what it derives.
            9 => format!(
                "CONSTRUCT {{ $this {property} ?x }} WHERE {{ $this <http://example.org/{}> ?x \
                 FILTER NOT EXISTS {{ $this {property} ?y }} }}",
                self.of(&PROPERTIES)
            ),
            10 => {
                let [one, other] = [(); 2].map(|()| self.of(&PROPERTIES));
                format!(
                    "CONSTRUCT {{ $this ?to ?x }} WHERE {{ VALUES (?from ?to) {{ (<http://example.org/{one}> {property}) \
                     (<http://example.org/{other}> <http://example.org/d0>) }} $this ?from ?node . \
                     ?node <http://example.org/{}> ?x \
                     FILTER(?to != {property} || NOT EXISTS {{ $this {property} ?own FILTER(LANG(?own) = LANG(?x)) }}) }}",
                    self.of(&PROPERTIES)
                )
            }
            11 => {
                let class = self.of(&CLASSES);
                format!(
                    "CONSTRUCT {{ ?x a <http://example.org/{class}> }} WHERE {{ {} \
                     FILTER(ISIRI(?x) && NOT EXISTS {{ ?x a ?class FILTER(?class NOT IN (<http://example.org/{class}>, \
                     <http://example.org/{}>)) }}) }}",
                    group(self),
                    self.of(&CLASSES)
                )
            }
            12 => {
                let (depth, number) = (self.below(2), &mut 0);
                let inner = self.group(depth, false, number);
                format!(
                    "CONSTRUCT {{ $this {property} ?x }} WHERE {{ {inner} {} }}",
                    self.narrowed(&property, "<http://example.org/q>", 77)
                )
            }
            0 => format!("CONSTRUCT {{ ?x {property} $this }} WHERE {{ {} }}", group(self)),
            1 => format!(
                "CONSTRUCT {{ $this a <http://example.org/{}> }} WHERE {{ {} }}",
                self.of(&CLASSES),
                group(self)
            ),
            2 => format!(
                "CONSTRUCT {{ $this ?d ?x }} WHERE {{ {} VALUES ?d {{ {property} <http://example.org/d1> }} }}",
                group(self)
            ),
            3 => format!("CONSTRUCT {{ $this {property} ?t }} WHERE {{ {} BIND(STR(?x) AS ?t) }}", group(self)),
            4 => format!("CONSTRUCT {{ ?x {property} $this }} WHERE {{ $this {property} ?x }}"),
            5 => format!(
                "CONSTRUCT {{ $this {property} ?y }} WHERE {{ {{ $this <http://example.org/p> ?y }} UNION \
                {{ $this {property} ?x . ?x {property} ?y }} }}"
            ),
            6 => format!("CONSTRUCT {{ ?x {property} ?y }} WHERE {{ {} }}", group(self)),
            _ => format!("CONSTRUCT {{ $this {property} ?x }} WHERE {{ {} }}", group(self)),
        }
    }

    fn ontology(&mut self) -> String {
        let mut turtle = PREFIXES.to_owned();
        for number in 0..self.below(5) {
            self.level = number;
            let rule = self.rule();
            let _ = writeln!(
                turtle,
                "ex:S{} sh:rule [ a <http://www.w3.org/ns/shacl#SPARQLRule> ; sh:order {number} ; sh:construct \"\"\"{rule}\"\"\" ] .",
                self.below(2)
            );
        }
        self.level = DERIVED.len();
        for number in 0..3 {
            let target = match self.below(6) {
                0 => format!("sh:targetNode {}", self.of(&["ex:a", "ex:nowhere", "1"])),
                1 => format!("sh:targetSubjectsOf ex:{}", self.property()),
                2 => format!("sh:targetObjectsOf ex:{}", self.property()),
                _ => format!("sh:targetClass ex:{}", self.of(&CLASSES)),
            };
            let (constraint, property, severity) = (self.constraint(2), self.property_shape(2), self.severity());
            let _ = writeln!(turtle, "ex:V{number} {target} ; {constraint} ; {severity} ; sh:property {property} .");
        }
        let _ = writeln!(turtle, "ex:Limit {} .", self.of(&LIMITS));
        turtle
    }

    fn node(&mut self) -> &'static str {
        if self.below(8) == 0 { self.of(&NODES[..3]) } else { self.of(&NODES[3..]) }
    }

    fn quad(&mut self) -> Quad {
        let subject = iri(self.node());
        let graph = iri(self.of(&["graph/g", "graph/h"]));
        let typed = |text: &str, datatype| Term::from(Literal::new_typed_literal(text, NamedNode::from(datatype)));
        match self.below(12) {
            0..4 if self.below(8) > 0 => Quad::new(subject, rdf::TYPE.into_owned(), iri(self.of(&CLASSES)), graph),
            3 if self.below(4) == 0 => {
                let above = NamedNode::new_unchecked("http://www.w3.org/2000/01/rdf-schema#subClassOf");
                Quad::new(iri("Mine"), above, iri(self.of(&["A", "B"])), graph)
            }
            4 | 5 => {
                let value = match self.below(7) {
                    0 => typed("1", xsd::INTEGER),
                    1 => typed("01", xsd::INTEGER),
                    2 => typed("1", xsd::BYTE),
                    3 => typed("07", xsd::BYTE),
                    4 => typed("2.50", xsd::DECIMAL),
                    5 => Literal::new_language_tagged_literal_unchecked("x", self.of(&["en", "de"])).into(),
                    _ => Literal::from("x").into(),
                };
                Quad::new(subject, iri(self.of(&PROPERTIES)), value, graph)
            }
            // Now and then what rules derive as well.
            6 => Quad::new(subject, iri(self.of(&DERIVED)), iri(self.node()), graph),
            _ => Quad::new(subject, iri(self.of(&PROPERTIES)), iri(self.node()), graph),
        }
    }
}

fn lines(quads: impl Iterator<Item = Quad>) -> BTreeSet<String> {
    quads.map(|quad| quad.to_string()).collect()
}

/// What a report says, for people and, with details, as RDF. Of many details only some are given, and which depends on the order of the data.
fn said(report: &Report) -> (Vec<String>, Option<String>) {
    let turtle = report.to_turtle().unwrap();
    let violations = report.violations().iter().map(|violation| format!("{violation:?}")).collect();
    (violations, Some(turtle).filter(|turtle| turtle.matches("sh:ValidationResult").count() < 100))
}

/// What is written into a file of arrays and opened again.
fn opened_again(
    ground: &Ground,
    generation: Generation,
    ontology: &Arc<Ontology>,
    own: &[Quad],
    sources: &[TurtleFile],
) -> (Ground, Generation) {
    let folder = tempfile::tempdir().unwrap();
    let manifest = folder::write(folder.path(), ground.stated()).unwrap();
    let kept = Kept::new(folder.path(), Arc::clone(ontology), sources, "");
    kept.write(&manifest, &Arc::new(generation), &ground.beside(), true).unwrap();
    let (head, is_checked, is_plain, checked_first) = (None, true, false, u64::MAX);
    let wanted = Wanted { manifest: &manifest, head, is_checked, is_plain, checked_first };
    let opened = kept.open(wanted).unwrap_or_else(|why| panic!("{why}"));
    let mut ground = Ground::new(Arc::clone(ontology), own.to_vec(), false).unwrap();
    let generation = ground.resume(opened.data, opened.beside, None);
    ground.prepare(&Clock::unlimited()).unwrap();
    (ground, generation)
}

#[test]
fn what_is_worked_out_from_a_change_is_what_working_out_all_anew_gives() {
    let most = std::env::var("PLENARY_RANDOM").map_or(600_usize, |count| count.parse().unwrap());
    let first: u64 = std::env::var("PLENARY_SEED").map_or(1, |seed| seed.parse().unwrap());
    let clock = Clock::new(Duration::from_secs(3600));
    let (mut commits, mut again, mut refused, mut derived, mut found, mut restarts, mut stood) = (0, 0, 0, 0, 0, 0, 0);
    let mut seeds = first..;
    while commits < most {
        let seed = seeds.next().unwrap();
        let mut random = Random { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), level: 0 };
        let turtle = random.ontology();
        let sources = [TurtleFile { name: "shapes.ttl".into(), text: turtle.clone() }];
        let ontology = Arc::new(Ontology::read(&sources).unwrap_or_else(|error| panic!("{error}\n{turtle}")));
        let own = read_sources(&sources, ontology.prefixes()).unwrap();
        let mut ground = Ground::new(Arc::clone(&ontology), own.clone(), false).unwrap();
        let mut all: HashSet<Quad> = (0..35).map(|_| random.quad()).collect();
        all.retain(|quad| !NODES[..3].iter().any(|node| quad.to_string().contains(&format!("/{node}>"))));
        // Some are never opened again meanwhile, and so nothing is sorted anew.
        let is_chain = seed % 5 == 0;
        // Some begin with data that violate shapes.
        let check = if seed % 3 == 0 { Check::Skip } else { Check::Refuse };
        let validation = Validation::read(&own, &ontology).unwrap();
        let mut generation = match ground.begin_with(all.iter().cloned(), None, check) {
            Ok(generation) => generation,
            Err(Error::Invalid(_) | Error::Store(_)) => continue,
            Err(error) => panic!("seed {seed}: {error}\n{turtle}"),
        };
        for round in 0..if is_chain { 20 } else { 10 } {
            let added: Vec<Quad> = (0..random.below(5)).map(|_| random.quad()).collect();
            if !is_chain && random.below(4) == 0 {
                (ground, generation) = opened_again(&ground, generation, &ontology, &own, &sources);
                restarts += 1;
            }
            let mut stated: Vec<Quad> = ground.stated().collect();
            assert_eq!(stated.len(), all.len());
            assert_eq!(stated.iter().cloned().collect::<HashSet<Quad>>(), all);
            stated.sort_by_key(ToString::to_string);
            let mut deleted: Vec<Quad> = Vec::new();
            for _ in 0..random.below(4) {
                deleted.extend(stated.get(random.below(stated.len().max(1))).cloned());
            }
            let change = ground.net(super::edits(&deleted, &added)).unwrap();
            if change.is_empty() {
                continue;
            }
            commits += 1;
            let told = || {
                let data: Vec<_> = stated.iter().map(ToString::to_string).collect();
                format!("seed {seed}, commit {round}\n{turtle}\ndata:\n{}\nchange: {change:#?}", data.join(" .\n"))
            };
            let gone: HashSet<&Quad> = change.deleted().iter().collect();
            let after: Vec<Quad> =
                stated.iter().filter(|quad| !gone.contains(quad)).chain(change.added()).cloned().collect();
            let anew = Store::of_quads(&ontology, &own, &after, &Options { validate: true }, &clock);
            let next = ground.again(&change, &generation, true, &clock);
            let before =
                Store::of_quads(&ontology, &own, &stated, &Options { validate: true }, &clock).unwrap().1.unwrap();
            assert!(check == Check::Skip || !before.refuses());
            let (store, report, made) = match anew {
                Ok((store, Some(report))) if check == Check::Refuse => (store, report.clone(), report),
                Ok((store, report)) => {
                    let report = report.unwrap();
                    let made = validation.made_of(&before, &report);
                    (store, report, made)
                }
                Err(_) => {
                    assert!(matches!(next, Ok(None) | Err(_)), "{}", told());
                    continue;
                }
            };
            found += report.violations().len();
            again += usize::from(!matches!(next, Ok(None)));
            match next {
                Ok(Some(next)) => {
                    assert!(!made.refuses(), "{made}\nis not found: {}", told());
                    stood += usize::from(report.refuses());
                    let quads = lines(store.quads());
                    derived += quads.iter().filter(|quad| quad.ends_with("/derived>")).count();
                    assert_eq!(apply(&mut all, 1, &change), None);
                    generation = ground.take(next, None);
                    assert_eq!(lines(generation.triples.quads(None, None, None)), quads, "{}", told());
                    match ground.report() {
                        Some(known) => assert_eq!(said(known), said(&report), "{}", told()),
                        None => assert_eq!(check, Check::Skip),
                    }
                    let anew = store.into_triples();
                    let anew = Snapshot::build(&ontology, &anew, Dataset::describe(&anew));
                    let [shown, expected] =
                        [&generation.snapshot, &anew].map(|snapshot| super::shown(&ontology, snapshot));
                    assert_eq!(shown, expected, "{}", told());
                }
                Ok(None) => match ground.after(&change, &generation, true, &clock) {
                    Ok(next) => {
                        assert_eq!(apply(&mut all, 1, &change), None);
                        generation = ground.take(next, None);
                    }
                    Err(error) => assert!(made.refuses(), "{error}: {}", told()),
                },
                Err(Error::Invalid(refusal)) => {
                    refused += 1;
                    assert_eq!(said(&refusal), said(&made), "{}", told());
                }
                Err(error) => panic!("{error}: {}", told()),
            }
        }
    }
    let told = format!(
        "{commits} commits, {again} from the change alone, {refused} refused, {derived} derived, {found} findings, {restarts} restarts, {stood} beside violations that stood"
    );
    assert!(restarts * 20 > commits, "{told}");
    assert!(again * 2 > commits && refused * 200 > commits, "{told}");
    assert!(stood * 50 > commits, "{told}");
    assert!(derived * 2 > commits && found > commits, "{told}");
}

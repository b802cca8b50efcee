//! Random shapes over random data: looking at some nodes finds what looking at all finds, and so does looking at what a change may matter to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that panics has failed, as it should"
)]

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Quad, TripleRef};
use plenary_shacl::{Extent, Finding, Focus, Index, Options, Shapes, affected, validate};
use std::collections::HashSet;

const PREFIXES: &str = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . \
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";
const SUBJECTS: [&str; 6] = ["ex:a", "ex:b", "ex:c", "ex:d", "_:x", "_:y"];
const OBJECTS: [&str; 14] =
    ["ex:a", "ex:b", "ex:c", "ex:d", "_:x", "_:y", "1", "2", "3.5", "'a'", "'ab'@en", "'zz'@en", "'c'@de", "true"];
const PROPERTIES: [&str; 4] = ["ex:p", "ex:q", "ex:r", "ex:s"];
const CLASSES: [&str; 4] = ["ex:A", "ex:B", "ex:C", "ex:D"];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn path(&mut self, depth: usize) -> String {
        if depth == 0 || self.below(2) == 0 {
            return self.of(&PROPERTIES).to_owned();
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

    /// A constraint that any shape may have.
    fn constraint(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 8 } else { 14 }) {
            0 => format!("sh:class {}", self.of(&CLASSES)),
            1 => format!("sh:datatype {}", self.of(&["xsd:integer", "xsd:string"])),
            2 => format!("sh:nodeKind sh:{}", self.of(&["IRI", "Literal", "BlankNodeOrIRI"])),
            3 => format!("sh:hasValue {}", self.of(&["ex:a", "1", "'c'@de"])),
            4 => format!("sh:minInclusive {}", self.of(&["1", "2.5"])),
            5 => format!("sh:equals {}", self.of(&PROPERTIES)),
            6 => format!("sh:disjoint {}", self.of(&PROPERTIES)),
            7 => "sh:closed true".to_owned(),
            8 => format!("sh:not {}", self.shape(depth - 1)),
            9 => format!("sh:and ( {} {} )", self.shape(depth - 1), self.shape(depth - 1)),
            10 => format!("sh:or ( {} {} )", self.shape(depth - 1), self.shape(depth - 1)),
            11 => format!("sh:xone ( {} {} )", self.shape(depth - 1), self.shape(depth - 1)),
            12 => format!("sh:node {}", self.shape(depth - 1)),
            _ => format!("sh:property {}", self.property(depth - 1)),
        }
    }

    fn query(&mut self) -> String {
        let group = self.group(2, &mut 0);
        format!("[ sh:select \"SELECT $this (?x AS ?value) WHERE {{ {group} }}\" ]")
    }

    /// A part of a query. Names of variables that are bound anew are numbered.
    fn group(&mut self, depth: usize, number: &mut usize) -> String {
        let iri = |name: &str| name.replace("ex:", "http://example.org/");
        let mut group = String::new();
        for _ in 0..=self.below(3) {
            let [one, other] = [(); 2].map(|()| self.of(&["$this", "$this", "?x", "?y", "?z"]));
            let [property, next] = [(); 2].map(|()| iri(self.of(&PROPERTIES)));
            *number += 1;
            group += &match self.below(if depth == 0 { 7 } else { 13 }) {
                0 => format!("{one} <{property}> {other} . "),
                1 => format!("$this <{property}> ?x . "),
                2 => format!("{one} <{property}> <{}> . ", iri(self.of(&["ex:a", "ex:b"]))),
                3 => format!("{one} ^<{property}>/<{next}>* {other} . "),
                4 => format!("{one} (<{property}>|^<{next}>)+ {other} . "),
                5 => format!("{one} !<{property}> {other} . "),
                6 => format!("{one} a <{}> . ", iri(self.of(&CLASSES))),
                7 => format!("OPTIONAL {{ {} }} ", self.group(depth - 1, number)),
                8 => format!("FILTER NOT EXISTS {{ {} }} ", self.group(depth - 1, number)),
                9 => format!("FILTER EXISTS {{ {} }} ", self.group(depth - 1, number)),
                10 => format!("{{ {} }} UNION {{ {} }} ", self.group(depth - 1, number), self.group(depth - 1, number)),
                11 => format!(
                    "{{ SELECT $this ?x (COUNT(?y) AS ?n{number}) WHERE {{ {} }} GROUP BY $this ?x }} ",
                    self.group(depth - 1, &mut (*number * 100))
                ),
                _ => format!("{{ {} }} ", self.group(depth - 1, number)),
            };
        }
        match self.below(4) {
            0 => group + "FILTER(?x != ?y) ",
            1 => group + "FILTER(!BOUND(?z)) ",
            _ => group,
        }
    }

    fn property(&mut self, depth: usize) -> String {
        let constraint = match self.below(8) {
            0 => format!("sh:minCount {}", self.below(3)),
            1 => format!("sh:maxCount {}", self.below(3)),
            2 => format!("sh:lessThan {}", self.of(&PROPERTIES)),
            3 => "sh:uniqueLang true".to_owned(),
            4 => format!("sh:qualifiedValueShape {} ; sh:qualifiedMinCount 1", self.shape(0)),
            5 => format!("sh:sparql {}", self.query()),
            _ => self.constraint(depth),
        };
        format!("[ sh:path {} ; {constraint} ]", self.path(2))
    }

    /// A property shape whose values can be looked at one by one, if its path is plain.
    fn by_value(&mut self) -> String {
        let (path, class) = (self.path(2), self.of(&CLASSES));
        match self.below(3) {
            0 => format!("[ sh:path {path} ; sh:class {class} ]"),
            1 => format!("[ sh:path {path} ; sh:nodeKind sh:IRI ; sh:class {class} ]"),
            _ => format!("[ sh:path {path} ; sh:minInclusive 2 ]"),
        }
    }

    fn shape(&mut self, depth: usize) -> String {
        if self.below(3) == 0 { self.property(depth) } else { format!("[ {} ]", self.constraint(depth)) }
    }

    fn shapes(&mut self) -> String {
        let mut shapes = String::new();
        for number in 0..3 {
            let target = match self.below(5) {
                0 => format!("sh:targetNode {}", self.of(&["ex:a", "ex:nowhere", "1"])),
                1 => format!("sh:targetSubjectsOf {}", self.of(&PROPERTIES)),
                2 => format!("sh:targetObjectsOf {}", self.of(&PROPERTIES)),
                _ => format!("sh:targetClass {}", self.of(&CLASSES)),
            };
            let (constraint, property, by_value) = (self.constraint(2), self.property(2), self.by_value());
            shapes += &format!("ex:Shape{number} {target} ; {constraint} ; sh:property {property} , {by_value} .\n");
        }
        shapes
    }

    fn triple(&mut self) -> String {
        let subject = self.of(&SUBJECTS);
        if self.below(4) == 0 {
            format!("{subject} a {} .\n", self.of(&CLASSES))
        } else {
            format!("{subject} {} {} .\n", self.of(&PROPERTIES), self.of(&OBJECTS))
        }
    }
}

/// Blank nodes keep their labels, so that several texts speak of the same.
fn parse(text: &str) -> Vec<Quad> {
    let parser = RdfParser::from_format(RdfFormat::Turtle);
    parser.for_slice(&format!("{PREFIXES}{text}")).collect::<Result<_, _>>().unwrap()
}

fn triples(quads: &[Quad]) -> impl Iterator<Item = TripleRef<'_>> {
    quads.iter().map(|quad| quad.as_ref().into())
}

fn found(shapes: &Shapes, data: &Index<'_>, focus: Focus<'_>, most: usize) -> (Vec<Finding>, Extent) {
    let mut findings = Vec::new();
    let options = Options { most, ..Options::default() };
    let extent = validate(shapes, data, focus, &options, |finding| findings.push(finding)).unwrap();
    (findings, extent)
}

/// Findings without order, and their details without one, without those that are not to be seen.
fn sorted(findings: &[Finding], seen: impl Fn(&Finding) -> bool) -> Vec<String> {
    let line = |finding: &Finding| {
        let mut finding = finding.clone();
        finding.details.sort_by_key(|detail| format!("{detail:?}"));
        format!("{finding:?}")
    };
    let mut lines: Vec<_> = findings.iter().filter(|finding| seen(finding)).map(line).collect();
    lines.sort();
    lines
}

#[test]
fn a_change_matters_to_no_other_nodes_than_it_is_said_to() {
    let (mut changes, mut spared, mut whole, mut values, mut wrong_values) = (0, 0, 0, 0, 0);
    let seeds = std::env::var("PLENARY_RANDOM").map_or(400_usize, |count| count.parse().unwrap());
    for seed in 0..seeds {
        let mut random = Random(seed as u64 * 7919 + 13);
        let shape_quads = parse(&random.shapes());
        let shapes = Shapes::read(triples(&shape_quads)).unwrap();
        let mut lines: Vec<String> = (0..25).map(|_| random.triple()).collect();
        let hierarchy = "ex:B rdfs:subClassOf ex:A . ex:C rdfs:subClassOf ex:B .\n";
        let quads = |lines: &[String]| parse(&format!("{hierarchy}{}", lines.concat()));
        let before = quads(&lines);
        let before_index = Index::new(triples(&before)).unwrap();
        let (all, extent) = found(&shapes, &before_index, Focus::All, usize::MAX);
        assert_eq!(extent, Extent::Whole);

        let (first, extent) = found(&shapes, &before_index, Focus::All, all.len() / 2);
        assert_eq!(first, all[..all.len() / 2], "a limit gives the first");
        assert_eq!(extent == Extent::Cut, !all.is_empty());

        for _ in 0..random.below(3) {
            lines.remove(random.below(lines.len()));
        }
        for _ in 0..random.below(3) {
            lines.push(random.triple());
        }
        let after = quads(&lines);
        let after_index = Index::new(triples(&after)).unwrap();
        let (of_before, of_after): (HashSet<&Quad>, HashSet<&Quad>) = (before.iter().collect(), after.iter().collect());
        let changed: Vec<Quad> = of_before.symmetric_difference(&of_after).map(|quad| (*quad).clone()).collect();
        let union: Vec<Quad> = before.iter().chain(&after).cloned().collect();
        let union = Index::new(triples(&union)).unwrap();
        let touched =
            affected(&shapes, Some(&all), &union, &after_index, triples(&changed), &Options::default()).unwrap();
        let Some(touched) = touched else {
            whole += 1;
            continue;
        };
        let mut expected = sorted(&found(&shapes, &after_index, Focus::All, usize::MAX).0, |_| true);
        let mut kept = sorted(&all, |finding| !touched.has(&shapes, finding));
        let (of_touched, _) = found(&shapes, &after_index, Focus::Touched(&touched), usize::MAX);
        kept.extend(sorted(&of_touched, |_| true));
        kept.sort();
        expected.sort();
        assert_eq!(kept, expected, "seed {seed}");
        values += touched.len() - touched.nodes.len();
        wrong_values += of_touched.iter().filter(|finding| !touched.nodes.contains(&finding.origin)).count();
        changes += changed.len();
        spared += all.iter().filter(|finding| !touched.has(&shapes, finding)).count();
    }
    assert!(changes > seeds && spared > seeds, "{changes} changes, {spared} findings that were not looked for again");
    assert!(
        values > seeds / 4 && wrong_values > seeds / 80,
        "{values} values looked at one by one, {wrong_values} wrong"
    );
    assert!(whole > 0 && whole < seeds / 2, "{whole} times of {seeds}, all nodes have to be looked at again");
}

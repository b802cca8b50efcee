//! A snapshot after each of many changes is what building it of all triples gives.

use super::{Dataset, Id, Snapshot};
use crate::chance::{Random, changes, iri};
use crate::triples::Triples;
use hashbrown::HashMap;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use plenary_ontology::{Ends, Ontology, PathId, TurtleFile};
use plenary_search::{Mode, Query};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

const SHAPES: &str = r#"
    @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ex: a graphql:Schema ; graphql:publicShape ex:PlaceShape , ex:TownShape , ex:LandShape ;
        sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .
    ex:Town rdfs:subClassOf ex:Place . ex:Land rdfs:subClassOf ex:Place . ex:Harbour rdfs:subClassOf ex:Town .
    ex:PlaceShape sh:targetClass ex:Place ; sh:property
        [ sh:path ex:label ; sh:datatype rdf:langString ] , [ sh:path ex:near ; sh:class ex:Place ] ,
        [ sh:path [ sh:inversePath ex:near ] ; graphql:name "nearOf" ; sh:class ex:Place ] .
    ex:TownShape sh:targetClass ex:Town ; sh:property
        [ sh:path ex:land ; sh:class ex:Land ] , [ sh:path ex:people ; sh:datatype xsd:integer ] ,
        [ sh:path ( ex:land ex:capital ) ; graphql:name "capitals" ; sh:class ex:Town ] ,
        [ sh:path ( ex:land ex:label ) ; graphql:name "landLabels" ; sh:datatype rdf:langString ] ,
        [ sh:path ( ex:members [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; graphql:name "members" ; sh:class ex:Place ] .
    ex:LandShape sh:targetClass ex:Land ; sh:property
        [ sh:path ex:capital ; sh:class ex:Town ] ,
        [ sh:path [ sh:inversePath ex:land ] ; graphql:name "towns" ; sh:class ex:Town ] ,
        [ sh:path [ sh:inversePath ( ex:near ex:land ) ] ; graphql:name "nearTowns" ; sh:class ex:Place ] .
"#;

impl Random {
    fn node(&mut self) -> NamedOrBlankNode {
        match self.below(12) {
            0 => BlankNode::new_unchecked(format!("n{}", self.below(3))).into(),
            _ => iri(&self.name()).into(),
        }
    }

    fn statement(&mut self) -> Quad {
        let (subject, other) = (self.node(), self.node());
        let text = ["x", "y", "z"][self.below(3) as usize];
        let (predicate, object): (NamedNode, Term) = match self.below(20) {
            0..6 => (
                rdf::TYPE.into(),
                iri(["Town", "Town", "Land", "Harbour", "Place", "Other"][self.below(6) as usize]).into(),
            ),
            6..8 => {
                let language = ["en", "de", "zh"][self.below(3) as usize];
                (iri("label"), Literal::new_language_tagged_literal_unchecked(text, language).into())
            }
            8 => (iri("people"), Literal::from(self.below(9) as i64).into()),
            9 => (iri("people"), Literal::new_typed_literal(text, xsd::INTEGER).into()),
            10 => (iri("members"), other.into()),
            11 => (rdf::FIRST.into(), other.into()),
            12 => (rdf::REST.into(), other.into()),
            13..16 => (iri("land"), other.into()),
            16..18 => (iri("capital"), other.into()),
            _ => (iri("near"), other.into()),
        };
        Quad::new(subject, predicate, object, iri(["g1", "g2"][self.below(2) as usize]))
    }
}

/// All that is read of a snapshot.
fn seen(ontology: &Ontology, snapshot: &Snapshot) -> Vec<String> {
    let terms = snapshot.terms();
    let text = |id: &Id| format!("{}@{}", terms.text(*id), terms.language(*id).unwrap_or_default());
    let mut seen = vec![format!("{:?}", snapshot.dataset())];
    for path in (0..ontology.paths().len() as u16).map(PathId) {
        for relation in [snapshot.relation(path), snapshot.inverse(path)] {
            let rows: BTreeMap<String, Vec<String>> =
                relation.subjects().map(|id| (text(&id), relation.row(id).iter().map(text).collect())).collect();
            let pairs: BTreeSet<(String, String)> = relation.pairs().map(|(a, b)| (text(&a), text(&b))).collect();
            assert_eq!(rows.values().map(Vec::len).sum::<usize>(), relation.len());
            assert_eq!((pairs.len(), relation.is_empty()), (relation.len(), rows.is_empty()));
            seen.push(format!("{path:?} {rows:?} {pairs:?}"));
        }
        let (index, relation) = (snapshot.value_index(path), snapshot.relation(path));
        let values: Vec<&str> = index.values().iter().map(|id| terms.text(*id)).collect();
        let with: BTreeSet<(String, Vec<String>)> =
            index.all().map(|i| (text(&index.values()[i]), index.resources(i).iter().map(text).collect())).collect();
        let held = index.range(terms, std::ops::Bound::Unbounded, std::ops::Bound::Unbounded);
        let places: BTreeMap<String, Option<u32>> =
            relation.subjects().map(|id| (text(&id), index.place(terms, relation, id))).collect();
        seen.push(format!("{values:?} {with:?} {held:?} {places:?}"));
        let lists: BTreeMap<String, _> = relation
            .subjects()
            .filter_map(|id| Some((text(&id), snapshot.in_list_order(path, id, relation.row(id))?)))
            .map(|(start, list)| (start, list.iter().map(text).collect::<Vec<_>>()))
            .collect();
        seen.push(format!("{lists:?}"));
    }
    for class in ontology.class_ids() {
        seen.push(format!("{class:?} {:?}", snapshot.extent(class).iter().map(text).collect::<Vec<_>>()));
    }
    let types: BTreeMap<String, _> = terms
        .resources()
        .filter(|id| snapshot.type_of(*id).is_some())
        .map(|id| {
            let within =
                ontology.concrete_classes().map(|class| snapshot.type_within(id, &[class])).collect::<Vec<_>>();
            (text(&id), (snapshot.type_of(id), within))
        })
        .collect();
    seen.push(format!("{types:?}"));
    let index = snapshot.search_index().unwrap();
    for words in ["x", "y", "x z", "z*"] {
        let query = Query::parse(words, Mode::Any).unwrap();
        let mut hits = Vec::new();
        for clause in 0..query.clauses() {
            hits.extend(index.find::<plenary_search::Error>(&query, clause, &|_| true, &mut |_| Ok(())).unwrap());
        }
        let hits = hits.iter().map(|hit| format!("{} {} {:?} {}", text(&Id(hit.id)), hit.field, hit.role, hit.score));
        let hits = hits.collect::<BTreeSet<_>>();
        seen.push(format!("{words}: {} of {}, {hits:?}", index.estimate(&query), index.len()));
    }
    seen
}

#[test]
fn a_snapshot_after_changes_is_what_building_it_gives() {
    let sources = [TurtleFile { name: "shapes.ttl".into(), text: SHAPES.into() }];
    let ontology = Ontology::read(&sources).unwrap();
    assert!(
        ontology.paths().iter().any(|path| path.is_list()) && ontology.paths().iter().any(|path| path.steps.len() > 1)
    );
    let (mut compared, mut instances, mut links, mut shared, mut all_paths, mut followed) = (0, 0, 0, 0, 0, 0);
    for seed in 1..5 {
        let mut random = Random(seed);
        let mut all: HashMap<String, Quad> = HashMap::new();
        let mut quads: BTreeSet<String> = BTreeSet::new();
        let build = |quads: &BTreeSet<String>, all: &HashMap<String, Quad>| {
            Triples::build(quads.iter().map(|quad| Ok::<_, Infallible>(all[quad].clone()))).unwrap()
        };
        let add = |random: &mut Random, quads: &mut BTreeSet<String>, all: &mut HashMap<String, Quad>| {
            let quad = random.statement();
            all.insert(quad.to_string(), quad.clone());
            quads.insert(quad.to_string());
        };
        // At first there are none in the middle.
        for _ in 0..40 {
            add(&mut random, &mut quads, &mut all);
        }
        quads.retain(|quad| !quad.contains("/s4") && !quad.contains("/a") && !quad.contains("/z"));
        let mut triples = build(&quads, &all);
        let mut snapshot = Snapshot::build(&ontology, &triples, Dataset::describe(&triples));
        for round in 0..60 {
            let mut after = quads.clone();
            for _ in 0..random.below(5) {
                add(&mut random, &mut after, &mut all);
            }
            for _ in 0..random.below(5) {
                if let Some(quad) = after.iter().nth(random.below(90) as usize).cloned() {
                    after.remove(&quad);
                }
            }
            let changes = changes(&triples, &quads, &after, &all);
            let (now, turned) = triples.changed(&changes).unwrap();
            let next = snapshot.changed(&ontology, &triples, &now, &turned, Dataset::describe(&now));
            shared += std::iter::zip(&snapshot.relations, &next.relations)
                .filter(|(a, b)| std::sync::Arc::ptr_eq(a, b))
                .count();
            all_paths += next.relations.len();
            followed += usize::from(next.has_search_index());
            (triples, snapshot, quads) = (now, next, after);
            // Ways back are made of those of any generation before, so not all are made each time.
            if round % 3 == 1 {
                continue;
            }
            let anew = build(&quads, &all);
            let expected = Snapshot::build(&ontology, &anew, Dataset::describe(&anew));
            let (found, expected) = (seen(&ontology, &snapshot), seen(&ontology, &expected));
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found, expected, "seed {seed}, round {round}");
            }
            compared += 1;
            instances += ontology.class_ids().map(|class| snapshot.extent(class).len()).sum::<usize>();
            let ends = (0..ontology.paths().len() as u16)
                .map(PathId)
                .filter(|path| matches!(snapshot.ends(*path), Ends::Class(_)));
            links += ends.map(|path| snapshot.relation(path).len()).sum::<usize>();
        }
    }
    assert!(instances > compared * 5 && links > compared * 2, "{instances} instances and {links} links in {compared}");
    assert!(followed > compared, "the index is that of before, but for the first {compared}");
    assert!(shared * 3 > all_paths, "{shared} of {all_paths} relations were shared");
}

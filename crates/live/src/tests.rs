//! Commits on a small ontology with a rule, against the oracle: the same data loaded anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that panics has failed, as it should"
)]

mod kept;
mod random;
mod unchecked;

use super::*;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode};
use plenary_graph::terms::quad_in_form;
use plenary_store::{Numbered, Options, Store, read_sources};
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

const SHAPES: &str = r#"
    @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ex: a graphql:Schema ; graphql:publicShape ex:CityShape ;
        sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] ,
                   [ sh:prefix "graph" ; sh:namespace "http://example.org/graph/" ] .
    ex:CityShape sh:targetClass ex:City ;
        sh:property [ sh:path ex:people ; sh:datatype xsd:byte ; sh:maxCount 1 ] , [ sh:path ex:near ; sh:class ex:City ] ;
        sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT { ?o ex:near $this } WHERE { $this ex:near ?o }" ] .
"#;

fn sources() -> [TurtleFile; 1] {
    [TurtleFile { name: "shapes.ttl".into(), text: SHAPES.into() }]
}

fn ontology() -> Arc<Ontology> {
    Arc::new(Ontology::read(&sources()).unwrap())
}

fn iri(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/{name}"))
}

fn city(name: &str) -> Quad {
    Quad::new(iri(name), rdf::TYPE.into_owned(), iri("City"), iri("graph/cities"))
}

fn near(one: &str, other: &str) -> Quad {
    Quad::new(iri(one), iri("near"), iri(other), iri("graph/roads"))
}

fn people(name: &str, number: &str, datatype: NamedNode) -> Quad {
    Quad::new(iri(name), iri("people"), Literal::new_typed_literal(number, datatype), iri("graph/cities"))
}

fn byte() -> NamedNode {
    NamedNode::from(xsd::BYTE)
}

fn open(folder: &Path) -> Result<Live, Error> {
    open_with(folder, vec![city("a"), city("b"), near("a", "b")], |_| {})
}

/// What a store is made of.
fn stating(quads: Vec<Quad>) -> impl FnOnce(&[Quad]) -> Result<Numbered, Refused> {
    move |own| Ok(Numbered::of_quads(own, quads)?)
}

fn open_with(
    folder: &Path,
    initial: Vec<Quad>,
    publish: impl FnMut(&Arc<Generation>) + Send + 'static,
) -> Result<Live, Error> {
    Live::open(folder, ontology(), &sources(), &Settings::default(), stating(initial), publish)
}

fn edits(deleted: &[Quad], added: &[Quad]) -> Edits {
    Edits { deleted: deleted.to_vec(), added: added.to_vec(), is_strict: false }
}

fn commit(live: &Live, deleted: &[Quad], added: &[Quad]) -> Result<Receipt, Error> {
    let edits = edits(deleted, added);
    live.commit(Ask::default(), move |_| Ok(edits))
}

/// All quads that can be read.
fn read(live: &Live) -> BTreeSet<String> {
    read_of(&live.generation())
}

fn read_of(generation: &Generation) -> BTreeSet<String> {
    generation.triples.quads(None, None, None).map(|quad| quad.to_string()).collect()
}

/// What GraphQL has of the data, but for the order of values that are equal.
fn shown(ontology: &Ontology, snapshot: &Snapshot) -> Vec<String> {
    let mut shown = vec![format!("{:?} {}", snapshot.dataset().classes, snapshot.dataset().triples)];
    let text = |id: &plenary_graph::terms::Id| {
        let terms = snapshot.terms();
        format!("{}@{:?}", terms.text(*id), terms.tag(*id).map(|tag| &terms.tags()[tag]))
    };
    for path in (0..ontology.paths().len() as u16).map(plenary_ontology::PathId) {
        for relation in [snapshot.relation(path), snapshot.inverse(path)] {
            let rows = relation.subjects().map(|id| (text(&id), relation.row(id).iter().map(text).collect::<Vec<_>>()));
            shown.push(format!("{:?}", rows.collect::<BTreeSet<_>>()));
        }
        let values = snapshot.value_index(path);
        let with = |value| values.resources(value).iter().map(text).collect::<Vec<_>>();
        let all = values.all().map(|i| (text(&values.values()[i]), with(i)));
        shown.push(format!("{:?}", all.collect::<BTreeSet<_>>()));
    }
    for class in ontology.class_ids() {
        let extent = snapshot.extent(class).iter().map(|id| (text(id), snapshot.type_of(*id)));
        shown.push(format!("{:?}", extent.collect::<Vec<_>>()));
    }
    shown
}

/// What there would be if the quads were loaded anew.
fn loaded(stated: &HashSet<Quad>) -> BTreeSet<String> {
    load(stated).quads().map(|quad| quad.to_string()).collect()
}

fn load(stated: &HashSet<Quad>) -> Store {
    let own = read_sources(&sources(), ontology().prefixes()).unwrap();
    let options = Options { validate: true };
    let (store, report) = Store::of_quads(&ontology(), &own, stated.iter(), &options, &Clock::unlimited()).unwrap();
    let report = report.unwrap();
    assert!(!report.refuses(), "{report}");
    store
}

#[test]
fn a_commit_is_visible_at_once_and_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let published = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&published);
    let publish = move |generation: &Arc<Generation>| seen.store(generation.head.unwrap().t, Ordering::SeqCst);
    let live = open_with(folder.path(), vec![city("a"), city("b")], publish).unwrap();
    assert_eq!(live.generation().head, None);
    let receipt = commit(&live, &[], &[near("a", "b")]).unwrap();
    assert_eq!(receipt.outcome, Outcome::Committed { added: 1, deleted: 0 });
    assert_eq!(published.load(Ordering::SeqCst), 1);
    assert_eq!(live.generation().head, receipt.head);
    let stated = HashSet::from([city("a"), city("b"), near("a", "b")]);
    assert_eq!(read(&live), loaded(&stated), "with what the rule derives");
    assert!(matches!(open(folder.path()), Err(Error::Journal(plenary_journal::Error::Locked { .. }))));
    drop(live);

    let live = open(folder.path()).unwrap();
    assert_eq!(live.generation().head, receipt.head);
    assert_eq!(read(&live), loaded(&stated));
    let change = live.commits(1).unwrap().next().unwrap().unwrap().content.change;
    assert_eq!(change.added(), [near("a", "b")], "nothing that was derived");
    assert_eq!(verify(folder.path()).unwrap().stated, 3);
}

#[test]
fn what_changes_nothing_is_no_commit() {
    let folder = tempfile::tempdir().unwrap();
    let live = open(folder.path()).unwrap();
    let first = commit(&live, &[], &[city("c")]).unwrap().head;
    for (deleted, added) in [(vec![], vec![]), (vec![city("x")], vec![city("c")]), (vec![city("c")], vec![city("c")])] {
        let receipt = commit(&live, &deleted, &added).unwrap();
        assert_eq!((receipt.head, receipt.outcome), (first, Outcome::Unchanged));
    }
    let own = &read_sources(&sources(), ontology().prefixes()).unwrap()[0];
    assert_eq!(commit(&live, &[], std::slice::from_ref(own)).unwrap().outcome, Outcome::Unchanged);
}

#[test]
fn what_would_violate_a_shape_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let live = open(folder.path()).unwrap();
    let before = read(&live);
    let Err(Error::Invalid(report)) = commit(&live, &[], &[city("c"), near("a", "nowhere")]) else { panic!() };
    assert!(report.to_string().contains("http://example.org/near"), "{report}");
    let error = commit(&live, &[city("b")], &[]).unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "a is near what is no city any more: {error}");
    assert_eq!((read(&live), live.generation().head), (before, None));
    drop(live);
    assert_eq!(verify(folder.path()).unwrap().head, None);
}

#[test]
fn shapes_see_what_was_written_and_deleting_a_value_deletes_each_form_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let live = open(folder.path()).unwrap();
    commit(&live, &[], &[people("a", "07", byte())]).unwrap();
    let read_back = quad_in_form(&people("a", "07", byte()));
    assert_ne!(read_back, people("a", "07", byte()));
    assert!(read(&live).contains(&read_back.to_string()));
    let error = commit(&live, &[], &[people("b", "7", NamedNode::from(xsd::INTEGER))]).unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "an integer is no byte: {error}");
    drop(live);
    let live = open(folder.path()).unwrap();
    let receipt = commit(&live, &[read_back], &[people("a", "8", byte())]).unwrap();
    assert_eq!(receipt.outcome, Outcome::Committed { added: 1, deleted: 1 });
}

#[test]
fn what_no_commit_may_change_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let live = open(folder.path()).unwrap();
    let own = read_sources(&sources(), ontology().prefixes()).unwrap();
    let named = own.iter().find(|quad| quad.subject == iri("").into() && !quad.object.is_blank_node()).unwrap();
    let derived = Quad { graph_name: iri("graph/derived").into(), ..near("b", "a") };
    let nowhere = Quad { graph_name: GraphName::DefaultGraph, ..city("c") };
    let cases: [(&[Quad], &[Quad], &str); 5] = [
        (&[], std::slice::from_ref(&derived), "only the rules fill"),
        (std::slice::from_ref(&derived), &[], "only the rules fill"),
        (std::slice::from_ref(named), &[], "ontology's own files"),
        (&[], std::slice::from_ref(&nowhere), "in no named graph"),
        (std::slice::from_ref(&nowhere), &[], "in no named graph"),
    ];
    for (deleted, added, message) in cases {
        let error = commit(&live, deleted, added).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let generation = live.generation();
    assert!(generation.is_fixed(&derived) && generation.is_fixed(named) && !generation.is_fixed(&city("a")));
    let strict = Edits { deleted: vec![city("nowhere")], is_strict: true, ..Edits::default() };
    let error = live.commit(Ask::default(), move |_| Ok(strict)).unwrap_err();
    assert!(matches!(error, Error::NotThere { .. }), "{error}");
    let cancelled = Ask::default();
    cancelled.token.cancel();
    let error = live.commit(cancelled, |_| Ok(edits(&[], &[city("c")]))).unwrap_err();
    assert!(matches!(error, Error::Cancelled));
    assert_eq!(live.generation().head, None);
}

#[test]
fn a_key_is_one_commit_and_a_state_that_is_gone_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let live = open(folder.path()).unwrap();
    let ask = |key: &str, request: u8| Ask { key: Some(key.into()), request: Some([request; 32]), ..Ask::default() };
    let add = |live: &Live, ask: Ask, name: &str| {
        let quads = [city(name)];
        live.commit(ask, move |_| Ok(edits(&[], &quads)))
    };
    let first = add(&live, ask("k", 1), "c").unwrap();
    add(&live, Ask::default(), "d").unwrap();
    drop(live);
    let live = open(folder.path()).unwrap();
    let again = add(&live, ask("k", 1), "c").unwrap();
    assert_eq!((again.head, again.outcome), (first.head, Outcome::Repeated));
    let error = add(&live, ask("k", 2), "e").unwrap_err();
    assert!(matches!(error, Error::Journal(plenary_journal::Error::KeyReused { t: 1, .. })), "{error}");
    let stale = Ask { expected: Expected::OneOf(vec![first.head.map(|head| head.id), None]), ..Ask::default() };
    let Err(Error::Stale { head }) = add(&live, stale, "e") else { panic!() };
    assert_eq!(head.unwrap().t, 2);
}

#[test]
fn blank_nodes_stay_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let blank = |label: &str| {
        let node = BlankNode::new_unchecked(label);
        Quad::new(node, rdf::TYPE.into_owned(), iri("City"), iri("graph/cities"))
    };
    let live = open_with(folder.path(), vec![blank("x")], |_| {}).unwrap();
    for _ in 0..2 {
        let receipt = commit(&live, &[], &[blank("x"), blank("y")]).unwrap();
        assert_eq!(receipt.outcome, Outcome::Committed { added: 2, deleted: 0 }, "a label is known within a text only");
    }
    let before = read(&live);
    let cities = before.iter().filter(|quad| quad.contains("/.well-known/genid/") && quad.contains("City>")).count();
    assert_eq!(cities, 5);
    assert!(!before.iter().any(|quad| quad.contains("_:") && quad.contains("graph/cities")));
    assert_eq!(commit(&live, &[blank("x")], &[]).unwrap().outcome, Outcome::Unchanged, "nor can one be deleted by it");
    drop(live);
    assert_eq!(read(&open(folder.path()).unwrap()), before);
}

#[test]
fn of_fifty_writers_who_read_the_same_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let live = open(folder.path()).unwrap();
    let (won, lost) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for number in 0..50 {
            let (live, won, lost) = (&live, &won, &lost);
            scope.spawn(move || {
                let ask = Ask { expected: Expected::OneOf(vec![None]), ..Ask::default() };
                let quads = [city(&format!("w{number}"))];
                match live.commit(ask, move |_| Ok(edits(&[], &quads))) {
                    Ok(_) => won.fetch_add(1, Ordering::SeqCst),
                    Err(Error::Stale { .. }) => lost.fetch_add(1, Ordering::SeqCst),
                    Err(error) => panic!("{error}"),
                }
            });
        }
    });
    assert_eq!((won.into_inner(), lost.into_inner()), (1, 49));
}

#[test]
fn damage_is_named_and_foreign_folders_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let base = folder.path().join("base/0.nq.gz");
    let bytes = std::fs::read(&base).unwrap();
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 1;
    std::fs::write(&base, &flipped).unwrap();
    for error in [open(folder.path()).unwrap_err(), verify(folder.path()).unwrap_err()] {
        assert!(error.to_string().contains("0.nq.gz: its SHA-256 is"), "{error}");
    }
    std::fs::write(&base, &bytes).unwrap();
    let manifest = folder.path().join("manifest");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("\"version\": 1", "\"version\": 2")).unwrap();
    let error = open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("version 2"), "{error}");
    std::fs::write(&manifest, &text).unwrap();
    commit(&open(folder.path()).unwrap(), &[], &[city("c")]).unwrap();
    std::fs::remove_file(&manifest).unwrap();
    assert!(matches!(open(folder.path()), Err(Error::NoManifest { .. })), "commits are not thrown away");

    let foreign = tempfile::tempdir().unwrap();
    std::fs::write(foreign.path().join("letter.txt"), "dear").unwrap();
    let error = open(foreign.path()).unwrap_err();
    assert!(error.to_string().contains("letter.txt"), "{error}");
    assert_eq!(std::fs::read_dir(foreign.path()).unwrap().count(), 1, "nothing was written there");
}

#[test]
fn a_journal_that_is_gone_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let live = open(folder.path()).unwrap();
    commit(&live, &[], &[city("c")]).unwrap();
    drop(live);
    let first = folder.path().join("journal/000001.log");
    let bytes = std::fs::read(&first).unwrap();
    let refused = |words: &str| {
        let opened = open(folder.path()).map(drop);
        let verified = verify(folder.path()).map(drop);
        for outcome in [opened, verified, stated_at(folder.path(), None).map(drop), compact(folder.path()).map(drop)] {
            let error = outcome.unwrap_err().to_string();
            assert!(error.contains("000001.log") && error.contains(words), "{error}");
        }
    };
    std::fs::remove_file(&first).unwrap();
    refused("is missing");
    std::fs::write(&first, "").unwrap();
    refused("not even its own beginning");
    std::fs::write(&first, bytes).unwrap();
    assert_eq!(read(&open(folder.path()).unwrap()), loaded(&[city("a"), city("b"), near("a", "b"), city("c")].into()));
}

#[test]
fn commits_hold_when_the_ontology_comes_to_state_what_they_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let note = Quad::new(iri("x"), iri("note"), Literal::from("X"), iri("graph/vocabulary"));
    let live = open_with(folder.path(), vec![note.clone()], |_| {}).unwrap();
    commit(&live, std::slice::from_ref(&note), &[]).unwrap();
    drop(live);
    let [TurtleFile { name, text }] = sources();
    let later = [TurtleFile { name, text: text + "ex:x ex:note 'X' ." }];
    let ontology = Arc::new(Ontology::read(&later).unwrap());
    let live =
        Live::open(folder.path(), ontology, &later, &Settings::default(), |_| panic!("there is a store"), |_| {})
            .unwrap();
    assert!(read(&live).contains(&note.to_string()));
    assert_eq!(commit(&live, &[], std::slice::from_ref(&note)).unwrap().outcome, Outcome::Unchanged);
}

#[test]
fn data_that_violate_a_shape_make_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let error = open_with(folder.path(), vec![city("a"), near("a", "b")], |_| {}).unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error}");
    assert!(!is_store(folder.path()));
    drop(open(folder.path()).unwrap());
}

/// After each of many random commits, what can be read is what there would be if the stated quads were loaded anew; and so it is when the
/// folder is opened again.
#[test]
fn after_random_commits_the_data_are_those_of_loading_anew() {
    let random = |below: u64| RandomState::new().hash_one(0) % below;
    let folder = tempfile::tempdir().unwrap();
    let mut stated = HashSet::from([city("a"), city("b"), near("a", "b")]);
    let mut live = open(folder.path()).unwrap();
    let (mut taken, mut refused) = (0, 0);
    for round in 0..60 {
        let any = || {
            let name = |number: u64| format!("c{number}");
            let (one, other) = (name(random(6)), name(random(6)));
            match random(4) {
                0 | 1 => city(&one),
                2 => near(&one, &other),
                _ => people(&one, if random(2) == 0 { "1" } else { "01" }, byte()),
            }
        };
        let some = || (0..random(4)).map(|_| any()).collect::<Vec<_>>();
        let (deleted, added) = (some(), some());
        let before = read(&live);
        match commit(&live, &deleted, &added) {
            Ok(_) => {
                let kept: Vec<Quad> = deleted.iter().map(quad_in_form).collect();
                stated.retain(|quad| !kept.contains(&quad_in_form(quad)));
                stated.extend(added);
                taken += 1;
                let anew = load(&stated);
                assert_eq!(read(&live), anew.quads().map(|quad| quad.to_string()).collect(), "round {round}");
                let (generation, anew) = (live.generation(), anew.into_triples());
                let anew = Snapshot::build(&ontology(), &anew, Dataset::describe(&anew));
                assert_eq!(shown(&ontology(), &generation.snapshot), shown(&ontology(), &anew), "round {round}");
            }
            Err(Error::Invalid(_)) => {
                refused += 1;
                assert_eq!(read(&live), before);
            }
            Err(error) => panic!("{error}"),
        }
        if round % 20 == 19 {
            let (before, head) = (read(&live), live.generation().head);
            // What is sorted anew is read in place of what it was made of, and says the same.
            if round % 40 == 39 {
                live.keep().unwrap();
                while !live.generation().triples.is_sorted() {
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
                assert_eq!((read(&live), live.generation().head), (before.clone(), head));
            }
            // The next time it is opened from what is kept now, with the commits since.
            if round % 40 == 19 {
                live.keep().unwrap();
            }
            drop(live);
            live = open(folder.path()).unwrap();
            assert!(live.was_kept());
            assert_eq!((read(&live), live.generation().head), (before, head));
            assert_eq!(verify(folder.path()).unwrap().stated, stated.len() as u64);
        }
    }
    assert!(taken > 5 && refused > 5, "{taken} taken, {refused} refused");
}

/// Arrays are sorted anew after every few commits, while others are made.
#[test]
fn commits_go_on_while_arrays_are_sorted_anew() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { kept_after: (6, 6), ..Settings::default() };
    let publications = Arc::new(AtomicU64::new(0));
    let published = Arc::clone(&publications);
    let publish = move |_: &Arc<Generation>| {
        published.fetch_add(1, Ordering::SeqCst);
    };
    let initial = stating(vec![city("m"), city("n"), near("m", "n")]);
    let live = Live::open(folder.path(), ontology(), &sources(), &settings, initial, publish).unwrap();
    let mut stated = HashSet::from([city("m"), city("n"), near("m", "n")]);
    let mut sorted = 0;
    for round in 0..120_u64 {
        // New IRIs stand before all others, between them and after them; some go again, and come again.
        let name = |number: u64| format!("{}{}", ["a", "m", "z"][(number % 3) as usize], number % 40);
        let (one, other) = (name(round), name(round * 7 + 1));
        let added = [city(&one), city(&other), near(&one, &other)];
        let mut deleted = Vec::new();
        if round % 4 == 3 {
            let old = [round - 3, (round - 3) * 7 + 1].map(name);
            let is_of = |quad: &&Quad| old.iter().any(|name| quad.to_string().contains(&format!("/{name}>")));
            deleted = stated.iter().filter(is_of).cloned().collect();
        }
        commit(&live, &deleted, &added).unwrap();
        stated.retain(|quad| !deleted.contains(quad));
        stated.extend(added);
        sorted += usize::from(live.generation().triples.is_sorted());
        let anew = load(&stated);
        assert_eq!(read(&live), anew.quads().map(|quad| quad.to_string()).collect(), "round {round}");
        let anew = anew.into_triples();
        let anew = Snapshot::build(&ontology(), &anew, Dataset::describe(&anew));
        assert_eq!(shown(&ontology(), &live.generation().snapshot), shown(&ontology(), &anew), "round {round}");
    }
    // Each commit is published once, and arrays that were sorted anew are besides.
    let times = publications.load(Ordering::SeqCst) - 120;
    assert!(times > 0, "{times} times, {sorted} seen");
    drop(live);
    let live = open(folder.path()).unwrap();
    assert!(live.was_kept());
    assert_eq!(read(&live), loaded(&stated));
}

/// A store with three commits, and what could be read before the first and after each.
fn with_commits(folder: &Path) -> (Live, Vec<BTreeSet<String>>) {
    let live = open(folder).unwrap();
    let mut states = vec![read(&live)];
    for (deleted, added) in
        [(vec![], vec![city("c")]), (vec![near("a", "b")], vec![near("c", "a")]), (vec![], vec![city("d")])]
    {
        commit(&live, &deleted, &added).unwrap();
        states.push(read(&live));
    }
    (live, states)
}

#[test]
fn every_state_can_be_asked_for_copied_and_made_a_store_of() {
    let folder = tempfile::tempdir().unwrap();
    let (live, states) = with_commits(&folder.path().join("store"));
    let place = |name: &str| folder.path().join(name);
    let head = copy(&place("store"), &place("copy"), None).unwrap();
    assert_eq!(head, live.generation().head, "it is written meanwhile");
    for (t, state) in states.iter().enumerate() {
        let t = t as u64;
        let generation = live.at(t).unwrap();
        assert_eq!((generation.head.map_or(0, |head| head.t), &read_of(&generation)), (t, state));
        let restored = place(&format!("at {t}"));
        let head = copy(&place("copy"), &restored, Some(t)).unwrap();
        assert_eq!(head, generation.head, "commits keep their ids");
        assert_eq!(read(&open(&restored).unwrap()), *state);
        assert_eq!(stated_at(&place("store"), Some(t)).unwrap().quads, stated_at(&restored, None).unwrap().quads);
    }
    assert!(matches!(live.at(4), Err(Error::NoCommit { t: 4, last: 3 })));
    assert!(matches!(copy(&place("copy"), &place("later"), Some(4)), Err(Error::NoCommit { t: 4, last: 3 })));
    assert!(!is_store(&place("later")));
    assert!(matches!(copy(&place("copy"), &place("at 1"), None), Err(Error::Occupied { .. })));
    assert!(matches!(copy(folder.path(), &place("new"), None), Err(Error::NoStore { .. })));
    assert_eq!(commit_of(&place("store"), 2).unwrap().content.change.deleted(), [near("a", "b")]);
    for t in [0, 4] {
        assert!(matches!(commit_of(&place("store"), t), Err(Error::NoCommit { last: 3, .. })));
    }
}

#[test]
fn a_checkpoint_forgets_nothing_and_is_of_its_own_journal() {
    let folder = tempfile::tempdir().unwrap();
    let (store, copied) = (folder.path().join("store"), folder.path().join("copy"));
    let (live, states) = with_commits(&store);
    assert!(matches!(compact(&store), Err(Error::Journal(plenary_journal::Error::Locked { .. }))));
    let head = live.generation().head;
    drop(live);
    copy(&store, &copied, Some(2)).unwrap();
    let (before, end) = (std::fs::read(store.join("manifest")).unwrap(), verify(&store).unwrap());
    assert_eq!(compact(&store).unwrap(), head);
    assert_eq!(compact(&store).unwrap(), head, "a second time there is nothing to do");
    assert_ne!(std::fs::read(store.join("manifest")).unwrap(), before);
    assert_eq!(verify(&store).unwrap(), end);
    let live = open(&store).unwrap();
    assert_eq!((read(&live), live.generation().head), (states[3].clone(), head));
    for (t, state) in states.iter().enumerate() {
        assert_eq!(read_of(&live.at(t as u64).unwrap()), *state);
    }
    commit(&live, &[city("d")], &[]).unwrap();
    assert_eq!(read(&live), states[2]);
    drop(live);
    compact(&store).unwrap();
    let mut bases: Vec<_> =
        std::fs::read_dir(store.join("base")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    bases.sort();
    assert_eq!(bases, ["0.nq.gz", "4.nq.gz"]);
    assert_eq!(read(&open(&store).unwrap()), states[2]);

    // A journal that has lost its last commits.
    std::fs::remove_dir_all(store.join("journal")).unwrap();
    std::fs::rename(copied.join("journal"), store.join("journal")).unwrap();
    for error in [open(&store).unwrap_err(), verify(&store).unwrap_err(), stated_at(&store, None).unwrap_err()] {
        assert!(error.to_string().contains("checkpoint is of commit 4"), "{error}");
        assert!(error.to_string().contains("the journal ends before it"), "{error}");
    }
}

#[test]
fn a_request_that_changed_nothing_is_known_by_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let live = open(folder.path()).unwrap();
    let send = |request: u8, quad: Quad| {
        let ask = Ask { key: Some("k".into()), request: Some([request; 32]), ..Ask::default() };
        live.commit(ask, move |_| Ok(edits(&[], &[quad])))
    };
    assert_eq!(send(1, city("a")).unwrap().outcome, Outcome::Unchanged);
    commit(&live, &[city("b"), near("a", "b")], &[]).unwrap();
    assert_eq!(send(1, city("a")).unwrap(), Receipt { head: None, outcome: Outcome::Repeated });
    assert!(matches!(send(2, city("c")), Err(Error::KeyReused { .. })));
    assert_eq!(live.generation().head.unwrap().t, 1);
}

#[test]
fn a_plain_dataset_has_a_default_graph_and_blank_nodes() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { is_plain: true, ..Settings::default() };
    let open = || Live::open(folder.path(), ontology(), &sources(), &settings, stating(vec![near("a", "b")]), |_| {});
    let seen =
        |live: &Live| -> Vec<Quad> { live.generation().plain.as_ref().unwrap().quads(None, None, None).collect() };
    let live = open().unwrap();
    assert!(read(&live).len() > 10, "all triples are those of any store");
    assert_eq!(seen(&live), [near("a", "b")], "but no ontology and nothing that is derived");
    let node = |label: &str| BlankNode::new_unchecked(label);
    let nowhere = Quad::new(node("x"), iri("note"), node("y"), GraphName::DefaultGraph);
    commit(&live, &[near("a", "b")], std::slice::from_ref(&nowhere)).unwrap();
    let [first] = seen(&live).try_into().unwrap();
    assert_eq!(first.graph_name, GraphName::DefaultGraph);
    assert!(first.subject.is_blank_node() && first.object.is_blank_node() && first.subject != nowhere.subject);
    // What is read can be spoken of: the same node gets more, and is another than a new one.
    let more = Quad { object: Literal::from("1").into(), ..first.clone() };
    commit(&live, &[], &[more.clone(), nowhere.clone()]).unwrap();
    drop(live);
    let live = open().unwrap();
    let quads = seen(&live);
    assert_eq!(quads.len(), 3);
    assert!(quads.contains(&first) && quads.contains(&more), "labels stay, also when the store is opened again");
    assert_eq!(commit(&live, &quads, &[]).unwrap().outcome, Outcome::Committed { added: 0, deleted: 3 });
    assert_eq!(seen(&live), []);
}

/// By this property rules are told for which nodes they run; data that state it tell them nothing.
#[test]
fn no_data_make_rules_run_for_nodes_that_are_no_target() {
    let folder = tempfile::tempdir().unwrap();
    let live = open(folder.path()).unwrap();
    let marked = NamedNode::new_unchecked(plenary_store::rules::AFFECTED);
    let mark = Quad::new(iri("nobody"), marked, iri("x"), iri("graph/roads"));
    let stated = [city("a"), city("b"), near("a", "b"), mark, near("nobody", "a")];
    commit(&live, &[], &stated[3..]).unwrap();
    commit(&live, &[], &[near("b", "a")]).unwrap();
    assert!(live.generation().asked.is_some(), "worked out from the change");
    let all: HashSet<Quad> = stated.into_iter().chain([near("b", "a")]).collect();
    assert_eq!(read(&live), loaded(&all));
}

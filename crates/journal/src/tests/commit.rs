use super::disk::Memory;
use super::samples::{any_content, content, quad};
use crate::{Change, Commit, Content, Error, Head, Id, Journal, Options};
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, Quad, Term, Triple};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

fn journal() -> Journal {
    Journal::open_on(Arc::new(Memory::default()), Path::new("j"), &Options::default()).unwrap()
}

fn all(journal: &Journal) -> Vec<Commit> {
    journal.commits(1).unwrap().collect::<Result<_, _>>().unwrap()
}

proptest! {
    #[test]
    fn a_commit_is_read_as_it_was_made(content in any_content()) {
        let journal = journal();
        let head = journal.append(&content).unwrap().commit;
        let commit = all(&journal).pop().unwrap();
        prop_assert_eq!(Head { t: commit.t, id: commit.id }, head);
        prop_assert_eq!(Id::of(commit.text().as_bytes()), commit.id);
        prop_assert_eq!(&commit.content.change, &content.change);
        prop_assert_eq!((&commit.content.author, &commit.content.message), (&content.author, &content.message));
        let is_kept = |header| commit.content.headers.contains(header);
        prop_assert!(content.headers.iter().all(is_kept));
        // What was read is what is written: the same commit has the same id.
        let again = journal.append(&commit.content).unwrap().commit;
        let read = all(&journal).pop().unwrap();
        prop_assert_eq!(read.content, commit.content);
        prop_assert_eq!(again.id, read.id);
    }
}

#[test]
fn the_order_in_which_things_are_said_does_not_matter() {
    let (one, other) = (journal(), journal());
    let time = Content::new(Change::default()).time;
    let header = |name: &str| (name.to_owned(), Term::from(Literal::from("x")));
    let quads: Vec<_> = (0..20).map(quad).collect();
    let change = |quads: Vec<Quad>| Change::new(quads[..10].to_vec(), quads[10..].to_vec()).unwrap();
    let mut turned = quads.clone();
    turned[..10].reverse();
    turned[10..].reverse();
    let first = Content { time, headers: vec![header("a"), header("b")], ..Content::new(change(quads)) };
    let second = Content { time, headers: vec![header("b"), header("a"), header("b")], ..Content::new(change(turned)) };
    assert_eq!(one.append(&first).unwrap(), other.append(&second).unwrap());
    assert_ne!(one.append(&first).unwrap(), other.append(&content(1)).unwrap(), "another content");
    assert_ne!(one.append(&first).unwrap(), other.append(&first).unwrap(), "another parent");
}

#[test]
fn the_text_is_a_patch_that_says_all() {
    let journal = journal();
    let mut content = content(1);
    content.time = "2026-11-29T09:37:28.5Z".parse().unwrap();
    content.key = Some("k\"1".to_owned());
    content.headers = vec![("source page".to_owned(), NamedNode::new("http://example.org/").unwrap().into())];
    journal.append(&content).unwrap();
    journal.append(&content_without_key(&content)).unwrap();
    let texts: Vec<_> = all(&journal).iter().map(Commit::text).collect();
    let integer = "^^<http://www.w3.org/2001/XMLSchema#integer>";
    let rest = "TX .\nD <http://example.org/s0> <http://example.org/p> \"value 0\" .\nA <http://example.org/s1> <http://example.org/p> \"value 1\" .\nTC .\n";
    let time = "H time \"2026-11-29T09:37:28.5Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n";
    assert_eq!(
        texts[0],
        format!(
            "H t \"1\"{integer} .\n{time}H author \"ana\" .\nH key \"k\\\"1\" .\nH message \"number 1\" .\nH \"source page\" <http://example.org/> .\n{rest}"
        )
    );
    let parent = Id::of(texts[0].as_bytes());
    assert!(
        texts[1].starts_with(&format!("H prev <nih:sha-256;{parent}> .\nH t \"2\"{integer} .\n{time}")),
        "{}",
        texts[1]
    );
}

fn content_without_key(content: &Content) -> Content {
    Content { key: None, ..content.clone() }
}

#[test]
fn what_could_not_be_read_again_is_refused() {
    let journal = journal();
    let unchecked = |object: Term| {
        let iri = NamedNode::new_unchecked("http://example.org/a");
        Content::new(Change::new([Quad::new(iri.clone(), iri, object, GraphName::DefaultGraph)], []).unwrap())
    };
    let mut deep = Term::from(Literal::from("x"));
    for _ in 0..33 {
        let iri = NamedNode::new_unchecked("http://example.org/a");
        deep = Triple::new(iri.clone(), iri, deep).into();
    }
    let with = |change: fn(&mut Content)| {
        let mut content = content(1);
        change(&mut content);
        content
    };
    for (content, expected) in [
        (unchecked(NamedNode::new_unchecked("relative").into()), "a term is not as RDF wants it"),
        (unchecked(NamedNode::new_unchecked("a:b> <a:c> .\nTC").into()), "a term is not as RDF wants it"),
        (unchecked(BlankNode::new_unchecked("a b").into()), "a term is not as RDF wants it"),
        (unchecked(Literal::new_language_tagged_literal_unchecked("x", "EN").into()), "would be read as another"),
        (unchecked(deep), "about <http://example.org/a> it nests triple terms deeper than 32"),
        (with(|content| content.key = Some(String::new())), "its idempotency key is empty"),
        (with(|content| content.time = "2026-11-29T09:37:28".parse().unwrap()), "is not in UTC"),
        (with(|content| content.time = "2026-11-29T09:37:28+01:00".parse().unwrap()), "is not in UTC"),
        (
            with(|content| content.headers.push(("prev".into(), Literal::from("x").into()))),
            "a header `prev` is the journal's own",
        ),
    ] {
        let error = journal.append(&content).unwrap_err();
        assert!(matches!(error, Error::Content { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(journal.head(), None);
    assert!(journal.failure().is_none(), "a bad commit stops nobody");
    let error = Change::new([quad(1), quad(2)], [quad(2)]).unwrap_err().to_string();
    assert!(error.starts_with("the commit adds and deletes <http://example.org/s2>"), "{error}");
    assert!(Change::default().is_empty() && !content(1).change.is_empty());
}

#[test]
fn texts_that_no_journal_writes_are_no_commits() {
    let journal = journal();
    journal.append(&Content { key: Some("k".into()), ..content(1) }).unwrap();
    let good = all(&journal).pop().unwrap().text();
    let read = |text: &str| Commit::read(text.as_bytes(), Id::of(text.as_bytes()));
    assert!(read(&good).is_ok());
    let row = |start: &str| good.lines().find(|line| line.starts_with(start)).unwrap().to_owned() + "\n";
    for (text, expected) in [
        (good.replace(&row("H t "), ""), "has no number"),
        (good.replace(&row("H time "), ""), "has no time"),
        (good.replace("ana", "an\\u0061"), "is not written in the one way"),
        (good.replace(&row("H author "), &row("H author ").repeat(2)), "has the header `author` twice"),
        (good.replace("H author \"ana\"", "H author <a:a>"), "has the header `author` twice, or with the value <a:a>"),
        (good.replace(&row("D "), &row("D ").repeat(2)), "has changes out of order"),
        (good.replace(&row("D "), "").replace("TC .", &(row("D ") + "TC .")), "has changes out of order"),
        (good.replace("TX .\n", ""), "has changes before `TX`"),
        (good.replace("TC .\n", ""), "ends before `TC`"),
        (good.replace("TC .\n", "TA .\n"), "has more than changes between"),
        (good.clone() + "TX .\nTC .\n", "goes on after `TC`"),
        (good.replace("H author \"ana\"", "H author \"ana\"@en"), "is not written in the one way"),
        (good.replace("TX", "TY"), "is no RDF Patch: line 6, column 1"),
    ] {
        let problem = read(&text).unwrap_err();
        assert!(problem.starts_with(expected), "{expected}: {problem}");
    }
}

#[test]
fn ids_are_read_as_they_are_written() {
    let id = Id::of(b"x");
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(id.iri().as_str().parse(), Ok(id));
    assert_eq!(format!("{id:?}"), "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
    for wrong in ["", "2d71", &id.to_string().to_uppercase(), &format!("{id}0"), &"é".repeat(32)] {
        assert!(wrong.parse::<Id>().is_err(), "{wrong}");
    }
}

//! A process that commits is killed at random moments, again and again over the same journal: whatever it said to have kept is there, nothing
//! is there by half, and the chain holds.
//!
//! `PLENARY_KILLS=1000 cargo test --test kill` for more; `scripts/kill.sh` does so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that panics has failed, as it should"
)]

use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use plenary_journal::{Change, Commits, Content, Error, Id, Journal, Options, SyncMode};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What makes this program the one that is killed: the folder.
const FOLDER: &str = "PLENARY_KILL_FOLDER";
const SYNC: &str = "PLENARY_KILL_SYNC";
const THREADS: usize = 4;
/// Each start reads the journal, so one does not grow for ever.
const KILLS_OF_ONE: usize = 50;

fn random(below: usize) -> usize {
    // Each state has keys of its own.
    usize::try_from(RandomState::new().hash_one(0) % below as u64).unwrap()
}

/// A commit that says itself how many quads it has.
fn content(quads: usize) -> Content {
    let iri = |name: String| NamedNode::new(format!("http://example.org/{name}")).unwrap();
    let subject = iri(format!("s{}", random(usize::MAX)));
    let quad = |at| {
        let value = Literal::from("text ".repeat(random(60)));
        Quad::new(subject.clone(), iri(format!("p{at}")), value, GraphName::DefaultGraph)
    };
    let mut content = Content::new(Change::new((0..quads).map(quad), []).unwrap());
    content.headers.push(("quads".to_owned(), Literal::from(quads.to_string()).into()));
    content
}

/// Commits as long as it lives, and says what was acknowledged. Only a process that this test started does anything here.
#[test]
fn the_process_that_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let sync = if std::env::var(SYNC).unwrap() == "always" {
        SyncMode::Always
    } else {
        SyncMode::Interval(Duration::from_millis(5))
    };
    let journal = Journal::open(folder.as_ref(), &Options { sync, file_bytes: 500_000, ..Options::default() }).unwrap();
    say(if journal.torn().is_some() { "\nready after a write was torn\n" } else { "\nready\n" });
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    // Only a large write can be interrupted half-way.
                    let quads = if random(20) == 0 { 3_000 } else { random(12) };
                    let commit = journal.append(&content(quads)).unwrap().commit;
                    say(&format!("{} {}\n", commit.t, commit.id));
                }
            });
        }
    });
}

/// Writes at once, past what the test harness keeps.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).unwrap();
    out.flush().unwrap();
}

fn start(folder: &Path, sync: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_process_that_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .env(SYNC, sync)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn kill_again_and_again(sync: &str, kills: usize) {
    let (mut commits, mut torn) = (0, 0);
    for begun in (0..kills).step_by(KILLS_OF_ONE) {
        let (more, more_torn) = kill_one_journal(sync, KILLS_OF_ONE.min(kills - begun));
        (commits, torn) = (commits + more, torn + more_torn);
    }
    say(&format!("{kills} kills ({sync}): {commits} commits, {torn} writes torn\n"));
}

/// How many commits there are at the end, and how often a write was torn.
fn kill_one_journal(sync: &str, kills: usize) -> (u64, usize) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut acknowledged: BTreeMap<u64, Id> = BTreeMap::new();
    let mut torn = 0;
    for kill in 0..kills {
        let mut child = start(folder, sync);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines
            .by_ref()
            .map(Result::unwrap)
            .find(|line| line.starts_with("ready"))
            .expect("the process has not begun");
        torn += usize::from(ready.ends_with("torn"));
        if kill == 0 {
            let holder = format!("process {}", child.id());
            let error = Journal::open(folder, &Options::default()).unwrap_err();
            assert!(matches!(&error, Error::Locked { holder: named, .. } if *named == holder), "{error}");
        }
        std::thread::sleep(Duration::from_micros(u64::try_from(random(40_000)).unwrap()));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines {
            // The last line may be cut.
            if let Some((t, id)) = line.unwrap().split_once(' ')
                && let (Ok(t), Ok(id)) = (t.parse(), id.parse())
            {
                assert_eq!(acknowledged.insert(t, id), None, "commit {t} was acknowledged twice");
            }
        }
    }

    let mut parent = None;
    let mut last = 0;
    for commit in Commits::open(folder, 1).unwrap() {
        let commit = commit.unwrap();
        assert_eq!((commit.t, commit.parent), (last + 1, parent));
        (parent, last) = (Some(commit.id), commit.t);
        let (_, quads) = &commit.content.headers[0];
        let Term::Literal(quads) = quads else { panic!("{quads}") };
        assert_eq!(commit.content.change.added().len().to_string(), quads.value(), "commit {} is not whole", commit.t);
        if let Some(id) = acknowledged.remove(&commit.t) {
            assert_eq!(id, commit.id, "commit {} is another than was acknowledged", commit.t);
        }
    }
    assert!(acknowledged.is_empty(), "lost: {acknowledged:?}");
    assert!(last > kills as u64, "{last} commits are too few to tell anything");
    (last, torn)
}

fn kills() -> usize {
    std::env::var("PLENARY_KILLS").ok().map_or(30, |kills| kills.parse().expect("PLENARY_KILLS is a number"))
}

#[test]
fn what_was_acknowledged_outlasts_kill_9() {
    if std::env::var(FOLDER).is_err() {
        kill_again_and_again("always", kills());
    }
}

#[test]
fn so_does_what_waits_for_an_interval() {
    if std::env::var(FOLDER).is_err() {
        kill_again_and_again("interval", kills().div_ceil(3));
    }
}

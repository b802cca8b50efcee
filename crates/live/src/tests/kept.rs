//! Stores that are opened from the arrays that were kept.

use super::*;
use plenary_search::{Mode, Query};
use std::path::PathBuf;

const CHECKPOINT: &str = "base/0.nq.gz";

/// A store with a commit whose arrays are kept, and what can be read of it.
fn kept(folder: &Path) -> BTreeSet<String> {
    let live = open(folder).unwrap();
    assert!(!live.was_kept());
    commit(&live, &[], &[city("c"), near("b", "c"), people("c", "7", byte())]).unwrap();
    live.generation().snapshot.prepare_search();
    assert!(live.keep().unwrap() && !live.keep().unwrap(), "what is there already is not written again");
    read(&live)
}

fn arrays(folder: &Path) -> PathBuf {
    folder.join("arrays")
}

/// What GraphQL has of the data.
fn shown(live: &Live) -> Vec<String> {
    let snapshot = &live.generation().snapshot;
    let mut shown = super::shown(&ontology(), snapshot);
    let query = Query::parse("c", Mode::All).unwrap();
    shown.push(format!("{}", snapshot.search_index().unwrap().estimate(&query)));
    shown
}

#[test]
fn a_store_is_opened_from_its_arrays_and_commits_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let expected = kept(folder.path());
    // Whoever reads the checkpoint or runs a rule on it fails.
    let checkpoint = std::fs::read(folder.path().join(CHECKPOINT)).unwrap();
    let spoil = || std::fs::write(folder.path().join(CHECKPOINT), "no checkpoint").unwrap();
    // As if it had been sound when it was looked at, and only then.
    let verify_sound = |live: &Live| {
        std::fs::write(folder.path().join(CHECKPOINT), &checkpoint).unwrap();
        live.verify_opened().unwrap();
        spoil();
    };
    spoil();
    let live = open(folder.path()).unwrap();
    assert!(live.was_kept() && live.generation().triples.heap_bytes() == 0);
    assert_eq!((read(&live), live.generation().head.unwrap().t), (expected.clone(), 1));
    let of_arrays = shown(&live);
    assert_eq!(read_of(&live.at(1).unwrap()), expected);
    assert!(matches!(live.at(0), Err(Error::Damaged { .. })), "that is made of the checkpoint");
    verify_sound(&live);
    assert!(live.failure().is_none() && !live.keep().unwrap());

    // A change needs nothing else either: what is stated, how it is written and what there is to report is in the arrays.
    let back = [city("c"), near("b", "c"), people("c", "7", byte())];
    assert_eq!(commit(&live, &[], &back).unwrap().outcome, Outcome::Unchanged);
    commit(&live, &back, &[city("d")]).unwrap();
    let asked = live.generation().asked.expect("only some were asked");
    assert!(asked.by_rules > 0 && asked.by_shapes > 0, "{asked:?}");
    let after = loaded(&HashSet::from([city("a"), city("b"), near("a", "b"), city("d")]));
    assert_eq!(read(&live), after);
    drop(live);

    // The arrays are of the commit before: the one since is applied to them.
    let live = open(folder.path()).unwrap();
    assert!(live.was_kept() && live.generation().asked.is_some());
    assert_eq!((read(&live), live.generation().head.unwrap().t), (after, 2));
    verify_sound(&live);
    commit(&live, &[city("d")], &back).unwrap();
    assert_eq!((read(&live), shown(&live)), (expected.clone(), of_arrays.clone()));
    drop(live);
    let live = open(folder.path()).unwrap();
    assert_eq!((read(&live), shown(&live)), (expected.clone(), of_arrays), "what came and went again is no change");
    assert_eq!(read_of(&live.at(3).unwrap()), expected);
    assert!(live.keep().unwrap());
    drop(live);
    std::fs::write(folder.path().join(CHECKPOINT), &checkpoint).unwrap();
    assert!(open(folder.path()).unwrap().was_kept());
    assert!(verify(folder.path()).unwrap().arrays.unwrap() > 1000);
    std::fs::remove_file(arrays(folder.path())).unwrap();
    assert_eq!(verify(folder.path()).unwrap().arrays, None);
    assert_eq!(read(&open(folder.path()).unwrap()), expected);
}

#[test]
fn arrays_are_written_beside_commits_when_much_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { kept_after: (3, 3), ..Settings::default() };
    let live = Live::open(folder.path(), ontology(), &sources(), &settings, stating(vec![city("a")]), |_| {}).unwrap();
    commit(&live, &[], &[city("b"), city("c")]).unwrap();
    assert!(!arrays(folder.path()).exists());
    commit(&live, &[], &[city("d")]).unwrap();
    commit(&live, &[], &[city("e")]).unwrap();
    let expected = read(&live);
    // Who stops waits for what is being written.
    drop(live);
    assert!(arrays(folder.path()).exists());
    let checkpoint = folder.path().join(CHECKPOINT);
    std::fs::write(checkpoint, "no checkpoint").unwrap();
    let live = open(folder.path()).unwrap();
    assert!(live.was_kept() && live.generation().asked.is_some(), "one commit is applied to them");
    assert_eq!(read(&live), expected);
}

/// Reading goes on, but what commits stand on must be there.
#[test]
fn no_commit_is_taken_beside_a_checkpoint_that_is_damaged_or_gone() {
    let folder = tempfile::tempdir().unwrap();
    let expected = kept(folder.path());
    let checkpoint = folder.path().join(CHECKPOINT);
    let whole = std::fs::read(&checkpoint).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for damage in [Some(flipped), Some(Vec::new()), None] {
        match damage {
            Some(bytes) => std::fs::write(&checkpoint, bytes).unwrap(),
            None => std::fs::remove_file(&checkpoint).unwrap(),
        }
        let live = open(folder.path()).unwrap();
        assert!(live.was_kept());
        let error = commit(&live, &[], &[city("e")]).unwrap_err().to_string();
        assert!(error.contains("no commits are taken") && error.contains(CHECKPOINT), "{error}");
        assert!(live.failure().unwrap().contains(CHECKPOINT));
        assert_eq!(read(&live), expected);
    }
    std::fs::write(&checkpoint, whole).unwrap();
    let live = open(folder.path()).unwrap();
    commit(&live, &[], &[city("e")]).unwrap();
    drop(live);
    // A later checkpoint is made of the first, so that opening can do without it.
    compact(folder.path()).unwrap();
    std::fs::remove_file(folder.path().join("base/2.nq.gz")).unwrap();
    std::fs::remove_file(arrays(folder.path())).unwrap();
    let live = open(folder.path()).unwrap();
    assert!(!live.was_kept() && live.generation().head.unwrap().t == 2);
    assert_eq!(read_of(&live.at(1).unwrap()), expected);
}

/// The arrays tell that there were commits which the journal does not have any more.
#[test]
fn commits_that_are_cut_off_whole_are_missed() {
    let folder = tempfile::tempdir().unwrap();
    kept(folder.path());
    let log = folder.path().join("journal/000001.log");
    let bytes = std::fs::read(&log).unwrap();
    std::fs::write(&log, &bytes[..16]).unwrap();
    for error in [open(folder.path()).unwrap_err(), verify(folder.path()).unwrap_err()] {
        let error = format!("{error}");
        assert!(error.contains("of commit 1, and the journal ends with 0"), "{error}");
    }
    let arrays = std::fs::read(arrays(folder.path())).unwrap();
    assert!(!arrays.is_empty(), "the last trace of them stays");
    std::fs::write(&log, bytes).unwrap();
    assert!(open(folder.path()).unwrap().was_kept());
}

#[test]
fn arrays_of_anything_else_are_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let expected = kept(folder.path());
    let open_as = |text: &str, settings: &Settings| {
        // Their names do not count: the same files may be given by other paths.
        let sources = [TurtleFile { name: "elsewhere/shapes.ttl".into(), text: text.into() }];
        let ontology = Arc::new(Ontology::read(&sources).unwrap());
        Live::open(folder.path(), ontology, &sources, settings, |_| panic!("it is a store"), |_| {}).unwrap()
    };
    assert!(open_as(SHAPES, &Settings::default()).was_kept());
    assert!(!open_as(SHAPES, &Settings { program: "another", ..Settings::default() }).was_kept());
    assert!(!open_as(SHAPES, &Settings { is_plain: true, ..Settings::default() }).was_kept());
    let others = SHAPES.replace("CONSTRUCT { ?o ex:near $this }", "CONSTRUCT { ?o ex:far $this }");
    let live = open_as(&others, &Settings::default());
    assert!(!live.was_kept() && read(&live) != expected, "another rule derives something else");
    // What was not checked is not taken for what was.
    let unchecked = Settings { check: Check::Skip, ..Settings::default() };
    assert!(live.keep().unwrap());
    drop(live);
    let live = open_as(SHAPES, &unchecked);
    assert!(!live.was_kept() && live.keep().unwrap());
    drop(live);
    assert!(open_as(SHAPES, &unchecked).was_kept());
    let checked = open_as(SHAPES, &Settings::default());
    assert!(!checked.was_kept() && checked.keep().unwrap());
    drop(checked);
    assert!(open_as(SHAPES, &unchecked).was_kept());

    // Before the first commit two stores have the same number.
    let other = tempfile::tempdir().unwrap();
    open_with(other.path(), vec![city("z")], |_| {}).unwrap().keep().unwrap();
    let first = tempfile::tempdir().unwrap();
    drop(open(first.path()).unwrap());
    std::fs::copy(arrays(other.path()), arrays(first.path())).unwrap();
    assert!(!open(first.path()).unwrap().was_kept());
}

#[test]
fn a_plain_dataset_is_opened_from_its_arrays_too() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { is_plain: true, ..Settings::default() };
    let open = || Live::open(folder.path(), ontology(), &sources(), &settings, stating(vec![near("a", "b")]), |_| {});
    let seen =
        |live: &Live| -> Vec<Quad> { live.generation().plain.as_ref().unwrap().quads(None, None, None).collect() };
    let live = open().unwrap();
    let nowhere = Quad::new(BlankNode::default(), iri("note"), Literal::from(1), GraphName::DefaultGraph);
    commit(&live, &[], &[nowhere]).unwrap();
    assert!(live.keep().unwrap());
    let expected = seen(&live);
    drop(live);
    let live = open().unwrap();
    assert!(live.was_kept());
    assert_eq!(seen(&live), expected);
    assert_eq!(commit(&live, &expected, &[]).unwrap().outcome, Outcome::Committed { added: 0, deleted: 2 });
}

#[test]
fn damaged_arrays_are_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let expected = kept(folder.path());
    let whole = std::fs::read(arrays(folder.path())).unwrap();
    let write = |bytes: &[u8]| std::fs::write(arrays(folder.path()), bytes).unwrap();

    // Cut anywhere, and flipped where it is read when it is opened.
    let mut damaged: Vec<Vec<u8>> = (0..16).map(|part| whole[..whole.len() * part / 16].to_vec()).collect();
    for at in [0, 9, 13, whole.len() - 1, whole.len() - 60, whole.len() - 100] {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x10;
        damaged.push(flipped);
    }
    for bytes in damaged {
        write(&bytes);
        let live = open(folder.path()).unwrap();
        assert!(!live.was_kept());
        assert_eq!(read(&live), expected);
    }

    // An array is not read when it is opened, but beside the work.
    let text = whole.windows(12).position(|part| part == b"example.org/").unwrap();
    let mut flipped = whole.clone();
    flipped[text] ^= 1;
    write(&flipped);
    let error = verify(folder.path()).unwrap_err().to_string();
    assert!(error.contains("arrays: section `triples/terms/text` is damaged"), "{error}");
    assert!(error.contains("what is stated is all as it was written: delete this file"), "{error}");
    // A file of this size is checked before it is used; of a larger one, what was read until it is can be wrong.
    let live = open(folder.path()).unwrap();
    assert!(!live.was_kept());
    assert_eq!(read(&live), expected);
    drop(live);
    let published = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&published);
    let publish = move |_: &Arc<Generation>| {
        seen.fetch_add(1, Ordering::SeqCst);
    };
    let live =
        Live::open(folder.path(), ontology(), &sources(), &unchecked_first(), |_| panic!("it is a store"), publish);
    let live = live.unwrap();
    assert!(live.was_kept() && read(&live) != expected);
    live.verify_opened().unwrap();
    live.verify_opened().unwrap();
    assert_eq!((read(&live), published.load(Ordering::SeqCst)), (expected.clone(), 1));
    drop(live);
    let live = open(folder.path()).unwrap();
    assert!(live.was_kept(), "they were written anew");
    assert_eq!(read(&live), expected);
    verify(folder.path()).unwrap();
}

/// As large files are opened.
fn unchecked_first() -> Settings {
    Settings { checked_first: 0, ..Settings::default() }
}

/// What can be told when a file is opened is an error, and nothing panics until what is damaged is read.
#[test]
fn no_flipped_byte_makes_opening_panic_and_a_file_that_is_checked_first_is_never_taken() {
    let folder = tempfile::tempdir().unwrap();
    kept(folder.path());
    let whole = std::fs::read(arrays(folder.path())).unwrap();
    let (mut built, mut taken) = (0, 0);
    for at in (0..whole.len()).step_by(64 * 7 + 1) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x80;
        std::fs::write(arrays(folder.path()), &flipped).unwrap();
        let open = |settings: &Settings| {
            Live::open(folder.path(), ontology(), &sources(), settings, |_| panic!("it is a store"), |_| {}).unwrap()
        };
        let was_kept = open(&unchecked_first()).was_kept();
        (built, taken) = (built + usize::from(!was_kept), taken + usize::from(was_kept));
        assert!(!open(&Settings::default()).was_kept(), "byte {at}");
        verify(folder.path()).expect_err("a byte is flipped");
    }
    assert!(built > 5 && taken > 5, "{built} {taken}");
}

#[test]
fn a_store_that_is_let_go_of_last_where_it_publishes_is_closed_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let held: Arc<Mutex<Option<Arc<Live>>>> = Arc::default();
    let (go, goes) = sync_channel::<()>(1);
    let (gone, is_gone) = sync_channel::<()>(1);
    let (of_publish, mut published) = (Arc::clone(&held), 0);
    let publish = move |_: &Arc<Generation>| {
        published += 1;
        // The first is the commit; the second, the same in arrays that were sorted anew.
        if published == 2 {
            goes.recv().unwrap();
            drop(of_publish.lock().unwrap().take());
            gone.send(()).unwrap();
        }
    };
    let settings = Settings { kept_after: (1, 1), ..Settings::default() };
    let initial = stating(vec![city("a")]);
    let live = Live::open(folder.path(), ontology(), &sources(), &settings, initial, publish).unwrap();
    let live = Arc::new(live);
    *held.lock().unwrap() = Some(Arc::clone(&live));
    commit(&live, &[], &[city("b")]).unwrap();
    drop(live);
    go.send(()).unwrap();
    is_gone.recv_timeout(Duration::from_secs(20)).expect("its last holder is the thread that it would wait for");
    let start = Instant::now();
    let again = loop {
        match open(folder.path()) {
            Err(Error::Journal(JournalError::Locked { .. })) if start.elapsed() < Duration::from_secs(20) => {
                std::thread::sleep(Duration::from_millis(1));
            }
            opened => break opened.unwrap(),
        }
    };
    assert_eq!(again.generation().head.unwrap().t, 1);
}

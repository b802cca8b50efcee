use super::disk::{Faults, Memory};
use super::samples::content;
use crate::{Change, Commits, Content, Error, Journal, Options, SyncMode};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const FOLDER: &str = "j";

fn open_with(disk: &Memory, options: &Options) -> Journal {
    Journal::open_on(Arc::new(disk.clone()), Path::new(FOLDER), options).unwrap()
}

fn open(disk: &Memory) -> Journal {
    open_with(disk, &Options::default())
}

fn with_key(number: usize, key: &str) -> Content {
    Content { key: Some(key.to_owned()), ..content(number) }
}

#[test]
fn commits_that_wait_share_a_synchronisation() {
    let disk = Memory::default();
    let journal = open(&disk);
    let held = disk.hold();
    let before = disk.syncs();
    let first = journal.submit(&content(0)).unwrap();
    disk.wait_for_sync();
    let others: Vec<_> = (1..=50).map(|number| journal.submit(&content(number)).unwrap()).collect();
    assert_eq!(journal.head(), None, "nothing is acknowledged yet");
    drop(held);
    assert_eq!(first.wait().unwrap().commit.t, 1);
    let last = others.into_iter().map(|pending| pending.wait().unwrap().commit).last();
    assert_eq!(last, journal.head());
    assert_eq!(last.unwrap().t, 51);
    assert_eq!(disk.syncs() - before, 2);
}

#[test]
fn with_an_interval_many_commits_share_one_that_comes_later() {
    let disk = Memory::default();
    let hour = Options { sync: SyncMode::Interval(Duration::from_secs(3_600)), ..Options::default() };
    let journal = open_with(&disk, &hour);
    let before = disk.syncs();
    (0..20).for_each(|number| _ = journal.append(&content(number)).unwrap());
    assert_eq!(disk.syncs(), before);
    journal.close().unwrap();
    assert_eq!(disk.syncs(), before + 1);

    let soon = Options { sync: SyncMode::Interval(Duration::from_millis(1)), ..Options::default() };
    let journal = open_with(&disk, &soon);
    let before = disk.syncs();
    let held = disk.hold();
    journal.append(&content(20)).unwrap();
    disk.wait_for_sync();
    drop(held);
    journal.close().unwrap();
    assert_eq!(disk.syncs(), before + 1, "it comes without another commit");
}

#[test]
fn many_threads_make_one_chain_in_which_each_keeps_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("new/journal");
    let journal = Journal::open(&folder, &Options { file_bytes: 5_000, ..Options::default() }).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let journal = &journal;
            scope.spawn(move || {
                let mut last = 0;
                for number in 0..25 {
                    let mut content = content(number);
                    content.author = Some(thread.to_string());
                    let commit = journal.append(&content).unwrap().commit;
                    assert!(commit.t > last);
                    last = commit.t;
                    assert!(journal.head().unwrap().t >= last, "an acknowledged commit can be read");
                    assert_eq!(journal.commits(last).unwrap().next().unwrap().unwrap().id, commit.id);
                }
            });
        }
    });
    let head = journal.head();
    let verified = Journal::verify(&folder).unwrap();
    assert_eq!((verified.head, verified.torn), (head, None), "without a lock, while it is open");
    assert_eq!(verified.quads, 8 * (25 + 24));
    assert!(verified.files > 5, "{}", verified.files);
    journal.close().unwrap();
    let mut next = [0; 8];
    let mut parent = None;
    for (t, commit) in (1..).zip(Commits::open(&folder, 0).unwrap()) {
        let commit = commit.unwrap();
        assert_eq!((commit.t, commit.parent), (t, parent));
        parent = Some(commit.id);
        let next = &mut next[commit.content.author.unwrap().parse::<usize>().unwrap()];
        assert_eq!(commit.content.message, Some(format!("number {next}")));
        *next += 1;
    }
    assert_eq!((next, parent), ([25; 8], head.map(|head| head.id)));
}

#[test]
fn commits_are_read_from_any_to_the_last() {
    let disk = Memory::default();
    let journal = open_with(&disk, &Options { file_bytes: 900, ..Options::default() });
    assert!(journal.commits(0).unwrap().next().is_none());
    (0..10).for_each(|number| _ = journal.append(&content(number)).unwrap());
    assert!(disk.paths().len() > 3);
    for from in 0..12 {
        let read: Vec<_> = journal.commits(from).unwrap().map(|commit| commit.unwrap().t).collect();
        assert_eq!(read, (from.max(1)..=10).collect::<Vec<_>>());
    }
    let commits = journal.commits(9).unwrap();
    journal.append(&content(10)).unwrap();
    assert_eq!(commits.count(), 2, "up to the last when it was asked");
}

#[test]
fn a_key_makes_one_commit_however_often_it_is_sent() {
    let disk = Memory::default();
    let journal = open(&disk);
    let first = journal.append(&with_key(1, "k")).unwrap();
    assert!(!first.is_repeated);
    journal.append(&content(2)).unwrap();
    let check = |journal: &Journal| {
        // It is made anew each time, and so has another time.
        let again = journal.append(&with_key(1, "k")).unwrap();
        assert_eq!((again.commit, again.is_repeated), (first.commit, true));
        let error = journal.append(&with_key(3, "k")).unwrap_err();
        assert!(matches!(&error, Error::KeyReused { key, t: 1 } if key == "k"), "{error}");
        assert_eq!(journal.head().unwrap().t, 2);
    };
    check(&journal);
    drop(journal);
    check(&open(&disk));

    let journal = open_with(&disk, &Options { keys: 2, ..Options::default() });
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(|| journal.append(&with_key(4, "l")).unwrap())).collect();
        let receipts: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert!(receipts.iter().all(|receipt| receipt.commit.t == 3));
        assert_eq!(receipts.iter().filter(|receipt| !receipt.is_repeated).count(), 1);
    });
    journal.append(&with_key(5, "m")).unwrap();
    assert_eq!(journal.append(&with_key(1, "k")).unwrap().commit.t, 5, "only the last two keys are known");
    assert!(journal.append(&with_key(5, "m")).unwrap().is_repeated);
}

#[test]
fn a_key_is_known_for_its_time() {
    let disk = Memory::default();
    let day = Duration::from_secs(24 * 60 * 60);
    let options = Options { key_age: day, ..Options::default() };
    let at = |number: usize, time: &str| Content { time: time.parse().unwrap(), ..with_key(number, "k") };
    let (first, soon, later) = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-02T00:00:01Z");
    let journal = open_with(&disk, &options);
    assert_eq!(journal.append(&at(1, first)).unwrap().commit.t, 1);
    assert!(matches!(journal.append(&at(2, soon)), Err(Error::KeyReused { t: 1, .. })));
    assert_eq!(journal.find("k"), None, "that was long ago");
    assert_eq!(journal.append(&at(2, later)).unwrap().commit.t, 2);
    drop(journal);
    let journal = open_with(&disk, &options);
    assert!(journal.append(&at(2, later)).unwrap().is_repeated, "the later one has the key");
    let now = with_key(3, "k");
    assert_eq!(journal.append(&now).unwrap().commit.t, 3);
    assert_eq!(journal.find("k").unwrap().t, 3);
}

#[test]
fn a_key_belongs_to_the_request_if_one_is_named() {
    let disk = Memory::default();
    let journal = open(&disk);
    let of = |number: usize, request: u8| Content { request: Some([request; 32]), ..with_key(number, "k") };
    assert_eq!(journal.find("k"), None);
    let first = journal.append(&of(1, 7)).unwrap().commit;
    let check = |journal: &Journal| {
        assert_eq!(journal.find("k"), Some(first));
        assert_eq!(journal.find("l"), None);
        // The second time there is less to change.
        let again = Content { change: Change::default(), ..of(1, 7) };
        assert_eq!(journal.append(&again).unwrap().commit, first);
        for other in [of(1, 8), with_key(1, "k")] {
            assert!(matches!(journal.append(&other), Err(Error::KeyReused { t: 1, .. })));
        }
        let commit = journal.commits(1).unwrap().next().unwrap().unwrap();
        assert_eq!(commit.content.request, Some([7; 32]));
        assert!(commit.text().contains(&format!("H request <nih:sha-256;{}> .\n", "07".repeat(32))));
    };
    check(&journal);
    drop(journal);
    check(&open(&disk));
    let without_key = Content { request: Some([7; 32]), ..content(2) };
    let journal = open(&disk);
    assert_ne!(journal.append(&without_key).unwrap().commit, journal.append(&without_key).unwrap().commit);
}

#[test]
fn a_key_is_found_when_its_commit_is_acknowledged() {
    let disk = Memory::default();
    let journal = open(&disk);
    let held = disk.hold();
    let pending = journal.submit(&with_key(1, "k")).unwrap();
    disk.wait_for_sync();
    assert_eq!(journal.find("k"), None);
    drop(held);
    assert_eq!(Some(pending.wait().unwrap().commit), journal.find("k"));
}

#[test]
fn a_writer_that_panics_is_told_of() {
    let disk = Memory::default();
    let journal = open(&disk);
    disk.set(Faults { panics: true, ..Faults::default() });
    for _ in 0..2 {
        let error = journal.append(&content(1)).unwrap_err().to_string();
        assert!(error.contains("the thread that writes has"), "{error}");
    }
    drop(journal);
    disk.set(Faults::default());
    assert_eq!(open(&disk).append(&content(1)).unwrap().commit.t, 1);
}

#[test]
fn one_failure_ends_writing_and_loses_nothing() {
    let kinds: [(Faults, &str); 4] = [
        (Faults { refuses_sync: true, ..Faults::default() }, "cannot synchronise j/000001.log: the disk refuses"),
        (Faults { tears_at: Some(100), ..Faults::default() }, "cannot write j/000001.log: the disk fails"),
        (Faults { tears_at: Some(0), ..Faults::default() }, "cannot write j/000001.log: the disk fails"),
        (Faults { power_for: Some(0), ..Faults::default() }, "cannot write j/000001.log: the power is gone"),
    ];
    for (faults, expected) in kinds {
        let disk = Memory::default();
        let journal = open(&disk);
        journal.append(&with_key(1, "k")).unwrap();
        assert_eq!(journal.failure(), None);
        disk.set(faults);
        let error = journal.append(&content(2)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        disk.set(Faults::default());
        assert_eq!(
            journal.append(&content(3)).unwrap_err().to_string(),
            error,
            "for good, though the disk is well again"
        );
        assert!(journal.failure().unwrap().starts_with(expected));
        assert_eq!(journal.head().unwrap().t, 1);
        assert_eq!(journal.commits(1).unwrap().map(Result::unwrap).count(), 1, "reading goes on");
        assert_eq!(journal.close().unwrap_err().to_string(), error);

        let journal = open(&disk);
        assert!(journal.append(&with_key(1, "k")).unwrap().is_repeated);
        let next = journal.append(&content(4)).unwrap().commit;
        assert_eq!(Journal::verify_on(Arc::new(disk.clone()), Path::new(FOLDER)).unwrap().head, Some(next));
    }
}

#[test]
fn a_full_disk_takes_nothing_by_half() {
    let disk = Memory::default();
    let options = Options { file_bytes: 700, ..Options::default() };
    open_with(&disk, &options).append(&content(0)).unwrap();
    let used: usize = disk.paths().iter().map(|path| disk.bytes(path).len()).sum();
    // Every amount of room that ends within the next commits or the beginning of the next file.
    for room in used..used + 1_500 {
        let disk = disk.with(Path::new("j/none"), Vec::new());
        disk.set(Faults { room: Some(room), ..Faults::default() });
        let journal = open_with(&disk, &options);
        let mut kept = vec![content(0).change];
        let error = loop {
            let content = content(kept.len());
            match journal.append(&content) {
                Ok(_) => kept.push(content.change),
                Err(error) => break error.to_string(),
            }
        };
        assert!(error.contains("no storage space") || error.contains("storage full"), "{error}");
        drop(journal);
        disk.set(Faults::default());
        let journal = open_with(&disk, &options);
        let read: Vec<_> = journal.commits(1).unwrap().map(|commit| commit.unwrap().content.change).collect();
        assert_eq!(read, kept, "room for {room}");
        journal.append(&content(9)).unwrap();
    }
}

#[test]
fn what_the_disk_stores_wrong_is_found() {
    for byte in [0, 20, 60, 64, 200] {
        let disk = Memory::default();
        let journal = open(&disk);
        disk.set(Faults { flips: Some(byte), ..Faults::default() });
        journal.append(&content(1)).unwrap();
        disk.set(Faults::default());
        journal.append(&content(2)).unwrap();
        let error = journal.commits(1).unwrap().next().unwrap().unwrap_err();
        assert!(matches!(error, Error::Damaged { offset: 16, t: 1, .. }), "{error}");
        drop(journal);
        let error = Journal::open_on(Arc::new(disk), Path::new(FOLDER), &Options::default()).unwrap_err();
        assert!(matches!(error, Error::Damaged { offset: 16, t: 1, .. }), "{error}");
    }
}

#[test]
fn a_second_writer_is_told_who_the_first_is() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), &Options::default()).unwrap();
    let error = Journal::open(folder.path(), &Options::default()).unwrap_err();
    let expected = format!("lock is held by process {}, and a journal has one writer", std::process::id());
    assert!(error.to_string().contains(&expected), "{error}");
    journal.append(&content(1)).unwrap();
    assert_eq!(Commits::open(folder.path(), 1).unwrap().count(), 1, "readers need no lock");
    drop(journal);
    assert_eq!(Journal::open(folder.path(), &Options::default()).unwrap().head().unwrap().t, 1);
}

#[test]
fn folders_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let error = Journal::verify(&path).unwrap_err().to_string();
    assert_eq!(error, format!("cannot read {}", path.display()));
    assert!(!path.exists());
    std::fs::write(&path, "x").unwrap();
    let error = Journal::open(&path, &Options::default()).unwrap_err().to_string();
    assert_eq!(error, format!("cannot make {}", path.display()));
    let error = Commits::open(&path, 1).err().unwrap().to_string();
    assert_eq!(error, format!("cannot read {}", path.display()));
}

#[test]
fn large_commits_are_refused_before_anything_is_written() {
    let disk = Memory::default();
    let journal = open_with(&disk, &Options { commit_bytes: 10_000, ..Options::default() });
    let mut large = Content::new(Change::default());
    large.message = Some("x".repeat(10_000));
    let error = journal.append(&large).unwrap_err().to_string();
    assert!(error.contains("more than the 10000 that one may have"), "{error}");
    large.message = Some("x".repeat(9_000));
    assert_eq!(journal.append(&large).unwrap().commit.t, 1);
    assert_eq!(disk.bytes(Path::new("j/000001.log")).len() as u64, {
        let commit = journal.commits(1).unwrap().next().unwrap().unwrap();
        16 + 64 + commit.text().len() as u64
    });
}

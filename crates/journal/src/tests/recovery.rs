use super::disk::{Faults, Memory, Random};
use super::samples::{any_content, content};
use crate::walk::Walk;
use crate::{Commit, Commits, Content, Error, Journal, Options, SyncMode};
use proptest::collection::vec;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const FOLDER: &str = "j";

fn open(disk: &Memory, options: &Options) -> Result<Journal, Error> {
    Journal::open_on(Arc::new(disk.clone()), Path::new(FOLDER), options)
}

fn commits(disk: &Memory) -> Result<Vec<Commit>, Error> {
    Commits::on(Arc::new(disk.clone()), Path::new(FOLDER), 1, u64::MAX)?.collect()
}

/// A journal of several files, closed.
fn filled(contents: &[Content], file_bytes: u64) -> Memory {
    let disk = Memory::default();
    let journal = open(&disk, &Options { file_bytes, ..Options::default() }).unwrap();
    contents.iter().for_each(|content| _ = journal.append(content).unwrap());
    journal.close().unwrap();
    disk
}

/// File, first byte, end and number of all frames.
fn frames(disk: &Memory) -> Vec<(PathBuf, usize, usize, u64)> {
    let mut walk = Walk::all(Arc::new(disk.clone()), Path::new(FOLDER)).unwrap();
    let mut frames = Vec::new();
    while let Some(frame) = walk.next(1).unwrap() {
        let start = usize::try_from(frame.offset).unwrap();
        frames.push((walk.path().to_owned(), start, start + 64 + frame.text.len(), frame.header.t));
    }
    frames
}

/// Cuts the last file everywhere within its last frame, and before it if that is all it has.
fn cut_everywhere(disk: &Memory) {
    let all = commits(disk).unwrap();
    let (path, start, end, _) = frames(disk).pop().unwrap();
    let bytes = disk.bytes(&path);
    assert_eq!(bytes.len(), end);
    for cut in (if start == 16 { 0 } else { start })..end {
        let disk = disk.with(&path, bytes[..cut].to_vec());
        let torn = Journal::verify_on(Arc::new(disk.clone()), Path::new(FOLDER)).unwrap().torn;
        let journal = open(&disk, &Options::default()).unwrap();
        assert_eq!(journal.torn(), torn.as_ref());
        let (offset, is_torn) = if cut < 16 { (0, true) } else { (start, cut > start) };
        assert_eq!(torn.is_some(), is_torn, "at {cut}");
        if let Some(torn) = torn {
            assert_eq!((torn.path, torn.offset, torn.bytes), (path.clone(), offset as u64, (cut - offset) as u64));
        }
        assert_eq!(
            journal.commits(1).unwrap().collect::<Result<Vec<_>, _>>().unwrap(),
            all[..all.len() - 1],
            "at {cut}"
        );
        journal.append(&all[all.len() - 1].content).unwrap();
        drop(journal);
        assert_eq!(commits(&disk).unwrap(), all, "the same commit at the same place, at {cut}");
    }
}

/// Changes a byte, and says how opening and checking end; the disk is as it was after both.
fn flipped(disk: &Memory, path: &Path, at: usize, by: u8) -> Result<(), Error> {
    let mut bytes = disk.bytes(path);
    bytes[at] ^= by;
    let disk = disk.with(path, bytes.clone());
    let verified = Journal::verify_on(Arc::new(disk.clone()), Path::new(FOLDER));
    match open(&disk, &Options::default()) {
        Ok(_) => {
            verified.unwrap();
            Ok(())
        }
        Err(error) => {
            assert_eq!(verified.unwrap_err().to_string(), error.to_string());
            assert_eq!(disk.bytes(path), bytes, "nothing was changed");
            Err(error)
        }
    }
}

fn assert_names_the_place(disk: &Memory, path: &Path, at: usize, by: u8) {
    let frames = frames(disk);
    let is_there =
        |(other, start, end, _): &&(PathBuf, usize, usize, u64)| other == path && (*start..*end).contains(&at);
    let frame = frames.iter().find(is_there);
    match (flipped(disk, path, at, by), frame) {
        (Err(Error::Damaged { path: named, offset, t, .. }), frame) => {
            assert_eq!(named, path.display().to_string());
            let first = frames.iter().find(|(other, ..)| other == path).map(|(.., t)| *t);
            let place = frame.map_or((0, first.unwrap()), |(_, start, _, t)| (*start as u64, *t));
            assert_eq!((offset, t), place, "at {at}");
        }
        (Err(Error::Version { path: named, .. }), None) => assert_eq!(named, path.display().to_string()),
        // In the last frame it may look as if a piece of it had never been written.
        (Ok(()), Some((.., t))) if *t == frames.len() as u64 => {}
        (result, _) => panic!("at {at}: {result:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_last_frame_cut_anywhere_is_dropped_and_nothing_else(contents in vec(any_content(), 1..6), file_bytes in 100_u64..3_000) {
        cut_everywhere(&filled(&contents, file_bytes));
    }

    #[test]
    fn a_flipped_byte_is_named(contents in vec(any_content(), 2..6), file_bytes in 100_u64..3_000, seed: u64) {
        let disk = filled(&contents, file_bytes);
        let mut random = Random(seed);
        for path in disk.paths() {
            for _ in 0..40 {
                let at = random.below(disk.bytes(&path).len());
                let by = 1 + u8::try_from(random.below(255)).unwrap();
                assert_names_the_place(&disk, &path, at, by);
            }
        }
    }
}

#[test]
fn every_flipped_bit_is_named() {
    let contents: Vec<_> = (0..3).map(content).collect();
    let disk = filled(&contents, 600);
    assert_eq!(disk.paths().len(), 2);
    for path in disk.paths() {
        for at in 0..disk.bytes(&path).len() {
            (0..8).for_each(|bit| assert_names_the_place(&disk, &path, at, 1 << bit));
        }
    }
}

#[test]
fn what_was_never_written_is_dropped_and_what_was_is_not() {
    let contents: Vec<_> = (0..4).map(content).collect();
    let disk = filled(&contents, u64::MAX);
    let (path, start, end, _) = frames(&disk).pop().unwrap();
    let bytes = disk.bytes(&path);
    let open_with = |bytes: Vec<u8>| {
        let journal = open(&disk.with(&path, bytes), &Options::default())?;
        Ok::<_, Error>((journal.head().map_or(0, |head| head.t), journal.torn().cloned()))
    };
    // The file has its length, but not its last sectors.
    let written = |written: usize| {
        let mut bytes = bytes.clone();
        bytes[written..].fill(0);
        bytes.resize(end + 2_000, 0);
        open_with(bytes)
    };
    for sector in (start / 512 + 1)..=(end / 512) {
        assert!((start..end).contains(&(sector * 512)));
        let (t, torn) = written(sector * 512).unwrap();
        assert_eq!((t, torn.unwrap().offset), (3, start as u64), "up to sector {sector}");
    }
    assert_eq!(written(start).unwrap().1.unwrap().offset, start as u64);
    assert!(written(start + 1).is_err(), "a disk writes a sector or does not write it");
    let mut longer = bytes.clone();
    longer.resize(end + 700, 0);
    assert_eq!(open_with(longer).unwrap().1.map(|torn| (torn.offset, torn.bytes)), Some((end as u64, 700)));
    // Sectors of zeros amid commits that were synchronised.
    let sector = (start / 512 - 1) * 512;
    let mut damaged = bytes.clone();
    damaged[sector..sector + 512].fill(0);
    let error = open_with(damaged).unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    // A few zeros are no sector.
    let mut damaged = bytes.clone();
    damaged[end - 40..end - 20].fill(0);
    let error = open_with(damaged).unwrap_err().to_string();
    assert!(error.contains(&format!("000001.log, byte {start}: commit 4 is damaged: its text")), "{error}");
    let mut followed = bytes;
    followed.extend_from_slice(b"something else of more than sixty-four bytes, which is no header of a frame");
    let error = open_with(followed).unwrap_err().to_string();
    assert!(error.contains(&format!("000001.log, byte {end}: commit 5 is damaged: its header")), "{error}");
}

#[test]
fn files_that_are_missing_foreign_or_newer_are_named() {
    let contents: Vec<_> = (0..6).map(content).collect();
    let disk = filled(&contents, 300);
    let paths = disk.paths();
    assert_eq!(paths.len(), 6);
    let fails = |disk: &Memory| {
        let error = open(disk, &Options::default()).unwrap_err().to_string();
        assert_eq!(Journal::verify_on(Arc::new(disk.clone()), Path::new(FOLDER)).unwrap_err().to_string(), error);
        error
    };
    for missing in [0, 3] {
        let disk = disk.with(&paths[5], disk.bytes(&paths[5]));
        disk.remove(&paths[missing]);
        assert!(fails(&disk).starts_with(&format!("{} is missing", paths[missing].display())));
    }
    let error = fails(&disk.with(&paths[2], disk.bytes(&paths[3])));
    assert!(
        error.contains("000003.log, byte 0: commit 3 should stand here, but the file says that it is number 4"),
        "{error}"
    );
    let cut = disk.bytes(&paths[2]);
    let error = fails(&disk.with(&paths[2], cut[..cut.len() - 1].to_vec()));
    assert!(error.contains("000003.log, byte 16: commit 3 is cut off, while later files follow"), "{error}");
    let error = fails(&disk.with(&paths[2], cut[..16].to_vec()));
    assert!(error.contains("000004.log, byte 16: commit 3 should stand here, but commit 4 does"), "{error}");
    // A frame of another journal, whole in itself.
    let others: Vec<_> = (10..16).map(content).collect();
    let error = fails(&disk.with(&paths[2], filled(&others, 300).bytes(&paths[2])));
    assert!(error.contains("000003.log, byte 16: commit 3 does not continue the commit before"), "{error}");
    let mut newer = cut;
    newer[8] = 2;
    assert!(
        fails(&disk.with(&paths[2], newer)).contains("000003.log is of version 2, and this program knows version 1")
    );
    let ignored = disk.with(Path::new("j/notes.log"), b"x".to_vec()).with(Path::new("j/000009.log.old"), Vec::new());
    assert_eq!(commits(&ignored).unwrap().len(), 6);
}

/// Commits until the power goes, again and again on the same disk.
fn lose_power(sync: SyncMode, seed: u64) {
    let mut random = Random(seed);
    let disk = Memory::default();
    let options = Options { sync, file_bytes: 3_000, ..Options::default() };
    // What the journal said it has, and what may follow.
    let mut known: Vec<Content> = Vec::new();
    let mut number = 0;
    for round in 0..8 {
        disk.set(Faults { power_for: Some(random.below(30)), ..Faults::default() });
        let (mut submitted, mut acknowledged) = (known.clone(), 0);
        if let Ok(journal) = open(&disk, &options) {
            acknowledged = known.len();
            while journal.failure().is_none() {
                let group: Vec<_> = (0..=random.below(4)).map(|at| content(number + at)).collect();
                number += group.len();
                let pending: Vec<_> = group.iter().map_while(|content| journal.submit(content).ok()).collect();
                submitted.extend_from_slice(&group[..pending.len()]);
                let kept = pending.into_iter().map_while(|pending| pending.wait().ok()).count();
                if sync == SyncMode::Always {
                    acknowledged += kept;
                }
                if sync != SyncMode::Always && random.below(6) == 0 {
                    break;
                }
            }
            let is_closed = journal.close().is_ok();
            if is_closed {
                acknowledged = submitted.len();
            }
        }
        disk.lose_power(&mut random);
        let torn = Journal::verify_on(Arc::new(disk.clone()), Path::new(FOLDER)).unwrap().torn;
        let journal = open(&disk, &options).unwrap_or_else(|error| panic!("{seed}, round {round}: {error}"));
        assert_eq!(journal.torn(), torn.as_ref());
        let kept: Vec<_> = journal.commits(1).unwrap().map(|commit| commit.unwrap().content).collect();
        assert!(kept.len() >= acknowledged, "{seed}, round {round}: {} of {acknowledged}", kept.len());
        assert_eq!(kept, submitted[..kept.len()], "{seed}, round {round}: whole, in order, without gaps");
        journal.close().unwrap();
        known = kept;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_was_acknowledged_outlasts_a_loss_of_power(seed: u64) {
        lose_power(SyncMode::Always, seed);
    }

    #[test]
    fn without_synchronisation_a_loss_of_power_takes_the_last_commits_only(seed: u64) {
        lose_power(SyncMode::Interval(Duration::from_secs(3_600)), seed);
    }
}

/// The system has taken for written what a failed synchronisation did not write. Once a journal has said that a commit is there, it stays.
#[test]
fn what_a_failed_synchronisation_left_in_memory_is_written_when_it_is_found() {
    for seed in 0..20 {
        let disk = filled(&[content(0), content(1)], u64::MAX);
        let journal = open(&disk, &Options::default()).unwrap();
        disk.set(Faults { refuses_sync: true, ..Faults::default() });
        assert!(journal.append(&content(2)).is_err());
        drop(journal);
        disk.set(Faults::default());
        let found = open(&disk, &Options::default()).unwrap().head().unwrap();
        assert_eq!(found.t, 3, "it is in memory");
        disk.lose_power(&mut Random(seed));
        assert_eq!(open(&disk, &Options::default()).unwrap().head(), Some(found));
    }
}

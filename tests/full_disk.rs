//! Disks that take no more: each command says which file it could not write, nothing is lost, and what is there is read.
//!
//! A bound on the size of files stands for the disk, as no test may mount one.

use crate::cli::{Outcome, plenary};
use crate::support::PREFIXES;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const SHAPES: &str = "\
ex: a graphql:Schema ; graphql:publicShape ex:CityShape ; sh:declare ex:declaration , ex:graphs .
ex:declaration sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" .
ex:graphs sh:prefix \"graph\" ; sh:namespace \"http://example.org/graph/\" .
ex:CityShape a sh:NodeShape ; sh:targetClass ex:City ; sh:property ex:nameOfCity .
ex:nameOfCity sh:path ex:name ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 .
";

/// Runs the program where no file may grow beyond some blocks of 512 bytes.
fn limited(blocks: u32, arguments: &[&str]) -> Outcome {
    // The signal that comes with the bound would end the program before it can say anything.
    let script = "trap '' XFSZ; ulimit -f \"$0\" && exec \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, &blocks.to_string(), env!("CARGO_BIN_EXE_plenary")]).args(arguments);
    let output = command.env_remove("PLENARY_LOG").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn assert_refused(done: &Outcome, message: &str) {
    assert_eq!(done.code, Some(1), "{} {}", done.out, done.err);
    assert!(done.err.contains(message) && done.err.contains("File too large"), "{message} in {}", done.err);
}

/// Cities with names that do not compress.
fn cities(from: u64, to: u64) -> String {
    let mut text = String::new();
    for city in from..to {
        let name = city.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let name = format!("{name:x}{:x}", name.rotate_left(17).wrapping_mul(0xbf58_476d_1ce4_e5b9));
        let _ = writeln!(
            text,
            "<http://example.org/c{city}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/City> .\n\
             <http://example.org/c{city}> <http://example.org/name> \"{name}\" ."
        );
    }
    text
}

#[test]
fn a_disk_that_is_full_is_named_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(path("ontology")).unwrap();
    std::fs::write(path("ontology/shapes.ttl"), format!("{PREFIXES}{SHAPES}")).unwrap();
    for (name, from, to) in [("a.nt", 0, 3000), ("many.nt", 3000, 6000), ("one.nt", 9000, 9001)] {
        std::fs::write(path(name), cities(from, to)).unwrap();
    }
    let (store, ontology, copy) = (path("store"), path("ontology"), path("copy"));
    let init = ["init", &store, "--ontology", &ontology, "--data", &path("a.nt")];
    let commit = |file: &str| {
        ["commit", "--store", &store, "--ontology", &ontology, "--graph", "graph:a", &path(file)].map(str::to_owned)
    };
    let quads = || {
        let verified = plenary(&["verify", &store], b"");
        verified.assert_succeeded();
        verified.out.split_once(' ').unwrap().0.parse::<u32>().unwrap()
    };
    assert_refused(&limited(8, &init), "base/0.nq.gz, and nothing was changed; make room");
    plenary(&["verify", &store], b"").assert_failed("so it is no store");
    plenary(&init, b"").assert_succeeded();
    assert_eq!(quads(), 6000);

    let refused = limited(200, &commit("many.nt").each_ref().map(String::as_str));
    assert_refused(&refused, "cannot write ");
    assert!(refused.err.contains("journal/000001.log: "), "{}", refused.err);
    assert_eq!(quads(), 6000, "a commit is there or is not");

    // The arrays are made again when there is room.
    let done = limited(200, &commit("one.nt").each_ref().map(String::as_str));
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.err.contains("arrays of the data cannot be kept"), "{}", done.err);
    assert!(done.err.contains("File too large"), "{}", done.err);
    assert_eq!(quads(), 6002);

    assert_refused(&limited(8, &["compact", &store]), "base/1.nq.gz, and nothing was changed; make room");
    assert_eq!(quads(), 6002);

    for _ in 0..2 {
        assert_refused(&limited(8, &["backup", &store, &copy]), "copy/base/0.nq.gz, and nothing was changed");
        plenary(&["verify", &copy], b"").assert_failed("so it is no store");
    }
    plenary(&["backup", &store, &copy], b"").assert_succeeded();
    plenary(&["compact", &store], b"").assert_succeeded();
    assert_eq!(quads(), 6002);
    assert!(Path::new(&store).join("base/1.nq.gz").exists());
}

#[test]
fn a_store_that_is_made_with_little_memory_is_the_same_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(path("ontology")).unwrap();
    std::fs::write(path("ontology/shapes.ttl"), format!("{PREFIXES}{SHAPES}")).unwrap();
    std::fs::write(path("a.nt"), cities(0, 250_000)).unwrap();
    let ontology = path("ontology");
    let init = |store: &str, more: &[&str]| -> Vec<String> {
        let all = ["init", store, "--ontology", &ontology, "--data", &path("a.nt")].map(str::to_owned);
        all.into_iter().chain(more.iter().map(|more| (*more).to_owned())).collect()
    };
    let little = ["--memory", "64MB"];
    let refused = limited(8000, &init(&path("small"), &little).iter().map(String::as_str).collect::<Vec<_>>());
    assert_refused(&refused, "cannot write ");
    assert!(refused.err.contains(".plenary-scratch-"), "it was to be on disk: {}", refused.err);
    assert!(!Path::new(&path("small")).exists());

    let stores = [("whole", &[][..]), ("on-disk", &little)].map(|(store, more)| {
        let store = path(store);
        plenary(&init(&store, more).iter().map(String::as_str).collect::<Vec<_>>(), b"").assert_succeeded();
        store
    });
    let names = |store: &str| {
        let mut names: Vec<_> =
            std::fs::read_dir(store).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&stores[1]), names(&stores[0]));
    // What is stated is written in the order of the numbers of its terms: they are the same.
    let checkpoint = |store: &str| std::fs::read(Path::new(store).join("base/0.nq.gz")).unwrap();
    assert!(checkpoint(&stores[0]) == checkpoint(&stores[1]));
    plenary(&["verify", &stores[1]], b"").assert_succeeded();

    // What a process has left that was killed goes with the next start.
    let left = Path::new(&stores[1]).join(".plenary-scratch-left");
    std::fs::create_dir(&left).unwrap();
    std::fs::write(left.join("lock"), "").unwrap();
    std::fs::write(left.join("7"), "left").unwrap();
    std::fs::write(path("one.nt"), cities(900_000, 900_001)).unwrap();
    let commit = ["commit", "--store", &stores[1], "--ontology", &ontology, "--graph", "graph:a", &path("one.nt")];
    plenary(&commit, b"").assert_succeeded();
    assert!(!left.exists());
    plenary(&["verify", &stores[1]], b"").assert_succeeded();
    let check = ["check", "--ontology", &ontology, "--data", &path("a.nt"), "--memory", "64MB"];
    plenary(&check, b"").assert_succeeded();
    let refused = plenary(&["init", &path("x"), "--memory", "5MB"], b"");
    assert!(refused.code == Some(2) && refused.err.contains("at least 64MB"), "{}", refused.err);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let store = file.join("store").display().to_string();
    plenary(&["init", &store], b"").assert_failed("Not a directory");
    assert!(file.is_file());
}

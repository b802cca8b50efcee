//! Imports point down: a module uses only modules of a lower floor. The floors are those of the table in `src/lib.rs`.

use crate::support::repository;
use std::collections::BTreeMap;
use std::path::Path;

type Floors = BTreeMap<String, u8>;

/// The rows `| floor | [`module`] | what it is |` of the crate's documentation.
fn floors(documentation: &str) -> Floors {
    let row = |line: &str| {
        let mut cells = line.strip_prefix("//! |")?.split('|').map(str::trim);
        let floor = cells.next()?.parse().ok()?;
        // A macro of the same name makes rustdoc ask which of the two is meant.
        let module = cells.next()?.trim_matches(['[', ']', '`']).trim_start_matches("mod@");
        Some((module.to_owned(), floor))
    };
    documentation.lines().filter_map(row).collect()
}

/// What a module of a floor uses that it must not, one message for each.
fn violations(module: &str, file: &str, code: &str, floors: &Floors) -> Vec<String> {
    let foreign = used_modules(code).into_iter().filter(|(_, other)| other != module);
    let problem = |other: &str| match (floors.get(module), floors.get(other)) {
        (Some(own), Some(floor)) if floor < own => None,
        (Some(own), Some(floor)) => {
            Some(format!("`{module}` on floor {own} uses `{other}` on floor {floor}; imports point down"))
        }
        (None, _) => Some(format!("`{module}` stands on no floor of src/lib.rs")),
        (_, None) => Some(format!("`{other}` stands on no floor of src/lib.rs")),
    };
    foreign.filter_map(|(line, other)| Some(format!("{file}:{line}: {}", problem(&other)?))).collect()
}

/// The modules after `crate::`, with their lines; `crate::{a, b}` counts as both. Comments do not count.
fn used_modules(code: &str) -> Vec<(usize, String)> {
    let code: Vec<_> = code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let is_part_of_name = |char: char| char.is_alphanumeric() || char == '_';
    let mut modules = Vec::new();
    for (at, root) in code.match_indices("crate::") {
        if code[..at].ends_with(is_part_of_name) {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let mut depth = 0;
        let mut expected = true;
        for (i, char) in code[at + root.len()..].char_indices() {
            match char {
                _ if expected && is_part_of_name(char) => {
                    let name = &code[at + root.len() + i..];
                    modules.push((line, name.chars().take_while(|char| is_part_of_name(*char)).collect()));
                    expected = false;
                }
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' => expected = depth == 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    modules
}

/// All Rust files under a folder, with their text.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    sources_under(folder, folder, found);
}

fn sources_under(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources_under(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// `query/plan.rs` and `query.rs` belong to `query`.
fn module_of(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

#[test]
fn imports_point_down() {
    let floors = floors(&std::fs::read_to_string(repository("src/lib.rs")).unwrap());
    let mut files = Vec::new();
    sources(&repository("src"), &mut files);
    let mut problems = Vec::new();
    let mut uses = 0;
    for (file, code) in &files {
        if matches!(file.as_str(), "lib.rs" | "main.rs") {
            continue;
        }
        uses += used_modules(code).len();
        problems.extend(violations(module_of(file), file, code, &floors));
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    assert!(files.len() > 30 && uses > 30, "{} files with {uses} uses are not the whole crate", files.len());
}

#[test]
fn every_module_has_a_floor_and_every_floor_a_module() {
    let text = std::fs::read_to_string(repository("src/lib.rs")).unwrap();
    let floors = floors(&text);
    let own = text.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let mut modules: Vec<_> = own.map(|module| module.trim_end_matches(';')).collect();
    // `pub use plenary_store as store;` and `pub use plenary_graph::{snapshot, triples};`
    for line in text.lines().filter_map(|line| line.strip_prefix("pub use plenary_")) {
        let names = line.split_once(" as ").or_else(|| line.split_once("::")).unwrap().1;
        modules.extend(names.trim_matches(['{', '}', ';']).split(", "));
    }
    modules.sort_unstable();
    assert_eq!(floors.keys().map(String::as_str).collect::<Vec<_>>(), modules);
}

/// The check itself: what it must find, and what it must leave alone.
#[test]
fn uses_of_the_same_or_a_higher_floor_are_found() {
    let floors = floors(
        "//! | floor | module | what |\n//! |---|---|---|\n//! | 2 | [`heart`] | x |\n//! | 1 | [`left`] | y |\n//! | 1 | [`right`] | z |",
    );
    assert_eq!(floors, Floors::from([("heart".into(), 2), ("left".into(), 1), ("right".into(), 1)]));
    let check = |module: &str, code: &str| violations(module, "f.rs", code, &floors);

    for code in
        ["use crate::left::A;", "pub use crate::{left, right::B};", "fn f(x: &crate::right::C) {}", "use super::heart;"]
    {
        assert_eq!(check("heart", code), [] as [&str; 0], "{code}");
    }
    for code in
        ["/// See [`crate::heart`].", "//! [`x`](crate::heart::X)", "use crate::left::own;", "let x = a_crate::heart;"]
    {
        assert_eq!(check("left", code), [] as [&str; 0], "{code}");
    }
    let up = "f.rs:2: `left` on floor 1 uses `heart` on floor 2; imports point down";
    let across = "f.rs:2: `left` on floor 1 uses `right` on floor 1; imports point down";
    for (code, expected) in [
        ("\nuse crate::heart::X;", vec![up]),
        ("\nuse crate::right;", vec![across]),
        ("\nuse crate::{left::{A, B}, right::{B, C}};", vec![across]),
        ("\nuse crate::{\n    left,\n    right::{\n        heart,\n    },\n};", vec![across]),
        ("\n    let x = crate::heart::f(crate::right::g());", vec![up, across]),
        ("\nuse crate::cellar::X;", vec!["f.rs:2: `cellar` stands on no floor of src/lib.rs"]),
    ] {
        assert_eq!(check("left", code), expected, "{code}");
    }
    assert_eq!(check("attic", "use crate::left;"), ["f.rs:1: `attic` stands on no floor of src/lib.rs"]);
}

/// Between crates Cargo keeps the floors; within one, it is the modules that `src/lib.rs` names apart whose imports point down.
#[test]
fn imports_point_down_between_modules_of_one_crate() {
    let floors = floors(&std::fs::read_to_string(repository("src/lib.rs")).unwrap());
    let mut problems = Vec::new();
    for entry in std::fs::read_dir(repository("crates")).unwrap() {
        let folder = entry.unwrap().path().join("src");
        let is_module = |name: &str| {
            floors.contains_key(name)
                && (folder.join(name).join("mod.rs").exists() || folder.join(format!("{name}.rs")).exists())
        };
        let library = std::fs::read_to_string(folder.join("lib.rs")).unwrap();
        let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
        for module in modules.filter(|module| is_module(module)) {
            let mut files = Vec::new();
            sources_under(&folder, &folder, &mut files);
            for (file, code) in files.iter().filter(|(file, _)| module_of(file) == module) {
                let is_up = |other: &str| is_module(other) && floors[other] >= floors[module];
                let others = used_modules(code).into_iter().filter(|(_, other)| other != module && is_up(other));
                problems
                    .extend(others.map(|(line, other)| format!("{}/{file}:{line}: uses `{other}`", folder.display())));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// The namespaces of `crates/base/src/vocab.rs`, by the names of their constants.
fn namespaces(vocabulary: &str) -> Vec<&str> {
    let constants = vocabulary.lines().filter_map(|line| line.trim().strip_prefix("pub const NAMESPACE"));
    constants.map(|constant| constant.split('"').nth(1).unwrap()).collect()
}

/// The lines with a text that begins an IRI of a vocabulary. Comments do not count, nor do the tests at the end of a file.
fn spelled_out(file: &str, code: &str, namespaces: &[&str]) -> Vec<String> {
    let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().lines();
    let is_spelled_out = |line: &str| {
        let line = line.trim_start();
        !line.starts_with("//") && namespaces.iter().any(|namespace| line.contains(&format!("\"{namespace}")))
    };
    let lines = code.enumerate().filter(|(_, line)| is_spelled_out(line));
    lines.map(|(number, line)| format!("{file}:{}: {}", number + 1, line.trim())).collect()
}

/// What the engine knows of vocabularies is named in one place, so that one can see how much it is.
#[test]
fn iris_of_vocabularies_stand_in_vocab_alone() {
    let vocabulary = std::fs::read_to_string(repository("crates/base/src/vocab.rs")).unwrap();
    let namespaces = namespaces(&vocabulary);
    assert!(namespaces.len() > 15 && namespaces.contains(&"https://w3id.org/plenary/ontology#"), "{namespaces:?}");
    let mut problems = Vec::new();
    for folder in ["src", "crates"] {
        let mut files = Vec::new();
        sources(&repository(folder), &mut files);
        let is_test =
            |file: &str| file.ends_with("tests.rs") || file.contains("/tests/") || file.contains("/examples/");
        for (file, code) in files.iter().filter(|(file, _)| !is_test(file) && file != "base/src/vocab.rs") {
            problems.extend(spelled_out(&format!("{folder}/{file}"), code, &namespaces));
        }
    }
    assert!(problems.is_empty(), "\nuse the constants of `vocab`, or add one there:\n{}", problems.join("\n"));

    let code = "let a = \"urn:v#a\";\n// \"urn:v#b\"\nlet c = \"<urn:v#c>\";\n#[cfg(test)]\nmod tests {\n\"urn:v#d\"";
    assert_eq!(spelled_out("f.rs", code, &["urn:v#"]), ["f.rs:1: let a = \"urn:v#a\";"]);
}

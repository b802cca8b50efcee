use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The messages of a file with the variables that each has.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let (_, text) = FILES.iter().find(|(tag, _)| *tag == language).unwrap();
    let resource =
        FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"));
    let variables = |text: &str| {
        let names = text.match_indices('$').map(|(at, _)| {
            let rest = &text[at + 1..];
            rest[..rest.find(|char: char| !char.is_ascii_alphanumeric()).unwrap_or(rest.len())].to_owned()
        });
        names.collect::<BTreeSet<_>>()
    };
    let mut found = BTreeMap::new();
    for name in resource.entries().filter_map(name_of) {
        let start = text.find(&format!("\n{name} =")).map_or(0, |at| at + 1);
        let message = &text[start..];
        let end = message.match_indices('\n').find(|(at, _)| !message[at + 1..].starts_with([' ', '}']));
        let known = found.insert(name.clone(), variables(&message[..end.map_or(message.len(), |(at, _)| at)]));
        assert_eq!(known, None, "{language}: `{name}` stands there twice");
    }
    found
}

#[test]
fn each_language_has_all_messages_with_the_same_variables() {
    let english = messages("en");
    assert!(english.len() > 30);
    // A language without plurals does not look at the number that they are chosen by.
    let apart_from_numbers = |messages: &BTreeMap<String, BTreeSet<String>>| {
        let kept = |variables: &BTreeSet<String>| variables.iter().filter(|name| *name != "n").cloned().collect();
        messages
            .iter()
            .map(|(name, variables)| (name.clone(), kept(variables)))
            .collect::<BTreeMap<String, Vec<String>>>()
    };
    for words in Words::all() {
        let own = messages(words.language);
        assert_eq!(apart_from_numbers(&own), apart_from_numbers(&english), "{}", words.language);
        let is_known = |(name, variables): (&String, &BTreeSet<String>)| variables.is_subset(&english[name]);
        assert!(own.iter().all(is_known), "{} asks for a number that English has not", words.language);
    }
}

/// Messages are asked for by name, as `say("…")`, `tell("…"` or `count("…"`: each exists, and each is asked for.
#[test]
fn the_program_and_the_files_name_the_same_messages() {
    let mut used = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("words/tests.rs") {
                let code = std::fs::read_to_string(&path).unwrap();
                for call in ["say(", "say_of(", "tell(", "Say(", "words.count(", "words().count("] {
                    let names = code.split(call).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
                    used.extend(names.map(|rest| rest.split('"').next().unwrap().to_owned()));
                }
            }
        }
    }
    let known: BTreeSet<String> = messages("en").into_keys().collect();
    let missing: Vec<_> = used.difference(&known).collect();
    // Months are named by their number, and the formats of dates are asked for by `date`.
    let unused: Vec<_> = known.difference(&used).filter(|name| !name.starts_with("month-")).collect();
    assert!(missing.is_empty() && unused.is_empty(), "missing: {missing:?}, unused: {unused:?}");
}

/// `{ n }` without its sign would be another message, which there is not, and the reader would see a name.
#[test]
fn messages_name_variables_and_no_other_messages() {
    for (language, text) in FILES {
        for (at, _) in text.match_indices("{ ") {
            assert!(text[at..].starts_with("{ $"), "{language}: {:.60}", &text[at..].lines().next().unwrap());
        }
    }
}

#[test]
fn numbers_choose_plurals_and_dates_have_the_form_of_the_language() {
    let of = |language: &str| Words::all().iter().find(|words| words.language == language).unwrap();
    assert_eq!(of("en").date("2025-05-30"), "30 May 2025");
    assert_eq!(of("zh").date("2025-05-30"), "2025年5月30日");
    assert_eq!(of("fr").date("2025-05-01"), "1er mai 2025");
    assert_eq!(of("es").date("2025-05-30"), "30 de mayo de 2025");
    assert_eq!(of("ru").date("2025-05-30"), "30 мая 2025 г.");
    assert_eq!(of("en").date("2025-13-30"), "2025-13-30");
    assert_eq!(of("en").count("n-rows", 1), "1 row");
    assert_eq!(of("ru").count("n-rows", 3), "3 строки");
    assert_eq!(of("ru").count("n-rows", 11), "11 строк");
}

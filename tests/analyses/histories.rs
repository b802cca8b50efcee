//! Histories of several actors and blocs in one call.

use super::chance::CHANCE;
use super::sides::belongs;
use super::{BASE, ancestors, ids, positions, refusal, text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const ENTRY: &str = "meeting { id } date side net changed stances { id } positions { id } previous { side }";

#[test]
fn histories_of_several_actors_are_those_of_each() {
    let named = ["rus", "g77-china", "lva", "nld"].map(|actor| format!("\"actor:{actor}\"")).join(", ");
    for theme in ["governance", "digital-divide", "igf-future"] {
        let query = format!(
            "{{ positionHistory(theme: \"theme:{theme}\", actors: [{named}]) {{ actor {{ id }} group {{ id }} value {ENTRY} }} \
             actors(where: {{ id: {{ in: [{named}] }} }}) {{ nodes {{ id positionHistory(theme: \"theme:{theme}\") {{ actor {{ id }} group {{ id }} value {ENTRY} }} }} }} }}"
        );
        let answer = CHANCE.ask(&query);
        let of_each = answer["actors"]["nodes"].as_array().unwrap().iter();
        let of_each: Vec<Value> = of_each
            .flat_map(|actor| {
                let entries = actor["positionHistory"].as_array().unwrap();
                assert!(entries.iter().all(|entry| entry["actor"]["id"] == actor["id"]));
                entries.clone()
            })
            .collect();
        assert!(of_each.len() > 1, "{theme}");
        assert_eq!(answer["positionHistory"], Value::from(of_each));
    }
}

#[test]
fn histories_of_blocs_are_what_brute_force_finds() {
    let (positions, above) = (positions(&CHANCE), ancestors(&CHANCE));
    for (blocs, theme) in [("BODY", "governance"), ("REGIONAL_GROUP", "governance"), ("BODY", "digital-divide")] {
        let belongs = belongs(&CHANCE, blocs);
        let theme = format!("{BASE}theme/{theme}");
        let mut expected: BTreeMap<(String, String), (i64, BTreeSet<String>)> = BTreeMap::new();
        for position in &positions {
            let own: Vec<&String> = position.themes.iter().filter(|own| above[*own].contains(&theme)).collect();
            let parties: BTreeSet<&String> =
                position.actors().iter().filter_map(|actor| belongs.get(actor)).flatten().collect();
            for party in parties.into_iter().filter(|_| !own.is_empty()) {
                let is_problem = own.iter().all(|own| position.problems.contains(*own));
                let (net, all) = expected.entry((party.clone(), position.meeting.clone())).or_default();
                *net += if is_problem { position.weight.abs() } else { position.weight };
                all.insert(position.id.clone());
            }
        }
        let query = format!(
            "{{ positionHistory(theme: \"{theme}\", blocs: {blocs}) {{ actor {{ id }} group {{ id }} value {ENTRY} }} }}"
        );
        let answer = CHANCE.ask(&query);
        let told = answer["positionHistory"].as_array().unwrap().iter().map(|entry| {
            let name = if entry["value"].is_null() { &entry["group"]["id"] } else { &entry["value"] };
            assert!(entry["actor"].is_null());
            let found = (entry["net"].as_i64().unwrap(), ids(&entry["positions"]));
            ((text(name), text(&entry["meeting"]["id"])), found)
        });
        assert_eq!(told.collect::<BTreeMap<_, _>>(), expected, "{blocs}");
    }
    let some = "{ positionHistory(theme: \"theme:governance\", actors: [\"actor:rus\"], blocs: REGIONAL_GROUP, among: [\"AFRICAN\"]) { actor { id } value } }";
    let answer = CHANCE.ask(some);
    let names: Vec<(bool, bool)> = answer["positionHistory"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["actor"].is_null(), entry["value"].is_null()))
        .collect();
    assert!(names.contains(&(false, true)) && names.contains(&(true, false)) && names.is_sorted(), "{names:?}");
}

#[test]
fn histories_of_nobody_are_refused() {
    for (arguments, problem) in [
        ("", "name whose history is asked for"),
        ("actors: []", "`actors` is empty"),
        ("among: [\"AFRICAN\"]", "`blocs` does not say of which kind"),
        ("blocs: BODY, among: [\"actor:rus\"]", "not a Body"),
        ("actors: [\"actor:nobody\"]", "`actors` names"),
    ] {
        let message = refusal(&format!("{{ positionHistory(theme: \"theme:governance\", {arguments}) {{ net }} }}"));
        assert!(message.contains(problem), "{arguments}: {message}");
    }
}

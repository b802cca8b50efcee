//! What was new at a meeting, again by brute force from plain positions.

use super::chance::{CHANCE, MEETINGS};
use super::{BASE, Plain, TWO_MEETINGS, ids, positions, refusal, slugs, text};
use crate::support::World;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const ENTRY: &str = "actor { id } theme { id } kind before after netBefore netAfter nBefore positionsBefore { id } nAfter positionsAfter { id }";

/// All changes, page by page.
fn changes(world: &World, arguments: &str) -> Vec<Value> {
    let mut all = Vec::new();
    loop {
        let query = format!(
            "{{ changes(first: 200, offset: {}, {arguments}) {{ totalCount nodes {{ {ENTRY} }} }} }}",
            all.len()
        );
        let mut answer = world.ask(&query);
        let Value::Array(nodes) = answer["changes"]["nodes"].take() else { panic!("{query}") };
        if nodes.is_empty() {
            assert_eq!(answer["changes"]["totalCount"], all.len());
            return all;
        }
        all.extend(nodes);
    }
}

/// Who spoke at a meeting or was spoken for.
fn present(world: &World, meeting: &str) -> BTreeSet<String> {
    let query = format!(
        "{{ meeting(id: \"{meeting}\") {{ interventions(first: 200) {{ nodes {{ speaker {{ id }} onBehalfOf {{ id }} }} }} }} }}"
    );
    let answer = world.ask(&query);
    let nodes = answer["meeting"]["interventions"]["nodes"].as_array().unwrap().iter();
    nodes.flat_map(|node| ids(&node["onBehalfOf"]).into_iter().chain([text(&node["speaker"]["id"])])).collect()
}

/// For each actor and theme the positions at one meeting: the net stance, whether one of them weighs something, and which.
type Sides = BTreeMap<(String, String), (i64, bool, BTreeSet<String>)>;

fn sides(positions: &[Plain], meeting: &str) -> Sides {
    let mut found = Sides::new();
    for position in positions.iter().filter(|position| position.meeting == meeting) {
        for (actor, theme) in
            position.actors().iter().flat_map(|actor| position.themes.iter().map(move |theme| (actor, theme)))
        {
            let (net, weighs, all) = found.entry((actor.clone(), theme.clone())).or_default();
            *net += position.weight_on(theme);
            *weighs |= position.weight != 0;
            all.insert(position.id.clone());
        }
    }
    found
}

fn side((net, weighs, _): &(i64, bool, BTreeSet<String>)) -> &'static str {
    match net.signum() {
        1 => "FOR",
        -1 => "AGAINST",
        _ if *weighs => "BALANCED",
        _ => "NONE",
    }
}

#[test]
fn changes_are_what_brute_force_finds() {
    let positions = positions(&CHANCE);
    let mut seen = BTreeMap::<String, usize>::new();
    let all =
        MEETINGS.iter().chain(&["wsis20-prep1"]).map(|meeting| format!("{BASE}meeting/{meeting}")).collect::<Vec<_>>();
    for (from, to) in all.iter().flat_map(|from| all.iter().map(move |to| (from, to))).filter(|(from, to)| from != to) {
        let (before, after) = (sides(&positions, from), sides(&positions, to));
        let present = present(&CHANCE, to);
        let keys: BTreeSet<_> = before.keys().chain(after.keys()).cloned().collect();
        let mut expected = Vec::new();
        for key in keys {
            let sides = (before.get(&key).map(side), after.get(&key).map(side));
            let kind = match sides {
                (Some(one), Some(other)) if one == other => continue,
                (Some(_), Some(_)) => "CHANGED",
                (None, _) => "NEW",
                (Some(_), None) if present.contains(&key.0) => "SILENT",
                (Some(_), None) => "ABSENT",
            };
            *seen.entry(kind.to_owned()).or_default() += 1;
            expected.push((kind, key, sides));
        }
        let rank = |kind: &str| ["CHANGED", "NEW", "SILENT", "ABSENT"].iter().position(|name| *name == kind);
        expected.sort_by_key(|(kind, key, _)| (rank(kind), key.clone()));
        let told = changes(&CHANCE, &format!("from: \"{from}\", to: \"{to}\""));
        assert_eq!(told.len(), expected.len(), "{from} {to}");
        let none = (0, false, BTreeSet::new());
        for (entry, (kind, key, (one, other))) in told.iter().zip(&expected) {
            assert_eq!((text(&entry["actor"]["id"]), text(&entry["theme"]["id"])), *key);
            assert_eq!([&entry["kind"], &entry["before"], &entry["after"]], [&json!(kind), &json!(one), &json!(other)]);
            for (sides, [net, count, list]) in [
                (&before, ["netBefore", "nBefore", "positionsBefore"]),
                (&after, ["netAfter", "nAfter", "positionsAfter"]),
            ] {
                let (expected, _, held) = sides.get(key).unwrap_or(&none);
                assert_eq!((entry[net].as_i64(), ids(&entry[list])), (Some(*expected), held.clone()), "{entry}");
                assert_eq!(entry[count], entry[list].as_array().unwrap().len());
            }
        }
        let some = changes(
            &CHANCE,
            &format!("from: \"{from}\", to: \"{to}\", kind: [NEW, SILENT], actors: [\"actor:rus\", \"actor:lva\"]"),
        );
        let is_wanted = |kind: &str, actor: &str| {
            ["NEW", "SILENT"].contains(&kind) && ["/rus", "/lva"].iter().any(|end| actor.ends_with(end))
        };
        assert_eq!(some.len(), expected.iter().filter(|(kind, (actor, _), _)| is_wanted(kind, actor)).count());
    }
    assert!(["CHANGED", "NEW", "SILENT", "ABSENT"].iter().all(|kind| seen[*kind] > 5), "{seen:?}");
}

#[test]
fn what_was_new_at_the_second_meeting() {
    let told = changes(
        &TWO_MEETINGS,
        "from: \"meeting:wsis20-prep1\", to: \"meeting:two\", theme: \"theme:multistakeholder-model\", kind: CHANGED",
    );
    let told: Vec<_> = told
        .iter()
        .map(|entry| (slugs(&json!([entry["actor"]])).remove(0), text(&entry["before"]), text(&entry["after"])))
        .collect();
    assert_eq!(told, [("lva".into(), "FOR".into(), "NONE".into()), ("rus".into(), "AGAINST".into(), "FOR".into())]);
}

#[test]
fn changes_refuse_what_means_nothing() {
    for (arguments, problem) in [
        ("from: \"meeting:wsis20-prep1\", to: \"meeting:wsis20-prep1\"", "`to` is the meeting of `from`"),
        ("from: \"meeting:wsis20-prep1\", to: \"meeting:nope\"", "`to` names"),
        ("from: \"meeting:wsis20-prep1\", to: \"actor:rus\"", "not a Meeting"),
        ("from: \"meeting:wsis20-prep1\", to: \"meeting:two\", kind: []", "`kind` is empty"),
    ] {
        let message = refusal(&format!("{{ changes({arguments}) {{ totalCount }} }}"));
        assert!(message.contains(problem), "{arguments}: {message}");
    }
}

//! Sides on themes and of actors, again by brute force from plain positions.

use super::chance::{CHANCE, MEETINGS};
use super::{BASE, Plain, TWO_MEETINGS, ancestors, ids, positions, refusal, slugs, text};
use crate::support::{RECORD, World};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const LISTS: &str = "side net n positions { id } nOwn own { id } nOnBehalf onBehalf { id } nForOthers forOthers { id }";
const PARTY: &str = "actor { id } group { id } value";
const MEMBERS: &str = "membersFor membersCallingFor membersAgainst membersBalanced membersWithoutSide \
                       members { actor { id } side net n positions { id } }";
const COUNTS: [(&str, &str); 5] =
    [("for", "FOR"), ("callsFor", "CALLS_FOR"), ("against", "AGAINST"), ("balanced", "BALANCED"), ("none", "NONE")];

/// For each actor the parties that it belongs to.
pub(super) type Belongs = BTreeMap<String, BTreeSet<String>>;

/// Actors by themselves, or blocs of a kind.
pub(super) fn belongs(world: &World, blocs: &str) -> Belongs {
    let mut found = Belongs::new();
    let mut add = |actor: String, party: String| {
        found.entry(actor).or_default().insert(party);
    };
    match blocs {
        "BODY" => {
            for body in world.all("bodies", "id members(first: 200) { nodes { id } }") {
                let id = text(&body["id"]);
                ids(&body["members"]["nodes"]).into_iter().for_each(|member| add(member, id.clone()));
                add(id.clone(), id);
            }
        }
        "REGIONAL_GROUP" => {
            let states = world.ask("{ states(first: 200) { nodes { id regionalGroup } } }");
            for state in states["states"]["nodes"].as_array().unwrap() {
                state["regionalGroup"].as_str().into_iter().for_each(|group| add(text(&state["id"]), group.to_owned()));
            }
        }
        _ => positions(world).iter().flat_map(Plain::actors).for_each(|actor| add(actor.clone(), actor)),
    }
    found
}

/// The positions of somebody on a theme, each with its weight there.
type Held<'a> = Vec<(&'a Plain, i64)>;

/// The side and the net stance of some positions.
fn side(held: &Held<'_>) -> (&'static str, i64) {
    let net: i64 = held.iter().map(|(_, weight)| weight).sum();
    let is_call = held.iter().all(|(position, weight)| *weight <= 0 || position.is_demand);
    let side = match net.signum() {
        1 if is_call => "CALLS_FOR",
        1 => "FOR",
        -1 => "AGAINST",
        _ if held.iter().any(|(_, weight)| *weight != 0) => "BALANCED",
        _ => "NONE",
    };
    (side, net)
}

/// What each party holds on each theme, and each of its members.
fn held<'a>(
    positions: &'a [Plain],
    above: &BTreeMap<String, BTreeSet<String>>,
    belongs: &Belongs,
    narrower: bool,
) -> BTreeMap<(String, String), (Held<'a>, BTreeMap<String, Held<'a>>)> {
    let mut found: BTreeMap<(String, String), (Held<'a>, BTreeMap<String, Held<'a>>)> = BTreeMap::new();
    for position in positions {
        for theme in above.keys() {
            let is_under = |own: &&String| if narrower { above[*own].contains(theme) } else { *own == theme };
            let own: Vec<&String> = position.themes.iter().filter(is_under).collect();
            if own.is_empty() {
                continue;
            }
            let is_problem = own.iter().all(|own| position.problems.contains(*own));
            let weight = if is_problem { position.weight.abs() } else { position.weight };
            let mut parties = BTreeSet::new();
            for actor in position.actors() {
                for party in belongs.get(&actor).into_iter().flatten() {
                    let (_, members) = found.entry((theme.clone(), party.clone())).or_default();
                    members.entry(actor.clone()).or_default().push((position, weight));
                    parties.insert(party.clone());
                }
            }
            for party in parties {
                found.get_mut(&(theme.clone(), party)).unwrap().0.push((position, weight));
            }
        }
    }
    found
}

fn names<'a>(held: impl Iterator<Item = &'a (&'a Plain, i64)>) -> BTreeSet<String> {
    held.map(|(position, _)| position.id.clone()).collect()
}

/// An entry is what was found again, and each of its numbers is the length of the list beside it.
fn check(entry: &Value, held: &Held<'_>, party: &str, belongs: &Belongs) {
    let (side, net) = side(held);
    assert_eq!((&entry["side"], entry["net"].as_i64()), (&json!(side), Some(net)), "{entry}");
    let is_in = |actor: &String| belongs.get(actor).is_some_and(|parties| parties.contains(party));
    let own = |held: &&(&Plain, i64)| is_in(&held.0.actor);
    let for_others = |held: &&(&Plain, i64)| own(held) && held.0.on_behalf.iter().any(|other| !is_in(other));
    for (count, list, expected) in [
        ("n", "positions", names(held.iter())),
        ("nOwn", "own", names(held.iter().filter(own))),
        ("nOnBehalf", "onBehalf", names(held.iter().filter(|held| !own(held)))),
        ("nForOthers", "forOthers", names(held.iter().filter(for_others))),
    ] {
        assert_eq!(ids(&entry[list]), expected, "{list} of {entry}");
        assert_eq!(entry[count], entry[list].as_array().unwrap().len(), "{count} of {entry}");
        assert_eq!(entry[count], expected.len(), "{list} has a position twice: {entry}");
    }
}

fn party(entry: &Value) -> String {
    let named = [&entry["actor"]["id"], &entry["group"]["id"], &entry["value"]];
    let named: Vec<&Value> = named.into_iter().filter(|name| !name.is_null()).collect();
    let [name] = named[..] else { panic!("{entry} is one of three") };
    text(name)
}

fn check_members(entry: &Value, members: &BTreeMap<String, Held<'_>>) {
    let told = entry["members"].as_array().unwrap();
    let actors: Vec<String> = told.iter().map(|member| text(&member["actor"]["id"])).collect();
    assert_eq!(actors, members.keys().cloned().collect::<Vec<_>>(), "{entry}");
    for member in told {
        let held = &members[&text(&member["actor"]["id"])];
        let (side, net) = side(held);
        assert_eq!((&member["side"], member["net"].as_i64()), (&json!(side), Some(net)), "{member}");
        assert_eq!(ids(&member["positions"]), names(held.iter()));
        assert_eq!(member["n"], member["positions"].as_array().unwrap().len());
    }
    let fields = ["membersFor", "membersCallingFor", "membersAgainst", "membersBalanced", "membersWithoutSide"];
    for (field, (_, side)) in fields.into_iter().zip(COUNTS) {
        assert_eq!(entry[field], told.iter().filter(|member| member["side"] == side).count(), "{field} of {entry}");
    }
}

#[test]
fn sides_on_every_theme_are_what_brute_force_finds() {
    let mut seen = BTreeMap::<String, usize>::new();
    for world in [&*RECORD, &TWO_MEETINGS, &CHANCE] {
        let (positions, above) = (positions(world), ancestors(world));
        for (blocs, narrower) in
            ["", "BODY", "REGIONAL_GROUP"].into_iter().flat_map(|blocs| [true, false].map(|narrower| (blocs, narrower)))
        {
            let belongs = belongs(world, blocs);
            let expected = held(&positions, &above, &belongs, narrower);
            let asked = if blocs.is_empty() { String::new() } else { format!("blocs: {blocs} ") };
            let asked = if narrower { asked } else { format!("{asked}narrower: false ") };
            let counts: Vec<_> = COUNTS
                .iter()
                .map(|(field, side)| format!("{field}: sides({asked} side: {side}) {{ totalCount }}"))
                .collect();
            let brackets = if asked.is_empty() { String::new() } else { format!("({asked})") };
            let query = format!(
                "{{ themes(first: 200) {{ nodes {{ id sides({asked} first: 200) {{ totalCount nodes {{ {PARTY} {LISTS} {MEMBERS} }} }} \
                 sideCounts{brackets} {{ for callsFor against balanced none }} {} }} }} }}",
                counts.join(" ")
            );
            let answer = world.ask(&query);
            for theme in answer["themes"]["nodes"].as_array().unwrap() {
                let id = text(&theme["id"]);
                let entries = theme["sides"]["nodes"].as_array().unwrap();
                let told: BTreeSet<String> = entries.iter().map(party).collect();
                let parties = expected.keys().filter(|(theme, _)| *theme == id).map(|(_, party)| party.clone());
                assert_eq!(told, parties.collect(), "{id} {asked}");
                assert_eq!(
                    (theme["sides"]["totalCount"].as_u64(), entries.len()),
                    (Some(told.len() as u64), told.len())
                );
                for entry in entries {
                    let party = party(entry);
                    let (held, members) = &expected[&(id.clone(), party.clone())];
                    check(entry, held, &party, &belongs);
                    let nobody = BTreeMap::new();
                    check_members(entry, if blocs.is_empty() { &nobody } else { members });
                    *seen.entry(text(&entry["side"])).or_default() += 1;
                }
                for (field, side) in COUNTS {
                    let count = entries.iter().filter(|entry| entry["side"] == side).count();
                    assert_eq!(
                        (&theme["sideCounts"][field], &theme[field]["totalCount"]),
                        (&json!(count), &json!(count))
                    );
                }
            }
        }
    }
    assert!(COUNTS.iter().all(|(_, side)| seen[*side] > 20), "{seen:?}");
}

#[test]
fn sides_of_every_actor_are_what_brute_force_finds() {
    for world in [&*RECORD, &CHANCE] {
        let (positions, above, belongs) = (positions(world), ancestors(world), belongs(world, ""));
        for narrower in [true, false] {
            let expected = held(&positions, &above, &belongs, narrower);
            let asked = if narrower { "narrower: true" } else { "" };
            let brackets = if narrower { "(narrower: true)" } else { "" };
            let query = format!(
                "{{ actors(first: 200, where: {{ or: [{{ positions: {{ some: {{}} }} }}, {{ positionsOnBehalf: {{ some: {{}} }} }}] }}) {{ nodes {{ id \
                 sides({asked} first: 200) {{ totalCount nodes {{ theme {{ id }} {LISTS} }} }} \
                 sideCounts{brackets} {{ for callsFor against balanced none }} }} }} }}"
            );
            let answer = world.ask(&query);
            let mut actors = BTreeSet::new();
            for actor in answer["actors"]["nodes"].as_array().unwrap() {
                let id = text(&actor["id"]);
                let entries = actor["sides"]["nodes"].as_array().unwrap();
                let told: BTreeSet<String> = entries.iter().map(|entry| text(&entry["theme"]["id"])).collect();
                let themes = expected.keys().filter(|(_, party)| *party == id).map(|(theme, _)| theme.clone());
                assert_eq!(told, themes.collect(), "{id} {asked}");
                assert_eq!(actor["sides"]["totalCount"], entries.len());
                for entry in entries {
                    let (held, _) = &expected[&(text(&entry["theme"]["id"]), id.clone())];
                    check(entry, held, &id, &belongs);
                }
                for (field, side) in COUNTS {
                    let count = entries.iter().filter(|entry| entry["side"] == side).count();
                    assert_eq!(actor["sideCounts"][field], count, "{field} of {id}");
                }
                actors.insert(id);
            }
            assert!(expected.keys().all(|(_, actor)| actors.contains(actor)), "no actor is forgotten");
        }
    }
}

/// A subset of the positions, by arguments and by a condition; and only some parties.
#[test]
fn sides_of_a_subset_are_those_of_its_positions() {
    let (positions, above, belongs) = (positions(&CHANCE), ancestors(&CHANCE), belongs(&CHANCE, ""));
    let second = format!("{BASE}meeting/{}", MEETINGS[1]);
    let at_second: Vec<Plain> = positions.into_iter().filter(|position| position.meeting == second).collect();
    let expected = held(&at_second, &above, &belongs, true);
    for asked in [
        "meeting: \"meeting:chance-2\"",
        "from: \"2025-11-11\", to: \"2025-11-11\"",
        "where: { meeting: { id: { eq: \"meeting:chance-2\" } } }",
    ] {
        let query = format!(
            "{{ themes(first: 200) {{ nodes {{ id sides({asked}, first: 200) {{ nodes {{ {PARTY} {LISTS} }} }} \
             some: sides({asked}, actors: [\"actor:rus\", \"actor:g77-china\", \"actor:nld\"]) {{ nodes {{ {PARTY} }} }} }} }} }}"
        );
        let answer = CHANCE.ask(&query);
        let mut found = 0;
        for theme in answer["themes"]["nodes"].as_array().unwrap() {
            let id = text(&theme["id"]);
            for entry in theme["sides"]["nodes"].as_array().unwrap() {
                check(entry, &expected[&(id.clone(), party(entry))].0, &party(entry), &belongs);
                found += 1;
            }
            let some: BTreeSet<String> = theme["some"]["nodes"].as_array().unwrap().iter().map(party).collect();
            let named = ["rus", "g77-china", "nld"].map(|actor| format!("{BASE}actor/{actor}"));
            let are = named.into_iter().filter(|actor| expected.contains_key(&(id.clone(), actor.clone())));
            assert_eq!(some, are.collect());
        }
        assert_eq!(found, expected.len(), "{asked}");
    }
}

#[test]
fn sides_come_in_the_order_that_is_asked_for_and_page_by_page() {
    let keys = |entry: &Value| {
        (entry["side"].as_str().unwrap().to_owned(), entry["net"].as_f64().unwrap(), entry["n"].as_f64().unwrap())
    };
    let all = |order: &str| {
        let query = format!(
            "{{ theme(id: \"theme:governance\") {{ sides(first: 200 {order}) {{ nodes {{ side net n actor {{ id }} }} }} }} }}"
        );
        CHANCE.ask(&query)["theme"]["sides"]["nodes"].as_array().unwrap().clone()
    };
    let sorted = |order: &str, by: &dyn Fn(&Value) -> (Vec<f64>, String)| {
        let entries = all(order);
        let keys: Vec<_> = entries.iter().map(by).collect();
        assert!(keys.len() > 10 && keys.is_sorted(), "{order} {keys:?}");
        entries
    };
    let id = |entry: &Value| text(&entry["actor"]["id"]);
    sorted("order: MOST_FOR", &|entry| (vec![-keys(entry).1, -keys(entry).2], id(entry)));
    sorted("order: MOST_AGAINST", &|entry| (vec![keys(entry).1, -keys(entry).2], id(entry)));
    sorted("order: MOST_POSITIONS", &|entry| (vec![-keys(entry).2, -keys(entry).1], id(entry)));
    let rank = |entry: &Value| COUNTS.iter().position(|(_, side)| entry["side"] == *side).unwrap() as f64;
    let whole = sorted("", &|entry| (vec![rank(entry), -keys(entry).1.abs(), -keys(entry).2], id(entry)));
    let (mut seen, mut after) = (Vec::new(), String::from("null"));
    loop {
        let query = format!(
            "{{ theme(id: \"theme:governance\") {{ sides(first: 7, after: {after}) {{ totalCount nodes {{ side net n actor {{ id }} }} \
             pageInfo {{ hasNextPage endCursor }} edges {{ cursor }} }} }} }}"
        );
        let page = CHANCE.ask(&query)["theme"]["sides"].take();
        assert_eq!(page["totalCount"], whole.len());
        seen.extend(page["nodes"].as_array().unwrap().clone());
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].to_string();
    }
    assert_eq!(seen, whole);
}

#[test]
fn sides_of_the_multistakeholder_model() {
    let answer = RECORD.ask(
        "{ theme(id: \"theme:multistakeholder-model\") { sideCounts { for callsFor against balanced none } \
         for: sides(side: FOR) { nodes { actor { id } } } against: sides(side: [AGAINST]) { nodes { actor { id } positions { id } } } } }",
    );
    let actors = |side: &str| -> Vec<String> {
        let nodes = answer["theme"][side]["nodes"].as_array().unwrap().iter();
        slugs(&nodes.map(|node| node["actor"].clone()).collect())
    };
    assert_eq!((actors("for"), actors("against")), (vec!["lva".into(), "sau".into()], vec!["rus".into()]));
    assert_eq!(slugs(&answer["theme"]["against"]["nodes"][0]["positions"]), ["wsis20-prep1-s064-p1"]);
    assert_eq!(
        (&answer["theme"]["sideCounts"]["for"], &answer["theme"]["sideCounts"]["against"]),
        (&json!(2), &json!(1))
    );
}

#[test]
fn sides_refuse_what_can_only_be_empty() {
    let of =
        |arguments: &str| format!("{{ theme(id: \"theme:governance\") {{ sides({arguments}) {{ totalCount }} }} }}");
    for (arguments, problem) in [
        ("side: []", "`side` is empty"),
        ("actors: []", "`actors` is empty"),
        ("actors: [\"actor:atlantis\"]", "`actors` names <https://w3id.org/plenary/id/actor/atlantis>"),
        ("blocs: BODY, actors: [\"actor:rus\"]", "not a Body"),
        (
            "blocs: REGIONAL_GROUP, actors: [\"NORTH\"]",
            "`actors` has `NORTH`, which is no REGIONAL_GROUP; there are AFRICAN, ",
        ),
        ("first: 201", "`first` is 201"),
    ] {
        let message = refusal(&of(arguments));
        assert!(message.contains(problem), "{arguments}: {message}");
    }
    let group = RECORD.ask(
        &of("blocs: REGIONAL_GROUP, actors: [\"AFRICAN\"]")
            .replace("totalCount", "nodes { value group { id } actor { id } }"),
    );
    assert_eq!(group["theme"]["sides"]["nodes"], json!([{ "value": "AFRICAN", "group": null, "actor": null }]));
}

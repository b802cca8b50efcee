//! One with others, blocs, and without what one reads out for another: again by brute force from plain positions.

use super::chance::CHANCE;
use super::sides::belongs;
use super::{BASE, Plain, ids, pairs, positions, refusal, text};
use crate::support::{RECORD, World};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An actor or a bloc.
#[derive(Clone, PartialEq, Debug)]
struct Party {
    name: String,
    members: BTreeSet<String>,
    is_actor: bool,
}

/// The parties of a kind, by name.
fn parties(world: &World, blocs: &str) -> BTreeMap<String, Party> {
    let mut found: BTreeMap<String, Party> = BTreeMap::new();
    for (actor, of) in belongs(world, blocs) {
        for name in of {
            let none = Party { name: name.clone(), members: BTreeSet::new(), is_actor: blocs.is_empty() };
            found.entry(name).or_insert(none).members.insert(actor.clone());
        }
    }
    found
}

impl Party {
    /// Whether it takes a position, and whether that is taken on its behalf.
    fn holds(&self, position: &Plain) -> (bool, bool) {
        (self.members.contains(&position.actor), !self.members.is_disjoint(&position.on_behalf))
    }

    /// Whether a position counts for it where it is compared with another.
    fn counts(&self, other: &Self, position: &Plain, exclude: bool) -> bool {
        let ((own, represented), (theirs, is_theirs)) = (self.holds(position), other.holds(position));
        match (own || represented, theirs || is_theirs) {
            (false, _) => false,
            (true, false) => true,
            (true, true) if exclude && represented != is_theirs => represented,
            (true, true) => self.is_actor || !other.is_actor,
        }
    }
}

/// What there is on each topic.
type Topics = BTreeMap<String, Topic>;
/// The verdict, and the positions of the first and of the second.
type Topic = (&'static str, BTreeSet<String>, BTreeSet<String>);

fn topics(positions: &[Plain], a: &Party, b: &Party, exclude: bool) -> Topics {
    let mut nets: BTreeMap<String, [(i64, BTreeSet<String>); 2]> = BTreeMap::new();
    for position in positions.iter().filter(|position| position.weight != 0) {
        for (side, (own, other)) in [(a, b), (b, a)].into_iter().enumerate() {
            if own.counts(other, position, exclude) {
                for theme in &position.themes {
                    let (net, held) = &mut nets.entry(theme.clone()).or_default()[side];
                    *net += position.weight_on(theme);
                    held.insert(position.id.clone());
                }
            }
        }
    }
    let verdict = |(theme, [(net_a, own), (net_b, others)]): (String, [(i64, BTreeSet<String>); 2])| {
        let verdict = match (net_a.signum(), net_b.signum()) {
            (0, 0) => return None,
            (_, 0) => "ONLY_A",
            (0, _) => "ONLY_B",
            (one, other) if one == other => "AGREE",
            _ => "DISAGREE",
        };
        Some((theme, (verdict, own, others)))
    };
    nets.into_iter().filter_map(verdict).collect()
}

fn has_common(topics: &Topics) -> bool {
    topics.values().any(|(verdict, ..)| matches!(*verdict, "AGREE" | "DISAGREE"))
}

/// The names of a pair: of two out of six fields.
fn names(pair: &Value) -> (String, String) {
    let name = |fields: [&Value; 3]| {
        let told: Vec<&Value> = fields.into_iter().filter(|name| !name.is_null()).collect();
        let [name] = told[..] else { panic!("{pair} has two names") };
        text(name)
    };
    let [a, b] = [("a", "groupA", "valueA"), ("b", "groupB", "valueB")]
        .map(|(actor, group, value)| name([&pair[actor]["id"], &pair[group]["id"], &pair[value]]));
    (a, b)
}

/// A pair is what was found again, and each of its numbers is the length of a list.
fn check(pair: &Value, expected: &Topics) {
    let told = pair["topics"].as_array().unwrap();
    let found: Topics = told
        .iter()
        .map(|topic| {
            let verdict = ["AGREE", "DISAGREE", "ONLY_A", "ONLY_B"].into_iter().find(|name| topic["verdict"] == *name);
            let lists = (ids(&topic["positionsA"]), ids(&topic["positionsB"]));
            (text(&topic["theme"]["id"]), (verdict.unwrap(), lists.0, lists.1))
        })
        .collect();
    assert_eq!(&found, expected, "{pair}");
    let count = |verdict: &str| told.iter().filter(|topic| topic["verdict"] == verdict).count();
    for (field, verdict) in [("agree", "AGREE"), ("disagree", "DISAGREE"), ("onlyA", "ONLY_A"), ("onlyB", "ONLY_B")] {
        assert_eq!(pair[field], count(verdict), "{field} of {pair}");
    }
    let (agree, disagree) = (count("AGREE") as f64, count("DISAGREE") as f64);
    let score = (agree + disagree > 0.0).then(|| (agree - disagree) / (agree + disagree));
    let told = pair["score"].as_f64();
    assert!(told.zip(score).map_or(told == score, |(told, score)| (told - score).abs() < 1e-12), "{pair}");
    let all = |list: fn(&Topic) -> &BTreeSet<String>| -> BTreeSet<String> {
        expected.values().flat_map(|topic| list(topic).iter().cloned()).collect()
    };
    assert_eq!((ids(&pair["positionsA"]), ids(&pair["positionsB"])), (all(|topic| &topic.1), all(|topic| &topic.2)));
}

#[test]
fn one_with_all_others_is_what_brute_force_finds() {
    let positions = positions(&CHANCE);
    let of = ["", "BODY", "REGIONAL_GROUP"].map(|blocs| (blocs, parties(&CHANCE, blocs)));
    let speaking = |party: &&Party| positions.iter().any(|position| party.holds(position) != (false, false));
    let firsts = [
        ("", "actor/rus"),
        ("", "actor/irq"),
        ("", "actor/g77-china"),
        ("BODY", "actor/g77-china"),
        ("BODY", "actor/eu"),
        ("REGIONAL_GROUP", "AFRICAN"),
    ];
    let mut excluded = 0;
    for (blocs, with) in firsts {
        let name = if with.contains('/') { format!("{BASE}{with}") } else { with.to_owned() };
        let first = &of.iter().find(|(kind, _)| *kind == blocs).unwrap().1[&name];
        for ((against, others), exclude) in of.iter().flat_map(|others| [false, true].map(|exclude| (others, exclude)))
        {
            let mut asked = format!("with: \"{name}\", excludeRepresented: {exclude}");
            asked += &if blocs.is_empty() { String::new() } else { format!(", withBloc: {blocs}") };
            asked += &if against.is_empty() { String::new() } else { format!(", againstBlocs: {against}") };
            let told = pairs(&CHANCE, &asked);
            let expected: BTreeSet<&String> =
                others.values().filter(speaking).filter(|other| *other != first).map(|other| &other.name).collect();
            let found: Vec<(String, String)> = told.iter().map(names).collect();
            assert_eq!(found.iter().map(|(_, other)| other).collect::<BTreeSet<_>>(), expected, "{asked}");
            assert_eq!(found.len(), expected.len(), "{asked}");
            for (pair, (a, b)) in told.iter().zip(&found) {
                assert_eq!(*a, name, "`with` is the first");
                let expected = topics(&positions, first, &others[b], exclude);
                check(pair, &expected);
                excluded += usize::from(exclude && expected != topics(&positions, first, &others[b], false));
            }
            // What has nothing in common comes last.
            assert!(told.iter().map(|pair| pair["score"].is_null()).is_sorted(), "{asked}");
        }
    }
    assert!(excluded > 5, "{excluded}");
}

#[test]
fn all_pairs_without_what_is_read_out_are_what_brute_force_finds() {
    for world in [&*RECORD, &CHANCE] {
        let (positions, all) = (positions(world), parties(world, ""));
        let told = pairs(world, "excludeRepresented: true");
        let found: BTreeMap<(String, String), &Value> = told.iter().map(|pair| (names(pair), pair)).collect();
        assert_eq!(found.len(), told.len());
        for (a, b) in all.values().flat_map(|a| all.values().map(move |b| (a, b))).filter(|(a, b)| a.name < b.name) {
            let expected = topics(&positions, a, b, true);
            let pair = found.get(&(a.name.clone(), b.name.clone()));
            assert_eq!(pair.is_some(), has_common(&expected), "{} {}", a.name, b.name);
            pair.into_iter().for_each(|pair| check(pair, &expected));
        }
    }
    // Iraq reads out what the Group of 77 says, and is for it: that alone is no agreement.
    let both = "actors: [\"actor:irq\", \"actor:g77-china\"]";
    let [with, without] =
        ["", ", excludeRepresented: true"].map(|more| pairs(&RECORD, &format!("{both}{more}")).remove(0));
    assert!(with["agree"].as_u64().unwrap() > 0 && with["score"] == 1, "{with}");
    assert!(without["score"].is_null() && without["agree"] == 0 && without["onlyA"] == with["agree"], "{without}");
}

#[test]
fn those_that_are_named_are_compared_even_if_they_say_nothing() {
    let told = pairs(&RECORD, "with: \"actor:rus\", against: [\"actor:nld\", \"actor:lva\"]");
    let found: Vec<(String, bool)> = told.iter().map(|pair| (names(pair).1, pair["score"].is_null())).collect();
    assert_eq!(found, [(format!("{BASE}actor/lva"), false), (format!("{BASE}actor/nld"), true)]);
    assert_eq!(
        (&told[1]["agree"], &told[1]["onlyB"]),
        (&0.into(), &0.into()),
        "nothing in common is told from zero by the score"
    );
    let told = pairs(
        &RECORD,
        "with: \"actor:nld\", againstBlocs: REGIONAL_GROUP, against: [\"AFRICAN\", \"EASTERN_EUROPEAN\"]",
    );
    assert_eq!(told.iter().map(|pair| names(pair).1).collect::<Vec<_>>(), ["AFRICAN", "EASTERN_EUROPEAN"]);
    assert!(
        told.iter().all(|pair| pair["topics"].as_array().unwrap().iter().all(|topic| topic["verdict"] == "ONLY_B"))
    );
}

#[test]
fn agreement_refuses_what_means_nothing() {
    for (arguments, problem) in [
        ("against: [\"actor:rus\"]", "`with` is missing"),
        ("withBloc: BODY", "`with` is missing"),
        ("againstBlocs: BODY", "`with` is missing"),
        (
            "with: \"actor:rus\", actors: [\"actor:rus\", \"actor:lva\"]",
            "`actors` names actors whose pairs are compared",
        ),
        ("with: \"actor:rus\", against: [\"actor:rus\"]", "not compared with itself"),
        ("with: \"actor:rus\", against: []", "`against` is empty"),
        ("with: \"actor:rus\", withBloc: BODY", "not a Body"),
        ("with: \"SOUTH\", withBloc: REGIONAL_GROUP", "`SOUTH`, which is no REGIONAL_GROUP"),
        ("with: \"actor:atlantis\"", "`with` names <https://w3id.org/plenary/id/actor/atlantis>"),
    ] {
        let message = refusal(&format!("{{ agreement({arguments}) {{ totalCount }} }}"));
        assert!(message.contains(problem), "{arguments}: {message}");
    }
}

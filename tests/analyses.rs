//! The analyses: exact answers on the record, everything again by brute force from plain GraphQL answers, and the bounds.
mod agreements;
mod chance;
mod changes;
mod histories;
mod outcome_roles;
mod outcomes;
mod sides;

pub(crate) use chance::CHANCE;

use crate::support::{RECORD, World, first_meeting, request};
use plenary::graphql::{Engine, Guards, Request};
use plenary::ontology::{Ontology, TYPE_SUFFIXES, TurtleFile};
use plenary::query::{Limits, analysis::link_fields};
use plenary::snapshot::{Id, Place};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

const BASE: &str = "https://w3id.org/plenary/id/";

/// The message of a request that must fail on bad input.
fn refusal(query: &str) -> String {
    let response = RECORD.respond(&request(query));
    assert_eq!(response["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{query}: {response}");
    assert!(response["errors"][0]["locations"][0]["line"].is_number(), "{response}");
    response["errors"][0]["message"].as_str().unwrap().to_owned()
}

/// A second meeting: Russia comes round to the multistakeholder model, Pakistan leaves the line of the G77, and Latvia
/// turns neutral.
pub(crate) static TWO_MEETINGS: LazyLock<World> = LazyLock::new(|| {
    let mut data = String::from(
        r#"@prefix ple: <https://w3id.org/plenary/ontology#> . @prefix dct: <http://purl.org/dc/terms/> .
        @prefix schema: <http://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix i: <https://w3id.org/plenary/id/> .
        <https://w3id.org/plenary/id/meeting/two> a ple:Meeting ; dct:title "Second"@en ;
            schema:startDate "2025-10-13"^^xsd:date ; ple:partOfProcess <https://w3id.org/plenary/id/process/wsis20-review> .
        <https://w3id.org/plenary/id/session/two> a ple:Session ; ple:order 1 ; dct:title "One"@en ;
            dct:isPartOf <https://w3id.org/plenary/id/meeting/two> ."#,
    );
    let spoken = [
        ("rus", "supports", "multistakeholder-model"),
        ("lva", "emphasises", "multistakeholder-model"),
        ("pak", "rejects", "igf-continuation"),
    ];
    for (actor, stance, theme) in spoken {
        data += &format!(
            "<{BASE}intervention/{actor}> a ple:Intervention ; ple:order 1 ; dct:isPartOf <{BASE}session/two> ; ple:speaker <{BASE}actor/{actor}> .
             <{BASE}statement/{actor}> a ple:Statement ; ple:order 1 ; ple:intervention <{BASE}intervention/{actor}> ; ple:text \"…\"@en .
             <{BASE}position/{actor}> a ple:Position ; ple:statement <{BASE}statement/{actor}> ; ple:stance <{BASE}stance/{stance}> ;
                 ple:theme <{BASE}theme/{theme}> ; ple:explicit true ; ple:method \"HUMAN\" .\n"
        );
    }
    loaded("second", &data)
});

/// The record with more data beside it.
fn loaded(name: &str, data: &str) -> World {
    let folder = std::env::temp_dir().join(format!("plenary-analyses-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("more.ttl");
    std::fs::write(&file, data).unwrap();
    let world = World::load(&first_meeting(&[file]));
    std::fs::remove_dir_all(&folder).unwrap();
    world
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn ids(value: &Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|item| text(&item["id"])).collect()
}

/// The local names of a list of resources, in its order.
fn slugs(value: &Value) -> Vec<String> {
    let slug = |item: &Value| text(&item["id"]).rsplit('/').next().unwrap().to_owned();
    value.as_array().unwrap().iter().map(slug).collect()
}

/// A position as plain GraphQL tells it.
struct Plain {
    id: String,
    actor: String,
    on_behalf: BTreeSet<String>,
    themes: BTreeSet<String>,
    processes: BTreeSet<String>,
    meeting: String,
    date: String,
    weight: i64,
    is_demand: bool,
    /// Of its themes, those that are problems: who is against them is for the work on them.
    problems: BTreeSet<String>,
}

impl Plain {
    fn actors(&self) -> BTreeSet<String> {
        self.on_behalf.iter().chain([&self.actor]).cloned().collect()
    }

    fn weight_on(&self, topic: &str) -> i64 {
        if self.problems.contains(topic) { self.weight.abs() } else { self.weight }
    }

    fn topics(&self, by: &str) -> &BTreeSet<String> {
        if by == "THEME" { &self.themes } else { &self.processes }
    }
}

fn positions(world: &World) -> Vec<Plain> {
    let page = |offset: usize| {
        let query = format!(
            "{{ positions(first: 200, offset: {offset}) {{ nodes {{ id actor {{ id }} onBehalfOf {{ id }} themes {{ id valence }} \
             processes {{ id }} meeting {{ id }} date stance {{ polarity }} }} }} }}"
        );
        world.ask(&query)["positions"]["nodes"].as_array().unwrap().clone()
    };
    let mut nodes = Vec::new();
    loop {
        let more = page(nodes.len());
        if more.is_empty() {
            break;
        }
        nodes.extend(more);
    }
    let plain = |node: &Value| Plain {
        id: text(&node["id"]),
        actor: text(&node["actor"]["id"]),
        on_behalf: ids(&node["onBehalfOf"]),
        themes: ids(&node["themes"]),
        processes: ids(&node["processes"]),
        meeting: text(&node["meeting"]["id"]),
        date: text(&node["date"]),
        is_demand: node["stance"]["polarity"] == "DEMAND",
        problems: node["themes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|theme| theme["valence"] == "NEGATIVE")
            .map(|theme| text(&theme["id"]))
            .collect(),
        weight: match node["stance"]["polarity"].as_str().unwrap() {
            "POSITIVE" | "DEMAND" => 1,
            "NEGATIVE" => -1,
            _ => 0,
        },
    };
    nodes.iter().map(plain).collect()
}

/// Each theme with itself and all themes above it.
fn ancestors(world: &World) -> BTreeMap<String, BTreeSet<String>> {
    let answer = world.ask("{ themes(first: 200) { nodes { id ancestors { id } } } }");
    let nodes = answer["themes"]["nodes"].as_array().unwrap().iter();
    nodes
        .map(|node| {
            let mut above = ids(&node["ancestors"]);
            above.insert(text(&node["id"]));
            (text(&node["id"]), above)
        })
        .collect()
}

type Nets = BTreeMap<(String, String), (i64, BTreeSet<String>)>;

/// Net stance and positions of each actor on each topic.
fn nets<'a>(positions: impl Iterator<Item = &'a Plain>, by: &str, keep: impl Fn(&str) -> bool) -> Nets {
    let mut nets = Nets::new();
    for position in positions.filter(|position| position.weight != 0) {
        for topic in position.topics(by).iter().filter(|topic| keep(topic)) {
            for actor in position.actors() {
                let (net, all) = nets.entry((actor, topic.clone())).or_default();
                *net += position.weight_on(topic);
                all.insert(position.id.clone());
            }
        }
    }
    nets
}

const PAIR: &str = "a { id } b { id } groupA { id } groupB { id } valueA valueB agree disagree onlyA onlyB score positionsA { id } positionsB { id } \
                    topics { theme { id } process { id } verdict netA netB positionsA { id } positionsB { id } }";

/// All pairs, page by page.
fn pairs(world: &World, arguments: &str) -> Vec<Value> {
    let mut all = Vec::new();
    loop {
        let query = format!(
            "{{ agreement(first: 200, offset: {}, {arguments}) {{ totalCount nodes {{ {PAIR} }} }} }}",
            all.len()
        );
        let mut answer = world.ask(&query);
        let Value::Array(nodes) = answer["agreement"]["nodes"].take() else { panic!("{query}") };
        let ended = nodes.is_empty();
        all.extend(nodes);
        if ended {
            assert_eq!(answer["agreement"]["totalCount"], all.len());
            return all;
        }
    }
}

/// Each analysis that gives a page is a connection of the Relay specification: whichever way its pages are walked, every
/// entry is seen once, and cursors stay with their question.
#[test]
fn hostile_d2_analyses_and_searches_are_connections() {
    let questions = [
        ("agreement", "by: PROCESS", "a { id } b { id }"),
        ("agreement", "order: MOST_DISAGREEMENT, theme: \"theme:igf-future\"", "a { id } b { id }"),
        ("agreement", "with: \"actor:rus\"", "a { id } b { id }"),
        ("agreement", "with: \"AFRICAN\", withBloc: REGIONAL_GROUP, againstBlocs: BODY", "valueA groupB { id }"),
        ("silence", "meeting: \"meeting:wsis20-prep1\", theme: \"theme:igf-future\"", "actor { id }"),
        ("gaps", "by: REGIONAL_GROUP", "theme { id } value"),
        ("gaps", "by: BODY", "theme { id } group { id }"),
        ("dissent", "group: \"actor:g77-china\"", "member { id } theme { id } process { id }"),
        ("search", "query: \"governance\", types: [Theme]", "id"),
    ];
    for (field, arguments, fields) in questions {
        let page = |part: &str| {
            let query = format!(
                "{{ {field}({arguments}, {part}) {{ totalCount nodes {{ {fields} }} edges {{ cursor node {{ {fields} }} }} \
                 pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
            );
            let page = RECORD.ask(&query)[field].take();
            let edges = page["edges"].as_array().unwrap().clone();
            let nodes: Vec<Value> = edges.iter().map(|edge| edge["node"].clone()).collect();
            assert_eq!(page["nodes"], Value::from(nodes.clone()), "{query}");
            let ends =
                [edges.first(), edges.last()].map(|edge| edge.map_or(Value::Null, |edge| edge["cursor"].clone()));
            assert_eq!([&page["pageInfo"]["startCursor"], &page["pageInfo"]["endCursor"]], [&ends[0], &ends[1]]);
            (nodes, page)
        };
        let (mut forward, mut backward, mut after, mut before) = (Vec::new(), Vec::new(), String::new(), String::new());
        let mut start = 0; // of the last page
        let total = loop {
            let (nodes, page) = page(&format!("first: 7 {after}"));
            assert_eq!(page["pageInfo"]["hasPreviousPage"], Value::from(!forward.is_empty()));
            forward.extend(nodes);
            if page["pageInfo"]["hasNextPage"] == false {
                break page["totalCount"].as_u64().unwrap() as usize;
            }
            after = format!("after: {}", page["pageInfo"]["endCursor"]);
            start = forward.len();
            assert!(forward.len() < 3000, "{field} goes on and on");
        };
        loop {
            let (nodes, page) = page(&format!("last: 9 {before}"));
            backward.splice(0..0, nodes);
            if page["pageInfo"]["hasPreviousPage"] == false {
                break;
            }
            before = format!("before: {}", page["pageInfo"]["startCursor"]);
        }
        let is_short = field == "dissent"; // few members dissent, and of the built-in record none of this body
        assert!(total > 7 || is_short, "{field}({arguments}) has {total} entries, which says little of pages");
        assert_eq!((forward.len(), &forward), (total, &backward), "{field}({arguments})");
        let skipped = page(&format!("first: 5, offset: 1 {after}")).0;
        assert_eq!(skipped.first(), forward.get(start + 1), "{field}({arguments})");
    }
    let cursor =
        RECORD.ask("{ agreement(first: 1) { pageInfo { endCursor } } }")["agreement"]["pageInfo"]["endCursor"].take();
    let response = RECORD.respond(&request(&format!("{{ agreement(by: PROCESS, after: {cursor}) {{ totalCount }} }}")));
    assert!(
        text(&response["errors"][0]["message"]).contains("is a cursor of a list ordered by agreement"),
        "{response}"
    );
}

/// A pair takes two, and days have an order: what can only give nothing is not answered with nothing.
#[test]
fn fault_28_what_can_only_be_empty_is_refused() {
    for (query, problem) in [
        ("agreement(actors: [\"actor:chn\"]) { totalCount }", "at least two different actors"),
        ("agreement(actors: []) { totalCount }", "at least two different actors"),
        ("agreement(actors: [\"actor:chn\", \"actor:chn\"]) { totalCount }", "at least two different actors"),
        ("agreement(from: \"2025-02-02\", to: \"2025-02-01\") { totalCount }", "is before `from`"),
        ("path(from: \"actor:chn\", to: \"actor:usa\", via: []) { length }", "leave it out for all"),
    ] {
        let response = RECORD.respond(&request(&format!("{{ {query} }}")));
        assert!(text(&response["errors"][0]["message"]).contains(problem), "{query}: {response}");
        assert_eq!(response["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
    let two = RECORD.ask("{ agreement(actors: [\"actor:chn\", \"actor:usa\"], from: \"2025-02-01\", to: \"2025-02-01\") { totalCount } }");
    assert_eq!(two["agreement"]["totalCount"], 1, "a pair that has nothing in common is told, without a score");
}

/// Every number is the length of a list, and every list is what brute force finds.
fn check_pair(pair: &Value, nets: &Nets) {
    let (a, b) = (text(&pair["a"]["id"]), text(&pair["b"]["id"]));
    let topics = pair["topics"].as_array().unwrap();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut all_a, mut all_b) = (BTreeSet::new(), BTreeSet::new());
    for topic in topics {
        let name = if topic["theme"].is_null() { &topic["process"] } else { &topic["theme"] };
        let name = text(&name["id"]);
        let find = |actor: &String| nets.get(&(actor.clone(), name.clone())).cloned().unwrap_or_default();
        let ((net_a, own_a), (net_b, own_b)) = (find(&a), find(&b));
        let verdict = match (net_a.signum(), net_b.signum()) {
            (_, 0) => "ONLY_A",
            (0, _) => "ONLY_B",
            (x, y) if x == y => "AGREE",
            _ => "DISAGREE",
        };
        assert_eq!(topic["verdict"], verdict, "{a} {b} {name}");
        assert_eq!((topic["netA"].as_f64(), topic["netB"].as_f64()), (Some(net_a as f64), Some(net_b as f64)));
        assert_eq!((ids(&topic["positionsA"]), ids(&topic["positionsB"])), (own_a.clone(), own_b.clone()));
        assert!(net_a != 0 || net_b != 0);
        all_a.extend(own_a);
        all_b.extend(own_b);
        *counts.entry(verdict).or_default() += 1;
    }
    let taken = |actor: &String| nets.iter().filter(|((who, _), (net, _))| who == actor && *net != 0).count() as u64;
    let count = |verdict: &str| counts.get(verdict).copied().unwrap_or(0);
    for (field, verdict) in [("agree", "AGREE"), ("disagree", "DISAGREE"), ("onlyA", "ONLY_A"), ("onlyB", "ONLY_B")] {
        assert_eq!(pair[field], count(verdict), "{a} {b} {field}");
    }
    let (agree, disagree) = (count("AGREE"), count("DISAGREE"));
    assert_eq!(agree + disagree + count("ONLY_A"), taken(&a), "no topic of {a} is forgotten");
    assert_eq!(agree + disagree + count("ONLY_B"), taken(&b), "no topic of {b} is forgotten");
    let score = (agree + disagree > 0).then(|| (agree as f64 - disagree as f64) / (agree + disagree) as f64);
    assert_eq!(pair["score"].as_f64(), score, "{a} {b}");
    assert!(score.is_none_or(|score| score.abs() <= 1.0));
    assert_eq!((ids(&pair["positionsA"]), ids(&pair["positionsB"])), (all_a, all_b));
}

/// Pairs that have a topic in common.
fn common(nets: &Nets) -> BTreeSet<(String, String)> {
    let taken: Vec<_> = nets.iter().filter(|(_, (net, _))| *net != 0).map(|(key, _)| key).collect();
    let pairs = taken.iter().flat_map(|(a, on)| taken.iter().map(move |(b, other)| (a, on, b, other)));
    pairs.filter(|(a, on, b, other)| a < b && on == other).map(|(a, _, b, _)| (a.clone(), b.clone())).collect()
}

#[test]
fn russia_and_latvia_disagree_on_the_multistakeholder_model() {
    let pairs = pairs(&RECORD, r#"actors: ["actor:rus", "actor:lva"], theme: "theme:multistakeholder-model""#);
    let [pair] = &pairs[..] else { panic!("{pairs:?}") };
    assert_eq!((&pair["score"], &pair["agree"], &pair["disagree"]), (&(-1).into(), &0.into(), &1.into()));
    assert_eq!(slugs(&pair["positionsA"]), ["wsis20-prep1-s146-p1"]);
    assert_eq!(slugs(&pair["positionsB"]), ["wsis20-prep1-s064-p1"]);
}

#[test]
fn china_and_russia_agree_where_both_take_a_side() {
    let pairs = pairs(&RECORD, r#"actors: ["actor:rus", "actor:chn"]"#);
    let [pair] = &pairs[..] else { panic!("{pairs:?}") };
    let topics = pair["topics"].as_array().unwrap();
    let agreed = topics.iter().filter(|topic| topic["verdict"] == "AGREE").map(|topic| text(&topic["theme"]["id"]));
    assert_eq!(agreed.collect::<Vec<_>>(), [format!("{BASE}theme/un-central-role")]);
    let counts = ["agree", "disagree", "onlyA", "onlyB", "score"].map(|field| pair[field].as_i64().unwrap());
    assert_eq!(counts, [1, 0, 9, 5, 1]);
}

#[test]
fn agreement_is_what_brute_force_finds_for_all_actors() {
    for world in [&*RECORD, &*TWO_MEETINGS] {
        let positions = positions(world);
        for by in ["THEME", "PROCESS"] {
            let nets = nets(positions.iter(), by, |_| true);
            let pairs = pairs(world, &format!("by: {by}"));
            let found = pairs.iter().map(|pair| (text(&pair["a"]["id"]), text(&pair["b"]["id"])));
            assert_eq!(found.collect::<BTreeSet<_>>(), common(&nets));
            pairs.iter().for_each(|pair| check_pair(pair, &nets));
        }
    }
}

#[test]
fn agreement_is_the_same_over_any_subset() {
    let world = &*TWO_MEETINGS;
    let (positions, ancestors) = (positions(world), ancestors(world));
    for theme in ancestors.keys() {
        let under = |topic: &str| ancestors[topic].contains(theme);
        let nets = nets(positions.iter(), "THEME", under);
        let pairs = pairs(world, &format!("theme: \"{theme}\""));
        assert_eq!(pairs.len(), common(&nets).len(), "{theme}");
        pairs.iter().for_each(|pair| check_pair(pair, &nets));
    }
    let second = format!("{BASE}meeting/two");
    let nets = nets(positions.iter().filter(|position| position.meeting == second), "THEME", |_| true);
    for arguments in
        [r#"meeting: "meeting:two""#, r#"from: "2025-10-01""#, r#"where: { meeting: { id: { eq: "meeting:two" } } }"#]
    {
        let all = format!(r#"actors: ["actor:rus", "actor:lva", "actor:pak"], {arguments}"#);
        let pairs = pairs(world, &all);
        assert_eq!(pairs.len(), 3, "named actors are compared even if they have nothing in common");
        pairs.iter().for_each(|pair| check_pair(pair, &nets));
    }
}

#[test]
fn agreement_does_not_depend_on_the_order_of_actors_and_is_sorted() {
    let turned = r#"actors: ["actor:lva", "actor:eu", "actor:rus", "actor:lva"]"#;
    assert_eq!(pairs(&RECORD, r#"actors: ["actor:rus", "actor:lva", "actor:eu"]"#), pairs(&RECORD, turned));
    for (order, sign) in [("MOST_AGREEMENT", -1.0), ("MOST_DISAGREEMENT", 1.0)] {
        let scores = pairs(&RECORD, &format!("order: {order}"))
            .iter()
            .map(|pair| pair["score"].as_f64().unwrap() * sign)
            .collect::<Vec<_>>();
        assert!(scores.is_sorted(), "{scores:?}");
    }
}

#[test]
fn silence_is_what_brute_force_finds_for_every_theme() {
    for (world, meeting) in [(&*RECORD, "wsis20-prep1"), (&TWO_MEETINGS, "wsis20-prep1"), (&TWO_MEETINGS, "two")] {
        let (positions, ancestors) = (positions(world), ancestors(world));
        let meeting = format!("{BASE}meeting/{meeting}");
        let query = format!(
            "{{ meeting(id: \"{meeting}\") {{ interventions(first: 200) {{ nodes {{ id speaker {{ id }} onBehalfOf {{ id }} }} }} }} }}"
        );
        let interventions = world.ask(&query);
        let mut present: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in interventions["meeting"]["interventions"]["nodes"].as_array().unwrap() {
            let mut actors = ids(&node["onBehalfOf"]);
            actors.insert(text(&node["speaker"]["id"]));
            for actor in actors {
                present.entry(actor).or_default().insert(text(&node["id"]));
            }
        }
        let at_meeting = || positions.iter().filter(|position| position.meeting == meeting);
        for theme in ancestors.keys() {
            let on_theme =
                at_meeting().filter(|position| position.themes.iter().any(|own| ancestors[own].contains(theme)));
            let heard: BTreeSet<String> = on_theme.flat_map(Plain::actors).collect();
            let query = format!(
                "{{ silence(meeting: \"{meeting}\", theme: \"{theme}\", first: 200) {{ totalCount nodes {{ actor {{ id }} interventions {{ id }} positions {{ id }} }} }} }}"
            );
            let answer = world.ask(&query);
            let nodes = answer["silence"]["nodes"].as_array().unwrap();
            let silent: Vec<String> = nodes.iter().map(|node| text(&node["actor"]["id"])).collect();
            let expected: Vec<String> = present.keys().filter(|actor| !heard.contains(*actor)).cloned().collect();
            assert_eq!(silent, expected, "{theme}");
            assert_eq!(answer["silence"]["totalCount"], silent.len());
            for node in nodes {
                let actor = text(&node["actor"]["id"]);
                assert_eq!(ids(&node["interventions"]), present[&actor]);
                let own = at_meeting().filter(|position| position.actors().contains(&actor));
                assert_eq!(ids(&node["positions"]), own.map(|position| position.id.clone()).collect());
            }
        }
    }
}

#[test]
fn who_said_nothing_of_the_future_of_the_forum() {
    let answer = RECORD.ask(
        r#"{ silence(meeting: "meeting:wsis20-prep1", theme: "theme:igf-future", first: 200) { totalCount nodes { actor { id } } } }"#,
    );
    let nodes = answer["silence"]["nodes"].as_array().unwrap().iter();
    let silent = slugs(&nodes.map(|node| node["actor"].clone()).collect());
    let expected = "apc bgd chn civil-society civil-society-focal-point conflict-affected-countries dom fin gha guy-ryder rus sau sdn \
                    suela-janina technical-community technical-community-focal-point un-desa";
    let expected: BTreeSet<&str> = expected.split(' ').collect();
    assert_eq!(silent.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected);
    assert_eq!(answer["silence"]["totalCount"], 17);
}

#[test]
fn dissent_is_what_brute_force_finds_for_every_body() {
    let mut found = BTreeSet::new();
    for world in [&*RECORD, &*TWO_MEETINGS] {
        let positions = positions(world);
        let bodies = world.ask("{ bodies(first: 200) { nodes { id members(first: 200) { nodes { id } } } } }");
        for body in bodies["bodies"]["nodes"].as_array().unwrap() {
            let (id, members) = (text(&body["id"]), ids(&body["members"]["nodes"]));
            let of_body = |position: &&Plain| position.actors().contains(&id);
            let group = nets(positions.iter().filter(of_body), "THEME", |_| true);
            let own = nets(positions.iter().filter(|position| !of_body(position)), "THEME", |_| true);
            let differs = |((actor, theme), (net, _)): (&(String, String), &(i64, BTreeSet<String>))| {
                let (of_group, _) = group.get(&(id.clone(), theme.clone()))?;
                (members.contains(actor) && net * of_group < 0).then(|| (actor.clone(), theme.clone()))
            };
            let expected: Vec<_> = own.iter().filter_map(differs).collect();
            let answer = world.ask(&format!("{{ dissent(group: \"{id}\", first: 200) {{ totalCount nodes {{ member {{ id }} theme {{ id }} side net groupNet positions {{ id }} groupPositions {{ id }} }} }} }}"));
            let nodes = answer["dissent"]["nodes"].as_array().unwrap();
            let told: Vec<_> =
                nodes.iter().map(|node| (text(&node["member"]["id"]), text(&node["theme"]["id"]))).collect();
            assert_eq!(told, expected, "{id}");
            assert_eq!(answer["dissent"]["totalCount"], expected.len());
            for (node, key) in nodes.iter().zip(&told) {
                let (net, positions) = &own[key];
                let (of_group, on_group) = &group[&(id.clone(), key.1.clone())];
                assert_eq!(node["side"], if *net > 0 { "FOR" } else { "AGAINST" });
                assert_eq!((node["net"].as_i64(), node["groupNet"].as_i64()), (Some(*net), Some(*of_group)));
                assert_eq!(
                    (ids(&node["positions"]), ids(&node["groupPositions"])),
                    (positions.clone(), on_group.clone())
                );
                found.insert((id.clone(), key.clone()));
            }
        }
    }
    let pakistan = (format!("{BASE}actor/pak"), format!("{BASE}theme/igf-continuation"));
    assert!(found.contains(&(format!("{BASE}actor/g77-china"), pakistan)), "{found:?}");
}

#[test]
fn gaps_are_what_brute_force_finds_for_regional_groups() {
    let world = &*TWO_MEETINGS;
    let positions = positions(world);
    let states = world.ask("{ states(first: 200) { nodes { id regionalGroup } } }");
    let nodes = states["states"]["nodes"].as_array().unwrap().iter();
    let groups: BTreeMap<String, String> =
        nodes.filter_map(|node| Some((text(&node["id"]), node["regionalGroup"].as_str()?.to_owned()))).collect();
    let mut raised: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for position in &positions {
        for (theme, actor) in
            position.themes.iter().flat_map(|theme| position.actors().into_iter().map(move |actor| (theme, actor)))
        {
            raised.entry(theme.clone()).or_default().entry(actor).or_default().insert(position.id.clone());
        }
    }
    let mut expected = BTreeMap::new();
    for (theme, actors) in &raised {
        let of: BTreeSet<&String> = actors.keys().filter_map(|actor| groups.get(actor)).collect();
        if of.len() == 1 {
            let (inside, outside): (Vec<_>, Vec<_>) = actors.iter().partition(|(actor, _)| groups.contains_key(*actor));
            let names = |list: &[(&String, &BTreeSet<String>)]| {
                list.iter().map(|(actor, _)| (*actor).clone()).collect::<BTreeSet<_>>()
            };
            let evidence: BTreeSet<String> = inside.iter().flat_map(|(_, positions)| (*positions).clone()).collect();
            expected
                .insert(theme.clone(), (of.first().unwrap().to_string(), names(&inside), names(&outside), evidence));
        }
    }
    let answer = world.ask("{ gaps(by: REGIONAL_GROUP, first: 200) { totalCount nodes { theme { id } value group { id } actors { id } others { id } positions { id } } } }");
    let nodes = answer["gaps"]["nodes"].as_array().unwrap();
    let told = nodes.iter().map(|node| {
        assert!(node["group"].is_null());
        (
            text(&node["theme"]["id"]),
            (text(&node["value"]), ids(&node["actors"]), ids(&node["others"]), ids(&node["positions"])),
        )
    });
    assert_eq!(told.collect::<BTreeMap<_, _>>(), expected);
    assert_eq!(answer["gaps"]["totalCount"], expected.len());
    let two = world.ask("{ gaps(least: 2, first: 200) { nodes { actors { id } } } }");
    let expected = expected.values().filter(|(_, actors, ..)| actors.len() >= 2).count();
    assert_eq!(two["gaps"]["nodes"].as_array().unwrap().len(), expected);
}

#[test]
fn gaps_compare_the_bodies_that_are_asked_for() {
    let answer = RECORD.ask(
        r#"{ gaps(by: BODY, groups: { id: { in: ["actor:g77-china", "actor:eu"] } }, least: 3) {
             nodes { theme { id } group { id } actors { id } value } } }"#,
    );
    let nodes = answer["gaps"]["nodes"].as_array().unwrap();
    let told: Vec<_> = nodes.iter().map(|node| (text(&node["theme"]["id"]), slugs(&node["actors"]))).collect();
    let members = |theme: &str| told.iter().find(|(id, _)| id.ends_with(theme)).map(|(_, actors)| actors.join(" "));
    assert_eq!(members("theme/democratic-values").as_deref(), Some("est eu ita"));
    assert_eq!(members("theme/igf-strengthening").as_deref(), Some("est eu ita"));
    assert!(
        refusal(r#"{ gaps(by: REGIONAL_GROUP, groups: { id: { eq: "actor:eu" } }) { totalCount } }"#)
            .contains("`groups`")
    );
}

#[test]
fn history_tells_change_from_constancy() {
    let query = |actor: &str| {
        format!(
            "{{ actor(id: \"actor:{actor}\") {{ positionHistory(theme: \"theme:multistakeholder-model\") {{ meeting {{ id }} date side net changed \
             stances {{ id }} positions {{ id }} previous {{ side positions {{ id }} previous {{ side }} }} }} }} }}"
        )
    };
    let answer = TWO_MEETINGS.ask(&query("rus"));
    let [first, second] = &answer["actor"]["positionHistory"].as_array().unwrap()[..] else { panic!("{answer}") };
    assert_eq!(
        (&first["side"], &first["changed"], &first["previous"]),
        (&"AGAINST".into(), &false.into(), &Value::Null)
    );
    assert_eq!(
        (&second["side"], &second["changed"], &second["date"]),
        (&"FOR".into(), &true.into(), &"2025-10-13".into())
    );
    assert_eq!((slugs(&second["positions"]), slugs(&second["stances"])), (vec!["rus".into()], vec!["supports".into()]));
    assert_eq!((&second["previous"]["side"], &second["previous"]["previous"]), (&"AGAINST".into(), &Value::Null));
    assert_eq!(second["previous"]["positions"], first["positions"]);
    let latvia = TWO_MEETINGS.ask(&query("lva"));
    let sides: Vec<_> =
        latvia["actor"]["positionHistory"].as_array().unwrap().iter().map(|entry| text(&entry["side"])).collect();
    assert_eq!(sides, ["FOR", "NONE"]);
    let only = TWO_MEETINGS.ask(r#"{ actor(id: "actor:rus") { positionHistory(theme: "theme:multistakeholder-model", from: "2025-10-01") { side changed } } }"#);
    assert_eq!(only["actor"]["positionHistory"], serde_json::json!([{ "side": "FOR", "changed": false }]));
}

#[test]
fn history_of_all_actors_holds_their_positions() {
    let (positions, ancestors) = (positions(&TWO_MEETINGS), ancestors(&TWO_MEETINGS));
    let theme = format!("{BASE}theme/igf-future");
    let mut after = String::from("null");
    loop {
        let answer = TWO_MEETINGS.ask(&format!("{{ actors(first: 200, after: {after}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ id positionHistory(theme: \"{theme}\") {{ meeting {{ id }} positions {{ id }} }} }} }} }}"));
        for node in answer["actors"]["nodes"].as_array().unwrap() {
            let actor = text(&node["id"]);
            let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for position in positions.iter().filter(|position| position.actors().contains(&actor)) {
                if position.themes.iter().any(|own| ancestors[own].contains(&theme)) {
                    expected.entry(position.meeting.clone()).or_default().insert(position.id.clone());
                }
            }
            let told = node["positionHistory"].as_array().unwrap().iter();
            let told = told.map(|entry| (text(&entry["meeting"]["id"]), ids(&entry["positions"])));
            assert_eq!(told.collect::<BTreeMap<_, _>>(), expected, "{actor}");
        }
        if answer["actors"]["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = answer["actors"]["pageInfo"]["endCursor"].to_string();
    }
}

/// All links of the record, both ways: what a naive search walks.
fn adjacency(world: &World) -> BTreeMap<Place, BTreeSet<Place>> {
    let order = |id: Id| world.snapshot.terms().order(id);
    let mut links: BTreeMap<Place, BTreeSet<Place>> = BTreeMap::new();
    for field in link_fields(&world.ontology) {
        for &owner in &field.owners {
            for &from in world.snapshot.extent(owner) {
                for &to in world.snapshot.relation(field.path).row(from) {
                    let (from, to) = (order(from), order(to));
                    links.entry(from).or_default().insert(to);
                    links.entry(to).or_default().insert(from);
                }
            }
        }
    }
    links
}

fn distances(links: &BTreeMap<Place, BTreeSet<Place>>, from: Place) -> BTreeMap<Place, usize> {
    let mut distances = BTreeMap::from([(from, 0)]);
    let mut open = VecDeque::from([from]);
    while let Some(next) = open.pop_front() {
        let distance = distances[&next] + 1;
        for &to in links.get(&next).into_iter().flatten() {
            distances.entry(to).or_insert_with(|| {
                open.push_back(to);
                distance
            });
        }
    }
    distances
}

#[test]
fn paths_are_as_short_and_as_many_as_brute_force_finds() {
    let world = &*RECORD;
    let links = adjacency(world);
    let terms = world.snapshot.terms();
    let sample: Vec<Place> = links.keys().copied().step_by(61).collect();
    let mut lengths = BTreeSet::new();
    for &from in &sample {
        let distances = distances(&links, from);
        for &to in &sample {
            let query = format!(
                "{{ path(from: \"{}\", to: \"{}\", first: 50) {{ length nodes {{ id }} hops {{ from {{ id }} to {{ id }} }} }} }}",
                terms.text(from.id()),
                terms.text(to.id())
            );
            let answer = world.ask(&query);
            let paths = answer["path"].as_array().unwrap();
            let Some(&distance) = distances.get(&to).filter(|&&distance| distance <= 4) else {
                assert!(paths.is_empty(), "{query}");
                continue;
            };
            let mut chains = vec![vec![to]];
            for _ in 0..distance {
                let before = |chain: &Vec<Place>| {
                    let nearer = |id: &&Place| distances[*id] + 1 == distances[&chain[0]];
                    links[&chain[0]].iter().filter(nearer).map(|&id| [&[id], &chain[..]].concat()).collect::<Vec<_>>()
                };
                chains = chains.iter().flat_map(before).collect();
            }
            chains.sort();
            let expected: Vec<Vec<&str>> = chains
                .iter()
                .take(50)
                .map(|chain| chain.iter().map(|place| terms.text(place.id())).collect())
                .collect();
            let told: Vec<Vec<&str>> = paths
                .iter()
                .map(|path| path["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect())
                .collect();
            assert_eq!(told, expected, "{query}");
            for path in paths {
                assert_eq!(path["length"], distance);
                assert_eq!(path["hops"].as_array().unwrap().len(), distance);
            }
            lengths.insert(distance);
        }
    }
    assert!(lengths.is_superset(&BTreeSet::from([0, 2, 3, 4])), "{lengths:?}");
}

/// Whether the field of a resource leads to another, asked with GraphQL.
fn leads(world: &World, from: &str, to: &str, ty: &str, field: &str) -> bool {
    let class = world.ontology.class(world.ontology.class_named(ty).unwrap());
    let is_page = matches!(class.field(field).unwrap().kind, plenary::ontology::FieldKind::Connection { .. });
    let selection = if is_page {
        format!("{field}(where: {{ id: {{ eq: \"{to}\" }} }}) {{ nodes {{ id }} }}")
    } else {
        format!("{field} {{ id }}")
    };
    let answer = world.ask(&format!("{{ node(id: \"{from}\") {{ ... on {ty} {{ {selection} }} }} }}"));
    let found = &answer["node"][field];
    match found.get("nodes").unwrap_or(found) {
        Value::Array(list) => list.iter().any(|item| item["id"] == to),
        single => single["id"] == to,
    }
}

#[test]
fn every_hop_and_every_edge_is_a_field() {
    let world = &*RECORD;
    let ends = [
        "actor:rus",
        "actor:lva",
        "sdg:9.c",
        "document:wsis20-prep1-zh",
        "stance:rejects",
        "role:co-facilitator",
        "actionline:C2",
    ];
    let mut directions = BTreeSet::new();
    for (from, to) in ends.iter().flat_map(|from| ends.iter().map(move |to| (from, to))) {
        let answer = world.ask(&format!("{{ path(from: \"{from}\", to: \"{to}\", maxLength: 6, first: 3) {{ hops {{ from {{ id }} to {{ id }} field type direction also {{ field type direction }} }} }} }}"));
        for hop in answer["path"].as_array().unwrap().iter().flat_map(|path| path["hops"].as_array().unwrap()) {
            let (from, to) = (text(&hop["from"]["id"]), text(&hop["to"]["id"]));
            for relation in hop["also"].as_array().unwrap().iter().chain([hop]) {
                let (field, ty) = (text(&relation["field"]), text(&relation["type"]));
                let (start, end) = if relation["direction"] == "FORWARD" { (&from, &to) } else { (&to, &from) };
                assert!(leads(world, start, end, &ty, &field), "{hop}");
                directions.insert(text(&relation["direction"]));
            }
        }
    }
    assert_eq!(directions.len(), 2, "{directions:?}");
    for (id, depth, first) in [("actor:lva", 1, 50), ("theme:igf-future", 2, 40), ("meeting:wsis20-prep1", 3, 30)] {
        let answer = world.ask(&format!("{{ neighbourhood(id: \"{id}\", depth: {depth}, first: {first}) {{ nodes {{ id }} complete edges {{ from {{ id }} to {{ id }} field type }} }} }}"));
        let nodes = ids(&answer["neighbourhood"]["nodes"]);
        assert!(nodes.len() <= first && nodes.len() == answer["neighbourhood"]["nodes"].as_array().unwrap().len());
        assert_eq!(answer["neighbourhood"]["complete"], nodes.len() < first);
        let edges = answer["neighbourhood"]["edges"].as_array().unwrap();
        assert!(edges.len() + 1 >= nodes.len(), "it hangs together");
        for edge in edges {
            let (from, to) = (text(&edge["from"]["id"]), text(&edge["to"]["id"]));
            assert!(nodes.contains(&from) && nodes.contains(&to));
            assert!(leads(world, &from, &to, &text(&edge["type"]), &text(&edge["field"])), "{edge}");
        }
    }
}

/// Behind a hop stand the positions that one of its ends holds on the other, again by brute force.
#[test]
fn positions_behind_hops_are_those_of_one_end_on_the_other() {
    let (mut with, mut without) = (0, 0);
    for world in [&*RECORD, &*CHANCE] {
        let positions = positions(world);
        let holds = |position: &&Plain, actor: &str, topic: &str| {
            position.actors().contains(actor) && (position.themes.contains(topic) || position.processes.contains(topic))
        };
        for (from, to) in [
            ("actor:rus", "actor:lva"),
            ("actor:rus", "theme:multistakeholder-model"),
            ("theme:governance", "actor:chn"),
            ("actor:g77-china", "process:igf"),
            ("actor:irq", "sdg:9.c"),
            ("actor:chn", "document:wsis20-prep1-zh"),
        ] {
            let path = |positions: &str| {
                format!(
                    "{{ path(from: \"{from}\", to: \"{to}\", maxLength: 6, first: 20) {{ hops {{ from {{ id }} to {{ id }} {positions} }} }} }}"
                )
            };
            let (answer, plain) = (world.ask(&path("positions { id }")), world.ask(&path("")));
            let paths = answer["path"].as_array().unwrap();
            assert_eq!(paths.len(), plain["path"].as_array().unwrap().len());
            for hop in paths.iter().flat_map(|path| path["hops"].as_array().unwrap()) {
                let ends = (text(&hop["from"]["id"]), text(&hop["to"]["id"]));
                let is_behind =
                    |position: &&Plain| holds(position, &ends.0, &ends.1) || holds(position, &ends.1, &ends.0);
                let expected: BTreeSet<String> =
                    positions.iter().filter(is_behind).map(|position| position.id.clone()).collect();
                assert_eq!(ids(&hop["positions"]), expected, "{hop}");
                assert_eq!(hop["positions"].as_array().unwrap().len(), expected.len(), "each once: {hop}");
                *if expected.is_empty() { &mut without } else { &mut with } += 1;
            }
        }
    }
    assert!(with > 5 && without > 5, "{with} hops with positions, {without} without");
}

#[test]
fn a_neighbourhood_is_all_that_is_one_hop_away() {
    let links = adjacency(&RECORD);
    let terms = RECORD.snapshot.terms();
    for (&id, around) in links.iter().step_by(97).filter(|(_, around)| around.len() < 150) {
        let answer = RECORD.ask(&format!(
            "{{ neighbourhood(id: \"{}\", first: 200) {{ complete nodes {{ id }} }} }}",
            terms.text(id.id())
        ));
        let mut expected: BTreeSet<String> = around.iter().map(|id| terms.text(id.id()).to_owned()).collect();
        expected.insert(terms.text(id.id()).to_owned());
        assert_eq!(ids(&answer["neighbourhood"]["nodes"]), expected);
        assert_eq!(answer["neighbourhood"]["complete"], true);
    }
}

#[test]
fn only_the_chosen_fields_are_walked() {
    let query =
        |via: &str| format!("{{ path(from: \"actor:rus\", to: \"actor:lva\", via: [{via}]) {{ hops {{ field }} }} }}");
    let answer = RECORD.ask(&query("\"memberOf\""));
    assert_eq!(answer["path"], serde_json::json!([{ "hops": [{ "field": "memberOf" }, { "field": "members" }] }]));
    assert_eq!(RECORD.ask(&query("\"Actor.memberOf\"")), answer);
    assert_eq!(RECORD.ask(&query("\"Position.stance\""))["path"], serde_json::json!([]));
    assert!(refusal(&query("\"friendOf\"")).contains("`friendOf`, which is no field"));
}

#[test]
fn what_is_not_there_is_named() {
    let cases = [
        (
            r#"{ silence(meeting: "meeting:nope", theme: "theme:igf-future") { totalCount } }"#,
            "`meeting` names <https://w3id.org/plenary/id/meeting/nope>",
        ),
        (
            r#"{ silence(meeting: "meeting:wsis20-prep1", theme: "actor:rus") { totalCount } }"#,
            "not a Theme of this dataset; `themes` lists them",
        ),
        (
            r#"{ agreement(actors: ["actor:rus", "actor:atlantis"]) { totalCount } }"#,
            "`actors` names <https://w3id.org/plenary/id/actor/atlantis>",
        ),
        (r#"{ agreement(process: "x") { totalCount } }"#, "`process` cannot be used"),
        (r#"{ agreement(first: 201) { totalCount } }"#, "`first` is 201"),
        (r#"{ agreement(from: "yesterday") { totalCount } }"#, "not a date"),
        (r#"{ dissent(group: "actor:rus") { totalCount } }"#, "not a Body"),
        (r#"{ path(from: "actor:rus", to: "actor:nope") { length } }"#, "`to` names"),
        (
            r#"{ path(from: "actor:rus", to: "actor:lva", maxLength: 9) { length } }"#,
            "`maxLength` is 9, but must not be more than 8",
        ),
        (r#"{ path(from: "actor:rus", to: "actor:lva", first: 51) { length } }"#, "`first` is 51"),
        (r#"{ neighbourhood(id: "actor:rus", depth: 4) { complete } }"#, "`depth` is 4"),
        (r#"{ neighbourhood(id: "actor:nope") { complete } }"#, "`id` names"),
        (r#"{ actors(first: 1) { nodes { positionHistory(theme: "theme:nope") { net } } } }"#, "`theme` names"),
    ];
    for (query, expected) in cases {
        let message = refusal(query);
        assert!(message.contains(expected), "{query}: {message}");
    }
}

#[test]
fn work_is_bounded_and_reads_do_not_grow_with_the_data() {
    let explain = |world: &World, first: usize| {
        let query = format!(
            "{{ agreement(first: {first}) {{ nodes {{ a {{ label }} topics {{ theme {{ label }} positionsA {{ statement {{ text }} }} }} }} }} }}"
        );
        let request = Request { query, explain: true, ..Request::default() };
        let response: Value =
            serde_json::from_slice(&world.engine.answer(&request, &world.snapshot).to_json()).unwrap();
        response["extensions"]["explain"]["reads"].as_u64().unwrap()
    };
    assert_eq!([explain(&RECORD, 1), explain(&RECORD, 200), explain(&TWO_MEETINGS, 200)], [5; 3]);
    let limits = Limits { rows: 50, ..Limits::default() };
    let engine =
        Engine::new(Arc::clone(&RECORD.ontology), plenary::server::ANALYSES, Guards::default(), limits).unwrap();
    for query in [
        "{ agreement { totalCount } }",
        "{ gaps { totalCount } }",
        r#"{ dissent(group: "actor:eu") { totalCount } }"#,
        r#"{ path(from: "actor:rus", to: "document:wsis20-prep1-zh", maxLength: 8) { length } }"#,
        r#"{ neighbourhood(id: "actor:g77-china", first: 200) { complete } }"#,
    ] {
        let request = Request { query: query.into(), ..Request::default() };
        let response: Value = serde_json::from_slice(&engine.answer(&request, &RECORD.snapshot).to_json()).unwrap();
        assert_eq!(response["errors"][0]["extensions"]["code"], "TOO_MANY_ROWS", "{query}: {response}");
    }
}

const CITIES: &str = r#"@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix graphql: <http://datashapes.org/graphql#> . @prefix ple: <https://w3id.org/plenary/ontology#> .
    ex: a graphql:Schema ; graphql:publicShape ex:CityShape .
    ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:twin ; sh:class ex:City ] ."#;

#[test]
fn an_ontology_without_roles_has_paths_but_no_analyses_of_positions() {
    let read = |more: &str| {
        plenary::server::ontology(&[TurtleFile { name: "cities.ttl".into(), text: format!("{CITIES}\n{more}") }])
    };
    let engine =
        Engine::new(Arc::new(read("").unwrap()), plenary::server::ANALYSES, Guards::default(), Limits::default())
            .unwrap();
    let sdl = engine.sdl();
    assert!(sdl.contains("  path(from: ID!") || sdl.contains("path("), "{sdl}");
    for absent in ["agreement", "Agreement", "silence", "positionHistory", "Verdict", "dissent", "sides", "SideCounts"]
    {
        assert!(!sdl.contains(absent), "{absent}");
    }
    let problem = |more: &str| read(more).unwrap_err().to_string();
    assert!(
        problem("ex:a a ple:PositionAnalysis .").contains("needs a ple:positionClass"),
        "{}",
        problem("ex:a a ple:PositionAnalysis .")
    );
    let half = "ex:a a ple:PositionAnalysis ; ple:positionClass ex:City ; ple:actorPath ex:mayor .";
    assert!(
        problem(half).contains("ple:actorPath that is not the sh:path of a public property of City"),
        "{}",
        problem(half)
    );
}

/// Shapes beside those of the record, each `; …` said of the shape of a class.
fn with_classes(classes: &[(&str, String)]) -> Result<Ontology, String> {
    let mut more = String::from(
        "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . \
         @prefix ple: <https://w3id.org/plenary/ontology#> . @prefix graphql: <http://datashapes.org/graphql#> .\n",
    );
    for (class, said) in classes {
        more +=
            &format!("ex: graphql:publicShape ex:{class}Shape . ex:{class}Shape sh:targetClass ex:{class} {said} .\n");
    }
    let folder = crate::support::repository("ontology");
    let read =
        |path: PathBuf| TurtleFile { name: path.display().to_string(), text: std::fs::read_to_string(path).unwrap() };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    let mut sources: Vec<TurtleFile> = files.into_iter().map(read).collect();
    sources.push(TurtleFile { name: "more.ttl".into(), text: more });
    plenary::server::ontology(&sources).map_err(|error| error.to_string())
}

/// All types of the API that are not made of a class or of `sh:in`.
fn own_types() -> Vec<String> {
    let ontology = &RECORD.ontology;
    let of_classes: BTreeSet<String> = (ontology.classes().iter())
        .flat_map(|class| TYPE_SUFFIXES.map(|suffix| format!("{}{suffix}", class.name)))
        .chain(ontology.enums().iter().flat_map(|of| ["", "Filter"].map(|suffix| format!("{}{suffix}", of.name))))
        .collect();
    let data = RECORD.ask("{ __schema { types { name } } }");
    let names = data["__schema"]["types"].as_array().unwrap().iter().map(|ty| ty["name"].as_str().unwrap().to_owned());
    names.filter(|name| !name.starts_with("__") && !of_classes.contains(name)).collect()
}

/// One rule for each name that the API has itself: what is made of an IRI gives way and is noticed, what is given is refused,
/// and the remedy of the message helps.
#[test]
fn names_of_the_analyses_cannot_be_taken() {
    let types = own_types();
    for name in ["Agreement", "AgreementEdge", "GapConnection", "Bloc", "PositionChange", "Path", "SearchEdge", "_Any"]
    {
        assert!(types.iter().any(|known| known == name), "{name}: {types:?}");
    }

    let made: Vec<_> = types.iter().map(|name| (name.as_str(), String::new())).collect();
    let ontology = Arc::new(with_classes(&made).unwrap());
    let items: Vec<&str> = ontology.notices().iter().flat_map(|notice| &notice.items).map(String::as_str).collect();
    for name in &types {
        let iri = format!("http://example.org/{name}");
        let class = ontology.classes().iter().find(|class| class.iri.as_str() == iri).unwrap();
        assert!(!types.contains(&class.name), "{name} is called {}", class.name);
        assert!(items.iter().any(|item| item.starts_with(&format!("{} for <{iri}>", class.name))), "{name}: {items:?}");
    }
    plenary::server::engine(ontology).unwrap();

    // What one gives as another name is refused for each of them, at once, and a name that is free is taken.
    let numbers: Vec<String> = (0..types.len()).map(|number| format!("C{number}")).collect();
    let given = |name: &dyn Fn(usize) -> String| -> Vec<(&str, String)> {
        let said = |number: usize| format!("; graphql:name \"{}\"", name(number));
        numbers.iter().enumerate().map(|(number, class)| (class.as_str(), said(number))).collect()
    };
    let problems = with_classes(&given(&|number| types[number].clone())).unwrap_err();
    for (number, name) in numbers.iter().zip(&types) {
        let line = problems.lines().find(|line| line.contains(&format!("<http://example.org/{number}>"))).unwrap();
        assert!(line.contains("more.ttl:") && line.contains(&format!("the name `{name}`, which ")), "{line}");
        assert!(line.ends_with("has already: set another with `graphql:name`"), "{line}");
    }
    let free = with_classes(&given(&|number| format!("Free{number}"))).unwrap();
    plenary::server::engine(Arc::new(free)).unwrap();
}

#[test]
fn fields_of_the_analyses_cannot_be_taken() {
    // Fields of the root.
    for root in [
        "agreement",
        "positionHistory",
        "changes",
        "silence",
        "gaps",
        "dissent",
        "outcome",
        "demands",
        "path",
        "neighbourhood",
        "search",
    ] {
        let name = format!("{}{}", root[..1].to_uppercase(), &root[1..]);
        let made = with_classes(&[(&name, String::new())]).unwrap();
        let class = made.classes().iter().find(|class| class.iri.as_str().starts_with("http://example.org/")).unwrap();
        assert!(class.singular != root && class.plural != root && class.name == format!("Ex{name}"), "{}", class.name);
        let problem = with_classes(&[("C", format!("; ple:plural \"{root}\""))]).unwrap_err();
        assert!(problem.contains(&format!("the name `{root}`, which ")), "{problem}");
        assert!(problem.ends_with("has already: set another with `ple:plural`"), "{problem}");
    }
    with_classes(&[("C", "; ple:plural \"allGaps\"".into())]).unwrap();

    // The field of actors.
    let property = |said: &str| {
        with_classes(&[("C", format!("; sh:property [ sh:path ex:positionHistory {said} ; sh:class ex:C ]"))])
    };
    let made = property("").unwrap();
    let class = made.classes().iter().find(|class| class.name == "C").unwrap();
    assert!(class.field("exPositionHistory").is_some() && class.field("positionHistory").is_none());
    assert!(
        made.notices().iter().flat_map(|notice| &notice.items).any(|item| item.starts_with("C.exPositionHistory for "))
    );
    let problem = property("; graphql:name \"positionHistory\"").unwrap_err();
    assert!(
        problem.starts_with("more.ttl:2: a field of <http://example.org/CShape> has the name `positionHistory`, which")
            && problem.ends_with("an analysis of positions has already: set another with `graphql:name`"),
        "{problem}"
    );
    property("; graphql:name \"past\"").unwrap();

    // Without the declaration the names are free.
    let text = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . \
                @prefix graphql: <http://datashapes.org/graphql#> .\n\
                ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:Gap ; \
                sh:property [ sh:path ex:positionHistory ; sh:class ex:Gap ] .";
    let ontology = plenary::server::ontology(&[TurtleFile { name: "more.ttl".into(), text: text.into() }]).unwrap();
    let class = &ontology.classes()[0];
    assert!(class.name == "Gap" && class.field("positionHistory").is_some());
}

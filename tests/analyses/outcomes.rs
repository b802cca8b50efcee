//! What became of what was asked for: everything again by brute force, the exact answer of the record, and what is refused.

use super::chance::CHANCE;
use super::{Plain, ancestors, ids, positions, refusal, slugs, text};
use crate::support::{RECORD, REVIEW, World};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const OUTCOME: &str = "theme { id } n nActors actors { id } answered unanswered extents { extent n } \
    versions { draft { id } date nParagraphs paragraphs { id } answered extents { extent n } }";
const EXTENTS: [&str; 3] = ["MET", "PARTLY_MET", "NOT_MET"];

/// A draft as plain GraphQL tells it.
struct Draft {
    id: String,
    issued: Option<String>,
    previous: Option<String>,
}

/// A paragraph.
struct Paragraph {
    draft: String,
    order: i64,
    themes: BTreeSet<String>,
}

/// An answer: its demand, its paragraph and its extent.
struct Answer {
    id: String,
    demand: String,
    paragraph: String,
    extent: String,
}

/// The texts of a world.
struct Texts {
    drafts: Vec<Draft>,
    paragraphs: BTreeMap<String, Paragraph>,
    /// The answers to each demand, in the order of the drafts.
    answers: BTreeMap<String, Vec<Answer>>,
}

fn texts(world: &World) -> Texts {
    let list = |name: &str, fields: &str| {
        let mut nodes: Vec<Value> = Vec::new();
        loop {
            let query = format!("{{ {name}(first: 200, offset: {}) {{ nodes {{ {fields} }} }} }}", nodes.len());
            let page = world.ask(&query)[name]["nodes"].as_array().unwrap().clone();
            if page.is_empty() {
                return nodes;
            }
            nodes.extend(page);
        }
    };
    let drafts = list("drafts", "id issued previous { id }");
    let draft = |node: &Value| Draft {
        id: text(&node["id"]),
        issued: node["issued"].as_str().map(str::to_owned),
        previous: node["previous"]["id"].as_str().map(str::to_owned),
    };
    let paragraphs = list("paragraphs", "id order draft { id } themes { id }");
    let paragraph = |node: &Value| {
        let order = node["order"].as_i64().unwrap();
        (text(&node["id"]), Paragraph { draft: text(&node["draft"]["id"]), order, themes: ids(&node["themes"]) })
    };
    let answers = list("answers", "id extent demand { id } paragraph { id }");
    let answer = |node: &Value| Answer {
        id: text(&node["id"]),
        demand: text(&node["demand"]["id"]),
        paragraph: text(&node["paragraph"]["id"]),
        extent: text(&node["extent"]),
    };
    let (drafts, paragraphs) = (drafts.iter().map(draft).collect(), paragraphs.iter().map(paragraph).collect());
    let mut texts = Texts { drafts, paragraphs, answers: BTreeMap::new() };
    let mut answers: Vec<Answer> = answers.iter().map(answer).collect();
    answers.sort_by_cached_key(|answer| (texts.place(&answer.paragraph), answer.id.clone()));
    for answer in answers {
        texts.answers.entry(answer.demand.clone()).or_default().push(answer);
    }
    texts
}

impl Texts {
    /// The drafts that have no earlier version, or those that follow one: the earliest first, those without a day last.
    fn after(&self, before: Option<&str>) -> Vec<&Draft> {
        let mut found: Vec<&Draft> = self.drafts.iter().filter(|draft| draft.previous.as_deref() == before).collect();
        found.sort_by_key(|draft| (draft.issued.is_none(), &draft.issued, &draft.id));
        found
    }

    /// A draft and all that come of it.
    fn text_of(&self, draft: &Draft) -> Vec<String> {
        let later = self.after(Some(&draft.id)).into_iter().flat_map(|later| self.text_of(later));
        std::iter::once(draft.id.clone()).chain(later).collect()
    }

    /// The versions of all texts, text by text.
    fn versions(&self) -> Vec<Vec<String>> {
        self.after(None).into_iter().map(|first| self.text_of(first)).collect()
    }

    /// Where a paragraph stands among all.
    fn place(&self, paragraph: &str) -> (usize, i64, String) {
        let found = &self.paragraphs[paragraph];
        let draft = self.versions().concat().iter().position(|draft| *draft == found.draft).unwrap();
        (draft, found.order, paragraph.to_owned())
    }

    /// The answers to a demand.
    fn answers(&self, demand: &str) -> &[Answer] {
        self.answers.get(demand).map_or(&[], Vec::as_slice)
    }
}

/// The side of a position on a theme; none if it takes none there.
fn side(position: &Plain, on: &[&String]) -> Option<&'static str> {
    let is_problem = !on.is_empty() && on.iter().all(|theme| position.problems.contains(*theme));
    match if is_problem { position.weight.abs() } else { position.weight } {
        _ if on.is_empty() => None,
        0 => None,
        -1 => Some("AGAINST"),
        _ if position.is_demand => Some("CALLS_FOR"),
        _ => Some("FOR"),
    }
}

fn extents(told: &Value) -> Vec<u64> {
    let entries = told.as_array().unwrap();
    let names: Vec<&str> = entries.iter().map(|entry| entry["extent"].as_str().unwrap()).collect();
    assert_eq!(names, EXTENTS);
    entries.iter().map(|entry| entry["n"].as_u64().unwrap()).collect()
}

fn counted<'a>(answers: impl Iterator<Item = &'a Answer> + Clone) -> Vec<u64> {
    let of = |extent: &str| {
        let demands: BTreeSet<&String> =
            answers.clone().filter(|answer| answer.extent == extent).map(|answer| &answer.demand).collect();
        demands.len() as u64
    };
    EXTENTS.map(of).into()
}

#[test]
fn outcomes_are_what_brute_force_finds() {
    let mut seen = [0; 3];
    for world in [&*CHANCE, &REVIEW] {
        let (positions, above, texts) = (positions(world), ancestors(world), texts(world));
        let themes =
            world.ask("{ themes(first: 200) { nodes { id } } }")["themes"]["nodes"].as_array().unwrap().clone();
        for (theme, narrower) in
            themes.iter().flat_map(|theme| [(text(&theme["id"]), true), (text(&theme["id"]), false)])
        {
            let is_on = |own: &String| if narrower { above[own].contains(&theme) } else { *own == theme };
            let mut demands: Vec<(&Plain, &str)> = (positions.iter())
                .filter_map(|position| {
                    let on: Vec<&String> = position.themes.iter().filter(|own| is_on(own)).collect();
                    Some((position, side(position, &on)?))
                })
                .collect();
            demands.sort_by_key(|(position, _)| (&position.date, &position.id));
            let answers: Vec<&Answer> = demands.iter().flat_map(|(position, _)| texts.answers(&position.id)).collect();
            let paragraphs: BTreeSet<(usize, i64, String)> = (texts.paragraphs.iter())
                .filter(|(_, paragraph)| paragraph.themes.iter().any(&is_on))
                .map(|(id, _)| texts.place(id))
                .chain(answers.iter().map(|answer| texts.place(&answer.paragraph)))
                .collect();

            let query = format!(
                "{{ outcome(theme: \"{theme}\", narrower: {narrower}) {{ {OUTCOME} }} \
                 demands(theme: \"{theme}\", narrower: {narrower}, first: 200) {{ totalCount nodes {{ position {{ id }} side date answers {{ id }} }} }} \
                 theme(id: \"{theme}\") {{ outcome(narrower: {narrower}) {{ {OUTCOME} }} demands(narrower: {narrower}, first: 3) {{ totalCount nodes {{ position {{ id }} }} }} }} }}"
            );
            let told = world.ask(&query);
            let outcome = &told["outcome"];
            assert_eq!(*outcome, told["theme"]["outcome"], "{query}");
            assert_eq!(text(&outcome["theme"]["id"]), theme);

            // Who asks for what, in time.
            let listed: Vec<(String, String, Vec<String>)> = told["demands"]["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| {
                    let answers =
                        entry["answers"].as_array().unwrap().iter().map(|answer| text(&answer["id"])).collect();
                    (text(&entry["position"]["id"]), text(&entry["side"]), answers)
                })
                .collect();
            let expected: Vec<(String, String, Vec<String>)> = demands
                .iter()
                .take(200)
                .map(|(position, side)| {
                    let answers = texts.answers(&position.id).iter().map(|answer| answer.id.clone()).collect();
                    (position.id.clone(), (*side).to_owned(), answers)
                })
                .collect();
            assert_eq!(listed, expected, "{query}");
            assert_eq!(told["demands"]["totalCount"].as_u64().unwrap() as usize, demands.len());
            assert_eq!(told["theme"]["demands"]["totalCount"], told["demands"]["totalCount"]);

            // The counts.
            let with_answer = demands.iter().filter(|(position, _)| !texts.answers(&position.id).is_empty()).count();
            let actors: BTreeSet<String> = demands.iter().flat_map(|(position, _)| position.actors()).collect();
            for (name, number) in [
                ("n", demands.len()),
                ("nActors", actors.len()),
                ("answered", with_answer),
                ("unanswered", demands.len() - with_answer),
            ] {
                assert_eq!(outcome[name].as_u64().unwrap() as usize, number, "{name} of {query}");
            }
            assert_eq!(ids(&outcome["actors"]), actors);
            assert_eq!(extents(&outcome["extents"]), counted(answers.iter().copied()), "{query}");

            // The versions, each with its paragraphs and its counts.
            let all = texts.versions();
            let places: BTreeSet<usize> = paragraphs.iter().map(|(draft, ..)| *draft).collect();
            let order = all.concat();
            let versions: Vec<String> = (all.iter())
                .filter(|text| text.iter().any(|draft| places.iter().any(|place| order[*place] == *draft)))
                .flatten()
                .cloned()
                .collect();
            let told: Vec<&Value> = outcome["versions"].as_array().unwrap().iter().collect();
            assert_eq!(
                told.iter().map(|version| text(&version["draft"]["id"])).collect::<Vec<_>>(),
                versions,
                "{query}"
            );
            for (version, draft) in told.iter().zip(&versions) {
                let here: Vec<String> = paragraphs
                    .iter()
                    .filter(|(place, ..)| order[*place] == *draft)
                    .map(|(.., id)| id.clone())
                    .collect();
                let listed: Vec<String> =
                    version["paragraphs"].as_array().unwrap().iter().map(|paragraph| text(&paragraph["id"])).collect();
                assert_eq!(listed, here, "{draft} of {query}");
                assert_eq!(version["nParagraphs"].as_u64().unwrap() as usize, here.len());
                let given =
                    answers.iter().copied().filter(|answer| texts.paragraphs[&answer.paragraph].draft == *draft);
                assert_eq!(extents(&version["extents"]), counted(given.clone()), "{draft} of {query}");
                let demands: BTreeSet<&String> = given.map(|answer| &answer.demand).collect();
                assert_eq!(version["answered"].as_u64().unwrap() as usize, demands.len());
                let issued = texts.drafts.iter().find(|known| known.id == *draft).unwrap().issued.clone();
                assert_eq!(version["date"].as_str().map(str::to_owned), issued);
            }
            seen[0] += with_answer;
            seen[1] += usize::from(all.len() > 1 && versions.len() > all[0].len());
            seen[2] += told.iter().filter(|version| version["nParagraphs"] == 0).count();
        }
    }
    assert!(seen.iter().all(|seen| *seen > 5), "{seen:?}");
}

#[test]
fn demands_come_by_actor_and_by_page_and_meet_conditions() {
    let theme = "theme:igf-continuation";
    let list = |arguments: &str| {
        let query = format!(
            "{{ demands(theme: \"{theme}\", first: 200, {arguments}) {{ totalCount pageInfo {{ endCursor hasNextPage }} nodes {{ position {{ id date actor {{ id }} answers {{ nodes {{ extent paragraph {{ draft {{ id }} }} }} }} }} }} }} }}"
        );
        REVIEW.ask(&query)["demands"].clone()
    };
    let all = list("order: BY_ACTOR");
    let keys: Vec<(String, String, String)> = all["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let position = &entry["position"];
            (text(&position["actor"]["id"]), text(&position["date"]), text(&position["id"]))
        })
        .collect();
    assert!(keys.is_sorted() && keys.len() > 10, "{keys:?}");
    // A number of the outcome is that of the demands that meet its condition.
    let outcome = REVIEW.ask(&format!("{{ outcome(theme: \"{theme}\") {{ {OUTCOME} }} }}"))["outcome"].clone();
    let number = |condition: &str| list(&format!("where: {{ answers: {condition} }}"))["totalCount"].clone();
    assert_eq!(number("{ none: {} }"), outcome["unanswered"]);
    for version in outcome["versions"].as_array().unwrap() {
        let draft = text(&version["draft"]["id"]);
        for extent in version["extents"].as_array().unwrap() {
            let condition = format!(
                "{{ some: {{ extent: {{ eq: {} }}, paragraph: {{ draft: {{ id: {{ eq: \"{draft}\" }} }} }} }} }}",
                text(&extent["extent"])
            );
            assert_eq!(number(&condition), extent["n"], "{condition}");
        }
    }
    // Pages hold together.
    let page = |arguments: &str| {
        let query = format!(
            "{{ demands(theme: \"{theme}\", order: BY_ACTOR, {arguments}) {{ nodes {{ position {{ id }} }} pageInfo {{ endCursor }} }} }}"
        );
        REVIEW.ask(&query)["demands"].clone()
    };
    let first = page("first: 4");
    let cursor = text(&first["pageInfo"]["endCursor"]);
    let second = page(&format!("first: 4, after: \"{cursor}\""));
    let told: Vec<String> = [first, second]
        .iter()
        .flat_map(|page| page["nodes"].as_array().unwrap().clone())
        .map(|entry| text(&entry["position"]["id"]))
        .collect();
    assert_eq!(told, keys.iter().take(8).map(|(.., id)| id.clone()).collect::<Vec<_>>());
}

/// Who asked for a permanent IGF, and which version has it.
#[test]
fn the_record_says_which_version_has_a_permanent_igf() {
    let query = "{ outcome(theme: \"theme:igf-continuation\") { versions { draft { id } answered extents { extent n } } } \
                 demands(theme: \"theme:igf-continuation\", where: { answers: { some: {} } }, first: 1) { nodes { \
                 date position { actor { id } } answers { extent paragraph { draft { id } } } } } }";
    let told = REVIEW.ask(query);
    let versions = told["outcome"]["versions"].as_array().unwrap();
    let names: Vec<Value> = versions.iter().map(|version| version["draft"].clone()).collect();
    assert_eq!(
        slugs(&Value::from(names)),
        ["elements", "zero-draft", "rev1", "rev2", "rev3", "rev4", "outcome"],
        "the versions stand in their order, with those of which nothing was read"
    );
    let with_answers = |version: &&Value| version["answered"].as_u64().unwrap() > 0;
    let met: Vec<u64> = versions.iter().filter(with_answers).map(|version| extents(&version["extents"])[0]).collect();
    assert!(
        met.len() == 4 && met.iter().all(|met| *met > 4),
        "the zero draft, two revisions and the outcome have it: {met:?}"
    );
    // The first who asked for it and has an answer, with how it fared from version to version.
    let first = &told["demands"]["nodes"][0];
    assert_eq!(slugs(&Value::from(vec![first["position"]["actor"].clone()])), ["igf-leadership-panel"]);
    assert_eq!(first["date"], "2024-12-19");
    let answers: Vec<&Value> = first["answers"].as_array().unwrap().iter().collect();
    let drafts: Vec<Value> = answers.iter().map(|answer| answer["paragraph"]["draft"].clone()).collect();
    assert_eq!(slugs(&Value::from(drafts)), ["zero-draft", "rev1", "rev2", "outcome"]);
    let fared: Vec<&Value> = answers.iter().map(|answer| &answer["extent"]).collect();
    assert_eq!(fared, ["PARTLY_MET", "PARTLY_MET", "MET", "PARTLY_MET"]);
}

#[test]
fn outcomes_of_nothing_are_refused() {
    for (query, problem) in [
        ("{ outcome(theme: \"theme:igf-continuatoin\") { n } }", "`theme` names"),
        ("{ outcome(theme: \"actor:rus\") { n } }", "which is not"),
        ("{ demands(theme: \"theme:nothing\") { totalCount } }", "`theme` names"),
        ("{ demands(theme: \"theme:governance\", meeting: \"meeting:nothing\") { totalCount } }", "`meeting` names"),
        (
            "{ demands(theme: \"theme:governance\", from: \"2025-06-02\", to: \"2025-06-01\") { totalCount } }",
            "is before `from`",
        ),
        (
            "{ theme(id: \"theme:governance\") { demands(process: \"process:nothing\") { totalCount } } }",
            "`process` names",
        ),
        ("{ demands(theme: \"theme:governance\", first: 100000) { totalCount } }", "first"),
    ] {
        let message = refusal(query);
        assert!(message.contains(problem), "{query}: {message}");
    }
    let cursor = "{ demands(theme: \"theme:governance\", first: 1) { pageInfo { endCursor } } }";
    let cursor = text(&RECORD.ask(cursor)["demands"]["pageInfo"]["endCursor"]);
    let other =
        format!("{{ demands(theme: \"theme:governance\", narrower: false, after: \"{cursor}\") {{ totalCount }} }}");
    assert!(refusal(&other).contains("cursor"), "{}", refusal(&other));
}

/// Where no theme is found, nothing is declared and nothing is looked up: neither of an empty list, nor of links that lead nowhere.
#[test]
fn of_no_theme_nothing_is_looked_up() {
    let query = r#"{ themes(where: { id: { eq: "theme:nope" } }) { nodes { demands { totalCount } outcome { n } } } }"#;
    assert_eq!(REVIEW.ask(query)["themes"]["nodes"].as_array().map(Vec::len), Some(0));
    let query = "{ positions(where: { themes: { none: {} } }) { nodes { mainTheme { demands { totalCount } outcome { n } } } } }";
    let answer = REVIEW.ask(query);
    let nodes = answer["positions"]["nodes"].as_array().unwrap();
    assert!(!nodes.is_empty() && nodes.iter().all(|node| node["mainTheme"].is_null()), "{answer}");
}

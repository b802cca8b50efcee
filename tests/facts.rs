//! Facts of the record, asked for as a user would. What is expected stands here and was compared with the annotation
//! that the record was made from; the data may be rearranged, but must go on saying this.

use crate::support::RECORD;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn nodes<'a>(data: &'a Value, path: &[&str]) -> &'a [Value] {
    path.iter().fold(data, |value, key| &value[*key])["nodes"].as_array().unwrap()
}

/// `https://w3id.org/plenary/id/actor/chn` → `chn`.
fn name(node: &Value) -> &str {
    node["id"].as_str().unwrap().rsplit('/').next().unwrap()
}

fn names(nodes: &[Value]) -> Vec<&str> {
    nodes.iter().map(name).collect()
}

/// The last names of what a list of an object leads to.
fn linked(query: &str, path: &[&str]) -> Vec<String> {
    names(nodes(&RECORD.ask(query), path)).into_iter().map(str::to_owned).collect()
}

#[test]
fn numbers_of_every_class() {
    let expected = [
        ("Actor", 431),
        ("Person", 13),
        ("State", 195),
        ("Body", 223),
        ("Organization", 191),
        ("Group", 32),
        ("Role", 5),
        ("Membership", 1415),
        ("Process", 15),
        ("Meeting", 1),
        ("Session", 5),
        ("Intervention", 30),
        ("Statement", 92),
        ("Figure", 2),
        ("Position", 98),
        ("Stance", 20),
        ("Theme", 104),
        ("ActionLine", 19),
        ("SdgItem", 186),
        ("SdgGoal", 17),
        ("SdgTarget", 169),
        ("Document", 1),
        ("Passage", 92),
        ("Draft", 0),
        ("Paragraph", 0),
        ("Decision", 0),
        ("VoteCount", 0),
        ("Vote", 0),
        ("Answer", 0),
        ("ExternalConcept", 0),
    ];
    let data = RECORD.ask("{ dataset { classes { type count } } }");
    let counts: Vec<_> = data["dataset"]["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| (class["type"].as_str().unwrap(), class["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, expected);
    for (class, count) in expected {
        let plural = &RECORD.ontology.class(RECORD.ontology.class_named(class).unwrap()).plural;
        assert_eq!(RECORD.ask(&format!("{{ {plural} {{ totalCount }} }}"))[plural]["totalCount"], count, "{class}");
    }
}

/// Every position on a line: line of the document and offsets, actor, stance, themes, processes.
#[test]
fn the_whole_record() {
    let data = RECORD.ask(
        "{ positions(first: 200) { nodes {
             id actor { id } onBehalfOf { id } stance { id } themes { id } processes { id } explicit
             statement { passage { line start end } }
         } } }",
    );
    let row = |position: &Value| {
        let list = |key: &str| names(position[key].as_array().unwrap()).join(", ");
        let passage = &position["statement"]["passage"];
        let [line, start, end] = ["line", "start", "end"].map(|key| passage[key].as_u64().unwrap());
        let inferred = if position["explicit"] == true { "" } else { "(inferred)" };
        let (actor, behalf) = (name(&position["actor"]), list("onBehalfOf"));
        let behalf = if behalf.is_empty() { behalf } else { format!(" for {behalf}") };
        let subject = [list("themes"), list("processes")].join(" / ");
        format!("{line} [{start}, {end}) {actor}{behalf} {}{inferred}: {subject}", name(&position["stance"]))
    };
    let rows: Vec<_> = nodes(&data, &["positions"]).iter().map(row).collect();
    assert_eq!(rows.len(), 98);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("the_whole_record", rows.join("\n"));
    });
}

#[test]
fn seven_positions_are_negative() {
    let data = RECORD.ask(
        "{ stances(first: 30) { nodes { id polarity positions { nodes { id actor { id } statement { passage { line } } } } } } }",
    );
    let mut negative = Vec::new();
    for stance in nodes(&data, &["stances"]).iter().filter(|stance| stance["polarity"] == "NEGATIVE") {
        for position in nodes(stance, &["positions"]) {
            let line = position["statement"]["passage"]["line"].as_u64().unwrap();
            negative.push((line, name(&position["actor"]), name(stance)));
        }
    }
    negative.sort_unstable();
    assert_eq!(
        negative,
        [
            (56, "chn", "rejects"),
            (58, "chn", "opposes"),
            (63, "rus", "criticises"),
            (64, "rus", "opposes"),
            (66, "rus", "opposes"),
            (199, "apc", "opposes"),
            (211, "technical-community-focal-point", "warns"),
        ]
    );
}

#[test]
fn positions_by_stance() {
    let data = RECORD.ask("{ stances(first: 30) { nodes { id positions { totalCount } } } }");
    let counts: BTreeMap<_, _> = nodes(&data, &["stances"])
        .iter()
        .map(|stance| (name(stance), stance["positions"]["totalCount"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("advocates", 4),
        ("announces", 2),
        ("calls-for", 18),
        ("criticises", 1),
        ("defends", 3),
        ("defines", 1),
        ("emphasises", 26),
        ("encourages", 1),
        ("links", 1),
        ("notes", 1),
        ("opposes", 4),
        ("procedural", 1),
        ("promotes", 4),
        ("reaffirms", 4),
        ("rejects", 1),
        ("reports", 4),
        ("supports", 13),
        ("urges", 7),
        ("warns", 1),
        ("welcomes", 1),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    assert_eq!(counts.values().sum::<u64>(), 98);
}

#[test]
fn statements_by_session() {
    let data = RECORD.ask(
        "{ sessions { nodes { order title interventions(first: 50) { totalCount nodes { order statements { totalCount } } } } } }",
    );
    let counts: Vec<_> = nodes(&data, &["sessions"])
        .iter()
        .map(|session| {
            let statements = nodes(session, &["interventions"])
                .iter()
                .map(|intervention| intervention["statements"]["totalCount"].as_u64().unwrap())
                .sum::<u64>();
            (session["order"].as_u64().unwrap(), session["interventions"]["totalCount"].as_u64().unwrap(), statements)
        })
        .collect();
    assert_eq!(counts, [(1, 2, 6), (2, 1, 7), (3, 4, 16), (4, 17, 46), (5, 6, 17)]);
}

#[test]
fn the_multistakeholder_model_has_two_supporters_and_one_opponent() {
    let of = |field: &str| {
        let query = format!("{{ theme(id: \"theme:multistakeholder-model\") {{ {field} {{ nodes {{ id }} }} }} }}");
        linked(&query, &["theme", field])
    };
    assert_eq!(of("supportedBy"), ["lva", "sau"]);
    assert_eq!(of("opposedBy"), ["rus"]);
    assert_eq!(of("calledForBy"), [] as [&str; 0]);
    assert_eq!(of("emphasisedBy"), ["eu"]);
}

#[test]
fn who_wants_the_igf_to_go_on() {
    let of = |field: &str| {
        let query = format!("{{ theme(id: \"theme:igf-continuation\") {{ {field} {{ nodes {{ id }} }} }} }}");
        linked(&query, &["theme", field])
    };
    assert_eq!(of("supportedBy"), ["bra", "g77-china", "irq"]);
    assert_eq!(of("calledForBy"), ["idn", "igf-leadership-panel", "lva"]);
    assert_eq!(of("wantedBy"), ["bra", "g77-china", "idn", "igf-leadership-panel", "irq", "lva"]);
    assert_eq!(of("opposedBy"), [] as [&str; 0]);
}

#[test]
fn five_interventions_are_on_behalf_of_another_body_and_one_aligns() {
    let data = RECORD.ask(
        "{ interventions(first: 50) { nodes { order speaker { id } onBehalfOf { id } alignsWith { id } deliveredByAsStated { id } } } }",
    );
    let mut behalf = Vec::new();
    for intervention in nodes(&data, &["interventions"]) {
        for body in intervention["onBehalfOf"].as_array().unwrap() {
            behalf.push((intervention["order"].as_u64().unwrap(), name(&intervention["speaker"]), name(body)));
        }
    }
    assert_eq!(
        behalf,
        [
            (3, "guy-ryder", "un-desa"),
            (8, "irq", "g77-china"),
            (21, "sdn", "conflict-affected-countries"),
            (29, "civil-society-focal-point", "civil-society"),
            (30, "technical-community-focal-point", "technical-community"),
        ]
    );
    let aligned: Vec<_> = nodes(&data, &["interventions"])
        .iter()
        .filter(|intervention| intervention["alignsWith"][0].is_object())
        .map(|intervention| (name(&intervention["speaker"]), name(&intervention["alignsWith"][0])))
        .collect();
    assert_eq!(aligned, [("lva", "eu")]);
    assert_eq!(name(&nodes(&data, &["interventions"])[3]["deliveredByAsStated"]), "bel");
}

#[test]
fn what_the_group_of_77_says_on_financing() {
    let data = RECORD.ask(
        r#"{ group(id: "actor:g77-china") { positionsOnBehalf { totalCount nodes {
               id actor { id } stance { id polarity } themes { id } statement { text zh: text(lang: ["zh"]) passage { line } }
           } } callsFor { nodes { id } } } }"#,
    );
    assert_eq!(data["group"]["positionsOnBehalf"]["totalCount"], 3);
    let on_financing: Vec<_> = nodes(&data, &["group", "positionsOnBehalf"])
        .iter()
        .filter(|position| names(position["themes"].as_array().unwrap()).contains(&"financing-investment"))
        .collect();
    assert_eq!(on_financing.len(), 1);
    let position = on_financing[0];
    assert_eq!((name(&position["actor"]), name(&position["stance"])), ("irq", "calls-for"));
    assert_eq!(
        position["statement"],
        json!({
            "text": "Calls for international cooperation, financing and technology transfer to close the digital divide.",
            "zh": "呼吁开展国际合作、提供资金、转让技术，以弥合数字鸿沟。",
            "passage": { "line": 80 },
        })
    );
    assert_eq!(
        names(nodes(&data, &["group", "callsFor"])),
        ["digital-divide", "financing-investment", "international-cooperation", "technology-transfer"]
    );
}

#[test]
fn passages_lead_to_the_place_in_the_document() {
    let data = RECORD.ask(
        r#"{ document(id: "document:wsis20-prep1-zh") { sha256 codePoints language passages { totalCount } recordOf { id date } } }"#,
    );
    assert_eq!(
        data["document"],
        json!({
            "sha256": "db4a4ba980356fb40684a9c5e4e31ea725159c5b34e20179f378e8e66e5cc8fd",
            "codePoints": 3180,
            "language": "zh-Hans",
            "passages": { "totalCount": 92 },
            "recordOf": { "id": "https://w3id.org/plenary/id/meeting/wsis20-prep1", "date": "2025-05-30" },
        })
    );
    for (statement, line, start, end) in [
        ("s022", 22, 202, 223),
        ("s037", 37, 457, 514),
        ("s064", 64, 1073, 1101),
        ("s082", 82, 1382, 1409),
        ("s211", 211, 3131, 3150),
        ("s212", 212, 3155, 3178),
    ] {
        let query =
            format!("{{ statement(id: \"statement:wsis20-prep1-{statement}\") {{ passage {{ line start end }} }} }}");
        let expected = json!({ "line": line, "start": start, "end": end });
        assert_eq!(RECORD.ask(&query)["statement"]["passage"], expected, "{statement}");
    }
}

#[test]
fn passages_follow_one_another_within_the_document() {
    let data = RECORD.ask("{ passages(first: 200) { nodes { line start end } } }");
    let mut last = (0, 0);
    for passage in nodes(&data, &["passages"]) {
        let [line, start, end] = ["line", "start", "end"].map(|key| passage[key].as_u64().unwrap());
        assert!(line > last.0 && start >= last.1 && end > start && end <= 3180, "{passage} after {last:?}");
        last = (line, end);
    }
}

#[test]
fn every_statement_is_told_in_six_languages() {
    let data = RECORD.ask("{ statements(first: 200) { nodes { id textTranslations { lang value } } } }");
    let statements = nodes(&data, &["statements"]);
    assert_eq!(statements.len(), 92);
    for statement in statements {
        let texts: BTreeMap<&str, &str> = statement["textTranslations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| (text["lang"].as_str().unwrap(), text["value"].as_str().unwrap()))
            .collect();
        assert_eq!(
            texts.keys().copied().collect::<Vec<_>>(),
            ["ar", "en", "es", "fr", "ru", "zh"],
            "{}",
            name(statement)
        );
        assert!(texts["en"].ends_with('.') && texts["en"].chars().all(|char| char < '\u{2E80}'), "{}", texts["en"]);
        assert!(texts["zh"].ends_with('。'), "{}", texts["zh"]);
        assert!(
            texts["ru"].chars().any(|char| ('а'..='я').contains(&char)) && !texts["ru"].contains('ё'),
            "{}",
            texts["ru"]
        );
        assert!(texts["ar"].chars().any(|char| ('ء'..='ي').contains(&char)), "{}", texts["ar"]);
        assert!(!texts["fr"].contains('\''), "one kind of apostrophe: {}", texts["fr"]);
    }
    let data = RECORD.ask(r#"{ statement(id: "statement:wsis20-prep1-s064") { text zh: text(lang: ["zh"]) } }"#);
    assert_eq!(
        data["statement"],
        json!({
            "text": "Opposes the multistakeholder model and supports intergovernmental mechanisms led by States.",
            "zh": "赞成由国家牵头的政府间机制，反对采用多利益攸关方模式。",
        })
    );
}

#[test]
fn sizes_of_groups() {
    for (group, members, standings) in [
        ("unrg-african", 54, 54),
        ("unrg-asia-pacific", 55, 55),
        ("unrg-eastern-european", 23, 23),
        ("unrg-grulac", 33, 33),
        ("unrg-weog", 28, 30),
        ("g7", 7, 7),
        ("eu", 27, 36),
        ("g77-china", 133, 134),
        ("civil-society", 0, 0),
    ] {
        let query =
            format!("{{ body(id: \"actor:{group}\") {{ members {{ totalCount }} standings {{ totalCount }} }} }}");
        let expected = json!({ "members": { "totalCount": members }, "standings": { "totalCount": standings } });
        assert_eq!(RECORD.ask(&query)["body"], expected, "{group}");
    }
}

#[test]
fn china_is_an_associate_of_the_group_of_77() {
    let data = RECORD.ask(r#"{ membership(id: "membership:g77-china-chn") { status } state(id: "actor:chn") { memberOf(first: 100) { nodes { id } } memberships(first: 100) { nodes { body { id } } } } }"#);
    assert_eq!(data["membership"]["status"], "ASSOCIATE");
    assert!(!names(nodes(&data, &["state", "memberOf"])).contains(&"g77-china"));
    let bodies: Vec<_> =
        nodes(&data, &["state", "memberships"]).iter().map(|standing| name(&standing["body"])).collect();
    assert!(bodies.contains(&"g77-china"));
}

#[test]
fn two_figures() {
    let data = RECORD.ask("{ figures { nodes { value unit measure statements { nodes { id } } } } }");
    let figures: Vec<_> = nodes(&data, &["figures"])
        .iter()
        .map(|figure| (figure["value"].as_str().unwrap(), figure["unit"].as_str().unwrap()))
        .collect();
    assert_eq!(figures, [("2600000000", "people"), ("45000000", "companies")]);
}

#[test]
fn filters_count_what_the_annotation_says() {
    let data = RECORD.ask(
        r#"{ negative: positions(where: { stance: { polarity: { eq: NEGATIVE } } }) { totalCount }
             notNegative: positions(where: { not: { stance: { polarity: { eq: NEGATIVE } } } }) { totalCount }
             positions { totalCount groupBy(keys: [STANCE_POLARITY]) { key { value } count } }
             groups(where: { acronym: { startsWith: "G77" } }) { nodes { interventionsOnBehalf { nodes { statements { totalCount } } } } }
             statements(where: { intervention: { onBehalfOf: { some: { acronym: { startsWith: "G77" } } } } }) { totalCount } }"#,
    );
    assert_eq!(data["negative"]["totalCount"], 7);
    let groups = data["positions"]["groupBy"].as_array().unwrap();
    let negative = groups.iter().find(|group| group["key"][0]["value"] == "NEGATIVE").unwrap();
    assert_eq!(negative["count"], 7);
    let sum: u64 = groups.iter().map(|group| group["count"].as_u64().unwrap()).sum();
    assert_eq!(data["positions"]["totalCount"], sum, "every position has one polarity");
    assert_eq!(data["notNegative"]["totalCount"], sum - 7);
    let interventions = nodes(&data["groups"]["nodes"][0], &["interventionsOnBehalf"]);
    let statements: u64 = interventions.iter().map(|node| node["statements"]["totalCount"].as_u64().unwrap()).sum();
    assert_eq!(data["statements"]["totalCount"], statements, "what is said for the G77");
    assert_eq!(statements, 3);
}

/// A nested list of one short row is checked one by one, a long one against a set, the root by the set alone.
#[test]
fn a_condition_holds_or_not_however_it_is_answered() {
    for condition in [
        "{ stance: { polarity: { in: [POSITIVE, DEMAND] } } }",
        "{ themes: { single: { broader: {} } } }",
        "{ not: { themes: { some: { broaderTransitive: { label: { contains: \"right\" } } } } } }",
        "{ or: [{ explicit: { eq: false } }, { processes: { count: { gte: 2 } } }] }",
    ] {
        let data = RECORD.ask(&format!(
            "{{ all: positions(first: 200, where: {condition}) {{ nodes {{ id }} }}
                many: meetings {{ nodes {{ positions(first: 200, where: {condition}) {{ nodes {{ id }} }} }} }}
                few: positions(first: 200) {{ nodes {{ id meeting {{ id }} statement {{ positions(where: {condition}) {{ nodes {{ id }} }} }} }} }} }}"
        ));
        let all = names(nodes(&data, &["all"]));
        assert_eq!(all, names(nodes(&data["many"]["nodes"][0], &["positions"])), "{condition}");
        for position in nodes(&data, &["few"]) {
            let id = name(position);
            let query = format!(
                "{{ position(id: {}) {{ statement {{ positions(where: {condition}) {{ nodes {{ id }} }} }} }} }}",
                position["id"]
            );
            let one = RECORD.ask(&query);
            let one = names(nodes(&one["position"], &["statement", "positions"])).contains(&id);
            let few = names(nodes(position, &["statement", "positions"])).contains(&id);
            assert_eq!((one, few), (all.contains(&id), all.contains(&id)), "{id} {condition}");
        }
    }
}

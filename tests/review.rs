//! The record of the whole review: its size, that each statement leads to a source, and questions with their answers.

use crate::support::{REVIEW, World, request};
use plenary::server::Files;
use plenary::sparql::prefixes_as_text;
use serde_json::{Value, json};

const ANSWERS: u64 = 238;

fn count(query: &str, path: &[&str]) -> u64 {
    let data = REVIEW.ask(query);
    path.iter().fold(&data, |value, key| &value[*key]).as_u64().unwrap()
}

#[test]
fn the_review_is_as_large_as_it_says() {
    let expected = [
        ("meetings", 35),
        ("drafts", 7),
        ("paragraphs", 72),
        ("decisions", 23),
        ("interventions", 254),
        ("statements", 763),
        ("positions", 777),
        ("answers", ANSWERS),
        ("documents", 147),
    ];
    for (list, number) in expected {
        assert_eq!(count(&format!("{{ {list} {{ totalCount }} }}"), &[list, "totalCount"]), number, "{list}");
    }
    // What `data/README.md` says of how it was made.
    let by_hand = r#"{ positions(where: { method: { eq: HUMAN } }) { totalCount } }"#;
    assert_eq!(count(by_hand, &["positions", "totalCount"]), 0, "no person has checked a position yet");
}

#[test]
fn every_statement_has_a_source_that_can_be_opened() {
    let statements = REVIEW.all(
        "statements",
        "id order passage { locator line start end quote document { archives accessed sha256 issued dateAsStated } }",
    );
    for statement in statements {
        let passage = &statement["passage"];
        let document = &passage["document"];
        assert!(!document["archives"].as_array().unwrap().is_empty(), "{statement} has no address");
        let file = document["sha256"].is_string() && passage["start"].is_number() && passage["line"].is_number();
        let page = document["accessed"].is_string() && passage["locator"].as_str().is_some_and(|text| !text.is_empty());
        assert!(file || page, "{statement} has no place in its source");
    }
}

#[test]
fn a_quotation_is_marked_as_one_and_has_at_most_15_words() {
    let quotes: Vec<String> = REVIEW
        .all("passages", "id quote")
        .iter()
        .filter_map(|passage| passage["quote"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(quotes.len(), 19);
    for quote in &quotes {
        assert!(quote.split_whitespace().count() <= 15, "{quote}");
    }
    // None stands unmarked in a text of ours.
    for statement in REVIEW.all("statements", "id text(lang: [\"en\"]) passage { quote }") {
        let text = statement["text"].as_str().unwrap();
        let longest =
            quotes.iter().filter(|quote| quote.split_whitespace().count() > 5 && text.contains(quote.as_str()));
        assert_eq!(longest.count(), 0, "{statement}");
    }
}

#[test]
fn texts_stand_in_six_languages() {
    for list in ["statements", "paragraphs", "decisions"] {
        for node in REVIEW.all(list, "id textTranslations { lang value }") {
            let mut languages: Vec<_> = node["textTranslations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|text| text["lang"].as_str().unwrap())
                .collect();
            languages.sort_unstable();
            assert_eq!(languages, ["ar", "en", "es", "fr", "ru", "zh"], "{node}");
        }
    }
}

/// An answer comes after what it answers, and is about a position that wants or refuses something.
#[test]
fn answers_come_after_their_demands() {
    let fields = "id note method demand { date stance { polarity } } paragraph { draft { issued } }";
    let answers = REVIEW.all("answers", fields);
    assert_eq!(answers.len() as u64, ANSWERS);
    for answer in answers {
        let (asked, issued) = (&answer["demand"]["date"], &answer["paragraph"]["draft"]["issued"]);
        assert!(asked.as_str().unwrap() <= issued.as_str().unwrap(), "{answer}");
        assert!(["POSITIVE", "DEMAND", "NEGATIVE"].contains(&answer["demand"]["stance"]["polarity"].as_str().unwrap()));
        assert_eq!(answer["method"], "EDITORIAL");
    }
}

/// A change of a paragraph is stated against a draft before its own, and what it comes from stands there.
#[test]
fn changes_of_paragraphs_lead_backwards() {
    let fields =
        "id change draft { issued } comparedWith { id issued } previous { draft { id } } changeReportedIn { id }";
    let changed: Vec<_> =
        REVIEW.all("paragraphs", fields).into_iter().filter(|node| !node["change"].is_null()).collect();
    assert_eq!(changed.len(), 19);
    for node in changed {
        assert!(node["comparedWith"]["issued"].as_str() < node["draft"]["issued"].as_str(), "{node}");
        assert!(node["changeReportedIn"]["id"].is_string(), "{node}");
        for previous in node["previous"].as_array().unwrap() {
            assert_eq!(previous["draft"]["id"], node["comparedWith"]["id"], "{node}");
        }
    }
}

/// A vote has counts and voters; the review has none, so one is made up.
#[test]
fn votes_are_counted_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vote.ttl");
    let data = format!(
        "{}decision:test a ple:Decision ; ple:decisionKind \"ADOPTION\" ; ple:adoptedBy \"VOTE\" ; ple:text \"An invented vote.\"@en ;
             ple:decidedIn process:wsis20-review ; ple:decides draft:rev2 ; ple:reportedIn passage:rev2-4 .
         votecount:test-yes a ple:VoteCount ; ple:countOf decision:test ; ple:voteOption \"YES\" ; ple:count 2 .
         votecount:test-no a ple:VoteCount ; ple:countOf decision:test ; ple:voteOption \"NO\" ; ple:count 0 .
         vote:test-alb a ple:Vote ; ple:voteIn decision:test ; ple:voter actor:alb ; ple:voteOption \"YES\" .
         vote:test-ken a ple:Vote ; ple:voteIn decision:test ; ple:voter actor:ken ; ple:voteOption \"YES\" .",
        prefixes_as_text(REVIEW.ontology.prefixes()),
    );
    std::fs::write(&file, data).unwrap();
    let world = World::load(&Files::choose(None, &[file]).unwrap());
    let data = world.ask(
        r#"{ decision(id: "decision:test") { adoptedBy draft { label } counts { option votes }
             votes(orderBy: [{ voter: { label: ASC } }]) { totalCount nodes { option voter { label } } } }
           state(id: "actor:ken") { votes { nodes { decision { id } } } } }"#,
    );
    assert_eq!(data["decision"]["adoptedBy"], "VOTE");
    assert_eq!(data["decision"]["counts"], json!([{ "option": "NO", "votes": 0 }, { "option": "YES", "votes": 2 }]));
    assert_eq!(data["decision"]["votes"]["totalCount"], 2);
    assert_eq!(data["decision"]["votes"]["nodes"][0]["voter"]["label"], "Albania");
    assert_eq!(data["state"]["votes"]["nodes"][0]["decision"]["id"], "https://w3id.org/plenary/id/decision/test");
}

/// `tests/review/questions.json`: questions in English and Chinese, each with its answer and what the answer rests on.
#[test]
fn golden_questions_have_their_answers() {
    let questions: Vec<Value> = serde_json::from_str(include_str!("review/questions.json")).unwrap();
    assert_eq!(questions.len(), 30);
    for question in questions {
        let (id, query) = (&question["id"], question["graphql"].as_str().unwrap());
        assert!(question["question"]["en"].is_string() && question["question"]["zh"].is_string(), "{id}");
        let response = REVIEW.respond(&request(query));
        assert_eq!(response["data"], question["data"], "{id}: {response:#}");
        let evidence = question["evidence"].as_array().unwrap();
        assert!(!evidence.is_empty(), "{id}");
        for iri in evidence {
            let node = REVIEW.ask(&format!("{{ node(id: {iri}) {{ id }} }}"));
            assert!(node["node"]["id"].is_string(), "{id}: there is no {iri}");
        }
    }
}

//! Each count of the measure, on records and annotations written for it.

use super::*;
use crate::import::record::{
    DocumentRecord, InterventionRecord, MeetingRecord, Method, PositionRecord, StatementRecord,
};
use crate::import::vocabulary::ID;
use oxigraph::io::RdfFormat;
use oxigraph::store::Store;

/// Two stances for and against, one neutral, and a theme that is a problem.
const VOCABULARY: &str = r#"
    @prefix ple: <https://w3id.org/plenary/ontology#> . @prefix theme: <https://w3id.org/plenary/id/theme/> .
    @prefix stance: <https://w3id.org/plenary/id/stance/> .
    stance:supports a ple:Stance ; ple:polarity "POSITIVE" . stance:warns a ple:Stance ; ple:polarity "NEGATIVE" .
    stance:promotes a ple:Stance ; ple:polarity "POSITIVE" . stance:emphasises a ple:Stance ; ple:polarity "NEUTRAL" .
    theme:gap a ple:Theme ; ple:valence "NEGATIVE" . theme:skills a ple:Theme . theme:rights a ple:Theme ."#;

fn importer() -> Importer {
    let store = Store::new().unwrap();
    store.load_from_slice(RdfFormat::Turtle, VOCABULARY).unwrap();
    Importer::new(&store).unwrap()
}

fn iri(name: &str) -> NamedNode {
    NamedNode::new(format!("{ID}{}", name.replace(':', "/"))).unwrap()
}

/// A statement: its line, its text, and its positions as stance and theme.
type Statement = (u32, &'static str, &'static [(&'static str, &'static str)]);

fn slot(speaker: &str, on_behalf_of: &[&str], statements: &[Statement]) -> InterventionRecord {
    let position = |(stance, theme): &(&str, &str)| PositionRecord {
        id: iri("position:x"),
        stance: iri(&format!("stance:{stance}")),
        cue: None,
        explicit: true,
        confidence: 1.0,
        themes: vec![iri(&format!("theme:{theme}"))],
        processes: Vec::new(),
        method: Method::Rule,
        is_seconded: false,
    };
    let statement = |(line, text, positions): &Statement| StatementRecord {
        id: iri("statement:x"),
        text: (*text).to_owned(),
        line: *line,
        span: (*line * 1000, *line * 1000 + 1),
        seconds: None,
        parent: None,
        mentions: Vec::new(),
        addressees: Vec::new(),
        positions: positions.iter().map(position).collect(),
        marks: Vec::new(),
        without_theme: false,
        is_relation: false,
        is_withheld: false,
    };
    InterventionRecord {
        id: iri("intervention:x"),
        session: 0,
        line: 1,
        span: (0, 1),
        speaker: iri(&format!("actor:{speaker}")),
        on_behalf_of: on_behalf_of.iter().map(|name| iri(&format!("actor:{name}"))).collect(),
        aligns_with: Vec::new(),
        in_capacity_of: Vec::new(),
        delivered_by: None,
        cue: String::new(),
        confidence: 1.0,
        statements: statements.iter().map(statement).collect(),
    }
}

fn record(interventions: Vec<InterventionRecord>) -> Record {
    Record {
        document: DocumentRecord {
            id: iri("document:x"),
            slug: "x".into(),
            file: "x.en.md".into(),
            title: "x".into(),
            language: "en".into(),
            sha256: String::new(),
            text_sha256: String::new(),
            format: "text/markdown",
            pages: Vec::new(),
            code_points: 0,
            media: None,
        },
        meeting: MeetingRecord {
            id: iri("meeting:x"),
            title: "x".into(),
            date: "2026-01-01".into(),
            process: iri("process:igf"),
            place: None,
            convener: None,
            chairs: Vec::new(),
            known: false,
        },
        sessions: Vec::new(),
        interventions,
        unresolved: Vec::new(),
        notes: Vec::new(),
        shares: Vec::new(),
        assistance: None,
    }
}

/// An annotation of sentences, each as JSON.
fn gold(sentences: &[&str]) -> Gold {
    let text = format!(
        r#"{{ "version": 2, "layout": "x", "meeting": {{ "date": "2026-01-01", "process": "process:gdc" }},
             "sentences": [ {} ] }}"#,
        sentences.join(",")
    );
    Gold::read(text.as_bytes()).unwrap()
}

const BOTH: &str = r#"{ "line": 1, "text": "Kenya and Ghana support skills.",
    "speakers": [ { "actor": "actor:ken", "onBehalfOf": ["actor:g77"] }, { "actor": "actor:gha" } ],
    "facts": [ { "speaker": "actor:ken", "thing": "theme:skills", "side": "FOR", "stance": "stance:supports" },
               { "speaker": "actor:gha", "thing": "theme:skills", "side": "FOR", "stance": "stance:supports" } ] }"#;

const SAID: Statement = (1, "Kenya and Ghana support skills.", &[("supports", "skills")]);

fn layer(right: usize, found: usize, expected: usize) -> Layer {
    Layer { right, found, expected }
}

fn compare(interventions: Vec<InterventionRecord>, sentences: &[&str]) -> Evaluation {
    Evaluation::new(&record(interventions), &gold(sentences), &importer())
}

#[test]
fn a_sentence_of_several_speakers_is_right_for_each() {
    let both = compare(vec![slot("ken", &["g77"], &[SAID]), slot("gha", &[], &[SAID])], &[BOTH]);
    assert_eq!((both.attribution, both.sides), (layer(2, 2, 2), layer(2, 2, 2)));
    assert_eq!((both.speakers, both.on_behalf_of), (layer(2, 2, 2), layer(1, 1, 1)));
    assert!(both.differences.iter().all(|difference| difference.starts_with("process")), "{:?}", both.differences);
    let one = compare(vec![slot("ken", &[], &[SAID])], &[BOTH]);
    assert_eq!((one.attribution, one.sides, one.on_behalf_of), (layer(1, 1, 2), layer(1, 1, 2), layer(0, 0, 1)));
    assert_eq!(one.coverage(), 1.0);
}

#[test]
fn what_is_found_twice_is_right_once_at_most() {
    let twice = compare(vec![slot("ken", &[], &[SAID, SAID]), slot("ken", &[], &[SAID])], &[BOTH]);
    assert_eq!((twice.attribution, twice.stances), (layer(1, 1, 2), layer(1, 1, 2)));
    assert!(twice.layers().iter().all(|(_, layer)| layer.precision() <= 1.0 && layer.recall() <= 1.0));
}

#[test]
fn a_false_speaker_is_wrong_with_all_that_it_is_said_to_say() {
    let wrong = compare(vec![slot("tgo", &[], &[SAID])], &[BOTH]);
    assert_eq!((wrong.attribution, wrong.themes), (layer(0, 1, 2), layer(0, 1, 2)));
    assert_eq!(wrong.false_attributions(), 100.0);
}

#[test]
fn what_the_annotation_lacks_is_wrong() {
    let narrator = r#"{ "line": 1, "text": "Kenya and Ghana support skills.", "speakers": [] }"#;
    let wrong = compare(vec![slot("ken", &[], &[SAID])], &[narrator]);
    assert_eq!((wrong.attribution, wrong.things, wrong.sentences), (layer(0, 1, 0), layer(0, 1, 0), 0));
    let elsewhere = compare(vec![slot("ken", &[], &[(7, "This stands nowhere.", &[("supports", "skills")])])], &[BOTH]);
    assert_eq!((elsewhere.attribution, elsewhere.stances), (layer(0, 1, 2), layer(0, 1, 2)));
    assert_eq!(elsewhere.coverage(), 0.0);
}

#[test]
fn a_disputed_fact_counts_neither_for_nor_against() {
    let disputed = r#"{ "line": 1, "text": "Kenya and Ghana support skills.", "speakers": [ { "actor": "actor:ken" } ],
        "disputed": [ { "speaker": "actor:ken", "thing": "theme:skills", "side": "FOR", "stance": "stance:supports" } ] }"#;
    let with = compare(vec![slot("ken", &[], &[SAID])], &[disputed]);
    assert_eq!((with.attribution, with.things, with.stances), (layer(1, 1, 1), layer(0, 0, 0), layer(0, 0, 0)));
    let without = compare(vec![slot("ken", &[], &[(1, SAID.1, &[])])], &[disputed]);
    assert_eq!(without.things, layer(0, 0, 0));
}

#[test]
fn side_and_stance_are_counted_apart() {
    let other = compare(vec![slot("ken", &[], &[(1, SAID.1, &[("promotes", "skills")])])], &[BOTH]);
    assert_eq!((other.things, other.sides, other.stances), (layer(1, 1, 2), layer(1, 1, 2), layer(0, 1, 2)));
    let against = compare(vec![slot("ken", &[], &[(1, SAID.1, &[("warns", "skills")])])], &[BOTH]);
    assert_eq!((against.things, against.sides), (layer(1, 1, 2), layer(0, 1, 2)));
}

#[test]
fn who_warns_of_a_problem_is_for_the_work_on_it() {
    let warns = r#"{ "line": 1, "text": "Kenya warns of the gap.", "speakers": [ { "actor": "actor:ken" } ],
        "facts": [ { "speaker": "actor:ken", "thing": "theme:gap", "side": "FOR", "stance": "stance:warns" } ] }"#;
    let found = compare(vec![slot("ken", &[], &[(1, "Kenya warns of the gap.", &[("warns", "gap")])])], &[warns]);
    assert_eq!((found.sides, found.stances), (layer(1, 1, 1), layer(1, 1, 1)));
}

#[test]
fn clauses_are_parts_of_their_sentence_and_items_hold_several() {
    let sentence = |line: u32, text: &str, speaker: &str, theme: &str| {
        format!(
            r#"{{ "line": {line}, "text": "{text}", "speakers": [ {{ "actor": "actor:{speaker}" }} ],
                 "facts": [ {{ "speaker": "actor:{speaker}", "thing": "theme:{theme}", "side": "FOR", "stance": "stance:supports" }} ] }}"#
        )
    };
    let sentences =
        [sentence(1, "Kenya supports skills.", "ken", "skills"), sentence(2, "It backs rights.", "ken", "rights")];
    let sentences: Vec<_> = sentences.iter().map(String::as_str).collect();
    let item: Statement =
        (1, "Kenya supports skills. It backs rights.", &[("supports", "skills"), ("supports", "rights")]);
    let joined = compare(vec![slot("ken", &[], &[item])], &sentences);
    assert_eq!((joined.attribution, joined.stances), (layer(2, 2, 2), layer(2, 2, 2)));
    let clause: Statement = (1, "supports skills", &[("supports", "skills")]);
    let part = compare(vec![slot("ken", &[], &[clause])], &sentences);
    assert_eq!((part.attribution, part.stances), (layer(1, 1, 2), layer(1, 1, 2)));
}

#[test]
fn a_document_without_a_record_counts_as_not_found() {
    let refused = Evaluation::refused(&gold(&[BOTH]), "no speaker".into());
    assert_eq!((refused.attribution, refused.sides), (layer(0, 0, 2), layer(0, 0, 2)));
    assert_eq!((refused.documents, refused.refused, refused.sentences, refused.covered), (1, 1, 1, 0));
    assert_eq!((refused.meeting, refused.on_behalf_of), (layer(0, 0, 2), layer(0, 0, 1)));
    let mut total = compare(vec![slot("ken", &[], &[SAID])], &[BOTH]);
    assert_eq!(total.meeting, layer(1, 2, 2), "the date is right, the process is not");
    total.add(&refused);
    assert_eq!((total.documents, total.refused, total.attribution), (2, 1, layer(1, 1, 4)));
}

#[test]
fn a_speaker_whom_the_data_do_not_have_is_expected_of_nobody() {
    let unknown = r#"{ "line": 1, "text": "Kenya and Ghana support skills.", "speakers": [ { "actor": null, "name": "Ruritania" } ] }"#;
    assert_eq!(compare(Vec::new(), &[unknown]).attribution, layer(0, 0, 0));
    assert_eq!(compare(vec![slot("ken", &[], &[SAID])], &[unknown]).attribution, layer(0, 1, 0));
}

#[test]
fn annotations_of_another_version_are_refused() {
    let message = Gold::read(br#"{ "interventions": [] }"#).unwrap_err();
    assert!(message.contains("\"version\" is none, and 2 is read"), "{message}");
    assert!(Gold::read(b"[]").is_err());
}

//! Each kind of evidence, each language, things that are easily mistaken for each other, and the work that is done.

use super::{dataset, lines, linked, ours, proposals};
use crate::support::RECORD;
use oxigraph::model::{Literal, NamedNode, Triple};
use plenary::linking::{Kind, Options, Proposal, Relation};

fn only(proposals: Vec<Proposal>) -> Proposal {
    assert_eq!(proposals.len(), 1, "{:?}", lines(&proposals));
    proposals.into_iter().next().unwrap()
}

#[test]
fn names_in_each_of_six_languages_are_enough() {
    for (language, name) in [
        ("ar", "الفجوة الرقمية"),
        ("en", "DIGITAL divide"),
        ("es", "La brecha digital"),
        ("fr", "la fracture numérique"),
        ("ru", "ЦИФРОВОЙ РАЗРЫВ"),
        ("zh", "数字鸿沟"),
        ("zh-Hant", "數字鴻溝"),
    ] {
        let proposal = only(linked(&["Theme"], &format!("x:c skos:prefLabel \"{name}\"@{language} .")));
        assert_eq!(lines(std::slice::from_ref(&proposal)), ["theme/digital-divide exactMatch c"], "{name}");
        assert!(proposal.score >= 0.84 && proposal.reason.contains(name), "{proposal:?}");
    }
    let one = only(linked(&["Theme"], r#"x:c skos:prefLabel "Digital divide"@en ."#)).score;
    let two = only(linked(&["Theme"], r#"x:c skos:prefLabel "Digital divide"@en , "数字鸿沟"@zh ."#));
    assert!(two.score > one && two.reason.contains("(en, zh)"), "more languages say more: {two:?}");
}

#[test]
fn other_names_spelling_and_common_words_count_less() {
    let score = |name: &str| only(linked(&["Theme"], &format!("x:c rdfs:label \"{name}\"@en ."))).score;
    let scores = [score("Digital divide"), score("digital gap"), score("Digital divise")];
    assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
    let proposal = only(linked(&["Theme"], r#"x:c skos:prefLabel "Digital gap"@en ."#));
    assert!(proposal.reason.ends_with("another name of ours"), "{proposal:?}");
    let proposal = only(linked(&["Theme"], r#"x:c skos:prefLabel "Cultural diversity and heritage"@en ."#));
    assert_eq!(
        (proposal.relation, proposal.reason.contains("“Cultural diversity” stands in")),
        (Relation::Related, true),
        "{proposal:?}"
    );
    let proposal = only(linked(
        &["Theme"],
        r#"x:c skos:prefLabel "By 2030, achieve gender equality in all schools and at work"@en ."#,
    ));
    assert_eq!(proposal.relation, Relation::Related);
    assert!(proposal.reason.contains("stands in"), "{proposal:?}");
}

#[test]
fn codes_are_known_by_their_system_or_by_their_form() {
    let system = only(linked(&["State"], r#"x:c ple:isoAlpha3 "CHN" ."#));
    assert_eq!((system.relation, system.reason.as_str()), (Relation::Exact, "the same code CHN (ple:isoAlpha3)"));
    let number = only(linked(&["State"], r#"x:c ple:m49 "4" ."#));
    assert_eq!(lines(&[number]), ["actor/afg exactMatch c"], "004 and 4 are one number");
    assert!(linked(&["State"], r#"x:c ple:isoAlpha2 "CHN" ."#).is_empty(), "a code of another system");

    // A notation of whatever system is close, unless a name agrees, and nothing if the names have nothing in common.
    let lines = |turtle: &str| lines(&linked(&["ActionLine"], turtle));
    assert_eq!(lines(r#"x:c skos:notation "C5" ."#), ["actionline/C5 closeMatch c"]);
    let both = r#"x:c skos:notation "C 5" ; skos:prefLabel "Trust and security in using ICT"@en ."#;
    assert_eq!(lines(both), ["actionline/C5 closeMatch c"]);
    assert_eq!(
        lines(r#"x:c skos:notation "C5" ; skos:prefLabel "Malignant neoplasm of palate"@en ."#),
        [] as [&str; 0]
    );
    // Nine action lines have the code C7: it tells none of them.
    assert_eq!(lines(r#"x:c skos:notation "C7" ."#), [] as [&str; 0]);

    let goal = linked(&["SdgGoal", "SdgTarget"], r#"x:c skos:notation "SDG 4.7" ."#);
    assert!(goal[0].subject.as_str().ends_with("/4.7") && goal[0].reason.contains("the same code 4.7"), "{goal:?}");
    let padded = linked(&["SdgTarget"], r#"x:c dct:identifier "09.0c" . x:d dct:identifier "9.1" ."#);
    assert_eq!(super::lines(&padded).len(), 2, "{padded:?}");
}

#[test]
fn a_third_thing_and_a_subject_in_common() {
    let third = only(linked(&["State"], r#"x:c rdfs:label "Zhongguo" ; owl:sameAs wd:Q148 ."#));
    assert_eq!((third.relation, third.score), (Relation::Exact, 0.98));
    assert_eq!(third.reason, "both are the same as wd:Q148");
    let back = only(linked(
        &["State"],
        "x:c rdfs:label \"Zhongguo\" ; skos:exactMatch <https://w3id.org/plenary/id/actor/chn> .",
    ));
    assert_eq!(lines(&[back]), ["actor/chn exactMatch c"], "theirs may say itself what it is");
    let about = "x:c rdfs:label \"Households online\" ; dct:subject <http://metadata.un.org/thesaurus/1001652> .";
    let about = only(linked(&["Theme"], about));
    assert_eq!(lines(std::slice::from_ref(&about)), ["theme/digital-divide relatedMatch c"]);
    assert!(about.reason.starts_with("theirs is about "), "{about:?}");
}

#[test]
fn the_levels_above_and_below_raise_a_pair_or_tell_its_level() {
    // Alone the lower pair is too weak; below a pair that matches it is not.
    let alone = r#"x:low skos:prefLabel "Literacy in digital media"@en ."#;
    let under = r#"x:low skos:prefLabel "Literacy in digital media"@en ; skos:broader x:high . x:high skos:prefLabel "Capacity and skills"@en ."#;
    let score = |turtle: &str| {
        let options = Options { min_score: 0.4, most: 9, ..Options::default() };
        let list = proposals(&["Theme"], &dataset(turtle), &options).list;
        list.into_iter()
            .find(|p| p.subject.as_str().ends_with("digital-literacy") && p.object.as_str().ends_with("low"))
    };
    let (alone, under) = (score(alone), score(under));
    assert!(
        under.as_ref().is_some_and(|under| under.reason.contains("what is broader matches too: “Capacity and skills”")),
        "{under:?}"
    );
    assert!(alone.is_none_or(|alone| alone.score < under.unwrap().score));

    // What is above or below something close is broader or narrower.
    let turtle = r#"x:a skos:prefLabel "Digital gap"@en ; skos:broader x:b . x:b skos:prefLabel "Digital gap and development"@en ."#;
    let found = lines(&linked(&["Theme"], turtle));
    assert_eq!(found, ["theme/digital-divide closeMatch a", "theme/digital-divide broadMatch b"]);
    let turtle =
        r#"x:a skos:prefLabel "Digital gap"@en ; skos:narrower x:b . x:b skos:prefLabel "Digital gap indicators"@en ."#;
    let found = lines(&linked(&["Theme"], turtle));
    assert_eq!(found, ["theme/digital-divide closeMatch a", "theme/digital-divide narrowMatch b"]);
    // Above the same thing that goes without saying.
    let exact = turtle.replace("\"Digital gap\"", "\"Digital divide\"");
    assert_eq!(lines(&linked(&["Theme"], &exact)), ["theme/digital-divide exactMatch a"]);
    let without = Options { by: vec![Kind::Label], ..Options::default() };
    let found = proposals(&["Theme"], &dataset(turtle), &without).list;
    assert!(found.iter().all(|proposal| !proposal.reason.contains("narrower pair")), "{found:?}");
}

#[test]
fn states_of_similar_names_are_not_mixed_up() {
    let names = [
        ("cog", "Congo"),
        ("cod", "Congo (Democratic Republic of the)"),
        ("ner", "The Niger"),
        ("nga", "Nigeria"),
        ("kor", "Korea (Republic of)"),
        ("prk", "Korea (Democratic People's Republic of)"),
        ("gin", "Guinea"),
        ("gnb", "Guinea Bissau"),
        ("gnq", "Equatorial Guinea"),
        ("png", "Papua New Guinea"),
        ("dma", "Dominica"),
        ("dom", "Dominican Republic"),
        ("aus", "Australia"),
        ("aut", "Austria"),
    ];
    let turtle: String = names.iter().map(|(code, name)| format!("x:{code} rdfs:label \"{name}\" .\n")).collect();
    let mut expected: Vec<_> = names.iter().map(|(code, _)| format!("actor/{code} exactMatch {code}")).collect();
    expected.sort();
    assert_eq!(lines(&linked(&["State"], &turtle)), expected);
    // Without the right one there, a part of the name is not enough.
    assert_eq!(lines(&linked(&["State"], r#"x:a rdfs:label "Niger Delta Development Commission" ."#)), [] as [&str; 0]);
}

#[test]
fn equal_claims_are_told_and_are_not_exact() {
    let found = linked(&["State"], r#"x:a rdfs:label "Georgia"@en . x:b rdfs:label "Georgia"@en ."#);
    assert_eq!(lines(&found), ["actor/geo closeMatch a", "actor/geo closeMatch b"]);
    assert!(found.iter().all(|proposal| proposal.reason.contains("others have equal claims")), "{found:?}");
    let told = r#"x:a rdfs:label "Georgia"@en ; ple:isoAlpha3 "GEO" . x:b rdfs:label "Georgia"@en ."#;
    assert_eq!(lines(&linked(&["State"], told)), ["actor/geo exactMatch a"], "a code decides");
}

#[test]
fn what_is_linked_or_rejected_or_has_no_match_is_not_proposed() {
    assert!(
        linked(
            &["Theme", "State", "ActionLine"],
            r#"x:c skos:prefLabel "Quantum chromodynamics"@en , "量子色动力学"@zh ."#
        )
        .is_empty()
    );
    assert!(
        linked(&["Theme"], r#"x:p a owl:ObjectProperty ; rdfs:label "digital divide"@en ."#).is_empty(),
        "a property"
    );
    assert!(linked(&["SdgTarget"], "<http://metadata.un.org/sdg/9.c> skos:notation \"9.c\" .").is_empty(), "itself");
    let unbis = dataset("<http://metadata.un.org/thesaurus/1001652> skos:prefLabel \"Digital divide\"@en .");
    let found = proposals(&["Theme"], &unbis, &Options::default());
    assert_eq!((found.list.len(), found.decided.known), (0, 1));
    let found = proposals(&["Theme"], &unbis, &Options { with_known: true, ..Options::default() });
    assert!(found.list[0].is_known && found.list[0].relation == Relation::Exact);
    let found = proposals(&["Theme"], &unbis, &Options { evaluates: true, ..Options::default() });
    assert!(!found.list[0].is_known, "an evaluation must not know");
    let pair = (found.list[0].subject.clone(), NamedNode::new_unchecked("http://example.org/c"));
    let turtle = r#"x:c skos:prefLabel "Digital divide"@en ."#;
    let rejecting = Options { rejected: [pair].into(), ..Options::default() };
    let found = proposals(&["Theme"], &dataset(turtle), &rejecting);
    assert_eq!((found.list.len(), found.decided.rejected), (0, 1));
}

/// Names of the kind that many datasets have: some words of ours, in ever new company.
fn many(count: usize) -> Vec<Triple> {
    let label = NamedNode::new_unchecked("http://www.w3.org/2004/02/skos/core#prefLabel");
    let words = ["digital", "internet", "development", "governance", "access", "network", "capacity", "open"];
    let name = |i: usize| format!("{} {} w{} v{}", words[i % 8], words[i / 8 % 8], i % 1009, i);
    let triple = |i: usize| {
        let subject = NamedNode::new_unchecked(format!("http://example.org/{i}"));
        Triple::new(subject, label.clone(), Literal::new_language_tagged_literal_unchecked(name(i), "en"))
    };
    (0..count).map(triple).collect()
}

#[test]
fn the_work_grows_with_their_names_and_not_with_the_product() {
    let comparisons = |count: usize| proposals(&["Theme", "Process"], &many(count), &Options::default()).comparisons;
    let (small, large) = (comparisons(10_000), comparisons(100_000));
    let names: usize = RECORD
        .ask("{ themes(first: 200) { nodes { labelTranslations { value } altLabels { value } } } }")["themes"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["labelTranslations"].as_array().unwrap().len() + node["altLabels"].as_array().unwrap().len())
        .sum();
    assert!(names > 1000 && ours(&["Theme"]).len() == 104);
    assert!(large <= 11 * small, "{small} for 10,000 names, {large} for 100,000");
    assert!(
        large <= 100_000 * names / 20,
        "{large} comparisons; every name with every other would be {}",
        100_000 * names
    );
}

/// A theme that joins two things is not the same as one of them, in however many languages that one is another name of it.
#[test]
fn fault_30_what_joins_two_things_is_not_exactly_one_of_them() {
    let found = linked(
        &["Theme"],
        r#"x:g skos:prefLabel "Internet governance"@en , "互联网治理"@zh , "Gouvernance de l'Internet"@fr .
           x:d skos:prefLabel "Digital divide"@en , "数字鸿沟"@zh ."#,
    );
    let of = |subject: &str| {
        let found = found.iter().find(|proposal| proposal.subject.as_str().ends_with(subject));
        found
            .unwrap_or_else(|| panic!("{subject}: {:?}", lines(&found.into_iter().cloned().collect::<Vec<_>>())))
            .relation
    };
    assert_eq!(of("theme/governance"), Relation::Close);
    assert_eq!(of("theme/digital-divide"), Relation::Exact);
}

//! Three meetings beside the record that are made by chance, always the same: speakers of all kinds, for themselves and for
//! others, with several themes a position, general ones and problems among them.

use super::{BASE, loaded};
use crate::random::Dice;
use crate::support::{RECORD, World};
use std::fmt::Write;
use std::sync::LazyLock;

/// Their names, in the order of their dates.
pub(crate) const MEETINGS: [&str; 3] = ["chance-1", "chance-2", "chance-3"];

const SPEAKERS: [&str; 16] = [
    "rus",
    "chn",
    "lva",
    "irq",
    "bra",
    "idn",
    "pak",
    "gha",
    "fin",
    "usa",
    "est",
    "ita",
    "eu",
    "g77-china",
    "apc",
    "dom",
];
const BODIES: [&str; 4] = ["g77-china", "eu", "au", "civil-society"];
const STANCES: [&str; 8] =
    ["supports", "opposes", "rejects", "calls-for", "emphasises", "calls-for", "supports", "opposes"];

pub(crate) static CHANCE: LazyLock<World> = LazyLock::new(|| {
    let answer = RECORD.ask("{ themes(first: 200) { nodes { id } } }");
    let all: Vec<String> = answer["themes"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|theme| theme["id"].as_str().unwrap().to_owned())
        .collect();
    // Few themes, so that many speak of the same: one in five, and all problems with what is next to them.
    let problems = RECORD.ask("{ themes(where: { valence: { eq: NEGATIVE } }) { nodes { id } } }");
    let mut themes: Vec<&str> = all.iter().step_by(5).map(String::as_str).collect();
    themes.extend(problems["themes"]["nodes"].as_array().unwrap().iter().map(|theme| theme["id"].as_str().unwrap()));
    loaded("chance", &text(&themes, &mut Dice::seeded(13)))
});

fn text(themes: &[&str], dice: &mut Dice) -> String {
    let mut data = String::from(
        "@prefix ple: <https://w3id.org/plenary/ontology#> . @prefix dct: <http://purl.org/dc/terms/> .\n\
         @prefix schema: <http://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n",
    );
    let mut positions = Vec::new();
    let mut number = 0;
    for (place, meeting) in MEETINGS.iter().enumerate() {
        let date = 10 + place;
        write!(
            data,
            "<{BASE}meeting/{meeting}> a ple:Meeting ; dct:title \"{meeting}\"@en ; schema:startDate \"2025-11-{date}\"^^xsd:date ;\n\
                 ple:partOfProcess <{BASE}process/wsis20-review> .\n\
             <{BASE}session/{meeting}> a ple:Session ; ple:order 1 ; dct:title \"One\"@en ; dct:isPartOf <{BASE}meeting/{meeting}> .\n"
        )
        .unwrap();
        for order in 1..=14 {
            number += 1;
            let speaker = dice.pick(&SPEAKERS);
            let mut represented: Vec<&str> = (0..dice.below(3)).map(|_| dice.pick(&BODIES)).collect();
            represented.retain(|body| *body != speaker && !dice.one_in(3));
            write!(
                data,
                "<{BASE}intervention/c{number}> a ple:Intervention ; ple:order {order} ; dct:isPartOf <{BASE}session/{meeting}> ; ple:speaker <{BASE}actor/{speaker}> .\n\
                 <{BASE}statement/c{number}> a ple:Statement ; ple:order 1 ; ple:intervention <{BASE}intervention/c{number}> ; ple:text \"…\"@en .\n"
            )
            .unwrap();
            for body in represented {
                writeln!(data, "<{BASE}intervention/c{number}> ple:onBehalfOf <{BASE}actor/{body}> .").unwrap();
            }
            for part in 0..=dice.below(3) {
                let stance = dice.pick(&STANCES);
                positions.push(format!("c{number}-{part}"));
                write!(
                    data,
                    "<{BASE}position/c{number}-{part}> a ple:Position ; ple:statement <{BASE}statement/c{number}> ; ple:stance <{BASE}stance/{stance}> ;\n\
                         ple:explicit true ; ple:method \"HUMAN\" .\n"
                )
                .unwrap();
                for _ in 0..=dice.below(3) {
                    writeln!(data, "<{BASE}position/c{number}-{part}> ple:theme <{}> .", dice.pick(themes)).unwrap();
                }
            }
        }
    }
    data + &texts(themes, &positions, dice)
}

/// Two texts, one of which parts into two after its first version, with paragraphs that answer positions.
fn texts(themes: &[&str], positions: &[String], dice: &mut Dice) -> String {
    // Drafts with what they follow and their days; what comes later has not always a later day.
    let drafts = [
        ("b1", None, Some("2025-09-01")),
        ("b2", Some("b1"), None),
        ("b3", Some("b2"), Some("2025-12-01")),
        ("a1", None, Some("2025-10-01")),
        ("a2", Some("a1"), Some("2025-11-02")),
        ("a3", Some("a1"), Some("2025-11-01")),
        ("a4", Some("a3"), Some("2025-10-15")),
    ];
    let mut data = String::new();
    for (name, previous, issued) in drafts {
        writeln!(
            data,
            "<{BASE}draft/{name}> a ple:Draft ; dct:title \"{name}\"@en ; ple:draftOf <{BASE}process/wsis20-review> ."
        )
        .unwrap();
        if let Some(previous) = previous {
            writeln!(data, "<{BASE}draft/{name}> ple:previousVersion <{BASE}draft/{previous}> .").unwrap();
        }
        if let Some(issued) = issued {
            writeln!(data, "<{BASE}draft/{name}> dct:issued \"{issued}\"^^xsd:date .").unwrap();
        }
        // The last has none: it is there as a version all the same.
        for order in (1..=4).filter(|_| name != "b3") {
            let paragraph = format!("{BASE}paragraph/{name}-{}", 9 - order);
            write!(
                data,
                "<{paragraph}> a ple:Paragraph ; <http://www.w3.org/2004/02/skos/core#prefLabel> \"{name}\"@en ; ple:inDraft <{BASE}draft/{name}> ;\n\
                     ple:order {order} ; ple:text \"…\"@en .\n"
            )
            .unwrap();
            for _ in 0..dice.below(3) {
                writeln!(data, "<{paragraph}> ple:treats <{}> .", dice.pick(themes)).unwrap();
            }
            for number in 0..dice.below(6) {
                let extent = dice.pick(&["MET", "PARTLY_MET", "NOT_MET"]);
                write!(
                    data,
                    "<{BASE}answer/{name}-{order}-{number}> a ple:Answer ; ple:demand <{BASE}position/{}> ; ple:answeredBy <{paragraph}> ;\n\
                         ple:answerExtent \"{extent}\" ; ple:method \"EDITORIAL\" ; <http://www.w3.org/2004/02/skos/core#editorialNote> \"…\"@en .\n",
                    positions[dice.below(positions.len())]
                )
                .unwrap();
            }
        }
    }
    data
}

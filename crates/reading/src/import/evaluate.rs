//! How good an import is: its record beside an annotation of the same document made by hand.
//!
//! Each layer is compared by itself. Speakers and interventions are compared as they come in the document; statements by
//! their offsets (or by their words, where the document was extracted from another format); what is asserted about
//! statements only where both have the statement.

use super::record::{Record, StatementRecord};
use super::{Options, id, local_name, one_line};
use oxigraph::model::NamedNode;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An annotation made by hand. Identifiers are last parts of IRIs.
#[derive(Debug, Deserialize)]
pub struct Gold {
    meeting: Option<GoldMeeting>,
    interventions: Vec<GoldIntervention>,
}

#[derive(Debug, Deserialize)]
struct GoldMeeting {
    date: Option<String>,
    process: Option<String>,
}

impl Gold {
    /// What the annotation says about the meeting, where the options do not: what is measured is what is said at it.
    pub fn complete(&self, options: &Options) -> Options {
        let mut options = options.clone();
        if let Some(meeting) = &self.meeting {
            options.date = options.date.or_else(|| meeting.date.clone());
            let process = meeting.process.as_deref().map(|process| id("process", process));
            options.process = options.process.or(process);
        }
        options
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GoldIntervention {
    /// None where the annotation says that the speaker is unknown; then nothing of it is expected.
    actor: Option<String>,
    #[serde(default)]
    on_behalf_of: Vec<String>,
    #[serde(default)]
    aligns_with: Vec<String>,
    /// None where the annotation says nothing about roles.
    in_capacity_of: Option<Vec<String>>,
    #[serde(default)]
    delivered_by_as_stated: Option<String>,
    statements: Vec<GoldStatement>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GoldStatement {
    #[serde(alias = "zhPlain")]
    text: Option<String>,
    char_start: Option<u32>,
    char_end: Option<u32>,
    positions: Vec<GoldPosition>,
}

#[derive(Debug, Deserialize)]
struct GoldPosition {
    stance: String,
    explicit: bool,
    themes: Vec<String>,
    processes: Vec<String>,
}

/// How many assertions of one kind are right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Layer {
    /// Assertions of both.
    pub right: usize,
    /// Assertions of the import.
    pub found: usize,
    /// Assertions of the annotation.
    pub expected: usize,
}

impl Layer {
    /// Share of what was found that is right; 1 if nothing was found.
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.found)
    }

    /// Share of what was expected that was found; 1 if nothing was expected.
    pub fn recall(&self) -> f64 {
        ratio(self.right, self.expected)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        ratio(2 * self.right, self.found + self.expected)
    }

    fn compare<T: Ord>(&mut self, found: &BTreeMap<T, usize>, expected: &BTreeMap<T, usize>) {
        self.found += found.values().sum::<usize>();
        self.expected += expected.values().sum::<usize>();
        let both = found.iter().map(|(thing, count)| (*count).min(expected.get(thing).copied().unwrap_or_default()));
        self.right += both.sum::<usize>();
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// A record compared with an annotation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// Speakers, each counted once.
    pub actors: Layer,
    /// Interventions: speaker after speaker, in order.
    pub interventions: Layer,
    /// Statements with exactly these offsets, or these words.
    pub statements: Layer,
    /// Statements under the right speaker.
    pub attributed: Layer,
    /// For whom an intervention is made.
    pub on_behalf_of: Layer,
    /// Whose statement it joins.
    pub aligns_with: Layer,
    /// In which role it is made.
    pub in_capacity_of: Layer,
    /// Who delivers it.
    pub delivered_by: Layer,
    /// Stances of statements.
    pub stances: Layer,
    /// Stances that the annotation calls explicit: how many of them were found.
    pub explicit_stances: Layer,
    /// Themes of statements.
    pub themes: Layer,
    /// Processes of statements.
    pub processes: Layer,
    /// Themes and processes with the right stance: whole positions, pair by pair.
    pub positions: Layer,
    /// Differences, for the maintainers of the vocabulary.
    pub differences: Vec<String>,
}

impl Evaluation {
    /// Compares a record with an annotation.
    pub fn new(record: &Record, gold: &Gold) -> Self {
        let mut out = Self::default();
        out.compare_speakers(record, gold);
        out.compare_statements(record, gold);
        out
    }

    /// The layers with their names, in the order in which they are shown.
    pub fn layers(&self) -> [(&'static str, &Layer); 13] {
        [
            ("actors", &self.actors),
            ("interventions", &self.interventions),
            ("statements, exact", &self.statements),
            ("statements, speaker", &self.attributed),
            ("on behalf of", &self.on_behalf_of),
            ("aligns with", &self.aligns_with),
            ("in capacity of", &self.in_capacity_of),
            ("delivered by", &self.delivered_by),
            ("stances", &self.stances),
            ("stances, explicit", &self.explicit_stances),
            ("themes", &self.themes),
            ("processes", &self.processes),
            ("positions", &self.positions),
        ]
    }

    /// Adds another evaluation, for a total over documents.
    pub fn add(&mut self, other: &Self) {
        let own = [
            &mut self.actors,
            &mut self.interventions,
            &mut self.statements,
            &mut self.attributed,
            &mut self.on_behalf_of,
            &mut self.aligns_with,
            &mut self.in_capacity_of,
            &mut self.delivered_by,
            &mut self.stances,
            &mut self.explicit_stances,
            &mut self.themes,
            &mut self.processes,
            &mut self.positions,
        ];
        for (own, (_, other)) in own.into_iter().zip(other.layers()) {
            own.right += other.right;
            own.found += other.found;
            own.expected += other.expected;
        }
    }

    fn compare_speakers(&mut self, record: &Record, gold: &Gold) {
        let speaker = |iri: &NamedNode| local_name(iri).to_owned();
        let found: BTreeSet<_> = record.interventions.iter().map(|slot| speaker(&slot.speaker)).collect();
        let expected: BTreeSet<_> = gold.interventions.iter().filter_map(|slot| slot.actor.clone()).collect();
        self.actors.compare(&once(found.clone()), &once(expected.clone()));
        self.differences.extend(expected.difference(&found).map(|actor| format!("speaker not found: {actor}")));
        self.differences.extend(found.difference(&expected).map(|actor| format!("speaker too many: {actor}")));

        let found: Vec<_> = record.interventions.iter().map(|slot| speaker(&slot.speaker)).collect();
        let expected: Vec<_> = gold.interventions.iter().filter_map(|slot| slot.actor.clone()).collect();
        self.interventions.right += common(&found, &expected);
        self.interventions.found += found.len();
        self.interventions.expected += expected.len();

        let annotates_roles = gold.interventions.iter().any(|slot| slot.in_capacity_of.is_some());
        let pairs_of = |list: &dyn Fn(&super::InterventionRecord) -> Vec<NamedNode>| {
            let pairs = record
                .interventions
                .iter()
                .flat_map(|slot| list(slot).into_iter().map(move |other| (speaker(&slot.speaker), speaker(&other))));
            count(pairs.collect::<Vec<(String, String)>>())
        };
        let gold_pairs = |list: &dyn Fn(&GoldIntervention) -> Vec<String>| {
            let pairs = gold.interventions.iter().flat_map(|slot| {
                let actor = slot.actor.clone();
                list(slot).into_iter().filter_map(move |other| Some((actor.clone()?, other)))
            });
            count(pairs.collect::<Vec<(String, String)>>())
        };
        let layers: [(&str, &mut Layer, BTreeMap<_, _>, BTreeMap<_, _>); 4] = [
            (
                "on behalf of",
                &mut self.on_behalf_of,
                pairs_of(&|slot| slot.on_behalf_of.clone()),
                gold_pairs(&|slot| slot.on_behalf_of.clone()),
            ),
            (
                "aligns with",
                &mut self.aligns_with,
                pairs_of(&|slot| slot.aligns_with.clone()),
                gold_pairs(&|slot| slot.aligns_with.clone()),
            ),
            (
                "in capacity of",
                &mut self.in_capacity_of,
                if annotates_roles { pairs_of(&|slot| slot.in_capacity_of.clone()) } else { BTreeMap::new() },
                gold_pairs(&|slot| slot.in_capacity_of.clone().unwrap_or_default()),
            ),
            (
                "delivered by",
                &mut self.delivered_by,
                pairs_of(&|slot| slot.delivered_by.iter().cloned().collect()),
                gold_pairs(&|slot| slot.delivered_by_as_stated.iter().cloned().collect()),
            ),
        ];
        for (name, layer, found, expected) in layers {
            layer.compare(&found, &expected);
            for (actor, other) in expected.keys().filter(|pair| !found.contains_key(*pair)) {
                self.differences.push(format!("{name} not found: {actor} → {other}"));
            }
            for (actor, other) in found.keys().filter(|pair| !expected.contains_key(*pair)) {
                self.differences.push(format!("{name} too many: {actor} → {other}"));
            }
        }
    }

    fn compare_statements(&mut self, record: &Record, gold: &Gold) {
        let mut found = BTreeMap::new();
        for (slot, statement) in record.statements() {
            for key in [Key::Span(statement.span.0, statement.span.1), Key::Words(one_line(&statement.text))] {
                found.entry(key).or_insert((slot, statement));
            }
        }
        self.statements.found += record.statements().count();
        self.attributed.found += record.statements().count();
        for slot in &gold.interventions {
            let Some(actor) = &slot.actor else { continue };
            for expected in &slot.statements {
                self.statements.expected += 1;
                self.attributed.expected += 1;
                let key = match (expected.char_start, expected.char_end, &expected.text) {
                    (Some(start), Some(end), _) => Key::Span(start, end),
                    (_, _, Some(text)) => Key::Words(one_line(text)),
                    _ => continue,
                };
                let shown = expected.text.as_deref().unwrap_or_default();
                let Some((speaker, statement)) = found.get(&key) else {
                    self.differences.push(format!("statement not found: {shown}"));
                    self.count_missing(expected);
                    continue;
                };
                self.statements.right += 1;
                if local_name(&speaker.speaker) == actor {
                    self.attributed.right += 1;
                } else {
                    self.differences.push(format!("speaker of “{shown}”: {actor} is {}", local_name(&speaker.speaker)));
                }
                self.compare_positions(statement, expected, shown);
            }
        }
    }

    /// What was expected of a statement that was not found counts as not found.
    fn count_missing(&mut self, expected: &GoldStatement) {
        for position in &expected.positions {
            self.stances.expected += 1;
            self.explicit_stances.expected += usize::from(position.explicit);
            self.positions.expected += position.themes.len() + position.processes.len();
        }
        self.themes.expected += all(expected, |position| &position.themes).len();
        self.processes.expected += all(expected, |position| &position.processes).len();
    }

    fn compare_positions(&mut self, statement: &StatementRecord, expected: &GoldStatement, shown: &str) {
        let names = |iris: &[NamedNode]| iris.iter().map(|iri| local_name(iri).to_owned()).collect::<Vec<_>>();
        let stances =
            count(statement.positions.iter().map(|position| local_name(&position.stance).to_owned()).collect());
        let expected_stances = count(expected.positions.iter().map(|position| position.stance.clone()).collect());
        self.stances.compare(&stances, &expected_stances);
        for position in expected.positions.iter().filter(|position| position.explicit) {
            self.explicit_stances.expected += 1;
            self.explicit_stances.found += 1;
            self.explicit_stances.right += usize::from(stances.contains_key(&position.stance));
        }
        let mut pairs = Vec::new();
        for position in &statement.positions {
            let things = names(&position.themes).into_iter().chain(names(&position.processes));
            pairs.extend(things.map(|thing| (local_name(&position.stance).to_owned(), thing)));
        }
        let mut expected_pairs = Vec::new();
        for position in &expected.positions {
            let things = position.themes.iter().chain(&position.processes);
            expected_pairs.extend(things.map(|thing| (position.stance.clone(), thing.clone())));
        }
        self.positions.compare(&count(pairs), &count(expected_pairs));
        let themes: BTreeSet<_> = statement.positions.iter().flat_map(|position| names(&position.themes)).collect();
        let processes: BTreeSet<_> =
            statement.positions.iter().flat_map(|position| names(&position.processes)).collect();
        let expected_themes = all(expected, |position| &position.themes);
        let expected_processes = all(expected, |position| &position.processes);
        self.themes.compare(&once(themes.clone()), &once(expected_themes.clone()));
        self.processes.compare(&once(processes.clone()), &once(expected_processes.clone()));
        let found_stances: BTreeSet<_> = stances.into_keys().collect();
        let expected_stances: BTreeSet<_> = expected_stances.into_keys().collect();
        for (what, found, expected) in [
            ("stance", found_stances, expected_stances),
            ("theme", themes, expected_themes),
            ("process", processes, expected_processes),
        ] {
            let missing: Vec<_> = expected.difference(&found).map(|name| format!("-{name}")).collect();
            let more: Vec<_> = found.difference(&expected).map(|name| format!("+{name}")).collect();
            if !missing.is_empty() || !more.is_empty() {
                self.differences.push(format!("{what} {} {} | {shown}", missing.join(" "), more.join(" ")));
            }
        }
    }
}

/// How a statement is found again.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Span(u32, u32),
    Words(String),
}

fn all(statement: &GoldStatement, list: impl Fn(&GoldPosition) -> &Vec<String>) -> BTreeSet<String> {
    statement.positions.iter().flat_map(|position| list(position).clone()).collect()
}

fn once<T: Ord>(things: BTreeSet<T>) -> BTreeMap<T, usize> {
    things.into_iter().map(|thing| (thing, 1)).collect()
}

fn count<T: Ord>(things: Vec<T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for thing in things {
        *counts.entry(thing).or_default() += 1;
    }
    counts
}

/// Length of the longest common subsequence.
fn common(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (index, y) in b.iter().enumerate() {
            let above = row[index + 1];
            row[index + 1] = if x == y { diagonal + 1 } else { above.max(row[index]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

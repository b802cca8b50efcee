//! How good an import is: its record beside an annotation of the same document made by hand.
//!
//! A sentence may have several speakers, so what is counted are facts: who says a sentence, and which side a speaker takes
//! of which thing in it. Facts are sets, so that none is right more often than it is found. What the record has and the
//! annotation lacks is wrong, except what the annotation calls disputed.

mod gold;
mod places;

pub use gold::Gold;

use super::record::{InterventionRecord, Record, StatementRecord};
use super::side::Side;
use super::vocabulary::ID;
use super::{Importer, local_name};
use gold::Sentence;
use oxigraph::model::NamedNode;
use places::Places;
use serde::Serialize;
use serde::ser::SerializeMap;
use std::collections::{BTreeMap, BTreeSet};

/// How many assertions of one kind are right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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

    fn compare<T: Ord>(&mut self, found: &BTreeSet<T>, expected: &BTreeSet<T>) {
        self.found += found.len();
        self.expected += expected.len();
        self.right += found.intersection(expected).count();
    }

    fn add(&mut self, other: &Self) {
        self.right += other.right;
        self.found += other.found;
        self.expected += other.expected;
    }
}

impl Serialize for Layer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(6))?;
        for (name, count) in [("right", self.right), ("found", self.found), ("expected", self.expected)] {
            map.serialize_entry(name, &count)?;
        }
        for (name, share) in [("precision", self.precision()), ("recall", self.recall()), ("f1", self.f1())] {
            map.serialize_entry(name, &share)?;
        }
        map.end()
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Records compared with annotations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// Documents.
    pub documents: usize,
    /// Documents that gave no record; all that was expected of them counts as not found.
    pub refused: usize,
    /// Sentences that a known speaker says.
    pub sentences: usize,
    /// Those of them that the record gives to anybody.
    pub covered: usize,
    /// Date and process of the meeting.
    pub meeting: Layer,
    /// Speakers of the document, each once.
    pub speakers: Layer,
    /// Sentences with a speaker.
    pub attribution: Layer,
    /// Speakers with those for whom they speak.
    pub on_behalf_of: Layer,
    /// Speakers with those whose statement they join.
    pub aligns_with: Layer,
    /// Speaker and theme.
    pub themes: Layer,
    /// Speaker and theme or process.
    pub things: Layer,
    /// The same with the side that is taken.
    pub sides: Layer,
    /// The same with the exact stance.
    pub stances: Layer,
    /// Differences, for the maintainers of the vocabulary.
    pub differences: Vec<String>,
}

/// What is said of whom: speaker and thing, with side and stance.
type Said = (String, String, Side, String);

impl Evaluation {
    /// Compares a record with an annotation.
    pub fn new(record: &Record, gold: &Gold, importer: &Importer) -> Self {
        let mut out = Self { documents: 1, ..Self::default() };
        let found = Found::of(record, gold, importer);
        out.compare_meeting(record, gold);
        out.compare_speakers(record, gold);
        out.compare_sentences(&found, gold);
        out.compare_facts(&found, gold);
        out
    }

    /// What a document that gave no record counts for.
    pub fn refused(gold: &Gold, message: String) -> Self {
        let mut out = Self { documents: 1, refused: 1, ..Self::default() };
        out.meeting.expected = gold.meeting.date.iter().len() + gold.meeting.process.iter().len();
        out.add_speakers(&Spoken::default(), &Spoken::expected(gold));
        out.compare_sentences(&Found::default(), gold);
        out.compare_facts(&Found::default(), gold);
        out.differences = vec![format!("no record: {message}")];
        out
    }

    /// The layers with their names, in the order in which they are shown.
    pub fn layers(&self) -> [(&'static str, &Layer); 9] {
        [
            ("date and process", &self.meeting),
            ("speakers", &self.speakers),
            ("sentence, speaker", &self.attribution),
            ("on behalf of", &self.on_behalf_of),
            ("aligns with", &self.aligns_with),
            ("speaker, theme", &self.themes),
            ("speaker, thing", &self.things),
            ("… and side", &self.sides),
            ("… and stance", &self.stances),
        ]
    }

    /// Of a hundred sentences that were given to a speaker, how many were given to the wrong one.
    pub fn false_attributions(&self) -> f64 {
        100.0 * (1.0 - self.attribution.precision())
    }

    /// Share of the sentences of known speakers that the record gives to anybody.
    pub fn coverage(&self) -> f64 {
        ratio(self.covered, self.sentences)
    }

    /// Adds another evaluation, for a total over documents.
    pub fn add(&mut self, other: &Self) {
        for (own, other) in [
            (&mut self.documents, other.documents),
            (&mut self.refused, other.refused),
            (&mut self.sentences, other.sentences),
            (&mut self.covered, other.covered),
        ] {
            *own += other;
        }
        let own = [
            &mut self.meeting,
            &mut self.speakers,
            &mut self.attribution,
            &mut self.on_behalf_of,
            &mut self.aligns_with,
            &mut self.themes,
            &mut self.things,
            &mut self.sides,
            &mut self.stances,
        ];
        for (own, (_, other)) in own.into_iter().zip(other.layers()) {
            own.add(other);
        }
    }

    fn compare_meeting(&mut self, record: &Record, gold: &Gold) {
        let process = local_name(&record.meeting.process);
        for (name, found, expected) in
            [("date", record.meeting.date.as_str(), &gold.meeting.date), ("process", process, &gold.meeting.process)]
        {
            let Some(expected) = expected else { continue };
            self.meeting.compare(&BTreeSet::from([found]), &BTreeSet::from([expected.as_str()]));
            if found != expected {
                self.differences.push(format!("{name}: {expected} is {found}"));
            }
        }
    }

    fn compare_speakers(&mut self, record: &Record, gold: &Gold) {
        let mut found = Spoken::default();
        for slot in &record.interventions {
            let speaker = local_name(&slot.speaker).to_owned();
            let pairs = |others: &[NamedNode]| -> Vec<_> {
                others.iter().map(|other| (speaker.clone(), local_name(other).to_owned())).collect()
            };
            found.on_behalf_of.extend(pairs(&slot.on_behalf_of));
            found.aligns_with.extend(pairs(&slot.aligns_with));
            found.speakers.insert(speaker);
        }
        self.add_speakers(&found, &Spoken::expected(gold));
    }

    fn add_speakers(&mut self, found: &Spoken, expected: &Spoken) {
        self.speakers.compare(&found.speakers, &expected.speakers);
        self.note("speaker", &found.speakers, &expected.speakers, String::clone);
        let arrow = |(speaker, other): &(String, String)| format!("{speaker} → {other}");
        for (name, layer, found, expected) in [
            ("on behalf of", &mut self.on_behalf_of, &found.on_behalf_of, &expected.on_behalf_of),
            ("aligns with", &mut self.aligns_with, &found.aligns_with, &expected.aligns_with),
        ] {
            layer.compare(found, expected);
            let missing = expected.difference(found).map(|pair| format!("{name} not found: {}", arrow(pair)));
            let more = found.difference(expected).map(|pair| format!("{name} too many: {}", arrow(pair)));
            self.differences.extend(missing.chain(more));
        }
    }

    /// Notes what only one of two sets has.
    fn note<T: Ord>(&mut self, what: &str, found: &BTreeSet<T>, expected: &BTreeSet<T>, show: impl Fn(&T) -> String) {
        self.differences.extend(expected.difference(found).map(|it| format!("{what} not found: {}", show(it))));
        self.differences.extend(found.difference(expected).map(|it| format!("{what} too many: {}", show(it))));
    }

    /// Compares who says each sentence. A statement that stands in no sentence is as wrong as its speaker.
    fn compare_sentences(&mut self, found: &Found, gold: &Gold) {
        let nobody = BTreeSet::new();
        for (number, sentence) in gold.sentences.iter().enumerate() {
            let speakers = found.speakers.get(&number).unwrap_or(&nobody);
            let expected: BTreeSet<_> = sentence.speakers.iter().filter_map(|speaker| speaker.actor.clone()).collect();
            if !expected.is_empty() {
                self.sentences += 1;
                self.covered += usize::from(!speakers.is_empty());
            }
            self.attribution.compare(speakers, &expected);
            let place = place(sentence);
            self.note(&format!("{place}: speaker"), speakers, &expected, String::clone);
        }
        for (speaker, text) in &found.elsewhere {
            self.attribution.found += 1;
            self.differences.push(format!("{speaker} says what the annotation does not have: {text}"));
        }
    }

    fn compare_facts(&mut self, found: &Found, gold: &Gold) {
        let passages = found.passages(gold.sentences.len());
        for passage in &passages {
            let sentences: Vec<_> = passage.iter().map(|number| &gold.sentences[*number]).collect();
            let facts = sentences.iter().flat_map(|sentence| &sentence.facts);
            let expected: BTreeSet<Said> =
                facts.map(|fact| (fact.speaker.clone(), fact.thing.clone(), fact.side, fact.stance.clone())).collect();
            let mut said: BTreeSet<Said> =
                passage.iter().filter_map(|number| found.facts.get(number)).flatten().cloned().collect();
            said.retain(|fact| expected.contains(fact) || !is_disputed(fact, &sentences, &expected));
            self.compare_passage(&said, &expected);
            if said != expected
                && let Some(sentence) = sentences.first()
            {
                let place = place(sentence);
                self.note(&place, &said, &expected, |(speaker, thing, side, stance)| {
                    format!("{speaker} {stance} {thing} ({side:?})")
                });
            }
        }
        self.compare_passage(&found.facts_elsewhere, &BTreeSet::new());
    }

    fn compare_passage(&mut self, found: &BTreeSet<Said>, expected: &BTreeSet<Said>) {
        let things = |facts: &BTreeSet<Said>| -> BTreeSet<(String, String)> {
            facts.iter().map(|(speaker, thing, ..)| (speaker.clone(), thing.clone())).collect()
        };
        let sides = |facts: &BTreeSet<Said>| -> BTreeSet<(String, String, Side)> {
            facts.iter().map(|(speaker, thing, side, _)| (speaker.clone(), thing.clone(), *side)).collect()
        };
        let themes = |mut things: BTreeSet<(String, String)>| {
            things.retain(|(_, thing)| thing.starts_with("theme:"));
            things
        };
        self.themes.compare(&themes(things(found)), &themes(things(expected)));
        self.things.compare(&things(found), &things(expected));
        self.sides.compare(&sides(found), &sides(expected));
        self.stances.compare(found, expected);
    }
}

/// Whether the annotation says that readers differ on a fact that it does not expect.
fn is_disputed((speaker, thing, ..): &Said, sentences: &[&Sentence], expected: &BTreeSet<Said>) -> bool {
    let is_expected = expected.iter().any(|(other, of, ..)| other == speaker && of == thing);
    let is_it = |disputed: &gold::Disputed| {
        disputed.thing == *thing && disputed.speaker.as_ref().is_none_or(|other| other == speaker)
    };
    !is_expected && sentences.iter().flat_map(|sentence| &sentence.disputed).any(is_it)
}

/// A sentence as it is shown beside a difference.
fn place(sentence: &Sentence) -> String {
    let words: Vec<_> = sentence.text.chars().take(80).collect();
    let cut = if sentence.text.chars().nth(80).is_some() { "…" } else { "" };
    let line = if sentence.line > 0 { format!("line {}, ", sentence.line) } else { String::new() };
    format!("{line}“{}{cut}”", words.into_iter().collect::<String>())
}

/// Who speaks in a document, and for whom.
#[derive(Debug, Default)]
struct Spoken {
    speakers: BTreeSet<String>,
    on_behalf_of: BTreeSet<(String, String)>,
    aligns_with: BTreeSet<(String, String)>,
}

impl Spoken {
    fn expected(gold: &Gold) -> Self {
        let mut out = Self::default();
        for speaker in gold.sentences.iter().flat_map(|sentence| &sentence.speakers) {
            let Some(actor) = &speaker.actor else { continue };
            out.speakers.insert(actor.clone());
            out.on_behalf_of.extend(speaker.on_behalf_of.iter().map(|other| (actor.clone(), other.clone())));
            out.aligns_with.extend(speaker.aligns_with.iter().map(|other| (actor.clone(), other.clone())));
        }
        out
    }
}

/// What a record says, by the sentences of an annotation.
#[derive(Debug, Default)]
struct Found {
    speakers: BTreeMap<usize, BTreeSet<String>>,
    /// Facts by the first sentence of their statement.
    facts: BTreeMap<usize, BTreeSet<Said>>,
    /// Which sentences each statement covers, if more than one.
    joined: Vec<(usize, usize)>,
    /// Speakers of statements that are in no sentence.
    elsewhere: Vec<(String, String)>,
    facts_elsewhere: BTreeSet<Said>,
}

impl Found {
    fn of(record: &Record, gold: &Gold, importer: &Importer) -> Self {
        let places = Places::of(&gold.sentences);
        let mut statements: Vec<_> = record.statements().collect();
        statements.sort_by_key(|(_, statement)| statement.span);
        let mut out = Self::default();
        let (mut after, mut last) = (0, None);
        for (slot, statement) in statements {
            // Several may say one passage: then the place is that of the first.
            let from = match last {
                Some((span, from)) if span == statement.span => from,
                _ => after,
            };
            let (sentences, end) = places.find(&statement.text, statement.line, from);
            last = Some((statement.span, from));
            after = end;
            out.add(slot, statement, sentences, importer);
        }
        out
    }

    fn add(
        &mut self,
        slot: &InterventionRecord,
        statement: &StatementRecord,
        sentences: std::ops::Range<usize>,
        importer: &Importer,
    ) {
        let speaker = local_name(&slot.speaker);
        let facts = facts(speaker, statement, importer);
        if sentences.is_empty() {
            self.elsewhere.push((speaker.to_owned(), statement.text.clone()));
            self.facts_elsewhere.extend(facts);
            return;
        }
        self.facts.entry(sentences.start).or_default().extend(facts);
        if sentences.len() > 1 {
            self.joined.push((sentences.start, sentences.end - 1));
        }
        for sentence in sentences {
            self.speakers.entry(sentence).or_default().insert(speaker.to_owned());
        }
    }

    /// Sentences that one statement covers are one passage, whose facts are compared together.
    fn passages(&self, count: usize) -> Vec<Vec<usize>> {
        let mut joined_to_next = vec![false; count];
        for (first, last) in &self.joined {
            joined_to_next[*first..*last].fill(true);
        }
        let mut passages: Vec<Vec<usize>> = Vec::new();
        let mut goes_on = false;
        for (number, next) in joined_to_next.into_iter().enumerate() {
            match passages.last_mut().filter(|_| goes_on) {
                Some(passage) => passage.push(number),
                None => passages.push(vec![number]),
            }
            goes_on = next;
        }
        passages
    }
}

/// What a statement says.
fn facts(speaker: &str, statement: &StatementRecord, importer: &Importer) -> Vec<Said> {
    let mut facts = Vec::new();
    for position in &statement.positions {
        for thing in position.themes.iter().chain(&position.processes) {
            let name = thing.as_str().strip_prefix(ID).unwrap_or(thing.as_str()).replacen('/', ":", 1);
            let side = importer.side(&position.stance, thing);
            facts.push((speaker.to_owned(), name, side, local_name(&position.stance).to_owned()));
        }
    }
    facts
}

#[cfg(test)]
mod tests;

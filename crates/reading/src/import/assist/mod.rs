//! Optional help by a model: which positions sentences take that the rules read otherwise or not at all.
//!
//! The model gets numbered sentences with their speakers, the actors named in them, themes, processes and the definitions of the
//! stances (`request`). It answers with identifiers of these lists and with quotes, and nothing of an answer is believed that
//! cannot be looked up (`answer`). It is not told what the rules have read. These come first: the model adds positions on what they
//! say nothing of, agrees with theirs, which makes these sure, or differs, which the review shows first. It never gives a sentence to
//! another speaker.
//!
//! How a request travels is a [`Transport`] of the caller, so that nothing here knows HTTP or files.

mod answer;
mod request;

use super::lexicon::{Kind, ThingId};
use super::record::{Assistance, Finding, Method, Outcome, PositionRecord, Problem, Record, StatementRecord};
use super::report::SURE;
use super::{Error, Importer, Language, Words, id, local_name};
use answer::{Answer, Checked, Said};
use plenary_base::digest::hexadecimal;
use request::{Batch, Stances};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The version of what the model is told. It is part of each key and of the provenance, and grows with each change of the
/// prompt, the schema or the lists.
pub const PROMPT_VERSION: u32 = 1;

/// Most bytes of sentences in one request.
const BATCH_BYTES: usize = 6_000;
/// Most requests for one document.
const MOST_BATCHES: usize = 64;
/// The confidence of a position that only a model found. Below what the rules give to the weakest cue.
const MODEL: f64 = 0.4;
/// A position of a model is at most this share as sure as any position that the rules found in the same statement.
const BELOW_RULES: f64 = 0.9;

/// How requests reach a model, and where its answers are kept.
pub trait Transport {
    /// The answer that was kept under a key, if there is one.
    fn kept(&mut self, key: &str) -> Option<String>;

    /// Sends a request of the Chat Completions API and gives the body of the response.
    ///
    /// # Errors
    /// Why there is no answer, for people.
    fn send(&mut self, request: &str) -> Result<Vec<u8>, String>;

    /// Keeps the answer to a request under its key, 64 hexadecimal digits.
    ///
    /// # Errors
    /// Why it cannot be kept, for people.
    fn keep(&mut self, key: &str, answer: &str) -> Result<(), String>;
}

/// A passage with what the rules have read in it.
#[derive(Debug)]
struct Sentence {
    line: u32,
    span: (u32, u32),
    text: String,
    /// The statements that it is, by the numbers of their interventions and among these; none if nobody is known to say it.
    statements: Vec<(usize, usize)>,
}

impl Importer {
    /// Asks a model about the sentences of a record and adds what it finds. What fails is said in the record, which is
    /// otherwise as it was.
    ///
    /// # Errors
    /// If the vocabulary cannot be read.
    pub fn assist(&self, record: &mut Record, model: &str, transport: &mut dyn Transport) -> Result<(), Error> {
        let tag = record.document.language.clone();
        let unknown = || Error::UnknownLanguage { file: record.document.file.clone(), tag: tag.clone() };
        let language = Language::of(&tag).ok_or_else(unknown)?;
        let words = self.words(language)?;
        let stances = Stances::read(self).map_err(Error::Lexicon)?;
        let mut assistance = Assistance { model: model.to_owned(), prompt: PROMPT_VERSION, ..Assistance::default() };
        let sentences = sentences(record);
        assistance.sentences = sentences.len();
        let (batches, left_out) = batches(&sentences);
        if left_out > 0 {
            assistance.failures.push(format!(
                "{left_out} sentences were not asked about: they are longer than {BATCH_BYTES} bytes, or more than fit into {MOST_BATCHES} requests"
            ));
        }
        for batch in batches {
            let batch = Batch::new(self, words, record, batch, language);
            if batch.actors.is_empty() {
                // Nobody is named who could take a position, and a schema has no empty list of choices.
                continue;
            }
            let request = batch.request(self, &stances, model);
            match ask(&request, model, transport, &mut assistance.failures) {
                Ok((name, answer)) => {
                    assistance.answered += batch.sentences.len();
                    assistance.answered_by.insert(if name.is_empty() { model.to_owned() } else { name });
                    self.merge(record, words, &stances, &batch, answer, &mut assistance);
                }
                Err(problem) => {
                    let lines = batch.sentences.first().zip(batch.sentences.last());
                    let (first, last) = lines.map_or((0, 0), |(first, last)| (first.line, last.line));
                    assistance.failures.push(format!("lines {first} to {last} were not assisted: {problem}"));
                }
            }
        }
        // What a person has to look at first stands first; the order of the document within.
        assistance.findings.sort_by_key(|finding| finding.outcome);
        record.assistance = Some(assistance);
        Ok(())
    }

    /// Takes over what an answer says and the record does not contradict.
    fn merge(
        &self,
        record: &mut Record,
        words: &Words,
        stances: &Stances,
        batch: &Batch<'_>,
        answer: Answer,
        assistance: &mut Assistance,
    ) {
        let checked = answer::check(self, words, record, stances, batch, answer);
        assistance.findings.extend(checked.refused);
        let accepted = &checked.accepted;
        for claim in accepted {
            let sentence = batch.sentences[claim.sentence];
            let contradicts = |other: &&Checked| {
                other.sentence == claim.sentence
                    && other.actor == claim.actor
                    && other.things.iter().any(|thing| {
                        claim.things.contains(thing)
                            && self.lexicon.side(other.stance, *thing) != self.lexicon.side(claim.stance, *thing)
                    })
            };
            let (outcome, why) = if accepted.iter().any(|other| contradicts(&other)) {
                (Outcome::Refused, "the model says two things of the same".to_owned())
            } else {
                self.merge_one(record, sentence, claim)
            };
            assistance.findings.push(sentence.finding(outcome, claim.says.clone(), why));
        }
    }

    /// Compares one claim with what the rules have read, and adds it if they say nothing of it.
    fn merge_one(&self, record: &mut Record, sentence: &Sentence, claim: &Checked) -> (Outcome, String) {
        let iri = |thing: &ThingId| &self.lexicon.thing(*thing).iri;
        let actor = iri(&claim.actor);
        let mut own = sentence.statements.iter().filter(|(slot, _)| record.interventions[*slot].speaker == *actor);
        let Some((slot, statement)) = own.next().copied() else {
            let speakers = sentence.statements.iter().map(|(slot, _)| local_name(&record.interventions[*slot].speaker));
            let speakers: Vec<_> = speakers.collect();
            let by_rules = if speakers.is_empty() { "nobody".to_owned() } else { speakers.join(", ") };
            return (Outcome::OtherSpeaker, format!("by the rules {by_rules} says it; nothing is written"));
        };
        let speaker_confidence = record.interventions[slot].confidence;
        let statement = &mut record.interventions[slot].statements[statement];
        let Comparison { same, shared, free } = match self.compare(statement, claim) {
            Ok(comparison) => comparison,
            Err(why) => return (Outcome::Differs, why),
        };
        for number in &same {
            let position = &mut statement.positions[*number];
            position.is_seconded = true;
            // No surer than who says it.
            position.confidence = position.confidence.max(SURE.min(speaker_confidence));
        }
        if !free.is_empty() && statement.is_withheld {
            // A condition or a sign that words do not decide is for a person to judge.
            return (Outcome::Differs, "the rules take no position from it on purpose; nothing is written".to_owned());
        }
        match same.first().map(|number| statement.positions[*number].confidence) {
            _ if !free.is_empty() => {
                let confidence = self.add(statement, claim, &free, speaker_confidence);
                let also = if shared > 0 { "; on the rest the rules are on the same side" } else { "" };
                (Outcome::Added, format!("confidence {confidence:.2}{also}"))
            }
            Some(confidence) => (Outcome::Agrees, format!("confidence {confidence:.2}")),
            None if shared > 0 => (Outcome::Agrees, "on the side, by another stance".to_owned()),
            None => (Outcome::Refused, "the model has said it of this sentence before".to_owned()),
        }
    }

    /// What of a claim the positions of a statement say already.
    ///
    /// # Errors
    /// How they differ, for people.
    fn compare(&self, statement: &StatementRecord, claim: &Checked) -> Result<Comparison, String> {
        let mut comparison = Comparison::default();
        for thing in claim.things.iter().copied() {
            let iri = &self.lexicon.thing(thing).iri;
            let is_about =
                |position: &PositionRecord| position.themes.contains(iri) || position.processes.contains(iri);
            let about = statement.positions.iter().enumerate().filter(|(_, position)| is_about(position));
            let (rules, model): (Vec<_>, Vec<_>) = about.partition(|(_, position)| position.method == Method::Rule);
            let side = self.lexicon.side(claim.stance, thing);
            for (number, position) in &rules {
                let stance = self.lexicon.id(&position.stance);
                if stance.is_none_or(|stance| self.lexicon.side(stance, thing) != side) {
                    return Err(format!("by the rules it {} {}", local_name(&position.stance), local_name(iri)));
                }
                if stance == Some(claim.stance) {
                    comparison.same.insert(*number);
                }
            }
            comparison.shared += usize::from(!rules.is_empty());
            if rules.is_empty() && model.is_empty() {
                comparison.free.push(thing);
            }
        }
        Ok(comparison)
    }

    /// Adds to a statement that it takes a position on things, and says how sure that is.
    fn add(
        &self,
        statement: &mut StatementRecord,
        claim: &Checked,
        things: &[ThingId],
        speaker_confidence: f64,
    ) -> f64 {
        let by_rules = statement.positions.iter().filter(|position| position.method == Method::Rule);
        let least = by_rules.map(|position| position.confidence * BELOW_RULES);
        let confidence = least.fold(MODEL.min(speaker_confidence), f64::min);
        let stance = &self.lexicon.thing(claim.stance).iri;
        let position_id = id("position", &format!("{}-{}-model", local_name(&statement.id), local_name(stance)));
        let known = statement.positions.iter().position(|position| position.id == position_id);
        let number = known.unwrap_or_else(|| {
            statement.positions.push(PositionRecord {
                id: position_id,
                stance: stance.clone(),
                cue: Some(claim.quote.clone()),
                // No rule knows a word for the stance in it.
                explicit: false,
                confidence: (confidence * 100.0).floor() / 100.0,
                themes: Vec::new(),
                processes: Vec::new(),
                method: Method::Model,
                is_seconded: false,
            });
            statement.positions.len() - 1
        });
        let position = &mut statement.positions[number];
        for thing in things.iter().map(|thing| self.lexicon.thing(*thing)) {
            let list = if thing.kind == Kind::Theme { &mut position.themes } else { &mut position.processes };
            list.push(thing.iri.clone());
        }
        position.themes.sort();
        position.processes.sort();
        position.confidence
    }
}

/// A claim beside the positions that the rules have found in the same statement.
#[derive(Default)]
struct Comparison {
    /// The positions of the rules with the same stance on one of its things, by their numbers.
    same: BTreeSet<usize>,
    /// On how many of its things the rules are on the same side.
    shared: usize,
    /// The things of which nothing is said yet.
    free: Vec<ThingId>,
}

impl Sentence {
    fn finding(&self, outcome: Outcome, says: String, why: String) -> Finding {
        Finding { line: self.line, span: self.span, text: answer::shown(&self.text), outcome, says, why }
    }
}

/// The name of the model and its answer to a request: what was kept, or a new one, which is then kept.
fn ask(
    request: &str,
    model: &str,
    transport: &mut dyn Transport,
    failures: &mut Vec<String>,
) -> Result<(String, Answer), String> {
    let key = format!("{model}\n{PROMPT_VERSION}\n{request}");
    let key = hexadecimal(&Sha256::digest(key.as_bytes()));
    let kept: Option<Said> = transport.kept(&key).and_then(|kept| serde_json::from_str(&kept).ok());
    if let Some((answer, said)) = kept.and_then(|said| Some((Answer::parse(&said.content).ok()?, said))) {
        return Ok((said.model, answer));
    }
    let said = Said::of(&transport.send(request)?)?;
    let answer = Answer::parse(&said.content)?;
    // The answer counts even if it has to be asked for again.
    let text = serde_json::to_string(&said).map_err(|error| error.to_string());
    failures.extend(text.and_then(|text| transport.keep(&key, &text)).err());
    Ok((said.model, answer))
}

/// The sentences that a model is asked about: all statements, and what nobody is known to say, in the order of the document.
fn sentences(record: &Record) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::new();
    for (slot, intervention) in record.interventions.iter().enumerate() {
        for (number, statement) in intervention.statements.iter().enumerate() {
            sentences.push(Sentence {
                line: statement.line,
                span: statement.span,
                text: statement.text.clone(),
                statements: vec![(slot, number)],
            });
        }
    }
    let unknown = record.unresolved.iter().filter(|unresolved| unresolved.problem == Problem::NoSpeaker);
    sentences.extend(unknown.map(|unresolved| Sentence {
        line: unresolved.line,
        span: unresolved.span,
        text: unresolved.text.clone(),
        statements: Vec::new(),
    }));
    sentences.sort_by(|a, b| (a.span, &a.text).cmp(&(b.span, &b.text)));
    sentences.dedup_by(|next, kept| {
        let same = next.span == kept.span && next.text == kept.text;
        if same {
            kept.statements.append(&mut next.statements);
        }
        same
    });
    sentences
}

/// The sentences of each request, and how many are in none.
fn batches(sentences: &[Sentence]) -> (Vec<Vec<&Sentence>>, usize) {
    let mut batches: Vec<Vec<&Sentence>> = Vec::new();
    let (mut bytes, mut left_out) = (0, 0);
    for sentence in sentences {
        let length = sentence.text.len();
        let fits = bytes + length <= BATCH_BYTES;
        let is_full = batches.len() == MOST_BATCHES;
        match batches.last_mut() {
            _ if length > BATCH_BYTES => left_out += 1,
            Some(batch) if fits => {
                batch.push(sentence);
                bytes += length;
            }
            _ if is_full => left_out += 1,
            _ => {
                batches.push(vec![sentence]);
                bytes = length;
            }
        }
    }
    (batches, left_out)
}

//! What a model answers, and what of it can be accepted.

use super::super::actors;
use super::super::folded::{Folded, Piece, PieceKind};
use super::super::lexicon::ThingId;
use super::super::record::{Finding, Outcome, Record};
use super::super::words::{self, Words};
use super::super::{Importer, turtle};
use super::request::{Batch, Stances};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Most positions that are looked at in one answer. A request has fewer sentences.
const MOST_CLAIMS: usize = 300;
/// Longest text of an answer or of a sentence that is shown, in characters.
const LONGEST_SHOWN: usize = 200;
/// A quote with fewer letters shows nothing.
const LEAST_LETTERS: usize = 2;

/// An answer as the schema of the request demands it.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    positions: Vec<Claim>,
}

/// A position as the model states it.
#[derive(Debug, Deserialize)]
struct Claim {
    sentence: usize,
    actor: String,
    named: String,
    quote: String,
    stance: String,
    things: Vec<String>,
}

/// What is kept of a response.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Said {
    /// How the model calls itself; empty if it does not say.
    pub(super) model: String,
    /// What it says.
    pub(super) content: String,
}

/// The response of a chat endpoint, of which only the first choice counts.
#[derive(Deserialize)]
struct Completion {
    model: Option<String>,
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

impl Said {
    /// What the model says in a response of a chat endpoint.
    pub(super) fn of(response: &[u8]) -> Result<Self, String> {
        let completion: Completion =
            serde_json::from_slice(response).map_err(|error| format!("the response is no chat completion: {error}"))?;
        let first = completion.choices.into_iter().next().and_then(|choice| choice.message.content);
        let content = first.ok_or("the response has no message")?;
        Ok(Self { model: shown(completion.model.unwrap_or_default().trim()), content })
    }
}

impl Answer {
    pub(super) fn parse(content: &str) -> Result<Self, String> {
        serde_json::from_str(content).map_err(|error| format!("the answer does not follow the schema: {error}"))
    }
}

/// A claim whose quote, actor and identifiers are there.
#[derive(Debug)]
pub(super) struct Checked {
    /// Place of the sentence in the request, from 0.
    pub(super) sentence: usize,
    pub(super) actor: ThingId,
    pub(super) stance: ThingId,
    pub(super) things: Vec<ThingId>,
    pub(super) quote: String,
    /// The claim, for people.
    pub(super) says: String,
}

/// What of an answer is accepted, and what is not.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    pub(super) accepted: Vec<Checked>,
    pub(super) refused: Vec<Finding>,
}

/// Looks up what an answer says.
pub(super) fn check(
    importer: &Importer,
    words: &Words,
    record: &Record,
    stances: &Stances,
    batch: &Batch<'_>,
    answer: Answer,
) -> Outcomes {
    let lexicon = &importer.lexicon;
    let names: HashMap<_, _> = lexicon.things().map(|(id, thing)| (turtle::name(&thing.iri), id)).collect();
    let prefixes = words::prefixes(lexicon, words.language);
    let checker = Checker { importer, words, record, stances, batch, names, prefixes };
    let mut out = Outcomes::default();
    let total = answer.positions.len();
    let first = batch.sentences.first();
    if let Some(first) = first.filter(|_| total > MOST_CLAIMS) {
        let why = format!("the answer has {total} positions; only the first {MOST_CLAIMS} were looked at");
        out.refused.push(first.finding(Outcome::Refused, String::new(), why));
    }
    for claim in answer.positions.into_iter().take(MOST_CLAIMS) {
        let says = claim.shown();
        match checker.check(&claim, &says) {
            Ok(checked) => out.accepted.push(checked),
            Err(why) => {
                let number = claim.sentence.checked_sub(1);
                let sentence = number.and_then(|number| batch.sentences.get(number)).or(first);
                out.refused.extend(sentence.map(|sentence| sentence.finding(Outcome::Refused, says, why)));
            }
        }
    }
    out
}

struct Checker<'a> {
    importer: &'a Importer,
    words: &'a Words,
    record: &'a Record,
    stances: &'a Stances,
    batch: &'a Batch<'a>,
    /// The resources by the names that requests give them.
    names: HashMap<String, ThingId>,
    /// What is written as one with the word behind it.
    prefixes: Vec<&'a str>,
}

impl Checker<'_> {
    fn check(&self, claim: &Claim, says: &str) -> Result<Checked, String> {
        let number = claim.sentence.checked_sub(1).filter(|number| *number < self.batch.sentences.len());
        let number = number.ok_or_else(|| format!("there is no sentence {}", claim.sentence))?;
        let sentence = self.batch.sentences[number];
        let text = sentence.text.as_str();
        let folded = self.words.fold(text);
        let quote = claim.quote.trim();
        if quote.chars().filter(|char| char.is_alphanumeric()).count() < LEAST_LETTERS {
            return Err("it quotes nothing".to_owned());
        }
        if !self.stands_in(quote, text, &folded) {
            return Err("the quote does not stand in the sentence".to_owned());
        }
        let known = |id: &str| self.names.get(id).copied();
        let stance = known(&claim.stance).filter(|stance| self.stances.contains(*stance));
        let stance = stance.ok_or("the stance is none of those given")?;
        let listed = |id: &String| known(id).filter(|thing| self.batch.things.contains(thing));
        let things: Option<Vec<_>> = claim.things.iter().map(listed).collect();
        let mut things = things.ok_or("a theme or process is none of those given")?;
        things.sort_unstable();
        things.dedup();
        if things.is_empty() {
            return Err("no theme and no process is named".to_owned());
        }
        let actor = known(&claim.actor).filter(|actor| self.batch.actors.contains(actor));
        let actor = actor.ok_or("the actor is none of those given")?;
        let iri = &self.importer.lexicon.thing(actor).iri;
        let named = claim.named.trim();
        if named.is_empty() {
            // A heading or a label names the speaker, and the rules have read it.
            let mut speakers = sentence.statements.iter().map(|(slot, _)| &self.record.interventions[*slot].speaker);
            if !speakers.any(|speaker| speaker == iri) {
                return Err("the sentence names no such actor, and nothing else says that it speaks".to_owned());
            }
        } else if !self.stands_in(named, text, &folded) {
            return Err("the words for the actor do not stand in the sentence".to_owned());
        } else if !self.names(named, actor) {
            return Err("the words for the actor do not name it".to_owned());
        }
        Ok(Checked { sentence: number, actor, stance, things, quote: quote.to_owned(), says: says.to_owned() })
    }

    /// Whether words stand in a text as they are, and cut no word of it: "port" is not quoted from "supports". What is written as one
    /// with the word behind it, as the Arabic "and", is no part of that word.
    fn stands_in(&self, words: &str, text: &str, folded: &Folded) -> bool {
        let cuts = |at: usize, is_end: bool| {
            let of_word =
                |piece: &&Piece| piece.kind == PieceKind::Word && piece.source.start < at && at < piece.source.end;
            let word = folded.pieces.iter().find(of_word);
            word.is_some_and(|word| is_end || !self.prefixes.contains(&&text[word.source.start..at]))
        };
        text.match_indices(words).any(|(start, found)| !cuts(start, false) && !cuts(start + found.len(), true))
    }

    /// Whether words name an actor, by the names of the data.
    fn names(&self, words: &str, actor: ThingId) -> bool {
        let sentence = actors::Sentence::new(words, self.words, &self.importer.lexicon);
        sentence.parties.iter().flat_map(|party| &party.members).any(|member| member.actor == Some(actor))
    }
}

impl Claim {
    fn shown(&self) -> String {
        shown(&format!("{} {} {}: “{}”", self.actor, self.stance, self.things.join(" "), self.quote.trim()))
    }
}

/// A text on one line, and of a long one the beginning.
pub(super) fn shown(text: &str) -> String {
    let mut chars = text.chars();
    let begin = chars.by_ref().take(LONGEST_SHOWN);
    let mut shown: String = begin.map(|char| if char.is_control() { ' ' } else { char }).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

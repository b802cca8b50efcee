//! What an import gives: the record of one document, ready to be written as Turtle, JSON or a report.

use oxigraph::model::NamedNode;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;

/// The record of one document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// The document.
    pub document: DocumentRecord,
    /// The meeting that it is a record of.
    pub meeting: MeetingRecord,
    /// The blocks of the agenda, in the order of the document.
    pub sessions: Vec<SessionRecord>,
    /// The interventions, in the order of the document.
    pub interventions: Vec<InterventionRecord>,
    /// What was not recognized, by line.
    pub unresolved: Vec<Unresolved>,
    /// What the reader of the file left out or repaired, by line.
    pub notes: Vec<(u32, String)>,
    /// What each stretch of the document is: first code point, the one after the last, what it is; by its begin.
    #[serde(skip)]
    pub shares: Vec<(u32, u32, Share)>,
    /// What a model said of it; none if none was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assistance: Option<Assistance>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentRecord {
    /// Its IRI.
    #[serde(serialize_with = "iri")]
    pub id: NamedNode,
    /// Last part of its IRI, and the name of its graph and file.
    pub slug: String,
    /// Name of the file that was read.
    pub file: String,
    /// Title, in the language of the document.
    pub title: String,
    /// Language tag.
    pub language: String,
    /// SHA-256 of the bytes of the file, in hexadecimal digits.
    pub sha256: String,
    /// SHA-256 of its text in UTF-8, in hexadecimal digits.
    pub text_sha256: String,
    /// Media type of the format that it was read as.
    pub format: &'static str,
    /// Length of its text in code points.
    pub code_points: usize,
    /// The code points at which its pages begin, if it has pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<u32>,
    /// Where the recording is, for transcripts.
    pub media: Option<String>,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeetingRecord {
    /// Its IRI.
    #[serde(serialize_with = "iri")]
    pub id: NamedNode,
    /// Title, in the language of the document.
    pub title: String,
    /// The day, as `xsd:date`.
    pub date: String,
    /// The process that it belongs to.
    #[serde(serialize_with = "iri")]
    pub process: NamedNode,
    /// Where it is held, in the language of the document.
    pub place: Option<String>,
    /// Who convenes it.
    #[serde(serialize_with = "some_iri")]
    pub convener: Option<NamedNode>,
    /// Who chairs or facilitates it.
    #[serde(serialize_with = "iris")]
    pub chairs: Vec<NamedNode>,
    /// Whether the data describe the meeting already; then nothing about it is written.
    pub known: bool,
}

/// A block of the agenda.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionRecord {
    /// Its IRI.
    #[serde(serialize_with = "iri")]
    pub id: NamedNode,
    /// Title, in the language of the document.
    pub title: String,
    /// Line of its heading; none if the document has no heading for it.
    pub line: Option<u32>,
}

/// One actor's slot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InterventionRecord {
    /// Its IRI.
    #[serde(serialize_with = "iri")]
    pub id: NamedNode,
    /// Number of its session.
    pub session: usize,
    /// Line of the words that name the speaker.
    pub line: u32,
    /// First code point of these words and the one after the last.
    pub span: (u32, u32),
    /// Who speaks.
    #[serde(serialize_with = "iri")]
    pub speaker: NamedNode,
    /// For whom, besides itself.
    #[serde(serialize_with = "iris")]
    pub on_behalf_of: Vec<NamedNode>,
    /// Whose statement it joins.
    #[serde(serialize_with = "iris")]
    pub aligns_with: Vec<NamedNode>,
    /// In which roles.
    #[serde(serialize_with = "iris")]
    pub in_capacity_of: Vec<NamedNode>,
    /// Who delivers the statement, as the document says.
    #[serde(serialize_with = "some_iri")]
    pub delivered_by: Option<NamedNode>,
    /// The words that name the speaker.
    pub cue: String,
    /// How sure the speaker is, from 0 to 1.
    pub confidence: f64,
    /// What is said.
    pub statements: Vec<StatementRecord>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatementRecord {
    /// Its IRI.
    #[serde(serialize_with = "iri")]
    pub id: NamedNode,
    /// The text, without markup.
    pub text: String,
    /// Line, from 1.
    pub line: u32,
    /// First code point of the document's text, and the one after the last.
    pub span: (u32, u32),
    /// First and last second in the recording.
    pub seconds: Option<(f64, f64)>,
    /// Number of the statement of the same intervention that it stands under.
    pub parent: Option<usize>,
    /// Actors that are spoken of.
    #[serde(serialize_with = "iris")]
    pub mentions: Vec<NamedNode>,
    /// Actors of whom something is asked.
    #[serde(serialize_with = "iris")]
    pub addressees: Vec<NamedNode>,
    /// The positions that it takes.
    pub positions: Vec<PositionRecord>,
    /// Words that were understood: first byte of `text`, the one after the last, and what they mean.
    #[serde(skip)]
    pub marks: Vec<(usize, usize, NamedNode)>,
    /// Whether a stance was found for which no theme or process is named.
    pub without_theme: bool,
    /// Whether it says for whom the speaker speaks or whose statement it joins; then it needs no position.
    #[serde(skip)]
    pub is_relation: bool,
    /// Whether a position of it was left out and reported.
    #[serde(skip)]
    pub is_withheld: bool,
}

/// One position.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PositionRecord {
    /// Its IRI.
    #[serde(serialize_with = "iri")]
    pub id: NamedNode,
    /// The stance.
    #[serde(serialize_with = "iri")]
    pub stance: NamedNode,
    /// The words that show it.
    pub cue: Option<String>,
    /// Whether words show it; false if it is inferred.
    pub explicit: bool,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
    /// The themes.
    #[serde(serialize_with = "iris")]
    pub themes: Vec<NamedNode>,
    /// The processes.
    #[serde(serialize_with = "iris")]
    pub processes: Vec<NamedNode>,
    /// What found it.
    #[serde(skip_serializing_if = "Method::is_rule")]
    pub method: Method,
    /// Whether the rules found it, and a model the same by itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_seconded: bool,
}

/// What found a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Method {
    /// The rules of the import.
    Rule,
    /// A model, where the rules say nothing.
    Model,
}

impl Method {
    fn is_rule(&self) -> bool {
        *self == Self::Rule
    }
}

/// What a model said of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Assistance {
    /// Its name, as it was asked for.
    pub model: String,
    /// The names by which those that answered call themselves, or else by which they were asked for.
    pub answered_by: BTreeSet<String>,
    /// The version of the prompt.
    pub prompt: u32,
    /// How many sentences there were to ask about.
    pub sentences: usize,
    /// Of how many there is an answer.
    pub answered: usize,
    /// What became of each claim, by outcome and then in the order of the document.
    pub findings: Vec<Finding>,
    /// What was not asked or not answered, and why.
    pub failures: Vec<String>,
}

impl Assistance {
    /// Who answered, for people; whom nobody answered for, as it was asked for.
    pub fn name(&self) -> String {
        if self.answered_by.is_empty() {
            return self.model.clone();
        }
        self.answered_by.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// How much was asked and what became of it, for people.
    pub fn describe(&self) -> String {
        let count = |outcome| self.findings.iter().filter(|finding| finding.outcome == outcome).count();
        format!(
            "{} of {} sentences answered; {} positions added, {} agree with the rules, {} differ, {} name another speaker, {} not accepted",
            self.answered,
            self.sentences,
            count(Outcome::Added),
            count(Outcome::Agrees),
            count(Outcome::Differs),
            count(Outcome::OtherSpeaker),
            count(Outcome::Refused),
        )
    }
}

/// A position that a model claims, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Line of the sentence, from 1.
    pub line: u32,
    /// First code point of the document's text, and the one after the last.
    pub span: (u32, u32),
    /// The sentence; of a long one, its beginning.
    pub text: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What the model says, with the identifiers that it gives.
    pub says: String,
    /// Why, for people; may be empty.
    pub why: String,
}

/// What became of a position that a model claims, in the order in which a person should look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// The rules read another side, or withhold one; theirs stands.
    Differs,
    /// The rules give the sentence to somebody else, or to nobody; nothing is written.
    OtherSpeaker,
    /// It is not in the text or not in the lists; nothing is written.
    Refused,
    /// The rules say nothing of it, and it was added.
    Added,
    /// The rules say the same, which is then sure, or at least the same side.
    Agrees,
}

impl Outcome {
    /// What became of it, for people.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Differs => "differs from the rules",
            Self::OtherSpeaker => "another speaker than by the rules",
            Self::Refused => "not accepted",
            Self::Added => "added",
            Self::Agrees => "agrees with the rules",
        }
    }
}

/// Something that was not recognized, and what comes nearest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unresolved {
    /// Line, from 1.
    pub line: u32,
    /// First code point of the document's text, and the one after the last.
    pub span: (u32, u32),
    /// The words.
    pub text: String,
    /// What is missing.
    pub problem: Problem,
    /// Actors with names like it, nearest first.
    pub candidates: Vec<Candidate>,
}

/// What a stretch of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Share {
    /// A statement of somebody.
    Statement,
    /// Words that name who speaks: a heading, a label.
    Speaker,
    /// The narrator's: titles, procedure, what nobody is said to have said.
    Narrator,
    /// Page heads, numbers, navigation, courtesies.
    Furniture,
    /// Something that was not recognized and is reported.
    Reported,
}

/// What is missing where something was not recognized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Problem {
    /// Words that may name a speaker, but name no known actor.
    UnknownSpeaker,
    /// A name beside that of a known speaker.
    UnknownName,
    /// A statement without a known speaker; it is left out.
    NoSpeaker,
    /// A statement in which no theme and no process is recognized; it has no position.
    NoTheme,
    /// What is said depends on a condition; no position is taken from it.
    Conditional,
    /// The words do not decide whether the speaker is for or against; no position is taken from it.
    UndecidedSign,
    /// The statement takes the position of one before, and there is none.
    NothingEchoed,
}

impl Problem {
    /// What is missing, for people.
    pub fn describe(self) -> &'static str {
        match self {
            Self::UnknownSpeaker => "unknown speaker",
            Self::UnknownName => "unknown name",
            Self::NoSpeaker => "statement of no known speaker, left out",
            Self::NoTheme => "no theme or process recognized",
            Self::Conditional => "depends on a condition, so no position is taken from it",
            Self::UndecidedSign => "for or against is not decided, so no position is taken from it",
            Self::NothingEchoed => "agrees with a position that was not recognized",
        }
    }
}

/// An actor whose name is like words that were not recognized.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// The actor.
    #[serde(serialize_with = "iri")]
    pub id: NamedNode,
    /// The name that is like them.
    pub name: String,
    /// How like, from 0 to 1.
    pub score: f64,
}

impl Record {
    /// All statements, with their interventions.
    pub fn statements(&self) -> impl Iterator<Item = (&InterventionRecord, &StatementRecord)> {
        self.interventions.iter().flat_map(|slot| slot.statements.iter().map(move |statement| (slot, statement)))
    }

    /// How many positions there are.
    pub fn positions(&self) -> usize {
        self.statements().map(|(_, statement)| statement.positions.len()).sum()
    }
}

fn iri<S: Serializer>(iri: &NamedNode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(iri.as_str())
}

fn some_iri<S: Serializer>(iri: &Option<NamedNode>, serializer: S) -> Result<S::Ok, S::Error> {
    iri.as_ref().map(NamedNode::as_str).serialize(serializer)
}

fn iris<S: Serializer>(iris: &[NamedNode], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(iris.iter().map(NamedNode::as_str))
}

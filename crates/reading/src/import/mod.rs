//! Import: from a document of a meeting to the record of what was said in it, with evidence for every assertion.
//!
//! A [`Document`] (blocks of text, see [`plenary_documents`]) becomes a [`Record`]: sessions, interventions with their
//! speakers, statements with their place in the document, positions with stance, themes and processes. What is known
//! about names, themes, cues and phrases stands in the vocabulary and is read from the store (`lexicon`); the code knows
//! no word of any language. Nothing is invented: what is not recognized is [`Unresolved`] and stays out of the record.
//!
//! `folded` makes texts comparable, `matcher` finds the forms of the lexicon in them. `outline` (`titles`, `running`, `transcript`, `floor`, `labels`, `tables`, `statements`, `turns`, `furniture`) walks over
//! the blocks, `author` tells whether one speaks in all of them; `speakers` reads headings and labels, `voices` sentences: `actors` finds who is named, `frames` which part each has. Both
//! give `passages`, of which `positions` says what is said. `head` reads when and where it was, `survey` what kind of document it is,
//! `assist` asks a model, if the user wants it, `turtle` writes the record, `corrections` keeps what people have corrected, `evaluate`
//! compares with an annotation made by hand.

mod actors;
mod assist;
mod author;
mod candidates;
mod clauses;
mod corrections;
mod dates;
mod error;
mod evaluate;
mod floor;
mod folded;
mod frames;
mod furniture;
mod head;
mod labels;
mod lexicon;
mod matcher;
mod outline;
mod passages;
mod positions;
mod record;
pub mod report;
mod running;
mod side;
mod sign;
mod slugs;
mod speakers;
mod statements;
mod survey;
mod tables;
mod titles;
mod transcript;
mod turns;
mod turtle;
mod vocabulary;
mod voices;
mod words;

pub use assist::{PROMPT_VERSION, Transport};
pub use corrections::Corrections;
pub use error::Error;
pub use evaluate::{Evaluation, Gold, Layer};
pub use folded::Language;
pub use record::{
    Assistance, Candidate, DocumentRecord, Finding, InterventionRecord, MeetingRecord, Method, Outcome, PositionRecord,
    Problem, Record, SessionRecord, Share, StatementRecord, Unresolved,
};
pub use side::Side;

use candidates::Names;
use head::Head;
use lexicon::{Kind, Lexicon, ThingId};
use oxigraph::model::{NamedNode, NamedNodeRef, Quad, Term};
use oxigraph::store::{StorageError, Store};
use passages::{Passage, Passages, Slot};
use plenary_base::digest::hexadecimal;
use plenary_base::vocab::{ple, schema};
use plenary_documents::{Document, sentences};
use positions::{Context, Recognized, Withheld, recognize};
use sha2::{Digest, Sha256};
use slugs::Slugs;
use speakers::Speaker;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;
use vocabulary::ID;
use words::Words;

/// The number of unknown names of a document that are compared with all names of actors; a text with more is no record of a meeting.
const MOST_LOOKED_UP: usize = 500;

/// How sure it is who speaks in a document of which that was said.
const GIVEN: f64 = 0.95;

/// What the user says about a document. What is left out is read from it.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The process that the meeting belongs to.
    pub process: Option<NamedNode>,
    /// The day of the meeting, as `xsd:date`.
    pub date: Option<String>,
    /// Language tag of the document.
    pub language: Option<String>,
    /// Last part of the meeting's IRI.
    pub meeting: Option<String>,
    /// Last part of the document's IRI.
    pub document: Option<String>,
    /// Where the recording of a transcript is.
    pub media: Option<String>,
    /// Whose words all of the document is: the IRI of an actor, or a name as documents write it ("Chad", "Chad on behalf of the African Group"). Without it,
    /// what the document says of that counts.
    pub speaker: Option<String>,
}

/// Reads documents with the vocabulary of a store.
pub struct Importer {
    store: Store,
    lexicon: Lexicon,
    names: Names,
    words: [OnceLock<Words>; Language::ALL.len()],
}

impl Importer {
    /// Reads the vocabulary: names of actors, themes and processes, cues, phrases, context rules.
    ///
    /// # Errors
    /// If the store cannot be read, or an entry of the lexicon names what is not there.
    pub fn new(store: &Store) -> Result<Self, Error> {
        let lexicon = Lexicon::read(store).map_err(Error::Lexicon)?;
        let names = Names::of(&lexicon);
        Ok(Self { store: store.clone(), lexicon, names, words: Default::default() })
    }

    /// Makes the record of a document. `file` is its name, `bytes` what was read.
    ///
    /// # Errors
    /// If its language, date or process is neither given nor recognized, or if no speaker is recognized in it.
    pub fn import(&self, file: &str, bytes: &[u8], document: &Document, options: &Options) -> Result<Record, Error> {
        let (tag, language) = self.language(file, document, options)?;
        let words = self.words(language)?;
        let speakers = options.speaker.as_deref().map(|name| self.speakers(name, words, language)).transpose()?;
        let outline = outline::outline(document, words, &self.lexicon, speakers)
            .map_err(|line| Error::Several { file: file.to_owned(), line })?;
        self.refuse(file, &tag, document, &outline, words)?;
        let slugs = Slugs::new(file, language, options);
        let meeting = self.meeting(file, document, &outline, words, &slugs, options)?;
        let process = self.lexicon.id(&meeting.process);
        let mut record = RecordBuilder {
            importer: self,
            words,
            slugs,
            context: Context { process },
            unresolved: self.unresolved(&outline, language),
            seen: Default::default(),
        };
        let sessions = record.sessions(&outline, &meeting.title);
        let interventions = record.interventions(&outline);
        let mut unresolved = record.unresolved;
        unresolved.sort_by_key(|unresolved| (unresolved.line, unresolved.span.0));
        let document_slug = record.slugs.document.clone();
        let mut notes: Vec<_> = document.notes.iter().map(|note| (note.line, note.message.clone())).collect();
        notes.extend(survey::notes(&interventions, &outline, language));
        notes.extend(outline.too_long.iter().map(|(line, bytes)| {
            let limit = voices::LONGEST;
            (*line, format!("a sentence of {bytes} bytes is longer than the {limit} that a sentence may have, and was not read: end its sentences with full stops, or divide it into paragraphs"))
        }));
        let (sessions, interventions) = only_used(sessions, interventions);
        Ok(Record {
            document: DocumentRecord {
                id: id("document", &document_slug),
                slug: document_slug,
                file: file.to_owned(),
                title: meeting.title.clone(),
                language: tag,
                sha256: hexadecimal(&Sha256::digest(bytes)),
                text_sha256: hexadecimal(&Sha256::digest(document.text.as_bytes())),
                format: document.format.media_type(),
                code_points: document.text.chars().count(),
                pages: document.pages.clone(),
                media: options.media.clone(),
            },
            meeting,
            sessions,
            interventions,
            unresolved,
            notes,
            shares: outline
                .covered
                .iter()
                .map(|covered| (covered.span.start, covered.span.end, covered.share))
                .collect(),
            assistance: None,
        })
    }

    /// The actors that a name means of whose words a document is.
    fn speakers(&self, name: &str, words: &Words, language: Language) -> Result<Vec<Speaker>, Error> {
        let by_iri = || {
            let id = self.lexicon.id(&NamedNode::new(name).ok()?)?;
            self.lexicon.thing(id).kind.is_actor().then(|| vec![Speaker::alone(id, name.to_owned(), GIVEN)])
        };
        let by_name = || {
            let speakers = speakers::headings(name, words, &self.lexicon);
            let are_known = !speakers.is_empty() && speakers.iter().all(|speaker| speaker.unknown.is_empty());
            are_known.then(|| speakers.into_iter().map(|speaker| Speaker { confidence: GIVEN, ..speaker }).collect())
        };
        by_iri().or_else(by_name).ok_or_else(|| {
            let near = self.names.like(name, language, &self.lexicon);
            Error::UnknownSpeaker { name: name.to_owned(), near: near.into_iter().map(|near| near.name).collect() }
        })
    }

    /// Refuses a document in which nobody says anything, and says what it is instead.
    fn refuse(
        &self,
        file: &str,
        tag: &str,
        document: &Document,
        outline: &Passages,
        words: &Words,
    ) -> Result<(), Error> {
        let file = file.to_owned();
        if let Some(rows) = survey::votes(outline, words) {
            return Err(Error::Votes { file, rows });
        }
        if !outline.passages.is_empty() {
            return Ok(());
        }
        if let Some((line, bytes)) = outline.too_long.first().copied() {
            return Err(Error::TooLong { file, line, bytes, limit: voices::LONGEST });
        }
        let speakers = survey::speakers(document, words, &self.lexicon);
        if speakers >= survey::LEAST {
            return Err(Error::OnlySpeakers { file, speakers });
        }
        let names = outline.unresolved.iter().filter(|unresolved| unresolved.problem != passages::Problem::NoSpeaker);
        let unknown = names.take(5).map(|unresolved| (unresolved.line, unresolved.text.clone())).collect();
        Err(Error::NoSpeaker { file, language: tag.to_owned(), unknown })
    }

    /// The name of a resource of the vocabulary in a language, for people.
    pub fn label(&self, iri: &NamedNode, language: &str) -> String {
        match self.lexicon.id(iri) {
            Some(id) => self.lexicon.label(id, language).to_owned(),
            None => iri.as_str().to_owned(),
        }
    }

    /// On which side of a thing a stance is; neither for what the vocabulary does not have.
    pub fn side(&self, stance: &NamedNode, thing: &NamedNode) -> Side {
        match (self.lexicon.id(stance), self.lexicon.id(thing)) {
            (Some(stance), Some(thing)) => self.lexicon.side(stance, thing),
            _ => Side::Neutral,
        }
    }

    /// All that a correction may name, each kind in the order of the vocabulary, stances without a more general one first.
    fn names_of_all(&self) -> Vec<report::Named<'_>> {
        let object = |subject: &NamedNode, predicate| {
            let quads = self.store.quads_for_pattern(
                Some(subject.into()),
                Some(NamedNodeRef::new_unchecked(predicate)),
                None,
                None,
            );
            quads.filter_map(Result::ok).map(|quad| quad.object).next()
        };
        let things = self.lexicon.things().filter_map(|(_, thing)| {
            let (kind, sign) = match thing.kind {
                Kind::Person | Kind::State | Kind::Organization | Kind::Group => ("actor", None),
                Kind::Theme => ("theme", None),
                Kind::Process => ("process", None),
                Kind::Stance => match object(&thing.iri, vocabulary::POLARITY) {
                    Some(Term::Literal(sign)) => ("stance", Some(sign.destruct().0)),
                    _ => return None,
                },
                Kind::Role => return None,
            };
            let names = thing.names.iter().filter(|name| name.kind == lexicon::NameKind::Preferred);
            let labels = names.filter_map(|name| Some((name.language.as_deref()?, name.text.as_str()))).collect();
            Some(report::Named { iri: &thing.iri, kind, sign, labels })
        });
        let mut things: Vec<_> = things.collect();
        things.sort_by_key(|thing| thing.kind == "stance" && object(thing.iri, vocabulary::skos::BROADER).is_some());
        things
    }

    fn words(&self, language: Language) -> Result<&Words, Error> {
        let cell = &self.words[language as usize];
        if let Some(words) = cell.get() {
            return Ok(words);
        }
        let words = Words::compile(&self.lexicon, language).map_err(|error| Error::Lexicon(error.to_string()))?;
        Ok(cell.get_or_init(|| words))
    }

    fn language(&self, file: &str, document: &Document, options: &Options) -> Result<(String, Language), Error> {
        let unknown = |tag: String| Error::UnknownLanguage { file: file.to_owned(), tag };
        if let Some(tag) = &options.language {
            let language = Language::of(tag).ok_or_else(|| unknown(tag.clone()))?;
            return Ok((tag.clone(), language));
        }
        let in_name = file.rsplit('.').skip(1).find_map(Language::of);
        let declared = document.language.as_deref().and_then(Language::of);
        let language = match in_name.or(declared) {
            Some(language) => language,
            None => {
                let sample: String =
                    document.blocks.iter().flat_map(|block| block.text.plain().chars()).take(20_000).collect();
                let detected = whatlang::detect(&sample).map(|info| info.lang());
                match detected {
                    Some(whatlang::Lang::Ara) => Language::Arabic,
                    Some(whatlang::Lang::Cmn) => Language::Chinese,
                    Some(whatlang::Lang::Eng) => Language::English,
                    Some(whatlang::Lang::Fra) => Language::French,
                    Some(whatlang::Lang::Rus) => Language::Russian,
                    Some(whatlang::Lang::Spa) => Language::Spanish,
                    Some(other) => return Err(unknown(other.eng_name().to_owned())),
                    None => return Err(unknown("no language that can be told".to_owned())),
                }
            }
        };
        Ok((language.tag().to_owned(), language))
    }

    fn meeting(
        &self,
        file: &str,
        document: &Document,
        outline: &Passages,
        words: &Words,
        slugs: &Slugs,
        options: &Options,
    ) -> Result<MeetingRecord, Error> {
        let iri = id("meeting", &slugs.meeting);
        let own = graph_of(&slugs.document);
        let head = Head::read(document, outline, words, &self.lexicon);
        let title = head.title.unwrap_or_else(|| slugs.meeting.clone());
        let mut meeting = MeetingRecord {
            id: iri.clone(),
            title,
            date: String::new(),
            process: iri.clone(),
            place: head.place,
            convener: head.convener.map(|actor| self.lexicon.thing(actor).iri.clone()),
            chairs: head.chairs.iter().map(|actor| self.lexicon.thing(*actor).iri.clone()).collect(),
            known: false,
        };
        let known = self.object(&iri, schema::START_DATE, &own)?;
        if let Some(Term::Literal(date)) = known
            && let Some(Term::NamedNode(process)) = self.object(&iri, ple::PART_OF_PROCESS, &own)?
        {
            (meeting.date, meeting.process, meeting.known) = (date.value().to_owned(), process, true);
            return Ok(meeting);
        }
        let given =
            options.date.as_ref().map(|date| dates::parse(date).ok_or_else(|| Error::WrongDate { date: date.clone() }));
        let date = given.transpose()?.or(head.date);
        let process = options.process.clone().or_else(|| head.process.map(|id| self.lexicon.thing(id).iri.clone()));
        let (date, process) = match (date, process) {
            (Some(date), Some(process)) => (date, process),
            (date, process) => {
                let (date, process) = (date.is_none(), process.is_none());
                return Err(Error::Incomplete { file: file.to_owned(), date, process, known: self.processes() });
            }
        };
        if self.lexicon.id(&process).is_none_or(|id| self.lexicon.thing(id).kind != Kind::Process) {
            return Err(Error::UnknownProcess { process: process.as_str().to_owned(), known: self.processes() });
        }
        (meeting.date, meeting.process) = (date, process);
        Ok(meeting)
    }

    fn processes(&self) -> Vec<String> {
        let processes = self.lexicon.things().filter(|(_, thing)| thing.kind == Kind::Process);
        processes
            .filter_map(|(_, thing)| thing.iri.as_str().strip_prefix(ID).map(|name| name.replace('/', ":")))
            .collect()
    }

    /// What the data say about a resource outside of a document's own graph, which the import writes anew.
    fn object(&self, subject: &NamedNode, predicate: &str, own: &NamedNode) -> Result<Option<Term>, Error> {
        let predicate = NamedNodeRef::new_unchecked(predicate);
        let other = outside(own, self.store.quads_for_pattern(Some(subject.into()), Some(predicate), None, None))?;
        Ok(other.map(|quad| quad.object))
    }

    /// The graph of other data that describes the same document, if there is one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn described_in(&self, document: &DocumentRecord) -> Result<Option<String>, Error> {
        let own = graph_of(&document.slug);
        let other = outside(&own, self.store.quads_for_pattern(Some((&document.id).into()), None, None, None))?;
        Ok(other.map(|quad| quad.graph_name.to_string()))
    }

    fn unresolved(&self, outline: &Passages, language: Language) -> Vec<Unresolved> {
        let mut likes: HashMap<&str, Vec<Candidate>> = HashMap::new();
        let unresolved = outline.unresolved.iter().map(|unresolved| {
            let problem = match unresolved.problem {
                passages::Problem::Speaker => Problem::UnknownSpeaker,
                passages::Problem::Name => Problem::UnknownName,
                passages::Problem::NoSpeaker => Problem::NoSpeaker,
            };
            let candidates = match problem {
                Problem::UnknownSpeaker | Problem::UnknownName => {
                    let known = likes.len() < MOST_LOOKED_UP || likes.contains_key(unresolved.text.as_str());
                    let like = || self.names.like(&unresolved.text, language, &self.lexicon);
                    if known { likes.entry(&unresolved.text).or_insert_with(like).clone() } else { Vec::new() }
                }
                _ => Vec::new(),
            };
            Unresolved {
                line: unresolved.line,
                span: (unresolved.span.start, unresolved.span.end),
                text: unresolved.text.clone(),
                problem,
                candidates,
            }
        });
        unresolved.collect()
    }
}

/// The record as Turtle, without what the corrections replace or withdraw.
pub fn to_turtle(record: &Record, corrections: &Corrections) -> String {
    turtle::write(record, corrections)
}

/// A file for corrections of a record that has none yet.
pub fn corrections_template(record: &Record) -> String {
    turtle::template(record)
}

/// A record under way.
struct RecordBuilder<'a> {
    importer: &'a Importer,
    words: &'a Words,
    slugs: Slugs,
    context: Context,
    unresolved: Vec<Unresolved>,
    /// How often each name was given, so that the next gets a number.
    seen: HashMap<String, usize>,
}

impl RecordBuilder<'_> {
    fn sessions(&mut self, outline: &Passages, title: &str) -> Vec<SessionRecord> {
        let mut sessions = Vec::new();
        // What stands before the first heading, or under none, is a session of the meeting's own name.
        if outline.slots.iter().any(|slot| slot.session.is_none()) {
            sessions.push((title.to_owned(), None));
        }
        sessions.extend(outline.sessions.iter().map(|session| (one_line(&session.text), Some(session.line))));
        let make = |(number, (title, line)): (usize, (String, Option<u32>))| SessionRecord {
            id: id("session", &format!("{}-{}", self.slugs.document, number + 1)),
            title,
            line,
        };
        sessions.into_iter().enumerate().map(make).collect()
    }

    /// The interventions in which something is said, with their statements.
    fn interventions(&mut self, outline: &Passages) -> Vec<InterventionRecord> {
        let lexicon = &self.importer.lexicon;
        let mut speakers: Vec<_> = outline.slots.iter().map(|slot| self.speaker(slot, outline)).collect();
        let mut statements: Vec<Vec<StatementRecord>> = outline.slots.iter().map(|_| Vec::new()).collect();
        // Where each passage stands among the statements of a slot.
        let mut places: HashMap<(usize, usize), usize> = HashMap::new();
        // What was said last, for those who agree with it.
        let mut last = Vec::new();
        for (number, passage) in outline.passages.iter().enumerate() {
            for (index, utterance) in passage.utterances.iter().enumerate() {
                let read = |said: &[Range<usize>]| recognize(&passage.text, said, self.words, lexicon, self.context);
                let mut found = read(&utterance.said);
                // "X favoured, while Y opposed, a reference to Z": both speak of what stands behind the second comma.
                let shared =
                    passage.utterances.get(index + 1).and_then(|next| shared_object(&passage.text, &next.said));
                if let Some(object) = shared.filter(|_| found.without_theme && is_bare(&passage.text, &utterance.said))
                {
                    let both = read(&[utterance.said.as_slice(), &[object]].concat());
                    found = if both.positions.is_empty() { found } else { both };
                }
                found.take_echo(&last, lexicon);
                // Who only is against what another says has no words to agree with.
                if !utterance.said.is_empty() {
                    last.clone_from(&found.positions);
                }
                self.report_withheld(passage, &found);
                for voice in &utterance.voices {
                    let speaker = &mut speakers[voice.slot];
                    let actor = speaker.actor;
                    let parent = passage.parent.and_then(|parent| places.get(&(voice.slot, parent)).copied());
                    let own = &mut statements[voice.slot];
                    let place = *places.entry((voice.slot, number)).or_insert(own.len());
                    if place == own.len() {
                        own.push(self.statement(passage, parent));
                    }
                    self.take(&mut own[place], &found, voice.confidence, actor);
                }
            }
        }
        let offset = usize::from(outline.slots.iter().any(|slot| slot.session.is_none()));
        let mut records = Vec::with_capacity(outline.slots.len());
        for ((slot, speaker), mut statements) in outline.slots.iter().zip(speakers).zip(statements) {
            if !statements.is_empty() {
                statements.iter_mut().for_each(|statement| self.complete(statement));
                let session = slot.session.map_or(0, |session| session + offset);
                records.push(self.intervention(slot, speaker, session, statements));
            }
        }
        records
    }

    /// The speaker of a slot, with the roles that the title of its session gives.
    fn speaker(&self, slot: &Slot, outline: &Passages) -> Speaker {
        let mut speaker = slot.speaker.clone();
        if let Some(title) = slot.session.map(|session| &outline.sessions[session].text) {
            self.roles_of_session(title, &mut speaker);
        }
        speaker
    }

    fn intervention(
        &mut self,
        slot: &Slot,
        speaker: Speaker,
        session: usize,
        statements: Vec<StatementRecord>,
    ) -> InterventionRecord {
        let lexicon = &self.importer.lexicon;
        let actor = &lexicon.thing(speaker.actor).iri;
        let name = format!("{}-{}", self.slugs.document, local_name(actor));
        let id = id("intervention", &self.unique(name));
        InterventionRecord {
            id,
            session,
            line: slot.line,
            span: (slot.span.start, slot.span.end),
            speaker: actor.clone(),
            on_behalf_of: self.iris(&speaker.on_behalf_of),
            aligns_with: self.iris(&speaker.aligns_with),
            in_capacity_of: self.iris(&speaker.in_capacity_of),
            delivered_by: speaker.delivered_by.map(|actor| lexicon.thing(actor).iri.clone()),
            cue: speaker.cue,
            confidence: speaker.confidence,
            statements,
        }
    }

    /// A session of co-facilitators makes its speakers speak as such.
    fn roles_of_session(&self, title: &str, speaker: &mut Speaker) {
        if self.importer.lexicon.thing(speaker.actor).kind != Kind::Person {
            return;
        }
        let folded = self.words.fold(title);
        for phrase in self.words.phrases.find(title, &folded) {
            for role in phrase.means.iter().filter_map(|means| means.means) {
                if !speaker.in_capacity_of.contains(&role) {
                    speaker.in_capacity_of.push(role);
                }
            }
        }
    }

    /// A statement of which nothing is recognized yet.
    fn statement(&mut self, passage: &Passage, parent: Option<usize>) -> StatementRecord {
        // By content, so that a line more or less in the next version of a document moves no correction.
        let digest = hexadecimal(&Sha256::digest(passage.text.as_bytes()));
        let name = self.unique(format!("{}-{}", self.slugs.document, &digest[..8]));
        StatementRecord {
            id: id("statement", &name),
            text: passage.text.clone(),
            line: passage.line,
            span: (passage.span.start, passage.span.end),
            seconds: passage.time.as_ref().map(|time| (time.start, time.end)),
            parent,
            mentions: Vec::new(),
            addressees: Vec::new(),
            positions: Vec::new(),
            marks: Vec::new(),
            without_theme: false,
            is_relation: false,
            is_withheld: false,
        }
    }

    /// Adds to a statement what was recognized in an utterance of it; `confidence` is how sure the speaker is.
    fn take(&mut self, statement: &mut StatementRecord, found: &Recognized, confidence: f64, speaker: ThingId) {
        let lexicon = &self.importer.lexicon;
        for position in &found.positions {
            let stance = &lexicon.thing(position.stance).iri;
            let name = format!("{}-{}", local_name(&statement.id), local_name(stance));
            statement.positions.push(PositionRecord {
                id: id("position", &self.unique(name)),
                stance: stance.clone(),
                cue: position.cue.clone(),
                explicit: position.explicit,
                // No surer than who says it.
                confidence: (position.confidence.min(confidence) * 100.0).round() / 100.0,
                themes: self.iris(&position.themes),
                processes: self.iris(&position.processes),
                method: Method::Rule,
                is_seconded: false,
            });
        }
        let mentions: Vec<_> = found.mentions.iter().copied().filter(|actor| *actor != speaker).collect();
        for (list, more) in
            [(&mut statement.mentions, self.iris(&mentions)), (&mut statement.addressees, self.iris(&found.addressees))]
        {
            list.extend(more);
            list.sort();
            list.dedup();
        }
        let marks = found.marks.iter();
        let marks = marks.map(|(range, thing)| (range.start, range.end, lexicon.thing(*thing).iri.clone()));
        statement.marks.extend(marks);
        statement.without_theme |= found.without_theme;
        statement.is_withheld |= found.is_withheld();
        // Who joins another's statement has said what there was to say.
        statement.is_relation |= !found.aligns_with.is_empty() || !found.on_behalf_of.is_empty();
    }

    /// Reports positions that were left out because the words do not decide them.
    fn report_withheld(&mut self, passage: &Passage, found: &Recognized) {
        let problems = found.withheld.iter().map(|why| match why {
            Withheld::Condition => Problem::Conditional,
            Withheld::Undecided => Problem::UndecidedSign,
            Withheld::NothingBefore => Problem::NothingEchoed,
        });
        self.unresolved.extend(problems.map(|problem| Unresolved {
            line: passage.line,
            span: (passage.span.start, passage.span.end),
            text: passage.text.clone(),
            problem,
            candidates: Vec::new(),
        }));
    }

    /// Reports a statement of which no utterance gave a position.
    fn complete(&mut self, statement: &mut StatementRecord) {
        if statement.positions.is_empty() && !statement.is_relation && !statement.is_withheld {
            self.unresolved.push(Unresolved {
                line: statement.line,
                span: statement.span,
                text: statement.text.clone(),
                problem: Problem::NoTheme,
                candidates: Vec::new(),
            });
        }
    }

    fn unique(&mut self, name: String) -> String {
        let count = self.seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{count}") }
    }

    fn iris(&self, things: &[ThingId]) -> Vec<NamedNode> {
        let mut iris: Vec<_> = things.iter().map(|thing| self.importer.lexicon.thing(*thing).iri.clone()).collect();
        iris.sort();
        iris.dedup();
        iris
    }
}

/// The first quad that is in another graph than the document's own.
fn outside(own: &NamedNode, quads: impl Iterator<Item = Result<Quad, StorageError>>) -> Result<Option<Quad>, Error> {
    for quad in quads {
        let quad = quad.map_err(|error| Error::Store(error.to_string()))?;
        if quad.graph_name != own.clone().into() {
            return Ok(Some(quad));
        }
    }
    Ok(None)
}

/// The most letters of an utterance that is a verb without its object, and its words for "while".
const LONGEST_BARE: usize = 20;

/// Whether an utterance is little more than a verb, so that its object stands elsewhere.
fn is_bare(text: &str, said: &[Range<usize>]) -> bool {
    let letters = said.iter().flat_map(|range| text[range.clone()].chars()).filter(|char| char.is_alphabetic());
    letters.count() <= LONGEST_BARE
}

/// What stands behind the last comma of an utterance: the object that it may share with the one before.
fn shared_object(text: &str, said: &[Range<usize>]) -> Option<Range<usize>> {
    let last = said.last()?;
    let (at, comma) = text[last.clone()].char_indices().rfind(|(_, char)| actors::is_comma(*char))?;
    let start = last.start + at + comma.len_utf8();
    (start < last.end).then_some(start..last.end)
}

/// Leaves out sessions without a speaker.
fn only_used(
    sessions: Vec<SessionRecord>,
    mut interventions: Vec<InterventionRecord>,
) -> (Vec<SessionRecord>, Vec<InterventionRecord>) {
    let mut numbers = vec![None; sessions.len()];
    let mut kept = Vec::new();
    for (number, session) in sessions.into_iter().enumerate() {
        if interventions.iter().any(|slot| slot.session == number) {
            numbers[number] = Some(kept.len());
            kept.push(session);
        }
    }
    for slot in &mut interventions {
        slot.session = numbers[slot.session].unwrap_or_default();
    }
    (kept, interventions)
}

/// The graph of a document.
fn graph_of(slug: &str) -> NamedNode {
    id("graph", &format!("document/{slug}"))
}

/// An identifier of a kind.
fn id(kind: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{ID}{kind}/{name}"))
}

/// What stands after the last slash of an IRI.
fn local_name(iri: &NamedNode) -> &str {
    iri.as_str().rsplit(['/', '#']).next().unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

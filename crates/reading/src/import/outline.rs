//! From the blocks of a document to sessions, interventions and passages, before anything is said about their content.
//!
//! A heading that names actors and has something under it opens interventions, at any level; any other heading opens a
//! session. Under a heading or a label the words are of the actors that it names, unless they name another in a speaker's
//! place; elsewhere each sentence names its own (`voices`). `titles` reads headings, `running` items and running text. Nothing vanishes: what is not said by anybody is the narrator's
//! or furniture, and stands in `covered`.

use super::author::Survey;
use super::furniture::Furniture;
use super::lexicon::{Kind as Actor, Lexicon, ThingId};
use super::passages::{Passages, Problem, Share, Slot, Unresolved};
use super::speakers::{Speaker, ends_a_sentence, headings};
use super::statements::Opening;
use super::tables::Columns;
use super::voices::{Who, clauses};
use super::words::Words;
use plenary_documents::{Block, Document, Kind};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

/// From so many statements on, each below lines that say whose it is, a document is of nobody as a whole.
const SEVERAL: usize = 2;
/// Longest name of a person in a label, in words.
pub(super) const LONGEST_PERSON: usize = 5;
/// How sure it is that a speaker goes on where a pronoun says so, and where no actor is named.
pub(super) const GOES_ON: f64 = 0.58;
pub(super) const NOT_NAMED: f64 = 0.5;
/// How sure it is that another speaks under the heading or label of a speaker.
pub(super) const WITHIN: f64 = 0.75;
/// How sure the speaker is whom a person without a known name speaks for.
pub(super) const INTRODUCED: f64 = 0.85;

/// Who speaks at this point of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Current {
    /// No speaker yet; prose may name one.
    Nobody,
    /// Slots that a heading or a label opened: what follows belongs to them.
    Headed(Vec<usize>),
    /// Slots that a sentence opened: other sentences may open others.
    Told(Vec<usize>),
    /// An unknown speaker.
    Unknown,
}

/// Finds sessions, interventions and passages. `given` are those whose words all of the document is, if who imports it says so.
///
/// # Errors
/// With the line of another who speaks in a document of which that is said.
pub(super) fn outline(
    document: &Document,
    words: &Words,
    lexicon: &Lexicon,
    given: Option<Vec<Speaker>>,
) -> Result<Passages, u32> {
    let abbreviations = words.abbreviations(lexicon);
    let survey = Survey { document, words, lexicon, abbreviations: &abbreviations };
    let (mut openings, named) = super::statements::openings(&survey);
    let author = match given {
        Some(speakers) => Some(survey.given(speakers)?),
        None if named < SEVERAL => survey.author(),
        None => None,
    };
    // One statement in a document of others is known by the list of those for whom it is made.
    if author.is_some() || named < SEVERAL {
        openings.retain(|_, opening| author.is_none() && opening.is_listed);
    }
    let paper = author.is_none() && survey.is_paper();
    let verbatim = author.is_some() || survey.is_verbatim();
    let mut reader = Reader {
        document,
        words,
        lexicon,
        verbatim,
        paper,
        repeated: super::labels::repeated(document),
        tables: super::tables::tables(document, words, lexicon),
        openings,
        abbreviations,
        furniture: Furniture::new(document),
        out: Passages::default(),
        current: Current::Nobody,
        depths: Vec::new(),
        started: false,
        chair: super::head::chairs(document, words, lexicon),
        aside: false,
        by_heading: false,
        item_label: None,
        lead: None,
        unsaid: false,
        doers: Vec::new(),
        attribution: None,
        numbered: false,
        paragraph: Paragraph::New,
        persons: Vec::new(),
        line_feeds: (0..).zip(document.text.chars()).filter(|(_, char)| *char == '\n').map(|(at, _)| at).collect(),
    };
    if document.blocks.iter().any(|block| block.kind == Kind::Cue) {
        reader.transcript();
    } else if let Some(author) = author {
        reader.statement(author);
    } else {
        (0..document.blocks.len()).for_each(|index| reader.block(index));
    }
    reader.out.complete(document);
    Ok(reader.out)
}

pub(super) struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) words: &'a Words,
    pub(super) lexicon: &'a Lexicon,
    pub(super) abbreviations: Vec<String>,
    /// Whether those who have a label or a heading speak in the first person, so that whom they name does not speak.
    pub(super) verbatim: bool,
    /// Whether the document is no record of what was said, so that what it tells of actors is nobody's.
    pub(super) paper: bool,
    /// Labels with which several paragraphs or cues begin, in lower case.
    pub(super) repeated: HashSet<String>,
    /// The rows of tables with a row for each speaker, by block.
    tables: HashMap<usize, Rc<Columns>>,
    /// The lines over statements, in a document with several, by block.
    openings: HashMap<usize, Rc<Opening>>,
    furniture: Furniture,
    pub(super) out: Passages,
    pub(super) current: Current,
    /// The passages under which the next item may stand: depth in the document and number.
    pub(super) depths: Vec<(u8, usize)>,
    /// Whether a session or a speaker came.
    pub(super) started: bool,
    /// Who chairs the meeting, as its head says.
    pub(super) chair: Vec<ThingId>,
    /// Whether the narrator spoke since the last speaker, so that only a pronoun goes on with that speaker.
    pub(super) aside: bool,
    /// Whether a heading opened the slots that have the floor, so that labels in its items are part of what is said.
    pub(super) by_heading: bool,
    /// How deep the item stands whose label opened the slots that have the floor.
    pub(super) item_label: Option<u8>,
    /// Who leads those who have the floor, as a sentence says: the one speaker whom others only joined.
    pub(super) lead: Option<usize>,
    /// Whether nobody speaks under the heading above: decisions, a list of participants.
    pub(super) unsaid: bool,
    /// The block below a quotation that says whose it is.
    pub(super) attribution: Option<usize>,
    /// Of whom the narrator told something right before.
    pub(super) doers: Vec<ThingId>,
    /// Whether the paragraph has a number, as those of a summary record, each of which is of one speaker.
    pub(super) numbered: bool,
    /// Whose the paragraph is.
    pub(super) paragraph: Paragraph,
    /// Persons with those for whom they speak, of whom a list of participants or somebody who introduces them says it.
    pub(super) persons: Vec<Speaker>,
    /// Where line feeds stand in the document, in code points.
    pub(super) line_feeds: Vec<u32>,
}

/// Whose a paragraph of running text is, as far as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Paragraph {
    /// Nothing of it was read.
    New,
    /// A person was named first, and no other person since: all of it may be what that one said, with these slots. "Mr. Novak
    /// (Poland) said … Ukraine joined this statement. He …"
    Turn(Vec<usize>),
    /// The narrator's, or that of several.
    Mixed,
}

/// Where a passage stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) span: Range<u32>,
    pub(super) time: Option<Range<f64>>,
    pub(super) parent: Option<usize>,
}

impl Reader<'_> {
    pub(super) fn is_furniture(&self, index: usize) -> bool {
        let text = self.document.blocks[index].text.plain();
        self.furniture.is_furniture(index, text) && self.headings(text).is_empty()
    }

    fn block(&mut self, index: usize) {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        if self.attribution == Some(index) {
            return;
        }
        if let Some(opening) = self.openings.get(&index).cloned() {
            return self.statement_of(index, &opening);
        }
        if let Some(columns) = self.tables.get(&index).cloned() {
            return self.row(index, &columns);
        }
        if self.is_furniture(index) {
            return self.out.cover(block.text.span(), Share::Furniture);
        }
        if (!self.started || self.out.slots.is_empty()) && super::head::is_line(text, self.words, self.lexicon) {
            self.out.head.push(index);
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        if self.is_dated_head(index) {
            self.out.head.push(index);
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        if !matches!(block.kind, Kind::Heading(_)) {
            if self.is_unsaid(index) {
                self.is_participant(text);
                return self.out.cover(block.text.span(), Share::Narrator);
            }
            self.unsaid = false;
        }
        match block.kind {
            Kind::Rule | Kind::Cue => {}
            Kind::Heading(_) => self.title(index),
            Kind::Paragraph => {
                if self.is_aside(index) {
                    self.out.cover(block.text.span(), Share::Narrator);
                } else if self.is_quotation(index) {
                    self.quoted(index);
                } else if self.labelled(index) {
                } else if self.is_title(text) || self.is_headline(index) {
                    self.title(index);
                } else {
                    self.prose(index, 0);
                }
            }
            Kind::Item { depth, .. } => self.item(index, depth),
        }
    }

    /// Whether a person is named, known or not.
    pub(super) fn is_person(&self, speaker: &Speaker) -> bool {
        !speaker.unknown.is_empty() || self.lexicon.thing(speaker.actor).kind == Actor::Person
    }

    /// Whether a paragraph is set apart from the others by its type: a caption, a note of the editors.
    pub(super) fn is_aside(&self, index: usize) -> bool {
        let text = &self.document.blocks[index].text;
        let whole = |(kind, range): (plenary_documents::Emphasis, Range<usize>)| {
            kind == plenary_documents::Emphasis::Italic && range == (0..text.plain().len())
        };
        (self.started || ends_a_sentence(text.plain())) && text.emphasis().any(whole)
    }

    pub(super) fn headings(&self, text: &str) -> Vec<Speaker> {
        let text = text.trim_start_matches(['>', '»', ' ']).trim_end_matches([':', '：']);
        let speakers = headings(text, self.words, self.lexicon);
        if speakers.is_empty() { self.chair(text).into_iter().collect() } else { speakers }
    }

    /// The person who chairs, if some words name the office and the head names one person.
    pub(super) fn chair(&self, text: &str) -> Option<Speaker> {
        let [actor] = self.chair[..] else { return None };
        super::head::is_chair(text, self.words).then(|| Speaker::alone(actor, text, INTRODUCED))
    }

    /// Whether a sentence names who speaks in it; under a heading only a verb makes that certain.
    pub(super) fn names_speaker(&self, text: &str, headed: bool) -> bool {
        clauses(text, headed, self.words, self.lexicon).iter().any(|clause| matches!(clause.who, Who::Speakers(_)))
    }

    pub(super) fn next(&self, index: usize) -> Option<&Block> {
        self.document.blocks[index + 1..].iter().find(|block| block.kind != Kind::Rule)
    }

    pub(super) fn open_headed(&mut self, speakers: Vec<Speaker>, line: u32, span: Range<u32>) {
        let slots = speakers.into_iter().map(|speaker| self.open(speaker, line, span.clone())).collect();
        self.by_heading = false;
        self.item_label = None;
        self.aside = false;
        self.out.cover(span, Share::Speaker);
        self.current = Current::Headed(slots);
    }

    pub(super) fn open(&mut self, speaker: Speaker, line: u32, span: Range<u32>) -> usize {
        for name in &speaker.unknown {
            self.out.unresolved.push(Unresolved {
                line,
                span: span.clone(),
                text: name.clone(),
                problem: Problem::Name,
            });
        }
        let number = self.out.slots.len();
        let session = self.out.sessions.len().checked_sub(1);
        self.out.slots.push(Slot { session, speaker, line, span });
        self.started = true;
        number
    }

    pub(super) fn unresolved(&mut self, line: u32, span: Range<u32>, text: &str, problem: Problem) {
        self.out.cover(span.clone(), Share::Reported);
        self.out.unresolved.push(Unresolved { line, span, text: text.to_owned(), problem });
    }
}

//! From the blocks of a document to sessions, interventions and passages, before anything is said about their content.
//!
//! A heading that names actors and has something under it opens interventions, at any level; any other heading opens a
//! session. Under a heading or a label the words are of the actors that it names, unless they name another in a speaker's
//! place; elsewhere each sentence names its own (`voices`). Nothing vanishes: what is not said by anybody is the narrator's
//! or furniture, and stands in `covered`.

use super::author::Survey;
use super::floor::is_unsaid;
use super::furniture::Furniture;
use super::lexicon::{Kind as Actor, Lexicon, PhraseKind, ThingId};
use super::passages::{Passages, Problem, Share, Slot, Title, Unresolved};
use super::sentences::sentences;
use super::speakers::{Speaker, ends_a_sentence, headings};
use super::statements::Opening;
use super::tables::Columns;
use super::voices::{Who, clauses};
use super::words::Words;
use plenary_documents::{Block, Document, Format, Kind};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

/// A paragraph with fewer characters than this that does not end like a sentence may be a heading.
const LONGEST_TITLE: usize = 120;
/// How many words may stand before those that thank somebody.
const COURTESY_REACH: usize = 2;
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

/// Finds sessions, interventions and passages.
pub(super) fn outline(document: &Document, words: &Words, lexicon: &Lexicon) -> Passages {
    let abbreviations = words.abbreviations(lexicon);
    let survey = Survey { document, words, lexicon, abbreviations: &abbreviations };
    let openings = super::statements::openings(&survey);
    let author = if openings.is_empty() { survey.author() } else { None };
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
    reader.out
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
    item_label: Option<u8>,
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
    line_feeds: Vec<u32>,
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

    /// Whether a paragraph may be a heading: it is short, does not end like a sentence, and nobody speaks in it.
    fn is_title(&self, text: &str) -> bool {
        !ends_a_sentence(text)
            && text.chars().count() <= LONGEST_TITLE
            && !text.contains('\n')
            && (!self.headings(text).is_empty() || !self.names_speaker(text, true))
    }

    /// Whether a paragraph is the headline: the first words of the document, which do not end like a sentence, before a paragraph
    /// that does or that has the date.
    fn is_headline(&self, index: usize) -> bool {
        let text = self.document.blocks[index].text.plain();
        let is_first = !self.started && self.out.head.is_empty() && self.out.passages.is_empty();
        let below = self.next(index).filter(|next| next.kind == Kind::Paragraph).map(|next| next.text.plain());
        let is_body = |text: &str| ends_a_sentence(text) || super::dates::first_date(text, self.words).is_some();
        is_first
            && !ends_a_sentence(text)
            && text.chars().count() <= LONGEST_TITLE
            && !text.contains('\n')
            && below.is_some_and(is_body)
    }

    /// Whether a sentence names who speaks in it; under a heading only a verb makes that certain.
    pub(super) fn names_speaker(&self, text: &str, headed: bool) -> bool {
        clauses(text, headed, self.words, self.lexicon).iter().any(|clause| matches!(clause.who, Who::Speakers(_)))
    }

    /// A heading, or a short paragraph that may be one.
    fn title(&mut self, index: usize) {
        let block = &self.document.blocks[index];
        let text = block.text.plain().trim_end_matches([':', '：']);
        let is_heading = matches!(block.kind, Kind::Heading(_));
        self.depths.clear();
        self.unsaid = is_unsaid(text, self.words);
        let speakers = self.headings(text);
        let dated = super::dates::first_date(text, self.words).is_some();
        // Amman and Oman are one word in Arabic: where the head has the place and the day, nobody speaks.
        let is_dateline = dated && !self.started;
        if !speakers.is_empty() && !is_dateline && self.has_content(index) {
            self.open_headed(speakers, block.line, block.text.span());
            self.by_heading = true;
            return;
        }
        let listed = self.items_below(index);
        if dated && !is_heading && self.started && listed.is_none() {
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        if !self.started && !is_heading && listed.is_none() && (dated || !self.before_speaker(index)) {
            self.out.head.push(index);
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        if !self.started && self.out.head.is_empty() && self.out.sessions.is_empty() && is_heading && listed.is_none() {
            // The first heading is the document's title.
            self.out.head.push(index);
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        self.started = true;
        // A heading over items that name no speakers is one itself, unless it is known to be none.
        if listed == Some(false) && !self.unsaid && !self.is_no_speaker(text) {
            self.unresolved(block.line, block.text.span(), text, Problem::Speaker);
            self.current = Current::Unknown;
            return;
        }
        self.out.cover(block.text.span(), Share::Narrator);
        self.out.sessions.push(Title { text: text.to_owned(), line: block.line });
        self.current = Current::Nobody;
    }

    /// Whether a heading is known to be none of a speaker.
    pub(super) fn is_no_speaker(&self, text: &str) -> bool {
        let folded = self.words.fold(text);
        let phrases = self.words.phrases.find(text, &folded);
        phrases.iter().any(|phrase| phrase.means.iter().any(|means| means.kind == PhraseKind::NotASpeaker))
    }

    pub(super) fn next(&self, index: usize) -> Option<&Block> {
        self.document.blocks[index + 1..].iter().find(|block| block.kind != Kind::Rule)
    }

    /// Whether the items right below a heading name speakers themselves; none if there are no items.
    fn items_below(&self, index: usize) -> Option<bool> {
        let below = self.document.blocks[index + 1..].iter();
        let items = below.take_while(|block| matches!(block.kind, Kind::Item { .. })).take(8);
        let mut named = items
            .map(|block| self.label(block.text.plain()).is_some() || self.names_speaker(block.text.plain(), false))
            .peekable();
        named.peek()?;
        Some(named.any(|named| named))
    }

    /// Whether what follows a heading is said under it, and is no heading itself.
    fn has_content(&self, index: usize) -> bool {
        self.next(index).is_some_and(|next| match next.kind {
            Kind::Item { .. } => true,
            Kind::Paragraph => !self.is_title(next.text.plain()) && self.label(next.text.plain()).is_none(),
            _ => false,
        })
    }

    fn before_speaker(&self, index: usize) -> bool {
        let next = self.next(index).map(|next| next.text.plain());
        next.is_some_and(|text| !self.headings(text).is_empty() || self.label(text).is_some())
    }

    fn item(&mut self, index: usize, depth: u8) {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        // The label of an item holds for it and for what stands under it.
        if self.item_label.is_some_and(|label| depth <= label) && self.label(text).is_none() {
            self.current = Current::Nobody;
            self.item_label = None;
        }
        let is_headed = matches!(self.current, Current::Headed(_));
        let deeper = |next: &Block| matches!(next.kind, Kind::Item { depth: below, .. } if below > depth);
        if self.next(index).is_some_and(deeper) {
            let speakers = self.headings(text);
            if !speakers.is_empty() {
                self.depths.clear();
                self.open_headed(speakers, block.line, block.text.span());
                self.by_heading = true;
                return;
            }
        }
        let strong = block
            .text
            .emphasis()
            .next()
            .is_some_and(|(kind, range)| kind == plenary_documents::Emphasis::Strong && range.start == 0);
        let under_label = self.depths.is_empty() || !is_headed || strong;
        if under_label
            && (strong || !(is_headed && self.by_heading))
            && let Some((speakers, rest)) = self.label(text)
        {
            self.depths.clear();
            self.open_headed(speakers, block.line, block.text.source_span(0..rest));
            self.item_label = Some(depth);
            self.say(index, rest..text.len(), None);
            return;
        }
        if !is_headed && self.is_participant(text) {
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        match self.current {
            Current::Headed(_) => self.under(index, depth),
            Current::Unknown | Current::Nobody | Current::Told(_) => self.prose(index, 0),
        }
    }

    /// Whether an item says for whom a person takes part, which is then known: "Ms. Ama Owusu, Ministry of Communications, Ghana".
    fn is_participant(&mut self, text: &str) -> bool {
        let parts: Vec<_> = text.split([',', '،', '，']).map(str::trim).collect();
        let listed = match parts[..] {
            [person, .., of] => format!("{person}, {of}"),
            _ => text.to_owned(),
        };
        let speaker = self.person_of_state(&listed).filter(|speaker| !speaker.unknown.is_empty());
        let is_one = speaker.is_some() && !ends_a_sentence(text);
        self.persons.extend(speaker.filter(|_| is_one));
        is_one
    }

    /// An item that those say who have the floor.
    pub(super) fn under(&mut self, index: usize, depth: u8) {
        let text = self.document.blocks[index].text.plain();
        while self.depths.last().is_some_and(|(above, _)| *above >= depth) {
            self.depths.pop();
        }
        let parent = self.depths.last().map(|(_, number)| *number);
        let number = self.out.passages.len();
        self.say(index, 0..text.len(), parent);
        if self.out.passages.len() > number {
            self.depths.push((depth, number));
        }
    }

    /// The sentences of running text, from a byte on.
    pub(super) fn prose(&mut self, index: usize, from: usize) {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        self.depths.clear();
        if !self.is_next_line(index) {
            self.doers.clear();
            let is_numbered = matches!(block.kind, Kind::Item { ordered: true, .. });
            self.numbered = is_numbered || super::furniture::number(text) > 0;
            self.paragraph = Paragraph::New;
            let first = self.sentences(text, from).into_iter().next().filter(|_| from == 0);
            if let Some(first) = first
                .filter(|first| matches!(self.current, Current::Told(_)) && !self.is_courtesy(&text[first.clone()]))
            {
                self.forget(&text[first]);
            }
        }
        self.running(index, from..text.len());
    }

    /// The sentences of a part of a block.
    pub(super) fn running(&mut self, index: usize, part: Range<usize>) {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        for range in self.sentences(&text[..part.end], part.start) {
            if self.is_courtesy(&text[range.clone()]) {
                self.out.cover(block.text.source_span(range), Share::Furniture);
                continue;
            }
            self.say(index, range, None);
        }
    }

    /// Whether a block is the next line of the paragraph before, in plain text: only an empty line ends a paragraph there, though a
    /// short line ends a block.
    fn is_next_line(&self, index: usize) -> bool {
        let block = &self.document.blocks[index];
        let Some(before) = index.checked_sub(1).map(|before| &self.document.blocks[before]) else { return false };
        let lines = before.text.span();
        let breaks = self.line_feeds.partition_point(|at| *at < block.text.span().start)
            - self.line_feeds.partition_point(|at| *at < lines.end);
        self.document.format == Format::Plain
            && block.kind == Kind::Paragraph
            && matches!(before.kind, Kind::Paragraph | Kind::Item { .. })
            && ends_a_sentence(before.text.plain())
            && super::furniture::number(block.text.plain()) == 0
            && breaks == 1
    }

    /// A paragraph that names no speaker and has no pronoun for one does not go on with the one above it.
    fn forget(&mut self, sentence: &str) {
        let clauses = clauses(sentence, false, self.words, self.lexicon);
        if clauses.iter().all(|clause| matches!(clause.who, Who::Same { named: false, .. })) {
            self.current = Current::Nobody;
        }
    }

    /// The sentences of a text from a byte on, without numbers and times that were typed.
    pub(super) fn sentences(&self, text: &str, from: usize) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        for range in sentences(&text[from..], &self.abbreviations) {
            let range = from + range.start..from + range.end;
            ranges.extend(super::furniture::without_times(text, range));
        }
        if self.verbatim {
            let is_name = |inner: &str| !self.headings(inner).is_empty();
            let cut = |range| super::furniture::without_asides(text, range, is_name);
            return ranges.into_iter().filter_map(cut).collect();
        }
        ranges
    }

    /// Makes a passage of some words, or reports whose they are not.
    pub(super) fn say(&mut self, index: usize, range: Range<usize>, parent: Option<usize>) {
        let block = &self.document.blocks[index];
        let span = block.text.source_span(range.clone());
        // A label holds for the paragraphs below it too, but not for what the narrator tells in them.
        let is_below = matches!(&self.current, Current::Headed(slots) if !self.by_heading
            && slots.iter().all(|slot| self.out.slots[*slot].span.end <= block.text.span().start));
        if is_below && block.kind == Kind::Paragraph && self.is_narrated(&block.text.plain()[range.clone()]) {
            return self.out.cover(span, Share::Narrator);
        }
        // "(No intervention)" under a label.
        let is_name = |inner: &str| !self.headings(inner).is_empty();
        if matches!(self.current, Current::Headed(_))
            && super::furniture::without_asides(block.text.plain(), range.clone(), is_name).is_none()
        {
            return self.out.cover(span, Share::Furniture);
        }
        let place = Place { line: self.line_of(index, range.start), span, time: None, parent };
        self.passage(&block.text.plain()[range], place);
    }

    fn is_narrated(&self, sentence: &str) -> bool {
        let clauses = clauses(sentence, false, self.words, self.lexicon);
        clauses.iter().all(|clause| matches!(&clause.who, Who::Narrator(doers) if doers.is_empty()))
    }

    /// The line of the document on which a byte of a block stands.
    fn line_of(&self, index: usize, byte: usize) -> u32 {
        let block = &self.document.blocks[index];
        let (start, at) = (block.text.span().start, block.text.source_span(byte..byte + 1).start);
        let before = |end: u32| self.line_feeds.partition_point(|line_feed| *line_feed < end);
        let line_feeds = before(at).saturating_sub(before(start));
        block.line + u32::try_from(line_feeds).unwrap_or_default()
    }

    pub(super) fn is_courtesy(&self, text: &str) -> bool {
        let folded = self.words.fold(text);
        let phrases = self.words.phrases.find(text, &folded);
        let courtesy =
            phrases.iter().filter(|phrase| phrase.means.iter().any(|means| means.kind == PhraseKind::Courtesy));
        let courtesy: Vec<_> = courtesy.map(|phrase| phrase.pieces.clone()).collect();
        let Some(first) = courtesy.first() else { return false };
        // A courtesy and little else.
        let words: usize = courtesy.iter().map(|pieces| pieces.len()).sum();
        if folded.pieces.len() <= 2 * words + 4 {
            return true;
        }
        // Whoever speaks thanks somebody, and says nothing of a subject.
        let is_other = |pieces: &Range<usize>| !courtesy.iter().any(|own| super::matcher::overlap(own, pieces));
        let states = |cue: &super::matcher::Found<'_, super::words::CueOf>| {
            is_other(&cue.pieces) && cue.means.iter().any(|means| means.strength == super::lexicon::Strength::Verb)
        };
        self.verbatim
            && first.start <= COURTESY_REACH
            && self.words.themes.find(text, &folded).is_empty()
            && self.words.processes.find(text, &folded).is_empty()
            && !self.words.cues.find(text, &folded).iter().any(states)
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

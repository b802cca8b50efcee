//! From the blocks of a document to sessions, interventions and statements, before anything is said about their content.
//!
//! A heading that names an actor and has something under it opens an intervention, at any level; any other heading
//! opens a session. Where the document is prose, the subjects of its sentences say who speaks; where it is a transcript,
//! the labels of its cues do.

use super::lexicon::{Lexicon, PhraseKind};
use super::passages::{Passage, Passages, Problem, Slot, Title, Unresolved, Utterance, Voice};
use super::positions::first_verb;
use super::sentences::sentences;
use super::speakers::{Speaker, Subject, ends_a_sentence, heading, subject};
use super::words::Words;
use plenary_documents::{Block, Document, Kind};
use std::ops::Range;

/// A paragraph with fewer characters than this that does not end like a sentence may be a heading.
const LONGEST_TITLE: usize = 120;
/// Longest label before a colon, in bytes.
const LONGEST_LABEL: usize = 160;

/// Who speaks at this point of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Current {
    /// No speaker yet; prose may name one.
    Nobody,
    /// A slot that a heading or a label opened: all that follows belongs to it.
    Headed(usize),
    /// A slot that a sentence opened: other sentences may open others.
    Told(usize),
    /// An unknown speaker.
    Unknown,
}

/// Where a passage stands.
struct Place {
    line: u32,
    span: Range<u32>,
    time: Option<Range<f64>>,
    parent: Option<usize>,
    kind: Kind,
}

/// Finds sessions, interventions and statements.
pub(super) fn outline(document: &Document, words: &Words, lexicon: &Lexicon) -> Passages {
    let abbreviations = words.abbreviations(lexicon);
    let mut reader = Reader {
        document,
        words,
        lexicon,
        abbreviations,
        out: Passages::default(),
        current: Current::Nobody,
        depths: Vec::new(),
        started: false,
    };
    if document.blocks.iter().any(|block| block.kind == Kind::Cue) {
        reader.transcript();
    } else {
        (0..document.blocks.len()).for_each(|index| reader.block(index));
    }
    reader.out
}

struct Reader<'a> {
    document: &'a Document,
    words: &'a Words,
    lexicon: &'a Lexicon,
    abbreviations: Vec<String>,
    out: Passages,
    current: Current,
    /// The passages under which the next item may stand: depth in the document and number.
    depths: Vec<(u8, usize)>,
    /// Whether a session or a speaker came.
    started: bool,
}

impl Reader<'_> {
    fn block(&mut self, index: usize) {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        match block.kind {
            Kind::Rule | Kind::Cue => {}
            Kind::Heading(_) => self.title(index),
            Kind::Paragraph => {
                if self.labelled(index) {
                } else if self.is_title(text) {
                    self.title(index);
                } else {
                    self.prose(index);
                }
            }
            Kind::Item { depth, .. } => self.item(index, depth),
        }
    }

    fn is_title(&self, text: &str) -> bool {
        !ends_a_sentence(text) && text.chars().count() <= LONGEST_TITLE && !text.contains('\n')
    }

    /// A heading, or a short paragraph that may be one.
    fn title(&mut self, index: usize) {
        let block = &self.document.blocks[index];
        let text = block.text.plain().trim_end_matches([':', '：']);
        self.depths.clear();
        if let Some(speaker) = heading(text, self.words, self.lexicon)
            && self.has_content(index)
        {
            self.open(speaker, block.line, block.text.span(), true);
            return;
        }
        let next = self.next(index);
        let is_listed = next.is_some_and(|next| matches!(next.kind, Kind::Item { .. }));
        let is_heading = matches!(block.kind, Kind::Heading(_));
        let dated = super::dates::first_date(text, self.words).is_some();
        if !self.started && !is_heading && !is_listed && (dated || !self.before_speaker(index)) {
            self.out.head.push(index);
            return;
        }
        if !self.started && self.out.head.is_empty() && self.out.sessions.is_empty() && is_heading && !is_listed {
            // The first heading is the document's title.
            self.out.head.push(index);
            return;
        }
        let known = self.is_no_speaker(text);
        if is_listed && !known {
            self.unresolved(block.line, block.text.span(), text, Problem::Speaker);
        }
        self.started = true;
        self.out.sessions.push(Title { text: text.to_owned(), line: block.line });
        self.current = if is_listed && !known { Current::Unknown } else { Current::Nobody };
    }

    /// Whether a heading is known to be none of a speaker.
    fn is_no_speaker(&self, text: &str) -> bool {
        let folded = self.words.fold(text);
        let phrases = self.words.phrases.find(text, &folded);
        phrases.iter().any(|phrase| phrase.means.iter().any(|means| means.kind == PhraseKind::NotASpeaker))
    }

    fn next(&self, index: usize) -> Option<&Block> {
        self.document.blocks[index + 1..].iter().find(|block| block.kind != Kind::Rule)
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
        next.is_some_and(|text| heading(text, self.words, self.lexicon).is_some() || self.label(text).is_some())
    }

    /// `NAME: what is said`. Gives the speaker and where what is said begins.
    fn label(&self, text: &str) -> Option<(Speaker, usize)> {
        let (at, colon) = text.char_indices().find(|(_, char)| matches!(char, ':' | '：'))?;
        if at > LONGEST_LABEL || at == 0 {
            return None;
        }
        let rest = at + colon.len_utf8();
        let rest = rest + (text[rest..].len() - text[rest..].trim_start().len());
        if rest >= text.len() {
            return None;
        }
        Some((heading(&text[..at], self.words, self.lexicon)?, rest))
    }

    /// A paragraph that begins with a speaker's label.
    fn labelled(&mut self, index: usize) -> bool {
        let block = &self.document.blocks[index];
        let Some((speaker, rest)) = self.label(block.text.plain()) else {
            return self.unknown_label(index);
        };
        self.depths.clear();
        let slot = self.open(speaker, block.line, block.text.source_span(0..rest), true);
        self.sentences(index, rest, slot);
        true
    }

    /// `NAME: what is said` with a name that is not known, where other paragraphs have labels that are.
    fn unknown_label(&mut self, index: usize) -> bool {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        let Some(at) = text.find([':', '：']).filter(|at| *at <= LONGEST_LABEL / 2) else { return false };
        let label = text[..at].trim();
        let words = label.split_whitespace().count();
        let looks_like_name = label.chars().next().is_some_and(|char| char.is_uppercase() || !char.is_lowercase())
            && words <= 6
            && !self.is_no_speaker(label)
            && !text[at..].trim_matches([':', '：', ' ']).is_empty();
        let headed = matches!(self.current, Current::Headed(_) | Current::Unknown);
        if !(looks_like_name && headed && self.neighbours_are_labelled(index)) {
            return false;
        }
        self.unresolved(block.line, block.text.source_span(0..at), label, Problem::Speaker);
        self.unresolved(
            block.line,
            block.text.source_span(at..text.len()),
            text[at..].trim_matches([':', '：', ' ']),
            Problem::NoSpeaker,
        );
        self.current = Current::Unknown;
        true
    }

    fn neighbours_are_labelled(&self, index: usize) -> bool {
        let is_labelled = |block: Option<&Block>| {
            block.is_some_and(|block| block.kind == Kind::Paragraph && self.label(block.text.plain()).is_some())
        };
        let before = self.document.blocks[..index].iter().rev().find(|block| block.kind != Kind::Rule);
        is_labelled(before) || is_labelled(self.next(index))
    }

    fn item(&mut self, index: usize, depth: u8) {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        let is_headed = matches!(self.current, Current::Headed(_));
        let deeper = |next: &Block| matches!(next.kind, Kind::Item { depth: below, .. } if below > depth);
        if let Some(speaker) = heading(text.trim_end_matches([':', '：']), self.words, self.lexicon)
            && self.next(index).is_some_and(deeper)
        {
            self.depths.clear();
            self.open(speaker, block.line, block.text.span(), true);
            return;
        }
        let under_label = self.depths.is_empty() || !is_headed;
        if under_label
            && !(is_headed && self.opened_by_heading())
            && let Some((speaker, rest)) = self.label(text)
        {
            self.depths.clear();
            let slot = self.open(speaker, block.line, block.text.source_span(0..rest), true);
            let span = block.text.source_span(rest..text.len());
            self.add(
                slot,
                &text[rest..],
                Place { line: block.line, span, time: None, parent: None, kind: block.kind },
                0,
            );
            return;
        }
        match self.current {
            Current::Headed(slot) => {
                while self.depths.last().is_some_and(|(above, _)| *above >= depth) {
                    self.depths.pop();
                }
                let parent = self.depths.last().map(|(_, number)| *number);
                let number = self.out.passages.len();
                let place = Place { line: block.line, span: block.text.span(), time: None, parent, kind: block.kind };
                self.add(slot, text, place, 0);
                self.depths.push((depth, number));
            }
            Current::Unknown => self.unresolved(block.line, block.text.span(), text, Problem::NoSpeaker),
            Current::Nobody | Current::Told(_) => self.prose(index),
        }
    }

    /// Whether the current slot was opened by a heading, so that labels in its items are part of what is said.
    fn opened_by_heading(&self) -> bool {
        let Current::Headed(slot) = self.current else { return false };
        let line = self.out.slots[slot].line;
        self.document.blocks.iter().any(|block| {
            block.line == line && (matches!(block.kind, Kind::Heading(_)) || self.is_title(block.text.plain()))
        })
    }

    /// Running text.
    fn prose(&mut self, index: usize) {
        let block = &self.document.blocks[index];
        match self.current {
            Current::Headed(slot) => self.sentences(index, 0, slot),
            Current::Unknown => {
                self.unresolved(block.line, block.text.span(), block.text.plain(), Problem::NoSpeaker);
            }
            Current::Nobody | Current::Told(_) => self.told(index),
        }
    }

    /// Adds the sentences of a block from a byte on to a slot.
    fn sentences(&mut self, index: usize, from: usize, slot: usize) {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        self.depths.clear();
        for range in sentences(&text[from..], &self.abbreviations) {
            let range = from + range.start..from + range.end;
            if self.is_courtesy(&text[range.clone()]) {
                continue;
            }
            let line = self.line_of(index, range.start);
            let span = block.text.source_span(range.clone());
            self.add(slot, &text[range], Place { line, span, time: None, parent: None, kind: block.kind }, 0);
        }
    }

    /// The line of the document on which a byte of a block stands.
    fn line_of(&self, index: usize, byte: usize) -> u32 {
        let block = &self.document.blocks[index];
        let (start, at) = (block.text.span().start, block.text.source_span(byte..byte + 1).start);
        let between = self.document.text.chars().skip(start as usize).take(at.saturating_sub(start) as usize);
        let line_feeds = between.filter(|char| *char == '\n').count();
        block.line + u32::try_from(line_feeds).unwrap_or_default()
    }

    /// Sentences that report who said what.
    fn told(&mut self, index: usize) {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        for range in sentences(text, &self.abbreviations) {
            let sentence = &text[range.clone()];
            let span = block.text.source_span(range.clone());
            let line = self.line_of(index, range.start);
            let folded = self.words.fold(sentence);
            let verb = first_verb(sentence, &folded, self.words);
            let who = verb.map(|verb| subject(sentence, &folded, verb, self.words, self.lexicon));
            let mut subject = 0;
            match who {
                Some(Subject::Speaker(speaker)) => {
                    subject = verb.unwrap_or_default();
                    let same = match self.current {
                        Current::Told(slot) => self.out.slots[slot].speaker.actor == speaker.actor,
                        _ => false,
                    };
                    if !same {
                        self.open(speaker, line, span.clone(), false);
                    }
                }
                Some(Subject::Same) | None => {}
                Some(Subject::Several) => self.current = Current::Nobody,
                Some(Subject::Unknown(name)) => {
                    self.unresolved(line, span.clone(), &name, Problem::Speaker);
                    self.current = Current::Nobody;
                }
            }
            match self.current {
                Current::Told(slot) => {
                    self.add(slot, sentence, Place { line, span, time: None, parent: None, kind: block.kind }, subject);
                }
                // What stands before the first speaker introduces the document.
                _ if !self.out.slots.is_empty() && verb.is_some() => {
                    self.unresolved(line, span, sentence, Problem::NoSpeaker);
                }
                _ => {}
            }
        }
    }

    fn is_courtesy(&self, text: &str) -> bool {
        let folded = self.words.fold(text);
        let phrases = self.words.phrases.find(text, &folded);
        let courtesy =
            phrases.iter().filter(|phrase| phrase.means.iter().any(|means| means.kind == PhraseKind::Courtesy));
        // A courtesy and little else.
        let words: usize = courtesy.map(|phrase| phrase.pieces.len()).sum();
        words > 0 && folded.pieces.len() <= 2 * words + 4
    }

    fn transcript(&mut self) {
        let blocks = &self.document.blocks;
        let mut from = 0;
        while from < blocks.len() {
            let voice = blocks[from].voice.as_deref();
            let end = from + 1;
            let same =
                |block: &Block| block.kind == Kind::Cue && (block.voice.is_none() || block.voice.as_deref() == voice);
            let end = end + blocks[end..].iter().take_while(|block| same(block)).count();
            if blocks[from].kind == Kind::Cue {
                self.voice(from..end);
            }
            from = end;
        }
    }

    /// The cues of one voice, joined.
    fn voice(&mut self, cues: Range<usize>) {
        let blocks = &self.document.blocks[cues.clone()];
        let mut text = String::new();
        let mut starts = Vec::new();
        for block in blocks {
            if !text.is_empty() && !text.ends_with(plenary_search::words::is_han) {
                text.push(' ');
            }
            starts.push(text.len());
            text.extend(block.text.plain().chars().map(|char| if char == '\n' { ' ' } else { char }));
        }
        let of = |byte: usize| starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let place = |range: &Range<usize>| {
            let (first, last) = (of(range.start), of(range.end.saturating_sub(1)));
            let from = blocks[first].text.source_span(range.start - starts[first]..blocks[first].text.plain().len());
            let to = blocks[last].text.source_span(0..range.end - starts[last]);
            let time = match (&blocks[first].time, &blocks[last].time) {
                (Some(first), Some(last)) => Some(first.start..last.end),
                _ => None,
            };
            (blocks[first].line, from.start..to.end, time)
        };
        let line = blocks[0].line;
        let slot = blocks[0].voice.as_deref().map(|voice| (voice, heading(voice, self.words, self.lexicon)));
        match slot {
            Some((_, Some(speaker))) => {
                let same = match self.current {
                    Current::Headed(slot) => self.out.slots[slot].speaker == speaker,
                    _ => false,
                };
                if !same {
                    self.open(speaker, line, blocks[0].text.span(), true);
                }
            }
            Some((voice, None)) => {
                self.unresolved(line, blocks[0].text.span(), voice, Problem::Speaker);
                self.current = Current::Unknown;
            }
            None => self.current = Current::Unknown,
        }
        for range in sentences(&text, &self.abbreviations) {
            let sentence = &text[range.clone()];
            if self.is_courtesy(sentence) {
                continue;
            }
            let (line, span, time) = place(&range);
            match self.current {
                Current::Headed(slot) => {
                    self.add(slot, sentence, Place { line, span, time, parent: None, kind: Kind::Cue }, 0);
                }
                _ => self.unresolved(line, span, sentence, Problem::NoSpeaker),
            }
        }
    }

    fn open(&mut self, speaker: Speaker, line: u32, span: Range<u32>, headed: bool) -> usize {
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
        self.current = if headed { Current::Headed(number) } else { Current::Told(number) };
        self.started = true;
        number
    }

    /// Adds a passage of one speaker; `subject` pieces of it name the speaker.
    fn add(&mut self, slot: usize, text: &str, place: Place, subject: usize) {
        let text = super::one_line(text);
        let folded = self.words.fold(&text);
        let from = folded.pieces.get(subject).filter(|_| subject > 0).map_or(0, |piece| piece.source.start);
        let said = std::iter::once(from..text.len()).collect();
        let voices = vec![Voice { slot, confidence: self.out.slots[slot].speaker.confidence }];
        let Place { line, span, time, parent, kind } = place;
        let utterances = vec![Utterance { voices, said }];
        self.out.passages.push(Passage { text, line, span, time, parent, kind, utterances });
    }

    fn unresolved(&mut self, line: u32, span: Range<u32>, text: &str, problem: Problem) {
        self.out.unresolved.push(Unresolved { line, span, text: text.to_owned(), problem });
    }
}

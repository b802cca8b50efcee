//! Items and running text: their sentences, each with its place in the document.

use super::author::in_first_person;
use super::lexicon::PhraseKind;
use super::outline::{Current, Paragraph, Place, Reader};
use super::passages::Share;
use super::sentences::sentences;
use super::speakers::ends_a_sentence;
use super::voices::{Who, clauses};
use plenary_documents::{Block, Format, Kind};
use std::ops::Range;

/// How many words may stand before those that thank somebody.
const COURTESY_REACH: usize = 2;

impl Reader<'_> {
    pub(super) fn item(&mut self, index: usize, depth: u8) {
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
    pub(super) fn is_participant(&mut self, text: &str) -> bool {
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

    /// A paragraph that names no speaker and has no pronoun for one does not go on with the one above it, nor does one in which the
    /// narrator speaks of itself.
    fn forget(&mut self, sentence: &str) {
        let clauses = clauses(sentence, false, self.words, self.lexicon);
        let is_narrator = in_first_person(sentence, self.words);
        if is_narrator || clauses.iter().all(|clause| matches!(clause.who, Who::Same { named: false, .. })) {
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
}

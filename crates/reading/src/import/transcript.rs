//! Transcripts: the cues of one voice, joined, and who speaks where none has a voice.

use super::outline::{Current, Place, Reader};
use super::passages::{Problem, Share};
use plenary_documents::{Block, Kind, needs_space};
use std::ops::Range;

/// A sentence that is longer than this, in bytes, is read by its cues.
const LONGEST_SENTENCE: usize = 1_500;
/// Of such a sentence so many bytes, at least, are read together.
const PART: usize = 240;

/// The cues of one voice as one text.
struct Joined<'b> {
    blocks: &'b [Block],
    text: String,
    /// Where each block begins in the text.
    starts: Vec<usize>,
}

impl<'b> Joined<'b> {
    fn new(blocks: &'b [Block]) -> Self {
        let mut text = String::new();
        let mut starts = Vec::with_capacity(blocks.len());
        for block in blocks {
            if let (Some(before), Some(after)) = (text.chars().next_back(), block.text.plain().chars().next())
                && needs_space(before, after)
            {
                text.push(' ');
            }
            starts.push(text.len());
            text.extend(block.text.plain().chars().map(|char| if char == '\n' { ' ' } else { char }));
        }
        Self { blocks, text, starts }
    }

    fn block_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// A sentence, or its cues, some at a time, if it is longer than sentences are: captions without punctuation.
    fn cut(&self, range: Range<usize>) -> Vec<Range<usize>> {
        if range.len() <= LONGEST_SENTENCE {
            return vec![range];
        }
        let mut parts = Vec::new();
        let mut start = range.start;
        for at in self.starts.iter().copied().filter(|at| range.contains(at)) {
            if at - start >= PART {
                parts.push(start..at);
                start = at;
            }
        }
        parts.push(start..range.end);
        for part in &mut parts {
            let text = &self.text[part.clone()];
            *part = part.start + (text.len() - text.trim_start().len())..part.start + text.trim_end().len();
        }
        parts.retain(|part| !part.is_empty());
        parts
    }

    fn place(&self, range: &Range<usize>) -> Place {
        let (first, last) = (self.block_of(range.start), self.block_of(range.end.saturating_sub(1)));
        let (start, end) = (&self.blocks[first], &self.blocks[last]);
        let from = start.text.source_span(range.start - self.starts[first]..start.text.plain().len());
        let to = end.text.source_span(0..range.end - self.starts[last]);
        let time = match (&start.time, &end.time) {
            (Some(start), Some(end)) => Some(start.start..end.end),
            _ => None,
        };
        Place { line: start.line, span: from.start..to.end, time, parent: None }
    }
}

impl Reader<'_> {
    pub(super) fn transcript(&mut self) {
        let blocks = &self.document.blocks;
        let mut from = 0;
        while from < blocks.len() {
            let voice = blocks[from].voice.as_deref();
            let end = from + 1;
            let same = |block: &Block| {
                block.kind == Kind::Cue
                    && (block.voice.is_none() || block.voice.as_deref() == voice)
                    && !(block.voice.is_none() && self.names_speaker_first(block.text.plain()))
            };
            let end = end + blocks[end..].iter().take_while(|block| same(block)).count();
            if blocks[from].kind == Kind::Cue {
                self.voice(from..end);
            }
            from = end;
        }
    }

    /// Whether a cue without a voice begins with the label of a speaker, or is nothing but a speaker's name.
    fn names_speaker_first(&self, text: &str) -> bool {
        self.label(text).is_some() || self.bracketed(text).is_some() || self.is_label_of_other(text)
    }

    /// `(Kenya)` alone, or before what is said.
    fn bracketed(&self, text: &str) -> Option<(Vec<super::speakers::Speaker>, usize)> {
        let inner = text.strip_prefix(['(', '[', '（'])?;
        let close = inner.find([')', ']', '）'])?;
        let speakers = super::speakers::headings(&inner[..close], self.words, self.lexicon);
        let behind = text.len() - inner.len() + close;
        let rest = behind + text[behind..].chars().next().map_or(0, char::len_utf8);
        let rest = rest + (text[rest..].len() - text[rest..].trim_start().len());
        (!speakers.is_empty()).then_some((speakers, rest))
    }

    /// The cues of one voice.
    fn voice(&mut self, cues: Range<usize>) {
        let document = self.document;
        let joined = Joined::new(&document.blocks[cues.clone()]);
        let first = &document.blocks[cues.start];
        let mut from = 0;
        match first.voice.as_deref() {
            Some(voice) => self.voiced(voice, &joined, first),
            None => match self.label(&joined.text).or_else(|| self.bracketed(&joined.text)) {
                Some((speakers, rest)) => {
                    from = rest;
                    let place = joined.place(&(0..rest.max(1)));
                    self.open_headed(speakers, place.line, place.span);
                }
                None if self.is_label_of_other(&joined.text) => {
                    let label = super::speakers::label_end(&joined.text);
                    let (label, rest) = label.unwrap_or((0..0, 0));
                    from = rest;
                    let place = joined.place(&(0..rest.max(1)));
                    self.unresolved(place.line, place.span, &joined.text[label], Problem::Speaker);
                    self.current = Current::Unknown;
                }
                // A cue without a voice goes on with the one before it, which may have none.
                None if cues.start == 0 => self.current = Current::Nobody,
                None => {}
            },
        }
        let sentences = self.sentences(&joined.text, from);
        for range in sentences.into_iter().flat_map(|range| joined.cut(range)) {
            let sentence = &joined.text[range.clone()];
            let place = joined.place(&range);
            if self.is_courtesy(sentence) {
                self.out.cover(place.span, Share::Furniture);
            } else if self.current == Current::Unknown {
                self.unresolved(place.line, place.span, sentence, Problem::NoSpeaker);
            } else {
                self.passage(sentence, place);
            }
        }
    }

    /// A voice that has a name.
    fn voiced(&mut self, voice: &str, joined: &Joined<'_>, first: &Block) {
        let speakers = super::speakers::headings(voice, self.words, self.lexicon);
        let speakers = match speakers.is_empty() {
            true => {
                let own = self.introduced(&joined.text, voice);
                own.or_else(|| self.introduced_person(voice)).into_iter().collect()
            }
            false => speakers,
        };
        if speakers.is_empty() {
            self.unresolved(first.line, first.text.span(), voice, Problem::Speaker);
            self.current = Current::Unknown;
            return;
        }
        let same = match &self.current {
            Current::Headed(slots) => {
                slots.len() == speakers.len()
                    && slots.iter().zip(&speakers).all(|(slot, speaker)| {
                        self.out.slots[*slot].speaker.actor == speaker.actor
                            && self.out.slots[*slot].speaker.cue == speaker.cue
                    })
            }
            _ => false,
        };
        if !same {
            self.open_headed(speakers, first.line, first.text.span());
        }
    }
}

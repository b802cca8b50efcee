//! Words of a document by their place, and what stands around them.

use super::marked::offset;
use super::script::needs_space;
use super::sentences::sentences;
use super::{Block, Document, Kind};
use std::ops::Range;

/// A place may have this many code points to be quoted: more is no sentence but a document.
const LONGEST_QUOTE: u32 = 20_000;
/// The number of code points that are shown before a quote and behind it.
const AROUND: usize = 600;
/// A neighbour with fewer bytes tells nothing ("Mr."), so one more sentence is shown, but never more than [`NEIGHBOURS`].
const TELLING: usize = 24;
const NEIGHBOURS: usize = 3;
/// What is cut ends between words if a space is within this many characters.
const LONGEST_WORD: usize = 40;
/// The number of characters between two of which the place is kept.
const STRIDE: usize = 64;

/// Words of a document with what stands around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The words, without markup, in one line.
    pub quote: String,
    /// The sentences that they stand in, with a neighbour on each side; a line feed stands between blocks, and `…` where it
    /// was cut.
    pub context: String,
    /// Where the quote begins in the context, in code points.
    pub start: usize,
}

/// The text of a document without markup, made ready to give many excerpts: each takes work that grows with its own
/// length, not with that of the document.
#[derive(Debug)]
pub struct Excerpts {
    /// All blocks, white space collapsed; subtitles run on, other blocks are lines.
    text: String,
    /// Code points of the source with the bytes of `text` where they stand; characters between two follow each other in both.
    places: Vec<(u32, u32)>,
    /// The sentences of `text`, in bytes.
    sentences: Vec<Range<u32>>,
    pages: Vec<u32>,
}

impl Excerpts {
    /// Makes the text of a document ready.
    pub fn new(document: &Document) -> Self {
        let mut excerpts = Self {
            text: String::with_capacity(document.text.len()),
            places: Vec::new(),
            sentences: Vec::new(),
            pages: document.pages.clone(),
        };
        let (mut line, mut voice) = (0, None);
        for block in document.blocks.iter().filter(|block| !block.text.plain().trim().is_empty()) {
            let goes_on = block.kind == Kind::Cue && (block.voice.is_none() || block.voice == voice);
            if !goes_on {
                excerpts.end_line(line);
                line = excerpts.text.len();
            } else if let (Some(before), Some(after)) =
                (excerpts.text.chars().next_back(), block.text.plain().chars().next())
                && needs_space(before, after)
            {
                excerpts.text.push(' ');
            }
            voice.clone_from(&block.voice);
            excerpts.add(block);
        }
        excerpts.end_line(line);
        excerpts
    }

    fn add(&mut self, block: &Block) {
        let mut since = STRIDE;
        let mut next = None;
        for (char, source) in block.text.characters() {
            if char.is_whitespace() && self.text.ends_with(char::is_whitespace) {
                next = None;
                continue;
            }
            since += 1;
            if since >= STRIDE || next != Some(source) {
                self.places.push((source, offset(self.text.len())));
                since = 0;
            }
            self.text.push(if char.is_whitespace() { ' ' } else { char });
            next = Some(source + 1);
        }
    }

    fn end_line(&mut self, line: usize) {
        let written = self.text.get(line..).unwrap_or_default();
        if written.is_empty() {
            return;
        }
        let found = sentences(written, &[]);
        self.sentences.extend(found.into_iter().map(|range| offset(line + range.start)..offset(line + range.end)));
        self.text.push('\n');
    }

    /// The words at code points of [`Document::text`], and what stands around them; none if nothing is written there, or more
    /// than one quotes.
    pub fn at(&self, span: Range<u32>) -> Option<Excerpt> {
        if span.end.checked_sub(span.start)? > LONGEST_QUOTE {
            return None;
        }
        let (start, end) = (self.byte_at(span.start), self.byte_at(span.end));
        let raw = self.text.get(start..end)?;
        let start = start + raw.len() - raw.trim_start().len();
        let quote = raw.trim();
        let end = start + quote.len();
        if quote.is_empty() {
            return None;
        }
        let context = self.around(start, end);
        let before = self.text.get(context.start..start)?;
        let (mut text, skipped) = match before.char_indices().rev().nth(AROUND) {
            Some((at, _)) => ("… ".to_owned(), next_word(before, at)),
            None => (String::new(), 0),
        };
        text.push_str(before.get(skipped..)?);
        let (points, quote) = (text.chars().count(), quote.replace('\n', " "));
        text.push_str(&quote);
        let after = self.text.get(end..context.end)?;
        match after.char_indices().nth(AROUND) {
            Some((at, _)) => {
                text.push_str(after.get(..last_space(after, at))?);
                text.push_str(" …");
            }
            None => text.push_str(after),
        }
        Some(Excerpt { quote, context: text, start: points })
    }

    /// The page on which a code point stands, from 1; none if the document has no pages.
    pub fn page(&self, at: u32) -> Option<u32> {
        page(&self.pages, at)
    }

    /// The sentences that a range of bytes stands in, with a neighbour on each side.
    fn around(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.sentences.partition_point(|sentence| sentence.end as usize <= start);
        let behind = self.sentences.partition_point(|sentence| (sentence.start as usize) < end);
        let begin = |index: usize| self.sentences.get(index).map_or(start, |sentence| sentence.start as usize);
        let finish = |index: usize| self.sentences.get(index).map_or(end, |sentence| sentence.end as usize);
        let own = begin(first).min(start)..behind.checked_sub(1).map_or(end, finish).max(end);
        let before = (1..=NEIGHBOURS).map_while(|back| first.checked_sub(back)).map(begin);
        let after = (0..NEIGHBOURS).map(|on| behind + on).take_while(|index| *index < self.sentences.len()).map(finish);
        let mut context = own.clone();
        let is_telling = |neighbour: Range<usize>| {
            // What stands on a line of its own is whole: a heading, an item.
            neighbour.len() >= TELLING || self.text.get(neighbour).is_some_and(|text| text.contains('\n'))
        };
        for begin in before {
            context.start = begin.min(own.start);
            if is_telling(context.start..own.start) {
                break;
            }
        }
        for finish in after {
            context.end = finish.max(own.end);
            if is_telling(own.end..context.end) {
                break;
            }
        }
        context
    }

    /// The byte of the text where a code point of the source stands, or where the next one does that is no markup.
    fn byte_at(&self, point: u32) -> usize {
        let after = self.places.partition_point(|(source, _)| *source <= point);
        let next = self.places.get(after).map_or(self.text.len(), |(_, byte)| *byte as usize);
        let Some((source, byte)) = after.checked_sub(1).and_then(|index| self.places.get(index)) else { return next };
        let rest = self.text.get(*byte as usize..next).unwrap_or_default();
        rest.char_indices().nth((point - source) as usize).map_or(next, |(at, _)| *byte as usize + at)
    }
}

/// The page on which a code point stands, from 1, by the code points at which pages begin; none if there are no pages.
pub fn page(pages: &[u32], at: u32) -> Option<u32> {
    Some(offset(pages.partition_point(|begin| *begin <= at))).filter(|page| *page > 0)
}

/// Where the next word begins, from a byte on; that byte itself in a script without spaces.
fn next_word(text: &str, at: usize) -> usize {
    let mut rest = text.get(at..).unwrap_or_default().char_indices().take(LONGEST_WORD);
    rest.find(|(_, char)| char.is_whitespace()).map_or(at, |(space, char)| at + space + char.len_utf8())
}

/// Where the last word before a byte ends, likewise.
fn last_space(text: &str, at: usize) -> usize {
    let mut rest = text.get(..at).unwrap_or_default().char_indices().rev().take(LONGEST_WORD);
    rest.find(|(_, char)| char.is_whitespace()).map_or(at, |(space, _)| space)
}

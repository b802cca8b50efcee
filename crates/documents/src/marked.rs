//! Text without its markup, and where each of its characters stands in the source.

use super::script::needs_space;
use std::cmp::Reverse;
use std::ops::Range;

/// The longest run, in bytes, but for its last character: a place within a run is found by counting its characters.
const LONGEST_RUN: usize = 512;

/// How a stretch of text was set off by markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// Set in italics, or the like.
    Italic,
    /// Set in bold type.
    Strong,
    /// Struck out.
    Struck,
    /// Code.
    Code,
    /// A link; its target is not kept.
    Link,
    /// One character that is written in another way: `\*`, `&amp;`.
    Escape,
}

/// Text without markup, and where each of its characters stands in [`Document::text`](super::Document::text).
///
/// Plain text is addressed by bytes, the source by code points. Memory is by stretch, not by character.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    plain: String,
    runs: Vec<Run>,
    marks: Vec<Mark>,
    span: Range<u32>,
}

/// Characters of the plain text that stand next to each other in the source as well; a long stretch of them is several runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    /// Where it begins in the plain text, in bytes.
    plain: u32,
    /// Where it begins in the source, in code points.
    source: u32,
}

/// A stretch of text with its markup.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    kind: Emphasis,
    /// Bytes of the plain text.
    plain: Range<u32>,
    /// Code points of the source, those of the markup included.
    source: Range<u32>,
}

impl Marked {
    /// The text.
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// The whole content in the source, in code points: after the marker of an item or heading, with all markup, without
    /// space around it.
    pub fn span(&self) -> Range<u32> {
        self.span.clone()
    }

    /// The place in the source, in code points, of a range of bytes of the plain text.
    ///
    /// Markup belongs to it if all that it encloses does: of `a **b** c` the plain `b` is `**b**`, but the plain `a b`
    /// is `a **b**` and the `*` before a part of what is bold are left out. A range that ends inside a character, or
    /// behind the end, is made smaller.
    pub fn source_span(&self, range: Range<usize>) -> Range<u32> {
        let start = floor(&self.plain, range.start);
        let end = floor(&self.plain, range.end);
        let Some(last) = self.plain.get(start..end).and_then(|text| text.chars().next_back()) else {
            let at = self.source_at(start);
            return at..at;
        };
        let mut span = self.source_at(start)..self.source_at(end - last.len_utf8()) + 1;
        let first = self.marks.partition_point(|mark| (mark.plain.start as usize) < start);
        let marks = self.marks.get(first..).unwrap_or_default();
        for mark in marks.iter().take_while(|mark| (mark.plain.start as usize) < end) {
            if mark.plain.end as usize <= end {
                span = span.start.min(mark.source.start)..span.end.max(mark.source.end);
            }
        }
        span
    }

    /// The characters of the text, each with the code point of the source where it stands.
    pub(super) fn characters(&self) -> impl Iterator<Item = (char, u32)> {
        let ends = self.runs.iter().skip(1).map(|run| run.plain as usize).chain([self.plain.len()]);
        self.runs.iter().zip(ends).flat_map(|(run, end)| {
            let chars = self.plain.get(run.plain as usize..end).unwrap_or_default().chars();
            chars.zip(run.source..)
        })
    }

    /// What is set off by markup: how, and where in the plain text, in bytes. By their begin; where they are nested, the outer first.
    pub fn emphasis(&self) -> impl Iterator<Item = (Emphasis, Range<usize>)> {
        self.marks.iter().map(|mark| (mark.kind, mark.plain.start as usize..mark.plain.end as usize))
    }

    /// The code point of the source where the character at a byte of the plain text stands; at the end, that after the last.
    fn source_at(&self, byte: usize) -> u32 {
        let after = self.runs.partition_point(|run| run.plain as usize <= byte);
        let Some(run) = after.checked_sub(1).and_then(|index| self.runs.get(index)) else {
            return self.span.start;
        };
        let before = self.plain.get(run.plain as usize..byte).map_or(0, |text| text.chars().count());
        run.source + offset(before)
    }

    /// From characters of the source, of which those of the markup are not kept, and the ranges of them that marks cover.
    /// Line ends within are joined to the text around them.
    pub(super) fn from_glyphs(glyphs: &[Glyph], marks: &[(Emphasis, Range<usize>)]) -> Self {
        let span = glyphs.first().map_or(0, |glyph| glyph.at)..glyphs.last().map_or(0, |glyph| glyph.at + 1);
        let mut marked = Self { span, ..Self::default() };
        let mut starts = Vec::with_capacity(if marks.is_empty() { 0 } else { glyphs.len() });
        let mut next_source = None;
        let mut line_end: Option<Glyph> = None;
        for glyph in glyphs {
            if glyph.kept && matches!(glyph.char, Glyph::WRAP | Glyph::BREAK) {
                let is_break = line_end.is_some_and(|end| end.char == Glyph::BREAK);
                line_end = if is_break { line_end } else { Some(*glyph) };
            } else if glyph.kept && !(glyph.char.is_whitespace() && marked.plain.is_empty()) {
                if let (Some(end), Some(before)) = (line_end.take(), marked.plain.chars().next_back()) {
                    if end.char == Glyph::BREAK {
                        marked.push('\n', end.at, &mut next_source);
                    } else if needs_space(before, glyph.char) {
                        marked.push(' ', end.at, &mut next_source);
                    }
                }
                marked.push(glyph.char, glyph.at, &mut next_source);
            }
            if !marks.is_empty() {
                let pushed = if glyph.kept && line_end.is_none() { glyph.char.len_utf8() } else { 0 };
                starts.push(marked.plain.len().saturating_sub(pushed));
            }
        }
        marked.plain.truncate(marked.plain.trim_end().len());
        for (kind, range) in marks {
            let place = |index: usize| starts.get(index).copied().unwrap_or(marked.plain.len()).min(marked.plain.len());
            let inner = marked.plain.get(place(range.start)..place(range.end)).unwrap_or_default();
            // The space that joins two lines stands before a mark that begins the second. One before its end is enclosed.
            let plain = place(range.end) - inner.trim_start().len()..place(range.end);
            let source = glyphs
                .get(range.start)
                .map(|glyph| glyph.at)
                .zip(range.end.checked_sub(1).and_then(|last| glyphs.get(last)));
            if let Some((start, last)) = source
                && !plain.is_empty()
            {
                let plain = offset(plain.start)..offset(plain.end);
                marked.marks.push(Mark { kind: *kind, plain, source: start..last.at + 1 });
            }
        }
        marked.marks.sort_by_key(|mark| (mark.plain.start, Reverse(mark.plain.end)));
        marked
    }

    /// Text that stands in the source as it is, from a code point on, with marks by their bytes.
    pub(super) fn verbatim(plain: String, at: u32, marks: &[(Emphasis, Range<usize>)]) -> Self {
        let mut bytes: Vec<_> =
            marks.iter().flat_map(|(_, range)| [range.start, range.end]).chain([plain.len()]).collect();
        bytes.sort_unstable();
        let mut points = Vec::with_capacity(bytes.len());
        let (mut before, mut count) = (0, at);
        for byte in bytes {
            count += offset(plain.get(before..byte).map_or(0, |text| text.chars().count()));
            before = byte;
            points.push((byte, count));
        }
        let point = |byte: usize| {
            points.get(points.partition_point(|(other, _)| *other < byte)).map_or(count, |(_, point)| *point)
        };
        let marks = marks.iter().filter(|(_, bytes)| !bytes.is_empty()).map(|(kind, bytes)| Mark {
            kind: *kind,
            plain: offset(bytes.start)..offset(bytes.end),
            source: point(bytes.start)..point(bytes.end),
        });
        let mut marks: Vec<_> = marks.collect();
        marks.sort_by_key(|mark| (mark.plain.start, Reverse(mark.plain.end)));
        let mut runs = vec![Run { plain: 0, source: at }];
        let mut characters = (0..).zip(plain.char_indices());
        while let Some((count, (byte, _))) =
            characters.find(|(_, (byte, _))| byte - runs.last().map_or(0, |run| run.plain as usize) >= LONGEST_RUN)
        {
            runs.push(Run { plain: offset(byte), source: at + count });
        }
        Self { span: at..point(plain.len()), runs, marks, plain }
    }

    fn push(&mut self, char: char, source: u32, next_source: &mut Option<u32>) {
        let start = self.runs.last().map_or(0, |run| run.plain as usize);
        if *next_source != Some(source) || self.plain.len() - start >= LONGEST_RUN {
            self.runs.push(Run { plain: offset(self.plain.len()), source });
        }
        *next_source = Some(source + 1);
        self.plain.push(char);
    }
}

/// A character of the source in a block that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    /// The character; that of the plain text if markup stands for another.
    pub(super) char: char,
    /// Where it stands, in code points.
    pub(super) at: u32,
    /// Whether it is part of the plain text.
    pub(super) kept: bool,
}

impl Glyph {
    /// The end of a line that goes on in the next.
    pub(super) const WRAP: char = '\n';
    /// The end of a line that was broken on purpose.
    pub(super) const BREAK: char = '\u{2028}';
}

/// The largest boundary between characters that is not behind a byte.
fn floor(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..4).map(|back| byte.saturating_sub(back)).find(|byte| text.is_char_boundary(*byte)).unwrap_or(0)
}

/// Offsets fit in 32 bits because texts are smaller than [`MAX_TEXT`](super::MAX_TEXT).
pub(super) fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

//! Makes the text of a document that has none of its own to count in: HTML, DOCX, PDF. Each block is a line of it.

use super::budget::Meter;
use super::marked::offset;
use super::{Block, Document, Emphasis, Format, Kind, Marked, Notes};
use std::ops::Range;

/// Tables in tables are rows up to this depth; deeper ones, as pages were once laid out with, are running text.
const DEEPEST_TABLE: usize = 8;

/// The number of emphases that may be open at once; a page with more has forgotten to close them.
const DEEPEST_EMPHASIS: usize = 32;

/// Writes blocks, one after the other.
#[derive(Default)]
pub(super) struct Composer {
    text: String,
    /// How many bytes were written, in rows too that are not yet part of the text.
    written: usize,
    /// How many blocks were begun and have text.
    made: usize,
    points: u32,
    line: u32,
    blocks: Vec<Block>,
    pub(super) notes: Notes,
    draft: Option<Draft>,
    /// The rows that are being read, from outside to inside, by cells.
    rows: Vec<Vec<Vec<Draft>>>,
    /// How many rows are too deep.
    ignored_rows: usize,
}

/// A block that is being written.
struct Draft {
    kind: Kind,
    plain: String,
    marks: Vec<(Emphasis, Range<usize>)>,
    open: Vec<(Emphasis, usize)>,
    has_space: bool,
    /// Where its cells stand, if it is a row of a table.
    cells: Vec<Range<usize>>,
}

impl Draft {
    fn new(kind: Kind) -> Self {
        let (marks, open, cells) = (Vec::new(), Vec::new(), Vec::new());
        Self { kind, plain: String::new(), marks, open, has_space: false, cells }
    }
}

impl Composer {
    /// The line that the next block will stand on.
    pub(super) fn next_line(&self) -> u32 {
        self.line + 1
    }

    /// How many blocks and bytes of text there are so far; whether to go on.
    pub(super) fn measure(&self, meter: &Meter) -> bool {
        meter.made(self.made, self.written)
    }

    /// Ends the block and begins another, which is left out if nothing is written into it.
    pub(super) fn start(&mut self, kind: Kind) {
        self.end();
        self.draft = Some(Draft::new(kind));
    }

    /// The kind of the block that is being written and has nothing yet.
    pub(super) fn is_fresh(&self, is_kind: impl Fn(Kind) -> bool) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.plain.is_empty() && is_kind(draft.kind))
    }

    fn draft(&mut self) -> &mut Draft {
        self.draft.get_or_insert_with(|| Draft::new(Kind::Paragraph))
    }

    /// Writes text; any white space counts as one space.
    pub(super) fn text(&mut self, text: &str) {
        if self.draft.is_none() && text.chars().all(char::is_whitespace) {
            return;
        }
        self.written += text.len();
        let draft = self.draft();
        for char in text.chars() {
            if char.is_whitespace() && char != '\u{a0}' {
                draft.has_space = true;
            } else {
                if draft.has_space && !draft.plain.is_empty() && !draft.plain.ends_with('\n') {
                    draft.plain.push(' ');
                }
                draft.has_space = false;
                draft.plain.push(char);
            }
        }
    }

    /// Breaks the line within the block.
    pub(super) fn line_break(&mut self) {
        if let Some(draft) = self.draft.as_mut().filter(|draft| !draft.plain.is_empty()) {
            draft.plain.push('\n');
            draft.has_space = false;
        }
    }

    /// What follows is set off.
    pub(super) fn open(&mut self, kind: Emphasis) {
        let draft = self.draft();
        if draft.open.len() < DEEPEST_EMPHASIS {
            draft.open.push((kind, draft.plain.len()));
        }
    }

    /// What follows is no longer set off.
    pub(super) fn close(&mut self, kind: Emphasis) {
        if let Some(draft) = &mut self.draft
            && let Some(at) = draft.open.iter().rposition(|(open, _)| *open == kind)
        {
            let (_, start) = draft.open.remove(at);
            draft.marks.push((kind, start..draft.plain.len()));
        }
    }

    /// Ends the block.
    pub(super) fn end(&mut self) {
        let Some(mut draft) = self.draft.take() else { return };
        let end = draft.plain.trim_end().len();
        draft.plain.truncate(end);
        draft.marks.extend(draft.open.drain(..).map(|(kind, start)| (kind, start..end)));
        if !draft.plain.is_empty() {
            self.made += 1;
            self.put(draft);
        }
    }

    /// A rule stands here.
    pub(super) fn rule(&mut self) {
        self.end();
        self.made += 1;
        let (line, text) = (self.next_line(), Marked::verbatim(String::new(), self.points, &[]));
        self.blocks.push(Block { kind: Kind::Rule, line, text, time: None, voice: None, cells: Vec::new() });
    }

    /// A row begins.
    pub(super) fn start_row(&mut self) {
        self.end();
        if self.rows.len() < DEEPEST_TABLE {
            self.rows.push(Vec::new());
        } else {
            self.ignored_rows += 1;
        }
    }

    /// A cell begins.
    pub(super) fn start_cell(&mut self) {
        self.end();
        if self.ignored_rows == 0
            && let Some(row) = self.rows.last_mut()
        {
            row.push(Vec::new());
        }
    }

    /// A row ends. If each of its cells is a paragraph, it is one; else its blocks stay apart.
    pub(super) fn end_row(&mut self) {
        self.end();
        if self.ignored_rows > 0 {
            self.ignored_rows -= 1;
            return;
        }
        let Some(cells) = self.rows.pop() else { return };
        let is_simple = |cell: &Vec<Draft>| matches!(cell.as_slice(), [] | [Draft { kind: Kind::Paragraph, .. }]);
        let written = cells.iter().filter(|cell| !cell.is_empty()).count();
        if written == 0 || cells.len() < 2 || !cells.iter().all(is_simple) {
            cells.into_iter().flatten().for_each(|draft| self.put(draft));
            return;
        }
        let mut row = Draft::new(Kind::Paragraph);
        let mut number = 0;
        for cell in cells {
            let Some(cell) = cell.into_iter().next() else {
                row.cells.push(row.plain.len()..row.plain.len());
                continue;
            };
            row.plain.push_str(match number {
                0 => "",
                1 => ": ",
                _ => "; ",
            });
            number += 1;
            let at = row.plain.len();
            row.plain.push_str(&cell.plain);
            row.marks.extend(cell.marks.into_iter().map(|(kind, range)| (kind, range.start + at..range.end + at)));
            row.cells.push(at..row.plain.len());
        }
        self.put(row);
    }

    fn put(&mut self, draft: Draft) {
        if let Some(row) = self.rows.last_mut() {
            match row.last_mut() {
                Some(cell) => cell.push(draft),
                None => row.push(vec![draft]),
            }
            return;
        }
        let line = self.next_line();
        self.text.push_str(&draft.plain);
        self.text.push('\n');
        self.line += 1 + offset(draft.plain.matches('\n').count());
        let marks = draft.marks.into_iter().map(|(kind, range)| {
            // A mark may begin with the space that was written before its first word.
            let inner = draft.plain.get(range.start..range.end.min(draft.plain.len())).unwrap_or_default();
            let start = range.start + inner.len() - inner.trim_start().len();
            (kind, start..start + inner.trim().len())
        });
        let marks: Vec<_> = marks.collect();
        let at = self.points;
        let text = Marked::verbatim(draft.plain, at, &marks);
        self.points = text.span().end + 1;
        self.blocks.push(Block { kind: draft.kind, line, text, time: None, voice: None, cells: draft.cells });
    }

    /// The code point that the next character will be, or the one after a space.
    pub(super) fn position(&self) -> u32 {
        self.points + self.draft.as_ref().map_or(0, |draft| offset(draft.plain.chars().count()))
    }

    /// The whole document.
    pub(super) fn finish(mut self, format: Format, language: Option<String>) -> Document {
        self.ignored_rows = 0;
        self.end();
        while !self.rows.is_empty() {
            self.end_row();
        }
        let (blocks, notes) = (self.blocks, self.notes.finish());
        Document {
            text: self.text,
            format,
            encoding: "UTF-8",
            language,
            about: String::new(),
            blocks,
            pages: Vec::new(),
            notes,
        }
    }
}

/// A text that was composed before: each line is a paragraph.
pub(super) fn read(text: String, format: Format) -> Document {
    let (mut blocks, mut points) = (Vec::new(), 0);
    for (number, line) in (1..).zip(text.split('\n')) {
        let marked = Marked::verbatim(line.to_owned(), points, &[]);
        points = marked.span().end + 1;
        if !line.is_empty() {
            blocks.push(Block {
                kind: Kind::Paragraph,
                line: number,
                text: marked,
                time: None,
                voice: None,
                cells: Vec::new(),
            });
        }
    }
    Document {
        text,
        format,
        encoding: "UTF-8",
        language: None,
        about: String::new(),
        blocks,
        pages: Vec::new(),
        notes: Vec::new(),
    }
}

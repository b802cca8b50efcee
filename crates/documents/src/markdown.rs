//! Markdown and plain text, line by line.
//!
//! pulldown-cmark was considered. It is exact where the text is CommonMark, but summaries are not: they have `•` and `–`
//! for bullets, text that is indented without being code, bold type that CommonMark does not see in Han (`inline.rs`), and empty
//! bullets; and it gives no way to say of each line what became of it. Here every line is in a block, is markup, or is noted.

use super::budget::Meter;
use super::inline::unmark;
use super::lines::{Line, lines};
use super::marked::{Glyph, Marked};
use super::{Block, Document, Format, Kind, Notes, markers, script};
use std::ops::Range;

/// In plain text, a line that is shorter than this ends its paragraph: lines are not wrapped there.
const WRAPPED_FROM: usize = 40;
/// A label at the begin of a line has no more words than this.
const LONGEST_LABEL: usize = 6;

pub(super) fn read(text: String, format: Format, meter: &Meter) -> Document {
    let lines = lines(&text);
    let mut reader = Reader::new(format == Format::Plain, meter);
    let comment_ends = lines.iter().rev().find(|line| line.text.contains("-->"));
    reader.last_comment_end = comment_ends.map_or(0, |line| line.number);
    let mut rest = reader.front_matter(&lines);
    while let Some((line, following)) = rest.split_first()
        && meter.step()
        && meter.made(reader.blocks.len(), 0)
    {
        reader.line(*line, following.first());
        rest = following;
    }
    reader.close();
    let Reader { blocks, notes, .. } = reader;
    Document {
        format,
        encoding: "UTF-8",
        language: None,
        about: String::new(),
        blocks,
        pages: Vec::new(),
        notes: notes.finish(),
        text,
    }
}

struct Reader<'a> {
    meter: &'a Meter,
    /// Plain text: no markup but lists and rules.
    is_plain: bool,
    blocks: Vec<Block>,
    notes: Notes,
    open: Option<Open>,
    /// The columns of the markers of the items that the next may be nested in.
    columns: Vec<usize>,
    inside: Inside,
    /// The last line on which a comment may end: what begins behind it is text.
    last_comment_end: u32,
}

/// Where a line is that is not what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Text,
    /// Code between fences of a character and its number.
    Code(char, usize),
    Comment,
    Table,
}

/// A block that may go on in the next line.
struct Open {
    kind: Kind,
    line: u32,
    glyphs: Vec<Glyph>,
    /// How many block quotes it is in.
    quotes: usize,
    /// Whether its last line ends with a hard break.
    is_broken: bool,
    /// Whether nothing may follow in the next line.
    is_complete: bool,
}

impl<'m> Reader<'m> {
    fn new(is_plain: bool, meter: &'m Meter) -> Self {
        Self {
            meter,
            is_plain,
            blocks: Vec::new(),
            notes: Notes::default(),
            open: None,
            columns: Vec::new(),
            inside: Inside::Text,
            last_comment_end: 0,
        }
    }

    /// Skips YAML between `---` at the begin; gives the lines behind it.
    fn front_matter<'a, 'b>(&mut self, lines: &'a [Line<'b>]) -> &'a [Line<'b>] {
        let is_field =
            |line: &Line| line.text.split_once(':').is_some_and(|(key, _)| !key.is_empty() && !key.contains(' '));
        if !self.is_plain
            && lines.first().is_some_and(|line| line.text.trim_end() == "---")
            && lines.get(1).is_some_and(is_field)
        {
            let end = lines.iter().skip(1).position(|line| matches!(line.text.trim_end(), "---" | "..."));
            if let Some(end) = end {
                self.notes.add(1, format!("the metadata of lines 1 to {} are left out", end + 2));
                return lines.get(end + 2..).unwrap_or_default();
            }
        }
        lines
    }

    fn line(&mut self, line: Line, next: Option<&Line>) {
        match self.inside {
            Inside::Code(char, count) => return self.code(line, char, count),
            Inside::Comment => {
                let Some(end) = line.text.find("-->") else { return };
                self.inside = Inside::Text;
                return self.line(line.behind(end + 3), next);
            }
            Inside::Table if line.text.contains('|') => return self.row(line),
            Inside::Table => self.inside = Inside::Text,
            Inside::Text => {}
        }
        let (quotes, line) = if self.is_plain { (0, line) } else { unquoted(line) };
        let indentation = line.indentation();
        let content = line.trimmed();
        if content.text.is_empty() {
            return self.close();
        }
        if self.open.as_ref().is_some_and(|open| open.quotes != quotes) {
            self.close();
        }
        if let Some(level) = self.underlined(content.text) {
            if let Some(open) = &mut self.open {
                open.kind = Kind::Heading(level);
            }
            self.columns.clear();
            return self.close();
        }
        if self.open.as_ref().is_some_and(|open| open.is_complete) {
            self.close();
        }
        if !self.is_plain && self.special(content, next) {
            return;
        }
        if self.is_plain && self.begins_turn(content.text) {
            self.close();
        }
        if markers::is_rule(content.text) {
            self.close();
            self.columns.clear();
            let span = content.glyphs().map(|glyph| Glyph { kept: false, ..glyph }).collect::<Vec<_>>();
            let text = Marked::from_glyphs(&span, &[]);
            return self.blocks.push(Block {
                kind: Kind::Rule,
                line: line.number,
                text,
                time: None,
                voice: None,
                cells: Vec::new(),
            });
        }
        match markers::item(content.text) {
            Some(marker) if !self.goes_on(marker) => self.item(content, indentation, marker, quotes, line.text),
            _ => self.text(content, indentation, quotes, line.text),
        }
    }

    /// Whether a line of plain text is the next turn of a log or a transcript: it begins with a time, or with a label behind a
    /// line that ends like a sentence.
    fn begins_turn(&self, text: &str) -> bool {
        let before =
            self.open.as_ref().and_then(|open| open.glyphs.iter().rev().find(|glyph| !glyph.char.is_whitespace()));
        let ended = before
            .is_some_and(|glyph| matches!(glyph.char, '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '”' | '»' | ')'));
        super::time_at_start(text) > 0 || text.starts_with(">>") || (ended && is_labelled(text))
    }

    /// Fences, comments, headings and tables; whether it was one.
    fn special(&mut self, content: Line, next: Option<&Line>) -> bool {
        let text = content.text;
        if let Some(char) = text.chars().next().filter(|char| matches!(char, '`' | '~')) {
            let count = text.len() - text.trim_start_matches(char).len();
            let info = text.get(count..).unwrap_or_default();
            if count >= 3 && !info.contains('`') {
                self.close();
                self.inside = Inside::Code(char, count);
                return true;
            }
        }
        if text.starts_with("<!--") && !text.contains("-->") && content.number < self.last_comment_end {
            self.close();
            self.inside = Inside::Comment;
            self.notes.add(content.number, "a comment is left out");
            return true;
        }
        if let Some((level, length)) = markers::heading(text) {
            self.close();
            self.columns.clear();
            let content = content.behind(length);
            let content = Line { text: markers::without_closing(content.text), ..content };
            self.start(Kind::Heading(level), content, 0, "");
            self.close();
            return true;
        }
        if text.contains('|') && next.is_some_and(|next| markers::is_table_line(next.text)) {
            self.close();
            self.inside = Inside::Table;
            self.row(content);
            return true;
        }
        false
    }

    fn code(&mut self, line: Line, char: char, count: usize) {
        let content = line.trimmed();
        let is_fence = content.text.chars().all(|other| other == char) && content.text.len() >= count;
        if is_fence {
            self.inside = Inside::Text;
        } else if !content.text.is_empty() {
            let text = Marked::from_glyphs(&content.glyphs().collect::<Vec<_>>(), &[]);
            self.blocks.push(Block {
                kind: Kind::Paragraph,
                line: line.number,
                text,
                time: None,
                voice: None,
                cells: Vec::new(),
            });
        }
    }

    /// A row of a table; the bars between its cells become a colon and semicolons.
    fn row(&mut self, line: Line) {
        let content = line.trimmed();
        if markers::is_table_line(content.text) {
            return;
        }
        let inner = content.text.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(content.text);
        let content = Line { text: inner, ..content }.trimmed();
        let content = if content.text.starts_with('|') { content.behind(1).trimmed() } else { content };
        let mut glyphs: Vec<_> = content.glyphs().collect();
        let mut separator = ':';
        let mut bars = Vec::new();
        for at in 0..glyphs.len() {
            let is_escaped = at > 0 && glyphs.get(at - 1).is_some_and(|glyph| glyph.char == '\\');
            if glyphs.get(at).is_some_and(|glyph| glyph.char == '|') && !is_escaped {
                for before in glyphs.get_mut(..at).unwrap_or_default().iter_mut().rev() {
                    if !before.char.is_whitespace() || !before.kept {
                        break;
                    }
                    before.kept = false;
                }
                if let Some(glyph) = glyphs.get_mut(at) {
                    glyph.char = separator;
                    bars.push(glyph.at);
                }
                separator = ';';
            }
        }
        let open =
            Open { kind: Kind::Paragraph, line: line.number, glyphs, quotes: 0, is_broken: false, is_complete: true };
        self.open = Some(open);
        let made = self.blocks.len();
        self.close();
        if let Some(block) = self.blocks.get_mut(made) {
            block.cells = cells(&block.text, &bars);
        }
    }

    /// The level of the heading that this line makes of the paragraph above it.
    fn underlined(&self, text: &str) -> Option<u8> {
        let level = markers::underline(text)?;
        let open = self.open.as_ref().filter(|open| open.kind == Kind::Paragraph)?;
        (!open.glyphs.is_empty() && (level == 1 || !self.is_plain || text.len() > 2)).then_some(level)
    }

    /// Whether a number is not a marker, but a word of a paragraph: only the first item may interrupt one.
    fn goes_on(&self, marker: markers::Marker) -> bool {
        let in_paragraph = self.open.as_ref().is_some_and(|open| open.kind == Kind::Paragraph);
        in_paragraph && marker.number.is_some_and(|number| number != 1)
    }

    fn item(&mut self, content: Line, indentation: usize, marker: markers::Marker, quotes: usize, raw: &str) {
        self.close();
        let content = content.behind(marker.length);
        if content.text.is_empty() {
            return self.notes.add(content.number, "an empty item is left out");
        }
        while self.columns.last().is_some_and(|column| *column > indentation) {
            self.columns.pop();
        }
        // One column more is carelessness, two are meant.
        if self.columns.last().is_none_or(|column| indentation > column + 1) {
            self.columns.push(indentation);
        }
        let depth = u8::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u8::MAX);
        self.start(Kind::Item { depth, ordered: marker.number.is_some() }, content, quotes, raw);
    }

    fn text(&mut self, content: Line, indentation: usize, quotes: usize, raw: &str) {
        match &mut self.open {
            Some(open) if !open.is_complete => {
                let char = if open.is_broken { Glyph::BREAK } else { Glyph::WRAP };
                let at = open.glyphs.last().map_or(content.at, |glyph| glyph.at + 1);
                open.glyphs.push(Glyph { char, at, kept: true });
                self.append(content, raw);
            }
            _ => {
                if indentation == 0 {
                    self.columns.clear();
                }
                self.start(Kind::Paragraph, content, quotes, raw);
            }
        }
    }

    fn start(&mut self, kind: Kind, content: Line, quotes: usize, raw: &str) {
        let (line, glyphs) = (content.number, Vec::with_capacity(content.text.len().min(64)));
        self.open = Some(Open { kind, line, glyphs, quotes, is_broken: false, is_complete: false });
        self.append(content, raw);
    }

    fn append(&mut self, content: Line, raw: &str) {
        let Some(open) = &mut self.open else { return };
        let mut text = content.text;
        open.is_broken = false;
        if self.is_plain {
            open.is_complete = script::width(text) < WRAPPED_FROM || text.ends_with([':', '：']);
        } else if let Some(before) = text.strip_suffix('\\').filter(|before| !before.ends_with('\\')) {
            (open.is_broken, text) = (true, before.trim_end());
        } else {
            open.is_broken = raw.ends_with("  ");
        }
        open.glyphs.extend(Line { text, ..content }.glyphs());
    }

    fn close(&mut self) {
        let Some(Open { kind, line, glyphs, .. }) = self.open.take() else { return };
        let text = if self.is_plain { Marked::from_glyphs(&glyphs, &[]) } else { unmark(glyphs, self.meter) };
        if text.plain().is_empty() {
            self.notes.add(line, "a block without text is left out");
        } else {
            self.blocks.push(Block { kind, line, text, time: None, voice: None, cells: Vec::new() });
        }
    }
}

/// The cells of a row, in bytes of its plain text, by where the bars between them stand in the source.
fn cells(text: &Marked, bars: &[u32]) -> Vec<Range<usize>> {
    let (mut cells, mut bars) = (Vec::new(), bars.iter().copied().peekable());
    let (mut start, mut at) = (0, 0);
    let trimmed = |range: Range<usize>| {
        let cell = text.plain().get(range.clone()).unwrap_or_default();
        let start = range.start + cell.len() - cell.trim_start().len();
        start..start + cell.trim().len()
    };
    for (char, source) in text.characters() {
        if bars.next_if(|bar| *bar <= source).is_some() {
            cells.push(trimmed(start..at));
            start = at + char.len_utf8();
        }
        at += char.len_utf8();
    }
    cells.push(trimmed(start..at));
    cells
}

/// Whether a line begins with a few words, the first with a capital where the script has them, and a colon.
fn is_labelled(text: &str) -> bool {
    let Some((label, rest)) = text.split_once([':', '：']) else { return false };
    let is_short = label.split_whitespace().count() <= LONGEST_LABEL && label.chars().count() <= 10 * LONGEST_LABEL;
    let is_name = label.starts_with(|char: char| char.is_alphabetic() && !char.is_lowercase());
    is_short
        && is_name
        && !label.contains([',', ';', '.', '，', '。'])
        && (rest.starts_with(' ') || text.contains('：'))
}

/// A line without the marks of the block quotes that it is in, and how many these are.
fn unquoted(line: Line) -> (usize, Line) {
    let (mut quotes, mut rest) = (0, line);
    while let Some(behind) = rest.text.trim_start().strip_prefix('>') {
        quotes += 1;
        rest = rest.behind(rest.text.len() - behind.len());
        // One space belongs to the mark; more are indentation.
        rest = if rest.text.starts_with(' ') { rest.behind(1) } else { rest };
    }
    (quotes, rest)
}

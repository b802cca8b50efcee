//! WebVTT and SRT: cues with time and voice. What is broken is noted, and the rest goes on.

use super::budget::Meter;
use super::inline::entity;
use super::lines::{Line, lines};
use super::marked::{Glyph, Marked};
use super::voice::label;
use super::{Block, Document, Emphasis, Format, Kind, Notes};
use std::ops::Range;

pub(super) fn read(text: String, format: Format, meter: &Meter) -> Document {
    let lines = lines(&text);
    let mut reader =
        Reader { rest: &lines, about: String::new(), blocks: Vec::new(), notes: Notes::default(), before: 0.0..0.0 };
    let language = if format == Format::WebVtt { reader.header() } else { None };
    while !reader.rest.is_empty() && meter.step() && meter.made(reader.blocks.len(), 0) {
        reader.piece(format);
    }
    let Reader { about, blocks, notes, .. } = reader;
    Document { format, encoding: "UTF-8", language, about, blocks, pages: Vec::new(), notes: notes.finish(), text }
}

struct Reader<'a> {
    rest: &'a [Line<'a>],
    /// What stands before the first cue.
    about: String,
    blocks: Vec<Block>,
    notes: Notes,
    /// The time of the last cue.
    before: Range<f64>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Line<'a>> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Takes lines up to an empty one or one with times.
    fn up_to_next(&mut self) -> &'a [Line<'a>] {
        let end = self.rest.iter().position(|line| line.text.trim().is_empty() || has_times(line.text));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Skips the header of WebVTT; gives the language that it declares.
    fn header(&mut self) -> Option<String> {
        let first = self.rest.first()?;
        if !first.text.starts_with("WEBVTT") {
            self.notes.add(1, "the line WEBVTT is missing at the begin");
            return None;
        }
        self.about.push_str(first.text.trim_start_matches("WEBVTT").trim_matches([' ', '\t', '-', '–']));
        self.about.push('\n');
        let mut fields = self.up_to_next().iter().filter_map(|line| line.text.split_once(':'));
        let language = fields.rfind(|(key, _)| key.trim().eq_ignore_ascii_case("language"));
        language.map(|(_, value)| value.trim().to_owned())
    }

    /// A cue with its identifier, or a piece that is none.
    fn piece(&mut self, format: Format) {
        let Some(first) = self.rest.first().copied() else { return };
        if has_times(first.text) {
            self.next();
            return self.cue(first);
        }
        if first.text.trim().is_empty() {
            self.next();
            return;
        }
        if format == Format::WebVtt
            && let Some(word) = ["NOTE", "STYLE", "REGION"].into_iter().find(|word| is_piece(first.text, word))
        {
            let end = self.rest.iter().position(|line| line.text.trim().is_empty()).unwrap_or(self.rest.len());
            if self.blocks.is_empty() && word == "NOTE" {
                for line in self.rest.iter().take(end) {
                    self.about.push_str(line.text.strip_prefix("NOTE").unwrap_or(line.text).trim());
                    self.about.push('\n');
                }
            }
            self.rest = self.rest.get(end..).unwrap_or_default();
            return self.notes.add(first.number, format!("a block {word} is left out"));
        }
        let taken = self.up_to_next();
        let is_identifier = taken.len() == 1 && self.rest.first().is_some_and(|line| has_times(line.text));
        if !is_identifier {
            self.notes.add(first.number, "lines without times are left out");
        }
    }

    fn cue(&mut self, times: Line) {
        let lines = self.payload();
        let Some(mut time) = span(times.text) else {
            return self.notes.add(times.number, "the times cannot be read; the cue is left out");
        };
        if time.end < time.start {
            self.notes.add(times.number, "the cue ends before it begins; its end is taken to be its begin");
            time.end = time.start;
        }
        if time.start < self.before.start {
            self.notes.add(times.number, "the cue begins before the one above it");
        } else if time.start < self.before.end {
            self.notes.add(times.number, "the cue begins before the one above it has ended");
        }
        self.before = time.clone();
        let count = self.blocks.len();
        for part in parts(lines) {
            let text = Marked::from_glyphs(&part.glyphs, &part.marks);
            if !text.plain().is_empty() {
                let voice = part.voice.filter(|voice| !voice.is_empty());
                self.blocks.push(Block {
                    kind: Kind::Cue,
                    line: part.line,
                    text,
                    time: Some(time.clone()),
                    voice,
                    cells: Vec::new(),
                });
            }
        }
        if self.blocks.len() == count {
            self.notes.add(times.number, "a cue without text is left out");
        }
    }

    /// The lines of a cue. Where the empty line behind it is missing, the number of the next cue does not belong to it.
    fn payload(&mut self) -> &'a [Line<'a>] {
        let taken = self.up_to_next();
        let is_cut = self.rest.first().is_some_and(|line| has_times(line.text));
        match taken.split_last() {
            Some((last, before)) if is_cut && last.text.trim().parse::<u32>().is_ok() => before,
            _ => taken,
        }
    }
}

fn has_times(text: &str) -> bool {
    text.contains("-->")
}

fn is_piece(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// `00:01.000 --> 00:02.000 align:start`, in seconds; hours may be missing, and SRT has commas.
fn span(text: &str) -> Option<Range<f64>> {
    let (start, rest) = text.split_once("-->")?;
    Some(seconds(start.trim())?..seconds(rest.split_whitespace().next()?)?)
}

fn seconds(text: &str) -> Option<f64> {
    let (clock, fraction) = text.split_once(['.', ','])?;
    let number = |text: &str| -> Option<u32> {
        let is_number = !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { text.parse().ok() } else { None }
    };
    let mut parts = clock.rsplit(':');
    let (second, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let hour = parts.next().map_or(Some(0), number)?;
    if second > 59 || minute > 59 || parts.next().is_some() || fraction.len() > 3 {
        return None;
    }
    let thousandths = number(fraction)? * 10_u32.pow(3 - u32::try_from(fraction.len()).ok()?);
    Some(f64::from(hour) * 3600.0 + f64::from(minute * 60 + second) + f64::from(thousandths) / 1000.0)
}

/// What one voice says in a cue.
struct Part {
    line: u32,
    voice: Option<String>,
    glyphs: Vec<Glyph>,
    marks: Vec<(Emphasis, Range<usize>)>,
    /// Emphases that are not closed.
    open: Vec<(Emphasis, usize)>,
}

impl Part {
    fn new(line: u32, voice: Option<String>) -> Self {
        Self { line, voice, glyphs: Vec::new(), marks: Vec::new(), open: Vec::new() }
    }
}

/// The voices of a cue: a new one begins with a tag `<v Name>`, or with a line that has a label.
fn parts(lines: &[Line]) -> Vec<Part> {
    let Some(first) = lines.first() else { return Vec::new() };
    let mut parts = vec![Part::new(first.number, None)];
    let mut is_tagged = false;
    for line in lines {
        let line = line.trimmed();
        let mut rest = line;
        if !is_tagged && let Some((name, length)) = labelled(line.text) {
            parts.push(Part::new(line.number, name));
            rest = line.behind(length);
        } else if let Some(part) = parts.last_mut()
            && let Some(last) = part.glyphs.last()
        {
            let char = if line.text.starts_with("- ") { Glyph::BREAK } else { Glyph::WRAP };
            part.glyphs.push(Glyph { char, at: last.at + 1, kept: true });
        }
        while let Some(start) = rest.text.find(['<', '&', '{']) {
            let length = markup(rest.text.get(start..).unwrap_or_default());
            let (before, behind) =
                (Line { text: rest.text.get(..start).unwrap_or_default(), ..rest }, rest.behind(start));
            let text = behind.text.get(..length).unwrap_or_default();
            rest = behind.behind(length);
            if let Some(part) = parts.last_mut() {
                part.glyphs.extend(before.glyphs());
            }
            if let Some(name) = voice(text) {
                is_tagged = true;
                parts.push(Part::new(line.number, Some(name.to_owned())));
            } else if let Some(part) = parts.last_mut() {
                part.markup(Line { text, ..behind });
            }
        }
        if let Some(part) = parts.last_mut() {
            part.glyphs.extend(rest.glyphs());
        }
    }
    parts
}

/// The label of a line and its bytes; the arrows may be written as entities.
fn labelled(text: &str) -> Option<(Option<String>, usize)> {
    let arrows = text.trim_start_matches("&gt;");
    let count = (text.len() - arrows.len()) / 4;
    if count == 0 {
        return label(text).map(|(name, length)| (name.map(str::to_owned), length));
    }
    let (name, length) =
        label(&format!("{}{arrows}", ">".repeat(count))).map(|(name, length)| (name.map(str::to_owned), length))?;
    Some((name, length + 3 * count))
}

/// How long the markup is that a text begins with; that of a character that is none.
fn markup(text: &str) -> usize {
    let end = |close: char| {
        text.char_indices().skip(1).take_while(|(_, char)| !matches!(char, '<' | '{')).find(|(_, char)| *char == close)
    };
    match text.get(..2).unwrap_or_default().as_bytes() {
        [b'<', next] if next.is_ascii_alphanumeric() || *next == b'/' => end('>').map_or(1, |(at, _)| at + 1),
        b"{\\" => end('}').map_or(1, |(at, _)| at + 1),
        [b'&', _] => text.char_indices().take(12).find(|(_, char)| *char == ';').map_or(1, |(at, _)| at + 1),
        _ => 1,
    }
}

/// The name in a tag `<v Name>` or `<v.loud Name>`.
fn voice(tag: &str) -> Option<&str> {
    let inner = tag.strip_prefix("<v")?.strip_suffix('>')?;
    let (classes, name) = inner.split_once(char::is_whitespace)?;
    (classes.is_empty() || classes.starts_with('.')).then_some(name.trim())
}

impl Part {
    fn markup(&mut self, line: Line) {
        let start = self.glyphs.len();
        self.glyphs.extend(line.glyphs());
        if let Some(char) = line.text.strip_prefix('&').and_then(|text| text.strip_suffix(';')).and_then(entity) {
            self.keep_only(start, Some(char));
            return self.marks.push((Emphasis::Escape, start..self.glyphs.len()));
        }
        if line.text.chars().count() < 2 || line.text.starts_with('&') {
            return; // a character that is no markup
        }
        self.keep_only(start, None);
        let inner = line.text.trim_matches(['<', '>']);
        let name = inner.trim_start_matches('/').split(['.', ' ']).next().unwrap_or_default();
        let kind = match name.to_ascii_lowercase().as_str() {
            "b" => Emphasis::Strong,
            "i" => Emphasis::Italic,
            _ => return,
        };
        if !inner.starts_with('/') {
            self.open.push((kind, start));
        } else if self.open.last().is_some_and(|(open, _)| *open == kind)
            && let Some((_, from)) = self.open.pop()
        {
            self.marks.push((kind, from..self.glyphs.len()));
        }
    }

    /// Drops the glyphs from one on, but for a character in place of the first.
    fn keep_only(&mut self, start: usize, char: Option<char>) {
        for (index, glyph) in self.glyphs.iter_mut().enumerate().skip(start) {
            glyph.kept = index == start && char.is_some();
            glyph.char = char.filter(|_| index == start).unwrap_or(glyph.char);
        }
    }
}

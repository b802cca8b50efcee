//! From lines to headings, items and paragraphs, by size, distance and indentation. A PDF does not say what is what; this is a guess.

use super::super::budget::Meter;
use super::super::compose::Composer;
use super::super::{Document, Emphasis, Format, Kind, Notes, markers, script};
use super::rows::Row;
use std::collections::BTreeMap;

/// A heading in the size of the text is bold and not longer than this, in columns.
const LONGEST_HEADING: usize = 80;

/// A line that goes on in the next is at least this many times as wide as high; shorter ones are not broken by the margin.
const SHORTEST_LINE: f32 = 12.0;

/// Writes the lines of all pages in blocks.
pub(super) fn compose(pages: &[Vec<Row>], notes: Notes, language: Option<String>, meter: &Meter) -> Document {
    let mut layout = Layout::new(pages);
    layout.composer.notes = notes;
    for (page, rows) in pages.iter().enumerate() {
        for row in rows.iter().take_while(|_| meter.step()) {
            layout.row(row, page);
            layout.composer.measure(meter);
        }
    }
    layout.composer.end();
    if layout.divided > 0 {
        layout
            .composer
            .notes
            .add(1, format!("{} words that were divided at the end of a line are joined", layout.divided));
    }
    let mut document = layout.composer.finish(Format::Pdf, language);
    document.pages = layout.pages;
    document
}

struct Layout<'a> {
    composer: Composer,
    /// The size of most of the text.
    body: f32,
    /// The sizes of headings, the largest first, in half points.
    headings: Vec<i32>,
    /// The usual distance of lines, as a factor of their size.
    pitch: f32,
    /// Where the longest lines end on the right.
    right: f32,
    before: Option<(&'a Row, usize, Kind)>,
    /// Where the items stand that the next may be nested in.
    columns: Vec<f32>,
    /// What the last line ended with, if it was held back: a hyphen.
    hyphen: bool,
    divided: usize,
    /// The code points at which pages begin, of those that have begun.
    pages: Vec<u32>,
}

impl<'a> Layout<'a> {
    fn new(pages: &'a [Vec<Row>]) -> Self {
        let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
        let mut pitches = Vec::new();
        for page in pages {
            for row in page {
                *sizes.entry(half_points(row.size)).or_default() += row.text().chars().count();
            }
            for (above, below) in page.iter().zip(page.iter().skip(1)) {
                let distance = (above.y - below.y) / below.size;
                if (0.5..3.0).contains(&distance) && half_points(above.size) == half_points(below.size) {
                    pitches.push(distance);
                }
            }
        }
        pitches.sort_by(f32::total_cmp);
        let body = sizes.iter().max_by_key(|(_, count)| **count).map_or(0, |(size, _)| *size);
        let headings = sizes.keys().rev().copied().filter(|size| *size as f32 > body as f32 * 1.14);
        let right = pages.iter().flatten().map(|row| row.end).fold(0.0, f32::max);
        Self {
            composer: Composer::default(),
            body: body as f32 / 2.0,
            headings: headings.collect(),
            // The usual distance is the smaller one: larger ones are between paragraphs.
            pitch: pitches.get(pitches.len() / 4).copied().unwrap_or(1.2),
            right,
            before: None,
            columns: Vec::new(),
            hyphen: false,
            divided: 0,
            pages: Vec::new(),
        }
    }

    fn row(&mut self, row: &'a Row, page: usize) {
        let text = row.text();
        let marker = item_marker(text.trim_start());
        let own = self.kind(row, &text, marker);
        let kind = match self.before {
            Some((before, before_page, kind)) if self.goes_on(before, before_page, kind, row, page, own) => {
                self.join(&text);
                kind
            }
            _ => {
                self.hyphen_stays();
                self.composer.start(own);
                own
            }
        };
        if self.pages.len() <= page {
            // A page without text begins where the next one does.
            self.pages.resize(page + 1, self.composer.position());
        }
        self.before = Some((row, page, kind));
        let skipped = text.len() - text.trim_start().len()
            + if self.hyphen { 0 } else { marker.filter(|_| matches!(own, Kind::Item { .. })).unwrap_or(0) };
        self.write(row, skipped);
    }

    fn kind(&mut self, row: &Row, text: &str, marker: Option<usize>) -> Kind {
        let size = half_points(row.size);
        if marker.is_some() && size as f32 <= self.body * 2.3 {
            let tolerance = row.size * 0.5;
            while self.columns.last().is_some_and(|column| *column > row.x + tolerance) {
                self.columns.pop();
            }
            if self.columns.last().is_none_or(|column| row.x > column + tolerance) {
                self.columns.push(row.x);
            }
            let depth = u8::try_from(self.columns.len() - 1).unwrap_or(u8::MAX);
            let ordered =
                text.trim_start().starts_with(|char: char| char.is_ascii_digit() || matches!(char, '(' | '（'));
            return Kind::Item { depth, ordered };
        }
        let level = self.headings.binary_search_by(|heading| size.cmp(heading)).ok().map(|index| index + 1);
        let is_bold = row.parts.iter().all(|(text, is_bold)| *is_bold || text.trim().is_empty());
        let is_heading =
            is_bold && script::width(text) <= LONGEST_HEADING && !text.trim_end().ends_with(['.', '。', ',', '，']);
        match level.or_else(|| is_heading.then_some(self.headings.len() + 1)) {
            Some(level) => Kind::Heading(u8::try_from(level.min(6)).unwrap_or(6)),
            None => Kind::Paragraph,
        }
    }

    /// Whether a line goes on with the block of the line before it.
    fn goes_on(&self, before: &Row, before_page: usize, kind: Kind, row: &Row, page: usize, own: Kind) -> bool {
        if matches!(own, Kind::Item { .. }) || half_points(before.size) != half_points(row.size) {
            return false;
        }
        if matches!(kind, Kind::Heading(_)) || matches!(own, Kind::Heading(_)) {
            let distance = (before.y - row.y) / row.size;
            return kind == own && before_page == page && distance > 0.0 && distance < self.pitch * 1.3;
        }
        let is_long = before.end - before.x > before.size * SHORTEST_LINE;
        let is_full = is_long && before.end > self.right - (self.right - before.x) * 0.2;
        let is_indented = kind == Kind::Paragraph && row.x > before.x + row.size * 0.9;
        let distance = (before.y - row.y) / row.size;
        if before_page != page || distance <= 0.0 {
            // A new page or column: only what plainly is not finished.
            let text = before.text();
            let is_finished =
                text.trim_end().ends_with(['.', '。', '!', '！', '?', '？', ':', '：', ';', '；', '”', '"']);
            return is_full && !is_finished;
        }
        is_full && !is_indented && distance < self.pitch * 1.35
    }

    /// Before the text of a line that goes on.
    fn join(&mut self, text: &str) {
        if self.hyphen {
            self.hyphen = false;
            if text.trim_start().starts_with(char::is_lowercase) {
                self.divided += 1;
            } else {
                self.composer.text("-");
            }
            return;
        }
        let after = text.trim_start().chars().next().unwrap_or(' ');
        let before = self.before.and_then(|(row, ..)| row.text().trim_end().chars().next_back()).unwrap_or(' ');
        if script::needs_space(before, after) {
            self.composer.text(" ");
        }
    }

    fn hyphen_stays(&mut self) {
        if std::mem::take(&mut self.hyphen) {
            self.composer.text("-");
        }
    }

    /// Writes a line without some bytes at its begin; a hyphen at its end waits for the next.
    fn write(&mut self, row: &Row, mut skipped: usize) {
        let last = row.parts.len().saturating_sub(1);
        for (index, (text, is_bold)) in row.parts.iter().enumerate() {
            let behind = text.get(skipped.min(text.len())..).unwrap_or_default();
            skipped = skipped.saturating_sub(text.len());
            let mut text = if index == last { behind.trim_end() } else { behind };
            if index == last
                && let Some(rest) = text.strip_suffix(['-', '\u{ad}', '‐'])
                && rest.ends_with(char::is_lowercase)
            {
                text = rest;
                self.hyphen = true;
            }
            if *is_bold {
                self.composer.open(Emphasis::Strong);
            }
            self.composer.text(text);
            if *is_bold {
                self.composer.close(Emphasis::Strong);
            }
        }
    }
}

/// The bytes of the marker of an item. Word writes circles and squares as letters of fonts for symbols.
fn item_marker(text: &str) -> Option<usize> {
    let of_symbols = ["o ", "§ ", "ü "].iter().find(|marker| text.starts_with(**marker)).map(|marker| marker.len());
    of_symbols.or_else(|| markers::item(text).filter(|marker| marker.length < text.len()).map(|marker| marker.length))
}

fn half_points(size: f32) -> i32 {
    (size * 2.0).round() as i32
}

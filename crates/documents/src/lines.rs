//! The lines of a text, each with its number and place.

use super::marked::{Glyph, offset};

/// A line without its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: u32,
    /// Where it begins, in code points.
    pub(super) at: u32,
    pub(super) text: &'a str,
}

/// All lines; they end with `\n`, `\r\n` or `\r`.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive('\n') {
        let mut rest = piece;
        while !rest.is_empty() {
            let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
            let ending = match rest.get(end..) {
                Some(ending) if ending.starts_with("\r\n") => 2,
                Some("") | None => 0,
                Some(_) => 1,
            };
            let line = rest.get(..end).unwrap_or_default();
            lines.push(Line { number: offset(lines.len()).saturating_add(1), at, text: line });
            at += offset(line.chars().count()) + offset(ending);
            rest = rest.get(end + ending..).unwrap_or_default();
        }
    }
    lines
}

impl<'a> Line<'a> {
    /// What is left behind some bytes of the line.
    pub(super) fn behind(self, bytes: usize) -> Self {
        let skipped = self.text.get(..bytes).unwrap_or(self.text);
        let text = self.text.get(skipped.len()..).unwrap_or_default();
        Self { at: self.at + offset(skipped.chars().count()), text, ..self }
    }

    /// Without the space at both ends.
    pub(super) fn trimmed(self) -> Self {
        let text = self.text.trim_start();
        Self { text: text.trim_end(), ..self.behind(self.text.len() - text.len()) }
    }

    pub(super) fn glyphs(self) -> impl Iterator<Item = Glyph> + 'a {
        (self.at..).zip(self.text.chars()).map(|(at, char)| Glyph { char, at, kept: true })
    }

    /// The columns before its first character; tabs go to the next fourth column, an ideographic space takes two.
    pub(super) fn indentation(self) -> usize {
        let space = self.text.chars().take_while(|char| char.is_whitespace());
        space.fold(0, |columns, char| match char {
            '\t' => columns / 4 * 4 + 4,
            '\u{3000}' => columns + 2,
            _ => columns + 1,
        })
    }
}

//! The markup within a block: emphasis, code, links, escapes, entities, tags.
//!
//! Emphasis is matched as in CommonMark, but for one rule: there a `**` between punctuation and a letter neither opens nor
//! closes. Han has no spaces, so `**（DPI）**和` would stay unmarked. Here a delimiter may open before anything but a space
//! and close behind anything but a space, and closes if something is open. What has no partner stays as text. How often
//! characters are looked at is bounded, for any text.

use super::budget::Meter;
use super::marked::{Emphasis, Glyph, Marked};
use std::collections::HashMap;
use std::ops::Range;

/// The target of a link is looked for in this number of characters.
const LONGEST_TARGET: usize = 2000;

/// Takes the markup out of a block.
pub(super) fn unmark(mut glyphs: Vec<Glyph>, meter: &Meter) -> Marked {
    let mut scanner = Scanner { glyphs: &mut glyphs, ..Scanner::new(meter) };
    scanner.scan();
    let marks = std::mem::take(&mut scanner.marks);
    Marked::from_glyphs(&glyphs, &marks)
}

struct Scanner<'a> {
    meter: &'a Meter,
    glyphs: &'a mut [Glyph],
    marks: Vec<(Emphasis, Range<usize>)>,
    /// Delimiters that may still be closed, of `*`, `_` and `~`.
    open: [Vec<Delimiters>; 3],
    /// Brackets that may still be closed.
    brackets: Vec<usize>,
    /// The next run of as many backticks, for each run; made when the first is met.
    code: Option<HashMap<usize, usize>>,
    /// Whether a comment was looked for in vain, so that it is not looked for again.
    no_comment_ends: bool,
}

/// Delimiters of emphasis that stand together.
struct Delimiters {
    at: usize,
    count: usize,
}

impl<'a> Scanner<'a> {
    fn new(meter: &'a Meter) -> Self {
        Self {
            meter,
            glyphs: &mut [],
            marks: Vec::new(),
            open: Default::default(),
            brackets: Vec::new(),
            code: None,
            no_comment_ends: false,
        }
    }

    fn scan(&mut self) {
        let mut at = 0;
        while let Some(char) = self.char(at)
            && self.meter.step()
        {
            at = match char {
                '\\' => self.escape(at),
                '`' => self.code(at),
                '<' => self.tag(at),
                '&' => self.entity(at),
                '[' => {
                    self.brackets.push(at);
                    at + 1
                }
                ']' => self.link(at),
                '*' | '_' | '~' => self.emphasis(at, char),
                _ => at + 1,
            };
        }
    }

    fn char(&self, at: usize) -> Option<char> {
        self.glyphs.get(at).map(|glyph| glyph.char)
    }

    fn run(&self, at: usize, char: char) -> usize {
        self.glyphs.iter().skip(at).take_while(|glyph| glyph.char == char).count()
    }

    fn skip(&mut self, range: Range<usize>) {
        for glyph in self.glyphs.get_mut(range).unwrap_or_default() {
            glyph.kept = false;
        }
    }

    fn escape(&mut self, at: usize) -> usize {
        if self.char(at + 1).is_some_and(|next| next.is_ascii_punctuation()) {
            self.skip(at..at + 1);
            self.marks.push((Emphasis::Escape, at..at + 2));
            return at + 2;
        }
        at + 1
    }

    fn code(&mut self, at: usize) -> usize {
        let count = self.run(at, '`');
        let partners = self.code.get_or_insert_with(|| partners(self.glyphs));
        if let Some(&end) = partners.get(&at) {
            self.skip(at..at + count);
            self.skip(end..end + count);
            self.marks.push((Emphasis::Code, at..end + count));
            return end + count;
        }
        at + count
    }

    /// A comment, an address in angle brackets, or a tag; else a character.
    fn tag(&mut self, at: usize) -> usize {
        if self.starts_with(at, "<!--") {
            return self.comment(at);
        }
        let inner = self.glyphs.get(at + 1..).unwrap_or_default().iter().map(|glyph| glyph.char);
        let inner: String = inner.take_while(|char| !matches!(char, '<' | '>')).collect();
        let end = at + 1 + inner.chars().count();
        if self.char(end) != Some('>') {
            return at + 1;
        }
        let has_space = inner.contains(char::is_whitespace);
        let name = inner.trim_start_matches('/');
        let name: String = name.chars().take_while(|char| char.is_ascii_alphanumeric() || *char == '-').collect();
        let behind = inner.trim_start_matches('/').get(name.len()..).unwrap_or_default();
        if !has_space && (is_address(&inner)) {
            self.skip(at..at + 1);
            self.skip(end..end + 1);
            self.marks.push((Emphasis::Link, at..end + 1));
        } else if name.starts_with(|char: char| char.is_ascii_alphabetic())
            && (behind.is_empty() || behind.starts_with([' ', '/', Glyph::WRAP]))
        {
            self.skip(at..end + 1);
            if name.eq_ignore_ascii_case("br")
                && let Some(glyph) = self.glyphs.get_mut(at)
            {
                *glyph = Glyph { char: Glyph::BREAK, kept: true, ..*glyph };
            }
        } else {
            return at + 1;
        }
        end + 1
    }

    fn comment(&mut self, at: usize) -> usize {
        let from = at + 4;
        let end = if self.no_comment_ends {
            None
        } else {
            (from..self.glyphs.len()).find(|end| self.starts_with(*end, "-->"))
        };
        let Some(end) = end else {
            self.no_comment_ends = true;
            return at + 1;
        };
        self.skip(at..end + 3);
        end + 3
    }

    fn starts_with(&self, at: usize, text: &str) -> bool {
        text.chars().enumerate().all(|(index, char)| self.char(at + index) == Some(char))
    }

    fn entity(&mut self, at: usize) -> usize {
        let name: String =
            self.glyphs.iter().skip(at + 1).take(10).map(|glyph| glyph.char).take_while(|char| *char != ';').collect();
        let end = at + 1 + name.chars().count();
        let Some(char) = entity(&name).filter(|_| self.char(end) == Some(';')) else { return at + 1 };
        self.skip(at..end + 1);
        if let Some(glyph) = self.glyphs.get_mut(at) {
            *glyph = Glyph { char, kept: true, ..*glyph };
        }
        self.marks.push((Emphasis::Escape, at..end + 1));
        end + 1
    }

    /// `[text](target "title")`, and an image likewise, whose text is its description.
    fn link(&mut self, at: usize) -> usize {
        let (Some(open), Some('(')) = (self.brackets.pop(), self.char(at + 1)) else { return at + 1 };
        let Some(end) = self.target_end(at + 2) else { return at + 1 };
        let is_image = open > 0 && self.char(open - 1) == Some('!');
        let start = if is_image { open - 1 } else { open };
        self.skip(start..open + 1);
        self.skip(at..end + 1);
        self.marks.push((Emphasis::Link, start..end + 1));
        end + 1
    }

    /// The closing parenthesis behind a target without spaces and perhaps a title in quotes.
    fn target_end(&self, from: usize) -> Option<usize> {
        let mut depth = 0;
        let mut quote = None;
        let mut is_target = true;
        for at in from..from + LONGEST_TARGET {
            let char = self.char(at).filter(|_| self.meter.look(1))?;
            match (quote, char) {
                (Some(open), _) if open == char => quote = None,
                (Some(_), _) => {}
                (None, '(') if is_target => depth += 1,
                (None, ')') if depth == 0 => return Some(at),
                (None, ')') => depth -= 1,
                (None, '"' | '\'') if !is_target => quote = Some(char),
                (None, _) if char.is_whitespace() => is_target = false,
                (None, _) if !is_target => return None,
                _ => {}
            }
        }
        None
    }

    fn emphasis(&mut self, at: usize, char: char) -> usize {
        let count = self.run(at, char);
        let end = at + count;
        let before = at.checked_sub(1).and_then(|before| self.char(before));
        let after = self.char(end);
        let is_space = |char: Option<char>| char.is_none_or(char::is_whitespace);
        let is_word = |neighbour: Option<char>| char == '_' && neighbour.is_some_and(char::is_alphanumeric);
        let least = if char == '~' { 2 } else { 1 };
        let open = &mut self.open[match char {
            '*' => 0,
            '_' => 1,
            _ => 2,
        }];
        let mut left = count;
        let mut closed = Vec::new();
        if !is_space(before) && !is_word(after) {
            while left >= least
                && let Some(opener) = open.last_mut()
            {
                let used = left.min(opener.count).min(2);
                opener.count -= used;
                let kind = match (char, used) {
                    ('~', _) => Emphasis::Struck,
                    (_, 2) => Emphasis::Strong,
                    _ => Emphasis::Italic,
                };
                closed.push((kind, opener.at + opener.count..end - left + used, used));
                left -= used;
                if opener.count < least {
                    open.pop();
                }
            }
        }
        if left >= least && !is_space(after) && !is_word(before) {
            open.push(Delimiters { at: end - left, count: left });
        }
        for (kind, range, used) in closed {
            self.skip(range.start..range.start + used);
            self.skip(range.end - used..range.end);
            self.marks.push((kind, range));
        }
        end
    }
}

/// For each run of backticks the next that is as long.
fn partners(glyphs: &[Glyph]) -> HashMap<usize, usize> {
    let mut next = HashMap::new();
    let mut partners = HashMap::new();
    let mut end = glyphs.len();
    while let Some(last) = glyphs.get(..end).and_then(|glyphs| glyphs.iter().rposition(|glyph| glyph.char == '`')) {
        let count = glyphs.iter().take(last + 1).rev().take_while(|glyph| glyph.char == '`').count();
        let start = last + 1 - count;
        if let Some(partner) = next.insert(count, start) {
            partners.insert(start, partner);
        }
        end = start;
    }
    partners
}

fn is_address(text: &str) -> bool {
    let is_mail = text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    is_mail || ["http://", "https://", "mailto:"].iter().any(|scheme| text.starts_with(scheme))
}

/// The entities that people write by hand in Markdown and subtitles; others stay as they are.
pub(super) fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
            None => number.parse(),
        };
        return number.ok().filter(|number| *number > 0).and_then(char::from_u32);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => return None,
    })
}

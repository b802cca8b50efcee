//! What is part of a document and of nobody's words: page heads, page numbers, symbols, times of a recording.

use plenary_documents::{Document, Kind};
use std::collections::HashMap;
use std::ops::Range;

/// A page head is no longer than this, in characters.
const LONGEST: usize = 120;
/// A bracket with a time is no longer than this, in characters: an address may stand in it.
const LONGEST_TIME: usize = 600;
/// A short text that comes at least this often, and is no heading, is a page head.
const OFTEN: usize = 3;

/// The short texts of a document that come again and again.
#[derive(Debug)]
pub(super) struct Furniture {
    counts: HashMap<String, usize>,
}

impl Furniture {
    pub(super) fn new(document: &Document) -> Self {
        let mut counts = HashMap::new();
        for block in document.blocks.iter().filter(|block| block.kind == Kind::Paragraph) {
            if let Some(key) = key(block.text.plain()) {
                *counts.entry(key).or_insert(0) += 1;
            }
        }
        Self { counts }
    }

    /// Whether a block is furniture: a number, a symbol of a document, or a text in capitals or of a page head that comes
    /// again. The first block is a title.
    pub(super) fn is_furniture(&self, index: usize, text: &str) -> bool {
        let letters = text.chars().filter(|char| char.is_alphabetic()).count();
        if letters == 0 || is_symbol(text) || is_page(text) {
            return true;
        }
        let often = key(text).and_then(|key| self.counts.get(&key).copied()).unwrap_or_default();
        let ends = super::speakers::ends_a_sentence(text);
        index > 0
            && !ends
            && (often >= OFTEN || (often == 2 && is_capitals(text)) || (is_capitals(text) && text.contains(" / ")))
    }
}

/// A short text with its numbers made alike.
fn key(text: &str) -> Option<String> {
    let is_short = text.chars().count() <= LONGEST && !text.contains('\n');
    is_short.then(|| text.chars().filter(|char| !char.is_ascii_digit()).flat_map(char::to_lowercase).collect())
}

fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// `A/CN.16/2026/SR.3`, `CRP.2/Rev.1`.
fn is_symbol(text: &str) -> bool {
    let has = |wanted: fn(char) -> bool| text.chars().any(wanted);
    !text.contains(' ')
        && text.contains('/')
        && has(|char| char.is_ascii_digit())
        && has(|char| char.is_ascii_uppercase())
        && text.is_ascii()
}

/// A number of a page between hyphens or behind a word: `- 3 -`, `Page 3 of 10`, `3/10`.
fn is_page(text: &str) -> bool {
    let text = text.trim_matches(|char: char| char == '-' || char == '–' || char.is_whitespace());
    let words: Vec<_> = text.split_whitespace().collect();
    let is_number = |word: &&&str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/');
    let numbers = words.iter().filter(is_number).count();
    let letters = text.chars().filter(|char| char.is_alphabetic()).count();
    numbers > 0 && words.len() <= 4 && words.len() - numbers <= 2 && letters <= 8
}

/// A range of a text without what a recording's index adds, such as `(starts at 44:23<https://…>)`, and none if nothing else
/// is left: a number that was typed before a paragraph is no sentence.
pub(super) fn without_times(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = range.start;
    while let Some((open, close)) = time_in_brackets(text, at..range.end) {
        ranges.push(at..open);
        at = close;
    }
    ranges.push(at..range.end);
    let trimmed = |range: Range<usize>| {
        let part = &text[range.clone()];
        let start = range.start + part.len() - part.trim_start().len();
        start..start + part.trim().len()
    };
    let mut ranges: Vec<_> = ranges.into_iter().map(trimmed).collect();
    ranges.retain(|range| text[range.clone()].chars().any(char::is_alphabetic));
    // Punctuation that followed the brackets alone is no passage, and a number before a paragraph is no part of it.
    ranges.into_iter().map(|range| range.start + number(&text[range.clone()])..range.end).collect()
}

/// A range of a transcript without what a captioner adds in brackets before or behind what is said: `(Interpreted from Russian)`,
/// `[Applause]`. What brackets hold that `is_name` is kept.
pub(super) fn without_asides(text: &str, range: Range<usize>, is_name: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    let Range { mut start, mut end } = range;
    let marks = |char: char| char.is_whitespace() || matches!(char, '-' | '–' | '—');
    let is_aside = |inner: &str| inner.chars().count() <= LONGEST && !is_name(inner);
    loop {
        let part = &text[start..end];
        start += part.len() - part.trim_start_matches(marks).len();
        let inner = text[start..end].strip_prefix(['(', '[', '（', '［']);
        let close = inner.and_then(|inner| Some((inner, inner.find([')', ']', '）', '］'])?)));
        match close.filter(|(inner, close)| is_aside(&inner[..*close])) {
            Some((inner, close)) => {
                let at = end - inner.len() + close;
                start = at + text[at..].chars().next().map_or(0, char::len_utf8);
            }
            None => break,
        }
    }
    while let Some(open) = text[start..end].strip_suffix([')', ']', '）', '］']).and_then(|inner| {
        let open = inner.rfind(['(', '[', '（', '［'])?;
        let before = inner[..open].trim_end();
        (super::speakers::ends_a_sentence(before) && is_aside(inner[open..].trim_start_matches(['(', '[', '（', '［'])))
            .then_some(before.len())
    }) {
        end = start + open;
    }
    let has_letters = text[start..end].chars().any(char::is_alphabetic);
    has_letters.then_some(start..end)
}

/// How many bytes the number takes that a text begins with: `3. `, `(4) `, `12) `.
pub(super) fn number(text: &str) -> usize {
    let inner = text.trim_start_matches('(');
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &inner[digits..];
    let marked = rest.strip_prefix(['.', ')']).filter(|rest| rest.starts_with([' ', '\t', '\u{a0}']));
    match marked {
        Some(rest) if (1..=3).contains(&digits) => text.len() - rest.trim_start().len(),
        _ => 0,
    }
}

/// The next bracket in a range that holds a time.
fn time_in_brackets(text: &str, range: Range<usize>) -> Option<(usize, usize)> {
    let mut at = range.start;
    while let Some(open) = text[at..range.end].find(['(', '[']).map(|open| at + open) {
        // No further than a bracket with a time can reach, so that brackets that nothing closes are not each read to the end.
        let reach = text[open..range.end].char_indices().nth(LONGEST_TIME).map_or(range.end, |(byte, _)| open + byte);
        let close = text[open..reach].find([')', ']']).map(|close| open + close + 1);
        let close = close.or((reach == range.end).then_some(reach));
        if let Some(close) = close.filter(|close| has_time(&text[open..*close])) {
            return Some((open, close));
        }
        at = open + 1;
    }
    None
}

/// Whether a text has a time as recordings have it, such as `44:23`.
fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let times =
        (1..bytes.len()).any(|at| bytes[at] == b':' && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2));
    times && text.chars().filter(|char| char.is_alphabetic()).count() <= 120
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_no_part_of_what_is_said() {
        let cut = |text: &'static str| {
            without_times(text, 0..text.len()).into_iter().map(|range| &text[range]).collect::<Vec<_>>()
        };
        assert_eq!(cut("3. Ghana called for training."), ["Ghana called for training."]);
        assert_eq!(cut("Ghana agreed (starts at 44:23<https://example.org/a>)"), ["Ghana agreed"]);
        assert_eq!(cut("12."), Vec::<&str>::new());
        assert_eq!(cut("In 2025. It went on."), ["In 2025. It went on."]);
    }

    #[test]
    fn asides_are_no_part_of_what_is_said() {
        let cut = |text: &'static str| {
            without_asides(text, 0..text.len(), |inner| inner == "Kenya").map(|range| &text[range])
        };
        assert_eq!(cut("(Interpreted from Russian) Chair, we disagree."), Some("Chair, we disagree."));
        assert_eq!(cut("[Applause]"), None);
        assert_eq!(cut("We disagree. (Pause)"), Some("We disagree."));
        assert_eq!(cut("-- (off mic) we disagree (Kenya)"), Some("we disagree (Kenya)"));
        assert_eq!(cut("（掌声）我们不同意。"), Some("我们不同意。"));
        assert_eq!(cut("(Kenya) We disagree."), Some("(Kenya) We disagree."));
    }

    /// Each was read to the end of the document: a minute for these, and four times as long for twice as many.
    #[test]
    fn hostile_c4_brackets_that_nothing_closes_are_not_read_to_the_end() {
        let unclosed = "Mr. A (Kenya [".repeat(40_000);
        let text = format!("Agreed (starts at 44:23) {unclosed}");
        let found = without_times(&text, 0..text.len()).into_iter().map(|range| &text[range]);
        assert!(found.eq(["Agreed", unclosed.as_str()]));
    }

    #[test]
    fn pages_and_symbols_are_furniture() {
        for text in ["3", "- 12 -", "Page 3 of 10", "A/CN.16/2026/SR.3"] {
            assert!(is_page(text) || is_symbol(text) || !text.chars().any(char::is_alphabetic), "{text}");
        }
        assert!(!is_page("Kenya") && !is_symbol("WSIS+20") && !is_page("Item 3: cybersecurity for all of us"));
    }
}

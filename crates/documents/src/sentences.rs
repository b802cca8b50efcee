//! Where sentences end.

use super::script::is_han;
use std::ops::Range;

/// Marks that end a sentence wherever they stand.
const FULL: [char; 5] = ['。', '！', '？', '؟', '\n'];
/// Marks that end a sentence if a space follows.
const SPACED: [char; 3] = ['.', '!', '?'];
/// What still belongs to a sentence after its end.
const CLOSING: [char; 10] = ['"', '”', '’', '»', ')', '）', '」', '』', ']', '*'];

/// Marks that close a quotation.
const QUOTES: [char; 5] = ['"', '”', '»', '」', '』'];
/// Words that only say whose a quotation is, in Han characters.
const LONGEST_ATTRIBUTION: usize = 16;

/// The sentences of a text, in bytes, without the space around them. `abbreviations` are words that a full stop follows
/// without ending a sentence, folded to lower case and without it ("h.e", "mr").
pub fn sentences(text: &str, abbreviations: &[String]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let ends = FULL.contains(&char)
            || (SPACED.contains(&char) && !(char == '.' && is_abbreviation(&text[start..at], abbreviations)));
        if !ends {
            continue;
        }
        let mut end = at + char.len_utf8();
        while let Some((at, char)) = chars.peek().copied()
            && (CLOSING.contains(&char) || SPACED.contains(&char))
        {
            end = at + char.len_utf8();
            chars.next();
        }
        if is_attributed(&text[start..end], &text[end..]) {
            continue;
        }
        let follows = text[end..].chars().next();
        if FULL.contains(&char) || follows.is_none_or(char::is_whitespace) {
            push(text, start..end, &mut sentences);
            start = end;
        }
    }
    push(text, start..text.len(), &mut sentences);
    sentences
}

/// Whether a quotation is followed by the words that say whose it is: `“…?” asked Ghana.`, `“…。”加纳代表说。`
fn is_attributed(quotation: &str, rest: &str) -> bool {
    let mut last = quotation.chars().rev();
    let closed = last.next().is_some_and(|char| QUOTES.contains(&char))
        && last.next().is_some_and(|char| !QUOTES.contains(&char));
    let next = rest.trim_start().chars().next();
    let words = rest.chars().take(LONGEST_ATTRIBUTION + 1).take_while(|char| !"。！？.\n".contains(*char)).count();
    closed
        && next.is_some_and(|char| {
            let speaks_on = char.is_lowercase() && !rest.starts_with('\n');
            speaks_on
                || (is_han(char) && char.is_alphanumeric() && words <= LONGEST_ATTRIBUTION && !rest.starts_with('\n'))
        })
}

fn push(text: &str, range: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    if text[start..end].chars().any(char::is_alphanumeric) {
        sentences.push(start..end);
    }
}

/// Whether a full stop after this text belongs to its last word: a title, an initial, an abbreviation with inner stops.
fn is_abbreviation(before: &str, abbreviations: &[String]) -> bool {
    let word = before.rsplit(|char: char| char.is_whitespace() || "(（'’".contains(char)).next().unwrap_or_default();
    let letters = word.chars().filter(|char| char.is_alphabetic()).count();
    let folded = word.to_lowercase();
    (letters == 1 && word.chars().count() == 1 && word.chars().all(char::is_uppercase))
        || (word.contains('.') && letters <= 3 && !word.chars().any(|char| char.is_ascii_digit()))
        || abbreviations.contains(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text, &["mr".into(), "no".into()]).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_at_their_marks() {
        assert_eq!(cut("One.  Two! “Three?” Four"), ["One.", "Two!", "“Three?”", "Four"]);
        assert_eq!(cut("中国支持论坛。印度反对！"), ["中国支持论坛。", "印度反对！"]);
        assert_eq!(cut("¿Qué? Sí. 3.5 por ciento"), ["¿Qué?", "Sí.", "3.5 por ciento"]);
        assert_eq!(cut("... !"), Vec::<&str>::new());
    }

    #[test]
    fn a_quotation_goes_with_the_words_that_say_whose_it_is() {
        assert_eq!(
            cut("“数据保护不容妥协。”加纳代表说。多哥支持论坛。"),
            ["“数据保护不容妥协。”加纳代表说。", "多哥支持论坛。"]
        );
        assert_eq!(
            cut("“Who pays?” asked Ghana. “We.” Togo agreed."),
            ["“Who pays?” asked Ghana.", "“We.”", "Togo agreed."]
        );
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        let text = "H.E. Mr. J. Doe of the U.S. spoke under item No. 5. He thanked all.";
        assert_eq!(cut(text), ["H.E. Mr. J. Doe of the U.S. spoke under item No. 5.", "He thanked all."]);
    }
}

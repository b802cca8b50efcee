//! From a text to its words: runs of one script, folded so that ways of writing that mean the same are the same.
//!
//! Full width and half width, upper and lower case, accents, Arabic vowel signs and the like are folded away. Han
//! characters stand in runs of their own regardless of the spacing around them, so `WSIS 框架` and `WSIS框架` are the same
//! words.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A run of characters that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// Whether it is of Han characters, which have no spaces between words.
    pub is_han: bool,
}

/// The runs of a text, in order; what is neither letter nor digit separates them.
pub fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (start, char) in text.char_indices() {
        let end = start + char.len_utf8();
        let is_han = is_han(char);
        if let Some(last) = runs.last_mut()
            && last.range.end == start
            && (is_combining_mark(char) || (char.is_alphanumeric() && last.is_han == is_han))
        {
            last.range.end = end;
        } else if char.is_alphanumeric() {
            runs.push(Run { range: start..end, is_han });
        }
    }
    runs
}

/// Han ideographs: the unified blocks with extensions, and the compatibility block.
pub fn is_han(char: char) -> bool {
    matches!(u32::from(char),
        0x3005..=0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

/// A word as it is compared: compatibility characters replaced (Unicode NFKC), lower case, without accents and signs.
///
/// Cyrillic keeps its breve, because `й` is a letter of its own; `ё` is written `е` as in most Russian texts.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    for char in word.nfkd() {
        let is_cyrillic = folded.chars().next_back().is_some_and(|last| ('\u{400}'..='\u{52F}').contains(&last));
        if is_combining_mark(char) {
            if is_cyrillic && char == '\u{306}' {
                folded.push(char);
            }
            continue;
        }
        match char {
            '\u{640}' | '\u{200C}' | '\u{200D}' => {} // tatweel and joiners only shape the line
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ø' | 'Ø' => folded.push('o'),
            'đ' | 'Đ' => folded.push('d'),
            'ł' | 'Ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ٱ' => folded.push('ا'),
            '٠'..='٩' => folded.extend(char::from_u32(u32::from(char) - 0x660 + 0x30)),
            '۰'..='۹' => folded.extend(char::from_u32(u32::from(char) - 0x6F0 + 0x30)),
            _ => folded.extend(char.to_lowercase()),
        }
    }
    folded.nfc().collect()
}

/// Endings that Arabic texts write one way or the other; after the stemmer, which has to distinguish them.
pub fn fold_endings(word: String) -> String {
    if word.contains(['ى', 'ة']) { word.replace('ى', "ي").replace('ة', "ه") } else { word }
}

/// Longer names are not compared letter by letter, in characters: the work grows with the product of both lengths.
const LONGEST_COMPARED: usize = 256;

/// How like two names are, from 0 to 1: one less the share of letters that have to be changed (Damerau and Levenshtein's
/// distance by the longer's length). None if that is less than `least`, or if a name is too long to be compared at all.
///
/// Names whose lengths alone say that they cannot be that like cost nothing but the count of their letters.
pub fn likeness(a: &str, b: &str, least: f64) -> Option<f64> {
    if a == b {
        return Some(1.0);
    }
    // No character has more than four bytes, so what is longer in bytes need not be counted.
    if a.len().max(b.len()) > 4 * LONGEST_COMPARED {
        return None;
    }
    let (a_length, b_length) = (a.chars().count(), b.chars().count());
    let (shorter, longer) = (a_length.min(b_length), a_length.max(b_length));
    if longer > LONGEST_COMPARED || (shorter as f64) < least * longer as f64 {
        return None;
    }
    Some(strsim::normalized_damerau_levenshtein(a, b)).filter(|likeness| *likeness >= least)
}

/// How like a name has to be to another to be taken for a slip of it.
const SLIP: f64 = 2.0 / 3.0;

/// The names that are most like one that there is not, the most alike first, and at most so many: for "did you mean". Letters that are wrong,
/// missing, or in each other's place count as one mistake each, capitals as none.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let lower = name.to_lowercase();
    let alike = |other: &'a str| Some((likeness(&lower, &other.to_lowercase(), SLIP)?, other));
    let mut near: Vec<_> = known.into_iter().filter_map(alike).collect();
    near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.into_iter().map(|(_, other)| other).take(most).collect()
}

/// A text as it is compared as a whole: its runs, folded, with one space between them.
pub fn fold_whole(text: &str) -> String {
    let folded: Vec<_> = runs(text).into_iter().map(|run| fold_endings(fold(&text[run.range]))).collect();
    folded.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_that_mean_the_same_are_the_same() {
        for (a, b) in [
            ("WSIS 框架", "wsis框架"),
            ("ＷＳＩＳ＋２０", "WSIS+20"),
            ("Côte d'Ivoire", "COTE D’IVOIRE"),
            ("Северная Македония", "северная македония"),
            ("Орёл", "орел"),
            ("الأُمَم", "الامم"),
            ("Türkiye", "turkiye"),
            ("Straße", "strasse"),
            ("ﬁle", "file"),
            ("cafe\u{301}", "café"),
            ("٢٠٢٥", "2025"),
        ] {
            assert_eq!(fold_whole(a), fold_whole(b), "{a} and {b}");
        }
        assert_ne!(fold("й"), fold("и"));
    }

    #[test]
    fn names_are_near_by_letters_that_are_wrong_missing_or_in_another_place() {
        let known = ["label", "id", "isoAlpha3", "positions", "NEGATIVE", "POSITIVE", "side"];
        for (name, expected) in [
            ("lable", &["label"][..]),
            ("Label", &["label"]),
            ("labl", &["label"]),
            ("isoalpha", &["isoAlpha3"]),
            ("postions", &["positions"]),
            ("negative", &["NEGATIVE"]),
            ("NEGATVE", &["NEGATIVE"]),
            ("mode", &[]),
            ("UP", &[]),
            ("capital", &[]),
        ] {
            assert_eq!(nearest(name, known, 3), expected, "{name}");
            assert_eq!(nearest(name, known, 1), &expected[..expected.len().min(1)], "{name}");
        }
        assert!(nearest(&"x".repeat(100_000), known, 3).is_empty());
    }

    #[test]
    fn runs_are_split_at_punctuation_and_between_han_and_other_scripts() {
        let text = "「IGF论坛」 multi-stakeholder, 2025年";
        let words: Vec<_> = runs(text).into_iter().map(|run| text[run.range].to_owned()).collect();
        assert_eq!(words, ["IGF", "论坛", "multi", "stakeholder", "2025", "年"]);
        assert!(runs(" ,.“”🙂\u{0} ").is_empty());
    }
}

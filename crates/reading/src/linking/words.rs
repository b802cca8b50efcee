//! Names and codes as they are compared.
//!
//! A name is its words without case, accents, punctuation and endings; Han characters stand in overlapping pairs, since no
//! space parts their words, and in their simplified form. Words that say nothing are left out unless nothing else is there.
//! How much a word says follows from how many things have it, on both sides together.

use super::vocabulary::Vocabulary;
use plenary_search::stem;
use plenary_search::words::{fold, fold_endings, runs};
use std::collections::HashMap;

/// A name, folded.
#[derive(Debug, Default, Clone)]
pub(super) struct Folded {
    /// All words, with one space between them.
    pub(super) whole: String,
    /// Length of `whole` in characters.
    pub(super) length: usize,
    /// The words that say something, in their order.
    pub(super) words: Vec<u32>,
    /// The same, sorted, each once.
    pub(super) set: Vec<u32>,
    /// The digits, in their order.
    pub(super) digits: String,
    /// Whether it is too short to mean one thing only.
    pub(super) is_short: bool,
}

/// All words of both sides.
#[derive(Debug, Default)]
pub(super) struct Words {
    numbers: HashMap<String, u32>,
    /// How many things have the word.
    frequencies: Vec<u32>,
    things: u32,
}

impl Words {
    /// Folds the names of a thing and counts their words.
    pub(super) fn add<'a>(
        &mut self,
        names: impl Iterator<Item = (&'a str, Option<&'a str>)>,
        vocabulary: &Vocabulary,
    ) -> Vec<Folded> {
        let folded: Vec<_> = names.map(|(text, language)| self.fold(text, language, vocabulary)).collect();
        let mut all: Vec<u32> = folded.iter().flat_map(|name| name.set.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().for_each(|word| self.frequencies[word as usize] += 1);
        self.things += 1;
        folded
    }

    fn fold(&mut self, text: &str, language: Option<&str>, vocabulary: &Vocabulary) -> Folded {
        let (mut whole, mut telling, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for run in runs(text) {
            let is_han = run.is_han;
            let run = if is_han { fold(&fast2s::convert(&text[run.range])) } else { fold(&text[run.range]) };
            let is_stop = |word: &str| vocabulary.is_stop_word(word, language);
            if is_han {
                let char_is_stop = |char: &char| is_stop(char.encode_utf8(&mut [0; 4]));
                let chars: Vec<char> = run.chars().filter(|char| !char_is_stop(char)).collect();
                let pairs = chars.windows(2.min(chars.len()).max(1)).map(String::from_iter);
                telling.extend(pairs);
            } else if is_stop(&run) {
                others.push(run.clone());
            } else {
                telling.push(stem(&run, Some(language.unwrap_or_else(|| language_of(&run)))));
            }
            whole.push(fold_endings(run));
        }
        let whole = whole.join(" ");
        let kept = if telling.is_empty() { others } else { telling };
        let words: Vec<u32> = kept.into_iter().map(|word| self.number(word)).collect();
        let mut set = words.clone();
        set.sort_unstable();
        set.dedup();
        let length = whole.chars().count();
        let is_short = if whole.chars().any(plenary_search::words::is_han) { length < 2 } else { length < 4 };
        let digits = whole.chars().filter(char::is_ascii_digit).collect();
        Folded { whole, length, words, set, digits, is_short }
    }

    fn number(&mut self, word: String) -> u32 {
        let next = u32::try_from(self.frequencies.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.frequencies.push(0);
        }
        number
    }

    /// How much a word says: the logarithm of all things by those that have it.
    pub(super) fn weight(&self, word: u32) -> f64 {
        (1.0 + f64::from(self.things) / f64::from(self.frequencies[word as usize].max(1))).ln()
    }

    pub(super) fn weight_of(&self, words: &[u32]) -> f64 {
        words.iter().map(|&word| self.weight(word)).sum()
    }
}

/// The language in which a word without a language tag is stemmed: by its script, and English if that is Latin.
fn language_of(word: &str) -> &'static str {
    match word.chars().next() {
        Some('\u{400}'..='\u{52F}') => "ru",
        Some('\u{600}'..='\u{6FF}') => "ar",
        _ => "en",
    }
}

/// A code as it is compared: letters and digits in lower case, a point between groups, no zeros in front of numbers. So `09.0c`
/// is `9.c`, and `004` is `4`.
pub(super) fn code(text: &str) -> String {
    let groups = runs(text).into_iter().map(|run| {
        let group = fold(&text[run.range]);
        let bare = group.trim_start_matches('0');
        if bare.is_empty() && !group.is_empty() { "0".to_owned() } else { bare.to_owned() }
    });
    groups.collect::<Vec<_>>().join(".")
}

/// A code without the words in front of it, if it has some: `SDG 4` is `4`.
pub(super) fn bare_code(code: &str) -> Option<&str> {
    let (word, rest) = code.split_once('.')?;
    (word.chars().all(char::is_alphabetic) && rest.contains(|char: char| char.is_ascii_digit())).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_compared_without_padding_and_prefix() {
        for (text, expected) in [
            ("09.0c", "9.c"),
            ("004", "4"),
            ("C5", "c5"),
            ("SDG 4", "sdg.4"),
            ("0", "0"),
            ("A/RES/60/252", "a.res.60.252"),
        ] {
            assert_eq!(code(text), expected);
        }
        assert_eq!(bare_code("sdg.4"), Some("4"));
        assert_eq!((bare_code("9.c"), bare_code("c5"), bare_code("a.b")), (None, None, None));
    }

    #[test]
    fn han_is_cut_in_pairs_and_words_are_stemmed() {
        let (mut words, vocabulary) = (Words::default(), Vocabulary::default());
        let mut fold = |text: &str, language: &str| words.fold(text, Some(language), &vocabulary);
        let (simple, traditional) = (fold("数字 鸿沟", "zh"), fold("數字鴻溝", "zh"));
        assert_eq!((simple.words.len(), traditional.words.len()), (2, 3), "a space parts runs");
        assert_eq!(fold("数字鸿沟", "zh").set, traditional.set);
        assert_eq!(fold("Digital divides", "en").set, fold("digital DIVIDE", "en").set);
        assert!(fold("", "en").words.is_empty());
        assert_eq!(fold("国", "zh").words.len(), 1);
    }
}

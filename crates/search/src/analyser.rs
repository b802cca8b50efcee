//! From a text to the tokens that the index holds: one analyser for words as they are, one for each language's stems,
//! and one for single Han characters.

use super::words::{Run, fold, fold_endings, runs};
use frostem::{Algorithm, Stemmer};
use jieba_rs::{Jieba, TokenizeMode};
use std::sync::LazyLock;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

/// The dictionary of Chinese words. Reading it takes some tens of milliseconds, once in a process.
static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Reads the dictionary now, on a thread of its own, so that it is there when the first Chinese text comes.
pub fn prepare() {
    std::thread::spawn(|| LazyLock::force(&DICTIONARY));
}

/// Longer words are no words; the index does not take them.
const LONGEST: usize = 128;

/// How a text is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Analyser {
    /// Words as they are written, folded; Chinese by the dictionary, with the words inside of words.
    Words,
    /// Stems of the words; Han characters are left to [`Self::Words`].
    Stems(Algorithm),
    /// Each Han character by itself, so that any part of a Chinese text can be found.
    Characters,
}

/// Languages that have stems, by primary subtag.
pub(super) const STEMMED: [(&str, Algorithm); 5] = [
    ("ar", Algorithm::Arabic),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fr", Algorithm::French),
    ("ru", Algorithm::Russian),
];

/// The stem of a folded word in a language, or the word itself where the language has no stems.
pub fn stem(word: &str, tag: Option<&str>) -> String {
    match Analyser::stems_of(tag) {
        Some(Analyser::Stems(language)) => fold_endings(Stemmer::new(language).stem(word).into_owned()),
        _ => fold_endings(word.to_owned()),
    }
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Number of the word in the text. The words inside of a word have its number.
    pub(super) position: usize,
    /// Whether it is a whole word, not one inside of another.
    pub(super) is_whole: bool,
    /// Where it stands in the text, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Analyser {
    /// The stems for a language tag, if the language has some.
    pub(super) fn stems_of(tag: Option<&str>) -> Option<Self> {
        let primary = tag?.split('-').next()?;
        STEMMED
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(primary))
            .map(|(_, language)| Self::Stems(*language))
    }

    /// The pieces of a text, in order.
    pub(super) fn pieces(self, text: &str) -> Vec<Piece> {
        let mut pieces = Pieces { out: Vec::new(), position: 0 };
        for run in runs(text) {
            match (self, run.is_han) {
                (Self::Words, true) => pieces.add_chinese(text, &run),
                (Self::Characters, true) => pieces.add_characters(text, &run),
                (Self::Words, false) => pieces.add(fold_endings(fold(&text[run.range.clone()])), &run),
                (Self::Stems(language), false) => {
                    let stem = Stemmer::new(language).stem(&fold(&text[run.range.clone()])).into_owned();
                    pieces.add(fold_endings(stem), &run);
                }
                // What stands between keeps its place, so that a phrase does not reach over it.
                (Self::Stems(_), true) | (Self::Characters, false) => pieces.position += 1,
            }
        }
        pieces.out
    }

    /// The analyser for the index.
    pub(super) fn for_index(self) -> TextAnalyzer {
        TextAnalyzer::builder(self).build()
    }
}

struct Pieces {
    out: Vec<Piece>,
    position: usize,
}

impl Pieces {
    fn add(&mut self, text: String, run: &Run) {
        if !text.is_empty() && text.len() <= LONGEST {
            let (start, end) = (run.range.start, run.range.end);
            self.out.push(Piece { text, position: self.position, is_whole: true, start, end });
        }
        self.position += 1;
    }

    /// The words of a Chinese run, each with the shorter words in it, as a search engine's index wants them (what jieba
    /// calls `cut_for_search`). New words are not guessed: a text and a query have to be cut in the same way.
    fn add_chinese(&mut self, text: &str, run: &Run) {
        let han = &text[run.range.clone()];
        let mut byte_of: Vec<usize> = han.char_indices().map(|(byte, _)| run.range.start + byte).collect();
        byte_of.push(run.range.end);
        for word in DICTIONARY.tokenize(han, TokenizeMode::Default, false) {
            let mut add = |start: usize, end: usize, is_whole: bool| {
                let (start, end) = (byte_of[start], byte_of[end]);
                self.out.push(Piece {
                    text: text[start..end].to_owned(),
                    position: self.position,
                    is_whole,
                    start,
                    end,
                });
            };
            let length = word.end - word.start;
            for size in [2, 3].into_iter().filter(|&size| size < length) {
                for start in word.start..=word.end - size {
                    if DICTIONARY.has_word(&text[byte_of[start]..byte_of[start + size]]) {
                        add(start, start + size, false);
                    }
                }
            }
            add(word.start, word.end, true);
            self.position += 1;
        }
    }

    fn add_characters(&mut self, text: &str, run: &Run) {
        for (offset, char) in text[run.range.clone()].char_indices() {
            let start = run.range.start + offset;
            let end = start + char.len_utf8();
            self.out.push(Piece { text: char.into(), position: self.position, is_whole: true, start, end });
            self.position += 1;
        }
        self.position += 1;
    }
}

impl Tokenizer for Analyser {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let token = |piece: Piece| Token {
            offset_from: piece.start,
            offset_to: piece.end,
            position: piece.position,
            text: piece.text,
            position_length: 1,
        };
        Tokens { tokens: self.pieces(text).into_iter().map(token).collect(), next: 0 }
    }
}

/// Tokens that are all there.
pub(super) struct Tokens {
    tokens: Vec<Token>,
    next: usize,
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.next - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.next - 1]
    }
}

//! A text as it is compared with words of the lexicon: folded, stemmed, and with the way back to the text.
//!
//! A word becomes its stem between two marks, a Han character stands by itself, and what separates phrases (a comma, a
//! bracket) is a mark of its own; spaces, hyphens and quotation marks disappear. So `WSIS+20 审查` and `WSIS+20审查` are
//! one, a match begins and ends at whole words, and no match reaches over a comma.

use frostem::{Algorithm, Stemmer};
use plenary_search::words::{fold, fold_endings, is_han};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const WORD: char = '\u{2}';
const WORD_END: char = '\u{3}';
const BREAK: char = '\u{1}';

/// A language that documents can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Arabic.
    Arabic,
    /// English.
    English,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// Russian.
    Russian,
    /// Chinese.
    Chinese,
}

impl Language {
    /// All languages, by tag.
    pub const ALL: [(&'static str, Self); 6] = [
        ("ar", Self::Arabic),
        ("en", Self::English),
        ("es", Self::Spanish),
        ("fr", Self::French),
        ("ru", Self::Russian),
        ("zh", Self::Chinese),
    ];

    /// The language of a tag such as `zh-Hans`.
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary)).map(|(_, language)| *language)
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        Self::ALL.iter().find(|(_, language)| *language == self).map_or("und", |(tag, _)| tag)
    }

    /// How a word is stemmed: by the script first, because texts in every language hold words of others.
    fn stemmer(self, word: &str) -> Algorithm {
        match word.chars().next() {
            Some('\u{400}'..='\u{52F}') => Algorithm::Russian,
            Some('\u{600}'..='\u{6FF}') => Algorithm::Arabic,
            _ => match self {
                Self::Spanish => Algorithm::Spanish,
                Self::French => Algorithm::French,
                _ => Algorithm::English,
            },
        }
    }
}

/// A piece of a text: a word, a Han character or a break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it stands in the folded text, in bytes.
    at: u32,
    /// Where it stands in the text, in bytes.
    pub(super) source: Range<usize>,
    pub(super) kind: PieceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    Word,
    Han,
    /// Punctuation that separates phrases, and which.
    Break(char),
}

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
}

/// Folds a text of a language.
pub(super) fn folded(text: &str, language: Language) -> Folded {
    let mut out = Folded::default();
    let mut word: Option<usize> = None;
    for (at, char) in text.char_indices() {
        let han = is_han(char);
        let joins = (char.is_alphanumeric() && !han) || is_combining_mark(char) || is_joiner(char);
        if joins {
            if word.is_some() || char.is_alphanumeric() {
                word.get_or_insert(at);
            }
            continue;
        }
        if let Some(start) = word.take() {
            out.add_word(text, start..at, language);
        }
        let end = at + char.len_utf8();
        if han {
            out.add(at..end, PieceKind::Han, |text| text.extend(std::iter::once(char).nfkc().map(simplified)));
        } else if is_break(char)
            && !(char == '.' && is_inside(&text[..at], &text[end..]))
            && !(char == '–' && is_within_word(&text[..at], &text[end..]))
        {
            out.add(at..end, PieceKind::Break(char), |text| text.push(BREAK));
        }
    }
    if let Some(start) = word {
        out.add_word(text, start..text.len(), language);
    }
    out
}

/// A form of the lexicon as it is looked for in folded texts; empty if it has no word.
pub(super) fn pattern(form: &str, language: Language) -> String {
    folded(form, language).text.trim_matches(BREAK).to_owned()
}

impl Folded {
    fn add(&mut self, source: Range<usize>, kind: PieceKind, write: impl FnOnce(&mut String)) {
        let at = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        write(&mut self.text);
        self.pieces.push(Piece { at, source, kind });
    }

    fn add_word(&mut self, text: &str, source: Range<usize>, language: Language) {
        let word = fold(without_plural(&text[source.clone()]));
        let word = without_conjunction(&word);
        let word = &without_preposition(word);
        // A stemmer takes the ending of a word for one even if nothing is left: the Russian ИИ (AI) becomes "и" (and).
        let stem = match word.chars().count() {
            0..=3 => word.clone().into_owned(),
            _ => Stemmer::new(language.stemmer(word)).stem(word).into_owned(),
        };
        let stem = fold_endings(stem);
        self.add(source, PieceKind::Word, |text| {
            text.push(WORD);
            text.push_str(&stem);
            text.push(WORD_END);
        });
    }

    /// The pieces that a range of the folded text covers.
    pub(super) fn covered(&self, range: Range<usize>) -> Range<usize> {
        let first = self.pieces.partition_point(|piece| (piece.at as usize) < range.start);
        let end = self.pieces.partition_point(|piece| (piece.at as usize) < range.end);
        first..end
    }

    /// Where pieces stand in the text, in bytes.
    pub(super) fn source(&self, pieces: Range<usize>) -> Range<usize> {
        match (self.pieces.get(pieces.start), self.pieces.get(pieces.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if !pieces.is_empty() => first.source.start..last.source.end,
            _ => 0..0,
        }
    }

    /// The folded text of a piece, with its marks; empty behind the last.
    pub(super) fn piece(&self, piece: usize) -> &str {
        self.text.get(self.offset(piece)..self.offset(piece + 1)).unwrap_or_default()
    }

    /// Where a piece stands in the folded text, in bytes; its end for the piece after the last.
    pub(super) fn offset(&self, piece: usize) -> usize {
        self.pieces.get(piece).map_or(self.text.len(), |piece| piece.at as usize)
    }
}

/// An acronym without the ending of its plural: `SDGs`. No stemmer takes it from a word without a vowel.
fn without_plural(word: &str) -> &str {
    let acronym =
        word.strip_suffix('s').filter(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase()));
    acronym.unwrap_or(word)
}

/// An Arabic word without the conjunction that is written as one with it, where the article shows that it is one.
fn without_conjunction(word: &str) -> &str {
    let rest = word.strip_prefix(['و', 'ف']);
    rest.filter(|rest| ["ال", "لل", "بال"].iter().any(|article| rest.starts_with(article))).unwrap_or(word)
}

/// An Arabic word without the preposition that is written as one with it and its article: `للقمة` and `بالقمة` are `القمة`.
fn without_preposition(word: &str) -> Cow<'_, str> {
    let rest = ["لل", "بال", "كال"].iter().find_map(|prefix| word.strip_prefix(prefix));
    match rest.filter(|rest| rest.chars().count() >= 3) {
        Some(rest) => Cow::Owned(format!("ال{rest}")),
        None => Cow::Borrowed(word),
    }
}

/// Whether an Arabic word has the article.
pub(super) fn has_article(word: &str) -> bool {
    fold(word).starts_with("ال")
}

/// Whether a preposition is written as one with an Arabic word and its article.
pub(super) fn has_preposition(word: &str) -> bool {
    matches!(without_preposition(without_conjunction(&fold(word))), Cow::Owned(_))
}

/// Characters inside of words: they shape the line or are left out as often as not.
fn is_joiner(char: char) -> bool {
    matches!(char, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{640}')
}

/// Whether a full stop between two texts is part of a word or of a name: `U.S.`, `Ms. Doe`, `J. Doe`.
fn is_inside(before: &str, after: &str) -> bool {
    let word = before.rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    let is_title = word.chars().count() <= 4
        && word.starts_with(char::is_uppercase)
        && !word.chars().skip(1).any(char::is_uppercase)
        && !word.chars().any(|char| char.is_ascii_digit());
    after.starts_with(char::is_alphanumeric) || is_title
}

/// Whether a dash joins two words, as a hyphen does: `South–South`.
fn is_within_word(before: &str, after: &str) -> bool {
    before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic)
}

/// Whether a character separates phrases. Hyphens, apostrophes, quotation marks and the like do not.
fn is_break(char: char) -> bool {
    !(char.is_whitespace()
        || char.is_control()
        || matches!(
            char,
            '-' | '\u{2010}'
                | '\u{2011}'
                | '\''
                | '’'
                | '‘'
                | '`'
                | '+'
                | '＋'
                | '·'
                | '・'
                | '‧'
                | '•'
                | '/'
                | '&'
                | '"'
                | '“'
                | '”'
                | '„'
                | '«'
                | '»'
                | '「'
                | '」'
                | '『'
                | '』'
                | '《'
                | '》'
                | '〈'
                | '〉'
                | '*'
                | '_'
                | '°'
                | '#'
                | '%'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{FEFF}'
        ))
}

/// The simplified form of a Han character.
fn simplified(char: char) -> char {
    // Most texts are simplified already, and the crate converts strings, so single characters are converted once.
    static TABLE: LazyLock<Vec<u16>> = LazyLock::new(|| {
        let convert = |code: u16| {
            let from = char::from_u32(u32::from(code)).unwrap_or('\u{FFFD}');
            let to = fast2s::convert(from.encode_utf8(&mut [0; 4]));
            to.chars().next().and_then(|char| u16::try_from(u32::from(char)).ok()).unwrap_or(code)
        };
        (FIRST_HAN..=LAST_HAN).map(convert).collect()
    });
    const FIRST_HAN: u16 = 0x4E00;
    const LAST_HAN: u16 = 0x9FFF;
    let code = u16::try_from(u32::from(char)).unwrap_or_default();
    let known = code.checked_sub(FIRST_HAN).and_then(|index| TABLE.get(usize::from(index)));
    known.and_then(|code| char::from_u32(u32::from(*code))).unwrap_or(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_that_mean_the_same_fold_to_the_same() {
        for (language, a, b) in [
            (Language::Chinese, "WSIS+20 审查", "ＷＳＩＳ＋20审查"),
            (Language::Chinese, "數字鴻溝", "数字鸿沟"),
            (Language::Chinese, "「智慧孟加拉国」", "智慧孟加拉国"),
            (Language::English, "multi-stakeholder models", "Multi stakeholder model"),
            (Language::French, "l'accès", "L’ACCES"),
            (Language::Spanish, "brechas digitales", "brecha digital"),
            (Language::Russian, "цифровая экономика", "цифровой экономики"),
            (Language::English, "SDGs", "SDG"),
            (Language::English, "South–South", "South-South"),
            (Language::Arabic, "للقمة", "القمة"),
            (Language::Arabic, "وبالفجوة", "الفجوة"),
            (Language::English, "U.S.", "U.S"),
        ] {
            assert_eq!(pattern(a, language), pattern(b, language), "{a} and {b}");
        }
        assert_ne!(pattern("IGF, forum", Language::English), pattern("IGF forum", Language::English));
    }

    #[test]
    fn pieces_lead_back_to_the_text() {
        let text = "Support for l’IGF（论坛）, now";
        let folded = folded(text, Language::English);
        let shown: Vec<_> = folded.pieces.iter().map(|piece| &text[piece.source.clone()]).collect();
        assert_eq!(shown, ["Support", "for", "l", "IGF", "（", "论", "坛", "）", ",", "now"]);
        let at = folded.text.find('论').unwrap_or_default();
        assert_eq!(folded.covered(at..at + 6), 5..7);
        assert_eq!(&text[folded.source(5..7)], "论坛");
    }
}

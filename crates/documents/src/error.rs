//! Why a file cannot be read.

use super::Format;

/// Why a file cannot be read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// More than the limits [`MAX_FILE`](super::MAX_FILE) and [`MAX_TEXT`](super::MAX_TEXT) allow.
    #[error("{name} has {size} {what}, more than the {limit} that are read; split it, one meeting a file")]
    TooLarge {
        /// The file.
        name: String,
        /// What was counted.
        what: &'static str,
        /// How many there are, or the least that there are.
        size: usize,
        /// How many may be.
        limit: usize,
    },
    /// More work than [`Limits`](super::Limits) allow: a small file may stand for a large one.
    #[error(
        "{name} takes too much work to read: more than {limit} {what}; split it, one meeting a file, or save its text as Markdown"
    )]
    TooMuch {
        /// The file.
        name: String,
        /// How many may be.
        limit: usize,
        /// What there is too much of.
        what: &'static str,
    },
    /// No text in any of the formats.
    #[error("{name} is {what}, not a text, HTML, DOCX, PDF, WebVTT or SRT; {advice}")]
    Foreign {
        /// The file.
        name: String,
        /// What it is, with an article.
        what: &'static str,
        /// The way out.
        advice: &'static str,
    },
    /// The bytes are text of no known encoding, or it could be several.
    #[error(
        "the encoding of {name} is not certain: the first byte that is not ASCII is at offset {offset}, and the text may be \
         {candidates}; save it as UTF-8, or convert it: iconv -f ENCODING -t UTF-8"
    )]
    Uncertain {
        /// The file.
        name: String,
        /// Where the doubt begins, in bytes from 0.
        offset: usize,
        /// The encodings that are possible.
        candidates: String,
    },
    /// The encoding is known, but there are bytes that it does not have.
    #[error(
        "{name}, line {line}: the bytes at offset {offset} are not {encoding}, which the rest of the file is; repair them, or save the file anew as UTF-8"
    )]
    Invalid {
        /// The file.
        name: String,
        /// The line of the bytes, from 1.
        line: u32,
        /// Where they are, in bytes from 0.
        offset: usize,
        /// The encoding of the rest.
        encoding: &'static str,
    },
    /// A password is needed.
    #[error("{name} is encrypted; save a copy without a password")]
    Encrypted {
        /// The file.
        name: String,
    },
    /// The file is broken inside.
    #[error("{name} is damaged, or no {format}: {problem}; open it in the program that made it and save it anew")]
    Damaged {
        /// The file.
        name: String,
        /// The format it should have.
        format: Format,
        /// What is wrong.
        problem: String,
    },
    /// Only pictures.
    #[error(
        "{name} has {pages} pages, but no text: they are pictures; run text recognition (OCR) first, e.g. ocrmypdf"
    )]
    NoText {
        /// The file.
        name: String,
        /// How many pages it has.
        pages: usize,
    },
}

//! Document readers: the bytes of a document in, its text in blocks with places out.
//!
//! Seven formats become one shape: headings, paragraphs, list items and cues, without markup. Every character of a block
//! knows where it stands in the text as it was decoded, so that a reader of a block can cite its evidence by offsets.
//! What a block means is not decided here. Nothing here reads files or prints; no bytes may make it panic, and none take more
//! work than the [`Limits`] allow. A PDF is read on a thread of its own, as its library cannot be interrupted.
//!
//! # Example
//!
//! ```
//! let bytes = "# Main points\n\n- **Kenya** called for open standards.\n".as_bytes();
//! let document = plenary_documents::read("summary.en.md", bytes, None)?;
//! let texts: Vec<_> = document.blocks.iter().map(|block| block.text.plain()).collect();
//! assert_eq!(texts, ["Main points", "Kenya called for open standards."]);
//! assert_eq!(document.blocks[1].line, 3);
//! # Ok::<(), plenary_documents::Error>(())
//! ```

mod budget;
mod compose;
mod cues;
mod docx;
mod encoding;
mod error;
mod excerpt;
mod format;
mod html;
mod inline;
mod lines;
mod markdown;
mod marked;
mod markers;
mod numbering;
mod pdf;
mod script;
pub mod sentences;
mod voice;

pub use budget::Limits;
pub use error::Error;
pub use excerpt::{Excerpt, Excerpts, page};
pub use format::Format;
pub use marked::{Emphasis, Marked};
pub use script::needs_space;

use budget::Meter;
use std::ops::Range;

/// A file may have this many bytes. Office files and PDFs with pictures are large; what they say is not.
pub const MAX_FILE: usize = 64 << 20;

/// A text may have this many bytes in UTF-8. The record of a week of meetings has about four million; a larger file is
/// no meeting's, and while a block is read each of its characters takes twelve bytes.
pub const MAX_TEXT: usize = 16 << 20;

/// A document as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The text that all offsets count in, by code points from 0. Of Markdown, plain text and subtitles it is the file
    /// as decoded, markup and line ends included, without the byte order mark. Of HTML, DOCX and PDF it is the text that was
    /// extracted, each block on a line of its own.
    pub text: String,
    /// What the file was read as.
    pub format: Format,
    /// The encoding that it was decoded from, by its name in the WHATWG Encoding Standard; UTF-8 for DOCX and PDF.
    pub encoding: &'static str,
    /// The language tag that the document itself declares (`<html lang>`, `Language:` of WebVTT), as written.
    pub language: Option<String>,
    /// What the file says of the document beside its text: the title of an HTML page, what stands before the first cue of WebVTT.
    pub about: String,
    /// What the document says, in its order.
    pub blocks: Vec<Block>,
    /// The code point of [`Document::text`] at which each page begins; none where the format has no pages, which only PDF has.
    pub pages: Vec<u32>,
    /// What was left out or repaired.
    pub notes: Vec<Note>,
}

/// One piece of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What kind of piece.
    pub kind: Kind,
    /// The line of [`Document::text`] on which its content begins, from 1.
    pub line: u32,
    /// What it says. Where the author broke a line on purpose it has a line feed.
    pub text: Marked,
    /// When it was said, in seconds from the beginning of the recording; of cues only.
    pub time: Option<Range<f64>>,
    /// Who said it by the label of a cue, which is then no part of the text.
    pub voice: Option<String>,
    /// The cells of a row of a table, in bytes of its plain text, one for each column: that of an empty cell is empty. None
    /// elsewhere, and of rows whose cells hold several paragraphs, which stand apart.
    pub cells: Vec<Range<usize>>,
}

/// The kinds of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A heading, from 1 (outermost) to 6; 7 to 9 exist in DOCX.
    Heading(u8),
    /// Running text, a line of code, or a row of a table: `first cell: second cell; third cell`.
    Paragraph,
    /// An item of a list. The further paragraphs of an item are paragraphs.
    Item {
        /// How many lists it is nested in, from 0.
        depth: u8,
        /// Whether it is numbered.
        ordered: bool,
    },
    /// A horizontal rule; its text is empty.
    Rule,
    /// A cue of subtitles, or what one voice says in it.
    Cue,
}

/// Something that was left out or repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The line of [`Document::text`], from 1; for HTML, DOCX and PDF that of the next block.
    pub line: u32,
    /// What, in English.
    pub message: String,
}

/// How many bytes the time takes with which a line of a log or a transcript begins, with what sets it off: `[14:03] `, `00:12:33 - `.
/// None: 0.
pub fn time_at_start(text: &str) -> usize {
    let inner = text.trim_start_matches(['[', '(', '（', '【']);
    let opening = text.len() - inner.len();
    let time = inner.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')).count();
    let parts: Vec<_> = inner.get(..time).unwrap_or_default().split([':', '.']).collect();
    let is_time = (2..=4).contains(&parts.len())
        && inner.get(..time).is_some_and(|time| time.contains(':'))
        && parts.iter().all(|part| (1..=3).contains(&part.len()));
    let rest = inner.get(time..).unwrap_or_default();
    let behind = rest.trim_start_matches([']', ')', '）', '】']);
    let closed = rest.len() > behind.len();
    if !is_time || (opening > 0 && !closed) {
        return 0;
    }
    let set_off = behind.trim_start_matches(|char: char| char.is_whitespace() || matches!(char, '-' | '–' | '—'));
    if closed || set_off.len() < behind.len() { text.len() - set_off.len() } else { 0 }
}

/// Reads a document. The name is that of the file; it determines the format and is named in errors. A format that is given
/// overrides what name and content say.
///
/// # Errors
///
/// If the file is too large, is none of the formats, cannot be decoded with certainty, is damaged, or is a PDF without text.
///
/// ```
/// use plenary_documents::{Kind, read};
///
/// let document = read("summary.md", "# Brazil\n\n- Asks for **public\n  infrastructure**.\n".as_bytes(), None)?;
/// let item = &document.blocks[1];
/// assert_eq!(item.kind, Kind::Item { depth: 0, ordered: false });
/// assert_eq!(item.text.plain(), "Asks for public infrastructure.");
/// assert_eq!(item.text.source_span(9..30), 21..48);
/// assert_eq!(document.text.get(21..48), Some("**public\n  infrastructure**"));
/// # Ok::<(), plenary_documents::Error>(())
/// ```
pub fn read(name: &str, bytes: &[u8], format: Option<Format>) -> Result<Document, Error> {
    read_within(name, bytes, format, &Limits::default())
}

/// Reads a document as [`read`] does, within limits of its own.
///
/// # Errors
/// Those of [`read`].
pub fn read_within(name: &str, bytes: &[u8], format: Option<Format>, limits: &Limits) -> Result<Document, Error> {
    if bytes.len() > limits.file {
        return Err(Error::TooLarge { name: name.into(), what: "bytes", size: bytes.len(), limit: limits.file });
    }
    let meter = Meter::new(limits);
    match format.map_or_else(|| Format::choose(name, bytes), Ok)? {
        Format::Docx => docx::read(name, bytes, &meter),
        Format::Pdf => pdf::read(name, bytes, limits),
        Format::Html => {
            let text = decode(name, bytes, html::declared_encoding(bytes), &meter)?;
            finish(name, html::read(&text.text, &meter), text.encoding, &meter)
        }
        format @ (Format::Markdown | Format::Plain) => {
            let text = decode_lines(name, bytes, &meter)?;
            finish(name, markdown::read(text.text, format, &meter), text.encoding, &meter)
        }
        format @ (Format::WebVtt | Format::Srt) => {
            let text = decode_lines(name, bytes, &meter)?;
            finish(name, cues::read(text.text, format, &meter), text.encoding, &meter)
        }
    }
}

/// Reads a [`Document::text`] that was kept by itself, as what it was a text of: in the same blocks, with the same places. The
/// text of HTML, DOCX and PDF is in blocks already, one a line; what they are, and pages, is no longer known.
///
/// # Errors
/// If it is larger than a text may be, or takes more work than its limits allow.
pub fn read_text(name: &str, text: String, format: Format) -> Result<Document, Error> {
    let limits = Limits::default();
    within_limit(name, &text, &limits)?;
    let meter = Meter::new(&limits);
    meter.allow_looks(text.len());
    meter.elements(text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count());
    meter.check(name)?;
    let document = match format {
        Format::Markdown | Format::Plain => markdown::read(text, format, &meter),
        Format::WebVtt | Format::Srt => cues::read(text, format, &meter),
        Format::Html | Format::Docx | Format::Pdf => compose::read(text, format),
    };
    finish(name, document, "UTF-8", &meter)
}

/// The text of a file within its bounds.
fn decode(
    name: &str,
    bytes: &[u8],
    declared: Option<&'static encoding_rs::Encoding>,
    meter: &Meter,
) -> Result<encoding::Decoded, Error> {
    let limit = meter.limits.text.saturating_mul(2);
    if bytes.len() > limit {
        return Err(Error::TooLarge { name: name.into(), what: "bytes", size: bytes.len(), limit });
    }
    let decoded = encoding::decode(name, bytes, declared)?;
    within_limit(name, &decoded.text, &meter.limits)?;
    meter.allow_looks(decoded.text.len());
    Ok(decoded)
}

/// The same for text of which each line is an element.
fn decode_lines(name: &str, bytes: &[u8], meter: &Meter) -> Result<encoding::Decoded, Error> {
    let decoded = decode(name, bytes, None, meter)?;
    meter.elements(decoded.text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count());
    meter.check(name)?;
    Ok(decoded)
}

/// A document that was read within its budget.
fn finish(name: &str, mut document: Document, encoding: &'static str, meter: &Meter) -> Result<Document, Error> {
    meter.check(name)?;
    document.encoding = encoding;
    Ok(document)
}

fn within_limit(name: &str, text: &str, limits: &Limits) -> Result<(), Error> {
    if text.len() > limits.text {
        return Err(Error::TooLarge { name: name.into(), what: "bytes of text", size: text.len(), limit: limits.text });
    }
    Ok(())
}

/// Keeps notes, but not one for each line of a long broken file.
#[derive(Debug, Default)]
struct Notes {
    kept: Vec<Note>,
    more: usize,
}

impl Notes {
    const LIMIT: usize = 200;

    fn add(&mut self, line: u32, message: impl Into<String>) {
        if self.kept.len() < Self::LIMIT {
            self.kept.push(Note { line, message: message.into() });
        } else {
            self.more += 1;
        }
    }

    fn finish(mut self) -> Vec<Note> {
        if self.more > 0 {
            let line = self.kept.last().map_or(1, |note| note.line);
            self.kept.push(Note { line, message: format!("{} more notes are not shown", self.more) });
        }
        self.kept
    }
}

#[cfg(test)]
mod tests;

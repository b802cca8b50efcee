//! The format of a file: by its extension, then by its content; an error names a file that is no document.

use super::Error;
use std::fmt;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CommonMark as people write it, with tables and other bullets.
    Markdown,
    /// Text with lists, but without markup.
    Plain,
    /// A web page.
    Html,
    /// Office Open XML, ISO/IEC 29500.
    Docx,
    /// ISO 32000.
    Pdf,
    /// <https://www.w3.org/TR/webvtt1/>
    WebVtt,
    /// SubRip subtitles.
    Srt,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Markdown => "Markdown",
            Self::Plain => "plain text",
            Self::Html => "HTML",
            Self::Docx => "DOCX",
            Self::Pdf => "PDF",
            Self::WebVtt => "WebVTT",
            Self::Srt => "SRT",
        })
    }
}

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// How foreign files begin, what they are, and what to do about them.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"\x89PNG\r\n", "a PNG image", OCR),
    (b"\xff\xd8\xff", "a JPEG image", OCR),
    (b"GIF8", "a GIF image", OCR),
    (b"II*\0", "a TIFF image", OCR),
    (b"MM\0*", "a TIFF image", OCR),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an Office file that is encrypted or older than 2007",
        "save it as DOCX without a password",
    ),
    (b"{\\rtf", "an RTF file", "save it as DOCX"),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"ID3", "an MP3 recording", TRANSCRIBE),
    (b"OggS", "an Ogg recording", TRANSCRIBE),
    (b"fLaC", "a FLAC recording", TRANSCRIBE),
    (b"RIFF", "a RIFF file (a recording or an image)", TRANSCRIBE),
    (b"\x1a\x45\xdf\xa3", "a Matroska or WebM recording", TRANSCRIBE),
    (b"\x7fELF", "a program", OTHER),
    (b"SQLite format 3\0", "an SQLite database", OTHER),
];
const OCR: &str = "run text recognition (OCR) first";
const UNPACK: &str = "unpack it first";
const TRANSCRIBE: &str = "transcribe it first";
const OTHER: &str = "give the document itself";

impl Format {
    /// The format of a file. The content decides against the name only where the name cannot be right.
    pub(super) fn choose(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Ok(Self::Docx); // its reader names what other archives are
        }
        if bytes.starts_with(b"%PDF-") {
            return Ok(Self::Pdf);
        }
        if let Some((_, what, advice)) = FOREIGN.iter().find(|(start, ..)| bytes.starts_with(start)) {
            return Err(Error::Foreign { name: name.into(), what, advice });
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return Err(Error::Foreign {
                name: name.into(),
                what: "an MP4 recording or HEIC image",
                advice: TRANSCRIBE,
            });
        }
        Ok(Self::of_name(name).unwrap_or_else(|| Self::of_content(bytes)))
    }

    /// The extensions of names, in lower case, with what they stand for.
    pub const EXTENSIONS: [(&'static str, Self); 14] = [
        ("md", Self::Markdown),
        ("markdown", Self::Markdown),
        ("mkd", Self::Markdown),
        ("txt", Self::Plain),
        ("text", Self::Plain),
        ("html", Self::Html),
        ("htm", Self::Html),
        ("xhtml", Self::Html),
        ("docx", Self::Docx),
        ("docm", Self::Docx),
        ("dotx", Self::Docx),
        ("pdf", Self::Pdf),
        ("vtt", Self::WebVtt),
        ("srt", Self::Srt),
    ];

    /// The format that the name of a file shows.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        let known = Self::EXTENSIONS.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known));
        known.map(|(_, format)| *format)
    }

    /// Its media type (RFC 6838); SubRip, which has none that is registered, by the one in use.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown",
            Self::Plain => "text/plain",
            Self::Html => "text/html",
            Self::Docx => WORD,
            Self::Pdf => "application/pdf",
            Self::WebVtt => "text/vtt",
            Self::Srt => "application/x-subrip",
        }
    }

    /// The format of a media type as [`Format::media_type`] writes it.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::EXTENSIONS.into_iter().map(|(_, format)| format).find(|format| format.media_type() == media_type)
    }

    /// Of a text whose name says nothing. Markdown is also how plain text with lists is best read.
    fn of_content(bytes: &[u8]) -> Self {
        let start = bytes.get(..1024).unwrap_or(bytes);
        let start = String::from_utf8_lossy(start).replace('\0', "").to_ascii_lowercase(); // of UTF-16 too
        let start =
            start.trim_start_matches(|char: char| char.is_whitespace() || matches!(char, '\u{feff}' | '\u{fffd}'));
        let mut lines = start.lines().map(str::trim).filter(|line| !line.is_empty());
        if start.starts_with("webvtt") {
            Self::WebVtt
        } else if start.starts_with("<!doctype html") || start.starts_with("<html") || start.contains("<body") {
            Self::Html
        } else if lines.next().is_some_and(|line| line.parse::<u32>().is_ok())
            && lines.next().is_some_and(|line| line.contains("-->"))
        {
            Self::Srt
        } else {
            Self::Markdown
        }
    }
}

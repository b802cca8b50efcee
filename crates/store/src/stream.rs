//! Large files of Turtle and its relatives, of RDF/XML, and of JSON-LD where that is in order, which are parsed while they are read, so that none is in
//! memory whole. What [`check`](crate::complaint::check) and the reading of text refuse is refused here as it comes by, with its place; of XML it is
//! in a pass of its own.

use crate::complaint::{DEEPEST_JSON, TERMS_TOO_DEEP, at, json_too_deep, look_at_xml};
use crate::entities::Entities;
use crate::files::{Input, unreadable};
use crate::writer::MOST_NESTED;
use crate::{Error, compressed};
use oxigraph::io::RdfFormat;
use quick_xml::events::Event;
use std::fs;
use std::io::{self, BufReader, Chain, Cursor, Read};
use std::path::Path;
use std::str;

/// Files with fewer bytes are read whole, several at once.
const LARGE: u64 = 4 << 20;
/// Text of RDF is packed to about one in so many bytes.
const PACKED: u64 = 16;
/// JSON-LD that is read whole takes about so many times its size.
const OF_JSON: u64 = 8;

/// Whether an input is parsed while it is read.
pub(super) fn is_streamed(input: &Input) -> bool {
    let Input::File { path, format, is_compressed, .. } = input else { return false };
    let least = if *is_compressed { LARGE / PACKED } else { LARGE };
    matches!(format, RdfFormat::Turtle | RdfFormat::TriG | RdfFormat::N3 | RdfFormat::RdfXml)
        && fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() >= least)
}

/// Whether an input is JSON-LD that would take more bytes of memory than these, as it would have to be read whole.
pub(super) fn is_large_json(input: &Input, bytes: usize) -> bool {
    let Input::File { path, format: RdfFormat::JsonLd { .. }, is_compressed, .. } = input else { return false };
    let times = if *is_compressed { PACKED } else { 1 } * OF_JSON;
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() * times > bytes as u64)
}

/// Refuses RDF/XML that would be refused as a text.
///
/// # Errors
/// With the place in the file.
pub(super) fn check_xml(path: &Path, is_compressed: bool) -> Result<(), Error> {
    let open = || Checked::open(path, is_compressed, RdfFormat::RdfXml);
    io::copy(&mut open()?, &mut io::sink()).map_err(|error| refused(path, error))?;
    let mut entities = Entities::default();
    let each = &mut |event: &Event<'_>, at| entities.look(event, at).map_err(|error| error.to_string());
    let Err((offset, message)) = look_at_xml(BufReader::new(open()?), each) else { return Ok(()) };
    let mut before = open()?;
    io::copy(&mut before.by_ref().take(offset), &mut io::sink()).map_err(|error| refused(path, error))?;
    Err(at(&path.display().to_string(), before.next_at, message))
}

/// The bytes of a file on their way to a parser.
pub(super) struct Checked<R> {
    name: String,
    inner: R,
    /// The first bytes of a character whose others are yet to come, and where it stands.
    rest: Vec<u8>,
    rest_at: (usize, usize),
    /// Where the next character stands: line and column from 1.
    next_at: (usize, usize),
    within: Within,
    depth: usize,
}

/// Where a byte of Turtle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    /// Behind `<`, which begins an IRI or, if another follows, a triple term.
    Less,
    /// Behind `>`.
    More,
    /// Behind a backslash in a text.
    Escape,
    Iri,
    Comment,
    /// Behind one or two quotes, of which it is not known yet what they begin.
    Quotes(u8, u8),
    /// In a string of one quote, or, behind so many quotes, in one of three; and whether a backslash came before.
    String(u8, bool),
    Long(u8, u8, bool),
    /// In XML, whose nesting is looked at elsewhere.
    Xml,
    Json,
    /// In a string of JSON; and whether a backslash came before.
    JsonString(bool),
}

impl Checked<Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>> {
    /// Opens a file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn open(path: &Path, is_compressed: bool, format: RdfFormat) -> Result<Self, Error> {
        let mut file = compressed::open(path, is_compressed)?;
        let mut first = Vec::new();
        file.by_ref().take(3).read_to_end(&mut first).map_err(|error| unreadable(path, error))?;
        if first == "\u{feff}".as_bytes() {
            first.clear();
        }
        let within = match format {
            RdfFormat::RdfXml => Within::Xml,
            RdfFormat::JsonLd { .. } => Within::Json,
            _ => Within::Text,
        };
        Ok(Checked { within, ..Checked::new(path.display().to_string(), Cursor::new(first).chain(file)) })
    }
}

impl<R: Read> Checked<R> {
    fn new(name: String, inner: R) -> Self {
        let (rest, rest_at, next_at) = (Vec::new(), (1, 1), (1, 1));
        Self { name, inner, rest, rest_at, next_at, within: Within::Text, depth: 0 }
    }

    /// Looks at what comes next; nothing is the end.
    fn look(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut known = 0;
        while !self.rest.is_empty() {
            let Some(byte) = bytes.get(known) else {
                // At the end nothing comes.
                return if bytes.is_empty() { Err(self.not_utf8(self.rest_at, self.rest[0])) } else { Ok(()) };
            };
            known += 1;
            self.rest.push(*byte);
            match str::from_utf8(&self.rest) {
                Ok(_) => self.rest.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Err(self.not_utf8(self.rest_at, self.rest[0])),
            }
        }
        // What ends a character has been counted with its beginning.
        let bytes = &bytes[known..];
        let (valid, wrong) = match str::from_utf8(bytes) {
            Ok(_) => (bytes.len(), None),
            Err(error) => (error.valid_up_to(), Some(error.error_len().is_some())),
        };
        for &byte in &bytes[..valid] {
            self.step(byte)?;
        }
        match wrong {
            None => Ok(()),
            Some(true) => Err(self.not_utf8(self.next_at, bytes[valid])),
            Some(false) => {
                (self.rest, self.rest_at) = (bytes[valid..].to_vec(), self.next_at);
                // Whatever it is, it is one character that means nothing to the syntax.
                self.step(bytes[valid])
            }
        }
    }

    fn not_utf8(&self, place: (usize, usize), byte: u8) -> Error {
        at(&self.name, place, format!("the byte 0x{byte:02X} is not UTF-8; save the file as UTF-8"))
    }

    fn step(&mut self, byte: u8) -> Result<(), Error> {
        let place = self.next_at;
        match byte {
            b'\n' => self.next_at = (place.0 + 1, 1),
            0x80..0xc0 => {}
            _ => self.next_at.1 += 1,
        }
        self.within = match (self.within, byte) {
            (Within::Xml, _) => Within::Xml,
            (Within::Json, b'"') => Within::JsonString(false),
            (Within::Json, b'[' | b'{') => {
                self.depth += 1;
                if self.depth > DEEPEST_JSON {
                    return Err(at(&self.name, place, json_too_deep()));
                }
                Within::Json
            }
            (Within::Json, b']' | b'}') => {
                self.depth = self.depth.saturating_sub(1);
                Within::Json
            }
            (Within::Json, _) | (Within::JsonString(false), b'"') => Within::Json,
            (Within::JsonString(false), b'\\') => Within::JsonString(true),
            (Within::JsonString(_), _) => Within::JsonString(false),
            (Within::Less, b'<') => {
                self.depth += 1;
                if self.depth > MOST_NESTED {
                    return Err(at(&self.name, place, TERMS_TOO_DEEP.to_owned()));
                }
                Within::Text
            }
            (Within::Less | Within::Iri, b'>' | b'\n') => Within::Text,
            (Within::Less | Within::Iri, _) => Within::Iri,
            (Within::More, b'>') => {
                self.depth = self.depth.saturating_sub(1);
                Within::Text
            }
            (Within::Escape, _) | (Within::Comment, b'\n') => Within::Text,
            (Within::Comment, _) => Within::Comment,
            (Within::Quotes(quote, 1), next) if next == quote => Within::Quotes(quote, 2),
            (Within::Quotes(quote, 2), next) if next == quote => Within::Long(quote, 0, false),
            (Within::Quotes(quote, 1), next) => Within::String(quote, next == b'\\'),
            (Within::String(quote, true), _) => Within::String(quote, false),
            (Within::String(quote, false), next) if next == quote => Within::Text,
            (Within::String(quote, false), next) => Within::String(quote, next == b'\\'),
            (Within::Long(quote, _, true), _) => Within::Long(quote, 0, false),
            (Within::Long(quote, 2, false), next) if next == quote => Within::Text,
            (Within::Long(quote, count, false), next) if next == quote => Within::Long(quote, count + 1, false),
            (Within::Long(quote, _, false), next) => Within::Long(quote, 0, next == b'\\'),
            // Behind two quotes that were a string without anything in it, too.
            (Within::Text | Within::More | Within::Quotes(..), next) => match next {
                b'<' => Within::Less,
                b'>' => Within::More,
                b'"' | b'\'' => Within::Quotes(next, 1),
                b'#' => Within::Comment,
                b'\\' => Within::Escape,
                _ => Within::Text,
            },
        };
        Ok(())
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if count > 0 || !buffer.is_empty() {
            self.look(&buffer[..count]).map_err(io::Error::other)?;
        }
        Ok(count)
    }
}

/// Why a file was not read to its end: what was refused of it, or what the disk says.
pub(super) fn refused(path: &Path, error: io::Error) -> Error {
    error.downcast::<Error>().unwrap_or_else(|error| unreadable(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaint::check;
    use crate::read::utf8;

    /// What is read in pieces of some bytes.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn streamed(bytes: &[u8], length: usize) -> Result<Vec<u8>, String> {
        let mut read = Vec::new();
        match Checked::new("a.ttl".to_owned(), Pieces(bytes, length)).read_to_end(&mut read) {
            Ok(_) => Ok(read),
            Err(error) => Err(refused(Path::new("a.ttl"), error).to_string()),
        }
    }

    fn whole(bytes: &[u8]) -> Result<Vec<u8>, String> {
        let text = utf8("a.ttl", bytes).map_err(|error| error.to_string())?;
        check("a.ttl", text, RdfFormat::Turtle).map_err(|error| error.to_string())?;
        Ok(bytes.to_vec())
    }

    #[test]
    fn hostile_c1_what_is_refused_of_a_text_is_refused_of_a_stream_at_the_same_place() {
        let deep = |before: &str| format!("{before}{}", "<<( <s> <p> ".repeat(MOST_NESTED + 1));
        let mut texts: Vec<Vec<u8>> =
            ["", "'", "\"\"", "<a> <b> 'c' . # <<", "<< <a> <b> \"\"\"x\"\" << \\\"\"\"\" >> ."]
                .map(|text| text.as_bytes().to_vec())
                .to_vec();
        texts.push("é\n\u{65e5}\u{672c}\u{8a9e} \u{1f600}".as_bytes().to_vec());
        texts.extend(
            ["", "é\n ü", "'<<' \"\" \"\"\"'<<\"\"\"\n", "# <<\n", "<a<<b> \\< "]
                .map(|before| deep(before).into_bytes()),
        );
        texts.extend(
            [&b"a\n\xff"[..], b"\xc3\xa9\n\xc3", b"\n\xe6\x97x", b"\xf0\x9f\x98", b"\xed\xa0\x80"].map(<[u8]>::to_vec),
        );
        let mut random = 7_u64;
        for _ in 0..3_000 {
            let pieces: [&[u8]; 16] = [
                b"<<",
                b">>",
                b"<",
                b">",
                b"'",
                b"\"",
                b"''\'",
                b"\"\"\"",
                b"#",
                b"\n",
                b"\\",
                b"a",
                "é".as_bytes(),
                "\u{65e5}".as_bytes(),
                b" ",
                b"<<",
            ];
            let mut text = Vec::new();
            for _ in 0..60 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.extend(pieces[(random >> 60) as usize].repeat(if random >> 40 & 7 == 0 { 20 } else { 1 }));
            }
            texts.push(text);
        }
        let mut refused = 0;
        for text in texts {
            let expected = whole(&text);
            refused += usize::from(expected.is_err());
            for length in [1, 2, 3, 7, 10_000] {
                assert_eq!(streamed(&text, length), expected, "{:?}", String::from_utf8_lossy(&text));
            }
        }
        assert!(refused > 20, "{refused}");
    }
}

//! Bytes to text. What cannot be decoded with certainty is refused, because evidence must be exact to the letter.

use super::Error;
use super::marked::offset;
use super::script;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static str,
}

/// The encodings without a mark of their own that the six languages of the United Nations were written in.
const LEGACY: [&Encoding; 4] = [GB18030, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256];

/// Decodes a text. An encoding that the document itself declares is believed if the text is not UTF-8.
pub(super) fn decode(name: &str, bytes: &[u8], declared: Option<&'static Encoding>) -> Result<Decoded, Error> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(name, bytes, mark, encoding);
    }
    if let Some(zero) = bytes.iter().position(|byte| *byte == 0) {
        let encoding = wide(bytes).ok_or(Error::Foreign {
            name: name.into(),
            what: "a file of bytes, some of them zero",
            advice: "give the document itself, or save it as UTF-8",
        })?;
        return strictly(name, bytes, 0, encoding).map_err(|error| match error {
            Error::Invalid { .. } => uncertain(name, zero, "UTF-16 with an odd byte, or no text"),
            other => other,
        });
    }
    let invalid = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text: text.to_owned(), encoding: UTF_8.name() }),
        Err(error) => error.valid_up_to(),
    };
    if is_damaged_utf8(bytes) {
        return Err(Error::Invalid {
            name: name.into(),
            line: line_of(bytes, invalid),
            offset: invalid,
            encoding: UTF_8.name(),
        });
    }
    let encoding = match declared {
        Some(declared) => declared,
        None => guess(name, bytes)?,
    };
    strictly(name, bytes, 0, encoding)
}

/// Decodes without replacing anything.
fn strictly(name: &str, bytes: &[u8], mark: usize, encoding: &'static Encoding) -> Result<Decoded, Error> {
    let body = bytes.get(mark..).unwrap_or_default();
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(body) {
        return Ok(Decoded { text: text.into_owned(), encoding: encoding.name() });
    }
    let place = mark + first_invalid(body, encoding);
    Err(Error::Invalid { name: name.into(), line: line_of(bytes, place), offset: place, encoding: encoding.name() })
}

/// Where the first bytes begin that an encoding does not have.
fn first_invalid(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut buffer = [0; 4096];
    let mut read = 0;
    loop {
        let rest = bytes.get(read..).unwrap_or_default();
        let (result, consumed, _) = decoder.decode_to_utf8_without_replacement(rest, &mut buffer, true);
        read += consumed;
        match result {
            encoding_rs::DecoderResult::InputEmpty => return read,
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(length, behind) => {
                return read.saturating_sub(usize::from(length) + usize::from(behind));
            }
        }
    }
}

/// UTF-16 without a mark: line ends, digits and spaces have a zero byte, always on the same side.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, 0) => None,
        (even, odd) if even * 20 <= odd => Some(UTF_16LE),
        (even, odd) if odd * 20 <= even => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether most of what is not ASCII is well-formed UTF-8. In other encodings that happens by chance only.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > invalid
}

/// The encoding that the detector finds, if the text that it gives is plausible, and that of no other encoding is. The detector
/// alone always finds something.
fn guess(name: &str, bytes: &[u8]) -> Result<&'static Encoding, Error> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let guess = if guess == GBK { GB18030 } else { guess }; // which extends it
    let mut candidates: Vec<_> = LEGACY.into_iter().filter(|encoding| is_plausible(bytes, encoding)).collect();
    if candidates == [guess] {
        return Ok(guess);
    }
    if !candidates.contains(&guess) {
        candidates.insert(0, guess);
    }
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let names: Vec<_> = candidates.iter().map(|encoding| encoding.name()).collect();
    Err(uncertain(name, first, &names.join(" or ")))
}

/// Whether bytes are text of one of [`LEGACY`]: what is not ASCII must nearly all be of the encoding's script.
fn is_plausible(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) else { return false };
    let is_of_script = |char: char| match char {
        '\u{a0}' | '°' | '§' | '«' | '»' | '€' | '–' | '—' | '‘' | '’' | '“' | '”' | '„' | '•' | '…' => {
            true
        }
        _ if encoding == GB18030 => script::is_han(char),
        _ if encoding == WINDOWS_1251 => matches!(char, 'А'..='я' | 'Ё' | 'ё' | '№'),
        _ if encoding == WINDOWS_1256 => matches!(char, '\u{600}'..='\u{6ff}'),
        _ => matches!(char, 'À'..='ÿ' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ' | 'ª' | 'º' | '¿' | '¡'),
    };
    let (mut foreign, mut own, mut ascii, mut cases, mut mixed) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let mut neighbours = 0_usize;
    let mut before = ' ';
    for char in text.chars() {
        match char {
            _ if char.is_ascii() => ascii += usize::from(char.is_ascii_alphabetic()),
            _ if is_of_script(char) => own += 1,
            _ => foreign += 1,
        }
        // A capital within a word: bytes of Han and Arabic are both cases in turn when they are read as Cyrillic.
        cases += usize::from(before.is_lowercase() && char.is_uppercase());
        // Words of two scripts: accented letters that are read as another.
        let (is_latin, was_latin) = (char.is_ascii_alphabetic(), before.is_ascii_alphabetic());
        mixed += usize::from(is_latin != was_latin && char.is_alphabetic() && before.is_alphabetic());
        neighbours +=
            usize::from(!char.is_ascii() && !before.is_ascii() && char.is_alphabetic() && before.is_alphabetic());
        before = char;
    }
    let is_mixed = encoding != WINDOWS_1252 && mixed * 4 > own;
    // Western words have some accents, but not on each letter, and hardly ever on two that stand together.
    let is_accented = encoding != WINDOWS_1252 || (own * 3 <= ascii * 2 && neighbours * 5 <= own);
    is_accented && !is_mixed && foreign * 8 <= own && cases * 20 <= own + ascii
}

fn uncertain(name: &str, offset: usize, candidates: &str) -> Error {
    Error::Uncertain { name: name.into(), offset, candidates: candidates.into() }
}

/// The line of a byte, from 1.
fn line_of(bytes: &[u8], place: usize) -> u32 {
    let before = bytes.get(..place).unwrap_or(bytes);
    offset(before.iter().filter(|byte| **byte == b'\n').count()).saturating_add(1)
}

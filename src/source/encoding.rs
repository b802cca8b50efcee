//! Bytes to text. What cannot be decoded with certainty is refused, because evidence that is wrong by a letter is wrong.

use super::Error;
use super::marked::offset;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static str,
}

/// The encodings without a mark of their own that the six languages of the United Nations were written in.
const LEGACY: [&Encoding; 4] = [GB18030, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256];

/// Domains whose users write in one of [`LEGACY`]. The detector leans to the encoding of a domain; where it changes its mind
/// because of that, the bytes do not say enough.
const DOMAINS: [&[u8]; 4] = [b"cn", b"ru", b"fr", b"sa"];

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

fn guess(name: &str, bytes: &[u8]) -> Result<&'static Encoding, Error> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let neutral = detector.guess(None, Utf8Detection::Deny);
    let mut guesses = vec![neutral];
    for domain in DOMAINS {
        let guess = detector.guess(Some(domain), Utf8Detection::Deny);
        if !guesses.contains(&guess) {
            guesses.push(guess);
        }
    }
    let only = match guesses.as_slice() {
        [only] if *only == GBK => GB18030, // which extends it
        [only] => only,
        _ => &UTF_8, // no guess
    };
    if LEGACY.contains(&only) {
        return Ok(only);
    }
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let names: Vec<_> = guesses.iter().map(|encoding| encoding.name()).collect();
    Err(uncertain(name, first, &names.join(" or ")))
}

fn uncertain(name: &str, offset: usize, candidates: &str) -> Error {
    Error::Uncertain { name: name.into(), offset, candidates: candidates.into() }
}

/// The line of a byte, from 1.
fn line_of(bytes: &[u8], place: usize) -> u32 {
    let before = bytes.get(..place).unwrap_or(bytes);
    offset(before.iter().filter(|byte| **byte == b'\n').count()).saturating_add(1)
}

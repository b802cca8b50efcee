//! Fonts of a PDF: what the codes of a string mean, and how wide they are.

use super::super::budget::Meter;
use lopdf::{Dictionary, Document, Encoding, Object};
use std::collections::HashMap;

/// A map from codes to Unicode may unpack to this many bytes; that of a font of all Han has some hundred thousand.
const MAX_MAP: usize = 2 << 20;

/// A code stands for at most this number of hexadecimal digits of UTF-16: more is no letter or ligature.
const LONGEST_TARGET: usize = 512;

/// Strings are decoded in pieces of this number of bytes, between which their text is counted.
const PIECE: usize = 4096;

/// The greatest number of codes of two bytes in a font.
const MOST_CODES: u32 = 1 << 16;

/// The widths of what has none, in thousandths of the size, of letters and of Han.
const USUAL_WIDTH: f32 = 500.0;
const USUAL_WIDE_WIDTH: f32 = 1000.0;

/// A font as far as its text is concerned.
pub(super) struct Font<'a> {
    pub(super) name: String,
    pub(super) is_bold: bool,
    /// `None` if the meaning of its codes cannot be known.
    encoding: Option<Encoding<'a>>,
    widths: HashMap<u32, f32>,
    default_width: f32,
    /// Whether a code has two bytes.
    is_wide: bool,
}

impl<'a> Font<'a> {
    pub(super) fn new(pdf: &'a Document, dictionary: &'a Dictionary, meter: &Meter) -> Self {
        let is_wide = dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        let name = dictionary.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        let mut font = Self {
            is_bold: name.contains("Bold") || name.contains("Black") || name.contains("Heavy"),
            name,
            encoding: encoding(pdf, dictionary, is_wide, meter),
            widths: HashMap::new(),
            default_width: if is_wide { USUAL_WIDE_WIDTH } else { USUAL_WIDTH },
            is_wide,
        };
        if is_wide {
            font.read_wide_widths(pdf, dictionary, meter);
        } else {
            font.read_widths(pdf, dictionary);
        }
        font
    }

    /// The text of a string.
    pub(super) fn text(&self, bytes: &[u8], meter: &Meter) -> Option<String> {
        let encoding = self.encoding.as_ref()?;
        let mut text = String::new();
        for piece in bytes.chunks(PIECE).take_while(|_| meter.step()) {
            text.push_str(&encoding.bytes_to_string(piece).ok()?);
            meter.made(0, text.len());
        }
        Some(text)
    }

    /// How wide a string is, in thousandths of the size; how many codes it has, and how many of them are spaces.
    pub(super) fn measure(&self, bytes: &[u8]) -> (f32, usize, usize) {
        let width = |code: u32| self.widths.get(&code).copied().unwrap_or(self.default_width);
        if self.is_wide {
            let codes = bytes.chunks(2).map(|code| code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)));
            return (codes.map(width).sum(), bytes.len().div_ceil(2), 0);
        }
        let spaces = bytes.iter().filter(|byte| **byte == b' ').count();
        (bytes.iter().map(|byte| width(u32::from(*byte))).sum(), bytes.len(), spaces)
    }

    fn read_widths(&mut self, pdf: &Document, dictionary: &Dictionary) {
        let first = dictionary.get_deref(b"FirstChar", pdf).ok().and_then(number).unwrap_or(0.0) as u32;
        let Ok(widths) = dictionary.get_deref(b"Widths", pdf).and_then(Object::as_array) else { return };
        let widths = widths.iter().filter_map(|width| number(deref(pdf, width)));
        self.widths = (first..first.saturating_add(256)).zip(widths).collect();
    }

    /// `/W [first [w w w] first last w]` of the only descendant.
    fn read_wide_widths(&mut self, pdf: &Document, dictionary: &Dictionary, meter: &Meter) {
        let descendants = dictionary.get_deref(b"DescendantFonts", pdf).and_then(Object::as_array);
        let descendant = descendants.ok().and_then(|fonts| fonts.first()).map(|font| deref(pdf, font));
        let Some(Ok(descendant)) = descendant.map(Object::as_dict) else { return };
        if let Some(width) = descendant.get_deref(b"DW", pdf).ok().and_then(number) {
            self.default_width = width;
        }
        let Ok(widths) = descendant.get_deref(b"W", pdf).and_then(Object::as_array) else { return };
        let mut widths = widths.iter().map(|width| deref(pdf, width));
        while let (Some(first), Some(second)) = (widths.next().and_then(number), widths.next()) {
            let first = first as u32;
            if let Ok(list) = second.as_array() {
                meter.elements(list.len());
                let list = list.iter().filter_map(|width| number(deref(pdf, width)));
                self.widths.extend((first..MOST_CODES).zip(list));
            } else if let (Some(last), Some(width)) = (number(second), widths.next().and_then(number)) {
                // Ranges are few and apart; a file may repeat a large one again and again.
                let last = (last as u32).min(MOST_CODES - 1);
                if meter.elements((last.saturating_sub(first)) as usize) {
                    self.widths.extend((first..=last).map(|code| (code, width)));
                }
            }
            if meter.is_over() {
                break;
            }
        }
    }
}

/// What the codes mean. The map to Unicode says it for certain, so it goes before the names of glyphs.
fn encoding<'a>(pdf: &'a Document, dictionary: &'a Dictionary, is_wide: bool, meter: &Meter) -> Option<Encoding<'a>> {
    if let Ok(map) = dictionary.get(b"ToUnicode") {
        if !is_sound_map(pdf, map, meter) {
            return None;
        }
        let mut alone = Dictionary::new();
        alone.set("Type", Object::Name(b"Font".to_vec()));
        alone.set("Encoding", Object::Name(b"Identity-H".to_vec()));
        alone.set("ToUnicode", map.clone());
        if let Ok(Encoding::UnicodeMapEncoding(map)) = alone.get_font_encoding_with_limit(pdf, MAX_MAP) {
            return Some(Encoding::UnicodeMapEncoding(map));
        }
    }
    match dictionary.get_font_encoding_with_limit(pdf, MAX_MAP).ok()? {
        // lopdf knows these maps for simplified Han only, but all of them are UTF-16.
        Encoding::SimpleEncoding(name) if is_utf16(name) => Some(Encoding::SimpleEncoding(b"UniGB-UTF16-H")),
        Encoding::SimpleEncoding(b"WinAnsiEncoding") => Some(Encoding::SimpleEncoding(b"WinAnsiEncoding")),
        Encoding::SimpleEncoding(_) => None,
        _ if is_wide => None,
        encoding => Some(encoding),
    }
}

/// Whether a map to Unicode is small, and gives each code a few letters: what a code stands for is written again for each.
fn is_sound_map(pdf: &Document, map: &Object, meter: &Meter) -> bool {
    // A name stands for a map that is known.
    let Ok(stream) = deref(pdf, map).as_stream() else { return true };
    let Ok(content) = stream.get_plain_content_with_limit(meter.left_to_unpack().min(MAX_MAP)) else { return false };
    let longest = content.split(|byte| !byte.is_ascii_hexdigit()).map(<[u8]>::len).max().unwrap_or(0);
    meter.unpack(content.len()) && longest <= LONGEST_TARGET
}

fn is_utf16(name: &[u8]) -> bool {
    name.starts_with(b"Uni")
        && (name.windows(4).any(|part| part == b"UCS2") || name.windows(5).any(|part| part == b"UTF16"))
}

/// What a reference leads to.
pub(super) fn deref<'a>(pdf: &'a Document, object: &'a Object) -> &'a Object {
    pdf.dereference(object).map_or(object, |(_, object)| object)
}

/// A number, if it is one that can be reckoned with.
pub(super) fn number(object: &Object) -> Option<f32> {
    object.as_float().ok().filter(|number| number.is_finite() && number.abs() < 1e6)
}

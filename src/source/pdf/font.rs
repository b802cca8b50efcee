//! Fonts of a PDF: what the codes of a string mean, and how wide they are.

use lopdf::{Dictionary, Document, Encoding, Object};
use std::collections::HashMap;

/// A map from codes to Unicode may unpack to this many bytes.
const MAX_MAP: usize = 16 << 20;

/// A font has at most so many codes of two bytes.
const MOST_CODES: u32 = 1 << 16;

/// The widths of what has none, in thousandths of the size, of letters and of Han.
const USUAL_WIDTH: f32 = 500.0;
const USUAL_WIDE_WIDTH: f32 = 1000.0;

/// A font as far as its text is concerned.
pub(super) struct Font<'a> {
    pub(super) name: String,
    pub(super) is_bold: bool,
    /// `None` if nobody can know what its codes mean.
    encoding: Option<Encoding<'a>>,
    widths: HashMap<u32, f32>,
    default_width: f32,
    /// Whether a code has two bytes.
    is_wide: bool,
}

impl<'a> Font<'a> {
    pub(super) fn new(pdf: &'a Document, dictionary: &'a Dictionary) -> Self {
        let is_wide = dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        let name = dictionary.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        let mut font = Self {
            is_bold: name.contains("Bold") || name.contains("Black") || name.contains("Heavy"),
            name,
            encoding: encoding(pdf, dictionary, is_wide),
            widths: HashMap::new(),
            default_width: if is_wide { USUAL_WIDE_WIDTH } else { USUAL_WIDTH },
            is_wide,
        };
        if is_wide {
            font.read_wide_widths(pdf, dictionary)
        } else {
            font.read_widths(pdf, dictionary)
        }
        font
    }

    /// The text of a string.
    pub(super) fn text(&self, bytes: &[u8]) -> Option<String> {
        self.encoding.as_ref()?.bytes_to_string(bytes).ok()
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
    fn read_wide_widths(&mut self, pdf: &Document, dictionary: &Dictionary) {
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
                let list = list.iter().filter_map(|width| number(deref(pdf, width)));
                self.widths.extend((first..MOST_CODES).zip(list));
            } else if let (Some(last), Some(width)) = (number(second), widths.next().and_then(number)) {
                // Ranges are few; a file that repeats a large one pays for it with its own length.
                let last = (last as u32).min(MOST_CODES - 1);
                if self.widths.len() < MOST_CODES as usize {
                    self.widths.extend((first..=last).map(|code| (code, width)));
                }
            }
        }
    }
}

/// What the codes mean. The map to Unicode says it for certain, so it goes before the names of glyphs.
fn encoding<'a>(pdf: &'a Document, dictionary: &'a Dictionary, is_wide: bool) -> Option<Encoding<'a>> {
    if let Ok(map) = dictionary.get(b"ToUnicode") {
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

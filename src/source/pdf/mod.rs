//! PDF: what the pages show, line by line, then in paragraphs.
//!
//! lopdf reads the file; its own extraction of text knows no places, so lines and spaces would be guessed from the order of
//! operators. `page.rs` follows the operators and gives pieces of text with their places, `rows.rs` makes lines of them,
//! `layout.rs` blocks.

mod font;
mod layout;
mod page;
mod rows;

use super::{Document, Error, Format, Notes, within_limit};
use lopdf::LoadOptions;
use page::Reading;

/// All streams that are read may unpack to this many bytes. A page of text has ten thousand.
const MAX_UNPACKED: usize = 256 << 20;

/// One stream that is read while the file is opened (tables of objects) may unpack to this many bytes.
const MAX_TABLE: usize = 64 << 20;

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Document, Error> {
    let damaged = |problem: String| Error::Damaged { name: name.into(), format: Format::Pdf, problem };
    let options = LoadOptions::with_max_decompressed_size(MAX_TABLE);
    let pdf = match lopdf::Document::load_mem_with_options(bytes, options) {
        Ok(pdf) => pdf,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => {
            return Err(Error::Encrypted { name: name.into() });
        }
        Err(error) => return Err(damaged(error.to_string())),
    };
    if pdf.is_encrypted() {
        return Err(Error::Encrypted { name: name.into() });
    }
    let ids: Vec<_> = pdf.page_iter().collect();
    if ids.is_empty() {
        return Err(damaged("it has no pages".into()));
    }
    let mut reading = Reading::new(&pdf, MAX_UNPACKED);
    let mut pages = Vec::new();
    for (index, id) in ids.iter().enumerate() {
        let pieces = reading.page(*id).map_err(|problem| damaged(format!("page {}: {problem}", index + 1)))?;
        pages.push(rows::rows(pieces));
    }
    let language =
        pdf.catalog().ok().and_then(|catalog| catalog.get(b"Lang").ok()).and_then(|language| language.as_str().ok());
    let language =
        language.and_then(|language| String::from_utf8(language.to_vec()).ok()).filter(|language| !language.is_empty());
    let mut notes = Notes::default();
    for font in &reading.unreadable {
        notes.add(1, format!("text in the font {font} is left out: the file does not say what its codes mean"));
    }
    if reading.broken > 0 {
        notes.add(1, format!("{} streams have an error in them; what is behind it is left out", reading.broken));
    }
    rows::drop_repeated(&mut pages, &mut notes);
    let document = layout::compose(&pages, notes, language);
    if document.blocks.is_empty() {
        return Err(Error::NoText { name: name.into(), pages: ids.len() });
    }
    within_limit(name, &document.text)?;
    Ok(document)
}

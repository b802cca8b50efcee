//! PDF: what the pages show, line by line, then in paragraphs.
//!
//! lopdf reads the file; its own extraction of text knows no places, so lines and spaces would be guessed from the order of
//! operators. `page.rs` follows the operators and gives pieces of text with their places, `rows.rs` makes lines of them,
//! `layout.rs` blocks, `loading.rs` keeps what lopdf holds within bounds.

mod font;
mod layout;
mod loading;
mod page;
mod rows;

use super::budget::{self, Bound, Meter};
use super::{Document, Error, Format, Limits, Notes, within_limit};
use page::Reading;
use std::sync::mpsc;
use std::time::Duration;

/// How much longer a reader may take to say itself that its time is over.
const GRACE: Duration = Duration::from_secs(2);

/// Reads a PDF, on a thread of its own: the answer comes when the time is over, even if lopdf is still busy.
pub(super) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let (own_name, own_bytes, own_limits) = (name.to_owned(), bytes.to_vec(), *limits);
    let thread = std::thread::Builder::new().name("pdf".into()).stack_size(8 << 20);
    let started = thread.spawn(move || {
        // The receiver is dropped if the time is over.
        sender.send(read_whole(&own_name, &own_bytes, &Meter::new(&own_limits))).unwrap_or_default();
    });
    let damaged = |problem: String| Error::Damaged { name: name.into(), format: Format::Pdf, problem };
    started.map_err(|error| damaged(format!("no thread can be started to read it: {error}")))?;
    match receiver.recv_timeout(limits.time + GRACE) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(budget::error(name, Bound::Time, limits)),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(damaged("its reader gave up".into())),
    }
}

fn read_whole(name: &str, bytes: &[u8], meter: &Meter) -> Result<Document, Error> {
    let damaged = |problem: String| Error::Damaged { name: name.into(), format: Format::Pdf, problem };
    let pdf = loading::load(name, bytes, meter)?;
    let ids: Vec<_> = pdf.page_iter().collect();
    if ids.is_empty() {
        return Err(damaged("it has no pages".into()));
    }
    let mut reading = Reading::new(&pdf, meter);
    let mut pages = Vec::new();
    for (index, id) in ids.iter().enumerate() {
        let pieces = reading.page(*id);
        meter.check(name)?;
        pages.push(rows::rows(pieces.map_err(|problem| damaged(format!("page {}: {problem}", index + 1)))?));
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
    let document = layout::compose(&pages, notes, language, meter);
    meter.check(name)?;
    if document.blocks.is_empty() {
        return Err(Error::NoText { name: name.into(), pages: ids.len() });
    }
    within_limit(name, &document.text, &meter.limits)?;
    Ok(document)
}

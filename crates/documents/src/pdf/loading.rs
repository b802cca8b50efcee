//! Loads a PDF. lopdf bounds what a stream unpacks to, but not how many objects there are: a table may name the same place
//! a thousand times, and the index of a stream of objects may point into one object again and again.

use super::super::budget::{Bound, Meter};
use super::super::{Error, Format};
use lopdf::{Document, LoadOptions, Object, ObjectId, Stream};
use std::cell::Cell;
use std::collections::HashSet;
use std::time::Instant;

/// One stream that is unpacked while the file is opened, a table or a stream of objects, may have this many bytes; they are a few
/// hundred thousand in large files.
const MAX_TABLE: usize = 8 << 20;

/// Objects that may be kept while a file is opened, and until when. lopdf takes a function and no closure, so they stand beside it.
struct Allowance {
    objects: Cell<usize>,
    until: Cell<Option<Instant>>,
}

thread_local! {
    static ALLOWANCE: Allowance = const { Allowance { objects: Cell::new(0), until: Cell::new(None) } };
}

pub(super) fn load(name: &str, bytes: &[u8], meter: &Meter) -> Result<Document, Error> {
    let document = attempt(name, bytes, meter, false)?;
    if document.page_iter().next().is_some() {
        return Ok(document);
    }
    // With a filter, lopdf does not repair tables that lead to no pages by itself.
    let rebuilt = attempt(name, bytes, meter, true)?;
    Ok(if rebuilt.page_iter().next().is_some() { rebuilt } else { document })
}

fn attempt(name: &str, bytes: &[u8], meter: &Meter, force_reconstruct: bool) -> Result<Document, Error> {
    let options = LoadOptions {
        filter: Some(allowed),
        max_decompressed_size: Some(MAX_TABLE),
        force_reconstruct,
        ..LoadOptions::default()
    };
    ALLOWANCE.with(|allowance| {
        allowance.objects.set(meter.limits.elements);
        allowance.until.set(Some(meter.deadline()));
    });
    let loaded = Document::load_mem_with_options(bytes, options);
    ALLOWANCE.with(|allowance| {
        if allowance.objects.get() == 0 {
            meter.stop(Bound::Elements);
        } else if allowance.until.get().is_none() {
            meter.stop(Bound::Time);
        }
    });
    meter.check(name)?;
    let pdf = match loaded {
        Ok(pdf) => pdf,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => {
            return Err(Error::Encrypted { name: name.into() });
        }
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { limit })) => {
            return Err(Error::TooMuch { name: name.into(), limit, what: "bytes in one table when it is unpacked" });
        }
        Err(error) => {
            return Err(Error::Damaged { name: name.into(), format: Format::Pdf, problem: error.to_string() });
        }
    };
    if pdf.is_encrypted() {
        return Err(Error::Encrypted { name: name.into() });
    }
    Ok(pdf)
}

/// Keeps an object as long as the allowance lasts.
fn allowed(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    ALLOWANCE.with(|allowance| {
        let until = allowance.until.get()?;
        if Instant::now() > until {
            allowance.until.set(None);
            return None;
        }
        let left = allowance.objects.get().saturating_sub(count(object));
        allowance.objects.set(left);
        let is_twisted = object.as_stream().is_ok_and(|stream| stream.dict.has_type(b"ObjStm") && !is_apart(stream));
        if left == 0 || is_twisted { None } else { Some((id, object.clone())) }
    })
}

/// How many objects an object consists of.
fn count(object: &Object) -> usize {
    let of_dictionary =
        |dictionary: &lopdf::Dictionary| dictionary.iter().map(|(_, object)| count(object)).sum::<usize>();
    1 + match object {
        Object::Array(objects) => objects.iter().map(count).sum(),
        Object::Dictionary(dictionary) => of_dictionary(dictionary),
        Object::Stream(stream) => of_dictionary(&stream.dict),
        _ => 0,
    }
}

/// Whether the index of a stream of objects names each place once (ISO 32000-2, 7.5.7).
fn is_apart(stream: &Stream) -> bool {
    let Ok(content) = stream.get_plain_content_with_limit(MAX_TABLE) else { return false };
    let first = stream.dict.get(b"First").and_then(Object::as_i64).ok().and_then(|first| usize::try_from(first).ok());
    let Some(index) = first.and_then(|first| content.get(..first)) else { return false };
    let index = String::from_utf8_lossy(index);
    let lines = index.split(['\r', '\n']).map(|line| line.split('%').next().unwrap_or_default());
    let mut places = HashSet::new();
    lines.flat_map(str::split_whitespace).skip(1).step_by(2).all(|place| places.insert(place.parse::<u32>().ok()))
}

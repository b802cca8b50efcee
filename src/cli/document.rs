//! A document on disk: how it is read, for each way of importing.

use crate::file;
use crate::import::{Importer, Options, Record};
use crate::source::{self, Document};
use std::path::Path;

/// Name, bytes and text of a document.
pub(super) fn read(path: &Path) -> anyhow::Result<(String, Vec<u8>, Document)> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bound = file::Bound { bytes: source::MAX_FILE as u64, advice: "split it, one meeting a file" };
    let bytes = file::read(path, bound)?;
    let document = source::read(&name, &bytes, None)?;
    Ok((name, bytes, document))
}

/// The record of a document.
pub(super) fn import(importer: &Importer, path: &Path, options: &Options) -> anyhow::Result<Record> {
    let (name, bytes, document) = read(path)?;
    Ok(importer.import(&name, &bytes, &document, options)?)
}

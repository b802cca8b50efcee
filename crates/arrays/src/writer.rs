//! Writes a file of arrays.

use crate::{ALIGNMENT, Error, Place, Plain, Table, VERSION, head, tail};
use plenary_base::file::Whole;
use serde::Serialize;
use std::io::{BufWriter, Write};
use std::path::Path;
use zerocopy::IntoBytes;

/// A file that is being written. It is not there before it is complete, and takes the place of an earlier one then.
#[derive(Debug)]
pub struct Writer {
    out: BufWriter<Whole>,
    path: String,
    position: u64,
    sections: Vec<Place>,
}

impl Writer {
    /// Begins a file.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn begin(path: &Path) -> Result<Self, Error> {
        let out = BufWriter::with_capacity(1 << 20, Whole::begin(path)?);
        let mut writer = Self { out, path: path.display().to_string(), position: 0, sections: Vec::new() };
        writer.put(&head(VERSION))?;
        Ok(writer)
    }

    fn failed(&self, source: std::io::Error) -> Error {
        Error::Disk { action: "write", path: self.path.clone(), source }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.out.write_all(bytes).map_err(|source| self.failed(source))?;
        self.position += bytes.len() as u64;
        Ok(())
    }

    /// Writes an array as a section. Its name is by what it is found again, and what is told if it is damaged.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn slice<T: Plain>(&mut self, name: &str, values: &[T]) -> Result<(), Error> {
        let bytes = values.as_bytes();
        let (offset, length) = (self.position, bytes.len() as u64);
        self.put(bytes)?;
        let over = bytes.len() % ALIGNMENT;
        if over > 0 {
            self.put(&[0; ALIGNMENT][over..])?;
        }
        self.sections.push(Place { name: name.to_owned(), offset, length, crc32: crc32fast::hash(bytes) });
        Ok(())
    }

    /// Writes a small value as a section.
    ///
    /// # Errors
    /// If it cannot be written as JSON, or the file cannot be written.
    pub fn json(&mut self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        let bytes = serde_json::to_vec(value).map_err(|error| self.failed(error.into()))?;
        self.slice(name, &bytes)
    }

    /// Ends the file, makes it last, and puts it in its place. `about` says what it is of.
    ///
    /// # Errors
    /// If it cannot be written; what stood there stands there still.
    pub fn finish(mut self, about: &impl Serialize) -> Result<(), Error> {
        let about = serde_json::to_value(about).map_err(|error| self.failed(error.into()))?;
        let table = Table { about, sections: std::mem::take(&mut self.sections) };
        let table = serde_json::to_vec(&table).map_err(|error| self.failed(error.into()))?;
        let tail = tail(self.position, table.len() as u64, crc32fast::hash(&table));
        self.put(&table)?;
        self.put(&tail)?;
        let path = self.path;
        let whole = self.out.into_inner();
        let whole = whole.map_err(|error| Error::Disk { action: "write", path, source: error.into_error() })?;
        Ok(whole.finish()?)
    }
}

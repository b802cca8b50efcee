//! Maps a file of arrays.

use crate::{ALIGNMENT, Bytes, Error, MAGIC, Place, Plain, Section, Table, Text, VERSION, head, tail};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::io;
use std::path::Path;
use tantivy::Directory as _;
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};
use zerocopy::FromBytes;

/// A file of arrays, mapped into memory. Sections that were taken keep the map alive.
pub struct Arrays {
    path: String,
    bytes: Bytes,
    about: serde_json::Value,
    sections: HashMap<String, Place>,
}

impl std::fmt::Debug for Arrays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arrays")
            .field("path", &self.path)
            .field("sections", &self.sections.len())
            .finish_non_exhaustive()
    }
}

impl Arrays {
    /// Maps a file. Head, tail and table are read, and no section.
    ///
    /// # Errors
    /// If it is not there ([`Error::is_absent`]), is of another version, or is not what was written as far as that is read.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let shown = path.display().to_string();
        let bytes = map(path).map_err(|source| Error::Disk { action: "read", path: shown.clone(), source })?;
        let damaged = |problem: &str| Error::Damaged { path: shown.clone(), problem: problem.to_owned() };
        let begin = bytes.get(..ALIGNMENT).ok_or_else(|| damaged("it is cut, or no file of arrays"))?;
        if begin != head(VERSION) {
            let found = u32::from_ne_bytes([begin[12], begin[13], begin[14], begin[15]]);
            if begin == head(found) {
                return Err(Error::Version { path: shown, found });
            }
            return Err(damaged("its head is damaged, or of another kind of machine"));
        }
        let end_of_table = bytes.len() - ALIGNMENT;
        let end = &bytes[end_of_table..];
        let number = |at: usize| u64::from_ne_bytes(std::array::from_fn(|i| end[at + i]));
        let (offset, length) = (number(0), number(8));
        let checksum = u32::from_ne_bytes([end[16], end[17], end[18], end[19]]);
        if end != tail(offset, length, checksum) || !end.ends_with(&MAGIC) {
            return Err(damaged("its tail is damaged, or it is cut"));
        }
        let table = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..end_of_table));
        let table = table.filter(|table| table.len() as u64 == length && crc32fast::hash(table) == checksum);
        let table = table.ok_or_else(|| damaged("its table is damaged, or it is cut"))?;
        let Table { about, sections } =
            serde_json::from_slice(table).map_err(|error| damaged(&format!("its table cannot be read: {error}")))?;
        let mut known = HashMap::with_capacity(sections.len());
        let mut position = ALIGNMENT as u64;
        for place in sections {
            let end = place.offset.checked_add(place.length).filter(|end| *end <= offset);
            let end = end.filter(|_| place.offset == position);
            let end = end
                .ok_or_else(|| damaged(&format!("section `{}` is not where its neighbours leave room", place.name)))?;
            position = end.next_multiple_of(ALIGNMENT as u64);
            known.insert(place.name.clone(), place);
        }
        if position != offset {
            return Err(damaged("its sections do not end where its table begins"));
        }
        Ok(Self { path: shown, bytes, about, sections: known })
    }

    /// What the file is of.
    ///
    /// # Errors
    /// If it is said in another way.
    pub fn about<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_value(self.about.clone()).map_err(|error| self.damaged(format!("what it is of: {error}")))
    }

    /// Bytes of the file.
    pub fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn damaged(&self, problem: String) -> Error {
        Error::Damaged { path: self.path.clone(), problem }
    }

    fn of_section(&self, name: &str, problem: &str) -> Error {
        self.damaged(format!("section `{name}` {problem}"))
    }

    /// Makes sure that sections belong together.
    ///
    /// # Errors
    /// [`Error::Damaged`] with this name, if they do not.
    pub fn fits(&self, name: &str, is_so: bool) -> Result<(), Error> {
        if is_so { Ok(()) } else { Err(self.of_section(name, "does not fit the others")) }
    }

    /// Whether there is a section.
    pub fn has(&self, name: &str) -> bool {
        self.sections.contains_key(name)
    }

    fn bytes(&self, name: &str) -> Result<Bytes, Error> {
        let place = self.sections.get(name).ok_or_else(|| self.of_section(name, "is missing"))?;
        // It was made sure that it lies in the file, whose length is a `usize`.
        Ok(self.bytes.slice(place.offset as usize..(place.offset + place.length) as usize))
    }

    /// The bytes of a section, read whole and checked: for those who would not bear a damage.
    ///
    /// # Errors
    /// If there is none, or its checksum is wrong.
    pub fn checked(&self, name: &str) -> Result<Bytes, Error> {
        let bytes = self.bytes(name)?;
        self.check(name, &bytes).map(|()| bytes)
    }

    /// An array.
    ///
    /// # Errors
    /// If there is none of this name, or its length is not that of whole elements.
    pub fn slice<T: Plain>(&self, name: &str) -> Result<Section<T>, Error> {
        Section::mapped(self.bytes(name)?, |bytes| {
            <[T]>::ref_from_bytes(bytes).map_err(|_| self.of_section(name, "is not of whole elements"))
        })
    }

    /// A text. It is read whole, as nothing else says that it is one.
    ///
    /// # Errors
    /// If there is none of this name, or it is not UTF-8.
    pub fn text(&self, name: &str) -> Result<Text, Error> {
        Text::mapped(self.bytes(name)?, |bytes| {
            std::str::from_utf8(bytes).map_err(|_| self.of_section(name, "is not UTF-8"))
        })
    }

    /// A small value.
    ///
    /// # Errors
    /// If there is none of this name, its checksum is wrong, or it is no such value.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        let bytes = self.checked(name)?;
        serde_json::from_slice(&bytes).map_err(|error| self.of_section(name, &format!("cannot be read: {error}")))
    }

    fn check(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let expected = self.sections.get(name).map(|place| place.crc32);
        let found = crc32fast::hash(bytes);
        if expected == Some(found) { Ok(()) } else { Err(self.of_section(name, "is damaged: its checksum is wrong")) }
    }

    /// Reads all of the file, and makes sure that it is what was written.
    ///
    /// # Errors
    /// The first damage.
    pub fn verify(&self) -> Result<(), Error> {
        let mut places: Vec<_> = self.sections.values().collect();
        places.sort_unstable_by_key(|place| (place.offset, place.length));
        for place in places {
            self.check(&place.name, &self.bytes(&place.name)?)?;
            let end = (place.offset + place.length) as usize;
            if self.bytes[end..end.next_multiple_of(ALIGNMENT)].iter().any(|byte| *byte != 0) {
                return Err(self.of_section(&place.name, "is not followed by zeros"));
            }
        }
        Ok(())
    }
}

/// The bytes of a file, mapped.
pub(crate) fn map(path: &Path) -> io::Result<Bytes> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::NotFound.into());
    };
    let directory = MmapDirectory::open(folder).map_err(|error| match error {
        OpenDirectoryError::DoesNotExist(_) => io::ErrorKind::NotFound.into(),
        other => io::Error::other(other),
    })?;
    let file = directory.open_read(Path::new(name)).map_err(|error| match error {
        OpenReadError::FileDoesNotExist(_) => io::ErrorKind::NotFound.into(),
        other => io::Error::other(other),
    })?;
    file.read_bytes()
}

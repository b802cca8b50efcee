//! Room on disk, for what is worked out and does not fit into memory.
//!
//! Arrays are written as they come, and mapped when they are whole: memory is the operating system's to give and to take then. What has to be
//! sorted goes through a [`Sorter`]. Files are in a folder of their own, which goes with the last that needs it; what a process leaves that is
//! killed is taken away by the next one.

use crate::file::map;
use crate::{Bytes, Error, Plain, Section, Sorter, Text};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use zerocopy::{FromBytes, IntoBytes};

/// Begins the names of the folders.
const PREFIX: &str = ".plenary-scratch-";
/// As long as a process works in a folder, it holds this file of it locked.
const LOCK: &str = "lock";
/// Bytes that are written at a time.
const BUFFER: usize = 256 << 10;

/// A folder for what does not fit into memory.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    _lock: File,
    bytes: usize,
    next: AtomicU64,
}

impl Scratch {
    /// Makes a folder in another one, and takes away what processes have left there that were killed. Who works with it keeps about so many
    /// bytes in memory.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn new(parent: &Path, bytes: usize) -> Result<Self, Error> {
        sweep(parent);
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |source| Error::Disk { action: "write", path, source }
        };
        loop {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent).map_err(failed(parent))?;
            let path = folder.path().join(LOCK);
            let lock = OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed(&path))?;
            lock.lock().map_err(failed(&path))?;
            // Who came before it was locked may have taken it for one that was left.
            if path.exists() {
                return Ok(Self { folder, _lock: lock, bytes, next: AtomicU64::new(0) });
            }
        }
    }

    /// How much is to be in memory, in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes the folder away at once, for a process that ends without letting go of all that is in it: that stays readable, and no more is written.
    pub fn close(&self) {
        // What stays is taken away by who comes next.
        let _ = std::fs::remove_dir_all(self.folder.path());
    }

    /// Begins an array.
    ///
    /// # Errors
    /// If the disk cannot be written.
    pub fn array<T: Plain>(&self) -> Result<Spill<T>, Error> {
        let path = self.folder.path().join(self.next.fetch_add(1, Ordering::Relaxed).to_string());
        let failed = |source| Error::Disk { action: "write", path: path.display().to_string(), source };
        let file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed)?;
        Ok(Spill { out: BufWriter::with_capacity(BUFFER, file), path, length: 0, of: PhantomData })
    }

    /// Begins to sort, with so many bytes of memory.
    pub fn sorter<T: Plain + Ord + Copy>(&self, bytes: usize) -> Sorter<'_, T> {
        Sorter::new(self, bytes)
    }

    /// Bytes, on disk.
    ///
    /// # Errors
    /// If the disk cannot be written.
    pub fn file(&self, bytes: &[u8]) -> Result<Bytes, Error> {
        let mut to = self.array()?;
        to.extend(bytes)?;
        Ok(to.mapped()?.map_or_else(Bytes::empty, |(bytes, _)| bytes))
    }

    /// The same array on disk, if it is in memory.
    ///
    /// # Errors
    /// If the disk cannot be written.
    pub fn moved<T: Plain>(&self, array: Section<T>) -> Result<Section<T>, Error> {
        if array.heap_bytes() == 0 {
            return Ok(array);
        }
        let mut to = self.array()?;
        to.extend(&array)?;
        to.finish()
    }
}

/// Takes away what processes have left in a folder that were killed.
pub fn sweep(parent: &Path) {
    // What cannot be looked at or taken away does no harm but for its room.
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes())
            && let Ok(lock) = OpenOptions::new().write(true).open(entry.path().join(LOCK))
            && lock.try_lock().is_ok()
        {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// An array that is written as it comes.
#[derive(Debug)]
pub struct Spill<T> {
    out: BufWriter<File>,
    path: PathBuf,
    length: usize,
    of: PhantomData<T>,
}

impl<T: Plain> Spill<T> {
    /// How many values have come.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether none has.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Adds a value.
    ///
    /// # Errors
    /// If the disk cannot be written.
    #[inline]
    pub fn push(&mut self, value: T) -> Result<(), Error> {
        self.extend(&[value])
    }

    /// Adds values.
    ///
    /// # Errors
    /// If the disk cannot be written.
    #[inline]
    pub fn extend(&mut self, values: &[T]) -> Result<(), Error> {
        self.out.write_all(values.as_bytes()).map_err(|source| failed("write", &self.path, source))?;
        self.length += values.len();
        Ok(())
    }

    /// The array, mapped.
    ///
    /// # Errors
    /// If the disk cannot be written, or the file not be mapped.
    pub fn finish(self) -> Result<Section<T>, Error> {
        let Some((bytes, path)) = self.mapped()? else { return Ok(Section::default()) };
        let broken = || failed("read", &path, io::ErrorKind::InvalidData.into());
        Section::mapped(bytes, |bytes| <[T]>::ref_from_bytes(bytes).map_err(|_| broken()))
    }

    fn mapped(self) -> Result<Option<(Bytes, PathBuf)>, Error> {
        let Self { out, path, length, .. } = self;
        drop(out.into_inner().map_err(|error| failed("write", &path, error.into_error()))?);
        if length == 0 {
            return Ok(None);
        }
        let bytes = map(&path).map_err(|source| failed("read", &path, source))?;
        // The map keeps what is in it. Where it keeps the name too, the folder takes that away in the end.
        let _ = std::fs::remove_file(&path);
        Ok(Some((bytes, path)))
    }
}

impl Spill<u8> {
    /// The text that the bytes are, mapped.
    ///
    /// # Errors
    /// If the disk cannot be written, or the file not be mapped.
    pub fn finish_text(self) -> Result<Text, Error> {
        let Some((bytes, path)) = self.mapped()? else { return Ok(Text::default()) };
        let broken = || failed("read", &path, io::ErrorKind::InvalidData.into());
        Text::mapped(bytes, |bytes| std::str::from_utf8(bytes).map_err(|_| broken()))
    }
}

fn failed(action: &'static str, path: &Path, source: io::Error) -> Error {
    Error::Disk { action, path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn arrays_are_what_was_written_and_leave_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(parent.path(), 1000).unwrap();
        let mut numbers = scratch.array().unwrap();
        (0..100_000_u32).for_each(|number| numbers.push(number).unwrap());
        let numbers = numbers.finish().unwrap();
        assert!(numbers.iter().copied().eq(0..100_000) && numbers.heap_bytes() == 0);
        let mut text = scratch.array().unwrap();
        text.extend("日本".as_bytes()).unwrap();
        assert_eq!(&*text.finish_text().unwrap(), "日本");
        assert!(scratch.array::<u64>().unwrap().finish().unwrap().is_empty());
        let moved = scratch.moved(Section::from(vec![7_u16, 8])).unwrap();
        assert_eq!((&*moved, moved.heap_bytes()), (&[7, 8][..], 0));
        if cfg!(unix) {
            assert!(entries(scratch.folder.path()) <= 2, "the lock, and what was never written to");
        }
        scratch.close();
        assert_eq!((entries(parent.path()), numbers[99_999]), (0, 99_999), "what is mapped stays");
        assert!(scratch.array::<u64>().is_err());
        drop(scratch);
    }

    #[test]
    fn what_a_killed_process_has_left_is_taken_away_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let left = parent.path().join(format!("{PREFIX}left"));
        std::fs::create_dir(&left).unwrap();
        std::fs::write(left.join(LOCK), "").unwrap();
        std::fs::write(left.join("1"), "left").unwrap();
        std::fs::create_dir(parent.path().join("other")).unwrap();
        let scratch = Scratch::new(parent.path(), 1000).unwrap();
        assert!(!left.exists() && entries(parent.path()) == 2);
        sweep(parent.path());
        assert!(scratch.folder.path().exists(), "somebody works there");
    }
}

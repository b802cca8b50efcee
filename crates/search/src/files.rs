//! The files of a tantivy index, in memory or mapped, that are read and never written.

use super::index::Error;
use plenary_arrays::Bytes;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, RamDirectory, WatchCallback, WatchHandle, WritePtr};
use tantivy::{Directory, TantivyError};

/// Files by their names.
#[derive(Debug, Clone)]
pub(super) struct Files {
    contents: Arc<BTreeMap<PathBuf, Content>>,
    is_mapped: bool,
}

/// The bytes of a file, which are not printed.
#[derive(Clone)]
struct Content(Bytes);

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Files {
    /// Files of a mapped file.
    pub(super) fn mapped(files: Vec<(PathBuf, Bytes)>) -> Self {
        let contents = files.into_iter().map(|(name, bytes)| (name, Content(bytes))).collect();
        Self { contents: Arc::new(contents), is_mapped: true }
    }

    /// The files of an index that has been written into memory, without a copy.
    pub(super) fn of(index: &tantivy::Index, memory: &RamDirectory) -> Result<Self, Error> {
        let mut contents = BTreeMap::new();
        for name in index.directory().list_managed_files() {
            // Some were there only while others were written.
            if memory.exists(&name).map_err(TantivyError::from)? {
                let file = memory.open_read(&name).map_err(TantivyError::from)?;
                contents.insert(name, Content(file.read_bytes().map_err(TantivyError::from)?));
            }
        }
        Ok(Self { contents: Arc::new(contents), is_mapped: false })
    }

    /// Names and bytes.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Path, &[u8])> {
        self.contents.iter().map(|(name, content)| (&**name, content.0.as_slice()))
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        if self.is_mapped { 0 } else { self.iter().map(|(_, bytes)| bytes.len()).sum() }
    }

    fn get(&self, path: &Path) -> Result<&Bytes, OpenReadError> {
        let content = self.contents.get(path).map(|content| &content.0);
        content.ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
    }
}

/// Why nothing is written.
fn read_only() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "the full-text index is read only")
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(self.get(path)?.clone()))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.contents.contains_key(path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        Ok(self.get(path)?.to_vec())
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(read_only())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// Nobody writes, so nobody has to be kept out.
    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

//! What the journal asks of a disk. Tests put one in its place that tears, flips, refuses, fills up, and loses power.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A disk with files and folders.
pub(crate) trait Disk: Send + Sync {
    /// Makes a folder, if it is not there, so that it outlasts a loss of power.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
    /// The names in a folder.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Opens a file to be read, and its length at this moment.
    fn read(&self, path: &Path) -> io::Result<(Box<dyn Source>, u64)>;
    /// Opens a file to be written, and makes it if it is not there.
    fn write(&self, path: &Path) -> io::Result<Box<dyn Target>>;
    /// Makes the names of new files in a folder outlast a loss of power.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Takes a lock, which is held as long as what is returned; or says who holds it.
    fn lock(&self, path: &Path) -> io::Result<Result<Box<dyn Send>, String>>;
}

/// A file that is read.
pub(crate) trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// A file that is written.
pub(crate) trait Target: Send {
    /// Writes all bytes at a place.
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;
    /// Takes away what stands after a length.
    fn cut(&mut self, length: u64) -> io::Result<()>;
    /// Makes what was written outlast a loss of power.
    fn sync(&mut self) -> io::Result<()>;
}

/// The file system.
pub(crate) struct FileSystem;

/// A file that is locked. A process that is being started has all files of this one for a moment, and a lock that is not given back would last
/// as long as that.
struct Held(File);

impl Drop for Held {
    fn drop(&mut self) {
        // What cannot be given back goes with the file.
        let _ = self.0.unlock();
    }
}

impl Disk for FileSystem {
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        let made: Vec<_> =
            folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
        std::fs::create_dir_all(folder)?;
        let above = made.into_iter().filter_map(Path::parent);
        above
            .map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above })
            .try_for_each(|above| self.sync_folder(above))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    fn read(&self, path: &Path) -> io::Result<(Box<dyn Source>, u64)> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok((Box::new(BufReader::with_capacity(64 << 10, file)), length))
    }

    fn write(&self, path: &Path) -> io::Result<Box<dyn Target>> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        Ok(Box::new(file))
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Elsewhere a folder cannot be opened as a file.
        if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
    }

    fn lock(&self, path: &Path) -> io::Result<Result<Box<dyn Send>, String>> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                writeln!(file, "{}", std::process::id())?;
                Ok(Ok(Box::new(Held(file))))
            }
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                // It may not have written its number yet, and some systems let nobody read a file that is locked.
                let _ = file.take(32).read_to_string(&mut process);
                let process = process.trim();
                Ok(Err(if process.is_empty() { "another process".to_owned() } else { format!("process {process}") }))
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Target for File {
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.seek(SeekFrom::Start(at))?;
        self.write_all(bytes)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// A file of the journal.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    /// From 1, without gaps.
    pub(crate) number: u32,
    pub(crate) path: PathBuf,
}

impl Segment {
    pub(crate) fn new(folder: &Path, number: u32) -> Self {
        Self { number, path: folder.join(format!("{number:06}.log")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_given_back_though_a_process_that_is_being_started_has_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let take = || {
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).unwrap();
            file.try_lock().map(|()| Held(file))
        };
        let held = take().unwrap();
        assert!(matches!(take(), Err(TryLockError::WouldBlock)));
        // As starting a process does.
        let copy = held.0.try_clone().unwrap();
        drop(held);
        assert!(take().is_ok());
        drop(copy);
    }
}

//! Files as the program reads and writes them: no unbounded or blocking file is read, and a file is written
//! whole or not at all, regardless of links or other files at its path.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Why a file cannot be read or written, and the way out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or may not be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A folder, a pipe or a device: reading it might never end, or never begin.
    #[error("{path} is {what}, no file that can be read to its end; {advice}")]
    Irregular {
        /// What was named.
        path: String,
        /// What it is, with an article.
        what: &'static str,
        /// The way out.
        advice: &'static str,
    },
    /// Larger than its reader takes.
    #[error("{path} has {size} bytes, more than the {limit} that are read; {advice}")]
    TooLarge {
        /// The file.
        path: String,
        /// Its bytes, or the least that it has.
        size: u64,
        /// How many may be.
        limit: u64,
        /// The way out.
        advice: &'static str,
    },
    /// Not UTF-8.
    #[error("{path}, byte {offset}, is not UTF-8; save the file as UTF-8")]
    Encoding {
        /// The file.
        path: String,
        /// The first byte that is wrong, from 0.
        offset: usize,
    },
    /// At the path is something that must not be overwritten.
    #[error("cannot write {path}: {what} stands there; name another file, or take it away; nothing was changed")]
    Occupied {
        /// The file.
        path: String,
        /// What stands there, with an article.
        what: &'static str,
    },
    /// The folder or the file cannot be written.
    #[error("cannot write {path}; nothing was changed")]
    Write {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Error {
    /// Whether the file is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Read { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// How much of a file is read, and what to do about a larger one.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// Most bytes.
    pub bytes: u64,
    /// What the user can do about a larger file.
    pub advice: &'static str,
}

impl Bound {
    /// Files of RDF: what memory holds. They are the operator's own.
    pub const NONE: Self = Self { bytes: u64::MAX - 1, advice: "" };
    /// Small files that people write: queries, corrections, credentials, lists.
    pub const SMALL: Self = Self { bytes: 64 << 20, advice: "it is too large for what it should be" };
}

/// The bytes of a regular file, which symbolic links may lead to.
///
/// # Errors
/// If it cannot be read, is no regular file, or is larger than the bound, which is known before it is read.
pub fn read(path: &Path, bound: Bound) -> Result<Vec<u8>, Error> {
    let file = open(path)?;
    let size = file.metadata().map_err(|source| unreadable(path, source))?.len();
    let too_large =
        |size| Error::TooLarge { path: path.display().to_string(), size, limit: bound.bytes, advice: bound.advice };
    if size > bound.bytes {
        return Err(too_large(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    // It may grow while it is read.
    file.take(bound.bytes + 1).read_to_end(&mut bytes).map_err(|source| unreadable(path, source))?;
    let size = bytes.len() as u64;
    if size > bound.bytes { Err(too_large(size)) } else { Ok(bytes) }
}

/// The text of a regular file.
///
/// # Errors
/// As [`read`], or if it is not UTF-8.
pub fn read_text(path: &Path, bound: Bound) -> Result<String, Error> {
    text(path, read(path, bound)?)
}

/// The text of a file of any kind, such as a pipe that the user names on purpose.
///
/// # Errors
/// If it cannot be read, is larger than the bound, or is not UTF-8.
pub fn read_stream(path: &Path, bound: Bound) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(bound.bytes + 1).read_to_end(&mut bytes));
    read.map_err(|source| unreadable(path, source))?;
    let size = bytes.len() as u64;
    if size > bound.bytes {
        let path = path.display().to_string();
        return Err(Error::TooLarge { path, size, limit: bound.bytes, advice: bound.advice });
    }
    text(path, bytes)
}

/// The first bytes of a regular file, up to a limit; none if there is no file.
///
/// # Errors
/// If it cannot be read or is no regular file.
pub fn start(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Error> {
    let file = match open(path) {
        Err(error) if error.is_absent() => return Ok(None),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(|source| unreadable(path, source))?;
    Ok(Some(bytes))
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes)
        .map_err(|error| Error::Encoding { path: path.display().to_string(), offset: error.utf8_error().valid_up_to() })
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::Read { path: path.display().to_string(), source }
}

/// Opens a regular file. A pipe does not block, as it would if it were opened in the usual way.
fn open(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path).map_err(|source| unreadable(path, source))?;
    let kind = file.metadata().map_err(|source| unreadable(path, source))?.file_type();
    if kind.is_file() {
        return Ok(file);
    }
    let advice = if kind.is_dir() { "name a file in it" } else { "write what it gives to a file, and name that" };
    Err(Error::Irregular { path: path.display().to_string(), what: what(kind), advice })
}

/// What something is that is no regular file, with an article.
fn what(kind: std::fs::FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a pipe";
        } else if kind.is_socket() {
            return "a socket";
        } else if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if kind.is_dir() {
        "a folder"
    } else if kind.is_symlink() {
        "a symbolic link"
    } else {
        "no regular file"
    }
}

/// A file that is being written. It is not visible before it is complete: until then it is hidden, under a random name that no one
/// can foresee, so that nothing loads a part of it and nothing that was put there leads it elsewhere.
#[derive(Debug)]
pub struct Whole {
    part: NamedTempFile,
    target: PathBuf,
}

impl Whole {
    /// Begins a file, and makes the folders that lead to it.
    ///
    /// # Errors
    /// If the folder cannot be written, or if something stands there that is no regular file: a symbolic link would be lost, or
    /// would lead elsewhere.
    pub fn begin(target: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Write { path: target.display().to_string(), source };
        let folder = folder(target);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let permissions = match std::fs::symlink_metadata(target) {
            Ok(there) if there.is_file() => Some(there.permissions()),
            Ok(there) => {
                return Err(Error::Occupied { path: target.display().to_string(), what: what(there.file_type()) });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(".part");
        // As any program makes files: what the user's mask leaves.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let part = builder.tempfile_in(folder).map_err(failed)?;
        if let Some(permissions) = permissions {
            part.as_file().set_permissions(permissions).map_err(failed)?;
        }
        Ok(Self { part, target: target.to_owned() })
    }

    /// Puts the file in its place, where it takes that of an earlier one.
    ///
    /// # Errors
    /// If it cannot be written; then nothing has changed.
    pub fn finish(self) -> Result<(), Error> {
        let failed = |source| Error::Write { path: self.target.display().to_string(), source };
        self.part.as_file().sync_all().map_err(failed)?;
        self.part.persist(&self.target).map_err(|error| failed(error.error))?;
        sync(folder(&self.target)).map_err(failed)
    }

    /// Puts the file in its place if nothing stands there; whether it did.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish_if_new(self) -> Result<bool, Error> {
        let failed = |source| Error::Write { path: self.target.display().to_string(), source };
        self.part.as_file().sync_all().map_err(failed)?;
        match self.part.persist_noclobber(&self.target) {
            Ok(_) => sync(folder(&self.target)).map_err(failed).map(|()| true),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(failed(error.error)),
        }
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.part.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.part.flush()
    }
}

/// Writes a file whole or not at all, in the place of an earlier one.
///
/// # Errors
/// Those of [`Whole`].
pub fn write(target: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = Whole::begin(target)?;
    file.write_all(bytes).map_err(|source| Error::Write { path: target.display().to_string(), source })?;
    file.finish()
}

fn folder(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the name of a new file outlast a loss of power.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: Bound = Bound { bytes: 4, advice: "cut it" };

    #[test]
    fn hostile_c4_sizes_are_checked_before_and_while_a_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "1234").unwrap();
        assert_eq!(read(&path, FEW).unwrap(), b"1234");
        std::fs::write(&path, "12345").unwrap();
        let error = read(&path, FEW).unwrap_err().to_string();
        assert!(error.ends_with("has 5 bytes, more than the 4 that are read; cut it"), "{error}");
        assert_eq!(start(&path, 2).unwrap().unwrap(), b"12");
        assert!(start(&folder.path().join("b"), 2).unwrap().is_none());
        std::fs::write(&path, b"a\xff").unwrap();
        assert!(matches!(read_text(&path, FEW), Err(Error::Encoding { offset: 1, .. })));
    }

    #[cfg(unix)]
    #[test]
    fn hostile_c4_pipes_devices_and_folders_are_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        for (path, what) in [(&*pipe, "a pipe"), (Path::new("/dev/zero"), "a device"), (folder.path(), "a folder")] {
            let error = read(path, Bound::NONE).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
        let error = read_stream(Path::new("/dev/zero"), FEW).unwrap_err().to_string();
        assert!(error.contains("more than the 4"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn hostile_c4_what_was_planted_is_neither_followed_nor_overwritten() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (victim, target) = (folder.path().join("victim"), folder.path().join("new/a.ttl"));
        std::fs::write(&victim, "mine").unwrap();
        write(&target, b"one").unwrap();
        // The name that an earlier version wrote to.
        symlink(&victim, folder.path().join("new/.a.ttl.part")).unwrap();
        std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o640)).unwrap();
        write(&target, b"two").unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"two");
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640, "as it was");
        let link = folder.path().join("new/link.ttl");
        symlink(&victim, &link).unwrap();
        let error = write(&link, b"three").unwrap_err().to_string();
        assert!(error.contains("a symbolic link stands there") && error.contains("nothing was changed"), "{error}");
        assert_eq!(std::fs::read(&victim).unwrap(), b"mine");

        let mut second = Whole::begin(&target).unwrap();
        second.write_all(b"four").unwrap();
        assert!(!second.finish_if_new().unwrap());
        drop(Whole::begin(&target).unwrap());
        assert_eq!(std::fs::read(&target).unwrap(), b"two", "what is not finished changes nothing");
        let left: Vec<_> = std::fs::read_dir(folder.path().join("new")).unwrap().collect();
        assert_eq!(left.len(), 3, "no part is left: {left:?}");
    }
}

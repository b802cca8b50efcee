//! Files as their bytes, those compressed with gzip unpacked.
//!
//! A few bytes can unpack to gigabytes. What a file may unpack to is therefore bounded by its own size; text of RDF comes to
//! a twentieth, and what repeats itself very much to a hundredth. Larger files have to be unpacked first.

use super::Error;
use super::files::unreadable;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// How many times its own size a file may unpack to.
const RATIO: u64 = 250;
/// What any file may unpack to, however small.
const LEAST: u64 = 64 << 20;

/// All bytes of a file.
pub(super) fn read(path: &Path, is_compressed: bool) -> Result<Vec<u8>, Error> {
    if !is_compressed {
        return std::fs::read(path).map_err(|error| unreadable(path, error));
    }
    let mut bytes = Vec::new();
    open(path, is_compressed)?.read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
    Ok(bytes)
}

/// The bytes of a file one after the other.
pub(super) fn open(path: &Path, is_compressed: bool) -> Result<Box<dyn Read + Send>, Error> {
    let unreadable = |error| unreadable(path, error);
    let file = File::open(path).map_err(unreadable)?;
    if !is_compressed {
        return Ok(Box::new(file));
    }
    let bound = file.metadata().map_err(unreadable)?.len().saturating_mul(RATIO).max(LEAST);
    Ok(Box::new(Bounded { inner: MultiGzDecoder::new(BufReader::new(file)), bound, left: bound }))
}

/// Reads up to a limit of bytes, and fails where there are more.
struct Bounded<R> {
    inner: R,
    bound: u64,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => {
                self.left = left;
                Ok(count)
            }
            None => Err(io::Error::other(format!(
                "it unpacks to more than {} MiB, which is more than {RATIO} times its size; if it is meant, unpack it with gunzip",
                self.bound >> 20
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    #[test]
    fn fault_23_a_compressed_file_is_read_to_its_bound_and_no_further() {
        let read = |bound: u64| {
            let mut bytes = Vec::new();
            let result = Bounded { inner: &[7_u8; 100][..], bound, left: bound }.read_to_end(&mut bytes);
            (result.is_ok(), bytes.len())
        };
        assert_eq!(read(100), (true, 100));
        assert!(!read(99).0 && read(99).1 <= 99);
    }

    #[test]
    fn fault_23_a_bomb_is_refused_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bomb.ttl.gz");
        let mut encoder = GzEncoder::new(File::create(&path).unwrap(), Compression::best());
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..(LEAST >> 20) + 1 {
            encoder.write_all(&zeros).unwrap();
        }
        encoder.finish().unwrap();
        let Err(Error::Read { path: named, source }) = read(&path, true) else { panic!("the bomb is read") };
        assert!(named.ends_with("bomb.ttl.gz") && source.to_string().contains("64 MiB"), "{named}: {source}");
        assert!(source.to_string().contains("gunzip"), "{source}");
    }
}

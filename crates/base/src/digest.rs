//! Digests: as text, and of what is written.

use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// Bytes in hexadecimal digits, lower case, as digests are written in RDF, headers and file names.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A writer that passes everything on, and knows how many bytes these were and their SHA-256.
#[derive(Debug)]
pub struct Hashed<W> {
    inner: W,
    digest: Sha256,
    bytes: u64,
}

impl<W> Hashed<W> {
    /// Passes on to another writer.
    pub fn new(inner: W) -> Self {
        Self { inner, digest: Sha256::new(), bytes: 0 }
    }

    /// The other writer, the SHA-256 of what went to it, and how many bytes that were.
    pub fn finish(self) -> (W, [u8; 32], u64) {
        (self.inner, self.digest.finalize().into(), self.bytes)
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

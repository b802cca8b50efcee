//! All triples in two files, compressed, made once for each state of the data.
//!
//! The quads are sorted on disk (by graph, then as N-Quads), so the same data give the same bytes, and memory does not grow
//! with them. The files have no name: the system removes them when the server ends.

use super::Error;
use super::sort::Sorter;
use crate::digest::{Hashed, hexadecimal};
use crate::ontology::Prefixes;
use crate::store::RdfWriter;
use crate::triples::Triples;
use flate2::{Compression, GzBuilder, write::GzEncoder};
use oxigraph::io::{RdfFormat, RdfParser};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

/// Bytes of quads that are sorted in memory at once.
const IN_MEMORY: usize = 64 << 20;

/// The dumps of one state of the data.
#[derive(Debug)]
pub struct Dumps {
    /// N-Quads.
    pub nquads: Dump,
    /// TriG.
    pub trig: Dump,
}

/// A file with all triples.
#[derive(Debug)]
pub struct Dump {
    file: Mutex<File>,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

impl Dumps {
    /// Writes both files.
    ///
    /// # Errors
    /// If the folder for temporary files cannot be written to.
    pub fn make(triples: &Triples, prefixes: &Prefixes) -> Result<Self, Error> {
        let mut sorter = Sorter::new(IN_MEMORY);
        for quad in triples.quads(None, None, None) {
            sorter.push(format!("{}\t{quad} .", quad.graph_name))?;
        }
        let mut nquads = Packed::new()?;
        let mut trig = RdfWriter::new(RdfFormat::TriG, prefixes.iter(), Packed::new()?);
        sorter.finish(|line| {
            let line = line.split_once('\t').map_or(line, |(_, quad)| quad);
            nquads.write_all(line.as_bytes())?;
            nquads.write_all(b"\n")?;
            add(&mut trig, line)
        })?;
        Ok(Self { nquads: nquads.finish()?, trig: trig.finish()?.finish()? })
    }

    /// The dump of a file name, and its media type before compression.
    pub fn named(&self, name: &str) -> Option<&Dump> {
        match name {
            Dump::NQUADS => Some(&self.nquads),
            Dump::TRIG => Some(&self.trig),
            _ => None,
        }
    }
}

fn add(trig: &mut RdfWriter<Packed>, line: &str) -> io::Result<()> {
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(line.as_bytes()) {
        trig.quad(&quad.map_err(io::Error::other)?).map_err(io::Error::other)?;
    }
    Ok(())
}

impl Dump {
    /// Name of the dump in N-Quads.
    pub const NQUADS: &'static str = "dump.nq.gz";
    /// Name of the dump in TriG.
    pub const TRIG: &'static str = "dump.trig.gz";

    /// The digest in hexadecimal.
    pub fn sha256_hex(&self) -> String {
        hexadecimal(&self.sha256)
    }

    /// Up to `most` bytes from a place on; none at the end.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read_at(&self, place: u64, most: usize) -> io::Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(place))?;
        let mut bytes = Vec::with_capacity(most);
        Read::by_ref(&mut *file).take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Writes compressed to a temporary file.
struct Packed(GzEncoder<Hashed<BufWriter<File>>>);

impl Packed {
    fn new() -> io::Result<Self> {
        let file = BufWriter::new(tempfile::tempfile()?);
        let out = Hashed::new(file);
        // No time in the header: the same data give the same bytes.
        Ok(Self(GzBuilder::new().mtime(0).write(out, Compression::default())))
    }

    fn finish(self) -> io::Result<Dump> {
        let (file, sha256, bytes) = self.0.finish()?.finish();
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Dump { file: Mutex::new(file), bytes, sha256 })
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    /// What is compressed is whole when it is finished; to cut it before would only make it longer.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

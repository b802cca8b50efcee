//! Arrays that are read as slices, whether they were made in memory or are mapped from a file.
//!
//! A [`Section`] is such an array. A [`Writer`] writes arrays one after the other into one file, and [`Arrays`] maps such a file: opening
//! it reads its ends alone, however large the arrays are. Arrays that do not fit into memory while they are made are made on disk, with [`Scratch`].
//!
//! # The file
//!
//! ```text
//! head      64 bytes: magic, a number by which the order of bytes is known, version of the format
//! sections  each from a multiple of 64 bytes on, filled with zeros up to the next
//! table     JSON: what the file is of, and of each section its name, offset, length and CRC-32
//! tail      64 bytes: where the table is, and the CRC-32 of it
//! ```
//!
//! Numbers are as the machine has them, which are little-endian on all that this is built for; a machine of another kind refuses the file.
//!
//! # What is checked, and when
//!
//! - When it is opened: head, tail, the checksum of the table, that the sections lie in the file, and that the file is as long as it was.
//! - When a section is taken: that its length is that of a number of elements; of a text that it is UTF-8; of JSON and of files
//!   of others, such as those of a full-text index, the checksum.
//! - By [`Arrays::verify`]: every byte.
//!
//! A section that is taken is not read, so its checksum is not known to be right until then. Who opens a file can verify it beside its
//! work: a flipped byte of an array can give a wrong answer or a panic before that ends, and no worse, as all code here is safe.
//!
//! # Example
//!
//! ```
//! use plenary_arrays::{Arrays, Section, Writer};
//!
//! let folder = std::env::temp_dir().join(format!("plenary-arrays-{}", std::process::id()));
//! let path = folder.join("arrays");
//! let mut writer = Writer::begin(&path)?;
//! writer.slice("primes", &[2_u32, 3, 5])?;
//! writer.finish(&"what it is of")?;
//!
//! let arrays = Arrays::open(&path)?;
//! let primes: Section<u32> = arrays.slice("primes")?;
//! assert_eq!(*primes, [2, 3, 5]);
//! arrays.verify()?;
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod file;
mod rows;
mod scratch;
mod section;
mod sorter;
#[cfg(test)]
mod tests;
mod writer;

pub use file::Arrays;
pub use rows::Rows;
pub use scratch::{Scratch, Spill, sweep};
pub use section::{Plain, Section, Shared, Text};
pub use sorter::{Sorted, Sorter};
pub use tantivy::directory::OwnedBytes as Bytes;
pub use writer::Writer;

use serde::{Deserialize, Serialize};

/// The version of the format of the file. What the sections hold has none of its own: who writes them says in what the file is of which
/// program wrote it.
pub const VERSION: u32 = 1;

/// Why a file of arrays cannot be written or taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not as it was written.
    #[error("{path}: {problem}")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong, and in which section.
        problem: String,
    },
    /// Another program wrote it.
    #[error("{path} is of version {found}, and this program knows version {VERSION}")]
    Version {
        /// The file.
        path: String,
        /// The version that it has.
        found: u32,
    },
    /// It cannot be read or written.
    #[error("cannot {action} {path}")]
    Disk {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It cannot be begun, or put in its place.
    #[error(transparent)]
    File(#[from] plenary_base::file::Error),
}

impl Error {
    /// Whether the file is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Disk { source, .. } if source.kind() == std::io::ErrorKind::NotFound)
    }
}

/// Sections begin at multiples of this, so that elements of all types are aligned, and none shares a line of the processor's cache.
const ALIGNMENT: usize = 64;
const MAGIC: [u8; 8] = *b"Plenary\n";
/// Its bytes come in another order on a machine of another kind.
const ORDER: u32 = 0x0102_0304;

/// The first bytes of a file.
fn head(version: u32) -> [u8; ALIGNMENT] {
    let mut head = [0; ALIGNMENT];
    head[..8].copy_from_slice(&MAGIC);
    head[8..12].copy_from_slice(&ORDER.to_ne_bytes());
    head[12..16].copy_from_slice(&version.to_ne_bytes());
    head
}

/// The last bytes of a file whose table is there and has this checksum.
fn tail(offset: u64, length: u64, checksum: u32) -> [u8; ALIGNMENT] {
    let mut tail = [0; ALIGNMENT];
    tail[..8].copy_from_slice(&offset.to_ne_bytes());
    tail[8..16].copy_from_slice(&length.to_ne_bytes());
    tail[16..20].copy_from_slice(&checksum.to_ne_bytes());
    let own = crc32fast::hash(&tail[..20]);
    tail[20..24].copy_from_slice(&own.to_ne_bytes());
    tail[ALIGNMENT - 8..].copy_from_slice(&MAGIC);
    tail
}

#[derive(Serialize, Deserialize)]
struct Table {
    about: serde_json::Value,
    sections: Vec<Place>,
}

/// Where a section is.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Place {
    name: String,
    offset: u64,
    length: u64,
    crc32: u32,
}

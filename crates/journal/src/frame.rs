//! The bytes before commits and before all commits of a file. Numbers are little-endian.
//!
//! A file begins with 16 bytes: `PLENARYJ`, the version of the format (u32), the number of the file (u32). Frames follow without space between
//! them. A frame is a header of 64 bytes and the text of a commit:
//!
//! | bytes | what |
//! |---|---|
//! | 0..4 | `PLNF` |
//! | 4..8 | length of the text (u32) |
//! | 8..16 | number of the commit (u64) |
//! | 16..24 | up to which byte the file was synchronised when this frame was made (u64) |
//! | 24..56 | SHA-256 of the text, which is the id of the commit |
//! | 56..64 | the first eight bytes of the SHA-256 of the header's bytes before |
//!
//! A text has no zero bytes, and a header in a text would need some; so no text can pass for a frame.

use crate::commit::Id;
use sha2::{Digest, Sha256};

/// Bytes before the text of a commit.
pub(crate) const FRAME_HEADER: usize = 64;
/// Bytes before the first frame of a file.
pub(crate) const FILE_HEADER: usize = 16;
/// The version of the format.
pub(crate) const VERSION: u32 = 1;
/// Most bytes of a text.
pub(crate) const MOST_TEXT: usize = 1 << 30;
pub(crate) const FRAME_MAGIC: [u8; 4] = *b"PLNF";
const FILE_MAGIC: [u8; 8] = *b"PLENARYJ";

/// What stands before the text of a commit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrameHeader {
    pub(crate) length: u32,
    pub(crate) t: u64,
    pub(crate) synced: u64,
    pub(crate) id: Id,
}

impl FrameHeader {
    pub(crate) fn to_bytes(self) -> [u8; FRAME_HEADER] {
        let mut bytes = [0; FRAME_HEADER];
        bytes[..4].copy_from_slice(&FRAME_MAGIC);
        bytes[4..8].copy_from_slice(&self.length.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.t.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.synced.to_le_bytes());
        bytes[24..56].copy_from_slice(&self.id.0);
        let check = Sha256::digest(&bytes[..56]);
        bytes[56..].copy_from_slice(&check[..8]);
        bytes
    }

    /// None if the bytes are no such header.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.first_chunk::<FRAME_HEADER>()?;
        let header = Self {
            length: u32::from_le_bytes(*bytes[4..].first_chunk()?),
            t: u64::from_le_bytes(*bytes[8..].first_chunk()?),
            synced: u64::from_le_bytes(*bytes[16..].first_chunk()?),
            id: Id(*bytes[24..].first_chunk()?),
        };
        (header.to_bytes() == *bytes).then_some(header)
    }
}

/// What stands at the beginning of a file.
pub(crate) fn file_header(number: u32) -> [u8; FILE_HEADER] {
    let mut bytes = [0; FILE_HEADER];
    bytes[..8].copy_from_slice(&FILE_MAGIC);
    bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
    bytes[12..].copy_from_slice(&number.to_le_bytes());
    bytes
}

/// Version and number of a file; none if the bytes are no beginning of one.
pub(crate) fn read_file_header(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(&FILE_MAGIC)?;
    Some((u32::from_le_bytes(*rest.first_chunk()?), u32::from_le_bytes(*rest[4..].first_chunk()?)))
}

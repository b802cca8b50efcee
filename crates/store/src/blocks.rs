//! Files of lines (N-Triples, N-Quads) in blocks of whole lines, so that none is in memory whole and each block can be parsed by itself.

use crate::files::unreadable;
use crate::{Error, compressed};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes that are read at a time; a block has the line that ends behind them less, or is as long as its line.
const BLOCK: u64 = 4 << 20;

/// See the [module](self).
pub(super) struct Blocks {
    path: PathBuf,
    file: Box<dyn Read + Send>,
    /// What was read of the line behind the last block.
    rest: Vec<u8>,
    /// How many lines have been given.
    lines: usize,
}

impl Blocks {
    pub(super) fn open(path: &Path, is_compressed: bool) -> Result<Self, Error> {
        let file = compressed::open(path, is_compressed)?;
        Ok(Self { path: path.to_owned(), file, rest: Vec::new(), lines: 0 })
    }

    /// The next lines, and how many lines of the file come before them.
    pub(super) fn next(&mut self) -> Result<Option<(Vec<u8>, usize)>, Error> {
        let block = self.block().map_err(|error| unreadable(&self.path, error))?;
        let before = self.lines;
        self.lines += block.iter().flatten().filter(|byte| **byte == b'\n').count();
        Ok(block.map(|block| (block, before)))
    }

    fn block(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut block = std::mem::take(&mut self.rest);
        loop {
            let known = block.len();
            if self.file.by_ref().take(BLOCK).read_to_end(&mut block)? == 0 {
                return Ok(Some(block).filter(|block| !block.is_empty()));
            }
            if let Some(end) = block[known..].iter().rposition(|byte| *byte == b'\n') {
                self.rest = block.split_off(known + end + 1);
                return Ok(Some(block));
            }
        }
    }
}

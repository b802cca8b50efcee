//! Sorting lines that do not fit in memory: runs of bounded size on disk, merged as they are read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

/// Takes lines and gives them back sorted, each once.
pub(super) struct Sorter {
    run: Vec<String>,
    /// Bytes of the lines in `run`.
    bytes: usize,
    most: usize,
    runs: Vec<File>,
}

impl Sorter {
    /// Holds at most `most` bytes of lines in memory.
    pub(super) fn new(most: usize) -> Self {
        Self { run: Vec::new(), bytes: 0, most, runs: Vec::new() }
    }

    /// Adds a line, which has no line feed in it.
    pub(super) fn push(&mut self, line: String) -> io::Result<()> {
        self.bytes += line.len();
        self.run.push(line);
        if self.bytes > self.most { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        self.run.sort_unstable();
        let mut out = BufWriter::new(tempfile::tempfile()?);
        for line in self.run.drain(..) {
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
        }
        self.bytes = 0;
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        self.runs.push(file);
        Ok(())
    }

    /// Hands out all lines in their order.
    pub(super) fn finish(mut self, mut take: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        self.run.sort_unstable();
        let spilt = self.runs.into_iter().map(|file| Box::new(BufReader::new(file).lines()) as Lines);
        let last = Box::new(self.run.into_iter().map(Ok)) as Lines;
        let mut runs: Vec<Lines> = spilt.chain([last]).collect();
        let mut heads = BinaryHeap::new();
        for (number, run) in runs.iter_mut().enumerate() {
            if let Some(line) = run.next() {
                heads.push(Reverse((line?, number)));
            }
        }
        let mut last: Option<String> = None;
        while let Some(mut head) = heads.peek_mut() {
            let number = head.0.1;
            let line = match runs[number].next() {
                Some(next) => std::mem::replace(&mut head.0.0, next?),
                None => PeekMut::pop(head).0.0,
            };
            if last.as_ref() != Some(&line) {
                take(&line)?;
                last = Some(line);
            }
        }
        Ok(())
    }
}

type Lines = Box<dyn Iterator<Item = io::Result<String>>>;

#[cfg(test)]
mod tests {
    use super::Sorter;

    #[test]
    fn lines_come_sorted_and_once_however_often_they_are_spilt() {
        let lines: Vec<String> = (0..1000_u32).map(|i| format!("{:03}", i * 37 % 250)).collect();
        let mut expected = lines.clone();
        expected.sort();
        expected.dedup();
        for most in [0, 10, 500, 1_000_000] {
            let mut sorter = Sorter::new(most);
            lines.iter().for_each(|line| sorter.push(line.clone()).unwrap());
            let mut sorted = Vec::new();
            let take = |line: &str| {
                sorted.push(line.to_owned());
                Ok(())
            };
            sorter.finish(take).unwrap();
            assert_eq!(sorted, expected, "{most}");
        }
    }
}

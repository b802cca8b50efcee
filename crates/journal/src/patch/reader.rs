use super::line;
use super::{Error, Limits, Patch, Row};
use crate::Change;
use oxigraph::model::Quad;
use std::collections::HashMap;
use std::io::{BufRead, Read};

/// Reads a patch row by row, with one line in memory. It ends after the first error.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    limits: Limits,
    line: Vec<u8>,
    number: u64,
    bytes: u64,
    is_over: bool,
}

impl<R: BufRead> Reader<R> {
    /// A reader within bounds.
    pub fn new(input: R, limits: Limits) -> Self {
        Self { input, limits, line: Vec::new(), number: 0, bytes: 0, is_over: false }
    }

    /// Reads to the end, and gives what all rows do together. Of several rows about one quad the last holds.
    ///
    /// # Errors
    /// If the patch cannot be read; if changes stand outside of a transaction or headers after its beginning; or if it ends within a
    /// transaction, as a patch does that was cut.
    pub fn patch(mut self) -> Result<Patch, Error> {
        let mut headers = Vec::new();
        let mut net: HashMap<Quad, bool> = HashMap::new();
        let mut transaction: Option<HashMap<Quad, bool>> = None;
        let mut has_begun = false;
        while let Some(row) = self.next() {
            match (row?, &mut transaction) {
                (Row::Header { name, value }, None) if !has_begun => headers.push((name, value)),
                (Row::Header { .. }, _) => return Err(self.misplaced("headers stand before the first `TX .`")),
                (Row::Begin, None) => (transaction, has_begun) = (Some(HashMap::new()), true),
                (Row::Begin, Some(_)) => return Err(self.misplaced("the transaction before has no `TC .` or `TA .`")),
                (Row::Commit, Some(changes)) => {
                    net.extend(changes.drain());
                    transaction = None;
                }
                (Row::Abort, Some(_)) => transaction = None,
                (Row::Add(quad), Some(changes)) => _ = changes.insert(quad, true),
                (Row::Delete(quad), Some(changes)) => _ = changes.insert(quad, false),
                (Row::AddPrefix { .. } | Row::DeletePrefix { .. }, Some(_)) => {}
                (_, None) => {
                    return Err(
                        self.misplaced("outside of a transaction; write `TX .` before the changes and `TC .` after")
                    );
                }
            }
        }
        if transaction.is_some() {
            return Err(self.misplaced("the patch ends within a transaction: `TC .` is missing, it may have been cut"));
        }
        Ok(Patch { headers, change: Change::net(net) })
    }

    /// The line of the last row, without its end.
    pub(crate) fn line(&self) -> &[u8] {
        &self.line
    }

    fn misplaced(&self, problem: &str) -> Error {
        Error::Syntax { line: self.number, column: 1, problem: problem.to_owned() }
    }

    /// The next row; none at the end.
    fn row(&mut self) -> Result<Option<Row>, Error> {
        while self.read_line()? {
            let text = std::str::from_utf8(&self.line);
            let text = text.map_err(|error| self.fault(error.valid_up_to(), "not UTF-8; save the patch as UTF-8"))?;
            if let Some(row) = line::parse(text).map_err(|fault| self.fault(fault.at, &fault.problem))? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// Whether there was one more line.
    fn read_line(&mut self) -> Result<bool, Error> {
        self.line.clear();
        let most = u64::try_from(self.limits.line_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let read = self.input.by_ref().take(most).read_until(b'\n', &mut self.line);
        let read = read.map_err(|source| Error::Read { line: self.number + 1, source })?;
        if read == 0 {
            return Ok(false);
        }
        if self.number == self.limits.lines {
            return Err(Error::TooMuch { what: "lines", limit: self.limits.lines });
        }
        self.number += 1;
        self.bytes = self.bytes.saturating_add(read as u64);
        if self.bytes > self.limits.bytes {
            return Err(Error::TooMuch { what: "bytes", limit: self.limits.bytes });
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        }
        if self.line.len() > self.limits.line_bytes {
            return Err(Error::TooLong { line: self.number, limit: self.limits.line_bytes });
        }
        Ok(true)
    }

    fn fault(&self, at: usize, problem: &str) -> Error {
        let before = String::from_utf8_lossy(&self.line[..at.min(self.line.len())]);
        Error::Syntax { line: self.number, column: before.chars().count() + 1, problem: problem.to_owned() }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Row, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let row = self.row().transpose();
        self.is_over = !matches!(row, Some(Ok(_)));
        row
    }
}

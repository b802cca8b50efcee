//! Answers of an endpoint: which are of use, and their rows one by one.

use super::failure;
use oxigraph::sparql::QuerySolution;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use plenary_query::{Budget, Error};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use std::io::{self, BufReader, Read};

/// Why an answer of success is of no use, by its head: it is in another format, or only a part of the whole.
pub(super) fn problem(headers: &HeaderMap) -> Option<String> {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("something unreadable"));
    let media_type = header(CONTENT_TYPE.as_str());
    let is_json = media_type.is_none_or(|media_type| {
        media_type.contains("application/sparql-results+json") || media_type.contains("application/json")
    });
    if !is_json {
        let media_type = media_type.unwrap_or_default();
        return Some(format!("answers with {media_type} instead of SPARQL results in JSON"));
    }
    // Virtuoso says in headers when it gives only a part of an answer, with status 200: rows beyond its
    // `ResultSetMaxRows` are left out, or its time ran out.
    if let Some(rows) = header("x-sparql-maxrows") {
        return Some(format!("gives no more than {rows} rows of an answer; raise its limit, or ask for less"));
    }
    header("x-sql-state").map(|_| "gave only a part of an answer, as its own time ran out; ask for less".to_owned())
}

/// Reads an answer and hands over each of its rows.
pub(super) fn read(
    mut body: impl Read,
    url: &str,
    budget: &mut Budget,
    row: &mut impl FnMut(&QuerySolution, &mut Budget) -> Result<(), Error>,
) -> Result<(), Error> {
    let broken = |error, budget: &Budget| match budget.time_left() {
        Ok(_) => {
            tracing::error!(%error, url, "the endpoint's answer cannot be read");
            failure::broken(&error)
        }
        Err(late) => late,
    };
    let parser = QueryResultsParser::from_format(QueryResultsFormat::Json).for_reader(BufReader::new(&mut body));
    let ReaderQueryResultsParserOutput::Solutions(solutions) = parser.map_err(|error| broken(error, budget))? else {
        return Err(failure::unusable("answered yes or no, but was asked for rows"));
    };
    for solution in solutions {
        let solution = solution.map_err(|error| broken(error, budget))?;
        row(&solution, budget)?;
    }
    // What follows the last row has no meaning, but a connection is used again only if all has been read.
    io::copy(&mut body, &mut io::sink()).map_err(|error| broken(error.into(), budget))?;
    Ok(())
}

/// A body that ends with an error after a limit of bytes, and keeps what has been read if it is short.
pub(super) struct Body<R> {
    inner: R,
    left: u64,
    bound: u64,
    kept: Option<Vec<u8>>,
    keeps: usize,
}

impl<R> Body<R> {
    /// At most `bound` bytes of a body, which are kept if there are at most `keeps`.
    pub(super) fn new(inner: R, bound: u64, keeps: usize) -> Self {
        Self { inner, left: bound, bound, kept: (keeps > 0).then(Vec::new), keeps }
    }

    /// All that has been read, if it was short enough.
    pub(super) fn kept(self) -> Option<Vec<u8>> {
        self.kept
    }
}

impl<R: Read> Read for Body<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {} bytes", self.bound));
        self.left = self.left.checked_sub(read as u64).ok_or_else(too_large)?;
        if let Some(kept) = &mut self.kept {
            if kept.len() + read <= self.keeps {
                kept.extend_from_slice(&buffer[..read]);
            } else {
                self.kept = None;
            }
        }
        Ok(read)
    }
}

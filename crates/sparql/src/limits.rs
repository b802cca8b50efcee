//! How much one query may cost.

use std::time::Duration;

/// Bounds of one evaluation.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Longest text of a query or an update, in bytes.
    pub text: usize,
    /// Deepest nesting of brackets.
    pub nesting: usize,
    /// Most brackets and operators outside of `VALUES`: each may make the algebra one level deeper.
    pub operators: usize,
    /// Most triple patterns of a query.
    pub patterns: usize,
    /// Most graphs that a query or an update may choose to read.
    pub graphs: usize,
    /// Most different variables of a query.
    pub names: usize,
    /// Longest time from the start of the evaluation to the last byte that the client has taken.
    pub time: Duration,
    /// Most solutions or triples of an answer.
    pub rows: usize,
    /// Most bytes of an answer, before compression.
    pub bytes: usize,
    /// Most values (cells of rows) that an evaluation may hold at once to sort, group and join them. They are weighed by their bytes: 16
    /// for each, with what finds them.
    pub values: usize,
    /// Most bytes of text that the expressions of a query may make, and most that one row of an answer, or all changes of
    /// an update, may have.
    pub made_text: usize,
    /// Most bytes of one text that an expression makes.
    pub one_text: usize,
    /// Longest time that one `SERVICE` may take to answer, connecting included.
    pub service_time: Duration,
    /// Most bytes that one `SERVICE` may answer.
    pub service_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text: 256 * 1024,
            nesting: 64,
            operators: 2_000,
            patterns: 1_000,
            graphs: 1_000,
            names: 1_000,
            time: Duration::from_secs(10),
            rows: 1_000_000,
            bytes: 256 * 1024 * 1024,
            values: 8_000_000,
            made_text: 64 * 1024 * 1024,
            one_text: 1024 * 1024,
            service_time: Duration::from_secs(5),
            service_bytes: 16 * 1024 * 1024,
        }
    }
}

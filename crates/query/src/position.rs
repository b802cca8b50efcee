//! Where something stands in the text of a request.

/// Line and column in the text of the request, from 1; for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

//! Notices: parts of an ontology that are usable, but not taken as written.

use std::fmt;

/// How many examples a notice names.
const SHOWN: usize = 12;

/// Something that the author of an ontology, or of data, should know: what it is, how often, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is, and the way out.
    pub summary: String,
    /// Where it is, each once.
    pub items: Vec<String>,
}

impl Notice {
    /// A notice, if there is anything to notice.
    pub(super) fn of(items: Vec<String>, summary: &str) -> Option<Self> {
        (!items.is_empty()).then(|| Self { summary: summary.to_owned(), items })
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {}: {}", self.items.len(), self.summary, self.items[..self.items.len().min(SHOWN)].join(", "))?;
        match self.items.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

//! The specification's algorithm (GraphQL Cursor Connections Specification, section 4.4), written down for a list that
//! is there as a whole and cursors that are indexes.

/// What is asked for.
pub(super) struct Asked {
    pub(super) first: Option<usize>,
    pub(super) last: Option<usize>,
    pub(super) after: Option<usize>,
    pub(super) before: Option<usize>,
    /// Not of the specification: so many are left out at the front, after the cursors and before the sizes.
    pub(super) offset: usize,
}

/// A page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slice<'a> {
    pub(super) elements: &'a [String],
    pub(super) has_previous: bool,
    pub(super) has_next: bool,
}

/// `EdgesToReturn`, with flags that say whether anything of the list is in front of the page and behind it. The
/// specification lets a server say that also where it was not asked for by `first` or `last`.
pub(super) fn slice<'a>(all: &'a [String], asked: &Asked) -> Slice<'a> {
    let mut kept: Vec<usize> = (0..all.len()).collect();
    if let Some(after) = asked.after {
        kept.retain(|&index| index > after);
    }
    if let Some(before) = asked.before {
        kept.retain(|&index| index < before);
    }
    // Where the page is if nothing is left of it: in front of what comes behind it.
    let mut edge = asked.before.unwrap_or(all.len());
    if let Some(&front) = kept.first() {
        edge = kept.get(asked.offset).copied().unwrap_or(edge);
        kept.retain(|&index| index - front >= asked.offset);
    }
    if let Some(first) = asked.first {
        kept.truncate(first);
    }
    if let Some(last) = asked.last {
        let end = kept.last().map(|index| index + 1);
        kept = kept.split_off(kept.len().saturating_sub(last));
        edge = end.filter(|_| kept.is_empty()).unwrap_or(edge);
    }
    let (start, end) = match (kept.first(), kept.last()) {
        (Some(start), Some(end)) => (*start, end + 1),
        _ => (edge, edge),
    };
    Slice { elements: &all[start..end], has_previous: start > 0, has_next: end < all.len() }
}

//! Which part of a sorted list is asked for: `first`, `last`, `after`, `before`, `offset`.

use super::cursor::Cursor;

/// A page as the client asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// The greatest number from the front.
    pub first: Option<usize>,
    /// The greatest number from the back, of what `first` left.
    pub last: Option<usize>,
    /// Only what comes after.
    pub after: Option<Cursor>,
    /// Only what comes before.
    pub before: Option<Cursor>,
    /// The number that is skipped at the front (of what comes after `after`).
    pub offset: usize,
}

/// A page as it is in a list: `start..end` of `total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Index of the first element.
    pub start: u32,
    /// Index after the last element.
    pub end: u32,
    /// Length of the whole list.
    pub total: u32,
}

impl Page {
    /// Whether the list goes on after the page.
    pub fn has_next(self) -> bool {
        self.end < self.total
    }

    /// Whether the list starts before the page.
    pub fn has_previous(self) -> bool {
        self.start > 0
    }
}

impl Window {
    /// The whole list.
    pub fn all() -> Self {
        Self::default()
    }

    /// The page of a list of `total` elements, of which the cursors leave `after..before` (GraphQL Cursor Connections
    /// Specification, section 4.4).
    pub fn page(&self, total: usize, after: usize, before: usize) -> Page {
        let end = before.min(total);
        let start = after.saturating_add(self.offset).min(end);
        let end = self.first.map_or(end, |first| end.min(start.saturating_add(first)));
        let start = self.last.map_or(start, |last| start.max(end.saturating_sub(last)));
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Page { start: narrow(start), end: narrow(end), total: narrow(total) }
    }
}

impl Window {
    /// The page of a list in an order of its own, in which the elements of the cursors are looked for. Behind an element that
    /// is gone there is nothing, and before it neither.
    pub fn page_in<'t, T>(&self, list: &'t [T], iri: impl Fn(&T) -> &'t str) -> Page {
        let place = |cursor: &Cursor| list.iter().position(|element| iri(element) == cursor.iri());
        let after = self.after.as_ref().map_or(0, |cursor| place(cursor).map_or(list.len(), |at| at + 1));
        let before = self.before.as_ref().map_or(list.len(), |cursor| place(cursor).unwrap_or(0));
        self.page(list.len(), after, before)
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        let mut add = |name, value: Option<String>| parts.extend(value.map(|value| format!("{name} {value}")));
        add("first", self.first.map(|n| n.to_string()));
        add("last", self.last.map(|n| n.to_string()));
        add("after", self.after.as_ref().map(ToString::to_string));
        add("before", self.before.as_ref().map(ToString::to_string));
        add("offset", Some(self.offset).filter(|&n| n > 0).map(|n| n.to_string()));
        if parts.is_empty() { f.write_str("all") } else { f.write_str(&parts.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::Window;

    /// Compares with the algorithm of the specification, written out on a real list.
    #[test]
    fn pages_equal_the_reference_slice() {
        for total in 0..7_usize {
            let list: Vec<usize> = (0..total).collect();
            let choices = [None, Some(0), Some(1), Some(2), Some(9)];
            for (first, last) in choices.iter().flat_map(|f| choices.iter().map(move |l| (*f, *l))) {
                for (after, before) in (0..=total).flat_map(|a| (0..=total).map(move |b| (a, b))) {
                    for offset in 0..3 {
                        let mut expected: Vec<usize> =
                            list.iter().copied().filter(|&i| i >= after && i < before).skip(offset).collect();
                        expected.truncate(first.unwrap_or(usize::MAX));
                        let skip = expected.len().saturating_sub(last.unwrap_or(usize::MAX));
                        let expected = &expected[skip..];
                        let window = Window { first, last, offset, ..Window::default() };
                        let page = window.page(total, after, before);
                        assert_eq!(
                            &list[page.start as usize..page.end as usize],
                            expected,
                            "{window:?} {after} {before}"
                        );
                        if let (Some(front), Some(back)) = (expected.first(), expected.last()) {
                            assert_eq!(page.has_previous(), *front > 0);
                            assert_eq!(page.has_next(), back + 1 < total);
                        }
                    }
                }
            }
        }
    }
}

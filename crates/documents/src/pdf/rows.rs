//! From pieces to the lines of a page, without those that stand on every page.

use super::super::{Notes, script};
use super::page::Piece;
use std::collections::{BTreeMap, HashSet};

/// A line of a page.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) end: f32,
    pub(super) size: f32,
    /// Its text by stretches that are bold or not.
    pub(super) parts: Vec<(String, bool)>,
    /// Where the last piece stood.
    last: (f32, f32),
}

impl Row {
    pub(super) fn text(&self) -> String {
        self.parts.iter().map(|(text, _)| text.as_str()).collect()
    }

    fn new(piece: &Piece) -> Self {
        let Piece { x, y, end, size, is_bold, ref text } = *piece;
        let parts = vec![(text.clone(), is_bold)];
        Self { x: x.min(end), y, end: end.max(x), size, parts, last: (x, end) }
    }

    /// A piece on the same line. Pieces of Arabic come from right to left.
    fn add(&mut self, piece: &Piece) {
        let gap = if piece.x >= self.last.0 { piece.x - self.last.1 } else { self.last.0 - piece.end };
        let before = self.parts.last().and_then(|(text, _)| text.chars().next_back()).unwrap_or(' ');
        let after = piece.text.chars().next().unwrap_or(' ');
        let least = if script::is_han(before) || script::is_han(after) { 0.6 } else { 0.15 };
        let mut text = String::new();
        if gap > least * self.size && !before.is_whitespace() && !after.is_whitespace() {
            text.push(' ');
        }
        text.push_str(&piece.text);
        match self.parts.last_mut() {
            Some((last, is_bold)) if *is_bold == piece.is_bold => last.push_str(&text),
            _ => self.parts.push((text, piece.is_bold)),
        }
        self.x = self.x.min(piece.x);
        self.end = self.end.max(piece.end);
        self.size = self.size.max(piece.size);
        self.last = (piece.x, piece.end);
    }
}

/// The lines of a page, in the order in which they are shown, which is that of reading in all but a few files.
pub(super) fn rows(pieces: Vec<Piece>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if (row.y - piece.y).abs() < 0.45 * row.size.max(piece.size) => row.add(&piece),
            _ => rows.push(Row::new(&piece)),
        }
    }
    rows.retain(|row| row.parts.iter().any(|(text, _)| !text.trim().is_empty()));
    rows
}

/// The number of lines at the top and at the bottom of a page that may be its header and footer.
const EDGE: usize = 2;

/// Drops headers and footers: lines at the edge of a page that stand at the same place on most pages, but for their numbers.
pub(super) fn drop_repeated(pages: &mut [Vec<Row>], notes: &mut Notes) {
    if pages.len() < 3 {
        return;
    }
    let mut counts: BTreeMap<(String, i32), usize> = BTreeMap::new();
    for page in pages.iter() {
        let keys: HashSet<_> = edges(page).into_iter().filter_map(|index| page.get(index)).map(key).collect();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count * 2 > pages.len());
    for page in pages.iter_mut() {
        let edges = edges(page);
        let mut index = 0;
        page.retain(|row| {
            index += 1;
            !(edges.contains(&(index - 1)) && counts.contains_key(&key(row)))
        });
    }
    for ((text, _), count) in counts {
        notes.add(1, format!("the line `{text}` is left out, which stands at the edge of {count} pages"));
    }
}

/// The text of a line with `#` for its numbers, and how high it stands, roughly.
fn key(row: &Row) -> (String, i32) {
    let mut text = String::new();
    for char in row.text().trim().chars() {
        match char {
            '0'..='9' if text.ends_with('#') => {}
            '0'..='9' => text.push('#'),
            _ => text.push(char),
        }
    }
    (text, (row.y / 4.0).round() as i32)
}

/// The lines at the top and at the bottom of a page.
fn edges(page: &[Row]) -> HashSet<usize> {
    let mut order: Vec<usize> = (0..page.len()).collect();
    order.sort_by(|a, b| {
        page.get(*a).map(|row| row.y).unwrap_or_default().total_cmp(&page.get(*b).map(|row| row.y).unwrap_or_default())
    });
    let top = order.len().saturating_sub(EDGE);
    order.iter().take(EDGE).chain(order.iter().skip(top)).copied().collect()
}

//! A matrix: rows × columns, each cell with a kind and a number that lead to a list.

use super::{Picture, shortened};
use maud::{Markup, html};

/// Width of the names of rows, and height of those of columns.
const NAMES: u32 = 300;
const HEADS: u32 = 150;
const CELL: u32 = 56;
const ROW: u32 = 26;
/// Characters of a name that fit.
const NAME: usize = 40;
const HEAD: usize = 24;

/// A row with its cells, one for each column.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) cells: Vec<Option<Cell>>,
}

/// A cell.
#[derive(Debug)]
pub(crate) struct Cell {
    /// The end of its class: `for`, `calls`, `against`, `mixed` or `none`.
    pub(crate) kind: &'static str,
    /// What it is, with its number, for who points at it.
    pub(crate) title: String,
    pub(crate) n: usize,
    pub(crate) href: String,
}

/// The picture of some rows under the names of the columns.
pub(crate) fn matrix(label: String, columns: &[String], rows: &[Row], is_mirrored: bool) -> Picture {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX / ROW);
    // The last name leans out over the edge.
    let width = NAMES + CELL * count(columns.len()) + HEADS;
    let height = HEADS + ROW * count(rows.len()) + 8;
    let frame = Frame { width, is_mirrored };
    let drawing = html! {
        @for (name, at) in columns.iter().zip(0..) { (frame.head(name, at)) }
        @for (row, at) in rows.iter().zip(0..) { (frame.row(row, at)) }
    };
    Picture { label, width, height, is_mirrored, drawing, narrow: None, key: Vec::new() }
}

struct Frame {
    width: u32,
    is_mirrored: bool,
}

impl Frame {
    /// A place in a picture that is written from left to right, where it is in this one.
    fn x(&self, x: u32) -> u32 {
        if self.is_mirrored { self.width.saturating_sub(x) } else { x }
    }

    /// The name of a column, which leans.
    fn head(&self, name: &str, at: u32) -> Markup {
        let (x, y) = (self.x(NAMES + at * CELL + CELL / 2), HEADS - 8);
        let angle = if self.is_mirrored { 45 } else { -45 };
        html! {
            text x=(x) y=(y) text-anchor="start" transform=(format!("rotate({angle} {x} {y})")) { title { (name) } (shortened(name, HEAD)) }
        }
    }

    fn row(&self, row: &Row, at: u32) -> Markup {
        let top = HEADS + at * ROW;
        let base = top + ROW - 8;
        html! {
            a href=(row.href) { title { (row.name) } text x=(self.x(NAMES - 8)) y=(base) text-anchor="end" { (shortened(&row.name, NAME)) } }
            @for (cell, at) in row.cells.iter().zip(0..) {
                @if let Some(cell) = cell { (self.cell(cell, at, top, base)) }
            }
        }
    }

    fn cell(&self, cell: &Cell, at: u32, top: u32, base: u32) -> Markup {
        let start = NAMES + at * CELL;
        let left = if self.is_mirrored { self.x(start + CELL) } else { start };
        html! {
            a href=(cell.href) aria-label=(cell.title) {
                rect class={ "fill-" (cell.kind) } x=(left + 1) y=(top + 1) width=(CELL - 2) height=(ROW - 2) rx="3" { title { (cell.title) } }
                text.on x=(left + CELL / 2) y=(base) text-anchor="middle" { (cell.n) }
            }
        }
    }
}

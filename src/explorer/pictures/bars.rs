//! Diverging bars: what is against stands before the middle, what is for behind it, and each part leads to its list.

use super::{Narrow, Picture, shortened};
use maud::{Markup, html};

/// Where the parts of a picture are, in the units of its coordinates.
struct Layout {
    width: u32,
    /// Room for the names before the bars; none if they stand above them.
    names: u32,
    row: u32,
    thick: u32,
    /// From the top of a row to that of its bar.
    top: u32,
    /// Characters of a name that fit.
    name: usize,
}

const WIDE: Layout = Layout { width: 880, names: 300, row: 30, thick: 18, top: 6, name: 40 };
/// That of a phone.
const NARROW: Layout = Layout { width: 350, names: 0, row: 46, thick: 18, top: 22, name: 46 };
/// Room for the number behind a bar.
const NUMBER: u32 = 34;

/// A row: a name, and what stands on either side of the middle, from the middle outwards.
#[derive(Debug)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) before: Vec<Part>,
    pub(crate) behind: Vec<Part>,
}

/// A part of a bar.
#[derive(Debug)]
pub(crate) struct Part {
    /// The end of its class: `for`, `calls`, `against`, `mixed` or `none`.
    pub(crate) kind: &'static str,
    /// What it is, with its number, for who points at it.
    pub(crate) title: String,
    pub(crate) n: usize,
    pub(crate) href: String,
}

/// The picture of some rows, for wide and for narrow pages.
pub(crate) fn bars(label: String, rows: &[Bar], is_mirrored: bool) -> Picture {
    let (drawing, height) = WIDE.draw(rows, is_mirrored);
    let (narrow, narrow_height) = NARROW.draw(rows, is_mirrored);
    let narrow = Some(Narrow { drawing: narrow, width: NARROW.width, height: narrow_height });
    Picture { label, width: WIDE.width, height, is_mirrored, drawing, narrow, key: Vec::new() }
}

impl Layout {
    /// The rows, and the height that they take.
    fn draw(&self, rows: &[Bar], is_mirrored: bool) -> (Markup, u32) {
        let sum = |parts: &[Part]| parts.iter().map(|part| part.n).sum::<usize>();
        let before = rows.iter().map(|row| sum(&row.before)).max().unwrap_or(0);
        let behind = rows.iter().map(|row| sum(&row.behind)).max().unwrap_or(0);
        let room = self.width - self.names - 2 * NUMBER;
        let unit = f64::from(room) / (before + behind).max(1) as f64;
        let middle = f64::from(self.names + NUMBER) + before as f64 * unit;
        let height = self.row * u32::try_from(rows.len()).unwrap_or(u32::MAX / self.row) + 4;
        let frame = Rows { layout: self, unit, middle, is_mirrored };
        let drawing = html! {
            @for (row, at) in rows.iter().zip(0..) { (frame.row(row, at)) }
            @if self.names > 0 { line.axis x1=(frame.x(middle)) x2=(frame.x(middle)) y1="0" y2=(height) stroke="currentColor" {} }
        };
        (drawing, height)
    }
}

struct Rows<'a> {
    layout: &'a Layout,
    /// Width of one.
    unit: f64,
    middle: f64,
    is_mirrored: bool,
}

impl Rows<'_> {
    /// A place in a picture that is written from left to right, where it is in this one.
    fn x(&self, x: f64) -> String {
        let x = if self.is_mirrored { f64::from(self.layout.width) - x } else { x };
        format!("{x:.1}")
    }

    fn row(&self, row: &Bar, at: u32) -> Markup {
        let Layout { names, top, thick, name, .. } = *self.layout;
        let start = at * self.layout.row;
        // A name stands before its bar, or above it.
        let (x, y, anchor) = match names {
            0 => (0.0, start + top - 7, "start"),
            _ => (f64::from(names - 8), start + top + thick - 4, "end"),
        };
        html! {
            a href=(row.href) {
                title { (row.name) }
                text x=(self.x(x)) y=(y) text-anchor=(anchor) { (shortened(&row.name, name)) }
            }
            (self.parts(&row.before, -1.0, start + top))
            (self.parts(&row.behind, 1.0, start + top))
        }
    }

    /// The parts on one side, and their number behind the last.
    fn parts(&self, parts: &[Part], way: f64, top: u32) -> Markup {
        let thick = self.layout.thick;
        let total: usize = parts.iter().map(|part| part.n).sum();
        let end = self.middle + way * total as f64 * self.unit;
        let drawn = parts.iter().filter(|part| part.n > 0).scan(self.middle, |edge, part| {
            let from = *edge;
            *edge += way * part.n as f64 * self.unit;
            Some((part, from, *edge))
        });
        html! {
            @for (part, from, to) in drawn {
                @let left = if (way > 0.0) != self.is_mirrored { self.x(from) } else { self.x(to) };
                a href=(part.href) aria-label=(part.title) {
                    rect class={ "fill-" (part.kind) } x=(left) y=(top) width=(format!("{:.1}", (to - from).abs())) height=(thick) { title { (part.title) } }
                }
            }
            @if total > 0 {
                text x=(self.x(end + way * 6.0)) y=(top + thick - 4) text-anchor=(if way > 0.0 { "start" } else { "end" }) { (total) }
            }
        }
    }
}

//! Diverging bars: what is against stands before the middle, what is for behind it, and each part leads to its list.

use super::{Picture, shortened};
use maud::{Markup, html};

const WIDTH: u32 = 880;
/// Width of the names.
const NAMES: u32 = 300;
const ROW: u32 = 30;
const THICK: u32 = 18;
/// Characters of a name that fit.
const NAME: usize = 40;
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

/// The picture of some rows.
pub(crate) fn bars(label: String, rows: &[Bar], is_mirrored: bool) -> Picture {
    let sum = |parts: &[Part]| parts.iter().map(|part| part.n).sum::<usize>();
    let before = rows.iter().map(|row| sum(&row.before)).max().unwrap_or(0);
    let behind = rows.iter().map(|row| sum(&row.behind)).max().unwrap_or(0);
    let room = WIDTH - NAMES - 2 * NUMBER;
    let unit = f64::from(room) / (before + behind).max(1) as f64;
    let middle = f64::from(NAMES + NUMBER) + before as f64 * unit;
    let height = ROW * u32::try_from(rows.len()).unwrap_or(u32::MAX / ROW) + 4;
    let frame = Rows { unit, middle, is_mirrored };
    let drawing = html! {
        @for (row, at) in rows.iter().zip(0..) { (frame.row(row, at)) }
        line.axis x1=(frame.x(middle)) x2=(frame.x(middle)) y1="0" y2=(height) stroke="currentColor" {}
    };
    Picture { label, width: WIDTH, height, is_mirrored, drawing, key: Vec::new() }
}

struct Rows {
    /// Width of one.
    unit: f64,
    middle: f64,
    is_mirrored: bool,
}

impl Rows {
    /// A place in a picture that is written from left to right, where it is in this one.
    fn x(&self, x: f64) -> String {
        let x = if self.is_mirrored { f64::from(WIDTH) - x } else { x };
        format!("{x:.1}")
    }

    fn row(&self, row: &Bar, at: u32) -> Markup {
        let top = at * ROW + (ROW - THICK) / 2;
        let base = top + THICK - 4;
        html! {
            a href=(row.href) {
                title { (row.name) }
                text x=(self.x(f64::from(NAMES - 8))) y=(base) text-anchor="end" { (shortened(&row.name, NAME)) }
            }
            (self.parts(&row.before, -1.0, top))
            (self.parts(&row.behind, 1.0, top))
        }
    }

    /// The parts on one side, and their number behind the last.
    fn parts(&self, parts: &[Part], way: f64, top: u32) -> Markup {
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
                    rect class={ "fill-" (part.kind) } x=(left) y=(top) width=(format!("{:.1}", (to - from).abs())) height=(THICK) { title { (part.title) } }
                }
            }
            @if total > 0 {
                text x=(self.x(end + way * 6.0)) y=(top + THICK - 4) text-anchor=(if way > 0.0 { "start" } else { "end" }) { (total) }
            }
        }
    }
}

//! Tiles of equal size, group by group.

use super::Picture;
use maud::{Markup, html};

/// Tiles in a line.
const LINE: u32 = 16;
const TILE: u32 = 56;
const HEIGHT: u32 = 40;
const GAP: u32 = 4;
/// Height of the title of a group.
const TITLE: u32 = 34;
const WIDTH: u32 = LINE * (TILE + GAP) + GAP;

/// A group of tiles under its title.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) tiles: Vec<Tile>,
}

/// A tile.
#[derive(Debug)]
pub(crate) struct Tile {
    /// What stands on it.
    pub(crate) code: String,
    /// What it is, with its number, for who points at it.
    pub(crate) title: String,
    /// The end of its class: `for`, `calls`, `against`, `mixed` or `none`; none if it is empty.
    pub(crate) kind: Option<&'static str>,
    pub(crate) n: usize,
    pub(crate) href: String,
}

/// The picture of some groups.
pub(crate) fn tiles(label: String, groups: &[Group], is_mirrored: bool) -> Picture {
    let mut top = 0;
    let mut drawn = Vec::new();
    for group in groups {
        drawn.push(html! {
            text x=(mirrored(GAP, 0, is_mirrored)) y=(top + TITLE - 10) text-anchor="start" font-weight="600" { (group.title) }
        });
        top += TITLE;
        let mut line = 0;
        for (tile, at) in group.tiles.iter().zip(0_u32..) {
            line = at / LINE;
            let x = mirrored(GAP + (at % LINE) * (TILE + GAP), TILE, is_mirrored);
            drawn.push(drawing(tile, x, top + line * (HEIGHT + GAP)));
        }
        top += (line + 1) * (HEIGHT + GAP);
    }
    let drawing = html! { @for part in drawn { (part) } };
    Picture { label, width: WIDTH, height: top + GAP, is_mirrored, drawing, narrow: None, key: Vec::new() }
}

fn mirrored(x: u32, width: u32, is_mirrored: bool) -> u32 {
    if is_mirrored { WIDTH - x - width } else { x }
}

fn drawing(tile: &Tile, x: u32, y: u32) -> Markup {
    let middle = x + TILE / 2;
    html! {
        a href=(tile.href) aria-label=(tile.title) {
            rect class={ "fill-" (tile.kind.unwrap_or("empty")) } x=(x) y=(y) width=(TILE) height=(HEIGHT) rx="4" { title { (tile.title) } }
            text class=[tile.kind.is_some().then_some("on")] x=(middle) y=(y + if tile.n > 0 { 17 } else { 25 }) text-anchor="middle" { (tile.code) }
            @if tile.n > 0 { text.on x=(middle) y=(y + 33) text-anchor="middle" { (tile.n) } }
        }
    }
}

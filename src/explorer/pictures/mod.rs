//! Pictures as SVG, made on the server: a page needs no script to show them, and each can be kept as a file.
//!
//! Colours are classes of the page's style, so that a picture follows light and dark; a file carries a style of its own. In languages that are
//! written from right to left a picture is mirrored.

mod bars;
mod matrix;
mod tiles;

pub(super) use bars::{Bar, Part, bars};
pub(super) use matrix::{Cell, Row, matrix};
pub(super) use tiles::{Group, Tile, tiles};

use super::visit::Answer;
use maud::{Markup, PreEscaped, html};

/// The style of a picture that stands alone.
const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#15191e}a{text-decoration:none}\
    .fill-for{fill:#1f7a4d}.fill-calls{fill:#2a6db0}.fill-against{fill:#b0362f}.fill-mixed{fill:#8a6100}.fill-none{fill:#69727d}\
    .fill-empty{fill:#f5f7f9;stroke:#dfe3e8}text.on{fill:#fff}.axis{stroke:#69727d}.ground{fill:#fff}";

/// A picture.
#[derive(Debug)]
pub(super) struct Picture {
    /// What it shows, for who cannot see it.
    pub(super) label: String,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Whether it is written from right to left.
    pub(super) is_mirrored: bool,
    /// What is drawn.
    pub(super) drawing: Markup,
    /// The same for narrow pages, if a narrow page would not show it.
    pub(super) narrow: Option<Narrow>,
    /// What the colours mean: the end of a class, and a name.
    pub(super) key: Vec<(&'static str, String)>,
}

/// A picture as a narrow page shows it.
#[derive(Debug)]
pub(super) struct Narrow {
    pub(super) drawing: Markup,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Height of a line of the key under a picture that is kept.
const LINE: u32 = 22;

/// What colours mean, for a page: the end of a class, and a name.
pub(super) fn legend(key: &[(&'static str, String)]) -> Markup {
    html! { ul.legend { @for (kind, name) in key { li class={ "ink-" (kind) } { (name) } } } }
}

impl Picture {
    /// The picture in a page: of two that the style chooses between, if it has one for narrow pages.
    pub(super) fn inline(&self) -> Markup {
        let svg = |class: Option<&str>, width: u32, height: u32, drawing: &Markup| {
            html! {
                svg class=[class] viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) role="group" aria-label=(self.label)
                    direction=(self.direction()) {
                    (drawing)
                }
            }
        };
        html! {
            (svg(self.narrow.as_ref().map(|_| "of-wide"), self.width, self.height, &self.drawing))
            @if let Some(narrow) = &self.narrow { (svg(Some("of-narrow"), narrow.width, narrow.height, &narrow.drawing)) }
        }
    }

    /// The same with what its colours mean.
    pub(super) fn with_key(self, key: Vec<(&'static str, String)>) -> Self {
        Self { key, ..self }
    }

    /// What the colours mean, for a page.
    pub(super) fn legend(&self) -> Markup {
        legend(&self.key)
    }

    /// The picture as a file of a name.
    pub(super) fn answer(&self, name: &str) -> Answer {
        Answer::File { media_type: "image/svg+xml", name: format!("{name}.svg"), bytes: self.file() }
    }

    fn file(&self) -> Vec<u8> {
        // Where it is kept nothing stands beside it.
        let height = self.height + LINE * u32::try_from(self.key.len()).unwrap_or_default() + 8;
        let x = |x: u32, width: u32| if self.is_mirrored { self.width.saturating_sub(x + width) } else { x };
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (self.width) " " (height) } width=(self.width) height=(height)
                direction=(self.direction()) {
                title { (self.label) }
                style { (PreEscaped(STYLE)) }
                rect.ground width="100%" height="100%" {}
                (self.drawing)
                @for ((kind, name), at) in self.key.iter().zip(0..) {
                    @let y = self.height + 8 + at * LINE;
                    rect class={ "fill-" (kind) } x=(x(8, 14)) y=(y) width="14" height="14" rx="2" {}
                    text x=(x(30, 0)) y=(y + 12) text-anchor="start" { (name) }
                }
            }
        };
        svg.into_string().into_bytes()
    }

    fn direction(&self) -> &'static str {
        if self.is_mirrored { "rtl" } else { "ltr" }
    }
}

/// A text that fits into a number of characters of usual width; those of Chinese take two.
fn shortened(text: &str, most: usize) -> String {
    let mut width = 0;
    let mut kept = String::new();
    for char in text.chars() {
        width += if u32::from(char) >= 0x2E80 { 2 } else { 1 };
        if width > most {
            kept.push('…');
            break;
        }
        kept.push(char);
    }
    kept
}

//! Pictures as SVG, made on the server: a page needs no script to show them, and each can be kept as a file.
//!
//! Colours are classes of the page's style, so that a picture follows light and dark; a file carries a style of its own. In languages that are
//! written from right to left a picture is mirrored.

mod bars;

pub(super) use bars::{Bar, Part, bars};

use maud::{Markup, PreEscaped, html};

/// The style of a picture that stands alone.
const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#15191e}a{text-decoration:none}\
    .fill-for{fill:#1f7a4d}.fill-calls{fill:#2a6db0}.fill-against{fill:#b0362f}.fill-mixed{fill:#8a6100}.fill-none{fill:#69727d}\
    .axis{stroke:#69727d}.ground{fill:#fff}";

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
}

impl Picture {
    /// The picture in a page.
    pub(super) fn inline(&self) -> Markup {
        html! {
            svg viewBox={ "0 0 " (self.width) " " (self.height) } width=(self.width) height=(self.height) role="group" aria-label=(self.label)
                direction=(self.direction()) {
                (self.drawing)
            }
        }
    }

    /// The picture as a file.
    pub(super) fn file(&self) -> Vec<u8> {
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (self.width) " " (self.height) } width=(self.width) height=(self.height)
                direction=(self.direction()) {
                title { (self.label) }
                style { (PreEscaped(STYLE)) }
                rect.ground width="100%" height="100%" {}
                (self.drawing)
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

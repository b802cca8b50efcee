//! Small documents in all formats, what they must become, and what must not happen.

mod cues;
mod docx;
mod encodings;
mod excerpts;
mod html;
mod markdown;
mod pdf;
mod refusals;
mod robustness;
mod spans;

use super::*;

fn document(name: &str, text: impl AsRef<[u8]>) -> Document {
    read(name, text.as_ref(), None).unwrap()
}

/// The blocks of a document, one a line: `1 h1 text`, `3 item0 text`, `4 item1# text`.
fn blocks(document: &Document) -> String {
    let lines = document.blocks.iter().map(|block| {
        let kind = match block.kind {
            Kind::Heading(level) => format!("h{level}"),
            Kind::Paragraph => "p".into(),
            Kind::Item { depth, ordered } => format!("item{depth}{}", if ordered { "#" } else { "" }),
            Kind::Rule => "rule".into(),
            Kind::Cue => "cue".into(),
        };
        let time = block.time.as_ref().map(|time| format!(" {}-{}", time.start, time.end)).unwrap_or_default();
        let voice = block.voice.as_ref().map(|voice| format!(" <{voice}>")).unwrap_or_default();
        format!("{} {kind}{time}{voice} {}", block.line, block.text.plain().replace('\n', "⏎")).trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn notes(document: &Document) -> Vec<String> {
    document.notes.iter().map(|note| format!("{}: {}", note.line, note.message)).collect()
}

/// What stands in the text at a range of code points.
fn source(document: &Document, range: Range<u32>) -> String {
    document.text.chars().skip(range.start as usize).take((range.end - range.start) as usize).collect()
}

/// Of extracted text: each block stands in the text as it is, where it says, on the line it says.
fn assert_verbatim(document: &Document) {
    for block in &document.blocks {
        assert_eq!(source(document, block.text.span()), block.text.plain());
        let line =
            document.text.chars().take(block.text.span().start as usize).filter(|char| *char == '\n').count() + 1;
        assert_eq!(block.line as usize, line, "{}", block.text.plain());
    }
}

//! Documents: every file is read or refused, and what is read lies in the document.

use plenary::source::{self, Format};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The bytes as a file of a format.
///
/// # Panics
/// If a block lies outside of its document.
pub fn read(name: &str, format: Format, bytes: &[u8]) {
    let Ok(document) = source::read(name, bytes, Some(format)) else { return };
    let points = u32::try_from(document.text.chars().count()).expect("a document within its limits");
    for block in &document.blocks {
        let plain = block.text.plain();
        let (span, whole) = (block.text.span(), block.text.source_span(0..plain.len()));
        assert!(span.start <= whole.start && whole.end <= span.end && span.end <= points, "a span outside of the text");
        assert!(block.line >= 1, "no line is before the first");
        for (_, range) in block.text.emphasis() {
            assert!(plain.get(range).is_some(), "emphasis outside of its block");
        }
    }
}

/// The bytes as `word/document.xml` of a DOCX file: mutations of the archive itself seldom pass its checksums.
///
/// # Panics
/// As [`read`].
pub fn docx(bytes: &[u8]) {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("word/document.xml", stored).expect("a name");
    archive.write_all(bytes).expect("memory");
    let archive = archive.finish().expect("memory").into_inner();
    read("a.docx", Format::Docx, &archive);
}

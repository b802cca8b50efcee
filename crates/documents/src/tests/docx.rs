use super::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const NAMESPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

/// An archive of the files.
pub(super) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (path, content) in files {
        writer.start_file(*path, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document with two heading styles and a list with a numbered second level.
pub(super) fn docx(body: &str) -> Vec<u8> {
    let styles = r#"<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Mine"><w:basedOn w:val="H1"/></w:style>
<w:style w:styleId="Deep"><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:styleId="Bullets"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Circle"><w:basedOn w:val="Circle"/></w:style>"#;
    let numbering = r#"<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>"#;
    archive(&[
        ("word/document.xml", &format!("<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>")),
        ("word/styles.xml", &format!("<w:styles {NAMESPACE}>{styles}</w:styles>")),
        ("word/numbering.xml", &format!("<w:numbering {NAMESPACE}>{numbering}</w:numbering>")),
    ])
}

pub(super) fn paragraph(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn headings_lists_and_bold_type() {
    let body = [
        paragraph(r#"<w:pStyle w:val="Mine"/>"#, "Title"),
        paragraph(r#"<w:pStyle w:val="Deep"/><w:rPr><w:b/></w:rPr>"#, "Brazil"),
        paragraph(r#"<w:pStyle w:val="Bullets"/>"#, "one"),
        paragraph(r#"<w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr>"#, "two"),
        paragraph(r#"<w:pStyle w:val="Bullets"/><w:numPr><w:numId w:val="0"/></w:numPr>"#, "three"),
        paragraph(r#"<w:pStyle w:val="Circle"/>"#, ""),
        "<w:p><w:r><w:t xml:space=\"preserve\">a &amp; </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r>\
         <w:r><w:rPr><w:b w:val=\"0\"/></w:rPr><w:t>c</w:t><w:br/><w:t>d</w:t><w:tab/><w:t>e</w:t></w:r></w:p>"
            .to_owned(),
    ];
    let document = document("a.docx", docx(&body.concat()));
    assert_eq!(blocks(&document), "1 h1 Title\n2 h3 Brazil\n3 item0 one\n4 item1# two\n5 p three\n6 p a & boldc⏎d e");
    assert_eq!(document.blocks[5].text.emphasis().collect::<Vec<_>>(), [(Emphasis::Strong, 4..8)]);
    assert_verbatim(&document);
}

#[test]
fn tables_changes_and_footnotes() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph("", text));
    let body = format!(
        "<w:tbl><w:tr>{}{}{}</w:tr></w:tbl><w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>\
         <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>",
        cell("Brazil"),
        cell("a"),
        cell("b")
    );
    let document = document("a.docx", docx(&body));
    assert_eq!(blocks(&document), "1 p Brazil: a; b\n2 p new");
    assert_eq!(
        notes(&document),
        ["2: text that is marked as deleted is left out", "2: footnotes and endnotes are left out"]
    );
}

#[test]
fn other_archives_are_named() {
    for (path, expected) in
        [("xl/a.xml", "Excel"), ("ppt/a", "PowerPoint"), ("content.xml", "OpenDocument"), ("a", "ZIP archive")]
    {
        let error = read("a.docx", &archive(&[(path, "")]), None).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn damage_is_told_and_bombs_are_bounded() {
    let error = read("a.docx", &docx("<w:p></w:q>"), None).unwrap_err().to_string();
    assert!(error.starts_with("a.docx is damaged, or no DOCX: word/document.xml, byte "), "{error}");
    let mut cut = docx(&paragraph("", "a"));
    cut.truncate(cut.len() - 30);
    assert!(matches!(read("a.docx", &cut, None), Err(Error::Damaged { .. })));

    let bomb = archive(&[("word/document.xml", &" ".repeat(129 << 20))]);
    assert!(bomb.len() < 1 << 20);
    let error = read("a.docx", &bomb, None).unwrap_err();
    assert!(matches!(error, Error::TooLarge { what: "bytes of XML", .. }), "{error}");
    // The size is declared wrong: it stands behind the local header's signature and in the directory.
    let size = u32::try_from(129_usize << 20).unwrap().to_le_bytes();
    let mut liar = bomb;
    while let Some(at) = liar.windows(4).position(|window| window == size) {
        liar[at..at + 4].copy_from_slice(&[9, 0, 0, 0]);
    }
    assert!(matches!(read("a.docx", &liar, None), Err(Error::TooLarge { .. } | Error::Damaged { .. })));
}

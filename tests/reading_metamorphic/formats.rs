//! One document in seven formats.

use std::fmt::Write as _;
use std::io::Write as _;
use zip::write::SimpleFileOptions;

/// A part of a document.
pub(super) enum Block {
    Heading(String),
    Paragraph(String),
    Bullet(String),
    /// Who speaks, and what.
    Labelled(String, String),
}

/// The bytes of a document of a format, which is what its name ends in.
pub(super) fn write(format: &str, language: &str, blocks: &[Block]) -> Vec<u8> {
    match format {
        "md" => markdown(blocks).into_bytes(),
        "txt" => plain(blocks).into_bytes(),
        "html" => html(language, blocks).into_bytes(),
        "docx" => docx(blocks),
        "pdf" => pdf(blocks),
        "vtt" => format!("WEBVTT\n\n{}", captions(blocks, '.', ">> ", false)).into_bytes(),
        "srt" => captions(blocks, ',', "", true).into_bytes(),
        other => panic!("{other} is no format"),
    }
}

fn markdown(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Heading(title) => writeln!(text, "## {title}\n"),
            Block::Paragraph(words) => writeln!(text, "{words}\n"),
            Block::Bullet(words) => writeln!(text, "- {words}\n"),
            Block::Labelled(label, words) => writeln!(text, "**{label}:** {words}\n"),
        }
        .unwrap();
    }
    text
}

fn plain(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Heading(words) | Block::Paragraph(words) => writeln!(text, "{words}\n"),
            Block::Bullet(words) => writeln!(text, "- {words}\n"),
            Block::Labelled(label, words) => writeln!(text, "{label}: {words}\n"),
        }
        .unwrap();
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn html(language: &str, blocks: &[Block]) -> String {
    let mut text =
        format!("<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"></head><body><main>\n");
    for block in blocks {
        match block {
            Block::Heading(words) => writeln!(text, "<h2>{}</h2>", escaped(words)),
            Block::Paragraph(words) => writeln!(text, "<p>{}</p>", escaped(words)),
            Block::Bullet(words) => writeln!(text, "<ul><li>{}</li></ul>", escaped(words)),
            Block::Labelled(label, words) => writeln!(text, "<p><b>{}:</b> {}</p>", escaped(label), escaped(words)),
        }
        .unwrap();
    }
    text + "</main></body></html>\n"
}

fn docx(blocks: &[Block]) -> Vec<u8> {
    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut body = String::new();
    for block in blocks {
        let (style, words) = match block {
            Block::Heading(words) => ("Heading2", words.clone()),
            Block::Paragraph(words) | Block::Bullet(words) => ("", words.clone()),
            Block::Labelled(label, words) => ("", format!("{label}: {words}")),
        };
        let style =
            if style.is_empty() { String::new() } else { format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>") };
        write!(body, "<w:p>{style}<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(&words)).unwrap();
    }
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Override PartName=\"/word/document.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
             <Override PartName=\"/word/styles.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" \
                 Target=\"word/document.xml\"/></Relationships>"
            ),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(
                "<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>\
                 </Relationships>"
            ),
        ),
        (
            "word/styles.xml",
            format!(
                "<w:styles xmlns:w=\"{WORD}\"><w:style w:type=\"paragraph\" w:styleId=\"Heading2\"><w:name w:val=\"heading 2\"/>\
                 </w:style></w:styles>"
            ),
        ),
        ("word/document.xml", format!("<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>")),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(head.as_bytes()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Pages of lines in a font whose codes are the UTF-16 of the text, as word processors embed fonts.
fn pdf(blocks: &[Block]) -> Vec<u8> {
    const LINES: usize = 40;
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        let words = match block {
            Block::Heading(words) | Block::Paragraph(words) => words.clone(),
            Block::Bullet(words) => format!("- {words}"),
            Block::Labelled(label, words) => format!("{label}: {words}"),
        };
        let wrapped = wrap(&words);
        if lines.len() % LINES + wrapped.len() > LINES {
            lines.resize(lines.len().next_multiple_of(LINES), String::new());
        }
        lines.extend(wrapped);
        lines.push(String::new());
    }
    let mut objects: Vec<String> = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".into(),
        String::new(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Text /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>".into(),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Text /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
         /Supplement 0 >> /FontDescriptor 6 0 R /DW 500 >>"
            .into(),
        stream(&to_unicode()),
        "<< /Type /FontDescriptor /FontName /Text /Flags 4 /FontBBox [0 0 500 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 \
         /CapHeight 700 /StemV 80 >>"
            .into(),
    ];
    let mut pages = Vec::new();
    for page in lines.chunks(LINES) {
        let mut text = "BT /F1 11 Tf 56 780 Td 16 TL\n".to_owned();
        for line in page {
            let codes: String = line.encode_utf16().fold(String::new(), |mut codes, unit| {
                write!(codes, "{unit:04X}").unwrap();
                codes
            });
            writeln!(text, "<{codes}> Tj T*").unwrap();
        }
        text += "ET";
        objects.push(stream(&text));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            objects.len()
        ));
        pages.push(format!("{} 0 R", objects.len()));
    }
    objects[1] = format!("<< /Type /Pages /Kids [{}] /Count {} >>", pages.join(" "), pages.len());
    let mut out = "%PDF-1.5\n".to_owned();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        write!(out, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let table = out.len();
    writeln!(out, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    offsets.iter().for_each(|offset| writeln!(out, "{offset:010} 00000 n ").unwrap());
    write!(out, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).unwrap();
    out.into_bytes()
}

fn stream(text: &str) -> String {
    format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len())
}

/// Every code is the character that it is in UTF-16; a range may not leave its high byte.
fn to_unicode() -> String {
    let mut map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n\
                   1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        .to_owned();
    for first in (0..256).step_by(64) {
        writeln!(map, "64 beginbfrange").unwrap();
        (first..first + 64).for_each(|high| writeln!(map, "<{high:02X}00> <{high:02X}FF> <{high:02X}00>").unwrap());
        writeln!(map, "endbfrange").unwrap();
    }
    map + "endcmap CMapName currentdict /CMap defineresource pop end end"
}

/// Lines of at most 90 characters, 45 in Chinese.
fn wrap(text: &str) -> Vec<String> {
    if !text.contains(' ') {
        let letters: Vec<char> = text.chars().collect();
        return letters.chunks(45).map(|line| line.iter().collect()).collect();
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= 90 {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn captions(blocks: &[Block], point: char, mark: &str, numbered: bool) -> String {
    let mut text = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let words = match block {
            Block::Heading(words) | Block::Paragraph(words) | Block::Bullet(words) => words.clone(),
            Block::Labelled(label, words) => format!("{mark}{}: {words}", label.to_uppercase()),
        };
        if numbered {
            writeln!(text, "{}", at + 1).unwrap();
        }
        let stamp = |seconds: usize| format!("00:{:02}:{:02}{point}000", seconds / 60, seconds % 60);
        writeln!(text, "{} --> {}\n{words}\n", stamp(at * 5), stamp(at * 5 + 4)).unwrap();
    }
    text
}

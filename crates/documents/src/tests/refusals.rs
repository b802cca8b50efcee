use super::*;

#[test]
fn names_decide_then_content() {
    let format = |name: &str, bytes: &[u8]| read(name, bytes, None).unwrap().format;
    for (name, text, expected) in [
        ("a.MD", "a", Format::Markdown),
        ("a.txt", "a", Format::Plain),
        ("a.htm", "a", Format::Html),
        ("a.vtt", "a", Format::WebVtt),
        ("a", "WEBVTT\n", Format::WebVtt),
        ("a", "\u{feff} <!DOCTYPE HTML>", Format::Html),
        ("a.b", "<html>", Format::Html),
        ("a", "# a", Format::Markdown),
        ("a.md", "WEBVTT", Format::Markdown),
    ] {
        assert_eq!(format(name, text.as_bytes()), expected, "{name} {text}");
    }
    let wide: Vec<u8> = "WEBVTT\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(format("a", &wide), Format::WebVtt);
    assert_eq!(read("a.md", b"WEBVTT", Some(Format::WebVtt)).unwrap().format, Format::WebVtt);
    assert_eq!(format("a.md", &super::pdf::pdf(&["BT /F1 9 Tf (a) Tj ET"])), Format::Pdf);
}

#[test]
fn what_is_no_document_is_named() {
    for (bytes, expected) in [
        (
            b"\x89PNG\r\n\x1a\n".as_slice(),
            "a.md is a PNG image, not a text, HTML, DOCX, PDF, WebVTT or SRT; run text recognition (OCR) first",
        ),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"\x00\x00\x00\x18ftypmp42", "an MP4 recording"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted or older than 2007"),
        (b"a\0\0b", "a file of bytes"),
    ] {
        let error = read("a.md", bytes, None).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    assert!(read("a", b"a", Some(Format::Docx)).unwrap_err().to_string().contains("no DOCX"));
}

#[test]
fn sizes_are_bounded() {
    let error = read("a.md", &vec![b'a'; MAX_TEXT + 1], None).unwrap_err().to_string();
    assert_eq!(
        error,
        "a.md has 16777217 bytes of text, more than the 16777216 that are read; split it, one meeting a file"
    );
    assert!(matches!(read("a.md", &vec![b'a'; MAX_FILE + 1], None), Err(Error::TooLarge { what: "bytes", .. })));
}

#[test]
fn nothing_is_something() {
    for name in ["a.md", "a.txt", "a.html", "a.srt", "a.vtt"] {
        assert_eq!(blocks(&document(name, "")), "", "{name}");
    }
}

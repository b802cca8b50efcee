use super::*;

/// A PDF of pages with content streams, written by hand, with a regular and a bold font.
pub(super) fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [] >>"
            .to_owned(),
        stream(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n\
             2 beginbfchar\n<0001> <4E2D>\n<0002> <56FD>\nendbfchar\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend",
        ),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Unknown /Encoding /Identity-H /DescendantFonts [] >>".to_owned(),
    ];
    let mut kids = Vec::new();
    for content in pages {
        objects.push(stream(content));
        let fonts = "/F1 3 0 R /F2 4 0 R /F3 5 0 R /F4 7 0 R";
        let content = objects.len();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R /Resources << /Font << {fonts} >> >> >>"
        ));
        kids.push(format!("{} 0 R", objects.len()));
    }
    objects[1] = format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" "));
    written(&objects, "")
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

fn written(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = file.len();
    file.push_str(&format!(
        "{table}trailer\n<< /Size {} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    file.into_bytes()
}

/// Lines of text at the left, from the top, as `size x y font text`.
pub(super) fn page(lines: &[(u32, u32, u32, &str, &str)]) -> String {
    let lines =
        lines.iter().map(|(size, x, y, font, text)| format!("BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm {text} Tj ET\n"));
    lines.collect()
}

#[test]
fn lines_become_headings_items_and_paragraphs() {
    let long = "(This line of the paragraph reaches to the right margin of this page and has a word that is di-)";
    let content = page(&[
        (20, 50, 740, "F1", "(The Title)"),
        (10, 50, 700, "F2", "(Brazil)"),
        (10, 50, 680, "F1", long),
        (10, 50, 668, "F1", "(vided at its end.)"),
        (10, 50, 640, "F1", "(\\225 first item)"),
        (10, 70, 628, "F1", "(- inner item)"),
        (10, 50, 616, "F1", "(\\225 second item)"),
        (10, 50, 590, "F3", "<00010002>"),
    ]);
    let document = document("a.pdf", pdf(&[&content]));
    assert_eq!(
        blocks(&document),
        "1 h1 The Title\n2 h2 Brazil\n3 p This line of the paragraph reaches to the right margin of this page and has a word that is divided at its end.\n\
         4 item0 first item\n5 item1 inner item\n6 item0 second item\n7 p 中国"
    );
    assert_eq!(document.blocks[1].text.emphasis().collect::<Vec<_>>(), [(Emphasis::Strong, 0..6)]);
    assert_eq!((document.language.as_deref(), document.format), (Some("en-GB"), Format::Pdf));
    assert_eq!(notes(&document), ["1: 1 words that were divided at the end of a line are joined"]);
    assert_verbatim(&document);
}

#[test]
fn spaces_follow_from_places() {
    let content = "BT /F1 10 Tf 50 700 Td [(Two)-300(words and Wo)20(rd)] TJ ET BT /F1 10 Tf 250 700 Td (far) Tj ET\n\
                   q 1 0 0 1 0 -40 cm BT /F1 10 Tf 14 TL 50 700 Td (b) Tj T* (c) Tj (d) ' ET Q";
    assert_eq!(blocks(&document("a.pdf", pdf(&[content]))), "1 p Two words and Word far\n2 p b\n3 p c\n4 p d");
}

#[test]
fn headers_and_footers_are_dropped() {
    let text = ["alpha", "beta", "gamma", "delta"];
    let pages: Vec<_> = (0..4)
        .map(|index| {
            let (own, number) = (format!("({})", text[index]), format!("(Page {})", index + 9));
            page(&[
                (10, 50, 780, "F1", "(Summary)"),
                (10, 50, 500, "F1", &own),
                (10, 50, 300, "F1", "(same)"),
                (10, 300, 20, "F1", &number),
            ])
        })
        .collect();
    let pages: Vec<_> = pages.iter().map(String::as_str).collect();
    let document = document("a.pdf", pdf(&pages));
    let expected = text
        .iter()
        .enumerate()
        .flat_map(|(i, own)| [format!("{} p {own}", 2 * i + 1), format!("{} p same", 2 * i + 2)]);
    // `same` is one of the two lowest lines of each page, as a footer is.
    let without: Vec<_> = expected.filter(|line| !line.ends_with("same")).collect();
    assert_eq!(document.blocks.len(), without.len());
    assert!(
        notes(&document).iter().any(|note| note.contains("`Page #`") && note.contains("4 pages")),
        "{:?}",
        document.notes
    );
    assert!(notes(&document).iter().any(|note| note.contains("`Summary`")), "{:?}", document.notes);
}

#[test]
fn unreadable_fonts_are_noted() {
    let content = page(&[(10, 50, 700, "F1", "(a)"), (10, 50, 600, "F4", "<00010002>")]);
    let document = document("a.pdf", pdf(&[&content]));
    assert_eq!(blocks(&document), "1 p a");
    assert!(notes(&document)[0].contains("the font Unknown"), "{:?}", document.notes);
}

#[test]
fn pictures_and_encryption_are_refused() {
    let error = read("a.pdf", &pdf(&["0 0 100 100 re f", ""]), None).unwrap_err();
    assert_eq!(error, Error::NoText { name: "a.pdf".into(), pages: 2 });
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 0 /Kids [] >>",
        "<< /Filter /Standard /V 1 /R 2 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901) /P -4 >>",
    ];
    let objects = objects.map(str::to_owned);
    let error = read("a.pdf", &written(&objects, "/Encrypt 3 0 R /ID [(a) (a)] "), None).unwrap_err();
    assert_eq!(error, Error::Encrypted { name: "a.pdf".into() });
    let error = read("a.pdf", &written(&objects, ""), None).unwrap_err().to_string();
    assert!(error.contains("no pages"), "{error}");
    assert!(read("a.pdf", b"%PDF-1.4 nothing", None).unwrap_err().to_string().contains("save it anew"));
}

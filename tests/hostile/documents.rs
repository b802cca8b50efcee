//! Hostile documents and data: each is read, or ends with an error that names the bound, within the budget of its reader.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::model::NamedNode;
use plenary::ontology::Prefixes;
use plenary::source::{Limits, read, read_within};
use plenary::store::{Input, triples};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Limits that small samples break: the mechanism is the same, and the tests stay short.
const SMALL: Limits = Limits {
    file: 8 << 20,
    text: 1 << 20,
    part: 8 << 20,
    unpacked: 10 << 20,
    content: 4 << 20,
    elements: 200_000,
    attributes: 1000,
    nesting: 512,
    blocks: 20_000,
    looks: 32,
    time: Duration::from_secs(20),
};

/// Only so that a reader that never ends does not stop the tests: debug builds are slow, and the machine is busy.
const HANGS: Duration = Duration::from_secs(90);

/// A document, and a part of the error that it must give; nothing if it can be read, or has nothing in it.
struct Row {
    name: &'static str,
    file: &'static str,
    bytes: Vec<u8>,
    error: &'static str,
}

fn row(name: &'static str, file: &'static str, bytes: impl Into<Vec<u8>>, error: &'static str) -> Row {
    Row { name, file, bytes: bytes.into(), error }
}

const ELEMENTS: &str = "more than 200000 elements or operators";
const ATTRIBUTES: &str = "more than 1000 attributes on one element";
const NESTING: &str = "more than 512 elements within each other";
const BLOCKS: &str = "more than 20000 paragraphs";
const LOOKS: &str = "more than 32 looks at each character";
const UNPACKED: &str = "bytes when it is unpacked";
const ANY: &str = "";

fn texts() -> Vec<Row> {
    let steps: String = (0..400).fold(String::new(), |text, depth| text + &" ".repeat(depth * 2) + "- a\n");
    vec![
        row("links that never close", "a.md", "[a](".repeat(200_000), LOOKS),
        row("images that never close", "a.md", "![a](b".repeat(150_000), LOOKS),
        row("titles that never close", "a.md", "[a](b \"".repeat(140_000), ANY),
        row("blocks", "a.md", "a\n\n".repeat(25_000), BLOCKS),
        row("headings", "a.md", "# a\n".repeat(25_000), BLOCKS),
        row("rules", "a.md", "---\n\n".repeat(25_000), BLOCKS),
        row("items", "a.txt", "- a\n".repeat(25_000), BLOCKS),
        row("empty lines", "a.md", "\n".repeat(300_000), ELEMENTS),
        row("carriage returns", "a.txt", "\r".repeat(300_000), ELEMENTS),
        row("rows of a table", "a.md", format!("a|b\n-|-\n{}", "a|b\n".repeat(25_000)), BLOCKS),
        row("bars in a row", "a.md", format!("a|b\n-|-\n{}", "|".repeat(500_000)), ANY),
        row("deep lists", "a.md", steps, ANY),
        row("deep quotes", "a.md", format!("{}a", ">".repeat(500_000)), ANY),
        row("deep quotes, line after line", "a.md", format!("{}a\n", ">".repeat(500)).repeat(1_500), ANY),
        row("emphasis", "a.md", "*a **b ".repeat(100_000), ANY),
        row("one emphasis", "a.md", "*".repeat(900_000), ANY),
        row("backticks", "a.md", (1..1_300).map(|count| "`".repeat(count) + "a").collect::<String>(), ANY),
        row("comments that never close", "a.md", "<!--".repeat(200_000), ANY),
        row("tags that never close", "a.md", "<a b".repeat(200_000), ANY),
        row("entities", "a.md", "&amp".repeat(200_000), ANY),
        row("code that never closes", "a.md", format!("```\n{}", "a\n".repeat(25_000)), BLOCKS),
        row("metadata that never end", "a.md", format!("---\n{}", "a: b\n".repeat(25_000)), ANY),
        row("escapes", "a.md", "\\*".repeat(400_000), ANY),
        row("too long a text", "a.md", "a".repeat((1 << 20) + 1), "has 1048577 bytes of text, more than the 1048576"),
        row("too large a file", "a.md", vec![b'a'; (8 << 20) + 1], "has 8388609 bytes, more than the 8388608"),
        row("cues", "a.vtt", format!("WEBVTT\n\n{}", cues(25_000)), BLOCKS),
        row("cues of SRT", "a.srt", cues(25_000), BLOCKS),
        row("voices", "a.vtt", format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "<v A>a".repeat(100_000)), ANY),
        row("tags in a cue", "a.vtt", format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "<v ".repeat(200_000)), ANY),
        row("times without text", "a.vtt", "00:01.000 --> 00:02.000\n".repeat(40_000), ANY),
        row("notes", "a.vtt", format!("WEBVTT\n\n{}", "NOTE\n\n".repeat(90_000)), ANY),
        row("zeros", "a.txt", vec![0_u8; 500_000], "zero"),
        row("half of UTF-16", "a.txt", b"\xff\xfea".to_vec(), "UTF-16"),
        row("lone surrogates", "a.txt", b"\xff\xfe\x00\xd8".repeat(100_000), "UTF-16"),
        row("no encoding", "a.txt", (0..600_000_u32).map(|at| (at * 7 % 251) as u8 | 1).collect::<Vec<_>>(), "UTF-8"),
        row("a mark and nothing", "a.md", b"\xef\xbb\xbf".to_vec(), ANY),
    ]
}

fn cues(count: usize) -> String {
    "1\n00:00:01,000 --> 00:00:02,000\na\n\n".repeat(count)
}

fn pages() -> Vec<Row> {
    let attributes: String = (0..80_000).map(|at| format!(" a{at}=''")).collect();
    vec![
        row("elements of HTML", "a.html", "<i>".repeat(250_000), ELEMENTS),
        row("attributes of HTML", "a.html", format!("<p{attributes}>a"), ATTRIBUTES),
        row("one attribute of HTML", "a.html", format!("<p a='{}'>a", "b".repeat(900_000)), ANY),
        row("deep HTML", "a.html", "<div>".repeat(90_000) + "a", ANY),
        row("deep lists of HTML", "a.html", "<ul><li>a".repeat(15_000), ANY),
        row("deep tables of HTML", "a.html", "<table><tr><td>a".repeat(15_000), ANY),
        row("deep emphasis of HTML", "a.html", "<b>a".repeat(90_000), ANY),
        row("blocks of HTML", "a.html", "<p>a".repeat(25_000), BLOCKS),
        row("cells of HTML", "a.html", format!("<table><tr>{}", "<td>a".repeat(25_000)), BLOCKS),
        row("entities of HTML", "a.html", "&CounterClockwiseContourIntegral;".repeat(30_000), ANY),
        row("comments of HTML", "a.html", "<!--".repeat(200_000), ANY),
        row("scripts of HTML", "a.html", "<script>".repeat(100_000), ANY),
        row("two roots of HTML", "a.html", "<main><article>".repeat(60_000), ANY),
    ]
}

/// An archive with a document of this body.
fn docx(body: &str) -> Vec<u8> {
    archive(&[("word/document.xml", &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"))])
}

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        writer.start_file(*path, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn office() -> Vec<Row> {
    let attributes: String = (0..80_000).map(|at| format!(" w:a{at}=\"\"")).collect();
    let laughs = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:p><w:t>&b;</w:t></w:p>";
    let style = format!("<w:styles><w:style{attributes}/></w:styles>");
    vec![
        row("attributes of DOCX", "a.docx", docx(&format!("<w:p{attributes}/>")), ATTRIBUTES),
        row(
            "attributes of its styles",
            "a.docx",
            archive(&[("word/document.xml", "<w:p/>"), ("word/styles.xml", &style)]),
            ATTRIBUTES,
        ),
        row("elements of DOCX", "a.docx", docx(&"<w:b/>".repeat(250_000)), ELEMENTS),
        row("deep DOCX", "a.docx", docx(&"<w:p>".repeat(100_000)), NESTING),
        row("blocks of DOCX", "a.docx", docx(&"<w:p><w:r><w:t>a</w:t></w:r></w:p>".repeat(21_000)), BLOCKS),
        row("runs of DOCX", "a.docx", docx(&format!("<w:p>{}</w:p>", "<w:t>a</w:t>".repeat(60_000))), ANY),
        row(
            "an archive that unpacks to much",
            "a.docx",
            docx(&" ".repeat(9 << 20)),
            "bytes of XML, more than the 8388608",
        ),
        row(
            "parts that unpack to much together",
            "a.docx",
            archive(&[("word/document.xml", &" ".repeat(6 << 20)), ("word/styles.xml", &" ".repeat(6 << 20))]),
            UNPACKED,
        ),
        row(
            "entities of DOCX",
            "a.docx",
            archive(&[("word/document.xml", laughs)]),
            "the entity &b; is not one of XML",
        ),
        row("no UTF-8 in DOCX", "a.docx", docx("\u{fffe}"), ANY),
        row("an archive of nothing", "a.docx", archive(&[]), "ZIP archive"),
    ]
}

/// A PDF of objects, the first of which is its catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    finish(file, &places)
}

fn finish(mut file: Vec<u8>, places: &[usize]) -> Vec<u8> {
    let start = file.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in places {
        let _ = writeln!(table, "{place:010} 00000 n ");
    }
    let _ = write!(table, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF", places.len() + 1);
    file.extend(table.bytes());
    file
}

fn text(object: &str) -> Vec<u8> {
    object.as_bytes().to_vec()
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    let packed = encoder.finish().unwrap();
    let head = format!("<< {dictionary} /Filter /FlateDecode /Length {} >>\nstream\n", packed.len());
    [head.as_bytes(), &packed, b"\nendstream"].concat()
}

/// A PDF of one page with these operators, and more objects from number 6 on.
fn page(content: &[u8], font: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let objects = [
        text("<< /Type /Catalog /Pages 2 0 R >>"),
        text("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
        text(
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        ),
        stream("", content),
        text(font),
    ];
    pdf(&[&objects[..], more].concat())
}

const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

fn show(text: &str) -> Vec<u8> {
    format!("BT /F 9 Tf {text} Tj ET").into_bytes()
}

fn portable() -> Vec<Row> {
    let wide = |widths: &str| {
        format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [<< /W [{widths}] >>] >>"
        )
    };
    let mapped =
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [] >>";
    let map = |section: &str| {
        let begin = "begincmap\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n";
        stream("", format!("{begin}{section}\nendcmap").as_bytes())
    };
    let target = format!("1 beginbfchar\n<0001> <{}>\nendbfchar", "0041".repeat(50_000));
    let form =
        |content: &[u8]| stream("/Type /XObject /Subtype /Form /Resources << /XObject << /X 6 0 R >> >>", content);
    let index: String = (10..3_000).map(|id| format!("{id} 0 ")).collect();
    let twisted = format!("{index}[{}]", "1 ".repeat(50_000));
    let twisted = stream(&format!("/Type /ObjStm /N 2990 /First {}", index.len()), twisted.as_bytes());
    let array = format!("[{}]", "1 ".repeat(250_000));
    let kids = format!("<< /Type /Pages /Count 1 /Kids [{}] >>", "3 0 R 2 0 R ".repeat(2_000));
    let looped = [
        text("<< /Type /Catalog /Pages 2 0 R >>"),
        text(&kids),
        text("<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"),
        stream("", b"q Q"),
    ];
    // A table whose entries all name one large object.
    let mut same = pdf(&[text("<< /Type /Catalog /Pages 2 0 R >>"), text("<< /Type /Pages /Kids [] >>")]);
    let place = same.len();
    same.extend(format!("\n3 0 obj [{}] endobj\n", "1 ".repeat(5_000)).bytes());
    let same = finish(same, &[place + 1; 2_000]);
    vec![
        row("operators", "a.pdf", page(&b"q Q ".repeat(1_000_000), FONT, &[]), ELEMENTS),
        row(
            "operands",
            "a.pdf",
            page(&[&b"BT /F 9 Tf [".to_vec()[..], &b"(a) ".repeat(300_000), b"] TJ"].concat(), FONT, &[]),
            ELEMENTS,
        ),
        row(
            "a page that unpacks to much",
            "a.pdf",
            page(&vec![b' '; 9 << 20], FONT, &[]),
            "more than 4194304 bytes of operators on one page",
        ),
        row(
            "widths again and again",
            "a.pdf",
            page(&show("<0001>"), &wide(&"0 60000 500 ".repeat(30_000)), &[]),
            ELEMENTS,
        ),
        row(
            "one list of widths",
            "a.pdf",
            page(&show("<0001>"), &wide(&format!("0 [{}]", "5 ".repeat(250_000))), &[]),
            ELEMENTS,
        ),
        row(
            "codes that stand for much",
            "a.pdf",
            page(&show(&format!("<{}>", "0001".repeat(20_000))), mapped, &[map(&target)]),
            ANY,
        ),
        row(
            "a map of all codes",
            "a.pdf",
            page(&show("<0001>"), mapped, &[map(&"1 beginbfrange\n<0000> <ffff> <0000>\nendbfrange\n".repeat(20_000))]),
            ANY,
        ),
        row("a form that shows itself", "a.pdf", page(b"/X Do", FONT, &[form(&b"/X Do ".repeat(50))]), ELEMENTS),
        row(
            "a map that unpacks to much",
            "a.pdf",
            page(&show("<0001>"), mapped, &[stream("", &vec![b' '; 9 << 20])]),
            "no text",
        ),
        row("pages that are their own parents", "a.pdf", pdf(&looped), "no text"),
        row("objects at one place", "a.pdf", same, ANY),
        row("objects of a stream at one place", "a.pdf", page(&show("(a)"), FONT, &[twisted]), ANY),
        row("one object of many", "a.pdf", page(&show("(a)"), FONT, &[text(&array)]), ELEMENTS),
        row("deep arrays", "a.pdf", page(&show("(a)"), FONT, &[text(&"[".repeat(500_000))]), ANY),
        row("deep dictionaries", "a.pdf", page(&show("(a)"), FONT, &[text(&"<</A ".repeat(100_000))]), ANY),
        row(
            "a length that is its own",
            "a.pdf",
            page(&show("(a)"), FONT, &[text("<< /Length 6 0 R >>\nstream\na\nendstream")]),
            ANY,
        ),
        row("strings that never end", "a.pdf", page(&show("(a)"), FONT, &[text(&"(".repeat(500_000))]), ANY),
        row(
            "a table that leads to itself",
            "a.pdf",
            b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Prev 9 >>\nstartxref\n9\n%%EOF".to_vec(),
            "save it anew",
        ),
        row("no table", "a.pdf", [b"%PDF-1.4\n".to_vec(), b"1 0 obj\n".repeat(50_000)].concat(), ANY),
        row(
            "pieces of text",
            "a.pdf",
            page(&b"BT /F 9 Tf ".iter().copied().chain(b"(a) Tj ".repeat(250_000)).collect::<Vec<_>>(), FONT, &[]),
            ELEMENTS,
        ),
    ]
}

#[test]
fn hostile_c3_each_document_ends_with_its_error_within_the_budget() {
    let rows: Vec<Row> = [texts(), pages(), office(), portable()].into_iter().flatten().collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let started = Instant::now();
        let result = read_within(row.file, &row.bytes, None, &SMALL);
        let took = started.elapsed();
        let message = result.err().map(|error| error.to_string()).unwrap_or_default();
        let is_expected = row.error == ANY || message.contains(row.error);
        if !is_expected || message.contains("seconds of work") || took > HANGS {
            let start: String = message.chars().take(300).collect();
            wrong.push(format!(
                "{} ({} bytes, {took:?}): {:?} expected, but {start:?}",
                row.name,
                row.bytes.len(),
                row.error
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(rows.len() >= 75, "only {} rows", rows.len());
}

/// The three that were found, within the usual limits.
#[test]
fn hostile_c3_the_usual_limits_hold_what_was_found() {
    let attributes: String = (0..80_000).map(|at| format!(" w:a{at}=\"\"")).collect();
    let bomb = page(&b"q Q ".repeat(2_500_000), FONT, &[]);
    for (file, bytes) in [
        ("a.docx", docx(&format!("<w:p{attributes}/>"))),
        ("a.md", "[a](".repeat(2_000_000).into_bytes()),
        ("a.pdf", bomb),
    ] {
        let started = Instant::now();
        let error = read(file, &bytes, None).unwrap_err().to_string();
        assert!(error.contains("takes too much work to read: more than"), "{error}");
        assert!(error.ends_with("split it, one meeting a file, or save its text as Markdown"), "{error}");
        assert!(started.elapsed() < HANGS, "{file}: {:?}", started.elapsed());
    }
}

/// What the clock says comes in time, whatever the reader is doing.
#[test]
fn hostile_c3_time_that_is_over_is_told() {
    let limits = Limits { time: Duration::ZERO, ..Limits::default() };
    for (file, bytes) in [
        ("a.md", "*a* ".repeat(20_000).into_bytes()),
        ("a.html", "<i>".repeat(20_000).into_bytes()),
        ("a.pdf", page(&b"q Q ".repeat(20_000), FONT, &[])),
    ] {
        let error = read_within(file, &bytes, None, &limits).unwrap_err().to_string();
        assert!(error.contains("more than 0 seconds of work"), "{error}");
    }
}

/// A text of RDF as it is loaded, and a part of the error that it must give; nothing if it can be read.
fn rdf() -> Vec<(&'static str, RdfFormat, String, &'static str)> {
    let json = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };
    let xml = |inner: &str| {
        format!("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"e:\">{inner}</rdf:RDF>")
    };
    let attributes: String = (0..80_000).map(|at| format!(" e:a{at}=''")).collect();
    let namespaces: String = (0..80_000).map(|at| format!(" xmlns:a{at}='e:'")).collect();
    let terms = |depth: usize| format!("<e:s> <e:p> {}1{}", "<<( <e:s> <e:p> ".repeat(depth), " )>>".repeat(depth));
    vec![
        ("blank nodes in each other", RdfFormat::Turtle, format!("<e:s> {}", "<e:p> [ ".repeat(100_000)), ANY),
        ("lists in each other", RdfFormat::Turtle, format!("<e:s> <e:p> {}", "( ".repeat(100_000)), ANY),
        ("terms in each other", RdfFormat::Turtle, terms(100_000), "nested more than 32 deep"),
        ("terms in each other, one a line", RdfFormat::NTriples, terms(1_000) + " .", "nested more than 32 deep"),
        ("terms in graphs", RdfFormat::NQuads, terms(1_000) + " <e:g> .", "nested more than 32 deep"),
        ("formulas in each other", RdfFormat::N3, "{ ".repeat(50_000), ANY),
        ("prefixes", RdfFormat::Turtle, (0..20_000).map(|at| format!("@prefix a{at}: <e:{at}> .\n")).collect(), ANY),
        ("a literal without an end", RdfFormat::Turtle, format!("<e:s> <e:p> \"{}", "\\".repeat(500_001)), ANY),
        ("an IRI without an end", RdfFormat::NTriples, format!("<e:s> <e:p> <{}", "a".repeat(500_000)), ANY),
        ("arrays in each other", json, format!("{{\"e:p\": {}", "[".repeat(100_000)), "more than 256 arrays"),
        ("objects in each other", json, "{\"e:p\": ".repeat(100_000), "more than 256 arrays"),
        ("contexts in each other", json, "{\"@context\": [".repeat(50_000), "more than 256 arrays"),
        ("attributes of RDF/XML", RdfFormat::RdfXml, xml(&format!("<e:a{attributes}/>")), "more than 256 attributes"),
        ("namespaces of RDF/XML", RdfFormat::RdfXml, xml(&format!("<e:a{namespaces}/>")), "more than 256 attributes"),
        ("deep RDF/XML", RdfFormat::RdfXml, xml(&"<e:a>".repeat(100_000)), "more than 1024 elements"),
        (
            "entities of entities",
            RdfFormat::RdfXml,
            "<!DOCTYPE a [<!ENTITY a \"b\"><!ENTITY c \"&a;\">]><a/>".into(),
            "stands for other entities",
        ),
        ("no XML", RdfFormat::RdfXml, "<".repeat(500_000), ANY),
    ]
}

fn loaded(format: RdfFormat, text: &str) -> Result<usize, String> {
    let graph = NamedNode::new_unchecked("e:g");
    let input = Input::Text { name: "a".into(), text: text.to_owned().into(), graph, format };
    triples(input, &Prefixes::default()).map(|triples| triples.len()).map_err(|error| error.to_string())
}

#[test]
fn hostile_c3_data_end_with_their_error_too() {
    let mut wrong = Vec::new();
    for (name, format, text, error) in rdf() {
        let started = Instant::now();
        let message = loaded(format, &text).err().unwrap_or_default();
        let took = started.elapsed();
        if !(error == ANY || message.contains(error)) || took > HANGS {
            let start: String = message.chars().take(300).collect();
            wrong.push(format!("{name} ({} bytes, {took:?}): {error:?} expected, but {start:?}", text.len()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// No bytes panic what loads data. The dice are fixed: a failure comes again.
#[test]
fn hostile_c3_mutated_data_are_loaded_or_refused() {
    let samples = [
        (
            RdfFormat::Turtle,
            "@prefix e: <e:> .\ne:a e:b [ e:c ( 1 2.5 \"x\"@en ) ] ; a e:D . # d\n<<( e:a e:b 'c' )>> .",
        ),
        (RdfFormat::TriG, "@prefix e: <e:> .\ne:g { e:a e:b <<( e:a e:b \"\"\"c\"\"\" )>> }\n"),
        (RdfFormat::NQuads, "<e:a> <e:b> \"c\\n\"^^<e:d> <e:g> .\n_:a <e:b> \"d\"@en .\n"),
        (RdfFormat::N3, "@prefix e: <e:> .\n{ e:a e:b e:c } => { e:a e:d \"e\" } .\n"),
        (
            RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
            "{\"@context\": {\"b\": \"e:b\"}, \"@id\": \"e:a\", \"b\": [1, {\"@value\": \"c\", \"@language\": \"en\"}]}",
        ),
        (
            RdfFormat::RdfXml,
            "<!DOCTYPE r [<!ENTITY e \"e:\">]>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"e:\"><rdf:Description rdf:about=\"&e;a\" e:b=\"c\"><e:d rdf:parseType=\"Collection\"/></rdf:Description></rdf:RDF>",
        ),
    ];
    const PIECES: [&str; 12] = ["<", ">", "\"", "<<(", ")>>", "[", "{", "&", "\\u00", "@", "\u{0}", "中"];
    let mut state = 0x5eed_u64;
    let mut roll = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap()
    };
    for (format, sample) in samples {
        let mut read = 0;
        for _ in 0..400 {
            let mut chars: Vec<char> = sample.chars().collect();
            for _ in 0..=roll(4) {
                let at = roll(chars.len());
                match roll(3) {
                    0 => drop(chars.remove(at)),
                    1 => drop(chars.splice(at..at, PIECES[roll(PIECES.len())].chars())),
                    _ => {
                        let end = (at + roll(9)).min(chars.len());
                        let copy = chars[at..end].to_vec();
                        drop(chars.splice(at..at, copy));
                    }
                }
            }
            read += usize::from(loaded(format, &chars.into_iter().collect::<String>()).is_ok());
        }
        assert!(read < 400, "{format:?}: nothing was refused");
    }
}

use super::samples::{any_graph, any_quad, any_term, iri, quad};
use crate::patch::{Error, Limits, MOST_NESTED, Reader, Row, Writer};
use oxigraph::model::{BlankNode, GraphName, Literal, Quad, Term};
use proptest::prelude::*;

fn rows(text: &str) -> Result<Vec<Row>, Error> {
    Reader::new(text.as_bytes(), Limits::default()).collect()
}

fn written(rows: &[Row]) -> String {
    let mut writer = Writer::new(Vec::new());
    rows.iter().for_each(|row| writer.row(row).unwrap());
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

fn fault(text: &str) -> String {
    rows(text).unwrap_err().to_string()
}

fn any_row() -> impl Strategy<Value = Row> {
    prop_oneof![
        (any::<String>(), any_term()).prop_map(|(name, value)| Row::Header { name, value }),
        proptest::sample::select(vec![Row::Begin, Row::Commit, Row::Abort]),
        (any::<String>(), any_graph()).prop_map(|(prefix, graph)| Row::AddPrefix { prefix, iri: iri("ns#"), graph }),
        (any::<String>(), any_graph()).prop_map(|(prefix, graph)| Row::DeletePrefix { prefix, graph }),
        any_quad().prop_map(Row::Add),
        any_quad().prop_map(Row::Delete),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read(list in proptest::collection::vec(any_row(), 0..8)) {
        let text = written(&list);
        prop_assert_eq!(text.lines().count(), list.len());
        prop_assert_eq!(&rows(&text).unwrap(), &list);
        prop_assert_eq!(written(&rows(&text).unwrap()), text);
    }

    #[test]
    fn no_bytes_panic_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..64), text in "([AHD]|PA|PD|T[XCA])? ?[<>_:\"\\\\a.#() \t]{0,40}") {
        Reader::new(&*bytes, Limits::default()).for_each(drop);
        Reader::new(text.as_bytes(), Limits::default()).for_each(drop);
        let _ = Reader::new(text.as_bytes(), Limits::default()).patch();
    }
}

#[test]
fn rows_of_others_are_read() {
    let text = "# from Jena\r\n\r\nH  id   <uuid:0686c69d-8f89-4496-acb5-744f0157a8db> .\r\nH \"a b\" 5 ."
        .replace(" 5 ", " \"5\" ");
    assert_eq!(rows(&text).unwrap().len(), 2);
    let text = "  TB.\n\tPA rdf \"http://example.org/rdf#\" .\nPA \"\" <http://example.org/> <http://example.org/g> . # why\nPD rdf .\nPD x_1 _:g .\nTC . #";
    let list = rows(text).unwrap();
    assert_eq!(
        written(&list),
        "TX .\nPA \"rdf\" <http://example.org/rdf#> .\nPA \"\" <http://example.org/> <http://example.org/g> .\nPD \"rdf\" .\nPD \"x_1\" <_:g> .\nTC .\n"
    );
    let node = BlankNode::new("b1").unwrap();
    let expected = Row::Add(Quad::new(node.clone(), iri("p"), node.clone(), node));
    for row in ["A <_:b1> <http://example.org/p> _:b1 <_:b1> .", "A _:b1 <http://example.org/p> <_:b1> _:b1."] {
        assert_eq!(rows(row).unwrap(), std::slice::from_ref(&expected), "{row}");
    }
    let texts = "A <_:b> <http://example.org/p> \"<_:b> \\\" <_:c>\"@en--ltr .\nD <_:b> <http://example.org/p> <<( <_:b> <http://example.org/p> <_:c> )>> .\n";
    assert_eq!(written(&rows(texts).unwrap()), texts);
}

#[test]
fn faults_name_line_and_column() {
    for (text, expected) in [
        ("TX .\nX <a:a> .", "line 2, column 1: a row begins with H, TX, TC, TA, PA, PD, A or D"),
        ("TX", "line 1, column 3: a dot is expected here"),
        ("TX . TC .", "line 1, column 6: a line has one row; nothing may follow its dot"),
        ("# é\nA <a:é> <a:p> <a:b c> .", "line 2, column 15: Invalid IRI"),
        ("A <a:é> <_:b> <a:b> .", "line 1, column 10: The predicate of a triple must be an IRI"),
        ("A <a:a> <a:p> <a:b> .<a:a> <a:p> <a:b> .", "line 1, column 22: Only a single triple"),
        ("A <a:a> <a:p> <a:b>", "line 1, column "),
        ("A <a:a> <a:p> <a:b> <a:g> <a:h> .", "line 1, column 27: Quads must be followed by a dot"),
        ("A .", "line 1, column 3: The subject of a triple must be an IRI or a blank node"),
        ("A # x", "line 1, column 2: a row needs subject, predicate, object and a dot"),
        ("A <_:b d> <a:p> <a:b> .", "line 1, column 3: `b d` is no label of a blank node"),
        ("A <a> <a:p> <a:b> .", "line 1, column 3: No scheme"),
        ("A <a:a> <a:p> \"x\"^^<_:b> .", "line 1, column 21: A literal datatype must be an IRI"),
        ("H 5 <a:a> .", "line 1, column 3: a word or a text in quotes is expected here"),
        ("H \"x\"@en <a:a>", "line 1, column "),
        ("H a <a:a> <a:b> .", "line 1, column 4: one value and a dot are expected here"),
        ("H a b .", "line 1, column 5: "),
        ("PA a \"b\" .", "line 1, column 6: no IRI: "),
        ("PA a _:b .", "line 1, column 6: an IRI is expected here"),
        ("PD a \"b\" .", "line 1, column 6: a graph is named by an IRI or a blank node"),
        ("PD a", "line 1, column 5: a dot is expected here"),
    ] {
        let fault = fault(text);
        assert!(fault.starts_with(expected), "{text}: {fault}");
    }
    let error = rows(&String::from_utf8_lossy(b"\xff")).unwrap_err();
    assert!(error.to_string().starts_with("line 1, column 1: "), "{error}");
    let error = Reader::new(&b"TX .\nA \xff"[..], Limits::default()).nth(1).unwrap().unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 3: not UTF-8; save the patch as UTF-8");
}

#[test]
fn it_ends_after_an_error() {
    let mut reader = Reader::new(&b"X\nTX .\n"[..], Limits::default());
    assert!(reader.next().unwrap().is_err());
    assert!(reader.next().is_none());
}

#[test]
fn a_patch_is_bounded_in_lines_and_bytes() {
    let read = |text: &str, line_bytes, lines| {
        Reader::new(text.as_bytes(), Limits { line_bytes, lines, bytes: 10 })
            .collect::<Result<Vec<_>, _>>()
            .map(|rows| rows.len())
    };
    assert_eq!(read("TX .\nTC .\n", 4, 2).unwrap(), 2);
    assert_eq!(read("TX .\nTC .", 4, 2).unwrap(), 2);
    let error = read("TX .\nTC . \n", 4, 2).unwrap_err().to_string();
    assert!(error.starts_with("line 2 of the patch is longer than the 4 bytes"), "{error}");
    let error = read("TX .\n\n#\n", 4, 2).unwrap_err().to_string();
    assert!(error.starts_with("the patch has more than the 2 lines"), "comments count: {error}");
    assert_eq!(read("TX .\nTC .\n", 10, 10).unwrap(), 2);
    let error = read("TX .\nTC .\n\n", 10, 10).unwrap_err().to_string();
    assert!(error.starts_with("the patch has more than the 10 bytes"), "{error}");
    // A line without an end is not read to its end.
    let endless = std::io::BufReader::new(std::io::repeat(b'a'));
    let error = Reader::new(endless, Limits { line_bytes: 100, ..Limits::default() }).next().unwrap().unwrap_err();
    assert!(matches!(error, Error::TooLong { line: 1, limit: 100 }), "{error}");
}

#[test]
fn nesting_is_bounded() {
    let nested =
        |depth: usize| format!("A <a:a> <a:p> {}<a:o>{} .", "<<( <a:a> <a:p> ".repeat(depth), " )>>".repeat(depth));
    assert_eq!(rows(&nested(MOST_NESTED)).unwrap().len(), 1);
    let expected = "triple terms are nested deeper than 32";
    for text in [nested(MOST_NESTED + 1), nested(100_000), format!("H a {}", "<<(".repeat(100_000))] {
        let fault = fault(&text);
        assert!(fault.contains(expected), "{fault}");
    }
}

#[test]
fn a_patch_is_its_net_change() {
    let patch = |text: &str| Reader::new(text.as_bytes(), Limits::default()).patch();
    let [one, two, three] = [1, 2, 3].map(quad);
    let text = written(&[
        Row::Header { name: "a".into(), value: Term::from(Literal::from("b")) },
        Row::Begin,
        Row::Add(two.clone()),
        Row::Add(one.clone()),
        Row::Delete(three.clone()),
        Row::AddPrefix { prefix: "x".into(), iri: iri(""), graph: GraphName::DefaultGraph },
        Row::Commit,
        Row::Begin,
        Row::Delete(one.clone()),
        Row::Abort,
        Row::Begin,
        Row::Add(three.clone()),
        Row::Delete(two.clone()),
        Row::Commit,
    ]);
    let read = patch(&text).unwrap();
    assert_eq!(read.headers, [("a".to_owned(), Literal::from("b").into())]);
    assert_eq!((read.change.added(), read.change.deleted()), (&[one, three][..], &[two][..]));

    let add = Row::Add(quad(1)).to_string();
    for (text, expected) in [
        (add.clone(), "line 1, column 1: outside of a transaction"),
        ("TC .".to_owned(), "line 1, column 1: outside of a transaction"),
        ("TX .\nTX .".to_owned(), "line 2, column 1: the transaction before has no `TC .`"),
        ("TX .\nH a <a:a> .".to_owned(), "line 2, column 1: headers stand before"),
        ("TX .\nTC .\nH a <a:a> .".to_owned(), "line 3, column 1: headers stand before"),
        (format!("TX .\n{add}\n"), "line 2, column 1: the patch ends within a transaction"),
    ] {
        let error = patch(&text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{text}: {error}");
    }
}

use super::*;

fn markdown(text: &str) -> String {
    blocks(&document("a.md", text))
}

fn plain(text: &str) -> String {
    blocks(&document("a.txt", text))
}

#[test]
fn headings_are_marked_or_underlined() {
    assert_eq!(markdown("# A\n## B ##\n###### C\n####### D\n#E\n"), "1 h1 A\n2 h2 B\n3 h6 C\n4 p ####### D #E");
    assert_eq!(markdown("A\n===\n\nB\nb\n---\n\nC\n\n---\n"), "1 h1 A\n4 h2 B b\n8 p C\n10 rule");
    assert_eq!(markdown("## C# ##\n"), "1 h2 C#");
}

#[test]
fn items_are_nested_by_indentation() {
    assert_eq!(
        markdown("- a\n  - b\n      - c\n  - d\n- e\n\t* f\n"),
        "1 item0 a\n2 item1 b\n3 item2 c\n4 item1 d\n5 item0 e\n6 item1 f"
    );
    assert_eq!(markdown("- a\n - b\n    - c\n   - d\n"), "1 item0 a\n2 item0 b\n3 item1 c\n4 item1 d");
    assert_eq!(markdown("    - a\n  - b\n"), "1 item0 a\n2 item0 b");
    assert_eq!(markdown("- a\n\n  - b\n\nText\n\n  - c\n"), "1 item0 a\n3 item1 b\n5 p Text\n7 item0 c");
}

#[test]
fn bullets_of_all_kinds_and_numbers() {
    assert_eq!(
        markdown("• a\n•b\n– c\n· d\n+ e\n* f\n"),
        "1 item0 a\n2 item0 b\n3 item0 c\n4 item0 d\n5 item0 e\n6 item0 f"
    );
    assert_eq!(markdown("1. a\n2) b\n3、丙\n（4）丁\n"), "1 item0# a\n2 item0# b\n3 item0# 丙\n4 item0# 丁");
    assert_eq!(markdown("-5 degrees\n*a* b\n1.5 million\n"), "1 p -5 degrees a b 1.5 million");
    assert_eq!(markdown("It was in\n2025. Then\n1. x\n"), "1 p It was in 2025. Then\n3 item0# x");
}

#[test]
fn an_empty_item_is_a_note() {
    let document = document("a.md", "- a\n-\n- \n");
    assert_eq!(blocks(&document), "1 item0 a");
    assert_eq!(notes(&document), ["2: an empty item is left out", "3: an empty item is left out"]);
}

#[test]
fn wrapped_lines_are_joined_but_breaks_are_kept() {
    assert_eq!(markdown("one\ntwo\n- three\n  four\nfive\n"), "1 p one two\n3 item0 three four five");
    assert_eq!(markdown("支持\n论坛\n和\nIGF\n"), "1 p 支持论坛和 IGF");
    assert_eq!(markdown("one  \ntwo\\\nthree<br>four\n"), "1 p one⏎two⏎three⏎four");
    assert_eq!(markdown("> one\n> two\n\n>> three\n> - four\n"), "1 p one two\n4 p three\n5 item0 four");
}

#[test]
fn markup_within_blocks() {
    for (text, expected) in [
        ("a **b** *c* ***d*** __e__ _f_ ~~g~~", "a b c d e f g"),
        ("**（DPI）**和**“开放”**的", "（DPI）和“开放”的"),
        ("**a *b* c** and *d **e***", "a b c and d e"),
        ("`a*b*` ``c`d`` `e", "a*b* c`d `e"),
        ("[a **b**](http://x/(y) \"t\") ![c](d.png) <http://e> [f] [g](h i)", "a b c http://e [f] [g](h i)"),
        (r"\*a\* \\ \b 1\.", r"*a* \ \b 1."),
        ("a &amp; b &lt;&#20013;&#x6587; &unknown; AT&T", "a & b <中文 &unknown; AT&T"),
        ("a <b class='x'>b</b> <!-- c --> d < e <人名> <f", "a b  d < e <人名> <f"),
        ("snake_case_name 2 * 3 * 4 **a", "snake_case_name 2 * 3 * 4 **a"),
    ] {
        assert_eq!(markdown(text), format!("1 p {expected}"), "{text}");
    }
}

#[test]
fn emphasis_is_told() {
    let document = document("a.md", "a **b *c*** [d](e) `f` \\*");
    let marks: Vec<_> = document.blocks[0]
        .text
        .emphasis()
        .map(|(kind, range)| (kind, &document.blocks[0].text.plain()[range]))
        .collect();
    use Emphasis::*;
    assert_eq!(marks, [(Strong, "b c"), (Italic, "c"), (Link, "d"), (Code, "f"), (Escape, "*")]);
}

#[test]
fn tables_are_rows() {
    assert_eq!(
        markdown("| State | Position |\n|---|:-:|\n| **Brazil** | wants *a* | now |\n|x|y|\n\nend | of\n"),
        "1 p State: Position\n3 p Brazil: wants a; now\n4 p x:y\n6 p end | of"
    );
}

#[test]
fn what_is_not_text_is_left_out_with_a_note() {
    let document = document("a.md", "---\ntitle: x\n---\n<!-- a\n\nb --> c\n\n```rust\n- *code*\n\n```\n![](x.png)\n");
    assert_eq!(blocks(&document), "6 p c\n9 p - *code*");
    let notes = notes(&document);
    assert_eq!(
        notes,
        [
            "1: the metadata of lines 1 to 3 are left out",
            "4: a comment is left out",
            "12: a block without text is left out"
        ]
    );
}

#[test]
fn what_never_ends_is_text() {
    assert_eq!(markdown("<!-- a\n\nb\n"), "1 p <!-- a\n3 p b");
    assert_eq!(markdown("---\n\na\n"), "1 rule\n3 p a");
    assert_eq!(markdown("---\nkey: value\n"), "1 rule\n2 p key: value");
    assert_eq!(markdown("```\na\n\nb"), "2 p a\n4 p b");
}

#[test]
fn plain_text_has_lists_but_no_markup() {
    let long = "This line is long enough to have been wrapped by a program";
    assert_eq!(
        plain(&format!("{long}\nor *so* it _looks_.\nShort.\n# x\n")),
        format!("1 p {long} or *so* it _looks_.\n3 p Short.\n4 p # x")
    );
    assert_eq!(
        plain("BRAZIL:\nwants a\nTitle\n=====\n- x\n  - y\n"),
        "1 p BRAZIL:\n2 p wants a\n3 h1 Title\n5 item0 x\n6 item1 y"
    );
}

#[test]
fn all_line_ends_count() {
    assert_eq!(markdown("a\r\n\r\nb\rc\r\r- d"), "1 p a\n3 p b c\n6 item0 d");
    let document = document("a.md", "a\r\n\r\n**b**\r\nc");
    assert_eq!(source(&document, document.blocks[1].text.span()), "**b**\r\nc");
}

#[test]
fn a_row_knows_its_cells() {
    let cells = |document: &Document| {
        let of = |block: &Block| {
            block.cells.iter().map(|cell| block.text.plain()[cell.clone()].to_owned()).collect::<Vec<_>>().join("|")
        };
        document.blocks.iter().map(of).collect::<Vec<_>>()
    };
    let rows =
        document("a.md", "| No. | State | Said |\n|--|--|--|\n| 1 | **Brazil** | a: b; *c* |\n|  |  | d |\n\nend\n");
    assert_eq!(cells(&rows), ["No.|State|Said", "1|Brazil|a: b; c", "||d", ""]);
    let page =
        "<table><tr><td>1<td><b>Brazil</b><td>a</tr><tr><td></td><td></td><td>d</td></tr><tr><td>e<td><p>f<p>g</table>";
    assert_eq!(cells(&document("a.html", page)), ["1|Brazil|a", "||d", "", "", ""]);
}

use super::*;

#[test]
fn a_page_becomes_its_main_content() {
    let page = "<!DOCTYPE html><html lang=zh-Hans><head><title>t</title><style>p{}</style></head><body>
<nav>menu<nav>x</nav></nav><script>if (a<b) '</p>'</script>
<h1>A <em>b</em></h1><p>One&nbsp;&amp; <b>two</b><br>three
four<ul><li>a<ul><li><p>b</p><p>c</p></ul><li>d</ul><ol><li>e</ol>
<blockquote>f</blockquote>g<hr><div>h<div>i</div>j</div><pre>k
 l</pre></body></html>";
    let document = document("a.html", page);
    assert_eq!(
        blocks(&document),
        "1 h1 A b\n2 p One\u{a0}& two⏎three four\n4 item0 a\n5 item1 b\n6 p c\n7 item0 d\n8 item0# e\n9 p f\n10 p g\n11 rule\n11 p h\n12 p i\n13 p j\n14 p k⏎l"
    );
    assert_eq!(document.language.as_deref(), Some("zh-Hans"));
    assert_eq!(notes(&document), ["1: <nav> is left out"]);
    let text = &document.blocks[1].text;
    assert_eq!(text.emphasis().collect::<Vec<_>>(), [(Emphasis::Strong, 7..10)]);
    assert_verbatim(&document);
}

#[test]
fn tables_are_rows_unless_their_cells_have_blocks() {
    let page = "<table><tr><th>State<th>Position<tr><td>Brazil</td><td><b>a</b></td><td></td><td>c</td></tr>
<tr><td>x<td><ul><li>y<li>z</ul></table>end";
    let document = document("a.html", page);
    assert_eq!(blocks(&document), "1 p State: Position\n2 p Brazil: a; c\n3 p x\n4 item0 y\n5 item0 z\n6 p end");
    assert_eq!(document.blocks[1].text.emphasis().collect::<Vec<_>>(), [(Emphasis::Strong, 8..9)]);
    assert_verbatim(&document);
}

#[test]
fn main_counts_alone_where_there_is_one() {
    let document = document("a.html", "<html><body>a<main><h2>b</h2><footer>c</footer>d</main>e");
    assert_eq!(blocks(&document), "1 h2 b\n2 p d");
    assert_eq!(notes(&document), ["1: what stands outside of <main> is left out", "2: <footer> is left out"]);
    assert_eq!(blocks(&super::document("a.html", "<body>a<main> </main>b")), "1 p a\n2 p b");
}

#[test]
fn what_is_not_closed_is_no_trouble() {
    let document = document("a.html", "<p>a<b>b<p>c</i></table></li></ul><tr><td>d<nav>e");
    assert_eq!(blocks(&document), "1 p ab\n2 p c\n3 p d");
    assert_eq!(notes(&document)[1], "3: <nav> is never closed, and all behind it is left out");
    let deep = "<table><tr><td>".repeat(2000) + "x" + &"<ul><li>".repeat(2000) + "y" + &"<b>".repeat(2000);
    assert_eq!(blocks(&super::document("a.html", deep)), "1 p x\n2 item255 y");
}

#[test]
fn the_declared_encoding_is_believed() {
    let mut page = b"<html><meta charset='windows-1251'><p>".to_vec();
    page.extend(encoding_rs::WINDOWS_1251.encode("Да").0.iter());
    let document = document("a.html", page);
    assert_eq!((document.encoding, blocks(&document).as_str()), ("windows-1251", "1 p Да"));
}

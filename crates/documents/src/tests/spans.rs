//! Where the characters of a block stand: by hand, and for random documents.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// What the source has for a part of a block's text.
fn found(document: &Document, block: usize, part: &str) -> String {
    let text = &document.blocks[block].text;
    let at = text.plain().find(part).unwrap();
    source(document, text.source_span(at..at + part.len()))
}

#[test]
fn markup_belongs_to_what_it_encloses() {
    let document = document("a.md", "前言\n\n- **有意义的连接**定义为 *x [y](z)* \\* &amp;\n");
    for (part, expected) in [
        ("有意义的连接定义为", "**有意义的连接**定义为"),
        ("有意义的连接", "**有意义的连接**"),
        ("有意义", "有意义"),
        ("连接定义", "连接**定义"),
        ("定义为", "定义为"),
        ("x y", "*x [y](z)*"),
        ("y", "[y](z)"),
        ("x", "x"),
        ("*", "\\*"),
        ("&", "&amp;"),
    ] {
        assert_eq!(found(&document, 1, part), expected, "{part}");
    }
    assert_eq!(source(&document, document.blocks[1].text.span()), "**有意义的连接**定义为 *x [y](z)* \\* &amp;");
}

#[test]
fn wrapped_lines_are_found_again() {
    let document = document("a.md", "- 支持\n  论坛 *and\n  more*\n");
    assert_eq!(found(&document, 0, "支持论坛"), "支持\n  论坛");
    assert_eq!(found(&document, 0, "and more"), "*and\n  more*");
}

#[test]
fn space_before_the_end_of_markup_is_enclosed_by_it() {
    let document = document("a.md", "**文  <!---->**a文");
    assert_eq!(found(&document, 0, "文"), "文");
    assert_eq!(found(&document, 0, "文  "), "**文  <!---->**");
}

#[test]
fn ranges_that_are_no_characters_are_made_smaller() {
    let document = document("a.md", "é中x");
    let text = &document.blocks[0].text;
    assert_eq!(text.source_span(1..4), 0..1);
    assert_eq!(text.source_span(5..99), 2..3);
    assert_eq!(text.source_span(9..9), 3..3);
    assert_eq!(text.source_span(2..2), 1..1);
}

/// A word with markup that is known, and the word.
fn word() -> impl Strategy<Value = (String, String)> {
    let word = prop_oneof!["[a-z]{1,6}", "[一-十中国论坛]{1,4}", "[а-я]{1,5}", "[😀é]{1,2}"];
    (word, 0..9_u8).prop_map(|(word, kind)| {
        let source = match kind {
            0 => format!("**{word}**"),
            1 => format!("*{word}*"),
            2 => format!("`{word}`"),
            3 => format!("[{word}](http://x.org/a_b)"),
            4 => format!("<b>{word}</b>"),
            5 => format!("~~{word}~~"),
            _ => word.clone(),
        };
        (source, word)
    })
}

proptest! {
    // The same cases at each run: a run that fails has its reason in what was changed.
    #![proptest_config(ProptestConfig {
        cases: 2000,
        rng_seed: RngSeed::Fixed(92),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Words come out in their order, without markup, each where it stands; nothing else comes out.
    #[test]
    fn words_are_found_where_they_stand(
        lines in prop::collection::vec((prop::collection::vec(word(), 1..6), 0..5_usize), 1..12)
    ) {
        let mut text = String::new();
        for (words, start) in &lines {
            text.push_str(["", "- ", "  - ", "## ", "\n"][*start]);
            text.push_str(&words.iter().map(|(source, _)| source.as_str()).collect::<Vec<_>>().join(" "));
            text.push('\n');
        }
        let document = document("a.md", &text);
        let mut words = lines.iter().flat_map(|(words, _)| words);
        for block in &document.blocks {
            let mut at = 0;
            while at < block.text.plain().len() {
                let (marked, word) = words.next().expect("no more than was written");
                prop_assert!(block.text.plain()[at..].starts_with(word.as_str()), "{text}: {word}");
                let found = source(&document, block.text.source_span(at..at + word.len()));
                let expected = if marked.starts_with('<') { word } else { marked };
                prop_assert_eq!(&found, expected, "{}", text);
                at += word.len();
                at += block.text.plain()[at..].starts_with(' ') as usize;
            }
        }
        prop_assert!(words.next().is_none(), "{}", text);
    }

    /// Of any text with much markup: characters stand where they are said to stand, in their order, and what is in no block
    /// is markup, space, or on a line with a note.
    #[test]
    fn nothing_but_markup_is_lost(text in r#"([a-c中文 ]|[-*_`~#>|\[\]()\\<!&;\n\n]|\*\*|<!--|-->|&amp;|\n- |  |\n```\n){0,60}"#) {
        let document = document("a.md", &text);
        let chars: Vec<char> = document.text.chars().collect();
        let mut seen = vec![false; chars.len()];
        for block in &document.blocks {
            let mut last = 0;
            for (at, char) in block.text.plain().char_indices() {
                let span = block.text.source_span(at..at + char.len_utf8());
                let inside: String = chars[span.start as usize..span.end as usize].iter().collect();
                let is_line_end = char.is_whitespace() || (char == '|' || char == ':' || char == ';');
                prop_assert!(inside.contains(char) || is_line_end || inside == "&amp;", "{text:?}: {char} is not {inside:?}");
                prop_assert!(span.end >= last, "{text:?}");
                last = span.end;
                seen[span.start as usize..span.end as usize].fill(true);
            }
        }
        let noted: Vec<_> = document.notes.iter().map(|note| note.line).collect();
        let mut line = 1;
        let in_comment = text.contains("<!--") && text.contains("-->");
        let in_link = text.contains("](");
        let is_tag = text.contains('<') && text.contains('>');
        let has_fence = text.contains("```");
        for (at, char) in chars.iter().enumerate() {
            line += u32::from(*char == '\n');
            let is_letter = char.is_alphabetic();
            if is_letter && !in_comment && !in_link && !is_tag && !has_fence && !text.contains("&amp;") {
                prop_assert!(seen[at] || noted.contains(&line), "{text:?}: {char} at {at} is lost: {}", blocks(&document));
            }
        }
    }
}

//! Words of documents by their place, with what stands around them.

use super::pdf::{page as page_of, pdf};
use super::*;

/// The excerpt of the first place of a part of a document's text.
fn excerpt(document: &Document, part: &str) -> Excerpt {
    let at = document.text.find(part).unwrap_or_else(|| panic!("{part} in {}", document.text));
    let start = document.text[..at].chars().count();
    let span = u32::try_from(start).unwrap()..u32::try_from(start + part.chars().count()).unwrap();
    Excerpts::new(document).at(span).unwrap()
}

/// The same with the quote between brackets, where the excerpt says that it begins.
fn shown(document: &Document, part: &str) -> String {
    let Excerpt { quote, context, start } = excerpt(document, part);
    let before: String = context.chars().take(start).collect();
    let rest = context.strip_prefix(&before).unwrap();
    format!("{before}[{quote}]{}", rest.strip_prefix(&quote).unwrap())
}

#[test]
fn a_quote_has_no_markup_and_its_sentence_with_neighbours_around_it() {
    let document = document(
        "a.md",
        "# Talks\n\nOne came to the meeting first. Kenya supports the **future of\nthe Forum**, and *Togo* asks for [help](x) now. \
         Others kept silent for long. The end.\n\n- Later\n",
    );
    assert_eq!(
        shown(&document, "supports the **future of\nthe Forum**"),
        "One came to the meeting first. Kenya [supports the future of the Forum], and Togo asks for help now. Others kept silent for long."
    );
    assert_eq!(
        shown(&document, "Others kept"),
        "Kenya supports the future of the Forum, and Togo asks for help now. [Others kept] silent for long. The end.\nLater"
    );
    assert_eq!(
        shown(&document, "One came to the meeting first."),
        "Talks\n[One came to the meeting first.] Kenya supports the future of the Forum, and Togo asks for help now.",
        "a heading is a neighbour"
    );
}

#[test]
fn scripts_without_spaces_and_subtitles_run_on() {
    let document = super::document("a.md", "### 肯尼亚\n\n- 支持**论坛**的未来。反对\n  分裂。\n- 另一点。\n");
    assert_eq!(shown(&document, "反对\n  分裂。"), "支持论坛的未来。[反对分裂。]\n另一点。");
    let transcript = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Kenya>We support the work\n\n00:02.000 --> 00:03.000\n<v Kenya>of the Forum. We \
                      oppose\n\n00:03.000 --> 00:04.000\n<v Togo>So do we.\n";
    let document = super::document("a.vtt", transcript);
    let start = u32::try_from(transcript.find("We support").unwrap()).unwrap();
    let end = u32::try_from(transcript.find("Forum.").unwrap() + 6).unwrap();
    let found = Excerpts::new(&document).at(start..end).unwrap();
    assert_eq!(found.quote, "We support the work of the Forum.", "no time and no voice stands in it");
    assert_eq!(found.context, "We support the work of the Forum. We oppose\nSo do we.");
}

#[test]
fn what_is_long_is_cut_between_words_and_what_is_too_long_is_not_quoted() {
    let words = "word ".repeat(5_000);
    let document = document("a.txt", format!("{words}HERE {words}"));
    let found = excerpt(&document, "HERE");
    assert_eq!(found.quote, "HERE");
    assert!(found.context.starts_with("… word word") && found.context.ends_with("word word …"), "{}", found.context);
    assert!(found.context.chars().count() < 1_250, "{}", found.context.chars().count());
    assert_eq!(found.context.chars().skip(found.start).take(4).collect::<String>(), "HERE");
    let excerpts = Excerpts::new(&document);
    assert!(excerpts.at(0..20_000).is_some());
    for (start, end) in [(0, 20_001), (7, 7), (9, 3), (900_000, 900_005), (u32::MAX - 1, u32::MAX)] {
        assert_eq!(excerpts.at(start..end), None, "{start}..{end}");
    }
}

#[test]
fn pages_of_a_pdf_are_known() {
    let line = |y, text| (10, 50, y, "F1", text);
    let first = page_of(&[line(700, "(Kenya supports the Forum.)"), line(660, "(A paragraph that goes)")]);
    let third = page_of(&[line(700, "(Togo opposes it.)")]);
    let document = document("a.pdf", pdf(&[&first, "", &third]));
    let pages = |part: &str| {
        let at = document.text[..document.text.find(part).unwrap()].chars().count();
        page(&document.pages, u32::try_from(at).unwrap())
    };
    assert_eq!([pages("Kenya"), pages("goes"), pages("Togo")], [Some(1), Some(1), Some(3)]);
    assert_eq!(Excerpts::new(&document).page(0), Some(1));
    assert_eq!(page(&super::document("a.md", "x").pages, 0), None);
}

#[test]
fn a_text_that_was_kept_is_read_in_the_same_blocks() {
    for (name, source) in [
        ("a.md", "# *One*\r\n\r\n- two\r\n  three\r\n\r\n> four"),
        ("a.txt", "one\ntwo\n\n1. three"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Kenya>We <i>do</i>.\n"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nWe do.\n"),
    ] {
        let document = document(name, source);
        let again = read_text(name, document.text.clone(), document.format).unwrap();
        assert_eq!((again.blocks, again.text), (document.blocks, document.text), "{name}");
    }
    let document = document("a.html", "<h1>One <b>two</b></h1><p>three<br>four</p><ul><li>five</ul>");
    let again = read_text("a.html", document.text.clone(), document.format).unwrap();
    assert_eq!(blocks(&again), "1 p One two\n2 p three\n3 p four\n4 p five");
    assert_verbatim(&again);
    let large = "x".repeat(MAX_TEXT + 1);
    assert!(matches!(read_text("a.md", large, Format::Markdown), Err(Error::TooLarge { .. })));
}

#[test]
fn media_types_name_their_format() {
    for (_, format) in Format::EXTENSIONS {
        assert_eq!(Format::of_media_type(format.media_type()), Some(format));
    }
    assert_eq!(Format::of_media_type("image/png"), None);
}

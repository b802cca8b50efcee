//! No bytes make a reader panic, and none take more than linear time. The random seed is fixed: a failure is reproducible.

use super::*;

/// A small generator of pseudo-random numbers (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (below.max(1) as u64)).unwrap()
    }
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let markdown = "---\na: b\n---\n# A\n\n- **b** *c\n  - `d` [e](f)\n\n| g | h |\n|---|---|\n| i | 中文 |\n\n<!-- j --> &amp; \\*\n";
    let html = "<html lang=fr><body><h1>a</h1><ul><li>b<table><tr><td>c</table><pre>d\ne</pre>&eacute;<!-- x -->";
    let vtt = "WEBVTT\n\nNOTE x\n\n1\n00:01.000 --> 00:02.000\n<v A>b</v> &lt;\nCHAIR: c\n\n00:00:03,000 --> x\n";
    let docx = super::docx::docx(&super::docx::paragraph("<w:pStyle w:val=\"Mine\"/>", "text"));
    let pdf = super::pdf::pdf(&[
        &super::pdf::page(&[
            (20, 50, 700, "F1", "(Title)"),
            (10, 50, 680, "F2", "(- a-)"),
            (10, 50, 668, "F3", "<00010002>"),
        ]),
        "q 1 0 0 1 2 3 cm BT /F1 9 Tf [(a) -500 (b)] TJ T* (c) ' 1 2 (d) \" ET Q",
    ]);
    vec![
        ("a.md", markdown.into()),
        ("a.txt", markdown.into()),
        ("a.html", html.into()),
        ("a.vtt", vtt.into()),
        ("a.srt", vtt.into()),
        ("a.docx", docx),
        ("a.pdf", pdf),
    ]
}

/// Changes, drops, doubles and inserts some bytes.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    const PIECES: [&[u8]; 12] =
        [b"\0", b"\xff", b"**", b"<", b"-->", b"\n", b"9999999999", b"<<", b"[", b"\xe4\xb8\xad", b"  ", b"-1"];
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len());
        let end = (at + dice.roll(9)).min(bytes.len());
        match dice.roll(4) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => drop(bytes.splice(at..at, PIECES[dice.roll(PIECES.len())].iter().copied())),
        }
    }
    bytes
}

/// For every result: spans lie in the text, and lines exist.
fn check(name: &str, bytes: &[u8]) -> bool {
    let Ok(document) = read(name, bytes, None) else { return false };
    let points = u32::try_from(document.text.chars().count()).unwrap();
    for block in &document.blocks {
        let span = block.text.span();
        let whole = block.text.source_span(0..block.text.plain().len());
        assert!(span.start <= whole.start && whole.end <= span.end && span.end <= points, "{name} {bytes:?}");
        assert!(block.line >= 1);
        for (_, range) in block.text.emphasis() {
            assert!(block.text.plain().get(range).is_some());
        }
    }
    true
}

#[test]
fn mutations_of_samples() {
    let mut dice = Dice(0x5eed);
    for (name, sample) in samples() {
        assert!(check(name, &sample), "{name}");
        let read = (0..2000).filter(|_| check(name, &mutated(&sample, &mut dice))).count();
        assert!(read > 20, "only {read} mutations of {name} could be read");
    }
}

#[test]
fn random_bytes() {
    let mut dice = Dice(0xd1ce);
    for _ in 0..2000 {
        let starts: [&[u8]; 6] = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"WEBVTT\n\n", b"<html>", b"\xff\xfe"];
        let mut bytes = starts[dice.roll(6)].to_vec();
        let range = if dice.roll(2) == 0 { 128 } else { 256 };
        bytes.extend((0..dice.roll(300)).map(|_| u8::try_from(dice.roll(range)).unwrap()));
        check(["a.md", "a.txt", "a.html", "a.vtt", "a"][dice.roll(5)], &bytes);
    }
}

/// Each would take hours in quadratic time.
#[test]
fn long_repetitions() {
    for piece in [
        "*a ",
        "**a_b ",
        "[",
        "[a](",
        "`a``",
        "<!--",
        "<a ",
        "&",
        "~~a",
        "- a\n",
        "> ",
        ">",
        "|",
        "a|b\n---|-\n",
        "<b>a</i>",
        "\\",
        "-->",
        "1\n00:01.000 --> 00:02.000\n<v a>",
        "<table><tr><td>a",
        "<ul><li>a",
        "*",
        "中\n",
        "\n#",
        "<b>a</b>",
    ] {
        let text = piece.repeat(60_000 / piece.len());
        for name in ["a.md", "a.txt", "a.html", "a.vtt"] {
            check(name, text.as_bytes());
        }
    }
}

use super::*;

const VTT: &str = "WEBVTT - Title
Language: en

NOTE
a comment

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.500 align:start position:0%
<v Suela Janina>Good <b>morning</b> &amp; welcome</v>

01:00:02.500 --> 01:00:03.000
BRAZIL: We support
the <i>Forum</i>.
>> MODERATOR: Thank you.

01:00:04.000 --> 01:00:05.000
MR. SMITH (CANADA): At 10:30 it
was over.
";

#[test]
fn webvtt_has_times_and_voices() {
    let document = document("a.vtt", VTT);
    assert_eq!(
        blocks(&document),
        "12 cue 1-2.5 <Suela Janina> Good morning & welcome
15 cue 3602.5-3603 <BRAZIL> We support the Forum.
17 cue 3602.5-3603 <MODERATOR> Thank you.
20 cue 3604-3605 <MR. SMITH (CANADA)> At 10:30 it was over."
    );
    assert_eq!(document.language.as_deref(), Some("en"));
    assert_eq!(notes(&document), ["4: a block NOTE is left out", "7: a block STYLE is left out"]);
    let text = &document.blocks[0].text;
    assert_eq!(source(&document, text.source_span(5..14)), "<b>morning</b> &amp;");
    assert_eq!(text.emphasis().next(), Some((Emphasis::Strong, 5..12)));
}

#[test]
fn srt_has_numbers_and_commas() {
    let srt = "1\n00:00:01,000 --> 00:00:02,000\n<font color=\"red\">{\\an8}Hello</font>\n\n2\n00:00:02,000 --> 00:00:03,5\n- Yes?\n- No.\n";
    let document = document("a.srt", srt);
    assert_eq!(blocks(&document), "3 cue 1-2 Hello\n7 cue 2-3.5 - Yes?⏎- No.");
    assert_eq!(notes(&document), [] as [&str; 0]);
    assert_eq!(read("noname", srt.as_bytes(), None).unwrap().format, Format::Srt);
}

#[test]
fn what_is_broken_is_noted_and_the_rest_goes_on() {
    let document = document(
        "a.srt",
        "1\n00:00:05,000 --> 00:00:06,000\nA\n2\n00:00:05,500 --> 00:00:07,000\nB\n\n3\n00:00:99,000 --> x\nlost\n\n4\n00:00:01,000 --> 00:00:00,000\nC\n\nstray\ntext\n\n5\n00:00:08,000 --> 00:00:09,000\n\n",
    );
    assert_eq!(blocks(&document), "3 cue 5-6 A\n6 cue 5.5-7 B\n14 cue 1-1 C");
    assert_eq!(
        notes(&document),
        [
            "5: the cue begins before the one above it has ended",
            "9: the times cannot be read; the cue is left out",
            "13: the cue ends before it begins; its end is taken to be its begin",
            "13: the cue begins before the one above it",
            "16: lines without times are left out",
            "20: a cue without text is left out",
        ]
    );
}

#[test]
fn a_label_is_a_name() {
    let label = |text: &'static str| {
        super::super::voice::label(text).map(|(name, length)| (name.unwrap_or("?"), &text[length..]))
    };
    for (text, expected) in [
        ("BRAZIL: a", Some(("BRAZIL", "a"))),
        (">> a", Some(("?", "a"))),
        (">> the chair: a", Some(("the chair", "a"))),
        ("Suela Janina (Albania): a", Some(("Suela Janina (Albania)", "a"))),
        ("Minister of Foreign Affairs: a", Some(("Minister of Foreign Affairs", "a"))),
        ("主席：谢谢", Some(("主席", "谢谢"))),
        ("РОССИЯ: a", Some(("РОССИЯ", "a"))),
        ("At 10:30 a", None),
        ("However: a", None),
        ("We say this: a", None),
        ("YES, WE SAY: a", None),
        ("我们今天要讨论的是：", None),
        ("I: a", None),
    ] {
        assert_eq!(label(text), expected, "{text}");
    }
}

#[test]
fn arrows_may_be_entities_and_notes_are_bounded() {
    let document = document("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n&gt;&gt; CHAIR: a\n&gt;&gt; b &lt; c\n");
    assert_eq!(blocks(&document), "4 cue 1-2 <CHAIR> a\n5 cue 1-2 b < c");
    let broken = super::document("a.vtt", "x\n\n".repeat(1000));
    assert_eq!(broken.notes.len(), 201);
    assert_eq!(broken.notes[200].message, "801 more notes are not shown");
}

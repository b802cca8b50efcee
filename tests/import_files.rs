//! The command `import`: files and folders in, files out, and what happens to bad ones.

use crate::cli::{Outcome, plenary};
use crate::support::REVIEW;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const GOOD: &str = "# WSIS+20 consultations\n\nNew York, 30 May 2025\n\n## Statements\n\n### Kenya\n\n\
                    - Supports the continuation of the IGF.\n- Opposes <b>fragmentation</b> of the Internet.\n";

/// A folder for documents and results.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn import(&self, arguments: &[&str]) -> Outcome {
        let out = self.path("out");
        let mut all = vec!["import", "--out", out.to_str().unwrap()];
        all.extend(arguments);
        plenary(&all, b"")
    }

    /// The records; texts of documents and files of corrections stand beside them.
    fn written(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path("out/document")) else { return Vec::new() };
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| name.ends_with(".ttl") && !name.ends_with(".corrections.ttl"));
        names.sort();
        names
    }
}

fn ask(data: &Path, query: &str) -> Value {
    let outcome = plenary(&["query", "-", "--data", data.to_str().unwrap()], query.as_bytes());
    outcome.assert_succeeded();
    outcome.json()["data"].clone()
}

#[test]
fn an_imported_meeting_is_served_beside_the_first() {
    let desk = Desk::new();
    let outcome = desk.import(&[&desk.put("prep2.en.md", GOOD)]);
    outcome.assert_succeeded();
    assert!(outcome.out.contains("1 interventions, 2 statements, 2 positions"), "{}", outcome.out);
    let out = desk.path("out");
    let data = ask(
        &out,
        r#"{ meetings { totalCount }
            actor(id: "actor:ken") { positions(where: { method: { eq: RULE } }) { nodes { stance { id } themes { id } method confidence cue
                statement { text passage { line start end document { label } } } } } } }"#,
    );
    let before = REVIEW.ask("{ meetings { totalCount } }");
    assert_eq!(
        data["meetings"]["totalCount"].as_u64(),
        before["meetings"]["totalCount"].as_u64().map(|count| count + 1)
    );
    let positions = data["actor"]["positions"]["nodes"].as_array().unwrap();
    assert_eq!(positions.len(), 2);
    let supports = positions.iter().find(|position| position["cue"] == "Supports").unwrap();
    assert_eq!(supports["method"], "RULE");
    let passage = &supports["statement"]["passage"];
    let [start, end] = ["start", "end"].map(|at| usize::try_from(passage[at].as_i64().unwrap()).unwrap());
    let cited: String = GOOD.chars().skip(start).take(end - start).collect();
    assert_eq!(cited, supports["statement"]["text"], "the passage is where the text stands");
}

#[test]
fn the_history_of_a_position_runs_over_both_meetings() {
    let desk = Desk::new();
    let text = GOOD.replace("### Kenya", "### Latvia").replace("Supports the continuation", "Opposes the continuation");
    desk.import(&[&desk.put("prep2.en.md", text.replace("30 May 2025", "30 June 2025"))]).assert_succeeded();
    let query = r#"{ actor(id: "actor:lva") { positionHistory(theme: "theme:igf-continuation") {
        meeting { date } stances { id } changed } } }"#;
    let data = ask(&desk.path("out"), query);
    let entries = data["actor"]["positionHistory"].as_array().unwrap().clone();
    let shown: Vec<_> =
        entries.iter().map(|entry| (entry["meeting"]["date"].clone(), entry["changed"].clone())).collect();
    assert_eq!(shown.len(), 2, "{data}");
    assert_eq!(shown[1], ("2025-06-30".into(), true.into()));
}

#[test]
fn a_second_import_keeps_corrections_and_a_folder_goes_on_after_a_bad_document() {
    let desk = Desk::new();
    desk.put("in/a.en.md", GOOD);
    desk.put("in/b.en.md", "");
    desk.put("in/c.en.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    desk.put("in/d.en.md", GOOD);
    desk.put("in/notes.xlsx", "not a document");
    let folder = desk.path("in");
    let outcome = desk.import(&[folder.to_str().unwrap()]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.out.ends_with("2 of 4 documents imported\n"), "{}", outcome.out);
    assert!(outcome.err.contains("b.en.md") && outcome.err.contains("c.en.md"), "{}", outcome.err);
    assert_eq!(desk.written(), ["a-en.ttl", "d-en.ttl"]);

    let before = fs::read_to_string(desk.path("out/document/a-en.ttl")).unwrap();
    let position = before.lines().find(|line| line.starts_with("position:")).unwrap().split(' ').next().unwrap();
    let id = format!("<https://w3id.org/plenary/id/{}>", position.replacen(':', "/", 1));
    let corrections =
        format!("{id} <https://w3id.org/plenary/ontology#stance> <https://w3id.org/plenary/id/stance/warns> .\n");
    desk.put("out/document/a-en.corrections.ttl", &corrections);
    desk.import(&[desk.path("in/a.en.md").to_str().unwrap()]).assert_succeeded();
    let query = format!(r#"{{ position(id: "{position}") {{ stance {{ id }} }} }}"#);
    let data = ask(&desk.path("out"), &query);
    assert_eq!(data["position"]["stance"]["id"], "https://w3id.org/plenary/id/stance/warns");
    let after = fs::read_to_string(desk.path("out/document/a-en.ttl")).unwrap();
    let made = |text: &str, start: &str| {
        let block = text.split("\n\n").find(|block| block.starts_with(start)).unwrap().to_owned();
        (block.contains("\"RULE\""), block.contains("\"CORRECTED\""), block.contains("ple:confidence"))
    };
    assert_eq!(made(&before, position), (true, false, true));
    assert_eq!(
        made(&after, position),
        (false, true, false),
        "fault 13: what a person corrected is no reading of a rule"
    );
    assert_eq!(
        fs::read_to_string(desk.path("out/document/a-en.corrections.ttl")).unwrap(),
        corrections,
        "kept as it was"
    );
}

#[test]
fn a_correction_that_breaks_the_record_is_refused_and_the_old_file_stays() {
    let desk = Desk::new();
    let document = desk.put("a.en.md", GOOD);
    desk.import(&[&document]).assert_succeeded();
    let before = fs::read(desk.path("out/document/a-en.ttl")).unwrap();
    let text = String::from_utf8(before.clone()).unwrap();
    let position = text.lines().find(|line| line.starts_with("position:")).unwrap().split(' ').next().unwrap();
    let id = format!("<https://w3id.org/plenary/id/{}>", position.replacen(':', "/", 1));
    desk.put(
        "out/document/a-en.corrections.ttl",
        format!("{id} <https://w3id.org/plenary/ontology#stance> \"no stance\" ."),
    );
    desk.import(&[&document]).assert_failed("violates the shapes, and is not written");
    assert_eq!(fs::read(desk.path("out/document/a-en.ttl")).unwrap(), before);
}

#[test]
fn bad_documents_are_refused_by_name() {
    let desk = Desk::new();
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(GOOD.encode_utf16().flat_map(u16::to_le_bytes));
    desk.import(&[&desk.put("utf16.en.md", utf16)]).assert_succeeded();

    let huge = desk.path("huge.en.md");
    fs::File::create(&huge).unwrap().set_len(200 << 20).unwrap();
    for (path, message) in [
        (desk.put("empty.en.md", ""), "empty.en.md"),
        (desk.put("nul.en.md", b"### Kenya\0\0"), "nul.en.md"),
        (desk.put("mixed.en.md", b"### Kenya\n\n- Supports caf\xE9 and \xE4\xBD\xA0\n\xFF\xFE"), "mixed.en.md"),
        (huge.to_str().unwrap().to_owned(), "split it, one meeting a file"),
        (desk.put("nobody.en.md", "# Talk\n\n30 May 2025\n\nNothing."), "no actor of the data speaks in nobody.en.md"),
        (desk.path("missing.en.md").to_str().unwrap().to_owned(), "cannot read"),
    ] {
        let outcome = desk.import(&[&path]);
        outcome.assert_failed(message);
    }
    assert_eq!(desk.written(), ["utf16-en.ttl"]);
}

#[test]
fn nothing_of_others_is_overwritten() {
    let desk = Desk::new();
    let document = desk.put("a.en.md", GOOD);
    desk.put("out/document/a-en.ttl", "# mine\n");
    desk.import(&[&document]).assert_failed("is there already and is no record of a.en.md");
    assert_eq!(fs::read_to_string(desk.path("out/document/a-en.ttl")).unwrap(), "# mine\n");
    // Two documents with one name, in one run.
    let (one, two) = (desk.put("x/b.en.md", GOOD), desk.put("y/b.en.md", GOOD));
    let outcome = desk.import(&[&one, &two]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.err.contains("would both be document:b-en"), "{}", outcome.err);
    // A document of the record that is built in.
    desk.import(&[&one, "--document", "wsis20-prep1-zh"])
        .assert_failed("the data have document:wsis20-prep1-zh already");
    assert_eq!(desk.written(), ["a-en.ttl", "b-en.ttl"]);
}

#[test]
fn a_folder_that_cannot_be_written_changes_nothing() {
    let desk = Desk::new();
    let document = desk.put("a.en.md", GOOD);
    desk.put("out", "a file where a folder should be");
    desk.import(&[&document]).assert_failed("cannot");
    #[cfg(target_os = "linux")]
    {
        // A device, which a report would take the place of.
        let desk = Desk::new();
        let document = desk.put("a.en.md", GOOD);
        let outcome = desk.import(&[&document, "--report", "/dev/full"]);
        assert_eq!(outcome.code, Some(1));
        assert!(outcome.err.contains("cannot write /dev/full: a device stands there"), "{}", outcome.err);
    }
}

#[test]
fn a_dry_run_writes_nothing_and_json_tells_all() {
    let desk = Desk::new();
    let document = desk.put("a.en.md", GOOD);
    let outcome = desk.import(&[&document, "--dry-run", "--format", "json"]);
    outcome.assert_succeeded();
    let record = outcome.json();
    assert_eq!(record["meeting"]["date"], "2025-05-30");
    assert_eq!(record["interventions"][0]["statements"].as_array().unwrap().len(), 2);
    assert_eq!(desk.written(), Vec::<String>::new());
    assert!(!desk.path("out").exists());
}

#[test]
fn the_report_is_one_page_that_loads_nothing_and_trusts_no_text() {
    let desk = Desk::new();
    let text = GOOD.replace("### Kenya", "### `<script>alert(1)</script>`\n\n- Lost.\n\n### Kenya");
    let report = desk.path("r.html");
    desk.import(&[&desk.put("a.en.md", text), "--report", report.to_str().unwrap()]).assert_succeeded();
    let html = fs::read_to_string(report).unwrap();
    assert!(!html.contains("<script>alert"), "escaped");
    assert!(html.contains("&lt;script&gt;alert(1)"));
    for loading in ["src=", "href=\"http", "url(", "@import"] {
        assert!(!html.contains(loading), "{loading}");
    }
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} in {html}"));
    assert!(at("Not recognized") < at("The document"));
    assert!(at("statement of no known speaker") < at("The document"));
}

/// A line of a transcript has a speaker and what is said: each id stands once, and every link leads to a row.
#[test]
fn hostile_d5_the_report_has_one_main_part_and_each_id_once() {
    let desk = Desk::new();
    let report = desk.path("r.html");
    let transcript = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Kenya>We support the continuation of the IGF. We oppose fragmentation.\n\n\
                      00:00:04.000 --> 00:00:06.000\n<v Lost Land>Lost words.\n\n\
                      00:00:06.000 --> 00:00:09.000\n<v Ghana>We support capacity building.\n";
    let [first, second] = ["a.en.vtt", "b.en.vtt"].map(|name| desk.put(name, transcript));
    let arguments = [
        &first,
        &second,
        "--date",
        "2025-05-30",
        "--process",
        "process:wsis20-review",
        "--report",
        report.to_str().unwrap(),
    ];
    desk.import(&arguments.map(AsRef::as_ref)).assert_succeeded();
    let html = fs::read_to_string(report).unwrap();
    assert_eq!((html.matches("<main>").count(), html.matches("</main>").count()), (1, 1));
    assert!(html.contains("<meta name=\"description\""));
    let all = |before: &str| html.split(before).skip(1).map(|rest| rest.split('"').next().unwrap()).collect::<Vec<_>>();
    let ids = all(" id=\"");
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len(), "{ids:?}");
    let links = all("href=\"#");
    assert!(!links.is_empty() && links.iter().all(|link| ids.contains(link)), "{links:?} {ids:?}");
    for link in links {
        let row = html.split(&format!("id=\"{link}\"")).nth(1).unwrap().split("<tr").next().unwrap();
        assert!(row.contains("Lost"), "{link}: {row}");
    }
}

#[test]
fn two_summaries_of_one_meeting_are_two_records_of_it() {
    let desk = Desk::new();
    let english = desk.put("prep2.en.md", GOOD);
    let french = "# Consultations SMSI+20\n\n30 mai 2025\n\n### Kenya\n\n- Soutient l'innovation.\n";
    let french = desk.put("prep2.fr.md", french);
    desk.import(&[&english, &french, "--process", "process:wsis20-review"]).assert_succeeded();
    let data = ask(
        &desk.path("out"),
        r#"{ meeting(id: "meeting:prep2") { documents { nodes { language } } interventions { totalCount } } }"#,
    );
    assert_eq!(data["meeting"]["interventions"]["totalCount"], 2);
    assert_eq!(data["meeting"]["documents"]["nodes"].as_array().unwrap().len(), 2);
}

#[test]
fn evaluation_prints_a_table() {
    let desk = Desk::new();
    let document = desk.put("a.en.md", GOOD);
    let sentence = |line: u32, text: &str, stance: &str, thing: &str| {
        let fact =
            format!(r#"{{ "speaker": "actor:ken", "thing": "{thing}", "side": "FOR", "stance": "stance:{stance}" }}"#);
        format!(
            r#"{{ "line": {line}, "text": "{text}", "speakers": [ {{ "actor": "actor:ken" }} ], "facts": [ {fact} ] }}"#
        )
    };
    let gold = format!(
        r#"{{ "version": 2, "layout": "headings", "meeting": {{ "date": "2025-05-30" }}, "sentences": [ {}, {} ] }}"#,
        sentence(9, "Supports the continuation of the IGF.", "supports", "theme:igf-continuation"),
        sentence(10, "Opposes fragmentation of the Internet.", "warns", "theme:internet-fragmentation"),
    );
    let gold = desk.put("gold.json", gold);
    let outcome = desk.import(&[&document, "--evaluate", &gold]);
    outcome.assert_succeeded();
    let row = |name: &str| outcome.out.lines().find(|line| line.trim().starts_with(name)).unwrap().to_owned();
    assert!(row("sentence, speaker").ends_with("1.000   1.000   1.000"), "{}", outcome.out);
    assert!(row("speaker, theme").ends_with("1.000   1.000   1.000"), "{}", outcome.out);
    assert!(row("… and stance").contains(" 0.333   0.500   0.400"), "the process is too many: {}", outcome.out);
    let twice = desk.import(&[&document, &document, "--format", "json", "--evaluate", &gold, &gold]);
    let counts = twice.json();
    assert_eq!(counts["total"]["attribution"]["right"], 4);
    assert_eq!(counts["layouts"]["headings"]["sides"]["expected"], 4);
    assert_eq!(counts["total"]["falseAttributionsPer100"], 0.0);
    let nothing = desk.put("b.en.md", "# No meeting\n");
    let refused = desk.import(&[&nothing, "--evaluate", &gold]);
    refused.assert_succeeded();
    assert!(refused.out.contains("1 of 1 documents gave no record"), "{}", refused.out);
    desk.import(&[&document, "--evaluate", &desk.put("bad.json", "[]")]).assert_failed("is no annotation");
    desk.import(&[&document, "--evaluate", &desk.put("old.json", "{}")]).assert_failed("and 2 is read");
}

#[test]
fn fault_34_the_file_of_corrections_is_begun_and_its_examples_work() {
    let desk = Desk::new();
    let document = desk.put("prep2.en.md", GOOD);
    desk.import(&[&document]).assert_succeeded();
    let file = desk.path("out/document/prep2-en.corrections.ttl");
    let begun = fs::read_to_string(&file).unwrap();
    let example = begun.lines().find(|line| line.contains("ple:withdrawn true") && line.contains("position:")).unwrap();
    assert!(begun.contains("@prefix ple:") && begun.contains("@prefix theme:"), "{begun}");
    let positions = || {
        let data = ask(&desk.path("out"), r#"{ actor(id: "actor:ken") { positions { totalCount } } }"#);
        data["actor"]["positions"]["totalCount"].clone()
    };
    assert_eq!(positions(), 2, "a file that only begins corrects nothing");
    // Each example without its mark, and without what it says of itself behind the full stop.
    for example in begun.lines().filter_map(|line| line.strip_prefix("#   ")) {
        let (triple, _) = example.split_once(" .").unwrap();
        fs::write(&file, format!("{begun}{triple} .\n")).unwrap();
        desk.import(&[&document]).assert_succeeded();
    }
    let (triple, _) = example.trim_start_matches(['#', ' ']).split_once(" .").unwrap();
    let corrected = format!("{begun}{triple} .\n");
    fs::write(&file, &corrected).unwrap();
    desk.import(&[&document]).assert_succeeded();
    assert_eq!(positions(), 1);
    assert_eq!(fs::read_to_string(&file).unwrap(), corrected, "never written again");
}

/// What stands between two pieces of a text.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("{before} in {text}")).1;
    rest.split_once(after).unwrap().0
}

/// A review page with its data: the file of corrections that its script can make of them is taken by the next import. The script itself
/// runs in `scripts/review.mjs`.
struct Page(String);

impl Page {
    fn of(desk: &Desk, document: &str, more: &[&str]) -> Self {
        let report = desk.path("review.html");
        desk.import(&[&[document, "--report", report.to_str().unwrap()], more].concat()).assert_succeeded();
        Self(fs::read_to_string(report).unwrap())
    }

    fn vocabulary(&self) -> Value {
        serde_json::from_str(between(&self.0, "id=\"vocabulary\">", "</script>")).unwrap()
    }

    fn state(&self) -> Value {
        serde_json::from_str(between(&self.0, "<script type=\"application/json\">", "</script>")).unwrap()
    }

    /// The value of an attribute of the first thing of a kind in a row that has a text.
    fn attribute(&self, kind: &str, text: &str, name: &str) -> String {
        let kind = format!("data-kind=\"{kind}\"");
        let row = self.0.split("<tr").find(|row| row.contains(text) && row.contains(&kind)).unwrap();
        let thing = row.split_once(&kind).unwrap().1;
        between(thing, &format!("data-{name}=\""), "\"").to_owned()
    }
}

#[test]
fn the_review_page_has_what_corrections_need_and_runs_no_script_but_its_own() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    use sha2::{Digest, Sha256};
    let desk = Desk::new();
    let page = Page::of(&desk, &desk.put("a.en.md", GOOD), &["--reviewer", "Jane </script> Doe"]);
    let policy = between(&page.0, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    for (directive, text) in [
        ("script-src", between(&page.0, "<script>", "</script>")),
        ("style-src", between(&page.0, "<style>", "</style>")),
    ] {
        let hash = BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
        assert!(policy.contains(&format!("{directive} 'sha256-{hash}'")), "{policy}");
    }
    let vocabulary = page.vocabulary();
    assert_eq!(vocabulary["reviewer"], "Jane </script> Doe");
    assert!(vocabulary["prefixes"].as_str().unwrap().contains("@prefix stance:"));
    let things = vocabulary["things"].as_array().unwrap();
    let thing = |id: &str| things.iter().find(|thing| thing["id"] == id).unwrap_or_else(|| panic!("{id}"));
    assert_eq!((&thing("actor:ken")["kind"], &thing("actor:ken")["labels"]["en"]), (&"actor".into(), &"Kenya".into()));
    assert_eq!(thing("stance:opposes")["sign"], "NEGATIVE");
    assert!(
        things.iter().all(|thing| thing["labels"].as_object().unwrap().keys().all(|tag| tag == "en")),
        "languages of the documents"
    );
    let french =
        desk.put("b.fr.md", "# Consultations SMSI+20\n\n30 mai 2025\n\n### Kenya\n\n- Soutient l'innovation.\n");
    let french = Page::of(&desk, &french, &["--process", "process:wsis20-review"]).vocabulary();
    let kenya = french["things"].as_array().unwrap().iter().find(|thing| thing["id"] == "actor:ken").unwrap().clone();
    assert_eq!((&kenya["labels"]["fr"], &kenya["labels"]["en"]), (&"Kenya".into(), &"Kenya".into()));
}

#[test]
fn corrections_of_the_review_page_are_taken_and_say_who_made_them() {
    let desk = Desk::new();
    let text = format!(
        "{GOOD}\n### Lost Land\n\n- Calls for capacity building.\n\n### Ghana (on behalf of the African Group)\n\n- Supports innovation.\n"
    );
    let document = desk.put("a.en.md", &text);
    let page = Page::of(&desk, &document, &[]);
    let id = |kind: &str, text: &str| page.attribute(kind, text, "id");
    let supports = id("position", "continuation");
    assert_eq!(page.attribute("position", "continuation", "theme"), "theme:igf-continuation");
    let (fragmented, ghana) = (id("position", "fragmentation"), id("intervention", "Ghana"));
    let [start, end, line] = ["start", "end", "line"].map(|name| page.attribute("unresolved", "", name));
    let cited: String = text
        .chars()
        .skip(start.parse().unwrap())
        .take(end.parse::<usize>().unwrap() - start.parse::<usize>().unwrap())
        .collect();
    assert_eq!(cited, "Calls for capacity building.");
    let state = page.state();
    let session = state["sessions"][0].as_str().unwrap();
    let by = "ple:method \"HUMAN\" ; ple:reviewedBy \"Jane \\\"J.\\\" Doe\"";
    let corrections = format!(
        "{}{supports} ple:stance stance:opposes ; ple:theme theme:digital-divide ; {by} .\n\
         {fragmented} ple:withdrawn true .\n{ghana} ple:speaker actor:nga ; ple:without ple:onBehalfOf ; {by} .\n\
         intervention:a-en-h{start} a ple:Intervention ; ple:order 4 ; ple:line {line} ; dct:isPartOf {session} ; ple:speaker actor:bra ; {by} .\n\
         statement:a-en-h{start} a ple:Statement ; ple:order 1 ; ple:intervention intervention:a-en-h{start} ; ple:text \"{cited}\"@en ; \
         prov:wasDerivedFrom passage:a-en-h{start} .\n\
         passage:a-en-h{start} a ple:Passage , oa:SpecificResource ; oa:hasSource {} ; ple:line {line} ; \
         oa:hasSelector [ a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ] .\n\
         position:a-en-h{start}-1 a ple:Position ; ple:statement statement:a-en-h{start} ; ple:stance stance:calls-for ; \
         ple:theme theme:capacity-building ; ple:explicit true ; {by} .\n",
        page.vocabulary()["prefixes"].as_str().unwrap(),
        state["document"].as_str().unwrap(),
    );
    let file = desk.put("Downloads/a-en.corrections.ttl", &corrections);
    let again = Page::of(&desk, &document, &["--corrections", &file]);
    assert_eq!(fs::read_to_string(desk.path("out/document/a-en.corrections.ttl")).unwrap(), corrections);
    let positions = || {
        let data = ask(
            &desk.path("out"),
            r#"{ positions(where: { meeting: { id: { eq: "meeting:a" } } }) { nodes { method reviewedBy confidence stance { id } themes { id }
                actor { id } onBehalfOf { id } statement { intervention { method reviewedBy } passage { quote } } } } }"#,
        );
        data["positions"]["nodes"].as_array().unwrap().clone()
    };
    let found = positions();
    let of = |quote: &str| found.iter().find(|position| position["statement"]["passage"]["quote"] == quote).unwrap();
    assert_eq!(found.len(), 3, "{found:?}");
    let changed = of("Supports the continuation of the IGF.");
    assert_eq!(
        (&changed["method"], &changed["reviewedBy"], &changed["confidence"]),
        (&"HUMAN".into(), &"Jane \"J.\" Doe".into(), &Value::Null)
    );
    assert_eq!(changed["stance"]["id"], "https://w3id.org/plenary/id/stance/opposes");
    assert_eq!(changed["themes"][0]["id"], "https://w3id.org/plenary/id/theme/digital-divide");
    let added = of("Calls for capacity building.");
    assert_eq!(
        (&added["method"], &added["actor"]["id"]),
        (&"HUMAN".into(), &"https://w3id.org/plenary/id/actor/bra".into())
    );
    let moved = of("Supports innovation.");
    assert_eq!((&moved["method"], &moved["onBehalfOf"]), (&"RULE".into(), &serde_json::json!([])));
    assert_eq!(moved["actor"]["id"], "https://w3id.org/plenary/id/actor/nga");
    assert_eq!(moved["statement"]["intervention"]["method"], "HUMAN");

    // The next page knows what was corrected, and hands on what it cannot show.
    let state = again.state();
    let said = &state["said"];
    assert_eq!(said[&supports]["stance"], serde_json::json!(["stance:opposes"]));
    assert_eq!(
        (&said[&supports]["reviewer"], &said[&supports]["confirmed"]),
        (&"Jane \"J.\" Doe".into(), &false.into())
    );
    assert_eq!(said[&fragmented]["withdrawn"], true);
    assert_eq!(said[&ghana]["without"], serde_json::json!(["ple:onBehalfOf"]));
    let kept = state["kept"].as_str().unwrap();
    assert!(kept.contains(&format!("/position/a-en-h{start}-1> ")) && !kept.contains("/stance/opposes"), "{kept}");
    let handed_on = desk.put("kept.ttl", kept);
    let outcome = desk.import(&[&document, "--corrections", &handed_on]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.err);
    assert!(outcome.err.contains("has other corrections now; those before are in"), "{}", outcome.err);
    let copies = fs::read_dir(desk.path("out/document")).unwrap().map(|entry| entry.unwrap().path());
    let copies: Vec<_> = copies
        .filter(|path| path.to_str().unwrap().contains("corrections.") && path.extension().unwrap() == "txt")
        .collect();
    assert_eq!(copies.iter().map(|path| fs::read_to_string(path).unwrap()).collect::<Vec<_>>(), [corrections]);
    assert_eq!(positions().len(), 4, "what was added stays, and nothing is withdrawn any more");
}

#[test]
fn a_reviewer_is_named_where_corrections_do_not_say_who() {
    let desk = Desk::new();
    let document = desk.put("a.en.md", GOOD);
    let page = Page::of(&desk, &document, &[]);
    let id = page.attribute("position", "continuation", "id");
    let prefixes = page.vocabulary()["prefixes"].as_str().unwrap().to_owned();
    let file = desk.put("c.ttl", format!("{prefixes}{id} ple:stance stance:warns ."));
    desk.import(&[&document, "--corrections", &file, "--reviewer", "Jane Doe"]).assert_succeeded();
    let record = fs::read_to_string(desk.path("out/document/a-en.ttl")).unwrap();
    let block = record.split("\n\n").find(|block| block.starts_with(&id)).unwrap();
    assert!(
        block.contains("ple:method \"HUMAN\" ;\n    ple:reviewedBy \"Jane Doe\"") && !block.contains("ple:confidence"),
        "{block}"
    );
    let other =
        record.split("\n\n").find(|block| block.contains("\"RULE\"") && block.starts_with("position:")).unwrap();
    assert!(!other.contains("ple:reviewedBy"), "{other}");

    let second = desk.put("b.en.md", GOOD);
    desk.import(&[&document, &second, "--corrections", &file])
        .assert_failed("--corrections has those of one document, and there are 2");
    desk.import(&[&document, "--corrections", desk.path("no.ttl").to_str().unwrap()]).assert_failed("cannot read");
    desk.import(&[&document, "--corrections", &desk.put("bad.ttl", "position:x ple:stance")])
        .assert_failed("bad.ttl:1:");
}

#[cfg(unix)]
#[test]
fn hostile_c4_what_never_ends_is_not_read_and_what_is_planted_is_not_written_to() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    let pipe = desk.path("pipe.en.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let zero = desk.path("zero.en.md");
    symlink("/dev/zero", &zero).unwrap();
    for (path, what) in [(&pipe, "is a pipe"), (&zero, "is a device")] {
        let outcome = desk.import(&[path.to_str().unwrap()]);
        assert_eq!(outcome.code, Some(1));
        assert!(outcome.err.contains(what) && outcome.err.contains("write what it gives to a file"), "{}", outcome.err);
    }
    let large = desk.path("large.en.md");
    fs::File::create(&large).unwrap().set_len(65 << 20).unwrap();
    desk.import(&[large.to_str().unwrap()]).assert_failed("has 68157440 bytes, more than the 67108864 that are read");

    let victim = desk.path("victim");
    fs::write(&victim, "mine").unwrap();
    fs::create_dir_all(desk.path("out/document")).unwrap();
    symlink(&victim, desk.path("out/document/.prep2-en.ttl.part")).unwrap();
    let document = desk.put("prep2.en.md", GOOD);
    desk.import(&[&document]).assert_succeeded();
    fs::remove_file(desk.path("out/document/prep2-en.ttl")).unwrap();
    symlink(desk.path("nowhere"), desk.path("out/document/prep2-en.ttl")).unwrap();
    let outcome = desk.import(&[&document]);
    assert_eq!(outcome.code, Some(1));
    assert!(
        outcome.err.contains("a symbolic link stands there; name another file, or take it away"),
        "{}",
        outcome.err
    );
    symlink(&victim, desk.path("report.html")).unwrap();
    let report = desk.path("report.html");
    desk.import(&[&document, "--report", report.to_str().unwrap()]).assert_failed("a symbolic link stands there");
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    assert!(!desk.path("nowhere").exists());
    // The way out that the message names.
    fs::remove_file(desk.path("out/document/prep2-en.ttl")).unwrap();
    desk.import(&[&document]).assert_succeeded();
}

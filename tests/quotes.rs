//! What is written at a passage: in documents whose text is kept beside their record, and in those that the user names.

use crate::cli::{Outcome, plenary};
use crate::http::{app_of, built, send};
use crate::remote::{Good, over_endpoint};
use crate::support::{REVIEW, World, repository, request};
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const TEXT: &str = "# WSIS+20 consultations\n\nNew York, 30 May 2025\n\n### Kenya\n\n\
                    - Supports the **continuation** of the IGF.\n- Opposes fragmentation of the Internet.\n";
const QUERY: &str = r#"{ passages(where: { document: { id: { eq: "document:a-en" } } }, orderBy: [{ start: ASC }]) {
    nodes { quote context contextStart page statements { nodes { text } } } } }"#;

/// A folder with an imported document.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        fs::write(desk.path("a.en.md"), TEXT).unwrap();
        desk.import("a.en.md").assert_succeeded();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self) -> PathBuf {
        self.path("out/document/a-en.txt")
    }

    fn import(&self, name: &str) -> Outcome {
        plenary(&["import", self.path(name).to_str().unwrap(), "--out", self.path("out").to_str().unwrap()], b"")
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let out = self.path("out");
        plenary(&[arguments, &["--data", out.to_str().unwrap()]].concat(), QUERY.as_bytes())
    }

    fn quotes(&self, arguments: &[&str]) -> (Vec<Value>, String) {
        let outcome = self.run(&[&["query", "-"], arguments].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.err);
        let passages = outcome.json()["data"]["passages"]["nodes"].as_array().unwrap().clone();
        (passages.into_iter().map(|passage| passage["quote"].clone()).collect(), outcome.err)
    }
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn both() -> Vec<Value> {
    vec![json!("Supports the continuation of the IGF."), json!("Opposes fragmentation of the Internet.")]
}

#[test]
fn the_text_is_kept_and_quoted_by_every_reader() {
    let desk = Desk::new();
    assert_eq!(fs::read_to_string(desk.text()).unwrap(), TEXT, "code points of the record count in it");
    let record = fs::read_to_string(desk.path("out/document/a-en.ttl")).unwrap();
    assert!(record.contains(&format!("ple:textSha256 \"{}\"", digest(TEXT.as_bytes()))));
    assert!(record.contains("schema:encodingFormat \"text/markdown\""));

    let world = World::beside(&desk.path("out"));
    let data = world.ask(QUERY);
    let passages = data["passages"]["nodes"].as_array().unwrap();
    assert_eq!(passages.iter().map(|passage| passage["quote"].clone()).collect::<Vec<_>>(), both());
    assert_eq!(
        passages[0]["context"],
        "Kenya\nSupports the continuation of the IGF.\nOpposes fragmentation of the Internet."
    );
    assert_eq!((&passages[0]["contextStart"], &passages[0]["page"]), (&json!(6), &Value::Null));
    assert_eq!(passages[0]["quote"], passages[0]["statements"]["nodes"][0]["text"]);

    // Row by row on the store, and over an endpoint that has what was derived.
    world.agreed(&request(QUERY)).unwrap();
    let good = Good::over(world.store.inner().unwrap());
    let embedded = world.engine.answer(&request(QUERY), &world.snapshot).to_json();
    assert_eq!(over_endpoint(&world, &good, &request(QUERY)).as_bytes(), embedded);
    // Conditions, too.
    let found = r#"{ passages(where: { quote: { contains: "fragmentation" } }) { totalCount } }"#;
    assert_eq!(world.ask(found)["passages"]["totalCount"], 1);
    world.agreed(&request(found)).unwrap();
}

/// Over an endpoint whose data have no quotes, these are null and the rest is answered.
#[test]
fn an_endpoint_answers_what_it_states() {
    let desk = Desk::new();
    fs::remove_file(desk.text()).unwrap();
    let without = World::beside(&desk.path("out"));
    let good = Good::over(without.store.inner().unwrap());
    let answer: Value = serde_json::from_str(&over_endpoint(&without, &good, &request(QUERY))).unwrap();
    let passage = &answer["data"]["passages"]["nodes"][0];
    assert_eq!(
        (&passage["quote"], &passage["context"], &passage["contextStart"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(passage["statements"]["nodes"][0]["text"], both()[0]);
    let document = desk.path("a.en.md");
    let outcome =
        plenary(&["query", "-", "--endpoint", &good.url, "--document", document.to_str().unwrap()], QUERY.as_bytes());
    assert_eq!(outcome.code, Some(0), "{}", outcome.err);
    assert!(
        outcome.err.contains("--document adds none") && outcome.err.contains("plenary dump --whole"),
        "{}",
        outcome.err
    );
}

#[test]
fn a_dump_has_quotes_only_with_all_that_follows() {
    let desk = Desk::new();
    let stated = desk.run(&["dump", "--format", "nq"]);
    stated.assert_succeeded();
    let quotes = |dump: &str| dump.matches("<http://www.w3.org/ns/oa#exact> \"").count();
    let of_the_record = REVIEW.ask("{ passages(where: { quote: { exists: true } }) { totalCount } }");
    let of_the_record = of_the_record["passages"]["totalCount"].as_u64().unwrap() as usize;
    assert_eq!(quotes(&stated.out), of_the_record, "what follows comes back by itself");
    let whole = desk.run(&["dump", "--format", "nq", "--whole"]);
    whole.assert_succeeded();
    assert_eq!(quotes(&whole.out), of_the_record + 2);
}

#[test]
fn a_text_that_is_missing_or_changed_is_named_and_nothing_is_quoted() {
    let desk = Desk::new();
    let nothing = vec![Value::Null, Value::Null];
    let silent = "so the passages of <https://w3id.org/plenary/id/document/a-en> show no quotes";
    fs::write(desk.text(), TEXT.replace("Opposes", "Praises")).unwrap();
    let (quotes, said) = desk.quotes(&[]);
    assert_eq!(quotes, nothing);
    let (changed, expected) = (digest(TEXT.replace("Opposes", "Praises").as_bytes()), digest(TEXT.as_bytes()));
    assert!(
        said.contains(&format!(
            "a-en.txt was changed: its SHA-256 is {changed}, and the record was made of {expected}, {silent}"
        )),
        "{said}"
    );
    fs::write(desk.text(), b"caf\xe9").unwrap();
    let (quotes, said) = desk.quotes(&[]);
    assert_eq!(quotes, nothing);
    assert!(said.contains("a-en.txt, byte 3, is not UTF-8") && said.contains(silent), "{said}");
    fs::File::create(desk.text()).unwrap().set_len(17 << 20).unwrap();
    let (quotes, said) = desk.quotes(&[]);
    assert_eq!(quotes, nothing);
    assert!(said.contains("more than the 16777216 that are read") && said.contains(silent), "{said}");
    fs::remove_file(desk.text()).unwrap();
    let (quotes, said) = desk.quotes(&[]);
    assert_eq!(quotes, nothing);
    assert!(said.contains("a-en.txt is missing") && said.contains(silent), "{said}");
    // The record is sound all the same, and the ways out that the messages name work.
    let checked = desk.run(&["check"]);
    assert_eq!(checked.code, Some(0));
    assert!(checked.err.contains("a-en.txt is missing"), "{}", checked.err);
    assert_eq!(desk.quotes(&["--document", desk.path("a.en.md").to_str().unwrap()]), (both(), String::new()));
    desk.import("a.en.md").assert_succeeded();
    assert_eq!(desk.quotes(&[]), (both(), String::new()));
}

#[test]
fn a_document_is_attached_by_its_digest_or_that_of_its_text() {
    let desk = Desk::new();
    let text = desk.path("text");
    fs::rename(desk.text(), &text).unwrap();
    assert_eq!(desk.quotes(&["--document", text.to_str().unwrap()]), (both(), String::new()));

    let other = desk.path("other.md");
    fs::write(&other, "### Kenya\n").unwrap();
    let outcome = desk.run(&["query", "-", "--document", other.to_str().unwrap()]);
    outcome.assert_failed(&format!("other.md has the SHA-256 {}, and the data name ", digest(b"### Kenya\n")));
    let (of_file, first) =
        (digest(TEXT.as_bytes()), "db4a4ba980356fb40684a9c5e4e31ea725159c5b34e20179f378e8e66e5cc8fd");
    for expected in [
        format!("{of_file} (<https://w3id.org/plenary/id/document/a-en>)"),
        format!("{first} (<https://w3id.org/plenary/id/document/wsis20-prep1-zh>)"),
    ] {
        assert!(outcome.err.contains(&expected), "{expected} in {}", outcome.err);
    }
    for (path, message) in [
        ("nowhere.md", "--document: cannot read"),
        (".", "--document: "),
        ("big.md", "no document of a record is larger"),
    ] {
        let path = desk.path(path);
        if path.ends_with("big.md") {
            fs::File::create(&path).unwrap().set_len(65 << 20).unwrap();
        }
        desk.run(&["check", "--document", path.to_str().unwrap()]).assert_failed(message);
    }
}

/// A document whose record was made elsewhere, and whose text nobody may copy: only its digest is in the data.
#[test]
fn a_document_that_is_not_kept_shows_its_quotes_where_it_is_named() {
    let desk = Desk::new();
    let record = desk.path("out/document/a-en.ttl");
    let turtle = fs::read_to_string(&record).unwrap();
    let lines: Vec<_> =
        turtle.lines().filter(|line| !line.contains("ple:textSha256") && !line.contains("encodingFormat")).collect();
    fs::write(&record, lines.join("\n")).unwrap();
    fs::remove_file(desk.text()).unwrap();
    assert_eq!(desk.quotes(&[]), (vec![Value::Null, Value::Null], String::new()), "nothing was promised");
    assert_eq!(desk.quotes(&["--document", desk.path("a.en.md").to_str().unwrap()]), (both(), String::new()));
}

#[test]
fn quotes_that_the_data_state_are_kept() {
    let desk = Desk::new();
    let record = desk.path("out/document/a-en.ttl");
    let turtle = fs::read_to_string(&record).unwrap();
    let place = "a ple:Passage , oa:SpecificResource";
    let turtle = turtle.replacen(place, &format!("{place} ;\n    oa:exact \"In our own words.\""), 1);
    fs::write(&record, turtle).unwrap();
    let outcome = desk.run(&["query", "-"]);
    outcome.assert_succeeded();
    let passages = outcome.json()["data"]["passages"]["nodes"].clone();
    assert_eq!((&passages[0]["quote"], &passages[0]["context"]), (&json!("In our own words."), &Value::Null));
    assert_eq!(passages[1]["quote"], both()[1]);
}

#[test]
fn texts_of_others_are_not_overwritten() {
    let desk = Desk(tempfile::tempdir().unwrap());
    fs::create_dir_all(desk.path("out/document")).unwrap();
    fs::write(desk.path("a.en.md"), TEXT).unwrap();
    fs::write(desk.text(), "mine").unwrap();
    desk.import("a.en.md").assert_failed("a-en.txt is there already and is no text that an import has kept");
    assert_eq!(fs::read_to_string(desk.text()).unwrap(), "mine");
    assert!(!desk.path("out/document/a-en.ttl").exists());
    fs::remove_file(desk.text()).unwrap();
    desk.import("a.en.md").assert_succeeded();
    desk.import("a.en.md").assert_succeeded();
}

#[test]
fn a_pdf_has_pages_and_its_extracted_text_is_kept() {
    let desk = Desk(tempfile::tempdir().unwrap());
    fs::copy(repository("tests/import/apart/acta.es.pdf"), desk.path("acta.es.pdf")).unwrap();
    let out = desk.path("out");
    let outcome = plenary(
        &[
            "import",
            desk.path("acta.es.pdf").to_str().unwrap(),
            "--date",
            "2025-05-30",
            "--process",
            "process:wsis20-review",
            "--out",
            out.to_str().unwrap(),
        ],
        b"",
    );
    outcome.assert_succeeded();
    let query = "{ passages(first: 200) { nodes { quote page document { format } statements { nodes { text } } } } }";
    let outcome = plenary(&["query", "-", "--data", out.to_str().unwrap()], query.as_bytes());
    outcome.assert_succeeded();
    let passages = outcome.json()["data"]["passages"]["nodes"].as_array().unwrap().clone();
    let of_pdf = passages.iter().filter(|passage| passage["document"]["format"] == "application/pdf");
    let mut count = 0;
    for passage in of_pdf {
        assert_eq!(passage["quote"], passage["statements"]["nodes"][0]["text"]);
        assert!(passage["page"].as_u64().is_some_and(|page| page >= 1), "{passage}");
        count += 1;
    }
    assert!(count > 0);
}

#[tokio::test]
async fn pages_show_the_quote_in_its_context() {
    let desk = Desk::new();
    fs::write(desk.path("a.en.md"), TEXT.replace("Internet.", "Internet & <script>alert(1)</script> more.")).unwrap();
    desk.import("a.en.md").assert_succeeded();
    let world = World::beside(&desk.path("out"));
    let app = app_of(&world);
    let ids = world.ask(
        r#"{ passages(where: { document: { id: { eq: "document:a-en" } } }, orderBy: [{ start: ASC }]) { nodes { id
            statements { nodes { positions { nodes { id } } } } } } }"#,
    );
    let passage = &ids["passages"]["nodes"][0];
    let position = &passage["statements"]["nodes"][0]["positions"]["nodes"][0]["id"];
    for id in [&passage["id"], position] {
        let path = id.as_str().unwrap().strip_prefix("https://w3id.org/plenary").unwrap();
        let answer = send(&app, built(Method::GET, path, &[("accept", "text/html")], Body::empty())).await;
        let html = std::str::from_utf8(&answer.body).unwrap();
        let quote = html.split_once("<blockquote").unwrap().1.split_once("</blockquote>").unwrap().0;
        assert!(
            quote.starts_with(
                " lang=\"en\" dir=\"ltr\">Kenya\n<mark>Supports the continuation of the IGF.</mark>\nOpposes"
            ),
            "{quote}"
        );
        assert!(!html.contains("<script>alert"), "texts stay texts");
        assert_eq!(html.matches("Supports the continuation of the IGF.</mark>").count(), 1);
        assert!(!html.contains(">start in the context<"), "what the quote shows is not said again");
    }
}

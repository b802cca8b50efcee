//! `plenary import --assist`: what of a model's answer reaches the record, and what an endpoint that fails costs.

use crate::support::{RECORD, WORDS};
use plenary::import::{Corrections, Importer, Method, Options, Outcome, Record, Transport, to_turtle};
use plenary::source;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

static IMPORTER: LazyLock<Importer> = LazyLock::new(|| Importer::new(WORDS.inner().unwrap()).unwrap());

/// The rules read the first two statements. In the third they find no theme.
const TEXT: &str = "# WSIS+20 consultations\n\nNew York, 30 May 2025\n\n## Statements\n\n### Kenya\n\n\
                    - Supports the continuation of the IGF.\n- Opposes fragmentation of the Internet.\n\
                    - Sees great worth in bringing every village online.\n\n### Ghana\n\n- Opposes fragmentation of the Internet.\n";

/// A model that is a function of the sentences, by their texts: what it claims, with the numbers filled in.
type Model = fn(&dyn Fn(&str) -> usize) -> Value;

/// The answer of a model to a request, and the number of a sentence by a part of its text.
fn answer(model: Model, request: &str) -> String {
    let request: Value = serde_json::from_str(request).unwrap();
    assert_eq!(request["temperature"], 0);
    assert_eq!(request["response_format"]["type"], "json_schema");
    let material: Value = serde_json::from_str(request["messages"][1]["content"].as_str().unwrap()).unwrap();
    let sentences = material["sentences"].as_array().unwrap().clone();
    let number = |part: &str| {
        let found = sentences.iter().find(|sentence| sentence["text"].as_str().unwrap().contains(part));
        usize::try_from(found.unwrap()["number"].as_u64().unwrap()).unwrap()
    };
    json!({ "positions": model(&number) }).to_string()
}

/// A completion as endpoints send it, by which the model calls itself something else than it was asked for as.
fn completion(content: &str) -> String {
    json!({ "id": "1", "model": "small-2026", "choices": [{ "index": 0, "message": { "role": "assistant", "content": content } }] })
        .to_string()
}

/// A transport in memory that counts what is sent.
struct Memory {
    model: Model,
    kept: HashMap<String, String>,
    sent: usize,
}

impl Transport for Memory {
    fn kept(&mut self, key: &str) -> Option<String> {
        self.kept.get(key).cloned()
    }

    fn send(&mut self, request: &str) -> Result<Vec<u8>, String> {
        self.sent += 1;
        Ok(completion(&answer(self.model, request)).into_bytes())
    }

    fn keep(&mut self, key: &str, answer: &str) -> Result<(), String> {
        assert_eq!(key.len(), 64);
        self.kept.insert(key.to_owned(), answer.to_owned());
        Ok(())
    }
}

fn read(text: &str) -> Record {
    let process = RECORD.ontology.prefixes().expand("process:wsis20-review").unwrap();
    let options = Options { process: Some(process), date: Some("2025-05-30".into()), ..Options::default() };
    let document = source::read("a.en.md", text.as_bytes(), None).unwrap();
    IMPORTER.import("a.en.md", text.as_bytes(), &document, &options).unwrap()
}

fn assisted(text: &str, model: Model) -> Record {
    let mut record = read(text);
    IMPORTER.assist(&mut record, "small", &mut Memory { model, kept: HashMap::new(), sent: 0 }).unwrap();
    record
}

/// What became of each claim, with why.
fn outcomes(record: &Record) -> Vec<(Outcome, String)> {
    let findings = &record.assistance.as_ref().unwrap().findings;
    findings.iter().map(|finding| (finding.outcome, finding.why.clone())).collect()
}

fn by_model(record: &Record) -> Vec<(String, f64)> {
    let positions = record.statements().flat_map(|(_, statement)| &statement.positions);
    let by_model = positions.filter(|position| position.method == Method::Model);
    by_model.map(|position| (position.stance.as_str().to_owned(), position.confidence)).collect()
}

/// A claim of Kenya's about the sentence in which the rules find no theme.
fn claim(number: usize, changes: Value) -> Value {
    let mut claim = json!({
        "sentence": number, "actor": "actor:ken", "named": "", "quote": "bringing every village online",
        "stance": "stance:supports", "things": ["theme:digital-divide"],
    });
    for (name, value) in changes.as_object().unwrap() {
        claim[name] = value.clone();
    }
    claim
}

fn truthful(number: &dyn Fn(&str) -> usize) -> Value {
    json!([
        claim(number("village"), json!({})),
        claim(number("IGF"), json!({ "quote": "continuation of the IGF", "things": ["theme:igf-continuation"] })),
    ])
}

#[test]
fn a_model_adds_what_the_rules_do_not_find_and_says_so() {
    let plain = read(TEXT);
    let record = assisted(TEXT, truthful);
    let by_model = by_model(&record);
    assert_eq!(by_model.len(), 1, "{by_model:?}");
    assert!(by_model[0].0.ends_with("/supports") && by_model[0].1 <= 0.4, "{by_model:?}");
    let found: Vec<_> = outcomes(&record).into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(found, [Outcome::Added, Outcome::Agrees]);

    let turtle = to_turtle(&record, &Corrections::default());
    for part in [
        "ple:method \"MODEL\"",
        "prov:wasGeneratedBy <https://w3id.org/plenary/id/activity/a-en-assist>",
        "prov:SoftwareAgent ; schema:name \"small-2026\"",
        "schema:version \"1\"",
    ] {
        assert!(turtle.contains(part), "{part} is not in\n{turtle}");
    }
    // What the rules read stands as it was.
    let before = to_turtle(&plain, &Corrections::default());
    let rules = |turtle: &str| turtle.split("\n\n").filter(|block| block.contains("\"RULE\"")).count();
    assert_eq!(rules(&before), rules(&turtle));
    assert!(!before.contains("MODEL") && !before.contains("activity"), "{before}");
}

#[test]
fn what_rules_and_model_read_alike_is_sure() {
    let text = TEXT.replace("Supports the continuation of the IGF", "Continuation of the IGF");
    let about = |record: &Record| {
        let mut positions = record.statements().flat_map(|(_, statement)| statement.positions.clone());
        positions
            .find(|position| position.themes.iter().any(|theme| theme.as_str().ends_with("/igf-continuation")))
            .unwrap()
    };
    let plain = read(&text);
    assert!(about(&plain).confidence < 0.85 && about(&plain).stance.as_str().ends_with("/emphasises"), "{plain:?}");
    let emphasises: Model = |number| {
        json!([claim(
            number("IGF"),
            json!({ "quote": "Continuation of the IGF", "stance": "stance:emphasises", "things": ["theme:igf-continuation"] })
        )])
    };
    let record = assisted(&text, emphasises);
    let position = about(&record);
    assert_eq!((position.confidence, position.method, position.is_seconded), (0.85, Method::Rule, true));
    let turtle = to_turtle(&record, &Corrections::default());
    assert!(turtle.contains("prov:wasInfluencedBy <https://w3id.org/plenary/id/activity/a-en-assist>"), "{turtle}");

    // Who warns of a problem and who opposes it are on one side, but have not said the same.
    let record = assisted(TEXT, |number| {
        let stance = json!({
            "quote": "fragmentation of the Internet", "stance": "stance:warns", "things": ["theme:internet-fragmentation"] });
        json!([claim(number("fragmentation"), stance)])
    });
    assert_eq!(outcomes(&record), [(Outcome::Agrees, "on the side, by another stance".to_owned())]);
    assert_eq!(to_turtle(&record, &Corrections::default()), to_turtle(&read(TEXT), &Corrections::default()));
}

#[test]
fn what_a_model_says_twice_counts_once() {
    let twice: Model = |number| json!([claim(number("village"), json!({})), claim(number("village"), json!({}))]);
    let record = assisted(TEXT, twice);
    let found: Vec<_> = outcomes(&record).into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(found, [Outcome::Refused, Outcome::Added]);
    let once = assisted(TEXT, |number| json!([claim(number("village"), json!({}))]));
    assert_eq!(to_turtle(&record, &Corrections::default()), to_turtle(&once, &Corrections::default()));
}

#[test]
fn what_cannot_be_looked_up_is_reported_and_never_written() {
    let record = assisted(TEXT, |number| {
        let village = number("village");
        json!([
            claim(village, json!({ "quote": "bringing every city online" })),
            claim(village, json!({ "quote": "" })),
            claim(village, json!({ "quote": "ringing every village" })),
            claim(village, json!({ "quote": "bringing every vill" })),
            claim(village, json!({ "quote": "Bringing every village" })),
            claim(village, json!({ "stance": "stance:adores" })),
            claim(village, json!({ "stance": "theme:governance" })),
            claim(village, json!({ "things": ["theme:digital-divide", "theme:unheard-of"] })),
            claim(village, json!({ "things": [] })),
            claim(village, json!({ "actor": "actor:nobody" })),
            claim(village, json!({ "actor": "actor:fra" })),
            claim(village, json!({ "actor": "actor:gha" })),
            claim(village, json!({ "named": "Kenya" })),
            claim(village, json!({ "named": "village" })),
            claim(0, json!({})),
            claim(99, json!({})),
        ])
    });
    let outcomes = outcomes(&record);
    assert_eq!(outcomes.len(), 16, "{outcomes:?}");
    for (outcome, why) in &outcomes {
        assert!(*outcome == Outcome::Refused && !why.is_empty(), "{outcomes:?}");
    }
    assert_eq!(to_turtle(&record, &Corrections::default()), to_turtle(&read(TEXT), &Corrections::default()));
}

#[test]
fn where_rules_and_model_differ_the_rules_stand_and_the_review_shows_it_first() {
    let text =
        TEXT.replace("village online.", "village online, beside those of Benin.") + "\n### Lost Land\n\n- Lost.\n";
    let record = assisted(&text, |number| {
        json!([
            claim(number("village"), json!({ "things": ["theme:capacity-building"] })),
            claim(number("village"), json!({ "stance": "stance:opposes", "things": ["theme:capacity-building"] })),
            claim(number("village"), json!({ "actor": "actor:ben", "named": "Benin" })),
            claim(
                number("IGF"),
                json!({
                "quote": "continuation of the IGF", "stance": "stance:opposes", "things": ["theme:igf-continuation"] })
            ),
        ])
    });
    let found: Vec<_> = outcomes(&record).into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(found, [Outcome::Differs, Outcome::OtherSpeaker, Outcome::Refused, Outcome::Refused]);
    assert_eq!(to_turtle(&record, &Corrections::default()), to_turtle(&read(&text), &Corrections::default()));

    let document = source::read("a.en.md", text.as_bytes(), None).unwrap();
    let mut review = plenary::import::report::Review::begin(Vec::new(), &IMPORTER, None).unwrap();
    review.add(&document, &record, &Corrections::default()).unwrap();
    let page = String::from_utf8(review.end().unwrap()).unwrap();
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("no {words} in {page}"));
    assert!(at("differs from the rules") < at("<h3>Not recognized"), "{page}");
}

#[test]
fn what_the_rules_withhold_stays_withheld() {
    let text = TEXT.replace(
        "Opposes fragmentation of the Internet.\n- Sees",
        "Would support open standards only if costs fell.\n- Sees",
    );
    let withheld = |record: &Record| record.statements().any(|(_, statement)| statement.is_withheld);
    assert!(withheld(&read(&text)));
    let record = assisted(&text, |number| {
        let things = json!({ "quote": "only if costs fell", "things": ["theme:digital-divide"] });
        json!([claim(number("only if"), things)])
    });
    let outcomes = outcomes(&record);
    assert!(outcomes[0].0 == Outcome::Differs && outcomes[0].1.contains("on purpose"), "{outcomes:?}");
    assert_eq!(by_model(&record), []);
}

#[test]
fn kept_answers_are_not_asked_for_again_and_give_the_same_turtle() {
    let mut transport = Memory { model: truthful, kept: HashMap::new(), sent: 0 };
    let mut turtle = |model: &str| {
        let mut record = read(TEXT);
        IMPORTER.assist(&mut record, model, &mut transport).unwrap();
        (to_turtle(&record, &Corrections::default()), transport.sent)
    };
    let (first, sent) = turtle("small");
    assert_eq!(sent, 1);
    assert_eq!(turtle("small"), (first, 1));
    assert_eq!(turtle("another").1, 2, "another model is asked for itself");
}

#[test]
fn long_documents_are_asked_about_in_parts_and_within_a_bound() {
    let statements: String = (0..3000)
        .map(|n| {
            format!(
                "- Sees great worth in bringing village {n} and all the houses around it online, {}.\n",
                "soon ".repeat(40)
            )
        })
        .collect();
    let text = format!("# WSIS+20\n\n### Kenya\n\n{statements}\n- {}.\n", "Sees worth ".repeat(800));
    let mut record = read(&text);
    let mut transport = Memory { model: |_| json!([]), kept: HashMap::new(), sent: 0 };
    IMPORTER.assist(&mut record, "small", &mut transport).unwrap();
    assert_eq!(transport.sent, 64);
    let assistance = record.assistance.unwrap();
    assert!(assistance.answered < assistance.sentences);
    let left_out = assistance.sentences - assistance.answered;
    assert!(
        assistance.failures[0].starts_with(&format!("{left_out} sentences were not asked")),
        "{:?}",
        assistance.failures
    );
}

/// What a stub answers to one connection: bytes, then nothing more.
type Behaviour = fn(&mut TcpStream, usize, &str);

/// An endpoint on this machine, with the heads of what it was sent.
struct Stub {
    url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    fn new(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let own = Arc::clone(&heads);
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let Ok(mut stream) = stream else { return };
                let (head, body) = request(&mut stream);
                own.lock().unwrap().push(head);
                behaviour(&mut stream, number, &body);
            }
        });
        Self { url, heads }
    }

    fn requests(&self) -> usize {
        self.heads.lock().unwrap().len()
    }
}

/// Head and body of a request with `Content-Length`.
fn request(stream: &mut TcpStream) -> (String, String) {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = stream.read(&mut part).unwrap_or(0);
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return (head, body.to_owned());
            }
        }
        if read == 0 {
            return (String::new(), String::new());
        }
    }
}

fn respond(stream: &mut TcpStream, status: &str, body: &str) {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // The client may have gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

/// Imports the text with an endpoint: whether it succeeded, what it printed, and the record.
fn import(folder: &Path, url: &str, more: &[&str]) -> (bool, String, String) {
    let document = folder.join("a.en.md");
    fs::write(&document, TEXT).unwrap();
    let out = folder.join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command.arg("import").arg(&document).arg("--out").arg(&out).args(more);
    if !url.is_empty() {
        command.args(["--assist", url]);
    }
    command.env_remove("PLENARY_LOG").env("PLENARY_ASSIST_KEY", "key-of-the-test");
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    assert!(!text.contains("key-of-the-test"), "{text}");
    (output.status.success(), text, fs::read_to_string(out.join("document/a-en.ttl")).unwrap_or_default())
}

/// What an endpoint writes, after the head of an answer of some length.
fn begin(stream: &mut TcpStream, length: &str) {
    let head = format!("HTTP/1.1 200 OK\r\n{length}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
}

#[test]
fn an_endpoint_is_asked_once_and_its_answer_serves_offline() {
    let stub = Stub::new(|stream, number, body| match number {
        0 => respond(stream, "503 Service Unavailable", "later"),
        _ => respond(stream, "200 OK", &completion(&answer(truthful, body))),
    });
    let folder = tempfile::tempdir().unwrap();
    let (succeeded, text, first) = import(folder.path(), &stub.url, &[]);
    assert!(succeeded && text.contains("1 positions added, 1 agree"), "{text}");
    assert!(first.contains("\"MODEL\""), "{first}");
    let heads = stub.heads.lock().unwrap().clone();
    assert_eq!(heads.len(), 2, "once more after the refusal");
    assert!(heads[1].starts_with("post /v1/chat/completions"), "{heads:?}");
    assert!(heads[1].contains("authorization: bearer key-of-the-test"), "{heads:?}");

    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (succeeded, text, again) = import(folder.path(), &format!("http://{gone}"), &[]);
    assert!(succeeded && again == first, "{text}");
}

/// Endpoints that are of no use, each with what is said of it.
const USELESS: [(&str, Behaviour, usize); 10] = [
    ("no chat completion", |stream, _, _| respond(stream, "200 OK", "<html>"), 1),
    ("not follow the schema", |stream, _, _| respond(stream, "200 OK", &completion("I am happy to help")), 1),
    ("longer than 1048576 bytes", |stream, _, _| respond(stream, "200 OK", &"x".repeat(3 << 20)), 1),
    ("answers 429", |stream, _, _| respond(stream, "429 Too Many Requests", ""), 2),
    (
        "answers 302",
        |stream, _, _| {
            let _ = stream.write_all(
                b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
        },
        1,
    ),
    ("no answer within", |_, _, _| std::thread::sleep(Duration::from_secs(60)), 1),
    (
        "longer than 1048576 bytes",
        |stream, _, _| {
            begin(stream, "Transfer-Encoding: chunked");
            let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
            while stream.write_all(chunk.as_bytes()).is_ok() {}
        },
        1,
    ),
    (
        "breaks off",
        |stream, _, body| {
            let whole = completion(&answer(truthful, body));
            begin(stream, &format!("Content-Length: {}", whole.len()));
            stream.write_all(&whole.as_bytes()[..whole.len() / 2]).unwrap();
        },
        1,
    ),
    (
        "does not end",
        |stream, _, _| {
            begin(stream, "Content-Length: 1000");
            stream.write_all(b"{").unwrap();
            std::thread::sleep(Duration::from_secs(60));
        },
        1,
    ),
    (
        "does not end",
        |stream, _, _| {
            begin(stream, "Content-Length: 100000");
            while stream.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(100));
            }
        },
        1,
    ),
];

#[test]
fn an_endpoint_that_lies_adds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (_, _, plain) = import(folder.path(), "", &[]);
    let stub = Stub::new(|stream, _, body| {
        let lies: Model = |number| {
            json!([
                claim(number("village"), json!({ "quote": "closing every village" })),
                claim(number("village"), json!({ "stance": "stance:hates" })),
                claim(number("village"), json!({ "things": ["theme:moon"] })),
                claim(number("village"), json!({ "actor": "actor:usa", "named": "United States" })),
            ])
        };
        respond(stream, "200 OK", &completion(&answer(lies, body)));
    });
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("review.html");
    let (succeeded, text, turtle) = import(folder.path(), &stub.url, &["--report", page.to_str().unwrap()]);
    assert!(succeeded && text.contains("0 positions added") && text.contains("4 not accepted"), "{text}");
    assert_eq!(turtle, plain);
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains("not accepted: actor:ken supports") || page.contains("not accepted: actor:ken stance:supports"),
        "{page}"
    );
    assert!(
        page.contains("closing every village") && page.contains("the quote does not stand in the sentence"),
        "{page}"
    );
}

#[test]
fn an_endpoint_that_fails_costs_nothing_but_its_help() {
    let folder = tempfile::tempdir().unwrap();
    // That it conforms is checked elsewhere; here it would only take time.
    let (succeeded, text, plain) = import(folder.path(), "", &["--no-check"]);
    assert!(succeeded && !text.contains("sentences answered"), "{text}");
    for (said, behaviour, requests) in USELESS {
        let stub = Stub::new(behaviour);
        let folder = tempfile::tempdir().unwrap();
        let (succeeded, text, turtle) = import(folder.path(), &stub.url, &["--no-check", "--assist-seconds", "3"]);
        assert!(succeeded && text.contains(said) && text.contains("0 of 4 sentences answered"), "{said}: {text}");
        assert_eq!(turtle, plain, "{said}");
        assert_eq!(stub.requests(), requests, "{said}");
        assert!(!folder.path().join("out/.assist").exists(), "{said}: nothing of it is kept");
    }
    let (succeeded, text, _) = import(folder.path(), "http://models.example.org/", &[]);
    assert!(!succeeded && text.contains("in the clear"), "{text}");
}

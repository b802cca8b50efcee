//! What the import understands: documents with annotations made by hand, and what becomes of their records.

use crate::support::{RECORD, WORDS, repository};
use plenary::import::{Corrections, Evaluation, Gold, Importer, Options, Problem, Record, to_turtle};
use plenary::source::{self, Document};
use std::path::PathBuf;
use std::sync::LazyLock;

static IMPORTER: LazyLock<Importer> = LazyLock::new(|| Importer::new(WORDS.inner().unwrap()).unwrap());

/// Options under which any text is a document.
fn options() -> Options {
    let process = RECORD.ontology.prefixes().expand("process:wsis20-review").unwrap();
    Options { process: Some(process), date: Some("2026-01-15".into()), ..Options::default() }
}

fn read(name: &str, text: &str) -> (Document, Record) {
    let document = source::read(name, text.as_bytes(), None).unwrap();
    let record = IMPORTER.import(name, text.as_bytes(), &document, &options()).unwrap();
    (document, record)
}

fn local(iri: &str) -> &str {
    iri.rsplit('/').next().unwrap()
}

/// Speaker, and for whom else: `irq for g77-china`, `lva with eu`, `eu by bel`.
fn speakers(name: &str, text: &str) -> Vec<String> {
    let (_, record) = read(name, text);
    let shown = record.interventions.iter().map(|slot| {
        let mut shown = local(slot.speaker.as_str()).to_owned();
        for (word, others) in [("for", &slot.on_behalf_of), ("with", &slot.aligns_with), ("as", &slot.in_capacity_of)] {
            others.iter().for_each(|other| shown += &format!(" {word} {}", local(other.as_str())));
        }
        slot.delivered_by.iter().for_each(|other| shown += &format!(" by {}", local(other.as_str())));
        shown
    });
    shown.collect()
}

/// Each position of a text that China makes: `supports igf-continuation igf`, with `?` where the stance is inferred.
fn positions(language: &str, statement: &str) -> Vec<String> {
    let (_, record) = read(&format!("x.{language}.md"), &format!("### China\n\n- {statement}\n"));
    let positions = record.statements().flat_map(|(_, statement)| &statement.positions);
    let shown = positions.map(|position| {
        let mut things: Vec<_> =
            position.themes.iter().chain(&position.processes).map(|thing| local(thing.as_str())).collect();
        things.sort_unstable();
        let doubt = if position.explicit { "" } else { "?" };
        format!("{}{doubt} {}", local(position.stance.as_str()), things.join(" "))
    });
    shown.collect()
}

/// The documents of a folder with their annotations.
fn annotated(folder: &str) -> Vec<(PathBuf, Gold)> {
    let folder = repository("tests/import").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let documents = paths
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension != "json") && !path.ends_with("README.md"));
    let with_gold = documents.map(|path| {
        let gold = std::fs::read(path.with_extension("gold.json")).unwrap();
        (path.clone(), Gold::read(&gold).unwrap())
    });
    with_gold.collect()
}

fn evaluate(folder: &str) -> Evaluation {
    let mut total = Evaluation::default();
    for (path, gold) in annotated(folder) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let document = source::read(name, &bytes, None).unwrap();
        let record = IMPORTER.import(name, &bytes, &document, &gold.complete(&Options::default())).unwrap();
        let evaluation = Evaluation::new(&record, &gold, &IMPORTER);
        total.add(&evaluation);
    }
    total
}

/// The text of a document gives back what each statement says, from the file itself and from the text that is kept of it.
#[test]
fn every_statement_is_what_its_passage_quotes() {
    let mut compared = 0;
    for (path, gold) in ["dev", "held-out", "apart"].into_iter().flat_map(annotated) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let document = source::read(name, &bytes, None).unwrap();
        let Ok(record) = IMPORTER.import(name, &bytes, &document, &gold.complete(&Options::default())) else {
            continue;
        };
        let kept = source::read_text(name, document.text.clone(), document.format).unwrap();
        for read in [&document, &kept] {
            let excerpts = source::Excerpts::new(read);
            for (_, statement) in record.statements() {
                let found = excerpts.at(statement.span.0..statement.span.1).unwrap();
                assert_eq!(found.quote, statement.text, "{name}, line {}", statement.line);
                let from_quote: String = found.context.chars().skip(found.start).collect();
                assert!(from_quote.starts_with(&found.quote), "{name}: {found:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 600, "{compared}");
}

/// Each layer of an evaluation is at least as good as is promised: name and F1.
fn assert_at_least(evaluation: &Evaluation, promised: &[(&str, f64)]) {
    for (name, least) in promised {
        let (_, layer) = evaluation.layers().into_iter().find(|(known, _)| known == name).unwrap();
        assert!(layer.expected > 0, "{name} is not measured");
        assert!(layer.f1() >= *least, "{name}: {:.3}, less than {least}", layer.f1());
    }
}

#[test]
fn documents_are_read_as_people_annotated_them() {
    let dev = evaluate("dev");
    assert_at_least(
        &dev,
        &[
            ("speakers", 0.98),
            ("sentence, speaker", 0.98),
            ("on behalf of", 0.98),
            ("speaker, theme", 0.94),
            ("… and side", 0.92),
            ("… and stance", 0.9),
        ],
    );
    assert!(dev.false_attributions() <= 1.0, "{:.1} of 100 attributions are false", dev.false_attributions());
}

/// Nobody looked at these while the first words and rules were written; since then speakers and signs have been tuned on them.
#[test]
fn documents_of_other_layouts_are_read_too() {
    let held_out = evaluate("held-out");
    assert_at_least(
        &held_out,
        &[
            ("speakers", 0.95),
            ("sentence, speaker", 0.95),
            ("speaker, theme", 0.8),
            ("… and side", 0.75),
            ("… and stance", 0.7),
        ],
    );
    assert!(held_out.coverage() >= 0.95, "{:.3} of the sentences are covered", held_out.coverage());
}

/// Positions without the usual verbs, themes by paraphrase, tables, statements below lines in capitals.
#[test]
fn documents_in_free_words_are_read_too() {
    let free = evaluate("free-words");
    assert_at_least(
        &free,
        &[
            ("speakers", 0.9),
            ("sentence, speaker", 0.9),
            ("on behalf of", 0.65),
            ("speaker, theme", 0.72),
            ("… and side", 0.58),
        ],
    );
    assert!(free.false_attributions() <= 2.5, "{:.1} of 100 attributions are false", free.false_attributions());
}

/// The same throughout, in other fields.
#[test]
fn documents_in_other_words_are_read_too() {
    let other = evaluate("other-words");
    assert_at_least(
        &other,
        &[
            ("speakers", 0.85),
            ("sentence, speaker", 0.85),
            ("on behalf of", 0.6),
            ("speaker, theme", 0.52),
            ("… and side", 0.32),
        ],
    );
    assert!(other.false_attributions() <= 4.0, "{:.1} of 100 attributions are false", other.false_attributions());
}

#[test]
fn speakers_are_found_in_any_layout() {
    for (name, text, expected) in [
        ("x.zh.md", "### 伊拉克（代表77国集团和中国）\n\n- 支持论坛。\n", vec!["irq for g77-china"]),
        ("x.zh.md", "## 欧盟（比利时）\n\n- 支持论坛。\n", vec!["eu by bel"]),
        ("x.zh.md", "拉脱维亚\n\n- 支持欧盟立场和论坛。\n", vec!["lva with eu"]),
        (
            "x.en.md",
            "## Iraq, on behalf of the Group of 77 and China\n\n- Supports the IGF.\n",
            vec!["irq for g77-china"],
        ),
        ("x.en.md", "# Talks\n\nKenya: We support the IGF.\n\nBrazil: So do we.\n", vec!["ken", "bra"]),
        (
            "x.en.md",
            "- **Kenya**\n  - Supports the IGF.\n- **Brazil**\n  - Opposes censorship of the IGF.\n",
            vec!["ken", "bra"],
        ),
        (
            "x.en.txt",
            "Ambassador Suela Janina (Albania):\n\n- Opened the meeting.\n\nMs. Jane Doe (Kenya):\n\n- Supports the IGF.\n",
            vec!["suela-janina", "ken"],
        ),
        (
            "x.en.txt",
            "The representative of Kenya, speaking on behalf of the African Group, stressed human rights. She called for \
             capacity building. Japan welcomed the report on the IGF.",
            vec!["ken for unrg-african", "jpn"],
        ),
        (
            "x.fr.md",
            "### Sénégal (au nom du Groupe des États d'Afrique)\n\n- Soutient le FGI.\n",
            vec!["sen for unrg-african"],
        ),
        ("x.ru.md", "### Китай\n\n- Поддержал ФУИ.\n", vec!["chn"]),
        ("x.ar.md", "### مصر\n\n- تؤيد منتدى إدارة الإنترنت.\n", vec!["egy"]),
        ("x.es.md", "### Chile\n\n- Apoya el Foro para la Gobernanza de Internet.\n", vec!["chl"]),
    ] {
        assert_eq!(speakers(name, text), expected, "{text}");
    }
}

#[test]
fn a_heading_that_is_no_speaker_gets_no_statements() {
    let text = "### Ruritania\n\n- Supports the IGF.\n\n### Kenya\n\n- Supports the IGF.\n";
    let (_, record) = read("x.en.md", text);
    assert_eq!(record.interventions.len(), 1);
    let missing: Vec<_> = record.unresolved.iter().map(|unresolved| (unresolved.line, unresolved.problem)).collect();
    assert_eq!(missing, [(1, Problem::UnknownSpeaker), (3, Problem::NoSpeaker)]);
    assert!(!record.unresolved[0].candidates.is_empty(), "what comes nearest is named");
}

#[test]
fn a_session_is_no_speaker_though_it_has_the_name_of_a_group() {
    let text =
        "## Member States\n\n### Kenya\n\n- Supports the IGF.\n\n## Civil society\n\n### APC\n\n- Supports the IGF.\n";
    let (_, record) = read("x.en.md", text);
    let sessions: Vec<_> = record.sessions.iter().map(|session| session.title.as_str()).collect();
    assert_eq!(sessions, ["Member States", "Civil society"]);
    assert_eq!(record.interventions.iter().map(|slot| slot.session).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn stances_are_told_apart_clause_by_clause() {
    for (language, statement, expected) in [
        ("zh", "反对网络碎片化，支持大数据。", vec!["opposes internet-fragmentation", "supports big-data"]),
        ("zh", "重申支持能力建设。", vec!["reaffirms capacity-building"]),
        ("zh", "能力建设的重要性。", vec!["emphasises capacity-building"]),
        (
            "en",
            "Called for capacity building and supported the right to privacy.",
            vec!["calls-for capacity-building", "supports data-protection"],
        ),
        (
            "en",
            "Calls for capacity building and support for entrepreneurs.",
            vec!["calls-for capacity-building entrepreneurship"],
        ),
        ("en", "Does not support centralised governance.", vec!["opposes centralised-governance"]),
        (
            "fr",
            "Appelle au renforcement des capacités et soutient l'innovation.",
            vec!["calls-for capacity-building", "supports innovation"],
        ),
        ("es", "Rechaza la fragmentación de Internet.", vec!["rejects internet-fragmentation"]),
        ("ru", "Призвал к укреплению потенциала.", vec!["calls-for capacity-building"]),
    ] {
        assert_eq!(positions(language, statement), expected, "{statement}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for (path, gold) in annotated("dev") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let document = source::read(name, &bytes, None).unwrap();
        let turtle = || {
            let importer = Importer::new(WORDS.inner().unwrap()).unwrap();
            let record = importer.import(name, &bytes, &document, &gold.complete(&Options::default())).unwrap();
            to_turtle(&record, &Corrections::default())
        };
        assert_eq!(turtle(), turtle(), "{name}");
    }
}

#[test]
fn a_line_more_moves_no_identifier() {
    let (_, before) = read("x.en.md", "### Kenya\n\n- Supports the IGF.\n- Supports human rights.\n");
    let (_, after) = read(
        "x.en.md",
        "### Kenya\n\n- Welcomes the draft on privacy.\n- Supports the IGF.\n- Supports human rights.\n",
    );
    let ids = |record: &Record| record.statements().map(|(_, statement)| statement.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&before), ids(&after)[1..]);
}

#[test]
fn corrections_replace_and_withdraw() {
    let (_, record) = read("x.en.md", "### Kenya\n\n- Supports the IGF.\n- Supports human rights.\n");
    let [first, second] = &record.interventions[0].statements[..] else { panic!("two statements") };
    let position = &first.positions[0].id;
    let corrections = format!(
        "@prefix ple: <https://w3id.org/plenary/ontology#> .\n\
         {position} ple:stance <https://w3id.org/plenary/id/stance/opposes> .\n\
         {} ple:withdrawn true .\n\
         <https://w3id.org/plenary/id/statement/x-en-00000000> ple:order 7 .\n",
        second.id
    );
    let corrections = Corrections::read("x.corrections.ttl", corrections.as_bytes()).unwrap();
    let turtle = to_turtle(&record, &corrections);
    let block = |id: &str| turtle.split("\n\n").find(|block| block.starts_with(&format!("{id} "))).map(str::to_owned);
    let written = block(&format!("position:{}", local(position.as_str()))).unwrap();
    assert!(!written.contains("ple:stance"), "{written}");
    assert!(written.contains("ple:explicit"), "the rest stays: {written}");
    assert_eq!(block(&format!("statement:{}", local(second.id.as_str()))), None);
    assert!(!turtle.contains(local(second.positions[0].id.as_str())), "what belongs to it goes with it");
    assert_eq!(corrections.stale(), ["https://w3id.org/plenary/id/statement/x-en-00000000"]);

    let broken = Corrections::read("x.corrections.ttl", b"nonsense").err().unwrap().to_string();
    assert!(
        broken.starts_with("x.corrections.ttl:1:") && broken.contains("mend them, or move the file away"),
        "{broken}"
    );
}

#[test]
fn transcripts_have_seconds() {
    let text = "WEBVTT\n\n00:00:01.000 --> 00:00:04.500\n<v Kenya>Thank you, Chair. We support\n\n\
                00:00:04.500 --> 00:00:07.000\n<v Kenya>the IGF.\n\n00:00:08.000 --> 00:00:09.000\n<v Brazil>We support human rights.\n";
    let (_, record) = read("talk.en.vtt", text);
    let said: Vec<_> = record
        .statements()
        .map(|(slot, said)| (local(slot.speaker.as_str()), said.text.as_str(), said.seconds))
        .collect();
    assert_eq!(
        said,
        [("ken", "We support the IGF.", Some((1.0, 7.0))), ("bra", "We support human rights.", Some((8.0, 9.0))),]
    );
    let document = source::read("talk.en.vtt", text.as_bytes(), None).unwrap();
    let options = Options { media: Some("https://example.org/talk.mp4".into()), ..options() };
    let record = IMPORTER.import("talk.en.vtt", text.as_bytes(), &document, &options).unwrap();
    let turtle = to_turtle(&record, &Corrections::default());
    assert!(turtle.contains("ple:mediaFragment <https://example.org/talk.mp4#t=1.0,7.0>"), "{turtle}");
}

#[test]
fn what_a_document_does_not_say_is_asked_for() {
    let fails = |name: &str, text: &str, options: &Options| {
        let document = source::read(name, text.as_bytes(), None).unwrap();
        IMPORTER.import(name, text.as_bytes(), &document, options).unwrap_err().to_string()
    };
    let statement = "### Kenya\n\n- Supports the IGF.\n";
    let message = fails("x.en.md", statement, &Options::default());
    assert!(message.contains("--date 2025-05-30"), "{message}");
    let message = fails("x.en.md", statement, &Options { date: Some("2026-02-30".into()), ..Options::default() });
    assert_eq!(message, "`2026-02-30` is no date; write it as 2025-05-30");
    let message = fails("x.en.md", statement, &Options { date: Some("2026-02-03".into()), ..Options::default() });
    assert!(message.contains("--process, one of process:"), "{message}");
    let message = fails(
        "x.md",
        "# Sitzung\n\nDeutschland unterstützt das Forum und dankt allen, die gekommen sind.\n",
        &options(),
    );
    assert!(message.contains("German") && message.contains("--lang"), "{message}");
    let message = fails("x.en.md", "# Notes\n\nNothing much was said by anybody today.\n", &options());
    assert!(message.starts_with("no actor of the data speaks in x.en.md, read as en"), "{message}");
    let message = fails("x.en.md", "### Ruritania\n\n- Supports the IGF.\n", &options());
    assert!(message.contains("line 1: `Ruritania` is not known"), "{message}");
}

#[test]
fn date_and_process_are_read_from_the_first_lines() {
    for (name, head, date, process) in [
        ("x.en.md", "# WSIS+20 consultations\n\nNew York, 30 May 2025", "2025-05-30", "wsis20-review"),
        ("x.en.md", "# Internet Governance Forum\n\nMay 3, 2026", "2026-05-03", "igf"),
        ("x.zh.md", "# 全球数字契约磋商\n\n2025年5月30日，纽约", "2025-05-30", "gdc"),
        ("x.fr.md", "# Suivi du Pacte numérique mondial\n\nGenève, 3 mars 2026", "2026-03-03", "gdc"),
        ("x.es.md", "# Foro para la Gobernanza de Internet\n\n12 de agosto de 2025", "2025-08-12", "igf"),
        ("x.ru.md", "# Форум по управлению интернетом\n\n7 июля 2026 года", "2026-07-07", "igf"),
        ("x.ar.md", "# منتدى إدارة الإنترنت\n\n7 أيار 2026", "2026-05-07", "igf"),
    ] {
        let speaker = if name.contains("zh") { "中国" } else { "UNESCO" };
        let text = format!("{head}\n\n### {speaker}\n\n- IGF.\n");
        let document = source::read(name, text.as_bytes(), None).unwrap();
        let record = IMPORTER.import(name, text.as_bytes(), &document, &Options::default()).unwrap();
        assert_eq!((record.meeting.date.as_str(), local(record.meeting.process.as_str())), (date, process), "{head}");
    }
}

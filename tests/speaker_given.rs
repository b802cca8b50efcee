//! Documents of which who imports them says whose words they are, and dates with short names of months.

use crate::support::{RECORD, WORDS};
use plenary::import::{Importer, Options, Record};
use plenary::source;
use std::sync::LazyLock;

static IMPORTER: LazyLock<Importer> = LazyLock::new(|| Importer::new(WORDS.inner().unwrap()).unwrap());

fn read(name: &str, text: &str, speaker: Option<&str>, date: Option<&str>) -> Result<Record, String> {
    let process = RECORD.ontology.prefixes().expand("process:wsis20-review").unwrap();
    let (speaker, date) = (speaker.map(str::to_owned), date.map(str::to_owned));
    let options = Options { process: Some(process), date, speaker, ..Options::default() };
    let document = source::read(name, text.as_bytes(), None).unwrap();
    IMPORTER.import(name, text.as_bytes(), &document, &options).map_err(|error| error.to_string())
}

/// Who says each statement, and for whom, as the last parts of their IRIs.
fn who(record: &Record) -> Vec<String> {
    let local = |iri: &str| iri.rsplit('/').next().unwrap().to_owned();
    let statements = record.statements();
    let shown = statements.into_iter().map(|(slot, _)| {
        let behalf = slot.on_behalf_of.iter().map(|other| format!(" for {}", local(other.as_str())));
        local(slot.speaker.as_str()) + &behalf.collect::<String>()
    });
    shown.collect()
}

/// Pages that do not say whose words they are, one in each language; whom they name does not speak in them.
const PAGES: [(&str, &str, &str); 6] = [
    (
        "a.en.md",
        "Closing the divides\n\nThe digital divide remains wide, as Kenya has shown. Affordable access must come first.\n",
        "Chad",
    ),
    (
        "a.fr.md",
        "Réduire les fractures\n\nLa fracture numérique demeure. Le Kenya l'a montré. L'accès abordable doit être une priorité.\n",
        "Tchad",
    ),
    (
        "a.es.md",
        "Cerrar las brechas\n\nLa brecha digital persiste. Kenya lo ha mostrado. El acceso asequible debe ser una prioridad.\n",
        "Chad",
    ),
    (
        "a.ru.md",
        "Преодоление разрыва\n\nЦифровой разрыв сохраняется. Кения это показала. Доступ по приемлемой цене должен стать приоритетом.\n",
        "Чад",
    ),
    ("a.zh.md", "弥合鸿沟\n\n数字鸿沟依然存在。肯尼亚已经表明了这一点。可负担的接入应当优先。\n", "乍得"),
    (
        "a.ar.md",
        "سد الفجوات\n\nلا تزال الفجوة الرقمية قائمة. وقد بينت كينيا ذلك. ويجب أن يكون الوصول الميسور أولوية.\n",
        "تشاد",
    ),
];

#[test]
fn who_imports_a_statement_may_say_whose_it_is() {
    for (name, text, speaker) in PAGES {
        let record =
            read(name, text, Some(speaker), Some("2026-01-01")).unwrap_or_else(|error| panic!("{name}: {error}"));
        let who = who(&record);
        assert!(who.len() >= 2 && who.iter().all(|who| who == "tcd"), "{name}: {who:?}");
        assert!(record.interventions.iter().all(|intervention| intervention.confidence < 1.0), "{name}");
    }
    let (name, text, _) = PAGES[0];
    let by_iri = read(name, text, Some("https://w3id.org/plenary/id/actor/tcd"), Some("2026-01-01")).unwrap();
    assert!(who(&by_iri).iter().all(|who| who == "tcd"));
    let for_group = read(name, text, Some("Chad on behalf of the African Group"), Some("2026-01-01")).unwrap();
    assert!(who(&for_group).iter().all(|who| who == "tcd for unrg-african"), "{:?}", who(&for_group));
}

#[test]
fn a_speaker_that_is_none_or_not_the_only_one_is_refused() {
    let (name, text, _) = PAGES[0];
    let error = read(name, text, Some("Chadd"), Some("2026-01-01")).unwrap_err();
    assert!(
        error.contains("no actor by the name `Chadd`") && error.contains("did you mean") && error.contains("Chad, or"),
        "{error}"
    );
    let several = "# Summary\n\n## Kenya\n\nThe divide remains wide.\n\n## Ghana\n\nAccess must come first.\n";
    let error = read("b.en.md", several, Some("Kenya"), Some("2026-01-01")).unwrap_err();
    assert!(error.contains("line 7 of b.en.md gives the floor to another"), "{error}");
    let cues = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nThe divide remains wide.\n";
    let error = read("c.en.vtt", cues, Some("Kenya"), Some("2026-01-01")).unwrap_err();
    assert!(error.contains("gives the floor to another"), "{error}");
}

#[test]
fn months_may_be_shortened() {
    for (name, line, day) in [
        ("d.en.md", "Statement by Chad, 9 Jul 2025", "2025-07-09"),
        ("d.en.md", "Statement by Chad, Sept. 30, 2025", "2025-09-30"),
        ("d.fr.md", "Déclaration du Tchad, 9 juil. 2025", "2025-07-09"),
        ("d.es.md", "Declaración del Chad, 9 ago. 2025", "2025-08-09"),
        ("d.ru.md", "Заявление Чада, 9 сент. 2025 г.", "2025-09-09"),
    ] {
        let (_, text, _) = PAGES.into_iter().find(|(page, ..)| page[1..] == name[1..]).unwrap();
        let text = text.split_once("\n\n").unwrap().1;
        let record = read(name, &format!("{line}\n\n{text}"), Some("https://w3id.org/plenary/id/actor/tcd"), None);
        let record = record.unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(record.meeting.date, day, "{line}");
    }
}

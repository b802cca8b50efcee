//! A page for the person who checks an import: what was not recognized first, then the document beside what was. What is wrong can be
//! corrected in it, by `report.js`, which gives the file of corrections.
//!
//! The page is complete in itself, and can be read without its script. It is written document by document, so that many take no more
//! memory than one.

use super::corrections::Corrections;
use super::record::{
    Assistance, InterventionRecord, Method, Outcome, PositionRecord, Problem, Record, StatementRecord,
};
use super::turtle::{name, prefixes};
use super::{Importer, local_name};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
use oxigraph::model::NamedNode;
use plenary_documents::{Block, Document, Kind};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write};

/// From here on an assertion counts as sure, and from there on as fair.
pub(super) const SURE: f64 = 0.85;
const FAIR: f64 = 0.6;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The page while it is written.
pub struct Review<'a, W> {
    out: W,
    importer: &'a Importer,
    /// Who reviews, if it is known.
    reviewer: Option<&'a str>,
    /// The languages of the documents so far, in which names can be chosen.
    languages: BTreeSet<String>,
}

impl<'a, W: Write> Review<'a, W> {
    /// Writes the beginning of the page.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn begin(out: W, importer: &'a Importer, reviewer: Option<&'a str>) -> io::Result<Self> {
        let mut review = Self { out, importer, reviewer, languages: BTreeSet::from(["en".to_owned()]) };
        write(&mut review.out, begin())?;
        Ok(review)
    }

    /// Writes what was recognized in a document, and what was corrected before.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn add(&mut self, document: &Document, record: &Record, corrections: &Corrections) -> io::Result<()> {
        let language = record.document.language.split('-').next().unwrap_or("en");
        self.languages.insert(language.to_owned());
        let page = Page { importer: self.importer, language, record };
        write(&mut self.out, page.section(document, corrections))
    }

    /// Writes that a document gave no record.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn add_failure(&mut self, file: &str, problem: &str) -> io::Result<()> {
        write(&mut self.out, html! { h2 { (file) } "\n" p.position.poor { "Not imported: " (problem) } "\n" })
    }

    /// Writes the end of the page.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn end(mut self) -> io::Result<W> {
        let end = html! {
            (PreEscaped("</main>\n"))
            script type="application/json" id="vocabulary" { (data(&self.vocabulary())) } "\n"
            script { (PreEscaped(SCRIPT)) } "\n"
        };
        write(&mut self.out, end)?;
        Ok(self.out)
    }

    /// What corrections may name, with its names in the languages of the documents.
    fn vocabulary(&self) -> serde_json::Value {
        let mut text = String::new();
        prefixes(&mut text);
        let names = self.importer.names_of_all();
        let things = names.into_iter().map(|thing| {
            let labels = self.languages.iter().filter_map(|language| {
                Some((language.clone(), json!(thing.labels.iter().find(|(tag, _)| tag == language)?.1)))
            });
            let labels: serde_json::Map<_, _> = labels.collect();
            json!({ "id": name(thing.iri), "kind": thing.kind, "sign": thing.sign, "labels": labels })
        });
        json!({ "prefixes": text, "reviewer": self.reviewer.unwrap_or_default(), "things": things.collect::<Vec<_>>() })
    }
}

/// Something that a correction may name.
pub(super) struct Named<'a> {
    pub(super) iri: &'a NamedNode,
    pub(super) kind: &'static str,
    /// The polarity of a stance.
    pub(super) sign: Option<String>,
    /// Preferred names with their languages.
    pub(super) labels: Vec<(&'a str, &'a str)>,
}

fn write(out: &mut impl Write, html: Markup) -> io::Result<()> {
    out.write_all(html.into_string().as_bytes())
}

/// JSON as it can stand in a `script` element, where HTML has no escapes: by those of JSON, without what could end it.
fn data(value: &serde_json::Value) -> PreEscaped<String> {
    PreEscaped(value.to_string().replace('<', "\\u003c"))
}

/// What a policy allows by its text (CSP, section 2.3.1).
fn source_of(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// The page up to its first document. The tags that stay open are `PreEscaped`.
fn begin() -> Markup {
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        source_of(STYLE),
        source_of(SCRIPT)
    );
    html! {
        (DOCTYPE) (PreEscaped("\n<html lang=\"en\">\n"))
        meta charset="utf-8"; "\n"
        meta name="viewport" content="width=device-width, initial-scale=1"; "\n"
        meta http-equiv="Content-Security-Policy" content=(policy); "\n"
        meta name="description" content="What was recognized in documents of meetings, for a person to check."; "\n"
        title { "Plenary: review of an import" } "\n"
        style { (PreEscaped(STYLE)) } (PreEscaped("\n<main>\n"))
        h1 { "Review of an import" } "\n"
        p.legend {
            "What was not recognized stands first. Then each document stands beside what was recognized in it; the colour of a position \
             says how sure it is: "
            span.position.sure { "sure, from " (SURE) } " "
            span.position.fair { "fair, from " (FAIR) } " "
            span.position.poor { "doubtful" }
        }
        "\n"
        p {
            "With scripts, a button stands beside all that can be corrected, and the page gives the file of corrections, which "
            code { "plenary import --corrections FILE" }
            " takes; nothing is sent anywhere. By hand, write Turtle about the resource whose name you see into "
            code { "NAME.corrections.ttl" }
            " beside the file of the document: what stands there about a property replaces what the import found, "
            code { "ple:without" } " says that there is none, and " code { "ple:withdrawn true" }
            " withdraws a position, a statement or an intervention."
        }
        "\n"
    }
}

struct Page<'a> {
    importer: &'a Importer,
    language: &'a str,
    record: &'a Record,
}

impl Page<'_> {
    fn section(&self, document: &Document, corrections: &Corrections) -> Markup {
        let record = self.record;
        let slug = &record.document.slug;
        let (rows, places) = self.rows(document);
        html! {
            section data-document aria-labelledby=(slug) {
                "\n"
                h2 id=(slug) { (record.meeting.title) } "\n"
                p {
                    (record.meeting.date) " · " (self.name(&record.meeting.process)) " · "
                    code { "meeting:" (local_name(&record.meeting.id)) } " · "
                    (record.interventions.len()) " interventions, " (record.statements().count()) " statements, "
                    (record.positions()) " positions · " code { (record.document.file) } ", language " (record.document.language)
                }
                "\n"
                @if let Some(assistance) = &record.assistance { (self.assistance(assistance, &places)) }
                (self.problems(&places))
                h3 { "The document" } "\n"
                (table("Recognized", rows)) "\n"
                script type="application/json" { (data(&self.state(corrections))) } "\n"
            }
        }
    }

    /// What the script has to know of the document.
    fn state(&self, corrections: &Corrections) -> serde_json::Value {
        let record = self.record;
        let slots = record.interventions.iter().map(|slot| &slot.id);
        let statements = record.statements().flat_map(|(_, statement)| {
            std::iter::once(&statement.id).chain(statement.positions.iter().map(|position| &position.id))
        });
        let shown: HashSet<&NamedNode> = slots.chain(statements).collect();
        let (said, kept) = corrections.parted(|subject| shown.contains(subject));
        json!({
            "document": name(&record.document.id),
            "slug": record.document.slug,
            "file": record.document.file,
            "language": self.language,
            "sessions": record.sessions.iter().map(|session| name(&session.id)).collect::<Vec<_>>(),
            "order": record.interventions.len() + 1,
            "said": said,
            "kept": kept,
        })
    }

    /// The rows of a document, and where each block begins that has any: its first code point, and the id of its first row. A
    /// line of a transcript may have several blocks and rows, so its number is no id.
    fn rows(&self, document: &Document) -> (Markup, Vec<(u32, String)>) {
        let (mut rows, mut places) = (Vec::new(), Vec::new());
        for (number, block) in (1..).zip(document.blocks.iter().filter(|block| block.kind != Kind::Rule)) {
            let id = format!("{}-b{number}", self.record.document.slug);
            let written = rows.len();
            self.block(&mut rows, &mut Some(id.as_str()), block);
            if rows.len() > written {
                places.push((block.text.span().start, id));
            }
        }
        (html! { @for row in rows { (row) "\n" } }, places)
    }

    /// What a model said, where it differs from the rules first.
    fn assistance(&self, assistance: &Assistance, places: &[(u32, String)]) -> Markup {
        let class = |outcome| match outcome {
            Outcome::Differs | Outcome::OtherSpeaker => "problem",
            Outcome::Refused | Outcome::Added | Outcome::Agrees => "aside",
        };
        let rows = html! {
            @for finding in &assistance.findings {
                tr class=(class(finding.outcome)) {
                    td.line { (line(finding.line, finding.span.0, places)) }
                    (self.words(&finding.text))
                    td { (finding.outcome.describe()) ": " (finding.says) br; (finding.why) }
                }
                "\n"
            }
        };
        html! {
            h3 { "Read by " (assistance.name()) ", prompt " (assistance.prompt) } "\n"
            p { (assistance.describe()) } "\n"
            @for failure in &assistance.failures { p.position.poor { (failure) } "\n" }
            @if !assistance.findings.is_empty() { (table("What the model says", rows)) "\n" }
        }
    }

    fn problems(&self, places: &[(u32, String)]) -> Markup {
        let record = self.record;
        if record.unresolved.is_empty() && record.notes.is_empty() {
            return html! { p { "Everything was recognized." } "\n" };
        }
        let rows = html! {
            @for unresolved in &record.unresolved {
                // Who said it can be added by the script, which has to know where it stands.
                @let start = (unresolved.problem == Problem::NoSpeaker).then_some(unresolved.span.0);
                tr.problem {
                    td.line { (line(unresolved.line, unresolved.span.0, places)) }
                    (self.words(&unresolved.text))
                    td data-kind=[start.map(|_| "unresolved")] data-line=[start.map(|_| unresolved.line)] data-start=[start]
                        data-end=[start.map(|_| unresolved.span.1)]
                    {
                        (unresolved.problem.describe())
                        @for candidate in &unresolved.candidates {
                            br; "like " b { (candidate.name) } " " code { (local_name(&candidate.id)) } " " (score(candidate.score))
                        }
                    }
                }
                "\n"
            }
            @for (line, note) in &record.notes {
                tr.aside { td.line { (line) } td {} td { (note) } } "\n"
            }
        };
        html! {
            h3 { "Not recognized (" (record.unresolved.len()) ")" } "\n"
            (table("What is missing", rows)) "\n"
        }
    }

    /// Adds the rows of a block, the first with an id.
    fn block(&self, rows: &mut Vec<Markup>, id: &mut Option<&str>, block: &Block) {
        let span = block.text.span();
        let within = |at: u32| span.start <= at && at < span.end.max(span.start + 1);
        let written = rows.len();
        for slot in self.record.interventions.iter().filter(|slot| within(slot.span.0)) {
            let is_heading = !slot.statements.iter().any(|statement| statement.span.0 == slot.span.0);
            let heading = is_heading.then(|| block.voice.as_deref().unwrap_or(block.text.plain()));
            rows.push(self.speaker(id.take(), slot, heading));
        }
        for (_, statement) in self.record.statements().filter(|(_, statement)| within(statement.span.0)) {
            rows.push(self.statement(id.take(), statement));
        }
        // A cue in the middle of a sentence was shown with the sentence; one of which something was not recognized has its own row.
        let is_asked_about = || self.record.unresolved.iter().any(|unresolved| within(unresolved.span.0));
        if rows.len() == written && (block.kind != Kind::Cue || is_asked_about()) {
            rows.push(html! {
                tr.aside id=[id.take()] { td.line { (block.line) } (self.words(block.text.plain())) td {} }
            });
        }
    }

    fn speaker(&self, id: Option<&str>, slot: &InterventionRecord, heading: Option<&str>) -> Markup {
        let session = self.record.sessions.get(slot.session).map(|session| name(&session.id)).unwrap_or_default();
        let others =
            [("on behalf of", &slot.on_behalf_of), ("aligned with", &slot.aligns_with), ("as", &slot.in_capacity_of)];
        html! {
            tr.speaker id=[id] {
                td.line { (slot.line) }
                (self.words(heading.unwrap_or(&slot.cue)))
                td data-kind="intervention" data-id=(name(&slot.id)) data-line=(slot.line) data-speaker=(name(&slot.speaker))
                    data-behalf=(names(&slot.on_behalf_of)) data-session=(session)
                {
                    span.score { (score(slot.confidence)) } (self.name(&slot.speaker)) " " code { (local_name(&slot.id)) }
                    @for (what, actors) in others {
                        @for (number, actor) in actors.iter().enumerate() {
                            @if number == 0 { br; (what) " " } @else { ", " }
                            (self.name(actor))
                        }
                    }
                    @if let Some(actor) = &slot.delivered_by { br; "delivered by " (self.name(actor)) }
                }
            }
        }
    }

    fn statement(&self, id: Option<&str>, statement: &StatementRecord) -> Markup {
        html! {
            tr id=[id] {
                td.line { (statement.line) }
                (self.words(self.marked(statement)))
                td data-kind="statement" data-id=(name(&statement.id)) data-line=(statement.line) {
                    @for position in &statement.positions { (self.position(statement, position)) }
                    @if statement.positions.is_empty() {
                        span.position.poor { "no theme or process recognized" }
                    }
                }
            }
        }
    }

    fn position(&self, statement: &StatementRecord, position: &PositionRecord) -> Markup {
        let sure = match position.confidence {
            confidence if confidence >= SURE => "sure",
            confidence if confidence >= FAIR => "fair",
            _ => "poor",
        };
        let by = match position.method {
            Method::Rule if position.is_seconded => " (the model agrees)",
            Method::Rule => "",
            Method::Model => " (by the model)",
        };
        html! {
            div class={ "position " (sure) } data-kind="position" data-id=(name(&position.id)) data-line=(statement.line)
                data-stance=(name(&position.stance)) data-theme=(names(&position.themes)) data-process=(names(&position.processes))
            {
                span.score { (score(position.confidence)) } b { (self.name(&position.stance)) }
                @if let Some(cue) = &position.cue { " " q lang=(self.language) dir=[self.direction()] { (cue) } } @else { " (inferred)" }
                (by)
                @for thing in position.themes.iter().chain(&position.processes) { " · " (self.name(thing)) }
                " " code { (local_name(&position.id)) }
            }
        }
    }

    /// The text of a statement with the words marked that were understood.
    fn marked(&self, statement: &StatementRecord) -> Markup {
        let mut marks: Vec<_> = statement.marks.iter().collect();
        marks.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let text = statement.text.as_str();
        let (mut parts, mut at) = (Vec::new(), 0);
        for (start, end, thing) in marks {
            let (Some(before), Some(words)) = (text.get(at..*start), text.get(*start..*end)) else { continue };
            parts.push((before, words, self.importer.label(thing, self.language)));
            at = *end;
        }
        html! {
            @for (before, words, label) in parts { (before) mark title=(label) { (words) } }
            (text.get(at..).unwrap_or_default())
        }
    }

    fn name(&self, iri: &NamedNode) -> Markup {
        html! { span title=(iri.as_str()) { (self.importer.label(iri, self.language)) } }
    }

    /// A cell with words of the document.
    fn words(&self, words: impl Render) -> Markup {
        html! { td lang=(self.language) dir=[self.direction()] { (words) } }
    }

    fn direction(&self) -> Option<&'static str> {
        (self.language == "ar").then_some("rtl")
    }
}

/// A table of rows, of which the third column is called by a name.
fn table(third: &str, rows: Markup) -> Markup {
    html! {
        table {
            thead { tr { th.line { "Line" } th { "Text" } th { (third) } } }
            tbody { "\n" (rows) }
        }
    }
}

/// The number of a line, with a link to the block that a code point of it stands in, or to the last shown before it.
fn line(number: u32, start: u32, places: &[(u32, String)]) -> Markup {
    let before = places.partition_point(|(begin, _)| *begin <= start);
    let block = before.checked_sub(1).and_then(|place| places.get(place));
    html! {
        @if let Some((_, id)) = block { a href={ "#" (id) } { (number) } } @else { (number) }
    }
}

/// How sure something is, or how like something else, from 0 to 1.
fn score(score: f64) -> String {
    format!("{score:.2}")
}

/// The names of resources as the value of an attribute.
fn names(iris: &[NamedNode]) -> String {
    iris.iter().map(name).collect::<Vec<_>>().join(" ")
}

//! A page for the person who checks an import: what was not recognized first, then the document beside what was. What is wrong can be
//! corrected in it, by `report.js`, which gives the file of corrections.
//!
//! The page is complete in itself, and can be read without its script. It is written document by document, so that many take no more
//! memory than one.

use super::corrections::Corrections;
use super::record::{Assistance, InterventionRecord, Method, Outcome, Problem, Record, StatementRecord};
use super::turtle::{name, prefixes};
use super::{Importer, local_name};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use oxigraph::model::NamedNode;
use plenary_documents::{Block, Document, Kind};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
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
        begin(&mut review.out)?;
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
        self.out.write_all(page.section(document, corrections).as_bytes())
    }

    /// Writes that a document gave no record.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn add_failure(&mut self, file: &str, problem: &str) -> io::Result<()> {
        let (file, problem) = (escape(file), escape(problem));
        writeln!(self.out, "<h2>{file}</h2>\n<p class=\"position poor\">Not imported: {problem}</p>")
    }

    /// Writes the end of the page.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn end(mut self) -> io::Result<W> {
        let vocabulary = data(&self.vocabulary());
        write!(
            self.out,
            "</main>\n<script type=\"application/json\" id=\"vocabulary\">{vocabulary}</script>\n<script>{SCRIPT}</script>\n"
        )?;
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

/// JSON as it can stand in a `script` element: without what could end it.
fn data(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// What a policy allows by its text (CSP, section 2.3.1).
fn source_of(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn begin(out: &mut impl Write) -> io::Result<()> {
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        source_of(STYLE),
        source_of(SCRIPT)
    );
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"description\" content=\"What was recognised in documents of meetings, for a person to check.\">\n\
         <title>Plenary: review of an import</title>\n<style>{STYLE}</style>\n\
         <main>\n<h1>Review of an import</h1>\n\
         <p class=\"legend\">What was not recognised stands first. Then each document stands beside what was recognised in it; the colour of \
         a position says how sure it is: <span class=\"position sure\">sure, from {SURE}</span> \
         <span class=\"position fair\">fair, from {FAIR}</span> <span class=\"position poor\">doubtful</span></p>\n\
         <p>With scripts, a button stands beside all that can be corrected, and the page gives the file of corrections, which \
         <code>plenary import --corrections FILE</code> takes; nothing is sent anywhere. By hand, write Turtle about the resource whose \
         name you see into <code>NAME.corrections.ttl</code> beside the file of the document: what stands there about a property \
         replaces what the import found, <code>ple:without</code> says that there is none, and <code>ple:withdrawn true</code> \
         withdraws a position, a statement or an intervention.</p>\n",
    )
}

struct Page<'a> {
    importer: &'a Importer,
    language: &'a str,
    record: &'a Record,
}

impl Page<'_> {
    fn section(&self, document: &Document, corrections: &Corrections) -> String {
        let record = self.record;
        let slug = &record.document.slug;
        let mut html = format!(
            "<section data-document aria-labelledby=\"{slug}\">\n<h2 id=\"{slug}\">{}</h2>\n<p>{} · {} · <code>meeting:{}</code> · {} interventions, {} statements, {} positions · \
             <code>{}</code>, language {}</p>\n",
            escape(&record.meeting.title),
            escape(&record.meeting.date),
            self.name(&record.meeting.process),
            escape(local_name(&record.meeting.id)),
            record.interventions.len(),
            record.statements().count(),
            record.positions(),
            escape(&record.document.file),
            escape(&record.document.language),
        );
        let (rows, places) = self.rows(document);
        if let Some(assistance) = &record.assistance {
            self.assistance(&mut html, assistance, &places);
        }
        self.problems(&mut html, &places);
        let _ = writeln!(
            html,
            "<h3>The document</h3>\n<table><thead><tr><th class=\"line\">Line<th>Text<th>Recognised</thead><tbody>\n\
             {rows}</tbody></table>\n<script type=\"application/json\">{}</script>\n</section>",
            data(&self.state(corrections))
        );
        html
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
    fn rows(&self, document: &Document) -> (String, Vec<(u32, String)>) {
        let (mut rows, mut places) = (String::new(), Vec::new());
        for (number, block) in (1..).zip(document.blocks.iter().filter(|block| block.kind != Kind::Rule)) {
            let id = format!("{}-b{number}", self.record.document.slug);
            let written = rows.len();
            self.block(&mut rows, &mut Some(id.as_str()), block);
            if rows.len() > written {
                places.push((block.text.span().start, id));
            }
        }
        (rows, places)
    }

    /// What a model said, where it differs from the rules first.
    fn assistance(&self, html: &mut String, assistance: &Assistance, places: &[(u32, String)]) {
        let _ = writeln!(
            html,
            "<h3>Read by {}, prompt {}</h3>\n<p>{}</p>",
            escape(&assistance.name()),
            assistance.prompt,
            escape(&assistance.describe()),
        );
        for failure in &assistance.failures {
            let _ = writeln!(html, "<p class=\"position poor\">{}</p>", escape(failure));
        }
        if assistance.findings.is_empty() {
            return;
        }
        html.push_str("<table><thead><tr><th class=\"line\">Line<th>Text<th>What the model says</thead><tbody>\n");
        for finding in &assistance.findings {
            let class = match finding.outcome {
                Outcome::Differs | Outcome::OtherSpeaker => "problem",
                Outcome::Refused | Outcome::Added | Outcome::Agrees => "aside",
            };
            let _ = writeln!(
                html,
                "<tr class=\"{class}\"><td class=\"line\">{}<td{}>{}<td>{}: {}<br>{}",
                line(finding.line, finding.span.0, places),
                self.lang(),
                escape(&finding.text),
                finding.outcome.describe(),
                escape(&finding.says),
                escape(&finding.why),
            );
        }
        html.push_str("</tbody></table>\n");
    }

    fn problems(&self, html: &mut String, places: &[(u32, String)]) {
        let record = self.record;
        if record.unresolved.is_empty() && record.notes.is_empty() {
            html.push_str("<p>Everything was recognised.</p>\n");
            return;
        }
        let _ = writeln!(
            html,
            "<h3>Not recognised ({})</h3>\n<table><thead><tr><th class=\"line\">Line<th>Text<th>What is missing</thead><tbody>",
            record.unresolved.len()
        );
        for unresolved in &record.unresolved {
            let line = line(unresolved.line, unresolved.span.0, places);
            let _ = write!(
                html,
                "<tr class=\"problem\"><td class=\"line\">{line}<td{}>{}<td{}>{}",
                self.lang(),
                escape(&unresolved.text),
                match unresolved.problem {
                    Problem::NoSpeaker => format!(
                        " data-kind=\"unresolved\" data-line=\"{}\" data-start=\"{}\" data-end=\"{}\"",
                        unresolved.line, unresolved.span.0, unresolved.span.1
                    ),
                    _ => String::new(),
                },
                unresolved.problem.describe(),
            );
            for candidate in &unresolved.candidates {
                let _ = write!(
                    html,
                    "<br>like <b>{}</b> <code>{}</code> {:.2}",
                    escape(&candidate.name),
                    escape(local_name(&candidate.id)),
                    candidate.score
                );
            }
            html.push('\n');
        }
        for (line, note) in &record.notes {
            let _ = writeln!(html, "<tr class=\"aside\"><td class=\"line\">{line}<td><td>{}", escape(note));
        }
        html.push_str("</tbody></table>\n");
    }

    /// The rows of a block, the first with an id.
    fn block(&self, html: &mut String, id: &mut Option<&str>, block: &Block) {
        let span = block.text.span();
        let within = |at: u32| span.start <= at && at < span.end.max(span.start + 1);
        let mut shown = false;
        for slot in self.record.interventions.iter().filter(|slot| within(slot.span.0)) {
            let is_heading = !slot.statements.iter().any(|statement| statement.span.0 == slot.span.0);
            self.speaker(html, id, slot, is_heading.then(|| block.voice.as_deref().unwrap_or(block.text.plain())));
            shown = true;
        }
        for (_, statement) in self.record.statements().filter(|(_, statement)| within(statement.span.0)) {
            self.statement(html, id, statement);
            shown = true;
        }
        // A cue in the middle of a sentence was shown with the sentence; one of which something was not recognized has its own row.
        let is_asked_about = || self.record.unresolved.iter().any(|unresolved| within(unresolved.span.0));
        if !shown && (block.kind != Kind::Cue || is_asked_about()) {
            let _ = writeln!(
                html,
                "<tr class=\"aside\"{}><td class=\"line\">{}<td{}>{}<td>",
                id_of(id),
                block.line,
                self.lang(),
                escape(block.text.plain()),
            );
        }
    }

    fn speaker(&self, html: &mut String, id: &mut Option<&str>, slot: &InterventionRecord, heading: Option<&str>) {
        let _ = write!(
            html,
            "<tr class=\"speaker\"{}><td class=\"line\">{}<td{}>{}<td data-kind=\"intervention\" data-id=\"{}\" data-line=\"{}\" \
             data-speaker=\"{}\" data-behalf=\"{}\" data-session=\"{}\"><span class=\"score\">{:.2}</span>{} <code>{}</code>",
            id_of(id),
            slot.line,
            self.lang(),
            escape(heading.unwrap_or(&slot.cue)),
            escape(&name(&slot.id)),
            slot.line,
            escape(&name(&slot.speaker)),
            names(&slot.on_behalf_of),
            escape(&self.record.sessions.get(slot.session).map(|session| name(&session.id)).unwrap_or_default()),
            slot.confidence,
            self.name(&slot.speaker),
            escape(local_name(&slot.id)),
        );
        for (what, actors) in
            [("on behalf of", &slot.on_behalf_of), ("aligned with", &slot.aligns_with), ("as", &slot.in_capacity_of)]
        {
            if !actors.is_empty() {
                let names: Vec<_> = actors.iter().map(|actor| self.name(actor)).collect();
                let _ = write!(html, "<br>{what} {}", names.join(", "));
            }
        }
        if let Some(actor) = &slot.delivered_by {
            let _ = write!(html, "<br>delivered by {}", self.name(actor));
        }
        html.push('\n');
    }

    fn statement(&self, html: &mut String, id: &mut Option<&str>, statement: &StatementRecord) {
        let _ = write!(
            html,
            "<tr{}><td class=\"line\">{}<td{}>{}<td data-kind=\"statement\" data-id=\"{}\" data-line=\"{}\">",
            id_of(id),
            statement.line,
            self.lang(),
            self.marked(statement),
            escape(&name(&statement.id)),
            statement.line,
        );
        for position in &statement.positions {
            let class = match position.confidence {
                confidence if confidence >= SURE => "sure",
                confidence if confidence >= FAIR => "fair",
                _ => "poor",
            };
            let things: Vec<_> =
                position.themes.iter().chain(&position.processes).map(|thing| self.name(thing)).collect();
            let cue = match &position.cue {
                Some(cue) => format!(" <q{}>{}</q>", self.lang(), escape(cue)),
                None => " (inferred)".to_owned(),
            };
            let by = match position.method {
                Method::Rule if position.is_seconded => " (the model agrees)",
                Method::Rule => "",
                Method::Model => " (by the model)",
            };
            let _ = write!(
                html,
                "<div class=\"position {class}\" data-kind=\"position\" data-id=\"{}\" data-line=\"{}\" data-stance=\"{}\" \
                 data-theme=\"{}\" data-process=\"{}\"><span class=\"score\">{:.2}</span><b>{}</b>{cue}{by} · {} <code>{}</code></div>",
                escape(&name(&position.id)),
                statement.line,
                escape(&name(&position.stance)),
                names(&position.themes),
                names(&position.processes),
                position.confidence,
                self.name(&position.stance),
                things.join(" · "),
                escape(local_name(&position.id)),
            );
        }
        if statement.positions.is_empty() {
            html.push_str("<span class=\"position poor\">no theme or process recognised</span>");
        }
        html.push('\n');
    }

    /// The text of a statement with the words marked that were understood.
    fn marked(&self, statement: &StatementRecord) -> String {
        let mut marks: Vec<_> = statement.marks.iter().collect();
        marks.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let text = statement.text.as_str();
        let mut html = String::new();
        let mut at = 0;
        for (start, end, thing) in marks {
            let (Some(before), Some(words)) = (text.get(at..*start), text.get(*start..*end)) else { continue };
            let label = self.importer.label(thing, self.language);
            let _ = write!(html, "{}<mark title=\"{}\">{}</mark>", escape(before), escape(&label), escape(words));
            at = *end;
        }
        html + &escape(text.get(at..).unwrap_or_default())
    }

    fn name(&self, iri: &NamedNode) -> String {
        let label = self.importer.label(iri, self.language);
        format!("<span title=\"{}\">{}</span>", escape(iri.as_str()), escape(&label))
    }

    fn lang(&self) -> String {
        let direction = if self.language == "ar" { " dir=\"rtl\"" } else { "" };
        format!(" lang=\"{}\"{direction}", escape(self.language))
    }
}

/// The number of a line, with a link to the block that a code point of it stands in, or to the last shown before it.
fn line(number: u32, start: u32, places: &[(u32, String)]) -> String {
    let before = places.partition_point(|(begin, _)| *begin <= start);
    match before.checked_sub(1).and_then(|place| places.get(place)) {
        Some((_, id)) => format!("<a href=\"#{id}\">{number}</a>"),
        None => number.to_string(),
    }
}

/// The names of resources as the value of an attribute.
fn names(iris: &[NamedNode]) -> String {
    escape(&iris.iter().map(name).collect::<Vec<_>>().join(" "))
}

/// The attribute with an id that no row has yet.
fn id_of(id: &mut Option<&str>) -> String {
    id.take().map(|id| format!(" id=\"{}\"", escape(id))).unwrap_or_default()
}

/// A text that may stand in HTML and in attributes in double quotes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let _ = maud::Escaper::new(&mut out).write_str(text);
    out
}

//! The record of a document as Turtle, laid out for people: one intervention after the other, each statement with its
//! positions and its passage. The same record gives the same bytes.

use super::corrections::Corrections;
use super::local_name;
use super::record::{InterventionRecord, Method, PositionRecord, Problem, Record, StatementRecord};
use super::vocabulary::{ID, PLE};
use oxigraph::model::NamedNode;
use plenary_base::vocab::{dct, oa, prov, schema, skos, xsd};
use plenary_documents::page;
use plenary_store::turtle::{self, comment, declaration, string, text};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Prefixes that a file declares, with their namespaces. Those of kinds of resources follow `ID`.
const VOCABULARIES: [(&str, &str); 7] = [
    ("ple", PLE),
    ("dct", dct::NAMESPACE),
    ("oa", oa::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("schema", schema::NAMESPACE),
    ("skos", skos::NAMESPACE),
    ("xsd", xsd::NAMESPACE),
];
const KINDS: [&str; 12] = [
    "actor",
    "role",
    "theme",
    "process",
    "stance",
    "meeting",
    "session",
    "intervention",
    "statement",
    "position",
    "document",
    "passage",
];

/// A longer text is no name, in characters.
const LONGEST_NAME: usize = 80;
/// The properties that say who speaks and for whom, whose correction is one of the speaker.
const SPEAKER: [&str; 6] =
    ["ple:speaker", "ple:onBehalfOf", "ple:alignsWith", "ple:inCapacityOf", "ple:deliveredByAsStated", "ple:cue"];
/// The properties that make up a position.
const POSITION: [&str; 6] = ["ple:stance", "ple:theme", "ple:process", "ple:statement", "ple:cue", "ple:explicit"];

/// Writes a record without what people have corrected.
pub(super) fn write(record: &Record, corrections: &Corrections) -> String {
    let mut out = Writer { text: String::new(), corrections };
    out.header(record);
    out.document(record);
    out.assistance(record);
    out.sessions(record);
    for (number, slot) in record.interventions.iter().enumerate() {
        out.intervention(record, number, slot);
    }
    out.text
}

/// A file for corrections that has none yet: the prefixes, and how each kind is written, by resources of the record.
pub(super) fn template(record: &Record) -> String {
    let mut out = String::new();
    let file = comment(&record.document.file);
    let _ = write!(
        out,
        "# Corrections of the record of `{file}`, for people to write; `plenary import` changes it only for --corrections.\n\
         # What stands here about a property of a resource takes the place of all that the import would write about that\n\
         # property. Resources have their names in {}.ttl beside it. Without the `#` in front, these would be corrections:\n#\n",
        record.document.slug
    );
    let position = record.statements().flat_map(|(_, statement)| &statement.positions).next();
    if let Some(position) = position {
        let id = name(&position.id);
        let _ = writeln!(out, "#   {id} ple:stance stance:supports .                 another stance");
        let _ = writeln!(out, "#   {id} ple:theme theme:digital-divide , theme:governance .   all its themes");
        let _ = writeln!(out, "#   {id} ple:withdrawn true .                         no such position is taken");
    }
    if let Some((_, statement)) = record.statements().next() {
        let id = name(&statement.id);
        let _ = writeln!(
            out,
            "#   {id} ple:withdrawn true .                         no such statement, with its positions"
        );
    }
    if let Some(slot) = record.interventions.first() {
        let id = name(&slot.id);
        let _ = writeln!(out, "#   {id} ple:speaker actor:bra .                      another speaker");
        let _ = writeln!(out, "#   {id} ple:onBehalfOf actor:g77-china .             on whose behalf");
        let _ = writeln!(out, "#   {id} ple:without ple:onBehalfOf .                 on nobody's behalf");
    }
    stubs(record, &mut out);
    out.push('\n');
    prefixes(&mut out);
    out
}

/// What to complete for each speaker and body that was not known: a name for an actor of the data, or an actor of its own.
fn stubs(record: &Record, out: &mut String) {
    let mut seen = BTreeSet::new();
    let unknown = record.unresolved.iter().filter(|unresolved| {
        matches!(unresolved.problem, Problem::UnknownSpeaker | Problem::UnknownName)
            && unresolved.text.chars().count() <= LONGEST_NAME
    });
    let language = primary(&record.document.language);
    for unresolved in unknown {
        let shown = comment(&unresolved.text);
        if !seen.insert(shown.clone()) {
            continue;
        }
        let label = text(&shown, language);
        let _ = writeln!(
            out,
            "#\n# Line {}: {shown} is not known. Complete one line, put it into a file that --data names, and import again:",
            unresolved.line
        );
        for candidate in &unresolved.candidates {
            let _ = writeln!(
                out,
                "#   {} skos:altLabel {label} .                 another name of {}",
                name(&candidate.id),
                candidate.name
            );
        }
        let _ = writeln!(
            out,
            "#   actor:{} a ple:Organization ; skos:prefLabel {label} .                 an actor of its own (or ple:Person, ple:Group)",
            super::slugs::slug(&shown)
        );
    }
}

pub(super) fn prefixes(out: &mut String) {
    for (prefix, namespace) in VOCABULARIES {
        *out += &declaration(prefix, namespace, 13);
    }
    for kind in KINDS {
        *out += &declaration(kind, &format!("{ID}{kind}/"), 13);
    }
    out.push('\n');
}

struct Writer<'a> {
    text: String,
    corrections: &'a Corrections,
}

impl Writer<'_> {
    fn header(&mut self, record: &Record) {
        let document = &record.document;
        let _ = write!(
            self.text,
            "# The record of `{}`, read by `plenary import`: {} interventions, {} statements, {} positions.\n#\n\
             # Do not edit: the next import writes this file anew. Corrections belong into {}.corrections.ttl beside it;\n\
             # what stands there about a property of a resource replaces what would stand here.\n\n",
            comment(&document.file),
            record.interventions.len(),
            record.statements().count(),
            record.positions(),
            document.slug,
        );
        prefixes(&mut self.text);
    }

    fn document(&mut self, record: &Record) {
        let document = &record.document;
        let language = primary(&document.language);
        let mut properties = vec![
            ("dct:title", text(&document.title, language)),
            ("dct:language", string(&document.language)),
            ("ple:recordOf", name(&record.meeting.id)),
            ("ple:sha256", string(&document.sha256)),
            ("ple:textSha256", string(&document.text_sha256)),
            ("schema:encodingFormat", string(document.format)),
            ("ple:codePoints", document.code_points.to_string()),
        ];
        if let Some(media) = &document.media {
            properties.push(("ple:archive", format!("<{}>", escape_iri(media))));
        }
        self.resource(&document.id, "ple:Document", properties);
        let meeting = &record.meeting;
        if !meeting.known {
            let mut properties = vec![
                ("dct:title", text(&meeting.title, language)),
                ("schema:startDate", format!("{}^^xsd:date", string(&meeting.date))),
                ("ple:partOfProcess", name(&meeting.process)),
            ];
            properties.extend(meeting.place.iter().map(|place| ("ple:place", text(place, language))));
            properties.extend(meeting.convener.iter().map(|actor| ("ple:convenedBy", name(actor))));
            properties.extend(list("ple:chair", &meeting.chairs));
            self.resource(&meeting.id, "ple:Meeting", properties);
        }
    }

    /// Which models found positions or agreed with them, asked with which prompt (PROV-O,
    /// <https://www.w3.org/TR/prov-o/#qualifiedAssociation>).
    fn assistance(&mut self, record: &Record) {
        let helped = |position: &PositionRecord| position.method == Method::Model || position.is_seconded;
        let mut positions = record.statements().flat_map(|(_, statement)| &statement.positions);
        let Some(assistance) = record.assistance.as_ref().filter(|_| positions.any(helped)) else { return };
        let association = |model: &String| {
            format!(
                "[ a prov:Association ;\n        prov:agent [ a prov:SoftwareAgent ; schema:name {} ] ;\n        \
                 prov:hadPlan [ a prov:Plan , prov:Entity ; schema:name \"prompt of plenary import --assist\" ; schema:version {} ] ]",
                string(model),
                string(&assistance.prompt.to_string()),
            )
        };
        let mut properties = vec![("prov:used", name(&record.document.id))];
        properties.extend(assistance.answered_by.iter().map(|model| ("prov:qualifiedAssociation", association(model))));
        self.resource(&assisted(record), "prov:Activity", properties);
    }

    fn sessions(&mut self, record: &Record) {
        for (number, session) in record.sessions.iter().enumerate() {
            self.resource(
                &session.id,
                "ple:Session",
                vec![
                    ("dct:title", text(&session.title, primary(&record.document.language))),
                    ("ple:order", (number + 1).to_string()),
                    ("dct:isPartOf", name(&record.meeting.id)),
                ],
            );
        }
    }

    fn intervention(&mut self, record: &Record, number: usize, slot: &InterventionRecord) {
        if self.corrections.withdraw(&slot.id) {
            return;
        }
        let session = record.sessions.get(slot.session).map(|session| name(&session.id)).unwrap_or_default();
        let _ = writeln!(self.text, "# {} {}\n", number + 1, comment(&slot.cue));
        let mut properties = vec![
            ("ple:order", (number + 1).to_string()),
            ("ple:line", slot.line.to_string()),
            ("dct:isPartOf", session),
            ("ple:speaker", name(&slot.speaker)),
        ];
        for (property, actors) in [
            ("ple:onBehalfOf", &slot.on_behalf_of),
            ("ple:alignsWith", &slot.aligns_with),
            ("ple:inCapacityOf", &slot.in_capacity_of),
        ] {
            properties.extend(list(property, actors));
        }
        properties.extend(slot.delivered_by.iter().map(|actor| ("ple:deliveredByAsStated", name(actor))));
        properties.push(("ple:cue", string(&slot.cue)));
        properties.extend(self.made(&slot.id, &SPEAKER, Method::Rule, slot.confidence));
        self.resource(&slot.id, "ple:Intervention", properties);
        for (number, statement) in slot.statements.iter().enumerate() {
            self.statement(record, slot, number, statement);
        }
    }

    fn statement(&mut self, record: &Record, slot: &InterventionRecord, number: usize, statement: &StatementRecord) {
        if self.corrections.withdraw(&statement.id) {
            return;
        }
        let passage = NamedNode::new_unchecked(format!("{ID}passage/{}", local_name(&statement.id)));
        let mut properties = vec![
            ("ple:order", (number + 1).to_string()),
            ("ple:intervention", name(&slot.id)),
            ("ple:text", text(&statement.text, primary(&record.document.language))),
        ];
        let parent = statement.parent.and_then(|parent| slot.statements.get(parent)).map(|parent| &parent.id);
        properties.extend(
            parent
                .filter(|parent| !self.corrections.is_withdrawn(parent))
                .map(|parent| ("ple:parentStatement", name(parent))),
        );
        properties.extend(list("ple:mentions", &statement.mentions));
        properties.extend(list("ple:addressee", &statement.addressees));
        properties.push(("prov:wasDerivedFrom", name(&passage)));
        self.resource(&statement.id, "ple:Statement", properties);
        for position in &statement.positions {
            if self.corrections.withdraw(&position.id) {
                continue;
            }
            let mut properties = vec![("ple:statement", name(&statement.id)), ("ple:stance", name(&position.stance))];
            properties.extend(list("ple:theme", &position.themes));
            properties.extend(list("ple:process", &position.processes));
            properties.extend(position.cue.as_deref().map(|cue| ("ple:cue", string(cue))));
            properties.push(("ple:explicit", position.explicit.to_string()));
            properties.extend(self.made(&position.id, &POSITION, position.method, position.confidence));
            match position.method {
                Method::Model => properties.push(("prov:wasGeneratedBy", name(&assisted(record)))),
                Method::Rule if position.is_seconded => {
                    properties.push(("prov:wasInfluencedBy", name(&assisted(record))));
                }
                Method::Rule => {}
            }
            self.resource(&position.id, "ple:Position", properties);
        }
        let mut properties = vec![
            ("oa:hasSource", name(&record.document.id)),
            ("ple:line", statement.line.to_string()),
            (
                "oa:hasSelector",
                format!("[ a oa:TextPositionSelector ; oa:start {} ; oa:end {} ]", statement.span.0, statement.span.1),
            ),
        ];
        if let Some(page) = page(&record.document.pages, statement.span.0) {
            properties.push(("ple:page", page.to_string()));
        }
        if let Some((start, end)) = statement.seconds {
            properties.push(("ple:startSeconds", decimal(start)));
            properties.push(("ple:endSeconds", decimal(end)));
            if let Some(media) = &record.document.media {
                // Media Fragments URI 1.0, section 4.2.1.
                let fragment = format!("<{}#t={},{}>", escape_iri(media), decimal(start), decimal(end));
                properties.push(("ple:mediaFragment", fragment));
            }
        }
        self.resource(&passage, "ple:Passage , oa:SpecificResource", properties);
    }

    /// How an assertion was made: found with some confidence, unless a person has corrected one of the properties that make it up,
    /// or says how it was made. If it is known who did, it is that person's.
    fn made(&self, id: &NamedNode, asserted: &[&str], method: Method, confidence: f64) -> Vec<(&'static str, String)> {
        let is_corrected = |property: &&str| self.corrections.replace(id, &expand(property));
        if !asserted.iter().chain(&["ple:method"]).any(is_corrected) {
            let method = match method {
                Method::Rule => "RULE",
                Method::Model => "MODEL",
            };
            return vec![("ple:method", string(method)), ("ple:confidence", decimal(confidence))];
        }
        match self.corrections.reviewer() {
            Some(reviewer) => vec![("ple:method", string("HUMAN")), ("ple:reviewedBy", string(reviewer))],
            None => vec![("ple:method", string("CORRECTED"))],
        }
    }

    /// A resource with its properties, but for those that people have corrected.
    fn resource(&mut self, id: &NamedNode, class: &str, properties: Vec<(&str, String)>) {
        let _ = write!(self.text, "{} a {class}", name(id));
        for (property, value) in properties {
            if !self.corrections.replace(id, &expand(property)) {
                let _ = write!(self.text, " ;\n    {property} {value}");
            }
        }
        self.text.push_str(" .\n\n");
    }
}

/// The activity in which a model found positions of a document.
fn assisted(record: &Record) -> NamedNode {
    NamedNode::new_unchecked(format!("{ID}activity/{}-assist", record.document.slug))
}

fn list<'p>(property: &'p str, iris: &[NamedNode]) -> Option<(&'p str, String)> {
    let names: Vec<_> = iris.iter().map(name).collect();
    (!names.is_empty()).then(|| (property, names.join(" , ")))
}

/// The full IRI of a property that is written with a prefix.
fn expand(property: &str) -> String {
    let (prefix, name) = property.split_once(':').unwrap_or_default();
    let namespace = VOCABULARIES.iter().find(|(known, _)| *known == prefix).map_or("", |(_, namespace)| namespace);
    format!("{namespace}{name}")
}

/// The name of a property with its prefix, else its IRI in full.
pub(super) fn short(property: &NamedNode) -> String {
    let split = |(prefix, namespace)| Some((prefix, property.as_str().strip_prefix(namespace)?));
    turtle::name(property, VOCABULARIES.into_iter().find_map(split))
}

/// An IRI with a prefix where Turtle allows it, else in full.
pub(super) fn name(iri: &NamedNode) -> String {
    let split = iri.as_str().strip_prefix(ID).and_then(|rest| rest.split_once('/'));
    turtle::name(iri, split.filter(|(kind, _)| KINDS.contains(kind)))
}

fn escape_iri(iri: &str) -> String {
    iri.chars().filter(|char| !char.is_control() && !"<>\"{}|^`\\ ".contains(*char)).collect()
}

/// A number as `xsd:decimal`, which has a point.
fn decimal(number: f64) -> String {
    let text = format!("{number:.3}");
    let text = text.trim_end_matches('0');
    if text.ends_with('.') { format!("{text}0") } else { text.to_owned() }
}

/// The primary subtag: texts are tagged with the language, not with its script.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

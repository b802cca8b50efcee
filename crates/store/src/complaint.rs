//! What is wrong with a text that is not the RDF it should be: in words that name the place and the remedy, not in the words that its
//! parser has for it.

use super::Error;
use super::writer::MOST_NESTED;
use oxigraph::io::{RdfFormat, RdfSyntaxError};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;
use std::io::BufRead;

/// An element of RDF/XML may have this many attributes, and declare this many namespaces among them. The parser compares each
/// with each (RUSTSEC-2026-0194).
const MOST_ATTRIBUTES: usize = 256;

/// Arrays and objects of JSON may be this deep in each other.
pub(super) const DEEPEST_JSON: usize = 256;

/// Elements of RDF/XML may be this deep; each level of the description of a resource is two.
const DEEPEST_XML: usize = 1024;

/// Triple terms that are nested deeper than [`MOST_NESTED`].
pub(super) const TERMS_TOO_DEEP: &str =
    "triple terms are nested more than 32 deep; name triples with rdf:reifies, and speak of the names";
const _: () = assert!(MOST_NESTED == 32);

/// JSON that is nested deeper than [`DEEPEST_JSON`].
pub(super) fn json_too_deep() -> String {
    format!("more than {DEEPEST_JSON} arrays and objects are open; give nodes of their own what is nested")
}

/// An error at a line and column of a text.
pub(super) fn at(name: &str, (line, column): (usize, usize), message: String) -> Error {
    Error::Syntax { place: format!("{name}:{line}:{column}"), message }
}

/// An error with its place: the name of the text, line and column from 1 where they are known, and what is wrong.
pub(super) fn place(name: &str, text: &str, offset: Option<usize>, message: String) -> Error {
    let place = match offset.and_then(|offset| text.get(..offset)) {
        Some(before) => {
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|&char| char != '\n').count() + 1;
            format!("{name}:{line}:{column}")
        }
        None => name.to_owned(),
    };
    Error::Syntax { place, message }
}

/// Refuses a text that its parser takes too long over, or that is nested so deep that what it gives cannot even be dropped
/// without a stack of megabytes; and XML that is broken, which its parser could not say the place of.
///
/// # Errors
/// With the place in the text, whose name stands in front.
pub fn check(name: &str, text: &str, format: RdfFormat) -> Result<(), Error> {
    let (deepest, message) = match format {
        RdfFormat::RdfXml => return check_xml(name, text),
        RdfFormat::JsonLd { .. } => (too_deep_json(text), json_too_deep()),
        _ => (too_deep_terms(text), TERMS_TOO_DEEP.to_owned()),
    };
    deepest.map_or(Ok(()), |at| Err(place(name, text, Some(at), message)))
}

/// Where JSON is nested deeper than [`DEEPEST_JSON`].
fn too_deep_json(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = behind_string(bytes, at, 1),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST_JSON {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Where triple terms of Turtle and its relatives are nested deeper than [`MOST_NESTED`]: `<<` in `<<`, outside of IRIs, strings and
/// comments.
fn too_deep_terms(text: &str) -> Option<usize> {
    if !text.contains("<<") {
        return None; // as nearly always
    }
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        match byte {
            b'<' if rest.starts_with(b"<<") => {
                depth += 1;
                at += 1;
            }
            b'<' => at += rest.iter().position(|byte| matches!(byte, b'>' | b'\n')).unwrap_or(rest.len()),
            b'>' if rest.starts_with(b">>") => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'"' | b'\'' => {
                let is_long = rest.get(1) == Some(&byte) && rest.get(2) == Some(&byte);
                at = behind_string(bytes, at, if is_long { 3 } else { 1 });
            }
            b'#' => at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
            b'\\' => at += 1,
            _ => {}
        }
        if depth > MOST_NESTED {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The position of the last byte of a string that begins with this number of quotes.
fn behind_string(bytes: &[u8], start: usize, quotes: usize) -> usize {
    let quote = bytes.get(start..start + quotes).unwrap_or_default();
    let mut at = start + quotes;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quote) {
            return at + quotes - 1;
        }
        at += if rest.starts_with(b"\\") { 2 } else { 1 };
    }
    bytes.len()
}

/// Refuses RDF/XML that its parser would take too long over.
fn check_xml(name: &str, text: &str) -> Result<(), Error> {
    let (body, nothing) = (text.trim_start_matches('\u{feff}'), &mut |_: &Event<'_>, _| Ok(()));
    let checked = look_at_xml(body.as_bytes(), nothing);
    checked.map_err(|(at, message)| place(name, text, Some(offset(at) + text.len() - body.len()), message))
}

/// The same of text that comes as it is read. `each` looks at each event too, and hears at which byte it begins; its words refuse it.
///
/// # Errors
/// At which byte, and what is wrong.
pub(super) fn look_at_xml(
    xml: impl BufRead,
    each: &mut dyn FnMut(&Event<'_>, u64) -> Result<(), String>,
) -> Result<(), (u64, String)> {
    let (mut reader, mut buffer) = (Reader::from_reader(xml), Vec::new());
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        let before = reader.buffer_position();
        let event = reader.read_event_into(&mut buffer);
        let event = event.map_err(|error| (reader.error_position(), format!("this is not XML: {error}")))?;
        let attributes = match &event {
            Event::Start(tag) => {
                depth += 1;
                too_many_attributes(tag)
            }
            Event::Empty(tag) => too_many_attributes(tag),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                None
            }
            Event::Eof => return Ok(()),
            _ => None,
        };
        if depth > DEEPEST_XML {
            let advice = "give resources of their own what is nested";
            return Err((before, format!("more than {DEEPEST_XML} elements are open; {advice}")));
        }
        attributes.map_or(Ok(()), Err).and_then(|()| each(&event, before)).map_err(|message| (before, message))?;
    }
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn too_many_attributes(tag: &BytesStart) -> Option<String> {
    // The shortest is ` a=""`.
    let may_have_many = tag.len() / 5 > MOST_ATTRIBUTES;
    let many = may_have_many && tag.attributes().with_checks(false).count() > MOST_ATTRIBUTES;
    many.then(|| format!("the element has more than {MOST_ATTRIBUTES} attributes; write its properties as elements"))
}

/// What a parser says of a text, without the place: "Parser error at line 1 column 2: …".
pub fn words(error: &RdfSyntaxError) -> String {
    let message = error.to_string();
    match message.split_once(": ") {
        Some((place, words)) if place.starts_with("Parser error ") => words.to_owned(),
        _ => message,
    }
}

/// What a parser says of a text, with the place in it, whose name stands in front.
pub fn syntax(name: &str, text: &str, format: RdfFormat, error: &RdfSyntaxError) -> Error {
    if let Some(place) = error.location() {
        let place = format!("{name}:{}:{}", place.start.line + 1, place.start.column + 1);
        return Error::Syntax { place, message: words(error) };
    }
    let message = error.to_string();
    if matches!(format, RdfFormat::JsonLd { .. }) && message.contains("LoadDocumentCallback") {
        return remote_context(name, text);
    }
    // What is quoted in the message stands in the text.
    let quoted = message.split(['\'', '"', '`', '<', '>']).skip(1).step_by(2).filter(|quoted| quoted.len() > 1);
    let at = quoted.filter_map(|quoted| text.find(quoted)).next();
    place(name, text, at, message)
}

/// A context that is somewhere else. Nothing is fetched: data would depend on who answers.
fn remote_context(name: &str, text: &str) -> Error {
    let json: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let mut found = Vec::new();
    find_contexts(&json, &mut found);
    let (shown, at) = match found.first() {
        Some(iri) => (format!("the context <{iri}>"), text.find(iri.as_str())),
        None => ("a context".to_owned(), text.find("@context")),
    };
    let message = format!(
        "{shown} is not in the file, and none is fetched from the network; write what it says in its place, as \
         \"@context\": {{…}}, or convert the file to Turtle or N-Quads where the context can be reached"
    );
    place(name, text, at, message)
}

/// The contexts that are named by their IRIs. JSON that is nested deeper than its parser allows has not come this far.
fn find_contexts(json: &Value, found: &mut Vec<String>) {
    match json {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(iri) if key == "@context" => found.push(iri.clone()),
                    Value::Array(contexts) if key == "@context" => {
                        found.extend(contexts.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => {}
                }
                find_contexts(value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| find_contexts(value, found)),
        _ => {}
    }
}

//! DOCX: the paragraphs of `word/document.xml`, with their headings, lists, tables and bold type.

use super::budget::Meter;
use super::compose::Composer;
use super::numbering::Styles;
use super::{Document, Emphasis, Error, Format, Kind, within_limit};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

pub(super) fn read(name: &str, bytes: &[u8], meter: &Meter) -> Result<Document, Error> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(name, &error))?;
    let Some(document) = part(name, &mut archive, "word/document.xml", meter)? else {
        return Err(foreign(name, &archive));
    };
    let mut styles = Styles::default();
    for (path, is_styles) in [("word/styles.xml", true), ("word/numbering.xml", false)] {
        if let Some(xml) = part(name, &mut archive, path, meter)? {
            let result = if is_styles { styles.read_styles(&xml, meter) } else { styles.read_numbering(&xml, meter) };
            result.map_err(|error| damaged(name, &format!("{path}: {error}")))?;
        }
    }
    let mut walker = Walker { styles, ..Walker::default() };
    walker.walk(name, &document, meter)?;
    meter.check(name)?;
    let document = walker.composer.finish(Format::Docx, None);
    within_limit(name, &document.text, &meter.limits)?;
    Ok(document)
}

fn damaged(name: &str, problem: &impl ToString) -> Error {
    Error::Damaged { name: name.into(), format: Format::Docx, problem: problem.to_string() }
}

/// A part of the archive, if it is there. The archive may declare less than it holds, so what comes out is counted as well.
fn part(
    name: &str,
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    path: &str,
    meter: &Meter,
) -> Result<Option<String>, Error> {
    let file = match archive.by_name(path) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(ZipError::InvalidPassword) => return Err(Error::Encrypted { name: name.into() }),
        Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
            return Err(Error::Encrypted { name: name.into() });
        }
        Err(error) => return Err(damaged(name, &error)),
    };
    let declared = file.size();
    let mut content = Vec::new();
    let limit = meter.limits.part;
    if declared <= limit as u64 {
        file.take(limit as u64 + 1)
            .read_to_end(&mut content)
            .map_err(|error| damaged(name, &format!("{path}: {error}")))?;
    }
    let size = usize::try_from(declared).unwrap_or(usize::MAX).max(content.len());
    if size > limit {
        return Err(Error::TooLarge { name: name.into(), what: "bytes of XML", size, limit });
    }
    meter.unpack(content.len());
    meter.check(name)?;
    let text = String::from_utf8(content).map_err(|error| {
        damaged(name, &format!("{path}, byte {}: it is not UTF-8", error.utf8_error().valid_up_to()))
    })?;
    Ok(Some(text))
}

/// What an archive is that has no document.
fn foreign(name: &str, archive: &ZipArchive<Cursor<&[u8]>>) -> Error {
    let has = |path: &[u8]| archive.file_names_raw().any(|name| name.starts_with(path));
    let (what, advice) = if has(b"xl/") {
        ("an Excel workbook", "export the sheet as HTML")
    } else if has(b"ppt/") {
        ("a PowerPoint presentation", "export it as PDF")
    } else if has(b"content.xml") {
        ("an OpenDocument file", "save it as DOCX")
    } else if has(b"META-INF/container.xml") {
        ("an EPUB", "give one of its HTML files")
    } else {
        ("a ZIP archive", "unpack it first")
    };
    Error::Foreign { name: name.into(), what, advice }
}

#[derive(Default)]
struct Walker {
    composer: Composer,
    styles: Styles,
    /// What the properties of the paragraph say.
    paragraph: Properties,
    /// The emphases of the run.
    run: Vec<Emphasis>,
    /// How many elements are open that are left out.
    skipped: usize,
    in_properties: bool,
    in_run_properties: bool,
    in_text: bool,
    /// What was left out, each noted once.
    has_deletions: bool,
    has_notes: bool,
}

/// The properties of a paragraph that make it a heading or an item.
#[derive(Default)]
pub(super) struct Properties {
    pub(super) style: Option<String>,
    pub(super) outline: Option<u8>,
    pub(super) list: Option<String>,
    pub(super) depth: Option<u8>,
}

impl Walker {
    fn walk(&mut self, name: &str, xml: &str, meter: &Meter) -> Result<(), Error> {
        let mut reader = Reader::from_str(xml);
        let mut depth = 0_usize;
        while meter.elements(1) && self.composer.measure(meter) {
            let event = reader.read_event();
            let event = event.map_err(|error| {
                damaged(name, &format!("word/document.xml, byte {}: {error}", reader.error_position()))
            })?;
            match event {
                Event::Start(tag) => {
                    depth += 1;
                    if !meter.nesting(depth) || !few_attributes(&tag, meter) {
                        break;
                    }
                    self.start(&tag);
                }
                Event::Empty(tag) => {
                    if !few_attributes(&tag, meter) {
                        break;
                    }
                    self.start(&tag);
                    self.end(tag.local_name().as_ref());
                }
                Event::End(tag) => {
                    depth = depth.saturating_sub(1);
                    self.end(tag.local_name().as_ref());
                }
                Event::Text(text) if self.in_text && self.skipped == 0 => self.composer.text(&text.xml10_content()),
                Event::GeneralRef(reference) if self.in_text && self.skipped == 0 => {
                    self.composer.text(&resolve(name, &reference)?);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart) {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.skipped > 0
            || matches!(name, "moveFrom" | "Fallback" | "pPrChange" | "rPrChange" | "tblGrid" | "sectPr")
        {
            self.skipped += 1;
            return;
        }
        if self.in_properties {
            return self.paragraph.read(tag);
        }
        match name {
            "p" => {
                self.composer.start(Kind::Paragraph);
                self.paragraph = Properties::default();
            }
            "pPr" => self.in_properties = true,
            "rPr" => self.in_run_properties = true,
            "b" if self.in_run_properties && is_on(tag) => self.run.push(Emphasis::Strong),
            "i" if self.in_run_properties && is_on(tag) => self.run.push(Emphasis::Italic),
            "strike" if self.in_run_properties && is_on(tag) => self.run.push(Emphasis::Struck),
            "hyperlink" => self.composer.open(Emphasis::Link),
            "t" => self.in_text = true,
            "tab" => self.composer.text(" "),
            "br" if value(tag, "type").is_none_or(|kind| kind == "textWrapping") => self.composer.line_break(),
            "cr" => self.composer.line_break(),
            "noBreakHyphen" => self.composer.text("-"),
            "tr" => self.composer.start_row(),
            "tc" => self.composer.start_cell(),
            "delText" => self.note(|walker| &mut walker.has_deletions, "text that is marked as deleted is left out"),
            "footnoteReference" | "endnoteReference" => {
                self.note(|walker| &mut walker.has_notes, "footnotes and endnotes are left out")
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" => self.composer.end(),
            "pPr" => {
                self.in_properties = false;
                let kind = self.styles.kind(&self.paragraph);
                self.composer.start(kind);
            }
            "rPr" if !self.in_properties => {
                self.in_run_properties = false;
                self.run.iter().for_each(|kind| self.composer.open(*kind));
            }
            "r" => self.run.drain(..).for_each(|kind| self.composer.close(kind)),
            "hyperlink" => self.composer.close(Emphasis::Link),
            "t" => self.in_text = false,
            "tr" => self.composer.end_row(),
            _ => {}
        }
    }

    fn note(&mut self, flag: impl Fn(&mut Self) -> &mut bool, message: &str) {
        if !std::mem::replace(flag(self), true) {
            let line = self.composer.next_line();
            self.composer.notes.add(line, message);
        }
    }
}

impl Properties {
    /// Reads one property.
    pub(super) fn read(&mut self, tag: &BytesStart) {
        let text = value(tag, "val");
        match tag.local_name().as_ref() {
            "pStyle" => self.style = text,
            "outlineLvl" => self.outline = text.and_then(|text| text.parse().ok()),
            "numId" => self.list = text,
            "ilvl" => self.depth = text.and_then(|text| text.parse().ok()),
            _ => {}
        }
    }
}

/// An attribute, with any prefix.
pub(super) fn value(tag: &BytesStart, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(attribute.normalized_value(XmlVersion::Explicit1_0).ok()?.into_owned())
}

/// Counts the attributes of an element that has room for many.
pub(super) fn few_attributes(tag: &BytesStart, meter: &Meter) -> bool {
    // The shortest is ` a=""`.
    tag.len() / 5 <= meter.limits.attributes || meter.attributes(tag.attributes().with_checks(false).count())
}

/// The character that `&amp;` or `&#38;` stands for. A document of Word declares no others.
fn resolve(name: &str, reference: &BytesRef) -> Result<String, Error> {
    let problem = |problem: String| damaged(name, &format!("word/document.xml: {problem}"));
    match reference.resolve_char_ref().map_err(|error| problem(error.to_string()))? {
        Some(char) => Ok(char.to_string()),
        None => resolve_xml_entity(reference)
            .map(str::to_owned)
            .ok_or_else(|| problem(format!("the entity &{}; is not one of XML", &**reference))),
    }
}

/// Whether a property that is on or off is on.
fn is_on(tag: &BytesStart) -> bool {
    !value(tag, "val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

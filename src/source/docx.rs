//! DOCX: the paragraphs of `word/document.xml`, with their headings, lists, tables and bold type.

use super::compose::Composer;
use super::numbering::Styles;
use super::{Document, Emphasis, Error, Format, Kind, within_limit};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// A part may unpack to this many bytes. The XML of a text is some ten times as long as the text; the archive may declare less
/// than it holds, so what comes out is counted as well.
const MAX_PART: u64 = 128 << 20;

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Document, Error> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(name, &error))?;
    let Some(document) = part(name, &mut archive, "word/document.xml")? else { return Err(foreign(name, &archive)) };
    let mut styles = Styles::default();
    for (path, is_styles) in [("word/styles.xml", true), ("word/numbering.xml", false)] {
        if let Some(xml) = part(name, &mut archive, path)? {
            let result = if is_styles { styles.read_styles(&xml) } else { styles.read_numbering(&xml) };
            result.map_err(|error| damaged(name, &format!("{path}: {error}")))?;
        }
    }
    let mut walker = Walker { styles, ..Walker::default() };
    walker.walk(name, &document)?;
    let document = walker.composer.finish(Format::Docx, None);
    within_limit(name, &document.text)?;
    Ok(document)
}

fn damaged(name: &str, problem: &impl ToString) -> Error {
    Error::Damaged { name: name.into(), format: Format::Docx, problem: problem.to_string() }
}

/// A part of the archive, if it is there.
fn part(name: &str, archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Result<Option<Vec<u8>>, Error> {
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
    if declared <= MAX_PART {
        file.take(MAX_PART + 1)
            .read_to_end(&mut content)
            .map_err(|error| damaged(name, &format!("{path}: {error}")))?;
    }
    let size = usize::try_from(declared).unwrap_or(usize::MAX).max(content.len());
    let limit = usize::try_from(MAX_PART).unwrap_or(usize::MAX);
    if size > limit {
        return Err(Error::TooLarge { name: name.into(), what: "bytes of XML", size, limit });
    }
    Ok(Some(content))
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
    fn walk(&mut self, name: &str, xml: &[u8]) -> Result<(), Error> {
        let mut reader = Reader::from_reader(xml);
        loop {
            let event = reader.read_event();
            let event = event.map_err(|error| {
                damaged(name, &format!("word/document.xml, byte {}: {error}", reader.error_position()))
            })?;
            match event {
                Event::Start(tag) => self.start(&tag),
                Event::Empty(tag) => {
                    self.start(&tag);
                    self.end(tag.local_name().as_ref());
                }
                Event::End(tag) => self.end(tag.local_name().as_ref()),
                Event::Text(text) if self.in_text && self.skipped == 0 => {
                    let text =
                        text.unescape().map_err(|error| damaged(name, &format!("word/document.xml: {error}")))?;
                    self.composer.text(&text);
                    if self.composer.length() > super::MAX_TEXT {
                        return Ok(()); // refused by whoever asked
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart) {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.skipped > 0
            || matches!(name, b"moveFrom" | b"Fallback" | b"pPrChange" | b"rPrChange" | b"tblGrid" | b"sectPr")
        {
            self.skipped += 1;
            return;
        }
        if self.in_properties {
            return self.paragraph.read(tag);
        }
        match name {
            b"p" => {
                self.composer.start(Kind::Paragraph);
                self.paragraph = Properties::default();
            }
            b"pPr" => self.in_properties = true,
            b"rPr" => self.in_run_properties = true,
            b"b" if self.in_run_properties && is_on(tag) => self.run.push(Emphasis::Strong),
            b"i" if self.in_run_properties && is_on(tag) => self.run.push(Emphasis::Italic),
            b"strike" if self.in_run_properties && is_on(tag) => self.run.push(Emphasis::Struck),
            b"hyperlink" => self.composer.open(Emphasis::Link),
            b"t" => self.in_text = true,
            b"tab" => self.composer.text(" "),
            b"br" if value(tag, b"type").is_none_or(|kind| kind == "textWrapping") => self.composer.line_break(),
            b"cr" => self.composer.line_break(),
            b"noBreakHyphen" => self.composer.text("-"),
            b"tr" => self.composer.start_row(),
            b"tc" => self.composer.start_cell(),
            b"delText" => self.note(|walker| &mut walker.has_deletions, "text that is marked as deleted is left out"),
            b"footnoteReference" | b"endnoteReference" => {
                self.note(|walker| &mut walker.has_notes, "footnotes and endnotes are left out")
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            b"p" => self.composer.end(),
            b"pPr" => {
                self.in_properties = false;
                let kind = self.styles.kind(&self.paragraph);
                self.composer.start(kind);
            }
            b"rPr" if !self.in_properties => {
                self.in_run_properties = false;
                self.run.iter().for_each(|kind| self.composer.open(*kind));
            }
            b"r" => self.run.drain(..).for_each(|kind| self.composer.close(kind)),
            b"hyperlink" => self.composer.close(Emphasis::Link),
            b"t" => self.in_text = false,
            b"tr" => self.composer.end_row(),
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
        let text = value(tag, b"val");
        match tag.local_name().as_ref() {
            b"pStyle" => self.style = text,
            b"outlineLvl" => self.outline = text.and_then(|text| text.parse().ok()),
            b"numId" => self.list = text,
            b"ilvl" => self.depth = text.and_then(|text| text.parse().ok()),
            _ => {}
        }
    }
}

/// An attribute, whatever its prefix.
pub(super) fn value(tag: &BytesStart, name: &[u8]) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(attribute.unescape_value().ok()?.into_owned())
}

/// Whether a property that is on or off is on.
fn is_on(tag: &BytesStart) -> bool {
    !value(tag, b"val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

//! What makes a paragraph of a DOCX a heading or an item: its own properties, those of its style, and the lists.

use super::Kind;
use super::budget::Meter;
use super::docx::{Properties, few_attributes, value};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// A style may be based on another, and so on, in this number of steps; a longer chain is a circle.
const LONGEST_CHAIN: usize = 12;

/// The styles and lists of a document, by their ids.
#[derive(Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The abstract list of each list.
    lists: HashMap<String, String>,
    /// Whether a level of an abstract list is numbered.
    levels: HashMap<(String, u8), bool>,
}

#[derive(Default)]
struct Style {
    heading: Option<u8>,
    based_on: Option<String>,
    properties: Properties,
}

impl Styles {
    /// Reads `word/styles.xml`.
    pub(super) fn read_styles(&mut self, xml: &str, meter: &Meter) -> Result<(), quick_xml::Error> {
        let mut id = String::new();
        each_element(xml, meter, |tag| {
            let style = self.styles.entry(id.clone()).or_default();
            match tag.local_name().as_ref() {
                "style" => id = value(tag, "styleId").unwrap_or_default(),
                "name" => style.heading = value(tag, "val").and_then(|name| heading_of(&name)),
                "basedOn" => style.based_on = value(tag, "val"),
                "docDefaults" | "latentStyles" => id = String::new(),
                _ => style.properties.read(tag),
            }
        })
    }

    /// Reads `word/numbering.xml`.
    pub(super) fn read_numbering(&mut self, xml: &str, meter: &Meter) -> Result<(), quick_xml::Error> {
        let (mut list, mut level, mut number) = (String::new(), 0, String::new());
        each_element(xml, meter, |tag| match tag.local_name().as_ref() {
            "abstractNum" => list = value(tag, "abstractNumId").unwrap_or_default(),
            "lvl" => level = value(tag, "ilvl").and_then(|level| level.parse().ok()).unwrap_or(0),
            "numFmt" => {
                let is_numbered = value(tag, "val").is_some_and(|format| format != "bullet" && format != "none");
                self.levels.insert((list.clone(), level), is_numbered);
            }
            "num" => number = value(tag, "numId").unwrap_or_default(),
            "abstractNumId" => {
                self.lists.insert(number.clone(), value(tag, "val").unwrap_or_default());
            }
            _ => {}
        })
    }

    /// What a paragraph is.
    pub(super) fn kind(&self, own: &Properties) -> Kind {
        let mut chain = Vec::new();
        let mut next = own.style.as_ref();
        while let Some(style) = next.and_then(|id| self.styles.get(id))
            && chain.len() < LONGEST_CHAIN
        {
            chain.push(style);
            next = style.based_on.as_ref();
        }
        // Level 9 is that of running text.
        let outline = own.outline.or_else(|| chain.iter().find_map(|style| style.properties.outline));
        let heading = outline.map(|level| level.saturating_add(1)).filter(|level| *level <= 9);
        if let Some(level) = heading.or_else(|| chain.iter().find_map(|style| style.heading)) {
            return Kind::Heading(level);
        }
        let list = own.list.as_ref().or_else(|| chain.iter().find_map(|style| style.properties.list.as_ref()));
        let depth = own.depth.or_else(|| chain.iter().find_map(|style| style.properties.depth)).unwrap_or(0);
        match list.filter(|list| *list != "0") {
            Some(list) => Kind::Item { depth, ordered: self.is_numbered(list, depth) },
            None => Kind::Paragraph,
        }
    }

    fn is_numbered(&self, list: &str, depth: u8) -> bool {
        let level = self.lists.get(list).map(|list| (list.clone(), depth));
        level.and_then(|level| self.levels.get(&level).copied()).unwrap_or_default()
    }
}

fn heading_of(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    match name.strip_prefix("heading ") {
        Some(level) => level.parse().ok().filter(|level| (1..=9).contains(level)),
        None if name == "title" => Some(1),
        None => None,
    }
}

fn each_element(xml: &str, meter: &Meter, mut visit: impl FnMut(&BytesStart)) -> Result<(), quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    while meter.elements(1) {
        match reader.read_event()? {
            Event::Start(tag) | Event::Empty(tag) if few_attributes(&tag, meter) => visit(&tag),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(())
}

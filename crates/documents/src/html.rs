//! HTML: the main content of a page in blocks.
//!
//! A tokenizer is enough: blocks begin and end with tags, regardless of the tree. So a page may be nested as deep as it likes,
//! and tags that are not closed are no trouble.

use super::budget::Meter;
use super::compose::Composer;
use super::{Document, Emphasis, Format, Kind};
use encoding_rs::Encoding;
use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};

/// The encoding that a page declares in its first kilobyte, as browsers look for it.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..1024).unwrap_or(bytes).to_ascii_lowercase();
    let at = start.windows(8).position(|window| window == b"charset=")?;
    let label = start.get(at + 8..)?;
    let label: Vec<u8> = label.iter().copied().skip_while(|byte| matches!(byte, b'"' | b'\'')).collect();
    Encoding::for_label(label.split(|byte| matches!(byte, b'"' | b'\'' | b' ' | b'>' | b';' | b'/')).next()?)
}

pub(super) fn read(text: &str, meter: &Meter) -> Document {
    let lowercase = text.to_ascii_lowercase();
    let has = |name: &&&str| lowercase.contains(&format!("<{name}>")) || lowercase.contains(&format!("<{name} "));
    if let Some(root) = ["main", "article"].iter().find(has) {
        let document = Walker::walk(text, Some(root), meter);
        if !document.blocks.is_empty() {
            return document;
        }
    }
    Walker::walk(text, None, meter)
}

/// No more of a title is read than this, in bytes and one piece of text more.
const LONGEST_TITLE: usize = 1_000;

#[derive(Default)]
struct Walker {
    composer: Composer,
    language: Option<String>,
    /// The title of the page, and whether it is being read.
    title: String,
    in_title: bool,
    /// The element outside of which nothing counts, and how many of it are open.
    root: Option<&'static str>,
    roots: usize,
    /// The element that is left out, and how many of its name are open in it.
    skipped: Option<(Vec<u8>, usize)>,
    /// The lists that are open: whether they are numbered.
    lists: Vec<bool>,
    /// The tables that are open: whether they have an open row.
    tables: Vec<bool>,
    /// How many elements are open in which line ends count.
    preformatted: usize,
}

impl Walker {
    fn walk(text: &str, root: Option<&'static str>, meter: &Meter) -> Document {
        let mut walker = Self { root, ..Self::default() };
        if let Some(root) = root {
            walker.composer.notes.add(1, format!("what stands outside of <{root}> is left out"));
        }
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
            if !meter.elements(1) || !walker.composer.measure(meter) {
                break;
            }
            match token {
                Token::StartTag(tag) if !meter.attributes(tag.attributes.len()) => break,
                Token::StartTag(tag) => walker.start(&tag),
                Token::EndTag(tag) => walker.end(&tag.name),
                Token::String(string) => walker.text(&String::from_utf8_lossy(&string)),
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        if let Some((name, _)) = &walker.skipped {
            let (line, name) = (walker.composer.next_line(), String::from_utf8_lossy(name));
            walker.composer.notes.add(line, format!("<{name}> is never closed, and all behind it is left out"));
        }
        let about = walker.title.split_whitespace().collect::<Vec<_>>().join(" ");
        Document { about, ..walker.composer.finish(Format::Html, walker.language) }
    }

    fn counts(&self) -> bool {
        self.skipped.is_none() && (self.root.is_none() || self.roots > 0)
    }

    fn text(&mut self, text: &str) {
        if self.in_title && self.title.len() <= LONGEST_TITLE {
            self.title.push_str(text);
        }
        if !self.counts() {
            return;
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 && self.preformatted > 0 {
                self.composer.line_break();
            } else if index > 0 {
                self.composer.text(" ");
            }
            self.composer.text(line);
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = tag.name.as_slice();
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth += usize::from(skipped == name && !tag.self_closing);
            return;
        }
        if name == b"html" && self.language.is_none() {
            let language =
                tag.attributes.get(b"lang".as_slice()).or_else(|| tag.attributes.get(b"xml:lang".as_slice()));
            let language = language.map(|value| String::from_utf8_lossy(value).trim().to_owned());
            self.language = language.filter(|language| !language.is_empty());
        }
        self.in_title = name == b"title" && self.title.is_empty();
        if self.root.is_some_and(|root| root.as_bytes() == name) {
            self.roots += 1;
        }
        if !self.counts() {
            return;
        }
        match name {
            b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"title" | b"iframe" | b"object"
            | b"select" | b"button" | b"textarea" | b"audio" | b"video" => self.skip(tag),
            b"nav" | b"aside" | b"footer" => {
                let line = self.composer.next_line();
                self.composer.notes.add(line, format!("<{}> is left out", String::from_utf8_lossy(name)));
                self.skip(tag);
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                let level = name.get(1).map_or(1, |digit| digit - b'0');
                self.composer.start(Kind::Heading(level));
            }
            b"ul" | b"ol" | b"menu" => {
                self.composer.end();
                self.lists.push(name == b"ol");
            }
            b"li" => {
                let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
                self.composer.start(Kind::Item { depth, ordered: self.lists.last().copied().unwrap_or_default() });
            }
            b"table" | b"tr" | b"td" | b"th" => self.start_table(name),
            b"br" => self.composer.line_break(),
            b"hr" => self.composer.rule(),
            b"pre" => {
                self.boundary();
                self.preformatted += 1;
            }
            _ if is_block(name) => self.boundary(),
            _ => {
                if let Some(kind) = emphasis(name) {
                    self.composer.open(kind);
                }
            }
        }
    }

    fn skip(&mut self, tag: &StartTag<()>) {
        if !tag.self_closing {
            self.skipped = Some((tag.name.to_vec(), 1));
        }
    }

    fn end(&mut self, name: &[u8]) {
        self.in_title = false;
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth -= usize::from(skipped == name);
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }
        let counted = self.counts();
        if self.root.is_some_and(|root| root.as_bytes() == name) {
            self.roots = self.roots.saturating_sub(1);
        }
        if !counted {
            return;
        }
        match name {
            b"ul" | b"ol" | b"menu" => {
                self.composer.end();
                self.lists.pop();
            }
            b"tr" | b"table" => self.end_table(name),
            b"pre" => {
                self.composer.end();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"li" | b"td" | b"th" => self.composer.end(),
            _ if is_block(name) => self.composer.end(),
            _ => {
                if let Some(kind) = emphasis(name) {
                    self.composer.close(kind);
                }
            }
        }
    }

    /// A block begins, unless it is the first of an item or heading.
    fn boundary(&mut self) {
        if !self.composer.is_fresh(|kind| kind != Kind::Paragraph) {
            self.composer.end();
        }
    }

    fn start_table(&mut self, name: &[u8]) {
        self.composer.end();
        if name == b"table" {
            return self.tables.push(false);
        }
        let Some(has_row) = self.tables.last_mut() else { return };
        if name == b"tr" && *has_row {
            self.composer.end_row();
        }
        if name == b"tr" || !*has_row {
            self.composer.start_row();
        }
        *has_row = true;
        if name != b"tr" {
            self.composer.start_cell();
        }
    }

    fn end_table(&mut self, name: &[u8]) {
        self.composer.end();
        if let Some(has_row) = self.tables.last_mut()
            && std::mem::take(has_row)
        {
            self.composer.end_row();
        }
        if name == b"table" {
            self.tables.pop();
        }
    }
}

fn is_block(name: &[u8]) -> bool {
    const BLOCKS: &[&[u8]] = &[
        b"address",
        b"article",
        b"blockquote",
        b"body",
        b"caption",
        b"center",
        b"dd",
        b"details",
        b"dialog",
        b"div",
        b"dl",
        b"dt",
        b"fieldset",
        b"figcaption",
        b"figure",
        b"form",
        b"head",
        b"header",
        b"hgroup",
        b"html",
        b"legend",
        b"main",
        b"option",
        b"p",
        b"search",
        b"section",
        b"summary",
        b"tbody",
        b"tfoot",
        b"thead",
    ];
    BLOCKS.contains(&name)
}

fn emphasis(name: &[u8]) -> Option<Emphasis> {
    Some(match name {
        b"b" | b"strong" => Emphasis::Strong,
        b"i" | b"em" | b"cite" => Emphasis::Italic,
        b"s" | b"del" | b"strike" => Emphasis::Struck,
        b"code" | b"kbd" | b"samp" => Emphasis::Code,
        b"a" => Emphasis::Link,
        _ => return None,
    })
}

//! What a page shows: pieces of text with their places (ISO 32000-1, 9.4).

use super::super::budget::{Bound, Meter};
use super::font::{Font, deref, number};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// Forms within forms are followed this deep; a deeper one is a circle.
const DEEPEST_FORM: usize = 8;

/// The number of states that may be saved at once; a page with more has forgotten to restore them.
const MOST_STATES: usize = 512;

/// Text that stands together on a page. Places count from the lower left, in the direction of the text.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) x: f32,
    pub(super) y: f32,
    /// Where it ends.
    pub(super) end: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    pub(super) text: String,
}

/// What all pages share.
pub(super) struct Reading<'a> {
    pdf: &'a Document,
    meter: &'a Meter,
    /// How many bytes of text are shown.
    shown: usize,
    fonts: HashMap<ObjectId, Rc<Font<'a>>>,
    /// The fonts whose codes have no known meaning, by name.
    pub(super) unreadable: BTreeSet<String>,
    /// How many streams were left in the middle because of an error in them.
    pub(super) broken: usize,
}

impl<'a> Reading<'a> {
    pub(super) fn new(pdf: &'a Document, meter: &'a Meter) -> Self {
        let (fonts, unreadable) = (HashMap::new(), BTreeSet::new());
        Self { pdf, meter, shown: 0, fonts, unreadable, broken: 0 }
    }

    /// The pieces of a page, in the order in which they are shown.
    pub(super) fn page(&mut self, id: ObjectId) -> Result<Vec<Piece>, String> {
        let limit = self.most_content();
        let content = self.pdf.get_page_content_with_limit(id, limit).map_err(|error| {
            if matches!(error, lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) {
                self.meter.stop(if limit < self.meter.limits.content { Bound::Unpacked } else { Bound::Content });
            }
            error.to_string()
        })?;
        self.meter.unpack(content.len());
        let mut pieces = Vec::new();
        let page = self.pdf.get_dictionary(id).map_err(|error| error.to_string())?;
        self.stream(&content, self.resources(page), IDENTITY, 0, &mut pieces)?;
        Ok(pieces)
    }

    /// How many bytes the next stream may unpack to.
    fn most_content(&self) -> usize {
        self.meter.left_to_unpack().min(self.meter.limits.content)
    }

    /// The resources of a page, which it may inherit.
    fn resources(&self, page: &'a Dictionary) -> Option<&'a Dictionary> {
        let mut node = page;
        for _ in 0..64 {
            if let Ok(resources) = node.get_deref(b"Resources", self.pdf).and_then(Object::as_dict) {
                return Some(resources);
            }
            node = node.get_deref(b"Parent", self.pdf).and_then(Object::as_dict).ok()?;
        }
        None
    }

    fn resource(&self, resources: Option<&'a Dictionary>, kind: &[u8], name: &[u8]) -> Option<&'a Object> {
        resources?.get_deref(kind, self.pdf).and_then(Object::as_dict).ok()?.get(name).ok()
    }

    fn font(&mut self, resources: Option<&'a Dictionary>, name: &[u8]) -> Option<Rc<Font<'a>>> {
        let object = self.resource(resources, b"Font", name)?;
        let id = object.as_reference().ok();
        if let Some(font) = id.and_then(|id| self.fonts.get(&id)) {
            return Some(Rc::clone(font));
        }
        let font = Rc::new(Font::new(self.pdf, deref(self.pdf, object).as_dict().ok()?, self.meter));
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Some(font)
    }

    fn stream(
        &mut self,
        content: &[u8],
        resources: Option<&'a Dictionary>,
        matrix: Matrix,
        depth: usize,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), String> {
        let mut fonts = BTreeMap::new();
        let mut state = State::new(matrix);
        let mut saved = Vec::new();
        for operation in Content::decode_iter(content) {
            let Ok(operation) = operation else {
                self.broken += 1;
                break;
            };
            let operands = operation.operands.as_slice();
            if !self.meter.elements(1 + operands.len()) {
                break;
            }
            match operation.operator.as_str() {
                "q" if saved.len() < MOST_STATES => saved.push(state.clone()),
                "Q" => state = saved.pop().unwrap_or(state),
                "Tf" => {
                    let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    let font = fonts.entry(name.to_vec()).or_insert_with(|| self.font(resources, name));
                    state.font = font.clone();
                    state.size = operands.get(1).and_then(number).unwrap_or(0.0);
                }
                "Tj" | "TJ" | "'" | "\"" => {
                    state.before_show(&operation.operator, operands);
                    let shown = operands.last().map(|shown| state.show(shown, self.meter));
                    if let Some(Shown { piece, unreadable }) = shown {
                        self.unreadable.extend(unreadable);
                        self.shown += piece.as_ref().map_or(0, |piece| piece.text.len());
                        pieces.extend(piece);
                    }
                    self.meter.made(0, self.shown);
                }
                "Do" if depth < DEEPEST_FORM => {
                    let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    if let Some(form) = self.resource(resources, b"XObject", name) {
                        self.form(form, resources, state.matrix, depth + 1, pieces)?;
                    }
                }
                operator => state.operate(operator, operands),
            }
        }
        Ok(())
    }

    /// A form is a page within a page. Those without text are not worth a look, but that is known only by looking.
    fn form(
        &mut self,
        form: &'a Object,
        outer: Option<&'a Dictionary>,
        matrix: Matrix,
        depth: usize,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), String> {
        let Ok(form) = deref(self.pdf, form).as_stream() else { return Ok(()) };
        if !form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form") {
            return Ok(());
        }
        let Ok(content) = form.get_plain_content_with_limit(self.most_content()) else {
            self.broken += 1;
            return Ok(());
        };
        // What is shown again costs again, so that forms that show forms cannot grow without end.
        if !self.meter.unpack(content.len().max(1024)) {
            return Ok(());
        }
        let own = form.dict.get_deref(b"Matrix", self.pdf).and_then(Object::as_array).ok();
        let own = own.and_then(|array| matrix_of(array)).unwrap_or(IDENTITY);
        let resources = form.dict.get_deref(b"Resources", self.pdf).and_then(Object::as_dict).ok().or(outer);
        self.stream(&content, resources, product(own, matrix), depth, pieces)
    }
}

type Matrix = [f32; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First the one, then the other.
fn product([a, b, c, d, e, f]: Matrix, [p, q, r, s, t, u]: Matrix) -> Matrix {
    [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u]
}

fn matrix_of(operands: &[Object]) -> Option<Matrix> {
    let numbers: Vec<f32> = operands.iter().filter_map(number).collect();
    numbers.try_into().ok()
}

/// The state of graphics and text.
#[derive(Clone)]
struct State<'a> {
    matrix: Matrix,
    text: Matrix,
    line: Matrix,
    font: Option<Rc<Font<'a>>>,
    size: f32,
    char_space: f32,
    word_space: f32,
    /// Of the width, as a factor.
    scale: f32,
    leading: f32,
}

struct Shown {
    piece: Option<Piece>,
    /// The font, if its codes have no known meaning.
    unreadable: Option<String>,
}

impl State<'_> {
    fn new(matrix: Matrix) -> Self {
        Self {
            matrix,
            text: IDENTITY,
            line: IDENTITY,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
        }
    }

    fn operate(&mut self, operator: &str, operands: &[Object]) {
        let at = |index: usize| operands.get(index).and_then(number).unwrap_or(0.0);
        match operator {
            "cm" => self.matrix = matrix_of(operands).map_or(self.matrix, |matrix| product(matrix, self.matrix)),
            "BT" => (self.text, self.line) = (IDENTITY, IDENTITY),
            "Tc" => self.char_space = at(0),
            "Tw" => self.word_space = at(0),
            "Tz" => self.scale = at(0) / 100.0,
            "TL" => self.leading = at(0),
            "Td" => self.move_line(at(0), at(1)),
            "TD" => {
                self.leading = -at(1);
                self.move_line(at(0), at(1));
            }
            "T*" => self.move_line(0.0, -self.leading),
            "Tm" => {
                self.line = matrix_of(operands).unwrap_or(self.line);
                self.text = self.line;
            }
            _ => {}
        }
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line = product([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    /// What `'` and `"` do before they show.
    fn before_show(&mut self, operator: &str, operands: &[Object]) {
        if operator == "\"" {
            self.word_space = operands.first().and_then(number).unwrap_or(0.0);
            self.char_space = operands.get(1).and_then(number).unwrap_or(0.0);
        }
        if matches!(operator, "'" | "\"") {
            self.move_line(0.0, -self.leading);
        }
    }

    /// Shows a string, or strings with distances between them. A distance of more than a fifth of the size is a space.
    fn show(&mut self, shown: &Object, meter: &Meter) -> Shown {
        let Some(font) = self.font.clone() else { return Shown { piece: None, unreadable: None } };
        let single = std::slice::from_ref(shown);
        let parts = shown.as_array().map_or(single, Vec::as_slice);
        let (start, mut text, mut unreadable) = (self.place(), String::new(), None);
        for part in parts.iter().take_while(|_| meter.elements(1)) {
            if let Some(distance) = number(part) {
                self.advance(-distance / 1000.0 * self.size * self.scale);
                if distance < -200.0 && !text.is_empty() && !text.ends_with(' ') {
                    text.push(' ');
                }
            } else if let Ok(bytes) = part.as_str() {
                match font.text(bytes, meter) {
                    Some(decoded) => text.push_str(&decoded),
                    None => unreadable = Some(font.name.clone()),
                }
                let (width, codes, spaces) = font.measure(bytes);
                let spaces = codes as f32 * self.char_space + spaces as f32 * self.word_space;
                self.advance((width / 1000.0 * self.size + spaces) * self.scale);
            }
        }
        let (end, size) = (self.place(), self.height());
        let text: String = text.chars().filter(|char| !char.is_control() && *char != '\u{fffd}').collect();
        let is_shown = !text.is_empty() && [start.0, start.1, end.0, size].iter().all(|number| number.is_finite());
        let piece = is_shown.then(|| Piece { x: start.0, y: start.1, end: end.0, size, is_bold: font.is_bold, text });
        Shown { piece, unreadable }
    }

    fn advance(&mut self, width: f32) {
        self.text = product([1.0, 0.0, 0.0, 1.0, width, 0.0], self.text);
    }

    fn height(&self) -> f32 {
        let [.., c, d, _, _] = product(self.text, self.matrix);
        c.hypot(d) * self.size.abs()
    }

    /// Where the next character begins. Text that runs in another direction, as on pages that lie on their side, is
    /// turned.
    fn place(&self) -> (f32, f32) {
        let [a, b, _, _, x, y] = product(self.text, self.matrix);
        match (a.abs() >= b.abs(), a < 0.0, b < 0.0) {
            (true, false, _) => (x, y),
            (true, true, _) => (-x, -y),
            (false, _, false) => (y, -x),
            (false, _, true) => (-y, x),
        }
    }
}

//! Tables in which each row, or each column, is of one speaker.
//!
//! Which column names the speakers is told by its cells, and which holds what they say by its head (`ple:phraseKind
//! "COLUMN_SAID"`) or by its cells, which are sentences. Where several columns are sentences and no head tells which, only the longest
//! is read, and the others are reported.

use super::lexicon::{Lexicon, PhraseKind};
use super::outline::{Current, Reader};
use super::passages::{Problem, Share};
use super::speakers::{Speaker, ends_a_sentence, headings};
use super::words::Words;
use plenary_documents::{Block, Document};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// A cell with more words, or twice as many Han characters, is a text and no name.
const LONGEST_NAME: usize = 16;
/// A cell of fewer words than this, or Han characters, is a note and no text unless it ends like a sentence.
const SHORTEST_TEXT: usize = 6;

/// What the columns of a table are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// The blocks of its rows.
    rows: Range<usize>,
    /// Whether the first row is its head.
    has_head: bool,
    /// The column that names who speaks in the row.
    speaker: usize,
    /// The columns of what is said.
    said: Vec<usize>,
    /// The column of those for whom the speakers speak.
    behalf: Option<usize>,
}

/// The rows of tables with a row for each speaker, by block.
pub(super) fn tables(document: &Document, words: &Words, lexicon: &Lexicon) -> HashMap<usize, Rc<Columns>> {
    let mut tables = HashMap::new();
    let blocks = &document.blocks;
    let mut at = 0;
    while at < blocks.len() {
        let width = blocks[at].cells.len();
        let length = blocks[at..].iter().take_while(|block| width > 1 && block.cells.len() == width).count();
        if length > 1
            && let Some(columns) = columns(blocks, at..at + length, words, lexicon)
        {
            let columns = Rc::new(columns);
            tables.extend((at..at + length).map(|row| (row, Rc::clone(&columns))));
        }
        at += length.max(1);
    }
    tables
}

/// What the columns of some rows are, if one names speakers and another holds what they say.
fn columns(blocks: &[Block], rows: Range<usize>, words: &Words, lexicon: &Lexicon) -> Option<Columns> {
    let width = blocks[rows.start].cells.len();
    let head = |column: usize, kind: PhraseKind| is_named(cell(&blocks[rows.start], column), kind, words);
    let is_head = |kind: PhraseKind| (0..width).find(|column| head(*column, kind));
    let names = |text: &str| !named(text, words, lexicon).is_empty();
    let first_is_row = (0..width).any(|column| is_text(cell(&blocks[rows.start], column), words))
        && is_head(PhraseKind::ColumnSaid).is_none();
    let has_head = !first_is_row;
    let body = rows.start + usize::from(has_head)..rows.end;
    let count =
        |column: usize, is: &dyn Fn(&str) -> bool| body.clone().filter(|row| is(cell(&blocks[*row], column))).count();
    let by_head = is_head(PhraseKind::ColumnSpeaker).filter(|column| count(*column, &names) > 0);
    // Of columns that name as many, the first.
    let most = (0..width).map(|column| (count(column, &names), std::cmp::Reverse(column))).max();
    let by_cells = most.filter(|(count, _)| *count > 1 && 2 * count >= body.len()).map(|(_, column)| column.0);
    let speaker = by_head.or(by_cells)?;
    let is_written = |column: &usize| count(*column, &|text| is_text(text, words)) > 0;
    let marked: Vec<_> =
        (0..width).filter(|column| *column != speaker && head(*column, PhraseKind::ColumnSaid) && has_head).collect();
    let letters = |column: &usize| body.clone().map(|row| cell(&blocks[row], *column).len()).sum::<usize>();
    let said = match marked.is_empty() {
        false => marked,
        true => {
            (0..width).filter(|column| *column != speaker).filter(is_written).max_by_key(letters).into_iter().collect()
        }
    };
    let behalf = (0..width).find(|column| {
        *column != speaker && !said.contains(column) && head(*column, PhraseKind::OnBehalfOf) && has_head
    });
    said.iter().any(is_written).then_some(Columns { rows, has_head, speaker, said, behalf })
}

/// The text of a cell.
fn cell(block: &Block, column: usize) -> &str {
    let range = block.cells.get(column).cloned().unwrap_or_default();
    block.text.plain().get(range).unwrap_or_default()
}

/// Whether a head has words of a kind.
fn is_named(head: &str, kind: PhraseKind, words: &Words) -> bool {
    let folded = words.fold(head);
    let of =
        |found: &super::matcher::Found<'_, super::words::PhraseOf>| found.means.iter().any(|means| means.kind == kind);
    !words.layout_in(head, &folded, kind).is_empty() || words.all_phrases.find(head, &folded).iter().any(of)
}

/// Whether a cell is a text and not a name, a number or a date.
fn is_text(cell: &str, words: &Words) -> bool {
    let pieces = words.fold(cell).pieces.len();
    pieces >= SHORTEST_TEXT && (ends_a_sentence(cell) || pieces > 2 * LONGEST_NAME)
}

/// The speakers whom a cell names: `Ghana`, `Ghana and Togo (joint statement)`, `Ms. X, Ghana`, or one of its lines.
fn named(cell: &str, words: &Words, lexicon: &Lexicon) -> Vec<Speaker> {
    let cell = &cell[super::furniture::number(cell)..];
    if cell.is_empty() || words.fold(cell).pieces.len() > 2 * LONGEST_NAME {
        return Vec::new();
    }
    let inner = cell.trim_end().strip_suffix([')', '）']).and_then(|inner| inner.rfind(['(', '（']));
    let shorter = inner.map(|end| cell[..end].trim_end());
    let person = cell.rsplit_once([',', '，', '،']).map(|(person, of)| format!("{person} ({of})"));
    let whole = cell.replace('\n', ", ");
    let ways = [Some(whole.as_str()), shorter, person.as_deref()].into_iter().flatten();
    let lines = cell.lines().filter(|_| cell.contains('\n'));
    let mut most = Vec::new();
    for found in ways.chain(lines).map(|text| headings(text, words, lexicon)) {
        if found.len() > most.len() {
            most = found;
        }
    }
    most
}

impl Reader<'_> {
    /// A row of a table.
    pub(super) fn row(&mut self, index: usize, columns: &Columns) {
        let block = &self.document.blocks[index];
        if index == columns.rows.start {
            self.current = Current::Nobody;
            self.started = true;
        }
        if columns.has_head && index == columns.rows.start {
            return self.out.cover(block.text.span(), Share::Narrator);
        }
        self.depths.clear();
        self.introduce(index, columns);
        for (column, range) in block.cells.iter().enumerate() {
            if columns.said.contains(&column) {
                self.running(index, range.clone());
            } else if column != columns.speaker && !is_text(cell(block, column), self.words) {
                self.out.cover(block.text.source_span(range.clone()), Share::Narrator);
            }
        }
        if index + 1 == columns.rows.end {
            self.current = Current::Nobody;
        }
    }

    /// Gives the floor to whom a row names; a row that names nobody goes on with the one above.
    fn introduce(&mut self, index: usize, columns: &Columns) {
        let block = &self.document.blocks[index];
        let name = cell(block, columns.speaker).to_owned();
        if !name.chars().any(char::is_alphabetic) {
            return;
        }
        let span = block.text.source_span(block.cells[columns.speaker].clone());
        let mut speakers = named(&name, self.words, self.lexicon);
        if speakers.is_empty() {
            speakers = self.headings(&name);
        }
        if speakers.is_empty() {
            speakers.extend(self.introduced_person(&name));
        }
        if speakers.is_empty() {
            self.unresolved(block.line, span, &super::one_line(&name), Problem::Speaker);
            self.current = Current::Unknown;
            return;
        }
        let behalf = columns.behalf.map(|column| named(cell(block, column), self.words, self.lexicon));
        let behalf: Vec<_> = behalf.unwrap_or_default().iter().map(|speaker| speaker.actor).collect();
        speakers.iter_mut().for_each(|speaker| speaker.join(&behalf, &[]));
        self.open_headed(speakers, block.line, span);
        self.by_heading = true;
    }
}

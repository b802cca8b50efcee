//! Statements one after the other, each below lines that say whose it is: "STATEMENT BY / H.E. MS. X / PERMANENT REPRESENTATIVE OF Y".

use super::author::Survey;
use super::lexicon::PhraseKind;
use super::outline::{Current, Reader};
use super::passages::{Problem, Share};
use super::speakers::{Speaker, ends_a_sentence};
use plenary_documents::Kind;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Lines over a statement are no more than this, and each no longer, in characters.
const MOST_LINES: usize = 9;
const LONGEST_LINE: usize = 160;
/// From so many on, the document is a collection of statements.
const SEVERAL: usize = 2;

/// The lines over a statement, and whose it is; empty if the data do not have who that is.
#[derive(Debug)]
pub(super) struct Opening {
    blocks: Range<usize>,
    speakers: Vec<Speaker>,
}

/// The openings of a document with several statements, by their blocks. A document of one statement is of its author.
pub(super) fn openings(survey: &Survey<'_>) -> HashMap<usize, Rc<Opening>> {
    let blocks = &survey.document.blocks;
    let mut openings = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let length = blocks[at..].iter().take(MOST_LINES).take_while(|block| is_line(block)).count();
        let body = blocks.get(at + length).is_some_and(|block| ends_a_sentence(block.text.plain()));
        if length == 0 || !opens(survey, at) || !body {
            at += 1;
            continue;
        }
        // What stands between two openings is of the second.
        let start = (at + 1..at + length).rev().find(|next| opens(survey, *next)).unwrap_or(at);
        let range = start..at + length;
        openings.push(Opening { speakers: survey.head_of(range.clone()), blocks: range });
        at += length;
    }
    if openings.iter().filter(|opening| !opening.speakers.is_empty()).count() < SEVERAL {
        return HashMap::new();
    }
    let openings = openings.into_iter().map(Rc::new);
    openings.flat_map(|opening| opening.blocks.clone().map(move |block| (block, Rc::clone(&opening)))).collect()
}

/// Whether a block may be a line over a statement.
fn is_line(block: &plenary_documents::Block) -> bool {
    let text = block.text.plain();
    matches!(block.kind, Kind::Paragraph | Kind::Heading(_))
        && block.cells.is_empty()
        && !ends_a_sentence(text)
        && text.lines().all(|line| line.chars().count() <= LONGEST_LINE)
}

/// Whether a block begins with words for whose a statement is.
fn opens(survey: &Survey<'_>, index: usize) -> bool {
    let text = survey.document.blocks[index].text.plain();
    let folded = survey.words.fold(text);
    let phrases = survey.words.all_phrases.find(text, &folded);
    let is_behalf = phrases.iter().any(|phrase| {
        phrase.pieces.start == 0 && phrase.means.iter().any(|means| means.kind == PhraseKind::OnBehalfOf)
    });
    !is_behalf && survey.words.layout_in(text, &folded, PhraseKind::Author).iter().any(|mark| mark.start == 0)
}

impl Reader<'_> {
    /// One of the lines over a statement, of which the first gives the floor.
    pub(super) fn statement_of(&mut self, index: usize, opening: &Opening) {
        if index != opening.blocks.start {
            return;
        }
        let blocks = &self.document.blocks[opening.blocks.clone()];
        let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return };
        let span = first.text.span().start..last.text.span().end;
        let line = first.line;
        self.depths.clear();
        self.unsaid = false;
        if opening.speakers.is_empty() {
            let text: Vec<_> = blocks.iter().map(|block| block.text.plain()).collect();
            self.unresolved(line, span, &super::one_line(&text.join(" ")), Problem::Speaker);
            self.current = Current::Unknown;
            self.started = true;
            return;
        }
        blocks.iter().for_each(|block| self.out.cover(block.text.span(), Share::Speaker));
        self.open_headed(opening.speakers.clone(), line, first.text.span());
        self.by_heading = true;
    }
}

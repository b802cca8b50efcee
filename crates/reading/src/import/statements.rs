//! Statements one after the other, each below lines that say whose it is: "STATEMENT BY / H.E. MS. X / PERMANENT REPRESENTATIVE OF Y",
//! with a list of those for whom it is made, if there is one.

use super::author::Survey;
use super::lexicon::{PhraseKind, ThingId};
use super::outline::{Current, Reader};
use super::passages::{Problem, Share};
use super::speakers::{Speaker, ends_a_sentence, headings};
use plenary_documents::Kind;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Lines over a statement are no more than this, and each no longer, in characters.
const MOST_LINES: usize = 9;
const LONGEST_LINE: usize = 160;
/// The words by which a statement addresses somebody are no longer than this, in characters.
const LONGEST_ADDRESS: usize = 60;
/// No more items than this name those for whom a statement is made.
const MOST_ITEMS: usize = 60;

/// The lines over a statement, and whose it is; empty if the data do not have who that is.
#[derive(Debug)]
pub(super) struct Opening {
    blocks: Range<usize>,
    speakers: Vec<Speaker>,
    /// Whether a list of those stands below them for whom it is made.
    pub(super) is_listed: bool,
}

/// The openings of a document with statements, by their blocks, and how many of them name whose the statement is. A document of one
/// statement is of its author, if all of it is.
pub(super) fn openings(survey: &Survey<'_>) -> (HashMap<usize, Rc<Opening>>, usize) {
    let blocks = &survey.document.blocks;
    let mut openings = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let length = blocks[at..].iter().take(MOST_LINES).take_while(|block| is_line(block)).count();
        let (listed, behalf) = listed(survey, at + length);
        let body = blocks[at + length + listed..].iter().find(|block| !is_address(block));
        let body = body.is_some_and(|block| ends_a_sentence(block.text.plain()));
        if length == 0 || !opens(survey, at) || !body {
            at += 1;
            continue;
        }
        // What stands between two openings is of the second.
        let start = (at + 1..at + length).rev().find(|next| opens(survey, *next)).unwrap_or(at);
        let mut speakers = survey.head_of(start..at + length);
        for speaker in &mut speakers {
            let others: Vec<_> = behalf.iter().copied().filter(|other| *other != speaker.actor).collect();
            speaker.join(&others, &[]);
        }
        openings.push(Opening { speakers, blocks: start..at + length + listed, is_listed: listed > 0 });
        at += length + listed;
    }
    let named = openings.iter().filter(|opening| !opening.speakers.is_empty()).count();
    let openings = openings.into_iter().map(Rc::new);
    (
        openings.flat_map(|opening| opening.blocks.clone().map(move |block| (block, Rc::clone(&opening)))).collect(),
        named,
    )
}

/// How many items below the lines over a statement name those for whom it is made, and who these are: nothing but actors.
fn listed(survey: &Survey<'_>, from: usize) -> (usize, Vec<ThingId>) {
    let items = survey.document.blocks[from..]
        .iter()
        .take(MOST_ITEMS)
        .take_while(|block| matches!(block.kind, Kind::Item { .. }) && !ends_a_sentence(block.text.plain()));
    let named: Vec<_> = items.map(|block| headings(block.text.plain(), survey.words, survey.lexicon)).collect();
    match named.len() > 1 && named.iter().all(|speakers| !speakers.is_empty()) {
        true => (named.len(), named.iter().flatten().map(|speaker| speaker.actor).collect()),
        false => (0, Vec::new()),
    }
}

/// Whether a line addresses somebody: "Mr. Chair,".
fn is_address(block: &plenary_documents::Block) -> bool {
    let text = block.text.plain();
    block.kind == Kind::Rule || (text.ends_with([',', '،', '，']) && text.chars().count() <= LONGEST_ADDRESS)
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

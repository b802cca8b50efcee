//! What kind of document it is, seen as a whole: one about another subject, in several languages, a table of votes, a list.

use super::folded::Language;
use super::lexicon::{Lexicon, PhraseKind};
use super::passages::Passages;
use super::record::InterventionRecord;
use super::speakers::headings;
use super::words::Words;
use plenary_documents::Document;

/// A document with fewer rows or speakers is no table and no list.
pub(super) const LEAST: usize = 5;
/// Of a document on the subjects of the scheme at least this share of statements names a theme or process of it.
const ON_SCHEME: f64 = 0.35;
/// The share of sentences in another language from which on a document is in several.
const MIXED: f64 = 0.15;
/// A shorter sentence does not show its language, in characters.
const SHORTEST: usize = 60;

/// How many rows of a table of votes the document has, if it is one.
pub(super) fn votes(outline: &Passages, words: &Words) -> Option<usize> {
    let is_vote = |text: &str| {
        let folded = words.fold(text);
        let found = words.all_phrases.find(text, &folded);
        let vote = found.iter().filter(|phrase| phrase.means.iter().any(|means| means.kind == PhraseKind::Vote));
        vote.map(|phrase| phrase.pieces.len()).max().is_some_and(|longest| folded.pieces.len() <= longest + 1)
    };
    let rows = outline.passages.iter().filter(|passage| is_vote(&passage.text)).count();
    (rows >= LEAST && 2 * rows >= outline.passages.len()).then_some(rows)
}

/// How many blocks are nothing but the name of a speaker.
pub(super) fn speakers(document: &Document, words: &Words, lexicon: &Lexicon) -> usize {
    document.blocks.iter().filter(|block| !headings(block.text.plain(), words, lexicon).is_empty()).count()
}

/// What a reader of the record should know about the document.
pub(super) fn notes(
    interventions: &[InterventionRecord],
    outline: &Passages,
    language: Language,
) -> Vec<(u32, String)> {
    let mut notes = Vec::new();
    let statements: Vec<_> = interventions.iter().flat_map(|slot| &slot.statements).collect();
    let on_scheme = statements.iter().filter(|statement| !statement.positions.is_empty()).count();
    if statements.len() >= LEAST && (on_scheme as f64) < ON_SCHEME * statements.len() as f64 {
        let total = statements.len();
        notes.push((1, format!("only {on_scheme} of {total} statements name a theme or process of the scheme: the document may be about another subject")));
    }
    let long = outline.passages.iter().filter(|passage| passage.text.chars().count() >= SHORTEST);
    let other: Vec<_> = long.clone().filter(|passage| !is_in(&passage.text, language)).collect();
    let long = long.count();
    if let Some(first) = other.first().filter(|_| other.len() > 1 && other.len() as f64 >= MIXED * long as f64) {
        let tag = language.tag();
        let count = other.len();
        notes.push((first.line, format!("{count} of {long} longer sentences are not in {tag}, in which the document is read: split it by language, or give the language with --lang")));
    }
    notes
}

/// Whether a text is in a language, as far as can be told with certainty.
fn is_in(text: &str, language: Language) -> bool {
    let Some(info) = whatlang::detect(text).filter(whatlang::Info::is_reliable) else { return true };
    let expected = match language {
        Language::Arabic => whatlang::Lang::Ara,
        Language::Chinese => whatlang::Lang::Cmn,
        Language::English => whatlang::Lang::Eng,
        Language::French => whatlang::Lang::Fra,
        Language::Russian => whatlang::Lang::Rus,
        Language::Spanish => whatlang::Lang::Spa,
    };
    info.lang() == expected
}

//! Labels of speakers before what they say: `NAME: …`, and for whom persons speak whom a label names and the data do not know.

use super::author::Survey;
use super::lexicon::PhraseKind;
use super::outline::{Current, INTRODUCED, LONGEST_PERSON, Reader};
use super::passages::Problem;
use super::sentences::sentences;
use super::speakers::{Speaker, headings, label_end};
use super::voices::{Who, clauses};
use plenary_documents::{Block, Document, Kind};
use plenary_search::words::is_han;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A label that comes again is no longer than this, in characters.
const LONGEST_LABEL: usize = 40;

/// Labels with which several paragraphs or cues begin: "Moderator: …", "Q: …".
pub(super) fn repeated(document: &Document) -> HashSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for block in document.blocks.iter().filter(|block| matches!(block.kind, Kind::Paragraph | Kind::Cue)) {
        let text = block.text.plain();
        let label = label_end(text).map(|(label, _)| without_bracket(&text[label]));
        let is_name = |label: &&str| {
            label.split_whitespace().count() <= LONGEST_PERSON
                && label.chars().count() <= LONGEST_LABEL
                && !label.contains(|char: char| char.is_ascii_digit())
                && !label.starts_with(char::is_lowercase)
        };
        if let Some(label) = label.filter(is_name) {
            *counts.entry(label.to_lowercase()).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(label, _)| label).collect()
}

/// A label without marks before it, and without what brackets add behind it: `Question (The Courier)`.
fn without_bracket(label: &str) -> &str {
    let label = label.trim_start_matches(['>', '»', '-', '–', '—']).trim();
    let open = label.strip_suffix([')', '）']).and_then(|inner| inner.find(['(', '（']));
    open.map_or(label, |open| label[..open].trim_end())
}

impl Reader<'_> {
    /// `NAME: what is said`. Gives the speakers and where what is said begins.
    pub(super) fn label(&self, text: &str) -> Option<(Vec<Speaker>, usize)> {
        let (label, rest) = label_end(text)?;
        let label = &text[label];
        // "Ms. Diallo (Senegal) (spoke in French): …"
        let inner = label.trim_end().strip_suffix([')', '）']).and_then(|inner| inner.rfind(['(', '（']));
        let shorter = inner.map(|end| label[..end].trim_end());
        let labels = [Some(label), shorter].into_iter().flatten().filter(|label| !self.reports(label));
        let mut found = labels.map(|label| (label, self.headings(label)));
        let (label, mut speakers) =
            found.clone().find(|(_, speakers)| !speakers.is_empty()).or_else(|| found.next())?;
        if speakers.is_empty() {
            speakers.extend(self.person_of_state(label));
        }
        (!speakers.is_empty()).then_some((speakers, rest))
    }

    /// Whether words hold one that reports, so that a colon behind them opens a quotation: "Ghana said: …".
    fn reports(&self, text: &str) -> bool {
        let folded = self.words.fold(text);
        let phrases = self.words.all_phrases.find(text, &folded);
        let names = self.words.actors.find(text, &folded);
        let is = |phrase: &super::matcher::Found<'_, super::words::PhraseOf>, kind| {
            phrase.means.iter().any(|means| means.kind == kind)
        };
        // "ICC (speaking for the private sector): …" is a label.
        let is_relation = |pieces: &Range<usize>| {
            let relations = [PhraseKind::OnBehalfOf, PhraseKind::For, PhraseKind::DeliveredBy, PhraseKind::Role];
            phrases.iter().any(|other| {
                relations.into_iter().any(|kind| is(other, kind)) && super::matcher::overlap(&other.pieces, pieces)
            })
        };
        phrases.iter().any(|phrase| {
            is(phrase, PhraseKind::SpeechOpening)
                && !is_relation(&phrase.pieces)
                && !names.iter().any(|name| super::matcher::overlap(&name.pieces, &phrase.pieces))
        })
    }

    /// `Kofi Mensah - Ghana`, `Kofi Mensah, Ghana`: a person with what the person speaks for, which a comma or a dash sets off.
    pub(super) fn person_of_state(&self, label: &str) -> Option<Speaker> {
        let separators = [" - ", " – ", " — ", " | ", " / ", ", ", "，", "، "];
        let found = separators.iter().filter_map(|separator| label.rsplit_once(separator));
        found
            .filter(|(person, _)| person.split_whitespace().count() <= LONGEST_PERSON)
            .find_map(|(person, of)| headings(&format!("{person} ({of})"), self.words, self.lexicon).into_iter().next())
    }

    /// A paragraph that begins with a speaker's label.
    pub(super) fn labelled(&mut self, index: usize) -> bool {
        let block = &self.document.blocks[index];
        let Some((speakers, rest)) = self.label(block.text.plain()) else {
            return self.unknown_label(index);
        };
        self.depths.clear();
        self.open_headed(speakers, block.line, block.text.source_span(0..rest));
        self.prose(index, rest);
        true
    }

    /// `NAME: what is said` with a name that is not known: where other paragraphs have labels that are, behind `>>`, or where
    /// the person says for whom the words are.
    fn unknown_label(&mut self, index: usize) -> bool {
        let block = &self.document.blocks[index];
        let text = block.text.plain();
        let Some((range, rest)) = label_end(text) else { return false };
        let at = range.end;
        let marked = text.starts_with(['>', '»']) || range.start > 0;
        let label = text[range].trim_start_matches(['>', '»']).trim();
        if label.is_empty() || label.split_whitespace().count() > 6 || self.is_no_speaker(label) {
            return false;
        }
        let timed = plenary_documents::time_at_start(text) > 0;
        let is_name = timed || label.chars().next().is_some_and(|char| char.is_uppercase() || !char.is_lowercase());
        let all_capitals =
            label.chars().any(char::is_uppercase) && !label.chars().any(char::is_lowercase) && label.contains(' ');
        let headed = matches!(self.current, Current::Headed(_) | Current::Unknown);
        let introduced = self.introduced(&text[rest..], label).filter(|_| is_name && (marked || all_capitals));
        let introduced = introduced.or_else(|| self.introduced_person(label).filter(|_| self.verbatim));
        if let Some(speaker) = introduced {
            self.depths.clear();
            self.open_headed(vec![speaker], block.line, block.text.source_span(0..rest));
            self.prose(index, rest);
            return true;
        }
        let is_other = self.is_label_of_other(text);
        if !(is_name && (marked || is_other || (headed && self.neighbours_are_labelled(index)))) {
            return false;
        }
        self.unresolved(block.line, block.text.source_span(0..at), label, Problem::Speaker);
        self.unresolved(block.line, block.text.source_span(rest..text.len()), &text[rest..], Problem::NoSpeaker);
        self.current = Current::Unknown;
        self.started = true;
        true
    }

    /// Whether a text begins with the label of somebody whom no name makes known: of the chair, of "a participant", or one with which
    /// others begin too.
    pub(super) fn is_label_of_other(&self, text: &str) -> bool {
        let Some((range, _)) = label_end(text) else { return false };
        let label = without_bracket(&text[range]);
        let is_long = label.is_empty() || label.split_whitespace().count() > LONGEST_PERSON;
        if is_long || self.reports(label) || self.is_no_speaker(label) {
            return false;
        }
        const BODIES: [PhraseKind; 4] =
            [PhraseKind::Body, PhraseKind::Office, PhraseKind::SameSpeaker, PhraseKind::Honorific];
        let folded = self.words.fold(label);
        let phrases = self.words.all_phrases.find(label, &folded);
        let is_body = phrases
            .iter()
            .any(|phrase| phrase.pieces.start == 0 && phrase.means.iter().any(|means| BODIES.contains(&means.kind)));
        is_body || super::head::is_chair(label, self.words) || self.repeated.contains(&label.to_lowercase())
    }

    /// The actor for whom a person speaks of whom somebody says it anywhere in the document: "On the panel are Ms. Ama Owusu of X …".
    pub(super) fn introduced_person(&mut self, name: &str) -> Option<Speaker> {
        if name.split_whitespace().count() < 2 && !name.chars().all(is_han) {
            return None;
        }
        let known = self.person(name);
        known.or_else(|| {
            let survey = Survey {
                document: self.document,
                words: self.words,
                lexicon: self.lexicon,
                abbreviations: &self.abbreviations,
            };
            let found = survey.introduction(name)?;
            self.persons.push(found.clone());
            Some(Speaker { unknown: Vec::new(), ..found })
        })
    }

    /// The actor for whom a person speaks who is not known: "I speak for Ghana."
    pub(super) fn introduced(&self, text: &str, person: &str) -> Option<Speaker> {
        let first = sentences(text, &self.abbreviations).into_iter().take(3);
        let behalf =
            first.flat_map(|range| clauses(&text[range], true, self.words, self.lexicon)).find_map(|clause| {
                match clause.who {
                    Who::Same { behalf, .. } => behalf.first().copied(),
                    _ => None,
                }
            })?;
        Some(Speaker { unknown: vec![person.to_owned()], ..Speaker::alone(behalf, person, INTRODUCED) })
    }

    fn neighbours_are_labelled(&self, index: usize) -> bool {
        let is_labelled = |block: Option<&Block>| {
            block.is_some_and(|block| block.kind == Kind::Paragraph && self.label(block.text.plain()).is_some())
        };
        let before = self.document.blocks[..index].iter().rev().find(|block| block.kind != Kind::Rule);
        is_labelled(before) || is_labelled(self.next(index))
    }
}

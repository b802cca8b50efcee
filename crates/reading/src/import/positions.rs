//! What a statement says: its clauses, the stance of each, the themes and processes that it is on.
//!
//! A clause begins at a verb of the lexicon that stands after a comma or a conjunction, or first in the statement. A
//! statement without such a verb is one clause; its stance rests on a noun ("the importance of"), or is inferred.

use super::folded::{Folded, PieceKind};
use super::lexicon::{Kind, Lexicon, NameKind, PhraseKind, Strength, ThingId};
use super::matcher::{Found, covers, inside, overlap};
use super::words::{CueOf, NameOf, PhraseOf, RuleWord, Slot, Words};
use std::collections::BTreeMap;
use std::ops::Range;

/// How sure a stance is by the strength of its cue, and a theme by what matched. Their product, with that of the
/// speaker, is a position's confidence. Chosen so that they keep the order of the errors on annotated documents.
const VERB: f64 = 0.95;
const NOUN: f64 = 0.85;
const HINT: f64 = 0.5;
const NO_CUE: f64 = 0.3;

/// A stance on themes and processes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Position {
    pub(super) stance: ThingId,
    /// The words that show the stance, as they stand in the text; none where nothing does.
    pub(super) cue: Option<String>,
    pub(super) explicit: bool,
    pub(super) themes: Vec<ThingId>,
    pub(super) processes: Vec<ThingId>,
    /// From 0 to 1.
    pub(super) confidence: f64,
}

/// What was recognized in a statement.
#[derive(Debug, Default)]
pub(super) struct Recognised {
    pub(super) positions: Vec<Position>,
    /// Actors that are spoken of.
    pub(super) mentions: Vec<ThingId>,
    /// Actors of whom something is asked.
    pub(super) addressees: Vec<ThingId>,
    /// Actors that the speaker says to speak for.
    pub(super) on_behalf_of: Vec<ThingId>,
    /// Actors whose statement the speaker joins.
    pub(super) aligns_with: Vec<ThingId>,
    /// Where words stand that were understood, in bytes of the text, each with what was understood.
    pub(super) marks: Vec<(Range<usize>, ThingId)>,
    /// Whether a stance was found for which no theme or process is named.
    pub(super) without_theme: bool,
}

/// What a document is about as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// The process that the meeting belongs to.
    pub(super) process: Option<ThingId>,
}

/// Recognises what an utterance says: `said` are its bytes of the text, see [`Utterance`](super::passages::Utterance).
pub(super) fn recognise(
    text: &str,
    said: &[Range<usize>],
    words: &Words,
    lexicon: &Lexicon,
    context: Context,
) -> Recognised {
    let folded = words.fold(text);
    let start = said.first().map_or(text.len(), |said| said.start);
    let from = folded.pieces.partition_point(|piece| piece.source.start < start);
    let names = words.actors.find(text, &folded);
    let mut terms = words.themes.find(text, &folded);
    terms.extend(words.processes.find(text, &folded));
    // What a name of an actor holds is not spoken of: the IGF in "IGF Leadership Panel".
    terms.retain(|term| term.pieces.start >= from && !names.iter().any(|name| covers(&name.pieces, &term.pieces)));
    terms.sort_by_key(|term| term.pieces.start);
    let cues = words.cues.find(text, &folded);
    let phrases = words.phrases.find(text, &folded);
    let rule_words = words.rules.find(text, &folded);
    let statement = Statement { text, words, lexicon, context, from, terms, names, cues, phrases, rule_words, folded };
    statement.recognise()
}

struct Statement<'a> {
    text: &'a str,
    words: &'a Words,
    lexicon: &'a Lexicon,
    context: Context,
    from: usize,
    terms: Vec<Found<'a, NameOf>>,
    names: Vec<Found<'a, NameOf>>,
    cues: Vec<Found<'a, CueOf>>,
    phrases: Vec<Found<'a, PhraseOf>>,
    rule_words: Vec<Found<'a, RuleWord>>,
    folded: Folded,
}

/// A clause with what shows its stance.
struct Clause<'a> {
    pieces: Range<usize>,
    cue: Option<(&'a CueOf, Range<usize>)>,
}

impl<'a> Statement<'a> {
    fn recognise(self) -> Recognised {
        let mut out = Recognised::default();
        let taken = self.relations(&mut out);
        for clause in self.clauses(&taken) {
            let (mut themes, mut processes, sureness) = self.spoken_of(&clause.pieces, &mut out);
            let stance = clause.cue.as_ref().and_then(|(cue, _)| cue.stance).or(self.lexicon.default_stance);
            let Some(stance) = stance else { continue };
            if themes.is_empty() && processes.is_empty() && clause.cue.is_some() {
                themes.extend(self.lexicon.implied_theme(stance));
            }
            if themes.iter().any(|theme| self.lexicon.is_of_the_meeting(*theme)) {
                processes.extend(self.context.process.filter(|process| !processes.contains(process)));
            }
            if themes.is_empty() && processes.is_empty() {
                out.without_theme |= clause.cue.is_some();
                continue;
            }
            let strength = clause.cue.as_ref().map(|(cue, _)| cue.strength);
            let confidence = sureness
                * match strength {
                    Some(Strength::Verb) => VERB,
                    Some(Strength::Noun) => NOUN,
                    Some(Strength::Hint) => HINT,
                    Some(Strength::Never) | None => NO_CUE,
                };
            let cue = clause.cue.map(|(_, pieces)| self.text[self.folded.source(pieces)].to_owned());
            let explicit = matches!(strength, Some(Strength::Verb | Strength::Noun));
            // One stance is one position of a statement, however often its verb is repeated.
            if let Some(known) = out.positions.iter_mut().find(|position| position.stance == stance) {
                themes.retain(|theme| !known.themes.contains(theme));
                processes.retain(|process| !known.processes.contains(process));
                known.themes.append(&mut themes);
                known.processes.append(&mut processes);
                known.confidence = known.confidence.min(confidence);
                known.explicit |= explicit;
            } else {
                out.positions.push(Position { stance, cue, explicit, themes, processes, confidence });
            }
        }
        self.spoken_to(&mut out);
        out
    }

    /// Whom the statement is made for and whose it joins. Gives the pieces that say so, which state no stance.
    fn relations(&self, out: &mut Recognised) -> Vec<Range<usize>> {
        let mut taken = Vec::new();
        for phrase in &self.phrases {
            let end = self.segment_end(phrase.pieces.end);
            let name = self.names.iter().find(|name| name.pieces.start >= phrase.pieces.end && name.pieces.start < end);
            let Some(name) = name else { continue };
            let Some(actor) = name.means.first().map(|means| means.thing) else { continue };
            for means in &phrase.means {
                match means.kind {
                    // "Represents the views of many" names no actor, so the name has to follow at once. That of the subject
                    // is known already.
                    PhraseKind::OnBehalfOf
                        if phrase.pieces.start >= self.from && name.pieces.start <= phrase.pieces.end + 2 =>
                    {
                        out.on_behalf_of.push(actor)
                    }
                    PhraseKind::AlignsWith => out.aligns_with.push(actor),
                    _ => continue,
                }
                taken.push(phrase.pieces.start..name.pieces.end);
            }
        }
        for name in &self.names {
            let before = &self.folded.text[..self.offset(name.pieces.start)];
            let after = &self.folded.text[self.offset(name.pieces.end)..];
            let frames = self.words.around.iter();
            let around =
                |frame: &&super::words::Around| before.ends_with(&frame.before) && after.starts_with(&frame.after);
            for frame in frames.filter(around) {
                let Some(actor) = name.means.first().map(|means| means.thing) else { continue };
                match frame.kind {
                    PhraseKind::OnBehalfOf => out.on_behalf_of.push(actor),
                    PhraseKind::AlignsWith => out.aligns_with.push(actor),
                    _ => continue,
                }
                if frame.kind == PhraseKind::OnBehalfOf {
                    let words = frame.before.chars().filter(|char| !char.is_control()).count();
                    taken.push(name.pieces.start.saturating_sub(words)..name.pieces.end);
                }
            }
        }
        taken
    }

    fn offset(&self, piece: usize) -> usize {
        self.folded.offset(piece)
    }

    /// Where the phrase that holds a piece ends.
    fn segment_end(&self, from: usize) -> usize {
        let is_end =
            |piece: &usize| matches!(self.folded.pieces[*piece].kind, PieceKind::Break(char) if ends_segment(char));
        (from..self.folded.pieces.len()).find(is_end).unwrap_or(self.folded.pieces.len())
    }

    fn clauses(&self, taken: &[Range<usize>]) -> Vec<Clause<'a>> {
        let count = self.folded.pieces.len();
        let starts = self.segment_starts();
        let is_free = |cue: &&Found<'_, CueOf>| {
            cue.pieces.start >= self.from
                && !taken.iter().any(|taken| overlap(taken, &cue.pieces))
                && !self.terms.iter().chain(&self.names).any(|name| covers(&name.pieces, &cue.pieces))
        };
        let cues: Vec<_> = self.cues.iter().filter(is_free).collect();
        let of = |cue: &Found<'a, CueOf>, strength: Strength| {
            let means = cue.means.iter().copied().find(|means| means.strength == strength);
            means.map(|means| (means, cue.pieces.clone()))
        };
        let mut openings: Vec<(usize, (&'a CueOf, Range<usize>))> = Vec::new();
        for cue in &cues {
            let segment = starts.partition_point(|start| *start <= cue.pieces.start).checked_sub(1);
            let start = segment.map_or(0, |segment| starts[segment]);
            let opens = cue.pieces.start - start <= self.slack(start);
            if let Some(verb) = of(cue, Strength::Verb) {
                let first = openings.is_empty();
                if first || (opens && start > openings[openings.len() - 1].0 && self.agrees(&openings[0].1, &verb)) {
                    openings.push((if first { 0 } else { start }, verb));
                }
            } else if let Some(hint) = of(cue, Strength::Hint)
                && cue.pieces.start == start
                && openings.last().is_some_and(|last| start > last.0)
            {
                openings.push((start, hint));
            }
        }
        if openings.is_empty() {
            let cue = cues.iter().find_map(|cue| of(cue, Strength::Noun));
            let cue = cue.or_else(|| cues.iter().find_map(|cue| of(cue, Strength::Hint)));
            return vec![Clause { pieces: self.from..count, cue }];
        }
        let mut clauses = Vec::new();
        for (index, (start, cue)) in openings.iter().enumerate() {
            let end = openings.get(index + 1).map_or(count, |(next, _)| *next);
            clauses.push(Clause { pieces: (*start).max(self.from)..end, cue: Some(cue.clone()) });
        }
        clauses
    }

    /// Where segments begin: after punctuation and after conjunctions.
    fn segment_starts(&self) -> Vec<usize> {
        let mut starts = vec![self.from];
        for (index, piece) in self.folded.pieces.iter().enumerate() {
            if matches!(piece.kind, PieceKind::Break(char) if ends_segment(char)) {
                starts.push(index + 1);
            }
        }
        for phrase in &self.phrases {
            if phrase.means.iter().any(|means| means.kind == PhraseKind::ClauseBreak) {
                starts.push(phrase.pieces.end);
            }
        }
        starts.retain(|start| *start >= self.from);
        starts.sort_unstable();
        starts
    }

    /// How far from the beginning of a segment its verb may stand: adverbs and pronouns come between.
    fn slack(&self, start: usize) -> usize {
        match self.folded.pieces.get(start).map(|piece| piece.kind) {
            Some(PieceKind::Han) => 4,
            _ => 3,
        }
    }

    /// Whether a verb may go on where another began: "calls for X and support for Y" has one verb, "called for X and
    /// supported Y" has two. English words that are verb and noun are distinguished by their endings.
    fn agrees(&self, first: &(&CueOf, Range<usize>), next: &(&CueOf, Range<usize>)) -> bool {
        if self.words.language != super::Language::English {
            return true;
        }
        let bare = |(cue, pieces): &(&CueOf, Range<usize>)| {
            let head = self.text[self.folded.source(pieces.start..pieces.start + 1)].to_lowercase();
            cue.form.split([' ', '-']).next().is_some_and(|form| form.to_lowercase() == head)
        };
        let inflected = |text: &str| text.ends_with("ed") || text.ends_with('s') || text.ends_with("ing");
        let head = |(_, pieces): &(&CueOf, Range<usize>)| {
            self.text[self.folded.source(pieces.start..pieces.start + 1)].to_lowercase()
        };
        !(inflected(&head(first)) && bare(next) && !inflected(&head(next)))
    }

    /// Themes and processes of a clause, and how sure they are.
    fn spoken_of(&self, pieces: &Range<usize>, out: &mut Recognised) -> (Vec<ThingId>, Vec<ThingId>, f64) {
        let mut found: BTreeMap<ThingId, f64> = BTreeMap::new();
        let mut order = Vec::new();
        let mut add = |thing: ThingId, sureness: f64| {
            let known = found.entry(thing).or_insert_with(|| {
                order.push(thing);
                0.0
            });
            *known = known.max(sureness);
        };
        for term in self.terms.iter().filter(|term| inside(&term.pieces, pieces)) {
            for means in &term.means {
                if means.kind == NameKind::InContext && !self.is_related(means.thing) {
                    continue;
                }
                let sureness = match means.kind {
                    NameKind::Preferred => 1.0,
                    NameKind::Alternative => 0.97,
                    NameKind::Hidden => 0.9,
                    NameKind::InContext | NameKind::Demonym => 0.85,
                };
                add(means.thing, sureness);
                out.marks.push((term.source.clone(), means.thing));
            }
        }
        let spoken: Vec<_> = order.clone();
        let mut replaced = Vec::new();
        for (rule, source) in self.rules(pieces, &spoken) {
            let rule = &self.lexicon.rules[rule];
            replaced.extend(&rule.replaces);
            for thing in &rule.gives {
                let known = found.entry(*thing).or_insert_with(|| {
                    order.push(*thing);
                    0.0
                });
                *known = known.max(0.85);
                out.marks.push((source.clone(), *thing));
            }
        }
        order.retain(|thing| !replaced.contains(thing));
        found.retain(|thing, _| !replaced.contains(thing));
        let sureness = found.values().copied().fold(1.0, f64::min);
        let (themes, processes) = order.into_iter().partition(|thing| self.lexicon.thing(*thing).kind == Kind::Theme);
        (themes, processes, sureness)
    }

    /// The context rules that hold in a clause, each with the words that it rests on.
    fn rules(&self, pieces: &Range<usize>, spoken: &[ThingId]) -> Vec<(usize, Range<usize>)> {
        let mut slots: BTreeMap<usize, [Option<Range<usize>>; 3]> = BTreeMap::new();
        for word in &self.rule_words {
            if !inside(&word.pieces, pieces) {
                continue;
            }
            for means in &word.means {
                let slot = match means.slot {
                    Slot::Form => 0,
                    Slot::With => 1,
                    Slot::Unless => 2,
                };
                slots.entry(means.rule).or_default()[slot].get_or_insert(word.source.clone());
            }
        }
        let holds = |(rule, [form, with, unless]): (usize, [Option<Range<usize>>; 3])| {
            let of = &self.lexicon.rules[rule];
            let is_process = |thing: &ThingId| self.lexicon.thing(*thing).kind == Kind::Process;
            let near = (of.near.is_empty() && !of.near_any_process)
                || spoken.iter().any(|thing| of.near.contains(thing))
                || (of.near_any_process && spoken.iter().any(is_process));
            let with = of.with.is_empty() || with.is_some();
            form.filter(|_| near && with && unless.is_none()).map(|source| (rule, source))
        };
        slots.into_iter().filter_map(holds).collect()
    }

    fn is_related(&self, process: ThingId) -> bool {
        self.context.process.is_some_and(|own| self.lexicon.are_related(own, process))
    }

    /// Who is spoken of, and who is asked for something.
    fn spoken_to(&self, out: &mut Recognised) {
        for name in self.names.iter().filter(|name| name.pieces.start >= self.from) {
            // The IGF is a body and a process; where the process is meant, the body is not.
            if self.terms.iter().any(|term| covers(&term.pieces, &name.pieces)) {
                continue;
            }
            let Some(actor) = name.means.first().map(|means| means.thing) else { continue };
            if !out.mentions.contains(&actor) {
                out.mentions.push(actor);
            }
            let asked = self.cues.iter().any(|cue| {
                let at_once = cue.pieces.end <= name.pieces.start && name.pieces.start <= cue.pieces.end + 1;
                at_once && cue.means.iter().filter_map(|means| means.stance).any(|stance| self.lexicon.demands(stance))
            });
            if asked && !out.addressees.contains(&actor) {
                out.addressees.push(actor);
            }
            out.marks.push((name.source.clone(), actor));
        }
    }
}

/// Whether punctuation ends a segment. Enumerations and brackets go on.
fn ends_segment(char: char) -> bool {
    matches!(char, ',' | '，' | ';' | '；' | ':' | '：' | '.' | '。' | '!' | '！' | '?' | '？' | '—' | '–' | '،' | '؛')
}

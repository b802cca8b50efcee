//! What a statement says: the themes and processes that each of its clauses is on, and the stance on each of them.

use super::clauses::{Clause, Parts};
use super::folded::{Folded, PieceKind};
use super::lexicon::{Kind, Lexicon, NameKind, PhraseKind, Strength, ThingId};
use super::matcher::{Found, covers, inside};
use super::side::Polarity;
use super::sign::{self, Operation, Scope, Turn};
use super::words::{CueOf, NameOf, PhraseOf, RuleWord, Slot, Words};
use plenary_search::words::fold_whole;
use std::collections::BTreeMap;
use std::ops::Range;

/// How sure a stance is by the strength of its cue, and a theme by what matched. Their product, with that of the
/// speaker, is a position's confidence. Chosen so that they keep the order of the errors on annotated documents.
const VERB: f64 = 0.95;
const NOUN: f64 = 0.85;
const HINT: f64 = 0.5;
const NO_CUE: f64 = 0.3;
/// How sure a stance is that other words turned.
const TURNED: f64 = 0.85;
/// How sure a position is that is taken from the sentence before, beside how sure that is.
const ECHOED: f64 = 0.8;
/// Pieces that may follow the words by which a speaker takes the position before: "echoed this view".
const LONGEST_ECHO: usize = 4;
/// Pieces from the beginning of a clause within which a condition opens it.
const CONDITION_REACH: usize = 4;

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
pub(super) struct Recognized {
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
    /// Whether the position of the sentence before is taken.
    pub(super) echo: Option<Echo>,
    /// Why positions were left out.
    pub(super) withheld: Vec<Withheld>,
}

/// How a sentence without a thing of its own stands to the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Echo {
    /// "Togo took the opposite view", not "Togo agreed".
    is_contrary: bool,
    /// "Togo supported the proposal": the position is on what was proposed, and is none on what was opposed.
    on_proposal: bool,
    /// The words that say so.
    cue: String,
}

/// Why a position was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Withheld {
    /// It depends on something: "would support it only if".
    Condition,
    /// The words do not decide whether it is for or against.
    Undecided,
    /// It is that of a sentence before, of which none was recognized.
    NothingBefore,
}

/// What a document is about as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// The process that the meeting belongs to.
    pub(super) process: Option<ThingId>,
}

/// Recognizes what an utterance says: `said` are its bytes of the text, see [`Utterance`](super::passages::Utterance).
pub(super) fn recognize(
    text: &str,
    said: &[Range<usize>],
    words: &Words,
    lexicon: &Lexicon,
    context: Context,
) -> Recognized {
    let folded = words.fold(text);
    let is_said = |source: &Range<usize>| said.iter().any(|said| inside(source, said));
    let start = said.first().map_or(text.len(), |said| said.start);
    let from = folded.pieces.partition_point(|piece| piece.source.start < start);
    let names = words.actors.find(text, &folded);
    let no_themes = no_themes(text, &folded, words);
    let means_it = |pieces: &Range<usize>| !no_themes.iter().any(|none| inside(pieces, none));
    let mut terms = words.themes.find(text, &folded);
    terms.extend(words.processes.find(text, &folded));
    terms.retain(|term| means_it(&term.pieces));
    // What a name of an actor holds is not spoken of: the IGF in "IGF Leadership Panel".
    terms.retain(|term| is_said(&term.source) && !names.iter().any(|name| covers(&name.pieces, &term.pieces)));
    terms.sort_by_key(|term| term.pieces.start);
    let mut cues = words.cues.find(text, &folded);
    cues.retain(|cue| is_said(&cue.source));
    let phrases = words.phrases.find(text, &folded);
    let mut rule_words = words.rules.find(text, &folded);
    rule_words.retain(|word| is_said(&word.source) && means_it(&word.pieces));
    let mut operators = words.operators_in(text, &folded);
    let is_term = |pieces: &Range<usize>| terms.iter().any(|term| inside(pieces, &term.pieces));
    operators.retain(|operator| is_said(&operator.source) && !is_term(&operator.pieces));
    let is_problem = |means: &&NameOf| means.kind != NameKind::Contrary && lexicon.is_problem(means.thing);
    let problems = terms.iter().filter(|term| term.means.iter().any(is_problem));
    let scope = Scope {
        operators,
        breaks: breaks(&folded),
        joints: joints(&phrases),
        things: terms.iter().map(|term| term.pieces.clone()).collect(),
        problems: problems.map(|term| term.pieces.clone()).collect(),
    };
    let statement =
        Statement { text, words, lexicon, context, from, terms, names, cues, phrases, rule_words, scope, folded };
    statement.recognize()
}

/// Words that hold a name of a theme and do not mean it.
fn no_themes(text: &str, folded: &Folded, words: &Words) -> Vec<Range<usize>> {
    let is_form = |found: &Found<'_, String>| {
        let shown = fold_whole(&text[found.source.clone()]);
        found.pieces.len() > 1 || found.means.iter().any(|form| fold_whole(form) == shown)
    };
    let found = words.no_themes.find(text, folded).into_iter();
    found.filter(is_form).map(|found| found.pieces).collect()
}

/// Where marks stand that end a segment.
fn breaks(folded: &Folded) -> Vec<usize> {
    let is_break = |piece: &usize| matches!(folded.pieces[*piece].kind, PieceKind::Break(char) if ends_segment(char));
    (0..folded.pieces.len()).filter(is_break).collect()
}

/// Where conjunctions stand.
fn joints(phrases: &[Found<'_, PhraseOf>]) -> Vec<Range<usize>> {
    let is_joint =
        |phrase: &&Found<'_, PhraseOf>| phrase.means.iter().any(|means| means.kind == PhraseKind::ClauseBreak);
    phrases.iter().filter(is_joint).map(|phrase| phrase.pieces.clone()).collect()
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
    scope: Scope<'a>,
    folded: Folded,
}

/// A theme or process that is spoken of in a clause.
#[derive(Debug, Clone)]
struct Spoken {
    thing: ThingId,
    /// How sure it is by what matched.
    sureness: f64,
    /// Where it is named.
    pieces: Range<usize>,
    /// Whether the name is that of its contrary.
    contrary: bool,
    /// The stance of the words that show it, where no other is shown.
    loaded: Option<ThingId>,
}

impl<'a> Statement<'a> {
    fn recognize(mut self) -> Recognized {
        let mut out = Recognized::default();
        let taken = self.relations(&mut out);
        // The name of a group that the speaker joins or speaks for may hold what others speak about.
        let is_free = |pieces: &Range<usize>| !taken.iter().any(|taken| inside(pieces, taken));
        self.terms.retain(|term| is_free(&term.pieces));
        self.rule_words.retain(|word| is_free(&word.pieces));
        let parts = self.parts(&taken);
        let clauses = parts.clauses();
        for (number, clause) in clauses.iter().enumerate() {
            let spoken = self.spoken_of(&clause.pieces, &mut out);
            if self.is_conditional(&clauses, number) {
                out.withhold(Withheld::Condition, !spoken.is_empty());
                continue;
            }
            self.take_positions(clause, spoken, &parts, &mut out);
        }
        out.echo = self.echo(&clauses, &out);
        self.spoken_to(&mut out);
        out
    }

    fn parts<'b>(&'b self, taken: &'b [Range<usize>]) -> Parts<'b>
    where
        'a: 'b,
    {
        Parts {
            text: self.text,
            folded: &self.folded,
            words: self.words,
            lexicon: self.lexicon,
            pieces: self.from..self.folded.pieces.len(),
            terms: &self.terms,
            names: &self.names,
            cues: &self.cues,
            phrases: &self.phrases,
            scope: &self.scope,
            taken,
        }
    }

    /// Adds the positions of a clause: each of its things has a stance of its own, by what stands between.
    fn take_positions(&self, clause: &Clause<'_>, spoken: Vec<Spoken>, parts: &Parts<'_>, out: &mut Recognized) {
        let Some((stance, strength)) = self.stance(clause) else { return };
        let mut by_stance: Vec<(ThingId, Vec<Spoken>)> = Vec::new();
        let is_named = !spoken.is_empty();
        let proviso = self.proviso(clause);
        for thing in spoken {
            let on = match proviso.as_ref().filter(|proviso| thing.pieces.start >= proviso.end) {
                Some(proviso) => self.proviso_on(&thing, proviso.end..clause.pieces.end),
                None => self.stance_on(&thing, clause, stance, parts),
            };
            match on {
                Some(on) => match by_stance.iter_mut().find(|(known, _)| *known == on) {
                    Some((_, things)) => things.push(thing),
                    None => by_stance.push((on, vec![thing])),
                },
                None => out.withhold(Withheld::Undecided, true),
            }
        }
        if !is_named && clause.cue.is_some() {
            let implied = self.lexicon.implied_theme(stance).map(|thing| Spoken::whole(thing, clause));
            by_stance.extend(implied.map(|thing| (stance, vec![thing])));
        }
        out.without_theme |= by_stance.is_empty() && !is_named && clause.cue.is_some();
        let cue = clause.cue.as_ref().map(|cue| self.text[self.folded.source(cue.pieces.clone())].to_owned());
        for (on, things) in by_stance {
            let turned = if on == stance { 1.0 } else { TURNED };
            let sureness = things.iter().map(|thing| thing.sureness).fold(turned, f64::min);
            let confidence = sureness
                * match strength {
                    Some(Strength::Verb) => VERB,
                    Some(Strength::Noun) => NOUN,
                    Some(Strength::Hint) => HINT,
                    Some(Strength::Never) | None => NO_CUE,
                };
            let explicit = matches!(strength, Some(Strength::Verb | Strength::Noun));
            let (themes, processes) = self.by_kind(&things);
            out.add(Position { stance: on, cue: cue.clone(), explicit, themes, processes, confidence });
        }
    }

    /// Whether somebody regrets that something is not: "deplored that X had not been consulted".
    fn is_regretted_not_to_be(&self, spoken: &Spoken, clause: &Clause<'_>, stance: ThingId) -> bool {
        let Some(cue) = clause.cue.as_ref().filter(|cue| cue.pieces.end <= spoken.pieces.start && !cue.negated) else {
            return false;
        };
        let end = self.segment_end(spoken.pieces.end).min(clause.pieces.end);
        let segment = cue.pieces.start..spoken.pieces.start;
        let is_whole = !self.scope.breaks.iter().any(|at| segment.contains(at));
        Some(stance) == self.lexicon.complaint_stance
            && is_whole
            && self.scope.has(segment, Operation::That)
            && self.scope.has(spoken.pieces.end..end, Operation::Negates)
            && !self.scope.has(spoken.pieces.end..end, Operation::Removes)
    }

    /// Where words stand in a clause before what is demanded for what is supported: "provided that". "As long as X is not there, …"
    /// begins with a condition.
    fn proviso(&self, clause: &Clause<'_>) -> Option<Range<usize>> {
        let proviso = self.scope.first(&clause.pieces, Operation::Proviso)?;
        (proviso.start > self.from + 1 && !self.is_refusal(clause)).then_some(proviso)
    }

    /// The stance on a thing in words that follow a proviso.
    fn proviso_on(&self, spoken: &Spoken, pieces: Range<usize>) -> Option<ThingId> {
        let mut turns = self.scope.turns(&pieces, None, &spoken.pieces);
        turns.extend(spoken.contrary.then_some(Turn::Removed));
        sign::turned(self.lexicon.proviso_stance?, &turns, spoken.thing, self.lexicon)
    }

    /// The stance of a clause and what it rests on.
    fn stance(&self, clause: &Clause<'_>) -> Option<(ThingId, Option<Strength>)> {
        let strength = clause.cue.as_ref().map(|cue| cue.strength);
        // A question supports and demands nothing, unless its verb says so: "asks that".
        let is_question = self.text.trim_end().ends_with(['?', '？', '؟']);
        if is_question && strength != Some(Strength::Verb) {
            return self.lexicon.question_stance.map(|stance| (stance, Some(Strength::Hint)));
        }
        let stance = clause.cue.as_ref().and_then(|cue| cue.cue.stance).or(self.lexicon.default_stance);
        stance.map(|stance| (stance, strength))
    }

    /// The stance on a thing of a clause; none if its sign cannot be decided.
    fn stance_on(&self, spoken: &Spoken, clause: &Clause<'_>, stance: ThingId, parts: &Parts<'_>) -> Option<ThingId> {
        let cue = clause.cue.as_ref();
        let on = cue.map(|cue| &cue.pieces);
        if self.scope.is_pretext(&clause.pieces, &spoken.pieces) {
            return None;
        }
        let mut turns = self.scope.turns(&clause.pieces, on, &spoken.pieces);
        let mut stance = stance;
        // "Stressed the need to avoid X" demands; "stressed the lack of X" stresses.
        if !turns.is_empty()
            && self.lexicon.polarity(stance) == Polarity::Neutral
            && !self.lexicon.is_problem(spoken.thing)
            && let Some(demand) = on.and_then(|on| parts.demand_between(on.end..spoken.pieces.start.max(on.end)))
        {
            stance = demand;
        }
        if spoken.contrary {
            turns.push(Turn::Removed);
        }
        if self.is_regretted_not_to_be(spoken, clause, stance) {
            turns.push(Turn::Lacking);
        }
        if cue.is_some_and(|cue| cue.negated) {
            turns.insert(0, Turn::Negated);
        }
        let says_nothing = cue.is_none_or(|cue| self.scope.is(&cue.pieces, Operation::Says));
        if says_nothing && self.lexicon.polarity(stance) == Polarity::Neutral {
            // Who only names the contrary of something complains of it.
            if let Some(complaint) =
                self.lexicon.complaint_stance.filter(|_| spoken.contrary && turns == [Turn::Removed])
            {
                stance = complaint;
            } else if let Some(loaded) = spoken.loaded.filter(|_| turns.is_empty()) {
                stance = loaded;
            }
        }
        let turned = sign::turned(stance, &turns, spoken.thing, self.lexicon)?;
        // Who is against joining two processes is not against either.
        let against = self.lexicon.polarity(turned) == Polarity::Negative;
        let is_process = self.lexicon.thing(spoken.thing).kind == Kind::Process;
        (!(against && is_process && self.scope.is_joined(&clause.pieces, &spoken.pieces))).then_some(turned)
    }

    /// Whether a clause says no, by a negation that is part of its verb: "there can be no talk of".
    fn is_refusal(&self, clause: &Clause<'_>) -> bool {
        clause.cue.as_ref().is_some_and(|cue| {
            let polarity = cue.cue.stance.map(|stance| self.lexicon.polarity(stance));
            polarity == Some(Polarity::Negative) && self.scope.has(cue.pieces.clone(), Operation::Negates)
        })
    }

    /// Whether what a clause supports depends on something: "would support it only if".
    fn is_conditional(&self, clauses: &[Clause<'_>], number: usize) -> bool {
        let clause = &clauses[number];
        // "Would support it only if", "will not support it unless".
        let supports = |clause: &Clause<'_>| {
            clause.cue.as_ref().is_some_and(|cue| match cue.cue.stance.map(|stance| self.lexicon.polarity(stance)) {
                Some(Polarity::Positive) => true,
                Some(Polarity::Negative) => self.is_refusal(clause),
                _ => false,
            })
        };
        let has = |pieces: Range<usize>| {
            let proviso = self.is_refusal(clause) && self.scope.has(pieces.clone(), Operation::Proviso);
            proviso || self.scope.has(pieces, Operation::Condition)
        };
        let opens = |clause: &Clause<'_>| {
            has(clause.pieces.start..clause.pieces.end.min(clause.pieces.start + CONDITION_REACH))
        };
        let follows = |clause: &Clause<'_>| {
            clause.cue.as_ref().is_some_and(|cue| has(cue.pieces.end..clause.pieces.end))
                || clauses.get(number + 1).is_some_and(opens)
        };
        let is_first = clause.cue.as_ref().is_some_and(|cue| cue.pieces.start > clause.pieces.start + CONDITION_REACH);
        (supports(clause) && (follows(clause) || (is_first && opens(clause))))
            || (number > 0 && opens(clause) && supports(&clauses[number - 1]))
    }

    /// Whether the statement says nothing of its own and takes the position before it: "Togo agreed.", "Togo supported this
    /// proposal."
    fn echo(&self, clauses: &[Clause<'_>], out: &Recognized) -> Option<Echo> {
        if !out.positions.is_empty() || !self.terms.is_empty() || out.is_withheld() {
            return None;
        }
        let said = self.from..self.folded.pieces.len();
        if self.scope.has(said.clone(), Operation::Proposal) {
            let cue = clauses.iter().find_map(|clause| clause.cue.as_ref())?;
            let polarity = cue.cue.stance.map(|stance| self.lexicon.polarity(stance))?;
            let is_against = match polarity {
                Polarity::Positive | Polarity::Demand => cue.negated,
                Polarity::Negative => !cue.negated,
                _ => return None,
            };
            let shown = self.text[self.folded.source(cue.pieces.clone())].to_owned();
            return Some(Echo { is_contrary: is_against, on_proposal: true, cue: shown });
        }
        let (words, agrees) = [Operation::Agrees, Operation::Disagrees].into_iter().find_map(|operation| {
            let words = self.scope.first(&said, operation)?;
            Some((words, operation == Operation::Agrees))
        })?;
        // "Agreed to host the next meeting" says something else.
        let is_name = |piece: usize| self.names.iter().any(|name| name.pieces.contains(&piece));
        let is_break = |piece: usize| matches!(self.folded.pieces[piece].kind, PieceKind::Break(_));
        let more = (words.end..said.end).filter(|piece| !is_name(*piece) && !is_break(*piece)).count();
        if more > LONGEST_ECHO {
            return None;
        }
        let negated = self.scope.has(said.start..words.start, Operation::Negates);
        let cue = self.text[self.folded.source(words)].to_owned();
        Some(Echo { is_contrary: agrees == negated, on_proposal: false, cue })
    }

    /// Themes and processes apart, each once; a theme of the meeting itself brings the meeting's process.
    fn by_kind(&self, spoken: &[Spoken]) -> (Vec<ThingId>, Vec<ThingId>) {
        let things = spoken.iter().map(|spoken| spoken.thing);
        let (themes, mut processes): (Vec<_>, Vec<_>) =
            things.partition(|thing| self.lexicon.thing(*thing).kind == Kind::Theme);
        if themes.iter().any(|theme| self.lexicon.is_of_the_meeting(*theme)) {
            processes.extend(self.context.process.filter(|process| !processes.contains(process)));
        }
        (themes, processes)
    }

    /// Whom the statement is made for and whose it joins. Gives the pieces that say so, which state no stance.
    fn relations(&self, out: &mut Recognized) -> Vec<Range<usize>> {
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
        self.scope.breaks.iter().copied().find(|at| *at >= from).unwrap_or(self.folded.pieces.len())
    }

    /// Themes and processes of a clause, each once, in the order of the text.
    fn spoken_of(&self, pieces: &Range<usize>, out: &mut Recognized) -> Vec<Spoken> {
        let mut found: Vec<Spoken> = Vec::new();
        for term in self.terms.iter().filter(|term| inside(&term.pieces, pieces)) {
            for means in &term.means {
                if means.kind == NameKind::InContext && !self.is_related(means.thing) {
                    continue;
                }
                let sureness = match means.kind {
                    NameKind::Preferred => 1.0,
                    NameKind::Alternative => 0.97,
                    NameKind::Hidden | NameKind::Contrary => 0.9,
                    NameKind::InContext | NameKind::Demonym | NameKind::Capital => 0.85,
                };
                let contrary = means.kind == NameKind::Contrary;
                let loaded = self.lexicon.loaded_stance(means.thing);
                add(&mut found, Spoken { thing: means.thing, sureness, pieces: term.pieces.clone(), contrary, loaded });
                out.marks.push((term.source.clone(), means.thing));
            }
        }
        let named: Vec<_> = found.iter().map(|spoken| spoken.thing).collect();
        let mut replaced = Vec::new();
        for (rule, word) in self.rules(pieces, &named) {
            let rule = &self.lexicon.rules[rule];
            replaced.extend(&rule.replaces);
            let own = rule.gives.iter().map(|thing| (*thing, false));
            for (thing, contrary) in own.chain(rule.contrary.iter().map(|thing| (*thing, true))) {
                let loaded = rule.stance.or_else(|| self.lexicon.loaded_stance(thing));
                add(&mut found, Spoken { thing, sureness: 0.85, pieces: word.clone(), contrary, loaded });
                out.marks.push((self.folded.source(word.clone()), thing));
            }
        }
        found.retain(|spoken| !replaced.contains(&spoken.thing));
        found
    }

    /// The context rules that hold in a clause, each with the pieces that it rests on.
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
                slots.entry(means.rule).or_default()[slot].get_or_insert(word.pieces.clone());
            }
        }
        let holds = |(rule, [form, with, unless]): (usize, [Option<Range<usize>>; 3])| {
            let of = &self.lexicon.rules[rule];
            let is_process = |thing: &ThingId| self.lexicon.thing(*thing).kind == Kind::Process;
            let near = (of.near.is_empty() && !of.near_any_process)
                || spoken.iter().any(|thing| of.near.contains(thing))
                || (of.near_any_process && spoken.iter().any(is_process));
            let with = of.with.is_empty() || with.is_some();
            form.filter(|_| near && with && unless.is_none()).map(|pieces| (rule, pieces))
        };
        slots.into_iter().filter_map(holds).collect()
    }

    fn is_related(&self, process: ThingId) -> bool {
        self.context.process.is_some_and(|own| self.lexicon.are_related(own, process))
    }

    /// Who is spoken of, and who is asked for something.
    fn spoken_to(&self, out: &mut Recognized) {
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

impl Spoken {
    /// What a whole clause is about without naming it.
    fn whole(thing: ThingId, clause: &Clause<'_>) -> Self {
        Self { thing, sureness: 1.0, pieces: clause.pieces.end..clause.pieces.end, contrary: false, loaded: None }
    }
}

/// Adds a thing, or makes one that is known surer.
fn add(found: &mut Vec<Spoken>, spoken: Spoken) {
    match found.iter_mut().find(|known| known.thing == spoken.thing) {
        Some(known) => known.sureness = known.sureness.max(spoken.sureness),
        None => found.push(spoken),
    }
}

impl Recognized {
    /// Adds a position. One stance is one position of a statement, however often its verb is repeated.
    fn add(&mut self, mut position: Position) {
        let Some(known) = self.positions.iter_mut().find(|known| known.stance == position.stance) else {
            self.positions.push(position);
            return;
        };
        position.themes.retain(|theme| !known.themes.contains(theme));
        position.processes.retain(|process| !known.processes.contains(process));
        known.themes.append(&mut position.themes);
        known.processes.append(&mut position.processes);
        known.confidence = known.confidence.min(position.confidence);
        known.explicit |= position.explicit;
    }

    fn withhold(&mut self, why: Withheld, is_on_something: bool) {
        if is_on_something && !self.withheld.contains(&why) {
            self.withheld.push(why);
        }
    }

    /// Takes the position of what was said last, if the statement says no more than that.
    pub(super) fn take_echo(&mut self, last: &[Position], lexicon: &Lexicon) {
        let Some(echo) = self.echo.take() else { return };
        for position in last {
            let polarity = lexicon.polarity(position.stance);
            if echo.on_proposal && !matches!(polarity, Polarity::Demand | Polarity::Positive) {
                self.withhold(Withheld::Undecided, true);
                continue;
            }
            let confidence = position.confidence * ECHOED;
            let mut position = Position { confidence, cue: Some(echo.cue.clone()), explicit: true, ..position.clone() };
            if echo.is_contrary {
                match lexicon.turned(position.stance, Turn::Negated) {
                    Some(stance) => position.stance = stance,
                    None => {
                        self.withhold(Withheld::Undecided, true);
                        continue;
                    }
                }
            }
            self.add(position);
        }
        if last.is_empty() {
            self.withhold(Withheld::NothingBefore, true);
        }
    }

    /// Whether a position was withheld.
    pub(super) fn is_withheld(&self) -> bool {
        !self.withheld.is_empty()
    }
}

/// Whether punctuation ends a segment. Enumerations and brackets go on.
fn ends_segment(char: char) -> bool {
    matches!(char, ',' | '，' | ';' | '；' | ':' | '：' | '.' | '。' | '!' | '！' | '?' | '？' | '—' | '–' | '،' | '؛')
}

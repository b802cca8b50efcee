//! The clauses of a statement, each with the words that show its stance.
//!
//! A clause begins at a verb of the lexicon that stands after a comma or a conjunction, or first in the statement. A
//! statement without such a verb is one clause; its stance rests on a noun ("the importance of"), or is inferred. A verb
//! that only opens reported speech ("said that") leaves it to the words after it, and so does one that takes no side where
//! what it reports is the speaker's own stance ("stressed that it cannot accept").

use super::folded::{Folded, PieceKind};
use super::lexicon::{Lexicon, PhraseKind, Strength, ThingId};
use super::matcher::{Found, covers, overlap};
use super::side::Polarity;
use super::sign::{Operation, Scope};
use super::words::{CueOf, NameOf, PhraseOf, Words};
use std::ops::Range;

/// Pieces that may stand before the noun of which a passive verb says what became of it: "Ghana's proposal was rejected".
const PASSIVE_REACH: usize = 2;
/// Pieces that may stand between a verb that takes no side and the verb of the speaker that it reports.
const REPORTED_REACH: usize = 8;
/// Of them, those that nothing explains: auxiliaries, adverbs.
const REPORTED_SLACK: usize = 3;

/// A clause with what shows its stance.
#[derive(Debug)]
pub(super) struct Clause<'a> {
    pub(super) pieces: Range<usize>,
    pub(super) cue: Option<Predicate<'a>>,
}

/// Words that show a stance where they stand.
#[derive(Debug, Clone)]
pub(super) struct Predicate<'a> {
    pub(super) cue: &'a CueOf,
    /// Its pieces, with a negation right behind it: "should not".
    pub(super) pieces: Range<usize>,
    /// What it counts for here: a verb after an article is a noun.
    pub(super) strength: Strength,
    pub(super) negated: bool,
}

/// A statement with what was found in it.
pub(super) struct Parts<'a> {
    pub(super) text: &'a str,
    pub(super) folded: &'a Folded,
    pub(super) words: &'a Words,
    pub(super) lexicon: &'a Lexicon,
    /// The pieces that are said, from the first to the one after the last.
    pub(super) pieces: Range<usize>,
    pub(super) terms: &'a [Found<'a, NameOf>],
    pub(super) names: &'a [Found<'a, NameOf>],
    pub(super) cues: &'a [Found<'a, CueOf>],
    pub(super) phrases: &'a [Found<'a, PhraseOf>],
    pub(super) scope: &'a Scope<'a>,
    /// Pieces that say for whom the speaker speaks.
    pub(super) taken: &'a [Range<usize>],
}

impl<'a> Parts<'a> {
    /// The clauses of the statement; at least one.
    pub(super) fn clauses(&self) -> Vec<Clause<'a>> {
        let mut found = Vec::new();
        let cues = self.predicates();
        let openings = self.openings(&cues);
        let mut starts: Vec<usize> = openings.iter().map(|(start, _)| *start).collect();
        if starts.first().is_none_or(|first| *first > self.pieces.start) {
            starts.insert(0, self.pieces.start);
        }
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(self.pieces.end);
            let pieces = *start..end;
            let own = openings.iter().find(|(opens, _)| opens == start).map(|(_, cue)| cue.clone());
            let cue = match own {
                // How a meeting is run says less than anything else: "opened the debate and asked for", "should co-chair".
                Some(own) if self.polarity(&own) == Polarity::Procedural => {
                    Some(self.other(&cues, &pieces).unwrap_or(own))
                }
                Some(own) => Some(own),
                None => self.weaker(&cues, &pieces),
            };
            let cue = cue.map(|cue| self.reported(cue, &cues, &pieces));
            let cue = cue.map(|cue| self.with_negation(cue, &pieces));
            found.push(Clause { pieces, cue });
        }
        found
    }

    /// The words that can show a stance, with what each counts for where it stands.
    fn predicates(&self) -> Vec<Predicate<'a>> {
        let is_free = |cue: &&Found<'_, CueOf>| {
            cue.pieces.start >= self.pieces.start
                && cue.pieces.end <= self.pieces.end
                && !self.taken.iter().any(|taken| overlap(taken, &cue.pieces))
                && !self.scope.is_taken(&cue.pieces)
                && !self.terms.iter().chain(self.names).any(|name| covers(&name.pieces, &cue.pieces))
                && !self.phrases.iter().any(|phrase| names_somebody(phrase) && covers(&phrase.pieces, &cue.pieces))
        };
        let mut predicates = Vec::new();
        // The word for what somebody does may be part of the word for who it is.
        fn names_somebody(phrase: &Found<'_, PhraseOf>) -> bool {
            let kinds = [PhraseKind::SeveralSpeakers, PhraseKind::SameSpeaker];
            phrase.means.iter().any(|means| kinds.contains(&means.kind))
        }
        for found in self.cues.iter().filter(is_free) {
            for cue in found.means.iter().copied().filter(|cue| cue.stance.is_some()) {
                let strength = self.strength(cue, &found.pieces);
                predicates.push(Predicate { cue, pieces: found.pieces.clone(), strength, negated: false });
            }
        }
        predicates
    }

    fn strength(&self, cue: &CueOf, pieces: &Range<usize>) -> Strength {
        if cue.strength != Strength::Verb {
            return cue.strength;
        }
        if self.scope.ends_at(pieces.start, Operation::Determiner) {
            return Strength::Noun;
        }
        let head = self.text[self.folded.source(pieces.start..pieces.start + 1)].to_lowercase();
        let is_gerund = self.words.gerund_endings.iter().any(|ending| head.ends_with(ending.as_str()));
        let reported =
            [Operation::Says, Operation::That].into_iter().any(|operation| self.scope.ends_at(pieces.start, operation));
        if is_gerund && reported {
            return Strength::Never;
        }
        if !is_gerund && self.is_subject_of_passive(pieces) {
            return Strength::Noun;
        }
        if self.scope.is(pieces, Operation::Says) { Strength::Hint } else { Strength::Verb }
    }

    /// Whether words begin what is said and a passive verb follows before the next comma: "*Proposals* to delete X were rejected".
    fn is_subject_of_passive(&self, pieces: &Range<usize>) -> bool {
        let end = self.scope.breaks.iter().copied().find(|at| *at >= pieces.end).unwrap_or(self.pieces.end);
        let auxiliaries = self.phrases.iter().filter(|phrase| {
            pieces.end < phrase.pieces.start
                && phrase.pieces.end <= end
                && phrase.means.iter().any(|means| means.kind == PhraseKind::Auxiliary)
        });
        let is_cue = |at: usize| {
            let mut later = self.cues.iter().filter(|cue| cue.pieces.contains(&at) && cue.pieces.start >= pieces.end);
            later.any(|cue| cue.means.iter().any(|means| means.strength == Strength::Verb))
        };
        pieces.start <= self.pieces.start + PASSIVE_REACH
            && auxiliaries.map(|phrase| phrase.pieces.end).any(|end| is_cue(end) || is_cue(end + 1))
    }

    /// Where clauses begin, each with its verb.
    fn openings(&self, cues: &[Predicate<'a>]) -> Vec<(usize, Predicate<'a>)> {
        let starts = self.segment_starts();
        let mut openings: Vec<(usize, Predicate<'a>)> = Vec::new();
        for cue in cues {
            let segment = starts.partition_point(|start| *start <= cue.pieces.start).checked_sub(1);
            let start = segment.map_or(self.pieces.start, |segment| starts[segment]);
            let Some((_, last)) = openings.last() else {
                if cue.strength == Strength::Verb {
                    openings.push((self.pieces.start, cue.clone()));
                }
                continue;
            };
            let is_new = start >= last.pieces.end;
            let opens = match cue.strength {
                Strength::Verb => {
                    // Words that say for whom somebody speaks are passed over.
                    let own =
                        (start..cue.pieces.start).filter(|piece| !self.taken.iter().any(|taken| taken.contains(piece)));
                    own.count() <= self.slack(start) && self.agrees(&openings[0].1, cue) && !self.is_asked_for(cue)
                }
                Strength::Hint => cue.pieces.start == start,
                Strength::Noun => self.is_sentence(start),
                Strength::Never => false,
            };
            if is_new && opens {
                openings.push((start, cue.clone()));
            }
        }
        openings
    }

    /// Whether a verb that only says how something is run is an infinitive, so that it is what another verb asks for: "called upon
    /// partners to provide X and *to facilitate* Y".
    fn is_asked_for(&self, cue: &Predicate<'a>) -> bool {
        let is_preposition = |phrase: &&Found<'_, PhraseOf>| {
            phrase.pieces.end == cue.pieces.start
                && phrase.means.iter().any(|means| means.kind == PhraseKind::Preposition)
        };
        self.polarity(cue) == Polarity::Procedural && self.phrases.iter().any(|phrase| is_preposition(&phrase))
    }

    /// A word of a clause that shows another stance than how the meeting is run: a verb, else a noun.
    fn other(&self, cues: &[Predicate<'a>], pieces: &Range<usize>) -> Option<Predicate<'a>> {
        let inside = |cue: &&Predicate<'_>| pieces.start <= cue.pieces.start && cue.pieces.end <= pieces.end;
        let is_other = |cue: &&Predicate<'_>| self.polarity(cue) != Polarity::Procedural;
        let of = |strength| cues.iter().filter(inside).filter(is_other).find(|cue| cue.strength == strength).cloned();
        of(Strength::Verb).or_else(|| of(Strength::Noun))
    }

    /// What shows the stance of a clause without a verb: a noun, else words that only hint at it.
    fn weaker(&self, cues: &[Predicate<'a>], pieces: &Range<usize>) -> Option<Predicate<'a>> {
        let inside = |cue: &&Predicate<'_>| pieces.start <= cue.pieces.start && cue.pieces.end <= pieces.end;
        let of = |strength| cues.iter().filter(inside).find(|cue| cue.strength == strength).cloned();
        // "Stated that" is a verb and yields to nouns, because it states nothing itself.
        let spoken = || {
            cues.iter().filter(inside).find(|cue| cue.cue.strength == Strength::Verb && cue.strength == Strength::Hint)
        };
        of(Strength::Noun)
            .or_else(|| spoken().map(|cue| Predicate { strength: Strength::Verb, ..cue.clone() }))
            .or_else(|| of(Strength::Hint))
    }

    /// The verb that counts where the first takes no side and reports the speaker's own stance: "stressed that it rejects".
    fn reported(&self, cue: Predicate<'a>, cues: &[Predicate<'a>], clause: &Range<usize>) -> Predicate<'a> {
        let takes_no_side = |cue: &Predicate<'_>| self.polarity(cue) == Polarity::Neutral;
        if cue.strength != Strength::Verb || !takes_no_side(&cue) {
            return cue;
        }
        let inner = cues.iter().find(|inner| {
            inner.strength == Strength::Verb
                && inner.pieces.start >= cue.pieces.end
                && inner.pieces.end <= clause.end
                && !takes_no_side(inner)
                && self.is_own(&cue, inner, clause)
        });
        inner.cloned().unwrap_or(cue)
    }

    /// Whether the words between a verb and the one that it reports show that both have one subject: a pronoun for the
    /// speaker, or where the language needs none, nothing but "that" and auxiliaries before a refusal.
    fn is_own(&self, cue: &Predicate<'_>, inner: &Predicate<'_>, clause: &Range<usize>) -> bool {
        let between = cue.pieces.end..inner.pieces.start;
        let that = self.scope.first(&between, Operation::That);
        let reported = that.map_or(between.start, |that| that.end)..between.end;
        let is_parted = between.clone().any(|piece| self.is_sentence(piece + 1));
        if reported.len() > REPORTED_REACH || is_parted {
            return false;
        }
        let is_pronoun = |phrase: &&Found<'_, PhraseOf>| {
            between.start <= phrase.pieces.start
                && phrase.pieces.end <= between.end
                && phrase.means.iter().any(|means| means.kind == PhraseKind::SameSpeaker)
        };
        let pronoun = self.phrases.iter().find(is_pronoun);
        // The subject may stand behind its verb: "stressed the representative of X that his country supports".
        let names = self.names.iter().any(|name| overlap(&name.pieces, &reported));
        let explained = self.scope.explained(&between);
        match pronoun {
            Some(pronoun) => !names && between.end - pronoun.pieces.end <= REPORTED_SLACK + explained,
            None => {
                let refuses =
                    self.polarity(inner) == Polarity::Negative || self.scope.is_negated(clause, &inner.pieces);
                let is_reported =
                    self.scope.has(cue.pieces.start..between.end, Operation::That) || self.is_han(between.start);
                !names && refuses && is_reported && reported.len() <= REPORTED_SLACK + explained
            }
        }
    }

    fn polarity(&self, cue: &Predicate<'_>) -> Polarity {
        cue.cue.stance.map_or(Polarity::Neutral, |stance| self.lexicon.polarity(stance))
    }

    fn is_han(&self, piece: usize) -> bool {
        self.folded.pieces.get(piece.saturating_sub(1)).is_some_and(|piece| piece.kind == PieceKind::Han)
    }

    /// Adds whether the words are negated, and takes up a negation right behind them ("should not").
    fn with_negation(&self, mut cue: Predicate<'a>, clause: &Range<usize>) -> Predicate<'a> {
        let is_negated = self.scope.is_negated(clause, &cue.pieces) || self.is_of_nobody(clause, &cue.pieces);
        cue.negated = is_negated != self.scope.begins_affirmed(&cue.pieces);
        if cue.strength == Strength::Noun
            && let Some(end) = self.scope.negation_at(cue.pieces.end)
        {
            cue.negated = !cue.negated;
            cue.pieces.end = end;
        }
        cue
    }

    /// Whether a clause begins with a negation of its subject, and nothing but names and the words of a list stand between it and the
    /// verb: "Ni Ghana ni el Togo apoyaron".
    fn is_of_nobody(&self, clause: &Range<usize>, cue: &Range<usize>) -> bool {
        let lists = [PhraseKind::List, PhraseKind::Article, PhraseKind::Genitive];
        let is_named = |piece: usize| {
            self.names.iter().any(|name| name.pieces.contains(&piece))
                || self.phrases.iter().any(|phrase| {
                    phrase.pieces.contains(&piece) && phrase.means.iter().any(|means| lists.contains(&means.kind))
                })
        };
        let Some(end) = self.scope.negation_at(clause.start).filter(|end| *end < cue.start) else { return false };
        self.names.iter().any(|name| name.pieces.start >= end && name.pieces.end <= cue.start)
            && (end..cue.start).all(is_named)
    }

    /// Where segments begin: after punctuation and after conjunctions.
    fn segment_starts(&self) -> Vec<usize> {
        let mut starts = vec![self.pieces.start];
        starts.extend(self.scope.breaks.iter().map(|at| at + 1));
        starts.extend(self.scope.joints.iter().map(|joint| joint.end));
        // The conjunction may be written as one with the verb.
        let is_joined = |cue: &&Found<'_, CueOf>| {
            let word = &self.text[cue.source.clone()];
            self.words.prefixes.iter().any(|prefix| word.starts_with(prefix.as_str()))
                && cue.means.iter().any(|means| means.strength == Strength::Verb)
        };
        starts.extend(self.cues.iter().filter(is_joined).map(|cue| cue.pieces.start));
        starts.retain(|start| self.pieces.contains(start));
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// Whether a segment begins after a mark that parts sentences: a semicolon.
    fn is_sentence(&self, start: usize) -> bool {
        let before = start.checked_sub(1).and_then(|before| self.folded.pieces.get(before));
        before.is_some_and(|piece| matches!(piece.kind, PieceKind::Break(';' | '；' | '؛' | '.' | '。' | '!' | '！')))
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
    fn agrees(&self, first: &Predicate<'_>, next: &Predicate<'_>) -> bool {
        if self.words.language != super::Language::English {
            return true;
        }
        let head =
            |cue: &Predicate<'_>| self.text[self.folded.source(cue.pieces.start..cue.pieces.start + 1)].to_lowercase();
        let bare = |cue: &Predicate<'_>| {
            cue.cue.form.split([' ', '-']).next().is_some_and(|form| form.to_lowercase() == head(cue))
        };
        let inflected = |text: &str| text.ends_with("ed") || text.ends_with('s') || text.ends_with("ing");
        !(inflected(&head(first)) && bare(next) && !inflected(&head(next)))
    }

    /// A noun that demands something between a verb and an operator: "stressed *the need to* avoid".
    pub(super) fn demand_between(&self, pieces: Range<usize>) -> Option<ThingId> {
        let inside = |cue: &&Predicate<'_>| pieces.start <= cue.pieces.start && cue.pieces.end <= pieces.end;
        let cues = self.predicates();
        let demand = cues.iter().filter(inside).find(|cue| self.polarity(cue) == Polarity::Demand);
        demand.and_then(|cue| cue.cue.stance)
    }
}

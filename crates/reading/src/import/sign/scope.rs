//! Which operators of a clause turn which thing in it.

use super::super::matcher::{Found, covers, inside};
use super::{Operation, Turn};
use std::ops::Range;

/// Pieces that may stand between a negation and its verb: auxiliaries, adverbs.
const NEGATION_REACH: usize = 3;
/// Pieces between a verb of speech and the verb that is reported: "don't think that we need".
const SPEECH_REACH: usize = 6;
/// Pieces between the words for a pretext and what it is.
const PRETEXT_REACH: usize = 5;
/// Pieces within which a conjunction or a comma stands before a word that it joins.
const JOINED: usize = 2;
/// Pieces within which the next part of an enumeration names a thing.
const ENUMERATED: usize = 3;

/// The operators of a statement with the places that bound what they govern.
pub(in crate::import) struct Scope<'a> {
    pub(in crate::import) operators: Vec<Found<'a, Operation>>,
    /// Pieces that end a segment: commas, semicolons.
    pub(in crate::import) breaks: Vec<usize>,
    /// Where conjunctions stand.
    pub(in crate::import) joints: Vec<Range<usize>>,
    /// Where things are named.
    pub(in crate::import) things: Vec<Range<usize>>,
    /// Where those of them are named that are problems.
    pub(in crate::import) problems: Vec<Range<usize>>,
}

impl Scope<'_> {
    fn of(&self, pieces: &Range<usize>, operation: Operation) -> impl Iterator<Item = &Range<usize>> {
        let Range { start, end } = *pieces;
        let within = move |pieces: &Range<usize>| start <= pieces.start && pieces.end <= end;
        let found = self.operators.iter().filter(move |found| found.means.contains(&&operation));
        found.map(|found| &found.pieces).filter(move |pieces| within(pieces))
    }

    /// Whether an operation stands in some pieces.
    pub(in crate::import) fn has(&self, pieces: Range<usize>, operation: Operation) -> bool {
        self.of(&pieces, operation).next().is_some()
    }

    /// Where an operation stands first in some pieces.
    pub(in crate::import) fn first(&self, pieces: &Range<usize>, operation: Operation) -> Option<Range<usize>> {
        self.of(pieces, operation).next().cloned()
    }

    /// Whether an operation ends where a piece begins.
    pub(in crate::import) fn ends_at(&self, piece: usize, operation: Operation) -> bool {
        self.of(&(0..piece), operation).any(|found| found.end == piece)
    }

    /// Whether words are an operator, or part of one.
    pub(in crate::import) fn is(&self, pieces: &Range<usize>, operation: Operation) -> bool {
        self.operators.iter().any(|found| inside(pieces, &found.pieces) && found.means.contains(&&operation))
    }

    /// Whether words are part of a longer operator that takes something away: the verb in "does not mention".
    pub(in crate::import) fn is_taken(&self, pieces: &Range<usize>) -> bool {
        let takes =
            |operation: &&Operation| matches!(operation, Operation::Lacks | Operation::Removes | Operation::Replaces);
        self.operators.iter().any(|found| covers(&found.pieces, pieces) && found.means.iter().any(takes))
    }

    /// Whether the first of some words end what only looks like a negation: the second "not" of "cannot not support".
    pub(in crate::import) fn begins_affirmed(&self, pieces: &Range<usize>) -> bool {
        let affirms = |found: &&Found<'_, Operation>| found.means.contains(&&Operation::Affirms);
        let mut found = self.operators.iter().filter(affirms).map(|found| &found.pieces);
        found.any(|found| found.start < pieces.start && pieces.start < found.end && found.end < pieces.end)
    }

    /// How many of some pieces operators explain: negations, "that".
    pub(in crate::import) fn explained(&self, pieces: &Range<usize>) -> usize {
        let explains = |found: &&Found<'_, Operation>| {
            pieces.start <= found.pieces.start
                && found.pieces.end <= pieces.end
                && found.means.iter().any(|operation| matches!(operation, Operation::That | Operation::Negates))
        };
        self.operators.iter().filter(explains).map(|found| found.pieces.len()).sum()
    }

    /// Where a negation that begins at a piece ends.
    pub(in crate::import) fn negation_at(&self, piece: usize) -> Option<usize> {
        let negation =
            |found: &&Found<'_, Operation>| found.pieces.start == piece && found.means.contains(&&Operation::Negates);
        self.operators.iter().find(negation).map(|found| found.pieces.end)
    }

    fn is_broken(&self, pieces: Range<usize>) -> bool {
        self.breaks.iter().any(|at| pieces.contains(at))
    }

    /// Whether a verb is negated: by a word before it, or by one before the verb of speech that it is reported with.
    pub(in crate::import) fn is_negated(&self, clause: &Range<usize>, cue: &Range<usize>) -> bool {
        let near = |from: usize, to: usize, reach: usize| from <= to && to - from <= reach && !self.is_broken(from..to);
        let before = clause.start..cue.start;
        let said = self.of(&before, Operation::Says).last().filter(|said| near(said.end, cue.start, SPEECH_REACH));
        let negates = |negation: &&Range<usize>| {
            near(negation.end, cue.start, NEGATION_REACH)
                || said.is_some_and(|said| near(negation.end, said.start, NEGATION_REACH))
        };
        self.of(&before, Operation::Negates).filter(negates).count() % 2 == 1
    }

    /// How what is said with a verb is turned on its way to a thing, from the verb on.
    pub(in crate::import) fn turns(
        &self,
        clause: &Range<usize>,
        cue: Option<&Range<usize>>,
        thing: &Range<usize>,
    ) -> Vec<Turn> {
        let from = cue.filter(|cue| cue.end <= thing.start).map_or(clause.start, |cue| cue.end);
        let mut turns = self.before(from..thing.start, thing);
        let to = cue.filter(|cue| cue.start >= thing.end).map_or(clause.end, |cue| cue.start);
        turns.extend(self.after(thing.end..to));
        turns
    }

    /// Whether a thing is only a pretext: "on the pretext of protecting X", `以X为由`.
    pub(in crate::import) fn is_pretext(&self, clause: &Range<usize>, thing: &Range<usize>) -> bool {
        let mut pretexts = self.of(clause, Operation::Pretext);
        pretexts.any(|found| match found.end <= thing.start {
            true => thing.start - found.end <= PRETEXT_REACH && !self.is_broken(found.end..thing.start),
            false => found.start >= thing.end && found.start - thing.end <= 1,
        })
    }

    /// Whether a thing is one of several that are to be joined.
    pub(in crate::import) fn is_joined(&self, clause: &Range<usize>, thing: &Range<usize>) -> bool {
        self.has(clause.start..thing.start, Operation::Joins)
    }

    /// Operators before a thing that govern it: those after the last conjunction or comma that begins anew.
    fn before(&self, pieces: Range<usize>, thing: &Range<usize>) -> Vec<Turn> {
        let mut chain: Vec<(Turn, Operation)> = Vec::new();
        let mut last = pieces.start;
        for found in
            self.operators.iter().filter(|found| pieces.start <= found.pieces.start && found.pieces.end <= pieces.end)
        {
            if self.is_cut(last..found.pieces.start) || self.is_joined_to(found.pieces.start, last) {
                chain.clear();
            }
            for operation in &found.means {
                match operation {
                    Operation::Removes if self.is_spent(found.pieces.end, thing) => continue,
                    Operation::Negates | Operation::Removes | Operation::Replaces => {
                        chain.push((Turn::Removed, **operation));
                    }
                    Operation::Lacks => chain.push((Turn::Lacking, **operation)),
                    Operation::By => {
                        chain.pop_if(|(_, operation)| *operation == Operation::Replaces);
                    }
                    _ => continue,
                }
                last = found.pieces.end;
            }
        }
        if self.is_cut(last..pieces.end) {
            chain.clear();
        }
        chain.into_iter().map(|(turn, _)| turn).collect()
    }

    /// Whether a removal that ends at a piece is that of a problem which stands before a thing that is none: "closing the digital
    /// divide in rural areas".
    fn is_spent(&self, end: usize, thing: &Range<usize>) -> bool {
        let between = end..thing.start;
        !self.problems.contains(thing) && self.problems.iter().any(|problem| inside(problem, &between))
    }

    /// Whether a comma or the like ends what an operator governs. In an enumeration it does not: "deleting X, Y and Z".
    fn is_cut(&self, pieces: Range<usize>) -> bool {
        let goes_on = |at: usize| self.things.iter().any(|thing| thing.start > at && thing.start - at <= ENUMERATED);
        self.breaks.iter().any(|at| pieces.contains(at) && !goes_on(*at))
    }

    /// Whether a conjunction or a comma stands right before a piece, after another operator.
    fn is_joined_to(&self, piece: usize, after: usize) -> bool {
        let near = |end: usize| end > after && end <= piece && piece - end <= JOINED;
        self.joints.iter().any(|joint| near(joint.end)) || self.breaks.iter().any(|at| near(at + 1))
    }

    /// Operators after a thing that have no object of their own: "that the reference to X *be deleted*".
    fn after(&self, pieces: Range<usize>) -> Vec<Turn> {
        let mut negated = false;
        for found in
            self.operators.iter().filter(|found| pieces.start <= found.pieces.start && found.pieces.end <= pieces.end)
        {
            if self.is_cut(pieces.start..found.pieces.start) || self.is_parted(pieces.start..found.pieces.start) {
                break;
            }
            let segment_end = self.breaks.iter().copied().find(|at| *at >= found.pieces.end).unwrap_or(pieces.end);
            let has_object = self
                .things
                .iter()
                .any(|thing| thing.start >= found.pieces.end && thing.start < segment_end.min(pieces.end));
            for operation in &found.means {
                let turn = match operation {
                    Operation::Negates => {
                        negated = !negated;
                        continue;
                    }
                    Operation::Removes | Operation::Replaces => Turn::Removed,
                    Operation::Lacks => Turn::Lacking,
                    _ => continue,
                };
                return match (has_object, negated) {
                    (true, _) => Vec::new(),
                    (false, true) => vec![turn, Turn::Removed],
                    (false, false) => vec![turn],
                };
            }
        }
        Vec::new()
    }

    /// Whether a conjunction stands between a thing and an operator, and no other thing right after it.
    fn is_parted(&self, pieces: Range<usize>) -> bool {
        let goes_on =
            |end: usize| self.things.iter().any(|thing| thing.start >= end && thing.start - end <= ENUMERATED);
        self.joints.iter().any(|joint| pieces.contains(&joint.start) && !goes_on(joint.end))
    }
}

//! The sign of what is said: which stance a speaker has on a thing when the words between the verb and the thing turn it.
//!
//! "Opposed deleting the paragraph on human rights" is a verb (opposes), an operator (removes) and a theme: the speaker
//! defends it. Operators are words of the lexicon (`ple:Operator`), what a stance becomes under each of them is data too
//! (`ple:ifNegated`, `ple:ifRemoved`, `ple:ifLacking`), and so is which themes are problems (`ple:valence`) and which
//! names mean the contrary of their theme (`ple:contraryName`). What these do not decide is withheld, never guessed.

mod scope;

pub(super) use scope::Scope;

use super::lexicon::{Lexicon, ThingId};
use super::side::Polarity;

/// What an operator does, as `ple:operation` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Operation {
    /// Not, never: turns the verb after it, or what stands after it.
    Negates,
    /// Looks like a negation, a removal or a condition and is none: "not only", "cannot but".
    Affirms,
    /// Deletes, weakens, ends, avoids: to be against it is to be for its object.
    Removes,
    /// Says that something is not there: "the lack of", "silent on".
    Lacks,
    /// Takes away what stands after it, up to the word for `By`.
    Replaces,
    /// Before what comes instead: "replace X *with* Y".
    By,
    /// A verb that does its object good; after a conjunction it ends a removal before it.
    Keeps,
    /// Makes one of several: who is against it says nothing against each.
    Joins,
    /// Opens reported speech and states nothing itself, so that the words after it decide.
    Says,
    /// Stands between a verb and the clause that it reports: "that".
    That,
    /// Shows that the next word is a noun: "their *contributions*".
    Determiner,
    /// The ending of a verb that stands for a noun: "said *bridging* it is a priority". Not a word of its own.
    GerundEnding,
    /// Makes what stands before it depend on something: "only if".
    Condition,
    /// Before what somebody who supports something demands for it: "provided that".
    Proviso,
    /// Takes the position of the sentence before.
    Agrees,
    /// Takes the contrary position.
    Disagrees,
    /// Means what was proposed in the sentence before: "supported *this proposal*".
    Proposal,
    /// Makes what is named with it a pretext, of which nothing is said: "on the pretext of".
    Pretext,
}

impl Operation {
    /// The operations, by their names in the ontology.
    pub(super) const ALL: [(&'static str, Self); 18] = [
        ("NEGATES", Self::Negates),
        ("AFFIRMS", Self::Affirms),
        ("REMOVES", Self::Removes),
        ("LACKS", Self::Lacks),
        ("REPLACES", Self::Replaces),
        ("BY", Self::By),
        ("KEEPS", Self::Keeps),
        ("JOINS", Self::Joins),
        ("SAYS", Self::Says),
        ("THAT", Self::That),
        ("DETERMINER", Self::Determiner),
        ("GERUND_ENDING", Self::GerundEnding),
        ("CONDITION", Self::Condition),
        ("PROVISO", Self::Proviso),
        ("AGREES", Self::Agrees),
        ("DISAGREES", Self::Disagrees),
        ("PROPOSAL", Self::Proposal),
        ("PRETEXT", Self::Pretext),
    ];
}

/// How words turn a stance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Turn {
    /// The verb that shows it is negated.
    Negated,
    /// It is on the removal, the weakening or the avoidance of the thing, or on its contrary.
    Removed,
    /// It is on the thing not being there.
    Lacking,
}

impl Turn {
    /// The turns, with the properties of a stance that say what it becomes.
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("ifNegated", Self::Negated), ("ifRemoved", Self::Removed), ("ifLacking", Self::Lacking)];
}

/// The stance on a thing when a verb's stance is turned, by each turn from the verb to the thing. None where the sign cannot
/// be decided.
pub(super) fn turned(stance: ThingId, turns: &[Turn], thing: ThingId, lexicon: &Lexicon) -> Option<ThingId> {
    if lexicon.is_problem(thing) {
        return turned_on_problem(stance, turns, lexicon);
    }
    turns.iter().try_fold(stance, |stance, turn| match (lexicon.polarity(stance), turn) {
        // Who stresses the lack of something stresses the thing.
        (Polarity::Neutral | Polarity::Procedural, Turn::Removed | Turn::Lacking) => Some(stance),
        _ => lexicon.turned(stance, *turn),
    })
}

/// Of a problem, removal is the work on it: "calls for bridging the divide" and "warns of the divide" are for that work.
/// Nothing says "against the work" by a stance, so that is withheld.
fn turned_on_problem(stance: ThingId, turns: &[Turn], lexicon: &Lexicon) -> Option<ThingId> {
    let is_odd = |wanted: Turn| turns.iter().filter(|turn| **turn == wanted).count() % 2 == 1;
    let (negated, removed, lacking) = (is_odd(Turn::Negated), is_odd(Turn::Removed), is_odd(Turn::Lacking));
    match lexicon.polarity(stance) {
        Polarity::Neutral | Polarity::Procedural if negated => lexicon.turned(stance, Turn::Negated),
        Polarity::Neutral | Polarity::Procedural => Some(stance),
        // "Does not oppose bridging it" is for it; "does not oppose it" is not what anybody says of a problem.
        Polarity::Negative if negated => lexicon.turned(stance, Turn::Negated).filter(|_| removed && !lacking),
        Polarity::Negative => (!removed || lacking).then_some(stance),
        Polarity::Positive | Polarity::Demand => (!negated && !lacking).then_some(stance),
    }
}

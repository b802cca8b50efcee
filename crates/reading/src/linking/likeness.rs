//! The similarity of two names.

use super::index::SHORTEST_MISSPELT;
use super::words::{Folded, Words};

/// In what two names agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The same but for case, accents and punctuation.
    Same,
    /// The same words, but for their order, endings, articles and the like.
    SameWords,
    /// One letter differs, is missing, or has changed places.
    Spelling,
    /// They share words.
    Similar,
    /// All words of ours stand in theirs.
    Contained,
    /// All words of theirs stand in ours.
    Contains,
}

/// Names with less in common are not alike.
const LEAST_SHARED: f64 = 0.5;

/// How alike a name of ours and one of theirs are, from 0 to 1; none if not at all. Only with `in_one_language` is less than
/// equality told.
pub(super) fn likeness(
    ours: &Folded,
    theirs: &Folded,
    words: &Words,
    in_one_language: bool,
) -> Option<(Likeness, f64)> {
    if ours.whole == theirs.whole {
        return Some((Likeness::Same, 1.0));
    }
    if !in_one_language {
        return None;
    }
    if ours.set == theirs.set {
        // One word with another ending may be another word: Нигер, Нигерия.
        return Some((Likeness::SameWords, if ours.set.len() > 1 { 0.97 } else { 0.9 }));
    }
    let same_digits = ours.digits == theirs.digits;
    if same_digits && ours.length.min(theirs.length) >= SHORTEST_MISSPELT && is_misspelt(ours, theirs) {
        return Some((Likeness::Spelling, 0.88));
    }
    let share = shared(ours, theirs, words);
    // Another number is another thing, regardless of the words around it.
    let share = if same_digits { share } else { 0.6 * share };
    let similar = (share >= LEAST_SHARED).then_some((Likeness::Similar, 0.9 * share));
    let contained = contained_in(ours, theirs, words).map(|value| (Likeness::Contained, value));
    let contains = contained_in(theirs, ours, words).map(|value| (Likeness::Contains, value));
    [similar, contained, contains].into_iter().flatten().max_by(|a, b| a.1.total_cmp(&b.1))
}

fn is_misspelt(ours: &Folded, theirs: &Folded) -> bool {
    ours.length.abs_diff(theirs.length) <= 1 && strsim::osa_distance(&ours.whole, &theirs.whole) <= 1
}

/// How much a name that stands in another says of it; none if it does not, or is too short to say anything.
fn contained_in(part: &Folded, whole: &Folded, words: &Words) -> Option<f64> {
    if part.is_short || !part.set.iter().all(|word| whole.set.binary_search(word).is_ok()) {
        return None;
    }
    let share = words.weight_of(&part.set) / words.weight_of(&whole.set);
    let is_phrase = part.words.len() > 1 && whole.words.windows(part.words.len()).any(|words| words == part.words);
    Some(match part.set.len() {
        _ if is_phrase => 0.6 + 0.3 * share,
        1 => 0.35 + 0.4 * share,
        _ => 0.5 + 0.3 * share,
    })
}

fn common(ours: &Folded, theirs: &Folded) -> Vec<u32> {
    ours.set.iter().copied().filter(|word| theirs.set.binary_search(word).is_ok()).collect()
}

/// What the names of both have in common by their words alone, from 0 to 1.
pub(super) fn shared(ours: &Folded, theirs: &Folded, words: &Words) -> f64 {
    let all = words.weight_of(&ours.set) + words.weight_of(&theirs.set);
    if all > 0.0 { 2.0 * words.weight_of(&common(ours, theirs)) / all } else { 0.0 }
}

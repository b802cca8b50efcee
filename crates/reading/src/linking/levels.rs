//! What the hierarchies say: pairs whose broader or narrower things match too are more likely, and of two pairs at different
//! levels the weaker one is broader or narrower.

use super::choose::Scored;
use super::concept::Collection;
use super::relation::Relation;
use std::collections::HashMap;

/// A pair counts as matching for the levels above and below from this score on.
const MATCHING: f64 = 0.7;
/// What a match of the broader ones adds, of what is left to 1.
const ABOVE: f64 = 0.3;
/// What each match of narrower ones adds, and at most.
const BELOW: (f64, f64) = (0.1, 0.3);

/// At most this many broader resources of one resource are looked at.
const MOST_BROADER: usize = 20;

/// Raises the scores of pairs whose neighbours match.
pub(super) fn raise(pairs: &mut [Scored], ours: &Collection, theirs: &Collection) {
    let matching: HashMap<(u32, u32), usize> =
        pairs.iter().enumerate().filter(|(_, pair)| pair.score >= MATCHING).map(|(i, pair)| (pair.key(), i)).collect();
    let numbers: HashMap<(u32, u32), usize> = pairs.iter().enumerate().map(|(i, pair)| (pair.key(), i)).collect();
    let (mut above, mut below) = (vec![None; pairs.len()], vec![0_usize; pairs.len()]);
    for (i, pair) in pairs.iter().enumerate() {
        for &own in ours.broader(pair.own).iter().take(MOST_BROADER) {
            for &their in theirs.broader(pair.their).iter().take(MOST_BROADER) {
                if matching.contains_key(&(own, their)) {
                    above[i] = Some((own, their));
                }
                if pair.score >= MATCHING
                    && let Some(&upper) = numbers.get(&(own, their))
                {
                    below[upper] += 1;
                }
            }
        }
    }
    for ((pair, above), below) in pairs.iter_mut().zip(above).zip(below) {
        let more = if above.is_some() { ABOVE } else { 0.0 } + (BELOW.0 * below as f64).min(BELOW.1);
        pair.score += (1.0 - pair.score) * more;
        pair.above = above;
        pair.below = below;
    }
}

/// How a pair stands to a stronger one that has one side in common with it; none if not on another level.
pub(super) fn level(pair: &Scored, stronger: &Scored, ours: &Collection, theirs: &Collection) -> Option<Relation> {
    let (own, their) = (pair.own, pair.their);
    if stronger.own == own {
        // Ours is the stronger one's theirs.
        if theirs.is_above(their, stronger.their) {
            return Some(Relation::Broad);
        }
        return theirs.is_above(stronger.their, their).then_some(Relation::Narrow);
    }
    // Theirs is the stronger one's ours.
    if ours.is_above(stronger.own, own) {
        return Some(Relation::Broad);
    }
    ours.is_above(own, stronger.own).then_some(Relation::Narrow)
}

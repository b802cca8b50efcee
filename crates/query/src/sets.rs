//! Sets of resources: lists in which each is once, in the order of a dictionary.

use plenary_graph::snapshot::{Id, Terms};

/// Makes a set of a list.
pub(super) fn sorted(terms: &Terms, mut ids: Vec<Id>) -> Vec<Id> {
    terms.sort(&mut ids);
    ids
}

/// The longer of two sets is walked through, rather than galloped through, if it is less than this many times as long.
const SIMILAR: usize = 8;

/// What two sorted sets have in common.
pub(super) fn intersect(terms: &Terms, a: &[Id], b: &[Id]) -> Vec<Id> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (Some(&first), Some(&last)) = (long.first(), long.last()) else { return Vec::new() };
    // Instances of a class often stand next to each other: then a range is all that has to be compared with.
    if terms.is_unbroken(long) {
        let start = short.partition_point(|&id| terms.order(id) < terms.order(first));
        let end = short.partition_point(|&id| terms.order(id) <= terms.order(last));
        return short[start..end].to_vec();
    }
    if long.len() / SIMILAR < short.len() { merge(terms, short, long) } else { gallop(terms, short, long) }
}

/// What two sets of similar length have in common: a step is a comparison without a branch to guess.
fn merge(terms: &Terms, a: &[Id], b: &[Id]) -> Vec<Id> {
    let mut common = Vec::with_capacity(a.len().min(b.len()));
    let (mut i, mut j) = (0, 0);
    while let (Some(&left), Some(&right)) = (a.get(i), b.get(j)) {
        if left == right {
            common.push(left);
        }
        let (left, right) = (terms.order(left), terms.order(right));
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    common
}

/// What a short set and a much longer one have in common.
fn gallop(terms: &Terms, short: &[Id], mut long: &[Id]) -> Vec<Id> {
    let mut common = Vec::with_capacity(short.len());
    for id in short {
        long = skip_below(terms, long, *id);
        match long.first() {
            None => break,
            Some(other) if other == id => common.push(*id),
            Some(_) => {}
        }
    }
    common
}

/// The end of a sorted set that starts at an id or above: gallops, which is quick for ids that come in order.
pub(super) fn skip_below<'s>(terms: &Terms, set: &'s [Id], id: Id) -> &'s [Id] {
    let place = terms.order(id);
    let mut step = 1;
    while step < set.len() && terms.order(set[step]) < place {
        step *= 2;
    }
    let from = step / 2;
    let skip = from + set[from..set.len().min(step + 1)].partition_point(|&other| terms.order(other) < place);
    &set[skip..]
}

/// What is in the first sorted set and not in the second.
pub(super) fn difference(terms: &Terms, all: &[Id], without: &[Id]) -> Vec<Id> {
    let mut rest = without;
    let mut kept = Vec::with_capacity(all.len().saturating_sub(without.len()));
    for id in all {
        while let Some((first, tail)) = rest.split_first()
            && terms.order(*first) < terms.order(*id)
        {
            rest = tail;
        }
        if rest.first() != Some(id) {
            kept.push(*id);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: &[u32]) -> Vec<Id> {
        numbers.iter().copied().map(Id).collect()
    }

    #[test]
    fn sets_are_intersected_and_subtracted_as_sets_are() {
        let terms = Terms::default();
        let sets: Vec<Vec<Id>> = (0..64_u32)
            .map(|bits| ids(&(0..6).filter(|bit| bits >> bit & 1 == 1).map(|bit| bit * bit).collect::<Vec<_>>()))
            .collect();
        for (a, b) in sets.iter().flat_map(|a| sets.iter().map(move |b| (a, b))) {
            let both: Vec<_> = a.iter().copied().filter(|id| b.contains(id)).collect();
            let only: Vec<_> = a.iter().copied().filter(|id| !b.contains(id)).collect();
            assert_eq!(intersect(&terms, a, b), both, "{a:?} {b:?}");
            assert_eq!(difference(&terms, a, b), only, "{a:?} {b:?}");
        }
        let few = ids(&[3, 5_000, 5_001, 9_999, 20_000]);
        for (step, common) in [(1, ids(&[3, 5_000, 5_001, 9_999])), (3, ids(&[3, 5_001, 9_999]))] {
            let long: Vec<Id> = (0..10_000).step_by(step).map(Id).collect();
            assert_eq!(intersect(&terms, &few, &long), common, "every {step}");
        }
    }
}

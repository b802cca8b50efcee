//! Sets of resources: sorted lists in which each is once.

use crate::snapshot::Id;

/// Makes a set of a list.
pub(super) fn sorted(mut ids: Vec<Id>) -> Vec<Id> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What two sorted sets have in common: gallops through the longer for each element of the shorter.
pub(super) fn intersect(a: &[Id], b: &[Id]) -> Vec<Id> {
    let (short, mut long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut common = Vec::with_capacity(short.len());
    for id in short {
        long = skip_below(long, *id);
        match long.first() {
            None => break,
            Some(other) if other == id => common.push(*id),
            Some(_) => {}
        }
    }
    common
}

/// The end of a sorted set that starts at an id or above: gallops, which is quick for ids that come in order.
pub(super) fn skip_below(set: &[Id], id: Id) -> &[Id] {
    let mut step = 1;
    while step < set.len() && set[step] < id {
        step *= 2;
    }
    let from = step / 2;
    let skip = from + set[from..set.len().min(step + 1)].partition_point(|other| *other < id);
    &set[skip..]
}

/// What is in the first sorted set and not in the second.
pub(super) fn difference(all: &[Id], without: &[Id]) -> Vec<Id> {
    let mut rest = without;
    let mut kept = Vec::with_capacity(all.len().saturating_sub(without.len()));
    for id in all {
        while let Some((first, tail)) = rest.split_first()
            && first < id
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
        let sets: Vec<Vec<Id>> = (0..64_u32)
            .map(|bits| ids(&(0..6).filter(|bit| bits >> bit & 1 == 1).map(|bit| bit * bit).collect::<Vec<_>>()))
            .collect();
        for (a, b) in sets.iter().flat_map(|a| sets.iter().map(move |b| (a, b))) {
            let both: Vec<_> = a.iter().copied().filter(|id| b.contains(id)).collect();
            let only: Vec<_> = a.iter().copied().filter(|id| !b.contains(id)).collect();
            assert_eq!(intersect(a, b), both, "{a:?} {b:?}");
            assert_eq!(difference(a, b), only, "{a:?} {b:?}");
        }
        let long: Vec<Id> = (0..10_000).map(Id).collect();
        assert_eq!(intersect(&ids(&[3, 5_000, 9_999, 20_000]), &long), ids(&[3, 5_000, 9_999]));
    }
}

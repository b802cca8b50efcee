//! What resources score in a search: lists sorted by resource, in which each is once.
//!
//! Full text gives its hits in the order of the resources, nearly, so sorting them is one pass, and lists are combined
//! by walking them side by side. That is several times quicker than to look every hit up in a map.

use super::sets::skip_below;
use plenary_graph::snapshot::{Id, Terms};

/// Resources with what each scores.
pub(super) type Scores = Vec<(Id, f32)>;

/// Makes scores of a list: what a resource has several times is combined, the most first.
pub(super) fn merged(terms: &Terms, mut list: Scores, combine: impl Fn(f32, f32) -> f32) -> Scores {
    list.sort_by(|a, b| terms.order(a.0).cmp(&terms.order(b.0)).then_with(|| b.1.total_cmp(&a.1)));
    list.dedup_by(|next, first| {
        let is_same = next.0 == first.0;
        if is_same {
            first.1 = combine(first.1, next.1);
        }
        is_same
    });
    list
}

/// What has a score in both, added up.
pub(super) fn both(terms: &Terms, a: &[(Id, f32)], b: &[(Id, f32)]) -> Scores {
    let mut common = vec![(Id::NONE, 0.0); a.len().min(b.len()) + 1];
    let (mut i, mut j, mut kept) = (0, 0, 0);
    // There is no branch within: which list is ahead cannot be predicted, and wrong predictions would take most of the time.
    while i < a.len() && j < b.len() {
        let ((left, x), (right, y)) = (a[i], b[j]);
        common[kept] = (left, x + y);
        kept += usize::from(left == right);
        let (left, right) = (terms.order(left), terms.order(right));
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    common.truncate(kept);
    common
}

/// What has a score in one of them, added up where it has in both.
pub(super) fn either(terms: &Terms, mut a: Scores, b: &[(Id, f32)]) -> Scores {
    if b.is_empty() {
        return a;
    }
    a.extend_from_slice(b);
    merged(terms, a, |x, y| x + y)
}

/// The scores of those that are in a sorted set.
pub(super) fn within(terms: &Terms, scores: &[(Id, f32)], mut set: &[Id]) -> Scores {
    let is_in_set = |&&(id, _): &&(Id, f32)| {
        set = skip_below(terms, set, id);
        set.first() == Some(&id)
    };
    scores.iter().filter(is_in_set).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn lists_combine_as_maps_do() {
        let terms = &Terms::default();
        let lists: Vec<Scores> = (0..64_u32)
            .map(|bits| (0..6).filter(|bit| bits >> bit & 1 == 1).map(|bit| (Id(bit * 3), bit as f32 + 0.5)).collect())
            .collect();
        for (a, b) in lists.iter().flat_map(|a| lists.iter().map(move |b| (a, b))) {
            let map = |scores: &Scores| -> BTreeMap<u32, f32> { scores.iter().map(|&(id, x)| (id.0, x)).collect() };
            let (left, right) = (map(a), map(b));
            let common: Scores = left.iter().filter_map(|(id, x)| Some((Id(*id), x + right.get(id)?))).collect();
            assert_eq!(both(terms, a, b), common, "{a:?} {b:?}");
            let mut all = left.clone();
            right.iter().for_each(|(id, y)| *all.entry(*id).or_default() += y);
            let all: Scores = all.into_iter().map(|(id, x)| (Id(id), x)).collect();
            assert_eq!(either(terms, a.clone(), b), all, "{a:?} {b:?}");
            let set: Vec<Id> = b.iter().map(|&(id, _)| id).collect();
            let kept: Scores = a.iter().copied().filter(|(id, _)| right.contains_key(&id.0)).collect();
            assert_eq!(within(terms, a, &set), kept, "{a:?} {b:?}");
        }
        let list = vec![(Id(5), 1.0), (Id(2), 7.0), (Id(5), 3.0), (Id(5), 2.0)];
        assert_eq!(merged(terms, list.clone(), f32::max), [(Id(2), 7.0), (Id(5), 3.0)]);
        assert_eq!(merged(terms, list, |a, b| a * 10.0 + b), [(Id(2), 7.0), (Id(5), 321.0)]);
    }
}

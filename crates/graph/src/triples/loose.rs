//! Triples that are not in arrays yet: what comes to those that are, one by one, while it is worked out.

use std::collections::BTreeSet;

/// Numbers of subject, predicate and object.
pub type Numbers = [u32; 3];

/// A set of triples of numbers that are found by any of their parts.
#[derive(Debug, Default)]
pub struct Loose {
    by_subject: BTreeSet<Numbers>,
    by_predicate: BTreeSet<Numbers>,
    by_object: BTreeSet<Numbers>,
}

impl Loose {
    /// Puts a triple in.
    pub fn insert(&mut self, [s, p, o]: Numbers) {
        self.by_subject.insert([s, p, o]);
        self.by_predicate.insert([p, o, s]);
        self.by_object.insert([o, s, p]);
    }

    /// Takes a triple out, and says whether it was there.
    pub fn remove(&mut self, [s, p, o]: Numbers) -> bool {
        self.by_predicate.remove(&[p, o, s]);
        self.by_object.remove(&[o, s, p]);
        self.by_subject.remove(&[s, p, o])
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_subject.is_empty()
    }

    /// Whether a triple is there.
    pub fn contains(&self, triple: &Numbers) -> bool {
        self.by_subject.contains(triple)
    }

    /// All of them, by subject.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Numbers> + '_ {
        self.by_subject.iter().copied()
    }

    /// Those with these parts.
    pub fn find(&self, s: Option<u32>, p: Option<u32>, o: Option<u32>) -> impl Iterator<Item = Numbers> + '_ {
        let from = |first: Option<u32>, second: Option<u32>| {
            let low = |part: Option<u32>| part.unwrap_or(0);
            let high = |part: Option<u32>| part.unwrap_or(u32::MAX);
            [low(first), low(second), 0]..=[high(first), high(second), u32::MAX]
        };
        let (found, turned) = match (s, p, o) {
            (Some(_), None, Some(_)) | (None, None, Some(_)) => (self.by_object.range(from(o, s)), [1, 2, 0]),
            (None, Some(_), _) => (self.by_predicate.range(from(p, o)), [2, 0, 1]),
            (_, _, _) => (self.by_subject.range(from(s, p)), [0, 1, 2]),
        };
        found
            .map(move |triple| turned.map(|part: usize| triple[part]))
            .filter(move |triple| o.is_none_or(|object| object == triple[2]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triples_are_found_by_any_of_their_parts() {
        let mut loose = Loose::default();
        let all: Vec<Numbers> =
            (0..27).map(|n| [n / 9, n / 3 % 3, n % 3]).filter(|[s, p, o]| (s + p + o) % 2 == 0).collect();
        all.iter().for_each(|&triple| loose.insert(triple));
        assert!(loose.remove([0, 0, 0]) && !loose.remove([0, 0, 0]) && !loose.contains(&[0, 0, 0]));
        let parts = [None, Some(0), Some(1), Some(2), Some(3)];
        let wanted = |n: usize| [n / 25, n / 5 % 5, n % 5].map(|part| parts[part]);
        for [s, p, o] in (0..125).map(wanted) {
            let is_meant = |triple: &&Numbers| {
                triple.iter().zip([s, p, o]).all(|(part, wanted)| wanted.is_none_or(|wanted| wanted == *part))
            };
            let expected: BTreeSet<Numbers> = all[1..].iter().filter(is_meant).copied().collect();
            let found: Vec<Numbers> = loose.find(s, p, o).collect();
            assert_eq!((found.len(), found.into_iter().collect()), (expected.len(), expected), "{s:?} {p:?} {o:?}");
        }
    }
}

//! What the validator asks of data, and data in memory that answer it.

use foldhash::fast::FixedState;
use oxigraph::model::{TermRef, TripleRef};
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

/// A set of triples that can be validated.
///
/// Terms are known by ids, which are cheap to copy and to compare: two terms are equal if and only if their ids are. What a shape names
/// and the data do not have needs no id.
pub trait Data: Sync {
    /// The id of a term.
    type Id: Copy + Eq + Ord + Hash + Send + Sync + 'static;

    /// The id of a term, if it is in the data.
    fn id(&self, term: TermRef<'_>) -> Option<Self::Id>;

    /// Looks at the term of an id.
    fn with_term<R>(&self, id: Self::Id, look: impl FnOnce(TermRef<'_>) -> R) -> R;

    /// The triples with these parts, each once; parts that are `None` may be anything.
    fn triples(
        &self,
        subject: Option<Self::Id>,
        predicate: Option<Self::Id>,
        object: Option<Self::Id>,
    ) -> impl Iterator<Item = [Self::Id; 3]>;

    /// The objects of a subject and a predicate, each once.
    fn objects(&self, subject: Self::Id, predicate: Self::Id) -> impl Iterator<Item = Self::Id> {
        self.triples(Some(subject), Some(predicate), None).map(|[_, _, object]| object)
    }

    /// The subjects of a predicate and an object, each once.
    fn subjects(&self, predicate: Self::Id, object: Self::Id) -> impl Iterator<Item = Self::Id> {
        self.triples(None, Some(predicate), Some(object)).map(|[subject, _, _]| subject)
    }
}

/// Triples in memory, borrowed from where they are: a dictionary, and three sorted arrays of numbers.
pub struct Index<'a> {
    terms: Vec<TermRef<'a>>,
    numbers: HashMap<TermRef<'a>, u32, FixedState>,
    by_subject: Sorted,
    by_predicate: Sorted,
    by_object: Sorted,
}

/// The data have more terms or triples than numbers of 32 bits can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the data have more than 2^32 terms or triples")]
pub struct TooLarge;

/// Triples, one of whose parts comes first, and where those of each first part begin.
struct Sorted {
    triples: Vec<[u32; 3]>,
    starts: Vec<u32>,
}

impl Sorted {
    fn new(mut triples: Vec<[u32; 3]>, terms: usize) -> Result<Self, TooLarge> {
        triples.sort_unstable();
        triples.dedup();
        let mut starts = vec![0_u32; terms + 1];
        for triple in &triples {
            let start = starts.get_mut(triple[0] as usize + 1).ok_or(TooLarge)?;
            *start = start.checked_add(1).ok_or(TooLarge)?;
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.checked_add(*start).ok_or(TooLarge)?;
            *start = sum;
        }
        Ok(Self { triples, starts })
    }

    /// The triples with this first part and, if it is given, this second one.
    fn find(&self, first: u32, second: Option<u32>) -> &[[u32; 3]] {
        let range: Option<Range<usize>> = match self.starts.get(first as usize..=first as usize + 1) {
            Some(&[start, end]) => Some(start as usize..end as usize),
            _ => None,
        };
        let row = range.and_then(|range| self.triples.get(range)).unwrap_or_default();
        let Some(second) = second else { return row };
        let row = &row[row.partition_point(|triple| triple[1] < second)..];
        &row[..row.partition_point(|triple| triple[1] == second)]
    }
}

impl<'a> Index<'a> {
    /// Indexes triples; those that come more than once are one.
    ///
    /// # Errors
    /// If there are too many for numbers of 32 bits.
    pub fn new(triples: impl IntoIterator<Item = TripleRef<'a>>) -> Result<Self, TooLarge> {
        let mut terms = Vec::new();
        let mut numbers: HashMap<TermRef<'a>, u32, FixedState> = HashMap::default();
        let mut number = |term: TermRef<'a>| -> Result<u32, TooLarge> {
            if let Some(&number) = numbers.get(&term) {
                return Ok(number);
            }
            let number = u32::try_from(terms.len()).map_err(|_| TooLarge)?;
            terms.push(term);
            numbers.insert(term, number);
            Ok(number)
        };
        let mut by_subject = Vec::new();
        for triple in triples {
            let subject = number(triple.subject.into())?;
            by_subject.push([subject, number(triple.predicate.into())?, number(triple.object)?]);
        }
        let count = terms.len();
        let by_predicate = by_subject.iter().map(|&[s, p, o]| [p, s, o]).collect();
        let by_object = by_subject.iter().map(|&[s, p, o]| [o, p, s]).collect();
        let (by_subject, by_predicate, by_object) = std::thread::scope(|scope| {
            let by_predicate = scope.spawn(|| Sorted::new(by_predicate, count));
            let by_object = scope.spawn(|| Sorted::new(by_object, count));
            let joined = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            (Sorted::new(by_subject, count), joined(by_predicate), joined(by_object))
        });
        Ok(Self { terms, numbers, by_subject: by_subject?, by_predicate: by_predicate?, by_object: by_object? })
    }

    /// Number of different triples.
    pub fn len(&self) -> usize {
        self.by_subject.triples.len()
    }

    /// Whether there is no triple.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl std::fmt::Debug for Index<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("terms", &self.terms.len()).field("triples", &self.len()).finish()
    }
}

impl Data for Index<'_> {
    type Id = u32;

    fn id(&self, term: TermRef<'_>) -> Option<u32> {
        self.numbers.get(&term).copied()
    }

    fn with_term<R>(&self, id: u32, look: impl FnOnce(TermRef<'_>) -> R) -> R {
        look(self.terms[id as usize])
    }

    fn triples(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> impl Iterator<Item = [u32; 3]> {
        // Which array has the triples together, what is left to compare, and the places of subject, predicate and object.
        let (found, rest, [s, p, o]) = match (subject, predicate, object) {
            (Some(subject), predicate, object) => (self.by_subject.find(subject, predicate), object, [0, 1, 2]),
            (None, predicate, Some(object)) => (self.by_object.find(object, predicate), None, [2, 1, 0]),
            (None, Some(predicate), None) => (self.by_predicate.find(predicate, None), None, [1, 0, 2]),
            (None, None, None) => (self.by_subject.triples.as_slice(), None, [0, 1, 2]),
        };
        found
            .iter()
            .filter(move |triple| rest.is_none_or(|rest| triple[2] == rest))
            .map(move |triple| [triple[s], triple[p], triple[o]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{NamedNode, Triple};

    #[test]
    fn every_pattern_finds_what_looking_at_all_triples_finds() {
        let name = |name: u32| NamedNode::new_unchecked(format!("http://example.org/{name}"));
        let mut triples = Vec::new();
        for i in 0..200_u32 {
            triples.push(Triple::new(name(i % 7), name(7 + i % 3), name(i * i % 11)));
        }
        let index = Index::new(triples.iter().map(Triple::as_ref)).unwrap();
        let all: Vec<[u32; 3]> = index.triples(None, None, None).collect();
        assert!(all.len() == index.len() && index.len() < triples.len());
        let ids: Vec<Option<u32>> = std::iter::once(None).chain((0..index.terms.len() as u32).map(Some)).collect();
        for &s in &ids {
            for &p in &ids {
                for &o in &ids {
                    let is_meant = |part: Option<u32>, of: u32| part.is_none_or(|part| part == of);
                    let expected: Vec<_> = all
                        .iter()
                        .copied()
                        .filter(|t| is_meant(s, t[0]) && is_meant(p, t[1]) && is_meant(o, t[2]))
                        .collect();
                    let mut found: Vec<_> = index.triples(s, p, o).collect();
                    found.sort_unstable();
                    assert_eq!(found, expected);
                }
            }
        }
    }
}

//! Arrays made anew: of what is sorted, and of what has come and gone since, with a dictionary in order.

use super::rows::{Entry, Permutation};
use super::{Changes, GraphSize, NO_GRAPH, Sets, TooLarge, Triples, count_distinct, places_of_few};
use hashbrown::HashMap;
use plenary_arrays::Rows;
use std::collections::HashSet;
use std::sync::Arc;

/// Stands for a number that no term has any more.
const UNUSED: u32 = u32::MAX;

impl Triples {
    /// The triples after a change, sorted anew. The dictionary is shared if it stays the same; else all terms have other numbers, and those that are in
    /// no triple any more are left out of it.
    ///
    /// # Errors
    /// If there are more than 2³² terms, triples or bytes of text.
    pub fn rewritten(&self, changes: &Changes) -> Result<Self, TooLarge> {
        let subjects: HashSet<u32> = changes.graphs.keys().map(|triple| triple[0]).collect();
        let goes = |triple: &[u32; 3]| subjects.contains(&triple[0]) && changes.graphs.contains_key(triple);

        // What is in use afterwards.
        let all = self.terms.len() + changes.terms.len();
        let mut is_used = vec![false; all];
        let mut is_set_used = vec![false; self.sets.len()];
        for (triple, set) in self.found(None, None, None).filter(|(triple, _)| !goes(triple)) {
            triple.into_iter().for_each(|part| is_used[part as usize] = true);
            is_set_used[set as usize] = true;
        }
        let kept_sets = self.sets.iter().zip(&is_set_used).filter(|(_, is_used)| **is_used).map(|(set, _)| set);
        let coming = || changes.graphs.iter().filter(|(_, graphs)| !graphs.is_empty());
        for graph in kept_sets.chain(coming().map(|(_, graphs)| graphs.as_slice())).flatten() {
            if *graph != NO_GRAPH {
                is_used[*graph as usize] = true;
            }
        }
        for (triple, _) in coming() {
            triple.iter().for_each(|&part| is_used[part as usize] = true);
        }
        let (known, new) = is_used.split_at(self.terms.len());
        let is_in_order = self.terms.len() == self.terms.first_of_tail();
        let is_same = is_in_order && known.iter().all(|is_used| *is_used) && !new.contains(&true);
        let (terms, numbers) = if is_same {
            (Arc::clone(&self.terms), (0..all as u32).collect())
        } else {
            let (terms, numbers) = self.terms.ordered(&changes.terms, &is_used)?;
            (Arc::new(terms), numbers)
        };
        let number = |part: u32| if part == NO_GRAPH { NO_GRAPH } else { numbers[part as usize] };

        let set_of = |graphs: &[u32]| {
            let mut graphs: Vec<u32> = graphs.iter().map(|&graph| number(graph)).collect();
            graphs.sort_unstable();
            graphs.dedup();
            graphs
        };
        let mut sets = Sets::default();
        let mut set_numbers = vec![UNUSED; self.sets.len()];
        for (set, (graphs, _)) in self.sets.iter().zip(&is_set_used).enumerate().filter(|(_, (_, is_used))| **is_used) {
            set_numbers[set] = sets.add(&set_of(graphs));
        }
        let mut new: Vec<([u32; 3], u32)> =
            coming().map(|(triple, graphs)| (triple.map(number), sets.add(&set_of(graphs)))).collect();
        new.sort_unstable();

        let mut new = new.into_iter().peekable();
        let mut starts = vec![0_u32; terms.len() + 1];
        let mut entries = Vec::with_capacity(self.len() + new.len());
        let mut push = |([subject, second, third], set): ([u32; 3], u32)| {
            starts[subject as usize + 1] += 1;
            entries.push(Entry { second, third, set });
        };
        // Resources keep their order, so that what stays is sorted by the new numbers as it was by the old, but for terms that came.
        let mut row = Vec::new();
        for subject in self.terms.in_order() {
            let stays = self.found(Some(subject), None, None).filter(|(triple, _)| !goes(triple));
            row.extend(stays.map(|(triple, set)| (triple.map(number), set_numbers[set as usize])));
            if !is_in_order {
                row.sort_unstable();
            }
            for stays in row.drain(..) {
                while let Some(new) = new.next_if(|new| new.0 < stays.0) {
                    push(new);
                }
                push(stays);
            }
        }
        new.for_each(push);
        u32::try_from(entries.len()).map_err(|_| TooLarge("triples"))?;
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        entries.shrink_to_fit();
        let by_subject = Permutation::sorted(starts, entries);
        Ok(Self::of_sorted(terms, by_subject, sets.rows()))
    }

    /// The arrays, made of the one that is sorted by subject.
    pub(super) fn of_sorted(terms: Arc<super::Terms>, by_subject: Permutation, sets: Rows<u32>) -> Self {
        // Each array is in the order of the one before but for the part that it is by, so nothing has to be sorted again.
        let by_predicate = Permutation::turned(&by_subject, |subject, entry| {
            (entry.second, Entry { second: subject, third: entry.third, set: entry.set })
        });
        let by_object = Permutation::turned(&by_predicate, |predicate, entry| {
            (entry.third, Entry { second: predicate, third: entry.second, set: entry.set })
        });
        let few = places_of_few(&by_subject, sets.len());
        Self::of_rows(terms, by_subject, by_predicate, by_object, sets, few)
    }

    /// The arrays, with what is counted in them.
    pub(super) fn of_rows(
        terms: Arc<super::Terms>,
        by_subject: Permutation,
        by_predicate: Permutation,
        by_object: Permutation,
        sets: Rows<u32>,
        few: Rows<u32>,
    ) -> Self {
        let distinct = count_distinct(&by_object, &by_predicate);
        let mut counts = vec![0_u32; sets.len()];
        by_subject.entries.iter().for_each(|entry| counts[entry.set as usize] += 1);
        let mut graphs: HashMap<u32, u32> = HashMap::new();
        for (set, count) in sets.iter().zip(counts) {
            set.iter()
                .filter(|graph| **graph != NO_GRAPH)
                .for_each(|graph| *graphs.entry(*graph).or_default() += count);
        }
        let mut graphs: Vec<_> = graphs.into_iter().filter(|(_, count)| *count > 0).collect();
        graphs.sort_by_cached_key(|(graph, _)| terms.get(*graph).map(|term| term.to_string()));
        let graphs = graphs.into_iter().map(|(graph, triples)| GraphSize { graph, triples }).collect();
        let (arrays, room) = (Arc::default(), None);
        Self { terms, by_subject, by_object, by_predicate, sets, few, graphs, distinct, arrays, room }
    }
}

//! Triples after a change: what is sorted already is merged with what comes, and not sorted again.

use super::rows::{Entry, Permutation};
use super::{GraphSize, NO_GRAPH, Sets, TooLarge, Triples, count_distinct, places_of_few};
use hashbrown::HashMap;
use oxigraph::model::Term;
use plenary_arrays::Rows;
use std::collections::BTreeMap;
use std::collections::HashSet;
use std::sync::Arc;

/// What becomes of triples.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Terms that the dictionary does not have, each once. The first has the number that comes after all that it has, and so on. Those that
    /// no triple has are forgotten.
    pub terms: Vec<Term>,
    /// The graphs that state a triple after the change; none for one that goes. In the order of what they are of, so that
    /// the same changes have the same outcome.
    pub graphs: BTreeMap<[u32; 3], Vec<u32>>,
}

/// Stands for a number that no term has any more.
const UNUSED: u32 = u32::MAX;

impl Triples {
    /// The triples after a change. The dictionary is shared if it stays the same; else terms that are in no triple any more are left out of it.
    ///
    /// # Errors
    /// If there are more than 2³² terms, triples or bytes of text.
    pub fn changed(&self, changes: &Changes) -> Result<Self, TooLarge> {
        let subjects: HashSet<u32> = changes.graphs.keys().map(|triple| triple[0]).collect();
        let goes = |triple: &[u32; 3]| subjects.contains(&triple[0]) && changes.graphs.contains_key(triple);

        // What is in use afterwards.
        let all = self.terms.len() + changes.terms.len();
        let mut is_used = vec![false; all];
        let mut is_set_used = vec![false; self.sets.len()];
        for (triple, set) in self.stored().filter(|(triple, _)| !goes(triple)) {
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
        let is_same = known.iter().all(|is_used| *is_used) && !new.contains(&true);
        let (terms, numbers) = if is_same {
            (Arc::clone(&self.terms), (0..all as u32).collect())
        } else {
            let (terms, numbers) = self.terms.changed(&changes.terms, &is_used)?;
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

        // Terms keep their order, so that what stays is sorted by the new numbers as it was by the old.
        let stays = self.stored().filter(|(triple, _)| !goes(triple));
        let mut stays = stays.map(|(triple, set)| (triple.map(number), set_numbers[set as usize])).peekable();
        let mut new = new.into_iter().peekable();
        let mut starts = vec![0_u32; terms.len() + 1];
        let mut entries = Vec::with_capacity(self.len() + new.len());
        while let Some(([subject, second, third], set)) = match (stays.peek(), new.peek()) {
            (Some(one), Some(other)) if one.0 < other.0 => stays.next(),
            (_, Some(_)) => new.next(),
            (_, None) => stays.next(),
        } {
            starts[subject as usize + 1] += 1;
            entries.push(Entry { second, third, set });
        }
        u32::try_from(entries.len()).map_err(|_| TooLarge("triples"))?;
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        entries.shrink_to_fit();
        let by_subject = Permutation { starts: starts.into(), entries: entries.into() };
        Ok(Self::of_sorted(terms, by_subject, sets.rows()))
    }

    /// The triples with their sets of graphs, by subject, predicate and object.
    fn stored(&self) -> impl Iterator<Item = ([u32; 3], u32)> + '_ {
        let rows = self.by_subject.starts.windows(2).zip(0..);
        rows.flat_map(|(row, subject)| {
            let entries = &self.by_subject.entries[row[0] as usize..row[1] as usize];
            entries.iter().map(move |entry| ([subject, entry.second, entry.third], entry.set))
        })
    }

    /// The arrays, made of the one that is sorted by subject.
    pub(super) fn of_sorted(terms: Arc<super::Terms>, by_subject: Permutation, sets: Rows<u32>) -> Self {
        // Each array is in the order of the one before but for the part that it is by, so nothing has to be sorted again.
        let by_predicate = Permutation::of(&by_subject, |subject, entry| {
            (entry.second, Entry { second: subject, third: entry.third, set: entry.set })
        });
        let by_object = Permutation::of(&by_predicate, |predicate, entry| {
            (entry.third, Entry { second: predicate, third: entry.second, set: entry.set })
        });
        let distinct = count_distinct(&by_object, &by_predicate);
        let few = places_of_few(&by_subject, sets.len());
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
        Self { terms, by_subject, by_object, by_predicate, sets, few, graphs, distinct }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triples::{By, Distinct};
    use oxigraph::model::{GraphName, Literal, NamedNode, Quad};
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % limit
        }

        fn quad(&mut self) -> Quad {
            let iri = |name: String| NamedNode::new_unchecked(format!("http://example.org/{name}"));
            let object: Term = match self.below(3) {
                0 => Literal::from(self.below(5) as i64).into(),
                1 => Literal::new_language_tagged_literal_unchecked("a", ["en", "de"][self.below(2) as usize]).into(),
                _ => iri(format!("s{}", self.below(9))).into(),
            };
            let graph = match self.below(4) {
                0 => GraphName::DefaultGraph,
                graph => iri(format!("graph{graph}")).into(),
            };
            Quad::new(iri(format!("s{}", self.below(9))), iri(format!("p{}", self.below(4))), object, graph)
        }
    }

    fn build(quads: &BTreeSet<String>, all: &HashMap<String, Quad>) -> Triples {
        Triples::build(quads.iter().map(|quad| Ok::<_, Infallible>(all[quad].clone()))).unwrap()
    }

    /// All that can be asked of triples but for the numbers of terms.
    type Seen = (Vec<String>, Vec<String>, Vec<(Term, u64)>, Vec<(String, Distinct)>, usize);

    fn seen(triples: &Triples) -> Seen {
        let mut quads: Vec<_> = triples.quads(None, None, None).map(|quad| quad.to_string()).collect();
        let mut of_graphs = Vec::new();
        for (graph, _) in triples.graphs() {
            let Term::NamedNode(graph) = graph else { continue };
            let of_graph = triples.graph(graph.as_ref()).unwrap();
            of_graphs.extend(of_graph.map(|triple| triple.in_graph(graph.clone()).to_string()));
        }
        let distinct = (0..triples.terms.len() as u32).map(|number| (number, triples.distinct(number)));
        let mut distinct: Vec<_> = distinct
            .filter(|(_, distinct)| distinct.subjects > 0)
            .map(|(number, distinct)| (triples.terms.get(number).unwrap().to_string(), distinct))
            .collect();
        quads.sort();
        of_graphs.sort();
        distinct.sort_by(|a, b| a.0.cmp(&b.0));
        (quads, of_graphs, triples.graphs().collect(), distinct, triples.terms.len())
    }

    #[test]
    fn triples_after_a_change_are_those_of_sorting_all_anew() {
        let mut random = Random(7);
        let mut all: HashMap<String, Quad> = HashMap::new();
        let mut quads: BTreeSet<String> = BTreeSet::new();
        let mut triples = build(&quads, &all);
        let mut shared = 0;
        for round in 0..300 {
            let mut after = quads.clone();
            for _ in 0..random.below(6) {
                let quad = random.quad();
                all.insert(quad.to_string(), quad.clone());
                after.insert(quad.to_string());
            }
            for _ in 0..random.below(6) {
                if let Some(quad) = after.iter().nth(random.below(40) as usize).cloned() {
                    after.remove(&quad);
                }
            }
            let mut changes = Changes::default();
            let mut number = |term: Term| {
                triples.terms.find(term.as_ref()).unwrap_or_else(|| {
                    let place = changes.terms.iter().position(|known| *known == term).unwrap_or_else(|| {
                        changes.terms.push(term);
                        changes.terms.len() - 1
                    });
                    (triples.terms.len() + place) as u32
                })
            };
            let graph = |quad: &Quad, number: &mut dyn FnMut(Term) -> u32| match &quad.graph_name {
                GraphName::NamedNode(graph) => number(graph.clone().into()),
                _ => NO_GRAPH,
            };
            let mut graphs: BTreeMap<[u32; 3], Vec<u32>> = BTreeMap::new();
            let changed: Vec<_> = quads.symmetric_difference(&after).cloned().collect();
            for quad in &changed {
                let quad = &all[quad];
                let triple = [quad.subject.clone().into(), quad.predicate.clone().into(), quad.object.clone()];
                let key = triple.map(&mut number);
                let of_triple = after.iter().map(|other| &all[other]).filter(|other| {
                    (&other.subject, &other.predicate, &other.object) == (&quad.subject, &quad.predicate, &quad.object)
                });
                graphs.insert(key, of_triple.map(|other| graph(other, &mut number)).collect());
            }
            changes.graphs = graphs;
            let changed = triples.changed(&changes).unwrap();
            shared += usize::from(Arc::ptr_eq(&changed.terms, &triples.terms));
            triples = changed;
            quads = after;
            let expected = build(&quads, &all);
            assert_eq!(seen(&triples), seen(&expected), "round {round}");
            assert!(
                triples.rows(By::Object).entries.len() == triples.len() && triples.sets.len() == expected.sets.len()
            );
            let texts = |triples: &Triples| {
                (0..triples.terms.resources() as u32).map(|id| triples.terms.get(id)).collect::<Vec<_>>()
            };
            assert_eq!(texts(&triples), texts(&expected), "resources are in their order");
        }
        assert!(shared > 20 && shared < 280, "{shared} times the dictionary was shared");
    }
}

//! Triples after a change: what has changed stands beside the arrays, which are shared.

use super::beside::Edit;
use super::rows::By;
use super::{Distinct, GraphSize, NO_GRAPH, Numbers, OfPredicate, TooLarge, Triples};
use hashbrown::HashMap;
use oxigraph::model::Term;
use plenary_arrays::{Rows, Section};
use std::collections::{BTreeMap, BTreeSet};
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

/// What a change has done to a triple.
struct Turn {
    triple: Numbers,
    /// Its set of graphs in the arrays, before the change, and after it.
    sorted: Option<u32>,
    before: Option<u32>,
    after: Option<u32>,
}

/// Triples that came and that went.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Turned {
    /// Of no graph before.
    pub came: Vec<Numbers>,
    /// Of no graph any more.
    pub went: Vec<Numbers>,
}

impl Triples {
    /// The triples after a change, and which came and went. Takes time in proportion to all that has changed since the arrays were sorted, and none in
    /// proportion to what has not. Numbers stay; terms that are in no triple any more have theirs too.
    ///
    /// # Errors
    /// If there are more than 2³² terms, triples or bytes of text.
    pub fn changed(&self, changes: &Changes) -> Result<(Self, Turned), TooLarge> {
        let known = self.terms.len() as u32;
        let mut is_used = vec![false; changes.terms.len()];
        for (triple, graphs) in changes.graphs.iter().filter(|(_, graphs)| !graphs.is_empty()) {
            for part in triple.iter().chain(graphs).filter(|part| **part != NO_GRAPH) {
                if let Some(new) = part.checked_sub(known) {
                    is_used[new as usize] = true;
                }
            }
        }
        let (terms, numbers) = if is_used.contains(&true) {
            let (terms, numbers) = self.terms.grown(&changes.terms, &is_used)?;
            (Arc::new(terms), numbers)
        } else {
            (Arc::clone(&self.terms), Vec::new())
        };
        let number = |part: u32| match part.checked_sub(known).filter(|_| part != NO_GRAPH) {
            Some(new) => numbers.get(new as usize).copied().unwrap_or(u32::MAX),
            None => part,
        };
        let mut sets = Sets { known: &self.sets, new: Vec::new(), numbers: HashMap::new() };
        let mut turns = Vec::with_capacity(changes.graphs.len());
        for (triple, graphs) in &changes.graphs {
            let triple = triple.map(number);
            let mut graphs: Vec<u32> = graphs.iter().map(|&graph| number(graph)).collect();
            graphs.sort_unstable();
            graphs.dedup();
            let (sorted, before) = (self.sorted_set_of(triple), self.set_of(triple));
            let after = (!graphs.is_empty()).then(|| sets.add(&graphs));
            if after != before {
                turns.push(Turn { triple, sorted, before, after });
            }
        }
        let sets = sets.rows();
        let edits: Vec<Edit<Numbers>> = turns
            .iter()
            .map(|turn| Edit {
                key: turn.triple,
                came: turn.after.filter(|_| turn.after != turn.sorted),
                went: turn.sorted.is_some() && turn.after != turn.sorted,
            })
            .collect();
        let rows = |by: By| self.rows(by).after(by, &edits, terms.len());
        let [by_subject, by_object, by_predicate] = [By::Subject, By::Object, By::Predicate].map(rows);
        u32::try_from(by_subject.len()).map_err(|_| TooLarge("triples"))?;
        let graphs = self.graphs_after(&terms, &sets, &turns);
        let (few, distinct, arrays) = (self.few.clone(), self.distinct.clone(), Arc::clone(&self.arrays));
        let mut triples =
            Self { terms, by_subject, by_object, by_predicate, sets, few, graphs, distinct, arrays, room: None };
        let of = |is_it: fn(&Turn) -> bool| turns.iter().filter(|turn| is_it(turn)).map(|turn| turn.triple).collect();
        let turned = Turned { came: of(|turn| turn.before.is_none()), went: of(|turn| turn.after.is_none()) };
        triples.distinct = triples.distinct_after(self, &turned);
        Ok((triples, turned))
    }

    /// The set of graphs that the arrays have of a triple.
    fn sorted_set_of(&self, [subject, predicate, object]: Numbers) -> Option<u32> {
        let pick = self.by_subject.pick(By::Subject, subject, predicate, Some(object));
        self.by_subject.entries[pick.range].first().map(|entry| entry.set)
    }

    /// The sizes of the graphs, with other sets.
    fn graphs_after(&self, terms: &super::Terms, sets: &Rows<u32>, turns: &[Turn]) -> Section<GraphSize> {
        let mut more: BTreeMap<u32, i64> = BTreeMap::new();
        for turn in turns {
            for (set, count) in [(turn.before, -1), (turn.after, 1)] {
                let graphs = set.map_or(&[][..], |set| &sets[set as usize]);
                graphs
                    .iter()
                    .filter(|graph| **graph != NO_GRAPH)
                    .for_each(|graph| *more.entry(*graph).or_default() += count);
            }
        }
        let mut graphs = self.graphs.to_vec();
        for size in &mut graphs {
            let more = more.remove(&size.graph).unwrap_or_default();
            size.triples = (i64::from(size.triples) + more) as u32;
        }
        graphs.retain(|size| size.triples > 0);
        let name = |graph: u32| terms.get(graph).map(|term| term.to_string());
        for (graph, triples) in more.into_iter().filter(|(_, triples)| *triples > 0) {
            let place = graphs.partition_point(|other| name(other.graph) < name(graph));
            graphs.insert(place, GraphSize { graph, triples: triples as u32 });
        }
        graphs.into()
    }

    /// How many different subjects and objects predicates have, after some triples came and went.
    fn distinct_after(&self, before: &Self, turned: &Turned) -> Section<OfPredicate> {
        let triples = || turned.came.iter().chain(&turned.went);
        let subjects: BTreeSet<_> = triples().map(|[s, p, _]| [Some(*s), Some(*p), None]).collect();
        let objects: BTreeSet<_> = triples().map(|[_, p, o]| [None, Some(*p), Some(*o)]).collect();
        let mut more: BTreeMap<u32, (i64, i64)> = BTreeMap::new();
        for parts in subjects.into_iter().chain(objects) {
            let [s, Some(predicate), o] = parts else { continue };
            let is_there = |triples: &Self| i64::from(triples.found(s, Some(predicate), o).next().is_some());
            let change = is_there(self) - is_there(before);
            let of = more.entry(predicate).or_default();
            *(if s.is_some() { &mut of.0 } else { &mut of.1 }) += change;
        }
        let mut distinct = self.distinct.to_vec();
        for (predicate, (subjects, objects)) in more {
            let Distinct { subjects: own_subjects, objects: own_objects } = before.distinct(predicate);
            let after = |own: usize, more: i64| (own as i64 + more) as u32;
            let of = OfPredicate {
                predicate,
                subjects: after(own_subjects, subjects),
                objects: after(own_objects, objects),
            };
            match distinct.binary_search_by_key(&predicate, |distinct| distinct.predicate) {
                Ok(place) if of.subjects == 0 => drop(distinct.remove(place)),
                Ok(place) => distinct[place] = of,
                Err(place) if of.subjects > 0 => distinct.insert(place, of),
                Err(_) => {}
            }
        }
        distinct.into()
    }

    /// How triples have changed since earlier ones over the same arrays, as changes of those that were [rewritten](Self::rewritten) of these. None if the
    /// arrays are others.
    pub fn since(&self, earlier: &Self, rewritten: &Self) -> Option<Changes> {
        if !Arc::ptr_eq(&self.arrays, &earlier.arrays) {
            return None;
        }
        let mut changes = Changes::default();
        let mut new: HashMap<u32, u32> = HashMap::new();
        let mut number = |own: u32| {
            if own == NO_GRAPH {
                return Some(NO_GRAPH);
            }
            let term = self.terms.get(own)?;
            rewritten.terms.exactly(term.as_ref()).or_else(|| {
                Some(*new.entry(own).or_insert_with(|| {
                    changes.terms.push(term);
                    (rewritten.terms.len() + changes.terms.len() - 1) as u32
                }))
            })
        };
        let mut touched: BTreeSet<Numbers> = BTreeSet::new();
        for (one, other) in [(self, earlier), (earlier, self)] {
            one.by_subject.beside.differing(&other.by_subject.beside, &mut touched);
        }
        let mut graphs = BTreeMap::new();
        for triple in touched {
            let now: Vec<u32> = self.graphs_of(triple).iter().filter_map(|graph| number(*graph)).collect();
            let [s, p, o] = triple.map(&mut number);
            graphs.insert([s?, p?, o?], now);
        }
        changes.graphs = graphs;
        Some(changes)
    }
}

/// Sets of graphs: those that there are, and those that come.
struct Sets<'a> {
    known: &'a Rows<u32>,
    new: Vec<Box<[u32]>>,
    /// Of those that were asked for.
    numbers: HashMap<Box<[u32]>, u32>,
}

impl Sets<'_> {
    /// The number of a set, which is sorted.
    fn add(&mut self, graphs: &[u32]) -> u32 {
        let Self { known, new, numbers } = self;
        *numbers.entry_ref(graphs).or_insert_with(|| {
            known.iter().position(|set| set == graphs).unwrap_or_else(|| {
                new.push(graphs.into());
                known.len() + new.len() - 1
            }) as u32
        })
    }

    fn rows(self) -> Rows<u32> {
        if self.new.is_empty() {
            return self.known.clone();
        }
        Rows::of(self.known.iter().chain(self.new.iter().map(|set| &**set)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Random, changes, iri};
    use oxigraph::model::{GraphName, Literal, Quad};
    use std::convert::Infallible;

    impl Random {
        fn quad(&mut self) -> Quad {
            let object: Term = match self.below(3) {
                0 => Literal::from(self.below(5) as i64).into(),
                1 => Literal::new_language_tagged_literal_unchecked("a", ["en", "de"][self.below(2) as usize]).into(),
                _ => iri(&self.name()).into(),
            };
            let graph = match self.below(4) {
                0 => GraphName::DefaultGraph,
                graph => iri(&format!("graph{graph}")).into(),
            };
            Quad::new(iri(&self.name()), iri(&format!("p{}", self.below(4))), object, graph)
        }
    }

    fn build(quads: &BTreeSet<String>, all: &HashMap<String, Quad>) -> Triples {
        Triples::build(quads.iter().map(|quad| Ok::<_, Infallible>(all[quad].clone()))).unwrap()
    }

    /// All that can be asked of triples but for the numbers of terms.
    type Seen = (Vec<String>, Vec<String>, Vec<(Term, u64)>, Vec<(String, Distinct)>, Vec<(String, usize)>);

    fn seen(triples: &Triples) -> Seen {
        let mut quads: Vec<_> = triples.quads(None, None, None).map(|quad| quad.to_string()).collect();
        let mut of_graphs = Vec::new();
        for (graph, _) in triples.graphs() {
            let Term::NamedNode(graph) = graph else { continue };
            let of_graph = triples.graph(graph.as_ref()).unwrap();
            of_graphs.extend(of_graph.map(|triple| triple.in_graph(graph.clone()).to_string()));
        }
        let numbers = 0..triples.terms.len() as u32;
        let name = |number: u32| triples.terms.get(number).unwrap().to_string();
        let distinct = numbers.clone().map(|number| (name(number), triples.distinct(number)));
        let mut distinct: Vec<_> = distinct.filter(|(_, distinct)| distinct.subjects > 0).collect();
        // Each way to ask for some parts, with its count.
        let mut counts = BTreeMap::new();
        for ([s, p, o], _) in triples.found(None, None, None) {
            for bits in 0..8 {
                let some = |bit: u32, part: u32| (bits >> bit & 1 == 1).then_some(part);
                let [subject, predicate, object] = [some(0, s), some(1, p), some(2, o)];
                let count = triples.count(subject, predicate, object);
                let found: Vec<_> = triples.found(subject, predicate, object).map(|(triple, _)| triple).collect();
                assert!(found.contains(&[s, p, o]) && found.len() == count);
                assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), count, "each once");
                let name = |part: Option<u32>| part.map_or_else(|| "?".to_owned(), name);
                counts.insert(format!("{} {} {}", name(subject), name(predicate), name(object)), count);
            }
        }
        quads.sort();
        of_graphs.sort();
        distinct.sort_by(|a, b| a.0.cmp(&b.0));
        (quads, of_graphs, triples.graphs().collect(), distinct, counts.into_iter().collect())
    }

    #[test]
    fn triples_after_changes_are_those_of_sorting_all_anew() {
        let mut random = Random(7);
        let mut all: HashMap<String, Quad> = HashMap::new();
        let mut quads: BTreeSet<String> = BTreeSet::new();
        let mut triples = build(&quads, &all);
        let (mut shared, mut caught_up) = (0, 0);
        // What was rewritten, of which, and since when it has not been caught up with.
        let mut rewritten: Option<(Triples, Triples, u64)> = None;
        for round in 0..400_u64 {
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
            let changes = changes(&triples, &quads, &after, &all);
            let before = terms_of(&triples);
            let (changed, turned) = triples.changed(&changes).unwrap();
            let anew = triples.rewritten(&changes).unwrap();
            shared += usize::from(Arc::ptr_eq(&changed.terms, &triples.terms));
            triples = changed;
            quads = after;
            let expected = build(&quads, &all);
            let all_of_it = seen(&expected);
            assert_eq!(seen(&triples), all_of_it, "round {round}");
            assert_eq!(seen(&anew), all_of_it, "round {round}, sorted anew");
            let now = terms_of(&triples);
            for (list, expected) in [(&turned.came, now.difference(&before)), (&turned.went, before.difference(&now))] {
                let list: BTreeSet<String> = list.iter().map(|triple| written(&triples, *triple)).collect();
                assert_eq!(list, expected.cloned().collect());
            }
            let texts =
                |triples: &Triples| triples.terms.resources().map(|id| triples.terms.get(id.0)).collect::<Vec<_>>();
            assert_eq!(texts(&anew), texts(&expected), "resources are in their order");
            assert_eq!((anew.terms.len(), anew.sets.len()), (expected.terms.len(), expected.sets.len()));
            assert!(anew.is_sorted() && anew.len() == triples.len());

            // Now and then all is sorted anew while changes go on, and then caught up with.
            match rewritten.take() {
                Some((of, made, since)) if round - since == 5 => {
                    let changes = triples.since(&of, &made).unwrap();
                    let (made, _) = made.changed(&changes).unwrap();
                    assert_eq!(seen(&made), all_of_it, "round {round}, caught up");
                    assert!(triples.since(&of, &made).is_some() && made.since(&of, &made).is_none());
                    triples = made;
                    caught_up += 1;
                }
                None if random.below(20) == 0 => {
                    let (of, _) = triples.changed(&Changes::default()).unwrap();
                    rewritten = Some((of, anew, round));
                }
                other => rewritten = other,
            }
        }
        assert!(shared > 20 && shared < 380, "{shared} times the dictionary was shared");
        assert!(caught_up > 5, "{caught_up}");
    }

    fn written(triples: &Triples, triple: Numbers) -> String {
        triple.map(|part| triples.terms.get(part).unwrap().to_string()).join(" ")
    }

    fn terms_of(triples: &Triples) -> BTreeSet<String> {
        triples.found(None, None, None).map(|(triple, _)| written(triples, triple)).collect()
    }
}

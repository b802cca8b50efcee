//! Triples that are sorted on disk, where they do not fit into memory.
//!
//! What a [`Builder`] has is written in chunks, each with provisional numbers of its own; their dictionaries are merged, quads get the numbers of the
//! merged one, and are sorted in pieces. The arrays are mapped, and are what they would be in memory.

use super::builder::Spilled;
use super::forms::{AS_KEPT, Forms, Written};
use super::rows::{Entry, Permutation, PermutationOut};
use super::{BuildError, Builder, Changes, FEW, NO_GRAPH, Numbers, Sets, Triples};
use crate::terms::Terms;
use plenary_arrays::{Error, Rows, Scratch, Section, Sorted};
use std::sync::Arc;

/// A sorter that works alone has this part of the memory.
const PART: usize = 2;
/// What is kept of how values are written, and by those who read it, may take this part, at about so many bytes for each value.
const OF_FORMS: usize = 4;
const BYTES_OF_FORM: usize = 1024;
const ALWAYS: usize = 1000;

/// A bit for each of some numbers.
struct Bits(Vec<u64>);

impl Bits {
    fn set(&mut self, number: u32) {
        self.0[number as usize / 64] |= 1 << (number % 64);
    }

    fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }
}

impl Builder {
    /// The triples of what has been added, if some of it has been written.
    pub(super) fn finish_on_disk(mut self, room: &Arc<Scratch>) -> Result<(Triples, Forms), BuildError> {
        self.spill(room)?;
        let Self { terms, forms, spilled, .. } = self;
        let (chunks, parts): (Vec<_>, Vec<_>) =
            spilled.into_iter().map(|Spilled { terms, quads, written }| (terms, (quads, written))).unzip();
        let (terms, numbers) = terms.merge(&chunks, room)?;
        drop(chunks);
        let count: usize = parts.iter().map(|(_, written)| written.len()).sum();
        let most = (room.bytes() / OF_FORMS / BYTES_OF_FORM).max(ALWAYS);
        let mut has_forms = Bits(vec![0; if count == 0 { 0 } else { terms.len().div_ceil(64) }]);
        for ((quads, written), numbers) in parts.iter().zip(&numbers) {
            let objects = written.iter().map(|(place, _)| quads[*place as usize][2]);
            objects.for_each(|object| has_forms.set(numbers[object as usize]));
        }
        let mut sorter = room.sorter(room.bytes() / PART);
        let mut of_triples = Vec::new();
        for ((quads, written), numbers) in parts.into_iter().zip(numbers) {
            let number = |part: u32| if part == NO_GRAPH { NO_GRAPH } else { numbers[part as usize] };
            let mut others = written.iter().peekable();
            for (place, quad) in (0..).zip(quads.iter()) {
                let quad @ [subject, predicate, object, graph] = quad.map(number);
                sorter.push(quad)?;
                let form = others.next_if(|(other, _)| *other == place).map(|(_, form)| *form);
                if form.is_some() || has_forms.has(object) {
                    of_triples.push([subject, predicate, object, graph, form.unwrap_or(AS_KEPT)]);
                }
            }
            if of_triples.len() > most {
                return Err(BuildError::Forms { bytes: room.bytes() });
            }
        }
        let (by_subject, sets) = merged(sorter.finish()?, terms.len(), room)?;
        let triples = Triples::on_disk(Arc::new(terms), by_subject, sets, room)?;
        Ok((triples, Forms::new(Written::numbered(of_triples), forms)))
    }
}

/// Sorted quads as triples by subject, and the sets of their graphs.
fn merged(quads: Sorted<[u32; 4]>, terms: usize, room: &Scratch) -> Result<(Permutation, Rows<u32>), BuildError> {
    let (mut sets, mut graphs) = (Sets::default(), Vec::new());
    let mut out = PermutationOut::new(room)?;
    let mut quads = quads.peekable();
    while let Some([first, second, third, graph]) = quads.next() {
        graphs.clear();
        graphs.push(graph);
        while let Some(next) = quads.next_if(|next| next[..3] == [first, second, third]) {
            graphs.push(next[3]);
        }
        out.push(first, Entry { second, third, set: sets.add(&graphs) })?;
    }
    Ok((out.finish(terms)?, sets.rows()))
}

/// The triples of an array by another part.
fn turned(
    of: &Permutation,
    terms: usize,
    room: &Scratch,
    turn: impl Fn(u32, Entry) -> [u32; 4],
) -> Result<Permutation, BuildError> {
    let mut sorter = room.sorter(room.bytes() / PART);
    for (row, first) in of.starts.windows(2).zip(0..) {
        for entry in &of.entries[row[0] as usize..row[1] as usize] {
            sorter.push(turn(first, *entry))?;
        }
    }
    let mut out = PermutationOut::new(room)?;
    for [first, second, third, set] in sorter.finish()? {
        out.push(first, Entry { second, third, set })?;
    }
    out.finish(terms)
}

/// See [`super::places_of_few`].
fn places_of_few(by_subject: &Permutation, sets: usize, room: &Scratch) -> Result<Rows<u32>, Error> {
    let entries = &by_subject.entries;
    let mut counts = vec![0_usize; sets];
    entries.iter().for_each(|entry| counts[entry.set as usize] += 1);
    let mut sorter = room.sorter::<[u32; 2]>(room.bytes() / PART);
    for (entry, place) in entries.iter().zip(0..) {
        if counts[entry.set as usize] * FEW < entries.len() {
            sorter.push([entry.set, place])?;
        }
    }
    let (mut starts, mut places) = (vec![0], room.array()?);
    let mut sorted = sorter.finish()?.peekable();
    for set in 0..sets as u32 {
        while let Some([_, place]) = sorted.next_if(|[of, _]| *of == set) {
            places.push(place)?;
        }
        starts.push(places.len() as u32);
    }
    Ok(Rows::whole(starts.into(), places.finish()?))
}

impl Triples {
    /// The triples of an array that is sorted by subject, with the others on disk.
    fn on_disk(
        terms: Arc<Terms>,
        by_subject: Permutation,
        sets: Rows<u32>,
        room: &Arc<Scratch>,
    ) -> Result<Self, BuildError> {
        let count = terms.len();
        let by_predicate =
            turned(&by_subject, count, room, |subject, Entry { second, third, set }| [second, subject, third, set])?;
        let by_object =
            turned(&by_subject, count, room, |subject, Entry { second, third, set }| [third, second, subject, set])?;
        let few = places_of_few(&by_subject, sets.len(), room)?;
        let triples = Self::of_rows(terms, by_subject, by_predicate, by_object, sets, few);
        Ok(Self { room: Some(Arc::clone(room)), ..triples })
    }

    /// Where there is room for what does not fit into memory, if it is on disk.
    pub fn room(&self) -> Option<&Arc<Scratch>> {
        self.room.as_ref()
    }

    /// The triples with some that come, of terms that they have, in the order of their numbers; none of them is there. A graph states them, of
    /// whatever number.
    ///
    /// # Errors
    /// If there are too many, or the disk cannot be written.
    pub fn with_more(
        &self,
        more: impl Iterator<Item = Numbers>,
        graph: u32,
        room: &Arc<Scratch>,
    ) -> Result<Self, BuildError> {
        let known = self.sets.iter().position(|set| *set == [graph]);
        let set_of_more = known.unwrap_or(self.sets.len()) as u32;
        let own = [graph];
        let sets = Rows::of(self.sets.iter().chain(known.is_none().then_some(&own[..])));
        let mut out = PermutationOut::new(room)?;
        let mut more = more.peekable();
        let mut push = |[subject, second, third]: Numbers, set| out.push(subject, Entry { second, third, set });
        for (triple, set) in self.found(None, None, None) {
            while let Some(new) = more.next_if(|new| *new < triple) {
                push(new, set_of_more)?;
            }
            push(triple, set)?;
        }
        more.try_for_each(|new| push(new, set_of_more))?;
        Self::on_disk(Arc::clone(&self.terms), out.finish(self.terms.len())?, sets, room)
    }

    /// As [`Triples::rewritten`], for triples that only come, to arrays beside which nothing stands. Terms that nothing uses stay.
    ///
    /// # Errors
    /// As there, and if the disk cannot be written.
    pub fn rewritten_on_disk(&self, changes: &Changes, room: &Arc<Scratch>) -> Result<Self, BuildError> {
        let known = self.terms.len();
        let mut is_used = vec![false; changes.terms.len()];
        let parts = changes.graphs.iter().flat_map(|(triple, graphs)| triple.iter().chain(graphs));
        let of_sets = self.sets.iter().flatten();
        for part in parts.chain(of_sets).filter(|part| **part != NO_GRAPH) {
            if let Some(new) = (*part as usize).checked_sub(known) {
                is_used[new] = true;
            }
        }
        let (terms, numbers, of_new): (_, Section<u32>, _) =
            self.terms.ordered_on_disk(&changes.terms, &is_used, room)?;
        let number = |part: u32| match (part as usize).checked_sub(known) {
            _ if part == NO_GRAPH => NO_GRAPH,
            Some(new) => of_new[new],
            None => numbers[part as usize],
        };
        let mut sets = Sets::default();
        let mut add = |graphs: &[u32]| {
            let mut graphs: Vec<u32> = graphs.iter().map(|&graph| number(graph)).collect();
            graphs.sort_unstable();
            sets.add(&graphs)
        };
        let set_numbers: Vec<u32> = self.sets.iter().map(&mut add).collect();
        let mut new: Vec<(Numbers, u32)> =
            changes.graphs.iter().map(|(triple, graphs)| (triple.map(number), add(graphs))).collect();
        new.sort_unstable();
        let mut new = new.into_iter().peekable();
        let mut out = PermutationOut::new(room)?;
        let mut push = |[subject, second, third]: Numbers, set| out.push(subject, Entry { second, third, set });
        // Terms keep their order, so what is there is sorted by the new numbers as it was by the old.
        for (triple, set) in self.found(None, None, None) {
            let triple = triple.map(number);
            while let Some((new, set)) = new.next_if(|new| new.0 < triple) {
                push(new, set)?;
            }
            // What comes to a triple that is there has all its graphs.
            if new.peek().is_none_or(|new| new.0 != triple) {
                push(triple, set_numbers[set as usize])?;
            }
        }
        new.try_for_each(|(new, set)| push(new, set))?;
        Self::on_disk(Arc::new(terms), out.finish(known + changes.terms.len())?, sets.rows(), room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Random, iri};
    use oxigraph::model::vocab::xsd;
    use oxigraph::model::{BlankNode, GraphName, Literal, Quad, Term, Triple};
    use std::collections::BTreeMap;

    impl Random {
        fn any_quad(&mut self) -> Quad {
            let number = self.below(7).to_string();
            let object: Term = match self.below(9) {
                0 => Literal::new_typed_literal(format!("0{number}"), xsd::INTEGER).into(),
                1 => Literal::new_typed_literal(number, xsd::INTEGER).into(),
                2 => Literal::new_typed_literal(number, xsd::BYTE).into(),
                3 => Literal::new_language_tagged_literal_unchecked("a", ["en", "de"][self.below(2) as usize]).into(),
                4 => Triple::new(iri("a"), iri("b"), Literal::new_typed_literal("01", xsd::INT)).into(),
                5 => BlankNode::new_unchecked(number).into(),
                6 => Literal::from(format!("\"{number}")).into(),
                _ => iri(&self.name()).into(),
            };
            let graph = match self.below(4) {
                0 => GraphName::DefaultGraph,
                graph => iri(&format!("graph{graph}")).into(),
            };
            Quad::new(iri(&self.name()), iri(&format!("p{}", self.below(4))), object, graph)
        }
    }

    /// All triples in each order, with their graphs, and what is counted.
    fn seen(triples: &Triples) -> Vec<String> {
        let sets = |set: u32| triples.sets[set as usize].to_vec();
        let mut seen: Vec<String> =
            triples.found(None, None, None).map(|(triple, set)| format!("{triple:?} {:?}", sets(set))).collect();
        for number in 0..triples.terms.len() as u32 {
            let term = triples.terms.get(number).unwrap();
            assert_eq!(triples.terms.exactly(term.as_ref()), Some(number), "{term}");
            let id = crate::terms::Id(number);
            let (is_blank, is_plain) = (triples.terms.is_blank(id), triples.terms.is_plain(id));
            let of_predicate = triples.found(None, Some(number), None).collect::<Vec<_>>();
            let of_object = triples.found(None, None, Some(number)).collect::<Vec<_>>();
            let distinct = triples.distinct(number);
            seen.push(format!("{term} {is_blank} {is_plain} {of_predicate:?} {of_object:?} {distinct:?}"));
        }
        for (graph, count) in triples.graphs() {
            let Term::NamedNode(name) = &graph else { continue };
            let of_graph: Vec<_> = triples.graph(name.as_ref()).unwrap().map(|triple| triple.to_string()).collect();
            seen.push(format!("{graph} {count} {of_graph:?}"));
        }
        seen
    }

    #[test]
    fn what_is_sorted_on_disk_is_what_is_sorted_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let mut odd = 0;
        for seed in 0..40 {
            let mut random = Random(seed);
            let quads: Vec<Quad> = (0..1 + random.below(200)).map(|_| random.any_quad()).collect();
            let mut whole = Builder::default();
            quads.iter().for_each(|quad| whole.state(quad).unwrap());
            let (expected, forms) = whole.finish_with_forms().unwrap();
            odd += forms.len();
            for (bytes, length) in [(100, 1), (300, 7), (4000, 50), (1 << 20, 300)] {
                let room = Arc::new(Scratch::new(folder.path(), bytes).unwrap());
                let mut builder = Builder::within(Arc::clone(&room));
                for part in quads.chunks(length) {
                    let mut other = Builder::default();
                    part.iter().for_each(|quad| other.state(quad).unwrap());
                    builder.append(&other).unwrap();
                    builder.make_room().unwrap();
                }
                let is_spilled = !builder.spilled.is_empty();
                assert!(is_spilled || bytes > 300);
                let (triples, of_disk) = builder.finish_with_forms().unwrap();
                let on_heap = triples.terms.heap_bytes() + triples.by_object.heap_bytes();
                assert_eq!(on_heap == 0, is_spilled, "{on_heap}");
                assert_eq!(seen(&triples), seen(&expected), "seed {seed}, {bytes} bytes");
                let written = |forms: &Forms| -> BTreeMap<[u32; 4], Vec<Option<Term>>> {
                    let mut written: BTreeMap<_, Vec<_>> = BTreeMap::new();
                    for (quad, form) in forms.quads() {
                        written
                            .entry(quad)
                            .or_default()
                            .push(form.map(|form| forms.with_term(form, |term| term.into_owned())));
                    }
                    written.values_mut().for_each(|forms| forms.sort_by_key(|form| format!("{form:?}")));
                    written
                };
                assert_eq!(written(&of_disk), written(&forms), "seed {seed}, {bytes} bytes");
            }
        }
        assert!(odd > 100 && std::fs::read_dir(folder.path()).unwrap().count() == 0, "{odd}");
    }

    #[test]
    fn what_comes_to_triples_on_disk_comes_as_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        for seed in 0..40 {
            let mut random = Random(seed);
            let quads: Vec<Quad> = (0..60).map(|_| random.any_quad()).collect();
            let room = Arc::new(Scratch::new(folder.path(), 500).unwrap());
            let [mut in_memory, mut on_disk] = [Builder::default(), Builder::within(Arc::clone(&room))];
            for quad in &quads {
                in_memory.add(quad).unwrap();
                on_disk.add(quad).unwrap();
                on_disk.make_room().unwrap();
            }
            let [in_memory, on_disk] = [in_memory, on_disk].map(|builder| builder.finish().unwrap());
            assert_eq!(seen(&on_disk), seen(&in_memory));
            let known = in_memory.terms.len() as u32;
            let resources = in_memory.terms.first_literal() as u64;
            let graph = in_memory.terms.find(iri("graph1").as_ref().into()).unwrap();

            let mut changes = Changes::default();
            for _ in 0..random.below(30) {
                let triple = [resources, resources, u64::from(known)].map(|below| random.below(below) as u32);
                if in_memory.graphs_of(triple).is_empty() {
                    changes.graphs.insert(triple, vec![graph]);
                }
            }
            let expected = in_memory.rewritten(&changes).unwrap();
            let more = on_disk.with_more(changes.graphs.keys().copied(), graph, &room).unwrap();
            assert_eq!(seen(&more), seen(&expected), "seed {seed}");

            // The same with terms that come, one of which is that of the graph.
            changes.terms = vec![iri("m").into(), Literal::from("new").into(), iri("graph/new").into()];
            changes.graphs.values_mut().for_each(|graphs| *graphs = vec![known + 2]);
            changes.graphs.insert([known, 0, known + 1], vec![known + 2]);
            let (expected, found) =
                (in_memory.rewritten(&changes).unwrap(), on_disk.rewritten_on_disk(&changes, &room).unwrap());
            assert_eq!(seen(&found), seen(&expected), "seed {seed}");
            let sorted_before = on_disk
                .with_more(changes.graphs.keys().copied().filter(|triple| triple[0] < known), known + 2, &room)
                .unwrap();
            changes.graphs.retain(|triple, _| triple[0] == known);
            let found = sorted_before.rewritten_on_disk(&changes, &room).unwrap();
            assert_eq!(seen(&found), seen(&expected), "seed {seed}");
        }
    }
}

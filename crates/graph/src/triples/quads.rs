//! The triples as the RDF model has them, for those who read the data without a query.

use super::{NO_GRAPH, Numbers, Slice, Triples, Walk};
use oxigraph::model::{GraphName, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef, Triple};

impl Triples {
    /// The triples with these parts, each once, whichever graphs state them. Parts that are `None` may be anything.
    pub fn triples<'a>(
        &'a self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> impl Iterator<Item = Triple> + use<'a> {
        self.look_up(subject, predicate, object).filter_map(|(parts, _)| self.triple(parts))
    }

    /// The quads with these parts: each triple once for every graph that states it.
    pub fn quads<'a>(
        &'a self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> impl Iterator<Item = Quad> + use<'a> {
        self.look_up(subject, predicate, object).flat_map(|(parts, set)| {
            let triple = self.triple(parts);
            let graphs = self.named(set);
            graphs.into_iter().filter_map(move |graph| Some(triple.clone()?.in_graph(graph)))
        })
    }

    /// The triples of a named graph, by subject; `None` if there is no such graph. Costs what it gives for a graph of few
    /// triples, and of all that has changed since the arrays were sorted, and going over all for one that has an eighth of them or more.
    pub fn graph<'a>(&'a self, name: NamedNodeRef<'_>) -> Option<impl Iterator<Item = Triple> + use<'a>> {
        let number = self.terms.find(name.into())?;
        self.graph_numbers().any(|graph| graph == number).then(|| {
            let (few, all) = match self.few_of(number) {
                Ok(few) => (few, None),
                Err(has_it) => {
                    let all = self.found(None, None, None).filter(move |(_, set)| has_it[*set as usize]);
                    (Vec::new(), Some(all.map(|(parts, _)| parts)))
                }
            };
            few.into_iter().chain(all.into_iter().flatten()).filter_map(|parts| self.triple(parts))
        })
    }

    /// The triples of a graph, by subject, if they are few; otherwise which sets have the graph.
    fn few_of(&self, graph: u32) -> Result<Vec<Numbers>, Vec<bool>> {
        let has_it: Vec<bool> = self.sets.iter().map(|set| set.binary_search(&graph).is_ok()).collect();
        let of_sets = self.few.iter().zip(&has_it).filter(|(_, has_it)| **has_it).map(|(places, _)| places);
        let of_sets = of_sets.map(|places| (!places.is_empty()).then_some(places));
        let Some(places) = of_sets.collect::<Option<Vec<_>>>() else { return Err(has_it) };
        let rows = &self.by_subject;
        let sorted = places.concat().into_iter().map(|place| {
            let entry = rows.entries[place as usize];
            [rows.first_of(place as usize), entry.second, entry.third]
        });
        let mut few: Vec<Numbers> = sorted.filter(|key| !rows.beside.has_gone(*key)).collect();
        let came = rows.beside.part(&[]).came.filter_map(|place| rows.beside.came(place));
        few.extend(came.filter(|(_, set)| has_it[*set as usize]).map(|(key, _)| key));
        few.sort_unstable();
        Ok(few)
    }

    fn look_up(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> impl Iterator<Item = (Numbers, u32)> + use<'_> {
        let parts = [subject.map(TermRef::from), predicate.map(TermRef::from), object];
        let [subject, predicate, object] = parts.map(|part| part.map(|term| self.terms.find(term)));
        // What is asked for and unknown is in no triple.
        let pick = match [subject, predicate, object].contains(&Some(None)) {
            true => Slice::nothing(),
            false => self.pick(subject.flatten(), predicate.flatten(), object.flatten()),
        };
        let mut walk = Walk::from(pick);
        std::iter::from_fn(move || walk.next(self))
    }

    fn triple(&self, [subject, predicate, object]: [u32; 3]) -> Option<Triple> {
        let subject = match self.terms.get(subject)? {
            Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
            Term::BlankNode(node) => node.into(),
            Term::Literal(_) | Term::Triple(_) => return None,
        };
        let Term::NamedNode(predicate) = self.terms.get(predicate)? else { return None };
        Some(Triple::new(subject, predicate, self.terms.get(object)?))
    }

    /// The graphs of a set, the default graph among them if a triple is stated there.
    fn named(&self, set: u32) -> Vec<GraphName> {
        let graph = |&graph: &u32| match graph {
            NO_GRAPH => Some(GraphName::DefaultGraph),
            graph => match self.terms.get(graph)? {
                Term::NamedNode(iri) => Some(iri.into()),
                Term::BlankNode(node) => Some(node.into()),
                Term::Literal(_) | Term::Triple(_) => None,
            },
        };
        self.sets[set as usize].iter().filter_map(graph).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Triples;
    use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef, Triple};
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    fn sorted<T: ToString>(items: impl Iterator<Item = T>) -> Vec<String> {
        let mut items: Vec<_> = items.map(|item| item.to_string()).collect();
        items.sort();
        items
    }

    #[test]
    fn every_pattern_finds_what_looking_at_all_quads_finds() {
        let iri = |kind: &str, i: u32| NamedNode::new_unchecked(format!("http://e/{kind}{i}"));
        let mut quads: Vec<Quad> = (0..400_u32)
            .map(|i| {
                let object: Term = if i % 3 == 0 { iri("s", i % 5).into() } else { iri("o", i * 7 % 11).into() };
                let graph = if i % 29 == 0 { GraphName::DefaultGraph } else { iri("g", i * 13 % 3).into() };
                Quad::new(iri("s", i % 17), iri("p", i % 4), object, graph)
            })
            .collect();
        // Some are stated in the default graph as well.
        let both = quads[..40].iter().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() });
        quads.extend(both.collect::<Vec<_>>());
        let triples = Triples::build(quads.iter().cloned().map(Ok::<_, Infallible>)).unwrap();
        let unknown = NamedNode::new_unchecked("http://e/unknown");
        let some = |term: &NamedNode| [None, Some(term.clone()), Some(unknown.clone())];
        let mut found = 0;
        for number in 0..17 {
            for s in some(&iri("s", number)) {
                for p in some(&iri("p", number % 4)) {
                    for o in some(&iri(if number % 2 == 0 { "s" } else { "o" }, number % 5)) {
                        let fits = |quad: &&Quad| {
                            s.as_ref().is_none_or(|s| quad.subject == s.clone().into())
                                && p.as_ref().is_none_or(|p| quad.predicate == *p)
                                && o.as_ref().is_none_or(|o| quad.object == Term::from(o.clone()))
                        };
                        let expected: BTreeSet<String> = quads.iter().filter(fits).map(ToString::to_string).collect();
                        let subject = s.as_ref().map(|s| NamedOrBlankNodeRef::from(s.as_ref()));
                        let predicate = p.as_ref().map(NamedNode::as_ref);
                        let object = o.as_ref().map(|o| TermRef::from(o.as_ref()));
                        let said = sorted(triples.quads(subject, predicate, object));
                        assert_eq!(said, expected.iter().cloned().collect::<Vec<_>>(), "{s:?} {p:?} {o:?}");
                        let once: BTreeSet<String> =
                            quads.iter().filter(fits).map(|quad| Triple::from(quad.clone()).to_string()).collect();
                        let said = sorted(triples.triples(subject, predicate, object));
                        assert_eq!(said, once.into_iter().collect::<Vec<_>>(), "{s:?} {p:?} {o:?}");
                        found += said.len();
                    }
                }
            }
        }
        assert!(found > 1000, "{found}");
        for number in 0..3 {
            let name = iri("g", number);
            let of_graph = |quad: &&Quad| quad.graph_name == name.clone().into();
            let expected: BTreeSet<String> =
                quads.iter().filter(of_graph).map(|quad| Triple::from(quad.clone()).to_string()).collect();
            let said = sorted(triples.graph(name.as_ref()).unwrap());
            assert_eq!(said, expected.into_iter().collect::<Vec<_>>(), "{name}");
        }
        // Each of these has about a third of all, and none of them is few.
        assert!(
            (0..3).all(|number| triples.few_of(triples.terms.find(iri("g", number).as_ref().into()).unwrap()).is_err())
        );
        // A term that is no graph has none.
        assert!(triples.graph(NamedNodeRef::new_unchecked("http://e/s1")).is_none());
    }

    #[test]
    fn a_graph_of_few_triples_is_read_without_going_over_all() {
        let iri = |kind: &str, i: u32| NamedNode::new_unchecked(format!("http://e/{kind}{i}"));
        let quad = |i: u32, graph: &str| Quad::new(iri("s", i), iri("p", i % 3), iri("o", i), iri(graph, 0));
        let quads: Vec<Quad> = (0..5_000)
            .map(|i| quad(i, "large"))
            // Some of the small graph are in the large one too, which makes a set of both.
            .chain((4_950..5_030).map(|i| quad(i, "small")))
            .collect();
        let triples = Triples::build(quads.iter().cloned().map(Ok::<_, Infallible>)).unwrap();
        let number = |name: &str| triples.terms.find(iri(name, 0).as_ref().into()).unwrap();
        assert_eq!(triples.few_of(number("small")).map(|few| few.len()), Ok(80));
        assert!(triples.few_of(number("large")).is_err());
        for name in ["small", "large"] {
            let of_graph = quads.iter().filter(|quad| quad.graph_name == iri(name, 0).into());
            let expected = sorted(of_graph.map(|quad| Triple::from(quad.clone())));
            assert_eq!(sorted(triples.graph(iri(name, 0).as_ref()).unwrap()), expected, "{name}");
        }
    }
}

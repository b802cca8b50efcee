//! Brings quads together that come one by one or in parts, and sorts them when all are there.

use super::forms::{Forms, Written};
use super::{BuildError, NO_GRAPH, TooLarge, Triples, merged};
use crate::terms::{Chunk, Interner, as_kept};
use oxigraph::model::{GraphNameRef, Quad, TermRef};
use plenary_arrays::{Error, Scratch, Section};
use std::sync::Arc;

/// Quads that come one by one or in parts, to be sorted when all are there. Several threads may fill one each, which are then appended to each
/// other.
#[derive(Default)]
pub struct Builder {
    pub(super) terms: Interner,
    /// Subject, predicate, object and graph, with provisional numbers.
    quads: Vec<[u32; 4]>,
    /// What is written otherwise than the triples have it.
    pub(super) forms: Interner,
    /// Which of the quads have such an object, in order, with the number of what is written.
    written: Vec<(u32, u32)>,
    /// Where there is room for what does not fit into memory, and what has been written there.
    room: Option<Arc<Scratch>>,
    pub(super) spilled: Vec<Spilled>,
}

/// What has been written of a builder, with provisional numbers.
pub(super) struct Spilled {
    pub(super) terms: Chunk,
    pub(super) quads: Section<[u32; 4]>,
    pub(super) written: Vec<(u32, u32)>,
}

/// What comes is written when it takes this part of the memory: vectors grow by half of what they have then, and sorting takes some more.
const PART: usize = 4;
const ALWAYS: usize = 1 << 20;

impl Builder {
    /// Adds a quad.
    ///
    /// # Errors
    /// If there are more than 2³² terms or bytes of text.
    pub fn add(&mut self, quad: &Quad) -> Result<(), TooLarge> {
        self.push(quad, quad.object.as_ref())
    }

    /// Adds a quad whose values have the one form that the store gives each, and notes how it is written if that is otherwise.
    ///
    /// # Errors
    /// If there are more than 2³² quads, terms or bytes of text.
    pub fn state(&mut self, quad: &Quad) -> Result<(), TooLarge> {
        let Some(kept) = as_kept(quad.object.as_ref()) else { return self.add(quad) };
        let place = u32::try_from(self.quads.len()).map_err(|_| TooLarge("triples"))?;
        self.written.push((place, self.forms.add(quad.object.as_ref())?));
        self.push(quad, kept.as_ref())
    }

    /// One that writes what does not fit into memory.
    pub fn within(room: Arc<Scratch>) -> Self {
        Self { room: Some(room), ..Self::default() }
    }

    /// Where there is room for what does not fit into memory, if there is any.
    pub fn room(&self) -> Option<&Arc<Scratch>> {
        self.room.as_ref()
    }

    /// Writes what there is, if it takes too much memory.
    ///
    /// # Errors
    /// If the disk cannot be written.
    pub fn make_room(&mut self) -> Result<(), BuildError> {
        let Some(room) = self.room.as_ref().map(Arc::clone) else { return Ok(()) };
        let of_forms = self.forms.bytes() + self.spilled.iter().map(|part| size_of_val(&*part.written)).sum::<usize>();
        if of_forms > (room.bytes() / PART).max(ALWAYS) {
            return Err(BuildError::Forms { bytes: room.bytes() });
        }
        let bytes = self.terms.bytes() + self.quads.capacity() * size_of::<[u32; 4]>() + size_of_val(&*self.written);
        if bytes > room.bytes() / PART { Ok(self.spill(&room)?) } else { Ok(()) }
    }

    pub(super) fn spill(&mut self, room: &Scratch) -> Result<(), Error> {
        let quads = room.moved(std::mem::take(&mut self.quads).into())?;
        let terms = self.terms.spill(room)?;
        self.spilled.push(Spilled { terms, quads, written: std::mem::take(&mut self.written) });
        Ok(())
    }

    /// Makes sure that the dictionary will have a term, if it is made on disk: what rules derive then needs no other dictionary.
    ///
    /// # Errors
    /// If there are more than 2³² terms or bytes of text.
    pub fn expect(&mut self, term: TermRef<'_>) -> Result<(), TooLarge> {
        if self.spilled.is_empty() { Ok(()) } else { self.terms.add(term).map(drop) }
    }

    fn push(&mut self, quad: &Quad, object: TermRef<'_>) -> Result<(), TooLarge> {
        let graph = match quad.graph_name.as_ref() {
            GraphNameRef::NamedNode(graph) => self.terms.add(graph.into())?,
            GraphNameRef::BlankNode(graph) => self.terms.add(graph.into())?,
            GraphNameRef::DefaultGraph => NO_GRAPH,
        };
        let subject = self.terms.add(TermRef::from(quad.subject.as_ref()))?;
        let predicate = self.terms.add(quad.predicate.as_ref().into())?;
        self.quads.push([subject, predicate, self.terms.add(object)?, graph]);
        Ok(())
    }

    /// Adds all that another one has, behind what is here.
    ///
    /// # Errors
    /// If there are more than 2³² quads, terms or bytes of text.
    pub fn append(&mut self, other: &Self) -> Result<(), TooLarge> {
        let first = u32::try_from(self.quads.len()).map_err(|_| TooLarge("triples"))?;
        let numbers = self.terms.absorb(&other.terms)?;
        let number = |part: u32| if part == NO_GRAPH { NO_GRAPH } else { numbers[part as usize] };
        self.quads.extend(other.quads.iter().map(|quad| quad.map(number)));
        let forms = self.forms.absorb(&other.forms)?;
        for &(place, form) in &other.written {
            let place = first.checked_add(place).ok_or(TooLarge("triples"))?;
            self.written.push((place, forms[form as usize]));
        }
        Ok(())
    }

    /// The triples of what has been added.
    ///
    /// # Errors
    /// If there are more than 2³² of them, or the disk cannot be written.
    pub fn finish(self) -> Result<Triples, BuildError> {
        self.finish_with_forms().map(|(triples, _)| triples)
    }

    /// The same, and how values are written where that is otherwise.
    ///
    /// # Errors
    /// If there are more than 2³² triples, or the disk cannot be written.
    pub fn finish_with_forms(self) -> Result<(Triples, Forms), BuildError> {
        let room = self.room.as_ref().map(Arc::clone);
        if let Some(room) = room.as_ref().filter(|_| !self.spilled.is_empty()) {
            return self.finish_on_disk(room);
        }
        let Self { terms, mut quads, forms, written, .. } = self;
        u32::try_from(quads.len()).map_err(|_| TooLarge("triples"))?;
        let mut of_triples = Written::of(&quads, &written, terms.len());
        drop(written);
        let (terms, numbers) = terms.finish();
        for quad in &mut quads {
            quad.iter_mut().filter(|part| **part != NO_GRAPH).for_each(|part| *part = numbers[*part as usize]);
        }
        of_triples.renumber(&numbers);
        drop(numbers);
        quads.sort_unstable();
        quads.dedup();
        let (by_subject, sets) = merged(&quads, terms.len());
        drop(quads);
        let triples = Triples::of_sorted(Arc::new(terms), by_subject, sets);
        let triples = Triples { room, ..triples };
        Ok((triples, Forms::new(of_triples, forms)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::vocab::xsd;
    use oxigraph::model::{Literal, NamedNode, Term, Triple};

    fn quads() -> Vec<Quad> {
        let iri = |name: String| NamedNode::new_unchecked(format!("http://example.org/{name}"));
        let objects = (0..90_u32).map(|number| -> Term {
            match number % 9 {
                0 => Literal::new_typed_literal(format!("0{}", number % 7), xsd::INTEGER).into(),
                1 => Literal::new_typed_literal((number % 7).to_string(), xsd::INTEGER).into(),
                2 => Literal::new_typed_literal((number % 7).to_string(), xsd::BYTE).into(),
                3 => Literal::new_language_tagged_literal_unchecked("a", ["en", "de"][number as usize % 2]).into(),
                4 => Triple::new(iri("a".into()), iri("b".into()), Literal::new_typed_literal("01", xsd::INT)).into(),
                5 => iri(format!("o{}", number % 5)).into(),
                6 => Literal::from("01").into(),
                7 => Literal::new_typed_literal("x", iri("unknown".into())).into(),
                _ => Literal::new_typed_literal("2.50", xsd::DECIMAL).into(),
            }
        });
        let quad = |(number, object): (u32, Term)| {
            let graph = iri(format!("g{}", number % 3));
            Quad::new(iri(format!("s{}", number % 4)), iri(format!("p{}", number % 2)), object, graph)
        };
        (0..).zip(objects).map(quad).collect()
    }

    fn lines(triples: &Triples) -> Vec<String> {
        let mut lines: Vec<_> = triples.quads(None, None, None).map(|quad| quad.to_string()).collect();
        lines.sort();
        lines
    }

    #[test]
    fn parts_give_what_adding_one_by_one_gives_and_forms_are_those_that_are_written() {
        let quads = quads();
        let mut whole = Builder::default();
        quads.iter().for_each(|quad| whole.state(quad).unwrap());
        let (whole, forms) = whole.finish_with_forms().unwrap();
        for length in [1, 7, 50, 100] {
            let mut builder = Builder::default();
            for part in quads.chunks(length) {
                let mut other = Builder::default();
                part.iter().for_each(|quad| other.state(quad).unwrap());
                builder.append(&other).unwrap();
            }
            let (triples, of_parts) = builder.finish_with_forms().unwrap();
            assert_eq!(lines(&triples), lines(&whole));
            assert_eq!(of_parts.len(), forms.len());
        }
        // Each quad is found as it is written, and nothing else is.
        let mut seen = Vec::new();
        let number = |term: TermRef<'_>| whole.terms.exactly(term).unwrap();
        for quad in whole.quads(None, None, None) {
            let triple = [quad.subject.as_ref().into(), quad.predicate.as_ref().into(), quad.object.as_ref()];
            let triple = triple.map(number);
            let of = forms.of(triple);
            let is_as_kept = of.len() == 0;
            for form in of.chain(is_as_kept.then_some(None)) {
                let object = match form {
                    Some(form) => forms.with_term(form, |term| term.into_owned()),
                    None => quad.object.clone(),
                };
                assert!(form.is_none_or(|form| forms.kept(form) == Some(triple[2])));
                seen.push(Triple::new(quad.subject.clone(), quad.predicate.clone(), object).to_string());
            }
        }
        let mut expected: Vec<_> = quads.into_iter().map(|quad| Triple::from(quad).to_string()).collect();
        for lines in [&mut seen, &mut expected] {
            lines.sort();
            lines.dedup();
        }
        assert_eq!(seen, expected);
    }
}

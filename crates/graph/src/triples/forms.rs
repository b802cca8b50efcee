//! How values are written, where that is otherwise than the triples have them: `"01"^^xsd:byte` for `1`.
//!
//! Shapes look at what is written, and answers have one form of each value. Of most data nothing is written otherwise.

use super::NO_GRAPH;
use super::validated::look_at;
use crate::terms::{Interner, Terms};
use oxigraph::model::TermRef;

/// Stands for a value that is also written as the triples have it.
pub(super) const AS_KEPT: u32 = u32::MAX;

/// For each quad whose value is written otherwise somewhere, how it is: subject, predicate, object, graph, number of what is written.
#[derive(Default)]
pub(super) struct Written(Vec<[u32; 5]>);

impl Written {
    /// Of some quads, those at the places in `written` have objects that are written so.
    pub(super) fn of(quads: &[[u32; 4]], written: &[(u32, u32)], terms: usize) -> Self {
        let mut has_forms = vec![false; if written.is_empty() { 0 } else { terms }];
        for &(place, _) in written {
            has_forms[quads[place as usize][2] as usize] = true;
        }
        let mut forms = Vec::new();
        let mut others = written.iter().peekable();
        for (place, &[subject, predicate, object, graph]) in (0..).zip(quads).filter(|_| !has_forms.is_empty()) {
            let form = others.next_if(|(other, _)| *other == place).map(|(_, form)| *form);
            if form.is_some() || has_forms[object as usize] {
                forms.push([subject, predicate, object, graph, form.unwrap_or(AS_KEPT)]);
            }
        }
        Self(forms)
    }

    /// Those that are known by the numbers of the dictionary.
    pub(super) fn numbered(forms: Vec<[u32; 5]>) -> Self {
        Self(forms)
    }

    pub(super) fn renumber(&mut self, numbers: &[u32]) {
        for [subject, predicate, object, graph, _] in &mut self.0 {
            let parts = [subject, predicate, object, graph].into_iter().filter(|part| **part != NO_GRAPH);
            parts.for_each(|part| *part = numbers[*part as usize]);
        }
    }
}

/// How the values of triples are written, where that is otherwise than the triples have them.
#[derive(Default)]
pub struct Forms {
    /// What is written.
    terms: Terms,
    /// The object that the triples have in its place, by number in `terms`.
    kept: Vec<u32>,
    /// Sorted.
    of: Vec<[u32; 4]>,
    /// The same with the graph before the form.
    by_graph: Vec<[u32; 5]>,
    /// A bit for each object in `of`.
    has_forms: Vec<u64>,
}

impl Forms {
    pub(super) fn new(written: Written, terms: Interner) -> Self {
        let (terms, numbers) = terms.finish();
        let Written(mut by_graph) = written;
        let mut kept = vec![0; terms.len()];
        let highest = by_graph.iter().map(|[_, _, object, ..]| *object as usize + 1).max().unwrap_or(0);
        let mut has_forms = vec![0_u64; highest.div_ceil(64)];
        for [_, _, object, _, form] in &mut by_graph {
            has_forms[*object as usize / 64] |= 1 << (*object % 64);
            if *form != AS_KEPT {
                *form = numbers[*form as usize];
                kept[*form as usize] = *object;
            }
        }
        by_graph.sort_unstable();
        by_graph.dedup();
        let mut of: Vec<_> = by_graph.iter().map(|&[s, p, o, _, form]| [s, p, o, form]).collect();
        of.sort_unstable();
        of.dedup();
        Self { terms, kept, of, by_graph, has_forms }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether all is written as the triples have it.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// How the value of a triple is written: the number of each form, or none for that of the triples. Nothing if only that is.
    #[inline]
    pub fn of(&self, triple: [u32; 3]) -> impl ExactSizeIterator<Item = Option<u32>> + '_ {
        self.row(triple).iter().map(|[_, _, _, form]| (*form != AS_KEPT).then_some(*form))
    }

    fn row(&self, triple: [u32; 3]) -> &[[u32; 4]] {
        let object = triple[2] as usize;
        if self.has_forms.get(object / 64).is_none_or(|bits| bits >> (object % 64) & 1 == 0) {
            return &[];
        }
        let from = &self.of[self.of.partition_point(|form| form[..3] < triple[..])..];
        &from[..from.partition_point(|form| form[..3] == triple[..])]
    }

    /// The quads whose values are written otherwise than the triples have them, or not in that form alone: subject, predicate, object, graph
    /// ([`NO_GRAPH`] for the default one), and the number of each form, or none for that of the triples.
    pub fn quads(&self) -> impl Iterator<Item = ([u32; 4], Option<u32>)> + '_ {
        let same = |a: &[u32; 5], b: &[u32; 5]| a[..4] == b[..4];
        let odd = self
            .by_graph
            .chunk_by(same)
            .filter(|forms| *forms != [[forms[0][0], forms[0][1], forms[0][2], forms[0][3], AS_KEPT]]);
        odd.flatten().map(|&[s, p, o, graph, form]| ([s, p, o, graph], (form != AS_KEPT).then_some(form)))
    }

    /// The number of a form.
    pub fn find(&self, term: TermRef<'_>) -> Option<u32> {
        self.terms.exactly(term)
    }

    /// The object that triples have in the place of a form; none if there is no such form.
    #[inline]
    pub fn kept(&self, form: u32) -> Option<u32> {
        self.kept.get(form as usize).copied()
    }

    /// Looks at a form.
    pub fn with_term<R>(&self, form: u32, look: impl FnOnce(TermRef<'_>) -> R) -> R {
        look_at(&self.terms, form, look)
    }
}

//! What patterns are expected to cost, by the true counts of the data.

use super::group::{Kind, Piece};
use super::{Apart, Built, Compiler, Planned, Within};
use crate::tree::names::Names;
use crate::tree::shape::Shape;
use oxigraph::model::TermRef;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Looking something up for a row costs about this many times as much as going over a row.
const LOOKUP: f64 = 4.0;
/// Rows of a path that may go on and on, for each of its steps.
const REPEATED: f64 = 10.0;
/// Every piece is tried as the first up to this many; then only those with the fewest rows.
const MOST_TRIED: usize = 8;
/// With more pieces than this, only one is tried as the first.
const MANY: usize = 40;
/// Most rows that stand apart by choice.
const MOST_APART: f64 = 2e6;

/// A part of a triple pattern, as far as counting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Its number, if the data have it.
    Constant(Option<u32>),
    /// It has a value by then.
    Bound,
    Free,
}

/// An order of pieces, with what it costs and how many rows there are in the end.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) pieces: Vec<usize>,
    pub(super) cost: f64,
    pub(super) rows: f64,
}

impl<'q> Compiler<'q> {
    fn end(&mut self, term: &TermPattern, certain: &Names) -> End {
        let find = |term: TermRef<'_>| End::Constant(self.triples.terms.find(term));
        match term {
            TermPattern::NamedNode(iri) => find(iri.as_ref().into()),
            TermPattern::Literal(literal) => find(literal.as_ref().into()),
            TermPattern::Triple(_) => End::Free,
            TermPattern::Variable(_) | TermPattern::BlankNode(_) => match self.names.of_term(term) {
                Some(name) if certain.contains(name) => End::Bound,
                _ => End::Free,
            },
        }
    }

    /// The rows of a triple pattern for one row in which some names have a value.
    pub(super) fn rows_of_triple(&mut self, triple: &TriplePattern, certain: &Names) -> f64 {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(iri) => End::Constant(self.triples.terms.find(iri.as_ref().into())),
            NamedNodePattern::Variable(variable) => {
                let name = self.names.variable(variable);
                if certain.contains(name) { End::Bound } else { End::Free }
            }
        };
        let ends = [self.end(&triple.subject, certain), predicate, self.end(&triple.object, certain)];
        self.count(ends)
    }

    /// Triples with these constants, shared out evenly over the values of what is bound.
    fn count(&self, ends: [End; 3]) -> f64 {
        let mut constants = [None; 3];
        for (constant, end) in constants.iter_mut().zip(ends) {
            match end {
                End::Constant(None) => return 0.0,
                End::Constant(known) => *constant = known,
                End::Bound | End::Free => {}
            }
        }
        let [s, p, o] = constants;
        let all = self.triples.count(s, p, o) as f64;
        // Of how many subjects and objects one is bound: those of the predicate, or a guess for all of them.
        let guess = (self.triples.len() as f64).sqrt();
        let (subjects, objects, predicates) = match p {
            Some(predicate) => {
                let distinct = self.triples.distinct(predicate);
                (distinct.subjects as f64, distinct.objects as f64, 1.0)
            }
            None => (guess, guess, 10.0),
        };
        let share = |end: End, of: f64| if end == End::Bound { of.max(1.0) } else { 1.0 };
        all / share(ends[0], subjects) / share(ends[2], objects) / share(ends[1], predicates)
    }

    fn rows_of_path(&mut self, path: &PropertyPathExpression, start: End, end: End) -> f64 {
        use PropertyPathExpression::{
            Alternative, NamedNode, NegatedPropertySet, OneOrMore, Reverse, Sequence, ZeroOrMore, ZeroOrOne,
        };
        let all = self.triples.len() as f64;
        match path {
            NamedNode(iri) => {
                let predicate = End::Constant(self.triples.terms.find(iri.as_ref().into()));
                self.count([start, predicate, end])
            }
            Reverse(of) => self.rows_of_path(of, end, start),
            Sequence(a, b) => self.rows_of_path(a, start, End::Free) * self.rows_of_path(b, End::Bound, end).max(0.1),
            Alternative(a, b) => self.rows_of_path(a, start, end) + self.rows_of_path(b, start, end),
            NegatedPropertySet(_) => self.count([start, End::Free, end]),
            ZeroOrOne(of) => 1.0 + self.rows_of_path(of, start, end),
            ZeroOrMore(_) | OneOrMore(_) => match (start, end) {
                (End::Free, End::Free) => all * REPEATED,
                (End::Free, _) | (_, End::Free) => REPEATED,
                _ => 0.5,
            },
        }
    }

    /// The rows of a piece for one row in which some names have a value.
    pub(super) fn rows_of_piece(&mut self, piece: &Piece<'q>, certain: &Names) -> f64 {
        match piece.kind {
            Kind::Triple(triple) => self.rows_of_triple(triple, certain),
            Kind::Other(GraphPattern::Path { subject, path, object }) => {
                let (start, end) = (self.end(subject, certain), self.end(object, certain));
                self.rows_of_path(path, start, end)
            }
            Kind::Other(_) => {
                let is_met = !piece.certain.is_disjoint(certain);
                if is_met { piece.alone / piece.alone.sqrt().max(1.0) } else { piece.alone }
            }
        }
    }

    /// The best order of pieces among those that are tried, for rows in which some names have a value.
    pub(super) fn order(&mut self, pieces: &[&Piece<'q>], certain: &Names, rows: f64) -> Planned<Order> {
        let mut firsts: Vec<(f64, usize)> = Vec::with_capacity(pieces.len());
        for (at, piece) in pieces.iter().enumerate() {
            firsts.push((self.rows_of_piece(piece, certain), at));
        }
        firsts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let tried = if pieces.len() > MANY { 1 } else { MOST_TRIED };
        let mut best: Option<Order> = None;
        for &(_, first) in firsts.iter().take(tried) {
            let order = self.greedy(pieces, certain, rows, first)?;
            if best.as_ref().is_none_or(|best| order.cost < best.cost) {
                best = Some(order);
            }
        }
        Ok(best.unwrap_or(Order { pieces: Vec::new(), cost: 0.0, rows }))
    }

    /// Goes on with the piece that multiplies the rows least, those that share a name with what is bound first.
    fn greedy(&mut self, pieces: &[&Piece<'q>], certain: &Names, rows: f64, first: usize) -> Planned<Order> {
        let mut certain = certain.clone();
        let mut seen = certain.clone();
        let mut keys = Vec::with_capacity(pieces.len());
        for piece in pieces {
            keys.push(self.key(piece, &certain, &seen));
        }
        let mut left: Vec<usize> = (0..pieces.len()).collect();
        let mut order = Order { pieces: Vec::with_capacity(pieces.len()), cost: 0.0, rows };
        let mut forced = Some(first);
        while !left.is_empty() {
            self.look()?;
            let by = |a: &usize, b: &usize| keys[*a].0.cmp(&keys[*b].0).then(keys[*a].1.total_cmp(&keys[*b].1));
            let Some(next) = forced.take().or_else(|| left.iter().copied().min_by(by)) else { break };
            left.retain(|piece| *piece != next);
            let before = order.rows;
            order.rows *= keys[next].1;
            order.cost += before * LOOKUP + order.rows;
            order.pieces.push(next);
            let new = pieces[next].possible.without(&seen).or(&pieces[next].certain.without(&certain));
            seen.add(&pieces[next].possible);
            certain.add(&pieces[next].certain);
            for &piece in left.iter().filter(|piece| !pieces[**piece].possible.is_disjoint(&new)) {
                keys[piece] = self.key(pieces[piece], &certain, &seen);
            }
        }
        Ok(order)
    }

    /// Whether a piece shares no name with what is bound, and how many rows it gives for each row so far.
    fn key(&mut self, piece: &Piece<'q>, certain: &Names, seen: &Names) -> (bool, f64) {
        let is_apart = !piece.possible.is_empty() && !seen.is_empty() && piece.possible.is_disjoint(seen);
        (is_apart, self.rows_of_piece(piece, certain))
    }

    /// Whether rows of some pieces are better found by themselves and joined than looked up for each row. If so, about how many they are.
    pub(super) fn is_island(&mut self, pieces: &[&Piece<'q>], built: &Built) -> Planned<Option<f64>> {
        let rows = self.rows_that_matter(built.rows);
        let mut certain = Names::default();
        pieces.iter().for_each(|piece| certain.add(&piece.certain));
        if rows < 64.0 || certain.is_disjoint(&built.certain) {
            return Ok(None);
        }
        let looked_up = self.order(pieces, &built.certain, 1.0)?;
        let alone = self.order(pieces, &Names::default(), 1.0)?;
        // What comes out in the end is the same.
        let looked_up = rows * (looked_up.cost - looked_up.rows);
        let is_better = alone.rows < MOST_APART && looked_up > 2.0 * (alone.cost + 2.0 * alone.rows + rows);
        Ok(is_better.then_some(alone.rows))
    }

    /// Rows that are taken, if only the first are.
    fn rows_that_matter(&self, rows: f64) -> f64 {
        self.few.map_or(rows, |few| rows.min(few * 4.0))
    }

    /// Whether a pattern is better evaluated by itself than looked up for each row.
    pub(super) fn is_better_apart(
        &mut self,
        pattern: &'q GraphPattern,
        shape: &Shape,
        within: &Within,
        built: &Built,
    ) -> bool {
        if is_whole(pattern) {
            return true;
        }
        let rows = self.rows_that_matter(built.rows);
        if shape.certain.is_disjoint(&built.certain) {
            // Without a key every row is looked at; but to find it again and again is dearer still if nothing is shared.
            return rows > 1.0 && shape.possible.is_disjoint(&built.possible) && within.context.is_empty();
        }
        let (looked_up, _) = self.cost(pattern, &built.certain);
        let (alone, alone_rows) = self.cost(pattern, &Names::default());
        alone_rows < MOST_APART && rows * looked_up > 2.0 * (alone + alone_rows + rows)
    }

    /// What a pattern costs for one row, and how many rows it gives.
    fn cost(&mut self, pattern: &'q GraphPattern, certain: &Names) -> (f64, f64) {
        use GraphPattern::{
            Bgp, Distinct, Extend, Filter, Graph, Group, Join, Lateral, LeftJoin, Minus, OrderBy, Path, Project,
            Reduced, Service, Slice, Union, Values,
        };
        match pattern {
            Bgp { .. } | Path { .. } | Join { .. } => {
                let (mut pieces, mut filters) = (Vec::new(), Vec::new());
                self.take_apart(pattern, None, &mut pieces, &mut filters);
                let pieces: Vec<&Piece<'q>> = pieces.iter().collect();
                let (mut certain, mut cost, mut rows) = (certain.clone(), 0.0, 1.0);
                let mut left = pieces;
                // The plain way is enough here.
                while !left.is_empty() {
                    let sizes: Vec<f64> = left.iter().map(|piece| self.rows_of_piece(piece, &certain)).collect();
                    let least = (0..left.len()).min_by(|&a, &b| sizes[a].total_cmp(&sizes[b])).unwrap_or_default();
                    let piece = left.swap_remove(least);
                    cost += rows * LOOKUP;
                    rows *= sizes[least];
                    cost += rows;
                    certain.add(&piece.certain);
                    if left.len() > MANY {
                        break;
                    }
                }
                (cost, rows)
            }
            Values { bindings, .. } => (bindings.len() as f64, bindings.len() as f64),
            Filter { inner, .. } => {
                let (cost, rows) = self.cost(inner, certain);
                (cost, rows / 2.0)
            }
            LeftJoin { left, right, .. } | Lateral { left, right } => {
                let (left, rows) = self.cost(left, certain);
                let (right, each) = self.cost(right, certain);
                (left + rows * right, rows * each.max(1.0))
            }
            Minus { left, right } => {
                let (left, rows) = self.cost(left, certain);
                (left + self.cost(right, &Names::default()).0, rows)
            }
            Union { left, right } => {
                let (left, right) = (self.cost(left, certain), self.cost(right, certain));
                (left.0 + right.0, left.1 + right.1)
            }
            Group { inner, variables, .. } => {
                let (cost, rows) = self.cost(inner, &Names::default());
                (cost, if variables.is_empty() { 1.0 } else { rows.sqrt() })
            }
            Slice { inner, length, .. } => {
                let (cost, rows) = self.cost(inner, &Names::default());
                (cost, length.map_or(rows, |length| rows.min(length as f64)))
            }
            Extend { inner, .. }
            | Graph { inner, .. }
            | OrderBy { inner, .. }
            | Project { inner, .. }
            | Distinct { inner }
            | Reduced { inner } => self.cost(inner, certain),
            // Few rows are expected: that is what a service is asked for.
            Service { .. } => (1000.0, 100.0),
        }
    }

    /// About how many rows a pattern has by itself.
    pub(super) fn rows_alone(&mut self, pattern: &'q GraphPattern) -> f64 {
        self.cost(pattern, &Names::default()).1
    }

    /// About how many rows of what stands apart fit to a row.
    pub(super) fn rows_of_join(
        &mut self,
        pattern: &'q GraphPattern,
        apart: &Apart,
        _within: &Within,
        _built: &Built,
    ) -> f64 {
        let alone = self.rows_alone(pattern);
        if apart.keys == 0 { alone } else { alone / alone.sqrt().max(1.0) }
    }
}

/// Whether a pattern has all its rows before it gives one, or may give others for a row.
fn is_whole(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Group { .. }
        | GraphPattern::Slice { .. }
        | GraphPattern::OrderBy { .. }
        | GraphPattern::Service { .. } => true,
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. } => is_whole(inner),
        _ => false,
    }
}

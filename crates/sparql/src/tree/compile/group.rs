//! What is joined: put in order, filtered as early as may be, and in islands where that is cheaper.

use super::{Built, Compiler, InWhich, Node, Planned, Scope, Within, graph_names};
use crate::tree::names::Names;
use crate::tree::node::{PathScan, Scan};
use crate::tree::shape::{Shape, has_exists};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::TriplePattern;

/// A part of what is joined.
#[derive(Debug)]
pub(super) struct Piece<'q> {
    pub(super) kind: Kind<'q>,
    pub(super) possible: Names,
    pub(super) certain: Names,
    /// About how many rows it has by itself.
    pub(super) alone: f64,
}

/// What a part is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind<'q> {
    Triple(&'q TriplePattern),
    Other(&'q GraphPattern),
}

/// A condition that waits for its names.
struct Condition<'q> {
    expression: &'q Expression,
    names: Names,
}

impl<'q> Compiler<'q> {
    /// Joins, with their filters.
    pub(super) fn group(
        &mut self,
        pattern: &'q GraphPattern,
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        let (mut pieces, mut filters) = (Vec::new(), Vec::new());
        let mut inner = pattern;
        while let GraphPattern::Filter { expr, inner: next } = inner {
            add_conditions(expr, &mut filters);
            inner = next;
        }
        if matches!(inner, GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Join { .. }) {
            self.take_apart(inner, within.graph_name, &mut pieces, &mut filters);
        } else {
            // What is filtered is the whole of it, in the same scope.
            built = self.add(inner, scope, within, built)?;
        }
        let possible = self.shape(inner, within).possible.clone();
        let mut waiting: Vec<Condition<'q>> = Vec::with_capacity(filters.len());
        for expression in filters {
            let mut names = Names::default();
            self.names.in_expression(expression, &mut names);
            waiting.push(Condition { expression, names: names.and(&possible) });
        }
        let all: Vec<&Piece<'q>> = pieces.iter().collect();
        let mut left = self.order(&all, &built.certain, built.rows)?.pieces;
        left.reverse();
        self.conditions(&mut waiting, false, scope, within, &mut built)?;
        while let Some(next) = left.pop() {
            let island = self.island(next, &left, &pieces, &built);
            let of_island: Vec<&Piece<'q>> = island.iter().map(|&piece| &pieces[piece]).collect();
            match self.is_island(&of_island, &built)? {
                Some(rows) => {
                    left.retain(|piece| !island.contains(piece));
                    built = self.add_island(&of_island, rows, scope, within, built)?;
                }
                None => built = self.piece(&pieces[next], scope, within, built)?,
            }
            self.conditions(&mut waiting, false, scope, within, &mut built)?;
        }
        self.conditions(&mut waiting, true, scope, within, &mut built)?;
        Ok(built)
    }

    /// Takes joins apart, and filters within that read nothing but what is filtered has.
    pub(super) fn take_apart(
        &mut self,
        pattern: &'q GraphPattern,
        graph: Option<usize>,
        pieces: &mut Vec<Piece<'q>>,
        filters: &mut Vec<&'q Expression>,
    ) {
        let mut waiting = vec![pattern];
        while let Some(pattern) = waiting.pop() {
            match pattern {
                GraphPattern::Join { left, right } => waiting.extend([&**right, &**left]),
                GraphPattern::Bgp { patterns } => {
                    for triple in patterns {
                        let mut names = self.names.of_triple(triple);
                        graph.into_iter().for_each(|graph| names.insert(graph));
                        let alone = self.rows_of_triple(triple, &Names::default());
                        pieces.push(Piece {
                            kind: Kind::Triple(triple),
                            certain: names.clone(),
                            possible: names,
                            alone,
                        });
                    }
                }
                GraphPattern::Filter { expr, inner } if self.is_open(expr, inner, graph) => {
                    add_conditions(expr, filters);
                    waiting.push(inner);
                }
                other => {
                    let shape = self.shapes.of(other, graph, &mut self.names);
                    let alone = if matches!(other, GraphPattern::Path { .. }) { 1.0 } else { self.rows_alone(other) };
                    pieces.push(Piece {
                        kind: Kind::Other(other),
                        possible: shape.possible.clone(),
                        certain: shape.certain.clone(),
                        alone,
                    });
                }
            }
        }
    }

    /// Whether a filter may be tested after a join as well as before it.
    fn is_open(&mut self, expression: &Expression, inner: &GraphPattern, graph: Option<usize>) -> bool {
        if has_exists(expression) {
            return false;
        }
        let mut names = Names::default();
        self.names.in_expression(expression, &mut names);
        names.is_subset(&self.shapes.of(inner, graph, &mut self.names).certain)
    }

    /// A triple pattern, or whatever else, that is joined.
    fn piece(&mut self, piece: &Piece<'q>, scope: &mut Scope, within: &Within, mut built: Built) -> Planned<Built> {
        let node = match piece.kind {
            Kind::Triple(triple) => Node::Scan(Scan { parts: self.parts(triple, scope)?, graph: within.graph }),
            Kind::Other(GraphPattern::Path { subject, path, object }) => {
                let ends = [self.term(subject, scope)?, self.term(object, scope)?];
                let path = self.path(path, false);
                Node::Path(Box::new(PathScan { ends, path, graph: within.graph }))
            }
            Kind::Other(pattern) => return self.part(pattern, scope, within, built),
        };
        let each = self.rows_of_piece(piece, &built.certain);
        let alone = self.rows_of_piece(piece, &Names::default());
        let text = match piece.kind {
            Kind::Triple(triple) => triple.to_string(),
            Kind::Other(pattern) => pattern.to_string(),
        };
        self.tell_row(text.trim_end_matches(" ."), alone, each);
        built.sequence.push(node);
        let unfolded = std::mem::take(&mut self.unfolded);
        built.sequence.extend(unfolded.into_iter().map(|(slot, parts)| Node::Unfold { slot, parts }));
        built.possible.add(&piece.possible);
        built.certain.add(&piece.certain);
        built.rows *= each;
        Ok(built)
    }

    fn tell_row(&mut self, what: &str, alone: f64, each: f64) {
        let shown = |rows: f64| {
            if rows >= 10.0 || rows == rows.trunc() { format!("{rows:.0}") } else { format!("{rows:.3}") }
        };
        let indent = "  ".repeat(self.depth);
        self.told.push(format!("{indent}{what}  # {} alone, {} for each row", shown(alone), shown(each)));
    }

    /// The pieces that hang together with one by names that have no value yet. None of them sees what is found so far but by its keys.
    fn island(&self, next: usize, left: &[usize], pieces: &[Piece<'q>], built: &Built) -> Vec<usize> {
        let mut island = vec![next];
        let mut names = pieces[next].possible.without(&built.certain);
        let mut is_growing = true;
        while is_growing {
            is_growing = false;
            for &piece in left {
                let is_near = !pieces[piece].possible.is_disjoint(&names);
                if is_near && !island.contains(&piece) {
                    island.push(piece);
                    names.add(&pieces[piece].possible.without(&built.certain));
                    is_growing = true;
                }
            }
        }
        let is_simple =
            |piece: &usize| matches!(pieces[*piece].kind, Kind::Triple(_) | Kind::Other(GraphPattern::Path { .. }));
        if island.iter().all(is_simple) { island } else { vec![next] }
    }

    fn add_island(
        &mut self,
        pieces: &[&Piece<'q>],
        rows: f64,
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        let (mut possible, mut certain) = (Names::default(), Names::default());
        for piece in pieces {
            possible.add(&piece.possible);
            certain.add(&piece.certain);
        }
        let shape = Shape { possible, certain, guarded: Names::default() };
        let mut child = self.child(&shape.possible, scope, within);
        self.tell("apart:");
        self.depth += 1;
        let mut inner = Built::nothing();
        for at in self.order(pieces, &Names::default(), 1.0)?.pieces {
            inner = self.piece(pieces[at], &mut child, within, inner)?;
        }
        self.depth -= 1;
        let apart = self.found_by_keys(inner, &shape.possible, &Names::default(), &shape, child, within, &built);
        built.rows *= rows / rows.sqrt().max(1.0);
        built.push(Node::Join(Box::new(apart)), &shape);
        Ok(built)
    }

    /// Adds the conditions whose names have their values; in the end all.
    fn conditions(
        &mut self,
        waiting: &mut Vec<Condition<'q>>,
        is_end: bool,
        scope: &mut Scope,
        within: &Within,
        built: &mut Built,
    ) -> Planned<()> {
        let known_graph = match within.graph {
            InWhich::Slot(_) => graph_names(within).is_subset(&built.certain) || within.is_one_by_one,
            _ => true,
        };
        let (ready, others) = std::mem::take(waiting).into_iter().partition(|condition: &Condition<'q>| {
            is_end || (condition.names.is_subset(&built.certain) && (known_graph || !has_exists(condition.expression)))
        });
        *waiting = others;
        let ready: Vec<Condition<'q>> = ready;
        for condition in ready {
            let expression = self.whole_expression(condition.expression, scope, within, built)?;
            self.tell(format_args!("if {}", condition.expression));
            built.sequence.push(Node::Filter(expression));
            built.rows /= 2.0;
        }
        Ok(())
    }
}

/// The parts of a conjunction: a row passes if it passes each of them, errors or not.
fn add_conditions<'q>(expression: &'q Expression, filters: &mut Vec<&'q Expression>) {
    let mut waiting = vec![expression];
    while let Some(expression) = waiting.pop() {
        match expression {
            Expression::And(a, b) => waiting.extend([&**b, &**a]),
            other => filters.push(other),
        }
    }
}

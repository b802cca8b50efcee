//! Sub-selects, what is counted, sorted and cut off, and services.

use super::{Built, Compiler, InWhich, Node, Planned, Refused, Scope, Within, graph_names};
use crate::tree::names::Names;
use crate::tree::node::{Aggregate, Apart, Group, How, Part, Scan, Search, Sequence, Service, Sort};
use oxigraph::model::Variable;
use plenary_base::vocab::ple;
use spargebra::algebra::{AggregateExpression, AggregateFunction, GraphPattern, OrderExpression};
use spargebra::term::NamedNodePattern;

/// A group: its pattern, what it is grouped by, and its aggregates.
type Grouped<'q> = (&'q GraphPattern, &'q [Variable], &'q [(Variable, AggregateExpression)]);

impl<'q> Compiler<'q> {
    /// A sub-select: names that are not selected are its own.
    pub(super) fn select(
        &mut self,
        inner: &'q GraphPattern,
        variables: &'q [Variable],
        scope: &mut Scope,
        within: &Within,
        built: Built,
    ) -> Planned<Built> {
        let seen = self.names.of_variables(variables).or(&graph_names(within));
        let own = Within { context: within.context.and(&seen), ..within.clone() };
        let mut child = self.child(&seen, scope, &own);
        self.wanted = Some(seen.clone());
        let (possible, certain) = (built.possible.clone(), built.certain.clone());
        let start = Built { possible: possible.and(&seen), certain: certain.and(&seen), ..built };
        let mut built = self.add(inner, &mut child, &own, start)?;
        self.wanted = None;
        built.possible = built.possible.and(&seen).or(&possible);
        built.certain = built.certain.and(&seen).or(&certain);
        Ok(built)
    }

    /// The operators of a part that gives its rows on by itself, after those before it.
    fn own(&mut self, inner: &'q GraphPattern, scope: &mut Scope, within: &Within, built: &Built) -> Planned<Built> {
        let start =
            Built { sequence: Vec::new(), possible: built.possible.clone(), certain: built.certain.clone(), rows: 1.0 };
        self.add(inner, scope, within, start)
    }

    pub(super) fn distinct(
        &mut self,
        inner: &'q GraphPattern,
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        self.tell("each row once:");
        let most = self.most.take();
        let shape = self.shape(inner, within);
        let mut of = self.own(inner, scope, within, &built)?;
        self.most = most;
        let slots = self.slots_of(&shape.possible, scope);
        if let Some(property) = self.only_properties(&of.sequence, &slots) {
            of.sequence = vec![property];
        }
        built.sequence.push(Node::Distinct { of: of.sequence, slots });
        built.rows *= of.rows;
        (built.possible, built.certain) = (of.possible, of.certain);
        Ok(built)
    }

    /// The properties of the data, if they are all that is needed of a pattern that finds every triple.
    fn only_properties(&self, sequence: &Sequence, needed: &[usize]) -> Option<Node> {
        let [Node::Scan(Scan { parts: [Part::Slot(subject), Part::Slot(property), Part::Slot(object)], graph })] =
            sequence.as_slice()
        else {
            return None;
        };
        let is_all = *graph == InWhich::Default && self.is_union && subject != property && property != object;
        (is_all && subject != object && needed == [*property]).then_some(Node::Properties(*property))
    }

    pub(super) fn slice(
        &mut self,
        inner: &'q GraphPattern,
        (start, length): (usize, Option<usize>),
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        let before = (self.most.take(), self.few);
        if let Some(length) = length {
            let most = start.saturating_add(length);
            self.most = is_sorted(inner).then_some(most);
            self.few = (!is_sorted_or_grouped(inner)).then_some(most as f64);
        }
        self.tell(format_args!(
            "rows from {start}{}:",
            length.map_or(String::new(), |length| format!(", {length} of them"))
        ));
        let of = self.own(inner, scope, within, &built);
        (self.most, self.few) = before;
        let of = of?;
        let number = self.number();
        built.sequence.push(Node::Slice { of: of.sequence, start, length, number });
        built.rows *= length.map_or(of.rows, |length| of.rows.min(length as f64));
        (built.possible, built.certain) = (of.possible, of.certain);
        Ok(built)
    }

    pub(super) fn order_by(
        &mut self,
        inner: &'q GraphPattern,
        expressions: &'q [OrderExpression],
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        let (most, wanted) = (self.most.take(), self.wanted.take());
        self.tell(match most {
            Some(most) => format!("sorted, {most} rows at most:"),
            None => "sorted:".to_owned(),
        });
        let of = self.own(inner, scope, within, &built)?;
        let mut by = Vec::with_capacity(expressions.len());
        for expression in expressions {
            let (expression, is_descending) = match expression {
                OrderExpression::Asc(by) => (by, false),
                OrderExpression::Desc(by) => (by, true),
            };
            by.push((self.whole_expression(expression, scope, within, &of)?, is_descending));
        }
        let kept = wanted.map_or_else(|| of.possible.clone(), |wanted| of.possible.and(&wanted));
        let columns = self.slots_of(&kept, scope);
        built.sequence.push(Node::Sort(Box::new(Sort { of: of.sequence, by, columns, most })));
        built.rows *= of.rows;
        (built.possible, built.certain) = (of.possible, of.certain);
        Ok(built)
    }

    pub(super) fn grouped(
        &mut self,
        pattern: &'q GraphPattern,
        (inner, variables, aggregates): Grouped<'q>,
        scope: &mut Scope,
        within: &Within,
        mut built: Built,
    ) -> Planned<Built> {
        (self.most, self.wanted, self.few) = (None, None, None);
        self.tell(format_args!("grouped by {} names, {} aggregates:", variables.len(), aggregates.len()));
        // Names of the pattern that it is not grouped by end with it.
        let keys = self.names.of_variables(variables);
        let mut child = self.child(&keys, scope, within);
        let seen = keys.or(&within.context).or(&graph_names(within));
        self.depth += 1;
        let of = self.add(inner, &mut child, within, built.within(&seen));
        self.depth -= 1;
        let of = of?;
        let mut compiled = Vec::with_capacity(aggregates.len());
        for (variable, aggregate) in aggregates {
            let name = self.names.variable(variable);
            let slot = self.slot(name, scope);
            compiled.push(self.aggregate(slot, aggregate, inner, &mut child, within, &of)?);
        }
        let keys: Vec<usize> = variables
            .iter()
            .map(|variable| {
                let name = self.names.variable(variable);
                self.slot(name, scope)
            })
            .collect();
        let mut sequence = of.sequence;
        let mut counted = counted(&mut sequence, &keys, &compiled);
        if let (Some(properties), true) = (self.only_properties(&sequence, &keys), compiled.iter().all(is_plain))
            && let Some(Node::Scan(scan)) = sequence.pop()
        {
            sequence.push(properties);
            counted = Some(scan);
        }
        let rows = if variables.is_empty() { 1.0 } else { of.rows.sqrt() };
        built.sequence.push(Node::Group(Box::new(Group { of: sequence, keys, aggregates: compiled, counted })));
        let shape = self.shape(pattern, within);
        built.possible.add(&shape.possible);
        built.certain.add(&shape.certain);
        built.rows *= rows;
        Ok(built)
    }

    fn aggregate(
        &mut self,
        slot: usize,
        aggregate: &'q AggregateExpression,
        inner: &'q GraphPattern,
        scope: &mut Scope,
        within: &Within,
        of: &Built,
    ) -> Planned<Aggregate> {
        let (how, expression, is_distinct) = match aggregate {
            AggregateExpression::CountSolutions { distinct } => {
                let mut names = Names::default();
                let dictionary = &mut self.names;
                inner.on_in_scope_variable(|variable| names.insert(dictionary.variable(variable)));
                let row = if *distinct { self.slots_of(&names, scope) } else { Vec::new() };
                return Ok(Aggregate { slot, how: How::Count, of: None, is_distinct: *distinct, row });
            }
            AggregateExpression::FunctionCall { name, expr, distinct } => {
                let how = match name {
                    AggregateFunction::Count => How::Count,
                    AggregateFunction::Sum => How::Sum,
                    AggregateFunction::Avg => How::Average,
                    AggregateFunction::Min => How::Least,
                    AggregateFunction::Max => How::Greatest,
                    AggregateFunction::Sample => How::Sample,
                    AggregateFunction::GroupConcat { separator } => {
                        How::Concatenate(separator.clone().unwrap_or_else(|| " ".to_owned()))
                    }
                    AggregateFunction::Custom(name) => {
                        return Err(Refused::Unknown(format!("the custom aggregate {name} is not supported")));
                    }
                };
                (how, expr, *distinct)
            }
        };
        // Which of equal values is the least does not matter.
        let is_distinct = is_distinct && !matches!(how, How::Least | How::Greatest | How::Sample);
        if let spargebra::algebra::Expression::Variable(variable) = expression {
            let name = self.names.variable(variable);
            // What has a value in each row is counted by the rows.
            if how == How::Count && !is_distinct && of.certain.contains(name) {
                return Ok(Aggregate { slot, how, of: None, is_distinct, row: Vec::new() });
            }
        }
        let expression = self.whole_expression(expression, scope, within, of)?;
        Ok(Aggregate { slot, how, of: Some(expression), is_distinct, row: Vec::new() })
    }

    pub(super) fn service(
        &mut self,
        pattern: &'q GraphPattern,
        (name, inner, is_silent): (&'q NamedNodePattern, &'q GraphPattern, bool),
        scope: &mut Scope,
        within: &Within,
        built: Built,
    ) -> Planned<Built> {
        let NamedNodePattern::NamedNode(name) = name else {
            return Err(Refused::Missing("SERVICE with a variable".into()));
        };
        let mut variables = Vec::new();
        inner.on_in_scope_variable(|variable| {
            if !variables.contains(variable) {
                variables.push(variable.clone());
            }
        });
        let slots = variables
            .into_iter()
            .map(|variable| {
                let name = self.names.variable(&variable);
                let slot = self.slot(name, scope);
                (variable, slot)
            })
            .collect();
        self.tell(format_args!("from {name}"));
        let node = if name.as_str() == ple::SEARCH && self.has_search {
            Node::Search(Box::new(Search { pattern: inner.clone(), is_silent, slots }))
        } else {
            Node::Service(Box::new(Service { name: name.clone(), pattern: inner.clone(), is_silent, slots }))
        };
        self.joined(pattern, within, built, node, 100.0)
    }
}

/// Takes the last operator away if it is enough to know how many rows it has.
fn counted(sequence: &mut Sequence, keys: &[usize], aggregates: &[Aggregate]) -> Option<Scan> {
    if aggregates.is_empty() || !aggregates.iter().all(is_plain) {
        return None;
    }
    let (Node::Scan(last), before) = sequence.split_last()? else { return None };
    if matches!(last.graph, InWhich::Slot(_)) {
        return None;
    }
    let slots = |scan: &Scan| {
        scan.parts.into_iter().filter_map(|part| match part {
            Part::Slot(slot) => Some(slot),
            Part::Constant(_) => None,
        })
    };
    let mut known = Vec::new();
    for node in before {
        match node {
            Node::Scan(scan) => known.extend(slots(scan)),
            Node::Join(apart) => known.extend(apart_keys(apart)),
            _ => {}
        }
    }
    let is_free = slots(last).all(|slot| !keys.contains(&slot) || known.contains(&slot));
    if !is_free {
        return None;
    }
    match sequence.pop() {
        Some(Node::Scan(last)) => Some(last),
        _ => None,
    }
}

/// Whether an aggregate counts rows.
fn is_plain(aggregate: &Aggregate) -> bool {
    aggregate.how == How::Count && aggregate.of.is_none() && !aggregate.is_distinct
}

fn apart_keys(apart: &Apart) -> Vec<usize> {
    apart.columns[..apart.keys].to_vec()
}

/// Whether the rows of a pattern come sorted as they are cut off.
fn is_sorted(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::OrderBy { .. } => true,
        GraphPattern::Project { inner, .. } | GraphPattern::Reduced { inner } => is_sorted(inner),
        _ => false,
    }
}

/// Whether all rows of a pattern are needed for the first.
fn is_sorted_or_grouped(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::OrderBy { .. } | GraphPattern::Group { .. } => true,
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Slice { inner, .. } => is_sorted_or_grouped(inner),
        _ => false,
    }
}

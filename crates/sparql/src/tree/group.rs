//! Groups of rows and what is said of each.

use super::arithmetic::{Operation, operate};
use super::budget::{Flow, Halt, Weight};
use super::node::{Aggregate, Group, How, InWhich, Part, Scan};
use super::pool::NONE;
use super::rows::RowSet;
use super::run::{Out, Run};
use super::value::Value;
use crate::meter::Stop;
use oxsdatatypes::{Decimal, Double, Float, Integer};
use plenary_graph::triples::Walk;
use std::cmp::Ordering;

/// What is known of one group by one aggregate so far.
enum State<'d> {
    Count(u64),
    /// The sum, and of how many; none after an error.
    Sum(Option<Value<'d>>, u64),
    /// The term so far; none at all after an error.
    One(Option<u32>),
    Text(Option<String>),
}

/// About the bytes of a state.
const STATE: usize = size_of::<State<'_>>();

/// The groups so far.
struct Groups<'d> {
    keys: RowSet,
    states: Vec<State<'d>>,
    /// For each aggregate of different values, those that were there: group and value.
    seen: Vec<Option<RowSet>>,
    weight: Weight,
    key: Vec<u32>,
}

impl<'d> Run<'d> {
    /// Gives a row for each group.
    pub(super) fn group(&mut self, group: &'d Group, row: &mut [u32], out: Out<'_, 'd>) -> Flow {
        let budget = &self.budget;
        let seen = group.aggregates.iter().map(|aggregate| {
            let width = if aggregate.of.is_some() { 2 } else { 1 + aggregate.row.len() };
            aggregate.is_distinct.then(|| RowSet::new(width, budget))
        });
        let mut groups = Groups {
            seen: seen.collect(),
            keys: RowSet::new(group.keys.len(), budget),
            states: Vec::new(),
            weight: budget.weight(),
            key: Vec::new(),
        };
        if group.keys.is_empty() {
            groups.number(group, row)?;
        }
        self.run(&group.of, row, &mut |run, row| {
            let rows = match &group.counted {
                Some(scan) => run.count(scan, row)?,
                None => 1,
            };
            if rows > 0 { run.add(group, &mut groups, rows, row) } else { Ok(()) }
        })?;
        let Groups { keys, states, mut weight, .. } = groups;
        let mut states = states.into_iter();
        let slots = || group.keys.iter().copied().chain(group.aggregates.iter().map(|aggregate| aggregate.slot));
        let was: Vec<u32> = slots().map(|slot| row[slot]).collect();
        let mut flow = Ok(());
        for number in 0..keys.len() {
            for (slot, cell) in group.keys.iter().zip(keys.row(number)) {
                row[*slot] = *cell;
            }
            for (aggregate, state) in group.aggregates.iter().zip(states.by_ref()) {
                row[aggregate.slot] = self.finish(&aggregate.how, state)?;
            }
            self.solution += 1;
            flow = out(self, row);
            if flow.is_err() {
                break;
            }
        }
        weight.clear();
        for (slot, was) in slots().zip(was) {
            row[slot] = was;
        }
        flow
    }

    /// Adds a row, or several that differ in nothing that matters.
    fn add(&mut self, group: &'d Group, groups: &mut Groups<'d>, rows: u64, row: &mut [u32]) -> Flow {
        let number = groups.number(group, row)?;
        for (at, aggregate) in group.aggregates.iter().enumerate() {
            let value = match &aggregate.of {
                Some(expression) => Some(self.number(expression, row)?),
                None => None,
            };
            // An error is no value that is counted.
            if aggregate.how == How::Count && value == Some(NONE) {
                continue;
            }
            if let Some(seen) = &mut groups.seen[at]
                && !is_new(seen, number, value, aggregate, row)?
            {
                continue;
            }
            let state = &mut groups.states[number * group.aggregates.len() + at];
            self.take(&aggregate.how, state, value, rows, &mut groups.weight)?;
        }
        Ok(())
    }

    /// Takes a value into a state; none stands for a row as such.
    fn take(&mut self, how: &How, state: &mut State<'d>, value: Option<u32>, rows: u64, weight: &mut Weight) -> Flow {
        let number = value.unwrap_or(NONE);
        match state {
            State::Count(count) => *count += rows,
            State::Sum(sum, count) => {
                *count += 1;
                let value = self.pool.value(number).filter(is_number);
                *sum = match (sum.take(), value) {
                    (Some(sum), Some(value)) => operate(Operation::Add, &sum, &value),
                    _ => None,
                };
            }
            State::One(known) => match (*known, how) {
                (Some(NONE), _) => *known = Some(number),
                (Some(_), How::Sample) | (None, _) => {}
                (Some(_), _) if number == NONE => *known = None,
                (Some(so_far), how) => {
                    let wanted = if *how == How::Least { Ordering::Less } else { Ordering::Greater };
                    if self.order(number, so_far) == wanted {
                        *known = Some(number);
                    }
                }
            },
            State::Text(text) => return self.join_text(how, text, number, weight),
        }
        // The least of nothing is an error from the first on.
        if let (State::One(known @ Some(NONE)), How::Least | How::Greatest) = (state, how) {
            *known = None;
        }
        Ok(())
    }

    fn join_text(&mut self, how: &How, text: &mut Option<String>, number: u32, weight: &mut Weight) -> Flow {
        let How::Concatenate(separator) = how else { return Ok(()) };
        let more = self.pool.value(number).and_then(|value| value.lexical());
        let (Some(joined), Some(more)) = (text.as_mut(), more) else {
            *text = None;
            return Ok(());
        };
        // The text begins with a separator, which is left out in the end: an empty one may have had a value.
        let length = joined.len() + separator.len() + more.len();
        if joined.capacity() < length {
            let wanted = length.max(joined.capacity() * 2);
            weight.add((wanted - joined.capacity()) * 2)?;
            joined.reserve_exact(wanted - joined.len());
        }
        if length - separator.len() > self.budget.one_text {
            return Err(Stop::Text.into());
        }
        joined.push_str(separator);
        joined.push_str(&more);
        Ok(())
    }

    /// The term that a state ends as.
    fn finish(&mut self, how: &How, state: State<'d>) -> Result<u32, Halt> {
        let value = match state {
            State::Count(count) => return self.pool.integer(count as i64),
            State::One(number) => return Ok(number.unwrap_or(NONE)),
            State::Sum(sum, count) if *how == How::Average => sum.and_then(|sum| average(&sum, count)),
            State::Sum(sum, _) => sum,
            State::Text(text) => text.map(|text| {
                let How::Concatenate(separator) = how else { return Value::text(text) };
                Value::text(text.get(separator.len()..).unwrap_or_default())
            }),
        };
        match value {
            Some(value) => self.pool.number_of(&value),
            None => Ok(NONE),
        }
    }

    /// How many rows a triple pattern has.
    fn count(&mut self, scan: &'d Scan, row: &[u32]) -> Result<u64, Halt> {
        let [s, p, o] = self.wanted(scan, row);
        let is_told_apart = |a: Part, b: Part| a != b || matches!(a, Part::Constant(_));
        let [a, b, c] = scan.parts;
        let is_simple = is_told_apart(a, b) && is_told_apart(b, c) && is_told_apart(a, c);
        if scan.graph == InWhich::Default && self.plan.data.default.is_none() && is_simple {
            self.budget.step()?;
            return Ok(self.triples.count(s, p, o) as u64);
        }
        let triples = self.triples;
        let mut walk = Walk::from(triples.pick(s, p, o));
        let mut count = 0;
        while let Some(step) = walk.step(triples) {
            self.budget.step()?;
            let Some((triple, set)) = step else { continue };
            let fits = (0..3)
                .all(|a| (a + 1..3).all(|b| is_told_apart(scan.parts[a], scan.parts[b]) || triple[a] == triple[b]));
            if fits && self.counts_in(scan.graph, set, row) {
                count += 1;
            }
        }
        Ok(count)
    }
}

impl Groups<'_> {
    /// The number of the group of a row.
    fn number(&mut self, group: &Group, row: &[u32]) -> Result<usize, Halt> {
        self.key.clear();
        self.key.extend(group.keys.iter().map(|slot| row[*slot]));
        let (number, is_new) = self.keys.add(&self.key)?;
        if is_new {
            self.weight.add(group.aggregates.len() * STATE)?;
            self.states.extend(group.aggregates.iter().map(|aggregate| match aggregate.how {
                How::Count => State::Count(0),
                How::Sum | How::Average => State::Sum(Some(Value::Integer(0.into())), 0),
                How::Least | How::Greatest | How::Sample => State::One(Some(NONE)),
                How::Concatenate(_) => State::Text(Some(String::new())),
            }));
        }
        Ok(number)
    }
}

/// Whether a value, or a row, was not in its group before.
fn is_new(
    seen: &mut RowSet,
    group: usize,
    value: Option<u32>,
    aggregate: &Aggregate,
    row: &[u32],
) -> Result<bool, Halt> {
    match value {
        Some(value) => seen.add(&[group as u32, value]),
        None => {
            let cells: Vec<u32> =
                std::iter::once(group as u32).chain(aggregate.row.iter().map(|slot| row[*slot])).collect();
            seen.add(&cells)
        }
    }
    .map(|(_, is_new)| is_new)
}

fn is_number(value: &Value<'_>) -> bool {
    matches!(value, Value::Integer(_) | Value::Decimal(_) | Value::Float(_) | Value::Double(_))
}

/// The average of numbers by their sum; 0 of none.
fn average<'d>(sum: &Value<'_>, count: u64) -> Option<Value<'d>> {
    if count == 0 {
        return Some(Value::Integer(0.into()));
    }
    let count = Integer::from(count as i64);
    Some(match sum {
        Value::Integer(sum) => Value::Decimal(Decimal::from(*sum).checked_div(count)?),
        Value::Decimal(sum) => Value::Decimal(sum.checked_div(count)?),
        Value::Float(sum) => Value::Float(*sum / Float::from(count)),
        Value::Double(sum) => Value::Double(*sum / Double::from(count)),
        _ => return None,
    })
}

//! Counts of groups: counted by the endpoint, put in order here.

use super::expressions::{call, count_distinct, string};
use super::group::Group;
use super::patterns::Patterns;
use super::reader::{Remote, Rows, element, parent};
use oxigraph::model::{Literal, NamedNode, Variable};
use plenary_graph::snapshot::Id;
use plenary_query::{Budget, Counted, Counting, Error, Group as Counts, GroupKey, GroupValue, Hop};
use plenary_values::Bucket;
use spargebra::algebra::{Expression, Function, GraphPattern};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Counts the groups of each list, the largest first and equals by value.
pub(super) fn count(
    remote: &Remote<'_>,
    counted: Counted<'_>,
    counting: &Counting,
    budget: &mut Budget,
) -> Result<Vec<Vec<Counts>>, Error> {
    match counted {
        Counted::Instances(class) => {
            let patterns = remote.patterns();
            let mut group = Group::default();
            patterns.class(&mut group, &element(), class);
            let (pattern, variables) = aggregate(&patterns, group, counting, &[])?;
            let answer = remote.select(pattern, &variables, budget)?;
            Ok(vec![sorted(remote, answer.iter().map(|row| read(remote, row, counting)).collect(), counting)])
        }
        Counted::Links(rows, path) => {
            let parents = remote.parents(rows);
            let mut answers: Vec<Rows> = Vec::new();
            for chunk in parents.chunks(remote.endpoint.settings().parents.max(1)) {
                let patterns = remote.patterns();
                let mut group = Group::default();
                group.values(&parent(), chunk.iter().cloned());
                patterns.walk(&mut group, parent().into(), path, &element());
                let (pattern, variables) = aggregate(&patterns, group, counting, &[parent()])?;
                answers.push(remote.select(pattern, &variables, budget)?);
            }
            let mut groups: HashMap<Id, Vec<Counts>> = HashMap::new();
            for row in answers.iter().flat_map(Rows::iter) {
                groups.entry(row[0]).or_default().push(read(remote, &row[1..], counting));
            }
            let groups: HashMap<Id, Vec<Counts>> =
                groups.into_iter().map(|(parent, groups)| (parent, sorted(remote, groups, counting))).collect();
            Ok(rows.iter().map(|row| groups.get(row).cloned().unwrap_or_default()).collect())
        }
    }
}

/// Counts the groups of some resources, which are asked for in parts if they are many.
pub(super) fn of(
    remote: &Remote<'_>,
    resources: &[NamedNode],
    counting: &Counting,
    budget: &mut Budget,
) -> Result<Vec<Counts>, Error> {
    let mut groups: HashMap<Vec<Option<GroupValue>>, Counts> = HashMap::new();
    for chunk in resources.chunks(remote.endpoint.settings().parents.max(1)) {
        let patterns = remote.patterns();
        let mut group = Group::default();
        group.values(&element(), chunk.iter().cloned());
        let (pattern, variables) = aggregate(&patterns, group, counting, &[])?;
        for row in remote.select(pattern, &variables, budget)?.iter() {
            let counts = read(remote, row, counting);
            match groups.get_mut(&counts.values) {
                Some(known) => known.count += counts.count,
                None => drop(groups.insert(counts.values.clone(), counts)),
            }
        }
    }
    Ok(sorted(remote, groups.into_values().collect(), counting))
}

/// A query for counts of elements and of values, by the owner of the list and the values of the keys.
fn aggregate(
    patterns: &Patterns<'_>,
    mut group: Group,
    counting: &Counting,
    owner: &[Variable],
) -> Result<(GraphPattern, Vec<Variable>), Error> {
    patterns.require(&mut group, &element(), &counting.filter)?;
    let mut bound = Vec::new();
    let mut value = |key: &GroupKey| {
        let (end, value) = (patterns.fresh(), patterns.fresh());
        let mut way = Group::default();
        let mut from = element();
        for (i, hop) in key.way.iter().enumerate() {
            let to = if i + 1 == key.way.len() { end.clone() } else { patterns.fresh() };
            match hop {
                Hop::Link(path) => patterns.walk(&mut way, from.into(), *path, &to),
                Hop::Narrow(class) => {
                    patterns.class(&mut way, &from, *class);
                    continue;
                }
            }
            from = to;
        }
        group.optional(way.into_pattern());
        bound.push((value.clone(), identity(&end, key.bucket)));
        value
    };
    let keys: Vec<Variable> = counting.keys.iter().map(&mut value).collect();
    let distinct: Vec<Variable> = counting.distinct.iter().map(&mut value).collect();
    let with_values = bound.into_iter().fold(group.into_pattern(), |inner, (variable, expression)| {
        GraphPattern::Extend { inner: Box::new(inner), variable, expression }
    });
    let by: Vec<Variable> = owner.iter().cloned().chain(keys).collect();
    let mut variables = by.clone();
    let mut aggregates = Vec::new();
    for counted in std::iter::once(element()).chain(distinct) {
        let count = patterns.fresh();
        aggregates.push((count.clone(), count_distinct(&counted)));
        variables.push(count);
    }
    let grouped = GraphPattern::Group { inner: Box::new(with_values), variables: by, aggregates };
    let pattern = GraphPattern::Project { inner: Box::new(grouped), variables: variables.clone() };
    Ok((pattern, variables))
}

/// What distinguishes values: resources by IRI, literals by what they say, dates by their bucket.
fn identity(end: &Variable, bucket: Option<Bucket>) -> Expression {
    let text = || call(Function::Str, [end.clone().into()]);
    let text = match bucket {
        None => text(),
        // As `Bucket::of` cuts: up to the hyphen after the year, which may have a sign, and a fixed number of characters more.
        Some(bucket) => {
            let number = |n: usize| Expression::from(Literal::from(i64::try_from(n).unwrap_or(i64::MAX)));
            let choose = |condition, yes, no| Expression::If(Box::new(condition), Box::new(yes), Box::new(no));
            let has_sign = || call(Function::StrStarts, [text(), string("-")]);
            let unsigned = || choose(has_sign(), call(Function::SubStr, [text(), number(2)]), text());
            let digits = call(Function::StrLen, [call(Function::StrBefore, [unsigned(), string("-")])]);
            let beyond = choose(has_sign(), number(bucket.beyond_year() + 1), number(bucket.beyond_year()));
            let length = Expression::Add(Box::new(digits), Box::new(beyond));
            let cut = call(Function::SubStr, [text(), number(1), length]);
            choose(call(Function::Contains, [unsigned(), string("-")]), cut, text())
        }
    };
    let is_literal = call(Function::IsLiteral, [end.clone().into()]);
    Expression::If(Box::new(is_literal), Box::new(text), Box::new(end.clone().into()))
}

fn read(remote: &Remote<'_>, row: &[Id], counting: &Counting) -> Counts {
    let (keys, counts) = row.split_at(counting.keys.len());
    let number = |id: &Id| remote.terms.text(*id).parse::<u32>().unwrap_or_default();
    let value = |(id, key): (&Id, &GroupKey)| {
        Some(*id).filter(|id| *id != Id::NONE).map(|term| GroupValue { term, bucket: key.bucket })
    };
    Counts {
        values: keys.iter().zip(&counting.keys).map(value).collect(),
        count: counts.first().map_or(0, number),
        distinct: counts.iter().skip(1).map(number).collect(),
    }
}

/// The largest first; equal counts by value, resources without a value last.
fn sorted(remote: &Remote<'_>, mut groups: Vec<Counts>, counting: &Counting) -> Vec<Counts> {
    groups.retain(|group| group.count > 0); // an empty list gives one empty group in SPARQL
    let missing = |group: &Counts| group.values.iter().map(Option::is_none).collect::<Vec<_>>();
    let text = |value: &GroupValue| value.of(remote.terms.text(value.term));
    let order = |(key, (a, b)): (&GroupKey, (&Option<GroupValue>, &Option<GroupValue>))| match (a, b) {
        (Some(a), Some(b)) => GroupValue::compare(key.datatype, text(a), text(b)),
        (None, _) | (_, None) => Ordering::Equal,
    };
    let values = |a: &Counts, b: &Counts| {
        let mut orders = counting.keys.iter().zip(a.values.iter().zip(&b.values)).map(order);
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    groups.sort_by(|a, b| {
        let by_value = || missing(a).cmp(&missing(b)).then_with(|| values(a, b));
        b.count.cmp(&a.count).then_with(by_value)
    });
    groups.truncate(counting.first);
    groups
}

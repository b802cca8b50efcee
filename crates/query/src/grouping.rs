//! Counting instead of listing: the requests of `groupBy` and `facets`, and how the snapshot counts.

use super::condition::Condition;
use super::filter::Filter;
use super::filtered_links::FilteredLinks;
use super::listing::Hop;
use super::named::{Named, SchemaNames};
use super::{Budget, Error};
use foldhash::{HashMap, HashSet};
use plenary_graph::snapshot::{Id, Snapshot, only_once};
use plenary_ontology::{ClassId, Ends, PathId};
use plenary_values::{Bucket, Datatype, Value};
use std::cmp::Ordering;
use std::fmt::{self, Formatter};
use std::sync::Arc;

/// A property to group resources by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupKey {
    /// Its name in the schema, such as `STANCE_POLARITY`.
    pub name: String,
    /// The way from the resource to its values.
    pub way: Vec<Hop>,
    /// What its values are, or the stretches that they are taken together by.
    pub datatype: Datatype,
    /// Dates and moments are taken together by this.
    pub bucket: Option<Bucket>,
    /// Where the label of a value is, if values are resources that have one.
    pub label: Option<PathId>,
}

/// What to count.
#[derive(Debug, Clone, PartialEq)]
pub struct Counting {
    /// Only resources that meet this.
    pub filter: Arc<Condition>,
    /// What to group by; each combination of values is a group.
    pub keys: Vec<GroupKey>,
    /// Properties whose different values are counted in each group.
    pub distinct: Vec<GroupKey>,
    /// The greatest number of groups, the largest first.
    pub first: usize,
}

/// The resources to count.
#[derive(Debug, Clone, Copy)]
pub enum Counted<'a> {
    /// The instances of a class, as one list.
    Instances(ClassId),
    /// The resources at the end of a path, a list for each row.
    Links(&'a [Id], PathId),
}

/// A group of resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// A value for each key; none for resources without one.
    pub values: Vec<Option<GroupValue>>,
    /// Number of resources.
    pub count: u32,
    /// Number of different values of each property that is counted.
    pub distinct: Vec<u32>,
}

/// What the resources of a group have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupValue {
    /// A term that has the value.
    pub term: Id,
    /// The stretch of time in its text that is the value, if it is not all of it.
    pub bucket: Option<Bucket>,
}

impl GroupValue {
    /// The value in the text of its term.
    pub fn of(self, text: &str) -> &str {
        self.bucket.map_or(text, |bucket| bucket.of(text))
    }

    /// The order of two values of a key: by what they mean, and by how they are written where they mean the same.
    pub fn compare(datatype: Datatype, a: &str, b: &str) -> Ordering {
        Value::read(datatype, a).compare(&Value::read(datatype, b)).then_with(|| a.cmp(b))
    }
}

impl Named for Counting {
    fn write(&self, names: SchemaNames<'_>, f: &mut Formatter<'_>) -> fmt::Result {
        let listed = |keys: &[GroupKey]| keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>().join(", ");
        write!(f, "by {}, first {}", listed(&self.keys), self.first)?;
        if !self.distinct.is_empty() {
            write!(f, ", different {}", listed(&self.distinct))?;
        }
        if !self.filter.is_anything() {
            write!(f, ", where {}", self.filter.named(names))?;
        }
        Ok(())
    }
}

/// Counts the groups of each list, the largest first and equals by value.
pub(super) fn count(
    snapshot: &Snapshot,
    counted: Counted<'_>,
    counting: &Counting,
    budget: &mut Budget,
) -> Result<Vec<Vec<Group>>, Error> {
    match counted {
        Counted::Instances(class) => {
            let list = Filter::new(snapshot).all(class, &counting.filter, budget)?;
            Ok(vec![groups(snapshot, &list, counting, budget)?])
        }
        Counted::Links(rows, path) => {
            let kept = FilteredLinks::new(snapshot, rows, path, &counting.filter, budget)?;
            let relation = snapshot.relation(path);
            rows.iter().map(|&row| groups(snapshot, &kept.of(relation.row(row), budget)?, counting, budget)).collect()
        }
    }
}

/// The groups of some resources.
pub(super) fn groups(
    snapshot: &Snapshot,
    list: &[Id],
    counting: &Counting,
    budget: &mut Budget,
) -> Result<Vec<Group>, Error> {
    if let ([GroupKey { way, .. }], []) = (&counting.keys[..], &counting.distinct[..])
        && let [Hop::Link(path)] = way[..]
        && let Ends::Class(class) = snapshot.ends(path)
    {
        return by_links(snapshot, list, (path, class), counting, budget);
    }
    let mut levels: Vec<_> = counting.keys.iter().map(|key| Level::new(snapshot, key)).collect();
    let mut properties: Vec<_> = counting.distinct.iter().map(|key| Values::new(snapshot, key)).collect();
    let mut tallies: Vec<Tally> = Vec::new();
    let (mut reached, mut next) = (Vec::new(), Vec::new());
    for &id in list {
        reached.clear();
        reached.push(0);
        for level in &mut levels {
            let count = level.values.of(id).len().max(1).saturating_mul(reached.len());
            budget.allow_rows(count)?; // all are different, so each is a group
            budget.spend_time(count)?;
            level.descend(&reached, &mut next);
            std::mem::swap(&mut reached, &mut next);
        }
        for property in &mut properties {
            property.of(id);
        }
        for &group in &reached {
            let group = group as usize;
            if group == tallies.len() {
                budget.spend(1)?; // a group takes memory even if it is not among the first in the end
                tallies.push(Tally { count: 0, distinct: vec![HashSet::default(); properties.len()] });
            }
            let tally = &mut tallies[group];
            tally.count += 1;
            for (seen, property) in tally.distinct.iter_mut().zip(&properties) {
                seen.extend(&property.found);
            }
        }
    }
    let group = |(number, tally): (u32, Tally)| Group {
        values: values(&levels, number),
        count: tally.count,
        distinct: tally.distinct.iter().map(|seen| seen.len() as u32).collect(),
    };
    Ok(largest(snapshot, (0..).zip(tallies).map(group).collect(), counting))
}

/// The groups of some resources by what one path leads to. It is what facets of long lists are made of: all that a resource costs is its row, for
/// links of a resource are different.
fn by_links(
    snapshot: &Snapshot,
    list: &[Id],
    (path, class): (PathId, ClassId),
    counting: &Counting,
    budget: &mut Budget,
) -> Result<Vec<Group>, Error> {
    let relation = snapshot.relation(path);
    let mut counts = Counts::of(snapshot.extent(class));
    for &id in list {
        let row = relation.row(id);
        budget.spend_time(row.len().max(1))?;
        for &end in if row.is_empty() { &[Id::NONE] } else { row } {
            if counts.add(end) {
                budget.spend(1)?; // as above
            }
        }
    }
    let value = |end: Id| (end != Id::NONE).then_some(GroupValue { term: end, bucket: None });
    let groups =
        counts.into_pairs().map(|(end, count)| Group { values: vec![value(end)], count, distinct: Vec::new() });
    Ok(largest(snapshot, groups.collect(), counting))
}

/// The numbers of the instances of a class are counted by place if at least one in this number of them is one.
const SPARSEST: usize = 4;

/// How often each resource has come: by its place among the numbers of a class, whose instances lie close together as a rule, and else in a table.
struct Counts {
    low: u32,
    dense: Vec<u32>,
    others: HashMap<Id, u32>,
}

impl Counts {
    fn of(extent: &[Id]) -> Self {
        let (low, high) = extent.iter().fold((u32::MAX, 0), |(low, high), id| (low.min(id.0), high.max(id.0)));
        let width = high.checked_sub(low).map_or(0, |last| last as usize + 1);
        let dense = if width <= SPARSEST * extent.len() { vec![0; width] } else { Vec::new() };
        Self { low, dense, others: HashMap::default() }
    }

    /// Counts a resource; whether it is the first time.
    fn add(&mut self, id: Id) -> bool {
        let count = match self.dense.get_mut(id.0.wrapping_sub(self.low) as usize) {
            Some(count) => count,
            None => self.others.entry(id).or_default(),
        };
        *count += 1;
        *count == 1
    }

    fn into_pairs(self) -> impl Iterator<Item = (Id, u32)> {
        let dense = self.dense.into_iter().zip(self.low..).map(|(count, number)| (Id(number), count));
        dense.filter(|(_, count)| *count > 0).chain(self.others)
    }
}

/// The groups that are wanted: the largest first, and equals by value.
fn largest(snapshot: &Snapshot, mut groups: Vec<Group>, counting: &Counting) -> Vec<Group> {
    groups.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| by_values(snapshot, &counting.keys, a, b)));
    groups.truncate(counting.first);
    groups
}

/// What is counted in a group while the resources pass by.
struct Tally {
    count: u32,
    distinct: Vec<HashSet<Id>>,
}

/// One key in a tree of groups: its nodes are the different values below each node of the key before. The nodes of the
/// last key are the groups.
struct Level<'a> {
    values: Values<'a>,
    /// Of each node the one above it, and the value; none for resources without one.
    nodes: Vec<(u32, Option<Id>)>,
    /// The numbers of the nodes.
    numbers: HashMap<(u32, Option<Id>), u32>,
}

impl<'a> Level<'a> {
    fn new(snapshot: &'a Snapshot, key: &'a GroupKey) -> Self {
        Self { values: Values::new(snapshot, key), nodes: Vec::new(), numbers: HashMap::default() }
    }

    /// From nodes of the key before to those of this one, by the values that have been found.
    fn descend(&mut self, from: &[u32], to: &mut Vec<u32>) {
        to.clear();
        let none = self.values.found.is_empty().then_some(None);
        for value in self.values.found.iter().copied().map(Some).chain(none) {
            for &above in from {
                let number = self.numbers.entry((above, value)).or_insert_with(|| {
                    self.nodes.push((above, value));
                    self.nodes.len() as u32 - 1
                });
                to.push(*number);
            }
        }
    }
}

/// The values of a group, from its node up to the first key.
fn values(levels: &[Level<'_>], group: u32) -> Vec<Option<GroupValue>> {
    let mut values = vec![None; levels.len()];
    let mut node = group;
    for (value, level) in values.iter_mut().zip(levels).rev() {
        let (above, term) = level.nodes[node as usize];
        *value = term.map(|term| GroupValue { term, bucket: level.values.bucket });
        node = above;
    }
    values
}

/// Groups without a value come last; the others are in the order of what the values say.
fn by_values(snapshot: &Snapshot, keys: &[GroupKey], a: &Group, b: &Group) -> Ordering {
    let terms = snapshot.terms();
    let order = |(key, (a, b)): (&GroupKey, (&Option<GroupValue>, &Option<GroupValue>))| match (a, b) {
        // The places of resources are in the order of their IRIs.
        (Some(a), Some(b)) if terms.is_resource(a.term) && terms.is_resource(b.term) => {
            terms.order(a.term).cmp(&terms.order(b.term))
        }
        (Some(a), Some(b)) => GroupValue::compare(key.datatype, a.of(terms.text(a.term)), b.of(terms.text(b.term))),
        (None, _) | (_, None) => Ordering::Equal,
    };
    let missing = a.values.iter().map(Option::is_none).cmp(b.values.iter().map(Option::is_none));
    let mut orders = keys.iter().zip(a.values.iter().zip(&b.values)).map(order);
    missing.then_with(|| orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
}

/// Reads the values of a property.
struct Values<'a> {
    snapshot: &'a Snapshot,
    way: &'a [Hop],
    bucket: Option<Bucket>,
    /// For each text the literal that stands for all that say it.
    texts: HashMap<&'a str, Id>,
    /// The different values of the resource that was read last.
    found: Vec<Id>,
}

impl<'a> Values<'a> {
    fn new(snapshot: &'a Snapshot, key: &'a GroupKey) -> Self {
        Self { snapshot, way: &key.way, bucket: key.bucket, texts: HashMap::default(), found: Vec::new() }
    }

    /// The different values of a resource.
    fn of(&mut self, id: Id) -> &[Id] {
        self.found.clear();
        self.found.push(id);
        for &hop in self.way {
            let path = match hop {
                Hop::Link(path) => path,
                Hop::Narrow(class) => {
                    self.found.retain(|&end| self.snapshot.is_instance(end, class));
                    continue;
                }
            };
            let relation = self.snapshot.relation(path);
            match self.found[..] {
                [end] => {
                    self.found.clear();
                    self.found.extend_from_slice(relation.row(end));
                }
                _ => self.found = self.found.iter().flat_map(|&end| relation.row(end)).copied().collect(),
            }
        }
        let terms = self.snapshot.terms();
        for term in &mut self.found {
            if !terms.is_resource(*term) {
                let value = GroupValue { term: *term, bucket: self.bucket };
                *term = *self.texts.entry(value.of(terms.text(value.term))).or_insert(*term);
            }
        }
        only_once(&mut self.found);
        &self.found
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Id};
    use std::collections::BTreeMap;

    #[test]
    fn resources_are_counted_alike_wherever_they_lie() {
        let classes: [&[u32]; 5] = [&[], &[7], &[3, 4, 6, 9], &[1, 1_000_000], &[0, u32::MAX - 1]];
        for extent in classes {
            let extent: Vec<Id> = extent.iter().copied().map(Id).collect();
            let mut counts = Counts::of(&extent);
            let mut expected = BTreeMap::new();
            let others = [Id::NONE, Id(5), Id(2)];
            for (times, id) in extent.iter().chain(&others).enumerate() {
                for time in 0..=times {
                    assert_eq!(counts.add(*id), time == 0 && !expected.contains_key(&id.0), "{extent:?} {id:?}");
                    *expected.entry(id.0).or_insert(0) += 1;
                }
            }
            let counted: BTreeMap<u32, u32> = counts.into_pairs().map(|(id, count)| (id.0, count)).collect();
            assert_eq!(counted, expected, "{extent:?}");
        }
    }
}

//! Counting instead of listing: what is asked of `groupBy` and `facets`, and how the snapshot counts.

use super::condition::Condition;
use super::filter::Filter;
use super::kept::Kept;
use super::{Budget, Error};
use crate::ontology::{ClassId, PathId};
use crate::snapshot::{Id, Snapshot};
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Display, Formatter};

/// A property to group resources by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupKey {
    /// Its name in the schema, such as `STANCE_POLARITY`.
    pub name: String,
    /// The paths from the resource to its values.
    pub paths: Vec<PathId>,
    /// Dates and moments are taken together by this.
    pub bucket: Option<Bucket>,
    /// Where the label of a value is, if values are resources that have one.
    pub label: Option<PathId>,
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// `2025`.
    Year,
    /// `2025-05`.
    Month,
    /// `2025-05-30`.
    Day,
}

impl Bucket {
    /// How much of the lexical form of a date or moment (`2025-05-30…`) tells the bucket.
    fn length(self) -> usize {
        match self {
            Self::Year => 4,
            Self::Month => 7,
            Self::Day => 10,
        }
    }
}

/// What to count.
#[derive(Debug, Clone, PartialEq)]
pub struct Counting {
    /// Only resources that meet this.
    pub filter: Condition,
    /// What to group by; each combination of values is a group.
    pub keys: Vec<GroupKey>,
    /// Properties whose different values are counted in each group.
    pub distinct: Vec<GroupKey>,
    /// At most so many groups, the largest first.
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
    /// How much of its text is the value, if not all.
    pub length: Option<usize>,
}

impl GroupValue {
    /// The value in the text of its term.
    pub fn of(self, text: &str) -> &str {
        self.length.and_then(|length| text.get(..length)).unwrap_or(text)
    }
}

impl Display for Counting {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names = |keys: &[GroupKey]| keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>().join(", ");
        write!(f, "by {}, first {}", names(&self.keys), self.first)?;
        if !self.distinct.is_empty() {
            write!(f, ", different {}", names(&self.distinct))?;
        }
        if !self.filter.is_anything() {
            write!(f, ", where {}", self.filter)?;
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
            let kept = Kept::new(snapshot, rows, path, &counting.filter, budget)?;
            let relation = snapshot.relation(path);
            rows.iter().map(|&row| groups(snapshot, &kept.of(relation.row(row), budget)?, counting, budget)).collect()
        }
    }
}

/// What tells values apart: resources by number, literals by what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Identity<'a> {
    Resource(Id),
    Text(&'a str),
}

/// A value with what tells it apart.
type Found<'a> = (Identity<'a>, GroupValue);

/// What is counted in a group while the resources pass by.
struct Tally<'a> {
    values: Vec<Option<GroupValue>>,
    count: u32,
    distinct: Vec<HashSet<Identity<'a>>>,
}

fn groups(snapshot: &Snapshot, list: &[Id], counting: &Counting, budget: &mut Budget) -> Result<Vec<Group>, Error> {
    let values = Values { snapshot };
    let mut tallies: HashMap<Vec<Option<Identity<'_>>>, Tally<'_>> = HashMap::new();
    for &id in list {
        for combination in values.combinations(id, &counting.keys, budget)? {
            let identity: Vec<_> = combination.iter().map(|found| found.map(|(identity, _)| identity)).collect();
            if !tallies.contains_key(&identity) {
                budget.spend(1)?; // a group takes memory even if it is not among the first in the end
            }
            let tally = tallies.entry(identity).or_insert_with(|| Tally {
                values: combination.iter().map(|found| found.map(|(_, value)| value)).collect(),
                count: 0,
                distinct: vec![HashSet::new(); counting.distinct.len()],
            });
            tally.count += 1;
            for (seen, key) in tally.distinct.iter_mut().zip(&counting.distinct) {
                seen.extend(values.of(id, key).into_iter().map(|(identity, _)| identity));
            }
        }
    }
    let mut groups: Vec<Group> = tallies
        .into_values()
        .map(|tally| Group {
            values: tally.values,
            count: tally.count,
            distinct: tally.distinct.iter().map(|seen| seen.len() as u32).collect(),
        })
        .collect();
    let texts = |group: &Group| -> Vec<Option<&str>> {
        group.values.iter().map(|value| value.map(|value| values.text(value))).collect()
    };
    // Equal counts are sorted by value, resources without a value last.
    let by_value = |a: &Group, b: &Group| {
        let missing = |group: &Group| group.values.iter().map(Option::is_none).collect::<Vec<_>>();
        missing(a).cmp(&missing(b)).then_with(|| texts(a).cmp(&texts(b)))
    };
    groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| by_value(a, b)));
    groups.truncate(counting.first);
    Ok(groups)
}

/// Reads the values of keys.
struct Values<'a> {
    snapshot: &'a Snapshot,
}

impl<'a> Values<'a> {
    /// Every combination of the values that a resource has for the keys; a key without a value gives none.
    fn combinations(
        &self,
        id: Id,
        keys: &[GroupKey],
        budget: &mut Budget,
    ) -> Result<Vec<Vec<Option<Found<'a>>>>, Error> {
        let mut combinations = vec![Vec::with_capacity(keys.len())];
        for key in keys {
            let found = self.of(id, key);
            let choices: Vec<_> = if found.is_empty() { vec![None] } else { found.into_iter().map(Some).collect() };
            let count = choices.len().saturating_mul(combinations.len());
            budget.allow_rows(count)?; // all are different, so each is a group
            budget.spend_time(count)?;
            let extend = |combination: Vec<Option<Found<'a>>>| {
                choices.iter().map(move |&choice| [&combination[..], &[choice]].concat()).collect::<Vec<_>>()
            };
            combinations = combinations.into_iter().flat_map(extend).collect();
        }
        Ok(combinations)
    }

    /// The different values that a resource has for a key.
    fn of(&self, id: Id, key: &GroupKey) -> Vec<Found<'a>> {
        let mut ends = vec![id];
        for &path in &key.paths {
            let relation = self.snapshot.relation(path);
            ends = ends.iter().flat_map(|&end| relation.row(end)).copied().collect();
        }
        let length = key.bucket.map(Bucket::length);
        let mut values: Vec<Found<'a>> = Vec::new();
        for term in ends {
            let value = GroupValue { term, length };
            let is_resource = term.index() < self.snapshot.terms().resources();
            let identity = if is_resource { Identity::Resource(term) } else { Identity::Text(self.text(value)) };
            if !values.iter().any(|(known, _)| *known == identity) {
                values.push((identity, value));
            }
        }
        values
    }

    fn text(&self, value: GroupValue) -> &'a str {
        value.of(self.snapshot.terms().text(value.term))
    }
}

//! From values back to the resources that have them: the posting lists of one path, sorted by value.

use super::relation::Relation;
use crate::terms::{Id, Terms};
use plenary_arrays::{Arrays, Error, Scratch, Section, Writer};
use plenary_ontology::Ends;
use plenary_values::{Datatype, Value};
use std::collections::HashMap;
use std::ops::{Bound, Range};
use std::sync::OnceLock;

/// The values of a path with the resources that have each.
#[derive(Debug)]
pub struct ValueIndex {
    datatype: Datatype,
    /// Distinct values, sorted; those that are not of the path's type come last, by their writing.
    values: Section<Id>,
    /// Number of the values that are of the path's type.
    held: usize,
    /// Where the resources of value `i` start; one more for the end of the last.
    starts: Section<u32>,
    /// Resources, sorted within each value.
    resources: Section<Id>,
    /// Made when a list is first ordered by the path.
    places: OnceLock<Places>,
}

/// For each resource the place of its first value among the values.
#[derive(Debug, Default)]
struct Places {
    /// The least number of those that the dictionary has in order, and the places from it on.
    first: u32,
    in_order: Box<[u32]>,
    /// Those of resources that came since.
    came: HashMap<u32, u32>,
}

/// In [`Places`]: there is no value of the path.
const NO_PLACE: u32 = u32::MAX;

impl ValueIndex {
    /// Turns the relation of a path round.
    pub(super) fn new(terms: &Terms, relation: &Relation, ends: Ends) -> Self {
        let datatype = ends.datatype();
        let mut pairs: Vec<(Id, Id)> = relation.pairs().map(|(s, v)| (v, s)).collect();
        pairs.sort_unstable_by_key(|&(value, resource)| (terms.order(value), terms.order(resource)));
        pairs.dedup();
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (i, pair) in pairs.iter().enumerate() {
            match runs.last_mut() {
                Some(run) if pairs[run.start].0 == pair.0 => run.end = i + 1,
                _ => runs.push(i..i + 1),
            }
        }
        let value = |run: &Range<usize>| Value::read(datatype, terms.text(pairs[run.start].0));
        runs.sort_by(|a, b| value(a).compare(&value(b)));
        let held = runs.partition_point(|run| value(run).is_held());
        let mut starts = vec![0];
        let mut resources = Vec::with_capacity(pairs.len());
        for run in &runs {
            resources.extend(pairs[run.clone()].iter().map(|&(_, resource)| resource));
            starts.push(resources.len() as u32);
        }
        let values = runs.iter().map(|run| pairs[run.start].0).collect();
        Self { datatype, values, held, starts: starts.into(), resources: resources.into(), places: OnceLock::new() }
    }

    /// The index after links of the path have come or gone: start, value, and whether it came. What lies between values that are touched is copied as
    /// it is.
    pub(super) fn after(&self, terms: &Terms, changed: &[(Id, Id, bool)]) -> Self {
        let mut rows: HashMap<Id, (Result<usize, usize>, Vec<Id>)> = HashMap::new();
        for &(start, value, came) in changed {
            let (_, row) = rows.entry(value).or_insert_with(|| {
                let place = self.find(terms, value);
                (place, place.map_or_else(|_| Vec::new(), |place| self.resources(place).to_vec()))
            });
            let order = terms.order(start);
            match row.binary_search_by_key(&order, |&other| terms.order(other)) {
                Ok(place) if !came => drop(row.remove(place)),
                Err(place) if came => row.insert(place, start),
                Ok(_) | Err(_) => {}
            }
        }
        let read = |value: Id| Value::read(self.datatype, terms.text(value));
        let mut edits: Vec<_> = rows.into_iter().collect();
        edits.sort_by(|(a, _), (b, _)| read(*a).compare(&read(*b)).then_with(|| terms.order(*a).cmp(&terms.order(*b))));
        let (mut values, mut resources) =
            (Vec::with_capacity(self.values.len()), Vec::with_capacity(self.resources.len()));
        let (mut starts, mut held, mut from) = (Vec::with_capacity(self.starts.len()), self.held, 0);
        let copy = |range: Range<usize>, values: &mut Vec<Id>, starts: &mut Vec<u32>, resources: &mut Vec<Id>| {
            let (first, now) = (self.starts[range.start], resources.len() as u32);
            values.extend_from_slice(&self.values[range.clone()]);
            starts.extend(self.starts[range.clone()].iter().map(|start| start - first + now));
            resources.extend_from_slice(&self.resources[first as usize..self.starts[range.end] as usize]);
        };
        for (value, (place, row)) in edits {
            let (Ok(at) | Err(at)) = place;
            copy(from..at, &mut values, &mut starts, &mut resources);
            from = at + usize::from(place.is_ok());
            let is_held = usize::from(read(value).is_held());
            held -= if place.is_ok() { is_held } else { 0 };
            if !row.is_empty() {
                held += is_held;
                values.push(value);
                starts.push(resources.len() as u32);
                resources.extend(row);
            }
        }
        copy(from..self.values.len(), &mut values, &mut starts, &mut resources);
        starts.push(resources.len() as u32);
        let (datatype, places) = (self.datatype, OnceLock::new());
        Self { datatype, values: values.into(), held, starts: starts.into(), resources: resources.into(), places }
    }

    /// Where a value is, or would be.
    fn find(&self, terms: &Terms, value: Id) -> Result<usize, usize> {
        let key = Value::read(self.datatype, terms.text(value));
        self.values.binary_search_by(|&other| {
            let order = Value::read(self.datatype, terms.text(other)).compare(&key);
            order.then_with(|| terms.order(other).cmp(&terms.order(value)))
        })
    }

    /// What the values are.
    pub fn datatype(&self) -> Datatype {
        self.datatype
    }

    /// All values, those among them that are not of the path's type.
    pub fn all(&self) -> Range<usize> {
        0..self.values.len()
    }

    /// The distinct values, sorted.
    pub fn values(&self) -> &[Id] {
        &self.values
    }

    /// The resources that have the value at an index of [`Self::values`], sorted.
    pub fn resources(&self, value: usize) -> &[Id] {
        &self.resources[self.starts[value] as usize..self.starts[value + 1] as usize]
    }

    /// Number of resources at a range of values; one that has several of them counts several times.
    pub fn count(&self, values: &Range<usize>) -> usize {
        (self.starts[values.end] - self.starts[values.start]) as usize
    }

    /// The values between two bounds, as a range of indexes; without a bound on high, those of the path's type.
    pub fn range(&self, terms: &Terms, low: Bound<&Value<'_>>, high: Bound<&Value<'_>>) -> Range<usize> {
        let before = |bound: &Value<'_>, or_equal: bool| {
            self.values.partition_point(|&value| {
                let order = Value::read(self.datatype, terms.text(value)).compare(bound);
                order.is_lt() || (or_equal && order.is_eq())
            })
        };
        let start = match low {
            Bound::Included(key) => before(key, false),
            Bound::Excluded(key) => before(key, true),
            Bound::Unbounded => 0,
        };
        let end = match high {
            Bound::Included(key) => before(key, true),
            Bound::Excluded(key) => before(key, false),
            Bound::Unbounded => self.held,
        };
        start..end.max(start)
    }

    /// The texts that start with a prefix, as a range of indexes.
    pub fn prefix(&self, terms: &Terms, prefix: &str) -> Range<usize> {
        let start = self.values.partition_point(|&value| terms.text(value) < prefix);
        let length = self.values[start..].partition_point(|&value| terms.text(value).starts_with(prefix));
        start..start + length
    }

    /// The place of a resource's first value in the order of values: equal values have the same. `None` if the resource
    /// has none. `relation` is that of the index's path.
    pub fn place(&self, terms: &Terms, relation: &Relation, resource: Id) -> Option<u32> {
        let Places { first, in_order, came } = self.places.get_or_init(|| self.number(terms, relation));
        match in_order.get(resource.0.checked_sub(*first)? as usize) {
            Some(&place) => Some(place).filter(|&place| place != NO_PLACE),
            None => came.get(&resource.0).copied(),
        }
    }

    fn number(&self, terms: &Terms, relation: &Relation) -> Places {
        let numbers = self.resources.iter().map(|resource| resource.0);
        let numbers = numbers.filter(|&number| (number as usize) < terms.first_of_tail());
        let range = numbers.clone().min().zip(numbers.max());
        let (first, count) = range.map_or((0, 0), |(first, last)| (first, (last - first) as usize + 1));
        let (mut places, mut came) = (vec![NO_PLACE; count], HashMap::new());
        let mut place = 0;
        let mut previous: Option<Value<'_>> = None;
        for (i, &value) in self.values.iter().enumerate() {
            let key = Value::read(self.datatype, terms.text(value));
            let is_equal = previous.is_some_and(|previous| previous.compare(&key).is_eq());
            place = if is_equal { place } else { i as u32 };
            for &resource in self.resources(i) {
                if relation.row(resource).first() != Some(&value) {
                } else if (resource.0 as usize) < terms.first_of_tail() {
                    places[(resource.0 - first) as usize] = place;
                } else {
                    came.insert(resource.0, place);
                }
            }
            previous = Some(key);
        }
        Places { first, in_order: places.into(), came }
    }

    /// The same on disk.
    pub(super) fn on_disk(&self, room: &Scratch) -> Result<Self, Error> {
        Ok(Self {
            datatype: self.datatype,
            values: room.moved(self.values.clone())?,
            held: self.held,
            starts: room.moved(self.starts.clone())?,
            resources: room.moved(self.resources.clone())?,
            places: OnceLock::new(),
        })
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let places = self.places.get().map_or(0, |places| size_of_val(&*places.in_order));
        self.values.heap_bytes() + self.starts.heap_bytes() + self.resources.heap_bytes() + places
    }

    /// Writes the index, under names that begin with one; gives the number of the values that are of the path's type.
    pub(super) fn write(&self, to: &mut Writer, name: &str) -> Result<u64, Error> {
        to.slice(&format!("{name}/values"), &self.values)?;
        to.slice(&format!("{name}/starts"), &self.starts)?;
        to.slice(&format!("{name}/resources"), &self.resources)?;
        Ok(self.held as u64)
    }

    /// Takes an index that was written under a name.
    pub(super) fn open(arrays: &Arrays, name: &str, ends: Ends, held: u64) -> Result<Self, Error> {
        let values: Section<Id> = arrays.slice(&format!("{name}/values"))?;
        let starts: Section<u32> = arrays.slice(&format!("{name}/starts"))?;
        let resources: Section<Id> = arrays.slice(&format!("{name}/resources"))?;
        let held = usize::try_from(held).unwrap_or(usize::MAX);
        let end = starts.last().map(|&end| end as usize);
        arrays.fits(name, starts.len() == values.len() + 1 && end == Some(resources.len()) && held <= values.len())?;
        Ok(Self { datatype: ends.datatype(), values, held, starts, resources, places: OnceLock::new() })
    }
}

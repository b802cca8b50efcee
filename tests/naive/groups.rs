//! Groups: for every combination of values the resources that have it, written down one by one.

use super::values::order;
use super::{Json, Naive, choose, list, null, object, string, terms, text};
use oxigraph::model::{NamedNode, Term};
use plenary::ontology::{Ends, Scalar};
use plenary::query::{Counting, Facet, FacetPart, GroupKey, GroupPart, Grouping, Hop, ValuePart};
use plenary::values::Bucket;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A value: whether it is a resource, and what is written.
type Value = (bool, String);

impl Naive<'_> {
    pub(super) fn grouping(&self, all: &[Term], grouping: &Grouping) -> Json {
        self.groups(all, &grouping.counting, &grouping.parts)
    }

    pub(super) fn facets(&self, all: &[Term], facets: &[Facet], parts: &[(String, FacetPart)]) -> Json {
        list(facets, |facet| {
            object(parts, |(key, part)| {
                let json = match part {
                    FacetPart::Field => string(&facet.counting.keys[0].name),
                    FacetPart::Values(index) => self.groups(all, &facet.counting, &facet.values[*index]),
                    FacetPart::Typename => string("Facet"),
                };
                (key, json)
            })
        })
    }

    fn groups(&self, all: &[Term], counting: &Counting, parts: &[(String, GroupPart)]) -> Json {
        let mut groups: BTreeMap<Vec<Option<Value>>, Vec<&Term>> = BTreeMap::new();
        for resource in all {
            let mut combinations = vec![Vec::new()];
            for key in &counting.keys {
                let values = self.values(resource, key);
                let mut choices: Vec<Option<Value>> = values.into_iter().map(Some).collect();
                if choices.is_empty() {
                    choices.push(None);
                }
                combinations = combinations
                    .iter()
                    .flat_map(|known| choices.iter().map(move |choice| [known.clone(), vec![choice.clone()]].concat()))
                    .collect();
            }
            for combination in combinations {
                groups.entry(combination).or_default().push(resource);
            }
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by(|(values, members), (others, other_members)| {
            let missing = |values: &[Option<Value>]| values.iter().map(Option::is_none).collect::<Vec<_>>();
            let by_value = counting.keys.iter().zip(values.iter().zip(others)).map(|(key, pair)| match pair {
                (Some((_, a)), Some((_, b))) => order(key.datatype, a, b).then(a.cmp(b)),
                _ => Ordering::Equal,
            });
            let by_value = by_value.fold(Ordering::Equal, Ordering::then);
            other_members.len().cmp(&members.len()).then(missing(values).cmp(&missing(others))).then(by_value)
        });
        groups.truncate(counting.first);
        list(&groups, |(values, members)| {
            object(parts, |(key, part)| {
                let json = match part {
                    GroupPart::Count => Some(members.len().to_string()),
                    GroupPart::Distinct(index) => {
                        let values = |member: &&Term| self.values(member, &counting.distinct[*index]);
                        Some(members.iter().flat_map(values).collect::<BTreeSet<_>>().len().to_string())
                    }
                    GroupPart::Key(parts) => list(values.iter().zip(&counting.keys), |(value, key)| {
                        object(parts, |(name, part)| (name, self.group_value(value.as_ref(), key, part)))
                    }),
                    GroupPart::Value(part) => self.group_value(values[0].as_ref(), &counting.keys[0], part),
                    GroupPart::Typename(name) => string(name),
                };
                (key, json)
            })
        })
    }

    pub(super) fn values(&self, resource: &Term, key: &GroupKey) -> BTreeSet<Value> {
        let mut ends = vec![resource.clone()];
        for hop in &key.way {
            match hop {
                Hop::Link(path) => ends = ends.iter().flat_map(|end| self.ends(end, *path).to_vec()).collect(),
                Hop::Narrow(class) => ends.retain(|end| self.is_a(end, *class)),
            }
        }
        let written = |end: &Term| match key.bucket {
            None => text(end).to_owned(),
            Some(bucket) => stretch(text(end), bucket),
        };
        ends.iter().map(|end| (end.is_named_node(), written(end))).collect()
    }

    fn group_value(&self, value: Option<&Value>, key: &GroupKey, part: &ValuePart) -> Json {
        match (part, value) {
            (ValuePart::Field, _) => string(&key.name),
            (ValuePart::Typename, _) => string("GroupKeyValue"),
            (_, None) => Some(null()),
            (ValuePart::Value, Some((_, value))) => string(value),
            (ValuePart::Label(languages), Some((_, value))) => {
                let texts = |label| self.ends(&NamedNode::new_unchecked(value).into(), label);
                let Some(Hop::Link(last)) = key.way.last() else { panic!("{key:?} ends at no value") };
                let label = match self.ontology.path(*last).ends {
                    Ends::Values(Scalar::Enum(id)) => {
                        let known = self.ontology.enumeration(id);
                        let is_known = known.values.iter().any(|other| other == value);
                        is_known.then(|| choose(&terms(&known.names(value)), languages, true)).flatten()
                    }
                    _ => key.label.and_then(|label| choose(&texts(label), languages, true)),
                };
                string(label.as_ref().unwrap_or(value))
            }
        }
    }
}

/// The year, month or day of a date, which the hyphens between them tell. What has none is left as it is.
fn stretch(date: &str, bucket: Bucket) -> String {
    let (sign, unsigned) = date.strip_prefix('-').map_or(("", date), |rest| ("-", rest));
    let parts: Vec<&str> = unsigned.splitn(3, '-').collect();
    match (&parts[..], bucket) {
        ([_], _) => date.to_owned(),
        ([year, ..], Bucket::Year) => format!("{sign}{year}"),
        ([year, month, ..], Bucket::Month) => format!("{sign}{year}-{}", &month[..2]),
        ([year, month, day], Bucket::Day) => format!("{sign}{year}-{month}-{}", &day[..2]),
        _ => panic!("{date} has no day"),
    }
}

//! Groups: for every combination of values the resources that have it, written down one by one.

use super::{Json, Naive, choose, list, null, object, string, text};
use oxigraph::model::{NamedNode, Term};
use plenary::query::{Bucket, Counting, Facet, FacetPart, GroupKey, GroupPart, Grouping, ValuePart};
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
        groups.sort_by_key(|(values, members)| {
            let missing: Vec<bool> = values.iter().map(Option::is_none).collect();
            let texts: Vec<Option<String>> = values.iter().cloned().map(|value| Some(value?.1)).collect();
            (std::cmp::Reverse(members.len()), missing, texts)
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

    fn values(&self, resource: &Term, key: &GroupKey) -> BTreeSet<Value> {
        let mut ends = vec![resource.clone()];
        for &path in &key.paths {
            ends = ends.iter().flat_map(|end| self.ends(end, path).to_vec()).collect();
        }
        let length = match key.bucket {
            None => usize::MAX,
            Some(Bucket::Year) => "2025".len(),
            Some(Bucket::Month) => "2025-05".len(),
            Some(Bucket::Day) => "2025-05-30".len(),
        };
        let written = |end: &Term| text(end).chars().take(length).collect();
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
                let label = key.label.and_then(|label| choose(&texts(label), languages, true));
                string(label.as_ref().unwrap_or(value))
            }
        }
    }
}

//! Which properties become fields of which classes.
//!
//! A property belongs to the highest class of which more than one kind of instances has it, so that a link to that class can ask for it;
//! the classes below inherit the field. What two owners share with a class below is counted together, for that class must
//! see one field.

use super::classes::Classes;
use super::names::{Names, camel, is_code};
use super::namespaces::Namespaces;
use super::survey::{Set, Survey, Use};
use super::values::{Evidence, Values};
use super::vocabulary::{Property, Restriction, Vocabulary, is_of_the_language};
use oxigraph::model::{Literal, NamedNode};
use plenary_base::vocab::{dc, dct, foaf, rdf, rdfs, schema, skos, vcard};
use plenary_ontology::{local_name, lower_first, upper_first};
use std::collections::{BTreeMap, BTreeSet};

/// Properties that say what a thing is called, most telling first.
pub(super) const NAMES: [&str; 9] = [
    rdfs::LABEL,
    skos::PREF_LABEL,
    dct::TITLE,
    dc::TITLE,
    foaf::NAME,
    schema::NAME,
    schema::NAME_S,
    vcard::FORMATTED_NAME,
    vcard::ORGANIZATION_NAME,
];
/// Most declared properties without a value that are named for a class.
const NAMED: usize = 12;

/// A field of a class.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) predicate: NamedNode,
    /// Whether the property is walked from object to subject.
    pub(super) is_inverse: bool,
    /// Name of the field.
    pub(super) name: String,
    /// What the values are, how many there are, and how that is known.
    pub(super) values: Values,
    /// What people call it.
    pub(super) labels: Vec<Literal>,
    /// What it is about.
    pub(super) comments: Vec<Literal>,
    /// By what fields are sorted: names of things first, then what most have.
    rank: (usize, u64),
}

/// The fields of each class, and what is to be said of properties that became none.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) of: BTreeMap<usize, Vec<Field>>,
    /// Declared properties of a class that no instance has.
    pub(super) unused: BTreeMap<usize, Vec<NamedNode>>,
    /// Declared properties for which no class is said.
    pub(super) without_class: Vec<NamedNode>,
}

/// What fields are made of.
pub(super) struct Maker<'a> {
    pub(super) survey: Option<&'a Survey>,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) classes: &'a Classes,
    pub(super) namespaces: &'a mut Namespaces,
    pub(super) names: &'a mut Names,
    /// The type name and plural of each class.
    pub(super) plurals: &'a [String],
}

/// Classes that own a property and see each other's field of it, with the sets of their instances that have it.
type Owners = Vec<(usize, BTreeSet<Set>)>;

impl Maker<'_> {
    /// The fields of all classes.
    pub(super) fn fields(mut self) -> Fields {
        let mut fields = Fields::default();
        let owners = match self.survey {
            Some(survey) => self.used(survey),
            None => self.declared(),
        };
        // A property that more use has the first choice of names.
        let mut order: Vec<_> = owners.iter().collect();
        order.sort_by_key(|(predicate, owners)| {
            (std::cmp::Reverse(self.weight(predicate, owners)), (*predicate).clone())
        });
        let mut links = Vec::new();
        for (predicate, owners) in order {
            let name = self.name(predicate);
            for group in self.groups(owners) {
                let values = self.values(predicate, &group);
                if let Some(target) = values.class {
                    links.push((predicate.clone(), target, group.iter().map(|(class, _)| *class).collect::<Vec<_>>()));
                }
                for (class, _) in &group {
                    let declared = self.vocabulary.properties.get(predicate);
                    let rank = NAMES.iter().position(|known| *known == predicate.as_str()).unwrap_or(NAMES.len());
                    let field = Field {
                        predicate: predicate.clone(),
                        is_inverse: false,
                        name: name.clone(),
                        values: values.clone(),
                        labels: declared.map(|property| property.about.labels.clone()).unwrap_or_default(),
                        comments: declared.map(|property| property.about.comments.clone()).unwrap_or_default(),
                        rank: (rank, u64::MAX - values.weight),
                    };
                    fields.of.entry(*class).or_default().push(field);
                }
            }
        }
        self.inverses(&links, &mut fields);
        for own in fields.of.values_mut() {
            own.sort_by(|a, b| (a.is_inverse, a.rank, &a.name).cmp(&(b.is_inverse, b.rank, &b.name)));
        }
        self.note(&owners, &mut fields);
        fields
    }

    /// For each property the classes that own it, by the data.
    fn used(&self, survey: &Survey) -> BTreeMap<NamedNode, Owners> {
        let mut sets: BTreeMap<&NamedNode, BTreeSet<Set>> = BTreeMap::new();
        for (set, predicate) in survey.uses.keys().filter(|(_, predicate)| !is_structure(predicate)) {
            sets.entry(predicate).or_default().insert(*set);
        }
        let owners = |sets: &BTreeSet<Set>| {
            let mut classes: Vec<usize> = sets.iter().flat_map(|&set| self.classes.of_set(set)).copied().collect();
            classes.sort_by_key(|&class| (self.classes.all[class].above.len(), class));
            classes.dedup();
            let mut owners = Owners::new();
            for class in classes {
                let known = &self.classes.all[class];
                if known.is_covered || owners.iter().any(|(owner, _)| known.above.contains(owner)) {
                    continue;
                }
                let own: BTreeSet<Set> = known.sets.intersection(sets).copied().collect();
                let below = |&set: &Set| {
                    self.classes
                        .of_set(set)
                        .iter()
                        .copied()
                        .filter(|&other| self.classes.all[other].above.contains(&class))
                };
                let children: BTreeSet<usize> = own
                    .iter()
                    .flat_map(below)
                    .filter(|&other| self.classes.all[other].parents.contains(&class))
                    .collect();
                if children.len() != 1 || own.iter().any(|set| below(set).next().is_none()) {
                    owners.push((class, own));
                }
            }
            owners
        };
        let all = sets.iter().map(|(predicate, sets)| ((*predicate).clone(), owners(sets)));
        all.filter(|(_, owners)| !owners.is_empty()).collect()
    }

    /// For each property the classes that own it, by what is declared.
    fn declared(&self) -> BTreeMap<NamedNode, Owners> {
        let mut classes: BTreeMap<&NamedNode, BTreeSet<usize>> = BTreeMap::new();
        for (iri, property) in &self.vocabulary.properties {
            classes
                .entry(iri)
                .or_default()
                .extend(property.domains.iter().filter_map(|domain| self.classes.find(domain)));
        }
        for (iri, class) in &self.vocabulary.classes {
            for (property, _) in &class.restrictions {
                classes.entry(property).or_default().extend(self.classes.find(iri));
            }
        }
        let highest = |classes: &BTreeSet<usize>| {
            let is_highest = |class: &&usize| {
                let class = &self.classes.all[**class];
                !class.is_covered && class.above.is_disjoint(classes)
            };
            classes.iter().filter(is_highest).map(|&class| (class, BTreeSet::new())).collect::<Owners>()
        };
        let all = classes.into_iter().map(|(iri, classes)| (iri.clone(), highest(&classes)));
        all.filter(|(_, owners)| !owners.is_empty()).collect()
    }

    fn weight(&self, predicate: &NamedNode, owners: &Owners) -> u64 {
        let Some(survey) = self.survey else { return owners.len() as u64 };
        let sets: BTreeSet<Set> = owners.iter().flat_map(|(_, sets)| sets.iter().copied()).collect();
        sets.iter().filter_map(|&set| survey.uses.get(&(set, predicate.clone()))).map(|own| own.subjects).sum()
    }

    /// Owners that share a class below, together.
    fn groups(&self, owners: &Owners) -> Vec<Owners> {
        let mut groups: Vec<Owners> = Vec::new();
        for owner in owners {
            let shares = |group: &Owners| group.iter().any(|(other, _)| self.classes.share_a_type(owner.0, *other));
            let (together, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(shares);
            groups = apart;
            let mut group: Owners = together.into_iter().flatten().collect();
            group.push(owner.clone());
            groups.push(group);
        }
        groups
    }

    fn values(&mut self, predicate: &NamedNode, group: &Owners) -> Values {
        let restrictions = self.restrictions(predicate, group);
        let mut evidence = Evidence {
            classes: self.classes,
            namespaces: self.namespaces,
            property: self.vocabulary.properties.get(predicate),
            restrictions,
            is_name: NAMES.contains(&predicate.as_str()),
        };
        let Some(survey) = self.survey else { return evidence.of_vocabulary() };
        let with: BTreeSet<Set> = group.iter().flat_map(|(_, sets)| sets.iter().copied()).collect();
        let all: BTreeSet<Set> =
            group.iter().flat_map(|(class, _)| self.classes.all[*class].sets.iter().copied()).collect();
        let subjects: u64 = all.iter().map(|&set| survey.instances[set as usize].iter().sum::<u64>()).sum();
        let mut own = Use::default();
        let mut targets: BTreeMap<Set, u64> = BTreeMap::new();
        for &set in &with {
            if let Some(of_set) = survey.uses.get(&(set, predicate.clone())) {
                own.add(of_set);
            }
            let links = survey.links.range((set, predicate.clone(), 0)..=(set, predicate.clone(), Set::MAX));
            for ((_, _, target), count) in links {
                *targets.entry(*target).or_default() += count;
            }
        }
        evidence.of_data(survey, subjects, &own, &targets)
    }

    /// What the class of a property says of it; nothing if several own it together, as each would bind the others.
    fn restrictions(&self, predicate: &NamedNode, group: &Owners) -> Vec<Restriction> {
        let [(class, _)] = &group[..] else { return Vec::new() };
        let iri = &self.classes.all[*class].iri;
        let said = self.vocabulary.classes.get(iri).into_iter().flat_map(|class| &class.restrictions);
        said.filter(|(property, _)| property == predicate).map(|(_, restriction)| restriction.clone()).collect()
    }

    fn name(&mut self, predicate: &NamedNode) -> String {
        let property = self.vocabulary.properties.get(predicate);
        self.names.field(&words(predicate, property.map(|property| &property.about.labels[..]), self.namespaces))
    }

    /// For links between classes the way back, where all that link are of one class.
    fn inverses(&mut self, links: &[(NamedNode, usize, Vec<usize>)], fields: &mut Fields) {
        let mut made: Vec<(&NamedNode, usize)> = Vec::new();
        let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (predicate, target, owners) in links {
            let property = self.vocabulary.properties.get(predicate);
            let back = property.and_then(|property| property.inverse.as_ref());
            let is_said = |fields: &Fields| {
                back.is_some_and(|back| fields.of.values().flatten().any(|field| field.predicate == *back))
            };
            let repeats =
                made.iter().any(|(other, class)| *other == predicate && self.classes.share_a_type(*class, *target));
            if self.classes.all[*target].is_covered
                || repeats
                || is_said(fields)
                || property.is_some_and(|property| property.is_symmetric)
            {
                continue;
            }
            let Some((source, evidence)) = self.sources(predicate, *target, owners) else { continue };
            made.push((predicate, *target));
            let plural = &self.plurals[source];
            let forward = role(&camel_local(predicate));
            let is_only = links.iter().filter(|(other, class, _)| class == target && other != predicate).count() == 0;
            let mut candidates = Vec::new();
            candidates.extend(back.map(camel_local));
            if is_only && source != *target {
                candidates.push(plural.clone());
            }
            candidates.push(format!("{plural}As{}", upper_first(&forward)));
            candidates.extend((2..).map(|n| format!("{plural}As{}{n}", upper_first(&forward))).take(links.len() + 2));
            let is_free = |name: &String, names: &BTreeMap<String, Vec<usize>>, given: &Names| {
                given.is_free_field(name)
                    && names.get(name).into_iter().flatten().all(|other| !self.classes.share_a_type(*other, *target))
            };
            let Some(name) = candidates.into_iter().find(|name| is_free(name, &names, self.names)) else { continue };
            names.entry(name.clone()).or_default().push(*target);
            let constraint = format!("sh:class {}", self.namespaces.turtle(self.classes.all[source].iri.as_str()));
            let values = Values {
                constraints: vec![constraint],
                class: Some(source),
                evidence,
                doubts: Vec::new(),
                weight: 0,
                is_left_out: false,
            };
            let field = Field {
                predicate: predicate.clone(),
                is_inverse: true,
                name,
                values,
                labels: Vec::new(),
                comments: Vec::new(),
                rank: (0, 0),
            };
            fields.of.entry(*target).or_default().push(field);
        }
    }

    /// The class of all that link to the instances of a class, and how that is known.
    fn sources(&self, predicate: &NamedNode, target: usize, owners: &[usize]) -> Option<(usize, String)> {
        let Some(survey) = self.survey else {
            let [owner] = owners else { return None };
            return Some((*owner, "the way back of the link above".into()));
        };
        let leads = |(_, by, to): &(Set, NamedNode, Set)| by == predicate && self.classes.of_set(*to).contains(&target);
        let from: BTreeMap<Set, u64> = survey.links.iter().filter(|(link, _)| leads(link)).fold(
            BTreeMap::new(),
            |mut from, ((set, ..), count)| {
                *from.entry(*set).or_default() += count;
                from
            },
        );
        let source = self.classes.common(from.keys().copied())?;
        let count: u64 = from.values().sum();
        Some((source, format!("the way back: {count} links lead here")))
    }

    /// What is to be said of properties that became no field.
    fn note(&self, owners: &BTreeMap<NamedNode, Owners>, fields: &mut Fields) {
        for (iri, property) in &self.vocabulary.properties {
            if is_of_the_language(iri.as_str()) || owners.contains_key(iri) {
                continue;
            }
            let classes: Vec<usize> = property.domains.iter().filter_map(|domain| self.classes.find(domain)).collect();
            if property.domains.is_empty() {
                fields.without_class.push(iri.clone());
            }
            for class in classes {
                fields.unused.entry(class).or_default().push(iri.clone());
            }
        }
    }
}

/// A few IRIs, and how many there are besides.
pub(super) fn some<'a>(iris: impl Iterator<Item = &'a NamedNode>, namespaces: &Namespaces) -> String {
    let all: Vec<&NamedNode> = iris.collect();
    let mut text: Vec<String> = all.iter().take(NAMED).map(|iri| namespaces.shown(iri.as_str())).collect();
    if all.len() > NAMED {
        text.push(format!("and {} others", all.len() - NAMED));
    }
    text.join(", ")
}

/// Words for the name of a class or property, the best first.
pub(super) fn words(iri: &NamedNode, labels: Option<&[Literal]>, namespaces: &mut Namespaces) -> Vec<String> {
    let local = local_name(iri.as_str());
    let labels =
        labels.unwrap_or_default().iter().filter(|label| label.language().is_none_or(|tag| tag.starts_with("en")));
    let label = labels.map(|label| label.value().to_owned()).find(|label| label.len() <= 60);
    let prefix = namespaces.prefix_of(iri.as_str()).unwrap_or_default();
    let mut words = match label {
        Some(label) if is_code(local) => vec![label.clone(), format!("{label} {local}")],
        label => std::iter::once(local.to_owned()).chain(label).collect(),
    };
    // A prefix alone says nothing.
    if words.iter().any(|word| camel(word).is_some()) {
        words.push(format!("{prefix} {local}"));
        words.push(format!("{prefix} {local} 2"));
    }
    words
}

fn camel_local(iri: &NamedNode) -> String {
    let local = local_name(iri.as_str());
    camel(local).unwrap_or_else(|| lower_first(local))
}

/// `hasPrimarySite` → `primarySite`: what something is for who has it.
fn role(name: &str) -> String {
    let rest =
        name.strip_prefix("has").filter(|rest| rest.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase()));
    rest.map_or_else(|| name.to_owned(), lower_first)
}

/// What lists and the order of classes are made of is no property of things.
fn is_structure(predicate: &NamedNode) -> bool {
    [rdf::FIRST, rdf::REST, rdfs::SUB_CLASS_OF].contains(&predicate.as_str())
}

/// Whether a property is said to lead to resources or to literals, for messages.
pub(super) fn declared_ranges(property: Option<&Property>) -> impl Iterator<Item = &NamedNode> {
    property.into_iter().flat_map(|property| &property.ranges)
}

//! What a shape says of the values of a property, and on what evidence.
//!
//! What holds of everything in the data is written; what holds of too few, or of almost all, is written less strictly, and the comment
//! says so. A declaration confirms what few data show, and never makes the shape narrower than the data are.

use super::classes::Classes;
use super::fields::declared_ranges;
use super::namespaces::Namespaces;
use super::survey::{Kind, Set, Survey, Use};
use super::vocabulary::{Property, Restriction, is_datatype};
use oxigraph::model::{Literal, NamedNode};
use plenary_base::vocab::{rdf, rdfs, xsd};
use plenary_ontology::is_legal_name;
use std::collections::{BTreeMap, BTreeSet};

/// With fewer subjects, what all of them have is no rule.
const FEW: u64 = 3;
/// The uses of each value that a closed list needs.
const USES_OF_EACH: u64 = 10;
/// The uses of each value from which a closed list is considered.
const USES_TO_ASK: u64 = 4;
/// Most datatypes that stand beside each other as alternatives.
const ALTERNATIVES: usize = 4;
/// Most languages, datatypes and classes that are counted in a comment.
const SHOWN: usize = 6;

/// What a shape says of the values of a property.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    /// The constraints in Turtle, such as `sh:maxCount 1`.
    pub(super) constraints: Vec<String>,
    /// The class that the values are of, if they are resources of one.
    pub(super) class: Option<usize>,
    /// How that is known.
    pub(super) evidence: String,
    /// What is left looser than it might be, and why.
    pub(super) doubts: Vec<String>,
    /// How many have it.
    pub(super) weight: u64,
    /// Whether no shape of it can be served, so that it stands there as a comment.
    pub(super) is_left_out: bool,
}

/// What is known of the values of a property.
pub(super) struct Evidence<'a> {
    pub(super) classes: &'a Classes,
    pub(super) namespaces: &'a mut Namespaces,
    pub(super) property: Option<&'a Property>,
    pub(super) restrictions: Vec<Restriction>,
    /// Whether the property says what things are called.
    pub(super) is_name: bool,
}

impl Evidence<'_> {
    /// By what the subjects have; `targets` are the classes of the resources that they lead to.
    pub(super) fn of_data(
        &mut self,
        survey: &Survey,
        subjects: u64,
        own: &Use,
        targets: &BTreeMap<Set, u64>,
    ) -> Values {
        let mut values = Values { weight: own.subjects, ..Values::default() };
        let mut evidence = vec![match own.most {
            1 => format!("{} of {subjects} have one", own.subjects),
            most => format!("{} of {subjects} have one, {} several, at most {most}", own.subjects, own.with_several),
        }];
        let languages = self.kinds_of(survey, own, targets, &mut values, &mut evidence);
        if !values.is_left_out {
            self.counts_of(subjects, own, languages, &mut values);
        }
        if let Some((_, example)) = &own.example {
            evidence.push(format!("e.g. {example}"));
        }
        values.evidence = evidence.join("; ");
        values
    }

    /// Says what the values are; true if they are texts of which each language has one.
    fn kinds_of(
        &mut self,
        survey: &Survey,
        own: &Use,
        targets: &BTreeMap<Set, u64>,
        values: &mut Values,
        evidence: &mut Vec<String>,
    ) -> bool {
        let count =
            |is: &dyn Fn(&Kind) -> bool| own.kinds.iter().filter(|(kind, _)| is(kind)).map(|(_, n)| n).sum::<u64>();
        let texts = count(&|kind| matches!(kind, Kind::Text(_)));
        let literals = texts + count(&|kind| matches!(kind, Kind::Literal(_)));
        let iris = count(&|kind| *kind == Kind::Iri);
        let blank = count(&|kind| *kind == Kind::BlankNode);
        if texts > 0 {
            let languages = own.kinds.iter().filter_map(|(kind, n)| match kind {
                Kind::Text(language) => Some((language.clone(), *n)),
                _ => None,
            });
            evidence.push(counted(languages.collect(), "languages"));
        }
        if texts == own.values {
            values.constraints.push("sh:datatype rdf:langString".into());
            let unique = own.with_two_in_a_language == 0;
            if !unique {
                values.doubts.push(format!("{} have two texts in one language", own.with_two_in_a_language));
            }
            return unique;
        }
        if literals == own.values {
            self.datatypes_of(own, values, evidence);
        } else if iris + blank == own.values {
            self.targets_of(survey, [iris, blank], targets, values, evidence);
        } else {
            let kinds = [
                (literals, "literals"),
                (iris, "IRIs"),
                (blank, "blank nodes"),
                (own.values - literals - iris - blank, "triple terms"),
            ];
            let kinds: Vec<_> = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
            values.doubts.push(format!("values of several kinds ({}), for which there is no field", kinds.join(", ")));
            values.is_left_out = true;
        }
        false
    }

    fn datatypes_of(&mut self, own: &Use, values: &mut Values, evidence: &mut Vec<String>) {
        let mut datatypes: Vec<(String, u64)> = Vec::new();
        for (kind, count) in &own.kinds {
            match kind {
                Kind::Literal(datatype) => datatypes.push((self.namespaces.shown(datatype), *count)),
                Kind::Text(_) if !datatypes.iter().any(|(known, _)| known == "rdf:langString") => {
                    datatypes.push(("rdf:langString".into(), 0));
                }
                _ => {}
            }
        }
        if let ([(_, _)], Some(Kind::Literal(datatype)), None) =
            (&datatypes[..], own.kinds.keys().next(), &own.malformed)
        {
            values.constraints.push(format!("sh:datatype {}", self.namespaces.turtle(datatype)));
            if datatype == xsd::STRING {
                enumeration(own, values);
            }
            return;
        }
        if datatypes.len() > 1 {
            evidence.push(counted(datatypes.iter().filter(|(_, n)| *n > 0).cloned().collect(), "datatypes"));
        }
        match &own.malformed {
            Some((_, example)) => {
                values.constraints.push("sh:nodeKind sh:Literal".into());
                values.doubts.push(format!("no sh:datatype, as {example} is none of its own"));
            }
            None if datatypes.len() <= ALTERNATIVES => {
                let all: BTreeSet<&str> = own.kinds.keys().filter_map(datatype_of).collect();
                let all: Vec<_> =
                    all.iter().map(|iri| format!("[ sh:datatype {} ]", self.namespaces.turtle(iri))).collect();
                values.constraints.push(format!("sh:or ( {} )", all.join(" ")));
            }
            None => {
                values.constraints.push("sh:nodeKind sh:Literal".into());
                values.doubts.push("no sh:datatype, as there are many".into());
            }
        }
    }

    fn targets_of(
        &mut self,
        survey: &Survey,
        [iris, blank]: [u64; 2],
        targets: &BTreeMap<Set, u64>,
        values: &mut Values,
        evidence: &mut Vec<String>,
    ) {
        let is_list = |set: Set| survey.sets[set as usize].iter().any(|class| class.as_str() == rdf::LIST);
        let lists: u64 = targets.iter().filter(|(set, _)| is_list(**set)).map(|(_, n)| n).sum();
        if let Some(class) = self.classes.common(targets.keys().copied()).filter(|_| lists == 0) {
            let name = self.namespaces.turtle(self.classes.all[class].iri.as_str());
            if blank > 0 {
                evidence.push(format!("{blank} lead to blank nodes"));
            }
            values.constraints.push(format!("sh:class {name}"));
            values.class = Some(class);
            return;
        }
        let mut by_class: BTreeMap<String, u64> = BTreeMap::new();
        for (&set, count) in targets {
            let classes = &survey.sets[set as usize];
            let name = match &classes[..] {
                [] => "what has no class".to_owned(),
                classes => {
                    classes.iter().map(|class| self.namespaces.shown(class.as_str())).collect::<Vec<_>>().join(" + ")
                }
            };
            *by_class.entry(name).or_default() += count;
        }
        let known: u64 = targets.iter().filter(|(set, _)| !self.classes.of_set(**set).is_empty()).map(|(_, n)| n).sum();
        let leads = counted(by_class.into_iter().collect(), "classes");
        if blank > 0 {
            evidence.push(format!("leads to {leads}"));
            values.doubts.push(match lists {
                0 => format!("{blank} lead to blank nodes without a common class: give them one, and a shape can say what they have"),
                _ => format!("{lists} lead to lists"),
            });
            values.is_left_out = true;
            return;
        }
        values.constraints.push("sh:nodeKind sh:IRI".into());
        if known > 0 {
            evidence.push(format!("leads to {leads}"));
            let best = targets.keys().copied().filter(|&set| !self.classes.of_set(set).is_empty());
            let common =
                self.classes.common(best).map(|class| self.namespaces.shown(self.classes.all[class].iri.as_str()));
            values.doubts.push(match common {
                Some(class) if known < iris => format!(
                    "no link, as {} of {iris} lead out of the data: `sh:class {class} ; sh:severity sh:Warning` shows the others",
                    iris - known
                ),
                _ => "no link, as the values have no class in common: put their classes under one with rdfs:subClassOf".into(),
            });
        }
    }

    fn counts_of(&mut self, subjects: u64, own: &Use, is_unique: bool, values: &mut Values) {
        let functional = self.property.is_some_and(|property| property.is_functional);
        let bound = self.restrictions.iter().filter_map(|said| match said {
            Restriction::Most(most) => Some(*most),
            _ => None,
        });
        let bound = bound.chain(functional.then_some(1)).min();
        let least = self.restrictions.iter().any(|said| matches!(said, Restriction::Least(1..) | Restriction::Some(_)));
        let is_few = own.subjects < FEW;
        if own.subjects == subjects {
            if !is_few || least {
                values.constraints.push("sh:minCount 1".into());
            } else {
                values.doubts.push(format!("not required, as {}", too_little(subjects)));
            }
        } else if least {
            values.doubts.push(format!("not required, though declared so: {} have none", subjects - own.subjects));
        }
        if is_unique {
            if !is_few || self.is_name || bound == Some(1) {
                values.constraints.push("sh:uniqueLang true".into());
            } else {
                values.doubts.push(format!("no sh:uniqueLang, as {}", too_little(own.subjects)));
            }
        } else if own.most == 1 && own.kinds.keys().all(|kind| !matches!(kind, Kind::Text(_))) {
            if !is_few || self.is_name || bound == Some(1) {
                values.constraints.push("sh:maxCount 1".into());
            } else {
                values.doubts.push(format!("no sh:maxCount, as {}", too_little(own.subjects)));
            }
        }
        if let Some(bound) = bound.filter(|bound| own.most > *bound) {
            values.doubts.push(format!("more than the {bound} that is declared"));
        }
    }

    /// By what is declared alone.
    pub(super) fn of_vocabulary(&mut self) -> Values {
        let mut values = Values::default();
        let mut evidence = Vec::new();
        let all = self.restrictions.iter().find_map(|said| match said {
            Restriction::All(range) => Some(range),
            _ => None,
        });
        let ranges: BTreeSet<&NamedNode> = match all {
            Some(range) => BTreeSet::from([range]),
            None => declared_ranges(self.property).collect(),
        };
        let shown: Vec<_> = ranges.iter().map(|range| self.namespaces.shown(range.as_str())).collect();
        match (&all, &shown[..]) {
            (Some(_), _) => evidence.push(format!("owl:allValuesFrom {}", shown.join(", "))),
            (None, []) => {}
            (None, _) => evidence.push(format!("range {}", shown.join(", "))),
        }
        let (datatypes, classes): (Vec<&NamedNode>, Vec<&NamedNode>) =
            ranges.iter().copied().partition(|range| is_datatype(range.as_str()));
        let leads = self.property.and_then(|property| property.leads_to_resources);
        match (&datatypes[..], &classes[..]) {
            ([], [class]) if self.classes.find(class).is_some() => {
                let number = self.classes.find(class);
                values.class = number;
                values.constraints.push(format!("sh:class {}", self.namespaces.turtle(class.as_str())));
            }
            ([datatype], []) if datatype.as_str() != rdfs::LITERAL => {
                values.constraints.push(format!("sh:datatype {}", self.namespaces.turtle(datatype.as_str())));
            }
            ([_, ..], []) => values.constraints.push("sh:nodeKind sh:Literal".into()),
            ([], [_, ..]) => {
                values.constraints.push("sh:nodeKind sh:IRI".into());
                values.doubts.push("no link, as the range is no single class that has a shape".into());
            }
            ([], []) => match leads {
                Some(true) => values.constraints.push("sh:nodeKind sh:IRI".into()),
                Some(false) => values.constraints.push("sh:nodeKind sh:Literal".into()),
                None => {
                    values.constraints.push("sh:nodeKind sh:Literal".into());
                    values.doubts.push("taken for a literal, as nothing says what its values are".into());
                }
            },
            ([_, ..], [_, ..]) => {
                values.constraints.push("sh:nodeKind sh:Literal".into());
                values.doubts.push("the range has literals and resources: the literals are shown".into());
            }
        }
        let most = self.restrictions.iter().filter_map(|said| match said {
            Restriction::Most(most) => Some(*most),
            _ => None,
        });
        if self.property.is_some_and(|property| property.is_functional) {
            evidence.push("owl:FunctionalProperty".into());
            values.constraints.push("sh:maxCount 1".into());
        } else if let Some(most) = most.min() {
            evidence.push(format!("at most {most} by a restriction"));
            values.constraints.push(format!("sh:maxCount {most}"));
        }
        for said in &self.restrictions {
            match said {
                Restriction::Least(least @ 1..) => {
                    evidence.push(format!("at least {least} by a restriction"));
                    values.constraints.push(format!("sh:minCount {least}"));
                    break;
                }
                Restriction::Some(range) => {
                    evidence.push(format!("owl:someValuesFrom {}", self.namespaces.shown(range.as_str())));
                    values.constraints.push("sh:minCount 1".into());
                    break;
                }
                _ => {}
            }
        }
        values.evidence =
            if evidence.is_empty() { "declared".into() } else { format!("declared: {}", evidence.join("; ")) };
        values
    }
}

fn datatype_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Text(_) => Some(rdf::LANG_STRING),
        Kind::Literal(datatype) => Some(datatype),
        Kind::Iri | Kind::BlankNode | Kind::TripleTerm => None,
    }
}

/// A closed list of values, if they come again and again and are names.
fn enumeration(own: &Use, values: &mut Values) {
    let Some(distinct) = own.distinct.as_ref().filter(|distinct| distinct.len() > 1) else { return };
    let are_names =
        distinct.iter().all(|value| is_legal_name(value) && !["true", "false", "null"].contains(&value.as_str()));
    let members: Vec<_> = distinct.iter().map(|value| Literal::from(value.as_str()).to_string()).collect();
    let list = format!("sh:in ( {} )", members.join(" "));
    let uses = own.values / distinct.len() as u64;
    if are_names && uses >= USES_OF_EACH {
        values.doubts.push(format!(
            "only {} different values in {}: take sh:in away if others may come",
            distinct.len(),
            own.values
        ));
        values.constraints.push(list);
    } else if uses >= USES_TO_ASK {
        values.doubts.push(format!(
            "only {} different values in {}: `{list}` would close the list",
            distinct.len(),
            own.values
        ));
    }
}

fn too_little(subjects: u64) -> String {
    if subjects == 1 { "1 subject tells too little".into() } else { format!("{subjects} subjects tell too little") }
}

/// `en 18, de 2`, the most first.
fn counted(mut counts: Vec<(String, u64)>, what: &str) -> String {
    counts.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
    let mut text: Vec<_> = counts.iter().take(SHOWN).map(|(name, count)| format!("{name} {count}")).collect();
    if counts.len() > SHOWN {
        text.push(format!("and {} other {what}", counts.len() - SHOWN));
    }
    text.join(", ")
}

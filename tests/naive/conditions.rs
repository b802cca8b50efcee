//! Conditions, asked of one resource at a time.

use super::search::{has, words};
use super::values::{caseless, compare, is_value};
use super::{Naive, fits, language, text};
use oxigraph::model::Term;
use plenary::query::{Case, Condition, Inequality, Quantifier, Test, TextRelation};
use plenary::values::Datatype;

impl Naive<'_> {
    pub(super) fn meets(&self, resource: &Term, condition: &Condition) -> bool {
        match condition {
            Condition::All(parts) => parts.iter().all(|part| self.meets(resource, part)),
            Condition::Any(parts) => parts.iter().any(|part| self.meets(resource, part)),
            Condition::Not(part) => !self.meets(resource, part),
            Condition::Is(iris) => iris.iter().any(|iri| *resource == Term::from(iri.clone())),
            Condition::Type(classes) => classes.iter().any(|&class| self.is_a(resource, class)),
            Condition::FullText { path, languages, query } => {
                let texts = self.ends(resource, *path);
                let taken = |value: &&Term| languages.as_ref().is_none_or(|ranges| takes(ranges, value));
                let texts: Vec<&str> = texts.iter().filter(taken).map(text).collect();
                words(query).iter().all(|word| texts.iter().any(|text| has(text, word)))
            }
            Condition::Value { path, languages, test } => {
                let datatype = self.ontology.path(*path).ends.datatype();
                let taken = |value: &&Term| languages.as_ref().is_none_or(|ranges| takes(ranges, value));
                self.ends(resource, *path).iter().filter(taken).any(|value| passes(datatype, text(value), test))
            }
            Condition::Link { path, quantifier, condition } => {
                let linked = self.ends(resource, *path);
                let met = linked.iter().filter(|linked| self.meets(linked, condition)).count();
                match quantifier {
                    Quantifier::Some => met > 0,
                    Quantifier::One => met == 1,
                }
            }
            Condition::Count { path, ranges } => {
                let count = u32::try_from(self.ends(resource, *path).len()).unwrap();
                ranges.iter().any(|(low, high)| *low <= count && count <= *high)
            }
            Condition::Reaches { path, condition } => {
                let mut reached = vec![resource.clone()];
                let mut next = 0;
                while next < reached.len() {
                    for further in self.ends(&reached[next], *path).iter() {
                        if !reached.contains(further) {
                            reached.push(further.clone());
                        }
                    }
                    next += 1;
                }
                reached.iter().any(|reached| self.meets(reached, condition))
            }
        }
    }
}

/// Whether a text is in one of some languages; a text without a language is in none.
pub(super) fn takes(ranges: &[String], value: &Term) -> bool {
    language(value).is_some() && ranges.iter().any(|range| (0..4).any(|closeness| fits(range, value, closeness)))
}

fn passes(datatype: Datatype, value: &str, test: &Test) -> bool {
    let against = |other: &str| compare(datatype, value, other);
    match test {
        Test::Exists => true,
        _ if !is_value(datatype, value) => false,
        Test::In(others) => others.iter().any(|other| against(other).is_some_and(|order| order.is_eq())),
        Test::Compared(inequality, other) => against(other).is_some_and(|order| match inequality {
            Inequality::Less => order.is_lt(),
            Inequality::LessOrEqual => !order.is_gt(),
            Inequality::Greater => order.is_gt(),
            Inequality::GreaterOrEqual => !order.is_lt(),
        }),
        Test::Text(relation, case, other) => {
            let text = if *case == Case::Folded { caseless(value) } else { value.to_owned() };
            match relation {
                TextRelation::Equal => text == *other,
                TextRelation::Contains => text.contains(other.as_str()),
                TextRelation::StartsWith => text.starts_with(other.as_str()),
            }
        }
    }
}

//! What an ontology says besides shapes: prefixes, languages and rules.

use super::facts::{Facts, subject};
use super::hierarchy::Hierarchy;
use super::targets::Targets;
use super::{Error, Prefixes, Rule};
use oxigraph::model::Term;
use plenary_base::vocab::{ple, sh};

pub(super) fn read_prefixes(facts: &Facts) -> Result<Prefixes, Error> {
    let mut prefixes = Prefixes::default();
    for (triple, place) in facts.iter().filter(|(triple, _)| triple.predicate.as_str() == sh::DECLARE) {
        let declaration = subject(&triple.object);
        let part = |predicate| declaration.as_ref().and_then(|node| facts.literal(node, predicate));
        match (part(sh::PREFIX), part(sh::NAMESPACE_OF_PREFIX)) {
            (Some(prefix), Some(namespace)) => prefixes.declare(prefix, namespace),
            _ => {
                let problem = "a sh:declare needs a sh:prefix and a sh:namespace, both literals".into();
                return Err(Error::Declaration { place: place.clone(), problem });
            }
        }
    }
    Ok(prefixes)
}

/// The language chain; without one, English and then any.
pub(super) fn read_languages(facts: &Facts) -> Result<Vec<String>, Error> {
    let Some((triple, place)) = facts.iter().find(|(triple, _)| triple.predicate.as_str() == ple::LANGUAGES) else {
        return Ok(vec!["en".into(), "*".into()]);
    };
    let tags = facts.list(&triple.object).and_then(|items| {
        items
            .into_iter()
            .map(|item| match item {
                Term::Literal(tag) => Some(tag.value().to_ascii_lowercase()),
                _ => None,
            })
            .collect()
    });
    tags.ok_or_else(|| Error::Declaration {
        place: place.clone(),
        problem: "ple:languages takes a list of language tags".into(),
    })
}

pub(super) fn read_rules(facts: &Facts, hierarchy: &Hierarchy, targets: &Targets) -> Result<Vec<Rule>, Error> {
    let mut rules = Vec::new();
    for (triple, place) in facts.iter().filter(|(triple, _)| triple.predicate.as_str() == sh::RULE) {
        let error = |problem: &str| Error::Rule {
            place: place.clone(),
            shape: triple.subject.to_string(),
            problem: problem.to_owned(),
        };
        let node = subject(&triple.object).ok_or_else(|| error("is a literal"))?;
        if facts.literal(&node, sh::DEACTIVATED) == Some("true") {
            continue;
        }
        let construct = facts
            .literal(&node, sh::CONSTRUCT)
            .ok_or_else(|| error("has no sh:construct; only SPARQL rules are run"))?;
        let classes = targets.classes(&triple.subject);
        if classes.is_empty() {
            return Err(error("needs a shape with a sh:targetClass"));
        }
        let mut within: Vec<_> = classes.iter().flat_map(|class| hierarchy.down(class)).collect();
        within.sort();
        within.dedup();
        rules.push(Rule {
            targets: within,
            construct: construct.to_owned(),
            order: facts.literal(&node, sh::ORDER).and_then(|order| order.parse().ok()).unwrap_or(0),
            place: place.clone(),
        });
    }
    rules.sort_by_key(|rule| rule.order);
    Ok(rules)
}

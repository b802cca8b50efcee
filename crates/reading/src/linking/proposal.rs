//! A link that is proposed, with the reasons in words.

use super::choose::Scored;
use super::concept::Collection;
use super::evidence::{CodeMatch, Evidence, NameMatch};
use super::likeness::Likeness;
use super::relation::Relation;
use super::turtle::{quoted_line, short};
use oxigraph::model::NamedNode;
use plenary_ontology::Prefixes;

/// A link that is proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Ours.
    pub subject: NamedNode,
    /// As what it is proposed.
    pub relation: Relation,
    /// Theirs.
    pub object: NamedNode,
    /// How likely it is by the evidence, from 0 to 1, to two decimals. It is a rank, not a probability.
    pub score: f64,
    /// Why, in words; the strongest first.
    pub reason: String,
    /// What ours is called.
    pub subject_title: String,
    /// What theirs is called.
    pub object_title: String,
    /// Whether the data have the link.
    pub is_known: bool,
}

impl Proposal {
    pub(super) fn new(pair: &Scored, ours: &Collection, theirs: &Collection, prefixes: &Prefixes) -> Self {
        let (own, their) = (ours.get(pair.own), theirs.get(pair.their));
        let title = |title: Option<&str>, iri: &NamedNode| title.map_or_else(|| short(iri, prefixes), quoted_line);
        let mut reasons = of_evidence(&pair.evidence, prefixes);
        if let Some((above, other)) = pair.above {
            let (above, other) = (ours.get(above), theirs.get(other));
            let (a, b) = (title(above.title(), &above.iri), title(other.title(), &other.iri));
            reasons.push(format!("what is broader matches too: “{a}” and “{b}”"));
        }
        match pair.below {
            0 => {}
            1 => reasons.push("one narrower pair matches too".to_owned()),
            below => reasons.push(format!("{below} narrower pairs match too")),
        }
        match pair.level {
            Some(Relation::Broad) => {
                reasons.push("a pair one level lower or higher is stronger, so theirs is broader".into())
            }
            Some(_) => reasons.push("a pair one level lower or higher is stronger, so theirs is narrower".into()),
            None => {}
        }
        if pair.rivals > 0 {
            reasons.push("others have equal claims".into());
        }
        if reasons.is_empty() {
            reasons.push("the data have it".into());
        }
        Self {
            subject: own.iri.clone(),
            relation: pair.relation,
            object: their.iri.clone(),
            score: (100.0 * pair.score.min(1.0)).round() / 100.0,
            reason: reasons.join("; "),
            subject_title: title(own.title(), &own.iri),
            object_title: title(their.title(), &their.iri),
            is_known: pair.known.is_some(),
        }
    }
}

fn of_evidence(evidence: &Evidence, prefixes: &Prefixes) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some((score, third)) = &evidence.third {
        reasons.push((*score, format!("both are the same as {}", short(third, prefixes))));
    }
    if let Some(code) = &evidence.code {
        reasons.push((code.score, of_code(code, prefixes)));
    }
    if let Some(name) = &evidence.name {
        reasons.push((name.score, of_name(name, evidence)));
    }
    if let Some((score, subject)) = &evidence.subject {
        reasons.push((*score, format!("theirs is about {}, which ours matches", short(subject, prefixes))));
    }
    reasons.sort_by(|a, b| b.0.total_cmp(&a.0));
    reasons.into_iter().map(|(_, reason)| reason).collect()
}

fn of_code(code: &CodeMatch, prefixes: &Prefixes) -> String {
    let system = code.system.as_ref().map(|system| format!(" ({})", short(system, prefixes))).unwrap_or_default();
    let but = if code.is_contradicted { ", but the names have nothing in common" } else { "" };
    format!("the same code {}{system}{but}", quoted_line(&code.text))
}

fn of_name(name: &NameMatch, evidence: &Evidence) -> String {
    let (ours, theirs) = (quoted_line(&name.ours.text), quoted_line(&name.theirs.text));
    let language = |name: &super::concept::Name| name.language.clone().unwrap_or_else(|| "no language".into());
    let languages = if evidence.languages.is_empty() {
        let (a, b) = (language(&name.ours), language(&name.theirs));
        if a == b { a } else { format!("{a}, {b}") }
    } else {
        evidence.languages.iter().cloned().collect::<Vec<_>>().join(", ")
    };
    let other = match (name.ours.is_other, name.theirs.is_other) {
        (false, false) => "",
        (true, false) => ", another name of ours",
        (false, true) => ", another name of theirs",
        (true, true) => ", another name of both",
    };
    match name.likeness {
        Likeness::Same => format!("the same name “{theirs}” ({languages}){other}"),
        Likeness::SameWords => format!("the same words in “{ours}” and “{theirs}” ({languages}){other}"),
        Likeness::Spelling => format!("one letter is different in “{ours}” and “{theirs}” ({languages}){other}"),
        Likeness::Similar => format!("“{ours}” is like “{theirs}” ({languages}){other}"),
        Likeness::Contains => format!("“{theirs}” stands in “{ours}” ({languages}){other}"),
        Likeness::Contained => format!("“{ours}” stands in “{theirs}” ({languages}){other}"),
    }
}

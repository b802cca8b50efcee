//! How good proposals are, measured by links that are known.

use super::concept::Collection;
use super::proposal::Proposal;
use super::relation::Relation;
use super::turtle::short;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use plenary_ontology::Prefixes;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

type Pair = (NamedNode, NamedNode);

/// Proposals compared with known links.
#[derive(Debug)]
pub struct Evaluation {
    gold: BTreeMap<Pair, BTreeSet<Relation>>,
    proposed: BTreeMap<Pair, (Relation, f64)>,
    /// Known links that could not be proposed: of resources that are not linked, or to things that the dataset has not.
    pub out_of_reach: usize,
}

/// Precision, recall and their harmonic mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Known links.
    pub known: usize,
    /// Proposals.
    pub proposed: usize,
    /// Proposals that are known links.
    pub right: usize,
}

impl Figures {
    /// The share of proposals that are right; none if there are no proposals.
    pub fn precision(self) -> Option<f64> {
        (self.proposed > 0).then(|| self.right as f64 / self.proposed as f64)
    }

    /// The share of known links that were proposed; none if there are none.
    pub fn recall(self) -> Option<f64> {
        (self.known > 0).then(|| self.right as f64 / self.known as f64)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(self) -> Option<f64> {
        let all = self.known + self.proposed;
        (all > 0).then(|| 2.0 * self.right as f64 / all as f64)
    }
}

impl Evaluation {
    /// Compares proposals with the links among some triples.
    pub fn new(proposals: &[Proposal], known: &[Triple], ours: &Collection, theirs: &Collection) -> Self {
        let (mut gold, mut out_of_reach): (BTreeMap<Pair, BTreeSet<Relation>>, _) = (BTreeMap::new(), 0);
        for triple in known {
            let (Some(relation), NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) =
                (Relation::of(triple.predicate.as_ref()), &triple.subject, &triple.object)
            else {
                continue;
            };
            if ours.number(subject).is_some() && theirs.number(object).is_some() {
                gold.entry((subject.clone(), object.clone())).or_default().insert(relation);
            } else {
                out_of_reach += 1;
            }
        }
        let pair = |proposal: &Proposal| {
            ((proposal.subject.clone(), proposal.object.clone()), (proposal.relation, proposal.score))
        };
        Self { gold, proposed: proposals.iter().map(pair).collect(), out_of_reach }
    }

    /// The figures of one relation, or of pairs regardless of their relation.
    pub fn figures(&self, relation: Option<Relation>) -> Figures {
        let is_gold = |relations: &BTreeSet<Relation>| relation.is_none_or(|relation| relations.contains(&relation));
        let is_it = |proposed: &Relation| relation.is_none_or(|relation| *proposed == relation);
        let right = self
            .proposed
            .iter()
            .filter(|(pair, (proposed, _))| is_it(proposed) && self.gold.get(*pair).is_some_and(is_gold));
        Figures {
            known: self.gold.values().filter(|relations| is_gold(relations)).count(),
            proposed: self.proposed.values().filter(|(proposed, _)| is_it(proposed)).count(),
            right: right.count(),
        }
    }

    /// The figures, what was missed and what is false, for people.
    pub fn report(&self, ours: &Collection, theirs: &Collection, prefixes: &Prefixes) -> String {
        let mut text = format!(
            "{:<14}{:>7}{:>10}{:>7}{:>11}{:>8}{:>7}\n",
            "relation", "known", "proposed", "right", "precision", "recall", "F1"
        );
        let rows = Relation::ALL.into_iter().map(Some).chain([None]);
        for relation in rows {
            let figures = self.figures(relation);
            let name = relation.map_or("any relation", Relation::name);
            let share = |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{share:.3}"));
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{name:<14}{:>7}{:>10}{:>7}{:>11}{:>8}{:>7}",
                figures.known,
                figures.proposed,
                figures.right,
                share(figures.precision()),
                share(figures.recall()),
                share(figures.f1())
            );
        }
        if self.out_of_reach > 0 {
            let _ = writeln!(
                text,
                "{} known links were left out: their resources are not linked here, or the dataset does not name what they lead to",
                self.out_of_reach
            );
        }
        let line = |(subject, object): &Pair, what: &str| {
            let title = |side: &Collection, iri: &NamedNode| side.title(iri).unwrap_or_default().to_owned();
            let (a, b) = (title(ours, subject), title(theirs, object));
            format!("  {} {what} {}   # {a} → {b}\n", short(subject, prefixes), short(object, prefixes))
        };
        text += "\nmissed:\n";
        for (pair, relations) in self.gold.iter().filter(|(pair, _)| !self.proposed.contains_key(*pair)) {
            let names: Vec<_> = relations.iter().map(|relation| relation.name()).collect();
            text += &line(pair, &names.join(", "));
        }
        text += "\nfalse:\n";
        for (pair, (relation, score)) in self.proposed.iter().filter(|(pair, _)| !self.gold.contains_key(*pair)) {
            text += &line(pair, &format!("{} {score:.2}", relation.name()));
        }
        text += "\nright pair, other relation:\n";
        for (pair, (relation, score)) in &self.proposed {
            if let Some(known) = self.gold.get(pair).filter(|known| !known.contains(relation)) {
                let names: Vec<_> = known.iter().map(|relation| relation.name()).collect();
                text += &line(pair, &format!("{} {score:.2}, known as {}", relation.name(), names.join(", ")));
            }
        }
        text
    }
}

//! What can speak for a pair being the same, and how much.
//!
//! The weights are general judgements about kinds of evidence; nothing is keyed to a thing.

use super::concept::Name;
use super::likeness::Likeness;
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, BTreeSet};

/// Names that are alike.
#[derive(Debug, Clone)]
pub(super) struct NameMatch {
    pub(super) likeness: Likeness,
    pub(super) score: f64,
    pub(super) ours: Name,
    pub(super) theirs: Name,
}

/// A code that both have.
#[derive(Debug, Clone)]
pub(super) struct CodeMatch {
    pub(super) score: f64,
    /// As ours has it.
    pub(super) text: String,
    pub(super) system: Option<NamedNode>,
    pub(super) is_contradicted: bool,
}

/// All that speaks for a pair.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    pub(super) name: Option<NameMatch>,
    /// Languages in which names are the same.
    pub(super) languages: BTreeSet<String>,
    /// What is left of the names' score where they differ in most languages that both have.
    pub(super) agreement: f64,
    pub(super) code: Option<CodeMatch>,
    pub(super) third: Option<(f64, NamedNode)>,
    pub(super) subject: Option<(f64, NamedNode)>,
}

impl Default for Evidence {
    fn default() -> Self {
        Self { name: None, languages: BTreeSet::new(), agreement: 1.0, code: None, third: None, subject: None }
    }
}

/// The pairs for which something speaks: number of ours, number of theirs.
pub(super) type Pairs = BTreeMap<(u32, u32), Evidence>;

impl Evidence {
    /// From 0 to 1: the strongest kind, and half of each other kind of what is left to 1.
    pub(super) fn score(&self) -> f64 {
        let name = self.name.as_ref().map(|name| {
            let more = i32::try_from(self.languages.len()).unwrap_or(i32::MAX).saturating_sub(1).max(0);
            (name.score + (1.0 - name.score) * (1.0 - 0.6_f64.powi(more))) * self.agreement
        });
        let kinds = [
            name,
            self.code.as_ref().map(|code| code.score),
            self.third.as_ref().map(|third| third.0),
            self.subject.as_ref().map(|subject| subject.0),
        ];
        let mut scores: Vec<f64> = kinds.into_iter().flatten().collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        scores
            .iter()
            .enumerate()
            .fold(0.0, |sum, (i, score)| sum + (1.0 - sum) * score * if i == 0 { 1.0 } else { 0.5 })
    }

    /// Whether it is strong enough for the same thing, and not for one that is like it.
    pub(super) fn is_exact(&self) -> bool {
        // What only another name says, in one language, may be looser than what is preferred.
        let is_same_name = |name: &NameMatch| {
            matches!(name.likeness, Likeness::Same | Likeness::SameWords)
                && (!(name.ours.is_other || name.theirs.is_other) || self.languages.len() > 1)
        };
        self.is_certain() || self.name.as_ref().is_some_and(is_same_name)
    }

    /// Whether a third thing or a code of a system of its own speaks for it.
    pub(super) fn is_certain(&self) -> bool {
        self.third.is_some() || self.code.as_ref().is_some_and(|code| code.system.is_some() && !code.is_contradicted)
    }

    /// Whether it shows no more than a subject in common: part of a name, or what theirs is about.
    pub(super) fn is_weak(&self) -> bool {
        let is_part = |name: &NameMatch| matches!(name.likeness, Likeness::Contained | Likeness::Contains);
        self.third.is_none() && self.code.is_none() && self.name.as_ref().is_none_or(is_part)
    }
}

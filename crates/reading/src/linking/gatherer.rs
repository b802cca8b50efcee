//! Finds the pairs for which something speaks: names here, codes in `codes`, what is elsewhere in `elsewhere`.

use super::concept::{Collection, Concept, Name};
use super::evidence::{NameMatch, Pairs};
use super::index::{Index, NameId};
use super::likeness::{Likeness, likeness};
use super::vocabulary::Vocabulary;
use super::words::{Folded, Words};
use super::{Kind, Options};
use std::collections::BTreeSet;

/// Names that agree in fewer of the languages that both have say less.
const FEW: f64 = 0.34;

/// Both sides with their names folded, and the work that was done.
pub(super) struct Gatherer<'a> {
    pub(super) ours: &'a Collection,
    pub(super) theirs: &'a Collection,
    pub(super) our_names: Vec<Vec<Folded>>,
    pub(super) their_names: Vec<Vec<Folded>>,
    pub(super) words: Words,
    /// How many pairs of names were compared.
    pub(super) comparisons: usize,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(ours: &'a Collection, theirs: &'a Collection, vocabulary: &Vocabulary) -> Self {
        let mut words = Words::default();
        let mut fold = |side: &Collection| {
            let names = |concept: &Concept| {
                let names = concept.names.iter().map(|name| (name.text.as_str(), name.language.as_deref()));
                words.add(names, vocabulary)
            };
            side.concepts.iter().map(names).collect::<Vec<_>>()
        };
        let (our_names, their_names) = (fold(ours), fold(theirs));
        Self { ours, theirs, our_names, their_names, words, comparisons: 0 }
    }

    /// All pairs for which something speaks, by the kinds of evidence that are wanted.
    pub(super) fn pairs(&mut self, options: &Options) -> Pairs {
        let mut pairs = Pairs::new();
        if options.by.contains(&Kind::Label) {
            self.add_names(&mut pairs);
            self.add_agreement(&mut pairs);
        }
        if options.by.contains(&Kind::Code) {
            self.add_codes(&mut pairs);
        }
        if options.by.contains(&Kind::Same) {
            self.add_thirds(&mut pairs, options.evaluates);
            self.add_subjects(&mut pairs, options.evaluates);
        }
        pairs
    }

    fn add_names(&mut self, pairs: &mut Pairs) {
        let index = Index::new(&self.our_names, &self.words);
        for (their, names) in (0..).zip(&self.their_names) {
            for (name, folded) in self.theirs.get(their).names.iter().zip(names) {
                for id in index.candidates(folded, &self.words) {
                    self.comparisons += 1;
                    self.compare(id, their, name, folded, pairs);
                }
            }
        }
    }

    /// Names that are the same in one language and differ in the others are homonyms, or the same by their stems only.
    fn add_agreement(&self, pairs: &mut Pairs) {
        for ((own, their), evidence) in pairs.iter_mut().filter(|(_, evidence)| !evidence.languages.is_empty()) {
            let preferred = |side: &'a Collection, number: u32| -> BTreeSet<&'a str> {
                let names = side.get(number).names.iter().filter(|name| !name.is_other);
                names.filter_map(|name| name.language.as_deref()).collect()
            };
            let (ours, theirs) = (preferred(self.ours, *own), preferred(self.theirs, *their));
            let both: Vec<_> = ours.intersection(&theirs).collect();
            let same = both.iter().filter(|language| evidence.languages.contains(***language)).count();
            let share = same as f64 / both.len().max(1) as f64;
            if both.len() > 1 && share < FEW {
                evidence.agreement = 0.8 + 0.6 * share;
            }
        }
    }

    fn compare(&self, id: NameId, their: u32, name: &Name, folded: &Folded, pairs: &mut Pairs) {
        let own = &self.ours.get(id.concept).names[id.name as usize];
        let own_folded = &self.our_names[id.concept as usize][id.name as usize];
        let in_one_language = own.language.is_none() || name.language.is_none() || own.language == name.language;
        let Some((likeness, value)) = likeness(own_folded, folded, &self.words, in_one_language) else { return };
        let is_short = (own.is_other || name.is_other) && (own_folded.is_short || folded.is_short);
        let kinds = [0.95, 0.9, 0.85][usize::from(own.is_other) + usize::from(name.is_other)];
        let score = value * kinds * if in_one_language { 1.0 } else { 0.93 } * if is_short { 0.8 } else { 1.0 };
        let evidence = pairs.entry((id.concept, their)).or_default();
        if matches!(likeness, Likeness::Same | Likeness::SameWords) && in_one_language {
            evidence.languages.extend(own.language.clone().or_else(|| name.language.clone()));
        }
        // Of equals, the one that most people can read.
        let rank = |score: f64, language: Option<&str>| (score, language == Some("en"));
        let new = rank(score, name.language.as_deref());
        let is_better = |known: &NameMatch| rank(known.score, known.theirs.language.as_deref()) < new;
        if evidence.name.as_ref().is_none_or(is_better) {
            evidence.name = Some(NameMatch { likeness, score, ours: own.clone(), theirs: name.clone() });
        }
    }
}

//! What speaks for a pair being the same: names, codes, a third thing that both are the same as.
//!
//! The weights are general judgements about kinds of evidence; nothing is keyed to a thing.

use super::concept::{Collection, Name};
use super::index::{Index, NameId};
use super::likeness::{Likeness, likeness, shared};
use super::relation::Relation;
use super::vocabulary::Vocabulary;
use super::words::{Folded, Words, bare_code, code};
use super::{Kind, Options};
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Both are the same as a third thing.
const THIRD: f64 = 0.98;
/// Both have the same code in a system of its own, such as ISO 3166.
const SYSTEM: f64 = 0.97;
/// Both have the same code of whatever system, by how many letters and digits it has: the third entry is for three or more.
const NOTATION: [f64; 3] = [0.55, 0.7, 0.85];
/// A code that is the same without the words in front of it.
const BARE: f64 = 0.9;
/// Theirs is about what ours is the same as, or close to.
const SUBJECT: [f64; 2] = [0.62, 0.55];
/// A code that more things than this share tells nothing.
const MOST_SHARING: usize = 20;
/// A code says less where the names have less than this in common.
const CONTRADICTED: f64 = 0.2;
/// Names that agree in fewer of the languages that both have say less.
const FEW: f64 = 0.34;
/// What a contradiction leaves of a code of a system of its own, and of whatever system.
const LEFT: [f64; 2] = [0.9, 0.5];

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
    agreement: f64,
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

/// Both sides with their names folded, and the work that was done.
pub(super) struct Gatherer<'a> {
    ours: &'a Collection,
    theirs: &'a Collection,
    our_names: Vec<Vec<Folded>>,
    their_names: Vec<Vec<Folded>>,
    words: Words,
    /// How many pairs of names were compared.
    pub(super) comparisons: usize,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(ours: &'a Collection, theirs: &'a Collection, vocabulary: &Vocabulary) -> Self {
        let mut words = Words::default();
        let mut fold = |side: &Collection| {
            let names = |concept: &super::concept::Concept| {
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

    fn add_codes(&self, pairs: &mut Pairs) {
        let ours = Coded::new(self.ours);
        let theirs = Coded::new(self.theirs);
        for (text, sharing) in &theirs.0 {
            let own = ours.0.get(text).map_or(&[][..], Vec::as_slice);
            for their in sharing {
                let fits = |own: &&Holder| own.system.is_none() || their.system.is_none() || own.system == their.system;
                let fitting: Vec<&Holder> = own.iter().filter(fits).collect();
                let alike = sharing.iter().filter(|other| other.system == their.system).count();
                if fitting.len() > MOST_SHARING || alike > MOST_SHARING {
                    continue;
                }
                for own in &fitting {
                    self.add_code(own, their, text, fitting.len() * alike, pairs);
                }
            }
        }
    }

    fn add_code(&self, own: &Holder, their: &Holder, text: &str, sharing: usize, pairs: &mut Pairs) {
        let is_system = own.system.is_some() && own.system == their.system;
        let letters = text.chars().filter(|char| char.is_alphanumeric()).count();
        let mut score = if is_system { SYSTEM } else { NOTATION[letters.clamp(1, 3) - 1] };
        if own.is_bare || their.is_bare {
            score *= BARE;
        }
        score /= (sharing as f64).sqrt();
        let is_contradicted = self.contradicts(own.concept, their.concept);
        if is_contradicted {
            score *= LEFT[usize::from(!is_system)];
        }
        let code = CodeMatch {
            score,
            text: own.text.clone(),
            system: own.system.clone().filter(|_| is_system),
            is_contradicted,
        };
        let evidence = pairs.entry((own.concept, their.concept)).or_default();
        // Of equals, the one that says most to people: AFG rather than AF or 004.
        let letters = |text: &str| text.chars().filter(|char| char.is_alphabetic()).count();
        let is_better = |known: &CodeMatch| (known.score, letters(&known.text)) < (score, letters(&own.text));
        if evidence.code.as_ref().is_none_or(is_better) {
            evidence.code = Some(code);
        }
    }

    /// Whether names could be compared, and none has anything to do with another.
    fn contradicts(&self, own: u32, their: u32) -> bool {
        let mut best: Option<f64> = None;
        let (ours, theirs) = (&self.ours.get(own).names, &self.theirs.get(their).names);
        for (name, folded) in ours.iter().zip(&self.our_names[own as usize]) {
            for (other, other_folded) in theirs.iter().zip(&self.their_names[their as usize]) {
                if name.language.is_none() || other.language.is_none() || name.language == other.language {
                    let letters = strsim::normalized_damerau_levenshtein(&folded.whole, &other_folded.whole);
                    // Half of the letters are the same by chance in short names.
                    let letters = if letters > 0.6 { letters } else { 0.0 };
                    let value = shared(folded, other_folded, &self.words).max(letters);
                    best = Some(best.map_or(value, |best| best.max(value)));
                }
            }
        }
        best.is_some_and(|best| best < CONTRADICTED)
    }

    fn add_thirds(&self, pairs: &mut Pairs, evaluates: bool) {
        let mut ours: HashMap<&NamedNode, Vec<u32>> = HashMap::new();
        for (number, concept) in (0..).zip(&self.ours.concepts) {
            // In an evaluation our links into the dataset are what is looked for.
            let others = concept.same.iter().filter(|iri| !evaluates || self.theirs.number(iri).is_none());
            others.chain([&concept.iri]).for_each(|iri| ours.entry(iri).or_default().push(number));
        }
        let mut theirs: BTreeMap<&NamedNode, Vec<u32>> = BTreeMap::new();
        for (number, concept) in (0..).zip(&self.theirs.concepts) {
            concept.same.iter().for_each(|iri| theirs.entry(iri).or_default().push(number));
        }
        for (third, their) in theirs {
            let own = ours.get(third).map_or(&[][..], Vec::as_slice);
            for (own, their, score) in crossed(own, &their, THIRD) {
                let evidence = pairs.entry((own, their)).or_default();
                if evidence.third.as_ref().is_none_or(|known| known.0 < score) {
                    evidence.third = Some((score, third.clone()));
                }
            }
        }
    }

    fn add_subjects(&self, pairs: &mut Pairs, evaluates: bool) {
        let mut ours: HashMap<&NamedNode, Vec<(u32, Relation)>> = HashMap::new();
        for (number, concept) in (0..).zip(&self.ours.concepts) {
            for (relation, iri) in &concept.links {
                if !evaluates || self.theirs.number(iri).is_none() {
                    ours.entry(iri).or_default().push((number, *relation));
                }
            }
        }
        let mut theirs: BTreeMap<&NamedNode, Vec<u32>> = BTreeMap::new();
        for (number, concept) in (0..).zip(&self.theirs.concepts) {
            concept.subjects.iter().for_each(|iri| theirs.entry(iri).or_default().push(number));
        }
        for (subject, their) in theirs {
            for (relation, value) in [Relation::Exact, Relation::Close].into_iter().zip(SUBJECT) {
                let linked = ours.get(subject).into_iter().flatten().filter(|(_, of)| *of == relation);
                let own: Vec<u32> = linked.map(|(number, _)| *number).collect();
                for (own, their, score) in crossed(&own, &their, value) {
                    let evidence = pairs.entry((own, their)).or_default();
                    if evidence.subject.as_ref().is_none_or(|known| known.0 < score) {
                        evidence.subject = Some((score, subject.clone()));
                    }
                }
            }
        }
    }
}

/// All pairs of two lists, with a score that is the lower, the more pairs there are; none if there are too many.
fn crossed(ours: &[u32], theirs: &[u32], score: f64) -> Vec<(u32, u32, f64)> {
    if ours.len() > MOST_SHARING || theirs.len() > MOST_SHARING {
        return Vec::new();
    }
    let score = score / ((ours.len() * theirs.len()).max(1) as f64).sqrt();
    ours.iter().flat_map(|&own| theirs.iter().map(move |&their| (own, their, score))).collect()
}

/// Who has a code.
struct Holder {
    concept: u32,
    text: String,
    system: Option<NamedNode>,
    /// Whether the words in front of it were left out.
    is_bare: bool,
}

/// Codes as they are compared, and who has them.
struct Coded(BTreeMap<String, Vec<Holder>>);

impl Coded {
    /// A code stands without the words in front of it too.
    fn new(side: &Collection) -> Self {
        let mut codes: BTreeMap<String, Vec<Holder>> = BTreeMap::new();
        // Whole codes first, so that one that is there as it stands is not taken for one that was shortened.
        for is_bare in [false, true] {
            for (concept, held) in
                (0..).zip(&side.concepts).flat_map(|(number, of)| of.codes.iter().map(move |code| (number, code)))
            {
                let whole = code(&held.text);
                let key = if is_bare { bare_code(&whole) } else { Some(whole.as_str()) };
                let Some(key) = key.filter(|key| !key.is_empty()) else { continue };
                let holders: &mut Vec<Holder> = codes.entry(key.to_owned()).or_default();
                if !holders.iter().any(|holder| holder.concept == concept && holder.system == held.system) {
                    let (text, system) = (held.text.clone(), held.system.clone());
                    holders.push(Holder { concept, text, system, is_bare });
                }
            }
        }
        Self(codes)
    }
}

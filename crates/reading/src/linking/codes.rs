//! Codes that both have: ISO 3166, notations, identifiers.

use super::concept::Collection;
use super::evidence::{CodeMatch, Pairs};
use super::gatherer::Gatherer;
use super::likeness::shared;
use super::words::{bare_code, code};
use oxigraph::model::NamedNode;
use std::collections::BTreeMap;

/// Both have the same code in a system of its own, such as ISO 3166.
const SYSTEM: f64 = 0.97;
/// Both have the same code of any system, by how many letters and digits it has: the third entry is for three or more.
const NOTATION: [f64; 3] = [0.55, 0.7, 0.85];
/// A code that is the same without the words in front of it.
const BARE: f64 = 0.9;
/// A code that more resources than this share is no evidence.
const MOST_SHARING: usize = 20;
/// A code that more things than this have, of any systems, is not looked at.
const MOST_HOLDING: usize = 4 * MOST_SHARING;
/// A code says less where the names have less than this in common.
const CONTRADICTED: f64 = 0.2;
/// What a contradiction leaves of a code of a system of its own, and of any system.
const LEFT: [f64; 2] = [0.9, 0.5];

impl Gatherer<'_> {
    /// Adds the pairs that share a code.
    pub(super) fn add_codes(&self, pairs: &mut Pairs) {
        let ours = Coded::new(self.ours);
        let theirs = Coded::new(self.theirs);
        for (text, sharing) in theirs.0.iter().filter(|(_, sharing)| sharing.len() <= MOST_HOLDING) {
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
                let is_there = |holder: &Holder| holder.concept == concept && holder.system == held.system;
                if holders.len() <= MOST_HOLDING && !holders.iter().any(is_there) {
                    let (text, system) = (held.text.clone(), held.system.clone());
                    holders.push(Holder { concept, text, system, is_bare });
                }
            }
        }
        Self(codes)
    }
}

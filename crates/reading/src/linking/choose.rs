//! Which pairs are proposed, and as what.

use super::concept::{Collection, Concept};
use super::evidence::{Evidence, Pairs};
use super::relation::Relation;
use super::vocabulary::Vocabulary;
use super::{Decided, Kind, Options, levels};
use plenary_search::words::is_han;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Weaker pairs are not looked at further; the hierarchy could not raise them enough.
const LEAST: f64 = 0.4;
/// From this score on a pair may drive out another that has one side in common with it,
const STRONG: f64 = 0.8;
/// if that is weaker by so much.
const WEAKER: f64 = 0.08;
/// Pairs as near as this have equal claims.
const EQUAL: f64 = 0.03;
/// What is left of a score where others have equal claims.
const AMBIGUOUS: f64 = 0.85;
/// The same thing, from this score on.
const EXACT: f64 = 0.84;
/// Nearly the same, from this score on.
const CLOSE: f64 = 0.7;
/// Stands for all classes.
const ANY: u16 = u16::MAX;
/// How many of the strongest pairs with one side in common may drive out another.
const RIVALS: usize = 3;

/// A pair with its score.
#[derive(Debug, Clone)]
pub(super) struct Scored {
    pub(super) own: u32,
    pub(super) their: u32,
    pub(super) score: f64,
    pub(super) evidence: Evidence,
    /// Broader things that match.
    pub(super) above: Option<(u32, u32)>,
    /// How many pairs of narrower things match.
    pub(super) below: usize,
    /// How many others have equal claims.
    pub(super) rivals: usize,
    /// Where it stands to a stronger pair.
    pub(super) level: Option<Relation>,
    pub(super) relation: Relation,
    /// The link that the data have.
    pub(super) known: Option<Relation>,
}

impl Scored {
    pub(super) fn key(&self) -> (u32, u32) {
        (self.own, self.their)
    }

    /// What it weighs against others: links that are there are certain.
    fn weight(&self) -> f64 {
        if self.known.is_some() { 1.0 } else { self.score }
    }

    /// Whether more than names says so.
    fn is_certain(&self) -> bool {
        self.known.is_some() || self.evidence.is_certain()
    }

    /// Whether it says that both are the same thing.
    fn is_exact(&self) -> bool {
        match self.known {
            Some(known) => known == Relation::Exact,
            None => self.rivals == 0 && self.score >= EXACT && self.evidence.is_exact(),
        }
    }
}

/// Chooses among all pairs those that are proposed, sorted by ours and score. With `evaluates` links that are there are no
/// evidence.
pub(super) fn choose(
    pairs: Pairs,
    ours: &Collection,
    theirs: &Collection,
    vocabulary: &Vocabulary,
    options: &Options,
) -> (Vec<Scored>, Decided) {
    let mut scored = scored(pairs, ours, theirs, options);
    if options.by.contains(&Kind::Hierarchy) {
        levels::raise(&mut scored, ours, theirs);
    }
    compete(&mut scored, ours, theirs);
    let mut decided = Decided::default();
    let mut chosen: Vec<Scored> = Vec::new();
    for mut pair in scored {
        if !options.evaluates && is_rejected(&pair, ours, theirs, options) {
            decided.rejected += 1;
            continue;
        }
        if let Some(known) = pair.known {
            decided.known += 1;
            pair.relation = known;
            if options.with_known {
                chosen.push(pair);
            }
            continue;
        }
        pair.score = (100.0 * pair.score).round() / 100.0;
        pair.relation = relation(&pair, vocabulary);
        let is_wider = || joins(ours.get(pair.own), theirs.get(pair.their));
        if pair.relation == Relation::Exact && !pair.evidence.is_certain() && is_wider() {
            pair.relation = Relation::Close;
        }
        if pair.score >= options.min_score {
            chosen.push(pair);
        }
    }
    keep_highest(&mut chosen, theirs);
    chosen.sort_by(|a, b| a.own.cmp(&b.own).then(b.weight().total_cmp(&a.weight())).then(a.their.cmp(&b.their)));
    let mut counts: HashMap<u32, usize> = HashMap::new();
    chosen.retain(|pair| {
        let count = counts.entry(pair.own).or_default();
        *count += usize::from(pair.known.is_none());
        pair.known.is_some() || *count <= options.most
    });
    (chosen, decided)
}

/// Of pairs of one of ours that have only a part of a name in common, those whose theirs stand below another's are dropped: a part
/// tells the neighbourhood, not the leaf in it.
fn keep_highest(chosen: &mut Vec<Scored>, theirs: &Collection) {
    let is_part = |pair: &Scored| pair.known.is_none() && pair.level.is_none() && pair.evidence.is_weak();
    let mut parts: HashMap<u32, HashSet<u32>> = HashMap::new();
    for pair in chosen.iter().filter(|pair| is_part(pair)) {
        parts.entry(pair.own).or_default().insert(pair.their);
    }
    chosen.retain(|pair| {
        let others = parts.get(&pair.own).filter(|_| is_part(pair));
        !others.is_some_and(|others| theirs.above(pair.their).iter().any(|above| others.contains(above)))
    });
}

fn scored(mut pairs: Pairs, ours: &Collection, theirs: &Collection, options: &Options) -> Vec<Scored> {
    let mut known: BTreeMap<(u32, u32), Relation> = BTreeMap::new();
    if !options.evaluates {
        for (own, concept) in (0..).zip(&ours.concepts) {
            for (relation, iri) in &concept.links {
                if let Some(their) = theirs.number(iri) {
                    known.entry((own, their)).or_insert(*relation);
                }
            }
        }
        // What is linked takes part, whether or not anything else speaks for it.
        for key in known.keys() {
            pairs.entry(*key).or_default();
        }
    }
    let pair = |((own, their), evidence): ((u32, u32), Evidence)| Scored {
        own,
        their,
        score: evidence.score(),
        evidence,
        above: None,
        below: 0,
        rivals: 0,
        level: None,
        relation: Relation::Related,
        known: known.get(&(own, their)).copied(),
    };
    let scored = pairs.into_iter().map(pair);
    // One resource is not linked with itself.
    scored
        .filter(|pair| ours.get(pair.own).iri != theirs.get(pair.their).iri)
        .filter(|pair| pair.weight() >= LEAST)
        .collect()
}

/// Drops pairs that a stronger one with one side in common drives out, unless they stand on another level of what is nearly the
/// same, and finds those with equal claims. Things of different classes of ours do not compete for one of theirs,
/// unless one of them has no more than a part of a name.
fn compete(pairs: &mut Vec<Scored>, ours: &Collection, theirs: &Collection) {
    let mut groups: BTreeMap<(bool, u32, u16), Vec<usize>> = BTreeMap::new();
    for (i, pair) in pairs.iter().enumerate() {
        let class = ours.get(pair.own).class.map_or(ANY, |class| class.0);
        groups.entry((true, pair.own, 0)).or_default().push(i);
        groups.entry((false, pair.their, class)).or_default().push(i);
        groups.entry((false, pair.their, ANY)).or_default().push(i);
    }
    let mut is_out = vec![false; pairs.len()];
    let mut found: Vec<(usize, Option<Relation>, usize)> = Vec::new();
    for (&(is_own, _, class), group) in &mut groups {
        let may_be_driven_out = |pair: &Scored| is_own || class != ANY || pair.evidence.is_weak();
        group.sort_by(|&a, &b| pairs[b].weight().total_cmp(&pairs[a].weight()).then(a.cmp(&b)));
        for &i in group.iter().filter(|&&i| may_be_driven_out(&pairs[i])) {
            let pair = &pairs[i];
            let stronger = group.iter().take(RIVALS).map(|&j| &pairs[j]);
            let drives_out = |other: &&Scored| {
                let lead = other.weight() - pair.weight();
                other.weight() >= STRONG && (lead >= WEAKER || (lead > 0.0 && other.is_certain() && !pair.is_certain()))
            };
            let stronger = stronger.filter(drives_out);
            for other in stronger {
                // What is broader than the same thing is broader already, by the hierarchy it is in.
                match levels::level(pair, other, ours, theirs).filter(|_| !other.is_exact()) {
                    Some(level) => found.push((i, Some(level), 0)),
                    None => is_out[i] = is_out[i] || pair.known.is_none(),
                }
            }
        }
        let rivals = if is_own || class != ANY { group.as_slice() } else { &[] };
        for (at, &i) in rivals.iter().enumerate() {
            let is_equal = |j: usize| {
                let (a, b) = (&pairs[i], &pairs[j]);
                let may_be_same =
                    |pair: &Scored| pair.known.is_none() && pair.score >= CLOSE && !pair.evidence.is_weak();
                may_be_same(a) && may_be_same(b) && (a.score - b.score).abs() < EQUAL
            };
            let before = group[..at].iter().rev().take_while(|&&j| is_equal(j)).take(RIVALS).count();
            let after = group[at + 1..].iter().take_while(|&&j| is_equal(j)).take(RIVALS).count();
            found.push((i, None, before + after));
        }
    }
    for (i, level, rivals) in found {
        pairs[i].level = pairs[i].level.or(level);
        pairs[i].rivals += rivals;
    }
    for pair in pairs.iter_mut().filter(|pair| pair.rivals > 0) {
        pair.score *= AMBIGUOUS;
    }
    let mut out = is_out.into_iter();
    pairs.retain(|_| !out.next().unwrap_or_default());
}

fn relation(pair: &Scored, vocabulary: &Vocabulary) -> Relation {
    match pair.level {
        Some(level) if vocabulary.may_be(level) => level,
        Some(_) => Relation::Related,
        None if pair.is_exact() => Relation::Exact,
        None if pair.score >= CLOSE && !pair.evidence.is_weak() => Relation::Close,
        None => Relation::Related,
    }
}

/// What joins two things to one name, in the languages of the record.
const JOINING: [&str; 12] = ["and", "&", "et", "y", "e", "и", "und", "与", "和", "及", "及其", ","];

/// Whether the name that is preferred for one side joins the other's with another thing, as "Digital and Internet governance" does
/// with "Internet governance". The one is then wider, regardless of other names that they share.
fn joins(ours: &Concept, theirs: &Concept) -> bool {
    let preferred = |concept: &Concept| -> Vec<(Option<String>, String)> {
        let names = concept.names.iter().filter(|name| !name.is_other);
        names.map(|name| (name.language.clone(), name.text.to_lowercase())).collect()
    };
    let (ours, theirs) = (preferred(ours), preferred(theirs));
    let joined = |whole: &str, part: &str| {
        let before = whole.strip_suffix(part).map(str::trim_end);
        let after = whole.strip_prefix(part).map(str::trim_start);
        let last = |rest: &str| JOINING.iter().any(|word| is_word_at(rest, word, true));
        let first = |rest: &str| JOINING.iter().any(|word| is_word_at(rest, word, false));
        before.is_some_and(last) || after.is_some_and(first)
    };
    ours.iter().any(|(language, own)| {
        let same = theirs.iter().filter(|(other, _)| other == language || other.is_none() || language.is_none());
        same.into_iter().any(|(_, their)| joined(own, their) || joined(their, own))
    })
}

/// Whether a text ends, or begins, with a word: with a space around it, but in scripts that write none.
fn is_word_at(text: &str, word: &str, at_end: bool) -> bool {
    let rest = if at_end { text.strip_suffix(word) } else { text.strip_prefix(word) };
    let is_spaced = word.chars().all(char::is_alphabetic) && !word.chars().any(is_han);
    rest.is_some_and(|rest| {
        !is_spaced || if at_end { rest.ends_with(char::is_whitespace) } else { rest.starts_with(char::is_whitespace) }
    })
}

fn is_rejected(pair: &Scored, ours: &Collection, theirs: &Collection, options: &Options) -> bool {
    let (own, their) = (&ours.get(pair.own).iri, &theirs.get(pair.their).iri);
    options.rejected.contains(&(own.clone(), their.clone()))
}

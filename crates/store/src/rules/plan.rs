//! In which order what rules derive can be worked out again after a change, and of which rules it cannot.
//!
//! All rules run one after the other, round after round, and what they have added stays. Where a rule asks for the absence of a triple
//! (`MINUS`, `NOT EXISTS`, `OPTIONAL`, a count), what comes of it depends on whether that triple has been derived *by then*. Only if everything
//! that derives such triples is done before, in the first round, is the outcome that of the triples alone, and can be worked out from
//! what has changed:
//!
//! - A rule is *done at once* if all that it reads is stated, or derived by earlier rules that are done at once.
//! - A rule is *sound* if what it asks the absence of is stated, or derived by earlier rules that are done at once and that it does not feed.
//! - A rule is *guarded* if it leaves a node alone that has what it would derive: what it constructs is said of `$this` alone, no other rule
//!   derives such triples, and it asks the absence of those of `$this`. All else that it reads, its targets excepted, is stated or derived by earlier
//!   rules that are done at once. It gives all that it gives for a node in the first round in which it runs for it, when none of that is there
//!   yet, and nothing later, as more of it never gives more. So what it asks the absence of is what is *stated*: worked out with what it derived itself
//!   left out, it is sound, and does not feed itself.
//! - Sound rules form strata: those that feed each other, or derive triples of the same kind, are together in one, and after all those that feed them.
//!
//! All others are *doubted*: rules that are not sound; that read more than triples (graphs, how often a solution comes, chance); that make
//! new terms of what they have made; and all that feed such rules or derive triples of the same kind. A change that touches what doubted rules
//! read or derive has all rules run anew.

use super::prepared::Prepared;
use oxigraph::model::{NamedNode, Term, TripleRef};
use plenary_base::vocab::rdf;
use plenary_shacl::{Read, Sense};

/// A kind of triples.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Kind {
    /// Their property; none if any.
    pub property: Option<NamedNode>,
    /// Their object; none if any.
    pub object: Option<Term>,
}

impl Kind {
    /// Whether a triple is of the kind.
    pub fn has(&self, triple: TripleRef<'_>) -> bool {
        self.property.as_ref().is_none_or(|property| property.as_ref() == triple.predicate)
            && self.object.as_ref().is_none_or(|object| object.as_ref() == triple.object)
    }

    /// Whether some triple may be of both kinds.
    fn meets(&self, other: &Self) -> bool {
        may_be(self.property.as_ref(), other.property.as_ref()) && may_be(self.object.as_ref(), other.object.as_ref())
    }

    /// Whether some triple of the kind may be read.
    fn is_read(&self, read: &Read<'_>) -> bool {
        let is_excepted = |object: &Term| read.except.iter().any(|other| *object == Term::from(other.clone()));
        may_be(self.property.as_ref(), read.property)
            && may_be(self.object.as_ref(), read.object)
            && !self.object.as_ref().is_some_and(is_excepted)
    }
}

fn may_be<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.is_none() || other.is_none() || one == other
}

/// Rules that are worked out together.
#[derive(Debug, PartialEq, Eq)]
pub struct Stratum {
    /// Their numbers.
    pub rules: Vec<usize>,
    /// Whether they feed themselves.
    pub is_recursive: bool,
    /// What they derive.
    pub kinds: Vec<Kind>,
}

/// In which order rules run, and what has to be asked again after a change; the head of its module says when this holds.
#[derive(Debug, Default)]
pub struct Plan {
    strata: Vec<Stratum>,
    doubted: Vec<Kind>,
    is_guarded: Vec<bool>,
    may_be_endless: bool,
}

/// Pairs of rules.
struct Pairs(Vec<Vec<bool>>);

impl Pairs {
    fn of(count: usize, is_pair: impl Fn(usize, usize) -> bool) -> Self {
        Self((0..count).map(|one| (0..count).map(|other| is_pair(one, other)).collect()).collect())
    }

    fn has(&self, one: usize, other: usize) -> bool {
        self.0[one][other]
    }

    fn forget(&mut self, one: usize, other: usize) {
        self.0[one][other] = false;
    }

    /// Those that lead to each other over others.
    fn closed(mut self) -> Self {
        for middle in 0..self.0.len() {
            let on = self.0[middle].clone();
            for row in &mut self.0 {
                if row[middle] {
                    row.iter_mut().zip(&on).for_each(|(is_pair, on)| *is_pair |= on);
                }
            }
        }
        self
    }
}

impl Plan {
    pub(super) fn of(rules: &[Prepared]) -> Self {
        let count = rules.len();
        let feeding = |is_meant: fn(&Read<'_>) -> bool| {
            Pairs::of(count, |one, other| {
                let Some(mut reads) = rules[other].footprint.reads() else { return true };
                reads.any(|read| is_meant(&read) && rules[one].writes.iter().any(|kind| kind.is_read(&read)))
            })
        };
        let mut feeds = feeding(|_| true);
        let mut feeds_in_doubt = feeding(|read| read.sense != Sense::More);
        let is_like = Pairs::of(count, |one, other| {
            rules[other].writes.iter().any(|kind| rules[one].writes.iter().any(|own| own.meets(kind)))
        });
        let done = done_at_once(&feeds);
        let is_guarded: Vec<bool> = (0..count)
            .map(|rule| {
                (0..count).all(|other| other == rule || !is_like.has(other, rule)) && is_guarded(rules, rule, &done)
            })
            .collect();
        for rule in (0..count).filter(|&rule| is_guarded[rule]) {
            feeds.forget(rule, rule);
            feeds_in_doubt.forget(rule, rule);
        }
        let is_done_at_once = done_at_once(&feeds);
        let leads = Pairs::of(count, |one, other| feeds.has(one, other) || is_like.has(one, other)).closed();
        let is_of_one = |one: usize, other: usize| one == other || (leads.has(one, other) && leads.has(other, one));
        let on_itself = Pairs::of(count, |one, other| feeds.has(one, other)).closed();
        let is_endless = |rule: usize| rules[rule].makes_terms && on_itself.has(rule, rule);
        let is_sound = |rule: usize| {
            (0..count)
                .filter(|&other| feeds_in_doubt.has(other, rule))
                .all(|other| other < rule && is_done_at_once[other] && !is_of_one(other, rule))
        };
        let mut is_doubted: Vec<bool> = (0..count)
            .map(|rule| {
                let footprint = &rules[rule].footprint;
                footprint.is_of_more_than_triples()
                    || footprint.reads().is_none()
                    || is_endless(rule)
                    || !is_sound(rule)
            })
            .collect();
        while let Some(more) = (0..count).find(|&rule| {
            let of = |&other: &usize| is_doubted[other] && (feeds.has(rule, other) || is_like.has(rule, other));
            !is_doubted[rule] && (0..count).any(|other| of(&other))
        }) {
            is_doubted[more] = true;
        }
        Self {
            strata: strata(rules, &is_doubted, &is_of_one, &feeds, &leads),
            is_guarded,
            doubted: (0..count).filter(|&rule| is_doubted[rule]).flat_map(|rule| touched(&rules[rule])).collect(),
            may_be_endless: (0..count).any(is_endless),
        }
    }

    /// The sound rules, in the order in which they are worked out.
    pub fn strata(&self) -> &[Stratum] {
        &self.strata
    }

    /// Whether a rule is to be worked out on data without what it derived itself.
    pub fn is_guarded(&self, rule: usize) -> bool {
        self.is_guarded[rule]
    }

    /// Whether all rules have to run anew if a triple comes or goes.
    pub fn doubts(&self, triple: TripleRef<'_>) -> bool {
        self.doubted.iter().any(|kind| kind.has(triple))
    }

    /// Whether rules make new terms of what they have made, and may never come to an end.
    pub(super) fn may_be_endless(&self) -> bool {
        self.may_be_endless
    }
}

/// The rules whose outcome is whole after the first round.
fn done_at_once(feeds: &Pairs) -> Vec<bool> {
    let count = feeds.0.len();
    let mut done = vec![false; count];
    for rule in 0..count {
        done[rule] = (0..count).filter(|&other| feeds.has(other, rule)).all(|other| other < rule && done[other]);
    }
    done
}

/// Whether a rule that alone derives its kinds of triples asks the absence of them, and reads nothing else that is not there in the first
/// round; see the head of the module.
fn is_guarded(rules: &[Prepared], rule: usize, done: &[bool]) -> bool {
    let own = &rules[rule];
    let Some(mut reads) = own.beside_targets.reads() else { return false };
    let is_of_properties =
        own.writes.iter().all(|kind| kind.property.as_ref().is_some_and(|of| of.as_str() != rdf::TYPE));
    let feeds = |other: usize, read: &Read<'_>| rules[other].writes.iter().any(|kind| kind.is_read(read));
    own.is_of_this()
        && is_of_properties
        && reads.all(|read| {
            let mut others = (0..rules.len()).filter(|&other| other != rule && feeds(other, &read));
            let is_early = |other: usize| other < rule && done[other];
            let is_of_itself = feeds(rule, &read);
            others.all(is_early) && (!is_of_itself || (read.is_of_this && read.sense == Sense::Less))
        })
}

fn strata(
    rules: &[Prepared],
    is_doubted: &[bool],
    is_of_one: &impl Fn(usize, usize) -> bool,
    feeds: &Pairs,
    leads: &Pairs,
) -> Vec<Stratum> {
    let mut left: Vec<usize> = (0..rules.len()).filter(|&rule| !is_doubted[rule]).collect();
    let mut strata = Vec::new();
    // A rule that only its own stratum leads to.
    while let Some(&first) =
        left.iter().find(|&&rule| left.iter().all(|&other| is_of_one(other, rule) || !leads.has(other, rule)))
    {
        let (of_stratum, others): (Vec<_>, Vec<_>) = left.iter().partition(|&&rule| is_of_one(first, rule));
        left = others;
        strata.push(Stratum {
            is_recursive: of_stratum.iter().any(|&one| of_stratum.iter().any(|&other| feeds.has(one, other))),
            kinds: of_stratum.iter().flat_map(|&rule| rules[rule].writes.iter().cloned()).collect(),
            rules: of_stratum,
        });
    }
    strata
}

/// What a rule reads or derives.
fn touched(rule: &Prepared) -> Vec<Kind> {
    let Some(reads) = rule.footprint.reads() else { return vec![Kind { property: None, object: None }] };
    let reads = reads.map(|read| Kind { property: read.property.cloned(), object: read.object.cloned() });
    reads.chain(rule.writes.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;
    use crate::tests::{ontology, rule};

    /// The strata of rules, in order; those of each by number, with a star if they feed themselves.
    fn strata(rules: &[&str]) -> String {
        let rules: String = rules.iter().map(|construct| rule(construct)).collect();
        let rules = Rules::read(&ontology(&rules)).unwrap();
        let strata = rules
            .plan()
            .strata()
            .iter()
            .map(|stratum| format!("{:?}{}", stratum.rules, if stratum.is_recursive { "*" } else { "" }));
        strata.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn rules_that_feed_each_other_are_together_and_what_depends_on_the_round_is_doubted() {
        let near = "CONSTRUCT { $this ex:near ?x } WHERE { $this ex:far ?x }";
        let back = "CONSTRUCT { ?x ex:near $this } WHERE { $this ex:near ?x }";
        let lonely = "CONSTRUCT { $this ex:is 'lonely' } WHERE { FILTER NOT EXISTS { $this ex:near ?x } }";
        assert_eq!(strata(&[near, lonely]), "[0] [1]");
        assert_eq!(strata(&[lonely, near]), "", "what is not near yet may be so in the next round");
        assert_eq!(strata(&[near, back, lonely]), "", "and so where the rules before need rounds");
        assert_eq!(strata(&[near, back]), "[0, 1]*");
        let count = "CONSTRUCT { $this ex:count ?n } WHERE { SELECT $this (COUNT(?x) AS ?n) { $this ex:in ?x } GROUP BY $this }";
        assert_eq!(strata(&[near, count]), "[0]", "the same triple counts once for each of its graphs");
        let least =
            "CONSTRUCT { $this ex:least ?n } WHERE { SELECT $this (MIN(?x) AS ?n) { $this ex:in ?x } GROUP BY $this }";
        assert_eq!(strata(&[near, least]), "[0] [1]");
        let next = "CONSTRUCT { $this ex:n ?m } WHERE { $this ex:n ?n BIND(?n + 1 AS ?m) }";
        assert_eq!(strata(&[near, next]), "[0]");
        let values = "CONSTRUCT { $this ?p ?x } WHERE { $this ex:in ?x VALUES ?p { ex:q ex:r } }";
        assert_eq!(strata(&[near, values, lonely]), "[0] [1] [2]");
        let any = "CONSTRUCT { $this ?p ?x } WHERE { $this ex:in ?x . ?x ex:as ?p }";
        assert_eq!(strata(&[near, any, lonely]), "");

        // Only such triples are read as the query says.
        let from =
            "CONSTRUCT { $this ?to ?x } WHERE { ?x ?from $this VALUES (?from ?to) { (ex:in ex:q) (ex:as ex:r) } }";
        assert_eq!(strata(&[from, near, lonely]), "[0] [1] [2]");
        let either =
            "CONSTRUCT { $this ?p ?x } WHERE { { $this ex:in ?x BIND(ex:near AS ?p) } UNION { $this ex:far ?x } }";
        assert_eq!(strata(&[either, lonely]), "[0] [1]", "what is not bound constructs nothing");
        let typed = "CONSTRUCT { ?x a ex:T } WHERE { $this ex:far ?x FILTER NOT EXISTS { ?x a ?t } }";
        assert_eq!(strata(&[near, typed]), "[0]");
        let other =
            "CONSTRUCT { ?x a ex:T } WHERE { $this ex:far ?x FILTER NOT EXISTS { ?x a ?t FILTER(?t != ex:T) } }";
        assert_eq!(strata(&[near, other]), "[0] [1]");
        let onto = "CONSTRUCT { ?x ex:near $this } WHERE { ?x ex:as ?y . ?y ex:near ?z }";
        assert_eq!(strata(&[onto]), "[0]*", "its object is any node for which it runs");
    }

    #[test]
    fn a_rule_that_leaves_a_node_alone_that_has_what_it_derives_is_sound() {
        let of = |rules: &[&str]| strata(rules);
        let missing =
            "CONSTRUCT { $this ex:name ?n } WHERE { $this ex:code ?n FILTER NOT EXISTS { $this ex:name ?m } }";
        assert_eq!(of(&[missing]), "[0]");
        let code = "CONSTRUCT { $this ex:code ?n } WHERE { $this ex:mark ?n }";
        assert_eq!(of(&[code, missing]), "[0] [1]");
        assert_eq!(of(&[missing, code]), "", "it may give more in the second round, and is held off by itself");
        let like = "CONSTRUCT { $this ex:name ?n } WHERE { $this ex:mark ?n }";
        assert_eq!(of(&[like, missing]), "", "another rule gives names too, but to earlier targets first");
        let of_other =
            "CONSTRUCT { ?x ex:name ?n } WHERE { $this ex:in ?x ; ex:code ?n FILTER NOT EXISTS { ?x ex:name ?m } }";
        assert_eq!(of(&[of_other]), "", "a node that becomes a target later finds the name that another gave");
        let twice = "CONSTRUCT { $this ex:name ?n } WHERE { $this ex:code ?n FILTER NOT EXISTS { $this ex:x ?x FILTER NOT EXISTS { $this ex:name ?m } } }";
        assert_eq!(of(&[twice]), "[0]*", "more names give more");
        let bound = "CONSTRUCT { $this ex:name ?n } WHERE { $this ex:code ?n OPTIONAL { $this ex:name ?m } FILTER(!BOUND(?m)) }";
        assert_eq!(of(&[bound]), "", "it is not seen that more names give less");
    }
}

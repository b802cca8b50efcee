//! Which resources of another dataset are the same as ours? Proposals with a score and the reason, for a person to decide.
//!
//! Both sides become a [`Collection`] of things with names, codes and a hierarchy, read by one [`Vocabulary`] that the ontology
//! declares; tables become triples first ([`Table`]). `gatherer` finds all pairs for which something speaks, through an `index`
//! of our names, so that the work grows with theirs; `levels` looks at what is broader and narrower; `choose` lets the pairs
//! compete and says as what each is proposed. [`Review`] is the file that a person reads and marks, [`Links`] the file of what
//! was accepted. Nothing here is keyed to a thing: which words, properties and columns mean what stands in
//! `ontology/linking.ttl`, the weights of kinds of evidence in `gatherer`, `codes`, `elsewhere` and `likeness`.

mod choose;
mod codes;
mod concept;
mod elsewhere;
mod error;
mod evaluate;
mod evidence;
mod gatherer;
mod index;
mod levels;
mod likeness;
mod links;
mod proposal;
mod relation;
mod review;
mod table;
mod turtle;
mod vocabulary;
mod words;

pub use concept::Collection;
pub use error::Error;
pub use evaluate::Evaluation;
pub use links::Links;
pub use proposal::Proposal;
pub use relation::Relation;
pub use review::{Decision, Review, rejected};
pub use table::{Columns, Table};
pub use vocabulary::Vocabulary;

use oxigraph::model::NamedNode;
use plenary_ontology::Prefixes;
use std::collections::HashSet;

/// Most names and codes of a side; more would not fit in the memory of a small machine.
const MOST_NAMES: usize = 4_000_000;

/// A kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A third thing that both are the same as, or that theirs is about.
    Same,
    /// Codes and notations.
    Code,
    /// Names.
    Label,
    /// What is broader and narrower.
    Hierarchy,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Same, Self::Code, Self::Label, Self::Hierarchy];
}

/// What is proposed.
#[derive(Debug, Clone)]
pub struct Options {
    /// Least score, from 0 to 1.
    pub min_score: f64,
    /// Most proposals for one of ours.
    pub most: usize,
    /// The kinds of evidence that count.
    pub by: Vec<Kind>,
    /// Whether links that the data have are listed too.
    pub with_known: bool,
    /// Whether the proposals are compared with known links, so that neither these nor what was rejected may be known.
    pub evaluates: bool,
    /// Pairs that a person has rejected.
    pub rejected: HashSet<(NamedNode, NamedNode)>,
}

impl Default for Options {
    fn default() -> Self {
        let (by, rejected) = (Kind::ALL.to_vec(), HashSet::new());
        Self { min_score: 0.6, most: 3, by, with_known: false, evaluates: false, rejected }
    }
}

/// What was decided before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decided {
    /// Pairs that the data have as links.
    pub known: usize,
    /// Pairs that a person has rejected.
    pub rejected: usize,
}

/// What is proposed, and the work behind it.
#[derive(Debug)]
pub struct Proposals {
    /// Sorted by ours, then by score.
    pub list: Vec<Proposal>,
    /// What was found and is decided already.
    pub decided: Decided,
    /// How many pairs of names were compared.
    pub comparisons: usize,
}

/// Proposes links from ours to theirs.
pub fn propose(
    ours: &Collection,
    theirs: &Collection,
    vocabulary: &Vocabulary,
    prefixes: &Prefixes,
    options: &Options,
) -> Proposals {
    let mut gatherer = gatherer::Gatherer::new(ours, theirs, vocabulary);
    let pairs = gatherer.pairs(options);
    let (chosen, decided) = choose::choose(pairs, ours, theirs, vocabulary, options);
    let list = chosen.iter().map(|pair| Proposal::new(pair, ours, theirs, prefixes)).collect();
    Proposals { list, decided, comparisons: gatherer.comparisons }
}

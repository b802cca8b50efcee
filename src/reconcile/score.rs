//! How well a name fits a query, from 0 to 100. All texts are compared without case, accents and punctuation.
//!
//! | | |
//! |---|---|
//! | 100 | the query is the label in some language, a code, an acronym, an identifier or a link out |
//! | 95 | it is another name |
//! | up to 90 | 90 × the similarity of the query and the closest name |
//!
//! The similarity of two names is the greater of the share of words that they have in common (twice the common ones by all)
//! and one less the share of letters that have to be changed (Damerau and Levenshtein's distance by the longer's length).
//!
//! Properties that are given with a query count 40 of the 100, in equal shares: each that agrees gives its own.

use crate::ontology::Known;
use crate::search::words::{fold_whole, likeness};

/// Score of a resource whose name is not equal, but as alike as can be.
const ALIKE: f64 = 90.0;
/// What properties count of the whole.
const PROPERTIES: f64 = 0.4;
/// A match is sure from this score of its name on, if all properties agree and no other candidate scores as much.
pub(super) const SURE: f64 = 95.0;
/// Candidates below this are left out.
pub(super) const LEAST: f64 = 20.0;

/// A query as names are compared with it.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    text: &'a str,
    folded: String,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, folded: fold_whole(text) }
    }

    /// How well a name of some kind fits.
    pub(super) fn score(&self, known: Known, name: &str) -> f64 {
        if known == Known::Link {
            return if name == self.text { 100.0 } else { 0.0 };
        }
        let name = fold_whole(name);
        match known {
            _ if self.folded.is_empty() => 0.0,
            Known::Label | Known::Code if name == self.folded => 100.0,
            Known::OtherName if name == self.folded => SURE,
            // A code is not alike another: 9.1 is not nearly 9.a.
            Known::Code | Known::Link => 0.0,
            Known::Label | Known::OtherName => ALIKE * alike(&self.folded, &name),
        }
    }

    /// How much work it is to compare a name, counted as reading a row or two is: it grows with both lengths.
    pub(super) fn work(&self, name: &str) -> usize {
        1 + self.folded.len() * name.len() / 256
    }

    /// Whether a value of a property is the one that is wanted.
    pub(super) fn is(&self, value: &str) -> bool {
        value == self.text || (!self.folded.is_empty() && fold_whole(value) == self.folded)
    }
}

/// The score of a resource by its name and the share of properties that agree, if any were given.
pub(super) fn with_properties(name: f64, agreeing: Option<f64>) -> f64 {
    agreeing.map_or(name, |share| (1.0 - PROPERTIES) * name + PROPERTIES * 100.0 * share)
}

/// A score to one decimal: more say nothing.
pub(super) fn rounded(score: f64) -> f64 {
    (score * 10.0).round() / 10.0
}

/// Names that are less alike than what their words in common say need not be compared letter by letter.
fn alike(a: &str, b: &str) -> f64 {
    let common = common_words(a, b);
    likeness(a, b, common).unwrap_or(common)
}

/// Twice the words in common by all words of both (Dice's coefficient).
fn common_words(a: &str, b: &str) -> f64 {
    let (a, mut b): (Vec<_>, Vec<_>) = (a.split(' ').collect(), b.split(' ').collect());
    let all = a.len() + b.len();
    let common =
        a.iter().filter(|word| b.iter().position(|other| other == *word).map(|at| b.swap_remove(at)).is_some());
    2.0 * common.count() as f64 / all as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_score_as_the_table_says() {
        let score = |query: &str, known, name| rounded(Wanted::new(query).score(known, name));
        assert_eq!(score("cote d’ivoire", Known::Label, "Côte d'Ivoire"), 100.0);
        assert_eq!(score("IGF", Known::Code, "IGF"), 100.0);
        assert_eq!(score("Ivory Coast", Known::OtherName, "Ivory Coast"), 95.0);
        assert_eq!(score("9.1", Known::Code, "9.a"), 0.0);
        assert_eq!(score("http://a/Q1", Known::Link, "http://a/Q1"), 100.0);
        assert_eq!(score("http://a/q1", Known::Link, "http://a/Q1"), 0.0, "links are compared letter by letter");
        assert_eq!(score("Governance of AI", Known::Label, "AI governance"), 72.0, "2 of 3 and 2 words");
        assert_eq!(score("Indonesai", Known::Label, "Indonesia"), 80.0, "one change in nine letters");
        assert_eq!(score("…", Known::Label, "…"), 0.0);
    }

    #[test]
    fn properties_count_four_tenths() {
        assert_eq!(with_properties(100.0, None), 100.0);
        assert_eq!(with_properties(100.0, Some(0.5)), 80.0);
        assert_eq!(with_properties(50.0, Some(1.0)), 70.0);
    }
}

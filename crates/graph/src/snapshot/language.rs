//! Which text a reader gets when there are several languages.

use crate::terms::{Id, Tag, Terms};
use plenary_ontology::Text;

/// For every tag of a snapshot how much a reader wants it: less is better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranks(Vec<u32>);

/// A text that the reader cannot be given.
const UNWANTED: u32 = u32::MAX;

impl Ranks {
    /// Ranks the tags by a chain of language ranges, most wanted first.
    ///
    /// For each range in turn, the same tag is best (`zh` for `zh`), then a more specific one (`zh-Hans` for `zh`; basic
    /// filtering, RFC 4647 section 3.3.1), then a more general one (`zh` for `zh-TW`; lookup, section 3.4). `*` takes
    /// any text. Texts without a language come after all ranges, but before what `*` takes. With
    /// `fallback`, texts that no range takes come last; without it they are not taken.
    pub fn new(terms: &Terms, chain: &[String], fallback: bool) -> Self {
        let last = if fallback { chain.len() as u32 * 4 + 1 } else { UNWANTED };
        let rank = |tag: &Tag| rank(tag.language(), chain).unwrap_or(last);
        Self(terms.tags().iter().map(rank).collect())
    }

    /// The text among literals that the reader wants most, the first of equals; `None` if there is none to give.
    pub fn best(&self, terms: &Terms, literals: &[Id]) -> Option<Id> {
        let ranked = literals.iter().filter_map(|&literal| Some((self.get(terms.tag(literal)?)?, literal)));
        ranked.min_by_key(|&(rank, _)| rank).map(|(_, literal)| literal)
    }

    /// The rank of a tag; `None` if the reader does not want it.
    fn get(&self, tag: usize) -> Option<u32> {
        self.0.get(tag).copied().filter(|&rank| rank != UNWANTED)
    }
}

/// For every tag of a snapshot whether its texts are in one of some languages, by [`is_in`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Languages(Vec<bool>);

impl Languages {
    /// Looks the tags up in language ranges.
    pub fn new(terms: &Terms, ranges: &[String]) -> Self {
        let is_wanted = |tag: &Tag| is_in(tag.language(), ranges);
        Self(terms.tags().iter().map(is_wanted).collect())
    }

    /// Whether a literal is a text in one of the languages.
    pub fn have(&self, terms: &Terms, literal: Id) -> bool {
        terms.tag(literal).and_then(|tag| self.0.get(tag)).is_some_and(|&is_wanted| is_wanted)
    }
}

/// Whether a text of a language is in one of some language ranges. One without a language is in none.
pub fn is_in(language: Option<&str>, ranges: &[String]) -> bool {
    language.is_some_and(|tag| ranges.iter().any(|range| takes_tag(range, tag)))
}

/// Whether a language range takes a tag, exactly or as a more specific or a more general one.
pub fn takes_tag(range: &str, tag: &str) -> bool {
    closeness(tag, range).is_some()
}

/// How much a reader wants a text of a language, or one without: less is better; `None` if no range takes it. The order
/// is that of [`Ranks::new`].
pub fn rank(language: Option<&str>, chain: &[String]) -> Option<u32> {
    let Some(language) = language else {
        // Where `*` would take any language, a text without one comes first.
        let any = chain.iter().position(|range| range == "*");
        return Some(any.map_or(chain.len() * 4, |i| i * 4 + 2) as u32);
    };
    chain.iter().zip(0..).filter_map(|(range, i)| Some(i * 4 + closeness(language, range)?)).min()
}

/// The text that a reader wants most, whatever its language if no range takes any; none if there are no texts.
pub fn best_text<'a>(texts: &'a [Text], chain: &[String]) -> Option<&'a Text> {
    texts.iter().min_by_key(|text| rank(text.language.as_deref(), chain).unwrap_or(UNWANTED))
}

/// How close a tag is to a language range: 0 the same, 1 more specific, 2 more general, 3 anything for `*`.
fn closeness(tag: &str, range: &str) -> Option<u32> {
    let extends = |long: &str, short: &str| {
        long.len() > short.len()
            && long.as_bytes()[short.len()] == b'-'
            && long.as_bytes()[..short.len()].eq_ignore_ascii_case(short.as_bytes())
    };
    if tag.eq_ignore_ascii_case(range) {
        Some(0)
    } else if extends(tag, range) {
        Some(1)
    } else if extends(range, tag) {
        Some(2)
    } else {
        (range == "*").then_some(3)
    }
}

#[cfg(test)]
mod tests {
    use super::closeness;

    #[test]
    fn a_range_takes_the_same_then_narrower_then_wider_tags() {
        let cases = [
            ("zh", "zh", Some(0)),
            ("ZH", "zh", Some(0)),
            ("zh-hans", "zh", Some(1)),
            ("zh", "zh-TW", Some(2)),
            ("zh-hans", "zh-TW", None),
            ("zho", "zh", None),
            ("fr", "*", Some(3)),
            ("fr", "en", None),
        ];
        for (tag, range, expected) in cases {
            assert_eq!(closeness(tag, range), expected, "{tag} for {range}");
        }
    }
}

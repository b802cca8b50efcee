//! All forms of a lexicon looked for at once: the longest from the left, at whole words (Aho–Corasick).

use super::folded::{Folded, Language, pattern};
use aho_corasick::{AhoCorasick, MatchKind};
use plenary_search::words::fold_whole;
use std::collections::HashMap;
use std::ops::Range;

/// Forms, each with what it means.
#[derive(Debug)]
pub(super) struct Matcher<T> {
    automaton: Option<AhoCorasick>,
    /// Whether forms inside of longer ones are found too.
    overlapping: bool,
    /// Whether of several forms with one stem the one that is written decides.
    exact: bool,
    /// What each pattern means; more than one thing if a form stands under several.
    meanings: Vec<Vec<Meaning<T>>>,
}

#[derive(Debug)]
struct Meaning<T> {
    value: T,
    /// The form itself, folded.
    form: String,
    /// An acronym counts in capitals only: `UN` is not the Spanish word, `AIs` is still `AI`.
    capitals: bool,
}

/// A form that was found.
#[derive(Debug)]
pub(super) struct Found<'a, T> {
    /// Its pieces.
    pub(super) pieces: Range<usize>,
    /// Its bytes in the text.
    pub(super) source: Range<usize>,
    /// What it means.
    pub(super) means: Vec<&'a T>,
}

// Not derived, because a copy needs no copy of what is meant.
impl<T> Clone for Found<'_, T> {
    fn clone(&self) -> Self {
        Self { pieces: self.pieces.clone(), source: self.source.clone(), means: self.means.clone() }
    }
}

impl<T> Matcher<T> {
    /// Builds the matcher for texts of a language. Forms without a word are passed over.
    ///
    /// # Errors
    /// If the forms are too many for one automaton.
    pub(super) fn build<'f>(
        forms: impl IntoIterator<Item = (&'f str, T)>,
        language: Language,
    ) -> Result<Self, aho_corasick::BuildError> {
        Self::of_kind(forms, language, false, true)
    }

    /// Builds a matcher that finds all forms by their stems alone, those inside of longer ones too: what has one stem means all that any
    /// of its forms means.
    ///
    /// # Errors
    /// If the forms are too many for one automaton.
    pub(super) fn build_by_stem<'f>(
        forms: impl IntoIterator<Item = (&'f str, T)>,
        language: Language,
    ) -> Result<Self, aho_corasick::BuildError> {
        Self::of_kind(forms, language, true, false)
    }

    /// Builds a matcher that finds all forms, those inside of longer ones too: forms that mean nothing to each other.
    ///
    /// # Errors
    /// If the forms are too many for one automaton.
    pub(super) fn build_overlapping<'f>(
        forms: impl IntoIterator<Item = (&'f str, T)>,
        language: Language,
    ) -> Result<Self, aho_corasick::BuildError> {
        Self::of_kind(forms, language, true, true)
    }

    fn of_kind<'f>(
        forms: impl IntoIterator<Item = (&'f str, T)>,
        language: Language,
        overlapping: bool,
        exact: bool,
    ) -> Result<Self, aho_corasick::BuildError> {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut patterns = Vec::new();
        let mut meanings: Vec<Vec<Meaning<T>>> = Vec::new();
        for (form, value) in forms {
            let pattern = pattern(form, language);
            if pattern.is_empty() {
                continue;
            }
            let index = *known.entry(pattern).or_insert_with_key(|pattern| {
                patterns.push(pattern.clone());
                meanings.push(Vec::new());
                patterns.len() - 1
            });
            meanings[index].push(Meaning { value, form: fold_whole(form), capitals: is_acronym(form) });
        }
        let automaton = match patterns.is_empty() {
            true => None,
            false => {
                let kind = if overlapping { MatchKind::Standard } else { MatchKind::LeftmostLongest };
                Some(AhoCorasick::builder().match_kind(kind).build(&patterns)?)
            }
        };
        Ok(Self { automaton, overlapping, exact, meanings })
    }

    /// What stands in a text, in order; without overlaps, unless they are wanted.
    pub(super) fn find<'a>(&'a self, text: &str, folded: &Folded) -> Vec<Found<'a, T>> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let hits: Vec<_> = match self.overlapping {
            true => automaton.find_overlapping_iter(&folded.text).collect(),
            false => automaton.find_iter(&folded.text).collect(),
        };
        let found = hits.into_iter().filter_map(|hit| {
            let pieces = folded.covered(hit.start()..hit.end());
            let source = folded.source(pieces.clone());
            let in_capitals = is_in_capitals(&text[source.clone()]);
            let means = self.meanings[hit.pattern().as_usize()].iter();
            let mut means: Vec<_> = means.filter(|meaning| !meaning.capitals || in_capitals).collect();
            // Two forms may have one stem (Нигер and Нигерия); then the words themselves decide, if they can.
            if self.exact && means.len() > 1 {
                let words = fold_whole(&text[source.clone()]);
                if means.iter().any(|meaning| meaning.form == words) {
                    means.retain(|meaning| meaning.form == words);
                }
            }
            let means: Vec<_> = means.into_iter().map(|meaning| &meaning.value).collect();
            (!means.is_empty()).then_some(Found { pieces, source, means })
        });
        found.collect()
    }
}

/// Whether a form is an acronym in Latin letters: `UN`, `G77`, `WSIS+20`, `SDGs`.
fn is_acronym(form: &str) -> bool {
    form.is_ascii() && is_in_capitals(form) && form.bytes().filter(u8::is_ascii_uppercase).count() > 0
}

fn is_in_capitals(text: &str) -> bool {
    !text.trim_end_matches('s').chars().any(char::is_lowercase)
}

/// Whether a range lies in another.
pub(super) fn inside(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether a range covers another and more.
pub(super) fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    inside(inner, outer) && outer.len() > inner.len()
}

/// Whether two ranges have something in common.
pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::super::folded::folded;
    use super::*;

    fn found(forms: &[&str], text: &str, language: Language) -> Vec<String> {
        let matcher = Matcher::build(forms.iter().map(|form| (*form, ())), language).expect("a small automaton");
        let hits = matcher.find(text, &folded(text, language));
        hits.into_iter().map(|hit| text[hit.source].to_owned()).collect()
    }

    #[test]
    fn the_longest_form_wins_at_whole_words() {
        let forms = ["IGF", "regional IGF", "digital", "digital divide"];
        let text = "Digital divides; regional IGFs, IGF-like, shifting";
        assert_eq!(found(&forms, text, Language::English), ["Digital divides", "regional IGFs", "IGF"]);
        assert_eq!(found(&["论坛", "区域论坛"], "支持区域论坛和论坛", Language::Chinese), ["区域论坛", "论坛"]);
        assert_eq!(found(&["WSIS+20", "审查"], "的WSIS+20审查", Language::Chinese), ["WSIS+20", "审查"]);
    }

    #[test]
    fn acronyms_are_in_capitals() {
        assert_eq!(found(&["UN"], "un foro de la ONU, UN Women", Language::Spanish), ["UN"]);
        assert_eq!(found(&["SDG"], "SDGs and sdgs", Language::English), ["SDGs"]);
    }
}

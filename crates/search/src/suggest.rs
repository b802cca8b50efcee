//! Other words for those that no text has: "did you mean".

use super::analyser::Analyser;
use super::index::{Error, Index, STEPS_PER_LOOK};
use super::query::Query;
use super::words::{Run, fold, fold_endings, runs};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::{TantivyError, Term};

/// Words of so many characters may differ in one from what is suggested, longer ones in two, and shorter ones in none.
const FOR_ONE: std::ops::RangeInclusive<usize> = 3..=5;
/// Most words of the index that are compared by how many texts have them.
const MOST_NEAR: usize = 1_000;

/// A word of a query that no text has, with the words of the index that are nearest to it.
struct Unknown {
    run: Run,
    word: String,
    letters: u32,
    /// How far the nearest words are, or may be as long as there are none.
    distance: usize,
    near: BTreeSet<String>,
}

impl Index {
    /// A query in which each word that no text has, in any form, is replaced by the nearest that some text has: the one with the fewest
    /// letters changed, one or two, and of several the one that most texts have. None if no word has to be replaced, or none can be. Chinese and
    /// beginnings of words stay as they are; what comes instead is in lower case and without accents, as words are compared. `work`
    /// is called as by [`Self::find`].
    ///
    /// # Errors
    /// If tantivy fails, or `work` does.
    pub fn suggest<E: From<Error>>(
        &self,
        query: &Query,
        work: &mut dyn FnMut(usize) -> Result<(), E>,
    ) -> Result<Option<String>, E> {
        let mut unknown = self.unknown(&query.text)?;
        if unknown.is_empty() {
            return Ok(None);
        }
        self.look_near(&mut unknown, work)?;
        let (mut better, mut end) = (String::new(), 0);
        for word in &unknown {
            work(word.near.len())?;
            if let Some(other) = self.most_frequent(&word.near)? {
                better.extend([&query.text[end..word.run.range.start], other]);
                end = word.run.range.end;
            }
        }
        better.push_str(&query.text[end..]);
        Ok(Some(better).filter(|_| end > 0))
    }

    /// The words of a text that stand in no text of the index.
    fn unknown(&self, text: &str) -> Result<Vec<Unknown>, Error> {
        let mut unknown = Vec::new();
        for run in runs(text) {
            let written = &text[run.range.clone()];
            let word = fold_endings(fold(written));
            let length = word.chars().count();
            let is_word = !run.is_han && word.chars().any(char::is_alphabetic);
            let is_begun = text[run.range.end..].starts_with('*');
            if is_word && !is_begun && length >= *FOR_ONE.start() && !self.has(written)? {
                let distance = if FOR_ONE.contains(&length) { 1 } else { 2 };
                unknown.push(Unknown { letters: letters(&word), run, word, distance, near: BTreeSet::new() });
            }
        }
        Ok(unknown)
    }

    /// Whether some text has a word, or one of the same stem.
    fn has(&self, word: &str) -> Result<bool, Error> {
        for (analyser, field) in self.columns.analysed().filter(|(analyser, _)| *analyser != Analyser::Characters) {
            for piece in analyser.pieces(word) {
                if self.parts.doc_freq(&Term::from_field_text(field, &piece.text))? > 0 {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Walks over all words of the index once, for all words that are unknown.
    fn look_near<E: From<Error>>(
        &self,
        unknown: &mut [Unknown],
        work: &mut dyn FnMut(usize) -> Result<(), E>,
    ) -> Result<(), E> {
        for segment in self.parts.segments() {
            let index = segment.inverted_index(self.columns.words).map_err(Error::from)?;
            let mut stream = index.terms().stream().map_err(|error| Error::from(TantivyError::from(error)))?;
            let mut looked_at = 0;
            while stream.advance() {
                looked_at += 1;
                if looked_at % STEPS_PER_LOOK == 0 {
                    work(STEPS_PER_LOOK * unknown.len())?;
                }
                let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                let letters = letters(term);
                unknown.iter_mut().for_each(|word| word.compare(term, letters));
            }
        }
        Ok(())
    }

    fn most_frequent<'w>(&self, words: &'w BTreeSet<String>) -> Result<Option<&'w str>, Error> {
        let mut best: Option<(u64, Reverse<&str>)> = None;
        for word in words {
            let texts = self.parts.doc_freq(&Term::from_field_text(self.columns.words, word))?;
            // Those that only texts have that have gone are not there.
            if texts > 0 {
                best = best.max(Some((texts, Reverse(word))));
            }
        }
        Ok(best.map(|(_, Reverse(word))| word))
    }
}

impl Unknown {
    /// Keeps a word of the index if it is as near as the nearest.
    fn compare(&mut self, term: &str, letters: u32) {
        // Each change takes one letter away and brings one in, at most; and no character has more than four bytes.
        let differing = (self.letters ^ letters).count_ones() as usize;
        if differing > 2 * self.distance || self.word.len().abs_diff(term.len()) > 4 * self.distance {
            return;
        }
        let distance = strsim::osa_distance(&self.word, term);
        if distance < self.distance {
            self.near.clear();
            self.distance = distance;
        }
        if distance == self.distance && self.near.len() < MOST_NEAR {
            self.near.insert(term.to_owned());
        }
    }
}

/// Which letters a word has, as far as 32 bits tell them apart.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |letters, char| letters | 1 << (u32::from(char) % 32))
}

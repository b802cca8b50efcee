//! From a clause to what tantivy looks for: the clause in every language at once, since a query does not state its language.

use super::analyser::Analyser;
use super::index::{Error, Index, STEPS_PER_LOOK};
use super::query::Clause;
use super::words::is_han;
use std::collections::HashSet;
use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, BoostQuery, DisjunctionMaxQuery, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{TantivyError, Term};

/// Most words that a beginning stands for, and most that are looked at for that.
const MOST_WORDS: usize = 200;
const LOOKED_AT: usize = 20_000;

impl Index {
    /// A clause in every language at once: a query does not state its language.
    pub(super) fn compile<E: From<Error>>(
        &self,
        clause: &Clause,
        work: &mut dyn FnMut(usize) -> Result<(), E>,
    ) -> Result<Box<dyn Query>, E> {
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        let text = match clause {
            Clause::Word(text) | Clause::Phrase(text) => text,
            Clause::Prefix(prefix) => return self.beginnings(prefix, work),
        };
        let is_han = text.chars().filter(|char| char.is_alphanumeric()).all(is_han);
        for (analyser, field) in self.columns.analysed() {
            let wants_order = matches!(clause, Clause::Phrase(_)) || analyser == Analyser::Characters;
            if (analyser == Analyser::Characters) != is_han && analyser != Analyser::Words {
                continue; // stems for words, characters for Han
            }
            ways.extend(way(text, analyser, field, wants_order));
        }
        Ok(Box::new(DisjunctionMaxQuery::new(ways)))
    }

    /// The words with a beginning, the shortest first, as many as can be looked for in one go.
    fn beginnings<E: From<Error>>(
        &self,
        prefix: &str,
        work: &mut dyn FnMut(usize) -> Result<(), E>,
    ) -> Result<Box<dyn Query>, E> {
        let mut words = HashSet::new();
        for segment in self.parts.segments() {
            let index = segment.inverted_index(self.columns.words).map_err(Error::from)?;
            let stream = index.terms().range().ge(prefix).into_stream();
            let mut stream = stream.map_err(|error| Error::from(TantivyError::from(error)))?;
            let mut looked_at = 0;
            while stream.advance() && stream.key().starts_with(prefix.as_bytes()) && looked_at < LOOKED_AT {
                words.insert(String::from_utf8_lossy(stream.key()).into_owned());
                looked_at += 1;
                if looked_at % STEPS_PER_LOOK == 0 {
                    work(STEPS_PER_LOOK)?;
                }
            }
        }
        if self.is_patched() {
            // Not those that only texts have that have gone.
            let count = |word: &String| self.parts.doc_freq(&Term::from_field_text(self.columns.words, word));
            words.retain(|word| count(word).is_ok_and(|count| count > 0));
        }
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort_unstable_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        words.truncate(MOST_WORDS);
        let way = |word: String| {
            let boost = if word == prefix { 2.0 } else { 1.0 };
            let term = Term::from_field_text(self.columns.words, &word);
            Box::new(BoostQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), boost)) as _
        };
        Ok(Box::new(DisjunctionMaxQuery::new(words.into_iter().map(way).collect())))
    }
}

/// One way to find a text: all its pieces in one text, or, with `wants_order`, one after the other.
fn way(text: &str, analyser: Analyser, field: Field, wants_order: bool) -> Option<Box<dyn Query>> {
    let pieces = analyser.pieces(text);
    let term = |text: &str| Term::from_field_text(field, text);
    let wanted: Vec<_> = pieces.iter().filter(|piece| piece.is_whole).collect();
    let one = |term| Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>;
    match wanted.as_slice() {
        [] => None,
        [piece] => Some(one(term(&piece.text))),
        several if wants_order => {
            let first = several[0].position;
            let terms = several.iter().map(|piece| (piece.position - first, term(&piece.text))).collect();
            Some(Box::new(PhraseQuery::new_with_offset(terms)))
        }
        several => Some(Box::new(BooleanQuery::intersection(several.iter().map(|p| one(term(&p.text))).collect()))),
    }
}

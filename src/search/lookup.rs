//! From a clause to what tantivy looks for: the clause in every language at once, since nobody says in which they ask.

use super::analyser::Analyser;
use super::index::{Error, Index};
use super::query::Clause;
use super::words::is_han;
use std::collections::HashSet;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, Term};

/// Most words that a beginning stands for, and most that are looked at for that.
const MOST_WORDS: usize = 200;
const LOOKED_AT: usize = 20_000;

impl Index {
    /// A clause in every language at once: nobody says in which one they ask.
    pub(super) fn compile(&self, clause: &Clause) -> Result<Box<dyn Query>, Error> {
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        let text = match clause {
            Clause::Word(text) | Clause::Phrase(text) => text,
            Clause::Prefix(prefix) => return self.beginnings(prefix),
        };
        let is_han = text.chars().filter(|char| char.is_alphanumeric()).all(is_han);
        for (analyser, field) in self.analysed() {
            let wants_order = matches!(clause, Clause::Phrase(_)) || analyser == Analyser::Characters;
            if (analyser == Analyser::Characters) != is_han && analyser != Analyser::Words {
                continue; // stems for words, characters for Han
            }
            ways.extend(way(text, analyser, field, wants_order));
        }
        Ok(Box::new(DisjunctionMaxQuery::new(ways)))
    }

    /// The words with a beginning, the shortest first, as many as can be looked for in one go.
    fn beginnings(&self, prefix: &str) -> Result<Box<dyn Query>, Error> {
        let mut words = HashSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.words)?;
            let mut stream = index.terms().range().ge(prefix).into_stream().map_err(tantivy::TantivyError::from)?;
            let mut looked_at = 0;
            while stream.advance() && stream.key().starts_with(prefix.as_bytes()) && looked_at < LOOKED_AT {
                words.insert(String::from_utf8_lossy(stream.key()).into_owned());
                looked_at += 1;
            }
        }
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort_unstable_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        words.truncate(MOST_WORDS);
        let way = |word: String| {
            let boost = if word == prefix { 2.0 } else { 1.0 };
            let term = Term::from_field_text(self.fields.words, &word);
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

/// Collects every text that is found, with its score.
pub(super) struct Everything;

pub(super) struct Segment {
    records: Column<u64>,
    found: Vec<(u64, f32)>,
}

impl Collector for Everything {
    type Fruit = Vec<(u64, f32)>;
    type Child = Segment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Segment> {
        Ok(Segment { records: segment.fast_fields().u64("record")?, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Vec<(u64, f32)>>) -> tantivy::Result<Vec<(u64, f32)>> {
        Ok(segments.concat())
    }
}

impl SegmentCollector for Segment {
    type Fruit = Vec<(u64, f32)>;

    fn collect(&mut self, document: DocId, score: Score) {
        if let Some(record) = self.records.first(document) {
            self.found.push((record, score));
        }
    }

    fn harvest(self) -> Vec<(u64, f32)> {
        self.found
    }
}

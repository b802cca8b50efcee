//! Where the statements of a record stand among the sentences of an annotation.
//!
//! Both are compared by their letters and digits alone, so that markup, wrapped lines and labels make no difference. A
//! statement may be a clause of a sentence, a sentence, or an item of several.

use super::gold::Sentence;
use std::ops::Range;

/// Fewest letters of a part of a statement by which it is still looked for where the whole is not found.
const SHORTEST_PART: usize = 16;

/// The sentences of an annotation, one after the other.
pub(super) struct Places {
    /// Their letters and digits.
    text: String,
    /// Where each begins in `text`, and where the last ends.
    starts: Vec<usize>,
    lines: Vec<u32>,
}

impl Places {
    pub(super) fn of(sentences: &[Sentence]) -> Self {
        let mut out = Self { text: String::new(), starts: vec![0], lines: Vec::new() };
        for sentence in sentences {
            out.text.push_str(&letters(&sentence.text));
            out.starts.push(out.text.len());
            out.lines.push(sentence.line);
        }
        out
    }

    /// The sentences of which a statement is part or which it consists of, by number. Of several places the nearest to
    /// its line is taken, or the first from `after` on where there are no lines. Also gives where it ends.
    pub(super) fn find(&self, text: &str, line: u32, after: usize) -> (Range<usize>, usize) {
        let letters = letters(text);
        let Some(place) = self.whole(&letters, line, after).or_else(|| self.parts(&letters, line, after)) else {
            return (0..0, after);
        };
        let end = place.end;
        (self.sentences(&place), end)
    }

    fn whole(&self, letters: &str, line: u32, after: usize) -> Option<Range<usize>> {
        if letters.is_empty() {
            return None;
        }
        let places = self.text.match_indices(letters).map(|(at, _)| at);
        let nearest = places.min_by_key(|at| {
            let stands = self.lines.get(self.sentence_at(*at)).copied().unwrap_or_default();
            let distance = if stands == 0 || line == 0 { 0 } else { stands.abs_diff(line) };
            (distance, *at < after, at.abs_diff(after))
        });
        nearest.map(|at| at..at + letters.len())
    }

    /// Where the first and the last part of a statement stand: something between them differs, or one of them.
    fn parts(&self, letters: &str, line: u32, after: usize) -> Option<Range<usize>> {
        let count = letters.chars().count();
        if count < 2 * SHORTEST_PART {
            return None;
        }
        let middle = letters.char_indices().nth(count / 2).map(|(at, _)| at)?;
        let first = self.whole(&letters[..middle], line, after);
        let last = self.whole(&letters[middle..], line, first.as_ref().map_or(after, |first| first.end));
        match (first, last) {
            (Some(first), Some(last)) if last.start >= first.end && last.end - first.start <= 2 * letters.len() => {
                Some(first.start..last.end)
            }
            (first, last) => first.or(last),
        }
    }

    fn sentence_at(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The sentences of a place. One that is merely touched is none of them.
    fn sentences(&self, place: &Range<usize>) -> Range<usize> {
        let is_in = |number: &usize| {
            let (start, end) = (self.starts[*number], self.starts[number + 1]);
            let common = place.end.min(end).saturating_sub(place.start.max(start));
            common > 0 && 2 * common >= place.len().min(end - start)
        };
        let mut numbers = (self.sentence_at(place.start)..self.lines.len())
            .take_while(|number| self.starts[*number] < place.end)
            .filter(is_in);
        let first = numbers.next().unwrap_or_default();
        let last = numbers.last().unwrap_or(first);
        first..last + 1
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(sentences: &[(u32, &str)]) -> Places {
        let sentence = |(line, text): &(u32, &str)| Sentence {
            line: *line,
            text: (*text).to_owned(),
            speakers: Vec::new(),
            facts: Vec::new(),
            disputed: Vec::new(),
        };
        Places::of(&sentences.iter().map(sentence).collect::<Vec<_>>())
    }

    #[test]
    fn clauses_sentences_and_items_are_found() {
        let places = places(&[(1, "Summary"), (3, "Kenya: We **support** it, and Togo agrees."), (4, "It is good.")]);
        let find = |text: &str| places.find(text, 3, 0).0;
        assert_eq!(find("We support it, and Togo agrees."), 1..2);
        assert_eq!(find("and Togo agrees"), 1..2);
        assert_eq!(find("We support it, and Togo agrees. It is good."), 1..3);
        assert_eq!(find("Something else"), 0..0);
        assert_eq!(find("..."), 0..0);
    }

    #[test]
    fn the_same_words_are_told_apart_by_line_or_order() {
        let lines = places(&[(1, "Supports the IGF."), (5, "No."), (9, "Supports the IGF.")]);
        assert_eq!(lines.find("Supports the IGF.", 9, 0).0, 2..3);
        let ordered = places(&[(0, "Supports the IGF."), (0, "No."), (0, "Supports the IGF.")]);
        let (first, end) = ordered.find("Supports the IGF.", 0, 0);
        assert_eq!((first, ordered.find("Supports the IGF.", 0, end).0), (0..1, 2..3));
    }

    #[test]
    fn a_statement_that_differs_in_one_place_is_found() {
        let places =
            places(&[(1, "Before."), (2, "Kenya supports the continuation of the Forum beyond the year 2025.")]);
        let found = places.find("Kenya supports the continuation of THE the Forum beyond the year 2025.", 2, 0).0;
        assert_eq!(found, 1..2);
    }
}

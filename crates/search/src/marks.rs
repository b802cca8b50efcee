//! Shows why a text was found: which clauses it has, and where.

use super::analyser::{Analyser, Piece, STEMMED};
use super::query::{Clause, Query};
use super::words::is_han;
use std::ops::Range;

/// Finds the clauses of one query in texts, which it reads again in the way that the index has read them.
pub struct Marker<'a> {
    clauses: Vec<Wanted<'a>>,
}

/// A clause as each analyser reads it.
struct Wanted<'a> {
    clause: &'a Clause,
    /// The Han characters, if there is nothing else.
    han: Option<String>,
    words: Vec<Piece>,
    stems: Vec<(Analyser, Vec<Piece>)>,
}

/// Where a text has what a query asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// For each clause whether it is met.
    pub clauses: Vec<bool>,
    /// The places, in bytes, sorted and apart from each other.
    places: Vec<Range<usize>>,
}

/// The approximate number of characters of a text that are shown.
const SHOWN: usize = 240;

impl<'a> Marker<'a> {
    /// For the clauses of a query.
    pub fn new(query: &'a Query) -> Self {
        Self { clauses: query.clauses.iter().map(Wanted::new).collect() }
    }

    /// The places of a text that have what a clause asks for; none if no clause is met.
    pub fn marks(&self, language: Option<&str>, text: &str) -> Option<Marks> {
        let words = Analyser::Words.pieces(text);
        let stems = Analyser::stems_of(language).map(|analyser| (analyser, analyser.pieces(text)));
        let mut marks = Marks::default();
        for wanted in &self.clauses {
            let places = wanted.places(text, &words, stems.as_ref());
            marks.clauses.push(!places.is_empty());
            marks.places.extend(places);
        }
        marks.tidy();
        (!marks.places.is_empty()).then_some(marks)
    }
}

impl<'a> Wanted<'a> {
    fn new(clause: &'a Clause) -> Self {
        let (Clause::Word(text) | Clause::Phrase(text) | Clause::Prefix(text)) = clause;
        let is_only_han = text.chars().filter(|char| char.is_alphanumeric()).all(is_han);
        let stems = STEMMED.iter().map(|(_, language)| Analyser::Stems(*language));
        Self {
            clause,
            han: is_only_han.then(|| text.chars().filter(|char| is_han(*char)).collect()),
            words: Analyser::Words.pieces(text),
            stems: stems.map(|analyser| (analyser, analyser.pieces(text))).collect(),
        }
    }

    fn places(&self, text: &str, words: &[Piece], stems: Option<&(Analyser, Vec<Piece>)>) -> Vec<Range<usize>> {
        if let Clause::Prefix(prefix) = self.clause {
            let starts = words.iter().filter(|piece| piece.text.starts_with(prefix.as_str()));
            return starts.map(|piece| piece.start..piece.end).collect();
        }
        let in_order = matches!(self.clause, Clause::Phrase(_));
        let han = self.han.iter().flat_map(|han| text.match_indices(han.as_str()));
        let mut places: Vec<_> = han.map(|(at, found)| at..at + found.len()).collect();
        if places.is_empty() {
            places = matches(words, &self.words, in_order);
        }
        if let Some((analyser, stems)) = stems
            && let Some((_, wanted)) = self.stems.iter().find(|(known, _)| known == analyser)
        {
            places.extend(matches(stems, wanted, in_order));
        }
        places
    }
}

/// The pieces of a text that are wanted, if all are there; in order, if it matters.
fn matches(text: &[Piece], wanted: &[Piece], in_order: bool) -> Vec<Range<usize>> {
    let wanted: Vec<_> = wanted.iter().filter(|piece| piece.is_whole).collect();
    let Some(first) = wanted.first() else { return Vec::new() };
    let at = |position: usize, piece: &Piece| text.iter().find(|p| p.position == position && p.text == piece.text);
    if in_order {
        let starts = text.iter().filter(|piece| piece.text == first.text);
        let phrase = |start: &Piece| {
            let pieces = wanted.iter().map(|piece| at(start.position + piece.position - first.position, piece));
            let last = pieces.collect::<Option<Vec<_>>>()?.last().map(|piece| piece.end)?;
            Some(start.start..last)
        };
        return starts.filter_map(phrase).collect();
    }
    let mut places = Vec::new();
    for piece in wanted {
        let before = places.len();
        places.extend(text.iter().filter(|other| other.text == piece.text).map(|other| other.start..other.end));
        if places.len() == before {
            return Vec::new();
        }
    }
    places
}

impl Marks {
    /// Number of clauses that the text meets.
    pub fn met(&self) -> usize {
        self.clauses.iter().filter(|is_met| **is_met).count()
    }

    /// Sorts the places and joins those that touch.
    fn tidy(&mut self) {
        self.places.sort_unstable_by_key(|place| (place.start, place.end));
        let mut tidy: Vec<Range<usize>> = Vec::with_capacity(self.places.len());
        for place in self.places.drain(..) {
            match tidy.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => tidy.push(place),
            }
        }
        self.places = tidy;
    }

    /// The text around the first places as HTML, the places in `<em>`, cut to what one can read at a glance.
    pub fn excerpt(&self, text: &str) -> String {
        let first = self.places.first().map_or(0, |place| place.start);
        let start = boundary_before(text, first, SHOWN / 4);
        let end = text[start..].char_indices().nth(SHOWN).map_or(text.len(), |(at, _)| start + at);
        let end = self.places.iter().find(|place| place.start < end && end < place.end).map_or(end, |place| place.end);
        let mut html = String::with_capacity(end - start + 32);
        if start > 0 {
            html.push('…');
        }
        let mut at = start;
        for place in self.places.iter().filter(|place| place.start >= start && place.end <= end) {
            escape(&text[at..place.start], &mut html);
            html.push_str("<em>");
            escape(&text[place.clone()], &mut html);
            html.push_str("</em>");
            at = place.end;
        }
        escape(&text[at..end], &mut html);
        if end < text.len() {
            html.push('…');
        }
        html
    }
}

/// The position `characters` before a place, but not within a word; 0 if the text is short.
fn boundary_before(text: &str, place: usize, characters: usize) -> usize {
    if text[..place].chars().count() <= characters || text.chars().count() <= SHOWN {
        return 0;
    }
    let start = text[..place].char_indices().rev().nth(characters).map_or(0, |(at, _)| at);
    text[start..place].find(char::is_whitespace).map_or(start, |space| start + space + 1)
}

fn escape(text: &str, html: &mut String) {
    for char in text.chars() {
        match char {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::Mode;
    use super::*;

    fn mark(query: &str, language: &str, text: &str) -> Option<String> {
        let query = Query::parse(query, Mode::All).unwrap();
        Marker::new(&query).marks(Some(language), text).map(|marks| marks.excerpt(text))
    }

    #[test]
    fn places_are_marked_and_the_rest_is_escaped() {
        let marked = |html: &str| Some(html.to_owned());
        assert_eq!(mark("divide", "en", "Two divides & <b>"), marked("Two <em>divides</em> &amp; &lt;b&gt;"));
        assert_eq!(mark("数字鸿沟", "zh", "弥合数字鸿沟。"), marked("弥合<em>数字鸿沟</em>。"));
        assert_eq!(mark("论坛 igf", "zh", "IGF论坛"), marked("<em>IGF论坛</em>"));
        assert_eq!(mark("ONU", "fr", "l’onu"), marked("l’<em>onu</em>"));
        assert_eq!(mark("\"digital divide\"", "en", "divide digital"), None);
        assert_eq!(mark("\"digital divide\"", "en", "a digital divide"), marked("a <em>digital divide</em>"));
        assert_eq!(mark("gov*", "en", "governance"), marked("<em>governance</em>"));
    }

    #[test]
    fn long_texts_are_cut_around_the_first_place() {
        let text = format!("{} needle {}", "hay ".repeat(200), "straw ".repeat(200));
        let html = mark("needle", "en", &text).unwrap();
        assert!(html.starts_with('…') && html.ends_with('…') && html.contains("<em>needle</em>"), "{html}");
        assert!(html.chars().count() < 300, "{html}");
    }
}

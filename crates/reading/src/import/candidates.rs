//! Which actors have names like words that were not recognized.

use super::folded::Language;
use super::lexicon::{Lexicon, NameKind};
use super::record::Candidate;
use plenary_search::words::fold_whole;

/// How like a name must be to be worth a reader's while.
const LEAST: f64 = 0.72;
/// How many candidates are named.
const MOST: usize = 3;

/// The names of the actors, folded once.
#[derive(Debug)]
pub(super) struct Names {
    /// Folded, as written, its language, number of the actor.
    names: Vec<(String, String, Option<Language>, usize)>,
}

impl Names {
    pub(super) fn of(lexicon: &Lexicon) -> Self {
        let mut names = Vec::new();
        for (number, (_, thing)) in lexicon.things().enumerate() {
            if thing.kind.is_actor() {
                let own = thing.names.iter().filter(|name| !matches!(name.kind, NameKind::Demonym | NameKind::Capital));
                names.extend(own.map(|name| {
                    let language = name.language.as_deref().and_then(Language::of);
                    (fold_whole(&name.text), name.text.clone(), language, number)
                }));
            }
        }
        Self { names }
    }

    /// The actors with the names that are most like some words, in a language.
    pub(super) fn like(&self, words: &str, language: Language, lexicon: &Lexicon) -> Vec<Candidate> {
        // A sentence is no name.
        if words.chars().count() > 80 {
            return Vec::new();
        }
        let words = fold_whole(words);
        let mut best: Vec<(f64, usize, &str)> = Vec::new();
        for (folded, name, tag, thing) in &self.names {
            if tag.is_some_and(|tag| tag != language) {
                continue;
            }
            let score = strsim::jaro_winkler(&words, folded);
            if score < LEAST {
                continue;
            }
            match best.iter_mut().find(|(_, known, _)| known == thing) {
                Some(known) if known.0 < score => *known = (score, *thing, name),
                Some(_) => {}
                None => best.push((score, *thing, name)),
            }
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.truncate(MOST);
        let candidate = |(score, thing, name): (f64, usize, &str)| {
            let (_, thing) = lexicon.things().nth(thing)?;
            Some(Candidate { id: thing.iri.clone(), name: name.to_owned(), score: (score * 100.0).round() / 100.0 })
        };
        best.into_iter().filter_map(candidate).collect()
    }
}

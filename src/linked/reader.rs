//! The reader of a page: the preferred languages, and the language of the page's own words.

use crate::ontology::{Ontology, Text};
use crate::snapshot::{best_text, takes_tag};
use crate::words::Words;

/// Languages of the reader of a page.
#[derive(Debug, Clone)]
pub struct Reader {
    chain: Vec<String>,
    words: &'static Words,
    chosen: Option<String>,
}

impl Reader {
    /// A reader who chose a language by link, or whose client prefers some languages, most wanted first.
    pub fn new(ontology: &Ontology, chosen: Option<&str>, preferred: &[String]) -> Self {
        let words = wanted(chosen, preferred);
        let chosen = chosen.and_then(named).map(|words| words.language.to_owned());
        let chain = chosen.iter().chain(preferred).chain(ontology.languages()).cloned().collect();
        Self { chain, words, chosen }
    }

    /// The language that the reader chose by link, to be handed on from page to page.
    pub fn chosen(&self) -> Option<&str> {
        self.chosen.as_deref()
    }

    /// The language of the page's own words.
    pub fn language(&self) -> &'static str {
        self.words.language
    }

    /// Languages, most wanted first, those of the dataset at the end.
    pub(crate) fn chain(&self) -> &[String] {
        &self.chain
    }

    /// What the page says by itself.
    pub(crate) fn words(&self) -> &'static Words {
        self.words
    }

    /// The text that the reader wants most.
    pub(crate) fn pick<'a>(&self, texts: &'a [Text]) -> Option<&'a Text> {
        best_text(texts, &self.chain)
    }

    /// Whether a text is in the language of the page.
    pub(crate) fn reads(&self, text: &Text) -> bool {
        text.language.as_deref().is_some_and(|tag| takes_tag(self.words.language, tag))
    }
}

/// The words of the interface in a language of links, if it has them.
fn named(chosen: &str) -> Option<&'static Words> {
    let first = chosen.split('-').next()?;
    Words::all().iter().find(|words| words.language.eq_ignore_ascii_case(first))
}

/// The words of the interface for who chose a language by link, or prefers some languages, most wanted first.
pub fn wanted(chosen: Option<&str>, preferred: &[String]) -> &'static Words {
    let speaks = |range: &String| Words::all().iter().find(|words| takes_tag(range, words.language));
    chosen.and_then(named).or_else(|| preferred.iter().find_map(speaks)).unwrap_or(Words::english())
}

/// Whether a language is written from right to left: by its script, or by the script that it usually has.
pub(crate) fn is_right_to_left(tag: &str) -> bool {
    let mut parts = tag.split('-').map(str::to_ascii_lowercase);
    let language = parts.next().unwrap_or_default();
    match parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        Some(script) => matches!(script.as_str(), "arab" | "hebr" | "syrc" | "thaa" | "nkoo"),
        None => {
            matches!(language.as_str(), "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "sd" | "ug" | "dv" | "syr" | "ckb")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_right_to_left;

    #[test]
    fn the_script_says_the_direction() {
        for (tag, expected) in [("ar", true), ("AR-eg", true), ("en", false), ("ku-Arab", true), ("ur-Latn", false)] {
            assert_eq!(is_right_to_left(tag), expected, "{tag}");
        }
    }
}

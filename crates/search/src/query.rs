//! What is searched for: the words of a query, before any language is known.

use super::words::{fold, fold_whole, is_han, runs};

/// Most characters of a query.
pub const LONGEST_QUERY: usize = 1_000;
/// Most words of a query.
pub const MOST_CLAUSES: usize = 32;

/// How the words of a query combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// All have to be found.
    #[default]
    All,
    /// One is enough.
    Any,
    /// All, one after the other.
    Phrase,
    /// All, the last as the beginning of a word: for suggestions during typing.
    Prefix,
}

/// A query, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    /// The query as it was written.
    pub(super) text: String,
    /// The whole query as texts are compared with it.
    pub(super) whole: String,
    /// What has to be found, at least one.
    pub(super) clauses: Vec<Clause>,
    pub(super) mode: Mode,
}

/// One thing that has to be found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Clause {
    /// A word, or a run of Han characters that may be several.
    Word(String),
    /// Words one after the other.
    Phrase(String),
    /// The beginning of a word, folded.
    Prefix(String),
}

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum QueryError {
    #[error("has no letter and no digit, so there is nothing to search for")]
    NothingToFind,
    #[error("has {length} characters, but at most {LONGEST_QUERY} are taken; search for a few words of it")]
    TooLong { length: usize },
    #[error(
        "has {count} words, but at most {MOST_CLAUSES} are taken; search for the rarest of them, or for a \"phrase\""
    )]
    TooManyWords { count: usize },
}

impl Query {
    /// Takes a query apart: words, `"phrases"` and `beginnings*`. A quotation mark that is not closed reaches to the end.
    ///
    /// # Errors
    /// If there is nothing to find in it, or too much.
    ///
    /// # Example
    /// ```
    /// use plenary_search::{Mode, Query};
    /// assert!(Query::parse(r#"IGF "digital divide" govern*"#, Mode::All).is_ok());
    /// assert!(Query::parse("…!?", Mode::All).is_err());
    /// ```
    pub fn parse(text: &str, mode: Mode) -> Result<Self, QueryError> {
        let length = text.chars().count();
        if length > LONGEST_QUERY {
            return Err(QueryError::TooLong { length });
        }
        let mut clauses = Vec::new();
        if mode == Mode::Phrase {
            add_phrase(text, &mut clauses);
        } else {
            for (i, part) in text.split(['"', '“', '”', '«', '»']).enumerate() {
                if i % 2 == 1 { add_phrase(part, &mut clauses) } else { add_words(part, &mut clauses) }
            }
        }
        if mode == Mode::Prefix && !text.ends_with(char::is_whitespace) {
            make_last_a_prefix(&mut clauses);
        }
        let count = clauses.len();
        match count {
            0 => Err(QueryError::NothingToFind),
            _ if count > MOST_CLAUSES => Err(QueryError::TooManyWords { count }),
            _ => Ok(Self { text: text.to_owned(), whole: fold_whole(text), clauses, mode }),
        }
    }

    /// Number of things that have to be found; at least one.
    pub fn clauses(&self) -> usize {
        self.clauses.len()
    }

    /// Whether one of them is enough.
    pub fn is_any(&self) -> bool {
        self.mode == Mode::Any
    }
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mode = match self.mode {
            Mode::All => "all",
            Mode::Any => "any",
            Mode::Phrase => "phrase",
            Mode::Prefix => "prefix",
        };
        write!(f, "{mode} of {:?}", self.text)
    }
}

fn add_phrase(text: &str, clauses: &mut Vec<Clause>) {
    if !runs(text).is_empty() {
        clauses.push(Clause::Phrase(text.to_owned()));
    }
}

/// The words between spaces, each cut where Han characters begin or end.
fn add_words(text: &str, clauses: &mut Vec<Clause>) {
    for word in text.split_whitespace() {
        let (word, is_prefix) = match word.strip_suffix('*') {
            Some(word) => (word, true),
            None => (word, false),
        };
        let first = clauses.len();
        let mut start = 0;
        let mut chars = word.char_indices().peekable();
        while let Some((at, char)) = chars.next() {
            let end = at + char.len_utf8();
            let is_border = chars.peek().is_none_or(|(_, next)| is_han(*next) != is_han(char));
            if is_border {
                if !runs(&word[start..end]).is_empty() {
                    clauses.push(Clause::Word(word[start..end].to_owned()));
                }
                start = end;
            }
        }
        if is_prefix && clauses.len() > first {
            make_last_a_prefix(clauses);
        }
    }
}

/// The last word as a beginning. Han characters are found anywhere in a text already, so they stay as they are.
fn make_last_a_prefix(clauses: &mut Vec<Clause>) {
    let Some(Clause::Word(word)) = clauses.last() else { return };
    let mut runs = runs(word);
    let Some(last) = runs.pop().filter(|run| !run.is_han) else { return };
    let prefix = Clause::Prefix(fold(&word[last.range.clone()]));
    let before = word[..last.range.start].to_owned();
    clauses.pop();
    if !runs.is_empty() {
        clauses.push(Clause::Word(before));
    }
    clauses.push(prefix);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clauses(text: &str, mode: Mode) -> Vec<Clause> {
        Query::parse(text, mode).unwrap().clauses
    }

    fn word(text: &str) -> Clause {
        Clause::Word(text.into())
    }

    #[test]
    fn queries_are_taken_apart() {
        let phrase = |text: &str| Clause::Phrase(text.into());
        let prefix = |text: &str| Clause::Prefix(text.into());
        assert_eq!(clauses("digital  divide", Mode::All), [word("digital"), word("divide")]);
        assert_eq!(clauses("WSIS框架", Mode::All), clauses("WSIS 框架", Mode::All));
        assert_eq!(clauses(r#"a "b c" d*"#, Mode::All), [word("a"), phrase("b c"), prefix("d")]);
        assert_eq!(clauses(r#"a "b c"#, Mode::All), [word("a"), phrase("b c")]);
        assert_eq!(clauses("Internet Gov", Mode::Prefix), [word("Internet"), prefix("gov")]);
        assert_eq!(clauses("multi-stake*", Mode::All), [word("multi-"), prefix("stake")]);
        assert_eq!(clauses("论*", Mode::All), [word("论")]);
        assert_eq!(clauses("b c", Mode::Phrase), [phrase("b c")]);
    }

    #[test]
    fn what_is_no_query_is_refused() {
        for nothing in ["", "  ", "\"", "\"\"", "*", "…!?", "\u{0}", "🙂"] {
            assert_eq!(Query::parse(nothing, Mode::All), Err(QueryError::NothingToFind), "{nothing:?}");
        }
        assert_eq!(Query::parse(&"x".repeat(10_000), Mode::All), Err(QueryError::TooLong { length: 10_000 }));
        assert_eq!(Query::parse(&"x ".repeat(40), Mode::All), Err(QueryError::TooManyWords { count: 40 }));
    }
}

//! Frames: what stands around the name of an actor and says which part the actor has in its sentence.
//!
//! Frames are data, a file of `ontology/frames` a language. A form is read word by word: `{actor}` is the actor (`{plain}`:
//! in the form that the lexicon gives, where names are inflected), `{verb}` a word that reports or states a stance, `{says}`
//! one that only reports, `{floor}` one that says that somebody takes the floor, `{start}` and `{end}` those of the sentence, `{clause}` the begin of a clause, `{words}` up to
//! three words, `{more}` up to twenty, `,` any punctuation but brackets, `;` and `:` these marks, `(` and `)` brackets. All else stands for itself.

use super::actors::{Party, Sentence, is_closing, is_comma, is_opening};
use super::folded::{Language, folded};
use super::lexicon::PhraseKind;
use std::ops::Range;

/// The longest stretch that `{words}` and `{more}` stand for.
const WORDS: usize = 3;
const MORE: usize = 20;
/// How many Han characters count for a word.
pub(super) const HAN_A_WORD: usize = 3;

/// What an actor does in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Is spoken of.
    Mentioned,
    /// Is spoken to, thanked, asked.
    Addressee,
    /// Is spoken for.
    Behalf,
    /// Made the statement that the speaker joins.
    Aligned,
    /// Reads the statement of another.
    Delivering,
    /// Speaks with the speaker who was named.
    With,
    /// Is against what the speaker proposes.
    Opposing,
    /// Made the request or proposal that its noun names, on which another then speaks.
    Nominal,
    /// Speaks, and is named before what is said.
    Speaker,
    /// Speaks, and is named after what is said or in the middle of it.
    SpeakerAfter,
}

impl Part {
    /// The parts, by their names in the ontology.
    pub(super) const ALL: [(&'static str, Self); 10] = [
        ("MENTIONED", Self::Mentioned),
        ("ADDRESSEE", Self::Addressee),
        ("ON_BEHALF_OF", Self::Behalf),
        ("ALIGNED_WITH", Self::Aligned),
        ("DELIVERED_BY", Self::Delivering),
        ("WITH", Self::With),
        ("OPPOSED_BY", Self::Opposing),
        ("NOMINAL", Self::Nominal),
        ("SPEAKER", Self::Speaker),
        ("SPEAKER_AFTER", Self::SpeakerAfter),
    ];
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A piece of folded text.
    Word(String),
    Punctuation,
    /// This mark: a colon, a semicolon.
    Mark(char),
    Open,
    Close,
    Verb,
    Says,
    /// Words that say that somebody takes the floor.
    Floor,
    Clause,
    Start,
    End,
    /// At most this number of words.
    Gap(usize),
}

/// One form of a frame.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) part: Part,
    /// What stands before the actor, the nearest first.
    before: Vec<Token>,
    /// What stands behind it.
    after: Vec<Token>,
    /// Whether the name has to be as the lexicon gives it.
    pub(super) plain: bool,
    /// How much it says: of several frames the one that says most holds.
    weight: usize,
}

impl Frame {
    /// Reads a form. `None` if it has no actor, or a token that is none.
    pub(super) fn read(form: &str, part: Part, language: Language) -> Option<Self> {
        let (mut before, mut after, mut slot) = (Vec::new(), Vec::new(), None);
        for word in form.split_whitespace() {
            let tokens = match word {
                "{actor}" | "{plain}" if slot.is_none() => {
                    slot = Some(word == "{plain}");
                    continue;
                }
                "{verb}" => vec![Token::Verb],
                "{says}" => vec![Token::Says],
                "{floor}" => vec![Token::Floor],
                "{clause}" => vec![Token::Clause],
                "{start}" => vec![Token::Start],
                "{end}" => vec![Token::End],
                "{words}" => vec![Token::Gap(WORDS)],
                "{more}" => vec![Token::Gap(MORE)],
                "," => vec![Token::Punctuation],
                ";" => vec![Token::Mark(';')],
                ":" => vec![Token::Mark(':')],
                "(" => vec![Token::Open],
                ")" => vec![Token::Close],
                word if word.starts_with('{') => return None,
                word => words(word, language),
            };
            if slot.is_some() { after.extend(tokens) } else { before.extend(tokens) }
        }
        before.reverse();
        let weigh = |token: &Token| match token {
            Token::Word(_) | Token::Mark(_) => 4,
            Token::Gap(_) | Token::Clause => 0,
            Token::Punctuation => 1,
            // Of a verb that may state a stance and one that only reports, the latter is no part of what is said.
            Token::Says | Token::Floor => 3,
            _ => 2,
        };
        let weight = before.iter().chain(&after).map(weigh).sum();
        Some(Self { part, before, after, plain: slot?, weight })
    }

    /// Whether the subject stands right behind its verb, in whatever form.
    pub(super) fn is_verb_first(&self) -> bool {
        !self.plain && self.part == Part::Speaker && self.before.first() == Some(&Token::Verb)
    }
}

fn words(word: &str, language: Language) -> Vec<Token> {
    let folded = folded(word, language);
    (0..folded.pieces.len()).map(|piece| Token::Word(folded.piece(piece).to_owned())).collect()
}

/// A word that reports or states a stance.
#[derive(Debug, Clone)]
pub(super) struct Verb {
    pub(super) pieces: Range<usize>,
    /// Whether it only reports.
    pub(super) says: bool,
}

/// A frame that holds around a party.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) part: Part,
    /// The party with the words of the frame beside it, which are no part of what is said.
    pub(super) pieces: Range<usize>,
    /// All that the frame rests on.
    pub(super) reach: Range<usize>,
}

/// Looks for frames in a sentence.
pub(super) struct Framing<'a, 's> {
    pub(super) sentence: &'s Sentence<'a>,
    pub(super) verbs: &'s [Verb],
}

impl Framing<'_, '_> {
    /// The frame that says most about a party.
    pub(super) fn held(&self, party: &Party, frames: &[Frame]) -> Option<Held> {
        let is_plain = party.members.iter().all(|member| member.is_plain || member.titled);
        let fits = |frame: &&Frame| !frame.plain || is_plain;
        // An adverb may stand between the actor and the words of the frame: "señaló, por su parte, Cuba".
        let (first, last) = (self.over_adverbs_before(party.pieces.start), self.over_adverbs_after(party.pieces.end));
        let hold = |frame: &Frame| {
            let from = |tokens: &[Token]| {
                let here = self.left(tokens, party.pieces.start).map(|at| (at, party.pieces.start));
                here.or_else(|| self.left(tokens, first).map(|at| (at, first)))
            };
            let to = |tokens: &[Token]| {
                let here = self.right(tokens, party.pieces.end).map(|at| (at, party.pieces.end));
                here.or_else(|| self.right(tokens, last).map(|at| (at, last)))
            };
            let ((start, left), (end, right)) = (from(&frame.before)?, to(&frame.after)?);
            let near = |tokens: &[Token]| tokens.iter().take_while(|token| is_near(token)).count();
            let from = self.left(&frame.before[..near(&frame.before)], left)?;
            // And so is it where the speaker comes after: "received the support of X".
            let shown = (self.sentence.cues.iter().map(|cue| &cue.pieces))
                .filter(|cue| frame.part == Part::SpeakerAfter && from <= cue.start && cue.end <= left)
                .map(|cue| cue.end);
            let from = shown.max().unwrap_or(from);
            let to = self.right(&frame.after[..near(&frame.after)], right)?;
            // What shows a stance is also said: `得到X的支持`.
            let to = self.sentence.first_cue(party.pieces.end..to).unwrap_or(to);
            Some((frame.weight, Held { part: frame.part, pieces: from..to, reach: start..end }))
        };
        // Of equals, the part that claims least.
        let held = frames.iter().filter(fits).filter_map(hold);
        held.max_by_key(|(weight, held)| (*weight, std::cmp::Reverse(held.part))).map(|(_, held)| held)
    }

    /// Where adverbs begin that stand before a piece, with the commas that set them off; the piece if there are none.
    fn over_adverbs_before(&self, at: usize) -> usize {
        over_adverbs(
            at,
            |at| at.checked_sub(1).filter(|piece| self.sentence.break_at(*piece).is_some_and(is_comma)),
            |end| self.sentence.phrase_before(end, &[PhraseKind::Adverb]),
        )
    }

    /// The same behind a piece.
    fn over_adverbs_after(&self, at: usize) -> usize {
        over_adverbs(
            at,
            |at| Some(at + 1).filter(|_| self.sentence.break_at(at).is_some_and(is_comma)),
            |start| self.sentence.phrase_after(start, &[PhraseKind::Adverb]),
        )
    }

    /// How many pieces a gap may be long that lies beside a piece.
    fn longest(&self, most: usize, beside: usize) -> usize {
        if self.sentence.is_han(beside) { most * HAN_A_WORD } else { most }
    }

    fn left(&self, tokens: &[Token], at: usize) -> Option<usize> {
        let Some((first, rest)) = tokens.split_first() else { return Some(at) };
        let step = |fits: bool| at.checked_sub(1).filter(|_| fits);
        let before = at.checked_sub(1);
        match first {
            Token::Word(word) => {
                self.left(rest, step(before.is_some_and(|piece| self.sentence.folded.piece(piece) == word))?)
            }
            Token::Punctuation => self.left(rest, step(before.is_some_and(|piece| self.is_punctuation(piece)))?),
            Token::Mark(mark) => self.left(rest, step(before.is_some_and(|piece| self.is_mark(piece, *mark)))?),
            Token::Open => {
                self.left(rest, step(before.and_then(|piece| self.sentence.break_at(piece)).is_some_and(is_opening))?)
            }
            Token::Close => {
                self.left(rest, step(before.and_then(|piece| self.sentence.break_at(piece)).is_some_and(is_closing))?)
            }
            Token::Verb | Token::Says => {
                let verbs =
                    self.verbs.iter().filter(|verb| verb.pieces.end == at && (verb.says || *first == Token::Verb));
                verbs.filter_map(|verb| self.left(rest, verb.pieces.start)).next()
            }
            Token::Floor => self.left(rest, self.sentence.phrase_before(at, &[PhraseKind::Floor])?),
            Token::Clause => {
                if self.is_clause_start(at) {
                    self.left(rest, at)
                } else {
                    None
                }
            }
            Token::Start => {
                if at == 0 {
                    self.left(rest, at)
                } else {
                    None
                }
            }
            Token::End => None,
            Token::Gap(most) => {
                let most = self.longest(*most, at.saturating_sub(1));
                let to_verb = is_closed(rest);
                let reach = (0..=most).take_while(|count| {
                    *count == 0
                        || (self.is_word(at.checked_sub(*count))
                            && !(to_verb && self.is_relative(at - count))
                            && !(to_verb && self.verbs.iter().any(|verb| verb.pieces.end + count == at + 1)))
                });
                reach.filter_map(|count| self.left(rest, at.checked_sub(count)?)).next()
            }
        }
    }

    fn right(&self, tokens: &[Token], at: usize) -> Option<usize> {
        let Some((first, rest)) = tokens.split_first() else { return Some(at) };
        let step = |fits: bool| Some(at + 1).filter(|_| fits && at < self.sentence.len());
        match first {
            Token::Word(word) => {
                self.right(rest, step(at < self.sentence.len() && self.sentence.folded.piece(at) == word)?)
            }
            Token::Punctuation => self.right(rest, step(self.is_punctuation(at))?),
            Token::Mark(mark) => self.right(rest, step(self.is_mark(at, *mark))?),
            Token::Open => self.right(rest, step(self.sentence.break_at(at).is_some_and(is_opening))?),
            Token::Close => self.right(rest, step(self.sentence.break_at(at).is_some_and(is_closing))?),
            Token::Verb | Token::Says => {
                let verbs =
                    self.verbs.iter().filter(|verb| verb.pieces.start == at && (verb.says || *first == Token::Verb));
                verbs.filter_map(|verb| self.right(rest, verb.pieces.end)).next()
            }
            Token::Floor => self.right(rest, self.sentence.phrase_after(at, &[PhraseKind::Floor])?),
            Token::Clause | Token::Start => None,
            Token::End => {
                if self.is_end(at) {
                    self.right(rest, at)
                } else {
                    None
                }
            }
            Token::Gap(most) => {
                let most = self.longest(*most, at);
                let to_verb = is_closed(rest);
                let reach = (0..=most).take_while(|count| {
                    *count == 0
                        || (self.is_word(Some(at + count - 1))
                            && !(to_verb && self.is_relative(at + count - 1))
                            && !(to_verb && self.verbs.iter().any(|verb| verb.pieces.start + 1 == at + count)))
                });
                reach.filter_map(|count| self.right(rest, at + count)).next()
            }
        }
    }

    /// Whether a clause begins at a piece that only goes on with a noun.
    fn is_relative(&self, piece: usize) -> bool {
        !self.sentence.is_han(piece) && self.sentence.phrase_after(piece, &[PhraseKind::Relative]).is_some()
    }

    fn is_word(&self, piece: Option<usize>) -> bool {
        piece.is_some_and(|piece| piece < self.sentence.len() && self.sentence.break_at(piece).is_none())
    }

    /// Whether a piece is a mark, in the form of any script.
    fn is_mark(&self, piece: usize, mark: char) -> bool {
        self.sentence.break_at(piece).is_some_and(|char| match char {
            '；' | '؛' => mark == ';',
            '：' => mark == ':',
            char => char == mark,
        })
    }

    fn is_punctuation(&self, piece: usize) -> bool {
        self.sentence.break_at(piece).is_some_and(|char| !is_opening(char) && !is_closing(char))
    }

    /// Whether only punctuation follows.
    pub(super) fn is_end(&self, at: usize) -> bool {
        (at..self.sentence.len()).all(|piece| self.sentence.break_at(piece).is_some_and(|char| !is_opening(char)))
    }

    /// Whether a clause may begin at a piece: first in the sentence, behind punctuation, a conjunction or an adverb that opens one.
    pub(super) fn is_clause_start(&self, at: usize) -> bool {
        let mut at = at;
        loop {
            if at == 0 || self.sentence.break_at(at - 1).is_some_and(|char| !is_closing(char)) {
                return true;
            }
            let opens = [PhraseKind::ClauseBreak, PhraseKind::Adverb];
            match self.sentence.phrase_before(at, &opens) {
                // "and", but not the one that joins two names.
                Some(start) if self.sentence.phrase_before(at, &[PhraseKind::ClauseBreak]).is_some() => {
                    return start < at;
                }
                Some(start) if start < at => at = start,
                _ => return false,
            }
        }
    }
}

/// Goes on from a piece over adverbs and the commas around them, in the direction in which both are looked for.
fn over_adverbs(from: usize, comma: impl Fn(usize) -> Option<usize>, adverb: impl Fn(usize) -> Option<usize>) -> usize {
    let mut at = from;
    while let Some(next) = adverb(at).or_else(|| adverb(comma(at)?)) {
        at = comma(next).unwrap_or(next);
    }
    at
}

/// Whether a verb or the begin of the clause follows a gap, so that no other verb may stand in it.
fn is_closed(rest: &[Token]) -> bool {
    matches!(rest.first(), Some(Token::Verb | Token::Says | Token::Clause))
}

/// Whether a token is of the words that belong to the actor and not to what is said.
fn is_near(token: &Token) -> bool {
    matches!(token, Token::Word(_) | Token::Open | Token::Close | Token::Says | Token::Floor)
}

//! The lexicon as it is looked for in documents of one language.

use super::folded::{Folded, Language, pattern};
use super::frames::Frame;
use super::lexicon::{Form, Kind, Lexicon, NameKind, PhraseKind, Strength, ThingId};
use super::matcher::{Found, Matcher};
use super::sign::Operation;
use plenary_search::words::fold_whole;
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

/// A name of an actor, a theme or a process.
#[derive(Debug, Clone, Copy)]
pub(super) struct NameOf {
    pub(super) thing: ThingId,
    pub(super) kind: NameKind,
    /// Whether a conjunction is written as one with it.
    pub(super) joined: bool,
    /// Whether a preposition is written as one with it, so that it is no subject.
    pub(super) bound: bool,
}

/// A cue of a stance.
#[derive(Debug, Clone)]
pub(super) struct CueOf {
    /// None of words that only look like a cue.
    pub(super) stance: Option<ThingId>,
    pub(super) strength: Strength,
    /// The form as the lexicon has it, to tell `support` from `supports`.
    pub(super) form: String,
}

/// Words of a phrase.
#[derive(Debug, Clone)]
pub(super) struct PhraseOf {
    pub(super) kind: PhraseKind,
    pub(super) means: Option<ThingId>,
    pub(super) number: Option<u8>,
    /// The form as the lexicon has it, folded.
    pub(super) text: String,
    /// The same in lower case, with its accents.
    pub(super) form: String,
}

/// Which of a rule's words it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Form,
    With,
    Unless,
}

/// A word of a context rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleWord {
    pub(super) rule: usize,
    pub(super) slot: Slot,
}

/// Kinds of phrases that are looked for alone.
const LAYOUT: [PhraseKind; 7] = [
    PhraseKind::FirstPerson,
    PhraseKind::Author,
    PhraseKind::Addressed,
    PhraseKind::Paper,
    PhraseKind::Unsaid,
    PhraseKind::ColumnSpeaker,
    PhraseKind::ColumnSaid,
];

/// The lexicon for one language.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) language: Language,
    pub(super) actors: Matcher<NameOf>,
    /// Themes and processes are looked for separately: "renewal of the mandate of the IGF" names both.
    pub(super) themes: Matcher<NameOf>,
    pub(super) processes: Matcher<NameOf>,
    /// Words that hold a name of a theme and do not mean it, with their form: a single word counts in this form only.
    pub(super) no_themes: Matcher<String>,
    pub(super) cues: Matcher<CueOf>,
    pub(super) phrases: Matcher<PhraseOf>,
    pub(super) rules: Matcher<RuleWord>,
    /// Phrases of all kinds, those inside of others too.
    pub(super) all_phrases: Matcher<PhraseOf>,
    /// Words that show what kind of text it is, which are looked for alone: they say nothing of names beside them.
    layout: Matcher<PhraseOf>,
    /// Adjectives of States.
    pub(super) demonyms: Matcher<NameOf>,
    /// Capitals of States.
    pub(super) capitals: Matcher<NameOf>,
    /// Words that turn the sign of what is said.
    operators: Matcher<Operation>,
    /// Words of one piece that negate, as they are written: `ولا` is one, `ولاية` has its stem and is none.
    negations: HashSet<String>,
    /// Endings of verbs that stand for nouns.
    pub(super) gerund_endings: Vec<String>,
    /// How verbs begin (`س-`), end (`-ra`) or are written that tell what will be.
    future: Vec<String>,
    /// How verbs end that need no subject beside them.
    finite: Vec<String>,
    /// What frames the name in "supports the position of …", where words stand on both sides of it.
    pub(super) around: Vec<Around>,
    /// What stands around an actor and says which part it has.
    pub(super) frames: Vec<Frame>,
    /// What is written as one with a word that it joins to the one before.
    pub(super) prefixes: Vec<String>,
    /// Whether names are inflected, so that only their plain form is a subject.
    pub(super) inflects: bool,
    /// Whether a subject may stand right behind its verb.
    pub(super) verb_first: bool,
}

/// Words on both sides of a name.
#[derive(Debug)]
pub(super) struct Around {
    pub(super) kind: PhraseKind,
    pub(super) before: String,
    pub(super) after: String,
}

impl Words {
    /// Takes from the lexicon what texts of a language can hold: forms of that language, proper names and acronyms of
    /// all.
    ///
    /// # Errors
    /// If the forms are too many for one automaton.
    pub(super) fn compile(lexicon: &Lexicon, language: Language) -> Result<Self, aho_corasick::BuildError> {
        let bound = written_as_one(lexicon, language, PhraseKind::BoundPreposition);
        let prefixes = prefixes(lexicon, language);
        let mut actors = Vec::new();
        let mut demonyms = Vec::new();
        let mut capitals = Vec::new();
        let mut themes = Vec::new();
        let mut processes = Vec::new();
        for (id, thing) in lexicon.things() {
            for name in &thing.names {
                let own = name.language.as_deref().is_none_or(|tag| Language::of(tag) == Some(language));
                let of = NameOf { thing: id, kind: name.kind, joined: false, bound: false };
                if name.kind == NameKind::Demonym {
                    if own {
                        demonyms.push((name.text.as_str(), of));
                    }
                    continue;
                }
                if name.kind == NameKind::Capital {
                    if own {
                        let joined = prefixes.iter().map(|prefix| Cow::Owned(format!("{prefix}{}", name.text)));
                        capitals.extend(joined.map(|text| (text, NameOf { joined: true, ..of })));
                        capitals.push((Cow::Borrowed(name.text.as_str()), of));
                    }
                    continue;
                }
                if thing.kind.is_actor() {
                    // Names of actors are proper names: they come in every language, but words that merely point do not.
                    if own || name.kind <= NameKind::Alternative {
                        actors.push((Cow::Borrowed(name.text.as_str()), of));
                    }
                    if own {
                        let joined = prefixes.iter().map(|prefix| Cow::Owned(format!("{prefix}{}", name.text)));
                        actors.extend(joined.map(|text| (text, NameOf { joined: true, ..of })));
                        let bound = bound.iter().map(|prefix| Cow::Owned(format!("{prefix}{}", name.text)));
                        actors.extend(bound.map(|text| (text, NameOf { bound: true, ..of })));
                    }
                    continue;
                }
                let acronym = name.text.bytes().all(|byte| byte.is_ascii_uppercase()) && name.text.len() > 1;
                match thing.kind {
                    Kind::Theme if own || acronym => themes.push((name.text.as_str(), of)),
                    Kind::Process if own || name.kind <= NameKind::Alternative => {
                        processes.push((name.text.as_str(), of));
                    }
                    _ => {}
                }
            }
        }
        let own = |forms: &'_ Vec<Form>| -> Vec<String> {
            forms.iter().filter(|(_, tag)| Language::of(tag) == Some(language)).map(|(form, _)| form.clone()).collect()
        };
        let mut cues = Vec::new();
        for cue in &lexicon.cues {
            for form in own(&cue.forms) {
                let of = |form: &str| CueOf { stance: Some(cue.stance), strength: cue.strength, form: form.to_owned() };
                cues.extend(prefixes.iter().map(|prefix| (format!("{prefix}{form}"), of(&form))));
                cues.push((form.clone(), of(&form)));
            }
        }
        let mut phrases = Vec::new();
        let mut layout = Vec::new();
        let mut future = Vec::new();
        let mut finite = Vec::new();
        let mut around = Vec::new();
        let mut no_themes = Vec::new();
        for phrase in &lexicon.phrases {
            for form in own(&phrase.forms) {
                if phrase.kind == PhraseKind::NoCue {
                    cues.push((form.clone(), CueOf { stance: None, strength: Strength::Never, form }));
                    continue;
                }
                if phrase.kind == PhraseKind::NoTheme {
                    no_themes.push((form.clone(), form));
                    continue;
                }
                let text = fold_whole(&form);
                let lower = form.to_lowercase();
                let of = PhraseOf { kind: phrase.kind, means: phrase.means, number: phrase.number, text, form: lower };
                if phrase.kind == PhraseKind::Future {
                    future.push(form.to_lowercase());
                    continue;
                }
                if phrase.kind == PhraseKind::Finite {
                    finite.push(form.trim_start_matches('-').to_lowercase());
                    continue;
                }
                if LAYOUT.contains(&phrase.kind) {
                    layout.extend(prefixes.iter().map(|prefix| (format!("{prefix}{form}"), of.clone())));
                    layout.push((form, of));
                    continue;
                }
                match form.split_once('…') {
                    Some((before, after)) if !after.trim().is_empty() => around.push(Around {
                        kind: phrase.kind,
                        before: pattern(before, language),
                        after: pattern(after, language),
                    }),
                    Some((before, _)) => phrases.push((before.to_owned(), of)),
                    None => {
                        if matches!(phrase.kind, PhraseKind::SpeechOpening | PhraseKind::Floor | PhraseKind::Courtesy) {
                            phrases.extend(prefixes.iter().map(|prefix| (format!("{prefix}{form}"), of.clone())));
                        }
                        phrases.push((form, of));
                    }
                }
            }
        }
        let frames: Vec<_> = lexicon
            .frames
            .iter()
            .flat_map(|frame| own(&frame.forms).into_iter().filter_map(|form| Frame::read(&form, frame.part, language)))
            .collect();
        let mut operators = Vec::new();
        let mut gerund_endings = Vec::new();
        for (operation, forms) in &lexicon.operators {
            match operation {
                Operation::GerundEnding => gerund_endings.extend(own(forms)),
                _ => {
                    let joined = own(forms).into_iter().flat_map(|form| {
                        let joined = prefixes.iter().map(|prefix| format!("{prefix}{form}")).collect::<Vec<_>>();
                        joined.into_iter().chain([form])
                    });
                    operators.extend(joined.map(|form| (form, *operation)));
                }
            }
        }
        let negations = operators.iter().filter(|(_, operation)| *operation == Operation::Negates);
        let negations = negations.map(|(form, _)| fold_whole(form)).collect();
        let mut rules = Vec::new();
        for (rule, of) in lexicon.rules.iter().enumerate() {
            for (forms, slot) in [(&of.forms, Slot::Form), (&of.with, Slot::With), (&of.unless, Slot::Unless)] {
                rules.extend(own(forms).into_iter().map(|form| (form, RuleWord { rule, slot })));
            }
        }
        fn by_str<T>(forms: &[(String, T)]) -> impl Iterator<Item = (&str, T)>
        where
            T: Clone,
        {
            forms.iter().map(|(form, of)| (form.as_str(), of.clone()))
        }
        Ok(Self {
            language,
            actors: Matcher::build(actors.iter().map(|(text, of)| (text.as_ref(), *of)), language)?,
            themes: Matcher::build(themes, language)?,
            processes: Matcher::build(processes, language)?,
            no_themes: Matcher::build(by_str(&no_themes), language)?,
            cues: Matcher::build(by_str(&cues), language)?,
            phrases: Matcher::build(by_str(&phrases), language)?,
            layout: Matcher::build_overlapping(by_str(&layout), language)?,
            all_phrases: Matcher::build_overlapping(by_str(&phrases), language)?,
            demonyms: Matcher::build(demonyms, language)?,
            capitals: Matcher::build(capitals.iter().map(|(text, of)| (text.as_ref(), *of)), language)?,
            rules: Matcher::build_by_stem(by_str(&rules), language)?,
            around,
            prefixes: prefixes.iter().map(|prefix| (*prefix).to_owned()).collect(),
            inflects: frames.iter().any(|frame| frame.plain),
            verb_first: frames.iter().any(Frame::is_verb_first),
            operators: Matcher::build(by_str(&operators), language)?,
            negations,
            gerund_endings,
            future,
            finite,
            frames,
        })
    }

    /// The words of a text that turn the sign of what is said.
    pub(super) fn operators_in<'a>(&'a self, text: &str, folded: &Folded) -> Vec<Found<'a, Operation>> {
        let mut found = self.operators.find(text, folded);
        let is_word = |found: &Found<'_, Operation>| {
            self.language != Language::Arabic
                || found.pieces.len() > 1
                || !found.means.contains(&&Operation::Negates)
                || self.negations.contains(&fold_whole(&text[found.source.clone()]))
        };
        found.retain(is_word);
        found
    }

    /// Where phrases of one of the kinds stand that show what kind of text it is, as they are written: their stems are also those
    /// of other words (`apoyamos`, `apoya`).
    pub(super) fn layout_in(&self, text: &str, folded: &Folded, kind: PhraseKind) -> Vec<Range<usize>> {
        let found = self.layout.find(text, folded);
        let is_it = |found: &&Found<'_, PhraseOf>| {
            let shown = fold_whole(&text[found.source.clone()]);
            let mut own = found.means.iter().filter(|means| means.kind == kind);
            own.any(|means| {
                let before = shown.strip_suffix(means.text.as_str());
                before.is_some_and(|before| before.is_empty() || self.prefixes.iter().any(|prefix| prefix == before))
            })
        };
        found.iter().filter(is_it).map(|found| found.pieces.clone()).collect()
    }

    /// Whether a verb, as it is written, tells what will be.
    pub(super) fn is_future(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.future.iter().any(|form| match (form.strip_prefix('-'), form.strip_suffix('-')) {
            (Some(ending), _) => word.ends_with(ending),
            (_, Some(begin)) => word.starts_with(begin),
            _ => word == *form,
        })
    }

    /// Whether a word ends as a verb does that needs no subject beside it.
    pub(super) fn is_finite(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.finite.iter().any(|ending| word.ends_with(ending.as_str()) && word != *ending)
    }

    /// Titles that a full stop follows, in lower case and without it.
    pub(super) fn abbreviations(&self, lexicon: &Lexicon) -> Vec<String> {
        let titles =
            lexicon.phrases.iter().filter(|phrase| matches!(phrase.kind, PhraseKind::Honorific | PhraseKind::Role));
        let forms = titles.flat_map(|phrase| &phrase.forms).map(|(form, _)| form);
        let short = forms.filter(|form| form.ends_with('.') || (form.len() <= 4 && form.is_ascii()));
        short.map(|form| form.trim_end_matches('.').to_lowercase()).collect()
    }

    /// Folds a text of this language.
    pub(super) fn fold(&self, text: &str) -> Folded {
        super::folded::folded(text, self.language)
    }
}

/// What is written as one with a name that it joins to the one before.
pub(super) fn prefixes(lexicon: &Lexicon, language: Language) -> Vec<&str> {
    written_as_one(lexicon, language, PhraseKind::Prefix)
}

/// The forms of a kind of words that are written as one with the name behind them.
fn written_as_one(lexicon: &Lexicon, language: Language, kind: PhraseKind) -> Vec<&str> {
    let phrases = lexicon.phrases.iter().filter(|phrase| phrase.kind == kind);
    let own = phrases.flat_map(|phrase| &phrase.forms).filter(|(_, tag)| Language::of(tag) == Some(language));
    own.map(|(form, _)| form.as_str()).collect()
}

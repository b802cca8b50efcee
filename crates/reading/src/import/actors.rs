//! The actors that a text names: names of the lexicon, lists of them as one, persons and offices with what they belong to.
//!
//! "Ghana, Togo and Benin", "the representative of Ghana", "Ambassador Kofi Mensah (Ghana)", "the Ghanaian delegation" and
//! "Ghana's delegation" are one [`Party`] each. A party may be one that the lexicon does not know: "Mr. Peter Lindqvist",
//! "the delegation of Ruritania". What a party does in its sentence is decided by `frames`.

use super::folded::{Folded, PieceKind};
use super::lexicon::{Kind, Lexicon, NameKind, PhraseKind, Strength, ThingId};
use super::matcher::{Found, covers, inside, overlap};
use super::sign::Operation;
use super::words::{CueOf, NameOf, PhraseOf, Words};
use std::ops::Range;

/// Longest name of an unknown person or body, in words.
const LONGEST_NAME: usize = 6;
/// How many offices and names may stand before the name of a State: "Ms. Ama Owusu, Minister of Communications of Ghana".
const LONGEST_TITLE: usize = 14;
/// How many words may stand between an article and the word for a body, and behind it up to its name: "a small Breton
/// cooperative", "the Network of Rural Teachers of …".
const BODY_REACH: usize = 3;
/// How many Han characters count for a word of a body.
const HAN_A_WORD: usize = 4;
/// How many words may stand between a negation and the words that it negates.
const NEGATION_REACH: usize = 3;
/// Shortest name of one word at the begin of a sentence, in characters.
const SHORTEST_NAME: usize = 3;
/// How many words may say for what an office is: "la ministre des communications et du numérique".
const SUBJECT_REACH: usize = 5;
/// How many small words may stand in the name of a person: "Mr. van Dijk", "Ms. de la Cruz".
const PARTICLES: usize = 2;
/// How many adverbs and auxiliaries may stand between a subject and its verb.
const SMALL_REACH: usize = 5;
/// Words that report, or say that somebody takes the floor.
const SAYS: [PhraseKind; 2] = [PhraseKind::SpeechOpening, PhraseKind::Floor];
/// Longest name of a person in a script without capitals, in words.
const LONGEST_PERSON: usize = 4;
/// Longest name of a person in Han characters: transliterated names are long.
pub(super) const LONGEST_PERSON_IN_HAN: usize = 14;
/// Longest name of a person without a title in Han characters: names that are no transliterations.
const LONGEST_UNTITLED_IN_HAN: usize = 4;

/// One or several actors, named together.
#[derive(Debug, Clone)]
pub(super) struct Party {
    /// All words: articles, offices and brackets included.
    pub(super) pieces: Range<usize>,
    pub(super) members: Vec<Member>,
}

/// One actor of a party.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Its words, with article, office and brackets.
    pub(super) pieces: Range<usize>,
    /// The words that name it.
    pub(super) name: Range<usize>,
    /// None if the lexicon does not know it.
    pub(super) actor: Option<ThingId>,
    /// Names in brackets behind it, or of the State of a person: each relates to the actor in its own way.
    pub(super) beside: Vec<ThingId>,
    /// For whom it speaks, as the brackets say.
    pub(super) behalf: Vec<ThingId>,
    pub(super) aligned: Vec<ThingId>,
    pub(super) roles: Vec<ThingId>,
    /// The name of a person that the lexicon does not know.
    pub(super) person: Option<String>,
    /// Whether an office or an honorific stands before or behind the name.
    pub(super) titled: bool,
    /// Whether the name has the form that the lexicon gives, so that it may be a subject where names are inflected.
    pub(super) is_plain: bool,
    /// Whether the name also means what people speak about: a process, or many at once ("youth").
    pub(super) is_weak: bool,
    /// Whether a conjunction is written as one with the name.
    pub(super) is_joined: bool,
    /// Whether it is known by a common noun only: "a participant", "the association of …".
    pub(super) is_body: bool,
    /// Whether a preposition is written as one with the name, so that it is no subject.
    pub(super) is_bound: bool,
}

/// A text with all that may name an actor in it.
pub(super) struct Sentence<'a> {
    pub(super) text: &'a str,
    pub(super) folded: Folded,
    pub(super) words: &'a Words,
    pub(super) lexicon: &'a Lexicon,
    /// Phrases of all kinds, those inside of others too, by their begin.
    pub(super) phrases: Vec<Found<'a, PhraseOf>>,
    /// The same by their end: where each ends, and its number.
    ends: Vec<(usize, usize)>,
    names: Vec<Found<'a, NameOf>>,
    demonyms: Vec<Found<'a, NameOf>>,
    capitals: Vec<Found<'a, NameOf>>,
    /// Where something that is spoken about is named.
    terms: Vec<Range<usize>>,
    /// Words that show a stance.
    pub(super) cues: Vec<Found<'a, CueOf>>,
    /// Words that change what others mean.
    pub(super) operators: Vec<Found<'a, Operation>>,
    /// Where a word begins that shows a stance or reports.
    predicates: Vec<usize>,
    pub(super) parties: Vec<Party>,
}

/// Whether an Arabic name stands without the article that all its forms have: هند is a woman, and الهند a State.
fn lacks_article(name: &Found<'_, NameOf>, text: &str, words: &Words, lexicon: &Lexicon) -> bool {
    let shown = plenary_search::words::fold_whole(&text[name.source.clone()]);
    let is_arabic = words.language == super::Language::Arabic;
    if !is_arabic || name.pieces.len() > 1 || shown.contains("ال") || shown.contains("لل") {
        return false;
    }
    name.means.iter().all(|means| {
        let names = lexicon.thing(means.thing).names.iter();
        let is_name = |kind| !matches!(kind, NameKind::Demonym | NameKind::Capital);
        let own = names.filter(|name| name.language.as_deref() == Some("ar") && is_name(name.kind));
        let mut own = own.filter(|name| !name.text.contains(' ')).peekable();
        own.peek().is_some() && own.all(|name| super::folded::has_article(&name.text))
    })
}

impl<'a> Sentence<'a> {
    /// Finds the actors of a text.
    pub(super) fn new(text: &'a str, words: &'a Words, lexicon: &'a Lexicon) -> Self {
        let folded = words.fold(text);
        let mut phrases = words.all_phrases.find(text, &folded);
        // The Spanish article "el" has the letters of "él".
        let is_article = |means: &PhraseOf, source: &Range<usize>| {
            means.kind == PhraseKind::SameSpeaker
                && means.form.chars().count() <= 2
                && means.form != means.text
                && text[source.clone()].to_lowercase() != means.form
        };
        for phrase in &mut phrases {
            let source = phrase.source.clone();
            phrase.means.retain(|means| !is_article(means, &source));
        }
        phrases.sort_by_key(|phrase| (phrase.pieces.start, phrase.pieces.end));
        let mut ends: Vec<_> = phrases.iter().map(|phrase| phrase.pieces.end).zip(0..).collect();
        ends.sort_unstable();
        let mut names = words.actors.find(text, &folded);
        let is_role = |phrase: &&Found<'_, PhraseOf>| {
            phrase.means.iter().any(|means| matches!(means.kind, PhraseKind::Role | PhraseKind::Suffix))
        };
        // The United Nations of "Permanent Representative to the United Nations" are no actor.
        names.retain(|name| !phrases.iter().filter(is_role).any(|role| covers(&role.pieces, &name.pieces)));
        // `中国` of `发展中国家` is none either.
        let is_several = |phrase: &&Found<'_, PhraseOf>| is_of(phrase, &[PhraseKind::SeveralSpeakers]);
        names.retain(|name| {
            !phrases
                .iter()
                .filter(is_several)
                .any(|several| several.pieces.start < name.pieces.start && covers(&several.pieces, &name.pieces))
        });
        names.retain(|name| !lacks_article(name, text, words, lexicon));
        let demonyms = words.demonyms.find(text, &folded);
        let capitals = words.capitals.find(text, &folded);
        let terms = words.themes.find(text, &folded).into_iter().chain(words.processes.find(text, &folded));
        let terms = terms.map(|term| term.pieces).collect();
        let says = phrases.iter().filter(|phrase| is_of(phrase, &[PhraseKind::SpeechOpening, PhraseKind::AlignsWith]));
        let says = says.map(|phrase| phrase.pieces.start);
        let cues = words.cues.find(text, &folded);
        let operators = words.operators_in(text, &folded);
        let predicates = cues.iter().map(|cue| cue.pieces.start).chain(says).collect();
        let mut sentence = Self {
            text,
            folded,
            words,
            lexicon,
            phrases,
            ends,
            names,
            demonyms,
            capitals,
            terms,
            cues,
            operators,
            predicates,
            parties: Vec::new(),
        };
        let members = sentence.members();
        sentence.parties = sentence.lists(members);
        sentence
    }

    /// How many pieces the text has.
    pub(super) fn len(&self) -> usize {
        self.folded.pieces.len()
    }

    /// The punctuation that a piece is.
    pub(super) fn break_at(&self, piece: usize) -> Option<char> {
        match self.folded.pieces.get(piece)?.kind {
            PieceKind::Break(char) => Some(char),
            _ => None,
        }
    }

    /// Where the words of an operation stand.
    pub(super) fn of(&self, operation: Operation) -> impl Iterator<Item = &Range<usize>> {
        let operators = self.operators.iter().filter(move |found| found.means.contains(&&operation));
        operators.map(|found| &found.pieces)
    }

    /// Whether a negation stands among the words right before a piece.
    pub(super) fn is_negated(&self, at: usize) -> bool {
        self.of(Operation::Negates).any(|negation| negation.end <= at && at - negation.end <= NEGATION_REACH)
    }

    /// Where a word that shows a stance or reports begins first in some pieces.
    pub(super) fn first_cue(&self, pieces: Range<usize>) -> Option<usize> {
        self.predicates.iter().copied().filter(|cue| pieces.contains(cue)).min()
    }

    /// Whether something that is spoken about is named in some pieces.
    pub(super) fn has_term(&self, pieces: &Range<usize>) -> bool {
        self.terms.iter().any(|term| inside(term, pieces))
    }

    /// Whether something that is spoken about is named at a piece.
    pub(super) fn has_term_at(&self, piece: usize) -> bool {
        self.terms.iter().any(|term| term.contains(&piece))
    }

    /// Where the longest phrase of one of some kinds begins that ends at a piece.
    pub(super) fn phrase_before(&self, end: usize, kinds: &[PhraseKind]) -> Option<usize> {
        let first = self.ends.partition_point(|(other, _)| *other < end);
        let here = self.ends[first..].iter().take_while(|(other, _)| *other == end);
        let phrases = here.map(|(_, number)| &self.phrases[*number]).filter(|phrase| self.stands_for(phrase, kinds));
        phrases.map(|phrase| phrase.pieces.start).min()
    }

    /// Where the longest phrase of one of some kinds ends that begins at a piece.
    pub(super) fn phrase_after(&self, start: usize, kinds: &[PhraseKind]) -> Option<usize> {
        let first = self.phrases.partition_point(|phrase| phrase.pieces.start < start);
        let here = self.phrases[first..].iter().take_while(|phrase| phrase.pieces.start == start);
        here.filter(|phrase| self.stands_for(phrase, kinds)).map(|phrase| phrase.pieces.end).max()
    }

    /// Whether a phrase is of one of some kinds. An office has to be named as it stands in the lexicon, but for its ending:
    /// "government" and "governance" have one stem.
    fn stands_for(&self, phrase: &Found<'_, PhraseOf>, kinds: &[PhraseKind]) -> bool {
        let of_kind = |means: &&&PhraseOf| kinds.contains(&means.kind);
        let named = |means: &PhraseOf| match means.kind {
            // "a" has the letters of "à" and is no preposition.
            PhraseKind::Preposition if means.form.chars().count() == 1 => {
                self.shown(phrase.pieces.clone()).to_lowercase() == means.form
            }
            PhraseKind::Office | PhraseKind::Role => {
                let surface = plenary_search::words::fold_whole(self.shown(phrase.pieces.clone()));
                let common = surface.chars().zip(means.text.chars()).take_while(|(a, b)| a == b).count();
                // In Arabic the first of several words has no article: `رئيس وفد` is an office, `الرئيس وفد` are two.
                let is_other = means.text.contains(' ')
                    && super::folded::has_article(&surface)
                    && !super::folded::has_article(&means.text);
                let (longest, length) = (surface.chars().count(), means.text.chars().count());
                let slack = if self.words.inflects { 2 } else { 0 };
                (surface.ends_with(&means.text) && !is_other)
                    || (common + slack >= length && longest <= length + 2 + slack)
            }
            _ => true,
        };
        phrase.means.iter().filter(of_kind).any(|means| named(means))
    }

    /// The text of some pieces.
    pub(super) fn shown(&self, pieces: Range<usize>) -> &'a str {
        &self.text[self.folded.source(pieces)]
    }

    fn source(&self, piece: usize) -> &'a str {
        self.shown(piece..piece + 1)
    }

    /// Whether a piece begins with a capital letter.
    fn is_capital(&self, piece: usize) -> bool {
        self.folded.pieces.get(piece).is_some_and(|found| found.kind == PieceKind::Word)
            && self.source(piece).starts_with(char::is_uppercase)
    }

    /// The known actors, each with the words around it that belong to it, and the unknown ones.
    fn members(&self) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        let is_other =
            |name: &Found<'a, NameOf>| self.is_too_short(name) || self.is_other_word(name) || self.is_surname(name);
        for name in self.names.iter().filter(|name| !is_other(name)) {
            if members.last().is_some_and(|last| overlap(&last.pieces, &name.pieces)) {
                continue;
            }
            let Some(means) = choose(&name.means) else { continue };
            let from = members.last().map_or(0, |last| last.pieces.end);
            members.push(self.member(name, means, from));
        }
        let mut more = self.nationals(&members);
        members.append(&mut more);
        let mut more = self.seats(&members);
        members.append(&mut more);
        members.sort_by_key(|member| member.pieces.start);
        let mut unknown = self.unknown(&members);
        members.append(&mut unknown);
        members.sort_by_key(|member| member.pieces.start);
        members
    }

    /// Whether a word only has the stem of a name and is shorter than any form of it: the Croat's name "Хорват" is not Croatia.
    fn is_too_short(&self, name: &Found<'a, NameOf>) -> bool {
        let shown = self.shown(name.pieces.clone()).chars().count();
        let is_short = |means: &&NameOf| {
            let names = self.lexicon.thing(means.thing).names.iter();
            let own = names.filter(|known| known.kind != NameKind::Demonym && !known.text.contains(' '));
            let same = own.filter(|known| {
                self.words.fold(&known.text).text
                    == self.folded.text[self.folded.offset(name.pieces.start)..self.folded.offset(name.pieces.end)]
            });
            let lengths = same.map(|known| known.text.chars().count());
            lengths.min().is_some_and(|shortest| shown + 2 <= shortest)
        };
        // Where names are inflected, a word may have the stem of one: "данных" is not Denmark.
        let is_common = name.pieces.len() == 1
            && self.shown(name.pieces.clone()).starts_with(char::is_lowercase)
            && name.means.iter().all(|means| {
                let names = self.lexicon.thing(means.thing).names.iter().filter(|known| known.kind != NameKind::Hidden);
                let mut names = names.filter(|known| !known.text.contains(' ')).peekable();
                names.peek().is_some() && names.all(|known| known.text.starts_with(char::is_uppercase))
            });
        // Elsewhere too one in lower case is none whose letters it does not have: the French "met" is not Meta.
        let fold = plenary_search::words::fold_whole;
        let shown = fold(self.shown(name.pieces.clone()));
        let is_whole =
            |means: &&NameOf| self.lexicon.thing(means.thing).names.iter().any(|known| fold(&known.text) == shown);
        let is_other = is_common && (self.words.inflects || !name.means.iter().any(is_whole));
        let is_short = self.words.inflects && name.means.iter().copied().all(|means| is_short(&means));
        name.pieces.len() == 1 && (is_other || is_short)
    }

    /// Whether a word is the last of a person's name that is also the name of a State: "Lucía Jordán".
    fn is_surname(&self, name: &Found<'a, NameOf>) -> bool {
        let Some(before) = name.pieces.start.checked_sub(1).filter(|_| name.pieces.len() == 1) else { return false };
        let is_mixed = |piece: usize| self.source(piece).chars().any(char::is_lowercase);
        let is_known = self.names.iter().any(|other| other.pieces.contains(&before))
            || self.demonyms.iter().any(|other| other.pieces.contains(&before))
            || self.phrases.iter().any(|phrase| phrase.pieces.contains(&before))
            || self.has_term_at(before);
        let opens = before == 0 || self.break_at(before - 1).is_some_and(|char| !is_comma(char));
        self.is_capital(before) && is_mixed(before) && is_mixed(name.pieces.start) && !is_known && !opens
    }

    /// Whether an Arabic word only has the stem of a name and is another: the person Sami is not Samoa. Names there have no
    /// endings, only prepositions and the article before them.
    fn is_other_word(&self, name: &Found<'a, NameOf>) -> bool {
        let shown = plenary_search::words::fold_whole(self.shown(name.pieces.clone()));
        let is_arabic = shown.starts_with(|char| ('\u{600}'..='\u{6FF}').contains(&char));
        let is_it = |means: &&NameOf| {
            let mut names = self.lexicon.thing(means.thing).names.iter();
            names.any(|known| {
                let known = plenary_search::words::fold_whole(&known.text);
                shown.ends_with(known.strip_prefix("ال").unwrap_or(&known))
            })
        };
        is_arabic && name.pieces.len() == 1 && !name.means.iter().any(is_it)
    }

    fn member(&self, name: &Found<'a, NameOf>, means: &NameOf, from: usize) -> Member {
        let mut member = self.bare(name.pieces.clone());
        member.actor = Some(means.thing);
        let surface = plenary_search::words::fold_whole(self.shown(name.pieces.clone()));
        let thing = self.lexicon.thing(means.thing);
        member.is_joined = means.joined;
        member.is_bound = means.bound || super::folded::has_preposition(self.source(name.pieces.start));
        member.is_plain = means.joined
            || means.bound
            || thing.names.iter().any(|known| plenary_search::words::fold_whole(&known.text) == surface);
        let is_many = thing.kind == Kind::Group
            && !thing.names.iter().any(|known| known.text.len() < 9 && is_acronym(&known.text));
        // The name of an organization may hold what others speak about; capitals set it off where it is nothing else.
        let is_name = thing.kind == Kind::Organization
            && name.pieces.len() > 1
            && name.pieces.clone().filter(|piece| self.is_capital(*piece)).count() > 1;
        let is_term = |term: &Range<usize>| match thing.kind {
            Kind::Organization => inside(&name.pieces, term),
            // What the name of a State holds is not spoken about: "Democratic Republic of …".
            _ => overlap(term, &name.pieces) && !covers(&name.pieces, term),
        };
        member.is_weak = is_many || (!is_name && self.terms.iter().any(is_term));
        self.extend_right(&mut member);
        self.extend_left(&mut member, from);
        self.extend_to_person(&mut member);
        let before = member.pieces.start..member.name.start;
        // "A researcher from Kenya" does not speak for Kenya.
        let is_body = |phrase: &&Found<'_, PhraseOf>| {
            is_of(phrase, &[PhraseKind::Body])
                && !is_of(phrase, &[PhraseKind::Office])
                && inside(&phrase.pieces, &before)
        };
        if thing.kind == Kind::State && self.phrases.iter().any(|phrase| is_body(&phrase)) {
            member.actor = None;
            member.is_body = true;
        }
        let leads =
            |phrase: &&Found<'_, PhraseOf>| is_of(phrase, &[PhraseKind::HeadChair]) && inside(&phrase.pieces, &before);
        let in_brackets = member.name.start.checked_sub(1).and_then(|at| self.break_at(at)).is_some_and(is_opening);
        // "The Acting Chair, Mr. Carlsson (Sweden)" leads the meeting and does not speak for Sweden.
        if in_brackets && member.person.is_some() && self.phrases.iter().any(|phrase| leads(&phrase)) {
            member.actor = None;
            member.name = before;
        }
        member
    }

    /// "The representative of Colombia, Adriana Mejía, …": the person who holds the office behind a name.
    fn extend_to_person(&self, member: &mut Member) {
        let comma = member.pieces.end;
        if !member.titled || member.person.is_some() || !self.break_at(comma).is_some_and(is_comma) {
            return;
        }
        if let Some(end) = self.apposed(comma) {
            member.person = Some(self.shown(comma + 1..end).to_owned());
            member.pieces.end = end;
        }
    }

    /// Where a name ends that a comma before and one behind set off, if nothing else is known of it.
    fn apposed(&self, comma: usize) -> Option<usize> {
        let is_free = |piece: &usize| {
            let here = *piece..*piece + 1;
            self.is_capital(*piece)
                && !self.names.iter().any(|name| overlap(&name.pieces, &here))
                && !self.has_term(&here)
        };
        let count = (comma + 1..self.len()).take(LONGEST_NAME).take_while(is_free).count();
        let end = comma + 1 + count;
        (count > 1 && self.break_at(end).is_some_and(is_comma)).then_some(end)
    }

    fn bare(&self, name: Range<usize>) -> Member {
        Member {
            pieces: name.clone(),
            name,
            actor: None,
            beside: Vec::new(),
            behalf: Vec::new(),
            aligned: Vec::new(),
            roles: Vec::new(),
            person: None,
            titled: false,
            is_plain: true,
            is_weak: false,
            is_joined: false,
            is_body: false,
            is_bound: false,
        }
    }

    /// "Ghana's delegation", "加纳代表", "Ghana (on behalf of the African Group)".
    fn extend_right(&self, member: &mut Member) {
        let at = member.pieces.end;
        let behind = self.phrase_after(at, &[PhraseKind::Possessive]).unwrap_or(at);
        let offices = [PhraseKind::Role, PhraseKind::Office];
        if let Some(end) = [behind, at].into_iter().find_map(|from| self.phrase_after(from, &offices)) {
            member.titled = true;
            member.roles.extend(self.roles_in(behind..end));
            member.pieces.end = end;
        }
        if let Some(end) = self.phrase_after(member.pieces.end, &[PhraseKind::Suffix]) {
            member.pieces.end = end;
        }
        while let Some(end) = self.bracket(member.pieces.end) {
            let inner = member.pieces.end + 1..end - 1;
            if !self.take_bracket(member, inner) {
                break;
            }
            member.pieces.end = end;
        }
    }

    /// Where a bracket that opens at a piece ends.
    fn bracket(&self, at: usize) -> Option<usize> {
        if !self.break_at(at).is_some_and(is_opening) {
            return None;
        }
        let close = (at + 1..self.len())
            .find(|piece| self.break_at(*piece).is_some_and(|char| is_closing(char) || is_opening(char)))?;
        self.break_at(close).is_some_and(is_closing).then_some(close + 1)
    }

    /// What brackets behind a name say, if they are about it: another name, on whose behalf, a person, an office.
    fn take_bracket(&self, member: &mut Member, inner: Range<usize>) -> bool {
        let within = |pieces: &Range<usize>| pieces.start >= inner.start && pieces.end <= inner.end;
        let names: Vec<_> = self.names.iter().filter(|name| within(&name.pieces)).collect();
        let from = |kind| {
            let of_kind = self.phrases.iter().filter(|phrase| within(&phrase.pieces) && is_of(phrase, &[kind]));
            of_kind.map(|phrase| phrase.pieces.end).min()
        };
        let (behalf, aligned) = (from(PhraseKind::OnBehalfOf).or(from(PhraseKind::For)), from(PhraseKind::AlignsWith));
        // "The mandate of the IGF (Ghana, Togo)", "support for youth (Ghana)": who says so, and not who the group is.
        let is_end = (inner.end + 1..self.len()).all(|piece| self.break_at(piece).is_some());
        let is_others = names.len() > 1 || (member.is_weak && is_end && member.name.start > 1);
        let is_group = member
            .actor
            .is_some_and(|actor| matches!(self.lexicon.thing(actor).kind, Kind::Group | Kind::Organization));
        if is_group && behalf.is_none() && aligned.is_none() && is_others {
            return false;
        }
        for name in &names {
            let Some(means) = choose(&name.means) else { continue };
            let list = match (behalf, aligned) {
                (_, Some(from)) if name.pieces.start >= from => &mut member.aligned,
                (Some(from), _) if name.pieces.start >= from => &mut member.behalf,
                _ => &mut member.beside,
            };
            list.push(means.thing);
        }
        let roles = self.roles_in(inner.clone());
        let has_role = !roles.is_empty();
        member.roles.extend(roles);
        let capitals = inner.clone().filter(|piece| self.is_capital(*piece)).count();
        !names.is_empty() || has_role || (inner.len() <= LONGEST_NAME && capitals > 0)
    }

    fn roles_in(&self, pieces: Range<usize>) -> Vec<ThingId> {
        let within =
            |phrase: &&Found<'_, PhraseOf>| phrase.pieces.start >= pieces.start && phrase.pieces.end <= pieces.end;
        let roles = self.phrases.iter().filter(within).flat_map(|phrase| &phrase.means);
        roles.filter(|means| means.kind == PhraseKind::Role).filter_map(|means| means.means).collect()
    }

    /// "the representative of Ghana", "Minister Kofi Mensah of Ghana", "Kofi Mensah, Ghana,".
    fn extend_left(&self, member: &mut Member, from: usize) {
        let mut start = self.without_article(member.pieces.start, from);
        // "The organization ARTICLE 19".
        let is_body = member.actor.is_some_and(|actor| self.lexicon.thing(actor).kind == Kind::Organization);
        if let Some(body) = self.phrase_before(start, &[PhraseKind::Body]).filter(|body| is_body && *body >= from) {
            start = self.without_article(body, from);
        }
        let plain = start;
        let linked = self.link_before(start).filter(|link| *link >= from);
        if let Some((office, person)) = linked.and_then(|link| self.office_before(link, from)) {
            member.titled = true;
            member.roles.extend(self.roles_in(office..start));
            member.person = person;
            start = self.without_article(office, from);
        } else if let Some((office, person)) = self.office_before(start, from) {
            member.titled = true;
            member.roles.extend(self.roles_in(office..start));
            member.person = person;
            start = self.without_article(office, from);
        } else if let Some((first, person)) = linked.and_then(|link| self.person_of(link, from)) {
            // "Ama Owusu of Ghana".
            member.person = Some(person);
            member.titled = true;
            start = first;
        } else if let Some((first, comma, person)) = self
            .person_before(start, from, member)
            .or_else(|| self.person_before(linked.filter(|link| self.is_after_comma(*link))?, from, member))
        {
            member.person = Some(person);
            member.titled = true;
            let behind = |char: char| match self.break_at(comma) {
                Some(before) if is_opening(before) => is_closing(char),
                _ => is_comma(char),
            };
            member.pieces.end += usize::from(self.break_at(member.pieces.end).is_some_and(behind));
            start = self.without_article(first, from);
        }
        // "Ms. Mensah (observer for the Society)": the office stands in the brackets with the name.
        if start < plain
            && self.break_at(member.pieces.end).is_some_and(is_closing)
            && start.checked_sub(1).and_then(|at| self.break_at(at)).is_some_and(is_opening)
            && let Some((first, _, person)) = self.person_before(start, from, member)
        {
            member.person = Some(person);
            member.pieces.end += 1;
            start = self.without_article(first, from);
        }
        member.pieces.start = start;
        self.join_person_before(member, from);
    }

    /// "Ms. Salma Benjelloun, head of the Moroccan delegation", `السفير كوامي أوسي، ممثل غانا`: the person before an office that a comma sets off.
    fn join_person_before(&self, member: &mut Member, from: usize) {
        let start = member.pieces.start;
        if !member.titled || member.person.is_some() || !self.is_after_comma(start) || start <= from {
            return;
        }
        let comma = start - 1;
        let titled = self.office_before(comma, from).and_then(|(first, person)| Some((first, person?)));
        let named = || self.person_without_capitals(comma, from, member);
        let alone = || {
            let name = self.capitals_before(comma, from).filter(|name| name.len() > 1)?;
            let opens = name.start == 0 || self.break_at(name.start - 1).is_some() || self.is_verb_before(name.start);
            opens.then(|| (name.start, self.shown(name).to_owned()))
        };
        if let Some((first, person)) = titled.or_else(named).or_else(alone) {
            member.person = Some(person);
            member.pieces.start = self.without_article(first, from);
            member.pieces.end += usize::from(self.break_at(member.pieces.end).is_some_and(is_comma));
        }
    }

    fn is_after_comma(&self, piece: usize) -> bool {
        piece.checked_sub(1).and_then(|before| self.break_at(before)).is_some_and(is_comma)
    }

    /// A person whose State a word joins to the name, which begins a clause or stands behind a verb that reports: where the name
    /// begins, and the name.
    fn person_of(&self, link: usize, from: usize) -> Option<(usize, String)> {
        let name = self.capitals_before(link, from).filter(|name| (2..=LONGEST_PERSON).contains(&name.len()))?;
        let before = name.start.checked_sub(1);
        let opens = before.is_none_or(|before| self.break_at(before).is_some())
            || self.phrase_before(name.start, &[PhraseKind::SpeechOpening, PhraseKind::List]).is_some();
        let is_term = self.terms.iter().any(|term| overlap(term, &name));
        let is_body = name.clone().any(|piece| self.phrase_after(piece, &[PhraseKind::Body]).is_some());
        (opens && !is_term && !is_body).then(|| (name.start, self.shown(name).to_owned()))
    }

    fn without_article(&self, start: usize, from: usize) -> usize {
        self.phrase_before(start, &[PhraseKind::Article]).filter(|article| *article >= from).unwrap_or(start)
    }

    /// Where the words begin that join an office to a name that begins at a piece: "of the".
    fn link_before(&self, start: usize) -> Option<usize> {
        self.phrase_before(start, &[PhraseKind::Genitive])
    }

    /// Where an office begins that ends at a piece, and the person who holds it, if one is named in between. Several
    /// offices may follow each other.
    fn office_before(&self, end: usize, from: usize) -> Option<(usize, Option<String>)> {
        let offices = [PhraseKind::Role, PhraseKind::Honorific, PhraseKind::Office];
        let is_title = |at: usize| self.phrase_before(at, &offices).filter(|start| *start >= from);
        let is_office = |at: usize| self.phrase_after(at, &[PhraseKind::Office]).is_some();
        let (mut start, mut person) = match is_title(end) {
            Some(start) => (start, None),
            None if self.office_with_subject(end, from).is_some() => (self.office_with_subject(end, from)?, None),
            None => {
                let name = self.capitals_before(end, from)?;
                let starts = (0..=PARTICLES).filter_map(|count| name.start.checked_sub(count));
                let is_word = |start: usize| (start..name.start).all(|piece| self.break_at(piece).is_none());
                let mut starts = starts.filter(|start| is_word(*start));
                let (title, start) = starts.find_map(|start| Some((is_title(start)?, start)))?;
                (title, Some(self.shown(start..name.end).to_owned()))
            }
        };
        while end - start < LONGEST_TITLE {
            let before = self.link_before(start).filter(|link| *link >= from).unwrap_or(start);
            // "Thanked the Chair the delegation of X": who leads the meeting holds no office of a State.
            let leads = |from: usize| self.phrase_before(before, &[PhraseKind::HeadChair]) == Some(from);
            let is_other = |more: usize| before == start && leads(more) && is_office(start);
            if let Some(more) = is_title(before).filter(|more| !is_other(*more)) {
                start = more;
            } else if let Some(name) = self.capitals_before(start, from)
                && let Some(more) = is_title(name.start)
            {
                person = person.or_else(|| Some(self.shown(name).to_owned()));
                start = more;
            } else {
                break;
            }
        }
        Some((start, person))
    }

    /// Where an office begins that says for what it is, in words that end at a piece: "la ministre des communications".
    fn office_with_subject(&self, end: usize, from: usize) -> Option<usize> {
        let is_plain = |piece: usize| {
            self.break_at(piece).is_none()
                && (!self.predicates.contains(&piece) || (self.words.inflects && self.has_term_at(piece)))
                && !self.names.iter().any(|name| name.pieces.contains(&piece))
                && self.phrase_after(piece, &[PhraseKind::Auxiliary, PhraseKind::Adverb, PhraseKind::Deed]).is_none()
        };
        let office = |at: usize| self.phrase_before(at, &[PhraseKind::Role, PhraseKind::Office]);
        (from + 1..end).rev().take(SUBJECT_REACH).take_while(|at| is_plain(*at)).find_map(|at| {
            let start = office(at).filter(|start| *start >= from)?;
            // In Arabic the article of what follows joins it: `وزيرة الاتصالات`.
            let joined =
                self.words.inflects || self.phrase_after(at, &[PhraseKind::Genitive]).is_some_and(|after| after < end);
            (joined || super::folded::has_article(self.source(at))).then_some(start)
        })
    }

    /// Whether a word within a sentence has a capital and is nothing that is known: it is part of somebody's or something's name.
    pub(super) fn is_unknown_name(&self, piece: usize) -> bool {
        self.is_capital(piece)
            && self.source(piece).contains(char::is_lowercase)
            && !self.has_term_at(piece)
            && !self.names.iter().any(|name| name.pieces.contains(&piece))
    }

    /// Words with capital letters that end at a piece and are no known name.
    fn capitals_before(&self, end: usize, from: usize) -> Option<Range<usize>> {
        let is_free = |piece: usize| {
            let here = piece..piece + 1;
            self.is_capital(piece)
                && !self.names.iter().any(|name| overlap(&name.pieces, &here))
                && self.phrase_after(piece, &[PhraseKind::Role, PhraseKind::Honorific]).is_none()
        };
        let start = (from..end).rev().take(LONGEST_NAME).take_while(|piece| is_free(*piece)).last()?;
        Some(start..end)
    }

    /// A person before a comma or right before brackets: "Kofi Mensah, Ghana, called …", "Ms. Mensah (Ghana) said …". Where the
    /// person begins, where the comma or the bracket is, and the person's name.
    fn person_before(&self, start: usize, from: usize, member: &Member) -> Option<(usize, usize, String)> {
        let comma = start
            .checked_sub(1)
            .filter(|at| self.break_at(*at).is_some_and(|char| is_comma(char) || is_opening(char)))?;
        let closed = match self.break_at(comma) {
            Some(char) if is_opening(char) => self.break_at(member.pieces.end).is_some_and(is_closing),
            _ => self.break_at(member.pieces.end).is_none_or(|char| is_comma(char) || matches!(char, '.' | ':' | '：')),
        };
        if !closed {
            return None;
        }
        // "一些代表团（加纳、多哥）": several, and no person.
        if self.phrase_before(comma, &[PhraseKind::SeveralSpeakers]).is_some() {
            return None;
        }
        // One word is enough behind an honorific.
        if let Some((first, Some(person))) = self.office_before(comma, from) {
            return Some((first, comma, person));
        }
        if let Some((first, person)) = self.person_without_capitals(comma, from, member) {
            return Some((first, comma, person));
        }
        let name = self.capitals_before(comma, from).filter(|name| name.len() > 1)?;
        let is_alone = name.start == 0 || self.break_at(name.start - 1).is_some();
        is_alone.then(|| (name.start, comma, self.shown(name).to_owned()))
    }

    /// A person before brackets in a script that has no capitals: `门萨女士（加纳）`, `السيدة منساه (غانا)`. Where the words begin,
    /// and the person's name.
    fn person_without_capitals(&self, bracket: usize, from: usize, member: &Member) -> Option<(usize, String)> {
        // In Arabic a comma sets off whence an honorific person comes: `السيد بن يوسف، من تونس`.
        let is_comma_in_arabic =
            self.words.language == super::Language::Arabic && self.break_at(bracket).is_some_and(is_comma);
        if !(self.break_at(bracket).is_some_and(is_opening) || is_comma_in_arabic) || bracket == from {
            return None;
        }
        let titles = [PhraseKind::Role, PhraseKind::Honorific, PhraseKind::Office];
        if self.is_han(bracket - 1) {
            let title = self.phrase_before(bracket, &titles).filter(|start| *start >= from);
            let end = title.unwrap_or(bracket);
            let longest = if title.is_some() { LONGEST_PERSON_IN_HAN } else { LONGEST_UNTITLED_IN_HAN };
            let run = (from..end).rev().take(longest + 1).take_while(|piece| self.is_han(*piece)).count();
            let start = end - run;
            let is_alone = start == 0 || self.break_at(start - 1).is_some() || start == from;
            let said = self.predicates.iter().any(|cue| (start..end).contains(cue))
                || self.terms.iter().any(|term| overlap(term, &(start..end)));
            // Without a title, what brackets at the end of a sentence follow is what is said.
            let goes_on = member.pieces.end + 1 < self.len() && self.break_at(member.pieces.end + 1).is_none();
            return (is_alone && run <= longest && !said && (title.is_some() || (run > 1 && goes_on)))
                .then(|| (start, self.shown(start..bracket).to_owned()));
        }
        let is_arabic = |piece: usize| self.source(piece).starts_with(|char| ('\u{600}'..='\u{6FF}').contains(&char));
        let words = (from..bracket).rev().take(LONGEST_PERSON).take_while(|piece| is_arabic(*piece)).count();
        (1..=words).find_map(|count| {
            let title = self.phrase_before(bracket - count, &titles).filter(|start| *start >= from)?;
            Some((title, self.shown(bracket - count..bracket).to_owned()))
        })
    }

    /// Whether a piece is a Han character.
    pub(super) fn is_han(&self, piece: usize) -> bool {
        self.folded.pieces.get(piece).is_some_and(|found| found.kind == PieceKind::Han)
    }

    /// "a small Breton cooperative", "the Network of Rural Teachers", `秘书处`: somebody who holds no office of a State and whom
    /// no name makes known, with the words before and behind that belong to it. It begins at a piece.
    fn body_at(&self, at: usize, stop: usize) -> Option<Member> {
        let reach = if self.is_han(at) { BODY_REACH * HAN_A_WORD } else { BODY_REACH };
        let bound = [PhraseKind::Preposition, PhraseKind::Genitive];
        let is_plain = |piece: usize| self.break_at(piece).is_none() && !self.predicates.contains(&piece);
        let is_bound = |piece: usize| self.phrase_after(piece, &bound).is_some();
        let article = self.phrase_after(at, &[PhraseKind::Article]).filter(|end| *end < stop);
        let first = article.unwrap_or(at);
        if self.is_han(at) && is_bound(at) {
            return None;
        }
        let words = (first..stop).take(reach + 1);
        // A name in Han may hold what is a preposition elsewhere.
        let words = words.take_while(|piece| is_plain(*piece) && (self.is_han(*piece) || !is_bound(*piece)));
        let (noun, end) =
            words.filter_map(|piece| Some((piece, self.phrase_after(piece, &[PhraseKind::Body])?))).next()?;
        if end > stop || self.terms.iter().any(|term| covers(term, &(noun..end))) {
            return None;
        }
        let opens = at == 0 || self.break_at(at - 1).is_some();
        let follows_verb = self.words.verb_first && self.predicates.iter().any(|cue| *cue < at && at - cue <= 2);
        let has_case = self.source(noun).chars().any(|char| char.is_lowercase() || char.is_uppercase());
        let mut name = end;
        while name < stop && name - end < reach && is_plain(name) {
            name += 1;
        }
        let is_name = (at.max(1)..=end).any(|piece| piece < stop && self.is_capital(piece));
        // "Companies must …" speaks of all of them.
        let is_one = article.is_some() || is_name || (!has_case && follows_verb);
        if !(is_one || (opens && (!has_case || self.words.inflects))) {
            return None;
        }
        let mut member = self.bare(at..name);
        (member.titled, member.is_body) = (true, true);
        Some(member)
    }

    /// "the Ghanaian delegation", "la delegación ghanesa": an office with the adjective of a State.
    fn nationals(&self, known: &[Member]) -> Vec<Member> {
        let offices = [PhraseKind::Role, PhraseKind::Office];
        let is_free = |pieces: &Range<usize>| !known.iter().any(|member| overlap(&member.pieces, pieces));
        let mut found = Vec::new();
        for demonym in self.demonyms.iter().filter(|demonym| is_free(&demonym.pieces)) {
            let Some(means) = choose(&demonym.means).filter(|means| self.holds_demonym(demonym, means)) else {
                continue;
            };
            let is_one = demonym.means.iter().all(|other| other.thing == means.thing);
            let behind = self.phrase_after(demonym.pieces.end, &offices).map(|end| demonym.pieces.start..end);
            let start = demonym.pieces.start;
            let before = || {
                let office = self.phrase_before(start, &offices).or_else(|| self.office_with_subject(start, 0));
                office.map(|start| start..demonym.pieces.end)
            };
            let noun = || self.is_national(demonym, means).then(|| demonym.pieces.clone());
            let Some(pieces) = behind.or_else(before).or_else(noun) else { continue };
            let mut member = self.bare(demonym.pieces.clone());
            // "Congolese" is of two States.
            member.actor = Some(means.thing).filter(|_| is_one);
            member.titled = true;
            member.roles = self.roles_in(pieces.clone());
            member.pieces = self.without_article(pieces.start, 0)..pieces.end;
            self.extend_right(&mut member);
            let from = known.iter().map(|other| other.pieces.end).filter(|end| *end <= member.pieces.start).max();
            self.join_person_before(&mut member, from.unwrap_or(0));
            found.push(member);
        }
        found
    }

    /// Whether the adjective of a State stands for those who speak for it: "the Ghanaians called for", "la ghanesa pidió", `وقال السوداني
    /// إن`. A verb that is not also a noun stands beside it, which no adjective has.
    fn is_national(&self, found: &Found<'a, NameOf>, means: &NameOf) -> bool {
        let Range { start, end } = found.pieces.clone();
        let shown = self.shown(start..end);
        let has_article = self.phrase_before(start, &[PhraseKind::Article]).is_some();
        match self.words.language {
            super::Language::Chinese => false,
            super::Language::Arabic => {
                super::folded::has_article(shown) && self.is_verb_before(start) && self.is_verb_object(end)
            }
            // Nouns and adjectives are different words there.
            super::Language::Russian => {
                let names = self.lexicon.thing(means.thing).names.iter().filter(|name| name.kind == NameKind::Demonym);
                let mut names = names.filter(|name| !name.text.ends_with("ий"));
                let fold = plenary_search::words::fold_whole;
                names.any(|name| fold(&name.text) == fold(shown))
                    && (self.is_verb_behind(end) || self.is_verb_before(start))
            }
            super::Language::English => {
                let is_plural =
                    (shown.ends_with('s') && !shown.ends_with("ss")) || self.is_inflected(self.over_small(end));
                has_article && self.is_capital(start) && is_plural && self.is_verb_behind(end)
            }
            super::Language::French => has_article && self.is_capital(start) && self.is_verb_near(end),
            super::Language::Spanish => has_article && self.is_verb_near(end),
        }
    }

    /// Whether an English verb at a piece has an ending, so that it is no noun.
    fn is_inflected(&self, piece: usize) -> bool {
        piece < self.len() && ["ed", "s", "id"].iter().any(|ending| self.source(piece).ends_with(ending))
    }

    /// Whether what follows a subject behind its verb is what is said: a word for "that", or a preposition.
    fn is_verb_object(&self, at: usize) -> bool {
        let of = [PhraseKind::Preposition];
        self.break_at(at).is_some()
            || self.phrase_after(at, &of).is_some()
            || self.of(Operation::That).any(|that| that.start == at)
    }

    /// The capitals that stand for their States: "Brasília insisted", `东京方面希望…`, "настаивает Москва". Everywhere else they are places.
    fn seats(&self, known: &[Member]) -> Vec<Member> {
        let is_free = |pieces: &Range<usize>| !known.iter().any(|member| overlap(&member.pieces, pieces));
        let mut found = Vec::new();
        for capital in self.capitals.iter().filter(|capital| is_free(&capital.pieces)) {
            let Some(means) = choose(&capital.means).filter(|means| self.is_seat(capital, means)) else { continue };
            let mut member = self.bare(capital.pieces.clone());
            member.actor = Some(means.thing);
            member.is_joined = means.joined;
            self.extend_right(&mut member);
            found.push(member);
        }
        found
    }

    /// Whether a capital stands where only somebody who speaks does: it is written as the lexicon has it, nothing before it makes it a
    /// place or part of a name, and a verb of speech is beside it.
    fn is_seat(&self, found: &Found<'a, NameOf>, means: &NameOf) -> bool {
        const BOUND: [PhraseKind; 6] = [
            PhraseKind::Preposition,
            PhraseKind::Genitive,
            PhraseKind::Article,
            PhraseKind::Honorific,
            PhraseKind::Possessive,
            PhraseKind::Link,
        ];
        let Range { start, end } = found.pieces.clone();
        let fold = plenary_search::words::fold_whole;
        let shown = fold(self.shown(start..end));
        let own = self.lexicon.thing(means.thing).names.iter().filter(|name| name.kind == NameKind::Capital);
        let is_written = |name: &str| {
            shown == name
                || (means.joined && self.words.prefixes.iter().any(|prefix| shown == format!("{prefix}{name}")))
        };
        let is_exact = own.map(|name| fold(&name.text)).any(|name| is_written(&name));
        let is_name = start.checked_sub(1).is_some_and(|before| self.is_unknown_name(before) && before > 0);
        let has_case = self.source(start).chars().any(|char| char.is_lowercase() || char.is_uppercase());
        let office = self.phrase_after(end, &[PhraseKind::Office]).filter(|_| self.is_han(start));
        let owned = self.phrase_after(end, &[PhraseKind::Possessive]);
        let owned = owned.and_then(|end| self.phrase_after(end, &[PhraseKind::Role, PhraseKind::Office]));
        let behind = office.or(owned).unwrap_or(end);
        is_exact
            && (!has_case || self.is_capital(start))
            && !is_name
            && self.phrase_before(start, &BOUND).is_none()
            && (owned.is_some() || self.is_verb_behind(behind) || self.is_verb_before(start))
    }

    /// Behind small words that may stand between a subject and its verb.
    fn over_small(&self, mut at: usize) -> usize {
        let small = [PhraseKind::Adverb, PhraseKind::Auxiliary];
        for _ in 0..SMALL_REACH {
            let negation =
                self.of(Operation::Negates).filter(|negation| negation.start == at).map(|negation| negation.end);
            // "Valletta, by contrast, did not …"
            let comma = Some(at + 1).filter(|next| {
                self.break_at(at).is_some_and(is_comma)
                    && (self.phrase_after(*next, &small).is_some() || self.phrase_before(at, &small).is_some())
            });
            let Some(next) = self.phrase_after(at, &small).or_else(|| negation.max()).or(comma) else { break };
            at = next;
        }
        at
    }

    /// Whether a verb that states a stance, reports or takes the floor begins behind a subject.
    fn is_verb_behind(&self, at: usize) -> bool {
        self.is_verb_at(at) || self.is_verb_at(self.over_small(at))
    }

    /// The same, over an auxiliary or a pronoun: "les Ghanéens ont demandé", "los cubanos se oponen".
    fn is_verb_near(&self, at: usize) -> bool {
        self.is_verb_behind(at) || (self.break_at(at).is_none() && self.is_verb_at(at + 1))
    }

    fn is_verb_at(&self, at: usize) -> bool {
        self.phrase_after(at, &SAYS).is_some()
            || self
                .cues
                .iter()
                .any(|cue| cue.pieces.start == at && cue.means.iter().any(|means| means.strength == Strength::Verb))
    }

    /// Whether such a verb ends right before a subject, where subjects stand behind verbs.
    fn is_verb_before(&self, at: usize) -> bool {
        (self.words.verb_first || self.words.inflects)
            && (self.phrase_before(at, &SAYS).is_some()
                || self
                    .cues
                    .iter()
                    .any(|cue| cue.pieces.end == at && cue.means.iter().any(|means| means.strength == Strength::Verb)))
    }

    /// Whether an Arabic word holds the adjective that it has the stem of: `بأن` ("that") is not Albanian.
    fn holds_demonym(&self, found: &Found<'a, NameOf>, means: &NameOf) -> bool {
        let fold = plenary_search::words::fold_whole;
        let shown = fold(self.shown(found.pieces.clone()));
        let is_arabic = shown.starts_with(|char| ('\u{600}'..='\u{6FF}').contains(&char));
        let names = self.lexicon.thing(means.thing).names.iter();
        !is_arabic
            || names.filter(|known| known.kind == NameKind::Demonym).any(|known| shown.contains(&fold(&known.text)))
    }

    /// Offices and names that the lexicon does not know: "Mr. Peter Lindqvist", "the delegation of Ruritania", "the Chair".
    fn unknown(&self, known: &[Member]) -> Vec<Member> {
        let mut found: Vec<Member> = Vec::new();
        let mut at = 0;
        while at < self.len() {
            let taken = known.iter().find(|member| member.pieces.contains(&at)).map(|member| member.pieces.end);
            if let Some(end) = taken {
                at = end;
                continue;
            }
            let stop =
                known.iter().map(|member| member.pieces.start).filter(|start| *start > at).min().unwrap_or(self.len());
            // "its representative" is whoever speaks.
            let pronoun =
                self.phrase_after(at, &[PhraseKind::SameSpeaker, PhraseKind::SeveralSpeakers, PhraseKind::NthSpeaker]);
            // "The network" is whoever speaks, "the Network of Lighthouse Keepers" is not.
            let named = pronoun.filter(|end| {
                let of = self.phrase_after(*end, &[PhraseKind::Genitive]);
                ((*end > at + 1 && of.is_some_and(|of| of < stop)) || self.has_genitive(at, *end))
                    && !self.terms.iter().any(|term| overlap(term, &(at..*end + 1)))
            });
            if let Some(end) = named {
                let mut member = self.bare(at..end);
                (member.titled, member.is_body) = (true, true);
                at = end;
                found.push(member);
                continue;
            }
            match self.body_at(at, stop).or_else(|| self.unknown_at(at, stop)) {
                Some(member) if pronoun.is_none_or(|end| end < member.pieces.end) => {
                    at = member.pieces.end.max(at + 1);
                    found.push(member);
                }
                _ if pronoun.is_some() => {
                    at = pronoun.unwrap_or(at).max(at + 1);
                    // "Its spokesperson, Ingrid Vandamme, …" is one.
                    if self.break_at(at).is_some_and(is_comma) {
                        at = self.apposed(at).unwrap_or(at);
                    }
                }
                _ => at += 1,
            }
        }
        found
    }

    /// Whether a word for a body, from one piece to another, has a name in the genitive behind it, where names are inflected: some
    /// words that nothing explains, and then a verb ("Сеть смотрителей маяков отстаивает …").
    fn has_genitive(&self, at: usize, end: usize) -> bool {
        let explains = [
            PhraseKind::Adverb,
            PhraseKind::Auxiliary,
            PhraseKind::Preposition,
            PhraseKind::ClauseBreak,
            PhraseKind::List,
            PhraseKind::Deed,
        ];
        let is_name = |piece: &usize| {
            self.break_at(*piece).is_none()
                && !self.predicates.contains(piece)
                && self.phrase_after(*piece, &explains).is_none()
                && !self.operators.iter().any(|found| found.pieces.contains(piece))
        };
        let count = (end..self.len()).take(LONGEST_NAME).take_while(is_name).count();
        self.words.inflects
            && self.phrase_after(at, &[PhraseKind::Body]) == Some(end)
            && count > 1
            && self.predicates.contains(&(end + count))
    }

    fn unknown_at(&self, at: usize, stop: usize) -> Option<Member> {
        let start = self.phrase_after(at, &[PhraseKind::Article]).filter(|end| *end <= stop).unwrap_or(at);
        let titles = [PhraseKind::Role, PhraseKind::Honorific, PhraseKind::Office];
        let mut end = start;
        while let Some(next) = self.phrase_after(end, &titles).filter(|next| *next <= stop) {
            end = next;
        }
        let titled = end > start;
        let linked = self.phrase_after(end, &[PhraseKind::Genitive]).filter(|_| titled).unwrap_or(end);
        let linked = self.phrase_after(linked, &[PhraseKind::Article]).filter(|_| titled).unwrap_or(linked);
        let name = self.name_at(linked, stop);
        let name = name.or_else(|| self.arabic_name_at(end, stop).filter(|_| titled));
        let (name, end) = match name {
            Some(name) => (name.clone(), name.end),
            // "the Chair", but not "governments", of which nobody in particular speaks.
            None if titled && self.is_office_alone(at, start, end) => (start..end, end),
            None => return None,
        };
        let mut member = self.bare(name);
        member.pieces = at..end;
        member.titled = titled;
        member.is_weak = !titled;
        member.roles = self.roles_in(start..end);
        if let Some(close) = self.bracket(end) {
            member.pieces.end = close;
        }
        Some(member)
    }

    /// The name of a person behind an honorific in Arabic, which has no capitals: the words up to one that is explained.
    fn arabic_name_at(&self, at: usize, stop: usize) -> Option<Range<usize>> {
        if self.words.language != super::Language::Arabic || self.phrase_before(at, &[PhraseKind::Honorific]).is_none()
        {
            return None;
        }
        let is_free = |piece: &usize| {
            self.break_at(*piece).is_none()
                && !self.predicates.contains(piece)
                && !self.operators.iter().any(|found| found.pieces.contains(piece))
                && !self.phrases.iter().any(|phrase| phrase.pieces.contains(piece))
                && !super::folded::has_preposition(self.source(*piece))
        };
        let count = (at..stop).take(LONGEST_PERSON).take_while(is_free).count();
        (count > 0).then(|| at..at + count)
    }

    /// Whether an office without a name means who holds it: it has an article or a capital, where the script has them.
    fn is_office_alone(&self, at: usize, start: usize, end: usize) -> bool {
        let personal = [PhraseKind::Role, PhraseKind::Honorific, PhraseKind::HeadChair];
        let is_personal = (start..end).any(|piece| self.phrase_after(piece, &personal).is_some());
        let has_case = self.source(start).chars().any(|char| char.is_lowercase() || char.is_uppercase());
        is_personal && (start > at || self.is_capital(start) || !has_case)
    }

    /// A run of words with capital letters that are no known term.
    fn name_at(&self, at: usize, stop: usize) -> Option<Range<usize>> {
        let is_word = |piece: &usize| {
            let here = *piece..*piece + 1;
            // A proper name may hold the name of a theme ("the Coastal Forum"), but does not begin with it.
            self.is_capital(*piece)
                && (*piece > at || !self.terms.iter().any(|term| overlap(term, &here)))
                && !(*piece == 0 && self.predicates.contains(piece))
        };
        let mut end = (at..stop).take(LONGEST_NAME).take_while(is_word).count() + at;
        if end == at {
            return None;
        }
        // "the Maritime Union of Ruritania": small words between capitals.
        while let Some(after) = self.phrase_after(end, &[PhraseKind::Genitive]).filter(|after| *after < stop) {
            let more = (after..stop).take(LONGEST_NAME).take_while(is_word).count();
            if more == 0 {
                break;
            }
            end = after + more;
        }
        let is_word_only = end == at + 1 && at == 0;
        // "No", "Se": small words begin sentences more often than names that short.
        let is_small = is_word_only && self.source(at).chars().count() < SHORTEST_NAME;
        // "The same view", "not": operators are no names.
        if is_small || (is_word_only && self.operators.iter().any(|found| found.pieces.start == 0)) {
            return None;
        }
        let is_common = self
            .phrase_after(
                at,
                &[
                    PhraseKind::SeveralSpeakers,
                    PhraseKind::SameSpeaker,
                    PhraseKind::Month,
                    PhraseKind::Preposition,
                    PhraseKind::ClauseBreak,
                    PhraseKind::Possessive,
                    PhraseKind::Relative,
                    PhraseKind::NthSpeaker,
                ],
            )
            .is_some();
        (!is_common || !is_word_only).then_some(at..end)
    }

    /// Joins what stands in a list: "Ghana, Togo and Benin", "加纳、多哥和贝宁", "Ghana / Togo".
    fn lists(&self, members: Vec<Member>) -> Vec<Party> {
        let mut parties: Vec<Party> = Vec::new();
        let mut members = members.into_iter().peekable();
        while let Some(first) = members.next() {
            let mut chain = vec![first];
            let mut joints = Vec::new();
            while let Some(next) = members.peek() {
                let Some(joint) = self.joint(&chain, next) else { break };
                joints.push(joint);
                chain.extend(members.next());
            }
            self.close_list(chain, &joints, &mut parties);
        }
        parties
    }

    /// How a member is joined to a chain before it.
    fn joint(&self, chain: &[Member], next: &Member) -> Option<Joint> {
        let end = chain.last()?.pieces.end;
        let first_at = chain.first()?.pieces.start;
        let start = next.pieces.start;
        if start < end {
            return None;
        }
        if start == end {
            let between = &self.text[self.folded.source(end - 1..end).end..self.folded.source(start..start + 1).start];
            let slash = between.contains(['/', '&', '+']);
            return (slash || next.is_joined).then_some(Joint::And);
        }
        let mut at = end;
        let in_brackets = first_at.checked_sub(1).and_then(|open| self.break_at(open)).is_some_and(is_opening);
        let comma =
            self.break_at(at).is_some_and(|char| is_comma(char) || (in_brackets && matches!(char, ';' | '；' | '؛')));
        at += usize::from(comma);
        let and = self.phrase_after(at, &[PhraseKind::List]).filter(|and| *and <= start);
        at = and.unwrap_or(at);
        // "avec le Togo et avec le Bénin", "del Togo y del Perú": the preposition of the first may come again.
        let bound = [PhraseKind::Genitive, PhraseKind::Preposition];
        let first = chain.first()?;
        let named = self.without_article(first.name.start, first.pieces.start);
        let has_preposition = |at: usize| self.phrase_before(at, &bound).is_some();
        if at != start && (has_preposition(first.pieces.start) || has_preposition(named)) {
            at = self.phrase_before(start, &bound).filter(|from| *from == at).map_or(at, |_| start);
        }
        if at != start {
            return None;
        }
        match (and.is_some() || next.is_joined, comma) {
            (true, true) => Some(Joint::CommaAnd),
            (true, false) => Some(Joint::And),
            (false, _) if self.break_at(end) == Some('、') => Some(Joint::And),
            (false, true) => Some(Joint::Comma),
            (false, false) => None,
        }
    }

    /// A chain is a list up to its last conjunction; commas alone join in brackets only.
    fn close_list(&self, chain: Vec<Member>, joints: &[Joint], parties: &mut Vec<Party>) {
        let open = chain.first().and_then(|first| first.pieces.start.checked_sub(1));
        let close = chain.last().map_or(0, |last| last.pieces.end);
        let in_brackets = open.is_some_and(|at| self.break_at(at).is_some_and(is_opening))
            && self.break_at(close).is_some_and(is_closing);
        let is_whole = open.is_none() && close == self.len();
        let last_and = joints.iter().rposition(|joint| *joint != Joint::Comma);
        // "Ghana, Togo and others": all of them, with those who are not named.
        let others = [close, close + usize::from(self.break_at(close).is_some_and(is_comma))];
        let others = others.into_iter().find_map(|at| self.phrase_after(at, &[PhraseKind::Others]));
        let is_all = in_brackets || is_whole || (others.is_some() && chain.len() > 1);
        let joined = match (is_all, last_and) {
            (true, _) => chain.len(),
            // "Ghana, Togo and Benin": commas before, and one conjunction at the end.
            (false, Some(last)) => last + 2,
            (false, None) => 1,
        };
        let mut rest = chain.into_iter();
        let list: Vec<_> = rest.by_ref().take(joined).collect();
        let list = party(list).map(|mut list| {
            if list.pieces.end == close {
                list.pieces.end = others.unwrap_or(close);
            }
            list
        });
        parties.extend(list);
        parties.extend(rest.filter_map(|member| party(vec![member])));
    }

    /// Divides a party before its last member, which turned out to begin a clause of its own.
    pub(super) fn divide(&mut self, number: usize) {
        if let Some(last) = self.parties[number].members.pop() {
            let end = self.parties[number].members.last().map_or(last.pieces.start, |member| member.pieces.end);
            self.parties[number].pieces.end = end;
            self.parties.insert(number + 1, Party { pieces: last.pieces.clone(), members: vec![last] });
        }
    }
}

fn party(members: Vec<Member>) -> Option<Party> {
    let pieces = members.first()?.pieces.start..members.last()?.pieces.end;
    Some(Party { pieces, members })
}

/// How a member of a list stands behind the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    Comma,
    And,
    CommaAnd,
}

/// Which actor a form means: the one whose own name it is.
pub(super) fn choose<'n>(means: &[&'n NameOf]) -> Option<&'n NameOf> {
    means.iter().copied().min_by_key(|means| (means.kind == NameKind::Hidden, means.kind, means.thing))
}

fn is_of(phrase: &Found<'_, PhraseOf>, kinds: &[PhraseKind]) -> bool {
    phrase.means.iter().any(|means| kinds.contains(&means.kind))
}

fn is_acronym(text: &str) -> bool {
    text.chars().filter(|char| char.is_uppercase()).count() > 1
}

pub(super) fn is_comma(char: char) -> bool {
    matches!(char, ',' | '，' | '،' | '、')
}

pub(super) fn is_opening(char: char) -> bool {
    matches!(char, '(' | '（' | '[' | '［' | '【')
}

pub(super) fn is_closing(char: char) -> bool {
    matches!(char, ')' | '）' | ']' | '］' | '】')
}

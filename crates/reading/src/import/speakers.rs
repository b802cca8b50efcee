//! Who speaks: from a heading, a label or the subject of a sentence to the actors of the lexicon.
//!
//! A heading is a speaker if names explain all of it, but for honorifics, roles and the words that join them: "Ambassador
//! X (Kenya)", "伊拉克（代表77国集团和中国）", "Guy Ryder, Assistant Secretary-General, UN DESA". Its level says nothing.

use super::actors::LONGEST_PERSON_IN_HAN;
use super::folded::{Folded, PieceKind};
use super::lexicon::{Kind, Lexicon, NameKind, PhraseKind, ThingId};
use super::matcher::{Found, overlap};
use super::voices::listed;
use super::words::{NameOf, PhraseOf, Words};
use std::ops::Range;

/// Longest heading that can be a speaker, in words or Han characters. Longer ones are sentences.
const LONGEST_HEADING: usize = 60;
/// Longest heading that can name several speakers, in bytes.
const LONGEST_LIST: usize = 400;
/// Longest label before a colon, in bytes.
const LONGEST_LABEL: usize = 160;
/// Longest name of an unknown person, in words.
const LONGEST_PERSON: usize = 5;

/// Who speaks, and for whom.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Speaker {
    pub(super) actor: ThingId,
    pub(super) on_behalf_of: Vec<ThingId>,
    pub(super) aligns_with: Vec<ThingId>,
    pub(super) in_capacity_of: Vec<ThingId>,
    pub(super) delivered_by: Option<ThingId>,
    /// The words that name the actor.
    pub(super) cue: String,
    /// Words that look like a name and are none of the lexicon's.
    pub(super) unknown: Vec<String>,
    /// How sure it is, from 0 to 1.
    pub(super) confidence: f64,
}

impl Speaker {
    /// Who speaks for nobody else, by the words that name the actor.
    pub(super) fn alone(actor: ThingId, cue: impl Into<String>, confidence: f64) -> Self {
        Self {
            actor,
            on_behalf_of: Vec::new(),
            aligns_with: Vec::new(),
            in_capacity_of: Vec::new(),
            delivered_by: None,
            cue: cue.into(),
            unknown: Vec::new(),
            confidence,
        }
    }

    /// Adds for whom the speaker says to speak, and whose statement it joins.
    pub(super) fn join(&mut self, behalf: &[ThingId], aligned: &[ThingId]) {
        for (from, to) in [(behalf, &mut self.on_behalf_of), (aligned, &mut self.aligns_with)] {
            for actor in from {
                if *actor != self.actor && !to.contains(actor) {
                    to.push(*actor);
                }
            }
        }
    }
}

/// A text with everything that can show who speaks in it.
struct Reading<'a> {
    text: &'a str,
    folded: &'a Folded,
    names: Vec<Found<'a, NameOf>>,
    phrases: Vec<Found<'a, PhraseOf>>,
    lexicon: &'a Lexicon,
}

/// What stands between two breaks.
#[derive(Debug)]
struct Segment {
    bracketed: bool,
    names: Vec<ThingId>,
    /// Names after words for "on behalf of".
    behalf: Vec<ThingId>,
    delivered: Vec<ThingId>,
    /// Names after words for "joins the statement of".
    joined: Vec<ThingId>,
    roles: Vec<ThingId>,
    /// Whether it has an honorific or a role.
    titled: bool,
    /// Words that nothing explains.
    residue: Vec<usize>,
    /// Where the words of the first name stand.
    first_name: Option<Range<usize>>,
}

/// Reads a heading or a speaker's label. `None` if it is no speaker that the lexicon knows.
pub(super) fn heading(text: &str, words: &Words, lexicon: &Lexicon) -> Option<Speaker> {
    let folded = words.fold(text);
    if folded.pieces.is_empty() || folded.pieces.len() > LONGEST_HEADING || ends_a_sentence(text) {
        return None;
    }
    let reading = Reading::new(text, &folded, words, lexicon);
    reading.speaker(0..folded.pieces.len())
}

/// The same where it may name several: "Kenya and Ghana". Empty if it is no speaker that the lexicon knows.
pub(super) fn headings(text: &str, words: &Words, lexicon: &Lexicon) -> Vec<Speaker> {
    if text.len() <= LONGEST_LIST && !ends_a_sentence(text) {
        let several = listed(text, words, lexicon);
        if several.len() > 1 {
            return several;
        }
    }
    heading(text, words, lexicon).into_iter().collect()
}

/// Where a label stands that a colon follows, behind a time if there is one, and where what is said begins.
pub(super) fn label_end(text: &str) -> Option<(Range<usize>, usize)> {
    let start = plenary_documents::time_at_start(text);
    let (at, colon) = text[start..].char_indices().find(|(_, char)| matches!(char, ':' | '：'))?;
    let count = |brackets: [char; 2]| text[start..start + at].matches(brackets).count();
    // "The ministers on their arrival (photo: A. Diop)" has no label.
    if at > LONGEST_LABEL || at == 0 || count(['(', '（']) != count([')', '）']) {
        return None;
    }
    let rest = start + at + colon.len_utf8();
    let rest = rest + (text[rest..].len() - text[rest..].trim_start().len());
    (rest < text.len()).then_some((start..start + at, rest))
}

/// Whether a text ends like a sentence. Abbreviations with inner stops ("U.S.") do not end one.
pub(super) fn ends_a_sentence(text: &str) -> bool {
    let is_closing = |char: char| char.is_whitespace() || "\"”’»)）*_".contains(char);
    let text = text.trim_end_matches(is_closing);
    match text.chars().next_back() {
        Some('。' | '！' | '？' | '!' | '?' | '؟' | ';' | '；') => true,
        Some('.') => {
            let before = text.trim_end_matches('.').trim_end_matches(is_closing);
            let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            !(last.contains('.') && last.chars().filter(|char| char.is_alphabetic()).count() <= 4)
        }
        _ => false,
    }
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, folded: &'a Folded, words: &'a Words, lexicon: &'a Lexicon) -> Self {
        let names = words.actors.find(text, folded);
        let phrases = words.phrases.find(text, folded);
        Self { text, folded, names, phrases, lexicon }
    }

    /// The speaker that the pieces name.
    fn speaker(&self, pieces: Range<usize>) -> Option<Speaker> {
        let segments = self.segments(pieces);
        let explained = |segment: &Segment| segment.residue.is_empty();
        // "On behalf of the Group of 77, Iraq …", "For its part, China …"
        let opening = segments.iter().take_while(|segment| segment.names.is_empty() && !segment.behalf.is_empty());
        let opening = opening.count();
        let first = segments.get(opening)?;
        let mut speaker = if !first.names.is_empty() && explained(first) {
            self.start(first)
        } else {
            // An unknown person, with a known State or organization.
            let person = first.names.is_empty() && self.may_be_person(first);
            let next = segments.get(opening + 1..)?.iter().find(|segment| !segment.names.is_empty())?;
            let certain = first.titled || next.bracketed || segments[..].iter().any(|segment| segment.titled);
            if !(person && certain && explained(next)) {
                return None;
            }
            let mut speaker = self.start(next);
            speaker.unknown.extend(self.name_of(&first.residue));
            speaker.in_capacity_of.extend(&first.roles);
            speaker.confidence = 0.85;
            speaker
        };
        for segment in &segments {
            speaker.on_behalf_of.extend(&segment.behalf);
            speaker.aligns_with.extend(&segment.joined);
            speaker.in_capacity_of.extend(&segment.roles);
            speaker.delivered_by = speaker.delivered_by.or(segment.delivered.first().copied());
        }
        let mut for_others = false;
        for segment in segments.iter().skip(opening + 1) {
            // "Chile, on behalf of Colombia, Costa Rica and Peru": all of the list.
            for_others = !segment.behalf.is_empty()
                || (for_others && !segment.bracketed && !segment.titled && explained(segment));
            if for_others && segment.behalf.is_empty() {
                speaker.on_behalf_of.extend(&segment.names);
                continue;
            }
            for name in &segment.names {
                relate(self.lexicon, &mut speaker, *name);
            }
            if !explained(segment) {
                if segment.residue.len() > LONGEST_HEADING / 4 {
                    return None;
                }
                if !segment.titled && segment.names.is_empty() {
                    // "Member States: main interventions" begins with a name and is none.
                    if !segment.bracketed {
                        return None;
                    }
                    speaker.unknown.extend(self.name_of(&segment.residue));
                }
            }
        }
        complete(self.lexicon, &mut speaker);
        Some(speaker)
    }

    fn start(&self, segment: &Segment) -> Speaker {
        let name = segment.first_name.clone().unwrap_or_default();
        let mut speaker = Speaker::alone(segment.names[0], &self.text[self.folded.source(name)], 0.98);
        for name in &segment.names[1..] {
            relate(self.lexicon, &mut speaker, *name);
        }
        speaker
    }

    fn segments(&self, pieces: Range<usize>) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut start = pieces.start;
        let mut depth = 0_usize;
        for at in pieces.start..=pieces.end {
            let broken = match self.folded.pieces.get(at).filter(|_| at < pieces.end).map(|piece| piece.kind) {
                // A name may hold a comma: "countries, landlocked and developing".
                Some(PieceKind::Break(_)) if self.names.iter().any(|name| name.pieces.contains(&at)) => continue,
                // In capitals the stop of an honorific looks like that of a sentence: "MS. AMA OWUSU (GHANA)".
                Some(PieceKind::Break('.')) if self.is_honorific(start..at) => continue,
                Some(PieceKind::Break(char)) => Some(char),
                Some(_) => continue,
                None => None,
            };
            if start < at {
                segments.push(self.segment(start..at, depth > 0));
            }
            start = at + 1;
            match broken {
                Some('(' | '（' | '[' | '［' | '【') => depth += 1,
                Some(')' | '）' | ']' | '］' | '】') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        segments
    }

    /// Whether pieces are an honorific and nothing else.
    fn is_honorific(&self, pieces: Range<usize>) -> bool {
        let kinds = [PhraseKind::Honorific, PhraseKind::Role];
        self.phrases
            .iter()
            .any(|phrase| phrase.pieces == pieces && phrase.means.iter().any(|means| kinds.contains(&means.kind)))
    }

    /// Whether a piece is the initial of a name, "L. U. Enqvist", and no part of an abbreviation that is known: "H.E."
    fn is_initial(&self, piece: usize) -> bool {
        if self.phrases.iter().any(|phrase| phrase.pieces.len() > 1 && phrase.pieces.contains(&piece)) {
            return false;
        }
        let source = self.folded.source(piece..piece + 1);
        let shown = &self.text[source.clone()];
        self.text[source.end..].starts_with('.')
            && shown.chars().count() == 1
            && shown.starts_with(|char: char| char.is_alphabetic() && !char.is_lowercase())
    }

    fn segment(&self, pieces: Range<usize>, bracketed: bool) -> Segment {
        let inside = |range: &Range<usize>| range.start >= pieces.start && range.end <= pieces.end;
        let mut segment = Segment {
            bracketed,
            names: Vec::new(),
            behalf: Vec::new(),
            delivered: Vec::new(),
            joined: Vec::new(),
            roles: Vec::new(),
            titled: false,
            residue: Vec::new(),
            first_name: None,
        };
        let mut explained = vec![false; pieces.len()];
        let mut explain = |range: &Range<usize>| {
            range.clone().for_each(|piece| explained[piece - pieces.start] = true);
        };
        let names: Vec<_> = self.names.iter().filter(|name| inside(&name.pieces)).collect();
        // Where the words after "on behalf of" begin, if there are some.
        let mut behalf_from = None;
        let mut delivered_from = None;
        let mut joined_from = None;
        for phrase in self.phrases.iter().filter(|phrase| inside(&phrase.pieces)) {
            explain(&phrase.pieces);
            // A name may hold the word for a role ("IGF Leadership Panel"), not the other way round.
            if names.iter().any(|name| overlap(&name.pieces, &phrase.pieces)) {
                continue;
            }
            let followed = names.iter().any(|name| name.pieces.start >= phrase.pieces.end);
            let preceded = names.iter().any(|name| name.pieces.end <= phrase.pieces.start);
            for means in &phrase.means {
                match means.kind {
                    PhraseKind::OnBehalfOf if followed => behalf_from = behalf_from.or(Some(phrase.pieces.end)),
                    // "A speaker for the Chamber" is of the Chamber; "Kenya, for the Group" speaks for the Group.
                    PhraseKind::For if followed && (preceded || !segment.titled) => {
                        behalf_from = behalf_from.or(Some(phrase.pieces.end));
                    }
                    PhraseKind::AlignsWith if followed => joined_from = joined_from.or(Some(phrase.pieces.end)),
                    PhraseKind::DeliveredBy if followed => delivered_from = delivered_from.or(Some(phrase.pieces.end)),
                    PhraseKind::Role => {
                        segment.titled = true;
                        segment.roles.extend(means.means);
                    }
                    PhraseKind::Honorific => segment.titled = true,
                    _ => {}
                }
            }
        }
        for name in names {
            explain(&name.pieces);
            let Some(actor) = self.choose(&name.means) else { continue };
            if joined_from.is_some_and(|from| name.pieces.start >= from) {
                segment.joined.push(actor);
            } else if behalf_from.is_some_and(|from| name.pieces.start >= from) {
                segment.behalf.push(actor);
            } else if delivered_from.is_some_and(|from| name.pieces.start >= from) {
                segment.delivered.push(actor);
            } else {
                segment.names.push(actor);
                segment.first_name.get_or_insert(name.pieces.clone());
            }
        }
        // The dot of an honorific explains nothing and needs no explanation.
        let is_break = |piece: usize| matches!(self.folded.pieces[piece].kind, PieceKind::Break(_));
        let is_residue =
            |piece: &usize| (!explained[piece - pieces.start] && !is_break(*piece)) || self.is_initial(*piece);
        segment.residue = pieces.clone().filter(is_residue).collect();
        segment
    }

    /// Which actor a form means: the one whose own name it is.
    fn choose(&self, means: &[&NameOf]) -> Option<ThingId> {
        means
            .iter()
            .min_by_key(|means| (means.kind == NameKind::Hidden, means.kind, means.thing))
            .map(|means| means.thing)
    }

    fn may_be_person(&self, segment: &Segment) -> bool {
        let han = segment.residue.iter().filter(|piece| self.folded.pieces[**piece].kind == PieceKind::Han).count();
        let words = segment.residue.len() - han;
        let contiguous = segment.residue.windows(2).all(|pair| pair[1] == pair[0] + 1);
        contiguous && (segment.titled || words + han > 0) && words <= LONGEST_PERSON && han <= LONGEST_PERSON_IN_HAN
    }

    fn name_of(&self, residue: &[usize]) -> Option<String> {
        let (first, last) = (residue.first()?, residue.last()?);
        Some(self.text[self.folded.source(*first..last + 1)].to_owned())
    }
}

/// What another name beside the speaker's says: the same actor again, whom a person belongs to, who reads a body's
/// statement, whom a State speaks for.
pub(super) fn relate(lexicon: &Lexicon, speaker: &mut Speaker, name: ThingId) {
    if name == speaker.actor || speaker.on_behalf_of.contains(&name) {
        return;
    }
    let kind = |id| lexicon.thing(id).kind;
    match (kind(speaker.actor), kind(name)) {
        (Kind::Person, Kind::Person) => {}
        // Chairs and facilitators come from a State and do not speak for it; others do.
        (Kind::Person, Kind::State)
            if !speaker.in_capacity_of.is_empty() || lexicon.thing(speaker.actor).parent == Some(name) => {}
        (Kind::Person, _) => speaker.on_behalf_of.push(name),
        (_, Kind::Person) => speaker.delivered_by = speaker.delivered_by.or(Some(name)),
        (Kind::State, Kind::State) => {}
        (Kind::State, _) => speaker.on_behalf_of.push(name),
        (_, Kind::State) => speaker.delivered_by = speaker.delivered_by.or(Some(name)),
        _ => {}
    }
}

/// Adds what the data say about the speaker: a focal point of civil society speaks for civil society.
pub(super) fn complete(lexicon: &Lexicon, speaker: &mut Speaker) {
    let thing = lexicon.thing(speaker.actor);
    if thing.kind == Kind::Organization {
        speaker.on_behalf_of.extend(thing.parent);
    }
    speaker.on_behalf_of.retain(|id| *id != speaker.actor);
    for list in [&mut speaker.on_behalf_of, &mut speaker.in_capacity_of, &mut speaker.aligns_with] {
        let mut seen = Vec::new();
        list.retain(|id| {
            !seen.contains(id) && {
                seen.push(*id);
                true
            }
        });
    }
}

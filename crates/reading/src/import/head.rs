//! The head of a document: title, date, place, process, who convenes and who chairs, as its first lines say.

use super::dates::first_date;
use super::lexicon::{Kind, Lexicon, NameKind, PhraseKind, ThingId};
use super::passages::Passages;
use super::speakers::{ends_a_sentence, headings};
use super::words::Words;
use super::{Language, one_line};
use plenary_documents::{Block, Document, Kind as BlockKind};

/// A head has no more blocks than this, and no line of it is longer, in characters.
pub(super) const MOST_LINES: usize = 40;
const LONGEST_LINE: usize = 240;
/// A dateline stands before a dash in one of so many first paragraphs, and is no longer than this, in characters.
const DATELINES: usize = 3;
const LONGEST_DATELINE: usize = 90;
/// The names of who leads or convenes a meeting are no longer than this, in bytes.
const LONGEST_NAMES: usize = 160;

/// What the head of a document says.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: Option<String>,
    /// The first day, as `xsd:date`.
    pub(super) date: Option<String>,
    pub(super) place: Option<String>,
    pub(super) process: Option<ThingId>,
    pub(super) convener: Option<ThingId>,
    pub(super) chairs: Vec<ThingId>,
}

impl Head {
    /// Reads the blocks before the first thing that is said.
    pub(super) fn read(document: &Document, outline: &Passages, words: &Words, lexicon: &Lexicon) -> Self {
        let first = outline.slots.iter().map(|slot| slot.span.start).min().unwrap_or(u32::MAX);
        let first = outline.body.unwrap_or(first);
        let blocks = document.blocks.iter().take_while(|block| block.text.span().start < first);
        let blocks = blocks.filter(|block| block.kind != BlockKind::Rule).take(MOST_LINES);
        let blocks: Vec<_> = blocks.filter(|block| block.text.plain().chars().count() <= LONGEST_LINE).collect();
        let lines: Vec<_> = blocks.iter().flat_map(|block| block.text.plain().lines()).collect();
        let titles: Vec<_> = outline.head.iter().map(|index| document.blocks[*index].text.plain()).collect();
        let about: Vec<_> =
            document.about.lines().map(str::trim).filter(|line| line.chars().count() <= LONGEST_LINE).collect();
        let convener = lines.iter().find_map(|line| labelled(line, PhraseKind::HeadConvener, words));
        Self {
            title: title(&titles, &blocks, words)
                .or_else(|| about.iter().find(|line| !line.is_empty()).map(|line| one_line(line))),
            date: lines
                .iter()
                .chain(&about)
                .find_map(|line| first_date(line, words))
                .or_else(|| dateline(document, words)),
            place: lines.iter().find_map(|line| place(line, words)),
            process: titles.iter().chain(&lines).chain(&about).find_map(|line| process(line, words)),
            convener: convener.and_then(|names| actors(names, words, lexicon).first().copied()),
            chairs: chairs(document, words, lexicon),
        }
    }
}

/// The date of a dateline, before the first dash or bracket of the first paragraphs: "GENEVA, 9 June 2025 – Kenya called for …".
fn dateline(document: &Document, words: &Words) -> Option<String> {
    let is_dash = |(at, char): &(usize, char), text: &str| {
        matches!(char, '–' | '—') || (*char == '-' && text[..*at].ends_with(' '))
    };
    let paragraphs = document.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph).take(DATELINES);
    paragraphs.map(|block| block.text.plain()).find_map(|text| {
        let (end, _) = text.char_indices().take(LONGEST_DATELINE).filter(|one| is_dash(one, text)).last()?;
        first_date(&text[..end], words)
    })
}

/// The persons whom a document says to lead the meeting, in its first lines: "Chair: Ms. …".
pub(super) fn chairs(document: &Document, words: &Words, lexicon: &Lexicon) -> Vec<ThingId> {
    let lines = document.blocks.iter().take(MOST_LINES).flat_map(|block| block.text.plain().lines());
    let short = lines.filter(|line| line.chars().count() <= LONGEST_LINE);
    let named = short.filter_map(|line| labelled(line, PhraseKind::HeadChair, words));
    let actors = named.flat_map(|names| actors(names, words, lexicon));
    let mut chairs: Vec<_> = actors.filter(|actor| lexicon.thing(*actor).kind == Kind::Person).collect();
    chairs.sort_unstable();
    chairs.dedup();
    chairs
}

/// Whether a line says who leads or convenes the meeting, and nothing else: "Chair: Ms. …", known or not.
pub(super) fn is_line(text: &str, words: &Words, lexicon: &Lexicon) -> bool {
    let is_label = text.contains([':', '：']);
    let named = |kind| {
        labelled(text, kind, words).is_some_and(|names| {
            let short = is_label && !ends_a_sentence(names) && names.len() < LONGEST_NAMES;
            short || !headings(names, words, lexicon).is_empty()
        })
    };
    text.chars().count() <= LONGEST_LINE && (named(PhraseKind::HeadChair) || named(PhraseKind::HeadConvener))
}

/// Whether a text is nothing but the name of the office that leads a meeting: "the Chair".
pub(super) fn is_chair(text: &str, words: &Words) -> bool {
    let folded = words.fold(text);
    let found = words.all_phrases.find(text, &folded);
    let is = |kind: PhraseKind| {
        let of_kind = found.iter().filter(move |phrase| phrase.means.iter().any(|means| means.kind == kind));
        of_kind.map(|phrase| phrase.pieces.clone()).collect::<Vec<_>>()
    };
    let starts =
        is(PhraseKind::Article).into_iter().filter(|article| article.start == 0).map(|article| article.end).chain([0]);
    let starts: Vec<_> = starts.collect();
    is(PhraseKind::HeadChair).iter().any(|office| office.end == folded.pieces.len() && starts.contains(&office.start))
}

/// The line that names the meeting: the first that names a process, else the first heading, else the first line.
fn title(titles: &[&str], blocks: &[&Block], words: &Words) -> Option<String> {
    let in_language =
        |text: &&&str| words.language != Language::Chinese || text.chars().any(plenary_search::words::is_han);
    let named = titles.iter().filter(in_language).find(|text| process(text, words).is_some());
    let heading =
        || blocks.iter().find(|block| matches!(block.kind, BlockKind::Heading(_))).map(|block| block.text.plain());
    let first = || titles.iter().find(in_language).or(titles.first()).copied();
    named.copied().or_else(|| heading().filter(|text| in_language(&text))).or_else(first).map(one_line)
}

/// The first process that a text names.
pub(super) fn process(text: &str, words: &Words) -> Option<ThingId> {
    let folded = words.fold(text);
    let terms = words.processes.find(text, &folded);
    let mut means = terms.iter().flat_map(|term| &term.means).filter(|means| means.kind <= NameKind::Hidden);
    means.next().map(|means| means.thing)
}

/// What stands behind the words of a kind and a colon: "Chair: …", "Convened by …".
fn labelled<'t>(line: &'t str, kind: PhraseKind, words: &Words) -> Option<&'t str> {
    let folded = words.fold(line);
    let found = words.all_phrases.find(line, &folded);
    let first =
        found.iter().filter(|phrase| phrase.pieces.start <= 1 && phrase.means.iter().any(|means| means.kind == kind));
    let end = first.map(|phrase| phrase.source.end).max()?;
    let rest = line.get(end..)?.trim_start();
    let behind = rest.strip_prefix([':', '：']);
    behind.or_else(|| (kind == PhraseKind::HeadConvener).then_some(rest)).map(str::trim).filter(|rest| !rest.is_empty())
}

fn actors(text: &str, words: &Words, lexicon: &Lexicon) -> Vec<ThingId> {
    let found = words.actors.find(text, &words.fold(text));
    let actors = found.iter().filter_map(|name| super::actors::choose(&name.means)).map(|means| means.thing);
    // The State in brackets behind a person is where the person comes from.
    let (persons, others): (Vec<_>, Vec<_>) = actors.partition(|actor| lexicon.thing(*actor).kind == Kind::Person);
    if persons.is_empty() { others } else { persons }
}

/// The part of a line that names a place where meetings are held, without the date.
fn place(line: &str, words: &Words) -> Option<String> {
    let folded = words.fold(line);
    let found = words.all_phrases.find(line, &folded);
    let is_place = |means: &&super::words::PhraseOf| means.kind == PhraseKind::HeadPlace;
    let places: Vec<_> =
        found.iter().filter(|phrase| phrase.means.iter().any(is_place)).map(|phrase| phrase.source.clone()).collect();
    if places.is_empty() || line.chars().count() > LONGEST_LINE / 2 {
        return None;
    }
    let is_separator = |char: char| {
        matches!(char, ',' | '，' | '،' | ';' | '·' | '|' | '(' | ')' | '（' | '）' | '–' | '—' | ':' | '：')
    };
    let mut parts: Vec<&str> = Vec::new();
    let mut start = 0;
    for (at, char) in line.char_indices().chain([(line.len(), ',')]) {
        if is_separator(char) {
            let holds = places.iter().any(|place| start <= place.start && place.end <= at);
            let part = line.get(start..at).unwrap_or_default().trim();
            if holds && !part.chars().any(|char| char.is_numeric()) {
                parts.push(part);
            } else if holds {
                // The date stands in the same words; the place is its name alone.
                parts.extend(
                    places
                        .iter()
                        .filter(|place| start <= place.start && place.end <= at)
                        .filter_map(|place| line.get(place.clone())),
                );
            }
            start = (at + char.len_utf8()).min(line.len());
        }
    }
    parts.dedup();
    (!parts.is_empty()).then(|| parts.join(", "))
}

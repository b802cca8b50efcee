//! A synthetic corpus of meetings: who spoke in which meeting, on which themes, with which stance.
//!
//! It is the same every time, and each meeting is made from its number alone: `quads(10)` is the beginning of
//! `quads(1000)`. So an answer about one meeting stays the same while the corpus around it grows. Speakers, themes and
//! words follow Zipf's law, so that a few are frequent and most are rare, as in real records.

mod random;

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use plenary::ontology::TurtleFile;
use random::{Random, Zipf};
use std::collections::BTreeSet;

const ACTORS: usize = 400;
const GROUPS: usize = 20;
const THEMES: usize = 150;
/// The themes that others are narrower than.
const TOP_THEMES: usize = 15;
const PROCESSES: usize = 25;
/// The themes that one actor speaks on.
const THEMES_OF_ACTOR: usize = 30;
const WORDS: usize = 2_000;
/// Most interventions of a meeting, and most statements of an intervention: numbers are given out in blocks of these.
const INTERVENTIONS: usize = 50;
const STATEMENTS: usize = 5;
const STANCES: [(&str, &str); 8] = [
    ("supports", "支持"),
    ("opposes", "反对"),
    ("is concerned", "关切"),
    ("proposes", "提议"),
    ("requests", "要求"),
    ("acknowledges", "承认"),
    ("reserves", "保留"),
    ("sets a condition", "附条件"),
];
const REGIONS: [&str; 5] = ["Africa", "Americas", "Asia", "Europe", "Oceania"];
const LANGUAGES: [&str; 6] = ["en", "fr", "es", "zh", "ar", "ru"];

/// The ontology: classes, shapes and prefixes of the corpus.
pub(crate) fn sources() -> Vec<TurtleFile> {
    vec![TurtleFile { name: "shapes.ttl".to_owned(), text: include_str!("ontology/shapes.ttl").to_owned() }]
}

/// The triples of so many meetings, about 2,100 each, after some 7,000 about what all meetings share.
pub(crate) fn quads(meetings: usize) -> impl Iterator<Item = Quad> {
    let world = World::new();
    world.background().into_iter().chain((1..=meetings).flat_map(move |number| world.meeting(number)))
}

/// The resource of a kind (`meeting`, `actor` …) and a number, from 1.
pub(crate) fn iri(kind: &str, number: usize) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/id/{kind}/{number:07}"))
}

/// The word of a rank, the most frequent being 0.
#[allow(dead_code, reason = "the tests that share the corpus search for nothing")]
pub(crate) fn word(rank: usize) -> String {
    World::new().words[rank].clone()
}

/// A term of the ontology.
fn term(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/ontology#{name}"))
}

/// What meetings are made of.
struct World {
    words: Vec<String>,
    word: Zipf,
    actor: Zipf,
    process: Zipf,
    stance: Zipf,
    /// Which of an actor's themes a statement is about.
    theme: Zipf,
    /// The themes that each actor speaks on, the most frequent first.
    themes: Vec<Vec<usize>>,
}

impl World {
    fn new() -> Self {
        let mut random = Random::new("world", 0);
        let any_theme = Zipf::new(THEMES, 0.5);
        let mut themes_of_actor = || {
            let mut themes = Vec::with_capacity(THEMES_OF_ACTOR);
            while themes.len() < THEMES_OF_ACTOR {
                let theme = any_theme.pick(&mut random) + 1;
                if !themes.contains(&theme) {
                    themes.push(theme);
                }
            }
            themes
        };
        let themes = (0..ACTORS).map(|_| themes_of_actor()).collect();
        Self {
            words: words(&mut random),
            word: Zipf::new(WORDS, 1.0),
            actor: Zipf::new(ACTORS, 1.0),
            process: Zipf::new(PROCESSES, 0.7),
            stance: Zipf::new(STANCES.len(), 0.5),
            theme: Zipf::new(THEMES_OF_ACTOR, 0.6),
            themes,
        }
    }

    fn text(&self, random: &mut Random, length: usize) -> Literal {
        let words: Vec<_> = (0..length).map(|_| self.words[self.word.pick(random)].as_str()).collect();
        english(words.join(" "))
    }

    fn background(&self) -> Vec<Quad> {
        let mut quads = Vec::new();
        let mut random = Random::new("background", 0);
        for (number, (en, zh)) in (1..).zip(STANCES) {
            Resource::new(&mut quads, "stance", "Stance", number)
                .add("label", english(en))
                .add("label", chinese_text(zh));
        }
        for number in 1..=GROUPS {
            let name = format!("Group {}", title(&self.words[200 + number]));
            Resource::new(&mut quads, "group", "Group", number)
                .add("name", english(name))
                .add("name", chinese(&mut random, 4));
        }
        for number in 1..=PROCESSES {
            let label = format!("Process {}", title(&self.words[300 + number]));
            Resource::new(&mut quads, "process", "Process", number)
                .add("label", english(label))
                .add("label", chinese(&mut random, 5));
        }
        for number in 1..=THEMES {
            let label = format!("{} {}", self.words[400 + number], self.words[600 + number]);
            let mut theme = Resource::new(&mut quads, "theme", "Theme", number);
            theme.add("label", english(label)).add("label", chinese(&mut random, 4));
            if number > TOP_THEMES {
                theme.add("broader", iri("theme", number % TOP_THEMES + 1));
            }
        }
        for number in 1..=ACTORS {
            self.actor(&mut quads, &mut random, number);
        }
        quads
    }

    fn actor(&self, quads: &mut Vec<Quad>, random: &mut Random, number: usize) {
        let kind = match number % 10 {
            0 => "Person",
            1 | 2 => "Organization",
            _ => "MemberState",
        };
        let (first, second) = (&self.words[800 + number], &self.words[1_200 + number]);
        let population = 100_000 + random.below(100_000_000);
        let joined = format!("{}-{:02}-{:02}", 1950 + random.below(60), 1 + random.below(12), 1 + random.below(28));
        let mut actor = Resource::new(quads, "actor", "Actor", number);
        actor
            .add(rdf::TYPE, term(kind))
            .add("name", english(format!("{} {}", title(first), title(second))))
            .add("name", chinese(random, 3))
            .add("shortName", Literal::from(first[..4].to_uppercase()))
            .add("kind", Literal::from(kind))
            .add("isoCode", Literal::from(format!("X{number:03}")))
            .add("region", Literal::from(REGIONS[number % REGIONS.len()]))
            .add("joinedOn", Literal::new_typed_literal(joined, xsd::DATE))
            .add("population", Literal::new_typed_literal(population.to_string(), xsd::LONG))
            .add("description", self.text(random, 12))
            .add("website", Literal::from(format!("https://actor{number}.example.org/")));
        let groups: BTreeSet<_> = (0..=random.below(3)).map(|_| random.below(GROUPS) + 1).collect();
        for group in groups {
            actor.add("memberOf", iri("group", group));
        }
    }

    fn meeting(&self, number: usize) -> Vec<Quad> {
        let mut quads = Vec::with_capacity(2_500);
        let mut random = Random::new("meeting", number);
        let day = day(number / 2);
        let hour = 9 + number % 2 * 6;
        Resource::new(&mut quads, "meeting", "Meeting", number)
            .add("identifier", Literal::from(format!("MTG-{number:05}")))
            .add("title", self.text(&mut random, 6))
            .add("startsAt", Literal::new_typed_literal(format!("{day}T{hour:02}:00:00Z"), xsd::DATE_TIME))
            .add("session", Literal::from(format!("S{}", (number - 1) / 20 + 1)))
            .add("venue", Literal::from(format!("Room {}", 1 + random.below(30))));
        for sequence in 1..=40 + random.below(INTERVENTIONS - 39) {
            // The third minute after the one before; 50 of them take less than three hours.
            let minutes = hour * 60 + 3 * sequence;
            let spoken = format!("{day}T{:02}:{:02}:00Z", minutes / 60, minutes % 60);
            let actor = self.actor.pick(&mut random) + 1;
            let intervention = (number - 1) * INTERVENTIONS + sequence;
            Resource::new(&mut quads, "intervention", "Intervention", intervention)
                .add("meeting", iri("meeting", number))
                .add("actor", iri("actor", actor))
                .add("sequence", integer(sequence))
                .add("spokenAt", Literal::new_typed_literal(spoken, xsd::DATE_TIME))
                .add("language", Literal::from(LANGUAGES[random.below(LANGUAGES.len())]));
            for place in 1..=3 + random.below(STATEMENTS - 2) {
                self.statement(&mut quads, &mut random, actor, intervention, place);
            }
        }
        quads
    }

    fn statement(
        &self,
        quads: &mut Vec<Quad>,
        random: &mut Random,
        actor: usize,
        intervention: usize,
        sequence: usize,
    ) {
        let (words, characters) = (20 + random.below(11), 6 + random.below(7));
        let mut statement = Resource::new(quads, "statement", "Statement", (intervention - 1) * STATEMENTS + sequence);
        statement
            .add("intervention", iri("intervention", intervention))
            .add("sequence", integer(sequence))
            .add("text", self.text(random, words))
            .add("label", chinese(random, characters))
            .add("stance", iri("stance", self.stance.pick(random) + 1));
        let themes = &self.themes[actor - 1];
        let about: BTreeSet<_> = (0..=random.below(3)).map(|_| themes[self.theme.pick(random)]).collect();
        for theme in about {
            statement.add("about", iri("theme", theme));
        }
        let mentions: BTreeSet<_> = (0..random.below(3)).map(|_| self.process.pick(random) + 1).collect();
        for process in mentions {
            statement.add("mentions", iri("process", process));
        }
    }
}

/// Adds the triples of one resource.
struct Resource<'a> {
    quads: &'a mut Vec<Quad>,
    iri: NamedNode,
}

impl<'a> Resource<'a> {
    fn new(quads: &'a mut Vec<Quad>, kind: &str, class: &str, number: usize) -> Self {
        let mut resource = Self { quads, iri: iri(kind, number) };
        resource.add(rdf::TYPE, term(class)).add("number", integer(number));
        resource
    }

    fn add(&mut self, property: impl Into<Property>, object: impl Into<Term>) -> &mut Self {
        let graph = GraphName::NamedNode(NamedNode::new_unchecked("http://example.org/id/graph/corpus"));
        self.quads.push(Quad::new(self.iri.clone(), property.into().0, object, graph));
        self
    }
}

/// A property: the name of one of the ontology's, or any IRI.
struct Property(NamedNode);

impl From<&str> for Property {
    fn from(name: &str) -> Self {
        Self(term(name))
    }
}

impl From<NamedNodeRef<'_>> for Property {
    fn from(iri: NamedNodeRef<'_>) -> Self {
        Self(iri.into_owned())
    }
}

fn integer(number: usize) -> Literal {
    Literal::new_typed_literal(number.to_string(), xsd::INTEGER)
}

fn english(text: impl Into<String>) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, "en")
}

fn chinese_text(text: impl Into<String>) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, "zh")
}

/// So many Chinese characters.
fn chinese(random: &mut Random, length: usize) -> Literal {
    let character = |_| char::from_u32(0x4E00 + random.below(3_000) as u32).unwrap_or('一');
    chinese_text((0..length).map(character).collect::<String>())
}

/// Words that can be spoken, each different and of four letters or more, the frequent ones short.
fn words(random: &mut Random) -> Vec<String> {
    let mut words: Vec<String> = Vec::with_capacity(WORDS);
    let mut known = BTreeSet::new();
    while words.len() < WORDS {
        let syllables = 2 + random.below(3);
        let letter = |random: &mut Random, letters: &[u8]| char::from(letters[random.below(letters.len())]);
        let word: String =
            (0..syllables).flat_map(|_| [letter(random, b"bcdfghklmnprstvz"), letter(random, b"aeiou")]).collect();
        if known.insert(word.clone()) {
            words.push(word);
        }
    }
    words.sort_by_key(String::len);
    words
}

/// The word with a capital.
fn title(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// A date, so many days after 2000 began. Months have 28 days here, which spares a calendar.
fn day(days: usize) -> String {
    format!("{}-{:02}-{:02}", 2000 + days / 336, days / 28 % 12 + 1, days % 28 + 1)
}

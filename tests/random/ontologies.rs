//! Random ontologies with random data. Both are made of small numbers, which proptest can make smaller and fewer: every
//! number means something, whatever else is left, so that the smallest failing case is still a whole world.

use proptest::collection::vec;
use proptest::prelude::*;
use std::fmt::Write as _;

/// Words that no stemmer changes and of which none is the beginning of another, and Han characters, which are found by
/// themselves: what they find can be said without an index.
pub(super) const WORDS: [&str; 6] = ["zug", "mok", "tirb", "水", "火", "山"];
const TAGS: [&str; 7] = ["en", "zh", "zh-hans", "fr-ca", "de-ch", "ru", ""];
/// What the properties `v0` and so on have as values: datatype, then lexical forms. Some are equal, written differently,
/// and some are no values of the type.
const VALUES: [(&str, [&str; 8]); 14] = [
    ("xsd:string", ["", "a", "b", "ab \\\" c", "Ä", "中", "ß ΣΑΣ", "SS σας"]),
    ("xsd:integer", ["0", "1", "01", "-1", "2147483647", "x", LONG, "-123456789012345678901234567891"]),
    ("xsd:long", ["0", "-0", "9000000000", "+5", "5", "x", "-9000000000", "y"]),
    ("xsd:decimal", ["1", "1.00", "-0.5", "0.50", "100000.1", "x", LONG, "0.5000000000000000000000000000001"]),
    ("xsd:double", ["1.5", "-0.0", "0.0", "1000", "INF", "NaN", "-INF", "x"]),
    ("xsd:boolean", ["true", "false", "1", "0", "true", "x", "false", "yes"]),
    (
        "xsd:date",
        [
            "2020-01-01",
            "2020-01-01Z",
            "2019-12-31",
            "2020-02-29",
            "2020-01-01+14:00",
            "soon",
            "-0044-03-15",
            "12025-01-01",
        ],
    ),
    (
        "xsd:dateTime",
        [
            "2020-01-01T00:00:00Z",
            "2020-01-01T00:00:00",
            "2019-12-31T22:00:00-02:00",
            "2020-02-29T12:30:00.5Z",
            "2021-01-01T00:00:00+01:00",
            "soon",
            "-0044-03-15T12:00:00",
            "12025-01-01T00:00:00Z",
        ],
    ),
    ("enum", ["RED", "GREEN", "BLUE", "RED", "GREEN", "PINK", "BLUE", "RED"]),
    (
        "iri",
        [
            "http://example.org/a",
            "urn:x",
            "http://example.org/é",
            "http://example.org/b",
            "urn:y",
            "urn:z",
            "urn:X",
            "urn:w",
        ],
    ),
    ("xsd:gYear", ["2020", "2020Z", "2020+14:00", "-0044", "12025", "1999", "2021-05:00", "20"]),
    ("xsd:gYearMonth", ["2020-01", "2020-01Z", "2019-12", "-0044-03", "12025-01", "2020-01-05:00", "2020-02", "soon"]),
    (
        "xsd:time",
        [
            "00:00:00",
            "10:00:00+02:00",
            "08:00:00",
            "08:00:00Z",
            "23:59:59.5",
            "23:30:00-05:00",
            "00:30:00+01:00",
            "noon",
        ],
    ),
    ("xsd:duration", ["P1Y", "P12M", "P30D", "P1M", "PT36H", "P1DT12H", "-P1D", "PT0.5S"]),
];
/// A number that no machine has a register for.
const LONG: &str = "123456789012345678901234567890";
const TEXTS: usize = VALUES.len();
/// Properties of values: those of [`VALUES`], and two of texts.
const LEAVES: usize = VALUES.len() + 2;
const LINKS: usize = 3;
/// Local names of resources; their order is not that of their numbers.
const NAMES: [&str; 14] = ["b", "a", "a10", "a2", "B", "é", "中", "z/y", "%41", "a-", "_", "0", "aa", "ab"];

#[derive(Debug, Clone)]
pub(super) struct World {
    classes: Vec<Class>,
    things: Vec<Thing>,
    languages: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Class {
    /// Superclasses among the classes before.
    parents: Vec<usize>,
    is_interface: bool,
    fields: Vec<Field>,
}

#[derive(Debug, Clone)]
struct Field {
    /// Properties that link, each forward or back.
    links: Vec<(usize, bool)>,
    /// The property of values at the end; none if the last link is.
    leaf: Option<usize>,
    /// Class at the end.
    target: usize,
    /// 0 for a list without end, 1 for a short one, 2 for at most one, 3 for exactly one.
    form: usize,
    /// Whether full text goes this way, or reads these strings; for texts, whether it does not.
    searched: bool,
    /// Whether the name is one that the schema makes itself of the name before.
    is_named_badly: bool,
}

#[derive(Debug, Clone)]
struct Thing {
    classes: Vec<usize>,
    /// It has no IRI.
    is_blank: bool,
    links: Vec<(usize, usize)>,
    values: Vec<(usize, usize)>,
    texts: Vec<(usize, Vec<usize>, usize)>,
}

/// All worlds of up to 4 classes and 14 resources.
pub(super) fn worlds() -> impl Strategy<Value = World> {
    let languages = vec(0..TAGS.len() - 1, 0..3);
    (vec(class(), 1..5), vec(thing(), 0..=NAMES.len()), languages).prop_map(|(classes, things, languages)| World {
        classes,
        things,
        languages,
    })
}

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.08)
}

fn class() -> impl Strategy<Value = Class> {
    (vec(0..6_usize, 0..2), prop::bool::weighted(0.02), vec(field(), 0..9))
        .prop_map(|(parents, is_interface, fields)| Class { parents, is_interface, fields })
}

fn field() -> impl Strategy<Value = Field> {
    let link = || (0..LINKS, any::<bool>());
    let paths = prop_oneof![
        3 => (Just(Vec::new()), (0..LEAVES).prop_map(Some)),
        1 => (Just(Vec::new()), (TEXTS..LEAVES).prop_map(Some)),
        3 => (vec(link(), 1..2), Just(None)),
        1 => (vec(link(), 2..4), Just(None)),
        1 => (vec(link(), 1..3), (0..LEAVES).prop_map(Some)),
    ];
    // Few are required: what is missing then makes much of an answer null.
    let form = prop_oneof![3 => Just(0_usize), 3 => Just(1), 4 => Just(2), 1 => Just(3)];
    (paths, 0..6_usize, form, prop::bool::weighted(0.3), rarely()).prop_map(
        |((links, leaf), target, form, searched, is_named_badly)| Field {
            links,
            leaf,
            target,
            form,
            searched,
            is_named_badly,
        },
    )
}

fn thing() -> impl Strategy<Value = Thing> {
    let text = (0..2_usize, vec(0..WORDS.len(), 0..4), 0..TAGS.len());
    let values = vec((0..VALUES.len(), 0..8_usize), 0..24);
    (vec(0..8_usize, 0..4), rarely(), vec((0..LINKS, 0..NAMES.len()), 0..12), values, vec(text, 0..8))
        .prop_map(|(classes, is_blank, links, values, texts)| Thing { classes, is_blank, links, values, texts })
}

impl World {
    /// The shapes in Turtle, without prefixes.
    pub(super) fn shapes(&self) -> String {
        let mut turtle = String::from(
            "ex: a graphql:Schema ; sh:declare [ sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" ] .\n",
        );
        if !self.languages.is_empty() {
            let tags: Vec<_> = self.languages.iter().map(|&tag| format!("\"{}\"", TAGS[tag])).collect();
            let _ = writeln!(turtle, "ex: ple:languages ( {} ) .", tags.join(" "));
        }
        for (number, class) in self.classes.iter().enumerate() {
            let _ =
                writeln!(turtle, "ex: graphql:publicShape ex:S{number} . ex:S{number} sh:targetClass ex:C{number} .");
            let _ = writeln!(turtle, "ex:H{number} rdfs:subClassOf ex:C{number} .");
            for parent in class.parents.iter().filter(|_| number > 0).map(|parent| parent % number) {
                let _ = writeln!(turtle, "ex:C{number} rdfs:subClassOf ex:C{parent} .");
            }
            if class.is_interface {
                let _ = writeln!(turtle, "ex:S{number} graphql:isInterface true .");
            }
            let mut name = format!("f{number}");
            for (place, field) in class.fields.iter().enumerate() {
                name = match (field.is_named_badly, field.form) {
                    (true, 0 | 1) => format!("{name}Transitive"),
                    (true, _) => format!("{name}Translations"),
                    _ => format!("f{number}x{place}"),
                };
                self.write_field(&mut turtle, number, &name, field);
            }
        }
        turtle
    }

    fn write_field(&self, turtle: &mut String, class: usize, name: &str, field: &Field) {
        let steps = field.links.iter().map(|&(link, back)| match back {
            true => format!("[ sh:inversePath ex:l{link} ]"),
            false => format!("ex:l{link}"),
        });
        let steps: Vec<_> = steps.chain(field.leaf.map(|leaf| format!("ex:v{leaf}"))).collect();
        let path = if steps.len() == 1 { steps.concat() } else { format!("( {} )", steps.join(" ")) };
        let values = match field.leaf {
            // Half of the links stay in the class, so that there are hierarchies.
            None if field.target < 3 => format!("sh:class ex:C{class}"),
            None => format!("sh:class ex:C{}", field.target % self.classes.len()),
            Some(leaf) if leaf >= TEXTS => "sh:datatype rdf:langString".into(),
            Some(leaf) => match VALUES[leaf].0 {
                "enum" => "sh:in ( \"RED\" \"GREEN\" \"BLUE\" )".into(),
                "iri" => "sh:nodeKind sh:IRI".into(),
                datatype => format!("sh:datatype {datatype}"),
            },
        };
        let is_text = field.leaf.is_some_and(|leaf| leaf >= TEXTS);
        let count = match (field.form, is_text) {
            (0, _) | (1, true) => "",
            (1, false) => "; sh:maxCount 5",
            (2, true) => "; sh:uniqueLang true",
            (2, false) => "; sh:maxCount 1",
            (_, true) => "; sh:uniqueLang true ; sh:minCount 1",
            (_, false) => "; sh:minCount 1 ; sh:maxCount 1",
        };
        let searched = match field.leaf {
            Some(0) if field.searched => "; ple:searched true",
            Some(leaf) if leaf >= TEXTS && field.searched => "; ple:searched false",
            _ => "",
        };
        let _ = writeln!(
            turtle,
            "ex:S{class} sh:property [ sh:path {path} ; graphql:name \"{name}\" ; {values} {count} {searched} ] ."
        );
        if field.leaf.is_none() && field.searched {
            let _ = writeln!(turtle, "ex:S{class} ple:searchVia \"{name}\" .");
        }
    }

    /// The data in Turtle, without prefixes.
    pub(super) fn data(&self) -> String {
        let mut turtle = String::new();
        let named = |number: usize| match self.things.get(number) {
            Some(thing) if thing.is_blank => format!("_:b{number}"),
            _ => format!("<http://example.org/{}>", NAMES[number]),
        };
        for (number, thing) in self.things.iter().enumerate() {
            let mut add = |property: String, object: String| {
                let _ = writeln!(turtle, "{} {property} {object} .", named(number));
            };
            for class in &thing.classes {
                // Half of the instances are of a subclass that the API does not show.
                let kind = if class % 2 == 0 { "C" } else { "H" };
                add("a".into(), format!("ex:{kind}{}", class / 2 % self.classes.len()));
            }
            for &(link, target) in &thing.links {
                add(format!("ex:l{link}"), named(target % self.things.len()));
            }
            for &(leaf, form) in &thing.values {
                let (datatype, forms) = VALUES[leaf];
                let object = match datatype {
                    "iri" => format!("<{}>", forms[form]),
                    "enum" => format!("\"{}\"", forms[form]),
                    datatype => format!("\"{}\"^^{datatype}", forms[form]),
                };
                add(format!("ex:v{leaf}"), object);
            }
            for (leaf, words, tag) in &thing.texts {
                let words: Vec<_> = words.iter().map(|&word| WORDS[word]).collect();
                let tag = if TAGS[*tag].is_empty() { String::new() } else { format!("@{}", TAGS[*tag]) };
                add(format!("ex:v{}", TEXTS + leaf), format!("\"{}\"{tag}", words.join(" ")));
                // Strings have words, too.
                if *leaf == 1 {
                    add("ex:v0".into(), format!("\"{}\"", words.join("")));
                }
            }
        }
        turtle
    }
}

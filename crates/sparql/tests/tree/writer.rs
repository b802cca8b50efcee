//! Random data and random queries.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Quad, Term};

/// Numbers by chance, the same for a seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn seeded(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..4 {
            dice.next();
        }
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        ((self.next() >> 16) % most as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

fn iri(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/{name}"))
}

/// A small graph in which much meets much, in three graphs.
pub(crate) fn quads(dice: &mut Dice) -> Vec<Quad> {
    const THINGS: usize = 12;
    let mut quads = Vec::new();
    let mut add = |dice: &mut Dice, subject: usize, predicate: &str, object: Term| {
        let graph = iri(&format!("g{}", dice.below(3)));
        quads.push(Quad::new(iri(&format!("t{subject}")), iri(predicate), object.clone(), graph));
        if dice.one_in(5) {
            let graph = iri(&format!("g{}", dice.below(3)));
            quads.push(Quad::new(iri(&format!("t{subject}")), iri(predicate), object, graph));
        }
    };
    for subject in 0..THINGS {
        for predicate in 0..4 {
            for _ in 0..dice.below(predicate + 2) {
                let object = iri(&format!("t{}", dice.below(THINGS)));
                add(dice, subject, &format!("p{predicate}"), object.into());
            }
        }
        if !dice.one_in(4) {
            let value = dice.below(6) as i64;
            add(dice, subject, "value", Literal::from(value).into());
        }
        if dice.one_in(3) {
            let value = format!("{}.5", dice.below(5));
            add(dice, subject, "price", Literal::new_typed_literal(value, xsd::DECIMAL).into());
        }
        if dice.one_in(2) {
            let text = dice.pick(&["red", "green", "blue", ""]);
            let language = dice.pick(&["en", "fr"]);
            add(dice, subject, "label", Literal::new_language_tagged_literal_unchecked(text, language).into());
        }
        if dice.one_in(3) {
            let text = dice.pick(&["red", "1", "x"]);
            add(dice, subject, "label", Literal::new_simple_literal(text).into());
        }
        if dice.one_in(2) {
            let day = format!("20{}-0{}-11T10:00:00Z", 20 + dice.below(3), 1 + dice.below(3));
            add(dice, subject, "day", Literal::new_typed_literal(day, xsd::DATE_TIME).into());
        }
    }
    quads
}

/// A query, the pattern whose rows it is about, and whether its rows have an order.
pub(crate) struct Ordered {
    pub(crate) query: String,
    pub(crate) group: String,
    pub(crate) is_ordered: bool,
}

pub(crate) struct Writer {
    dice: Dice,
    /// Names that BIND has made.
    made: usize,
}

impl Writer {
    pub(crate) fn new(dice: Dice) -> Self {
        Self { dice, made: 0 }
    }

    fn variable(&mut self) -> &'static str {
        self.dice.pick(&["?a", "?b", "?c", "?d"])
    }

    fn any(&mut self) -> &'static str {
        self.dice.pick(&["?a", "?b", "?c", "?d", "?v", "?w", "?l"])
    }

    fn term(&mut self) -> String {
        match self.dice.below(6) {
            0 => format!("ex:t{}", self.dice.below(13)),
            _ => self.variable().to_owned(),
        }
    }

    fn triple(&mut self) -> String {
        let subject = self.term();
        match self.dice.below(12) {
            0 => format!("{subject} ex:value ?v"),
            1 => format!("{subject} ex:value ?w"),
            2 => format!("{subject} ex:label ?l"),
            3 => format!("{subject} ex:price ?w"),
            4 => format!("{subject} ex:day ?v"),
            5 => format!("{subject} ?p {}", self.term()),
            6 => {
                let path = self.dice.pick(&["ex:p0/ex:p1", "^ex:p2", "ex:p0|ex:p3", "ex:p1*", "ex:p0+", "ex:p2?"]);
                format!("{} {path} {}", self.variable(), self.variable())
            }
            7 => {
                let path =
                    self.dice.pick(&["(ex:p0|ex:p1)+", "(ex:p0/^ex:p1)*", "(^ex:p0)?", "(ex:p0/ex:p1)?", "(ex:p1+)*"]);
                format!("{} {path} {}", self.variable(), self.variable())
            }
            _ => {
                let predicate = self.dice.pick(&["ex:p0", "ex:p1", "ex:p2", "ex:p3"]);
                format!("{subject} {predicate} {}", self.term())
            }
        }
    }

    fn triples(&mut self, most: usize) -> String {
        let count = 1 + self.dice.below(most);
        (0..count).map(|_| format!("{} . ", self.triple())).collect()
    }

    /// An expression that has the value of anything.
    fn expression(&mut self, depth: usize) -> String {
        let kinds = if depth == 0 { 7 } else { 18 };
        match self.dice.below(kinds) {
            0..3 => self.any().to_owned(),
            3 => self.dice.below(6).to_string(),
            4 => self.dice.pick(&["'red'", "'red'@en", "2.5", "'1.5'^^xsd:double", "true", "''"]).to_owned(),
            5 => format!("ex:t{}", self.dice.below(12)),
            6 => "'2021-02-11T10:00:00Z'^^xsd:dateTime".to_owned(),
            7 => format!("({} + {})", self.expression(depth - 1), self.expression(depth - 1)),
            8 => format!("({} * {})", self.expression(depth - 1), self.expression(depth - 1)),
            9 => format!("({} - {})", self.expression(depth - 1), self.expression(depth - 1)),
            10 => format!("({} / {})", self.expression(depth - 1), self.expression(depth - 1)),
            11 => format!("STR({})", self.expression(depth - 1)),
            12 => format!("STRLEN({})", self.expression(depth - 1)),
            13 => format!(
                "IF({}, {}, {})",
                self.condition(depth - 1),
                self.expression(depth - 1),
                self.expression(depth - 1)
            ),
            14 => format!("COALESCE({}, {})", self.expression(depth - 1), self.expression(depth - 1)),
            15 => {
                let function = self.dice.pick(&[
                    "YEAR",
                    "MONTH",
                    "LANG",
                    "DATATYPE",
                    "UCASE",
                    "ABS",
                    "CEIL",
                    "xsd:string",
                    "xsd:integer",
                    "TZ",
                ]);
                format!("{function}({})", self.expression(depth - 1))
            }
            16 => format!("CONCAT({}, {})", self.expression(depth - 1), self.expression(depth - 1)),
            _ => {
                let function = self.dice.pick(&["SUBSTR", "STRBEFORE", "STRAFTER"]);
                let second = if function == "SUBSTR" { "2".to_owned() } else { "'e'".to_owned() };
                format!("{function}({}, {second})", self.expression(depth - 1))
            }
        }
    }

    /// A condition.
    fn condition(&mut self, depth: usize) -> String {
        let kinds = if depth == 0 { 6 } else { 12 };
        match self.dice.below(kinds) {
            0 => format!("BOUND({})", self.any()),
            1 => format!("{} = {}", self.variable(), self.variable()),
            2 => format!("{} != {}", self.variable(), self.variable()),
            3 => format!("?v < {}", self.dice.below(6)),
            4 => format!("?w >= {}", self.dice.below(6)),
            5 => format!("LANG(?l) = '{}'", self.dice.pick(&["en", "fr", ""])),
            6 => format!("!({})", self.condition(depth - 1)),
            7 => format!("({} || {})", self.condition(depth - 1), self.condition(depth - 1)),
            8 => format!("({} && {})", self.condition(depth - 1), self.condition(depth - 1)),
            9 => {
                let compare = self.dice.pick(&["=", "!=", "<", ">", "<=", ">="]);
                format!("{} {compare} {}", self.expression(depth - 1), self.expression(depth - 1))
            }
            10 => format!("{} IN ({}, {})", self.any(), self.expression(depth - 1), self.expression(depth - 1)),
            _ => {
                let function = self.dice.pick(&["REGEX", "CONTAINS", "STRSTARTS", "LANGMATCHES"]);
                format!("{function}({}, 're')", self.expression(depth - 1))
            }
        }
    }

    fn values(&mut self) -> String {
        let (one, two) = (self.variable(), self.any());
        if one == two || self.dice.one_in(2) {
            return format!("VALUES {one} {{ ex:t{} ex:t{} UNDEF }} ", self.dice.below(12), self.dice.below(12));
        }
        let mut cell = || match self.dice.below(4) {
            0 => "UNDEF".to_owned(),
            1 => self.dice.below(6).to_string(),
            _ => format!("ex:t{}", self.dice.below(12)),
        };
        format!("VALUES ({one} {two}) {{ ({} {}) ({} {}) }} ", cell(), cell(), cell(), cell())
    }

    fn group(&mut self, depth: usize) -> String {
        let mut group = if self.dice.one_in(8) { String::new() } else { self.triples(3) };
        for _ in 0..self.dice.below(4) {
            let inner = if depth == 0 { self.triples(2) } else { self.group(depth - 1) };
            let (one, mut other) = (self.variable(), self.variable());
            while one == other {
                other = self.variable();
            }
            // Oxigraph lets EXISTS in an inner group see names of the outer one, or not, as its joins happen to be ordered.
            let kinds = if depth < 2 { 12 } else { 14 };
            group += &match self.dice.below(kinds) {
                0 | 1 => format!("OPTIONAL {{ {inner} }} "),
                2 => format!("{{ {inner} }} UNION {{ {} }} ", self.triples(2)),
                3 => format!("FILTER({}) ", self.condition(2)),
                4 => format!("MINUS {{ {inner} }} "),
                5 => format!("{{ {inner} }} "),
                6 => format!("{{ SELECT DISTINCT {one} {other} {{ {inner} }} }} "),
                7 => self.values(),
                8 => format!("OPTIONAL {{ {inner} FILTER({}) }} ", self.condition(1)),
                9 => {
                    self.made += 1;
                    format!("BIND({} AS ?x{}) ", self.expression(2), self.made)
                }
                10 => {
                    format!("{{ SELECT {one} (COUNT({other}) AS ?n{}) {{ {inner} }} GROUP BY {one} }} ", self.made + 50)
                }
                11 => format!("{{ {inner} FILTER({}) }} ", self.condition(1)),
                12 => format!("FILTER NOT EXISTS {{ {} }} ", self.triples(2)),
                _ => format!("FILTER EXISTS {{ {} }} ", self.triples(2)),
            };
        }
        group
    }

    fn aggregate(&mut self) -> String {
        let distinct = if self.dice.one_in(3) { "DISTINCT " } else { "" };
        match self.dice.below(9) {
            0 => format!("COUNT({distinct}*)"),
            1 | 2 => format!("COUNT({distinct}{})", self.any()),
            3 => format!("SUM({distinct}?v)"),
            4 => format!("AVG({distinct}?w)"),
            5 => "MIN(?v)".to_owned(),
            6 => "MAX(?w)".to_owned(),
            7 => "STRLEN(GROUP_CONCAT(?l))".to_owned(),
            // Of errors Oxigraph makes no count at all.
            _ => "COUNT(DISTINCT COALESCE(STR(?v), 'none'))".to_owned(),
        }
    }

    pub(crate) fn query(&mut self) -> Ordered {
        let depth = 1 + self.dice.below(2);
        let group = self.group(depth);
        let (one, two) = (self.variable(), self.any());
        let (query, is_ordered) = match self.dice.below(10) {
            0..3 => (format!("SELECT * {{ {group} }}"), false),
            3 => (format!("SELECT DISTINCT {one} {{ {group} }}"), false),
            4 => {
                let direction = self.dice.pick(&["ASC", "DESC"]);
                let limit = self.dice.pick(&["", "LIMIT 5", "LIMIT 3 OFFSET 2"]);
                (format!("SELECT {one} {{ {group} }} ORDER BY {direction}({one}) {limit}"), true)
            }
            5 => (format!("SELECT ({} AS ?k) {{ {group} }}", self.expression(2)), false),
            6 => (format!("SELECT {one} ({} AS ?m) {{ {group} }} GROUP BY {one}", self.aggregate()), false),
            7 => {
                let key = self.expression(1);
                (format!("SELECT ?k ({} AS ?m) {{ {group} }} GROUP BY ({key} AS ?k)", self.aggregate()), false)
            }
            8 if one != two => {
                let having = self.dice.below(3);
                let aggregate = self.aggregate();
                let query = format!(
                    "SELECT {one} {two} ({aggregate} AS ?m) {{ {group} }} GROUP BY {one} {two} HAVING(COUNT(*) > {having})"
                );
                (query, false)
            }
            _ => match self.dice.below(3) {
                0 => (format!("ASK {{ {group} }}"), false),
                1 => (format!("SELECT ({} AS ?m) ({} AS ?o) {{ {group} }}", self.aggregate(), self.aggregate()), false),
                _ => (format!("CONSTRUCT {{ {one} ex:made {two} . {two} ex:of {one} }} WHERE {{ {group} }}"), false),
            },
        };
        Ordered { query, group, is_ordered }
    }
}

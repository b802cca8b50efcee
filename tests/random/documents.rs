//! Random documents over the real schema, as the server itself describes it: valid ones with fragments, variables and
//! directives, and the same with a mistake. Valid ones give data, the others an answer that is well formed; each ends
//! under its clock, and none panics.

use super::{Dice, queries};
use crate::support::{RECORD, request};
use plenary::clock::Clock;
use plenary::graphql::{Code, Request};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

/// What the server says of its types.
static SCHEMA: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    let query = "{ __schema { types { kind name possibleTypes { name } enumValues { name } \
        inputFields { name type { ...R } } fields { name type { ...R } args { name defaultValue type { ...R } } } } } } \
        fragment R on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
    let answer = RECORD.ask(query);
    let types = answer["__schema"]["types"].as_array().unwrap().clone();
    types.into_iter().map(|ty| (ty["name"].as_str().unwrap().to_owned(), ty)).collect()
});

/// Identifiers that are there.
const IDS: [&str; 6] = ["actor:chn", "actor:usa", "actor:g77", "theme:youth", "theme:governance", "actor:nobody"];

/// The name of a type, what it is written like, and whether it must be there.
struct Reference {
    name: String,
    written: String,
    is_list: bool,
    is_required: bool,
}

fn reference(ty: &Value) -> Reference {
    match ty["kind"].as_str().unwrap() {
        "NON_NULL" => {
            let inner = reference(&ty["ofType"]);
            Reference { written: format!("{}!", inner.written), is_required: true, ..inner }
        }
        "LIST" => {
            let inner = reference(&ty["ofType"]);
            let written = format!("[{}]", inner.written);
            Reference { written, is_list: true, is_required: false, ..inner }
        }
        _ => {
            let name = ty["name"].as_str().unwrap().to_owned();
            Reference { written: name.clone(), name, is_list: false, is_required: false }
        }
    }
}

struct Writer {
    dice: Dice,
    /// Fields that may still be written.
    fuel: usize,
    fragments: Vec<String>,
    definitions: Vec<String>,
    values: Map<String, Value>,
}

impl Writer {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::seeded(seed);
        let fuel = 4 + dice.below(40);
        let (fragments, definitions) = (Vec::new(), Vec::new());
        Self { dice, fuel, fragments, definitions, values: Map::new() }
    }

    fn document(&mut self) -> String {
        let set = self.set("Query", 0);
        let definitions = self.definitions.join(" ");
        let definitions = if definitions.is_empty() { definitions } else { format!("({definitions})") };
        format!("query Q{definitions} {set} {}", self.fragments.join(" "))
    }

    fn directives(&mut self) -> String {
        match self.dice.below(12) {
            0 => " @include(if: true)".into(),
            1 => " @skip(if: false)".into(),
            2 => {
                let truth = json!(self.dice.one_in(2));
                let name = self.variable("Boolean!", truth);
                format!(" @include(if: ${name})")
            }
            _ => String::new(),
        }
    }

    fn variable(&mut self, ty: &str, value: Value) -> String {
        let name = format!("v{}", self.definitions.len());
        self.definitions.push(format!("${name}: {ty}"));
        self.values.insert(name.clone(), value);
        name
    }

    /// Takes back the variables of a field that is left out.
    fn forget(&mut self, known: usize) {
        (known..self.definitions.len()).for_each(|number| drop(self.values.remove(&format!("v{number}"))));
        self.definitions.truncate(known);
    }

    /// A selection set. Every field has a key of its own, so that none conflict.
    fn set(&mut self, ty: &str, depth: usize) -> String {
        let described = &SCHEMA[ty];
        let fields = described["fields"].as_array().cloned().unwrap_or_default();
        let mut items = vec!["__typename".to_owned()];
        for _ in 0..1 + self.dice.below(4) {
            if self.fuel == 0 {
                break;
            }
            self.fuel -= 1;
            match self.dice.below(8) {
                0 if depth < 9 => {
                    let inner = self.set(ty, depth + 1);
                    let on = if self.dice.one_in(2) { format!("on {ty} ") } else { String::new() };
                    let directives = self.directives();
                    items.push(format!("... {on}{directives} {inner}"));
                }
                1 if depth < 9 => {
                    let inner = self.set(ty, depth + 1);
                    let name = format!("F{}", self.fragments.len());
                    self.fragments.push(format!("fragment {name} on {ty} {inner}"));
                    let directives = self.directives();
                    items.push(format!("...{name}{directives}"));
                    if self.dice.one_in(3) {
                        items.push(format!("...{name}"));
                    }
                }
                2 if described["possibleTypes"].is_array() && depth < 9 => {
                    let possible = described["possibleTypes"].as_array().unwrap().clone();
                    let narrow = self.dice.pick_from(&possible).unwrap()["name"].as_str().unwrap().to_owned();
                    let inner = self.set(&narrow, depth + 1);
                    items.push(format!("... on {narrow} {inner}"));
                }
                _ => {
                    if let Some(field) = self.dice.pick_from(&fields).cloned() {
                        items.extend(self.field(&field, depth));
                    }
                }
            }
        }
        format!("{{ {} }}", items.join(" "))
    }

    /// A field with arguments; none if it would lead too deep, or needs what chance does not know.
    fn field(&mut self, field: &Value, depth: usize) -> Option<String> {
        let name = field["name"].as_str().unwrap();
        let ty = reference(&field["type"]);
        let is_leaf = matches!(SCHEMA[&ty.name]["kind"].as_str().unwrap(), "SCALAR" | "ENUM");
        // Depth counts fields and fragments alike here, so it stays well within what the server takes.
        if depth > 9 && !is_leaf {
            return None;
        }
        // Analyses ask for identifiers that are of a kind and there; `tests/analyses.rs` has theirs.
        if matches!(name, "silence" | "dissent" | "path" | "neighbourhood" | "changes" | "_entities") {
            return None;
        }
        let mut arguments = Vec::new();
        let known = self.definitions.len();
        for argument in field["args"].as_array().unwrap() {
            let argument_name = argument["name"].as_str().unwrap();
            let ty = reference(&argument["type"]);
            if !ty.is_required
                && (!self.dice.one_in(3)
                    || matches!(
                        argument_name,
                        "after" | "before" | "from" | "to" | "with" | "against" | "withBloc" | "againstBlocs"
                    ))
            {
                continue;
            }
            let Some(value) = self.argument(argument_name, &ty) else {
                self.forget(known);
                return None;
            };
            arguments.push(format!("{argument_name}: {value}"));
        }
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let key = format!("k{}", self.dice.below(1_000_000_000));
        let directives = self.directives();
        let set = if is_leaf { String::new() } else { format!(" {}", self.set(&ty.name, depth + 1)) };
        Some(format!("{key}: {name}{arguments}{directives}{set}"))
    }

    /// A value that the argument takes, as a literal or in a variable.
    fn argument(&mut self, name: &str, ty: &Reference) -> Option<String> {
        let value = match (name, ty.name.as_str()) {
            ("id", _) => json!(self.dice.pick(&IDS)),
            ("ids", _) => json!([self.dice.pick(&IDS), self.dice.pick(&IDS)]),
            ("theme" | "process" | "meeting" | "actors", _) => return None,
            ("query", _) => json!(self.dice.pick(&["digital", "gov*", "人工智能", "\"open internet\""])),
            ("name", _) => json!(self.dice.pick(&["State", "Nope", "StateWhere"])),
            ("lang", _) => json!([self.dice.pick(&["en", "zh", "*", "fr-CA"])]),
            ("first" | "last", _) => json!(self.dice.below(4)),
            ("offset" | "least", _) => json!(self.dice.below(3)),
            ("includeDeprecated", _) => json!(true),
            (_, "Boolean") => return Some("true".into()),
            ("where", of) => self.condition(of, 0),
            ("orderBy", _) => return Some("[{ id: DESC }]".into()),
            _ => {
                let values = SCHEMA[&ty.name]["enumValues"].as_array()?.clone();
                let value = self.dice.pick_from(&values)?["name"].as_str().unwrap().to_owned();
                return Some(if ty.is_list { format!("[{value}]") } else { value });
            }
        };
        Some(if self.dice.one_in(3) { format!("${}", self.variable(&ty.written, value)) } else { literal(&value) })
    }

    fn condition(&mut self, of: &str, depth: usize) -> Value {
        let fields = SCHEMA[of]["inputFields"].as_array().unwrap().clone();
        let has = |name: &str| fields.iter().any(|field| field["name"] == name);
        match self.dice.below(4) {
            0 if depth < 4 && has("or") => {
                json!({ "or": [self.condition(of, depth + 1), self.condition(of, depth + 1)] })
            }
            1 if depth < 4 && has("not") => json!({ "not": self.condition(of, depth + 1) }),
            2 if has("id") => json!({ "id": { "in": [self.dice.pick(&IDS)] } }),
            _ if has("label") => json!({ "label": { "contains": self.dice.pick(&["a", "中", "x"]) } }),
            _ => json!({}),
        }
    }
}

/// A value as a literal of GraphQL, which writes the names of members without quotes.
fn literal(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<_> = members.iter().map(|(name, value)| format!("{name}: {}", literal(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}

/// The document with a word taken out, doubled, changed for another or with something strange in its place.
fn mistaken(document: &str, dice: &mut Dice) -> String {
    let mut words: Vec<&str> = document.split(' ').collect();
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(words.len());
        match dice.below(5) {
            0 => {
                words.remove(at);
            }
            1 => words.insert(at, words[at]),
            2 => {
                let other = dice.below(words.len());
                words.swap(at, other);
            }
            3 => {
                words[at] =
                    dice.pick(&["...Nope", "lable", "$nope", "(x: 1)", "@nope", "{ id }", "null", "F0", "[Nope!]"])
            }
            _ => words
                .insert(at, dice.pick(&["...F0", "... on Nope { id }", "__schema { types { name } }", "}", "{", "\""])),
        }
        if words.is_empty() {
            words.push("{");
        }
    }
    words.join(" ")
}

/// Longer than any of them takes in a debug build on a busy machine; the clock of the request must not be reached.
const TIME: Duration = Duration::from_secs(60);

fn ask(request: &Request) -> (Value, Vec<Code>) {
    let response = RECORD.engine.answer_within(request, &RECORD.snapshot, &Clock::new(TIME));
    let codes = response.errors.iter().map(|error| error.code).collect();
    (serde_json::from_slice(&response.to_json()).unwrap(), codes)
}

/// Whether an answer has the form of the specification, section 7.1.
fn is_well_formed(answer: &Value) -> bool {
    let errors = match answer.get("errors") {
        None => return answer["data"].is_object(),
        Some(errors) => errors.as_array().unwrap(),
    };
    let is_error = |error: &Value| error["message"].is_string() && error["extensions"]["code"].is_string();
    !errors.is_empty() && errors.iter().all(is_error)
}

#[test]
fn a_thousand_random_documents_end_under_their_clock() {
    let (mut mistakes, mut fields, mut limited) = (0, 0, 0);
    for seed in 1..=u64::from(queries(1000)) {
        let mut writer = Writer::new(seed);
        let document = writer.document();
        let valid = Request { variables: std::mem::take(&mut writer.values), ..request(&document) };
        let (answer, codes) = ask(&valid);
        if codes.iter().any(|code| matches!(code, Code::TooCostly | Code::TooManyRows)) {
            limited += 1; // pages in pages in pages
        } else {
            assert!(codes.is_empty() && answer["data"].is_object(), "seed {seed}: {answer}\n{valid:?}");
        }
        fields += answer.to_string().matches(':').count();

        let wrong = Request { query: mistaken(&document, &mut writer.dice), ..valid };
        let (answer, codes) = ask(&wrong);
        assert!(is_well_formed(&answer), "seed {seed}: {answer}\n{wrong:?}");
        assert!(!codes.contains(&Code::Internal) && !codes.contains(&Code::DeadlineExceeded), "{answer}\n{wrong:?}");
        mistakes += usize::from(!codes.is_empty());
    }
    let seeds = queries(1000) as usize;
    assert!(mistakes * 2 > seeds, "only {mistakes} of {seeds} mistakes are found");
    assert!(limited * 20 < seeds, "{limited} of {seeds} cost too much");
    assert!(fields > seeds * 5, "only {fields} fields in {seeds} answers");
}

/// A request whose client has gone, or whose time is over, ends in every phase: none takes a document as it is.
#[test]
fn no_phase_goes_on_when_the_client_has_gone() {
    for seed in 1..=50 {
        let mut writer = Writer::new(seed);
        let request = Request { query: writer.document(), variables: writer.values, ..Request::default() };
        let clock = Clock::new(TIME);
        clock.token().cancel();
        let response = RECORD.engine.answer_within(&request, &RECORD.snapshot, &clock);
        assert_eq!(response.errors.iter().map(|error| error.code).collect::<Vec<_>>(), [Code::Cancelled]);
    }
}

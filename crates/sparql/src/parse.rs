//! From text to algebra, guarded: the parser is recursive, so what is nested too deeply is refused before it is parsed.

use super::size::patterns;
use super::{Error, Limits};
use plenary_ontology::Prefixes;
use spargebra::algebra::GraphPattern;
use spargebra::{GraphUpdateOperation, Query, SparqlParser, SparqlSyntaxError, Update};
use std::collections::HashSet;

/// Parses a query. Relative IRIs are resolved against `base`; prefixes that the text does not declare are the ontology's.
pub(super) fn query(text: &str, base: Option<&str>, prefixes: &Prefixes, limits: &Limits) -> Result<Query, Error> {
    guard(text, limits)?;
    let query = parser(base, prefixes)?.parse_query(text).map_err(|error| syntax(&error, text, prefixes))?;
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = &query;
    check_size(pattern, limits)?;
    Ok(query)
}

/// Parses an update; IRIs and prefixes are as in a query.
pub(super) fn update(text: &str, base: Option<&str>, prefixes: &Prefixes, limits: &Limits) -> Result<Update, Error> {
    guard(text, limits)?;
    let update = parser(base, prefixes)?.parse_update(text).map_err(|error| syntax(&error, text, prefixes))?;
    for operation in &update.operations {
        if let GraphUpdateOperation::DeleteInsert { pattern, .. } = operation {
            check_size(pattern, limits)?;
        }
    }
    Ok(update)
}

fn check_size(pattern: &GraphPattern, limits: &Limits) -> Result<(), Error> {
    let count = patterns(pattern);
    if count > limits.patterns {
        let most = limits.patterns;
        return Err(Error::BadRequest(format!("there are {count} triple patterns, but at most {most} are taken")));
    }
    Ok(())
}

fn parser(base: Option<&str>, prefixes: &Prefixes) -> Result<SparqlParser, Error> {
    let with = |parser: SparqlParser, (prefix, namespace): (&str, &str)| {
        parser.clone().with_prefix(prefix, namespace).unwrap_or(parser)
    };
    let parser = prefixes.iter().fold(SparqlParser::new(), with);
    let Some(base) = base else { return Ok(parser) };
    parser.with_base_iri(base).map_err(|error| Error::BadRequest(format!("the base <{base}> is no IRI: {error}")))
}

/// The parser says "error at 1:8: expected one of …", over several lines; that a prefix is not declared often not at all.
fn syntax(error: &SparqlSyntaxError, text: &str, prefixes: &Prefixes) -> Error {
    if let Some((at, prefix)) = undeclared(text, prefixes) {
        if let Some(iri) = broken_iri(text, at) {
            let (line, column) = place(&text[..at - 1]);
            let message = format!(
                "<{iri}> is no IRI: spaces and any of <>\"{{}}|^`\\ are written as % and two hexadecimal digits"
            );
            return Error::Syntax { line, column, message };
        }
        let (line, column) = place(&text[..at]);
        let message = format!(
            "the prefix `{prefix}:` is not declared; declare it with PREFIX, or use one of /sparql/prefixes, which need none"
        );
        return Error::Syntax { line, column, message };
    }
    let message = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    let located = || {
        let (place, rest) = message.strip_prefix("error at ")?.split_once(": ")?;
        let (line, column) = place.split_once(':')?;
        Some((line.parse().ok()?, column.parse().ok()?, rest.to_owned()))
    };
    match located() {
        Some((line, column, message)) => Error::Syntax { line, column, message },
        None => Error::BadRequest(format!("the text is not SPARQL: {message}")),
    }
}

/// The first prefix that neither the text nor the ontology declares, and where it is.
fn undeclared<'a>(text: &'a str, prefixes: &Prefixes) -> Option<(usize, &'a str)> {
    let mut declared: HashSet<&str> = prefixes.iter().map(|(prefix, _)| prefix).chain(["_"]).collect();
    // Where the name began that is being read, and whether its prefix has been.
    let (mut start, mut is_local, mut is_declaration) = (None, false, false);
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let length = token_length(&text[at..], char);
        let token = &text[at..at + length];
        match char {
            ':' if !is_local => {
                let begin = start.unwrap_or(at);
                let prefix = &text[begin..at];
                if is_declaration {
                    declared.insert(prefix);
                } else if !declared.contains(prefix) {
                    return Some((begin, prefix));
                }
                (start, is_local, is_declaration) = (Some(begin), true, false);
            }
            ':' | '%' | '\\' => {}
            '-' | '.' if start.is_some() => {}
            _ if char.is_alphanumeric() || char == '_' => {
                start.get_or_insert(at);
            }
            _ => (start, is_local) = (None, false),
        }
        if token.eq_ignore_ascii_case("prefix") {
            is_declaration = true;
        }
        at += length;
    }
    None
}

/// What stands between angle brackets and would be an IRI with `//`, but has a character that none may have, if a name begins it.
fn broken_iri(text: &str, name: usize) -> Option<&str> {
    let (before, rest) = text.split_at(name);
    let line = rest.lines().next()?;
    let (iri, _) = line.split_once('>')?;
    (before.ends_with('<') && iri.split_once(':')?.1.starts_with("//")).then_some(iri)
}

/// Line and column of what comes after a text, from 1.
fn place(before: &str) -> (usize, usize) {
    (before.matches('\n').count() + 1, before.chars().rev().take_while(|&char| char != '\n').count() + 1)
}

/// Length of what a text begins with: a comment, a string, an IRI, a word, a variable, or a sign.
fn token_length(text: &str, first: char) -> usize {
    match first {
        '#' => text.find(['\n', '\r']).unwrap_or(text.len()),
        '"' | '\'' => string_length(text, first),
        '<' if text.starts_with("<<") => 2,
        '>' if text.starts_with(">>") => 2,
        '<' => iri_length(text),
        '\\' => 1 + text.chars().nth(1).map_or(0, char::len_utf8),
        '?' | '$' | ':' | '@' => 1 + word_length(&text[1..]),
        _ => word_length(text).max(first.len_utf8()),
    }
}

/// Functions whose last argument may be missing. The parser first reads them as if it were there, and then once more: what
/// is nested in n of them is read 2ⁿ times.
const READ_TWICE: [&str; 3] = ["REGEX", "REPLACE", "SUBSTR"];
const MOST_TWICE: usize = 6;

/// Longest namespace that `PREFIX` may declare, and most bytes of all `BASE`s: each name of a query becomes as long.
const NAMESPACE: usize = 512;

/// What a name is preceded by, as far as that decides what a sign after it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A word or a prefixed name, in which `-` may stand.
    Name,
    Other,
}

/// What the IRI that comes next is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Declared {
    Prefix,
    Base,
    Nothing,
}

/// Refuses what is too long or nested too deeply. Brackets in strings, IRIs and comments do not count.
fn guard(text: &str, limits: &Limits) -> Result<(), Error> {
    if text.len() > limits.text {
        return Err(Error::BadRequest(format!(
            "the text has {} bytes, but at most {} are taken; send it in parts",
            text.len(),
            limits.text
        )));
    }
    let mut depth = 0_usize;
    let mut operators = 0_usize;
    let mut is_in_values = false;
    let mut names: HashSet<&str> = HashSet::new();
    let (mut before, mut declared, mut base) = (Before::Other, Declared::Nothing, 0);
    // The depths of the brackets of functions that are read twice, and whether the name of one has just been read.
    let mut twice = Vec::new();
    let mut is_twice = false;
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let length = token_length(rest, char);
        let token = &rest[..length];
        let mut is_long = false;
        match char {
            'v' | 'V' => is_in_values |= is_values(rest, length),
            '?' | '$' if length > 1 => drop(names.insert(&token[1..])),
            '(' | '{' | '[' => {
                depth += 1;
                if is_twice && char == '(' {
                    twice.push(depth);
                }
                operators += usize::from(!is_in_values);
            }
            ')' | ']' => {
                twice.pop_if(|opened| *opened == depth);
                depth = depth.saturating_sub(1);
            }
            '}' => {
                depth = depth.saturating_sub(1);
                is_in_values = false;
            }
            // Triple terms.
            '<' if token == "<<" => depth += 1,
            '>' if token == ">>" => depth = depth.saturating_sub(1),
            '<' if length > 1 => {
                match declared {
                    Declared::Prefix => is_long = length > NAMESPACE,
                    Declared::Base => {
                        base += length;
                        is_long = base > NAMESPACE;
                    }
                    Declared::Nothing => {}
                }
                declared = Declared::Nothing;
            }
            '|' | '&' | '/' | '+' | '*' | '^' | '!' => operators += 1,
            '-' if before == Before::Other => operators += 1,
            'p' | 'P' if token.eq_ignore_ascii_case("prefix") => declared = Declared::Prefix,
            'b' | 'B' if token.eq_ignore_ascii_case("base") => declared = Declared::Base,
            _ => {}
        }
        before = match char {
            ':' | '@' | '_' => Before::Name,
            '-' | '.' | '%' | '0'..='9' => before,
            _ if char.is_alphabetic() => Before::Name,
            _ => Before::Other,
        };
        is_twice = match char {
            '#' => is_twice,
            _ if char.is_whitespace() => is_twice,
            _ => READ_TWICE.iter().any(|name| token.eq_ignore_ascii_case(name)),
        };
        let problem = if twice.len() > MOST_TWICE {
            format!("{} are nested more than {MOST_TWICE} deep", READ_TWICE.join(", "))
        } else if depth > limits.nesting {
            format!("brackets are nested more than {} deep", limits.nesting)
        } else if operators > limits.operators {
            format!("there are more than {} brackets and operators", limits.operators)
        } else if names.len() > limits.names {
            format!("there are more than {} variables", limits.names)
        } else if is_long {
            format!("a namespace or a base has more than {NAMESPACE} bytes")
        } else {
            rest = &rest[length..];
            continue;
        };
        let (line, column) = place(&text[..text.len() - rest.len()]);
        return Err(Error::Syntax { line, column, message: problem });
    }
    Ok(())
}

/// Length of a word.
fn word_length(text: &str) -> usize {
    text.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(text.len())
}

/// Whether a word of this length is the keyword in front of a table, whose rows do not nest.
fn is_values(text: &str, length: usize) -> bool {
    text[..length].eq_ignore_ascii_case("values") && !text[length..].starts_with(':')
}

/// Length of a string with its quotes; to the end of the text if it is not closed, or of the line for a short one.
fn string_length(text: &str, quote: char) -> usize {
    let long = if quote == '"' { "\"\"\"" } else { "'''" };
    let close = if text.starts_with(long) { long } else { &long[..1] };
    let mut at = close.len();
    while let Some(char) = text[at..].chars().next() {
        match char {
            '\\' => at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            '\n' if close.len() == 1 => return at,
            _ if text[at..].starts_with(close) => return at + close.len(),
            _ => at += char.len_utf8(),
        }
    }
    text.len()
}

/// Length of an IRI in angle brackets; 1 if it is a comparison.
fn iri_length(text: &str) -> usize {
    let stop = text[1..].find(|char: char| char <= ' ' || "<>\"{}|^`\\".contains(char)).map(|at| at + 1);
    match stop {
        Some(at) if text[at..].starts_with('>') => at + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_where_they_are_brackets() {
        let limits = Limits { nesting: 2, ..Limits::default() };
        let refusal = |text: &str| guard(text, &limits).err().map(|error| error.to_string());
        for fine in [
            "SELECT * { { ?s ?p ?o } }",
            "{{}} {{}} # ((((",
            "{ \"((((\" '((((' '''((((\n(((''' \"\"\"(\"(\"\"\" }",
            "{ <http://example.org/((((> ?p \"\\\"((((\" }",
            "{ FILTER(?a <?b) }",
        ] {
            assert_eq!(refusal(fine), None, "{fine}");
        }
        assert_eq!(refusal("{\n {é{").as_deref(), Some("line 2, column 4: brackets are nested more than 2 deep"));
        assert!(refusal("{ FILTER(?a < (?b)) }").is_some());
        let nested =
            |depth: usize| format!("ASK {{ FILTER({}1{}) }}", "regex (SUBSTR(".repeat(depth), ",2),3)".repeat(depth));
        assert!(guard(&nested(3), &Limits::default()).is_ok());
        let refusal = guard(&nested(4), &Limits::default()).unwrap_err().to_string();
        assert!(refusal.contains("REGEX, REPLACE, SUBSTR are nested more than 6 deep"), "{refusal}");
        assert!(
            guard(&"REPLACE(1,2,3) ".repeat(100), &Limits::default()).is_ok(),
            "beside each other they are no harm"
        );
        assert!(guard(&"!".repeat(2_001), &Limits::default()).is_err());
        let rows = "(1 2)".repeat(3_000);
        assert!(guard(&format!("{{ VALUES (?a ?b) {{ {rows} }} }}"), &Limits::default()).is_ok());
        for hidden in ["?values", ":values", "values:x", "VALUESX", "VALUES {}"] {
            assert!(guard(&format!("{{ {hidden} {rows} }}"), &Limits::default()).is_err(), "{hidden}");
        }
        assert!(guard(&"x".repeat(256 * 1024 + 1), &Limits::default()).is_err());
    }

    #[test]
    fn errors_name_line_and_column() {
        let error =
            query("SELECT *\n{ ?s ?p }", None, &Prefixes::default(), &Limits::default()).unwrap_err().to_string();
        assert!(error.starts_with("line 2, column 10: expected"), "{error}");
    }

    #[test]
    fn an_iri_with_a_space_is_no_prefix_that_is_missing() {
        let refusal = |text: &str| query(text, None, &Prefixes::default(), &Limits::default()).unwrap_err().to_string();
        let error = refusal("SELECT * {\n ?s <http://example.org/a b> ?o }");
        assert!(error.starts_with("line 2, column 5: <http://example.org/a b> is no IRI"), "{error}");
        let error = refusal("SELECT * { ?s ?p ?o FILTER(?o <x:y && ?p > 1) }");
        assert!(error.contains("the prefix `x:` is not declared"), "{error}");
    }
}

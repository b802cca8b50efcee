//! `REGEX` and `REPLACE`.
//!
//! A pattern that is large when compiled looks for long in a long text, and nothing tells it to stop: so the one is weighed with the
//! other first.

use super::budget::{Budget, Halt};
use super::expression::Given;
use super::run::Run;
use super::value::Value;
use crate::meter::Stop;
use regex::{Regex, RegexBuilder};
use std::rc::Rc;

/// A compiled pattern.
pub(super) struct Pattern {
    pattern: String,
    flags: String,
    /// Bytes that it may take; it takes no more.
    most: usize,
    /// `None` if it is not a pattern.
    regex: Option<Rc<Regex>>,
}

/// Patterns that are kept: most queries have one for all rows.
const KEPT: usize = 8;
/// Most bytes that a compiled pattern may take.
const PATTERN_BYTES: usize = 1_000_000;
/// Most bytes of a pattern times bytes of a text: in the worst case all of the one is tried at each of the other.
const MOST_TRIED: usize = 1 << 33;

impl<'d> Run<'d> {
    /// `REGEX`.
    pub(super) fn matches(&mut self, text: Value<'d>, others: Vec<Value<'d>>) -> Given<Value<'d>> {
        let Some(pattern) = texts(&others, 1) else { return Ok(None) };
        let text = match &text {
            Value::String(text) | Value::Language(text, _) | Value::Directed(text, ..) => text,
            _ => return Ok(None),
        };
        let flags = pattern.get(1).copied().unwrap_or_default();
        let regex = compiled(&mut self.patterns, &self.budget, pattern[0], flags, text.len())?;
        Ok(regex.map(|regex| Value::Boolean(regex.is_match(text))))
    }

    /// `REPLACE`.
    pub(super) fn replace(&mut self, text: Value<'d>, others: Vec<Value<'d>>) -> Given<Value<'d>> {
        let Some(parts) = texts(&others, 2) else { return Ok(None) };
        let subject = match &text {
            Value::String(text) | Value::Language(text, _) | Value::Directed(text, ..) => text.clone(),
            _ => return Ok(None),
        };
        let (replacement, flags) = (parts[1], parts.get(2).copied().unwrap_or_default());
        let Some(regex) = compiled(&mut self.patterns, &self.budget, parts[0], flags, subject.len())? else {
            return Ok(None);
        };
        let replaced = replaced(&regex, &subject, replacement, &self.budget)?;
        Ok(Some(match text {
            Value::Language(_, language) => Value::Language(replaced.into(), language),
            Value::Directed(_, language, direction) => Value::Directed(replaced.into(), language, direction),
            _ => Value::text(replaced),
        }))
    }
}

/// Texts without a language, of which there must be some; none if one is something else.
fn texts<'a>(values: &'a [Value<'_>], least: usize) -> Option<Vec<&'a str>> {
    let text = |value: &'a Value<'_>| match value {
        Value::String(text) => Some(&**text),
        _ => None,
    };
    values.iter().map(text).collect::<Option<Vec<_>>>().filter(|texts| texts.len() >= least)
}

fn replaced(regex: &Regex, text: &str, replacement: &str, budget: &Budget) -> Result<String, Halt> {
    let most = budget.one_text;
    let groups = replacement.matches('$').count();
    let (mut replaced, mut end) = (String::new(), 0);
    for found in regex.captures_iter(text) {
        // The last piece of a long text may be looked through again for each match.
        budget.look()?;
        let place = found.get_match();
        let before = &text[end..place.start()];
        // A group is no longer than the whole.
        let made = replacement.len().saturating_add(groups.saturating_mul(place.len()));
        if (replaced.len() + before.len()).saturating_add(made) > most {
            return Err(Stop::Text.into());
        }
        replaced.push_str(before);
        found.expand(replacement, &mut replaced);
        end = place.end();
    }
    if replaced.len() + text.len() - end > most {
        return Err(Stop::Text.into());
    }
    replaced.push_str(&text[end..]);
    Ok(replaced)
}

/// A pattern for a text of a length; none if it is no pattern.
fn compiled(
    kept: &mut Vec<Pattern>,
    budget: &Budget,
    pattern: &str,
    flags: &str,
    length: usize,
) -> Result<Option<Rc<Regex>>, Halt> {
    budget.look()?;
    let most = (MOST_TRIED / length.max(1).next_power_of_two()).min(PATTERN_BYTES);
    let is_it = |known: &&Pattern| known.pattern == pattern && known.flags == flags && known.most <= most;
    if let Some(known) = kept.iter().find(is_it) {
        return Ok(known.regex.clone());
    }
    let regex = match compile(pattern, flags, most) {
        None => return Ok(None),
        Some(Err(regex::Error::CompiledTooBig(_))) if most < PATTERN_BYTES => {
            // Those that are too large for any text are an error of SPARQL.
            if !matches!(compile(pattern, flags, PATTERN_BYTES), Some(Ok(_))) {
                return Ok(None);
            }
            return Err(Stop::Pattern.into());
        }
        Some(regex) => regex.ok().map(Rc::new),
    };
    if kept.len() == KEPT {
        kept.remove(0);
    }
    kept.push(Pattern { pattern: pattern.to_owned(), flags: flags.to_owned(), most, regex: regex.clone() });
    Ok(regex)
}

/// `None` if there is no such flag.
fn compile(pattern: &str, flags: &str, most: usize) -> Option<Result<Regex, regex::Error>> {
    let is_known = |flag: char| "smixq".contains(flag);
    let has = |flag: char| flags.contains(flag);
    let pattern = if has('q') { regex::escape(pattern) } else { pattern.to_owned() };
    let mut builder = RegexBuilder::new(&pattern);
    builder.size_limit(most).dot_matches_new_line(has('s')).multi_line(has('m'));
    builder.case_insensitive(has('i')).ignore_whitespace(has('x'));
    flags.chars().all(is_known).then(|| builder.build())
}

//! Refuses requests that would cost too much merely to look at.
//!
//! The parser, the validator and the lowering all walk the request recursively, and fragments can make a short text
//! stand for an endless one. So the text is measured before it is parsed, and the document before it is walked.

use super::error::{Code, Error};
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Positioned};
use std::collections::HashMap;

/// Bounds of one request.
#[derive(Debug, Clone, Copy)]
pub struct Guards {
    /// Longest text of a request, in bytes.
    pub bytes: usize,
    /// Deepest nesting of brackets in the text.
    pub brackets: usize,
    /// Longest chain of fragments, each spread in the one before. The text is not nested deeply then, but the walk is.
    pub fragments: usize,
    /// Most fields, fragments spread out.
    pub fields: usize,
    /// Most directives, fragments not spread.
    pub directives: usize,
    /// Deepest nesting of fields. Introspection is exempt: its standard query is deeper.
    pub depth: usize,
    /// Deepest nesting of the lists in which types lead to types, in introspection: each multiplies the answer by the
    /// size of the schema. The standard query nests `fields` and the like in `types`.
    pub introspection: usize,
    /// Most of these lists in all: each is as long as the schema has types or fields. The standard query has five.
    pub type_lists: usize,
}

/// The lists in which introspection leads from a type to others.
const LISTS_OF_TYPES: [&str; 5] = ["types", "fields", "inputFields", "interfaces", "possibleTypes"];

impl Default for Guards {
    fn default() -> Self {
        Self {
            bytes: 256 * 1024,
            brackets: 64,
            fragments: 64,
            fields: 5_000,
            directives: 500,
            depth: 15,
            introspection: 2,
            type_lists: 20,
        }
    }
}

impl Guards {
    /// Measures the text.
    ///
    /// # Errors
    /// If it is too long or its brackets are nested too deeply.
    pub fn check_text(&self, text: &str) -> Result<(), Error> {
        if text.len() > self.bytes {
            return Err(Error::new(
                Code::QueryTooLarge,
                format!(
                    "the request has {} bytes, but at most {} are taken; pass values as variables or split it",
                    text.len(),
                    self.bytes
                ),
            ));
        }
        let depth = bracket_depth(text);
        if depth > self.brackets {
            return Err(Error::new(
                Code::TooDeep,
                format!(
                    "brackets are nested {depth} deep, but at most {} are taken; ask in several requests",
                    self.brackets
                ),
            ));
        }
        Ok(())
    }

    /// Measures the document with its fragments spread out.
    ///
    /// # Errors
    /// If a fragment spreads itself, fragments are spread too deep in each other, the document has too many fields, or it has introspection run in circles.
    pub fn check_document(&self, document: &ExecutableDocument) -> Result<(), Error> {
        let directives = count_directives(document);
        if directives > self.directives {
            let message = format!(
                "the request has {directives} directives, but at most {} are taken; leave out what is not wanted instead",
                self.directives
            );
            return Err(Error::new(Code::TooManyFields, message));
        }
        let mut measure = Measure { document, longest: self.fragments, known: HashMap::new(), open: Vec::new() };
        for (_, operation) in document.operations.iter() {
            let fields = measure.fields(&operation.node.selection_set)?;
            if fields > self.fields {
                return Err(Error::new(
                    Code::TooManyFields,
                    format!(
                        "the request has {fields} fields once fragments are spread, but at most {} are taken; ask in several requests",
                        self.fields
                    ),
                ));
            }
            self.check_introspection(measure.lists(&operation.node.selection_set, false))?;
        }
        Ok(())
    }

    fn check_introspection(&self, lists: Lists) -> Result<(), Error> {
        let names = || LISTS_OF_TYPES.map(|name| format!("`{name}`")).join(", ");
        if lists.deepest > self.introspection {
            let (deepest, limit) = (lists.deepest, self.introspection);
            let message = format!(
                "introspection nests {} {deepest} deep, but at most {limit} are taken; ask with `__type` for one type at a time",
                names()
            );
            return Err(Error::new(Code::TooDeep, message));
        }
        if lists.count > self.type_lists {
            let (count, limit) = (lists.count, self.type_lists);
            let message = format!(
                "introspection asks {count} times for {}, but at most {limit} are taken; ask in several requests",
                names()
            );
            return Err(Error::new(Code::TooManyFields, message));
        }
        Ok(())
    }
}

/// Lists of types in introspection.
#[derive(Default)]
struct Lists {
    /// Their deepest nesting.
    deepest: usize,
    /// How many there are, fragments spread.
    count: usize,
}

/// Number of directives on operations, fragments and everything in them.
fn count_directives(document: &ExecutableDocument) -> usize {
    fn within(set: &SelectionSet) -> usize {
        let count = |selection: &Positioned<Selection>| {
            let below = match &selection.node {
                Selection::Field(field) => within(&field.node.selection_set.node),
                Selection::InlineFragment(fragment) => within(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => 0,
            };
            selection.node.directives().len() + below
        };
        set.items.iter().map(count).sum()
    }
    let operations = document.operations.iter().map(|(_, operation)| &operation.node);
    let operations = operations.map(|operation| operation.directives.len() + within(&operation.selection_set.node));
    let fragments = document.fragments.values().map(|fragment| &fragment.node);
    let fragments = fragments.map(|fragment| fragment.directives.len() + within(&fragment.selection_set.node));
    operations.chain(fragments).sum()
}

/// The deepest nesting of brackets outside strings and comments.
fn bracket_depth(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut deepest, mut i) = (0_usize, 0, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'{' | b'[' | b'(' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'#' => i += bytes[i..].iter().position(|b| b"\n\r".contains(b)).unwrap_or(bytes.len() - i - 1),
            b'"' => i += string_length(&bytes[i..]) - 1,
            _ => {}
        }
        i += 1;
    }
    deepest
}

/// Length of the string or block string that starts the bytes, quotes included.
fn string_length(bytes: &[u8]) -> usize {
    if let Some(block) = bytes.strip_prefix(b"\"\"\"") {
        let end =
            block.windows(3).enumerate().find(|(i, quotes)| *quotes == b"\"\"\"" && (*i == 0 || block[i - 1] != b'\\'));
        return end.map_or(bytes.len(), |(i, _)| i + 6);
    }
    let mut escaped = false;
    for (i, &byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' | b'\n' | b'\r' => return i + 1,
            _ => {}
        }
    }
    bytes.len()
}

/// Counts fields; each fragment is counted once and remembered.
struct Measure<'a> {
    document: &'a ExecutableDocument,
    /// Longest chain of fragments.
    longest: usize,
    known: HashMap<&'a str, usize>,
    open: Vec<&'a str>,
}

impl<'a> Measure<'a> {
    fn fields(&mut self, set: &'a Positioned<SelectionSet>) -> Result<usize, Error> {
        let mut count = 0_usize;
        for selection in &set.node.items {
            count = count.saturating_add(match &selection.node {
                Selection::Field(field) => self.fields(&field.node.selection_set)?.saturating_add(1),
                Selection::InlineFragment(fragment) => self.fields(&fragment.node.selection_set)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name)?,
            });
        }
        Ok(count)
    }

    /// The lists of types under `__schema` and `__type`. The number of fields is known to be bounded.
    fn lists(&self, set: &Positioned<SelectionSet>, introspects: bool) -> Lists {
        let mut all = Lists::default();
        for selection in &set.node.items {
            let below = match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let introspects = introspects || matches!(name, "__schema" | "__type");
                    let below = self.lists(&field.node.selection_set, introspects);
                    let own = usize::from(introspects && LISTS_OF_TYPES.contains(&name));
                    Lists { deepest: below.deepest + own, count: below.count + own }
                }
                Selection::InlineFragment(fragment) => self.lists(&fragment.node.selection_set, introspects),
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    fragment.map_or_else(Lists::default, |f| self.lists(&f.node.selection_set, introspects))
                }
            };
            all.deepest = all.deepest.max(below.deepest);
            all.count += below.count;
        }
        all
    }

    fn fragment(&mut self, name: &'a Positioned<Name>) -> Result<usize, Error> {
        if let Some(&count) = self.known.get(name.node.as_str()) {
            return Ok(count);
        }
        if self.open.contains(&name.node.as_str()) {
            let message = format!("the fragment `{}` spreads itself", name.node);
            return Err(Error::new(Code::ValidationFailed, message).at(name.pos));
        }
        // An unknown fragment is the validator's to report.
        let Some(fragment) = self.document.fragments.get(&name.node) else { return Ok(0) };
        if self.open.len() >= self.longest {
            let message = format!(
                "fragments are spread more than {} deep in each other; write out what they stand for",
                self.longest
            );
            return Err(Error::new(Code::TooDeep, message).at(name.pos));
        }
        self.open.push(name.node.as_str());
        let count = self.fields(&fragment.node.selection_set)?;
        self.open.pop();
        self.known.insert(name.node.as_str(), count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::bracket_depth;

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let cases = [
            ("{ a { b } }", 2),
            ("{ a(x: \"{{{\\\"{{\") }", 2),
            ("{ a(x: \"\"\"{{{ \\\"\"\" {{\"\"\") }", 2),
            ("# {{{{\n{ a }", 1),
            ("# {\r{ a { b } }", 2),
            ("{ a(x: \"{\r{{\") }", 4),
            ("}}}{", 1),
            ("{ a(x: \"{{{{", 2),
            ("# {{{", 0),
            ("\"", 0),
        ];
        for (text, depth) in cases {
            assert_eq!(bracket_depth(text), depth, "{text}");
        }
    }
}

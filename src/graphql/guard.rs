//! Refuses requests that would cost too much even to validate.
//!
//! The parser, the validator and the lowering all walk the request recursively, and fragments can make a short text
//! stand for an endless one. So the text is measured before it is parsed, and the document before anything follows its
//! fragments: each fragment is measured once, and what it stands for is counted wherever it is spread. What passes has so
//! few fields, fragments and values *once fragments are expanded and variables replaced* that every later walk is bounded.

use super::error::{Code, Error};
use crate::clock::Ticker;
use async_graphql::parser::types::{ExecutableDocument, FragmentSpread, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Pos, Positioned, Value, Variables};
use std::collections::{HashMap, HashSet};

/// Bounds of one request.
#[derive(Debug, Clone, Copy)]
pub struct Guards {
    /// Longest text of a request, in bytes.
    pub bytes: usize,
    /// Deepest nesting of brackets in the text.
    pub brackets: usize,
    /// Most operations. Validation looks at all, though one is run.
    pub operations: usize,
    /// Most variables of an operation.
    pub variables: usize,
    /// Longest chain of fragments, each spread in the one before. The text is not nested deeply then, but the walk is.
    pub fragments: usize,
    /// Deepest nesting of fields and fragments in each other, once fragments are spread.
    pub nesting: usize,
    /// Most fields and spread fragments of an operation, once fragments are spread.
    pub fields: usize,
    /// The same for all operations together.
    pub all_fields: usize,
    /// Most fields, counting those that differ from type to type separately.
    pub typed_fields: usize,
    /// Most directives, fragments not spread.
    pub directives: usize,
    /// Most bytes that the values of arguments take, once fragments are spread and variables are put in.
    pub values: usize,
    /// Most languages that a request or an argument names.
    pub languages: usize,
    /// Most analyses at the root.
    pub analyses: usize,
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

/// What a value takes beside its text, in bytes.
const VALUE_BYTES: usize = 32;

/// Most errors of one kind that are reported: the answer to a request with many errors is not longer than the request.
pub(super) const MOST_ERRORS: usize = 100;

impl Default for Guards {
    fn default() -> Self {
        Self {
            bytes: 256 * 1024,
            brackets: 64,
            operations: 250,
            variables: 250,
            fragments: 64,
            nesting: 128,
            fields: 5_000,
            all_fields: 20_000,
            typed_fields: 20_000,
            directives: 500,
            values: 8 * 1024 * 1024,
            languages: 32,
            analyses: 100,
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

    /// Counts what can be counted without following fragments.
    ///
    /// # Errors
    /// If there are too many operations, variables or directives.
    pub(super) fn check_counts(&self, document: &ExecutableDocument) -> Result<(), Error> {
        let count = document.operations.iter().count();
        let refuse = |message: String| Err(Error::new(Code::TooManyFields, message));
        if count > self.operations {
            let most = self.operations;
            return refuse(format!(
                "the request has {count} operations, but at most {most} are taken; send the one that is to run"
            ));
        }
        for operation in operations(document) {
            let variables = operation.node.variable_definitions.len();
            if variables > self.variables {
                let most = self.variables;
                return refuse(format!(
                    "an operation has {variables} variables, but at most {most} are taken; pass lists or objects"
                ));
            }
        }
        let directives = count_directives(document);
        if directives > self.directives {
            let most = self.directives;
            return refuse(format!(
                "the request has {directives} directives, but at most {most} are taken; leave out what is not wanted instead"
            ));
        }
        Ok(())
    }

    /// Measures the document with its fragments spread out and, the variables of the operation that is to run put in.
    ///
    /// # Errors
    /// If a fragment is unknown, is never used or spreads itself, if the document is too large or too deep once all is
    /// spread, has introspection run in circles, or if time is over.
    pub(super) fn check_document(
        &self,
        document: &ExecutableDocument,
        variables: &Variables,
        ticker: &mut Ticker,
    ) -> Result<(), Vec<Error>> {
        check_fragments(document, ticker)?;
        let weights = variables.iter().map(|(name, value)| (name.as_str(), weight_of(value))).collect();
        let mut measure = Measure { guards: self, document, weights, known: HashMap::new(), open: Vec::new(), ticker };
        let mut all_fields = 0_usize;
        for operation in operations(document) {
            let size = measure.set(&operation.node.selection_set, 0).map_err(|error| vec![error])?;
            self.check_size(&size).map_err(|error| vec![error])?;
            all_fields = all_fields.saturating_add(size.fields);
        }
        if all_fields > self.all_fields {
            let most = self.all_fields;
            let message = format!(
                "the operations of the request have {all_fields} fields and fragments once all are spread, but at most {most} are taken; send the operation that is to run"
            );
            return Err(vec![Error::new(Code::TooManyFields, message)]);
        }
        Ok(())
    }

    fn check_size(&self, size: &Size) -> Result<(), Error> {
        if size.fields > self.fields {
            let (fields, most) = (size.fields, self.fields);
            let message = format!(
                "the request has {fields} fields and fragments once all are spread, but at most {most} are taken; ask in several requests"
            );
            return Err(Error::new(Code::TooManyFields, message));
        }
        if size.values > self.values {
            let (values, most) = (size.values, self.values);
            let message = format!(
                "the values of arguments take {values} bytes once fragments are spread and variables put in, but at most {most} are taken; use long values in fewer places"
            );
            return Err(Error::new(Code::QueryTooLarge, message));
        }
        self.check_introspection(size.lists)
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
#[derive(Clone, Copy, Default)]
struct Lists {
    /// Their deepest nesting.
    deepest: usize,
    /// How many there are, fragments spread.
    count: usize,
}

impl Lists {
    fn and(self, other: Self) -> Self {
        Self { deepest: self.deepest.max(other.deepest), count: self.count.saturating_add(other.count) }
    }

    /// One more around these.
    fn within_another(self) -> Self {
        Self { deepest: self.deepest.saturating_add(1), count: self.count.saturating_add(1) }
    }
}

/// What a selection set comes to, once all is spread.
#[derive(Clone, Copy, Default)]
struct Size {
    /// Fields and spread fragments.
    fields: usize,
    /// Bytes of the values of arguments, variables put in.
    values: usize,
    /// Deepest nesting of fields and fragments.
    height: usize,
    /// Lists of types, where the set stands outside introspection.
    lists: Lists,
    /// Lists of types, where it stands within.
    inner_lists: Lists,
}

impl Size {
    fn and(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            values: self.values.saturating_add(other.values),
            height: self.height.max(other.height),
            lists: self.lists.and(other.lists),
            inner_lists: self.inner_lists.and(other.inner_lists),
        }
    }
}

/// Bytes that a value takes, about.
fn weight_of(value: &Value) -> usize {
    let below = match value {
        Value::String(text) => text.len(),
        Value::Binary(bytes) => bytes.len(),
        Value::Enum(name) => name.len(),
        Value::List(items) => items.iter().map(weight_of).fold(0, usize::saturating_add),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| name.len().saturating_add(weight_of(value)))
            .fold(0, usize::saturating_add),
        Value::Null | Value::Boolean(_) | Value::Number(_) => 0,
    };
    below.saturating_add(VALUE_BYTES)
}

/// The operations of a request as they follow each other: in the document they stand in a map, in another order each time.
pub(super) fn operations(document: &ExecutableDocument) -> Vec<&Positioned<OperationDefinition>> {
    let mut operations: Vec<_> = document.operations.iter().map(|(_, operation)| operation).collect();
    operations.sort_unstable_by_key(|operation| operation.pos);
    operations
}

/// Every fragment that is spread is there, and every one that is there is spread (GraphQL specification, sections 5.5.2.1
/// and 5.5.1.4). What follows fragments need not wonder then, and walks none that stand aside.
fn check_fragments(document: &ExecutableDocument, ticker: &mut Ticker) -> Result<(), Vec<Error>> {
    let mut spreads = HashMap::new();
    for (name, fragment) in &document.fragments {
        let mut within = Vec::new();
        add_spreads(&fragment.node.selection_set.node, &mut within);
        spreads.insert(name.as_str(), within);
    }
    let mut open = Vec::new();
    for (_, operation) in document.operations.iter() {
        add_spreads(&operation.node.selection_set.node, &mut open);
    }
    let all = spreads.values().flatten().chain(&open);
    let unknown = all.filter(|spread| !spreads.contains_key(spread.node.fragment_name.node.as_str()));
    let unknown =
        unknown.map(|spread| (spread.pos, format!("Unknown fragment: \"{}\"", spread.node.fragment_name.node)));
    refuse_all(unknown.collect())?;
    let mut used = HashSet::new();
    while let Some(spread) = open.pop() {
        ticker.tick(1).map_err(|stopped| vec![stopped.into()])?;
        let name = spread.node.fragment_name.node.as_str();
        if used.insert(name) {
            open.extend(spreads.get(name).into_iter().flatten().copied());
        }
    }
    let unused = document.fragments.iter().filter(|(name, _)| !used.contains(name.as_str()));
    refuse_all(unused.map(|(name, fragment)| (fragment.pos, format!("Fragment \"{name}\" is never used"))).collect())
}

/// The errors of these places, in their order.
fn refuse_all(mut problems: Vec<(Pos, String)>) -> Result<(), Vec<Error>> {
    if problems.is_empty() {
        return Ok(());
    }
    problems.sort_unstable_by_key(|(at, _)| (at.line, at.column));
    let error = |(at, message)| Error::new(Code::ValidationFailed, message).at(at);
    Err(problems.into_iter().take(MOST_ERRORS).map(error).collect())
}

/// Every place in a set where a fragment is spread.
fn add_spreads<'a>(set: &'a SelectionSet, spreads: &mut Vec<&'a Positioned<FragmentSpread>>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => add_spreads(&field.node.selection_set.node, spreads),
            Selection::InlineFragment(fragment) => add_spreads(&fragment.node.selection_set.node, spreads),
            Selection::FragmentSpread(spread) => spreads.push(spread),
        }
    }
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

/// Measures selection sets; each fragment is measured once and remembered.
struct Measure<'a, 'b> {
    guards: &'b Guards,
    document: &'a ExecutableDocument,
    /// What the values of variables weigh.
    weights: HashMap<&'b str, usize>,
    known: HashMap<&'a str, Size>,
    open: Vec<&'a str>,
    ticker: &'b mut Ticker,
}

impl<'a> Measure<'a, '_> {
    /// The size of a set at a depth.
    fn set(&mut self, set: &'a Positioned<SelectionSet>, depth: usize) -> Result<Size, Error> {
        let mut size = Size::default();
        for selection in &set.node.items {
            self.ticker.tick(1)?;
            self.check_depth(depth + 1, selection.pos)?;
            let mut own = match &selection.node {
                Selection::Field(field) => {
                    let below = self.set(&field.node.selection_set, depth + 1)?;
                    let name = field.node.name.node.as_str();
                    let lists = if matches!(name, "__schema" | "__type") { below.inner_lists } else { below.lists };
                    let inner_lists = match LISTS_OF_TYPES.contains(&name) {
                        true => below.inner_lists.within_another(),
                        false => below.inner_lists,
                    };
                    let values = field.node.arguments.iter().map(|(_, value)| self.weight(&value.node));
                    let values = values.fold(below.values, usize::saturating_add);
                    Size { values, lists, inner_lists, ..below }
                }
                Selection::InlineFragment(fragment) => self.set(&fragment.node.selection_set, depth + 1)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name, depth + 1)?,
            };
            let directives = selection.node.directives().iter().flat_map(|directive| &directive.node.arguments);
            let directives = directives.map(|(_, value)| self.weight(&value.node));
            own.values = directives.fold(own.values, usize::saturating_add);
            own.fields =
                own.fields.saturating_add(usize::from(!matches!(selection.node, Selection::InlineFragment(_))));
            own.height += 1;
            size = size.and(own);
        }
        Ok(size)
    }

    fn check_depth(&self, depth: usize, at: Pos) -> Result<(), Error> {
        let most = self.guards.nesting;
        if depth <= most {
            return Ok(());
        }
        let message = format!(
            "fields and fragments are nested more than {most} deep once all are spread; start again from an `id` in a second request"
        );
        Err(Error::new(Code::TooDeep, message).at(at))
    }

    /// The bytes of a value of the document, with those of the variables in it.
    fn weight(&self, value: &async_graphql_value::Value) -> usize {
        use async_graphql_value::Value;
        let below = match value {
            Value::Variable(name) => self.weights.get(name.as_str()).copied().unwrap_or(0),
            Value::String(text) => text.len(),
            Value::Binary(bytes) => bytes.len(),
            Value::Enum(name) => name.len(),
            Value::List(items) => items.iter().map(|item| self.weight(item)).fold(0, usize::saturating_add),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| name.len().saturating_add(self.weight(value)))
                .fold(0, usize::saturating_add),
            Value::Null | Value::Boolean(_) | Value::Number(_) => 0,
        };
        below.saturating_add(VALUE_BYTES)
    }

    fn fragment(&mut self, name: &'a Positioned<Name>, depth: usize) -> Result<Size, Error> {
        if let Some(&size) = self.known.get(name.node.as_str()) {
            self.check_depth(depth + size.height, name.pos)?;
            return Ok(size);
        }
        if self.open.contains(&name.node.as_str()) {
            let message = format!("the fragment `{}` spreads itself", name.node);
            return Err(Error::new(Code::ValidationFailed, message).at(name.pos));
        }
        // Unknown fragments have been refused.
        let Some(fragment) = self.document.fragments.get(&name.node) else { return Ok(Size::default()) };
        let most = self.guards.fragments;
        if self.open.len() >= most {
            let message =
                format!("fragments are spread more than {most} deep in each other; write out what they stand for");
            return Err(Error::new(Code::TooDeep, message).at(name.pos));
        }
        self.open.push(name.node.as_str());
        let size = self.set(&fragment.node.selection_set, depth)?;
        self.open.pop();
        self.known.insert(name.node.as_str(), size);
        Ok(size)
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

//! Numbers for all terms of a query: those of the data have their own, what the query makes comes after them.

use super::budget::{Budget, Halt};
use super::value::Value;
use crate::meter::Stop;
use hashbrown::HashMap;
use oxigraph::model::Term;
use oxsdatatypes::Integer;
use plenary_graph::triples::{Known, Triples};

/// Stands for no term in a row.
pub(super) const NONE: u32 = u32::MAX;

/// The terms of one evaluation.
pub(super) struct Pool<'d> {
    triples: &'d Triples,
    /// Number of the first term that is not in the data.
    first: u32,
    made: Vec<(Term, Value<'d>)>,
    numbers: HashMap<Term, u32>,
    /// Numbers of integers, which expressions and counts make most.
    integers: HashMap<i64, u32>,
    bytes: usize,
    most_bytes: usize,
}

impl<'d> Pool<'d> {
    pub(super) fn new(triples: &'d Triples, budget: &Budget) -> Self {
        let first = triples.terms.len() as u32;
        let most_bytes = budget.made_text;
        Self {
            triples,
            first,
            made: Vec::new(),
            numbers: HashMap::new(),
            integers: HashMap::new(),
            bytes: 0,
            most_bytes,
        }
    }

    /// The value of a term.
    #[inline]
    pub(super) fn value(&self, number: u32) -> Option<Value<'d>> {
        match number.checked_sub(self.first) {
            None => self.triples.terms.read(number).map(Value::of_known),
            Some(made) => self.made.get(made as usize).map(|(_, value)| value.clone()),
        }
    }

    /// A term of the data as it is kept; none for one that the query made.
    #[inline]
    pub(super) fn known(&self, number: u32) -> Option<Known<'d>> {
        if number < self.first { self.triples.terms.read(number) } else { None }
    }

    /// A term that the query made.
    pub(super) fn made(&self, number: u32) -> Option<&Term> {
        self.made.get(number.checked_sub(self.first)? as usize).map(|(term, _)| term)
    }

    /// The term of a number.
    pub(super) fn term(&self, number: u32) -> Option<Term> {
        match self.made(number) {
            Some(term) => Some(term.clone()),
            None => self.triples.terms.get(number),
        }
    }

    /// The number of a term.
    ///
    /// # Errors
    /// If the query makes too much text.
    pub(super) fn number(&mut self, term: &Term) -> Result<u32, Halt> {
        if let Some(number) = self.triples.terms.find(term.as_ref()) {
            return Ok(number);
        }
        if let Some(&number) = self.numbers.get(term) {
            return Ok(number);
        }
        self.bytes += weight_of(term);
        if self.bytes > self.most_bytes {
            return Err(Stop::Made.into());
        }
        let number = self.first + self.made.len() as u32;
        self.made.push((term.clone(), Value::of_term(term)));
        self.numbers.insert(term.clone(), number);
        Ok(number)
    }

    /// The number of the term that has a value.
    ///
    /// # Errors
    /// If the query makes too much text.
    pub(super) fn number_of(&mut self, value: &Value<'d>) -> Result<u32, Halt> {
        match value {
            Value::Integer(integer) => self.integer(*integer),
            Value::Iri(iri) => {
                let node = oxigraph::model::NamedNodeRef::new_unchecked(iri);
                match self.triples.terms.find(node.into()) {
                    Some(number) => Ok(number),
                    None => self.number(&value.term()),
                }
            }
            value => self.number(&value.term()),
        }
    }

    /// The number of an integer.
    ///
    /// # Errors
    /// If the query makes too much text.
    pub(super) fn integer(&mut self, integer: impl Into<Integer>) -> Result<u32, Halt> {
        let integer = integer.into();
        let key = i64::from(integer);
        if let Some(&number) = self.integers.get(&key) {
            return Ok(number);
        }
        let number = self.number(&Value::Integer(integer).term())?;
        self.integers.insert(key, number);
        Ok(number)
    }

    /// Whether a number is that of a resource of the data, whose equality is that of numbers.
    #[inline]
    pub(super) fn is_resource(&self, number: u32) -> bool {
        number < self.first && self.triples.terms.is_resource(plenary_graph::terms::Id(number))
    }
}

/// About what a made term takes: it is kept three times, with what the table needs.
fn weight_of(term: &Term) -> usize {
    2 * (text_of(term) + 96)
}

/// Bytes of the text of a term.
pub(super) fn text_of(term: &Term) -> usize {
    match term {
        Term::NamedNode(iri) => iri.as_str().len(),
        Term::BlankNode(_) => 32,
        Term::Literal(literal) => literal.value().len(),
        Term::Triple(triple) => triple.to_string().len(),
    }
}

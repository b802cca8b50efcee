//! Expressions: first on numbers of terms, on values where they must be.

use super::arithmetic::{Operation, negated, operate};
use super::budget::Halt;
use super::pool::NONE;
use super::run::Run;
use super::value::Value;
use oxigraph::model::NamedNode;
use spargebra::algebra::Function;
use std::cmp::Ordering;

/// An expression of a plan.
#[derive(Debug)]
pub(super) enum Expression {
    /// One of the plan's constants.
    Constant(usize),
    Slot(usize),
    Bound(usize),
    Or(Vec<Self>),
    And(Vec<Self>),
    Not(Box<Self>),
    Equal(Box<[Self; 2]>),
    Same(Box<[Self; 2]>),
    Compare(Comparison, Box<[Self; 2]>),
    In(Box<Self>, Vec<Self>),
    /// One of some IRIs, by their numbers in order.
    OneOf(Box<Self>, Vec<u32>),
    Operate(Operation, Box<[Self; 2]>),
    Plus(Box<Self>),
    Minus(Box<Self>),
    If(Box<[Self; 3]>),
    Coalesce(Vec<Self>),
    Call(Function, Vec<Self>),
    /// To the datatype of an IRI.
    Cast(NamedNode, Box<Self>),
    /// Whether one of the plan's patterns has a row.
    Exists(usize),
    /// An expression that depends on one slot alone, and what it gave for the terms that the slot had so far.
    Remembered {
        memory: usize,
        slot: usize,
        of: Box<Self>,
    },
}

/// A comparison that asks for an order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// What an expression gives: none is an error of SPARQL.
pub(super) type Given<T> = Result<Option<T>, Halt>;

impl<'d> Run<'d> {
    /// The number of the term that an expression gives; [`NONE`] for an error.
    pub(super) fn number(&mut self, expression: &'d Expression, row: &mut [u32]) -> Result<u32, Halt> {
        match expression {
            Expression::Slot(slot) => Ok(row[*slot]),
            Expression::Constant(constant) => Ok(self.constants[*constant].0),
            Expression::If(parts) => match self.test(&parts[0], row)? {
                Some(true) => self.number(&parts[1], row),
                Some(false) => self.number(&parts[2], row),
                None => Ok(NONE),
            },
            Expression::Coalesce(parts) => {
                for part in parts {
                    let number = self.number(part, row)?;
                    if number != NONE {
                        return Ok(number);
                    }
                }
                Ok(NONE)
            }
            Expression::Remembered { memory, slot, of } => {
                let key = row[*slot];
                if let Some(&known) = self.memories[*memory].get(&key) {
                    return Ok(known);
                }
                let number = self.number(of, row)?;
                self.remember(*memory, key, number)?;
                Ok(number)
            }
            other => match self.value(other, row)? {
                Some(value) => self.pool.number_of(&value),
                None => Ok(NONE),
            },
        }
    }

    /// The effective boolean value of an expression.
    pub(super) fn test(&mut self, expression: &'d Expression, row: &mut [u32]) -> Given<bool> {
        self.budget.step()?;
        match expression {
            Expression::Bound(slot) => Ok(Some(row[*slot] != NONE)),
            Expression::Or(parts) => self.any(parts, row),
            Expression::And(parts) => self.all(parts, row),
            Expression::Not(inner) => Ok(self.test(inner, row)?.map(|value| !value)),
            Expression::Equal(parts) => self.equal(&parts[0], &parts[1], row),
            Expression::Same(parts) => self.same(parts, row),
            Expression::Compare(how, parts) => {
                let Some(a) = self.value(&parts[0], row)? else { return Ok(None) };
                let Some(b) = self.value(&parts[1], row)? else { return Ok(None) };
                Ok(a.compare(&b).map(|order| how.holds(order)))
            }
            Expression::In(of, list) => self.is_in(of, list, row),
            Expression::OneOf(of, numbers) => {
                let number = self.number(of, row)?;
                Ok((number != NONE).then(|| numbers.binary_search(&number).is_ok()))
            }
            Expression::Exists(pattern) => self.exists(*pattern, row).map(Some),
            Expression::Remembered { .. } => {
                let number = self.number(expression, row)?;
                Ok(match number {
                    NONE => None,
                    number if number == self.truths[1] => Some(true),
                    number if number == self.truths[0] => Some(false),
                    number => self.pool.value(number).and_then(|value| value.truth()),
                })
            }
            other => Ok(self.value(other, row)?.and_then(|value| value.truth())),
        }
    }

    /// The value that an expression gives.
    pub(super) fn value(&mut self, expression: &'d Expression, row: &mut [u32]) -> Given<Value<'d>> {
        self.budget.step()?;
        Ok(match expression {
            Expression::Slot(slot) => self.pool.value(row[*slot]),
            Expression::Constant(constant) => Some(self.constants[*constant].1.clone()),
            Expression::If(parts) => match self.test(&parts[0], row)? {
                Some(true) => return self.value(&parts[1], row),
                Some(false) => return self.value(&parts[2], row),
                None => None,
            },
            Expression::Coalesce(parts) => {
                for part in parts {
                    if let Some(value) = self.value(part, row)? {
                        return Ok(Some(value));
                    }
                }
                None
            }
            Expression::Operate(operation, parts) => {
                let Some(a) = self.value(&parts[0], row)? else { return Ok(None) };
                let Some(b) = self.value(&parts[1], row)? else { return Ok(None) };
                operate(*operation, &a, &b)
            }
            Expression::Plus(inner) => self.value(inner, row)?.filter(is_amount),
            Expression::Minus(inner) => self.value(inner, row)?.and_then(|value| negated(&value)),
            Expression::Call(function, parts) => return self.call(function, parts, row),
            Expression::Cast(datatype, inner) => {
                self.value(inner, row)?.and_then(|value| super::casts::cast(datatype.as_ref(), &value))
            }
            Expression::Remembered { .. } => {
                let number = self.number(expression, row)?;
                self.pool.value(number)
            }
            condition => self.test(condition, row)?.map(Value::Boolean),
        })
    }

    fn any(&mut self, parts: &'d [Expression], row: &mut [u32]) -> Given<bool> {
        let mut found = Some(false);
        for part in parts {
            match self.test(part, row)? {
                Some(true) => return Ok(Some(true)),
                Some(false) => {}
                None => found = None,
            }
        }
        Ok(found)
    }

    fn all(&mut self, parts: &'d [Expression], row: &mut [u32]) -> Given<bool> {
        let mut found = Some(true);
        for part in parts {
            match self.test(part, row)? {
                Some(false) => return Ok(Some(false)),
                Some(true) => {}
                None => found = None,
            }
        }
        Ok(found)
    }

    fn equal(&mut self, a: &'d Expression, b: &'d Expression, row: &mut [u32]) -> Given<bool> {
        if let (Some(a), Some(b)) = (self.at_hand(a, row), self.at_hand(b, row)) {
            if a == NONE || b == NONE {
                return Ok(None);
            }
            // A resource is equal to nothing but itself.
            if self.pool.is_resource(a) || self.pool.is_resource(b) {
                return Ok(Some(a == b));
            }
        }
        let Some(a) = self.value(a, row)? else { return Ok(None) };
        let Some(b) = self.value(b, row)? else { return Ok(None) };
        Ok(a.equals(&b))
    }

    /// The number that an expression has without being worked out.
    #[inline]
    fn at_hand(&self, expression: &Expression, row: &[u32]) -> Option<u32> {
        match expression {
            Expression::Slot(slot) => Some(row[*slot]),
            Expression::Constant(constant) => Some(self.constants[*constant].0),
            _ => None,
        }
    }

    fn same(&mut self, parts: &'d [Expression; 2], row: &mut [u32]) -> Given<bool> {
        let a = self.number(&parts[0], row)?;
        let b = self.number(&parts[1], row)?;
        Ok((a != NONE && b != NONE).then_some(a == b))
    }

    fn is_in(&mut self, of: &'d Expression, list: &'d [Expression], row: &mut [u32]) -> Given<bool> {
        let value = self.value(of, row)?;
        let mut found = Some(false);
        for part in list {
            let equal = match (&value, self.value(part, row)?) {
                (Some(value), Some(part)) => value.equals(&part),
                _ => None,
            };
            match equal {
                Some(true) => return Ok(Some(true)),
                Some(false) => {}
                None => found = None,
            }
        }
        Ok(found)
    }
}

/// Whether a value may have a sign.
fn is_amount(value: &Value<'_>) -> bool {
    matches!(
        value,
        Value::Integer(_)
            | Value::Decimal(_)
            | Value::Float(_)
            | Value::Double(_)
            | Value::Duration(_)
            | Value::YearMonthDuration(_)
            | Value::DayTimeDuration(_)
    )
}

//! Expressions.

use super::{Built, Compiler, Planned, Refused, Scope, Within};
use crate::tree::arithmetic::Operation;
use crate::tree::casts::is_cast;
use crate::tree::expression::{Comparison, Expression};
use crate::tree::names::Names;
use oxigraph::model::Term;
use spargebra::algebra::{Expression as Algebra, Function};

impl<'q> Compiler<'q> {
    /// An expression that is evaluated once for each row.
    pub(super) fn whole_expression(
        &mut self,
        expression: &'q Algebra,
        scope: &mut Scope,
        within: &Within,
        built: &Built,
    ) -> Planned<Expression> {
        let mut names = Names::default();
        self.names.in_expression(expression, &mut names);
        let compiled = self.expression(expression, scope, within, built)?;
        let mut all = names.iter();
        if let (Some(name), None) = (all.next(), all.next())
            && is_worth_remembering(expression)
        {
            let slot = self.slot(name, scope);
            self.memories += 1;
            return Ok(Expression::Remembered { memory: self.memories - 1, slot, of: Box::new(compiled) });
        }
        Ok(compiled)
    }

    fn expression(
        &mut self,
        expression: &'q Algebra,
        scope: &mut Scope,
        within: &Within,
        built: &Built,
    ) -> Planned<Expression> {
        let mut two = |compiler: &mut Self, a: &'q Algebra, b: &'q Algebra| -> Planned<Box<[Expression; 2]>> {
            let a = compiler.expression(a, scope, within, built)?;
            Ok(Box::new([a, compiler.expression(b, scope, within, built)?]))
        };
        Ok(match expression {
            Algebra::NamedNode(iri) => Expression::Constant(self.constant(iri.clone().into())),
            Algebra::Literal(literal) => Expression::Constant(self.constant(literal.clone().into())),
            Algebra::Variable(variable) => {
                let name = self.names.variable(variable);
                Expression::Slot(self.slot(name, scope))
            }
            Algebra::Bound(variable) => {
                let name = self.names.variable(variable);
                Expression::Bound(self.slot(name, scope))
            }
            Algebra::Or(..) => Expression::Or(self.chain(expression, scope, within, built, |part| match part {
                Algebra::Or(a, b) => Some((a, b)),
                _ => None,
            })?),
            Algebra::And(..) => Expression::And(self.chain(expression, scope, within, built, |part| match part {
                Algebra::And(a, b) => Some((a, b)),
                _ => None,
            })?),
            Algebra::Not(inner) => Expression::Not(Box::new(self.expression(inner, scope, within, built)?)),
            Algebra::Equal(a, b) => Expression::Equal(two(self, a, b)?),
            Algebra::SameTerm(a, b) => Expression::Same(two(self, a, b)?),
            Algebra::Less(a, b) => Expression::Compare(Comparison::Less, two(self, a, b)?),
            Algebra::LessOrEqual(a, b) => Expression::Compare(Comparison::LessOrEqual, two(self, a, b)?),
            Algebra::Greater(a, b) => Expression::Compare(Comparison::Greater, two(self, a, b)?),
            Algebra::GreaterOrEqual(a, b) => Expression::Compare(Comparison::GreaterOrEqual, two(self, a, b)?),
            Algebra::Add(a, b) => Expression::Operate(Operation::Add, two(self, a, b)?),
            Algebra::Subtract(a, b) => Expression::Operate(Operation::Subtract, two(self, a, b)?),
            Algebra::Multiply(a, b) => Expression::Operate(Operation::Multiply, two(self, a, b)?),
            Algebra::Divide(a, b) => Expression::Operate(Operation::Divide, two(self, a, b)?),
            Algebra::UnaryPlus(inner) => Expression::Plus(Box::new(self.expression(inner, scope, within, built)?)),
            Algebra::UnaryMinus(inner) => Expression::Minus(Box::new(self.expression(inner, scope, within, built)?)),
            Algebra::In(of, list) => self.is_in(of, list, scope, within, built)?,
            Algebra::If(a, b, c) => Expression::If(Box::new([
                self.expression(a, scope, within, built)?,
                self.expression(b, scope, within, built)?,
                self.expression(c, scope, within, built)?,
            ])),
            Algebra::Coalesce(parts) => Expression::Coalesce(self.expressions(parts, scope, within, built)?),
            Algebra::Exists(pattern) => {
                let exists = self.exists(pattern, scope, within, built)?;
                Expression::Exists(exists)
            }
            Algebra::FunctionCall(Function::Custom(name), parts) => match parts.as_slice() {
                [part] if is_cast(name.as_ref()) => {
                    Expression::Cast(name.clone(), Box::new(self.expression(part, scope, within, built)?))
                }
                _ => return Err(Refused::Unknown(format!("the custom function {name} is not supported"))),
            },
            Algebra::FunctionCall(function, parts) => {
                Expression::Call(function.clone(), self.expressions(parts, scope, within, built)?)
            }
        })
    }

    fn expressions(
        &mut self,
        parts: &'q [Algebra],
        scope: &mut Scope,
        within: &Within,
        built: &Built,
    ) -> Planned<Vec<Expression>> {
        parts.iter().map(|part| self.whole_expression(part, scope, within, built)).collect()
    }

    /// The parts of a chain of one operator, however long.
    fn chain(
        &mut self,
        expression: &'q Algebra,
        scope: &mut Scope,
        within: &Within,
        built: &Built,
        take_apart: impl Fn(&'q Algebra) -> Option<(&'q Algebra, &'q Algebra)>,
    ) -> Planned<Vec<Expression>> {
        let (mut parts, mut waiting) = (Vec::new(), vec![expression]);
        while let Some(part) = waiting.pop() {
            match take_apart(part) {
                Some((a, b)) => waiting.extend([b, a]),
                None => parts.push(self.whole_expression(part, scope, within, built)?),
            }
        }
        Ok(parts)
    }

    fn is_in(
        &mut self,
        of: &'q Algebra,
        list: &'q [Algebra],
        scope: &mut Scope,
        within: &Within,
        built: &Built,
    ) -> Planned<Expression> {
        let of = Box::new(self.expression(of, scope, within, built)?);
        let known = |part: &Algebra| match part {
            Algebra::NamedNode(iri) => Some(self.triples.terms.find(Term::from(iri.clone()).as_ref())),
            _ => None,
        };
        // IRIs that the data do not have may still be made by the query.
        if let Some(numbers) = list.iter().map(known).collect::<Option<Option<Vec<u32>>>>().flatten()
            && !numbers.is_empty()
        {
            let mut numbers = numbers;
            numbers.sort_unstable();
            return Ok(Expression::OneOf(of, numbers));
        }
        let mut parts = Vec::with_capacity(list.len());
        for part in list {
            parts.push(self.expression(part, scope, within, built)?);
        }
        Ok(Expression::In(of, parts))
    }

    /// The number of the pattern of an `EXISTS`. What is bound in the row stands in the place of its names.
    fn exists(
        &mut self,
        pattern: &'q spargebra::algebra::GraphPattern,
        scope: &mut Scope,
        within: &Within,
        built: &Built,
    ) -> Planned<usize> {
        let mut child = scope.clone();
        let mut mentioned = Names::default();
        self.names.in_pattern(pattern, &mut mentioned);
        // Names that the row has not are those of the pattern alone.
        for name in mentioned.without(&built.possible.or(&within.context)).iter() {
            child.remove(&name);
        }
        let outer = built.possible.or(&within.context);
        let inner = Within { context: outer.clone(), ..within.clone() };
        let start = Built { certain: built.certain.or(&within.context), ..Built::nothing() };
        self.tell("exists:");
        self.depth += 1;
        let of = self.add(pattern, &mut child, &inner, start);
        self.depth -= 1;
        let seen = mentioned.and(&outer);
        let mut seen = seen.iter();
        let remembered = match (seen.next(), seen.next(), within.graph_name) {
            (Some(name), None, None) => {
                let slot = self.slot(name, scope);
                self.memories += 1;
                Some((slot, self.memories - 1))
            }
            _ => None,
        };
        let of = of?.sequence;
        Ok(self.pattern(of, remembered))
    }
}

/// Whether an expression gives the same whenever it is evaluated, and takes longer than to look up what it gave.
fn is_worth_remembering(expression: &Algebra) -> bool {
    let (mut is_dear, mut waiting) = (false, vec![expression]);
    while let Some(expression) = waiting.pop() {
        match expression {
            Algebra::Exists(_) => return false,
            Algebra::FunctionCall(Function::Rand | Function::Uuid | Function::StrUuid | Function::BNode, _) => {
                return false;
            }
            Algebra::FunctionCall(
                Function::Str
                | Function::Lang
                | Function::LangMatches
                | Function::IsIri
                | Function::IsBlank
                | Function::IsLiteral,
                parts,
            ) => waiting.extend(parts),
            Algebra::FunctionCall(_, parts) => {
                is_dear = true;
                waiting.extend(parts);
            }
            Algebra::Greater(..)
            | Algebra::GreaterOrEqual(..)
            | Algebra::Less(..)
            | Algebra::LessOrEqual(..)
            | Algebra::Add(..)
            | Algebra::Subtract(..)
            | Algebra::Multiply(..)
            | Algebra::Divide(..) => {
                is_dear = true;
                waiting.extend(crate::size::parts_of(expression));
            }
            other => waiting.extend(crate::size::parts_of(other)),
        }
    }
    is_dear
}

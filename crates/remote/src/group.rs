//! A group of a SPARQL query while it is put together: what must match, what may, and what is filtered.

use oxigraph::model::{NamedNode, Term, Variable};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

/// A group graph pattern, `{ … }`.
#[derive(Debug, Default, Clone)]
pub(super) struct Group {
    values: Vec<GraphPattern>,
    triples: Vec<TriplePattern>,
    parts: Vec<GraphPattern>,
    optional: Vec<GraphPattern>,
    filters: Vec<Expression>,
}

impl Group {
    /// A triple that must be there.
    pub(super) fn triple(&mut self, subject: TermPattern, predicate: &NamedNode, object: TermPattern) {
        let predicate = NamedNodePattern::NamedNode(predicate.clone());
        self.triples.push(TriplePattern { subject, predicate, object });
    }

    /// A triple that must be there, of any property.
    pub(super) fn link(&mut self, subject: &Variable, property: &Variable, object: &Variable) {
        let predicate = NamedNodePattern::Variable(property.clone());
        let (subject, object) = (subject.clone().into(), object.clone().into());
        self.triples.push(TriplePattern { subject, predicate, object });
    }

    /// A variable must have one of these values.
    pub(super) fn values(&mut self, variable: &Variable, iris: impl IntoIterator<Item = NamedNode>) {
        let bindings = iris.into_iter().map(|iri| vec![Some(GroundTerm::NamedNode(iri))]).collect();
        self.table(vec![variable.clone()], bindings);
    }

    /// Variables must have the values of one row.
    pub(super) fn table(&mut self, variables: Vec<Variable>, bindings: Vec<Vec<Option<GroundTerm>>>) {
        self.values.push(GraphPattern::Values { variables, bindings });
    }

    /// A part of another kind that must match.
    pub(super) fn part(&mut self, pattern: GraphPattern) {
        self.parts.push(pattern);
    }

    /// What may match, but need not.
    pub(super) fn optional(&mut self, pattern: GraphPattern) {
        self.optional.push(pattern);
    }

    /// A filter on all of the group.
    pub(super) fn filter(&mut self, expression: Expression) {
        self.filters.push(expression);
    }

    /// The pattern of the group. Tables come first and filters last, so that an engine without an optimizer does well.
    pub(super) fn into_pattern(self) -> GraphPattern {
        let triples = (!self.triples.is_empty()).then_some(GraphPattern::Bgp { patterns: self.triples });
        let parts = self.values.into_iter().chain(triples).chain(self.parts);
        let join = |left, right| GraphPattern::Join { left: Box::new(left), right: Box::new(right) };
        let required = parts.reduce(join).unwrap_or_default();
        let with_optional = self.optional.into_iter().fold(required, |left, right| GraphPattern::LeftJoin {
            left: Box::new(left),
            right: Box::new(right),
            expression: None,
        });
        let and = |left, right| Expression::And(Box::new(left), Box::new(right));
        match self.filters.into_iter().reduce(and) {
            Some(expr) => GraphPattern::Filter { expr, inner: Box::new(with_optional) },
            None => with_optional,
        }
    }
}

/// The different bindings of some variables, as a query or subquery.
pub(super) fn distinct(inner: GraphPattern, variables: &[Variable]) -> GraphPattern {
    let project = GraphPattern::Project { inner: Box::new(inner), variables: variables.to_vec() };
    GraphPattern::Distinct { inner: Box::new(project) }
}

/// One after the other.
pub(super) fn union(patterns: impl IntoIterator<Item = GraphPattern>) -> GraphPattern {
    let union = |left, right| GraphPattern::Union { left: Box::new(left), right: Box::new(right) };
    patterns.into_iter().reduce(union).unwrap_or_default()
}

/// A term of the data in an expression.
pub(super) fn constant(term: Term) -> Expression {
    match term {
        Term::NamedNode(iri) => iri.into(),
        Term::Literal(literal) => literal.into(),
        // No query has other terms as constants.
        Term::BlankNode(_) | Term::Triple(_) => Expression::Coalesce(Vec::new()),
    }
}

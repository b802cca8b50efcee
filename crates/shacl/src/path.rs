//! Property paths (SHACL, section 2.3.1): read, shown, written as RDF.

use crate::facts::Facts;
use oxigraph::model::{BlankNode, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Term, TermRef, Triple};
use plenary_base::vocab::{rdf, sh};
use spargebra::algebra::PropertyPathExpression;
use std::fmt;

/// Paths in paths are followed this far.
const DEEPEST: usize = 64;

/// Steps from a node to others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Path<P = NamedNode> {
    /// Along a property.
    Predicate(P),
    /// The other way round.
    Inverse(Box<Path<P>>),
    /// One after the other.
    Sequence(Vec<Path<P>>),
    /// Any of these.
    Alternative(Vec<Path<P>>),
    /// Any number of times.
    ZeroOrMore(Box<Path<P>>),
    /// Once or more.
    OneOrMore(Box<Path<P>>),
    /// Once or not at all.
    ZeroOrOne(Box<Path<P>>),
}

impl<P> Path<P> {
    /// The same path over other names of properties.
    pub(crate) fn map<Q>(&self, name: &mut impl FnMut(&P) -> Q) -> Path<Q> {
        match self {
            Self::Predicate(property) => Path::Predicate(name(property)),
            Self::Inverse(path) => Path::Inverse(Box::new(path.map(name))),
            Self::ZeroOrMore(path) => Path::ZeroOrMore(Box::new(path.map(name))),
            Self::OneOrMore(path) => Path::OneOrMore(Box::new(path.map(name))),
            Self::ZeroOrOne(path) => Path::ZeroOrOne(Box::new(path.map(name))),
            Self::Sequence(paths) => Path::Sequence(paths.iter().map(|path| path.map(name)).collect()),
            Self::Alternative(paths) => Path::Alternative(paths.iter().map(|path| path.map(name)).collect()),
        }
    }
}

impl Path {
    /// Reads the path that a node stands for.
    pub(crate) fn read<'a>(node: TermRef<'a>, facts: &Facts<'a>) -> Result<Self, String> {
        Self::read_within(node, facts, DEEPEST)
    }

    fn read_within<'a>(node: TermRef<'a>, facts: &Facts<'a>, depth: usize) -> Result<Self, String> {
        let inner = |node: TermRef<'a>| {
            let depth = depth.checked_sub(1).ok_or_else(|| format!("the path is more than {DEEPEST} deep"))?;
            Self::read_within(node, facts, depth)
        };
        let several = |list: TermRef<'a>| -> Result<Vec<Self>, String> {
            let paths = facts.list(list).ok_or("a part of the path is no well-formed list")?;
            if paths.len() < 2 {
                return Err("a sequence and an alternative have at least two paths".to_owned());
            }
            paths.into_iter().map(inner).collect()
        };
        let node: NamedOrBlankNodeRef<'a> = match node {
            TermRef::NamedNode(iri) => return Ok(Self::Predicate(iri.into_owned())),
            TermRef::BlankNode(node) => node.into(),
            _ => return Err("a literal is no path".to_owned()),
        };
        if facts.objects(node, rdf::FIRST).next().is_some() {
            return several(node.into()).map(Self::Sequence);
        }
        type Operator = fn(Box<Path>) -> Path;
        let operators: [(&str, Operator); 4] = [
            (sh::INVERSE_PATH, Self::Inverse),
            (sh::ZERO_OR_MORE_PATH, Self::ZeroOrMore),
            (sh::ONE_OR_MORE_PATH, Self::OneOrMore),
            (sh::ZERO_OR_ONE_PATH, Self::ZeroOrOne),
        ];
        let alternatives = facts.objects(node, sh::ALTERNATIVE_PATH).map(|list| several(list).map(Self::Alternative));
        let others = operators.into_iter().flat_map(|(property, make)| {
            facts.objects(node, property).map(move |path| inner(path).map(|path| make(Box::new(path))))
        });
        let mut paths = alternatives.chain(others);
        match (paths.next(), paths.next()) {
            (Some(path), None) => path,
            (None, _) => Err("there is neither a property, a list nor an operator of paths".to_owned()),
            (Some(_), Some(_)) => Err("there is more than one operator of paths in one node".to_owned()),
        }
    }

    /// Writes the path as RDF: gives its node, and adds what describes it.
    pub(crate) fn write(&self, triples: &mut Vec<Triple>, name: &mut impl FnMut() -> BlankNode) -> Term {
        let mut operator = |property: &str, path: &Self| -> Term {
            let node = name();
            let path = path.write(triples, name);
            triples.push(Triple::new(node.clone(), NamedNode::new_unchecked(property), path));
            node.into()
        };
        match self {
            Self::Predicate(property) => property.clone().into(),
            Self::Inverse(path) => operator(sh::INVERSE_PATH, path),
            Self::ZeroOrMore(path) => operator(sh::ZERO_OR_MORE_PATH, path),
            Self::OneOrMore(path) => operator(sh::ONE_OR_MORE_PATH, path),
            Self::ZeroOrOne(path) => operator(sh::ZERO_OR_ONE_PATH, path),
            Self::Sequence(paths) => write_list(paths, triples, name),
            Self::Alternative(paths) => {
                let node = name();
                let list = write_list(paths, triples, name);
                triples.push(Triple::new(node.clone(), NamedNode::new_unchecked(sh::ALTERNATIVE_PATH), list));
                node.into()
            }
        }
    }

    /// The path as SPARQL has it.
    pub(crate) fn to_sparql(&self) -> PropertyPathExpression {
        use PropertyPathExpression as Expression;
        let boxed = |path: &Self| Box::new(path.to_sparql());
        let joined = |paths: &[Self], join: fn(Box<Expression>, Box<Expression>) -> Expression| {
            let joined = paths.iter().map(Self::to_sparql).reduce(|left, right| join(Box::new(left), Box::new(right)));
            joined.unwrap_or(Expression::NegatedPropertySet(Vec::new()))
        };
        match self {
            Self::Predicate(property) => Expression::NamedNode(property.clone()),
            Self::Inverse(path) => Expression::Reverse(boxed(path)),
            Self::Sequence(paths) => joined(paths, Expression::Sequence),
            Self::Alternative(paths) => joined(paths, Expression::Alternative),
            Self::ZeroOrMore(path) => Expression::ZeroOrMore(boxed(path)),
            Self::OneOrMore(path) => Expression::OneOrMore(boxed(path)),
            Self::ZeroOrOne(path) => Expression::ZeroOrOne(boxed(path)),
        }
    }
}

fn write_list(paths: &[Path], triples: &mut Vec<Triple>, name: &mut impl FnMut() -> BlankNode) -> Term {
    let mut rest: Term = NamedNode::new_unchecked(rdf::NIL).into();
    for path in paths.iter().rev() {
        let node = name();
        let first = path.write(triples, name);
        triples.push(Triple::new(node.clone(), NamedNodeRef::new_unchecked(rdf::FIRST), first));
        triples.push(Triple::new(node.clone(), NamedNodeRef::new_unchecked(rdf::REST), rest));
        rest = node.into();
    }
    rest
}

impl fmt::Display for Path {
    /// Much as in SPARQL, with parentheses around what has parts, and IRIs without brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = |f: &mut fmt::Formatter<'_>, paths: &[Self], between: &str| {
            f.write_str("(")?;
            for (number, path) in paths.iter().enumerate() {
                write!(f, "{}{path}", if number > 0 { between } else { "" })?;
            }
            f.write_str(")")
        };
        match self {
            Self::Predicate(property) => f.write_str(property.as_str()),
            Self::Inverse(path) => write!(f, "^({path})"),
            Self::Sequence(paths) => several(f, paths, " / "),
            Self::Alternative(paths) => several(f, paths, " | "),
            Self::ZeroOrMore(path) => write!(f, "({path})*"),
            Self::OneOrMore(path) => write!(f, "({path})+"),
            Self::ZeroOrOne(path) => write!(f, "({path})?"),
        }
    }
}

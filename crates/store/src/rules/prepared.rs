//! Rules as they are read: the query, for all instances and for some, with what it reads and writes.

use super::plan::{Kind, Plan};
use crate::Error;
use oxigraph::model::{NamedNode, Term, Variable};
use plenary_base::vocab::rdf;
use plenary_ontology::{Ontology, Place, Prefixes, Rule};
use plenary_shacl::{Footprint, Links, values};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use spargebra::{Query, SparqlParser, SparqlSyntaxError};
use std::collections::HashSet;

/// The property by which data say for which nodes [`Prepared::of_affected`] runs; its object means nothing.
pub const AFFECTED: &str = "urn:plenary:affected";

/// The rules of an ontology, in the order in which they run.
#[derive(Debug)]
pub struct Rules {
    rules: Vec<Prepared>,
    plan: Plan,
}

impl Rules {
    /// Reads the rules.
    ///
    /// # Errors
    /// If one is wrong.
    pub fn read(ontology: &Ontology) -> Result<Self, Error> {
        let rules = ontology.rules().iter().map(|rule| Prepared::read(rule, ontology.prefixes()));
        let rules = rules.collect::<Result<Vec<_>, Error>>()?;
        let plan = Plan::of(&rules);
        Ok(Self { rules, plan })
    }

    /// The rules, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Prepared> {
        self.rules.iter()
    }

    /// The rule of a number.
    pub fn get(&self, number: usize) -> Option<&Prepared> {
        self.rules.get(number)
    }

    /// How to work out again what they derive.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// A rule.
#[derive(Debug)]
pub struct Prepared {
    /// Where it stands.
    pub place: Place,
    /// The classes for whose instances it runs.
    pub targets: Vec<NamedNode>,
    /// The triples that it constructs.
    pub template: Vec<TriplePattern>,
    /// What it reads, its targets included.
    pub footprint: Footprint,
    /// What it reads but for the classes of its targets.
    pub(super) beside_targets: Footprint,
    /// How `$this` leads to its variables.
    pub links: Links,
    /// What it constructs.
    pub writes: Vec<Kind>,
    /// Whether it constructs terms that the data need not have.
    pub(super) makes_terms: bool,
    of_all: Query,
    of_affected: Query,
}

impl Prepared {
    /// The rule's queries.
    fn read(rule: &Rule, prefixes: &Prefixes) -> Result<Self, Error> {
        let error = |problem: String| Error::Rule { place: rule.place.clone(), problem };
        let mut parser = SparqlParser::new();
        for (prefix, namespace) in prefixes.iter() {
            parser = parser.with_prefix(prefix, namespace).map_err(|error| Error::Prefix {
                prefix: prefix.into(),
                namespace: namespace.into(),
                message: error.to_string(),
            })?;
        }
        // The parser lists what it expected over several lines.
        let one_line = |syntax: SparqlSyntaxError| syntax.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        let query = parser.parse_query(&rule.construct);
        match query.map_err(|syntax| error(format!("is not SPARQL: {}", one_line(syntax))))? {
            Query::Construct { dataset: Some(_), .. } => {
                Err(error("has a FROM clause; rules always read all graphs".into()))
            }
            Query::Construct { template, .. } if template.iter().any(has_blank_node) => {
                Err(error("constructs blank nodes, new ones each time it runs, and would never come to an end".into()))
            }
            Query::Construct { template, dataset, pattern, base_iri } => {
                let query = |pattern| Query::Construct {
                    template: template.clone(),
                    dataset: dataset.clone(),
                    pattern,
                    base_iri: base_iri.clone(),
                };
                let of_affected = starting_from(affected(), pattern.clone());
                let beside_targets = Footprint::of_query(&of_affected);
                let mut footprint = beside_targets.clone();
                footprint.add_classes(&rule.targets);
                let mut made = HashSet::new();
                made_variables(&pattern, &mut made);
                let makes_terms = template.iter().flat_map(variables).any(|variable| made.contains(variable));
                Ok(Self {
                    place: rule.place.clone(),
                    targets: rule.targets.clone(),
                    footprint,
                    beside_targets,
                    links: Links::of(&of_affected),
                    writes: writes(&template, &of_affected),
                    makes_terms,
                    of_all: query(starting_from(instances(&rule.targets), pattern.clone())),
                    of_affected: query(of_affected),
                    template: template.clone(),
                })
            }
            _ => Err(error("is not a CONSTRUCT query".into())),
        }
    }

    /// Whether all that it constructs is said of the node for which it runs.
    pub(super) fn is_of_this(&self) -> bool {
        self.template.iter().all(|triple| triple.subject == TermPattern::Variable(this()))
    }

    /// The query for all its targets at once.
    pub(crate) fn of_all(&self) -> &Query {
        &self.of_all
    }

    /// The query for those nodes that have the property [`AFFECTED`].
    pub fn of_affected(&self) -> &Query {
        &self.of_affected
    }

    /// The error of an evaluation that failed.
    pub fn failed(&self, error: &dyn std::fmt::Display) -> Error {
        Error::Rule { place: self.place.clone(), problem: format!("cannot be evaluated: {error}") }
    }
}

fn has_blank_node(triple: &TriplePattern) -> bool {
    matches!(triple.subject, TermPattern::BlankNode(_)) || matches!(triple.object, TermPattern::BlankNode(_))
}

fn this() -> Variable {
    Variable::new_unchecked("this")
}

/// The instances of the classes: `SELECT DISTINCT ?this { VALUES ?class { … } ?this a ?class }`.
fn instances(classes: &[NamedNode]) -> GraphPattern {
    let class = Variable::new_unchecked("class");
    let values = GraphPattern::Values {
        variables: vec![class.clone()],
        bindings: classes.iter().map(|class| vec![Some(GroundTerm::NamedNode(class.clone()))]).collect(),
    };
    let types = GraphPattern::Bgp { patterns: vec![of_this(rdf::TYPE, class)] };
    distinct(GraphPattern::Join { left: Box::new(values), right: Box::new(types) })
}

/// The nodes that are marked.
fn affected() -> GraphPattern {
    distinct(GraphPattern::Bgp { patterns: vec![of_this(AFFECTED, Variable::new_unchecked("affected"))] })
}

fn of_this(property: &str, object: Variable) -> TriplePattern {
    TriplePattern {
        subject: this().into(),
        predicate: NamedNodePattern::NamedNode(NamedNode::new_unchecked(property)),
        object: object.into(),
    }
}

fn distinct(inner: GraphPattern) -> GraphPattern {
    let project = GraphPattern::Project { inner: Box::new(inner), variables: vec![this()] };
    GraphPattern::Distinct { inner: Box::new(project) }
}

/// Puts the instances in front of all that the pattern says, so that its first part already starts from `?this` and
/// every BIND, FILTER, OPTIONAL and MINUS sees it. A subselect within it is a first part as a whole: what it does not select is no
/// variable of the rule.
fn starting_from(instances: GraphPattern, pattern: GraphPattern) -> GraphPattern {
    let GraphPattern::Project { inner, mut variables } = pattern else { return behind(&instances, pattern) };
    let this = this();
    if !variables.contains(&this) {
        variables.push(this);
    }
    GraphPattern::Project { inner: Box::new(behind(&instances, *inner)), variables }
}

fn behind(instances: &GraphPattern, pattern: GraphPattern) -> GraphPattern {
    use GraphPattern::{Extend, Filter, Join, Lateral, LeftJoin, Minus};
    let start = |inner: Box<GraphPattern>| Box::new(behind(instances, *inner));
    match pattern {
        Extend { inner, variable, expression } => Extend { inner: start(inner), variable, expression },
        Filter { expr, inner } => Filter { expr, inner: start(inner) },
        Join { left, right } => Join { left: start(left), right },
        LeftJoin { left, right, expression } => LeftJoin { left: start(left), right, expression },
        Minus { left, right } => Minus { left: start(left), right },
        // A lateral join goes from each instance outward instead of joining whole tables.
        first => Lateral { left: Box::new(instances.clone()), right: Box::new(first) },
    }
}

/// What a template constructs: a variable in it may be one of a table that each solution has a row of.
fn writes(template: &[TriplePattern], pattern: &GraphPattern) -> Vec<Kind> {
    let mut writes = Vec::new();
    for triple in template {
        let properties: Vec<Option<NamedNode>> = match &triple.predicate {
            NamedNodePattern::NamedNode(property) => vec![Some(property.clone())],
            NamedNodePattern::Variable(variable) => values(pattern, variable).map_or(vec![None], |values| {
                let property = |term| if let Term::NamedNode(property) = term { Some(Some(property)) } else { None };
                values.into_iter().filter_map(property).collect()
            }),
        };
        let objects: Vec<Option<Term>> = match &triple.object {
            TermPattern::NamedNode(object) => vec![Some(object.clone().into())],
            TermPattern::Variable(variable) => values(pattern, variable).map_or(vec![None], |values| {
                values.into_iter().map(|term| term.is_named_node().then_some(term)).collect()
            }),
            _ => vec![None],
        };
        for property in properties {
            for object in &objects {
                let kind = Kind { property: property.clone(), object: object.clone() };
                if !writes.contains(&kind) {
                    writes.push(kind);
                }
            }
        }
    }
    writes
}

/// The variables that are bound to what an expression or a count gives, and to more than a constant or another variable.
fn made_variables<'a>(pattern: &'a GraphPattern, made: &mut HashSet<&'a Variable>) {
    use GraphPattern as P;
    match pattern {
        P::Bgp { .. } | P::Path { .. } | P::Values { .. } => {}
        P::Join { left, right }
        | P::Lateral { left, right }
        | P::LeftJoin { left, right, .. }
        | P::Union { left, right }
        | P::Minus { left, right } => {
            made_variables(left, made);
            made_variables(right, made);
        }
        P::Filter { inner, .. }
        | P::Graph { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. }
        | P::Service { inner, .. } => made_variables(inner, made),
        P::Extend { inner, variable, expression } => {
            made_variables(inner, made);
            let is_made = match expression {
                Expression::NamedNode(_) | Expression::Literal(_) => false,
                Expression::Variable(other) => made.contains(other),
                _ => true,
            };
            if is_made {
                made.insert(variable);
            }
        }
        P::Group { inner, aggregates, .. } => {
            made_variables(inner, made);
            made.extend(aggregates.iter().map(|(variable, _)| variable));
        }
    }
}

fn variables(triple: &TriplePattern) -> impl Iterator<Item = &Variable> {
    fn term(term: &TermPattern) -> Option<&Variable> {
        if let TermPattern::Variable(variable) = term { Some(variable) } else { None }
    }
    let predicate = match &triple.predicate {
        NamedNodePattern::Variable(variable) => Some(variable),
        NamedNodePattern::NamedNode(_) => None,
    };
    [term(&triple.subject), predicate, term(&triple.object)].into_iter().flatten()
}

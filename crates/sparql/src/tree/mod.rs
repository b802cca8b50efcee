//! Queries as trees of operators over the numbers of terms.
//!
//! ```text
//! algebra ──compile──► operators over one row of slots ──run──► rows of numbers ──answer──► bytes
//!          true counts                                  budget
//! ```
//!
//! A term of the data has its number in their dictionary, one that the query makes gets a number after those (`pool`). A row is a slot for
//! each name; operators fill slots and give the row on (`node`, `run`), so that nothing is copied but what is sorted, grouped, or kept to be
//! joined (`rows`). Expressions compare numbers where that is enough, and values where it is not (`expression`, `value`). All of it asks one
//! budget, row by row (`budget`): no operator unwinds, and none needs more stack than the query is deep.
//!
//! What the compiler does not know, it refuses as a whole, with the reason; the query is answered by the evaluator that was there before.

mod answer;
mod arithmetic;
mod budget;
mod casts;
mod compile;
mod expression;
mod functions;
mod group;
mod names;
mod node;
mod path;
mod patterns;
mod pool;
mod rows;
mod run;
mod services;
mod shape;
mod sort;
mod value;

pub(crate) use answer::Changes;
pub(crate) use compile::Refused;

use compile::Compiler;
use node::{Pattern, Sequence};
use oxigraph::model::{GraphName, NamedOrBlankNode, Term, Variable};
use oxigraph::sparql::CancellationToken;
use oxiri::Iri;
use plenary_graph::triples::{NO_GRAPH, Triples};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundQuadPattern, QuadPattern};

/// The graphs that a query reads.
#[derive(Debug)]
pub(crate) struct Dataset {
    /// For each set of graphs whether its triples are in the default graph; none if all are.
    default: Option<Box<[bool]>>,
    /// The graphs that may be named, in the order of their numbers.
    named: Vec<u32>,
    /// Whether the values of literals are written in one way each.
    is_canonical: bool,
}

impl Dataset {
    /// The dataset of some triples, with the graphs that make up the default graph and those that may be named, if they are chosen.
    pub(crate) fn new(
        triples: &Triples,
        default: Option<&[GraphName]>,
        named: Option<&[NamedOrBlankNode]>,
        is_canonical: bool,
    ) -> Self {
        let number = |graph: &GraphName| match graph {
            GraphName::NamedNode(graph) => triples.terms.find(graph.as_ref().into()),
            GraphName::BlankNode(graph) => triples.terms.find(graph.as_ref().into()),
            GraphName::DefaultGraph => Some(NO_GRAPH),
        };
        let default = default.map(|graphs| {
            let numbers: Vec<u32> = graphs.iter().filter_map(number).collect();
            let is_in = |set: &[u32]| numbers.iter().any(|number| set.binary_search(number).is_ok());
            triples.sets.iter().map(is_in).collect()
        });
        let mut named: Vec<u32> = match named {
            None => triples.graph_numbers().collect(),
            Some(graphs) => graphs.iter().filter_map(|graph| number(&graph.clone().into())).collect(),
        };
        named.sort_unstable();
        named.dedup();
        Self { default, named, is_canonical }
    }
}

/// How a query is answered from one generation of the data.
#[derive(Debug)]
pub(crate) struct Plan {
    data: Dataset,
    sequence: Sequence,
    /// Slots of a row.
    width: usize,
    constants: Vec<Term>,
    memories: usize,
    tables: usize,
    patterns: Vec<Pattern>,
    base: Option<Iri<String>>,
    /// The names that are selected, with their slots.
    columns: Vec<(Variable, usize)>,
    form: Form,
    told: String,
}

/// What is made of the rows.
#[derive(Debug)]
enum Form {
    Table,
    Truth,
    /// Triples by a template.
    Template(Vec<answer::Template>),
    /// What is said of the terms.
    Description,
    /// Quads that go and come.
    Changes(Vec<answer::QuadTemplate>),
}

/// An operation of an update with a pattern, and the templates that what it finds is put in.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) delete: Vec<GroundQuadPattern>,
    pub(crate) insert: Vec<QuadPattern>,
    pub(crate) pattern: GraphPattern,
    pub(crate) base_iri: Option<Iri<String>>,
}

/// What a compiler has made beside operators.
struct Parts {
    constants: Vec<Term>,
    width: usize,
    memories: usize,
    tables: usize,
    patterns: Vec<Pattern>,
    told: String,
}

impl Plan {
    /// Plans a query.
    ///
    /// # Errors
    /// If there is something that the tree does not have, or planning is cancelled.
    pub(crate) fn new(
        query: &Query,
        triples: &Triples,
        data: Dataset,
        has_search: bool,
        token: &CancellationToken,
    ) -> Result<Self, Refused> {
        let (Query::Select { pattern, base_iri, .. }
        | Query::Construct { pattern, base_iri, .. }
        | Query::Describe { pattern, base_iri, .. }
        | Query::Ask { pattern, base_iri, .. }) = query;
        let mut compiler = Compiler::new(&data, triples, has_search, token);
        let (sequence, mut scope) = compiler.whole(pattern)?;
        let variables = selected(pattern);
        let columns = variables.iter().map(|variable| (variable.clone(), compiler.slot_of(variable, &mut scope)));
        let columns = columns.collect();
        let form = match query {
            Query::Select { .. } => Form::Table,
            Query::Ask { .. } => Form::Truth,
            Query::Describe { .. } => Form::Description,
            Query::Construct { template, .. } => {
                let made = template.iter().map(|triple| compiler.template(triple, &mut scope));
                Form::Template(made.collect::<Result<_, _>>()?)
            }
        };
        Ok(Self::made(compiler.finish(), data, sequence, base_iri.clone(), columns, form))
    }

    /// Plans an operation of an update: its pattern, and the quads that are made of each of its rows.
    ///
    /// # Errors
    /// If there is something that the tree does not have, or planning is cancelled.
    pub(crate) fn of_update(
        update: &Operation,
        triples: &Triples,
        data: Dataset,
        token: &CancellationToken,
    ) -> Result<Self, Refused> {
        let Operation { delete, insert, pattern, base_iri } = update;
        let mut compiler = Compiler::new(&data, triples, false, token);
        let (sequence, mut scope) = compiler.whole(pattern)?;
        let mut quads = Vec::with_capacity(delete.len() + insert.len());
        for quad in delete {
            quads.push(compiler.deleted(quad, &mut scope)?);
        }
        for quad in insert {
            quads.push(compiler.inserted(quad, &mut scope)?);
        }
        let parts = compiler.finish();
        Ok(Self::made(parts, data, sequence, base_iri.clone(), Vec::new(), Form::Changes(quads)))
    }

    fn made(
        parts: Parts,
        data: Dataset,
        sequence: Sequence,
        base: Option<Iri<String>>,
        columns: Vec<(Variable, usize)>,
        form: Form,
    ) -> Self {
        let Parts { constants, width, memories, tables, patterns, told } = parts;
        Self { data, sequence, width, constants, memories, tables, patterns, base, columns, form, told }
    }

    /// About the bytes that the plan takes.
    pub(crate) fn weight(&self) -> usize {
        let texts: usize = self.constants.iter().map(pool::text_of).sum();
        2 * self.told.len() + texts + 256 * self.constants.len() + 64 * self.width + self.data.named.len() * 4 + 4096
    }

    /// How the query is answered, as text for people.
    pub(crate) fn explain(&self) -> &str {
        &self.told
    }

    #[inline]
    fn is_default(&self, set: u32) -> bool {
        self.data.default.as_ref().is_none_or(|default| default[set as usize])
    }

    #[inline]
    fn is_named(&self, graph: u32) -> bool {
        self.data.named.binary_search(&graph).is_ok()
    }
}

/// The names that a query selects, in their order.
fn selected(pattern: &GraphPattern) -> Vec<Variable> {
    match pattern {
        GraphPattern::Project { variables, .. } => variables.clone(),
        GraphPattern::Slice { inner, .. } | GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
            selected(inner)
        }
        other => {
            let mut variables = Vec::new();
            other.on_in_scope_variable(|variable| {
                if !variables.contains(variable) {
                    variables.push(variable.clone());
                }
            });
            variables
        }
    }
}

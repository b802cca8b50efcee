//! The arrays as the evaluator reads them: one query's view, with its dataset and the terms that it makes itself.

mod scan;

use super::meter::{Value, show, step};
use super::table::{Column, Plan, Source, Table};
use super::typed::typed;
use oxigraph::model::{BlankNode, GraphName, NamedNode, Term};
use oxigraph::sparql::CancellationToken;
use plenary_graph::triples::{Known, NO_GRAPH, Triples};
use scan::{CellScan, Found, Graphs, Scan};
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// What a query reads.
#[derive(Debug, Clone)]
pub(super) struct Dataset {
    pub(super) triples: Arc<Triples>,
    /// The graphs that make up the default graph; the union of all if none is chosen.
    pub(super) default: Option<Vec<GraphName>>,
    /// Whether the values of literals are written in one way each, as Oxigraph's store does: `01` is `1`.
    pub(super) is_canonical: bool,
}

impl Dataset {
    /// The dataset that is read if no graphs are chosen: the default graph is the union of all, or, in a plain one, its own.
    pub(super) fn of(triples: Arc<Triples>, is_plain: bool) -> Self {
        let default = is_plain.then(|| vec![GraphName::DefaultGraph]);
        Self { triples, default, is_canonical: is_plain }
    }
}

/// A dataset as one query reads it.
pub(super) struct View {
    triples: Arc<Triples>,
    is_canonical: bool,
    /// For each set of graphs whether its triples are in the default graph; `None` if all are.
    default: Option<Arc<[bool]>>,
    token: CancellationToken,
    made: Rc<RefCell<Made>>,
    plans: Vec<Plan>,
    tables: Vec<OnceCell<Rc<Table>>>,
    most_bytes: usize,
}

/// Terms that are not in the data: constants of the query and what its expressions give.
///
/// They are numbered after those of the data. Predicates of tables are numbered here too: each is one of the query's constants.
#[derive(Default)]
struct Made {
    numbers: HashMap<Term, u32>,
    terms: Vec<Term>,
    bytes: usize,
}

/// Why a view fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum ViewError {
    #[error("the expressions of the query make more than {0} bytes of text")]
    TooMuchText(usize),
    #[error("a term is missing from the dictionary")]
    Missing,
}

impl View {
    /// A view of a dataset with the tables that these plans make.
    pub(super) fn new(dataset: Dataset, plans: Vec<Plan>, token: CancellationToken, most_bytes: usize) -> Self {
        let Dataset { triples, default, is_canonical } = dataset;
        let default = default.map(|graphs| {
            let numbers: Vec<u32> = graphs.iter().filter_map(|graph| number_of(&triples, graph)).collect();
            let is_in = |set: &[u32]| numbers.iter().any(|number| set.binary_search(number).is_ok());
            triples.sets.iter().map(is_in).collect()
        });
        let tables = plans.iter().map(|_| OnceCell::new()).collect();
        Self { triples, is_canonical, default, token, made: Rc::default(), plans, tables, most_bytes }
    }

    fn known(&self) -> u32 {
        self.triples.terms.len() as u32
    }

    /// A table of the query, made now if it was not yet.
    fn table(&self, number: usize) -> Option<Rc<Table>> {
        let (plan, table) = (self.plans.get(number)?, self.tables.get(number)?);
        let make = || {
            let source =
                Source { triples: &self.triples, default: self.default.as_deref(), tables: &|other| self.table(other) };
            Rc::new(plan.run(&source))
        };
        Some(Rc::clone(table.get_or_init(make)))
    }

    /// The column that a predicate stands for, if the query has tables.
    fn column(&self, predicate: &Value) -> Option<Column> {
        let made = predicate.number().checked_sub(self.known()).filter(|_| !self.plans.is_empty())?;
        match self.made.borrow().terms.get(made as usize)? {
            Term::NamedNode(iri) => Column::of(iri.as_ref()),
            _ => None,
        }
    }

    /// Cells of a table as triples: row, column, value.
    fn cells(
        &self,
        column: Column,
        subject: Option<&Value>,
        predicate: Value,
        object: Option<&Value>,
    ) -> Option<CellScan> {
        let table = self.table(column.table)?;
        let is_counted = table.is_counted(column.column);
        let value = match object {
            Some(value) if is_counted => Some(self.count_of(value)?),
            value => value.map(Value::number),
        };
        let cells = table.find(column.column, subject.map(Value::number), value);
        let counts = is_counted.then(|| (Rc::clone(&self.made), self.known(), self.most_bytes));
        Some(CellScan { triples: Arc::clone(&self.triples), table, column: column.column, predicate, cells, counts })
    }

    fn term(&self, value: &Value) -> Result<Term, ViewError> {
        match value.number().checked_sub(self.known()) {
            None => self.triples.terms.get(value.number()),
            Some(made) => self.made.borrow().terms.get(made as usize).cloned(),
        }
        .ok_or(ViewError::Missing)
    }

    /// The number that a term is, as counts are written.
    fn count_of(&self, value: &Value) -> Option<u32> {
        match self.term(value).ok()? {
            Term::Literal(literal) if literal.datatype() == oxigraph::model::vocab::xsd::INTEGER => {
                literal.value().parse().ok().filter(|count: &u32| count.to_string() == literal.value())
            }
            _ => None,
        }
    }
}

impl Made {
    /// The number of a term, if the data do not have it.
    fn number(&mut self, term: Term, known: u32, most_bytes: usize) -> Result<u32, ViewError> {
        if let Some(&number) = self.numbers.get(&term) {
            return Ok(number);
        }
        self.bytes += size_of_term(&term);
        if self.bytes > most_bytes {
            return Err(ViewError::TooMuchText(most_bytes));
        }
        let number = known + self.terms.len() as u32;
        self.terms.push(term.clone());
        self.numbers.insert(term, number);
        Ok(number)
    }
}

fn number_of(triples: &Triples, graph: &GraphName) -> Option<u32> {
    match graph {
        GraphName::NamedNode(graph) => triples.terms.find(graph.as_ref().into()),
        GraphName::BlankNode(graph) => triples.terms.find(graph.as_ref().into()),
        GraphName::DefaultGraph => Some(NO_GRAPH),
    }
}

impl QueryableDataset<'static> for View {
    type InternalTerm = Value;
    type Error = ViewError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Value>,
        predicate: Option<&Value>,
        object: Option<&Value>,
        graph_name: Option<Option<&Value>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Value>, ViewError>> + use<> {
        // Paths look up again and again, and most of it finds nothing.
        step();
        if let Some(predicate) = predicate
            && let Some(column) = self.column(predicate)
        {
            return Found::Cells(self.cells(column, subject, predicate.clone(), object));
        }
        let [subject, predicate, object] = [subject, predicate, object].map(|part| part.map(Value::number));
        let graphs = match graph_name {
            None => Graphs::EachNamed { next: 0 },
            Some(None) => Graphs::Default(self.default.clone()),
            Some(Some(graph)) => Graphs::Named(graph.number()),
        };
        Found::Triples(Scan {
            walk: self.triples.pick(subject, predicate, object).into(),
            last: None,
            graphs,
            triples: Arc::clone(&self.triples),
            token: self.token.clone(),
        })
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Value, ViewError>> + use<> {
        step();
        let graphs: Vec<_> = self.triples.graph_numbers().map(|graph| Ok(Value::new(graph))).collect();
        graphs.into_iter()
    }

    fn contains_internal_graph_name(&self, graph_name: &Value) -> Result<bool, ViewError> {
        step();
        Ok(self.triples.graph_numbers().any(|graph| graph == graph_name.number()))
    }

    fn internalize_term(&self, term: Term) -> Result<Value, ViewError> {
        let term = if self.is_canonical { ExpressionTerm::from(term).into() } else { term };
        if let Some(number) = self.triples.terms.find(term.as_ref()) {
            return Ok(Value::new(number));
        }
        self.made.borrow_mut().number(term, self.known(), self.most_bytes).map(Value::new)
    }

    fn externalize_term(&self, term: Value) -> Result<Term, ViewError> {
        let term = self.term(&term)?;
        // A row is completed before it is returned, however often it shows a text.
        show(size_of_text(&term));
        Ok(term)
    }

    fn externalize_expression_term(&self, term: Value) -> Result<ExpressionTerm, ViewError> {
        Ok(match self.triples.terms.read(term.number()) {
            Some(Known::Iri(iri)) => NamedNode::new_unchecked(iri).into(),
            Some(Known::Blank(label)) => ExpressionTerm::BlankNode(BlankNode::new_unchecked(label)),
            Some(Known::String(text)) => ExpressionTerm::StringLiteral(text.to_owned()),
            Some(Known::Language(text, language)) => {
                ExpressionTerm::LangStringLiteral { value: text.to_owned(), language: language.to_owned() }
            }
            Some(Known::Typed(text, datatype)) => typed(text, datatype),
            Some(Known::Whole(_)) | None => self.term(&term)?.into(),
        })
    }
}

/// About what a term takes: it is kept twice, with what the tables need.
fn size_of_term(term: &Term) -> usize {
    2 * (size_of_text(term) + 96)
}

fn size_of_text(term: &Term) -> usize {
    match term {
        Term::NamedNode(iri) => iri.as_str().len(),
        Term::BlankNode(_) => 32,
        Term::Literal(literal) => literal.value().len(),
        Term::Triple(triple) => triple.to_string().len(),
    }
}

//! From rows to the bytes of an answer.

use super::budget::{Flow, Halt, Weight};
use super::compile::{Compiler, Refused};
use super::pool::{NONE, text_of};
use super::rows::RowSet;
use super::run::Run;
use super::{Form, Plan};
use crate::endpoint::is_in_xml;
use crate::meter::Stop;
use crate::{Endpoint, Error, Format};
use oxigraph::io::RdfFormat;
use oxigraph::model::{BlankNode, GraphName, Quad, Term, TermRef, Triple};
use oxigraph::sparql::CancellationToken;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use plenary_graph::snapshot::Snapshot;
use plenary_graph::triples::{Known, Triples, Walk};
use plenary_store::{RdfWriter, Text};
use spargebra::term::{GraphNamePattern, GroundQuadPattern, NamedNodePattern, QuadPattern, TermPattern, TriplePattern};
use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

/// Triples of which each is written once, until this many are known.
const MOST_KNOWN: usize = 1 << 20;

/// A triple that is made of each row.
#[derive(Debug)]
pub(super) struct Template([Made; 3]);

/// A quad that is made of each row of an update.
#[derive(Debug)]
pub(super) struct QuadTemplate {
    triple: Template,
    /// None for the default graph.
    graph: Option<Made>,
    /// Whether it is inserted, not deleted.
    comes: bool,
}

/// The quads that an operation of an update finds.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) deleted: Vec<Quad>,
    pub(crate) inserted: Vec<Quad>,
}

/// A part of a triple that is made.
#[derive(Debug)]
enum Made {
    /// One of the plan's constants, as it was written.
    Constant(usize, Term),
    Slot(usize),
    /// A blank node, another one for each row.
    Blank(String),
    Triple(Box<Template>),
}

impl Compiler<'_> {
    /// A triple of a template.
    pub(super) fn template(
        &mut self,
        triple: &TriplePattern,
        scope: &mut HashMap<usize, usize>,
    ) -> Result<Template, Refused> {
        let subject = self.made(&triple.subject, scope)?;
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(iri) => self.constant_as_written(iri.clone().into()),
            NamedNodePattern::Variable(variable) => Made::Slot(self.slot_of(variable, scope)),
        };
        Ok(Template([subject, predicate, self.made(&triple.object, scope)?]))
    }

    fn constant_as_written(&mut self, term: Term) -> Made {
        Made::Constant(self.constant(term.clone()), term)
    }

    /// A quad that is deleted.
    pub(super) fn deleted(
        &mut self,
        quad: &GroundQuadPattern,
        scope: &mut HashMap<usize, usize>,
    ) -> Result<QuadTemplate, Refused> {
        let GroundQuadPattern { subject, predicate, object, graph_name } = quad.clone();
        let triple = TriplePattern { subject: subject.into(), predicate, object: object.into() };
        Ok(QuadTemplate { triple: self.template(&triple, scope)?, graph: self.graph(&graph_name, scope), comes: false })
    }

    /// A quad that is inserted.
    pub(super) fn inserted(
        &mut self,
        quad: &QuadPattern,
        scope: &mut HashMap<usize, usize>,
    ) -> Result<QuadTemplate, Refused> {
        let QuadPattern { subject, predicate, object, graph_name } = quad.clone();
        let triple = TriplePattern { subject, predicate, object };
        Ok(QuadTemplate { triple: self.template(&triple, scope)?, graph: self.graph(&graph_name, scope), comes: true })
    }

    fn graph(&mut self, graph: &GraphNamePattern, scope: &mut HashMap<usize, usize>) -> Option<Made> {
        match graph {
            GraphNamePattern::DefaultGraph => None,
            GraphNamePattern::NamedNode(iri) => Some(self.constant_as_written(iri.clone().into())),
            GraphNamePattern::Variable(variable) => Some(Made::Slot(self.slot_of(variable, scope))),
        }
    }

    fn made(&mut self, term: &TermPattern, scope: &mut HashMap<usize, usize>) -> Result<Made, Refused> {
        Ok(match term {
            TermPattern::NamedNode(iri) => self.constant_as_written(iri.clone().into()),
            TermPattern::Literal(literal) => self.constant_as_written(literal.clone().into()),
            TermPattern::BlankNode(node) => Made::Blank(node.as_str().to_owned()),
            TermPattern::Variable(variable) => Made::Slot(self.slot_of(variable, scope)),
            TermPattern::Triple(triple) => Made::Triple(Box::new(self.template(triple, scope)?)),
        })
    }
}

impl Plan {
    /// Evaluates the plan and writes the answer. Gives the number of rows or triples.
    ///
    /// # Errors
    /// If a bound is met, a service fails, or `out` does. A part of the answer may have been written by then.
    pub(crate) fn write(
        &self,
        triples: &Triples,
        endpoint: &Endpoint,
        snapshot: Option<&Arc<Snapshot>>,
        format: Format,
        token: &CancellationToken,
        out: impl Write,
    ) -> Result<usize, Error> {
        let halted = |halt| stopped(halt, endpoint);
        let mut run = Run::new(self, triples, endpoint, snapshot, token).map_err(halted)?;
        match (&self.form, format) {
            (Form::Table, Format::Results(format)) => self.table(&mut run, format, out),
            (Form::Truth, Format::Results(format)) => {
                let is_true = self.is_true(&mut run).map_err(halted)?;
                QueryResultsSerializer::from_format(format)
                    .serialize_boolean_to_writer(out, is_true)
                    .and_then(|mut out| out.flush())
                    .map_err(Error::Output)?;
                Ok(1)
            }
            (Form::Template(template), Format::Rdf(format)) => self.templates(&mut run, template, format, out),
            (Form::Description, Format::Rdf(format)) => self.descriptions(&mut run, format, out),
            _ => Err(Error::BadRequest("this kind of query has no answer in this format".into())),
        }
    }

    /// Evaluates the plan of an update.
    ///
    /// # Errors
    /// If a bound is met, or a service fails.
    pub(crate) fn changes(
        &self,
        triples: &Triples,
        endpoint: &Endpoint,
        token: &CancellationToken,
    ) -> Result<Changes, Error> {
        let halted = |halt| stopped(halt, endpoint);
        let limits = endpoint.limits();
        let mut run = Run::new(self, triples, endpoint, None, token).map_err(halted)?;
        let Form::Changes(quads) = &self.form else { return Ok(Changes::default()) };
        let (mut changes, mut bytes) = (Changes::default(), 0);
        let mut row = vec![NONE; self.width];
        let done = run.whole(&mut row, &mut |run, row| {
            let mut blank = HashMap::new();
            for template in quads {
                run.budget.step()?;
                let Some(quad) = template.quad(run, row, &mut blank) else { continue };
                bytes += text_of(&quad.subject.clone().into()) + text_of(&quad.object);
                if bytes > limits.made_text {
                    return Err(Stop::Row.into());
                }
                let list = if template.comes { &mut changes.inserted } else { &mut changes.deleted };
                list.push(quad);
                if changes.deleted.len() + changes.inserted.len() > limits.rows {
                    return Err(Error::TooManyRows { limit: limits.rows }.into());
                }
            }
            Ok(())
        });
        done.map_err(halted)?;
        Ok(changes)
    }

    fn is_true(&self, run: &mut Run<'_>) -> Result<bool, Halt> {
        let mut row = vec![NONE; self.width];
        // No operator has this number.
        match run.whole(&mut row, &mut |_, _| Err(Halt::Enough(0))) {
            Ok(()) => Ok(false),
            Err(Halt::Enough(0)) => Ok(true),
            Err(halt) => Err(halt),
        }
    }

    fn table(&self, run: &mut Run<'_>, format: QueryResultsFormat, out: impl Write) -> Result<usize, Error> {
        let endpoint = run.endpoint;
        let limits = endpoint.limits();
        let is_xml = format == QueryResultsFormat::Xml;
        let variables = self.columns.iter().map(|(variable, _)| variable.clone()).collect();
        let serializer = QueryResultsSerializer::from_format(format);
        let mut writer =
            serializer.serialize_solutions_to_writer(Text::new(out, is_xml), variables).map_err(Error::Output)?;
        let mut rows = 0;
        let mut row = vec![NONE; self.width];
        let done = run.whole(&mut row, &mut |run, row| {
            rows += 1;
            if rows > limits.rows {
                return Err(Error::TooManyRows { limit: limits.rows }.into());
            }
            let mut bytes = 0;
            for (_, slot) in &self.columns {
                let Some(term) = run.term_ref(row[*slot]) else { continue };
                bytes += length_of(term);
                if is_xml && !is_in_xml(term) {
                    let problem = "an answer in XML cannot have a text with a character that XML does not have";
                    return Err(Error::Unwritable(format!("{problem}; JSON, CSV and TSV can")).into());
                }
            }
            if bytes > limits.made_text {
                return Err(Stop::Row.into());
            }
            let terms = self.columns.iter().filter_map(|(variable, slot)| Some((variable, run.term_ref(row[*slot])?)));
            writer.serialize(terms).map_err(|error| Error::Output(error).into())
        });
        done.map_err(|halt| stopped(halt, endpoint))?;
        writer.finish().and_then(|mut out| out.flush()).map_err(Error::Output)?;
        Ok(rows)
    }

    fn templates(
        &self,
        run: &mut Run<'_>,
        template: &[Template],
        format: RdfFormat,
        out: impl Write,
    ) -> Result<usize, Error> {
        let endpoint = run.endpoint;
        let limits = endpoint.limits();
        let mut writer = RdfWriter::new(format, endpoint.prefixes().iter(), out);
        let mut known = RowSet::new(3, &run.budget);
        let mut written = 0;
        let mut row = vec![NONE; self.width];
        let done = run.whole(&mut row, &mut |run, row| {
            // A row is made whole before it is written: it has its bound as such.
            let (mut blank, mut bytes, mut triples) = (HashMap::new(), 0, Vec::new());
            for triple in template {
                run.budget.step()?;
                if known.len() >= MOST_KNOWN {
                    known = RowSet::new(3, &run.budget);
                }
                if let Some(numbers) = triple.numbers(run, row)
                    && (numbers.contains(&NONE) || !known.add(&numbers)?.1)
                {
                    continue;
                }
                let Some(triple) = triple.triple(run, row, &mut blank) else { continue };
                bytes += text_of(&triple.subject.clone().into()) + text_of(&triple.object);
                if bytes > limits.made_text {
                    return Err(Stop::Row.into());
                }
                triples.push(triple);
            }
            written += triples.len();
            if written > limits.rows {
                return Err(Error::TooManyRows { limit: limits.rows }.into());
            }
            triples.iter().try_for_each(|triple| writer.triple(triple)).map_err(|error| Error::from(error).into())
        });
        done.map_err(|halt| stopped(halt, endpoint))?;
        writer.finish().map_err(Error::Output)?;
        Ok(written)
    }

    fn descriptions(&self, run: &mut Run<'_>, format: RdfFormat, out: impl Write) -> Result<usize, Error> {
        let endpoint = run.endpoint;
        let limits = endpoint.limits();
        let mut writer = RdfWriter::new(format, endpoint.prefixes().iter(), out);
        let mut known = RowSet::new(1, &run.budget);
        let mut written = 0;
        let mut row = vec![NONE; self.width];
        let done = run.whole(&mut row, &mut |run, row| {
            for (_, slot) in self.columns.iter().filter(|(_, slot)| row[*slot] != NONE) {
                let mut waiting = if known.add(&[row[*slot]])?.1 { vec![row[*slot]] } else { Vec::new() };
                let mut weight: Weight = run.budget.weight();
                while let Some(node) = waiting.pop() {
                    let mut walk = Walk::from(run.triples.pick(Some(node), None, None));
                    while let Some(step) = walk.step(run.triples) {
                        run.budget.step()?;
                        let Some((numbers, set)) = step else { continue };
                        if !self.is_default(set) {
                            continue;
                        }
                        // A blank node has no name by which it could be asked for.
                        if matches!(run.pool.known(numbers[2]), Some(Known::Blank(_))) && known.add(&[numbers[2]])?.1 {
                            weight.reserve(&mut waiting, 1)?;
                            waiting.push(numbers[2]);
                        }
                        let Some(triple) = run.triple(numbers) else { continue };
                        written += 1;
                        if written > limits.rows {
                            return Err(Error::TooManyRows { limit: limits.rows }.into());
                        }
                        writer.triple(&triple).map_err(Error::from)?;
                    }
                }
            }
            Ok(())
        });
        done.map_err(|halt| stopped(halt, endpoint))?;
        writer.finish().map_err(Error::Output)?;
        Ok(written)
    }
}

impl QuadTemplate {
    fn quad(&self, run: &Run<'_>, row: &[u32], blank: &mut HashMap<String, BlankNode>) -> Option<Quad> {
        let triple = self.triple.triple(run, row, blank)?;
        let graph = match &self.graph {
            None => GraphName::DefaultGraph,
            Some(graph) => match made(graph, run, row, blank)? {
                Term::NamedNode(iri) => iri.into(),
                Term::BlankNode(node) => node.into(),
                Term::Literal(_) | Term::Triple(_) => return None,
            },
        };
        Some(triple.in_graph(graph))
    }
}

impl Template {
    /// The numbers of the parts, if they all have one; the triple is the same as another by them.
    fn numbers(&self, run: &Run<'_>, row: &[u32]) -> Option<[u32; 3]> {
        let mut numbers = [NONE; 3];
        for (number, part) in numbers.iter_mut().zip(&self.0) {
            *number = match part {
                Made::Constant(constant, _) => run.constants[*constant].0,
                Made::Slot(slot) => row[*slot],
                Made::Blank(_) | Made::Triple(_) => return None,
            };
        }
        Some(numbers)
    }

    fn triple(&self, run: &Run<'_>, row: &[u32], blank: &mut HashMap<String, BlankNode>) -> Option<Triple> {
        let [subject, predicate, object] = &self.0;
        let subject = made(subject, run, row, blank)?.try_into().ok()?;
        let predicate = made(predicate, run, row, blank)?.try_into().ok()?;
        Some(Triple { subject, predicate, object: made(object, run, row, blank)? })
    }
}

fn made(part: &Made, run: &Run<'_>, row: &[u32], blank: &mut HashMap<String, BlankNode>) -> Option<Term> {
    match part {
        Made::Constant(_, term) => Some(term.clone()),
        Made::Slot(slot) => run.pool.term(row[*slot]),
        Made::Blank(label) => Some(blank.entry(label.clone()).or_default().clone().into()),
        Made::Triple(triple) => Some(triple.triple(run, row, blank)?.into()),
    }
}

impl<'d> Run<'d> {
    fn whole(&mut self, row: &mut [u32], out: super::run::Out<'_, 'd>) -> Flow {
        let plan = self.plan;
        self.budget.look()?;
        self.run(&plan.sequence, row, out)
    }

    /// A term without a copy of its text; none for no term.
    fn term_ref(&self, number: u32) -> Option<TermRef<'_>> {
        if number == NONE {
            return None;
        }
        match self.pool.known(number) {
            Some(known) => Some(known.into()),
            None => Some(self.pool.made(number)?.as_ref()),
        }
    }

    fn triple(&self, [subject, predicate, object]: [u32; 3]) -> Option<Triple> {
        Some(Triple {
            subject: self.pool.term(subject)?.try_into().ok()?,
            predicate: self.pool.term(predicate)?.try_into().ok()?,
            object: self.pool.term(object)?,
        })
    }
}

fn length_of(term: TermRef<'_>) -> usize {
    match term {
        TermRef::NamedNode(iri) => iri.as_str().len(),
        TermRef::BlankNode(_) => 32,
        TermRef::Literal(literal) => literal.value().len(),
        TermRef::Triple(triple) => triple.to_string().len(),
    }
}

/// Why an evaluation has no answer.
fn stopped(halt: Halt, endpoint: &Endpoint) -> Error {
    match halt {
        Halt::Failed(error) => *error,
        Halt::Stop(stop) => Error::stopped(stop, endpoint.limits()),
        // Each is caught by the operator that has its number.
        Halt::Enough(_) => Error::Lost,
    }
}

//! What full text keeps in memory: the texts that are searched, and the links by which resources are found through
//! the names of others (`ple:searchVia`). Each [`Part`] of it is a query of its own, whose rows are triples.
//!
//! A part asks for the whole of a path with everything on it, so that a blank node, which has no name in another answer,
//! need not be known again.

use super::group::Group;
use super::patterns::{Patterns, rest_of_list, way};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Variable};
use oxigraph::sparql::QuerySolution;
use plenary_ontology::{ClassId, Ends, Ontology, PathId, Step, Via};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::collections::BTreeSet;

/// A query with what its rows mean.
pub(super) struct Part {
    pub(super) query: Query,
    /// Whether each row ends with a text that is searched.
    pub(super) has_texts: bool,
    number: usize,
    variables: Vec<Variable>,
    rows: RowsAre,
}

enum RowsAre {
    /// Resources of a class.
    Instances(NamedNode),
    /// The resources and values along some steps.
    Steps(Vec<Step>),
}

/// All that full text needs: types, texts and links.
pub(super) fn parts(ontology: &Ontology) -> Vec<Part> {
    let patterns = Patterns::new(ontology);
    let mut parts: Vec<Part> = Vec::new();
    for class in ontology.concrete_classes() {
        let resource = patterns.fresh();
        let mut group = Group::default();
        patterns.class(&mut group, &resource, class);
        let rows = RowsAre::Instances(ontology.class(class).iri.clone());
        parts.push(Part::new(parts.len(), group, vec![resource], rows, false));
    }
    for (path, classes) in
        paths(ontology, |class| ontology.class(class).searched().map(|(field, _)| (class, field.path)).collect())
    {
        parts.push(Part::along(parts.len(), &patterns, path, &classes, true));
    }
    for (path, classes) in paths(ontology, |class| {
        let ways = ontology.class(class).search_ways.iter();
        let starts = |way: &Via| {
            let end = |path: &PathId| match ontology.path(*path).ends {
                Ends::Class(class) => Some(class),
                Ends::Values(_) | Ends::Texts => None,
            };
            std::iter::once(class).chain(way.paths.iter().filter_map(end)).zip(way.paths.clone()).collect::<Vec<_>>()
        };
        ways.flat_map(starts).collect()
    }) {
        parts.push(Part::along(parts.len(), &patterns, path, &classes, false));
    }
    parts
}

/// The different paths that classes are read along, each with the classes at its start.
fn paths(ontology: &Ontology, of: impl Fn(ClassId) -> Vec<(ClassId, PathId)>) -> Vec<(PathId, BTreeSet<ClassId>)> {
    let mut paths: Vec<(PathId, BTreeSet<ClassId>)> = Vec::new();
    for (class, path) in ontology.concrete_classes().flat_map(of) {
        let steps = &ontology.path(path).steps;
        match paths.iter_mut().find(|(known, _)| ontology.path(*known).steps == *steps) {
            Some((_, classes)) => drop(classes.insert(class)),
            None => paths.push((path, BTreeSet::from([class]))),
        }
    }
    paths
}

impl Part {
    fn new(number: usize, group: Group, variables: Vec<Variable>, rows: RowsAre, has_texts: bool) -> Self {
        let inner = Box::new(group.into_pattern());
        let pattern = GraphPattern::Project { inner, variables: variables.clone() };
        Self { query: Query::Select { dataset: None, pattern, base_iri: None }, has_texts, number, variables, rows }
    }

    /// What stands along a path that starts at instances of some classes. What it ends at is looked at when it is built.
    fn along(
        number: usize,
        patterns: &Patterns<'_>,
        path: PathId,
        classes: &BTreeSet<ClassId>,
        has_texts: bool,
    ) -> Self {
        // Each node of a list stands for the list whose first member it has, so that its members are found one by one.
        let first = Step { predicate: rdf::FIRST.into_owned(), inverse: false, members: false };
        let steps = patterns
            .ontology
            .path(path)
            .steps
            .iter()
            .flat_map(|step| std::iter::once(step.clone()).chain(step.members.then(|| first.clone())));
        let steps: Vec<Step> = steps.collect();
        let variables: Vec<Variable> = (0..=steps.len()).map(|_| patterns.fresh()).collect();
        let mut group = Group::default();
        patterns.classes(&mut group, &variables[0], &classes.iter().copied().collect::<Vec<_>>());
        for (step, pair) in steps.iter().zip(variables.windows(2)) {
            if step.members {
                let list = patterns.fresh();
                group.triple(pair[0].clone().into(), &step.predicate, list.clone().into());
                group.part(way(&list, rest_of_list(), &pair[1]));
                continue;
            }
            let [from, to] = [&pair[0], &pair[1]].map(|variable| variable.clone().into());
            let (subject, object) = if step.inverse { (to, from) } else { (from, to) };
            group.triple(subject, &step.predicate, object);
        }
        Self::new(number, group, variables, RowsAre::Steps(steps), has_texts)
    }

    /// The triples that a row says.
    pub(super) fn quads<'a>(&'a self, row: &'a QuerySolution) -> impl Iterator<Item = Quad> + 'a {
        let (instances, steps) = match &self.rows {
            RowsAre::Instances(class) => (Some(class), &[][..]),
            RowsAre::Steps(steps) => (None, &steps[..]),
        };
        let instance = instances
            .and_then(|class| self.quad(row.get(&self.variables[0])?, rdf::TYPE.into_owned(), &class.clone().into()));
        let along = steps.iter().zip(self.variables.windows(2)).filter_map(|(step, pair)| {
            let (from, to) = (row.get(&pair[0])?, row.get(&pair[1])?);
            let (subject, object) = if step.inverse { (to, from) } else { (from, to) };
            self.quad(subject, step.predicate.clone(), object)
        });
        instance.into_iter().chain(along)
    }

    /// The size of the text of a row, in bytes.
    pub(super) fn text_bytes(&self, row: &QuerySolution) -> usize {
        match self.variables.last().and_then(|last| row.get(last)) {
            Some(Term::Literal(text)) if self.has_texts => text.value().len(),
            _ => 0,
        }
    }

    fn quad(&self, subject: &Term, predicate: NamedNode, object: &Term) -> Option<Quad> {
        let subject: NamedOrBlankNode = match self.own(subject) {
            Term::NamedNode(iri) => iri.into(),
            Term::BlankNode(node) => node.into(),
            Term::Literal(_) | Term::Triple(_) => return None,
        };
        Some(Quad { subject, predicate, object: self.own(object), graph_name: GraphName::DefaultGraph })
    }

    /// A term as it is called here: the label of a blank node means something in one answer only, and engines differ in the
    /// case of language tags.
    fn own(&self, term: &Term) -> Term {
        match term {
            Term::BlankNode(node) => BlankNode::new_unchecked(format!("part{}-{}", self.number, node.as_str())).into(),
            Term::Literal(text) => match text.language() {
                Some(tag) if tag.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                    Literal::new_language_tagged_literal_unchecked(text.value(), tag.to_ascii_lowercase()).into()
                }
                _ => term.clone(),
            },
            _ => term.clone(),
        }
    }
}

//! Facts about the endpoint's data, in one query.

use super::expressions::{call, count_distinct, string};
use super::failure::unusable;
use super::group::{Group, distinct, union};
use super::reader::Remote;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, Variable};
use plenary_base::vocab::{dcat, dct};
use plenary_graph::snapshot::{ClassCount, Dataset, GraphCount, Id};
use plenary_query::{Budget, Error};
use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// What the data say of themselves, and how much there is of what: the same facts as
/// [`Dataset::describe`](plenary_graph::snapshot::Dataset::describe) finds in the triples.
pub(super) fn describe(remote: &Remote<'_>, budget: &mut Budget) -> Result<Dataset, Error> {
    let [property, value, language, class, graph, count] =
        ["property", "value", "language", "class", "graph", "count"].map(Variable::new_unchecked);
    let parts = [
        said(&property, &value),
        languages(remote, &language),
        classes(remote, &class, &count),
        graphs(&graph, &count),
    ];
    let variables = [property, value, language, class, graph, count];
    let pattern = GraphPattern::Project { inner: Box::new(union(parts)), variables: variables.to_vec() };
    let answer = remote.select(pattern, &variables, budget)?;
    let text = |id: Id| remote.terms.text(id).to_owned();
    let number = |id: Id| {
        let text = remote.terms.text(id);
        text.parse::<u64>().map_err(|_| unusable(format!("counts `{text}`, which is no number")))
    };
    let none = |class: &plenary_ontology::Class| ClassCount {
        name: class.name.clone(),
        iri: class.iri.as_str().to_owned(),
        count: 0,
        is_interface: class.is_interface,
    };
    let mut dataset = Dataset { classes: remote.ontology.declared_classes().map(none).collect(), ..Dataset::default() };
    for row in answer.iter() {
        let [property, value, language, class, graph, count] = row else { continue };
        match remote.terms.text(*property) {
            dct::TITLE if remote.terms.is_literal(*value) => {
                dataset.titles.push((text(*value), remote.terms.language(*value).map(str::to_owned)));
            }
            dct::LICENSE if remote.terms.iri(*value).is_some() => dataset.licences.push(text(*value)),
            dcat::VERSION if remote.terms.is_literal(*value) => dataset.version = Some(text(*value)),
            _ => {}
        }
        if *language != Id::NONE {
            dataset.languages.push(text(*language));
        }
        if let Some(known) = dataset.classes.iter_mut().find(|known| known.iri == remote.terms.text(*class)) {
            known.count = number(*count)?;
        }
        if *graph != Id::NONE {
            dataset.graphs.push(GraphCount { iri: text(*graph), triples: number(*count)? });
        }
    }
    dataset.titles.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    dataset.licences.sort();
    dataset.languages.sort();
    dataset.graphs.sort_by(|a, b| a.iri.cmp(&b.iri));
    dataset.triples = dataset.graphs.iter().map(|graph| graph.triples).sum();
    Ok(dataset)
}

/// What the data say of themselves.
fn said(property: &Variable, value: &Variable) -> GraphPattern {
    let named = NamedNode::new_unchecked;
    let dataset = Variable::new_unchecked("dataset");
    let mut group = Group::default();
    group.values(property, [dct::TITLE, dct::LICENSE, dcat::VERSION].map(named));
    group.triple(dataset.clone().into(), &rdf::TYPE.into_owned(), named(dcat::DATASET).into());
    group.part(triple(dataset.into(), property.clone().into(), value.clone().into()));
    distinct(group.into_pattern(), &[property.clone(), value.clone()])
}

/// The languages of the texts that the API can show.
fn languages(remote: &Remote<'_>, language: &Variable) -> GraphPattern {
    let [resource, property, text] = ["resource", "by", "text"].map(Variable::new_unchecked);
    let steps = remote.ontology.paths().iter().flat_map(|path| &path.steps);
    let used: BTreeSet<NamedNode> = steps
        .flat_map(|step| [Some(step.predicate.clone()), step.members.then(|| rdf::FIRST.into_owned())])
        .flatten()
        .collect();
    let mut group = Group::default();
    group.values(&property, used);
    group.part(triple(resource.into(), property.into(), text.clone().into()));
    let tag = || call(Function::LCase, [call(Function::Lang, [text.clone().into()])]);
    group.filter(call(Function::IsLiteral, [text.clone().into()]));
    group.filter(Expression::Not(Box::new(Expression::Equal(Box::new(tag()), Box::new(string(""))))));
    let tagged =
        GraphPattern::Extend { inner: Box::new(group.into_pattern()), variable: language.clone(), expression: tag() };
    distinct(tagged, std::slice::from_ref(language))
}

/// The number of instances of each public class.
fn classes(remote: &Remote<'_>, class: &Variable, count: &Variable) -> GraphPattern {
    let [resource, kind] = ["resource", "kind"].map(Variable::new_unchecked);
    let ontology = remote.ontology;
    let declared = ontology.class_ids().filter(|&id| ontology.class(id).direct_of.is_none());
    let rows = declared.flat_map(|id| {
        let public = ontology.class(id).iri.clone();
        let pair = move |within: &NamedNode| {
            [public.clone(), within.clone()].map(|iri| Some(GroundTerm::NamedNode(iri))).to_vec()
        };
        ontology.classes_within(id).into_iter().map(pair)
    });
    let mut group = Group::default();
    group.table(vec![class.clone(), kind.clone()], rows.collect());
    remote.patterns().has_type(&mut group, &resource, &kind);
    group.filter(call(Function::IsIri, [resource.clone().into()]));
    GraphPattern::Group {
        inner: Box::new(group.into_pattern()),
        variables: vec![class.clone()],
        aggregates: vec![(count.clone(), count_distinct(&resource))],
    }
}

/// The number of triples of each named graph.
fn graphs(graph: &Variable, count: &Variable) -> GraphPattern {
    let [s, p, o] = ["s", "p", "o"].map(Variable::new_unchecked);
    let inner = triple(s.into(), p.into(), o.into());
    GraphPattern::Group {
        inner: Box::new(GraphPattern::Graph { name: graph.clone().into(), inner: Box::new(inner) }),
        variables: vec![graph.clone()],
        aggregates: vec![(count.clone(), AggregateExpression::CountSolutions { distinct: false })],
    }
}

fn triple(subject: TermPattern, predicate: NamedNodePattern, object: TermPattern) -> GraphPattern {
    GraphPattern::Bgp { patterns: vec![TriplePattern { subject, predicate, object }] }
}

//! The parts of pages: one field or property each, with its values as they are shown.

use super::Description;
use super::describe::is;
use super::titles::{Titles, plain};
use super::view::View;
use crate::ontology::{Class, Field, FieldKind, Scalar, Text};
use crate::query::Collation;
use crate::snapshot::Id;
use crate::vocab::rdf;
use oxigraph::model::{NamedNode, Term};
use std::collections::{BTreeMap, HashSet};

/// Resources of a relationship that a page shows at first.
const FIRST: usize = 12;
/// Resources on each page of a relationship.
pub(super) const PER_PAGE: usize = 100;

/// Most resources that are put in the order of their names.
const MOST_SORTED: usize = 2_000;

/// One field or property with its values.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub(super) label: Text,
    pub(super) description: Option<Text>,
    pub(super) values: Vec<Value>,
    /// How many values there are, of which some are shown.
    pub(super) count: usize,
    /// Where all are shown, if some are left out.
    pub(super) all: Option<String>,
    /// The same of what stands below the resource.
    pub(super) below: Option<Box<Section>>,
}

/// A value on a page.
#[derive(Debug)]
pub(super) enum Value {
    Text(Text),
    Link(Link),
    /// An IRI of which nothing is known here.
    Iri(String),
}

/// A link to a page here.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) title: Vec<Text>,
}

/// Makes sections.
pub(super) struct Sections<'a> {
    pub(super) view: View<'a>,
    pub(super) titles: &'a Titles<'a>,
}

impl Sections<'_> {
    pub(super) fn link(&self, id: Id) -> Link {
        let iri = self.view.data.snapshot.terms().text(id);
        Link { href: self.view.addresses.resource(iri), title: self.titles.resource(id) }
    }

    pub(super) fn empty(&self, field: &Field) -> Section {
        let label = self.titles.field_label(field);
        let description = self.view.reader.pick(&field.descriptions).cloned();
        // Where the description is the label, it need not be said twice.
        let description = description.filter(|text| !text.value.starts_with(label.value.as_str()));
        Section { label, description, ..Section::default() }
    }

    /// What the resources below a resource have in a relationship and it has not itself, with what they are called.
    pub(super) fn below(&self, id: Id, class: &Class, field: &Field) -> Option<(Text, Vec<Id>)> {
        let relation = self.view.data.snapshot.relation(field.path);
        // What leads to things of its own kind is the hierarchy itself.
        let way = class.below_ways.iter().find(|way| field.kind.class().is_some_and(|end| end != way.class))?;
        let first = class.field(way.name.split('.').next()?)?;
        let below = self.titles.ends(id, way).into_iter().take_while(|_| self.view.goes_on());
        let ends = below.flat_map(|below| relation.row(below).iter().copied());
        let mut found: Vec<Id> = ends.collect();
        let (terms, own) = (self.view.data.snapshot.terms(), relation.row(id));
        terms.sort(&mut found);
        found.retain(|&end| !terms.is_in(own, end));
        Some((self.titles.field_label(first), found)).filter(|(_, found)| !found.is_empty())
    }

    /// A field with its values; none if there is no value.
    pub(super) fn section(&self, id: Id, class: &Class, field: &Field) -> Option<Section> {
        let row = self.view.data.snapshot.relation(field.path).row(id);
        let iri = self.view.data.snapshot.terms().text(id);
        let is_relationship = matches!(field.kind, FieldKind::Connection { .. });
        let below = is_relationship.then(|| self.below(id, class, field)).flatten().map(|(label, found)| {
            let parameters = [("field", field.name.as_str()), ("below", "true")];
            let found = self.by_name(field, &found).unwrap_or(found);
            let all = (found.len() > FIRST).then(|| self.view.addresses.resource_with(iri, &parameters));
            let values = found.iter().take(FIRST).map(|&end| Value::Link(self.link(end))).collect();
            Box::new(Section { label, values, count: found.len(), all, ..Section::default() })
        });
        if row.is_empty() && below.is_none() {
            return None;
        }
        let most = if is_relationship { FIRST } else { row.len() };
        let value = |&end: &Id| match field.kind {
            FieldKind::Link { .. } | FieldKind::Links { .. } | FieldKind::Connection { .. } => {
                Value::Link(self.link(end))
            }
            _ => self.value(end, field),
        };
        let listed = self.view.data.snapshot.in_list_order(field.path, id, row);
        let ordered = listed.or_else(|| self.by_name(field, row));
        let row = ordered.as_deref().unwrap_or(row);
        let values: Vec<Value> = match field.kind {
            FieldKind::Text { .. } => self.titles.text(id, field).into_iter().map(Value::Text).collect(),
            _ => row.iter().take(most).take_while(|_| self.view.goes_on()).map(value).collect(),
        };
        let all = (row.len() > most).then(|| self.view.addresses.resource_with(iri, &[("field", &field.name)]));
        // One text of several is all of it for a reader of its language.
        let count = if all.is_some() { row.len() } else { values.len() };
        Some(Section { values, count, all, below, ..self.empty(field) })
    }

    /// Resources in the order of their names, in the language of the reader; none if they have none, or are too many.
    pub(super) fn by_name(&self, field: &Field, row: &[Id]) -> Option<Vec<Id>> {
        let class = self.view.ontology.class(field.kind.class()?);
        class.name_field().filter(|_| row.len() <= MOST_SORTED)?;
        let collation = Collation::of(self.view.reader.chain());
        let name = |id: &Id| self.titles.class(*id)?.name_field().and_then(|name| self.titles.text(*id, name));
        let mut ordered = row.to_vec();
        // What has no name in any language comes last.
        ordered.sort_by_cached_key(|id| {
            let name = name(id);
            (name.is_none(), name.map(|name| collation.key(&name.value)))
        });
        Some(ordered)
    }

    fn value(&self, end: Id, field: &Field) -> Value {
        let terms = self.view.data.snapshot.terms();
        let text = terms.text(end);
        match field.kind {
            FieldKind::Value { scalar, .. } | FieldKind::Values { scalar } => value_of(self.titles, scalar, text),
            _ => Value::Text(Text { value: text.to_owned(), language: terms.language(end).map(str::to_owned) }),
        }
    }

    /// The name in the languages in which it is not shown yet.
    pub(super) fn other_names(&self, id: Id, field: &Field, shown: &[Text]) -> Vec<Text> {
        let terms = self.view.data.snapshot.terms();
        let texts = self.view.data.snapshot.relation(field.path).row(id).iter().take_while(|_| self.view.goes_on());
        let texts = texts.map(|&text| Text {
            value: terms.text(text).to_owned(),
            language: terms.language(text).map(str::to_owned),
        });
        texts.filter(|text| !shown.contains(text)).collect()
    }

    /// Properties that no field of the class shows.
    pub(super) fn more(&self, description: &Description, class: Option<&Class>) -> Vec<Section> {
        let path = |field: &Field| &self.view.ontology.path(field.path).steps;
        let is_field = |predicate: &str| {
            class.is_some_and(|class| {
                class.fields.iter().any(|field| {
                    matches!(path(field).as_slice(), [step] if !step.inverse && step.predicate.as_str() == predicate)
                })
            })
        };
        let mut values: BTreeMap<&str, Vec<&Term>> = BTreeMap::new();
        // One triple may stand in several graphs.
        let mut seen: HashSet<(&str, &Term)> = HashSet::new();
        for quad in description.outgoing().take_while(|_| self.view.goes_on()) {
            let predicate = quad.predicate.as_str();
            if is_field(predicate) || (predicate == rdf::TYPE && is_class(&quad.object, class)) {
                continue;
            }
            if seen.insert((predicate, &quad.object)) {
                values.entry(predicate).or_default().push(&quad.object);
            }
        }
        let sections = values.into_iter().map(|(predicate, mut terms)| {
            terms.sort_by_cached_key(|term| term.to_string());
            let values: Vec<_> = terms.iter().take(PER_PAGE).map(|term| self.term(term)).collect();
            self.property(predicate, values, terms.len())
        });
        sections.collect()
    }

    /// What leads to a resource that no class has fields for.
    pub(super) fn leads_here(&self, description: &Description) -> Vec<Section> {
        let mut starts: BTreeMap<&str, HashSet<String>> = BTreeMap::new();
        for quad in description.incoming().filter(|quad| !is(&quad.subject, &description.iri)) {
            let subject = quad.subject.to_string();
            let iri = subject.trim_start_matches('<').trim_end_matches('>').to_owned();
            starts.entry(quad.predicate.as_str()).or_default().insert(iri);
        }
        let sections = starts.into_iter().map(|(predicate, starts)| {
            let count = starts.len();
            let mut starts: Vec<_> = starts.into_iter().collect();
            starts.sort();
            let values = starts.iter().take(PER_PAGE).map(|iri| self.iri(iri)).collect();
            self.property(predicate, values, count)
        });
        sections.collect()
    }

    fn property(&self, predicate: &str, values: Vec<Value>, count: usize) -> Section {
        Section { label: self.titles.iri(predicate), values, count, ..Section::default() }
    }

    fn term(&self, term: &Term) -> Value {
        match term {
            Term::NamedNode(iri) => self.iri(iri.as_str()),
            Term::Literal(literal) => {
                Value::Text(Text { value: literal.value().to_owned(), language: literal.language().map(str::to_owned) })
            }
            other => Value::Text(plain(other.to_string())),
        }
    }

    fn iri(&self, iri: &str) -> Value {
        let node = NamedNode::new_unchecked(iri);
        let known = self.view.data.triples.triples(Some(node.as_ref().into()), None, None).next();
        match known {
            Some(_) => Value::Link(Link { href: self.view.addresses.resource(iri), title: self.titles.of_iri(iri) }),
            None => Value::Iri(iri.to_owned()),
        }
    }
}

fn is_class(object: &Term, class: Option<&Class>) -> bool {
    matches!((object, class), (Term::NamedNode(object), Some(class)) if *object == class.iri)
}

/// A value in the reader's words.
pub(super) fn value_of(titles: &Titles<'_>, scalar: Scalar, text: &str) -> Value {
    match scalar {
        Scalar::Iri => Value::Iri(text.to_owned()),
        _ => Value::Text(titles.value(scalar, text)),
    }
}
